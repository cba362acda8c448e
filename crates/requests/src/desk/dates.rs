//! Dates as agents say them.

use calendar::Territory;
use jiff::{Timestamp, ToSpan as _, civil};
use kernel::paris_date;
use site::Shell;

/// The instant of an hour of a day in Paris.
pub(super) fn at_hour(day: civil::Date, time: civil::Time) -> Option<Timestamp> {
    let zone = Territory::Mainland.time_zone().clone();
    day.to_datetime(time).to_zoned(zone).ok().map(|it| it.timestamp())
}

/// Nine o'clock of a day.
pub(super) fn morning_of(day: civil::Date) -> Option<Timestamp> {
    at_hour(day, civil::time(9, 0, 0, 0))
}

/// The next Monday after a day.
pub(super) fn next_monday(day: civil::Date) -> Option<civil::Date> {
    day.nth_weekday(1, civil::Weekday::Monday).ok()
}

/// The day after.
pub(super) fn tomorrow(day: civil::Date) -> Option<civil::Date> {
    day.checked_add(1.day()).ok()
}

/// The hour of an instant in Paris: `14:30`.
pub(super) fn hour(at: Timestamp) -> String {
    let local = Territory::Mainland.time_zone().to_datetime(at);
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// How far a due date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// By so many days.
    Late(i32),
    Today,
    Tomorrow,
    /// In so many days, a week at most.
    Soon(i32),
    On(civil::Date),
}

impl Due {
    /// `due_at` is the instant at which it is too late: at midnight, the day before is the last.
    pub(super) fn of(due_at: Timestamp, now: Timestamp) -> Self {
        let last = paris_date(due_at.as_microsecond().saturating_sub(1));
        let today = paris_date(now.as_microsecond());
        let days = today.until(last).map_or(0, |it| it.get_days());
        match days {
            _ if due_at <= now => Self::Late(-days),
            0 => Self::Today,
            1 => Self::Tomorrow,
            2..=7 => Self::Soon(days),
            _ => Self::On(last),
        }
    }

    pub(super) fn said(self, shell: &Shell) -> String {
        match self {
            Self::Late(days) => shell.t1("desk-due-late", "days", i64::from(days)),
            Self::Today => shell.t("desk-due-today"),
            Self::Tomorrow => shell.t("desk-due-tomorrow"),
            Self::Soon(days) => shell.t1("desk-due-soon", "days", i64::from(days)),
            Self::On(day) => shell.t1("desk-due-on", "day", shell.figures().date(day)),
        }
    }

    /// How it is coloured; the words say it too.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Late(_) => "bad",
            Self::Today | Self::Tomorrow => "note",
            Self::Soon(_) | Self::On(_) => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_due_date_is_said_from_today() {
        let now: Timestamp = "2026-11-09T09:00:00Z".parse().unwrap();
        let due = |text: &str| Due::of(text.parse().unwrap(), now);
        assert_eq!(due("2026-11-09T23:00:00Z"), Due::Today, "the end of today in Paris");
        assert_eq!(due("2026-11-10T23:00:00Z"), Due::Tomorrow);
        assert_eq!(due("2026-11-13T15:00:00Z"), Due::Soon(4));
        assert_eq!(due("2026-11-17T23:00:00Z"), Due::On(civil::date(2026, 11, 17)));
        assert_eq!(due("2026-11-06T23:00:00Z"), Due::Late(3));
        assert_eq!(due("2026-11-09T08:00:00Z"), Due::Late(0));
    }

    #[test]
    fn mornings_are_by_the_clock_of_paris() {
        let morning = |day| morning_of(day).unwrap().to_string();
        assert_eq!(morning(civil::date(2026, 3, 29)), "2026-03-29T07:00:00Z", "clocks went forward");
        assert_eq!(morning(civil::date(2026, 11, 10)), "2026-11-10T08:00:00Z");
        assert_eq!(next_monday(civil::date(2026, 11, 9)), Some(civil::date(2026, 11, 16)));
    }
}
