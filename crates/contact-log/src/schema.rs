//! The columns of the contact log and of the request events: as a source gives them, and as they are kept.
//!
//! - A *source batch* has plain values of `usager`, `request` and `agent`; it lives in memory only.
//! - A *stored batch* has keyed pseudonyms in their place.
//!
//! Words of closed lists (channel, direction, outcome) and low-cardinality texts travel as dictionaries.
//! **Invariant:** a source batch never reaches a disk.

use std::sync::{Arc, LazyLock};

use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};

/// Digits after the point of `cost`: [`kernel::Euro::SCALE`] is 10 to this power.
pub const COST_SCALE: i8 = 4;
/// Digits of `cost` in all: fits an INT64 in Parquet.
pub const COST_PRECISION: u8 = 18;

fn words() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

fn instant() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

fn contacts(person: &DataType, line: bool) -> SchemaRef {
    let mut fields = vec![
        Field::new("contact_id", DataType::Utf8, false),
        Field::new("partner", words(), false),
        Field::new("usager", person.clone(), true),
        Field::new("request", person.clone(), true),
        Field::new("started_at", instant(), false),
        Field::new("channel", words(), false),
        Field::new("direction", words(), false),
        Field::new("reason", words(), false),
        Field::new("life_event", words(), true),
        Field::new("cause", words(), true),
        Field::new("outcome", words(), true),
        Field::new("wait_s", DataType::UInt32, true),
        Field::new("duration_s", DataType::UInt32, true),
        Field::new("satisfaction", DataType::UInt8, true),
        Field::new("cost", DataType::Decimal64(COST_PRECISION, COST_SCALE), true),
        Field::new("site", words(), true),
        Field::new("agent", person.clone(), true),
    ];
    if line {
        fields.push(Field::new("line", DataType::UInt64, false));
    }
    Arc::new(Schema::new(fields))
}

fn events(person: &DataType, line: bool) -> SchemaRef {
    let mut fields = vec![
        Field::new("partner", words(), false),
        Field::new("request", person.clone(), false),
        Field::new("usager", person.clone(), false),
        Field::new("life_event", words(), true),
        Field::new("occurred_at", instant(), false),
        Field::new("ordinal", DataType::UInt64, false),
        Field::new("status", words(), false),
        Field::new("due_at", instant(), true),
    ];
    if line {
        fields.push(Field::new("line", DataType::UInt64, false));
    }
    Arc::new(Schema::new(fields))
}

/// Contacts as importers and the simulator make them. `usager`, `request`, `agent` are plain texts; `line` is where the row
/// stands in its source (1 = first line).
pub static SOURCE_CONTACTS: LazyLock<SchemaRef> = LazyLock::new(|| contacts(&DataType::Utf8, true));

/// Contacts as the log keeps them, one Parquet column each. `usager`, `request`, `agent` are 64-bit keyed pseudonyms.
pub static STORED_CONTACTS: LazyLock<SchemaRef> = LazyLock::new(|| contacts(&DataType::UInt64, false));

/// The column by which the files tell which import brought a row: its number, 0 for what came one by one. Readers of the log have no
/// use for it.
pub(crate) const IMPORT: &str = "import";

fn with_import(schema: &SchemaRef) -> SchemaRef {
    let import = Arc::new(Field::new(IMPORT, DataType::UInt64, false));
    Arc::new(Schema::new(schema.fields().iter().cloned().chain([import]).collect::<Vec<_>>()))
}

/// [`STORED_CONTACTS`] as the files have them.
pub(crate) static FILED_CONTACTS: LazyLock<SchemaRef> = LazyLock::new(|| with_import(&STORED_CONTACTS));

/// [`STORED_EVENTS`] as the files have them.
pub(crate) static FILED_EVENTS: LazyLock<SchemaRef> = LazyLock::new(|| with_import(&STORED_EVENTS));

/// Contacts that were made pseudonymous before they reach the log, such as those of the register; `line` as above.
pub static PSEUDONYMOUS_CONTACTS: LazyLock<SchemaRef> = LazyLock::new(|| contacts(&DataType::UInt64, true));

/// Request events as importers and the simulator make them.
pub static SOURCE_EVENTS: LazyLock<SchemaRef> = LazyLock::new(|| events(&DataType::Utf8, true));

/// Request events as the log keeps them.
pub static STORED_EVENTS: LazyLock<SchemaRef> = LazyLock::new(|| events(&DataType::UInt64, false));
