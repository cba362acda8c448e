//! An event log as a plain table, for those who study its events rather than import them.
//!
//! Columns have the titles that pm4py gives them: `case:` and the key for an attribute of a trace, the key alone for one
//! of an event. A CSV file has these titles already.
//!
//! **Invariant:** all of the file is read, or an error: figures made of a part would look like those of the whole.

use std::{collections::BTreeSet, io::Read, path::Path};

use super::{
    ImportError, Preset,
    preset::not_this,
    source::Source,
    text, xes,
    xml::{self, Tags, Token},
};

/// The most events that are held.
const EVENTS_MAX: usize = 2_000_000;
/// The most titles that are remembered, to be shown.
const TITLES_MAX: usize = 1_000;

/// The events of a file, in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventTable {
    /// The titles of all columns of the file: in its order for a table, in alphabetical order for an event log.
    pub titles: Vec<String>,
    /// The cells of the columns that were wanted, in their order; `None` where there is nothing.
    pub rows: Vec<Vec<Option<String>>>,
}

/// Reads the `wanted` columns of an event log in XES or CSV, compressed or not; columns that it does not have are empty.
///
/// # Errors
///
/// [`ImportError`]: it cannot be opened or read, it is damaged or cut, it is empty, or it has too many events.
pub fn event_table(path: &Path, wanted: &[&str]) -> Result<EventTable, ImportError> {
    of_source(Source::open(path)?, wanted)
}

fn of_source(source: Source, wanted: &[&str]) -> Result<EventTable, ImportError> {
    if source.sample.is_empty() {
        return Err(ImportError::Empty(source.name.to_string()));
    }
    let (name, noticed) = (source.name.to_string(), source.noticed.clone());
    let table = if xes::is_one(&source.sample) { of_log(source, wanted) } else { of_csv(source, wanted) }?;
    if noticed.is_cut() { Err(damaged(&name, "it is cut")) } else { Ok(table) }
}

fn damaged(file: &str, detail: impl Into<String>) -> ImportError {
    ImportError::Damaged { file: file.to_owned(), detail: detail.into() }
}

fn too_many(file: &str) -> ImportError {
    ImportError::TooManyObjects(file.to_owned())
}

fn filled(cell: &str) -> Option<String> {
    (!cell.is_empty()).then(|| cell.to_owned())
}

fn of_csv(source: Source, wanted: &[&str]) -> Result<EventTable, ImportError> {
    let name = source.name.to_string();
    let encoding = text::guess(&source.sample, source.whole);
    let (first, ..) = encoding.decode(&source.sample[..source.sample.len().min(1 << 14)]);
    let first = first.lines().next().unwrap_or_default();
    let count = |sign: u8| first.bytes().filter(|it| *it == sign).count();
    // The comma wins where none is there.
    let delimiter = [b'\t', b';', b','].into_iter().max_by_key(|it| count(*it)).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(text::utf8(source.reader, encoding));
    let failed = |error: csv::Error| {
        let line = error.position().map_or(0, csv::Position::line);
        match error.into_kind() {
            csv::ErrorKind::Io(source) => ImportError::Read { file: name.clone(), line, source },
            other => damaged(&name, format!("line {line}: {other:?}")),
        }
    };
    let titles: Vec<String> = reader.headers().map_err(failed)?.iter().map(str::to_owned).collect();
    let places: Vec<Option<usize>> =
        wanted.iter().map(|wanted| titles.iter().position(|it| it == wanted)).collect();
    let mut table = EventTable { titles, rows: Vec::new() };
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(failed)? {
        if table.rows.len() == EVENTS_MAX {
            return Err(too_many(&name));
        }
        table.rows.push(places.iter().map(|it| filled(record.get((*it)?)?)).collect());
    }
    Ok(table)
}

fn of_log(source: Source, wanted: &[&str]) -> Result<EventTable, ImportError> {
    let name = source.name.to_string();
    let encoding = xml::encoding(&source.sample, source.whole, None)?;
    let mut tags = Tags::new(text::utf8(source.reader, encoding), false);
    let mut log = Log::new(&name, wanted);
    loop {
        let token = tags.next().map_err(|source| ImportError::Read {
            file: name.clone(),
            line: tags.line(),
            source,
        })?;
        match token {
            Token::Open { line, empty } => log.open(&tags, line, empty)?,
            Token::Close { broken: false, .. } => log.close(tags.depth()),
            Token::Declared { line } => return Err(ImportError::Declared { file: name, line }),
            Token::Close { line, .. } | Token::Faulty { line, .. } | Token::Cut { line } => {
                return Err(damaged(&name, format!("line {line} is not well formed")));
            }
            Token::End => return Ok(log.end()),
        }
    }
}

/// An event log on its way to a table.
struct Log<'a> {
    file: &'a str,
    wanted: &'a [&'a str],
    of_traces: BTreeSet<String>,
    of_events: BTreeSet<String>,
    rows: Vec<Vec<Option<String>>>,
    /// The values of the open trace.
    trace: Vec<Option<String>>,
    /// The first row of the open trace.
    first: usize,
    in_event: bool,
}

