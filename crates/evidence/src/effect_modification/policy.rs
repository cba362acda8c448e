//! Whom to treat, in one sentence: two questions at most, each about one covariate.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};

use super::{Scores, scores::mean_of};
use crate::{Estimate, Fault, check, check_length, robust::real};

/// Into how many parts of equal size a covariate is cut; questions are asked between them.
pub const BINS: usize = 16;

/// Most covariates: every pair of them is looked at.
const COVARIATES_MAX: usize = 50;

/// A question: is the covariate at most `at`?
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Split {
    /// Which covariate, from 0.
    pub covariate: usize,
    /// The value up to which the answer is yes.
    pub at: f64,
}

/// Where the questions end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leaf {
    /// The questions and their answers, first the first.
    pub answers: [Option<(Split, bool)>; 2],
    /// Whether to treat here.
    pub treat: bool,
    /// Units that end here, among those that the questions were not learnt from.
    pub units: usize,
    /// Their mean score: the effect here, judged by units that the questions were not learnt from. None without one.
    pub effect: Option<f64>,
}

/// A policy and what it is worth, judged by units that it was not learnt from.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Between one and four, from the least values to the greatest.
    pub leaves: Vec<Leaf>,
    /// Share of units that would be treated.
    pub treated_share: f64,
    /// Mean gain (effect less cost) a unit, compared with treating nobody; none if nobody would be treated.
    pub gain: Option<Estimate>,
    /// The same compared with treating everybody; none if everybody would be treated.
    pub gain_over_all: Option<Estimate>,
}

/// The tree of depth 2 with the largest sum of `score − cost` over those it treats, searched exhaustively over
/// [`BINS`] − 1 cuts of each covariate on one half of the units, and judged on the other half.
///
/// - **Takes** scores in the direction in which more is better; `cost` in the same unit; `least` units that must be in
///   every leaf of the half that is learnt from.
/// - **Assumes** units independent of each other. This is exploration: what it finds is to be tried in a next trial.
///
/// # Errors
///
/// [`Fault::TooFew`] for fewer than 4 units or than 4·`least`; [`Fault::Length`], [`Fault::NotFinite`];
/// [`Fault::OutOfRange`] for more than 50 covariates or for `alpha`.
///
/// # Source
///
/// Athey and Wager 2021.
pub fn policy(
    scores: &Scores,
    covariates: &[&[f64]],
    cost: f64,
    least: usize,
    seed: u64,
    alpha: f64,
) -> Result<Policy, Fault> {
    let units = scores.score().len();
    check("cost", &[cost], 1)?;
    crate::check_range("alpha", alpha, 1e-12, 1.0 - 1e-12)?;
    let needed = least.max(1).saturating_mul(4).max(4);
    if units < needed {
        return Err(Fault::too_few("score", units, needed));
    }
    if covariates.len() > COVARIATES_MAX {
        let found = real(covariates.len());
        return Err(Fault::out_of_range("covariates", found, 0.0, real(COVARIATES_MAX)));
    }
    for column in covariates {
        check("covariates", column, 1)?;
        check_length("covariates", column.len(), units)?;
    }
    let (learning, judging) = halves(units, seed);
    let table = Table::new(scores.score(), covariates, cost, &learning);
    let tree = table.best(least.max(1));
    let mut leaves = Vec::new();
    tree.leaves([None; 2], &mut leaves);
    let mut sums = vec![(0_usize, 0.0); leaves.len()];
    let mut gains = Vec::with_capacity(judging.len());
    for unit in &judging {
        let ends = |leaf: &Leaf| {
            let mut answers = leaf.answers.iter().flatten();
            answers.all(|(split, yes)| (covariates[split.covariate][*unit] <= split.at) == *yes)
        };
        // Answers of the leaves exclude each other and leave nobody out.
        let place = leaves.iter().position(ends).unwrap_or(0);
        sums[place].0 += 1;
        sums[place].1 += scores.score()[*unit];
        gains.push((leaves[place].treat, scores.score()[*unit] - cost));
    }
    for (leaf, (count, sum)) in leaves.iter_mut().zip(sums) {
        leaf.units = count;
        leaf.effect = (count > 0).then(|| sum / real(count));
    }
    let treated = gains.iter().filter(|it| it.0).count();
    let count = real(judging.len());
    let mean = |keep: bool, sign: f64| {
        let values = gains.iter().map(|(treat, gain)| if *treat == keep { sign * gain } else { 0.0 });
        mean_of(values, count, alpha).ok()
    };
    Ok(Policy {
        leaves,
        treated_share: real(treated) / count,
        gain: if treated == 0 { None } else { mean(true, 1.0) },
        gain_over_all: if treated == judging.len() { None } else { mean(false, -1.0) },
    })
}

