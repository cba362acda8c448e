//! The rows of a call, and which of its columns fills what.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::{failed::Failed, send::Reading};
use crate::{
    address::Medium,
    campaigns::{
        REFERENCE,
        posted::{CELL_CHARS_MAX, COLUMNS_MAX, ROWS_MAX},
        sheet::Row,
    },
    pages::preview,
    template::Template,
};

/// Faults of rows that are told at once.
const FAULTS_MAX: usize = 20;
/// The column of a letter's address that is made of the others.
const LETTER_TO: &str = "address";

/// The names of the columns, and the rows.
pub(super) struct Sheet {
    names: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// What stands in each column, which of them fills what, and the rows.
type Placed = (Vec<String>, BTreeMap<String, usize>, Vec<Row>);

/// The rows of a call, the first of which names the columns; what is wrong with them is noted.
pub(super) fn read(reading: &mut Reading<'_>) -> Option<Sheet> {
    let read = match (reading.body.get("rows"), reading.body.get("csv")) {
        (Some(rows), None) => of_rows(rows),
        (None, Some(Value::String(text))) => of_csv(text),
        (None, Some(_)) => Err("csv is not of type string".to_owned()),
        (Some(_), Some(_)) | (None, None) => Err("You should specify either rows or csv".to_owned()),
    };
    let read = read.and_then(|it| match it.rows.len() {
        0 => Err("There are no rows".to_owned()),
        rows if rows > ROWS_MAX => {
            Err(format!("Too many rows. Maximum number of rows allowed is {ROWS_MAX}"))
        }
        _ if it.names.len() > COLUMNS_MAX => {
            Err(format!("Too many columns. Maximum number of columns allowed is {COLUMNS_MAX}"))
        }
        _ => Ok(it),
    });
    let sheet = read.map_err(|fault| reading.faults.push(fault)).ok()?;
    reading.faults.extend(sheet.faults());
    Some(sheet)
}

fn of_rows(rows: &Value) -> Result<Sheet, String> {
    let bad = || "rows is not a list of lists".to_owned();
    let cell = |it: &Value| match it {
        Value::String(text) => Ok(text.clone()),
        Value::Null => Ok(String::new()),
        Value::Number(_) | Value::Bool(_) => Ok(it.to_string()),
        Value::Array(_) | Value::Object(_) => Err(bad()),
    };
    let line = |it: &Value| it.as_array().ok_or_else(bad)?.iter().map(cell).collect::<Result<Vec<_>, _>>();
    let mut lines = rows.as_array().ok_or_else(bad)?.iter().map(line);
    let names = lines.next().ok_or_else(bad)??;
    Ok(Sheet { names, rows: lines.collect::<Result<_, _>>()? })
}

fn of_csv(text: &str) -> Result<Sheet, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let fields = |it: &csv::StringRecord| it.iter().map(str::to_owned).collect::<Vec<_>>();
    let names = fields(reader.headers().map_err(|it| format!("csv cannot be read: {it}"))?);
    let lines = reader
        .records()
        .take(ROWS_MAX + 1)
        .map(|it| it.as_ref().map(fields).map_err(|it| format!("csv cannot be read: {it}")));
    Ok(Sheet { names, rows: lines.collect::<Result<_, _>>()? })
}

impl Sheet {
    /// What no row can be right with: two columns of a name, cells that are too long.
    fn faults(&self) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let twice =
            self.names.iter().map(|it| plain(it)).filter(|it| !it.is_empty() && !seen.insert(it.clone()));
        let mut faults: Vec<String> =
            twice.map(|it| format!("Duplicate column headers: {}", it.replace('_', " "))).collect();
        let long = |row: &Vec<String>| {
            row.iter().any(|it| it.len() > CELL_CHARS_MAX && it.chars().count() > CELL_CHARS_MAX)
        };
        let long = (1..).zip(&self.rows).filter(|(_, row)| long(row)).take(FAULTS_MAX);
        faults.extend(
            long.map(|(place, _)| format!("Row {place} - a cell is longer than {CELL_CHARS_MAX} characters")),
        );
        faults
    }

    /// The list as a campaign keeps it.
    ///
    /// # Errors
    ///
    /// A column lacks that the template cannot do without.
    pub(super) fn placed(self, template: &Template) -> Result<Placed, Failed> {
        let mut fills: BTreeMap<String, usize> = BTreeMap::new();
        for (place, name) in self.names.iter().enumerate() {
            match plain(name).as_str() {
                "" => {}
                "reference" => drop(fills.insert(REFERENCE.to_owned(), place)),
                name => drop(fills.insert(name.to_owned(), place)),
            }
        }
        let column = match template.medium {
            Medium::Sms => "phone_number",
            Medium::Email => "email_address",
            Medium::Letter => "address_line_1",
        };
        let needed = preview::places(template).0;
        let missing: Vec<String> = std::iter::once(column.to_owned())
            .chain(needed)
            // A template may show the caller's own name for the message.
            .filter(|it| !fills.contains_key(if it == "reference" { REFERENCE } else { it }))
            .map(|it| it.replace('_', " "))
            .collect();
        if !missing.is_empty() {
            return Err(Failed::invalid(vec![format!("Missing column headers: {}", missing.join(", "))]));
        }
        let lines: Vec<usize> = (1..=7)
            .map(|it| format!("address_line_{it}"))
            .chain(["postcode".to_owned()])
            .filter_map(|it| fills.get(&it).copied())
            .collect();
        let (mut titles, width) = (self.names, fills.values().max().map_or(0, |it| it + 1));
        let is_letter = template.medium == Medium::Letter;
        let to = if is_letter { titles.len() } else { fills[column] };
        fills.insert(String::new(), to);
        let rows = (1..).zip(self.rows).map(|(line, mut cells)| {
            cells.resize(titles.len().max(width), String::new());
            if is_letter {
                let lines = lines.iter().map(|it| cells[*it].trim()).filter(|it| !it.is_empty());
                let whole = lines.collect::<Vec<_>>().join("\n");
                cells.push(whole);
            }
            Row { line, cells }
        });
        let rows = rows.collect();
        if is_letter {
            titles.push(LETTER_TO.to_owned());
        }
        Ok((titles, fills, rows))
    }
}

/// A name of a column as it is compared.
fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-'], "_")
}
