//! The units of an experiment: who gets what, from a file, from the places that the log knows, or all days at once.
//!
//! [`list`] reads the files, [`places`] are those of the log, [`tell`] keeps who began when in designs without chance, [`sheet`] writes what was given.

mod list;
mod places;
mod sheet;
mod tell;

use askama::Template;
use axum::{
    extract::{DefaultBodyLimit, Multipart, Path, State as Extract},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use experiments::{
    Plan, UnitToAssign,
    plan::{Design, Unit},
};
use jiff::ToSpan as _;
use kernel::Explain as _;
use serde_json::json;
use site::{Access, ErrorSummary, Failure, Going, Routes, Sent, SentFile, Shell, UploadError};

use super::{may_change, own, told};
use crate::{
    EXPERIMENTERS, Experiment, ExperimentId, Laboratory, READERS, State,
    assign::{self, AssignError, LIST_MAX},
    store::{self, AssignedUnit},
    style,
    words::message,
};
use list::{Layout, List};
use places::{PLACES_MAX, PlaceRow, dates, known_places, place_rows};

const ONE: &str = "/laboratoire/{id}/unites";
const SHEET: &str = "/laboratoire/{id}/unites/affectations.csv";
const PLACES: &str = "/laboratoire/{id}/unites/lieux";
const DAYS: &str = "/laboratoire/{id}/unites/jours";
/// A million units with their strata.
const BYTES_MAX: usize = 60_000_000;
/// Refused rows that are shown.
const REFUSED_SHOWN: usize = 100;

/// The address of the units of an experiment.
pub fn address(id: ExperimentId) -> String {
    format!("{}/unites", super::address(id))
}

pub(crate) fn routes(laboratory: Laboratory) -> Routes {
    let limit = || DefaultBodyLimit::max(BYTES_MAX + 100_000);
    Routes::new()
        .route(ONE, Access::Roles(READERS), get(show).post(upload).layer(limit()))
        .route(SHEET, Access::Roles(EXPERIMENTERS), get(sheet::kept).post(named).layer(limit()))
        .route(PLACES, Access::Roles(EXPERIMENTERS), post(take_places))
        .route(DAYS, Access::Roles(EXPERIMENTERS), post(take_days))
        .with_state(laboratory)
}

#[derive(Template)]
#[template(path = "experiment_units.html")]
struct UnitsPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    problems: ErrorSummary,
    intro: String,
    action: String,
    upload: String,
    named: String,
    counts: Vec<(String, String, String)>,
    total: u64,
    by_date: Vec<(String, String)>,
    may_change: bool,
    /// Columns of a file; `None`: no file is asked for.
    file: Option<String>,
    privacy: String,
    places: Vec<PlaceRow>,
    /// The label of the box that ticks all places; absent where each has its own date.
    every: Option<String>,
    has_dates: bool,
    draws_days: Option<u32>,
    example: Option<String>,
    refused: Vec<(String, String, String)>,
    refused_more: Option<String>,
    read: Option<String>,
    plan: String,
}

/// What a page says beside the units.
#[derive(Default)]
struct Said {
    problems: Vec<(String, String)>,
    list: Option<List>,
    typed: Option<Sent>,
}

/// `GET /laboratoire/{id}/unites`
async fn show(
    Extract(laboratory): Extract<Laboratory>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let experiment = own(&mut tx, &shell, &id).await?;
    drop(tx);
    page(&laboratory, &shell, &experiment, Said::default()).await
}

