//! Targets: the pages and telephone numbers to which messages send people, and whether these answer.
//!
//! Start with [`Standing::after`] and [`believed`], which decide; [`store`] keeps; [`work`] looks. Which version of a template is held back is said by
//! the view `notice_blocked` alone: whoever sends asks there.
//!
//! **Invariants:** a page is dead after two failed looks some minutes apart, never after one, and never because our own line may be down; what
//! names a dead target does not leave, unless a manager said so, with a reason; what waits for it leaves once it answers.

pub(crate) mod pages;
pub mod store;
#[cfg(test)]
mod tests;
pub mod work;

use std::{collections::BTreeSet, time::Duration};

use gateways::look::{Dead, Looked, Unsure};
use jiff::Timestamp;
use wording::check::{self, Dial};

use crate::template::Template;

/// Between two looks at a page that answers.
const DAILY: Duration = Duration::from_hours(24);
/// Between the look that failed and the one that confirms it.
pub const CONFIRM_AFTER: Duration = Duration::from_mins(5);
/// Between two looks at a dead page, in its first day: what waits for it leaves soon after it is mended.
const DEAD_AGAIN: Duration = Duration::from_mins(10);
/// Between two looks at a page that has been dead for longer, or at one of which nobody knows.
const HOURLY: Duration = Duration::from_hours(1);
/// Bytes of a target that is kept: no page of a message needs more.
const TARGET_MAX: usize = 2_000;

/// What a message names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A page.
    Link,
    /// A telephone number.
    Phone,
    /// What looks like a telephone number, and nobody can dial.
    NoPhone,
}

impl Kind {
    /// All.
    pub const ALL: [Self; 3] = [Self::Link, Self::Phone, Self::NoPhone];

    /// The word of the register.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Phone => "phone",
            Self::NoPhone => "no-phone",
        }
    }

    /// The kind of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// A page by its address, or a number by its digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Target {
    /// What it is.
    pub kind: Kind,
    /// `https://…`, `+33144556677`, `0800123456`, `3939`; of what is no number, what is written.
    pub text: String,
}

/// What a template names in all its languages, with the lines of its service's sender if it is a letter. Pages that are known only once the
/// text is filled are left out.
pub fn named(template: &Template, letter_sender: &str) -> BTreeSet<Target> {
    let mut texts: Vec<&str> =
        template.texts.values().flat_map(|it| [it.subject.as_str(), it.body.as_str()]).collect();
    if template.medium == crate::address::Medium::Letter {
        texts.push(letter_sender);
    }
    let mut all = BTreeSet::new();
    for text in texts {
        let links =
            check::links(text).into_iter().filter(|it| !it.has_place).map(|it| (Kind::Link, it.address));
        let phones = check::phones(text).into_iter().map(|it| (Kind::Phone, digits(it.dial)));
        let wrong = check::wrong_phones(text).into_iter().map(|it| (Kind::NoPhone, it.to_owned()));
        all.extend(links.chain(phones).chain(wrong).map(|(kind, text)| Target { kind, text }));
    }
    all.retain(|it| it.text.len() <= TARGET_MAX);
    all
}

/// What is dialled, as [`Target`]s have it.
pub(crate) fn digits(dial: Dial) -> String {
    match dial {
        Dial::Number(number) => number.e164().to_owned(),
        Dial::Special(digits) | Dial::Short(digits) => digits,
    }
}

/// A number that somebody types as one of their lines, as [`Target`]s have it; `None`: it is none.
pub fn line_number(typed: &str) -> Option<String> {
    // A word before it, because a short number is one only after such a word.
    let text = format!("tel {}", typed.trim());
    let mut found = check::phones(&text).into_iter();
    let first = found.next().filter(|it| it.at.start == 4 && it.at.end == text.len())?;
    Some(digits(first.dial))
}

/// What is wrong with targets that hold messages back, for sentences: the code of their kind, `mixed` if they are of several.
pub(crate) fn fault(kinds: impl IntoIterator<Item = Kind>) -> &'static str {
    let kinds: BTreeSet<Kind> = kinds.into_iter().collect();
    match kinds.first() {
        Some(kind) if kinds.len() == 1 => kind.code(),
        _ => "mixed",
    }
}

/// A target as people read it.
pub fn shown(target: &Target) -> String {
    match target.kind {
        Kind::Phone => sms::Number::read(&target.text).map_or_else(|_| target.text.clone(), |it| it.shown()),
        Kind::Link | Kind::NoPhone => target.text.clone(),
    }
}

/// Targets as people read them, in one line.
pub(crate) fn listed(all: &[Target]) -> String {
    all.iter().map(shown).collect::<Vec<_>>().join(", ")
}

/// How a page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkState {
    /// Nobody has looked yet.
    New,
    /// It answers.
    Alive,
    /// It failed once; one looks again.
    Failing,
    /// It failed twice, some minutes apart.
    Dead,
    /// It could not be looked at.
    Unknown,
}

impl LinkState {
    /// All.
    pub const ALL: [Self; 5] = [Self::New, Self::Alive, Self::Failing, Self::Dead, Self::Unknown];

    /// The word of the register.
    pub const fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Alive => "alive",
            Self::Failing => "failing",
            Self::Dead => "dead",
            Self::Unknown => "unknown",
        }
    }

    /// The state of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// Why a page failed, or is not known: each has a sentence (`target-reason-CODE`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The site answers that the page does not exist.
    Gone,
    /// The site answers that it is broken.
    Broken,
    /// The text is no address.
    NoLink,
    /// No site has this name.
    NoName,
    /// The site does not answer, or cannot prove who it is.
    NoAnswer,
    /// It leads from page to page; browsers may get further.
    Circle,
    /// It leads into a private network.
    Private,
    /// The site answers others than us.
    Others,
    /// It is slow, or our own line is.
    Unreached,
    /// No site answered: our own line may be down.
    OurLine,
}

