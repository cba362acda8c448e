//! A list is given: its file is read, its columns matched, its lines checked.

use axum::{
    extract::{Multipart, RawQuery, State as Extracted},
    response::{IntoResponse as _, Response},
};
use kernel::{Euro, Message};
use register::StoreError;
use serde_json::json;
use site::{ErrorSummary, Failure, Field, Going, Markup, Sent, SentFile, Shell, form::FieldKind};

use super::{
    super::{
        Campaign, CampaignState,
        check::{self, Checking},
        sheet::{self, Sheet},
        store,
    },
    PATH, address,
};
use crate::{
    accept::Door,
    notice::CampaignId,
    pages::{
        Pages,
        common::{LINE_MAX, Reader, cut, medium_said, page, status, tabs},
        preview, style,
    },
    service::{KeyKind, Service},
    store::templates,
    template::Template,
};

/// Lines that are written in one transaction.
const STEP: usize = 500;
/// A list of at most so many lines is ready before its page is shown; a longer one is read while it is.
const AT_ONCE_MAX: usize = 2_000;

#[derive(askama::Template)]
#[template(path = "campaign_new.html")]
struct NewPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    problems: ErrorSummary,
    /// Templates of which one can be chosen, if none is.
    models: Vec<(String, String)>,
    action: Option<String>,
    file: Field,
    needed: Vec<String>,
    optional: Vec<String>,
}

/// `GET /messages/campagnes/nouvelle`: `modele` is the template.
pub(super) async fn form(shell: Shell, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let asked = Sent::of(query.as_deref().unwrap_or(""));
    new_page(&shell, asked.text("modele"), None).await
}

async fn new_page(shell: &Shell, model: &str, problem: Option<String>) -> Result<Response, Failure> {
    let reader = Reader::of(shell)?;
    let mut tx = shell.site().db().read().await?;
    let chosen = if model.is_empty() { None } else { Some(reader.template(&mut tx, model).await?) };
    let mut models = Vec::new();
    if chosen.is_none() {
        for service in reader.services(&mut tx).await? {
            for it in templates::listed(&mut tx, service.id, None).await? {
                let name = format!("{} ({}, {})", it.name, medium_said(shell, it.medium), service.name);
                models.push((format!("{PATH}/nouvelle?modele={}", it.id), name));
            }
        }
    }
    drop(tx);
    let mut problems = ErrorSummary::new(shell);
    if let Some(problem) = &problem {
        problems.add("file", problem.clone());
    }
    let (needed, optional) = chosen.as_ref().map(|it| preview::asked(&it.1)).unwrap_or_default();
    let mut needed: Vec<String> = needed.into_iter().collect();
    if let Some((_, template)) = &chosen {
        needed.insert(0, shell.t(&format!("campaign-column-{}", template.medium.code())));
    }
    let content = NewPage {
        style: style::SHEET.address(),
        tabs: tabs(shell),
        problems,
        models,
        action: chosen
            .as_ref()
            .map(|(_, it)| format!("{PATH}/nouvelle?csrf={}&modele={}", shell.csrf_token(), it.id)),
        file: Field::new(FieldKind::File, "file", shell.t("campaign-file"))
            .hint(shell.t1("campaign-file-hint", "most", shell.figures().count(sheet::ROWS_MAX as u64)))
            .error(problem.clone())
            .required(),
        needed,
        optional: optional.into_iter().collect(),
        shell,
    };
    let mut shown = page(shell, shell.t("campaign-new")).crumb(shell.t("campaign-list-title"), PATH);
    if let Some((_, template)) = &chosen {
        shown = shown.lead(shell.t1("campaign-new-of", "template", template.name.clone()));
    }
    Ok(shown.status(status(problem.is_some())).render(&content))
}

