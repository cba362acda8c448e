//! One message: its story and what to do next; and sending one to one person.

use std::collections::BTreeSet;

use axum::{
    extract::{Path, State as Extracted},
    response::{IntoResponse as _, Response},
};
use kernel::{Explain as _, PartnerCode};
use register::Tx;
use serde_json::{Value, json};
use site::{ErrorSummary, Failure, Field, Going, Markup, Sent, Shell, form::FieldKind};

use super::{
    Pages,
    common::{
        LINE_MAX, Reader, cut, medium_said, page, reason_said, standing_said, state_about, status, tabs,
        why_said,
    },
    notices, preview, style, templates as pages_templates,
};
use crate::{
    accept::{Order, Refused, accept, code},
    address::Medium,
    notice::{Notice, NoticeId, Origin, State, Why},
    reading,
    service::Service,
    store::{self, templates},
    template::Template,
    usagers_side::PRODUCT,
};

struct Event {
    at: String,
    text: String,
}

#[derive(askama::Template)]
#[template(path = "notice_one.html")]
struct OnePage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    state: String,
    class: &'static str,
    about: String,
    why: Option<(String, String)>,
    detail: Option<&'a str>,
    facts: Vec<(String, String)>,
    shown: Markup,
    story: Vec<Event>,
    stop: Option<String>,
    again: Option<String>,
}

/// A message of the reader's partner. Others are not found, be they there or not.
async fn own(tx: &mut Tx, partner: &PartnerCode, id: &str) -> Result<Notice, Failure> {
    let id: NoticeId = id.parse().map_err(|_| Failure::not_found())?;
    let found = store::notices::get(tx, id).await?.filter(|it| it.partner == *partner);
    found.ok_or_else(Failure::not_found)
}

/// `GET /messages/envois/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let notice = own(&mut tx, &reader.partner, &id).await?;
    let service = store::services::find(&mut tx, &reader.scope(), notice.service).await?;
    let service = service.ok_or_else(Failure::not_found)?;
    let template = templates::version(&mut tx, notice.service, notice.template).await?;
    reader.tell(&shell, &mut tx, "notice.read", &id, json!({})).await?;
    tx.commit().await?;
    let (state, class) = standing_said(&shell, &notice);
    let name = template.map_or_else(|| shell.t("notice-template-gone"), |it| it.name);
    let content = OnePage {
        style: style::SHEET.address(),
        tabs: tabs(&shell),
        state,
        class,
        about: match notice.simulated {
            Some(_) => shell.t("notice-simulated-about"),
            None => state_about(&shell, notice.medium, notice.state),
        },
        why: reason_said(&shell, &notice),
        detail: notice.detail.as_deref(),
        facts: facts(&shell, &service, &notice),
        shown: preview::sent(&shell, &service, &notice),
        story: story(&shell, &notice),
        stop: (notice.state == State::Waiting).then(|| format!("{}/arret", notices::address(notice.id))),
        again: matches!(notice.state, State::Failed | State::Cancelled)
            .then(|| format!("{}/envoi", pages_templates::address(notice.template.0))),
        shell: &shell,
    };
    Ok(page(&shell, name).crumb(shell.t("notice-list-title"), notices::PATH).render(&content))
}

fn facts(shell: &Shell, service: &Service, notice: &Notice) -> Vec<(String, String)> {
    let mut facts = vec![
        (shell.t("notice-fact-to"), notices::recipient(shell, notice)),
        (shell.t("notice-fact-medium"), medium_said(shell, notice.medium)),
        (shell.t("notice-fact-service"), service.name.clone()),
        (shell.t("notice-fact-origin"), origin(shell, &notice.origin)),
        (shell.t("notice-fact-code"), code::shown(&notice.code)),
    ];
    if notice.medium == Medium::Sms {
        facts.push((shell.t("notice-fact-parts"), shell.figures().count(notice.segments)));
    }
    if notice.simulated.is_none() {
        facts.push((shell.t("notice-fact-cost"), shell.figures().price(notice.cost)));
    }
    let named = [
        ("notice-reference", &notice.reference),
        ("notice-fact-request", &notice.request),
        ("notice-fact-usager", &notice.usager),
    ];
    facts.extend(named.into_iter().filter_map(|(key, it)| Some((shell.t(key), it.clone()?))));
    facts
}

fn origin(shell: &Shell, origin: &Origin) -> String {
    shell.t(match origin {
        Origin::Key(_) | Origin::Bulk(..) => "notice-origin-key",
        Origin::Campaign(_) => "notice-origin-campaign",
        Origin::Turn(_) => "notice-origin-rule",
        Origin::Agent(who) if who == PRODUCT => "notice-origin-person",
        Origin::Agent(_) => "notice-origin-agent",
    })
}