impl Reason {
    /// All.
    pub const ALL: [Self; 10] = [
        Self::Gone,
        Self::Broken,
        Self::NoLink,
        Self::NoName,
        Self::NoAnswer,
        Self::Circle,
        Self::Private,
        Self::Others,
        Self::Unreached,
        Self::OurLine,
    ];

    /// The word of the register.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Broken => "broken",
            Self::NoLink => "no-link",
            Self::NoName => "no-name",
            Self::NoAnswer => "no-answer",
            Self::Circle => "circle",
            Self::Private => "private",
            Self::Others => "others",
            Self::Unreached => "unreached",
            Self::OurLine => "our-line",
        }
    }

    /// The reason of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// What a look found, as far as it may be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Found {
    /// A page.
    Alive,
    /// None.
    Dead(Reason),
    /// Nobody knows.
    Unknown(Reason),
}

/// What is known of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// How it stands.
    pub state: LinkState,
    /// Why.
    pub reason: Option<Reason>,
    /// Since when; of a dead one, since it failed first.
    pub since: Timestamp,
    /// When it was looked at last.
    pub looked_at: Option<Timestamp>,
    /// When it is to be looked at next.
    pub next_look_at: Timestamp,
}

impl Standing {
    /// One that nobody has looked at: it is looked at now.
    pub const fn new(now: Timestamp) -> Self {
        Self { state: LinkState::New, reason: None, since: now, looked_at: None, next_look_at: now }
    }

    /// How a page stands after a look at `now`.
    #[must_use]
    pub fn after(self, found: Found, now: Timestamp) -> Self {
        let stays = |state| if self.state == state { self.since } else { now };
        let (state, reason, since, next) = match (found, self.state) {
            (Found::Alive, _) => (LinkState::Alive, None, stays(LinkState::Alive), DAILY),
            (Found::Dead(reason), LinkState::Dead) => {
                (LinkState::Dead, Some(reason), self.since, self.again(now))
            }
            (Found::Dead(reason), LinkState::Failing) if now >= self.since + CONFIRM_AFTER => {
                (LinkState::Dead, Some(reason), self.since, DEAD_AGAIN)
            }
            (Found::Dead(reason), _) => {
                (LinkState::Failing, Some(reason), stays(LinkState::Failing), CONFIRM_AFTER)
            }
            // A site that answers, if only others, is there again.
            (Found::Unknown(reason), LinkState::Dead) if reason != Reason::Others => {
                (LinkState::Dead, self.reason, self.since, self.again(now))
            }
            (Found::Unknown(reason), LinkState::Failing) if reason != Reason::Others => {
                (LinkState::Failing, self.reason, self.since, CONFIRM_AFTER)
            }
            (Found::Unknown(reason), _) => {
                let next = if reason == Reason::Private { DAILY } else { HOURLY };
                (LinkState::Unknown, Some(reason), stays(LinkState::Unknown), next)
            }
        };
        Self { state, reason, since, looked_at: Some(now), next_look_at: now + next }
    }

    fn again(&self, now: Timestamp) -> Duration {
        if now < self.since + DAILY { DEAD_AGAIN } else { HOURLY }
    }
}

/// The site of a page: what stands between `//` and the next slash, in small letters.
pub fn site(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |it| it.1);
    rest.split(['/', '?', '#']).next().unwrap_or("").to_lowercase()
}

/// Whether a look proves that our own line works: a site said something.
fn is_answer(looked: &Looked) -> bool {
    matches!(
        looked,
        Looked::Alive
            | Looked::Dead(Dead::Status(404 | 410))
            | Looked::Unknown { unsure: Unsure::Others, .. }
    )
}

/// What looks of one moment tell, in order. A site that says itself that a page does not exist is believed; other failures are only if another site
/// answered in the same moment: otherwise our own line may be down.
pub fn believed(looks: &[(&str, Looked)]) -> Vec<Found> {
    let answered: BTreeSet<String> =
        looks.iter().filter(|it| is_answer(&it.1)).map(|it| site(it.0)).collect();
    let found = looks.iter().map(|(address, looked)| {
        let has_witness = || answered.iter().any(|it| *it != site(address));
        let failed = |reason| {
            if has_witness() { Found::Dead(reason) } else { Found::Unknown(Reason::OurLine) }
        };
        match looked {
            Looked::Alive => Found::Alive,
            Looked::Dead(Dead::Status(404 | 410)) => Found::Dead(Reason::Gone),
            Looked::Dead(Dead::NoLink) => Found::Dead(Reason::NoLink),
            Looked::Dead(Dead::Status(_)) => failed(Reason::Broken),
            Looked::Dead(Dead::NoName) => failed(Reason::NoName),
            Looked::Dead(Dead::NoAnswer) => failed(Reason::NoAnswer),
            Looked::Dead(Dead::Circle) => Found::Unknown(Reason::Circle),
            Looked::Unknown { unsure: Unsure::Private, .. } => Found::Unknown(Reason::Private),
            Looked::Unknown { unsure: Unsure::Others, .. } => Found::Unknown(Reason::Others),
            Looked::Unknown { unsure: Unsure::Unreached, .. } => Found::Unknown(Reason::Unreached),
        }
    });
    found.collect()
}
