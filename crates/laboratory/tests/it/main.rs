//! The laboratory through its router, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod arms;
mod list;
mod plan;
mod server;
mod units;
