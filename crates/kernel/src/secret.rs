//! Values that no log, error or page may show.

use std::fmt;

/// Holds a secret or personal value: no `Display`, and a `Debug` that hides it.
#[derive(Clone, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(transparent)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Puts a value out of sight.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, where it is really needed.
    pub const fn reveal(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[hidden]")
    }
}
