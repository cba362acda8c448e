//! Files of messages: mbox (with `From ` lines), and EML (one message).
//!
//! The file is read as a stream: memory is bounded by one message, whatever the file holds. Each message comes with its place, so that an
//! import that was stopped goes on from there, and what could not be told apart is told with its place.

use std::io::{self, BufRead, Read as _};

use kernel::Message;

use crate::words::WORDS;

/// Bytes of a line that are looked at to know it for a `From ` line.
const FROM_LINE_MAX: usize = 500;

/// How lines of a message that begin with `From ` are told from the lines between messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Quoting {
    /// `>` before `From `, and one more before `>From `: takes nothing away that was there.
    #[default]
    Mboxrd,
    /// `>` before `From ` only.
    Mboxo,
}

/// A message of a file.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where its `From ` line begins, or the message itself in an EML.
    pub offset: u64,
    /// Where what follows begins.
    pub next_offset: u64,
    /// The bytes of the message.
    pub raw: Vec<u8>,
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entry")
            .field("offset", &self.offset)
            .field("bytes", &self.raw.len())
            .finish_non_exhaustive()
    }
}

/// Why a piece of a file is no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unsplit {
    /// It stands before the first `From ` line.
    NoFromLine,
    /// It is longer than a message may be.
    TooLong,
    /// Nothing stands between two `From ` lines.
    Empty,
}

impl Unsplit {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::NoFromLine, Self::TooLong, Self::Empty];

    /// What a person is told.
    pub fn message(self) -> Message {
        let key = match self {
            Self::NoFromLine => "unsplit-no-from-line",
            Self::TooLong => "unsplit-too-long",
            Self::Empty => "unsplit-empty",
        };
        Message::new(&WORDS, key)
    }
}

/// A piece of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// A message.
    Message(Entry),
    /// Bytes that are none, from `offset` to `next_offset`.
    Unsplit {
        /// Where they begin.
        offset: u64,
        /// Where they end.
        next_offset: u64,
        /// Why.
        why: Unsplit,
    },
}

/// The pieces of an mbox file, one after the other.
#[derive(Debug)]
pub struct Mbox<R> {
    reader: R,
    quoting: Quoting,
    bytes_max: usize,
    /// Where the next byte of the reader stands in the file.
    at: u64,
    /// Where the piece that is being read began.
    start: u64,
    /// Whether it began with a `From ` line.
    has_from_line: bool,
    is_over: bool,
}

/// A line, or the beginning of one that is long.
struct Line {
    offset: u64,
    bytes: Vec<u8>,
    /// Whether it begins here: not the rest of a long one.
    is_start: bool,
}

impl<R: BufRead> Mbox<R> {
    /// Reads from `reader`, which stands at `offset` of the file: 0, or the `next_offset` of a piece. A message has `bytes_max` at most.
    pub const fn new(reader: R, offset: u64, quoting: Quoting, bytes_max: usize) -> Self {
        Self { reader, quoting, bytes_max, at: offset, start: offset, has_from_line: false, is_over: false }
    }

