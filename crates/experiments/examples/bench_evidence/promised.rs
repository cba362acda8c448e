//! What the product promises before the start: the least effect that a plan would see four times in five.
//!
//! The formulas are those of `laboratory::power::{reckoned, wedge}`, which call the same functions of `evidence`; the laboratory itself would
//! bring its pages and its database along. What it reads from the partner's past is read here from the population that experiments are
//! drawn from, so that a promise is not wrong because the past was another.

use evidence::{
    arms::AdjustedRatioSums,
    confidence_sequence,
    distribution::{normal_quantile, t_quantile},
    power::{Plan as Formula, Sides, icc_anova},
    sequential,
    wedge::{power as wedge_power, schedule::Layout},
};
use experiments::{
    Plan,
    plan::{Spending, Stopping},
};
use measures::by_unit::Sums;

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

/// The least relative effect that so many offices would show in a stepped wedge, from what all offices of the log did in its weeks.
pub(crate) fn detectable_by_wedge(plan: &Plan, weeks: &[Sums], offices: usize) -> Option<f64> {
    let (mut above, mut below) = (0.0, 0.0);
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for sums in weeks {
        let cells: Vec<(u64, f64, f64)> = (0_u64..)
            .zip(sums.numerators.iter().zip(&sums.denominators))
            .map(|(office, (numerator, per))| (office, *numerator, *per))
            .filter(|it| it.2 > 0.0)
            .collect();
        above += cells.iter().map(|it| it.1).sum::<f64>();
        below += cells.iter().map(|it| it.2).sum::<f64>();
        let mean = cells.iter().map(|it| it.1 / it.2).sum::<f64>() / count(cells.len());
        names.extend(cells.iter().map(|it| it.0));
        values.extend(cells.iter().map(|it| it.1 / it.2 - mean));
    }
    let found = icc_anova(&names, &values, 0.05).ok()?;
    let (steps, periods) = (plan.allocation.steps as usize, weeks.len());
    let stretch = periods / (steps + 1);
    let layout = Layout {
        baseline_periods: stretch,
        steps,
        step_periods: stretch,
        final_periods: periods - stretch * steps,
        transition_periods: 0,
    };
    let assumed = wedge_power::Assumptions {
        cell_size: 1.0,
        icc: found.icc.clamp(0.0, 0.999),
        cluster_autocorrelation: 1.0,
        sd_total: found.unit_variance.sqrt(),
        effect: 1.0,
        alpha: FORMULA.alpha,
    };
    let se = wedge_power::power(&wedge_power::plan(offices, layout).ok()?, assumed).ok()?.se;
    let df = count((offices - 1) * (periods - 1)) - 1.0;
    let times = t_quantile(1.0 - FORMULA.alpha / 2.0, df) + t_quantile(FORMULA.power, df);
    Some(times * se / (above / below))
}

#[expect(clippy::cast_precision_loss, reason = "offices and weeks are few")]
fn count(many: usize) -> f64 {
    many as f64
}
