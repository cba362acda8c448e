//! What a person may ask about their data: a copy of all of it, and its removal. A manager answers.

use std::{error::Error, io};

use askama::Template;
use axum::{
    body::Body,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use register::Tx;
use site::{ErrorSummary, Failure, Field, Going, Sent, Shell, file, form::FieldKind};
use tokio_util::io::ReaderStream;

use super::{
    Desk,
    common::{Reader, usager_name},
    joining::own_usager,
    radar::person_address,
};
use crate::{
    exchange::{
        erasure::{self, Proof, Whom},
        person,
    },
    store::usagers,
    usager::Usager,
};

/// The box by which one says that it is meant.
const MEANT: &str = "certain";

#[derive(Template)]
#[template(path = "desk_rights.html")]
struct RightsPage<'a> {
    shell: &'a Shell,
    base: String,
    problems: ErrorSummary,
    /// What an erasure would remove.
    about: String,
    meant: Field,
    /// Of somebody who was erased: when, the proof, and what became of the database's file.
    erased: Option<[String; 3]>,
}

/// Whose data it is: whoever was found to be somebody else is that one.
async fn standing(tx: &mut Tx, reader: &Reader, id: &str) -> Result<Usager, Failure> {
    let usager = own_usager(tx, reader, id).await?;
    Ok(usagers::standing(tx, usager).await?)
}

fn address(usager: &Usager) -> String {
    format!("{}/donnees", person_address(usager.id))
}

/// `GET /demandes/usagers/{id}/donnees`
pub(super) async fn show(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    page(&shell, &id, None).await
}

async fn page(shell: &Shell, id: &str, problem: Option<String>) -> Result<Response, Failure> {
    let reader = Reader::of(shell)?;
    let mut tx = shell.site().db().read().await?;
    let usager = standing(&mut tx, &reader, id).await?;
    let (requests, contacts) = erasure::count(&mut tx, usager.id).await?;
    let proof = match usager.erased_at {
        Some(at) => erasure::proof(&mut tx, &reader.partner, at).await?,
        None => None,
    };
    drop(tx);
    let mut problems = ErrorSummary::new(shell);
    if let Some(problem) = &problem {
        problems.add(MEANT, problem.clone());
    }
    let counts = [("requests", requests.into()), ("contacts", contacts.into())];
    let page = RightsPage {
        base: address(&usager),
        about: shell.t_with("rights-erase-counts", &counts),
        meant: Field::new(FieldKind::Checkbox, MEANT, shell.t("rights-erase-meant")).error(problem),
        erased: proof.map(|it| told(shell, &it)),
        problems,
        shell,
    };
    let status = if page.meant.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(shell
        .page(shell.t("rights-title"))
        .lead(shell.t("rights-lead"))
        .crumb(shell.t("desk-title"), super::PATH)
        .crumb(usager_name(shell, &usager.name), person_address(usager.id))
        .status(status)
        .render(&page))
}

fn told(shell: &Shell, proof: &Proof) -> [String; 3] {
    let at = [("at", shell.figures().instant(proof.at).into())];
    let number = [
        ("proof", proof.id.to_string().into()),
        ("requests", proof.requests.into()),
        ("contacts", proof.contacts.into()),
        ("files", proof.files.into()),
    ];
    let rewritten = match proof.scrubbed_at {
        Some(at) => shell.t_with("rights-rewritten", &[("at", shell.figures().instant(at).into())]),
        None => shell.t("rights-to-be-rewritten"),
    };
    [shell.t_with("rights-erased", &at), shell.t_with("rights-proof", &number), rewritten]
}

/// `POST /demandes/usagers/{id}/donnees/copie`: all that is known of a person, as a ZIP.
pub(super) async fn copy(
    State(desk): State<Desk>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let db = shell.site().db();
    let mut tx = db.read().await?;
    let usager = standing(&mut tx, &reader, &id).await?;
    let people = erasure::together(&mut tx, usager.id).await?;
    drop(tx);
    let mut out = tempfile::tempfile().map_err(|it| failed(&it))?;
    let who = (reader.actor.as_str(), shell.now());
    let written = person::write(
        (db, desk.files(), desk.elsewhere()),
        (&reader.partner, &people, shell.lang()),
        &mut out,
        who,
    );
    written.await.map_err(|it| failed(&it))?;
    io::Seek::rewind(&mut out).map_err(|it| failed(&it))?;
    let rows = Body::from_stream(ReaderStream::new(tokio::fs::File::from_std(out)));
    Ok(file::saved("application/zip", &shell.t("rights-file-name"), rows))
}

fn failed(error: &(dyn Error + 'static)) -> Failure {
    tracing::error!(error, "what a person may ask about their data was not done");
    Failure::our_fault()
}

/// `POST /demandes/usagers/{id}/donnees/effacement`
pub(super) async fn erase(
    State(desk): State<Desk>,
    shell: Shell,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let db = shell.site().db();
    let mut tx = db.read().await?;
    let usager = standing(&mut tx, &reader, &id).await?;
    drop(tx);
    if sent.text(MEANT).is_empty() {
        return page(&shell, &id, Some(shell.t("rights-erase-unsure"))).await;
    }
    let whom = Whom::Person(usager.id);
    let who = (reader.actor.as_str(), shell.now());
    let removed = erasure::carry_out(
        (db, desk.files(), desk.keys(), desk.elsewhere()),
        (&reader.partner, whom),
        who,
        true,
    )
    .await;
    removed.map_err(|it| failed(&it))?;
    Ok(Going::to(address(&usager)).done(shell.t("rights-erase-done")).into_response())
}
