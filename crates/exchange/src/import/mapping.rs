//! Mappings: what a partner, or one of our presets, says about the files of one kind. Written in TOML; see `docs/import.md`.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::Path,
};

use kernel::PartnerCode;
use serde::{Deserialize, Serialize};

use super::{
    ImportError, Preset,
    column::Column,
    dates::DateFormat,
    numbers::Unit,
    spec::{RowKind, Rule, Spec},
    titles,
    zone::Zone,
};

/// Where local times are read from, unless said otherwise.
pub(super) const PARIS: &str = "Europe/Paris";

/// How the files of one kind are read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    /// The preset that reads them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<Preset>,
    /// By what `auto` knows such a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fits: Option<Fits>,
    /// Separator, encoding, dates …
    pub read: Reading,
    /// In an XES file: which events are contacts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub xes: Option<XesReading>,
    /// In an OCEL file: which events are contacts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ocel: Option<OcelReading>,
    /// Titles of a table whose values name one contact together, where several rows make one; those rows stand near each other.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub join: Vec<String>,
    /// Where each column of a contact comes from.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub contacts: BTreeMap<Column, From>,
    /// Where each column of a request event comes from.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub events: BTreeMap<Column, From>,
}

/// What a file must have for a preset to be chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fits {
    /// Titles of columns of a table.
    pub columns: Vec<String>,
    /// Values that columns must have: the rows that are looked at have no others.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, Vec<String>>,
    /// Attributes of an XES trace.
    pub trace: Vec<String>,
    /// Attributes of an XES event.
    pub event: Vec<String>,
    /// Types of the objects of an OCEL file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<String>,
}

/// How the text of a table is read. What is absent is guessed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reading {
    /// `,` `;` `|` or a tab.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub separator: Option<char>,
    /// `"` if absent; `""` (empty) for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// `utf-8`, `windows-1252`, `utf-16le` …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Whether the first line has titles. Without, columns are `1`, `2` …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<bool>,
    /// Lines above the header that are not part of the table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip_lines: Option<u64>,
    /// The form of the instants.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dates: Option<DateFormat>,
    /// Where times without a zone were read from a clock; `Europe/Paris` if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// `,` or `.` before the decimals of amounts; the other one then parts thousands. Absent: either is a decimal mark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimal: Option<char>,
}

/// Which events of an XES file are contacts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct XesReading {
    /// Where contacts are found.
    pub contact: ContactAt,
    /// With `each-event`: the values that an attribute must have, such as `{ "event:concept:name" = ["Call"] }`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub when: BTreeMap<String, Vec<String>>,
}

/// Which events of an OCEL file are contacts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OcelReading {
    /// The values that an event must have, such as `{ type = ["Call"] }`; none: its channel must be one.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub when: BTreeMap<String, Vec<String>>,
    /// Whether an event that is about nobody belongs to the usager of its request, as the objects say.
    pub by_objects: bool,
}

/// Where the contacts of an XES file are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContactAt {
    /// One inbound contact at the first event of a trace, if it has a channel.
    #[default]
    TraceStart,
    /// Each event that `when` accepts is a contact.
    EachEvent,
    /// There are none.
    Never,
}

/// Where a column comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum From {
    /// A column of the source, by its title or number.
    Title(String),
    /// A column, with what its values become.
    Ruled(Box<Ruled>),
}

/// A column of the source, with what its values become.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ruled {
    /// Its title or number; absent for a constant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The title to read in its place where the administration began the contact: whom it called, rather than who called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outbound: Option<String>,
    /// The value of every row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constant: Option<String>,
    /// The value of rows that have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub empty: Option<String>,
    /// What values become.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
    /// What values that are not listed become; absent: they stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<String>,
    /// The form of this column's instants, if it is not that of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dates: Option<DateFormat>,
    /// What bare numbers of a duration count; absent: what the title says in brackets, else seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
}

impl From {
    /// A constant.
    pub fn constant(value: &str) -> Self {
        Self::Ruled(Box::new(Ruled { constant: Some(value.to_owned()), ..Ruled::default() }))
    }

    /// The title of its column in the source.
    pub fn title(&self) -> Option<&str> {
        match self {
            Self::Title(title) => Some(title),
            Self::Ruled(it) => it.column.as_deref(),
        }
    }

    /// The title of the column that stands for it where the administration began.
    pub fn outbound(&self) -> Option<&str> {
        match self {
            Self::Title(_) => None,
            Self::Ruled(it) => it.outbound.as_deref(),
        }
    }

