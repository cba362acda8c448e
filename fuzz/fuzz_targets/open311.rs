//! Service requests, in JSON, XML or CSV.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::read(exchange::import::Preset::Open311, bytes));
