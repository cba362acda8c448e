//! The Paris day of each contact, without asking the time zone database once a row.
//!
//! Paris is a whole number of seconds from UTC all through a UTC day, but for the two days a year on which the clocks change:
//! a table keeps the distance of each day, and only rows of those two days ask.

use kernel::{Period, paris_offset_s};

const DAY_US: i64 = 86_400_000_000;
const SECOND_US: i64 = 1_000_000;
/// A log spans at most this many days for the table to be made; beyond it each row asks.
const TABLE_DAYS_MAX: i64 = 100_000;
/// The clocks change on this day.
const CHANGES: i32 = i32::MAX;

/// How far Paris is ahead of UTC at the instants of a bucket.
#[derive(Debug, Default)]
pub(crate) struct Offsets {
    /// Days since 1970 of the first of the table.
    first_day: i64,
    /// Days since 1970 of the last.
    last_day: i64,
    of_days: Vec<i32>,
}

impl Offsets {
    /// Makes the table of the days of these instants (µs UTC), one more on each side.
    pub(crate) fn find(&mut self, started_at: &[i64]) {
        self.of_days.clear();
        (self.first_day, self.last_day) = (0, 0);
        let (Some(from), Some(to)) = (started_at.iter().min(), started_at.iter().max()) else { return };
        self.first_day = from.div_euclid(DAY_US) - 1;
        self.last_day = to.div_euclid(DAY_US) + 1;
        if self.last_day - self.first_day < TABLE_DAYS_MAX {
            self.of_days.extend((self.first_day..=self.last_day).map(offset_of_day));
        }
    }

    /// Seconds that Paris is ahead of UTC at an instant.
    pub(crate) fn at(&self, at: i64) -> i32 {
        let utc_day = usize::try_from(at.div_euclid(DAY_US) - self.first_day).ok();
        match utc_day.and_then(|it| self.of_days.get(it)) {
            Some(offset_s) if *offset_s != CHANGES => *offset_s,
            _ => paris_offset_s(at),
        }
    }
}

/// Days, weeks and months of a bucket's contacts: numbers from 0 inside the bucket.
#[derive(Debug, Default)]
pub(crate) struct Calendar {
    /// Day of each row, counted from `first_day`.
    pub(crate) day: Vec<u32>,
    /// Days since 1970 of day 0.
    first_day: i64,
    offsets: Offsets,
    /// By day of the bucket: its week and its month.
    pub(crate) week_of_day: Vec<u32>,
    pub(crate) month_of_day: Vec<u32>,
    /// The number that all buckets share, by week and by month of this one.
    pub(crate) weeks: Vec<u32>,
    pub(crate) months: Vec<u32>,
}

impl Calendar {
    pub(crate) fn clear(&mut self) {
        self.day.clear();
        self.week_of_day.clear();
        self.month_of_day.clear();
        self.weeks.clear();
        self.months.clear();
    }

    /// Finds the day of each instant (µs UTC).
    pub(crate) fn find(&mut self, started_at: &[i64]) {
        self.clear();
        if started_at.is_empty() {
            return;
        }
        self.offsets.find(started_at);
        let first = self.offsets.first_day;
        self.first_day = first;
        let days = self.offsets.last_day - first + 1;
        let local_day = |at: &i64| {
            let offset_s = self.offsets.at(*at);
            let day = at.saturating_add(i64::from(offset_s) * SECOND_US).div_euclid(DAY_US);
            u32::try_from(day - first).unwrap_or(0)
        };
        self.day.extend(started_at.iter().map(local_day));
        self.week_of_day.resize(usize::try_from(days).unwrap_or(0), 0);
        self.month_of_day.resize(self.week_of_day.len(), 0);
        let mut met = vec![false; self.week_of_day.len()];
        for day in &self.day {
            let place = *day as usize;
            if !met[place] {
                met[place] = true;
                let noon = (first + i64::from(*day)) * DAY_US + DAY_US / 2;
                self.week_of_day[place] = number(&mut self.weeks, shared_day(Period::week_of(noon)));
                self.month_of_day[place] = number(&mut self.months, shared_day(Period::month_of(noon)));
            }
        }
    }

    /// How many days the bucket may have.
    pub(crate) fn days(&self) -> usize {
        self.week_of_day.len()
    }

    /// The number that all buckets share for a day of this one.
    pub(crate) fn shared_day(&self, day: u32) -> u32 {
        let since_1970 = i32::try_from(self.first_day + i64::from(day)).unwrap_or(i32::MAX);
        since_1970.cast_unsigned()
    }
}

/// The place of `shared` in `list`, where it is put if need be. Days come in no order, but near each other.
fn number(list: &mut Vec<u32>, shared: u32) -> u32 {
    let place = list.iter().rposition(|it| *it == shared).unwrap_or_else(|| {
        list.push(shared);
        list.len() - 1
    });
    crate::names::narrow(place)
}

fn offset_of_day(day: i64) -> i32 {
    let begin = day.saturating_mul(DAY_US);
    let (first, last) = (paris_offset_s(begin), paris_offset_s(begin.saturating_add(DAY_US - 1)));
    if first == last { first } else { CHANGES }
}

/// A period's first day as days since 1970, in 32 bits.
pub(crate) fn shared_day(period: Period) -> u32 {
    let since = jiff::civil::date(1970, 1, 1).until(period.first_day());
    since.map_or(0, |it| it.get_days()).cast_unsigned()
}

/// The first day of a period, from its number.
pub(crate) fn date_of(shared_day: u32) -> jiff::civil::Date {
    let days = jiff::Span::new().try_days(shared_day.cast_signed()).unwrap_or_default();
    jiff::civil::date(1970, 1, 1).saturating_add(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_instant_has_the_day_week_and_month_of_the_kernel_s_calendar() {
        // Every 37 minutes over four years, whose clock changes are among them.
        let begin = 1_672_000_000_000_000_i64;
        let instants: Vec<i64> = (0..57_000).map(|it| begin + it * 37 * 60 * SECOND_US).collect();
        let mut calendar = Calendar::default();
        calendar.find(&instants);
        for (at, day) in instants.iter().zip(&calendar.day) {
            let shared = calendar.shared_day(*day);
            assert_eq!(Period::Day(date_of(shared)), Period::day_of(*at));
            let place = *day as usize;
            assert_eq!(
                Period::Week(date_of(calendar.weeks[calendar.week_of_day[place] as usize])),
                Period::week_of(*at)
            );
            assert_eq!(
                Period::Month(date_of(calendar.months[calendar.month_of_day[place] as usize])),
                Period::month_of(*at)
            );
        }
    }

    #[test]
    fn a_log_that_spans_centuries_needs_no_table() {
        let mut calendar = Calendar::default();
        let instants = [-3_000_000_000_000_000, 0, 9_000_000_000_000_000];
        calendar.find(&instants);
        for (at, day) in instants.iter().zip(&calendar.day) {
            assert_eq!(Period::Day(date_of(calendar.shared_day(*day))), Period::day_of(*at));
        }
    }
}
