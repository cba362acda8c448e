//! Usagers and the ways to reach them.

use jiff::Timestamp;
use kernel::{Channel, PartnerCode};
use register::{StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use super::{instant, maybe_word, partner, word};
use crate::usager::{Usager, UsagerId, Way, WayKind};

/// People whom one way may lead to: a family, a helper of many.
const SHARERS_MAX: i64 = 50;
/// Ways of one person.
const WAYS_MAX: i64 = 100;

const COLUMNS: &str = "usager_id, partner, name, external_id, language, preferred, territory, remark, merged_into, created_at_us";

#[derive(FromRow)]
struct Row {
    usager_id: Uuid,
    partner: String,
    name: String,
    external_id: Option<String>,
    language: String,
    preferred: Option<String>,
    territory: Option<String>,
    remark: String,
    merged_into: Option<Uuid>,
    created_at_us: i64,
}

impl TryFrom<Row> for Usager {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: UsagerId::from_uuid(row.usager_id),
            partner: partner(&row.partner)?,
            name: row.name,
            external_id: row.external_id,
            language: row.language,
            preferred: maybe_word("usager.preferred", row.preferred, |it| it.parse::<Channel>().ok())?,
            territory: row.territory,
            remark: row.remark,
            merged_into: row.merged_into.map(UsagerId::from_uuid),
            created_at: instant("usager.created_at_us", row.created_at_us)?,
        })
    }
}

/// Records a person.
pub async fn record(tx: &mut Tx, usager: &Usager) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO usager (usager_id, partner, name, external_id, language, preferred, territory, remark, created_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    both!(tx, conn => sqlx::query(SQL)
        .bind(usager.id.uuid())
        .bind(usager.partner.as_str())
        .bind(&usager.name)
        .bind(&usager.external_id)
        .bind(&usager.language)
        .bind(usager.preferred.map(Channel::code))
        .bind(&usager.territory)
        .bind(&usager.remark)
        .bind(usager.created_at.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Writes what is known of a person anew: name, language, preference, territory, remark, external id.
pub async fn change(tx: &mut Tx, usager: &Usager) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE usager SET name = $3, external_id = $4, language = $5, preferred = $6, territory = $7, remark = $8
        WHERE usager_id = $1 AND partner = $2";
    both!(tx, conn => sqlx::query(SQL)
        .bind(usager.id.uuid())
        .bind(usager.partner.as_str())
        .bind(&usager.name)
        .bind(&usager.external_id)
        .bind(&usager.language)
        .bind(usager.preferred.map(Channel::code))
        .bind(&usager.territory)
        .bind(&usager.remark)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// One person of a partner.
pub async fn find(tx: &mut Tx, partner: &PartnerCode, id: UsagerId) -> Result<Option<Usager>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM usager WHERE usager_id = $1 AND partner = $2");
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.uuid()).bind(partner.as_str()).fetch_optional(conn).await)?;
    row.map(Usager::try_from).transpose()
}

/// The people whom a way leads to, those known longest first; merged ones are left out.
pub async fn by_way(tx: &mut Tx, partner: &PartnerCode, way: &Way) -> Result<Vec<Usager>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM usager WHERE merged_into IS NULL AND usager_id IN (
            SELECT usager_id FROM usager_way WHERE partner = $1 AND kind = $2 AND value = $3)
         ORDER BY created_at_us, usager_id LIMIT $4"
    );
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(partner.as_str()).bind(way.kind.code()).bind(&way.value).bind(SHARERS_MAX)
        .fetch_all(conn).await)?;
    rows.into_iter().map(Usager::try_from).collect()
}

/// The person whom the partner's other systems name so.
pub async fn by_external(
    tx: &mut Tx,
    partner: &PartnerCode,
    external: &str,
) -> Result<Option<Usager>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM usager WHERE partner = $1 AND external_id = $2");
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(partner.as_str()).bind(external).fetch_optional(conn).await)?;
    row.map(Usager::try_from).transpose()
}

/// Adds a way to reach a person; one that they have already is left as it is.
pub async fn add_way(tx: &mut Tx, usager: &Usager, way: &Way, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO usager_way (usager_id, kind, value, partner, shown, added_at_us) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (usager_id, kind, value) DO NOTHING";
    both!(tx, conn => sqlx::query(SQL)
        .bind(usager.id.uuid())
        .bind(way.kind.code())
        .bind(&way.value)
        .bind(usager.partner.as_str())
        .bind(&way.shown)
        .bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The ways to reach a person, in the order in which they came.
pub async fn ways(tx: &mut Tx, id: UsagerId) -> Result<Vec<Way>, StoreError> {
    const SQL: &str = "
        SELECT kind, value, shown, is_dead FROM usager_way WHERE usager_id = $1 ORDER BY added_at_us, value LIMIT $2";
    let rows: Vec<(String, String, String, i64)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(id.uuid()).bind(WAYS_MAX).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(kind, value, shown, is_dead)| {
            Ok(Way {
                kind: word("usager_way.kind", &kind, WayKind::of)?,
                value,
                shown,
                is_dead: is_dead == 1,
            })
        })
        .collect()
}

/// Marks a way by which nothing arrives, or that works again.
pub async fn mark_way(tx: &mut Tx, id: UsagerId, way: &Way, is_dead: bool) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE usager_way SET is_dead = $4 WHERE usager_id = $1 AND kind = $2 AND value = $3";
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(way.kind.code()).bind(&way.value).bind(i64::from(is_dead))
        .execute(conn).await.map(drop))?;
    Ok(())
}
