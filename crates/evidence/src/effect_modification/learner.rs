//! Cross-fitting: what is expected of a unit is learnt from other units only.

use nalgebra::{Cholesky, DMatrix, DVector};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};

use super::Scores;
use crate::{Fault, check, check_length, check_range, cluster::places, robust::real};

/// Most folds.
pub const FOLDS_MAX: usize = 50;

/// Estimated probabilities of treatment are kept this far from 0 and 1.
const PROPENSITY_MIN: f64 = 0.01;

/// Most steps of the logistic regression.
const STEPS_MAX: usize = 50;

/// Most covariates.
const COVARIATES_MAX: usize = 200;

/// What was observed.
#[derive(Debug, Clone, Copy)]
pub struct Outcomes<'a> {
    /// The outcome of each unit.
    pub y: &'a [f64],
    /// Whether it was treated.
    pub treated: &'a [bool],
    /// What was known before, a column each.
    pub covariates: &'a [&'a [f64]],
    /// The office of each unit, by any number, so that an office is never learnt from itself; empty if there is none.
    pub cluster: &'a [usize],
}

/// How probable treatment was.
#[derive(Debug, Clone, Copy)]
pub enum Propensity<'a> {
    /// As drawn, for each unit: always known in a trial.
    Known(&'a [f64]),
    /// By logistic regression on the covariates.
    Estimated,
}

/// How it is learnt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LearnerPlan {
    /// Into how many parts units are split; each is predicted from the others.
    pub folds: usize,
    /// Where chance starts when they are split.
    pub seed: u64,
    /// Ridge penalty for each unit, on covariates of standard deviation 1: 0 is least squares.
    pub ridge: f64,
}

impl Default for LearnerPlan {
    fn default() -> Self {
        Self { folds: 5, seed: 1, ridge: 1e-3 }
    }
}

/// Scores, and what they were made from.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossFitted {
    /// The doubly robust scores and the predicted effects.
    pub scores: Scores,
    /// The probability of treatment of each unit that was used.
    pub propensity: Vec<f64>,
    /// Which part each unit was in.
    pub fold: Vec<usize>,
}

/// Doubly robust scores with outcomes expected by ridge regression in each arm, cross-fitted.
///
/// - **Takes** n units and p covariates; time O(n·p²), for [`Propensity::Estimated`] some ten times that.
/// - **Assumes** units (or clusters) independent of each other. In a trial with known probabilities scores are right
///   on average however wrong the regression is.
///
/// # Errors
///
/// [`Fault::TooFew`] if an arm is empty without one of the folds; [`Fault::Length`], [`Fault::NotFinite`];
/// [`Fault::OutOfRange`] for the plan, for probabilities, for more than 200 covariates; [`Fault::Collinear`] for
/// covariates that say the same with ridge 0; [`Fault::NoVariance`] for a constant covariate; [`Fault::NotConverged`].
///
/// # Source
///
/// Chernozhukov and others 2018 (cross-fitting); Kennedy 2023.
pub fn cross_fitted(
    outcomes: &Outcomes<'_>,
    propensity: Propensity<'_>,
    plan: LearnerPlan,
) -> Result<CrossFitted, Fault> {
    let units = outcomes.y.len();
    check("y", outcomes.y, 4)?;
    check_length("treated", outcomes.treated.len(), units)?;
    if !(2..=FOLDS_MAX).contains(&plan.folds) {
        return Err(Fault::out_of_range("folds", real(plan.folds), 2.0, real(FOLDS_MAX)));
    }
    check_range("ridge", plan.ridge, 0.0, 1e6)?;
    if outcomes.covariates.len() > COVARIATES_MAX {
        let found = real(outcomes.covariates.len());
        return Err(Fault::out_of_range("covariates", found, 0.0, real(COVARIATES_MAX)));
    }
    let rows = standardised(outcomes.covariates, units)?;
    let fold = folds(outcomes, plan)?;
    let width = rows.ncols();
    // Cross-products by fold and arm: what a fold is predicted from is all less its own.
    let mut parts = vec![
        [
            (0.0, DMatrix::zeros(width, width), DVector::zeros(width)),
            (0.0, DMatrix::zeros(width, width), DVector::zeros(width))
        ];
        plan.folds
    ];
    let mean = outcomes.y.iter().map(|it| it / real(units)).sum::<f64>();
    for (unit, row) in rows.row_iter().enumerate() {
        let (size, products, moment) = &mut parts[fold[unit]][usize::from(outcomes.treated[unit])];
        let row: DVector<f64> = row.transpose();
        *size += 1.0;
        products.ger(1.0, &row, &row, 1.0);
        moment.axpy(outcomes.y[unit] - mean, &row, 1.0);
    }
    let mut models = Vec::with_capacity(plan.folds);
    for out in 0..plan.folds {
        let mut arms = Vec::with_capacity(2);
        for arm in 0..2 {
            let (mut size, mut products, mut moment) =
                (0.0, DMatrix::zeros(width, width), DVector::zeros(width));
            for (_, part) in parts.iter().enumerate().filter(|it| it.0 != out) {
                size += part[arm].0;
                products += &part[arm].1;
                moment += &part[arm].2;
            }
            if size < 1.0 {
                return Err(Fault::too_few(if arm == 1 { "treated" } else { "control" }, 0, 1));
            }
            (1..width).for_each(|it| products[(it, it)] += plan.ridge * size);
            arms.push(solved(products, &moment)?);
        }
        models.push(arms);
    }
    let propensity = match propensity {
        Propensity::Known(known) => {
            check_length("propensity", known.len(), units)?;
            known.to_vec()
        }
        Propensity::Estimated => estimated(&rows, outcomes.treated, &fold, plan)?,
    };
    let expected = |arm: usize| -> Vec<f64> {
        (0..units).map(|it| mean + rows.row(it).tr_dot(&models[fold[it]][arm])).collect()
    };
    let scores = Scores::new(outcomes.y, outcomes.treated, &propensity, &expected(0), &expected(1))?;
    Ok(CrossFitted { scores, propensity, fold })
}

