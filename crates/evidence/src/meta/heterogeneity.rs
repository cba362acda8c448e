//! How much true effects differ between places: the estimators of the between-study variance.

use super::model::Model;
use crate::{Fault, check_range, distribution::chi_square_quantile};

/// How the between-study variance τ² is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Method {
    /// One effect everywhere: τ² = 0.
    Fixed,
    /// By moments of Cochran's Q (`DerSimonian` and Laird 1986).
    DerSimonianLaird,
    /// Restricted maximum likelihood (Viechtbauer 2005): the default.
    #[default]
    Restricted,
    /// The τ² at which the weighted sum of squares is its expectation (Paule and Mandel 1982).
    PauleMandel,
    /// Maximum likelihood, which is too low with few studies.
    Likelihood,
    /// Sidik and Jonkman 2005: never 0.
    SidikJonkman,
    /// By moments without weights (Hedges and Olkin 1985).
    Hedges,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Fixed,
        Self::DerSimonianLaird,
        Self::Restricted,
        Self::PauleMandel,
        Self::Likelihood,
        Self::SidikJonkman,
        Self::Hedges,
    ];

    /// Its usual initials.
    pub const fn initials(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::DerSimonianLaird => "DL",
            Self::Restricted => "REML",
            Self::PauleMandel => "PM",
            Self::Likelihood => "ML",
            Self::SidikJonkman => "SJ",
            Self::Hedges => "HE",
        }
    }
}

/// Steps after which Fisher scoring gives way to a scan.
const STEPS_MAX: usize = 300;

/// Below this share of the typical variance of a study, τ² is 0.
const NOTHING: f64 = 1e-14;

/// τ² on the inner scale of the model.
pub(super) fn estimate(model: &Model, method: Method) -> Result<f64, Fault> {
    if model.studies() <= model.width() {
        return Ok(0.0);
    }
    match method {
        Method::Fixed => Ok(0.0),
        Method::DerSimonianLaird => {
            let fit = model.fit(0.0)?;
            Ok(((fit.q - model.df()) / model.traces(&fit).0).max(0.0))
        }
        Method::Hedges => Ok(hedges(model)?.max(0.0)),
        Method::PauleMandel => squares_root(model, model.df()),
        Method::SidikJonkman => sidik_jonkman(model),
        Method::Restricted => likeliest(model, true),
        Method::Likelihood => likeliest(model, false),
    }
}

fn hedges(model: &Model) -> Result<f64, Fault> {
    let fit = model.unweighted()?;
    Ok((fit.q - model.unweighted_trace(&fit)) / model.df())
}

fn sidik_jonkman(model: &Model) -> Result<f64, Fault> {
    // The first guess is the plain spread of the effects around their mean, whatever the columns.
    let k = crate::real(model.studies() as u64);
    let mean = model.effects.iter().sum::<f64>() / k;
    let first = model.effects.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / k;
    if first <= 0.0 {
        return Ok(0.0);
    }
    Ok(first * model.fit(first)?.q / model.df())
}

