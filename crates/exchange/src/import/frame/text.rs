//! The wanted columns of a text with separators, several pieces of it read at once.

use std::{
    io,
    sync::{Mutex, PoisonError, mpsc::sync_channel},
    thread,
};

use memchr::memchr_iter;

use super::{
    Builder, Found, Kind, REJECTS_MAX, Reason, Reject, Source, TableError, Wanted, check_rows, places,
};
use crate::import::{
    ImportError,
    dates::DateFormat,
    guess::date_format,
    look::{Look, look},
    mapping::{PARIS, Reading},
    split::{Dialect, Extent, Fields, Piece, Pieces, extent},
    text,
    zone::Zone,
};

/// Enough for threads to work long on one, few enough bytes to hold several.
const PIECE_BYTES: usize = 4 << 20;
/// How much is shown of a record that cannot be told.
const SHOWN_BYTES: usize = 1_000;

/// How the text is cut, and what is wanted of it.
struct Plan<'a> {
    dialect: Dialect,
    header_lines: u64,
    width: usize,
    wanted: &'a [Wanted],
    /// By wanted column: its field, and the form of its dates.
    fields: Vec<(usize, DateFormat)>,
    zone: Zone,
}

/// The rows of one piece.
struct Part {
    number: u64,
    columns: Vec<Builder>,
    rejected: Vec<Reject>,
    rejected_count: u64,
}

pub(super) fn read(source: Source, wanted: &[Wanted], threads: usize) -> Result<Found, TableError> {
    let name = source.name.to_string();
    // Columns are wanted by their titles: there must be some.
    let reading = Reading { header: Some(true), ..Reading::default() };
    let look = look(&source, &reading)?;
    let places = places(&name, &look.titles, wanted)?;
    let mut fields = Vec::new();
    for (wanted, place) in wanted.iter().zip(places) {
        fields.push((place, form(&source, &look, wanted, place)?));
    }
    let plan = Plan {
        dialect: look.dialect,
        header_lines: look.header_lines,
        width: look.titles.len(),
        wanted,
        fields,
        zone: Zone::named(PARIS)?,
    };
    let noticed = std::sync::Arc::clone(&source.noticed);
    let mut pieces = Pieces::new(text::utf8(source.reader, look.encoding), look.dialect, PIECE_BYTES);
    let mut found = Found {
        rows: 0,
        columns: plan.columns(),
        rejected: Vec::new(),
        rejected_count: 0,
        titles: look.titles,
    };
    for part in all_parts(&name, &plan, &mut pieces, threads)? {
        found.rows += part.columns.first().map_or(0, |it| it.len() as u64);
        for (ours, theirs) in found.columns.iter_mut().zip(part.columns) {
            ours.append(theirs);
        }
        found.rejected_count += part.rejected_count;
        let room = REJECTS_MAX - found.rejected.len();
        found.rejected.extend(part.rejected.into_iter().take(room));
    }
    if noticed.is_cut() {
        found.rejected_count += 1;
        found.rejected.push(Reject::new(pieces.line(), "", "", Reason::Cut));
    }
    for (column, wanted) in found.columns.iter().zip(wanted) {
        column.check(&name, &wanted.name)?;
    }
    Ok(found)
}

fn form(source: &Source, look: &Look, wanted: &Wanted, place: usize) -> Result<DateFormat, TableError> {
    if wanted.kind != Kind::Instants {
        return Ok(DateFormat::Iso);
    }
    date_format(source, look, place)?.map(|it| it.unwrap_or(DateFormat::Iso)).map_err(|example| {
        TableError::UnclearDates { file: source.name.to_string(), column: wanted.name.clone(), example }
    })
}

