//! Two arms without what was known before.

use super::{MeanSums, RatioSums};
use crate::{
    Estimate, Fault, check_range,
    distribution::{t_quantile, t_two_sided},
    multiplicity::{Correction, adjust},
    two_proportions::Pair,
    two_sample::{check_alpha, welch_df},
};

/// A control within so many standard errors of 0 makes a relative difference skewed: Fieller's interval is given.
const NEAR_ZERO: f64 = 5.0;

/// A treatment against the control.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// The control's mean, ratio or share (adjusted, where an adjustment was asked for).
    pub control: f64,
    /// The treatment's.
    pub treatment: f64,
    /// Treatment minus control.
    pub absolute: Estimate,
    /// Treatment over control, minus 1; `None` where the control cannot be told from 0.
    pub relative: Option<Estimate>,
}

/// What is known of one arm.
pub(super) struct Arm {
    pub(super) value: f64,
    /// Squared standard error of `value`.
    pub(super) variance: f64,
    pub(super) df: f64,
}

/// Both differences of two independent arms.
pub(super) fn compare(control: &Arm, treatment: &Arm, alpha: f64) -> Result<Comparison, Fault> {
    let df = welch_df(control.variance, control.df, treatment.variance, treatment.df);
    let se = (control.variance + treatment.variance).sqrt();
    let absolute = Estimate::by_t(treatment.value - control.value, se, df, alpha)?;
    let relative = relative(control, treatment, df, &absolute, alpha);
    Ok(Comparison { control: control.value, treatment: treatment.value, absolute, relative })
}

fn relative(control: &Arm, treatment: &Arm, df: f64, absolute: &Estimate, alpha: f64) -> Option<Estimate> {
    let (a, b) = (control.value, treatment.value);
    let (value, se) = delta(control, treatment);
    if !value.is_finite() || !se.is_finite() || se <= 0.0 {
        return None;
    }
    if a.abs() > NEAR_ZERO * control.variance.sqrt() {
        return Estimate::by_t(value, se, df, alpha).ok();
    }
    // E. C. Fieller, JRSS B 16 (1954): every ratio r with (b − r·a)² ≤ t²·(v_b + r²·v_a).
    let t = t_quantile(1.0 - alpha / 2.0, df);
    let square = a * a - t * t * control.variance;
    if square <= 0.0 {
        return None;
    }
    let root = (t
        * t
        * (a * a * treatment.variance + b * b * control.variance
            - t * t * control.variance * treatment.variance))
        .max(0.0)
        .sqrt();
    let ends = [(a * b - root) / square - 1.0, (a * b + root) / square - 1.0];
    Some(Estimate { value, se, df, low: ends[0], high: ends[1], p: absolute.p })
}

/// The difference of means of two arms, absolute and relative, by Welch's t.
///
/// - **Takes** sums of both arms, at least two units each; counts per person are means of counts.
/// - **Gives** treatment minus control; relative by the delta method, by Fieller's where the control is within 5
///   standard errors of 0, and none where even that has no end.
/// - **Assumes** independent units, enough of them for means to be nearly normal.
///
/// # Errors
///
/// [`Fault::TooFew`], [`Fault::NotFinite`] naming `control` or `treatment`; [`Fault::NoVariance`]; `alpha` out of range.
///
/// # Source
///
/// Agrees with gbstats 0.8.0 `TwoSidedTTest(SampleMeanStatistic…)` to 1e-11.
pub fn compare_means(control: &MeanSums, treatment: &MeanSums, alpha: f64) -> Result<Comparison, Fault> {
    check_alpha(alpha)?;
    let arm = |what: &str, sums: &MeanSums| {
        sums.check(what, 2)?;
        let count = sums.count();
        Ok::<_, Fault>(Arm { value: sums.mean(0), variance: sums.covariance(0, 0) / count, df: count - 1.0 })
    };
    compare(&arm("control", control)?, &arm("treatment", treatment)?, alpha)
}

/// The difference of ratios (contacts per request) of two arms, by the delta method at the unit that was drawn by lot.
///
/// As [`compare_means`]; never contacts over contacts, whose errors are not independent.
///
/// # Errors
///
/// As [`compare_means`]; [`Fault::OutOfRange`] naming `control.den` or `treatment.den` where denominators sum to 0.
///
/// # Source
///
/// A. Deng, U. Knoblich and J. Lu, "Applying the delta method in metric analytics", KDD 2018. Agrees with gbstats 0.8.0
/// `TwoSidedTTest(RatioStatistic…)` to 1e-11, and with tea-tasting 1.14 `RatioOfMeans` for the absolute difference.
pub fn compare_ratios(control: &RatioSums, treatment: &RatioSums, alpha: f64) -> Result<Comparison, Fault> {
    check_alpha(alpha)?;
    compare(&ratio_arm("control", control)?, &ratio_arm("treatment", treatment)?, alpha)
}

fn ratio_arm(what: &str, sums: &RatioSums) -> Result<Arm, Fault> {
    sums.check(what, 2)?;
    let (Some(value), Some(variance)) = (sums.ratio(), sums.unit_variance()) else {
        return Err(Fault::out_of_range(&format!("{what}.den"), 0.0, f64::MIN_POSITIVE, f64::MAX));
    };
    Ok(Arm { value, variance: variance / sums.count(), df: sums.count() - 1.0 })
}

