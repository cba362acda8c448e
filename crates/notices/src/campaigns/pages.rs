//! Campaigns as managers make them and agents see them.

mod draft;
mod files;
mod upload;

use axum::{
    extract::{DefaultBodyLimit, Path, State as Extracted},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use jiff::{SignedDuration, Timestamp, civil};
use register::Tx;
use serde_json::json;
use site::{Access, ErrorSummary, Failure, Field, Going, Markup, Routes, Sent, Shell};

use super::{Campaign, CampaignState, sheet::FILE_BYTES_MAX, store};
use crate::{
    notice::{CampaignId, State},
    pages::{
        AGENTS, MANAGERS, Pages,
        common::{Reader, counted, page, state_said, tabs},
        style,
    },
    service::Service,
    store::{services, templates},
    targets::pages as targets,
    template::Template,
};

/// The list.
pub(crate) const PATH: &str = "/messages/campagnes";
/// Campaigns that are listed.
pub(crate) const LISTED_MAX: i64 = 200;
/// After so long without an end, the reading of a file has failed.
const LOADING_MAX: SignedDuration = SignedDuration::from_mins(15);
/// How often a page of what goes on loads itself again.
const RELOAD_S: u32 = 5;

/// The routes.
pub(crate) fn routes(pages: &Pages) -> Routes {
    let agents = Access::Roles(AGENTS);
    let managers = Access::Roles(MANAGERS);
    let large = || DefaultBodyLimit::max(FILE_BYTES_MAX);
    Routes::new()
        .route(PATH, agents, get(list))
        .route("/messages/campagnes/nouvelle", managers, get(upload::form).post(upload::take).layer(large()))
        .route("/messages/campagnes/{id}", agents, get(show))
        .route("/messages/campagnes/{id}/colonnes", managers, post(draft::columns))
        .route("/messages/campagnes/{id}/envoi", managers, post(draft::confirm))
        .route("/messages/campagnes/{id}/abandon", managers, post(draft::abandon))
        .route("/messages/campagnes/{id}/arret", managers, post(stop))
        .route("/messages/campagnes/{id}/rejets", agents, get(files::rejects))
        .route("/messages/campagnes/{id}/resultats", agents, get(files::outcomes))
        .with_state(pages.clone())
}

/// The address of a campaign.
fn address(id: CampaignId) -> String {
    format!("{PATH}/{id}")
}

struct Line {
    href: String,
    name: String,
    state: String,
    class: &'static str,
    count: String,
    at: String,
}

#[derive(askama::Template)]
#[template(path = "campaign_list.html")]
struct ListPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    lines: Vec<Line>,
    may_change: bool,
}

/// `GET /messages/campagnes`
async fn list(shell: Shell) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let all = store::listed(&mut tx, &reader.partner, LISTED_MAX).await?;
    drop(tx);
    let line = |it: &Campaign| {
        let (state, class) = standing(&shell, it);
        Line {
            href: address(it.id),
            name: it.name.clone(),
            state,
            class,
            count: shell.figures().count(it.good),
            at: shell.figures().instant(it.confirmed_at.map_or(it.created_at, |_| it.begins_at)),
        }
    };
    let content = ListPage {
        style: style::SHEET.address(),
        tabs: tabs(&shell),
        lines: all.iter().map(line).collect(),
        may_change: reader.is_manager,
        shell: &shell,
    };
    Ok(page(&shell, shell.t("campaign-list-title"))
        .lead(shell.t("campaign-list-lead"))
        .wide()
        .render(&content))
}

/// Where a campaign stands in words, with the class of its badge.
fn standing(shell: &Shell, campaign: &Campaign) -> (String, &'static str) {
    if campaign.state == CampaignState::Ready && campaign.begins_at > shell.now() {
        return (shell.t("campaign-state-planned"), "note");
    }
    let class = match campaign.state {
        CampaignState::Done => "good",
        CampaignState::Stopped => "bad",
        CampaignState::Ready | CampaignState::Loading => "note",
        CampaignState::Draft => "",
    };
    (shell.t(&format!("campaign-state-{}", campaign.state.code())), class)
}

/// A campaign with what it sends.
struct Whole {
    campaign: Campaign,
    service: Service,
    template: Template,
}

