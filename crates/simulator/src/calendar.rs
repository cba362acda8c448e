//! A year as administrations live it: working days, opening hours, busy months, Paris time.
//!
//! Inside the crate an instant is a number of *local seconds* since 1 January 0:00 in Paris; it becomes UTC at the end.
//! Nothing happens between midnight and 6:00, so that no local time is doubled or skipped when the clock changes.

use calendar::Territory;
use jiff::{ToSpan, civil};
use kernel::Channel;

use crate::random::{Rng, Weighted};

/// Seconds of a day.
pub(crate) const DAY_S: i32 = 86_400;

/// What opens together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hours {
    /// Telephone and counters: working days, 8:30 to 17:30.
    Office,
    /// What people write from home: all days, 6:00 to midnight.
    Online,
    /// Letters, opened in the morning of working days.
    Post,
}

impl Hours {
    pub(crate) const fn of(channel: Channel) -> Self {
        match channel {
            Channel::Phone | Channel::Counter | Channel::Video | Channel::Visit | Channel::Sms => {
                Self::Office
            }
            Channel::Post => Self::Post,
            _ => Self::Online,
        }
    }
}

/// A civil year in Paris.
#[derive(Debug)]
pub(crate) struct Year {
    /// 365 or 366.
    pub(crate) days: i32,
    first: civil::Date,
    /// 1 January 0:00 in Paris, µs UTC.
    start_us: i64,
    /// Its first day's distance from Monday, in days.
    first_weekday: i32,
    /// For each day of the tables below: seconds that Paris is ahead of UTC.
    offsets_s: Vec<i32>,
    first_offset_s: i32,
    /// For each kind of hours, each day's share of its week's best.
    open: [Vec<f32>; 3],
    of_day: [Vec<i32>; 3],
    months: Vec<usize>,
    days_of_month: Vec<i8>,
}

/// Days that the offsets cover before and after 1 January.
const DAYS_BEFORE: i32 = 400;
const DAYS_AFTER: i32 = 1_200;

impl Year {
    pub(crate) fn new(year: i16) -> Self {
        let first = civil::date(year, 1, 1);
        let days = i32::from(first.days_in_year());
        let first_weekday = i32::from(first.weekday().to_monday_zero_offset());
        let day_start = |date: civil::Date| kernel::paris_day_start(date).unwrap_or_default();
        let offsets_s = (-DAYS_BEFORE..DAYS_AFTER)
            .map(|day| {
                let date = first.saturating_add(day.days());
                kernel::paris_offset_s(day_start(date) + 12 * 3_600_000_000)
            })
            .collect();
        let holidays = calendar::holidays(year, Territory::Mainland);
        let closed: Vec<civil::Date> = holidays.into_iter().map(|it| it.0).collect();
        let open = [
            [1.0, 0.83, 0.7, 0.75, 0.7, 0.005, 0.0],
            [1.0, 0.92, 0.87, 0.87, 0.82, 0.38, 0.34],
            [1.0, 0.87, 0.83, 0.83, 0.83, 0.0, 0.0],
        ]
        .map(|of_weekday: [f32; 7]| {
            (0..days)
                .map(|day| {
                    let weight = of_weekday[((first_weekday + day) % 7) as usize];
                    let online = of_weekday[6] > 0.0;
                    match (closed.contains(&first.saturating_add(day.days())), online) {
                        (true, true) => weight.min(of_weekday[6]),
                        (true, false) => 0.0,
                        (false, _) => weight,
                    }
                })
                .collect::<Vec<f32>>()
        });
        let dates: Vec<civil::Date> = (0..days).map(|day| first.saturating_add(day.days())).collect();
        Self {
            days,
            first,
            start_us: day_start(first),
            first_weekday,
            offsets_s,
            first_offset_s: kernel::paris_offset_s(day_start(first)),
            open,
            of_day: [OFFICE, ONLINE, POST].map(times_of_day),
            months: dates.iter().map(|it| usize::from(it.month().unsigned_abs()) - 1).collect(),
            days_of_month: dates.iter().map(|it| it.day()).collect(),
        }
    }

    /// A day of the year.
    pub(crate) fn date(&self, day: i32) -> civil::Date {
        self.first.saturating_add(day.days())
    }

    /// How open a day of the year is, from 0 (closed) to 1 (the week's busiest).
    #[inline]
    pub(crate) fn openness(&self, hours: Hours, day: i32) -> f32 {
        usize::try_from(day).ok().and_then(|day| self.open[hours as usize].get(day)).copied().unwrap_or(0.0)
    }

