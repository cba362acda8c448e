//! The list of messages.

use axum::{
    extract::{RawQuery, State as Extracted},
    response::Response,
};
use jiff::Timestamp;
use serde_json::json;
use site::{ErrorSummary, Failure, Field, Markup, Sent, Shell, form::FieldKind};

use super::{
    Pages,
    common::{Reader, medium_said, page, reason_said, standing_said, state_said, status, tabs, why_said},
    style,
};
use crate::{
    address::Medium,
    notice::{Notice, NoticeId, State, Why},
    reading,
    store::{
        notices::{self, Filter, PAGE},
        templates,
    },
    template::{Template, TemplateId},
};

/// The list.
pub(super) const PATH: &str = "/messages/envois";

struct Line {
    href: String,
    what: String,
    to: String,
    at: String,
    state: String,
    class: &'static str,
    why: Option<String>,
}

#[derive(askama::Template)]
#[template(path = "notice_list.html")]
struct ListPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    problems: ErrorSummary,
    fields: Vec<Field>,
    is_filtered: bool,
    why: Option<String>,
    lines: Vec<Line>,
    next: Option<String>,
}

/// The address of a message.
pub(crate) fn address(id: NoticeId) -> String {
    format!("{PATH}/{id}")
}

/// `GET /messages/envois`: `etat`, `modele`, `reference`, `adresse`, `raison`, `campagne`; `avant` is where the page begins.
pub(super) async fn list(
    Extracted(pages): Extracted<Pages>,
    shell: Shell,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let asked = Sent::of(query.as_deref().unwrap_or(""));
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let services = reader.services(&mut tx).await?;
    let mut known: Vec<Template> = Vec::new();
    for service in &services {
        known.extend(templates::listed(&mut tx, service.id, None).await?);
    }
    let (address, problem) = typed(&shell, asked.text("adresse"));
    let filter = Filter {
        partner: Some(reader.partner.clone()),
        states: State::of(asked.text("etat")).map(states).unwrap_or_default(),
        template: asked.text("modele").parse::<TemplateId>().ok(),
        reference: Some(asked.text("reference").to_owned()).filter(|it| !it.is_empty()),
        campaign: asked.text("campagne").parse().ok(),
        whys: Why::of(asked.text("raison")).into_iter().collect(),
        recipient_key: address.map(|it| it.key(&pages.door().keyring)),
        older_than: place(asked.text("avant")),
        ..Filter::default()
    };
    let found = if problem.is_some() { Vec::new() } else { notices::listed(&mut tx, &filter).await? };
    if !found.is_empty() {
        let detail = json!({ "notices": found.len(), "by_address": filter.recipient_key.is_some() });
        reader.tell(&shell, &mut tx, "notice.list", reader.partner.as_str(), detail).await?;
    }
    tx.commit().await?;
    let is_full = i64::try_from(found.len()).is_ok_and(|it| it >= PAGE);
    let mut problems = ErrorSummary::new(&shell);
    if let Some(problem) = &problem {
        problems.add("adresse", problem.clone());
    }
    let content = ListPage {
        style: style::SHEET.address(),
        tabs: tabs(&shell),
        problems,
        fields: fields(&shell, &asked, &known, problem.clone()),
        is_filtered: query.as_deref().is_some_and(|it| !it.is_empty()),
        why: filter.whys.first().map(|it| why_said(&shell, None, *it).0),
        next: found.last().filter(|_| is_full).map(|it| next(&asked, it)),
        lines: found.iter().map(|it| line(&shell, &known, it)).collect(),
        shell: &shell,
    };
    let shown = page(&shell, shell.t("notice-list-title")).wide();
    Ok(shown.status(status(problem.is_some())).render(&content))
}

/// Those that a person means by one: what was received has left too.
fn states(state: State) -> Vec<State> {
    match state {
        State::Sent => vec![State::Sent, State::Delivered, State::Doubtful],
        State::Waiting => vec![State::Waiting, State::Sending],
        other => vec![other],
    }
}

/// An address that was typed exactly, of whichever medium it is; or why it is none.
fn typed(shell: &Shell, text: &str) -> (Option<crate::address::Address>, Option<String>) {
    if text.is_empty() {
        return (None, None);
    }
    let read = if text.contains('@') { reading::email(text) } else { reading::telephone(text) };
    match read.or_else(|_| reading::letter(text)) {
        Ok(address) => (Some(address), None),
        Err(_) => (None, Some(shell.t("address-either-wrong"))),
    }
}

fn fields(shell: &Shell, asked: &Sent, known: &[Template], problem: Option<String>) -> Vec<Field> {
    let mut choices = vec![(String::new(), shell.t("notice-all-states"))];
    choices.extend(
        [State::Waiting, State::Sent, State::Delivered, State::Doubtful, State::Failed, State::Cancelled]
            .map(|it| (it.code().to_owned(), state_said(shell, None, it).0)),
    );
    let mut models = vec![(String::new(), shell.t("notice-all-templates"))];
    models.extend(
        known
            .iter()
            .map(|it| (it.id.to_string(), format!("{} ({})", it.name, medium_said(shell, it.medium)))),
    );
    vec![
        Field::new(FieldKind::Select(choices), "etat", shell.t("notice-state")).value(asked.text("etat")),
        Field::new(FieldKind::Select(models), "modele", shell.t("notice-template"))
            .value(asked.text("modele")),
        Field::new(FieldKind::Text, "reference", shell.t("notice-reference"))
            .value(asked.text("reference"))
            .autocomplete("off"),
        Field::new(FieldKind::Text, "adresse", shell.t("notice-address"))
            .value(asked.text("adresse"))
            .error(problem)
            .autocomplete("off"),
    ]
}

fn place(code: &str) -> Option<(Timestamp, NoticeId)> {
    let (at_us, id) = code.split_once('.')?;
    Some((Timestamp::from_microsecond(at_us.parse().ok()?).ok()?, id.parse().ok()?))
}

fn next(asked: &Sent, last: &Notice) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in ["etat", "modele", "reference", "adresse", "raison", "campagne"] {
        if !asked.text(name).is_empty() {
            query.append_pair(name, asked.text(name));
        }
    }
    query.append_pair("avant", &format!("{}.{}", last.created_at.as_microsecond(), last.id));
    format!("{PATH}?{}", query.finish())
}

fn line(shell: &Shell, known: &[Template], notice: &Notice) -> Line {
    let (state, class) = standing_said(shell, notice);
    let name = known.iter().find(|it| it.id == notice.template.0).map(|it| it.name.clone());
    Line {
        href: address(notice.id),
        what: name.unwrap_or_else(|| shell.t("notice-template-gone")),
        to: recipient(shell, notice),
        at: shell.figures().instant(notice.created_at),
        state,
        class,
        why: reason_said(shell, notice).map(|it| it.0),
    }
}

/// Whom a message goes to, on one line; or that it is forgotten.
pub(super) fn recipient(shell: &Shell, notice: &Notice) -> String {
    let Some(address) = &notice.recipient else { return shell.t("notice-recipient-forgotten") };
    match notice.medium {
        Medium::Sms => {
            sms::Number::read(address.text()).map_or_else(|_| address.text().to_owned(), |it| it.shown())
        }
        Medium::Email => address.text().to_owned(),
        Medium::Letter => address.text().lines().collect::<Vec<_>>().join(", "),
    }
}
