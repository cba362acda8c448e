//! What the browser's imports need of the importers: show how a file would be read, then read it.

use std::{collections::BTreeMap, path::Path};

use kernel::{Explain, Lang, Message, PartnerCode};
use serde::{Deserialize, Serialize};

/// Reads files of contacts. Implemented by the binary over the crate of importers.
///
/// Its functions block: they are called on threads of their own.
pub trait Gateway: Send + Sync {
    /// How the file would be read: its format, what its columns seem to mean, its first rows, what could go wrong.
    /// Reads the beginning of the file only.
    ///
    /// # Errors
    ///
    /// [`GatewayError::Refused`] if it is no file of contacts.
    fn preview(
        &self,
        file: &Path,
        name: &str,
        partner: &PartnerCode,
        plan: &Plan,
    ) -> Result<Preview, GatewayError>;

    /// Reads the whole file into the contact log. `progress` is told how many bytes were read, of how many, at least
    /// once a second; it answers `false` when the import must stop.
    ///
    /// # Errors
    ///
    /// [`GatewayError`]; the log is then as it was.
    fn import(
        &self,
        order: &Order<'_>,
        progress: &(dyn Fn(u64, u64) -> bool + Sync),
    ) -> Result<Outcome, GatewayError>;

    /// Removes from the contact log the rows of a partner that the import of this [`Outcome::import`] brought.
    ///
    /// # Errors
    ///
    /// [`GatewayError`]; the log is then as it was.
    fn remove(&self, import: &str, partner: &PartnerCode) -> Result<Removed, GatewayError>;
}

/// A file to import.
#[derive(Debug, Clone, Copy)]
pub struct Order<'a> {
    /// Where it is.
    pub file: &'a Path,
    /// What it was called.
    pub name: &'a str,
    /// Whose contacts, where its rows do not say.
    pub partner: &'a PartnerCode,
    /// How to read it.
    pub plan: &'a Plan,
    /// Where refused rows are written.
    pub rejects: &'a Path,
    /// The language of the reasons in it.
    pub lang: Lang,
}

/// How to read a file: what was guessed, as corrected by a person. Empty: guess everything.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Plan {
    /// The preset's name; `None` = found out.
    pub preset: Option<String>,
    /// For columns of the source by their names: what they mean, in the canonical words; empty = left out.
    pub columns: BTreeMap<String, String>,
    /// How dates are written, where the file leaves a doubt: the code of a [`DateChoice`].
    pub dates: Option<String>,
    /// For the closed lists by their columns: what words of the file mean, as codes of the list.
    pub words: BTreeMap<String, BTreeMap<String, String>>,
}

/// How a file would be read.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    /// The preset in force.
    pub preset: String,
    /// Encoding, separator and the like, as words and values.
    pub facts: Vec<(Message, String)>,
    /// The columns of the source; empty for formats that need no explanation.
    pub columns: Vec<PreviewColumn>,
    /// The canonical columns of `rows`.
    pub row_columns: Vec<String>,
    /// First rows, as they would be imported.
    pub rows: Vec<Vec<String>>,
    /// What a person should know of the choices made.
    pub said: Vec<Message>,
    /// The ways in which its dates can be read, when the file leaves a doubt; nobody may guess.
    pub dates: Vec<DateChoice>,
    /// Canonical columns that a contact cannot be without, and that no column gives.
    pub missing: Vec<String>,
    /// Canonical columns that several columns give: only one can.
    pub doubled: Vec<String>,
    /// Words of the beginning that the closed lists do not know.
    pub unknown: Vec<PreviewWord>,
    /// Rows of the beginning that would be refused.
    pub rejects: Vec<PreviewReject>,
    /// How many rows of the beginning were tried.
    pub tried: u64,
    /// How many of them would be refused.
    pub refused: u64,
}

/// A word that a closed list does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewWord {
    /// The list, by the canonical name of its column.
    pub list: String,
    /// The column of the source.
    pub column: String,
    /// The word.
    pub word: String,
    /// The code that was perhaps meant.
    pub nearest: Option<String>,
}

/// A column of the source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PreviewColumn {
    /// Its name there.
    pub name: String,
    /// What it means: a canonical column, with its unit where it is a duration (`duration_min`); empty = left out.
    pub meaning: String,
    /// Some of its values.
    pub samples: Vec<String>,
}

/// A way to read dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateChoice {
    /// Its code.
    pub code: String,
    /// A date of the file, as it stands.
    pub sample: String,
    /// The day that it would be.
    pub read_as: jiff::civil::Date,
}

/// A row that would be refused.
#[derive(Debug, Clone)]
pub struct PreviewReject {
    /// Its line.
    pub line: u64,
    /// The column at fault.
    pub column: String,
    /// Its value.
    pub value: String,
    /// Why.
    pub reason: Message,
}

/// What came of an import.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Outcome {
    /// Rows read.
    pub rows: u64,
    /// Rows new in the log: contacts and changes of status.
    pub imported: u64,
    /// Rows that the log had.
    pub duplicates: u64,
    /// Rows refused.
    pub rejected: u64,
    /// The earliest instant among them (µs UTC).
    pub from_us: Option<i64>,
    /// The latest.
    pub to_us: Option<i64>,
    /// What the person should know of the choices made, in the language of the order.
    #[serde(default)]
    pub said: Vec<String>,
    /// The number by which its rows can be removed; `None` if it brought none.
    #[serde(default)]
    pub import: Option<String>,
}

/// What was removed from the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Removed {
    /// Contacts.
    pub contacts: u64,
    /// Changes of status.
    pub events: u64,
}

/// A file could not be read, or not be imported.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// The file is not what it should be: a person can do something about it.
    #[error("the file was refused: {}", .0.key())]
    Refused(Message),
    /// `progress` asked to stop.
    #[error("the import was cancelled")]
    Cancelled,
    /// Ours to repair.
    #[error("the import failed: {}", message.key())]
    Failed {
        /// What a person is told.
        message: Message,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Explain for GatewayError {
    fn message(&self) -> Message {
        match self {
            Self::Refused(message) | Self::Failed { message, .. } => message.clone(),
            Self::Cancelled => crate::words::message("import-cancelled"),
        }
    }
}
