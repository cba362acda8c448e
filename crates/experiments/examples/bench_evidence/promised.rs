//! What the product promises before the start: the least effect that a plan would see four times in five.
//!
//! The formulas are those of `laboratory::power::reckoned`, which calls the same functions of `evidence`; the laboratory itself would
//! bring its pages and its database along. What it reads from the partner's past is read here from the population that experiments are
//! drawn from, so that a promise is not wrong because the past was another.

use evidence::{
    arms::AdjustedRatioSums,
    confidence_sequence,
    distribution::normal_quantile,
    power::{Plan as Formula, Sides},
    sequential,
};
use experiments::plan::{Spending, Stopping};

const FORMULA: Formula = Formula { alpha: 0.05, power: 0.8, ratio: 1.0, sides: Sides::Two };
/// Units, and clusters, at which a sequence that is always valid is narrowest.
const TUNED: (f64, f64) = (5_000.0, 40.0);

/// Variance of one unit over the square of the figure, less what the period before tells of it.
pub(crate) fn relative_variance(sums: &AdjustedRatioSums) -> f64 {
    let figure = sums.ratio().unwrap_or(f64::NAN);
    let variance = sums.unit_variance().unwrap_or(f64::NAN);
    let together = (sums.covariance(0, 2) - figure * sums.covariance(1, 2)) / sums.mean(1);
    let taken = together * together / sums.covariance(2, 2) / variance;
    let reduction = if taken.is_finite() { taken.clamp(0.0, 0.99) } else { 0.0 };
    variance * (1.0 - reduction) / (figure * figure)
}

/// The least relative effect seen four times in five by `units` in two arms alike.
pub(crate) fn detectable(units: f64, relative_variance: f64, stopping: &Stopping, is_cluster: bool) -> f64 {
    let standardised = FORMULA.detectable(units / 2.0).unwrap_or(f64::NAN);
    standardised * relative_variance.sqrt() * widening(units, stopping, is_cluster).unwrap_or(f64::NAN)
}

/// The power for an effect, at one look.
pub(crate) fn power(units: f64, relative_variance: f64, effect: f64) -> f64 {
    FORMULA.power_at(effect / relative_variance.sqrt(), units / 2.0).unwrap_or(f64::NAN)
}

fn widening(units: f64, stopping: &Stopping, is_cluster: bool) -> Option<f64> {
    let z = -normal_quantile(FORMULA.alpha / 2.0) + normal_quantile(FORMULA.power);
    match stopping {
        Stopping::Fixed => Some(1.0),
        Stopping::GroupSequential { looks, spending } => {
            let fractions: Vec<f64> = (1..=*looks).map(|it| f64::from(it) / f64::from(*looks)).collect();
            let spending = match spending {
                Spending::ObrienFleming => sequential::Spending::ObrienFleming,
                Spending::Pocock => sequential::Spending::Pocock,
            };
            let design = sequential::Design::symmetric(&fractions, FORMULA.alpha, spending);
            Some(design.bounds().ok()?.inflation(FORMULA.power).ok()?.sqrt())
        }
        Stopping::AlwaysValid => {
            let tuning = if is_cluster { TUNED.1 } else { TUNED.0 };
            let sequence = confidence_sequence::asymptotic(0.0, 1.0, units, None, FORMULA.alpha, tuning);
            Some((sequence.ok()?.high + normal_quantile(FORMULA.power)) / z)
        }
    }
}
