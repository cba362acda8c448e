//! What columns hold, read and written the same way by every feature: instants, words of closed lists, JSON, texts.

use jiff::Timestamp;
use kernel::PartnerCode;
use serde::{Serialize, de::DeserializeOwned};

use crate::StoreError;

/// The instant of a column.
///
/// # Errors
///
/// [`StoreError::Unreadable`], as of all readers here: the row is not what the register writes.
pub fn instant(column: &'static str, at_us: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(at_us).map_err(|_| StoreError::unreadable(column, &at_us))
}

/// The instant of a column that may be empty.
///
/// # Errors
///
/// As [`instant`].
pub fn maybe_instant(column: &'static str, at_us: Option<i64>) -> Result<Option<Timestamp>, StoreError> {
    at_us.map(|it| instant(column, it)).transpose()
}

/// A value that is written as a word of a closed list.
///
/// # Errors
///
/// As [`instant`].
pub fn word<T>(column: &'static str, text: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, StoreError> {
    read(text).ok_or_else(|| StoreError::unreadable(column, text))
}

/// The same, of a column that may be empty.
///
/// # Errors
///
/// As [`instant`].
pub fn maybe_word<T>(
    column: &'static str,
    text: Option<String>,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, StoreError> {
    text.map(|it| word(column, &it, read)).transpose()
}

/// The partner of a row.
///
/// # Errors
///
/// As [`instant`].
pub fn partner(text: &str) -> Result<PartnerCode, StoreError> {
    word("partner", text, |it| it.parse().ok())
}

/// A column of JSON.
///
/// # Errors
///
/// As [`instant`].
pub fn json<T: DeserializeOwned>(column: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::unreadable(column, text))
}

/// A plain value as a column of JSON keeps it.
///
/// # Panics
///
/// If the value has keys that are no text: it is then not plain.
pub fn written(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain values are always JSON")
}

/// A text as PostgreSQL keeps it: without NUL.
pub fn text(given: &str) -> String {
    given.replace('\0', "\u{fffd}")
}

/// A line that another program gives, without what no line has.
pub fn one_line(given: &str) -> String {
    given.replace(|it: char| it.is_control(), " ").trim().to_owned()
}

/// A count as the register keeps it.
///
/// # Errors
///
/// As [`instant`].
pub fn count(column: &'static str, value: i64) -> Result<u64, StoreError> {
    u64::try_from(value).map_err(|_| StoreError::unreadable(column, &value))
}
