//! Tables of text, with everything guessed.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::read(exchange::import::Preset::Csv, bytes));
