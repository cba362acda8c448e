//! From the log's record batches to a bucket's flat columns. Words become numbers here, once a dictionary.

use std::sync::Arc;

use arrow::{
    array::{Array, ArrayRef, AsArray, RecordBatch, StringArray},
    buffer::NullBuffer,
    datatypes::{
        ArrowPrimitiveType, Decimal64Type, Int32Type, TimestampMicrosecondType, UInt8Type, UInt32Type,
        UInt64Type,
    },
};
use contact_log::{LogKind, PartnerLog, Snapshot};
use hashbrown::HashMap;
use kernel::{Channel, Direction, Outcome, PartnerCode};
use measures::UnitCosts;

use crate::{
    EngineError,
    aside::Place,
    bucket::{Contacts, Events, NO_ANSWER, NO_SECONDS, Texts},
    names::{Names, TextColumn, narrow},
    plan::Plan,
};

/// Rows are numbered in 32 bits.
const ROWS_MAX: usize = u32::MAX as usize;
/// A cost that the row does not say, until the unit cost takes its place. No stored amount has 19 digits.
const NO_COST: i64 = i64::MIN;

/// A word of a closed list.
trait Word {
    /// Its place in the list.
    fn place(text: &str) -> Option<u8>;
}

impl Word for Channel {
    fn place(text: &str) -> Option<u8> {
        text.parse().ok().map(|it: Self| it as u8)
    }
}

impl Word for Direction {
    fn place(text: &str) -> Option<u8> {
        text.parse().ok().map(|it: Self| it as u8)
    }
}

impl Word for Outcome {
    fn place(text: &str) -> Option<u8> {
        text.parse().ok().map(|it: Self| it as u8)
    }
}

/// Reads dictionaries; batches of one row group share theirs, which is then read once.
pub(crate) struct Loader<'a> {
    names: &'a Names,
    /// The dictionary last read of each column, by place among the columns, and what its keys mean.
    dictionaries: Vec<(Option<ArrayRef>, Vec<u32>)>,
}

impl<'a> Loader<'a> {
    pub(crate) fn new(names: &'a Names) -> Self {
        Self { names, dictionaries: Vec::new() }
    }

