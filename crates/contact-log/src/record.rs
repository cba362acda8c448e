//! Rows on their way into the log: one run of bytes each, so that a row is moved, spilled, sorted and compared
//! whole. Words are numbers of the import's [`Vocabulary`], people are pseudonyms.
//!
//! ```text
//! all       0 length u32 · 4 sequence u64 (of a row of the log: its import) · 12 flags u16 · 14 usager u64 (0 = nobody)
//! contact  22 started_at · 30 id · channel · direction · reason · what the flags say is there
//! event    22 request · 30 occurred_at · 38 ordinal · status · what the flags say is there
//! ```
//!
//! **Invariant:** equal contents are equal bytes from the flags on.

use std::cmp::Ordering;

use twox_hash::XxHash3_64;

use crate::{
    manifest::LogKind,
    vocabulary::{Column, Vocabulary},
};

const SEQUENCE: usize = 4;
const FLAGS: usize = 12;
const USAGER: usize = 14;
const FIRST: usize = 22;
const SECOND: usize = 30;
const THIRD: usize = 38;

/// Which optional columns a row has.
pub(crate) mod flag {
    pub(crate) const LIFE_EVENT: u16 = 1;
    pub(crate) const CAUSE: u16 = 1 << 1;
    pub(crate) const OUTCOME: u16 = 1 << 2;
    pub(crate) const SITE: u16 = 1 << 3;
    pub(crate) const REQUEST: u16 = 1 << 4;
    pub(crate) const AGENT: u16 = 1 << 5;
    pub(crate) const WAIT: u16 = 1 << 6;
    pub(crate) const DURATION: u16 = 1 << 7;
    pub(crate) const SATISFACTION: u16 = 1 << 8;
    pub(crate) const COST: u16 = 1 << 9;
    pub(crate) const DUE: u16 = 1 << 10;
}

/// The bits of an index entry that are the fingerprint; the low ones are the row's place.
pub(crate) const FINGERPRINT: u64 = !0xFFFF;

/// A contact, decoded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Contact<'a> {
    pub(crate) id: &'a str,
    pub(crate) usager: Option<u64>,
    pub(crate) request: Option<u64>,
    pub(crate) started_us: i64,
    pub(crate) channel: u32,
    pub(crate) direction: u32,
    pub(crate) reason: u32,
    pub(crate) life_event: Option<u32>,
    pub(crate) cause: Option<u32>,
    pub(crate) outcome: Option<u32>,
    pub(crate) wait_s: Option<u32>,
    pub(crate) duration_s: Option<u32>,
    pub(crate) satisfaction: Option<u8>,
    pub(crate) cost: Option<i64>,
    pub(crate) site: Option<u32>,
    pub(crate) agent: Option<u64>,
}

/// A request event, decoded.
#[expect(clippy::struct_field_names, reason = "the columns have these names")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) request: u64,
    pub(crate) usager: u64,
    pub(crate) life_event: Option<u32>,
    pub(crate) occurred_us: i64,
    pub(crate) ordinal: u64,
    pub(crate) status: u32,
    pub(crate) due_us: Option<i64>,
}

/// What contacts and events have in common on their way.
pub(crate) trait Rows: Send + Sync + 'static {
    const KIND: LogKind;

    /// Decides the row's bucket by its high bits.
    fn place(record: &[u8], seed: u64) -> u64;
    /// The two numbers that rows with a usager are sorted by first.
    fn key(record: &[u8]) -> (u64, u64);
    /// The order of rows with equal keys.
    fn tie(left: &[u8], right: &[u8], words: &Vocabulary) -> Ordering;
    /// Fingerprint of what makes the row itself, with the high bits of its place in the low bits.
    fn entry(record: &[u8], words: &Vocabulary, seed: u64) -> u64;
    /// The instant of the row.
    fn at_us(record: &[u8]) -> i64;
    /// The request of the row, if it has one.
    fn request(record: &[u8]) -> Option<u64>;
}

/// [`Rows`] of contacts.
pub(crate) struct Contacts;
/// [`Rows`] of request events.
pub(crate) struct Events;

/// Where a row of an import stood: its file and line.
pub(crate) fn sequence(record: &[u8]) -> u64 {
    u64_at(record, SEQUENCE)
}

/// Which import brought a row of the log.
pub(crate) fn import(record: &[u8]) -> u64 {
    u64_at(record, SEQUENCE)
}

pub(crate) fn usager(record: &[u8]) -> u64 {
    u64_at(record, USAGER)
}

/// Everything but where the row stood in its source.
pub(crate) fn content(record: &[u8]) -> &[u8] {
    &record[FLAGS..]
}

/// The record at the beginning of `bytes`.
pub(crate) fn first(bytes: &[u8]) -> &[u8] {
    &bytes[..length(bytes)]
}

/// Cuts a run of records into records.
pub(crate) fn records(mut bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        if bytes.is_empty() {
            return None;
        }
        let (record, rest) = bytes.split_at(length(bytes));
        bytes = rest;
        Some(record)
    })
}

