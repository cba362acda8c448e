//! Two shares: their difference and their ratio, with intervals that hold for few successes too.
//!
//! Start with [`Pair`]. Prefer [`Pair::difference_score`] or [`Pair::difference_newcombe`]; the textbook interval
//! ([`Pair::difference_wald`]) is there to compare with others only. [`fisher`] has the exact test.

mod fisher;
mod score;

pub use fisher::fisher;

use crate::{
    Fault, check_range,
    distribution::{normal_quantile, normal_two_sided},
    proportion::wilson_between,
    real,
    two_sample::check_alpha,
};

/// Most trials of an arm: beyond, squares of counts lose digits and exact tests take minutes.
pub const TRIALS_MAX: u64 = 1_000_000_000_000;

/// Two independent shares, `1` minus or over `2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    count1: u64,
    nobs1: u64,
    count2: u64,
    nobs2: u64,
}

/// An interval of a difference (−1 to 1) or of a ratio (0 to infinite).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end; infinite where the share divided by may be 0.
    pub high: f64,
}

/// The pooled z test of equal shares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ZTest {
    /// The difference in standard errors.
    pub z: f64,
    /// Two-sided p-value.
    pub p: f64,
}

impl Pair {
    /// Successes and trials of each.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] naming `count1`, `nobs1`, `count2` or `nobs2`: no trial, more than [`TRIALS_MAX`], or
    /// more successes than trials.
    pub fn new(count1: u64, nobs1: u64, count2: u64, nobs2: u64) -> Result<Self, Fault> {
        check_range("nobs1", real(nobs1), 1.0, real(TRIALS_MAX))?;
        check_range("nobs2", real(nobs2), 1.0, real(TRIALS_MAX))?;
        check_range("count1", real(count1), 0.0, real(nobs1))?;
        check_range("count2", real(count2), 0.0, real(nobs2))?;
        Ok(Self { count1, nobs1, count2, nobs2 })
    }

    /// The same with the two exchanged.
    #[must_use]
    pub const fn swapped(self) -> Self {
        Self { count1: self.count2, nobs1: self.nobs2, count2: self.count1, nobs2: self.nobs1 }
    }

    fn sizes(self) -> (f64, f64) {
        (real(self.nobs1), real(self.nobs2))
    }

    /// Both shares.
    pub fn shares(self) -> (f64, f64) {
        let (n1, n2) = self.sizes();
        (real(self.count1) / n1, real(self.count2) / n2)
    }

    /// The first share minus the second.
    pub fn difference(self) -> f64 {
        let (p1, p2) = self.shares();
        p1 - p2
    }

    /// The first share over the second; `None` where the second is 0.
    pub fn ratio(self) -> Option<f64> {
        let (p1, p2) = self.shares();
        (self.count2 > 0).then(|| p1 / p2)
    }

    /// Standard error of the difference, each share with its own variance.
    pub fn standard_error(self) -> f64 {
        let ((p1, p2), (n1, n2)) = (self.shares(), self.sizes());
        (p1 * (1.0 - p1) / n1 + p2 * (1.0 - p2) / n2).sqrt()
    }

