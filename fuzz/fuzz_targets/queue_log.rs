//! The queue log of Asterisk.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::read(exchange::import::Preset::QueueLog, bytes));