    /// The next line, in pieces of at most 64 KiB.
    fn line(&mut self, was_cut: bool) -> io::Result<Option<(Line, bool)>> {
        const PIECE: usize = 64 << 10;
        let offset = self.at;
        let mut bytes = Vec::new();
        loop {
            let there = match self.reader.fill_buf() {
                Ok(there) => there,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let room = there.len().min(PIECE - bytes.len());
            let there = there.get(..room).unwrap_or_default();
            let taken = memchr::memchr(b'\n', there).map_or(there.len(), |it| it + 1);
            bytes.extend_from_slice(there.get(..taken).unwrap_or_default());
            self.reader.consume(taken);
            self.at += taken as u64;
            let is_whole = bytes.ends_with(b"\n");
            if is_whole || taken == 0 || bytes.len() >= PIECE {
                let line = Line { offset, bytes, is_start: !was_cut };
                return Ok((!line.bytes.is_empty()).then_some((line, !is_whole)));
            }
        }
    }

    fn piece(&self, start: u64, next_offset: u64, raw: Vec<u8>, is_long: bool) -> Option<Piece> {
        let unsplit = |why| Some(Piece::Unsplit { offset: start, next_offset, why });
        if is_long {
            return unsplit(Unsplit::TooLong);
        }
        let is_blank = raw.iter().all(u8::is_ascii_whitespace);
        if !self.has_from_line {
            return if is_blank { None } else { unsplit(Unsplit::NoFromLine) };
        }
        if is_blank {
            return unsplit(Unsplit::Empty);
        }
        Some(Piece::Message(Entry { offset: start, next_offset, raw: without_last_blank_line(raw) }))
    }

    fn next_piece(&mut self) -> io::Result<Option<Piece>> {
        let mut raw = Vec::new();
        let (mut is_long, mut is_after_blank, mut was_cut) = (false, !self.has_from_line, false);
        while !self.is_over {
            let Some((line, is_cut)) = self.line(was_cut)? else {
                self.is_over = true;
                break;
            };
            was_cut = is_cut;
            if line.is_start && is_after_blank && is_from_line(&line.bytes) {
                let piece = self.piece(self.start, line.offset, std::mem::take(&mut raw), is_long);
                (self.start, self.has_from_line) = (line.offset, true);
                while was_cut {
                    was_cut = self.line(true)?.is_some_and(|it| it.1);
                }
                if piece.is_some() {
                    return Ok(piece);
                }
                (is_long, is_after_blank) = (false, false);
                continue;
            }
            is_after_blank = line.is_start && line.bytes.iter().all(u8::is_ascii_whitespace);
            let kept = if line.is_start { unquoted(&line.bytes, self.quoting) } else { &line.bytes };
            // What is too long is passed over, not held.
            if raw.len() + kept.len() > self.bytes_max {
                is_long = true;
                raw = Vec::new();
            } else if !is_long {
                raw.extend_from_slice(kept);
            }
        }
        let piece = if self.start < self.at { self.piece(self.start, self.at, raw, is_long) } else { None };
        self.start = self.at;
        Ok(piece)
    }
}

impl<R: BufRead> Iterator for Mbox<R> {
    type Item = io::Result<Piece>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.next_piece() {
            Ok(piece) => piece.map(Ok),
            Err(error) => {
                self.is_over = true;
                self.start = self.at;
                Some(Err(error))
            }
        }
    }
}

/// Reads an EML file: all of it is one message.
///
/// # Errors
///
/// Those of the reader.
pub fn eml(mut reader: impl BufRead, bytes_max: usize) -> io::Result<Piece> {
    let mut raw = Vec::new();
    let limit = u64::try_from(bytes_max).unwrap_or(u64::MAX).saturating_add(1);
    reader.by_ref().take(limit).read_to_end(&mut raw)?;
    let next_offset = raw.len() as u64;
    Ok(match raw.len() {
        0 => Piece::Unsplit { offset: 0, next_offset, why: Unsplit::Empty },
        long if long > bytes_max => Piece::Unsplit { offset: 0, next_offset, why: Unsplit::TooLong },
        _ => Piece::Message(Entry { offset: 0, next_offset, raw }),
    })
}

/// `From jeanne@mail.fr Mon Mar  2 10:00:00 2026`: a sender, a time, a year. A sentence that begins with `From ` has none.
fn is_from_line(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let rest = rest.get(..rest.len().min(FROM_LINE_MAX)).unwrap_or_default();
    let words = || rest.split(u8::is_ascii_whitespace).filter(|it| !it.is_empty());
    let is_year = |it: &[u8]| it.len() == 4 && it.iter().all(u8::is_ascii_digit);
    let is_time = |it: &[u8]| {
        let mut parts = it.split(|it| *it == b':');
        let numbers =
            parts.by_ref().all(|it| (1..=2).contains(&it.len()) && it.iter().all(u8::is_ascii_digit));
        numbers && it.contains(&b':')
    };
    words().any(is_year) && words().any(is_time)
}

fn unquoted(line: &[u8], quoting: Quoting) -> &[u8] {
    let marks = line.iter().take_while(|it| **it == b'>').count();
    let is_quoted = line.get(marks..).is_some_and(|it| it.starts_with(b"From "));
    let is_ours = match quoting {
        Quoting::Mboxrd => marks >= 1,
        Quoting::Mboxo => marks == 1,
    };
    if is_quoted && is_ours { line.get(1..).unwrap_or_default() } else { line }
}

/// Without the empty line that stands between messages.
fn without_last_blank_line(mut raw: Vec<u8>) -> Vec<u8> {
    for end in [b"\r\n".as_slice(), b"\n"] {
        let before = raw.len().saturating_sub(end.len());
        if raw.ends_with(end) && raw.get(..before).is_some_and(|it| it.ends_with(b"\n")) {
            raw.truncate(before);
            break;
        }
    }
    raw
}

#[cfg(test)]
mod tests;
