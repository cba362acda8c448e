//! How an OCEL file is read: by a mapping, by ours if it is our own export, or by what its types are called.

use std::io::{Cursor, Read};

use encoding_rs::Encoding;
use kernel::Message;

use super::{
    super::{
        Guessed, ImportError, ImportPlan, Mapping, OcelReading, Preset, WORDS,
        column::Column,
        guess::NO_REASON,
        mapping::From,
        preset::{SHIPPED, not_this},
        source::Source,
        spec::RowKind,
        text, titles, words,
    },
    items::{Items, List, Next},
};

/// Objects and events that are looked at.
const ITEMS_MAX: usize = 2_000;
/// Kinds and attributes that are remembered of the sample.
const TITLES_MAX: usize = 200;
/// Values that are remembered of each.
const VALUES_MAX: usize = 20;
/// Types of objects that are requests, in the singular.
const REQUESTS: [&str; 16] = [
    "request",
    "demande",
    "dossier",
    "case",
    "ticket",
    "application",
    "order",
    "claim",
    "permit",
    "file",
    "incident",
    "complaint",
    "commande",
    "requisition",
    "affaire",
    "reclamation",
];
/// Types of objects that are usagers, besides those that a table's titles know.
const USAGERS: [&str; 5] = ["applicant", "person", "patient", "taxpayer", "personne"];

/// A file that is ready to be read.
#[derive(Debug)]
pub(in super::super) struct Prepared {
    pub(in super::super) mapping: Mapping,
    pub(in super::super) encoding: &'static Encoding,
    /// The types of the objects that were looked at.
    pub(in super::super) kinds: Vec<String>,
    pub(in super::super) columns: Vec<Guessed>,
    pub(in super::super) said: Vec<Message>,
}

/// A value of the sample's events.
#[derive(Debug)]
struct Seen {
    title: String,
    values: Vec<String>,
}

/// Decides how a file is read.
pub(in super::super) fn prepare(source: &Source, plan: &ImportPlan) -> Result<Prepared, ImportError> {
    if super::is_first_version(&source.sample) {
        return Err(ImportError::OtherKind { file: source.name.to_string(), what: "ocel-1" });
    }
    let asked = plan.mapping.as_ref().and_then(|it| it.read.encoding.as_deref());
    let encoding = super::encoding(source, asked)?;
    let (kinds, seen) = look(source, encoding)?;
    let say = |key: &'static str| Message::new(&WORDS, key).with("file", source.name.as_ref());
    let given = plan.mapping.as_ref().filter(|it| !it.contacts.is_empty() || !it.events.is_empty());
    let (mapping, mut said) = if let Some(given) = given {
        (completed(given.clone()), Vec::new())
    } else if let Some(own) = own(&kinds, &seen) {
        (own, Vec::new())
    } else {
        let mapping = guess(&kinds, &seen).ok_or_else(|| {
            not_this(&source.name, Preset::Ocel2, "no type of object that could be a request")
        })?;
        let title = |column| mapping.events.get(&column).and_then(From::title).unwrap_or("").to_owned();
        let key = if mapping.contacts.is_empty() { "objects-without-contact" } else { "objects-read" };
        let mut said =
            vec![say(key).with("request", title(Column::Request)).with("usager", title(Column::Usager))];
        let unreasoned = mapping.contacts.get(&Column::Reason).is_some_and(|it| it.title().is_none());
        if unreasoned {
            said.push(say("no-reason").with("reason", NO_REASON));
        }
        (mapping, said)
    };
    let shown = |seen: Seen| {
        let named = |kind| super::titles(&mapping, kind).find(|it| it.1 == seen.title).map(|it| it.0);
        let meaning = named(RowKind::Contacts).or_else(|| named(RowKind::Events));
        let confidence = if meaning.is_some() { 1.0 } else { 0.0 };
        let examples = seen.values.into_iter().take(3).collect();
        Guessed { title: seen.title, meaning, confidence, examples, dates: None }
    };
    let objects = kinds.iter().map(|it| Seen { title: format!("object:{it}"), values: Vec::new() });
    let columns: Vec<Guessed> = seen.into_iter().chain(objects).map(shown).collect();
    let unused: Vec<&str> =
        columns.iter().filter(|it| it.meaning.is_none()).map(|it| it.title.as_str()).take(40).collect();
    // Our own files say some things twice, for other readers.
    let is_ours = mapping.fits.is_some();
    if !unused.is_empty() && !is_ours {
        let unused: String = unused.join(", ").chars().take(1_000).collect();
        said.push(say("columns-unused").with("columns", unused));
    }
    Ok(Prepared { mapping, encoding, kinds, columns, said })
}

/// The types of objects, and what the events of the sample have.
fn look(source: &Source, encoding: &'static Encoding) -> Result<(Vec<String>, Vec<Seen>), ImportError> {
    let is_xml = super::is_xml(&source.sample);
    // The first events may stand far below the first objects: the file itself is looked at, where it can be read again.
    let items = |list| -> Result<_, ImportError> {
        let reader: Box<dyn Read + Send> = match &source.place {
            Some(place) if !source.whole => Source::open(place)?.reader,
            _ => Box::new(Cursor::new(source.sample.clone())),
        };
        Ok(Items::new(text::utf8(reader, encoding), is_xml, list))
    };
    let mut kinds: Vec<String> = Vec::new();
    for list in [List::Kinds, List::Objects] {
        each(items(list)?, source, |item| {
            if kinds.len() < TITLES_MAX && !item.kind.is_empty() && !kinds.contains(&item.kind) {
                kinds.push(item.kind);
            }
        })?;
    }
    let mut seen: Vec<Seen> = Vec::new();
    let mut see = |title: String, value: &str| {
        if seen.len() < TITLES_MAX && !seen.iter().any(|it| it.title == title) {
            seen.push(Seen { title: title.clone(), values: Vec::new() });
        }
        let Some(Seen { values: it, .. }) = seen.iter_mut().find(|it| it.title == title) else { return };
        let value: String = value.chars().take(100).collect();
        if !value.is_empty() && it.len() < VALUES_MAX && !it.contains(&value) {
            it.push(value);
        }
    };
    each(items(List::Events)?, source, |item| {
        see("id".to_owned(), &item.id);
        see("type".to_owned(), &item.kind);
        see("time".to_owned(), &item.time);
        for it in item.attributes {
            see(format!("event:{}", it.name), &it.value);
        }
    })?;
    Ok((kinds, seen))
}

