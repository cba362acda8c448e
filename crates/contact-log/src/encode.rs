//! Batches into records: the door where source values become pseudonyms, and where stored rows are read back.

use arrow::{
    array::{
        Array, ArrayRef, AsArray, Decimal64Array, DictionaryArray, PrimitiveArray, RecordBatch, StringArray,
        TimestampMicrosecondArray, UInt8Array, UInt32Array, UInt64Array,
    },
    datatypes::{
        ArrowPrimitiveType, Decimal64Type, Int32Type, SchemaRef, TimestampMicrosecondType, UInt8Type,
        UInt32Type, UInt64Type,
    },
};

use crate::{
    LogError,
    record::{self, Contact, Event},
    schema::IMPORT,
    vocabulary::{Column, Vocabulary},
};

/// Ids longer than this are refused: no source has them, and each costs memory in every stage.
pub const CONTACT_ID_BYTES_MAX: usize = 1_000;

/// A dictionary column whose words are turned into the import's numbers, each word once a batch.
pub(crate) struct Words<'a> {
    keys: &'a PrimitiveArray<Int32Type>,
    values: &'a StringArray,
    /// By key: the word's number; nothing as long as it was not asked.
    codes: Vec<u32>,
    column: Column,
}

/// A key whose word has no number yet. No word has this one: an import has fewer.
const UNKNOWN: u32 = u32::MAX;

impl<'a> Words<'a> {
    fn new(array: &'a ArrayRef, column: Column) -> Option<Self> {
        let (keys, values) = dictionary(array)?;
        Some(Self { keys, values, codes: vec![UNKNOWN; values.len()], column })
    }

    #[inline]
    fn get(&mut self, row: usize, words: &Vocabulary) -> Result<Option<u32>, LogError> {
        if self.keys.is_null(row) {
            return Ok(None);
        }
        // A negative key is far beyond the last.
        let key = self.keys.value(row).cast_unsigned() as usize;
        match self.codes.get(key) {
            Some(code) if *code != UNKNOWN => Ok(Some(*code)),
            _ => self.learn(key, words),
        }
    }

    #[cold]
    fn learn(&mut self, key: usize, words: &Vocabulary) -> Result<Option<u32>, LogError> {
        if key >= self.values.len() {
            return Err(LogError::Batch("a key without a word".into()));
        }
        if self.values.is_null(key) {
            return Ok(None);
        }
        let word = self.values.value(key);
        check_word(self.column, word)?;
        let code = words.code(self.column, word);
        self.codes[key] = code;
        Ok(Some(code))
    }

    #[inline]
    fn required(&mut self, row: usize, words: &Vocabulary) -> Result<u32, LogError> {
        self.get(row, words)?.ok_or_else(|| LogError::Batch(format!("null in `{:?}`", self.column)))
    }
}

/// Closed lists stay closed, whoever wrote the batch.
fn check_word(column: Column, word: &str) -> Result<(), LogError> {
    match column {
        Column::Channel => word.parse::<kernel::Channel>().map(drop)?,
        Column::Direction => word.parse::<kernel::Direction>().map(drop)?,
        Column::Outcome => word.parse::<kernel::Outcome>().map(drop)?,
        _ => {}
    }
    Ok(())
}

pub(crate) fn dictionary(array: &ArrayRef) -> Option<(&PrimitiveArray<Int32Type>, &StringArray)> {
    let array: &DictionaryArray<Int32Type> = array.as_dictionary_opt()?;
    Some((array.keys(), array.values().as_string_opt()?))
}

/// The columns of a contact, but for the people in it.
pub(crate) struct ContactColumns<'a> {
    pub(crate) id: &'a StringArray,
    started: &'a TimestampMicrosecondArray,
    channel: Words<'a>,
    direction: Words<'a>,
    reason: Words<'a>,
    life_event: Words<'a>,
    cause: Words<'a>,
    outcome: Words<'a>,
    site: Words<'a>,
    wait: &'a UInt32Array,
    duration: &'a UInt32Array,
    satisfaction: &'a UInt8Array,
    cost: &'a Decimal64Array,
}

impl<'a> ContactColumns<'a> {
    /// `None` if a column is absent or of another type.
    pub(crate) fn of(batch: &'a RecordBatch) -> Option<Self> {
        let words = |name, column| Words::new(batch.column_by_name(name)?, column);
        Some(Self {
            id: batch.column_by_name("contact_id")?.as_string_opt()?,
            started: numbers::<TimestampMicrosecondType>(batch, "started_at")?,
            channel: words("channel", Column::Channel)?,
            direction: words("direction", Column::Direction)?,
            reason: words("reason", Column::Reason)?,
            life_event: words("life_event", Column::LifeEvent)?,
            cause: words("cause", Column::Cause)?,
            outcome: words("outcome", Column::Outcome)?,
            site: words("site", Column::Site)?,
            wait: numbers::<UInt32Type>(batch, "wait_s")?,
            duration: numbers::<UInt32Type>(batch, "duration_s")?,
            satisfaction: numbers::<UInt8Type>(batch, "satisfaction")?,
            cost: numbers::<Decimal64Type>(batch, "cost")?,
        })
    }

