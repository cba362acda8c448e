//! From a partner's files to source batches of the contact log: one module a format.
//!
//! Start with [`import`] (into a log), [`read`] (into any [`Sink`]) or [`preview`] (what would be read, for a person to correct).
//! `docs/import.md` describes the presets and the mapping file.
//!
//! - [`source`] opens, decompresses, notices cuts; [`text`] decodes; [`split`] finds records; [`look`] and [`guess`] tell what a table holds;
//! - [`values`] checks every value and [`rows`] makes rows of them, whatever the format; [`order`] settles what only the order of a file tells;
//! - [`frame`] reads any table for the analysis of an experiment, with the same pieces;
//! - refused rows go to [`reject`], with their line and their reason in words.
//!
//! **Invariants:** nothing a file holds makes this panic, or hold more than a few pieces of it; the rows do not depend on the
//! number of threads; no identifier of a source is written anywhere but in the rejects file, which the person asked for.

mod column;
mod dates;
mod error;
mod event_table;
mod feed;
pub mod frame;
mod guess;
mod into_log;
mod joined;
mod lexicon;
mod look;
mod mapping;
mod numbers;
mod ocel;
mod open311;
mod order;
mod parquet;
mod parquet_columns;
mod preset;
mod preview;
mod queue_log;
mod reject;
mod rows;
mod source;
mod spec;
mod split;
mod table;
mod tabular;
mod text;
mod titles;
mod values;
mod words;
mod xes;
mod xml;
mod zone;

#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, Ordering},
    },
};

use arrow::array::RecordBatch;
use jiff::Timestamp;
use kernel::{Lang, Message, PartnerCode, Words};

pub use column::Column;
pub use dates::DateFormat;
pub use error::{ImportError, SinkError};
pub use event_table::{EventTable, event_table};
pub use guess::{Ambiguity, Guessed};
pub use into_log::{ImportReport, LogSink, import};
pub use mapping::{ContactAt, Fits, From, Mapping, OcelReading, Reading, Ruled, XesReading};
pub use numbers::Unit;
pub use preset::Preset;
pub use preview::{Preview, UnknownWord, preview};
pub use reject::{Reason, Reject, RejectsForm};

use reject::Rejects;
use rows::{Made, Maker};
use source::{Noticed, Source};

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        include_str!("../../../content/locales/fr/exchange.ftl"),
        include_str!("../../../content/locales/en/exchange.ftl"),
    )
});

/// What to read, and how.
#[derive(Debug, Clone, Default)]
pub struct ImportPlan {
    /// The files, in the order that decides which of two equal contacts is the first; `-` is standard input.
    pub files: Vec<PathBuf>,
    /// What the files are called in messages and among the rejects, in their order; their paths otherwise.
    pub names: Vec<String>,
    /// The kind of files; [`Preset::Auto`] looks.
    pub preset: Preset,
    /// What is not to be guessed.
    pub mapping: Option<Mapping>,
    /// Whose rows these are. Rows that name another partner are refused; without it, the files must name theirs.
    pub partner: Option<PartnerCode>,
    /// Rows that happened later are refused: they can only be mistakes, and would move the end of the observation.
    pub latest: Option<Timestamp>,
    /// Whether one refused row refuses all.
    pub strict: bool,
    /// Where refused rows are shown.
    pub rejects: Option<PathBuf>,
    /// What that file looks like.
    pub rejects_form: RejectsForm,
    /// The language of their reasons.
    pub lang: Lang,
    /// Threads that parse; `None`: as many as the machine has, at most four.
    pub threads: Option<usize>,
}

impl ImportPlan {
    /// What each file is called.
    fn shown_names(&self) -> Vec<Arc<str>> {
        let path = |it: &PathBuf| it.display().to_string();
        let name = |(place, it)| self.names.get(place).cloned().unwrap_or_else(|| path(it)).into();
        self.files.iter().enumerate().map(name).collect()
    }
}

/// Takes the rows, from several threads.
pub trait Sink: Sync {
    /// Takes contacts: a batch of [`contact_log::schema::SOURCE_CONTACTS`].
    ///
    /// # Errors
    ///
    /// Whatever stops the import.
    fn contacts(&self, batch: RecordBatch, file: &Arc<str>) -> Result<(), SinkError>;

    /// Takes request events: a batch of [`contact_log::schema::SOURCE_EVENTS`].
    ///
    /// # Errors
    ///
    /// Whatever stops the import.
    fn events(&self, batch: RecordBatch, file: &Arc<str>) -> Result<(), SinkError>;
}

/// Is told how far an import is, from any thread.
pub trait Progress: Sync {
    /// Bytes read of all files as they lie on the disk, and how many there are (0 if nobody knows).
    fn bytes(&self, done: u64, total: u64);
    /// Rows read, refused ones included, and refused ones.
    fn rows(&self, rows: u64, rejected: u64);
    /// Whether to stop: the import then ends with [`ImportError::Cancelled`].
    fn cancelled(&self) -> bool;
}

/// Nobody watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl Progress for Unwatched {
    fn bytes(&self, _: u64, _: u64) {}

    fn rows(&self, _: u64, _: u64) {}

    fn cancelled(&self) -> bool {
        false
    }
}

