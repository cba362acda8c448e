//! What would be read of a file, for a person to look at and correct before anything is imported.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use arrow::{
    array::{Array, ArrayAccessor, ArrayRef, AsArray, DictionaryArray, RecordBatch, StringArray},
    datatypes::{
        DataType, Decimal64Type, Int32Type, TimestampMicrosecondType, UInt8Type, UInt32Type, UInt64Type,
    },
};
use jiff::Timestamp;
use kernel::{Euro, Lang, Message, PartnerCode};

use super::{
    Ambiguity, Column, Guessed, ImportError, ImportPlan, Mapping, Preset, Reject, Run, Sink, SinkError,
    Unwatched, ocel, open311,
    order::CONTENT_ID,
    preset::{self, Kind},
    queue_log,
    reject::{Reason, Rejects},
    source::Source,
    tabular::{self, Prepared},
    text,
    values::judge,
    xes,
};

/// What a file seems to be.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    /// The preset that reads it.
    pub preset: Preset,
    /// `utf-8`, `windows-1252` …; empty where a format says it itself.
    pub encoding: String,
    /// What stands between values; `None` where there is no such thing.
    pub separator: Option<char>,
    /// Whether the first line has titles.
    pub header: bool,
    /// The columns, with what they seem to mean.
    pub columns: Vec<Guessed>,
    /// What only a person can settle: the import asks for it.
    pub ambiguities: Vec<Ambiguity>,
    /// The guess as a mapping: to correct, to keep, to give back.
    pub mapping: Mapping,
    /// Names of the columns of `rows`.
    pub row_columns: Vec<String>,
    /// The first rows as they would be imported, canonical texts.
    pub rows: Vec<Vec<String>>,
    /// What rows cannot be without, and no column gives: there are no rows then.
    pub missing: Vec<Column>,
    /// Words of the beginning that closed lists do not know, so that a person can say what they mean.
    pub unknown: Vec<UnknownWord>,
    /// The first rows that would be refused.
    pub rejects: Vec<Reject>,
    /// How many rows were tried, and how many of them would be refused.
    pub tried: (u64, u64),
    /// What a person should know of the choices made.
    pub said: Vec<Message>,
}

/// A word of a source that a closed list does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownWord {
    /// The list.
    pub column: Column,
    /// The title of its column.
    pub title: String,
    /// The word.
    pub word: String,
    /// The code that was perhaps meant.
    pub nearest: Option<&'static str>,
}

/// How many unknown words are shown.
const UNKNOWN_MAX: usize = 40;

