//! Notices leave: claimed in lanes, handed over, settled by what is said of them.
//!
//! A notice that is claimed is `sending` on disk before anybody hands it over, so that a process that is killed leaves a trace: what it held
//! becomes doubtful ([`sweeping`](super::sweeping)), never waiting.
//!
//! **Invariants:** whoever hands a notice over has claimed it; what ended stays as it is; what a carrier said that it has is not handed over
//! again; what its person refuses by the time it is claimed does not leave.

use std::time::Duration;

use jiff::Timestamp;
use kernel::PartnerCode;
use register::{StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use super::{instant, partner, preferences::REFUSES, pressure, receipts, text, word};
use crate::{
    address::{Address, Medium},
    notice::{NoticeId, Simulated, State, Why},
    targets::store as targets,
    template::Lane,
    unreachable,
};

/// How long one may hold what one has claimed.
pub const CLAIM: Duration = Duration::from_mins(5);
/// How long a receipt is waited for where nobody knows whether the carrier has a message; then it is handed over again, once.
pub const DOUBT: Duration = Duration::from_mins(10);
/// After this, a message that could not leave fails, and so does a text of which the carrier never said what became of it.
pub const GIVEN_UP_AFTER: Duration = Duration::from_hours(72);
/// After this, an e-mail that did not bounce has arrived: servers try for five days.
pub const EMAIL_AWAY: Duration = Duration::from_hours(6 * 24);
/// After this, a letter that did not come back has arrived.
pub const LETTER_AWAY: Duration = Duration::from_hours(21 * 24);
/// The first delay before another try; each one after is twice as long.
const FIRST_DELAY: Duration = Duration::from_secs(10);
/// The longest delay.
const DELAY_MAX: Duration = Duration::from_mins(30);
/// Letters of what a carrier said that are kept.
const DETAIL_MAX: usize = 500;
/// Messages that are held in one go.
const HELD_AT_ONCE: i64 = 1_000;
/// How often one goes on behind what was held; the rest waits for the next claim.
const HELD_ROUNDS: usize = 3;
/// Simulated notices that end in one go.
const SIMULATED_AT_ONCE: i64 = 500;

/// A notice that was claimed: what whoever hands it over has to know.
#[derive(Clone, PartialEq, Eq)]
pub struct Parcel {
    /// Its id.
    pub id: NoticeId,
    /// Whose usager is told.
    pub partner: PartnerCode,
    /// How soon.
    pub lane: Lane,
    /// In which language it is.
    pub language: String,
    /// Where it goes.
    pub to: Address,
    /// What stands for the address.
    pub recipient_key: String,
    /// One line; empty for a text message.
    pub subject: String,
    /// The text.
    pub body: String,
    /// Where the caller's own system takes a refusal in one click.
    pub unsubscribe: Option<String>,
    /// Who a text message comes from.
    pub sms_sender: String,
    /// The name that an e-mail comes from.
    pub email_name: String,
    /// Where answers to an e-mail go.
    pub email_replies: Option<String>,
    /// How often it was tried, this time included.
    pub tries: i64,
    /// Who did not take it the last time.
    pub carrier_before: Option<String>,
    /// When it was to leave.
    pub due_at: Timestamp,
    /// When it was accepted.
    pub created_at: Timestamp,
}

impl std::fmt::Debug for Parcel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parcel").field("id", &self.id).field("lane", &self.lane).finish_non_exhaustive()
    }
}

const PARCEL: &str = "
    notice_id, partner, medium, lane, language, recipient, recipient_key, subject, body, unsubscribe, tries, carrier, COALESCE(first_due_us, due_at_us) AS due_at_us,
    created_at_us,
    (SELECT sms_sender FROM notice_service AS s WHERE s.service_id = notice.service_id) AS sms_sender,
    (SELECT email_name FROM notice_service AS s WHERE s.service_id = notice.service_id) AS email_name,
    (SELECT email_replies FROM notice_service AS s WHERE s.service_id = notice.service_id) AS email_replies";

#[derive(FromRow)]
struct Row {
    notice_id: Uuid,
    partner: String,
    medium: String,
    lane: String,
    language: String,
    recipient: Option<String>,
    recipient_key: String,
    subject: String,
    body: String,
    unsubscribe: Option<String>,
    tries: i64,
    carrier: Option<String>,
    due_at_us: i64,
    created_at_us: i64,
    sms_sender: Option<String>,
    email_name: Option<String>,
    email_replies: Option<String>,
}

