//! What may be said, and what it saves.

use crate::{
    Plan,
    report::{ArmEffect, Between, Effect, Savings, Verdict},
};

/// What an effect is worth to the reader of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Direction {
    Harm,
    Open,
    NotWorse,
    Benefit,
}

/// An effect turned so that less than 0 is an improvement: `(low, high)`.
fn turned(plan: &Plan, effect: &Effect) -> (f64, f64) {
    if plan.metric.measure.is_better_higher() {
        (-effect.high, -effect.low)
    } else {
        (effect.low, effect.high)
    }
}

/// The same of the change as a share of the control's figure.
fn turned_relative(plan: &Plan, effect: &Effect) -> Option<(f64, f64)> {
    let it = effect.relative?;
    Some(if plan.metric.measure.is_better_higher() { (-it.high, -it.low) } else { (it.low, it.high) })
}

fn direction(plan: &Plan, effect: &Effect) -> Direction {
    let (low, high) = turned(plan, effect);
    if high < 0.0 {
        Direction::Benefit
    } else if low > 0.0 {
        Direction::Harm
    } else if let (Some(margin), Some((_, worst))) = (plan.margin, turned_relative(plan, effect))
        && worst < margin
    {
        Direction::NotWorse
    } else {
        Direction::Open
    }
}

/// The verdict, and the arm that it is about: the one that helps most surely, else the one that harms. `is_sound` tells whether what
/// must show nothing does, where chance did not decide.
pub(super) fn verdict(
    plan: &Plan,
    effects: &[ArmEffect],
    is_invalid: bool,
    is_sound: bool,
) -> (Verdict, Option<String>) {
    let judged: Vec<(Direction, &ArmEffect, &Effect)> = effects
        .iter()
        .filter_map(|it| it.effect.as_ref().map(|effect| (direction(plan, effect), it, effect)))
        .collect();
    if is_invalid || judged.is_empty() {
        return (Verdict::Invalid, None);
    }
    let best = judged.iter().max_by(|a, b| {
        let gain = |it: &Effect| -turned(plan, it).1;
        a.0.cmp(&b.0).then(gain(a.2).total_cmp(&gain(b.2)))
    });
    let harm = judged.iter().find(|it| it.0 == Direction::Harm);
    let chosen = match (best, harm) {
        (Some(best), _) if best.0 >= Direction::NotWorse => best,
        (_, Some(harm)) => harm,
        (Some(best), None) => best,
        (None, None) => return (Verdict::Invalid, None),
    };
    let arm = Some(chosen.1.arm.clone());
    let verdict = match (chosen.0, plan.design.is_randomised()) {
        (Direction::Benefit, true) => Verdict::ProvedBenefit,
        (Direction::Harm, true) => Verdict::ProvedHarm,
        (Direction::NotWorse, true) => Verdict::NonInferior,
        (Direction::Benefit, false) if is_sound => Verdict::ProbableBenefit,
        (Direction::Harm, false) if is_sound => Verdict::ProbableHarm,
        _ => Verdict::NotProven,
    };
    (verdict, arm)
}

/// Whether the interval leaves out every improvement as large as the smallest that matters.
pub(super) fn excludes_minimum(plan: &Plan, effect: &Effect) -> bool {
    turned_relative(plan, effect).is_some_and(|(low, _)| low > -plan.minimum_effect.abs())
}

/// What an effect saves per 1,000 of the metric's denominator.
pub(super) fn savings(plan: &Plan, effect: &Effect, cost_per_contact: Option<f64>) -> Option<Savings> {
    use crate::plan::Outcome;

    let per_1000 = |factor: f64| Between {
        value: -effect.value * factor,
        low: -effect.high * factor,
        high: -effect.low * factor,
    };
    let measure = plan.metric.measure;
    let cost_per_contact = cost_per_contact.filter(|it| it.is_finite() && *it >= 0.0);
    if measure == Outcome::Cost {
        return Some(Savings {
            contacts_per_1000: None,
            euro_per_1000: Some(per_1000(1_000.0)),
            cost_per_contact: None,
        });
    }
    measure.counts_contacts().then(|| Savings {
        contacts_per_1000: Some(per_1000(1_000.0)),
        euro_per_1000: cost_per_contact.map(|cost| per_1000(1_000.0 * cost)),
        cost_per_contact,
    })
}

#[cfg(test)]
mod tests;
