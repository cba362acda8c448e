//! Rows from a text with separators, parsed by several threads.

use std::{
    io,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, sync_channel},
    },
    thread,
};

use kernel::Message;
use memchr::{memchr, memchr_iter};

use super::{
    ImportError, Run,
    column::{Cells, Column},
    joined::Joined,
    order::Order,
    reject::Reason,
    rows::Maker,
    source::Source,
    spec::{RowKind, Spec},
    split::{Dialect, Extent, Fields, Piece, Pieces, extent},
    text,
};

/// Enough for threads to work long on one, few enough bytes to hold several.
const PIECE_BYTES: usize = 8 << 20;
/// How much is shown of a record that cannot be told.
const SHOWN_BYTES: usize = 1_000;
/// Pieces that wait for a thread.
const WAITING_MAX: usize = 1;

/// How a text is cut into cells, and what they mean.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub(super) dialect: Dialect,
    pub(super) encoding: &'static encoding_rs::Encoding,
    /// Lines before the first row: a title, or the header.
    pub(super) header_lines: u64,
    /// How many fields a row has.
    pub(super) width: usize,
    pub(super) kind: RowKind,
    /// Which field is which column.
    pub(super) places: Vec<(Column, usize)>,
    /// Which field is which column where the administration began the contact.
    pub(super) outbound: Vec<(Column, usize)>,
    /// The fields that name one contact together, where several rows make one.
    pub(super) join: Vec<usize>,
    /// Whether spaces around a value belong to it.
    pub(super) trims: bool,
}

/// Reads a whole file; gives what is to be said about it.
pub(super) fn read(
    source: Source,
    layout: &Layout,
    spec: &Spec,
    run: &Run<'_>,
) -> Result<Vec<Message>, ImportError> {
    let order = Order::new(&source.name, run.rejects);
    let name = Arc::clone(&source.name);
    let noticed = Arc::clone(&source.noticed);
    let (send, receive) = sync_channel::<Piece>(WAITING_MAX);
    let receive = Mutex::new(Some(receive));
    let mut pieces = Pieces::new(text::utf8(source.reader, layout.encoding), layout.dialect, PIECE_BYTES);

    let mut numbers = 0;
    let read: Result<(), ImportError> = thread::scope(|scope| {
        // Rows that make one contact are met in the order of the file.
        let threads = if layout.join.is_empty() { run.threads } else { 1 };
        let workers: Vec<_> =
            (0..threads).map(|_| scope.spawn(|| work(&receive, layout, spec, &order, &name, run))).collect();
        let mut failure = None;
        loop {
            if run.progress.cancelled() {
                failure = Some(ImportError::Cancelled);
                break;
            }
            match pieces.next() {
                Ok(Some(piece)) => {
                    numbers += 1;
                    if send.send(piece).is_err() {
                        break;
                    }
                    run.told(&noticed);
                }
                Ok(None) => break,
                Err(source) => {
                    failure = Some(ImportError::Read { file: name.to_string(), line: pieces.line(), source });
                    break;
                }
            }
        }
        drop(send);
        if failure.is_some() {
            order.give_up();
        }
        for worker in workers {
            let done = worker.join().unwrap_or_else(|_| Err(lost(&name)));
            if let Err(error) = done
                && failure.as_ref().is_none_or(|it| matches!(it, ImportError::Cancelled))
                && !(failure.is_some() && matches!(error, ImportError::Cancelled))
            {
                failure = Some(error);
            }
        }
        failure.map_or(Ok(()), Err)
    });
    read?;
    if noticed.is_cut() {
        numbers += u64::from(!layout.join.is_empty());
        let mut maker = Maker::new(spec.clone(), run.latest_us);
        maker.refuse(pieces.line(), "", "", Reason::Cut);
        let mut made = maker.take();
        run.made(&made);
        order.settle(numbers, &mut made)?;
    }
    Ok(order.said())
}

fn lost(name: &str) -> ImportError {
    let source = io::Error::other("a thread that parsed rows stopped");
    ImportError::Read { file: name.to_owned(), line: 0, source }
}

fn work(
    pieces: &Mutex<Option<Receiver<Piece>>>,
    layout: &Layout,
    spec: &Spec,
    order: &Order<'_>,
    name: &Arc<str>,
    run: &Run<'_>,
) -> Result<(), ImportError> {
    let joined = (!layout.join.is_empty()).then(Joined::default);
    let maker = Maker::new(spec.clone(), run.latest_us);
    let mut table = Table { layout, maker, fields: Fields::default(), joined };
    let mut numbers = 0;
    let mut each = || -> Result<bool, ImportError> {
        let next = pieces.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(Receiver::recv);
        let piece = next.and_then(Result::ok);
        let number = match &piece {
            Some(piece) => {
                table.piece(piece);
                piece.number
            }
            None if table.finish() => numbers,
            None => return Ok(false),
        };
        numbers = number + 1;
        let mut made = table.maker.take();
        run.made(&made);
        order.settle(number, &mut made)?;
        run.hand_on(&mut table.maker, made, name)?;
        Ok(piece.is_some())
    };
    loop {
        match each() {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(error) => {
                order.give_up();
                // Whoever cuts pieces must not wait for a thread that is gone.
                *pieces.lock().unwrap_or_else(PoisonError::into_inner) = None;
                return Err(error);
            }
        }
    }
}

