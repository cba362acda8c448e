//! Texts that agents start from: the list, each with its versions, and how one is filled.

use axum::{
    extract::{Path, RawQuery},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use kernel::{Explain as _, Id, PartnerCode};
use register::Tx;
use serde_json::json;
use site::{ErrorSummary, Failure, Field, Going, Sent, Shell, form::FieldKind};
use wording::Place as _;

use super::{
    common::{LINE_MAX, Names, Reader, TEXT_MAX, cut, reason_name},
    style,
};
use crate::{
    filling::{self, Writer},
    handling::House,
    request::Request,
    rules::variable::{self, Variable},
    store::{
        requests,
        templates::{self, Template, TemplateId},
        usagers,
    },
    usager::Usager,
};

const PATH: &str = "/demandes/modeles";

/// A text that was chosen for an answer, filled.
pub(super) struct Chosen {
    pub(super) subject: String,
    pub(super) body: String,
    /// Its id and version, for the audit trail.
    pub(super) mark: String,
}

/// The text that an address names, filled from a request; or, in words, why it cannot be.
pub(super) async fn chosen(
    shell: &Shell,
    tx: &mut Tx,
    (reader, house): (&Reader, &House),
    asked: &str,
    request: &Request,
    usager: &Usager,
) -> Result<Option<Result<Chosen, String>>, Failure> {
    let Ok(id) = asked.split(':').next().unwrap_or_default().parse::<TemplateId>() else { return Ok(None) };
    let found = templates::versions(tx, &reader.partner, id).await?;
    let Some(template) = found.into_iter().next().filter(|it| !it.is_closed) else { return Ok(None) };
    let values = filling::values(tx, &writer(shell), house, (request, usager)).await?;
    Ok(Some(match filling::fill((&template.subject, &template.body), &values) {
        Ok((subject, body)) => {
            Ok(Chosen { subject, body, mark: format!("{}:{}", template.id, template.version) })
        }
        Err(fault) => Err(shell.say(&fault.message())),
    }))
}

/// Whoever has the page before them, as the one who writes.
pub(super) fn writer(shell: &Shell) -> Writer<'_> {
    Writer {
        lang: shell.lang(),
        agent: shell.account().map(|it| it.name.as_str()),
        // Without a public address nobody outside could open it.
        site: shell.site().public_url(),
        now: shell.now(),
    }
}

/// The texts that fit a reason first: id and name.
pub(super) async fn offered(
    tx: &mut Tx,
    partner: &PartnerCode,
    reason: Option<&str>,
) -> Result<Vec<(String, String)>, Failure> {
    let mut all = templates::listed(tx, partner).await?;
    all.retain(|it| !it.is_closed && (it.reason.is_none() || it.reason.as_deref() == reason));
    all.sort_by_key(|it| it.reason.is_none());
    Ok(all.into_iter().map(|it| (it.id.to_string(), it.name)).collect())
}

struct Line {
    href: String,
    name: String,
    reason: String,
    changed: String,
    is_closed: bool,
}

#[derive(askama::Template)]
#[template(path = "desk_templates.html")]
struct ListPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    lines: Vec<Line>,
    may_change: bool,
}

/// What a text may place, and how it is written.
pub(super) fn blanks(shell: &Shell) -> Vec<(String, String)> {
    Variable::ALL.iter().map(|it| (blank_of(shell, *it), blank_said(shell, *it))).collect()
}

/// How a text writes a variable, in the reader's language.
fn blank_of(shell: &Shell, variable: Variable) -> String {
    format!("{{{{{}}}}}", variable.word(shell.lang()))
}

/// What a variable places, and that it places nothing where this instance lacks what it takes.
fn blank_said(shell: &Shell, variable: Variable) -> String {
    let said = shell.say(&variable.label());
    if variable == Variable::FollowUpLink && shell.site().public_url().is_none() {
        return format!("{said}. {}", shell.t("desk-template-no-address"));
    }
    said
}

/// That a text names the follow-up page, and this instance has no address that usagers can open.
fn warning(shell: &Shell, template: &Template) -> Option<String> {
    let has_link = [&template.subject, &template.body]
        .into_iter()
        .any(|it| variable::Template::parse(it).is_ok_and(|it| it.names().has(&Variable::FollowUpLink)));
    (has_link && shell.site().public_url().is_none()).then(|| {
        let blank = blank_of(shell, Variable::FollowUpLink);
        format!(
            "{} {}",
            shell.t1("desk-template-names-link", "blank", blank),
            shell.t("desk-template-no-address")
        )
    })
}

