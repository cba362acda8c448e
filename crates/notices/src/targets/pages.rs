//! The pages on which people see where messages send people, what is held for it, and decide; and the lines of a service.

use askama::Template;
use axum::{
    extract::{Path, State as Extracted},
    response::{IntoResponse as _, Response},
};
use register::Tx;
use serde_json::json;
use site::{ErrorSummary, Failure, Field, Going, Markup, Sent, Shell, form::FieldKind};

use super::{
    Kind, LinkState, Target, fault, line_number, listed, shown,
    store::{self, Entry, Line},
};
use crate::{
    pages::{
        Pages,
        common::{LINE_MAX, Reader, counted, cut, missing, page, status, tabs},
        services, style, templates,
    },
    service::ServiceId,
    store::services as kept_services,
};

/// The list.
pub(crate) const PATH: &str = "/messages/liens";
/// Letters of a reason.
const REASON_MAX: usize = 500;

/// A target as it is shown.
pub(crate) struct Shown {
    pub(crate) text: String,
    /// The page itself, to be opened.
    pub(crate) href: Option<String>,
    pub(crate) state: String,
    pub(crate) class: &'static str,
    pub(crate) about: Vec<String>,
    /// What to do next, of what is dead.
    pub(crate) next: Option<String>,
    pub(crate) service: String,
    pub(crate) templates: Vec<(String, String)>,
    pub(crate) kind: &'static str,
    pub(crate) target: String,
    pub(crate) service_id: String,
    pub(crate) is_blocking: bool,
    pub(crate) is_let_go: bool,
}

#[derive(Template)]
#[template(path = "notice_targets.html")]
struct ListPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    problems: ErrorSummary,
    lines: Vec<Shown>,
    lists: Vec<(String, String)>,
    is_manager: bool,
}

/// The targets of a reader's partner, in words.
pub(crate) async fn shown_targets(
    shell: &Shell,
    tx: &mut Tx,
    reader: &Reader,
    only_blocking: bool,
) -> Result<Vec<Shown>, Failure> {
    let mut lines = Vec::new();
    for entry in store::entries(tx, &reader.partner, only_blocking).await? {
        let service = kept_services::find(tx, &reader.scope(), entry.service).await?;
        lines.push(line(shell, &entry, service.map(|it| it.name).unwrap_or_default()));
    }
    Ok(lines)
}

/// What holds a version of a template back, in one sentence that says what to do; `None`: nothing does.
pub(crate) async fn held_back(
    shell: &Shell,
    tx: &mut Tx,
    template: (crate::template::TemplateId, i64),
) -> Result<Option<String>, Failure> {
    let dead = store::blocking(tx, template).await?;
    let kind = fault(dead.iter().map(|it| it.kind));
    let args = [("kind", kind.into()), ("targets", listed(&dead).into())];
    Ok((!dead.is_empty()).then(|| shell.t_with("target-held-back", &args)))
}

fn line(shell: &Shell, entry: &Entry, service: String) -> Shown {
    let (key, class) = standing(entry);
    let mut about = Vec::new();
    if let Some(link) = &entry.link {
        about.extend(link.reason.map(|it| shell.t(&format!("target-reason-{}", it.code()))));
        about
            .extend(link.looked_at.map(|it| shell.t1("target-looked-at", "at", shell.figures().instant(it))));
        if link.state == LinkState::Dead {
            about.push(shell.t1("target-dead-since", "at", shell.figures().instant(link.since)));
        }
    }
    if entry.held > 0 {
        about.push(counted(shell, "target-held", entry.held));
    }
    if let Some((reason, at)) = &entry.let_go {
        let args = [("at", shell.figures().instant(*at).into()), ("reason", reason.clone().into())];
        about.push(shell.t_with("target-let-go", &args));
    }
    let next = entry.is_blocking.then(|| shell.t(&format!("target-next-{}", entry.target.kind.code())));
    Shown {
        text: shown(&entry.target),
        href: (entry.target.kind == Kind::Link).then(|| entry.target.text.clone()),
        state: shell.t(key),
        class,
        about,
        next,
        service,
        templates: entry.templates.iter().map(|(id, name)| (templates::address(*id), name.clone())).collect(),
        kind: entry.target.kind.code(),
        target: entry.target.text.clone(),
        service_id: entry.service.to_string(),
        is_blocking: entry.is_blocking,
        is_let_go: entry.let_go.is_some(),
    }
}

