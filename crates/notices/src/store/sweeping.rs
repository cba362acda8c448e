//! What is stuck is settled, and what is over is forgotten: from time to time, a little at once.
//!
//! - A claim that ended without an answer (its process was killed) is doubtful.
//! - A doubtful notice of which no receipt came for ten minutes is handed over again: once if a carrier did not say whether it took it, then it
//!   has failed; as often as its process was killed, for it may never have been offered to anybody, until it is 72 hours late.
//! - A text that a carrier took 72 hours ago without a receipt has failed; an e-mail that did not bounce in six days, a letter that did
//!   not come back in 21 days, have arrived.
//! - What could not leave for 72 hours has failed.

use std::time::Duration;

use jiff::Timestamp;
use register::{StoreError, Tx, both};
use sqlx::types::Uuid;

use super::{
    receipts,
    sending::{self, DOUBT, GIVEN_UP_AFTER},
};
use crate::notice::{NoticeId, Why};

/// Notices that one sweep settles of each kind: others write between two sweeps.
pub const SWEPT_MAX: i64 = 500;
/// For how long a receipt waits for the answer that says what it is of.
const STRAY_KEPT: Duration = Duration::from_hours(24);
/// For how long the ids of parts are kept: longer than any receipt takes.
const PART_KEPT: Duration = Duration::from_hours(7 * 24);
/// For how long texts that came are kept here; those for people are requests by then.
const RECEIVED_KEPT: Duration = Duration::from_hours(365 * 24);

/// Settles what is stuck and forgets what is over; gives how many rows changed. Once it gives less than [`SWEPT_MAX`], all is done.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    let changed = lost(tx, now).await?
        + receipts::prove(tx, SWEPT_MAX, now).await?
        + hand_over_again(tx, now).await?
        + over(tx, now).await?
        + expired(tx, now).await?
        + receipts::match_late(tx, SWEPT_MAX, now).await?
        + answers(tx, now).await?
        + forget(tx, now).await?;
    Ok(changed)
}

/// Claims that ended without an answer.
async fn lost(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "
        UPDATE notice SET state = 'doubtful', carrier = NULL, next_try_at_us = $2
        WHERE state = 'sending' AND medium <> 'letter' AND notice_id IN (
            SELECT notice_id FROM notice
            WHERE state = 'sending' AND medium <> 'letter' AND next_try_at_us < $1 ORDER BY next_try_at_us LIMIT $3)";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(now.as_microsecond())
        .bind((now + DOUBT).as_microsecond())
        .bind(SWEPT_MAX)
        .execute(conn).await.map(|it| it.rows_affected()))?;
    if changed > 0 {
        tracing::warn!(changed, "notices were claimed, and nobody said what became of them");
    }
    Ok(changed)
}

/// Doubtful notices of which nothing was heard. Without a carrier, it is a claim whose process was killed: that is no carrier's doubt.
async fn hand_over_again(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    const AGAIN: &str = "
        UPDATE notice SET state = 'waiting', doubts = doubts + (CASE WHEN carrier IS NULL THEN 0 ELSE 1 END), next_try_at_us = $1
        WHERE state = 'doubtful' AND notice_id IN (
            SELECT notice_id FROM notice
            WHERE state = 'doubtful' AND next_try_at_us < $1
                AND (carrier IS NULL AND COALESCE(first_due_us, due_at_us) >= $3 OR carrier IS NOT NULL AND doubts = 0)
            ORDER BY next_try_at_us LIMIT $2)";
    const GIVEN_UP: &str = "
        SELECT notice_id FROM notice
        WHERE state = 'doubtful' AND next_try_at_us < $1
            AND (carrier IS NULL AND COALESCE(first_due_us, due_at_us) < $3 OR carrier IS NOT NULL AND doubts > 0)
        ORDER BY next_try_at_us LIMIT $2";
    let too_late = (now - GIVEN_UP_AFTER).as_microsecond();
    let again = both!(tx, conn => sqlx::query(AGAIN)
        .bind(now.as_microsecond()).bind(SWEPT_MAX).bind(too_late)
        .execute(conn).await.map(|it| it.rows_affected()))?;
    let given_up: Vec<Uuid> = both!(tx, conn => sqlx::query_scalar(GIVEN_UP)
        .bind(now.as_microsecond()).bind(SWEPT_MAX).bind(too_late).fetch_all(conn).await)?;
    fail(tx, &given_up, Why::NoReceipt, now).await?;
    Ok(again + given_up.len() as u64)
}

