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
    /// Whether people may open it.
    pub verdict: FileVerdict,
}

impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attachment").field("place", &self.place).finish_non_exhaustive()
    }
}

/// What the check of a file said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileVerdict {
    /// It may be opened.
    Sound,
    /// The virus check has not answered.
    Unchecked,
    /// A program, a file that is not what it says, or a virus.
    Dangerous,
}

impl FileVerdict {
    /// All.
    pub const ALL: [Self; 3] = [Self::Sound, Self::Unchecked, Self::Dangerous];

    /// The word of the register.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sound => "sound",
            Self::Unchecked => "unchecked",
            Self::Dangerous => "dangerous",
        }
    }

    /// The verdict of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}
