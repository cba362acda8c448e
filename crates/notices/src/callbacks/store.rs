//! Where services are told, and of what, in the register.

use std::time::Duration;

use gateways::posting::pause;
use jiff::Timestamp;
use register::{StoreError, Tx, both};
use sqlx::types::Uuid;

use super::{Callback, Kind};
use crate::{
    service::ServiceId,
    store::{instant, text, word},
};

/// Tries after the first.
const RETRIES: i64 = 5;
/// Between two tries.
const RETRY_AFTER: Duration = Duration::from_mins(5);
/// The longest pause of a receiver that does not answer: not longer than what waits for it waits anyway.
const PAUSE_MAX: Duration = RETRY_AFTER;
/// Receivers that are served in one round.
const SERVED_MAX: i64 = 16;
/// Messages that are told again at once.
const AGAIN_MAX: i64 = 10_000;
/// How long a server may take to post what it has claimed.
const CLAIM: Duration = Duration::from_mins(2);
/// How long what was told is kept.
const KEPT: Duration = Duration::from_hours(30 * 24);

/// The callback of a service.
pub async fn find(tx: &mut Tx, service: ServiceId, kind: Kind) -> Result<Option<Callback>, StoreError> {
    const SQL: &str =
        "SELECT url, generation, failures FROM notice_callback WHERE service_id = $1 AND kind = $2";
    let row: Option<(String, i64, i64)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(service.uuid()).bind(kind.code()).fetch_optional(conn).await)?;
    Ok(row.map(|(url, generation, failures)| Callback { service, kind, url, generation, failures }))
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
            failures = 0, next_at_us = 0, created_by = excluded.created_by, created_at_us = excluded.created_at_us";
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
pub struct Told {
    pub(super) subject: Uuid,
    /// This try included.
    pub(super) tries: i64,
}

/// The callbacks for which something is due, those that answer first.
pub(super) async fn due(tx: &mut Tx, now: Timestamp) -> Result<Vec<Callback>, StoreError> {
    const SQL: &str = "
        SELECT c.service_id, c.kind, c.url, c.generation, c.failures FROM notice_callback c
        WHERE c.next_at_us <= $1 AND EXISTS (
            SELECT 1 FROM notice_callback_delivery d
            WHERE d.service_id = c.service_id AND d.kind = c.kind AND d.state = 'waiting' AND d.next_try_at_us <= $1)
        ORDER BY c.failures, c.next_at_us, c.service_id, c.kind LIMIT $2";
    let rows: Vec<(Uuid, String, String, i64, i64)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(now.as_microsecond()).bind(SERVED_MAX).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(service, kind, url, generation, failures)| {
            let kind = word("notice_callback.kind", &kind, Kind::of)?;
            Ok(Callback { service: ServiceId::from_uuid(service), kind, url, generation, failures })
        })
        .collect()
}

/// Claims what is due to a program, the longest due first: no other server posts it meanwhile.
pub(super) async fn claim(
    tx: &mut Tx,
    callback: &Callback,
    most: i64,
    now: Timestamp,
) -> Result<Vec<Told>, StoreError> {
    const SQL: &str = "
        UPDATE notice_callback_delivery SET tries = tries + 1, next_try_at_us = $2
        WHERE kind = $4 AND state = 'waiting' AND next_try_at_us <= $1 AND subject_id IN (
            SELECT subject_id FROM notice_callback_delivery
            WHERE service_id = $3 AND kind = $4 AND state = 'waiting' AND next_try_at_us <= $1
            ORDER BY next_try_at_us LIMIT $5)
        RETURNING subject_id, tries";
    let until = now + CLAIM;
    let rows: Vec<(Uuid, i64)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(now.as_microsecond())
        .bind(until.as_microsecond())
        .bind(callback.service.uuid())
        .bind(callback.kind.code())
        .bind(most)
        .fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(subject, tries)| Told { subject, tries }).collect())
}

/// What came of a try.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tried {
    pub(super) is_taken: bool,
    /// Whether another try may end otherwise.
    pub(super) is_worth_another: bool,
    /// Whether the receiver itself is in trouble: then it is left alone for a while.
    pub(super) is_away: bool,
    pub(super) status: Option<i64>,
    /// The beginning of an answer that is none of the good ones; without a status, the word of what went wrong.
    pub(super) problem: Option<String>,
}

