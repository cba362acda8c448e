//! Writing a template: the form, with what is said of the text beside it.

pub(crate) mod checks;

use std::collections::BTreeMap;

use axum::{
    extract::{Path, RawQuery, State as Extracted},
    response::{Html, IntoResponse as _, Response},
};
use serde_json::json;
use site::{ErrorSummary, Failure, Field, Going, Markup, Sent, Shell, form::FieldKind};

use super::{
    Pages,
    common::{LINE_MAX, Reader, TEXT_MAX, cut, lanes, medium_said, missing, page, status, tabs, too_long},
    preview::{self, LANGUAGES},
    style,
    templates::{PATH, address, has_subject},
};
use crate::{
    address::Medium,
    service::Service,
    store::templates,
    template::{Lane, Template, TemplateId, Text},
    usagers_side,
};
use checks::Check;

/// Texts of one language, as they are written.
struct Written {
    lang: String,
    name: String,
    fields: Vec<Field>,
}

/// What is said of the text of one language.
struct Said {
    name: String,
    checks: Vec<Check>,
}

#[derive(askama::Template)]
#[template(path = "notice_writing.html")]
struct WritingPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    script: &'static str,
    tabs: Markup,
    problems: ErrorSummary,
    action: String,
    version: i64,
    medium: Medium,
    not_carried: Option<String>,
    is_new: bool,
    /// The template that is kept, for the script's checks.
    template: String,
    heads: Vec<Field>,
    written: Vec<Written>,
    others: Option<Field>,
    tails: Vec<Field>,
    said: Vec<Said>,
    can_be_spared: bool,
}

#[derive(askama::Template)]
#[template(path = "notice_said.html")]
struct Fragment<'a> {
    shell: &'a Shell,
    said: Vec<Said>,
}

/// What is written on: a template that is kept, or a new one.
struct Desk<'a> {
    pages: &'a Pages,
    shell: &'a Shell,
    services: Vec<Service>,
    kept: Option<Template>,
    purposes: Vec<String>,
}

impl<'a> Desk<'a> {
    async fn of(pages: &'a Pages, shell: &'a Shell, id: Option<&str>) -> Result<Self, Failure> {
        let reader = Reader::of(shell)?;
        let mut tx = shell.site().db().read().await?;
        let mut services = reader.services(&mut tx).await?;
        let kept = match id {
            Some(id) => {
                let (service, template) = reader.template(&mut tx, id).await?;
                if template.archived_at.is_some() {
                    return Err(Failure::not_found());
                }
                services = vec![service];
                Some(template)
            }
            None => None,
        };
        let (mut purposes, of_links) = (Vec::new(), usagers_side::links_purpose());
        for service in &services {
            for it in templates::listed(&mut tx, service.id, None).await? {
                // What the product sends for itself is no kind of message to write.
                if it.purpose != of_links && !purposes.contains(&it.purpose) {
                    purposes.push(it.purpose);
                }
            }
        }
        Ok(Self { pages, shell, services, kept, purposes })
    }

    fn medium(&self, sent: &Sent) -> Medium {
        let typed = Medium::of(sent.text("canal")).unwrap_or(Medium::Sms);
        self.kept.as_ref().map_or(typed, |it| it.medium)
    }

    /// The texts as they were just typed, else as they are kept.
    fn texts(&self, sent: &Sent) -> BTreeMap<String, Text> {
        let mut texts = texts(sent);
        if texts.is_empty() {
            texts = self.kept.as_ref().map(|it| it.texts.clone()).unwrap_or_default();
        }
        texts.entry("fr".to_owned()).or_default();
        texts
    }

    /// The service in whose name it is written: that of a template that is kept, else the one chosen, else the first.
    fn service(&self, sent: &Sent) -> Option<&Service> {
        self.services.iter().find(|it| it.id.to_string() == sent.text("service")).or(self.services.first())
    }

