//! The canonical columns in Parquet, which is read from a file.

#![no_main]

use std::io::Write;

use exchange::import::{ImportPlan, Preset, Unwatched, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(bytes).expect("room for it");
    let counted = fuzz::Counted::default();
    let plan = ImportPlan { files: vec![file.path().to_owned()], ..fuzz::plan(Preset::Canonical) };
    fuzz::check(read(&plan, &counted, &Unwatched), &counted);
});
