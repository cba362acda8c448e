//! An experiment as the register keeps it: whose it is, where it stands, the plan in force.

use experiments::Plan;
use jiff::Timestamp;
use kernel::{Id, Kind, PartnerCode};

/// See [`Experiment`].
pub type ExperimentId = Id<Experiment>;

/// An experiment.
#[derive(Debug, Clone, PartialEq)]
pub struct Experiment {
    /// Its id.
    pub id: ExperimentId,
    /// Whose it is.
    pub partner: PartnerCode,
    /// The plan in force.
    pub plan: Plan,
    /// Where it stands.
    pub state: State,
    /// The hash under which its first plan was registered.
    pub hash: Option<String>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it last changed; what a form saw, to notice that somebody else was faster.
    pub changed_at: Timestamp,
    /// When the plan was fixed.
    pub registered_at: Option<Timestamp>,
    /// When it was concluded.
    pub concluded_at: Option<Timestamp>,
    /// When everybody could read it.
    pub published_at: Option<Timestamp>,
}

impl Experiment {
    /// A draft that is begun now.
    pub fn draft(partner: PartnerCode, plan: Plan, at: Timestamp) -> Self {
        Self {
            id: ExperimentId::new(at),
            partner,
            plan,
            state: State::Draft,
            hash: None,
            created_at: at,
            changed_at: at,
            registered_at: None,
            concluded_at: None,
            published_at: None,
        }
    }
}

impl Kind for Experiment {
    const PREFIX: &'static str = "exp";
}

/// Where an experiment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The plan can still be changed freely.
    Draft,
    /// The plan is fixed; units get their arms, outcomes come.
    Registered,
    /// The last analysis was made.
    Concluded,
    /// Everybody can read it.
    Published,
    /// Given up before its end.
    Abandoned,
}

impl State {
    /// All, in the order of a life.
    pub const ALL: [Self; 5] =
        [Self::Draft, Self::Registered, Self::Concluded, Self::Published, Self::Abandoned];

    /// The word of the register and of CSS classes.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Registered => "registered",
            Self::Concluded => "concluded",
            Self::Published => "published",
            Self::Abandoned => "abandoned",
        }
    }

    /// The state that a word means.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}
