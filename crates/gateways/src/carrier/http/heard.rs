//! What an HTTP provider tells us, in the address that it asks for or in a form, or as JSON.

use encoding_rs::{Encoding, UTF_8};
use jiff::Timestamp;
use serde_json::Value;

use super::super::{
    Heard,
    receipt::{self, ReceiptState},
    said,
};

/// Letters of a text that are kept: as many as the parts of one message can hold.
const TEXT_MAX: usize = 255 * 153;

/// What was told is nothing that we know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotHeard {
    /// It is no JSON object.
    #[error("the body is not a JSON object")]
    NotJson,
    /// It is neither a receipt nor a message.
    #[error("neither a receipt (id and state) nor a message (from and text)")]
    Neither,
}

/// Names that providers give to the same thing.
const ID: &[&str] = &["id", "message_id", "messageid", "reference"];
const STATE: &[&str] = &["state", "status", "stat", "delivery_status"];
const FROM: &[&str] = &["from", "sender", "source_number", "msisdn", "originator"];
const TO: &[&str] = &["to", "receiver", "destination_number", "recipient", "destination"];
const TEXT: &[&str] = &["text", "message", "content", "body"];

/// What is said under a name; a text in the charset that it is said to be in.
type Pair = (String, Vec<u8>);

/// Reads the query of an address, or a form, as it stands there: a receipt if it says a state (`kannel=…` for the numbers of Kannel, else
/// `state=…`), else a message. It is in UTF-8 unless `charset=…` says otherwise.
///
/// # Errors
///
/// [`NotHeard::Neither`].
pub fn heard(query: &[u8], at: Timestamp) -> Result<Heard, NotHeard> {
    let pairs: Vec<Pair> = query
        .split(|it| *it == b'&')
        .map(|pair| {
            let mut halves = pair.splitn(2, |it| *it == b'=');
            let mut half = || decoded(halves.next().unwrap_or_default());
            (String::from_utf8_lossy(&half()).into_owned(), half())
        })
        .collect();
    of_pairs(&pairs, at)
}

/// Reads a JSON object whose fields have the same names.
///
/// # Errors
///
/// [`NotHeard`].
pub fn heard_json(body: &[u8], at: Timestamp) -> Result<Heard, NotHeard> {
    let Ok(Value::Object(fields)) = serde_json::from_slice(body) else { return Err(NotHeard::NotJson) };
    let pairs: Vec<Pair> = fields
        .into_iter()
        .filter(|(key, _)| key != "charset")
        .filter_map(|(key, value)| match value {
            Value::String(text) => Some((key, text.into_bytes())),
            Value::Number(number) => Some((key, number.to_string().into_bytes())),
            _ => None,
        })
        .collect();
    of_pairs(&pairs, at)
}

fn of_pairs(pairs: &[Pair], at: Timestamp) -> Result<Heard, NotHeard> {
    let raw = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| pairs.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)))
            .map(|(_, it)| it)
    };
    let field =
        |names: &[&str]| raw(names).map(|it| said(&String::from_utf8_lossy(it))).filter(|it| !it.is_empty());
    let id = field(ID);
    let receipt = match field(&["kannel"]) {
        // What the centre said to Kannel holds the message too.
        Some(number) => Some((of_kannel(&number), field(&["said"]).map(|it| receipt::read(&it).detail))),
        None => field(STATE).map(|it| (ReceiptState::read(&it), field(&["detail", "error", "description"]))),
    };
    if let Some((state, detail)) = receipt {
        let their_id = id.ok_or(NotHeard::Neither)?;
        return Ok(Heard::Receipt {
            also: receipt::spellings(&their_id),
            their_id,
            number: field(&["number"]).or_else(|| field(TO)),
            state,
            at,
            detail: detail.unwrap_or_default(),
        });
    }
    let from = field(FROM).ok_or(NotHeard::Neither)?;
    // A message may be empty.
    let text = raw(TEXT).ok_or(NotHeard::Neither)?;
    let charset = field(&["charset"]).and_then(|it| Encoding::for_label(it.as_bytes())).unwrap_or(UTF_8);
    let text = charset.decode_without_bom_handling(text).0.chars().take(TEXT_MAX).collect();
    Ok(Heard::Incoming { from, to: field(TO).unwrap_or_default(), text, at, their_id: id })
}