async fn page(
    laboratory: &Laboratory,
    shell: &Shell,
    experiment: &Experiment,
    said: Said,
) -> Result<Response, Failure> {
    let plan = &experiment.plan;
    let figures = shell.figures();
    let mut tx = shell.site().db().read().await?;
    let counted = store::count_by_arm(&mut tx, experiment.id).await?;
    let has_dates = plan.design.has_periods() && plan.design != Design::Interrupted;
    let begun = if has_dates { store::units(&mut tx, experiment.id).await? } else { Vec::new() };
    drop(tx);
    let total: u64 = counted.values().sum();
    let is_running = experiment.state == State::Registered;
    let changes = is_running && may_change(shell);
    let draws = plan.design.is_randomised();
    let takes_file = changes && plan.design != Design::Interrupted && !is_all_days(plan);
    // A wedge is drawn once, over the whole list.
    let takes_file = takes_file && !(plan.design == Design::SteppedWedge && total > 0);
    let takes_places = takes_file && plan.unit == Unit::Office && assign::columns_of(plan).is_empty();
    let offered =
        if takes_places { known_places(laboratory, experiment, shell.now()).await? } else { Vec::new() };
    let share = |count: u64| {
        #[expect(clippy::cast_precision_loss, reason = "units are far below 2^53")]
        let share = count as f64 / total.max(1) as f64;
        figures.share(share)
    };
    let arm = |(place, arm): (usize, &experiments::plan::Arm)| {
        let count = counted.get(&place).copied().unwrap_or(0);
        (arm.name.clone(), figures.count(count), share(count))
    };
    let mut problems = ErrorSummary::new(shell);
    for (field, sentence) in &said.problems {
        problems.add(field.clone(), sentence.clone());
    }
    let refused: Vec<(String, String, String)> = said
        .list
        .iter()
        .flat_map(|it| &it.refused)
        .take(REFUSED_SHOWN)
        .map(|it| (it.line.to_string(), it.value.clone(), shell.say(&it.reason)))
        .collect();
    let refused_count = said.list.as_ref().map_or(0, |it| it.refused.len());
    let token = shell.csrf_token();
    let content = UnitsPage {
        style: style::SHEET.address(),
        intro: intro(shell, experiment, total),
        action: address(experiment.id),
        upload: format!("{}?csrf={token}", address(experiment.id)),
        named: format!("{}/affectations.csv?csrf={token}", address(experiment.id)),
        counts: if has_dates { Vec::new() } else { plan.arms.iter().enumerate().map(arm).collect() },
        total,
        by_date: dates(shell, &begun),
        may_change: may_change(shell),
        file: takes_file.then(|| Layout::of(plan).titles(shell.lang()).join(" ; ")),
        privacy: shell.t(&format!("enrol-privacy-{}", plan.unit.code())),
        places: place_rows(shell, &offered, draws, &begun, said.typed.as_ref()),
        every: draws.then(|| shell.t1("enrol-places-every", "n", offered.len() as u64)),
        has_dates: has_dates && !draws,
        draws_days: (changes && is_all_days(plan) && total == 0).then_some(plan.days),
        example: example(experiment),
        refused,
        refused_more: (refused_count > REFUSED_SHOWN)
            .then(|| shell.t1("enrol-refused-more", "n", (refused_count - REFUSED_SHOWN) as u64)),
        read: said.list.as_ref().map(|it| {
            let args = [
                ("n", (it.rows.len() as u64).into()),
                ("twice", it.twice.into()),
                ("refused", (it.refused.len() as u64).into()),
            ];
            shell.t_with("enrol-read", &args)
        }),
        plan: super::plan::address(experiment.id),
        problems,
        shell,
    };
    let status = if said.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = shell.page(shell.t("enrol-title")).crumb(shell.t("lab-title"), super::list::PATH);
    let page = page.crumb(plan.title.clone(), super::address(experiment.id));
    Ok(page.lead(shell.t("enrol-lead")).wide().status(status).render(&content))
}

/// Whether the units are the days of the plan, all known beforehand.
fn is_all_days(plan: &Plan) -> bool {
    plan.unit == Unit::Day && plan.design == Design::Randomised && assign::columns_of(plan).is_empty()
}

/// What is to be done, or why nothing is.
fn intro(shell: &Shell, experiment: &Experiment, total: u64) -> String {
    let plan = &experiment.plan;
    let key = match (experiment.state, plan.design) {
        (State::Draft, _) => "enrol-draft",
        (_, Design::Interrupted) => "enrol-interrupted",
        (State::Registered, Design::SteppedWedge) if total > 0 => "enrol-wedge-done",
        (State::Registered, Design::SteppedWedge) => "enrol-wedge",
        (State::Registered, Design::Staggered | Design::Synthetic) => "enrol-starts",
        (State::Registered, Design::Randomised) if is_all_days(plan) => "enrol-days",
        (State::Registered, Design::Randomised) => "enrol-list",
        _ => "enrol-over",
    };
    shell.t(key)
}

