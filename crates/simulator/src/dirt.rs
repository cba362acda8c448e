//! The faults of real exports, planted on demand: rows sent twice, clocks off by the summer hour, absurd durations.
//!
//! The truth counts rows before they are soiled.

use std::sync::Arc;

use arrow::{
    array::{Array, ArrayRef, AsArray, RecordBatch, TimestampMicrosecondArray, UInt32Array, UInt64Array},
    compute::take_record_batch,
    datatypes::{TimestampMicrosecondType, UInt32Type},
};

use crate::{SimulateError, random::Rng};

/// Share of rows that come twice, exactly.
const TWICE: f32 = 0.005;
/// Share of rows whose clock was an hour or two off.
const SHIFTED: f32 = 0.02;
/// Share of rows that lasted a whole day, because somebody forgot to close them.
const ENDLESS: f32 = 0.001;

/// Soils a batch of source contacts.
pub(crate) fn soil(batch: &RecordBatch, rng: &mut Rng) -> Result<RecordBatch, SimulateError> {
    let at = |name: &str| batch.schema_ref().index_of(name);
    let (started, duration, line) = (at("started_at")?, at("duration_s")?, at("line")?);
    let mut columns: Vec<ArrayRef> = batch.columns().to_vec();

    let times = columns[started].as_primitive::<TimestampMicrosecondType>();
    let shifted: TimestampMicrosecondArray = times
        .iter()
        .map(|it| {
            it.map(|it| if rng.chance(SHIFTED) { it + 3_600_000_000 * (1 + rng.below(2) as i64) } else { it })
        })
        .collect();
    columns[started] = Arc::new(shifted.with_timezone("UTC"));

    let durations = columns[duration].as_primitive::<UInt32Type>();
    let endless: UInt32Array =
        durations.iter().map(|it| it.map(|it| if rng.chance(ENDLESS) { 86_400 } else { it })).collect();
    columns[duration] = Arc::new(endless);
    let soiled = RecordBatch::try_new(batch.schema(), columns)?;

    let mut order = Vec::with_capacity(batch.num_rows() + batch.num_rows() / 100);
    for row in 0..batch.num_rows() as u32 {
        order.push(row);
        if rng.chance(TWICE) {
            order.push(row);
        }
    }
    let twice = take_record_batch(&soiled, &UInt32Array::from(order))?;
    let mut columns = twice.columns().to_vec();
    columns[line] = Arc::new(UInt64Array::from_iter_values(1..=columns[line].len() as u64));
    Ok(RecordBatch::try_new(batch.schema(), columns)?)
}