/// What was read.
#[derive(Debug, Clone, Default)]
pub struct ReadReport {
    /// Rows, refused ones included.
    pub rows: u64,
    /// Refused rows.
    pub rejected: u64,
    /// How many for each reason, by [`Reason::key`].
    pub rejects_by_reason: BTreeMap<&'static str, u64>,
    /// The first refused rows, by file.
    pub rejects: Vec<(Arc<str>, Reject)>,
    /// What a person should know of the choices made.
    pub said: Vec<Message>,
}

/// Reads files into a sink. Memory does not grow with them (but for rows without an id: about 24 bytes each).
///
/// # Errors
///
/// [`ImportError`]; the sink may have taken rows by then.
pub fn read(plan: &ImportPlan, sink: &dyn Sink, progress: &dyn Progress) -> Result<ReadReport, ImportError> {
    let rejects = Rejects::begin(plan.rejects.as_deref(), plan.rejects_form, plan.lang)?;
    let mut report = read_into(plan, sink, progress, &rejects)?;
    close(plan, rejects, &mut report)?;
    Ok(report)
}

/// Reads a text in memory in place of the files of `plan`, as fuzzing does. Parquet is read from files only.
///
/// # Errors
///
/// As [`read`].
pub fn read_text(text: Vec<u8>, plan: &ImportPlan, sink: &dyn Sink) -> Result<ReadReport, ImportError> {
    let opened = Source::text("text", text);
    let source = opened.map_err(|source| ImportError::Open { file: "text".to_owned(), source })?;
    let rejects = Rejects::begin(None, plan.rejects_form, plan.lang)?;
    let run = Run::new(sink, &Unwatched, &rejects, plan, 0);
    let said = preset::read(source, plan, &run)?;
    let mut report = ReadReport { rows: run.rows.into_inner(), said, ..ReadReport::default() };
    close(plan, rejects, &mut report)?;
    Ok(report)
}

/// Reads files; refused rows stay in `rejects` for more to come.
fn read_into(
    plan: &ImportPlan,
    sink: &dyn Sink,
    progress: &dyn Progress,
    rejects: &Rejects,
) -> Result<ReadReport, ImportError> {
    let sizes = plan.files.iter().map(|it| std::fs::metadata(it).map_or(0, |it| it.len()));
    let run = Run::new(sink, progress, rejects, plan, sizes.sum());
    let mut said = Vec::new();
    for (file, name) in plan.files.iter().zip(plan.shown_names()) {
        let source = Source { name, ..Source::open(file)? };
        let noticed = Arc::clone(&source.noticed);
        said.extend(preset::read(source, plan, &run)?);
        run.bytes_before.fetch_add(noticed.done(), Ordering::Relaxed);
    }
    Ok(ReadReport { rows: run.rows.into_inner(), said, ..ReadReport::default() })
}

/// Puts the rejects file in its place and judges what it holds.
fn close(plan: &ImportPlan, rejects: Rejects, report: &mut ReadReport) -> Result<(), ImportError> {
    let (refused, kept) = rejects.finish();
    report.rejected = refused.count;
    report.rejects_by_reason = refused.by_reason;
    report.rejects = refused.shown;
    kept?;
    match report.rejects.first() {
        Some((file, first)) if plan.strict => {
            Err(ImportError::Strict { count: report.rejected, file: Arc::clone(file), line: first.line })
        }
        _ => Ok(()),
    }
}

/// What the readers of all formats share.
struct Run<'a> {
    sink: &'a dyn Sink,
    progress: &'a dyn Progress,
    rejects: &'a Rejects,
    threads: usize,
    /// Rows after this instant are refused.
    latest_us: i64,
    rows: AtomicU64,
    refused: AtomicU64,
    bytes_before: AtomicU64,
    bytes_all: u64,
}

impl<'a> Run<'a> {
    fn new(
        sink: &'a dyn Sink,
        progress: &'a dyn Progress,
        rejects: &'a Rejects,
        plan: &ImportPlan,
        bytes_all: u64,
    ) -> Self {
        let of_machine = || std::thread::available_parallelism().ok().map(|it| it.get().min(4));
        let threads = plan.threads.or_else(of_machine).unwrap_or(1).max(1);
        let latest_us = plan.latest.map_or(i64::MAX, Timestamp::as_microsecond);
        let (rows, refused, bytes_before) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
        Self { sink, progress, rejects, threads, latest_us, rows, refused, bytes_before, bytes_all }
    }

    /// Counts rows that were made or refused.
    fn made(&self, made: &Made) {
        self.counted(made.len(), made.rejects.len() as u64);
    }

    fn counted(&self, rows: u64, refused: u64) {
        let rows = self.rows.fetch_add(rows, Ordering::Relaxed) + rows;
        let refused = self.refused.fetch_add(refused, Ordering::Relaxed) + refused;
        self.progress.rows(rows, refused);
    }

    fn told(&self, noticed: &Noticed) {
        self.progress.bytes(self.bytes_before.load(Ordering::Relaxed) + noticed.done(), self.bytes_all);
    }

    /// Gives settled rows to the sink.
    fn hand_on(&self, maker: &mut Maker, made: Made, file: &Arc<str>) -> Result<(), ImportError> {
        if let Some(batch) = maker.contacts_batch(made.contacts)? {
            self.sink.contacts(batch, file)?;
        }
        if let Some(batch) = maker.events_batch(made.events)? {
            self.sink.events(batch, file)?;
        }
        Ok(())
    }
}
