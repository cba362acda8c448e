//! Whether announced dates were kept, from request events.

use arrow::{
    array::{Array, RecordBatch},
    datatypes::{TimestampMicrosecondType, UInt64Type},
};
use kernel::PartnerCode;

use crate::{
    Engine, EngineError,
    usagers::{keys_of, numbers},
};

const COLUMNS: [&str; 5] = ["usager", "request", "occurred_at", "status", "due_at"];
/// The changes of status that settle a request.
const SETTLED: [&str; 3] = ["decided", "paid", "closed"];

/// The dates that a partner announced, and whether it kept them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Promises {
    /// Requests with a change of status in the period.
    pub requests: u64,
    /// Of which a date was announced.
    pub announced: u64,
    /// Requests whose first announced date lies in the period: it is past.
    pub due: u64,
    /// Of which decided, paid or closed by then.
    pub kept: u64,
}

impl Engine {
    /// The promises of a partner in the `span_us` microseconds that end with its last contact. A request's promise is the first date
    /// that was announced: moving it does not keep it. A request of several usagers counts for each.
    ///
    /// # Errors
    ///
    /// [`EngineError`] if the log cannot be read.
    pub fn promises(&self, partner: &PartnerCode, span_us: i64) -> Result<Promises, EngineError> {
        let snapshot = self.log.snapshot()?;
        let Some(log) = snapshot.partner(partner.as_str()) else { return Ok(Promises::default()) };
        let Some(until) = log.last_at else { return Ok(Promises::default()) };
        let mut count = Count { from: until.saturating_sub(span_us), until, ..Count::default() };
        for bucket in 0..log.buckets {
            for batch in snapshot.read_events(log, bucket, &COLUMNS)? {
                count.add(&batch?)?;
            }
            count.end_request();
        }
        Ok(count.promises)
    }
}

#[derive(Default)]
struct Count {
    /// Not included.
    from: i64,
    /// Included.
    until: i64,
    promises: Promises,
    /// The usager and the request whose rows come together now.
    current: Option<(Option<u64>, u64)>,
    is_seen: bool,
    promised: Option<i64>,
    settled_at: Option<i64>,
}

impl Count {
    fn add(&mut self, batch: &RecordBatch) -> Result<(), EngineError> {
        let column = |place: usize| (COLUMNS[place], batch.column(place));
        let usager = numbers::<UInt64Type>(column(0))?;
        let request = numbers::<UInt64Type>(column(1))?;
        let occurred_at = numbers::<TimestampMicrosecondType>(column(2))?;
        let settles = SETTLED.map(|it| keys_of(column(3), it));
        let settles: Vec<_> = settles.into_iter().collect::<Result<_, _>>()?;
        let due_at = numbers::<TimestampMicrosecondType>(column(4))?;
        for row in 0..batch.num_rows() {
            let key = (usager.is_valid(row).then(|| usager.value(row)), request.value(row));
            if self.current != Some(key) {
                self.end_request();
                self.current = Some(key);
            }
            let at = occurred_at.value(row);
            self.is_seen |= self.from < at && at <= self.until;
            if self.promised.is_none() && due_at.is_valid(row) {
                self.promised = Some(due_at.value(row));
            }
            if self.settled_at.is_none() && settles.iter().any(|it| it(row)) {
                self.settled_at = Some(at);
            }
        }
        Ok(())
    }

    fn end_request(&mut self) {
        if self.current.take().is_none() {
            return;
        }
        let (is_seen, promised, settled_at) =
            (std::mem::take(&mut self.is_seen), self.promised.take(), self.settled_at.take());
        if is_seen {
            self.promises.requests += 1;
            self.promises.announced += u64::from(promised.is_some());
        }
        if let Some(promised) = promised.filter(|it| self.from < *it && *it <= self.until) {
            self.promises.due += 1;
            self.promises.kept += u64::from(settled_at.is_some_and(|it| it <= promised));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, DictionaryArray, TimestampMicrosecondArray, UInt64Array};
    use arrow::datatypes::Int32Type;

    use super::*;

    /// Request, instant, status, announced date.
    type Row = (u64, i64, &'static str, Option<i64>);

    fn count(rows: &[Row]) -> Promises {
        let of = |what: &dyn Fn(&Row) -> u64| Arc::new(UInt64Array::from_iter_values(rows.iter().map(what)));
        let at = TimestampMicrosecondArray::from_iter_values(rows.iter().map(|it| it.1));
        let due: TimestampMicrosecondArray = rows.iter().map(|it| it.3).collect();
        let status: DictionaryArray<Int32Type> = rows.iter().map(|it| it.2).collect();
        let columns: [ArrayRef; 5] =
            [of(&|_| 7), of(&|it| it.0), Arc::new(at), Arc::new(status), Arc::new(due)];
        let batch = RecordBatch::try_from_iter(COLUMNS.into_iter().zip(columns)).unwrap();
        let mut count = Count { from: 100, until: 200, ..Count::default() };
        count.add(&batch).unwrap();
        count.end_request();
        count.promises
    }

    #[test]
    fn a_promise_is_kept_by_its_first_date_and_judged_once_it_is_past() {
        let found = count(&[
            // Kept, on the very day.
            (1, 110, "opened", Some(150)),
            (1, 150, "decided", None),
            // Late: moving the date does not keep it.
            (2, 110, "opened", Some(150)),
            (2, 140, "missing_piece", Some(190)),
            (2, 180, "closed", None),
            // Not settled.
            (3, 120, "opened", Some(160)),
            // Not yet past, long past, and no date at all.
            (4, 130, "opened", Some(201)),
            (5, 10, "opened", Some(90)),
            (6, 140, "opened", None),
            (6, 145, "decided", None),
        ]);
        assert_eq!(found, Promises { requests: 5, announced: 4, due: 3, kept: 1 });
    }

    #[test]
    fn nothing_gives_nothing() {
        assert_eq!(count(&[]), Promises::default());
    }
}
