//! The whole way of notices, from what a log shows to what messages changed.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod office;
mod simulated;
mod town;
mod year;
