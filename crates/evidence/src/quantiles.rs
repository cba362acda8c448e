//! Quantiles of values that come one by one: exact while they are few, then with a known error.

use crate::{QuantileSketch, quantile};

/// Up to this many values are kept, and their quantiles are exact; beyond, they are off by at most 1 %.
pub const EXACT_MAX: usize = 1_000_000;

/// Quantiles (type 7) of whole numbers, exact up to a million values; beyond, a [`QuantileSketch`] takes their place.
///
/// Whether it is exact depends on the number of values only, not on their order or on how parts were merged.
#[derive(Debug, Clone)]
pub struct Quantiles {
    values: Values,
    exact_max: usize,
}

#[derive(Debug, Clone)]
enum Values {
    Kept(Vec<u64>),
    Sketched(QuantileSketch),
}

impl Default for Quantiles {
    fn default() -> Self {
        Self::exact_up_to(EXACT_MAX)
    }
}

impl Quantiles {
    /// The same with another limit than a million.
    pub const fn exact_up_to(values: usize) -> Self {
        Self { values: Values::Kept(Vec::new()), exact_max: values }
    }

    /// Counts one value.
    pub fn add(&mut self, value: u64) {
        match &mut self.values {
            Values::Kept(kept) if kept.len() < self.exact_max => kept.push(value),
            Values::Kept(kept) => {
                let mut sketch = sketch_of(kept);
                sketch.add(value);
                self.values = Values::Sketched(sketch);
            }
            Values::Sketched(sketch) => sketch.add(value),
        }
    }

    /// Counts the values of `other` too.
    pub fn merge(&mut self, other: Self) {
        match (&mut self.values, other.values) {
            (Values::Kept(ours), Values::Kept(mut theirs)) if ours.len() + theirs.len() <= self.exact_max => {
                ours.append(&mut theirs);
            }
            (Values::Kept(ours), theirs) => {
                let mut sketch = sketch_of(ours);
                sketch.merge(&theirs.sketch());
                self.values = Values::Sketched(sketch);
            }
            (Values::Sketched(sketch), theirs) => sketch.merge(&theirs.sketch()),
        }
    }

    /// How many values were counted.
    pub const fn count(&self) -> u64 {
        match &self.values {
            Values::Kept(kept) => kept.len() as u64,
            Values::Sketched(sketch) => sketch.count(),
        }
    }

    /// Whether [`Quantiles::of`] is exact.
    pub const fn is_exact(&self) -> bool {
        matches!(self.values, Values::Kept(_))
    }

    /// The quantiles at `shares` (0 to 1), in their order; `None` without a value.
    pub fn of<const N: usize>(&mut self, shares: [f64; N]) -> [Option<f64>; N] {
        match &mut self.values {
            Values::Kept(kept) => {
                kept.sort_unstable();
                shares.map(|it| quantile::of_sorted(kept, it))
            }
            Values::Sketched(sketch) => shares.map(|it| sketch.quantile(it)),
        }
    }
}

impl Values {
    fn sketch(self) -> QuantileSketch {
        match self {
            Self::Kept(kept) => sketch_of(&kept),
            Self::Sketched(sketch) => sketch,
        }
    }
}

fn sketch_of(values: &[u64]) -> QuantileSketch {
    let mut sketch = QuantileSketch::default();
    for value in values {
        sketch.add(*value);
    }
    sketch
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(values: &[u64], exact_max: usize) -> Quantiles {
        let mut quantiles = Quantiles::exact_up_to(exact_max);
        for value in values {
            quantiles.add(*value);
        }
        quantiles
    }

    #[test]
    fn exact_up_to_the_limit_then_within_one_percent() {
        let values: Vec<u64> = (0..2_001).map(|it| it * 1_000).collect();
        let mut exact = of(&values, 2_001);
        assert!(exact.is_exact());
        assert_eq!(exact.of([0.5, 0.9]), [Some(1_000_000.0), Some(1_800_000.0)]);
        let mut sketched = of(&values, 2_000);
        assert!(!sketched.is_exact());
        assert_eq!(sketched.count(), 2_001);
        let [Some(median)] = sketched.of([0.5]) else { panic!("there are values") };
        assert!((median - 1_000_000.0).abs() <= 10_000.0, "{median}");
    }

    #[test]
    fn no_value_has_no_quantile() {
        assert_eq!(Quantiles::default().of([0.5]), [None]);
    }

    proptest! {
        #[test]
        fn merging_parts_is_counting_the_whole(
            left in proptest::collection::vec(0_u64..5_000, 0..20),
            right in proptest::collection::vec(0_u64..5_000, 0..20),
            exact_max in 0_usize..40,
        ) {
            let mut merged = of(&left, exact_max);
            merged.merge(of(&right, exact_max));
            let mut whole = of(&[left, right].concat(), exact_max);
            prop_assert_eq!(merged.is_exact(), whole.is_exact());
            prop_assert_eq!(merged.of([0.1, 0.5, 0.9]), whole.of([0.1, 0.5, 0.9]));
        }
    }
}
