//! The canonical columns in Parquet, checked a column at a time: words by their dictionaries, numbers by their bounds.

use std::{
    collections::BTreeMap,
    fs::File,
    panic::catch_unwind,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
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
    array::{ArrayRef, BooleanArray, RecordBatch, UInt64Array, new_null_array},
    compute::filter_record_batch,
    datatypes::{DataType, Field, Schema, SchemaRef},
};
use contact_log::schema::{SOURCE_CONTACTS, SOURCE_EVENTS};
use kernel::Message;

use super::{
    ImportError, ImportPlan, Run, WORDS,
    column::Column,
    lexicon::unfit,
    mapping::PARIS,
    parquet_columns::{Columns, Fault},
    preset::{Preset, not_this},
    reject::Reject,
    source::Source,
    spec::{RowKind, Spec},
    zone::Zone,
};

/// Rows that are checked together: enough to pay for the look at their dictionaries.
const BATCH_ROWS: usize = 1 << 16;

/// Reads a Parquet file; gives what is to be said about it.
pub(super) fn read(source: &Source, plan: &ImportPlan, run: &Run<'_>) -> Result<Vec<Message>, ImportError> {
    let name = &source.name;
    let Some(place) = source.place.as_ref().filter(|_| !source.compressed) else {
        return Err(not_this(
            name,
            Preset::Canonical,
            "Parquet is read from a file that is not compressed again",
        ));
    };
    let open = || File::open(place).map_err(|it| ImportError::Open { file: name.to_string(), source: it });
    let file = open()?;
    let bad = |error: &ParquetError| damaged(name, error);
    // The reader of the format is not ours: whatever it meets in a damaged file, an import ends with an error.
    let stopped = |_| damaged(name, &"its reader stopped");
    let metadata = catch_unwind(|| metadata(&file)).map_err(stopped)?.map_err(|it| bad(&it))?;
    let kind = kind(source, plan, metadata.schema())?;
    let spec = Spec { guarded: false, ..Spec::canonical(plan.partner.clone(), Zone::named(PARIS)?) };
    let target = match kind {
        RowKind::Contacts => Arc::clone(&SOURCE_CONTACTS),
        RowKind::Events => Arc::clone(&SOURCE_EVENTS),
    };
    let job = Job { name: Arc::clone(name), metadata, spec, target, run, notes: Mutex::default() };

    let groups = job.metadata.metadata().num_row_groups();
    let next = AtomicUsize::new(0);
    let failed = AtomicBool::new(false);
    let failure = thread::scope(|scope| {
        let workers: Vec<_> = (0..run.threads.min(groups.max(1)))
            .map(|_| {
                scope.spawn(|| -> Result<(), ImportError> {
                    loop {
                        let group = next.fetch_add(1, Ordering::Relaxed);
                        if group >= groups || failed.load(Ordering::Relaxed) {
                            return Ok(());
                        }
                        let done = open().and_then(|file| job.group(file, group));
                        if done.is_err() {
                            failed.store(true, Ordering::Relaxed);
                            return done;
                        }
                    }
                })
            })
            .collect();
        let mut done = workers
            .into_iter()
            .map(|it| it.join().unwrap_or_else(|_| Err(damaged(name, &"a thread that read rows stopped"))));
        done.find_map(Result::err)
    });
    match failure {
        Some(error) => Err(error),
        None => Ok(job.said()),
    }
}

fn damaged(file: &str, detail: &dyn std::fmt::Display) -> ImportError {
    ImportError::Damaged { file: file.to_owned(), detail: detail.to_string() }
}

