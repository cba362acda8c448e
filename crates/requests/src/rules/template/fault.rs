//! What is wrong with a template, and where.

use kernel::{Explain, Message};

use super::{DEPTH_MAX, TEMPLATE_BYTES_MAX, Variable};
use crate::words::message;

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
    /// No variable has this name; it is cut after a few letters.
    #[error("unknown variable `{0}`")]
    Unknown(String),
    /// A mark that begins with `#` or `/` and is neither `#if` nor `/if`.
    #[error("unknown mark `{0}`")]
    UnknownMark(String),
    /// `{{/if}}` without `{{#if}}`.
    #[error("an end without its beginning")]
    EndAlone,
    /// `{{#if}}` without `{{/if}}`.
    #[error("a condition on {0:?} does not end")]
    NotEnded(Variable),
    /// More than [`DEPTH_MAX`] conditions within each other.
    #[error("too many conditions within each other")]
    TooDeep,
    /// Longer than [`TEMPLATE_BYTES_MAX`].
    #[error("too long")]
    TooLong,
    /// Filled, it is too long.
    #[error("too long when filled")]
    FilledTooLong,
    /// Nothing to place.
    #[error("no value for {0:?}")]
    Missing(Variable),
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
            Wrong::NotClosed => message("rule-template-not-closed"),
            Wrong::Unknown(name) => message("rule-template-unknown").with("name", name.as_str()),
            Wrong::UnknownMark(name) => message("rule-template-unknown-mark").with("name", name.as_str()),
            Wrong::EndAlone => message("rule-template-end-alone"),
            Wrong::NotEnded(variable) => message("rule-template-not-ended").with("name", variable.names().1),
            Wrong::TooDeep => message("rule-template-too-deep").with("most", DEPTH_MAX as u64),
            Wrong::TooLong => {
                message("rule-template-too-long").with("most", TEMPLATE_BYTES_MAX as u64 / 1_000)
            }
            Wrong::FilledTooLong => message("rule-template-filled-too-long"),
            Wrong::Missing(variable) => message("rule-template-missing").with("name", variable.names().1),
        };
        said.with("line", self.line as u64).with("column", self.column as u64)
    }
}
