//! Service requests of Open311 `GeoReport` v2, in JSON, XML or CSV: each one is a contact, and one or two changes of status.
//!
//! The changes are `open` when it was made, and what its status is now since its last update. `GeoReport` names nobody: unless a server
//! adds `account_id`, each request counts as a person of its own.
//!
//! **Invariant:** one request at most is held, and no more than [`RECORD_BYTES_MAX`] of it.

use std::{
    io::{self, BufRead, BufReader, Read},
    str::from_utf8,
    sync::LazyLock,
};

use kernel::Message;
use memchr::memmem;
use quick_xml::{Reader, events::Event};
use serde_json::{Map, Value};

use super::{
    ImportError, ImportPlan, Run, WORDS,
    column::{Cells, Column},
    feed::Feed,
    look::{Look, look},
    mapping::Mapping,
    preset::{Preset, not_this},
    reject::Reason,
    source::Source,
    spec::RowKind,
    split::{Extent, Fields, Pieces, RECORD_BYTES_MAX, extent},
    text,
};

const PIECE_BYTES: usize = 1 << 20;

/// How requests are read, unless a mapping says otherwise.
pub(super) static MAPPING: LazyLock<Mapping> = LazyLock::new(|| {
    let text = include_str!("../../../../content/mappings/open311.toml");
    Mapping::parse(text, "open311").expect("a test reads every shipped mapping")
});

/// Whether a text begins like a list of service requests.
pub(super) fn is_one(sample: &[u8]) -> bool {
    let sample = sample.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sample).trim_ascii_start();
    let head = &sample[..sample.len().min(1 << 16)];
    match head.first() {
        Some(b'[' | b'{') => memmem::find(head, b"\"service_request_id\"").is_some(),
        Some(b'<') => memmem::find(head, b"<service_requests").is_some(),
        _ => {
            let line = head.split(|it| *it == b'\n').next().unwrap_or_default();
            [&b"service_request_id"[..], b"requested_datetime"]
                .iter()
                .all(|it| memmem::find(line, it).is_some())
        }
    }
}

/// Reads service requests; gives what is to be said about them.
pub(super) fn read(source: Source, plan: &ImportPlan, run: &Run<'_>) -> Result<Vec<Message>, ImportError> {
    let given = plan.mapping.as_ref();
    let mapping = given.filter(|it| !it.contacts.is_empty() || !it.events.is_empty()).unwrap_or(&MAPPING);
    if plan.partner.is_none() && !mapping.contacts.contains_key(&Column::Partner) {
        return Err(ImportError::NoPartner(source.name.to_string()));
    }
    let contacts = mapping.spec(RowKind::Contacts, plan.partner.clone())?;
    let events = mapping.spec(RowKind::Events, plan.partner.clone())?;
    let titles = |kind| {
        let all = mapping.of(kind).iter();
        all.filter_map(|(column, from)| Some((*column, from.title()?.to_owned()))).collect()
    };
    let mut requests = Requests {
        contacts: titles(RowKind::Contacts),
        events: titles(RowKind::Events),
        feed: Feed::new(&source.name, &source.noticed, contacts, events, run),
        anonymous: 0,
    };
    let name = source.name.clone();
    let line = match source.sample.trim_ascii_start().first() {
        Some(b'{' | b'[' | b'<' | 0xef) => of_text(source, &mut requests)?,
        _ => of_table(source, mapping, &mut requests)?,
    };
    let mut said = Vec::new();
    if requests.anonymous > 0 {
        let say = Message::new(&WORDS, "requests-anonymous");
        said.push(say.with("file", name.as_ref()).with("count", requests.anonymous));
    }
    said.extend(requests.feed.end(line)?);
    Ok(said)
}

/// One request: its fields and their values.
type Request = Vec<(String, String)>;

struct Requests<'a> {
    contacts: Vec<(Column, String)>,
    events: Vec<(Column, String)>,
    feed: Feed<'a>,
    /// Requests of nobody that is named.
    anonymous: u64,
}

