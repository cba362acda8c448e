//! Requests for programs: listed, read, opened, given, closed, opened again.

use axum::{
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode},
};
use kernel::Outcome;
use serde::{Deserialize, Serialize};
use serde_json::json;
use site::{
    Failure, Sent, Shell,
    api::{ApiCaller, Json, Problem},
};
use utoipa::ToSchema;

use super::{
    Api,
    acts::{self, LINE_MAX, NewAsked},
    call::{Call, as_seen, instant, line, word, wrong},
    wire::{self, Agents, RequestPage, WholeRequest},
};
use crate::{
    handling::House,
    request::State as Standing,
    store::{
        one_line, questions,
        requests::{self, After, Wanted},
    },
    team::TeamId,
    words::message,
};

/// Requests of one page, if nothing else is asked.
const PAGE: i64 = 50;
/// Requests of one page at most.
pub(super) const PAGE_MAX: i64 = 200;

/// Lists requests: what is due first comes first; of closed ones, the latest contact first.
#[utoipa::path(
    get,
    path = "/api/v1/requests",
    tag = "requests",
    params(
        ("state" = Option<String>, Query, description = "`open` or `closed`"),
        ("team" = Option<String>, Query, description = "A team's id or name"),
        ("reason" = Option<String>, Query, description = "A code of your reasons"),
        ("channel" = Option<String>, Query, description = "The channel by which it began"),
        ("agent" = Option<String>, Query, description = "The e-mail address of its agent; `none`: those that nobody has"),
        ("since" = Option<String>, Query, description = "With a contact since then (RFC 3339)"),
        ("text" = Option<String>, Query, description = "A reference, an address, a number, words"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, description = "1 to 200; 50 if nothing is said"),
    ),
    responses(
        (status = 200, description = "A page", body = RequestPage),
        (status = 422, description = "A filter is not readable", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["requests:read"]))
)]
pub(super) async fn list(
    caller: ApiCaller,
    shell: Shell,
    RawQuery(query): RawQuery,
) -> Result<Json<RequestPage>, Failure> {
    let asked = Sent::of(&query.unwrap_or_default());
    let mut call = Call::begin(&shell, &caller).await?;
    let given = |name: &str| Some(one_line(asked.text(name))).filter(|it| !it.is_empty());
    let mut wanted = Wanted { with_snoozed: true, reason: given("reason"), ..Wanted::default() };
    if let Some(state) = given("state") {
        wanted.state = Some(word("state", &state, &Standing::ALL, Standing::code)?);
    }
    if let Some(team) = given("team") {
        wanted.team = Some(team_of(&call.house, &team)?);
    }
    if let Some(channel) = given("channel") {
        wanted.channel = Some(acts::channel(&channel)?);
    }
    match given("agent") {
        Some(none) if none == "none" => wanted.is_unassigned = true,
        agent => wanted.assignee = call.agent(agent.as_deref()).await?,
    }
    wanted.since = instant("since", given("since").as_deref())?;
    wanted.text = line("text", asked.text("text"), LINE_MAX)?;
    let after = match given("after") {
        Some(code) => Some(After::read(&code).ok_or_else(|| wrong("after", message("api-bad-after")))?),
        None => None,
    };
    let limit = limit(asked.text("limit"))?;
    let now = call.now;
    let mut found = requests::listed(&mut call.tx, &caller.partner, &wanted, after, (limit + 1, now)).await?;
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = found.len() > shown;
    found.truncate(shown);
    let next = found.last().filter(|_| has_more).map(|it| After::of(it).code());
    let agents = Agents::read(&mut call).await?;
    let requests = found.iter().map(|it| wire::request(&call, &agents, it)).collect();
    let ids: Vec<String> = found.iter().map(|it| it.id.to_string()).collect();
    call.end("request.list", "api", json!({ "requests": ids })).await?;
    Ok(Json(RequestPage { requests, next }))
}

