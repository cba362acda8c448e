//! A histogram whose classes are narrow where values are small: quantiles of any number of values in a few kilobytes.

use crate::{quantile, real};

/// Values below this have a class each.
const EXACT: u64 = 128;
/// Classes of an octave above it.
const HALF: u64 = EXACT / 2;

/// Quantiles of whole numbers with a relative error of at most 1 %.
///
/// Values below 128 are counted exactly, 0 among them. Above, each octave `[2^e, 2^(e+1))` has 64 classes of equal
/// width and a class stands for its middle: the error is at most half a class, 1/128 of the value.
///
/// Sketches of parts merge into the very sketch of the whole, in any order.
///
/// # Source
///
/// The classes are those of floating-point numbers with six bits after the leading one. The guarantee is that of
/// C. Masson, J. E. Rim, H. K. Lee, "`DDSketch`: a fast and fully-mergeable quantile sketch with relative-error
/// guarantees", PVLDB 12 (2019), 2195–2205, whose classes are exact powers instead.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QuantileSketch {
    count: u64,
    /// Values by class, up to the greatest class met: at most 3 840.
    classes: Vec<u64>,
}

impl QuantileSketch {
    /// Counts one value.
    pub fn add(&mut self, value: u64) {
        let class = class_of(value);
        if self.classes.len() <= class {
            self.classes.resize(class + 1, 0);
        }
        self.classes[class] += 1;
        self.count += 1;
    }

    /// Counts the values of `other` too.
    pub fn merge(&mut self, other: &Self) {
        if self.classes.len() < other.classes.len() {
            self.classes.resize(other.classes.len(), 0);
        }
        for (ours, theirs) in self.classes.iter_mut().zip(&other.classes) {
            *ours += theirs;
        }
        self.count += other.count;
    }

    /// How many values were counted.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The quantile `share` (0 to 1), interpolated as [`quantile::place`] says between the middles of classes; `None`
    /// without a value.
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let count = usize::try_from(self.count).unwrap_or(usize::MAX);
        let place = quantile::place(count, share)?;
        let below = self.value_at(place.below as u64);
        let above = self.value_at((place.below as u64 + 1).min(self.count - 1));
        Some(place.between(below, above))
    }

    /// The middle of the class that holds the order statistic of this rank (0 = the least).
    fn value_at(&self, rank: u64) -> f64 {
        let mut seen = 0;
        let holds = |it: &u64| {
            seen += it;
            seen > rank
        };
        middle_of(self.classes.iter().position(holds).unwrap_or_default())
    }
}

/// The class of a value: the value itself below [`EXACT`], else its octave and its six bits after the leading one.
#[expect(clippy::cast_possible_truncation, reason = "at most 3 840")]
const fn class_of(value: u64) -> usize {
    if value < EXACT {
        return value as usize;
    }
    let shift = (value.ilog2() - HALF.ilog2()) as u64;
    (shift * HALF + (value >> shift)) as usize
}

/// The middle of a class.
fn middle_of(class: usize) -> f64 {
    let class = class as u64;
    if class < EXACT {
        return real(class);
    }
    let shift = class / HALF - 1;
    let least = (class - shift * HALF) << shift;
    real(least) + real((1 << shift) - 1) / 2.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sketch_of(values: &[u64]) -> QuantileSketch {
        let mut sketch = QuantileSketch::default();
        for value in values {
            sketch.add(*value);
        }
        sketch
    }

    #[test]
    fn classes_follow_each_other() {
        let (mut class, mut value) = (0, 0_u64);
        while value < 1 << 20 {
            let here = class_of(value);
            assert!(here == class || here == class + 1, "{value}");
            class = here;
            value += 1;
        }
        assert_eq!(class_of(127), 127);
        assert_eq!(class_of(128), class_of(129));
        assert!(class_of(u64::MAX) < 3_840);
    }

    #[test]
    fn zeros_are_counted_exactly() {
        let mut sketch = QuantileSketch::default();
        for value in [0, 3] {
            for _ in 0..10 {
                sketch.add(value);
            }
        }
        assert_eq!(sketch.quantile(0.0), Some(0.0));
        assert_eq!(sketch.quantile(0.5), Some(1.5));
        assert_eq!(sketch.quantile(0.9), Some(3.0));
        assert_eq!(QuantileSketch::default().quantile(0.5), None);
    }

    proptest! {
        #[test]
        fn the_error_is_at_most_one_percent(
            values in proptest::collection::vec(prop_oneof![0_u64..300, any::<u64>(), 0_u64..1 << 40], 1..200),
            share in 0.0_f64..=1.0,
        ) {
            let sketch = sketch_of(&values);
            let mut sorted = values.clone();
            sorted.sort_unstable();
            let (found, exact) = (sketch.quantile(share).unwrap(), quantile::of_sorted(&sorted, share).unwrap());
            prop_assert!((found - exact).abs() <= exact * 0.01, "{found} is not {exact}");
        }

        #[test]
        fn parts_merge_into_the_whole(
            left in proptest::collection::vec(any::<u64>(), 0..50),
            right in proptest::collection::vec(0_u64..1_000, 0..50),
        ) {
            let (mut one, mut other) = (sketch_of(&left), sketch_of(&right));
            one.merge(&other);
            other.merge(&sketch_of(&left));
            prop_assert_eq!(&one, &other);
            prop_assert_eq!(one, sketch_of(&[left, right].concat()));
        }
    }
}
