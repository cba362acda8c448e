//! The laboratory's first page: what it is, the partner's own experiments with what comes next, and what everybody published.

use std::collections::HashMap;

use askama::Template;
use axum::{extract::RawQuery, response::Response, routing::get};
use experiments::{Plan, Report, plan::Design, report::Verdict};
use jiff::{ToSpan as _, civil::Date};
use kernel::{Scope, paris_date};
use practices::collection;
use register::{Tx, partner as partners};
use site::{Access, Failure, Field, Routes, Sent, Shell, form::FieldKind};

use super::{address, may_change, partner};
use crate::{Experiment, Laboratory, State, store, style};

/// The list.
pub const PATH: &str = "/laboratoire";

pub(crate) fn routes(laboratory: Laboratory) -> Routes {
    Routes::new().route(PATH, Access::Public, get(show)).with_state(laboratory)
}

#[derive(Template)]
#[template(path = "laboratory.html")]
struct ListPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    /// `None`: the reader belongs to no partner.
    own: Option<Vec<Own>>,
    may_begin: bool,
    begin: String,
    filter: Field,
    filtered: Option<String>,
    tally: Option<String>,
    published: Vec<Published>,
}

struct Own {
    title: String,
    href: String,
    state: State,
    state_name: String,
    practice: String,
    dates: String,
    next: String,
    next_href: Option<String>,
}

struct Published {
    title: String,
    href: String,
    verdict: String,
    badge: &'static str,
    said: String,
    effect: String,
    practice: Option<(String, String)>,
    partner: String,
    on: Option<String>,
}

/// `GET /laboratoire`
async fn show(shell: Shell, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let sent = Sent::of(&query.unwrap_or_default());
    let practice = collection().practice(sent.text("pratique"));
    let wanted = practice.map(|it| it.id.as_str());
    let mut tx = shell.site().db().read().await?;
    let own = match partner(&shell) {
        None => None,
        Some(code) => {
            let mut own = Vec::new();
            for it in store::listed(&mut tx, &Scope::Partner(code)).await? {
                if wanted.is_none_or(|wanted| it.plan.practice == wanted) {
                    own.push(own_row(&shell, &mut tx, &it).await?);
                }
            }
            Some(own)
        }
    };
    let experiments = store::published(&mut tx, wanted).await?;
    let reports = store::published_reports(&mut tx, wanted).await?;
    let mut reports: HashMap<_, Report> = reports.into_iter().map(|(id, it)| (id.uuid(), it)).collect();
    let names = partners::list(&mut tx, &Scope::Everyone).await?;
    drop(tx);
    let mut verdicts = Vec::new();
    let mut published = Vec::new();
    for experiment in experiments {
        let Some(report) = reports.remove(&experiment.id.uuid()) else { continue };
        verdicts.push(report.verdict);
        let name = names.iter().find(|it| it.code == experiment.partner);
        published.push(Published {
            title: experiment.plan.title.clone(),
            href: address(experiment.id),
            verdict: shell.t(&format!("lab-badge-{}", report.verdict.code())),
            badge: badge(report.verdict),
            said: shell.t(&format!("lab-said-{}", report.verdict.code())),
            effect: effect(&shell, &report),
            practice: practice_link(&shell, &experiment.plan),
            partner: name.map_or_else(|| experiment.partner.to_string(), |it| it.name.clone()),
            on: experiment.published_at.map(|it| shell.figures().date(paris_date(it.as_microsecond()))),
        });
    }
    let mut options = vec![(String::new(), shell.t("lab-all-practices"))];
    options.extend(
        collection()
            .practices
            .iter()
            .map(|it| (it.id.clone(), format!("{} · {}", it.id, it.title(shell.lang())))),
    );
    let content = ListPage {
        style: style::SHEET.address(),
        own,
        may_begin: may_change(&shell),
        begin: match wanted {
            Some(id) => format!("{}?pratique={id}", super::plan::NEW),
            None => super::plan::NEW.to_owned(),
        },
        filter: Field::new(FieldKind::Select(options), "pratique", shell.t("lab-practice"))
            .value(wanted.unwrap_or("")),
        filtered: practice.map(|it| it.title(shell.lang()).to_owned()),
        tally: (!verdicts.is_empty()).then(|| tally(&shell, &verdicts)),
        published,
        shell: &shell,
    };
    Ok(shell.page(shell.t("lab-title")).lead(shell.t("lab-lead")).wide().render(&content))
}

