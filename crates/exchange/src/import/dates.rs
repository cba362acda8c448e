//! Instants as sources write them.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Microseconds of a day.
pub(super) const DAY_US: i64 = 86_400_000_000;

/// In which order a date's parts stand, or what its number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateFormat {
    /// `2025-12-31T14:05:00Z`, `2025-12-31 14:05`, `20251231`, with or without zone.
    Iso,
    /// `31/12/2025 14:05`, `31-12-25 14h05`.
    DayFirst,
    /// `12/31/2025 2:05 PM`.
    MonthFirst,
    /// Seconds since 1970, UTC.
    EpochS,
    /// Milliseconds since 1970, UTC.
    EpochMs,
    /// Days since the end of 1899, local time, as spreadsheets count.
    Excel,
}

impl DateFormat {
    /// All.
    pub const ALL: [Self; 6] =
        [Self::Iso, Self::DayFirst, Self::MonthFirst, Self::EpochS, Self::EpochMs, Self::Excel];

    /// The word of mappings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Iso => "iso",
            Self::DayFirst => "day-first",
            Self::MonthFirst => "month-first",
            Self::EpochS => "epoch-s",
            Self::EpochMs => "epoch-ms",
            Self::Excel => "excel",
        }
    }
}

impl FromStr for DateFormat {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|it| it.name() == name).ok_or(())
    }
}

impl fmt::Display for DateFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An instant as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// With its zone: microseconds since 1970 UTC.
    Utc(i64),
    /// Without: what a clock on the wall showed, as if it were UTC.
    Local(i64),
}

/// Why a text is no instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateFault {
    /// The form is another.
    Form,
    /// The year is not between 1990 and 2100.
    Year,
}

const YEARS: std::ops::RangeInclusive<i64> = 1990..=2100;

/// Reads an instant. A date alone is its midnight.
pub(super) fn parse(text: &str, format: DateFormat) -> Result<Written, DateFault> {
    let mut rest = Rest(text.as_bytes());
    match format {
        DateFormat::Iso => iso(&mut rest),
        DateFormat::DayFirst => ordered(&mut rest, true),
        DateFormat::MonthFirst => ordered(&mut rest, false),
        DateFormat::EpochS => epoch(text, 1_000_000).map(Written::Utc),
        DateFormat::EpochMs => epoch(text, 1_000).map(Written::Utc),
        DateFormat::Excel => excel(text),
    }
}

/// Microseconds of the day of `14:05`, `14:05:33.25`, `14h05`, `14 h`, `2:05 PM`.
pub(super) fn time_of_day(text: &str) -> Option<i64> {
    let mut rest = Rest(text.as_bytes());
    let us = rest.time()?;
    rest.0.is_empty().then_some(us)
}

