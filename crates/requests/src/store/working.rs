//! Who works on a request at this moment: drafts of answers, and who has it on screen.

use jiff::{SignedDuration, Timestamp};
use kernel::PartnerCode;
use register::{AccountId, StoreError, Tx, both};
use sqlx::types::Uuid;

use super::{instant, text};
use crate::request::RequestId;

/// How long somebody counts as present after a sign of them.
pub const PRESENT: SignedDuration = SignedDuration::from_secs(60);
/// People who are shown as present.
const PRESENT_MAX: i64 = 500;

/// An answer that an agent has begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// One line.
    pub subject: String,
    /// The text so far.
    pub body: String,
    /// When it was kept.
    pub at: Timestamp,
}

/// What somebody has begun to answer.
pub async fn draft(tx: &mut Tx, request: RequestId, account: AccountId) -> Result<Option<Draft>, StoreError> {
    const SQL: &str = "SELECT subject, body, at_us FROM draft WHERE request_id = $1 AND account_id = $2";
    let row: Option<(String, String, i64)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(request.uuid()).bind(account.uuid()).fetch_optional(conn).await)?;
    row.map(|(subject, body, at_us)| Ok(Draft { subject, body, at: instant("draft.at_us", at_us)? }))
        .transpose()
}

/// Keeps what somebody has begun to answer, in the place of what was kept.
pub async fn keep_draft(
    tx: &mut Tx,
    request: RequestId,
    account: AccountId,
    draft: &Draft,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO draft (request_id, account_id, subject, body, at_us) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (request_id, account_id) DO UPDATE SET subject = excluded.subject, body = excluded.body,
            at_us = excluded.at_us";
    both!(tx, conn => sqlx::query(SQL)
        .bind(request.uuid())
        .bind(account.uuid())
        .bind(text(&draft.subject))
        .bind(text(&draft.body))
        .bind(draft.at.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The answer has left: its draft goes.
pub async fn drop_draft(tx: &mut Tx, request: RequestId, account: AccountId) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM draft WHERE request_id = $1 AND account_id = $2";
    both!(tx, conn => sqlx::query(SQL)
        .bind(request.uuid()).bind(account.uuid()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Somebody who has a request on screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    /// Which request.
    pub request: RequestId,
    /// Who.
    pub account: AccountId,
    /// Their name.
    pub name: String,
    /// Whether they write an answer.
    pub is_writing: bool,
}

/// A sign of somebody who has a request on screen.
pub async fn touch(
    tx: &mut Tx,
    request: RequestId,
    account: AccountId,
    is_writing: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO presence (request_id, account_id, seen_at_us, is_writing) VALUES ($1, $2, $3, $4)
        ON CONFLICT (request_id, account_id) DO UPDATE SET seen_at_us = excluded.seen_at_us,
            is_writing = excluded.is_writing";
    both!(tx, conn => sqlx::query(SQL)
        .bind(request.uuid())
        .bind(account.uuid())
        .bind(now.as_microsecond())
        .bind(i64::from(is_writing))
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Removes signs that say nothing any more.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM presence WHERE seen_at_us <= $1";
    Ok(both!(tx, conn => sqlx::query(SQL).bind(since(now)).execute(conn).await.map(drop))?)
}

/// What is older says nothing of who is present.
fn since(now: Timestamp) -> i64 {
    now.checked_sub(PRESENT).unwrap_or(Timestamp::MIN).as_microsecond()
}

/// Who is present on a partner's requests.
pub async fn present(tx: &mut Tx, partner: &PartnerCode, now: Timestamp) -> Result<Vec<Present>, StoreError> {
    const SQL: &str = "
        SELECT p.request_id, p.account_id, a.name, p.is_writing
        FROM presence p CROSS JOIN request r JOIN account a ON a.account_id = p.account_id
        WHERE r.request_id = p.request_id AND r.partner || '' = $1 AND p.seen_at_us > $2 ORDER BY a.name, p.account_id, p.request_id LIMIT $3";
    let rows: Vec<(Uuid, Uuid, String, i64)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str()).bind(since(now)).bind(PRESENT_MAX).fetch_all(conn).await)?;
    let present = rows.into_iter().map(|(request, account, name, is_writing)| Present {
        request: RequestId::from_uuid(request),
        account: AccountId::from_uuid(account),
        name,
        is_writing: is_writing == 1,
    });
    Ok(present.collect())
}
