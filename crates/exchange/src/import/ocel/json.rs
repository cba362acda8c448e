//! The JSON form: each object or event is cut out of the text, then read alone.

use std::io::{self, BufRead, BufReader, Read};

use serde::Deserialize;
use serde_json::Value;

use super::{
    super::split::RECORD_BYTES_MAX,
    items::{Attribute, Item, List},
};

/// Names of the document's own fields are not longer.
const KEY_BYTES_MAX: usize = 64;

/// What comes next of the wanted list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Record {
    /// One that begins on this line.
    Whole(u64),
    /// One that is too long.
    Long(u64),
    /// Something else than an object.
    Other(u64),
    Ended(List),
    Cut(u64),
    End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the document.
    Before,
    /// Between the document's fields.
    Fields,
    /// Between the records of a list.
    Within(List),
    After,
}

pub(in super::super) struct Json<R> {
    from: BufReader<R>,
    wanted: List,
    line: u64,
    place: Place,
    key: Vec<u8>,
    /// Whether the value of `key` comes next.
    is_value: bool,
    held: Vec<u8>,
}

#[derive(Deserialize)]
struct ReadItem {
    #[serde(default)]
    id: Value,
    #[serde(rename = "type", alias = "name")]
    kind: String,
    #[serde(default)]
    time: String,
    attributes: Option<Vec<ReadAttribute>>,
    relationships: Option<Vec<ReadRelationship>>,
}

#[derive(Deserialize)]
struct ReadAttribute {
    name: String,
    #[serde(default)]
    time: String,
    #[serde(default)]
    value: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReadRelationship {
    object_id: Value,
}

impl<R: Read> Json<R> {
    pub(super) fn new(from: R, wanted: List) -> Self {
        Self {
            from: BufReader::with_capacity(1 << 17, from),
            wanted,
            line: 1,
            place: Place::Before,
            key: Vec::new(),
            is_value: false,
            held: Vec::new(),
        }
    }

    pub(super) const fn line(&self) -> u64 {
        self.line
    }

    /// The beginning of the last record.
    pub(super) fn shown(&self) -> String {
        String::from_utf8_lossy(&self.held[..self.held.len().min(1_000)]).into_owned()
    }

    /// The last record, if it is what the standard says.
    pub(super) fn item(&self, line: u64) -> Option<Item> {
        let read: ReadItem = serde_json::from_slice(&self.held).ok()?;
        let attributes = read.attributes.into_iter().flatten().map(|it| Attribute {
            name: it.name,
            since: it.time,
            value: text(it.value),
        });
        Some(Item {
            line,
            id: text(read.id),
            kind: read.kind,
            time: read.time,
            attributes: attributes.collect(),
            about: read.relationships.into_iter().flatten().map(|it| text(it.object_id)).collect(),
        })
    }

    /// Steps to the next record of the wanted list.
    pub(super) fn next(&mut self) -> io::Result<Record> {
        loop {
            let Some(byte) = self.byte()? else {
                let whole = matches!(self.place, Place::After | Place::Before);
                self.place = Place::After;
                return Ok(if whole { Record::End } else { Record::Cut(self.line) });
            };
            if byte.is_ascii_whitespace() {
                continue;
            }
            let line = self.line;
            match (self.place, byte) {
                (Place::Before, b'{') => self.place = Place::Fields,
                (Place::Before, _) => {
                    self.hold(byte);
                    self.place = Place::After;
                    return Ok(Record::Other(line));
                }
                (Place::After, _) | (Place::Within(_), b',') => {}
                (Place::Fields, b'}') => self.place = Place::After,
                (Place::Fields, b':') => self.is_value = true,
                (Place::Fields, b',') => self.is_value = false,
                (Place::Fields, b'"') if !self.is_value => {
                    if !self.key()? {
                        return Ok(self.cut(line));
                    }
                }
                (Place::Fields, b'[') if self.is_value && self.list().is_some() => {
                    self.place = Place::Within(self.list().unwrap_or(List::Events));
                }
                (Place::Within(list), b']') => {
                    self.place = Place::Fields;
                    if list == self.wanted {
                        return Ok(Record::Ended(list));
                    }
                }
                (Place::Within(list), _) => {
                    let is_wanted = list == self.wanted;
                    self.held.clear();
                    if !self.value(byte, is_wanted)? {
                        return Ok(self.cut(line));
                    }
                    if is_wanted {
                        return Ok(match byte {
                            b'{' if self.held.len() > RECORD_BYTES_MAX => Record::Long(line),
                            b'{' => Record::Whole(line),
                            _ => Record::Other(line),
                        });
                    }
                }
                (Place::Fields, _) => {
                    if !self.value(byte, false)? {
                        return Ok(self.cut(line));
                    }
                }
            }
        }
    }

