//! Two samples of values: Welch's t test and the rank test of Mann and Whitney.
//!
//! For arms that are too large to hold, or whose outcome is a ratio, see [`crate::arms`].

use std::cmp::Ordering;

use crate::{Estimate, Fault, check, check_range, distribution::normal_sf, real};

/// Number of values, their mean, and their variance with `n − 1`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// How many.
    pub count: f64,
    /// Their mean.
    pub mean: f64,
    /// Their variance, with `n − 1` in the denominator.
    pub variance: f64,
}

impl Summary {
    /// Of at least two finite values; two passes, so that large values of little spread keep their digits.
    ///
    /// # Errors
    ///
    /// [`Fault::TooFew`], [`Fault::NotFinite`] naming `what`.
    pub fn of(what: &str, values: &[f64]) -> Result<Self, Fault> {
        check(what, values, 2)?;
        let count = real(values.len() as u64);
        let rough = values.iter().map(|it| it / count).sum::<f64>();
        let mean = rough + values.iter().map(|it| (it - rough) / count).sum::<f64>();
        let variance = values.iter().map(|it| (it - mean) * ((it - mean) / (count - 1.0))).sum();
        Self { count, mean, variance }.finite(what)
    }

    fn finite(self, what: &str) -> Result<Self, Fault> {
        // Squares of values near 1e154 leave the numbers that exist.
        if self.mean.is_finite() && self.variance.is_finite() {
            Ok(self)
        } else {
            Err(Fault::out_of_range(what, self.mean, -1e150, 1e150))
        }
    }
}

/// Degrees of freedom of a sum of two independent variances of means, each with its own (Welch and Satterthwaite).
///
/// Infinite where both variances are 0.
pub fn welch_df(variance1: f64, df1: f64, variance2: f64, df2: f64) -> f64 {
    let whole = variance1 + variance2;
    // Shares instead of squares, which could be too small or too large to write.
    let (share1, share2) = (variance1 / whole, variance2 / whole);
    let df = 1.0 / (share1 * share1 / df1 + share2 * share2 / df2);
    if df.is_nan() { f64::INFINITY } else { df }
}

/// Welch's t test: the difference of means `x1 − x2` of two independent samples whose variances may differ.
///
/// - **Takes** two samples, at least two values each, in one unit.
/// - **Gives** the difference with its interval at `1 − alpha` and p-value; `t` is `value ÷ se`.
/// - **Assumes** independent values, means that are nearly normal.
///
/// # Errors
///
/// [`Fault::TooFew`], [`Fault::NotFinite`] naming `x1` or `x2`; [`Fault::NoVariance`] if neither varies;
/// [`Fault::OutOfRange`] for `alpha`.
///
/// # Source
///
/// B. L. Welch, Biometrika 34 (1947), 28–35. Agrees with SciPy 1.17 `ttest_ind(equal_var=False)` and statsmodels 0.15
/// `CompareMeans.tconfint_diff(usevar="unequal")` to 1e-11.
pub fn welch(x1: &[f64], x2: &[f64], alpha: f64) -> Result<Estimate, Fault> {
    let (first, second) = (Summary::of("x1", x1)?, Summary::of("x2", x2)?);
    welch_of(&first, &second, alpha)
}

/// [`welch`] of summaries: `first − second`.
///
/// # Errors
///
/// As [`welch`].
pub fn welch_of(first: &Summary, second: &Summary, alpha: f64) -> Result<Estimate, Fault> {
    let (v1, v2) = (first.variance / first.count, second.variance / second.count);
    let df = welch_df(v1, first.count - 1.0, v2, second.count - 1.0);
    Estimate::by_t(first.mean - second.mean, (v1 + v2).sqrt(), df, alpha)
}

/// The rank test of two samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankTest {
    /// U of the first sample: how many pairs it wins, ties counting one half.
    pub u: f64,
    /// U ÷ the number of pairs: the probability that a value of the first is greater than one of the second.
    pub superiority: f64,
    /// Two-sided p-value by the normal law, corrected for ties and for continuity; 1 where all values are alike.
    pub p: f64,
}

