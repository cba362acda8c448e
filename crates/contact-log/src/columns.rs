//! Records into stored batches: the columns that go to Parquet.

use std::sync::Arc;

use arrow::{
    array::{
        ArrayRef, Decimal64Array, DictionaryArray, Int32Array, RecordBatch, StringArray, StringBuilder,
        TimestampMicrosecondArray, UInt8Array, UInt32Array, UInt64Array,
    },
    buffer::NullBuffer,
    datatypes::Int32Type,
    error::ArrowError,
};

use crate::{
    record,
    schema::{COST_PRECISION, COST_SCALE, FILED_CONTACTS, FILED_EVENTS},
    vocabulary::{Column, Vocabulary},
};

/// Collects records and gives them as one batch.
pub(crate) trait Collect: Sized {
    fn new(rows: usize) -> Self;
    /// `import`: the number of the import that brought the row.
    fn push(&mut self, record: &[u8], import: u64);
    fn finish(self, partner: &str, words: &Vocabulary) -> Result<RecordBatch, ArrowError>;
}

/// Values of a column that may be absent.
struct Optional<T> {
    values: Vec<T>,
    valid: Vec<bool>,
    nulls: usize,
}

impl<T: Default + Copy> Optional<T> {
    fn new(rows: usize) -> Self {
        Self { values: Vec::with_capacity(rows), valid: Vec::with_capacity(rows), nulls: 0 }
    }

    fn push(&mut self, value: Option<T>) {
        self.values.push(value.unwrap_or_default());
        self.valid.push(value.is_some());
        self.nulls += usize::from(value.is_none());
    }

    fn finish(self) -> (Vec<T>, Option<NullBuffer>) {
        let nulls = (self.nulls > 0).then(|| NullBuffer::from(self.valid));
        (self.values, nulls)
    }

    fn numbers<A: 'static + arrow::array::Array>(
        self,
        make: impl FnOnce(arrow::buffer::ScalarBuffer<T>, Option<NullBuffer>) -> A,
    ) -> ArrayRef
    where
        T: arrow::datatypes::ArrowNativeType,
    {
        let (values, nulls) = self.finish();
        Arc::new(make(values.into(), nulls))
    }
}

fn words(codes: Optional<u32>, column: Column, vocabulary: &Vocabulary) -> Result<ArrayRef, ArrowError> {
    let (codes, nulls) = codes.finish();
    let keys = codes.into_iter().map(u32::cast_signed).collect::<Vec<_>>();
    let keys = Int32Array::new(keys.into(), nulls);
    Ok(Arc::new(DictionaryArray::try_new(keys, vocabulary.array(column))?))
}

fn one_word(word: &str, rows: usize) -> Result<ArrayRef, ArrowError> {
    let keys = Int32Array::from(vec![0; rows]);
    Ok(Arc::new(DictionaryArray::<Int32Type>::try_new(keys, Arc::new(StringArray::from(vec![word])))?))
}

fn instants(values: Optional<i64>) -> ArrayRef {
    values.numbers(|values, nulls| TimestampMicrosecondArray::new(values, nulls).with_timezone("UTC"))
}

/// Columns of contacts.
pub(crate) struct ContactBatch {
    id: StringBuilder,
    usager: Optional<u64>,
    request: Optional<u64>,
    started: Optional<i64>,
    channel: Optional<u32>,
    direction: Optional<u32>,
    reason: Optional<u32>,
    life_event: Optional<u32>,
    cause: Optional<u32>,
    outcome: Optional<u32>,
    wait: Optional<u32>,
    duration: Optional<u32>,
    satisfaction: Optional<u8>,
    cost: Optional<i64>,
    site: Optional<u32>,
    agent: Optional<u64>,
    import: Vec<u64>,
}

impl Collect for ContactBatch {
    fn new(rows: usize) -> Self {
        Self {
            id: StringBuilder::with_capacity(rows, rows * 16),
            usager: Optional::new(rows),
            request: Optional::new(rows),
            started: Optional::new(rows),
            channel: Optional::new(rows),
            direction: Optional::new(rows),
            reason: Optional::new(rows),
            life_event: Optional::new(rows),
            cause: Optional::new(rows),
            outcome: Optional::new(rows),
            wait: Optional::new(rows),
            duration: Optional::new(rows),
            satisfaction: Optional::new(rows),
            cost: Optional::new(rows),
            site: Optional::new(rows),
            agent: Optional::new(rows),
            import: Vec::with_capacity(rows),
        }
    }

