//! What may go wrong with a plan or its files.

use std::{
    path::{Path, PathBuf},
    sync::LazyLock,
};

use arrow::error::ArrowError;
use kernel::{Explain, Message, Words};
use parquet::errors::ParquetError;

/// The sentences of this crate.
pub static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        include_str!("../../../content/locales/fr/simulator.ftl"),
        include_str!("../../../content/locales/en/simulator.ftl"),
    )
});

/// A log could not be simulated.
#[derive(Debug, thiserror::Error)]
pub enum SimulateError {
    /// A number of the plan is out of its range.
    #[error("{what} must lie between {low} and {high}, not {given}")]
    OutOfRange {
        /// The name of the setting, as on the command line.
        what: &'static str,
        /// What was asked.
        given: i64,
        /// The least allowed.
        low: i64,
        /// The most allowed.
        high: i64,
    },
    /// A file of the product's own content does not read.
    #[error("{file}, line {line}: {why}")]
    Content {
        /// Which file.
        file: &'static str,
        /// Its line, from 1.
        line: u64,
        /// What is wrong there.
        why: String,
    },
    /// Two outputs have one name.
    #[error("{0} is named for two outputs")]
    SameFile(PathBuf),
    /// The file's name does not say how to write it.
    #[error("{0}: the name must end in .parquet or .csv")]
    UnknownFormat(PathBuf),
    /// A file could not be written.
    #[error("{path}: {source}")]
    Write {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Rows did not make a batch: a fault of this crate.
    #[error(transparent)]
    Arrow(#[from] ArrowError),
    /// Parquet refused the rows or the file.
    #[error(transparent)]
    Parquet(#[from] ParquetError),
}

impl SimulateError {
    pub(crate) fn write(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::Write { path: path.to_owned(), source }
    }
}

impl Explain for SimulateError {
    fn message(&self) -> Message {
        match self {
            Self::OutOfRange { what, given, low, high } => Message::new(&WORDS, "simulator-out-of-range")
                .with("what", *what)
                .with("given", *given)
                .with("low", *low)
                .with("high", *high),
            Self::Content { file, line, .. } => {
                Message::new(&WORDS, "simulator-content").with("file", *file).with("line", *line)
            }
            Self::SameFile(path) => {
                Message::new(&WORDS, "simulator-same-file").with("path", path.display().to_string())
            }
            Self::UnknownFormat(path) => {
                Message::new(&WORDS, "simulator-unknown-format").with("path", path.display().to_string())
            }
            Self::Write { path, source } => Message::new(&WORDS, "simulator-write")
                .with("path", path.display().to_string())
                .with("reason", source.to_string()),
            Self::Arrow(_) => Message::new(&WORDS, "simulator-rows"),
            Self::Parquet(error) => {
                Message::new(&WORDS, "simulator-parquet").with("reason", error.to_string())
            }
        }
    }
}