fn each(
    mut items: Items<Box<dyn Read + Send>>,
    source: &Source,
    mut take: impl FnMut(super::items::Item),
) -> Result<(), ImportError> {
    let file = || source.name.to_string();
    for _ in 0..ITEMS_MAX {
        match items.next().map_err(|source| super::failed(&file(), 0, source))? {
            Next::Item(item) => take(item),
            Next::Faulty { .. } => {}
            Next::Declared { line } => return Err(ImportError::Declared { file: file(), line }),
            Next::Ended(_) | Next::Cut { .. } | Next::End => break,
        }
    }
    Ok(())
}

/// Our own mapping, if the file has its objects and attributes.
fn own(kinds: &[String], seen: &[Seen]) -> Option<Mapping> {
    let mut ours = SHIPPED.iter().filter(|it| it.preset == Preset::Ocel2);
    let found = ours.find(|it| {
        it.mapping.fits.as_ref().is_some_and(|fits| {
            fits.objects.iter().all(|it| kinds.contains(it))
                && fits
                    .event
                    .iter()
                    .all(|it| seen.iter().any(|seen| seen.title.strip_prefix("event:") == Some(it)))
        })
    });
    found.map(|it| it.mapping.clone())
}

/// A mapping from what types and attributes are called.
fn guess(kinds: &[String], seen: &[Seen]) -> Option<Mapping> {
    let is_usager = |kind: &&String| {
        let word = singular(kind);
        let told = titles::meaning(&word).filter(|it| it.1 >= 0.9).map(|it| it.0);
        told == Some(Column::Usager) || USAGERS.contains(&last_word(&word))
    };
    let usager = kinds.iter().find(is_usager);
    let is_request = |kind: &&String| REQUESTS.contains(&last_word(&singular(kind)));
    let request = kinds.iter().find(is_request).or_else(|| kinds.iter().find(|it| Some(*it) != usager))?;
    let object = |kind: &String| From::Title(format!("object:{kind}"));
    let mut mapping = Mapping { preset: Some(Preset::Ocel2), ..Mapping::default() };
    mapping.ocel = Some(OcelReading { by_objects: true, ..OcelReading::default() });
    mapping.events.insert(Column::Request, object(request));
    mapping.events.extend(usager.map(|it| (Column::Usager, object(it))));

    let channel = seen.iter().find(|it| {
        let told = it.title.strip_prefix("event:").and_then(titles::meaning).map(|it| it.0);
        let is_told = it.title == "type" || told == Some(Column::Channel);
        is_told && it.values.iter().any(|it| words::channel(it).is_some())
    });
    let Some(channel) = channel else { return Some(completed(mapping)) };
    mapping.contacts.insert(Column::Channel, From::Title(channel.title.clone()));
    for it in seen {
        let told = it.title.strip_prefix("event:").and_then(titles::meaning).filter(|it| it.1 >= 0.9);
        let Some((column, _)) = told else { continue };
        let wanted = matches!(
            column,
            Column::Direction
                | Column::Reason
                | Column::LifeEvent
                | Column::Outcome
                | Column::Site
                | Column::Agent
        );
        if wanted {
            mapping.contacts.entry(column).or_insert_with(|| From::Title(it.title.clone()));
        }
    }
    Some(completed(mapping))
}

/// What a mapping leaves open.
fn completed(mut mapping: Mapping) -> Mapping {
    let title = |it: &str| From::Title(it.to_owned());
    let (contacts, events) = (&mut mapping.contacts, &mut mapping.events);
    if !contacts.is_empty() {
        contacts.entry(Column::ContactId).or_insert_with(|| title("id"));
        contacts.entry(Column::StartedAt).or_insert_with(|| title("time"));
        contacts.entry(Column::Direction).or_insert_with(|| From::constant("inbound"));
        contacts.entry(Column::Reason).or_insert_with(|| From::constant(NO_REASON));
    }
    for column in [Column::Request, Column::Usager, Column::LifeEvent, Column::Partner] {
        if let Some(from) = contacts.get(&column).cloned() {
            events.entry(column).or_insert(from);
        }
    }
    events.entry(Column::OccurredAt).or_insert_with(|| title("time"));
    events.entry(Column::Status).or_insert_with(|| title("type"));
    if !contacts.is_empty() {
        for column in [Column::Request, Column::Usager] {
            if let Some(from) = events.get(&column).cloned() {
                contacts.entry(column).or_insert(from);
            }
        }
    }
    mapping.ocel.get_or_insert_with(|| OcelReading { by_objects: true, ..OcelReading::default() });
    mapping
}

/// The name of a type, without the plural of its last word.
fn singular(kind: &str) -> String {
    let plain = words::plain(kind);
    plain.strip_suffix('s').map_or_else(|| plain.clone(), str::to_owned)
}

fn last_word(words: &str) -> &str {
    words.rsplit(' ').next().unwrap_or(words)
}
