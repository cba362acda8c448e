//! The canonical columns in CSV.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::read(exchange::import::Preset::Canonical, bytes));
