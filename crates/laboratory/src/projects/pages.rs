//! The board of projects, and the page of each.

use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use kernel::{PartnerCode, Scope};
use practices::collection;
use register::{Role, Tx, partner};
use serde_json::json;
use site::{ErrorSummary, Failure, Field, Going, Sent, Shell, form::FieldKind};

use super::{EDITORS, Entry, EntryKind, PATH, Project, ProjectId, Stage, address, store};
use crate::{State, store as experiments, style};

/// Longest title, longest text.
const TITLE_MAX: usize = 160;
const TEXT_MAX: usize = 4_000;

#[derive(Template)]
#[template(path = "projects.html")]
struct BoardPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    columns: Vec<Column>,
    is_empty: bool,
    may_begin: bool,
}

struct Column {
    code: &'static str,
    name: String,
    cards: Vec<Card>,
}

struct Card {
    href: String,
    title: String,
    partner: String,
    owner: String,
    changed: String,
}

/// `GET /projets`
pub async fn board(shell: Shell) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let projects = store::listed(&mut tx).await?;
    let names = partner_names(&mut tx).await?;
    drop(tx);
    let card = |it: &Project| Card {
        href: address(it.id),
        title: it.title.clone(),
        partner: name_of(&names, it.partner.as_str()),
        owner: it.owner.clone(),
        changed: shell.figures().instant(it.changed_at),
    };
    let column = |stage: Stage| Column {
        code: stage.code(),
        name: stage_name(&shell, stage),
        cards: projects.iter().filter(|it| it.stage == stage).map(card).collect(),
    };
    let content = BoardPage {
        columns: Stage::ALL
            .map(column)
            .into_iter()
            .filter(|it| it.code != "stopped" || !it.cards.is_empty())
            .collect(),
        is_empty: projects.is_empty(),
        may_begin: may_edit(&shell),
        style: style::SHEET.address(),
        shell: &shell,
    };
    Ok(shell.page(shell.t("projects-title")).lead(shell.t("projects-lead")).wide().render(&content))
}

#[derive(Template)]
#[template(path = "project.html")]
struct ProjectPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    problems: ErrorSummary,
    project: &'a Project,
    action: String,
    partner: String,
    practice: Option<(String, String)>,
    stages: Vec<Step>,
    experiments: Vec<Tied>,
    partners: Vec<(String, String)>,
    journal: Vec<Told>,
    lessons: Vec<Told>,
    may_edit: bool,
    tell: Vec<Field>,
    others: Vec<(String, String)>,
    untied: Vec<(String, String)>,
}

/// A stage of the project, and where it lies.
struct Step {
    name: String,
    state: &'static str,
}

struct Tied {
    id: String,
    title: String,
    state: String,
    href: Option<String>,
}

struct Told {
    about: String,
    body: String,
}

/// `GET /projets/{id}`
pub async fn show(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let project = found(&mut tx, &id).await?;
    page(&shell, &mut tx, &project, &Sent::default(), &[]).await
}

