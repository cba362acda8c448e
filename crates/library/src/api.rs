//! The practices and the self-diagnosis for programs. Open to everybody: nothing here is anybody's data.

use axum::extract::{Path, RawQuery, State};
use practices::{Answers, Mix, collection};
use serde_json::Value;
use site::{
    Failure, Shell,
    api::{Json, Problem},
};
use utoipa::OpenApi;

use crate::{
    Library, Listed, Whole,
    diagnosis::{Diagnosis, Document as DiagnosisDocument},
    pages::list::Filters,
};

/// The list's route.
pub const PRACTICES: &str = "/api/v1/practices";
/// A practice's route.
pub const PRACTICE: &str = "/api/v1/practices/{id}";
/// The self-diagnosis's route.
pub const DIAGNOSIS: &str = "/api/v1/diagnosis";

/// What `/api/openapi.json` says of the library.
#[derive(Debug, OpenApi)]
#[openapi(paths(practices, practice, diagnosis))]
pub struct Document;

/// The practices, all or those that match; texts in the language of `Accept-Language`.
#[utoipa::path(
    get,
    path = "/api/v1/practices",
    tag = "practices",
    params(
        ("search" = Option<String>, Query, description = "Words, in French or English; accents, plurals and small faults are forgiven"),
        ("objective" = Option<String>, Query, description = "`O1`, `O2` or `O3`"),
        ("channel" = Option<String>, Query, description = "`phone`, `email`, `counter` …"),
        ("cause" = Option<String>, Query, description = "`A1`: practices that answer it, the most effective first"),
        ("event" = Option<String>, Query, description = "A life event: `naissance`"),
        ("effort" = Option<String>, Query, description = "`S`, `M` or `L`"),
        ("evidence" = Option<String>, Query, description = "`A`, `B` or `C`")
    ),
    responses((status = 200, description = "The practices", body = Vec<Listed>))
)]
pub async fn practices(shell: Shell, RawQuery(query): RawQuery) -> Json<Vec<Listed>> {
    let found = Filters::read(&query.unwrap_or_default()).find();
    Json(found.into_iter().map(|it| Listed::of(it, shell.lang())).collect())
}

/// A practice with its whole sheet, in Markdown.
#[utoipa::path(
    get,
    path = "/api/v1/practices/{id}",
    tag = "practices",
    params(("id" = String, Path, description = "`P11`")),
    responses(
        (status = 200, description = "The practice", body = Whole),
        (status = 404, description = "No practice has this id", content_type = "application/problem+json", body = Problem)
    )
)]
pub async fn practice(shell: Shell, Path(id): Path<String>) -> Result<Json<Whole>, Failure> {
    let practice = collection().practice(&id).ok_or_else(Failure::not_found)?;
    Ok(Json(Whole::of(practice, shell.lang())))
}

/// Scores and advice for answers, with the causes of the common profile.
///
/// The body is `{"Q01": 0 to 3, "Q02": null for "we do not know", "Q03": "na" for "does not apply", …, "contacts_per_year": N}`; what is left
/// out counts as not known.
#[utoipa::path(
    post,
    path = "/api/v1/diagnosis",
    tag = "practices",
    request_body(content = Object, content_type = "application/json"),
    responses(
        (status = 200, description = "Scores and advice", body = DiagnosisDocument),
        (status = 400, description = "Not JSON", content_type = "application/problem+json", body = Problem),
        (status = 413, description = "Too large", content_type = "application/problem+json", body = Problem),
        (status = 415, description = "Not sent as JSON", content_type = "application/problem+json", body = Problem),
        (status = 422, description = "An answer is none", content_type = "application/problem+json", body = Problem)
    )
)]
pub async fn diagnosis(
    State(library): State<Library>,
    shell: Shell,
    Json(body): Json<Value>,
) -> Result<Json<DiagnosisDocument>, Failure> {
    let answers = Answers::read(&body, collection())
        .map_err(|it| Failure::explained(axum::http::StatusCode::UNPROCESSABLE_ENTITY, &it))?;
    let mut tx = shell.site().db().read().await?;
    let learned = library.experiments().learned(&mut tx).await?;
    let diagnosis = Diagnosis::with(&answers, Mix::common(collection()), learned);
    Ok(Json(DiagnosisDocument::of(&diagnosis, shell.lang())))
}
