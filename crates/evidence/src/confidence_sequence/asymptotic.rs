//! Robbins' normal mixture with estimated variance, for the difference of two arms.

use super::check_alpha;
use crate::{Fault, check_range};

/// Fewest units with which the asymptotic sequence is to be trusted.
pub const UNITS_LEAST: f64 = 200.0;
/// Fewest clusters.
pub const CLUSTERS_LEAST: f64 = 20.0;

/// An interval and a p-value that hold at all looks together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ConfidenceSequence {
    /// The effect.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// Tuning of the mixture: the larger, the sooner the interval is narrow.
    pub rho: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Always-valid two-sided p-value of no effect, at most 1.
    pub p: f64,
    /// Whether there are enough units, and clusters, for the level to hold; if not, show the interval as provisional
    /// and conclude nothing.
    pub is_trustworthy: bool,
}

/// An arm: how many units, and the first two sums of their outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// Number of units.
    pub units: f64,
    /// Sum of the outcome.
    pub sum: f64,
    /// Sum of its square.
    pub sum_squares: f64,
}

impl Moments {
    /// Mean and variance (divided by n − 1) of the outcome; `what` names the arm in a refusal.
    ///
    /// # Errors
    ///
    /// [`Fault::NotFinite`]; [`Fault::OutOfRange`] with fewer than 2 units, or where the sum of squares is smaller than
    /// the sum allows.
    pub fn mean_and_variance(&self, what: &str) -> Result<(f64, f64), Fault> {
        check_range(&format!("{what}.n"), self.units, 2.0, 1e18)?;
        check_range(&format!("{what}.sum"), self.sum, -1e150, 1e150)?;
        check_range(&format!("{what}.sum_squares"), self.sum_squares, 0.0, 1e300)?;
        let least = self.sum * self.sum / self.units;
        let around = self.sum_squares - least;
        if around < -1e-9 * self.sum_squares {
            return Err(Fault::out_of_range(
                &format!("{what}.sum_squares"),
                self.sum_squares,
                least,
                f64::INFINITY,
            ));
        }
        // What rounding alone can leave of equal outcomes is no variation.
        let around = if around < 1e-15 * self.sum_squares { 0.0 } else { around };
        Ok((self.sum / self.units, around / (self.units - 1.0)))
    }
}

/// The sequence of an estimate with its standard error.
///
/// - **Takes** the estimate of two arms together and its standard error; `units`, those of both arms; `clusters` of both
///   arms where units come in clusters (then time is counted in clusters, and so is `tuning`); `tuning`, the number of
///   units (or clusters) at which the interval is to be narrowest relative to others.
/// - **Gives** `estimate ± se·√(2(nρ²+1)·ln(√(nρ²+1)/alpha) ÷ (nρ²))`, ρ² = (−2 ln α + ln(1 − 2 ln α)) ÷ tuning, and
///   p = min(1, √(nρ²+1)·exp(−ρ²S ÷ 2(nρ²+1))), S = n·estimate² ÷ se².
/// - **Assumes** that estimates are close to normal from the first look on: see [`ConfidenceSequence::is_trustworthy`].
///
/// # Errors
///
/// [`Fault::OutOfRange`] and [`Fault::NotFinite`] of an argument; [`Fault::NoVariance`] if `se` is not positive.
///
/// # Source
///
/// Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2021 (arXiv 2103.06476v7, equations 9, 155 and 161). Agrees with
/// gbstats 0.8.0 `SequentialTwoSidedTTest` to 1e-12.
pub fn asymptotic(
    estimate: f64,
    se: f64,
    units: f64,
    clusters: Option<f64>,
    alpha: f64,
    tuning: f64,
) -> Result<ConfidenceSequence, Fault> {
    check_alpha("alpha", alpha)?;
    check_range("tuning_n", tuning, 1e-9, 1e18)?;
    check_range("estimate", estimate, -1e300, 1e300)?;
    check_range("units", units, 1.0, 1e18)?;
    if let Some(it) = clusters {
        check_range("clusters", it, 1.0, units)?;
    }
    if se.is_nan() || se <= 0.0 || se.is_infinite() {
        return Err(Fault::no_variance("outcome"));
    }
    let time = clusters.unwrap_or(units);
    let level = -2.0 * alpha.ln();
    let rho = ((level + level.ln_1p()) / tuning).sqrt();
    let weight = time * rho * rho;
    let half = se * (2.0 * (weight + 1.0) / weight * (0.5 * weight.ln_1p() - alpha.ln())).sqrt();
    let z = estimate / se;
    let log_evidence = z * z * weight / (2.0 * (weight + 1.0)) - 0.5 * weight.ln_1p();
    Ok(ConfidenceSequence {
        estimate,
        se,
        rho,
        low: estimate - half,
        high: estimate + half,
        p: (-log_evidence).exp().min(1.0),
        is_trustworthy: units >= UNITS_LEAST && clusters.is_none_or(|it| it >= CLUSTERS_LEAST),
    })
}

