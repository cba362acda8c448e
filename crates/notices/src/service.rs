//! Services: what sends notices in the name of a partner, and the keys by which programs ask for them.

use jiff::{Timestamp, civil::Time};
use kernel::{Id, Kind, PartnerCode};

/// See [`Service`].
pub type ServiceId = Id<Service>;
/// See [`Key`].
pub type KeyId = Id<Key>;

/// What sends notices in the name of a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its id.
    pub id: ServiceId,
    /// Whose.
    pub partner: PartnerCode,
    /// As people know it: *Aides au logement*.
    pub name: String,
    /// Whether everybody may be written to; else only simulated recipients and guests.
    pub is_live: bool,
    /// Who a text message comes from.
    pub sms_sender: String,
    /// The name that an e-mail comes from.
    pub email_name: String,
    /// Where answers to an e-mail go; `None`: to the address that it comes from.
    pub email_replies: Option<String>,
    /// The lines of the sender on a letter.
    pub letter_sender: String,
    /// Who may be written to before it is live, and with keys of a team: addresses as they were typed.
    pub guests: Vec<String>,
    /// When nothing leaves but what is urgent.
    pub quiet: Quiet,
    /// Messages of campaigns and rules that leave in an hour at most.
    pub hourly_max: Option<u32>,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
}

impl Kind for Service {
    const PREFIX: &'static str = "svc";
}

/// The hours at which nobody is disturbed, in Paris; what waits leaves at their end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    /// From then on nothing leaves.
    pub from: Time,
    /// Until then.
    pub to: Time,
    /// Whether nothing leaves on Sundays and public holidays, nor on Saturdays.
    pub is_working_days: bool,
}

impl Quiet {
    /// From 20 h to 8 h, and not on days off.
    pub const USUAL: Self =
        Self { from: Time::constant(20, 0, 0, 0), to: Time::constant(8, 0, 0, 0), is_working_days: true };
}

/// Whom a program's key may write to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// Everybody, once the service is live.
    Live,
    /// The guest list.
    Team,
    /// Nobody: all is simulated.
    Test,
}

impl KeyKind {
    /// All.
    pub const ALL: [Self; 3] = [Self::Live, Self::Team, Self::Test];

    /// The word of the register.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Team => "team",
            Self::Test => "test",
        }
    }

    /// The kind of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// A key of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its id.
    pub id: KeyId,
    /// Of which service.
    pub service: ServiceId,
    /// What it is for, in the words of whoever made it.
    pub name: String,
    /// Whom it may write to.
    pub kind: KeyKind,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub used_at: Option<Timestamp>,
    /// When it ended.
    pub revoked_at: Option<Timestamp>,
}

impl Kind for Key {
    const PREFIX: &'static str = "nkey";
}
