//! A flat look at the lines of a message: header blocks, boundaries, how deep they lie. No parser, no recursion, one pass.

use mail_parser::{HeaderValue, parsers::MessageStream};

use crate::raw::{Limits, Quarantined, Reason};

/// One pass over the lines.
pub(crate) struct Scan<'a> {
    raw: &'a [u8],
    limits: &'a Limits,
    at: usize,
    /// Boundaries of the parts that are open; an empty one is a message within the message.
    open: Vec<Vec<u8>>,
    parts: usize,
}

/// What a header block says of its body.
enum Body {
    Multipart(Vec<u8>),
    Message,
    Other,
}

impl<'a> Scan<'a> {
    pub(crate) const fn new(raw: &'a [u8], limits: &'a Limits) -> Self {
        Self { raw, limits, at: 0, open: Vec::new(), parts: 0 }
    }

    pub(crate) fn run(mut self) -> Result<(), Quarantined> {
        loop {
            let body = self.header_block()?;
            let is_message = matches!(body, Body::Message);
            match body {
                Body::Message => self.open.push(Vec::new()),
                Body::Multipart(boundary) => self.open.push(boundary),
                Body::Other => {}
            }
            if self.open.len() > self.limits.nesting_max {
                return Err(Reason::TooNested.into());
            }
            let next_block_follows = is_message && self.at < self.raw.len();
            if !next_block_follows && !self.seek_part()? {
                return Ok(());
            }
        }
    }

    fn line(&mut self) -> Option<&'a [u8]> {
        let rest = self.raw.get(self.at..).filter(|it| !it.is_empty())?;
        let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |it| it + 1);
        self.at += end;
        rest.get(..end)
    }

    /// Reads to the empty line and says what the body is.
    fn header_block(&mut self) -> Result<Body, Quarantined> {
        let (mut bytes, mut fields) = (0, 0);
        let mut field: Option<(usize, bool)> = None;
        let (mut kind, mut is_encoded) = (None, false);
        while let Some(line) = self.line() {
            let start = self.at - line.len();
            let continues = field.is_some() && is_folded(line);
            if !continues && line.iter().all(u8::is_ascii_whitespace) {
                break;
            }
            bytes += line.len();
            if !continues {
                fields += 1;
                let name = name(line);
                field = name.as_deref().map(|it| (start, it.starts_with(b"content-")));
                if name.as_deref() == Some(b"content-type") && kind.is_none() {
                    kind = Some(start);
                }
                is_encoded |= name.as_deref() == Some(b"content-transfer-encoding") && names_encoding(line);
            }
            if let Some((start, is_of_part)) = field {
                let max =
                    if is_of_part { self.limits.part_field_bytes_max } else { self.limits.field_bytes_max };
                if self.at - start > max {
                    return Err(Reason::HeaderTooLong.into());
                }
            }
            if bytes > self.limits.header_bytes_max {
                return Err(Reason::HeaderTooLong.into());
            }
            if fields > self.limits.fields_max {
                return Err(Reason::TooManyFields.into());
            }
        }
        Ok(match kind.map_or(Body::Other, |start| self.body_of(start)) {
            // Its lines are no fields; the parser is not let into it either.
            Body::Message if is_encoded => Body::Other,
            body => body,
        })
    }

    /// Reads a `Content-Type` with the parser's own function, so that both see the same boundary.
    fn body_of(&self, start: usize) -> Body {
        let field = self.raw.get(start..).unwrap_or_default();
        let name = field.iter().position(|it| *it != b':' && !it.is_ascii_whitespace()).unwrap_or(0);
        let field = field.get(name..).unwrap_or_default();
        let value = memchr::memchr(b':', field).map_or(0, |it| it + 1);
        let value = field.get(value..).unwrap_or_default();
        let HeaderValue::ContentType(kind) = MessageStream::new(value).parse_content_type() else {
            return Body::Other;
        };
        match (kind.ctype(), kind.subtype().unwrap_or_default()) {
            ("multipart", _) => kind
                .attribute("boundary")
                .filter(|it| !it.is_empty())
                .map_or(Body::Other, |it| Body::Multipart(it.as_bytes().to_vec())),
            ("message", "rfc822" | "global") => Body::Message,
            _ => Body::Other,
        }
    }

    /// Goes on to the next part's header block. `false`: there is none.
    fn seek_part(&mut self) -> Result<bool, Quarantined> {
        while let Some(line) = self.line() {
            let mut from = 0;
            while let Some(dashes) = line.get(from..).and_then(|it| memchr::memmem::find(it, b"--")) {
                from += dashes + 2;
                let rest = line.get(from..).unwrap_or_default();
                let Some(depth) = self.depth_of(rest) else {
                    // A run of dashes is looked at from each of its places.
                    from -= 1;
                    continue;
                };
                let boundary = self.open.get(depth).map_or(0, Vec::len);
                self.parts += 1;
                if self.parts > self.limits.parts_max {
                    return Err(Reason::TooManyParts.into());
                }
                let is_end = rest.get(boundary..).is_some_and(|it| it.starts_with(b"--"));
                self.open.truncate(if is_end { depth } else { depth + 1 });
                if !is_end {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn depth_of(&self, rest: &[u8]) -> Option<usize> {
        self.open.iter().rposition(|it| !it.is_empty() && rest.starts_with(it))
    }
}

/// Where the header block ends that a message begins with.
pub(crate) fn header_end(raw: &[u8]) -> usize {
    let (mut end, mut is_in_field) = (0, false);
    for line in raw.split_inclusive(|it| *it == b'\n') {
        if !(is_in_field && is_folded(line)) {
            if line.iter().all(u8::is_ascii_whitespace) {
                break;
            }
            is_in_field = name(line).is_some();
        }
        end += line.len();
    }
    end
}

/// Whether a line goes on with the field before it, even if nothing but space is on it.
fn is_folded(line: &[u8]) -> bool {
    line.first().is_some_and(|it| matches!(it, b' ' | b'\t'))
}

/// Whether a `Content-Transfer-Encoding` is one that hides the lines of the body.
fn names_encoding(line: &[u8]) -> bool {
    let line = line.to_ascii_lowercase();
    [b"base64".as_slice(), b"quoted-printable"].iter().any(|it| memchr::memmem::find(&line, it).is_some())
}

/// The name of a line's field as the parser understands it: signs before the colon, without white space, in lower case.
fn name(line: &[u8]) -> Option<Vec<u8>> {
    let start = line.iter().position(|it| *it != b':' && !it.is_ascii_whitespace())?;
    let line = line.get(start..)?;
    let end = memchr::memchr(b':', line)?;
    let name = line.get(..end)?.iter().filter(|it| !it.is_ascii_whitespace());
    Some(name.map(u8::to_ascii_lowercase).take(64).collect())
}
