//! Random logs and questions, and a real log on disk made from rows.

use std::sync::Arc;

use arrow::{
    array::{
        ArrayRef, Decimal64Array, DictionaryArray, RecordBatch, StringArray, TimestampMicrosecondArray,
        UInt8Array, UInt32Array, UInt64Array,
    },
    datatypes::Int32Type,
};
use contact_log::{
    ImportOptions, Keys, Limits, Log, LogOptions,
    schema::{COST_PRECISION, COST_SCALE, SOURCE_CONTACTS, SOURCE_EVENTS},
};
use measures::{Contact, RequestEvent};

/// A log in a folder of its own.
pub(crate) struct World {
    pub(crate) log: Log,
    _folder: tempfile::TempDir,
}

/// What pseudonyms are made with.
pub(crate) const KEYS: [u8; 32] = [7; 32];

/// Rows are cut into many buckets, so that workers share units.
pub(crate) const SMALL: Limits = Limits {
    bucket_rows: 4,
    bucket_rows_max: 8,
    file_rows: 8,
    bucket_files_max: 8,
    index_rows: 1 << 20,
    split_bytes: 4 << 20,
    memory_bytes: 320 << 20,
};

/// Imports the rows in `parts` imports, which become as many segments.
pub(crate) fn world(contacts: &[Contact], events: &[RequestEvent], parts: usize) -> World {
    world_of(contacts, events, parts, Limits::default())
}

/// The same, its files cut by `limits`.
pub(crate) fn world_of(contacts: &[Contact], events: &[RequestEvent], parts: usize, limits: Limits) -> World {
    let folder = tempfile::tempdir().unwrap();
    let options = LogOptions { limits, ..LogOptions::default() };
    let log = Log::open_with(folder.path().join("log").to_str().unwrap(), options).unwrap();
    let keys = Keys::from_bytes(KEYS);
    for part in 0..parts {
        let import = log.begin_import(&keys, ImportOptions::default()).unwrap();
        let file: Arc<str> = format!("part {part}").into();
        let contacts: Vec<&Contact> = contacts.iter().skip(part).step_by(parts).collect();
        let events: Vec<&RequestEvent> = events.iter().skip(part).step_by(parts).collect();
        if !contacts.is_empty() {
            import.contacts(contact_batch(&contacts), &file).unwrap();
        }
        if !events.is_empty() {
            import.events(event_batch(&events), &file).unwrap();
        }
        import.commit().unwrap();
    }
    World { log, _folder: folder }
}

fn words<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(values.collect::<DictionaryArray<Int32Type>>())
}

fn plain(prefix: &str, values: impl Iterator<Item = Option<u64>>) -> ArrayRef {
    Arc::new(values.map(|it| it.map(|it| format!("{prefix}{it}"))).collect::<StringArray>())
}

fn instants(values: impl Iterator<Item = Option<i64>>) -> ArrayRef {
    Arc::new(values.collect::<TimestampMicrosecondArray>().with_timezone("UTC"))
}

fn lines(rows: usize) -> ArrayRef {
    Arc::new(UInt64Array::from_iter_values(1..=rows as u64))
}

fn contact_batch(rows: &[&Contact]) -> RecordBatch {
    let each = || rows.iter();
    let cost = each().map(|it| it.cost.map(|it| it.0)).collect::<Decimal64Array>();
    let columns: Vec<ArrayRef> = vec![
        Arc::new(each().map(|it| Some(&it.contact_id)).collect::<StringArray>()),
        words(each().map(|it| Some(it.partner.as_str()))),
        plain("u", each().map(|it| it.usager)),
        plain("r", each().map(|it| it.request)),
        instants(each().map(|it| Some(it.started_at))),
        words(each().map(|it| Some(it.channel.code()))),
        words(each().map(|it| Some(it.direction.code()))),
        words(each().map(|it| Some(it.reason.as_str()))),
        words(each().map(|it| it.life_event.as_deref())),
        words(each().map(|it| it.cause.as_ref().map(kernel::Cause::code))),
        words(each().map(|it| it.outcome.map(kernel::Outcome::code))),
        Arc::new(each().map(|it| it.wait_s).collect::<UInt32Array>()),
        Arc::new(each().map(|it| it.duration_s).collect::<UInt32Array>()),
        Arc::new(each().map(|it| it.satisfaction).collect::<UInt8Array>()),
        Arc::new(cost.with_precision_and_scale(COST_PRECISION, COST_SCALE).unwrap()),
        words(each().map(|it| it.site.as_deref())),
        plain("a", each().map(|it| it.agent)),
        lines(rows.len()),
    ];
    RecordBatch::try_new(Arc::clone(&SOURCE_CONTACTS), columns).unwrap()
}

fn event_batch(rows: &[&RequestEvent]) -> RecordBatch {
    let each = || rows.iter();
    let columns: Vec<ArrayRef> = vec![
        words(each().map(|it| Some(it.partner.as_str()))),
        plain("r", each().map(|it| Some(it.request))),
        plain("u", each().map(|it| Some(it.usager))),
        words(each().map(|it| it.life_event.as_deref())),
        instants(each().map(|it| Some(it.occurred_at))),
        Arc::new(UInt64Array::from_iter_values(each().map(|it| it.ordinal))),
        words(each().map(|it| Some(it.status.as_str()))),
        instants(each().map(|it| it.due_at)),
        lines(rows.len()),
    ];
    RecordBatch::try_new(Arc::clone(&SOURCE_EVENTS), columns).unwrap()
}
