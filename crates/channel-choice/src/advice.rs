//! What a person is told: the ways in order, the one that is advised, and why.

use kernel::Channel;
use serde::{Deserialize, Serialize};

use crate::Estimate;

/// Why a way is the one that is advised, as a word; sentences are in the catalogues.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Reason {
    /// Of all ways open to them it settles most often.
    SettlesMost,
    /// It settles as often as today's ways and takes less of their time.
    LeastEffort,
    /// It settles as often as today's ways and leaves the others free for those who need them.
    LeastCost,
    /// The same, but that it settles a little less often than today's ways, within what the partner allows.
    NearlyAsOften,
    /// It is open now, the better one is not.
    OpenNow,
    /// The wait is short now.
    ShortWait {
        /// In minutes.
        wait_min: f64,
    },
    /// It is among the few that fit what they told.
    FitsSituation,
    /// Nothing is known of this matter here: what all partners know of the way.
    KnownElsewhere,
    /// It is the only one that they can use.
    OnlyOne,
    /// They asked for it.
    Chosen,
    /// Of the ways that are open and not full it settles most often.
    OfThoseOpen,
    /// It settles often enough, and costs less than those that settle more often.
    OnTheWhole,
    /// It is tried with a few people, to learn; it is expected to settle about as often as today's ways.
    Tried,
}

/// Why a way is not advised; it is shown all the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum SetAside {
    /// They told that they cannot use it.
    CannotUse,
    /// It settles less often than what people like them have today, by more than the partner allows.
    SettlesLess,
    /// Below the chance of success that the partner asks for.
    BelowLeast,
    /// It takes more of their time than the partner's ceiling.
    TooMuchEffort,
    /// Its answer comes days later, and the matter cannot wait.
    TooSlow,
    /// Closed until an instant (µs UTC); `None`: not known until when.
    Closed {
        /// Until when, µs UTC.
        until_at: Option<i64>,
    },
    /// As many as can be served at this hour come already.
    Full,
    /// It settles more often and costs more: it is left to those who need it.
    LeftToOthers,
    /// It would do, another is better.
    AnotherIsBetter,
}

/// One way, as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Way {
    /// What it brings.
    pub estimate: Estimate,
    /// Probability with which it was advised, 0 to 1: what the judgement of the advice rests on later.
    pub probability: f64,
    /// Whether it can be used at once.
    pub is_open: bool,
    /// Wait now, in minutes, where it is known.
    pub wait_min: Option<f64>,
    /// Why it is not the advised one; `None` for the advised one.
    pub set_aside: Option<SetAside>,
}

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Advice {
    /// The way that is advised; `None` where there is none that they can use.
    pub advised: Option<Channel>,
    /// Why, the strongest reason first.
    pub reasons: Vec<Reason>,
    /// All ways that the partner has, the advised one first, then the best first.
    pub ways: Vec<Way>,
    /// The human way that is always offered (telephone, counter, visit, video), even where another is advised.
    pub human: Option<Channel>,
    /// Share of successes that people like them have today.
    pub floor: f64,
    /// Whether the advised way settles no less often, but for what the partner allows; `false` where no way that is open to them does.
    pub is_floor_met: bool,
}