fn halves(units: usize, seed: u64) -> (Vec<usize>, Vec<usize>) {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let mut order: Vec<usize> = (0..units).collect();
    for last in (1..units).rev() {
        let count = u64::try_from(last + 1).unwrap_or(u64::MAX);
        order.swap(last, usize::try_from(chance.next_u64() % count).unwrap_or(0));
    }
    let judging = order.split_off(units.div_ceil(2));
    (order, judging)
}

/// A tree: a leaf, or a question and two trees.
enum Tree {
    Leaf(bool),
    Asks(Split, Box<[Tree; 2]>),
}

impl Tree {
    fn leaves(&self, answers: [Option<(Split, bool)>; 2], found: &mut Vec<Leaf>) {
        match self {
            Self::Leaf(treat) => found.push(Leaf { answers, treat: *treat, units: 0, effect: None }),
            Self::Asks(split, below) => {
                let place = usize::from(answers[0].is_some());
                for (tree, yes) in below.iter().zip([true, false]) {
                    let mut next = answers;
                    next[place] = Some((*split, yes));
                    tree.leaves(next, found);
                }
            }
        }
    }
}

/// Sums of gains and counts for each pair of covariates, by bin.
struct Table {
    cuts: Vec<Vec<f64>>,
    /// `[first covariate][second]`, then bin of the first × [`BINS`] + bin of the second.
    pairs: Vec<Vec<Vec<(f64, usize)>>>,
    all: (f64, usize),
}

/// The best tree below one side of the first question.
struct Side {
    gain: f64,
    split: Option<(usize, usize)>,
    treat: [bool; 2],
}

impl Table {
    fn new(score: &[f64], covariates: &[&[f64]], cost: f64, learning: &[usize]) -> Self {
        let mut bins = Vec::with_capacity(covariates.len());
        let mut cuts = Vec::with_capacity(covariates.len());
        for column in covariates {
            let mut sorted: Vec<f64> = learning.iter().map(|it| column[*it]).collect();
            sorted.sort_unstable_by(f64::total_cmp);
            let mut own: Vec<f64> =
                (1..BINS).map(|it| sorted[(it * sorted.len() / BINS).saturating_sub(1)]).collect();
            own.dedup();
            // Up to the largest value everybody is below: no question.
            own.retain(|it| *it < sorted[sorted.len() - 1]);
            bins.push(
                learning.iter().map(|it| own.partition_point(|cut| *cut < column[*it])).collect::<Vec<_>>(),
            );
            cuts.push(own);
        }
        let pairs = bins
            .iter()
            .map(|first: &Vec<usize>| {
                let with = |second: &Vec<usize>| {
                    let mut table = vec![(0.0, 0); BINS * BINS];
                    for (row, unit) in learning.iter().enumerate() {
                        let it = &mut table[first[row] * BINS + second[row]];
                        it.0 += score[*unit] - cost;
                        it.1 += 1;
                    }
                    table
                };
                bins.iter().map(with).collect()
            })
            .collect();
        let all = learning.iter().fold((0.0, 0), |sum, it| (sum.0 + score[*it] - cost, sum.1 + 1));
        Self { cuts, pairs, all }
    }

    fn best(&self, least: usize) -> Tree {
        let mut best = (self.all.0.max(0.0), Tree::Leaf(self.all.0 > 0.0));
        for (first, cuts) in self.cuts.iter().enumerate() {
            for (cut, at) in cuts.iter().enumerate() {
                let sides = [self.side(first, 0..cut + 1, least), self.side(first, cut + 1..BINS, least)];
                let [Some(yes), Some(no)] = sides else { continue };
                if yes.gain + no.gain > best.0 * (1.0 + 1e-12) + f64::MIN_POSITIVE {
                    let split = Split { covariate: first, at: *at };
                    let below = Box::new([self.tree(&yes), self.tree(&no)]);
                    best = (yes.gain + no.gain, Tree::Asks(split, below));
                }
            }
        }
        best.1
    }

    fn tree(&self, side: &Side) -> Tree {
        match side.split {
            None => Tree::Leaf(side.treat[0]),
            Some((covariate, cut)) => Tree::Asks(
                Split { covariate, at: self.cuts[covariate][cut] },
                Box::new(side.treat.map(Tree::Leaf)),
            ),
        }
    }

