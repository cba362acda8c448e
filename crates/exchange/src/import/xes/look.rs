//! How an XES file is read: by a mapping, by one of ours that fits its attributes, or by what their keys say.

use std::io::Cursor;

use encoding_rs::Encoding;
use kernel::Message;

use super::super::{
    ContactAt, Guessed, ImportError, ImportPlan, Mapping, Preset, WORDS, XesReading,
    column::Column,
    guess::NO_REASON,
    mapping::{Fits, From},
    preset::{SHIPPED, not_this},
    source::Source,
    spec::RowKind,
    text, titles, words,
    xml::{self, Tags, Token},
};

/// Keys that are remembered of the sample.
const KEYS_MAX: usize = 200;
/// Values that are remembered of a key.
const VALUES_MAX: usize = 20;
/// Keys of the standard's own extensions that say nothing of a contact.
const STANDARD: [&str; 5] = ["concept:", "time:", "lifecycle:", "org:", "cost:"];
/// The attributes from which a generic log is read.
const NAME: &str = "trace:concept:name";
const ACTIVITY: &str = "event:concept:name";
const INSTANT: &str = "event:time:timestamp";

/// A file that is ready to be read.
#[derive(Debug)]
pub(in super::super) struct Prepared {
    pub(in super::super) preset: Preset,
    pub(in super::super) mapping: Mapping,
    pub(in super::super) encoding: &'static Encoding,
    pub(in super::super) columns: Vec<Guessed>,
    pub(in super::super) said: Vec<Message>,
}

/// An attribute of the sample.
#[derive(Debug)]
struct Seen {
    title: String,
    values: Vec<String>,
}

/// Decides how a file is read.
pub(in super::super) fn prepare(
    source: &Source,
    preset: Preset,
    plan: &ImportPlan,
) -> Result<Prepared, ImportError> {
    let asked = plan.mapping.as_ref().and_then(|it| it.read.encoding.as_deref());
    let encoding = xml::encoding(&source.sample, source.whole, asked)?;
    let seen = look(source, encoding)?;
    let say = |key: &'static str| Message::new(&WORDS, key).with("file", source.name.as_ref());
    let given = plan.mapping.as_ref().filter(|it| !it.contacts.is_empty() || !it.events.is_empty());
    let (preset, mapping, mut said) = if let Some(given) = given {
        (given.preset.unwrap_or(Preset::Xes), completed(given.clone(), &seen), Vec::new())
    } else if let Some((preset, mapping)) = shipped(&seen, preset) {
        (preset, mapping, Vec::new())
    } else if matches!(preset, Preset::Auto | Preset::Xes) {
        let mapping = guess(&seen);
        let key = match mapping.xes.as_ref().map(|it| it.contact) {
            Some(ContactAt::TraceStart) => "traces-arrive",
            Some(ContactAt::EachEvent) => "events-are-contacts",
            _ => "traces-without-contact",
        };
        let channel = mapping.contacts.get(&Column::Channel).and_then(From::title).unwrap_or("").to_owned();
        let mut said = vec![say(key).with("column", channel)];
        let anonymous = mapping.contacts.get(&Column::Reason).and_then(From::title).is_none();
        if anonymous && !mapping.contacts.is_empty() {
            said.push(say("no-reason").with("reason", NO_REASON));
        }
        (Preset::Xes, mapping, said)
    } else {
        return Err(not_this(&source.name, preset, "its attributes are others"));
    };
    let columns: Vec<Guessed> = seen.into_iter().map(|it| shown(it, &mapping)).collect();
    let unused: Vec<&str> = columns
        .iter()
        .filter(|it| it.meaning.is_none() && !tells_apart(&mapping, &it.title))
        .map(|it| it.title.as_str())
        .take(40)
        .collect();
    // Our own files say some things twice, for other readers.
    let is_ours = preset == Preset::Xes && mapping.fits.is_some();
    if !unused.is_empty() && !is_ours {
        let unused: String = unused.join(", ").chars().take(1_000).collect();
        said.push(say("columns-unused").with("columns", unused));
    }
    Ok(Prepared { preset, mapping, encoding, columns, said })
}

