//! Incidents on screen: what is unusual, the incident with its requests, what usagers are told, and one answer for all.

mod answering;
mod list;

use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use jiff::{Timestamp, civil};
use kernel::Id;
use register::Tx;
use serde_json::json;
use site::{ErrorSummary, Failure, Field, Going, Sent, Shell, form::FieldKind};

use super::{
    callbacks,
    closing::Family,
    common::{
        LINE_MAX, Reader, TEXT_MAX, address, because_said, cut, own, reason_name, subject_said, usager_name,
    },
    dates, style,
};
use crate::{
    handling::House,
    incidents,
    request::{Request, RequestId},
    store::{
        incidents::{self as store, Incident, IncidentId, Member},
        requests, usagers,
    },
};

pub(super) use answering::answer;
pub(super) use list::{SurgeLine, dismiss, list, open, running, surging};

/// The list of incidents.
pub(super) const PATH: &str = "/demandes/incidents";
/// Letters of what usagers are told: it is read at a glance.
const TOLD_MAX: usize = 2_000;
/// How far ahead the end of an incident may be, in days.
const AHEAD_DAYS_MAX: i32 = 90;

/// The address of an incident.
pub(super) fn path(id: IncidentId) -> String {
    format!("{PATH}/{id}")
}

struct MemberLine {
    href: String,
    id: String,
    reference: String,
    subject: String,
    about: String,
    is_later: bool,
    is_closed: bool,
    /// What became of the last answer to all, and how it is coloured.
    answered: Option<(String, &'static str)>,
    problem: Option<String>,
}

/// One message as a usager would read it.
struct Preview {
    to: String,
    subject: String,
    body: String,
    lacking: Option<String>,
}

#[derive(Template)]
#[template(path = "desk_incident.html")]
struct IncidentPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    problems: ErrorSummary,
    base: String,
    version: i64,
    is_running: bool,
    facts: Vec<(String, String)>,
    is_told: bool,
    told: Vec<Field>,
    members: Vec<MemberLine>,
    shown: String,
    answer: Vec<Field>,
    to: Field,
    then: Field,
    outcome: Field,
    cause: String,
    cause_error: Option<String>,
    families: Vec<Family>,
    blanks: Vec<(String, String)>,
    previews: Vec<Preview>,
    addressed: Option<String>,
}

/// An incident of the reader's partner. Others are not found, be they there or not.
async fn own_incident(tx: &mut Tx, reader: &Reader, id: &str) -> Result<Incident, Failure> {
    let id: IncidentId = id.parse().map_err(|_| Failure::not_found())?;
    store::find(tx, &reader.partner, id).await?.ok_or_else(Failure::not_found)
}

/// `GET /demandes/incidents/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let incident = own_incident(&mut tx, &reader, &id).await?;
    incidents::gather(&mut tx, &incident, shell.now()).await?;
    tx.commit().await?;
    // The page itself is read beside whoever writes.
    let mut tx = shell.site().db().read().await?;
    let page = page(&shell, &mut tx, &reader, &incident, &Sent::default(), &[]).await?;
    drop(tx);
    let shown: Vec<String> = page.members.iter().map(|it| it.id.clone()).collect();
    let detail = json!({ "incident": id, "requests": shown });
    let mut tx = shell.site().db().write().await?;
    shell.tell(&mut tx, "request.list", "incident", Some(&reader.partner), detail).await?;
    tx.commit().await?;
    Ok(rendered(&shell, &incident, &page, StatusCode::OK))
}

fn rendered(shell: &Shell, incident: &Incident, page: &IncidentPage<'_>, status: StatusCode) -> Response {
    let shown = shell.page(incident.title.clone()).crumb(shell.t("desk-title"), super::PATH);
    shown.crumb(shell.t("incidents-title"), PATH).wide().status(status).render(page)
}

async fn page<'a>(
    shell: &'a Shell,
    tx: &mut Tx,
    reader: &Reader,
    incident: &Incident,
    sent: &Sent,
    faults: &[(&'static str, String)],
) -> Result<IncidentPage<'a>, Failure> {
    let house = House::read(tx, &reader.partner).await?;
    let members = store::members(tx, incident.id).await?;
    let (all, open) = store::counted(tx, incident.id).await?;
    let ids: Vec<_> = members.iter().map(|it| it.usager).collect();
    let names = usagers::names(tx, &reader.partner, &ids).await?;
    let line = |it: &Member| {
        let usager = usager_name(shell, names.get(&it.usager).map_or("", String::as_str));
        member(shell, incident, it, &usager)
    };
    let mut problems = ErrorSummary::new(shell);
    for (field, sentence) in faults {
        problems.add(*field, sentence.clone());
    }
    let form = answering::form(shell, tx, incident, sent, faults).await?;
    Ok(IncidentPage {
        style: style::SHEET.address(),
        problems,
        base: path(incident.id),
        version: incident.version,
        is_running: incident.is_running(shell.now()),
        facts: facts(shell, &house, incident, (all, open)),
        is_told: !incident.text.is_empty(),
        told: told_fields(shell, incident, sent, faults),
        members: members.iter().map(line).collect(),
        shown: if members.len() as u64 == all {
            shell.t("incident-joins")
        } else {
            shell.t1("incident-shown", "shown", members.len() as u64)
        },
        answer: form.text,
        to: form.to,
        then: form.then,
        outcome: form.outcome,
        cause: sent.text("cause").to_owned(),
        cause_error: faults.iter().find(|it| it.0 == "cause").map(|it| it.1.clone()),
        families: super::closing::families(shell),
        blanks: super::templates::blanks(shell),
        previews: Vec::new(),
        addressed: None,
        shell,
    })
}

