//! Telephone calls, as the telephone system tells them.
//!
//! **Invariant:** events may come twice, in another order, or not at all: each statement changes a call only where it says something new, and
//! tells whether it did; what comes of it is done by whoever changed it.

use jiff::{SignedDuration, Timestamp};
use kernel::{Direction, Id, Kind, PartnerCode};
use register::{AccountId, StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use super::{callbacks::CallbackId, instant, maybe_instant, word};
use crate::{contact::ContactId, request::RequestId, usager::UsagerId};

/// See [`Call`].
pub type CallId = Id<Call>;

/// How long a call is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Calls that a page shows.
const SHOWN_MAX: i64 = 20;
/// How long a call that is not said to have ended counts as ringing.
const RINGING: SignedDuration = SignedDuration::from_mins(5);
/// How long an answered call waits for somebody to say what it was about.
const OPEN: SignedDuration = SignedDuration::from_hours(12);

/// A telephone call.
#[derive(Clone, PartialEq, Eq)]
pub struct Call {
    /// Its id.
    pub id: CallId,
    /// Who began.
    pub direction: Direction,
    /// The number of the usager, as it was told; empty if it is hidden.
    pub phone: String,
    /// Who that is, if the number leads to one person.
    pub usager: Option<UsagerId>,
    /// Who took it.
    pub agent: Option<AccountId>,
    /// When it began to ring.
    pub begun_at: Timestamp,
    /// When somebody took it.
    pub answered_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// The request that it is about.
    pub request: Option<RequestId>,
    /// The contact that it became.
    pub contact: Option<ContactId>,
    /// The call that was promised because nobody answered.
    pub callback: Option<CallbackId>,
}

impl Kind for Call {
    const PREFIX: &'static str = "tel";
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call")
            .field("id", &self.id)
            .field("direction", &self.direction)
            .finish_non_exhaustive()
    }
}

const COLUMNS: &str = "call_id, direction, phone, usager_id, agent, begun_at_us, answered_at_us, ended_at_us, request_id, contact_id, callback_id";

#[derive(FromRow)]
struct Row {
    call_id: Uuid,
    direction: String,
    phone: String,
    usager_id: Option<Uuid>,
    agent: Option<Uuid>,
    begun_at_us: i64,
    answered_at_us: Option<i64>,
    ended_at_us: Option<i64>,
    request_id: Option<Uuid>,
    contact_id: Option<Uuid>,
    callback_id: Option<Uuid>,
}

impl TryFrom<Row> for Call {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: CallId::from_uuid(row.call_id),
            direction: word("phone_call.direction", &row.direction, |it| it.parse().ok())?,
            phone: row.phone,
            usager: row.usager_id.map(UsagerId::from_uuid),
            agent: row.agent.map(AccountId::from_uuid),
            begun_at: instant("phone_call.begun_at_us", row.begun_at_us)?,
            answered_at: maybe_instant("phone_call.answered_at_us", row.answered_at_us)?,
            ended_at: maybe_instant("phone_call.ended_at_us", row.ended_at_us)?,
            request: row.request_id.map(RequestId::from_uuid),
            contact: row.contact_id.map(ContactId::from_uuid),
            callback: row.callback_id.map(CallbackId::from_uuid),
        })
    }
}

/// What every event says of a call.
#[derive(Debug, Clone)]
pub struct Told<'a> {
    /// How the telephone system names it.
    pub name: &'a str,
    /// Who began.
    pub direction: Direction,
    /// The usager's number.
    pub phone: &'a str,
    /// Who that is.
    pub usager: Option<UsagerId>,
}

/// Writes a call down if it is not known yet; says whether it was not.
pub async fn begin(
    tx: &mut Tx,
    partner: &PartnerCode,
    told: &Told<'_>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO phone_call (call_id, partner, name, direction, phone, usager_id, begun_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (partner, name) DO NOTHING";
    let written = both!(tx, conn => sqlx::query(SQL)
        .bind(CallId::new(now).uuid())
        .bind(partner.as_str())
        .bind(told.name)
        .bind(told.direction.code())
        .bind(told.phone)
        .bind(told.usager.map(UsagerId::uuid))
        .bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(written == 1)
}

/// Somebody took it; `None`: that was known.
pub async fn answer(
    tx: &mut Tx,
    partner: &PartnerCode,
    (name, agent): (&str, Option<AccountId>),
    now: Timestamp,
) -> Result<Option<Call>, StoreError> {
    let sql = format!(
        "UPDATE phone_call SET answered_at_us = $3, agent = $4 WHERE partner = $1 AND name = $2 AND answered_at_us IS NULL
         RETURNING {COLUMNS}"
    );
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(partner.as_str()).bind(name).bind(now.as_microsecond()).bind(agent.map(AccountId::uuid))
        .fetch_optional(conn).await)?;
    row.map(Call::try_from).transpose()
}

