//! How many units an experiment needs, what it can detect, and how often it will.
//!
//! Start with [`Plan`]: say the least effect that can be detected first ([`Plan::detectable`]), then whether it is
//! plausible. Where offices are drawn by lot and not persons, [`ClusterPlan`]; what it needs to know of offices comes
//! from pilot data by [`icc_anova`].
//!
//! Variances are those of one unit: of a value, `share·(1 − share)` of a share, and
//! [`crate::arms::RatioSums::unit_variance`] of a ratio.

mod cluster;

pub use cluster::{ClusterPlan, Icc, design_effect, icc_anova};

use crate::{
    Fault, check_range,
    distribution::{noncentral_t_cdf, noncentral_t_sf, normal_quantile, normal_sf, t_quantile},
    two_sample::check_alpha,
};

/// Most units, clusters or days that a plan may need: beyond, the effect is too small to be looked for.
pub const UNITS_MAX: f64 = 1e15;

/// Halvings of the interval that a root lies in.
const HALVINGS: u32 = 200;

/// Whether an effect in either direction counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sides {
    /// Either direction.
    #[default]
    Two,
    /// Only the one that the effect is said in.
    One,
}

/// What an experiment is asked to hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    /// Error rate of a false alarm.
    pub alpha: f64,
    /// Probability to detect the effect where it is there.
    pub power: f64,
    /// Units of the treatment for each of the control.
    pub ratio: f64,
    /// Whether an effect in either direction counts.
    pub sides: Sides,
}

impl Default for Plan {
    fn default() -> Self {
        Self { alpha: 0.05, power: 0.8, ratio: 1.0, sides: Sides::Two }
    }
}

impl Plan {
    pub(crate) fn check(&self) -> Result<(), Fault> {
        check_alpha(self.alpha)?;
        check_range("ratio_n2_n1", self.ratio, 1e-6, 1e6)?;
        check_range("power", self.power, 1e-12, 1.0 - 1e-12)?;
        // At no effect the test rejects at alpha: no number of units gives less.
        if self.power <= self.alpha {
            return Err(Fault::out_of_range("power", self.power, self.alpha, 1.0));
        }
        Ok(())
    }

    /// Probability to detect a standardised effect `d` (difference ÷ standard deviation) with `n1` units of control.
    ///
    /// - **Takes** `n1` units of control, not necessarily whole, and `n1 · ratio` of treatment, more than two in all.
    /// - **Gives** a probability; 1 where it is nearer than can be written.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] naming `n1`, `d`, or a field of the plan.
    ///
    /// # Source
    ///
    /// J. Cohen, *Statistical Power Analysis* (1988), chapter 2. Agrees with statsmodels 0.15 `TTestIndPower().power` to
    /// 1e-11 where that is a number.
    pub fn power_at(&self, d: f64, n1: f64) -> Result<f64, Fault> {
        self.check()?;
        check_range("d", d, -1e12, 1e12)?;
        check_range("n1", n1, f64::MIN_POSITIVE, UNITS_MAX)?;
        if self.freedom(n1) <= 0.0 {
            return Err(Fault::out_of_range("n1", n1, 2.0 / (1.0 + self.ratio), UNITS_MAX));
        }
        Ok(self.power_unchecked(d, n1))
    }

    fn freedom(&self, n1: f64) -> f64 {
        n1 * (1.0 + self.ratio) - 2.0
    }

    fn power_unchecked(&self, d: f64, n1: f64) -> f64 {
        let root = (n1 * self.ratio / (1.0 + self.ratio)).sqrt();
        t_power(d * root, self.freedom(n1), self.alpha, self.sides)
    }

    /// Units of control with which a standardised effect `d` is detected as often as the plan says; not rounded.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`]: `d` is 0, or so small that more than [`UNITS_MAX`] units would be needed; for one-sided
    /// plans `d` must be positive.
    ///
    /// # Source
    ///
    /// As [`Self::power_at`]; agrees with statsmodels 0.15 `TTestIndPower` solved for `nobs1` to 1e-9.
    pub fn units(&self, d: f64) -> Result<f64, Fault> {
        self.check()?;
        let least = self.check_effect("d", d)?;
        let low = 2.0 / (1.0 + self.ratio);
        root_above(low, |n1| self.power_unchecked(least, n1) - self.power)
            .ok_or_else(|| Fault::out_of_range("d", d, self.smallest(), 1e12))
    }

