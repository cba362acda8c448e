//! Minimisation: the arm that leaves the strata most alike is the likeliest.
//!
//! Source: S. J. Pocock, R. Simon, Biometrics 31 (1975), 103–115, with the range as measure of imbalance.

use std::collections::HashMap;

use super::chance::{Chance, weighted};

/// How likely the arm is that balances best: four times in five.
const BEST: f64 = 0.8;
/// Imbalances closer than this are the same.
const SAME: f64 = 1e-9;

/// How many units each arm has, by value of each stratum.
#[derive(Debug)]
pub(super) struct Margins {
    shares: Vec<f64>,
    /// One a stratum of the plan.
    counts: Vec<HashMap<String, Vec<u64>>>,
}

impl Margins {
    pub(super) fn new(strata: usize, shares: &[f64]) -> Self {
        Self { shares: shares.to_vec(), counts: vec![HashMap::new(); strata] }
    }

    /// Adds a unit.
    pub(super) fn count(&mut self, values: &[String], arm: usize) {
        for (by_value, value) in self.counts.iter_mut().zip(values) {
            let arms = by_value.entry(value.clone()).or_insert_with(|| vec![0; self.shares.len()]);
            arms[arm] += 1;
        }
    }

    /// An arm for a unit with these values, and how likely it was.
    pub(super) fn draw(&self, values: &[String], chance: &mut Chance) -> (usize, f64) {
        let parts = self.parts(values);
        let arm = weighted(&parts, chance.share());
        (arm, parts[arm])
    }

    /// How likely each arm is: the best ones share [`BEST`] by their weights, the others what is left; all alike, weights decide.
    fn parts(&self, values: &[String]) -> Vec<f64> {
        let imbalances: Vec<f64> = (0..self.shares.len()).map(|arm| self.imbalance(values, arm)).collect();
        let least = imbalances.iter().copied().fold(f64::INFINITY, f64::min);
        let is_best: Vec<bool> = imbalances.iter().map(|it| *it <= least + SAME).collect();
        let of_best: f64 = self.shares.iter().zip(&is_best).filter(|it| *it.1).map(|it| it.0).sum();
        let to_best = if is_best.iter().all(|it| *it) { 1.0 } else { BEST.max(of_best) };
        let part = |(share, is_best): (&f64, &bool)| {
            if *is_best { to_best * share / of_best } else { (1.0 - to_best) * share / (1.0 - of_best) }
        };
        self.shares.iter().zip(&is_best).map(part).collect()
    }

    /// How unlike the arms would be if the unit got `arm`: over its values, the widest gap between arms, each for its weight.
    #[expect(clippy::cast_precision_loss, reason = "counts of units are below 2^53")]
    fn imbalance(&self, values: &[String], arm: usize) -> f64 {
        let gap = |(by_value, value): (&HashMap<String, Vec<u64>>, &String)| {
            let counted = by_value.get(value);
            let filled = self.shares.iter().enumerate().map(|(at, share)| {
                let units = counted.map_or(0, |it| it[at]) + u64::from(at == arm);
                units as f64 / share
            });
            let (low, high) =
                filled.fold((f64::INFINITY, 0.0_f64), |(low, high), it| (low.min(it), high.max(it)));
            high - low
        };
        self.counts.iter().zip(values).map(gap).sum()
    }
}
