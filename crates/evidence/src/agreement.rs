//! Do people who judge the same cases agree? Two coders, or any number of them with gaps.
//!
//! Start with [`krippendorff`], which takes any number of coders and missing judgements; [`cohen`] is for two coders
//! who judged every case, where a standard error is wanted.
//!
//! **Invariant:** 1 is full agreement, 0 what chance alone would give; chance for the interval of [`krippendorff`] comes
//! from a seed, so the same seed gives the same interval.

use std::collections::BTreeMap;

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};

use crate::{Fault, check_length, check_range, distribution::normal_quantile, real};

/// How far apart two categories of [`cohen`] are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Distance {
    /// The same or not.
    #[default]
    Unweighted,
    /// By the number of steps between them.
    Linear,
    /// By its square.
    Quadratic,
}

/// What the judgements of [`krippendorff`] are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Level {
    /// Names: the same or not.
    #[default]
    Nominal,
    /// Ranks, whose steps have no size.
    Ordinal,
    /// Numbers, whose differences count.
    Interval,
}

/// Agreement of two coders.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kappa {
    /// Agreement beyond chance, −1 to 1.
    pub value: f64,
    /// Its standard error.
    pub se: f64,
    /// Its standard error if there were no agreement beyond chance: for the test of none.
    pub se_none: f64,
    /// Lower end of the interval, at least −1.
    pub low: f64,
    /// Upper end, at most 1.
    pub high: f64,
    /// The agreement seen, weighted.
    pub observed: f64,
    /// The agreement that chance gives, weighted.
    pub by_chance: f64,
}

/// Agreement of any number of coders.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alpha {
    /// Krippendorff's alpha: 1 is full agreement, 0 what chance gives; 0.8 is asked for to rely on codings, 0.667 at least.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Cases that two coders or more judged: the others say nothing of agreement.
    pub cases: usize,
    /// Judgements of those.
    pub judgements: u64,
}

/// The most categories of [`cohen`].
pub const CATEGORIES_MAX: usize = 1_000;

/// The most judgements · draws of [`krippendorff`].
pub const DRAWN_MAX: u64 = 2_000_000_000;

/// How often each pair of categories was given: rows are the first coder's, columns the second's.
///
/// # Errors
///
/// [`Fault::Length`] (`second`), [`Fault::OutOfRange`] (`first`, `second`, `categories`).
pub fn table(first: &[usize], second: &[usize], categories: usize) -> Result<Vec<Vec<u64>>, Fault> {
    check_length("second", second.len(), first.len())?;
    check_range("categories", real(categories as u64), 1.0, real(CATEGORIES_MAX as u64))?;
    let mut table = vec![vec![0_u64; categories]; categories];
    for (a, b) in first.iter().zip(second) {
        for (what, it) in [("first", a), ("second", b)] {
            check_range(what, real(*it as u64), 0.0, real(categories as u64) - 1.0)?;
        }
        table[*a][*b] += 1;
    }
    Ok(table)
}

