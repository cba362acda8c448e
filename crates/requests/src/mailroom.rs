//! The mailroom: messages that come become contacts of requests, messages that go wait until they have left.
//!
//! The way in: a message's raw bytes are kept, then its [`arrival`](arrivals) is written, then it is read (in a worker process) and
//! [filed](filing). The way out: a contact and its [`dispatch`](dispatches) are written in one transaction, [`posting`] builds the message
//! and says what became of it.
//!
//! **Invariants:** a message that the server had is in the register by its bytes, or counted as missing by [`reconciliation`]; an arrival
//! is filed once, in the transaction that writes what comes of it; a dispatch ends in a stated state.

mod access;
pub mod arrivals;
pub mod dispatches;
pub mod filing;
pub mod mailbox;
pub mod pages;
pub mod posting;
pub mod reconciliation;
pub mod seal;
mod sending;
#[cfg(test)]
mod tests;
pub mod work;

pub use mailbox::{Mailbox, MailboxId};
