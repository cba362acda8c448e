//! The self-diagnosis as a workbook that computes by itself, without network and without macro.
//!
//! [`write()`] makes it, with answers or empty; [`read()`] takes what somebody filled in. Its formulas are those of
//! `practices`: a test fills it in `LibreOffice` and compares every figure.
//!
//! **Invariant:** what is read back are answers and numbers of contacts, found by the codes in the first column; formulas,
//! links and macros of the file mean nothing to us.

mod calculation;
mod guard;
mod read;
mod write;

pub use read::{FilledIn, Refused, Unreadable, read};
pub use write::write;

/// In the first column of the row that asks how many contacts there are a year.
const CONTACTS_KEY: &str = "contacts_per_year";

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use kernel::Lang;
    use practices::{Answer, Answers, collection};
    use rust_xlsxwriter::Workbook;
    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;

    fn folder(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut folder = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            folder.start_file(*name, SimpleFileOptions::default()).unwrap();
            folder.write_all(bytes).unwrap();
        }
        folder.finish().unwrap().into_inner()
    }

    /// A workbook with these rows of three cells.
    fn table(rows: &[(&str, &str)]) -> Vec<u8> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for (row, (key, value)) in (0..).zip(rows) {
            sheet.write(row, 0, *key).unwrap();
            sheet.write(row, 2, *value).unwrap();
        }
        workbook.save_to_buffer().unwrap()
    }

    #[test]
    fn what_is_written_is_read_back_in_both_languages() {
        let mut answers = Answers::default();
        for (place, question) in collection().questions().enumerate() {
            match place % 7 {
                0 => answers.give(&question.id, Answer::Unknown),
                1 => answers.give(&question.id, Answer::NotApplicable),
                2 => {}
                level => answers.give(&question.id, Answer::Level(u8::try_from(level - 3).unwrap())),
            }
        }
        answers.contacts_per_year = Some(123_456.0);
        for lang in Lang::ALL {
            let filled = read(&write(&answers, lang).unwrap()).unwrap();
            assert_eq!((filled.answers, filled.refused), (answers.clone(), Vec::new()));
        }
    }

    #[test]
    fn a_cell_that_is_no_answer_is_told_and_the_rest_is_kept() {
        let filled = read(&table(&[
            ("Q01", "2"),
            ("Q02", "7"),
            ("Q03", "beaucoup"),
            ("contacts_per_year", "1 000"),
            ("A1", "-3"),
        ]))
        .unwrap();
        assert_eq!(filled.answers.to("Q01"), Answer::Level(2));
        assert!(!filled.answers.has("Q02"));
        assert_eq!(filled.answers.contacts_per_year, Some(1000.0));
        let cells: Vec<(&str, &str)> =
            filled.refused.iter().map(|it| (it.cell.as_str(), it.value.as_str())).collect();
        assert_eq!(cells, [("C2", "7"), ("C3", "beaucoup"), ("C5", "-3")]);
        assert!(filled.refused[0].message().say(Lang::Fr).contains("C2"));
    }

    #[test]
    fn what_is_no_workbook_is_refused() {
        assert_eq!(read(b"Q01,2\n"), Err(Unreadable::NotAWorkbook));
        assert_eq!(read(b""), Err(Unreadable::NotAWorkbook));
        assert_eq!(read(&folder(&[("word/document.xml", b"<w/>")])), Err(Unreadable::NotAWorkbook));
        assert_eq!(read(&table(&[("nothing", "here")])), Err(Unreadable::NoQuestion));
        let whole = write(&Answers::default(), Lang::Fr).unwrap();
        for cut in (0..whole.len()).step_by(1_501) {
            assert!(read(&whole[..cut]).is_err());
        }
    }

    #[test]
    fn a_flipped_byte_never_makes_it_panic() {
        let whole = write(&Answers::default(), Lang::Fr).unwrap();
        for place in (0..whole.len()).step_by(997) {
            let mut broken = whole.clone();
            broken[place] ^= 0x55;
            drop(read(&broken));
        }
    }

    #[test]
    fn what_unfolds_into_too_much_is_refused() {
        let zeros = vec![0_u8; 70_000_000];
        assert_eq!(read(&folder(&[("xl/workbook.xml", &zeros)])), Err(Unreadable::TooLarge));
        let cell = "<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"16000\"/>";
        let row = format!("<table:table-row table:number-rows-repeated=\"1000000\">{cell}</table:table-row>");
        let content = format!("<table:table>{row}</table:table>");
        assert_eq!(read(&folder(&[("content.xml", content.as_bytes())])), Err(Unreadable::TooLarge));
    }

    #[test]
    fn ten_thousand_sheets_are_refused() {
        let mut workbook = Workbook::new();
        for _ in 0..300 {
            workbook.add_worksheet();
        }
        assert_eq!(read(&workbook.save_to_buffer().unwrap()), Err(Unreadable::TooManySheets(300)));
    }

    #[test]
    fn a_cell_a_million_rows_away_costs_nothing() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.write(0, 0, "Q01").unwrap().write(0, 2, 1).unwrap().write(1_048_575, 16_383, "far").unwrap();
        assert_eq!(read(&workbook.save_to_buffer().unwrap()).unwrap().answers.to("Q01"), Answer::Level(1));
    }

    #[test]
    fn a_formula_in_place_of_an_answer_counts_as_the_value_it_left() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.write(0, 0, "Q01").unwrap();
        sheet
            .write_formula(0, 2, rust_xlsxwriter::Formula::new("=HYPERLINK(\"x\")").set_result("2"))
            .unwrap();
        assert_eq!(read(&workbook.save_to_buffer().unwrap()).unwrap().answers.to("Q01"), Answer::Level(2));
    }
}
