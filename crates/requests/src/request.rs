//! Requests: what a usager wants settled, from the first contact to the closing.

use std::{fmt, ops::RangeInclusive};

use calendar::Party;
use jiff::Timestamp;
use kernel::{Cause, Channel, Id, Kind, Message, Outcome, PartnerCode};
use register::{AccountId, StoreError};

use crate::{team::TeamId, usager::UsagerId, words::message};

/// See [`Request`].
pub type RequestId = Id<Request>;

/// Letters of a code: none that is taken for another, over the phone or on paper.
const CODE_LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// Letters in all: 40 random bits, tried through a page that counts tries.
const CODE_LENGTH: usize = 8;
/// Digits of the number in a reference: six, and more once a partner has a million requests in a year.
const REFERENCE_DIGITS: RangeInclusive<usize> = 6..=9;
/// References of one text that are looked up: a list of all of them leads nowhere.
const REFERENCES_MAX: usize = 10;

/// Whether one still works on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Something has to be done.
    Open,
    /// It is settled, until the usager writes again.
    Closed,
}

impl State {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Open, Self::Closed];

    /// The word of the register and of the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }

    /// The state of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// In words.
    pub fn label(self) -> Message {
        message(match self {
            Self::Open => "request-state-open",
            Self::Closed => "request-state-closed",
        })
    }
}

/// A request.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// Its id.
    pub id: RequestId,
    /// Whose.
    pub partner: PartnerCode,
    /// What people quote: `2026-000042`.
    pub reference: String,
    /// What opens its follow-up page.
    pub code: FollowUpCode,
    /// Who asks.
    pub usager: UsagerId,
    /// One line.
    pub subject: String,
    /// The channel of its first contact.
    pub channel: Channel,
    /// Why the usager writes: a code of the partner's reasons.
    pub reason: Option<String>,
    /// The life event of that reason.
    pub life_event: Option<String>,
    /// Who answers.
    pub team: Option<TeamId>,
    /// Which agent.
    pub assignee: Option<AccountId>,
    /// Why that agent, in both languages (JSON of `register::job::Said`).
    pub because: Option<String>,
    /// Whether one works on it.
    pub state: State,
    /// Whose turn it is.
    pub party: Party,
    /// Whether something came that nobody has read.
    pub is_unread: bool,
    /// When it arrived.
    pub opened_at: Timestamp,
    /// When somebody last wrote or called, on either side.
    pub last_contact_at: Timestamp,
    /// When the team's promise ends; `None` while one waits for the usager.
    pub due_at: Option<Timestamp>,
    /// The interval of dates that the usager was told.
    pub promised: Option<Promised>,
    /// When the usager was first answered.
    pub answered_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Out of the queue until then.
    pub snoozed_until: Option<Timestamp>,
    /// Why the contact could have been avoided, or what made it useful.
    pub cause: Option<Cause>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// The request that it became part of.
    pub merged_into: Option<RequestId>,
    /// Grows with each change that two people could make at once.
    pub version: i64,
}

impl Kind for Request {
    const PREFIX: &'static str = "req";
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, state, party, version, .. } = self;
        f.debug_struct("Request")
            .field("id", id)
            .field("state", state)
            .field("party", party)
            .field("version", version)
            .finish_non_exhaustive()
    }
}

/// The references that a text quotes, as they are kept, each once, in their order: `2026-000042`, however its dash was set.
pub fn references_in(text: &str) -> Vec<String> {
    let plain = text.replace(['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2212}'], "-");
    let mut found: Vec<String> = Vec::new();
    // Whatever is not of a reference parts words: `n°2026-000042,` quotes one, a telephone number or `AB2026-000042` does not.
    for word in plain.split(|it: char| !it.is_alphanumeric() && it != '-') {
        let word = word.trim_matches('-');
        let is_one = word.split_once('-').is_some_and(|(year, number)| {
            let is_number = |it: &str, digits: RangeInclusive<usize>| {
                digits.contains(&it.len()) && it.bytes().all(|it| it.is_ascii_digit())
            };
            is_number(year, 4..=4) && is_number(number, REFERENCE_DIGITS)
        });
        if is_one && !found.iter().any(|it| it == word) {
            found.push(word.to_owned());
            if found.len() == REFERENCES_MAX {
                break;
            }
        }
    }
    found
}