async fn page(
    shell: &Shell,
    tx: &mut Tx,
    project: &Project,
    sent: &Sent,
    faults: &[(&'static str, String)],
) -> Result<Response, Failure> {
    let names = partner_names(tx).await?;
    let entries = store::journal(tx, project.id).await?;
    let own = own_partner(shell);
    let tied: Vec<Tied> = store::experiments(tx, project.id)
        .await?
        .into_iter()
        .map(|(id, title, state, partner)| Tied {
            href: (state == State::Published.code() || own.as_ref().is_some_and(|it| it.as_str() == partner))
                .then(|| format!("{}/{id}", crate::pages::list::PATH)),
            id: id.to_string(),
            title,
            state: shell.t(&format!("state-{state}")),
        })
        .collect();
    let editable = may_change(shell, project);
    let untied = if editable {
        let all = experiments::listed(tx, &Scope::Partner(project.partner.clone())).await?;
        let is_tied = |id: &str| tied.iter().any(|it| it.id == id);
        all.into_iter().map(|it| (it.id.to_string(), it.plan.title)).filter(|(id, _)| !is_tied(id)).collect()
    } else {
        Vec::new()
    };
    let partners = store::partners(tx, project.id).await?;
    let others = names
        .iter()
        .filter(|(code, _)| code != project.partner.as_str() && partners.iter().all(|it| it.0 != *code))
        .cloned()
        .collect();
    let told = |it: &Entry| {
        let what = match it.kind {
            EntryKind::Stage(stage) => shell.t1("project-came-to", "stage", stage_name(shell, stage)),
            EntryKind::Note => shell.t("project-note"),
            EntryKind::Lesson => shell.t("project-lesson"),
        };
        let about = format!("{what} · {} · {}", it.author_name, shell.figures().instant(it.made_at));
        Told { about, body: it.body.clone() }
    };
    let mut problems = ErrorSummary::new(shell);
    for (field, sentence) in faults {
        problems.add(*field, sentence.clone());
    }
    let wrong = |field: &str| faults.iter().find(|it| it.0 == field).map(|it| it.1.clone());
    let kinds = Stage::ALL.iter().filter(|it| **it != project.stage);
    let mut options =
        vec![("note".to_owned(), shell.t("project-note")), ("lesson".to_owned(), shell.t("project-lesson"))];
    options.extend(
        kinds.map(|it| (it.code().to_owned(), shell.t1("project-move-to", "stage", stage_name(shell, *it)))),
    );
    let chosen = if sent.text("kind").is_empty() { "note" } else { sent.text("kind") };
    let content = ProjectPage {
        style: style::SHEET.address(),
        problems,
        action: address(project.id),
        partner: name_of(&names, project.partner.as_str()),
        practice: project.practice.as_ref().and_then(|id| {
            let practice = collection().practice(id)?;
            Some((format!("/pratiques/{id}"), format!("{id} · {}", practice.title(shell.lang()))))
        }),
        stages: Stage::ALL
            .iter()
            .filter(|it| **it != Stage::Stopped || project.stage == Stage::Stopped)
            .map(|it| {
                let state = match it.cmp(&project.stage) {
                    std::cmp::Ordering::Less => "past",
                    std::cmp::Ordering::Equal => "current",
                    std::cmp::Ordering::Greater => "ahead",
                };
                Step { name: stage_name(shell, *it), state }
            })
            .collect(),
        experiments: tied,
        partners,
        lessons: entries.iter().filter(|it| it.kind == EntryKind::Lesson).map(told).collect(),
        journal: entries.iter().map(told).collect(),
        may_edit: editable,
        tell: vec![
            Field::new(FieldKind::Select(options), "kind", shell.t("project-kind")).value(chosen),
            Field::new(FieldKind::LongText, "body", shell.t("project-body"))
                .hint(shell.t("project-body-hint"))
                .value(sent.text("body"))
                .error(wrong("body"))
                .required(),
        ],
        others,
        untied,
        project,
        shell,
    };
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = shell.page(project.title.clone()).crumb(shell.t("projects-title"), PATH);
    Ok(page.lead(project.summary.clone()).wide().status(status).render(&content))
}

/// `POST /projets/{id}/journal`: what happened; a change of stage says why.
pub async fn tell(shell: Shell, Path(id): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let mut tx = shell.site().db().write().await?;
    let project = changeable(&shell, &mut tx, &id).await?;
    let kind = match sent.text("kind") {
        "note" => EntryKind::Note,
        "lesson" => EntryKind::Lesson,
        code => EntryKind::Stage(Stage::of(code).ok_or_else(|| Failure::of_status(StatusCode::BAD_REQUEST))?),
    };
    let body: String = sent.text("body").chars().take(TEXT_MAX).collect();
    if body.is_empty() {
        let faults = [("body", shell.t("project-body-missing"))];
        return page(&shell, &mut tx, &project, &sent, &faults).await;
    }
    let account = shell.signed_in()?;
    let entry = Entry { kind, body, author_name: account.name.clone(), made_at: shell.now() };
    store::tell(&mut tx, project.id, &entry, &account.actor()).await?;
    told(&shell, &mut tx, "project.tell", &project, sent.text("kind")).await?;
    tx.commit().await?;
    Ok(Going::to(address(project.id)).done(shell.t("project-told")).into_response())
}

/// `POST /projets/{id}/liens`: ties or unties an experiment or a partner.
pub async fn link(shell: Shell, Path(id): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let mut tx = shell.site().db().write().await?;
    let project = changeable(&shell, &mut tx, &id).await?;
    let bad = || Failure::of_status(StatusCode::BAD_REQUEST);
    let target = sent.text("target");
    match sent.text("do") {
        "add-partner" => {
            let code: PartnerCode = target.parse().map_err(|_| bad())?;
            partner::find(&mut tx, &code).await?.ok_or_else(Failure::not_found)?;
            store::add_partner(&mut tx, project.id, &code).await?;
        }
        "remove-partner" => store::remove_partner(&mut tx, project.id, target).await?,
        "add-experiment" => {
            let id = target.parse().map_err(|_| bad())?;
            let scope = Scope::Partner(project.partner.clone());
            experiments::find(&mut tx, &scope, id).await?.ok_or_else(Failure::not_found)?;
            store::add_experiment(&mut tx, project.id, id).await?;
        }
        "remove-experiment" => {
            let id = target.parse().map_err(|_| bad())?;
            store::remove_experiment(&mut tx, project.id, id).await?;
        }
        _ => return Err(bad()),
    }
    told(&shell, &mut tx, "project.link", &project, sent.text("do")).await?;
    tx.commit().await?;
    Ok(Going::to(address(project.id)).done(shell.t("project-linked")).into_response())
}

#[derive(Template)]
#[template(path = "project_edit.html")]
struct EditPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    problems: ErrorSummary,
    action: String,
    seen: i64,
    fields: Vec<Field>,
}

/// `GET /projets/nouveau`
pub async fn blank(shell: Shell) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    form(&shell, &mut tx, None, &Sent::default(), &[]).await
}

