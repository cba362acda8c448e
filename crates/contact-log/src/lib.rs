//! The contact log: what happened, pseudonymous, columnar, never rewritten row by row.
//!
//! Start with [`schema`] for the columns, [`Log`] to open a log, [`Import`] to add rows, [`Snapshot`] to read them.
//! How the files lie is decided in `docs/adr/0003-contact-log-layout.md`.
//!
//! **Invariants:** a source's own identifiers never reach a disk; what a commit acknowledged survives a crash;
//! (partner, contact id) is unique in the log; a file that a version names never changes.

mod check;
mod columns;
mod commit;
mod compact;
mod encode;
mod error;
mod import;
mod index;
mod judge;
mod keys;
mod limits;
mod log;
mod manifest;
mod merge;
mod output;
mod record;
mod remote;
mod removal;
mod requests;
pub mod schema;
mod segment;
mod snapshot;
mod staging;
mod store;
mod suspects;
mod unique;
mod vocabulary;
mod workplace;
mod write;

#[cfg(test)]
mod tests;

pub use check::CheckReport;
pub use encode::CONTACT_ID_BYTES_MAX;
pub use error::LogError;
pub use import::{CONFLICTS_MAX, Conflict, Import, ImportOptions, ImportReport};
pub use keys::{Keys, PartnerKeys};
pub use limits::Limits;
pub use log::{Log, LogOptions};
pub use manifest::LogKind;
pub use removal::{ImportNote, ImportNumber, NotAnImport, Removal};
pub use snapshot::{Batches, LogFile, PartnerLog, Snapshot};
