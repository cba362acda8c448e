//! Whole sequences of steps and how often each occurs.
//!
//! A sequence is kept as its exact bytes (each step's number in 7-bit groups, its cell's before them), never as a hash:
//! up to 15 bytes inside the map's entry, longer ones on their own. Each bucket counts its own sequences in small
//! maps, then adds them to maps that all workers share, so that memory holds each sequence once.

use std::sync::Mutex;

use hashbrown::HashMap;

use crate::names::held;

const SHARDS: usize = 32;
const SHORT_BYTES: usize = 15;

/// At most 15 bytes; the last byte is how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Short {
    low: u64,
    high: u64,
}

impl Short {
    fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > SHORT_BYTES {
            return None;
        }
        let mut whole = [0; 16];
        whole[..bytes.len()].copy_from_slice(bytes);
        whole[SHORT_BYTES] = u8::try_from(bytes.len()).unwrap_or(0);
        let whole = u128::from_le_bytes(whole);
        Some(Self { low: low_half(whole), high: low_half(whole >> 64) })
    }

    fn bytes(self) -> Vec<u8> {
        let whole = (u128::from(self.high) << 64 | u128::from(self.low)).to_le_bytes();
        whole[..usize::from(whole[SHORT_BYTES])].to_vec()
    }

    fn shard(self) -> usize {
        shard(self.low.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ self.high.wrapping_mul(0xC2B2_AE3D_27D4_EB4F))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the half is what is wanted")]
fn low_half(whole: u128) -> u64 {
    whole as u64
}

/// The shard that the high bits of a hash choose.
fn shard(hash: u64) -> usize {
    usize::try_from(hash >> 59).unwrap_or(0) % SHARDS
}

#[derive(Debug, Default)]
struct Shard {
    short: HashMap<Short, u64>,
    long: HashMap<Box<[u8]>, u64>,
}

/// The sequences of one bucket, then of the next.
#[derive(Debug, Default)]
pub(crate) struct LocalVariants {
    short: HashMap<Short, u64>,
    long: HashMap<Box<[u8]>, u64>,
}

impl LocalVariants {
    pub(crate) fn count(&mut self, sequence: &[u8]) {
        match Short::of(sequence) {
            Some(short) => *self.short.entry(short).or_default() += 1,
            None => match self.long.get_mut(sequence) {
                Some(count) => *count += 1,
                None => {
                    self.long.insert(sequence.into(), 1);
                }
            },
        }
    }
}

/// The sequences of all buckets.
#[derive(Debug)]
pub(crate) struct Variants {
    shards: Vec<Mutex<Shard>>,
}

impl Default for Variants {
    fn default() -> Self {
        Self { shards: (0..SHARDS).map(|_| Mutex::default()).collect() }
    }
}

impl Variants {
    /// Moves a bucket's sequences here.
    pub(crate) fn take(&self, local: &mut LocalVariants) {
        let mut short: Vec<Vec<(Short, u64)>> = vec![Vec::new(); SHARDS];
        for (sequence, count) in local.short.drain() {
            short[sequence.shard()].push((sequence, count));
        }
        let mut long: Vec<Vec<(Box<[u8]>, u64)>> = vec![Vec::new(); SHARDS];
        for (sequence, count) in local.long.drain() {
            let hash = sequence.iter().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01B3)
            });
            long[shard(hash)].push((sequence, count));
        }
        for ((shard, short), long) in self.shards.iter().zip(short).zip(long) {
            let mut shard = held(shard);
            for (sequence, count) in short {
                *shard.short.entry(sequence).or_default() += count;
            }
            for (sequence, count) in long {
                *shard.long.entry(sequence).or_default() += count;
            }
        }
    }

    /// Calls `visit` with every sequence and its count, in no order.
    pub(crate) fn each(&self, mut visit: impl FnMut(&[u8], u64)) {
        for shard in &self.shards {
            let shard = held(shard);
            shard.short.iter().for_each(|(sequence, count)| visit(&sequence.bytes(), *count));
            shard.long.iter().for_each(|(sequence, count)| visit(sequence, *count));
        }
    }
}

/// Appends a number in 7-bit groups, the lowest first.
pub(crate) fn push_number(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 128 {
        bytes.push(u8::try_from(number & 127).unwrap_or(0) | 128);
        number >>= 7;
    }
    bytes.push(u8::try_from(number).unwrap_or(0));
}

/// The numbers of a sequence.
pub(crate) fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (mut number, mut shift) = (0, 0);
        loop {
            let (byte, after) = rest.split_first()?;
            rest = after;
            number |= u32::from(byte & 127) << shift;
            if *byte < 128 {
                return Some(number);
            }
            shift += 7;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_come_back_whatever_their_length() {
        let variants = Variants::default();
        let mut local = LocalVariants::default();
        let sequences: Vec<Vec<u32>> =
            vec![vec![1], vec![1, 0], vec![127, 128, 70_000, u32::MAX], (0..40).collect(), (0..15).collect()];
        for _ in 0..2 {
            for sequence in &sequences {
                let mut bytes = Vec::new();
                for number in sequence {
                    push_number(&mut bytes, *number);
                }
                local.count(&bytes);
            }
            variants.take(&mut local);
        }
        let mut found = Vec::new();
        variants.each(|bytes, count| found.push((numbers(bytes).collect::<Vec<_>>(), count)));
        found.sort();
        let mut wanted: Vec<_> = sequences.into_iter().map(|it| (it, 2)).collect();
        wanted.sort();
        assert_eq!(found, wanted);
    }
}
