//! The tags of an XML text, one after the other, in bounded memory.
//!
//! Nothing that a document declares is ever expanded: a declaration is [`Token::Declared`], and whoever reads refuses it. What is not
//! well formed is told and stepped over: the tags after it are read on.
//!
//! **Invariant:** one tag or one text at most is held, and no more than [`RECORD_BYTES_MAX`] of it, however deep it stands.

use std::{
    borrow::Cow,
    io::{self, BufRead, BufReader, Read},
    str::from_utf8,
};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use quick_xml::{XmlVersion, events::attributes::Attributes};

use super::{ImportError, reject::Reason, split::RECORD_BYTES_MAX, text};

/// Names that are remembered of the elements around a tag; deeper ones are only counted.
const NAMES_MAX: usize = 64;
/// The first line of a document is not longer.
const PROLOG_BYTES: usize = 512;

/// What comes next in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// An element begins; `empty` if it ends with the same tag.
    Open {
        line: u64,
        empty: bool,
    },
    /// Elements end, up to this depth; `broken` if some of them were not closed.
    Close {
        line: u64,
        broken: bool,
    },
    /// A document type, or entities.
    Declared {
        line: u64,
    },
    /// A tag that cannot be read.
    Faulty {
        line: u64,
        reason: Reason,
    },
    /// The text ends within a tag or an element.
    Cut {
        line: u64,
    },
    End,
}

/// A text, tag after tag.
pub(super) struct Tags<R> {
    from: BufReader<R>,
    line: u64,
    /// The last tag, without its signs.
    tag: Vec<u8>,
    name_bytes: usize,
    /// What stood before it since the last one, if texts are kept.
    text: Option<Vec<u8>>,
    names: Vec<u8>,
    ends: Vec<usize>,
    deeper: u64,
    /// An element without content ends before the next tag.
    ends_at_once: bool,
    cut_told: bool,
}

impl<R: Read> Tags<R> {
    pub(super) fn new(from: R, keeps_texts: bool) -> Self {
        Self {
            from: BufReader::with_capacity(1 << 17, from),
            line: 1,
            tag: Vec::new(),
            name_bytes: 0,
            text: keeps_texts.then(Vec::new),
            names: Vec::new(),
            ends: Vec::new(),
            deeper: 0,
            ends_at_once: false,
            cut_told: false,
        }
    }

    pub(super) const fn line(&self) -> u64 {
        self.line
    }

    /// How many elements are open.
    pub(super) const fn depth(&self) -> u64 {
        self.ends.len() as u64 + self.deeper
    }

    /// The local name of the open element at a depth, the outermost being 0.
    pub(super) fn name(&self, depth: usize) -> &[u8] {
        let Some(end) = self.ends.get(depth) else { return b"" };
        let begin = if depth == 0 { 0 } else { self.ends[depth - 1] };
        let name = &self.names[begin..*end];
        name.iter().position(|it| *it == b':').map_or(name, |at| &name[at + 1..])
    }

    /// The local name of the element that the last tag ended.
    pub(super) fn ended_name(&self) -> &[u8] {
        let tag = self.tag.strip_prefix(b"/").unwrap_or(&self.tag);
        let end = tag.iter().position(u8::is_ascii_whitespace).unwrap_or(tag.len());
        tag[..end].rsplit(|it| *it == b':').next().unwrap_or_default()
    }

