//! What became of first contacts, by way: what the choice of a channel learns from, and when contacts come.
//!
//! Start with [`WayQuestion`] and [`Ways`]; [`WayMeasurer`] is what an engine implements. `docs/measures.md`, "What became of first contacts,
//! by way", says in words what [`Oracle`](crate::Oracle) says in code.
//!
//! **Invariants:** all counts are whole numbers, so that they do not depend on the order in which contacts were seen; a contact of somebody is
//! a first contact or follows one, never both; cells are in the order of partner, reason, channel and site.

mod tally;

use kernel::{Channel, Euro, PartnerCode, Scope, Window};
use serde::{Serialize, Serializer};

pub use tally::{Handled, WayTally};

use crate::{MeasureError, UnitCosts, question::QuestionError};

/// Hours of a week of Paris; hour 0 begins on Monday at midnight.
pub const WEEK_HOURS: usize = 168;

const SECOND_US: i64 = 1_000_000;
const HOUR_S: i64 = 3_600;
const WEEK_S: i64 = 7 * 24 * HOUR_S;
/// 1 January 1970 was a Thursday.
const MONDAY_S: i64 = 3 * 24 * HOUR_S;

/// Which first contacts are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayQuestion {
    /// Of one partner only.
    pub partner: Option<PartnerCode>,
    /// Contacts at this instant or later (µs UTC).
    pub from: Option<i64>,
    /// Contacts before this instant (µs UTC).
    pub to: Option<i64>,
    /// End of observation (µs UTC); `None`: each partner's latest `started_at`.
    pub observed_until: Option<i64>,
    /// How long after a contact about a matter another one still follows it.
    pub window: Window,
    /// Whether cells are told site by site; else none has a site.
    pub is_by_site: bool,
}

impl Default for WayQuestion {
    fn default() -> Self {
        Self {
            partner: None,
            from: None,
            to: None,
            observed_until: None,
            window: Self::WINDOW,
            is_by_site: false,
        }
    }
}

impl WayQuestion {
    /// The window unless asked otherwise.
    pub const WINDOW: Window = Window::days(14);

    /// Refuses a period that holds nothing.
    ///
    /// # Errors
    ///
    /// [`QuestionError::EmptyPeriod`].
    pub fn check(&self) -> Result<(), QuestionError> {
        match (self.from, self.to) {
            (Some(from), Some(to)) if to <= from => Err(QuestionError::EmptyPeriod),
            _ => Ok(()),
        }
    }

    /// Whether a partner is asked for.
    pub fn wants(&self, partner: &str) -> bool {
        self.partner.as_ref().is_none_or(|it| it.as_str() == partner)
    }

    /// Whether a contact at this instant is asked for.
    pub fn holds(&self, at: i64) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at < to)
    }
}

/// Seconds of those contacts that tell them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Timed {
    /// Contacts that tell them.
    pub contacts: u64,
    /// Their seconds together.
    pub seconds: u64,
}

impl Timed {
    /// Mean seconds of a contact; `None` where no contact tells them.
    #[expect(clippy::cast_precision_loss, reason = "seconds of contacts are far below 2^53")]
    pub fn mean_s(self) -> Option<f64> {
        (self.contacts > 0).then(|| self.seconds as f64 / self.contacts as f64)
    }
}

/// What became of the first contacts of a partner, for a reason, by a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WayCell {
    /// The administration.
    pub partner: PartnerCode,
    /// Motif, a code of the partner's own list.
    pub reason: String,
    /// The way.
    pub channel: Channel,
    /// Where; `None`: the log does not say, or sites were not asked for.
    pub site: Option<String>,
    /// First contacts.
    pub firsts: u64,
    /// Of which none followed within the window.
    pub settled: u64,
    /// What the first contacts cost; the unit cost of their channel where the row has none.
    #[serde(serialize_with = "in_euros")]
    pub cost: Euro,
    /// Contacts that followed, in all.
    pub followers: u64,
    /// What those cost.
    #[serde(serialize_with = "in_euros")]
    pub follow_cost: Euro,
    /// Waiting of the first contacts.
    pub wait: Timed,
    /// Handling of the first contacts.
    pub duration: Timed,
    /// Waiting of those that followed.
    pub follow_wait: Timed,
    /// Handling of those that followed.
    pub follow_duration: Timed,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives what it writes by reference")]
