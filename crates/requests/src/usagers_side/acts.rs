//! What a usager does on the page of their request: writes, hands in documents, says whether it is settled, gives an opinion.

use axum::{
    extract::{Multipart, Path, State},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use kernel::{Channel, Direction};
use register::Tx;
use serde_json::json;
use site::{Failure, Going, Machine, Sent, Shell};

use super::{
    UsagersSide,
    follow::{Found, Typed, WRITTEN_MAX, found, page},
};
use crate::{
    contact::{Attachment, Contact},
    documents as acts,
    handling::{self, HandlingError, House, USAGER},
    request::{Request, State as Stand},
    store::{contacts, documents, documents::DocumentRequestId, events, opinions, requests},
    upload,
};

/// Letters of what is added to an opinion.
const WORDS_MAX: usize = 2_000;
/// How often one starts over when an agent changes the request at the same instant.
const RETRIES_MAX: usize = 3;

/// What a usager hands over.
struct Given<'a> {
    text: &'a str,
    files: &'a [Attachment],
    documents: &'a [DocumentRequestId],
    /// Whether it says that a closed request is not settled.
    is_unsettled: bool,
}

/// `POST /suivi/{code}/message`: a question, an answer, a document that nobody asked for.
pub async fn write(
    State(side): State<UsagersSide>,
    shell: Shell,
    machine: Machine,
    Path(code): Path<String>,
    form: Multipart,
) -> Result<Response, Failure> {
    let found = opened(&side, &shell, machine, &code).await?;
    let received = upload::read(form, side.files()).await?;
    let text = received.sent.text("message").to_owned();
    let problem = if let Some(problem) = &received.problem {
        Some(("files", shell.say(problem)))
    } else if text.is_empty() && received.files.is_empty() {
        Some(("message", shell.t("follow-nothing-written")))
    } else if text.chars().count() > WRITTEN_MAX {
        Some(("message", shell.t("contact-too-long")))
    } else {
        None
    };
    if problem.is_some() {
        return page(&shell, found, Typed { message: text, problem }).await;
    }
    side.limits().write(found.code.as_str(), shell.now())?;
    let files = upload::keep(side.files(), received.files).await?;
    let given = Given { text: &text, files: &files, documents: &[], is_unsettled: false };
    give(&shell, &found, &given).await?;
    Ok(Going::to(found.path()).done(shell.t("follow-written")).into_response())
}

/// `POST /suivi/{code}/documents`: a document that was asked for.
pub async fn hand_in(
    State(side): State<UsagersSide>,
    shell: Shell,
    machine: Machine,
    Path(code): Path<String>,
    form: Multipart,
) -> Result<Response, Failure> {
    let found = opened(&side, &shell, machine, &code).await?;
    let received = upload::read(form, side.files()).await?;
    let id: DocumentRequestId = received.sent.text("document").parse().map_err(|_| Failure::not_found())?;
    let mut tx = shell.site().db().read().await?;
    let asked = documents::of_request(&mut tx, found.request.id).await?;
    drop(tx);
    // Foreign documents and unknown ones are answered alike.
    let document = asked.into_iter().find(|it| it.id == id).ok_or_else(Failure::not_found)?;
    let going = Going::to(found.path());
    if let Some(problem) = &received.problem {
        return Ok(going.problem(shell.say(problem)).into_response());
    }
    if received.files.is_empty() {
        return Ok(going.problem(shell.t("documents-no-file")).into_response());
    }
    if !document.is_awaited() {
        return Ok(going.problem(shell.t("documents-not-awaited")).into_response());
    }
    side.limits().write(found.code.as_str(), shell.now())?;
    let files = upload::keep(side.files(), received.files).await?;
    let given = Given { text: &document.label, files: &files, documents: &[id], is_unsettled: false };
    give(&shell, &found, &given).await?;
    Ok(going.done(shell.t("documents-received")).into_response())
}

