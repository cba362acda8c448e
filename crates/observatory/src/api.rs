//! `GET /api/v1/measures/{name}`: the figures for programs, the same document as the command prints.

use axum::{
    extract::{Path, RawQuery, State},
    response::{IntoResponse, Response},
};
use register::partner;
use site::{
    Failure, Shell,
    api::{ApiCaller, Json},
};
use utoipa::OpenApi;

use crate::{Observatory, ask::read_api, desk::Costs, view::parse_query, words::message};

/// The route.
pub const PATH: &str = "/api/v1/measures/{name}";

/// What `/api/openapi.json` says of measures.
#[derive(Debug, OpenApi)]
#[openapi(paths(measure))]
pub struct Document;

/// A measure of the token's partner.
///
/// Answers `{"measure", "observed_until", "by", "filters", "window", "rows": […]}`: one object a row, dimensions by
/// their names, undefined rates `null`.
#[utoipa::path(
    get,
    path = "/api/v1/measures/{name}",
    tag = "measures",
    params(
        ("name" = String, Path, description = "`volume`, `requests`, `needs`, `recontact`, `fcr`, `escape`, `avoidable`, `cost`, `phone`, `satisfaction`, `journeys` or `provoked`"),
        ("by" = Option<String>, Query, description = "Dimensions, separated by commas: `channel,month`"),
        ("where" = Option<Vec<String>>, Query, description = "`DIM=VALUE`, repeated; values of one dimension are alternatives"),
        ("from" = Option<String>, Query, description = "First instant kept: RFC 3339, or a date (midnight in Paris)"),
        ("to" = Option<String>, Query, description = "First instant not kept any more"),
        ("window" = Option<String>, Query, description = "`7d`, `24h`"),
        ("step" = Option<String>, Query, description = "Steps of journeys: `channel`, `reason` or `channel:reason`"),
        ("top" = Option<usize>, Query, description = "How many variants of journeys"),
        ("observed_until" = Option<String>, Query, description = "End of observation; the partner's latest contact if absent")
    ),
    responses(
        (status = 200, description = "The figures", content_type = "application/json", body = Object),
        (status = 400, description = "The question has no meaning", content_type = "application/problem+json", body = site::api::Problem),
        (status = 401, description = "No token, or one that does not work", content_type = "application/problem+json", body = site::api::Problem),
        (status = 403, description = "The token lacks `measures:read`", content_type = "application/problem+json", body = site::api::Problem)
    ),
    security(("token" = []))
)]
pub async fn measure(
    State(observatory): State<Observatory>,
    caller: ApiCaller,
    shell: Shell,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let question =
        read_api(&name, &parse_query(&query.unwrap_or_default())).map_err(|(field, problem)| {
            let failure =
                if field == "name" { Failure::not_found() } else { Failure::bad_request(problem.clone()) };
            failure.field(field, problem)
        })?;
    let scope = caller.scope();
    let mut tx = shell.site().db().read().await?;
    let costs = Costs::new(partner::unit_costs(&mut tx, &scope).await?);
    drop(tx);
    let state = observatory.desk().state().await?;
    let answers = observatory.desk().ask(&state, &scope, &costs, vec![question.clone()]).await?;
    let answer = answers.of(&question).ok_or_else(|| {
        tracing::error!(?question, "the engine left a question without answer");
        Failure::bad_request(message("error-no-answer"))
    })?;
    Ok(Json(answer).into_response())
}