/// What happened, in order.
fn story(shell: &Shell, notice: &Notice) -> Vec<Event> {
    let at = |it| shell.figures().instant(it);
    let mut story = vec![Event { at: at(notice.created_at), text: shell.t("notice-story-accepted") }];
    if let Some(simulated) = notice.simulated {
        // Nobody took it and nobody got it: its end is the one that the key or the address asks for.
        if let Some(done) = notice.done_at.filter(|_| notice.state != State::Cancelled) {
            let text = shell.t(&format!("notice-story-simulated-{}", simulated.code()));
            story.push(Event { at: at(done), text });
            return story;
        }
    }
    if notice.state == State::Waiting {
        let key = match notice.medium {
            _ if notice.simulated.is_some() => "notice-story-simulated-due",
            Medium::Letter => "notice-story-due-letter",
            Medium::Sms | Medium::Email if notice.tries > 0 => "notice-story-again",
            Medium::Sms | Medium::Email => "notice-story-due",
        };
        story.push(Event { at: at(notice.due_at), text: shell.t1(key, "tries", notice.tries) });
    }
    if let Some(sent) = notice.sent_at {
        story.push(Event { at: at(sent), text: taken_said(shell, notice) });
    }
    if let Some(done) = notice.done_at {
        story.push(Event { at: at(done), text: state_about(shell, notice.medium, notice.state) });
    }
    story
}

/// Who took a message: only carriers of text messages have names that people gave them.
fn taken_said(shell: &Shell, notice: &Notice) -> String {
    match (notice.medium, notice.carrier.as_deref()) {
        (Medium::Letter, _) => shell.t("notice-story-sent-letter"),
        (Medium::Email, _) => shell.t("notice-story-sent-email"),
        (Medium::Sms, None | Some("")) => shell.t("notice-story-sent"),
        (Medium::Sms, Some(carrier)) => shell.t1("notice-story-sent-by", "carrier", carrier),
    }
}

/// `POST /messages/envois/{id}/arret`: what waits does not leave.
pub(super) async fn stop(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let notice = own(&mut tx, &reader.partner, &id).await?;
    let back = Going::to(notices::address(notice.id));
    if !store::notices::cancel(&mut tx, notice.id, Why::Stopped, shell.now()).await? {
        return Ok(back.problem(shell.t("notice-stop-late")).into_response());
    }
    reader.tell(&shell, &mut tx, "notice.stop", &id, json!({})).await?;
    tx.commit().await?;
    Ok(back.done(shell.t("notice-stopped")).into_response())
}

#[derive(askama::Template)]
#[template(path = "notice_send.html")]
struct SendPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    action: String,
    problems: ErrorSummary,
    fields: Vec<Field>,
    warnings: Vec<String>,
    shown: Option<Markup>,
    version: i64,
}

/// What a place of a template is called in a form.
fn field_of(name: &str) -> String {
    format!("v-{name}")
}

/// `GET /messages/modeles/{id}/envoi`
pub(super) async fn form(
    Extracted(pages): Extracted<Pages>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let (service, template) = reader.template(&mut tx, &id).await?;
    drop(tx);
    Ok(send_page(&pages, &shell, (&service, &template), &Sent::default(), (&[], None)))
}

fn send_page(
    pages: &Pages,
    shell: &Shell,
    (service, template): (&Service, &Template),
    sent: &Sent,
    (faults, shown): (&[(String, String)], Option<Markup>),
) -> Response {
    let mut problems = ErrorSummary::new(shell);
    for (field, sentence) in faults {
        problems.add(field.clone(), sentence.clone());
    }
    let wrong = |field: &str| faults.iter().find(|it| it.0 == field).map(|it| it.1.clone());
    let kind = match template.medium {
        Medium::Sms => FieldKind::Text,
        Medium::Email => FieldKind::Email,
        Medium::Letter => FieldKind::LongText,
    };
    let mut fields = vec![
        Field::new(kind, "destinataire", shell.t(&format!("send-to-{}", template.medium.code())))
            .hint(shell.t(&format!("send-to-{}-hint", template.medium.code())))
            .value(sent.typed("destinataire").unwrap_or(""))
            .error(wrong("destinataire"))
            .autocomplete("off")
            .required(),
    ];
    if template.texts.len() > 1 {
        let mut languages = vec![(String::new(), shell.t("send-language-theirs"))];
        languages.extend(template.texts.keys().map(|it| (it.clone(), preview::language(shell, it))));
        fields.push(
            Field::new(FieldKind::Select(languages), "langue", shell.t("send-language"))
                .value(sent.text("langue")),
        );
    }
    let (needed, optional) = preview::asked(template);
    for name in needed.iter().chain(&optional) {
        let id = field_of(name);
        let field = Field::new(FieldKind::Text, id.clone(), preview::place_said(shell, name))
            .value(sent.typed(&id).unwrap_or(""))
            .error(wrong(&id))
            .autocomplete("off");
        fields.push(if needed.contains(name) {
            field.required()
        } else {
            field.hint(shell.t("send-optional"))
        });
    }
    fields.push(
        Field::new(FieldKind::Text, "reference", shell.t("notice-reference"))
            .hint(shell.t("send-reference-hint"))
            .value(sent.text("reference"))
            .autocomplete("off"),
    );
    let content = SendPage {
        style: style::SHEET.address(),
        tabs: tabs(shell),
        action: format!("{}/envoi", pages_templates::address(template.id)),
        problems,
        fields,
        warnings: pages
            .not_carried(shell, template.medium)
            .into_iter()
            .chain((!service.is_live).then(|| shell.t("send-not-live")))
            .collect(),
        shown,
        version: template.version,
        shell,
    };
    let title = shell.t1("send-title", "template", template.name.clone());
    let shown = page(shell, title).crumb(shell.t("template-list-title"), pages_templates::PATH);
    let shown = shown.crumb(template.name.clone(), pages_templates::address(template.id));
    shown.status(status(!faults.is_empty())).render(&content)
}

