//! XES (IEEE 1849): a trace is a request, its events are changes of status, and a mapping says where the contacts are.
//!
//! Values are named `trace:` or `event:` and the attribute's key; only attributes that stand directly in a trace or an event count.
//! [`look`] decides how a file is read; [`super::xml`] reads it without expanding anything that it declares.
//!
//! **Invariant:** one trace at most is held, and no more than [`TRACE_BYTES_MAX`] of it: what comes above that is read event by event.

pub(super) mod look;

use std::{borrow::Cow, io::Read, mem};

use kernel::Message;

use super::{
    ContactAt, ImportError, ImportPlan, Mapping, Preset, Run, WORDS,
    column::{Cells, Column},
    dates::{self, Written},
    feed::Feed,
    mapping::From,
    order::CONTENT_ID,
    preset::not_this,
    reject::Reason,
    source::Source,
    spec::{RowKind, Spec},
    text,
    xml::{self, Tags, Token},
};

/// What is held of a trace before its events are read one by one.
const TRACE_BYTES_MAX: usize = 16 << 20;
/// The elements that are attributes.
const ATTRIBUTES: [&[u8]; 7] = [b"string", b"date", b"int", b"float", b"boolean", b"id", b"list"];

/// Whether a text begins like an event log, or like XML that declares what no reader here expands.
pub(super) fn is_one(sample: &[u8]) -> bool {
    let head = xml::head(sample, 1 << 16);
    if !head.starts_with('<') {
        return false;
    }
    let lower = head.to_ascii_lowercase();
    let is_page = lower.contains("<html") || lower.contains("<!doctype html");
    let is_log = ["<log", "<trace", ":log "].iter().any(|it| lower.contains(it));
    (is_log || lower.contains("<!doctype")) && !is_page
}

/// Reads the traces; gives what is to be said about them.
pub(super) fn read(
    source: Source,
    preset: Preset,
    plan: &ImportPlan,
    run: &Run<'_>,
) -> Result<Vec<Message>, ImportError> {
    let look::Prepared { mapping, encoding, mut said, .. } = look::prepare(&source, preset, plan)?;
    if plan.partner.is_none() && !mapping.events.contains_key(&Column::Partner) {
        return Err(ImportError::NoPartner(source.name.to_string()));
    }
    let name = source.name.to_string();
    let (contacts, events) = specs(&mapping, plan)?;
    let mut keys = Keys::default();
    let mut traces = Traces {
        at: mapping.xes.as_ref().map_or(ContactAt::Never, |it| it.contact),
        when: keys.conditions(&mapping),
        contacts: keys.places(&mapping, RowKind::Contacts),
        events: keys.places(&mapping, RowKind::Events),
        channel: contacts.rule(Column::Channel).cloned(),
        started: contacts.dates[Column::StartedAt.index()],
        names_contacts: !mapping.contacts.contains_key(&Column::ContactId),
        feed: Feed::new(&source.name, &source.noticed, contacts, events, run),
        keys,
        trace: Trace::default(),
        event: None,
        line: 0,
        count: 0,
        silent: 0,
    };
    let noticed = source.noticed.clone();
    let mut tags = Tags::new(text::utf8(source.reader, encoding), false);
    traces.read(&mut tags, &name, || noticed.is_cut())?;
    let say = |key, count: u64| Message::new(&WORDS, key).with("file", name.as_str()).with("count", count);
    if is_anonymous(&mapping) && traces.count > 0 {
        said.push(say("traces-anonymous", traces.count));
    }
    if traces.silent > 0 {
        said.push(say("traces-without-channel", traces.silent));
    }
    said.extend(traces.feed.end(tags.line())?);
    Ok(said)
}

fn specs(mapping: &Mapping, plan: &ImportPlan) -> Result<(Spec, Spec), ImportError> {
    let contacts = mapping.spec(RowKind::Contacts, plan.partner.clone())?;
    let events = mapping.spec(RowKind::Events, plan.partner.clone())?;
    Ok((contacts, events))
}

