//! Pseudonyms as texts: 16 hexadecimal digits.

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// A pseudonym's text, without an allocation.
pub(super) struct Hex([u8; 16]);

impl Hex {
    pub(super) fn of(pseudonym: u64) -> Self {
        let mut text = [0; 16];
        for (digit, byte) in text.chunks_exact_mut(2).zip(pseudonym.to_be_bytes()) {
            digit[0] = DIGITS[usize::from(byte >> 4)];
            digit[1] = DIGITS[usize::from(byte & 15)];
        }
        Self(text)
    }

    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl std::fmt::Display for Hex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_are_kept() {
        assert_eq!(Hex::of(0xab).as_str(), "00000000000000ab");
        assert_eq!(Hex::of(u64::MAX).as_str(), format!("{:016x}", u64::MAX));
    }
}