impl Request {
    /// One that has just arrived: it is the administration's turn, and nothing else is known.
    pub fn arriving(
        partner: PartnerCode,
        (reference, code): (String, FollowUpCode),
        usager: UsagerId,
        channel: Channel,
        at: Timestamp,
    ) -> Self {
        Self {
            id: RequestId::new(at),
            partner,
            reference,
            code,
            usager,
            subject: String::new(),
            channel,
            reason: None,
            life_event: None,
            team: None,
            assignee: None,
            because: None,
            state: State::Open,
            party: Party::Administration,
            is_unread: true,
            opened_at: at,
            last_contact_at: at,
            due_at: None,
            promised: None,
            answered_at: None,
            closed_at: None,
            snoozed_until: None,
            cause: None,
            outcome: None,
            merged_into: None,
            version: 0,
        }
    }
}

/// The dates between which the usager was told to expect an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promised {
    /// Half of comparable requests were answered by then.
    pub low: Timestamp,
    /// Nine in ten were.
    pub high: Timestamp,
    /// When the usager was told.
    pub at: Timestamp,
}

/// What opens a follow-up page: eight letters and digits. Who has it sees the request.
#[derive(Clone, PartialEq, Eq)]
pub struct FollowUpCode(String);

impl FollowUpCode {
    /// The address of the follow-up page on a site, `https://…`, for messages and letters.
    pub fn address(&self, site: &str) -> String {
        format!("{site}/suivi/{}", self.as_str())
    }

    /// A code from random bytes.
    pub fn from_bytes(bytes: [u8; CODE_LENGTH]) -> Self {
        Self(bytes.iter().map(|it| char::from(CODE_LETTERS[usize::from(it % 32)])).collect())
    }

    /// A code that nobody guesses.
    ///
    /// # Errors
    ///
    /// If the system gives no random bytes.
    pub fn draw() -> Result<Self, StoreError> {
        let mut bytes = [0; CODE_LENGTH];
        getrandom::fill(&mut bytes).map_err(StoreError::Random)?;
        Ok(Self::from_bytes(bytes))
    }

    /// What somebody typed or spelled: spaces, dashes and case do not matter. `None`: it is no code.
    pub fn typed(text: &str) -> Option<Self> {
        let signs = text.chars().filter(|it| !it.is_whitespace() && *it != '-');
        let code: String = signs.take(CODE_LENGTH + 1).map(|it| it.to_ascii_uppercase()).collect();
        let is_one = code.len() == CODE_LENGTH && code.bytes().all(|it| CODE_LETTERS.contains(&it));
        is_one.then_some(Self(code))
    }

    /// The eight signs.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As people read it: `ABCD-EFGH`.
    pub fn shown(&self) -> String {
        let (first, second) = self.0.split_at(CODE_LENGTH / 2);
        format!("{first}-{second}")
    }
}

impl fmt::Debug for FollowUpCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[hidden]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_quotes_references_however_they_are_set() {
        let one = ["2026-000042"];
        for text in [
            "Demande 2026-000042",
            "réf. n°2026-000042, merci",
            "Re: [#2026-000042.k3v9x0t1] Acte",
            "2026\u{2011}000042 et 2026–000042",
            "- 2026-000042 -",
        ] {
            assert_eq!(references_in(text), one, "{text}");
        }
        for text in [
            "",
            "2026-00042",
            "06-2026-000042-1",
            "AB2026-000042",
            "2026 000042",
            "026-000042",
            "2026-00004é",
        ] {
            assert!(references_in(text).is_empty(), "{text}");
        }
        assert_eq!(references_in("2026-000042 2026-1000000"), ["2026-000042", "2026-1000000"]);
        let many: Vec<String> = (0..50).map(|it| format!("2026-{it:06}")).collect();
        assert_eq!(references_in(&many.join(" ")).len(), REFERENCES_MAX);
    }

    #[test]
    fn a_code_is_read_as_people_write_it() {
        let code = FollowUpCode::from_bytes([0, 31, 32, 255, 7, 8, 9, 10]);
        assert_eq!((code.as_str(), code.shown().as_str()), ("A9A9HJKL", "A9A9-HJKL"));
        for typed in ["a9a9-hjkl", " A9A9 HJKL ", "A9A9HJKL"] {
            assert_eq!(FollowUpCode::typed(typed).as_ref(), Some(&code), "{typed}");
        }
        for typed in ["", "A9A9HJK", "A9A9HJKLM", "A9A9HJK0", "éééééééé"] {
            assert_eq!(FollowUpCode::typed(typed), None, "{typed}");
        }
    }
}
