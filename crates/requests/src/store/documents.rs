//! Documents that are asked of usagers.

use jiff::Timestamp;
use kernel::{Id, Kind};
use register::{StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use super::{instant, maybe_instant};
use crate::{contact::ContactId, request::RequestId};

/// Documents asked in one request.
const ASKED_MAX: i64 = 200;

/// See [`DocumentRequest`].
pub type DocumentRequestId = Id<DocumentRequest>;

/// A document that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRequest {
    /// Its id.
    pub id: DocumentRequestId,
    /// In which request.
    pub request: RequestId,
    /// What is asked for, in plain words.
    pub label: String,
    /// Why it is needed.
    pub why: String,
    /// Whether nothing can be decided without it; other documents stop nothing (L114-5-1).
    pub is_indispensable: bool,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// By when it should come.
    pub due_at: Option<Timestamp>,
    /// When it came.
    pub received_at: Option<Timestamp>,
    /// The contact that brought it.
    pub contact: Option<ContactId>,
    /// When the agent found that it was not needed.
    pub withdrawn_at: Option<Timestamp>,
}

impl Kind for DocumentRequest {
    const PREFIX: &'static str = "doc";
}

impl DocumentRequest {
    /// Whether one waits for it.
    pub const fn is_awaited(&self) -> bool {
        self.received_at.is_none() && self.withdrawn_at.is_none()
    }
}

#[derive(FromRow)]
struct Row {
    document_request_id: Uuid,
    request_id: Uuid,
    label: String,
    why: String,
    is_indispensable: i64,
    asked_at_us: i64,
    due_at_us: Option<i64>,
    received_at_us: Option<i64>,
    contact_id: Option<Uuid>,
    withdrawn_at_us: Option<i64>,
}

/// Records that a document is asked for.
pub async fn record(tx: &mut Tx, document: &DocumentRequest) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO document_request (document_request_id, request_id, label, why, is_indispensable, asked_at_us, due_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    both!(tx, conn => sqlx::query(SQL)
        .bind(document.id.uuid())
        .bind(document.request.uuid())
        .bind(&document.label)
        .bind(&document.why)
        .bind(i64::from(document.is_indispensable))
        .bind(document.asked_at.as_microsecond())
        .bind(document.due_at.map(Timestamp::as_microsecond))
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The documents asked in a request, in the order in which they were asked for.
pub async fn of_request(tx: &mut Tx, request: RequestId) -> Result<Vec<DocumentRequest>, StoreError> {
    const SQL: &str = "
        SELECT document_request_id, request_id, label, why, is_indispensable, asked_at_us, due_at_us, received_at_us,
            contact_id, withdrawn_at_us
        FROM document_request WHERE request_id = $1 ORDER BY asked_at_us, document_request_id LIMIT $2";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(request.uuid()).bind(ASKED_MAX).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|row| {
            Ok(DocumentRequest {
                id: DocumentRequestId::from_uuid(row.document_request_id),
                request: RequestId::from_uuid(row.request_id),
                label: row.label,
                why: row.why,
                is_indispensable: row.is_indispensable == 1,
                asked_at: instant("document_request.asked_at_us", row.asked_at_us)?,
                due_at: maybe_instant("document_request.due_at_us", row.due_at_us)?,
                received_at: maybe_instant("document_request.received_at_us", row.received_at_us)?,
                contact: row.contact_id.map(ContactId::from_uuid),
                withdrawn_at: maybe_instant("document_request.withdrawn_at_us", row.withdrawn_at_us)?,
            })
        })
        .collect()
}

/// A document came with a contact. `false`: it was not awaited any more.
pub async fn receive(
    tx: &mut Tx,
    (request, id): (RequestId, DocumentRequestId),
    contact: ContactId,
    at: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE document_request SET received_at_us = $3, contact_id = $4
        WHERE document_request_id = $1 AND request_id = $2 AND received_at_us IS NULL AND withdrawn_at_us IS NULL";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(request.uuid()).bind(at.as_microsecond()).bind(contact.uuid())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// A document is not needed after all. `false`: it was not awaited any more.
pub async fn withdraw(
    tx: &mut Tx,
    (request, id): (RequestId, DocumentRequestId),
    at: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE document_request SET withdrawn_at_us = $3
        WHERE document_request_id = $1 AND request_id = $2 AND received_at_us IS NULL AND withdrawn_at_us IS NULL";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(request.uuid()).bind(at.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}
