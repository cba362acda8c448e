//! Text into records: where each one ends, however it is quoted, and pieces of a file that several threads can parse.
//!
//! **Invariant:** the records do not depend on where the pieces were cut.

use std::io::{self, Read};

use memchr::{memchr, memchr_iter, memchr2, memrchr};

/// Records above this are skipped without being held.
pub(super) const RECORD_BYTES_MAX: usize = 1 << 20;

/// How the fields of a text are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) separator: u8,
    /// `None`: no character quotes.
    pub(super) quote: Option<u8>,
    /// The last byte of a line: a line feed, or a carriage return in files of old machines.
    pub(super) end: u8,
}

impl Dialect {
    pub(super) const fn new(separator: u8) -> Self {
        Self { separator, quote: Some(b'"'), end: b'\n' }
    }
}

/// Where a record ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// After so many bytes, its line end included.
    Whole(usize),
    /// A quote is never closed: the line of so many bytes is given up.
    Open(usize),
    /// The line is too long; so many bytes of it are here, and whether its end is among them.
    Long(usize, bool),
    /// More bytes are needed to tell.
    Unknown,
}

/// The extent of the record at the beginning of `bytes`. `last`: nothing comes after `bytes`.
pub(super) fn extent(bytes: &[u8], dialect: Dialect, last: bool) -> Extent {
    let window = &bytes[..bytes.len().min(RECORD_BYTES_MAX)];
    if let Some(length) = closed(window, dialect) {
        return Extent::Whole(length);
    }
    let first_line = memchr(dialect.end, window);
    if bytes.len() < RECORD_BYTES_MAX {
        return match (last, first_line) {
            (false, _) => Extent::Unknown,
            (true, Some(at)) => Extent::Open(at + 1),
            (true, None) => Extent::Whole(bytes.len()),
        };
    }
    match first_line {
        Some(at) => Extent::Open(at + 1),
        None => match memchr(dialect.end, bytes) {
            Some(at) => Extent::Long(at + 1, true),
            None => Extent::Long(bytes.len(), false),
        },
    }
}

/// The length of a record that ends with its line end.
fn closed(bytes: &[u8], dialect: Dialect) -> Option<usize> {
    let Some(quote) = dialect.quote else {
        return memchr(dialect.end, bytes).map(|it| it + 1);
    };
    let mut at = 0;
    loop {
        let found = at + memchr2(quote, dialect.end, &bytes[at..])?;
        if bytes[found] == dialect.end {
            return Some(found + 1);
        }
        at = found + 1;
        // A quote within a field is a letter like any other.
        if found == 0 || bytes[found - 1] == dialect.separator {
            at += past_quotes(&bytes[at..], quote)?;
        }
    }
}

/// How many bytes until after the quote that closes; doubled quotes are letters.
fn past_quotes(bytes: &[u8], quote: u8) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr(quote, &bytes[at..])? + 1;
        match bytes.get(at) {
            Some(next) if *next == quote => at += 1,
            // At the end of what is here, a second quote may follow: whoever calls has no line end either.
            _ => return Some(at),
        }
    }
}

/// The fields of a record.
#[derive(Debug, Default)]
pub(super) struct Fields {
    spans: Vec<Span>,
    unquoted: String,
}

#[derive(Debug, Clone, Copy)]
struct Span {
    from: usize,
    until: usize,
    unquoted: bool,
}

impl Fields {
    /// Splits a record, whose line end was taken away.
    pub(super) fn split(&mut self, record: &str, dialect: Dialect) {
        self.spans.clear();
        self.unquoted.clear();
        let bytes = record.as_bytes();
        let Some(quote) = self.plain(bytes, dialect) else { return };
        self.spans.clear();
        let mut from = 0;
        loop {
            let next = if bytes.get(from) == Some(&quote) {
                self.quoted(record, from, quote, dialect.separator)
            } else {
                let until = memchr(dialect.separator, &bytes[from..]).map_or(bytes.len(), |it| from + it);
                self.spans.push(Span { from, until, unquoted: false });
                until
            };
            if next >= bytes.len() {
                return;
            }
            from = next + 1;
        }
    }

    /// Splits a record in which nothing quotes, eight bytes at a time; gives the quote if there is one.
    fn plain(&mut self, bytes: &[u8], dialect: Dialect) -> Option<u8> {
        // Without a quote, the separator is looked for twice.
        let quote = dialect.quote.unwrap_or(dialect.separator);
        let (separators, quotes) = (eight_of(dialect.separator), eight_of(quote));
        let mut from = 0;
        let (words, tail) = bytes.as_chunks::<8>();
        for (place, word) in words.iter().enumerate() {
            let word = u64::from_le_bytes(*word);
            if dialect.quote.is_some() && zeros(word ^ quotes) != 0 {
                return dialect.quote;
            }
            let mut found = zeros(word ^ separators);
            while found != 0 {
                let until = place * 8 + found.trailing_zeros() as usize / 8;
                self.spans.push(Span { from, until, unquoted: false });
                from = until + 1;
                found &= found - 1;
            }
        }
        for (place, byte) in tail.iter().enumerate() {
            if dialect.quote == Some(*byte) {
                return dialect.quote;
            }
            if *byte == dialect.separator {
                let until = words.len() * 8 + place;
                self.spans.push(Span { from, until, unquoted: false });
                from = until + 1;
            }
        }
        self.spans.push(Span { from, until: bytes.len(), unquoted: false });
        None
    }

