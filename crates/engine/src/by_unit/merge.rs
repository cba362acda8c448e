//! From what the workers found to one table, its units in order.

use hashbrown::{HashMap, HashSet};
use kernel::{Euro, Period};
use measures::{
    Dimension, Measure, QuestionError, UnitKind, UnitMetric, UnitQuestion, UnitTable,
    by_unit::{Sums, UnitKeys, WordsByUnit},
};

use super::{Partial, count::count_once, segments::Words};
use crate::{
    EngineError,
    bucket::NONE,
    calendar::date_of,
    lens::value,
    names::{Names, TextColumn, narrow},
    view::real_sum,
};

/// Where the units of each worker are among the rows of the table.
struct Order {
    /// By worker, then by its unit.
    rows: Vec<Vec<u32>>,
    /// By row.
    keys: Vec<u64>,
}

pub(super) fn table(
    question: &UnitQuestion,
    mut partials: Vec<Partial>,
    names: &Names,
    partner: &str,
    observed_until: Option<i64>,
) -> Result<UnitTable, EngineError> {
    let order = Order::new(question.unit, &partials, names);
    let units = order.keys.len();
    question.check_units(units).map_err(QuestionError::from)?;
    let sums = question.metrics.iter().enumerate();
    let sums = sums.map(|(at, metric)| order.sums(question, at, metric, &mut partials)).collect();
    let segments = question.segments.iter().enumerate();
    let words = |at: usize| partials.iter().map(|it| &it.words[at]).collect::<Vec<_>>();
    let segments =
        segments.map(|(at, dimension)| order.words(*dimension, &words(at), names, partner)).collect();
    let mut first_contact_at_us = vec![i64::MAX; units];
    for (rows, partial) in order.rows.iter().zip(&partials) {
        for (row, at) in rows.iter().zip(&partial.first_at) {
            let first = &mut first_contact_at_us[*row as usize];
            *first = (*first).min(*at);
        }
    }
    let without_unit = partials.iter().map(|it| it.places.without_unit).sum();
    let keys = match question.unit {
        UnitKind::Usager | UnitKind::Request | UnitKind::Agent => UnitKeys::Numbers(order.keys),
        UnitKind::Site | UnitKind::Day => {
            UnitKeys::Texts(order.keys.iter().map(|it| text(question.unit, *it, names)).collect())
        }
    };
    Ok(UnitTable { keys, sums, segments, first_contact_at_us, observed_until, without_unit })
}

impl Order {
    fn new(unit: UnitKind, partials: &[Partial], names: &Names) -> Self {
        let mut all: Vec<(u64, u32, u32)> = Vec::new();
        for (partial, worker) in partials.iter().zip(0..) {
            all.extend(partial.places.keys.iter().zip(0..).map(|(key, at)| (*key, worker, at)));
        }
        match unit {
            // Buckets are in the order of their usagers: what a worker found is made of sorted pieces, which this finds.
            UnitKind::Usager | UnitKind::Request | UnitKind::Agent => all.sort_by_key(|it| it.0),
            UnitKind::Site | UnitKind::Day => all.sort_by_cached_key(|it| text(unit, it.0, names)),
        }
        let mut rows: Vec<Vec<u32>> = partials.iter().map(|it| vec![0; it.places.keys.len()]).collect();
        let mut keys: Vec<u64> = Vec::new();
        for (key, worker, at) in all {
            if keys.last() != Some(&key) {
                keys.push(key);
            }
            rows[worker as usize][at as usize] = narrow(keys.len() - 1);
        }
        Self { rows, keys }
    }