/// Cohen's kappa of two coders, with its large-sample standard error and interval.
///
/// With weights w = 1 − distance (0 to 1), agreement seen o = Σ w p and by chance e = Σ w · row share · column share:
/// kappa = (o − e)/(1 − e).
///
/// - **Takes** a square table of counts, see [`table`]; `alpha` of the interval.
/// - **Assumes** independent cases, about 30 or more for the standard error; where kappa is 1 it is 0, and says nothing.
///
/// # Source
///
/// Cohen 1960, 1968; Fleiss, Cohen and Everitt, "Large sample standard errors of kappa and weighted kappa",
/// Psychological Bulletin 72 (1969). Agrees with statsmodels 0.15 `cohens_kappa(table, wt=None | "linear" |
/// "quadratic")`: value, `std_kappa`, `std_kappa0` to 1e-12.
///
/// # Errors
///
/// [`Fault::TooFew`], [`Fault::Length`] (`table`); [`Fault::NoVariance`] where both used one and the same category.
pub fn cohen(table: &[Vec<u64>], distance: Distance, alpha: f64) -> Result<Kappa, Fault> {
    check_range("alpha", alpha, 1e-12, 1.0 - 1e-12)?;
    let size = table.len();
    if size < 2 {
        return Err(Fault::too_few("table", size, 2));
    }
    check_range("table", real(size as u64), 2.0, real(CATEGORIES_MAX as u64))?;
    for row in table {
        check_length("table", row.len(), size)?;
    }
    // Summed as numbers: counts near the end of their range must not run over.
    let cases: f64 = table.iter().flatten().map(|it| real(*it)).sum();
    if cases < 1.0 {
        return Err(Fault::too_few("table", 0, 1));
    }
    let share = |a: usize, b: usize| real(table[a][b]) / cases;
    let rows: Vec<f64> = (0..size).map(|a| (0..size).map(|b| share(a, b)).sum()).collect();
    let columns: Vec<f64> = (0..size).map(|b| (0..size).map(|a| share(a, b)).sum()).collect();
    let weight = |a: usize, b: usize| {
        let steps = real(a.abs_diff(b) as u64) / real(size as u64 - 1);
        match distance {
            Distance::Unweighted => f64::from(u8::from(a == b)),
            Distance::Linear => 1.0 - steps,
            Distance::Quadratic => 1.0 - steps * steps,
        }
    };
    let row_weights: Vec<f64> =
        (0..size).map(|a| (0..size).map(|b| weight(a, b) * columns[b]).sum()).collect();
    let column_weights: Vec<f64> =
        (0..size).map(|b| (0..size).map(|a| weight(a, b) * rows[a]).sum()).collect();
    // Disagreements rather than agreements: exact where agreement is almost full.
    let (mut apart, mut apart_by_chance) = (0.0, 0.0);
    for (a, row) in rows.iter().enumerate() {
        for (b, column) in columns.iter().enumerate() {
            apart += (1.0 - weight(a, b)) * share(a, b);
            apart_by_chance += (1.0 - weight(a, b)) * row * column;
        }
    }
    if apart_by_chance <= 0.0 {
        return Err(Fault::no_variance("table"));
    }
    let value = 1.0 - apart / apart_by_chance;
    let by_chance = 1.0 - apart_by_chance;
    let (mut spread, mut spread_none) = (0.0, 0.0);
    for a in 0..size {
        for b in 0..size {
            let both = row_weights[a] + column_weights[b];
            spread += share(a, b) * (weight(a, b) - both * (1.0 - value)).powi(2);
            spread_none += rows[a] * columns[b] * (weight(a, b) - both).powi(2);
        }
    }
    spread -= (value - by_chance * (1.0 - value)).powi(2);
    spread_none -= by_chance * by_chance;
    let root = |it: f64| (it.max(0.0) / cases).sqrt() / apart_by_chance;
    let se = root(spread);
    let half = normal_quantile(1.0 - alpha / 2.0) * se;
    Ok(Kappa {
        value,
        se,
        se_none: root(spread_none),
        low: (value - half).max(-1.0),
        high: (value + half).min(1.0),
        observed: 1.0 - apart,
        by_chance,
    })
}

/// One case: how often each value was given, as (place of the value, times), two judgements or more in all.
struct Case {
    values: Vec<(usize, f64)>,
    judgements: f64,
}

/// Krippendorff's alpha, with an interval from drawing cases again.
///
/// alpha = 1 − (disagreement seen within cases) ÷ (disagreement by chance, of all judgements with each other), where
/// two judgements disagree by 0 or 1 (nominal), by the square of their difference (interval), or by the square of how
/// many judgements lie between them (ordinal). The interval is that of the percentiles of alpha over `draws` samples
/// of as many cases, with replacement; samples without any variation are drawn anew.
///
/// - **Takes** for each case the judgements of its coders, `None` where one gave none; `draws`, as 2,000; a seed.
///   O(draws · judgements).
///
/// # Source
///
/// K. Krippendorff, *Content Analysis*, fourth edition (2019), chapter 12. The value agrees with the package
/// krippendorff 0.8 `alpha(reliability_data, level_of_measurement)` to 1e-12.
///
/// # Errors
///
/// [`Fault::TooFew`] (`judgements`) without two cases that two coders judged; [`Fault::NoVariance`] where all
/// judgements are the same; [`Fault::NotFinite`]; [`Fault::OutOfRange`] (`draws`, `alpha`).
pub fn krippendorff(
    judgements: &[Vec<Option<f64>>],
    level: Level,
    draws: u32,
    seed: u64,
    alpha: f64,
) -> Result<Alpha, Fault> {
    check_range("alpha", alpha, 1e-6, 1.0 - 1e-6)?;
    let (cases, values) = cases(judgements)?;
    if cases.len() < 2 {
        return Err(Fault::too_few("judgements", cases.len(), 2));
    }
    let total: f64 = cases.iter().map(|it| it.judgements).sum();
    check_range("draws", f64::from(draws), 100.0, (real(DRAWN_MAX) / total).max(100.0))?;
    let mut scratch = Scratch { counts: vec![0.0; values.len()], places: values.clone() };
    let value =
        scratch.alpha(&values, level, cases.iter()).ok_or_else(|| Fault::no_variance("judgements"))?;
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    let mut samples = Vec::with_capacity(draws as usize);
    let mut tries = 0_u64;
    while samples.len() < draws as usize {
        tries += 1;
        if tries > 20 * u64::from(draws) {
            return Err(Fault::no_variance("judgements"));
        }
        let sample: Vec<usize> = (0..cases.len()).map(|_| below(&mut generator, cases.len())).collect();
        samples.extend(scratch.alpha(&values, level, sample.iter().map(|it| &cases[*it])));
    }
    samples.sort_by(f64::total_cmp);
    Ok(Alpha {
        value,
        low: between(&samples, alpha / 2.0),
        high: between(&samples, 1.0 - alpha / 2.0),
        cases: cases.len(),
        judgements: judgements.iter().map(|it| it.iter().flatten().count() as u64).filter(|it| *it > 1).sum(),
    })
}

