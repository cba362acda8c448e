//! When a notice may leave: outside of quiet hours, on working days, and no more an hour than can be answered.
//!
//! Services keep the hours of Paris and the holidays of mainland France.

use std::sync::LazyLock;
use std::time::Duration;

use calendar::{Territory, is_working_day};
use jiff::{
    Timestamp,
    civil::{DateTime, Time},
    tz::TimeZone,
};

use crate::service::Quiet;

/// How far ahead a notice can be ordered: a year and a month.
pub const AHEAD_MAX: Duration = Duration::from_hours(396 * 24);
/// Full hours that are skipped before a notice is let go all the same: 32,000 of them are years.
pub(crate) const HOURS_TRIED: usize = 4_000;
/// Days that are looked at: the longest run of days off is shorter.
const DAYS_TRIED: usize = 31;

static PARIS: LazyLock<TimeZone> = LazyLock::new(|| TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC));

/// The first instant from `at` on at which somebody may be disturbed.
pub fn allowed(at: Timestamp, quiet: Quiet) -> Timestamp {
    let local = at.to_zoned(PARIS.clone()).datetime();
    let mut moment = local;
    for _ in 0..DAYS_TRIED {
        if quiet.is_working_days && !is_working_day(moment.date(), Territory::Mainland) {
            let Some(next) = next_day(moment) else { return at };
            moment = next;
            continue;
        }
        match end_of_quiet(moment.time(), quiet) {
            End::Now if moment == local => return at,
            End::Now => break,
            End::Today(time) => {
                moment = moment.date().to_datetime(time);
                break;
            }
            End::Tomorrow => {
                let Some(next) = next_day(moment) else { return at };
                moment = next;
            }
        }
    }
    PARIS.to_ambiguous_zoned(moment).compatible().map_or(at, |it| it.timestamp().max(at))
}

enum End {
    Now,
    Today(Time),
    Tomorrow,
}

/// When the quiet hours end in which a time of the day lies.
fn end_of_quiet(time: Time, quiet: Quiet) -> End {
    let (from, to) = (quiet.from, quiet.to);
    if from == to {
        End::Now
    } else if from < to {
        if time >= from && time < to { End::Today(to) } else { End::Now }
    } else if time < to {
        End::Today(to)
    } else if time >= from {
        End::Tomorrow
    } else {
        End::Now
    }
}

fn next_day(moment: DateTime) -> Option<DateTime> {
    moment.date().tomorrow().ok().map(|it| it.to_datetime(Time::midnight()))
}

/// The hour (since 1970) of an instant.
pub(crate) fn hour_of(at: Timestamp) -> i64 {
    at.as_second().div_euclid(3_600)
}

/// When an hour begins.
pub(crate) fn start_of(hour: i64) -> Timestamp {
    Timestamp::from_second(hour.saturating_mul(3_600)).unwrap_or(Timestamp::MAX)
}

/// The instant of one place among so many in an hour, which share it evenly.
pub(crate) fn place_in_hour(hour: i64, (place, most): (i64, i64)) -> Timestamp {
    let within_us = 3_600_000_000_i64.saturating_mul(place.min(most)) / most.max(1);
    start_of(hour).checked_add(Duration::from_micros(within_us.unsigned_abs())).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;
    use proptest::prelude::*;

    use super::*;

    fn told(at: &str, quiet: Quiet) -> String {
        allowed(at.parse().unwrap(), quiet).to_string()
    }

    #[test]
    fn what_comes_at_night_leaves_in_the_morning() {
        for (at, expected) in [
            ("2026-03-10T10:00:00Z", "2026-03-10T10:00:00Z"),
            ("2026-03-10T19:00:00Z", "2026-03-11T07:00:00Z"),
            ("2026-03-10T02:00:00Z", "2026-03-10T07:00:00Z"),
            // Friday evening, and a Saturday.
            ("2026-03-13T20:00:00Z", "2026-03-16T07:00:00Z"),
            ("2026-03-14T10:00:00Z", "2026-03-16T07:00:00Z"),
            // The night in which summer time begins, and a holiday of two days with Easter between.
            ("2026-03-28T23:30:00Z", "2026-03-30T06:00:00Z"),
            ("2026-05-01T08:00:00Z", "2026-05-04T06:00:00Z"),
        ] {
            assert_eq!(told(at, Quiet::USUAL), expected, "{at}");
        }
    }

    #[test]
    fn hours_of_quiet_within_a_day_and_none_at_all() {
        let noon = Quiet { from: time(12, 0, 0, 0), to: time(14, 0, 0, 0), is_working_days: false };
        assert_eq!(told("2026-03-14T11:30:00Z", noon), "2026-03-14T13:00:00Z");
        assert_eq!(told("2026-03-14T20:30:00Z", noon), "2026-03-14T20:30:00Z");
        let none = Quiet { from: time(8, 0, 0, 0), to: time(8, 0, 0, 0), is_working_days: false };
        assert_eq!(told("2026-03-14T03:30:00Z", none), "2026-03-14T03:30:00Z");
    }

    #[test]
    fn places_share_their_hour() {
        let at = |place| (place_in_hour(10, (place, 4)).as_second() - 36_000) / 60;
        assert_eq!([0, 1, 2, 3, 4, 9].map(at), [0, 15, 30, 45, 60, 60]);
        assert_eq!(hour_of(start_of(10)), 10);
    }

    proptest! {
        #[test]
        fn what_is_allowed_is_never_sooner_and_is_allowed(
            at in 1_000_000_000_i64..2_000_000_000, from in 0_i8..24, to in 0_i8..24, is_working_days: bool,
        ) {
            let quiet = Quiet { from: time(from, 0, 0, 0), to: time(to, 0, 0, 0), is_working_days };
            let at = Timestamp::from_second(at).unwrap();
            let first = allowed(at, quiet);
            prop_assert!(first >= at);
            prop_assert_eq!(allowed(first, quiet), first);
        }
    }
}
