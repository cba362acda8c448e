//! Contacts: each time a usager and the administration speak about a request.

use std::fmt;

use jiff::Timestamp;
use kernel::{Cause, Channel, Direction, Id, Kind, Outcome, PartnerCode};
use register::AccountId;

use crate::{request::RequestId, usager::UsagerId};

/// See [`Contact`].
pub type ContactId = Id<Contact>;

/// Who wrote a contact on our side, or on theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// A person.
    Person,
    /// The product: an acknowledgement, a reminder.
    Product,
}

impl Origin {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Person, Self::Product];

    /// The word of the register.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Product => "product",
        }
    }

    /// The origin of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// One exchange.
#[derive(Clone, PartialEq, Eq)]
pub struct Contact {
    /// Its id.
    pub id: ContactId,
    /// Whose.
    pub partner: PartnerCode,
    /// About what.
    pub request: RequestId,
    /// With whom.
    pub usager: UsagerId,
    /// How.
    pub channel: Channel,
    /// Who began.
    pub direction: Direction,
    /// When.
    pub at: Timestamp,
    /// Who answered, or took the call.
    pub agent: Option<AccountId>,
    /// A person or the product.
    pub origin: Origin,
    /// One line.
    pub subject: String,
    /// What was written, or what the agent noted of a call.
    pub body: String,
    /// Earlier messages that the sender left below.
    pub quoted: String,
    /// The HTML of a message, safe to show (JSON of `mail::SafeHtml`).
    pub html: Option<String>,
    /// The address or number by which it came or went, as it was written.
    pub way: String,
    /// Its Message-ID, without angle brackets.
    pub message_id: Option<String>,
    /// Where its raw bytes are (`mail::ContentKey`).
    pub content_key: Option<String>,
    /// Its own reason, if it is not the request's.
    pub reason: Option<String>,
    /// Its own cause, if it is not the request's.
    pub cause: Option<Cause>,
    /// How it ended, if that was said of this contact.
    pub outcome: Option<Outcome>,
    /// Whole seconds before it was taken.
    pub wait_s: Option<u32>,
    /// Whole seconds that it took.
    pub duration_s: Option<u32>,
    /// Where: a counter, an office.
    pub site: Option<String>,
    /// When it went to the contact log.
    pub logged_at: Option<Timestamp>,
}

impl Kind for Contact {
    const PREFIX: &'static str = "cnt";
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, channel, direction, .. } = self;
        f.debug_struct("Contact")
            .field("id", id)
            .field("channel", channel)
            .field("direction", direction)
            .finish_non_exhaustive()
    }
}

impl Contact {
    /// A contact with nothing said yet.
    pub fn new(
        (request, usager): (RequestId, UsagerId),
        partner: PartnerCode,
        channel: Channel,
        direction: Direction,
        at: Timestamp,
    ) -> Self {
        Self {
            id: ContactId::new(at),
            partner,
            request,
            usager,
            channel,
            direction,
            at,
            agent: None,
            origin: Origin::Person,
            subject: String::new(),
            body: String::new(),
            quoted: String::new(),
            html: None,
            way: String::new(),
            message_id: None,
            content_key: None,
            reason: None,
            cause: None,
            outcome: None,
            wait_s: None,
            duration_s: None,
            site: None,
            logged_at: None,
        }
    }
}

/// A file that came or goes with a contact.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its place among those of its contact, from 0; for a message, as `mail` counts them.
    pub place: i64,
    /// A name that is safe on every disk.
    pub name: String,
    /// The type that its sender declared.
    pub declared_type: String,
    /// The type that its first bytes show.
    pub found_type: Option<String>,
    /// Its size.
    pub bytes: u64,
    /// The key of its content.
    pub content_key: String,
    /// What HTML calls it by.
    pub content_id: Option<String>,
    /// Whether the message shows it in its text.
    pub is_inline: bool,
    /// Whether people may open it, by its name and its type.
    pub verdict: FileVerdict,
    /// What the antivirus said of it.
    pub virus: VirusCheck,
    /// Who let it through all the same.
    pub released: Option<Release>,
}

impl Attachment {
    /// Whether people may open it: its type blocks nothing or somebody let it through, and nothing was found in it.
    pub fn may_be_opened(&self) -> bool {
        let is_sound = self.verdict == FileVerdict::Sound || self.released.is_some();
        is_sound && !self.virus.is_infected()
    }
}

impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attachment").field("place", &self.place).finish_non_exhaustive()
    }
}

/// What the check of a file's name and type said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileVerdict {
    /// It may be opened.
    Sound,
    /// A program, or a file that is not what it says.
    Dangerous,
}

impl FileVerdict {
    /// All.
    pub const ALL: [Self; 2] = [Self::Sound, Self::Dangerous];

    /// The word of the register.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sound => "sound",
            Self::Dangerous => "dangerous",
        }
    }

    /// The verdict of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// What the antivirus said of a file's bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VirusCheck {
    /// It has not looked.
    Unchecked(Unchecked),
    /// It found nothing.
    Clean,
    /// It found this.
    Infected(String),
}

impl Default for VirusCheck {
    fn default() -> Self {
        Self::Unchecked(Unchecked::NotYet)
    }
}

impl VirusCheck {
    /// Whether something was found.
    pub const fn is_infected(&self) -> bool {
        matches!(self, Self::Infected(_))
    }

    /// The word of the register.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unchecked(_) => "unchecked",
            Self::Clean => "clean",
            Self::Infected(_) => "infected",
        }
    }

    /// What was found, or why nobody looked, as the register has it.
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::Unchecked(Unchecked::NotYet) | Self::Clean => None,
            Self::Unchecked(why) => Some(why.code()),
            Self::Infected(name) => Some(name),
        }
    }

    /// The check of a code and its detail.
    pub fn of(code: &str, detail: Option<&str>) -> Option<Self> {
        match (code, detail) {
            ("unchecked", None) => Some(Self::default()),
            ("unchecked", Some(why)) => Unchecked::of(why).map(Self::Unchecked),
            ("clean", _) => Some(Self::Clean),
            ("infected", name) => Some(Self::Infected(name.unwrap_or_default().to_owned())),
            _ => None,
        }
    }
}

/// Why the antivirus has not looked at a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unchecked {
    /// Its turn has not come.
    NotYet,
    /// There is none.
    NoAntivirus,
    /// It did not answer.
    NoAnswer,
    /// The file is longer than it takes.
    TooLarge,
    /// It could not.
    Failed,
    /// The file's bytes are not there.
    Gone,
}

impl Unchecked {
    /// All.
    pub const ALL: [Self; 6] =
        [Self::NotYet, Self::NoAntivirus, Self::NoAnswer, Self::TooLarge, Self::Failed, Self::Gone];

    /// The word of the register.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotYet => "not-yet",
            Self::NoAntivirus => "no-antivirus",
            Self::NoAnswer => "no-answer",
            Self::TooLarge => "too-large",
            Self::Failed => "failed",
            Self::Gone => "gone",
        }
    }

    /// The reason of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// That somebody let a file through that its type blocked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// When.
    pub at: Timestamp,
    /// Who: an actor, as the audit trail has it.
    pub by: String,
    /// Why.
    pub why: String,
}
