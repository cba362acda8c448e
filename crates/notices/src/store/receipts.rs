//! What carriers say of the parts of text messages, in any order and as often as they like.
//!
//! A part is told of once: what comes again, of a message that nobody sent, or of one that ended, changes nothing. A receipt may come before
//! the carrier's answer; it is then a *stray*, kept for a day. One whose number is that of a single doubtful message proves that the carrier
//! had that one.

use jiff::Timestamp;
use register::{StoreError, Tx, both};
use sqlx::types::Uuid;

use super::{sending, text, word};
use crate::notice::{NoticeId, Why};

/// The outcome of a part that arrived.
const DELIVERED: &str = "delivered";

/// What a carrier says of a part.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// Who says it.
    pub carrier: &'a str,
    /// How it calls the part here.
    pub their_id: &'a str,
    /// The same in other spellings, the likelier first.
    pub also: &'a [String],
    /// To whom the message was, if it says so.
    pub number: Option<&'a str>,
    /// `Ok`: it arrived.
    pub outcome: Result<(), Why>,
    /// What else it says.
    pub detail: &'a str,
    /// When it was heard.
    pub at: Timestamp,
}

/// What a receipt did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// A part is settled, and perhaps its notice with it.
    Settled,
    /// It was said before.
    Repeated,
    /// Nobody knows yet what it is of: kept for a day.
    Stray,
}