/// The file's columns, with words read as the dictionaries that they mostly are on disk.
fn metadata(file: &File) -> Result<ArrowReaderMetadata, ParquetError> {
    // The types that a writer noted for itself are not needed, and their reader trusts them.
    let options = || ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let plain = ArrowReaderMetadata::load(file, options())?;
    let words = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let hinted = |field: &Arc<Field>| {
        let is_word = field.name().parse::<Column>().is_ok_and(is_word);
        match field.data_type() {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View if is_word => {
                Arc::new(field.as_ref().clone().with_data_type(words.clone()))
            }
            _ => Arc::clone(field),
        }
    };
    let fields: Vec<_> = plain.schema().fields().iter().map(hinted).collect();
    let schema: SchemaRef = Arc::new(Schema::new_with_metadata(fields, plain.schema().metadata().clone()));
    let hinted = options().with_schema(schema);
    Ok(ArrowReaderMetadata::try_new(Arc::clone(plain.metadata()), hinted).unwrap_or(plain))
}

const fn is_word(column: Column) -> bool {
    matches!(
        column,
        Column::Partner
            | Column::Channel
            | Column::Direction
            | Column::Reason
            | Column::LifeEvent
            | Column::Cause
            | Column::Outcome
            | Column::Site
            | Column::Status
    )
}

fn kind(source: &Source, plan: &ImportPlan, schema: &SchemaRef) -> Result<RowKind, ImportError> {
    let has = |name: &str| schema.column_with_name(name).is_some();
    let (kind, target) = if has("occurred_at") || has("status") {
        (RowKind::Events, &SOURCE_EVENTS)
    } else {
        (RowKind::Contacts, &SOURCE_CONTACTS)
    };
    let required = target
        .fields()
        .iter()
        .filter(|it| !it.is_nullable() && !matches!(it.name().as_str(), "line" | "ordinal" | "partner"));
    let missing: Vec<&str> = required.map(|it| it.name().as_str()).filter(|it| !has(it)).collect();
    if !missing.is_empty() {
        let found: Vec<&str> = schema.fields().iter().map(|it| it.name().as_str()).take(40).collect();
        return Err(ImportError::MissingColumns {
            file: source.name.to_string(),
            columns: missing.join(", "),
            found: found.join(", "),
        });
    }
    if plan.partner.is_none() && !has("partner") {
        return Err(ImportError::NoPartner(source.name.to_string()));
    }
    Ok(kind)
}

struct Job<'a> {
    name: Arc<str>,
    metadata: ArrowReaderMetadata,
    spec: Spec,
    target: SchemaRef,
    run: &'a Run<'a>,
    notes: Mutex<Notes>,
}

/// What happened to times without a zone.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) local: u64,
    pub(super) doubles: BTreeMap<String, u64>,
    pub(super) never: BTreeMap<String, u64>,
}

