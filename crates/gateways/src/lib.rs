//! The outside world. Start with [`Smtp`], which sends e-mail.
//!
//! **Invariant:** one function builds all outgoing mail, from text in and encoded out.

mod smtp;

pub use smtp::{SendError, Smtp};