/// The bytes that stand for these in an address or a form.
fn decoded(text: &[u8]) -> Vec<u8> {
    let digit = |it: u8| char::from(it).to_digit(16).and_then(|it| u8::try_from(it).ok());
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    loop {
        rest = match rest {
            [] => return bytes,
            [b'%', high, low, after @ ..] if digit(*high).is_some() && digit(*low).is_some() => {
                bytes.push((digit(*high).unwrap_or(0) << 4) | digit(*low).unwrap_or(0));
                after
            }
            [b'+', after @ ..] => {
                bytes.push(b' ');
                after
            }
            [other, after @ ..] => {
                bytes.push(*other);
                after
            }
        };
    }
}

/// The numbers of Kannel's delivery reports.
fn of_kannel(number: &str) -> ReceiptState {
    match number {
        "1" => ReceiptState::Delivered,
        "2" => ReceiptState::Undeliverable,
        "4" | "8" => ReceiptState::Underway,
        "16" => ReceiptState::Rejected,
        _ => ReceiptState::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(query: &str) -> Result<Heard, NotHeard> {
        heard(query.as_bytes(), Timestamp::UNIX_EPOCH)
    }

    fn state(heard: Result<Heard, NotHeard>) -> Option<(String, ReceiptState)> {
        match heard {
            Ok(Heard::Receipt { their_id, state, .. }) => Some((their_id, state)),
            _ => None,
        }
    }

    #[test]
    fn receipts_are_read() {
        let id = || "a-1".to_owned();
        assert_eq!(state(read("id=a-1&kannel=1&said=")), Some((id(), ReceiptState::Delivered)));
        assert_eq!(state(read("id=a-1&kannel=16")), Some((id(), ReceiptState::Rejected)));
        assert_eq!(state(read("id=a-1&state=permanent-failure")), Some((id(), ReceiptState::Undeliverable)));
        let json = br#"{"reference":"a-1","status":"delivered","to":"+33601020304","sent_at":"2026-11-29T12:00:00Z"}"#;
        assert_eq!(state(heard_json(json, Timestamp::UNIX_EPOCH)), Some((id(), ReceiptState::Delivered)));
    }

    #[test]
    fn messages_are_read() {
        let Ok(Heard::Incoming { from, to, text, their_id, .. }) =
            read("from=%2B33601020304&to=36000&text=Oui+%C3%AA%E2%82%AC&id=7")
        else {
            panic!()
        };
        assert_eq!((from.as_str(), to.as_str(), text.as_str()), ("+33601020304", "36000", "Oui ê€"));
        assert_eq!(their_id.as_deref(), Some("7"));
        let in_ucs_2 = read("from=1&charset=UTF-16BE&text=%00O%00u%00i%00+%00%EA");
        assert!(matches!(in_ucs_2, Ok(Heard::Incoming { text, .. }) if text == "Oui ê"));
        assert!(matches!(read("from=1&text="), Ok(Heard::Incoming { text, .. }) if text.is_empty()));
    }

    #[test]
    fn what_is_neither_is_refused() {
        assert_eq!(read(""), Err(NotHeard::Neither));
        assert_eq!(read("state=delivered"), Err(NotHeard::Neither));
        assert_eq!(read("from=1"), Err(NotHeard::Neither));
        assert_eq!(heard_json(b"[]", Timestamp::UNIX_EPOCH), Err(NotHeard::NotJson));
    }

    proptest! {
        #[test]
        fn whatever_is_asked_is_read_or_refused(query in "\\PC{0,200}") {
            let _ = read(&query);
            let _ = heard_json(query.as_bytes(), Timestamp::UNIX_EPOCH);
        }
    }
}
