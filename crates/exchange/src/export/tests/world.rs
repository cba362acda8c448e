//! A small log on a disk: two partners, a request that two usagers share, texts that a spreadsheet would run.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use arrow::{
    array::{ArrayRef, AsArray, RecordBatch, StringArray},
    compute::cast,
    datatypes::{DataType, SchemaRef, TimestampMicrosecondType},
    util::display::{ArrayFormatter, FormatOptions},
};
use contact_log::{Keys, Limits, Log, LogOptions, Snapshot, schema};
use kernel::Scope;
use measures::{Contact, RequestEvent, Selection, testing::TestLog};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::export::{ExportFormat, ExportReport, export, instant::Instant, pseudonym::Hex, rows::value};

const CONTACTS: &str = "
c1|CAF|alice|D1|2025-03-01T10:00:00Z|phone|inbound|APL|birth|A1|unresolved|10|120|3|12.5|Lyon|smith
c2|CAF|bob|D1|2025-03-02T09:00:00Z|email|inbound|APL||||||||
c3|CAF|alice|D1|2025-03-09T09:00:00Z|counter|inbound|APL||V1|resolved||||||
c4|CAF||D2|2025-02-20T09:00:00Z|sms|proactive|RSA|birth|||||||
c7|CAF||D2|2025-02-21T09:00:00Z|sms|proactive|RSA||||||||
=c5|CAF|dan||2025-03-05T10:00:00.25Z|web|outbound|@SUM(A1)||||||||-1\"|
c6|CAF|dan||2025-03-04T10:00:00Z|web|inbound|RSA|||||||||
c1|CPAM|alice|D1|2025-03-01T10:00:00Z|phone|inbound|CARD|||||||||
";
const EVENTS: &str = "
CAF|D1|alice|birth|2025-02-28T10:00:00Z|1|opened|2025-04-01T00:00:00Z
CAF|D1|alice||2025-03-02T09:00:00Z|2|complete|
CAF|D1|alice||2025-03-02T09:00:00Z|3|assigned|
CAF|D3|carol|birth|2025-02-01T10:00:00Z|1|opened|
CAF|D3|carol|birth|2025-03-31T10:00:00Z|2|closed|
";

/// A folder that goes with this.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let place = std::env::temp_dir().join(format!("export-{}-{number}", std::process::id()));
        fs::create_dir_all(&place).unwrap();
        Self(place)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.0);
    }
}

pub(super) struct World {
    folder: Folder,
    keys: Keys,
    log: Log,
}

impl World {
    pub(super) fn new() -> Self {
        Self::of(CONTACTS, EVENTS)
    }

    /// A log of generated rows.
    pub(super) fn generated(log: &TestLog) -> Self {
        let contacts: Vec<String> = log.contacts.iter().map(contact_line).collect();
        let events: Vec<String> = log.events.iter().map(event_line).collect();
        Self::of(&contacts.join("\n"), &events.join("\n"))
    }

    fn of(contacts: &str, events: &str) -> Self {
        let folder = Folder::new();
        // Buckets of a few rows: what a request may be spread over, it is.
        let limits = Limits { bucket_rows: 5, bucket_rows_max: 10, file_rows: 8, ..Limits::default() };
        let options = LogOptions { limits, ..LogOptions::default() };
        let log = Log::open_with(&folder.path("log").display().to_string(), options).unwrap();
        let keys = Keys::from_bytes([7; 32]);
        let file: Arc<str> = "world".into();
        let import = log.begin_import(&keys, contact_log::ImportOptions::default()).unwrap();
        import.contacts(batch(&schema::SOURCE_CONTACTS, contacts), &file).unwrap();
        import.events(batch(&schema::SOURCE_EVENTS, events), &file).unwrap();
        import.commit().unwrap();
        Self { folder, keys, log }
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        self.log.snapshot().unwrap()
    }

    pub(super) fn place(&self, name: &str) -> PathBuf {
        self.folder.path(name)
    }

    /// Exports to a file of that name; gives its text, or nothing if it has none.
    pub(super) fn export(
        &self,
        scope: &Scope,
        selection: &Selection,
        format: ExportFormat,
        name: &str,
    ) -> (ExportReport, String) {
        let report = export(&self.snapshot(), scope, selection, format, &self.place(name)).unwrap();
        let text = if format == ExportFormat::Parquet { String::new() } else { self.text(name) };
        (report, text)
    }

    pub(super) fn text(&self, name: &str) -> String {
        let mut text = String::new();
        let file = File::open(self.place(name)).unwrap();
        let is_gzip = Path::new(name).extension().is_some_and(|it| it == "gz");
        let mut file: Box<dyn Read> =
            if is_gzip { Box::new(flate2::read::GzDecoder::new(file)) } else { Box::new(file) };
        file.read_to_string(&mut text).unwrap();
        text
    }

