//! Contacts as they happen: what a partner's own systems post, and its way from the register to the contact log.
//!
//! [`wire`] reads one posted contact and says what is wrong with it; [`api`] answers `POST /api/v1/contacts`;
//! [`flow`] moves what was accepted into the log, in order, exactly once.
//!
//! **Invariants:** a posted identifier is a pseudonym before it is written anywhere; what is acknowledged is on disk.

pub mod api;
pub mod events;
pub mod flow;
mod row;
pub mod wire;
mod words;

pub use flow::{Flow, FlowError};