fn length(bytes: &[u8]) -> usize {
    let head = bytes.first_chunk().expect("a record begins with its length");
    u32::from_le_bytes(*head) as usize
}

/// The contact's id, without decoding the rest.
pub(crate) fn contact_id(record: &[u8]) -> &[u8] {
    let mut cursor = Cursor { bytes: record, at: SECOND };
    cursor.text()
}

fn event_request(record: &[u8]) -> u64 {
    u64_at(record, FIRST)
}

/// Fingerprint of a contact id.
pub(crate) fn id_hash(id: &[u8], seed: u64) -> u64 {
    XxHash3_64::oneshot_with_seed(seed, id)
}

/// What the index keeps of a row: its fingerprint, and the high bits of its place.
pub(crate) fn entry(hash: u64, place: u64) -> u64 {
    (hash & FINGERPRINT) | (place >> 48)
}

/// Turns the order of signed numbers into that of unsigned ones.
fn ordered(value: u64) -> u64 {
    value ^ (1 << 63)
}

impl Rows for Contacts {
    const KIND: LogKind = LogKind::Contacts;

    fn place(record: &[u8], seed: u64) -> u64 {
        match usager(record) {
            0 => id_hash(contact_id(record), seed),
            usager => usager,
        }
    }

    fn key(record: &[u8]) -> (u64, u64) {
        (usager(record), ordered(u64_at(record, FIRST)))
    }

    fn tie(left: &[u8], right: &[u8], _: &Vocabulary) -> Ordering {
        contact_id(left).cmp(contact_id(right))
    }

    fn entry(record: &[u8], _: &Vocabulary, seed: u64) -> u64 {
        let hash = id_hash(contact_id(record), seed);
        let usager = usager(record);
        entry(hash, if usager == 0 { hash } else { usager })
    }

    fn at_us(record: &[u8]) -> i64 {
        i64_at(record, FIRST)
    }

    fn request(record: &[u8]) -> Option<u64> {
        // It stands last.
        (flags(record) & flag::REQUEST != 0).then(|| u64_at(record, record.len() - 8))
    }
}

impl Rows for Events {
    const KIND: LogKind = LogKind::Events;

    fn place(record: &[u8], _: u64) -> u64 {
        usager(record)
    }

    fn key(record: &[u8]) -> (u64, u64) {
        (usager(record), event_request(record))
    }

    fn tie(left: &[u8], right: &[u8], words: &Vocabulary) -> Ordering {
        let numbers = |it| (i64_at(it, SECOND), u64_at(it, THIRD));
        let status = |it| Cursor { bytes: it, at: THIRD + 8 }.varint();
        numbers(left)
            .cmp(&numbers(right))
            .then_with(|| words.compare(Column::Status, status(left), status(right)))
    }

    fn entry(record: &[u8], words: &Vocabulary, seed: u64) -> u64 {
        let event = event(record);
        let status = words.word(Column::Status, event.status);
        let mut bytes = Vec::with_capacity(41 + status.len());
        bytes.extend_from_slice(&event.usager.to_le_bytes());
        bytes.extend_from_slice(&event.request.to_le_bytes());
        bytes.extend_from_slice(&event.occurred_us.to_le_bytes());
        bytes.push(u8::from(event.due_us.is_some()));
        bytes.extend_from_slice(&event.due_us.unwrap_or(0).to_le_bytes());
        bytes.extend_from_slice(status.as_bytes());
        entry(id_hash(&bytes, seed), event.usager)
    }

    fn at_us(record: &[u8]) -> i64 {
        i64_at(record, SECOND)
    }

    fn request(record: &[u8]) -> Option<u64> {
        Some(event_request(record))
    }
}

/// Appends a contact to a run of records.
pub(crate) fn push_contact(run: &mut Vec<u8>, sequence: u64, contact: &Contact) {
    let start = run.len();
    let flags = has(contact.life_event, flag::LIFE_EVENT)
        | has(contact.cause, flag::CAUSE)
        | has(contact.outcome, flag::OUTCOME)
        | has(contact.site, flag::SITE)
        | has(contact.request, flag::REQUEST)
        | has(contact.agent, flag::AGENT)
        | has(contact.wait_s, flag::WAIT)
        | has(contact.duration_s, flag::DURATION)
        | has(contact.satisfaction, flag::SATISFACTION)
        | has(contact.cost, flag::COST);
    head(run, sequence, flags, contact.usager.unwrap_or(0));
    run.extend_from_slice(&contact.started_us.to_le_bytes());
    let id_length = u32::try_from(contact.id.len()).expect("ids are checked at the door");
    push_varint(run, id_length);
    run.extend_from_slice(contact.id.as_bytes());
    for word in [contact.channel, contact.direction, contact.reason] {
        push_varint(run, word);
    }
    let words = [contact.life_event, contact.cause, contact.outcome, contact.site];
    for number in words.into_iter().chain([contact.wait_s, contact.duration_s]).flatten() {
        push_varint(run, number);
    }
    run.extend(contact.satisfaction);
    if let Some(cost) = contact.cost {
        run.extend_from_slice(&cost.to_le_bytes());
    }
    if let Some(agent) = contact.agent {
        run.extend_from_slice(&agent.to_le_bytes());
    }
    if let Some(request) = contact.request {
        run.extend_from_slice(&request.to_le_bytes());
    }
    close(run, start);
}