    /// Whether offices are open. Outside the year only weekends are closed.
    #[inline]
    pub(crate) fn is_working(&self, day: i32) -> bool {
        if (0..self.days).contains(&day) {
            self.openness(Hours::Office, day) > 0.1
        } else {
            (self.first_weekday + day).rem_euclid(7) < 5
        }
    }

    /// The first working day at `day` or after.
    #[inline]
    pub(crate) fn working_day(&self, mut day: i32) -> i32 {
        while !self.is_working(day) {
            day += 1;
        }
        day
    }

    /// A time of day, in seconds.
    #[inline]
    pub(crate) fn time_of_day(&self, hours: Hours, rng: &mut Rng) -> i32 {
        let quarters = &self.of_day[hours as usize];
        let bits = rng.next();
        quarters[(bits >> 54) as usize] + (((bits & 0xFFFF_FFFF) * 900) >> 32) as i32
    }

    /// When a kind of hours ends, in seconds of the day.
    pub(crate) const fn closing(hours: Hours) -> i32 {
        match hours {
            Hours::Office => 17 * 3_600 + 1_800,
            Hours::Online => 24 * 3_600 - 1,
            Hours::Post => 11 * 3_600,
        }
    }

    /// Whether the instant is in the year.
    #[inline]
    pub(crate) const fn holds(&self, local_s: i32) -> bool {
        local_s >= 0 && local_s < self.days * DAY_S
    }

    /// The instant, µs UTC.
    #[inline]
    pub(crate) fn utc_us(&self, local_s: i32) -> i64 {
        let day = (local_s.div_euclid(DAY_S) + DAYS_BEFORE).clamp(0, DAYS_BEFORE + DAYS_AFTER - 1);
        let shift_s = self.first_offset_s - self.offsets_s[day as usize];
        self.start_us + (i64::from(local_s) + i64::from(shift_s)) * 1_000_000
    }

    /// The days of the year by how much they bring, given the busy days of an administration.
    pub(crate) fn season(&self, peaks: &Peaks, hours: Hours) -> Weighted {
        Weighted::new((0..self.days).map(|day| self.busyness(peaks, day) * self.openness(hours, day)))
    }

    /// How busy a day is for its time of the year. Days around the year take those of its edges.
    pub(crate) fn busyness(&self, peaks: &Peaks, day: i32) -> f32 {
        let day = day.rem_euclid(self.days) as usize;
        let base = [1.08, 1.0, 1.02, 0.98, 0.93, 1.0, 0.9, 0.78, 1.08, 1.05, 1.0, 0.88];
        let mut weight: f32 = base[self.months[day]];
        if peaks.months[self.months[day]] {
            weight *= 1.3;
        }
        if peaks.days_of_month.contains(&self.days_of_month[day]) {
            weight *= 1.25;
        }
        weight
    }

    /// Monday is 0.
    #[cfg(test)]
    pub(crate) const fn weekday(&self, local_s: i32) -> i32 {
        (self.first_weekday + local_s.div_euclid(DAY_S)).rem_euclid(7)
    }

    /// A day on which a mass mailing arrives: a Tuesday, or the next working day.
    pub(crate) fn mailing_day(&self, rng: &mut Rng) -> i32 {
        let weeks = self.days as usize / 7 - 3;
        let tuesday = (8 - self.first_weekday).rem_euclid(7) + 7 * rng.below(weeks) as i32;
        self.working_day(tuesday)
    }
}

/// When an administration is busiest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Peaks {
    months: [bool; 12],
    days_of_month: Vec<i8>,
}

const MONTHS: [&str; 12] =
    ["janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc"];

impl Peaks {
    /// Reads the column `pics` of `partners.csv`: months (`janv., mars`), ranges (`sept.–oct.`), days of each month
    /// (`28–15 de chaque mois`, `5 et 15 du mois`). Other words say nothing about dates and are passed over, but for
    /// epidemics, which come in winter.
    pub(crate) fn read(text: &str) -> Self {
        let mut peaks = Self::default();
        for part in text.split(',').map(str::trim) {
            let ends: Vec<&str> = part.split('–').collect();
            let month = |it: &str| MONTHS.iter().position(|name| it.trim().trim_end_matches('.') == *name);
            if part.contains("mois") {
                peaks.days_of_month = days_of_month(part);
            } else if part.contains("épidémi") {
                peaks.months[0] = true;
                peaks.months[11] = true;
            } else if let [one] = ends[..] {
                if let Some(at) = month(one) {
                    peaks.months[at] = true;
                }
            } else if let [from, to] = ends[..]
                && let (Some(from), Some(to)) = (month(from), month(to))
            {
                let length = (to + 12 - from) % 12;
                for step in 0..=length {
                    peaks.months[(from + step) % 12] = true;
                }
            }
        }
        peaks
    }
}

