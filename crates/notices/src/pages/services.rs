//! Services: the list, and what each is set to.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use jiff::civil::Time;
use kernel::Explain as _;
use serde_json::json;
use site::{ErrorSummary, Failure, Field, Going, Markup, Sent, Shell, form::FieldKind};

use super::{
    Pages,
    common::{LINE_MAX, Reader, cut, missing, page, status, tabs, too_long},
    style,
};
use crate::{
    reading,
    service::{Quiet, Service, ServiceId},
    store::{keys, services, templates},
    targets::pages as targets,
};

/// The list.
pub(crate) const PATH: &str = "/messages/services";
/// Guests of a service.
const GUESTS_MAX: usize = 50;
/// Messages in an hour that one may set.
const HOURLY_MAX: u32 = 1_000_000;
/// Letters of the sender's lines.
const SENDER_MAX: usize = 500;

struct Line {
    href: String,
    name: String,
    is_live: bool,
    about: String,
}

#[derive(Template)]
#[template(path = "notice_services.html")]
struct ListPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    lines: Vec<Line>,
    problems: ErrorSummary,
    fields: Vec<Field>,
}

/// The address of a service.
pub(crate) fn address(id: ServiceId) -> String {
    format!("{PATH}/{id}")
}

/// `GET /messages/services`
pub(super) async fn list(shell: Shell) -> Result<Response, Failure> {
    list_page(&shell, &Sent::default(), &[]).await
}

async fn list_page(shell: &Shell, sent: &Sent, faults: &Faults) -> Result<Response, Failure> {
    let reader = Reader::of(shell)?;
    let mut tx = shell.site().db().read().await?;
    let all = reader.services(&mut tx).await?;
    drop(tx);
    let lines = all.iter().map(|it| Line {
        href: address(it.id),
        name: it.name.clone(),
        is_live: it.is_live,
        about: shell.t(if it.is_live { "service-live" } else { "service-not-live" }),
    });
    let content = ListPage {
        style: style::SHEET.address(),
        tabs: tabs(shell),
        lines: lines.collect(),
        problems: summary(shell, faults),
        fields: first_fields(shell, sent, faults),
        shell,
    };
    let shown = page(shell, shell.t("service-list-title")).lead(shell.t("service-list-lead"));
    Ok(shown.status(status(!faults.is_empty())).render(&content))
}

type Faults = [(&'static str, String)];

fn summary(shell: &Shell, faults: &Faults) -> ErrorSummary {
    let mut problems = ErrorSummary::new(shell);
    for (field, sentence) in faults {
        problems.add(*field, sentence.clone());
    }
    problems
}

fn wrong(faults: &Faults, field: &str) -> Option<String> {
    faults.iter().find(|it| it.0 == field).map(|it| it.1.clone())
}

/// What a new service needs at once.
fn first_fields(shell: &Shell, sent: &Sent, faults: &Faults) -> Vec<Field> {
    let line = |name: &'static str, key: &str| {
        Field::new(FieldKind::Text, name, shell.t(key))
            .hint(shell.t(&format!("{key}-hint")))
            .value(sent.text(name))
            .error(wrong(faults, name))
    };
    vec![line("nom", "service-name").required(), line("expediteur", "service-sms-sender").required()]
}

/// `POST /messages/services`: a new one, with the usual settings.
pub(super) async fn begin(shell: Shell, sent: Sent) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut faults = Vec::new();
    let name = named(&shell, &sent, &mut faults);
    let sms_sender = sender(&shell, &sent, &mut faults);
    if !faults.is_empty() {
        return list_page(&shell, &sent, &faults).await;
    }
    let now = shell.now();
    let service = Service {
        id: ServiceId::new(now),
        partner: reader.partner.clone(),
        email_name: name.clone(),
        name,
        is_live: false,
        sms_sender,
        email_replies: None,
        letter_sender: String::new(),
        guests: Vec::new(),
        quiet: Quiet::USUAL,
        hourly_max: None,
        created_at: now,
        closed_at: None,
    };
    let mut tx = shell.site().db().write().await?;
    services::record(&mut tx, &service, &reader.actor).await?;
    reader.tell(&shell, &mut tx, "notice.service.create", &service.id.to_string(), json!({})).await?;
    tx.commit().await?;
    Ok(Going::to(address(service.id)).done(shell.t("service-made")).into_response())
}

