//! Object-centric event logs, in JSON or XML.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::read(exchange::import::Preset::Ocel2, bytes));
