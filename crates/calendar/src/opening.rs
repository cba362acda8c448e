//! Opening hours of a team: a week in local time, dated exceptions, public holidays; and time counted only while it is open.
//!
//! [`DayHours`] is a day as people write it, `8:30-12:00, 13:30-17:00`; [`Opening`] is what the register keeps, as JSON.
//! **Invariant:** a value read back went through the same checks as a form.

mod day_hours;
mod exceptions;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};
use kernel::{Explain, Message};
use serde::{Deserialize, Serialize};

pub use day_hours::{DayHours, RANGES_MAX};
pub use exceptions::{ExceptionsFault, read_exceptions, written_exceptions};

use crate::{Territory, WORDS, holiday_on};

/// Dated exceptions that one team may have: more than a year of days is a mistake, not an exception.
pub const EXCEPTIONS_MAX: usize = 400;

/// How far the next opening, or the end of some open time, is looked for: ten years.
const SEARCH_DAYS_MAX: i32 = 3_660;

static CLOSED: DayHours = DayHours::closed();

/// When a team is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Opening {
    territory: Territory,
    /// Monday first.
    week: [DayHours; 7],
    exceptions: BTreeMap<Date, DayHours>,
    on_holidays: OnHolidays,
}

/// What public holidays of the territory do to a team that has no exception for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnHolidays {
    /// They close it.
    #[default]
    Closed,
    /// They are days like others.
    AsUsual,
}

/// Hours that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpeningFault {
    /// Not two times with a dash between.
    #[error("`{0}` is not a range of hours")]
    NotARange(String),
    /// Not a time of day.
    #[error("`{0}` is not a time of day")]
    NotATime(String),
    /// It ends when it begins, or before.
    #[error("`{0}` ends before it begins")]
    EndsBeforeStart(String),
    /// Two ranges have time in common.
    #[error("`{0}` and `{1}` overlap")]
    Overlap(String, String),
    /// More than [`RANGES_MAX`] ranges in a day.
    #[error("{0} ranges in a day")]
    TooManyRanges(usize),
    /// More than [`EXCEPTIONS_MAX`] exceptions.
    #[error("{0} dated exceptions")]
    TooManyExceptions(usize),
}

impl Explain for OpeningFault {
    fn message(&self) -> Message {
        let say = |key| Message::new(&WORDS, key);
        let most = |key, most: usize| say(key).with("most", u64::try_from(most).unwrap_or(u64::MAX));
        match self {
            Self::NotARange(given) => say("opening-not-a-range").with("given", given.as_str()),
            Self::NotATime(given) => say("opening-not-a-time").with("given", given.as_str()),
            Self::EndsBeforeStart(given) => say("opening-ends-before-start").with("given", given.as_str()),
            Self::Overlap(first, second) => {
                say("opening-overlap").with("first", first.as_str()).with("second", second.as_str())
            }
            Self::TooManyRanges(_) => most("opening-too-many-ranges", RANGES_MAX),
            Self::TooManyExceptions(_) => most("opening-too-many-exceptions", EXCEPTIONS_MAX),
        }
    }
}

impl Opening {
    /// Hours of a week, Monday first, by the clock of a territory; exceptions go before the week and before holidays.
    pub fn new(
        territory: Territory,
        week: [DayHours; 7],
        exceptions: BTreeMap<Date, DayHours>,
        on_holidays: OnHolidays,
    ) -> Result<Self, OpeningFault> {
        if exceptions.len() > EXCEPTIONS_MAX {
            return Err(OpeningFault::TooManyExceptions(exceptions.len()));
        }
        Ok(Self { territory, week, exceptions, on_holidays })
    }

    /// Whose clock and whose holidays.
    pub const fn territory(&self) -> Territory {
        self.territory
    }

    /// The usual hours, Monday first.
    pub const fn week(&self) -> &[DayHours; 7] {
        &self.week
    }

    /// The days with other hours than usual.
    pub const fn exceptions(&self) -> &BTreeMap<Date, DayHours> {
        &self.exceptions
    }

    /// What holidays do.
    pub const fn on_holidays(&self) -> OnHolidays {
        self.on_holidays
    }

    /// The hours of a day: its exception, else none on a holiday, else those of its weekday.
    pub fn hours_on(&self, day: Date) -> &DayHours {
        if let Some(hours) = self.exceptions.get(&day) {
            return hours;
        }
        let hours = &self.week[usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0)];
        let is_closed = self.on_holidays == OnHolidays::Closed
            && !hours.is_closed()
            && holiday_on(day, self.territory).is_some();
        if is_closed { &CLOSED } else { hours }
    }

    /// Whether the team is open at an instant. It is no longer at the instant at which it closes.
    pub fn is_open_at(&self, at: Timestamp) -> bool {
        self.stretches(at, self.territory.date_of(at)).any(|(start, _)| start <= at)
    }

    /// `at` if the team is open then, else when it opens next; `None` if it does not within ten years.
    pub fn next_opening(&self, at: Timestamp) -> Option<Timestamp> {
        self.stretches(at, self.last_searched(at)).next().map(|(start, _)| start.max(at))
    }

    /// How long the team is open from one instant to another; nothing if `to` is not after `from`.
    pub fn open_time_between(&self, from: Timestamp, to: Timestamp) -> SignedDuration {
        let within = |(start, end): (Timestamp, Timestamp)| {
            start.max(from).duration_until(end.min(to)).max(SignedDuration::ZERO)
        };
        let last = self.territory.date_of(to);
        self.stretches(from, last).map(within).fold(SignedDuration::ZERO, SignedDuration::saturating_add)
    }

    /// The first instant by which the team has been open for `time` since `from`; `from` for no time, `None` if that takes more than
    /// ten years.
    pub fn add_open_time(&self, from: Timestamp, time: SignedDuration) -> Option<Timestamp> {
        if time <= SignedDuration::ZERO {
            return Some(from);
        }
        let mut left = time;
        for (start, end) in self.stretches(from, self.last_searched(from)) {
            let start = start.max(from);
            let open = start.duration_until(end);
            if left <= open {
                return start.checked_add(left).ok();
            }
            left -= open;
        }
        None
    }

    fn last_searched(&self, from: Timestamp) -> Date {
        self.territory.date_of(from).saturating_add(SEARCH_DAYS_MAX.days())
    }

    /// When the team opens and closes, in order, from the stretch that holds `from` or the next one, until the end of a day.
    fn stretches(&self, from: Timestamp, last: Date) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        std::iter::successors(Some(self.territory.date_of(from)), |day| day.tomorrow().ok())
            .take_while(move |day| *day <= last)
            .flat_map(move |day| self.hours_on(day).on(day))
            .map(|(start, end)| (self.territory.instant(start), self.territory.instant(end)))
            // A range that lies in the hour that clocks skip is empty.
            .filter(move |(start, end)| start < end && from < *end)
    }
}

/// What is kept in the register.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    territory: Territory,
    week: [DayHours; 7],
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    exceptions: BTreeMap<Date, DayHours>,
    #[serde(default)]
    on_holidays: OnHolidays,
}

impl TryFrom<Stored> for Opening {
    type Error = OpeningFault;

    fn try_from(it: Stored) -> Result<Self, OpeningFault> {
        Self::new(it.territory, it.week, it.exceptions, it.on_holidays)
    }
}

impl From<Opening> for Stored {
    fn from(it: Opening) -> Self {
        Self {
            territory: it.territory,
            week: it.week,
            exceptions: it.exceptions,
            on_holidays: it.on_holidays,
        }
    }
}