/// `POST /messages/campagnes/nouvelle`: reads the file.
pub(super) async fn take(
    Extracted(pages): Extracted<Pages>,
    shell: Shell,
    RawQuery(query): RawQuery,
    form: Multipart,
) -> Result<Response, Failure> {
    let asked = Sent::of(query.as_deref().unwrap_or(""));
    let model = asked.text("modele");
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let (service, template) = reader.template(&mut tx, model).await?;
    drop(tx);
    let Some(file) = SentFile::first(form).await? else {
        return new_page(&shell, model, Some(shell.t("campaign-file-none"))).await;
    };
    let name = cut(&file.name, LINE_MAX);
    let read = tokio::task::spawn_blocking(move || sheet::read(&file.bytes)).await;
    let sheet: Result<Sheet, Message> = read.map_err(|error| {
        tracing::error!(%error, "the reading of a list broke off");
        Failure::our_fault()
    })?;
    let sheet = match sheet {
        Ok(sheet) => sheet,
        Err(why) => return new_page(&shell, model, Some(shell.say(&why))).await,
    };
    let now = shell.now();
    let campaign = Campaign {
        id: CampaignId::new(now),
        partner: reader.partner.clone(),
        service: service.id,
        template: (template.id, template.version),
        name: if name.is_empty() { template.name.clone() } else { name },
        fills: check::matched(&sheet.titles, template.medium, &preview::asked(&template)),
        titles: sheet.titles.clone(),
        state: CampaignState::Loading,
        created_by: reader.actor.clone(),
        key: None,
        key_kind: KeyKind::Live,
        reference: None,
        good: 0,
        parts: 0,
        cost: Euro(0),
        begins_at: now,
        created_at: now,
        confirmed_at: None,
        done_at: None,
    };
    let mut tx = shell.site().db().write().await?;
    store::open(&mut tx, &campaign).await?;
    let detail = json!({ "template": model, "rows": sheet.rows.len() });
    reader.tell(&shell, &mut tx, "notice.campaign.create", &campaign.id.to_string(), detail).await?;
    tx.commit().await?;
    let to = address(campaign.id);
    let count = sheet.rows.len();
    let door = pages.door().clone();
    let load = async move { load(&door, &campaign, (&service, &template), &sheet).await };
    finish(load, count).await?;
    Ok(Going::to(to).into_response())
}

/// Waits for what is short, and lets what is long go on by itself.
pub(super) async fn finish(
    work: impl Future<Output = Result<(), StoreError>> + Send + 'static,
    count: usize,
) -> Result<(), Failure> {
    if count <= AT_ONCE_MAX {
        return Ok(work.await?);
    }
    tokio::spawn(async move {
        if let Err(error) = work.await {
            tracing::error!(%error, "the lines of a campaign were not written");
        }
    });
    Ok(())
}

/// Writes the lines of a list, and checks them.
async fn load(
    door: &Door,
    campaign: &Campaign,
    both: (&Service, &Template),
    sheet: &Sheet,
) -> Result<(), StoreError> {
    for rows in sheet.rows.chunks(STEP) {
        let mut tx = door.db.write().await?;
        store::add_rows(&mut tx, campaign.id, rows).await?;
        tx.commit().await?;
    }
    check(door, campaign, both).await
}

/// Checks all lines of a campaign that loads; then it is a draft.
pub(super) async fn check(
    door: &Door,
    campaign: &Campaign,
    both: (&Service, &Template),
) -> Result<(), StoreError> {
    let mut checking = Checking::default();
    // Without a column for each need no line is right: the page asks for the columns first.
    let is_matched = check::unmatched(&campaign.fills, &preview::asked(both.1)).is_empty();
    loop {
        let mut tx = door.db.write().await?;
        let has_more = is_matched && checking.step(&mut tx, door, campaign, both).await?;
        if !has_more {
            let turned = (CampaignState::Loading, CampaignState::Draft);
            store::turn(&mut tx, campaign.id, turned, door.clock.now()).await?;
        }
        tx.commit().await?;
        if !has_more {
            return Ok(());
        }
    }
}
