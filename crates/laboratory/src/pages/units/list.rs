//! A list of units as people have it: a table from a spreadsheet, with commas, semicolons or tabs, in the encoding that it came in.

use std::collections::HashMap;

use csv::StringRecord;
use encoding_rs::WINDOWS_1252;
use experiments::{Plan, UnitToAssign, allocation::NAME_BYTES_MAX};
use jiff::civil::Date;
use kernel::{Lang, Message, formula::as_it_stood};

use crate::{assign::columns_of, words::message};

/// How much of a refused value is shown.
const VALUE_CHARS_MAX: usize = 100;
/// What the column of units may be called.
const UNIT_TITLES: [&str; 9] =
    ["unit", "unité", "unite", "usager", "dossier", "bureau", "lieu", "agent", "request"];
/// What the column of first days may be called.
const START_TITLES: [&str; 4] = ["start", "début", "debut", "starts_on"];

/// Which columns a plan asks for.
pub(super) struct Layout {
    strata: Vec<String>,
    has_start: bool,
}

/// What a list holds.
#[derive(Debug)]
pub(super) struct List {
    /// Each unit once, at its first place.
    pub(super) rows: Vec<Row>,
    /// Rows of units that came before.
    pub(super) twice: u64,
    /// Rows that are no unit.
    pub(super) refused: Vec<Refused>,
}

/// A unit of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// The unit and its strata.
    pub(super) unit: UnitToAssign,
    /// The day on which it began; `None`: it did not, or nothing of the kind is asked.
    pub(super) starts_on: Option<Date>,
}

/// A row that is no unit.
#[derive(Debug)]
pub(super) struct Refused {
    /// Its line in the file.
    pub(super) line: u64,
    /// What stands there.
    pub(super) value: String,
    /// Why.
    pub(super) reason: Message,
}

impl Layout {
    /// Of a plan.
    pub(super) fn of(plan: &Plan) -> Self {
        Self { strata: columns_of(plan).to_vec(), has_start: !plan.design.is_randomised() }
    }

    /// The titles that the file should have.
    pub(super) fn titles(&self, lang: Lang) -> Vec<String> {
        let start = if lang == Lang::Fr { "début" } else { "start" };
        let mut titles = vec!["unit".to_owned()];
        titles.extend(self.strata.iter().cloned());
        if self.has_start {
            titles.push(start.to_owned());
        }
        titles
    }
}

/// Where each thing stands in a row.
struct Places {
    unit: usize,
    strata: Vec<usize>,
    start: Option<usize>,
}

/// Reads a list of at most `units_max` units.
///
/// # Errors
///
/// The sentence that says why it is no list.
pub(super) fn read(bytes: &[u8], layout: &Layout, units_max: usize) -> Result<List, Message> {
    let text = decoded(bytes);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator(&text))
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let unreadable = |_| message("enrol-unreadable");
    let titles: Vec<String> = reader
        .headers()
        .map_err(unreadable)?
        .iter()
        .map(|it| as_it_stood(it.trim()).to_lowercase())
        .collect();
    let places = places(&titles, layout)?;
    let mut list = List { rows: Vec::new(), twice: 0, refused: Vec::new() };
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(unreadable)? {
        let line = record.position().map_or(0, csv::Position::line);
        match row(&record, &places) {
            Ok(row) => match known.get(&row.unit.name).map(|it| &list.rows[*it]) {
                None => {
                    if list.rows.len() >= units_max {
                        return Err(message("enrol-too-many").with("most", units_max.to_string()));
                    }
                    known.insert(row.unit.name.clone(), list.rows.len());
                    list.rows.push(row);
                }
                Some(before) if *before == row => list.twice += 1,
                Some(_) => {
                    let reason = message("enrol-twice-otherwise");
                    list.refused.push(Refused { line, value: shown(&row.unit.name), reason });
                }
            },
            Err((value, reason)) => list.refused.push(Refused { line, value: shown(&value), reason }),
        }
    }
    Ok(list)
}

/// UTF-8, with its mark or without; else what spreadsheets write on a French Windows.
fn decoded(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_or_else(|_| WINDOWS_1252.decode(bytes).0.into_owned(), str::to_owned)
}

/// What parts the columns: whichever the first line has most of.
fn separator(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or("");
    let count = |sign: u8| first.bytes().filter(|it| *it == sign).count();
    [b'\t', b',', b';'].into_iter().max_by_key(|it| count(*it)).unwrap_or(b';')
}

