//! Webhooks and what they are told, in the register.

use std::time::Duration;

use gateways::posting::{grown, pause};
use jiff::Timestamp;
use kernel::{Kind, PartnerCode};
use register::{StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use super::{DeliveryId, WEBHOOKS_MAX, Webhook, WebhookId};
use crate::{
    request::RequestId,
    store::{instant, json, maybe_instant, partner, word, written},
};

/// How long a server may take to post what it has claimed.
const CLAIM: Duration = Duration::from_mins(5);
/// The first delay before a message is tried again; each one after is four times as long.
const FIRST_DELAY: Duration = Duration::from_mins(1);
/// The longest delay.
const DELAY_MAX: Duration = Duration::from_hours(6);
/// After this, nobody tries any more until somebody has it sent again: a receiver may be down for a long week-end.
const GIVEN_UP_AFTER: Duration = Duration::from_hours(5 * 24);
/// The longest pause of a receiver that does not answer at all.
const PAUSE_MAX: Duration = Duration::from_mins(30);
/// How long what was told is kept.
const KEPT: Duration = Duration::from_hours(90 * 24);
/// Messages that are sent again at once.
const REPLAYED_MAX: i64 = 10_000;
/// Webhooks that are served in one round.
const SERVED_MAX: i64 = 16;

const COLUMNS: &str = "webhook_id, partner, url, events, is_on, generation, failures, created_at_us";

#[derive(FromRow)]
struct Row {
    webhook_id: Uuid,
    partner: String,
    url: String,
    events: String,
    is_on: i64,
    generation: i64,
    failures: i64,
    created_at_us: i64,
}

impl TryFrom<Row> for Webhook {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: WebhookId::from_uuid(row.webhook_id),
            partner: partner(&row.partner)?,
            url: row.url,
            events: json("webhook.events", &row.events)?,
            is_on: row.is_on == 1,
            generation: row.generation,
            failures: row.failures,
            created_at: instant("webhook.created_at_us", row.created_at_us)?,
        })
    }
}

/// What a program is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its id, the same each time it is sent.
    pub id: DeliveryId,
    /// To which webhook.
    pub webhook: WebhookId,
    /// Of what.
    pub event: String,
    /// About which request.
    pub request: RequestId,
    /// What it says.
    pub body: String,
    /// Where it stands.
    pub state: DeliveryState,
    /// How often it was tried.
    pub tries: i64,
    /// When it is tried next, while it waits.
    pub next_try_at: Timestamp,
    /// Since when it waits.
    pub waits_since: Timestamp,
    /// What was answered last.
    pub status: Option<i64>,
    /// The beginning of that answer.
    pub answer: Option<String>,
    /// Why there was no answer: a code of [`work`](super::work).
    pub problem: Option<String>,
    /// When it was last tried.
    pub tried_at: Option<Timestamp>,
    /// When its event was.
    pub created_at: Timestamp,
}

impl Kind for Delivery {
    const PREFIX: &'static str = "dlv";
}

/// Where a message to a program stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryState {
    /// It is to be sent, or sent again.
    Waiting,
    /// The receiver took it.
    Sent,
    /// The receiver refused it for good, or was away for too long.
    Refused,
}

impl DeliveryState {
    /// All.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Sent, Self::Refused];

    /// The word of the register and of the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Refused => "refused",
        }
    }

    /// The state of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

const DELIVERY: &str = "delivery_id, webhook_id, event, request_id, body, state, tries, next_try_at_us, waits_since_us, status, answer,
    problem, tried_at_us, created_at_us";

#[derive(FromRow)]
struct DeliveryRow {
    delivery_id: Uuid,
    webhook_id: Uuid,
    event: String,
    request_id: Uuid,
    body: String,
    state: String,
    tries: i64,
    next_try_at_us: i64,
    waits_since_us: i64,
    status: Option<i64>,
    answer: Option<String>,
    problem: Option<String>,
    tried_at_us: Option<i64>,
    created_at_us: i64,
}

impl TryFrom<DeliveryRow> for Delivery {
    type Error = StoreError;

