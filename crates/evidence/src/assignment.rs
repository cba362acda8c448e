//! Who gets which arm, from a hash of the unit's name: the same unit always the same arm, with nothing to store.
//!
//! Start with [`Allocation`]. The hash is that of `GrowthBook`, so that its SDKs and this crate put the same person
//! into the same arm.

use crate::{Fault, check, check_range};

/// FNV-1a of 32 bits over the UTF-16 code units of a text (as JavaScript's `charCodeAt`, not over its bytes).
///
/// # Source
///
/// G. Fowler, L. C. Noll and K.-P. Vo, the FNV hash. Agrees with growthbook 4.0.0 `fnv1a32`.
pub fn fnv1a(text: &str) -> u32 {
    text.encode_utf16().fold(0x811c_9dc5, |hash, unit| (hash ^ u32::from(unit)).wrapping_mul(0x0100_0193))
}

/// Where a unit lies between 0 and 1 in steps of 1/10,000, for the experiment named by `seed`.
///
/// Two experiments with different seeds are independent. Agrees with growthbook 4.0.0 `gbhash(seed, unit, 2)`.
pub fn bucket(seed: &str, unit: &str) -> f64 {
    let first = fnv1a(&format!("{seed}{unit}"));
    f64::from(fnv1a(&first.to_string()) % 10_000) / 10_000.0
}

/// As [`bucket`] by the first version of the hash, in steps of 1/1,000: only to read experiments that began with it.
pub fn bucket_v1(seed: &str, unit: &str) -> f64 {
    f64::from(fnv1a(&format!("{unit}{seed}")) % 1_000) / 1_000.0
}

/// Which part of the line from 0 to 1 each arm has.
#[derive(Debug, Clone, PartialEq)]
pub struct Allocation {
    ranges: Vec<(f64, f64)>,
}

impl Allocation {
    /// Arms in order, each with its share of the units; of each share, `coverage` takes part in the experiment.
    ///
    /// # Errors
    ///
    /// [`Fault::TooFew`] without an arm; [`Fault::OutOfRange`] if `coverage` or a weight is not between 0 and 1, or if
    /// the weights do not sum to 1 (to 1e-6).
    pub fn new(coverage: f64, weights: &[f64]) -> Result<Self, Fault> {
        check_range("coverage", coverage, 0.0, 1.0)?;
        check("weights", weights, 1)?;
        for weight in weights {
            check_range("weights", *weight, 0.0, 1.0)?;
        }
        check_range("weights", weights.iter().sum(), 1.0 - 1e-6, 1.0 + 1e-6)?;
        Ok(Self::of(coverage, weights))
    }

    /// As `GrowthBook` reads its settings: `coverage` is brought between 0 and 1, and weights that do not sum to 1 (to
    /// 0.01) are taken as equal.
    ///
    /// # Errors
    ///
    /// [`Fault::TooFew`], [`Fault::NotFinite`]; [`Fault::OutOfRange`] for a negative weight.
    pub fn lenient(coverage: f64, weights: &[f64]) -> Result<Self, Fault> {
        check("coverage", &[coverage], 1)?;
        check("weights", weights, 1)?;
        for weight in weights {
            check_range("weights", *weight, 0.0, f64::MAX)?;
        }
        let sum: f64 = weights.iter().sum();
        let coverage = coverage.clamp(0.0, 1.0);
        if (0.99..=1.01).contains(&sum) {
            return Ok(Self::of(coverage, weights));
        }
        let equal = 1.0 / crate::real(weights.len() as u64);
        Ok(Self::of(coverage, &vec![equal; weights.len()]))
    }

    fn of(coverage: f64, weights: &[f64]) -> Self {
        let mut sum = 0.0;
        let ranges = weights
            .iter()
            .map(|weight| {
                let start = sum;
                sum += weight;
                (start, start + coverage * weight)
            })
            .collect();
        Self { ranges }
    }

    /// The part of each arm: from the first end, included, to the second, excluded.
    pub fn ranges(&self) -> &[(f64, f64)] {
        &self.ranges
    }

    /// The arm of a unit that lies at `bucket`, from 0; `None` where it does not take part.
    pub fn arm_at(&self, bucket: f64) -> Option<usize> {
        self.ranges.iter().position(|(start, end)| *start <= bucket && bucket < *end)
    }

    /// The arm of a unit in the experiment named by `seed`; `None` where it does not take part.
    ///
    /// Agrees with growthbook 4.0.0 `chooseVariation(gbhash(seed, unit, 2), getBucketRanges(…))`.
    pub fn arm(&self, seed: &str, unit: &str) -> Option<usize> {
        self.arm_at(bucket(seed, unit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_outside_the_first_plane_is_two_units() {
        // 😀 is D83D DE00 in UTF-16.
        let by_hand = [0xd83d_u32, 0xde00]
            .iter()
            .fold(0x811c_9dc5_u32, |hash, unit| (hash ^ unit).wrapping_mul(0x0100_0193));
        assert_eq!(fnv1a("😀"), by_hand);
        assert_eq!(fnv1a(""), 0x811c_9dc5);
    }

    #[test]
    fn shares_are_kept() {
        let allocation = Allocation::new(0.5, &[0.7, 0.3]).unwrap();
        let mut found = [0_u32; 3];
        for unit in 0..20_000 {
            found[allocation.arm("essai", &unit.to_string()).unwrap_or(2)] += 1;
        }
        for (found, share) in found.iter().zip([0.35, 0.15, 0.5]) {
            assert!((f64::from(*found) / 20_000.0 - share).abs() < 0.01, "{found}");
        }
    }

    #[test]
    fn weights_that_do_not_sum_to_one_are_refused() {
        assert_eq!(Allocation::new(1.0, &[0.5, 0.4]).unwrap_err().what(), "weights");
        assert_eq!(Allocation::new(1.5, &[0.5, 0.5]).unwrap_err().what(), "coverage");
        assert_eq!(Allocation::new(1.0, &[]).unwrap_err().code(), "too-few");
        assert_eq!(Allocation::lenient(2.0, &[0.2, 0.2]).unwrap().ranges(), &[(0.0, 0.5), (0.5, 1.0)]);
    }
}