/// A campaign of the reader's partner. Others are not found, be they there or not.
async fn own(tx: &mut Tx, reader: &Reader, id: &str) -> Result<Whole, Failure> {
    let id: CampaignId = id.parse().map_err(|_| Failure::not_found())?;
    let campaign = store::find(tx, &reader.partner, id).await?.ok_or_else(Failure::not_found)?;
    let service = services::find(tx, &reader.scope(), campaign.service).await?;
    let service = service.ok_or_else(Failure::not_found)?;
    let template = templates::version(tx, service.id, campaign.template).await?;
    Ok(Whole { campaign, service, template: template.ok_or_else(Failure::not_found)? })
}

#[derive(askama::Template)]
#[template(path = "campaign_loading.html")]
struct LoadingPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    action: String,
    read: String,
    is_lost: bool,
    may_change: bool,
}

#[derive(askama::Template)]
#[template(path = "campaign_sent.html")]
struct SentPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    action: String,
    state: String,
    class: &'static str,
    about: String,
    held_back: Option<String>,
    is_going: bool,
    share: u64,
    handed: String,
    counts: Vec<(String, String)>,
    faults: Option<String>,
    can_be_stopped: bool,
    facts: Vec<(String, String)>,
}

/// `GET /messages/campagnes/{id}`
async fn show(
    Extracted(pages): Extracted<Pages>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let whole = own(&mut tx, &reader, &id).await?;
    let (all, faults, waiting) = store::counts(&mut tx, whole.campaign.id).await?;
    match whole.campaign.state {
        CampaignState::Loading => {
            drop(tx);
            Ok(loading(&shell, &reader, &whole.campaign, all))
        }
        CampaignState::Draft => {
            drop(tx);
            let mut tx = shell.site().db().write().await?;
            reader.tell(&shell, &mut tx, "notice.campaign.read", &id, json!({})).await?;
            tx.commit().await?;
            draft::show(&pages, &shell, &reader, &whole, (&Sent::default(), &[])).await
        }
        CampaignState::Ready | CampaignState::Stopped | CampaignState::Done => {
            let states = store::states(&mut tx, whole.campaign.id).await?;
            let held_back = targets::held_back(&shell, &mut tx, whole.campaign.template).await?;
            drop(tx);
            let held_back = held_back.filter(|_| whole.campaign.state != CampaignState::Stopped);
            Ok(sent(&shell, &reader, &whole, (all, faults, waiting), (&states, held_back)))
        }
    }
}

fn loading(shell: &Shell, reader: &Reader, campaign: &Campaign, read: i64) -> Response {
    let is_lost = campaign.created_at + LOADING_MAX < shell.now();
    let content = LoadingPage {
        style: style::SHEET.address(),
        tabs: tabs(shell),
        action: address(campaign.id),
        read: counted(shell, "campaign-loading-read", read),
        is_lost,
        may_change: reader.is_manager,
        shell,
    };
    let shown = page(shell, campaign.name.clone()).crumb(shell.t("campaign-list-title"), PATH);
    if is_lost { shown.render(&content) } else { shown.reload_after(RELOAD_S).render(&content) }
}

fn sent(
    shell: &Shell,
    reader: &Reader,
    whole: &Whole,
    (all, faults, waiting): (i64, i64, i64),
    (states, held_back): (&[(State, i64)], Option<String>),
) -> Response {
    let campaign = &whole.campaign;
    let (state, class) = standing(shell, campaign);
    let is_ready = campaign.state == CampaignState::Ready;
    let has_open = states.iter().any(|(state, _)| !state.is_final());
    let is_going = is_ready || (has_open && campaign.state == CampaignState::Done);
    let figures = shell.figures();
    let handed = all - waiting;
    let args = [
        ("count", handed.into()),
        ("done", figures.count(handed).into()),
        ("all", figures.count(all).into()),
    ];
    let counts = State::ALL.iter().filter_map(|state| {
        let count = states.iter().find(|it| it.0 == *state)?.1;
        Some((state_said(shell, Some(whole.template.medium), *state).0, figures.count(count)))
    });
    let at = |it| figures.instant(it);
    let content = SentPage {
        style: style::SHEET.address(),
        tabs: tabs(shell),
        action: address(campaign.id),
        about: shell.t1(
            &format!("campaign-about-{}", campaign.state.code()),
            "at",
            at(campaign.done_at.unwrap_or(campaign.begins_at)),
        ),
        state,
        class,
        held_back,
        is_going,
        share: u64::try_from(handed * 100 / all.max(1)).unwrap_or(0),
        handed: shell.t_with("campaign-handed", &args),
        counts: counts.collect(),
        faults: (faults > 0).then(|| counted(shell, "campaign-faults", faults)),
        can_be_stopped: reader.is_manager && (is_ready || has_open),
        facts: facts(shell, whole),
        shell,
    };
    let shown = page(shell, campaign.name.clone()).crumb(shell.t("campaign-list-title"), PATH);
    if is_going { shown.reload_after(RELOAD_S).render(&content) } else { shown.render(&content) }
}

