//! Requests, contacts, usagers and teams in the register, one file each.
//!
//! **Invariant:** every function takes the partner whose rows it reads or writes, or an id that was read with it.

pub mod acknowledgements;
pub mod banners;
pub mod callbacks;
pub mod calls;
pub mod checks;
pub mod codings;
pub mod contacts;
pub mod documents;
pub mod events;
pub mod incidents;
pub mod mergers;
pub mod notes;
pub mod once;
pub mod opinions;
pub mod proposals;
pub mod questions;
pub mod ready_answers;
pub mod requests;
mod search;
pub mod suggestions;
pub mod surges;
pub mod teams;
pub mod templates;
pub mod usagers;
pub mod working;
pub mod zammad;

use jiff::Timestamp;
use kernel::PartnerCode;
use register::StoreError;
use serde::{Serialize, de::DeserializeOwned};

/// The instant of a column.
pub(crate) fn instant(column: &'static str, at_us: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(at_us).map_err(|_| StoreError::unreadable(column, &at_us))
}

/// The instant of a column that may be empty.
pub(crate) fn maybe_instant(
    column: &'static str,
    at_us: Option<i64>,
) -> Result<Option<Timestamp>, StoreError> {
    at_us.map(|it| instant(column, it)).transpose()
}

/// A value that is written as a word of a closed list.
pub(crate) fn word<T>(
    column: &'static str,
    text: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<T, StoreError> {
    read(text).ok_or_else(|| StoreError::unreadable(column, text))
}

/// The same, of a column that may be empty.
pub(crate) fn maybe_word<T>(
    column: &'static str,
    text: Option<String>,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, StoreError> {
    text.map(|it| word(column, &it, read)).transpose()
}

/// The partner of a row.
pub(crate) fn partner(text: &str) -> Result<PartnerCode, StoreError> {
    word("partner", text, |it| it.parse().ok())
}

/// A column of JSON.
pub(crate) fn json<T: DeserializeOwned>(column: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::unreadable(column, text))
}

/// A plain value as a column of JSON keeps it.
pub(crate) fn written(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain values are always JSON")
}

/// A text as PostgreSQL keeps it: without NUL.
pub(crate) fn text(given: &str) -> String {
    given.replace('\0', "\u{fffd}")
}

/// A line that another program gives, without what no line has.
pub(crate) fn one_line(given: &str) -> String {
    given.replace(|it: char| it.is_control(), " ").trim().to_owned()
}

/// A count as the register keeps it.
pub(crate) fn count(column: &'static str, value: i64) -> Result<u64, StoreError> {
    u64::try_from(value).map_err(|_| StoreError::unreadable(column, &value))
}
