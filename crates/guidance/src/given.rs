//! An advice that was given, and what became of it.

use channel_choice::{Advice, Situation};
use jiff::Timestamp;
use kernel::{Channel, Id, Kind, PartnerCode};

/// See [`Given`].
pub type AdviceId = Id<Given>;
/// A fitted model that the register keeps.
pub type ModelId = Id<FittedModel>;

/// What ids of models are ids of.
#[derive(Debug, Clone, Copy)]
pub struct FittedModel;

impl Kind for FittedModel {
    const PREFIX: &'static str = "mdl";
}

/// Where an advice was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Our own page.
    Page,
    /// Our form within another site.
    Embedded,
    /// A program.
    Api,
    /// The shared inbox, to somebody who wrote by an ill-suited way.
    Inbox,
}

impl Door {
    /// All.
    pub const ALL: [Self; 4] = [Self::Page, Self::Embedded, Self::Api, Self::Inbox];

    /// The word of the register.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Embedded => "embedded",
            Self::Api => "api",
            Self::Inbox => "inbox",
        }
    }

    /// The door of a word.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// What the draw of a trial gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arm {
    /// With an advice.
    Advised,
    /// The list of ways alone.
    Plain,
}

impl Arm {
    /// The word of the register.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Advised => "advised",
            Self::Plain => "plain",
        }
    }

    /// The arm of a word.
    pub fn of(code: &str) -> Option<Self> {
        [Self::Advised, Self::Plain].into_iter().find(|it| it.code() == code)
    }
}

/// An advice that was given. It names nobody.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// Its id.
    pub id: AdviceId,
    /// By whom.
    pub partner: PartnerCode,
    /// For which reason, a code of the partner's list.
    pub reason: String,
    /// For which place.
    pub site: Option<String>,
    /// What the person told.
    pub situation: Situation,
    /// When.
    pub at: Timestamp,
    /// Where.
    pub door: Door,
    /// The model that it rests on; `None`: what all partners know of ways.
    pub model: Option<ModelId>,
    /// What the draw of a trial gave.
    pub arm: Arm,
    /// What was said.
    pub advice: Advice,
    /// The way that the person took, and when.
    pub taken: Option<(Channel, Timestamp)>,
    /// The request that it became, as the inbox names it.
    pub request: Option<String>,
    /// Whether it settled the matter, as the person said, and when.
    pub settled: Option<(bool, Timestamp)>,
}

impl Kind for Given {
    const PREFIX: &'static str = "adv";
}
