//! The wanted columns of a Parquet file, several of them read at once: a column is read from its first row to its last by one thread,
//! so that nothing is to be put together.

use std::{
    fs::File,
    panic::catch_unwind,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use ::parquet::{
    arrow::{
        ProjectionMask,
        arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder},
    },
    errors::ParquetError,
};
use arrow::{
    array::{Array as _, ArrayRef, AsArray, StringArray},
    compute::cast,
    datatypes::{
        ArrowPrimitiveType, DataType, Field, Float64Type, Int32Type, Schema, TimestampMicrosecondType,
        UInt64Type,
    },
};

use super::{
    Builder, Column, Found, Kind, REJECTS_MAX, Reason, Reject, Source, TableError, Wanted, check_rows,
    places, words::Words,
};
use crate::import::{
    ImportError,
    column::Column as LogColumn,
    dates::DateFormat,
    lexicon::unfit,
    mapping::PARIS,
    parquet_columns::{Columns, shown},
    preset::{Preset, not_this},
    spec::Spec,
    zone::Zone,
};

/// Rows that are decoded together: enough to pay for the look at a dictionary, few enough to stay near the processor.
const BATCH_ROWS: usize = 1 << 16;

/// A cell that cannot be.
struct Fault {
    row: u64,
    value: String,
    reason: Reason,
}

/// A column that was read, with its faults: those beyond [`REJECTS_MAX`] have no value.
struct Read {
    builder: Builder,
    faults: Vec<Fault>,
}

pub(super) fn read(source: &Source, wanted: &[Wanted], threads: usize) -> Result<Found, TableError> {
    let name = source.name.as_ref();
    let Some(place) = source.place.as_ref().filter(|_| !source.compressed) else {
        let detail = "Parquet is read from a file that is not compressed again";
        return Err(not_this(name, Preset::Canonical, detail).into());
    };
    // The reader of the format is not ours: whatever it meets in a damaged file, reading ends with an error.
    let metadata =
        catch_unwind(|| metadata(place, wanted)).map_err(|_| damaged(name, &"its reader stopped"))?;
    let metadata = metadata.map_err(|it| damaged(name, &it))?;
    let titles: Vec<String> = metadata.schema().fields().iter().map(|it| it.name().clone()).collect();
    let places = places(name, &titles, wanted)?;
    for (wanted, place) in wanted.iter().zip(&places) {
        check_type(name, wanted, metadata.schema().field(*place).data_type())?;
    }
    let rows = u64::try_from(metadata.metadata().file_metadata().num_rows()).unwrap_or(0);
    check_rows(name, rows)?;

    let file = Parquet { name, place, metadata, rows };
    let columns = file.all(wanted, &places, threads)?;
    let mut found = Found { rows, columns: Vec::new(), rejected: Vec::new(), rejected_count: 0, titles };
    let (columns, faults): (Vec<_>, Vec<_>) = columns.into_iter().map(|it| (it.builder, it.faults)).unzip();
    found.columns = columns;
    refuse(&mut found, wanted, faults);
    for (column, wanted) in found.columns.iter().zip(wanted) {
        column.check(name, &wanted.name)?;
    }
    Ok(found)
}

/// Leaves out the rows with a fault. The first fault of a row, in the order of the wanted columns, is the one that is shown.
fn refuse(found: &mut Found, wanted: &[Wanted], faults: Vec<Vec<Fault>>) {
    let numbered = faults.into_iter().zip(wanted);
    let mut all: Vec<(Fault, &str)> =
        numbered.flat_map(|(faults, it)| faults.into_iter().map(|fault| (fault, it.name.as_str()))).collect();
    if all.is_empty() {
        return;
    }
    all.sort_by_key(|it| it.0.row);
    all.dedup_by_key(|it| it.0.row);
    let mut kept = vec![true; usize::try_from(found.rows).unwrap_or(usize::MAX)];
    for (fault, _) in &all {
        kept[usize::try_from(fault.row).unwrap_or(usize::MAX)] = false;
    }
    thread::scope(|scope| {
        for column in &mut found.columns {
            scope.spawn(|| column.retain(&kept));
        }
    });
    found.rejected_count = all.len() as u64;
    found.rows -= found.rejected_count;
    let shown = all.into_iter().take(REJECTS_MAX);
    let reject = |(it, column): (Fault, &str)| Reject::new(it.row + 1, column, &it.value, it.reason);
    found.rejected = shown.map(reject).collect();
}