fn named(shell: &Shell, sent: &Sent, faults: &mut Vec<(&'static str, String)>) -> String {
    let name = sent.text("nom");
    if name.is_empty() {
        faults.push(("nom", missing(shell, "service-name")));
    } else if name.chars().count() > LINE_MAX {
        faults.push(("nom", too_long(shell, "service-name")));
    }
    cut(name, LINE_MAX)
}

fn sender(shell: &Shell, sent: &Sent, faults: &mut Vec<(&'static str, String)>) -> String {
    match sms::Sender::read(sent.text("expediteur")) {
        Ok(sender) => sender.as_str().to_owned(),
        Err(fault) => {
            faults.push(("expediteur", shell.say(&fault.message())));
            String::new()
        }
    }
}

/// What has to be there before a service writes to everybody.
struct Step {
    is_done: bool,
    text: String,
}

/// Whether it is known which e-mails do not arrive.
struct Reports {
    come_back: bool,
    text: String,
}

#[derive(Template)]
#[template(path = "notice_service.html")]
struct ServicePage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    service: &'a Service,
    action: String,
    problems: ErrorSummary,
    basics: Vec<Field>,
    senders: Vec<Field>,
    reports: Option<Reports>,
    hours: Vec<Field>,
    guests: Vec<Field>,
    steps: Vec<Step>,
    is_ready: bool,
    keys: String,
    lines: String,
}

/// `GET /messages/services/{id}`
pub(super) async fn show(
    State(pages): State<Pages>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let service = reader.service(&mut tx, &id).await?;
    drop(tx);
    service_page(&shell, (&pages, &service), None, &[]).await
}

async fn service_page(
    shell: &Shell,
    (pages, service): (&Pages, &Service),
    sent: Option<&Sent>,
    faults: &Faults,
) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let templates = templates::listed(&mut tx, service.id, None).await?;
    let in_use = keys::listed(&mut tx, service.id).await?.iter().filter(|it| it.revoked_at.is_none()).count();
    let reports = match pages.returns() {
        Some(returns) => Some(match returns.mailbox(&mut tx, &service.partner).await? {
            Some(mailbox) => {
                Reports { come_back: true, text: shell.t1("service-reports", "mailbox", mailbox) }
            }
            None => Reports { come_back: false, text: shell.t("service-no-reports") },
        }),
        None => None,
    };
    drop(tx);
    let steps = vec![
        Step { is_done: !templates.is_empty(), text: shell.t("service-step-template") },
        Step {
            is_done: !service.sms_sender.is_empty(),
            text: shell.t1("service-step-sender", "sender", service.sms_sender.clone()),
        },
        Step { is_done: !service.guests.is_empty(), text: shell.t("service-step-guests") },
    ];
    let fields = Fields { shell, service, sent, faults };
    let content = ServicePage {
        style: style::SHEET.address(),
        tabs: tabs(shell),
        action: address(service.id),
        problems: summary(shell, faults),
        basics: fields.basics(),
        senders: fields.senders(),
        reports,
        hours: fields.hours(),
        guests: fields.guests(),
        is_ready: !templates.is_empty(),
        steps,
        keys: shell.t1("service-keys-count", "count", in_use as u64),
        lines: targets::lines_address(service.id),
        service,
        shell,
    };
    let shown = page(shell, service.name.clone()).crumb(shell.t("service-list-title"), PATH);
    Ok(shown.status(status(!faults.is_empty())).render(&content))
}

/// The fields of a service, with what is kept or what was just typed.
struct Fields<'a> {
    shell: &'a Shell,
    service: &'a Service,
    sent: Option<&'a Sent>,
    faults: &'a Faults,
}

