//! Which rows of an import may be in the log already, or twice in the import: those whose fingerprints are.
//!
//! The index of a partner is a superset of its rows' fingerprints: an entry says *perhaps, and if so, in this
//! bucket*. Suspects whose like can only be in their own bucket are judged with that bucket; the others before.

use std::{collections::BTreeSet, ops::Range};

use kernel::PartnerCode;

use crate::{
    LogError,
    index::Index,
    manifest::IndexFile,
    output::Output,
    record::FINGERPRINT,
    staging::{PARTS, Pool, Sort, Staged},
    write::bucket,
};

/// What the index says about one partner's rows.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// New index files.
    pub(crate) files: Vec<IndexFile>,
    /// Fingerprints of suspects whose like may be in another bucket, sorted.
    pub(crate) scattered: Vec<u64>,
    /// The buckets where those and their likes are.
    pub(crate) buckets: BTreeSet<u32>,
    /// Whether any suspects of one bucket were put in the pool.
    pub(crate) any_local: bool,
}

/// Where to look for suspects.
pub(crate) struct Search<'a> {
    pub(crate) output: &'a Output<'a>,
    pub(crate) staged: &'a Staged<'a>,
    /// Suspects of one bucket go there, as [`Sort::Suspects`].
    pub(crate) pool: &'a Pool<'a>,
    pub(crate) partner: &'a PartnerCode,
    pub(crate) slot: usize,
    pub(crate) sort: Sort,
    pub(crate) bits: u32,
    /// The partner's index before this import.
    pub(crate) index: &'a [IndexFile],
    /// An index file is closed once it has this many entries.
    pub(crate) file_rows: u64,
}

impl Search<'_> {
    /// The parts to look through together.
    pub(crate) fn tasks(&self) -> Vec<Range<usize>> {
        groups(&self.staged.counts(self.slot, self.sort), self.file_rows)
    }

    /// Looks through some parts.
    pub(crate) fn run(&self, parts: &Range<usize>) -> Result<Findings, LogError> {
        let bytes = self.staged.load(self.slot, self.sort, parts.clone())?;
        let (entries, _) = bytes.as_chunks::<8>();
        let mut entries: Vec<u64> = entries.iter().map(|it| u64::from_le_bytes(*it)).collect();
        drop(bytes);
        entries.sort_unstable();
        let hits = self.hits(&entries)?;

        let mut findings = Findings::default();
        let mut fresh = Vec::with_capacity(entries.len());
        let mut hits = hits.as_slice();
        let mut local = Vec::new();
        for mine in entries.chunk_by(|left, right| left & FINGERPRINT == right & FINGERPRINT) {
            let fingerprint = mine[0] & FINGERPRINT;
            let known = hits.iter().take_while(|it| *it & FINGERPRINT == fingerprint).count();
            let (theirs, rest) = hits.split_at(known);
            hits = rest;
            if mine.len() + theirs.len() == 1 {
                fresh.push(mine[0]);
                continue;
            }
            for distinct in mine.chunk_by(PartialEq::eq) {
                if !theirs.contains(&distinct[0]) {
                    fresh.push(distinct[0]);
                }
            }
            let bucket_of = |it: &u64| bucket(it << 48, self.bits);
            let here = bucket_of(&mine[0]);
            if mine.iter().chain(theirs).all(|it| bucket_of(it) == here) {
                local.extend(mine.chunk_by(PartialEq::eq).map(|it| it[0]));
            } else {
                findings.scattered.push(fingerprint);
                findings.buckets.extend(mine.iter().chain(theirs).map(bucket_of));
            }
        }
        findings.any_local = !local.is_empty();
        self.pool.with(|stager, area| {
            for entry in local {
                let write = |run: &mut Vec<u8>| run.extend_from_slice(&entry.to_le_bytes());
                stager.push(area, self.slot, Sort::Suspects, entry << 48, write);
            }
            Ok(())
        })?;
        let stem = if self.sort == Sort::Events { "events" } else { "contacts" };
        findings.files.extend(self.output.put_index("ids", self.partner, stem, &fresh, &[])?);
        Ok(findings)
    }

    /// The entries of the index whose fingerprints are among `entries`, sorted, each once.
    fn hits(&self, entries: &[u64]) -> Result<Vec<u64>, LogError> {
        let mut hits = Vec::new();
        let (Some(min), Some(max)) = (entries.first(), entries.last()) else { return Ok(hits) };
        for file in self.index {
            if file.max >= min & FINGERPRINT && file.min <= max | !FINGERPRINT {
                let index = Index::open(self.output.store, file, false)?;
                index.find(entries, FINGERPRINT, |_, found, _| hits.push(found))?;
            }
        }
        hits.sort_unstable();
        hits.dedup();
        Ok(hits)
    }
}

/// Neighbouring parts that have at least so many items together.
pub(crate) fn groups(counts: &[u64], at_least: u64) -> Vec<Range<usize>> {
    debug_assert!(counts.len() <= PARTS);
    let mut groups = Vec::new();
    let mut start = 0;
    let mut items = 0;
    for (part, count) in counts.iter().enumerate() {
        items += count;
        if items >= at_least || (part + 1 == counts.len() && items > 0) {
            groups.push(start..part + 1);
            (start, items) = (part + 1, 0);
        }
    }
    groups
}