    /// The z test with the pooled share; `None` where both shares are 0 or both are 1: no variance is seen.
    ///
    /// Agrees with statsmodels 0.15 `proportions_ztest` to 1e-12.
    pub fn z_test(self) -> Option<ZTest> {
        let (n1, n2) = self.sizes();
        let pooled = real(self.count1 + self.count2) / (n1 + n2);
        let se = (pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n2)).sqrt();
        let z = self.difference() / se;
        (se > 0.0).then(|| ZTest { z, p: normal_two_sided(z) })
    }

    /// Fisher's exact test, two-sided: see [`fisher`].
    pub fn fisher(self) -> f64 {
        fisher::of(self)
    }

    /// The textbook interval of the difference: too short for few successes, of no width where both are 0.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] for `alpha`, as all that follow.
    pub fn difference_wald(self, alpha: f64) -> Result<Interval, Fault> {
        let half = upper(alpha)? * self.standard_error();
        Ok(Interval { low: self.difference() - half, high: self.difference() + half })
    }

    /// Newcombe's interval of the difference, of the Wilson intervals of both shares.
    ///
    /// # Errors
    ///
    /// As [`Self::difference_wald`].
    ///
    /// # Source
    ///
    /// R. G. Newcombe, Statistics in Medicine 17 (1998), 873–890, method 10. Agrees with statsmodels 0.15
    /// `confint_proportions_2indep(method="newcomb")` to 1e-12.
    pub fn difference_newcombe(self, alpha: f64) -> Result<Interval, Fault> {
        let z = upper(alpha)?;
        let ((p1, p2), (n1, n2)) = (self.shares(), self.sizes());
        let (first, second) = (wilson_between(p1, n1, z), wilson_between(p2, n2, z));
        let difference = p1 - p2;
        Ok(Interval {
            low: difference - (p1 - first.low).hypot(second.high - p2),
            high: difference + (p2 - second.low).hypot(first.high - p1),
        })
    }

    /// The interval of Agresti and Caffo: the textbook one after a success and a failure were added to each.
    ///
    /// # Errors
    ///
    /// As [`Self::difference_wald`].
    ///
    /// # Source
    ///
    /// A. Agresti and B. Caffo, The American Statistician 54 (2000), 280–288. Agrees with statsmodels 0.15
    /// `confint_proportions_2indep(method="agresti-caffo")` to 1e-12.
    pub fn difference_agresti_caffo(self, alpha: f64) -> Result<Interval, Fault> {
        Self {
            count1: self.count1 + 1,
            nobs1: self.nobs1 + 2,
            count2: self.count2 + 1,
            nobs2: self.nobs2 + 2,
        }
        .difference_wald(alpha)
    }

    /// The score interval of the difference: every difference that the score test does not refuse. Always exists.
    ///
    /// # Errors
    ///
    /// As [`Self::difference_wald`].
    ///
    /// # Source
    ///
    /// O. Miettinen and M. Nurminen, Statistics in Medicine 4 (1985), 213–226, variance times N/(N − 1). The null shares
    /// are those of greatest likelihood, found to the last digit and checked against SciPy 1.17 `minimize_scalar`.
    pub fn difference_score(self, alpha: f64) -> Result<Interval, Fault> {
        Ok(score::difference(self, upper(alpha)?))
    }

    /// The interval that statsmodels 0.15 gives as `confint_proportions_2indep(method="score", compare="diff")`.
    ///
    /// Its cubic equation for the null shares has the control's successes where Miettinen and Nurminen have its trials,
    /// so that it differs from [`Self::difference_score`] by up to some per cent of its width: only to compare with
    /// figures that come from there. Where statsmodels finds no interval, that of [`Self::difference_score`].
    ///
    /// # Errors
    ///
    /// As [`Self::difference_wald`].
    pub fn difference_score_statsmodels(self, alpha: f64) -> Result<Interval, Fault> {
        let wald = self.difference_wald(alpha)?;
        Ok(score::difference_statsmodels(self, wald, upper(alpha)?).unwrap_or(self.difference_score(alpha)?))
    }

    /// p-value of the score test that the difference is `value`: what [`Self::difference_score`] is the inverse of.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] if `value` is not between −1 and 1.
    pub fn score_p(self, value: f64) -> Result<f64, Fault> {
        check_range("value", value, -1.0, 1.0)?;
        Ok(normal_two_sided(score::difference_z(self, value)))
    }

    /// The interval of the ratio on the scale of logarithms; `None` where a count is 0.
    ///
    /// # Errors
    ///
    /// As [`Self::difference_wald`].
    ///
    /// # Source
    ///
    /// D. Katz et al., Biometrics 34 (1978), 469–474. Agrees with statsmodels 0.15
    /// `confint_proportions_2indep(method="log", compare="ratio")` to 1e-12.
    pub fn ratio_log(self, alpha: f64) -> Result<Option<Interval>, Fault> {
        let z = upper(alpha)?;
        let Some(ratio) = self.ratio().filter(|it| *it > 0.0) else { return Ok(None) };
        let (n1, n2) = self.sizes();
        let part = |count: u64, n: f64| (n - real(count)) / (real(count) * n);
        let half = z * (part(self.count1, n1) + part(self.count2, n2)).sqrt();
        Ok(Some(Interval { low: (ratio.ln() - half).exp(), high: (ratio.ln() + half).exp() }))
    }

    /// The score interval of the ratio: every ratio that the score test does not refuse; its upper end is infinite
    /// where the second count is 0.
    ///
    /// # Errors
    ///
    /// As [`Self::difference_wald`].
    ///
    /// # Source
    ///
    /// P. A. R. Koopman, Biometrics 40 (1984), 513–517, with the factor N/(N − 1) of Miettinen and Nurminen. Agrees
    /// with statsmodels 0.15 `confint_proportions_2indep(method="score", compare="ratio")` to 1e-8, except where a share
    /// is 1: there statsmodels takes the wrong root of its cubic equation.
    pub fn ratio_score(self, alpha: f64) -> Result<Interval, Fault> {
        Ok(score::ratio(self, upper(alpha)?))
    }
}

/// The quantile that two-sided intervals at `1 − alpha` reach to.
fn upper(alpha: f64) -> Result<f64, Fault> {
    check_alpha(alpha)?;
    Ok(-normal_quantile(alpha / 2.0))
}

#[cfg(test)]
mod tests;
