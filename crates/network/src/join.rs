//! How an administration joins: it asks ([`form`]), confirms its address, the programme says yes or no ([`review`]), and its
//! first person chooses a password ([`welcome`]).

pub mod form;
pub mod review;
pub mod store;
pub mod welcome;

use jiff::Timestamp;
use kernel::{Id, Kind, Lang};

/// See [`Request`].
pub type RequestId = Id<Request>;

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nobody has opened the link that was sent.
    Unconfirmed,
    /// The address is theirs; the programme has to decide.
    Confirmed,
    /// The administration is in.
    Accepted,
    /// It is not, and was told why.
    Declined,
}

impl State {
    const ALL: [Self; 4] = [Self::Unconfirmed, Self::Confirmed, Self::Accepted, Self::Declined];

    /// The word of the register.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unconfirmed => "unconfirmed",
            Self::Confirmed => "confirmed",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
        }
    }

    fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// A request to join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Its id.
    pub id: RequestId,
    /// The administration.
    pub organisation: String,
    /// Who asks.
    pub person: String,
    /// What they do there.
    pub post: String,
    /// Where they are written to.
    pub email: String,
    /// What they want to say.
    pub message: String,
    /// The language in which they asked.
    pub lang: Lang,
    /// Where it stands.
    pub state: State,
    /// When they asked.
    pub created_at: Timestamp,
    /// What they were answered.
    pub answer: Option<String>,
}

impl Kind for Request {
    const PREFIX: &'static str = "join";
}
