//! Teams that answer, and the reasons for which usagers write.

use calendar::{Opening, Target, legal::Silence};
use kernel::{Id, Kind, PartnerCode};
use register::AccountId;

/// See [`Team`].
pub type TeamId = Id<Team>;

/// A team.
#[derive(Debug, Clone, PartialEq)]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// Whose.
    pub partner: PartnerCode,
    /// Its name, as usagers read it.
    pub name: String,
    /// Its e-mail address, for acknowledgements.
    pub email: Option<String>,
    /// Its telephone number.
    pub phone: Option<String>,
    /// Its postal address.
    pub postal: Option<String>,
    /// When it works.
    pub opening: Opening,
    /// Within what it promises an answer.
    pub target: Target,
}

impl Kind for Team {
    const PREFIX: &'static str = "team";
}

/// Somebody who works in a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Which team.
    pub team: TeamId,
    /// Who.
    pub account: AccountId,
    /// Their name.
    pub name: String,
    /// The reasons that they know; none: all.
    pub skills: Vec<String>,
    /// The territories that they follow; none: all.
    pub territories: Vec<String>,
    /// Open requests that they take.
    pub load_max: u32,
}

/// A reason (motif): a code of the partner's own list.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// The code: that of the contact log.
    pub code: String,
    /// Its name, as usagers read it.
    pub name: String,
    /// Who answers; `None`: the first team of the partner.
    pub team: Option<TeamId>,
    /// The life event to which it belongs.
    pub life_event: Option<String>,
    /// Within what an answer is promised, if it is not the team's promise.
    pub target: Option<Target>,
    /// What silence comes to mean; `None`: the code's general rule has not been looked up for it.
    pub silence: Option<Silence>,
    /// Whether the public form offers it.
    pub is_public: bool,
}
