//! What somebody filled in.

use std::collections::BTreeMap;

use calamine::{Data, DataRef, Reader as _};
use kernel::{Explain, Lang, Message};
use practices::{Answer, Answers, CONTACTS_MAX, LEVEL_MAX, Mix, Question, collection};

use super::{
    CONTACTS_KEY,
    guard::{self, Workbook},
};
use crate::words::{message, word};

/// Rows and columns read of a sheet: ours are far smaller.
const ROWS_MAX: u32 = 500;
const COLUMNS_MAX: u32 = 8;
/// Where answers stand.
const ANSWER_COLUMN: u32 = 2;

/// A filled-in workbook.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FilledIn {
    /// The answers that could be read.
    pub answers: Answers,
    /// Contacts coded by cause, where somebody gave them.
    pub coded: BTreeMap<String, u64>,
    /// What could not be read, each with its place; the rest is kept.
    pub refused: Vec<Refused>,
}

impl FilledIn {
    /// The shares to reckon with.
    pub fn mix(&self) -> Mix {
        Mix::own(&self.coded, None, collection())
    }
}

/// A cell that is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The sheet's name.
    pub sheet: String,
    /// `C5`.
    pub cell: String,
    /// What the cell is about: `Q01`.
    pub key: String,
    /// What stands there.
    pub value: String,
}

impl Refused {
    /// The sentence for a person.
    pub fn message(&self) -> Message {
        message("workbook-cell-refused")
            .with("sheet", self.sheet.as_str())
            .with("cell", self.cell.as_str())
            .with("key", self.key.as_str())
            .with("value", self.value.as_str())
    }
}

/// A file that is no workbook of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Neither xlsx nor ods, or damaged.
    #[error("this is not an .xlsx or .ods workbook, or it is damaged")]
    NotAWorkbook,
    /// It unfolds into too much.
    #[error("the workbook is too large")]
    TooLarge,
    /// More sheets than any of ours.
    #[error("the workbook has {0} sheets")]
    TooManySheets(usize),
    /// No question was found.
    #[error("the workbook holds no question of the self-diagnosis")]
    NoQuestion,
}

impl Explain for Unreadable {
    fn message(&self) -> Message {
        match self {
            Self::NotAWorkbook => message("workbook-not-one"),
            Self::TooLarge => {
                message("workbook-too-large").with("megabytes", (guard::BYTES_MAX / 1_000_000) as u64)
            }
            Self::TooManySheets(sheets) => message("workbook-many-sheets").with("sheets", *sheets as u64),
            Self::NoQuestion => message("workbook-no-question"),
        }
    }
}

/// Reads a workbook (.xlsx or .ods, told by its content).
///
/// # Errors
///
/// [`Unreadable`] if the file is no workbook of ours. A cell that is no answer is told in [`FilledIn::refused`].
pub fn read(bytes: &[u8]) -> Result<FilledIn, Unreadable> {
    let mut workbook = guard::open(bytes)?;
    let mut filled = FilledIn::default();
    let mut found = 0_usize;
    for sheet in workbook.sheet_names().clone() {
        for (number, row) in rows(&mut workbook, &sheet)? {
            let Some(key) = row.get(&0).map(written) else { continue };
            let value = row.get(&ANSWER_COLUMN).cloned().unwrap_or(Data::Empty);
            let place = Refused {
                sheet: sheet.clone(),
                cell: format!("C{}", number + 1),
                key: key.clone(),
                value: written(&value),
            };
            let is_read = if let Some(question) = collection().questions().find(|it| it.id == key) {
                found += 1;
                take_answer(&mut filled, question, &value)
            } else if key == CONTACTS_KEY {
                take_number(&value, 1.0, |it| filled.answers.contacts_per_year = Some(it))
            } else if collection().cause(&key).is_some() {
                take_number(&value, 0.0, |it| {
                    filled.coded.insert(key.clone(), whole(it));
                })
            } else {
                true
            };
            if !is_read {
                filled.refused.push(place);
            }
        }
    }
    if found == 0 { Err(Unreadable::NoQuestion) } else { Ok(filled) }
}

type Row = BTreeMap<u32, Data>;

