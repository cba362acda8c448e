//! A small log on a disk, and the binary run over it.

use std::{
    env, fs,
    hash::{BuildHasher as _, RandomState},
    path::PathBuf,
    process::{Command, Output},
    sync::Arc,
};

use contact_log::{ImportOptions, Keys, Log, schema};
use datafusion::arrow::{
    array::{ArrayRef, RecordBatch, StringArray},
    compute::cast,
    datatypes::SchemaRef,
};
use serde_json::Value;
use tempfile::TempDir;

const CONTACTS: &str = "
c1|CAF|alice|D1|2025-03-01T10:00:00.000001Z|phone|inbound|APL|birth|A1|unresolved|10|120|3|12.5|Lyon|smith
c2|CAF|alice|D1|2025-03-08T10:00:00.000002Z|email|inbound|APL||||||||a, \"b\"\u{1b}[2J|
c3|CPAM|bob||2025-03-31T22:30:00Z|counter|inbound|CARD||V1|resolved||||||
";
const EVENTS: &str = "
CAF|D1|alice|birth|2025-02-28T10:00:00Z|1|opened|2025-04-01T00:00:00Z
";

pub(crate) struct World {
    folder: TempDir,
    pub(crate) log: String,
    keys: Keys,
}

impl World {
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // A name that a pattern would read otherwise.
        let log = folder.path().join("the log [é] 100%?*").display().to_string();
        Self { folder, log, keys: Keys::from_bytes([7; 32]) }
    }

    pub(crate) fn new() -> Self {
        Self::empty().filled()
    }

    /// In an object store; `None`, said aloud, where no server was started.
    pub(crate) fn remote() -> Option<Self> {
        let Ok(bucket) = env::var("TEST_S3") else {
            assert!(env::var("CI").is_err(), "CI must run this with scripts/test-s3");
            eprintln!("skipped: no TEST_S3; run it with scripts/test-s3");
            return None;
        };
        let log = format!("{bucket}/query-{:016x}", RandomState::new().hash_one(()));
        Some(Self { log, ..Self::empty() }.filled())
    }

    fn filled(self) -> Self {
        let log = Log::open(&self.log).unwrap();
        let import = log.begin_import(&self.keys, ImportOptions::default()).unwrap();
        let file: Arc<str> = "world".into();
        import.contacts(batch(&schema::SOURCE_CONTACTS, CONTACTS), &file).unwrap();
        import.events(batch(&schema::SOURCE_EVENTS, EVENTS), &file).unwrap();
        import.commit().unwrap();
        self
    }

    pub(crate) fn usager(&self, name: &str) -> u64 {
        self.keys.usager(&"CAF".parse().unwrap(), name)
    }

    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { folders.push(path) } else { files.push(path) }
            }
        }
        files.sort();
        files
    }

    pub(crate) fn json(&self, sql: &str) -> Value {
        serde_json::from_str(&self.text("--json", sql)).unwrap()
    }

    pub(crate) fn text(&self, option: &str, sql: &str) -> String {
        self.with(&[option], sql)
    }

    pub(crate) fn with(&self, options: &[&str], sql: &str) -> String {
        let output = self.run(options, sql);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{sql}: {said}");
        assert_eq!(said, "");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The exit code and what a person is told.
    pub(crate) fn refused(&self, sql: &str) -> (Option<i32>, String) {
        self.refused_with(&[], sql)
    }

    pub(crate) fn refused_with(&self, options: &[&str], sql: &str) -> (Option<i32>, String) {
        let output = self.run(options, sql);
        assert_eq!(String::from_utf8(output.stdout).unwrap(), "", "{sql}");
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    }

    pub(crate) fn run(&self, options: &[&str], sql: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_efficaces-sql"))
            .arg(sql)
            .arg("--log")
            .arg(&self.log)
            .args(options)
            .env("LC_ALL", "en_GB.UTF-8")
            .output()
            .unwrap()
    }
}

/// A line a row, `|` between values, nothing where there is none. Lines are numbered.
pub(crate) fn batch(schema: &SchemaRef, text: &str) -> RecordBatch {
    let rows: Vec<Vec<String>> = text
        .lines()
        .filter(|it| !it.is_empty())
        .enumerate()
        .map(|(at, line)| {
            let mut row: Vec<String> = line.split('|').map(ToOwned::to_owned).collect();
            row.resize(schema.fields().len() - 1, String::new());
            row.push((at + 1).to_string());
            row
        })
        .collect();
    let columns = schema.fields().iter().enumerate().map(|(at, field)| {
        let texts: StringArray =
            rows.iter().map(|it| Some(it[at].as_str()).filter(|it| !it.is_empty())).collect();
        cast(&texts, field.data_type()).unwrap()
    });
    RecordBatch::try_new(Arc::clone(schema), columns.collect::<Vec<ArrayRef>>()).unwrap()
}
