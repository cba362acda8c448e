//! The public pages of the practices.

pub mod compare;
pub mod feed;
pub mod guide;
pub mod list;
pub mod sheet;

use kernel::Lang;
use practices::Practice;

use crate::words::label;

/// A practice as a card shows it.
pub(crate) struct Card {
    pub(crate) id: String,
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) effort: String,
    pub(crate) evidence: String,
    pub(crate) evidence_code: &'static str,
}

impl Card {
    pub(crate) fn of(practice: &Practice, lang: Lang) -> Self {
        Self {
            id: practice.id.clone(),
            href: sheet::address(&practice.id),
            title: practice.title(lang).to_owned(),
            summary: practice.sheet(lang).summary.clone(),
            effort: label(lang, &format!("effort-{}", practice.effort.code())),
            evidence: label(lang, &format!("evidence-{}", practice.evidence.code())),
            evidence_code: practice.evidence.code(),
        }
    }
}
