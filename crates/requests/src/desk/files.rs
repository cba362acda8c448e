//! Files of a request, given to agents.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use serde_json::json;
use site::{Failure, Shell, file};

use super::{
    Desk,
    common::{Reader, own},
};
use crate::{
    contact::{ContactId, FileVerdict},
    store::contacts,
    words::message,
};

/// `GET /demandes/{id}/fichiers/{contact}/{place}`: always to be saved, never to be shown.
pub(super) async fn download(
    State(desk): State<Desk>,
    shell: Shell,
    Path((id, contact, place)): Path<(String, String, i64)>,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let request = own(&mut tx, &reader, &id).await?;
    let contact: ContactId = contact.parse().map_err(|_| Failure::not_found())?;
    let contact = contacts::find(&mut tx, &reader.partner, contact).await?;
    let contact = contact.filter(|it| it.request == request.id).ok_or_else(Failure::not_found)?;
    let files = contacts::files(&mut tx, contact.id).await?;
    let found = files.into_iter().find(|it| it.place == place).ok_or_else(Failure::not_found)?;
    if found.verdict == FileVerdict::Dangerous {
        return Err(Failure::new(StatusCode::FORBIDDEN, message("desk-file-held")));
    }
    let detail = json!({ "contact": contact.id.to_string(), "place": place });
    shell.tell(&mut tx, "request.file", &request.id.to_string(), Some(&reader.partner), detail).await?;
    tx.commit().await?;
    let bytes = desk.files().bytes(&found.content_key).await?.ok_or_else(|| {
        tracing::error!(key = found.content_key, "a file that the register names is not there");
        Failure::our_fault()
    })?;
    Ok(file::saved("application/octet-stream", &found.name, bytes))
}
