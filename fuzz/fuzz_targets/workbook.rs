//! A workbook of the self-diagnosis, .xlsx or .ods, whatever is in it.
#![no_main]

use library::diagnosis::workbook;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(filled) = workbook::read(bytes) {
        let contacts = filled.answers.contacts_per_year.unwrap_or(1.0);
        assert!(contacts.is_finite() && contacts >= 1.0);
    }
});
