//! Why a statement was not answered, in words that help to write it right.

use std::sync::LazyLock;

use contact_log::LogError;
use datafusion::{
    common::{DataFusionError, SchemaError, utils::datafusion_strsim::levenshtein},
    sql::sqlparser::parser::ParserError,
};
use kernel::{Explain, Message, Words};

use crate::{intervals::IntervalsCompared, tables::TABLES};

pub(crate) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        include_str!("../../../content/locales/fr/query.ftl"),
        include_str!("../../../content/locales/en/query.ftl"),
    )
});

/// Where in the statement: both count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Line.
    pub line: u64,
    /// Column, in characters.
    pub column: u64,
}

/// The statement was not answered.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// The statement is wrong: who wrote it can put it right.
    #[error("wrong statement: {fault:?}")]
    Wrong {
        /// What is wrong.
        fault: Fault,
        /// Where, if the engine said it.
        at: Option<Position>,
    },
    /// It needs more memory, or more room for temporary files, than it may take.
    #[error("the statement needs more than it may take: {0}")]
    TooMuch(String),
    /// It ran for as long as it may.
    #[error("the statement ran for {0} s and was stopped")]
    TooLong(u64),
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// A place cannot be named as a URL.
    #[error("`{0}` cannot be written as a URL")]
    Place(String),
    /// The engine failed on a statement that it had accepted.
    #[error("the engine failed")]
    Engine(#[source] DataFusionError),
    /// The results cannot be printed.
    #[error("the results could not be printed")]
    Print(#[from] std::io::Error),
}

/// What is wrong with a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// There is none.
    Empty,
    /// There are several.
    Several,
    /// Not SQL: what the parser expected and found.
    Syntax(String),
    /// It would change something: only questions are answered.
    NotAQuestion(String),
    /// No table of this name.
    UnknownTable(String),
    /// No column of this name; names that look like it, the nearest first.
    UnknownColumn(String, Vec<String>),
    /// Several tables have a column of this name.
    AmbiguousColumn(String),
    /// No function of this name, and the one that looks like it.
    UnknownFunction(String, Option<String>),
    /// It compares two intervals.
    Intervals(String),
    /// Anything else that the planner or a computation refuses: a type, a division by zero.
    Other(String),
}

impl QueryError {
    /// Whether the statement or the log's address is at fault, rather than the machine.
    pub const fn is_input(&self) -> bool {
        matches!(self, Self::Wrong { .. } | Self::Log(LogError::NoLog(_) | LogError::Address(_)))
    }

    /// Where in the statement the fault is.
    pub const fn position(&self) -> Option<Position> {
        match self {
            Self::Wrong { at, .. } => *at,
            _ => None,
        }
    }

    pub(crate) const fn wrong(fault: Fault) -> Self {
        Self::Wrong { fault, at: None }
    }
}

impl From<DataFusionError> for QueryError {
    fn from(error: DataFusionError) -> Self {
        let said = error
            .diagnostic()
            .and_then(|it| it.span)
            .filter(|it| it.start.line > 0)
            .map(|it| Position { line: it.start.line, column: it.start.column });
        let wrong = |fault| Self::Wrong { fault, at: said };
        match error.find_root() {
            DataFusionError::SQL(error, _) => syntax(error),
            DataFusionError::SchemaError(error, _) => wrong(schema_fault(error)),
            DataFusionError::Plan(text) => wrong(plan_fault(text)),
            DataFusionError::NotImplemented(text) if text.contains("single SQL statement") => {
                wrong(Fault::Several)
            }
            DataFusionError::NotImplemented(text)
            | DataFusionError::Configuration(text)
            | DataFusionError::Execution(text) => wrong(Fault::Other(text.clone())),
            DataFusionError::ArrowError(error, _) => wrong(Fault::Other(error.to_string())),
            DataFusionError::ResourcesExhausted(text) => Self::TooMuch(text.clone()),
            DataFusionError::External(inner) => match inner.downcast_ref::<IntervalsCompared>() {
                Some(IntervalsCompared(expression)) => wrong(Fault::Intervals(expression.clone())),
                None => Self::Engine(error),
            },
            _ => Self::Engine(error),
        }
    }
}

