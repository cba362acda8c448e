//! What advice is worth: today's mix and the advised one, who gains and who loses, how far the chances can be relied on, what was advised.

mod export;
mod given;
mod picture;
mod shown;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use askama::Template;
use axum::{
    Json,
    extract::State,
    response::{IntoResponse as _, Response},
};
use channel_choice::{Prior, Reliability, worth::Failure};
use jiff::{SignedDuration, Timestamp};
use kernel::{Explain as _, PartnerCode};
use measures::ways::WayQuestion;
use site::{Failure as PageFailure, Markup, Shell, file};
use sqlx::types::Uuid;

use super::{
    Pages,
    common::{Reader, page, tabs},
    style, unit_costs,
};
use crate::{
    given::Arm,
    guide::{House, PlanBase},
    store::{self, counts::Count, models},
};
use picture::{Picture, picture};

/// Contacts and advice of so long are looked at.
const LOOKED_AT: SignedDuration = SignedDuration::from_hours(365 * 24);
/// A picture of the log is shown for so long.
const KEPT: SignedDuration = SignedDuration::from_mins(10);
/// Advice whose situations are looked at, at most.
const GIVEN_MAX: u32 = 10_000;

/// What a year of contacts shows; a fault where the limits in force cannot hold.
type Pictured = Arc<Result<Picture, channel_choice::LimitFault>>;

/// By partner: what a picture rests on, when it was drawn, and the picture.
type Gallery = HashMap<PartnerCode, (DrawnFrom, Timestamp, Pictured)>;

/// What was drawn of the log lately: the log is read once in a while, not at each view.
#[derive(Clone, Default)]
pub(super) struct Drawn(Arc<Mutex<Gallery>>);

/// What a picture rests on, but for the log.
#[derive(Debug, Clone, PartialEq)]
struct DrawnFrom {
    plan: PlanBase,
    last_given: Option<Uuid>,
}

impl Drawn {
    fn find(&self, partner: &PartnerCode, from: &DrawnFrom, now: Timestamp) -> Option<Pictured> {
        let drawn = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, _, pictured) =
            drawn.get(partner).filter(|it| it.0 == *from && now.duration_since(it.1).abs() < KEPT)?;
        Some(Arc::clone(pictured))
    }

    fn keep(&self, partner: PartnerCode, from: DrawnFrom, now: Timestamp, pictured: &Pictured) {
        let mut drawn = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        drawn.insert(partner, (from, now, Arc::clone(pictured)));
    }
}

/// All that the dashboard rests on.
struct Board {
    house: House,
    picture: Pictured,
    counts: Vec<Count>,
    learned: Option<Learned>,
}

/// The model in force, as the register knows it.
struct Learned {
    fitted_at: Timestamp,
    contacts: u64,
    reliability: Reliability,
}

async fn board(pages: &Pages, shell: &Shell) -> Result<Board, PageFailure> {
    let reader = Reader::of(shell)?;
    let now = shell.now();
    let from = now.checked_sub(LOOKED_AT).unwrap_or(Timestamp::UNIX_EPOCH);
    let mut tx = shell.site().db().read().await?;
    let house = reader.house(pages, &mut tx).await?;
    let costs = unit_costs(&mut tx, &reader.scope()).await?;
    let given = store::given::since(&mut tx, Some(&reader.partner), from, false, GIVEN_MAX).await?;
    let counts = store::counts::since(&mut tx, &reader.partner, from).await?;
    let learned = match models::latest_id(&mut tx).await? {
        Some(id) => models::find(&mut tx, id).await?,
        None => None,
    };
    drop(tx);
    let learned = learned
        .map(|it| {
            let reliability = store::json("guidance_model.reliability", &it.reliability)?;
            Ok::<_, register::StoreError>(Learned {
                fitted_at: it.fitted_at,
                contacts: it.contacts,
                reliability,
            })
        })
        .transpose()?;
    let question = WayQuestion {
        partner: Some(reader.partner.clone()),
        from: Some(from.as_microsecond()),
        is_by_site: true,
        ..WayQuestion::default()
    };
    let (log, scope, (model_id, model), seen) =
        (pages.log(), reader.scope(), pages.guide().learned(), house.clone());
    let last_given = given.iter().map(|it| it.id.uuid()).max();
    let drawn_from = DrawnFrom { plan: PlanBase::of(model_id, &house), last_given };
    if let Some(picture) = pages.drawn().find(&reader.partner, &drawn_from, now) {
        return Ok(Board { house, picture, counts, learned });
    }
    let drawn = tokio::task::spawn_blocking(move || {
        let ways = log.ways(&scope, &question, &costs)?;
        Ok::<_, measures::MeasureError>(picture(&seen, &model, &ways, &given, usual_failure()))
    });
    let picture = Arc::new(match drawn.await {
        Ok(drawn) => drawn.map_err(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, "the contact log cannot be read");
            PageFailure::our_fault()
        })?,
        Err(ended) => std::panic::resume_unwind(ended.into_panic()),
    });
    pages.drawn().keep(reader.partner.clone(), drawn_from, now, &picture);
    Ok(Board { house, picture, counts, learned })
}

