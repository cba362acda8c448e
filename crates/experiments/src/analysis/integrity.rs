//! Whether the experiment went as it should: the sizes of the arms, how alike they were before, what is missing.

use evidence::{arms::RatioSums, balance::SAMPLE_RATIO_ALARM};

use crate::{
    Dataset, Plan,
    report::{ArmSummary, Balance, Integrity, SetAside},
};

/// A standardised difference above which two arms were not alike (Austin 2009 proposes 0.1 for large samples).
pub const BALANCE_MAX: f64 = 0.25;
/// Units an arm from which a difference before the start is worth telling.
const BALANCE_UNITS_MIN: u64 = 30;

/// The state of an experiment's data; `arms`: its units by arm, `missing`: rows without outcome, by arm.
pub(super) fn integrity(
    plan: &Plan,
    data: &Dataset,
    arms: &[ArmSummary],
    set_aside: Vec<SetAside>,
    missing: &[u64],
) -> Integrity {
    #[expect(clippy::cast_precision_loss, reason = "units and rows are far below 2^53")]
    let real = |it: u64| it as f64;
    let units: Vec<f64> = arms.iter().map(|it| real(it.units)).collect();
    let weights: Vec<f64> = plan.arms.iter().map(|it| it.weight).collect();
    // Offices are drawn in whole blocks: their numbers say nothing, and their usagers' only that offices differ.
    let is_drawn_alone = !plan.design.has_periods() && !plan.unit.is_cluster();
    let sample_ratio_p = if is_drawn_alone {
        evidence::balance::sample_ratio(&units, &weights).ok().map(|it| it.p)
    } else {
        None
    };
    // What is missing is counted in rows, and so is the whole: an office has many, a usager one.
    let mut assigned = missing.to_vec();
    for arm in &data.arm {
        if let Some(rows) = assigned.get_mut(usize::from(*arm)) {
            *rows += 1;
        }
    }
    let [missing, assigned] =
        [missing, &assigned].map(|rows| rows.iter().map(|it| real(*it)).collect::<Vec<f64>>());
    Integrity {
        sample_ratio_p,
        set_aside,
        balance: balance(plan, data),
        missing_p: if is_drawn_alone {
            evidence::balance::same_share(&missing, &assigned).ok()
        } else {
            None
        },
        missing: share(&missing, &assigned),
    }
}

/// Parts of the whole, arm by arm; empty where nothing is missing or an arm has no row.
fn share(missing: &[f64], assigned: &[f64]) -> Vec<f64> {
    if missing.iter().all(|it| *it == 0.0) || assigned.contains(&0.0) {
        return Vec::new();
    }
    missing.iter().zip(assigned).map(|(missing, assigned)| missing / assigned).collect()
}

/// How alike the arms were before the start.
fn balance(plan: &Plan, data: &Dataset) -> Vec<Balance> {
    let Some(metric) = data.metrics.first() else { return Vec::new() };
    if metric.numerator_before.is_empty() || plan.design.has_periods() || plan.unit.is_cluster() {
        return Vec::new();
    }
    let mut arms = vec![RatioSums::default(); plan.arms.len()];
    for (row, arm) in data.arm.iter().enumerate() {
        let per = metric.denominator_before.get(row).copied().unwrap_or(1.0);
        arms[usize::from(*arm)].add([metric.numerator_before[row], per]);
    }
    let spread = |it: &RatioSums| it.covariance(0, 0);
    let control = &arms[0];
    let of = |(arm, sums): (&crate::plan::Arm, &RatioSums)| {
        let pooled = f64::midpoint(spread(control), spread(sums)).sqrt();
        let standardised = (sums.mean(0) - control.mean(0)) / pooled;
        let is_told = sums.units().min(control.units()) >= BALANCE_UNITS_MIN;
        (standardised.is_finite() && is_told).then(|| Balance {
            arm: arm.name.clone(),
            what: "before".to_owned(),
            standardised,
        })
    };
    plan.arms.iter().zip(&arms).skip(1).filter_map(of).collect()
}

/// Whether something went wrong that no analysis mends.
pub(super) fn is_invalid(integrity: &Integrity) -> bool {
    let too_low = |p: Option<f64>| p.is_some_and(|it| it < SAMPLE_RATIO_ALARM);
    too_low(integrity.sample_ratio_p) || too_low(integrity.missing_p)
}