/// A carrier has a part of a notice, and calls it so; or the whole, if `is_whole`.
pub async fn expect(
    tx: &mut Tx,
    id: NoticeId,
    (carrier, their_id, is_whole): (&str, &str, bool),
    now: Timestamp,
) -> Result<(), StoreError> {
    // Carriers use their ids again after a while: the latest message has it.
    const SQL: &str = "
        INSERT INTO notice_part (carrier, their_id, notice_id, taken_at_us, is_whole) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (carrier, their_id) DO UPDATE
            SET notice_id = excluded.notice_id, taken_at_us = excluded.taken_at_us, is_whole = excluded.is_whole, outcome = NULL, heard_at_us = NULL
            WHERE notice_part.notice_id <> excluded.notice_id";
    both!(tx, conn => sqlx::query(SQL)
        .bind(carrier).bind(text(their_id)).bind(id.uuid()).bind(now.as_microsecond()).bind(i64::from(is_whole))
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Writes what a carrier says of a part.
pub async fn hear(tx: &mut Tx, told: &Told<'_>) -> Result<Effect, StoreError> {
    for spelled in std::iter::once(told.their_id).chain(told.also.iter().map(String::as_str)) {
        // Another spelling may be the id of another message: then it is for another number.
        let number = if spelled == told.their_id { None } else { told.number };
        if let Some(effect) = settle(tx, told, (spelled, number)).await? {
            return Ok(effect);
        }
    }
    if let Some(id) = doubtful(tx, told).await? {
        expect(tx, id, (told.carrier, told.their_id, false), told.at).await?;
        return Ok(settle(tx, told, (told.their_id, None)).await?.unwrap_or(Effect::Stray));
    }
    keep(tx, told).await?;
    Ok(Effect::Stray)
}

/// Settles the part of an id; `None`: no part has it.
async fn settle(
    tx: &mut Tx,
    told: &Told<'_>,
    (their_id, number): (&str, Option<&str>),
) -> Result<Option<Effect>, StoreError> {
    const FIRST: &str = "
        UPDATE notice_part SET outcome = $3, heard_at_us = $4
        WHERE carrier = $1 AND their_id = $2 AND outcome IS NULL AND ($5 IS NULL OR EXISTS (
            SELECT 1 FROM notice WHERE notice.notice_id = notice_part.notice_id AND recipient = $5))
        RETURNING notice_id";
    const KNOWN: &str =
        "SELECT notice_id FROM notice_part WHERE carrier = $1 AND their_id = $2 AND outcome IS NOT NULL";
    let their_id = text(their_id);
    let outcome = told.outcome.map_or_else(Why::code, |()| DELIVERED);
    let first: Option<Uuid> = both!(tx, conn => sqlx::query_scalar(FIRST)
        .bind(told.carrier)
        .bind(&their_id)
        .bind(outcome)
        .bind(told.at.as_microsecond())
        .bind(number.map(e164))
        .fetch_optional(conn).await)?;
    if let Some(id) = first {
        let id = NoticeId::from_uuid(id);
        match told.outcome {
            Ok(()) => sending::delivered(tx, id, told.at).await?,
            Err(why) => sending::failed(tx, id, (why, told.detail), told.at).await?,
        };
        return Ok(Some(Effect::Settled));
    }
    let known: Option<Uuid> = both!(tx, conn => sqlx::query_scalar(KNOWN)
        .bind(told.carrier).bind(&their_id).fetch_optional(conn).await)?;
    Ok(known.map(|_| Effect::Repeated))
}

/// The message that a receipt with an unknown id must be of: the carrier was handed a single doubtful one for this number, and nothing is
/// being handed over to it.
async fn doubtful(tx: &mut Tx, told: &Told<'_>) -> Result<Option<NoticeId>, StoreError> {
    const SQL: &str = "
        SELECT notice_id FROM notice
        WHERE state = 'doubtful' AND medium = 'sms' AND recipient = $2 AND (carrier IS NULL OR carrier = $1) AND NOT EXISTS (
            SELECT 1 FROM notice AS other WHERE other.state = 'sending' AND other.recipient = $2)
        LIMIT 2";
    let Some(number) = told.number else { return Ok(None) };
    let found: Vec<Uuid> = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(told.carrier).bind(e164(number)).fetch_all(conn).await)?;
    Ok(if let [only] = found[..] { Some(NoticeId::from_uuid(only)) } else { None })
}

/// A number as notices keep it, from the digits that carriers write.
fn e164(number: &str) -> String {
    format!("+{}", text(number).trim().trim_start_matches('+').trim_start_matches("00"))
}

async fn keep(tx: &mut Tx, told: &Told<'_>) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO notice_stray (carrier, spelled, their_id, number, outcome, detail, heard_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (carrier, spelled) DO NOTHING";
    let outcome = told.outcome.map_or_else(Why::code, |()| DELIVERED);
    for spelled in std::iter::once(told.their_id).chain(told.also.iter().map(String::as_str)) {
        both!(tx, conn => sqlx::query(SQL)
            .bind(told.carrier)
            .bind(text(spelled))
            .bind(text(told.their_id))
            .bind(told.number.map(e164))
            .bind(outcome)
            .bind(text(told.detail))
            .bind(told.at.as_microsecond())
            .execute(conn).await.map(drop))?;
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Stray {
    their_id: String,
    spelled: String,
    outcome: String,
    detail: String,
    heard_at_us: i64,
}

/// Settles parts that were told of before the carrier's answer came.
pub(super) async fn match_strays(
    tx: &mut Tx,
    carrier: &str,
    their_ids: &[String],
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        SELECT their_id, spelled, outcome, detail, heard_at_us FROM notice_stray WHERE carrier = $1 AND spelled = $2";
    for their_id in their_ids {
        let stray: Option<Stray> = both!(tx, conn => sqlx::query_as(SQL)
            .bind(carrier).bind(text(their_id)).fetch_optional(conn).await)?;
        if let Some(stray) = stray {
            follow(tx, carrier, &stray, now).await?;
        }
    }
    Ok(())
}

/// Settles the part of a stray, and forgets the stray.
async fn follow(tx: &mut Tx, carrier: &str, stray: &Stray, now: Timestamp) -> Result<(), StoreError> {
    const FORGET: &str = "DELETE FROM notice_stray WHERE carrier = $1 AND their_id = $2";
    let outcome = match stray.outcome.as_str() {
        DELIVERED => Ok(()),
        why => Err(word("notice_stray.outcome", why, Why::of)?),
    };
    let told = Told {
        carrier,
        their_id: &stray.spelled,
        also: &[],
        number: None,
        outcome,
        detail: &stray.detail,
        at: Timestamp::from_microsecond(stray.heard_at_us).unwrap_or(now),
    };
    settle(tx, &told, (&stray.spelled, None)).await?;
    both!(tx, conn => sqlx::query(FORGET)
        .bind(carrier).bind(&stray.their_id).execute(conn).await.map(drop))?;
    Ok(())
}

/// A doubtful notice, and a stray that may be of it.
#[derive(sqlx::FromRow)]
struct Proof {
    notice_id: Uuid,
    segments: i64,
    recipient: String,
    at_number: i64,
    carrier: String,
    #[sqlx(flatten)]
    stray: Stray,
}

/// Settles doubtful notices of whose numbers a receipt came while they were being handed over; looks at `most` pairs of both, and gives how
/// many strays proved something.
///
/// Their process was killed, or the answer was lost, and the carrier told of a message to that number that nobody else sent. Where several
/// are open for one number, receipts prove them only if there is one for each part of each: otherwise nobody knows which of them left.
pub(super) async fn prove(tx: &mut Tx, most: i64, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "
        SELECT n.notice_id, n.segments, n.recipient, s.carrier, s.their_id, s.spelled, s.outcome, s.detail, s.heard_at_us,
            CAST(COALESCE((SELECT SUM(o.segments) FROM notice AS o
                WHERE o.state = 'doubtful' AND o.medium = 'sms' AND o.recipient = n.recipient), 0)
            + COALESCE((SELECT SUM(o.segments) FROM notice AS o
                WHERE o.state = 'sending' AND o.medium = 'sms' AND o.recipient = n.recipient AND s.heard_at_us > o.next_try_at_us - $4), 0)
            AS BIGINT) AS at_number
        FROM notice AS n JOIN notice_stray AS s ON s.number = n.recipient AND s.spelled = s.their_id
        WHERE n.state = 'doubtful' AND n.medium = 'sms' AND (n.carrier IS NULL OR n.carrier = s.carrier)
            AND n.next_try_at_us < $1 AND s.heard_at_us > n.next_try_at_us - $2
        ORDER BY n.recipient, n.next_try_at_us, n.notice_id, s.heard_at_us, s.their_id LIMIT $3";
    /// A receipt that came so long before the end of the wait is of an earlier message.
    const SINCE: i64 = 20 * 60 * 1_000_000;
    let claim_us = i64::try_from(sending::CLAIM.as_micros()).unwrap_or(i64::MAX);
    let found: Vec<Proof> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(now.as_microsecond()).bind(SINCE).bind(most).bind(claim_us).fetch_all(conn).await)?;
    let mut proved = 0;
    for pairs in found.chunk_by(|a, b| a.recipient == b.recipient) {
        for proof in dealt(pairs) {
            let part = (proof.carrier.as_str(), proof.stray.their_id.as_str(), false);
            expect(tx, NoticeId::from_uuid(proof.notice_id), part, now).await?;
            follow(tx, &proof.carrier, &proof.stray, now).await?;
            proved += 1;
        }
    }
    Ok(proved)
}

/// Of all pairs for one number, those that hold: each stray proves one notice, the oldest ones the first.
fn dealt(pairs: &[Proof]) -> Vec<&Proof> {
    let is_alone = pairs.iter().all(|it| it.segments == it.at_number);
    let mut used: Vec<(&str, &str)> = Vec::new();
    let mut held = Vec::new();
    for of_one in pairs.chunk_by(|a, b| a.notice_id == b.notice_id) {
        let mut wanted = if is_alone { i64::MAX } else { of_one[0].segments };
        for pair in of_one {
            let stray = (pair.carrier.as_str(), pair.stray.their_id.as_str());
            if wanted > 0 && !used.contains(&stray) {
                wanted -= 1;
                used.push(stray);
                held.push(pair);
            }
        }
    }
    let open = pairs.iter().map(|it| it.at_number).max().unwrap_or(0);
    let is_enough = i64::try_from(held.len()).unwrap_or(i64::MAX) >= open;
    if is_alone || is_enough { held } else { Vec::new() }
}

/// Settles strays whose part was written by another server at the same moment, at most `most`; gives how many.
pub(super) async fn match_late(tx: &mut Tx, most: i64, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "
        SELECT s.carrier, s.their_id, s.spelled, s.outcome, s.detail, s.heard_at_us
        FROM notice_stray AS s JOIN notice_part AS p ON p.carrier = s.carrier AND p.their_id = s.spelled
        WHERE s.heard_at_us > $1 AND p.outcome IS NULL ORDER BY s.heard_at_us LIMIT $2";
    /// A stray that nobody claimed so soon was not written at the same moment as its part.
    const LATE: std::time::Duration = std::time::Duration::from_mins(15);
    #[derive(sqlx::FromRow)]
    struct Of {
        carrier: String,
        #[sqlx(flatten)]
        stray: Stray,
    }
    let found: Vec<Of> = both!(tx, conn => sqlx::query_as(SQL)
        .bind((now - LATE).as_microsecond()).bind(most).fetch_all(conn).await)?;
    for of in &found {
        follow(tx, &of.carrier, &of.stray, now).await?;
    }
    Ok(found.len() as u64)
}
