//! Did the lot do its work? Sizes of arms against what was planned, and what was known of units before.

use crate::{Fault, arms::Moments, check, check_length, check_range, distribution::chi_square_sf};

/// A p-value below this says that arms were not filled as planned: the verdict must be withheld.
pub const SAMPLE_RATIO_ALARM: f64 = 0.001;

/// A covariate whose standardised difference is beyond this is worth saying, whatever its p-value.
pub const STANDARDISED_DIFFERENCE_MAX: f64 = 0.1;

/// Sizes of arms against their planned shares.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleRatio {
    /// Σ (found − planned)² ÷ planned.
    pub chi_square: f64,
    /// Arms minus 1.
    pub df: f64,
    /// p-value of "filled as planned".
    pub p: f64,
    /// How many units each arm would have.
    pub planned: Vec<f64>,
}

impl SampleRatio {
    /// Whether the p-value is below [`SAMPLE_RATIO_ALARM`].
    pub fn is_alarm(&self) -> bool {
        self.p < SAMPLE_RATIO_ALARM
    }
}

/// Tests whether arms were filled in the proportions planned (sample ratio mismatch).
///
/// - **Takes** the number of units found in each of at least two arms, and their planned weights, which need not sum to
///   1. An arm whose weight is 0 or less is left out of the sum but counts as a degree of freedom, as in the reference.
/// - **Gives** p = 1 where no unit was found at all.
/// - **Assumes** independent units: count what was drawn by lot.
///
/// # Errors
///
/// [`Fault::TooFew`], [`Fault::NotFinite`], [`Fault::Length`] naming `users` or `weights`; [`Fault::OutOfRange`] for a
/// negative count, or where no weight is positive.
///
/// # Source
///
/// Pearson's test. Agrees with gbstats 0.8.0 `check_srm(users, weights)` to 1e-12.
pub fn sample_ratio(users: &[f64], weights: &[f64]) -> Result<SampleRatio, Fault> {
    check("users", users, 2)?;
    check("weights", weights, 2)?;
    check_length("weights", weights.len(), users.len())?;
    for count in users {
        check_range("users", *count, 0.0, 1e15)?;
    }
    let (all, weight): (f64, f64) = (users.iter().sum(), weights.iter().sum());
    if !weights.iter().any(|it| *it > 0.0) || weight <= 0.0 || weight.is_infinite() {
        return Err(Fault::out_of_range("weights", weight, f64::MIN_POSITIVE, f64::MAX));
    }
    let planned: Vec<f64> = weights.iter().map(|it| it / weight * all).collect();
    let chi_square = users
        .iter()
        .zip(&planned)
        .filter(|(_, planned)| **planned > 0.0)
        .map(|(found, planned)| (found - planned) * ((found - planned) / planned))
        .sum();
    let df = crate::real(users.len() as u64 - 1);
    let p = if all > 0.0 { chi_square_sf(chi_square, df) } else { 1.0 };
    Ok(SampleRatio { chi_square, df, p, planned })
}

/// The p-value of "the same share of each arm" (Pearson's test of homogeneity), for example of units without an outcome.
///
/// - **Takes** how many units of each of at least two arms have it, and how many units each arm has.
/// - **Gives** 1 where no unit has it, or all have.
/// - **Assumes** independent units, and arms that are not tiny: the chi-square law is that of many units.
///
/// # Errors
///
/// [`Fault::TooFew`], [`Fault::NotFinite`], [`Fault::Length`], [`Fault::OutOfRange`] naming `counts` or `units`; a count above its
/// units is out of range.
///
/// # Source
///
/// Pearson's statistic of an arms × 2 table is that of [`sample_ratio`] with the units as weights, over the share without.
pub fn same_share(counts: &[f64], units: &[f64]) -> Result<f64, Fault> {
    check_length("counts", counts.len(), units.len())?;
    for (count, units) in counts.iter().zip(units) {
        check_range("units", *units, 0.0, 1e15)?;
        check_range("counts", *count, 0.0, *units)?;
    }
    let (all, among): (f64, f64) = (counts.iter().sum(), units.iter().sum());
    if all == 0.0 || all >= among {
        return Ok(1.0);
    }
    let apart = sample_ratio(counts, units)?;
    Ok(chi_square_sf(apart.chi_square / (1.0 - all / among), apart.df))
}