/// Reads a contact back.
pub(crate) fn contact(record: &[u8]) -> Contact<'_> {
    let flags = flags(record);
    let mut cursor = Cursor { bytes: record, at: SECOND };
    let id = cursor.text();
    let (channel, direction, reason) = (cursor.varint(), cursor.varint(), cursor.varint());
    Contact {
        id: std::str::from_utf8(id).expect("ids were texts when they were written"),
        usager: Some(usager(record)).filter(|it| *it != 0),
        started_us: i64_at(record, FIRST),
        channel,
        direction,
        reason,
        life_event: cursor.varint_if(flags, flag::LIFE_EVENT),
        cause: cursor.varint_if(flags, flag::CAUSE),
        outcome: cursor.varint_if(flags, flag::OUTCOME),
        site: cursor.varint_if(flags, flag::SITE),
        wait_s: cursor.varint_if(flags, flag::WAIT),
        duration_s: cursor.varint_if(flags, flag::DURATION),
        satisfaction: (flags & flag::SATISFACTION != 0).then(|| cursor.byte()),
        cost: (flags & flag::COST != 0).then(|| cursor.number().cast_signed()),
        agent: (flags & flag::AGENT != 0).then(|| cursor.number()),
        request: (flags & flag::REQUEST != 0).then(|| cursor.number()),
    }
}

/// Appends an event to a run of records.
pub(crate) fn push_event(run: &mut Vec<u8>, sequence: u64, event: &Event) {
    let start = run.len();
    let flags = has(event.life_event, flag::LIFE_EVENT) | has(event.due_us, flag::DUE);
    head(run, sequence, flags, event.usager);
    run.extend_from_slice(&event.request.to_le_bytes());
    run.extend_from_slice(&event.occurred_us.to_le_bytes());
    run.extend_from_slice(&event.ordinal.to_le_bytes());
    push_varint(run, event.status);
    if let Some(life_event) = event.life_event {
        push_varint(run, life_event);
    }
    if let Some(due) = event.due_us {
        run.extend_from_slice(&due.to_le_bytes());
    }
    close(run, start);
}

/// Reads an event back.
pub(crate) fn event(record: &[u8]) -> Event {
    let flags = flags(record);
    let mut cursor = Cursor { bytes: record, at: THIRD + 8 };
    Event {
        request: event_request(record),
        usager: usager(record),
        occurred_us: i64_at(record, SECOND),
        ordinal: u64_at(record, THIRD),
        status: cursor.varint(),
        life_event: cursor.varint_if(flags, flag::LIFE_EVENT),
        due_us: (flags & flag::DUE != 0).then(|| cursor.number().cast_signed()),
    }
}

fn head(run: &mut Vec<u8>, sequence: u64, flags: u16, usager: u64) {
    run.extend_from_slice(&[0; 4]);
    run.extend_from_slice(&sequence.to_le_bytes());
    run.extend_from_slice(&flags.to_le_bytes());
    run.extend_from_slice(&usager.to_le_bytes());
}

fn close(run: &mut [u8], start: usize) {
    let length = u32::try_from(run.len() - start).expect("ids are checked at the door");
    run[start..start + 4].copy_from_slice(&length.to_le_bytes());
}

fn has<T: Copy>(value: Option<T>, flag: u16) -> u16 {
    if value.is_some() { flag } else { 0 }
}

fn flags(record: &[u8]) -> u16 {
    u16::from_le_bytes([record[FLAGS], record[FLAGS + 1]])
}

fn u64_at(record: &[u8], at: usize) -> u64 {
    let bytes = record[at..].first_chunk().expect("a record has its fixed part");
    u64::from_le_bytes(*bytes)
}

fn i64_at(record: &[u8], at: usize) -> i64 {
    u64_at(record, at).cast_signed()
}

fn push_varint(run: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        run.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    run.push(value.to_le_bytes()[0]);
}

struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn byte(&mut self) -> u8 {
        let byte = self.bytes[self.at];
        self.at += 1;
        byte
    }

    fn varint(&mut self) -> u32 {
        let mut value = 0;
        let mut shift = 0;
        loop {
            let byte = self.byte();
            value |= u32::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return value;
            }
            shift += 7;
        }
    }

    fn varint_if(&mut self, flags: u16, flag: u16) -> Option<u32> {
        (flags & flag != 0).then(|| self.varint())
    }

    fn number(&mut self) -> u64 {
        let value = u64_at(self.bytes, self.at);
        self.at += 8;
        value
    }

    fn text(&mut self) -> &'a [u8] {
        let length = self.varint() as usize;
        let text = &self.bytes[self.at..self.at + length];
        self.at += length;
        text
    }
}
