//! The governor's settings and count, in the register. What it lets through is decided by triggers.

use std::time::Duration;

use jiff::Timestamp;
use register::{StoreError, Tx, both, list};
use sqlx::FromRow;

use super::instant;
use crate::pressure::Limits;

/// How much later than it was due a message may leave without being counted anew. Whoever sends writes `due_at_us` of what is later, in
/// the transaction that claims it: what is too much for its person by then is cancelled by the triggers.
pub const LATE: Duration = Duration::from_hours(1);
/// How long marks are kept: much longer than any span in which they count.
const KEPT: Duration = Duration::from_hours(400 * 24);
/// Marks that are removed at once.
const SWEPT_MAX: i64 = 20_000;

#[derive(FromRow)]
struct Row {
    week_max: i64,
    urgent_max: i64,
    same_h: i64,
}

/// The limits in force.
pub async fn limits(tx: &mut Tx) -> Result<Limits, StoreError> {
    const SQL: &str = "SELECT week_max, urgent_max, same_h FROM notice_limit WHERE place = 1";
    let row: Row = both!(tx, conn => sqlx::query_as(SQL).fetch_one(conn).await)?;
    let read = |column, value: i64| u32::try_from(value).map_err(|_| StoreError::unreadable(column, &value));
    Ok(Limits {
        week_max: read("notice_limit.week_max", row.week_max)?,
        urgent_max: read("notice_limit.urgent_max", row.urgent_max)?,
        same_h: read("notice_limit.same_h", row.same_h)?,
    })
}

/// Sets the limits; what is above those allowed is set to them.
pub async fn set_limits(tx: &mut Tx, limits: Limits) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE notice_limit SET week_max = $1, urgent_max = $2, same_h = $3 WHERE place = 1";
    let limits = limits.allowed();
    both!(tx, conn => sqlx::query(SQL)
        .bind(i64::from(limits.week_max))
        .bind(i64::from(limits.urgent_max))
        .bind(i64::from(limits.same_h))
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// A message that counts for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Whether it is counted with the urgent ones.
    pub is_urgent: bool,
    /// What it tells.
    pub meaning: String,
    /// When it was due.
    pub at: Timestamp,
}

/// The messages that count for a person since an instant, the oldest first, 1,000 at most; `keys` as [`crate::accept::keys_of`] gives
/// them.
pub async fn counted(tx: &mut Tx, keys: &[String], since: Timestamp) -> Result<Vec<Counted>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT DISTINCT notice_id, is_urgent, meaning, at_us FROM notice_mark WHERE person_key IN ({}) AND at_us >= $1
         ORDER BY at_us, notice_id LIMIT 1000",
        list::places(2, keys.len())
    );
    let rows: Vec<(sqlx::types::Uuid, i64, String, i64)> = both!(tx, conn => {
        let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(since.as_microsecond());
        for key in keys {
            query = query.bind(key);
        }
        query.fetch_all(conn).await
    })?;
    rows.into_iter()
        .map(|(_, is_urgent, meaning, at_us)| {
            Ok(Counted { is_urgent: is_urgent == 1, meaning, at: instant("notice_mark.at_us", at_us)? })
        })
        .collect()
}

/// Removes marks that no span reaches any more, and says how many.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "
        DELETE FROM notice_mark WHERE (person_key, at_us, notice_id) IN (
            SELECT person_key, at_us, notice_id FROM notice_mark WHERE at_us / 86400000000 < $1 LIMIT $2)";
    let before = (now - KEPT).as_microsecond() / 86_400_000_000;
    Ok(both!(tx, conn => sqlx::query(SQL)
        .bind(before).bind(SWEPT_MAX).execute(conn).await.map(|it| it.rows_affected()))?)
}