fn facts(
    shell: &Shell,
    house: &House,
    incident: &Incident,
    (all, open): (u64, u64),
) -> Vec<(String, String)> {
    let figures = shell.figures();
    let fact = |key: &str, value: String| (shell.t(key), value);
    let state = match (incident.ended_at, incident.ends_at) {
        (Some(at), _) => shell.t1("incident-ended-at", "at", figures.instant(at)),
        (None, Some(at)) if at <= shell.now() => shell.t1("incident-ended-at", "at", figures.instant(at)),
        (None, Some(at)) => shell.t1("incident-runs-until", "at", figures.instant(at)),
        (None, None) => shell.t("incident-runs"),
    };
    let reason = incident.reason.as_deref().map(|it| reason_name(house, it));
    vec![
        fact("desk-fact-state", state),
        fact("desk-fact-reason", reason.unwrap_or_else(|| shell.t("desk-all-reasons"))),
        fact("incident-since", figures.instant(incident.since)),
        fact(
            "incident-requests",
            shell.t_with("incident-counted", &[("all", all.into()), ("open", open.into())]),
        ),
    ]
}

fn member(shell: &Shell, incident: &Incident, member: &Member, usager: &str) -> MemberLine {
    let answered = member.answered.as_deref().map(|it| {
        let class = match it {
            "sent" | "closed" => "good",
            "lacking" => "bad",
            _ => "",
        };
        (shell.t(&format!("incident-answer-{it}")), class)
    });
    MemberLine {
        href: address(member.request),
        id: member.request.to_string(),
        reference: member.reference.clone(),
        subject: subject_said(shell, &member.subject),
        about: format!("{usager} · {} · {}", shell.figures().instant(member.opened_at), member.reference),
        is_later: member.opened_at > incident.begun_at,
        is_closed: !member.is_open,
        answered,
        problem: because_said(shell, member.problem.as_deref()),
    }
}

