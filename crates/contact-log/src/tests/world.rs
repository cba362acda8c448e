//! Builders: a fresh log, rows in a line, batches from rows.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use arrow::{
    array::{
        Array, ArrayRef, AsArray, Decimal64Array, DictionaryArray, RecordBatch, StringArray,
        TimestampMicrosecondArray, UInt8Array, UInt32Array, UInt64Array,
    },
    datatypes::{Int32Type, TimestampMicrosecondType, UInt64Type},
    util::display::array_value_to_string,
};
use tempfile::TempDir;

use crate::{
    Import, ImportOptions, ImportReport, Keys, Limits, Log, LogError, LogKind, LogOptions, Snapshot,
    schema::{COST_PRECISION, COST_SCALE, SOURCE_CONTACTS, SOURCE_EVENTS, STORED_CONTACTS, STORED_EVENTS},
};

/// A log in a folder of its own, removed at the end.
pub(crate) struct World {
    path: PathBuf,
    #[expect(dead_code, reason = "removed when dropped")]
    folder: Option<TempDir>,
    pub(crate) log: Log,
    pub(crate) keys: Keys,
}

/// A contact as a source has it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Row {
    pub(crate) partner: &'static str,
    pub(crate) id: String,
    pub(crate) usager: Option<String>,
    pub(crate) request: Option<String>,
    pub(crate) started_us: i64,
    pub(crate) channel: &'static str,
    pub(crate) reason: String,
    pub(crate) duration_s: Option<u32>,
    pub(crate) line: u64,
}

/// A request event as a source has it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct EventRow {
    pub(crate) partner: &'static str,
    pub(crate) request: String,
    pub(crate) usager: String,
    pub(crate) occurred_us: i64,
    pub(crate) ordinal: u64,
    pub(crate) status: &'static str,
    pub(crate) due_us: Option<i64>,
    pub(crate) line: u64,
}

pub(crate) fn contact(id: impl std::fmt::Display, usager: &str, started_us: i64) -> Row {
    Row {
        partner: "caf",
        id: format!("{id}"),
        usager: Some(usager.to_owned()),
        request: None,
        started_us,
        channel: "phone",
        reason: "APL".to_owned(),
        duration_s: Some(120),
        line: 1,
    }
}

pub(crate) fn event(request: &str, usager: &str, occurred_us: i64, status: &'static str) -> EventRow {
    EventRow {
        partner: "caf",
        request: request.to_owned(),
        usager: usager.to_owned(),
        occurred_us,
        ordinal: 1,
        status,
        due_us: None,
        line: 1,
    }
}

fn words<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(values.collect::<DictionaryArray<Int32Type>>())
}

fn instants(values: Vec<Option<i64>>) -> ArrayRef {
    Arc::new(TimestampMicrosecondArray::from(values).with_timezone("UTC"))
}

pub(crate) fn contact_batch(rows: &[Row]) -> RecordBatch {
    let count = rows.len();
    let none = || words(rows.iter().map(|_| None));
    let text = |get: fn(&Row) -> Option<&str>| -> ArrayRef {
        Arc::new(rows.iter().map(get).collect::<StringArray>())
    };
    let cost = Decimal64Array::from(rows.iter().map(|it| Some(it.started_us % 7)).collect::<Vec<_>>());
    let columns: Vec<ArrayRef> = vec![
        text(|it| Some(&it.id)),
        words(rows.iter().map(|it| Some(it.partner))),
        text(|it| it.usager.as_deref()),
        text(|it| it.request.as_deref()),
        instants(rows.iter().map(|it| Some(it.started_us)).collect()),
        words(rows.iter().map(|it| Some(it.channel))),
        words(rows.iter().map(|_| Some("inbound"))),
        words(rows.iter().map(|it| Some(it.reason.as_str()))),
        none(),
        words(rows.iter().map(|it| (it.started_us % 2 == 0).then_some("A1"))),
        none(),
        Arc::new(UInt32Array::from(vec![None; count])),
        Arc::new(rows.iter().map(|it| it.duration_s).collect::<UInt32Array>()),
        Arc::new(UInt8Array::from(vec![Some(4); count])),
        Arc::new(cost.with_precision_and_scale(COST_PRECISION, COST_SCALE).expect("fits")),
        none(),
        text(|_| Some("agent 7")),
        Arc::new(rows.iter().map(|it| Some(it.line)).collect::<UInt64Array>()),
    ];
    RecordBatch::try_new(Arc::clone(&SOURCE_CONTACTS), columns).expect("the schema")
}

pub(crate) fn event_batch(rows: &[EventRow]) -> RecordBatch {
    let columns: Vec<ArrayRef> = vec![
        words(rows.iter().map(|it| Some(it.partner))),
        Arc::new(rows.iter().map(|it| Some(it.request.as_str())).collect::<StringArray>()),
        Arc::new(rows.iter().map(|it| Some(it.usager.as_str())).collect::<StringArray>()),
        words(rows.iter().map(|_| None)),
        instants(rows.iter().map(|it| Some(it.occurred_us)).collect()),
        Arc::new(rows.iter().map(|it| Some(it.ordinal)).collect::<UInt64Array>()),
        words(rows.iter().map(|it| Some(it.status))),
        instants(rows.iter().map(|it| it.due_us).collect()),
        Arc::new(rows.iter().map(|it| Some(it.line)).collect::<UInt64Array>()),
    ];
    RecordBatch::try_new(Arc::clone(&SOURCE_EVENTS), columns).expect("the schema")
}