/// How a system asks for an arm, where units come one by one.
fn example(experiment: &Experiment) -> Option<String> {
    let plan = &experiment.plan;
    let comes =
        experiment.state == State::Registered && plan.design == Design::Randomised && plan.unit != Unit::Day;
    comes.then(|| {
        let strata = assign::columns_of(plan);
        let body = if strata.is_empty() { json!({ "unit": "…" }) } else { json!({ "unit": "…", "strata": strata }) };
        format!(
            "POST /api/v1/experiments/{}/assign\nAuthorization: Bearer …\nContent-Type: application/json\n\n{body}",
            experiment.id
        )
    })
}

/// `POST /laboratoire/{id}/unites`: a list of units; the answer says how many got which arm, and which rows are none.
async fn upload(
    Extract(laboratory): Extract<Laboratory>,
    shell: Shell,
    Path(id): Path<String>,
    form: Multipart,
) -> Result<Response, Failure> {
    let (experiment, list) = received(&shell, &id, form).await?;
    let list = match list {
        Ok(list) => list,
        Err(wrong) => {
            return ended(&laboratory, &shell, &experiment, Err(wrong), "file", Said::default()).await;
        }
    };
    let given = give(&laboratory, &shell, &experiment, &list).await?;
    let (has_refused, rows) = (!list.refused.is_empty(), list.rows.len());
    let said = Said { list: Some(list), ..Said::default() };
    if given.is_ok() && has_refused {
        return page(&laboratory, &shell, &experiment, said).await;
    }
    ended(&laboratory, &shell, &experiment, given.map(|_| rows), "file", said).await
}

/// `POST /laboratoire/{id}/unites/affectations.csv`: the same, answered by the list itself with the arms: the only place where the
/// partner's own names stand beside them.
async fn named(
    Extract(laboratory): Extract<Laboratory>,
    shell: Shell,
    Path(id): Path<String>,
    form: Multipart,
) -> Result<Response, Failure> {
    let (experiment, list) = received(&shell, &id, form).await?;
    let list = match list {
        Ok(list) => list,
        Err(wrong) => {
            return ended(&laboratory, &shell, &experiment, Err(wrong), "file", Said::default()).await;
        }
    };
    match give(&laboratory, &shell, &experiment, &list).await? {
        Ok(given) => sheet::named(&laboratory, &shell, &experiment, &list, &given),
        Err(wrong) => {
            let said = Said { list: Some(list), ..Said::default() };
            ended(&laboratory, &shell, &experiment, Err(wrong), "file", said).await
        }
    }
}

/// Back to the page with how many units were taken; or the page again with what is wrong with a field, over what was sent.
async fn ended(
    laboratory: &Laboratory,
    shell: &Shell,
    experiment: &Experiment,
    taken: Result<usize, String>,
    field: &str,
    sent: Said,
) -> Result<Response, Failure> {
    match taken {
        Ok(count) => {
            let done = shell.t1("enrol-done", "n", count as u64);
            Ok(Going::to(address(experiment.id)).done(done).into_response())
        }
        Err(sentence) => {
            let said = Said { problems: vec![(field.to_owned(), sentence)], ..sent };
            page(laboratory, shell, experiment, said).await
        }
    }
}

/// The experiment and the list that was sent for it, or why it cannot be read.
async fn received(
    shell: &Shell,
    id: &str,
    form: Multipart,
) -> Result<(Experiment, Result<List, String>), Failure> {
    let mut tx = shell.site().db().read().await?;
    let experiment = own(&mut tx, shell, id).await?;
    drop(tx);
    if !may_change(shell) {
        return Err(Failure::forbidden());
    }
    if experiment.state != State::Registered {
        return Err(Failure::new(StatusCode::CONFLICT, AssignError::NotRunning(experiment.state).message()));
    }
    let sent = SentFile::first(form).await.map_err(broken)?;
    let Some(SentFile { bytes, .. }) = sent else { return Ok((experiment, Err(shell.t("enrol-no-file")))) };
    let layout = Layout::of(&experiment.plan);
    let read = tokio::task::spawn_blocking(move || list::read(&bytes, &layout, LIST_MAX)).await;
    let read = read.map_err(|error| {
        tracing::error!(%error, "reading a list of units ended badly");
        Failure::our_fault()
    })?;
    Ok((experiment, read.map_err(|it| shell.say(&it))))
}