/// Whether an attribute decides what an event is.
fn tells_apart(mapping: &Mapping, title: &str) -> bool {
    mapping.xes.iter().any(|it| it.when.contains_key(title))
}

fn shown(seen: Seen, mapping: &Mapping) -> Guessed {
    let from = |kind| {
        let all = mapping.of(kind).iter();
        let mut named = all.filter(|it| it.1.title().is_some_and(|it| names(it, &seen.title)));
        named.next().map(|it| *it.0)
    };
    let meaning = from(RowKind::Contacts).or_else(|| from(RowKind::Events));
    let confidence = if meaning.is_some() { 1.0 } else { 0.0 };
    let examples = seen.values.into_iter().take(3).collect();
    Guessed { title: seen.title, meaning, confidence, examples, dates: None }
}

/// Whether a title of a mapping means an attribute: with its scope or without.
fn names(title: &str, attribute: &str) -> bool {
    let bare = attribute.split_once(':').map(|it| it.1);
    title == attribute || bare == Some(title)
}

/// The attributes of the sample, those of traces first.
fn look(source: &Source, encoding: &'static Encoding) -> Result<Vec<Seen>, ImportError> {
    let file = || source.name.to_string();
    let sample = Cursor::new(source.sample.clone());
    let mut tags = Tags::new(text::utf8(Box::new(sample), encoding), false);
    let mut seen: [Vec<Seen>; 2] = Default::default();
    loop {
        let token = tags.next().map_err(|source| ImportError::Read { file: file(), line: 0, source })?;
        let scope = match token {
            Token::End => break,
            Token::Declared { line } => return Err(ImportError::Declared { file: file(), line }),
            Token::Open { .. } => match (tags.depth(), tags.name(1), tags.name(2)) {
                (3, b"trace", name) if name != b"event" => 0,
                (4, b"trace", b"event") | (3, b"event", _) => 1,
                _ => continue,
            },
            _ => continue,
        };
        let mut key = String::new();
        let mut text = String::new();
        tags.attributes(|name, value| match name {
            "key" => key = value.into_owned(),
            "value" => text = value.chars().take(100).collect(),
            _ => {}
        });
        if key.is_empty() || key.len() > 200 {
            continue;
        }
        let title = format!("{}:{key}", ["trace", "event"][scope]);
        let known = &mut seen[scope];
        if known.len() < KEYS_MAX && !known.iter().any(|it| it.title == title) {
            known.push(Seen { title: title.clone(), values: Vec::new() });
        }
        let Some(it) = known.iter_mut().find(|it| it.title == title) else { continue };
        if !text.is_empty() && it.values.len() < VALUES_MAX && !it.values.contains(&text) {
            it.values.push(text);
        }
    }
    let [mut traces, events] = seen;
    traces.extend(events);
    Ok(traces)
}

/// The mapping of ours whose attributes this file has.
fn shipped(seen: &[Seen], wanted: Preset) -> Option<(Preset, Mapping)> {
    let has = |scope: &str, key: &String| {
        seen.iter().any(|it| it.title.split_once(':') == Some((scope, key.as_str())))
    };
    let fits = |it: &Fits| {
        !(it.trace.is_empty() && it.event.is_empty())
            && it.trace.iter().all(|it| has("trace", it))
            && it.event.iter().all(|it| has("event", it))
    };
    let mut all = SHIPPED.iter().filter(|it| matches!(wanted, Preset::Auto) || wanted == it.preset);
    let found = all.find(|it| it.mapping.fits.as_ref().is_some_and(fits))?;
    Some((found.preset, found.mapping.clone()))
}

