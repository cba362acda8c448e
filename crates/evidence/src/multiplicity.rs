//! Several tests at once: p-values that keep the rate of false alarms of the whole.
//!
//! Primary and secondary outcomes, and several arms against one control: [`Correction::Holm`]. What was only explored:
//! [`Correction::BenjaminiHochberg`], said to be so.

use crate::{Fault, check, check_range, real, two_sample::check_alpha};

/// Most p-values that Hommel's method takes: its work grows with their square.
pub const HOMMEL_MAX: usize = 20_000;

/// How p-values are adjusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correction {
    /// Times the number of tests. Keeps the probability of any false alarm, whatever the dependence.
    Bonferroni,
    /// S. Holm, Scandinavian Journal of Statistics 6 (1979), 65–70: as Bonferroni, never less powerful.
    Holm,
    /// G. Hommel, Biometrika 75 (1988), 383–386: more powerful than Holm, for independent or positively dependent tests.
    Hommel,
    /// Y. Benjamini and Y. Hochberg, JRSS B 57 (1995), 289–300: keeps the expected share of false alarms among alarms.
    BenjaminiHochberg,
    /// Y. Benjamini and D. Yekutieli, Annals of Statistics 29 (2001), 1165–1188: the same under any dependence.
    BenjaminiYekutieli,
}

/// Adjusted p-values, in the order of the tests.
#[derive(Debug, Clone, PartialEq)]
pub struct Adjusted {
    /// The adjusted p-values.
    pub p: Vec<f64>,
    /// Whether each test rejects at `alpha`.
    pub reject: Vec<bool>,
}

/// Adjusts p-values for their number.
///
/// - **Takes** the p-values of all tests of a family, in any order, and the error rate of the family.
/// - **Gives** adjusted p-values, at most 1, and which tests reject.
///
/// # Errors
///
/// [`Fault::TooFew`] without a p-value; [`Fault::NotFinite`]; [`Fault::OutOfRange`] for a p-value or `alpha` outside 0
/// to 1, and for more than [`HOMMEL_MAX`] p-values with Hommel's method.
///
/// # Source
///
/// See [`Correction`]. Agrees with statsmodels 0.15 `multipletests` to 1e-12.
pub fn adjust(p: &[f64], alpha: f64, correction: Correction) -> Result<Adjusted, Fault> {
    check("p", p, 1)?;
    for value in p {
        check_range("p", *value, 0.0, 1.0)?;
    }
    check_alpha(alpha)?;
    if correction == Correction::Hommel && p.len() > HOMMEL_MAX {
        let most = real(HOMMEL_MAX as u64);
        return Err(Fault::out_of_range("p", real(p.len() as u64), 1.0, most));
    }
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let sorted: Vec<f64> = order.iter().map(|it| p[*it]).collect();
    let (adjusted, reject) = match correction {
        Correction::Bonferroni => bonferroni(&sorted, alpha),
        Correction::Holm => holm(&sorted, alpha),
        Correction::Hommel => {
            let adjusted = hommel(&sorted);
            let reject = adjusted.iter().map(|it| *it <= alpha).collect();
            (adjusted, reject)
        }
        Correction::BenjaminiHochberg => false_discovery(&sorted, alpha, 1.0),
        Correction::BenjaminiYekutieli => {
            let harmonic = (1..=sorted.len() as u64).map(|it| 1.0 / real(it)).sum();
            false_discovery(&sorted, alpha, harmonic)
        }
    };
    let mut result = Adjusted { p: vec![0.0; p.len()], reject: vec![false; p.len()] };
    for (place, to) in order.into_iter().enumerate() {
        result.p[to] = adjusted[place].min(1.0);
        result.reject[to] = reject[place];
    }
    Ok(result)
}

fn bonferroni(sorted: &[f64], alpha: f64) -> (Vec<f64>, Vec<bool>) {
    let tests = real(sorted.len() as u64);
    (sorted.iter().map(|it| it * tests).collect(), sorted.iter().map(|it| *it <= alpha / tests).collect())
}

