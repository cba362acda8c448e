//! Means, variances and covariances gathered in one pass.

use crate::{Fault, real};

/// Number, means and centred cross-products of units that each have `K` values.
///
/// - **Takes** each unit once, whole, in any order; parts are gathered apart and merged.
/// - **Gives** variances and covariances with `n − 1`.
///
/// # Source
///
/// B. P. Welford, Technometrics 4 (1962), 419–420; T. F. Chan, G. H. Golub and R. J. `LeVeque`, The American Statistician
/// 37 (1983), 242–247 for merging.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments<const K: usize> {
    units: u64,
    means: [f64; K],
    products: [[f64; K]; K],
}

impl<const K: usize> Default for Moments<K> {
    fn default() -> Self {
        Self { units: 0, means: [0.0; K], products: [[0.0; K]; K] }
    }
}

impl<const K: usize> Moments<K> {
    /// Adds one unit.
    pub fn add(&mut self, values: [f64; K]) {
        self.units += 1;
        let count = real(self.units);
        let mut from_before = [0.0; K];
        let mut from_after = [0.0; K];
        for at in 0..K {
            from_before[at] = values[at] - self.means[at];
            self.means[at] += from_before[at] / count;
            from_after[at] = values[at] - self.means[at];
        }
        for (row, before) in self.products.iter_mut().zip(from_before) {
            for (to, after) in row.iter_mut().zip(from_after) {
                *to += before * after;
            }
        }
    }

    /// Adds the units of `other`, none of which is among these.
    pub fn merge(&mut self, other: &Self) {
        if other.units == 0 {
            return;
        }
        let (ours, theirs) = (real(self.units), real(other.units));
        let whole = ours + theirs;
        let mut apart = [0.0; K];
        for (at, to) in apart.iter_mut().enumerate() {
            *to = other.means[at] - self.means[at];
        }
        for row in 0..K {
            for column in 0..K {
                self.products[row][column] +=
                    other.products[row][column] + apart[row] * apart[column] * (ours / whole * theirs);
            }
        }
        for (mean, apart) in self.means.iter_mut().zip(apart) {
            *mean += apart * (theirs / whole);
        }
        self.units += other.units;
    }

    /// How many units.
    pub const fn units(&self) -> u64 {
        self.units
    }

    pub(super) fn count(&self) -> f64 {
        real(self.units)
    }

    /// Mean of the value at this place; 0 without a unit.
    pub fn mean(&self, at: usize) -> f64 {
        self.means[at]
    }

    /// Sum of squares, or of products, around the means.
    pub(super) fn product(&self, row: usize, column: usize) -> f64 {
        self.products[row][column]
    }

    /// Covariance of the values at two places, with `n − 1`; of a place with itself, its variance. 0 below two units.
    pub fn covariance(&self, row: usize, column: usize) -> f64 {
        if self.units < 2 { 0.0 } else { self.products[row][column] / (self.count() - 1.0) }
    }

    /// Refuses fewer than `least` units, and sums that left the finite numbers; `what` names the arm.
    pub(crate) fn check(&self, what: &str, least: u64) -> Result<(), Fault> {
        if self.units < least {
            let size = |it: u64| usize::try_from(it).unwrap_or(usize::MAX);
            return Err(Fault::too_few(what, size(self.units), size(least)));
        }
        if self.means.iter().chain(self.products.iter().flatten()).all(|it| it.is_finite()) {
            Ok(())
        } else {
            Err(Fault::NotFinite { what: what.into(), place: 0 })
        }
    }

    pub(super) fn merged(&self, other: &Self) -> Self {
        let mut both = *self;
        both.merge(other);
        both
    }
}

/// One value a unit: contacts per person, days of waiting, cost.
pub type MeanSums = Moments<1>;

/// A numerator and a denominator a unit, in this order: contacts and requests of a person or of an office.
pub type RatioSums = Moments<2>;

/// A value, and the same unit's value before the experiment, in this order.
pub type AdjustedMeanSums = Moments<2>;

/// A numerator, a denominator, and a value of the same unit before the experiment, in this order.
pub type AdjustedRatioSums = Moments<3>;

impl AdjustedRatioSums {
    /// The same units without the value of before.
    pub fn first_two(&self) -> RatioSums {
        Moments {
            units: self.units,
            means: [self.means[0], self.means[1]],
            products: [0, 1].map(|row| [self.products[row][0], self.products[row][1]]),
        }
    }
}

impl<const K: usize> Moments<K> {
    /// Sum of numerators over sum of denominators, taken from the first two places; `None` where the latter is 0.
    pub fn ratio(&self) -> Option<f64> {
        (K >= 2 && self.means[1] != 0.0).then(|| self.means[0] / self.means[1])
    }

    /// Variance of one unit's part in the ratio of the first two places, by the delta method: the variance of the ratio
    /// is this over the number of units. What [`crate::power`] takes for a ratio.
    ///
    /// # Source
    ///
    /// A. Deng, U. Knoblich and J. Lu, KDD 2018. Agrees with gbstats 0.8.0 `RatioStatistic.variance` to 1e-12.
    pub fn unit_variance(&self) -> Option<f64> {
        self.linear_covariance(None)
    }

    /// Covariance of a unit's part in the ratio with another place, or its variance.
    pub(super) fn linear_covariance(&self, with: Option<usize>) -> Option<f64> {
        let ratio = self.ratio()?;
        let denominator = self.means[1];
        // (m − R·d) ÷ d̄ is what one unit adds to the ratio.
        let part = |at: usize| self.covariance(0, at) - ratio * self.covariance(1, at);
        Some(match with {
            Some(at) => part(at) / denominator,
            None => ((part(0) - ratio * part(1)) / (denominator * denominator)).max(0.0),
        })
    }
}
