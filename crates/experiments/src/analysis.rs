//! From data to a report: which method is right for which plan, and what may be said.
//!
//! Start with [`analyse`]. [`check`] sets aside what cannot be used; `individual`, `clusters` and `periods` compute effects for the three
//! kinds of plans; `integrity` says whether the experiment went as it should; `verdict` says what may be said.
//!
//! | the plan | the method that decides | beside it |
//! | --- | --- | --- |
//! | usagers or requests drawn | ratio of sums, delta method, Welch's degrees of freedom; adjusted by the period before (Lin) | without the adjustment |
//! | offices, agents or days drawn, six an arm or more | totals weighted by what they are divided by, CR2, Satterthwaite | wild bootstrap, Welch on offices, the naive method |
//! | the same, fewer than six an arm | every draw that could have been | the naive method |
//! | stepped wedge | mixed model, Kenward–Roger | – |
//! | no draw | Callaway–Sant'Anna, synthetic differences in differences, series with Newey–West | placebo |

mod check;
mod clusters;
mod exploration;
mod individual;
mod integrity;
mod monitoring;
mod periods;
mod subgroups;
mod verdict;

use evidence::{Estimate, Fault, arms::Comparison, balance::SAMPLE_RATIO_ALARM};
use jiff::Timestamp;

pub use check::{Checked, ColumnsError, check};
pub use integrity::BALANCE_MAX;

use crate::{
    Dataset, Plan, Registration, Report,
    report::{
        ArmEffect, ArmSummary, Effect, GuardrailResult, GuardrailState, Method, Placebo, Provenance, Refused,
        Relative, Warning,
    },
};

/// What an analysis needs to know beside plan and data.
#[derive(Debug, Clone)]
pub struct Context<'a> {
    /// The registration; `None`: the plan was never registered, and the report says so.
    pub registration: Option<&'a Registration>,
    /// Whether the planned end has come. Before it, only what the stopping rule allows is shown.
    pub is_final: bool,
    /// The reports of the planned looks before this one.
    pub earlier: &'a [Report],
    /// What a contact costs in euro, where it is known.
    pub cost_per_contact: Option<f64>,
    /// BLAKE3 of the data.
    pub data_hash: String,
    /// The version of the program.
    pub version: String,
    /// The day and the hour.
    pub at: Timestamp,
    /// Of what is drawn by chance.
    pub seed: u64,
}

/// What the methods say.
#[derive(Debug, Default)]
struct Found {
    effects: Vec<ArmEffect>,
    robustness: Vec<ArmEffect>,
    naive: Vec<ArmEffect>,
    placebo: Option<Placebo>,
    course: Vec<crate::report::CoursePoint>,
    /// Whether nothing tells the effect from a season.
    is_season_unknown: bool,
}

/// The report of an experiment.
///
/// The same plan, data, seed and instant give the same report. Whatever the data, it has no figure that is not a number: a method
/// that cannot answer says why ([`ArmEffect::refused`]).
pub fn analyse(plan: &Plan, checked: Checked, context: &Context<'_>) -> Report {
    let Checked { data, set_aside, before_unknown, missing } = checked;
    let arms = summaries(plan, &data);
    let integrity = integrity::integrity(plan, &data, &arms, set_aside, &missing);
    let may_tell = context.is_final || plan.stopping != crate::plan::Stopping::Fixed;
    let alpha = plan.analysis.alpha / count(plan.arms.len().saturating_sub(1).max(1));
    let mut found = if may_tell { effects(plan, &data, alpha, context.seed) } else { Found::default() };
    holm(&mut found.effects);
    holm(&mut found.robustness);
    let monitoring = if may_tell {
        monitoring::watch(plan, &arms, &mut found.effects, alpha, context)
    } else {
        Vec::new()
    };
    let guardrails = if may_tell { guardrails(plan, &data, alpha, context.seed) } else { Vec::new() };
    let subgroups = if may_tell && context.is_final { subgroups::subgroups(plan, &data) } else { Vec::new() };
    let exploration =
        if may_tell && context.is_final { exploration::exploration(plan, &data, context.seed) } else { None };
    let is_invalid = integrity::is_invalid(&integrity);
    let is_season_unknown = found.is_season_unknown;
    let is_sound = found.placebo.as_ref().is_none_or(|it| it.passed) && !is_season_unknown;
    let (said, arm) = if may_tell {
        verdict::verdict(plan, &found.effects, is_invalid, is_sound)
    } else {
        (crate::report::Verdict::NotProven, None)
    };
    let judged = arm.as_ref().and_then(|name| found.effects.iter().find(|it| it.arm == *name));
    let judged = judged.and_then(|it| it.effect.as_ref());
    let cost = plan.cost_per_contact.or(context.cost_per_contact);
    let mut report = Report {
        verdict: said,
        arm: arm.clone(),
        excludes_minimum: judged.is_some_and(|it| verdict::excludes_minimum(plan, it)),
        savings: judged.and_then(|it| verdict::savings(plan, it, cost)),
        effects: found.effects,
        robustness: found.robustness,
        naive: found.naive,
        guardrails,
        subgroups,
        exploration,
        monitoring,
        placebo: found.placebo,
        course: found.course,
        arms,
        integrity,
        warnings: Vec::new(),
        provenance: provenance(plan, &data, context),
    };
    report.warnings = warnings(plan, &report, (before_unknown, is_season_unknown), may_tell, context);
    report
}

