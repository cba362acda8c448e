//! Money without floating point.

use std::{fmt, iter::Sum, ops::Add, str::FromStr};

/// An amount in ten-thousandths of a euro: a text message at 0.0625 € is exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Euro(pub i64);

impl Euro {
    /// How many parts make a euro.
    pub const SCALE: i64 = 10_000;

    /// The amount as a number, for JSON and charts.
    #[expect(clippy::cast_precision_loss, reason = "exact below 900 billion euros")]
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / Self::SCALE as f64
    }
}

/// The text is not an amount in euros.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an amount in euros with at most four decimals")]
pub struct EuroError(String);

impl FromStr for Euro {
    type Err = EuroError;

    /// Reads `12`, `12.5`, `12,50` and `-0.0625`; nothing else (no currency sign, no thousands mark).
    fn from_str(text: &str) -> Result<Self, EuroError> {
        let error = || EuroError(text.to_owned());
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
        let plain = |it: &str| it.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || whole.len() > 12 || fraction.len() > 4 || !plain(whole) || !plain(fraction) {
            return Err(error());
        }
        let whole: i64 = whole.parse().map_err(|_| error())?;
        let fraction: i64 = format!("{fraction:0<4}").parse().map_err(|_| error())?;
        let amount = whole * Self::SCALE + fraction;
        Ok(Self(if negative { -amount } else { amount }))
    }
}

impl fmt::Display for Euro {
    /// `12.5`, without needless zeros: the form of files.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, fraction) = (
            self.0.unsigned_abs() / Self::SCALE.unsigned_abs(),
            self.0.unsigned_abs() % Self::SCALE.unsigned_abs(),
        );
        if fraction == 0 {
            return write!(f, "{sign}{whole}");
        }
        let fraction = format!("{fraction:04}");
        write!(f, "{sign}{whole}.{}", fraction.trim_end_matches('0'))
    }
}

impl Add for Euro {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sum for Euro {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_back() {
        for (text, parts) in [("6", 60_000), ("0,06", 600), ("-0.0625", -625), ("12.5", 125_000)] {
            let amount: Euro = text.parse().unwrap();
            assert_eq!(amount, Euro(parts));
            assert_eq!(amount.to_string().parse(), Ok(amount));
        }
        for bad in ["", "6 €", "1e3", "1.23456", ".5", "--1", "1.2.3"] {
            assert!(bad.parse::<Euro>().is_err(), "{bad}");
        }
    }
}
