//! What several studies say together: experiments of several places or partners, each an effect with its variance.
//!
//! Start with [`forest`], which is what a page shows: every study, the pooled effect where enough studies allow one,
//! and what to expect at the next place. [`pool`] is the estimate alone, with every method in use; [`regress`] asks
//! under which conditions effects differ; [`expect`] brings an expectation up to date with what studies found.
//!
//! **Invariant:** nothing but effects and variances comes in: no datum of a person is needed to pool. Nothing is drawn
//! by chance: the same studies give the same figures, in whatever order they come.

mod condition;
mod forest;
mod heterogeneity;
mod model;
mod prediction;
mod prior;
mod small;

pub use condition::{Condition, Conditions, regress};
pub use forest::{Claim, Forest, ForestRow, forest};
pub use heterogeneity::{Method, tau2_interval};
pub use model::{COLUMNS_MAX, STUDIES_MAX};
pub use prediction::{PREDICTION_COVERAGE, Prediction, PredictionLaw, predict, predict_usual};
pub use prior::{Expectation, Prior, expect};
pub use small::{EGGER_LEAST, Egger, LeftOut, egger, leave_one_out};

use crate::{Estimate, Fault, distribution::chi_square_sf};
use model::Model;

/// How the interval of a pooled effect is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Interval {
    /// The normal law, as if τ² were known: too short with few studies.
    Wald,
    /// Hartung and Knapp 2001, Sidik and Jonkman 2002: Student's law, and a standard error read from how studies
    /// scatter around the pooled effect. The default.
    #[default]
    HartungKnapp,
    /// The same, never shorter than chance within the studies allows: the factor of the variance is at least 1.
    HartungKnappAtLeastOne,
}

/// The effect of several studies together.
#[derive(Debug, Clone, PartialEq)]
pub struct Pooled {
    /// The effect, its standard error, interval and test.
    pub estimate: Estimate,
    /// Variance of true effects between places, in the square of the unit of the effects.
    pub tau2: f64,
    /// Share of the variance that is between places, 0 to 1.
    pub i2: f64,
    /// All variance ÷ the variance within studies, at least 1.
    pub h2: f64,
    /// The weight of each study, in their order; they sum to 1.
    pub weights: Vec<f64>,
}

/// Do effects differ by more than chance? Cochran's test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Homogeneity {
    /// The pooled effect if it were the same everywhere.
    pub value: f64,
    /// Its standard error.
    pub se: f64,
    /// Σ (y − value)² ÷ v.
    pub q: f64,
    /// Studies less one.
    pub df: f64,
    /// P(chi-square > q).
    pub p: f64,
}

/// Pools studies.
///
/// With w = 1/(v + τ²): value Σwy/Σw. Wald: variance 1/Σw, normal law. Hartung-Knapp: variance q/Σw with
/// q = Σw(y − value)²/(k−1), Student's law with k−1. I² = τ²/(τ² + s²), H² = τ²/s² + 1, with s² the typical variance
/// within studies, (k−1) ÷ tr P at τ² = 0 (Higgins and Thompson 2002).
///
/// - **Takes** effects `yi` in any unit, and their variances `vi` in its square, in the same order; two or more.
///   `alpha`: 0.05 for an interval at 95 %.
/// - **Assumes** independent studies, whose variances are known.
/// - Five studies or more make a claim, see [`Claim`].
///
/// # Source
///
/// W. Viechtbauer, "Conducting meta-analyses in R with the metafor package", JSS 36 (2010). Agrees with metafor 3.8.1
/// `rma(yi, vi, method, test, control = list(threshold = 1e-15))` to 1e-8, on studies of any scale.
///
/// # Errors
///
/// Arguments that are not finite, not as long as each other or not positive (`vi`); [`Fault::TooFew`] with one study;
/// [`Fault::NoVariance`] for Hartung-Knapp where all effects are the same.
pub fn pool(
    effects: &[f64],
    variances: &[f64],
    method: Method,
    interval: Interval,
    alpha: f64,
) -> Result<Pooled, Fault> {
    let model = Model::constant(effects, variances)?;
    if model.studies() < 2 {
        return Err(Fault::too_few("yi", model.studies(), 2));
    }
    let tau2 = heterogeneity::estimate(&model, method)?;
    let fit = model.fit(tau2)?;
    let (factor, df) = factor(&fit, model.df(), interval);
    // What rounding leaves of a spread that is none.
    if factor <= 1e-24 {
        return Err(Fault::no_variance("yi"));
    }
    let se = model.spread((factor * fit.mean_variance()).sqrt());
    let estimate = Estimate::by_t(model.effect(fit.mean()), se, df, alpha)?;
    let within = model.df() / model.traces(&model.fit(0.0)?).0;
    let total: f64 = fit.weights.iter().sum();
    Ok(Pooled {
        estimate,
        tau2: model.outside(tau2),
        i2: tau2 / (tau2 + within),
        h2: tau2 / within + 1.0,
        weights: fit.weights.iter().map(|it| it / total).collect(),
    })
}

/// What the variance of a coefficient is multiplied by, and the degrees of freedom of its law.
fn factor(fit: &model::Fit, df: f64, interval: Interval) -> (f64, f64) {
    match interval {
        Interval::Wald => (1.0, f64::INFINITY),
        Interval::HartungKnapp => (fit.q / df, df),
        Interval::HartungKnappAtLeastOne => ((fit.q / df).max(1.0), df),
    }
}

/// Cochran's test that the effect is the same everywhere.
///
/// # Source
///
/// W. G. Cochran, "The combination of estimates from different experiments", Biometrics 10 (1954). Agrees with
/// metafor 3.8.1 `rma(yi, vi, method = "FE")` to 1e-12.
///
/// # Errors
///
/// As [`pool`].
pub fn homogeneity(effects: &[f64], variances: &[f64]) -> Result<Homogeneity, Fault> {
    let model = Model::constant(effects, variances)?;
    if model.studies() < 2 {
        return Err(Fault::too_few("yi", model.studies(), 2));
    }
    let fit = model.fit(0.0)?;
    Ok(Homogeneity {
        value: model.effect(fit.mean()),
        se: model.spread(fit.mean_variance().sqrt()),
        q: fit.q,
        df: model.df(),
        p: chi_square_sf(fit.q, model.df()),
    })
}

#[cfg(test)]
mod tests;