fn facts(shell: &Shell, whole: &Whole) -> Vec<(String, String)> {
    let campaign = &whole.campaign;
    let figures = shell.figures();
    vec![
        (shell.t("notice-template"), whole.template.name.clone()),
        (shell.t("notice-fact-service"), whole.service.name.clone()),
        (shell.t("campaign-fact-begins"), figures.instant(campaign.begins_at)),
        (shell.t("campaign-fact-cost"), figures.euro(campaign.cost)),
    ]
}

/// `POST /messages/campagnes/{id}/arret`: what has not left stays.
async fn stop(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let now = shell.now();
    let mut tx = shell.site().db().write().await?;
    let whole = own(&mut tx, &reader, &id).await?;
    let from = whole.campaign.state;
    let back = Going::to(address(whole.campaign.id));
    if !matches!(from, CampaignState::Ready | CampaignState::Done)
        || !store::turn(&mut tx, whole.campaign.id, (from, CampaignState::Stopped), now).await?
    {
        return Ok(back.problem(shell.t("campaign-stop-late")).into_response());
    }
    let stopped = store::cancel(&mut tx, whole.campaign.id, now).await?;
    reader.tell(&shell, &mut tx, "notice.campaign.stop", &id, json!({ "stopped": stopped })).await?;
    tx.commit().await?;
    Ok(back.done(shell.t("campaign-stopped")).into_response())
}

/// A day and an hour in Paris as a form has them; `None`: it is neither empty nor an instant.
fn instant(day: &str, hour: &str, now: Timestamp) -> Option<Timestamp> {
    if day.is_empty() && hour.is_empty() {
        return Some(now);
    }
    let day: civil::Date = day.parse().ok()?;
    let plain: String = hour.to_lowercase().chars().filter(|it| !it.is_whitespace()).collect();
    let (hour, minute) = plain.split_once(['h', ':']).unwrap_or((&plain, ""));
    let (hour, minute): (i64, i64) = (
        if hour.is_empty() { 0 } else { hour.parse().ok()? },
        if minute.is_empty() { 0 } else { minute.parse().ok()? },
    );
    if !(0..24).contains(&hour) || !(0..60).contains(&minute) {
        return None;
    }
    // Hours are counted from midnight; on the two days on which clocks change they move by one, as they do for people.
    let start_us = kernel::paris_day_start(day)?;
    let typed = Timestamp::from_microsecond(start_us).ok()?;
    let at = typed + SignedDuration::from_mins(hour * 60 + minute);
    let shift = kernel::paris_offset_s(start_us) - kernel::paris_offset_s(at.as_microsecond());
    Some(at + SignedDuration::from_secs(i64::from(shift)))
}

/// What is wrong with a form, field by field.
type Faults = [(String, String)];

fn summary(shell: &Shell, faults: &Faults) -> ErrorSummary {
    let mut problems = ErrorSummary::new(shell);
    for (field, sentence) in faults {
        problems.add(field.clone(), sentence.clone());
    }
    problems
}

fn wrong(faults: &Faults, field: &str) -> Option<String> {
    faults.iter().find(|it| it.0 == field).map(|it| it.1.clone())
}

/// A line of a form.
fn field(kind: site::form::FieldKind, name: &str, label: String, value: &str, faults: &Faults) -> Field {
    Field::new(kind, name, label).value(value).error(wrong(faults, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_and_an_hour_are_an_instant_in_paris() {
        let now: Timestamp = "2026-03-10T10:00:00Z".parse().unwrap();
        assert_eq!(instant("", "", now), Some(now));
        for (day, hour, expected) in [
            ("2026-03-11", "9:30", "2026-03-11T08:30:00Z"),
            ("2026-03-29", "9h", "2026-03-29T07:00:00Z"),
            ("2026-10-25", "9", "2026-10-25T08:00:00Z"),
            ("2026-07-01", "", "2026-06-30T22:00:00Z"),
        ] {
            assert_eq!(instant(day, hour, now).unwrap().to_string(), expected, "{day} {hour}");
        }
        for (day, hour) in [("demain", "9h"), ("2026-03-11", "25h"), ("", "9h")] {
            assert_eq!(instant(day, hour, now), None, "{day} {hour}");
        }
    }
}
