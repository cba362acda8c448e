//! Messages to send by e-mail: written in the transaction of what they tell, sent by whoever has time, tried again for days.
//!
//! **Invariants:** a message is claimed before it is sent, so that two servers never send it at once; it stays visible until
//! it is sent, refused for good, or given up; header fields hold no line end ([`post`] takes them out).

use std::time::Duration;

use jiff::Timestamp;
use kernel::{Id, Kind};
use sqlx::{FromRow, types::Uuid};

use crate::{StoreError, Tx, both};

/// See [`Mail`].
pub type MailId = Id<Mail>;

/// How long a server may take to send what it has claimed.
const CLAIM: Duration = Duration::from_mins(5);
/// The first delay before trying again; each one after is four times as long.
const FIRST_DELAY: Duration = Duration::from_mins(1);
/// The longest delay.
const DELAY_MAX: Duration = Duration::from_hours(6);
/// After this, nobody tries any more.
const GIVEN_UP_AFTER: Duration = Duration::from_hours(5 * 24);
/// How long messages that were sent are kept.
const SENT_KEPT: Duration = Duration::from_hours(30 * 24);
/// Letters of a problem that are kept.
const PROBLEM_MAX: usize = 500;

/// A message that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its id.
    pub id: MailId,
    /// The address.
    pub recipient: String,
    /// One line.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// How often it was tried.
    pub tries: i64,
    /// Why the last try failed.
    pub problem: Option<String>,
    /// When it was written.
    pub created_at: Timestamp,
}

impl Kind for Mail {
    const PREFIX: &'static str = "mail";
}

#[derive(FromRow)]
struct Row {
    mail_id: Uuid,
    recipient: String,
    subject: String,
    body: String,
    tries: i64,
    problem: Option<String>,
    created_at_us: i64,
}

impl TryFrom<Row> for Mail {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: MailId::from_uuid(row.mail_id),
            recipient: row.recipient,
            subject: row.subject,
            body: row.body,
            tries: row.tries,
            problem: row.problem,
            created_at: Timestamp::from_microsecond(row.created_at_us)
                .map_err(|_| StoreError::unreadable("outgoing_mail.created_at_us", &row.created_at_us))?,
        })
    }
}

/// Writes a message to be sent.
pub async fn post(
    tx: &mut Tx,
    recipient: &str,
    subject: &str,
    body: &str,
    now: Timestamp,
) -> Result<MailId, StoreError> {
    const SQL: &str = "
        INSERT INTO outgoing_mail
            (mail_id, recipient, subject, body, state, tries, next_try_at_us, created_at_us)
        VALUES ($1, $2, $3, $4, 'waiting', 0, $5, $5)";
    let id = MailId::new(now);
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid())
        .bind(one_line(recipient))
        .bind(one_line(subject))
        .bind(body)
        .bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(id)
}

fn one_line(text: &str) -> String {
    text.chars().map(|it| if it.is_control() { ' ' } else { it }).collect()
}

/// Claims the next message that is due; `None` if there is none.
pub async fn claim(tx: &mut Tx, now: Timestamp) -> Result<Option<Mail>, StoreError> {
    const SQL: &str = "
        UPDATE outgoing_mail SET next_try_at_us = $2, tries = tries + 1
        WHERE state = 'waiting' AND next_try_at_us <= $1 AND mail_id = (
            SELECT mail_id FROM outgoing_mail WHERE state = 'waiting' AND next_try_at_us <= $1
            ORDER BY next_try_at_us, mail_id LIMIT 1)
        RETURNING mail_id, recipient, subject, body, tries, problem, created_at_us";
    let until = now + CLAIM;
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(now.as_microsecond()).bind(until.as_microsecond()).fetch_optional(conn).await)?;
    row.map(Mail::try_from).transpose()
}

/// It was sent.
pub async fn sent(tx: &mut Tx, id: MailId, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str =
        "UPDATE outgoing_mail SET state = 'sent', sent_at_us = $2, problem = NULL WHERE mail_id = $1";
    both!(tx, conn => sqlx::query(SQL).bind(id.uuid()).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
    Ok(())
}

/// It was not sent, and why; tried again later unless the refusal is for good, or it is too old.
pub async fn failed(
    tx: &mut Tx,
    mail: &Mail,
    problem: &str,
    is_for_good: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str =
        "UPDATE outgoing_mail SET state = $2, problem = $3, next_try_at_us = $4 WHERE mail_id = $1";
    let is_over = is_for_good || now > mail.created_at + GIVEN_UP_AFTER;
    let next = now + delay(mail.tries);
    let problem: String = problem.chars().take(PROBLEM_MAX).collect();
    both!(tx, conn => sqlx::query(SQL)
        .bind(mail.id.uuid())
        .bind(if is_over { "refused" } else { "waiting" })
        .bind(problem)
        .bind(next.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// How long to wait after so many tries.
fn delay(tries: i64) -> Duration {
    let doublings = u32::try_from(tries.clamp(1, 16) - 1).unwrap_or(0);
    FIRST_DELAY.saturating_mul(4_u32.saturating_pow(doublings)).min(DELAY_MAX)
}

/// The messages that are not sent, the newest first, with those that were refused for good.
pub async fn outstanding(tx: &mut Tx, limit: i64) -> Result<Vec<Mail>, StoreError> {
    const SQL: &str = "
        SELECT mail_id, recipient, subject, body, tries, problem, created_at_us
        FROM outgoing_mail WHERE state <> 'sent' ORDER BY created_at_us DESC, mail_id LIMIT $1";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL).bind(limit).fetch_all(conn).await)?;
    rows.into_iter().map(Mail::try_from).collect()
}

/// Marks a message as handed over by other means. `false`: it is no longer outstanding.
pub async fn handed_over(tx: &mut Tx, id: MailId, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str =
        "UPDATE outgoing_mail SET state = 'sent', sent_at_us = $2 WHERE mail_id = $1 AND state <> 'sent'";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(now.as_microsecond()).execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// Removes messages that were sent long ago, and says how many.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "DELETE FROM outgoing_mail WHERE state = 'sent' AND sent_at_us < $1";
    let before = now - SENT_KEPT;
    let swept = both!(tx, conn => sqlx::query(SQL)
        .bind(before.as_microsecond()).execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(swept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_up_to_their_limit() {
        let minutes = [1, 2, 3, 4, 5, 6, 100].map(|it| delay(it).as_secs() / 60);
        assert_eq!(minutes, [1, 4, 16, 64, 256, 360, 360]);
        assert_eq!(delay(0), FIRST_DELAY);
    }
}