/// Days since 1970 of a date of the Gregorian calendar; `None` if there is no such day.
pub(super) fn days_of(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    // Years begin in March, so that a leap day is the last of its year.
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let of_era = shifted.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// Year, month, day of a day since 1970.
pub(super) fn date_of(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// What is left to read.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn peek(&self) -> Option<u8> {
        self.0.first().copied()
    }

    fn take(&mut self, wanted: impl Fn(u8) -> bool) -> bool {
        let found = self.peek().is_some_and(wanted);
        if found {
            self.0 = &self.0[1..];
        }
        found
    }

    /// A number and how many digits it has; at most nine are read.
    fn number(&mut self) -> Option<(i64, usize)> {
        let digits = self.0.iter().take(9).take_while(|it| it.is_ascii_digit()).count();
        let value = self.0[..digits].iter().fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
        self.0 = &self.0[digits..];
        (digits > 0).then_some((value, digits))
    }

    fn spaces(&mut self) {
        while self.take(|it| it == b' ') {}
    }

    fn time(&mut self) -> Option<i64> {
        let (mut hour, digits) = self.number()?;
        if digits > 2 {
            return None;
        }
        self.spaces();
        let (mut minute, mut second, mut us) = (0, 0, 0);
        if self.take(|it| matches!(it, b':' | b'h' | b'H')) {
            self.spaces();
            if let Some((value, digits)) = self.number() {
                if digits > 2 {
                    return None;
                }
                minute = value;
                if self.take(|it| matches!(it, b':' | b'm' | b'M' | b'\'')) {
                    (second, us) = self.seconds()?;
                    self.take(|it| it == b's');
                }
            }
        }
        self.spaces();
        if let [half, b'm' | b'M', ..] = self.0
            && matches!(half, b'a' | b'A' | b'p' | b'P')
        {
            if !(1..=12).contains(&hour) {
                return None;
            }
            let afternoon = matches!(half, b'p' | b'P');
            hour = hour % 12 + if afternoon { 12 } else { 0 };
            self.0 = &self.0[2..];
        }
        // A leap second is the last one of its minute.
        let second = if second == 60 { 59 } else { second };
        (hour < 24 && minute < 60 && second < 60)
            .then(|| ((hour * 60 + minute) * 60 + second) * 1_000_000 + us)
    }

    /// Seconds, with up to nine decimals of which six are kept. Nothing at all is no second: `14h05m`.
    fn seconds(&mut self) -> Option<(i64, i64)> {
        let Some((second, digits)) = self.number() else { return Some((0, 0)) };
        if digits > 2 {
            return None;
        }
        let mut us = 0;
        if self.take(|it| matches!(it, b'.' | b',')) {
            let (value, digits) = self.number()?;
            let digits = u32::try_from(digits).ok()?;
            us = if digits <= 6 { value * 10_i64.pow(6 - digits) } else { value / 10_i64.pow(digits - 6) };
        }
        Some((second, us))
    }

    /// The seconds that a clock is ahead of UTC: `Z`, `+02:00`, `+0200`, `+02`; `None` without a zone.
    fn zone(&mut self) -> Result<Option<i64>, DateFault> {
        self.spaces();
        if self.0.eq_ignore_ascii_case(b"Z") || self.0.eq_ignore_ascii_case(b"UTC") {
            self.0 = &[];
            return Ok(Some(0));
        }
        let sign = match self.peek() {
            None => return Ok(None),
            Some(b'+') => 1,
            Some(b'-') => -1,
            Some(_) => return Err(DateFault::Form),
        };
        self.0 = &self.0[1..];
        let (value, digits) = self.number().ok_or(DateFault::Form)?;
        let (hours, minutes) = match digits {
            2 if self.take(|it| it == b':') => match self.number() {
                Some((minutes, 2)) => (value, minutes),
                _ => return Err(DateFault::Form),
            },
            2 => (value, 0),
            4 => (value / 100, value % 100),
            _ => return Err(DateFault::Form),
        };
        if hours > 15 || minutes > 59 || !self.0.is_empty() {
            return Err(DateFault::Form);
        }
        Ok(Some(sign * (hours * 60 + minutes) * 60))
    }

    /// What follows a date: nothing, or a time with or without zone.
    fn after_date(&mut self, days: i64) -> Result<Written, DateFault> {
        let midnight_us = days * DAY_US;
        self.take(|it| it == b',');
        self.spaces();
        self.take(|it| matches!(it, b'T' | b't' | b'_'));
        if let [0xc3, 0xa0, rest @ ..] = self.0 {
            // "31/12/2025 à 14h05"
            self.0 = rest;
            self.spaces();
        }
        if self.0.is_empty() {
            return Ok(Written::Local(midnight_us));
        }
        let us = midnight_us + self.time().ok_or(DateFault::Form)?;
        Ok(match self.zone()? {
            None => Written::Local(us),
            Some(offset_s) => Written::Utc(us - offset_s * 1_000_000),
        })
    }
}

fn date(year: i64, month: i64, day: i64) -> Result<i64, DateFault> {
    if !YEARS.contains(&year) {
        return Err(DateFault::Year);
    }
    days_of(year, month, day).ok_or(DateFault::Form)
}

