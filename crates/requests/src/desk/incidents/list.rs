//! What is unusual, what runs, what is over; an incident is opened by one press, or by hand.

use askama::Template;
use axum::response::{IntoResponse as _, Response};
use kernel::paris_date;
use register::Tx;
use serde_json::json;
use site::{Failure, Field, Going, Sent, Shell, form::FieldKind};

use super::{PATH, begun, path};
use crate::{
    desk::{
        common::{LINE_MAX, Reader, cut, reason_name},
        dates, style,
    },
    handling::House,
    incidents,
    store::{
        incidents::{self as store, Incident},
        surges::{self, Surge},
    },
};

struct Line {
    href: String,
    title: String,
    about: String,
}

/// More requests on a reason than usual, in words.
pub(in crate::desk) struct SurgeLine {
    pub(in crate::desk) reason: String,
    pub(in crate::desk) text: String,
}

/// What is unusual.
pub(in crate::desk) async fn surging(
    shell: &Shell,
    tx: &mut Tx,
    house: &House,
) -> Result<Vec<SurgeLine>, Failure> {
    let surges = surges::told(tx, &house.partner).await?;
    let line = |it: &Surge| SurgeLine { reason: it.reason.clone(), text: said(shell, house, it) };
    Ok(surges.iter().map(line).collect())
}

/// Which incidents run, as whoever opens the queue should know: address and sentence.
pub(in crate::desk) async fn running(
    shell: &Shell,
    tx: &mut Tx,
    house: &House,
) -> Result<Vec<(String, String)>, Failure> {
    let mut running = Vec::new();
    for it in store::running(tx, Some(&house.partner)).await? {
        if it.is_running(shell.now()) {
            let (all, _) = store::counted(tx, it.id).await?;
            let args = [("title", it.title.into()), ("n", all.into())];
            running.push((path(it.id), shell.t_with("incident-runs-line", &args)));
        }
    }
    Ok(running)
}

fn said(shell: &Shell, house: &House, surge: &Surge) -> String {
    let is_today = paris_date(surge.since.as_microsecond()) == shell.today();
    let since = if is_today { dates::hour(surge.since) } else { shell.figures().instant(surge.since) };
    let args = [
        ("n", surge.observed.into()),
        ("reason", reason_name(house, &surge.reason).into()),
        ("since", since.into()),
        ("usual", surge.expected.into()),
    ];
    shell.t_with("surge-line", &args)
}

#[derive(Template)]
#[template(path = "desk_incidents.html")]
struct ListPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    surges: Vec<SurgeLine>,
    running: Vec<Line>,
    ended: Vec<Line>,
    fields: Vec<Field>,
}

/// `GET /demandes/incidents`
pub(in crate::desk) async fn list(shell: Shell) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let now = shell.now();
    let mut tx = shell.site().db().read().await?;
    let house = House::read(&mut tx, &reader.partner).await?;
    let surges = surging(&shell, &mut tx, &house).await?;
    let (mut running, mut ended) = (Vec::new(), Vec::new());
    for it in store::listed(&mut tx, &reader.partner).await? {
        let (all, open) = store::counted(&mut tx, it.id).await?;
        let list = if it.is_running(now) { &mut running } else { &mut ended };
        list.push(line(&shell, &house, &it, (all, open)));
    }
    let mut reasons = vec![(String::new(), shell.t("desk-all-reasons"))];
    reasons.extend(house.reasons.iter().map(|it| (it.code.clone(), it.name.clone())));
    let page = ListPage {
        style: style::SHEET.address(),
        surges,
        running,
        ended,
        fields: vec![
            Field::new(FieldKind::Select(reasons), "motif", shell.t("incident-reason"))
                .hint(shell.t("incident-reason-hint")),
            Field::new(FieldKind::Text, "titre", shell.t("incident-title")).required(),
        ],
        shell: &shell,
    };
    let shown = shell.page(shell.t("incidents-title")).crumb(shell.t("desk-title"), crate::desk::PATH);
    Ok(shown.lead(shell.t("incidents-lead")).render(&page))
}

fn line(shell: &Shell, house: &House, incident: &Incident, (all, open): (u64, u64)) -> Line {
    let reason = incident.reason.as_deref().map(|it| reason_name(house, it));
    let counted = shell.t_with("incident-counted", &[("all", all.into()), ("open", open.into())]);
    let reason = reason.unwrap_or_else(|| shell.t("desk-all-reasons"));
    let begun = shell.figures().instant(incident.begun_at);
    Line {
        href: path(incident.id),
        title: incident.title.clone(),
        about: format!("{reason} · {begun} · {counted}"),
    }
}

/// `POST /demandes/incidents`: opens one. Whoever opens it from what is unusual gives a reason only.
pub(in crate::desk) async fn open(shell: Shell, sent: Sent) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let now = shell.now();
    let mut tx = shell.site().db().write().await?;
    let house = House::read(&mut tx, &reader.partner).await?;
    let reason = match sent.text("motif") {
        "" => None,
        code => Some(house.reason(code).ok_or_else(Failure::not_found)?),
    };
    let surge = surges::told(&mut tx, &reader.partner).await?;
    let surge = surge.into_iter().find(|it| reason.is_some_and(|of| of.code == it.reason));
    let mut title = cut(sent.text("titre"), LINE_MAX);
    if title.is_empty()
        && let Some(reason) = reason.filter(|_| surge.is_some())
    {
        title = shell.t1("incident-title-proposed", "reason", reason.name.as_str());
    }
    if title.is_empty() {
        return Ok(Going::to(PATH).problem(shell.t("incident-no-title")).into_response());
    }
    let since = surge.map_or(now, |it| it.since);
    let code = reason.map(|it| it.code.clone());
    let incident = begun(&reader, title, code.clone(), (since, now));
    let Some(incident) = incidents::open(&mut tx, incident, now).await? else {
        let running = store::running(&mut tx, Some(&reader.partner)).await?;
        let to = running
            .into_iter()
            .find(|it| it.reason == code)
            .map_or_else(|| PATH.to_owned(), |it| path(it.id));
        return Ok(Going::to(to).problem(shell.t("incident-runs-already")).into_response());
    };
    let detail = json!({ "reason": incident.reason, "since": incident.since });
    let object = incident.id.to_string();
    shell.tell(&mut tx, "incident.open", &object, Some(&reader.partner), detail).await?;
    tx.commit().await?;
    Ok(Going::to(path(incident.id)).done(shell.t("incident-opened")).into_response())
}

/// `POST /demandes/incidents/ecarter`: somebody looked, and nothing is wrong.
pub(in crate::desk) async fn dismiss(shell: Shell, sent: Sent) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let reason = cut(sent.text("motif"), LINE_MAX);
    if surges::dismiss(&mut tx, (&reader.partner, &reason), shell.now()).await? {
        shell.tell(&mut tx, "surge.dismiss", &reason, Some(&reader.partner), json!({})).await?;
        tx.commit().await?;
    }
    Ok(Going::to(crate::desk::PATH).done(shell.t("surge-dismissed")).into_response())
}
