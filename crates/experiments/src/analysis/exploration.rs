//! A hint that nobody declared: whether the effect goes with what units did before and with the subgroups taken together.
//!
//! The effect on each unit is predicted from other units (cross-fitting), and units are put in quarters by what is predicted. What shows
//! is an idea for a next experiment, never a result: nothing else of the report depends on it.

use evidence::effect_modification::{LearnerPlan, Outcomes, Propensity, cross_fitted};

use crate::{
    Dataset, MetricColumns, Plan,
    plan::Design,
    report::{Between, Exploration},
};

/// Units from which there is something to learn from.
const UNITS_MIN: usize = 2_000;
/// Units that are read, spread evenly over the rows: more would sharpen a hint, and take seconds.
const UNITS_MAX: usize = 100_000;
const QUARTERS: usize = 4;
/// Units on either side below which a value of a subgroup is left out.
const SIDE_MIN: usize = 100;
/// Columns that are learnt from.
const COLUMNS_MAX: usize = 40;

/// The quarters by predicted effect, of usagers or requests that were drawn; `None`: nothing to learn from, or too few units.
pub(super) fn exploration(plan: &Plan, data: &Dataset, seed: u64) -> Option<Exploration> {
    let metric = data.metrics.first()?;
    if plan.design != Design::Randomised || plan.unit.is_cluster() {
        return None;
    }
    let rows = spread(data)?;
    let known = known_before(data, metric, &rows);
    let y = outcomes(metric, &rows)?;
    let treated: Vec<bool> = rows.iter().map(|it| data.arm[*it] == 1).collect();
    let weight = |arm: usize| plan.arms.get(arm).map_or(1.0, |it| it.weight);
    let probability = vec![weight(1) / (weight(0) + weight(1)); rows.len()];
    let covariates: Vec<&[f64]> = known.iter().map(Vec::as_slice).collect();
    if covariates.is_empty() {
        return None;
    }
    let outcomes = Outcomes { y: &y, treated: &treated, covariates: &covariates, cluster: &[] };
    let learner = LearnerPlan { seed, ..LearnerPlan::default() };
    let scores = cross_fitted(&outcomes, Propensity::Known(&probability), learner).ok()?.scores;
    let alpha = plan.analysis.alpha;
    let groups = scores.groups(QUARTERS, alpha).ok()?.groups;
    let slope = scores.calibration(alpha).ok()?.effects.get(1).copied()?;
    let quarters: Vec<Between> =
        groups.iter().map(|it| Between { value: it.value, low: it.low, high: it.high }).collect();
    let is_finite = |it: &Between| [it.value, it.low, it.high].into_iter().all(f64::is_finite);
    (quarters.iter().all(is_finite) && slope.p.is_finite()).then(|| Exploration {
        units: u64::try_from(rows.len()).unwrap_or(u64::MAX),
        has_before: !metric.numerator_before.is_empty(),
        quarters,
        p: slope.p,
        follows: slope.value > 0.0,
    })
}

/// Rows of the control and of the first arm, every so many where there are more than can be read.
fn spread(data: &Dataset) -> Option<Vec<usize>> {
    let rows: Vec<usize> = (0..data.rows).filter(|it| data.arm[*it] <= 1).collect();
    let step = rows.len().div_ceil(UNITS_MAX).max(1);
    (rows.len() >= UNITS_MIN).then(|| rows.into_iter().step_by(step).collect())
}

/// What a unit adds to its arm's figure: of a ratio, what it is above the common one, per mean denominator (delta method).
fn outcomes(metric: &MetricColumns, rows: &[usize]) -> Option<Vec<f64>> {
    if metric.denominator.is_empty() {
        return Some(rows.iter().map(|it| metric.numerator[*it]).collect());
    }
    let sum = |column: &[f64]| rows.iter().map(|it| column[*it]).sum::<f64>();
    let (numerators, denominators) = (sum(&metric.numerator), sum(&metric.denominator));
    let (ratio, mean) = (numerators / denominators, denominators / super::count(rows.len()));
    let y = rows.iter().map(|it| (metric.numerator[*it] - ratio * metric.denominator[*it]) / mean);
    let y: Vec<f64> = y.collect();
    y.iter().all(|it| it.is_finite()).then_some(y)
}

/// What was known of the units before: their figure of the period before, and the values of the subgroups.
fn known_before(data: &Dataset, metric: &MetricColumns, rows: &[usize]) -> Vec<Vec<f64>> {
    let mut columns = Vec::new();
    if !metric.numerator_before.is_empty() {
        columns.push(rows.iter().map(|it| metric.numerator_before[*it]).collect::<Vec<f64>>());
    }
    for segment in &data.segments {
        let mut counts = vec![0_usize; segment.names.len()];
        for row in rows {
            counts[usize::from(segment.value[*row])] += 1;
        }
        let most = counts.iter().copied().max().unwrap_or(0);
        let usual = counts.iter().position(|it| *it == most).unwrap_or(0);
        for (value, count) in counts.iter().enumerate() {
            let is_told = *count >= SIDE_MIN && rows.len() - count >= SIDE_MIN;
            if value != usual && is_told && columns.len() < COLUMNS_MAX {
                let is_it = |row: &usize| f64::from(u8::from(usize::from(segment.value[*row]) == value));
                columns.push(rows.iter().map(is_it).collect());
            }
        }
    }
    columns.retain(|column| column.iter().any(|it| (it - column[0]).abs() > 0.0));
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{SegmentColumn, testing};

    /// 4,000 units; those of segment "b" get 0.5 less when treated, the others nothing.
    fn data(effect: f64) -> Dataset {
        let rows = 4_000;
        let noise = |row: usize| f64::from(u32::try_from(row * 7_919 % 101).unwrap_or(0)) / 50.0;
        let arm: Vec<u16> = (0..rows).map(|it| u16::from(it % 2 == 1)).collect();
        let value: Vec<u16> = (0..rows).map(|it| u16::from(it % 4 >= 2)).collect();
        let gains = |row: usize| arm[row] == 1 && value[row] == 1;
        let numerator = (0..rows).map(|it| 3.0 + noise(it) + if gains(it) { effect } else { 0.0 }).collect();
        let metric = MetricColumns { numerator, ..MetricColumns::default() };
        let segment = SegmentColumn { value, names: vec!["a".into(), "b".into()] };
        Dataset { rows, arm, metrics: vec![metric], segments: vec![segment], ..Dataset::default() }
    }

    #[test]
    fn quarters_follow_an_effect_that_differs() {
        let found = exploration(&testing::plan(), &data(-0.5), 1).unwrap();
        assert!(found.follows && found.p < 0.001, "{found:?}");
        assert!(
            (found.quarters[0].value + 0.5).abs() < 0.1 && found.quarters[3].value.abs() < 0.1,
            "{found:?}"
        );
        assert_eq!((found.units, found.has_before), (4_000, false));
    }

    #[test]
    fn nothing_is_learnt_where_nothing_was_known_or_few_took_part() {
        let plan = testing::plan();
        let without = Dataset { segments: Vec::new(), ..data(-0.5) };
        assert_eq!(exploration(&plan, &without, 1), None);
        let mut few = data(-0.5);
        few.rows = 1_000;
        assert_eq!(exploration(&plan, &few, 1), None);
    }
}