/// The cells of a sheet by row and column; both from 0.
fn rows(workbook: &mut Workbook<'_>, sheet: &str) -> Result<BTreeMap<u32, Row>, Unreadable> {
    let mut rows: BTreeMap<u32, Row> = BTreeMap::new();
    let mut keep = |row: u32, column: u32, value: Data| {
        if row < ROWS_MAX && column < COLUMNS_MAX && value != Data::Empty {
            rows.entry(row).or_default().insert(column, value);
        }
    };
    match workbook {
        // Cell by cell: a range would hold every cell between the first and the last, a million rows away.
        calamine::Sheets::Xlsx(xlsx) => {
            // A sheet that is a chart has no cells.
            let Ok(mut cells) = xlsx.worksheet_cells_reader(sheet) else { return Ok(rows) };
            while let Some(cell) = cells.next_cell().map_err(|_| Unreadable::NotAWorkbook)? {
                let (row, column) = cell.get_position();
                keep(row, column, owned(cell.get_value()));
            }
        }
        other => {
            let range = other.worksheet_range(sheet).map_err(|_| Unreadable::NotAWorkbook)?;
            let (top, left) = range.start().unwrap_or_default();
            for (row, column, value) in range.used_cells() {
                let row = top.saturating_add(u32::try_from(row).unwrap_or(u32::MAX));
                let column = left.saturating_add(u32::try_from(column).unwrap_or(u32::MAX));
                keep(row, column, value.clone());
            }
        }
    }
    Ok(rows)
}

fn owned(value: &DataRef<'_>) -> Data {
    Data::from(value.clone())
}

fn written(value: &Data) -> String {
    match value {
        Data::Empty => String::new(),
        Data::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    }
}

/// Whether the cell is an answer, or empty.
fn take_answer(filled: &mut FilledIn, question: &Question, value: &Data) -> bool {
    let answer = match value {
        Data::Empty => return true,
        Data::Float(number) => level_of(*number),
        Data::Int(number) => u8::try_from(*number).ok().filter(|it| *it <= LEVEL_MAX).map(Answer::Level),
        Data::String(text) if text.trim().is_empty() => return true,
        Data::String(text) => answer_of(question, text.trim()),
        _ => None,
    };
    if let Some(answer) = answer {
        filled.answers.give(&question.id, answer);
    }
    answer.is_some()
}

fn level_of(number: f64) -> Option<Answer> {
    (0..=LEVEL_MAX).find(|it| (f64::from(*it) - number).abs() < 1e-9).map(Answer::Level)
}

/// From the words of a drop-down list, in either language, or a bare number.
fn answer_of(question: &Question, text: &str) -> Option<Answer> {
    for lang in Lang::ALL {
        if text == word(lang, "answer-unknown") {
            return Some(Answer::Unknown);
        }
        if text == word(lang, "answer-not-applicable") {
            return Some(Answer::NotApplicable);
        }
        for level in 0..=LEVEL_MAX {
            let label = question.levels[usize::from(level)].in_lang(lang);
            if text == label || text == choice(level, label) {
                return Some(Answer::Level(level));
            }
        }
    }
    level_of(text.parse().ok()?)
}

/// A level as the drop-down lists say it: "2 – measured monthly".
pub(super) fn choice(level: u8, label: &str) -> String {
    format!("{level} – {label}")
}

/// Whether the cell is a number of contacts, at least so many, or empty.
fn take_number(value: &Data, least: f64, take: impl FnOnce(f64)) -> bool {
    let number = match value {
        Data::Empty => return true,
        Data::Float(number) => Some(*number),
        #[expect(clippy::cast_precision_loss, reason = "numbers of contacts are far below 2^53")]
        Data::Int(number) => Some(*number as f64),
        Data::String(text) if text.trim().is_empty() => return true,
        Data::String(text) => {
            let plain: String = text.chars().filter(|it| !it.is_whitespace()).collect();
            plain.replace(',', ".").parse().ok()
        }
        _ => None,
    };
    match number.filter(|it| it.is_finite() && (least..=CONTACTS_MAX).contains(it)) {
        Some(number) => {
            take(number);
            true
        }
        None => false,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and CONTACTS_MAX, checked"
)]
fn whole(number: f64) -> u64 {
    number.round() as u64
}