/// Gives the units of a list their arms, or keeps when they began; the outer failure is ours, the inner sentence theirs.
async fn give(
    laboratory: &Laboratory,
    shell: &Shell,
    experiment: &Experiment,
    list: &List,
) -> Result<Result<Vec<AssignedUnit>, String>, Failure> {
    if list.rows.is_empty() {
        return Ok(Err(shell.t("enrol-empty")));
    }
    if !experiment.plan.design.is_randomised() {
        let starts = list.rows.iter().map(|it| (it.unit.name.clone(), it.starts_on)).collect();
        return tell::keep(laboratory, shell, experiment, starts).await;
    }
    let units = list.rows.iter().map(|it| it.unit.clone()).collect();
    draw(laboratory, shell, experiment, units).await
}

async fn draw(
    laboratory: &Laboratory,
    shell: &Shell,
    experiment: &Experiment,
    units: Vec<UnitToAssign>,
) -> Result<Result<Vec<AssignedUnit>, String>, Failure> {
    let mut tx = shell.site().db().write().await?;
    match assign::assign_list(laboratory, &mut tx, experiment, units, shell.now()).await {
        Ok(given) => {
            let detail = json!({ "units": given.len() });
            told(shell, &mut tx, "experiment.assign", experiment, detail).await?;
            tx.commit().await?;
            Ok(Ok(given))
        }
        Err(error @ AssignError::Allocation(_)) => Ok(Err(shell.say(&error.message()))),
        Err(error) => Err(crate::api::failure(&error)),
    }
}

/// `POST /laboratoire/{id}/unites/lieux`: the places that are ticked, or all that were shown, with the day on which each began where
/// nothing is drawn.
async fn take_places(
    Extract(laboratory): Extract<Laboratory>,
    shell: Shell,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let experiment = own(&mut tx, &shell, &id).await?;
    drop(tx);
    let plan = &experiment.plan;
    if plan.unit != Unit::Office || plan.design == Design::Interrupted || !assign::columns_of(plan).is_empty()
    {
        return Err(Failure::of_status(StatusCode::BAD_REQUEST));
    }
    let is_every = sent.text("every") == "on" && plan.design.is_randomised();
    let ticked: Vec<String> =
        sent.all(if is_every { "known" } else { "place" }).take(PLACES_MAX).map(str::to_owned).collect();
    let given = if ticked.is_empty() {
        Err(shell.t("enrol-no-place"))
    } else if plan.design.is_randomised() {
        let unit = |name: &String| UnitToAssign { name: name.clone(), ..UnitToAssign::default() };
        draw(&laboratory, &shell, &experiment, ticked.iter().map(unit).collect()).await?
    } else {
        match tell::dates(&shell, &sent, &ticked) {
            Ok(starts) => tell::keep(&laboratory, &shell, &experiment, starts).await?,
            Err(sentence) => Err(sentence),
        }
    };
    let said = Said { typed: Some(sent), ..Said::default() };
    ended(&laboratory, &shell, &experiment, given.map(|it| it.len()), "places", said).await
}

/// `POST /laboratoire/{id}/unites/jours`: all days of the plan, drawn at once.
async fn take_days(
    Extract(laboratory): Extract<Laboratory>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let experiment = own(&mut tx, &shell, &id).await?;
    drop(tx);
    let plan = &experiment.plan;
    if !is_all_days(plan) {
        return Err(Failure::of_status(StatusCode::BAD_REQUEST));
    }
    let day = |after: u32| {
        let day = plan.start.checked_add(i64::from(after).days()).ok()?;
        Some(UnitToAssign { name: day.to_string(), ..UnitToAssign::default() })
    };
    let days: Vec<UnitToAssign> = (0..plan.days).filter_map(day).collect();
    let count = days.len();
    let given = draw(&laboratory, &shell, &experiment, days).await?;
    ended(&laboratory, &shell, &experiment, given.map(|_| count), "draw", Said::default()).await
}

/// The connection broke, or the file is too large.
fn broken(error: UploadError) -> Failure {
    match error {
        UploadError::TooLarge => Failure::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            message("enrol-too-large").with("megabytes", (BYTES_MAX / 1_000_000) as u64),
        ),
        UploadError::Broken(_) => error.into(),
    }
}
