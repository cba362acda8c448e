//! The moments that make people call: in which status of a request, and how long after entering it, contacts rush or a silence
//! begins to weigh.
//!
//! Start with [`MomentQuestion`] and [`Moment`]; [`MomentMeasurer`] is what an engine implements. `docs/measures.md`, "Moments that
//! make people call", says in words what [`Oracle`](crate::Oracle) and [`MomentTally::moment`] say in code: an engine only
//! counts (a [`MomentTally`] a partner, reason and status), all that is estimated is estimated here, once.
//!
//! **Invariants:** tallies are whole numbers, so that a moment does not depend on the order in which episodes were seen; a moment is
//! only told where the interval of its excess is above zero; no figure is missing or infinite.

mod estimate;
mod tally;

use kernel::{PartnerCode, Scope};
use serde::Serialize;

pub use tally::{Attribute, Episode, MomentTally};

use crate::{MeasureError, question::QuestionError};

/// Days since a request entered a status that are looked at; an episode that lasts longer is followed so far.
pub const DAYS: usize = 90;
const _: () = assert!(DAYS < 256, "a day fits in a byte");

/// Days after a notice in which what it avoids is counted as the effects of messages are: ten working days are two weeks.
pub const SOON_DAYS: usize = 14;

/// Status that ends a request: it begins no episode.
pub const CLOSED: &str = "closed";

/// Which moments are asked for: all that the log shows, of the partners in scope.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MomentQuestion {
    /// Of one partner only.
    pub partner: Option<PartnerCode>,
    /// Episodes that begin at this instant or later (µs UTC).
    pub from: Option<i64>,
    /// Episodes that begin before this instant (µs UTC).
    pub to: Option<i64>,
    /// End of observation (µs UTC); `None`: each partner's latest `started_at`.
    pub observed_until: Option<i64>,
}

impl MomentQuestion {
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

    /// Whether an episode that begins at this instant is asked for.
    pub fn holds(&self, at: i64) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at < to)
    }
}

/// What makes people call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MomentKind {
    /// The change of status itself: contacts rush in the first days after it.
    Entering,
    /// Nothing changes for so long that people begin to ask.
    Silence {
        /// Whole days without any change after which contacts come more often.
        days: u16,
    },
}

/// A figure with its interval at 95 %.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bounds {
    /// Lower end.
    pub low: f64,
    /// The figure.
    pub mid: f64,
    /// Upper end.
    pub high: f64,
}

impl Bounds {
    /// The same in another unit.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        Self { low: self.low * factor, mid: self.mid * factor, high: self.high * factor }
    }
}

/// One day since the status was entered; day 0 is the first 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MomentDay {
    /// Whole days since.
    pub day: u16,
    /// Episode-days at risk: an episode that ends on this day counts half.
    pub at_risk: f64,
    /// Contacts.
    pub contacts: u64,
    /// Contacts per episode-day, smoothed.
    pub hazard: f64,
}

/// How many of a moment's contacts have a word.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MomentPart {
    /// Code of the channel or of the cause; `None`: the cause is not qualified.
    pub code: Option<String>,
    /// Contacts in the moment's days.
    pub contacts: u64,
    /// Their share of all contacts in the moment's days.
    pub share: f64,
}

/// A partner, a reason, a status, and the stretch of days since entering it in which contacts come more often than otherwise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moment {
    /// The administration.
    pub partner: PartnerCode,
    /// Motif of the requests.
    pub reason: String,
    /// The status that they are in.
    pub status: String,
    /// What makes people call.
    #[serde(flatten)]
    pub kind: MomentKind,
    /// First day of the stretch, whole days since the status was entered.
    pub from_day: u16,
    /// The day before which the stretch ends.
    pub to_day: u16,
    /// Whole days after entering the status at which a notice leaves at the latest to come before nine tenths of the excess.
    pub leave_after_days: u16,
    /// Times that a request entered the status.
    pub episodes: u64,
    /// Of which were still in the status when the notice would leave: one notice each.
    pub notices: u64,
    /// Years that were observed: what a figure per year is divided by.
    pub years: f64,
    /// Inbound contacts while in the status, the first 90 days.
    pub contacts: u64,
    /// Contacts per episode-day outside the rush or the silence.
    pub base_per_day: f64,
    /// Contacts beyond the base rate in the stretch, per 100 episodes.
    pub excess_per_100: Bounds,
    /// The same per year.
    pub excess_per_year: Bounds,
    /// Contacts beyond the base rate, per year, that come after the notice has left: the most that it can avoid.
    pub avoidable_per_year: Bounds,
    /// Of which within [`SOON_DAYS`] after the notice: what the effect of a message can show.
    pub avoidable_soon_per_year: Bounds,
    /// Day by day.
    pub by_day: Vec<MomentDay>,
    /// By channel, the most frequent first.
    pub channels: Vec<MomentPart>,
    /// By cause, the most frequent first.
    pub causes: Vec<MomentPart>,
}

/// Finds moments. Implemented by the oracle and by the streaming engine.
pub trait MomentMeasurer: Send + Sync {
    /// The moments of the partners that `scope` holds, those that a notice could avoid most of a year first; then by partner, reason
    /// and status.
    ///
    /// # Errors
    ///
    /// [`MeasureError`] if the log cannot be read, or the question has no meaning.
    fn moments(&self, scope: &Scope, question: &MomentQuestion) -> Result<Vec<Moment>, MeasureError>;
}

/// Years between two instants (µs UTC): what figures per year are divided by; at least a day.
pub fn years(from: i64, to: i64) -> f64 {
    const YEAR_DAYS: f64 = 365.25;
    let days = to.saturating_sub(from) / tally::DAY_US;
    f64::from(i32::try_from(days).unwrap_or(i32::MAX).max(1)) / YEAR_DAYS
}

/// Puts moments in the order of [`MomentMeasurer::moments`].
pub fn rank(moments: &mut [Moment]) {
    moments.sort_by(|left, right| {
        let avoidable = right.avoidable_per_year.mid.total_cmp(&left.avoidable_per_year.mid);
        avoidable
            .then_with(|| left.partner.as_str().cmp(right.partner.as_str()))
            .then_with(|| (&left.reason, &left.status).cmp(&(&right.reason, &right.status)))
    });
}
