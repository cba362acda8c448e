//! What the targets share: bytes through an importer, and the promise that is checked.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use arrow::array::RecordBatch;
use exchange::import::{ImportError, ImportPlan, Preset, ReadReport, Sink, SinkError};

/// Counts rows.
#[derive(Default)]
pub struct Counted(AtomicU64);

impl Sink for Counted {
    fn contacts(&self, batch: RecordBatch, _: &Arc<str>) -> Result<(), SinkError> {
        self.0.fetch_add(batch.num_rows() as u64, Ordering::Relaxed);
        Ok(())
    }

    fn events(&self, batch: RecordBatch, file: &Arc<str>) -> Result<(), SinkError> {
        self.contacts(batch, file)
    }
}

/// A plan for one partner.
pub fn plan(preset: Preset) -> ImportPlan {
    ImportPlan { preset, partner: "CAF".parse().ok(), threads: Some(1), ..ImportPlan::default() }
}

/// Every row that was read was either made or refused.
pub fn check(read: Result<ReadReport, ImportError>, counted: &Counted) {
    if let Ok(report) = read {
        let made = counted.0.load(Ordering::Relaxed);
        assert_eq!(made + report.rejected, report.rows, "rows made and refused");
    }
}

/// Reads bytes as one format.
pub fn read(preset: Preset, bytes: &[u8]) {
    let counted = Counted::default();
    check(exchange::import::read_text(bytes.to_vec(), &plan(preset), &counted), &counted);
}
