//! A rule: when whom is told what, by which ways one after the other, and what ends it.
//!
//! **Invariant:** a [`Plan`] that is in force never changes; whoever edits a rule makes its next version.

mod check;
mod turn;

use calendar::Territory;
use jiff::Timestamp;
use kernel::{Channel, Id, Kind, PartnerCode};
use serde::{Deserialize, Serialize};

use crate::{address::Medium, effects::Interval, service::ServiceId, template::TemplateId};

pub use check::{Part, PlanFault};
pub use turn::{Arm, Occasion, TurnEnd, TurnState};

/// See [`Rule`].
pub type RuleId = Id<Rule>;

/// The share of people who are kept apart, unless somebody says otherwise.
pub const HOLDOUT: f64 = 0.10;
/// Rungs of a ladder.
pub const RUNGS_MAX: usize = 6;
/// Days of a delay, a silence, or a time before or after a date.
pub const DAYS_MAX: u16 = 366;
/// Entries of each list of a condition or a goal.
pub const LISTED_MAX: usize = 50;
/// Letters of a name or a code.
pub const NAME_MAX: usize = 200;

/// A rule of a service, with the plan of its newest version.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Its id, the same over all versions.
    pub id: RuleId,
    /// Whose usagers it tells.
    pub partner: PartnerCode,
    /// In whose name.
    pub service: ServiceId,
    /// Counted from one.
    pub version: i64,
    /// In the words of whoever made it.
    pub name: String,
    /// Where it stands.
    pub state: RuleState,
    /// What it does.
    pub plan: Plan,
    /// What it was made from; `None`: somebody made it from nothing.
    pub origin: Option<RuleOrigin>,
    /// The practice of the collection that it puts to use (`P13`); what its messages changed stands on that one's sheet.
    pub practice: Option<String>,
    /// Who made it: an account's id.
    pub created_by: String,
    /// When.
    pub created_at: Timestamp,
    /// Since when it has run; what happened before makes it tell nobody.
    pub started_at: Option<Timestamp>,
    /// When its state last changed.
    pub changed_at: Timestamp,
}

impl Kind for Rule {
    const PREFIX: &'static str = "rul";
}

/// Where a rule stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RuleState {
    /// Nobody is told anything yet.
    Draft,
    /// It tells people.
    Running,
    /// What it began waits, and nothing begins.
    Paused,
    /// It is over: what waited was cancelled.
    Stopped(Halt),
}

/// Why a rule was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Halt {
    /// Somebody stopped it.
    ByHand,
    /// It makes people call: it stopped itself.
    Provokes,
    /// Its service is closed.
    ServiceClosed,
}

impl RuleState {
    /// All.
    pub const ALL: [Self; 6] = [
        Self::Draft,
        Self::Running,
        Self::Paused,
        Self::Stopped(Halt::ByHand),
        Self::Stopped(Halt::Provokes),
        Self::Stopped(Halt::ServiceClosed),
    ];

    /// The word of the register; its sentence is `rule-state-CODE`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Stopped(Halt::ByHand) => "stopped",
            Self::Stopped(Halt::Provokes) => "stopped-provokes",
            Self::Stopped(Halt::ServiceClosed) => "stopped-service",
        }
    }

    /// The state of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// What a rule was made from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleOrigin {
    /// A ready rule, by its code.
    Ready(String),
    /// A moment that the log showed.
    Moment(MomentOrigin),
}

/// The moment that a rule was made from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum MomentOrigin {
    /// Its code, where nothing was expected.
    Code(String),
    /// Its code, and what was expected of the messages.
    Expected {
        /// [`code`](crate::moments::code).
        code: String,
        /// Contacts avoided per 100 messages, within ten working days after each.
        avoided_per_100: Interval,
    },
}

impl RuleOrigin {
    /// What was expected of the messages: contacts avoided per 100, within ten working days after each.
    pub const fn expected_per_100(&self) -> Option<Interval> {
        match self {
            Self::Moment(MomentOrigin::Expected { avoided_per_100, .. }) => Some(*avoided_per_100),
            _ => None,
        }
    }
}

/// What a rule does: one version of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// What makes an occasion.
    pub trigger: Trigger,
    /// Whom it concerns.
    #[serde(default)]
    pub condition: Condition,
    /// The ways by which a person is told, one after the other.
    pub ladder: Vec<Rung>,
    /// What ends it at once.
    #[serde(default)]
    pub goal: Goal,
    /// The share of people who are kept apart, from 0 to 0.9.
    #[serde(default = "usual_holdout")]
    pub holdout: f64,
    /// Whether it stops itself once it is shown to make people call.
    #[serde(default = "yes")]
    pub is_self_stopping: bool,
    /// By whose clock and holidays days are counted.
    #[serde(default)]
    pub territory: Territory,
}

const fn usual_holdout() -> f64 {
    HOLDOUT
}

const fn yes() -> bool {
    true
}

