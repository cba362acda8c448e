//! Mapping files: what is read is written back the same, and reads a small table.

#![no_main]

use exchange::import::{ImportPlan, Mapping, Preset, read_text};

const TABLE: &[u8] = b"a;b;c;d\n1;31/03/2025 14:05;phone;APL\n2;26/10/2025 02:30;mail;RSA\n";

libfuzzer_sys::fuzz_target!(|text: &str| {
    let Ok(mapping) = Mapping::parse(text, "fuzz") else { return };
    assert_eq!(Mapping::parse(&mapping.to_toml(), "fuzz").expect("our own text"), mapping);
    let counted = fuzz::Counted::default();
    let plan = ImportPlan { mapping: Some(mapping), ..fuzz::plan(Preset::Csv) };
    fuzz::check(read_text(TABLE.to_vec(), &plan, &counted), &counted);
});
