//! The rule by which a contact gets its cause: what is proposed where a partner has not coded enough to learn from.
//!
//! Start with [`by_rule`]. The order is that of the coding rule: (1) did we fail earlier? (2) is a request open? (3) did a message of
//! ours start it? (4) is something missing? (5) wrong place? (6) access? else value. What no rule knows gets no proposal.
//!
//! **Invariant:** a rule only proposes; each proposal says by which facts and words.

mod cues;
#[cfg(test)]
mod tests;

use kernel::{Channel, Message};
use serde::{Deserialize, Serialize};
use wording::phrase::find;

use super::text::Text;
use crate::words::message;
use cues::{A4_DECIDED, CHASE, CUES, Needs, PAYMENT, RECEIPT};

/// What is known of a contact besides its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// By which way.
    pub channel: Channel,
    /// Whether a request of this person for the same reason is open.
    pub is_open: bool,
    /// What was announced for that request.
    pub promise: Promise,
    /// Whole days since this person's last contact for the same reason; `None` if there was none.
    pub days_since_last: Option<u16>,
    /// What went wrong on our side before; `None` if nothing is known.
    pub failure: Option<Failure>,
}

impl Facts {
    /// A first contact: nothing open, announced or gone wrong.
    pub const fn first(channel: Channel) -> Self {
        Self { channel, is_open: false, promise: Promise::None, days_since_last: None, failure: None }
    }

    /// All, one of each kind, in the order of [`Fact::KINDS`].
    pub(super) const fn all(self) -> [Fact; Fact::KINDS] {
        [
            Fact::By(self.channel),
            if self.is_open { Fact::Open } else { Fact::NotOpen },
            match self.promise {
                Promise::None => Fact::NoPromise,
                Promise::Ahead => Fact::PromiseAhead,
                Promise::Passed => Fact::PromisePassed,
            },
            match self.days_since_last {
                None => Fact::FirstContact,
                Some(0..=7) => Fact::BackWithinAWeek,
                Some(8..=30) => Fact::BackWithinAMonth,
                Some(_) => Fact::BackLater,
            },
            match self.failure {
                None => Fact::NoFailure,
                Some(it) => Fact::Failed(it),
            },
        ]
    }
}

/// What was announced for an open request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Promise {
    /// No date.
    None,
    /// A date that is not reached.
    Ahead,
    /// A date that is passed.
    Passed,
}

/// What went wrong before, on our side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Failure {
    /// A message got no answer, or not a complete one.
    Unanswered,
    /// A call back was promised and not made.
    CallbackMissed,
    /// A request was closed, and the person is back for the same reason.
    ClosedEarly,
    /// A call was not taken, or the person gave up waiting.
    NotReached,
    /// The person was passed on to somebody else.
    Transferred,
}

impl Failure {
    /// All, as they are looked for: the gravest promise first.
    pub const ALL: [Self; 5] =
        [Self::CallbackMissed, Self::ClosedEarly, Self::Unanswered, Self::NotReached, Self::Transferred];

    /// The cause that it stands for.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unanswered => "E1",
            Self::CallbackMissed | Self::ClosedEarly => "E2",
            Self::NotReached => "D4",
            Self::Transferred => "D2",
        }
    }
}

/// One fact of a contact, as a model counts it and a person reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// The channel.
    By(Channel),
    /// A request is open.
    Open,
    /// None is.
    NotOpen,
    /// No date was announced.
    NoPromise,
    /// The date announced is not reached.
    PromiseAhead,
    /// The date announced is passed.
    PromisePassed,
    /// Nothing before.
    FirstContact,
    /// Seven days at most since the last contact.
    BackWithinAWeek,
    /// Thirty days at most.
    BackWithinAMonth,
    /// Longer.
    BackLater,
    /// Nothing is known to have gone wrong.
    NoFailure,
    /// That went wrong.
    Failed(Failure),
}

impl Fact {
    /// How many kinds of facts there are: channel, open, promise, return, failure.
    pub(super) const KINDS: usize = 5;

    /// How many different facts each kind has.
    pub(super) const VALUES: [u32; Self::KINDS] = [12, 2, 3, 4, 6];

    /// Its number within its kind, kept by models: never renumber.
    pub(super) const fn number(self) -> u8 {
        match self {
            Self::By(channel) => channel as u8,
            Self::NotOpen | Self::NoPromise | Self::FirstContact | Self::NoFailure => 0,
            Self::Open | Self::PromiseAhead | Self::BackWithinAWeek | Self::Failed(Failure::Unanswered) => 1,
            Self::PromisePassed | Self::BackWithinAMonth | Self::Failed(Failure::CallbackMissed) => 2,
            Self::BackLater | Self::Failed(Failure::ClosedEarly) => 3,
            Self::Failed(Failure::NotReached) => 4,
            Self::Failed(Failure::Transferred) => 5,
        }
    }

