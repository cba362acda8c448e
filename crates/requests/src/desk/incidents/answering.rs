//! One text for all requests of an incident: seen on the first three, then sent to each.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use kernel::{Explain as _, Id, Outcome};
use register::Tx;
use serde_json::json;
use site::{Failure, Field, Going, Sent, Shell, form::FieldKind};

use super::{Preview, own_incident, page, path, rendered, typed_text};
use crate::{
    desk::{
        Desk, closing,
        common::{Reader, because_said, usager_name},
        templates,
    },
    handling::House,
    incidents,
    rules::variable::Template,
    store::{
        incidents::{self as store, Answer, For, Incident},
        requests, usagers,
    },
};

/// Messages that are shown before all leave.
const PREVIEWS: i64 = 3;

pub(super) struct Form {
    pub(super) text: Vec<Field>,
    pub(super) to: Field,
    pub(super) then: Field,
    pub(super) outcome: Field,
}

/// To whom the form says that the answer goes.
fn to(sent: &Sent) -> For {
    if sent.text("qui") == "toutes" { For::All } else { For::New }
}

pub(super) async fn form(
    shell: &Shell,
    tx: &mut Tx,
    incident: &Incident,
    sent: &Sent,
    faults: &[(&'static str, String)],
) -> Result<Form, Failure> {
    let wrong = |field: &str| faults.iter().find(|it| it.0 == field).map(|it| it.1.clone());
    let typed = |name: &str, usual: String| sent.typed(name).map_or(usual, str::to_owned);
    let new = store::addressed(tx, incident.id, For::New).await?;
    let all = store::addressed(tx, incident.id, For::All).await?;
    let whom = vec![
        ("nouvelles".to_owned(), shell.t1("incident-to-new", "n", new)),
        ("toutes".to_owned(), shell.t1("incident-to-all", "n", all)),
    ];
    let then = ["attendre", "clore"].map(|it| (it.to_owned(), shell.t(&format!("incident-then-{it}"))));
    Ok(Form {
        text: vec![
            Field::new(FieldKind::Text, "objet", shell.t("desk-reply-subject-field"))
                .value(typed("objet", incident.title.clone()))
                .error(wrong("objet"))
                .required(),
            Field::new(FieldKind::LongText, "texte", shell.t("desk-reply-text"))
                .hint(shell.t("incident-answer-hint"))
                .value(typed("texte", String::new()))
                .error(wrong("texte"))
                .required(),
        ],
        to: Field::new(FieldKind::Radios(whom), "qui", shell.t("incident-to"))
            .value(typed("qui", "nouvelles".to_owned()))
            .error(wrong("qui")),
        then: Field::new(FieldKind::Radios(then.into()), "suite", shell.t("incident-then"))
            .value(typed("suite", "attendre".to_owned())),
        outcome: Field::new(
            FieldKind::Select(closing::outcomes(shell)),
            "issue",
            shell.t("desk-close-outcome"),
        )
        .value(typed("issue", Outcome::Resolved.code().to_owned()))
        .error(wrong("issue")),
    })
}

/// `POST /demandes/incidents/{id}/reponse`: shows the first messages (`geste=apercu`), or sends all.
pub(in crate::desk) async fn answer(
    State(desk): State<Desk>,
    shell: Shell,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let now = shell.now();
    let mut tx = shell.site().db().write().await?;
    let mut incident = own_incident(&mut tx, &reader, &id).await?;
    incidents::gather(&mut tx, &incident, now).await?;
    let (answer, mut faults) = read(&shell, &reader, &incident, &sent);
    let count = store::addressed(&mut tx, incident.id, to(&sent)).await?;
    let is_fresh = sent.text("version").parse() == Ok(incident.version);
    let sends = sent.text("geste") == "envoyer";
    if sends && !is_fresh {
        faults.push(("objet", shell.t("incident-overtaken")));
    } else if faults.is_empty() && count == 0 {
        faults.push(("qui", shell.t("incident-nobody")));
    }
    if faults.is_empty() && sends {
        let written = incidents::answer(&mut tx, &mut incident, (&answer, to(&sent))).await?;
        if let Some(count) = written {
            let detail = json!({
                "answer": answer.id.to_string(),
                "requests": count,
                "cause": answer.closing.as_ref().map(|it| it.1.code()),
            });
            shell.tell(&mut tx, "incident.answer", &id, Some(&reader.partner), detail).await?;
            tx.commit().await?;
            let site = shell.site().public_url();
            // The first ones leave at once; the work beside the pages takes the others, and those that failed here.
            if let Err(error) =
                incidents::deliver(shell.site().db(), desk.keys(), site, Some(answer.id), now).await
            {
                tracing::warn!(error = &error as &dyn std::error::Error, "an answer to all goes on later");
            }
            let going = Going::to(format!("{}#demandes", path(incident.id)));
            return Ok(going.done(shell.t1("incident-answer-written", "n", count)).into_response());
        }
        faults.push(("objet", shell.t("incident-overtaken")));
        incident = own_incident(&mut tx, &reader, &id).await?;
    }
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut page = page(&shell, &mut tx, &reader, &incident, &sent, &faults).await?;
    if faults.is_empty() {
        page.addressed = Some(shell.t1("incident-addressed", "n", count));
        let house = House::read(&mut tx, &reader.partner).await?;
        for request in store::first_addressed(&mut tx, incident.id, to(&sent), PREVIEWS).await? {
            page.previews.extend(preview(&shell, &mut tx, &house, request, &answer).await?);
            let detail = json!({ "incident": id });
            shell.tell(&mut tx, "request.read", &request.to_string(), Some(&reader.partner), detail).await?;
        }
    }
    tx.commit().await?;
    Ok(rendered(&shell, &incident, &page, status))
}

/// The answer of a form, and what is wrong with it.
fn read(
    shell: &Shell,
    reader: &Reader,
    incident: &Incident,
    sent: &Sent,
) -> (Answer, Vec<(&'static str, String)>) {
    let (subject, body) = typed_text(sent);
    let mut faults = Vec::new();
    for (field, text) in [("objet", &subject), ("texte", &body)] {
        if text.is_empty() {
            faults.push((field, shell.t("desk-template-missing")));
        } else if let Err(fault) = Template::parse(text) {
            faults.push((field, shell.say(&fault.message())));
        }
    }
    let mut closes = None;
    if sent.text("suite") == "clore" {
        let outcome = sent.text("issue").parse::<Outcome>().ok();
        let cause = closing::known(sent.text("cause"));
        if outcome.is_none() {
            faults.push(("issue", shell.t("desk-close-no-outcome")));
        }
        if cause.is_none() {
            faults.push(("cause", shell.t("desk-close-no-cause")));
        }
        closes = outcome.zip(cause);
    }
    let answer = Answer {
        id: Id::new(shell.now()),
        incident: incident.id,
        partner: reader.partner.clone(),
        subject,
        body,
        closing: closes,
        agent: Some(reader.id),
        lang: shell.lang(),
        at: shell.now(),
    };
    (answer, faults)
}

async fn preview(
    shell: &Shell,
    tx: &mut Tx,
    house: &House,
    request: crate::RequestId,
    answer: &Answer,
) -> Result<Option<Preview>, Failure> {
    let Some(request) = requests::find(tx, &house.partner, request).await? else { return Ok(None) };
    let usager = usagers::find(tx, &house.partner, request.usager).await?;
    let name = usager_name(shell, usager.as_ref().map_or("", |it| it.name.as_str()));
    let filled = incidents::filled(tx, &templates::writer(shell), house, &request, answer).await?;
    let to = format!("{name} · {}", request.reference);
    Ok(Some(match filled {
        Ok((subject, body)) => Preview { to, subject, body, lacking: None },
        Err(lacking) => Preview {
            to,
            subject: String::new(),
            body: String::new(),
            lacking: because_said(shell, Some(&lacking)),
        },
    }))
}
