//! The closing: how it ended, why the usager wrote, and the cause in one gesture.

use axum::{
    extract::{Path, State},
    response::Response,
};
use kernel::{Cause, Outcome};
use serde_json::json;
use site::{Failure, Going, Sent, Shell};

use super::{
    Desk, acts,
    common::{Act, TEXT_MAX, cut},
    request_page, suggestion,
};
use crate::{
    handling::{self, Closing},
    request,
    rules::agreement,
    store::{
        codings, questions,
        suggestions::{self, Proposal},
    },
    story,
};

/// A group of causes: its name, and each cause's code and name.
pub(super) type Family = (String, Vec<(String, String)>);

/// All causes, by family.
pub(super) fn families(shell: &Shell) -> Vec<Family> {
    let mut families: Vec<(char, Family)> = Vec::new();
    for sheet in &practices::collection().causes {
        let letter = sheet.code.chars().next().unwrap_or('V');
        let cause = (sheet.code.clone(), sheet.label.in_lang(shell.lang()).to_owned());
        match families.last_mut().filter(|it| it.0 == letter) {
            Some((_, (_, causes))) => causes.push(cause),
            None => families.push((letter, (shell.t(&format!("desk-family-{letter}")), vec![cause]))),
        }
    }
    families.into_iter().map(|it| it.1).collect()
}

/// A cause of the collection, by its code.
pub(super) fn known(code: &str) -> Option<Cause> {
    practices::collection().cause(code).and_then(|it| it.code.parse().ok())
}

/// The outcomes that a closing may have: code and name.
pub(super) fn outcomes(shell: &Shell) -> Vec<(String, String)> {
    let said = |it: &Outcome| (it.code().to_owned(), shell.t(&format!("desk-outcome-{it}")));
    Outcome::ALL.iter().map(said).collect()
}

/// `POST /demandes/{id}/cloture`
pub(super) async fn close(
    State(desk): State<Desk>,
    shell: Shell,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let mut act = Act::begin(&shell, &id, &sent, None).await?;
    if act.request.state == request::State::Closed {
        return act.end("request.close", json!({ "again": true }), "desk-closed").await;
    }
    acts::tick(&mut act, &sent, false).await?;
    let open = questions::of_request(&mut act.tx, act.request.id).await?;
    let has_open = open.iter().any(questions::Question::is_open);
    let (read, faults) = closing(&act, &sent, has_open);
    let Some(closing) = read.filter(|_| faults.is_empty()) else {
        return request_page::with_faults(act, &sent, &faults).await;
    };
    if has_open {
        let why = cut(sent.text("sans-reponse"), TEXT_MAX);
        questions::leave_open(&mut act.tx, act.request.id, &why).await?;
    }
    proposed(&mut act, &sent, &closing.cause).await?;
    let by = (&closing, act.reader.actor.as_str());
    handling::close(&mut act.tx, &act.house, &mut act.request, by, act.now).await?;
    if agreement::is_drawn(desk.draw(), act.request.id) {
        codings::draw(&mut act.tx, &act.request, act.reader.id, act.now).await?;
    }
    let detail = json!({ "cause": closing.cause.code(), "outcome": closing.outcome.code() });
    let going = Going::to(super::PATH).done(shell.t("desk-closed"));
    act.end_at("request.close", detail, going).await
}

/// Keeps what was proposed beside what the agent gives: how often they agree is shown, and the facts teach the next model.
async fn proposed(act: &mut Act<'_>, sent: &Sent, given: &Cause) -> Result<(), Failure> {
    let Some((proposed, model)) = suggestion::shown(sent) else { return Ok(()) };
    let (_, facts) = story::when_it_waited(&mut act.tx, &act.house, &act.request).await?;
    let proposal = Proposal {
        request: act.request.id,
        partner: &act.reader.partner,
        proposed: &proposed,
        model,
        given,
        facts,
    };
    Ok(suggestions::record(&mut act.tx, &proposal, act.now).await?)
}

fn closing(act: &Act<'_>, sent: &Sent, has_open: bool) -> (Option<Closing>, Vec<(&'static str, String)>) {
    let mut faults = Vec::new();
    let outcome = sent.text("issue").parse::<Outcome>().ok();
    if outcome.is_none() {
        faults.push(("issue", act.shell.t("desk-close-no-outcome")));
    }
    let reason = act.house.reason(sent.text("motif")).map(|it| it.code.clone());
    if reason.is_none() {
        let key = if act.house.reasons.is_empty() { "desk-close-no-reasons" } else { "desk-close-no-reason" };
        faults.push(("motif-cloture", act.shell.t(key)));
    }
    // One of the three proposed, or one of all.
    let cause = known(sent.text("cause")).or_else(|| known(sent.text("autre-cause")));
    if cause.is_none() {
        faults.push(("cause", act.shell.t("desk-close-no-cause")));
    }
    if has_open && sent.text("sans-reponse").is_empty() {
        faults.push(("sans-reponse", act.shell.t("desk-close-open-questions")));
    }
    let closing = match (reason, cause, outcome) {
        (Some(reason), Some(cause), Some(outcome)) => Some(Closing { reason, cause, outcome }),
        _ => None,
    };
    (closing, faults)
}

/// `POST /demandes/{id}/reouverture`
pub(super) async fn open_again(
    shell: Shell,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let mut act = Act::begin(&shell, &id, &sent, None).await?;
    handling::open_again(&mut act.tx, &act.house, &mut act.request, &act.reader.actor, act.now).await?;
    act.end("request.reopen", json!({}), "desk-reopened").await
}
