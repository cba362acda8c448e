//! How the arrival of requests was answered, and what addresses were sent by the product itself.

use calendar::legal::Appeal;
use jiff::{SignedDuration, Timestamp};
use kernel::PartnerCode;
use register::{StoreError, Tx, both};
use sqlx::types::Uuid;

use super::{count, instant};
use crate::{contact::ContactId, request::RequestId};

/// Reasons of a partner.
const REASONS_MAX: i64 = 1_000;
/// Requests of one sweep.
const SWEPT_MAX: i64 = 5_000;
/// How long a day is, for what an address is sent.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What an acknowledgement is in the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It says all that the law asks for.
    Full,
    /// It says that the request came, and less than the law asks for.
    Receipt,
    /// Nothing was sent.
    Unsent,
}

impl Kept {
    /// The word of the register.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Receipt => "receipt",
            Self::Unsent => "unsent",
        }
    }

    fn of(code: &str) -> Option<Self> {
        [Self::Full, Self::Receipt, Self::Unsent].into_iter().find(|it| it.code() == code)
    }
}

/// Records how the arrival of a request was answered; what was sent before is not forgotten for less.
pub async fn record(
    tx: &mut Tx,
    (request, partner): (RequestId, &PartnerCode),
    (kept, contact): (Kept, Option<ContactId>),
    why: &[&str],
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO acknowledgement (request_id, partner, kind, contact_id, why, at_us) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (request_id) DO UPDATE SET kind = excluded.kind, contact_id = excluded.contact_id, why = excluded.why,
            at_us = excluded.at_us
        WHERE acknowledgement.kind <> 'full' AND excluded.kind <> 'unsent'";
    let why = super::written(&why);
    both!(tx, conn => sqlx::query(SQL)
        .bind(request.uuid())
        .bind(partner.as_str())
        .bind(kept.code())
        .bind(contact.map(ContactId::uuid))
        .bind(why)
        .bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// An open request that came by electronic means and was not answered, with what it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswered {
    /// Which.
    pub request: RequestId,
    /// What people quote.
    pub reference: String,
    /// Its reason.
    pub reason: Option<String>,
    /// When it came.
    pub opened_at: Timestamp,
    /// How its arrival was answered; `None`: not yet.
    pub kept: Option<Kept>,
}

/// Open requests that came by electronic means since an instant, that no agent answered and that lack a full acknowledgement; the
/// oldest first.
pub async fn unanswered(
    tx: &mut Tx,
    partner: &PartnerCode,
    since: Timestamp,
) -> Result<Vec<Unanswered>, StoreError> {
    type Row = (Uuid, String, Option<String>, i64, Option<String>);
    const SQL: &str = "
        SELECT r.request_id, r.reference, r.reason, r.opened_at_us, a.kind
        FROM request r LEFT JOIN acknowledgement a ON a.request_id = r.request_id
        WHERE r.partner = $1 AND r.state = 'open' AND r.merged_into IS NULL AND r.answered_at_us IS NULL
            AND r.channel IN ('email', 'web', 'app') AND r.opened_at_us >= $2 AND (a.kind IS NULL OR a.kind <> 'full')
        ORDER BY r.opened_at_us, r.request_id LIMIT $3";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str()).bind(since.as_microsecond()).bind(SWEPT_MAX).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(request, reference, reason, opened_at_us, kind)| {
            Ok(Unanswered {
                request: RequestId::from_uuid(request),
                reference,
                reason,
                opened_at: instant("request.opened_at_us", opened_at_us)?,
                kept: super::maybe_word("acknowledgement.kind", kind, Kept::of)?,
            })
        })
        .collect()
}

/// How many automatic answers about a request were sent in the last day.
pub async fn about_request(tx: &mut Tx, request: RequestId, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "SELECT COUNT(*) FROM automatic_answer WHERE request_id = $1 AND at_us >= $2";
    let found: i64 = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(request.uuid()).bind((now - DAY).as_microsecond()).fetch_one(conn).await)?;
    count("automatic_answer", found)
}

/// How many automatic answers an address was sent in the last day, over all partners, since all of them together must not flood it.
pub async fn to_address(tx: &mut Tx, address: &str, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "SELECT COUNT(*) FROM automatic_answer WHERE address = $1 AND at_us > $2";
    let found: i64 = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(address).bind((now - DAY).as_microsecond()).fetch_one(conn).await)?;
    count("automatic_answer", found)
}

/// Counts an automatic answer.
pub async fn count_answer(
    tx: &mut Tx,
    partner: &PartnerCode,
    (address, request): (&str, RequestId),
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str =
        "INSERT INTO automatic_answer (partner, address, request_id, at_us) VALUES ($1, $2, $3, $4)";
    both!(tx, conn => sqlx::query(SQL)
        .bind(partner.as_str()).bind(address).bind(request.uuid()).bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// How refusals by silence can be contested, by the codes of reasons.
pub async fn appeals(tx: &mut Tx, partner: &PartnerCode) -> Result<Vec<(String, Appeal)>, StoreError> {
    const SQL: &str = "
        SELECT reason, ways, time_limits FROM reason_appeal WHERE partner = $1 ORDER BY reason LIMIT $2";
    let rows: Vec<(String, String, String)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str()).bind(REASONS_MAX).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(reason, ways, time_limits)| (reason, Appeal { ways, time_limits })).collect())
}

/// Says how a refusal by silence can be contested.
pub async fn save_appeal(
    tx: &mut Tx,
    partner: &PartnerCode,
    reason: &str,
    appeal: &Appeal,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO reason_appeal (partner, reason, ways, time_limits) VALUES ($1, $2, $3, $4)
        ON CONFLICT (partner, reason) DO UPDATE SET ways = excluded.ways, time_limits = excluded.time_limits";
    both!(tx, conn => sqlx::query(SQL)
        .bind(partner.as_str()).bind(reason)
        .bind(appeal.ways.replace('\0', " ")).bind(appeal.time_limits.replace('\0', " "))
        .execute(conn).await.map(drop))?;
    Ok(())
}