/// It ended; `None`: that was known.
pub async fn hang_up(
    tx: &mut Tx,
    partner: &PartnerCode,
    name: &str,
    now: Timestamp,
) -> Result<Option<Call>, StoreError> {
    let sql = format!(
        "UPDATE phone_call SET ended_at_us = $3 WHERE partner = $1 AND name = $2 AND ended_at_us IS NULL RETURNING {COLUMNS}"
    );
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(partner.as_str()).bind(name).bind(now.as_microsecond()).fetch_optional(conn).await)?;
    row.map(Call::try_from).transpose()
}

/// What a call became: its request, its contact, the call that was promised. Nobody has to say any more what it was about.
pub async fn settle(tx: &mut Tx, call: &Call, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE phone_call SET request_id = $2, contact_id = $3, callback_id = $4, usager_id = $5, seen_at_us = COALESCE(seen_at_us, $6)
        WHERE call_id = $1";
    both!(tx, conn => sqlx::query(SQL)
        .bind(call.id.uuid())
        .bind(call.request.map(RequestId::uuid))
        .bind(call.contact.map(ContactId::uuid))
        .bind(call.callback.map(CallbackId::uuid))
        .bind(call.usager.map(UsagerId::uuid))
        .bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Somebody says that there is nothing to do about a call. `false`: the partner has no such one, or that was said.
pub async fn see(tx: &mut Tx, partner: &PartnerCode, id: CallId, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str =
        "UPDATE phone_call SET seen_at_us = $3 WHERE call_id = $1 AND partner = $2 AND seen_at_us IS NULL";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(partner.as_str()).bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// One call of a partner.
pub async fn find(tx: &mut Tx, partner: &PartnerCode, id: CallId) -> Result<Option<Call>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM phone_call WHERE call_id = $1 AND partner = $2");
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.uuid()).bind(partner.as_str()).fetch_optional(conn).await)?;
    row.map(Call::try_from).transpose()
}

/// The calls that an agent has to see: those of usagers that ring, and those that they, or nobody whom we know, took and of which nobody
/// said what they were about. The latest first.
pub async fn shown(
    tx: &mut Tx,
    partner: &PartnerCode,
    agent: AccountId,
    now: Timestamp,
) -> Result<Vec<Call>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM phone_call
         WHERE partner = $1 AND seen_at_us IS NULL AND direction = 'inbound' AND begun_at_us >= $3 AND (
            (answered_at_us IS NULL AND ended_at_us IS NULL AND begun_at_us >= $4)
            OR (answered_at_us IS NOT NULL AND (agent = $2 OR agent IS NULL)))
         ORDER BY begun_at_us DESC, call_id LIMIT $5"
    );
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(partner.as_str())
        .bind(agent.uuid())
        .bind((now - OPEN).as_microsecond())
        .bind((now - RINGING).as_microsecond())
        .bind(SHOWN_MAX)
        .fetch_all(conn).await)?;
    rows.into_iter().map(Call::try_from).collect()
}

/// How long callers waited until somebody took their call or they gave up, a mean in seconds, of the calls that began within a span;
/// `None`: there was none. A call of which only one event came tells no wait.
pub async fn mean_wait_s(
    tx: &mut Tx,
    partner: &PartnerCode,
    (from, to): (Timestamp, Timestamp),
) -> Result<Option<u32>, StoreError> {
    const SQL: &str = "
        SELECT COUNT(*), CAST(COALESCE(SUM(COALESCE(answered_at_us, ended_at_us) - begun_at_us), 0) AS BIGINT)
        FROM phone_call
        WHERE partner = $1 AND direction = 'inbound' AND begun_at_us >= $2 AND begun_at_us < $3
            AND COALESCE(answered_at_us, ended_at_us) > begun_at_us";
    let (calls, waited_us): (i64, i64) = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str())
        .bind(from.as_microsecond())
        .bind(to.as_microsecond())
        .fetch_one(conn).await)?;
    Ok((calls > 0).then(|| u32::try_from(waited_us / calls / 1_000_000).unwrap_or(u32::MAX)))
}

/// Removes calls of long ago, and says how many.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "DELETE FROM phone_call WHERE begun_at_us < $1";
    let before = now - KEPT;
    Ok(both!(tx, conn => sqlx::query(SQL)
        .bind(before.as_microsecond()).execute(conn).await.map(|it| it.rows_affected()))?)
}
