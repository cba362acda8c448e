//! CSV that a person opens by a double click: what spreadsheets expect of it, in each language.
//!
//! Files for programs are comma-separated UTF-8 without a mark; these are not.

use crate::Lang;

/// The byte order mark by which spreadsheets know UTF-8.
pub const MARK: &str = "\u{feff}";

/// What parts cells: a French spreadsheet reads commas as decimal marks.
pub const fn separator(lang: Lang) -> u8 {
    match lang {
        Lang::Fr => b';',
        Lang::En => b',',
    }
}