impl Requests<'_> {
    fn take(&mut self, line: u64, mut request: Request) -> Result<(), ImportError> {
        let field = |request: &Request, name: &str| {
            request.iter().find(|it| it.0 == name).map_or_else(String::new, |it| it.1.trim().to_owned())
        };
        let account = field(&request, "account_id");
        let requester =
            if account.is_empty() { field(&request, "service_request_id") } else { account.clone() };
        request.push(("requester".to_owned(), requester));
        let taken = self.feed.contact(line, &cells(&self.contacts, &request))?;
        if !taken || self.events.is_empty() {
            return Ok(());
        }
        self.anonymous += u64::from(account.is_empty());
        let status = field(&request, "status");
        let (opened, updated) = (field(&request, "requested_datetime"), field(&request, "updated_datetime"));
        self.change(line, &request, "0", "open", &opened)?;
        // Without the instant of the update, nobody knows when the status changed.
        if !status.is_empty() && !status.eq_ignore_ascii_case("open") && !updated.is_empty() {
            self.change(line, &request, "1", &status.to_lowercase(), &updated)?;
        }
        Ok(())
    }

    fn change(
        &mut self,
        line: u64,
        request: &Request,
        ordinal: &str,
        status: &str,
        at: &str,
    ) -> Result<(), ImportError> {
        let mut changed: Request = request.iter().filter(|it| it.0 != "status").cloned().collect();
        for (name, value) in [("ordinal", ordinal), ("status", status), ("occurred_at", at)] {
            changed.push((name.to_owned(), value.to_owned()));
        }
        self.feed.event(line, &cells(&self.events, &changed))
    }

    /// Refuses what could not be read.
    fn refuse(&mut self, line: u64, bytes: &[u8], reason: Reason) -> Result<(), ImportError> {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(1_000)]);
        self.feed.refuse(line, "", shown.trim(), reason)
    }
}

fn cells<'a>(places: &[(Column, String)], request: &'a Request) -> Cells<'a> {
    let mut cells = Cells::empty();
    for (column, title) in places {
        if let Some((_, value)) = request.iter().find(|it| it.0 == *title) {
            cells.set(*column, value.trim());
        }
    }
    cells
}

/// Requests in JSON or XML; gives the last line.
fn of_text(source: Source, requests: &mut Requests<'_>) -> Result<u64, ImportError> {
    let name = source.name.to_string();
    let encoding = text::guess(&source.sample, source.whole);
    let mut texts = Texts {
        from: BufReader::with_capacity(1 << 17, text::utf8(source.reader, encoding)),
        line: 1,
        held: Vec::new(),
        is_after_list: false,
    };
    let failed = |line, error| ImportError::Read { file: name.clone(), line, source: error };
    let is_xml = match texts.first() {
        Ok(first) => first == Some(b'<'),
        Err(error) => return Err(failed(1, error)),
    };
    let mut found = 0_u64;
    loop {
        let next = if is_xml { texts.element() } else { texts.object() };
        match next.map_err(|error| failed(texts.line, error))? {
            Next::End => break,
            Next::Long(line) => requests.refuse(line, &texts.held, Reason::LineTooLong)?,
            Next::Open(line) => requests.refuse(line, &texts.held, Reason::Cut)?,
            Next::Stray(line) => {
                requests.refuse(line, &texts.held, Reason::NotThisFormat)?;
                continue;
            }
            Next::Whole(line) => {
                let request = if is_xml { of_element(&texts.held) } else { of_object(&texts.held) };
                match request {
                    Some(request) => requests.take(line, request)?,
                    None => requests.refuse(line, &texts.held, Reason::NotThisFormat)?,
                }
            }
        }
        found += 1;
    }
    if found == 0 {
        return Err(not_this(&name, Preset::Open311, "no service request in it"));
    }
    Ok(texts.line)
}

/// A text, one request after the other.
struct Texts<R> {
    from: BufReader<R>,
    line: u64,
    held: Vec<u8>,
    /// What follows a list in its wrapper (`"total": 12`) is no request.
    is_after_list: bool,
}

enum Next {
    /// A request, with its line.
    Whole(u64),
    /// Something else among requests, with its line.
    Stray(u64),
    /// One that is too long, with its line and its beginning.
    Long(u64),
    /// The text ends within it.
    Open(u64),
    End,
}

