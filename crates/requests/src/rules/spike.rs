//! Something is happening: more contacts on one reason than is usual for this hour of the week.
//!
//! Start with [`read`]. One alarm is worth one look: a banner, a sentence of the voice server and one answer to all may come of it.
//!
//! The usual level is read from the same hour (or day) of the weeks before, by a mean of the middle half of them: a holiday, a closure or an
//! earlier incident in a quarter of the weeks at either end changes nothing.
//!
//! **Invariants:** a slot is judged by slots before it only; below [`COUNT_MIN`] contacts there is no alarm; with too little history the
//! answer is that nothing is known, not that all is well.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use calendar::{Territory, holiday_on};
use evidence::distribution::beta_inc;
use jiff::Timestamp;
use kernel::Message;

use crate::words::message;

/// The share of ordinary slots above the limit: one in a thousand, about one in six weeks of hours.
pub const ALARM_SHARE: f64 = 0.001;

/// Fewer contacts in a slot are no incident, however rare.
pub const COUNT_MIN: u32 = 5;

/// So many earlier weeks are needed to know the usual level.
pub const WEEKS_MIN: usize = 6;

/// So many are read: older ones tell of another season.
pub const WEEKS_MAX: usize = 12;

/// So many earlier slots of a like level are needed to tell whether counts vary more than chance.
const DISPERSION_SLOTS_MIN: usize = 50;

/// How long a slot is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Span {
    /// An hour, compared with the same hour of the week.
    Hour,
    /// A day, compared with the same day of the week.
    Day,
}

/// Contacts on one reason in one slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// When it begins.
    pub at: Timestamp,
    /// How many; a slot in which none came is given with 0, one that was not measured is left out.
    pub count: u32,
}

/// What the last slot says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reading {
    /// Too little history for this hour of the week.
    Unknown,
    /// As usual.
    Usual(Usual),
    /// Above the limit.
    Spike(Spike),
}

/// What is usual in a slot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Usual {
    /// Contacts that are expected.
    pub expected: f64,
    /// The most contacts that are still usual.
    pub upper_limit: u32,
}

/// More than usual.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spike {
    /// Contacts that were expected in the last slot.
    pub expected: f64,
    /// Contacts that came in it.
    pub observed: u32,
    /// The most that are still usual.
    pub upper_limit: u32,
    /// When the first of the slots began that are above their limit one after the other, up to the last.
    pub since: Timestamp,
}

impl Spike {
    /// In words.
    pub fn message(&self) -> Message {
        let expected = format!("{:.0}", self.expected);
        message("rule-spike").with("n", u64::from(self.observed)).with("expected", expected)
    }
}

/// Judges the last of the slots of one reason.
///
/// - **Takes** slots in order of time, the last being judged; only whole slots: an hour that is not over looks quiet.
/// - With m the midmean of the same hour of up to [`WEEKS_MAX`] weeks before (public holidays left out), n those weeks and φ ≥ 1 how much
///   more than by chance slots of a like level vary, the count follows a negative binomial law of mean m′ = m + 1/(2·0.8·n) and
///   variance m′·φ·(1 + 1/(0.8·n)): what is known of a mean from n weeks is not known better than that, and 0.8 is about what the
///   midmean keeps of n. The limit is the law's quantile at 1 − [`ALARM_SHARE`].
/// - φ is the squared spread (quartiles ÷ 1.349) of Anscombe's residuals 2·(√(count + 3/8) − √(m + 3/8)) of slots whose m is
///   between half and twice this one.
///
/// # Source
///
/// C. P. Farrington et al., "A statistical algorithm for the early detection of outbreaks", JRSS A 159 (1996), 547–563, and
/// A. Noufaily et al., Statistics in Medicine 32 (2013), 1206–1222, for the limit by a negative binomial law with the uncertainty of
/// the level; the middle half in the place of their regression and down-weighting. F. J. Anscombe, Biometrika 35 (1948), 246–254.
pub fn read(slots: &[Slot], span: Span, territory: Territory) -> Reading {
    let Some((last, _)) = slots.split_last() else { return Reading::Unknown };
    let history = History::of(slots, span, territory);
    let place = slots.len() - 1;
    let Some(usual) = history.usual(place) else { return Reading::Unknown };
    if !is_above(last.count, &usual) {
        return Reading::Usual(usual);
    }
    let run = (0..place)
        .rev()
        .take_while(|it| history.usual(*it).is_some_and(|usual| is_above(slots[*it].count, &usual)));
    let since = slots[run.last().unwrap_or(place)].at;
    Reading::Spike(Spike {
        expected: usual.expected,
        observed: last.count,
        upper_limit: usual.upper_limit,
        since,
    })
}

const fn is_above(count: u32, usual: &Usual) -> bool {
    count >= COUNT_MIN && count > usual.upper_limit
}

