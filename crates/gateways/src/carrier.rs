//! Text messages to and from the outside, by whoever carries them. Start with [`Carrier::send`] and [`Ear`]; [`setting::read`] reads what
//! an administrator wrote, [`Smpp`] and [`Http`] are the two ways there are.
//!
//! **Invariants:** what became of a message is said as far as anybody knows it: [`NotTaken::Later`] only if it was surely not taken,
//! [`NotTaken::Unknown`] if it may have been. What is heard is acknowledged to the carrier only after the [`Ear`] has it.

pub mod http;
mod join;
pub mod receipt;
pub mod setting;
pub mod smpp;

use std::{fmt, time::Duration};

use futures::future::BoxFuture;
use jiff::Timestamp;
use kernel::Message;
use uuid::Uuid;

pub use self::{
    http::Http,
    receipt::ReceiptState,
    setting::{Fault, Given},
    smpp::Smpp,
};

/// Letters of what a carrier said that are kept.
const SAID_MAX: usize = 300;

/// Somebody who carries text messages. Many may be sent at once.
pub trait Carrier: Send + Sync {
    /// Its name in settings and pages.
    fn name(&self) -> &str;

    /// Hands a message over. A message that is handed over again after [`NotTaken::Later`] may have had some of its parts taken before;
    /// they are the same bytes, which a phone puts together once.
    ///
    /// # Errors
    ///
    /// [`NotTaken`], which says what is known.
    fn send<'a>(&'a self, message: &'a TextMessage) -> BoxFuture<'a, Result<Taken, NotTaken>>;

    /// Whether it can be reached, as far as is known.
    fn line(&self) -> Line;

    /// What somebody must mend before it can be reached, in both languages; `None`: nothing, or nobody knows.
    fn problem(&self) -> Option<Message> {
        None
    }
}

/// A message to somebody.
#[derive(Clone, PartialEq, Eq)]
pub struct TextMessage {
    /// Ours.
    pub id: Uuid,
    /// To whom.
    pub to: sms::Number,
    /// From whom, as the phone shows it.
    pub from: sms::Sender,
    /// Whole; it is sent in as many parts as it needs.
    pub text: String,
    /// How long the carrier tries to deliver it.
    pub valid_for: Duration,
}

impl fmt::Debug for TextMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TextMessage").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The carrier has the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// What the carrier calls it in receipts, one a part; fewer if it does not say.
    pub their_ids: Vec<String>,
}

/// The carrier did not say that it has the message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// It never takes it.
    #[error("the carrier refuses the message: {detail}")]
    Refused {
        /// What is wrong with it.
        why: Refusal,
        /// What the carrier said.
        detail: String,
    },
    /// It was surely not taken, and may be later.
    #[error("the carrier does not take the message now: {detail}")]
    Later {
        /// What happened.
        detail: String,
        /// When it makes sense to try again, if that is known.
        after: Option<Duration>,
    },
    /// Nobody knows whether it was taken.
    #[error("the carrier did not say whether it took the message: {detail}")]
    Unknown {
        /// What happened.
        detail: String,
    },
}

/// What is wrong with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// Nobody has this number, or nobody may write to it.
    Number,
    /// The sender is not allowed.
    Sender,
    /// The text, or how it is written.
    Content,
}

/// Whether a carrier can be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// It can, or nothing is known to the contrary.
    Up,
    /// It cannot.
    Down {
        /// Why, for the log and the administrator.
        why: String,
    },
}

/// What a carrier tells us.
#[derive(Clone, PartialEq, Eq)]
pub enum Heard {
    /// What became of a message.
    Receipt {
        /// The carrier's id of the message, as it writes it here.
        their_id: String,
        /// The same in other spellings: carriers write it in decimal here and in hexadecimal there. To be tried in this order if
        /// `their_id` is not known, and only for messages to `number` if that is said.
        also: Vec<String>,
        /// To whom the message was, as the carrier writes it, if it says.
        number: Option<String>,
        /// What became of it.
        state: ReceiptState,
        /// When we heard it.
        at: Timestamp,
        /// What else the carrier said, without the text.
        detail: String,
    },
    /// Somebody wrote.
    Incoming {
        /// From whom, as the carrier writes it.
        from: String,
        /// To which of our numbers.
        to: String,
        /// The text.
        text: String,
        /// When we heard it.
        at: Timestamp,
        /// The carrier's id, if it says one: the same message may come twice.
        their_id: Option<String>,
    },
}

impl fmt::Debug for Heard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Receipt { their_id, state, at, .. } => f
                .debug_struct("Receipt")
                .field("their_id", their_id)
                .field("state", state)
                .field("at", at)
                .finish_non_exhaustive(),
            Self::Incoming { at, their_id, .. } => {
                f.debug_struct("Incoming").field("at", at).field("their_id", their_id).finish_non_exhaustive()
            }
        }
    }
}

/// Who keeps what is heard. The same may be told twice.
pub trait Ear: Send + Sync {
    /// Keeps it: once this answers well it is on disk.
    ///
    /// # Errors
    ///
    /// [`EarError`] if it is not kept; the carrier will tell it again.
    fn heard<'a>(&'a self, carrier: &'a str, what: Heard) -> BoxFuture<'a, Result<(), EarError>>;
}

/// What was heard could not be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("what the carrier told could not be kept: {0}")]
pub struct EarError(pub String);

/// What a carrier said, short and without controls.
fn said(text: &str) -> String {
    text.trim().chars().map(|it| if it.is_control() { ' ' } else { it }).take(SAID_MAX).collect()
}
