//! What programs ask with a key: asked again with the same key, nothing is done twice.

use std::time::Duration;

use jiff::Timestamp;
use kernel::PartnerCode;
use register::{StoreError, Tx, both};

/// How long a key is remembered: longer than any program tries again.
const KEPT: Duration = Duration::from_hours(30 * 24);

/// What a key is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Once {
    /// Nobody asked with it: do it, then [`done`].
    New,
    /// It was asked, and this came of it.
    Before(String),
    /// It was asked with something else.
    Other,
}

/// Begins what is asked with a key; another transaction that asks with the same one waits for the end of this one.
pub async fn begin(
    tx: &mut Tx,
    partner: &PartnerCode,
    (kind, value): (&str, &str),
    asked: &str,
    now: Timestamp,
) -> Result<Once, StoreError> {
    const SQL: &str = "
        INSERT INTO api_once (partner, kind, value, asked, object_id, at_us) VALUES ($1, $2, $3, $4, '', $5)
        ON CONFLICT (partner, kind, value) DO NOTHING";
    const KNOWN: &str =
        "SELECT asked, object_id FROM api_once WHERE partner = $1 AND kind = $2 AND value = $3";
    let written = both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(partner.as_str()).bind(kind).bind(value).bind(asked).bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    if written == 1 {
        return Ok(Once::New);
    }
    let (before, object): (String, String) = both!(tx, conn => sqlx::query_as(KNOWN)
        .bind(partner.as_str()).bind(kind).bind(value).fetch_one(conn).await)?;
    Ok(if before == asked { Once::Before(object) } else { Once::Other })
}

/// Says what came of it.
pub async fn done(
    tx: &mut Tx,
    partner: &PartnerCode,
    (kind, value): (&str, &str),
    object: &str,
) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE api_once SET object_id = $4 WHERE partner = $1 AND kind = $2 AND value = $3";
    both!(tx, conn => sqlx::query(SQL)
        .bind(partner.as_str()).bind(kind).bind(value).bind(object).execute(conn).await.map(drop))?;
    Ok(())
}

/// Forgets old keys, and says how many.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "DELETE FROM api_once WHERE at_us < $1";
    let before = now - KEPT;
    Ok(both!(tx, conn => sqlx::query(SQL)
        .bind(before.as_microsecond()).execute(conn).await.map(|it| it.rows_affected()))?)
}
