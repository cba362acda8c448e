//! Keys of programs, in the register.

use std::time::Duration;

use jiff::Timestamp;
use register::{StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use super::{instant, maybe_instant, word};
use crate::service::{Key, KeyId, KeyKind, ServiceId};

/// Keys of a service that are listed.
const LISTED_MAX: i64 = 500;
/// How exactly the last use is kept: not every call writes.
const USED_EVERY: Duration = Duration::from_mins(1);

const COLUMNS: &str = "key_id, service_id, name, kind, created_at_us, used_at_us, revoked_at_us";

#[derive(FromRow)]
struct Row {
    key_id: Uuid,
    service_id: Uuid,
    name: String,
    kind: String,
    created_at_us: i64,
    used_at_us: Option<i64>,
    revoked_at_us: Option<i64>,
}

impl TryFrom<Row> for Key {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: KeyId::from_uuid(row.key_id),
            service: ServiceId::from_uuid(row.service_id),
            name: row.name,
            kind: word("notice_key.kind", &row.kind, KeyKind::of)?,
            created_at: instant("notice_key.created_at_us", row.created_at_us)?,
            used_at: maybe_instant("notice_key.used_at_us", row.used_at_us)?,
            revoked_at: maybe_instant("notice_key.revoked_at_us", row.revoked_at_us)?,
        })
    }
}

/// Records a new key.
pub async fn record(tx: &mut Tx, key: &Key, by: &str) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO notice_key (key_id, service_id, name, kind, created_by, created_at_us) VALUES ($1, $2, $3, $4, $5, $6)";
    both!(tx, conn => sqlx::query(SQL)
        .bind(key.id.uuid())
        .bind(key.service.uuid())
        .bind(&key.name)
        .bind(key.kind.code())
        .bind(by)
        .bind(key.created_at.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The keys of a service, those in use first, the newest first, 500 at most.
pub async fn listed(tx: &mut Tx, service: ServiceId) -> Result<Vec<Key>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM notice_key WHERE service_id = $1
         ORDER BY CASE WHEN revoked_at_us IS NULL THEN 0 ELSE 1 END, created_at_us DESC, key_id DESC LIMIT {LISTED_MAX}"
    );
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(service.uuid()).fetch_all(conn).await)?;
    rows.into_iter().map(Key::try_from).collect()
}

/// Ends a key. `false`: the service has no such one, or it was ended before.
pub async fn revoke(tx: &mut Tx, service: ServiceId, id: KeyId, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE notice_key SET revoked_at_us = $3 WHERE key_id = $1 AND service_id = $2 AND revoked_at_us IS NULL";
    let ended = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(service.uuid()).bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(ended == 1)
}

/// Whether the use of a key is to be written: the last one that is known is more than a minute ago.
pub fn is_use_stale(key: &Key, now: Timestamp) -> bool {
    key.used_at.is_none_or(|it| it + USED_EVERY <= now)
}

/// Notes that a key was used.
pub async fn used(tx: &mut Tx, id: KeyId, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str =
        "UPDATE notice_key SET used_at_us = $2 WHERE key_id = $1 AND (used_at_us IS NULL OR used_at_us < $2)";
    both!(tx, conn => sqlx::query(SQL).bind(id.uuid()).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
    Ok(())
}