fn iso(rest: &mut Rest<'_>) -> Result<Written, DateFault> {
    if let Some(written) = usual_iso(rest.0) {
        return Ok(written);
    }
    let (value, digits) = rest.number().ok_or(DateFault::Form)?;
    if digits == 8 && !matches!(rest.peek(), Some(b'-' | b'/' | b'.')) {
        let days = date(value / 10_000, value / 100 % 100, value % 100)?;
        return compact_time(rest, days);
    }
    let separator = rest.peek().filter(|it| matches!(it, b'-' | b'/' | b'.')).ok_or(DateFault::Form)?;
    rest.0 = &rest.0[1..];
    let (month, month_digits) = rest.number().ok_or(DateFault::Form)?;
    if !rest.take(|it| it == separator) {
        return Err(DateFault::Form);
    }
    let (day, day_digits) = rest.number().ok_or(DateFault::Form)?;
    if digits < 4 || month_digits > 2 || day_digits > 2 {
        return Err(DateFault::Form);
    }
    let days = date(value, month, day)?;
    rest.after_date(days)
}

/// `2025-12-31T14:05:09`, with `T` or a space, then decimals or not, then `Z` or nothing: nearly every value of nearly every file.
fn usual_iso(text: &[u8]) -> Option<Written> {
    let (head, tail) = text.split_at_checked(19)?;
    let digit = |at: usize| {
        let value = head[at].wrapping_sub(b'0');
        (value < 10).then_some(i64::from(value))
    };
    let pair = |at: usize| Some(digit(at)? * 10 + digit(at + 1)?);
    if head[4] != b'-'
        || head[7] != b'-'
        || head[13] != b':'
        || head[16] != b':'
        || !matches!(head[10], b'T' | b' ')
    {
        return None;
    }
    let year = pair(0)? * 100 + pair(2)?;
    let (hour, minute, second) = (pair(11)?, pair(14)?, pair(17)?);
    if !YEARS.contains(&year) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let days = days_of(year, pair(5)?, pair(8)?)?;
    let us = days * DAY_US + ((hour * 60 + minute) * 60 + second) * 1_000_000;
    match tail {
        [b'Z'] => Some(Written::Utc(us)),
        [] => Some(Written::Local(us)),
        [b'.', decimals @ .., b'Z'] if decimals.len() == 6 && decimals.iter().all(u8::is_ascii_digit) => {
            let value = decimals.iter().fold(0, |sum, it| sum * 10 + i64::from(it - b'0'));
            Some(Written::Utc(us + value))
        }
        _ => None,
    }
}

/// `20251231T140509`, or `20251231 14:05`.
fn compact_time(rest: &mut Rest<'_>, days: i64) -> Result<Written, DateFault> {
    let tail = rest.0.strip_prefix(b"T").unwrap_or(rest.0);
    let digits = tail.iter().take_while(|it| it.is_ascii_digit()).count();
    if digits != 6 && digits != 4 {
        return rest.after_date(days);
    }
    rest.0 = tail;
    let (value, _) = rest.number().ok_or(DateFault::Form)?;
    let value = if digits == 4 { value * 100 } else { value };
    let (hour, minute, second) = (value / 10_000, value / 100 % 100, value % 100);
    if hour > 23 || minute > 59 || second > 59 {
        return Err(DateFault::Form);
    }
    let us = days * DAY_US + ((hour * 60 + minute) * 60 + second) * 1_000_000;
    Ok(match rest.zone()? {
        None => Written::Local(us),
        Some(offset_s) => Written::Utc(us - offset_s * 1_000_000),
    })
}

