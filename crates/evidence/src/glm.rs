//! Regressions of counts (Poisson) and of yes/no outcomes (logistic), by maximum likelihood.
//!
//! Start with [`fit`], then ask the [`Fit`] for standard errors by one of [`Errors`].
//!
//! **Invariant:** a fit that is returned is the maximum of the likelihood; where the likelihood grows without end
//! (a column tells the outcome perfectly, a group never has an event) there is a [`Fault::NoEstimate`] instead.

mod basis;

use std::collections::BTreeMap;

use nalgebra::{DMatrix, DVector};
use statrs::function::gamma::ln_gamma;

use crate::{Estimate, Fault, check, check_length, check_range};

pub(crate) use basis::{Basis, invert, runaway};

/// Most columns of a regression: what is inverted has as many rows.
pub const COLUMNS_MAX: usize = 500;

/// Most Newton steps; a likelihood with a maximum needs some ten, and some thirty for very rare events.
const STEPS_MAX: usize = 100;

/// A pivot of the information so much smaller than the largest says that nothing is known in that direction.
const EMPTY: f64 = 1e-14;

/// A named column of numbers: its name is what a [`Fault`] says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column<'a> {
    /// How the caller calls it.
    pub name: &'a str,
    /// One value a row.
    pub values: &'a [f64],
}

impl<'a> Column<'a> {
    /// A column.
    pub const fn new(name: &'a str, values: &'a [f64]) -> Self {
        Self { name, values }
    }
}

/// The law of the outcome and its link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Counts of at least 0; the logarithm of their mean is linear.
    Poisson,
    /// Outcomes 0 or 1 (or a share between); the log-odds of 1 are linear.
    Logistic,
}

/// How standard errors are computed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Errors<'a> {
    /// The law is right: inverse information.
    Model,
    /// The variance is that of the law times the dispersion (Pearson's chi-square ÷ degrees of freedom).
    Quasi,
    /// The law may be wrong, rows are independent: sandwich without small-sample correction.
    Hc0,
    /// Rows of one cluster go together: sandwich of cluster sums, times G ÷ (G − 1). One number a row names its cluster.
    Clustered(&'a [usize]),
    /// As `Clustered`, times (N − 1) ÷ (N − p) too: the correction of Stata's `regress` and of statsmodels.
    ClusteredByRows(&'a [usize]),
}

/// A fitted regression.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// One coefficient a column, in their order: log rate ratios, or log odds ratios.
    pub coefficients: Vec<f64>,
    /// Log-likelihood at the maximum, with all constants.
    pub loglik: f64,
    /// Log-likelihood with an intercept (and the offset) alone.
    pub loglik_null: f64,
    /// Twice the distance from the log-likelihood of a perfect fit.
    pub deviance: f64,
    /// Pearson's chi-square: Σ (y − μ)² ÷ V(μ).
    pub pearson: f64,
    /// Pearson's chi-square ÷ (rows − columns); about 1 if the law is right, above where outcomes are over-dispersed.
    pub dispersion: f64,
    /// Fitted means (or probabilities), one a row.
    pub fitted: Vec<f64>,
    residuals: Vec<f64>,
    basis: Basis,
    inverse: DMatrix<f64>,
}

