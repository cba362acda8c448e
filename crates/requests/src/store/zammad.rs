//! The numbers by which programs written for Zammad know people, teams and contacts: whole and small, given at first sight, never again.

use kernel::PartnerCode;
use register::{StoreError, Tx, both};
use sqlx::types::Uuid;

/// Numbers begin after this one: lower ones are for what is not in the register.
pub const FIRST: i64 = 100;

/// What has a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbered {
    /// A usager, or an account.
    User,
    /// A team.
    Group,
    /// A contact, or a note.
    Article,
}

impl Numbered {
    const fn code(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Article => "article",
        }
    }
}

/// The number of a thing of the partner; it gets one if it has none.
pub async fn number(
    tx: &mut Tx,
    partner: &PartnerCode,
    (kind, id): (Numbered, Uuid),
) -> Result<i64, StoreError> {
    const NEXT: &str = "
        INSERT INTO zammad_counter (partner, kind, last) VALUES ($1, $2, $3)
        ON CONFLICT (partner, kind) DO UPDATE SET last = zammad_counter.last + 1 RETURNING last";
    const SQL: &str = "
        INSERT INTO zammad_number (partner, kind, object_id, number) VALUES ($1, $2, $3, $4)
        ON CONFLICT (partner, kind, object_id) DO NOTHING";
    if let Some(number) = known(tx, partner, (kind, id)).await? {
        return Ok(number);
    }
    // Whoever else gives numbers of this kind waits here.
    let next: i64 = both!(&mut *tx, conn => sqlx::query_scalar(NEXT)
        .bind(partner.as_str()).bind(kind.code()).bind(FIRST + 1).fetch_one(conn).await)?;
    both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(partner.as_str()).bind(kind.code()).bind(id).bind(next).execute(conn).await.map(drop))?;
    let given = known(tx, partner, (kind, id)).await?;
    given.ok_or_else(|| StoreError::unreadable("zammad_number.object_id", &id))
}

async fn known(
    tx: &mut Tx,
    partner: &PartnerCode,
    (kind, id): (Numbered, Uuid),
) -> Result<Option<i64>, StoreError> {
    const SQL: &str = "SELECT number FROM zammad_number WHERE partner = $1 AND kind = $2 AND object_id = $3";
    Ok(both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(partner.as_str()).bind(kind.code()).bind(id).fetch_optional(conn).await)?)
}

/// The thing of a number.
pub async fn object(
    tx: &mut Tx,
    partner: &PartnerCode,
    (kind, number): (Numbered, i64),
) -> Result<Option<Uuid>, StoreError> {
    const SQL: &str = "SELECT object_id FROM zammad_number WHERE partner = $1 AND kind = $2 AND number = $3";
    Ok(both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(partner.as_str()).bind(kind.code()).bind(number).fetch_optional(conn).await)?)
}