/// Whether the usager of a request is the request itself: the file names nobody.
fn is_anonymous(mapping: &Mapping) -> bool {
    let title = |column| mapping.events.get(&column).and_then(From::title);
    title(Column::Usager) == title(Column::Request)
}

/// Where a value stands: its number among the keys of traces, and among those of events; the event's counts first.
#[derive(Debug, Clone, Copy)]
struct Place {
    trace: Option<usize>,
    event: Option<usize>,
}

impl Place {
    fn of<'a>(self, trace: &'a Values, event: &'a Values) -> &'a str {
        let in_event = self.event.map_or("", |it| event.get(it));
        if in_event.is_empty() { self.trace.map_or("", |it| trace.get(it)) } else { in_event }
    }
}

/// The keys of the attributes that are read.
#[derive(Debug, Default)]
struct Keys {
    trace: Vec<String>,
    event: Vec<String>,
}

impl Keys {
    fn place(&mut self, title: &str) -> Place {
        let number = |keys: &mut Vec<String>, key: &str| {
            keys.iter().position(|it| it == key).unwrap_or_else(|| {
                keys.push(key.to_owned());
                keys.len() - 1
            })
        };
        if let Some(key) = title.strip_prefix("trace:") {
            return Place { trace: Some(number(&mut self.trace, key)), event: None };
        }
        if let Some(key) = title.strip_prefix("event:") {
            return Place { trace: None, event: Some(number(&mut self.event, key)) };
        }
        Place { trace: Some(number(&mut self.trace, title)), event: Some(number(&mut self.event, title)) }
    }

    fn places(&mut self, mapping: &Mapping, kind: RowKind) -> Vec<(Column, Place)> {
        let all = mapping.of(kind).iter();
        all.filter_map(|(column, from)| Some((*column, self.place(from.title()?)))).collect()
    }

    fn conditions(&mut self, mapping: &Mapping) -> Vec<(Place, Vec<String>)> {
        let when = mapping.xes.iter().flat_map(|it| &it.when);
        when.map(|(title, values)| (self.place(title), values.clone())).collect()
    }
}

/// The values of the keys that are read, by their numbers.
#[derive(Debug, Default)]
struct Values(Vec<String>);

impl Values {
    fn get(&self, number: usize) -> &str {
        self.0.get(number).map_or("", String::as_str)
    }

    /// Takes a value; the first of a key counts.
    fn take(&mut self, number: usize, value: Cow<'_, str>) {
        if self.0.len() <= number {
            self.0.resize(number + 1, String::new());
        }
        if self.0[number].is_empty() {
            self.0[number] = value.into_owned();
        }
    }

    fn bytes(&self) -> usize {
        self.0.iter().map(|it| it.len() + size_of::<String>()).sum()
    }
}

#[derive(Debug, Default)]
struct Event {
    line: u64,
    depth: u64,
    values: Values,
    /// Why it cannot be read whole, and on which line.
    fault: Option<(u64, Reason)>,
}

#[derive(Debug, Default)]
struct Trace {
    open: bool,
    line: u64,
    values: Values,
    events: Vec<Event>,
    bytes: usize,
    /// Whether it was too long to be held: its first contact is made.
    begun: bool,
    /// Events handed on.
    handed: u64,
}

/// The traces of a file, on their way to its rows.
struct Traces<'a> {
    at: ContactAt,
    when: Vec<(Place, Vec<String>)>,
    contacts: Vec<(Column, Place)>,
    events: Vec<(Column, Place)>,
    channel: Option<super::spec::Rule>,
    started: super::DateFormat,
    names_contacts: bool,
    feed: Feed<'a>,
    keys: Keys,
    trace: Trace,
    event: Option<Event>,
    line: u64,
    count: u64,
    /// Traces without a channel.
    silent: u64,
}

