//! What a page shows of several studies: each of them, and only as much pooling as their number allows.

use super::{Interval, Method, Pooled, Prediction, heterogeneity, model::Model, pool, predict};
use crate::{Fault, check_range, distribution::normal_quantile, real};

/// What may be said of so many studies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Claim {
    /// One or two studies: each for itself, no pooled effect.
    Studies,
    /// Three or four: the picture and what to expect at the next place; a pooled effect is shown, not claimed.
    Tentative,
    /// Five or more: a pooled effect.
    Pooled,
}

impl Claim {
    /// The claim that `studies` allow.
    pub const fn of(studies: usize) -> Self {
        match studies {
            0..=2 => Self::Studies,
            3..=4 => Self::Tentative,
            _ => Self::Pooled,
        }
    }
}

/// One study of a forest plot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ForestRow {
    /// Its effect.
    pub value: f64,
    /// Lower end of its own interval, by the normal law.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Its share of the pooled effect, 0 to 1; the area of its square.
    pub weight: f64,
}

/// All that a forest plot shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Forest {
    /// The studies, in their order.
    pub rows: Vec<ForestRow>,
    /// What may be said.
    pub claim: Claim,
    /// The pooled effect (REML), the diamond; none with one or two studies, or where all effects are the same and the
    /// interval is by Hartung and Knapp.
    pub pooled: Option<Pooled>,
    /// The true effect to expect at another place; none with one or two studies.
    pub prediction: Option<Prediction>,
    /// Whether Egger's test may be shown, see [`super::EGGER_LEAST`].
    pub egger: bool,
}

/// The forest plot of studies, by REML.
///
/// - **Takes** effects and variances, at least one study; `interval` of the diamond; `alpha` for all intervals.
///
/// # Errors
///
/// As [`pool`], but for one study.
pub fn forest(effects: &[f64], variances: &[f64], interval: Interval, alpha: f64) -> Result<Forest, Fault> {
    check_range("alpha", alpha, 1e-6, 1.0 - 1e-6)?;
    let model = Model::constant(effects, variances)?;
    let tau2 = model.outside(heterogeneity::estimate(&model, Method::Restricted)?);
    let z = normal_quantile(1.0 - alpha / 2.0);
    let total: f64 = variances.iter().map(|it| 1.0 / (it + tau2)).sum();
    let rows = effects
        .iter()
        .zip(variances)
        .map(|(value, variance)| ForestRow {
            value: *value,
            low: value - z * variance.sqrt(),
            high: value + z * variance.sqrt(),
            weight: 1.0 / (variance + tau2) / total,
        })
        .collect();
    let claim = Claim::of(effects.len());
    let (pooled, prediction) = if claim == Claim::Studies {
        (None, None)
    } else {
        let pooled = match pool(effects, variances, Method::Restricted, interval, alpha) {
            Err(Fault::NoVariance { .. }) => None,
            other => Some(other?),
        };
        (pooled, Some(predict(effects, variances, alpha)?))
    };
    Ok(Forest { rows, claim, pooled, prediction, egger: effects.len() >= super::EGGER_LEAST })
}

/// Half of the width of an interval of `share` of the normal law.
pub(super) fn half_of(share: f64) -> f64 {
    normal_quantile(f64::midpoint(1.0, share))
}

/// The number of studies as a number.
pub(super) fn count(values: &[f64]) -> f64 {
    real(values.len() as u64)
}
