//! Where services are told, and of what, in the register.

use std::time::Duration;

use jiff::Timestamp;
use register::{StoreError, Tx, both};
use sqlx::types::Uuid;

use super::{Callback, Kind};
use crate::{service::ServiceId, store::word};

/// Tries after the first.
const RETRIES: i64 = 5;
/// Between two tries.
const RETRY_AFTER: Duration = Duration::from_mins(5);
/// How long a server may take to post what it has claimed.
const CLAIM: Duration = Duration::from_mins(2);
/// How long what was told is kept.
const KEPT: Duration = Duration::from_hours(30 * 24);

/// The callback of a service.
pub async fn find(tx: &mut Tx, service: ServiceId, kind: Kind) -> Result<Option<Callback>, StoreError> {
    const SQL: &str = "SELECT url, generation FROM notice_callback WHERE service_id = $1 AND kind = $2";
    let row: Option<(String, i64)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(service.uuid()).bind(kind.code()).fetch_optional(conn).await)?;
    Ok(row.map(|(url, generation)| Callback { service, kind, url, generation }))
}

/// Sets where a service is told; with another address its token is another one too.
pub async fn set(
    tx: &mut Tx,
    (service, kind): (ServiceId, Kind),
    url: &str,
    (by, now): (&str, Timestamp),
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO notice_callback (service_id, kind, url, generation, created_by, created_at_us) VALUES ($1, $2, $3, 1, $4, $5)
        ON CONFLICT (service_id, kind) DO UPDATE SET url = excluded.url, generation = notice_callback.generation + 1,
            created_by = excluded.created_by, created_at_us = excluded.created_at_us";
    both!(tx, conn => sqlx::query(SQL)
        .bind(service.uuid()).bind(kind.code()).bind(url).bind(by).bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Removes a callback, and what waits for it. `false`: there was none.
pub async fn remove(tx: &mut Tx, service: ServiceId, kind: Kind) -> Result<bool, StoreError> {
    const SQL: &str = "DELETE FROM notice_callback WHERE service_id = $1 AND kind = $2";
    const WAITING: &str =
        "DELETE FROM notice_callback_delivery WHERE service_id = $1 AND kind = $2 AND state = 'waiting'";
    both!(&mut *tx, conn => sqlx::query(WAITING)
        .bind(service.uuid()).bind(kind.code()).execute(conn).await.map(drop))?;
    let removed = both!(tx, conn => sqlx::query(SQL)
        .bind(service.uuid()).bind(kind.code()).execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(removed == 1)
}

/// Notes what a service is to be told, if it wants to be.
pub(super) async fn note(
    tx: &mut Tx,
    (subject, kind): (Uuid, Kind),
    service: ServiceId,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO notice_callback_delivery (subject_id, kind, service_id, state, next_try_at_us, created_at_us)
        SELECT $1, $2, $3, 'waiting', $4, $4
            WHERE EXISTS (SELECT 1 FROM notice_callback WHERE service_id = $3 AND kind = $2)
        ON CONFLICT (subject_id, kind) DO NOTHING";
    both!(tx, conn => sqlx::query(SQL)
        .bind(subject).bind(kind.code()).bind(service.uuid()).bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// What is to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) subject: Uuid,
    pub(super) kind: Kind,
    pub(super) service: ServiceId,
    /// This try included.
    pub(super) tries: i64,
}

/// Whether anything is due.
pub(super) async fn is_due(tx: &mut Tx, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        SELECT CAST(COUNT(*) AS BIGINT) FROM
            (SELECT 1 FROM notice_callback_delivery WHERE state = 'waiting' AND next_try_at_us <= $1 LIMIT 1) AS due";
    let count: i64 =
        both!(tx, conn => sqlx::query_scalar(SQL).bind(now.as_microsecond()).fetch_one(conn).await)?;
    Ok(count > 0)
}

/// Claims what is due, the longest due first: no other server posts it meanwhile.
pub(super) async fn claim(tx: &mut Tx, most: i64, now: Timestamp) -> Result<Vec<Told>, StoreError> {
    const SQL: &str = "
        UPDATE notice_callback_delivery SET tries = tries + 1, next_try_at_us = $2
        WHERE state = 'waiting' AND next_try_at_us <= $1 AND (subject_id, kind) IN (
            SELECT subject_id, kind FROM notice_callback_delivery WHERE state = 'waiting' AND next_try_at_us <= $1
            ORDER BY next_try_at_us LIMIT $3)
        RETURNING subject_id, kind, service_id, tries";
    let until = now + CLAIM;
    let rows: Vec<(Uuid, String, Uuid, i64)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(now.as_microsecond()).bind(until.as_microsecond()).bind(most).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(subject, kind, service, tries)| {
            let kind = word("notice_callback_delivery.kind", &kind, Kind::of)?;
            Ok(Told { subject, kind, service: ServiceId::from_uuid(service), tries })
        })
        .collect()
}

/// What came of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tried {
    pub(super) is_taken: bool,
    /// Whether another try may end otherwise.
    pub(super) is_worth_another: bool,
    pub(super) status: Option<i64>,
    pub(super) problem: Option<String>,
}

/// Writes what came of a try.
pub(super) async fn tried(tx: &mut Tx, told: &Told, tried: &Tried, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE notice_callback_delivery SET state = $3, status = $4, problem = $5, next_try_at_us = $6
        WHERE subject_id = $1 AND kind = $2 AND tries = $7";
    let state = match (tried.is_taken, tried.is_worth_another && told.tries <= RETRIES) {
        (true, _) => "sent",
        (false, true) => "waiting",
        (false, false) => "refused",
    };
    let next = now + RETRY_AFTER;
    both!(tx, conn => sqlx::query(SQL)
        .bind(told.subject)
        .bind(told.kind.code())
        .bind(state)
        .bind(tried.status)
        .bind(tried.problem.as_deref())
        .bind(next.as_microsecond())
        .bind(told.tries)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Removes what was told long ago, and says how much.
pub(super) async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "DELETE FROM notice_callback_delivery WHERE created_at_us < $1 AND state <> 'waiting'";
    let before = now - KEPT;
    Ok(both!(tx, conn => sqlx::query(SQL)
        .bind(before.as_microsecond()).execute(conn).await.map(|it| it.rows_affected()))?)
}
