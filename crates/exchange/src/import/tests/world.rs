//! Files on a disk, and a sink that keeps rows as texts.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use arrow::array::RecordBatch;
use kernel::Lang;

use crate::import::{ImportError, ImportPlan, ReadReport, Sink, SinkError, Unwatched, preview, read};

/// A row: its columns that are not empty.
pub(super) type Row = BTreeMap<String, String>;

#[derive(Default)]
pub(super) struct Kept {
    pub(super) contacts: Mutex<Vec<Row>>,
    pub(super) events: Mutex<Vec<Row>>,
}

fn rows(batch: &RecordBatch) -> Vec<Row> {
    let names: Vec<String> = batch.schema_ref().fields().iter().map(|it| it.name().clone()).collect();
    (0..batch.num_rows())
        .map(|row| {
            let cells = batch.columns().iter().map(|it| preview::cell(it, row));
            names.iter().cloned().zip(cells).filter(|it| !it.1.is_empty()).collect()
        })
        .collect()
}

impl Sink for Kept {
    fn contacts(&self, batch: RecordBatch, _: &Arc<str>) -> Result<(), SinkError> {
        self.contacts.lock().unwrap().extend(rows(&batch));
        Ok(())
    }

    fn events(&self, batch: RecordBatch, _: &Arc<str>) -> Result<(), SinkError> {
        self.events.lock().unwrap().extend(rows(&batch));
        Ok(())
    }
}

/// What was read of one file.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) contacts: Vec<Row>,
    pub(super) events: Vec<Row>,
    pub(super) report: ReadReport,
}

impl Seen {
    /// A column of the contacts, in the order of their lines.
    pub(super) fn column(&self, name: &str) -> Vec<&str> {
        self.contacts.iter().map(|it| it.get(name).map_or("", String::as_str)).collect()
    }

    /// A column of the events, in the order of their ordinals.
    pub(super) fn event_column(&self, name: &str) -> Vec<&str> {
        self.events.iter().map(|it| it.get(name).map_or("", String::as_str)).collect()
    }

    /// Line, column and English reason of the refused rows.
    pub(super) fn rejects(&self) -> Vec<(u64, &str, String)> {
        let rejects = self.report.rejects.iter();
        rejects.map(|(_, it)| (it.line, it.column.as_str(), it.reason.message().say(Lang::En))).collect()
    }

    pub(super) fn said(&self) -> Vec<&'static str> {
        self.report.said.iter().map(kernel::Message::key).collect()
    }
}

/// A folder that goes with this.
pub(super) struct Folder(tempfile::TempDir);

impl Folder {
    pub(super) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(super) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, bytes).unwrap();
        path
    }
}

/// A plan for one file of partner `CAF`.
pub(super) fn plan(path: &Path) -> ImportPlan {
    ImportPlan {
        files: vec![path.to_owned()],
        partner: Some("CAF".parse().unwrap()),
        threads: Some(2),
        lang: Lang::En,
        ..ImportPlan::default()
    }
}

pub(super) fn read_plan(plan: &ImportPlan) -> Result<Seen, ImportError> {
    let kept = Kept::default();
    let report = read(plan, &kept, &Unwatched)?;
    let mut contacts = kept.contacts.into_inner().unwrap();
    contacts.sort_by_key(|it| it["line"].parse::<u64>().unwrap());
    let mut events = kept.events.into_inner().unwrap();
    events.sort_by_key(|it| it["ordinal"].parse::<u64>().unwrap());
    Ok(Seen { contacts, events, report })
}

/// Reads a file of these bytes as `auto` does.
pub(super) fn read_bytes(bytes: impl AsRef<[u8]>) -> Result<Seen, ImportError> {
    let folder = Folder::new();
    read_plan(&plan(&folder.file("file", bytes)))
}