    fn try_from(row: DeliveryRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: DeliveryId::from_uuid(row.delivery_id),
            webhook: WebhookId::from_uuid(row.webhook_id),
            event: row.event,
            request: RequestId::from_uuid(row.request_id),
            body: row.body,
            state: word("webhook_delivery.state", &row.state, DeliveryState::of)?,
            tries: row.tries,
            next_try_at: instant("webhook_delivery.next_try_at_us", row.next_try_at_us)?,
            waits_since: instant("webhook_delivery.waits_since_us", row.waits_since_us)?,
            status: row.status,
            answer: row.answer,
            problem: row.problem,
            tried_at: maybe_instant("webhook_delivery.tried_at_us", row.tried_at_us)?,
            created_at: instant("webhook_delivery.created_at_us", row.created_at_us)?,
        })
    }
}

/// Records a webhook. `false`: the partner has as many as it may, and nothing is written.
pub async fn record(tx: &mut Tx, hook: &Webhook, by: &str) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO webhook (webhook_id, partner, url, events, is_on, created_by, created_at_us)
        SELECT $1, $2, $3, $4, $5, $6, $7 WHERE (SELECT COUNT(*) FROM webhook WHERE partner = $2) < $8";
    let most = i64::try_from(WEBHOOKS_MAX).unwrap_or(i64::MAX);
    let written = both!(tx, conn => sqlx::query(SQL)
        .bind(hook.id.uuid())
        .bind(hook.partner.as_str())
        .bind(&hook.url)
        .bind(written(&hook.events))
        .bind(i64::from(hook.is_on))
        .bind(by)
        .bind(hook.created_at.as_microsecond())
        .bind(most)
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(written == 1)
}

/// Writes a webhook anew: its address, what it is told, whether it is on, its generation. What stopped it before is forgotten.
pub async fn change(tx: &mut Tx, hook: &Webhook) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE webhook SET url = $3, events = $4, is_on = $5, generation = $6, failures = 0, next_at_us = 0
        WHERE webhook_id = $1 AND partner = $2";
    both!(tx, conn => sqlx::query(SQL)
        .bind(hook.id.uuid())
        .bind(hook.partner.as_str())
        .bind(&hook.url)
        .bind(written(&hook.events))
        .bind(i64::from(hook.is_on))
        .bind(hook.generation)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Removes a webhook and all that it was told. `false`: the partner has no such one.
pub async fn remove(tx: &mut Tx, partner: &PartnerCode, id: WebhookId) -> Result<bool, StoreError> {
    const TOLD: &str = "
        DELETE FROM webhook_delivery WHERE webhook_id IN (SELECT webhook_id FROM webhook WHERE webhook_id = $1 AND partner = $2)";
    const SQL: &str = "DELETE FROM webhook WHERE webhook_id = $1 AND partner = $2";
    both!(&mut *tx, conn => sqlx::query(TOLD)
        .bind(id.uuid()).bind(partner.as_str()).execute(conn).await.map(drop))?;
    let removed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(partner.as_str()).execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(removed == 1)
}

/// One webhook of a partner.
pub async fn find(tx: &mut Tx, partner: &PartnerCode, id: WebhookId) -> Result<Option<Webhook>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM webhook WHERE webhook_id = $1 AND partner = $2");
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.uuid()).bind(partner.as_str()).fetch_optional(conn).await)?;
    row.map(Webhook::try_from).transpose()
}

/// The webhooks of a partner, in the order in which they came.
pub async fn listed(tx: &mut Tx, partner: &PartnerCode) -> Result<Vec<Webhook>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM webhook WHERE partner = $1 ORDER BY created_at_us, webhook_id LIMIT {WEBHOOKS_MAX}"
    );
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(partner.as_str()).fetch_all(conn).await)?;
    rows.into_iter().map(Webhook::try_from).collect()
}

/// The webhooks in use of the partner of a request.
pub async fn of_request(tx: &mut Tx, request: RequestId) -> Result<Vec<Webhook>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM webhook WHERE is_on = 1 AND partner = (SELECT partner FROM request WHERE request_id = $1)
         ORDER BY created_at_us, webhook_id LIMIT {WEBHOOKS_MAX}"
    );
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(request.uuid()).fetch_all(conn).await)?;
    rows.into_iter().map(Webhook::try_from).collect()
}

