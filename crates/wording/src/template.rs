//! Texts with places to fill: `Bonjour {{name}}, … {{#if promised_date}}Réponse avant le {{promised_date}}.{{/if}}`.
//!
//! Start with [`Template::parse`], which checks a text when it is saved, and [`Template::fill`]. What may be placed is a closed list with
//! a word in each language, or any [`Name`] ([`Place`]). `{{#if v}}…{{/if}}` stays if `v` has a value; a line that holds nothing but such
//! a mark goes with it.
//!
//! **Invariants:** a filled text never contains `{{`; what fills a place is not read again; a value that is missing is a fault, never
//! a hole in a letter.

mod fault;
mod parse;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

pub use fault::{Fault, Wrong};

use crate::name::{Name, Place};
use parse::{Piece, parse};

/// The longest template, in bytes: about fifteen pages.
pub const TEMPLATE_BYTES_MAX: usize = 50_000;

/// The longest filled text, in bytes.
pub const FILLED_BYTES_MAX: usize = 500_000;

/// How deep `{{#if}}` may stand within another.
pub const DEPTH_MAX: usize = 5;

/// Faults of one text that are told.
pub const FAULTS_MAX: usize = 20;

/// What to place; a value of blanks is as none.
pub type Values<N = Name> = BTreeMap<N, String>;

/// A text with places, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template<N = Name> {
    text: String,
    pieces: Vec<Piece<N>>,
}

/// What a text uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used<N = Name> {
    /// What it places somewhere.
    pub placed: BTreeSet<N>,
    /// What only a condition names.
    pub only_asked: BTreeSet<N>,
    /// What it can do without: all that is placed within its own condition only, and [`Self::only_asked`].
    pub optional: BTreeSet<N>,
}

impl<N: Place> Used<N> {
    /// All, those that only a condition names with them.
    pub fn all(&self) -> BTreeSet<N> {
        self.placed.union(&self.only_asked).cloned().collect()
    }

    /// Whether the text names it, be it in a condition.
    pub fn has(&self, name: &N) -> bool {
        self.placed.contains(name) || self.only_asked.contains(name)
    }
}

impl<N: Place> Template<N> {
    /// Reads a text.
    ///
    /// # Errors
    ///
    /// The first [`Fault`], with its place.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        // Whoever refuses a text says why.
        let pieces = parse(text).map_err(|mut faults| faults.swap_remove(0))?;
        Ok(Self { text: text.to_owned(), pieces })
    }

    /// All that is wrong with a text, in its order, what does not end last; [`FAULTS_MAX`] at most. Nothing: it can be read.
    pub fn faults(text: &str) -> Vec<Fault> {
        parse::<N>(text).err().unwrap_or_default()
    }

    /// The text as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it uses.
    pub fn names(&self) -> Used<N> {
        let mut seen = Seen { placed: BTreeSet::new(), asked: BTreeSet::new(), needed: BTreeSet::new() };
        collect(&self.pieces, &mut Vec::new(), &mut seen);
        let all: BTreeSet<N> = seen.placed.union(&seen.asked).cloned().collect();
        Used {
            only_asked: seen.asked.difference(&seen.placed).cloned().collect(),
            optional: all.difference(&seen.needed).cloned().collect(),
            placed: seen.placed,
        }
    }

    /// What has no value of all that these values make the text place; nothing: [`Self::fill`] finds every value.
    pub fn missing(&self, values: &Values<N>) -> BTreeSet<N> {
        let mut missing = BTreeSet::new();
        lack(&self.pieces, values, &mut missing);
        missing
    }

    /// The text with its places filled.
    ///
    /// Two braces that meet in the filled text, as in a value, are set apart by a blank: a text that was filled is never a template.
    ///
    /// # Errors
    ///
    /// The first value that is missing, unless its place stands within its own `{{#if}}`, which then goes; or a text that gets too long.
    pub fn fill(&self, values: &Values<N>) -> Result<String, Fault> {
        let mut filled = String::with_capacity(self.text.len());
        self.write(&self.pieces, values, &mut filled)?;
        while filled.contains("{{") {
            filled = filled.replace("{{", "{ {");
        }
        Ok(filled)
    }

    fn write(&self, pieces: &[Piece<N>], values: &Values<N>, filled: &mut String) -> Result<(), Fault> {
        for it in pieces {
            match it {
                Piece::Text(at) => filled.push_str(&self.text[at.clone()]),
                Piece::Place { name, word, at } => {
                    let fault = |wrong| Fault::at(&self.text, *at, wrong);
                    let missing = || fault(Wrong::Missing(self.text[word.clone()].to_owned()));
                    let value = value(values, name).ok_or_else(missing)?;
                    if filled.len() + value.len() > FILLED_BYTES_MAX {
                        return Err(fault(Wrong::FilledTooLong));
                    }
                    filled.push_str(value);
                }
                Piece::If { name, inner } => {
                    if value(values, name).is_some() {
                        self.write(inner, values, filled)?;
                    }
                }
            }
        }
        Ok(())
    }
}

fn value<'a, N: Place>(values: &'a Values<N>, name: &N) -> Option<&'a String> {
    values.get(name).filter(|it| !it.trim().is_empty())
}

struct Seen<N> {
    placed: BTreeSet<N>,
    asked: BTreeSet<N>,
    /// Placed outside its own condition.
    needed: BTreeSet<N>,
}

fn collect<'a, N: Place>(pieces: &'a [Piece<N>], within: &mut Vec<&'a N>, seen: &mut Seen<N>) {
    for it in pieces {
        match it {
            Piece::Text(_) => {}
            Piece::Place { name, .. } => {
                seen.placed.insert(name.clone());
                if !within.contains(&name) {
                    seen.needed.insert(name.clone());
                }
            }
            Piece::If { name, inner } => {
                seen.asked.insert(name.clone());
                within.push(name);
                collect(inner, within, seen);
                within.pop();
            }
        }
    }
}

fn lack<N: Place>(pieces: &[Piece<N>], values: &Values<N>, missing: &mut BTreeSet<N>) {
    for it in pieces {
        match it {
            Piece::Place { name, .. } if value(values, name).is_none() => {
                missing.insert(name.clone());
            }
            Piece::If { name, inner } if value(values, name).is_some() => lack(inner, values, missing),
            Piece::Text(_) | Piece::Place { .. } | Piece::If { .. } => {}
        }
    }
}