    fn sums(
        &self,
        question: &UnitQuestion,
        at: usize,
        metric: &UnitMetric,
        partials: &mut [Partial],
    ) -> Vec<Sums> {
        let units = self.keys.len();
        let mut of_period = |period: usize| {
            let mut sums = Sums { numerators: vec![0.0; units], denominators: vec![0.0; units] };
            for (rows, partial) in self.rows.iter().zip(&mut *partials) {
                // Taken, so that no sum is in memory twice for long.
                let found = std::mem::take(&mut partial.sums[at][period]);
                scatter(rows, &found.numerators, &mut sums.numerators);
                scatter(rows, &found.denominators, &mut sums.denominators);
            }
            if UnitMetric::is_mean(metric.measure) {
                sums.denominators.fill(1.0);
            }
            if metric.measure == Measure::Cost {
                let scale = real_sum(Euro::SCALE.into());
                sums.numerators.iter_mut().for_each(|it| *it /= scale);
            }
            if metric.measure == Measure::Requests && question.unit == UnitKind::Request {
                let has = |it: &f64| f64::from(u8::from(*it > 0.0));
                sums.denominators = sums.numerators.iter().map(has).collect();
            }
            sums
        };
        let mut sums: Vec<Sums> = (0..question.periods.len()).map(&mut of_period).collect();
        let mut requested = Vec::new();
        for (rows, partial) in self.rows.iter().zip(partials) {
            let found = partial.requested[at].iter();
            requested.extend(found.map(|(unit, period, it)| (rows[*unit as usize], *period, *it)));
        }
        count_once(&mut requested, &mut sums);
        sums
    }

    fn words(&self, dimension: Dimension, found: &[&Words], names: &Names, partner: &str) -> WordsByUnit {
        let mut most = vec![NONE; self.keys.len()];
        let mut counts: HashMap<(u32, u32), u64> = HashMap::new();
        for (rows, words) in self.rows.iter().zip(found) {
            for (row, word) in rows.iter().zip(&words.most) {
                most[*row as usize] = *word;
            }
            for ((unit, word), count) in &words.counts {
                *counts.entry((rows[*unit as usize], *word)).or_default() += count;
            }
        }
        let met: HashSet<u32> = most.iter().copied().filter(|it| *it != NONE).collect();
        let met: HashSet<u32> = met.into_iter().chain(counts.keys().map(|it| it.1)).collect();
        let text = |word: u32| value(names, partner, dimension, word).unwrap_or_default();
        let mut texts: Vec<(String, u32)> = met.into_iter().map(|it| (text(it), it)).collect();
        texts.sort_unstable();
        let rank: HashMap<u32, u32> = texts.iter().zip(0..).map(|(it, rank)| (it.1, rank)).collect();
        // Of each unit counted: how often, and the rank of its word.
        let mut best: HashMap<u32, (u64, u32)> = HashMap::new();
        for ((row, word), count) in counts {
            let (best_count, best_rank) = best.entry(row).or_insert((0, NONE));
            let rank = rank[&word];
            if count > *best_count || (count == *best_count && rank < *best_rank) {
                (*best_count, *best_rank) = (count, rank);
            }
        }
        let mut ranks: Vec<u32> = most.iter().map(|it| rank.get(it).copied().unwrap_or(NONE)).collect();
        best.into_iter().for_each(|(row, it)| ranks[row as usize] = it.1);
        coded(ranks, texts)
    }
}

/// Leaves out the words that no unit has most.
fn coded(ranks: Vec<u32>, texts: Vec<(String, u32)>) -> WordsByUnit {
    let mut is_used = vec![false; texts.len()];
    ranks.iter().filter(|it| **it != NONE).for_each(|it| is_used[*it as usize] = true);
    let mut code_of = vec![WordsByUnit::NONE; texts.len()];
    let mut names = Vec::new();
    for (rank, (text, _)) in texts.into_iter().enumerate() {
        if is_used[rank] {
            code_of[rank] = narrow(names.len());
            names.push(text);
        }
    }
    let code = |rank: u32| code_of.get(rank as usize).copied().unwrap_or(WordsByUnit::NONE);
    WordsByUnit { codes: ranks.into_iter().map(code).collect(), names }
}

fn scatter(rows: &[u32], found: &[f64], sums: &mut [f64]) {
    rows.iter().zip(found).for_each(|(row, it)| sums[*row as usize] += it);
}

/// What a unit that is no pseudonym is called.
fn text(unit: UnitKind, key: u64, names: &Names) -> String {
    let number = u32::try_from(key).unwrap_or(0);
    match unit {
        UnitKind::Day => Period::Day(date_of(number)).to_string(),
        _ => names.text(TextColumn::Site, number).map_or_else(String::new, |it| it.as_ref().to_owned()),
    }
}