fn in_euros<S: Serializer>(amount: &Euro, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_f64(amount.as_f64())
}

/// When the inbound contacts of a partner come, for a reason, by a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Arrivals {
    /// The administration.
    pub partner: PartnerCode,
    /// Motif.
    pub reason: String,
    /// The way.
    pub channel: Channel,
    /// Inbound contacts by hour of the week, [`WEEK_HOURS`] of them: see [`week_hour`].
    pub hours: Vec<u64>,
}

/// From when to when a partner's inbound contacts were seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WaySpan {
    /// The administration.
    pub partner: PartnerCode,
    /// The first one (µs UTC).
    pub first_at: i64,
    /// The last one (µs UTC).
    pub last_at: i64,
}

impl WaySpan {
    /// Weeks between the two, at least one: what [`Arrivals::hours`] are divided by.
    #[expect(clippy::cast_precision_loss, reason = "seconds of a log are below 2^53")]
    pub fn weeks(&self) -> f64 {
        let span_s = self.last_at.saturating_sub(self.first_at) / SECOND_US;
        (span_s as f64 / WEEK_S as f64).max(1.0)
    }
}

/// The answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Ways {
    /// By partner, reason, channel and site; those that have a first contact.
    pub cells: Vec<WayCell>,
    /// By partner, reason and channel; those that have an inbound contact.
    pub arrivals: Vec<Arrivals>,
    /// By partner; those that have an inbound contact.
    pub spans: Vec<WaySpan>,
}

impl Ways {
    /// Weeks in which the partner's contacts were seen; `None` if it has none.
    pub fn weeks(&self, partner: &str) -> Option<f64> {
        self.spans.iter().find(|it| it.partner.as_str() == partner).map(WaySpan::weeks)
    }

    /// Puts all in the order of its lists.
    pub fn sort(&mut self) {
        self.cells.sort_by(|left, right| {
            let key = |it: &WayCell| (it.channel, it.site.clone());
            (left.partner.as_str(), &left.reason)
                .cmp(&(right.partner.as_str(), &right.reason))
                .then_with(|| key(left).cmp(&key(right)))
        });
        self.arrivals.sort_by(|left, right| {
            (left.partner.as_str(), &left.reason, left.channel).cmp(&(
                right.partner.as_str(),
                &right.reason,
                right.channel,
            ))
        });
        self.spans.sort_by(|left, right| left.partner.as_str().cmp(right.partner.as_str()));
    }
}

/// The hour of the week of an instant (µs UTC) at which Paris is `offset_s` seconds ahead of UTC: 0 to 167, from Monday at midnight.
pub fn week_hour(at: i64, offset_s: i32) -> usize {
    let local_s = at.div_euclid(SECOND_US).saturating_add(i64::from(offset_s));
    usize::try_from(local_s.saturating_add(MONDAY_S).rem_euclid(WEEK_S) / HOUR_S).unwrap_or(0)
}

/// Tells what became of first contacts. Implemented by the oracle and by the streaming engine.
pub trait WayMeasurer: Send + Sync {
    /// Answers `question` over the partners that `scope` holds. `costs` gives the unit cost of contacts that carry none.
    ///
    /// # Errors
    ///
    /// [`MeasureError`] if the log cannot be read, or the question has no meaning.
    fn ways(&self, scope: &Scope, question: &WayQuestion, costs: &UnitCosts) -> Result<Ways, MeasureError>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::instant;

    #[test]
    fn the_week_begins_on_monday_at_midnight_in_paris() {
        let hour = |text: &str| week_hour(instant(text), kernel::paris_offset_s(instant(text)));
        assert_eq!(hour("2025-03-09T23:00:00Z"), 0, "Monday the 10th, 00:00 in winter");
        assert_eq!(hour("2025-03-09T22:59:59Z"), 167);
        assert_eq!(hour("2025-07-13T22:00:00Z"), 0, "Monday the 14th, 00:00 in summer");
        assert_eq!(hour("2025-03-11T09:30:00Z"), 24 + 10);
        assert_eq!(hour("1969-12-29T00:00:00Z"), 1);
    }

    #[test]
    fn an_empty_period_is_refused() {
        let question = WayQuestion { from: Some(3), to: Some(3), ..WayQuestion::default() };
        assert_eq!(question.check(), Err(QuestionError::EmptyPeriod));
        assert_eq!(WayQuestion::default().check(), Ok(()));
    }
}
