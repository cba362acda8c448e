//! The outside world. Start with [`Reader`], which opens e-mail that came, and [`Smtp`], by which it leaves; [`press`] prints; [`program`]
//! finds a program to call.
//!
//! **Invariants:** one function builds all outgoing mail (`mail::build`), from text in and encoded out; bytes of strangers are parsed in a
//! process of their own ([`worker`]); a program that is called has a time limit and leaves nothing behind.

pub mod press;
mod program;
mod reader;
mod smtp;
pub mod worker;

pub use program::program;
pub use reader::{NoWorker, Reader};
pub use smtp::{Accepted, Fate, RefusedRecipient, SendError, SendTimes, Smtp};
