//! The small acts on a request, each a form of its page.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use calendar::Party;
use jiff::Timestamp;
use kernel::Id;
use register::AccountId;
use serde_json::json;
use site::{Failure, Going, Sent, Shell};

use super::{
    Desk,
    common::{Act, LINE_MAX, Reader, TEXT_MAX, address, because, colleagues, cut, not_offered, own},
    dates,
};
use crate::{
    assigning,
    documents::{self, NewDocument},
    handling,
    store::{
        notes::{self, Note},
        questions,
        working::{self, Draft},
    },
};

/// How far ahead a request may sleep, in days.
const SLEEP_DAYS_MAX: i32 = 366;

/// `POST /demandes/{id}/agent`: takes it, gives it to a colleague (`to`), gives it back (`to` empty).
pub(super) async fn assign(shell: Shell, Path(id): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let mut act = Act::begin(&shell, &id, &sent, None).await?;
    let (to, why, done) = match sent.text("to") {
        "" => (None, None, "desk-given-back"),
        "moi" => (Some(act.reader.id), Some(because("desk-because-taken")), "desk-taken"),
        to => {
            let to: AccountId = to.parse().map_err(|_| not_offered())?;
            let known = colleagues(&mut act.tx, &act.reader.partner).await?;
            if known.iter().all(|it| it.id != to) {
                return Err(Failure::not_found());
            }
            let is_own = to == act.reader.id;
            let why = because(if is_own { "desk-because-taken" } else { "desk-because-given" });
            (Some(to), Some(why), if is_own { "desk-taken" } else { "desk-given" })
        }
    };
    handling::assign(&mut act.tx, &mut act.request, (to, why), &act.reader.actor, act.now).await?;
    let detail = json!({ "to": to.map(|it| it.to_string()) });
    act.end("request.assign", detail, done).await
}

/// `POST /demandes/{id}/tour`: it becomes somebody's turn.
pub(super) async fn pass(shell: Shell, Path(id): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let party = Party::ALL.into_iter().find(|it| it.code() == sent.text("tour")).ok_or_else(not_offered)?;
    let mut act = Act::begin(&shell, &id, &sent, None).await?;
    let turn = (party, act.reader.actor.as_str());
    handling::pass(&mut act.tx, &act.house, &mut act.request, turn, act.now).await?;
    act.end("request.pass", json!({ "party": party.code() }), "desk-passed").await
}

/// `POST /demandes/{id}/motif`: another reason, or none.
pub(super) async fn change_reason(
    shell: Shell,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let mut act = Act::begin(&shell, &id, &sent, None).await?;
    let reason = Some(sent.text("motif")).filter(|it| !it.is_empty());
    if reason.is_some_and(|it| act.house.reason(it).is_none()) {
        return Err(not_offered());
    }
    let changed = (reason, act.reader.actor.as_str());
    let before = act.request.team;
    handling::change_reason(&mut act.tx, &act.house, &mut act.request, changed, act.now).await?;
    // Another team may give it at once, as it does with what is new.
    if act.request.team != before {
        assigning::give(&mut act.tx, &act.house, &mut act.request, act.now).await?;
    }
    act.end("request.reason", json!({ "reason": reason }), "desk-reason-changed").await
}

/// `POST /demandes/{id}/sommeil`: out of the queue until tomorrow, Monday or a day, at nine; or back at once.
pub(super) async fn snooze(shell: Shell, Path(id): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let today = shell.today();
    let day = match sent.text("jusqu-a") {
        "reveil" => None,
        "demain" => dates::tomorrow(today),
        "lundi" => dates::next_monday(today),
        _ => sent.text("jour").parse().ok(),
    };
    let wakes = sent.text("jusqu-a") == "reveil";
    let until: Option<Timestamp> = day.and_then(dates::morning_of).filter(|it| *it > shell.now());
    let is_near = day.is_none_or(|it| today.until(it).is_ok_and(|it| it.get_days() <= SLEEP_DAYS_MAX));
    let mut act = Act::begin(&shell, &id, &sent, None).await?;
    if !wakes && (until.is_none() || !is_near) {
        let going = Going::to(address(act.request.id)).problem(shell.t("desk-snooze-no-day"));
        return Ok(going.into_response());
    }
    let sleep = (until, act.reader.actor.as_str());
    handling::snooze(&mut act.tx, &mut act.request, sleep, act.now).await?;
    let done = if wakes { "desk-woken" } else { "desk-snoozed" };
    act.end("request.snooze", json!({ "until": until }), done).await
}

