//! Experiments for programs: arms for units, and what was published.

use axum::{
    extract::{Path, RawQuery, State},
    routing::{get, post},
};
use experiments::Report;
use kernel::Explain as _;
use register::TokenScope;
use serde::{Deserialize, Serialize};
use site::{
    Access, Failure, Routes, Sent, Shell,
    api::{ApiCaller, Json, Problem},
};
use utoipa::{OpenApi, ToSchema};

use crate::{
    ExperimentId, Laboratory,
    assign::{self, Ask, AssignError},
    pooled, store,
};

/// Where units get their arms.
const ASSIGN: &str = "/api/v1/experiments/{id}/assign";
/// What was published.
const PUBLISHED: &str = "/api/v1/experiments";
/// One published report.
const ONE: &str = "/api/v1/experiments/{id}";

/// What `/api/openapi.json` says of the laboratory.
#[derive(Debug, OpenApi)]
#[openapi(paths(assign, published, one), components(schemas(Asked, Given, Published)))]
pub struct Document;

pub(crate) fn routes(laboratory: Laboratory) -> Routes {
    Routes::new()
        .route(ASSIGN, Access::Token(TokenScope::ExperimentsAssign), post(assign))
        .route(PUBLISHED, Access::Public, get(published))
        .route(ONE, Access::Public, get(one))
        .with_state(laboratory)
}

/// Which unit asks for its arm.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// The unit as your system names it; a usager, a request or an agent is kept as a pseudonym only.
    unit: String,
    /// Its values of the plan's strata, in the order of the plan; none if the plan has none.
    #[serde(default)]
    strata: Vec<String>,
}

/// The unit's arm.
#[derive(Debug, Serialize, ToSchema)]
struct Given {
    /// The experiment.
    experiment: String,
    /// The name of the arm, as the plan has it; the first arm of the plan is the control.
    arm: String,
    /// Whether it is the control.
    control: bool,
    /// With which probability the unit got it.
    probability: f64,
    /// When.
    assigned_at: String,
}

/// Gives a unit its arm. Asked again, the answer is the same.
#[utoipa::path(
    post,
    path = "/api/v1/experiments/{id}/assign",
    tag = "experiments",
    params(("id" = String, Path, description = "`exp_…`")),
    request_body = Asked,
    responses(
        (status = 200, description = "The arm of the unit", body = Given),
        (status = 404, description = "Your administration has no such experiment", content_type = "application/problem+json", body = Problem),
        (status = 409, description = "The experiment is not running", content_type = "application/problem+json", body = Problem),
        (status = 422, description = "The unit cannot be one", content_type = "application/problem+json", body = Problem),
    ),
    security(("token" = ["experiments:assign"]))
)]
async fn assign(
    State(laboratory): State<Laboratory>,
    caller: ApiCaller,
    shell: Shell,
    Path(id): Path<String>,
    Json(asked): Json<Asked>,
) -> Result<Json<Given>, Failure> {
    let id: ExperimentId = id.parse().map_err(|_| Failure::not_found())?;
    let db = shell.site().db();
    let mut tx = db.read().await?;
    let experiment = store::find(&mut tx, &caller.scope(), id).await?.ok_or_else(Failure::not_found)?;
    let known = assign::known(&laboratory, &mut tx, &experiment, &asked.unit).await?;
    drop(tx);
    let given = if let Some(known) = known {
        known
    } else {
        let ask = Ask {
            experiment: id,
            partner: experiment.partner.clone(),
            name: asked.unit,
            covariates: asked.strata,
            at: shell.now(),
        };
        let given = laboratory.assigner(db).assign(ask).await.map_err(|it| failure(&it))?;
        given.ok_or_else(Failure::not_found)?
    };
    let arm = experiment.plan.arms.get(given.arm).ok_or_else(Failure::our_fault)?;
    Ok(Json(Given {
        experiment: id.to_string(),
        arm: arm.name.clone(),
        control: given.arm == 0,
        probability: given.probability,
        assigned_at: given.assigned_at.to_string(),
    }))
}

/// What a caller is told where no arm was given.
pub(crate) fn failure(error: &AssignError) -> Failure {
    use axum::http::StatusCode;

    let status = match error {
        AssignError::NotRunning(_) | AssignError::NoSeed => StatusCode::CONFLICT,
        AssignError::Allocation(_) => StatusCode::UNPROCESSABLE_ENTITY,
        AssignError::Store(_) => {
            tracing::error!(error = error as &dyn std::error::Error, "no arm was given");
            return Failure::our_fault();
        }
    };
    Failure::new(status, error.message())
}

/// A published experiment in a list.
#[derive(Debug, Serialize, ToSchema)]
struct Published {
    /// Its id.
    id: String,
    /// Its name.
    title: String,
    /// The practice.
    practice: String,
    /// `proved-benefit`, `not-proven` …
    verdict: String,
    /// Where the whole report is.
    href: String,
}

/// The published experiments, those without effect among them.
#[utoipa::path(
    get,
    path = "/api/v1/experiments",
    tag = "experiments",
    params(("practice" = Option<String>, Query, description = "`P11`: only those of a practice")),
    responses((status = 200, description = "The experiments, the latest first", body = Vec<Published>))
)]
async fn published(shell: Shell, RawQuery(query): RawQuery) -> Result<Json<Vec<Published>>, Failure> {
    let sent = Sent::of(&query.unwrap_or_default());
    let practice = Some(sent.text("practice")).filter(|it| !it.is_empty());
    let mut tx = shell.site().db().read().await?;
    let found = pooled::latest(&mut tx, practice, usize::MAX, shell.lang()).await?;
    let listed = found.into_iter().map(|it| Published {
        href: format!("{PUBLISHED}/{}", it.id),
        id: it.id.to_string(),
        title: it.title,
        practice: it.practice,
        verdict: it.verdict.to_owned(),
    });
    Ok(Json(listed.collect()))
}

/// The report of a published experiment, with everything that it takes to do it again.
#[utoipa::path(
    get,
    path = "/api/v1/experiments/{id}",
    tag = "experiments",
    params(("id" = String, Path, description = "`exp_…`")),
    responses(
        (status = 200, description = "The report", body = Object),
        (status = 404, description = "No such experiment was published", content_type = "application/problem+json", body = Problem)
    )
)]
async fn one(shell: Shell, Path(id): Path<String>) -> Result<Json<Report>, Failure> {
    let id: ExperimentId = id.parse().map_err(|_| Failure::not_found())?;
    let mut tx = shell.site().db().read().await?;
    store::find_published(&mut tx, id).await?.ok_or_else(Failure::not_found)?;
    let report = store::last_report(&mut tx, id).await?.ok_or_else(Failure::not_found)?;
    Ok(Json(pooled::publishable(report)))
}
