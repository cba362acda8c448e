//! The plan: begun, thought through in a guided form with what it could show, fixed, and amended.
//!
//! [`form`] shows what is typed, [`change`] is what its buttons do, [`fixed`] a plan that is registered, [`typed`] and [`fields`] the
//! form itself, [`outlook`] what the plan could show.

mod change;
mod fields;
mod fixed;
mod form;
mod outlook;
mod typed;

use axum::{
    extract::{Path, RawQuery, State as Extract},
    response::{IntoResponse, Response},
    routing::get,
};
use experiments::{
    Plan,
    plan::{Allocation, AnalysisRule, Arm, Design, Guardrail, Metric, Outcome, Stopping, Unit},
};
use jiff::{Timestamp, ToSpan as _, civil::Date};
use kernel::{Lang, PartnerCode};
use practices::collection;
use register::Tx;
use serde_json::json;
use site::{Access, Failure, Going, Routes, Sent, Shell, file};

use super::{may_change, own, partner, readable, told};
use crate::{EXPERIMENTERS, Experiment, ExperimentId, Laboratory, READERS, State, store, style};

/// Where a plan is begun.
pub const NEW: &str = "/laboratoire/nouvelle";
const ONE: &str = "/laboratoire/{id}/plan";
const TOML: &str = "/laboratoire/{id}/plan.toml";

/// The address of an experiment's plan.
pub fn address(id: ExperimentId) -> String {
    format!("{}/plan", super::address(id))
}

pub(crate) fn routes(laboratory: Laboratory) -> Routes {
    Routes::new()
        .route(NEW, Access::Roles(EXPERIMENTERS), get(blank).post(begin))
        .route(ONE, Access::Roles(READERS), get(show).post(change::save))
        .route(TOML, Access::Public, get(download))
        .file(&style::PLAN)
        .with_state(laboratory)
}

/// `GET /laboratoire/nouvelle`
async fn blank(shell: Shell, RawQuery(query): RawQuery) -> Response {
    let sent = Sent::of(&query.unwrap_or_default());
    form::begin(&shell, sent.text("pratique"), &Sent::default(), &[])
}

/// `POST /laboratoire/nouvelle`: a draft with good defaults, or the plan of a file.
async fn begin(shell: Shell, sent: Sent) -> Result<Response, Failure> {
    let code = partner(&shell).ok_or_else(Failure::forbidden)?;
    let mut faults = Vec::new();
    let mut plan = if sent.text("toml").is_empty() {
        for field in ["title", "question"] {
            if sent.text(field).is_empty() {
                faults.push((field, shell.t("planning-missing")));
            }
        }
        let practice = collection().practice(sent.text("practice"));
        if practice.is_none() {
            faults.push(("practice", shell.t("planning-missing")));
        }
        let about = practice.map_or("", |it| it.title(shell.lang()));
        Plan {
            title: sent.text("title").to_owned(),
            question: sent.text("question").to_owned(),
            practice: sent.text("practice").to_owned(),
            ..usual(shell.lang(), about, shell.today())
        }
    } else {
        match change::pasted(&shell, &sent) {
            Ok(plan) => plan,
            Err(sentence) => {
                faults.push(("toml", sentence));
                usual(shell.lang(), "", Date::default())
            }
        }
    };
    if !faults.is_empty() {
        return Ok(form::begin(&shell, sent.text("practice"), &sent, &faults));
    }
    plan.partner = Some(code.as_str().to_owned());
    let at = shell.now();
    let experiment = Experiment::draft(code, plan, at);
    let mut tx = shell.site().db().write().await?;
    store::record(&mut tx, &experiment, &shell.signed_in()?.actor()).await?;
    told(&shell, &mut tx, "experiment.begin", &experiment, json!({ "practice": experiment.plan.practice }))
        .await?;
    tx.commit().await?;
    Ok(Going::to(address(experiment.id)).done(shell.t("planning-begun")).into_response())
}

/// `GET /laboratoire/{id}/plan`: the form of a draft or, with `?modifier`, of an amendment; else the plan as it is fixed.
async fn show(
    Extract(laboratory): Extract<Laboratory>,
    shell: Shell,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let experiment = own(&mut tx, &shell, &id).await?;
    let amends = query.is_some_and(|it| it.contains("modifier")) && experiment.state == State::Registered;
    if may_change(&shell) && (experiment.state == State::Draft || amends) {
        let form = form::Filled::of(&shell, &mut tx, &experiment).await?;
        drop(tx);
        return form.page(&laboratory, &shell).await;
    }
    fixed::page(&shell, &mut tx, &experiment).await
}

/// `GET /laboratoire/{id}/plan.toml`
async fn download(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let (experiment, _) = readable(&mut tx, &shell, &id).await?;
    Ok(file::saved("application/toml; charset=utf-8", "plan.toml", experiment.plan.write()))
}

/// Days until a plan that is begun today may start: time to prepare it.
const LEAD_DAYS: i64 = 28;

/// A plan to begin with: what is right for most.
fn usual(lang: Lang, practice: &str, today: Date) -> Plan {
    let (control, other, nothing) = match lang {
        Lang::Fr => ("témoin", "pratique", "Rien de plus qu’aujourd’hui."),
        Lang::En => ("control", "practice", "Nothing more than today."),
    };
    let arm = |name: &str, description: &str| Arm {
        name: name.to_owned(),
        weight: 1.0,
        description: description.to_owned(),
    };
    let metric = |measure| Metric { measure, window_days: 30, wanted: std::collections::BTreeMap::new() };
    let from = today.saturating_add(LEAD_DAYS.days());
    // Weeks begin on Mondays: each day of the week then counts as often.
    let to_monday = i64::from((7 - from.weekday().to_monday_zero_offset()) % 7);
    Plan {
        title: String::new(),
        question: String::new(),
        practice: String::new(),
        partner: None,
        unit: Unit::Usager,
        design: Design::Randomised,
        start: from.saturating_add(to_monday.days()),
        days: 84,
        days_before: 182,
        metric: metric(Outcome::Volume),
        minimum_effect: -0.1,
        margin: None,
        cost_per_contact: None,
        ethics: String::new(),
        arms: vec![arm(control, nothing), arm(other, practice)],
        allocation: Allocation::default(),
        stopping: Stopping::Fixed,
        analysis: AnalysisRule::default(),
        guardrails: vec![Guardrail { metric: metric(Outcome::Satisfaction), margin: 0.05 }],
        subgroups: Vec::new(),
    }
}

/// When a form was made, which it sends back.
fn seen(sent: &Sent) -> Option<Timestamp> {
    sent.text("seen").parse().ok().and_then(|it| Timestamp::from_microsecond(it).ok())
}

/// The partner's own unit costs.
pub(super) async fn costs(tx: &mut Tx, code: &PartnerCode) -> Result<measures::UnitCosts, Failure> {
    let own = register::partner::unit_costs(tx, &kernel::Scope::Partner(code.clone())).await?;
    Ok(crate::outcomes::table(own))
}
