//! Sorted files of 64-bit numbers, with or without a value each, of which a few blocks answer whether a number is there.
//!
//! ```text
//! block    first number u64 · bytes of a difference u8 · differences · values u64
//! footer   for each block: first number u64 · offset u64
//! ```
//!
//! How many blocks there are follows from the number of rows, which the manifest has.

use std::ops::Range;

use bytes::Bytes;

use crate::{LogError, manifest::IndexFile, store::Store};

const BLOCK_ROWS: usize = 4_096;
/// Blocks read at a time.
const READ_BLOCKS: usize = 64;

/// Makes the file of `numbers` (sorted), with their values if `values` is not empty.
pub(crate) fn encode(numbers: &[u64], values: &[u64]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(numbers.len() * if values.is_empty() { 6 } else { 14 });
    let mut footer = Vec::new();
    for (at, block) in numbers.chunks(BLOCK_ROWS).enumerate() {
        footer.extend_from_slice(&block[0].to_le_bytes());
        footer.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        bytes.extend_from_slice(&block[0].to_le_bytes());
        let largest = block.windows(2).map(|it| it[1] - it[0]).max().unwrap_or(0);
        let width = 8 - largest.leading_zeros() as usize / 8;
        bytes.push(u8::try_from(width).expect("at most 8"));
        for pair in block.windows(2) {
            bytes.extend_from_slice(&(pair[1] - pair[0]).to_le_bytes()[..width]);
        }
        let start = at * BLOCK_ROWS;
        for value in values.get(start..start + block.len()).unwrap_or_default() {
            bytes.extend_from_slice(&value.to_le_bytes());
        }
    }
    bytes.extend_from_slice(&footer);
    bytes
}

/// An open file: where its blocks begin.
pub(crate) struct Index<'a> {
    store: &'a Store,
    file: &'a IndexFile,
    has_values: bool,
    firsts: Vec<u64>,
    /// One more than there are blocks: the last is where the footer begins.
    offsets: Vec<u64>,
}

impl<'a> Index<'a> {
    pub(crate) fn open(store: &'a Store, file: &'a IndexFile, has_values: bool) -> Result<Self, LogError> {
        let blocks = file.rows.div_ceil(BLOCK_ROWS as u64);
        let damaged = || LogError::damaged(&file.name, "its footer is not one");
        let start = file.bytes.checked_sub(blocks * 16).ok_or_else(damaged)?;
        let footer = store.read_range(&file.name, start..file.bytes)?;
        let mut firsts = Vec::new();
        let mut offsets = Vec::new();
        let (entries, _) = footer.as_chunks::<16>();
        for entry in entries {
            let number = |at: usize| entry[at..].first_chunk().map(|it| u64::from_le_bytes(*it));
            firsts.push(number(0).ok_or_else(damaged)?);
            offsets.push(number(8).ok_or_else(damaged)?);
        }
        offsets.push(start);
        if !firsts.is_sorted() || !offsets.is_sorted() {
            return Err(damaged());
        }
        Ok(Self { store, file, has_values, firsts, offsets })
    }

    /// Every number with its value (0 if there are none) between two numbers, both included.
    pub(crate) fn range(&self, low: u64, high: u64) -> Result<Vec<(u64, u64)>, LogError> {
        let first = self.firsts.partition_point(|it| *it <= low).saturating_sub(1);
        let end = self.firsts.partition_point(|it| *it <= high);
        let mut found = Vec::new();
        let mut at = first;
        while at < end {
            let next = (at + READ_BLOCKS).min(end);
            self.blocks(at..next, &mut found)?;
            at = next;
        }
        found.retain(|(number, _)| (low..=high).contains(number));
        Ok(found)
    }

    /// Tells `hit` of every stored number that equals one of `sought` (sorted) but for the bits outside `mask`.
    /// Reads only the blocks where one could be.
    pub(crate) fn find(
        &self,
        sought: &[u64],
        mask: u64,
        mut hit: impl FnMut(usize, u64, u64),
    ) -> Result<(), LogError> {
        let mut from = 0;
        let mut stored = Vec::new();
        while from < sought.len() {
            // The blocks of as many sought numbers as lie close together.
            let needed = |number: u64| {
                let first = self.firsts.partition_point(|it| *it < number & mask).saturating_sub(1);
                first..self.firsts.partition_point(|it| *it <= number | !mask)
            };
            let mut blocks = needed(sought[from]);
            let mut to = from + 1;
            while let Some(number) = sought.get(to) {
                let more = needed(*number);
                let apart = more.start > blocks.end + 1 && !blocks.is_empty();
                if apart || more.end > blocks.start + READ_BLOCKS.max(blocks.len()) {
                    break;
                }
                blocks = if blocks.is_empty() { more } else { blocks.start..blocks.end.max(more.end) };
                to += 1;
            }
            stored.clear();
            self.blocks(blocks, &mut stored)?;
            let mut at = 0;
            for (place, number) in sought.iter().enumerate().take(to).skip(from) {
                while stored.get(at).is_some_and(|it| it.0 & mask < number & mask) {
                    at += 1;
                }
                let same = stored[at..].iter().take_while(|it| it.0 & mask == number & mask);
                same.for_each(|(found, value)| hit(place, *found, *value));
            }
            from = to;
        }
        Ok(())
    }

