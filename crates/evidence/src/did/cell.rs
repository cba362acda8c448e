//! One comparison of adopters with controls between two periods: the effect and its influence function.
//!
//! Source: Sant'Anna and Zhao 2020 (traditional doubly robust, outcome regression, Hájek weights).

use nalgebra::{DMatrix, DVector};

use super::Method;
use crate::Fault;

/// Controls whose probability of adoption is at least this are left out: their weight would be all of the estimate.
const TRIM: f64 = 0.995;
/// A fitted probability of adoption as high as this means that adopters have no counterpart among controls.
const OVERLAP_MAX: f64 = 0.999;
/// Change of deviance at which the logistic fit ends, as the reference does; its error is about the square of that step.
const DEVIANCE_STEP: f64 = 1e-8;

/// Differences over time of the units that are compared.
pub(super) struct Comparison {
    pub(super) change: Vec<f64>,
    pub(super) treated: Vec<bool>,
    /// Covariates, a column each, without the constant.
    pub(super) covariates: Vec<Vec<f64>>,
}

impl Comparison {
    /// The effect on those treated, and each unit's influence on it.
    pub(super) fn estimate(&self, method: Method) -> Result<(f64, Vec<f64>), Fault> {
        let count = self.change.len();
        let treated = self.treated.iter().filter(|it| **it).count();
        let width = self.covariates.len() + 1;
        if treated == 0 {
            return Err(Fault::too_few("treated", 0, 1));
        }
        if count - treated < width {
            return Err(Fault::too_few("controls", count - treated, width));
        }
        let design = self.design()?;
        let outcome_model =
            if method == Method::Weighting { None } else { Some(OutcomeModel::new(&design, self)?) };
        let residual: Vec<f64> = match &outcome_model {
            None => self.change.clone(),
            Some(it) => {
                (&design * &it.coefficients).iter().zip(&self.change).map(|(fit, y)| y - fit).collect()
            }
        };
        let adopters: Vec<f64> = self.treated.iter().map(|it| f64::from(u8::from(*it))).collect();
        let (level, mut influence) =
            weighted(&adopters, &residual, &design, outcome_model.as_ref(), None, self)?;
        if method == Method::Regression {
            return Ok((level, influence));
        }
        let adoption = AdoptionModel::new(&design, &adopters)?;
        let weights: Vec<f64> = adoption
            .probability
            .iter()
            .zip(&self.treated)
            .map(|(p, treated)| if *treated || *p >= TRIM { 0.0 } else { p / (1.0 - p) })
            .collect();
        let (control_level, control_influence) = weighted(
            &weights,
            &residual,
            &design,
            outcome_model.as_ref(),
            Some((&adoption, &adopters)),
            self,
        )?;
        for (it, control) in influence.iter_mut().zip(control_influence) {
            *it -= control;
        }
        Ok((level - control_level, influence))
    }

    /// A constant, and covariates brought to mean 0 and standard deviation 1: no estimate depends on it, digits do.
    fn design(&self) -> Result<DMatrix<f64>, Fault> {
        let count = self.change.len();
        let mut design = DMatrix::from_element(count, self.covariates.len() + 1, 1.0);
        #[expect(clippy::cast_precision_loss, reason = "a number of units")]
        let n = count as f64;
        for (column, values) in self.covariates.iter().enumerate() {
            let mean = values.iter().sum::<f64>() / n;
            let largest = values.iter().fold(0.0_f64, |most, it| most.max(it.abs()));
            let spread = (values.iter().map(|it| (it - mean) * (it - mean)).sum::<f64>() / n).sqrt();
            if spread.is_nan() || spread <= 1e-12 * largest {
                return Err(Fault::collinear("x"));
            }
            for (row, value) in values.iter().enumerate() {
                design[(row, column + 1)] = (value - mean) / spread;
            }
        }
        Ok(design)
    }
}

/// Least squares of the change on the covariates among controls.
struct OutcomeModel {
    coefficients: DVector<f64>,
    /// (X'X among controls ÷ n)⁻¹.
    inverse: DMatrix<f64>,
}

impl OutcomeModel {
    fn new(design: &DMatrix<f64>, comparison: &Comparison) -> Result<Self, Fault> {
        let width = design.ncols();
        let mut gram = DMatrix::zeros(width, width);
        let mut moment = DVector::zeros(width);
        for (row, treated) in comparison.treated.iter().enumerate() {
            if !treated {
                accumulate(&mut gram, design, row, 1.0);
                for column in 0..width {
                    moment[column] += design[(row, column)] * comparison.change[row];
                }
            }
        }
        let inverse = invert(&gram)?;
        let mut coefficients = &inverse * moment;
        // One step of refinement takes back what forming X'X lost.
        let mut rest = DVector::zeros(width);
        for (row, treated) in comparison.treated.iter().enumerate() {
            if !treated {
                let residual = comparison.change[row]
                    - (0..width).map(|it| design[(row, it)] * coefficients[it]).sum::<f64>();
                for column in 0..width {
                    rest[column] += design[(row, column)] * residual;
                }
            }
        }
        coefficients += &inverse * rest;
        #[expect(clippy::cast_precision_loss, reason = "a number of units")]
        let n = design.nrows() as f64;
        Ok(Self { coefficients, inverse: inverse * n })
    }
}

/// Logistic regression of adoption on the covariates, by reweighted least squares.
struct AdoptionModel {
    probability: Vec<f64>,
    /// (X'WX ÷ n)⁻¹.
    inverse: DMatrix<f64>,
}

