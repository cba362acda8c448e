//! The first look at a table: its encoding, its separator, where its titles are, its first rows.

use std::io::Read;

use encoding_rs::Encoding;
use memchr::memchr_iter;

use super::{
    ImportError,
    dates::{self, DateFormat},
    mapping::Reading,
    source::Source,
    split::{Dialect, Extent, Fields, Pieces, extent},
    text, titles, words,
};

/// Rows that are looked at.
const ROWS_MAX: usize = 1_000;
/// Lines above a table that are looked at.
const TITLE_LINES_MAX: usize = 20;
const SEPARATORS: [u8; 4] = *b",;\t|";

/// What a table looks like.
#[derive(Debug, Clone)]
pub(super) struct Look {
    pub(super) encoding: &'static Encoding,
    pub(super) dialect: Dialect,
    pub(super) header: bool,
    /// Lines of the title and the header.
    pub(super) header_lines: u64,
    /// Titles of the columns, or their numbers.
    pub(super) titles: Vec<String>,
    /// The first rows, with their lines.
    pub(super) rows: Vec<(u64, Vec<String>)>,
}

/// Looks at the beginning of a file; what `reading` pins is not guessed.
pub(super) fn look(source: &Source, reading: &Reading) -> Result<Look, ImportError> {
    if source.sample.trim_ascii().is_empty() {
        return Err(ImportError::Empty(source.name.to_string()));
    }
    let encoding = match &reading.encoding {
        Some(name) => text::named(name)?,
        None => encoding(source)?,
    };
    let (sample, _, _) = encoding.decode(&source.sample);
    let lines_end = if sample.contains('\n') || !sample.contains('\r') { b'\n' } else { b'\r' };
    let quote = match reading.quote.as_deref() {
        None => Some(b'"'),
        Some(quote) => quote.bytes().next(),
    };
    let dialect = |separator| Dialect { separator, quote, end: lines_end };
    let dialect = match reading.separator.and_then(|it| u8::try_from(it).ok()) {
        Some(separator) => dialect(separator),
        None => separator(&sample, source.whole, SEPARATORS.map(dialect)),
    };

    let records = records(&sample, dialect, source.whole, ROWS_MAX + TITLE_LINES_MAX);
    let width = usual_width(&records);
    let title_lines = match reading.skip_lines {
        Some(lines) => records.iter().take_while(|it| it.0 <= lines).count(),
        None => records.iter().take(TITLE_LINES_MAX).take_while(|it| it.1.len() != width).count(),
    };
    let Some((first_line, first)) = records.get(title_lines) else {
        let name = source.name.to_string();
        let long = records.is_empty() && !source.whole && !sample.contains(char::from(dialect.end));
        return Err(if long { ImportError::LongFirstLine(name) } else { ImportError::Empty(name) });
    };
    let header = reading.header.unwrap_or_else(|| looks_like_titles(first));
    let titles = if header {
        first.iter().map(|it| it.trim().trim_start_matches('\u{feff}').to_owned()).collect()
    } else {
        (1..=first.len()).map(|it| it.to_string()).collect()
    };
    let rows_from = title_lines + usize::from(header);
    let header_lines = match records.get(rows_from) {
        Some((line, _)) => line - 1,
        None if header => first_line + memchr_iter(b'\n', first.concat().as_bytes()).count() as u64,
        None => first_line - 1,
    };
    let rows = records.into_iter().skip(rows_from).take(ROWS_MAX).collect();
    Ok(Look { encoding, dialect, header, header_lines, titles, rows })
}

/// The encoding by the beginning; where that is plain ASCII and more follows, by all of it.
fn encoding(source: &Source) -> Result<&'static Encoding, ImportError> {
    let guessed = text::guess(&source.sample, source.whole);
    let Some(place) = &source.place else { return Ok(guessed) };
    if source.whole || guessed != encoding_rs::UTF_8 || !source.sample.is_ascii() {
        return Ok(guessed);
    }
    let mut reader = Source::open(place)?.reader;
    let mut held = Vec::new();
    let mut buffer = vec![0; 1 << 18];
    loop {
        let read = reader.read(&mut buffer).map_err(|error| ImportError::Read {
            file: source.name.to_string(),
            line: 0,
            source: error,
        })?;
        if read == 0 {
            return Ok(guessed);
        }
        if held.is_empty() && buffer[..read].is_ascii() {
            continue;
        }
        held.extend_from_slice(&buffer[..read]);
        // The first letter that is not ASCII tells, with a few bytes after it.
        let first = held.iter().position(|it| !it.is_ascii()).unwrap_or(0);
        if held.len() - first >= 4 || read < buffer.len() {
            return Ok(text::guess(&held[first..held.len().min(first + 4)], false));
        }
    }
}