    /// The beginning of the last tag, to be shown.
    pub(super) fn shown(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.tag[..self.tag.len().min(1_000)])
    }

    /// Gives the attributes of the last tag to `take`; says whether all of them could be read.
    pub(super) fn attributes(&self, mut take: impl FnMut(&str, Cow<'_, str>)) -> bool {
        let Ok(tag) = from_utf8(&self.tag) else { return false };
        let mut attributes = Attributes::new(tag, self.name_bytes);
        for attribute in attributes.with_checks(false) {
            let Ok(attribute) = attribute else { return false };
            let Ok(value) = attribute.normalized_value(XmlVersion::Implicit1_0) else { return false };
            take(attribute.key.as_ref(), value);
        }
        true
    }

    /// The text between the last two tags, without spaces around it; `None` if it cannot be read.
    pub(super) fn text(&self) -> Option<Cow<'_, str>> {
        let text = from_utf8(self.text.as_deref().unwrap_or_default().trim_ascii()).ok()?;
        quick_xml::escape::unescape(text).ok()
    }

    /// Steps to the next tag.
    pub(super) fn next(&mut self) -> io::Result<Token> {
        if self.ends_at_once {
            self.ends_at_once = false;
            self.pop();
        }
        if let Some(text) = &mut self.text {
            text.clear();
        }
        loop {
            if !self.find_tag()? {
                let open = self.depth() > 0 && !self.cut_told;
                self.cut_told = true;
                return Ok(if open { Token::Cut { line: self.line } } else { Token::End });
            }
            let line = self.line;
            self.tag.clear();
            match self.peek()? {
                Some(b'?') => {
                    if !self.past(b"?>", false)? {
                        return Ok(self.cut(line));
                    }
                }
                Some(b'!') => match self.declaration(line)? {
                    None => {}
                    Some(token) => return Ok(token),
                },
                Some(_) => return self.read_tag(line),
                None => return Ok(self.cut(line)),
            }
        }
    }

    const fn cut(&mut self, line: u64) -> Token {
        self.cut_told = true;
        Token::Cut { line }
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        Ok(self.from.fill_buf()?.first().copied())
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        let byte = self.peek()?;
        if let Some(byte) = byte {
            self.from.consume(1);
            self.line += u64::from(byte == b'\n');
        }
        Ok(byte)
    }

    /// Past the next `<`; whether there is one.
    fn find_tag(&mut self) -> io::Result<bool> {
        loop {
            let buffer = self.from.fill_buf()?;
            if buffer.is_empty() {
                return Ok(false);
            }
            let found = memchr::memchr(b'<', buffer);
            let text = &buffer[..found.unwrap_or(buffer.len())];
            self.line += memchr::memchr_iter(b'\n', text).count() as u64;
            if let Some(kept) = &mut self.text {
                hold(kept, text);
            }
            let past = text.len() + usize::from(found.is_some());
            self.from.consume(past);
            if found.is_some() {
                return Ok(true);
            }
        }
    }

    /// Past the next `end`; whether there is one.
    fn past(&mut self, end: &[u8], as_text: bool) -> io::Result<bool> {
        let mut last = Vec::with_capacity(end.len() + 1);
        while let Some(byte) = self.byte()? {
            last.push(byte);
            if last.ends_with(end) {
                return Ok(true);
            }
            if last.len() >= end.len() {
                let left = last.remove(0);
                if as_text && let Some(text) = &mut self.text {
                    // What a text says for itself is no reference.
                    hold(text, if left == b'&' { b"&amp;" } else { std::slice::from_ref(&left) });
                }
            }
        }
        Ok(false)
    }

    /// What begins with `<!`: a comment or a text is stepped over.
    fn declaration(&mut self, line: u64) -> io::Result<Option<Token>> {
        const TEXT: &[u8] = b"![CDATA[";
        let mut begin = Vec::with_capacity(TEXT.len());
        while begin != b"!--" && begin != TEXT {
            if !b"!--".starts_with(&begin) && !TEXT.starts_with(&begin) {
                return Ok(Some(Token::Declared { line }));
            }
            match self.byte()? {
                Some(byte) => begin.push(byte),
                None => return Ok(Some(self.cut(line))),
            }
        }
        let ended = if begin == TEXT { self.past(b"]]>", true)? } else { self.past(b"-->", false)? };
        Ok(if ended { None } else { Some(self.cut(line)) })
    }

    fn read_tag(&mut self, line: u64) -> io::Result<Token> {
        let mut quote = None;
        loop {
            let buffer = self.from.fill_buf()?;
            if buffer.is_empty() {
                return Ok(self.cut(line));
            }
            let stops = |it: &u8| match quote {
                Some(quote) => *it == quote || *it == b'<',
                None => matches!(*it, b'>' | b'<' | b'"' | b'\''),
            };
            let found = buffer.iter().position(stops);
            let part = &buffer[..found.unwrap_or(buffer.len())];
            let sign = found.map(|at| buffer[at]);
            self.line += memchr::memchr_iter(b'\n', part).count() as u64;
            hold(&mut self.tag, part);
            let mut consumed = part.len();
            match sign {
                // No tag holds this sign: another one begins, and this one was not closed.
                Some(b'<') => {
                    self.from.consume(consumed);
                    return Ok(Token::Faulty { line, reason: Reason::Broken });
                }
                Some(b'>') if quote.is_none() => {
                    self.from.consume(consumed + 1);
                    return Ok(self.finished(line));
                }
                Some(sign) => {
                    consumed += 1;
                    hold(&mut self.tag, &[sign]);
                    quote = if quote.is_some() { None } else { Some(sign) };
                }
                None => {}
            }
            self.from.consume(consumed);
        }
    }

    /// Makes a token of the tag that was read.
    fn finished(&mut self, line: u64) -> Token {
        if self.tag.len() > RECORD_BYTES_MAX {
            return Token::Faulty { line, reason: Reason::LineTooLong };
        }
        if from_utf8(&self.tag).is_err() {
            return Token::Faulty { line, reason: Reason::WrongEncoding };
        }
        if self.tag.first() == Some(&b'/') {
            return self.close(line);
        }
        let empty = self.tag.ends_with(b"/");
        if empty {
            self.tag.pop();
        }
        self.name_bytes = self.tag.iter().position(u8::is_ascii_whitespace).unwrap_or(self.tag.len());
        if self.name_bytes == 0 {
            return Token::Faulty { line, reason: Reason::Broken };
        }
        if self.ends.len() < NAMES_MAX {
            self.names.extend_from_slice(&self.tag[..self.name_bytes]);
            self.ends.push(self.names.len());
        } else {
            self.deeper += 1;
        }
        self.ends_at_once = empty;
        Token::Open { line, empty }
    }

    fn close(&mut self, line: u64) -> Token {
        if self.deeper > 0 {
            self.deeper -= 1;
            return Token::Close { line, broken: false };
        }
        let name = self.tag[1..].trim_ascii_end();
        let begin = |at: usize| if at == 0 { 0 } else { self.ends[at - 1] };
        let found = (0..self.ends.len()).rev().find(|at| self.names[begin(*at)..self.ends[*at]] == *name);
        let Some(at) = found else { return Token::Faulty { line, reason: Reason::Broken } };
        let broken = at + 1 < self.ends.len();
        self.names.truncate(begin(at));
        self.ends.truncate(at);
        Token::Close { line, broken }
    }

    fn pop(&mut self) {
        if self.deeper > 0 {
            self.deeper -= 1;
        } else {
            self.ends.pop();
            self.names.truncate(self.ends.last().copied().unwrap_or(0));
        }
    }
}

