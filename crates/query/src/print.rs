//! Results on an output: one JSON document, CSV, or a table for the eye. Rows are written as they come.
//!
//! JSON is `{"columns":[…],"rows":[{…},…]}`. Columns of one name are told apart by a number (`reason`, `reason_2`).

use std::io::Write;

use datafusion::arrow::{array::RecordBatch, datatypes::Schema};

use crate::{
    Answer, QueryError,
    value::{Column, quote},
};

/// Rows that decide how wide a table's columns are; longer values further down push the line to the right.
const ROWS_MEASURED: usize = 1_000;
/// Where a table has no value.
const NOTHING: &str = "–";

/// Writes one JSON document.
///
/// # Errors
///
/// [`QueryError`]: the document is then not whole.
pub async fn json(answer: &mut Answer, out: &mut impl Write) -> Result<(), QueryError> {
    let mut keys = Vec::new();
    let mut text = String::from("{\"columns\":[");
    for (at, name) in names(&answer.schema()).iter().enumerate() {
        let mut key = String::new();
        quote(name, &mut key);
        if at > 0 {
            text.push(',');
        }
        text.push_str(&key);
        keys.push(key);
    }
    text.push_str("],\"rows\":[");
    let mut separator = "\n";
    while let Some(batch) = answer.next().await? {
        let columns = columns(&batch)?;
        for row in 0..batch.num_rows() {
            text.push_str(separator);
            separator = ",\n";
            for (at, (key, column)) in keys.iter().zip(&columns).enumerate() {
                text.push(if at == 0 { '{' } else { ',' });
                text.push_str(key);
                text.push(':');
                column.json(row, &mut text)?;
            }
            text.push('}');
        }
        out.write_all(text.as_bytes())?;
        text.clear();
    }
    text.push_str("]}\n");
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Writes CSV with a header; where there is no value, nothing.
///
/// # Errors
///
/// [`QueryError`].
pub async fn csv(answer: &mut Answer, out: &mut impl Write) -> Result<(), QueryError> {
    let mut to = csv::Writer::from_writer(out);
    let failed = |it: csv::Error| QueryError::Print(it.into());
    to.write_record(names(&answer.schema())).map_err(failed)?;
    while let Some(batch) = answer.next().await? {
        let columns = columns(&batch)?;
        for row in 0..batch.num_rows() {
            for column in &columns {
                to.write_field(column.text(row)?.unwrap_or_default()).map_err(failed)?;
            }
            to.write_record(None::<&[u8]>).map_err(failed)?;
        }
    }
    Ok(to.flush()?)
}

/// Writes aligned columns, numbers to the right.
///
/// # Errors
///
/// [`QueryError`].
pub async fn table(answer: &mut Answer, out: &mut impl Write) -> Result<(), QueryError> {
    let schema = answer.schema();
    let numeric: Vec<bool> = schema.fields().iter().map(|it| Column::is_numeric(it.data_type())).collect();
    let mut waiting = vec![names(&schema)];
    let mut widths: Option<Vec<usize>> = None;
    loop {
        let batch = answer.next().await?;
        if let Some(batch) = &batch {
            let columns = columns(batch)?;
            for row in 0..batch.num_rows() {
                let cells: Result<Vec<String>, QueryError> = columns
                    .iter()
                    .map(|it| Ok(it.text(row)?.map_or_else(|| NOTHING.to_owned(), |it| visible(&it))))
                    .collect();
                waiting.push(cells?);
            }
        }
        if batch.is_none() || waiting.len() > ROWS_MEASURED || widths.is_some() {
            let widths = widths.get_or_insert_with(|| widths_of(&waiting, numeric.len()));
            for cells in waiting.drain(..) {
                line(out, &cells, widths, &numeric)?;
            }
        }
        if batch.is_none() {
            return Ok(out.flush()?);
        }
    }
}

fn columns(batch: &RecordBatch) -> Result<Vec<Column>, QueryError> {
    Ok(batch.columns().iter().map(Column::of).collect::<Result<_, _>>()?)
}

/// Each column's name, made different from those before it.
fn names(schema: &Schema) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(schema.fields().len());
    for field in schema.fields() {
        let mut name = field.name().clone();
        let mut number = 2;
        while names.contains(&name) {
            name = format!("{}_{number}", field.name());
            number += 1;
        }
        names.push(name);
    }
    names
}

/// What comes from a file of contacts must not move the cursor of a terminal.
fn visible(text: &str) -> String {
    text.chars().map(|it| if it.is_control() { '\u{fffd}' } else { it }).collect()
}

fn widths_of(rows: &[Vec<String>], columns: usize) -> Vec<usize> {
    (0..columns).map(|at| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0)).collect()
}

fn line(out: &mut impl Write, cells: &[String], widths: &[usize], numeric: &[bool]) -> std::io::Result<()> {
    let padded = cells.iter().zip(widths).zip(numeric).map(|((cell, width), numeric)| {
        if *numeric { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
    });
    writeln!(out, "{}", padded.collect::<Vec<_>>().join("  ").trim_end())
}