async fn own_row(shell: &Shell, tx: &mut Tx, experiment: &Experiment) -> Result<Own, Failure> {
    let plan = &experiment.plan;
    let has_units = plan.design == Design::Interrupted
        || experiment.state != State::Registered
        || store::next_place(tx, experiment.id).await? > 0;
    let today = shell.today();
    let (next, next_href) = next(experiment, has_units, today);
    let figures = shell.figures();
    let end = last_day(plan);
    let args = [("from", figures.date(plan.start).into()), ("to", figures.date(end).into())];
    Ok(Own {
        title: plan.title.clone(),
        href: if experiment.state == State::Draft {
            super::plan::address(experiment.id)
        } else {
            address(experiment.id)
        },
        state: experiment.state,
        state_name: shell.t(&format!("state-{}", experiment.state.code())),
        practice: collection()
            .practice(&plan.practice)
            .map_or_else(|| plan.practice.clone(), |it| format!("{} · {}", it.id, it.title(shell.lang()))),
        dates: shell.t_with("lab-dates", &args),
        next: shell.t1(next, "day", figures.date(plan.start)),
        next_href,
    })
}

/// The last day on which outcomes are counted.
pub(crate) fn last_day(plan: &Plan) -> Date {
    let days = i64::from(plan.days.saturating_sub(1));
    plan.start.checked_add(days.days()).unwrap_or(plan.start)
}

/// What comes next in the life of an experiment, and where it is done.
fn next(experiment: &Experiment, has_units: bool, today: Date) -> (&'static str, Option<String>) {
    let (id, plan) = (experiment.id, &experiment.plan);
    match experiment.state {
        State::Draft => ("lab-next-plan", Some(super::plan::address(id))),
        State::Registered if !has_units => ("lab-next-units", Some(super::units::address(id))),
        State::Registered if today < plan.start => ("lab-next-wait", None),
        State::Registered if today <= last_day(plan) => ("lab-next-follow", Some(address(id))),
        State::Registered => ("lab-next-conclude", Some(address(id))),
        State::Concluded => ("lab-next-publish", Some(address(id))),
        State::Published => ("lab-next-read", Some(address(id))),
        State::Abandoned => ("lab-next-nothing", None),
    }
}

fn practice_link(shell: &Shell, plan: &Plan) -> Option<(String, String)> {
    let practice = collection().practice(&plan.practice)?;
    let name = format!("{} · {}", practice.id, practice.title(shell.lang()));
    Some((format!("/pratiques/{}", practice.id), name))
}

const fn badge(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::ProvedBenefit | Verdict::ProbableBenefit | Verdict::NonInferior => "good",
        Verdict::ProvedHarm | Verdict::ProbableHarm => "bad",
        Verdict::NotProven | Verdict::Invalid => "note",
    }
}

/// How many say what: those without effect are told as loudly as the others.
fn tally(shell: &Shell, verdicts: &[Verdict]) -> String {
    let count = |class: &str| verdicts.iter().filter(|it| badge(**it) == class).count() as u64;
    let args = [
        ("n", (verdicts.len() as u64).into()),
        ("good", count("good").into()),
        ("open", count("note").into()),
        ("bad", count("bad").into()),
    ];
    shell.t_with("lab-tally", &args)
}

/// The effect of the arm that the verdict is about, as a share with its interval.
fn effect(shell: &Shell, report: &Report) -> String {
    let judged = report.effects.iter().find(|it| Some(&it.arm) == report.arm.as_ref());
    let relative = judged.and_then(|it| it.effect.as_ref()).and_then(|it| it.relative);
    let Some(relative) = relative else { return shell.t("lab-effect-none") };
    let share = |it: f64| {
        let sign = if it > 0.0 { "+" } else { "" };
        format!("{sign}{}", shell.figures().share(it))
    };
    let measure = report.provenance.plan.metric.measure;
    let args = [
        ("measure", shell.t(&format!("planning-measure-{}", measure.code())).into()),
        ("value", share(relative.value).into()),
        ("low", share(relative.low).into()),
        ("high", share(relative.high).into()),
    ];
    shell.t_with("lab-effect", &args)
}