/// Keeps a piece, but no more of it than can be read.
fn hold(held: &mut Vec<u8>, piece: &[u8]) {
    let room = (RECORD_BYTES_MAX + 1).saturating_sub(held.len());
    held.extend_from_slice(&piece[..piece.len().min(room)]);
}

/// The encoding of a document: what its first bytes show, else what its first line says, else UTF-8.
pub(super) fn encoding(
    sample: &[u8],
    whole: bool,
    asked: Option<&str>,
) -> Result<&'static Encoding, ImportError> {
    if let Some(name) = asked {
        return text::named(name);
    }
    let guessed = text::guess(sample, whole);
    if guessed == UTF_16LE || guessed == UTF_16BE {
        return Ok(guessed);
    }
    let prolog = String::from_utf8_lossy(&sample[..sample.len().min(PROLOG_BYTES)]);
    let prolog = prolog.split("?>").next().filter(|it| it.contains("<?xml")).unwrap_or("");
    let named = prolog.split_once("encoding").and_then(|(_, rest)| {
        let rest = rest.trim_start().strip_prefix('=')?.trim_start();
        let quote = rest.chars().next().filter(|it| matches!(it, '"' | '\''))?;
        rest[1..].split(quote).next()
    });
    match named {
        Some(name) => text::named(name),
        None => Ok(UTF_8),
    }
}

