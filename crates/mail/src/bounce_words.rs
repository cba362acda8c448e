//! Why a message was not delivered, in plain words, and what to do next (RFC 3463).

use kernel::Message;
use serde::{Deserialize, Serialize};

use crate::{
    report::{Action, Recipient, Status},
    words::WORDS,
};

/// Why a message was not delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Undelivered {
    /// There is no such address.
    NoAddress,
    /// There is no such domain, or it takes no mail.
    NoDomain,
    /// The mailbox is closed.
    Closed,
    /// The mailbox is full.
    Full,
    /// The message is too big.
    TooBig,
    /// It was taken for spam, or is against the recipient's rules.
    Refused,
    /// The recipient's server cannot prove that it comes from us.
    Unproved,
    /// The server did not answer, for days.
    Silent,
    /// The server still tries.
    Waiting,
    /// The message went round and round.
    Loop,
    /// The server does not say why.
    Unknown,
}

impl Undelivered {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::NoAddress,
        Self::NoDomain,
        Self::Closed,
        Self::Full,
        Self::TooBig,
        Self::Refused,
        Self::Unproved,
        Self::Silent,
        Self::Waiting,
        Self::Loop,
        Self::Unknown,
    ];

    /// Why this recipient did not get the message.
    pub fn of(recipient: &Recipient) -> Self {
        if recipient.action == Action::Delayed {
            return Self::Waiting;
        }
        recipient.status.map_or(Self::Unknown, Self::of_status)
    }

    /// What a code means.
    pub const fn of_status(status: Status) -> Self {
        match (status.subject, status.detail) {
            (1, 0 | 1 | 3 | 4 | 6 | 10) => Self::NoAddress,
            (1, 2) | (4, 3 | 4) => Self::NoDomain,
            (1, 7..=9) | (7, 20..=29) => Self::Unproved,
            (2, 1) => Self::Closed,
            (2, 2) | (3, 1) => Self::Full,
            (2, 3) | (3, 4) => Self::TooBig,
            (4, 6) => Self::Loop,
            (4, 1 | 2 | 5 | 7) => Self::Silent,
            (7, _) => Self::Refused,
            _ => Self::Unknown,
        }
    }

    /// Whether writing to this address again is of no use.
    pub const fn is_of_address(self) -> bool {
        matches!(self, Self::NoAddress | Self::NoDomain | Self::Closed)
    }

    /// The word that a database keeps.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoAddress => "no-address",
            Self::NoDomain => "no-domain",
            Self::Closed => "closed",
            Self::Full => "full",
            Self::TooBig => "too-big",
            Self::Refused => "refused",
            Self::Unproved => "unproved",
            Self::Silent => "silent",
            Self::Waiting => "waiting",
            Self::Loop => "loop",
            Self::Unknown => "unknown",
        }
    }

    /// What happened.
    pub fn what(self) -> Message {
        let key = match self {
            Self::NoAddress => "undelivered-no-address",
            Self::NoDomain => "undelivered-no-domain",
            Self::Closed => "undelivered-closed",
            Self::Full => "undelivered-full",
            Self::TooBig => "undelivered-too-big",
            Self::Refused => "undelivered-refused",
            Self::Unproved => "undelivered-unproved",
            Self::Silent => "undelivered-silent",
            Self::Waiting => "undelivered-waiting",
            Self::Loop => "undelivered-loop",
            Self::Unknown => "undelivered-unknown",
        };
        Message::new(&WORDS, key)
    }

    /// What to do next.
    pub fn next(self) -> Message {
        let key = match self {
            Self::NoAddress | Self::NoDomain => "next-check-address",
            Self::Closed => "next-other-way",
            Self::Full => "next-later-or-other-way",
            Self::TooBig => "next-smaller",
            Self::Refused => "next-reword-or-other-way",
            Self::Unproved | Self::Loop => "next-administrator",
            Self::Silent => "next-later-or-check-address",
            Self::Waiting => "next-nothing",
            Self::Unknown => "next-read-or-other-way",
        };
        Message::new(&WORDS, key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_their_reason() {
        let of = |code: &str| Undelivered::of_status(Status::find(code).unwrap());
        let cases = [
            ("5.1.1", Undelivered::NoAddress),
            ("5.1.10", Undelivered::NoAddress),
            ("5.1.2", Undelivered::NoDomain),
            ("5.2.1", Undelivered::Closed),
            ("5.2.2", Undelivered::Full),
            ("4.2.2", Undelivered::Full),
            ("5.3.4", Undelivered::TooBig),
            ("5.4.7", Undelivered::Silent),
            ("5.4.6", Undelivered::Loop),
            ("5.7.1", Undelivered::Refused),
            ("5.7.26", Undelivered::Unproved),
            ("5.0.0", Undelivered::Unknown),
            ("5.9.99", Undelivered::Unknown),
        ];
        for (code, wanted) in cases {
            assert_eq!(of(code), wanted, "{code}");
        }
    }

    #[test]
    fn a_delay_is_no_failure() {
        let recipient = Recipient {
            address: None,
            action: Action::Delayed,
            status: Status::find("4.2.2"),
            words: String::new(),
        };
        assert_eq!(Undelivered::of(&recipient), Undelivered::Waiting);
    }

    #[test]
    fn codes_are_those_of_the_wire() {
        for it in Undelivered::ALL {
            assert_eq!(serde_json::to_string(&it).unwrap(), format!("\"{}\"", it.code()));
        }
    }
}
