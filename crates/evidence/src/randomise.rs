//! Randomisation inference: the assignment is drawn again, the way it was drawn, and the effect compared with what
//! chance alone gives.
//!
//! Start with [`randomise`]. It assumes nothing but the draw, so it is the only analysis to use below six offices an
//! arm. Give it one value an office.
//!
//! **Invariant:** only assignments that the draw could have given are compared; the same seed gives the same ones.

use std::collections::BTreeMap;

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};

use crate::{Fault, check, check_length, check_range, robust::real};

/// Up to so many assignments all are compared, unless a plan says otherwise.
pub const EXACT_MAX: usize = 1_000_000;

/// Most assignments a plan may ask for: 40 bytes each are kept.
pub const ASSIGNMENTS_MAX: usize = 3_000_000;

/// How treatment was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mechanism<'a> {
    /// So many of all units, every choice as likely.
    Complete,
    /// So many within each stratum (any number names it), strata independently. Each stratum has both arms.
    Strata(&'a [usize]),
    /// One of each pair, by the toss of a coin.
    Pairs(&'a [usize]),
}

/// How many assignments are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// All of them if they are at most so many.
    pub exact_max: usize,
    /// Else so many by chance; the one that happened counts as one more.
    pub draws: usize,
    /// Where chance starts.
    pub seed: u64,
}

impl Default for Plan {
    fn default() -> Self {
        Self { exact_max: EXACT_MAX, draws: 99_999, seed: 1 }
    }
}

/// A statistic and how often chance reaches it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Randomised {
    /// The statistic as it was.
    pub statistic: f64,
    /// Share of assignments with at least its size, whatever the sign.
    pub p: f64,
    /// Twice the smaller one-sided p-value, at most 1: differs from `p` where chance is not symmetric.
    pub p_doubled: f64,
    /// Share of assignments with at most its value.
    pub p_less: f64,
    /// Share of assignments with at least its value.
    pub p_greater: f64,
    /// Lower end of the constant effects that are not rejected at `alpha` by `p`; infinite if none is.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// What randomisation inference says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Randomisation {
    /// How many assignments were compared.
    pub assignments: usize,
    /// Whether these are all there are.
    pub exact: bool,
    /// Mean of the treated less mean of the others; with strata, the mean over strata weighted by their units.
    pub difference: Randomised,
    /// The same divided by its standard error (Welch's, of strata, or of pairs): to be preferred where the arms may
    /// spread differently. None where a stratum has an arm of one unit, which shows no spread.
    pub studentised: Option<Randomised>,
}

/// Compares the effect on `values` with what the draw gives by chance, and inverts the tests for intervals at
/// `1 − alpha`.
///
/// - **Takes** one value for each unit that was drawn (an office, not its usagers); O(units) a draw.
/// - **Assumes** that treatment was drawn as `mechanism` says. Intervals assume an effect that is the same for all.
/// - **Gives** p-values that are never 0: the assignment that happened is among those compared.
///
/// # Errors
///
/// [`Fault::TooFew`] for an arm (of all units, or of a stratum) without a unit; [`Fault::Length`];
/// [`Fault::NotFinite`]; [`Fault::NoVariance`] if all values are the same; [`Fault::Unreadable`] for a pair that is not
/// one treated and one other; [`Fault::OutOfRange`] for `alpha` or for a plan beyond [`ASSIGNMENTS_MAX`].
///
/// # Source
///
/// Fisher 1935; Rosenbaum 2002, chapter 2; Wu and Ding 2021 (studentised). Agrees with SciPy 1.17
/// `permutation_test(…, n_resamples=inf)` exactly.
pub fn randomise(
    values: &[f64],
    treated: &[bool],
    mechanism: Mechanism<'_>,
    plan: Plan,
    alpha: f64,
) -> Result<Randomisation, Fault> {
    check_range("alpha", alpha, 1e-12, 1.0 - 1e-12)?;
    check("values", values, 2)?;
    check_length("treated", treated.len(), values.len())?;
    if plan.exact_max.max(plan.draws) > ASSIGNMENTS_MAX || plan.draws == 0 {
        let asked = plan.exact_max.max(plan.draws);
        return Err(Fault::out_of_range("plan", real(asked), 1.0, real(ASSIGNMENTS_MAX)));
    }
    let sample = Sample::new(values, treated, mechanism)?;
    let exact = sample.assignments().filter(|it| *it <= plan.exact_max);
    let draws = match exact {
        Some(count) => sample.all(count),
        None => sample.some(plan.draws, plan.seed),
    };
    let extra = usize::from(exact.is_none());
    let observed = sample.observed();
    let difference = sample.compare(&draws, &observed, extra, alpha, false);
    let studentised = sample.spread_known.then(|| sample.compare(&draws, &observed, extra, alpha, true));
    Ok(Randomisation { assignments: draws.len(), exact: exact.is_some(), difference, studentised })
}