impl AdoptionModel {
    fn new(design: &DMatrix<f64>, adopters: &[f64]) -> Result<Self, Fault> {
        const STEPS_MAX: usize = 100;
        let (count, width) = design.shape();
        let mut probability: Vec<f64> = adopters.iter().map(|it| f64::midpoint(*it, 0.5)).collect();
        let mut score: Vec<f64> = probability.iter().map(|p| (p / (1.0 - p)).ln()).collect();
        let mut before = f64::INFINITY;
        for _ in 0..STEPS_MAX {
            let mut gram = DMatrix::zeros(width, width);
            let mut moment = DVector::zeros(width);
            for row in 0..count {
                let weight = (probability[row] * (1.0 - probability[row])).max(1e-16);
                accumulate(&mut gram, design, row, weight);
                let target = weight * score[row] + adopters[row] - probability[row];
                for column in 0..width {
                    moment[column] += design[(row, column)] * target;
                }
            }
            let Ok(inverse) = invert(&gram) else { break };
            let coefficients = inverse * moment;
            score = (design * coefficients).iter().copied().collect();
            probability = score.iter().map(|it| 1.0 / (1.0 + (-it).exp())).collect();
            let deviance = deviance(&score, adopters);
            if (before - deviance).abs() <= DEVIANCE_STEP {
                break;
            }
            before = deviance;
        }
        if probability.iter().any(|p| p.is_nan() || *p >= OVERLAP_MAX) {
            return Err(Fault::NoEstimate { what: "overlap".into() });
        }
        let mut information = DMatrix::zeros(width, width);
        for (row, p) in probability.iter().enumerate() {
            accumulate(&mut information, design, row, p * (1.0 - p));
        }
        #[expect(clippy::cast_precision_loss, reason = "a number of units")]
        let inverse = invert(&information)? * count as f64;
        Ok(Self { probability, inverse })
    }
}

/// −2 × log-likelihood, from the linear score, so that probabilities near 0 and 1 lose nothing.
fn deviance(score: &[f64], adopters: &[f64]) -> f64 {
    let loss = |it: f64| if it > 0.0 { it + (-it).exp().ln_1p() } else { it.exp().ln_1p() };
    score.iter().zip(adopters).map(|(s, y)| 2.0 * loss(if *y > 0.5 { -s } else { *s })).sum()
}

fn accumulate(gram: &mut DMatrix<f64>, design: &DMatrix<f64>, row: usize, weight: f64) {
    let width = design.ncols();
    for i in 0..width {
        for j in 0..width {
            gram[(i, j)] += weight * design[(row, i)] * design[(row, j)];
        }
    }
}

/// The inverse of a matrix of moments, whose scale must not matter to whether it has one.
fn invert(gram: &DMatrix<f64>) -> Result<DMatrix<f64>, Fault> {
    const SINGULAR: f64 = 1e-12;
    let width = gram.nrows();
    let scale: Vec<f64> = (0..width).map(|it| gram[(it, it)].sqrt()).collect();
    if scale.iter().any(|it| it.is_nan() || *it <= 0.0) {
        return Err(Fault::collinear("x"));
    }
    let scaled = DMatrix::from_fn(width, width, |i, j| gram[(i, j)] / scale[i] / scale[j]);
    let factor = nalgebra::Cholesky::new(scaled).ok_or_else(|| Fault::collinear("x"))?;
    if (0..width).any(|it| factor.l_dirty()[(it, it)].powi(2) < SINGULAR) {
        return Err(Fault::collinear("x"));
    }
    let inverse = factor.inverse();
    Ok(DMatrix::from_fn(width, width, |i, j| inverse[(i, j)] / scale[i] / scale[j]))
}

/// The weighted mean of the residuals, and the influence of each unit on it, through the mean itself and through the
/// models that residuals and weights come from.
fn weighted(
    weights: &[f64],
    residual: &[f64],
    design: &DMatrix<f64>,
    outcome_model: Option<&OutcomeModel>,
    adoption: Option<(&AdoptionModel, &[f64])>,
    comparison: &Comparison,
) -> Result<(f64, Vec<f64>), Fault> {
    let (count, width) = design.shape();
    let total: f64 = weights.iter().sum();
    if total.is_nan() || total <= 0.0 {
        return Err(Fault::too_few("controls", 0, 1));
    }
    #[expect(clippy::cast_precision_loss, reason = "a number of units")]
    let n = count as f64;
    let level = weights.iter().zip(residual).map(|(w, r)| w * r).sum::<f64>() / total;
    let mut through_outcome = DVector::zeros(width);
    let mut through_adoption = DVector::zeros(width);
    for row in 0..count {
        for column in 0..width {
            let x = design[(row, column)];
            through_outcome[column] += weights[row] * x / n;
            through_adoption[column] += weights[row] * (residual[row] - level) * x / n;
        }
    }
    let outcome_direction = outcome_model.map(|it| &it.inverse * &through_outcome);
    let adoption_direction = adoption.map(|(model, _)| &model.inverse * &through_adoption);
    let along = |direction: &DVector<f64>, row: usize| -> f64 {
        (0..width).map(|it| design[(row, it)] * direction[it]).sum()
    };
    let influence = (0..count)
        .map(|row| {
            let mut it = weights[row] * (residual[row] - level);
            if let (Some(direction), false) = (&outcome_direction, comparison.treated[row]) {
                it -= residual[row] * along(direction, row);
            }
            if let (Some(direction), Some((model, adopters))) = (&adoption_direction, adoption) {
                it += (adopters[row] - model.probability[row]) * along(direction, row);
            }
            it / (total / n)
        })
        .collect();
    Ok((level, influence))
}