    /// Appends a batch of contacts that has these columns.
    pub(crate) fn contacts(
        &mut self,
        columns: &[&'static str],
        batch: &RecordBatch,
        contacts: &mut Contacts,
    ) -> Result<(), EngineError> {
        contacts.rows += batch.num_rows();
        check_rows(contacts.rows)?;
        for (place, (name, array)) in columns.iter().zip(batch.columns()).enumerate() {
            match *name {
                "usager" => {
                    let usager = primitive::<UInt64Type>(name, array)?;
                    contacts.known += usager.len() - usager.null_count();
                    contacts.usager.extend_from_slice(usager.values());
                }
                "request" => {
                    let request = primitive::<UInt64Type>(name, array)?;
                    contacts.request.extend_from_slice(request.values());
                    contacts.carries.resize(contacts.request.len(), true);
                    without(&mut contacts.carries, request.nulls(), false);
                }
                "agent" => {
                    let agent = primitive::<UInt64Type>(name, array)?;
                    contacts.agent.extend_from_slice(agent.values());
                    contacts.has_agent.resize(contacts.agent.len(), true);
                    without(&mut contacts.has_agent, agent.nulls(), false);
                }
                "started_at" => {
                    let started = primitive::<TimestampMicrosecondType>(name, array)?;
                    contacts.started_at.extend_from_slice(started.values());
                }
                "channel" => self.words::<Channel>(place, name, array, 0, &mut contacts.channel)?,
                "direction" => self.words::<Direction>(place, name, array, 0, &mut contacts.direction)?,
                "outcome" => self.words::<Outcome>(place, name, array, 1, &mut contacts.outcome)?,
                "reason" => self.texts(place, name, array, TextColumn::Reason, &mut contacts.reason)?,
                "life_event" => {
                    self.texts(place, name, array, TextColumn::LifeEvent, &mut contacts.life_event)?;
                }
                "cause" => self.texts(place, name, array, TextColumn::Cause, &mut contacts.cause)?,
                "site" => self.texts(place, name, array, TextColumn::Site, &mut contacts.site)?,
                "wait_s" => seconds(name, array, &mut contacts.wait_s)?,
                "duration_s" => seconds(name, array, &mut contacts.duration_s)?,
                "satisfaction" => {
                    let answers = primitive::<UInt8Type>(name, array)?;
                    contacts.satisfaction.extend_from_slice(answers.values());
                    without(&mut contacts.satisfaction, answers.nulls(), NO_ANSWER);
                }
                "cost" => {
                    let costs = primitive::<Decimal64Type>(name, array)?;
                    contacts.cost.extend_from_slice(costs.values());
                    without(&mut contacts.cost, costs.nulls(), NO_COST);
                }
                other => return Err(EngineError::Column(other)),
            }
        }
        Ok(())
    }

    /// Appends a batch of events that has these columns.
    pub(crate) fn events(
        &mut self,
        columns: &[&'static str],
        batch: &RecordBatch,
        events: &mut Events,
    ) -> Result<(), EngineError> {
        events.rows += batch.num_rows();
        check_rows(events.rows)?;
        for (place, (name, array)) in columns.iter().zip(batch.columns()).enumerate() {
            match *name {
                "usager" => events.usager.extend_from_slice(primitive::<UInt64Type>(name, array)?.values()),
                "request" => events.request.extend_from_slice(primitive::<UInt64Type>(name, array)?.values()),
                "ordinal" => events.ordinal.extend_from_slice(primitive::<UInt64Type>(name, array)?.values()),
                "occurred_at" => {
                    let occurred = primitive::<TimestampMicrosecondType>(name, array)?;
                    events.occurred_at.extend_from_slice(occurred.values());
                }
                "life_event" => {
                    self.texts(place, name, array, TextColumn::LifeEvent, &mut events.life_event)?;
                }
                "status" => self.texts(place, name, array, TextColumn::Status, &mut events.status)?,
                other => return Err(EngineError::Column(other)),
            }
        }
        Ok(())
    }

    /// What each key of the column's dictionary means; read anew only if the dictionary changed.
    fn dictionary(
        &mut self,
        place: usize,
        name: &'static str,
        values: &ArrayRef,
        mut meaning: impl FnMut(&str) -> Result<u32, EngineError>,
    ) -> Result<&[u32], EngineError> {
        if self.dictionaries.len() <= place {
            self.dictionaries.resize_with(place + 1, Default::default);
        }
        let (last, meanings) = &mut self.dictionaries[place];
        if !last.as_ref().is_some_and(|it| Arc::ptr_eq(it, values)) {
            let texts: &StringArray = values.as_string_opt().ok_or(EngineError::Column(name))?;
            meanings.clear();
            for text in texts {
                meanings.push(text.map_or(Ok(0), &mut meaning)?);
            }
            *last = Some(ArrayRef::clone(values));
        }
        Ok(meanings)
    }

    fn texts(
        &mut self,
        place: usize,
        name: &'static str,
        array: &ArrayRef,
        column: TextColumn,
        texts: &mut Texts,
    ) -> Result<(), EngineError> {
        let array = array.as_dictionary_opt::<Int32Type>().ok_or(EngineError::Column(name))?;
        let names = self.names;
        let meanings = self.dictionary(place, name, array.values(), |text| {
            let shared = names.texts(column).code(text);
            Ok(texts.own(shared))
        })?;
        let meaning = |key: &i32| meanings.get(key.cast_unsigned() as usize).copied().unwrap_or(0);
        let keys = array.keys();
        texts.codes.extend(keys.values().iter().map(meaning));
        without(&mut texts.codes, keys.nulls(), 0);
        Ok(())
    }

    /// A closed list: `first` + the word's place in it; 0 where there is none, if the list allows it.
    fn words<W: Word>(
        &mut self,
        place: usize,
        name: &'static str,
        array: &ArrayRef,
        first: u8,
        codes: &mut Vec<u8>,
    ) -> Result<(), EngineError> {
        let array = array.as_dictionary_opt::<Int32Type>().ok_or(EngineError::Column(name))?;
        let meanings = self.dictionary(place, name, array.values(), |text| {
            let place =
                W::place(text).ok_or_else(|| EngineError::Word { column: name, word: text.to_owned() })?;
            Ok(u32::from(place + first))
        })?;
        let narrowed: Vec<u8> = meanings.iter().map(|it| u8::try_from(*it).unwrap_or(0)).collect();
        let meaning = |key: &i32| narrowed.get(key.cast_unsigned() as usize).copied().unwrap_or(0);
        let keys = array.keys();
        if first == 0 && keys.null_count() > 0 {
            return Err(EngineError::Column(name));
        }
        codes.extend(keys.values().iter().map(meaning));
        without(codes, keys.nulls(), 0);
        Ok(())
    }

    /// Another bucket begins: its numbers are its own.
    pub(crate) fn next_bucket(&mut self) {
        self.dictionaries.clear();
    }
}

/// Reads the contacts of a bucket, with the columns of `plan`; costs are filled in if it needs them.
pub(crate) fn read_contacts(
    snapshot: &Snapshot,
    partner: &PartnerLog,
    number: u32,
    plan: &Plan<'_>,
    costs: &UnitCosts,
    loader: &mut Loader<'_>,
    contacts: &mut Contacts,
) -> Result<(), EngineError> {
    contacts.clear();
    loader.next_bucket();
    for batch in snapshot.read_contacts(partner, number, &plan.contact_columns)? {
        loader.contacts(&plan.contact_columns, &batch?, contacts)?;
    }
    if plan.costs {
        fill_costs(contacts, &partner.code, costs);
    }
    Ok(())
}

/// Reads the events of a bucket, with the columns of `plan`.
pub(crate) fn read_events(
    snapshot: &Snapshot,
    partner: &PartnerLog,
    number: u32,
    plan: &Plan<'_>,
    loader: &mut Loader<'_>,
    events: &mut Events,
) -> Result<(), EngineError> {
    events.clear();
    loader.next_bucket();
    if plan.event_columns.is_empty() || partner.bucket_rows(LogKind::Events, number) == 0 {
        return Ok(());
    }
    let mut columns = plan.event_columns.clone();
    if !partner.shared_requests.is_empty() {
        columns.push("ordinal");
    }
    for batch in snapshot.read_events(partner, number, &columns)? {
        loader.events(&columns, &batch?, events)?;
    }
    Ok(())
}

/// The ids of some contacts of a partner, read again: only ties need them.
pub(crate) fn read_ids(
    snapshot: &Snapshot,
    partner: &PartnerLog,
    mut places: Vec<Place>,
) -> Result<HashMap<Place, String>, EngineError> {
    const ID: &str = "contact_id";
    places.sort_unstable();
    let mut ids = HashMap::new();
    for of_bucket in places.chunk_by(|left, right| left.0 == right.0) {
        let bucket = of_bucket[0].0;
        let mut wanted = of_bucket.iter().map(|it| it.1 as usize).peekable();
        let mut before = 0;
        for batch in snapshot.read_contacts(partner, bucket, &[ID])? {
            let batch = batch?;
            let array = batch.column(0).as_string_opt::<i32>();
            let array = array.ok_or(EngineError::Column(ID))?;
            while let Some(row) = wanted.next_if(|it| *it < before + array.len()) {
                ids.insert((bucket, narrow(row)), array.value(row - before).to_owned());
            }
            before += batch.num_rows();
        }
    }
    Ok(ids)
}

/// Puts the partner's unit cost where a row has none.
fn fill_costs(contacts: &mut Contacts, partner: &PartnerCode, costs: &UnitCosts) {
    let table: Vec<[i64; 3]> = Channel::ALL
        .iter()
        .map(|channel| std::array::from_fn(|it| costs.of(partner, *channel, Direction::ALL[it]).0))
        .collect();
    for (row, cost) in contacts.cost.iter_mut().enumerate() {
        if *cost == NO_COST {
            *cost = table[usize::from(contacts.channel[row])][usize::from(contacts.direction[row])];
        }
    }
}

fn seconds(name: &'static str, array: &ArrayRef, values: &mut Vec<i64>) -> Result<(), EngineError> {
    let array = primitive::<UInt32Type>(name, array)?;
    values.extend(array.values().iter().map(|it| i64::from(*it)));
    without(values, array.nulls(), NO_SECONDS);
    Ok(())
}

/// Puts `none` where the last values of a column, those of the batch just appended, are null.
fn without<T: Copy>(values: &mut [T], nulls: Option<&NullBuffer>, none: T) {
    let Some(nulls) = nulls else { return };
    let begin = values.len().saturating_sub(nulls.len());
    let chunks = nulls.inner().bit_chunks();
    for (values, present) in values[begin..].chunks_mut(64).zip(chunks.iter_padded()) {
        match present.count_ones() {
            64 => {}
            // Going from one absent, or one present, to the next is cheaper than looking at each, which branches as chance will.
            ..12 => {
                let mut kept = present;
                let mut next = 0;
                while kept != 0 {
                    let place = kept.trailing_zeros() as usize;
                    values[next..place].fill(none);
                    next = place + 1;
                    kept &= kept - 1;
                }
                values[next..].fill(none);
            }
            _ => {
                let mut absent = !present;
                while absent != 0 {
                    if let Some(value) = values.get_mut(absent.trailing_zeros() as usize) {
                        *value = none;
                    }
                    absent &= absent - 1;
                }
            }
        }
    }
}

fn primitive<'a, T: ArrowPrimitiveType>(
    name: &'static str,
    array: &'a ArrayRef,
) -> Result<&'a arrow::array::PrimitiveArray<T>, EngineError> {
    array.as_primitive_opt::<T>().ok_or(EngineError::Column(name))
}

fn check_rows(rows: usize) -> Result<(), EngineError> {
    if rows < ROWS_MAX { Ok(()) } else { Err(EngineError::BucketTooLarge(rows)) }
}
