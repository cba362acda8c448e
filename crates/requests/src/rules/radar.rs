//! Why this person may be back: what the agent should know before the first word, from earlier contacts and requests.
//!
//! Start with [`radar`]. Its facts come in the order in which an agent needs them: how often, then what we owe, then what one waits for.
//!
//! **Invariants:** a fact is never a guess: it is what was recorded; days are those of the calendar of the territory; the cause is a
//! proposal of the coding rule ([`super::coding`]), by the same facts.

#[cfg(test)]
mod tests;

use calendar::{Party, Territory};
use jiff::{Timestamp, civil::Date};
use kernel::{Channel, Direction, Message, Outcome};

use super::{
    coding::{Facts, Failure, Promise, Ruled, by_rule},
    text::Text,
};
use crate::words::message;

/// How many days back contacts belong to the same story.
pub const STORY_DAYS: i32 = 30;

/// A call that was not taken explains another one within so many days.
pub const RETRY_DAYS: i32 = 3;

/// A transfer explains another contact within so many days.
pub const TRANSFER_DAYS: i32 = 7;

/// An earlier contact of the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// When.
    pub at: Timestamp,
    /// By which way.
    pub channel: Channel,
    /// Who began it.
    pub direction: Direction,
    /// What it was about; `None` if nobody said.
    pub reason: Option<String>,
    /// How it ended; `None` if nobody said.
    pub outcome: Option<Outcome>,
    /// Whether it still waits for an answer (of written contacts).
    pub is_unanswered: bool,
}

/// A request of the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What it is about.
    pub reason: String,
    /// When it came.
    pub opened_at: Timestamp,
    /// When it was closed; `None` if it is open.
    pub closed_at: Option<Timestamp>,
    /// By when an answer was announced; `None` if no date was.
    pub promised_by: Option<Timestamp>,
    /// Whose turn it is.
    pub turn: Party,
    /// The last document that was asked for.
    pub document: Option<Document>,
    /// The last call back that was promised.
    pub callback: Option<Callback>,
}

/// A document that the usager was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Document {
    /// When.
    pub asked_at: Timestamp,
    /// When it came; `None` if one waits for it.
    pub received_at: Option<Timestamp>,
}

/// A call back that was promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Callback {
    /// By when.
    pub by: Timestamp,
    /// When it was made, or the promise was settled in another way.
    pub made_at: Option<Timestamp>,
}

/// The contact that begins.
#[derive(Debug, Clone, Copy)]
pub struct Present<'a> {
    /// When.
    pub at: Timestamp,
    /// By which way.
    pub channel: Channel,
    /// What it is about; `None` if it is not known yet: then all that is open may be meant.
    pub reason: Option<&'a str>,
    /// Its words; empty for a call.
    pub text: &'a Text,
}

/// What the agent should know.
#[derive(Debug, Clone)]
pub struct Radar {
    /// In the order in which they are read; empty for a first contact.
    pub facts: Vec<Noticed>,
    /// The cause that the coding rule proposes; `None` where no rule knows.
    pub cause: Option<Ruled>,
    /// The facts by which it does, for a model to suggest from ([`super::suggest`]).
    pub given: Facts,
}

/// One fact, with what it is made of.
#[derive(Debug, Clone)]
pub struct Noticed {
    /// The fact.
    pub message: Message,
    /// Its parts, to be joined by commas after a colon; mostly none.
    pub details: Vec<Message>,
}

impl From<Message> for Noticed {
    fn from(message: Message) -> Self {
        Self { message, details: Vec::new() }
    }
}

/// Reads the story of a person.
///
/// Contacts after the present one are passed over; those of another reason do not count where both reasons are known.
pub fn radar(
    present: &Present<'_>,
    earlier: &[Earlier],
    requests: &[Request],
    territory: Territory,
) -> Radar {
    let story = Story {
        today: territory.date_of(present.at),
        contacts: contacts(present, earlier, territory),
        requests: requests
            .iter()
            .filter(|it| present.reason.is_none_or(|reason| it.reason == reason))
            .collect(),
        present,
        territory,
    };
    let given = story.given();
    let facts =
        if story.contacts.is_empty() && story.requests.is_empty() { Vec::new() } else { story.facts() };
    Radar { facts, cause: by_rule(present.text, given), given }
}

