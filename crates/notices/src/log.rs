//! From notices to the contact log: each message that reached somebody is one proactive contact.
//!
//! A message goes once it is known to have arrived, or when nothing was heard for [`SILENCE`]; one that did not arrive is no contact. The
//! log is written first, the mark after: after a crash between the two a contact is given again under the same id, and counted once.

use std::time::Duration;

use futures::future::BoxFuture;
use jiff::Timestamp;
use kernel::{Direction, Euro, PartnerCode};
use register::{Db, StoreError, Tx, both};
use serde_json::{Map, Value, json};
use sqlx::{FromRow, types::Uuid};

use crate::{
    address::Medium,
    notice::{NoticeId, State},
    store::{instant, partner, word},
};

/// After this, a message of which no carrier says anything more is taken to have arrived.
pub const SILENCE: Duration = Duration::from_hours(72);
/// Contacts that are given at once.
const GIVEN_MAX: i64 = 1_000;
/// The reason of contacts for which nobody gave one.
const NO_REASON: &str = "non-precise";

/// Takes contacts for the log, in the shape of `POST /api/v1/contacts`.
pub trait Ledger: Send + Sync {
    /// Takes the contacts of a partner; when it answers, they are on disk. `false`, one each: it was refused, and the log line says why.
    fn take(
        &self,
        partner: PartnerCode,
        contacts: Vec<Value>,
    ) -> BoxFuture<'_, Result<Vec<bool>, StoreError>>;
}

/// A message whose end is known.
struct Ended {
    id: NoticeId,
    partner: PartnerCode,
    medium: Medium,
    /// Who it went to: what the partner's systems call them, else what stands for the address.
    usager: String,
    request: Option<String>,
    reason: Option<String>,
    life_event: Option<String>,
    cost: Euro,
    state: State,
    sent_at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    notice_id: Uuid,
    partner: String,
    medium: String,
    usager: Option<String>,
    recipient_key: String,
    request: Option<String>,
    reason: Option<String>,
    life_event: Option<String>,
    cost: i64,
    state: String,
    sent_at_us: i64,
}

impl TryFrom<Row> for Ended {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: NoticeId::from_uuid(row.notice_id),
            partner: partner(&row.partner)?,
            medium: word("notice.medium", &row.medium, Medium::of)?,
            usager: row.usager.unwrap_or(row.recipient_key),
            request: row.request,
            reason: row.reason,
            life_event: row.life_event,
            cost: Euro(row.cost),
            state: word("notice.state", &row.state, State::of)?,
            sent_at: instant("notice.sent_at_us", row.sent_at_us)?,
        })
    }
}

/// Gives the log what is ready, at most a thousand messages; gives how many became contacts. A contact that the log refuses is marked,
/// too: it would be refused again.
///
/// # Errors
///
/// [`StoreError`]; what was not marked is given again.
pub async fn give(db: &Db, ledger: &dyn Ledger, now: Timestamp) -> Result<u64, StoreError> {
    let mut tx = db.read().await?;
    let ended = ended(&mut tx, now).await?;
    drop(tx);
    let mut given = 0;
    let mut left = ended.as_slice();
    while let Some(first) = left.first() {
        let length = left.iter().take_while(|it| it.partner == first.partner).count();
        let (group, rest) = left.split_at(length);
        left = rest;
        let contacts: Vec<&Ended> = group.iter().filter(|it| it.state != State::Failed).collect();
        if !contacts.is_empty() {
            let wires = contacts.iter().map(|it| wire(it)).collect();
            let taken = ledger.take(first.partner.clone(), wires).await?;
            for (contact, is_taken) in contacts.iter().zip(&taken) {
                if !is_taken {
                    tracing::warn!(notice = %contact.id, "the log refused the contact of a message");
                }
            }
            given += taken.iter().filter(|it| **it).count() as u64;
        }
        let mut tx = db.write().await?;
        for it in group {
            mark(&mut tx, it.id, now).await?;
        }
        tx.commit().await?;
    }
    Ok(given)
}

/// Messages of one partner after the other, whose end is known and which the log has not seen.
async fn ended(tx: &mut Tx, now: Timestamp) -> Result<Vec<Ended>, StoreError> {
    const SQL: &str = "
        SELECT n.notice_id, n.partner, n.medium, n.usager, n.recipient_key, n.request, n.cost, n.state, n.sent_at_us,
            (SELECT f.reason FROM notice_fact f WHERE f.partner = n.partner AND f.request = n.request AND f.reason IS NOT NULL
                ORDER BY f.at_us DESC LIMIT 1) AS reason,
            (SELECT f.life_event FROM notice_fact f WHERE f.partner = n.partner AND f.request = n.request
                AND f.life_event IS NOT NULL ORDER BY f.at_us DESC LIMIT 1) AS life_event
        FROM notice n
        WHERE n.logged_at_us IS NULL AND n.sent_at_us IS NOT NULL AND n.simulated IS NULL
            AND (n.state IN ('delivered', 'failed') OR (n.state = 'sent' AND n.sent_at_us <= $1))
        ORDER BY n.partner, n.sent_at_us, n.notice_id LIMIT $2";
    let silent = (now - SILENCE).as_microsecond();
    let rows: Vec<Row> =
        both!(tx, conn => sqlx::query_as(SQL).bind(silent).bind(GIVEN_MAX).fetch_all(conn).await)?;
    rows.into_iter().map(Ended::try_from).collect()
}

async fn mark(tx: &mut Tx, notice: NoticeId, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE notice SET logged_at_us = $2 WHERE notice_id = $1";
    both!(tx, conn => sqlx::query(SQL).bind(notice.uuid()).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
    Ok(())
}

/// A contact in the shape of `POST /api/v1/contacts`.
fn wire(it: &Ended) -> Value {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| drop(fields.insert(name.to_owned(), value));
    put("contact_id", json!(it.id.to_string()));
    put("usager", json!(it.usager));
    put("request", json!(it.request));
    put("started_at", json!(it.sent_at.to_string()));
    put("channel", json!(it.medium.channel().code()));
    put("direction", json!(Direction::Proactive.code()));
    put("reason", json!(it.reason.as_deref().unwrap_or(NO_REASON)));
    put("life_event", json!(it.life_event));
    put("cost", json!(it.cost.as_f64()));
    Value::Object(fields)
}
