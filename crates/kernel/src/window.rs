//! Lengths of time as people write them: `7d`, `24h`.

use std::{fmt, str::FromStr};

/// A window of a measure: a positive whole number of microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window(i64);

impl Window {
    /// `days` times 24 hours.
    pub const fn days(days: u16) -> Self {
        Self(days as i64 * 86_400_000_000)
    }

    /// `hours` times 60 minutes.
    pub const fn hours(hours: u16) -> Self {
        Self(hours as i64 * 3_600_000_000)
    }

    /// In microseconds.
    pub const fn as_us(self) -> i64 {
        self.0
    }

    /// In days, for `window_days`.
    #[expect(clippy::cast_precision_loss, reason = "a window is at most 3 660 days")]
    pub fn as_days(self) -> f64 {
        self.0 as f64 / 86_400_000_000.0
    }
}

/// The text is not a window.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a window: write a whole number and a unit, such as `7d` or `24h` (at most 3 660 days)")]
pub struct WindowError(pub String);

impl FromStr for Window {
    type Err = WindowError;

    fn from_str(text: &str) -> Result<Self, WindowError> {
        let error = || WindowError(text.to_owned());
        let unit_us = match text.as_bytes().last() {
            Some(b'd') => 86_400_000_000,
            Some(b'h') => 3_600_000_000,
            Some(b'm') => 60_000_000,
            Some(b's') => 1_000_000,
            _ => return Err(error()),
        };
        let count: i64 = text[..text.len() - 1].parse().map_err(|_| error())?;
        let us = count.checked_mul(unit_us).ok_or_else(error)?;
        if (1..=3_660 * 86_400_000_000).contains(&us) { Ok(Self(us)) } else { Err(error()) }
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (unit_us, unit) in [(86_400_000_000, 'd'), (3_600_000_000, 'h'), (60_000_000, 'm')] {
            if self.0 % unit_us == 0 {
                return write!(f, "{}{unit}", self.0 / unit_us);
            }
        }
        write!(f, "{}s", self.0 / 1_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_read_back() {
        assert_eq!("30d".parse(), Ok(Window::days(30)));
        assert_eq!("24h".parse::<Window>().unwrap().to_string(), "1d");
        for bad in ["", "d", "30", "-1d", "0h", "9999999d", "30 d", "7é"] {
            assert!(bad.parse::<Window>().is_err(), "{bad}");
        }
    }
}
