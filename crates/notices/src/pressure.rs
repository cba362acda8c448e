//! The governor: how many messages one person gets, over all services and all ways of reaching them.
//!
//! It is enforced by the database (triggers of the migration `notices`), which counts by every key of a person: where they are written
//! to, their other addresses, every id that was found to be theirs. So what two people got counts together as soon as they are known to
//! be one. This module says the same in plain words, for dry runs and for tests ([`against`]).
//!
//! **What counts:** a message that is to leave or may have left, on the day on which it is due. One that was cancelled, or failed,
//! before anybody tried to hand it over gives its place back; one that was tried keeps it, whatever the carrier says. Simulated ones
//! never count. One that leaves later than it was due is counted anew first ([`crate::store::pressure::LATE`]).

use std::{collections::BTreeSet, time::Duration};

use jiff::Timestamp;

use crate::notice::Why;

/// The span in which usual messages are counted.
pub const WEEK: Duration = Duration::from_hours(7 * 24);
/// The span in which urgent ones are.
pub const DAY: Duration = Duration::from_hours(24);

/// How much one person gets at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Messages that are not urgent in any seven days: 3 or fewer.
    pub week_max: u32,
    /// Urgent ones in any 24 hours: 10 or fewer.
    pub urgent_max: u32,
    /// Hours in which nobody is told the same twice: 48 or more, urgent messages apart.
    pub same_h: u32,
}

impl Limits {
    /// What an instance begins with, and cannot go above.
    pub const USUAL: Self = Self { week_max: 3, urgent_max: 10, same_h: 48 };

    /// The nearest limits that are allowed.
    #[must_use]
    pub fn allowed(self) -> Self {
        Self {
            week_max: self.week_max.min(Self::USUAL.week_max),
            urgent_max: self.urgent_max.min(Self::USUAL.urgent_max),
            same_h: self.same_h.clamp(Self::USUAL.same_h, 8_760),
        }
    }
}

/// A message as the governor counts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// By what its person is known.
    pub keys: BTreeSet<String>,
    /// Whether it is counted with the urgent ones.
    pub is_urgent: bool,
    /// What it tells.
    pub meaning: String,
    /// When it is due.
    pub at: Timestamp,
}

/// Why a message is one too many after those that count already; `None`: it is not.
pub fn against<'a>(counted: impl IntoIterator<Item = &'a Mark>, new: &Mark, limits: Limits) -> Option<Why> {
    let theirs: Vec<&Mark> = counted
        .into_iter()
        .filter(|it| it.is_urgent == new.is_urgent && !it.keys.is_disjoint(&new.keys))
        .collect();
    let at_us = new.at.as_microsecond();
    let same_us = i64::from(limits.same_h) * 3_600_000_000;
    let is_same = |it: &&Mark| it.meaning == new.meaning && (it.at.as_microsecond() - at_us).abs() < same_us;
    if !new.is_urgent && theirs.iter().any(is_same) {
        return Some(Why::SameMeaning);
    }
    let (span, most) = if new.is_urgent { (DAY, limits.urgent_max) } else { (WEEK, limits.week_max) };
    let span_us = i64::try_from(span.as_micros()).unwrap_or(i64::MAX);
    let mut at: Vec<i64> = theirs.iter().map(|it| it.at.as_microsecond()).chain([at_us]).collect();
    at.sort_unstable();
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let is_full = |from: &i64| {
        let held = at.iter().filter(|it| *it >= from && **it - from < span_us).count();
        *from <= at_us && at_us - from < span_us && held > most
    };
    at.iter().any(is_full).then_some(Why::Pressure)
}

#[cfg(test)]
mod tests;