fn days_of_month(part: &str) -> Vec<i8> {
    let numbers: Vec<i8> =
        part.split(|it: char| !it.is_ascii_digit()).filter_map(|it| it.parse().ok()).collect();
    match numbers[..] {
        [from, to] if part.contains('–') => (from..=31).chain(1..=to).collect(),
        _ => numbers.iter().flat_map(|day| [*day, day + 1]).collect(),
    }
}

type Quarters = &'static [(i32, i32, f32)];
/// From hour, to hour (in quarters of an hour), weight.
const OFFICE: Quarters = &[
    (34, 36, 0.5),
    (36, 38, 0.9),
    (38, 46, 1.5),
    (46, 48, 1.1),
    (48, 54, 0.6),
    (54, 56, 0.9),
    (56, 64, 1.35),
    (64, 68, 0.9),
    (68, 70, 0.4),
];
const ONLINE: Quarters =
    &[(24, 32, 0.35), (32, 48, 1.0), (48, 56, 0.9), (56, 72, 0.85), (72, 88, 0.7), (88, 96, 0.3)];
const POST: Quarters = &[(32, 36, 1.0), (36, 44, 0.7)];

/// 1 024 quarter hours (as seconds of the day), each as often as its weight says.
fn times_of_day(quarters: Quarters) -> Vec<i32> {
    let all: Vec<(i32, f32)> = quarters
        .iter()
        .flat_map(|(from, to, weight)| (*from..*to).map(move |it| (it * 900, *weight)))
        .collect();
    let total: f32 = all.iter().map(|it| it.1).sum();
    let mut sum = 0.0;
    let mut table = Vec::with_capacity(1_024);
    for (second, weight) in all {
        sum += weight / total;
        table.resize(((sum * 1_024.0).round() as usize).min(1_024), second);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peaks_are_read_as_people_write_them() {
        let peaks = Peaks::read("janv., mars, sept.–oct.");
        let months: Vec<usize> = (0..12).filter(|it| peaks.months[*it]).collect();
        assert_eq!(months, [0, 2, 8, 9]);
        let jobs = Peaks::read("28–15 de chaque mois, sept., janv.");
        assert!(jobs.days_of_month.contains(&31) && jobs.days_of_month.contains(&15) && jobs.months[8]);
        assert!(!jobs.days_of_month.contains(&16));
        assert_eq!(Peaks::read("5 et 15 du mois").days_of_month, [5, 6, 15, 16]);
        assert_eq!(Peaks::read("toute l'année, pics de réforme"), Peaks::default());
    }

    #[test]
    fn local_seconds_become_utc_in_winter_and_summer() {
        let year = Year::new(2025);
        let utc = |day: i32, hour: i32| {
            jiff::Timestamp::from_microsecond(year.utc_us(day * DAY_S + hour * 3_600)).unwrap().to_string()
        };
        assert_eq!(utc(0, 9), "2025-01-01T08:00:00Z");
        assert_eq!(utc(181, 9), "2025-07-01T07:00:00Z");
        assert_eq!(utc(88, 9), "2025-03-30T07:00:00Z", "the day the clock goes forward");
        assert_eq!(utc(298, 9), "2025-10-26T08:00:00Z", "the day it goes back");
        assert_eq!(utc(-1, 9), "2024-12-31T08:00:00Z");
        assert_eq!(year.weekday(0), 2);
        assert!(
            !year.is_working(0) && year.is_working(1) && !year.is_working(110),
            "New Year, Easter Monday"
        );
    }

    #[test]
    fn people_call_when_lines_are_open() {
        let year = Year::new(2025);
        let mut rng = Rng::of(&[1]);
        for _ in 0..2_000 {
            let at = year.time_of_day(Hours::Office, &mut rng);
            assert!((30_600..63_000).contains(&at), "{at}");
        }
    }
}
