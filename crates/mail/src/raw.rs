//! A message as it came: its key, and whether its shape can be read at all.
//!
//! [`check`] runs before any parser. It looks at lines only, in one pass, so that what would cost a parser its stack, its memory or
//! an hour is refused first. A refusal is a [`Quarantined`]: the raw bytes are kept, a person sees why.

use std::fmt;

use kernel::{Explain, Message};
use serde::{Deserialize, Serialize};

use crate::{scan::Scan, words::WORDS};

/// The key of a raw message: BLAKE3 of its bytes. Two messages are the same if their keys are, whatever their Message-ID says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContentKey(String);

impl ContentKey {
    /// The key of these bytes.
    pub fn of(raw: &[u8]) -> Self {
        Self(blake3::hash(raw).to_hex().to_string())
    }

    /// 64 hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ContentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a message may measure and still be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of the whole message: more than the servers of administrations let through.
    pub bytes_max: usize,
    /// Bytes of one header block.
    pub header_bytes_max: usize,
    /// Bytes of one header field: a list of about three thousand recipients.
    pub field_bytes_max: usize,
    /// Bytes of a field that describes a part; parameters are joined in quadratic time.
    pub part_field_bytes_max: usize,
    /// Fields of one header block.
    pub fields_max: usize,
    /// Parts within parts, messages within messages.
    pub nesting_max: usize,
    /// Parts of the whole message.
    pub parts_max: usize,
    /// Bytes times declared multiparts: each may be looked for to the end of the message.
    pub work_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes_max: 50 << 20,
            header_bytes_max: 256 << 10,
            field_bytes_max: 128 << 10,
            part_field_bytes_max: 16 << 10,
            fields_max: 1_000,
            nesting_max: 50,
            parts_max: 1_000,
            work_max: 10_000_000_000,
        }
    }
}

/// Why a message is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// No byte.
    Empty,
    /// More bytes than [`Limits::bytes_max`].
    TooLarge,
    /// A header block is too long, or one of its fields.
    HeaderTooLong,
    /// A header block has too many fields.
    TooManyFields,
    /// Parts or messages within one another, too deep.
    TooNested,
    /// Too many parts.
    TooManyParts,
    /// Reading it would take minutes.
    TooCostly,
    /// Nothing in it says that it is a message.
    NotAMessage,
    /// The parser failed.
    ParserFailed,
    /// The process that read it was ended: out of memory or of time.
    WorkerEnded,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Empty,
        Self::TooLarge,
        Self::HeaderTooLong,
        Self::TooManyFields,
        Self::TooNested,
        Self::TooManyParts,
        Self::TooCostly,
        Self::NotAMessage,
        Self::ParserFailed,
        Self::WorkerEnded,
    ];

    /// The word that a database keeps.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge => "too-large",
            Self::HeaderTooLong => "header-too-long",
            Self::TooManyFields => "too-many-fields",
            Self::TooNested => "too-nested",
            Self::TooManyParts => "too-many-parts",
            Self::TooCostly => "too-costly",
            Self::NotAMessage => "not-a-message",
            Self::ParserFailed => "parser-failed",
            Self::WorkerEnded => "worker-ended",
        }
    }

    /// The reason of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// What a person is told: why it is set apart, and what to do.
    pub fn message(self) -> Message {
        let key = match self {
            Self::Empty => "quarantine-empty",
            Self::TooLarge => "quarantine-too-large",
            Self::HeaderTooLong => "quarantine-header-too-long",
            Self::TooManyFields => "quarantine-too-many-fields",
            Self::TooNested => "quarantine-too-nested",
            Self::TooManyParts => "quarantine-too-many-parts",
            Self::TooCostly => "quarantine-too-costly",
            Self::NotAMessage => "quarantine-not-a-message",
            Self::ParserFailed => "quarantine-parser-failed",
            Self::WorkerEnded => "quarantine-worker-ended",
        };
        Message::new(&WORDS, key)
    }
}

/// A message that is set apart with its raw text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("the message is set apart: {}", reason.code())]
pub struct Quarantined {
    /// Why.
    pub reason: Reason,
}

impl From<Reason> for Quarantined {
    fn from(reason: Reason) -> Self {
        Self { reason }
    }
}

impl Explain for Quarantined {
    fn message(&self) -> Message {
        self.reason.message()
    }
}

/// Whether the message has a shape that can be read.
///
/// # Errors
///
/// [`Quarantined`], with the first limit that it passes.
pub fn check(raw: &[u8], limits: &Limits) -> Result<(), Quarantined> {
    if raw.iter().all(u8::is_ascii_whitespace) {
        return Err(Reason::Empty.into());
    }
    if raw.len() > limits.bytes_max {
        return Err(Reason::TooLarge.into());
    }
    Scan::new(raw, limits).run()?;
    let multiparts = memchr::memmem::find_iter(raw, b"ultipart").count();
    if multiparts.saturating_mul(raw.len()) > limits.work_max {
        return Err(Reason::TooCostly.into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(raw: &[u8]) -> Option<Reason> {
        check(raw, &Limits::default()).err().map(|it| it.reason)
    }

    #[test]
    fn the_key_is_the_content() {
        assert_eq!(ContentKey::of(b"a"), ContentKey::of(b"a"));
        assert_ne!(ContentKey::of(b"a\n"), ContentKey::of(b"a\r\n"));
        assert_eq!(ContentKey::of(b"").as_str().len(), 64);
    }

    #[test]
    fn codes_come_back() {
        for reason in Reason::ALL {
            assert_eq!(Reason::from_code(reason.code()), Some(reason));
            let json = serde_json::to_string(&reason).unwrap();
            assert_eq!(json, format!("\"{}\"", reason.code()));
        }
    }

    #[test]
    fn each_limit_has_its_reason() {
        assert_eq!(reason(b" \r\n"), Some(Reason::Empty));
        assert_eq!(reason(&vec![b'a'; 51 << 20]), Some(Reason::TooLarge));
        let long = format!("Subject: {}\n\nx", "a".repeat(200 << 10));
        assert_eq!(reason(long.as_bytes()), Some(Reason::HeaderTooLong));
        let many = "X-A: b\n".repeat(1_001) + "\nx";
        assert_eq!(reason(many.as_bytes()), Some(Reason::TooManyFields));
        let nested = "Content-Type: message/rfc822\n\n".repeat(1_000);
        assert_eq!(reason(nested.as_bytes()), Some(Reason::TooNested));
        let parts = "Content-Type: multipart/mixed; boundary=b\n\n".to_owned() + &"--b\n\nx\n".repeat(1_001);
        assert_eq!(reason(parts.as_bytes()), Some(Reason::TooManyParts));
        assert_eq!(reason(b"From: a@b.fr\n\nBonjour\n"), None);
    }

    #[test]
    fn a_digest_of_many_messages_side_by_side_is_not_deep() {
        let one = "--b\nContent-Type: message/rfc822\n\nSubject: x\n\ntext\n";
        let raw =
            "Content-Type: multipart/mixed; boundary=\"b\"\n\n".to_owned() + &one.repeat(200) + "--b--\n";
        assert_eq!(reason(raw.as_bytes()), None);
    }
}
