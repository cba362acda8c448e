//! The register: what people change. Accounts and rights, partners, API tokens, jobs, the audit trail, and the contacts
//! that arrive by the API until they are in the contact log.
//!
//! Start with [`Db`] and [`Tx`]; each module then holds one concept and its SQL. One text serves SQLite (a folder) and
//! PostgreSQL (a server).
//!
//! **Invariants:** every function takes a [`Tx`], and only handlers and jobs commit; a function that reads what belongs
//! to a partner takes the partner or a [`kernel::Scope`]; what is acknowledged is on disk (`synchronous=FULL`).

pub mod account;
pub mod audit;
pub mod column;
mod db;
mod error;
pub mod incoming;
pub mod job;
pub mod list;
pub mod outgoing;
pub mod partner;
pub mod secret_token;
pub mod session;
pub mod token;
mod words;

pub use account::{Account, AccountError, AccountId, NewAccount, Role};
pub use db::{Db, File, Held, MIGRATIONS, Twins, Tx};
pub use error::StoreError;
pub use incoming::{IncomingContacts, NewContact, Receipt};
pub use job::{Job, JobId, JobState, NewJob};
pub use partner::Partner;
pub use session::{Session, SessionKey};
pub use token::{ApiToken, TokenScope};
pub use words::WORDS;

#[cfg(test)]
mod tests;