    /// The form of its instants, if it has one of its own.
    pub fn dates(&self) -> Option<DateFormat> {
        match self {
            Self::Title(_) => None,
            Self::Ruled(it) => it.dates,
        }
    }

    /// What its bare numbers count: as said, else as its title says.
    pub fn unit(&self) -> Option<Unit> {
        let said = match self {
            Self::Title(_) => None,
            Self::Ruled(it) => it.unit,
        };
        said.or_else(|| titles::unit(self.title()?))
    }

    /// The same column, whose bare numbers count a unit.
    pub fn counted(title: &str, unit: Unit) -> Self {
        let ruled = Ruled { column: Some(title.to_owned()), unit: Some(unit), ..Ruled::default() };
        Self::Ruled(Box::new(ruled))
    }

    pub(super) fn set_dates(&mut self, format: DateFormat) {
        self.ruled().dates = Some(format);
    }

    /// The same column, with rules.
    fn ruled(&mut self) -> &mut Ruled {
        if let Self::Title(title) = self {
            let column = Some(std::mem::take(title));
            *self = Self::Ruled(Box::new(Ruled { column, ..Ruled::default() }));
        }
        match self {
            Self::Ruled(ruled) => ruled,
            Self::Title(_) => unreachable!("a title has just become a rule"),
        }
    }

    fn rule(&self) -> Option<Rule> {
        let Self::Ruled(it) = self else { return None };
        if let Some(constant) = &it.constant {
            return Some(Rule { otherwise: Some(constant.clone()), ..Rule::constant(constant) });
        }
        let values: HashMap<_, _> = it.values.iter().map(|(from, to)| (from.clone(), to.clone())).collect();
        let plain = values.is_empty() && it.empty.is_none() && it.otherwise.is_none();
        (!plain).then(|| Rule { empty: it.empty.clone(), values, otherwise: it.otherwise.clone() })
    }
}

impl Mapping {
    /// Reads a mapping; `place` is named in errors.
    ///
    /// # Errors
    ///
    /// [`ImportError::Mapping`] if it is not TOML, or names what does not exist.
    pub fn parse(text: &str, place: &str) -> Result<Self, ImportError> {
        let mapping: Self =
            toml::from_str(text).map_err(|it| ImportError::mapping(place, it.message().to_owned()))?;
        mapping.check(place)?;
        Ok(mapping)
    }

    /// Reads the mapping of a file.
    ///
    /// # Errors
    ///
    /// [`ImportError::Open`], or as [`Mapping::parse`].
    pub fn open(path: &Path) -> Result<Self, ImportError> {
        let file = path.display().to_string();
        let text =
            fs::read_to_string(path).map_err(|source| ImportError::Open { file: file.clone(), source })?;
        Self::parse(&text, &file)
    }

