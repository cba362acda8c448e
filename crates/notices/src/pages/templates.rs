//! Templates: the list; one with what it says, how it looks, and what each version changed.

use axum::{
    extract::{Path, RawQuery, State as Extracted},
    response::{IntoResponse as _, Response},
};
use serde_json::json;
use site::{Failure, Going, Markup, Sent, Shell, difference};

use super::{
    Pages,
    common::{Reader, medium_said, page, tabs},
    preview::{self, Preview},
    style,
    writing::checks::{self, Check},
};
use crate::{
    address::Medium,
    store::templates,
    targets,
    template::{Template, TemplateId, Text},
};

/// The list.
pub(crate) const PATH: &str = "/messages/modeles";
/// Versions that are listed.
const VERSIONS_MAX: usize = 50;

/// The address of a template.
pub(crate) fn address(id: TemplateId) -> String {
    format!("{PATH}/{id}")
}

struct Line {
    href: String,
    name: String,
    medium: String,
    service: String,
    purpose: String,
    changed: String,
}

#[derive(askama::Template)]
#[template(path = "notice_templates.html")]
struct ListPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    lines: Vec<Line>,
    may_change: bool,
    has_service: bool,
}

/// `GET /messages/modeles`
pub(super) async fn list(shell: Shell) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let services = reader.services(&mut tx).await?;
    let mut lines = Vec::new();
    for service in &services {
        for it in templates::listed(&mut tx, service.id, None).await? {
            lines.push(Line {
                href: address(it.id),
                medium: medium_said(&shell, it.medium),
                service: service.name.clone(),
                changed: shell.figures().instant(it.created_at),
                name: it.name,
                purpose: it.purpose,
            });
        }
    }
    drop(tx);
    let content = ListPage {
        style: style::SHEET.address(),
        tabs: tabs(&shell),
        lines,
        may_change: reader.is_manager,
        has_service: !services.is_empty(),
        shell: &shell,
    };
    Ok(page(&shell, shell.t("template-list-title"))
        .lead(shell.t("template-list-lead"))
        .wide()
        .render(&content))
}

struct Tab {
    href: String,
    name: String,
    lang: String,
    is_current: bool,
}

struct Version {
    about: String,
    href: Option<String>,
}

#[derive(askama::Template)]
#[template(path = "notice_template.html")]
struct TemplatePage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    template: &'a Template,
    action: String,
    may_change: bool,
    is_archived: bool,
    held_back: Option<String>,
    not_carried: Option<String>,
    facts: Vec<(String, String)>,
    languages: Vec<Tab>,
    lang: String,
    text: Text,
    checks: Vec<Check>,
    has_links: bool,
    previews: Vec<Preview>,
    versions: Vec<Version>,
    changed: Option<(String, Vec<(String, Markup)>)>,
}

/// `GET /messages/modeles/{id}`: `langue` is the one shown, `version` the one whose changes are.
pub(super) async fn show(
    Extracted(pages): Extracted<Pages>,
    shell: Shell,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    show_page(&pages, &shell, &id, &Sent::of(query.as_deref().unwrap_or("")), None).await
}

async fn show_page(
    pages: &Pages,
    shell: &Shell,
    id: &str,
    asked: &Sent,
    looked: Option<Vec<Check>>,
) -> Result<Response, Failure> {
    let reader = Reader::of(shell)?;
    let mut tx = shell.site().db().read().await?;
    let (service, template) = reader.template(&mut tx, id).await?;
    let versions = templates::versions(&mut tx, service.id, template.id).await?;
    let held_back = targets::pages::held_back(shell, &mut tx, (template.id, template.version)).await?;
    let lines = targets::store::lines(&mut tx, service.id).await?;
    drop(tx);
    let action = address(template.id);
    let (code, text) = template.text(asked.text("langue")).ok_or_else(Failure::our_fault)?;
    let (code, text) = (code.to_owned(), text.clone());
    let mut found = checks::of_text(shell, pages.door(), (Some(&service), template.medium), (&code, &text));
    found.extend(checks::of_lines(shell, &lines, &text));
    let has_links = checks::has_links(&text);
    found.extend(looked.into_iter().flatten());
    let content = TemplatePage {
        style: style::SHEET.address(),
        tabs: tabs(shell),
        may_change: reader.is_manager && template.archived_at.is_none(),
        is_archived: template.archived_at.is_some(),
        facts: vec![
            (shell.t("template-medium"), medium_said(shell, template.medium)),
            (shell.t("template-service"), service.name.clone()),
            (shell.t("template-purpose"), template.purpose.clone()),
            (shell.t("template-meaning"), template.meaning.clone()),
            (shell.t("template-lane"), shell.t(&format!("notice-lane-{}", template.lane.code()))),
            (shell.t("template-api-id"), template.id.uuid().to_string()),
        ],
        languages: preview::in_order(&template.texts)
            .into_iter()
            .map(|(it, _)| Tab {
                href: format!("{action}?langue={it}"),
                name: preview::language(shell, it),
                lang: it.clone(),
                is_current: *it == code,
            })
            .collect(),
        checks: found,
        has_links,
        held_back,
        not_carried: pages.not_carried(shell, template.medium).filter(|_| template.archived_at.is_none()),
        previews: preview::extremes(shell, pages.door(), (&service, template.medium), (&code, &text)),
        changed: changed(shell, &versions, asked.text("version").parse().ok()),
        versions: versions.iter().take(VERSIONS_MAX).map(|it| version(shell, &action, it)).collect(),
        lang: code,
        text,
        template: &template,
        action,
        shell,
    };
    let shown = page(shell, template.name.clone()).crumb(shell.t("template-list-title"), PATH);
    Ok(shown.wide().render(&content))
}

