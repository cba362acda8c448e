//! Chance that can be drawn again: streams of `ChaCha20`, each from a key and the words of its use.

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{RngCore as _, SeedableRng as _},
};

/// A stream of chance.
pub(super) struct Chance(ChaCha20Rng);

impl Chance {
    /// The stream of these words under a key; each word counts with its length, so that no two lists make the same stream.
    pub(super) fn of(key: [u8; 32], words: &[&str]) -> Self {
        let mut hasher = blake3::Hasher::new_keyed(&key);
        for word in words {
            hasher.update(&(word.len() as u64).to_le_bytes());
            hasher.update(word.as_bytes());
        }
        Self(ChaCha20Rng::from_seed(*hasher.finalize().as_bytes()))
    }

    /// A number between 0 and 1, 1 excluded.
    pub(super) fn share(&mut self) -> f64 {
        share(self.0.next_u64())
    }

    /// A whole number below `bound`, each as likely as the others.
    fn below(&mut self, bound: usize) -> usize {
        let bound = bound.max(1) as u64;
        // What would make the first numbers likelier is drawn again.
        let fair = u64::MAX - u64::MAX % bound;
        loop {
            let drawn = self.0.next_u64();
            if drawn < fair {
                return usize::try_from(drawn % bound).unwrap_or(0);
            }
        }
    }

    /// Puts a list in one of its orders, each as likely (Fisher and Yates).
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }
}

/// 53 bits as a share.
#[expect(clippy::cast_precision_loss, reason = "53 bits fit the number exactly")]
pub(super) fn share(bits: u64) -> f64 {
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

/// The place where a share falls among parts that add up to one.
pub(super) fn weighted(parts: &[f64], share: f64) -> usize {
    let mut above = 0.0;
    for (at, part) in parts.iter().enumerate() {
        above += part;
        if share < above {
            return at;
        }
    }
    // The parts may add up to a hair less than one.
    parts.len().saturating_sub(1)
}