/// The records of a text: line, fields. Those that cannot be told are left out.
fn records(sample: &str, dialect: Dialect, whole: bool, records_max: usize) -> Vec<(u64, Vec<String>)> {
    let (mut at, mut line, mut records) = (0, 1, Vec::new());
    let mut fields = Fields::default();
    let bytes = sample.as_bytes();
    while at < bytes.len() && records.len() < records_max {
        let length = match extent(&bytes[at..], dialect, whole) {
            Extent::Whole(length) => {
                let record = sample[at..at + length].trim_end_matches(['\r', '\n']);
                if !record.trim_ascii().is_empty() {
                    fields.split(record, dialect);
                    records.push((line, fields.iter(record).map(str::to_owned).collect()));
                }
                length
            }
            Extent::Open(length) | Extent::Long(length, true) => length,
            Extent::Long(_, false) | Extent::Unknown => break,
        };
        line += memchr_iter(dialect.end, &bytes[at..at + length]).count() as u64;
        at += length;
    }
    records
}

/// The separator that gives the most rows of one width, and then the widest ones.
fn separator(sample: &str, whole: bool, dialects: [Dialect; 4]) -> Dialect {
    let score = |dialect: &Dialect| {
        let records = records(sample, *dialect, whole, 100);
        let width = usual_width(&records);
        let alike = records.iter().filter(|it| it.1.len() == width).count();
        if width < 2 { 0 } else { alike * 1_000 / records.len().max(1) * 100 + width.min(99) }
    };
    let mut best = dialects[0];
    let mut best_score = score(&best);
    for dialect in &dialects[1..] {
        let found = score(dialect);
        if found > best_score {
            (best, best_score) = (*dialect, found);
        }
    }
    best
}

fn usual_width(records: &[(u64, Vec<String>)]) -> usize {
    let mut widths: Vec<usize> = records.iter().map(|it| it.1.len()).collect();
    widths.sort_unstable();
    let runs = widths.chunk_by(|a, b| a == b);
    runs.max_by_key(|it| (it.len(), it[0])).map_or(0, |it| it[0])
}

/// Titles have a known meaning, or at least no digits where values have some.
fn looks_like_titles(first: &[String]) -> bool {
    if first.iter().any(|it| titles::meaning(it.trim()).is_some_and(|it| it.1 > 0.5)) {
        return true;
    }
    let is_value = |it: &String| {
        let it = it.trim();
        it.parse::<f64>().is_ok()
            || DateFormat::ALL.into_iter().any(|format| dates::parse(it, format).is_ok())
            || words::channel(it).is_some()
    };
    first.iter().all(|it| !it.trim().is_empty()) && !first.iter().any(is_value)
}

/// All values of a column, from the whole file, until `enough`.
pub(super) fn scan(
    source: &Source,
    look: &Look,
    place: usize,
    mut enough: impl FnMut(&str) -> bool,
) -> Result<(), ImportError> {
    let Some(path) = &source.place else { return Ok(()) };
    let reader = text::utf8(Source::open(path)?.reader, look.encoding);
    let mut pieces = Pieces::new(reader, look.dialect, 1 << 20);
    let failed = |error| ImportError::Read { file: source.name.to_string(), line: 0, source: error };
    let mut fields = Fields::default();
    while let Some(piece) = pieces.next().map_err(failed)? {
        let text = String::from_utf8_lossy(&piece.bytes);
        let (mut at, mut line) = (0, piece.first_line);
        while at < text.len() {
            let (Extent::Whole(length) | Extent::Open(length) | Extent::Long(length, _)) =
                extent(&text.as_bytes()[at..], look.dialect, true)
            else {
                break;
            };
            let record = &text[at..at + length];
            if line > look.header_lines {
                fields.split(record.trim_end_matches(['\r', '\n']), look.dialect);
                if enough(fields.get(record, place).trim()) {
                    return Ok(());
                }
            }
            line += memchr_iter(look.dialect.end, record.as_bytes()).count() as u64;
            at += length;
        }
    }
    Ok(())
}