fn places(titles: &[String], layout: &Layout) -> Result<Places, Message> {
    let place = |names: &[&str]| {
        let mut found = titles.iter().enumerate().filter(|it| names.contains(&it.1.as_str())).map(|it| it.0);
        match (found.next(), found.next()) {
            (Some(_), Some(_)) => Err(message("enrol-column-twice").with("column", names[0])),
            (found, _) => Ok(found),
        }
    };
    let missing = |column: &str| {
        message("enrol-column-missing").with("column", column).with("titles", titles.join(", "))
    };
    let strata = layout.strata.iter().map(|name| {
        let wanted = name.to_lowercase();
        place(&[&wanted])?.ok_or_else(|| missing(name))
    });
    let strata = strata.collect::<Result<Vec<usize>, Message>>()?;
    // A stratum may have one of the names that the column of units may have.
    let is_unit = |it: &usize| UNIT_TITLES.contains(&titles[*it].as_str()) && !strata.contains(it);
    let unit = place(&["unit"])?.or_else(|| (0..titles.len()).find(is_unit));
    let start =
        if layout.has_start { Some(place(&START_TITLES)?.ok_or_else(|| missing("start"))?) } else { None };
    Ok(Places { unit: unit.ok_or_else(|| missing("unit"))?, strata, start })
}

/// A row's unit, or what stands there and why it is none.
fn row(record: &StringRecord, places: &Places) -> Result<Row, (String, Message)> {
    let value = |at: usize| as_it_stood(record.get(at).unwrap_or("").trim()).to_owned();
    let name = value(places.unit);
    if name.is_empty() {
        let whole = record.iter().collect::<Vec<_>>().join(" ; ");
        return Err((whole, message("enrol-no-name")));
    }
    if name.len() > NAME_BYTES_MAX {
        return Err((name, message("enrol-long-name").with("most", NAME_BYTES_MAX.to_string())));
    }
    let covariates: Vec<String> = places.strata.iter().map(|it| value(*it)).collect();
    if covariates.iter().any(String::is_empty) {
        return Err((name, message("enrol-no-stratum")));
    }
    let text = places.start.map(value).unwrap_or_default();
    let starts_on = if text.is_empty() {
        None
    } else {
        Some(day(&text).ok_or_else(|| (text.clone(), message("enrol-no-day")))?)
    };
    Ok(Row { unit: UnitToAssign { name, covariates, cluster: None }, starts_on })
}

/// A day as people write it: `2027-01-04` or `04/01/2027`.
pub(super) fn day(text: &str) -> Option<Date> {
    if let Ok(day) = text.parse() {
        return Some(day);
    }
    let mut parts = text.split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

fn shown(value: &str) -> String {
    value.chars().take(VALUE_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(strata: &[&str], has_start: bool) -> Layout {
        Layout { strata: strata.iter().map(|it| (*it).to_owned()).collect(), has_start }
    }

    fn names(list: &List) -> Vec<&str> {
        list.rows.iter().map(|it| it.unit.name.as_str()).collect()
    }

    #[test]
    fn a_list_is_read_in_the_encoding_and_with_the_separator_that_it_has() {
        let latin: &[u8] = b"Unit\xe9;R\xe9gion\nH\xf4tel de ville;C\xf4te\n";
        for bytes in ["\u{feff}Unité;Région\nHôtel de ville;Côte\n".as_bytes(), latin] {
            let list = read(bytes, &layout(&["région"], false), 10).unwrap();
            assert_eq!(names(&list), ["Hôtel de ville"]);
            assert_eq!(list.rows[0].unit.covariates, ["Côte"]);
        }
        for text in ["unit,taille\n\"a, b\",1\n", "taille\tunit\n1\ta, b\n"] {
            assert_eq!(names(&read(text.as_bytes(), &layout(&["taille"], false), 10).unwrap()), ["a, b"]);
        }
    }

    #[test]
    fn rows_that_are_no_unit_are_told_with_their_line() {
        let text = "unit;taille\na;1\n;2\nb;\na;1\na;2\n";
        let list = read(text.as_bytes(), &layout(&["taille"], false), 10).unwrap();
        assert_eq!((names(&list), list.twice), (vec!["a"], 1));
        let told: Vec<(u64, &str)> = list.refused.iter().map(|it| (it.line, it.reason.key())).collect();
        assert_eq!(told, [(3, "enrol-no-name"), (4, "enrol-no-stratum"), (6, "enrol-twice-otherwise")]);
    }

    #[test]
    fn what_is_missing_is_named() {
        let key = |text: &str, layout: &Layout| read(text.as_bytes(), layout, 1).unwrap_err().key();
        assert_eq!(key("nom;taille\n", &layout(&[], false)), "enrol-column-missing");
        assert_eq!(key("unit\n", &layout(&["taille"], false)), "enrol-column-missing");
        assert_eq!(key("unit;unit\n", &layout(&[], false)), "enrol-column-twice");
        assert_eq!(key("unit\na\nb\n", &layout(&[], false)), "enrol-too-many");
    }

    #[test]
    fn first_days_are_read_as_people_write_them() {
        let text = "bureau;début\na;2027-01-04\nb;04/01/2027\nc;\nd;demain\n";
        let list = read(text.as_bytes(), &layout(&[], true), 10).unwrap();
        let days: Vec<Option<Date>> = list.rows.iter().map(|it| it.starts_on).collect();
        let monday = Some(jiff::civil::date(2027, 1, 4));
        assert_eq!((days, list.refused.len()), (vec![monday, monday, None], 1));
        assert_eq!(day("4/13/2027"), None);
    }
}
