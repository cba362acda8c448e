//! A plan as text: read, written, hashed.

use std::fmt;

use jiff::civil::Date;
use kernel::{Explain, Message};
use serde::de::{self, Deserialize as _, value::MapAccessDeserializer};

use super::Plan;
use crate::WORDS;

/// A plan is a page; what is longer is some other file.
pub const PLAN_BYTES_MAX: usize = 256 * 1024;

/// The text is no plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// Longer than [`PLAN_BYTES_MAX`].
    #[error("the plan has {0} bytes, at most {PLAN_BYTES_MAX} are read")]
    TooLong(usize),
    /// Not TOML.
    #[error("line {line}: not TOML: {detail}")]
    NotToml {
        /// From 1; 0: not known.
        line: usize,
        /// What the reader of TOML says.
        detail: String,
    },
    /// A key that plans do not have.
    #[error("line {line}: `{path}` has no key `{given}`; known: {known}")]
    UnknownKey {
        /// See [`PlanError::NotToml`].
        line: usize,
        /// The table it stands in; empty: the plan itself.
        path: String,
        /// The key.
        given: String,
        /// The keys there are.
        known: String,
    },
    /// A word that is not in its list.
    #[error("line {line}: `{path}` is `{given}`; known: {known}")]
    UnknownWord {
        /// See [`PlanError::NotToml`].
        line: usize,
        /// Where.
        path: String,
        /// The word.
        given: String,
        /// The words there are.
        known: String,
    },
    /// A key that is not there and must be.
    #[error("line {line}: `{path}` is missing")]
    Missing {
        /// See [`PlanError::NotToml`]: where its table begins.
        line: usize,
        /// The key.
        path: String,
    },
    /// A value of another type.
    #[error("line {line}: `{path}`: {detail}")]
    WrongType {
        /// See [`PlanError::NotToml`].
        line: usize,
        /// Where.
        path: String,
        /// What it should be.
        expected: Expected,
        /// What the reader says.
        detail: String,
    },
}

/// What a value should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A number, with decimals or without.
    Number,
    /// A whole number, not below zero.
    Whole,
    /// A text between quotes.
    Text,
    /// A day.
    Date,
    /// `true` or `false`.
    YesNo,
    /// A list between brackets.
    List,
    /// A table.
    Table,
    /// Something else: the reader's own words tell.
    Other,
}

impl Expected {
    const fn code(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Whole => "whole",
            Self::Text => "text",
            Self::Date => "date",
            Self::YesNo => "yes-no",
            Self::List => "list",
            Self::Table => "table",
            Self::Other => "other",
        }
    }

    /// From the words of serde, which are those of Rust.
    fn of(words: &str) -> Self {
        match words {
            "f64" => Self::Number,
            "u32" => Self::Whole,
            "a string" => Self::Text,
            DATE => Self::Date,
            "a boolean" => Self::YesNo,
            "a sequence" => Self::List,
            "a map" => Self::Table,
            it if it.starts_with("struct ") || it.starts_with("internally tagged enum") => Self::Table,
            _ => Self::Other,
        }
    }
}

impl Explain for PlanError {
    fn message(&self) -> Message {
        let at = |key, line: usize| Message::new(&WORDS, key).with("line", whole(line));
        match self {
            Self::TooLong(_) => {
                Message::new(&WORDS, "plan-too-long").with("kilobytes", whole(PLAN_BYTES_MAX / 1024))
            }
            Self::NotToml { line, detail } => at("plan-not-toml", *line).with("detail", detail.as_str()),
            Self::UnknownKey { line, path, given, known } => {
                at("plan-unknown-key", *line).with("path", in_plan(path, given)).with("known", known.as_str())
            }
            Self::UnknownWord { line, path, given, known } => at("plan-unknown-word", *line)
                .with("path", path.as_str())
                .with("given", given.as_str())
                .with("known", known.as_str()),
            Self::Missing { line, path } => at("plan-missing", *line).with("path", path.as_str()),
            Self::WrongType { line, path, expected, detail } => at("plan-wrong-type", *line)
                .with("path", path.as_str())
                .with("expected", expected.code())
                .with("detail", detail.as_str()),
        }
    }
}