/// `POST /messages/modeles/{id}/envoi`: first shows what will leave (`geste=voir`), then sends it (`geste=envoyer`).
pub(super) async fn send(
    Extracted(pages): Extracted<Pages>,
    shell: Shell,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let (service, template) = reader.template(&mut tx, &id).await?;
    let both = (&service, &template);
    let order = match ordered(&shell, &reader, both, &sent) {
        Ok(order) => order,
        Err(faults) => {
            drop(tx);
            return Ok(send_page(&pages, &shell, both, &sent, (&faults, None)));
        }
    };
    let is_seen = sent.text("geste") == "envoyer" && sent.text("version").parse() == Ok(template.version);
    if !is_seen {
        let shown = preview::ordered(&shell, pages.door(), &order);
        drop(tx);
        return Ok(match shown {
            Ok(shown) => send_page(&pages, &shell, both, &sent, (&[], Some(shown))),
            Err(refused) => send_page(&pages, &shell, both, &sent, (&[refusal(&shell, &refused)], None)),
        });
    }
    let notice = match accept(&mut tx, pages.door(), &order, shell.now()).await {
        Ok(notice) => notice,
        Err(Refused::Store(error)) => return Err(error.into()),
        Err(refused) => {
            drop(tx);
            return Ok(send_page(&pages, &shell, both, &sent, (&[refusal(&shell, &refused)], None)));
        }
    };
    let detail = json!({ "template": id, "version": template.version });
    reader.tell(&shell, &mut tx, "notice.send", &notice.id.to_string(), detail).await?;
    tx.commit().await?;
    let going = Going::to(notices::address(notice.id));
    Ok(match notice.why {
        Some(why) => going.problem(why_said(&shell, Some(notice.medium), why).0).into_response(),
        None => going.done(shell.t("send-done")).into_response(),
    })
}

/// Where a refusal belongs in the form.
fn refusal(shell: &Shell, refused: &Refused) -> (String, String) {
    let field = match refused {
        Refused::Missing { names } => {
            names.first().map_or_else(|| "destinataire".to_owned(), |it| field_of(it))
        }
        _ => "destinataire".to_owned(),
    };
    (field, shell.say(&refused.message()))
}

/// The order that a form makes, or what is wrong with it.
fn ordered(
    shell: &Shell,
    reader: &Reader,
    (service, template): (&Service, &Template),
    sent: &Sent,
) -> Result<Order, Vec<(String, String)>> {
    let mut faults = Vec::new();
    let to = reading::address(template.medium, sent.typed("destinataire").unwrap_or(""));
    if let Err(why) = &to {
        faults.push(("destinataire".to_owned(), shell.say(why)));
    }
    let (needed, optional): (BTreeSet<String>, BTreeSet<String>) = preview::asked(template);
    let mut personalisation = preview::known(service);
    for name in needed.iter().chain(&optional) {
        let id = field_of(name);
        let value = cut(sent.text(&id), LINE_MAX * 4);
        if value.is_empty() && needed.contains(name) {
            faults.push((id, shell.t1("notice-missing", "field", preview::place_said(shell, name))));
        } else if !value.is_empty() {
            personalisation.insert(name.clone(), Value::String(value));
        }
    }
    match to {
        Ok(to) if faults.is_empty() => Ok(Order {
            language: Some(sent.text("langue").to_owned()).filter(|it| template.texts.contains_key(it)),
            personalisation,
            reference: Some(cut(sent.text("reference"), LINE_MAX)).filter(|it| !it.is_empty()),
            ..Order::new(service.clone(), template.clone(), to, Origin::Agent(reader.actor.clone()))
        }),
        _ => Err(faults),
    }
}