/// Maximum likelihood by Newton's method on orthonormal columns.
///
/// - **Takes** `outcome` (counts ≥ 0, or values between 0 and 1), `columns` (the intercept, where wanted, is a column
///   of ones among them) and `offset`, the part of the linear predictor that is known: for rates, the logarithm of the
///   exposure (requests, days open).
/// - **Assumes** independent rows for [`Errors::Model`] and [`Errors::Quasi`]; only the mean for the sandwiches.
/// - **Costs** O(n p²) a step and n × p numbers of memory.
///
/// # Errors
///
/// [`Fault::TooFew`] unless there are more rows than columns; [`Fault::Length`], [`Fault::NotFinite`],
/// [`Fault::OutOfRange`] for an outcome that the law does not have; [`Fault::Collinear`] with the name of a column that
/// is a sum of those before it; [`Fault::NoEstimate`] with the name of the column whose coefficient grows without end.
///
/// # Source
///
/// P. `McCullagh` and J. A. Nelder, *Generalized Linear Models* (1989). Agrees with statsmodels 0.15
/// `GLM(y, X, family=Poisson(), offset=…)` (model, `scale="X2"`, `cov_type="HC0"`, `cov_type="cluster"`) and
/// `Logit(y, X).fit(method="newton", tol=1e-14)` to 1e-8: its own last step leaves 3e-9 in standard errors, and 9e-9 in
/// a small pseudo R².
pub fn fit(
    family: Family,
    outcome: Column<'_>,
    columns: &[Column<'_>],
    offset: Option<Column<'_>>,
) -> Result<Fit, Fault> {
    check(outcome.name, outcome.values, columns.len() + 1)?;
    let most = if family == Family::Logistic { 1.0 } else { f64::MAX };
    for value in outcome.values {
        check_range(outcome.name, *value, 0.0, most)?;
    }
    let rows = outcome.values.len();
    let nothing;
    let offset = if let Some(it) = offset {
        check_length(it.name, it.values.len(), rows)?;
        check(it.name, it.values, 1)?;
        for value in it.values {
            check_range(it.name, *value, -700.0, 700.0)?;
        }
        it.values
    } else {
        nothing = vec![0.0; rows];
        &nothing
    };
    for column in columns {
        check_length(column.name, column.values.len(), rows)?;
    }
    let total: f64 = outcome.values.iter().sum();
    #[expect(clippy::float_cmp, reason = "a sum of zeros, or of ones, is exact")]
    if total == 0.0 || (family == Family::Logistic && total == count(rows)) {
        return Err(Fault::NoEstimate { what: outcome.name.into() });
    }
    let basis = Basis::new(columns)?;
    let law = Law { family, outcome: outcome.values, offset };
    let peak = law.climb(&basis, columns)?;
    let fitted: Vec<f64> = peak.predictor.iter().map(|it| law.mean(*it)).collect();
    let residuals = law.residuals(&peak.predictor);
    let mut pearson = 0.0;
    for (residual, predictor) in residuals.iter().zip(peak.predictor.iter()) {
        let variance = law.variance(*predictor);
        if variance > 0.0 {
            pearson += residual * residual / variance;
        }
    }
    let deviance = fitted
        .iter()
        .zip(outcome.values)
        .zip(&residuals)
        .zip(peak.predictor.iter())
        .map(|(((mean, y), residual), predictor)| law.deviance(*mean, *y, *residual, *predictor))
        .sum();
    Ok(Fit {
        coefficients: basis.coefficients(&peak.coordinates).iter().copied().collect(),
        loglik: peak.loglik,
        loglik_null: law.null()?,
        deviance,
        pearson,
        dispersion: pearson / count(rows - columns.len()),
        fitted,
        residuals,
        basis,
        inverse: peak.inverse,
    })
}

impl Fit {
    /// `McFadden`'s pseudo R²: the share of the log-likelihood of the intercept alone that is explained.
    pub fn mcfadden(&self) -> f64 {
        1.0 - self.loglik / self.loglik_null
    }

    /// Covariance matrix of the coefficients.
    ///
    /// # Errors
    ///
    /// [`Fault::Length`] if the clusters are not one a row; [`Fault::TooFew`] if there is one cluster only.
    ///
    /// # Source
    ///
    /// P. J. Huber (1967), H. White (1982); K.-Y. Liang and S. L. Zeger (1986) for clusters.
    pub fn covariance(&self, errors: Errors<'_>) -> Result<DMatrix<f64>, Fault> {
        let (rows, width) = self.basis.columns.shape();
        let inner = match errors {
            Errors::Model => self.inverse.clone(),
            Errors::Quasi => &self.inverse * self.dispersion,
            Errors::Hc0 => {
                let mut scores = self.basis.columns.clone();
                for (row, residual) in self.residuals.iter().enumerate() {
                    scores.row_mut(row).scale_mut(*residual);
                }
                &self.inverse * scores.tr_mul(&scores) * &self.inverse
            }
            Errors::Clustered(clusters) | Errors::ClusteredByRows(clusters) => {
                check_length("cluster", clusters.len(), rows)?;
                let mut places = BTreeMap::new();
                for cluster in clusters {
                    let next = places.len();
                    places.entry(*cluster).or_insert(next);
                }
                if places.len() < 2 {
                    return Err(Fault::too_few("cluster", places.len(), 2));
                }
                let mut sums = DMatrix::<f64>::zeros(places.len(), width);
                for (row, cluster) in clusters.iter().enumerate() {
                    for column in 0..width {
                        sums[(places[cluster], column)] +=
                            self.residuals[row] * self.basis.columns[(row, column)];
                    }
                }
                let groups = count(places.len());
                let mut correction = groups / (groups - 1.0);
                if matches!(errors, Errors::ClusteredByRows(_)) {
                    correction *= (count(rows) - 1.0) / count(rows - width);
                }
                &self.inverse * (sums.tr_mul(&sums) * correction) * &self.inverse
            }
        };
        Ok(self.basis.covariance(&inner))
    }

    /// Standard errors, one a column.
    ///
    /// # Errors
    ///
    /// As [`Self::covariance`].
    pub fn standard_errors(&self, errors: Errors<'_>) -> Result<Vec<f64>, Fault> {
        Ok(self.covariance(errors)?.diagonal().iter().map(|it| it.max(0.0).sqrt()).collect())
    }

    /// The coefficient of column `column` with its interval: by the normal law, or by Student's with G − 1 degrees of
    /// freedom for clusters and with rows − columns for [`Errors::Quasi`]. The exponential of `value`, `low` and `high`
    /// is the rate ratio, or the odds ratio.
    ///
    /// # Errors
    ///
    /// As [`Self::covariance`] and [`Estimate::by_t`]; [`Fault::OutOfRange`] if there is no such column.
    pub fn effect(&self, column: usize, errors: Errors<'_>, alpha: f64) -> Result<Estimate, Fault> {
        let (rows, width) = self.basis.columns.shape();
        let value = *self
            .coefficients
            .get(column)
            .ok_or_else(|| Fault::out_of_range("column", count(column), 0.0, count(width - 1)))?;
        let se = self.standard_errors(errors)?[column];
        let df = match errors {
            Errors::Model | Errors::Hc0 => f64::INFINITY,
            Errors::Quasi => count(rows - width),
            Errors::Clustered(clusters) | Errors::ClusteredByRows(clusters) => {
                let groups: std::collections::BTreeSet<_> = clusters.iter().collect();
                count(groups.len() - 1)
            }
        };
        Estimate::by_t(value, se, df, alpha)
    }
}

struct Law<'a> {
    family: Family,
    outcome: &'a [f64],
    offset: &'a [f64],
}