/// How many a page has.
pub(super) fn limit(given: &str) -> Result<i64, Failure> {
    if given.is_empty() {
        return Ok(PAGE);
    }
    let limit = given.parse::<i64>().ok().filter(|it| (1..=PAGE_MAX).contains(it));
    limit.ok_or_else(|| wrong("limit", message("api-bad-limit").with("most", PAGE_MAX)))
}

/// A team, by its id or its name.
pub(super) fn team_of(house: &House, given: &str) -> Result<TeamId, Failure> {
    let found = house
        .teams
        .iter()
        .find(|it| it.id.to_string() == given || it.name.to_lowercase() == given.to_lowercase());
    found.map(|it| it.id).ok_or_else(|| {
        let known: Vec<&str> = house.teams.iter().map(|it| it.name.as_str()).collect();
        wrong("team", message("api-bad-word").with("known", known.join(", ")))
    })
}

/// Reads a request with all that happened to it.
#[utoipa::path(
    get,
    path = "/api/v1/requests/{id}",
    tag = "requests",
    params(("id" = String, Path, description = "`req_…`, or the reference `2026-000042`")),
    responses(
        (status = 200, description = "The request", body = WholeRequest),
        (status = 404, description = "Your administration has no such request", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["requests:read"]))
)]
pub(super) async fn one(
    caller: ApiCaller,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Json<WholeRequest>, Failure> {
    let mut call = Call::begin(&shell, &caller).await?;
    let request = call.own(&id).await?;
    let shown = wire::whole(&mut call, &request).await?;
    call.end("request.read", &request.id.to_string(), json!({})).await?;
    Ok(Json(shown))
}

/// Opens a request with its first contact. With an `Idempotency-Key`, the same key again gives the request that came of it.
#[utoipa::path(
    post,
    path = "/api/v1/requests",
    tag = "requests",
    params(("Idempotency-Key" = Option<String>, Header, description = "Up to 200 signs; remembered for 30 days")),
    request_body = NewAsked,
    responses(
        (status = 201, description = "It is opened", body = WholeRequest),
        (status = 200, description = "It was opened before, with this key", body = WholeRequest),
        (status = 422, description = "Something in it does not suit; or the key was used for something else", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["requests:write"]))
)]
pub(super) async fn open(
    State(api): State<Api>,
    caller: ApiCaller,
    shell: Shell,
    headers: HeaderMap,
    Json(asked): Json<NewAsked>,
) -> Result<(StatusCode, Json<WholeRequest>), Failure> {
    let mut call = Call::begin(&shell, &caller).await?;
    let key = call.once(&headers, "request", &asked).await?;
    if let Some(before) = &key.before {
        let request = call.own(before).await?;
        return Ok((StatusCode::OK, Json(wire::whole(&mut call, &request).await?)));
    }
    let request = acts::open(&mut call, &api.keys, &asked).await?;
    let id = request.id.to_string();
    call.done(&key, &id).await?;
    let shown = wire::whole(&mut call, &request).await?;
    call.end("request.open", &id, json!({ "channel": request.channel.code() })).await?;
    Ok((StatusCode::CREATED, Json(shown)))
}

/// Who is to answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Assignment {
    /// The e-mail address of an agent; null: nobody has it.
    agent: Option<String>,
    /// A team's id or name, if it goes to another.
    team: Option<String>,
    /// The version that you saw: if it changed since, nothing is done (409).
    version: Option<i64>,
}

/// Gives a request to an agent, to a team, or back.
#[utoipa::path(
    post,
    path = "/api/v1/requests/{id}/assignment",
    tag = "requests",
    params(("id" = String, Path, description = "`req_…`, or the reference")),
    request_body = Assignment,
    responses(
        (status = 200, description = "The request", body = WholeRequest),
        (status = 409, description = "It changed meanwhile, or became part of another", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Nobody answers under this address, or there is no such team", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["requests:write"]))
)]
pub(super) async fn assign(
    caller: ApiCaller,
    shell: Shell,
    Path(id): Path<String>,
    Json(asked): Json<Assignment>,
) -> Result<Json<WholeRequest>, Failure> {
    let mut call = Call::begin(&shell, &caller).await?;
    let mut request = call.own_standing(&id).await?;
    as_seen(&request, asked.version)?;
    let team = asked.team.as_deref().map(|it| team_of(&call.house, it)).transpose()?;
    let agent = call.agent(asked.agent.as_deref()).await?;
    acts::assign(&mut call, &mut request, (agent, team)).await?;
    let shown = wire::whole(&mut call, &request).await?;
    let detail = json!({ "to": agent.map(|it| it.to_string()) });
    call.end("request.assign", &request.id.to_string(), detail).await?;
    Ok(Json(shown))
}

