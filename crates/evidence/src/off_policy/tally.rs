//! The value of a policy from a log of any length, one decision after the other.

use super::{
    BASE, Bounds, CLIPPED, Diagnostics, Doubt, ESTIMATORS, IPW, PolicyValues, ROBUST, Row, SHRUNK,
    SUB_GAUSSIAN, SUB_GAUSSIAN_IPW, SWITCHED, check_bounds, doubts_of_weights, finite, of_moments, rewards,
    row_of,
};
use crate::{Fault, check, check_range, real};

/// Decisions that are kept until their moments are taken together.
const BLOCK: usize = 512;
/// The estimators', then w·(r − q), which the self-normalised doubly robust one needs.
const FIGURES: usize = ESTIMATORS + 1;
const CORRECTION: usize = ESTIMATORS;

/// One decision as it was logged, and what another policy would have done.
#[derive(Debug, Clone, Copy)]
pub struct Decision<'a> {
    /// What it brought, in any unit.
    pub reward: f64,
    /// The action taken, from 0.
    pub action: usize,
    /// The probability of each action when it was taken.
    pub behaviour: &'a [f64],
    /// The probability of each action under the policy that is judged.
    pub target: &'a [f64],
    /// The reward that a model predicts for each action.
    pub predicted: &'a [f64],
}

/// What [`super::evaluate`] needs of the decisions so far: a few numbers, whatever their count.
///
/// Means and squared deviations are taken exactly within blocks, then put together (Chan, Golub and `LeVeque` 1979), so that
/// twenty million decisions keep their digits. Tallies of parts of a log, on several threads, are merged.
#[derive(Debug, Clone)]
pub struct Tally {
    bounds: Bounds,
    block: Vec<Row>,
    closed: u64,
    actions: usize,
    means: [f64; FIGURES],
    squares: [f64; FIGURES],
    /// Σ of the products of deviations of the model's base and of w·(r − q).
    products: f64,
    weights: Weights,
    unsupported: Option<(u64, usize, u64)>,
    /// Decisions added, those of the block included.
    decisions: u64,
}

/// Sums of weights, relative to the greatest so that squares stay within the range of numbers.
#[derive(Debug, Clone, Copy, Default)]
struct Weights {
    most: f64,
    sum: f64,
    squares: f64,
}

impl Weights {
    fn add(&mut self, other: Self) {
        if other.most <= 0.0 {
            return;
        }
        let most = self.most.max(other.most);
        let (ours, theirs) = (self.most / most, other.most / most);
        *self = Self {
            most,
            sum: self.sum * ours + other.sum * theirs,
            squares: self.squares * ours * ours + other.squares * theirs * theirs,
        };
    }
}

impl Tally {
    /// No decision yet.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] for bounds.
    pub fn new(bounds: &Bounds) -> Result<Self, Fault> {
        check_bounds(bounds)?;
        Ok(Self {
            bounds: *bounds,
            block: Vec::with_capacity(BLOCK),
            closed: 0,
            actions: 0,
            means: [0.0; FIGURES],
            squares: [0.0; FIGURES],
            products: 0.0,
            weights: Weights::default(),
            unsupported: None,
            decisions: 0,
        })
    }

    /// How many decisions were added.
    pub const fn decisions(&self) -> u64 {
        self.decisions
    }

    /// Adds a decision; one that is refused is not counted.
    ///
    /// # Errors
    ///
    /// As [`super::evaluate`], with the number of the decision in its name.
    pub fn add(&mut self, decision: &Decision<'_>) -> Result<(), Fault> {
        if self.actions == 0 {
            self.actions = decision.behaviour.len();
        }
        if !decision.reward.is_finite() {
            check("reward", &[decision.reward], 1)?;
        }
        let row = row_of(self.decisions, decision, self.actions)?;
        let (behaviour, target) = (decision.behaviour, decision.target);
        if let Some(action) = behaviour.iter().zip(target).position(|(b, e)| *b <= 0.0 && *e > 0.0) {
            let (first, what, count) = self.unsupported.unwrap_or((self.decisions, action, 0));
            self.unsupported = Some((first, what, count + 1));
        }
        self.decisions += 1;
        self.block.push(row);
        if self.block.len() == BLOCK {
            self.close_block();
        }
        Ok(())
    }

    /// Adds the decisions of another tally, as if they came after this one's.
    ///
    /// # Errors
    ///
    /// [`Fault::Length`] (`pi_b`) where they have not the same actions; [`Fault::OutOfRange`] where they have not the
    /// same bounds.
    pub fn merge(&mut self, mut other: Self) -> Result<(), Fault> {
        if other.decisions == 0 {
            return Ok(());
        }
        if self.bounds != other.bounds {
            let (clip, theirs) = (self.bounds.clip, other.bounds.clip);
            return Err(Fault::out_of_range("tau_clip_and_switch", theirs, clip, clip));
        }
        if self.decisions == 0 {
            *self = other;
            return Ok(());
        }
        crate::check_length("pi_b", other.actions, self.actions)?;
        self.close_block();
        other.close_block();
        if let Some((first, action, count)) = other.unsupported {
            let (at, what, known) = self.unsupported.unwrap_or((self.decisions + first, action, 0));
            self.unsupported = Some((at, what, known + count));
        }
        self.decisions += other.decisions;
        let moments = (other.means, other.squares, other.products);
        self.put_together(other.closed, moments, other.weights);
        Ok(())
    }