    /// Takes the quotes from the field at `from`; says where its separator is.
    fn quoted(&mut self, record: &str, from: usize, quote: u8, separator: u8) -> usize {
        let bytes = record.as_bytes();
        let begun = self.unquoted.len();
        let mut at = from + 1;
        loop {
            let Some(found) = memchr(quote, &bytes[at..]).map(|it| at + it) else {
                self.unquoted.push_str(&record[at..]);
                at = bytes.len();
                break;
            };
            self.unquoted.push_str(&record[at..found]);
            at = found + 1;
            if bytes.get(at) != Some(&quote) {
                break;
            }
            self.unquoted.push(char::from(quote));
            at += 1;
        }
        // What stands between the closing quote and the separator belongs to the field.
        let until = memchr(separator, &bytes[at..]).map_or(bytes.len(), |it| at + it);
        self.unquoted.push_str(&record[at..until]);
        self.spans.push(Span { from: begun, until: self.unquoted.len(), unquoted: true });
        until
    }

    pub(super) fn len(&self) -> usize {
        self.spans.len()
    }

    /// A field of the record that was split last; empty if there is none.
    pub(super) fn get<'a>(&'a self, record: &'a str, at: usize) -> &'a str {
        let Some(span) = self.spans.get(at) else { return "" };
        let text = if span.unquoted { &self.unquoted } else { record };
        &text[span.from..span.until]
    }

    pub(super) fn iter<'a>(&'a self, record: &'a str) -> impl Iterator<Item = &'a str> {
        (0..self.len()).map(|at| self.get(record, at))
    }
}

const fn eight_of(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The highest bit of each byte that is zero, and no other.
const fn zeros(word: u64) -> u64 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    !(((word & LOW) + LOW) | word | LOW)
}

/// Lines that were too long to be held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LongLine {
    pub(super) line: u64,
    pub(super) beginning: Vec<u8>,
}

/// A piece of a file: whole records.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) number: u64,
    pub(super) bytes: Vec<u8>,
    /// The line of its first record, 1 = first of the file.
    pub(super) first_line: u64,
    /// A line after it that was skipped.
    pub(super) skipped: Option<LongLine>,
}

/// Cuts a text into pieces at the ends of records.
pub(super) struct Pieces<R> {
    from: R,
    dialect: Dialect,
    piece_bytes: usize,
    rest: Vec<u8>,
    number: u64,
    line: u64,
    ended: bool,
}

impl<R: Read> Pieces<R> {
    pub(super) fn new(from: R, dialect: Dialect, piece_bytes: usize) -> Self {
        Self { from, dialect, piece_bytes, rest: Vec::new(), number: 0, line: 1, ended: false }
    }

    /// The line after the last piece.
    pub(super) const fn line(&self) -> u64 {
        self.line
    }

