//! The one error of the store.

use kernel::{Explain, Message};

use crate::WORDS;

/// Characters of an unreadable value that are told.
const VALUE_SHOWN: usize = 40;

/// The store failed in a way that no feature foresaw, or a row is not what the register writes.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or did not answer.
    #[error("database failure")]
    Database(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the schema could not be migrated")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A row holds a value that this version cannot read.
    #[error("unreadable value in {column}: {value:?}")]
    Unreadable {
        /// Of this column: `table.column`.
        column: &'static str,
        /// Its first characters: a log is no place for more.
        value: String,
    },
    /// The writer of incoming contacts has stopped: the server is closing.
    #[error("the writer of incoming contacts has stopped")]
    WriterStopped,
    /// A batch of the writer failed; its own log line says why.
    #[error("a batch of incoming contacts could not be written")]
    BatchFailed,
    /// The system gave no random bytes.
    #[error("no random bytes: {0}")]
    Random(getrandom::Error),
    /// Another part of the product that was asked within the transaction could not do its share.
    #[error("another part of the product failed within the transaction")]
    Elsewhere(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A password could not be hashed.
    #[error("a password could not be hashed: {0}")]
    Hashing(String),
}

impl StoreError {
    /// A row holds a value that this version cannot read.
    pub fn unreadable(column: &'static str, value: &(impl ToString + ?Sized)) -> Self {
        Self::Unreadable { column, value: value.to_string().chars().take(VALUE_SHOWN).collect() }
    }

    /// Whether a uniqueness rule refused the row.
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.is_unique_violation())
    }
}

impl Explain for StoreError {
    fn message(&self) -> Message {
        match self {
            Self::Migrate(_) => Message::new(&WORDS, "store-migrate"),
            Self::WriterStopped => Message::new(&WORDS, "store-stopping"),
            _ => Message::new(&WORDS, "store-failed"),
        }
    }
}