    /// The least standardised effect that `n1` units of control detect as often as the plan says.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] naming `n1`: two units in all or fewer.
    ///
    /// # Source
    ///
    /// As [`Self::power_at`].
    pub fn detectable(&self, n1: f64) -> Result<f64, Fault> {
        self.check()?;
        check_range("n1", n1, f64::MIN_POSITIVE, UNITS_MAX)?;
        if self.freedom(n1) <= 0.0 {
            return Err(Fault::out_of_range("n1", n1, 2.0 / (1.0 + self.ratio), UNITS_MAX));
        }
        root_above(0.0, |d| self.power_unchecked(d, n1) - self.power)
            .ok_or_else(|| Fault::out_of_range("n1", n1, 2.0 / (1.0 + self.ratio), UNITS_MAX))
    }

    /// Units of control for a `difference` in the unit of the outcome, whose variance of one unit is given.
    ///
    /// # Errors
    ///
    /// As [`Self::units`], naming `difference`; [`Fault::OutOfRange`] for a variance that is not positive.
    pub fn units_for(&self, difference: f64, unit_variance: f64) -> Result<f64, Fault> {
        check_range("unit_variance", unit_variance, f64::MIN_POSITIVE, f64::MAX)?;
        self.units(difference / unit_variance.sqrt()).map_err(|it| renamed(it, "difference", difference))
    }

    /// The least difference, in the unit of the outcome, that `n1` units of control detect.
    ///
    /// # Errors
    ///
    /// As [`Self::detectable`] and [`Self::units_for`].
    pub fn detectable_difference(&self, n1: f64, unit_variance: f64) -> Result<f64, Fault> {
        check_range("unit_variance", unit_variance, f64::MIN_POSITIVE, f64::MAX)?;
        Ok(self.detectable(n1)? * unit_variance.sqrt())
    }

    /// Units of control to tell share `p1` of the control from `p2`, by the arcsine of both.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] naming `p1` or `p2`: no share, or both alike.
    ///
    /// # Source
    ///
    /// J. Cohen (1988), chapter 6. Agrees with statsmodels 0.15 `NormalIndPower` of `proportion_effectsize`, solved for
    /// `nobs1`, to 1e-9.
    pub fn units_for_shares(&self, p1: f64, p2: f64) -> Result<f64, Fault> {
        self.check()?;
        let h = cohen_h(p1, p2)?;
        let h = match self.sides {
            Sides::Two => h.abs(),
            Sides::One => h,
        };
        if h <= 0.0 {
            return Err(Fault::out_of_range("p2", p2, 0.0, 1.0));
        }
        // Power depends on the size through this product only.
        let critical = -normal_quantile(self.tail());
        let reach = root_above(0.0, |reach| {
            let other = match self.sides {
                Sides::Two => normal_sf(critical + reach),
                Sides::One => 0.0,
            };
            normal_sf(critical - reach) + other - self.power
        })
        .ok_or_else(|| Fault::not_converged("power"))?;
        let units = (reach / h).powi(2) * (1.0 + self.ratio) / self.ratio;
        check_range("p2", if units <= UNITS_MAX { p2 } else { f64::INFINITY }, 0.0, 1.0)?;
        Ok(units)
    }