/// A constant, then each covariate with mean 0 and standard deviation 1.
fn standardised(covariates: &[&[f64]], units: usize) -> Result<DMatrix<f64>, Fault> {
    let mut rows = DMatrix::from_element(units, covariates.len() + 1, 1.0);
    for (place, column) in covariates.iter().enumerate() {
        check("covariates", column, 1)?;
        check_length("covariates", column.len(), units)?;
        let largest = column.iter().fold(0.0_f64, |most, it| most.max(it.abs()));
        let unit = if largest > 0.0 { largest } else { 1.0 };
        let mean = column.iter().map(|it| it / unit / real(units)).sum::<f64>();
        let squares: f64 = column.iter().map(|it| (it / unit - mean).powi(2)).sum();
        let spread = (squares / real(units)).sqrt();
        if spread <= 1e-13 {
            return Err(Fault::no_variance("covariates"));
        }
        for (unit_place, value) in column.iter().enumerate() {
            rows[(unit_place, place + 1)] = (value / unit - mean) / spread;
        }
    }
    Ok(rows)
}

/// Splits units, or whole clusters, by chance into parts of equal size.
fn folds(outcomes: &Outcomes<'_>, plan: LearnerPlan) -> Result<Vec<usize>, Fault> {
    let units = outcomes.y.len();
    let (place, groups) = if outcomes.cluster.is_empty() {
        ((0..units).collect(), units)
    } else {
        check_length("cluster", outcomes.cluster.len(), units)?;
        places(outcomes.cluster)
    };
    if groups < plan.folds {
        let what = if outcomes.cluster.is_empty() { "y" } else { "cluster" };
        return Err(Fault::too_few(what, groups, plan.folds));
    }
    let mut chance = ChaCha8Rng::seed_from_u64(plan.seed);
    let mut order: Vec<usize> = (0..groups).collect();
    for last in (1..groups).rev() {
        // The bias of the remainder is below groups ÷ 2^64.
        let count = u64::try_from(last + 1).unwrap_or(u64::MAX);
        order.swap(last, usize::try_from(chance.next_u64() % count).unwrap_or(0));
    }
    let mut of = vec![0; groups];
    order.iter().enumerate().for_each(|(rank, group)| of[*group] = rank % plan.folds);
    Ok(place.iter().map(|it| of[*it]).collect())
}

fn solved(cross: DMatrix<f64>, with: &DVector<f64>) -> Result<DVector<f64>, Fault> {
    let size = cross.diagonal().max();
    Cholesky::new(cross)
        .filter(|it| it.l_dirty().diagonal().iter().all(|it| it * it > 1e-12 * size))
        .map(|it| it.solve(with))
        .ok_or_else(|| Fault::collinear("covariates"))
}

