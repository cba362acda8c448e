//! How a command ends when it cannot do what was asked.

use std::{error::Error, fmt, io, path::Path};

use kernel::{Explain, Lang, Message};
use serde::Serialize;

use crate::words::message;

/// A command that stopped: what a person is told, what the log is told, and the exit code.
#[derive(Debug)]
pub(crate) struct Failure {
    message: Message,
    detail: Option<String>,
    code: u8,
    /// The word and the field of the input, where programs are told.
    for_programs: Option<(&'static str, String)>,
}

/// What a program is told of wrong input: one line of JSON.
#[derive(Serialize)]
struct Told<'a> {
    error: ToldError<'a>,
}

#[derive(Serialize)]
struct ToldError<'a> {
    code: &'a str,
    message: String,
    field: &'a str,
}

impl Failure {
    /// Wrong usage, or input that cannot be read at all: exit code 2.
    pub(crate) const fn refused(message: Message) -> Self {
        Self { message, detail: None, code: 2, for_programs: None }
    }

    /// Something outside failed (disk, server …): exit code 1.
    pub(crate) const fn failed(message: Message) -> Self {
        Self { message, detail: None, code: 1, for_programs: None }
    }

    /// An error that knows its own sentence, as wrong input.
    pub(crate) fn refused_by(error: &impl Explain) -> Self {
        Self { message: error.message(), detail: None, code: 2, for_programs: None }
    }

    /// An error that knows its own sentence, as a fault outside.
    pub(crate) fn failed_by(error: &impl Explain) -> Self {
        Self { message: error.message(), detail: causes(error), code: 1, for_programs: None }
    }

    /// Names the technical cause, shown under the sentence.
    pub(crate) fn because(mut self, error: &dyn Error) -> Self {
        self.detail = Some(chain(error));
        self
    }

    /// Says it to a program, as one line of JSON: a word for the reason, and which field of the input is at fault.
    pub(crate) fn told_to_programs(mut self, code: &'static str, field: impl Into<String>) -> Self {
        self.for_programs = Some((code, field.into()));
        self
    }

    /// A file could not be read or written.
    pub(crate) fn file(path: &Path, error: &io::Error) -> Self {
        Self::failed(message("file-failed").with("path", path.display().to_string())).because(error)
    }

    /// The process's exit code.
    pub(crate) const fn code(&self) -> u8 {
        self.code
    }

    /// What is printed on standard error.
    pub(crate) fn say(&self, lang: Lang) -> String {
        let mut text = self.message.say(lang);
        if let Some((code, field)) = &self.for_programs {
            let error = ToldError { code, message: text, field };
            return serde_json::to_string(&Told { error }).unwrap_or_default();
        }
        if let Some(detail) = &self.detail {
            text.push_str("\n  ");
            text.push_str(detail);
        }
        text
    }
}

fn causes(error: &dyn Error) -> Option<String> {
    error.source().map(chain)
}

fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Lang::En))
    }
}

impl Error for Failure {}