fn damaged(file: &str, detail: &dyn std::fmt::Display) -> TableError {
    ImportError::Damaged { file: file.to_owned(), detail: detail.to_string() }.into()
}

/// The file's columns, with words read as the dictionaries that they mostly are on disk.
fn metadata(place: &Path, wanted: &[Wanted]) -> Result<ArrowReaderMetadata, ParquetError> {
    let file = File::open(place).map_err(|it| ParquetError::External(Box::new(it)))?;
    // The types that a writer noted for itself are not needed, and their reader trusts them.
    let options = || ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let plain = ArrowReaderMetadata::load(&file, options())?;
    let words = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let hinted = |field: &Arc<Field>| {
        let is_word = wanted.iter().any(|it| it.kind == Kind::Words && it.name == *field.name());
        if is_word && is_text(field.data_type()) {
            Arc::new(field.as_ref().clone().with_data_type(words.clone()))
        } else {
            Arc::clone(field)
        }
    };
    let fields: Vec<_> = plain.schema().fields().iter().map(hinted).collect();
    let schema = Arc::new(Schema::new_with_metadata(fields, plain.schema().metadata().clone()));
    let hinted = options().with_schema(schema);
    Ok(ArrowReaderMetadata::try_new(Arc::clone(plain.metadata()), hinted).unwrap_or(plain))
}

const fn is_text(found: &DataType) -> bool {
    matches!(found, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

fn check_type(file: &str, wanted: &Wanted, found: &DataType) -> Result<(), TableError> {
    use DataType::{Boolean, Date32, Date64, Dictionary, Float64, Null, Timestamp};
    let text = is_text(found) || matches!(found, Dictionary(_, value) if is_text(value)) || *found == Null;
    let instant = matches!(found, Timestamp(..) | Date32 | Date64);
    let fits = match wanted.kind {
        Kind::Numbers => text || found.is_numeric() || *found == Boolean,
        Kind::Words | Kind::Units => text || instant || found.is_numeric() || *found == Boolean,
        Kind::Instants => text || instant || found.is_integer() || *found == Float64,
    };
    if fits {
        return Ok(());
    }
    let (column, found) = (wanted.name.clone(), found.to_string());
    Err(TableError::WrongType { file: file.to_owned(), column, found, wanted: wanted.kind })
}

struct Parquet<'a> {
    name: &'a str,
    place: &'a Path,
    metadata: ArrowReaderMetadata,
    rows: u64,
}

impl Parquet<'_> {
    /// Reads the wanted columns, in their order; the largest are begun first.
    fn all(&self, wanted: &[Wanted], places: &[usize], threads: usize) -> Result<Vec<Read>, TableError> {
        let mut order: Vec<usize> = (0..wanted.len()).collect();
        order.sort_by_key(|it| std::cmp::Reverse(self.bytes(places[*it])));
        let next = AtomicUsize::new(0);
        let done = Mutex::new(Vec::new());
        let work = || {
            while let Some(at) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
                let read = self.column(&wanted[*at], places[*at]);
                let failed = read.is_err();
                done.lock().unwrap_or_else(PoisonError::into_inner).push((*at, read));
                if failed {
                    next.store(order.len(), Ordering::Relaxed);
                }
            }
        };
        thread::scope(|scope| {
            let threads = threads.clamp(1, wanted.len().max(1));
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            let ended = workers
                .into_iter()
                .map(|it| it.join().map_err(|_| damaged(self.name, &"its reader stopped")));
            ended.collect::<Result<(), _>>()
        })?;
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        done.sort_by_key(|it| it.0);
        done.into_iter().map(|it| it.1).collect()
    }

    /// How many bytes a column takes in the file.
    fn bytes(&self, root: usize) -> i64 {
        let metadata = self.metadata.metadata();
        let schema = metadata.file_metadata().schema_descr();
        let of_group = |group: &::parquet::file::metadata::RowGroupMetaData| -> i64 {
            let columns = group.columns().iter().enumerate();
            let own = columns.filter(|(leaf, _)| schema.get_column_root_idx(*leaf) == root);
            own.map(|(_, it)| it.uncompressed_size()).sum()
        };
        metadata.row_groups().iter().map(of_group).sum()
    }

    fn column(&self, wanted: &Wanted, place: usize) -> Result<Read, TableError> {
        let bad = |error: &dyn std::fmt::Display| damaged(self.name, error);
        let open = |source| ImportError::Open { file: self.name.to_owned(), source };
        let file = File::open(self.place).map_err(open)?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone());
        let mask = ProjectionMask::roots(builder.parquet_schema(), [place]);
        let reader =
            builder.with_projection(mask).with_batch_size(BATCH_ROWS).build().map_err(|it| bad(&it))?;
        let zone = Zone::named(PARIS)?;
        let mut column = Reading {
            builder: Builder::new(wanted.kind, DateFormat::Iso, &zone),
            faults: Vec::new(),
            before: 0,
            spec: Spec { guarded: false, ..Spec::canonical(None, zone) },
            dictionary: None,
        };
        column.reserve(usize::try_from(self.rows).unwrap_or(0));
        for batch in reader {
            let batch = batch.map_err(|it| bad(&it))?;
            column.append(batch.column(0))?;
            column.before += batch.num_rows() as u64;
        }
        if column.builder.len() as u64 != self.rows {
            return Err(bad(&"a column has other rows than the file"));
        }
        Ok(Read { builder: column.builder, faults: column.faults })
    }
}

