//! Local times: which instant a clock on the wall meant, and what to do in the two nights when it was turned.

use jiff::{
    Timestamp,
    civil::DateTime,
    tz::{AmbiguousOffset, TimeZone},
};

use super::{
    ImportError,
    dates::{DAY_US, date_of},
};

/// A time zone that remembers the offset of the day it was asked last: rows come by time.
#[derive(Debug, Clone)]
pub(super) struct Zone {
    rules: TimeZone,
    day: i64,
    offset_us: Option<i64>,
}

/// What a local time can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meant {
    /// One instant.
    Once(i64),
    /// Two, an hour apart in general: the clock was turned back. The first, then the second.
    Twice(i64, i64),
    /// None: the clock was turned forward. The instant if nobody had turned it.
    Never(i64),
}

impl Zone {
    /// The zone of an IANA name, such as `Europe/Paris`.
    pub(super) fn named(name: &str) -> Result<Self, ImportError> {
        let rules = TimeZone::get(name)
            .map_err(|_| ImportError::mapping("zone", format!("`{name}` is not a time zone")))?;
        Ok(Self { rules, day: i64::MIN, offset_us: None })
    }

    /// The instant of a local time, given as if it were UTC.
    pub(super) fn instant(&mut self, local_us: i64) -> Meant {
        let day = local_us.div_euclid(DAY_US);
        if day != self.day {
            self.day = day;
            self.offset_us = self.offset_of(day);
        }
        match self.offset_us {
            Some(offset_us) => Meant::Once(local_us - offset_us),
            None => self.ask(local_us),
        }
    }

    /// The offset of a whole day, if the clock is not turned on it or near it.
    fn offset_of(&self, day: i64) -> Option<i64> {
        let at = |us| Timestamp::from_microsecond(us).ok().map(|it| self.rules.to_offset(it).seconds());
        // A day of any zone lies between these two.
        let before = at((day - 1) * DAY_US)?;
        let after = at((day + 2) * DAY_US)?;
        (before == after && !self.is_turned(day)).then(|| i64::from(before) * 1_000_000)
    }

    /// Whether the clock is turned around a day: twice within it would escape the comparison of its ends.
    fn is_turned(&self, day: i64) -> bool {
        let from = Timestamp::from_microsecond((day - 1) * DAY_US);
        let until = Timestamp::from_microsecond((day + 2) * DAY_US);
        let (Ok(from), Ok(until)) = (from, until) else { return true };
        self.rules.following(from).next().is_some_and(|it| it.timestamp() < until)
    }

    fn ask(&self, local_us: i64) -> Meant {
        let Ok(at) = civil(local_us) else { return Meant::Once(local_us) };
        let less = |offset: jiff::tz::Offset| local_us - i64::from(offset.seconds()) * 1_000_000;
        match self.rules.to_ambiguous_timestamp(at).offset() {
            AmbiguousOffset::Unambiguous { offset } => Meant::Once(less(offset)),
            AmbiguousOffset::Fold { before, after } => Meant::Twice(less(before), less(after)),
            AmbiguousOffset::Gap { before, .. } => Meant::Never(less(before)),
        }
    }
}

fn civil(local_us: i64) -> Result<DateTime, jiff::Error> {
    Ok(TimeZone::UTC.to_datetime(Timestamp::from_microsecond(local_us)?))
}

/// `2025-10-26`, the day of a local time.
pub(super) fn day_text(local_us: i64) -> String {
    let (year, month, day) = date_of(local_us.div_euclid(DAY_US));
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn us(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_microsecond()
    }

    #[test]
    fn paris_clocks_are_turned_twice_a_year() {
        let mut paris = Zone::named("Europe/Paris").unwrap();
        for (local, expected) in [
            ("2025-07-01T12:00:00Z", Meant::Once(us("2025-07-01T10:00:00Z"))),
            ("2025-10-25T23:59:59Z", Meant::Once(us("2025-10-25T21:59:59Z"))),
            ("2025-10-26T01:59:59Z", Meant::Once(us("2025-10-25T23:59:59Z"))),
            ("2025-10-26T02:30:00Z", Meant::Twice(us("2025-10-26T00:30:00Z"), us("2025-10-26T01:30:00Z"))),
            ("2025-10-26T03:00:00Z", Meant::Once(us("2025-10-26T02:00:00Z"))),
            ("2025-03-30T01:59:59Z", Meant::Once(us("2025-03-30T00:59:59Z"))),
            ("2025-03-30T02:30:00Z", Meant::Never(us("2025-03-30T01:30:00Z"))),
            ("2025-03-30T03:00:00Z", Meant::Once(us("2025-03-30T01:00:00Z"))),
        ] {
            assert_eq!(paris.instant(us(local)), expected, "{local}");
        }
        assert!(Zone::named("Europe/Lutece").is_err());
    }

    #[test]
    fn every_hour_of_ten_years_is_as_the_calendar_says() {
        let mut paris = Zone::named("Europe/Paris").unwrap();
        let rules = TimeZone::get("Europe/Paris").unwrap();
        let mut local = us("2018-01-01T00:30:00Z");
        while local < us("2028-01-01T00:00:00Z") {
            let expected = rules.to_ambiguous_timestamp(civil(local).unwrap()).compatible().unwrap();
            let (Meant::Once(found) | Meant::Twice(found, _) | Meant::Never(found)) = paris.instant(local);
            assert_eq!(found, expected.as_microsecond(), "{local}");
            local += 3_600_000_000;
        }
    }
}
