//! Event logs in XES.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::read(exchange::import::Preset::Xes, bytes));
