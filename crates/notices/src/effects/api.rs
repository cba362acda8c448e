//! `GET /api/v1/notices/effects`: what messages changed, for programs.

use axum::{
    extract::RawQuery,
    http::header,
    response::{IntoResponse as _, Response},
    routing::get,
};
use register::TokenScope;
use site::{
    Access, Failure, Routes, Sent, Shell,
    api::{ApiCaller, Json, Problem},
};
use utoipa::OpenApi;

use super::{
    export::{self, ArmBody, EffectBody, IntervalBody},
    store,
};

/// The route.
pub const PATH: &str = "/api/v1/notices/effects";

/// The route of what messages changed.
pub fn routes() -> Routes {
    Routes::new().route(PATH, Access::Token(TokenScope::MeasuresRead), get(effects))
}

/// What the API's description says of effects.
#[derive(Debug, OpenApi)]
#[openapi(paths(effects), components(schemas(EffectBody, ArmBody, IntervalBody)))]
pub struct Document;

/// What the messages of each rule changed, by version of the rule and of its template, as it was last found.
#[utoipa::path(
    get,
    path = "/api/v1/notices/effects",
    tag = "notices",
    params(("format" = Option<String>, Query, description = "`csv`: as a table")),
    responses(
        (status = 200, description = "The effects of the token's partner", body = Vec<EffectBody>),
        (status = 403, description = "The token lacks `measures:read`", content_type = "application/problem+json", body = Problem)
    ),
    security(("token" = ["measures:read"]))
)]
async fn effects(caller: ApiCaller, shell: Shell, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let asked = Sent::of(query.as_deref().unwrap_or(""));
    let mut tx = shell.site().db().read().await?;
    let all = store::all(&mut tx, Some(&caller.partner)).await?;
    drop(tx);
    let of_rule = |it: &store::OfRule| {
        let rule = it.found.rule.to_string();
        let named = export::Named { rule: &rule, name: &it.name, practice: it.practice.as_deref() };
        export::bodies(named, &it.found.effects)
    };
    let rows: Vec<EffectBody> = all.iter().flat_map(of_rule).collect();
    if asked.text("format") == "csv" {
        let kind = [(header::CONTENT_TYPE, "text/csv; charset=utf-8")];
        return Ok((kind, export::csv(&rows)).into_response());
    }
    Ok(Json(rows).into_response())
}