impl Job<'_> {
    fn group(&self, file: File, group: usize) -> Result<(), ImportError> {
        let bad = |error: &dyn std::fmt::Display| damaged(&self.name, error);
        let metadata = self.metadata.metadata();
        let before: i64 = (0..group).map(|it| metadata.row_group(it).num_rows()).sum();
        let bytes = u64::try_from(metadata.row_group(group).compressed_size()).unwrap_or(0);
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone());
        let wanted = builder.parquet_schema().root_schema().get_fields().iter().enumerate();
        let wanted =
            wanted.filter(|(_, it)| self.target.column_with_name(it.name()).is_some()).map(|it| it.0);
        let mask = ProjectionMask::roots(builder.parquet_schema(), wanted.collect::<Vec<_>>());
        let reader = builder
            .with_projection(mask)
            .with_row_groups(vec![group])
            .with_batch_size(BATCH_ROWS)
            .build()
            .map_err(|it| bad(&it))?;
        let mut columns = Columns::new(&self.spec, &self.notes, self.run.latest_us);
        let mut line = u64::try_from(before).unwrap_or(0) + 1;
        for batch in reader {
            if self.run.progress.cancelled() {
                return Err(ImportError::Cancelled);
            }
            let batch = batch.map_err(|it| bad(&it))?;
            self.batch(&batch, line, &mut columns)?;
            line += batch.num_rows() as u64;
        }
        let done = self.run.bytes_before.fetch_add(bytes, Ordering::Relaxed) + bytes;
        self.run.progress.bytes(done, self.run.bytes_all);
        Ok(())
    }

    fn batch(&self, batch: &RecordBatch, line: u64, columns: &mut Columns<'_>) -> Result<(), ImportError> {
        let rows = batch.num_rows();
        let mut faults: Vec<Fault> = Vec::new();
        let mut arrays: Vec<ArrayRef> = Vec::with_capacity(self.target.fields().len());
        for field in self.target.fields() {
            let given = batch.column_by_name(field.name());
            let array = match (field.name().parse::<Column>(), given) {
                (Err(()), _) | (Ok(Column::Ordinal), None) => lines(line, rows),
                (Ok(column), Some(given)) => columns.read(column, given, line, &mut faults)?,
                (Ok(Column::Partner), None) => columns.partner(rows, &mut faults)?,
                (Ok(_), None) => new_null_array(field.data_type(), rows),
            };
            arrays.push(array);
        }
        let refused = self.refuse(batch, line, &faults)?;
        self.run.counted(rows as u64, refused.as_ref().map_or(0, |it| it.false_count() as u64));
        // Refused rows may be null where no row can be.
        let loose: Vec<Field> =
            self.target.fields().iter().map(|it| it.as_ref().clone().with_nullable(true)).collect();
        let made = match refused {
            None => RecordBatch::try_new(Arc::clone(&self.target), arrays).map_err(|it| unfit(&it))?,
            Some(kept) => {
                let all =
                    RecordBatch::try_new(Arc::new(Schema::new(loose)), arrays).map_err(|it| unfit(&it))?;
                let kept = filter_record_batch(&all, &kept).map_err(|it| unfit(&it))?;
                RecordBatch::try_new(Arc::clone(&self.target), kept.columns().to_vec())
                    .map_err(|it| unfit(&it))?
            }
        };
        if made.num_rows() == 0 {
            return Ok(());
        }
        if self.target.column_with_name("started_at").is_some() {
            self.run.sink.contacts(made, &self.name)?;
        } else {
            self.run.sink.events(made, &self.name)?;
        }
        Ok(())
    }

    /// Writes the rejects; gives which rows stay, `None` for all.
    fn refuse(
        &self,
        batch: &RecordBatch,
        line: u64,
        faults: &[Fault],
    ) -> Result<Option<BooleanArray>, ImportError> {
        if faults.is_empty() {
            return Ok(None);
        }
        let mut kept = vec![true; batch.num_rows()];
        let mut rejects = Vec::new();
        for fault in faults {
            // The first fault of a row is the one that is shown.
            if std::mem::replace(&mut kept[fault.row], false) {
                let column = fault.column.name();
                let value =
                    batch.column_by_name(column).map(|it| super::parquet_columns::shown(it, fault.row));
                let value = value.unwrap_or_default();
                rejects.push(Reject::new(line + fault.row as u64, column, &value, fault.reason.clone()));
            }
        }
        rejects.sort_by_key(|it| it.line);
        self.run.rejects.take(&self.name, rejects)?;
        Ok(Some(BooleanArray::from(kept)))
    }

    fn said(self) -> Vec<Message> {
        let notes = self.notes.into_inner().unwrap_or_else(PoisonError::into_inner);
        let say = |key| Message::new(&WORDS, key).with("file", self.name.as_ref());
        let mut said = Vec::new();
        if notes.local > 0 {
            said.push(say("local-times").with("count", notes.local));
        }
        said.extend(
            notes
                .doubles
                .into_iter()
                .map(|(day, count)| say("double-hour").with("day", day).with("first", count)),
        );
        said.extend(
            notes
                .never
                .into_iter()
                .map(|(day, count)| say("missing-hour").with("day", day).with("count", count)),
        );
        said
    }
}

fn lines(first: u64, rows: usize) -> ArrayRef {
    Arc::new(UInt64Array::from_iter_values(first..first + rows as u64))
}