/// What a carrier took long ago.
async fn over(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "
        SELECT notice_id, medium FROM notice WHERE state = 'sent' AND next_try_at_us < $1 ORDER BY next_try_at_us LIMIT $2";
    let over: Vec<(Uuid, String)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(now.as_microsecond()).bind(SWEPT_MAX).fetch_all(conn).await)?;
    for (id, medium) in &over {
        if medium == "sms" {
            fail(tx, &[*id], Why::NoReceipt, now).await?;
        } else {
            sending::delivered(tx, NoticeId::from_uuid(*id), now).await?;
        }
    }
    Ok(over.len() as u64)
}

/// What could not leave: nobody was there to take it.
async fn expired(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "
        SELECT notice_id FROM notice
        WHERE state = 'waiting' AND simulated IS NULL AND medium = $1 AND lane = $2 AND next_try_at_us < $3
        ORDER BY next_try_at_us LIMIT $4";
    let mut changed = 0;
    for medium in ["sms", "email"] {
        for lane in crate::template::Lane::ALL {
            let old: Vec<Uuid> = both!(tx, conn => sqlx::query_scalar(SQL)
                .bind(medium)
                .bind(lane.code())
                .bind((now - GIVEN_UP_AFTER).as_microsecond())
                .bind(SWEPT_MAX)
                .fetch_all(conn).await)?;
            fail(tx, &old, Why::NoCarrier, now).await?;
            changed += old.len() as u64;
        }
    }
    Ok(changed)
}

async fn fail(tx: &mut Tx, ids: &[Uuid], why: Why, now: Timestamp) -> Result<(), StoreError> {
    for id in ids {
        sending::failed(tx, NoticeId::from_uuid(*id), (why, ""), now).await?;
    }
    Ok(())
}

/// Answers of which nobody knows whether they left are not sent again: a machine might answer them.
async fn answers(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str =
        "UPDATE notice_answer SET state = 'failed' WHERE state = 'sending' AND next_try_at_us < $1";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(now.as_microsecond()).execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed)
}

async fn forget(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    const STRAYS: &str = "DELETE FROM notice_stray WHERE heard_at_us < $1";
    const PARTS: &str = "
        DELETE FROM notice_part WHERE carrier = $1 AND taken_at_us < $2 AND their_id IN (
            SELECT their_id FROM notice_part WHERE carrier = $1 AND taken_at_us < $2 ORDER BY taken_at_us LIMIT $3)";
    const CARRIERS: &str = "SELECT name FROM notice_carrier";
    const ANSWERS: &str = "DELETE FROM notice_answer WHERE created_at_us < $1";
    const RECEIVED: &str = "DELETE FROM notice_received WHERE received_at_us < $1 AND kind IS NOT NULL";
    both!(tx, conn => sqlx::query(STRAYS)
        .bind((now - STRAY_KEPT).as_microsecond()).execute(conn).await.map(drop))?;
    let carriers: Vec<String> = both!(tx, conn => sqlx::query_scalar(CARRIERS).fetch_all(conn).await)?;
    let mut changed = 0;
    for carrier in carriers {
        changed += both!(tx, conn => sqlx::query(PARTS)
            .bind(carrier)
            .bind((now - PART_KEPT).as_microsecond())
            .bind(SWEPT_MAX)
            .execute(conn).await.map(|it| it.rows_affected()))?;
    }
    let old = (now - RECEIVED_KEPT).as_microsecond();
    both!(tx, conn => sqlx::query(ANSWERS).bind(old).execute(conn).await.map(drop))?;
    both!(tx, conn => sqlx::query(RECEIVED).bind(old).execute(conn).await.map(drop))?;
    Ok(changed)
}
