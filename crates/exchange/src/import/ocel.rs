//! OCEL 2.0, in JSON or XML: events are contacts or changes of status, about objects that are usagers and requests.
//!
//! Values are named `id`, `type`, `time`, `event:` and an attribute of the event, `object:` and a type of object (its id), and
//! `object:` type `:` attribute. An event about several requests changes the status of each. The file is read twice, for events need the
//! objects that may stand after them; standard input is put by in a nameless temporary file.
//!
//! **Invariant:** one event at most is held, no more than 1 MB of it, and of the objects what [`known`] says.

mod items;
mod json;
mod known;
pub(super) mod look;

use std::{
    fs::File,
    io::{self, Cursor, Read, Seek, Write},
    path::PathBuf,
};

use encoding_rs::Encoding;
use hashbrown::HashSet;
use kernel::Message;

use super::{
    ImportError, ImportPlan, Mapping, Preset, Run, WORDS,
    column::{Cells, Column},
    feed::Feed,
    mapping::From,
    preset::not_this,
    reject::Reason,
    source::Source,
    spec::{RowKind, Rule},
    text, words, xml,
};
use items::{Item, Items, List, Next};
use known::Known;

/// Whether a text begins like an object-centric event log.
pub(super) fn is_one(sample: &[u8]) -> bool {
    let head = xml::head(sample, sample.len());
    let has = |it: &str| head.contains(it);
    match head.chars().next() {
        Some('{') => {
            has("\"objectTypes\"") || has("\"eventTypes\"") || has("\"ocel:") || has("\"relationships\"")
        }
        Some('<') => has("<object-types") || has("<event-types") || has("<objects>"),
        _ => false,
    }
}

/// Whether a text is a log of the first version, which has other names.
fn is_first_version(sample: &[u8]) -> bool {
    let head = xml::head(sample, 1 << 16);
    head.starts_with('{') && head.contains("\"ocel:")
}

/// Reads the events; gives what is to be said about them.
pub(super) fn read(source: Source, plan: &ImportPlan, run: &Run<'_>) -> Result<Vec<Message>, ImportError> {
    let look::Prepared { mapping, encoding, kinds, mut said, .. } = look::prepare(&source, plan)?;
    if plan.partner.is_none() && !mapping.events.contains_key(&Column::Partner) {
        return Err(ImportError::NoPartner(source.name.to_string()));
    }
    let name = source.name.to_string();
    let is_xml = is_xml(&source.sample);
    let mut known = Known::new(mapping.ocel.as_ref().is_some_and(|it| it.by_objects));
    let contacts = mapping.spec(RowKind::Contacts, plan.partner.clone())?;
    let events = mapping.spec(RowKind::Events, plan.partner.clone())?;
    let places = |known: &mut Known, kind| {
        let all = mapping.of(kind).iter();
        all.filter_map(|(column, from)| Some((*column, place(known, &kinds, from.title()?))))
            .collect::<Vec<_>>()
    };
    let when = mapping.ocel.iter().flat_map(|it| &it.when);
    let rows = Places {
        contacts: places(&mut known, RowKind::Contacts),
        events: places(&mut known, RowKind::Events),
        when: when.map(|(title, values)| (place(&mut known, &kinds, title), values.clone())).collect(),
        channel: contacts.rule(Column::Channel).cloned(),
    };

    let noticed = source.noticed.clone();
    let (first, twice) = Twice::of(source, run, &name)?;
    objects(Items::new(text::utf8(first, encoding), is_xml, List::Objects), &mut known, run, &name)?;
    let again = twice.open(&name)?;
    let mut items = Items::new(text::utf8(again.reader, encoding), is_xml, List::Events);
    let noticed = again.noticed.unwrap_or(noticed);
    let mut feed = Feed::new(&again.name, &noticed, contacts, events, run);
    let mut found = 0_u64;
    let mut made = Made::default();
    loop {
        let next = items.next().map_err(|source| failed(&name, items.line(), source))?;
        match next {
            Next::Item(event) => {
                found += 1;
                let Made { ownerless, unplaced } = rows.take(&event, found, &known, &mut feed)?;
                made.ownerless += ownerless;
                made.unplaced += unplaced;
            }
            Next::Faulty { line, shown, reason } => {
                found += u64::from(reason != Reason::NotThisFormat);
                feed.refuse(line, "", &shown, reason)?;
            }
            Next::Declared { line } => return Err(ImportError::Declared { file: name, line }),
            Next::Cut { line } => {
                if !noticed.is_cut() {
                    feed.refuse(line, "", "", Reason::Cut)?;
                }
            }
            Next::Ended(_) => found = found.max(1),
            Next::End => break,
        }
    }
    if found == 0 && !noticed.is_cut() {
        return Err(not_this(&name, Preset::Ocel2, "no list of events"));
    }
    for (key, count) in [("objects-anonymous", made.ownerless), ("events-about-no-request", made.unplaced)] {
        if count > 0 {
            said.push(Message::new(&WORDS, key).with("file", name.as_str()).with("count", count));
        }
    }
    said.extend(feed.end(items.line())?);
    Ok(said)
}