    /// The value by every estimator, as [`super::evaluate`] gives it.
    ///
    /// # Errors
    ///
    /// As [`super::evaluate`].
    pub fn values(&self, alpha: f64) -> Result<PolicyValues, Fault> {
        check_range("alpha", alpha, 1e-12, 1.0 - 1e-12)?;
        if self.decisions < 2 {
            return Err(Fault::too_few("reward", usize::try_from(self.decisions).unwrap_or(usize::MAX), 2));
        }
        let mut all = self.clone();
        all.close_block();
        let count = real(all.closed);
        let part = |place: usize| of_moments(all.means[place], all.squares[place], count, alpha);
        let weight_mean = all.weights.sum / count * all.weights.most;
        let normalised = weight_mean > 0.0;
        let by_weight = |it: f64| it / weight_mean;
        let robust = || {
            let mean = all.means[BASE] + by_weight(all.means[CORRECTION]);
            let squares = by_weight(by_weight(all.squares[CORRECTION]))
                + 2.0 * by_weight(all.products)
                + all.squares[BASE];
            of_moments(mean, squares.max(0.0), count, alpha)
        };
        let squares_of_ipw = by_weight(by_weight(all.squares[IPW]));
        let values = PolicyValues {
            ipw: part(IPW),
            ipw_clipped: part(CLIPPED),
            snips: normalised.then(|| of_moments(by_weight(all.means[IPW]), squares_of_ipw, count, alpha)),
            direct: all.means[BASE],
            doubly_robust: part(ROBUST),
            self_normalised: normalised.then(robust),
            switched: part(SWITCHED),
            shrunk: part(SHRUNK),
            sub_gaussian_ipw: part(SUB_GAUSSIAN_IPW),
            sub_gaussian: part(SUB_GAUSSIAN),
            diagnostics: all.diagnostics(weight_mean),
        };
        finite(&values)?;
        Ok(values)
    }

    /// Every reason not to show the values; none if they may be shown.
    pub fn doubts(&self) -> Vec<Doubt> {
        let mut all = self.clone();
        all.close_block();
        let mut found = doubts_of_weights(&all.diagnostics(0.0), all.closed);
        found.extend(all.unsupported.map(|(decision, action, decisions)| Doubt::Unsupported {
            decision: usize::try_from(decision).unwrap_or(usize::MAX),
            action,
            decisions: usize::try_from(decisions).unwrap_or(usize::MAX),
        }));
        found
    }

    fn diagnostics(&self, weight_mean: f64) -> Diagnostics {
        let Weights { most, sum, squares } = self.weights;
        if most <= 0.0 {
            return Diagnostics { effective: 0.0, weight_max: 0.0, weight_mean: 0.0 };
        }
        Diagnostics { effective: sum * sum / squares, weight_max: most, weight_mean }
    }

    /// Takes the moments of the block, by two passes over it.
    fn close_block(&mut self) {
        if self.block.is_empty() {
            return;
        }
        let count = real(self.block.len() as u64);
        let figures = |row: &Row| {
            let by_estimator = rewards(row, &self.bounds);
            let mut all = [0.0; FIGURES];
            all[..ESTIMATORS].copy_from_slice(&by_estimator);
            all[CORRECTION] = row.weight * (row.reward - row.predicted);
            all
        };
        let (mut sums, mut weights) = ([0.0; FIGURES], Weights::default());
        weights.most = self.block.iter().fold(0.0, |most, it| it.weight.max(most));
        let scale = if weights.most > 0.0 { weights.most } else { 1.0 };
        let all: Vec<[f64; FIGURES]> = self.block.iter().map(figures).collect();
        for (row, of_row) in self.block.iter().zip(&all) {
            sums.iter_mut().zip(of_row).for_each(|(sum, it)| *sum += it);
            let weight = row.weight / scale;
            weights.sum += weight;
            weights.squares += weight * weight;
        }
        let means = sums.map(|it| it / count);
        let (mut squares, mut products) = ([0.0; FIGURES], 0.0);
        for of_row in &all {
            let mut away = [0.0; FIGURES];
            for ((away, it), mean) in away.iter_mut().zip(of_row).zip(&means) {
                *away = it - mean;
            }
            squares.iter_mut().zip(&away).for_each(|(sum, it)| *sum += it * it);
            products += away[BASE] * away[CORRECTION];
        }
        let decisions = self.block.len() as u64;
        self.block.clear();
        self.put_together(decisions, (means, squares, products), weights);
    }

    fn put_together(
        &mut self,
        decisions: u64,
        (means, squares, products): ([f64; FIGURES], [f64; FIGURES], f64),
        weights: Weights,
    ) {
        let (ours, theirs) = (real(self.closed), real(decisions));
        let all = ours + theirs;
        let between = ours * (theirs / all);
        let base = means[BASE] - self.means[BASE];
        let correction = means[CORRECTION] - self.means[CORRECTION];
        self.products += products + between * base * correction;
        for place in 0..FIGURES {
            let away = means[place] - self.means[place];
            self.squares[place] += squares[place] + between * away * away;
            self.means[place] += away * (theirs / all);
        }
        self.weights.add(weights);
        self.closed += decisions;
    }
}
