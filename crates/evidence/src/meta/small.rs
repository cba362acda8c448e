//! What one study changes, and whether small studies say more than large ones.

use nalgebra::DVector;

use super::{heterogeneity, heterogeneity::Method, model::Model};
use crate::{Fault, distribution::t_two_sided, linear, real};

/// With fewer studies Egger's test finds next to nothing: do not show it (Sterne et al., BMJ 343, 2011).
pub const EGGER_LEAST: usize = 10;

/// The most studies that are left out one by one.
const LEFT_OUT_MAX: usize = 2_000;

/// Do small studies find other effects than large ones? Egger's regression.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Egger {
    /// The slope of the effect on the standard error ÷ its standard error.
    pub t: f64,
    /// Studies less two.
    pub df: f64,
    /// Two-sided p-value.
    pub p: f64,
}

/// What remains when one study is left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LeftOut {
    /// The pooled effect of the others.
    pub value: f64,
    /// Their between-study variance.
    pub tau2: f64,
}

/// Egger's test of small studies: effects on their standard errors, weighted by 1/v.
///
/// Show it from [`EGGER_LEAST`] studies on; it is computed from three.
///
/// # Source
///
/// Egger et al., "Bias in meta-analysis detected by a simple, graphical test", BMJ 315 (1997). Agrees with metafor
/// 3.8.1 `regtest(yi, vi, model = "lm")` to 1e-9.
///
/// # Errors
///
/// As [`super::pool`]; [`Fault::TooFew`] below three; [`Fault::NoVariance`] where all variances are the same, or where
/// effects lie on the line exactly.
pub fn egger(effects: &[f64], variances: &[f64]) -> Result<Egger, Fault> {
    let model = Model::constant(effects, variances)?;
    let k = model.studies();
    if k < 3 {
        return Err(Fault::too_few("yi", k, 3));
    }
    let errors: Vec<f64> = model.variances.iter().map(|it| it.sqrt()).collect();
    let shares: Vec<f64> = errors.iter().map(|it| 1.0 / it).collect();
    let ones = vec![1.0; k];
    let x = linear::columns(&[&shares, &ones]);
    let y = DVector::from_fn(k, |row, _| model.effects[row] / errors[row]);
    let (coefficients, gram) = linear::least_squares(&x, &y).map_err(|_| Fault::no_variance("vi"))?;
    let left = (&y - &x * &coefficients).norm_squared();
    let df = real(k as u64) - 2.0;
    if left <= 1e-26 * y.norm_squared() {
        return Err(Fault::no_variance("yi"));
    }
    let t = coefficients[1] / (left / df * gram[(1, 1)]).sqrt();
    Ok(Egger { t, df, p: t_two_sided(t, df) })
}

/// The pooled effect without each study in turn, in their order: does the conclusion hang on one?
///
/// # Source
///
/// Agrees with metafor 3.8.1 `leave1out(rma(yi, vi))` to 1e-8.
///
/// # Errors
///
/// As [`super::pool`]; [`Fault::OutOfRange`] above 2,000 studies, where one cannot matter.
pub fn leave_one_out(effects: &[f64], variances: &[f64], method: Method) -> Result<Vec<LeftOut>, Fault> {
    let whole = Model::constant(effects, variances)?;
    let k = whole.studies();
    if k < 2 {
        return Err(Fault::too_few("yi", k, 2));
    }
    if k > LEFT_OUT_MAX {
        return Err(Fault::out_of_range("yi", real(k as u64), 2.0, real(LEFT_OUT_MAX as u64)));
    }
    let without = |values: &[f64], left: usize| [&values[..left], &values[left + 1..]].concat();
    (0..k)
        .map(|left| {
            let model = Model::constant(&without(effects, left), &without(variances, left))?;
            let tau2 = heterogeneity::estimate(&model, method)?;
            Ok(LeftOut { value: model.effect(model.fit(tau2)?.mean()), tau2: model.outside(tau2) })
        })
        .collect()
}
