//! The objects and the events of an OCEL 2.0 document, one after the other, whichever form it has.

use std::io::{self, Read};

use super::{
    super::{
        reject::Reason,
        split::RECORD_BYTES_MAX,
        xml::{Tags, Token},
    },
    json::{Json, Record},
};

/// The lists of a document that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum List {
    /// What kinds of objects there are: only their names are read.
    Kinds,
    Objects,
    Events,
}

/// An object or an event.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Item {
    pub(in super::super) line: u64,
    pub(in super::super) id: String,
    pub(in super::super) kind: String,
    /// When an event happened; empty for objects.
    pub(in super::super) time: String,
    pub(in super::super) attributes: Vec<Attribute>,
    /// The ids of the objects it is about.
    pub(in super::super) about: Vec<String>,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Attribute {
    pub(in super::super) name: String,
    /// Since when an object has it.
    pub(in super::super) since: String,
    pub(in super::super) value: String,
}

/// What comes next.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) enum Next {
    Item(Item),
    /// One that cannot be read, with its beginning.
    Faulty {
        line: u64,
        shown: String,
        reason: Reason,
    },
    /// A list ends.
    Ended(List),
    /// XML that declares what is never read.
    Declared {
        line: u64,
    },
    /// The text ends before its end.
    Cut {
        line: u64,
    },
    End,
}

/// Reads one list of a document; the other is stepped over.
pub(in super::super) enum Items<R> {
    Json(Json<R>),
    Xml(Box<Elements<R>>),
}

impl<R: Read> Items<R> {
    pub(in super::super) fn new(from: R, is_xml: bool, wanted: List) -> Self {
        if is_xml {
            let tags = Tags::new(from, true);
            Self::Xml(Box::new(Elements { tags, wanted, item: None, attribute: None, fault: None }))
        } else {
            Self::Json(Json::new(from, wanted))
        }
    }

    pub(in super::super) const fn line(&self) -> u64 {
        match self {
            Self::Json(json) => json.line(),
            Self::Xml(elements) => elements.tags.line(),
        }
    }

    pub(in super::super) fn next(&mut self) -> io::Result<Next> {
        match self {
            Self::Xml(elements) => elements.next(),
            Self::Json(json) => Ok(match json.next()? {
                Record::Whole(line) => match json.item(line) {
                    Some(item) => Next::Item(item),
                    None => Next::Faulty { line, shown: json.shown(), reason: Reason::Broken },
                },
                Record::Long(line) => Next::Faulty { line, shown: json.shown(), reason: Reason::LineTooLong },
                Record::Other(line) => {
                    Next::Faulty { line, shown: json.shown(), reason: Reason::NotThisFormat }
                }
                Record::Ended(list) => Next::Ended(list),
                Record::Cut(line) => Next::Cut { line },
                Record::End => Next::End,
            }),
        }
    }
}

/// The XML form.
pub(in super::super) struct Elements<R> {
    tags: Tags<R>,
    wanted: List,
    item: Option<Item>,
    /// An attribute whose value is still to come, as the text in it.
    attribute: Option<Attribute>,
    fault: Option<(u64, Reason)>,
}

impl<R: Read> Elements<R> {
    fn next(&mut self) -> io::Result<Next> {
        loop {
            match self.tags.next()? {
                Token::End => return Ok(Next::End),
                Token::Declared { line } => return Ok(Next::Declared { line }),
                Token::Cut { line } => return Ok(Next::Cut { line }),
                Token::Faulty { line, reason } => {
                    if self.item.is_none() {
                        return Ok(Next::Faulty { line, shown: self.tags.shown().into_owned(), reason });
                    }
                    self.fault.get_or_insert((line, reason));
                }
                Token::Open { line, empty } => {
                    self.open(line);
                    if empty && let Some(next) = self.closed(line, self.tags.depth() - 1, false) {
                        return Ok(next);
                    }
                }
                Token::Close { line, broken } => {
                    if let Some(next) = self.closed(line, self.tags.depth(), broken) {
                        return Ok(next);
                    }
                }
            }
        }
    }

    fn list(&self) -> Option<List> {
        match self.tags.name(1) {
            b"object-types" => Some(List::Kinds),
            b"objects" => Some(List::Objects),
            b"events" => Some(List::Events),
            _ => None,
        }
    }

    fn open(&mut self, line: u64) {
        if self.list() != Some(self.wanted) {
            return;
        }
        let depth = self.tags.depth();
        if depth == 3 && matches!(self.tags.name(2), b"object" | b"event" | b"object-type") {
            self.fault = None;
            let mut item = Item { line, ..Item::default() };
            let readable = self.tags.attributes(|name, value| match name {
                "id" => item.id = value.into_owned(),
                "type" | "name" => item.kind = value.into_owned(),
                "time" => item.time = value.into_owned(),
                _ => {}
            });
            if !readable {
                self.fault = Some((line, Reason::Broken));
            }
            self.item = Some(item);
        }
        let Some(item) = &mut self.item else { return };
        if depth != 5 {
            return;
        }
        let mut found = Attribute::default();
        let mut object = None;
        let readable = self.tags.attributes(|name, value| match name {
            "name" => found.name = value.into_owned(),
            "time" => found.since = value.into_owned(),
            "value" => found.value = value.into_owned(),
            "object-id" => object = Some(value.into_owned()),
            _ => {}
        });
        if !readable {
            self.fault.get_or_insert((line, Reason::Broken));
        }
        match self.tags.name(3) {
            b"attributes" => self.attribute = Some(found),
            b"objects" => item.about.extend(object),
            _ => {}
        }
    }

    /// What ended, now that so many elements are open.
    fn closed(&mut self, line: u64, depth: u64, broken: bool) -> Option<Next> {
        if broken && self.item.is_some() {
            self.fault.get_or_insert((line, Reason::Broken));
        }
        if depth == 4
            && let (Some(item), Some(mut attribute)) = (&mut self.item, self.attribute.take())
        {
            match self.tags.text() {
                Some(text) if attribute.value.is_empty() => attribute.value = text.into_owned(),
                Some(_) => {}
                None => {
                    self.fault.get_or_insert((line, Reason::Broken));
                }
            }
            item.attributes.push(attribute);
            let held: usize = item.attributes.iter().map(|it| it.name.len() + it.value.len()).sum();
            if held > RECORD_BYTES_MAX {
                item.attributes.clear();
                self.fault.get_or_insert((line, Reason::LineTooLong));
            }
        }
        if depth <= 2
            && let Some(item) = self.item.take()
        {
            self.attribute = None;
            return Some(match self.fault.take() {
                Some((line, reason)) => Next::Faulty { line, shown: item.id, reason },
                None => Next::Item(item),
            });
        }
        (depth == 1 && self.list_ended()).then_some(Next::Ended(self.wanted))
    }

    fn list_ended(&self) -> bool {
        let name: &[u8] = match self.wanted {
            List::Kinds => b"object-types",
            List::Objects => b"objects",
            List::Events => b"events",
        };
        self.tags.ended_name() == name
    }
}
