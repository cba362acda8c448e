//! A running experiment: who has which arm, whether it goes as it should, and what may be looked at today.
//!
//! [`allowed`] is the rule; [`acts`] are looks, the conclusion and giving up; [`charts`] draws what was looked at.
//!
//! **Invariant:** this page shows no effect that the plan's stopping rule does not allow, and never a plain p-value.

pub mod acts;
pub mod allowed;
pub mod charts;

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use evidence::balance::sample_ratio;
use experiments::{Plan, plan::Stopping};
use kernel::{Explain as _, paris_date};
use practices::collection;
use register::Tx;
use site::{Access, ErrorSummary, Failure, Field, Markup, Routes, Shell, form::FieldKind};

use super::{address, list, may_change, readable, report};
use crate::{
    EXPERIMENTERS, Experiment, Laboratory, State,
    outcomes::{self, Progress},
    sentences::{effects, figures, trust},
    store::{self, Look},
    style,
};
use allowed::{Allowed, Course};

/// One experiment.
const PATH: &str = "/laboratoire/{id}";
/// A reason that is longer is a report.
pub(crate) const REASON_MAX: usize = 2_000;
/// The log may be this many days behind the end before the page warns of it.
const BEHIND_DAYS: i64 = 2;
const DAY_US: i64 = 86_400_000_000;

pub(crate) fn routes(laboratory: Laboratory) -> Routes {
    Routes::new()
        .route(PATH, Access::Public, get(show))
        .route("/laboratoire/{id}/point", Access::Roles(EXPERIMENTERS), post(acts::look))
        .route("/laboratoire/{id}/conclure", Access::Roles(EXPERIMENTERS), post(acts::conclude))
        .route("/laboratoire/{id}/abandonner", Access::Roles(EXPERIMENTERS), post(acts::abandon))
        .with_state(laboratory)
}

#[derive(Template)]
#[template(path = "experiment.html")]
struct FollowPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    problems: ErrorSummary,
    address: String,
    state: (&'static str, String),
    facts: Vec<(String, String)>,
    /// Where an experiment that is a draft or was given up stands, in a sentence.
    standing: Option<String>,
    reason: Option<String>,
    course: Option<CourseSaid>,
    enrolment: Option<Markup>,
    ratio: String,
    balance: Vec<String>,
    /// Why the log could not be read.
    unread: Option<String>,
    behind: Option<String>,
    now: Option<Now>,
    charts: Vec<Markup>,
    looks: Vec<Seen>,
    guardrails: Vec<(&'static str, String, String)>,
    may_change: bool,
    is_running: bool,
    give_up: Field,
}

struct CourseSaid {
    start: String,
    end: String,
    today: String,
    day: u32,
    days: u32,
}

/// What may be done today.
struct Now {
    title: String,
    sentences: Vec<String>,
    look: Option<String>,
    conclude: Option<String>,
}

/// A look in words.
struct Seen {
    title: String,
    sentences: Vec<String>,
}

/// `GET /laboratoire/{id}`
async fn show(
    Shared(laboratory): Shared<Laboratory>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let (experiment, is_own) = readable(&mut tx, &shell, &id).await?;
    if !is_own || matches!(experiment.state, State::Published | State::Concluded) {
        return Ok(Redirect::to(&report::address(experiment.id)).into_response());
    }
    page(&laboratory, &shell, tx, &experiment, None).await
}

/// The page; `fault` is what is wrong with the reason for giving up, and what was typed.
pub(crate) async fn page(
    laboratory: &Laboratory,
    shell: &Shell,
    mut tx: Tx,
    experiment: &Experiment,
    fault: Option<(String, &str)>,
) -> Result<Response, Failure> {
    let plan = &experiment.plan;
    let at = shell.now();
    let is_running = experiment.state == State::Registered;
    let looks = store::looks(&mut tx, experiment.id).await?;
    let lesson = store::lesson(&mut tx, experiment.id).await?;
    let counts = store::count_by_arm(&mut tx, experiment.id).await?;
    let counts: Vec<u64> = (0..plan.arms.len()).map(|it| counts.get(&it).copied().unwrap_or(0)).collect();
    let course = Course::of(plan, at);
    let may_read = is_running && course.day > 0;
    let material = if may_read { Some(outcomes::material(&mut tx, experiment).await) } else { None };
    drop(tx);
    let progress = match material {
        None => None,
        Some(Ok(material)) => Some(outcomes::progress(laboratory, material, at).await),
        Some(Err(error)) => Some(Err(error)),
    };
    let (progress, unread) = match progress {
        None => (None, None),
        Some(Ok(progress)) => (Some(progress), None),
        Some(Err(error)) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "a running experiment was not read");
            (None, Some(shell.say(&error.message())))
        }
    };
    let last = looks.last().map(|it| &it.report);
    let mut problems = ErrorSummary::new(shell);
    if let Some((sentence, _)) = &fault {
        problems.add("reason", sentence.clone());
    }
    let typed = fault.as_ref().map_or("", |it| it.1);
    let content = FollowPage {
        style: style::SHEET.address(),
        problems,
        address: address(experiment.id),
        state: (state_tone(experiment.state), shell.t(&format!("state-{}", experiment.state.code()))),
        facts: facts(shell, experiment),
        standing: standing(shell, experiment.state),
        reason: (experiment.state == State::Abandoned && !lesson.lessons.is_empty())
            .then_some(lesson.lessons),
        course: is_running.then(|| course_said(shell, plan, &course)),
        enrolment: is_running.then(|| enrolment(shell, plan, &counts)),
        ratio: trust::sample_ratio(ratio_p(plan, &counts), shell.lang()),
        balance: progress
            .as_ref()
            .map(|it| trust::balance(&it.integrity.balance, shell.lang()))
            .unwrap_or_default(),
        behind: progress.as_ref().and_then(|it| behind(shell, &course, it)),
        unread,
        now: is_running.then(|| what_now(shell, plan, &looks, &course)),
        charts: last.map(|it| charts::of(shell, it, &looks)).unwrap_or_default(),
        looks: looks.iter().map(|it| seen(shell, it)).collect(),
        guardrails: last
            .map(|report| {
                let said = |it| {
                    let (state, sentence) = effects::guardrail(report, it, shell.lang());
                    (effects::guardrail_tone(it.state), state, sentence)
                };
                report.guardrails.iter().map(said).collect()
            })
            .unwrap_or_default(),
        may_change: may_change(shell),
        is_running,
        give_up: Field::new(FieldKind::LongText, "reason", shell.t("follow-reason"))
            .hint(shell.t("follow-reason-hint"))
            .value(typed)
            .error(fault.as_ref().map(|it| it.0.clone()))
            .required(),
        shell,
    };
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = shell.page(plan.title.clone()).crumb(shell.t("nav-laboratory"), list::PATH);
    Ok(page.lead(plan.question.clone()).status(status).render(&content))
}