fn effects(plan: &Plan, data: &Dataset, alpha: f64, seed: u64) -> Found {
    let Some(metric) = data.metrics.first() else { return Found::default() };
    if plan.design.has_periods() {
        return periods::effects(plan, data, alpha, seed);
    }
    if plan.unit.is_cluster() {
        let clusters = clusters::Clusters::new(plan, data, metric);
        let found = clusters::effects(plan, &clusters, alpha, seed);
        // One row a cluster tells nothing of the usagers in it.
        let has_rows = data.rows > 2 * clusters.arm.len();
        let naive = if has_rows {
            individual::effects(plan, &individual::sums(plan, data, metric), false, alpha)
        } else {
            Vec::new()
        };
        return Found { effects: found.effects, robustness: found.robustness, naive, ..Found::default() };
    }
    let arms = individual::sums(plan, data, metric);
    let adjusted = individual::is_adjusted(&arms);
    let robustness = if adjusted { individual::effects(plan, &arms, false, alpha) } else { Vec::new() };
    Found { effects: individual::effects(plan, &arms, adjusted, alpha), robustness, ..Found::default() }
}

/// The effects on each guardrail, and how it stands.
fn guardrails(plan: &Plan, data: &Dataset, alpha: f64, seed: u64) -> Vec<GuardrailResult> {
    let guardrails = plan.guardrails.iter().zip(data.metrics.iter().skip(1)).enumerate();
    guardrails
        .map(|(place, (guardrail, metric))| {
            let of = Plan { metric: guardrail.metric.clone(), guardrails: Vec::new(), ..plan.clone() };
            let only = Dataset { metrics: vec![metric.clone()], segments: Vec::new(), ..data.clone() };
            let found = effects(&of, &only, alpha, seed);
            let state = found
                .effects
                .iter()
                .map(|it| guardrail_state(&of, guardrail.margin, it.effect.as_ref()))
                .max()
                .unwrap_or(GuardrailState::Unclear);
            GuardrailResult { place, effects: found.effects, state }
        })
        .collect()
}

fn guardrail_state(plan: &Plan, margin: f64, effect: Option<&Effect>) -> GuardrailState {
    let Some(relative) = effect.and_then(|it| it.relative) else { return GuardrailState::Unclear };
    let (best, worst) = if plan.metric.measure.is_better_higher() {
        (-relative.high, -relative.low)
    } else {
        (relative.low, relative.high)
    };
    if worst < margin {
        GuardrailState::Kept
    } else if best > margin {
        GuardrailState::Broken
    } else {
        GuardrailState::Unclear
    }
}

/// Units and figures by arm.
fn summaries(plan: &Plan, data: &Dataset) -> Vec<ArmSummary> {
    let mut arms: Vec<ArmSummary> = plan
        .arms
        .iter()
        .map(|it| ArmSummary {
            name: it.name.clone(),
            units: 0,
            numerator: 0.0,
            denominator: 0.0,
            figure: None,
        })
        .collect();
    let Some(metric) = data.metrics.first() else { return arms };
    let mut seen = vec![false; data.unit.iter().max().map_or(0, |it| *it as usize + 1)];
    for (row, arm) in data.arm.iter().enumerate() {
        let Some(summary) = arms.get_mut(usize::from(*arm)) else { continue };
        let is_new = data.unit.get(row).is_none_or(|it| !std::mem::replace(&mut seen[*it as usize], true));
        summary.units += u64::from(is_new);
        summary.numerator += metric.numerator[row];
        summary.denominator += metric.denominator.get(row).copied().unwrap_or(1.0);
    }
    for summary in &mut arms {
        let figure = summary.numerator / summary.denominator;
        summary.figure = figure.is_finite().then_some(figure);
    }
    arms
}

fn provenance(plan: &Plan, data: &Dataset, context: &Context<'_>) -> Provenance {
    let registration = context.registration;
    Provenance {
        plan: plan.clone(),
        plan_hash: registration.map(|it| it.hash.clone()),
        registered_at: registration.map(|it| it.registered_at),
        amendments: registration.map(|it| it.amendments.clone()).unwrap_or_default(),
        data_hash: context.data_hash.clone(),
        rows: u64::try_from(data.rows).unwrap_or(u64::MAX),
        version: context.version.clone(),
        analysed_at: context.at,
        seed: context.seed,
    }
}