/// `POST /suivi/{code}/regle`: whether it is settled; what is not is opened again.
pub async fn solved(
    State(side): State<UsagersSide>,
    shell: Shell,
    machine: Machine,
    Path(code): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let found = opened(&side, &shell, machine, &code).await?;
    let now = shell.now();
    side.limits().write(found.code.as_str(), now)?;
    let going = Going::to(found.path());
    if sent.text("solved") == "yes" {
        let mut tx = shell.site().db().write().await?;
        opinions::say_solved(&mut tx, &found.request, true, now).await?;
        events::tell(&mut tx, found.request.id, (USAGER, "settled"), &json!({}), now).await?;
        tx.commit().await?;
        return Ok(going.done(shell.t("solved-thanks")).into_response());
    }
    let text: String = sent.text("why").replace("\r\n", "\n").chars().take(WRITTEN_MAX).collect();
    let given = Given { text: &text, files: &[], documents: &[], is_unsettled: true };
    give(&shell, &found, &given).await?;
    Ok(going.done(shell.t("unsolved-thanks")).into_response())
}

/// `POST /suivi/{code}/avis`: one mark, and words if one likes; only once it is closed.
pub async fn give_opinion(
    State(side): State<UsagersSide>,
    shell: Shell,
    machine: Machine,
    Path(code): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let found = opened(&side, &shell, machine, &code).await?;
    let now = shell.now();
    let going = Going::to(found.path());
    let mark = sent.text("mark").parse().ok().filter(|it| (1..=5_u8).contains(it));
    let Some(mark) = mark.filter(|_| found.request.state == Stand::Closed) else {
        return Ok(going.problem(shell.t("opinion-no-mark")).into_response());
    };
    side.limits().write(found.code.as_str(), now)?;
    let words: String = sent.text("words").replace("\r\n", "\n").chars().take(WORDS_MAX).collect();
    let mut tx = shell.site().db().write().await?;
    opinions::give_mark(&mut tx, &found.request, (mark, &words), now).await?;
    events::tell(&mut tx, found.request.id, (USAGER, "opinion"), &json!({ "mark": mark }), now).await?;
    tx.commit().await?;
    Ok(going.done(shell.t("opinion-thanks")).into_response())
}

async fn opened(side: &UsagersSide, shell: &Shell, machine: Machine, code: &str) -> Result<Found, Failure> {
    let mut tx = shell.site().db().read().await?;
    found(&mut tx, side, shell, machine, code).await
}

/// Records what was given; if an agent changes the request at the same instant, starts over, so that nothing is lost.
async fn give(shell: &Shell, found: &Found, given: &Given<'_>) -> Result<(), Failure> {
    let now = shell.now();
    let mut tries = 0;
    loop {
        tries += 1;
        let mut tx = shell.site().db().write().await?;
        let request = requests::find(&mut tx, &found.request.partner, found.request.id).await?;
        let mut request = request.ok_or_else(Failure::not_found)?;
        match record(&mut tx, &mut request, given, now).await {
            Ok(()) => return Ok(tx.commit().await?),
            Err(HandlingError::Stale(_)) if tries < RETRIES_MAX => drop(tx),
            Err(error) => return Err(error.into()),
        }
    }
}

async fn record(
    tx: &mut Tx,
    request: &mut Request,
    given: &Given<'_>,
    now: Timestamp,
) -> Result<(), HandlingError> {
    let house = House::read(tx, &request.partner).await?;
    if given.is_unsettled {
        opinions::say_solved(tx, request, false, now).await?;
        handling::open_again(tx, &house, request, USAGER, now).await?;
    }
    if given.text.is_empty() && given.files.is_empty() {
        return Ok(());
    }
    let parties = (request.id, request.usager);
    let mut contact = Contact::new(parties, request.partner.clone(), Channel::Web, Direction::Inbound, now);
    given.text.clone_into(&mut contact.body);
    handling::receive(tx, &house, request, &contact).await?;
    contacts::attach(tx, contact.id, given.files).await?;
    if !given.documents.is_empty() {
        acts::received(tx, &house, request, (&contact, given.documents), now).await?;
    }
    Ok(())
}
