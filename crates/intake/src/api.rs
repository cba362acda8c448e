//! `POST /api/v1/contacts`: one contact, an array, or one a line; each gets its own verdict.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode},
    routing::post,
};
use contact_log::Keys;
use kernel::{Lang, Message};
use register::{IncomingContacts, NewContact, Receipt, TokenScope};
use serde::Serialize;
use site::{
    Access, Failure, Routes, Shell,
    api::{ApiCaller, Json},
};
use utoipa::{OpenApi, ToSchema};

use crate::{
    wire::{self, Fault},
    words::message,
};

/// Contacts of one request; more belong in several, or in an import.
pub const CONTACTS_MAX: usize = 10_000;
/// Bytes of one request: [`CONTACTS_MAX`] generous contacts.
const BODY_MAX: usize = 32 * 1024 * 1024;

/// What the route needs.
#[derive(Debug, Clone)]
pub struct Intake {
    /// The way to the register.
    pub incoming: IncomingContacts,
    /// Turns identifiers into pseudonyms.
    pub keys: Arc<Keys>,
}

/// The route of this crate.
pub fn routes(intake: Intake) -> Routes {
    Routes::new()
        .route(
            "/api/v1/contacts",
            Access::Token(TokenScope::ContactsWrite),
            post(receive).layer(DefaultBodyLimit::max(BODY_MAX)),
        )
        .with_state(intake)
}

/// What the API's description says of this crate.
#[derive(Debug, OpenApi)]
#[openapi(paths(receive), components(schemas(Posted, PostedContact, Verdicts, Refusal)))]
pub struct Document;

/// The body: one contact, or 10,000 at most.
#[derive(Debug, ToSchema)]
#[schema(as = ContactOrContacts)]
#[expect(dead_code, reason = "describes the body")]
#[serde(untagged)]
enum Posted {
    One(Box<PostedContact>),
    Several(Vec<PostedContact>),
}

/// A contact, in the canonical columns.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the body; it is read field by field so that each fault has its name")]
struct PostedContact {
    /// Unique within the partner: the same id seen twice is the same contact.
    contact_id: String,
    /// The token's partner; may be left out.
    partner: Option<String>,
    /// Whoever made contact, as your system names them; kept as a pseudonym only.
    usager: String,
    /// The request that the contact is about; kept as a pseudonym only.
    request: Option<String>,
    /// When it began (RFC 3339).
    started_at: String,
    /// `phone` `email` `counter` `web` `sms` `chat` `post` `video` `app` `social` `visit` `other`.
    channel: String,
    /// `inbound` `outbound` `proactive`.
    direction: String,
    /// Motif, a code of your list.
    reason: String,
    /// Code of the life event.
    life_event: Option<String>,
    /// A cause, `A1` to `V5`.
    cause: Option<String>,
    /// `resolved` `unresolved` `transferred` `abandoned`.
    outcome: Option<String>,
    /// Waiting, whole seconds.
    wait_s: Option<u32>,
    /// Handling, whole seconds.
    duration_s: Option<u32>,
    /// 1 to 5.
    satisfaction: Option<u8>,
    /// Euros.
    cost: Option<f64>,
    /// Where.
    site: Option<String>,
    /// By whom; kept as a pseudonym only.
    agent: Option<String>,
}

/// What became of the contacts of a request.
#[derive(Debug, Default, Serialize, ToSchema)]
struct Verdicts {
    /// New, and on disk.
    accepted: u64,
    /// Known already, with the same content.
    duplicates: u64,
    /// Refused, each with its reason; nothing of them was kept.
    rejected: Vec<Refusal>,
}

/// A refused contact.
#[derive(Debug, Serialize, ToSchema)]
struct Refusal {
    /// Its place in the request, from 0.
    index: usize,
    /// The field that is wrong; null if it is the whole.
    field: Option<String>,
    /// What is wrong, and what to do.
    message: String,
}

/// Sends contacts. What is accepted is on disk when the answer comes.
#[utoipa::path(
    post,
    path = "/api/v1/contacts",
    request_body(
        content((Posted = "application/json"), (PostedContact = "application/x-ndjson")),
        description = "One contact, an array of contacts, or one contact a line (NDJSON): 10,000 contacts and 32 MiB at most."
    ),
    responses(
        (status = 200, description = "Every contact has its verdict.", body = Verdicts),
        (status = 400, description = "The body is not readable JSON.", body = site::api::Problem, content_type = "application/problem+json"),
        (status = 401, description = "The token is missing or refused.", body = site::api::Problem, content_type = "application/problem+json"),
        (status = 403, description = "The token does not allow this.", body = site::api::Problem, content_type = "application/problem+json"),
        (status = 413, description = "The request has more than 10,000 contacts, or more than 32 MiB.", body = site::api::Problem, content_type = "application/problem+json"),
        (status = 415, description = "The content type is not known, or the body is compressed.", body = site::api::Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["contacts:write"]))
)]
async fn receive(
    State(intake): State<Intake>,
    caller: ApiCaller,
    shell: Shell,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Verdicts>, Failure> {
    let posted = site::api::rows(&headers, &body)?;
    if posted.len() > CONTACTS_MAX {
        let detail = message("too-many").with("max", CONTACTS_MAX as u64);
        return Err(Failure::new(StatusCode::PAYLOAD_TOO_LARGE, detail));
    }
    let lang = shell.lang();
    let mut verdicts = Verdicts::default();
    let mut places = Vec::with_capacity(posted.len());
    let mut contacts = Vec::with_capacity(posted.len());
    for (index, value) in posted.iter().enumerate() {
        let whole = |message: &Message| Fault { field: None, message: message.clone() };
        let read = value.as_ref().map_err(whole).and_then(|it| wire::read(it, &caller.partner, &intake.keys));
        match read {
            Ok((contact_id, payload)) => {
                places.push((index, contact_id.clone()));
                contacts.push(NewContact { partner: caller.partner.clone(), contact_id, payload });
            }
            Err(fault) => verdicts.rejected.push(refusal(index, &fault, lang)),
        }
    }
    let receipts = intake.incoming.append(contacts).await?;
    for ((index, contact_id), receipt) in places.into_iter().zip(receipts) {
        match receipt {
            Receipt::Accepted => verdicts.accepted += 1,
            Receipt::Duplicate => verdicts.duplicates += 1,
            Receipt::Conflict => {
                let fault = Fault {
                    field: Some("contact_id".to_owned()),
                    message: message("conflict").with("id", contact_id),
                };
                verdicts.rejected.push(refusal(index, &fault, lang));
            }
        }
    }
    verdicts.rejected.sort_by_key(|it| it.index);
    Ok(Json(verdicts))
}

fn refusal(index: usize, fault: &Fault, lang: Lang) -> Refusal {
    Refusal { index, field: fault.field.clone(), message: fault.message.say(lang) }
}
