//! Partners: the administrations of the instance, and what a contact costs each of them.

use jiff::Timestamp;
use kernel::{Channel, Euro, PartnerCode, Scope};
use sqlx::FromRow;

use crate::{StoreError, Tx, both};

/// An administration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// Its code, as in the contact log.
    pub code: PartnerCode,
    /// Its name on screen.
    pub name: String,
}

#[derive(FromRow)]
struct Row {
    code: String,
    name: String,
}

impl TryFrom<Row> for Partner {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let code = row.code.parse().map_err(|_| StoreError::unreadable("partner.code", &row.code))?;
        Ok(Self { code, name: row.name })
    }
}

/// Records a partner; if its code is known, the name is replaced.
pub async fn save(tx: &mut Tx, partner: &Partner, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO partner (code, name, created_at_us) VALUES ($1, $2, $3)
        ON CONFLICT (code) DO UPDATE SET name = excluded.name";
    both!(tx, conn => sqlx::query(SQL)
        .bind(partner.code.as_str()).bind(&partner.name).bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// One partner.
pub async fn find(tx: &mut Tx, code: &PartnerCode) -> Result<Option<Partner>, StoreError> {
    const SQL: &str = "SELECT code, name FROM partner WHERE code = $1";
    let row: Option<Row> =
        both!(tx, conn => sqlx::query_as(SQL).bind(code.as_str()).fetch_optional(conn).await)?;
    row.map(Partner::try_from).transpose()
}

/// The partners of a scope, by name. An instance has some dozens: there is no second page.
pub async fn list(tx: &mut Tx, scope: &Scope) -> Result<Vec<Partner>, StoreError> {
    const SQL: &str =
        "SELECT code, name FROM partner WHERE ($1 IS NULL OR code = $1) ORDER BY name, code LIMIT 10000";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL).bind(bound(scope)).fetch_all(conn).await)?;
    rows.into_iter().map(Partner::try_from).collect()
}

/// The unit costs that the partners of a scope have set. What is missing has a documented default.
pub async fn unit_costs(tx: &mut Tx, scope: &Scope) -> Result<Vec<(PartnerCode, Channel, Euro)>, StoreError> {
    const SQL: &str = "
        SELECT partner, channel, cost FROM unit_cost WHERE ($1 IS NULL OR partner = $1) ORDER BY partner, channel LIMIT 200000";
    let rows: Vec<(String, String, i64)> =
        both!(tx, conn => sqlx::query_as(SQL).bind(bound(scope)).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(partner, channel, cost)| {
            let channel =
                channel.parse().map_err(|_| StoreError::unreadable("unit_cost.channel", &channel))?;
            let partner =
                partner.parse().map_err(|_| StoreError::unreadable("unit_cost.partner", &partner))?;
            Ok((partner, channel, Euro(cost)))
        })
        .collect()
}

/// Sets the partner's unit cost of a channel; `None` goes back to the default.
pub async fn set_unit_cost(
    tx: &mut Tx,
    partner: &PartnerCode,
    channel: Channel,
    cost: Option<Euro>,
) -> Result<(), StoreError> {
    const SET: &str = "
        INSERT INTO unit_cost (partner, channel, cost) VALUES ($1, $2, $3)
        ON CONFLICT (partner, channel) DO UPDATE SET cost = excluded.cost";
    const CLEAR: &str = "DELETE FROM unit_cost WHERE partner = $1 AND channel = $2";
    match cost {
        Some(cost) => both!(tx, conn => sqlx::query(SET)
            .bind(partner.as_str()).bind(channel.code()).bind(cost.0).execute(conn).await.map(drop))?,
        None => both!(tx, conn => sqlx::query(CLEAR)
            .bind(partner.as_str()).bind(channel.code()).execute(conn).await.map(drop))?,
    }
    Ok(())
}

/// The partner that SQL is bound to; `None` for everyone.
pub fn bound(scope: &Scope) -> Option<&str> {
    match scope {
        Scope::Partner(code) => Some(code.as_str()),
        Scope::Everyone => None,
    }
}

/// Reads a nullable column that holds a code.
pub(crate) fn read_code(
    column: &'static str,
    text: Option<String>,
) -> Result<Option<PartnerCode>, StoreError> {
    text.map(|it| it.parse().map_err(|_| StoreError::unreadable(column, &it))).transpose()
}
