//! Call detail records of Asterisk: shipped mappings, rows put together.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::read(exchange::import::Preset::Cdr, bytes));