/// The parser ends its sentence with the position: ` at Line: 1, Column: 8`.
fn syntax(error: &ParserError) -> QueryError {
    let text = match error {
        ParserError::ParserError(text) | ParserError::TokenizerError(text) => text.as_str(),
        ParserError::RecursionLimitExceeded => "too many parentheses inside each other",
    };
    let (detail, at) = match text.rsplit_once(" at Line: ") {
        Some((detail, place)) => (
            detail,
            place.split_once(", Column: ").and_then(|(line, column)| {
                Some(Position { line: line.parse().ok()?, column: column.parse().ok()? })
            }),
        ),
        None => (text, None),
    };
    QueryError::Wrong { fault: Fault::Syntax(detail.to_owned()), at }
}

fn schema_fault(error: &SchemaError) -> Fault {
    match error {
        SchemaError::FieldNotFound { field, valid_fields } => {
            let names = valid_fields.iter().map(|it| it.name.as_str());
            Fault::UnknownColumn(field.name.clone(), nearest(&field.name, names))
        }
        SchemaError::AmbiguousReference { field } => Fault::AmbiguousColumn(field.name.clone()),
        other => Fault::Other(other.to_string()),
    }
}

fn plan_fault(text: &str) -> Fault {
    let quoted = |before: &str| text.split_once(before)?.1.split_once('\'').map(|(name, _)| name.to_owned());
    let refused = ["DDL not supported: ", "DML not supported: ", "Statement not supported: "];
    if let Some(what) = refused.iter().find_map(|it| text.strip_prefix(it)) {
        return Fault::NotAQuestion(what.to_owned());
    }
    if let Some(name) = quoted("Invalid function '") {
        return Fault::UnknownFunction(name, quoted("Did you mean '"));
    }
    match quoted("table '") {
        Some(name) if text.ends_with("not found") => {
            Fault::UnknownTable(name.rsplit('.').next().unwrap_or_default().to_owned())
        }
        _ => Fault::Other(text.to_owned()),
    }
}

/// At most three names, those that need the fewest changes; only such as share half of their letters.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut near: Vec<(usize, &str)> = known
        .map(|it| (levenshtein(name, it), it))
        .filter(|(changes, it)| *changes * 2 <= it.len().max(name.len()))
        .collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(3).map(|(_, it)| it.to_owned()).collect()
}

impl Explain for QueryError {
    fn message(&self) -> Message {
        let say = |key| Message::new(&WORDS, key);
        match self {
            Self::Wrong { fault, at } => {
                let place = at.map_or_else(|| "none".to_owned(), |it| format!("{}:{}", it.line, it.column));
                fault.message().with("place", place)
            }
            Self::TooMuch(_) => say("too-much"),
            Self::TooLong(seconds) => say("too-long").with("seconds", *seconds),
            Self::Log(error) => error.message(),
            Self::Place(place) => say("bad-place").with("place", place.as_str()),
            Self::Engine(_) => say("engine-failed"),
            Self::Print(_) => say("cannot-print"),
        }
    }
}

impl Fault {
    fn message(&self) -> Message {
        let say = |key| Message::new(&WORDS, key);
        match self {
            Self::Empty => say("empty"),
            Self::Several => say("several"),
            Self::Syntax(detail) => say("syntax").with("detail", detail.as_str()),
            Self::NotAQuestion(what) => say("not-a-question").with("what", what.as_str()),
            Self::UnknownTable(name) => {
                say("unknown-table").with("name", name.as_str()).with("known", TABLES.join(", "))
            }
            Self::UnknownColumn(name, near) if near.is_empty() => {
                say("unknown-column").with("name", name.as_str())
            }
            Self::UnknownColumn(name, near) => {
                say("misspelt-column").with("name", name.as_str()).with("near", near.join(", "))
            }
            Self::AmbiguousColumn(name) => say("ambiguous-column").with("name", name.as_str()),
            Self::UnknownFunction(name, None) => say("unknown-function").with("name", name.as_str()),
            Self::UnknownFunction(name, Some(near)) => {
                say("misspelt-function").with("name", name.as_str()).with("near", near.as_str())
            }
            Self::Intervals(expression) => say("intervals-compared").with("expression", expression.as_str()),
            Self::Other(detail) => say("refused").with("detail", detail.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    fn keys(text: &'static str) -> BTreeSet<&'static str> {
        let lines = text.lines().filter(|it| !it.starts_with([' ', '#']));
        lines.filter_map(|line| line.split_once(" =").map(|it| it.0)).collect()
    }

    #[test]
    fn both_languages_have_the_same_sentences() {
        let fr = keys(include_str!("../../../content/locales/fr/query.ftl"));
        let en = keys(include_str!("../../../content/locales/en/query.ftl"));
        assert_eq!(fr, en);
        assert!(fr.len() > 20);
    }
}