/// What makes an occasion to tell somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Trigger {
    /// A request comes into a status.
    Entered {
        /// Which.
        status: String,
    },
    /// A request has been in a status for so long, and nothing at all happened to it. Once in each stay in the status.
    Silent {
        /// Which.
        status: String,
        /// Days of 24 hours by the local clock.
        days: u16,
    },
    /// So long before a date of a request. A date that moves is a new occasion.
    Before {
        /// `payment`, `appointment`, `expiry`, or a kind of the partner's own.
        date: String,
        /// Days before.
        days: u16,
        /// And hours before.
        #[serde(default)]
        hours: u16,
    },
    /// So long after a date of a request.
    After {
        /// As in [`Trigger::Before`].
        date: String,
        /// Days after.
        days: u16,
        /// And hours after.
        #[serde(default)]
        hours: u16,
    },
    /// An answer was promised, its day is near, the request is not closed, and it is not the usager's turn.
    PromiseAtRisk {
        /// Days before the promised day.
        days_before: u16,
        /// How probable it is at least that the promise is missed, in ten-thousandths: below, nobody is told. Where nobody can tell how
        /// probable it is, the nearness of the day is enough.
        #[serde(default = "usual_risk_e4")]
        risk_e4: u16,
    },
}

/// How probable it is that a promise is missed when people are told, unless somebody says otherwise, in ten-thousandths.
pub const RISK_E4: u16 = 5_000;

const fn usual_risk_e4() -> u16 {
    RISK_E4
}

impl Trigger {
    /// The word of its kind; its sentence is `rule-trigger-CODE`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Entered { .. } => "entered",
            Self::Silent { .. } => "silent",
            Self::Before { .. } => "before",
            Self::After { .. } => "after",
            Self::PromiseAtRisk { .. } => "promise-at-risk",
        }
    }

    /// Whether it means nothing any more once the request is closed: a payment, an appointment or a right outlives its request.
    pub const fn ends_with_request(&self) -> bool {
        !matches!(self, Self::Before { .. } | Self::After { .. })
    }
}

/// Whom a rule concerns. An empty list leaves nobody out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Condition {
    /// Reasons of the request.
    pub reasons: Vec<String>,
    /// Channels by which the request came.
    #[serde(with = "channels")]
    pub channels: Vec<Channel>,
    /// Languages of the person.
    pub languages: Vec<String>,
    /// What the request's data has or has not.
    pub data: Vec<DataTest>,
}

/// One test of the data that programs gave with the request's facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataTest {
    /// The name of a value.
    pub field: String,
    /// The value; `None`: whatever it is.
    #[serde(default)]
    pub value: Option<String>,
    /// Whether the request has it, or has it not.
    pub is_there: bool,
}

/// One way of telling a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rung {
    /// How.
    pub means: Means,
    /// How long after the rung before, or after the occasion for the first. At once if the one before failed.
    #[serde(default)]
    pub after: Delay,
    /// Whether it is taken only if the one before failed: it tells the same by another way, whereas other rungs remind.
    #[serde(default)]
    pub is_fallback: bool,
}

/// How a rung tells a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Means {
    /// By a message, of the newest version of a template.
    Message {
        /// By which medium; it is the template's.
        #[serde(with = "medium")]
        medium: Medium,
        /// What it says.
        template: TemplateId,
    },
    /// By somebody who calls.
    Call {
        /// What to say, in a few words.
        script: String,
    },
}

impl Means {
    /// The word of its way: `sms`, `email`, `letter`, `call`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Message { medium, .. } => medium.code(),
            Self::Call { .. } => "call",
        }
    }
}

/// How long one waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Delay {
    /// Days by the local clock.
    pub days: u16,
    /// And hours.
    pub hours: u16,
    /// Whether only working days count, and the end is moved to a working day.
    pub is_working_days: bool,
}

/// What ends a rule for a person at once, by whatever way it is reached.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Goal {
    /// One of these statuses.
    Statuses {
        /// Which.
        statuses: Vec<String>,
    },
    /// A document came.
    DocumentReceived,
    /// An appointment was taken.
    AppointmentTaken,
    /// The person got in touch, about anything: whoever writes is answered by a person, no longer by a rule.
    AnyContact,
    /// Nothing but the end of the request.
    #[default]
    None,
}

impl Goal {
    /// The word of its kind; its sentence is `rule-goal-CODE`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Statuses { .. } => "statuses",
            Self::DocumentReceived => "document-received",
            Self::AppointmentTaken => "appointment-taken",
            Self::AnyContact => "any-contact",
            Self::None => "none",
        }
    }
}

/// One version of a rule, as its page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleVersion {
    /// Counted from one.
    pub version: i64,
    /// What it does.
    pub plan: Plan,
    /// Who made it: an account's id.
    pub created_by: String,
    /// When.
    pub created_at: Timestamp,
}

mod channels {
    use kernel::Channel;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(channels: &[Channel], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(channels.iter().map(|it| Channel::code(*it)))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Channel>, D::Error> {
        let codes = Vec::<String>::deserialize(from)?;
        codes.iter().map(|it| it.parse().map_err(de::Error::custom)).collect()
    }
}

mod medium {
    use serde::{Deserialize, Deserializer, Serializer, de};

    use crate::address::Medium;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
    pub(super) fn serialize<S: Serializer>(medium: &Medium, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(medium.code())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Medium, D::Error> {
        let code = String::deserialize(from)?;
        Medium::of(&code).ok_or_else(|| de::Error::custom("not a medium"))
    }
}
