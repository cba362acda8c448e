//! Whose turn it was, and what was done to a request.

use calendar::{Party, Turn, Turns};
use jiff::Timestamp;
use kernel::{Id, Kind};
use register::{StoreError, Tx, both};
use serde_json::Value;
use sqlx::FromRow;

use super::{instant, json, word};
use crate::{request::RequestId, webhooks};

/// Turns of one request.
const TURNS_MAX: i64 = 10_000;
/// Events of one request.
const EVENTS_MAX: i64 = 1_000;

/// Something that was done to a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// By whom: an account's id, `usager`, or `product`.
    pub actor: String,
    /// What: `opened`, `assigned`, `closed` …
    pub kind: String,
    /// More, ids and codes only.
    pub detail: Value,
}

impl Kind for Event {
    const PREFIX: &'static str = "evt";
}

/// It becomes somebody's turn.
pub async fn pass_turn(
    tx: &mut Tx,
    request: RequestId,
    at: Timestamp,
    party: Party,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO request_turn (request_id, place, at_us, party)
        SELECT $1, COALESCE(MAX(place) + 1, 0), $2, $3 FROM request_turn WHERE request_id = $1";
    both!(tx, conn => sqlx::query(SQL)
        .bind(request.uuid()).bind(at.as_microsecond()).bind(party.code())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The turns of a request, in order.
pub async fn turns(tx: &mut Tx, request: RequestId) -> Result<Turns, StoreError> {
    const SQL: &str =
        "SELECT at_us, party FROM request_turn WHERE request_id = $1 ORDER BY at_us, place LIMIT $2";
    let rows: Vec<(i64, String)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(request.uuid()).bind(TURNS_MAX).fetch_all(conn).await)?;
    let turns = rows.into_iter().map(|(at_us, party)| {
        let party = word("request_turn.party", &party, party_of)?;
        Ok(Turn { at: instant("request_turn.at_us", at_us)?, party })
    });
    let turns = turns.collect::<Result<Vec<Turn>, StoreError>>()?;
    Turns::read(turns).map_err(|it| StoreError::unreadable("request_turn", &it))
}

/// The party of a code.
pub(crate) fn party_of(code: &str) -> Option<Party> {
    Party::ALL.into_iter().find(|it| it.code() == code)
}

/// Tells what was done to a request, once it is written: the partner's programs are told of it as it then stands.
pub async fn tell(
    tx: &mut Tx,
    request: RequestId,
    (actor, kind): (&str, &str),
    detail: &Value,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO request_event (event_id, request_id, at_us, actor, kind, detail) VALUES ($1, $2, $3, $4, $5, $6)";
    both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(Id::<Event>::new(now).uuid())
        .bind(request.uuid())
        .bind(now.as_microsecond())
        .bind(actor)
        .bind(kind)
        .bind(detail.to_string())
        .execute(conn).await.map(drop))?;
    webhooks::publish(tx, request, kind, now).await
}

#[derive(FromRow)]
struct Row {
    at_us: i64,
    actor: String,
    kind: String,
    detail: String,
}

/// What was done to a request, the oldest first.
pub async fn of_request(tx: &mut Tx, request: RequestId) -> Result<Vec<Event>, StoreError> {
    const SQL: &str = "
        SELECT at_us, actor, kind, detail FROM request_event WHERE request_id = $1 ORDER BY at_us, event_id LIMIT $2";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(request.uuid()).bind(EVENTS_MAX).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|it| {
            Ok(Event {
                at: instant("request_event.at_us", it.at_us)?,
                actor: it.actor,
                kind: it.kind,
                detail: json("request_event.detail", &it.detail)?,
            })
        })
        .collect()
}
