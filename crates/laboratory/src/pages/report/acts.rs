//! What the partner says of its experiment, and making it public.

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use register::Tx;
use serde_json::json;
use site::{Failure, Going, Sent, Shell};

use super::{Readable, Typed, address, page, read};
use crate::{
    State,
    pages::told,
    pooled,
    store::{self, Lesson},
};

/// Longest text of each.
const TEXT_MAX: usize = 4_000;
/// Longest text with all notes.
const NOTES_MAX: usize = 20_000;

/// What keeps a report from being published, as a key of the catalogue.
pub(crate) fn lacking(found: &Readable) -> Option<&'static str> {
    let lesson = &found.lesson;
    if lesson.conditions.trim().is_empty() || lesson.lessons.trim().is_empty() {
        Some("publish-lacks-lessons")
    } else if !pooled::may_be_published(&found.report) {
        Some("publish-too-few")
    } else {
        None
    }
}

/// The reader's own report.
async fn own_report(tx: &mut Tx, shell: &Shell, id: &str) -> Result<Readable, Failure> {
    let found = read(tx, shell, id).await?.ok_or_else(Failure::not_found)?;
    if found.is_own { Ok(found) } else { Err(Failure::not_found()) }
}

/// `POST /laboratoire/{id}/rapport/enseignements`: conditions of use and lessons, before publication.
pub(crate) async fn learn(shell: Shell, Path(id): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let mut tx = shell.site().db().write().await?;
    let found = own_report(&mut tx, &shell, &id).await?;
    let to = address(found.experiment.id);
    if found.experiment.state != State::Concluded {
        return Ok(Going::to(to).problem(shell.t("publish-already")).into_response());
    }
    let mut faults = Vec::new();
    for field in ["conditions", "lessons"] {
        if let Some(sentence) = fault(&shell, sent.text(field), TEXT_MAX) {
            faults.push((field, sentence));
        }
    }
    if !faults.is_empty() {
        let typed = |field: &str| sent.typed(field).map(str::to_owned);
        let typed =
            Typed { conditions: typed("conditions"), lessons: typed("lessons"), faults, ..Typed::default() };
        return Ok(page(&shell, &found, &typed));
    }
    let lesson =
        Lesson { conditions: sent.text("conditions").to_owned(), lessons: sent.text("lessons").to_owned() };
    store::keep_lesson(&mut tx, found.experiment.id, &lesson).await?;
    told(&shell, &mut tx, "experiment.learn", &found.experiment, json!({})).await?;
    tx.commit().await?;
    Ok(Going::to(to).done(shell.t("report-learned")).into_response())
}

/// `POST /laboratoire/{id}/rapport/note`: a correction after publication; what was said stays.
pub(crate) async fn note(shell: Shell, Path(id): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let mut tx = shell.site().db().write().await?;
    let found = own_report(&mut tx, &shell, &id).await?;
    let to = address(found.experiment.id);
    if found.experiment.state != State::Published {
        return Ok(Going::to(to).problem(shell.t("report-note-before")).into_response());
    }
    let text = sent.text("note");
    let at = shell.now();
    let noted = shell.t_with(
        "report-noted",
        &[("at", shell.figures().instant(at).into()), ("text", text.replace('\n', " ").into())],
    );
    let lessons = format!("{}\n{noted}", found.lesson.lessons);
    let too_long = lessons.chars().count() > NOTES_MAX;
    let wrong = fault(&shell, text, TEXT_MAX)
        .or_else(|| too_long.then(|| shell.t1("report-too-long", "most", NOTES_MAX as u64)));
    if let Some(sentence) = wrong {
        let typed = Typed { note: text.to_owned(), faults: vec![("note", sentence)], ..Typed::default() };
        return Ok(page(&shell, &found, &typed));
    }
    let lesson = Lesson { conditions: found.lesson.conditions.clone(), lessons };
    store::keep_lesson(&mut tx, found.experiment.id, &lesson).await?;
    told(&shell, &mut tx, "experiment.note", &found.experiment, json!({})).await?;
    tx.commit().await?;
    Ok(Going::to(to).done(shell.t("report-note-kept")).into_response())
}

/// `POST /laboratoire/{id}/publier`: everybody reads it from now on.
pub(crate) async fn publish(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    let at = shell.now();
    let mut tx = shell.site().db().write().await?;
    let found = own_report(&mut tx, &shell, &id).await?;
    let to = address(found.experiment.id);
    if let Some(key) = lacking(&found) {
        return Ok(Going::to(to).problem(shell.t(key)).into_response());
    }
    let moved = store::move_on(&mut tx, found.experiment.id, State::Concluded, State::Published, at).await?;
    if !moved {
        return Ok(Going::to(to).problem(shell.t("publish-already")).into_response());
    }
    let detail =
        json!({ "verdict": found.report.verdict.code(), "practice": found.experiment.plan.practice });
    told(&shell, &mut tx, "experiment.publish", &found.experiment, detail).await?;
    tx.commit().await?;
    Ok(Going::to(to).done(shell.t("publish-done")).into_response())
}

/// What is wrong with a text.
fn fault(shell: &Shell, text: &str, most: usize) -> Option<String> {
    if text.is_empty() {
        Some(shell.t("report-missing"))
    } else if text.chars().count() > most {
        Some(shell.t1("report-too-long", "most", most as u64))
    } else {
        None
    }
}