/// The standardised difference of each covariate: treatment minus control, over the root of the mean of both variances.
///
/// - **Takes** the moments of `K` covariates in both arms, at least two units each.
/// - **Gives** one number a covariate; 0 where it does not vary and is the same in both arms, infinite where it does not
///   vary and differs. Beyond [`STANDARDISED_DIFFERENCE_MAX`] it is worth saying.
///
/// # Errors
///
/// [`Fault::TooFew`], [`Fault::NotFinite`] naming `control` or `treatment`.
///
/// # Source
///
/// P. C. Austin, Statistics in Medicine 28 (2009), 3083–3107.
pub fn standardised_differences<const K: usize>(
    control: &Moments<K>,
    treatment: &Moments<K>,
) -> Result<[f64; K], Fault> {
    control.check("control", 2)?;
    treatment.check("treatment", 2)?;
    Ok(std::array::from_fn(|at| {
        let apart = treatment.mean(at) - control.mean(at);
        let spread = f64::midpoint(control.covariance(at, at), treatment.covariance(at, at)).sqrt();
        if apart == 0.0 { 0.0 } else { apart / spread }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fair_split_raises_no_alarm() {
        let fair = sample_ratio(&[500.0, 510.0], &[1.0, 1.0]).unwrap();
        assert!(!fair.is_alarm() && (fair.chi_square - 100.0 / 1010.0).abs() < 1e-12);
        assert!(sample_ratio(&[5_000.0, 5_600.0], &[0.5, 0.5]).unwrap().is_alarm());
        let none = sample_ratio(&[0.0, 0.0], &[0.5, 0.5]).unwrap();
        assert!((none.p - 1.0).abs() < 1e-15);
    }

    #[test]
    fn shares_of_arms_are_compared() {
        // By hand: 10 of 100 and 20 of 100; expected 15 and 85 each; 2·25/15 + 2·25/85 = 3.921569, p of one degree of freedom.
        let p = same_share(&[10.0, 20.0], &[100.0, 100.0]).unwrap();
        assert!((p - chi_square_sf(2.0 * 25.0 / 15.0 + 2.0 * 25.0 / 85.0, 1.0)).abs() < 1e-12);
        assert_eq!(same_share(&[0.0, 0.0], &[5.0, 5.0]), Ok(1.0));
        assert_eq!(same_share(&[5.0, 5.0], &[5.0, 5.0]), Ok(1.0));
        assert_eq!(same_share(&[6.0, 1.0], &[5.0, 5.0]).unwrap_err().what(), "counts");
        assert_eq!(same_share(&[1.0], &[5.0, 5.0]).unwrap_err().code(), "length");
    }

    #[test]
    fn nonsense_is_refused_by_name() {
        assert_eq!(sample_ratio(&[5.0], &[1.0]).unwrap_err().what(), "users");
        assert_eq!(sample_ratio(&[5.0, -1.0], &[1.0, 1.0]).unwrap_err().what(), "users");
        assert_eq!(sample_ratio(&[5.0, 1.0], &[1.0, 1.0, 1.0]).unwrap_err().code(), "length");
        assert_eq!(sample_ratio(&[5.0, 1.0], &[0.0, 0.0]).unwrap_err().what(), "weights");
        assert_eq!(sample_ratio(&[5.0, 1.0], &[f64::NAN, 0.0]).unwrap_err().code(), "not-finite");
    }

    #[test]
    fn balance_does_not_depend_on_units() {
        let (mut control, mut treatment) = (Moments::<2>::default(), Moments::<2>::default());
        for value in [1.0, 2.0, 4.0] {
            control.add([value, 7.0]);
            treatment.add([value + 1.0, 7.0]);
        }
        let [first, second] = standardised_differences(&control, &treatment).unwrap();
        assert!((first - 1.0 / (7.0_f64 / 3.0).sqrt()).abs() < 1e-12, "{first}");
        assert!(second.abs() < 1e-15);
        assert_eq!(standardised_differences(&control, &Moments::default()).unwrap_err().what(), "treatment");
    }
}
