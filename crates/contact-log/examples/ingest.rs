//! How fast source batches become a log, and how fast the log is read: `ingest ROWS THREADS PARTNERS FOLDER`.
//!
//! Prints CPU seconds (user and system) and wall seconds of each stage, and the bytes a row of each column.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    reason = "the numbers of a bench are small"
)]

use std::{
    collections::BTreeMap,
    error::Error,
    fs,
    io::Write,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Instant,
};

use arrow::{
    array::{
        ArrayRef, Decimal64Array, DictionaryArray, Int32Array, RecordBatch, StringArray, StringBuilder,
        TimestampMicrosecondArray, UInt8Array, UInt32Array, UInt64Array,
    },
    datatypes::Int32Type,
};
use contact_log::{ImportOptions, Keys, Log, LogKind, schema};
use parquet::file::reader::{FileReader, SerializedFileReader};

const BATCH: u64 = 16_384;
const READS: u32 = 5;
const COLUMNS: [&str; 12] = [
    "usager",
    "request",
    "started_at",
    "channel",
    "direction",
    "reason",
    "life_event",
    "cause",
    "outcome",
    "wait_s",
    "duration_s",
    "satisfaction",
];

struct Random(u64);

impl Random {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % below
    }
}

fn words(
    random: &mut Random,
    rows: u64,
    values: &[String],
    null_percent: u64,
) -> Result<ArrayRef, Box<dyn Error>> {
    let count = values.len() as u64;
    let keys: Int32Array = (0..rows)
        .map(|_| {
            let null = random.next(100) < null_percent;
            // Half of the rows have one of few words.
            let word = if random.next(2) == 0 { random.next(count) } else { random.next(count.min(3)) };
            (!null).then_some(i32::try_from(word).unwrap_or(0))
        })
        .collect();
    Ok(Arc::new(DictionaryArray::<Int32Type>::try_new(
        keys,
        Arc::new(StringArray::from_iter_values(values)),
    )?))
}

fn named(prefix: &str, count: usize) -> Vec<String> {
    (0..count).map(|it| format!("{prefix}{it}")).collect()
}

fn listed(words: &[&str]) -> Vec<String> {
    words.iter().map(|it| (*it).to_owned()).collect()
}

fn batch(number: u64, rows: u64, of: u64, partners: usize) -> Result<RecordBatch, Box<dyn Error>> {
    let random = &mut Random(number);
    let usagers = of / 5;
    let mut id = StringBuilder::new();
    let mut usager = StringBuilder::new();
    let mut request = StringBuilder::new();
    let mut started = Vec::new();
    for row in 0..rows {
        let sequence = number * BATCH + row;
        let who = random.next(usagers.max(1));
        id.append_value(format!("C{sequence:010}"));
        usager.append_value(format!("{:013}", who * 7_919));
        request.append_option((random.next(100) < 62).then(|| format!("D{}-{}", who, random.next(2))));
        started.push(1_735_689_600_000_000 + random.next(31_536_000_000_000) as i64);
    }
    let numbers = |random: &mut Random, below: u64, percent: u64| -> Vec<Option<u32>> {
        (0..rows).map(|_| (random.next(100) < percent).then(|| random.next(below) as u32)).collect()
    };
    let wait = numbers(random, 1_200, 45);
    let duration = numbers(random, 1_800, 90);
    let satisfaction = numbers(random, 5, 8).into_iter().map(|it| it.map(|it| it as u8 + 1));
    let cost: Vec<Option<i64>> = vec![None; rows as usize];
    let agent = named("agent-", 400);
    let agents: StringArray = (0..rows).map(|_| Some(&agent[random.next(400) as usize])).collect();
    let channels: Vec<String> = kernel::Channel::ALL.iter().map(|it| it.code().to_owned()).collect();
    let columns: Vec<ArrayRef> = vec![
        Arc::new(id.finish()),
        words(random, rows, &named("partner-", partners), 0)?,
        Arc::new(usager.finish()),
        Arc::new(request.finish()),
        Arc::new(TimestampMicrosecondArray::from(started).with_timezone("UTC")),
        words(random, rows, &channels, 0)?,
        words(random, rows, &listed(&["inbound", "outbound", "proactive"]), 0)?,
        words(random, rows, &named("MOTIF_", 40), 0)?,
        words(random, rows, &named("life_", 12), 50)?,
        words(random, rows, &named("A", 30), 60)?,
        words(random, rows, &listed(&["resolved", "unresolved", "transferred", "abandoned"]), 10)?,
        Arc::new(UInt32Array::from(wait)),
        Arc::new(UInt32Array::from(duration)),
        Arc::new(satisfaction.collect::<UInt8Array>()),
        Arc::new(
            Decimal64Array::from(cost)
                .with_precision_and_scale(schema::COST_PRECISION, schema::COST_SCALE)?,
        ),
        words(random, rows, &named("site-", 60), 20)?,
        Arc::new(agents),
        Arc::new((1..=rows).map(|it| Some(number * BATCH + it)).collect::<UInt64Array>()),
    ];
    Ok(RecordBatch::try_new(Arc::clone(&schema::SOURCE_CONTACTS), columns)?)
}

