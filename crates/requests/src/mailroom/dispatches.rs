//! Dispatches: messages that leave, from the transaction of what they tell to their stated end.
//!
//! A message whose server broke off after it had the whole text is *doubtful*: nobody knows whether it left. It carries the mailbox
//! itself as a hidden recipient, so that the copy proves that it did; if the mailbox was read since and no copy came, it did not, and is
//! sent again. So none is lost, and none is sent twice. A message that its server took, and whose copy never came although those of others
//! did, is *unproven*: a person is told, and decides.
//!
//! **Invariant:** whoever sends a message has claimed it; a claim that ends without an answer leaves it doubtful, never waiting.

use std::time::Duration;

use jiff::Timestamp;
use kernel::{Id, Kind, PartnerCode};
use register::{StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use super::MailboxId;
use crate::{
    contact::ContactId,
    request::RequestId,
    store::{instant, maybe_instant, partner, word},
};

/// See [`Dispatch`].
pub type DispatchId = Id<Dispatch>;

/// How long a server may take over one message.
const CLAIM: Duration = Duration::from_mins(10);
/// The first delay before trying again; each one after is twice as long.
const FIRST_DELAY: Duration = Duration::from_mins(1);
/// The longest delay.
const DELAY_MAX: Duration = Duration::from_hours(4);
/// After this, nobody tries any more: a week-end and three working days.
const GIVEN_UP_AFTER: Duration = Duration::from_hours(5 * 24);
/// How long one waits for the copy of a message before reading the mailbox counts as an answer.
const PROOF_WAIT: Duration = Duration::from_mins(10);
/// For how long one looks for the copies of messages that a server took.
const PROOF_LOOKED_FOR: Duration = Duration::from_hours(30 * 24);
/// Mailboxes that a claim can leave out.
pub const FULL_MAX: usize = 4;
/// Messages of a list.
const LISTED_MAX: i64 = 500;

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DispatchState {
    /// To be sent.
    Waiting,
    /// Somebody sends it.
    Sending,
    /// Nobody knows whether it left.
    Doubtful,
    /// The server took it.
    Sent,
    /// The server took it, and its copy did not come: perhaps it never left.
    Unproven,
    /// No server will take it.
    Refused,
    /// It came back.
    Bounced,
}

impl DispatchState {
    /// All.
    pub const ALL: [Self; 7] = [
        Self::Waiting,
        Self::Sending,
        Self::Doubtful,
        Self::Sent,
        Self::Unproven,
        Self::Refused,
        Self::Bounced,
    ];

    /// Its word, for catalogues and CSS classes. The register keeps an unproven one as sent, with the moment it was noticed.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Doubtful => "doubtful",
            Self::Sent => "sent",
            Self::Unproven => "unproven",
            Self::Refused => "refused",
            Self::Bounced => "bounced",
        }
    }

    /// The state of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// A message that leaves.
#[derive(Clone, PartialEq, Eq)]
pub struct Dispatch {
    /// Its id.
    pub id: DispatchId,
    /// Whose.
    pub partner: PartnerCode,
    /// From which mailbox.
    pub mailbox: MailboxId,
    /// About what.
    pub request: RequestId,
    /// What it says.
    pub contact: ContactId,
    /// To whom.
    pub recipient: String,
    /// Its Message-ID, the same at each try.
    pub message_id: String,
    /// Where it stands.
    pub state: DispatchState,
    /// How often it was tried.
    pub tries: i64,
    /// Why it is not sent: a code of [`mail::bounce_words::Undelivered`], or a server's own words.
    pub problem: Option<String>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it is tried next.
    pub next_try_at: Timestamp,
    /// When the server took it.
    pub sent_at: Option<Timestamp>,
}

impl Kind for Dispatch {
    const PREFIX: &'static str = "dsp";
}

impl std::fmt::Debug for Dispatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dispatch").field("id", &self.id).field("state", &self.state).finish_non_exhaustive()
    }
}

const COLUMNS: &str = "
    dispatch_id, partner, mailbox_id, request_id, contact_id, recipient, message_id, state, tries, problem, created_at_us, next_try_at_us,
    sent_at_us, unproven_at_us";

#[derive(FromRow)]
struct Row {
    dispatch_id: Uuid,
    partner: String,
    mailbox_id: Uuid,
    request_id: Uuid,
    contact_id: Uuid,
    recipient: String,
    message_id: String,
    state: String,
    tries: i64,
    problem: Option<String>,
    created_at_us: i64,
    next_try_at_us: i64,
    sent_at_us: Option<i64>,
    unproven_at_us: Option<i64>,
}