/// The sequence of the difference of two means, treatment − control.
///
/// # Errors
///
/// As [`asymptotic`] and [`Moments::mean_and_variance`].
pub fn difference(
    control: &Moments,
    treatment: &Moments,
    alpha: f64,
    tuning: f64,
) -> Result<ConfidenceSequence, Fault> {
    let (mean_a, variance_a) = control.mean_and_variance("control")?;
    let (mean_b, variance_b) = treatment.mean_and_variance("treatment")?;
    let variance = variance_a / control.units + variance_b / treatment.units;
    asymptotic(mean_b - mean_a, variance.sqrt(), control.units + treatment.units, None, alpha, tuning)
}

/// The sequence of the relative difference of two means, (treatment − control) ÷ control, by the delta method.
///
/// # Errors
///
/// As [`difference`]; [`Fault::OutOfRange`] if the mean of the control is 0, of which no share can be taken.
pub fn relative_difference(
    control: &Moments,
    treatment: &Moments,
    alpha: f64,
    tuning: f64,
) -> Result<ConfidenceSequence, Fault> {
    let (mean_a, variance_a) = control.mean_and_variance("control")?;
    let (mean_b, variance_b) = treatment.mean_and_variance("treatment")?;
    if mean_a == 0.0 {
        return Err(Fault::out_of_range("control.sum", 0.0, f64::MIN_POSITIVE, f64::INFINITY));
    }
    let ratio = mean_b / mean_a;
    let variance =
        (variance_b / treatment.units + variance_a / control.units * ratio * ratio) / mean_a / mean_a;
    let estimate = (mean_b - mean_a) / mean_a;
    asymptotic(estimate, variance.sqrt(), control.units + treatment.units, None, alpha, tuning)
}

/// What all intervals up to each look have in common: a sequence stays valid when it is only ever narrowed.
///
/// `None` from the look on where they have nothing in common any more: the assumptions do not hold.
pub fn running_intersection(intervals: &[(f64, f64)]) -> Vec<Option<(f64, f64)>> {
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    intervals
        .iter()
        .map(|it| {
            low = low.max(it.0);
            high = high.min(it.1);
            (low <= high).then_some((low, high))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Moments, asymptotic, difference, relative_difference, running_intersection};
    use crate::Fault;

    const CONTROL: Moments = Moments { units: 400.0, sum: 816.96, sum_squares: 3_318.85 };

    #[test]
    fn few_units_or_clusters_are_not_to_be_trusted() {
        assert!(asymptotic(1.0, 0.1, 200.0, None, 0.05, 5_000.0).unwrap().is_trustworthy);
        assert!(!asymptotic(1.0, 0.1, 199.0, None, 0.05, 5_000.0).unwrap().is_trustworthy);
        assert!(!asymptotic(1.0, 0.1, 5_000.0, Some(19.0), 0.05, 30.0).unwrap().is_trustworthy);
        assert!(asymptotic(1.0, 0.1, 5_000.0, Some(20.0), 0.05, 30.0).unwrap().is_trustworthy);
    }

    #[test]
    fn the_interval_leaves_out_nothing_when_p_is_alpha() {
        for z in [0.5, 2.0, 3.2, 6.0, 60.0] {
            let it = asymptotic(z, 1.0, 1_000.0, None, 0.05, 700.0).unwrap();
            assert_eq!(it.p <= 0.05, it.low > 0.0, "{z}");
            assert!(it.p >= 0.0);
        }
    }

    #[test]
    fn bad_arms_are_refused_by_name() {
        let refused = |arm: Moments| difference(&CONTROL, &arm, 0.05, 5_000.0).unwrap_err().what().to_owned();
        assert_eq!(refused(Moments { units: 1.0, ..CONTROL }), "treatment.n");
        assert_eq!(refused(Moments { sum: f64::NAN, ..CONTROL }), "treatment.sum");
        assert_eq!(refused(Moments { sum_squares: 10.0, ..CONTROL }), "treatment.sum_squares");
        let constant = Moments { units: 10.0, sum: 1.0, sum_squares: 0.1 };
        assert_eq!(difference(&constant, &constant, 0.05, 1.0), Err(Fault::no_variance("outcome")));
        assert!(difference(&CONTROL, &CONTROL, 0.0, 1.0).is_err());
        assert!(difference(&CONTROL, &CONTROL, 0.05, 0.0).is_err());
        let nothing = Moments { sum: 0.0, ..CONTROL };
        assert!(difference(&nothing, &CONTROL, 0.05, 1.0).is_ok());
        assert!(relative_difference(&nothing, &CONTROL, 0.05, 1.0).is_err());
    }

    #[test]
    fn intersections_only_narrow() {
        let it = running_intersection(&[(-1.0, 3.0), (0.0, 4.0), (-5.0, 2.0), (2.5, 9.0), (0.0, 1.0)]);
        assert_eq!(it, [Some((-1.0, 3.0)), Some((0.0, 3.0)), Some((0.0, 2.0)), None, None]);
    }
}
