//! A report as files: JSON, PDF, and the plan that was analysed.

use axum::{extract::Path, http::StatusCode, response::Response};
use experiments::Report;
use gateways::press;
use site::{Failure, Shell, api::Json, file};

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
    Ok(file::saved("application/toml", "plan.toml", found.report.provenance.plan.write()))
}

/// `GET /laboratoire/{id}/rapport.pdf`
pub(crate) async fn pdf(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    let found = found(&shell, &id).await?;
    let lang = shell.lang();
    let document = paper::document(&found.report, &found.about(&shell), lang);
    let pdf = press::print_document(&document, lang).await.map_err(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "a report was not printed");
        let status = if error.is_passing() {
            StatusCode::SERVICE_UNAVAILABLE
        } else {
            StatusCode::INTERNAL_SERVER_ERROR
        };
        Failure::explained(status, &error)
    })?;
    let name = format!("{}-{}.pdf", found.experiment.id, lang.tag());
    Ok(file::shown("application/pdf", &name, pdf))
}
