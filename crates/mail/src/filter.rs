//! What kind of message it is: small filters, in order; the first that knows it says so.
//!
//! Nothing is thrown away here: a kind only decides who sees a message first, and whether it is answered by itself.

use kernel::Message;
use serde::{Deserialize, Serialize};

use crate::{
    incoming::{Incoming, ReturnPath},
    read::is_server,
    report::{Action, DeliveryReport, Recipient},
    token::Keys,
    words::WORDS,
};

/// Servers that an honest message goes through (RFC 5321, 6.3, asks for 100 at least; loops are seen long before).
pub const HOPS_MAX: usize = 50;
/// Automatic answers in one thread a day.
pub const ANSWERS_A_DAY_MAX: u32 = 5;

/// What a message is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One of ours that came back.
    Own,
    /// It goes round and round.
    Loop(Looping),
    /// A server says that a message was not delivered, or not yet.
    Bounce(Bounce),
    /// The person is away.
    OutOfOffice,
    /// A robot wrote it.
    Automatic(Automatic),
    /// The server's filter calls it spam.
    Spam,
    /// A person wrote it, as far as one can tell.
    Ordinary,
}

/// Why a message is taken for one that loops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Looping {
    /// It went through more than [`HOPS_MAX`] servers.
    Hops,
    /// Its thread had more than [`ANSWERS_A_DAY_MAX`] automatic answers today.
    Answers,
}

impl Looping {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Hops, Self::Answers];

    /// What a person is told.
    pub fn message(self) -> Message {
        let key = match self {
            Self::Hops => "loop-hops",
            Self::Answers => "loop-answers",
        };
        Message::new(&WORDS, key)
    }
}

/// By what a robot is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Automatic {
    /// It says so (RFC 3834).
    Declared,
    /// It answers by itself.
    Answering,
    /// Nobody wants an answer to it.
    NullReturnPath,
    /// It says that a message was opened.
    Receipt,
}

impl Automatic {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Declared, Self::Answering, Self::NullReturnPath, Self::Receipt];

    /// What a person is told.
    pub fn message(self) -> Message {
        let key = match self {
            Self::Declared => "automatic-declared",
            Self::Answering => "automatic-answering",
            Self::NullReturnPath => "automatic-null-return-path",
            Self::Receipt => "automatic-receipt",
        };
        Message::new(&WORDS, key)
    }
}

/// A message that was not delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounce {
    /// To whom, and why; those that were delivered are left out.
    pub recipients: Vec<Recipient>,
    /// Whether no recipient is still being tried.
    pub is_for_good: bool,
    /// The Message-ID of the message: the one that we gave it, if its mark says so.
    pub original_message_id: Option<String>,
    /// Whether the returned message carries our mark: then the report is about a message of ours, whoever wrote the report.
    pub is_of_ours: bool,
}

/// What filters need to know besides the message.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The instance's keys.
    pub keys: &'a Keys,
    /// The domain of its Message-IDs.
    pub domain: &'a str,
    /// Automatic answers that went out in this message's thread in the last 24 hours.
    pub answers_today: u32,
}

