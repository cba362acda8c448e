//! Webhooks for programs: who is told what, what they were told, and again.

use axum::{
    extract::{Path, RawQuery, State},
    http::StatusCode,
};
use kernel::Explain as _;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use site::{
    Failure, Sent, Shell,
    api::{ApiCaller, Json, Problem},
};
use utoipa::ToSchema;

use super::{
    Api,
    call::{Call, instant, wrong},
    requests::limit,
};
use crate::{
    webhooks::{DeliveryId, EVENTS, WEBHOOKS_MAX, Webhook, WebhookId, store},
    words::message,
};

/// A program to be told.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WebhookAsked {
    /// Where it listens: `https://…`.
    url: String,
    /// What it is told: `request.opened`, `request.closed`, `contact.inbound` …; empty: everything.
    #[serde(default)]
    events: Vec<String>,
    /// Whether it is told anything; yes if nothing is said.
    is_on: Option<bool>,
}

/// A program that is told.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WebhookShown {
    /// `hook_…`
    id: String,
    /// Where it listens.
    url: String,
    /// What it is told; empty: everything.
    events: Vec<String>,
    /// Whether it is told anything.
    is_on: bool,
    /// Tries in a row without an answer.
    failures: i64,
    /// Since when (RFC 3339).
    created_at: String,
    /// With it messages are signed. Only when the webhook is made or its secret renewed.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

impl WebhookShown {
    fn of(hook: &Webhook) -> Self {
        Self {
            id: hook.id.to_string(),
            url: hook.url.clone(),
            events: hook.events.clone(),
            is_on: hook.is_on,
            failures: hook.failures,
            created_at: hook.created_at.to_string(),
            secret: None,
        }
    }

    fn with_secret(hook: &Webhook, api: &Api) -> Self {
        Self { secret: Some(api.signer.secret(hook).reveal().clone()), ..Self::of(hook) }
    }
}

/// What a program was told.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeliveryShown {
    /// `dlv_…`: the same each time it is sent.
    id: String,
    /// Of what.
    event: String,
    /// About which request.
    request: String,
    /// `waiting` `sent` `refused`.
    state: &'static str,
    /// How often it was tried.
    tries: i64,
    /// The status of the last answer.
    status: Option<i64>,
    /// The beginning of the last answer.
    answer: Option<String>,
    /// Why there was no answer: `too-slow` `unreachable` `private` …
    problem: Option<String>,
    /// When its event was (RFC 3339).
    created_at: String,
    /// When it was last tried.
    tried_at: Option<String>,
    /// When it is tried next, while it waits.
    next_try_at: Option<String>,
    /// What it says.
    #[schema(value_type = Object)]
    body: Value,
}

/// A page of what a program was told.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeliveryPage {
    /// The latest first.
    deliveries: Vec<DeliveryShown>,
    /// What to send as `before` to go on; null: this was the last page.
    next: Option<String>,
}

/// What is to be sent again: one message, or those of a range of time.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReplayAsked {
    /// One message, whatever became of it: `dlv_…`.
    delivery: Option<String>,
    /// From when on (RFC 3339).
    from: Option<String>,
    /// Until when (RFC 3339), that instant left out; now if nothing is said.
    until: Option<String>,
    /// Those that were taken too.
    #[serde(default)]
    all: bool,
}

/// How many messages are sent again.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Replayed {
    /// How many; 10,000 at most.
    replayed: u64,
}

/// The webhooks of your administration.
#[utoipa::path(
    get,
    path = "/api/v1/webhooks",
    tag = "webhooks",
    responses((status = 200, description = "All of them", body = Vec<WebhookShown>)),
    security(("token" = ["requests:read"]))
)]
pub(super) async fn list(caller: ApiCaller, shell: Shell) -> Result<Json<Vec<WebhookShown>>, Failure> {
    let mut tx = shell.site().db().read().await?;
    let all = store::listed(&mut tx, &caller.partner).await?;
    Ok(Json(all.iter().map(WebhookShown::of).collect()))
}

