//! Two arms adjusted for what was known of each unit before the experiment (CUPED).

use super::{
    AdjustedMeanSums, AdjustedRatioSums, Comparison, Moments,
    compare::{Arm, compare, plain},
};
use crate::{
    Estimate, Fault,
    two_sample::{check_alpha, welch_df},
};

/// How the value of before is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Adjustment {
    /// One slope, of both arms taken together without centring each: what A/B platforms do. Its relative difference
    /// divides by the control's mean as it was before adjustment. A large effect pulls the slope.
    Pooled,
    /// A slope in each arm, from within the arm (W. Lin, Annals of Applied Statistics 7 (2013), 295–318): never worse
    /// than no adjustment where arms are large. Preferred.
    #[default]
    WithinArm,
}

/// What the two functions below share: the place of the value before, and the arm as it is without adjustment.
struct Shape<const K: usize> {
    before: usize,
    value: fn(&Moments<K>) -> Option<f64>,
    variance: fn(&Moments<K>) -> Option<f64>,
    covariance: fn(&Moments<K>) -> Option<f64>,
}

/// The difference of means of two arms, adjusted for the same unit's value of before.
///
/// - **Takes** sums of `(value, before)` of both arms, at least three units each. `before` must not depend on the arm.
/// - **Gives** as [`super::compare_means`]; with [`Adjustment::Pooled`], relative to the control's unadjusted mean.
/// - **Assumes** as there. Where `before` does not vary, no adjustment is made.
///
/// # Errors
///
/// As [`super::compare_means`].
///
/// # Source
///
/// A. Deng et al., WSDM 2013. `Pooled` agrees with gbstats 0.8.0 `TwoSidedTTest(RegressionAdjustedStatistic…)` to
/// 1e-11. `WithinArm` agrees with a statsmodels 0.15 `OLS` in each arm, predicted at the common mean of `before`, to
/// 1e-11, to whose variance it adds what the estimation of that mean costs.
pub fn compare_adjusted_means(
    control: &AdjustedMeanSums,
    treatment: &AdjustedMeanSums,
    adjustment: Adjustment,
    alpha: f64,
) -> Result<Comparison, Fault> {
    let shape = Shape {
        before: 1,
        value: |it: &AdjustedMeanSums| Some(it.mean(0)),
        variance: |it| Some(it.covariance(0, 0)),
        covariance: |it| Some(it.covariance(0, 1)),
    };
    adjusted(control, treatment, adjustment, alpha, &shape)
}

/// The difference of ratios of two arms, adjusted for a value of the same unit of before.
///
/// The part `(m − R·d)/d̄` that each unit has in the ratio takes the place of the value; `before` is best of its kind:
/// the numerator of before, or numerator minus the common ratio times denominator of before.
///
/// - **Takes** sums of `(numerator, denominator, before)`; else as [`compare_adjusted_means`].
///
/// # Errors
///
/// As [`super::compare_ratios`].
///
/// # Source
///
/// A. Deng, U. Knoblich and J. Lu, KDD 2018, section 4; A. Deng et al., WSDM 2013, appendix.
pub fn compare_adjusted_ratios(
    control: &AdjustedRatioSums,
    treatment: &AdjustedRatioSums,
    adjustment: Adjustment,
    alpha: f64,
) -> Result<Comparison, Fault> {
    let shape = Shape {
        before: 2,
        value: |it: &AdjustedRatioSums| it.ratio(),
        variance: |it| it.unit_variance(),
        covariance: |it| it.linear_covariance(Some(2)),
    };
    adjusted(control, treatment, adjustment, alpha, &shape)
}

fn adjusted<const K: usize>(
    control: &Moments<K>,
    treatment: &Moments<K>,
    adjustment: Adjustment,
    alpha: f64,
    shape: &Shape<K>,
) -> Result<Comparison, Fault> {
    check_alpha(alpha)?;
    let least = if adjustment == Adjustment::Pooled { 2 } else { 3 };
    for (what, arm) in [("control", control), ("treatment", treatment)] {
        arm.check(what, least)?;
        if (shape.value)(arm).is_none() {
            return Err(Fault::out_of_range(&format!("{what}.den"), 0.0, f64::MIN_POSITIVE, f64::MAX));
        }
    }
    match adjustment {
        Adjustment::Pooled => pooled(control, treatment, alpha, shape),
        Adjustment::WithinArm => within(control, treatment, alpha, shape),
    }
}