    /// The mapping as a file that [`Mapping::parse`] reads.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).unwrap_or_default()
    }

    fn check(&self, place: &str) -> Result<(), ImportError> {
        let wrong = |detail: String| Err(ImportError::mapping(place, detail));
        if let Some(column) = self.contacts.keys().find(|it| !it.of_contacts()) {
            return wrong(format!("contacts.{column}"));
        }
        let of_events =
            |it: &&Column| !it.of_events() && !matches!(it, Column::StartedTime | Column::EndedTime);
        if let Some(column) = self.events.keys().find(of_events) {
            return wrong(format!("events.{column}"));
        }
        for from in self.contacts.values().chain(self.events.values()) {
            if let From::Ruled(it) = from
                && it.column.is_some() == it.constant.is_some()
            {
                return wrong("column / constant".to_owned());
            }
        }
        if self.read.separator.is_some_and(|it| !it.is_ascii() || matches!(it, '"' | '\n' | '\r')) {
            return wrong("read.separator".to_owned());
        }
        if self.read.decimal.is_some_and(|it| !matches!(it, ',' | '.')) {
            return wrong("read.decimal".to_owned());
        }
        if let Some(quote) = &self.read.quote
            && !(quote.is_empty() || (quote.len() == 1 && quote.is_ascii()))
        {
            return wrong("read.quote".to_owned());
        }
        if let Some(zone) = &self.read.zone {
            Zone::named(zone)?;
        }
        if let Some(encoding) = &self.read.encoding {
            super::text::named(encoding)?;
        }
        Ok(())
    }

    /// Takes a person's word for a column of the source: what it means, or that it is not to be imported.
    ///
    /// In a source of contacts and of request events, it then means the same in both.
    pub fn correct(&mut self, title: &str, meaning: Option<Column>) {
        for rows in [&mut self.contacts, &mut self.events] {
            rows.retain(|_, from| from.title() != Some(title));
        }
        let Some(column) = meaning else { return };
        let from = From::Title(title.to_owned());
        if column.of_events() && (!self.events.is_empty() || !column.of_contacts()) {
            self.events.insert(column, from.clone());
        }
        if column.of_contacts() {
            self.contacts.insert(column, from);
        }
    }

    /// Takes a person's word for what values of a column mean; those of other columns stay as they are.
    pub fn translate(&mut self, column: Column, words: &BTreeMap<String, String>) {
        for rows in [&mut self.contacts, &mut self.events] {
            if let Some(from) = rows.get_mut(&column) {
                from.ruled().values.extend(words.iter().map(|(word, code)| (word.clone(), code.clone())));
            }
        }
    }

    /// Where the columns of these rows come from.
    pub(super) const fn of(&self, kind: RowKind) -> &BTreeMap<Column, From> {
        match kind {
            RowKind::Contacts => &self.contacts,
            RowKind::Events => &self.events,
        }
    }

    /// The reading of values that this mapping asks for.
    pub(super) fn spec(&self, kind: RowKind, partner: Option<PartnerCode>) -> Result<Spec, ImportError> {
        let zone = Zone::named(self.read.zone.as_deref().unwrap_or(PARIS))?;
        let mut spec = Spec::foreign(partner, zone);
        spec.decimal = self.read.decimal;
        spec.tells_answers = self.contacts.contains_key(&Column::AnsweredAt);
        for (column, from) in self.of(kind) {
            let at = column.index();
            if let Some(title) = from.title() {
                title.clone_into(&mut spec.names[at]);
            }
            if let Some(format) = from.dates().or(self.read.dates) {
                spec.dates[at] = format;
            }
            if matches!(column, Column::WaitS | Column::DurationS) {
                spec.units[at] = from.unit().unwrap_or_default();
            }
            spec.rules[at] = from.rule();
        }
        Ok(spec)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_reads_back() {
        let text = r#"
            preset = "csv"
            [read]
            separator = ";"
            dates = "day-first"
            decimal = ","
            [contacts]
            started_at = "Date"
            started_time = "Heure"
            channel = { constant = "phone" }
            reason = { column = "Motif", values = { "PAI" = "paiement" }, otherwise = "autre" }
        "#;
        let mapping = Mapping::parse(text, "x").unwrap();
        assert_eq!(Mapping::parse(&mapping.to_toml(), "x").unwrap(), mapping);
        let spec = mapping.spec(RowKind::Contacts, None).unwrap();
        assert_eq!(spec.dates[Column::StartedAt.index()], DateFormat::DayFirst);
        let reason = spec.rule(Column::Reason).unwrap();
        assert_eq!((reason.apply("PAI"), reason.apply("X"), reason.apply("")), ("paiement", "autre", ""));
        assert_eq!(spec.rule(Column::Channel).unwrap().apply("anything"), "phone");
    }

    #[test]
    fn a_mapping_that_cannot_be_is_refused() {
        for text in [
            "presett = 1",
            "[contacts]\nbanana = \"x\"",
            "[contacts]\nstatus = \"x\"",
            "[contacts]\nchannel = { column = \"a\", constant = \"b\" }",
            "[read]\nzone = \"Europe/Lutece\"",
            "[read]\ndecimal = \"x\"",
            "[read]\nencoding = \"martian\"",
            "not toml",
        ] {
            assert!(Mapping::parse(text, "x").is_err(), "{text}");
        }
    }

    #[test]
    fn a_person_s_word_holds_for_contacts_and_events() {
        let text = "[contacts]\nusager = \"who\"\nrequest = \"case\"\n[events]\nrequest = \"case\"\nstatus = \"step\"\n";
        let mut mapping = Mapping::parse(text, "test").unwrap();
        mapping.correct("case", None);
        assert!(
            !mapping.contacts.contains_key(&Column::Request)
                && !mapping.events.contains_key(&Column::Request)
        );
        mapping.correct("file", Some(Column::Request));
        assert_eq!(mapping.contacts[&Column::Request].title(), Some("file"));
        assert_eq!(mapping.events[&Column::Request].title(), Some("file"));
        mapping.correct("step", Some(Column::Reason));
        assert!(
            !mapping.events.contains_key(&Column::Status) && !mapping.events.contains_key(&Column::Reason)
        );
        assert_eq!(mapping.contacts[&Column::Reason].title(), Some("step"));
    }
}
