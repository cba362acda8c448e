//! Advice for programs and for other sites: JSON in, JSON out, in the language that the caller asks for.
//!
//! **Invariants:** open to any site, without cookies: what it gives is public; what is wrong is said field by field, and nothing is kept of it.

mod wire;

use axum::{
    extract::{DefaultBodyLimit, Path, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use channel_choice::Feature;
use kernel::Channel;
use site::{Access, Failure, Machine, Routes, Shell, api::Json};
use utoipa::OpenApi;

pub use wire::{
    GuidanceAsked, GuidanceCatalogue, GuidanceGiven, GuidanceOutcome, GuidanceReason, GuidanceWay, NamedCode,
};

use crate::{
    given::AdviceId,
    guide::GuideError,
    telling::{self, Telling},
    usagers_side::{UsagersSide, draw},
    words::{message, quoted},
};

/// Bytes of a question.
const BODY_MAX: usize = 16 * 1024;

/// What the API's description says of this crate.
#[derive(Debug, OpenApi)]
#[openapi(
    paths(advise, catalogue, outcome),
    components(schemas(
        GuidanceAsked,
        GuidanceCatalogue,
        GuidanceGiven,
        GuidanceOutcome,
        GuidanceReason,
        GuidanceWay,
        NamedCode
    ))
)]
pub struct Document;

/// The routes for programs.
pub(crate) fn routes(side: UsagersSide) -> Routes {
    let limit = || DefaultBodyLimit::max(BODY_MAX);
    Routes::new()
        .route("/api/v1/guidance", Access::Public, post(advise).options(preflight).layer(limit()))
        .route("/api/v1/guidance/partners/{partner}", Access::Public, get(catalogue).options(preflight))
        .route(
            "/api/v1/guidance/{id}/outcome",
            Access::Public,
            post(outcome).options(preflight).layer(limit()),
        )
        .with_state(side)
}

/// An answer that any site may read.
fn open(answer: Result<Response, Failure>) -> Response {
    let mut response = answer.into_response();
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

/// What a browser asks before another site's page may ask.
async fn preflight() -> Response {
    const ALLOWED: [(HeaderName, &str); 3] = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, OPTIONS"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type, accept-language"),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    open(Ok((StatusCode::NO_CONTENT, ALLOWED).into_response()))
}

/// The way to advise for a matter and a person, why, and all other ways.
///
/// Sentences are in the language of `Accept-Language`. The advice is kept without a name; tell what became of it with its `id`.
#[utoipa::path(
    post,
    path = "/api/v1/guidance",
    request_body = GuidanceAsked,
    responses(
        (status = 200, description = "The advice.", body = GuidanceGiven),
        (status = 400, description = "The body is not readable JSON.", body = site::api::Problem, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong: `errors` names it.", body = site::api::Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many questions of one network.", body = site::api::Problem, content_type = "application/problem+json"),
    ),
)]
async fn advise(
    State(side): State<UsagersSide>,
    shell: Shell,
    machine: Machine,
    asked: Result<Json<GuidanceAsked>, Failure>,
) -> Response {
    let answer = async {
        side.program(machine, shell.now())?;
        let Json(asked) = asked?;
        let (house, ask) = wire::checked(&side, asked).await?;
        let given = side.guide().advise(&house, ask, draw()?).await?;
        let telling = Telling { lang: shell.lang(), now: shell.now() };
        Ok(Json(GuidanceGiven::of(telling, &house, &given)).into_response())
    };
    open(answer.await)
}

/// What a form needs: the reasons of a partner, and what a person may tell.
#[utoipa::path(
    get,
    path = "/api/v1/guidance/partners/{partner}",
    params(("partner" = String, Path, description = "Code of the partner.")),
    responses(
        (status = 200, description = "Reasons and situations, with their names.", body = GuidanceCatalogue),
        (status = 404, description = "The partner gives no advice.", body = site::api::Problem, content_type = "application/problem+json"),
    ),
)]
async fn catalogue(
    State(side): State<UsagersSide>,
    shell: Shell,
    machine: Machine,
    Path(partner): Path<String>,
) -> Response {
    let answer = async {
        side.program(machine, shell.now())?;
        let house = side.house(&partner).await?;
        let reason = |it: &crate::ports::Reason| NamedCode { code: it.code.clone(), name: it.name.clone() };
        let feature =
            |it: Feature| NamedCode { code: it.code().to_owned(), name: shell.say(&telling::feature(it)) };
        Ok(Json(GuidanceCatalogue {
            partner: house.partner.code.to_string(),
            name: house.partner.name.clone(),
            reasons: house.reasons.iter().map(reason).collect(),
            situations: Feature::ALL.map(feature).into(),
        })
        .into_response())
    };
    open(answer.await)
}

/// What became of an advice: the way that was taken, and whether it settled the matter.
#[utoipa::path(
    post,
    path = "/api/v1/guidance/{id}/outcome",
    params(("id" = String, Path, description = "`id` of the advice.")),
    request_body = GuidanceOutcome,
    responses(
        (status = 204, description = "It is kept."),
        (status = 404, description = "No such advice.", body = site::api::Problem, content_type = "application/problem+json"),
        (status = 422, description = "The partner has no such way.", body = site::api::Problem, content_type = "application/problem+json"),
    ),
)]
async fn outcome(
    State(side): State<UsagersSide>,
    shell: Shell,
    machine: Machine,
    Path(id): Path<String>,
    told: Result<Json<GuidanceOutcome>, Failure>,
) -> Response {
    let answer = async {
        side.program(machine, shell.now())?;
        let Json(told) = told?;
        let (house, given) = side.given(&id).await?;
        let channel: Channel = told.taken.parse().map_err(|_| no_way(&told.taken))?;
        let kept: AdviceId =
            side.guide().take(&house, &given, channel).await.map_err(|error| match error {
                GuideError::NoSuchWay(way) => no_way(&way),
                other => other.into(),
            })?;
        if let Some(is_settled) = told.settled {
            side.guide().answer(kept, is_settled).await?;
        }
        Ok(StatusCode::NO_CONTENT.into_response())
    };
    open(answer.await)
}

fn no_way(given: &str) -> Failure {
    let problem = message("guide-no-way").with("given", quoted(given));
    Failure::of_status(StatusCode::UNPROCESSABLE_ENTITY).field("taken", problem)
}