/// Makes a webhook. Its secret is in this answer, and in no other.
#[utoipa::path(
    post,
    path = "/api/v1/webhooks",
    tag = "webhooks",
    request_body = WebhookAsked,
    responses(
        (status = 201, description = "The webhook, with its secret", body = WebhookShown),
        (status = 409, description = "There are 20 already", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The address may not be written to, or an event is not known", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["requests:write"]))
)]
pub(super) async fn add(
    State(api): State<Api>,
    caller: ApiCaller,
    shell: Shell,
    Json(asked): Json<WebhookAsked>,
) -> Result<(StatusCode, Json<WebhookShown>), Failure> {
    let mut call = Call::begin(&shell, &caller).await?;
    let (url, events) = read(&api, &asked)?;
    let hook = Webhook {
        id: WebhookId::new(call.now),
        partner: call.partner.clone(),
        url,
        events,
        is_on: asked.is_on.unwrap_or(true),
        generation: 0,
        failures: 0,
        created_at: call.now,
    };
    if !store::record(&mut call.tx, &hook, &call.actor).await? {
        let detail = message("webhook-too-many").with("most", WEBHOOKS_MAX as u64);
        return Err(Failure::new(StatusCode::CONFLICT, detail));
    }
    let detail = json!({ "events": hook.events });
    call.end("webhook.create", &hook.id.to_string(), detail).await?;
    Ok((StatusCode::CREATED, Json(WebhookShown::with_secret(&hook, &api))))
}

fn read(api: &Api, asked: &WebhookAsked) -> Result<(String, Vec<String>), Failure> {
    let url =
        gateways::hook::checked(asked.url.trim(), api.reach).map_err(|it| wrong("url", it.message()))?;
    if let Some(unknown) = asked.events.iter().find(|it| !EVENTS.contains(&it.as_str())) {
        let problem =
            message("webhook-bad-event").with("event", unknown.chars().take(60).collect::<String>());
        return Err(wrong("events", problem));
    }
    let events = EVENTS.iter().filter(|it| asked.events.iter().any(|asked| asked == *it));
    Ok((url.to_string(), events.map(|it| (*it).to_owned()).collect()))
}

/// A webhook of the caller's partner.
async fn own(call: &mut Call, id: &str) -> Result<Webhook, Failure> {
    let id: WebhookId = id.parse().map_err(|_| Failure::not_found())?;
    store::find(&mut call.tx, &call.partner, id).await?.ok_or_else(Failure::not_found)
}

/// One webhook.
#[utoipa::path(
    get,
    path = "/api/v1/webhooks/{id}",
    tag = "webhooks",
    params(("id" = String, Path, description = "`hook_…`")),
    responses(
        (status = 200, description = "The webhook", body = WebhookShown),
        (status = 404, description = "Your administration has no such webhook", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["requests:read"]))
)]
pub(super) async fn one(
    caller: ApiCaller,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Json<WebhookShown>, Failure> {
    let mut call = Call::begin(&shell, &caller).await?;
    Ok(Json(WebhookShown::of(&own(&mut call, &id).await?)))
}

/// Changes where a webhook listens and what it is told.
#[utoipa::path(
    put,
    path = "/api/v1/webhooks/{id}",
    tag = "webhooks",
    params(("id" = String, Path, description = "`hook_…`")),
    request_body = WebhookAsked,
    responses(
        (status = 200, description = "The webhook", body = WebhookShown),
        (status = 422, description = "The address may not be written to, or an event is not known", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["requests:write"]))
)]
pub(super) async fn change(
    State(api): State<Api>,
    caller: ApiCaller,
    shell: Shell,
    Path(id): Path<String>,
    Json(asked): Json<WebhookAsked>,
) -> Result<Json<WebhookShown>, Failure> {
    let mut call = Call::begin(&shell, &caller).await?;
    let mut hook = own(&mut call, &id).await?;
    (hook.url, hook.events) = read(&api, &asked)?;
    hook.is_on = asked.is_on.unwrap_or(hook.is_on);
    store::change(&mut call.tx, &hook).await?;
    call.end("webhook.change", &hook.id.to_string(), json!({ "events": hook.events })).await?;
    Ok(Json(WebhookShown::of(&hook)))
}