/// `POST /projets/nouveau`
pub async fn begin(shell: Shell, sent: Sent) -> Result<Response, Failure> {
    let account = shell.signed_in()?;
    let mut tx = shell.site().db().write().await?;
    let faults = faults(&shell, &sent);
    if !faults.is_empty() {
        return form(&shell, &mut tx, None, &sent, &faults).await;
    }
    let led_by = match own_partner(&shell) {
        Some(own) => own,
        None => sent.text("partner").parse().map_err(|_| Failure::of_status(StatusCode::BAD_REQUEST))?,
    };
    partner::find(&mut tx, &led_by).await?.ok_or_else(Failure::not_found)?;
    let at = shell.now();
    let project = read(
        &sent,
        Project {
            id: ProjectId::new(at),
            partner: led_by,
            practice: None,
            title: String::new(),
            summary: String::new(),
            stage: Stage::Idea,
            owner: String::new(),
            changed_at: at,
        },
    );
    let actor = account.actor();
    store::record(&mut tx, &project, &actor).await?;
    let first = Entry {
        kind: EntryKind::Stage(Stage::Idea),
        body: project.summary.clone(),
        author_name: account.name.clone(),
        made_at: at,
    };
    store::tell(&mut tx, project.id, &first, &actor).await?;
    told(&shell, &mut tx, "project.begin", &project, &project.title).await?;
    tx.commit().await?;
    Ok(Going::to(address(project.id)).done(shell.t("project-begun")).into_response())
}

/// `GET /projets/{id}/modifier`
pub async fn edit(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let project = changeable(&shell, &mut tx, &id).await?;
    form(&shell, &mut tx, Some(&project), &Sent::default(), &[]).await
}

/// `POST /projets/{id}/modifier`
pub async fn save(shell: Shell, Path(id): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let mut tx = shell.site().db().write().await?;
    let project = changeable(&shell, &mut tx, &id).await?;
    let mut faults = faults(&shell, &sent);
    let seen = sent.text("seen").parse().ok().and_then(|it| Timestamp::from_microsecond(it).ok());
    if seen != Some(project.changed_at) {
        faults.push(("title", shell.t("project-overtaken")));
    }
    if !faults.is_empty() {
        return form(&shell, &mut tx, Some(&project), &sent, &faults).await;
    }
    let changed = read(&sent, project.clone());
    if !store::change(&mut tx, &changed, shell.now()).await? {
        let faults = [("title", shell.t("project-overtaken"))];
        return form(&shell, &mut tx, Some(&project), &sent, &faults).await;
    }
    told(&shell, &mut tx, "project.change", &project, &changed.title).await?;
    tx.commit().await?;
    Ok(Going::to(address(project.id)).done(shell.t("project-saved")).into_response())
}