fn is_xml(sample: &[u8]) -> bool {
    xml::head(sample, 1 << 10).starts_with('<')
}

fn failed(file: &str, line: u64, source: io::Error) -> ImportError {
    ImportError::Read { file: file.to_owned(), line, source }
}

/// Learns the objects.
fn objects<R: Read>(
    mut items: Items<R>,
    known: &mut Known,
    run: &Run<'_>,
    file: &str,
) -> Result<(), ImportError> {
    let mut seen = 0_u64;
    loop {
        match items.next().map_err(|source| failed(file, items.line(), source))? {
            Next::Item(object) => {
                known.take(object).map_err(|_| ImportError::TooManyObjects(file.to_owned()))?;
                seen += 1;
                if seen.is_multiple_of(1 << 15) && run.progress.cancelled() {
                    return Err(ImportError::Cancelled);
                }
            }
            Next::Faulty { .. } => {}
            Next::Declared { line } => return Err(ImportError::Declared { file: file.to_owned(), line }),
            // A cut is told of the events.
            Next::Ended(_) | Next::Cut { .. } | Next::End => return Ok(()),
        }
    }
}

/// A file that is read twice.
enum Twice {
    Place(PathBuf),
    Kept(std::sync::Arc<str>, Vec<u8>),
    PutBy(std::sync::Arc<str>, File),
}

/// The second reading.
struct Again {
    name: std::sync::Arc<str>,
    reader: Box<dyn Read + Send>,
    noticed: Option<std::sync::Arc<super::source::Noticed>>,
}

impl Twice {
    /// The first reading, and the way to the second.
    fn of(
        mut source: Source,
        run: &Run<'_>,
        file: &str,
    ) -> Result<(Box<dyn Read + Send>, Self), ImportError> {
        if let Some(place) = source.place {
            return Ok((source.reader, Self::Place(place)));
        }
        if source.whole {
            return Ok((source.reader, Self::Kept(source.name, source.sample)));
        }
        let failed = |source| failed(file, 0, source);
        let mut put_by = tempfile::tempfile().map_err(failed)?;
        let mut buffer = vec![0; 1 << 18];
        loop {
            let read = source.reader.read(&mut buffer).map_err(failed)?;
            if read == 0 {
                break;
            }
            if run.progress.cancelled() {
                return Err(ImportError::Cancelled);
            }
            put_by.write_all(&buffer[..read]).map_err(failed)?;
        }
        put_by.rewind().map_err(failed)?;
        let first = put_by.try_clone().map_err(failed)?;
        Ok((Box::new(first), Self::PutBy(source.name, put_by)))
    }

    fn open(self, file: &str) -> Result<Again, ImportError> {
        match self {
            Self::Place(place) => {
                let source = Source::open(&place)?;
                Ok(Again { name: file.into(), reader: source.reader, noticed: Some(source.noticed) })
            }
            Self::Kept(name, bytes) => {
                Ok(Again { name, reader: Box::new(Cursor::new(bytes)), noticed: None })
            }
            Self::PutBy(name, mut it) => {
                it.rewind().map_err(|source| failed(file, 0, source))?;
                Ok(Again { name, reader: Box::new(it), noticed: None })
            }
        }
    }
}

/// Where a value stands.
#[derive(Debug, Clone)]
enum Place {
    Id,
    Kind,
    Time,
    Attribute(String),
    /// The id of an object of this type.
    Object(u8),
    /// An attribute of an object of this type.
    Of(u8, u8),
    Nowhere,
}

fn place(known: &mut Known, kinds: &[String], title: &str) -> Place {
    match title {
        "id" => return Place::Id,
        "type" => return Place::Kind,
        "time" => return Place::Time,
        _ => {}
    }
    let Some(object) = title.strip_prefix("object:") else {
        return Place::Attribute(title.strip_prefix("event:").unwrap_or(title).to_owned());
    };
    match object.rsplit_once(':').filter(|_| !kinds.iter().any(|it| it == object)) {
        None => known.kind(object).map_or(Place::Nowhere, Place::Object),
        Some((kind, name)) => known
            .kind(kind)
            .and_then(|kind| Some(Place::Of(kind, known.attribute(kind, name)?)))
            .unwrap_or(Place::Nowhere),
    }
}

/// What is to be said of an event that is no contact.
#[derive(Debug, Default)]
struct Made {
    /// Changes that belong to nobody but their request.
    ownerless: u64,
    /// One, if it is about no request.
    unplaced: u64,
}

