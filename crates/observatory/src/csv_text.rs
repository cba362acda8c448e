//! Tables as CSV: every value as it is, made harmless for spreadsheets.

use std::borrow::Cow;

use kernel::formula::harmless;
use measures::{Answer, FlatTable};
use serde_json::Value;

/// Columns and rows as CSV (RFC 4180, UTF-8).
///
/// # Panics
///
/// If a row has not as many values as there are columns.
pub fn of(columns: &[&str], rows: &[Vec<String>]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut lines = vec![columns.iter().map(|it| (*it).to_owned()).collect()];
    lines.extend(rows.iter().map(|row| row.iter().map(|it| cell(it).into_owned()).collect::<Vec<String>>()));
    for line in lines {
        writer.write_record(&line).expect("rows are as wide as the header");
    }
    let bytes = writer.into_inner().expect("memory is always flushed");
    String::from_utf8(bytes).expect("the values are UTF-8")
}

/// An answer as CSV.
pub fn of_answer(answer: &Answer) -> String {
    let table = FlatTable::of(answer);
    let columns: Vec<&str> = table.columns.iter().map(String::as_str).collect();
    let rows: Vec<Vec<String>> = table.rows.iter().map(|row| row.iter().map(plain).collect()).collect();
    of(&columns, &rows)
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A text that a spreadsheet would take for a formula is made harmless; numbers stay numbers.
fn cell(text: &str) -> Cow<'_, str> {
    if text.parse::<f64>().is_ok() { text.into() } else { harmless(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_numbers_are_not() {
        let rows = [vec!["=1+1".to_owned(), "-2.5".to_owned()], vec!["a,b".to_owned(), "@x".to_owned()]];
        assert_eq!(of(&["a", "b"], &rows), "a,b\n'=1+1,-2.5\n\"a,b\",'@x\n");
    }
}
