//! The hours of a day: ranges of local time that do not overlap.

use std::{fmt, str::FromStr};

use jiff::{
    ToSpan,
    civil::{Date, DateTime, Time},
};
use serde::{Deserialize, Serialize};

use super::OpeningFault;

/// Ranges in one day: a team that opens more often than that is not described by hours.
pub const RANGES_MAX: usize = 8;

/// Minutes of a day; a range may end at 24:00.
const DAY_MIN: u16 = 24 * 60;

/// When one is open in a day, by the local clock; none of it: closed.
///
/// Written `8:30-12:00, 13:30-17:00`, or as French forms have it, `8h30–12h, 13h30–17h`; shown and kept as
/// `08:30-12:00, 13:30-17:00`. An empty text is a closed day.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DayHours(Vec<Range>);

/// Minutes since midnight, the end not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Range {
    start_min: u16,
    end_min: u16,
}

impl DayHours {
    /// A day without opening.
    pub const fn closed() -> Self {
        Self(Vec::new())
    }

    /// Whether there is no opening.
    pub const fn is_closed(&self) -> bool {
        self.0.is_empty()
    }

    /// The ranges on a day, by the local clock.
    pub(super) fn on(&self, day: Date) -> impl Iterator<Item = (DateTime, DateTime)> + '_ {
        let at = move |minutes: u16| {
            day.to_datetime(Time::midnight()).saturating_add(i64::from(minutes).minutes())
        };
        self.0.iter().map(move |it| (at(it.start_min), at(it.end_min)))
    }
}

impl FromStr for DayHours {
    type Err = OpeningFault;

    fn from_str(text: &str) -> Result<Self, OpeningFault> {
        let parts: Vec<&str> = text.split([',', ';']).map(str::trim).filter(|it| !it.is_empty()).collect();
        if parts.len() > RANGES_MAX {
            return Err(OpeningFault::TooManyRanges(parts.len()));
        }
        let mut ranges = parts.into_iter().map(str::parse).collect::<Result<Vec<Range>, _>>()?;
        ranges.sort_unstable();
        if let Some(pair) = ranges.windows(2).find(|it| it[1].start_min < it[0].end_min) {
            return Err(OpeningFault::Overlap(pair[0].to_string(), pair[1].to_string()));
        }
        Ok(Self(ranges))
    }
}

impl FromStr for Range {
    type Err = OpeningFault;

    fn from_str(text: &str) -> Result<Self, OpeningFault> {
        let (start, end) =
            text.split_once(['-', '–', '—']).ok_or_else(|| OpeningFault::NotARange(text.to_owned()))?;
        let time = |text: &str| minutes(text).ok_or_else(|| OpeningFault::NotATime(text.trim().to_owned()));
        let range = Self { start_min: time(start)?, end_min: time(end)? };
        if range.start_min >= range.end_min {
            return Err(OpeningFault::EndsBeforeStart(text.to_owned()));
        }
        Ok(range)
    }
}

/// Reads `8:30`, `08:30`, `8h30`, `8 h 30`, `8h` or `8`; `24:00` is the end of the day.
fn minutes(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once([':', 'h', 'H']).unwrap_or((text, ""));
    let number = |text: &str| -> Option<u16> {
        let is_short = (1..=2).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit());
        if is_short { text.parse().ok() } else { None }
    };
    let minute = minute.trim();
    let minute = if minute.is_empty() { 0 } else { number(minute)? };
    let total = number(hour.trim())? * 60 + minute;
    (minute < 60 && total <= DAY_MIN).then_some(total)
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { start_min, end_min } = self;
        write!(f, "{:02}:{:02}-{:02}:{:02}", start_min / 60, start_min % 60, end_min / 60, end_min % 60)
    }
}

impl fmt::Display for DayHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, range) in self.0.iter().enumerate() {
            let between = if place == 0 { "" } else { ", " };
            write!(f, "{between}{range}")?;
        }
        Ok(())
    }
}

impl TryFrom<String> for DayHours {
    type Error = OpeningFault;

    fn try_from(text: String) -> Result<Self, OpeningFault> {
        text.parse()
    }
}

impl From<DayHours> for String {
    fn from(hours: DayHours) -> Self {
        hours.to_string()
    }
}
