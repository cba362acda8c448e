//! Files of a request, given to agents; those that their type blocks, let through by a manager.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use register::Tx;
use serde_json::json;
use site::{Failure, Going, Sent, Shell, file};

use super::{
    Desk,
    common::{Act, Reader, address, cut, own},
};
use crate::{
    antivirus::{self, Opened},
    contact::{Attachment, ContactId, Release},
    handling,
    request::RequestId,
    store::contacts,
    words::message,
};

/// Letters of a reason for which a file is let through.
const WHY_MAX: usize = 500;

/// A file of a request of the reader's partner.
async fn found(
    tx: &mut Tx,
    reader: &Reader,
    request: RequestId,
    (contact, place): (&str, i64),
) -> Result<(ContactId, Attachment), Failure> {
    let contact: ContactId = contact.parse().map_err(|_| Failure::not_found())?;
    let contact = contacts::find(tx, &reader.partner, contact).await?;
    let contact = contact.filter(|it| it.request == request).ok_or_else(Failure::not_found)?;
    let files = contacts::files(tx, contact.id).await?;
    let file = files.into_iter().find(|it| it.place == place).ok_or_else(Failure::not_found)?;
    Ok((contact.id, file))
}

/// `GET /demandes/{id}/fichiers/{contact}/{place}`: always to be saved, never to be shown.
pub(super) async fn download(
    State(desk): State<Desk>,
    shell: Shell,
    Path((id, contact, place)): Path<(String, String, i64)>,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let request = own(&mut tx, &reader, &id).await?;
    let (contact, found) = found(&mut tx, &reader, request.id, (&contact, place)).await?;
    drop(tx);
    let held = |key| Failure::new(StatusCode::FORBIDDEN, message(key));
    if !found.may_be_opened() {
        return Err(held(if found.virus.is_infected() {
            "desk-file-infected-held"
        } else {
            "desk-file-held"
        }));
    }
    let bytes = match antivirus::open(desk.files(), shell.site().db(), &found, shell.now()).await? {
        Opened::Bytes(bytes) => bytes,
        Opened::Infected => return Err(held("desk-file-infected-held")),
        Opened::Gone => return Err(Failure::our_fault()),
    };
    let mut tx = shell.site().db().write().await?;
    let detail = json!({ "contact": contact.to_string(), "place": place });
    shell.tell(&mut tx, "request.file", &request.id.to_string(), Some(&reader.partner), detail).await?;
    tx.commit().await?;
    Ok(file::saved("application/octet-stream", &found.name, bytes))
}

/// `POST /demandes/{id}/fichiers/{contact}/{place}/deblocage`: a manager lets a file through that its type blocks, and says why.
pub(super) async fn release(
    shell: Shell,
    Path((id, contact, place)): Path<(String, String, i64)>,
    sent: Sent,
) -> Result<Response, Failure> {
    let mut act = Act::begin(&shell, &id, &sent, None).await?;
    let (contact, file) = found(&mut act.tx, &act.reader, act.request.id, (&contact, place)).await?;
    let why = cut(sent.text("raison"), WHY_MAX);
    let to = format!("{}#{contact}", address(act.request.id));
    let problem = |key| Ok(Going::to(to.clone()).problem(shell.t(key)).into_response());
    if why.is_empty() {
        return problem("desk-file-release-no-reason");
    }
    let release = Release { at: act.now, by: act.reader.actor.clone(), why: why.clone() };
    if !handling::release_file(&mut act.tx, &act.request, (contact, &file), &release).await? {
        return problem("desk-file-release-impossible");
    }
    let detail = json!({ "contact": contact.to_string(), "place": place, "name": file.name, "why": why });
    act.end_at("request.file-release", detail, Going::to(to).done(shell.t("desk-file-release-done"))).await
}