/// `POST /demandes/{id}/note`: tells colleagues something. Notes never conflict: the version does not count.
pub(super) async fn note(shell: Shell, Path(id): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let now = shell.now();
    let mut tx = shell.site().db().write().await?;
    let request = own(&mut tx, &reader, &id).await?;
    let body = cut(sent.text("note"), TEXT_MAX);
    if body.is_empty() {
        return Ok(Going::to(address(request.id)).problem(shell.t("desk-note-empty")).into_response());
    }
    let known = colleagues(&mut tx, &reader.partner).await?;
    let called: Vec<AccountId> = sent
        .all("appelle")
        .filter_map(|it| it.parse::<AccountId>().ok())
        .filter(|id| known.iter().any(|it| it.id == *id))
        .collect();
    let note = Note { id: Id::new(now), author: Some(reader.id), body, at: now };
    notes::record(&mut tx, request.id, &note, &called).await?;
    let detail = json!({ "note": note.id.to_string(), "called": called });
    shell.tell(&mut tx, "request.note", &request.id.to_string(), Some(&reader.partner), detail).await?;
    tx.commit().await?;
    Ok(Going::to(format!("{}#{}", address(request.id), note.id)).done(shell.t("desk-noted")).into_response())
}

/// `POST /demandes/{id}/piece`: asks the usager for a document; a message leaves, and it becomes their turn.
pub(super) async fn ask_document(
    State(desk): State<Desk>,
    shell: Shell,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let label = cut(sent.text("piece"), LINE_MAX);
    let mut act = Act::begin(&shell, &id, &sent, None).await?;
    if label.is_empty() {
        let going = Going::to(address(act.request.id)).problem(shell.t("desk-document-none"));
        return Ok(going.into_response());
    }
    let due_at = sent.text("piece-jour").parse().ok().and_then(dates::morning_of);
    let document = NewDocument {
        label,
        why: cut(sent.text("piece-pourquoi"), TEXT_MAX),
        is_indispensable: sent.text("piece-bloque") == "on",
        due_at: due_at.filter(|it| *it > act.now),
    };
    let asked = (&[document][..], "");
    let agent = act.reader.id;
    documents::ask(&mut act.tx, (&act.house, desk.keys()), &mut act.request, asked, agent, act.now).await?;
    act.end("request.document", json!({}), "desk-document-asked").await
}

/// `POST /demandes/{id}/brouillon`: keeps what was typed so far. The script of the page sends it every few seconds.
pub(super) async fn keep_draft(
    shell: Shell,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let now = shell.now();
    let mut tx = shell.site().db().write().await?;
    let request = own(&mut tx, &reader, &id).await?;
    let draft = Draft {
        subject: cut(sent.text("objet"), LINE_MAX),
        body: sent.typed("texte").unwrap_or("").chars().take(TEXT_MAX).collect(),
        at: now,
    };
    if draft.body.trim().is_empty() {
        working::drop_draft(&mut tx, request.id, reader.id).await?;
    } else {
        working::keep_draft(&mut tx, request.id, reader.id, &draft).await?;
    }
    working::touch(&mut tx, request.id, reader.id, true, now).await?;
    tx.commit().await?;
    if sent.text("seul").is_empty() {
        let to = format!("{}#repondre", address(request.id));
        return Ok(Going::to(to).done(shell.t("desk-draft-kept")).into_response());
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `POST /demandes/{id}/presence`: somebody still has it on screen.
pub(super) async fn presence(shell: Shell, Path(id): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let request = own(&mut tx, &reader, &id).await?;
    working::touch(&mut tx, request.id, reader.id, sent.text("ecrit") == "1", shell.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Ticks what a form ticks; `unticks` says whether it shows all questions, so that what it does not tick is unticked.
pub(super) async fn tick(act: &mut Act<'_>, sent: &Sent, unticks: bool) -> Result<(), Failure> {
    for question in questions::of_request(&mut act.tx, act.request.id).await? {
        let is_ticked = sent.all("repondue").any(|it| it.parse() == Ok(question.place));
        let is_answered = question.answered_at.is_some();
        if is_ticked != is_answered && (is_ticked || unticks) {
            let at = is_ticked.then_some(act.now);
            questions::tick(&mut act.tx, act.request.id, question.place, at).await?;
        }
    }
    Ok(())
}
