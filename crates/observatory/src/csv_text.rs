//! Tables as CSV for a person with a spreadsheet, in their language. Programs have the JSON.

use std::borrow::Cow;

use kernel::{Lang, formula::harmless, spreadsheet};

/// Columns and rows as CSV, as a spreadsheet of that language opens it by a double click. Numbers are given as Rust writes them.
///
/// # Panics
///
/// If a row has not as many values as there are columns.
pub fn of(lang: Lang, columns: &[String], rows: &[Vec<String>]) -> String {
    let separator = spreadsheet::separator(lang);
    let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer(spreadsheet::MARK.into());
    let lines = std::iter::once(columns).chain(rows.iter().map(Vec::as_slice));
    for line in lines {
        let cells = line.iter().map(|it| cell(lang, it).into_owned());
        writer.write_record(cells.collect::<Vec<_>>()).expect("rows are as wide as the header");
    }
    let bytes: Vec<u8> = writer.into_inner().expect("memory is always flushed");
    String::from_utf8(bytes).expect("the values are UTF-8")
}

/// A text that a spreadsheet would take for a formula is made harmless; numbers have the decimal mark of the language.
fn cell(lang: Lang, text: &str) -> Cow<'_, str> {
    match text.parse::<f64>() {
        Ok(_) if lang == Lang::Fr => text.replace('.', ",").into(),
        Ok(_) => text.into(),
        Err(_) => harmless(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_numbers_are_not() {
        let columns = ["a".to_owned(), "b".to_owned()];
        let rows = [vec!["=1+1".to_owned(), "-2.5".to_owned()], vec!["a,b".to_owned(), "@x".to_owned()]];
        assert_eq!(of(Lang::En, &columns, &rows), "\u{feff}a,b\n'=1+1,-2.5\n\"a,b\",'@x\n");
        assert_eq!(of(Lang::Fr, &columns, &rows), "\u{feff}a;b\n'=1+1;-2,5\na,b;'@x\n");
    }
}
