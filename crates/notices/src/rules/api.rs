//! `POST /api/v1/request-events`: what happens to requests in the partner's other systems; one event, an array, or one a line.

mod wire;

use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode},
    routing::post,
};
use register::{StoreError, TokenScope, Tx};
use serde::Serialize;
use serde_json::Value;
use site::{
    Access, Failure, Routes, Shell,
    api::{ApiCaller, Json},
};
use utoipa::{OpenApi, ToSchema};

use self::wire::{Fault, Happened};
use super::{
    facts::{Fact, FactId, What},
    store::facts::{self, ForLog, Told},
};
use crate::{accept::Door, words::message};

/// Events of one call; more belong in several.
pub const EVENTS_MAX: usize = 10_000;
/// Bytes of one call: [`EVENTS_MAX`] generous events.
const BODY_MAX: usize = 32 * 1024 * 1024;
/// Events that share a transaction: others write in between.
const TOGETHER: usize = 500;
/// The source of what comes by this door.
const SOURCE: &str = "api";

/// The route of what happens to requests; `door` knows usagers and the register.
pub fn routes(door: Door) -> Routes {
    Routes::new()
        .route(
            "/api/v1/request-events",
            Access::Token(TokenScope::EventsWrite),
            post(receive).layer(DefaultBodyLimit::max(BODY_MAX)),
        )
        .with_state(door)
}

/// What the API's description says of this door.
#[derive(Debug, OpenApi)]
#[openapi(
    paths(receive),
    components(schemas(Posted, PostedEvent, PostedUsager, PostedDate, EventVerdicts, EventRefusal))
)]
pub struct Document;

/// The body: one event, or 10,000 at most.
#[derive(Debug, ToSchema)]
#[schema(as = EventOrEvents)]
#[expect(dead_code, reason = "describes the body")]
#[serde(untagged)]
enum Posted {
    One(Box<PostedEvent>),
    Several(Vec<PostedEvent>),
}

/// Something that happened to a request. It has a `status`, a `date` or a `due`, or several of them.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the body; it is read field by field so that each fault has its name")]
struct PostedEvent {
    /// The same whenever the same event is sent again; without one, an event with the same content is the same.
    event_id: Option<String>,
    /// The request, as your system names it.
    request: String,
    /// Whose request it is.
    usager: PostedUsager,
    /// When it happened (RFC 3339).
    at: String,
    /// The status of the request from then on, a word of yours. `closed` closes it; `contact`, `document-received` and `appointment-taken`
    /// happen without another status.
    status: Option<String>,
    /// Whether the request ends by it.
    is_closing: Option<bool>,
    /// Whose turn it is from then on: `usager` or `administration`.
    waits_for: Option<String>,
    /// Something that is to happen or to end.
    date: Option<PostedDate>,
    /// For when an answer is promised: an instant, or a day (until its end).
    due: Option<String>,
    /// Motif, a code of your list.
    reason: Option<String>,
    /// Code of the life event.
    life_event: Option<String>,
    /// By which channel the request came: `phone` `email` `counter` `web` `sms` `chat` `post` `video` `app` `social` `visit` `other`.
    channel: Option<String>,
    /// What fills templates: names of `a-z`, `0-9` and `_`, with texts, numbers, true or false; 100 at most.
    data: Option<Value>,
}

/// A person: whatever is known of them.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the body")]
struct PostedUsager {
    /// As your system names them.
    external_id: Option<String>,
    /// As they want to be called.
    name: Option<String>,
    /// A telephone number that takes text messages.
    phone: Option<String>,
    /// An e-mail address.
    email: Option<String>,
    /// A postal address, its lines one below the other.
    post: Option<String>,
    /// `fr`, `en` …
    language: Option<String>,
}

/// A date of a request.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the body")]
struct PostedDate {
    /// `payment`, `appointment`, `expiry`, or a kind of yours.
    kind: String,
    /// A day (2026-03-09), or an instant if it has an hour.
    on: String,
}

/// What became of the events of a call.
#[derive(Debug, Default, Serialize, ToSchema)]
struct EventVerdicts {
    /// New, and on disk.
    accepted: u64,
    /// Known already, with the same content.
    duplicates: u64,
    /// Refused, each with its reason; nothing of them was kept.
    rejected: Vec<EventRefusal>,
}

/// A refused event.
#[derive(Debug, Serialize, ToSchema)]
struct EventRefusal {
    /// Its place in the call, from 0.
    index: usize,
    /// The field that is wrong; null if it is the whole.
    field: Option<String>,
    /// What is wrong, and what to do.
    message: String,
}

