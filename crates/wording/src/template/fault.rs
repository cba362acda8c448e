//! What is wrong with a template, and where.

use kernel::{Explain, Message};

use super::{DEPTH_MAX, TEMPLATE_BYTES_MAX};
use crate::{name::Name, words::message};

/// A template cannot be read or filled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {wrong}")]
pub struct Fault {
    /// From 1.
    pub line: usize,
    /// From 1, in letters.
    pub column: usize,
    /// What is wrong there.
    pub wrong: Wrong,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// `{{` without `}}` on the same line.
    #[error("a mark is not closed")]
    NotClosed,
    /// Nothing of a closed list has this name; it is cut after a few letters.
    #[error("unknown variable `{0}`")]
    Unknown(String),
    /// It cannot be a [`Name`]; it is cut after a few letters.
    #[error("`{0}` is no name")]
    NotAName(String),
    /// A mark with nothing in it, or a condition on nothing.
    #[error("a mark without a name")]
    NoName,
    /// A mark that begins with `#` or `/` and is neither `#if` nor `/if`.
    #[error("unknown mark `{0}`")]
    UnknownMark(String),
    /// `{{/if}}` without `{{#if}}`.
    #[error("an end without its beginning")]
    EndAlone,
    /// `{{#if}}` without `{{/if}}`; the name as it is written.
    #[error("a condition on `{0}` does not end")]
    NotEnded(String),
    /// More than [`DEPTH_MAX`] conditions within each other.
    #[error("too many conditions within each other")]
    TooDeep,
    /// Longer than [`TEMPLATE_BYTES_MAX`].
    #[error("too long")]
    TooLong,
    /// Filled, it is too long.
    #[error("too long when filled")]
    FilledTooLong,
    /// Nothing to place; the name as it is written.
    #[error("no value for `{0}`")]
    Missing(String),
}

impl Fault {
    /// At a place of the text, in bytes.
    pub(super) fn at(text: &str, place: usize, wrong: Wrong) -> Self {
        let before = &text[..place];
        let line_start = before.rfind('\n').map_or(0, |it| it + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            wrong,
        }
    }
}

impl Explain for Fault {
    fn message(&self) -> Message {
        let said = match &self.wrong {
            Wrong::NotClosed => message("template-not-closed"),
            Wrong::Unknown(name) => message("template-unknown").with("name", name.as_str()),
            Wrong::NotAName(name) => message("template-not-a-name")
                .with("name", name.as_str())
                .with("most", Name::CHARS_MAX as u64),
            Wrong::NoName => message("template-no-name"),
            Wrong::UnknownMark(name) => message("template-unknown-mark").with("name", name.as_str()),
            Wrong::EndAlone => message("template-end-alone"),
            Wrong::NotEnded(name) => message("template-not-ended").with("name", name.as_str()),
            Wrong::TooDeep => message("template-too-deep").with("most", DEPTH_MAX as u64),
            Wrong::TooLong => message("template-too-long").with("most", TEMPLATE_BYTES_MAX as u64 / 1_000),
            Wrong::FilledTooLong => message("template-filled-too-long"),
            Wrong::Missing(name) => message("template-missing").with("name", name.as_str()),
        };
        said.with("line", self.line as u64).with("column", self.column as u64)
    }
}
