//! Numbers that no other import has, for file names and seeds.

use std::path::Path;

use crate::LogError;

/// 64 bits from the system's generator.
pub(crate) fn unique() -> Result<u64, LogError> {
    getrandom::u64().map_err(|it| LogError::Io {
        doing: "get randomness from",
        place: Path::new("the system").to_owned(),
        source: std::io::Error::other(it.to_string()),
    })
}