async fn form(
    shell: &Shell,
    tx: &mut Tx,
    project: Option<&Project>,
    sent: &Sent,
    faults: &[(&'static str, String)],
) -> Result<Response, Failure> {
    let text = |name: &str, kept: &dyn Fn(&Project) -> String| {
        sent.typed(name).map_or_else(|| project.map(kept).unwrap_or_default(), str::to_owned)
    };
    let wrong = |field: &str| faults.iter().find(|it| it.0 == field).map(|it| it.1.clone());
    let mut practices = vec![(String::new(), shell.t("project-no-practice"))];
    practices.extend(
        collection()
            .practices
            .iter()
            .map(|it| (it.id.clone(), format!("{} · {}", it.id, it.title(shell.lang())))),
    );
    let mut fields = vec![
        Field::new(FieldKind::Text, "title", shell.t("project-title"))
            .value(text("title", &|it| it.title.clone()))
            .error(wrong("title"))
            .required(),
        Field::new(FieldKind::LongText, "summary", shell.t("project-summary"))
            .hint(shell.t("project-summary-hint"))
            .value(text("summary", &|it| it.summary.clone()))
            .error(wrong("summary"))
            .required(),
        Field::new(FieldKind::Select(practices), "practice", shell.t("project-practice"))
            .value(text("practice", &|it| it.practice.clone().unwrap_or_default())),
        Field::new(FieldKind::Text, "owner", shell.t("project-owner"))
            .value(text("owner", &|it| it.owner.clone())),
    ];
    if project.is_none() && own_partner(shell).is_none() {
        let options = partner_names(tx).await?;
        fields.push(
            Field::new(FieldKind::Select(options), "partner", shell.t("project-partner"))
                .value(sent.text("partner"))
                .error(wrong("partner")),
        );
    }
    let mut problems = ErrorSummary::new(shell);
    for (field, sentence) in faults {
        problems.add(*field, sentence.clone());
    }
    let content = EditPage {
        style: style::SHEET.address(),
        problems,
        action: project
            .map_or_else(|| format!("{PATH}/nouveau"), |it| format!("{}/modifier", address(it.id))),
        seen: project.map_or(0, |it| it.changed_at.as_microsecond()),
        fields,
        shell,
    };
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = if project.is_some() { "project-edit" } else { "project-begin" };
    let mut page = shell.page(shell.t(title)).crumb(shell.t("projects-title"), PATH);
    if let Some(project) = project {
        page = page.crumb(project.title.clone(), address(project.id));
    }
    Ok(page.status(status).render(&content))
}

/// What is wrong with a form.
fn faults(shell: &Shell, sent: &Sent) -> Vec<(&'static str, String)> {
    let mut faults = Vec::new();
    for (field, longest) in [("title", TITLE_MAX), ("summary", TEXT_MAX)] {
        let letters = sent.text(field).chars().count();
        if letters == 0 {
            faults.push((field, shell.t("project-missing")));
        } else if letters > longest {
            faults.push((field, shell.t1("project-too-long", "max", longest as u64)));
        }
    }
    faults
}

/// What a form says, over what there is.
fn read(sent: &Sent, project: Project) -> Project {
    let practice = Some(sent.text("practice")).filter(|it| collection().practice(it).is_some());
    Project {
        practice: practice.map(str::to_owned),
        title: sent.text("title").to_owned(),
        summary: sent.text("summary").to_owned(),
        owner: sent.text("owner").chars().take(TITLE_MAX).collect(),
        ..project
    }
}

async fn found(tx: &mut Tx, id: &str) -> Result<Project, Failure> {
    let id: ProjectId = id.parse().map_err(|_| Failure::not_found())?;
    store::find(tx, id).await?.ok_or_else(Failure::not_found)
}

/// A project that the reader may change. All members see it, so those who may not are told so.
async fn changeable(shell: &Shell, tx: &mut Tx, id: &str) -> Result<Project, Failure> {
    let project = found(tx, id).await?;
    if may_change(shell, &project) { Ok(project) } else { Err(Failure::forbidden()) }
}

fn may_edit(shell: &Shell) -> bool {
    shell.account().is_some_and(|it| EDITORS.contains(&it.role))
}

fn may_change(shell: &Shell, project: &Project) -> bool {
    let is_programme = shell.account().is_some_and(|it| it.role == Role::Programme);
    may_edit(shell) && (is_programme || own_partner(shell).as_ref() == Some(&project.partner))
}

fn own_partner(shell: &Shell) -> Option<PartnerCode> {
    shell.account().filter(|it| it.role.needs_partner()).and_then(|it| it.partner.clone())
}

async fn partner_names(tx: &mut Tx) -> Result<Vec<(String, String)>, Failure> {
    let partners = partner::list(tx, &Scope::Everyone).await?;
    Ok(partners.into_iter().map(|it| (it.code.as_str().to_owned(), it.name)).collect())
}

fn name_of(names: &[(String, String)], code: &str) -> String {
    names.iter().find(|it| it.0 == code).map_or_else(|| code.to_owned(), |it| it.1.clone())
}

fn stage_name(shell: &Shell, stage: Stage) -> String {
    shell.t(&format!("stage-{}", stage.code()))
}

async fn told(
    shell: &Shell,
    tx: &mut Tx,
    action: &str,
    project: &Project,
    detail: &str,
) -> Result<(), Failure> {
    let detail = json!({ "what": detail });
    shell.tell(tx, action, &project.id.to_string(), Some(&project.partner), detail).await
}