impl<R: Read> Texts<R> {
    fn byte(&mut self) -> io::Result<Option<u8>> {
        let buffer = self.from.fill_buf()?;
        let Some(byte) = buffer.first().copied() else { return Ok(None) };
        self.from.consume(1);
        self.line += u64::from(byte == b'\n');
        Ok(Some(byte))
    }

    /// The first byte that is no space; it stays.
    fn first(&mut self) -> io::Result<Option<u8>> {
        loop {
            match self.from.fill_buf()?.first().copied() {
                Some(byte) if byte.is_ascii_whitespace() => {
                    self.byte()?;
                }
                other => return Ok(other),
            }
        }
    }

    fn hold(&mut self, byte: u8) {
        if self.held.len() <= RECORD_BYTES_MAX {
            self.held.push(byte);
        }
    }

    /// The next object that holds no list of objects: a request, whether it stands in a list, alone, or in a list that has a name.
    fn object(&mut self) -> io::Result<Next> {
        self.held.clear();
        let mut line = self.line;
        let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
        while let Some(byte) = self.byte()? {
            if depth == 0 {
                line = self.line;
                match byte {
                    b'{' => {
                        depth = 1;
                        self.held.clear();
                        self.hold(byte);
                    }
                    b'[' => self.is_after_list = false,
                    b']' => self.is_after_list = true,
                    b',' | b'}' => {}
                    _ if byte.is_ascii_whitespace() || self.is_after_list => {}
                    _ => {
                        self.stray(byte)?;
                        return Ok(Next::Stray(line));
                    }
                }
                continue;
            }
            self.hold(byte);
            if in_text {
                (in_text, escaped) = (escaped || byte != b'"', !escaped && byte == b'\\');
                continue;
            }
            match byte {
                b'"' => in_text = true,
                // `{"requests": [`: what follows are the requests.
                b'[' if depth == 1 && self.is_wrapper() => (depth, self.is_after_list) = (0, false),
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            if depth == 0 && matches!(byte, b'}' | b']') {
                let long = self.held.len() > RECORD_BYTES_MAX;
                return Ok(if long { Next::Long(line) } else { Next::Whole(line) });
            }
        }
        Ok(if depth == 0 { Next::End } else { Next::Open(line) })
    }

    /// Holds what began with `first` and is no object, up to the comma or the end of line after it.
    fn stray(&mut self, first: u8) -> io::Result<()> {
        self.held.clear();
        self.hold(first);
        let (mut in_text, mut escaped) = (first == b'"', false);
        loop {
            let Some(next) = self.from.fill_buf()?.first().copied() else { return Ok(()) };
            if !in_text && matches!(next, b',' | b']' | b'{' | b'\n') {
                return Ok(());
            }
            if in_text {
                (in_text, escaped) = (escaped || next != b'"', !escaped && next == b'\\');
            } else {
                in_text = next == b'"';
            }
            self.byte()?;
            self.hold(next);
        }
    }

    /// Whether what is held is an object that begins with a named list, and says nothing else.
    fn is_wrapper(&self) -> bool {
        let known: [&[u8]; 4] = [b"\"service_requests\"", b"\"requests\"", b"\"data\"", b"\"results\""];
        let held = self.held.strip_suffix(b"[").unwrap_or_default().trim_ascii_end();
        let held = held.strip_suffix(b":").unwrap_or_default().trim_ascii_end();
        known.iter().any(|it| held.ends_with(it))
    }

    /// The next `<request>` or `<service_request>`.
    fn element(&mut self) -> io::Result<Next> {
        loop {
            self.held.clear();
            // To the next tag.
            loop {
                match self.byte()? {
                    None => return Ok(Next::End),
                    Some(b'<') => break,
                    Some(_) => {}
                }
            }
            let line = self.line;
            self.hold(b'<');
            let mut tag = Vec::new();
            while let Some(byte) = self.byte()? {
                self.hold(byte);
                if byte == b'>' {
                    break;
                }
                if tag.len() < 64 {
                    tag.push(byte);
                }
            }
            let name = tag.split(u8::is_ascii_whitespace).next().unwrap_or_default().to_vec();
            if name != b"request" && name != b"service_request" {
                continue;
            }
            let end = [b"</", &name[..], b">"].concat();
            let mut last = std::collections::VecDeque::with_capacity(end.len() + 1);
            while let Some(byte) = self.byte()? {
                self.hold(byte);
                last.push_back(byte);
                if last.len() > end.len() {
                    last.pop_front();
                }
                if byte == b'>' && last.iter().eq(end.iter()) {
                    let long = self.held.len() > RECORD_BYTES_MAX;
                    return Ok(if long { Next::Long(line) } else { Next::Whole(line) });
                }
            }
            return Ok(Next::Open(line));
        }
    }
}

/// The fields of a JSON object; what is neither text nor number is left out.
fn of_object(bytes: &[u8]) -> Option<Request> {
    let object: Map<String, Value> = serde_json::from_slice(bytes).ok()?;
    let value = |value: Value| match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    Some(object.into_iter().filter_map(|(name, it)| Some((name, value(it)?))).collect())
}

/// The fields of an XML element: the texts of what stands in it.
fn of_element(bytes: &[u8]) -> Option<Request> {
    let mut reader = Reader::from_str(from_utf8(bytes).ok()?);
    let mut request = Request::new();
    let mut depth = 0_usize;
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => {
                depth += 1;
                if depth == 2 {
                    let name = tag.name().as_ref().to_owned();
                    request.push((name, String::new()));
                }
            }
            Event::End(_) => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(request);
                }
            }
            Event::Text(text) if depth == 2 => request.last_mut()?.1 += &text,
            Event::CData(text) if depth == 2 => request.last_mut()?.1 += &text,
            // Only the five entities of XML itself, and numbers: nothing that a document declares is ever expanded.
            Event::GeneralRef(entity) if depth == 2 => {
                let text = &mut request.last_mut()?.1;
                match entity.resolve_char_ref().ok()? {
                    Some(letter) => text.push(letter),
                    None => *text += quick_xml::escape::resolve_predefined_entity(&entity)?,
                }
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// Requests in a table whose titles are the fields; gives the last line.
fn of_table(source: Source, mapping: &Mapping, requests: &mut Requests<'_>) -> Result<u64, ImportError> {
    let name = source.name.to_string();
    let Look { encoding, dialect, header_lines, titles, .. } = look(&source, &mapping.read)?;
    let mut pieces = Pieces::new(text::utf8(source.reader, encoding), dialect, PIECE_BYTES);
    let mut fields = Fields::default();
    let mut next = || pieces.next().map(|it| (it, pieces.line()));
    loop {
        let (piece, last_line) =
            next().map_err(|error| ImportError::Read { file: name.clone(), line: 0, source: error })?;
        let Some(piece) = piece else { return Ok(last_line) };
        let (mut at, mut line) = (0, piece.first_line);
        while at < piece.bytes.len() {
            let rest = &piece.bytes[at..];
            let (length, fault) = match extent(rest, dialect, true) {
                Extent::Whole(length) => (length, None),
                Extent::Open(length) => (length, Some(Reason::OpenQuote)),
                Extent::Long(length, _) => (length, Some(Reason::LineTooLong)),
                Extent::Unknown => (rest.len(), None),
            };
            let record = &rest[..length];
            match (from_utf8(record), fault) {
                _ if line <= header_lines || record.trim_ascii().is_empty() => {}
                (_, Some(reason)) => requests.refuse(line, record, reason)?,
                (Err(_), None) => requests.refuse(line, record, Reason::WrongEncoding)?,
                (Ok(record), None) => {
                    let record = record.trim_end_matches(['\r', '\n']);
                    fields.split(record, dialect);
                    if fields.len() < titles.len() {
                        requests.refuse(line, record.as_bytes(), Reason::TooFewFields)?;
                    } else {
                        let values = fields.iter(record).map(str::to_owned);
                        requests.take(line, titles.iter().cloned().zip(values).collect())?;
                    }
                }
            }
            line += memchr::memchr_iter(dialect.end, record).count() as u64;
            at += length;
        }
        if let Some(long) = &piece.skipped {
            requests.refuse(long.line, &long.beginning, Reason::LineTooLong)?;
        }
    }
}
