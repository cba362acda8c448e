//! Contacts, notes and answers of programs about a request.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use site::{
    Failure, Shell,
    api::{ApiCaller, Json, Problem},
};
use utoipa::ToSchema;

use super::{
    Api,
    acts::{self, ContactAsked},
    call::{Call, Keyed},
    wire::{self, Agents, ContactShown, NoteShown},
};
use crate::{
    contact::Contact,
    request::RequestId,
    store::{contacts, notes},
};

/// Records a contact that the usager had by another system: a call, a visit, a chat. With an `Idempotency-Key`, once.
#[utoipa::path(
    post,
    path = "/api/v1/requests/{id}/contacts",
    tag = "requests",
    params(
        ("id" = String, Path, description = "`req_…`, or the reference"),
        ("Idempotency-Key" = Option<String>, Header, description = "Up to 200 signs; remembered for 30 days"),
    ),
    request_body = ContactAsked,
    responses(
        (status = 201, description = "It is recorded; one that the usager began opens a closed request again", body = ContactShown),
        (status = 200, description = "It was recorded before, with this key", body = ContactShown),
        (status = 422, description = "Something in it does not suit", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["requests:write"]))
)]
pub(super) async fn add(
    caller: ApiCaller,
    shell: Shell,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(asked): Json<ContactAsked>,
) -> Result<(StatusCode, Json<ContactShown>), Failure> {
    let mut call = Call::begin(&shell, &caller).await?;
    let mut request = call.own_standing(&id).await?;
    let key = call.once(&headers, "contact", &(request.id, &asked)).await?;
    if let Some(shown) = before(&mut call, &key).await? {
        return Ok((StatusCode::OK, Json(shown)));
    }
    let contact = acts::contact(&mut call, &mut request, &asked).await?;
    written(call, &key, (request.id, &contact), "request.contact").await
}

/// The contact that came of the same key before.
async fn before(call: &mut Call, key: &Keyed) -> Result<Option<ContactShown>, Failure> {
    let Some(id) = key.before.as_deref().and_then(|it| it.parse().ok()) else { return Ok(None) };
    let known = contacts::find(&mut call.tx, &call.partner, id).await?.ok_or_else(Failure::not_found)?;
    let agents = Agents::read(call).await?;
    let files = contacts::files(&mut call.tx, known.id).await?;
    Ok(Some(wire::contact(&agents, &known, &files)))
}

async fn written(
    mut call: Call,
    key: &Keyed,
    (request, contact): (RequestId, &Contact),
    action: &str,
) -> Result<(StatusCode, Json<ContactShown>), Failure> {
    let id = contact.id.to_string();
    call.done(key, &id).await?;
    let agents = Agents::read(&mut call).await?;
    let shown = wire::contact(&agents, contact, &[]);
    let detail = json!({ "contact": id, "channel": contact.channel.code() });
    call.end(action, &request.to_string(), detail).await?;
    Ok((StatusCode::CREATED, Json(shown)))
}

/// A note.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NoteAsked {
    /// What it says.
    body: String,
    /// The e-mail address of the agent who wrote it.
    agent: Option<String>,
}

/// Tells agents something; the usager never sees it.
#[utoipa::path(
    post,
    path = "/api/v1/requests/{id}/notes",
    tag = "requests",
    params(
        ("id" = String, Path, description = "`req_…`, or the reference"),
        ("Idempotency-Key" = Option<String>, Header, description = "Up to 200 signs; remembered for 30 days"),
    ),
    request_body = NoteAsked,
    responses(
        (status = 201, description = "It is kept", body = NoteShown),
        (status = 200, description = "It was kept before, with this key", body = NoteShown),
        (status = 422, description = "It is empty or too long", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["requests:write"]))
)]
pub(super) async fn note(
    caller: ApiCaller,
    shell: Shell,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(asked): Json<NoteAsked>,
) -> Result<(StatusCode, Json<NoteShown>), Failure> {
    let mut call = Call::begin(&shell, &caller).await?;
    let request = call.own_standing(&id).await?;
    let key = call.once(&headers, "note", &(request.id, &asked)).await?;
    let agents = Agents::read(&mut call).await?;
    if let Some(before) = &key.before {
        let all = notes::of_request(&mut call.tx, request.id).await?;
        let known = all.into_iter().find(|it| it.id.to_string() == *before);
        let known = known.ok_or_else(Failure::not_found)?;
        return Ok((StatusCode::OK, Json(wire::note(&agents, &known))));
    }
    let author = call.agent(asked.agent.as_deref()).await?;
    let note = acts::note(&mut call, &request, (&asked.body, author)).await?;
    let detail = json!({ "note": note.id.to_string() });
    call.done(&key, &note.id.to_string()).await?;
    call.end("request.note", &request.id.to_string(), detail).await?;
    Ok((StatusCode::CREATED, Json(wire::note(&agents, &note))))
}

/// An answer.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReplyAsked {
    /// One line; the request's if nothing is said.
    subject: Option<String>,
    /// Plain text.
    body: String,
    /// The e-mail address of the agent who answers. Without one it is a message that left by itself: it does not count as the answer.
    agent: Option<String>,
}

/// Writes to the usager: it waits in the register until it has left by e-mail; without an address or a mailbox it is on the follow-up page.
#[utoipa::path(
    post,
    path = "/api/v1/requests/{id}/replies",
    tag = "requests",
    params(
        ("id" = String, Path, description = "`req_…`, or the reference"),
        ("Idempotency-Key" = Option<String>, Header, description = "Up to 200 signs; remembered for 30 days"),
    ),
    request_body = ReplyAsked,
    responses(
        (status = 201, description = "It is written, and leaves", body = ContactShown),
        (status = 200, description = "It was written before, with this key", body = ContactShown),
        (status = 422, description = "It is empty or too long, or nobody answers under this address", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["requests:write"]))
)]
pub(super) async fn reply(
    State(api): State<Api>,
    caller: ApiCaller,
    shell: Shell,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(asked): Json<ReplyAsked>,
) -> Result<(StatusCode, Json<ContactShown>), Failure> {
    let mut call = Call::begin(&shell, &caller).await?;
    let mut request = call.own_standing(&id).await?;
    let key = call.once(&headers, "reply", &(request.id, &asked)).await?;
    if let Some(shown) = before(&mut call, &key).await? {
        return Ok((StatusCode::OK, Json(shown)));
    }
    let agent = call.agent(asked.agent.as_deref()).await?;
    let what = (asked.subject.as_deref().unwrap_or_default(), asked.body.as_str(), agent);
    let contact = acts::reply(&mut call, &api.keys, &mut request, what).await?;
    written(call, &key, (request.id, &contact), "request.reply").await
}
