//! A report as files: JSON, PDF, and the plan that was analysed.

use axum::{
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use experiments::Report;
use gateways::press::{self, PressError};
use site::{Failure, Shell, api::Json};

use super::{Readable, read};
use crate::sentences::paper;

async fn found(shell: &Shell, id: &str) -> Result<Readable, Failure> {
    let mut tx = shell.site().db().read().await?;
    read(&mut tx, shell, id).await?.ok_or_else(Failure::not_found)
}

/// `GET /laboratoire/{id}/rapport.json`
pub(crate) async fn json(shell: Shell, Path(id): Path<String>) -> Result<Json<Report>, Failure> {
    Ok(Json(found(&shell, &id).await?.report))
}

/// `GET /laboratoire/{id}/rapport/plan.toml`
pub(crate) async fn plan(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    let found = found(&shell, &id).await?;
    Ok(answer("application/toml", "attachment", "plan.toml", found.report.provenance.plan.write()))
}

/// `GET /laboratoire/{id}/rapport.pdf`
pub(crate) async fn pdf(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    let found = found(&shell, &id).await?;
    let lang = shell.lang();
    let document = paper::document(&found.report, &found.about(&shell), lang);
    let pdf = press::print_document(&document, lang).await.map_err(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "a report was not printed");
        let status = match error {
            PressError::Missing | PressError::Busy | PressError::TooSlow => StatusCode::SERVICE_UNAVAILABLE,
            PressError::Failed(_) | PressError::Refused(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Failure::explained(status, &error)
    })?;
    let name = format!("{}-{}.pdf", found.experiment.id, lang.tag());
    Ok(answer("application/pdf", "inline", &name, pdf))
}

fn answer(kind: &'static str, place: &str, name: &str, body: impl IntoResponse) -> Response {
    let mut response = body.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(disposition) = HeaderValue::from_str(&format!("{place}; filename=\"{name}\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}