    /// The next piece; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Piece>> {
        let mut wanted = self.piece_bytes;
        loop {
            self.fill(wanted)?;
            if self.rest.is_empty() && self.ended {
                return Ok(None);
            }
            let (cut, after) = self.cut();
            let skips = matches!(after, Extent::Long(..));
            if cut == 0 && !skips {
                // One record is longer than a piece: never above its limit.
                wanted = self.rest.len() + self.piece_bytes;
                continue;
            }
            let tail = self.rest.split_off(cut);
            let bytes = std::mem::replace(&mut self.rest, tail);
            let first_line = self.line;
            self.line += memchr_iter(self.dialect.end, &bytes).count() as u64;
            let skipped = if skips { Some(self.skip()?) } else { None };
            let number = self.number;
            self.number += 1;
            return Ok(Some(Piece { number, bytes, first_line, skipped }));
        }
    }

    fn fill(&mut self, wanted: usize) -> io::Result<()> {
        if let Some(missing) = wanted.checked_sub(self.rest.len()).filter(|it| *it > 0)
            && !self.ended
        {
            self.rest.reserve(missing);
            let read = self.from.by_ref().take(missing as u64).read_to_end(&mut self.rest)?;
            self.ended = read < missing;
        }
        Ok(())
    }

    /// How many bytes of `rest` are whole records, and what comes after them.
    fn cut(&self) -> (usize, Extent) {
        let quotes = self.dialect.quote.is_some_and(|it| memchr(it, &self.rest).is_some());
        let mut at = if quotes { 0 } else { memrchr(self.dialect.end, &self.rest).map_or(0, |it| it + 1) };
        loop {
            if at == self.rest.len() {
                return (at, Extent::Unknown);
            }
            match extent(&self.rest[at..], self.dialect, self.ended) {
                // Only the last line of what is here can have no end.
                Extent::Whole(length) | Extent::Open(length) | Extent::Long(length, true) => at += length,
                other => return (at, other),
            }
        }
    }

    /// Reads past a line that is too long.
    fn skip(&mut self) -> io::Result<LongLine> {
        let skipped =
            LongLine { line: self.line, beginning: self.rest[..self.rest.len().min(1_000)].to_vec() };
        loop {
            self.rest.clear();
            if self.ended {
                return Ok(skipped);
            }
            self.fill(RECORD_BYTES_MAX)?;
            if let Some(at) = memchr(self.dialect.end, &self.rest) {
                self.rest.drain(..=at);
                self.line += 1;
                return Ok(skipped);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    const COMMA: Dialect = Dialect::new(b',');

    fn fields(record: &str) -> Vec<String> {
        let mut fields = Fields::default();
        fields.split(record, COMMA);
        fields.iter(record).map(str::to_owned).collect()
    }

    /// The records of a text, as lines and what they hold, and the lines that were given up.
    fn records(bytes: &[u8], piece_bytes: usize) -> (Vec<(u64, Vec<u8>)>, Vec<u64>) {
        let mut pieces = Pieces::new(bytes, COMMA, piece_bytes);
        let (mut records, mut refused) = (Vec::new(), Vec::new());
        while let Some(piece) = pieces.next().unwrap() {
            let (mut at, mut line) = (0, piece.first_line);
            while at < piece.bytes.len() {
                let extent = extent(&piece.bytes[at..], COMMA, true);
                let (Extent::Whole(length) | Extent::Open(length) | Extent::Long(length, _)) = extent else {
                    panic!("a piece is whole records");
                };
                let record = &piece.bytes[at..at + length];
                match extent {
                    Extent::Whole(_) => records.push((line, record.to_vec())),
                    _ => refused.push(line),
                }
                line += memchr_iter(b'\n', record).count() as u64;
                at += length;
            }
            refused.extend(piece.skipped.map(|it| it.line));
        }
        (records, refused)
    }

    #[test]
    fn fields_are_split_with_and_without_quotes() {
        assert_eq!(fields("a,b,,c"), ["a", "b", "", "c"]);
        assert_eq!(fields(""), [""]);
        assert_eq!(fields("\"a,b\",c"), ["a,b", "c"]);
        assert_eq!(fields("\"a\"\"b\",\"\""), ["a\"b", ""]);
        assert_eq!(fields("5\" screen,b"), ["5\" screen", "b"]);
        assert_eq!(fields("\"a\"x,b"), ["ax", "b"]);
        assert_eq!(fields("a,"), ["a", ""]);
        assert_eq!(fields("\"open,b"), ["open,b"]);
    }

    #[test]
    fn an_open_quote_costs_one_line() {
        let text = "a,b\n\"open,1\nc,d\ne,f\n";
        let (records, refused) = records(text.as_bytes(), 1 << 20);
        assert_eq!(refused, [2]);
        assert_eq!(records.iter().map(|it| it.0).collect::<Vec<_>>(), [1, 3, 4]);
    }

    #[test]
    fn a_line_of_ten_megabytes_is_skipped_without_being_held() {
        let text = [b"a,b\n".to_vec(), vec![b'x'; 10 << 20], b"\nc,d\n".to_vec()].concat();
        let mut pieces = Pieces::new(&text[..], COMMA, 1 << 16);
        let mut refused = Vec::new();
        let mut held_max = 0;
        while let Some(piece) = pieces.next().unwrap() {
            held_max = held_max.max(pieces.rest.capacity()).max(piece.bytes.len());
            refused.extend(piece.skipped.map(|it| it.line));
        }
        assert_eq!(refused, [2]);
        assert!(held_max <= 4 * RECORD_BYTES_MAX, "{held_max}");
        assert_eq!(records(&text, 1 << 16).0.iter().map(|it| it.0).collect::<Vec<_>>(), [1, 3]);
    }

    fn nasty() -> impl Strategy<Value = String> {
        vec(
            prop_oneof![
                "[a-z]{0,3}",
                Just("\"".to_owned()),
                Just("\n".to_owned()),
                Just(",".to_owned()),
                Just("\r\n".to_owned())
            ],
            0..60,
        )
        .prop_map(|it| it.concat())
    }

    proptest! {
        #[test]
        fn what_a_writer_wrote_reads_back(rows in vec(vec("[a-z,\"\n\ré =;]{0,6}", 2..5), 1..20)) {
            let mut to = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for row in &rows {
                to.write_record(row).unwrap();
            }
            let text = to.into_inner().unwrap();
            let (found, refused) = records(&text, 16);
            prop_assert_eq!(refused, Vec::<u64>::new());
            let found: Vec<Vec<String>> = found
                .iter()
                .map(|(_, it)| fields(std::str::from_utf8(it.strip_suffix(b"\n").unwrap_or(it)).unwrap()))
                .collect();
            prop_assert_eq!(found, rows);
        }

        #[test]
        fn pieces_do_not_change_the_records(text in nasty(), piece_bytes in 1_usize..50) {
            prop_assert_eq!(records(text.as_bytes(), piece_bytes), records(text.as_bytes(), 1 << 20));
        }
    }
}
