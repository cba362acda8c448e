//! The outside world. Start with [`Smtp`], which sends e-mail, and [`press`], which prints; [`program`] finds a program to call.
//!
//! **Invariants:** one function builds all outgoing mail (`mail::build`), from text in and encoded out; a program that is called has a time
//! limit and leaves nothing behind.

pub mod press;
mod program;
mod smtp;

pub use program::program;
pub use smtp::{Accepted, Fate, RefusedRecipient, SendError, SendTimes, Smtp};
