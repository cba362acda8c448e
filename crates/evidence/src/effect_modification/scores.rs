//! What can be read from doubly robust scores: one number a unit whose mean over any group is the effect there.

use nalgebra::DMatrix;

use crate::{
    Estimate, Fault, check, check_length, check_range,
    linear::columns,
    robust::{Fit, Robust, real},
};

/// Scores and the effects that were predicted before the outcome of each unit was looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    score: Vec<f64>,
    predicted: Vec<f64>,
}

/// How the effect changes with covariates.
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    /// The constant, then one for each covariate.
    pub effects: Vec<Estimate>,
}

/// The effect in groups of rising predicted effect.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupEffects {
    /// From the least to the most.
    pub groups: Vec<Estimate>,
    /// The last group less the first.
    pub top_minus_bottom: Estimate,
}

/// Whether those predicted to gain most do gain more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranking {
    /// Mean over all shares of "effect among the share that is predicted to gain most, less effect on all".
    pub autoc: f64,
    /// The same weighted by the share.
    pub qini: f64,
}

impl Scores {
    /// Scores with given nuisances: `μ1 − μ0 + T(y − μ1)/e − (1 − T)(y − μ0)/(1 − e)`.
    ///
    /// - **Takes** for each unit its outcome, whether treated, the probability of that, and the outcomes expected
    ///   without and with treatment, all learnt from other units.
    ///
    /// # Errors
    ///
    /// [`Fault::TooFew`], [`Fault::Length`], [`Fault::NotFinite`]; [`Fault::OutOfRange`] for a probability that is not
    /// strictly between 0 and 1.
    ///
    /// # Source
    ///
    /// Robins, Rotnitzky and Zhao 1994; Kennedy 2023 (DR-learner).
    pub fn new(
        y: &[f64],
        treated: &[bool],
        propensity: &[f64],
        expected_without: &[f64],
        expected_with: &[f64],
    ) -> Result<Self, Fault> {
        for (what, values) in [("y", y), ("e", propensity), ("mu0", expected_without), ("mu1", expected_with)]
        {
            check(what, values, 2)?;
            check_length(what, values.len(), y.len())?;
        }
        check_length("treat", treated.len(), y.len())?;
        if let Some(it) = propensity.iter().find(|it| **it <= 0.0 || **it >= 1.0) {
            return Err(Fault::out_of_range("e", *it, f64::MIN_POSITIVE, 1.0 - f64::EPSILON));
        }
        let score: Vec<f64> = (0..y.len())
            .map(|it| {
                let (without, with) = (expected_without[it], expected_with[it]);
                let surprise = if treated[it] {
                    (y[it] - with) / propensity[it]
                } else {
                    -(y[it] - without) / (1.0 - propensity[it])
                };
                with - without + surprise
            })
            .collect();
        check("y", &score, 2)?;
        let predicted: Vec<f64> =
            expected_with.iter().zip(expected_without).map(|(it, by)| it - by).collect();
        check("mu1", &predicted, 2)?;
        Ok(Self { score, predicted })
    }

    /// Scores and predictions as they are.
    ///
    /// # Errors
    ///
    /// [`Fault::TooFew`], [`Fault::Length`], [`Fault::NotFinite`].
    pub fn given(score: Vec<f64>, predicted: Vec<f64>) -> Result<Self, Fault> {
        check("score", &score, 2)?;
        check("predicted", &predicted, 2)?;
        check_length("predicted", predicted.len(), score.len())?;
        Ok(Self { score, predicted })
    }

    /// The score of each unit.
    pub fn score(&self) -> &[f64] {
        &self.score
    }

    /// The predicted effect on each unit.
    pub fn predicted(&self) -> &[f64] {
        &self.predicted
    }

    /// The effect on all: mean of the scores, standard deviation ÷ √n.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] for `alpha`; [`Fault::NoVariance`].
    pub fn average(&self, alpha: f64) -> Result<Estimate, Fault> {
        mean_of(self.score.iter().copied(), real(self.score.len()), alpha)
    }

    /// Least squares of the scores on covariates, HC3: which of them go with a larger effect.
    ///
    /// # Errors
    ///
    /// As [`Fit::new`] and [`Fit::effect`].
    ///
    /// # Source
    ///
    /// Semenova and Chernozhukov 2021. Agrees with statsmodels 0.15 `OLS(score, x).fit(cov_type="HC3", use_t=True)` to
    /// 1e-10.
    pub fn projection(&self, covariates: &[&[f64]], alpha: f64) -> Result<Projection, Fault> {
        let ones = vec![1.0; self.score.len()];
        let mut all: Vec<&[f64]> = vec![&ones];
        for column in covariates {
            check("covariates", column, 1)?;
            check_length("covariates", column.len(), ones.len())?;
            all.push(column);
        }
        self.regression(&columns(&all), alpha)
    }

