//! Results on standard output: JSON, CSV, or a table for the eye.

use std::io::{self, BufWriter, Write};

use kernel::formula::harmless;
use measures::{Answer, FlatTable};
use serde::Serialize;
use serde_json::Value;

use crate::{failure::Failure, words::message};

/// Prints one JSON document and a final newline.
pub(crate) fn json(document: &impl Serialize) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    serde_json::to_writer(&mut out, document)
        .map_err(io::Error::from)
        .and_then(|()| out.write_all(b"\n"))
        .and_then(|()| out.flush())
        .map_err(|it| cannot_print(&it))
}

/// Prints answers as CSV: each measure's table after a line with its header, a blank line between two.
pub(crate) fn csv(answers: &[Answer]) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    for (at, answer) in answers.iter().enumerate() {
        if at > 0 {
            writeln!(out).map_err(|it| cannot_print(&it))?;
        }
        let table = FlatTable::of(answer);
        let mut writer = csv::Writer::from_writer(&mut out);
        let header: Vec<&str> = table.columns.iter().map(String::as_str).collect();
        writer.write_record(header).map_err(|it| cannot_print(&of_csv(it)))?;
        for row in &table.rows {
            let cells = row.iter().map(|it| match it {
                Value::String(text) => harmless(text).into_owned(),
                other => cell(other),
            });
            writer.write_record(cells).map_err(|it| cannot_print(&of_csv(it)))?;
        }
        writer.flush().map_err(|it| cannot_print(&it))?;
    }
    out.flush().map_err(|it| cannot_print(&it))
}

/// Prints rows of texts, each as long as the header, as CSV.
pub(crate) fn csv_of(header: &[&str], rows: &[Vec<String>]) -> Result<(), Failure> {
    let mut writer = csv::Writer::from_writer(BufWriter::new(io::stdout().lock()));
    writer.write_record(header).map_err(|it| cannot_print(&of_csv(it)))?;
    for row in rows {
        writer
            .write_record(row.iter().map(|it| harmless(it).into_owned()))
            .map_err(|it| cannot_print(&of_csv(it)))?;
    }
    writer.flush().map_err(|it| cannot_print(&it))
}

/// Prints answers as aligned columns, numbers to the right.
pub(crate) fn table(answers: &[Answer]) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    for answer in answers {
        let table = FlatTable::of(answer);
        writeln!(out, "{}", answer.question.measure).map_err(|it| cannot_print(&it))?;
        columns(&mut out, &table).map_err(|it| cannot_print(&it))?;
        writeln!(out).map_err(|it| cannot_print(&it))?;
    }
    out.flush().map_err(|it| cannot_print(&it))
}

/// Tells a person something, on standard error.
pub(crate) fn to_person(sentence: &str) {
    eprintln!("{sentence}");
}

/// An instant (µs UTC) in RFC 3339; a number that is no instant stays one.
pub(crate) fn instant(us: i64) -> String {
    jiff::Timestamp::from_microsecond(us).map_or_else(|_| us.to_string(), |it| it.to_string())
}

/// Prints lines of text.
pub(crate) fn lines(lines: impl Iterator<Item = String>) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    for line in lines {
        writeln!(out, "{line}").map_err(|it| cannot_print(&it))?;
    }
    out.flush().map_err(|it| cannot_print(&it))
}

/// Prints rows of texts, each as long as the header, as aligned columns.
pub(crate) fn columns_of(header: &[String], rows: &[Vec<String>]) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|it| visible(it)).collect()).collect();
    aligned(&mut out, header, &rows).and_then(|()| out.flush()).map_err(|it| cannot_print(&it))
}

fn columns(out: &mut impl Write, table: &FlatTable) -> io::Result<()> {
    let rows: Vec<Vec<String>> = table.rows.iter().map(|row| row.iter().map(short).collect()).collect();
    aligned(out, &table.columns, &rows)
}

fn aligned(out: &mut impl Write, header: &[String], rows: &[Vec<String>]) -> io::Result<()> {
    let width = |at: usize| {
        let cells = rows.iter().map(|row| row[at].chars().count());
        cells.chain([header[at].chars().count()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    for row in std::iter::once(header).chain(rows.iter().map(Vec::as_slice)) {
        let line: Vec<String> =
            row.iter().zip(&widths).map(|(text, width)| format!("{text:>width$}")).collect();
        writeln!(out, "  {}", line.join("  "))?;
    }
    Ok(())
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Four significant decimals are enough for the eye; JSON and CSV keep them all.
fn short(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::Number(number) if !number.is_u64() && !number.is_i64() => {
            number.as_f64().map_or_else(|| number.to_string(), |it| format!("{it:.4}"))
        }
        other => visible(&cell(other)),
    }
}

/// A text from a file must not command the terminal.
fn visible(text: &str) -> String {
    text.chars()
        .map(|it| if it.is_control() { it.escape_default().to_string() } else { it.to_string() })
        .collect()
}

/// The failure of the writer below, which tells whether anybody still reads.
fn of_csv(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn cannot_print(error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::BrokenPipe {
        // Whoever reads has read enough, as `head` does: nobody is to be told.
        std::process::exit(0);
    }
    Failure::failed(message("cannot-print")).because(error)
}
