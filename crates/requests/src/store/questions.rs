//! What usagers ask in their contacts, and whether it was answered.

use jiff::Timestamp;
use register::{StoreError, Tx, both};
use sqlx::types::Uuid;

use super::maybe_instant;
use crate::{contact::ContactId, request::RequestId};

/// Questions of one request.
const QUESTIONS_MAX: i64 = 200;

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its place among those of its request, from 0.
    pub place: i64,
    /// The contact that asks it.
    pub contact: ContactId,
    /// In the usager's words.
    pub asked: String,
    /// When somebody ticked it.
    pub answered_at: Option<Timestamp>,
    /// Why it was left open at the closing.
    pub left_open: Option<String>,
}

impl Question {
    /// Whether it still wants an answer.
    pub const fn is_open(&self) -> bool {
        self.answered_at.is_none() && self.left_open.is_none()
    }
}

/// Records what a contact asks, after what was asked before.
pub async fn record(
    tx: &mut Tx,
    request: RequestId,
    contact: ContactId,
    asked: &[String],
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO question (request_id, place, contact_id, asked)
        SELECT $1, COALESCE(MAX(place) + 1, 0), $2, $3 FROM question WHERE request_id = $1";
    for text in asked {
        both!(&mut *tx, conn => sqlx::query(SQL)
            .bind(request.uuid()).bind(contact.uuid()).bind(super::text(text))
            .execute(conn).await.map(drop))?;
    }
    Ok(())
}

/// What is asked in a request, in order.
pub async fn of_request(tx: &mut Tx, request: RequestId) -> Result<Vec<Question>, StoreError> {
    type Row = (i64, Uuid, String, Option<i64>, Option<String>);
    const SQL: &str = "
        SELECT place, contact_id, asked, answered_at_us, left_open FROM question
        WHERE request_id = $1 ORDER BY place LIMIT $2";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(request.uuid()).bind(QUESTIONS_MAX).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(place, contact, asked, answered_at_us, left_open)| {
            Ok(Question {
                place,
                contact: ContactId::from_uuid(contact),
                asked,
                answered_at: maybe_instant("question.answered_at_us", answered_at_us)?,
                left_open,
            })
        })
        .collect()
}

/// A question was answered; `None`: it was not after all.
pub async fn tick(
    tx: &mut Tx,
    request: RequestId,
    place: i64,
    at: Option<Timestamp>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE question SET answered_at_us = $3, left_open = NULL WHERE request_id = $1 AND place = $2";
    both!(tx, conn => sqlx::query(SQL)
        .bind(request.uuid()).bind(place).bind(at.map(Timestamp::as_microsecond))
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Why the questions that nobody ticked stay open.
pub async fn leave_open(tx: &mut Tx, request: RequestId, why: &str) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE question SET left_open = $2 WHERE request_id = $1 AND answered_at_us IS NULL AND left_open IS NULL";
    both!(tx, conn => sqlx::query(SQL)
        .bind(request.uuid()).bind(super::text(why)).execute(conn).await.map(drop))?;
    Ok(())
}
