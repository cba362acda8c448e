//! A plan that is fixed, as everybody of the partner reads it: what was decided, when, and what changed since.

use askama::Template;
use axum::response::Response;
use experiments::{Plan, Registration, plan::Stopping};
use practices::collection;
use register::Tx;
use site::{Failure, Markup, Shell};

use super::{address, form::traps};
use crate::{
    Experiment, State,
    pages::{list, may_change, report},
    sentences::{figures, provenance::Changed},
    store, style,
};

#[derive(Template)]
#[template(path = "experiment_plan_fixed.html")]
struct FixedPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    state: &'static str,
    facts: Vec<(String, String)>,
    arms: Vec<(String, String, String)>,
    guardrails: Vec<(String, String)>,
    subgroups: Vec<(String, String)>,
    traps: Vec<String>,
    fixed: Option<Vec<(String, String)>>,
    amendments: Vec<(Changed, Markup)>,
    amend: Option<String>,
    units: String,
    export: String,
}

/// The page.
pub(super) async fn page(shell: &Shell, tx: &mut Tx, experiment: &Experiment) -> Result<Response, Failure> {
    let registration = store::registration(tx, experiment).await?;
    let (plan, lang) = (&experiment.plan, shell.lang());
    let place = address(experiment.id);
    let content = FixedPage {
        style: style::SHEET.address(),
        state: experiment.state.code(),
        facts: facts(shell, plan),
        arms: plan
            .arms
            .iter()
            .map(|it| (it.name.clone(), it.description.clone(), shell.figures().number(it.weight, 0)))
            .collect(),
        guardrails: plan
            .guardrails
            .iter()
            .map(|it| (figures::metric(&it.metric, plan.unit, lang), shell.figures().share(it.margin)))
            .collect(),
        subgroups: plan.subgroups.iter().map(|it| (by(shell, &it.by), it.reason.clone())).collect(),
        traps: traps(shell, plan),
        fixed: registration.as_ref().map(|it| fixed(shell, it)),
        amendments: report::changes(shell, registration.as_ref().map_or(&[], |it| &it.amendments)),
        amend: (may_change(shell) && experiment.state == State::Registered)
            .then(|| format!("{place}?modifier")),
        units: crate::pages::units::address(experiment.id),
        export: format!("{place}.toml"),
        shell,
    };
    let title = if experiment.state == State::Draft { "planning-draft" } else { "planning-fixed" };
    let page = shell.page(shell.t(title)).crumb(shell.t("lab-title"), list::PATH);
    let page = page.crumb(plan.title.clone(), crate::pages::address(experiment.id));
    Ok(page.lead(plan.question.clone()).wide().render(&content))
}

/// What was decided, in the order of the form.
fn facts(shell: &Shell, plan: &Plan) -> Vec<(String, String)> {
    let t = |key: &str| shell.t(&format!("planning-{key}"));
    let figures = shell.figures();
    let practice = collection().practice(&plan.practice);
    let practice = practice
        .map_or_else(|| plan.practice.clone(), |it| format!("{} · {}", it.id, it.title(shell.lang())));
    let mut facts = vec![
        (t("practice"), practice),
        (t("unit"), t(&format!("unit-{}-when", plan.unit.code()))),
        (t("design"), t(&format!("design-{}-when", plan.design.code()))),
        (t("measure"), figures::metric(&plan.metric, plan.unit, shell.lang())),
        (
            t(if plan.metric.measure.is_better_higher() { "effect-rise" } else { "effect-fall" }),
            figures.share(plan.minimum_effect.abs()),
        ),
        (t("start"), figures.date(plan.start)),
        (t("end"), figures.date(list::last_day(plan))),
        (t("days-before"), figures.count(plan.days_before)),
        (t("method"), t(&format!("method-{}-when", plan.allocation.method.code()))),
    ];
    if plan.allocation.steps > 0 {
        facts.push((t("steps"), figures.count(plan.allocation.steps)));
    }
    if !plan.allocation.strata.is_empty() {
        facts.push((t("strata"), plan.allocation.strata.join(", ")));
    }
    if let Some(margin) = plan.margin {
        facts.push((t("margin"), figures.share(margin)));
    }
    let (rule, looks) = match plan.stopping {
        Stopping::Fixed => ("fixed", None),
        Stopping::GroupSequential { looks, .. } => ("group-sequential", Some(looks)),
        Stopping::AlwaysValid => ("always-valid", None),
    };
    facts.push((t("stopping"), t(&format!("stopping-{rule}-when"))));
    if let Some(looks) = looks {
        facts.push((t("looks"), figures.count(looks)));
    }
    if !plan.ethics.is_empty() {
        facts.push((t("ethics"), plan.ethics.clone()));
    }
    facts
}

/// A dimension of the log in words; a column of one's own as it is called.
fn by(shell: &Shell, dimension: &str) -> String {
    let key = format!("planning-by-{}", dimension.replace('_', "-"));
    if crate::words::WORDS.knows(&key) { shell.t(&key) } else { dimension.to_owned() }
}

fn fixed(shell: &Shell, registration: &Registration) -> Vec<(String, String)> {
    vec![
        (shell.t("planning-registered-at"), shell.figures().instant(registration.registered_at)),
        (shell.t("planning-hash"), registration.hash.clone()),
        (shell.t("planning-commitment"), registration.seed_commitment.clone()),
    ]
}