    /// The share nearest to `p1`, above it or below it, that `n1` units of control can tell from it; `None` where even
    /// 1, or 0, cannot be told.
    ///
    /// # Errors
    ///
    /// As [`Self::units_for_shares`].
    pub fn detectable_share(&self, p1: f64, n1: f64, above: bool) -> Result<Option<f64>, Fault> {
        check_range("n1", n1, f64::MIN_POSITIVE, UNITS_MAX)?;
        let plan = Self { sides: self.sides, ..*self };
        // On the scale of the arcsine, effects of one size are as easy to tell wherever they lie.
        let unit = plan.units_for_shares(0.5 + 0.5 * 1.0_f64.sin(), 0.5)?;
        let h = (unit / n1).sqrt();
        check_range("p1", p1, 0.0, 1.0)?;
        let angle = 2.0 * p1.sqrt().asin() + if above { h } else { -h };
        let whole = std::f64::consts::PI;
        Ok((0.0..=whole).contains(&angle).then(|| (angle / 2.0).sin().powi(2)))
    }

    fn tail(&self) -> f64 {
        match self.sides {
            Sides::Two => self.alpha / 2.0,
            Sides::One => self.alpha,
        }
    }

    fn check_effect(&self, what: &str, d: f64) -> Result<f64, Fault> {
        check_range(what, d, -1e12, 1e12)?;
        let effect = match self.sides {
            Sides::Two => d.abs(),
            Sides::One => d,
        };
        if effect < self.smallest() {
            Err(Fault::out_of_range(what, d, self.smallest(), 1e12))
        } else {
            Ok(effect)
        }
    }

    /// An effect under this needs more than [`UNITS_MAX`] units at any usual power.
    fn smallest(&self) -> f64 {
        1e-7 / self.ratio.min(1.0).sqrt()
    }
}

/// Power of a t test whose statistic lies `nc` standard errors from 0.
pub(crate) fn t_power(nc: f64, df: f64, alpha: f64, sides: Sides) -> f64 {
    match sides {
        Sides::Two => {
            let critical = -t_quantile(alpha / 2.0, df);
            noncentral_t_sf(critical, df, nc) + noncentral_t_cdf(-critical, df, nc)
        }
        Sides::One => noncentral_t_sf(-t_quantile(alpha, df), df, nc),
    }
    .min(1.0)
}

/// Cohen's h: the difference of the arcsines of two shares.
///
/// # Errors
///
/// [`Fault::OutOfRange`] naming `p1` or `p2`.
///
/// # Source
///
/// J. Cohen (1988), chapter 6. Agrees with statsmodels 0.15 `proportion_effectsize(p1, p2)` to 1e-14.
pub fn cohen_h(p1: f64, p2: f64) -> Result<f64, Fault> {
    check_range("p1", p1, 0.0, 1.0)?;
    check_range("p2", p2, 0.0, 1.0)?;
    Ok(2.0 * (p1.sqrt().asin() - p2.sqrt().asin()))
}

/// Days until as many units have come, all arms together.
///
/// # Errors
///
/// [`Fault::OutOfRange`] naming `units` or `units_per_day`.
pub fn days_needed(units: f64, units_per_day: f64) -> Result<u64, Fault> {
    check_range("units", units, 0.0, UNITS_MAX)?;
    check_range("units_per_day", units_per_day, 1e-6, UNITS_MAX)?;
    let days = (units / units_per_day).ceil();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1e21, capped")]
    Ok(days.min(UNITS_MAX) as u64)
}

/// Where a rising function crosses 0 above `low`; `None` if that is beyond [`UNITS_MAX`].
pub(crate) fn root_above(low: f64, rises: impl Fn(f64) -> f64) -> Option<f64> {
    let mut step = 1.0;
    // What is no number does not count as reached.
    let reached = |at: f64| rises(at) >= 0.0;
    while !reached(low + step) {
        step *= 2.0;
        if step > UNITS_MAX {
            return None;
        }
    }
    let (mut low, mut high) = (low, low + step);
    for _ in 0..HALVINGS {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high || high - low < 1e-15 * high {
            break;
        }
        if reached(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(low + (high - low) / 2.0)
}

/// A fault of the standardised effect, told of the difference that it came from.
fn renamed(fault: Fault, what: &str, value: f64) -> Fault {
    match fault {
        Fault::OutOfRange { what: found, low, high, .. } if found == "d" => {
            Fault::OutOfRange { what: what.into(), value, low, high }
        }
        other => other,
    }
}

#[cfg(test)]
mod tests;