/// How a request ends.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Closed {
    /// Why the contact could have been avoided, or what made it useful: a cause, `A1` to `V5`.
    cause: String,
    /// `resolved` `unresolved` `transferred` `abandoned`.
    outcome: String,
    /// A code of your reasons, if it is not the one that the request has.
    reason: Option<String>,
    /// Why questions of the usager stay without an answer, if some do.
    unanswered: Option<String>,
    /// The version that you saw: if it changed since, nothing is done (409).
    version: Option<i64>,
}

/// Closes a request; its contacts go to the contact log. Closed already: nothing is done.
#[utoipa::path(
    post,
    path = "/api/v1/requests/{id}/closing",
    tag = "requests",
    params(("id" = String, Path, description = "`req_…`, or the reference")),
    request_body = Closed,
    responses(
        (status = 200, description = "The request", body = WholeRequest),
        (status = 409, description = "It changed meanwhile, or became part of another", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The cause, the outcome or the reason is not known, or questions are open", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["requests:write"]))
)]
pub(super) async fn close(
    caller: ApiCaller,
    shell: Shell,
    Path(id): Path<String>,
    Json(asked): Json<Closed>,
) -> Result<Json<WholeRequest>, Failure> {
    let mut call = Call::begin(&shell, &caller).await?;
    let mut request = call.own_standing(&id).await?;
    as_seen(&request, asked.version)?;
    let known = practices::collection().cause(&asked.cause).and_then(|it| it.code.parse().ok());
    let cause = known.ok_or_else(|| wrong("cause", message("api-no-cause")))?;
    let outcome = word("outcome", &asked.outcome, Outcome::ALL, Outcome::code)?;
    let reason = acts::reason(&call, asked.reason.as_deref())?;
    let why = line("unanswered", asked.unanswered.as_deref().unwrap_or_default(), LINE_MAX)?;
    let open = questions::of_request(&mut call.tx, request.id).await?;
    if why.is_empty() && request.state == Standing::Open && open.iter().any(questions::Question::is_open) {
        return Err(wrong("unanswered", message("api-open-questions")));
    }
    acts::close(&mut call, &mut request, (Some(cause), outcome, reason), &why).await?;
    let shown = wire::whole(&mut call, &request).await?;
    let detail = json!({ "cause": asked.cause, "outcome": outcome.code() });
    call.end("request.close", &request.id.to_string(), detail).await?;
    Ok(Json(shown))
}

/// The version that was seen.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Seen {
    /// If it changed since, nothing is done (409).
    version: Option<i64>,
}

/// Opens a closed request again. Open already: nothing is done but that it is the administration's turn.
#[utoipa::path(
    post,
    path = "/api/v1/requests/{id}/reopening",
    tag = "requests",
    params(("id" = String, Path, description = "`req_…`, or the reference")),
    request_body = Seen,
    responses(
        (status = 200, description = "The request", body = WholeRequest),
        (status = 409, description = "It changed meanwhile, or became part of another", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["requests:write"]))
)]
pub(super) async fn reopen(
    caller: ApiCaller,
    shell: Shell,
    Path(id): Path<String>,
    Json(asked): Json<Seen>,
) -> Result<Json<WholeRequest>, Failure> {
    let mut call = Call::begin(&shell, &caller).await?;
    let mut request = call.own_standing(&id).await?;
    as_seen(&request, asked.version)?;
    acts::reopen(&mut call, &mut request).await?;
    let shown = wire::whole(&mut call, &request).await?;
    call.end("request.reopen", &request.id.to_string(), json!({})).await?;
    Ok(Json(shown))
}