fn ordered(rest: &mut Rest<'_>, day_first: bool) -> Result<Written, DateFault> {
    let (first, first_digits) = rest.number().ok_or(DateFault::Form)?;
    let separator =
        rest.peek().filter(|it| matches!(it, b'/' | b'-' | b'.' | b' ')).ok_or(DateFault::Form)?;
    rest.0 = &rest.0[1..];
    let (second, second_digits) = rest.number().ok_or(DateFault::Form)?;
    if !rest.take(|it| it == separator) {
        return Err(DateFault::Form);
    }
    let (year, year_digits) = rest.number().ok_or(DateFault::Form)?;
    if first_digits > 2 || second_digits > 2 {
        return Err(DateFault::Form);
    }
    let year = match year_digits {
        2 if year < 70 => 2000 + year,
        2 => 1900 + year,
        4.. => year,
        _ => return Err(DateFault::Form),
    };
    let (day, month) = if day_first { (first, second) } else { (second, first) };
    let days = date(year, month, day)?;
    rest.after_date(days)
}

/// Decimal number × unit, in microseconds.
fn epoch(text: &str, unit_us: i64) -> Result<i64, DateFault> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let whole: i64 = whole.parse().map_err(|_| DateFault::Form)?;
    if !fraction.bytes().all(|it| it.is_ascii_digit()) {
        return Err(DateFault::Form);
    }
    let part = fraction
        .bytes()
        .take(9)
        .scan(unit_us, |unit, digit| {
            *unit /= 10;
            Some(i64::from(digit - b'0') * *unit)
        })
        .sum::<i64>();
    let us = whole.checked_mul(unit_us).and_then(|it| it.checked_add(part)).ok_or(DateFault::Year)?;
    in_years(us)
}

/// An instant between 1990 and 2100, both included.
pub(super) fn in_years(us: i64) -> Result<i64, DateFault> {
    /// 1990-01-01 and 2101-01-01.
    const BOUNDS_US: std::ops::Range<i64> = 7_305 * DAY_US..47_847 * DAY_US;
    if BOUNDS_US.contains(&us) { Ok(us) } else { Err(DateFault::Year) }
}

