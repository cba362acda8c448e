//! Units that were drawn one by one: usagers, requests.
//!
//! One pass over the rows gathers sums by arm and by segment; everything else is arithmetic on sums.

use evidence::{
    Fault,
    arms::{AdjustedRatioSums, Adjustment, Comparison, RatioSums, compare_adjusted_ratios, compare_ratios},
};

use super::effect_of;
use crate::{
    Dataset, MetricColumns, Plan,
    report::{ArmEffect, Method},
};

/// The sums of an arm on a metric: numerator, denominator, and the period before where it is known.
#[derive(Debug, Clone, Copy)]
pub(super) enum ArmSums {
    /// Without the period before.
    Plain(RatioSums),
    /// With it.
    Adjusted(AdjustedRatioSums),
}

impl ArmSums {
    /// Numerator and denominator.
    pub(super) fn plain(&self) -> RatioSums {
        match self {
            Self::Plain(sums) => *sums,
            Self::Adjusted(sums) => sums.first_two(),
        }
    }

    pub(super) const fn units(&self) -> u64 {
        match self {
            Self::Plain(sums) => sums.units(),
            Self::Adjusted(sums) => sums.units(),
        }
    }
}

/// A metric, row by row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows<'a> {
    metric: &'a MetricColumns,
    /// Ratio of the period before over all arms, where it has denominators.
    before_ratio: f64,
    has_before: bool,
}

impl<'a> Rows<'a> {
    pub(super) fn new(metric: &'a MetricColumns, adjust: bool) -> Self {
        let numerators: f64 = metric.numerator_before.iter().sum();
        let denominators: f64 = metric.denominator_before.iter().sum();
        let ratio = numerators / denominators;
        Self {
            metric,
            before_ratio: if ratio.is_finite() { ratio } else { 0.0 },
            has_before: adjust && !metric.numerator_before.is_empty(),
        }
    }

    /// Sums of no unit.
    pub(super) fn none(&self) -> ArmSums {
        if self.has_before {
            ArmSums::Adjusted(AdjustedRatioSums::default())
        } else {
            ArmSums::Plain(RatioSums::default())
        }
    }

    pub(super) fn add(&self, row: usize, sums: &mut ArmSums) {
        let numerator = self.metric.numerator[row];
        let denominator = self.metric.denominator.get(row).copied().unwrap_or(1.0);
        match sums {
            ArmSums::Plain(sums) => sums.add([numerator, denominator]),
            ArmSums::Adjusted(sums) => {
                let of_before = self.metric.numerator_before[row];
                let per_before = self.metric.denominator_before.get(row);
                // What a unit was above the common ratio: of the kind that the ratio's variance is made of.
                let before = of_before - per_before.map_or(0.0, |it| self.before_ratio * it);
                sums.add([numerator, denominator, before]);
            }
        }
    }
}

/// The sums of all arms on a metric.
pub(super) fn sums(plan: &Plan, data: &Dataset, metric: &MetricColumns) -> Vec<ArmSums> {
    let rows = Rows::new(metric, plan.analysis.adjust);
    let mut arms = vec![rows.none(); plan.arms.len()];
    for (row, arm) in data.arm.iter().enumerate() {
        rows.add(row, &mut arms[usize::from(*arm)]);
    }
    arms
}

/// Whether the period before can narrow the interval: it is known, and not the same for all.
pub(super) fn is_adjusted(arms: &[ArmSums]) -> bool {
    let varies = |it: &ArmSums| matches!(it, ArmSums::Adjusted(sums) if sums.covariance(2, 2) > 0.0);
    arms.iter().all(|it| it.units() > 2) && arms.iter().any(varies)
}

/// An arm against the control: with the period before where it is known, and without.
pub(super) fn compare(
    control: &ArmSums,
    treatment: &ArmSums,
    adjusted: bool,
    alpha: f64,
) -> Result<Comparison, Fault> {
    match (control, treatment) {
        (ArmSums::Adjusted(control), ArmSums::Adjusted(treatment)) if adjusted => {
            compare_adjusted_ratios(control, treatment, Adjustment::WithinArm, alpha)
        }
        _ => compare_ratios(&control.plain(), &treatment.plain(), alpha),
    }
}

/// Every arm against the control.
pub(super) fn effects(plan: &Plan, arms: &[ArmSums], adjusted: bool, alpha: f64) -> Vec<ArmEffect> {
    let method = if adjusted { Method::DeltaCuped } else { Method::Delta };
    let found = |arm: &ArmSums| compare(&arms[0], arm, adjusted, alpha);
    let effects = arms.iter().skip(1).map(|it| found(it).map(|it| effect_of(&it))).collect();
    super::named(plan, method, effects)
}