/// One assignment: its difference `d − k·τ` and its variance `v0 + v1·τ + v2·τ²` when the effect τ has been taken from
/// the treated. All of them are sums over strata.
#[derive(Debug, Clone, Copy, Default)]
struct Draw {
    d: f64,
    k: f64,
    v0: f64,
    v1: f64,
    v2: f64,
}

impl Draw {
    fn plus(self, other: Self) -> Self {
        Self {
            d: self.d + other.d,
            k: self.k + other.k,
            v0: self.v0 + other.v0,
            v1: self.v1 + other.v1,
            v2: self.v2 + other.v2,
        }
    }
}

struct Stratum {
    /// Values less the mean of all, and whether treated.
    values: Vec<(f64, bool)>,
    treated: usize,
    weight: f64,
}

struct Sample {
    strata: Vec<Stratum>,
    /// How many pairs, if these are pairs.
    pairs: Option<f64>,
    spread_known: bool,
    /// Differences closer than this are the same.
    tie: f64,
    /// The size of the values, around their mean.
    size: f64,
}

impl Sample {
    fn new(values: &[f64], treated: &[bool], mechanism: Mechanism<'_>) -> Result<Self, Fault> {
        let count = real(values.len());
        let mean = values.iter().map(|it| it / count).sum::<f64>();
        let largest = values.iter().fold(0.0_f64, |most, it| most.max(it.abs()));
        let size = values.iter().fold(0.0_f64, |most, it| most.max((it - mean).abs()));
        if size <= 4.0 * f64::EPSILON * largest {
            return Err(Fault::no_variance("values"));
        }
        let labels = match mechanism {
            Mechanism::Complete => vec![0; values.len()],
            Mechanism::Strata(labels) | Mechanism::Pairs(labels) => labels.to_vec(),
        };
        check_length("strata", labels.len(), values.len())?;
        let mut strata: BTreeMap<usize, Stratum> = BTreeMap::new();
        for ((label, value), arm) in labels.iter().zip(values).zip(treated) {
            let it = strata.entry(*label).or_insert(Stratum { values: Vec::new(), treated: 0, weight: 0.0 });
            it.values.push((value - mean, *arm));
            it.treated += usize::from(*arm);
            it.weight += 1.0 / count;
        }
        for (label, it) in &strata {
            let others = it.values.len() - it.treated;
            if matches!(mechanism, Mechanism::Pairs(_)) && (it.treated, others) != (1, 1) {
                return Err(Fault::Unreadable {
                    what: "strata".into(),
                    reason: format!("pair {label} has {} treated and {others} others", it.treated),
                });
            }
            if it.treated == 0 || others == 0 {
                let what = if it.treated == 0 { "treated" } else { "control" };
                return Err(Fault::too_few(what, 0, 1));
            }
        }
        let strata: Vec<Stratum> = strata.into_values().collect();
        let pairs = matches!(mechanism, Mechanism::Pairs(_)).then(|| real(strata.len()));
        let spread_known = match pairs {
            Some(pairs) => pairs > 1.0,
            None => strata.iter().all(|it| it.treated > 1 && it.values.len() - it.treated > 1),
        };
        let tie = 1e-12 * size + 8.0 * f64::EPSILON * largest;
        Ok(Self { strata, pairs, spread_known, tie, size })
    }

    /// How many assignments there are; none if they cannot be counted.
    fn assignments(&self) -> Option<usize> {
        self.strata.iter().try_fold(1_usize, |all, it| {
            // n choose k is a whole number after each step.
            let smaller = it.treated.min(it.values.len() - it.treated);
            let own = (1..=smaller).try_fold(1_usize, |chosen, step| {
                chosen
                    .checked_mul(it.values.len() - smaller + step)
                    .map(|it| it / step)
                    .filter(|it| *it <= ASSIGNMENTS_MAX)
            })?;
            all.checked_mul(own).filter(|it| *it <= ASSIGNMENTS_MAX)
        })
    }

    fn observed(&self) -> Draw {
        self.strata
            .iter()
            .fold(Draw::default(), |sum, it| sum.plus(self.of(it, it.values.iter().map(|value| value.1))))
    }