    fn blocks(&self, blocks: Range<usize>, into: &mut Vec<(u64, u64)>) -> Result<(), LogError> {
        if blocks.is_empty() {
            return Ok(());
        }
        let start = self.offsets[blocks.start];
        let all = self.store.read_range(&self.file.name, start..self.offsets[blocks.end])?;
        for block in blocks {
            let rows = size(self.file.rows).saturating_sub(block * BLOCK_ROWS).min(BLOCK_ROWS);
            let part = size(self.offsets[block] - start)..size(self.offsets[block + 1] - start);
            self.block(&all.slice(part), rows, into)?;
        }
        Ok(())
    }

    fn block(&self, bytes: &Bytes, rows: usize, into: &mut Vec<(u64, u64)>) -> Result<(), LogError> {
        let damaged = || LogError::damaged(&self.file.name, "a block is not one");
        let mut number = bytes.first_chunk().map(|it| u64::from_le_bytes(*it)).ok_or_else(damaged)?;
        let width = usize::from(*bytes.get(8).ok_or_else(damaged)?);
        let differences = (rows - 1) * width;
        let values = if self.has_values { rows * 8 } else { 0 };
        if width > 8 || bytes.len() != 9 + differences + values {
            return Err(damaged());
        }
        let values = &bytes[9 + differences..];
        for row in 0..rows {
            if row > 0 && width > 0 {
                let start = 9 + (row - 1) * width;
                let mut difference = [0; 8];
                difference[..width].copy_from_slice(&bytes[start..start + width]);
                number = number.wrapping_add(u64::from_le_bytes(difference));
            }
            let value = values.get(row * 8..).and_then(|it| it.first_chunk());
            into.push((number, value.map_or(0, |it| u64::from_le_bytes(*it))));
        }
        Ok(())
    }
}

/// Sizes of files fit the memory's addresses.
fn size(bytes: u64) -> usize {
    usize::try_from(bytes).expect("addresses have 64 bits")
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn a_number_is_found_where_it_is_and_only_there(
            mut numbers in vec(prop_oneof![any::<u64>(), 0..9_000_u64], 1..9_000),
            mut sought in vec(prop_oneof![any::<u64>(), 0..9_000_u64], 0..50),
            also in vec(any::<prop::sample::Index>(), 0..50),
            mask in prop_oneof![Just(u64::MAX), Just(!0xFFFF), Just(!0xFF)],
        ) {
            numbers.sort_unstable();
            sought.extend(also.iter().map(|it| *it.get(&numbers)));
            sought.sort_unstable();
            let values: Vec<u64> = numbers.iter().map(|it| it.wrapping_mul(3)).collect();
            let folder = tempfile::tempdir().expect("a folder");
            let store = Store::open(folder.path().to_str().expect("a path")).expect("a store");
            let bytes = encode(&numbers, &values);
            let (min, max) = (numbers[0], numbers[numbers.len() - 1]);
            let (rows, size) = (numbers.len() as u64, bytes.len() as u64);
            let file = IndexFile { name: "i/x".into(), rows, bytes: size, min, max };
            store.put(&file.name, bytes).expect("written");
            let index = Index::open(&store, &file, true).expect("opens");
            let mut found = Vec::new();
            index.find(&sought, mask, |place, number, value| found.push((place, number, value))).expect("reads");
            let expected: Vec<_> = sought.iter().enumerate().flat_map(|(place, it)| {
                let same = numbers.iter().filter(move |number| **number & mask == it & mask);
                same.map(move |number| (place, *number, number.wrapping_mul(3)))
            }).collect();
            prop_assert_eq!(found, expected);
            let all = index.range(0, u64::MAX).expect("reads");
            prop_assert_eq!(all.len(), numbers.len());
        }
    }
}
