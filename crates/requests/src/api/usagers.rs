//! Usagers for programs: found and read. A new one comes to be with their first request.

use axum::extract::{Path, RawQuery};
use serde_json::json;
use site::{
    Failure, Sent, Shell,
    api::{ApiCaller, Json, Problem},
};

use super::{
    acts::LINE_MAX,
    call::{Call, line},
    wire::{self, UsagerShown},
};
use crate::{
    store::{one_line, usagers},
    usager::{Usager, UsagerId},
};

/// Finds people by their address, their number, words of their name, or how your system names them; twenty at most.
#[utoipa::path(
    get,
    path = "/api/v1/usagers",
    tag = "requests",
    params(
        ("text" = Option<String>, Query, description = "An address, a number, or words of a name"),
        ("external_id" = Option<String>, Query, description = "How your system names them"),
    ),
    responses((status = 200, description = "Those who are found", body = Vec<UsagerShown>)),
    security(("token" = ["requests:read"]))
)]
pub(super) async fn list(
    caller: ApiCaller,
    shell: Shell,
    RawQuery(query): RawQuery,
) -> Result<Json<Vec<UsagerShown>>, Failure> {
    let asked = Sent::of(&query.unwrap_or_default());
    let mut call = Call::begin(&shell, &caller).await?;
    let external = line("external_id", asked.text("external_id"), LINE_MAX)?;
    let found: Vec<Usager> = if external.is_empty() {
        let text = line("text", asked.text("text"), LINE_MAX)?;
        usagers::searched(&mut call.tx, &call.partner, &text).await?
    } else {
        usagers::by_external(&mut call.tx, &call.partner, &external).await?.into_iter().collect()
    };
    let mut shown = Vec::new();
    for usager in &found {
        shown.push(wire::person(&mut call.tx, usager).await?);
    }
    let ids: Vec<String> = found.iter().map(|it| it.id.to_string()).collect();
    call.end("usager.search", "api", json!({ "found": ids })).await?;
    Ok(Json(shown))
}

/// Reads what is known of a person.
#[utoipa::path(
    get,
    path = "/api/v1/usagers/{id}",
    tag = "requests",
    params(("id" = String, Path, description = "`usg_…`")),
    responses(
        (status = 200, description = "The person", body = UsagerShown),
        (status = 404, description = "Your administration has no such usager", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["requests:read"]))
)]
pub(super) async fn one(
    caller: ApiCaller,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Json<UsagerShown>, Failure> {
    let mut call = Call::begin(&shell, &caller).await?;
    let id: UsagerId = one_line(&id).parse().map_err(|_| Failure::not_found())?;
    let usager = usagers::find(&mut call.tx, &call.partner, id).await?.ok_or_else(Failure::not_found)?;
    let shown = wire::person(&mut call.tx, &usager).await?;
    call.end("usager.read", &usager.id.to_string(), json!({})).await?;
    Ok(Json(shown))
}