impl Fields<'_> {
    fn field(&self, kind: FieldKind, name: &'static str, key: &str, kept: &str) -> Field {
        let typed = self.sent.and_then(|it| it.typed(name));
        Field::new(kind, name, self.shell.t(key))
            .hint(self.shell.t(&format!("{key}-hint")))
            .value(typed.unwrap_or(kept))
            .error(wrong(self.faults, name))
    }

    fn basics(&self) -> Vec<Field> {
        vec![self.field(FieldKind::Text, "nom", "service-name", &self.service.name).required()]
    }

    fn senders(&self) -> Vec<Field> {
        let it = self.service;
        vec![
            self.field(FieldKind::Text, "expediteur", "service-sms-sender", &it.sms_sender).required(),
            self.field(FieldKind::Text, "nom-courriel", "service-email-name", &it.email_name).required(),
            self.field(
                FieldKind::Email,
                "reponses",
                "service-email-replies",
                it.email_replies.as_deref().unwrap_or(""),
            ),
            self.field(FieldKind::LongText, "lettre", "service-letter-sender", &it.letter_sender),
        ]
    }

    fn hours(&self) -> Vec<Field> {
        let quiet = self.service.quiet;
        let is_working = self.sent.map_or(quiet.is_working_days, |it| it.text("ouvres") == "on");
        let hourly = self.service.hourly_max.map(|it| it.to_string()).unwrap_or_default();
        vec![
            self.field(FieldKind::Text, "calme-de", "service-quiet-from", &said(quiet.from)).required(),
            self.field(FieldKind::Text, "calme-a", "service-quiet-to", &said(quiet.to)).required(),
            Field::new(FieldKind::Checkbox, "ouvres", self.shell.t("service-working-days"))
                .value(if is_working { "on" } else { "" }),
            self.field(FieldKind::Number, "par-heure", "service-hourly-max", &hourly),
        ]
    }

    fn guests(&self) -> Vec<Field> {
        vec![self.field(FieldKind::LongText, "invites", "service-guests", &self.service.guests.join("\n"))]
    }
}

/// `20:00`.
fn said(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// `20:00`, `20h`, `20 h 30`, `8`.
fn time(text: &str) -> Option<Time> {
    let plain: String = text.to_lowercase().chars().filter(|it| !it.is_whitespace()).collect();
    let (hour, minute) = plain.split_once(['h', ':']).unwrap_or((&plain, ""));
    let minute = if minute.is_empty() { 0 } else { minute.parse().ok()? };
    Time::new(hour.parse().ok()?, minute, 0, 0).ok()
}

/// `POST /messages/services/{id}`
pub(super) async fn save(
    State(pages): State<Pages>,
    shell: Shell,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let kept = reader.service(&mut tx, &id).await?;
    match typed(&shell, &kept, &sent) {
        Err(faults) => {
            drop(tx);
            service_page(&shell, (&pages, &kept), Some(&sent), &faults).await
        }
        Ok(service) => {
            if !services::change(&mut tx, &service).await? {
                return Err(Failure::not_found());
            }
            let detail = json!({ "hourly_max": service.hourly_max, "guests": service.guests.len() });
            reader.tell(&shell, &mut tx, "notice.service.change", &id, detail).await?;
            tx.commit().await?;
            Ok(Going::to(address(service.id)).done(shell.t("service-saved")).into_response())
        }
    }
}

/// A service as it was typed, or what is wrong with it.
fn typed(shell: &Shell, kept: &Service, sent: &Sent) -> Result<Service, Vec<(&'static str, String)>> {
    let mut faults = Vec::new();
    let name = named(shell, sent, &mut faults);
    let sms_sender = sender(shell, sent, &mut faults);
    let email_name = cut(sent.text("nom-courriel"), LINE_MAX);
    if email_name.is_empty() {
        faults.push(("nom-courriel", missing(shell, "service-email-name")));
    }
    let replies = sent.text("reponses");
    let email_replies = if replies.is_empty() {
        None
    } else {
        match reading::email(replies) {
            Ok(address) => Some(address.text().to_owned()),
            Err(why) => {
                faults.push(("reponses", shell.say(&why)));
                None
            }
        }
    };
    let mut hour = |field: &'static str, usual: Time| {
        time(sent.text(field)).unwrap_or_else(|| {
            faults.push((field, shell.t("service-time-wrong")));
            usual
        })
    };
    let quiet = Quiet {
        from: hour("calme-de", Quiet::USUAL.from),
        to: hour("calme-a", Quiet::USUAL.to),
        is_working_days: sent.text("ouvres") == "on",
    };
    let hourly: String = sent.text("par-heure").chars().filter(|it| !it.is_whitespace()).collect();
    let hourly_max = hourly.parse().ok().filter(|it| (1..=HOURLY_MAX).contains(it));
    if hourly_max.is_none() && !hourly.is_empty() {
        faults
            .push(("par-heure", shell.t1("service-hourly-wrong", "most", shell.figures().count(HOURLY_MAX))));
    }
    let guests: Vec<String> =
        sent.text("invites").lines().map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect();
    if guests.len() > GUESTS_MAX {
        faults.push(("invites", shell.t1("service-guests-many", "most", GUESTS_MAX as u64)));
    }
    let is_none = |it: &&String| reading::email(it).is_err() && reading::telephone(it).is_err();
    if let Some(guest) = guests.iter().find(is_none) {
        faults.push(("invites", shell.t1("service-guest-wrong", "guest", cut(guest, 60))));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Service {
        name,
        sms_sender,
        email_name,
        email_replies,
        letter_sender: cut(sent.text("lettre"), SENDER_MAX),
        guests,
        quiet,
        hourly_max,
        ..kept.clone()
    })
}