/// What a reader must know beside the verdict.
fn warnings(
    plan: &Plan,
    report: &Report,
    (before_unknown, is_season_unknown): (u64, bool),
    may_tell: bool,
    context: &Context<'_>,
) -> Vec<Warning> {
    let mut all = Vec::new();
    let mut warn = |code: &str, args: &[(&str, String)]| {
        let args = args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        all.push(Warning { code: code.to_owned(), args });
    };
    if !may_tell {
        warn("not-the-end", &[]);
    }
    match context.registration {
        None => warn("not-registered", &[]),
        Some(registration) => {
            if !registration.is_true_to(plan) {
                warn("another-plan", &[]);
            }
            let late = registration.amendments.iter().filter(|it| it.after_outcomes).count();
            if late > 0 {
                warn("changed-after-outcomes", &[("n", late.to_string())]);
            }
        }
    }
    let aside: u64 = report.integrity.set_aside.iter().map(|it| it.rows).sum();
    if aside > 0 {
        warn("set-aside", &[("n", aside.to_string())]);
    }
    if report.integrity.sample_ratio_p.is_some_and(|it| it < SAMPLE_RATIO_ALARM) {
        warn("sample-ratio", &[]);
    }
    if report.integrity.missing_p.is_some_and(|it| it < SAMPLE_RATIO_ALARM) {
        warn("missing-differs", &[]);
    }
    if report.integrity.balance.iter().any(|it| it.standardised.abs() > BALANCE_MAX) {
        warn("unbalanced", &[]);
    }
    if before_unknown > 0 {
        warn("before-unknown", &[("n", before_unknown.to_string())]);
    }
    if !plan.design.is_randomised() {
        warn("not-randomised", &[]);
    }
    if report.placebo.as_ref().is_some_and(|it| !it.passed) {
        warn("placebo-failed", &[]);
    }
    if is_season_unknown {
        warn("season-unknown", &[]);
    }
    if report.effects.iter().any(|it| it.method == Method::Randomisation) {
        warn("few-units", &[("min", clusters::ESTIMATED_MIN.to_string())]);
    }
    for refused in report.effects.iter().filter_map(|it| it.refused.as_ref().map(|why| (it, why))) {
        warn("no-effect-computed", &[("arm", refused.0.arm.clone()), ("why", refused.1.code.clone())]);
    }
    let broken = report.guardrails.iter().filter(|it| it.state == GuardrailState::Broken).count();
    if broken > 0 {
        warn("guardrail-broken", &[("n", broken.to_string())]);
    }
    all
}

/// An effect in the words of a report.
fn effect_of(comparison: &Comparison) -> Effect {
    let relative = comparison.relative.map(|it| Relative { value: it.value, low: it.low, high: it.high });
    effect_of_estimate(&comparison.absolute, relative)
}

fn effect_of_estimate(it: &Estimate, relative: Option<Relative>) -> Effect {
    Effect {
        value: it.value,
        low: it.low,
        high: it.high,
        p: it.p,
        se: Some(it.se),
        df: it.df.is_finite().then_some(it.df),
        relative,
    }
}

/// Effects with the names of their arms; a method that refused says why.
fn named(plan: &Plan, method: Method, effects: Vec<Result<Effect, Fault>>) -> Vec<ArmEffect> {
    let arms = plan.arms.iter().skip(1).zip(effects);
    arms.map(|(arm, effect)| match effect {
        Ok(effect) => ArmEffect { arm: arm.name.clone(), method, effect: Some(effect), refused: None },
        Err(fault) => {
            let refused = Refused { code: fault.code().to_owned(), what: fault.what().to_owned() };
            ArmEffect { arm: arm.name.clone(), method, effect: None, refused: Some(refused) }
        }
    })
    .collect()
}

/// Adjusts the p-values of several arms (Holm); the intervals were widened before.
fn holm(effects: &mut [ArmEffect]) {
    let methods: Vec<Method> = effects.iter().map(|it| it.method).collect();
    for method in methods {
        let of_method = || effects.iter().filter(|it| it.method == method);
        let p: Vec<f64> = of_method().filter_map(|it| it.effect.as_ref().map(|it| it.p)).collect();
        if p.len() < 2 {
            continue;
        }
        let adjusted = evidence::multiplicity::adjust(&p, 0.05, evidence::multiplicity::Correction::Holm);
        let Ok(adjusted) = adjusted else { continue };
        let found = effects.iter_mut().filter(|it| it.method == method).filter_map(|it| it.effect.as_mut());
        for (effect, p) in found.zip(adjusted.p) {
            effect.p = p;
        }
    }
}

fn count(number: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "arms, looks and clusters are few")]
    let count = number as f64;
    count
}

#[cfg(test)]
mod tests;