impl World {
    pub(crate) fn new() -> Self {
        let small = Self::small();
        Self { log: Log::open(small.path.to_str().expect("a path")).expect("a log"), ..small }
    }

    /// A log that cuts its files so small that a few rows make many.
    pub(crate) fn small() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let log = folder.path().join("log");
        Self { folder: Some(folder), ..Self::at(log) }
    }

    /// Such a log in a folder that stays.
    pub(crate) fn at(path: PathBuf) -> Self {
        let limits = Limits {
            bucket_rows: 16,
            bucket_rows_max: 48,
            file_rows: 8,
            bucket_files_max: 3,
            index_rows: 16,
            split_bytes: 600,
            memory_bytes: 2_400,
        };
        let options = LogOptions { limits, ..LogOptions::default() };
        let log = Log::open_with(path.to_str().expect("a path"), options).expect("a log");
        Self { path, folder: None, log, keys: Keys::from_bytes([7; 32]) }
    }

    /// A log that is elsewhere.
    pub(crate) fn over(log: Log) -> Self {
        Self { log, ..Self::new() }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn begin(&self) -> Import {
        self.log.begin_import(&self.keys, ImportOptions::default()).expect("begins")
    }

    pub(crate) fn add(&self, rows: &[Row]) -> Result<ImportReport, LogError> {
        self.add_all(rows, &[])
    }

    pub(crate) fn add_all(&self, rows: &[Row], events: &[EventRow]) -> Result<ImportReport, LogError> {
        let import = self.begin();
        let file = "a.csv".into();
        import.contacts(contact_batch(rows), &file)?;
        import.events(event_batch(events), &file)?;
        import.commit()
    }

    /// All contacts of the log as texts, partner by partner and bucket by bucket.
    pub(crate) fn contacts(&self) -> Vec<String> {
        let snapshot = self.log.snapshot().expect("a snapshot");
        rows(&snapshot, LogKind::Contacts)
    }

    pub(crate) fn events(&self) -> Vec<String> {
        let snapshot = self.log.snapshot().expect("a snapshot");
        rows(&snapshot, LogKind::Events)
    }
}

/// All rows of a snapshot, each as one text; checks the order on the way.
pub(crate) fn rows(snapshot: &Snapshot, kind: LogKind) -> Vec<String> {
    let schema = match kind {
        LogKind::Contacts => &STORED_CONTACTS,
        LogKind::Events => &STORED_EVENTS,
    };
    let names: Vec<&str> = schema.fields().iter().map(|it| it.name().as_str()).collect();
    let mut all = Vec::new();
    for partner in snapshot.partners() {
        for bucket in 0..partner.buckets {
            let batches = match kind {
                LogKind::Contacts => snapshot.read_contacts(partner, bucket, &names),
                LogKind::Events => snapshot.read_events(partner, bucket, &names),
            };
            let mut last = None;
            for batch in batches.expect("readable") {
                let batch = batch.expect("readable");
                for row in 0..batch.num_rows() {
                    let key = sort_key(&batch, kind, row);
                    assert!(last.as_ref().is_none_or(|it| *it <= key), "bucket {bucket} is not sorted");
                    last = Some(key);
                    let texts = batch.columns().iter().map(|it| text(it, row));
                    all.push(texts.collect::<Vec<_>>().join("|"));
                }
            }
        }
    }
    all
}

fn text(array: &ArrayRef, row: usize) -> String {
    if array.is_null(row) {
        return "-".to_owned();
    }
    match array.as_primitive_opt::<TimestampMicrosecondType>() {
        Some(instants) => instants.value(row).to_string(),
        None => array_value_to_string(array, row).expect("text"),
    }
}

fn sort_key(batch: &RecordBatch, kind: LogKind, row: usize) -> (bool, u64, u64, i64, u64, String) {
    let number = |name| batch.column_by_name(name).expect("a column").as_primitive::<UInt64Type>();
    let instant = |name| {
        batch.column_by_name(name).expect("a column").as_primitive::<TimestampMicrosecondType>().value(row)
    };
    let usager = number("usager");
    match kind {
        LogKind::Contacts => {
            let id = batch.column_by_name("contact_id").expect("a column").as_string::<i32>().value(row);
            let nobody = usager.is_null(row);
            (nobody, if nobody { 0 } else { usager.value(row) }, 0, instant("started_at"), 0, id.to_owned())
        }
        LogKind::Events => {
            let status = batch.column_by_name("status").expect("a column");
            let status = array_value_to_string(status, row).expect("text");
            let request = number("request").value(row);
            (false, usager.value(row), request, instant("occurred_at"), number("ordinal").value(row), status)
        }
    }
}