impl Traces<'_> {
    fn read<R: Read>(
        &mut self,
        tags: &mut Tags<R>,
        file: &str,
        is_cut: impl Fn() -> bool,
    ) -> Result<(), ImportError> {
        loop {
            let token = tags.next().map_err(|source| ImportError::Read {
                file: file.to_owned(),
                line: tags.line(),
                source,
            })?;
            match token {
                Token::Open { line, empty } => self.open(tags, file, line, empty)?,
                Token::Close { line, broken } => self.close(line, tags.depth(), broken)?,
                Token::Declared { line } => {
                    return Err(ImportError::Declared { file: file.to_owned(), line });
                }
                Token::Faulty { line, reason } => self.faulty(tags, line, reason)?,
                Token::Cut { line } => {
                    // What was read whole of the last trace is kept; a damaged compressed file is told at its end.
                    self.event = None;
                    self.end_trace()?;
                    if !is_cut() {
                        self.feed.refuse(line, "", "", Reason::Cut)?;
                    }
                }
                Token::End => {
                    return if self.line == 0 && !is_cut() {
                        Err(not_this(file, Preset::Xes, "no XML element"))
                    } else {
                        Ok(())
                    };
                }
            }
        }
    }

    fn open<R: Read>(
        &mut self,
        tags: &Tags<R>,
        file: &str,
        line: u64,
        empty: bool,
    ) -> Result<(), ImportError> {
        self.line = line;
        let depth = tags.depth();
        if depth == 1 && tags.name(0) != b"log" {
            return Err(not_this(file, Preset::Xes, "its first element is no log"));
        }
        match (depth, tags.name(1)) {
            (2, b"trace") => {
                self.begin_trace(line);
                if empty {
                    self.end_trace()?;
                }
            }
            // An event of no trace.
            (2, b"event") => {
                self.begin_trace(line);
                self.begin_event(line, depth, empty)?;
                if empty {
                    self.end_trace()?;
                }
            }
            (3, b"trace") if tags.name(2) == b"event" => self.begin_event(line, depth, empty)?,
            (3, b"trace" | b"event") => self.attribute(tags, 2, line)?,
            (4, b"trace") if tags.name(2) == b"event" => self.attribute(tags, 3, line)?,
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, line: u64, depth: u64, broken: bool) -> Result<(), ImportError> {
        self.line = line;
        if let Some(event) = self.event.as_mut().filter(|it| depth < it.depth) {
            if broken {
                event.fault.get_or_insert((line, Reason::Broken));
            }
            self.end_event()?;
        }
        if depth <= 1 {
            self.end_trace()?;
        }
        Ok(())
    }

    fn faulty<R: Read>(&mut self, tags: &Tags<R>, line: u64, reason: Reason) -> Result<(), ImportError> {
        self.line = line.max(1);
        match &mut self.event {
            Some(event) => {
                event.fault.get_or_insert((line, reason));
                Ok(())
            }
            None => self.feed.refuse(line, "", &tags.shown(), reason),
        }
    }

    /// Takes the attribute of the last tag, which stands `at` this depth.
    fn attribute<R: Read>(&mut self, tags: &Tags<R>, at: usize, line: u64) -> Result<(), ImportError> {
        if !ATTRIBUTES.contains(&tags.name(at)) {
            return Ok(());
        }
        let mut key = None;
        let mut value = None;
        let readable = tags.attributes(|name, it| match name {
            "key" => key = Some(it.into_owned()),
            "value" => value = Some(it.into_owned()),
            _ => {}
        });
        if !readable {
            return self.faulty(tags, line, Reason::Broken);
        }
        let (Some(key), Some(value)) = (key, value) else { return Ok(()) };
        let (keys, values) = match &mut self.event {
            Some(event) => (&self.keys.event, &mut event.values),
            None => (&self.keys.trace, &mut self.trace.values),
        };
        if let Some(number) = keys.iter().position(|it| *it == key) {
            values.take(number, Cow::Owned(value));
        }
        Ok(())
    }

    fn begin_trace(&mut self, line: u64) {
        self.count += 1;
        self.trace = Trace { open: true, line, ..Trace::default() };
    }

    fn begin_event(&mut self, line: u64, depth: u64, empty: bool) -> Result<(), ImportError> {
        self.event = Some(Event { line, depth, ..Event::default() });
        if empty { self.end_event() } else { Ok(()) }
    }

    fn end_event(&mut self) -> Result<(), ImportError> {
        let Some(event) = self.event.take() else { return Ok(()) };
        self.trace.bytes += event.values.bytes() + size_of::<Event>();
        self.trace.events.push(event);
        if self.trace.bytes > TRACE_BYTES_MAX { self.hand_on() } else { Ok(()) }
    }

    fn end_trace(&mut self) -> Result<(), ImportError> {
        if self.event.is_some() {
            self.end_event()?;
        }
        if self.trace.open {
            self.hand_on()?;
            self.trace = Trace::default();
        }
        Ok(())
    }

    /// Makes rows of what is held of the trace.
    fn hand_on(&mut self) -> Result<(), ImportError> {
        let events = mem::take(&mut self.trace.events);
        self.trace.bytes = 0;
        if self.at == ContactAt::TraceStart && !self.trace.begun {
            self.arrival(&events)?;
        }
        self.trace.begun = true;
        for event in events {
            let place = self.trace.handed.to_string();
            self.trace.handed += 1;
            if let Some((line, reason)) = event.fault {
                self.feed.refuse(line, "", "", reason)?;
                continue;
            }
            if self.at == ContactAt::EachEvent && self.is_contact(&event) {
                let cells = cells(&self.contacts, &self.trace.values, &event.values);
                self.feed.contact(event.line, &cells)?;
            } else {
                let cells = cells(&self.events, &self.trace.values, &event.values);
                self.feed.event(event.line, &cells.with(Column::Ordinal, &place))?;
            }
        }
        Ok(())
    }

    fn is_contact(&self, event: &Event) -> bool {
        let holds = |(place, values): &(Place, Vec<String>)| {
            let value = place.of(&self.trace.values, &event.values);
            !value.is_empty() && (values.is_empty() || values.iter().any(|it| it == value))
        };
        self.when.iter().all(holds)
    }

    /// The contact that began a trace: at its earliest event, by the trace's channel.
    fn arrival(&mut self, events: &[Event]) -> Result<(), ImportError> {
        let at = |event: &Event| {
            let place = self.contacts.iter().find(|it| it.0 == Column::StartedAt)?.1;
            match dates::parse(place.of(&self.trace.values, &event.values), self.started) {
                Ok(Written::Utc(us) | Written::Local(us)) => Some(us),
                Err(_) => None,
            }
        };
        let readable = events.iter().filter(|it| it.fault.is_none()).filter_map(|it| Some((at(it)?, it)));
        // The faults of a trace without any instant are told of its events.
        let Some((_, first)) = readable.min_by_key(|it| it.0) else { return Ok(()) };
        let mut cells = cells(&self.contacts, &self.trace.values, &first.values);
        let channel = cells.get(Column::Channel);
        if self.channel.as_ref().map_or(channel, |it| it.apply(channel)).is_empty() {
            self.silent += 1;
            return Ok(());
        }
        // Its name is that of its request, so that a later copy of the file, with more events, brings the same contact.
        let name;
        let request = cells.get(Column::Request);
        if self.names_contacts && !request.is_empty() {
            let content = blake3::hash(request.as_bytes()).to_hex();
            name = format!("{CONTENT_ID}{}-1", &content[..32]);
            cells.set(Column::ContactId, &name);
        }
        self.feed.contact(self.trace.line, &cells)?;
        Ok(())
    }
}

fn cells<'a>(places: &[(Column, Place)], trace: &'a Values, event: &'a Values) -> Cells<'a> {
    let mut cells = Cells::empty();
    for (column, place) in places {
        cells.set(*column, place.of(trace, event).trim());
    }
    cells
}
