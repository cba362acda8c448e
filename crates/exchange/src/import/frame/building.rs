//! Columns in the making: cell after cell, and piece after piece.

use super::{Column, Kind, Reason, TableError, words::Words};
use crate::import::{
    dates::{self, DateFormat, Written},
    values,
    zone::{Meant, Zone},
};

/// A cell of a number longer than this is none.
const NUMBER_BYTES_MAX: usize = 64;
/// Words longer than this are refused: no group or unit is called so.
const WORD_BYTES_MAX: usize = values::TEXT_BYTES_MAX;

/// A column in the making.
#[derive(Debug)]
pub(super) enum Builder {
    Numbers(Numbers),
    Words(Words),
    Instants(Instants),
    Units(Units),
}

/// See [`Kind::Numbers`].
#[derive(Debug, Default)]
pub(super) struct Numbers {
    pub(super) values: Vec<f64>,
    has_comma: bool,
    has_point: bool,
}

/// See [`Kind::Instants`].
#[derive(Debug)]
pub(super) struct Instants {
    pub(super) values: Vec<i64>,
    format: DateFormat,
    zone: Zone,
}

/// See [`Kind::Units`]: numbers, until one is none.
#[derive(Debug)]
pub(super) struct Units {
    /// `None` from the first that is none on: all are among the words.
    pub(super) integers: Option<Vec<u64>>,
    pub(super) words: Words,
}

impl Builder {
    /// An empty column; `format` is that of its dates.
    pub(super) fn new(kind: Kind, format: DateFormat, zone: &Zone) -> Self {
        match kind {
            Kind::Numbers => Self::Numbers(Numbers::default()),
            Kind::Words => Self::Words(Words::default()),
            Kind::Instants => Self::Instants(Instants { values: Vec::new(), format, zone: zone.clone() }),
            Kind::Units => Self::Units(Units::default()),
        }
    }

    /// Appends a cell, without the spaces around it.
    pub(super) fn push(&mut self, cell: &str) -> Result<(), Reason> {
        match self {
            Self::Numbers(it) => it.push(cell),
            Self::Words(it) => {
                it.push(checked(cell)?);
                Ok(())
            }
            Self::Instants(it) => it.push(cell),
            Self::Units(it) => it.push(cell),
        }
    }

    /// Appends a row that will be left out.
    pub(super) fn push_nothing(&mut self) {
        match self {
            Self::Numbers(it) => it.values.push(f64::NAN),
            Self::Words(it) => it.codes.push(Column::NO_WORD),
            Self::Instants(it) => it.values.push(Column::NO_INSTANT),
            Self::Units(it) => match &mut it.integers {
                Some(integers) => integers.push(0),
                None => it.words.codes.push(Column::NO_WORD),
            },
        }
    }

    /// Takes away the rows from `rows` on.
    pub(super) fn truncate(&mut self, rows: usize) {
        match self {
            Self::Numbers(it) => it.values.truncate(rows),
            Self::Words(it) => it.codes.truncate(rows),
            Self::Instants(it) => it.values.truncate(rows),
            Self::Units(it) => match &mut it.integers {
                Some(integers) => integers.truncate(rows),
                None => it.words.codes.truncate(rows),
            },
        }
    }

    pub(super) const fn len(&self) -> usize {
        match self {
            Self::Numbers(it) => it.values.len(),
            Self::Words(it) => it.codes.len(),
            Self::Instants(it) => it.values.len(),
            Self::Units(it) => match &it.integers {
                Some(integers) => integers.len(),
                None => it.words.codes.len(),
            },
        }
    }

    /// Appends the rows of a column of the same kind.
    pub(super) fn append(&mut self, other: Self) {
        match (self, other) {
            (Self::Numbers(ours), Self::Numbers(theirs)) => {
                ours.values.extend_from_slice(&theirs.values);
                ours.has_comma |= theirs.has_comma;
                ours.has_point |= theirs.has_point;
            }
            (Self::Words(ours), Self::Words(theirs)) => ours.append(&theirs),
            (Self::Instants(ours), Self::Instants(theirs)) => ours.values.extend_from_slice(&theirs.values),
            (Self::Units(ours), Self::Units(theirs)) => ours.append(theirs),
            _ => {}
        }
    }

    /// Keeps the rows that are to be kept.
    pub(super) fn retain(&mut self, kept: &[bool]) {
        match self {
            Self::Numbers(it) => retain(&mut it.values, kept),
            Self::Words(it) => retain(&mut it.codes, kept),
            Self::Instants(it) => retain(&mut it.values, kept),
            Self::Units(it) => match &mut it.integers {
                Some(integers) => retain(integers, kept),
                None => retain(&mut it.words.codes, kept),
            },
        }
    }

    /// Refuses numbers of which some have a comma and others a point.
    pub(super) fn check(&self, file: &str, column: &str) -> Result<(), TableError> {
        match self {
            Self::Numbers(it) if it.has_comma && it.has_point => {
                Err(TableError::MixedDecimals { file: file.to_owned(), column: column.to_owned() })
            }
            _ => Ok(()),
        }
    }

    pub(super) fn finish(self, is_whole: bool) -> Column {
        match self {
            Self::Numbers(it) => Column::Numbers(it.values),
            Self::Words(it) => it.finish(is_whole),
            Self::Instants(it) => Column::Instants(it.values),
            Self::Units(it) => it.integers.map_or_else(|| it.words.finish(is_whole), Column::Integers),
        }
    }
}