    /// In words.
    pub fn message(self) -> Message {
        let key = match self {
            Self::By(channel) => return message("rule-fact-channel").with("channel", channel.code()),
            Self::Open => "rule-fact-open",
            Self::NotOpen => "rule-fact-not-open",
            Self::NoPromise => "rule-fact-no-promise",
            Self::PromiseAhead => "rule-fact-promise-ahead",
            Self::PromisePassed => "rule-fact-promise-passed",
            Self::FirstContact => "rule-fact-first",
            Self::BackWithinAWeek => "rule-fact-back-week",
            Self::BackWithinAMonth => "rule-fact-back-month",
            Self::BackLater => "rule-fact-back-later",
            Self::NoFailure => "rule-fact-no-failure",
            Self::Failed(Failure::Unanswered) => "rule-fact-unanswered",
            Self::Failed(Failure::CallbackMissed) => "rule-fact-callback",
            Self::Failed(Failure::ClosedEarly) => "rule-fact-closed",
            Self::Failed(Failure::NotReached) => "rule-fact-not-reached",
            Self::Failed(Failure::Transferred) => "rule-fact-transferred",
        };
        message(key)
    }
}

/// What speaks for a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Words of the text.
    Words(String),
    /// A fact.
    Fact(Fact),
}

impl Reason {
    /// In words.
    pub fn message(&self) -> Message {
        match self {
            Self::Words(it) => message("rule-because-words").with("words", it.as_str()),
            Self::Fact(it) => it.message(),
        }
    }
}

/// What the rule proposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruled {
    /// The cause, one of the product's list.
    pub code: &'static str,
    /// Why, in the order in which it was decided.
    pub because: Vec<Reason>,
}

/// The cause that the coding rule gives; `None` where no rule knows one.
///
/// Words are looked for in French and English. Without words (a call that begins) only facts decide: what went wrong before, else
/// that the person comes back while a request is open.
pub fn by_rule(text: &Text, facts: Facts) -> Option<Ruled> {
    if let Some(failure) = facts.failure.filter(|it| *it != Failure::Transferred) {
        return Some(Ruled { code: failure.code(), because: vec![Reason::Fact(Fact::Failed(failure))] });
    }
    let spoken = |step: u8| {
        let mut cues = CUES.iter().filter(move |it| it.step == step);
        cues.find_map(|it| {
            let may = match it.needs {
                Needs::Nothing => true,
                Needs::NoOpenRequest => !facts.is_open,
            };
            let said = may.then(|| first_of(text, it.patterns)).flatten()?;
            Some(Ruled { code: it.code, because: vec![said] })
        })
    };
    let transferred = || {
        let fact = Fact::Failed(facts.failure?);
        Some(Ruled { code: Failure::Transferred.code(), because: vec![Reason::Fact(fact)] })
    };
    spoken(1)
        .or_else(|| waiting(text, facts))
        .or_else(|| spoken(3))
        .or_else(|| spoken(4))
        .or_else(transferred)
        .or_else(|| (5..=7).find_map(spoken))
}

/// Step 2: what a person waits for.
fn waiting(text: &Text, facts: Facts) -> Option<Ruled> {
    let decided = first_of(text, A4_DECIDED);
    if let Some(said) = first_of(text, PAYMENT)
        && (decided.is_some() || !facts.is_open)
    {
        return Some(Ruled { code: "A4", because: vec![said] });
    }
    if let Some(said) = first_of(text, RECEIPT) {
        return Some(Ruled { code: "A3", because: vec![said] });
    }
    if !facts.is_open {
        return None;
    }
    let is_back = text.words.is_empty() && facts.days_since_last.is_some();
    let chase = first_of(text, CHASE);
    if chase.is_none() && !is_back {
        return None;
    }
    let code = if facts.promise == Promise::Ahead { "A1" } else { "A2" };
    let [_, open, promise, back, _] = facts.all();
    let mut because = vec![Reason::Fact(open), Reason::Fact(promise)];
    because.push(chase.unwrap_or(Reason::Fact(back)));
    Some(Ruled { code, because })
}

/// The first of the patterns that the text has, in its own folded words.
fn first_of(text: &Text, patterns: &[&str]) -> Option<Reason> {
    let at = patterns.iter().find_map(|it| find(&text.words, it))?;
    let said: Vec<&str> = text.words[at].iter().map(|it| it.folded.as_str()).collect();
    Some(Reason::Words(said.join(" ")))
}