/// The key of a state and the class of its badge.
fn standing(entry: &Entry) -> (&'static str, &'static str) {
    match (entry.target.kind, &entry.link) {
        (Kind::Link, Some(link)) => match link.state {
            LinkState::Alive => ("target-state-alive", "good"),
            LinkState::Failing => ("target-state-failing", "note"),
            LinkState::Dead => ("target-state-dead", "bad"),
            LinkState::Unknown => ("target-state-unknown", "note"),
            LinkState::New => ("target-state-new", ""),
        },
        (Kind::Link, None) => ("target-state-new", ""),
        (Kind::NoPhone, _) => ("target-state-no-phone", "bad"),
        (Kind::Phone, _) => match entry.is_open {
            Some(true) => ("target-state-open", "good"),
            Some(false) => ("target-state-closed", "bad"),
            None if entry.has_lines => ("target-state-unlisted", "note"),
            None => ("target-state-unknown-line", ""),
        },
    }
}

/// `GET /messages/liens`
pub(crate) async fn list(shell: Shell) -> Result<Response, Failure> {
    list_page(&shell, None).await
}

async fn list_page(shell: &Shell, problem: Option<String>) -> Result<Response, Failure> {
    let reader = Reader::of(shell)?;
    let mut tx = shell.site().db().read().await?;
    let lines = shown_targets(shell, &mut tx, &reader, false).await?;
    let all = reader.services(&mut tx).await?;
    drop(tx);
    let mut problems = ErrorSummary::new(shell);
    let is_wrong = problem.is_some();
    if let Some(problem) = problem {
        problems.add("a-decider", problem);
    }
    let content = ListPage {
        style: style::SHEET.address(),
        tabs: tabs(shell),
        problems,
        lines,
        lists: all.iter().map(|it| (lines_address(it.id), it.name.clone())).collect(),
        is_manager: reader.is_manager,
        shell,
    };
    let shown = page(shell, shell.t("target-title")).lead(shell.t("target-lead"));
    Ok(shown.status(status(is_wrong)).render(&content))
}

/// The target that a form names, if a service of the reader's partner names it.
async fn named(tx: &mut Tx, reader: &Reader, sent: &Sent) -> Result<(ServiceId, Target), Failure> {
    let service = reader.service(tx, sent.text("service")).await?;
    let kind = Kind::of(sent.text("genre")).ok_or_else(Failure::not_found)?;
    let target = Target { kind, text: sent.text("cible").to_owned() };
    let known = store::entries(tx, &reader.partner, false).await?;
    let is_known = known.iter().any(|it| it.service == service.id && it.target == target);
    if is_known { Ok((service.id, target)) } else { Err(Failure::not_found()) }
}

/// `POST /messages/liens/verification`: looks at a page now.
pub(crate) async fn look(
    Extracted(pages): Extracted<Pages>,
    shell: Shell,
    sent: Sent,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let (_, target) = named(&mut tx, &reader, &sent).await?;
    drop(tx);
    pages.watch().look_at(std::slice::from_ref(&target.text)).await?;
    Ok(Going::to(PATH).done(shell.t("target-looked")).into_response())
}

/// `POST /messages/liens/envoi`: what names a dead target leaves all the same; with `geste=retenir` it is held again.
pub(crate) async fn decide(shell: Shell, sent: Sent) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let (service, target) = named(&mut tx, &reader, &sent).await?;
    let about = service.to_string();
    if sent.text("geste") == "retenir" {
        if !store::hold_again(&mut tx, service, &target).await? {
            return Err(Failure::not_found());
        }
        let detail = json!({ "target": target.text });
        reader.tell(&shell, &mut tx, "notice.target.hold", &about, detail).await?;
        tx.commit().await?;
        return Ok(Going::to(PATH).done(shell.t("target-held-again")).into_response());
    }
    let reason = cut(sent.text("raison"), REASON_MAX);
    if reason.is_empty() {
        drop(tx);
        return list_page(&shell, Some(shell.t("target-reason-missing"))).await;
    }
    store::let_go(&mut tx, (service, &target), (&reason, &reader.actor), shell.now()).await?;
    let detail = json!({ "target": target.text, "reason": reason });
    reader.tell(&shell, &mut tx, "notice.target.release", &about, detail).await?;
    tx.commit().await?;
    Ok(Going::to(PATH).done(shell.t("target-released")).into_response())
}

/// The lines of a service.
pub(crate) fn lines_address(service: ServiceId) -> String {
    format!("{}/lignes", services::address(service))
}

struct LineShown {
    number: String,
    shown: String,
    name: String,
    is_open: bool,
    about: String,
}