impl TryFrom<Row> for Parcel {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let medium = word("notice.medium", &row.medium, Medium::of)?;
        Ok(Self {
            id: NoticeId::from_uuid(row.notice_id),
            partner: partner(&row.partner)?,
            lane: word("notice.lane", &row.lane, Lane::of)?,
            language: row.language,
            // One that was forgotten meanwhile goes nowhere: no carrier takes an empty address.
            to: Address::kept(medium, row.recipient.as_deref().unwrap_or("")),
            recipient_key: row.recipient_key,
            subject: row.subject,
            body: row.body,
            unsubscribe: row.unsubscribe,
            sms_sender: row.sms_sender.unwrap_or_default(),
            email_name: row.email_name.unwrap_or_default(),
            email_replies: row.email_replies,
            tries: row.tries,
            carrier_before: row.carrier,
            due_at: instant("notice.due_at_us", row.due_at_us)?,
            created_at: instant("notice.created_at_us", row.created_at_us)?,
        })
    }
}

/// Claims what is due of a lane, the longest due first, at most `most`. What leaves late is counted anew first: what is too much for its person
/// by now is cancelled by the governor. What names a dead page or number is held instead, what its person refuses is cancelled.
pub async fn claim(
    tx: &mut Tx,
    (medium, lane): (Medium, Lane),
    most: usize,
    now: Timestamp,
) -> Result<Vec<Parcel>, StoreError> {
    let mut claimed = Vec::new();
    for _ in 0..HELD_ROUNDS {
        let left = most - claimed.len();
        claimed.extend(claim_some(tx, (medium, lane), left, now).await?);
        // What may not leave stands in the way of the rest: it is put aside only where a claim falls short.
        let is_short = claimed.len() < most;
        if !is_short
            || targets::hold(tx, (medium, lane), HELD_AT_ONCE, now).await?
                + cancel_refused(tx, (medium, lane), HELD_AT_ONCE, now).await?
                == 0
        {
            break;
        }
    }
    Ok(claimed)
}

/// Claims of what is due next whatever may leave.
async fn claim_some(
    tx: &mut Tx,
    (medium, lane): (Medium, Lane),
    most: usize,
    now: Timestamp,
) -> Result<Vec<Parcel>, StoreError> {
    const LATE: &str = "
        UPDATE notice SET due_at_us = $3, first_due_us = COALESCE(first_due_us, due_at_us)
        WHERE state = 'waiting' AND due_at_us < $5 AND notice_id IN (
            SELECT notice_id FROM notice
            WHERE state = 'waiting' AND simulated IS NULL AND medium = $1 AND lane = $2 AND next_try_at_us <= $3
            ORDER BY next_try_at_us LIMIT $4)";
    if most == 0 {
        return Ok(Vec::new());
    }
    both!(tx, conn => sqlx::query(LATE)
        .bind(medium.code())
        .bind(lane.code())
        .bind(now.as_microsecond())
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .bind((now - pressure::LATE).as_microsecond())
        .execute(conn).await.map(drop))?;
    let sql = format!(
        "UPDATE notice SET state = 'sending', next_try_at_us = $5, tries = tries + 1
         WHERE state = 'waiting' AND notice_id IN (
            SELECT notice_id FROM notice
            WHERE state = 'waiting' AND simulated IS NULL AND medium = $1 AND lane = $2 AND next_try_at_us <= $3
            ORDER BY next_try_at_us LIMIT $4)
            AND NOT EXISTS (SELECT 1 FROM notice_blocked b WHERE b.template_id = notice.template_id AND b.version = notice.version)
            AND NOT {REFUSES}
         RETURNING {PARCEL}"
    );
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(medium.code())
        .bind(lane.code())
        .bind(now.as_microsecond())
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .bind((now + CLAIM).as_microsecond())
        .fetch_all(conn).await)?;
    rows.into_iter().map(Parcel::try_from).collect()
}