    /// What a stratum adds when `arms` says who is treated.
    fn of(&self, stratum: &Stratum, arms: impl Iterator<Item = bool>) -> Draw {
        // For the treated and the others: count, Σy, Σy², Σt, Σyt, with t who was treated in fact (t² is t).
        let mut sums = [[0.0_f64; 5]; 2];
        for ((value, was), arm) in stratum.values.iter().zip(arms) {
            let it = &mut sums[usize::from(arm)];
            let was = f64::from(u8::from(*was));
            it[0] += 1.0;
            it[1] += value;
            it[2] += value * value;
            it[3] += was;
            it[4] += value * was;
        }
        let [control, treated] = sums;
        let difference = treated[1] / treated[0] - control[1] / control[0];
        let taken = treated[3] / treated[0] - control[3] / control[0];
        let mut draw = Draw { d: stratum.weight * difference, k: stratum.weight * taken, ..Draw::default() };
        if self.pairs.is_some() {
            // The square of the pair's own difference, made of by the variance of all.
            draw.v0 = difference * difference;
            draw.v1 = -2.0 * difference * taken;
            draw.v2 = taken * taken;
        } else if self.spread_known {
            for it in sums {
                let by = stratum.weight * stratum.weight / it[0] / (it[0] - 1.0);
                draw.v0 += by * (it[2] - it[1] * it[1] / it[0]);
                draw.v1 -= by * 2.0 * (it[4] - it[1] * it[3] / it[0]);
                draw.v2 += by * (it[3] - it[3] * it[3] / it[0]);
            }
        }
        draw
    }

    /// Every assignment: those of each stratum, combined.
    fn all(&self, count: usize) -> Vec<Draw> {
        let mut all = Vec::with_capacity(count);
        all.push(Draw::default());
        for stratum in &self.strata {
            let own = self.choices(stratum);
            all = all.iter().flat_map(|left| own.iter().map(|right| left.plus(*right))).collect();
        }
        all
    }

    fn choices(&self, stratum: &Stratum) -> Vec<Draw> {
        let (units, treated) = (stratum.values.len(), stratum.treated);
        let mut chosen: Vec<usize> = (0..treated).collect();
        let mut arms = vec![false; units];
        let mut draws = Vec::new();
        loop {
            arms.fill(false);
            for it in &chosen {
                arms[*it] = true;
            }
            draws.push(self.of(stratum, arms.iter().copied()));
            // The next choice in the order of a dictionary: the last place that can still move, moves.
            let Some(place) = (0..treated).rev().find(|it| chosen[*it] < units - treated + it) else {
                return draws;
            };
            chosen[place] += 1;
            for next in place + 1..treated {
                chosen[next] = chosen[next - 1] + 1;
            }
        }
    }

    fn some(&self, count: usize, seed: u64) -> Vec<Draw> {
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        let mut arms: Vec<Vec<bool>> =
            self.strata.iter().map(|it| it.values.iter().map(|value| value.1).collect()).collect();
        (0..count)
            .map(|_| {
                self.strata.iter().zip(&mut arms).fold(Draw::default(), |sum, (stratum, arms)| {
                    for last in (1..arms.len()).rev() {
                        arms.swap(last, below(last + 1, &mut chance));
                    }
                    sum.plus(self.of(stratum, arms.iter().copied()))
                })
            })
            .collect()
    }

    /// The difference of an assignment when τ has been taken from the treated, and its variance.
    fn parts(&self, it: &Draw, tau: f64) -> (f64, f64) {
        let difference = it.d - it.k * tau;
        let sum = it.v0 + tau * (it.v1 + tau * it.v2);
        let variance = match self.pairs {
            Some(pairs) => (sum - pairs * difference * difference) / (pairs * (pairs - 1.0)),
            None => sum,
        };
        (difference, variance)
    }

    /// The statistic of an assignment when τ has been taken from the treated, and how far it may be off by rounding.
    fn statistic(&self, it: &Draw, tau: f64, studentised: bool) -> (f64, f64) {
        let (difference, variance) = self.parts(it, tau);
        if !studentised {
            return (difference, self.tie);
        }
        let (size, tie) = (self.size + tau.abs(), self.tie);
        if variance <= (1e-7 * size).powi(2) * 1e-2 {
            // No spread: as far as can be, or nowhere.
            let far = if difference.abs() <= tie { 0.0 } else { difference.signum() * f64::INFINITY };
            return (far, 0.0);
        }
        let root = variance.sqrt();
        // The variance is a difference of sums of squares.
        let relative = 1e-11 + 4.0 * f64::EPSILON * size * size / variance;
        (difference / root, tie / root + relative * (difference / root).abs())
    }

    /// How many assignments reach the statistic of the sample: in size, from below, from above.
    fn count(&self, draws: &[Draw], observed: &Draw, tau: f64, studentised: bool) -> [usize; 3] {
        let (own, own_slack) = self.statistic(observed, tau, studentised);
        let mut counts = [0; 3];
        for it in draws {
            let (reached, slack) = self.statistic(it, tau, studentised);
            let slack = slack.max(own_slack);
            counts[0] += usize::from(reached.abs() >= own.abs() - slack);
            counts[1] += usize::from(reached <= own + slack);
            counts[2] += usize::from(reached >= own - slack);
        }
        counts
    }

