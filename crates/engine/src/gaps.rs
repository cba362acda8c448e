//! The times between two steps of a journey.

use evidence::{EXACT_MAX, QuantileSketch, quantile};

use crate::view::{real, real_sum};

const SECOND_US: f64 = 1_000_000.0;

/// Times between two steps, and how often the second followed the first.
#[derive(Debug, Default)]
pub(crate) struct Gaps {
    count: u64,
    sum_us: i128,
    kept_us: Vec<u64>,
    /// Takes the place of the times kept when they are too many.
    sketch: Option<Box<QuantileSketch>>,
}

/// Mean, median and ninth decile, in seconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seconds {
    pub(crate) mean: f64,
    pub(crate) median: f64,
    pub(crate) ninth_decile: f64,
}

impl Gaps {
    /// Adds `count` passages; those between two steps have a time each.
    pub(crate) fn add(&mut self, count: u64, gaps_us: &[i64]) {
        self.count += count;
        self.sum_us += gaps_us.iter().map(|it| i128::from(*it)).sum::<i128>();
        if self.sketch.is_none() && self.kept_us.len() + gaps_us.len() > EXACT_MAX {
            let mut sketch = Box::<QuantileSketch>::default();
            for gap_us in std::mem::take(&mut self.kept_us) {
                sketch.add(gap_us);
            }
            self.sketch = Some(sketch);
        }
        match &mut self.sketch {
            Some(sketch) => gaps_us.iter().for_each(|it| sketch.add(it.unsigned_abs())),
            None => self.kept_us.extend(gaps_us.iter().map(|it| it.unsigned_abs())),
        }
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// The times in short. Changes the order of those that are kept.
    pub(crate) fn summary(&mut self) -> Seconds {
        let [p50_us, p90_us] = [0.5, 0.9].map(|share| match &self.sketch {
            Some(sketch) => sketch.quantile(share).unwrap_or_default(),
            None => select(&mut self.kept_us, share).unwrap_or_default(),
        });
        Seconds {
            mean: real_sum(self.sum_us) / real(self.count) / SECOND_US,
            median: p50_us / SECOND_US,
            ninth_decile: p90_us / SECOND_US,
        }
    }
}

/// The quantile `share` of values in any order, without sorting them all.
fn select(values: &mut [u64], share: f64) -> Option<f64> {
    let place = quantile::place(values.len(), share)?;
    let (_, below, rest) = values.select_nth_unstable(place.below);
    let below = real(*below);
    let above = rest.iter().min().map_or(below, |it| real(*it));
    Some(place.between(below, above))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selected_quantile_is_that_of_the_sorted_values() {
        for count in 1..60_u64 {
            let values: Vec<u64> = (0..count).map(|it| it * 7_919 % 61).collect();
            let mut sorted = values.clone();
            sorted.sort_unstable();
            for share in [0.0, 0.5, 0.9, 1.0] {
                assert_eq!(select(&mut values.clone(), share), quantile::of_sorted(&sorted, share));
            }
        }
        assert_eq!(select(&mut [], 0.5), None);
    }

    #[test]
    fn beyond_a_million_times_the_error_is_at_most_one_percent() {
        let mut gaps = Gaps::default();
        let times: Vec<i64> = (1..=700_000).map(|it| it * 1_000).collect();
        gaps.add(700_000, &times);
        assert!((gaps.summary().median - 350.0005).abs() < 1e-9);
        gaps.add(700_000, &times);
        assert!((gaps.summary().median - 350.0).abs() < 3.5);
        assert_eq!(gaps.count(), 1_400_000);
    }
}