struct Peak {
    coordinates: DVector<f64>,
    predictor: DVector<f64>,
    loglik: f64,
    inverse: DMatrix<f64>,
}

impl Law<'_> {
    fn mean(&self, predictor: f64) -> f64 {
        match self.family {
            Family::Poisson => predictor.exp(),
            Family::Logistic => sigmoid(predictor),
        }
    }

    fn variance(&self, predictor: f64) -> f64 {
        match self.family {
            Family::Poisson => predictor.exp(),
            Family::Logistic => sigmoid(predictor) * sigmoid(-predictor),
        }
    }

    /// y − μ; for probabilities without `1 − μ`, which would lose what is left near 1.
    fn residuals(&self, predictor: &DVector<f64>) -> Vec<f64> {
        let pairs = self.outcome.iter().zip(predictor.iter());
        match self.family {
            Family::Poisson => pairs.map(|(y, it)| y - it.exp()).collect(),
            Family::Logistic => pairs.map(|(y, it)| y * sigmoid(-it) - (1.0 - y) * sigmoid(*it)).collect(),
        }
    }

    fn loglik(&self, predictor: &DVector<f64>) -> f64 {
        let pairs = self.outcome.iter().zip(predictor.iter());
        match self.family {
            Family::Poisson => pairs.map(|(y, it)| y * it - it.exp() - ln_gamma(y + 1.0)).sum(),
            Family::Logistic => {
                -pairs.map(|(y, it)| y * softplus(-it) + (1.0 - y) * softplus(*it)).sum::<f64>()
            }
        }
    }

    fn deviance(&self, mean: f64, y: f64, residual: f64, predictor: f64) -> f64 {
        let part = |y: f64, log_mean: f64| if y > 0.0 { y * (y.ln() - log_mean) } else { 0.0 };
        2.0 * match self.family {
            Family::Poisson if y > 0.0 => y * (y / mean).ln() - residual,
            Family::Poisson => mean,
            Family::Logistic => part(y, -softplus(-predictor)) + part(1.0 - y, -softplus(predictor)),
        }
    }

    /// The log-likelihood of an intercept alone.
    fn null(&self) -> Result<f64, Fault> {
        let rows = self.outcome.len();
        let total: f64 = self.outcome.iter().sum();
        let known = self.offset.iter().all(|it| *it == 0.0);
        let intercept = match self.family {
            Family::Poisson => (total / self.offset.iter().map(|it| it.exp()).sum::<f64>()).ln(),
            Family::Logistic if known => (total / (count(rows) - total)).ln(),
            Family::Logistic => {
                let ones = vec![1.0; rows];
                let columns = [Column::new("offset", &ones)];
                return Ok(self.climb(&Basis::new(&columns)?, &columns)?.loglik);
            }
        };
        Ok(self.loglik(&DVector::from_iterator(rows, self.offset.iter().map(|it| it + intercept))))
    }

    /// A first guess: weighted least squares of the outcome brought to the scale of the predictor.
    fn start(&self, basis: &Basis) -> Option<DVector<f64>> {
        let rows = self.outcome.len();
        let average = self.outcome.iter().sum::<f64>() / count(rows);
        let mut weights = DVector::zeros(rows);
        let mut target = DVector::zeros(rows);
        for row in 0..rows {
            let y = self.outcome[row];
            let (weight, predictor, residual) = match self.family {
                Family::Poisson => {
                    let mean = f64::midpoint(y, average);
                    (mean, mean.ln(), y - mean)
                }
                Family::Logistic => {
                    let mean = f64::midpoint(y, 0.5);
                    (mean * (1.0 - mean), (mean / (1.0 - mean)).ln(), y - mean)
                }
            };
            weights[row] = weight;
            target[row] = weight * (predictor - self.offset[row]) + residual;
        }
        let factor = invert(&gram(&basis.columns, &weights), 0.0).ok()?;
        Some(factor.solve(&basis.columns.tr_mul(&target)))
    }

    /// Newton's method with halved steps; ends with one step more than the test of convergence asks for.
    fn climb(&self, basis: &Basis, columns: &[Column<'_>]) -> Result<Peak, Fault> {
        let rows = self.outcome.len();
        let offset = DVector::from_column_slice(self.offset);
        let zero = DVector::zeros(basis.columns.ncols());
        let mut coordinates = self.start(basis).unwrap_or_else(|| zero.clone());
        let mut predictor = &basis.columns * &coordinates + &offset;
        let mut loglik = self.loglik(&predictor);
        if !loglik.is_finite() {
            coordinates = zero;
            predictor = offset.clone();
            loglik = self.loglik(&predictor);
        }
        let mut close = false;
        for _ in 0..STEPS_MAX {
            let weights =
                DVector::from_iterator(rows, predictor.iter().map(|predictor| self.variance(*predictor)));
            let information = gram(&basis.columns, &weights);
            let factor = invert(&information, EMPTY * information.diagonal().max())
                .map_err(|_| runaway(basis, columns, &coordinates))?;
            if close {
                return Ok(Peak { coordinates, predictor, loglik, inverse: factor.inverse() });
            }
            let score = basis.columns.tr_mul(&DVector::from_vec(self.residuals(&predictor)));
            let mut step = factor.solve(&score);
            let change = (&basis.columns * &step).amax();
            close = change <= 1e-9 * (1.0 + predictor.amax());
            let mut halvings = 0;
            loop {
                let next = &coordinates + &step;
                let next_predictor = &basis.columns * &next + &offset;
                let next_loglik = self.loglik(&next_predictor);
                // Near the top the log-likelihood is flat to rounding: the step is then right as it is.
                if close || next_loglik >= loglik - 1e-10 * loglik.abs() {
                    (coordinates, predictor, loglik) = (next, next_predictor, next_loglik);
                    break;
                }
                halvings += 1;
                if halvings > 60 {
                    return Err(Fault::not_converged("likelihood"));
                }
                step *= 0.5;
            }
        }
        Err(runaway(basis, columns, &coordinates))
    }
}

/// X' diag(w) X.
fn gram(columns: &DMatrix<f64>, weights: &DVector<f64>) -> DMatrix<f64> {
    let mut weighted = columns.clone();
    for mut column in weighted.column_iter_mut() {
        column.component_mul_assign(weights);
    }
    columns.tr_mul(&weighted)
}

fn sigmoid(x: f64) -> f64 {
    if x >= 0.0 { 1.0 / (1.0 + (-x).exp()) } else { x.exp() / (1.0 + x.exp()) }
}

/// ln(1 + exp x).
fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

#[expect(clippy::cast_precision_loss, reason = "numbers of rows are below 2^53")]
fn count(many: usize) -> f64 {
    many as f64
}

#[cfg(test)]
mod tests;