/// Looks at a file without importing it: at most `rows` rows, and as many refused ones.
///
/// # Errors
///
/// [`ImportError`] if it cannot be read at all. What the import would ask about is in [`Preview::ambiguities`] instead.
pub fn preview(
    file: &Path,
    preset: Preset,
    mapping: Option<&Mapping>,
    partner: Option<&PartnerCode>,
    rows: usize,
) -> Result<Preview, ImportError> {
    // Who the rows belong to is not the question here.
    let stand_in = || "preview".parse().ok();
    let source = Source::open(file)?;
    if source.sample.is_empty() && !source.noticed.is_cut() {
        return Err(ImportError::Empty(source.name.to_string()));
    }
    let mut plan = ImportPlan {
        files: vec![file.to_owned()],
        preset,
        mapping: mapping.cloned(),
        partner: partner.cloned(),
        threads: Some(1),
        ..ImportPlan::default()
    };
    let mut seen = match preset::wanted(&source, &plan)? {
        Kind::Table(preset) => {
            let prepared = match tabular::prepare(&source, preset, &plan) {
                Err(ImportError::NoPartner(_)) => {
                    plan.partner = stand_in();
                    tabular::prepare(&source, preset, &plan)?
                }
                prepared => prepared?,
            };
            let seen = of_table(&prepared);
            if !seen.missing.is_empty() {
                return Ok(seen);
            }
            // The rows are shown as the first of the possible orders reads them.
            plan.preset = prepared.preset;
            if prepared.preset != Preset::Canonical {
                plan.preset = Preset::Csv;
                let mut mapping = prepared.mapping;
                mapping.read.dates =
                    mapping.read.dates.or(seen.ambiguities.iter().find_map(|it| it.forms.first().copied()));
                plan.mapping = Some(mapping);
            }
            seen
        }
        Kind::Xes(preset) => {
            let prepared = xes::look::prepare(&source, preset, &plan)?;
            let seen = of_attributes(prepared);
            plan.preset = Preset::Xes;
            plan.mapping = Some(seen.mapping.clone());
            seen
        }
        Kind::Ocel => {
            let ocel::look::Prepared { mapping, encoding, columns, said, .. } =
                ocel::look::prepare(&source, &plan)?;
            plan.preset = Preset::Ocel2;
            plan.mapping = Some(mapping.clone());
            let encoding = encoding.name().to_ascii_lowercase();
            Preview { preset: Preset::Ocel2, encoding, columns, mapping, said, ..Preview::default() }
        }
        Kind::QueueLog => of_reader(&source, Preset::QueueLog, mapping, &queue_log::MAPPING),
        Kind::Open311 => of_reader(&source, Preset::Open311, mapping, &open311::MAPPING),
        kind @ Kind::Parquet => Preview { preset: kind.preset(), ..Preview::default() },
    };
    let tells_partners =
        |it: &Mapping| [&it.contacts, &it.events].iter().any(|it| it.contains_key(&Column::Partner));
    if plan.partner.is_none() && seen.preset != Preset::Canonical && !tells_partners(&seen.mapping) {
        plan.partner = stand_in();
    }
    if seen.ambiguities.iter().any(|it| it.forms.is_empty()) {
        return Ok(seen);
    }
    show(source, &plan, rows, &mut seen)?;
    Ok(seen)
}

fn of_table(prepared: &Prepared) -> Preview {
    Preview {
        preset: prepared.preset,
        encoding: prepared.look.encoding.name().to_ascii_lowercase(),
        separator: Some(char::from(prepared.look.dialect.separator)),
        header: prepared.look.header,
        columns: prepared.columns.clone(),
        ambiguities: prepared.ambiguities.clone(),
        mapping: prepared.mapping.clone(),
        missing: prepared.missing.clone(),
        unknown: unknown(prepared),
        said: prepared.said.clone(),
        ..Preview::default()
    }
}

/// The words of the first rows that closed lists do not know, by column, each once.
fn unknown(prepared: &Prepared) -> Vec<UnknownWord> {
    let mut found: Vec<UnknownWord> = Vec::new();
    for (column, place) in &prepared.layout.places {
        let words = prepared.look.rows.iter().filter_map(|it| it.1.get(*place)).map(|it| it.trim());
        for word in words.filter(|it| !it.is_empty()) {
            let nearest = match judge(&prepared.spec, *column, word) {
                Err(Reason::UnknownWord { nearest, .. }) => nearest,
                Err(Reason::BadCause) => None,
                _ => continue,
            };
            let is_new = found.iter().all(|it| it.column != *column || it.word != word);
            if is_new && found.len() < UNKNOWN_MAX {
                let title = prepared.spec.name(*column).to_owned();
                found.push(UnknownWord { column: *column, title, word: word.to_owned(), nearest });
            }
        }
    }
    found
}

fn of_attributes(prepared: xes::look::Prepared) -> Preview {
    Preview {
        preset: prepared.preset,
        encoding: prepared.encoding.name().to_ascii_lowercase(),
        columns: prepared.columns,
        mapping: prepared.mapping,
        said: prepared.said,
        ..Preview::default()
    }
}

/// What a reader with columns of its own takes from them.
fn of_reader(source: &Source, preset: Preset, given: Option<&Mapping>, shipped: &Mapping) -> Preview {
    let given = given.filter(|it| !it.contacts.is_empty() || !it.events.is_empty());
    let mapping = Mapping { preset: Some(preset), ..given.unwrap_or(shipped).clone() };
    let mut columns: Vec<Guessed> = Vec::new();
    for (column, from) in &mapping.contacts {
        let Some(title) = from.title() else { continue };
        if columns.iter().all(|it| it.title != title) {
            let (title, meaning) = (title.to_owned(), Some(*column));
            columns.push(Guessed { title, meaning, confidence: 1.0, examples: Vec::new(), dates: None });
        }
    }
    let encoding = text::guess(&source.sample, source.whole).name().to_ascii_lowercase();
    Preview { preset, encoding, columns, mapping, ..Preview::default() }
}