/// Removes a webhook and the list of what it was told.
#[utoipa::path(
    delete,
    path = "/api/v1/webhooks/{id}",
    tag = "webhooks",
    params(("id" = String, Path, description = "`hook_…`")),
    responses((status = 204, description = "It is gone")),
    security(("token" = ["requests:write"]))
)]
pub(super) async fn remove(
    caller: ApiCaller,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    let mut call = Call::begin(&shell, &caller).await?;
    let hook = own(&mut call, &id).await?;
    store::remove(&mut call.tx, &caller.partner, hook.id).await?;
    call.end("webhook.remove", &hook.id.to_string(), json!({})).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes another secret; the one before is worth nothing from now on.
#[utoipa::path(
    post,
    path = "/api/v1/webhooks/{id}/secret",
    tag = "webhooks",
    params(("id" = String, Path, description = "`hook_…`")),
    responses((status = 200, description = "The webhook, with its secret", body = WebhookShown)),
    security(("token" = ["requests:write"]))
)]
pub(super) async fn renew(
    State(api): State<Api>,
    caller: ApiCaller,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Json<WebhookShown>, Failure> {
    let mut call = Call::begin(&shell, &caller).await?;
    let mut hook = own(&mut call, &id).await?;
    hook.generation += 1;
    store::change(&mut call.tx, &hook).await?;
    call.end("webhook.secret", &hook.id.to_string(), json!({})).await?;
    Ok(Json(WebhookShown::with_secret(&hook, &api)))
}

/// What a webhook was told, and what it answered; kept for 90 days.
#[utoipa::path(
    get,
    path = "/api/v1/webhooks/{id}/deliveries",
    tag = "webhooks",
    params(
        ("id" = String, Path, description = "`hook_…`"),
        ("before" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, description = "1 to 200; 50 if nothing is said"),
    ),
    responses((status = 200, description = "A page, the latest first", body = DeliveryPage)),
    security(("token" = ["requests:read"]))
)]
pub(super) async fn deliveries(
    caller: ApiCaller,
    shell: Shell,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<DeliveryPage>, Failure> {
    let asked = Sent::of(&query.unwrap_or_default());
    let mut call = Call::begin(&shell, &caller).await?;
    let hook = own(&mut call, &id).await?;
    let limit = limit(asked.text("limit"))?;
    let before = match asked.text("before") {
        "" => None,
        code => Some(place(code).ok_or_else(|| wrong("before", message("api-bad-after")))?),
    };
    let mut told = store::told(&mut call.tx, hook.id, before, limit + 1).await?;
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = told.len() > shown;
    told.truncate(shown);
    let last = told.last().filter(|_| has_more);
    let next = last.map(|it| format!("{}.{}", it.created_at.as_microsecond(), it.id));
    Ok(Json(DeliveryPage { deliveries: told.into_iter().map(delivery).collect(), next }))
}

fn place(code: &str) -> Option<(jiff::Timestamp, DeliveryId)> {
    let (at_us, id) = code.split_once('.')?;
    Some((jiff::Timestamp::from_microsecond(at_us.parse().ok()?).ok()?, id.parse().ok()?))
}

fn delivery(it: store::Delivery) -> DeliveryShown {
    let waits = it.state == store::DeliveryState::Waiting;
    DeliveryShown {
        id: it.id.to_string(),
        event: it.event,
        request: it.request.to_string(),
        state: it.state.code(),
        tries: it.tries,
        status: it.status,
        answer: it.answer,
        problem: it.problem,
        created_at: it.created_at.to_string(),
        tried_at: it.tried_at.map(|it| it.to_string()),
        next_try_at: waits.then(|| it.next_try_at.to_string()),
        body: serde_json::from_str(&it.body).unwrap_or(Value::Null),
    }
}

/// Has messages sent again: one, or those of a range of time. A receiver knows a message that it has by its `id`.
#[utoipa::path(
    post,
    path = "/api/v1/webhooks/{id}/replay",
    tag = "webhooks",
    params(("id" = String, Path, description = "`hook_…`")),
    request_body = ReplayAsked,
    responses(
        (status = 200, description = "They wait", body = Replayed),
        (status = 404, description = "The webhook was told no such message", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Neither a message nor a range is named", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["requests:write"]))
)]
pub(super) async fn replay(
    caller: ApiCaller,
    shell: Shell,
    Path(id): Path<String>,
    Json(asked): Json<ReplayAsked>,
) -> Result<Json<Replayed>, Failure> {
    let mut call = Call::begin(&shell, &caller).await?;
    let hook = own(&mut call, &id).await?;
    let now = call.now;
    let replayed = if let Some(delivery) = &asked.delivery {
        let delivery: DeliveryId = delivery.parse().map_err(|_| Failure::not_found())?;
        if !store::replay(&mut call.tx, hook.id, delivery, now).await? {
            return Err(Failure::not_found());
        }
        1
    } else {
        let from = instant("from", asked.from.as_deref())?;
        let from = from.ok_or_else(|| wrong("from", message("webhook-replay-what")))?;
        let until = instant("until", asked.until.as_deref())?.unwrap_or(now);
        store::replay_range(&mut call.tx, hook.id, (from, until), asked.all, now).await?
    };
    call.end("webhook.replay", &hook.id.to_string(), json!({ "replayed": replayed })).await?;
    Ok(Json(Replayed { replayed }))
}