fn holm(sorted: &[f64], alpha: f64) -> (Vec<f64>, Vec<bool>) {
    let (mut most, mut rejecting) = (0.0_f64, true);
    let mut remaining = sorted.len() as u64;
    sorted
        .iter()
        .map(|it| {
            most = most.max(it * real(remaining));
            rejecting = rejecting && *it <= alpha / real(remaining);
            remaining -= 1;
            (most, rejecting)
        })
        .unzip()
}

fn hommel(sorted: &[f64]) -> Vec<f64> {
    let tests = sorted.len();
    let mut adjusted = sorted.to_vec();
    for m in (2..=tests).rev() {
        let size = real(m as u64);
        let (below, above) = sorted.split_at(tests - m);
        let least =
            above.iter().zip(1_u64..).map(|(p, rank)| size * p / real(rank)).fold(f64::INFINITY, f64::min);
        for (to, p) in adjusted.iter_mut().zip(below) {
            *to = to.max(least.min(size * p));
        }
        for to in &mut adjusted[tests - m..] {
            *to = to.max(least);
        }
    }
    adjusted
}

fn false_discovery(sorted: &[f64], alpha: f64, harmonic: f64) -> (Vec<f64>, Vec<bool>) {
    let tests = real(sorted.len() as u64);
    // Divided in this order so that a p-value exactly on its threshold is judged as by the reference.
    let share = |place: usize| real(place as u64 + 1) / tests / harmonic;
    let rejected =
        (0..sorted.len()).rev().find(|it| sorted[*it] <= share(*it) * alpha).map_or(0, |it| it + 1);
    let mut least = f64::INFINITY;
    let mut adjusted: Vec<f64> = (0..sorted.len())
        .rev()
        .map(|it| {
            least = least.min(sorted[it] / share(it));
            least
        })
        .collect();
    adjusted.reverse();
    (adjusted, (0..sorted.len()).map(|it| it < rejected).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: [Correction; 5] = [
        Correction::Bonferroni,
        Correction::Holm,
        Correction::Hommel,
        Correction::BenjaminiHochberg,
        Correction::BenjaminiYekutieli,
    ];

    #[test]
    fn one_test_needs_no_correction() {
        for correction in ALL {
            let found = adjust(&[0.03], 0.05, correction).unwrap();
            assert_eq!((found.p, found.reject), (vec![0.03], vec![true]), "{correction:?}");
        }
    }

    #[test]
    fn what_is_no_probability_is_refused() {
        assert_eq!(adjust(&[], 0.05, Correction::Holm).unwrap_err().code(), "too-few");
        assert_eq!(adjust(&[0.2, 1.1], 0.05, Correction::Holm).unwrap_err().code(), "out-of-range");
        assert_eq!(adjust(&[f64::NAN], 0.05, Correction::Holm).unwrap_err().code(), "not-finite");
        assert_eq!(adjust(&[0.2], 0.0, Correction::Holm).unwrap_err().what(), "alpha");
        let many = vec![0.5; HOMMEL_MAX + 1];
        assert_eq!(adjust(&many, 0.05, Correction::Hommel).unwrap_err().what(), "p");
    }

    proptest! {
        /// Holm is between Hommel and Bonferroni; no adjusted p-value is less than the plain one.
        #[test]
        fn each_is_as_strict_as_it_says(p in proptest::collection::vec(0.0_f64..=1.0, 1..30)) {
            let [bonferroni, holm, hommel, bh, by] =
                ALL.map(|it| adjust(&p, 0.05, it).unwrap().p);
            for place in 0..p.len() {
                prop_assert!(p[place] <= bh[place] + 1e-15 && bh[place] <= by[place] + 1e-15);
                prop_assert!(p[place] <= hommel[place] + 1e-15 && hommel[place] <= holm[place] + 1e-15);
                prop_assert!(holm[place] <= bonferroni[place] + 1e-15);
            }
        }
    }
}