impl TryFrom<Row> for Dispatch {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let state = word("dispatch.state", &row.state, DispatchState::of)?;
        let is_unproven = state == DispatchState::Sent && row.unproven_at_us.is_some();
        Ok(Self {
            id: DispatchId::from_uuid(row.dispatch_id),
            partner: partner(&row.partner)?,
            mailbox: MailboxId::from_uuid(row.mailbox_id),
            request: RequestId::from_uuid(row.request_id),
            contact: ContactId::from_uuid(row.contact_id),
            recipient: row.recipient,
            message_id: row.message_id,
            state: if is_unproven { DispatchState::Unproven } else { state },
            tries: row.tries,
            problem: row.problem,
            created_at: instant("dispatch.created_at_us", row.created_at_us)?,
            next_try_at: instant("dispatch.next_try_at_us", row.next_try_at_us)?,
            sent_at: maybe_instant("dispatch.sent_at_us", row.sent_at_us)?,
        })
    }
}

/// A message to be sent.
#[derive(Clone, Copy)]
pub struct NewDispatch<'a> {
    /// From which mailbox.
    pub mailbox: MailboxId,
    /// What it says; recorded in the same transaction.
    pub contact: ContactId,
    /// About what.
    pub request: RequestId,
    /// To whom.
    pub recipient: &'a str,
    /// Its Message-ID, that of the contact.
    pub message_id: &'a str,
}

/// Writes a message to be sent, in the transaction of its contact.
pub async fn post(
    tx: &mut Tx,
    partner: &PartnerCode,
    new: NewDispatch<'_>,
    now: Timestamp,
) -> Result<DispatchId, StoreError> {
    const SQL: &str = "
        INSERT INTO dispatch (dispatch_id, partner, mailbox_id, request_id, contact_id, recipient, message_id, state, tries,
            next_try_at_us, created_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $8, $8)";
    let id = DispatchId::new(now);
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid())
        .bind(partner.as_str())
        .bind(new.mailbox.uuid())
        .bind(new.request.uuid())
        .bind(new.contact.uuid())
        .bind(new.recipient)
        .bind(new.message_id)
        .bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(id)
}

/// Claims the next message that is due, of a mailbox that is not one of `full` (the first [`FULL_MAX`] of them count); `None` if there is
/// none.
pub async fn claim(tx: &mut Tx, full: &[MailboxId], now: Timestamp) -> Result<Option<Dispatch>, StoreError> {
    let sql = format!(
        "UPDATE dispatch SET state = 'sending', next_try_at_us = $2, tries = tries + 1
         WHERE state = 'waiting' AND dispatch_id = (
            SELECT dispatch_id FROM dispatch
            WHERE state = 'waiting' AND next_try_at_us <= $1 AND mailbox_id NOT IN ($3, $4, $5, $6)
            ORDER BY next_try_at_us, dispatch_id LIMIT 1)
         RETURNING {COLUMNS}"
    );
    let full = |place: usize| full.get(place).map_or_else(Uuid::nil, |it| it.uuid());
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(now.as_microsecond())
        .bind((now + CLAIM).as_microsecond())
        .bind(full(0)).bind(full(1)).bind(full(2)).bind(full(3))
        .fetch_optional(conn).await)?;
    row.map(Dispatch::try_from).transpose()
}

