//! A notice: one message to one person, from the moment it is accepted to its end.

use jiff::Timestamp;
use kernel::{Id, Kind, PartnerCode};
use serde_json::{Map, Value};

use crate::{
    address::{Address, Medium},
    service::{KeyId, ServiceId},
    template::{Lane, TemplateId},
};

/// See [`Notice`].
pub type NoticeId = Id<Notice>;
/// See [`Campaign`].
pub type CampaignId = Id<Campaign>;
/// See [`RuleTurn`].
pub type TurnId = Id<RuleTurn>;

/// A campaign: a list of people who get the same template.
#[derive(Debug)]
pub enum Campaign {}
impl Kind for Campaign {
    const PREFIX: &'static str = "cmp";
}

/// A turn of a rule: what it does for one person and one occasion.
#[derive(Debug)]
pub enum RuleTurn {}
impl Kind for RuleTurn {
    const PREFIX: &'static str = "turn";
}

/// Where a notice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// It is to leave, or to be tried again.
    Waiting,
    /// Somebody hands it to a carrier right now.
    Sending,
    /// It was handed over, and nobody knows whether it was taken.
    Doubtful,
    /// The carrier has it.
    Sent,
    /// It arrived, as far as the carrier says.
    Delivered,
    /// It did not arrive, and is not tried again: [`Why`] says why.
    Failed,
    /// It was stopped before it left.
    Cancelled,
}

impl State {
    /// All.
    pub const ALL: [Self; 7] = [
        Self::Waiting,
        Self::Sending,
        Self::Doubtful,
        Self::Sent,
        Self::Delivered,
        Self::Failed,
        Self::Cancelled,
    ];

    /// The word of the register.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Doubtful => "doubtful",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// Whether nothing more happens to it.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Delivered | Self::Failed | Self::Cancelled)
    }
}

macro_rules! whys {
    ($($(#[$doc:meta])* $name:ident = $code:literal),+ $(,)?) => {
        /// Why a notice failed, waits or was cancelled: each has a sentence (`why-CODE`) and what to do next (`why-CODE-next`).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Why { $($(#[$doc])* $name),+ }

        impl Why {
            /// All.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The word of the register.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            /// The one of a code.
            pub fn of(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.code() == code)
            }
        }
    };
}

whys! {
    /// The person does not want such messages.
    Refused = "refused-by-person",
    /// The person has had enough for now.
    Pressure = "pressure",
    /// The person was told the same lately.
    SameMeaning = "same-meaning",
    /// This address has failed for good before.
    Unreachable = "unreachable",
    /// The address is none.
    BadAddress = "bad-address",
    /// The number or mailbox does not exist.
    Unknown = "unknown-recipient",
    /// The telephone was off or out of reach for too long, the mailbox full.
    Away = "away",
    /// The carrier or the recipient's server took the message for unwanted.
    Blocked = "blocked",
    /// The sender's name is not allowed by the carrier.
    Sender = "sender-not-allowed",
    /// A link or a telephone number in it is dead.
    DeadLink = "dead-link",
    /// No carrier took it for too long.
    NoCarrier = "no-carrier",
    /// The carrier never said what became of it.
    NoReceipt = "no-receipt",
    /// The carrier gave no reason.
    Other = "other",
    /// What it was for is reached.
    Goal = "goal-reached",
    /// An agent stopped it.
    Stopped = "stopped",
    /// What it was to tell is no longer true.
    Outdated = "outdated",
    /// Its rule was stopped, or its service closed.
    RuleStopped = "rule-stopped",
}

/// What asked for a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A program.
    Key(KeyId),
    /// A line of a campaign.
    Campaign(CampaignId),
    /// A line of a campaign that a program made.
    Bulk(CampaignId, KeyId),
    /// A rule.
    Turn(TurnId),
    /// An agent: the account's id.
    Agent(String),
}

/// How a simulated notice ends; nothing leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Simulated {
    /// As if it arrived.
    Delivered,
    /// As if the address did not exist.
    PermanentFailure,
    /// As if it could not be reached for too long.
    TemporaryFailure,
}

impl Simulated {
    /// All.
    pub const ALL: [Self; 3] = [Self::Delivered, Self::PermanentFailure, Self::TemporaryFailure];

    /// The word of the register.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::PermanentFailure => "permanent-failure",
            Self::TemporaryFailure => "temporary-failure",
        }
    }

    /// The one of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// One message to one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// Its id.
    pub id: NoticeId,
    /// Whose usager is told.
    pub partner: PartnerCode,
    /// What sends it.
    pub service: ServiceId,
    /// What it says, and in which version.
    pub template: (TemplateId, i64),
    /// By which medium.
    pub medium: Medium,
    /// How soon.
    pub lane: Lane,
    /// In which language.
    pub language: String,
    /// Where it goes; `None` once it is forgotten.
    pub recipient: Option<Address>,
    /// What stands for the address ([`Address::key`]).
    pub recipient_key: String,
    /// What it tells: nobody is told the same twice in 48 hours.
    pub meaning: String,
    /// One line, filled.
    pub subject: String,
    /// The text, filled, its code included.
    pub body: String,
    /// What filled it.
    pub personalisation: Map<String, Value>,
    /// How the caller names it.
    pub reference: Option<String>,
    /// What asked for it.
    pub origin: Origin,
    /// How it ends, if it is only simulated.
    pub simulated: Option<Simulated>,
    /// About which request, in the words of the partner's systems.
    pub request: Option<String>,
    /// About whom, in the words of the partner's systems.
    pub usager: Option<String>,
    /// Where the caller's own system takes a refusal in one click.
    pub unsubscribe: Option<String>,
    /// By which its person asks whether it is from us.
    pub code: String,
    /// Parts of a text message, pages of a letter, 1 for an e-mail.
    pub segments: i64,
    /// What it costs.
    pub cost: kernel::Euro,
    /// Where it stands.
    pub state: State,
    /// Why it failed, waits or was cancelled.
    pub why: Option<Why>,
    /// In the carrier's own words.
    pub detail: Option<String>,
    /// Before then it does not leave.
    pub due_at: Timestamp,
    /// How often it was tried.
    pub tries: i64,
    /// Which carrier took it.
    pub carrier: Option<String>,
    /// When it was accepted.
    pub created_at: Timestamp,
    /// When a carrier took it.
    pub sent_at: Option<Timestamp>,
    /// When it ended.
    pub done_at: Option<Timestamp>,
}

impl Kind for Notice {
    const PREFIX: &'static str = "ntc";
}