/// A column while it is read.
struct Reading {
    builder: Builder,
    faults: Vec<Fault>,
    /// Rows before the present batch.
    before: u64,
    spec: Spec,
    /// The dictionary met last, and the number of each of its words that was used.
    dictionary: Option<(ArrayRef, Vec<u32>)>,
}

impl Reading {
    fn reserve(&mut self, rows: usize) {
        match &mut self.builder {
            Builder::Numbers(it) => it.values.reserve(rows),
            Builder::Words(it) => it.codes.reserve(rows),
            Builder::Instants(it) => it.values.reserve(rows),
            Builder::Units(it) => it.integers.iter_mut().for_each(|it| it.reserve(rows)),
        }
    }

    fn fault(&mut self, row: usize, value: impl FnOnce() -> String, reason: Reason) {
        // A file of faults only must not fill the memory with their values.
        let value = if self.faults.len() < REJECTS_MAX { value() } else { String::new() };
        self.faults.push(Fault { row: self.before + row as u64, value, reason });
    }

    fn append(&mut self, given: &ArrayRef) -> Result<(), TableError> {
        match &mut self.builder {
            Builder::Numbers(numbers) if numeric(given) => {
                let values = cast(given, &DataType::Float64).map_err(|it| unfit(&it))?;
                let from = numbers.values.len();
                extend::<Float64Type>(&mut numbers.values, &values, f64::NAN);
                let is_infinite = |it: &f64| it.is_infinite();
                if numbers.values[from..].iter().any(is_infinite) {
                    let rows = (0..given.len()).filter(|row| is_infinite(&numbers.values[from + row]));
                    for row in rows.collect::<Vec<_>>() {
                        self.fault(row, || shown(given, row), Reason::BadNumber);
                    }
                }
                Ok(())
            }
            Builder::Instants(instants) => {
                let notes = Mutex::default();
                let mut faults = Vec::new();
                let mut columns = Columns::new(&self.spec, &notes, i64::MAX);
                // Of the log's instants, the one that may be absent.
                let values = columns.read(LogColumn::DueAt, given, self.before + 1, &mut faults)?;
                extend::<TimestampMicrosecondType>(&mut instants.values, &values, Column::NO_INSTANT);
                for fault in faults {
                    self.fault(fault.row, || shown(given, fault.row), fault.reason);
                }
                Ok(())
            }
            Builder::Units(units) if given.data_type().is_integer() => {
                let found = cast(given, &DataType::UInt64).map_err(|it| unfit(&it))?;
                match &mut units.integers {
                    Some(integers) if found.null_count() == 0 => {
                        integers.extend_from_slice(found.as_primitive::<UInt64Type>().values());
                        Ok(())
                    }
                    _ => self.texts(given),
                }
            }
            Builder::Words(words) if given.as_dictionary_opt::<Int32Type>().is_some() => {
                if dictionary(words, given, &mut self.dictionary) { Ok(()) } else { self.texts(given) }
            }
            _ => self.texts(given),
        }
    }

