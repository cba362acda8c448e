//! The second coding: some closed requests get their cause again, from somebody who does not see the first one.

use askama::Template;
use axum::response::{IntoResponse as _, Response};
use kernel::Cause;
use serde_json::json;
use site::{Failure, Going, Sent, Shell};

use super::{
    closing::{self, Family},
    common::{Reader, contact_said, subject_said},
    style, timeline,
};
use crate::{
    request::RequestId,
    rules::agreement::{self, Standing},
    store::{codings, contacts, requests},
};

struct Told {
    about: String,
    body: String,
}

#[derive(Template)]
#[template(path = "desk_recoding.html")]
struct RecodingPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    request: Option<String>,
    subject: String,
    told: Vec<Told>,
    families: Vec<Family>,
    waiting: String,
    agreement: Vec<String>,
}

/// `GET /demandes/relecture`
pub(super) async fn show(shell: Shell) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let next = codings::next(&mut tx, &reader.partner, reader.id).await?;
    let mut page = RecodingPage {
        style: style::SHEET.address(),
        request: None,
        subject: String::new(),
        told: Vec::new(),
        families: closing::families(&shell),
        waiting: shell.t1(
            "desk-recoding-waiting",
            "count",
            codings::waiting(&mut tx, &reader.partner, reader.id).await?,
        ),
        agreement: Vec::new(),
        shell: &shell,
    };
    if reader.is_manager {
        page.agreement = agreement(&shell, &codings::pairs(&mut tx, &reader.partner).await?);
    }
    if let Some(id) = next {
        let request = requests::find(&mut tx, &reader.partner, id).await?.ok_or_else(Failure::our_fault)?;
        page.request = Some(id.to_string());
        page.subject = subject_said(&shell, &request.subject);
        for it in contacts::of_request(&mut tx, id).await? {
            page.told.push(Told { about: contact_said(&shell, &it), body: it.body });
        }
        let detail = json!({ "recoding": true });
        shell.tell(&mut tx, "request.read", &id.to_string(), Some(&reader.partner), detail).await?;
    }
    tx.commit().await?;
    Ok(shell
        .page(shell.t("desk-recoding"))
        .crumb(shell.t("desk-title"), super::PATH)
        .lead(shell.t("desk-recoding-lead"))
        .render(&page))
}

/// `POST /demandes/relecture`: the second cause.
pub(super) async fn code(shell: Shell, sent: Sent) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let id: RequestId = sent.text("demande").parse().map_err(|_| Failure::not_found())?;
    let here = || Going::to(format!("{}/relecture", super::PATH));
    let Some(cause) = closing::known(sent.text("cause")) else {
        return Ok(here().problem(shell.t("desk-close-no-cause")).into_response());
    };
    let mut tx = shell.site().db().write().await?;
    if !codings::code(&mut tx, (&reader.partner, id), &cause, reader.id, shell.now()).await? {
        return Err(Failure::not_found());
    }
    let detail = json!({ "cause": cause.code() });
    shell.tell(&mut tx, "request.recode", &id.to_string(), Some(&reader.partner), detail).await?;
    tx.commit().await?;
    Ok(here().done(shell.t("desk-recoded")).into_response())
}

/// How far two readers agree, in words: over all causes, then on those whose figures cannot be relied on.
pub(super) fn agreement(shell: &Shell, pairs: &[(Cause, Cause)]) -> Vec<String> {
    let all = agreement::agreement(pairs);
    let agreed = pairs.iter().filter(|(first, second)| first == second).count();
    let mut said = vec![shell.say(&all.standing.message())];
    if let Some(kappa) = all.kappa.filter(|_| all.standing != Standing::Unknown) {
        let args = [
            ("count", (all.pairs as u64).into()),
            ("agreed", (agreed as u64).into()),
            ("kappa", shell.figures().number(kappa.value, 2).into()),
        ];
        said.insert(0, shell.t_with("desk-agreement", &args));
    }
    for (cause, of) in agreement::by_code(pairs) {
        if matches!(of.standing, Standing::GreyedOut | Standing::Warned) {
            let name = timeline::cause_name(shell, &cause);
            let args = [("cause", name.into()), ("standing", shell.say(&of.standing.message()).into())];
            said.push(shell.t_with("desk-agreement-cause", &args));
        }
    }
    said
}