fn retain<T>(values: &mut Vec<T>, kept: &[bool]) {
    let mut kept = kept.iter();
    values.retain(|_| kept.next().copied().unwrap_or(false));
}

const fn checked(word: &str) -> Result<&str, Reason> {
    if word.len() > WORD_BYTES_MAX { Err(Reason::TextTooLong) } else { Ok(word) }
}

impl Numbers {
    pub(super) fn push(&mut self, cell: &str) -> Result<(), Reason> {
        let value = match cell {
            "" => f64::NAN,
            _ if cell.eq_ignore_ascii_case("na") || cell.eq_ignore_ascii_case("nan") => f64::NAN,
            _ => self.number(cell).filter(|it| it.is_finite()).ok_or(Reason::BadNumber)?,
        };
        self.values.push(value);
        Ok(())
    }

    fn number(&mut self, cell: &str) -> Option<f64> {
        if let Ok(value) = cell.parse() {
            self.has_point |= cell.contains('.');
            return Some(value);
        }
        if cell.len() > NUMBER_BYTES_MAX {
            return None;
        }
        // "1 234,5": spaces part thousands, a comma is before the decimals.
        let bare: String = cell.chars().filter(|it| !matches!(it, ' ' | '\u{a0}' | '\u{202f}')).collect();
        let is_number = |text: &str| text.bytes().all(|it| it.is_ascii_digit() || b"+-.eE".contains(&it));
        match bare.split_once(',') {
            Some((whole, decimals)) if !bare.contains('.') => {
                let text = format!("{whole}.{decimals}");
                let value = is_number(&text).then(|| text.parse().ok())??;
                self.has_comma = true;
                Some(value)
            }
            None if is_number(&bare) => {
                self.has_point |= bare.contains('.');
                bare.parse().ok()
            }
            _ => None,
        }
    }
}

impl Instants {
    fn push(&mut self, cell: &str) -> Result<(), Reason> {
        if cell.is_empty() {
            self.values.push(Column::NO_INSTANT);
            return Ok(());
        }
        let us = match dates::parse(cell, self.format).map_err(values::fault)? {
            Written::Utc(us) => us,
            // Of an hour that comes twice, the first; one that never was is as if the clock had not been turned.
            Written::Local(us) => match self.zone.instant(us) {
                Meant::Once(us) | Meant::Twice(us, _) | Meant::Never(us) => us,
            },
        };
        self.values.push(dates::in_years(us).map_err(values::fault)?);
        Ok(())
    }
}

impl Default for Units {
    fn default() -> Self {
        Self { integers: Some(Vec::new()), words: Words::default() }
    }
}

impl Units {
    pub(super) fn push(&mut self, cell: &str) -> Result<(), Reason> {
        if cell.is_empty() {
            return Err(Reason::Empty);
        }
        if let (Some(integers), Some(value)) = (&mut self.integers, integer(cell)) {
            integers.push(value);
        } else {
            let cell = checked(cell)?;
            self.words().push(cell);
        }
        Ok(())
    }

    /// The units as words, from now on.
    fn words(&mut self) -> &mut Words {
        for integer in self.integers.take().into_iter().flatten() {
            self.words.push(&integer.to_string());
        }
        &mut self.words
    }

    fn append(&mut self, mut other: Self) {
        match (&mut self.integers, &other.integers) {
            (Some(ours), Some(theirs)) => ours.extend_from_slice(theirs),
            _ => self.words().append(other.words()),
        }
    }
}

/// A whole number written as a program would: no sign, no leading zero.
fn integer(cell: &str) -> Option<u64> {
    let is_plain = cell.bytes().all(|it| it.is_ascii_digit()) && (!cell.starts_with('0') || cell == "0");
    is_plain.then(|| cell.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_and_programs_write_them() {
        for (cell, expected) in [
            ("12", 12.0),
            ("-0.5", -0.5),
            ("1e3", 1000.0),
            ("12,5", 12.5),
            ("1 234,5", 1234.5),
            ("1\u{202f}234", 1234.0),
            ("+3", 3.0),
        ] {
            let mut numbers = Numbers::default();
            assert_eq!(numbers.push(cell), Ok(()), "{cell}");
            assert_eq!(numbers.values, [expected], "{cell}");
        }
        for cell in ["", "NA", "nan", "NaN"] {
            let mut numbers = Numbers::default();
            assert_eq!(numbers.push(cell), Ok(()), "{cell}");
            assert!(numbers.values[0].is_nan(), "{cell}");
        }
        for cell in ["douze", "1,234.5", "1,2,3", "inf", "-infinity", "1e999", "12 €", ",", "-", "i,nf"] {
            assert_eq!(Numbers::default().push(cell), Err(Reason::BadNumber), "{cell}");
        }
    }

    #[test]
    fn units_are_numbers_as_long_as_all_are() {
        let of = |cells: &[&str]| {
            let mut units = Units::default();
            for cell in cells {
                units.push(cell).unwrap();
            }
            Builder::Units(units).finish(true)
        };
        assert_eq!(of(&["7", "0", "18446744073709551615"]), Column::Integers(vec![7, 0, u64::MAX]));
        let words = |codes: &[u32], names: &[&str]| Column::Words {
            codes: codes.to_vec(),
            names: names.iter().map(|it| (*it).to_owned()).collect(),
        };
        assert_eq!(of(&["7", "07", "7"]), words(&[0, 1, 0], &["7", "07"]));
        assert_eq!(of(&["7", "18446744073709551616"]), words(&[0, 1], &["7", "18446744073709551616"]));
        assert_eq!(Units::default().push(""), Err(Reason::Empty));
    }
}
