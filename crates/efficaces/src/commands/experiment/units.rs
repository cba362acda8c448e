//! The list of units: a CSV file with a column `unit`, the columns of the plan's strata, and perhaps `cluster`.

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{self, BufWriter},
    path::Path,
};

use csv::ByteRecord;
use exchange::import::Reason;
use experiments::{Plan, UnitToAssign, allocation::NAME_BYTES_MAX};
use kernel::{
    Lang, Message,
    formula::{as_it_stood, harmless},
    private,
    whole_file::WholeFile,
};

use crate::{failure::Failure, words::message};

/// How much of a refused value is shown, as in an import.
const VALUE_CHARS_MAX: usize = 200;

/// What a list holds.
#[derive(Default)]
pub(super) struct List {
    /// Each once, at its first place.
    pub(super) units: Vec<UnitToAssign>,
    /// Rows read.
    pub(super) rows: u64,
    /// Rows of units that came before.
    pub(super) twice: u64,
    pub(super) rejects: Vec<Rejected>,
}

/// A row that is no unit.
pub(super) struct Rejected {
    pub(super) line: u64,
    pub(super) column: String,
    pub(super) value: String,
    pub(super) reason: Message,
}

/// Where each thing stands in a row.
struct Columns {
    titles: Vec<String>,
    unit: usize,
    cluster: Option<usize>,
    strata: Vec<usize>,
}

/// Reads a list; commas, semicolons or tabs part its columns.
pub(super) fn read(path: &Path, plan: &Plan) -> Result<List, Failure> {
    let bytes = fs::read(path).map_err(|it| Failure::file(path, &it))?;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut reader = csv::ReaderBuilder::new().delimiter(separator(text)).flexible(true).from_reader(text);
    let unreadable = |it: csv::Error| Failure::file(path, &io::Error::other(it));
    let columns = Columns::of(reader.byte_headers().map_err(unreadable)?, plan, path)?;
    let mut found = List::default();
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(unreadable)? {
        found.rows += 1;
        let line = record.position().map_or(0, csv::Position::line);
        match columns.unit(&record) {
            Ok(unit) => {
                let name = unit.cluster.as_ref().unwrap_or(&unit.name);
                match known.get(name) {
                    None => {
                        known.insert(name.clone(), found.units.len());
                        found.units.push(unit);
                    }
                    Some(at) if found.units[*at].covariates == unit.covariates => found.twice += 1,
                    Some(_) => {
                        let reason = message("experiment-reject-two-strata");
                        let value = unit.covariates.join(" | ");
                        found.rejects.push(Rejected { line, column: columns.strata_titles(), value, reason });
                    }
                }
            }
            Err((column, value, reason)) => {
                let value = value.chars().take(VALUE_CHARS_MAX).collect();
                found.rejects.push(Rejected { line, column, value, reason });
            }
        }
    }
    Ok(found)
}

/// What parts the columns: whichever the first line has most of.
fn separator(text: &[u8]) -> u8 {
    let first = text.split(|it| matches!(it, b'\n' | b'\r')).next().unwrap_or(text);
    let count = |sign: u8| first.split(|it| *it == sign).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|it| count(*it)).unwrap_or(b',')
}

impl Columns {
    fn of(header: &ByteRecord, plan: &Plan, path: &Path) -> Result<Self, Failure> {
        let titles: Vec<String> =
            header.iter().map(|it| as_it_stood(String::from_utf8_lossy(it).trim()).to_owned()).collect();
        let said = |key, column: &str| {
            let say = message(key).with("path", path.display().to_string()).with("column", column);
            Failure::refused(say.with("titles", titles.join(", ")))
        };
        let place = |column: &str| {
            let mut places = titles.iter().enumerate().filter(|it| it.1 == column).map(|it| it.0);
            match (places.next(), places.next()) {
                (_, Some(_)) => Err(said("experiment-list-column-twice", column)),
                (place, None) => Ok(place),
            }
        };
        let needed =
            |column: &str| place(column)?.ok_or_else(|| said("experiment-list-column-missing", column));
        let unit = needed("unit")?;
        let cluster = place("cluster")?;
        let strata = plan.allocation.strata.iter().map(|it| needed(it)).collect::<Result<_, _>>()?;
        Ok(Self { titles, unit, cluster, strata })
    }

    /// The titles of the strata, for a fault that is in all of them.
    fn strata_titles(&self) -> String {
        self.strata.iter().map(|it| self.titles[*it].as_str()).collect::<Vec<_>>().join(" | ")
    }

    /// A row's unit, or the column at fault, its value and why.
    fn unit(&self, record: &ByteRecord) -> Result<UnitToAssign, (String, String, Message)> {
        let whole_row = |reason: &Reason| {
            let row: Vec<_> = record.iter().map(String::from_utf8_lossy).collect();
            (String::new(), row.join(","), reason.message())
        };
        if record.len() < self.titles.len() {
            return Err(whole_row(&Reason::TooFewFields));
        }
        if record.len() > self.titles.len() {
            return Err(whole_row(&Reason::TooManyFields));
        }
        let value = |at: usize| {
            let bytes = record.get(at).unwrap_or_default();
            let at_fault = |reason: Message| {
                (self.titles[at].clone(), String::from_utf8_lossy(bytes).into_owned(), reason)
            };
            let text = std::str::from_utf8(bytes).map_err(|_| at_fault(Reason::WrongEncoding.message()))?;
            let text = as_it_stood(text.trim());
            if text.is_empty() {
                return Err(at_fault(Reason::Empty.message()));
            }
            if text.len() > NAME_BYTES_MAX {
                return Err(at_fault(Reason::TextTooLong.message()));
            }
            Ok(text.to_owned())
        };
        Ok(UnitToAssign {
            name: value(self.unit)?,
            cluster: self.cluster.map(value).transpose()?,
            covariates: self.strata.iter().map(|it| value(*it)).collect::<Result<_, _>>()?,
        })
    }
}

/// Writes refused rows as an import does: `file,line,column,value,reason`.
pub(super) fn write_rejects(
    place: &Path,
    list: &Path,
    rejects: &[Rejected],
    lang: Lang,
) -> Result<(), Failure> {
    let failed = |it: io::Error| Failure::file(place, &it);
    let (whole, file) = WholeFile::begin(place, &private::file()).map_err(failed)?;
    table(&file, place, ["file", "line", "column", "value", "reason"], |to| {
        for it in rejects {
            let (list, line) = (list.display().to_string(), it.line.to_string());
            let reason = it.reason.say(lang);
            to.write_record(
                [list.as_str(), line.as_str(), &it.column, &it.value, reason.as_str()]
                    .map(|it| harmless(it).into_owned()),
            )?;
        }
        Ok(())
    })?;
    whole.keep(&file).map_err(failed)
}

/// Writes a CSV table to an open file.
pub(super) fn table<const N: usize>(
    file: &File,
    place: &Path,
    titles: [&str; N],
    rows: impl FnOnce(&mut csv::Writer<BufWriter<&File>>) -> csv::Result<()>,
) -> Result<(), Failure> {
    let mut to = csv::Writer::from_writer(BufWriter::new(file));
    let written = to.write_record(titles).and_then(|()| rows(&mut to)).map_err(io::Error::other);
    written.and_then(|()| to.flush()).map_err(|it| Failure::file(place, &it))
}