/// Slots by the hour or day of the week.
struct History<'a> {
    slots: &'a [Slot],
    /// For each slot, its hour of the week; `None` on a public holiday.
    keys: Vec<Option<Key>>,
    /// For each hour of the week, the places of its slots in order of time.
    places: BTreeMap<Key, Vec<usize>>,
}

/// Day of the week (0 is Monday), hour (0 for days).
type Key = (i8, i8);

impl<'a> History<'a> {
    fn of(slots: &'a [Slot], span: Span, territory: Territory) -> Self {
        let key = |at: Timestamp| {
            let local = at.to_zoned(territory.time_zone().clone());
            let hour = if span == Span::Hour { local.hour() } else { 0 };
            let day = local.weekday().to_monday_zero_offset();
            (holiday_on(local.date(), territory).is_none(), (day, hour))
        };
        let mut places: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
        let mut keys = Vec::with_capacity(slots.len());
        for (place, slot) in slots.iter().enumerate() {
            let (is_ordinary, key) = key(slot.at);
            if is_ordinary {
                places.entry(key).or_default().push(place);
            }
            keys.push(Some(key).filter(|_| is_ordinary || place + 1 == slots.len()));
        }
        Self { slots, keys, places }
    }

    fn usual(&self, place: usize) -> Option<Usual> {
        let level = self.level(place, self.keys[place]?)?;
        Some(usual(level.0, level.1, self.dispersion(place, level.0)))
    }

    /// The midmean of the same hour of the weeks before, and how many there are.
    fn level(&self, before: usize, key: Key) -> Option<(f64, usize)> {
        let places = self.places.get(&key)?;
        let earlier = &places[..places.partition_point(|it| *it < before)];
        let latest = &earlier[earlier.len().saturating_sub(WEEKS_MAX)..];
        let counts: Vec<u32> = latest.iter().map(|it| self.slots[*it].count).collect();
        (counts.len() >= WEEKS_MIN).then(|| (midmean(counts), latest.len()))
    }

    /// How much more than by chance slots of a like level vary, at least 1.
    fn dispersion(&self, before: usize, level: f64) -> f64 {
        let mut residuals = Vec::new();
        for (key, places) in &self.places {
            let Some((mean, weeks)) =
                self.level(before, *key).filter(|it| (level / 2.0..=level * 2.0).contains(&it.0))
            else {
                continue;
            };
            let earlier = &places[..places.partition_point(|it| *it < before)];
            // The counts made the mean, so they lie closer to it than others would.
            let spread = (1.0 - 1.0 / real(weeks)).sqrt();
            let root = |it: f64| 2.0 * (it + 0.375).sqrt();
            let counts = earlier[earlier.len() - weeks..].iter().map(|it| self.slots[*it].count);
            residuals.extend(counts.map(|it| (root(f64::from(it)) - root(mean)) / spread));
        }
        if residuals.len() < DISPERSION_SLOTS_MIN || level < 1.0 {
            return 1.0;
        }
        residuals.sort_by(f64::total_cmp);
        let quartile = |quarter: usize| residuals[(residuals.len() - 1) * quarter / 4];
        ((quartile(3) - quartile(1)) / 1.349).powi(2).max(1.0)
    }
}

/// The mean of the middle half: a quarter of the values is left out at either end, the next ones count for the part that is within.
fn midmean(mut counts: Vec<u32>) -> f64 {
    counts.sort_unstable();
    let quarter = real(counts.len()) / 4.0;
    let (mut sum, mut weight) = (0.0, 0.0);
    for (place, count) in counts.iter().enumerate() {
        let within = |it: f64| it.clamp(quarter, 3.0 * quarter);
        let share = within(real(place) + 1.0) - within(real(place));
        sum += share * f64::from(*count);
        weight += share;
    }
    if weight > 0.0 { sum / weight } else { 0.0 }
}

/// The limit of a slot whose level is known from so many weeks.
fn usual(level: f64, weeks: usize, dispersion: f64) -> Usual {
    let known = 0.8 * real(weeks);
    let mean = level + 0.5 / known;
    let variance = mean * dispersion * (1.0 + 1.0 / known);
    let size = mean * mean / (variance - mean);
    let is_within =
        |count: u32| beta_inc(size, f64::from(count) + 1.0, size / (size + mean)) >= 1.0 - ALARM_SHARE;
    let mut high = 1;
    while !is_within(high) && high < u32::MAX / 2 {
        high *= 2;
    }
    let mut low = 0;
    while low < high {
        let middle = low + (high - low) / 2;
        if is_within(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Usual { expected: level, upper_limit: high }
}

#[expect(clippy::cast_precision_loss, reason = "counts of slots are below 2^53")]
fn real(count: usize) -> f64 {
    count as f64
}
