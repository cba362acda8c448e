//! Calls that were promised.

use jiff::Timestamp;
use kernel::{Id, Kind, PartnerCode};
use register::{StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use super::{instant, maybe_instant, maybe_word};
use crate::request::RequestId;

/// Calls that are listed.
const LISTED_MAX: i64 = 500;

/// See [`Callback`].
pub type CallbackId = Id<Callback>;

/// A call that was promised.
#[derive(Clone, PartialEq, Eq)]
pub struct Callback {
    /// Its id.
    pub id: CallbackId,
    /// About which request.
    pub request: RequestId,
    /// Whom to call.
    pub phone: String,
    /// Not before.
    pub from: Timestamp,
    /// Not after.
    pub until: Timestamp,
    /// When it was made, or given up.
    pub done_at: Option<Timestamp>,
    /// What came of it.
    pub outcome: Option<CallOutcome>,
}

impl std::fmt::Debug for Callback {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Callback").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Kind for Callback {
    const PREFIX: &'static str = "call";
}

/// What came of a promised call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallOutcome {
    /// Somebody answered.
    Answered,
    /// Nobody answered.
    NoAnswer,
    /// It was no longer needed.
    Cancelled,
}

impl CallOutcome {
    /// All.
    pub const ALL: [Self; 3] = [Self::Answered, Self::NoAnswer, Self::Cancelled];

    /// The word of the register and of forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::NoAnswer => "no-answer",
            Self::Cancelled => "cancelled",
        }
    }

    /// The outcome of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

#[derive(FromRow)]
struct Row {
    callback_id: Uuid,
    request_id: Uuid,
    phone: String,
    from_us: i64,
    until_us: i64,
    done_at_us: Option<i64>,
    outcome: Option<String>,
}

impl TryFrom<Row> for Callback {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: CallbackId::from_uuid(row.callback_id),
            request: RequestId::from_uuid(row.request_id),
            phone: row.phone,
            from: instant("callback.from_us", row.from_us)?,
            until: instant("callback.until_us", row.until_us)?,
            done_at: maybe_instant("callback.done_at_us", row.done_at_us)?,
            outcome: maybe_word("callback.outcome", row.outcome, CallOutcome::of)?,
        })
    }
}

/// Records a promise.
pub async fn promise(
    tx: &mut Tx,
    partner: &PartnerCode,
    callback: &Callback,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO callback (callback_id, partner, request_id, phone, from_us, until_us, created_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    both!(tx, conn => sqlx::query(SQL)
        .bind(callback.id.uuid())
        .bind(partner.as_str())
        .bind(callback.request.uuid())
        .bind(&callback.phone)
        .bind(callback.from.as_microsecond())
        .bind(callback.until.as_microsecond())
        .bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The calls of a partner that are still to be made, the first due first.
pub async fn open(tx: &mut Tx, partner: &PartnerCode) -> Result<Vec<Callback>, StoreError> {
    const SQL: &str = "
        SELECT callback_id, request_id, phone, from_us, until_us, done_at_us, outcome FROM callback
        WHERE partner = $1 AND done_at_us IS NULL ORDER BY until_us, callback_id LIMIT $2";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str()).bind(LISTED_MAX).fetch_all(conn).await)?;
    rows.into_iter().map(Callback::try_from).collect()
}

/// The calls of a request, the first due first.
pub async fn of_request(tx: &mut Tx, request: RequestId) -> Result<Vec<Callback>, StoreError> {
    const SQL: &str = "
        SELECT callback_id, request_id, phone, from_us, until_us, done_at_us, outcome FROM callback
        WHERE request_id = $1 ORDER BY until_us, callback_id LIMIT $2";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(request.uuid()).bind(LISTED_MAX).fetch_all(conn).await)?;
    rows.into_iter().map(Callback::try_from).collect()
}

/// Says what came of a call, and of which request; `None`: no such call, or somebody said it already.
pub async fn finish(
    tx: &mut Tx,
    partner: &PartnerCode,
    id: CallbackId,
    outcome: CallOutcome,
    now: Timestamp,
) -> Result<Option<RequestId>, StoreError> {
    const SQL: &str = "
        UPDATE callback SET done_at_us = $3, outcome = $4
        WHERE callback_id = $1 AND partner = $2 AND done_at_us IS NULL RETURNING request_id";
    let request: Option<Uuid> = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(id.uuid()).bind(partner.as_str()).bind(now.as_microsecond()).bind(outcome.code())
        .fetch_optional(conn).await)?;
    Ok(request.map(RequestId::from_uuid))
}
