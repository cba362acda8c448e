//! Why an import did not happen, and what a person can do.

use std::{io, path::PathBuf, sync::Arc};

use contact_log::LogError;
use kernel::{Explain, Message};

use super::{WORDS, source::Damaged};

/// A sink refused what it was given.
#[derive(Debug, thiserror::Error)]
pub enum SinkError {
    /// The contact log.
    #[error(transparent)]
    Log(#[from] LogError),
    /// Whatever else stands behind.
    #[error("rows could not be handed on: {0}")]
    Other(String),
}

/// The import was not made: the log is as it was.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file is not there, or not readable.
    #[error("cannot open {file}")]
    Open {
        /// Which file.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// Reading failed on the way.
    #[error("cannot read {file} after line {line}")]
    Read {
        /// Which file.
        file: String,
        /// The last line that was read whole.
        line: u64,
        /// Why.
        source: io::Error,
    },
    /// Nothing in it.
    #[error("{0} is empty")]
    Empty(String),
    /// The first line has no end for a megabyte: it is no table.
    #[error("the first line of {0} is too long")]
    LongFirstLine(String),
    /// No preset has this name.
    #[error("`{0}` is not a preset")]
    UnknownPreset(String),
    /// Not the format that was asked, or none that is known.
    #[error("{file} is not in format {format}")]
    NotThisFormat {
        /// Which file.
        file: String,
        /// What it was read as.
        format: &'static str,
        /// What was found, in English, for the log.
        detail: String,
    },
    /// Not the format that its first bytes announce: damaged, or cut.
    #[error("{file} is damaged: {detail}")]
    Damaged {
        /// Which file.
        file: String,
        /// What was found, in English, for the log.
        detail: String,
    },
    /// Two columns of the canonical form have the same title.
    #[error("{file} has several columns {columns}")]
    DoubledColumns {
        /// Which file.
        file: String,
        /// The titles, with commas.
        columns: String,
    },
    /// A workbook or a database: to be saved as CSV first.
    #[error("{file} is a {what}")]
    OtherKind {
        /// Which file.
        file: String,
        /// `spreadsheet`, `sqlite`, `ocel-sqlite`, `ocel-1`, `json` or `pdf`.
        what: &'static str,
    },
    /// XML that declares a document type or entities, which could hide a text that grows without end.
    #[error("{file}, line {line}: a declaration, which is not read")]
    Declared {
        /// Which file.
        file: String,
        /// On which line.
        line: u64,
    },
    /// A column that rows cannot be without is absent.
    #[error("{file} has no column {columns}")]
    MissingColumns {
        /// Which file.
        file: String,
        /// The canonical names, with commas.
        columns: String,
        /// What it has, with commas.
        found: String,
    },
    /// No value tells whether the day or the month comes first.
    #[error("{file}: the dates of `{column}` can be read in two ways, such as `{example}`")]
    AmbiguousDates {
        /// Which file.
        file: String,
        /// Which column.
        column: String,
        /// One of the values.
        example: String,
    },
    /// The dates have a form that is not known.
    #[error("{file}: the dates of `{column}` have no known form, such as `{example}`")]
    UnknownDates {
        /// Which file.
        file: String,
        /// Which column.
        column: String,
        /// One of the values.
        example: String,
    },
    /// A mapping file says what cannot be.
    #[error("mapping {place}: {detail}")]
    Mapping {
        /// Which mapping.
        place: String,
        /// What is wrong.
        detail: String,
    },
    /// The partner is in no column, and was not given.
    #[error("{0} does not say to which partner its rows belong")]
    NoPartner(String),
    /// The text cannot be stored in this product, however it is read.
    #[error("`{0}` is not a known encoding")]
    UnknownEncoding(String),
    /// Rows were refused, and none may be.
    #[error("{count} rows were refused")]
    Strict {
        /// How many.
        count: u64,
        /// Where the first one is.
        file: Arc<str>,
        /// On which line.
        line: u64,
    },
    /// The person who asked for it stopped it.
    #[error("cancelled")]
    Cancelled,
    /// The rejects file cannot be written.
    #[error("cannot write {}", place.display())]
    RejectsFile {
        /// Which file.
        place: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// More rows without a name than can be counted apart.
    #[error("{0} has too many rows without a contact_id")]
    TooManyUnnamed(String),
    /// More objects than can be held.
    #[error("{0} has too many objects")]
    TooManyObjects(String),
    /// Whatever takes the rows refused them.
    #[error(transparent)]
    Sink(#[from] SinkError),
}

impl From<LogError> for ImportError {
    fn from(error: LogError) -> Self {
        Self::Sink(SinkError::Log(error))
    }
}

impl ImportError {
    /// Whether the input or the command is at fault (exit code 2), rather than the machine (1).
    pub fn is_input(&self) -> bool {
        match self {
            Self::Read { source, .. } => is_damage(source),
            Self::Cancelled | Self::RejectsFile { .. } | Self::Sink(_) => false,
            _ => true,
        }
    }

    pub(super) fn mapping(place: &str, detail: impl Into<String>) -> Self {
        Self::Mapping { place: place.to_owned(), detail: detail.into() }
    }
}

fn is_damage(error: &io::Error) -> bool {
    error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Damaged>)
}

impl Explain for SinkError {
    fn message(&self) -> Message {
        match self {
            Self::Log(error) => error.message(),
            Self::Other(_) => Message::new(&WORDS, "sink-failed"),
        }
    }
}

impl Explain for ImportError {
    fn message(&self) -> Message {
        let say = |key| Message::new(&WORDS, key);
        match self {
            Self::Open { file, source } | Self::Read { file, source, .. } if is_damage(source) => {
                say("file-damaged").with("file", file.as_str())
            }
            Self::Open { file, source } => {
                let key = match source.kind() {
                    io::ErrorKind::NotFound => "file-absent",
                    io::ErrorKind::PermissionDenied => "file-forbidden",
                    io::ErrorKind::IsADirectory => "file-is-a-folder",
                    _ => "file-unreadable",
                };
                say(key).with("file", file.as_str())
            }
            Self::Read { file, line, .. } => {
                say("read-failed").with("file", file.as_str()).with("line", line.to_string())
            }
            Self::Empty(file) => say("file-empty").with("file", file.as_str()),
            Self::LongFirstLine(file) => say("first-line-long").with("file", file.as_str()),
            Self::UnknownPreset(name) => {
                let known: Vec<_> = super::Preset::ALL.iter().map(|it| it.name()).collect();
                say("unknown-preset").with("name", name.as_str()).with("known", known.join(", "))
            }
            Self::NotThisFormat { file, format, .. } => {
                say("not-this-format").with("file", file.as_str()).with("format", *format)
            }
            Self::Damaged { file, .. } => say("file-broken").with("file", file.as_str()),
            Self::DoubledColumns { file, columns } => {
                say("doubled-columns").with("file", file.as_str()).with("columns", columns.as_str())
            }
            Self::OtherKind { file, what } => {
                let key = match *what {
                    "sqlite" => "is-a-database",
                    "ocel-sqlite" => "is-an-ocel-database",
                    "ocel-1" => "is-ocel-1",
                    "json" => "is-json",
                    "pdf" => "is-a-document",
                    _ => "is-a-spreadsheet",
                };
                say(key).with("file", file.as_str())
            }
            Self::Declared { file, line } => {
                say("xml-declares").with("file", file.as_str()).with("line", line.to_string())
            }
            Self::MissingColumns { file, columns, found } => say("missing-columns")
                .with("file", file.as_str())
                .with("columns", columns.as_str())
                .with("found", found.as_str()),
            Self::AmbiguousDates { file, column, example } => say("ambiguous-dates")
                .with("file", file.as_str())
                .with("column", column.as_str())
                .with("example", example.as_str()),
            Self::UnknownDates { file, column, example } => say("unknown-dates")
                .with("file", file.as_str())
                .with("column", column.as_str())
                .with("example", example.as_str()),
            Self::Mapping { place, detail } => {
                say("bad-mapping").with("place", place.as_str()).with("detail", detail.as_str())
            }
            Self::NoPartner(file) => say("no-partner").with("file", file.as_str()),
            Self::UnknownEncoding(name) => say("unknown-encoding").with("name", name.as_str()),
            Self::Strict { count, file, line } => {
                say("strict").with("count", *count).with("file", file.as_ref()).with("line", line.to_string())
            }
            Self::Cancelled => say("cancelled"),
            Self::RejectsFile { place, .. } => {
                say("rejects-unwritten").with("place", place.display().to_string())
            }
            Self::TooManyUnnamed(file) => say("too-many-unnamed").with("file", file.as_str()),
            Self::TooManyObjects(file) => say("too-many-objects").with("file", file.as_str()),
            Self::Sink(error) => error.message(),
        }
    }
}
