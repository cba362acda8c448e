//! What to expect of a practice: what its sheet says, brought up to date with what studies found.

use super::{
    forest::{count, half_of},
    heterogeneity::{self, Method},
    model::Model,
};
use crate::{Fault, check_range, distribution::normal_two_sided};

/// The share of cases that the range of a sheet is meant to hold, and that [`Expectation`] gives.
const RANGE: f64 = 0.9;

/// What is expected of the mean effect of a practice before any study of one's own: a normal law.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    /// The effect expected.
    pub mean: f64,
    /// How sure that is.
    pub sd: f64,
}

impl Prior {
    /// The law whose middle nine tenths are `low` to `high`, as a sheet gives them: "10 to 20 % fewer contacts".
    ///
    /// # Errors
    ///
    /// [`Fault::NotFinite`]; [`Fault::OutOfRange`] where `high` is not above `low`.
    pub fn of_range(low: f64, high: f64) -> Result<Self, Fault> {
        check_range("low", low, f64::MIN, f64::MAX)?;
        check_range("high", high, f64::MIN, f64::MAX)?;
        if high <= low {
            return Err(Fault::out_of_range("high", high, low, f64::MAX));
        }
        Ok(Self { mean: f64::midpoint(low, high), sd: (high / 2.0 - low / 2.0) / half_of(RANGE) })
    }
}

/// The effect to expect of a practice, and where that comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// The mean effect expected.
    pub value: f64,
    /// How sure that is, as a standard deviation.
    pub sd: f64,
    /// Lower end of the range that holds the mean effect nine times in ten.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Lower end of the range that holds the effect at the next place nine times in ten.
    pub next_low: f64,
    /// Upper end.
    pub next_high: f64,
    /// The share of the sheet in `value`, 0 to 1.
    pub prior_weight: f64,
    /// The share of each study, in their order; with the sheet's they sum to 1.
    pub study_weights: Vec<f64>,
    /// What the studies say alone: their pooled effect; none without a study.
    pub studies: Option<f64>,
    /// Its standard error.
    pub studies_se: Option<f64>,
    /// The standard deviation between places that was used.
    pub tau: f64,
    /// How surprising the studies are if the sheet is right: a two-sided p-value. Below 0.05 the two should be shown
    /// side by side, for the sheet may not hold here. None without a study.
    pub conflict: Option<f64>,
}

/// The expected effect of a practice: its sheet and the studies of it, each by how sure it is.
///
/// With m, s the prior, and ȳ, e the pooled effect of the studies and its standard error:
/// value (m/s² + ȳ/e²) ÷ (1/s² + 1/e²), variance 1 ÷ (1/s² + 1/e²). Studies are pooled with weights 1/(v + τ²) and
/// e² = max(1, q)/Σw, q = Σw(y−ȳ)²/(k−1) (Hartung and Knapp, never below what chance within the studies allows). τ is
/// that of REML, and `tau_least` where that is less: with few studies REML finds 0 too easily, and one study says
/// nothing of it. The next place adds τ² to the variance.
///
/// - **Takes** the prior, effects and variances (none is allowed), and `tau_least`: how much effects are known to
///   differ between places, from other practices; 0 if unknown.
///
/// # Source
///
/// The conjugate normal update; D. J. Spiegelhalter, K. R. Abrams, J. P. Myles, *Bayesian Approaches to Clinical Trials
/// and Health-Care Evaluation* (2004), chapters 3 and 8.
///
/// # Errors
///
/// [`Fault::OutOfRange`] (`sd`, `tau_least`), and those of [`super::pool`].
pub fn expect(
    prior: Prior,
    effects: &[f64],
    variances: &[f64],
    tau_least: f64,
) -> Result<Expectation, Fault> {
    check_range("mean", prior.mean, f64::MIN, f64::MAX)?;
    check_range("sd", prior.sd, 1e-100, 1e100)?;
    check_range("tau_least", tau_least, 0.0, 1e100)?;
    let z = half_of(RANGE);
    let of = |value: f64, variance: f64, tau: f64| {
        let (sd, next) = (variance.sqrt(), (variance + tau * tau).sqrt());
        (sd, value - z * sd, value + z * sd, value - z * next, value + z * next)
    };
    if effects.is_empty() && variances.is_empty() {
        let (sd, low, high, next_low, next_high) = of(prior.mean, prior.sd.powi(2), tau_least);
        return Ok(Expectation {
            value: prior.mean,
            sd,
            low,
            high,
            next_low,
            next_high,
            prior_weight: 1.0,
            study_weights: Vec::new(),
            studies: None,
            studies_se: None,
            tau: tau_least,
            conflict: None,
        });
    }
    let model = Model::constant(effects, variances)?;
    let tau2 = heterogeneity::estimate(&model, Method::Restricted)?.max(model.inside(tau_least.powi(2)));
    let fit = model.fit(tau2)?;
    let factor = if effects.len() > 1 { (fit.q / (count(effects) - 1.0)).max(1.0) } else { 1.0 };
    let (studies, variance) = (model.effect(fit.mean()), model.outside(factor * fit.mean_variance()));
    let tau = model.outside(tau2).sqrt();
    // Weights as shares, so that neither precision leaves the range of numbers.
    let prior_weight = variance / (variance + prior.sd.powi(2));
    let value = prior_weight * prior.mean + (1.0 - prior_weight) * studies;
    let (sd, low, high, next_low, next_high) = of(value, prior_weight * prior.sd.powi(2), tau);
    let total: f64 = fit.weights.iter().sum();
    Ok(Expectation {
        value,
        sd,
        low,
        high,
        next_low,
        next_high,
        prior_weight,
        study_weights: fit.weights.iter().map(|it| it / total * (1.0 - prior_weight)).collect(),
        studies: Some(studies),
        studies_se: Some(variance.sqrt()),
        tau,
        conflict: Some(normal_two_sided((studies - prior.mean) / (variance + prior.sd.powi(2)).sqrt())),
    })
}
