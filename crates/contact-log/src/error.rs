//! What can go wrong with a log, and what a person is told.

use std::{
    io,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use kernel::{Explain, Message, PartnerCodeError, Words};

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        include_str!("../../../content/locales/fr/contact-log.ftl"),
        include_str!("../../../content/locales/en/contact-log.ftl"),
    )
});

/// The log could not be read or written. What was committed before stays whole.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The address is neither a folder nor an object store this build can reach.
    #[error("`{0}` is not a folder or an `s3://bucket/prefix` address")]
    Address(String),
    /// Nobody has written a log at this address.
    #[error("there is no log at {0}")]
    NoLog(String),
    /// A file or folder could not be read or written.
    #[error("cannot {doing} {}", place.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// To which file.
        place: PathBuf,
        /// Why it failed.
        #[source]
        source: io::Error,
    },
    /// The disk is full, or a quota is reached.
    #[error("no space left while writing {}", .0.display())]
    DiskFull(PathBuf),
    /// The object store refused or did not answer.
    #[error("object store: cannot {doing} {place}")]
    Remote {
        /// What was being done.
        doing: &'static str,
        /// To which object.
        place: String,
        /// Why it failed.
        #[source]
        source: Box<object_store::Error>,
    },
    /// The key file is not one, or others can read it.
    #[error("key file {}: {reason}", path.display())]
    KeyFile {
        /// Where it is.
        path: PathBuf,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Another key than the given one made the log's pseudonyms.
    #[error("the log was written with another key")]
    OtherKey,
    /// The log has rows, but the file that should hold its key is not there.
    #[error("the log has rows, but its key is not at {}", .0.display())]
    KeyMissing(PathBuf),
    /// The log is in an object store, beside which no key is kept.
    #[error("the key of a log in an object store must be named")]
    KeyUnnamed,
    /// A file of the log does not hold what it should.
    #[error("damaged log: {place}: {detail}")]
    Damaged {
        /// Which file.
        place: String,
        /// What was found.
        detail: String,
    },
    /// A more recent version of the product wrote this log.
    #[error("the log has format {found}; this program knows formats up to {known}")]
    Newer {
        /// The log's.
        found: u32,
        /// Ours.
        known: u32,
    },
    /// A version of the product before its first release wrote this log.
    #[error("the log has format {found}; this program knows format {known}")]
    Older {
        /// The log's.
        found: u32,
        /// Ours.
        known: u32,
    },
    /// A batch has not the columns of its schema.
    #[error("batch refused: {0}")]
    Batch(String),
    /// A word is not in its closed list.
    #[error("batch refused: {0}")]
    Word(#[from] kernel::code::CodeError),
    /// A row's partner is not a partner's code.
    #[error(transparent)]
    Partner(#[from] PartnerCodeError),
    /// A reader asked for a column that the log has not.
    #[error("the log has no column `{0}`")]
    UnknownColumn(String),
    /// Others changed the log at each of our attempts to commit.
    #[error("the log was changed by others at each of {0} attempts to commit")]
    Busy(u32),
    /// A version was given to the disk or the object store, which did not say whether it has it. It may be there.
    #[error("it is not known whether the new version was kept")]
    Unconfirmed(#[source] Box<LogError>),
    /// An earlier batch of this import failed.
    #[error("this import has failed already: nothing of it will be committed")]
    ImportFailed,
}

impl LogError {
    /// An I/O failure, with a full disk told apart.
    pub(crate) fn io(doing: &'static str, place: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull(place.to_owned()),
            _ => Self::Io { doing, place: place.to_owned(), source },
        }
    }

    pub(crate) fn unconfirmed(self) -> Self {
        Self::Unconfirmed(Box::new(self))
    }

    pub(crate) fn damaged(place: &str, detail: impl std::fmt::Display) -> Self {
        let detail = format!("{detail}");
        Self::Damaged { place: place.to_owned(), detail }
    }
}

impl Explain for LogError {
    fn message(&self) -> Message {
        let say = |key| Message::new(&WORDS, key);
        match self {
            Self::Address(address) => say("log-address").with("address", address.as_str()),
            Self::NoLog(address) => say("log-none").with("address", address.as_str()),
            Self::Io { place, source, .. } => say("log-io")
                .with("place", place.display().to_string())
                .with("reason", source.kind().to_string()),
            Self::DiskFull(place) => say("log-disk-full").with("place", place.display().to_string()),
            Self::Remote { place, .. } => say("log-remote").with("place", place.as_str()),
            Self::KeyFile { path, .. } => say("log-key-file").with("path", path.display().to_string()),
            Self::OtherKey => say("log-other-key"),
            Self::KeyMissing(path) => say("log-key-missing").with("path", path.display().to_string()),
            Self::KeyUnnamed => say("log-key-unnamed"),
            Self::Damaged { place, .. } => say("log-damaged").with("place", place.as_str()),
            Self::Newer { .. } => say("log-newer"),
            Self::Older { .. } => say("log-older"),
            Self::Batch(_) => say("log-batch"),
            Self::Word(error) => say("log-word").with("list", error.list).with("given", error.given.as_str()),
            Self::Partner(PartnerCodeError(code)) => say("log-partner").with("code", code.as_str()),
            Self::UnknownColumn(column) => say("log-unknown-column").with("column", column.as_str()),
            Self::Busy(_) => say("log-busy"),
            Self::Unconfirmed(_) => say("log-unconfirmed"),
            Self::ImportFailed => say("log-import-failed"),
        }
    }
}
