//! Closed requests that a second agent codes without seeing the first one's answer.

use jiff::Timestamp;
use kernel::{Cause, PartnerCode};
use register::{AccountId, StoreError, Tx, both};
use sqlx::types::Uuid;

use super::word;
use crate::request::{Request, RequestId};

/// Codings that are compared.
const COMPARED_MAX: i64 = 5_000;

/// Draws a closed request for a second coding. One that was drawn before stays as it is.
pub async fn draw(tx: &mut Tx, request: &Request, by: AccountId, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO second_coding (request_id, partner, first_cause, first_agent, drawn_at_us)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (request_id) DO NOTHING";
    let Some(cause) = &request.cause else { return Ok(()) };
    both!(tx, conn => sqlx::query(SQL)
        .bind(request.id.uuid())
        .bind(request.partner.as_str())
        .bind(cause.code())
        .bind(by.to_string())
        .bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The request that somebody else closed and that waits longest for its second coding.
pub async fn next(
    tx: &mut Tx,
    partner: &PartnerCode,
    reader: AccountId,
) -> Result<Option<RequestId>, StoreError> {
    const SQL: &str = "
        SELECT request_id FROM second_coding WHERE partner = $1 AND coded_at_us IS NULL AND first_agent <> $2
        ORDER BY drawn_at_us, request_id LIMIT 1";
    let id: Option<Uuid> = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(partner.as_str()).bind(reader.to_string()).fetch_optional(conn).await)?;
    Ok(id.map(RequestId::from_uuid))
}

/// How many wait for a second coding by this reader.
pub async fn waiting(tx: &mut Tx, partner: &PartnerCode, reader: AccountId) -> Result<u64, StoreError> {
    const SQL: &str = "
        SELECT COUNT(*) FROM second_coding WHERE partner = $1 AND coded_at_us IS NULL AND first_agent <> $2";
    let found: i64 = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(partner.as_str()).bind(reader.to_string()).fetch_one(conn).await)?;
    super::count("second_coding", found)
}

/// Says the second cause. `false`: not drawn, coded already, or coded first by the same person.
pub async fn code(
    tx: &mut Tx,
    (partner, request): (&PartnerCode, RequestId),
    cause: &Cause,
    by: AccountId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE second_coding SET cause = $3, agent = $4, coded_at_us = $5
        WHERE request_id = $1 AND partner = $2 AND coded_at_us IS NULL AND first_agent <> $4";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(request.uuid())
        .bind(partner.as_str())
        .bind(cause.code())
        .bind(by.to_string())
        .bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// The two causes of each request that was coded twice, the latest first.
pub async fn pairs(tx: &mut Tx, partner: &PartnerCode) -> Result<Vec<(Cause, Cause)>, StoreError> {
    const SQL: &str = "
        SELECT first_cause, cause FROM second_coding WHERE partner = $1 AND coded_at_us IS NOT NULL AND cause IS NOT NULL
        ORDER BY coded_at_us DESC, request_id LIMIT $2";
    let rows: Vec<(String, String)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str()).bind(COMPARED_MAX).fetch_all(conn).await)?;
    let read = |it: &str| word("second_coding.cause", it, |it| it.parse::<Cause>().ok());
    rows.iter().map(|(first, second)| Ok((read(first)?, read(second)?))).collect()
}
