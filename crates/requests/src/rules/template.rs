//! Texts with places to fill: `Bonjour {{name}}, … {{#if promised_date}}Réponse avant le {{promised_date}}.{{/if}}`.
//!
//! Start with [`variables`], which checks a text when it is saved, and [`fill`]. Variables are a closed list ([`Variable`]) and have a word
//! in each language. `{{#if v}}…{{/if}}` stays if `v` has a value; a line that holds nothing but such a mark goes with it.
//!
//! **Invariants:** a filled text never contains `{{`; what fills a place is not read again; a value that is missing is a fault, never
//! a hole in a letter.

mod fault;
mod parse;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use kernel::Message;
use serde::{Deserialize, Serialize};

pub use fault::{Fault, Wrong};

use crate::words::message;
use parse::{Piece, parse};

/// The longest template, in bytes: about fifteen pages.
pub const TEMPLATE_BYTES_MAX: usize = 50_000;

/// The longest filled text, in bytes.
pub const FILLED_BYTES_MAX: usize = 500_000;

/// How deep `{{#if}}` may stand within another.
pub const DEPTH_MAX: usize = 5;

macro_rules! variables {
    ($($(#[$doc:meta])* $variant:ident = $en:literal / $fr:literal, $key:literal),+ $(,)?) => {
        /// What a template may place.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Variable { $($(#[$doc])* $variant),+ }

        impl Variable {
            /// All.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its word in templates, in English and in French; both are read.
            pub const fn names(self) -> (&'static str, &'static str) {
                match self { $(Self::$variant => ($en, $fr)),+ }
            }

            /// What it places, in words.
            pub const fn label(self) -> Message {
                message(match self { $(Self::$variant => $key),+ })
            }
        }
    };
}

variables! {
    /// How the usager is called.
    Name = "name" / "nom", "rule-template-name",
    /// The number of the request.
    RequestNumber = "request_number" / "numero_demande", "rule-template-request-number",
    /// What the request is about.
    Reason = "reason" / "motif", "rule-template-reason",
    /// The day on which it came.
    ReceivedDate = "received_date" / "date_reception", "rule-template-received-date",
    /// The day by which an answer is announced.
    PromisedDate = "promised_date" / "date_prevue", "rule-template-promised-date",
    /// The documents that are missing.
    MissingDocuments = "missing_documents" / "pieces_manquantes", "rule-template-missing-documents",
    /// The day by which they should come.
    DocumentsDate = "documents_date" / "date_limite_pieces", "rule-template-documents-date",
    /// When one calls back.
    CallbackDate = "callback_date" / "date_rappel", "rule-template-callback-date",
    /// The address of the follow-up page.
    FollowUpLink = "follow_up_link" / "lien_suivi", "rule-template-follow-up-link",
    /// The agent who writes.
    Agent = "agent" / "agent", "rule-template-agent",
    /// Their team.
    Team = "team" / "equipe", "rule-template-team",
    /// The body.
    Organisation = "organisation" / "organisme", "rule-template-organisation",
    /// The team's telephone number.
    Phone = "phone" / "telephone", "rule-template-phone",
    /// Its postal address.
    Address = "address" / "adresse", "rule-template-address",
    /// Its opening hours.
    Hours = "hours" / "horaires", "rule-template-hours",
    /// The day on which it is written.
    Today = "today" / "date_du_jour", "rule-template-today",
}

impl Variable {
    /// The variable of a word, in either language.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.names().0 == word || it.names().1 == word)
    }
}

/// What to place; a value of blanks is as none.
pub type Values = BTreeMap<Variable, String>;

/// The variables of a text, those that only a condition names with them; or what is wrong with it.
pub fn variables(text: &str) -> Result<BTreeSet<Variable>, Fault> {
    fn collect(pieces: &[Piece<'_>], found: &mut BTreeSet<Variable>) {
        for it in pieces {
            match it {
                Piece::Text(_) => {}
                Piece::Place { variable, .. } => {
                    found.insert(*variable);
                }
                Piece::If { variable, inner } => {
                    found.insert(*variable);
                    collect(inner, found);
                }
            }
        }
    }
    let mut found = BTreeSet::new();
    collect(&parse(text)?, &mut found);
    Ok(found)
}

/// The text with its places filled.
///
/// A value that is missing is a [`Fault`], unless its place stands within its own `{{#if}}`, which then goes. Two braces that meet in the
/// filled text, as in a value, are set apart by a blank: a text that was filled is never a template.
pub fn fill(text: &str, values: &Values) -> Result<String, Fault> {
    let mut filled = String::with_capacity(text.len());
    write(text, &parse(text)?, values, &mut filled)?;
    while filled.contains("{{") {
        filled = filled.replace("{{", "{ {");
    }
    Ok(filled)
}

fn write(text: &str, pieces: &[Piece<'_>], values: &Values, filled: &mut String) -> Result<(), Fault> {
    let value = |it: &Variable| values.get(it).filter(|it| !it.trim().is_empty());
    for it in pieces {
        match it {
            Piece::Text(written) => filled.push_str(written),
            Piece::Place { variable, at } => {
                let value = value(variable).ok_or_else(|| Fault::at(text, *at, Wrong::Missing(*variable)))?;
                if filled.len() + value.len() > FILLED_BYTES_MAX {
                    return Err(Fault::at(text, *at, Wrong::FilledTooLong));
                }
                filled.push_str(value);
            }
            Piece::If { variable, inner } => {
                if value(variable).is_some() {
                    write(text, inner, values, filled)?;
                }
            }
        }
    }
    Ok(())
}