pub(crate) const fn state_tone(state: State) -> &'static str {
    match state {
        State::Draft | State::Abandoned => "",
        State::Registered => "running",
        State::Concluded | State::Published => "done",
    }
}

fn facts(shell: &Shell, experiment: &Experiment) -> Vec<(String, String)> {
    let plan = &experiment.plan;
    let lang = shell.lang();
    let practice = collection()
        .practice(&plan.practice)
        .map_or_else(|| plan.practice.clone(), |it| format!("{} · {}", it.id, it.title(lang)));
    let arms = plan.arms.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(" · ");
    let mut facts = vec![
        (shell.t("report-practice"), practice),
        (shell.t("report-arms"), arms),
        (shell.t("report-metric"), figures::metric(&plan.metric, plan.unit, lang)),
        (shell.t("report-design"), shell.t(&format!("said-design-{}", plan.design.code()))),
    ];
    if let Some(at) = experiment.registered_at {
        facts.push((shell.t("redo-registered"), shell.figures().instant(at)));
    }
    if let Some(hash) = &experiment.hash {
        facts.push((shell.t("redo-plan-hash"), crate::sentences::provenance::short(hash).to_owned()));
    }
    facts
}

fn standing(shell: &Shell, state: State) -> Option<String> {
    match state {
        State::Draft => Some(shell.t("follow-draft")),
        State::Abandoned => Some(shell.t("follow-abandoned")),
        State::Registered | State::Concluded | State::Published => None,
    }
}

fn course_said(shell: &Shell, plan: &Plan, course: &Course) -> CourseSaid {
    let date = |it| shell.figures().date(it);
    let key = if course.day == 0 {
        "follow-not-begun"
    } else if course.is_over() {
        "follow-over"
    } else {
        "follow-day"
    };
    let days = i64::from(plan.days);
    CourseSaid {
        start: date(course.start),
        end: date(course.end),
        today: shell.t_with(key, &[("day", i64::from(course.day).into()), ("days", days.into())]),
        day: course.day.min(plan.days),
        days: plan.days,
    }
}