type Filter = fn(&Incoming, &Known<'_>) -> Option<Kind>;

/// The filters, in order.
const FILTERS: [Filter; 8] = [own, hops, bounce, receipt, out_of_office, automatic, answers, spam];

/// The kind of a message.
pub fn kind(incoming: &Incoming, known: &Known<'_>) -> Kind {
    FILTERS.iter().find_map(|filter| filter(incoming, known)).unwrap_or(Kind::Ordinary)
}

/// Whether a message may be answered by itself (RFC 3834, 2): a person wrote it, to us, and it is no list's.
pub fn is_answerable(incoming: &Incoming, kind: &Kind) -> bool {
    let robot = &incoming.robot;
    let is_bulk = robot.list_id.is_some()
        || robot.list_unsubscribe.is_some()
        || matches!(robot.precedence.as_deref(), Some("bulk" | "list" | "junk"));
    let is_of_robot = incoming.sender().is_none_or(|it| is_robot_address(&it));
    *kind == Kind::Ordinary && !is_bulk && !is_of_robot
}

fn is_robot_address(address: &str) -> bool {
    let local = address.split('@').next().unwrap_or_default();
    let starts = ["no-reply", "noreply", "ne-pas-repondre", "nepasrepondre", "owner-", "bounce"];
    is_server(address) || starts.iter().any(|it| local.starts_with(it)) || local.ends_with("-request")
}

fn own(incoming: &Incoming, known: &Known<'_>) -> Option<Kind> {
    let has_our_id = incoming.message_ids.iter().any(|it| known.keys.is_own_message_id(it, known.domain));
    let has_our_mark = incoming.mark.as_deref().is_some_and(|it| known.keys.is_own_mark(it));
    (has_our_id || has_our_mark).then_some(Kind::Own)
}

fn hops(incoming: &Incoming, _: &Known<'_>) -> Option<Kind> {
    (incoming.hops > HOPS_MAX).then_some(Kind::Loop(Looping::Hops))
}

fn bounce(incoming: &Incoming, known: &Known<'_>) -> Option<Kind> {
    let DeliveryReport { recipients, original_message_id, original_mark } = incoming.report.as_ref()?;
    let recipients: Vec<Recipient> =
        recipients.iter().filter(|it| it.action != Action::Delivered).cloned().collect();
    if recipients.is_empty() {
        return Some(Kind::Automatic(Automatic::Receipt));
    }
    let is_delayed = recipients.iter().any(|it| it.action == Action::Delayed);
    let has_our_id =
        original_message_id.as_deref().is_some_and(|it| known.keys.is_own_message_id(it, known.domain));
    // Some servers replace Message-IDs, so the one in our mark is the one that we know.
    let marked = original_mark.as_deref().and_then(|it| known.keys.of_mark(it));
    Some(Kind::Bounce(Bounce {
        recipients,
        is_for_good: !is_delayed,
        original_message_id: marked.map(str::to_owned).or_else(|| original_message_id.clone()),
        is_of_ours: has_our_id || marked.is_some(),
    }))
}

fn receipt(incoming: &Incoming, _: &Known<'_>) -> Option<Kind> {
    let is_receipt = incoming.robot.report_type.as_deref() == Some("disposition-notification");
    is_receipt.then_some(Kind::Automatic(Automatic::Receipt))
}

fn out_of_office(incoming: &Incoming, _: &Known<'_>) -> Option<Kind> {
    const SAYINGS: [&str; 14] = [
        "absence du bureau",
        "absent du bureau",
        "absente du bureau",
        "en congé",
        "je suis absent",
        "message d'absence",
        "notification d'absence",
        "réponse automatique",
        "réponse d'absence",
        "automatic reply",
        "autoreply",
        "away from the office",
        "out of office",
        "out of the office",
    ];
    let robot = &incoming.robot;
    let is_declared = robot.auto_submitted.as_deref() == Some("auto-replied")
        || robot.precedence.as_deref() == Some("auto_reply")
        || !robot.answering.is_empty();
    let subject = incoming.subject.replace('’', "'").to_lowercase();
    // Without a declaration, only a subject that begins with it: people write about absences, too.
    let is_said = SAYINGS.iter().any(|it| subject.contains(it)) || subject.starts_with("absence");
    let begins = SAYINGS[7..].iter().any(|it| subject.starts_with(it));
    ((is_declared && is_said) || begins).then_some(Kind::OutOfOffice)
}

fn automatic(incoming: &Incoming, _: &Known<'_>) -> Option<Kind> {
    let robot = &incoming.robot;
    let declared = robot.auto_submitted.as_deref().filter(|it| *it != "no" && !it.is_empty());
    let why = if declared.is_some() {
        Automatic::Declared
    } else if !robot.answering.is_empty() || robot.precedence.as_deref() == Some("auto_reply") {
        Automatic::Answering
    } else if incoming.return_path == ReturnPath::Null {
        Automatic::NullReturnPath
    } else {
        return None;
    };
    Some(Kind::Automatic(why))
}

fn answers(_: &Incoming, known: &Known<'_>) -> Option<Kind> {
    (known.answers_today > ANSWERS_A_DAY_MAX).then_some(Kind::Loop(Looping::Answers))
}

fn spam(incoming: &Incoming, _: &Known<'_>) -> Option<Kind> {
    incoming.spam.as_ref().is_some_and(|it| it.is_spam).then_some(Kind::Spam)
}

#[cfg(test)]
mod tests;
