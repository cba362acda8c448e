//! The contact log as files of other tools: XES, OCEL 2.0, CSV, Parquet.
//!
//! Start with [`export`]. Rows stream from the log, a bucket at a time, into a file written aside and then renamed: what
//! stands under the name asked is whole, or what stood there before. Usagers, requests and agents leave as pseudonyms of 16
//! hexadecimal digits.
//!
//! | format | what a filter keeps | where |
//! | --- | --- | --- |
//! | CSV, Parquet | index contacts; changes of status if the filters speak of them | [`flat`] |
//! | XES | whole journeys, those that measure 11 counts | [`xes`] |
//! | OCEL 2.0 | as CSV | [`ocel`] |
//!
//! Changes of status know a partner, a life event and an instant: with any other filter (a channel, a cause …) none is exported, and their
//! file has its titles alone, so that an older one never stands beside newer contacts.

mod aside;
mod chosen;
mod flat;
mod instant;
mod journey;
mod ocel;
mod pseudonym;
mod rows;
mod xes;

#[cfg(test)]
mod tests;

use std::{
    io,
    path::{Path, PathBuf},
    str::FromStr,
    sync::LazyLock,
};

use arrow::{array::RecordBatch, error::ArrowError};
use contact_log::{
    LogError, PartnerLog, Snapshot,
    schema::{STORED_CONTACTS, STORED_EVENTS},
};
use kernel::{Explain, Message, Scope, Words};
use measures::{Dimension, Selection};
use serde::Serialize;

use chosen::Chosen;
pub use flat::events_place;

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        include_str!("../../../content/locales/fr/export.ftl"),
        include_str!("../../../content/locales/en/export.ftl"),
    )
});

/// What an export can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// XES, one trace a request.
    Xes,
    /// OCEL 2.0 in JSON.
    Ocel2,
    /// CSV, canonical columns.
    Csv,
    /// Parquet, canonical columns.
    Parquet,
}

impl ExportFormat {
    /// All, in the order of the command's help.
    pub const ALL: [Self; 4] = [Self::Xes, Self::Ocel2, Self::Csv, Self::Parquet];

    /// The word of `--format`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Xes => "xes",
            Self::Ocel2 => "ocel2",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }
}

impl FromStr for ExportFormat {
    type Err = ExportError;

    fn from_str(text: &str) -> Result<Self, ExportError> {
        Self::ALL
            .into_iter()
            .find(|it| it.name() == text)
            .ok_or_else(|| ExportError::UnknownFormat(text.to_owned()))
    }
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ExportReport {
    /// The file asked, then the one of the changes of status where they have one ([`events_place`]).
    pub files: Vec<PathBuf>,
    /// Contacts written.
    pub contacts: u64,
    /// Changes of status written.
    pub events: u64,
    /// Traces of an XES file.
    pub journeys: u64,
    /// Objects of an OCEL file: usagers and requests.
    pub objects: u64,
    /// Index contacts that an XES file cannot hold: they belong to no request.
    pub left_out: u64,
}

/// The export was not made; what stood under its name still stands.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Not one of the four.
    #[error("`{0}` is not a format of export")]
    UnknownFormat(String),
    /// The end of the period is not after its beginning.
    #[error("the period is empty: its end is not after its beginning")]
    EmptyPeriod,
    /// A contact alone does not tell this.
    #[error("exports are not filtered by {}", .0.name())]
    NotAFilterHere(Dimension),
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The rows of the log are not what its schema says.
    #[error("the rows of the log could not be handled")]
    Rows(#[from] ArrowError),
    /// The file cannot be written.
    #[error("{place} could not be written")]
    Write {
        /// Which file.
        place: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl ExportError {
    fn cannot_write<E: Into<io::Error>>(place: &Path) -> impl Fn(E) -> Self {
        move |source| Self::Write { place: place.to_owned(), source: source.into() }
    }
}

impl Explain for ExportError {
    fn message(&self) -> Message {
        let say = |key| Message::new(&WORDS, key);
        match self {
            Self::UnknownFormat(name) => {
                let known = ExportFormat::ALL.map(ExportFormat::name).join(", ");
                say("unknown-format").with("name", name.as_str()).with("known", known)
            }
            Self::EmptyPeriod => say("empty-period"),
            Self::NotAFilterHere(dimension) => say("not-a-filter-here").with("dimension", dimension.name()),
            Self::Log(error) => error.message(),
            Self::Rows(_) => say("rows-unreadable"),
            Self::Write { place, source } => {
                let key = match source.kind() {
                    io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "disk-full",
                    io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "not-allowed",
                    io::ErrorKind::NotFound => "no-folder",
                    io::ErrorKind::IsADirectory => "is-a-folder",
                    _ => "cannot-write",
                };
                say(key).with("place", place.display().to_string())
            }
        }
    }
}

/// Writes what `selection` keeps of the rows that `scope` holds to `out`. Text formats are compressed if the name ends in `.gz` or `.zst`.
///
/// # Errors
///
/// [`ExportError`]: `out` is then as it was.
pub fn export(
    snapshot: &Snapshot,
    scope: &Scope,
    selection: &Selection,
    format: ExportFormat,
    out: &Path,
) -> Result<ExportReport, ExportError> {
    let chosen = Chosen::new(selection)?;
    let code = |it: &&PartnerLog| {
        let code = it.code.as_str();
        scope.holds(code) && chosen.may_keep_partner(code)
    };
    let log = Log { snapshot, partners: snapshot.partners().iter().filter(code).collect(), chosen: &chosen };
    match format {
        ExportFormat::Xes => xes::write(&log, out),
        ExportFormat::Ocel2 => ocel::write(&log, out),
        ExportFormat::Csv => flat::csv(&log, out),
        ExportFormat::Parquet => flat::parquet(&log, out),
    }
}

/// What is exported of the log.
struct Log<'a> {
    snapshot: &'a Snapshot,
    partners: Vec<&'a PartnerLog>,
    chosen: &'a Chosen,
}

impl Log<'_> {
    /// Whether the log has changes of status, be they kept or not.
    fn has_events(&self) -> bool {
        self.snapshot.partners().iter().any(|it| it.events > 0)
    }

    fn each_contacts(
        &self,
        mut each: impl FnMut(&RecordBatch) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        for partner in &self.partners {
            for bucket in 0..partner.buckets {
                self.bucket_contacts(partner, bucket, &mut each)?;
            }
        }
        Ok(())
    }

    fn each_events(
        &self,
        mut each: impl FnMut(&RecordBatch) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        for partner in &self.partners {
            for bucket in 0..partner.buckets {
                self.bucket_events(partner, bucket, &mut each)?;
            }
        }
        Ok(())
    }

    fn bucket_contacts(
        &self,
        partner: &PartnerLog,
        bucket: u32,
        mut each: impl FnMut(&RecordBatch) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        for batch in self.snapshot.read_contacts(partner, bucket, &rows::names(&STORED_CONTACTS))? {
            each(&batch?)?;
        }
        Ok(())
    }

    fn bucket_events(
        &self,
        partner: &PartnerLog,
        bucket: u32,
        mut each: impl FnMut(&RecordBatch) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        for batch in self.snapshot.read_events(partner, bucket, &rows::names(&STORED_EVENTS))? {
            each(&batch?)?;
        }
        Ok(())
    }
}
