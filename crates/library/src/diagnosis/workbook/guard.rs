//! Bounds on a workbook before any library reads it: a small file can unfold into more than the memory holds.

use std::io::{Cursor, Read as _};

use calamine::{Reader as _, open_workbook_auto_from_rs};
use quick_xml::{Reader, events::Event};

use super::Unreadable;

/// A workbook of ours has 0.1 MB, filled in; this leaves room for notes and pictures.
pub(super) const BYTES_MAX: usize = 10_000_000;
const UNFOLDED_MAX: u64 = 60_000_000;
const ENTRIES_MAX: usize = 3_000;
const SHEETS_MAX: usize = 200;
/// Cells that hold something, with their repetitions.
const CELLS_MAX: u64 = 500_000;

pub(super) type Workbook<'a> = calamine::Sheets<Cursor<&'a [u8]>>;

/// Opens a workbook that keeps within the bounds.
pub(super) fn open(bytes: &[u8]) -> Result<Workbook<'_>, Unreadable> {
    if bytes.len() > BYTES_MAX {
        return Err(Unreadable::TooLarge);
    }
    // Old .xls files and anything else than a ZIP folder.
    if !bytes.starts_with(b"PK") {
        return Err(Unreadable::NotAWorkbook);
    }
    unfold(bytes)?;
    let workbook = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|_| Unreadable::NotAWorkbook)?;
    if !matches!(workbook, calamine::Sheets::Xlsx(_) | calamine::Sheets::Ods(_)) {
        return Err(Unreadable::NotAWorkbook);
    }
    if workbook.sheet_names().len() > SHEETS_MAX {
        return Err(Unreadable::TooManySheets(workbook.sheet_names().len()));
    }
    Ok(workbook)
}

/// Reads every part to its end without keeping it, whatever size it declares.
fn unfold(bytes: &[u8]) -> Result<(), Unreadable> {
    let mut folder = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::NotAWorkbook)?;
    if folder.len() > ENTRIES_MAX {
        return Err(Unreadable::TooLarge);
    }
    let mut left = UNFOLDED_MAX;
    for place in 0..folder.len() {
        let entry = folder.by_index(place).map_err(|_| Unreadable::NotAWorkbook)?;
        let is_table = entry.name().is_ok_and(|it| it == "content.xml");
        let mut bounded = entry.take(left + 1);
        let read = if is_table {
            let mut text = Vec::new();
            let read = bounded.read_to_end(&mut text).map_err(|_| Unreadable::NotAWorkbook)?;
            few_repetitions(&text)?;
            read as u64
        } else {
            std::io::copy(&mut bounded, &mut std::io::sink()).map_err(|_| Unreadable::NotAWorkbook)?
        };
        left = left.checked_sub(read).ok_or(Unreadable::TooLarge)?;
    }
    Ok(())
}

/// An `OpenDocument` table says "this cell, a million times" in one line.
fn few_repetitions(content: &[u8]) -> Result<(), Unreadable> {
    let mut reader = Reader::from_reader(content);
    let (mut buffer, mut cells, mut in_row, mut rows) = (Vec::new(), 0_u64, 0_u64, 1_u64);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                let number = |name: &str| {
                    let found = tag.attributes().flatten().find(|it| it.key.as_ref() == name);
                    found.and_then(|it| it.value.parse().ok()).unwrap_or(1_u64)
                };
                match tag.name().as_ref() {
                    "table:table-row" => (rows, in_row) = (number("table:number-rows-repeated"), 0),
                    "table:table-cell" | "table:covered-table-cell" => {
                        let holds = |it: &str| it == "office:value-type" || it == "table:formula";
                        if tag.attributes().flatten().any(|it| holds(it.key.as_ref())) {
                            in_row = in_row.saturating_add(number("table:number-columns-repeated"));
                        }
                    }
                    _ => {}
                }
            }
            Ok(Event::End(tag)) if tag.name().as_ref() == "table:table-row" => {
                cells = cells.saturating_add(in_row.saturating_mul(rows));
                if cells > CELLS_MAX {
                    return Err(Unreadable::TooLarge);
                }
            }
            Ok(Event::Eof) => return Ok(()),
            Err(_) => return Err(Unreadable::NotAWorkbook),
            Ok(_) => {}
        }
    }
}