fn whole(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// The path of a key in its table.
fn in_plan(table: &str, key: &str) -> String {
    if table.is_empty() || table == "." { key.to_owned() } else { format!("{table}.{key}") }
}

impl Plan {
    /// Reads a plan in TOML. Whether it can be carried out is told by [`check`](Self::check).
    ///
    /// # Errors
    ///
    /// [`PlanError`]: with the line, the path and the words that are allowed there.
    pub fn read(text: &str) -> Result<Self, PlanError> {
        if text.len() > PLAN_BYTES_MAX {
            return Err(PlanError::TooLong(text.len()));
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let reader = toml::Deserializer::parse(text)
            .map_err(|it| PlanError::NotToml { line: line(text, &it), detail: it.message().to_owned() })?;
        serde_path_to_error::deserialize(reader).map_err(|it| {
            let path = it.path().to_string();
            told(text, path, it.inner())
        })
    }

    /// The plan in TOML, every value written out: reading it gives the same plan.
    ///
    /// # Panics
    ///
    /// Never: every value of a plan has a form in TOML.
    pub fn write(&self) -> String {
        toml::to_string(&self.to_table()).expect("a table has a text")
    }

    /// BLAKE3 of the plan's values, 64 hexadecimal digits: the order of keys, comments and defaults written out do not count.
    ///
    /// # Panics
    ///
    /// Never: every value of a plan has a form in JSON.
    pub fn hash(&self) -> String {
        // A field that is added later is left out while it has its default, so that old plans keep their hash.
        let canonical = serde_json::to_vec(self).expect("a plan has a text");
        blake3::hash(&canonical).to_hex().to_string()
    }

    /// Every value by its key.
    pub(crate) fn to_table(&self) -> toml::Table {
        toml::Table::try_from(self).expect("a plan is a table")
    }
}

/// The line of an error, from 1; 0 where it is not known.
fn line(text: &str, error: &toml::de::Error) -> usize {
    let before = error.span().and_then(|it| text.get(..it.start));
    before.map_or(0, |it| it.matches('\n').count() + 1)
}

/// What serde's sentence says. They are parts of its public behaviour; one that is not known is passed on as it is.
fn told(text: &str, path: String, error: &toml::de::Error) -> PlanError {
    let line = line(text, error);
    let detail = error.message().trim();
    let list = |words: &str| words.split('`').skip(1).step_by(2).collect::<Vec<_>>().join(", ");
    let named = |start: &str| {
        let (given, known) = detail.strip_prefix(start)?.rsplit_once("`, expected ")?;
        Some((given.to_owned(), list(known)))
    };
    if let Some((given, known)) = named("unknown field `") {
        // The path ends with the key itself where the reader got that far.
        let table = path.strip_suffix(given.as_str()).map_or(path.as_str(), |it| it.trim_end_matches('.'));
        return PlanError::UnknownKey { line, path: table.to_owned(), given, known };
    }
    if let Some((given, known)) = named("unknown variant `") {
        return PlanError::UnknownWord { line, path, given, known };
    }
    if let Some(key) = detail.strip_prefix("missing field `").and_then(|it| it.strip_suffix('`')) {
        return PlanError::Missing { line, path: in_plan(&path, key) };
    }
    let expected = detail.rsplit_once(", expected ").map_or(Expected::Other, |it| Expected::of(it.1));
    PlanError::WrongType { line, path, expected, detail: detail.to_owned() }
}

const DATE: &str = "a day, as 2027-01-04";

/// A day between quotes, or as TOML writes days, without.
pub(super) fn date<'de, D: de::Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    struct Day;
    impl<'de> de::Visitor<'de> for Day {
        type Value = Date;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(DATE)
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Date, E> {
            text.parse().map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
        }

        fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Date, A::Error> {
            let given = toml::value::Datetime::deserialize(MapAccessDeserializer::new(map))?;
            self.visit_str(&given.to_string())
        }
    }
    from.deserialize_any(Day)
}