/// The relative difference of ratios by the delta method wherever the control lies: what A/B platforms print.
///
/// [`compare_ratios`] gives the same unless the control is near 0, where this interval does not hold its level. `None`
/// where the control's ratio is 0.
///
/// # Errors
///
/// As [`compare_ratios`].
///
/// # Source
///
/// Agrees with gbstats 0.8.0 `TwoSidedTTest(RatioStatistic…, difference_type="relative")` to 1e-11.
pub fn relative_by_delta(
    control: &RatioSums,
    treatment: &RatioSums,
    alpha: f64,
) -> Result<Option<Estimate>, Fault> {
    check_alpha(alpha)?;
    let (a, b) = (ratio_arm("control", control)?, ratio_arm("treatment", treatment)?);
    let df = welch_df(a.variance, a.df, b.variance, b.df);
    let (value, se) = delta(&a, &b);
    Ok(plain(value, se, df, alpha))
}

/// Relative difference and its standard error by the delta method.
fn delta(control: &Arm, treatment: &Arm) -> (f64, f64) {
    let ratio = treatment.value / control.value;
    let se = (treatment.variance + control.variance * ratio * ratio).sqrt() / control.value.abs();
    ((treatment.value - control.value) / control.value, se)
}

/// Successes among the units of an arm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShareArm {
    /// Units with a success.
    pub successes: u64,
    /// All units.
    pub units: u64,
}

/// Which interval of a difference of shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ShareMethod {
    /// The score interval of Miettinen and Nurminen.
    #[default]
    Score,
    /// Newcombe's, of two Wilson intervals.
    Newcombe,
}

/// The difference of shares of two arms; it exists where no unit had a success too.
///
/// - **Takes** counts of independent units.
/// - **Gives** the difference with the interval asked for and the p-value of the pooled z test (1 where nothing
///   varied); relative with Koopman's score interval, none where the control has no success. Standard errors are the
///   unpooled ones and may be 0; read the interval.
///
/// # Errors
///
/// [`Fault::OutOfRange`] naming `control` or `treatment` (no unit, more successes than units), or `alpha`.
///
/// # Source
///
/// As [`Pair::difference_score`], [`Pair::difference_newcombe`] and [`Pair::ratio_score`].
pub fn compare_proportions(
    control: ShareArm,
    treatment: ShareArm,
    method: ShareMethod,
    alpha: f64,
) -> Result<Comparison, Fault> {
    for (what, arm) in [("control", control), ("treatment", treatment)] {
        check_range(&format!("{what}.successes"), crate::real(arm.successes), 0.0, crate::real(arm.units))?;
    }
    let pair = Pair::new(treatment.successes, treatment.units, control.successes, control.units)?;
    let interval = match method {
        ShareMethod::Score => pair.difference_score(alpha)?,
        ShareMethod::Newcombe => pair.difference_newcombe(alpha)?,
    };
    let p = pair.z_test().map_or(1.0, |it| it.p);
    let (treated, controlled) = pair.shares();
    let absolute = Estimate {
        value: pair.difference(),
        se: pair.standard_error(),
        df: f64::INFINITY,
        low: interval.low,
        high: interval.high,
        p,
    };
    let relative = match pair.ratio() {
        None => None,
        Some(ratio) => {
            let interval = pair.ratio_score(alpha)?;
            let variance = |share: f64, units: u64| share * (1.0 - share) / crate::real(units);
            let (vb, va) = (variance(treated, treatment.units), variance(controlled, control.units));
            let se = (vb + va * ratio * ratio).sqrt() / controlled;
            Some(Estimate {
                value: ratio - 1.0,
                se,
                df: f64::INFINITY,
                low: interval.low - 1.0,
                high: interval.high - 1.0,
                p,
            })
        }
    };
    Ok(Comparison { control: controlled, treatment: treated, absolute, relative })
}

/// One of several treatments against the control.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ArmComparison {
    /// The comparison by itself: its interval is not widened for the number of arms.
    pub comparison: Comparison,
    /// The p-value of the absolute difference after Holm's correction over all arms.
    pub p_holm: f64,
    /// Whether the difference holds at `alpha` after that correction.
    pub reject: bool,
}

/// Every treatment against one control, with Holm's correction.
///
/// `compare` is [`compare_means`], [`compare_ratios`], or a closure over another comparison.
///
/// # Errors
///
/// Those of `compare`, for the first treatment that has one; [`Fault::TooFew`] without a treatment.
pub fn every_arm<S>(
    control: &S,
    treatments: &[S],
    alpha: f64,
    compare: impl Fn(&S, &S, f64) -> Result<Comparison, Fault>,
) -> Result<Vec<ArmComparison>, Fault> {
    if treatments.is_empty() {
        return Err(Fault::too_few("treatments", 0, 1));
    }
    let found = treatments
        .iter()
        .map(|it| compare(control, it, alpha))
        .collect::<Result<Vec<Comparison>, Fault>>()?;
    let p: Vec<f64> = found.iter().map(|it| it.absolute.p).collect();
    let holm = adjust(&p, alpha, Correction::Holm)?;
    Ok(found
        .into_iter()
        .zip(holm.p.into_iter().zip(holm.reject))
        .map(|(comparison, (p_holm, reject))| ArmComparison { comparison, p_holm, reject })
        .collect())
}

/// An estimate whose interval and p-value are Student's, as of a relative difference with its own variance.
pub(super) fn plain(value: f64, se: f64, df: f64, alpha: f64) -> Option<Estimate> {
    if !value.is_finite() || !se.is_finite() || se <= 0.0 {
        return None;
    }
    let half = t_quantile(1.0 - alpha / 2.0, df) * se;
    Some(Estimate { value, se, df, low: value - half, high: value + half, p: t_two_sided(value / se, df) })
}