/// How rows are made of events.
struct Places {
    contacts: Vec<(Column, Place)>,
    events: Vec<(Column, Place)>,
    when: Vec<(Place, Vec<String>)>,
    channel: Option<Rule>,
}

impl Places {
    /// Makes the rows of an event.
    fn take(
        &self,
        event: &Item,
        number: u64,
        known: &Known,
        feed: &mut Feed<'_>,
    ) -> Result<Made, ImportError> {
        let seen = View { event, known, request: None };
        if !self.contacts.is_empty() && self.is_contact(&seen) {
            let request = requests(&self.contacts, event, known).into_iter().next();
            feed.contact(event.line, &View { request, ..seen }.cells(&self.contacts))?;
            return Ok(Made::default());
        }
        let ordinal = number.to_string();
        let mut made = Made::default();
        let mut views: Vec<View<'_>> = requests(&self.events, event, known)
            .into_iter()
            .map(|it| View { request: Some(it), ..seen })
            .collect();
        if views.is_empty() {
            // An attribute may name the request, rather than an object.
            views.push(seen);
        }
        for view in views {
            let mut cells = view.cells(&self.events);
            if cells.get(Column::Request).is_empty() {
                made.unplaced += 1;
                continue;
            }
            if cells.get(Column::Usager).is_empty() {
                cells.set(Column::Usager, cells.get(Column::Request));
                made.ownerless += 1;
            }
            feed.event(event.line, &cells.with(Column::Ordinal, &ordinal))?;
        }
        Ok(made)
    }

    fn is_contact(&self, seen: &View<'_>) -> bool {
        if self.when.is_empty() {
            let place = self.contacts.iter().find(|it| it.0 == Column::Channel).map(|it| &it.1);
            let told = place.map_or("", |it| seen.value(it));
            return words::channel(self.channel.as_ref().map_or(told, |it| it.apply(told))).is_some();
        }
        self.when.iter().all(|(place, values)| {
            let value = seen.value(place);
            !value.is_empty() && (values.is_empty() || values.iter().any(|it| it == value))
        })
    }
}

/// The requests that an event is about, each once.
fn requests<'a>(places: &[(Column, Place)], event: &'a Item, known: &Known) -> Vec<&'a str> {
    let kind = places.iter().find_map(|it| match it {
        (Column::Request, Place::Object(kind)) => Some(*kind),
        _ => None,
    });
    let Some(kind) = kind else { return Vec::new() };
    let mut told = HashSet::new();
    let about = event.about.iter().map(String::as_str);
    about.filter(|it| told.insert(*it) && known.among(std::iter::once(*it), kind).is_some()).collect()
}

/// An event, seen from one of its requests.
#[derive(Clone, Copy)]
struct View<'a> {
    event: &'a Item,
    known: &'a Known,
    request: Option<&'a str>,
}

impl<'a> View<'a> {
    fn value(&self, place: &Place) -> &'a str {
        match place {
            Place::Id => &self.event.id,
            Place::Kind => &self.event.kind,
            Place::Time => &self.event.time,
            Place::Attribute(name) => {
                let found = self.event.attributes.iter().find(|it| it.name == *name);
                found.map_or("", |it| &it.value)
            }
            Place::Object(kind) => self.object(*kind).unwrap_or(""),
            Place::Of(kind, name) => {
                let object = self.object(*kind);
                object.and_then(|it| self.known.value(it, *name, &self.event.time)).unwrap_or("")
            }
            Place::Nowhere => "",
        }
    }

    /// The object of a type that the event is about, or else its request.
    fn object(&self, kind: u8) -> Option<&'a str> {
        if let Some(request) = self.request
            && self.known.among(std::iter::once(request), kind).is_some()
        {
            return Some(request);
        }
        let about = self.event.about.iter().map(String::as_str);
        self.known.among(about, kind).or_else(|| self.known.linked(self.request?, kind))
    }

    fn cells(&self, places: &[(Column, Place)]) -> Cells<'a> {
        let mut cells = Cells::empty();
        for (column, place) in places {
            cells.set(*column, self.value(place).trim());
        }
        cells
    }
}

/// The columns of a mapping that come from objects of a type, or from anything else: what `preview` shows.
fn titles(mapping: &Mapping, kind: RowKind) -> impl Iterator<Item = (Column, &str)> {
    mapping.of(kind).iter().filter_map(|(column, from)| Some((*column, From::title(from)?)))
}

/// The encoding of a document: JSON is UTF-8 or UTF-16, XML says.
fn encoding(source: &Source, asked: Option<&str>) -> Result<&'static Encoding, ImportError> {
    xml::encoding(&source.sample, source.whole, asked)
}