/// The slope of both arms together; 0 where the value of before, or the value, does not vary.
///
/// Agrees with gbstats 0.8.0 `compute_theta` to 1e-11.
pub fn pooled_slope(control: &AdjustedMeanSums, treatment: &AdjustedMeanSums) -> f64 {
    let both = control.merged(treatment);
    slope(both.covariance(0, 1), both.covariance(1, 1))
}

/// Which part of an arm's variance the adjustment with this slope takes away; `None` where there is no variance.
pub fn variance_reduction(arm: &AdjustedMeanSums, slope: f64) -> Option<f64> {
    let (own, before) = (arm.covariance(0, 0), arm.covariance(1, 1));
    (own > 0.0).then(|| slope * (2.0 * arm.covariance(0, 1) - slope * before) / own)
}

fn slope(covariance: f64, variance: f64) -> f64 {
    let slope = covariance / variance;
    if slope.is_finite() { slope } else { 0.0 }
}

/// Value and variance of one unit after adjustment with this slope; the value is not yet moved to the common mean.
fn with_slope<const K: usize>(arm: &Moments<K>, slope: f64, shape: &Shape<K>) -> (f64, f64, f64) {
    let value = (shape.value)(arm).unwrap_or(f64::NAN);
    let covariance = (shape.covariance)(arm).unwrap_or(f64::NAN);
    let variance = (shape.variance)(arm).unwrap_or(f64::NAN);
    let before = arm.covariance(shape.before, shape.before);
    let left = variance + slope * slope * before - 2.0 * slope * covariance;
    // What is left of a value that the one of before tells exactly is rounding, not variance.
    let left = if left <= 1e-14 * variance { 0.0 } else { left };
    (value, value - slope * arm.mean(shape.before), left)
}

fn pooled<const K: usize>(
    control: &Moments<K>,
    treatment: &Moments<K>,
    alpha: f64,
    shape: &Shape<K>,
) -> Result<Comparison, Fault> {
    let both = control.merged(treatment);
    let slope = slope((shape.covariance)(&both).unwrap_or(0.0), both.covariance(shape.before, shape.before));
    let (plain_a, adjusted_a, unit_a) = with_slope(control, slope, shape);
    let (plain_b, adjusted_b, unit_b) = with_slope(treatment, slope, shape);
    let (va, vb) = (unit_a / control.count(), unit_b / treatment.count());
    let df = welch_df(va, control.count() - 1.0, vb, treatment.count() - 1.0);
    let difference = adjusted_b - adjusted_a;
    let absolute = Estimate::by_t(difference, (va + vb).sqrt(), df, alpha)?;
    let ratio = plain_b / plain_a;
    let se = (vb + va * ratio * ratio).sqrt() / plain_a.abs();
    let centre = slope * both.mean(shape.before);
    Ok(Comparison {
        control: adjusted_a + centre,
        treatment: adjusted_b + centre,
        absolute,
        relative: plain(difference / plain_a, se, df, alpha),
    })
}

fn within<const K: usize>(
    control: &Moments<K>,
    treatment: &Moments<K>,
    alpha: f64,
    shape: &Shape<K>,
) -> Result<Comparison, Fault> {
    let both = control.merged(treatment);
    let centre = both.mean(shape.before);
    let fit = |arm: &Moments<K>| {
        let spread = arm.covariance(shape.before, shape.before);
        let slope = slope((shape.covariance)(arm).unwrap_or(0.0), spread);
        let (_, value, unit) = with_slope(arm, slope, shape);
        let count = arm.count();
        let away = arm.mean(shape.before) - centre;
        // Variance of a least-squares line at the common mean: σ²·(1/n + away²/Sxx), σ² with n − 2.
        let reach = 1.0 / count
            + if spread > 0.0 { away * away / arm.product(shape.before, shape.before) } else { 0.0 };
        let residual = unit * (count - 1.0) / (count - 2.0);
        (slope, Arm { value: value + slope * centre, variance: residual * reach, df: count - 2.0 })
    };
    let ((slope_a, mut a), (slope_b, mut b)) = (fit(control), fit(treatment));
    // The common mean is estimated too: it moves the effect where slopes differ. Shared between the arms by halves.
    let moving =
        (slope_b - slope_a).powi(2) * both.covariance(shape.before, shape.before) / both.count() / 2.0;
    a.variance += moving;
    b.variance += moving;
    compare(&a, &b, alpha)
}