    /// Appends the cells one by one, as texts.
    fn texts(&mut self, given: &ArrayRef) -> Result<(), TableError> {
        let texts = match given.as_string_opt::<i32>() {
            Some(texts) => texts.clone(),
            None => cast(given, &DataType::Utf8).map_err(|it| unfit(&it))?.as_string::<i32>().clone(),
        };
        for row in 0..texts.len() {
            let cell = cell(&texts, row);
            if let Err(reason) = self.builder.push(cell) {
                self.fault(row, || cell.to_owned(), reason);
                // The row is left out with all its cells.
                self.builder.push_nothing();
            }
        }
        Ok(())
    }
}

fn numeric(given: &ArrayRef) -> bool {
    given.data_type().is_numeric() || *given.data_type() == DataType::Boolean
}

fn cell(texts: &StringArray, row: usize) -> &str {
    if texts.is_null(row) { "" } else { texts.value(row).trim() }
}

/// Appends the values of an array; `none` where it has none.
fn extend<T: ArrowPrimitiveType>(to: &mut Vec<T::Native>, array: &ArrayRef, none: T::Native) {
    let array = array.as_primitive::<T>();
    let from = to.len();
    to.extend_from_slice(array.values());
    if let Some(nulls) = array.nulls().filter(|it| it.null_count() > 0) {
        for (value, is_valid) in to[from..].iter_mut().zip(nulls) {
            if !is_valid {
                *value = none;
            }
        }
    }
}

/// Appends words by their dictionary, each looked up once; `false`, and nothing is appended, if one is too long.
fn dictionary(words: &mut Words, given: &ArrayRef, last: &mut Option<(ArrayRef, Vec<u32>)>) -> bool {
    /// Not looked up yet.
    const UNKNOWN: u32 = u32::MAX - 1;
    let array = given.as_dictionary::<Int32Type>();
    let Some(texts) = array.values().as_string_opt::<i32>() else { return false };
    if texts.iter().flatten().any(|it| it.len() > crate::import::values::TEXT_BYTES_MAX) {
        return false;
    }
    if !last.as_ref().is_some_and(|it| Arc::ptr_eq(&it.0, array.values())) {
        *last = Some((Arc::clone(array.values()), vec![UNKNOWN; texts.len()]));
    }
    let Some((_, codes)) = last else { return false };
    // Words are numbered in the order of rows, whatever that of the dictionary.
    let mut code = |key: i32| {
        let Some(code) = usize::try_from(key).ok().and_then(|it| codes.get_mut(it)) else {
            return Column::NO_WORD;
        };
        if *code == UNKNOWN {
            let text = cell(texts, usize::try_from(key).unwrap_or(0));
            *code = if text.is_empty() { Column::NO_WORD } else { words.number(text) };
        }
        *code
    };
    let keys = array.keys();
    let found: Vec<u32> = match keys.nulls().filter(|it| it.null_count() > 0) {
        None => keys.values().iter().map(|it| code(*it)).collect(),
        Some(nulls) => {
            let each = keys.values().iter().zip(nulls);
            each.map(|(key, is_valid)| if is_valid { code(*key) } else { Column::NO_WORD }).collect()
        }
    };
    words.codes.extend_from_slice(&found);
    true
}