#[derive(Template)]
#[template(path = "notice_lines.html")]
struct LinesPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    action: String,
    problems: ErrorSummary,
    lines: Vec<LineShown>,
    fields: Vec<Field>,
}

/// `GET /messages/services/{id}/lignes`
pub(crate) async fn lines(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    lines_page(&shell, &id, &Sent::default(), &[]).await
}

async fn lines_page(
    shell: &Shell,
    id: &str,
    sent: &Sent,
    faults: &[(&'static str, String)],
) -> Result<Response, Failure> {
    let reader = Reader::of(shell)?;
    let mut tx = shell.site().db().read().await?;
    let service = reader.service(&mut tx, id).await?;
    let all = store::lines(&mut tx, service.id).await?;
    drop(tx);
    let mut problems = ErrorSummary::new(shell);
    for (field, sentence) in faults {
        problems.add(*field, sentence.clone());
    }
    let field = |name: &'static str, key: &str| {
        Field::new(FieldKind::Text, name, shell.t(key))
            .hint(shell.t(&format!("{key}-hint")))
            .value(sent.text(name))
            .error(faults.iter().find(|it| it.0 == name).map(|it| it.1.clone()))
            .autocomplete("off")
            .required()
    };
    let lines = all.into_iter().map(|it| LineShown {
        shown: shown(&Target { kind: Kind::Phone, text: it.number.clone() }),
        about: shell.t1("line-changed-at", "at", shell.figures().instant(it.changed_at)),
        number: it.number,
        name: it.name,
        is_open: it.is_open,
    });
    let content = LinesPage {
        style: style::SHEET.address(),
        tabs: tabs(shell),
        action: lines_address(service.id),
        problems,
        lines: lines.collect(),
        fields: vec![field("numero", "line-number"), field("nom", "line-name")],
        shell,
    };
    let shown = page(shell, shell.t("line-title")).crumb(shell.t("service-list-title"), services::PATH);
    let shown = shown.crumb(service.name.clone(), services::address(service.id));
    Ok(shown.lead(shell.t("line-lead")).status(status(!faults.is_empty())).render(&content))
}

/// `POST /messages/services/{id}/lignes`: lists a line, or with `geste` closes it, opens it again, takes it off the list.
pub(crate) async fn change_line(
    shell: Shell,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let service = reader.service(&mut tx, &id).await?;
    let all = store::lines(&mut tx, service.id).await?;
    let known = all.iter().find(|it| it.number == sent.text("ligne"));
    let back = Going::to(lines_address(service.id));
    let (gesture, done) = match sent.text("geste") {
        "fermer" => ("close", "line-closed"),
        "ouvrir" => ("open", "line-opened"),
        "retirer" => ("forget", "line-forgotten"),
        _ => ("list", "line-listed"),
    };
    let line = if gesture == "list" {
        match typed(&shell, &sent, &all) {
            Ok(line) => line,
            Err(faults) => {
                drop(tx);
                return lines_page(&shell, &id, &sent, &faults).await;
            }
        }
    } else {
        let known = known.ok_or_else(Failure::not_found)?;
        Line { is_open: gesture == "open", changed_at: shell.now(), ..known.clone() }
    };
    if gesture == "forget" {
        store::forget_line(&mut tx, service.id, &line.number).await?;
    } else {
        store::write_line(&mut tx, service.id, &line, &reader.actor).await?;
    }
    let detail = json!({ "number": line.number });
    reader.tell(&shell, &mut tx, &format!("notice.line.{gesture}"), &id, detail).await?;
    tx.commit().await?;
    Ok(back.done(shell.t(done)).into_response())
}

/// A line as it was typed, or what is wrong with it.
fn typed(shell: &Shell, sent: &Sent, known: &[Line]) -> Result<Line, Vec<(&'static str, String)>> {
    let mut faults = Vec::new();
    let number = line_number(sent.text("numero"));
    match &number {
        None => faults.push(("numero", shell.t("line-number-wrong"))),
        Some(number) if known.iter().any(|it| it.number == *number) => {
            faults.push(("numero", shell.t("line-number-known")));
        }
        Some(_) if known.len() >= store::LINES_MAX => {
            faults.push(("numero", shell.t1("line-too-many", "most", store::LINES_MAX as u64)));
        }
        Some(_) => {}
    }
    let name = cut(sent.text("nom"), LINE_MAX);
    if name.is_empty() {
        faults.push(("nom", missing(shell, "line-name")));
    }
    match number {
        Some(number) if faults.is_empty() => {
            Ok(Line { number, name, is_open: true, changed_at: shell.now() })
        }
        _ => Err(faults),
    }
}
