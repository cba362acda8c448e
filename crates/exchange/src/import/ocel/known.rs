//! The objects of an OCEL document: of which type each one is, what it is linked to, and the attributes that are asked for.
//!
//! **Invariant:** about 20 bytes an object of the types that a mapping names, and no more than [`TEXTS_BYTES_MAX`] for all else.

use hashbrown::HashMap;

use super::{
    super::dates::{self, DateFormat, Written},
    items::Item,
};

/// Objects that are remembered: about 2 GB.
const OBJECTS_MAX: usize = 100_000_000;
/// Links and attributes that are remembered.
const TEXTS_BYTES_MAX: usize = 1 << 30;

/// Links that are remembered of one object.
const LINKS_MAX: usize = 64;

/// An attribute's value, from an instant on.
type Since = (i64, Box<str>);

/// There are more objects than memory.
#[derive(Debug)]
pub(super) struct TooMany;

/// The objects of the types that a mapping names.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The types, and the attributes that are asked for of each.
    kinds: Vec<String>,
    attributes: Vec<(u8, String)>,
    keeps_links: bool,
    types: HashMap<u64, u8>,
    links: HashMap<u64, Vec<Box<str>>>,
    values: HashMap<(u64, u8), Vec<Since>>,
    texts_bytes: usize,
}

impl Known {
    /// No object yet; whether the links between them will be asked for.
    pub(super) fn new(keeps_links: bool) -> Self {
        Self { keeps_links, ..Self::default() }
    }

    /// The number of a type, which is remembered from now on; `None`: no mapping names so many.
    pub(super) fn kind(&mut self, name: &str) -> Option<u8> {
        let at = self.kinds.iter().position(|it| it == name).unwrap_or_else(|| {
            self.kinds.push(name.to_owned());
            self.kinds.len() - 1
        });
        u8::try_from(at).ok()
    }

    /// The number of an attribute of a type.
    pub(super) fn attribute(&mut self, kind: u8, name: &str) -> Option<u8> {
        let at = self.attributes.iter().position(|it| it.0 == kind && it.1 == name).unwrap_or_else(|| {
            self.attributes.push((kind, name.to_owned()));
            self.attributes.len() - 1
        });
        u8::try_from(at).ok()
    }

    /// Remembers an object.
    pub(super) fn take(&mut self, object: Item) -> Result<(), TooMany> {
        let Some(kind) = self.kinds.iter().position(|it| *it == object.kind) else { return Ok(()) };
        let Ok(kind) = u8::try_from(kind) else { return Ok(()) };
        let key = key(&object.id);
        self.types.insert(key, kind);
        if self.keeps_links {
            for other in object.about {
                // Either end may be asked for.
                self.link(self::key(&other), &object.id);
                self.link(key, &other);
            }
        }
        for attribute in object.attributes {
            let asked = self.attributes.iter().position(|it| it.0 == kind && it.1 == attribute.name);
            let Some(number) = asked.and_then(|it| u8::try_from(it).ok()) else { continue };
            let since = instant(&attribute.since).unwrap_or(i64::MIN);
            self.texts_bytes += attribute.value.len() + 64;
            let values = self.values.entry((key, number)).or_default();
            let place = values.partition_point(|it| it.0 <= since);
            values.insert(place, (since, attribute.value.into()));
        }
        let fits = self.types.len() <= OBJECTS_MAX && self.texts_bytes <= TEXTS_BYTES_MAX;
        if fits { Ok(()) } else { Err(TooMany) }
    }

    fn link(&mut self, from: u64, to: &str) {
        let links = self.links.entry(from).or_default();
        // The same link may be told from both ends.
        if links.len() < LINKS_MAX && !links.iter().any(|it| **it == *to) {
            self.texts_bytes += to.len() + 64;
            links.push(to.into());
        }
    }

    /// The first of these objects that has a type.
    pub(super) fn among<'a>(&self, mut ids: impl Iterator<Item = &'a str>, kind: u8) -> Option<&'a str> {
        ids.find(|it| self.types.get(&key(it)) == Some(&kind))
    }

    /// The first object of a type to which an object is linked.
    pub(super) fn linked(&self, id: &str, kind: u8) -> Option<&str> {
        self.among(self.links.get(&key(id))?.iter().map(|it| &**it), kind)
    }

    /// An attribute of an object, as it was at that instant.
    pub(super) fn value(&self, id: &str, attribute: u8, at: &str) -> Option<&str> {
        let values = self.values.get(&(key(id), attribute))?;
        let at = instant(at).unwrap_or(i64::MAX);
        let place = values.partition_point(|it| it.0 <= at).saturating_sub(1);
        values.get(place).map(|it| &*it.1)
    }
}

fn instant(text: &str) -> Option<i64> {
    match dates::parse(text, DateFormat::Iso) {
        Ok(Written::Utc(us) | Written::Local(us)) => Some(us),
        Err(_) => None,
    }
}

/// Half of a fingerprint is one too: among so many objects, two with the same are not to be expected.
fn key(id: &str) -> u64 {
    let hash = blake3::hash(id.as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_le_bytes(first)
}