/// The probability of treatment of each unit, by ridge logistic regression on the other folds.
fn estimated(
    rows: &DMatrix<f64>,
    treated: &[bool],
    fold: &[usize],
    plan: LearnerPlan,
) -> Result<Vec<f64>, Fault> {
    let (units, width) = rows.shape();
    let mut found = vec![0.0; units];
    for out in 0..plan.folds {
        let learning: Vec<usize> = (0..units).filter(|it| fold[*it] != out).collect();
        let count = real(learning.len());
        let share = real(learning.iter().filter(|it| treated[**it]).count()) / count;
        let mut model = DVector::zeros(width);
        model[0] = (share / (1.0 - share)).ln();
        let mut steps = 0;
        loop {
            let (mut slope, mut curve) = (DVector::zeros(width), DMatrix::zeros(width, width));
            for unit in &learning {
                let row: DVector<f64> = rows.row(*unit).transpose();
                let chance = logistic(row.dot(&model));
                slope.axpy(f64::from(u8::from(treated[*unit])) - chance, &row, 1.0);
                curve.ger(chance * (1.0 - chance), &row, &row, 1.0);
            }
            // A small penalty even with ridge 0: covariates may tell the arms apart entirely.
            let penalty = count * plan.ridge.max(1e-6);
            for it in 1..width {
                slope[it] -= penalty * model[it];
                curve[(it, it)] += penalty;
            }
            let step = solved(curve, &slope)?;
            // A step that is too long is shortened: the logit of a covariate moves by at most 2.
            let longest = step.amax();
            model += if longest > 2.0 { &step * (2.0 / longest) } else { step };
            steps += 1;
            if longest < 1e-8 {
                break;
            }
            if steps > STEPS_MAX {
                return Err(Fault::not_converged("propensity"));
            }
        }
        for unit in (0..units).filter(|it| fold[*it] == out) {
            let chance = logistic(rows.row(unit).tr_dot(&model));
            found[unit] = chance.clamp(PROPENSITY_MIN, 1.0 - PROPENSITY_MIN);
        }
    }
    Ok(found)
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::tests::noise;

    /// The effect is 1 plus the first covariate.
    fn sample(units: usize) -> (Vec<f64>, Vec<bool>, Vec<Vec<f64>>) {
        let covariates = vec![noise(units, 2), noise(units, 3)];
        let treated: Vec<bool> = noise(units, 5).iter().map(|it| *it > 0.0).collect();
        let y = noise(units, 7)
            .iter()
            .enumerate()
            .map(|(it, e)| {
                let effect = if treated[it] { 1.0 + covariates[0][it] } else { 0.0 };
                5.0 + covariates[1][it] + effect + 0.3 * e
            })
            .collect();
        (y, treated, covariates)
    }

    #[test]
    fn the_effect_and_where_it_is_larger_are_found() {
        let (y, treated, covariates) = sample(4_000);
        let columns: Vec<&[f64]> = covariates.iter().map(Vec::as_slice).collect();
        let outcomes = Outcomes { y: &y, treated: &treated, covariates: &columns, cluster: &[] };
        let half = vec![0.5; y.len()];
        for propensity in [Propensity::Known(&half), Propensity::Estimated] {
            let found = cross_fitted(&outcomes, propensity, LearnerPlan::default()).unwrap();
            let average = found.scores.average(0.05).unwrap();
            assert!((average.value - 1.0).abs() < 5.0 * average.se, "{average:?}");
            let slopes = found.scores.projection(&columns, 0.05).unwrap().effects;
            assert!((slopes[1].value - 1.0).abs() < 5.0 * slopes[1].se && slopes[1].se < 0.05);
            assert!(slopes[2].value.abs() < 5.0 * slopes[2].se);
            assert!(found.scores.ranking().autoc > 0.3);
            let again = cross_fitted(&outcomes, propensity, LearnerPlan::default()).unwrap();
            assert_eq!(again, found);
        }
    }

    #[test]
    fn an_office_is_never_learnt_from_itself() {
        let (y, treated, _) = sample(60);
        let cluster: Vec<usize> = (0..60).map(|it| it % 12).collect();
        let outcomes = Outcomes { y: &y, treated: &treated, covariates: &[], cluster: &cluster };
        let half = vec![0.5; 60];
        let found = cross_fitted(&outcomes, Propensity::Known(&half), LearnerPlan::default()).unwrap();
        for unit in 0..60 {
            assert_eq!(found.fold[unit], found.fold[unit % 12]);
        }
    }

    #[test]
    fn bad_input_is_refused() {
        let (y, treated, covariates) = sample(40);
        let (half, plan) = (vec![0.5; 40], LearnerPlan::default());
        let code = |y: &[f64], covariates: &[&[f64]], known: &[f64], plan: LearnerPlan| {
            let outcomes = Outcomes { y, treated: &treated, covariates, cluster: &[] };
            cross_fitted(&outcomes, Propensity::Known(known), plan).unwrap_err().code()
        };
        assert_eq!(code(&[], &[], &half, plan), "too-few");
        assert_eq!(code(&y[1..], &[], &half, plan), "length");
        assert_eq!(code(&y, &[&covariates[0][1..]], &half, plan), "length");
        assert_eq!(code(&y, &[&[3.0; 40]], &half, plan), "no-variance");
        assert_eq!(code(&y, &[], &[1.0; 40], plan), "out-of-range");
        assert_eq!(code(&y, &[], &half, LearnerPlan { folds: 1, ..plan }), "out-of-range");
        assert_eq!(code(&y, &[], &half, LearnerPlan { ridge: f64::NAN, ..plan }), "not-finite");
        let twice: [&[f64]; 2] = [&covariates[0], &covariates[0]];
        assert_eq!(code(&y, &twice, &half, LearnerPlan { ridge: 0.0, ..plan }), "collinear");
    }
}
