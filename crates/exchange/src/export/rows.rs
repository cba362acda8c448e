//! Rows of the log under their names: views over stored batches, columns by their place in the schema.

use arrow::{
    array::{
        Array, ArrowPrimitiveType, AsArray, Int32Array, PrimitiveArray, RecordBatch, StringArray,
        TimestampMicrosecondArray, UInt8Array, UInt32Array, UInt64Array,
    },
    datatypes::{Decimal64Type, Int32Type, SchemaRef},
};
use kernel::Euro;

/// All column names of a schema, in order.
pub(super) fn names(schema: &SchemaRef) -> Vec<&str> {
    schema.fields().iter().map(|it| it.name().as_str()).collect()
}

/// A column of words.
pub(super) struct Words {
    keys: Int32Array,
    values: StringArray,
}

impl Words {
    fn of(column: &dyn Array) -> Self {
        let column = column.as_dictionary::<Int32Type>();
        Self { keys: column.keys().clone(), values: column.values().as_string().clone() }
    }

    pub(super) fn get(&self, row: usize) -> Option<&str> {
        let key = usize::try_from(value(&self.keys, row)?).ok()?;
        Some(self.values.value(key))
    }

    /// The word of a column that has one on every row.
    pub(super) fn word(&self, row: usize) -> &str {
        self.get(row).unwrap_or_default()
    }
}

/// The value of a row, if it has one.
pub(super) fn value<T: ArrowPrimitiveType>(column: &PrimitiveArray<T>, row: usize) -> Option<T::Native> {
    column.is_valid(row).then(|| column.value(row))
}

/// A batch of all columns of `STORED_CONTACTS`.
pub(super) struct Contacts {
    pub(super) contact_id: StringArray,
    pub(super) partner: Words,
    pub(super) usager: UInt64Array,
    pub(super) request: UInt64Array,
    pub(super) started_at: TimestampMicrosecondArray,
    pub(super) channel: Words,
    pub(super) direction: Words,
    pub(super) reason: Words,
    pub(super) life_event: Words,
    pub(super) cause: Words,
    pub(super) outcome: Words,
    pub(super) wait_s: UInt32Array,
    pub(super) duration_s: UInt32Array,
    pub(super) satisfaction: UInt8Array,
    cost: PrimitiveArray<Decimal64Type>,
    pub(super) site: Words,
    pub(super) agent: UInt64Array,
}

impl Contacts {
    pub(super) fn of(batch: &RecordBatch) -> Self {
        let column = |at: usize| batch.column(at).as_ref();
        Self {
            contact_id: column(0).as_string().clone(),
            partner: Words::of(column(1)),
            usager: column(2).as_primitive().clone(),
            request: column(3).as_primitive().clone(),
            started_at: column(4).as_primitive().clone(),
            channel: Words::of(column(5)),
            direction: Words::of(column(6)),
            reason: Words::of(column(7)),
            life_event: Words::of(column(8)),
            cause: Words::of(column(9)),
            outcome: Words::of(column(10)),
            wait_s: column(11).as_primitive().clone(),
            duration_s: column(12).as_primitive().clone(),
            satisfaction: column(13).as_primitive().clone(),
            cost: column(14).as_primitive().clone(),
            site: Words::of(column(15)),
            agent: column(16).as_primitive().clone(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.contact_id.len()
    }

    pub(super) fn cost(&self, row: usize) -> Option<Euro> {
        value(&self.cost, row).map(Euro)
    }
}

/// A batch of all columns of `STORED_EVENTS`.
pub(super) struct Events {
    pub(super) partner: Words,
    pub(super) request: UInt64Array,
    pub(super) usager: UInt64Array,
    pub(super) life_event: Words,
    pub(super) occurred_at: TimestampMicrosecondArray,
    pub(super) ordinal: UInt64Array,
    pub(super) status: Words,
    pub(super) due_at: TimestampMicrosecondArray,
}

impl Events {
    pub(super) fn of(batch: &RecordBatch) -> Self {
        let column = |at: usize| batch.column(at).as_ref();
        Self {
            partner: Words::of(column(0)),
            request: column(1).as_primitive().clone(),
            usager: column(2).as_primitive().clone(),
            life_event: Words::of(column(3)),
            occurred_at: column(4).as_primitive().clone(),
            ordinal: column(5).as_primitive().clone(),
            status: Words::of(column(6)),
            due_at: column(7).as_primitive().clone(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.request.len()
    }
}