/// Writes what came of a try.
pub(super) async fn tried(
    tx: &mut Tx,
    (callback, told): (&Callback, &Told),
    tried: &Tried,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE notice_callback_delivery SET state = $3, status = $4, problem = $5, next_try_at_us = $6, tried_at_us = $8
        WHERE subject_id = $1 AND kind = $2 AND tries = $7";
    const RECEIVER: &str = "
        UPDATE notice_callback SET failures = $3, next_at_us = $4 WHERE service_id = $1 AND kind = $2 AND generation = $5";
    let state = match (tried.is_taken, tried.is_worth_another && told.tries <= RETRIES) {
        (true, _) => "sent",
        (false, true) => "waiting",
        (false, false) => "refused",
    };
    let next = now + RETRY_AFTER;
    both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(told.subject)
        .bind(callback.kind.code())
        .bind(state)
        .bind(tried.status)
        .bind(tried.problem.as_deref().map(text))
        .bind(next.as_microsecond())
        .bind(told.tries)
        .bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    let failures = if tried.is_away { callback.failures + 1 } else { 0 };
    let next = if tried.is_away { (now + pause(failures, PAUSE_MAX)).as_microsecond() } else { 0 };
    both!(tx, conn => sqlx::query(RECEIVER)
        .bind(callback.service.uuid())
        .bind(callback.kind.code())
        .bind(failures)
        .bind(next)
        .bind(callback.generation)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Something that a program did not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untold {
    /// The message, or the text that came.
    pub subject: Uuid,
    /// What the program answered; `None`: nothing.
    pub status: Option<i64>,
    /// The beginning of its answer; without a status, the word of what went wrong.
    pub problem: String,
    /// How often it was tried.
    pub tries: i64,
    /// When it was last tried.
    pub tried_at: Timestamp,
    /// When it is tried next; `None`: it was given up.
    pub next_at: Option<Timestamp>,
}

/// What a program did not take when it was last tried, the latest first.
pub async fn untold(
    tx: &mut Tx,
    (service, kind): (ServiceId, Kind),
    most: i64,
) -> Result<Vec<Untold>, StoreError> {
    const SQL: &str = "
        SELECT subject_id, status, problem, tries, tried_at_us, next_try_at_us, state FROM notice_callback_delivery
        WHERE service_id = $1 AND kind = $2 AND state <> 'sent' AND tried_at_us IS NOT NULL ORDER BY tried_at_us DESC, subject_id LIMIT $3";
    type Row = (Uuid, Option<i64>, Option<String>, i64, i64, i64, String);
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(service.uuid()).bind(kind.code()).bind(most).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(subject, status, problem, tries, tried_at_us, next_us, state)| {
            let next = instant("notice_callback_delivery.next_try_at_us", next_us)?;
            Ok(Untold {
                subject,
                status,
                problem: problem.unwrap_or_default(),
                tries,
                tried_at: instant("notice_callback_delivery.tried_at_us", tried_at_us)?,
                next_at: (state == "waiting").then_some(next),
            })
        })
        .collect()
}

/// How much waits for a program, and how much was given up in the last 30 days.
pub async fn open(tx: &mut Tx, (service, kind): (ServiceId, Kind)) -> Result<(i64, i64), StoreError> {
    const SQL: &str = "
        SELECT COUNT(CASE WHEN state = 'waiting' THEN 1 END), COUNT(CASE WHEN state = 'refused' THEN 1 END)
        FROM notice_callback_delivery WHERE service_id = $1 AND kind = $2 AND state <> 'sent'";
    Ok(both!(tx, conn => sqlx::query_as(SQL)
        .bind(service.uuid()).bind(kind.code()).fetch_one(conn).await)?)
}

/// Tells a program again what was given up, and asks it at once if it was left alone; gives how much.
pub async fn again(
    tx: &mut Tx,
    (service, kind): (ServiceId, Kind),
    now: Timestamp,
) -> Result<u64, StoreError> {
    const SQL: &str = "
        UPDATE notice_callback_delivery SET state = 'waiting', tries = 0, next_try_at_us = $3
        WHERE kind = $2 AND subject_id IN (
            SELECT subject_id FROM notice_callback_delivery
            WHERE service_id = $1 AND kind = $2 AND state <> 'sent' AND state = 'refused' ORDER BY tried_at_us LIMIT $4)";
    const RECEIVER: &str =
        "UPDATE notice_callback SET failures = 0, next_at_us = 0 WHERE service_id = $1 AND kind = $2";
    let changed = both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(service.uuid()).bind(kind.code()).bind(now.as_microsecond()).bind(AGAIN_MAX)
        .execute(conn).await.map(|it| it.rows_affected()))?;
    both!(tx, conn => sqlx::query(RECEIVER)
        .bind(service.uuid()).bind(kind.code()).execute(conn).await.map(drop))?;
    Ok(changed)
}

/// Removes what was told, or to be told, long ago, and says how much.
pub(super) async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "DELETE FROM notice_callback_delivery WHERE created_at_us < $1";
    let before = now - KEPT;
    Ok(both!(tx, conn => sqlx::query(SQL)
        .bind(before.as_microsecond()).execute(conn).await.map(|it| it.rows_affected()))?)
}