    /// The names of the columns, and the rows as texts.
    pub(super) fn parquet(&self, name: &str) -> (Vec<String>, Vec<Vec<String>>) {
        let file = File::open(self.place(name)).unwrap();
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
        let header = reader.schema().fields().iter().map(|it| it.name().clone()).collect();
        let mut rows = Vec::new();
        for batch in reader.build().unwrap() {
            let batch = batch.unwrap();
            for row in 0..batch.num_rows() {
                rows.push(batch.columns().iter().map(|it| cell(it, row)).collect());
            }
        }
        (header, rows)
    }

    /// The steps of the trace of that name.
    pub(super) fn trace<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
        let begin = format!("<trace>\n<string key=\"concept:name\" value=\"{name}\"/>");
        let (_, trace) = text.split_once(&begin).unwrap_or_else(|| panic!("no trace {name} in\n{text}"));
        let trace = trace.split("</trace>").next().unwrap_or_default();
        let names = trace.split("key=\"concept:name\" value=\"").skip(1);
        names.filter_map(|it| it.split('"').next()).collect()
    }

    /// The steps of every trace, and how many traces have them.
    pub(super) fn variants(text: &str) -> BTreeMap<Vec<String>, u64> {
        let mut variants = BTreeMap::new();
        for trace in text.split("<trace>").skip(1) {
            let names = trace.split("key=\"concept:name\" value=\"").skip(2);
            let steps = names.filter_map(|it| it.split('"').next()).map(ToOwned::to_owned).collect();
            *variants.entry(steps).or_default() += 1;
        }
        variants
    }

    pub(super) fn usager(&self, partner: &str, name: &str) -> Hex {
        Hex::of(self.keys.usager(&partner.parse().unwrap(), name))
    }

    pub(super) fn request(&self, partner: &str, name: &str) -> Hex {
        Hex::of(self.keys.request(&partner.parse().unwrap(), name))
    }

    pub(super) fn agent(&self, partner: &str, name: &str) -> Hex {
        Hex::of(self.keys.agent(&partner.parse().unwrap(), name))
    }
}

fn contact_line(it: &Contact) -> String {
    let text = |it: &Option<String>| it.clone().unwrap_or_default();
    let number = |it: Option<u64>| it.map(|it| it.to_string()).unwrap_or_default();
    let small = |it: Option<u32>| number(it.map(u64::from));
    [
        it.contact_id.clone(),
        it.partner.to_string(),
        number(it.usager),
        number(it.request),
        Instant(it.started_at).to_string(),
        it.channel.to_string(),
        it.direction.to_string(),
        it.reason.clone(),
        text(&it.life_event),
        it.cause.as_ref().map(|it| it.code().to_owned()).unwrap_or_default(),
        it.outcome.map(|it| it.to_string()).unwrap_or_default(),
        small(it.wait_s),
        small(it.duration_s),
        small(it.satisfaction.map(u32::from)),
        it.cost.map(|it| it.to_string()).unwrap_or_default(),
        text(&it.site),
        number(it.agent),
    ]
    .join("|")
}

fn event_line(it: &RequestEvent) -> String {
    let due_at = it.due_at.map(|it| Instant(it).to_string()).unwrap_or_default();
    let life_event = it.life_event.clone().unwrap_or_default();
    let (partner, at, status) = (&it.partner, Instant(it.occurred_at), &it.status);
    format!("{partner}|{}|{}|{life_event}|{at}|{}|{status}|{due_at}", it.request, it.usager, it.ordinal)
}

/// A line a row, `|` between values, nothing where there is none. Lines are numbered.
fn batch(schema: &SchemaRef, text: &str) -> RecordBatch {
    let rows: Vec<Vec<String>> = text
        .lines()
        .filter(|it| !it.is_empty())
        .enumerate()
        .map(|(at, line)| {
            let mut row: Vec<String> = line.replace("\\\"", "\"").split('|').map(ToOwned::to_owned).collect();
            row.resize(schema.fields().len() - 1, String::new());
            row.push((at + 1).to_string());
            row
        })
        .collect();
    let columns = schema.fields().iter().enumerate().map(|(at, field)| {
        let texts: StringArray =
            rows.iter().map(|it| Some(it[at].as_str()).filter(|it| !it.is_empty())).collect();
        match field.data_type() {
            // Zones by name are a feature of Arrow that nothing else here needs.
            instant @ DataType::Timestamp(unit, Some(_)) => {
                let local = cast(&texts, &DataType::Timestamp(*unit, None)).unwrap();
                cast(&cast(&local, &DataType::Int64).unwrap(), instant).unwrap()
            }
            other => cast(&texts, other).unwrap(),
        }
    });
    RecordBatch::try_new(Arc::clone(schema), columns.collect::<Vec<ArrayRef>>()).unwrap()
}

/// A value as the CSV export writes it.
fn cell(column: &ArrayRef, row: usize) -> String {
    if let Some(instants) = column.as_primitive_opt::<TimestampMicrosecondType>() {
        return value(instants, row).map(|it| Instant(it).to_string()).unwrap_or_default();
    }
    let text = ArrayFormatter::try_new(column, &FormatOptions::new()).unwrap().value(row).to_string();
    if column.data_type().is_decimal() && !text.is_empty() {
        return text.parse::<kernel::Euro>().unwrap().to_string();
    }
    text
}