    /// How many assignments reach the size of the studentised statistic: [`Self::count`] without what an interval does
    /// not need, for it is asked a hundred times.
    fn reaching(&self, draws: &[Draw], observed: &Draw, tau: f64) -> usize {
        let own = self.statistic(observed, tau, true).0.abs();
        let tame = 1e-4 * (self.size + tau.abs()).powi(2);
        let reached = |it: &&Draw| {
            let (difference, variance) = self.parts(it, tau);
            if variance < tame {
                let (reached, slack) = self.statistic(it, tau, true);
                return reached.abs() >= own - slack;
            }
            difference.abs() + self.tie >= own * variance.sqrt() * (1.0 - 1e-11)
        };
        draws.iter().filter(reached).count()
    }

    fn compare(
        &self,
        draws: &[Draw],
        observed: &Draw,
        extra: usize,
        alpha: f64,
        studentised: bool,
    ) -> Randomised {
        let total = real(draws.len() + extra);
        let share = |count: usize| real(count + extra) / total;
        let counts = self.count(draws, observed, 0.0, studentised);
        let ends = if studentised {
            let rejected = |tau: f64| share(self.reaching(draws, observed, tau)) <= alpha;
            let step = self.statistic(observed, 0.0, true).0;
            let step = if step.is_finite() && step != 0.0 { (observed.d / step).abs() } else { self.size };
            [-1.0, 1.0].map(|sign| end(observed.d, sign * step, &rejected))
        } else {
            interval(draws, observed, extra, alpha)
        };
        Randomised {
            statistic: self.statistic(observed, 0.0, studentised).0,
            p: share(counts[0]),
            p_doubled: (2.0 * share(counts[1].min(counts[2]))).min(1.0),
            p_less: share(counts[1]),
            p_greater: share(counts[2]),
            low: ends[0],
            high: ends[1],
        }
    }
}

/// The interval of the difference, exactly: each assignment is at least as far as the sample for the τ between
/// `(D − d) ÷ (1 − k)` and `(D + d) ÷ (1 + k)`, which hold D itself.
fn interval(draws: &[Draw], observed: &Draw, extra: usize, alpha: f64) -> [f64; 2] {
    let (mut lows, mut highs) = (Vec::with_capacity(draws.len()), Vec::with_capacity(draws.len()));
    for it in draws {
        let end = |above: f64, below: f64, open: f64| {
            // The assignment that happened and its mirror image always tie.
            if below <= 1e-12 { open } else { above / below }
        };
        let minus = (observed.d - it.d, 1.0 - it.k);
        let plus = (observed.d + it.d, 1.0 + it.k);
        let tied = minus.1 <= 1e-12 || plus.1 <= 1e-12;
        let (left, right) = (end(minus.0, minus.1, 0.0), end(plus.0, plus.1, 0.0));
        lows.push(if tied { f64::NEG_INFINITY } else { left.min(right) });
        highs.push(if tied { f64::INFINITY } else { left.max(right) });
    }
    lows.sort_unstable_by(f64::total_cmp);
    highs.sort_unstable_by(|left, right| right.total_cmp(left));
    // τ is not rejected while more than alpha of all hold it.
    let total = real(draws.len() + extra);
    if real(extra) > alpha * total {
        return [f64::NEG_INFINITY, f64::INFINITY];
    }
    // The first that makes them more than alpha; a share of exactly alpha is rejected.
    (0..draws.len())
        .find(|it| real(it + 1 + extra) > alpha * total * (1.0 + 1e-12))
        .map_or([observed.d; 2], |place| [lows[place], highs[place]])
}

/// Goes from `from` by growing steps until the test rejects, then halves; infinite if it never does.
fn end(from: f64, step: f64, rejected: &impl Fn(f64) -> bool) -> f64 {
    let (mut within, mut beyond) = (0.0, 1.0);
    while !rejected(from + step * beyond) {
        within = beyond;
        beyond *= 2.0;
        if beyond > 1e6 {
            return step.signum() * f64::INFINITY;
        }
    }
    for _ in 0..45 {
        let middle = f64::midpoint(within, beyond);
        if rejected(from + step * middle) { beyond = middle } else { within = middle }
    }
    from + step * within
}

/// A number below `count`, each as likely.
fn below(count: usize, chance: &mut ChaCha8Rng) -> usize {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    // The upper rest, which would favour small numbers, is drawn again.
    let rest = u64::MAX - u64::MAX % count;
    loop {
        let drawn = chance.next_u64();
        if drawn < rest {
            return usize::try_from(drawn % count).unwrap_or(0);
        }
    }
}

#[cfg(test)]
mod tests;