    /// The best second question for the units in some bins of the first covariate; none if they are too few.
    fn side(&self, first: usize, bins: std::ops::Range<usize>, least: usize) -> Option<Side> {
        let mut best: Option<Side> = None;
        for (second, cuts) in self.cuts.iter().enumerate() {
            let mut by_bin = [(0.0, 0_usize); BINS];
            for bin in bins.clone() {
                for (sum, it) in by_bin.iter_mut().zip(&self.pairs[first][second][bin * BINS..]) {
                    sum.0 += it.0;
                    sum.1 += it.1;
                }
            }
            let all = by_bin.iter().fold((0.0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
            if all.1 < least {
                return None;
            }
            let plain =
                best.get_or_insert(Side { gain: all.0.max(0.0), split: None, treat: [all.0 > 0.0; 2] });
            let mut below = (0.0, 0);
            for (cut, _) in cuts.iter().enumerate() {
                below = (below.0 + by_bin[cut].0, below.1 + by_bin[cut].1);
                let above = (all.0 - below.0, all.1 - below.1);
                let gain = below.0.max(0.0) + above.0.max(0.0);
                if below.1 >= least && above.1 >= least && gain > plain.gain * (1.0 + 1e-12) {
                    *plain = Side { gain, split: Some((second, cut)), treat: [below.0 > 0.0, above.0 > 0.0] };
                }
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::tests::noise;

    #[test]
    fn two_questions_that_matter_are_found() {
        let covariates = [noise(4_000, 2), noise(4_000, 3), noise(4_000, 4)];
        let helped = |it: usize| covariates[2][it] <= 0.25 && covariates[0][it] > -0.5;
        let score: Vec<f64> = noise(4_000, 5)
            .iter()
            .enumerate()
            .map(|(it, e)| e + if helped(it) { 1.0 } else { -1.0 })
            .collect();
        let scores = Scores::given(score, vec![0.0; 4_000]).unwrap();
        let columns: Vec<&[f64]> = covariates.iter().map(Vec::as_slice).collect();
        let found = policy(&scores, &columns, 0.0, 20, 1, 0.05).unwrap();
        let treated: Vec<&Leaf> = found.leaves.iter().filter(|it| it.treat).collect();
        assert_eq!(treated.len(), 1);
        let mut asked: Vec<usize> = treated[0].answers.iter().flatten().map(|it| it.0.covariate).collect();
        asked.sort_unstable();
        assert_eq!(asked, [0, 2]);
        assert!(treated[0].effect.unwrap() > 0.6);
        let share = real((0..4_000).filter(|it| helped(*it)).count()) / 4_000.0;
        assert!((found.treated_share - share).abs() < 0.08);
        assert!(found.gain.unwrap().low > 0.0 && found.gain_over_all.unwrap().low > 0.0);
        assert_eq!(found.leaves.iter().map(|it| it.units).sum::<usize>(), 2_000);
    }

    #[test]
    fn an_effect_for_all_needs_no_question() {
        let scores =
            Scores::given(noise(400, 5).iter().map(|it| it + 9.0).collect(), vec![0.0; 400]).unwrap();
        let covariate = noise(400, 6);
        let found = policy(&scores, &[&covariate, &[1.0; 400]], 0.5, 5, 1, 0.05).unwrap();
        assert_eq!(found.leaves.len(), 1);
        assert!(found.leaves[0].treat && found.gain_over_all.is_none());
        let costly = policy(&scores, &[&covariate], 20.0, 5, 1, 0.05).unwrap();
        assert!(!costly.leaves[0].treat && costly.gain.is_none());
    }

    #[test]
    fn bad_input_is_refused() {
        let scores = Scores::given(noise(9, 5), noise(9, 6)).unwrap();
        let code = |columns: &[&[f64]], cost: f64, least: usize, alpha: f64| {
            policy(&scores, columns, cost, least, 1, alpha).unwrap_err().code()
        };
        assert_eq!(code(&[&[1.0]], 0.0, 1, 0.05), "length");
        assert_eq!(code(&[], f64::NAN, 1, 0.05), "not-finite");
        assert_eq!(code(&[], 0.0, 3, 0.05), "too-few");
        assert_eq!(code(&[], 0.0, usize::MAX, 0.05), "too-few");
        assert_eq!(code(&[], 0.0, 1, 0.0), "out-of-range");
    }
}