impl<'a> Log<'a> {
    fn new(file: &'a str, wanted: &'a [&'a str]) -> Self {
        Self {
            file,
            wanted,
            of_traces: BTreeSet::new(),
            of_events: BTreeSet::new(),
            rows: Vec::new(),
            trace: vec![None; wanted.len()],
            first: 0,
            in_event: false,
        }
    }

    fn open<R: Read>(&mut self, tags: &Tags<R>, line: u64, empty: bool) -> Result<(), ImportError> {
        match (tags.depth(), tags.name(1), tags.name(2)) {
            (1, ..) if tags.name(0) != b"log" => {
                return Err(not_this(self.file, Preset::Xes, "its first element is no log"));
            }
            (3, b"trace", b"event") => {
                if self.rows.len() == EVENTS_MAX {
                    return Err(too_many(self.file));
                }
                self.rows.push(vec![None; self.wanted.len()]);
                self.in_event = !empty;
            }
            (3, b"trace", _) | (4, b"trace", b"event") => return self.attribute(tags, line),
            _ => {}
        }
        Ok(())
    }

    fn attribute<R: Read>(&mut self, tags: &Tags<R>, line: u64) -> Result<(), ImportError> {
        let (mut key, mut value) = (None, None);
        let readable = tags.attributes(|name, it| match name {
            "key" => key = Some(it.into_owned()),
            "value" => value = filled(&it),
            _ => {}
        });
        if !readable {
            return Err(damaged(self.file, format!("line {line} is not well formed")));
        }
        let (Some(key), Some(value)) = (key, value) else { return Ok(()) };
        let (titles, is_wanted): (_, &dyn Fn(&str) -> bool) = if self.in_event {
            (&mut self.of_events, &|wanted| wanted == key)
        } else {
            (&mut self.of_traces, &|wanted| wanted.strip_prefix("case:") == Some(&key))
        };
        let place = self.wanted.iter().position(|it| is_wanted(it));
        let cells = if self.in_event { self.rows.last_mut() } else { Some(&mut self.trace) };
        if let (Some(cells), Some(place)) = (cells, place) {
            cells[place].get_or_insert(value);
        }
        if titles.len() < TITLES_MAX && !titles.contains(&key) {
            titles.insert(key);
        }
        Ok(())
    }

    /// An element ended, and so many are still open.
    fn close(&mut self, depth: u64) {
        if depth <= 2 {
            self.in_event = false;
        }
        if depth <= 1 {
            self.end_trace();
        }
    }

    /// What is said of a trace holds for each of its events that does not say otherwise.
    fn end_trace(&mut self) {
        for row in &mut self.rows[self.first..] {
            for (cell, of_trace) in row.iter_mut().zip(&self.trace) {
                if cell.is_none() {
                    cell.clone_from(of_trace);
                }
            }
        }
        self.first = self.rows.len();
        self.trace.fill(None);
    }

    fn end(mut self) -> EventTable {
        self.end_trace();
        let of_traces = self.of_traces.into_iter().map(|it| format!("case:{it}"));
        let titles: BTreeSet<String> = of_traces.chain(self.of_events).collect();
        EventTable { titles: titles.into_iter().collect(), rows: self.rows }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    const WANTED: [&str; 3] = ["case:concept:name", "concept:name", "case:channel"];

    fn read(bytes: impl Into<Vec<u8>>) -> Result<EventTable, ImportError> {
        of_source(Source::text("x", bytes.into()).unwrap(), &WANTED)
    }

    fn shown(table: &EventTable) -> Vec<String> {
        let cell = |it: &Option<String>| it.clone().unwrap_or_else(|| "–".into());
        table.rows.iter().map(|it| it.iter().map(cell).collect::<Vec<_>>().join(" ")).collect()
    }

    fn log(traces: &str) -> String {
        format!(
            "<?xml version='1.0'?>\n<log><global scope='trace'><string key='g' value='x'/></global>{traces}</log>"
        )
    }

    const TRACES: &str = "<trace><string key='concept:name' value='1'/><event><string key='concept:name' value='a &amp; b'/>\
        </event>\n<event/><string key='channel' value='desk'/></trace>\n<trace><event><string key='concept:name' value='c'>\
        <string key='concept:name' value='nested'/></string></event></trace>";

    #[test]
    fn what_a_trace_says_holds_for_its_events() {
        let table = read(log(TRACES)).unwrap();
        assert_eq!(shown(&table), ["1 a & b desk", "1 – desk", "– c –"]);
        assert_eq!(table.titles, ["case:channel", "case:concept:name", "concept:name"]);
    }

    #[test]
    fn a_table_has_its_titles() {
        let table = read("\u{feff},concept:name,case:concept:name\n0,\"a, b\",1\n1,c\n").unwrap();
        assert_eq!(shown(&table), ["1 a, b –", "– c –"]);
        assert_eq!(table.titles, ["", "concept:name", "case:concept:name"]);
        let table = read("concept:name;case:channel\nété;guichet\n").unwrap();
        assert_eq!(shown(&table), ["– été guichet"]);
    }

    #[test]
    fn a_part_is_no_table() {
        let text = log(&TRACES.repeat(2_000));
        let mut to = GzEncoder::new(Vec::new(), Compression::default());
        to.write_all(text.as_bytes()).unwrap();
        let gzip = to.finish().unwrap();
        assert_eq!(read(gzip.clone()).unwrap().rows.len(), 6_000);
        for cut in [gzip[..gzip.len() / 2].to_vec(), text.as_bytes()[..text.len() / 2].to_vec()] {
            assert!(matches!(read(cut), Err(ImportError::Damaged { .. })));
        }
        assert!(matches!(read(log("<trace></log>")), Err(ImportError::Damaged { .. })));
        assert!(read("a,b\n\"x\n\u{0}").is_ok());
        assert!(read(&b"a,b\nx,\xff\n"[..]).is_ok());
    }

    #[test]
    fn what_is_no_log_is_told() {
        assert!(matches!(read(""), Err(ImportError::Empty(_))));
        assert!(matches!(read("<!DOCTYPE a>\n<log/>"), Err(ImportError::Declared { line: 1, .. })));
        assert!(matches!(read("<trace></trace>"), Err(ImportError::NotThisFormat { .. })));
        let absent = event_table(Path::new("absent.csv"), &WANTED);
        assert!(matches!(absent, Err(ImportError::Open { .. })));
    }
}
