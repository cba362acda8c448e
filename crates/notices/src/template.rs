//! Templates: what notices say. A version never changes; whoever edits makes the next one.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kernel::{Id, Kind};
use serde::{Deserialize, Serialize};

use crate::{address::Medium, service::ServiceId};

/// See [`Template`].
pub type TemplateId = Id<Template>;

/// How soon a notice has to leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lane {
    /// At once, at any hour, and outside of the usual budget: a code to sign in, an appointment that falls through.
    Urgent,
    /// In its turn.
    Normal,
    /// When nothing else waits: campaigns.
    Bulk,
}

impl Lane {
    /// All, the most urgent first.
    pub const ALL: [Self; 3] = [Self::Urgent, Self::Normal, Self::Bulk];

    /// The word of the register.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Urgent => "urgent",
            Self::Normal => "normal",
            Self::Bulk => "bulk",
        }
    }

    /// The lane of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// A template at one of its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its id, the same over all versions.
    pub id: TemplateId,
    /// Of which service.
    pub service: ServiceId,
    /// By which medium.
    pub medium: Medium,
    /// Counted from one.
    pub version: i64,
    /// In the words of whoever wrote it.
    pub name: String,
    /// What it is for: people consent and refuse by purpose.
    pub purpose: String,
    /// What it tells: nobody is told the same twice in 48 hours.
    pub meaning: String,
    /// How soon it leaves.
    pub lane: Lane,
    /// By language (`fr`, `en`, …); French is always there.
    pub texts: BTreeMap<String, Text>,
    /// Who wrote this version: an account's id, or `product`.
    pub created_by: String,
    /// When.
    pub created_at: Timestamp,
    /// When nobody could use it any more.
    pub archived_at: Option<Timestamp>,
}

impl Kind for Template {
    const PREFIX: &'static str = "ntp";
}

/// What a template says in one language, with places to fill ([`wording::Template`]).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Text {
    /// One line; empty for a text message.
    pub subject: String,
    /// The rest.
    pub body: String,
}

impl Template {
    /// The text in a language, else in French, with the language that it is in.
    pub fn text(&self, language: &str) -> Option<(&str, &Text)> {
        let found = self.texts.get_key_value(language).or_else(|| self.texts.get_key_value("fr"));
        found.map(|(language, text)| (language.as_str(), text))
    }
}