/// `POST /messages/services/{id}/ouverture`: from now on everybody may be written to; or, with `geste=suspendre`, only guests again.
pub(super) async fn open(shell: Shell, Path(id): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let kept = reader.service(&mut tx, &id).await?;
    let is_live = sent.text("geste") != "suspendre";
    // Nobody but the manager knows what the carrier was told.
    let is_declared = sent.text("declare") == "on";
    if is_live && !is_declared {
        return Ok(Going::to(address(kept.id)).problem(shell.t("service-live-undeclared")).into_response());
    }
    if is_live && sent.text("certain") != "on" {
        return Ok(Going::to(address(kept.id)).problem(shell.t("service-live-unsure")).into_response());
    }
    if is_live && templates::listed(&mut tx, kept.id, None).await?.is_empty() {
        return Ok(Going::to(address(kept.id)).problem(shell.t("service-step-template")).into_response());
    }
    let service = Service { is_live, ..kept };
    if !services::change(&mut tx, &service).await? {
        return Err(Failure::not_found());
    }
    let detail = json!({ "is_live": is_live, "is_sender_declared": is_live && is_declared });
    reader.tell(&shell, &mut tx, "notice.service.live", &id, detail).await?;
    tx.commit().await?;
    let key = if is_live { "service-live-done" } else { "service-suspended" };
    Ok(Going::to(address(service.id)).done(shell.t(key)).into_response())
}

/// `POST /messages/services/{id}/fermeture`: nothing is sent by it any more.
pub(super) async fn close(shell: Shell, Path(id): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let kept = reader.service(&mut tx, &id).await?;
    if sent.text("certain") != "on" {
        return Ok(Going::to(address(kept.id)).problem(shell.t("service-close-unsure")).into_response());
    }
    if !services::close(&mut tx, &reader.scope(), kept.id, shell.now()).await? {
        return Err(Failure::not_found());
    }
    reader.tell(&shell, &mut tx, "notice.service.close", &id, json!({})).await?;
    tx.commit().await?;
    Ok(Going::to(PATH).done(shell.t("service-closed")).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_read_as_people_type_it() {
        for (text, expected) in [
            ("20:00", Some((20, 0))),
            ("20 h 30", Some((20, 30))),
            ("8h", Some((8, 0))),
            ("7", Some((7, 0))),
            ("25:00", None),
            ("soir", None),
        ] {
            assert_eq!(time(text).map(|it| (it.hour(), it.minute())), expected, "{text}");
        }
    }
}
