//! An effect with its interval: what every comparison gives.

use crate::{
    Fault, check_range,
    distribution::{t_quantile, t_two_sided},
};

/// An effect, how well it is known, and the test of "no effect".
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The effect, in the unit of the outcome (or a share, where it is relative).
    pub value: f64,
    /// Its standard error.
    pub se: f64,
    /// Degrees of freedom of the standard error; infinite where the normal law is used.
    pub df: f64,
    /// Lower end of the interval at `1 − alpha`.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Two-sided p-value of no effect.
    pub p: f64,
}

impl Estimate {
    /// The interval `value ± t·se` and the p-value of `value ÷ se`, both by Student's law with `df` degrees of freedom.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] if `alpha` is not between 0 and 1; [`Fault::NoVariance`] if `se` is not positive: nothing
    /// varied, so nothing can be said of chance.
    pub fn by_t(value: f64, se: f64, df: f64, alpha: f64) -> Result<Self, Fault> {
        check_range("alpha", alpha, 1e-12, 1.0 - 1e-12)?;
        if !se.is_finite() || se <= 0.0 || df.is_nan() || df <= 0.0 {
            return Err(Fault::no_variance("outcome"));
        }
        let half = t_quantile(1.0 - alpha / 2.0, df) * se;
        Ok(Self { value, se, df, low: value - half, high: value + half, p: t_two_sided(value / se, df) })
    }

    /// The same by the normal law.
    ///
    /// # Errors
    ///
    /// As [`Self::by_t`].
    pub fn by_normal(value: f64, se: f64, alpha: f64) -> Result<Self, Fault> {
        Self::by_t(value, se, f64::INFINITY, alpha)
    }
}