/// Who has which arm, beside what the plan gives it.
fn enrolment(shell: &Shell, plan: &Plan, counts: &[u64]) -> Markup {
    let figures = shell.figures();
    let total: u64 = counts.iter().sum();
    let weights: f64 = plan.arms.iter().map(|it| it.weight).sum();
    #[expect(clippy::cast_precision_loss, reason = "units are far below 2^53")]
    let share = |count: u64| (total > 0).then(|| count as f64 / total as f64);
    let rows = plan.arms.iter().zip(counts).enumerate().map(|(place, (arm, count))| {
        let name =
            if place == 0 { shell.t1("said-control", "arm", arm.name.as_str()) } else { arm.name.clone() };
        let planned =
            if plan.design.has_periods() { "—".to_owned() } else { figures.share(arm.weight / weights) };
        vec![name, figures.count(*count), figures.share_or_dash(share(*count)), planned]
    });
    let titles = vec![
        shell.t("said-arm"),
        shell.t(&format!("said-count-{}", plan.unit.code())),
        shell.t("follow-share"),
        shell.t("follow-planned"),
    ];
    site::table(&shell.t("follow-enrolment"), &titles, &rows.collect::<Vec<_>>())
}

/// p-value of "the arms have the sizes that the plan gives them"; offices are drawn in blocks, so that theirs say nothing.
fn ratio_p(plan: &Plan, counts: &[u64]) -> Option<f64> {
    if plan.design.has_periods() || plan.unit.is_cluster() || counts.iter().sum::<u64>() == 0 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "units are far below 2^53")]
    let counts: Vec<f64> = counts.iter().map(|it| *it as f64).collect();
    let weights: Vec<f64> = plan.arms.iter().map(|it| it.weight).collect();
    sample_ratio(&counts, &weights).ok().map(|it| it.p)
}

/// Whether the log ends before what it should tell.
fn behind(shell: &Shell, course: &Course, progress: &Progress) -> Option<String> {
    let wanted = course.until_us();
    let Some(until) = progress.observed_until else { return Some(shell.t("follow-log-empty")) };
    if until + BEHIND_DAYS * DAY_US >= wanted {
        return None;
    }
    let day = shell.figures().date(paris_date(until));
    Some(shell.t1("follow-log-behind", "day", day))
}

/// What may be done today, and why no more.
fn what_now(shell: &Shell, plan: &Plan, looks: &[Look], course: &Course) -> Now {
    let date = |it| shell.figures().date(it);
    let end = date(course.end);
    let rule = match plan.stopping {
        Stopping::Fixed => shell.t1("follow-rule-fixed", "end", end.as_str()),
        Stopping::GroupSequential { looks, .. } => shell.t1("follow-rule-looks", "looks", i64::from(looks)),
        Stopping::AlwaysValid => shell.t("follow-rule-always"),
    };
    let mut now = Now { title: String::new(), sentences: vec![rule], look: None, conclude: None };
    match allowed::allowed(plan, looks, course) {
        Allowed::Wait { until, number } => {
            now.title = shell.t1("follow-wait", "until", date(until));
            now.sentences.push(match number {
                Some(number) => {
                    let args = [("n", i64::from(number).into()), ("until", date(until).into())];
                    shell.t_with("follow-wait-look", &args)
                }
                None => shell.t1("follow-wait-end", "end", date(until)),
            });
        }
        Allowed::Look { number } => {
            now.title = shell.t1("follow-look-due", "n", i64::from(number));
            now.sentences.push(shell.t("follow-look-what"));
            now.look = Some(shell.t1("follow-look", "n", i64::from(number)));
        }
        Allowed::AnyLook { may_conclude } => {
            now.title = shell.t("follow-any-look");
            now.look = Some(shell.t("follow-look-now"));
            if may_conclude {
                now.sentences.push(shell.t("follow-crossed"));
                now.conclude = Some(shell.t("follow-conclude"));
            }
        }
        Allowed::ConcludeEarly => {
            now.title = shell.t("follow-crossed-title");
            now.sentences.push(shell.t("follow-crossed"));
            now.conclude = Some(shell.t("follow-conclude"));
        }
        Allowed::Conclude => {
            now.title = shell.t("follow-ended");
            now.sentences.push(shell.t("follow-conclude-what"));
            now.conclude = Some(shell.t("follow-conclude"));
        }
    }
    now
}

/// A look as it was.
fn seen(shell: &Shell, look: &Look) -> Seen {
    let report = &look.report;
    let plan = &report.provenance.plan;
    let args = [
        ("n", (look.place + 1).into()),
        ("day", shell.figures().date(paris_date(look.at.as_microsecond())).into()),
    ];
    let crossed = report.monitoring.iter().any(|it| it.crossed);
    let mut sentences = vec![shell.t(if crossed { "follow-seen-crossed" } else { "follow-seen-not" })];
    sentences.extend(report.effects.iter().map(|it| effects::line(plan, it, shell.lang())));
    Seen { title: shell.t_with("follow-seen", &args), sentences }
}