/// A mapping from what the keys say: each trace is a request, each event a change of status, unless it has a channel.
fn guess(seen: &[Seen]) -> Mapping {
    let mut mapping = Mapping { preset: Some(Preset::Xes), ..Mapping::default() };
    let mut told: Vec<(Column, &Seen)> = Vec::new();
    for it in seen {
        let Some((_, key)) = it.title.split_once(':') else { continue };
        if STANDARD.iter().any(|prefix| key.starts_with(prefix)) {
            continue;
        }
        let Some((column, sure)) = titles::meaning(key) else { continue };
        let wanted = match column {
            Column::Usager | Column::LifeEvent | Column::Reason | Column::Site => true,
            Column::Channel => it.values.iter().all(|it| words::channel(it).is_some()),
            _ => false,
        };
        if sure >= 0.9 && wanted && !it.values.is_empty() && !told.iter().any(|(other, _)| *other == column) {
            told.push((column, it));
        }
    }
    let title = |column| told.iter().find(|it| it.0 == column).map(|it| From::Title(it.1.title.clone()));
    let usager = title(Column::Usager).unwrap_or_else(|| From::Title(NAME.to_owned()));
    mapping.events = [
        (Column::Request, From::Title(NAME.to_owned())),
        (Column::OccurredAt, From::Title(INSTANT.to_owned())),
        (Column::Status, From::Title(ACTIVITY.to_owned())),
        (Column::Usager, usager.clone()),
    ]
    .into();
    mapping.events.extend(title(Column::LifeEvent).map(|it| (Column::LifeEvent, it)));
    let Some(channel) = title(Column::Channel) else {
        mapping.xes = Some(XesReading { contact: ContactAt::Never, ..XesReading::default() });
        return mapping;
    };
    let by_event = channel.title().filter(|it| it.starts_with("event:")).map(str::to_owned);
    mapping.xes = Some(match by_event {
        Some(title) => XesReading { contact: ContactAt::EachEvent, when: [(title, Vec::new())].into() },
        None => XesReading::default(),
    });
    mapping.contacts = [
        (Column::Request, From::Title(NAME.to_owned())),
        (Column::StartedAt, From::Title(INSTANT.to_owned())),
        (Column::Usager, usager),
        (Column::Channel, channel),
    ]
    .into();
    for column in [Column::LifeEvent, Column::Reason, Column::Site] {
        mapping.contacts.extend(title(column).map(|it| (column, it)));
    }
    completed(mapping, seen)
}

/// What a mapping leaves open: as a generic log would be read.
fn completed(mut mapping: Mapping, seen: &[Seen]) -> Mapping {
    let title = |it: &str| From::Title(it.to_owned());
    let (contacts, events) = (&mut mapping.contacts, &mut mapping.events);
    if !contacts.is_empty() {
        contacts.entry(Column::StartedAt).or_insert_with(|| title(INSTANT));
        contacts.entry(Column::Direction).or_insert_with(|| From::constant("inbound"));
        contacts.entry(Column::Reason).or_insert_with(|| From::constant(NO_REASON));
        if mapping.xes.is_none() {
            let by_trace = contacts
                .get(&Column::Channel)
                .and_then(From::title)
                .is_none_or(|channel| !seen.iter().any(|it| it.title == format!("event:{channel}")))
                && contacts
                    .get(&Column::Channel)
                    .and_then(From::title)
                    .is_none_or(|it| !it.starts_with("event:"));
            let contact = if by_trace { ContactAt::TraceStart } else { ContactAt::EachEvent };
            mapping.xes = Some(XesReading { contact, ..XesReading::default() });
        }
    }
    for column in [Column::Request, Column::Usager, Column::LifeEvent, Column::Partner] {
        if let Some(from) = contacts.get(&column).cloned() {
            events.entry(column).or_insert(from);
        }
    }
    let request = events.entry(Column::Request).or_insert_with(|| title(NAME)).clone();
    let usager = events.entry(Column::Usager).or_insert(request.clone()).clone();
    events.entry(Column::OccurredAt).or_insert_with(|| title(INSTANT));
    events.entry(Column::Status).or_insert_with(|| title(ACTIVITY));
    if !contacts.is_empty() {
        contacts.entry(Column::Request).or_insert(request);
        contacts.entry(Column::Usager).or_insert(usager);
    }
    mapping
}
