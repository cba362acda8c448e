//! The observatory through its router, over a small world and a fresh register.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod gateway;
mod imports;
mod messages;
mod pages;
mod server;
mod world;