/// Reads all pieces; gives their rows in the order of the file.
fn all_parts(
    name: &str,
    plan: &Plan<'_>,
    pieces: &mut Pieces<Box<dyn io::Read + Send>>,
    threads: usize,
) -> Result<Vec<Part>, TableError> {
    let (send, receive) = sync_channel::<Piece>(1);
    let receive = Mutex::new(receive);
    let parts = Mutex::new(Vec::new());
    let next = || receive.lock().unwrap_or_else(PoisonError::into_inner).recv();
    let work = || {
        let mut fields = Fields::default();
        while let Ok(piece) = next() {
            let part = plan.part(&piece, &mut fields);
            parts.lock().unwrap_or_else(PoisonError::into_inner).push(part);
        }
    };
    let failed = |line: u64, source| ImportError::Read { file: name.to_owned(), line, source };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(work)).collect();
        let mut outcome = Ok(());
        loop {
            match pieces.next() {
                Ok(Some(piece)) => {
                    outcome = check_rows(name, piece.first_line.saturating_sub(plan.header_lines));
                    if outcome.is_err() || send.send(piece).is_err() {
                        break;
                    }
                }
                Ok(None) => break,
                Err(error) => {
                    outcome = Err(failed(pieces.line(), error).into());
                    break;
                }
            }
        }
        drop(send);
        for worker in workers {
            if worker.join().is_err() && outcome.is_ok() {
                outcome = Err(failed(0, io::Error::other("a thread that read rows stopped")).into());
            }
        }
        outcome
    })?;
    let mut parts = parts.into_inner().unwrap_or_else(PoisonError::into_inner);
    parts.sort_by_key(|it| it.number);
    Ok(parts)
}

impl Plan<'_> {
    fn columns(&self) -> Vec<Builder> {
        let columns = self.wanted.iter().zip(&self.fields);
        columns.map(|(wanted, field)| Builder::new(wanted.kind, field.1, &self.zone)).collect()
    }

    fn part(&self, piece: &Piece, fields: &mut Fields) -> Part {
        let mut part =
            Part { number: piece.number, columns: self.columns(), rejected: Vec::new(), rejected_count: 0 };
        let text = std::str::from_utf8(&piece.bytes).ok();
        let (mut at, mut line) = (0, piece.first_line);
        while at < piece.bytes.len() {
            let (length, fault) = match extent(&piece.bytes[at..], self.dialect, true) {
                Extent::Whole(length) => (length, None),
                Extent::Open(length) => (length, Some(Reason::OpenQuote)),
                Extent::Long(length, _) => (length, Some(Reason::LineTooLong)),
                Extent::Unknown => (piece.bytes.len() - at, None),
            };
            let bytes = &piece.bytes[at..at + length];
            if line > self.header_lines {
                let record = match text {
                    Some(text) => Some(&text[at..at + length]),
                    None => std::str::from_utf8(bytes).ok(),
                };
                match (fault, record) {
                    (Some(reason), _) => part.refuse_bytes(line, bytes, reason),
                    (None, Some(record)) => self.row(line, record, fields, &mut part),
                    (None, None) => part.refuse_bytes(line, bytes, Reason::WrongEncoding),
                }
            }
            at += length;
            line += memchr_iter(self.dialect.end, bytes).count() as u64;
        }
        if let Some(long) = &piece.skipped {
            part.refuse_bytes(long.line, &long.beginning, Reason::LineTooLong);
        }
        part
    }

    fn row(&self, line: u64, record: &str, fields: &mut Fields, part: &mut Part) {
        let record = record.strip_suffix(char::from(self.dialect.end)).unwrap_or(record);
        let record = record.strip_suffix('\r').unwrap_or(record);
        if record.trim_ascii().is_empty() {
            return;
        }
        fields.split(record, self.dialect);
        if fields.len() < self.width {
            part.refuse(Reject::new(line, "", record, Reason::TooFewFields), record);
            return;
        }
        if fields.iter(record).skip(self.width).any(|it| !it.trim().is_empty()) {
            part.refuse(Reject::new(line, "", record, Reason::TooManyFields), record);
            return;
        }
        let rows = part.columns.first().map_or(0, Builder::len);
        for (at, (wanted, (field, _))) in self.wanted.iter().zip(&self.fields).enumerate() {
            let cell = fields.get(record, *field).trim();
            if let Err(reason) = part.columns[at].push(cell) {
                part.columns[..at].iter_mut().for_each(|it| it.truncate(rows));
                part.refuse(Reject::new(line, &wanted.name, cell, reason), record);
                return;
            }
        }
    }
}

impl Part {
    fn refuse(&mut self, reject: Reject, row: &str) {
        self.rejected_count += 1;
        if self.rejected.len() < REJECTS_MAX {
            self.rejected.push(reject.of_row(row));
        }
    }

    fn refuse_bytes(&mut self, line: u64, bytes: &[u8], reason: Reason) {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(SHOWN_BYTES)]);
        let shown = shown.trim_end();
        self.refuse(Reject::new(line, "", shown, reason), shown);
    }
}