    fn show(&self, sent: &Sent, faults: &Faults, looked: Vec<Check>) -> Response {
        let shell = self.shell;
        let mut problems = ErrorSummary::new(shell);
        for (field, sentence) in faults {
            problems.add(field.clone(), sentence.clone());
        }
        let medium = self.medium(sent);
        let texts = self.texts(sent);
        let mut said = said(shell, self.pages, (self.service(sent), medium), &texts);
        if !looked.is_empty() {
            said.push(Said { name: shell.t("check-links"), checks: looked });
        }
        let can_be_spared = medium == Medium::Sms && texts.values().any(|it| sms::spare(&it.body) != it.body);
        let fields = Fields { desk: self, sent, faults };
        let content = WritingPage {
            style: style::SHEET.address(),
            script: style::SCRIPT.address(),
            tabs: tabs(shell),
            problems,
            action: self
                .kept
                .as_ref()
                .map_or_else(|| format!("{PATH}/nouveau"), |it| format!("{}/modifier", address(it.id))),
            version: self.kept.as_ref().map_or(0, |it| it.version),
            medium,
            not_carried: self.pages.not_carried(shell, medium),
            is_new: self.kept.is_none(),
            template: self.kept.as_ref().map(|it| it.id.to_string()).unwrap_or_default(),
            heads: fields.heads(medium),
            written: preview::in_order(&texts)
                .into_iter()
                .map(|(code, text)| fields.written(medium, code, text))
                .collect(),
            others: fields.others(&texts),
            tails: fields.tails(),
            said,
            can_be_spared,
            shell,
        };
        let title = shell.t(if self.kept.is_some() { "template-edit" } else { "template-new" });
        let mut shown = page(shell, title).crumb(shell.t("template-list-title"), PATH).wide();
        if let Some(kept) = &self.kept {
            shown = shown.crumb(kept.name.clone(), address(kept.id));
        }
        shown.status(status(!faults.is_empty())).render(&content)
    }
}

/// The texts of a form, by language; nothing if it has none.
fn texts(sent: &Sent) -> BTreeMap<String, Text> {
    let all = LANGUAGES.iter().filter_map(|code| {
        let body = sent.typed(&format!("texte-{code}"))?;
        let subject = cut(sent.text(&format!("objet-{code}")), LINE_MAX);
        let body: String = body.replace("\r\n", "\n").trim().chars().take(TEXT_MAX).collect();
        Some(((*code).to_owned(), Text { subject, body }))
    });
    all.collect()
}

/// What is said of texts, French first.
fn said(
    shell: &Shell,
    pages: &Pages,
    by: (Option<&Service>, Medium),
    texts: &BTreeMap<String, Text>,
) -> Vec<Said> {
    let said = preview::in_order(texts).into_iter().map(|(code, text)| Said {
        name: preview::language(shell, code),
        checks: checks::of_text(shell, pages.door(), by, (code, text)),
    });
    said.filter(|it| !it.checks.is_empty()).collect()
}

type Faults = [(String, String)];

struct Fields<'a> {
    desk: &'a Desk<'a>,
    sent: &'a Sent,
    faults: &'a Faults,
}

impl Fields<'_> {
    fn wrong(&self, field: &str) -> Option<String> {
        let all: Vec<&str> = self.faults.iter().filter(|it| it.0 == field).map(|it| it.1.as_str()).collect();
        (!all.is_empty()).then(|| all.join(" "))
    }

    fn line(&self, name: &'static str, key: &str, kept: impl Fn(&Template) -> String) -> Field {
        let kept = self.desk.kept.as_ref().map(kept).unwrap_or_default();
        Field::new(FieldKind::Text, name, self.desk.shell.t(key))
            .hint(self.desk.shell.t(&format!("{key}-hint")))
            .value(self.sent.typed(name).map_or(kept, str::to_owned))
            .error(self.wrong(name))
            .required()
    }

    fn heads(&self, medium: Medium) -> Vec<Field> {
        let shell = self.desk.shell;
        let mut fields = Vec::new();
        if self.desk.kept.is_none() {
            let services = self.desk.services.iter().map(|it| (it.id.to_string(), it.name.clone())).collect();
            fields.push(
                Field::new(FieldKind::Select(services), "service", shell.t("template-service"))
                    .value(self.sent.text("service"))
                    .error(self.wrong("service"))
                    .required(),
            );
            let media =
                Medium::ALL.iter().map(|it| (it.code().to_owned(), medium_said(shell, *it))).collect();
            fields.push(
                Field::new(FieldKind::Radios(media), "canal", shell.t("template-medium"))
                    .value(medium.code()),
            );
        }
        fields.push(self.line("nom", "template-name", |it| it.name.clone()));
        fields
    }

    fn written(&self, medium: Medium, code: &str, text: &Text) -> Written {
        let shell = self.desk.shell;
        let mut fields = Vec::new();
        if has_subject(medium) {
            let name = format!("objet-{code}");
            fields.push(
                Field::new(FieldKind::Text, name.clone(), shell.t("template-subject"))
                    .value(text.subject.clone())
                    .error(self.wrong(&name)),
            );
        }
        let name = format!("texte-{code}");
        fields.push(
            Field::new(FieldKind::LongText, name.clone(), shell.t("template-body"))
                .hint(shell.t("template-body-hint"))
                .value(text.body.clone())
                .error(self.wrong(&name)),
        );
        Written { lang: code.to_owned(), name: preview::language(shell, code), fields }
    }

    fn others(&self, texts: &BTreeMap<String, Text>) -> Option<Field> {
        let shell = self.desk.shell;
        let left = LANGUAGES.iter().filter(|it| !texts.contains_key(**it));
        let left: Vec<(String, String)> =
            left.map(|it| ((*it).to_owned(), preview::language(shell, it))).collect();
        (!left.is_empty()).then(|| {
            Field::new(FieldKind::Select(left), "autre-langue", shell.t("template-language-add"))
                .hint(shell.t("template-language-add-hint"))
        })
    }

    fn tails(&self) -> Vec<Field> {
        let shell = self.desk.shell;
        let mut purpose = self.line("motif", "template-purpose", |it| it.purpose.clone());
        if !self.desk.purposes.is_empty() {
            let known = self.desk.purposes.join(" · ");
            purpose = purpose.hint(shell.t1("template-purpose-known", "known", known));
        }
        let lane = self.desk.kept.as_ref().map_or(Lane::Normal, |it| it.lane).code();
        let typed = self.sent.text("allure");
        vec![
            purpose,
            self.line("annonce", "template-meaning", |it| it.meaning.clone()),
            Field::new(FieldKind::Radios(lanes(shell)), "allure", shell.t("template-lane"))
                .value(if typed.is_empty() { lane } else { typed }),
        ]
    }
}

