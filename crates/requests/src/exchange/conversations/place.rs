//! Records of JSON files, with the line where each begins.

use jiff::Timestamp;
use kernel::Message as Said;
use serde_json::{Map, Value};

use super::{Refused, instant};
use crate::words::message;

/// One object of a JSON file.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    file: String,
    line: u64,
    fields: Map<String, Value>,
}

/// What an object is, by its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// A ticket of Zammad.
    Ticket,
    /// An article of Zammad.
    Article,
    /// A user of Zammad.
    User,
    /// A conversation of `FreeScout`.
    Conversation,
    /// None of them.
    Unknown,
}

/// The records of a file.
#[derive(Debug)]
pub struct Records;

impl Records {
    /// The objects of a JSON file: of an array, of the lists in which both products put them, or the one that it is.
    ///
    /// # Errors
    ///
    /// If the file is no JSON.
    pub fn of(file: &str, bytes: &[u8]) -> Result<Vec<Record>, Refused> {
        let text = String::from_utf8_lossy(bytes);
        let text = text.trim_start_matches('\u{feff}');
        let whole: Value = serde_json::from_str(text).map_err(|error| Refused {
            file: file.to_owned(),
            line: error.line() as u64,
            column: error.column().to_string(),
            why: message("import-json"),
        })?;
        let one = |line: u64, value: Value| match value {
            Value::Object(fields) => Some(Record { file: file.to_owned(), line, fields }),
            _ => None,
        };
        Ok(match whole {
            Value::Array(values) => {
                let lines = lines(text, 0, values.len());
                values.into_iter().zip(lines).filter_map(|(value, line)| one(line, value)).collect()
            }
            Value::Object(mut fields) => {
                let embedded = fields.get_mut("_embedded").and_then(|it| it.get_mut("conversations"));
                if let Some(Value::Array(values)) = embedded.map(Value::take) {
                    let begins = text.find("\"conversations\"").unwrap_or(0);
                    let lines = lines(text, begins, values.len());
                    values.into_iter().zip(lines).filter_map(|(value, line)| one(line, value)).collect()
                } else if let Some(Value::Object(kinds)) = fields.get_mut("assets").map(Value::take) {
                    // What Zammad's search gives: objects by kind and by id.
                    let wanted =
                        kinds.into_iter().filter(|it| ["Ticket", "TicketArticle", "User"].contains(&&*it.0));
                    let of_kind = wanted
                        .filter_map(|(_, it)| if let Value::Object(all) = it { Some(all) } else { None });
                    of_kind.flatten().filter_map(|(_, value)| one(1, value)).collect()
                } else {
                    one(1, Value::Object(fields)).into_iter().collect()
                }
            }
            _ => Vec::new(),
        })
    }
}

/// The lines where the elements of the first array after a place begin; the last known one, where they cannot be told.
fn lines(text: &str, from: usize, count: usize) -> Vec<u64> {
    let mut found = Vec::with_capacity(count);
    let (mut counted, mut line) = (0, 1);
    let mut at = text[from..].find('[').map_or(from, |it| from + it + 1);
    while found.len() < count {
        let rest = &text[at..];
        at += rest.len() - rest.trim_start_matches(|it: char| it.is_whitespace() || it == ',').len();
        line += text[counted..at].matches('\n').count() as u64;
        counted = at;
        found.push(line);
        let mut stream = serde_json::Deserializer::from_str(&text[at..]).into_iter::<serde::de::IgnoredAny>();
        if !matches!(stream.next(), Some(Ok(_))) {
            break;
        }
        at += stream.byte_offset();
    }
    found.resize(count, found.last().copied().unwrap_or(1));
    found
}

impl Record {
    /// What it is.
    pub(super) fn kind(&self) -> Holds {
        let has = |name: &str| self.fields.contains_key(name);
        if has("ticket_id") && has("body") {
            Holds::Article
        } else if has("title") && has("number") && (has("customer_id") || has("customer")) {
            Holds::Ticket
        } else if has("login") && has("firstname") {
            Holds::User
        } else if has("status") && has("customer") && (has("_embedded") || has("threads")) {
            Holds::Conversation
        } else {
            Holds::Unknown
        }
    }

    /// It was not taken, because of a field.
    pub(super) fn refused(&self, column: &str, why: Said) -> Refused {
        Refused { file: self.file.clone(), line: self.line, column: column.to_owned(), why }
    }

    pub(super) const fn fields(&self) -> &Map<String, Value> {
        &self.fields
    }
}

/// A text, or a number as a text.
pub(super) fn text(fields: &Map<String, Value>, name: &str) -> Option<String> {
    match fields.get(name)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// An instant.
pub(super) fn at(fields: &Map<String, Value>, name: &str) -> Option<Timestamp> {
    text(fields, name).as_deref().and_then(instant)
}

/// The address of `Jeanne <jeanne@mail.example>`, or the text itself.
pub(super) fn address(text: &str) -> &str {
    text.rsplit_once('<').and_then(|it| it.1.split_once('>')).map_or(text, |it| it.0).trim()
}
