//! Standard errors of a synthetic estimate: leaving out units, or pretending that controls were treated.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};

use super::{
    Block, Synthetic,
    block::{Settings, mean},
};
use crate::{Fault, check_range};

/// Most replications.
pub const REPLICATIONS_MAX: usize = 10_000;

/// What the method finds among controls, none of which was treated.
#[derive(Debug, Clone, PartialEq)]
pub struct Placebo {
    /// Standard deviation of the effects found.
    pub se: f64,
    /// Share of effects at least as large as the estimate, in absolute value, the estimate counted with them; smallest
    /// at 1 ÷ (number + 1).
    pub p: f64,
    /// The effects found.
    pub effects: Vec<f64>,
    /// Whether they are all there are, not a sample.
    pub is_exhaustive: bool,
}

impl Synthetic {
    /// Standard error by leaving out each unit in turn, weights kept. `Ok(None)` with one unit treated, or one control
    /// that has weight: then see [`Self::placebo`]. Not to be used with synthetic control.
    ///
    /// # Errors
    ///
    /// As [`super::estimate`]; [`Fault::Length`] if the estimate is of another block.
    ///
    /// # Source
    ///
    /// Arkhangelsky et al. 2021, algorithm 3. Agrees with R synthdid 0.0.9 `vcov(method = "jackknife")` to 1e-9.
    pub fn jackknife(&self, block: &Block<'_>) -> Result<Option<f64>, Fault> {
        self.check_block(block)?;
        let units = block.outcomes.len();
        let treated = units - block.controls;
        if treated == 1 || self.unit_weights.iter().filter(|it| **it != 0.0).count() == 1 {
            return Ok(None);
        }
        let changes: Vec<f64> = (0..units).map(|it| block.change(it, &self.time_weights)).collect();
        let (control_changes, treated_changes) = changes.split_at(block.controls);
        let expected: f64 = self.unit_weights.iter().zip(control_changes).map(|(w, it)| w * it).sum();
        let total: f64 = self.unit_weights.iter().sum();
        let treated_sum: f64 = treated_changes.iter().sum();
        #[expect(clippy::cast_precision_loss, reason = "numbers of units")]
        let (n, n1) = (units as f64, treated as f64);
        let left_out: Vec<f64> = (0..units)
            .map(|it| match self.unit_weights.get(it) {
                Some(weight) => {
                    treated_sum / n1 - (expected - weight * control_changes[it]) / (total - weight)
                }
                None => (treated_sum - changes[it]) / (n1 - 1.0) - expected,
            })
            .collect();
        let centre = mean(&left_out);
        let squares: f64 = left_out.iter().map(|it| (it - centre) * (it - centre)).sum();
        let se = ((n - 1.0) / n * squares).sqrt();
        Ok(se.is_finite().then_some(se))
    }

    /// Standard error by pretending that controls, as many as were treated, were treated, and estimating weights anew.
    /// Where there are no more choices than `replications` all are taken, else as many at random from `seed`.
    ///
    /// - **Assumes** that outcomes of those treated vary as those of controls.
    ///
    /// # Errors
    ///
    /// [`Fault::TooFew`] of `N0` with no more controls than treated; [`Fault::OutOfRange`] of `replications`.
    ///
    /// # Source
    ///
    /// Arkhangelsky et al. 2021, algorithm 4; R synthdid 0.0.9 `vcov(method = "placebo")` draws at random always.
    pub fn placebo(&self, block: &Block<'_>, replications: usize, seed: u64) -> Result<Placebo, Fault> {
        self.check_block(block)?;
        let treated = block.outcomes.len() - block.controls;
        if block.controls <= treated {
            return Err(Fault::too_few("N0", block.controls, treated + 1));
        }
        #[expect(clippy::cast_precision_loss, reason = "at most 10,001")]
        check_range(
            "replications",
            replications.min(REPLICATIONS_MAX + 1) as f64,
            2.0,
            REPLICATIONS_MAX as f64,
        )?;
        let settings = Settings {
            zeta_units: self.zeta_units,
            zeta_times: self.zeta_times,
            least_decrease: self.least_decrease,
            method: self.method,
            solver: self.solver,
        };
        let all = choices(block.controls, treated, replications);
        let is_exhaustive = all.is_some();
        let chosen = all.unwrap_or_else(|| {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            (0..replications).map(|_| draw(&mut random, block.controls, treated)).collect()
        });
        let mut effects = Vec::with_capacity(chosen.len());
        for pretended in chosen {
            let mut is_pretended = vec![false; block.controls];
            for it in &pretended {
                is_pretended[*it] = true;
            }
            let rest: Vec<usize> = (0..block.controls).filter(|it| !is_pretended[*it]).collect();
            let mut start: Vec<f64> = rest.iter().map(|it| self.unit_weights[*it]).collect();
            let sum: f64 = start.iter().sum();
            #[expect(clippy::cast_precision_loss, reason = "a number of units")]
            let even = 1.0 / rest.len() as f64;
            for it in &mut start {
                *it = if sum > 0.0 { *it / sum } else { even };
            }
            let (units, times) =
                block.weights(&rest, &pretended, &settings, Some((&start, &self.time_weights)))?;
            effects.push(block.effect(&rest, &pretended, &units, &times));
        }
        let centre = mean(&effects);
        let squares: Vec<f64> = effects.iter().map(|it| (it - centre) * (it - centre)).collect();
        let as_large = effects.iter().filter(|it| it.abs() >= self.value.abs()).count();
        #[expect(clippy::cast_precision_loss, reason = "at most 10,000")]
        let p = (as_large as f64 + 1.0) / (effects.len() as f64 + 1.0);
        Ok(Placebo { se: mean(&squares).sqrt(), p, effects, is_exhaustive })
    }
}

/// All choices of `size` out of `count`, if there are no more than `most`.
fn choices(count: usize, size: usize, most: usize) -> Option<Vec<Vec<usize>>> {
    let mut all = Vec::new();
    let mut choice: Vec<usize> = (0..size).collect();
    loop {
        if all.len() == most {
            return None;
        }
        all.push(choice.clone());
        let Some(place) = (0..size).rev().find(|it| choice[*it] < count - size + it) else {
            return Some(all);
        };
        choice[place] += 1;
        for later in place + 1..size {
            choice[later] = choice[later - 1] + 1;
        }
    }
}

/// `size` out of `count`, each choice as likely (Floyd 1987).
fn draw(random: &mut ChaCha8Rng, count: usize, size: usize) -> Vec<usize> {
    let mut chosen = std::collections::BTreeSet::new();
    for last in count - size..count {
        let place = below(random, last + 1);
        if !chosen.insert(place) {
            chosen.insert(last);
        }
    }
    chosen.into_iter().collect()
}

/// A number below `bound`, each as likely: 64 random bits times the bound, whose bias is below 2^-40 here.
fn below(random: &mut ChaCha8Rng, bound: usize) -> usize {
    let product = u128::from(random.next_u64()) * bound as u128;
    usize::try_from(product >> 64).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::choices;

    #[test]
    fn all_choices_are_taken_once() {
        assert_eq!(choices(4, 2, 6).unwrap().len(), 6);
        assert_eq!(choices(4, 2, 5), None);
        assert_eq!(choices(5, 1, 9).unwrap(), [[0], [1], [2], [3], [4]]);
    }
}