/// Earlier contacts on the same matter, oldest first.
fn contacts<'a>(present: &Present<'_>, earlier: &'a [Earlier], territory: Territory) -> Vec<&'a Earlier> {
    let today = territory.date_of(present.at);
    let is_meant = |it: &&Earlier| {
        let is_same = present.reason.zip(it.reason.as_deref()).is_none_or(|(a, b)| a == b);
        is_same && it.at < present.at && days(territory.date_of(it.at), today) <= STORY_DAYS
    };
    let mut found: Vec<&Earlier> = earlier.iter().filter(is_meant).collect();
    found.sort_by_key(|it| it.at);
    found
}

struct Story<'a> {
    present: &'a Present<'a>,
    today: Date,
    contacts: Vec<&'a Earlier>,
    requests: Vec<&'a Request>,
    territory: Territory,
}

impl<'a> Story<'a> {
    /// Days since an instant.
    fn since(&self, at: Timestamp) -> i32 {
        days(self.territory.date_of(at), self.today)
    }

    fn inbound(&self) -> impl Iterator<Item = &'a Earlier> + '_ {
        self.contacts.iter().copied().filter(|it| it.direction == Direction::Inbound)
    }

    fn open(&self) -> impl Iterator<Item = &'a Request> + '_ {
        self.requests.iter().copied().filter(|it| it.closed_at.is_none_or(|at| at > self.present.at))
    }

    /// The date announced that is the furthest behind, else the next one.
    fn promised(&self) -> Option<Timestamp> {
        self.open().filter_map(|it| it.promised_by).min()
    }

    fn callback_missed(&self) -> Option<Timestamp> {
        let missed = self.requests.iter().filter_map(|it| it.callback).filter(|it| it.made_at.is_none());
        missed.map(|it| it.by).filter(|it| *it < self.present.at).min()
    }

    /// When the last request was closed, if none is open and a closed one belongs to the story.
    fn closed_lately(&self) -> Option<Timestamp> {
        if self.open().next().is_some() {
            return None;
        }
        let closed = self.requests.iter().filter_map(|it| it.closed_at).filter(|it| *it <= self.present.at);
        closed.max().filter(|it| self.since(*it) <= STORY_DAYS)
    }

    fn unanswered(&self) -> impl Iterator<Item = &'a Earlier> + '_ {
        self.inbound().filter(|it| it.is_unanswered && kind(it.channel) == MESSAGES)
    }

    fn not_reached(&self) -> usize {
        let lost = self.inbound().filter(|it| it.outcome == Some(Outcome::Abandoned));
        lost.filter(|it| self.since(it.at) <= RETRY_DAYS).count()
    }

    fn transferred(&self) -> usize {
        let passed = self.contacts.iter().filter(|it| it.outcome == Some(Outcome::Transferred));
        passed.filter(|it| self.since(it.at) <= TRANSFER_DAYS).count()
    }

    fn failure(&self) -> Option<Failure> {
        let is_open = self.open().next().is_some();
        let happened = |it: &Failure| match it {
            Failure::CallbackMissed => self.callback_missed().is_some(),
            Failure::ClosedEarly => self.closed_lately().is_some(),
            // While a request is open, an unanswered message is one waited for: a chase, not a failure of the answer.
            Failure::Unanswered => !is_open && self.unanswered().next().is_some(),
            Failure::NotReached => self.not_reached() > 0,
            Failure::Transferred => self.transferred() > 0,
        };
        Failure::ALL.into_iter().find(happened)
    }