/// One thread's part of the work.
pub(super) struct Table<'a> {
    pub(super) layout: &'a Layout,
    pub(super) maker: Maker,
    pub(super) fields: Fields,
    pub(super) joined: Option<Joined>,
}

impl Table<'_> {
    pub(super) fn piece(&mut self, piece: &Piece) {
        let dialect = self.layout.dialect;
        let text = std::str::from_utf8(&piece.bytes).ok();
        // Where nothing quotes, a record is a line.
        let quote = dialect.quote.filter(|it| memchr(*it, &piece.bytes).is_some());
        let dialect = Dialect { quote, ..dialect };
        let (mut at, mut line) = (0, piece.first_line);
        while at < piece.bytes.len() {
            let extent = extent(&piece.bytes[at..], dialect, true);
            let (length, fault) = match extent {
                Extent::Whole(length) => (length, None),
                Extent::Open(length) => (length, Some(Reason::OpenQuote)),
                Extent::Long(length, _) => (length, Some(Reason::LineTooLong)),
                Extent::Unknown => (piece.bytes.len() - at, None),
            };
            let bytes = &piece.bytes[at..at + length];
            if line <= self.layout.header_lines {
                // The title or the header.
            } else if let Some(reason) = fault {
                self.refuse(line, bytes, reason);
            } else if let Some(text) = text {
                self.record(line, &text[at..at + length]);
            } else {
                match std::str::from_utf8(bytes) {
                    Ok(text) => self.record(line, text),
                    Err(_) => self.refuse_encoding(line, bytes),
                }
            }
            at += length;
            line += if dialect.quote.is_none() { 1 } else { memchr_iter(dialect.end, bytes).count() as u64 };
        }
        if let Some(long) = &piece.skipped {
            self.refuse(long.line, &long.beginning, Reason::LineTooLong);
        }
    }

    fn refuse(&mut self, line: u64, bytes: &[u8], reason: Reason) {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(SHOWN_BYTES)]);
        self.maker.refuse_row(line, shown.trim_end(), reason);
    }

    /// Names the field that is no text.
    fn refuse_encoding(&mut self, line: u64, bytes: &[u8]) {
        let shown = String::from_utf8_lossy(bytes);
        let shown = shown.trim_end_matches(['\r', '\n']);
        self.fields.split(shown, self.layout.dialect);
        let fault = |it: &(Column, usize)| self.fields.get(shown, it.1).contains('\u{fffd}');
        let found = self.layout.places.iter().find(|it| fault(it)).copied();
        match found {
            Some((column, place)) => {
                let value = self.fields.get(shown, place).to_owned();
                let title = self.maker.title(column);
                self.maker.refuse(line, &title, &value, Reason::WrongEncoding);
            }
            None => self.maker.refuse_row(line, shown, Reason::WrongEncoding),
        }
    }

    fn record(&mut self, line: u64, record: &str) {
        let end = char::from(self.layout.dialect.end);
        let record = record.strip_suffix(end).unwrap_or(record);
        let record = record.strip_suffix('\r').unwrap_or(record);
        if record.trim_ascii().is_empty() {
            return;
        }
        self.fields.split(record, self.layout.dialect);
        let width = self.layout.width;
        if self.fields.len() != width {
            if self.fields.len() < width {
                self.maker.refuse_row(line, record, Reason::TooFewFields);
                return;
            }
            let extra = self.fields.iter(record).skip(width).any(|it| !it.trim().is_empty());
            if extra {
                self.maker.refuse_row(line, record, Reason::TooManyFields);
                return;
            }
        }
        let mut cells = Cells { whole: record, ..Cells::empty() };
        for (column, place) in &self.layout.places {
            let cell = self.fields.get(record, *place);
            cells.set(*column, if self.layout.trims { cell.trim() } else { cell });
        }
        if !self.layout.outbound.is_empty() && self.maker.is_outgoing(cells.get(Column::Direction)) {
            for (column, place) in &self.layout.outbound {
                cells.set(*column, self.fields.get(record, *place).trim());
            }
        }
        match &mut self.joined {
            None => self.maker.row(self.layout.kind, line, &cells),
            Some(joined) => {
                let names = self.layout.join.iter().map(|it| self.fields.get(record, *it));
                joined.take(line, names, &cells, &mut self.maker);
            }
        }
    }

    /// Makes the contacts that other rows could still have belonged to; says whether there can be any.
    fn finish(&mut self) -> bool {
        let joined = self.joined.take();
        if let Some(mut joined) = joined {
            joined.make_down_to(0, &mut self.maker);
            return true;
        }
        false
    }
}