/// `GET /demandes/modeles`
pub(super) async fn list(shell: Shell) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let house = House::read(&mut tx, &reader.partner).await?;
    let all = templates::listed(&mut tx, &reader.partner).await?;
    let lines = all.into_iter().map(|it| Line {
        href: format!("{PATH}/{}", it.id),
        reason: it.reason.as_deref().map_or_else(|| shell.t("desk-any-reason"), |it| reason_name(&house, it)),
        changed: shell.figures().instant(it.at),
        is_closed: it.is_closed,
        name: it.name,
    });
    let page = ListPage {
        style: style::SHEET.address(),
        lines: lines.collect(),
        may_change: reader.is_manager,
        shell: &shell,
    };
    Ok(shell.page(shell.t("desk-templates")).crumb(shell.t("desk-title"), super::PATH).wide().render(&page))
}

struct Version {
    about: String,
    subject: String,
    body: String,
}

#[derive(askama::Template)]
#[template(path = "desk_template.html")]
struct TemplatePage<'a> {
    shell: &'a Shell,
    style: &'static str,
    edit: Option<String>,
    is_closed: bool,
    reference: String,
    preview: Option<(String, String)>,
    lacking: Option<String>,
    /// That a place of it stays empty here.
    warning: Option<String>,
    not_found: bool,
    versions: Vec<Version>,
}

/// `GET /demandes/modeles/{id}`: a text, its versions, and how it reads for a request (`?reference=`).
pub(super) async fn show(
    shell: Shell,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let asked = Sent::of(query.as_deref().unwrap_or(""));
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let versions = own(&mut tx, &reader, &id).await?;
    let house = House::read(&mut tx, &reader.partner).await?;
    let names = Names::read(&mut tx, &reader.partner).await?;
    let latest = versions.first().cloned().ok_or_else(Failure::not_found)?;
    let reference = asked.text("reference").to_owned();
    let (mut preview, mut lacking) = (None, None);
    if !reference.is_empty()
        && let Some(request) = requests::by_reference(&mut tx, &reader.partner, &reference).await?
        && let Some(usager) = usagers::find(&mut tx, &reader.partner, request.usager).await?
    {
        let values = filling::values(&mut tx, &writer(&shell), &house, (&request, &usager)).await?;
        match filling::fill((&latest.subject, &latest.body), &values) {
            Ok(filled) => preview = Some(filled),
            Err(fault) => lacking = Some(shell.say(&fault.message())),
        }
        let object = request.id.to_string();
        shell
            .tell(&mut tx, "request.read", &object, Some(&reader.partner), json!({ "template": id }))
            .await?;
    }
    tx.commit().await?;
    let said = |it: &Template| Version {
        about: shell.t_with(
            "desk-template-version",
            &[
                ("version", it.version.into()),
                ("who", names.actor(&shell, &it.written_by).into()),
                ("at", shell.figures().instant(it.at).into()),
            ],
        ),
        subject: it.subject.clone(),
        body: it.body.clone(),
    };
    let page = TemplatePage {
        style: style::SHEET.address(),
        edit: reader.is_manager.then(|| format!("{PATH}/{}/modifier", latest.id)),
        is_closed: latest.is_closed,
        warning: warning(&shell, &latest),
        not_found: !reference.is_empty() && preview.is_none() && lacking.is_none(),
        lacking,
        reference,
        preview,
        versions: versions.iter().map(said).collect(),
        shell: &shell,
    };
    Ok(shell
        .page(latest.name.clone())
        .crumb(shell.t("desk-title"), super::PATH)
        .crumb(shell.t("desk-templates"), PATH)
        .render(&page))
}

async fn own(tx: &mut Tx, reader: &Reader, id: &str) -> Result<Vec<Template>, Failure> {
    let id: TemplateId = id.parse().map_err(|_| Failure::not_found())?;
    let versions = templates::versions(tx, &reader.partner, id).await?;
    if versions.is_empty() { Err(Failure::not_found()) } else { Ok(versions) }
}

#[derive(askama::Template)]
#[template(path = "desk_template_edit.html")]
struct EditPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    problems: ErrorSummary,
    action: String,
    version: i64,
    fields: Vec<Field>,
    blanks: Vec<(String, String)>,
}

/// `GET /demandes/modeles/nouveau`
pub(super) async fn blank(shell: Shell) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let house = House::read(&mut tx, &reader.partner).await?;
    Ok(form(&shell, &house, None, &Sent::default(), &[]))
}

/// `POST /demandes/modeles/nouveau`
pub(super) async fn begin(shell: Shell, sent: Sent) -> Result<Response, Failure> {
    write(&shell, None, &sent).await
}

/// `GET /demandes/modeles/{id}/modifier`
pub(super) async fn edit(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let versions = own(&mut tx, &reader, &id).await?;
    let house = House::read(&mut tx, &reader.partner).await?;
    Ok(form(&shell, &house, versions.first(), &Sent::default(), &[]))
}

/// `POST /demandes/modeles/{id}/modifier`: a new version.
pub(super) async fn save(shell: Shell, Path(id): Path<String>, sent: Sent) -> Result<Response, Failure> {
    write(&shell, Some(&id), &sent).await
}