/// Tells what happened to requests. What is accepted is on disk when the answer comes, and its person is known.
#[utoipa::path(
    post,
    path = "/api/v1/request-events",
    tag = "notices",
    request_body(
        content((Posted = "application/json"), (PostedEvent = "application/x-ndjson")),
        description = "One event, an array of events, or one event a line (NDJSON): 10,000 events and 32 MiB at most."
    ),
    responses(
        (status = 200, description = "Every event has its verdict.", body = EventVerdicts),
        (status = 400, description = "The body is not readable JSON.", body = site::api::Problem, content_type = "application/problem+json"),
        (status = 401, description = "The token is missing or refused.", body = site::api::Problem, content_type = "application/problem+json"),
        (status = 403, description = "The token does not allow this.", body = site::api::Problem, content_type = "application/problem+json"),
        (status = 413, description = "The call has more than 10,000 events, or more than 32 MiB.", body = site::api::Problem, content_type = "application/problem+json"),
        (status = 415, description = "The content type is not known, or the body is compressed.", body = site::api::Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["events:write"]))
)]
async fn receive(
    State(door): State<Door>,
    caller: ApiCaller,
    shell: Shell,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<EventVerdicts>, Failure> {
    let posted = site::api::rows(&headers, &body)?;
    if posted.len() > EVENTS_MAX {
        let detail = message("rule-event-too-many").with("max", EVENTS_MAX as u64);
        return Err(Failure::new(StatusCode::PAYLOAD_TOO_LARGE, detail));
    }
    let lang = shell.lang();
    let now = door.clock.now();
    let mut verdicts = EventVerdicts::default();
    let mut events = Vec::with_capacity(posted.len());
    let refuse = |verdicts: &mut EventVerdicts, index, fault: &Fault| {
        let message = fault.message.say(lang);
        verdicts.rejected.push(EventRefusal { index, field: fault.field.clone(), message });
    };
    for (index, value) in posted.into_iter().enumerate() {
        let value = value.map_err(|message| Fault { field: None, message });
        match value.and_then(|it| wire::read(&it, now)) {
            Ok(event) => events.push((index, event)),
            Err(fault) => refuse(&mut verdicts, index, &fault),
        }
    }
    for group in events.chunks(TOGETHER) {
        let mut tx = door.db.write().await?;
        for (index, event) in group {
            match record(&mut tx, &door, &caller, event, now).await? {
                Told::New => verdicts.accepted += 1,
                Told::Known => verdicts.duplicates += 1,
                Told::Other => {
                    let id = event.event_id.clone().unwrap_or_default();
                    let field = Some("event_id".to_owned());
                    let message = message("rule-event-conflict").with("id", id);
                    refuse(&mut verdicts, *index, &Fault { field, message });
                }
            }
        }
        tx.commit().await?;
    }
    verdicts.rejected.sort_by_key(|it| it.index);
    Ok(Json(verdicts))
}

/// Writes what an event says, and makes its person known.
async fn record(
    tx: &mut Tx,
    door: &Door,
    caller: &ApiCaller,
    event: &Happened,
    now: jiff::Timestamp,
) -> Result<Told, StoreError> {
    let person = door.people.meet(tx, &caller.partner, &event.who, now).await?;
    // The contact log knows people by the partner's own name for them, else by ours, else by where they are reached.
    let usager = person
        .external_id
        .or(Some(person.id))
        .filter(|it| !it.is_empty())
        .or_else(|| event.who.addresses.first().map(|it| it.key(&door.keyring)))
        .unwrap_or_default();
    let whats: Vec<&What> = event.status.iter().chain(&event.date).chain(&event.due).collect();
    let mut verdict = Told::Known;
    for what in whats {
        let fact = Fact {
            id: FactId::new(now),
            partner: caller.partner.clone(),
            request: event.request.clone(),
            usager: usager.clone(),
            what: what.clone(),
            at: event.at,
            reason: event.reason.clone(),
            life_event: event.life_event.clone(),
            channel: event.channel,
            waits_for: event.waits_for,
            is_closing: event.is_closing,
            data: event.data.clone(),
            source: SOURCE.to_owned(),
            source_id: event.source_id(),
        };
        match facts::record(tx, &fact, log_of(event, what), now).await? {
            Told::New => verdict = Told::New,
            Told::Known => {}
            Told::Other => return Ok(Told::Other),
        }
    }
    Ok(verdict)
}

/// What the contact log is told: statuses with the day of the answer, a promise alone; dates to come and what the log has as contacts
/// are no events of a request.
const fn log_of(event: &Happened, what: &What) -> ForLog {
    match (what, &event.due) {
        (What::Status(_), Some(What::Promise(due))) => ForLog::Yes(Some(*due)),
        (What::Status(_), _) => ForLog::Yes(None),
        (What::Promise(due), _) if event.status.is_none() => ForLog::Yes(Some(*due)),
        _ => ForLog::No,
    }
}
