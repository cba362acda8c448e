//! Why a table could not be read, and what a person can do.

use kernel::{Explain, Message};

use super::{Kind, ROWS_MAX};
use crate::import::{ImportError, WORDS};

/// The table was not read.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The file cannot be opened, is damaged, or is no table.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// Wanted columns are not there.
    #[error("{file} has no column {columns}")]
    AbsentColumns {
        /// Which file.
        file: String,
        /// The wanted ones, with commas.
        columns: String,
        /// What it has, with commas.
        found: String,
    },
    /// A column of Parquet is of a type that its cells cannot be read from.
    #[error("{file}: the column {column} is of type {found}, not {wanted:?}")]
    WrongType {
        /// Which file.
        file: String,
        /// Which column.
        column: String,
        /// What it is.
        found: String,
        /// What it should be.
        wanted: Kind,
    },
    /// Some numbers have a decimal comma, others a point: one of them could part thousands.
    #[error("{file}: the numbers of {column} have decimal commas and decimal points")]
    MixedDecimals {
        /// Which file.
        file: String,
        /// Which column.
        column: String,
    },
    /// The dates have no known form, or could be read with the day or the month first.
    #[error("{file}: the dates of {column} are not clear, such as `{example}`")]
    UnclearDates {
        /// Which file.
        file: String,
        /// Which column.
        column: String,
        /// One of the values.
        example: String,
    },
    /// More rows than [`ROWS_MAX`].
    #[error("{0} has more than {ROWS_MAX} rows")]
    TooManyRows(String),
}

impl TableError {
    /// Whether the input or the command is at fault (exit code 2), rather than the machine (1).
    pub fn is_input(&self) -> bool {
        match self {
            Self::Import(error) => error.is_input(),
            _ => true,
        }
    }
}

impl Explain for TableError {
    fn message(&self) -> Message {
        let say = |key, file: &str| Message::new(&WORDS, key).with("file", file);
        match self {
            Self::Import(error) => error.message(),
            Self::AbsentColumns { file, columns, found } => say("table-absent-columns", file)
                .with("columns", columns.as_str())
                .with("found", found.as_str()),
            Self::WrongType { file, column, found, wanted } => {
                let wanted = match wanted {
                    Kind::Numbers => "numbers",
                    Kind::Words => "words",
                    Kind::Instants => "instants",
                    Kind::Units => "units",
                };
                say("table-wrong-type", file)
                    .with("column", column.as_str())
                    .with("found", found.as_str())
                    .with("wanted", wanted)
            }
            Self::MixedDecimals { file, column } => {
                say("table-mixed-decimals", file).with("column", column.as_str())
            }
            Self::UnclearDates { file, column, example } => say("table-unclear-dates", file)
                .with("column", column.as_str())
                .with("example", example.as_str()),
            Self::TooManyRows(file) => say("table-too-many-rows", file).with("max", ROWS_MAX.to_string()),
        }
    }
}
