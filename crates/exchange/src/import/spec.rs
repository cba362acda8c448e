//! How the values of one file become those of the log: what each column is called there, how its dates and words read.

use std::collections::HashMap;

use kernel::PartnerCode;

use super::{column::Column, dates::DateFormat, numbers::Unit, zone::Zone};

/// What the rows of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum RowKind {
    Contacts,
    Events,
}

/// How the cells of a file are read. Made once a file, then shared by the threads that parse it.
#[derive(Debug, Clone)]
pub(super) struct Spec {
    /// How the source calls each column, for rejects.
    pub(super) names: Vec<String>,
    /// How each instant is written.
    pub(super) dates: Vec<DateFormat>,
    /// What the bare numbers of each duration count.
    pub(super) units: Vec<Unit>,
    /// Translations of values, and what stands for an empty one or for one that is not listed.
    pub(super) rules: Vec<Option<Rule>>,
    /// Whose rows these must be, if it was said.
    pub(super) partner: Option<PartnerCode>,
    /// Where times without a zone were read from a clock.
    pub(super) zone: Zone,
    /// Whether the source tells when somebody answered.
    pub(super) tells_answers: bool,
    /// What stands before decimals, if it was said.
    pub(super) decimal: Option<char>,
    /// Whether the form is ours: only the codes of the closed lists count, texts stand exactly as they are, contacts have ids. In
    /// others, words are understood, and a contact without an id gets one made from its content.
    pub(super) exact: bool,
    /// Whether texts were guarded against spreadsheets, as our own exports are.
    pub(super) guarded: bool,
}

/// What to make of a column's values.
#[derive(Debug, Clone, Default)]
pub(super) struct Rule {
    /// Stands where the source has nothing.
    pub(super) empty: Option<String>,
    /// What listed values become.
    pub(super) values: HashMap<String, String>,
    /// What the others become; `None`: they stay as they are.
    pub(super) otherwise: Option<String>,
}

impl Rule {
    pub(super) fn constant(value: &str) -> Self {
        Self { empty: Some(value.to_owned()), ..Self::default() }
    }

    /// The value to read in place of a source's.
    pub(super) fn apply<'a>(&'a self, value: &'a str) -> &'a str {
        if let Some(translated) = self.values.get(value) {
            return translated;
        }
        if value.is_empty() {
            return self.empty.as_deref().unwrap_or("");
        }
        self.otherwise.as_deref().unwrap_or(value)
    }
}

impl Spec {
    /// The reading of the canonical form: nothing is guessed, nothing is translated.
    pub(super) fn canonical(partner: Option<PartnerCode>, zone: Zone) -> Self {
        Self {
            names: Column::ALL.iter().map(|it| it.name().to_owned()).collect(),
            dates: vec![DateFormat::Iso; Column::COUNT],
            units: vec![Unit::S; Column::COUNT],
            rules: vec![None; Column::COUNT],
            partner,
            zone,
            tells_answers: false,
            decimal: None,
            exact: true,
            guarded: true,
        }
    }

    /// The reading of foreign files, whose words may be French or English.
    pub(super) fn foreign(partner: Option<PartnerCode>, zone: Zone) -> Self {
        Self { exact: false, guarded: false, ..Self::canonical(partner, zone) }
    }

    pub(super) fn name(&self, column: Column) -> &str {
        &self.names[column.index()]
    }

    pub(super) fn rule(&self, column: Column) -> Option<&Rule> {
        self.rules[column.index()].as_ref()
    }

    pub(super) fn set_constant(&mut self, column: Column, value: &str) {
        self.rules[column.index()].get_or_insert_default().empty = Some(value.to_owned());
    }
}