    fn push(&mut self, record: &[u8], import: u64) {
        let contact = record::contact(record);
        self.id.append_value(contact.id);
        self.usager.push(contact.usager);
        self.request.push(contact.request);
        self.started.push(Some(contact.started_us));
        self.channel.push(Some(contact.channel));
        self.direction.push(Some(contact.direction));
        self.reason.push(Some(contact.reason));
        self.life_event.push(contact.life_event);
        self.cause.push(contact.cause);
        self.outcome.push(contact.outcome);
        self.wait.push(contact.wait_s);
        self.duration.push(contact.duration_s);
        self.satisfaction.push(contact.satisfaction);
        self.cost.push(contact.cost);
        self.site.push(contact.site);
        self.agent.push(contact.agent);
        self.import.push(import);
    }

    fn finish(mut self, partner: &str, vocabulary: &Vocabulary) -> Result<RecordBatch, ArrowError> {
        let rows = self.started.values.len();
        let cost = {
            let (values, nulls) = self.cost.finish();
            Decimal64Array::new(values.into(), nulls).with_precision_and_scale(COST_PRECISION, COST_SCALE)?
        };
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.id.finish()),
            one_word(partner, rows)?,
            self.usager.numbers(UInt64Array::new),
            self.request.numbers(UInt64Array::new),
            instants(self.started),
            words(self.channel, Column::Channel, vocabulary)?,
            words(self.direction, Column::Direction, vocabulary)?,
            words(self.reason, Column::Reason, vocabulary)?,
            words(self.life_event, Column::LifeEvent, vocabulary)?,
            words(self.cause, Column::Cause, vocabulary)?,
            words(self.outcome, Column::Outcome, vocabulary)?,
            self.wait.numbers(UInt32Array::new),
            self.duration.numbers(UInt32Array::new),
            self.satisfaction.numbers(UInt8Array::new),
            Arc::new(cost),
            words(self.site, Column::Site, vocabulary)?,
            self.agent.numbers(UInt64Array::new),
            Arc::new(UInt64Array::from(self.import)),
        ];
        RecordBatch::try_new(Arc::clone(&FILED_CONTACTS), columns)
    }
}

/// Columns of request events.
pub(crate) struct EventBatch {
    request: Optional<u64>,
    usager: Optional<u64>,
    life_event: Optional<u32>,
    occurred: Optional<i64>,
    ordinal: Optional<u64>,
    status: Optional<u32>,
    due: Optional<i64>,
    import: Vec<u64>,
}

impl Collect for EventBatch {
    fn new(rows: usize) -> Self {
        Self {
            request: Optional::new(rows),
            usager: Optional::new(rows),
            life_event: Optional::new(rows),
            occurred: Optional::new(rows),
            ordinal: Optional::new(rows),
            status: Optional::new(rows),
            due: Optional::new(rows),
            import: Vec::with_capacity(rows),
        }
    }

    fn push(&mut self, record: &[u8], import: u64) {
        let event = record::event(record);
        self.request.push(Some(event.request));
        self.usager.push(Some(event.usager));
        self.life_event.push(event.life_event);
        self.occurred.push(Some(event.occurred_us));
        self.ordinal.push(Some(event.ordinal));
        self.status.push(Some(event.status));
        self.due.push(event.due_us);
        self.import.push(import);
    }

    fn finish(self, partner: &str, vocabulary: &Vocabulary) -> Result<RecordBatch, ArrowError> {
        let rows = self.occurred.values.len();
        let columns: Vec<ArrayRef> = vec![
            one_word(partner, rows)?,
            self.request.numbers(UInt64Array::new),
            self.usager.numbers(UInt64Array::new),
            words(self.life_event, Column::LifeEvent, vocabulary)?,
            instants(self.occurred),
            self.ordinal.numbers(UInt64Array::new),
            words(self.status, Column::Status, vocabulary)?,
            instants(self.due),
            Arc::new(UInt64Array::from(self.import)),
        ];
        RecordBatch::try_new(Arc::clone(&FILED_EVENTS), columns)
    }
}