/// `GET /messages/modeles/nouveau`
pub(super) async fn blank(
    Extracted(pages): Extracted<Pages>,
    shell: Shell,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let desk = Desk::of(&pages, &shell, None).await?;
    Ok(desk.show(&Sent::of(query.as_deref().unwrap_or("")), &[], Vec::new()))
}

/// `POST /messages/modeles/nouveau`
pub(super) async fn begin(
    Extracted(pages): Extracted<Pages>,
    shell: Shell,
    sent: Sent,
) -> Result<Response, Failure> {
    write(&pages, &shell, None, &sent).await
}

/// `GET /messages/modeles/{id}/modifier`
pub(super) async fn edit(
    Extracted(pages): Extracted<Pages>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let desk = Desk::of(&pages, &shell, Some(&id)).await?;
    Ok(desk.show(&Sent::default(), &[], Vec::new()))
}

/// `POST /messages/modeles/{id}/modifier`: a new version.
pub(super) async fn save(
    Extracted(pages): Extracted<Pages>,
    shell: Shell,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    write(&pages, &shell, Some(&id), &sent).await
}

/// `POST /messages/modeles/verification`: what is said of a text, for the script that asks while somebody writes.
pub(super) async fn fragment(
    Extracted(pages): Extracted<Pages>,
    shell: Shell,
    sent: Sent,
) -> Result<Response, Failure> {
    let desk = Desk::of(&pages, &shell, Some(sent.text("modele")).filter(|it| !it.is_empty())).await?;
    let by = (desk.service(&sent), desk.medium(&sent));
    let content = Fragment { said: said(&shell, &pages, by, &texts(&sent)), shell: &shell };
    let html = askama::Template::render(&content).map_err(|error| {
        tracing::error!(%error, "checks did not render");
        Failure::our_fault()
    })?;
    Ok(Html(html).into_response())
}

/// `geste`: checks (`verifier`), follows links (`liens`), takes cheaper signs (`alleger`), adds a language (`langue`); else keeps it.
async fn write(pages: &Pages, shell: &Shell, id: Option<&str>, sent: &Sent) -> Result<Response, Failure> {
    let desk = Desk::of(pages, shell, id).await?;
    match sent.text("geste") {
        "verifier" => return Ok(desk.show(sent, &[], Vec::new())),
        "liens" => {
            let mut looked = Vec::new();
            for text in texts(sent).values() {
                looked.extend(checks::alive(shell, pages.watch(), text).await?);
            }
            return Ok(desk.show(sent, &[], looked));
        }
        "alleger" => {
            let spared = changed(sent, |name, value| name.starts_with("texte-").then(|| sms::spare(value)));
            return Ok(desk.show(&spared, &[], Vec::new()));
        }
        "langue" => {
            let code = sent.text("autre-langue");
            let mut query = form_urlencoded::Serializer::new(plain(sent));
            if LANGUAGES.contains(&code) {
                query.append_pair(&format!("texte-{code}"), "");
            }
            return Ok(desk.show(&Sent::of(&query.finish()), &[], Vec::new()));
        }
        _ => {}
    }
    keep(&desk, sent).await
}