fn excel(text: &str) -> Result<Written, DateFault> {
    let number: f64 = text.replace(',', ".").parse().map_err(|_| DateFault::Form)?;
    if !number.is_finite() || !(0.0..=1_000_000.0).contains(&number) {
        return Err(DateFault::Form);
    }
    // Day 25 569 is 1970-01-01. Such files mean whole seconds, or milliseconds at best.
    let ms = ((number - 25_569.0) * 86_400_000.0).round();
    #[expect(clippy::cast_possible_truncation, reason = "a million days are 10^14 milliseconds")]
    let us = ms as i64 * 1_000;
    in_years(us).map(Written::Local)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn us(text: &str) -> i64 {
        text.parse::<jiff::Timestamp>().unwrap().as_microsecond()
    }

    #[expect(clippy::unnecessary_wraps, reason = "what is compared with it is wrapped")]
    fn utc(text: &str) -> Result<Written, DateFault> {
        Ok(Written::Utc(us(text)))
    }

    #[expect(clippy::unnecessary_wraps, reason = "what is compared with it is wrapped")]
    fn local(text: &str) -> Result<Written, DateFault> {
        Ok(Written::Local(us(&format!("{text}Z"))))
    }

    #[test]
    fn iso_dates_read_with_and_without_zone() {
        for (text, expected) in [
            ("2025-12-31T14:05:09Z", utc("2025-12-31T14:05:09Z")),
            ("2025-12-31T14:05:09.123456Z", utc("2025-12-31T14:05:09.123456Z")),
            ("2025-12-31T14:05:09.1+02:00", utc("2025-12-31T12:05:09.1Z")),
            ("2025-12-31 14:05:09.880000000", local("2025-12-31T14:05:09.88")),
            ("2025-12-31 14:05+0100", utc("2025-12-31T13:05:00Z")),
            ("2025-12-31 14:05:09 +0100", utc("2025-12-31T13:05:09Z")),
            ("2025-12-31", local("2025-12-31T00:00:00")),
            ("2025/12/31 14:05", local("2025-12-31T14:05:00")),
            ("20251231", local("2025-12-31T00:00:00")),
            ("20251231T140509Z", utc("2025-12-31T14:05:09Z")),
            ("2025-2-3 4:05", local("2025-02-03T04:05:00")),
            ("20205-01-01T00:00:00Z", Err(DateFault::Year)),
            ("1989-12-31", Err(DateFault::Year)),
            ("2025-02-29", Err(DateFault::Form)),
            ("2025-13-01", Err(DateFault::Form)),
            ("2025-12-31T24:05:09Z", Err(DateFault::Form)),
            ("2025-12-31T14:05:09Zx", Err(DateFault::Form)),
            ("2025", Err(DateFault::Form)),
            ("", Err(DateFault::Form)),
        ] {
            assert_eq!(parse(text, DateFormat::Iso), expected, "{text}");
        }
    }

    #[test]
    fn french_dates_read() {
        for (text, expected) in [
            ("31/12/2025 14:05", local("2025-12-31T14:05:00")),
            ("31/12/2025 14h05", local("2025-12-31T14:05:00")),
            ("31/12/2025 14h", local("2025-12-31T14:00:00")),
            ("31/12/2025 à 14 h 05", local("2025-12-31T14:05:00")),
            ("31-12-25", local("2025-12-31T00:00:00")),
            ("31.12.2025 14:05:09", local("2025-12-31T14:05:09")),
            ("1/2/2025", local("2025-02-01T00:00:00")),
            ("31/12/20205", Err(DateFault::Year)),
            ("12/31/2025", Err(DateFault::Form)),
        ] {
            assert_eq!(parse(text, DateFormat::DayFirst), expected, "{text}");
        }
        assert_eq!(parse("12/31/2025 2:05 PM", DateFormat::MonthFirst), local("2025-12-31T14:05:00"));
        assert_eq!(parse("12/31/2025 12:05 am", DateFormat::MonthFirst), local("2025-12-31T00:05:00"));
    }

    #[test]
    fn numbers_read_as_instants() {
        assert_eq!(parse("1767189900", DateFormat::EpochS), utc("2025-12-31T14:05:00Z"));
        assert_eq!(parse("1767189900.25", DateFormat::EpochS), utc("2025-12-31T14:05:00.25Z"));
        assert_eq!(parse("1767189900123", DateFormat::EpochMs), utc("2025-12-31T14:05:00.123Z"));
        assert_eq!(parse("46022.586805556", DateFormat::Excel), local("2025-12-31T14:05:00"));
        assert_eq!(parse("46022", DateFormat::Excel), local("2025-12-31T00:00:00"));
        assert_eq!(parse("9223372036854775807", DateFormat::EpochS), Err(DateFault::Year));
        assert_eq!(parse("nan", DateFormat::Excel), Err(DateFault::Form));
    }

    #[test]
    fn times_of_day_read() {
        assert_eq!(time_of_day("14:05:33.25"), Some(50_733_250_000));
        assert_eq!(time_of_day("14h05"), time_of_day("14:05"));
        assert_eq!(time_of_day("25:00"), None);
        assert_eq!(time_of_day("14:05x"), None);
    }

    proptest! {
        #[test]
        fn days_and_dates_agree_with_the_calendar(days in -30_000_i64..60_000) {
            let (year, month, day) = date_of(days);
            prop_assert_eq!(days_of(year, month, day), Some(days));
            let told = jiff::Timestamp::from_second(days * 86_400).unwrap().strftime("%Y-%m-%d").to_string();
            prop_assert_eq!(told, format!("{year:04}-{month:02}-{day:02}"));
        }

        #[test]
        fn what_another_program_writes_reads_back(second in 631_152_000_i64..4_102_444_800, us in 0_i64..1_000_000) {
            let at = second * 1_000_000 + us;
            let text = jiff::Timestamp::from_microsecond(at).unwrap().to_string();
            prop_assert_eq!(parse(&text, DateFormat::Iso), Ok(Written::Utc(at)));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}|[0-9:/. TZhà+-]{0,40}") {
            for format in DateFormat::ALL {
                let _read = parse(&text, format);
            }
            let _read = time_of_day(&text);
        }
    }
}
