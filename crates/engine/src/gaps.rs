//! The times between two steps of a journey.

use evidence::Quantiles;

use crate::view::{real, real_sum};

const SECOND_US: f64 = 1_000_000.0;

/// Times between two steps, and how often the second followed the first.
#[derive(Debug, Default)]
pub(crate) struct Gaps {
    count: u64,
    sum_us: i128,
    values_us: Quantiles,
}

/// Mean, median and ninth decile, in seconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Summary {
    pub(crate) mean_s: f64,
    pub(crate) p50_s: f64,
    pub(crate) p90_s: f64,
}

impl Gaps {
    /// Adds `count` passages; those between two steps have a time each.
    pub(crate) fn add(&mut self, count: u64, gaps_us: &[i64]) {
        self.count += count;
        for gap_us in gaps_us {
            self.sum_us += i128::from(*gap_us);
            self.values_us.add(gap_us.unsigned_abs());
        }
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// The times in short; the values kept until now are sorted for it.
    pub(crate) fn summary(&mut self) -> Summary {
        let [p50_us, p90_us] = self.values_us.of([0.5, 0.9]).map(Option::unwrap_or_default);
        Summary {
            mean_s: real_sum(self.sum_us) / real(self.count) / SECOND_US,
            p50_s: p50_us / SECOND_US,
            p90_s: p90_us / SECOND_US,
        }
    }
}