async fn write(shell: &Shell, id: Option<&str>, sent: &Sent) -> Result<Response, Failure> {
    let reader = Reader::of(shell)?;
    let now = shell.now();
    let mut tx = shell.site().db().write().await?;
    let house = House::read(&mut tx, &reader.partner).await?;
    let kept = match id {
        Some(id) => own(&mut tx, &reader, id).await?.into_iter().next(),
        None => None,
    };
    let mut faults = Vec::new();
    for (field, longest) in [("nom", LINE_MAX), ("objet", LINE_MAX), ("texte", TEXT_MAX)] {
        if sent.text(field).is_empty() {
            faults.push((field, shell.t("desk-template-missing")));
        } else if sent.text(field).chars().count() > longest {
            faults.push((field, shell.t1("desk-too-long", "most", longest as u64)));
        } else if let Some(fault) =
            variable::Template::parse(sent.text(field)).err().filter(|_| field != "nom")
        {
            faults.push((field, shell.say(&fault.message())));
        }
    }
    let template = Template {
        id: kept.as_ref().map_or_else(|| Id::new(now), |it| it.id),
        version: kept.as_ref().map_or(1, |it| it.version + 1),
        partner: reader.partner.clone(),
        name: cut(sent.text("nom"), LINE_MAX),
        reason: house.reason(sent.text("motif")).map(|it| it.code.clone()),
        subject: cut(sent.text("objet"), LINE_MAX),
        body: cut(sent.text("texte"), TEXT_MAX),
        is_closed: sent.text("hors-service") == "on",
        written_by: reader.actor.clone(),
        at: now,
    };
    let seen = kept.as_ref().map_or(0, |it| it.version);
    let is_first = faults.is_empty()
        && sent.text("version").parse() == Ok(seen)
        && templates::write(&mut tx, &template).await?;
    if faults.is_empty() && !is_first {
        faults.push(("nom", shell.t("desk-template-overtaken")));
    }
    if !faults.is_empty() {
        return Ok(form(shell, &house, kept.as_ref(), sent, &faults));
    }
    let detail = json!({ "version": template.version });
    shell.tell(&mut tx, "template.write", &template.id.to_string(), Some(&reader.partner), detail).await?;
    tx.commit().await?;
    Ok(Going::to(format!("{PATH}/{}", template.id)).done(shell.t("desk-template-saved")).into_response())
}

fn form(
    shell: &Shell,
    house: &House,
    kept: Option<&Template>,
    sent: &Sent,
    faults: &[(&'static str, String)],
) -> Response {
    let text = |name: &str, of: &dyn Fn(&Template) -> String| {
        sent.typed(name).map_or_else(|| kept.map(of).unwrap_or_default(), str::to_owned)
    };
    let wrong = |field: &str| faults.iter().find(|it| it.0 == field).map(|it| it.1.clone());
    let mut problems = ErrorSummary::new(shell);
    for (field, sentence) in faults {
        problems.add(*field, sentence.clone());
    }
    let mut reasons = vec![(String::new(), shell.t("desk-any-reason"))];
    reasons.extend(house.reasons.iter().map(|it| (it.code.clone(), it.name.clone())));
    let closed = kept.is_some_and(|it| it.is_closed);
    let is_sent = sent.typed("nom").is_some();
    let is_off = if is_sent { sent.text("hors-service") == "on" } else { closed };
    let mut fields = vec![
        Field::new(FieldKind::Text, "nom", shell.t("desk-template-name"))
            .value(text("nom", &|it| it.name.clone()))
            .error(wrong("nom"))
            .required(),
        Field::new(FieldKind::Select(reasons), "motif", shell.t("desk-template-reason"))
            .value(text("motif", &|it| it.reason.clone().unwrap_or_default())),
        Field::new(FieldKind::Text, "objet", shell.t("desk-template-subject"))
            .value(text("objet", &|it| it.subject.clone()))
            .error(wrong("objet"))
            .required(),
        Field::new(FieldKind::LongText, "texte", shell.t("desk-template-body"))
            .value(text("texte", &|it| it.body.clone()))
            .error(wrong("texte"))
            .required(),
    ];
    if kept.is_some() {
        fields.push(
            Field::new(FieldKind::Checkbox, "hors-service", shell.t("desk-template-close"))
                .value(if is_off { "on" } else { "" }),
        );
    }
    let page = EditPage {
        style: style::SHEET.address(),
        problems,
        action: kept.map_or_else(|| format!("{PATH}/nouveau"), |it| format!("{PATH}/{}/modifier", it.id)),
        version: kept.map_or(0, |it| it.version),
        fields,
        blanks: blanks(shell),
        shell,
    };
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = shell.t(if kept.is_some() { "desk-template-edit" } else { "desk-template-new" });
    let shown = shell.page(title).crumb(shell.t("desk-title"), super::PATH);
    shown.crumb(shell.t("desk-templates"), PATH).status(status).render(&page)
}
