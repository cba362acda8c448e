//! The self-diagnosis on line: one axis a screen, kept as it is answered, shared by the people of a partner.
//!
//! Start with [`pages`]. What a test says is computed by [`crate::diagnosis`]; here are its keeping ([`store`]), the answers
//! that the partner's own log proposes ([`proposals`]), what was decided afterwards ([`plan`]) and its [`reminders`].
//!
//! **Invariants:** a partner's test is seen by its own people alone, others are told that there is none; an answer that
//! somebody else changed meanwhile is never overwritten unseen ([`store::keep`]).

pub mod pages;
pub mod plan;
pub mod proposals;
pub mod reminders;
pub mod store;

use std::collections::BTreeMap;

use jiff::Timestamp;
use kernel::{Id, Kind, PartnerCode};
use practices::{Answer, Answers, collection};

/// See [`SelfTest`].
pub type SelfTestId = Id<SelfTest>;

/// A self-diagnosis.
#[derive(Debug, Clone, PartialEq)]
pub struct SelfTest {
    /// Its id; without a partner, the secret by which it is reached.
    pub id: SelfTestId,
    /// Whose it is; `None`: of a visitor.
    pub partner: Option<PartnerCode>,
    /// The answers given so far, and the contacts a year.
    pub answers: Answers,
    /// Coded contacts by cause, where a workbook brought them.
    pub coded: BTreeMap<String, u64>,
    /// When it was begun.
    pub started_at: Timestamp,
    /// When an answer was last given.
    pub changed_at: Timestamp,
}

impl Kind for SelfTest {
    const PREFIX: &'static str = "test";
}

impl SelfTest {
    /// A new one, with the answers of an earlier one.
    pub fn begun(at: Timestamp, partner: Option<PartnerCode>, earlier: Option<&Self>) -> Self {
        Self {
            id: SelfTestId::new(at),
            partner,
            answers: earlier.map(|it| it.answers.clone()).unwrap_or_default(),
            coded: earlier.map(|it| it.coded.clone()).unwrap_or_default(),
            started_at: at,
            changed_at: at,
        }
    }

    /// Questions that nobody answered yet.
    pub fn unanswered(&self) -> usize {
        collection().questions().filter(|it| !self.answers.has(&it.id)).count()
    }
}

/// The word of an answer in forms and in the register.
pub fn answer_code(answer: Answer) -> &'static str {
    match answer {
        Answer::Level(0) => "0",
        Answer::Level(1) => "1",
        Answer::Level(2) => "2",
        Answer::Level(_) => "3",
        Answer::Unknown => "unknown",
        Answer::NotApplicable => "na",
    }
}

/// The answer that a word means.
pub fn answer_of(code: &str) -> Option<Answer> {
    match code {
        "0" | "1" | "2" | "3" => code.parse().ok().map(Answer::Level),
        "unknown" => Some(Answer::Unknown),
        "na" => Some(Answer::NotApplicable),
        _ => None,
    }
}
