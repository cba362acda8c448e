//! Where the rows of an import wait for its commit: in memory by partner and part, beyond a bound in a private
//! folder. Pseudonyms only.
//!
//! A *part* is 1/256 of the places (see [`Rows::place`](crate::record::Rows::place)). Few rows are not split.

use std::{
    fs::File,
    io::{BufWriter, Write},
    ops::Range,
    os::unix::fs::FileExt,
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use crate::{
    Limits, LogError,
    record::{self, Contacts, Events, Rows},
    workplace::Workplace,
};

pub(crate) const PARTS: usize = 256;

/// What is staged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Records of contacts.
    Contacts,
    /// Records of events.
    Events,
    /// Index entries of contacts, 8 bytes each.
    ContactIds,
    /// Index entries of events, 8 bytes each.
    EventIds,
    /// Requests and their usagers, 16 bytes each.
    Requests,
    /// Index entries of rows to be judged with their bucket, 8 bytes each, by the bucket.
    Suspects,
}

const SORTS: usize = 6;

impl Sort {
    /// Length and place of the first item.
    fn first(self, bytes: &[u8], seed: u64) -> (usize, u64) {
        let number = || bytes.first_chunk().map_or(0, |it| u64::from_le_bytes(*it));
        match self {
            Self::Contacts => (record::first(bytes).len(), Contacts::place(record::first(bytes), seed)),
            Self::Events => (record::first(bytes).len(), Events::place(record::first(bytes), seed)),
            Self::ContactIds | Self::EventIds => (8, number()),
            Self::Requests => (16, number()),
            Self::Suspects => (8, number() << 48),
        }
    }
}

pub(crate) fn part_of(place: u64) -> usize {
    (place >> 56) as usize
}

/// A piece of a part in a file.
#[derive(Debug, Clone, Copy)]
struct Spilled {
    part: usize,
    file: usize,
    offset: u64,
    length: usize,
}

/// A block holds at least this many bytes when the next one is begun, and is made a little larger, so that it seldom grows.
const BLOCK: usize = 4 << 10;
const BLOCK_ROOM: usize = BLOCK + 512;

/// Items one after the other, in blocks of one size: growing copies nothing, and what is spilled makes room for what comes.
#[derive(Debug, Default)]
struct Piece {
    /// Each but the last is full; no item lies in two.
    blocks: Vec<Vec<u8>>,
}

impl Piece {
    /// Appends one item, in a block from `free` if a new one is needed; how many bytes it has.
    fn push(&mut self, free: &mut Vec<Vec<u8>>, write: impl FnOnce(&mut Vec<u8>)) -> usize {
        if self.blocks.last().is_none_or(|it| it.len() >= BLOCK) {
            self.blocks.push(free.pop().unwrap_or_else(|| Vec::with_capacity(BLOCK_ROOM)));
        }
        let block = self.blocks.last_mut().expect("just pushed");
        let before = block.len();
        write(block);
        block.len() - before
    }

    fn len(&self) -> usize {
        self.blocks.iter().map(Vec::len).sum()
    }

    /// Empties it into `free`.
    fn clear(&mut self, free: &mut Vec<Vec<u8>>) {
        free.extend(self.blocks.drain(..).map(|mut it| {
            it.clear();
            it
        }));
    }
}

/// One partner's items of one sort.
#[derive(Debug)]
struct Parts {
    /// One piece as long as they are few, then one each part.
    pieces: Vec<Piece>,
    counts: Vec<u64>,
    bytes: usize,
    spilled: Vec<Spilled>,
}

impl Parts {
    fn new() -> Self {
        Self { pieces: vec![Piece::default()], counts: vec![0], bytes: 0, spilled: Vec::new() }
    }

    fn is_split(&self) -> bool {
        self.pieces.len() > 1
    }

    fn split(&mut self, sort: Sort, seed: u64, free: &mut Vec<Vec<u8>>) {
        if self.is_split() {
            return;
        }
        let whole = std::mem::take(&mut self.pieces);
        self.pieces.resize_with(PARTS, Piece::default);
        self.counts = vec![0; PARTS];
        for mut piece in whole {
            for block in &piece.blocks {
                let mut rest = block.as_slice();
                while !rest.is_empty() {
                    let (length, place) = sort.first(rest, seed);
                    let part = part_of(place);
                    self.pieces[part].push(free, |it| it.extend_from_slice(&rest[..length]));
                    self.counts[part] += 1;
                    rest = &rest[length..];
                }
            }
            piece.clear(free);
        }
    }
}

