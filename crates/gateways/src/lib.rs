//! The outside world. Start with [`imap`], by which e-mail comes, [`Reader`], which opens it, and [`Smtp`], by which it leaves;
//! [`carrier`] sends and hears text messages; [`oauth2`] renews the tokens of mailboxes, [`Clamd`] looks for viruses; [`hook`] posts to
//! programs, in the rounds of [`posting`]; [`look`] sees whether a link leads somewhere; [`press`] prints; [`program`] finds a program to call.
//!
//! **Invariants:** one function builds all outgoing mail (`mail::build`), from text in and encoded out; bytes of strangers are parsed in a
//! process of their own ([`worker`]); whatever is asked of the outside has a time limit; a program that is called leaves nothing behind.

pub mod carrier;
mod clamd;
pub mod hook;
pub mod imap;
pub mod look;
pub mod oauth2;
pub mod posting;
pub mod press;
mod program;
mod reader;
pub mod retry;
mod smtp;
mod words;
pub mod worker;

pub use clamd::{Clamd, ClamdError, NoClamd, Scanned};
pub use program::program;
pub use reader::{NoWorker, Reader};
pub use smtp::{Accepted, Fate, RefusedRecipient, SendError, SendTimes, Smtp};