/// What follows a failure where the log does not say: that of the table that comes with the product.
fn usual_failure() -> Failure {
    Prior::ours().map_or(Failure { contacts: 1.0, cost: 0.0, effort_min: 0.0 }, |it| Failure {
        contacts: it.failure.contacts,
        cost: it.failure.cost,
        effort_min: it.failure.minutes,
    })
}

#[derive(Template)]
#[template(path = "orientation_dashboard.html")]
struct DashboardPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    problem: Option<String>,
    notes: Vec<String>,
    worth: Option<shown::Shown>,
    reliability: shown::Reliable,
    given: given::GivenShown,
    judged: Option<shown::AdviceJudged>,
}

/// `GET /orientation`
pub(super) async fn show(State(pages): State<Pages>, shell: Shell) -> Result<Response, PageFailure> {
    let board = board(&pages, &shell).await?;
    let is_manager = Reader::of(&shell)?.is_manager;
    let (problem, worth) = match board.picture.as_ref() {
        Err(fault) => (Some(shell.say(&fault.message())), None),
        Ok(it) if it.firsts == 0 => (Some(shell.t("orientation-no-contacts")), None),
        Ok(it) => (None, Some(shown::shown(&shell, &board.house, it))),
    };
    let is_assumed = board.picture.as_ref().as_ref().is_ok_and(|it| it.is_assumed);
    let mut notes = Vec::new();
    if is_assumed {
        notes.push(shell.t(if is_manager {
            "orientation-ways-assumed"
        } else {
            "orientation-ways-assumed-read"
        }));
    }
    let content = DashboardPage {
        style: style::SHEET.address(),
        tabs: tabs(&shell),
        problem,
        notes,
        worth,
        reliability: shown::reliable(&shell, board.learned.as_ref()),
        given: given::shown(&shell, &board.house, &board.counts),
        judged: judged(&shell, &board),
        shell: &shell,
    };
    let shown = page(&shell, shell.t("orientation-title")).lead(shell.t("orientation-lead"));
    Ok(shown.wide().render(&content))
}

/// What answers to advice tell; nothing where no advice was answered.
fn judged(shell: &Shell, board: &Board) -> Option<shown::AdviceJudged> {
    let is_answered = board.counts.iter().any(|it| it.arm == Arm::Advised && it.answered > 0);
    let picture = board.picture.as_ref().as_ref().ok().filter(|_| is_answered)?;
    Some(shown::on_advice(shell, &picture.on_advice))
}

/// `GET /orientation/tableau.csv`
pub(super) async fn csv(State(pages): State<Pages>, shell: Shell) -> Result<Response, PageFailure> {
    let board = board(&pages, &shell).await?;
    let text = export::csv(&export::rows(&board));
    Ok(file::saved("text/csv; charset=utf-8", "orientation.csv", text))
}

/// `GET /orientation/tableau.json`
pub(super) async fn json(State(pages): State<Pages>, shell: Shell) -> Result<Response, PageFailure> {
    let board = board(&pages, &shell).await?;
    Ok(Json(export::body(&board)).into_response())
}
