//! What agents tell each other about a request, and whom they call by name.

use jiff::Timestamp;
use kernel::{Id, Kind, PartnerCode};
use register::{AccountId, StoreError, Tx, both};
use sqlx::types::Uuid;

use super::{instant, text};
use crate::request::RequestId;

/// Notes of one request that are shown.
const SHOWN_MAX: i64 = 500;
/// Mentions that wait for one person.
const MENTIONS_MAX: i64 = 50;

/// See [`Note`].
pub type NoteId = Id<Note>;

/// A note. Usagers never see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its id.
    pub id: NoteId,
    /// Who wrote it; `None`: their account is gone.
    pub author: Option<AccountId>,
    /// What it says.
    pub body: String,
    /// When.
    pub at: Timestamp,
}

impl Kind for Note {
    const PREFIX: &'static str = "note";
}

/// Somebody was called by name and has not looked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// About which request.
    pub request: RequestId,
    /// Its reference.
    pub reference: String,
    /// Its subject.
    pub subject: String,
    /// Who called; `None`: their account is gone.
    pub author: Option<AccountId>,
    /// When.
    pub at: Timestamp,
}

/// Records a note, and those whom it calls.
pub async fn record(
    tx: &mut Tx,
    request: RequestId,
    note: &Note,
    called: &[AccountId],
) -> Result<(), StoreError> {
    const SQL: &str =
        "INSERT INTO note (note_id, request_id, author, body, at_us) VALUES ($1, $2, $3, $4, $5)";
    const CALLED: &str = "
        INSERT INTO mention (note_id, account_id) VALUES ($1, $2) ON CONFLICT (note_id, account_id) DO NOTHING";
    both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(note.id.uuid())
        .bind(request.uuid())
        .bind(note.author.map(AccountId::uuid))
        .bind(text(&note.body))
        .bind(note.at.as_microsecond())
        .execute(conn).await.map(drop))?;
    for account in called {
        both!(&mut *tx, conn => sqlx::query(CALLED)
            .bind(note.id.uuid()).bind(account.uuid()).execute(conn).await.map(drop))?;
    }
    Ok(())
}

/// Whether a note is there.
pub async fn is_there(tx: &mut Tx, id: NoteId) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT COUNT(*) FROM note WHERE note_id = $1";
    let found: i64 = both!(tx, conn => sqlx::query_scalar(SQL).bind(id.uuid()).fetch_one(conn).await)?;
    Ok(found > 0)
}

/// The notes of a request, the oldest first.
pub async fn of_request(tx: &mut Tx, request: RequestId) -> Result<Vec<Note>, StoreError> {
    const SQL: &str = "SELECT note_id, author, body, at_us FROM note WHERE request_id = $1 ORDER BY at_us, note_id LIMIT $2";
    let rows: Vec<(Uuid, Option<Uuid>, String, i64)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(request.uuid()).bind(SHOWN_MAX).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(id, author, body, at_us)| {
            Ok(Note {
                id: NoteId::from_uuid(id),
                author: author.map(AccountId::from_uuid),
                body,
                at: instant("note.at_us", at_us)?,
            })
        })
        .collect()
}

/// One note of a partner, and its request.
pub async fn find(
    tx: &mut Tx,
    partner: &PartnerCode,
    id: NoteId,
) -> Result<Option<(RequestId, Note)>, StoreError> {
    const SQL: &str = "
        SELECT n.request_id, n.author, n.body, n.at_us FROM note n JOIN request r ON r.request_id = n.request_id
        WHERE n.note_id = $1 AND r.partner = $2";
    let row: Option<(Uuid, Option<Uuid>, String, i64)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(id.uuid()).bind(partner.as_str()).fetch_optional(conn).await)?;
    row.map(|(request, author, body, at_us)| {
        let note =
            Note { id, author: author.map(AccountId::from_uuid), body, at: instant("note.at_us", at_us)? };
        Ok((RequestId::from_uuid(request), note))
    })
    .transpose()
}

/// The calls that somebody has not seen, the latest first.
pub async fn mentions(
    tx: &mut Tx,
    partner: &PartnerCode,
    account: AccountId,
) -> Result<Vec<Mention>, StoreError> {
    const SQL: &str = "
        SELECT r.request_id, r.reference, r.subject, n.author, n.at_us
        FROM mention m JOIN note n ON n.note_id = m.note_id JOIN request r ON r.request_id = n.request_id
        WHERE m.account_id = $1 AND m.seen_at_us IS NULL AND r.partner = $2 ORDER BY n.at_us DESC, n.note_id LIMIT $3";
    let rows: Vec<(Uuid, String, String, Option<Uuid>, i64)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(account.uuid()).bind(partner.as_str()).bind(MENTIONS_MAX).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(request, reference, subject, author, at_us)| {
            Ok(Mention {
                request: RequestId::from_uuid(request),
                reference,
                subject,
                author: author.map(AccountId::from_uuid),
                at: instant("note.at_us", at_us)?,
            })
        })
        .collect()
}

/// Somebody has looked at what calls them in a request.
pub async fn seen(
    tx: &mut Tx,
    request: RequestId,
    account: AccountId,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE mention SET seen_at_us = $3 WHERE account_id = $2 AND seen_at_us IS NULL
            AND note_id IN (SELECT note_id FROM note WHERE request_id = $1)";
    both!(tx, conn => sqlx::query(SQL)
        .bind(request.uuid()).bind(account.uuid()).bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}