/// Writes what a webhook is to be told.
pub(super) async fn write(
    tx: &mut Tx,
    hook: WebhookId,
    (id, event, request): (DeliveryId, &str, RequestId),
    body: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO webhook_delivery
            (delivery_id, webhook_id, event, request_id, body, state, next_try_at_us, waits_since_us, created_at_us)
        VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $6, $6)";
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid())
        .bind(hook.uuid())
        .bind(event)
        .bind(request.uuid())
        .bind(body)
        .bind(at.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The webhooks in use for which something is due, those that answer first.
pub(super) async fn due(tx: &mut Tx, now: Timestamp) -> Result<Vec<Webhook>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM webhook w WHERE w.is_on = 1 AND w.next_at_us <= $1 AND EXISTS (
            SELECT 1 FROM webhook_delivery d WHERE d.webhook_id = w.webhook_id AND d.state = 'waiting' AND d.next_try_at_us <= $1)
         ORDER BY w.failures, w.next_at_us, w.webhook_id LIMIT $2"
    );
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(now.as_microsecond()).bind(SERVED_MAX).fetch_all(conn).await)?;
    rows.into_iter().map(Webhook::try_from).collect()
}

/// Claims up to `most` messages that are due to a webhook, the oldest first: no other server posts them meanwhile. They wait since
/// their first try: what is told of long ago (mail that was fetched late) is tried as long as the rest.
pub(super) async fn claim(
    tx: &mut Tx,
    hook: WebhookId,
    (most, now): (i64, Timestamp),
) -> Result<Vec<Delivery>, StoreError> {
    let sql = format!(
        "UPDATE webhook_delivery SET next_try_at_us = $3, tries = tries + 1,
            waits_since_us = CASE WHEN tries = 0 THEN $2 ELSE waits_since_us END
         WHERE state = 'waiting' AND next_try_at_us <= $2 AND delivery_id IN (
            SELECT delivery_id FROM webhook_delivery WHERE webhook_id = $1 AND state = 'waiting' AND next_try_at_us <= $2
            ORDER BY next_try_at_us, delivery_id LIMIT $4)
         RETURNING {DELIVERY}"
    );
    let until = now + CLAIM;
    let rows: Vec<DeliveryRow> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(hook.uuid()).bind(now.as_microsecond()).bind(until.as_microsecond()).bind(most)
        .fetch_all(conn).await)?;
    rows.into_iter().map(Delivery::try_from).collect()
}

/// What came of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// Whether the receiver took it.
    pub(super) is_taken: bool,
    /// Whether it makes no sense to try again.
    pub(super) is_for_good: bool,
    /// Whether the receiver itself is in trouble: then it is left alone for a while.
    pub(super) is_away: bool,
    pub(super) status: Option<i64>,
    pub(super) answer: Option<String>,
    pub(super) problem: Option<&'static str>,
}

/// Writes what came of a try.
pub(super) async fn tried(
    tx: &mut Tx,
    hook: &Webhook,
    delivery: &Delivery,
    tried: &Tried,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE webhook_delivery SET state = $2, status = $3, answer = $4, problem = $5, tried_at_us = $6, next_try_at_us = $7
        WHERE delivery_id = $1";
    const HOOK: &str = "UPDATE webhook SET failures = $2, next_at_us = $3 WHERE webhook_id = $1";
    let is_over = tried.is_for_good || now > delivery.waits_since + GIVEN_UP_AFTER;
    let state = match (tried.is_taken, is_over) {
        (true, _) => DeliveryState::Sent,
        (false, true) => DeliveryState::Refused,
        (false, false) => DeliveryState::Waiting,
    };
    let next = now + grown((FIRST_DELAY, 4), delivery.tries, DELAY_MAX);
    both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(delivery.id.uuid())
        .bind(state.code())
        .bind(tried.status)
        .bind(tried.answer.as_deref().map(|it| it.replace('\0', " ")))
        .bind(tried.problem)
        .bind(now.as_microsecond())
        .bind(next.as_microsecond())
        .execute(conn).await.map(drop))?;
    let failures = if tried.is_away { hook.failures + 1 } else { 0 };
    let next = if tried.is_away { (now + pause(failures, PAUSE_MAX)).as_microsecond() } else { 0 };
    both!(tx, conn => sqlx::query(HOOK)
        .bind(hook.id.uuid()).bind(failures).bind(next).execute(conn).await.map(drop))?;
    Ok(())
}