    fn given(&self) -> Facts {
        let last = self.inbound().last().map(|it| self.since(it.at));
        let promise = match self.promised() {
            None => Promise::None,
            Some(by) if by < self.present.at => Promise::Passed,
            Some(_) => Promise::Ahead,
        };
        Facts {
            channel: self.present.channel,
            is_open: self.open().next().is_some(),
            promise,
            days_since_last: last.map(|it| u16::try_from(it).unwrap_or(0)),
            failure: self.failure(),
        }
    }

    fn facts(&self) -> Vec<Noticed> {
        let mut facts = Vec::new();
        facts.extend(self.count());
        let of_days = |key: &'static str, at: Timestamp| message(key).with("days", i64::from(self.since(at)));
        facts.extend(self.callback_missed().map(|it| of_days("rule-radar-callback", it).into()));
        let promised = self.promised();
        facts.extend(
            promised.filter(|it| *it < self.present.at).map(|it| of_days("rule-radar-passed", it).into()),
        );
        facts.extend(self.unanswered().next().map(|it| of_days("rule-radar-unanswered", it.at).into()));
        facts.extend(self.closed_lately().map(|it| of_days("rule-radar-closed", it).into()));
        facts.extend(self.documents());
        let times = |key: &'static str, times: usize| {
            (times > 0).then(|| message(key).with("n", times as u64).into())
        };
        facts.extend(times("rule-radar-not-reached", self.not_reached()));
        facts.extend(times("rule-radar-transferred", self.transferred()));
        if let Some(by) = promised.filter(|it| *it >= self.present.at) {
            let left = days(self.today, self.territory.date_of(by));
            facts.push(message("rule-radar-ahead").with("days", i64::from(left)).into());
        }
        let oldest = self.open().map(|it| it.opened_at).min().filter(|_| promised.is_none());
        facts.extend(oldest.map(|it| of_days("rule-radar-no-date", it).into()));
        facts
    }

    /// "3rd contact in 12 days: 2 calls, 1 message without answer".
    fn count(&self) -> Option<Noticed> {
        let first = self.inbound().next()?;
        let mut parts = [0_u64; 5];
        for it in self.inbound() {
            let kind = kind(it.channel);
            parts[if kind == MESSAGES && it.is_unanswered { UNANSWERED } else { kind }] += 1;
        }
        let keys = [
            "rule-radar-calls",
            "rule-radar-messages",
            "rule-radar-unanswered-messages",
            "rule-radar-visits",
            "rule-radar-others",
        ];
        let parts_said = keys.iter().zip(parts).filter(|it| it.1 > 0);
        let message = message("rule-radar-count")
            .with("n", parts.iter().sum::<u64>() + 1)
            .with("days", i64::from(self.since(first.at)));
        Some(Noticed {
            message,
            details: parts_said.map(|(key, n)| crate::words::message(key).with("n", n)).collect(),
        })
    }

    fn documents(&self) -> Vec<Noticed> {
        let said = |it: &Request| {
            let document = it.document?;
            let (key, at) = match document.received_at {
                Some(at) if it.turn != Party::Usager => ("rule-radar-document-received", at),
                Some(_) => return None,
                None => ("rule-radar-document-awaited", document.asked_at),
            };
            Some(message(key).with("days", i64::from(self.since(at))).into())
        };
        self.open().filter_map(said).collect()
    }
}

const CALLS: usize = 0;
const MESSAGES: usize = 1;
const UNANSWERED: usize = 2;
const VISITS: usize = 3;
const OTHERS: usize = 4;

const fn kind(channel: Channel) -> usize {
    match channel {
        Channel::Phone | Channel::Video => CALLS,
        Channel::Email
        | Channel::Web
        | Channel::Sms
        | Channel::Chat
        | Channel::Post
        | Channel::App
        | Channel::Social => MESSAGES,
        Channel::Counter | Channel::Visit => VISITS,
        Channel::Other => OTHERS,
    }
}

/// Days from one date to another; 0 if the other is not later.
fn days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |it| it.get_days()).max(0)
}