/// The test of Mann and Whitney: does one of two samples tend to have the greater values?
///
/// It says nothing of means; prefer [`welch`] where the mean is what costs.
///
/// # Errors
///
/// [`Fault::TooFew`] if a sample is empty; [`Fault::NotFinite`].
///
/// # Source
///
/// H. B. Mann and D. R. Whitney, Annals of Mathematical Statistics 18 (1947), 50–60. Agrees with SciPy 1.17
/// `mannwhitneyu(method="asymptotic")` to 1e-12.
pub fn mann_whitney(x1: &[f64], x2: &[f64]) -> Result<RankTest, Fault> {
    check("x1", x1, 1)?;
    check("x2", x2, 1)?;
    let mut all: Vec<(f64, bool)> =
        x1.iter().map(|it| (*it, true)).chain(x2.iter().map(|it| (*it, false))).collect();
    all.sort_unstable_by(|a, b| a.0.partial_cmp(&b.0).unwrap_or(Ordering::Equal));
    let (n1, n2) = (real(x1.len() as u64), real(x2.len() as u64));
    let n = n1 + n2;
    let (mut below, mut ranks, mut ties) = (0.0, 0.0, 0.0);
    for alike in all.chunk_by(|a, b| a.0.partial_cmp(&b.0) == Some(Ordering::Equal)) {
        let size = real(alike.len() as u64);
        let of_first = real(alike.iter().filter(|it| it.1).count() as u64);
        ranks += of_first * (below + f64::midpoint(size, 1.0));
        ties += size * (size * size - 1.0);
        below += size;
    }
    let u = ranks - n1 * (n1 + 1.0) / 2.0;
    let variance = n1 * n2 / 12.0 * (n + 1.0 - ties / (n * (n - 1.0)));
    let excess = (u - n1 * n2 / 2.0).abs() - 0.5;
    let p = if variance > 0.0 { (2.0 * normal_sf(excess / variance.sqrt())).min(1.0) } else { 1.0 };
    Ok(RankTest { u, superiority: u / (n1 * n2), p })
}

/// Refuses an error rate outside 0 to 1, ends excluded.
pub(crate) fn check_alpha(alpha: f64) -> Result<(), Fault> {
    check_range("alpha", alpha, 1e-12, 1.0 - 1e-12)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_of_both_samples_changes_nothing() {
        let (x1, x2) = ([1.0, 4.0, 2.5, 7.0], [2.0, 2.0, 9.5]);
        let plain = welch(&x1, &x2, 0.05).unwrap();
        let far = welch(&x1.map(|it| it + 1e9), &x2.map(|it| it + 1e9), 0.05).unwrap();
        assert!((plain.p - far.p).abs() < 1e-7 && (plain.low - far.low).abs() < 1e-6, "{plain:?} {far:?}");
    }

    #[test]
    fn one_sample_may_be_constant_but_not_both() {
        assert!((welch(&[1.0, 1.0, 1.0], &[2.0, 3.0], 0.05).unwrap().df - 1.0).abs() < 1e-12);
        assert_eq!(welch(&[1.0, 1.0], &[2.0, 2.0], 0.05).unwrap_err().code(), "no-variance");
        assert_eq!(welch(&[1.0], &[2.0, 3.0], 0.05).unwrap_err().what(), "x1");
        assert_eq!(welch(&[1.0, f64::NAN], &[2.0, 3.0], 0.05).unwrap_err().code(), "not-finite");
        assert_eq!(welch(&[1.0, 1e200], &[2.0, 3.0], 0.05).unwrap_err().code(), "out-of-range");
        assert_eq!(welch(&[1.0, 2.0], &[2.0, 3.0], 1.0).unwrap_err().what(), "alpha");
    }

    #[test]
    fn ranks_count_ties_by_half() {
        let test = mann_whitney(&[1.0, 2.0, 2.0], &[2.0, 3.0]).unwrap();
        assert!((test.u - 1.0).abs() < 1e-15 && (test.superiority - 1.0 / 6.0).abs() < 1e-15);
        let alike = mann_whitney(&[0.0, -0.0], &[0.0]).unwrap();
        assert!((alike.u - 1.0).abs() < 1e-15 && (alike.p - 1.0).abs() < 1e-15);
    }
}
