//! The seed of an allocation: whoever knows it knows every arm before it is given.

use std::str::FromStr;

use kernel::{Explain, Message, Secret};

use crate::WORDS;

/// 32 bytes of chance from which a whole allocation follows. Neither `Display` nor `Debug` shows them.
#[derive(Debug, Clone)]
pub struct Seed(Secret<[u8; 32]>);

/// The text is no seed. It says nothing of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a seed is 64 hexadecimal digits")]
pub struct SeedError;

impl Explain for SeedError {
    fn message(&self) -> Message {
        Message::new(&WORDS, "seed-unreadable")
    }
}

impl Seed {
    /// A seed from the system's own chance.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(Secret::new(bytes))
    }

    /// The seed of a simulation or a test: the same number gives the same allocation, and different numbers unlike ones.
    pub fn of_number(number: u64) -> Self {
        Self::new(blake3::derive_key("efficaces experiment seed of a number", &number.to_le_bytes()))
    }

    /// What may be shown: BLAKE3 of the bytes, 64 hexadecimal digits. It commits to the seed and does not tell it.
    pub fn commitment(&self) -> String {
        blake3::hash(self.0.reveal()).to_hex().to_string()
    }

    /// The seed as a file keeps it, 64 hexadecimal digits: only for a file that nobody else reads.
    pub fn reveal(&self) -> Secret<String> {
        Secret::new(blake3::Hash::from_bytes(*self.0.reveal()).to_hex().to_string())
    }

    /// A key of its own for one use, from which neither the seed nor another use's key follows.
    pub(crate) fn key(&self, of: &'static str) -> [u8; 32] {
        let context = format!("efficaces experiment allocation 1: {of}");
        blake3::derive_key(&context, self.0.reveal())
    }
}

impl FromStr for Seed {
    type Err = SeedError;

    fn from_str(text: &str) -> Result<Self, SeedError> {
        let hash = blake3::Hash::from_hex(text.trim()).map_err(|_| SeedError)?;
        Ok(Self::new(*hash.as_bytes()))
    }
}
