//! The library through its router, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod editing;
mod members;
mod public;
mod selftest;
mod server;