    fn list(&self) -> Option<List> {
        match &self.key[..] {
            b"objectTypes" => Some(List::Kinds),
            b"objects" => Some(List::Objects),
            b"events" => Some(List::Events),
            _ => None,
        }
    }

    const fn cut(&mut self, line: u64) -> Record {
        self.place = Place::After;
        Record::Cut(line)
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        let Some(byte) = self.from.fill_buf()?.first().copied() else { return Ok(None) };
        self.from.consume(1);
        self.line += u64::from(byte == b'\n');
        Ok(Some(byte))
    }

    /// The name of a field, up to its quote; whether there is one.
    fn key(&mut self) -> io::Result<bool> {
        self.key.clear();
        let mut escaped = false;
        while let Some(byte) = self.byte()? {
            match byte {
                b'"' if !escaped => return Ok(true),
                _ => escaped = byte == b'\\' && !escaped,
            }
            if self.key.len() < KEY_BYTES_MAX {
                self.key.push(byte);
            }
        }
        Ok(false)
    }

    fn hold(&mut self, byte: u8) {
        self.held.push(byte);
    }

    /// Past a value that begins with `first`; whether it ends. A word or a number ends before what follows it.
    fn value(&mut self, first: u8, keeps: bool) -> io::Result<bool> {
        if keeps {
            self.hold(first);
        }
        let (mut depth, mut in_text, mut escaped) = match first {
            b'{' | b'[' => (1_u64, false, false),
            b'"' => (0, true, false),
            _ => return Ok(true),
        };
        loop {
            let buffer = self.from.fill_buf()?;
            if buffer.is_empty() {
                return Ok(false);
            }
            let mut end = None;
            let mut lines = 0;
            for (at, byte) in buffer.iter().enumerate() {
                if in_text {
                    (in_text, escaped) = (escaped || *byte != b'"', !escaped && *byte == b'\\');
                    lines += u64::from(*byte == b'\n');
                    if !in_text && depth == 0 {
                        end = Some(at + 1);
                        break;
                    }
                    continue;
                }
                match byte {
                    b'"' => in_text = true,
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth -= 1,
                    b'\n' => lines += 1,
                    _ => {}
                }
                if depth == 0 {
                    end = Some(at + 1);
                    break;
                }
            }
            let taken = end.unwrap_or(buffer.len());
            if keeps {
                let room = (RECORD_BYTES_MAX + 1).saturating_sub(self.held.len());
                self.held.extend_from_slice(&buffer[..taken.min(room)]);
            }
            self.line += lines;
            self.from.consume(taken);
            if end.is_some() {
                return Ok(true);
            }
        }
    }
}

fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str, wanted: List) -> Vec<(Record, String)> {
        let mut json = Json::new(text.as_bytes(), wanted);
        let mut all = Vec::new();
        loop {
            let record = json.next().unwrap();
            if record == Record::End {
                return all;
            }
            all.push((record, json.shown()));
        }
    }

    #[test]
    fn records_are_cut_out_wherever_their_list_stands() {
        let text = r#"{"objectTypes": [{"name": "a", "x": [1, {}]}], "n": 1, "s": "]{",
 "events": [{"id": "e]}\"", "type": "b"},
  {"id": 2}], "objects": [{"id":"o"}, 7]}"#;
        let events: Vec<_> = records(text, List::Events);
        assert_eq!(events[0], (Record::Whole(2), r#"{"id": "e]}\"", "type": "b"}"#.to_owned()));
        assert_eq!(events[1], (Record::Whole(3), "{\"id\": 2}".to_owned()));
        assert_eq!(events[2].0, Record::Ended(List::Events));
        let objects: Vec<Record> = records(text, List::Objects).into_iter().map(|it| it.0).collect();
        assert_eq!(objects, [Record::Whole(3), Record::Other(3), Record::Ended(List::Objects)]);
    }

    #[test]
    fn what_is_cut_or_long_or_no_document_is_told() {
        let kinds = |text: &str| records(text, List::Events).into_iter().map(|it| it.0).collect::<Vec<_>>();
        assert_eq!(kinds("{\"events\": [{\"id\": 1},\n{\"id"), [Record::Whole(1), Record::Cut(2)]);
        assert_eq!(kinds("{\"events\": ["), [Record::Cut(1)]);
        assert_eq!(kinds("hello"), [Record::Other(1)]);
        let long = format!("{{\"events\": [{{\"id\": \"{}\"}}, {{}}]}}", "x".repeat(3 << 20));
        assert_eq!(kinds(&long), [Record::Long(1), Record::Whole(1), Record::Ended(List::Events)]);
    }
}
