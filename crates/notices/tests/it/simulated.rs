//! A partner's simulated year as rows, and contact logs made from such rows.

use std::sync::Arc;

use arrow::{
    array::{Array as _, AsArray as _, RecordBatch},
    datatypes::{Int32Type, TimestampMicrosecondType},
};
use contact_log::{ImportOptions, Keys, Log};
use engine::Engine;
use kernel::{PartnerCode, Scope};
use measures::{
    AfterMeasurer, AfterQuestion, AfterTable, MeasureError, Moment, MomentMeasurer, MomentQuestion, UnitCosts,
};
use notices::effects::reading::ContactLog;
use simulator::{PartnerTruth, Plan};

/// What pseudonyms are made with.
const KEYS: [u8; 32] = [7; 32];

/// A year of the largest administration: its rows and what was planted in them.
pub(crate) struct Year {
    pub(crate) partner: PartnerCode,
    pub(crate) contacts: RecordBatch,
    pub(crate) events: RecordBatch,
    pub(crate) truth: PartnerTruth,
}

/// A year with three moments that make people call.
pub(crate) fn year(contacts: u64, year: i16, seed: u64) -> Year {
    let plan = Plan { partners: 1, year, events: true, moments: true, ..Plan::new(contacts, seed) };
    let (mut contacts, mut events) = (Vec::new(), Vec::new());
    let take = |_: &simulator::Slice, rows: simulator::SliceRows| Ok(rows);
    let keep = |_: &simulator::Slice, rows: simulator::SliceRows| {
        contacts.extend(rows.contacts);
        events.extend(rows.events);
        Ok(())
    };
    let truth = simulator::simulate(&plan, 2, take, keep).unwrap();
    let (code, truth) = truth.partners.into_iter().next().unwrap();
    let whole = |rows: &[RecordBatch]| arrow::compute::concat_batches(&rows[0].schema(), rows).unwrap();
    Year { partner: code.parse().unwrap(), contacts: whole(&contacts), events: whole(&events), truth }
}

/// A text of a column that may have none.
pub(crate) fn text(rows: &RecordBatch, column: &str, row: usize) -> Option<String> {
    let column = rows.column_by_name(column).unwrap();
    if column.is_null(row) {
        return None;
    }
    let value = match column.as_dictionary_opt::<Int32Type>() {
        Some(words) => {
            let key = usize::try_from(words.keys().value(row)).unwrap();
            words.values().as_string::<i32>().value(key).to_owned()
        }
        None => column.as_string::<i32>().value(row).to_owned(),
    };
    Some(value)
}

/// An instant of a column (µs UTC).
pub(crate) fn instant_us(rows: &RecordBatch, column: &str, row: usize) -> i64 {
    rows.column_by_name(column).unwrap().as_primitive::<TimestampMicrosecondType>().value(row)
}

/// A contact log in a folder of its own, as effects and moments ask it.
pub(crate) struct SimulatedLog {
    log: Log,
    keys: Keys,
    engine: Engine,
    _folder: tempfile::TempDir,
}

impl SimulatedLog {
    /// One without rows.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = Log::open(folder.path().join("log").to_str().unwrap()).unwrap();
        let engine = Engine::new(log.clone(), 2);
        Self { log, keys: Keys::from_bytes(KEYS), engine, _folder: folder }
    }

    /// Imports rows.
    pub(crate) fn add(&self, contacts: &[RecordBatch], events: &[RecordBatch]) {
        let import = self.log.begin_import(&self.keys, ImportOptions::default()).unwrap();
        let file: Arc<str> = "simulated".into();
        for batch in contacts {
            import.contacts(batch.clone(), &file).unwrap();
        }
        for batch in events {
            import.events(batch.clone(), &file).unwrap();
        }
        import.commit().unwrap();
    }
}

impl AfterMeasurer for SimulatedLog {
    fn after(
        &self,
        partner: &PartnerCode,
        question: &AfterQuestion,
        costs: &UnitCosts,
    ) -> Result<AfterTable, MeasureError> {
        AfterMeasurer::after(&self.engine, partner, question, costs)
    }
}

impl MomentMeasurer for SimulatedLog {
    fn moments(&self, scope: &Scope, question: &MomentQuestion) -> Result<Vec<Moment>, MeasureError> {
        MomentMeasurer::moments(&self.engine, scope, question)
    }
}

impl ContactLog for SimulatedLog {
    fn mark(&self, _: &PartnerCode) -> Result<u64, MeasureError> {
        let snapshot = self.log.snapshot().map_err(|it| MeasureError::Log(Box::new(it)))?;
        Ok(snapshot.version)
    }

    fn usager(&self, partner: &PartnerCode, name: &str) -> u64 {
        self.keys.usager(partner, name)
    }
}
