//! A list of people as partners have it: a table from a spreadsheet, with commas, semicolons or tabs, in the encoding that it came in.

use std::collections::HashSet;

use csv::StringRecord;
use encoding_rs::WINDOWS_1252;
use kernel::{Message, formula::as_it_stood};

use crate::words::message;

/// Rows of one campaign.
pub const ROWS_MAX: usize = 250_000;
/// Bytes of its file.
pub const FILE_BYTES_MAX: usize = 64 << 20;
/// Columns of its file.
const COLUMNS_MAX: usize = 100;
/// Letters of one cell.
const CELL_CHARS_MAX: usize = 2_000;

/// A table: its titles, and its rows with their lines in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// What stands at the head of each column.
    pub titles: Vec<String>,
    /// The rows that hold something.
    pub rows: Vec<Row>,
}

/// A row of a [`Sheet`].
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line in the file, from 1; the titles are on the first.
    pub line: i64,
    /// One a column: as many as there are titles.
    pub cells: Vec<String>,
}

impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: [hidden]", self.line)
    }
}

/// Reads a table.
///
/// - **Takes** the bytes of a file: UTF-8 with or without its mark, else Windows-1252.
/// - **Fails** with the sentence that says why it is no list of people.
///
/// # Errors
///
/// No titles or two alike, too many columns or rows, no rows, or bytes that are no table.
pub fn read(bytes: &[u8]) -> Result<Sheet, Message> {
    // Lines are counted by one sign.
    let text = decoded(bytes).replace("\r\n", "\n").replace('\r', "\n");
    if text.contains('\0') {
        return Err(message("campaign-file-unreadable"));
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator(&text))
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let unreadable = |_| message("campaign-file-unreadable");
    let titles = reader.headers().map_err(unreadable)?.iter().map(|it| as_it_stood(it).to_owned()).collect();
    let titles = titled(titles)?;
    let mut sheet = Sheet { titles, rows: Vec::new() };
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(unreadable)? {
        if record.iter().all(str::is_empty) {
            continue;
        }
        if sheet.rows.len() >= ROWS_MAX {
            return Err(message("campaign-file-too-many").with("most", ROWS_MAX as u64));
        }
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |place: usize| {
            let text = record.get(place).map_or("", as_it_stood);
            text.chars().take(CELL_CHARS_MAX).collect()
        };
        let cells = (0..sheet.titles.len()).map(cell).collect();
        sheet.rows.push(Row { line: i64::try_from(line).unwrap_or(i64::MAX), cells });
    }
    if sheet.rows.is_empty() { Err(message("campaign-file-empty")) } else { Ok(sheet) }
}

/// The titles, none of them twice. Empty ones at the end are columns that a spreadsheet added.
fn titled(mut titles: Vec<String>) -> Result<Vec<String>, Message> {
    while titles.last().is_some_and(String::is_empty) {
        titles.pop();
    }
    if titles.is_empty() {
        return Err(message("campaign-file-empty"));
    }
    if titles.len() > COLUMNS_MAX {
        return Err(message("campaign-file-too-wide").with("most", COLUMNS_MAX as u64));
    }
    let mut seen = HashSet::new();
    match titles.iter().find(|it| !it.is_empty() && !seen.insert(plain(it))) {
        Some(twice) => Err(message("campaign-file-twice").with("title", twice.clone())),
        None => Ok(titles),
    }
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

/// A title as it is compared: small letters, without accents, spaces and marks.
pub fn plain(title: &str) -> String {
    let bare = |it: char| match it {
        'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        other => other,
    };
    title.to_lowercase().chars().filter(|it| it.is_alphanumeric()).map(bare).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_in_the_encoding_and_with_the_sign_that_it_came_with() {
        let text = "Numéro de téléphone;Prénom\r\n0612345678;Zoé\r\n";
        let french = WINDOWS_1252.encode(text).0.into_owned();
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        let tabs = text.replace(';', "\t");
        for bytes in [text.as_bytes(), &french, &marked, tabs.as_bytes()] {
            let sheet = read(bytes).unwrap();
            assert_eq!(sheet.titles, ["Numéro de téléphone", "Prénom"]);
            assert_eq!(sheet.rows, [Row { line: 2, cells: vec!["0612345678".into(), "Zoé".into()] }]);
        }
    }

    #[test]
    fn rows_keep_their_lines_and_empty_ones_are_none() {
        let sheet = read("a,b,\n1,\"x\ny\"\n,\n3\n".as_bytes()).unwrap();
        assert_eq!(sheet.titles, ["a", "b"]);
        let lines: Vec<i64> = sheet.rows.iter().map(|it| it.line).collect();
        assert_eq!(lines, [2, 5]);
        assert_eq!(sheet.rows[1].cells, ["3", ""]);
    }

    #[test]
    fn what_is_no_list_says_why() {
        let key = |bytes: &[u8]| read(bytes).unwrap_err().key();
        let wide: String = (0..101).map(|it| format!("t{it};")).chain(["\n1\n".to_owned()]).collect();
        assert_eq!(key(b""), "campaign-file-empty");
        assert_eq!(key(b"a;b\n"), "campaign-file-empty");
        assert_eq!(key("Prénom;prenom\n1;2\n".as_bytes()), "campaign-file-twice");
        assert_eq!(key(b"a\0;b\n1;2\n"), "campaign-file-unreadable");
        assert_eq!(key(wide.as_bytes()), "campaign-file-too-wide");
    }
}
