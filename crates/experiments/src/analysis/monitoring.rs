//! Watching while it runs: what a look allows to say, so that looking often does not find what is not there.
//!
//! Planned looks spend the error by information (Lan and DeMets); where one may look at any time the interval is a confidence
//! sequence. In both the effect's interval is replaced by one that holds at every look together.
//!
//! Information is that of the change as a share of the control's figure. What units did until now adds up from look to look, and its
//! standard error with it: the share is what stays the same, and is known better each time.

use evidence::{confidence_sequence, sequential};

use super::{Context, count};
use crate::{
    Plan,
    plan::{Spending, Stopping},
    report::{ArmEffect, ArmSummary, Look, Method, Monitoring, Refused},
};

/// The number of units at which a confidence sequence is narrowest. Fixed for all plans, so that nobody chooses it after the fact.
const UNITS_TUNED: f64 = 5_000.0;
/// The same where whole offices are counted.
const CLUSTERS_TUNED: f64 = 40.0;
/// What a look adds at least to the information of those before, as a share: one that adds nothing spends next to nothing.
const GROWTH_MIN: f64 = 1e-6;

/// What watching allows, by arm; replaces the intervals of `effects` by those that allow for the looks.
pub(super) fn watch(
    plan: &Plan,
    arms: &[ArmSummary],
    effects: &mut [ArmEffect],
    alpha: f64,
    context: &Context<'_>,
) -> Vec<Monitoring> {
    match plan.stopping {
        Stopping::Fixed => Vec::new(),
        Stopping::GroupSequential { looks, spending } => {
            effects.iter_mut().filter_map(|it| planned(it, arms, looks, spending, alpha, context)).collect()
        }
        Stopping::AlwaysValid => {
            effects.iter_mut().filter_map(|it| any_time(plan, arms, it, alpha, context)).collect()
        }
    }
}

fn earlier(context: &Context<'_>, arm: &str) -> Vec<Look> {
    let last = context.earlier.last();
    let found = last.and_then(|it| it.monitoring.iter().find(|it| it.arm == arm));
    found.map(|it| it.looks.clone()).unwrap_or_default()
}

/// What effects are a share of; 1 where the control has no figure: the effect itself is taken.
fn control_figure(arms: &[ArmSummary]) -> f64 {
    arms.first().and_then(|it| it.figure).filter(|it| *it != 0.0).map_or(1.0, f64::abs)
}

/// Looks so far with the information that each had, ever more of it.
fn informed(looks: &[Look], figure: f64) -> Vec<sequential::Look> {
    let mut most = 0.0;
    let of = |look: &Look| {
        let own = if look.information > 0.0 { look.information } else { (figure / look.se).powi(2) };
        most = own.max(most * (1.0 + GROWTH_MIN));
        let se = 1.0 / f64::sqrt(most);
        sequential::Look { estimate: look.value / look.se * se, se }
    };
    looks.iter().map(of).collect()
}

fn planned(
    found: &mut ArmEffect,
    arms: &[ArmSummary],
    looks_planned: u32,
    spending: Spending,
    alpha: f64,
    context: &Context<'_>,
) -> Option<Monitoring> {
    let effect = found.effect.as_mut()?;
    let se = effect.se?;
    let figure = control_figure(arms);
    let mut known = earlier(context, &found.arm);
    let (value, information) = (effect.value, (figure / se).powi(2));
    known.push(Look { value, se, fraction: 0.0, z: value / se, boundary: None, information });
    let seen = informed(&known, figure);
    let spending = match spending {
        Spending::ObrienFleming => sequential::Spending::ObrienFleming,
        Spending::Pocock => sequential::Spending::Pocock,
    };
    let side = sequential::Side { alpha: alpha / 2.0, spending };
    // The first look is planned to have its share of the information: what it has tells how much there will be.
    let information_max = f64::from(looks_planned) / (seen[0].se * seen[0].se);
    let rule = sequential::Plan { information_max, upper: side, lower: side };
    match sequential::analyse(&rule, &seen, context.is_final) {
        Ok(analysis) => {
            let looks: Vec<Look> = analysis
                .looks
                .iter()
                .zip(known)
                .map(|(it, known)| Look {
                    fraction: it.fraction,
                    boundary: it.upper.is_finite().then_some(it.upper),
                    ..known
                })
                .collect();
            let last = analysis.looks.last()?;
            let end = |bound: f64| (value - bound * se).clamp(-f64::MAX, f64::MAX);
            (effect.low, effect.high) = (end(last.upper), end(last.lower));
            effect.p = analysis.adjusted.map_or(last.nominal_p, |it| it.p);
            if let (Some(relative), true) = (effect.relative.as_mut(), effect.value != 0.0) {
                // The share moves with the effect: its interval is widened alike.
                let share = relative.value / effect.value;
                let ends = [effect.low * share, effect.high * share].map(|it| it.clamp(-f64::MAX, f64::MAX));
                (relative.low, relative.high) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
            }
            found.method = Method::RepeatedInterval;
            let crossed = analysis.looks.iter().any(|it| it.crossed.is_some());
            Some(Monitoring { arm: found.arm.clone(), looks, crossed })
        }
        Err(fault) => {
            refuse(found, fault.code(), fault.what());
            None
        }
    }
}

fn any_time(
    plan: &Plan,
    arms: &[ArmSummary],
    found: &mut ArmEffect,
    alpha: f64,
    context: &Context<'_>,
) -> Option<Monitoring> {
    let effect = found.effect.as_mut()?;
    let se = effect.se?;
    let units_of = |name: &str| arms.iter().find(|it| it.name == name).map_or(0, |it| it.units);
    let units = units_of(&plan.arms.first()?.name) + units_of(&found.arm);
    let units = count(usize::try_from(units).unwrap_or(usize::MAX));
    let is_cluster = plan.unit.is_cluster();
    let tuning = if is_cluster { CLUSTERS_TUNED } else { UNITS_TUNED };
    let clusters = is_cluster.then_some(units);
    // Where units are offices they are few: only the number of offices can be too small.
    let counted = if is_cluster { units.max(confidence_sequence::UNITS_LEAST) } else { units };
    match confidence_sequence::asymptotic(effect.value, se, counted, clusters, alpha, tuning) {
        Ok(sequence) => {
            let mut looks = earlier(context, &found.arm);
            let half = sequence.high - sequence.estimate;
            looks.push(Look {
                value: effect.value,
                se,
                fraction: units / tuning,
                z: effect.value / se,
                boundary: sequence.is_trustworthy.then_some(half / se),
                information: (control_figure(arms) / se).powi(2),
            });
            let crossed = sequence.is_trustworthy && (sequence.low > 0.0 || sequence.high < 0.0);
            (effect.low, effect.high, effect.p) = (sequence.low, sequence.high, sequence.p);
            if let Some(relative) = effect.relative.as_mut() {
                let share = if effect.value == 0.0 { 0.0 } else { relative.value / effect.value };
                let ends = [effect.low * share, effect.high * share];
                (relative.low, relative.high) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
            }
            found.method = Method::ConfidenceSequence;
            let monitoring = Monitoring { arm: found.arm.clone(), looks, crossed };
            if !sequence.is_trustworthy {
                refuse(found, "too-few", "units");
            }
            Some(monitoring)
        }
        Err(fault) => {
            refuse(found, fault.code(), fault.what());
            None
        }
    }
}

fn refuse(found: &mut ArmEffect, code: &str, what: &str) {
    found.effect = None;
    found.refused = Some(Refused { code: code.to_owned(), what: what.to_owned() });
}
