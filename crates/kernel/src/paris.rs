//! The Paris calendar: days, ISO weeks and months of an instant, and the instants that people write.

use std::{fmt, str::FromStr, sync::LazyLock};

use jiff::{Timestamp, civil, tz::TimeZone};

static PARIS: LazyLock<TimeZone> =
    LazyLock::new(|| TimeZone::get("Europe/Paris").expect("the time zone database is compiled in"));

/// Seconds that Paris is ahead of UTC at an instant (µs UTC): 3 600 or 7 200 since 1977.
pub fn paris_offset_s(at_us: i64) -> i32 {
    Timestamp::from_microsecond(at_us).map_or(3_600, |at| PARIS.to_offset(at).seconds())
}

/// The instant (µs UTC) at which a day begins in Paris.
pub fn paris_day_start(day: civil::Date) -> Option<i64> {
    Some(day.to_zoned(PARIS.clone()).ok()?.timestamp().as_microsecond())
}

/// A day, an ISO week or a month of the Paris calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Period {
    /// `2025-03-09`.
    Day(civil::Date),
    /// `2025-W10`: the Monday that begins it.
    Week(civil::Date),
    /// `2025-03`: its first day.
    Month(civil::Date),
}

/// The text is not a day, a week or a month.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a day (2025-03-09), a week (2025-W10) or a month (2025-03)")]
pub struct PeriodError(pub String);

impl Period {
    /// The Paris day of an instant (µs UTC).
    pub fn day_of(at_us: i64) -> Self {
        Self::Day(paris_date(at_us))
    }

    /// The ISO week of an instant (µs UTC), in Paris.
    pub fn week_of(at_us: i64) -> Self {
        let day = paris_date(at_us);
        let since_monday = i64::from(day.weekday().to_monday_zero_offset());
        Self::Week(day.saturating_sub(jiff::Span::new().days(since_monday)))
    }

    /// The month of an instant (µs UTC), in Paris.
    pub fn month_of(at_us: i64) -> Self {
        Self::Month(paris_date(at_us).first_of_month())
    }

    /// Its first day.
    pub const fn first_day(self) -> civil::Date {
        match self {
            Self::Day(day) | Self::Week(day) | Self::Month(day) => day,
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Week(monday) => {
                let week = monday.iso_week_date();
                write!(f, "{:04}-W{:02}", week.year(), week.week())
            }
            Self::Month(first) => write!(f, "{:04}-{:02}", first.year(), first.month()),
        }
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let error = || PeriodError(text.to_owned());
        if let Some((year, week)) = text.split_once("-W") {
            let (year, week) = (year.parse().map_err(|_| error())?, week.parse().map_err(|_| error())?);
            let monday = civil::ISOWeekDate::new(year, week, civil::Weekday::Monday).map_err(|_| error())?;
            return Ok(Self::Week(monday.date()));
        }
        match text.len() {
            7 => format!("{text}-01").parse().map(Self::Month).map_err(|_| error()),
            10 => text.parse().map(Self::Day).map_err(|_| error()),
            _ => Err(error()),
        }
    }
}

/// Reads an instant of a filter (µs UTC): RFC 3339, or a date alone, which is midnight in Paris.
pub fn parse_instant(text: &str) -> Option<i64> {
    if text.len() == 10 {
        return paris_day_start(text.parse().ok()?);
    }
    Some(text.parse::<Timestamp>().ok()?.as_microsecond())
}

/// The Paris day of an instant (µs UTC).
pub fn paris_date(at_us: i64) -> civil::Date {
    let local_us = at_us.saturating_add(i64::from(paris_offset_s(at_us)) * 1_000_000);
    Timestamp::from_microsecond(local_us).map_or(civil::Date::MIN, |at| TimeZone::UTC.to_datetime(at).date())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn us(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_microsecond()
    }

    #[test]
    fn a_day_begins_at_midnight_in_paris() {
        assert_eq!(Period::day_of(us("2025-03-08T22:59:59Z")).to_string(), "2025-03-08");
        assert_eq!(Period::day_of(us("2025-03-08T23:00:00Z")).to_string(), "2025-03-09");
        assert_eq!(Period::day_of(us("2025-07-08T22:00:00Z")).to_string(), "2025-07-09");
        assert_eq!(parse_instant("2025-07-09"), Some(us("2025-07-08T22:00:00Z")));
    }

    #[test]
    fn weeks_are_iso_weeks() {
        assert_eq!(Period::week_of(us("2024-12-31T12:00:00Z")).to_string(), "2025-W01");
        assert_eq!("2025-W01".parse::<Period>().unwrap().first_day().to_string(), "2024-12-30");
        assert_eq!("2025-03".parse::<Period>().unwrap().to_string(), "2025-03");
        assert!("2025-W60".parse::<Period>().is_err());
    }
}