/// The beginning of a text as letters, without spaces before it.
pub(super) fn head(sample: &[u8], bytes: usize) -> String {
    let encoding = text::guess(sample, false);
    let (text, ..) = encoding.decode(&sample[..sample.len().min(bytes)]);
    text.trim_start().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Vec<(Token, u64, String)> {
        let mut tags = Tags::new(text, true);
        let mut all = Vec::new();
        loop {
            let token = tags.next().unwrap();
            if token == Token::End {
                return all;
            }
            all.push((token, tags.depth(), tags.text().unwrap_or_default().into_owned()));
        }
    }

    #[test]
    fn tags_and_texts_are_told_apart() {
        let mut tags = Tags::new(&b"<?xml version='1.0'?>\n<!-- a > b -->\n<x:log a='1>2' b=\"&lt;\n&#233;\">t&amp;<![CDATA[<&]]></x:log>"[..], true);
        assert_eq!(tags.next().unwrap(), Token::Open { line: 3, empty: false });
        assert_eq!(tags.name(0), b"log");
        let mut attributes = Vec::new();
        assert!(tags.attributes(|key, value| attributes.push((key.to_owned(), value.into_owned()))));
        assert_eq!(attributes, [("a".to_owned(), "1>2".to_owned()), ("b".to_owned(), "< é".to_owned())]);
        assert_eq!(tags.next().unwrap(), Token::Close { line: 4, broken: false });
        assert_eq!(tags.text().unwrap(), "t&<&");
        assert_eq!(tags.next().unwrap(), Token::End);
    }

    #[test]
    fn what_is_not_well_formed_is_told_and_stepped_over() {
        let broken = |line| Token::Faulty { line, reason: Reason::Broken };
        let kinds = |text: &str| read(text.as_bytes()).into_iter().map(|it| it.0).collect::<Vec<_>>();
        let open = |line, empty| Token::Open { line, empty };
        let close = |line, broken| Token::Close { line, broken };
        assert_eq!(
            kinds("<a>\n<b x=\"\n<c/>\n</d>\n</a>"),
            [open(1, false), broken(2), open(3, true), broken(4), close(5, false)]
        );
        assert_eq!(kinds("<a>\n<b>\n</a>"), [open(1, false), open(2, false), close(3, true)]);
        assert_eq!(kinds("<a>\n<b"), [open(1, false), Token::Cut { line: 2 }]);
        assert_eq!(kinds("<a>\n\n"), [open(1, false), Token::Cut { line: 3 }]);
        assert_eq!(kinds("\n<!DOCTYPE a>"), [Token::Declared { line: 2 }]);
    }

    #[test]
    fn depth_and_length_hold_no_memory() {
        let deep = "<a>".repeat(300_000) + &"</a>".repeat(300_000);
        let mut tags = Tags::new(deep.as_bytes(), true);
        let mut depth_max = 0;
        while tags.next().unwrap() != Token::End {
            depth_max = depth_max.max(tags.depth());
        }
        assert_eq!((depth_max, tags.depth()), (300_000, 0));
        assert!(tags.names.capacity() < 1_000);

        let long = format!("<a><b c=\"{}\"/><d/></a>", "x".repeat(3 * RECORD_BYTES_MAX));
        let mut tags = Tags::new(long.as_bytes(), true);
        tags.next().unwrap();
        assert_eq!(tags.next().unwrap(), Token::Faulty { line: 1, reason: Reason::LineTooLong });
        assert!(tags.tag.len() <= RECORD_BYTES_MAX + 1);
        assert_eq!(tags.next().unwrap(), Token::Open { line: 1, empty: true });
        assert_eq!(tags.name(1), b"d");
    }

    #[test]
    fn the_first_line_may_name_the_encoding() {
        let named = |text: &str| encoding(text.as_bytes(), true, None).map(Encoding::name);
        assert_eq!(named("<?xml version=\"1.0\" encoding='ISO-8859-1'?><log/>").unwrap(), "windows-1252");
        assert_eq!(named("<log encoding=\"latin1\"/>").unwrap(), "UTF-8");
        assert!(named("<?xml encoding=\"martian\"?>").is_err());
    }
}