/// The carrier has it, and calls its parts so. A receipt may have come before: then it may be settled already.
pub async fn taken(
    tx: &mut Tx,
    id: NoticeId,
    (medium, carrier): (Medium, &str),
    their_ids: &[String],
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE notice SET state = 'sent', carrier = $2, sent_at_us = $3, next_try_at_us = $4, why = NULL, detail = NULL
        WHERE notice_id = $1 AND state IN ('waiting', 'sending', 'doubtful')";
    let until = match medium {
        Medium::Sms => GIVEN_UP_AFTER,
        Medium::Email => EMAIL_AWAY,
        Medium::Letter => LETTER_AWAY,
    };
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid())
        .bind(carrier)
        .bind(now.as_microsecond())
        .bind((now + until).as_microsecond())
        .execute(conn).await.map(drop))?;
    // Whoever says our own id back speaks of the whole message, under each of its names.
    let is_whole = their_ids.contains(&id.uuid().to_string());
    for their_id in their_ids.iter().filter(|it| !it.is_empty()) {
        receipts::expect(tx, id, (carrier, their_id, is_whole), now).await?;
    }
    receipts::match_strays(tx, carrier, their_ids, now).await
}

/// Nobody took it: it waits for another try, and fails if it should have left long ago.
pub async fn put_off(
    tx: &mut Tx,
    parcel: &Parcel,
    (carrier, detail): (&str, &str),
    after: Option<Duration>,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE notice SET state = 'waiting', carrier = $2, detail = $3, next_try_at_us = $4 WHERE notice_id = $1 AND state = 'sending'";
    if now > parcel.due_at + GIVEN_UP_AFTER {
        return failed(tx, parcel.id, (Why::NoCarrier, detail), now).await.map(drop);
    }
    let wait = delay(parcel.tries).max(after.unwrap_or_default().min(DELAY_MAX));
    both!(tx, conn => sqlx::query(SQL)
        .bind(parcel.id.uuid())
        .bind(carrier)
        .bind(kept(detail))
        .bind((now + wait).as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// How long to wait after so many tries.
pub fn delay(tries: i64) -> Duration {
    let doublings = u32::try_from(tries.clamp(1, 16) - 1).unwrap_or(0);
    FIRST_DELAY.saturating_mul(2_u32.saturating_pow(doublings)).min(DELAY_MAX)
}

/// Nobody knows whether the carrier has it.
pub async fn doubt(
    tx: &mut Tx,
    id: NoticeId,
    (carrier, detail): (&str, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE notice SET state = 'doubtful', carrier = $2, detail = $3, next_try_at_us = $4 WHERE notice_id = $1 AND state = 'sending'";
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid())
        .bind(carrier)
        .bind(kept(detail))
        .bind((now + DOUBT).as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// It will not arrive: whoever refused it or gave it back said why. `true`: this ended it.
pub async fn failed(
    tx: &mut Tx,
    id: NoticeId,
    (why, detail): (Why, &str),
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE notice SET state = 'failed', why = $2, detail = $3, done_at_us = $4, next_try_at_us = $4
        WHERE notice_id = $1 AND state IN ('waiting', 'sending', 'doubtful', 'sent')
        RETURNING partner, recipient_key, medium, simulated";
    let ended: Option<(String, String, String, Option<String>)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(id.uuid())
        .bind(why.code())
        .bind(kept(detail))
        .bind(now.as_microsecond())
        .fetch_optional(conn).await)?;
    if let Some((whose, key, medium, None)) = &ended {
        let medium = word("notice.medium", medium, Medium::of)?;
        unreachable::failed(tx, (&partner(whose)?, key, medium), (id, why), now).await?;
    }
    Ok(ended.is_some())
}

/// It arrived, unless a part of it is still on its way. `true`: this ended it. What arrived before anybody said that it left, left then.
pub async fn delivered(tx: &mut Tx, id: NoticeId, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE notice SET state = 'delivered', done_at_us = $2, next_try_at_us = $2, sent_at_us = COALESCE(sent_at_us, $2), why = NULL
        WHERE notice_id = $1 AND state IN ('waiting', 'sending', 'doubtful', 'sent') AND NOT EXISTS (
            SELECT 1 FROM notice_part WHERE notice_part.notice_id = $1 AND is_whole = 0 AND (outcome IS NULL OR outcome <> 'delivered'))
        RETURNING recipient_key, simulated";
    let ended: Option<(String, Option<String>)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(id.uuid()).bind(now.as_microsecond()).fetch_optional(conn).await)?;
    if let Some((key, None)) = &ended {
        unreachable::forget(tx, key).await?;
    }
    Ok(ended.is_some())
}

/// Ends simulated notices that are due, as each says; gives how many. Nothing leaves.
pub async fn end_simulated(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    const DUE: &str = "
        SELECT notice_id, simulated FROM notice
        WHERE state = 'waiting' AND simulated IS NOT NULL AND next_try_at_us <= $1 ORDER BY next_try_at_us LIMIT $2";
    const SENT: &str = "
        UPDATE notice SET state = 'sent', sent_at_us = $2, tries = tries + 1 WHERE notice_id = $1 AND state = 'waiting'";
    let due: Vec<(Uuid, String)> = both!(tx, conn => sqlx::query_as(DUE)
        .bind(now.as_microsecond()).bind(SIMULATED_AT_ONCE).fetch_all(conn).await)?;
    for (id, ends) in &due {
        both!(tx, conn => sqlx::query(SENT)
            .bind(id).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
        let id = NoticeId::from_uuid(*id);
        match word("notice.simulated", ends, Simulated::of)? {
            Simulated::Delivered => delivered(tx, id, now).await?,
            Simulated::PermanentFailure => failed(tx, id, (Why::Unknown, ""), now).await?,
            Simulated::TemporaryFailure => failed(tx, id, (Why::Away, ""), now).await?,
        };
    }
    Ok(due.len() as u64)
}

/// Where a notice stands; `None`: there is none.
pub async fn state(tx: &mut Tx, id: NoticeId) -> Result<Option<State>, StoreError> {
    const SQL: &str = "SELECT state FROM notice WHERE notice_id = $1";
    let state: Option<String> =
        both!(tx, conn => sqlx::query_scalar(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    state.map(|it| word("notice.state", &it, State::of)).transpose()
}

/// Stops what waits for the person at an address, by its medium and for a purpose (`*`: whatever it is for), because they want no more of it
/// of a partner, or of all; gives how many. What goes to another address of theirs is stopped with it, as it would not be accepted.
pub(super) async fn stop(
    tx: &mut Tx,
    partner: Option<&PartnerCode>,
    (address_key, medium): (&str, Medium),
    purpose: &str,
    now: Timestamp,
) -> Result<u64, StoreError> {
    // Whatever waits has a mark of the governor under each address of its person.
    const SQL: &str = "
        UPDATE notice SET state = 'cancelled', why = 'refused-by-person', done_at_us = $5
        WHERE state = 'waiting' AND medium = $3 AND ($1 IS NULL OR partner = $1)
            AND notice_id IN (SELECT notice_id FROM notice_mark WHERE person_key = $2)
            AND ($4 = '*' OR EXISTS (
                SELECT 1 FROM notice_template_version v
                WHERE v.template_id = notice.template_id AND v.version = notice.version AND v.purpose = $4))";
    Ok(both!(tx, conn => sqlx::query(SQL)
        .bind(partner.map(PartnerCode::as_str))
        .bind(address_key)
        .bind(medium.code())
        .bind(text(purpose))
        .bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?)
}

/// Cancels what is due and is refused at its own address by now; gives how many. `lane` and `most` choose those that are claimed next.
///
/// [`stop`] has cancelled it in the same moment as it was refused: this is for what was being accepted just then.
pub(crate) async fn cancel_refused(
    tx: &mut Tx,
    (medium, lane): (Medium, Lane),
    most: i64,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let sql = format!(
        "UPDATE notice SET state = 'cancelled', why = 'refused-by-person', done_at_us = $3
         WHERE state = 'waiting' AND notice_id IN (
            SELECT notice_id FROM notice
            WHERE state = 'waiting' AND simulated IS NULL AND medium = $1 AND lane = $2 AND next_try_at_us <= $3
            ORDER BY next_try_at_us LIMIT $4)
            AND {REFUSES}"
    );
    Ok(both!(tx, conn => sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(medium.code())
        .bind(lane.code())
        .bind(now.as_microsecond())
        .bind(most)
        .execute(conn).await.map(|it| it.rows_affected()))?)
}

/// What a carrier said, short and as a register keeps it; nothing is nothing.
fn kept(detail: &str) -> Option<String> {
    let short: String = detail.chars().take(DETAIL_MAX).collect();
    if short.is_empty() { None } else { Some(text(&short)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_up_to_their_limit() {
        let seconds = [0, 1, 2, 3, 8, 9, 100].map(|it| delay(it).as_secs());
        assert_eq!(seconds, [10, 10, 20, 40, 1280, 1800, 1800]);
    }
}
