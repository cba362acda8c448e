//! A file as a table of named columns, for the analysis of an experiment: CSV (whatever its separator and encoding) or Parquet.
//!
//! Start with [`read`]: only the columns that are [`Wanted`] are decoded, each into what its [`Kind`] says. A row with a cell that
//! cannot be is refused, as an import would, and left out of every column.
//!
//! - `text` reads CSV, several pieces of the file at once; `binary` reads Parquet, several columns at once;
//! - `building` makes columns of cells; `words` gives each word a number.
//!
//! **Invariants:** all columns have the same rows, in the order of the file; a CSV and a Parquet file of the same rows give the same
//! table; it does not depend on the number of threads; no number is infinite.

mod binary;
mod building;
mod error;
#[cfg(test)]
mod tests;
mod text;
mod words;

use std::{path::Path, sync::Arc};

use kernel::Lang;

pub use error::TableError;

use self::building::Builder;
use super::{
    ImportPlan, Reject,
    preset::{self, Preset},
    reject::{Reason, Rejects, RejectsForm},
    source::Source,
};

/// More rows than this are not an experiment's units: they are to be summed by unit first. The columns would fill the memory.
pub const ROWS_MAX: u64 = 100_000_000;
/// Refused rows that are kept to be shown; the others are counted.
pub const REJECTS_MAX: usize = 100_000;
/// Column titles that are told where one is missing.
const FOUND_MAX: usize = 40;

/// What the cells of a column are read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Numbers, with a decimal point or comma. Empty, `NA` and `NaN` are missing; an infinite one is refused.
    Numbers,
    /// Words that repeat. Empty is missing.
    Words,
    /// Dates and instants; those without zone are of Paris, a date alone is its midnight. Empty is missing.
    Instants,
    /// What units are called: [`Column::Integers`] if all of them are whole numbers without sign and leading zero, else
    /// [`Column::Words`]. None may be missing.
    Units,
}

/// A column to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Its title, exactly.
    pub name: String,
    /// What its cells are.
    pub kind: Kind,
}

impl Wanted {
    /// A column of this title and kind.
    pub fn new(name: impl Into<String>, kind: Kind) -> Self {
        Self { name: name.into(), kind }
    }
}

/// The values of a column, one a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// [`Kind::Numbers`]; NaN: missing.
    Numbers(Vec<f64>),
    /// [`Kind::Units`] that are numbers.
    Integers(Vec<u64>),
    /// [`Kind::Words`], and [`Kind::Units`] that are not all numbers.
    Words {
        /// By row, the place of its word among `names`; [`Column::NO_WORD`]: missing.
        codes: Vec<u32>,
        /// The words, each once, in the order in which they come first.
        names: Vec<String>,
    },
    /// [`Kind::Instants`], in µs UTC; [`Column::NO_INSTANT`]: missing.
    Instants(Vec<i64>),
}

impl Column {
    /// No word in a row.
    pub const NO_WORD: u32 = u32::MAX;
    /// No instant in a row.
    pub const NO_INSTANT: i64 = i64::MIN;
}

/// The wanted columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// How many rows each column has.
    pub rows: u64,
    /// Titles and values, in the order in which they were wanted.
    pub columns: Vec<(String, Column)>,
}

/// What was read of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// The rows that are right.
    pub table: Table,
    /// The refused ones, in the order of the file: the first [`REJECTS_MAX`].
    pub rejected: Vec<Reject>,
    /// How many were refused.
    pub rejected_count: u64,
    /// The titles of all columns of the file.
    pub columns_found: Vec<String>,
}

/// What a reader of one format gives: columns, and the rows that were refused, in order.
struct Found {
    rows: u64,
    columns: Vec<Builder>,
    rejected: Vec<Reject>,
    rejected_count: u64,
    titles: Vec<String>,
}

/// Reads the wanted columns of a file. What it is, Parquet or text, compressed or not, is seen from its content.
///
/// # Errors
///
/// [`TableError`], which says what a person can do: no such file or column, not a table, a column of another type.
pub fn read(path: &Path, wanted: &[Wanted]) -> Result<Read, TableError> {
    read_named(path, &path.display().to_string(), wanted)
}

/// The same, of a file that is called otherwise in messages than where it lies.
///
/// # Errors
///
/// As [`read`].
pub fn read_named(path: &Path, name: &str, wanted: &[Wanted]) -> Result<Read, TableError> {
    let threads = std::thread::available_parallelism().map_or(1, |it| it.get().min(4));
    read_on(Source { name: name.into(), ..Source::open(path)? }, wanted, threads)
}

fn read_on(source: Source, wanted: &[Wanted], threads: usize) -> Result<Read, TableError> {
    let found = if source.sample.starts_with(b"PAR1") {
        binary::read(&source, wanted, threads)?
    } else {
        // Refuses workbooks, databases and the like.
        preset::wanted(&source, &ImportPlan { preset: Preset::Csv, ..ImportPlan::default() })?;
        text::read(source, wanted, threads)?
    };
    let is_whole = found.rejected_count == 0;
    let columns = wanted.iter().zip(found.columns);
    let columns = columns.map(|(wanted, it)| (wanted.name.clone(), it.finish(is_whole))).collect();
    Ok(Read {
        table: Table { rows: found.rows, columns },
        rejected: found.rejected,
        rejected_count: found.rejected_count,
        columns_found: found.titles,
    })
}

/// Writes refused rows to a file, as an import does: `file,line,column,value,reason`.
///
/// # Errors
///
/// [`TableError::Import`] if the file cannot be written.
pub fn write_rejected(place: &Path, lang: Lang, file: &str, rejected: &[Reject]) -> Result<(), TableError> {
    let rejects = Rejects::begin(Some(place), RejectsForm::List, lang)?;
    rejects.take(&Arc::from(file), rejected.to_vec())?;
    Ok(rejects.finish().1?)
}

/// Where each wanted column is among the titles.
fn places(file: &str, titles: &[String], wanted: &[Wanted]) -> Result<Vec<usize>, TableError> {
    let place = |it: &Wanted| titles.iter().position(|title| *title == it.name);
    let doubled = wanted.iter().find(|it| titles.iter().filter(|title| **title == it.name).count() > 1);
    if let Some(doubled) = doubled {
        let columns = doubled.name.clone();
        return Err(super::ImportError::DoubledColumns { file: file.to_owned(), columns }.into());
    }
    let absent: Vec<&str> =
        wanted.iter().filter(|it| place(it).is_none()).map(|it| it.name.as_str()).collect();
    if !absent.is_empty() {
        let found: Vec<&str> = titles.iter().map(String::as_str).take(FOUND_MAX).collect();
        return Err(TableError::AbsentColumns {
            file: file.to_owned(),
            columns: absent.join(", "),
            found: found.join(", "),
        });
    }
    Ok(wanted.iter().filter_map(place).collect())
}

/// Counts the rows so far against what a table may have.
fn check_rows(file: &str, rows: u64) -> Result<(), TableError> {
    if rows > ROWS_MAX { Err(TableError::TooManyRows(file.to_owned())) } else { Ok(()) }
}