    /// Least squares of the scores on 1 and the predicted effect less its mean, HC3: the slope is 1 where predictions
    /// are right, 0 where they say nothing.
    ///
    /// # Errors
    ///
    /// As [`Self::projection`]; [`Fault::NoVariance`] if all predictions are the same.
    pub fn calibration(&self, alpha: f64) -> Result<Projection, Fault> {
        let count = real(self.predicted.len());
        let rough = self.predicted.iter().map(|it| it / count).sum::<f64>();
        let mean = rough + self.predicted.iter().map(|it| (it - rough) / count).sum::<f64>();
        let apart: Vec<f64> = self.predicted.iter().map(|it| it - mean).collect();
        let largest = self.predicted.iter().fold(0.0_f64, |most, it| most.max(it.abs()));
        if apart.iter().all(|it| it.abs() <= 1e-14 * largest) {
            return Err(Fault::no_variance("predicted"));
        }
        let ones = vec![1.0; apart.len()];
        self.regression(&columns(&[&ones, &apart]), alpha)
    }

    fn regression(&self, x: &DMatrix<f64>, alpha: f64) -> Result<Projection, Fault> {
        let fit = Fit::new(x, &self.score)?;
        let (values, errors) = (fit.coefficients(), fit.standard_errors(Robust::Hc3)?);
        let effects = values
            .iter()
            .zip(errors)
            .map(|(value, se)| Estimate::by_t(*value, se, fit.df(), alpha))
            .collect::<Result<_, _>>()?;
        Ok(Projection { effects })
    }

    /// The mean score in `groups` groups of equal size by predicted effect (GATES), HC1. Unit of rank r, from 0, is in
    /// group `groups·r ÷ n`; ties stay in the order in which they came.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] for fewer than two groups; [`Fault::TooFew`] for less than two units a group;
    /// [`Fault::NoVariance`] where the scores of a group are all the same.
    ///
    /// # Source
    ///
    /// Chernozhukov, Demirer, Duflo and Fernández-Val 2018.
    pub fn groups(&self, groups: usize, alpha: f64) -> Result<GroupEffects, Fault> {
        check_range("alpha", alpha, 1e-12, 1.0 - 1e-12)?;
        let units = self.score.len();
        if groups < 2 {
            return Err(Fault::out_of_range("groups", real(groups), 2.0, real(units / 2)));
        }
        if units / groups < 2 {
            return Err(Fault::too_few("y", units, groups.saturating_mul(2)));
        }
        let order = self.ascending();
        let mut members = vec![Vec::new(); groups];
        for (rank, unit) in order.iter().enumerate() {
            members[groups * rank / units].push(self.score[*unit]);
        }
        let (df, factor) = (real(units - groups), real(units) / real(units - groups));
        let found = members
            .iter()
            .map(|it| {
                let (mean, squares, size) = moments(it);
                if squares.sqrt() <= 1e-14 * size {
                    return Err(Fault::no_variance("score"));
                }
                Estimate::by_t(mean, (factor * squares).sqrt() / real(it.len()), df, alpha)
            })
            .collect::<Result<Vec<_>, _>>()?;
        let (first, last) = (found[0], found[groups - 1]);
        let top_minus_bottom = Estimate::by_t(last.value - first.value, first.se.hypot(last.se), df, alpha)?;
        Ok(GroupEffects { groups: found, top_minus_bottom })
    }

    /// Units from the least to the most predicted effect, ties in the order in which they came.
    fn ascending(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.predicted.len()).collect();
        // 0 and −0 are the same prediction.
        order.sort_by(|left, right| (self.predicted[*left] + 0.0).total_cmp(&(self.predicted[*right] + 0.0)));
        order
    }

    /// AUTOC and Qini: with `TOC(j/n)` the mean of the j scores of largest predicted effect less the mean of all, the
    /// mean over j of `TOC`, and of `(j/n)·TOC`.
    ///
    /// # Source
    ///
    /// Yadlowsky, Fleming, Shah, Brunskill and Wager 2021.
    pub fn ranking(&self) -> Ranking {
        let units = real(self.score.len());
        let all = moments(&self.score).0;
        let mut order: Vec<usize> = (0..self.predicted.len()).collect();
        order.sort_by(|left, right| (self.predicted[*right] + 0.0).total_cmp(&(self.predicted[*left] + 0.0)));
        let (mut above, mut autoc, mut qini) = (0.0, 0.0, 0.0);
        for (rank, unit) in order.iter().enumerate() {
            // Scores less their mean, so that sums stay small.
            above += self.score[*unit] - all;
            autoc += above / real(rank + 1) / units;
            qini += above / units / units;
        }
        Ranking { autoc, qini }
    }
}