/// What a webhook was told, the latest first; `before` is where a page begins.
pub async fn told(
    tx: &mut Tx,
    hook: WebhookId,
    before: Option<(Timestamp, DeliveryId)>,
    limit: i64,
) -> Result<Vec<Delivery>, StoreError> {
    let from = if before.is_some() {
        "AND (created_at_us < $2 OR (created_at_us = $2 AND delivery_id < $3))"
    } else {
        ""
    };
    let place = if before.is_some() { 4 } else { 2 };
    let sql = format!(
        "SELECT {DELIVERY} FROM webhook_delivery WHERE webhook_id = $1 {from}
         ORDER BY created_at_us DESC, delivery_id DESC LIMIT ${place}"
    );
    let rows: Vec<DeliveryRow> = both!(tx, conn => {
        let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(hook.uuid());
        if let Some((at, id)) = before {
            query = query.bind(at.as_microsecond()).bind(id.uuid());
        }
        query.bind(limit).fetch_all(conn).await
    })?;
    rows.into_iter().map(Delivery::try_from).collect()
}

/// How many messages of a webhook are in each state.
pub async fn counts(tx: &mut Tx, hook: WebhookId) -> Result<Vec<(DeliveryState, i64)>, StoreError> {
    const SQL: &str =
        "SELECT state, CAST(COUNT(*) AS BIGINT) FROM webhook_delivery WHERE webhook_id = $1 GROUP BY state";
    let rows: Vec<(String, i64)> =
        both!(tx, conn => sqlx::query_as(SQL).bind(hook.uuid()).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(state, count)| Ok((word("webhook_delivery.state", &state, DeliveryState::of)?, count)))
        .collect()
}

/// Has one message sent again, whatever became of it. `false`: the webhook has no such one.
pub async fn replay(
    tx: &mut Tx,
    hook: WebhookId,
    id: DeliveryId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE webhook_delivery SET state = 'waiting', tries = 0, next_try_at_us = $3, waits_since_us = $3
        WHERE delivery_id = $1 AND webhook_id = $2";
    let changed = both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(hook.uuid()).bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    awake(tx, hook).await?;
    Ok(changed == 1)
}

/// Has the messages of a range of time sent again, the oldest first, and says how many; `is_all` says whether those that the receiver
/// has taken are too.
pub async fn replay_range(
    tx: &mut Tx,
    hook: WebhookId,
    (from, until): (Timestamp, Timestamp),
    is_all: bool,
    now: Timestamp,
) -> Result<u64, StoreError> {
    const SQL: &str = "
        UPDATE webhook_delivery SET state = 'waiting', tries = 0, next_try_at_us = $4, waits_since_us = $4
        WHERE delivery_id IN (
            SELECT delivery_id FROM webhook_delivery
            WHERE webhook_id = $1 AND created_at_us >= $2 AND created_at_us < $3 AND ($5 = 1 OR state <> 'sent')
            ORDER BY created_at_us, delivery_id LIMIT $6)";
    let changed = both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(hook.uuid())
        .bind(from.as_microsecond())
        .bind(until.as_microsecond())
        .bind(now.as_microsecond())
        .bind(i64::from(is_all))
        .bind(REPLAYED_MAX)
        .execute(conn).await.map(|it| it.rows_affected()))?;
    awake(tx, hook).await?;
    Ok(changed)
}

/// A receiver that was left alone is asked again at once: somebody says that it is back.
async fn awake(tx: &mut Tx, hook: WebhookId) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE webhook SET next_at_us = 0 WHERE webhook_id = $1";
    both!(tx, conn => sqlx::query(SQL).bind(hook.uuid()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Removes what was told long ago, and says how much.
pub(super) async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "DELETE FROM webhook_delivery WHERE created_at_us < $1 AND state <> 'waiting'";
    let before = now - KEPT;
    Ok(both!(tx, conn => sqlx::query(SQL)
        .bind(before.as_microsecond()).execute(conn).await.map(|it| it.rows_affected()))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_for_days() {
        let minutes = [1, 2, 3, 4, 5, 6, 100].map(|it| grown((FIRST_DELAY, 4), it, DELAY_MAX).as_secs() / 60);
        assert_eq!(minutes, [1, 4, 16, 64, 256, 360, 360]);
    }
}
