//! Unguessable texts, given to a person or a machine once and stored only as a hash.

use crate::StoreError;

/// 256 random bits: nobody guesses one.
const BYTES: usize = 32;

/// A new text, 64 hexadecimal digits from the system's generator.
pub fn generate() -> Result<String, StoreError> {
    let mut bytes = [0_u8; BYTES];
    getrandom::fill(&mut bytes).map_err(StoreError::Random)?;
    Ok(blake3::Hash::from_bytes(bytes).to_hex().to_string())
}

/// What is stored of it. A plain hash is enough, because the text has 256 random bits.
pub fn hash(text: &str) -> Vec<u8> {
    blake3::hash(text.as_bytes()).as_bytes().to_vec()
}