/// The τ² at which Σ w r² is `target`, which falls as τ² grows; 0 where it is below from the start.
pub(super) fn squares_root(model: &Model, target: f64) -> Result<f64, Fault> {
    let above = |tau2: f64| -> Result<bool, Fault> { Ok(model.fit(tau2)?.q > target) };
    if !above(0.0)? {
        return Ok(0.0);
    }
    let mut high = 1.0;
    while above(high)? {
        high *= 4.0;
        if high > 1e200 {
            return Err(Fault::not_converged("tau2"));
        }
    }
    let mut low = if high > 1.0 { high / 4.0 } else { 0.0 };
    while high - low > 4.0 * f64::EPSILON * high && high > f64::MIN_POSITIVE {
        // Halves of the exponent first, so that a small root is found as exactly as a large one.
        let middle = if low > 0.0 || high > 1e-3 { f64::midpoint(low, high) } else { high * high };
        if above(middle)? {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(high)
}

/// The slope of the likelihood, up to a factor: positive where τ² is too small.
fn slope(model: &Model, tau2: f64, restricted: bool) -> Result<(f64, f64), Fault> {
    let fit = model.fit(tau2)?;
    let squares: f64 = fit.weights.iter().zip(&fit.residuals).map(|(w, r)| (w * r).powi(2)).sum();
    let (cost, information) = if restricted {
        model.traces(&fit)
    } else {
        (fit.weights.iter().sum(), fit.weights.iter().map(|it| it * it).sum())
    };
    Ok((squares - cost, information))
}

/// The τ² of greatest likelihood, by Fisher scoring from Hedges' estimate, then to the last digit by halving.
fn likeliest(model: &Model, restricted: bool) -> Result<f64, Fault> {
    let mut tau2 = hedges(model)?.max(0.0);
    let mut settled = false;
    for _ in 0..STEPS_MAX {
        let (slope, information) = slope(model, tau2, restricted)?;
        let mut step = slope / information;
        if tau2 < NOTHING && step <= 0.0 {
            tau2 = 0.0;
            settled = true;
            break;
        }
        while tau2 + step < 0.0 {
            step /= 2.0;
        }
        tau2 += step;
        if step.abs() <= 1e-10 * tau2 {
            settled = true;
            break;
        }
    }
    if settled && tau2 > 0.0 {
        tau2 = match polished(model, tau2, restricted)? {
            Some(it) => it,
            None => scanned(model, restricted)?,
        };
    } else if !settled {
        tau2 = scanned(model, restricted)?;
    }
    // Scoring may have climbed a lower hill than the one at 0.
    if tau2 > 0.0 && model.log_likelihood(0.0, restricted)? - model.log_likelihood(tau2, restricted)? > 1e-4 {
        tau2 = 0.0;
    }
    Ok(tau2)
}

/// The root of the slope next to `near`, or none where the slope does not change its sign there.
fn polished(model: &Model, near: f64, restricted: bool) -> Result<Option<f64>, Fault> {
    for width in [1e-8, 1e-6, 1e-4, 1e-2] {
        let (low, high) = (near * (1.0 - width), near * (1.0 + width));
        if slope(model, low, restricted)?.0 >= 0.0 && slope(model, high, restricted)?.0 <= 0.0 {
            return halved(model, low, high, restricted).map(Some);
        }
    }
    Ok(None)
}

fn halved(model: &Model, mut low: f64, mut high: f64, restricted: bool) -> Result<f64, Fault> {
    while high - low > 4.0 * f64::EPSILON * high {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if slope(model, middle, restricted)?.0 > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(f64::midpoint(low, high))
}

/// The greatest of all hills of the likelihood, on a grid of 20 points a power of ten.
fn scanned(model: &Model, restricted: bool) -> Result<f64, Fault> {
    let spread = model.effects.iter().fold(0.0_f64, |most, it| most.max(it.abs()));
    let top = 10.0 * (1.0 + 4.0 * spread * spread);
    let mut best = (0.0, model.log_likelihood(0.0, restricted)?);
    let (mut low, mut low_slope) = (0.0, slope(model, 0.0, restricted)?.0);
    let mut high = NOTHING;
    while high < top * 1.2 {
        let high_slope = slope(model, high, restricted)?.0;
        if low_slope > 0.0 && high_slope <= 0.0 {
            let found = halved(model, low, high, restricted)?;
            let height = model.log_likelihood(found, restricted)?;
            if height > best.1 {
                best = (found, height);
            }
        }
        (low, low_slope) = (high, high_slope);
        high *= 10.0_f64.powf(0.05);
    }
    Ok(best.0)
}

/// The Q-profile interval of τ², at `1 − alpha`: the values at which Σ w r² is a likely value of its chi-square law.
///
/// - **Takes** effects and their variances, at least two studies.
/// - **Gives** both ends, in the square of the unit of the effects; both 0 where effects agree better than chance allows.
/// - **Assumes** normal effects with known variances.
///
/// # Source
///
/// W. Viechtbauer, "Confidence intervals for the amount of heterogeneity in meta-analysis", Statistics in Medicine 26
/// (2007), 37–52. Agrees with metafor 3.8.1 `confint(rma(yi, vi))` to the tolerance of its root search, 1e-6.
///
/// # Errors
///
/// Arguments that are not finite, not as long as each other or not positive (`vi`); [`Fault::TooFew`].
pub fn tau2_interval(effects: &[f64], variances: &[f64], alpha: f64) -> Result<(f64, f64), Fault> {
    check_range("alpha", alpha, 1e-12, 1.0 - 1e-12)?;
    let model = Model::constant(effects, variances)?;
    if model.studies() < 2 {
        return Err(Fault::too_few("yi", model.studies(), 2));
    }
    let low = squares_root(&model, chi_square_quantile(1.0 - alpha / 2.0, model.df()))?;
    let high = squares_root(&model, chi_square_quantile(alpha / 2.0, model.df()))?;
    Ok((model.outside(low), model.outside(high)))
}