fn version(shell: &Shell, action: &str, it: &Template) -> Version {
    let args = [("version", it.version.into()), ("at", shell.figures().instant(it.created_at).into())];
    Version {
        about: shell.t_with("template-version", &args),
        href: (it.version > 1).then(|| format!("{action}?version={}#changements", it.version)),
    }
}

/// What a version changed, if it is asked for: the title, and each text that changed.
fn changed(
    shell: &Shell,
    versions: &[Template],
    asked: Option<i64>,
) -> Option<(String, Vec<(String, Markup)>)> {
    let after = versions.iter().find(|it| Some(it.version) == asked)?;
    let before = versions.iter().find(|it| it.version == after.version - 1)?;
    let mut texts: Vec<(String, String, String)> = vec![
        (shell.t("template-name"), before.name.clone(), after.name.clone()),
        (shell.t("template-purpose"), before.purpose.clone(), after.purpose.clone()),
        (shell.t("template-meaning"), before.meaning.clone(), after.meaning.clone()),
    ];
    let none = Text::default();
    let codes: std::collections::BTreeSet<&String> = before.texts.keys().chain(after.texts.keys()).collect();
    for code in codes {
        let (old, new) = (before.texts.get(code).unwrap_or(&none), after.texts.get(code).unwrap_or(&none));
        texts.push((
            preview::language(shell, code),
            format!("{}\n{}", old.subject, old.body).trim_start().to_owned(),
            format!("{}\n{}", new.subject, new.body).trim_start().to_owned(),
        ));
    }
    let differing = texts.into_iter().filter(|(_, old, new)| old != new);
    let shown = differing.map(|(name, old, new)| (name, difference::lines(&old, &new))).collect();
    Some((shell.t1("template-changed", "version", after.version), shown))
}

/// `POST /messages/modeles/{id}/liens`: whether its links lead somewhere.
pub(super) async fn look(
    Extracted(pages): Extracted<Pages>,
    shell: Shell,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let (_, template) = reader.template(&mut tx, &id).await?;
    drop(tx);
    let (_, text) = template.text(sent.text("langue")).ok_or_else(Failure::our_fault)?;
    let looked = checks::alive(&shell, pages.watch(), text).await?;
    show_page(&pages, &shell, &id, &sent, Some(looked)).await
}

/// `POST /messages/modeles/{id}/retrait`: nothing new is made of it.
pub(super) async fn archive(shell: Shell, Path(id): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let (service, template) = reader.template(&mut tx, &id).await?;
    if sent.text("certain") != "on" {
        return Ok(Going::to(address(template.id))
            .problem(shell.t("template-archive-unsure"))
            .into_response());
    }
    if !templates::archive(&mut tx, service.id, template.id, shell.now()).await? {
        return Err(Failure::not_found());
    }
    reader.tell(&shell, &mut tx, "notice.template.archive", &id, json!({})).await?;
    tx.commit().await?;
    Ok(Going::to(PATH).done(shell.t("template-archived")).into_response())
}

/// Whether a medium has a line of its own before the text.
pub(super) const fn has_subject(medium: Medium) -> bool {
    !matches!(medium, Medium::Sms)
}
