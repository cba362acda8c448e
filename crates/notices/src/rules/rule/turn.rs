//! How a turn stands, and for whom and what it is.

use jiff::Timestamp;

/// The occasion of a turn: a person is told once of each by one rule.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Occasion {
    /// The request came into the status, by this fact.
    Entry(String),
    /// The silence in the stay that this fact began.
    Silence(String),
    /// A date of the request, with its hour if it has one.
    Date(String),
    /// An answer promised for this instant.
    Promise(Timestamp),
}

impl Occasion {
    /// What is the same for the same occasion only.
    pub fn key(&self) -> String {
        match self {
            Self::Entry(fact) => format!("entry {fact}"),
            Self::Silence(fact) => format!("silence {fact}"),
            Self::Date(on) => format!("date {on}"),
            Self::Promise(due) => format!("promise {due}"),
        }
    }
}

/// What a person of a rule is: told, or kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Arm {
    /// Gets the messages.
    Told,
    /// Gets none, so that one sees what they change.
    Held,
}

impl Arm {
    /// All.
    pub const ALL: [Self; 2] = [Self::Told, Self::Held];

    /// The word of the register; its sentence is `rule-arm-CODE`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Told => "told",
            Self::Held => "held",
        }
    }

    /// The arm of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// How a turn stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TurnState {
    /// Its time has not come; it counts as no turn yet.
    Planned,
    /// It has begun, and more may come.
    Open,
    /// It is over.
    Done(TurnEnd),
}

/// How a turn ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TurnEnd {
    /// The person is kept apart.
    Held,
    /// Its goal was reached.
    Goal,
    /// The request ended.
    Closed,
    /// What it was to tell is no longer true: another status, another date, an answer that came.
    Outdated,
    /// It took all of its rungs.
    Exhausted,
    /// The rule was stopped.
    RuleStopped,
}

impl TurnState {
    /// All.
    pub const ALL: [Self; 8] = [
        Self::Planned,
        Self::Open,
        Self::Done(TurnEnd::Held),
        Self::Done(TurnEnd::Goal),
        Self::Done(TurnEnd::Closed),
        Self::Done(TurnEnd::Outdated),
        Self::Done(TurnEnd::Exhausted),
        Self::Done(TurnEnd::RuleStopped),
    ];

    /// The word of the register; its sentence is `rule-turn-CODE`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Open => "open",
            Self::Done(TurnEnd::Held) => "held",
            Self::Done(TurnEnd::Goal) => "goal",
            Self::Done(TurnEnd::Closed) => "closed",
            Self::Done(TurnEnd::Outdated) => "outdated",
            Self::Done(TurnEnd::Exhausted) => "exhausted",
            Self::Done(TurnEnd::RuleStopped) => "rule-stopped",
        }
    }

    /// The state of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}