/// One thread's staged rows.
#[derive(Debug, Default)]
pub(crate) struct Stager {
    lots: Vec<[Option<Box<Parts>>; SORTS]>,
    /// Empty blocks.
    free: Vec<Vec<u8>>,
    /// In memory.
    bytes: usize,
    /// Those of them that the area knows of.
    counted: usize,
}

impl Stager {
    /// Adds one item of partner number `slot`; `write` appends its bytes.
    pub(crate) fn push(
        &mut self,
        area: &Area,
        slot: usize,
        sort: Sort,
        place: u64,
        write: impl FnOnce(&mut Vec<u8>),
    ) {
        if self.lots.len() <= slot {
            self.lots.resize_with(slot + 1, Default::default);
        }
        let parts = self.lots[slot][sort as usize].get_or_insert_with(|| Box::new(Parts::new()));
        let part = if parts.is_split() { part_of(place) } else { 0 };
        let added = parts.pieces[part].push(&mut self.free, write);
        parts.counts[part] += 1;
        parts.bytes += added;
        self.bytes += added;
        if parts.bytes > area.limits.split_bytes && !parts.is_split() {
            parts.split(sort, area.seed, &mut self.free);
        }
    }

    /// Moves what is in memory to a file if all stagers together hold too much.
    pub(crate) fn settle(&mut self, area: &Area) -> Result<(), LogError> {
        let added = self.bytes - self.counted;
        self.counted = self.bytes;
        let total = area.in_memory.fetch_add(added, Ordering::Relaxed) + added;
        if total > area.limits.memory_bytes && self.bytes > area.limits.memory_bytes / 8 {
            area.in_memory.fetch_sub(self.bytes, Ordering::Relaxed);
            self.spill(area)?;
            (self.bytes, self.counted) = (0, 0);
        }
        Ok(())
    }

    fn spill(&mut self, area: &Area) -> Result<(), LogError> {
        let (number, path, file) = area.new_file()?;
        let failed = |it| LogError::io("write", &path, it);
        let mut writer = BufWriter::with_capacity(1 << 20, &file);
        let mut offset = 0;
        for lot in &mut self.lots {
            for (sort, parts) in SORTED.into_iter().zip(lot) {
                let Some(parts) = parts else { continue };
                parts.split(sort, area.seed, &mut self.free);
                for (part, piece) in parts.pieces.iter_mut().enumerate() {
                    if !piece.blocks.is_empty() {
                        piece.blocks.iter().try_for_each(|it| writer.write_all(it)).map_err(failed)?;
                        let length = piece.len();
                        parts.spilled.push(Spilled { part, file: number, offset, length });
                        offset += length as u64;
                        piece.clear(&mut self.free);
                    }
                }
                parts.bytes = 0;
            }
        }
        writer.flush().map_err(failed)
    }
}

const SORTED: [Sort; SORTS] =
    [Sort::Contacts, Sort::Events, Sort::ContactIds, Sort::EventIds, Sort::Requests, Sort::Suspects];

/// Stagers for several threads: each works with one that no other has.
#[derive(Debug)]
pub(crate) struct Pool<'a> {
    area: &'a Area,
    free: Mutex<Vec<Stager>>,
}

impl<'a> Pool<'a> {
    pub(crate) fn new(area: &'a Area) -> Self {
        Self { area, free: Mutex::default() }
    }

    /// Works with a stager.
    pub(crate) fn with(
        &self,
        work: impl FnOnce(&mut Stager, &Area) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut stager = free.unwrap_or_default();
        let done = work(&mut stager, self.area).and_then(|()| stager.settle(self.area));
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(stager);
        done
    }

