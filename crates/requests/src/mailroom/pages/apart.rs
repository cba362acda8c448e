//! Messages that were set apart: as they came, and back among people's.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::Response,
};
use serde_json::json;
use site::{Failure, Going, Shell, file};

use super::{PATH, partner};
use crate::mailroom::{
    arrivals::{self, Arrival, ArrivalId},
    work::Mailroom,
};

async fn own(shell: &Shell, id: &str) -> Result<Arrival, Failure> {
    let id: ArrivalId = id.parse().map_err(|_| Failure::not_found())?;
    let mut tx = shell.site().db().read().await?;
    arrivals::find(&mut tx, &partner(shell)?, id).await?.ok_or_else(Failure::not_found)
}

/// `GET /demandes/boites/ecartes/{id}`: the message as it came, to be saved and never shown by the browser.
pub(super) async fn raw(
    shell: Shell,
    State(mailroom): State<Arc<Mailroom>>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let arrival = own(&shell, &id).await?;
    let bytes = mailroom.files.bytes(&arrival.content_key).await?.ok_or_else(Failure::not_found)?;
    let mut tx = shell.site().db().write().await?;
    shell.tell(&mut tx, "arrival.read", &id, Some(&arrival.partner), json!({})).await?;
    tx.commit().await?;
    Ok(file::saved("application/octet-stream", &format!("{id}.eml"), bytes))
}

/// `POST /demandes/boites/ecartes/{id}`: a person says that it is for people.
pub(super) async fn release(
    shell: Shell,
    State(mailroom): State<Arc<Mailroom>>,
    Path(id): Path<String>,
) -> Result<Going, Failure> {
    let arrival = own(&shell, &id).await?;
    let mut tx = shell.site().db().write().await?;
    if !arrivals::release(&mut tx, &arrival.partner, arrival.id).await? {
        return Ok(Going::to(PATH).problem(shell.t("arrival-filed-already")));
    }
    shell.tell(&mut tx, "arrival.release", &id, Some(&arrival.partner), json!({})).await?;
    tx.commit().await?;
    mailroom.news.notify_waiters();
    Ok(Going::to(PATH).done(shell.t("arrival-released-done")))
}
