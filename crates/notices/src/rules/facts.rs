//! What happened to requests, as rules need it.
//!
//! **Invariant:** `Debug` shows neither people nor what programs told of them.

use std::fmt;

use jiff::{Timestamp, civil::Date};
use kernel::{Channel, Id, Kind, PartnerCode};
use serde_json::{Map, Value};

/// See [`Fact`].
pub type FactId = Id<Fact>;

/// The status by which the shared inbox says that a request is closed.
pub const CLOSED: &str = "closed";
/// The kind of date of a payment.
pub const PAYMENT: &str = "payment";
/// The kind of date of an appointment.
pub const APPOINTMENT: &str = "appointment";
/// The kind of date at which a right ends.
pub const EXPIRY: &str = "expiry";

/// Something that happened to a request.
#[derive(Clone, PartialEq)]
pub struct Fact {
    /// Its id.
    pub id: FactId,
    /// Whose request.
    pub partner: PartnerCode,
    /// Which, in the words of the partner's systems.
    pub request: String,
    /// Whose request it is, in the same words; the contact log knows them by this.
    pub usager: String,
    /// What.
    pub what: What,
    /// When.
    pub at: Timestamp,
    /// The reason of the request.
    pub reason: Option<String>,
    /// Its life event.
    pub life_event: Option<String>,
    /// By which channel the request came.
    pub channel: Option<Channel>,
    /// Whose turn it is from then on, if the fact says so.
    pub waits_for: Option<WaitsFor>,
    /// Whether the request ended by it.
    pub is_closing: bool,
    /// What fills templates.
    pub data: Map<String, Value>,
    /// Who told it: `api`, or a name of the composition's.
    pub source: String,
    /// The same whenever the same is told again.
    pub source_id: String,
}

impl Kind for Fact {
    const PREFIX: &'static str = "fct";
}

impl fmt::Debug for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fact")
            .field("id", &self.id)
            .field("what", &self.what)
            .field("at", &self.at)
            .field("is_closing", &self.is_closing)
            .finish_non_exhaustive()
    }
}

/// What a fact says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The request is in this status from then on.
    Status(String),
    /// Something is to happen, or to end, on a day.
    Date {
        /// [`PAYMENT`], [`APPOINTMENT`], [`EXPIRY`], or a kind of the partner's own.
        kind: String,
        /// The day.
        on: Date,
        /// And the hour, if there is one.
        at: Option<Timestamp>,
    },
    /// An answer was promised for this instant.
    Promise(Timestamp),
    /// Something that leaves the status as it is.
    Sign(Sign),
}

impl What {
    /// The word of its kind.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Status(_) => "status",
            Self::Date { .. } => "date",
            Self::Promise(_) => "promise",
            Self::Sign(_) => "sign",
        }
    }
}

/// What may happen to a request without a new status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// The person got in touch.
    Contact,
    /// A document came.
    Document,
    /// An appointment was taken.
    Appointment,
}

impl Sign {
    /// All.
    pub const ALL: [Self; 3] = [Self::Contact, Self::Document, Self::Appointment];

    /// The word of the register and of the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Document => "document-received",
            Self::Appointment => "appointment-taken",
        }
    }

    /// The sign of a word.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitsFor {
    /// The person has to do something.
    Usager,
    /// We have.
    Administration,
}

impl WaitsFor {
    /// All.
    pub const ALL: [Self; 2] = [Self::Usager, Self::Administration];

    /// The word of the register and of the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Usager => "usager",
            Self::Administration => "administration",
        }
    }

    /// The one of a word.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

impl Fact {
    /// What tells other contents under the same id of its source: a digest of all that it says.
    pub fn digest(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        let parts = [
            self.request.clone(),
            self.usager.clone(),
            format!("{:?}", self.what),
            self.at.to_string(),
            format!("{:?} {:?}", self.reason, self.life_event),
            format!("{:?} {:?} {}", self.channel.map(Channel::code), self.waits_for, self.is_closing),
            Value::Object(self.data.clone()).to_string(),
        ];
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }
}