    /// The contact at `row`, its usager, request and agent still empty.
    pub(crate) fn get(&mut self, row: usize, words: &Vocabulary) -> Result<Contact<'a>, LogError> {
        let id = self.id.value(row);
        if id.is_empty() || id.len() > CONTACT_ID_BYTES_MAX {
            return Err(LogError::Batch(format!("a contact_id of {} bytes", id.len())));
        }
        Ok(Contact {
            id,
            usager: None,
            request: None,
            agent: None,
            started_us: self.started.value(row),
            channel: self.channel.required(row, words)?,
            direction: self.direction.required(row, words)?,
            reason: self.reason.required(row, words)?,
            life_event: self.life_event.get(row, words)?,
            cause: self.cause.get(row, words)?,
            outcome: self.outcome.get(row, words)?,
            site: self.site.get(row, words)?,
            wait_s: optional(self.wait, row),
            duration_s: optional(self.duration, row),
            satisfaction: optional(self.satisfaction, row),
            cost: optional(self.cost, row),
        })
    }
}

/// The columns of an event, but for the people in it.
pub(crate) struct EventColumns<'a> {
    life_event: Words<'a>,
    occurred: &'a TimestampMicrosecondArray,
    ordinal: &'a UInt64Array,
    status: Words<'a>,
    due: &'a TimestampMicrosecondArray,
}

impl<'a> EventColumns<'a> {
    /// `None` if a column is absent or of another type.
    pub(crate) fn of(batch: &'a RecordBatch) -> Option<Self> {
        let words = |name, column| Words::new(batch.column_by_name(name)?, column);
        Some(Self {
            life_event: words("life_event", Column::LifeEvent)?,
            occurred: numbers::<TimestampMicrosecondType>(batch, "occurred_at")?,
            ordinal: numbers::<UInt64Type>(batch, "ordinal")?,
            status: words("status", Column::Status)?,
            due: numbers::<TimestampMicrosecondType>(batch, "due_at")?,
        })
    }

    /// The event at `row`, its usager and request still 0.
    pub(crate) fn get(&mut self, row: usize, words: &Vocabulary) -> Result<Event, LogError> {
        Ok(Event {
            request: 0,
            usager: 0,
            life_event: self.life_event.get(row, words)?,
            occurred_us: self.occurred.value(row),
            ordinal: self.ordinal.value(row),
            status: self.status.required(row, words)?,
            due_us: optional(self.due, row),
        })
    }
}

pub(crate) fn optional<T: ArrowPrimitiveType>(array: &PrimitiveArray<T>, row: usize) -> Option<T::Native> {
    array.is_valid(row).then(|| array.value(row))
}

pub(crate) fn numbers<'a, T: ArrowPrimitiveType>(
    batch: &'a RecordBatch,
    name: &str,
) -> Option<&'a PrimitiveArray<T>> {
    batch.column_by_name(name)?.as_primitive_opt()
}

/// Refuses a batch whose columns are not those of `schema`, in names, types or required values.
pub(crate) fn check_schema(batch: &RecordBatch, schema: &SchemaRef) -> Result<(), LogError> {
    for field in schema.fields() {
        let Some(column) = batch.column_by_name(field.name()) else {
            return Err(LogError::Batch(format!("no column `{}`", field.name())));
        };
        if column.data_type() != field.data_type() {
            let (name, found, wanted) = (field.name(), column.data_type(), field.data_type());
            return Err(LogError::Batch(format!("`{name}` is {found}, not {wanted}")));
        }
        if !field.is_nullable() && column.null_count() > 0 {
            return Err(LogError::Batch(format!("null in `{}`", field.name())));
        }
    }
    Ok(())
}

/// Appends the stored contacts of a batch to a run of records, those whose id `wanted` accepts.
pub(crate) fn stored_contacts(
    batch: &RecordBatch,
    words: &Vocabulary,
    wanted: impl Fn(&[u8]) -> bool,
    run: &mut Vec<u8>,
) -> Result<(), LogError> {
    let wrong = || LogError::Batch("its columns have other types".into());
    let mut columns = ContactColumns::of(batch).ok_or_else(wrong)?;
    let person = |name| numbers::<UInt64Type>(batch, name).ok_or_else(wrong);
    let (usager, request, agent) = (person("usager")?, person("request")?, person("agent")?);
    let import = person(IMPORT)?;
    for row in 0..batch.num_rows() {
        if wanted(columns.id.value(row).as_bytes()) {
            let contact = Contact {
                usager: optional(usager, row),
                request: optional(request, row),
                agent: optional(agent, row),
                ..columns.get(row, words)?
            };
            record::push_contact(run, import.value(row), &contact);
        }
    }
    Ok(())
}

/// Appends the stored events of a batch to a run of records.
pub(crate) fn stored_events(
    batch: &RecordBatch,
    words: &Vocabulary,
    run: &mut Vec<u8>,
) -> Result<(), LogError> {
    let wrong = || LogError::Batch("its columns have other types".into());
    let mut columns = EventColumns::of(batch).ok_or_else(wrong)?;
    let person = |name| numbers::<UInt64Type>(batch, name).ok_or_else(wrong);
    let (usager, request, import) = (person("usager")?, person("request")?, person(IMPORT)?);
    for row in 0..batch.num_rows() {
        let (usager, request) = (usager.value(row), request.value(row));
        let event = Event { request, usager, ..columns.get(row, words)? };
        record::push_event(run, import.value(row), &event);
    }
    Ok(())
}