/// Cases with two judgements or more, and the values in them, by rising size.
fn cases(judgements: &[Vec<Option<f64>>]) -> Result<(Vec<Case>, Vec<f64>), Fault> {
    let mut values = Vec::new();
    for (place, case) in judgements.iter().enumerate() {
        if case.iter().flatten().any(|it| !it.is_finite()) {
            return Err(Fault::NotFinite { what: "judgements".into(), place });
        }
        if case.iter().flatten().nth(1).is_some() {
            // 0 and −0 are one value.
            values.extend(case.iter().flatten().map(|it| it + 0.0));
        }
    }
    values.sort_by(f64::total_cmp);
    values.dedup();
    let found = judgements
        .iter()
        .filter(|it| it.iter().flatten().nth(1).is_some())
        .map(|case| {
            let mut counts: BTreeMap<usize, f64> = BTreeMap::new();
            for it in case.iter().flatten() {
                *counts.entry(values.partition_point(|value| *value < it + 0.0)).or_default() += 1.0;
            }
            let judgements = counts.values().sum();
            Case { values: counts.into_iter().collect(), judgements }
        })
        .collect();
    // Brought to the middle and to one size, so that squares stay within the range of numbers.
    let (Some(least), Some(most)) = (values.first().copied(), values.last().copied()) else {
        return Ok((found, values));
    };
    let (middle, half) = (f64::midpoint(least, most), most / 2.0 - least / 2.0);
    if half > 0.0 {
        for it in &mut values {
            *it = (*it - middle) / half;
        }
    }
    Ok((found, values))
}

/// Memory of one draw, kept for the next.
struct Scratch {
    counts: Vec<f64>,
    /// Where each value lies on the scale whose squared differences count.
    places: Vec<f64>,
}

impl Scratch {
    /// Alpha of a sample; none where all its judgements are the same.
    fn alpha<'a>(
        &mut self,
        values: &[f64],
        level: Level,
        cases: impl Iterator<Item = &'a Case> + Clone,
    ) -> Option<f64> {
        self.counts.fill(0.0);
        for (place, times) in cases.clone().flat_map(|it| &it.values) {
            self.counts[*place] += times;
        }
        let total: f64 = self.counts.iter().sum();
        if level == Level::Ordinal {
            // The judgements between two values, each of these counted half, are the difference of their middle ranks.
            let mut before = 0.0;
            for (place, count) in self.places.iter_mut().zip(&self.counts) {
                *place = (before + count / 2.0) / total;
                before += count;
            }
        } else {
            self.places.copy_from_slice(values);
        }
        let counted = self.counts.iter().enumerate().map(|(place, times)| (place, *times));
        let by_chance = self.apart(level, counted, total) / (total - 1.0);
        let seen: f64 = cases
            .map(|it| self.apart(level, it.values.iter().copied(), it.judgements) / (it.judgements - 1.0))
            .sum();
        (by_chance > 0.0).then(|| 1.0 - seen / by_chance)
    }

    /// The disagreement of all pairs of judgements: values with how often they were given.
    fn apart(&self, level: Level, counts: impl Iterator<Item = (usize, f64)> + Clone, total: f64) -> f64 {
        if level == Level::Nominal {
            return counts.map(|it| it.1 * (total - it.1)).sum();
        }
        // Σ over pairs of (a − b)² is 2 · n · Σ (a − mean)².
        let mean = counts.clone().map(|it| it.1 * self.places[it.0]).sum::<f64>() / total;
        let squares: f64 = counts.map(|it| it.1 * (self.places[it.0] - mean).powi(2)).sum();
        2.0 * total * squares
    }
}

/// A whole number below `limit`, each as likely as the other.
#[expect(clippy::cast_possible_truncation, reason = "below the limit, which is a usize")]
fn below(generator: &mut ChaCha8Rng, limit: usize) -> usize {
    ((u128::from(generator.next_u64()) * limit as u128) >> 64) as usize
}

/// The value with `share` of the sorted values below it, on the line between neighbours.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and the number of values"
)]
fn between(sorted: &[f64], share: f64) -> f64 {
    let place = share * real(sorted.len() as u64 - 1);
    let before = place.floor() as usize;
    let after = (before + 1).min(sorted.len() - 1);
    sorted[before] + (sorted[after] - sorted[before]) * place.fract()
}

#[cfg(test)]
mod tests;