/// Title, text and end: what the banner and automatic answers say.
fn told_fields(
    shell: &Shell,
    incident: &Incident,
    sent: &Sent,
    faults: &[(&'static str, String)],
) -> Vec<Field> {
    let wrong = |field: &str| faults.iter().find(|it| it.0 == field).map(|it| it.1.clone());
    let typed = |name: &str, kept: String| sent.typed(name).map_or(kept, str::to_owned);
    // Proposed, until somebody has saved anything.
    let text = if incident.version == 0 && incident.text.is_empty() {
        shell.t("incident-text-proposed")
    } else {
        incident.text.clone()
    };
    let day = incident.ends_at.map(|it| kernel::paris_date(it.as_microsecond()).to_string());
    vec![
        Field::new(FieldKind::Text, "titre", shell.t("incident-title"))
            .value(typed("titre", incident.title.clone()))
            .error(wrong("titre"))
            .required(),
        Field::new(FieldKind::LongText, "annonce", shell.t("incident-text"))
            .hint(shell.t("incident-text-hint"))
            .value(typed("annonce", text))
            .error(wrong("annonce")),
        Field::new(FieldKind::Date, "fin-jour", shell.t("incident-ends-day"))
            .hint(shell.t("incident-ends-hint"))
            .value(typed("fin-jour", day.unwrap_or_default()))
            .error(wrong("fin-jour")),
        Field::new(FieldKind::Text, "fin-heure", shell.t("incident-ends-hour"))
            .hint(shell.t("desk-callback-hint"))
            .value(typed("fin-heure", incident.ends_at.map(dates::hour).unwrap_or_default())),
    ]
}

/// The end that a form states; `Ok(None)`: somebody ends it.
fn read_end(shell: &Shell, sent: &Sent) -> Result<Option<Timestamp>, (&'static str, String)> {
    let (day, hour) = (sent.text("fin-jour"), sent.text("fin-heure"));
    if day.is_empty() && hour.is_empty() {
        return Ok(None);
    }
    let day: Option<civil::Date> = if day.is_empty() { Some(shell.today()) } else { day.parse().ok() };
    let is_near =
        |day: &civil::Date| shell.today().until(*day).is_ok_and(|it| it.get_days() <= AHEAD_DAYS_MAX);
    let at = day.filter(is_near).zip(callbacks::hour(hour)).and_then(|(day, it)| dates::at_hour(day, it));
    at.filter(|it| *it > shell.now()).map(Some).ok_or_else(|| ("fin-jour", shell.t("incident-ends-bad")))
}

/// `POST /demandes/incidents/{id}/annonce`: what usagers are told from now on.
pub(super) async fn tell(shell: Shell, Path(id): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let mut incident = own_incident(&mut tx, &reader, &id).await?;
    let mut faults = Vec::new();
    let title = cut(sent.text("titre"), LINE_MAX);
    if title.is_empty() {
        faults.push(("titre", shell.t("incident-no-title")));
    }
    let text = sent.text("annonce").replace("\r\n", "\n").replace('\0', " ");
    if text.chars().count() > TOLD_MAX {
        faults.push(("annonce", shell.t1("desk-too-long", "most", TOLD_MAX as u64)));
    }
    let ends_at = read_end(&shell, &sent).unwrap_or_else(|fault| {
        faults.push(fault);
        None
    });
    let is_mine = faults.is_empty() && sent.text("version").parse() == Ok(incident.version) && {
        (incident.title, incident.text, incident.ends_at) = (title, text, ends_at);
        store::change(&mut tx, &mut incident).await?
    };
    if !is_mine {
        if faults.is_empty() {
            faults.push(("titre", shell.t("incident-overtaken")));
            incident = own_incident(&mut tx, &reader, &id).await?;
        }
        let page = page(&shell, &mut tx, &reader, &incident, &sent, &faults).await?;
        return Ok(rendered(&shell, &incident, &page, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let detail = json!({ "told": !incident.text.is_empty(), "ends": incident.ends_at });
    shell.tell(&mut tx, "incident.tell", &id, Some(&reader.partner), detail).await?;
    tx.commit().await?;
    let done = if incident.text.is_empty() { "incident-untold" } else { "incident-told" };
    Ok(Going::to(path(incident.id)).done(shell.t(done)).into_response())
}

/// `POST /demandes/incidents/{id}/demandes`: adds a request by its reference, or takes one out (`sortir`).
pub(super) async fn members(shell: Shell, Path(id): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let now = shell.now();
    let mut tx = shell.site().db().write().await?;
    let incident = own_incident(&mut tx, &reader, &id).await?;
    let going = Going::to(format!("{}#demandes", path(incident.id)));
    let (request, action, done): (RequestId, _, _) = if sent.text("sortir").is_empty() {
        let reference = cut(sent.text("reference"), LINE_MAX);
        let found: Option<Request> = requests::by_reference(&mut tx, &reader.partner, &reference).await?;
        let Some(request) = found.filter(|_| incident.is_running(now)) else {
            return Ok(going.problem(shell.t("desk-join-unknown")).into_response());
        };
        if !incidents::put_in(&mut tx, &incident, (&request, &reader.actor), now).await? {
            return Ok(going.problem(shell.t("incident-not-added")).into_response());
        }
        (request.id, "incident.add", "incident-added")
    } else {
        let request = own(&mut tx, &reader, sent.text("sortir")).await?;
        if !incidents::take_out(&mut tx, &incident, (request.id, &reader.actor), now).await? {
            return Err(Failure::not_found());
        }
        (request.id, "incident.take-out", "incident-taken-out")
    };
    let detail = json!({ "request": request.to_string() });
    shell.tell(&mut tx, action, &id, Some(&reader.partner), detail).await?;
    tx.commit().await?;
    Ok(going.done(shell.t(done)).into_response())
}

/// `POST /demandes/incidents/{id}/fin`
pub(super) async fn end(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let now = shell.now();
    let mut tx = shell.site().db().write().await?;
    let incident = own_incident(&mut tx, &reader, &id).await?;
    if store::end(&mut tx, incident.id, &reader.actor, now).await? {
        shell.tell(&mut tx, "incident.end", &id, Some(&reader.partner), json!({})).await?;
        tx.commit().await?;
    }
    Ok(Going::to(path(incident.id)).done(shell.t("incident-ended")).into_response())
}

/// A new incident for a reason.
fn begun(
    reader: &Reader,
    title: String,
    reason: Option<String>,
    (since, now): (Timestamp, Timestamp),
) -> Incident {
    Incident {
        id: Id::new(now),
        partner: reader.partner.clone(),
        title,
        reason,
        text: String::new(),
        since,
        begun_at: now,
        ends_at: None,
        ended_at: None,
        written_by: reader.actor.clone(),
        version: 0,
    }
}

/// A text that somebody typed for an answer.
fn typed_text(sent: &Sent) -> (String, String) {
    (cut(sent.text("objet"), LINE_MAX), cut(sent.text("texte"), TEXT_MAX))
}
