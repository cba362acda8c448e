//! Instants as texts: RFC 3339, UTC.

use std::fmt;

use jiff::Timestamp;

/// An instant in µs, shown as `2025-03-09T12:00:00.5Z`.
pub(super) struct Instant(pub(super) i64);

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Outside of the years that a timestamp can have, the nearest one that it can.
        let nearest = if self.0 < 0 { Timestamp::MIN } else { Timestamp::MAX };
        Timestamp::from_microsecond(self.0).unwrap_or(nearest).fmt(f)
    }
}