/// The mean, the squares around it, the largest size.
fn moments(values: &[f64]) -> (f64, f64, f64) {
    let count = real(values.len());
    let rough = values.iter().map(|it| it / count).sum::<f64>();
    let mean = rough + values.iter().map(|it| (it - rough) / count).sum::<f64>();
    let squares = values.iter().map(|it| (it - mean) * (it - mean)).sum();
    (mean, squares, values.iter().fold(0.0, |most, it| most.max(it.abs())))
}

/// The mean of values with its standard error.
pub(super) fn mean_of(values: impl Iterator<Item = f64>, count: f64, alpha: f64) -> Result<Estimate, Fault> {
    let values: Vec<f64> = values.collect();
    check("score", &values, 2)?;
    let (mean, squares, size) = moments(&values);
    if squares.sqrt() <= 1e-14 * size {
        return Err(Fault::no_variance("score"));
    }
    Estimate::by_t(mean, (squares / (count - 1.0) / count).sqrt(), count - 1.0, alpha)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::tests::noise;

    fn scores() -> Scores {
        let score = noise(103, 6);
        let predicted = noise(103, 9).iter().zip(&score).map(|(it, by)| it + 0.5 * by).collect();
        Scores::given(score, predicted).unwrap()
    }

    #[test]
    fn a_score_is_the_difference_plus_the_surprise() {
        let it = Scores::new(&[3.0, 1.0], &[true, false], &[0.5, 0.2], &[1.0, 2.0], &[2.0, 4.0]).unwrap();
        assert_eq!(it.score(), [1.0 + 1.0 / 0.5, 2.0 + 1.0 / 0.8]);
        assert_eq!(it.predicted(), [1.0, 2.0]);
    }

    #[test]
    fn groups_hold_everyone_once() {
        let it = scores();
        let groups = it.groups(4, 0.05).unwrap();
        let sizes = [26.0, 26.0, 26.0, 25.0];
        let mean = groups.groups.iter().zip(sizes).map(|(it, n)| it.value * n).sum::<f64>() / 103.0;
        assert!((mean - it.average(0.05).unwrap().value).abs() < 1e-12);
        let apart = groups.groups[3].value - groups.groups[0].value;
        assert!((groups.top_minus_bottom.value - apart).abs() < 1e-15);
    }

    #[test]
    fn the_ranking_is_the_definition() {
        let it = scores();
        let mut order: Vec<usize> = (0..103).collect();
        order.sort_by(|left, right| it.predicted()[*right].total_cmp(&it.predicted()[*left]));
        let mean = |count: usize| order[..count].iter().map(|at| it.score()[*at]).sum::<f64>() / real(count);
        let toc: Vec<f64> = (1..=103).map(|count| mean(count) - mean(103)).collect();
        let found = it.ranking();
        assert!((found.autoc - toc.iter().sum::<f64>() / 103.0).abs() < 1e-12);
        let weighted: f64 = toc.iter().enumerate().map(|(at, it)| real(at + 1) / 103.0 * it).sum();
        assert!((found.qini - weighted / 103.0).abs() < 1e-12);
    }

    #[test]
    fn the_constant_of_the_calibration_is_the_average() {
        let it = scores();
        let found = it.calibration(0.05).unwrap();
        assert!((found.effects[0].value - it.average(0.05).unwrap().value).abs() < 1e-12);
        let fixed = Scores::given(noise(9, 1), vec![2.0; 9]).unwrap();
        assert_eq!(fixed.calibration(0.05).unwrap_err().code(), "no-variance");
    }

    #[test]
    fn bad_input_is_refused() {
        let code = |e: f64, y: f64| {
            Scores::new(&[y, 1.0], &[true, false], &[e, 0.5], &[0.0; 2], &[0.0; 2]).unwrap_err().code()
        };
        assert_eq!(code(0.0, 1.0), "out-of-range");
        assert_eq!(code(1.0, 1.0), "out-of-range");
        assert_eq!(code(0.5, f64::NAN), "not-finite");
        assert_eq!(Scores::given(vec![], vec![]).unwrap_err().code(), "too-few");
        assert_eq!(scores().groups(1, 0.05).unwrap_err().code(), "out-of-range");
        assert_eq!(scores().groups(60, 0.05).unwrap_err().code(), "too-few");
        assert_eq!(scores().projection(&[&[1.0]], 0.05).unwrap_err().code(), "length");
    }
}