    /// What they staged.
    pub(crate) fn finish(self) -> Staged<'a> {
        Staged::new(self.area, self.free.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What the stagers of an import share.
#[derive(Debug)]
pub(crate) struct Area {
    pub(crate) seed: u64,
    limits: Limits,
    workplace: Arc<Workplace>,
    in_memory: AtomicUsize,
    files: Mutex<Vec<Arc<(PathBuf, File)>>>,
}

impl Area {
    pub(crate) fn new(seed: u64, limits: Limits, workplace: Arc<Workplace>) -> Self {
        Self { seed, limits, workplace, in_memory: AtomicUsize::new(0), files: Mutex::default() }
    }

    fn new_file(&self) -> Result<(usize, PathBuf, File), LogError> {
        let folder = self.workplace.folder()?;
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let path = folder.join(format!("rows-{}", files.len()));
        let failed = |it| LogError::io("write", &path, it);
        let file = kernel::private::file().read(true).create_new(true).open(&path);
        let file = file.map_err(failed)?;
        files.push(Arc::new((path.clone(), file.try_clone().map_err(failed)?)));
        Ok((files.len() - 1, path, file))
    }

    fn file(&self, number: usize) -> Arc<(PathBuf, File)> {
        Arc::clone(&self.files.lock().unwrap_or_else(PoisonError::into_inner)[number])
    }
}

/// All that an import staged; read only.
#[derive(Debug)]
pub(crate) struct Staged<'a> {
    area: &'a Area,
    stagers: Vec<Stager>,
}

impl<'a> Staged<'a> {
    /// Brings the stagers together: a partner is split in all or in none.
    pub(crate) fn new(area: &'a Area, mut stagers: Vec<Stager>) -> Self {
        let slots = stagers.iter().map(|it| it.lots.len()).max().unwrap_or(0);
        for slot in 0..slots {
            for sort in SORTED {
                let all = || stagers.iter().filter_map(|it| it.lots.get(slot)?[sort as usize].as_ref());
                let split = all().any(|it| it.is_split())
                    || all().map(|it| it.bytes).sum::<usize>() > area.limits.split_bytes;
                for Stager { lots, free, .. } in stagers.iter_mut().filter(|_| split) {
                    if let Some(parts) = lots.get_mut(slot).and_then(|it| it[sort as usize].as_mut()) {
                        parts.split(sort, area.seed, free);
                    }
                }
            }
        }
        for stager in &mut stagers {
            stager.free = Vec::new();
        }
        Self { area, stagers }
    }

    fn parts(&self, slot: usize, sort: Sort) -> impl Iterator<Item = &Parts> {
        self.stagers.iter().filter_map(move |it| it.lots.get(slot)?[sort as usize].as_deref())
    }

    /// Items in each part; one number if they are not split; empty if there are none.
    pub(crate) fn counts(&self, slot: usize, sort: Sort) -> Vec<u64> {
        let mut counts = Vec::new();
        for parts in self.parts(slot, sort) {
            counts.resize(parts.counts.len(), 0);
            counts.iter_mut().zip(&parts.counts).for_each(|(sum, it)| *sum += it);
        }
        counts
    }

    /// Those of `parts` that [`load`](Self::load) takes for this sort, when `parts` are of another sort.
    pub(crate) fn same_parts(
        &self,
        slot: usize,
        sort: Sort,
        parts: &Range<usize>,
        split: bool,
    ) -> Range<usize> {
        match self.counts(slot, sort).len() {
            PARTS if split => parts.clone(),
            all => 0..all,
        }
    }

    /// The items of some parts, one after the other.
    pub(crate) fn load(&self, slot: usize, sort: Sort, range: Range<usize>) -> Result<Vec<u8>, LogError> {
        let length = |parts: &Parts| {
            let spilled = parts.spilled.iter().filter(|it| range.contains(&it.part)).map(|it| it.length);
            spilled.sum::<usize>() + parts.pieces[range.clone()].iter().map(Piece::len).sum::<usize>()
        };
        let mut bytes = Vec::with_capacity(self.parts(slot, sort).map(length).sum());
        for parts in self.parts(slot, sort) {
            for spilled in parts.spilled.iter().filter(|it| range.contains(&it.part)) {
                let held = self.area.file(spilled.file);
                let (path, file) = &*held;
                let start = bytes.len();
                bytes.resize(start + spilled.length, 0);
                file.read_exact_at(&mut bytes[start..], spilled.offset)
                    .map_err(|it| LogError::io("read", path, it))?;
            }
            let blocks = parts.pieces[range.clone()].iter().flat_map(|it| &it.blocks);
            blocks.for_each(|it| bytes.extend_from_slice(it));
        }
        Ok(bytes)
    }
}

impl Drop for Staged<'_> {
    fn drop(&mut self) {
        let counted: usize = self.stagers.iter().map(|it| it.counted).sum();
        self.area.in_memory.fetch_sub(counted, Ordering::Relaxed);
    }
}
