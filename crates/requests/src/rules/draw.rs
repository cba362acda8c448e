//! Draws that anybody with the key can repeat: a keyed number of ids, in the place of chance.

/// The key of a partner's draws: who does not know it cannot tell what will be drawn.
#[derive(Clone)]
pub struct DrawKey([u8; 32]);

impl std::fmt::Debug for DrawKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DrawKey(…)")
    }
}

impl DrawKey {
    /// A key from 32 secret bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A number of these ids, every one of 2^64 as likely as the other; `purpose` keeps draws for different ends apart.
    pub(super) fn number(&self, purpose: &str, ids: &[uuid::Uuid]) -> u64 {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(&[u8::try_from(purpose.len()).unwrap_or(u8::MAX)]).update(purpose.as_bytes());
        for it in ids {
            hasher.update(it.as_bytes());
        }
        let mut first = [0; 8];
        first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
        u64::from_le_bytes(first)
    }
}