/// CPU seconds of this process, from the system's own count.
fn cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    let ticks = |at: usize| fields.get(at).and_then(|it| it.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

fn peak_mb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) / 1_024
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let number =
        |at: usize, default: u64| arguments.get(at).and_then(|it| it.parse().ok()).unwrap_or(default);
    let (rows, threads, partners) = (number(1, 1_000_000), number(2, 2), number(3, 1));
    let folder = arguments.get(4).cloned().unwrap_or_else(|| "/tmp/contact-log-ingest".to_owned());
    let out = &mut std::io::stdout();
    let say = |out: &mut std::io::Stdout, what: &str, started: (f64, Instant), rows: u64| {
        let (cpu, wall) = (cpu() - started.0, started.1.elapsed().as_secs_f64());
        let each = cpu * 1e6 / rows.max(1) as f64;
        writeln!(out, "{what:<28} {cpu:7.2} CPU s {wall:7.2} s  {each:6.3} µs/row  peak {} MB", peak_mb())
    };
    let log = Log::open(&folder)?;
    let keys = Keys::from_bytes([3; 32]);

    let import = log.begin_import(&keys, ImportOptions::default())?;
    let batches = rows.div_ceil(BATCH);
    // Made twice: the first time for nothing, so that the cost of the import itself is the difference.
    for staged in [false, true] {
        let next = AtomicU64::new(0);
        let failed: Mutex<Option<String>> = Mutex::new(None);
        let started = (cpu(), Instant::now());
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= batches {
                            break;
                        }
                        let length = BATCH.min(rows - number * BATCH);
                        let made =
                            batch(number, length, rows, partners as usize).map_err(|it| it.to_string());
                        let done = made.and_then(|it| {
                            let given = staged.then(|| import.contacts(it, &"source".into()));
                            given.unwrap_or(Ok(())).map_err(|it| it.to_string())
                        });
                        if let (Err(error), Ok(mut failed)) = (done, failed.lock()) {
                            *failed = Some(error);
                        }
                    }
                });
            }
        });
        if let Some(error) = failed.into_inner()? {
            return Err(error.into());
        }
        say(out, if staged { "make batches and stage" } else { "make batches" }, started, rows)?;
    }
    let started = (cpu(), Instant::now());
    let report = import.commit()?;
    say(out, "commit", started, rows)?;

    let reads = [
        ("read 12 columns", COLUMNS.as_slice()),
        ("read usager", &["usager"]),
        ("read contact_id", &["contact_id"]),
    ];
    for (what, columns) in reads {
        let snapshot = log.snapshot()?;
        let started = (cpu(), Instant::now());
        let mut read = 0;
        // Several times: the system counts CPU time in hundredths of a second.
        for _ in 0..READS {
            for partner in snapshot.partners() {
                for bucket in 0..partner.buckets {
                    for batch in snapshot.read_contacts(partner, bucket, columns)? {
                        read += batch?.num_rows() as u64;
                    }
                }
            }
        }
        say(out, what, started, read)?;
    }

    let snapshot = log.snapshot()?;
    let mut bytes: BTreeMap<String, i64> = BTreeMap::new();
    let mut total = 0;
    for file in snapshot.files().iter().filter(|it| it.kind == LogKind::Contacts) {
        total += file.bytes;
        let reader = SerializedFileReader::new(fs::File::open(&file.location)?)?;
        for group in reader.metadata().row_groups() {
            for column in group.columns() {
                *bytes.entry(column.column_path().string()).or_default() += column.compressed_size();
            }
        }
    }
    let all: u64 = snapshot.partners().iter().map(|it| it.contacts).sum();
    writeln!(
        out,
        "{} contacts, {} duplicates, {:.2} B/row in {} files",
        all,
        report.duplicates,
        total as f64 / all as f64,
        snapshot.files().len()
    )?;
    for (column, size) in bytes {
        writeln!(out, "  {column:<14} {:.2} B/row", size as f64 / all as f64)?;
    }
    Ok(())
}