/// Reads until there are enough rows.
fn show(source: Source, plan: &ImportPlan, rows: usize, seen: &mut Preview) -> Result<(), ImportError> {
    let shown = Shown { rows_max: rows, inner: Mutex::default() };
    let rejects = Rejects::begin(None, plan.rejects_form, Lang::default())?;
    let run = Run::new(&shown, &Unwatched, &rejects, plan, 0);
    let read = preset::read(source, plan, &run);
    let tried = run.rows.into_inner();
    let inner = shown.inner.into_inner().unwrap_or_else(PoisonError::into_inner);
    match read {
        Ok(said) if seen.said.is_empty() => seen.said = said,
        Ok(_) => {}
        // That is how the sink stops a long file.
        Err(ImportError::Sink(_)) if inner.rows.len() >= rows => {}
        Err(error) => return Err(error),
    }
    seen.row_columns = inner.columns;
    seen.rows = inner.rows;
    let refused = rejects.finish().0;
    seen.tried = (tried, refused.count);
    seen.rejects = refused.shown.into_iter().map(|it| it.1).take(rows).collect();
    Ok(())
}

/// Keeps the first rows as texts.
struct Shown {
    rows_max: usize,
    inner: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Shown {
    fn take(&self, batch: &RecordBatch) -> Result<(), SinkError> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let columns: Vec<String> = batch.schema_ref().fields().iter().map(|it| it.name().clone()).collect();
        if inner.columns.is_empty() {
            inner.columns.clone_from(&columns);
        }
        // Contacts and request events are not shown in one table: the kind that comes first is.
        if inner.columns == columns {
            for row in 0..batch.num_rows() {
                if inner.rows.len() < self.rows_max {
                    inner.rows.push(batch.columns().iter().map(|it| shown(cell(it, row))).collect());
                }
            }
        }
        if inner.rows.len() < self.rows_max { Ok(()) } else { Err(SinkError::Other("enough".to_owned())) }
    }
}

impl Sink for Shown {
    fn contacts(&self, batch: RecordBatch, _: &Arc<str>) -> Result<(), SinkError> {
        self.take(&batch)
    }

    fn events(&self, batch: RecordBatch, _: &Arc<str>) -> Result<(), SinkError> {
        self.take(&batch)
    }
}

/// A name that was made here says nothing to a person.
fn shown(cell: String) -> String {
    if cell.starts_with(CONTENT_ID) { String::new() } else { cell }
}

/// A value as the canonical form writes it; empty for nothing.
pub(super) fn cell(column: &ArrayRef, row: usize) -> String {
    if column.is_null(row) {
        return String::new();
    }
    let instant = |us| Timestamp::from_microsecond(us).map_or_else(|_| String::new(), |it| it.to_string());
    match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        DataType::Dictionary(..) => {
            let words = column.as_dictionary_opt::<Int32Type>();
            let word = words.and_then(DictionaryArray::downcast_dict::<StringArray>);
            word.map_or_else(String::new, |it| it.value(row).to_owned())
        }
        DataType::Timestamp(..) => {
            let us = column.as_primitive_opt::<TimestampMicrosecondType>();
            us.map_or_else(String::new, |it| instant(it.value(row)))
        }
        DataType::Decimal64(..) => Euro(column.as_primitive::<Decimal64Type>().value(row)).to_string(),
        DataType::UInt8 => column.as_primitive::<UInt8Type>().value(row).to_string(),
        DataType::UInt32 => column.as_primitive::<UInt32Type>().value(row).to_string(),
        DataType::UInt64 => column.as_primitive::<UInt64Type>().value(row).to_string(),
        _ => String::new(),
    }
}