const FIELDS: [&str; 8] = ["service", "canal", "nom", "motif", "annonce", "allure", "version", "geste"];

/// A form as it would be sent again.
fn plain(sent: &Sent) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in FIELDS {
        if let Some(value) = sent.typed(name) {
            query.append_pair(name, value);
        }
    }
    for code in LANGUAGES {
        for name in [format!("objet-{code}"), format!("texte-{code}")] {
            if let Some(value) = sent.typed(&name) {
                query.append_pair(&name, value);
            }
        }
    }
    query.finish()
}

/// A form with some of its fields changed.
fn changed(sent: &Sent, change: impl Fn(&str, &str) -> Option<String>) -> Sent {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(plain(sent).as_bytes()) {
        let other = change(&name, &value);
        query.append_pair(&name, other.as_deref().unwrap_or(&value));
    }
    Sent::of(&query.finish())
}

async fn keep(desk: &Desk<'_>, sent: &Sent) -> Result<Response, Failure> {
    let shell = desk.shell;
    let reader = Reader::of(shell)?;
    let (texts, mut faults) = proved(desk, sent);
    for (field, key) in
        [("nom", "template-name"), ("motif", "template-purpose"), ("annonce", "template-meaning")]
    {
        if sent.text(field).is_empty() {
            faults.push((field.to_owned(), missing(shell, key)));
        } else if sent.text(field).chars().count() > LINE_MAX {
            faults.push((field.to_owned(), too_long(shell, key)));
        }
    }
    let service = match &desk.kept {
        Some(_) => desk.services.first(),
        None => desk.services.iter().find(|it| it.id.to_string() == sent.text("service")),
    };
    if service.is_none() {
        faults.push(("service".to_owned(), missing(shell, "template-service")));
    }
    let (Some(service), true) = (service, faults.is_empty()) else {
        return Ok(desk.show(sent, &faults, Vec::new()));
    };
    let now = shell.now();
    let template = Template {
        id: desk.kept.as_ref().map_or_else(|| TemplateId::new(now), |it| it.id),
        service: service.id,
        medium: desk.medium(sent),
        version: sent.text("version").parse().unwrap_or(0),
        name: cut(sent.text("nom"), LINE_MAX),
        purpose: cut(sent.text("motif"), LINE_MAX),
        meaning: cut(sent.text("annonce"), LINE_MAX),
        lane: Lane::of(sent.text("allure")).unwrap_or(Lane::Normal),
        texts,
        created_by: reader.actor.clone(),
        created_at: now,
        archived_at: None,
    };
    let mut tx = shell.site().db().write().await?;
    let version = if desk.kept.is_some() {
        templates::edit(&mut tx, &template).await?
    } else {
        templates::record(&mut tx, &template).await?;
        Some(1)
    };
    let Some(version) = version else {
        drop(tx);
        let faults = [("nom".to_owned(), shell.t("template-overtaken"))];
        return Ok(desk.show(sent, &faults, Vec::new()));
    };
    let detail = json!({ "version": version });
    reader.tell(shell, &mut tx, "notice.template.write", &template.id.to_string(), detail).await?;
    tx.commit().await?;
    Ok(Going::to(address(template.id)).done(shell.t("template-saved")).into_response())
}

/// The texts that were typed, without the languages that were left empty; and what is wrong with them.
fn proved(desk: &Desk<'_>, sent: &Sent) -> (BTreeMap<String, Text>, Vec<(String, String)>) {
    let shell = desk.shell;
    let mut faults = Vec::new();
    let mut all = texts(sent);
    all.retain(|code, it| code == "fr" || !it.body.is_empty() || !it.subject.is_empty());
    for (code, text) in &all {
        let (subject, body) = (format!("objet-{code}"), format!("texte-{code}"));
        let empty = |key: &str| {
            let label = format!("{} – {}", preview::language(shell, code), shell.t(key));
            shell.t1("notice-missing", "field", label)
        };
        if text.body.is_empty() {
            faults.push((body.clone(), empty("template-body")));
        }
        if has_subject(desk.medium(sent)) && text.subject.is_empty() {
            faults.push((subject.clone(), empty("template-subject")));
        }
        for (field, text) in [(subject, &text.subject), (body, &text.body)] {
            faults.extend(checks::faults(shell, text).into_iter().map(|it| (field.clone(), it)));
        }
    }
    if all.is_empty() {
        faults.push(("texte-fr".to_owned(), missing(shell, "template-body")));
    }
    (all, faults)
}