/// The server took it. Messages that are over stay as they are.
pub async fn sent(tx: &mut Tx, message_id: &str, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE dispatch SET state = 'sent', problem = NULL, sent_at_us = COALESCE(sent_at_us, $2), unproven_at_us = NULL
        WHERE message_id = $1 AND state IN ('waiting', 'sending', 'doubtful')";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(message_id).bind(now.as_microsecond()).execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// Its copy came back to the mailbox: it left, whatever was known of it.
pub async fn copied(tx: &mut Tx, message_id: &str, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE dispatch SET copied_at_us = COALESCE(copied_at_us, $2), unproven_at_us = NULL WHERE message_id = $1";
    sent(tx, message_id, now).await?;
    both!(tx, conn => sqlx::query(SQL)
        .bind(message_id).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Nobody knows whether it left.
pub async fn doubt(tx: &mut Tx, id: DispatchId, problem: &str, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE dispatch SET state = 'doubtful', problem = $2, next_try_at_us = $3 WHERE dispatch_id = $1 AND state = 'sending'";
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(problem).bind((now + PROOF_WAIT).as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// It was not sent: tried again later, unless that is of no use or it is too old. `true`: it is over.
pub async fn failed(
    tx: &mut Tx,
    dispatch: &Dispatch,
    (problem, is_for_good): (&str, bool),
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE dispatch SET state = $2, problem = $3, next_try_at_us = $4 WHERE dispatch_id = $1 AND state = 'sending'";
    let is_over = is_for_good || now > dispatch.created_at + GIVEN_UP_AFTER;
    both!(tx, conn => sqlx::query(SQL)
        .bind(dispatch.id.uuid())
        .bind(if is_over { DispatchState::Refused.code() } else { DispatchState::Waiting.code() })
        .bind(problem)
        .bind((now + delay(dispatch.tries)).as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(is_over)
}

/// How long to wait after so many tries.
fn delay(tries: i64) -> Duration {
    let doublings = u32::try_from(tries.clamp(1, 16) - 1).unwrap_or(0);
    FIRST_DELAY.saturating_mul(2_u32.saturating_pow(doublings)).min(DELAY_MAX)
}

/// Settles what is stuck: claims that ended without an answer are doubtful; doubtful ones whose mailbox was read since, or that has no
/// mailbox to prove it, are sent again; those that a server took and whose copy did not come, where other copies come, are unproven. Gives
/// how many were moved.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    const STUCK: &str = "
        UPDATE dispatch SET state = 'doubtful', next_try_at_us = $2 WHERE state = 'sending' AND next_try_at_us < $1";
    const AGAIN: &str = "
        UPDATE dispatch SET state = 'waiting', next_try_at_us = $1
        WHERE state = 'doubtful' AND next_try_at_us < $1 AND mailbox_id IN (
            SELECT mailbox_id FROM mailbox
            WHERE read_at_us > dispatch.next_try_at_us OR settings LIKE '%\"imap\":null%' OR is_on = 0)";
    const UNPROVEN: &str = "
        UPDATE dispatch SET unproven_at_us = $1
        WHERE state = 'sent' AND copied_at_us IS NULL AND unproven_at_us IS NULL AND sent_at_us > $2 AND sent_at_us < $3
            AND mailbox_id IN (
                SELECT mailbox_id FROM mailbox WHERE is_on = 1 AND read_at_us > dispatch.sent_at_us + $1 - $3
                    AND EXISTS (SELECT 1 FROM dispatch AS other
                        WHERE other.mailbox_id = mailbox.mailbox_id AND other.copied_at_us IS NOT NULL))";
    let stuck = both!(tx, conn => sqlx::query(STUCK)
        .bind(now.as_microsecond()).bind((now + PROOF_WAIT).as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    let again = both!(tx, conn => sqlx::query(AGAIN)
        .bind(now.as_microsecond()).execute(conn).await.map(|it| it.rows_affected()))?;
    let unproven = both!(tx, conn => sqlx::query(UNPROVEN)
        .bind(now.as_microsecond())
        .bind((now - PROOF_LOOKED_FOR).as_microsecond())
        .bind((now - PROOF_WAIT).as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(stuck + again + unproven)
}

/// It came back. Gives the dispatch, if it is one of the partner's.
pub async fn bounced(
    tx: &mut Tx,
    partner: &PartnerCode,
    message_id: &str,
    problem: &str,
) -> Result<Option<Dispatch>, StoreError> {
    let sql = format!(
        "UPDATE dispatch SET state = 'bounced', problem = $3 WHERE message_id = $1 AND partner = $2 RETURNING {COLUMNS}"
    );
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(message_id).bind(partner.as_str()).bind(problem).fetch_optional(conn).await)?;
    row.map(Dispatch::try_from).transpose()
}

/// The messages of a partner of which nobody knows that they left, and those that came back, the latest first.
pub async fn outstanding(tx: &mut Tx, partner: &PartnerCode) -> Result<Vec<Dispatch>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM dispatch WHERE partner = $1 AND (state <> 'sent' OR unproven_at_us IS NOT NULL)
         ORDER BY created_at_us DESC, dispatch_id LIMIT $2"
    );
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(partner.as_str()).bind(LISTED_MAX).fetch_all(conn).await)?;
    rows.into_iter().map(Dispatch::try_from).collect()
}

/// What became of the messages of a request, by the contact that each says.
pub async fn of_request(tx: &mut Tx, request: RequestId) -> Result<Vec<Dispatch>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM dispatch WHERE contact_id IN (SELECT contact_id FROM contact WHERE request_id = $1)
         ORDER BY created_at_us, dispatch_id LIMIT $2"
    );
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(request.uuid()).bind(LISTED_MAX).fetch_all(conn).await)?;
    rows.into_iter().map(Dispatch::try_from).collect()
}

/// Tries a message again at once, because a person asks for it. `false`: it left, or is being sent.
pub async fn try_again(
    tx: &mut Tx,
    partner: &PartnerCode,
    id: DispatchId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE dispatch SET state = 'waiting', next_try_at_us = $3, created_at_us = $3, unproven_at_us = NULL
        WHERE dispatch_id = $1 AND partner = $2 AND (state IN ('waiting', 'refused') OR unproven_at_us IS NOT NULL)";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(partner.as_str()).bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_up_to_their_limit() {
        let minutes = [1, 2, 3, 4, 8, 9, 100].map(|it| delay(it).as_secs() / 60);
        assert_eq!(minutes, [1, 2, 4, 8, 128, 240, 240]);
    }
}
