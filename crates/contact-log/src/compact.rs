//! Fewer, larger files: small segments of a bucket merged, full buckets split, index files merged. A commit of its
//! own, that changes no row.

use std::{collections::BTreeSet, ops::Range, sync::Arc, thread};

use kernel::PartnerCode;

use crate::{
    Log, LogError,
    columns::{Collect, ContactBatch, EventBatch},
    commit::{bits_for, parallel},
    index::Index,
    judge::Judge,
    manifest::{IndexFile, LogKind, Manifest, Partner, Segment},
    output::Output,
    record::{self, Contacts, Events},
    segment::schema,
    snapshot::read_bucket,
    unique::unique,
    vocabulary::Vocabulary,
    workplace::Workplace,
    write::{Files, Target, write},
};

/// How often a compaction is tried again when other machines commit meanwhile.
const ATTEMPTS_MAX: u32 = 3;
/// Files that no version names are removed after a day: until then they may belong to an import on another machine.
const ORPHAN_US: i64 = 24 * 3_600 * 1_000_000;

impl Log {
    /// Merges small files and splits full buckets where it pays, and removes what nothing needs any more.
    /// Imports do the first by themselves. Returns the log's version.
    pub fn compact(&self) -> Result<u64, LogError> {
        self.sweep_dead()?;
        let turn = self.turn()?;
        let mut version = self.compact_partners(None)?;
        drop(turn);
        if let Some(manifest) = Manifest::newest(self.store())? {
            version = manifest.version;
            self.sweep_orphans(&manifest)?;
        }
        Ok(version)
    }

    /// Compacts the partners given, or all. The caller has the turn.
    pub(crate) fn compact_partners(&self, only: Option<&[PartnerCode]>) -> Result<u64, LogError> {
        for _ in 0..ATTEMPTS_MAX {
            let Some(base) = Manifest::newest(self.store())? else { return Ok(0) };
            let due = base.partners.iter().filter(|(code, partner)| {
                only.is_none_or(|it| it.contains(code)) && Plan::of(self, partner).is_due()
            });
            let due: Vec<&PartnerCode> = due.map(|it| it.0).collect();
            if due.is_empty() {
                return Ok(base.version);
            }
            let unique = unique()?;
            let workplace = Workplace::new(&self.workplaces(), unique);
            if self.store().folder().is_some() {
                workplace.folder()?;
            }
            let output = Output::new(self.store(), unique);
            let mut next = base.clone();
            let done = due.into_iter().try_for_each(|code| {
                let mut partner = Partner::clone(&base.partners[code]);
                Compaction::new(self, &output, code).run(&mut partner)?;
                next.partners.insert(code.clone(), Arc::new(partner));
                Ok(())
            });
            match done.and_then(|()| self.commit(&base, &mut next, &output)) {
                Ok(true) => return Ok(next.version),
                Ok(false) => output.discard(),
                Err(error) => {
                    output.discard_after(&error);
                    return Err(error);
                }
            }
        }
        Err(LogError::Busy(ATTEMPTS_MAX))
    }

    fn sweep_orphans(&self, manifest: &Manifest) -> Result<(), LogError> {
        let grace_end = self.grace_end_us();
        for retired in manifest.retired.iter().filter(|it| it.at_us < grace_end) {
            self.store().delete(&retired.name)?;
        }
        let waiting = manifest.retired.iter().map(|it| it.name.as_str());
        let named: std::collections::HashSet<&str> = manifest.names().chain(waiting).collect();
        let old = self.now_us().saturating_sub(ORPHAN_US);
        for folder in self.data_folders()? {
            for found in self.store().list(&folder)? {
                if found.modified_us < old && !named.contains(found.name.as_str()) {
                    self.store().delete(&found.name)?;
                }
            }
        }
        Ok(())
    }
}

/// What is to be done about a partner.
struct Plan {
    /// More buckets, as a power of two.
    bits: Option<u32>,
    contacts: BTreeSet<usize>,
    events: BTreeSet<usize>,
    contact_ids: BTreeSet<usize>,
    event_ids: BTreeSet<usize>,
    requests: BTreeSet<usize>,
}

impl Plan {
    fn of(log: &Log, partner: &Partner) -> Self {
        let limits = log.limits();
        let rows = partner.rows(LogKind::Contacts).max(partner.rows(LogKind::Events));
        let bits = bits_for(rows, limits.bucket_rows);
        let files = limits.bucket_files_max;
        let segments = |kind| crowded_segments(partner.segments(kind), partner.buckets(), files);
        Self {
            bits: (rows >> partner.bits > limits.bucket_rows_max && bits > partner.bits).then_some(bits),
            contacts: segments(LogKind::Contacts),
            events: segments(LogKind::Events),
            contact_ids: crowded_indexes(&partner.contact_ids, files),
            event_ids: crowded_indexes(&partner.event_ids, files),
            requests: crowded_indexes(&partner.requests, files),
        }
    }

    fn is_due(&self) -> bool {
        let all = [&self.contacts, &self.events, &self.contact_ids, &self.event_ids, &self.requests];
        self.bits.is_some() || all.iter().any(|it| !it.is_empty())
    }
}

/// Which files to merge so that no bucket lies in more than `files` of them.
fn crowded_segments(segments: &[Segment], buckets: u32, files: usize) -> BTreeSet<usize> {
    let mut chosen = BTreeSet::new();
    if segments.len() <= files {
        return chosen;
    }
    for bucket in 0..buckets {
        let slices = segments.iter().enumerate().map(|(at, it)| {
            let rows = it.slice(bucket);
            (rows.end - rows.start, at)
        });
        chosen.extend(smaller(slices.filter(|it| it.0 > 0).collect(), files));
    }
    chosen
}

/// Which index files to merge so that no number may be in more than `files` of them.
fn crowded_indexes(indexes: &[IndexFile], files: usize) -> BTreeSet<usize> {
    let mut chosen = BTreeSet::new();
    if indexes.len() <= files {
        return chosen;
    }
    for number in indexes.iter().map(|it| it.min) {
        let there = indexes.iter().enumerate().filter(|(_, it)| (it.min..=it.max).contains(&number));
        chosen.extend(smaller(there.map(|(at, it)| (it.rows, at)).collect(), files));
    }
    chosen
}

/// If there are more than `files`: the smaller ones, from the first that is not larger than all smaller ones
/// together, so that each row is rewritten a number of times that grows with the logarithm of the log; at least
/// half of them.
fn smaller(mut sized: Vec<(u64, usize)>, files: usize) -> Vec<usize> {
    if sized.len() <= files {
        return Vec::new();
    }
    sized.sort_unstable_by_key(|it| std::cmp::Reverse(*it));
    let mut rest: u64 = sized.iter().map(|it| it.0).sum();
    let balanced = sized.iter().position(|it| {
        rest -= it.0;
        it.0 <= rest
    });
    let from = balanced.unwrap_or(sized.len()).min(sized.len() / 2);
    sized.into_iter().skip(from).map(|it| it.1).collect()
}

/// Rewrites files of one partner.
pub(crate) struct Compaction<'a> {
    log: &'a Log,
    output: &'a Output<'a>,
    code: &'a PartnerCode,
    words: Vocabulary,
    threads: usize,
}

impl<'a> Compaction<'a> {
    pub(crate) fn new(log: &'a Log, output: &'a Output<'a>, code: &'a PartnerCode) -> Self {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        Self { log, output, code, words: Vocabulary::default(), threads }
    }

    /// The words of the rows that it read.
    pub(crate) const fn words(&self) -> &Vocabulary {
        &self.words
    }

    fn run(&self, partner: &mut Partner) -> Result<(), LogError> {
        let plan = Plan::of(self.log, partner);
        if let Some(bits) = plan.bits {
            self.split(partner, bits)?;
        } else {
            self.merge::<Contacts, ContactBatch>(partner, &plan.contacts)?;
            self.merge::<Events, EventBatch>(partner, &plan.events)?;
        }
        self.merge_indexes(&mut partner.contact_ids, &plan.contact_ids, ("ids", "contacts"), false)?;
        self.merge_indexes(&mut partner.event_ids, &plan.event_ids, ("ids", "events"), false)?;
        self.merge_indexes(&mut partner.requests, &plan.requests, ("requests", "first"), true)
    }

    /// Gives the partner more buckets.
    pub(crate) fn split(&self, partner: &mut Partner, bits: u32) -> Result<(), LogError> {
        partner.contacts = self.rewritten::<Contacts, ContactBatch>(partner, bits)?;
        partner.events = self.rewritten::<Events, EventBatch>(partner, bits)?;
        partner.bits = bits;
        Ok(())
    }

    fn target(&self, bits: u32) -> Target<'_> {
        let file_rows = self.log.limits().file_rows;
        Target { output: self.output, words: &self.words, partner: self.code, bits, import: None, file_rows }
    }

    fn rewritten<R: Judge, C: Collect>(
        &self,
        partner: &Partner,
        bits: u32,
    ) -> Result<Vec<Segment>, LogError> {
        let target = self.target(bits);
        let seed = Manifest::newest(self.log.store())?.map_or(0, |it| it.seed);
        let buckets: Vec<u32> = (0..partner.buckets()).collect();
        let written = parallel(self.threads, &buckets, |bucket| {
            let run = self.rows::<R>(partner.segments(R::KIND), *bucket)?;
            write::<R, C>(&target, seed, &run, |_| false, |_, _| {})
        })?;
        Ok(written.into_iter().flatten().collect())
    }

    fn merge<R: Judge, C: Collect>(
        &self,
        partner: &mut Partner,
        chosen: &BTreeSet<usize>,
    ) -> Result<(), LogError> {
        self.sift::<R, C>(partner, chosen, |_| true)
    }

    /// Merges the chosen files of a kind, and leaves out the rows that do not stay; the buckets stay.
    pub(crate) fn sift<R: Judge, C: Collect>(
        &self,
        partner: &mut Partner,
        chosen: &BTreeSet<usize>,
        stays: impl Fn(&[u8]) -> bool + Sync,
    ) -> Result<(), LogError> {
        if chosen.is_empty() {
            return Ok(());
        }
        let segments = std::mem::take(partner.segments_mut(R::KIND));
        let (chosen, kept): (Vec<_>, Vec<_>) =
            segments.into_iter().enumerate().partition(|(at, _)| chosen.contains(at));
        let chosen: Vec<Segment> = chosen.into_iter().map(|it| it.1).collect();
        let target = self.target(partner.bits);
        let written = parallel(self.threads, &self.spans(&chosen, partner.buckets()), |buckets| {
            let mut files = Files::new(&target);
            for bucket in buckets.clone() {
                let run = self.rows::<R>(&chosen, bucket)?;
                let records: Vec<&[u8]> = record::records(&run).filter(|it| stays(it)).collect();
                if !records.is_empty() {
                    files.bucket::<R, C>(bucket, records.iter().copied(), records.len())?;
                }
            }
            files.finish::<R>()
        })?;
        let all = kept.into_iter().map(|it| it.1).chain(written.into_iter().flatten());
        *partner.segments_mut(R::KIND) = all.collect();
        Ok(())
    }

    /// Neighbouring buckets that together have enough rows for a file.
    fn spans(&self, segments: &[Segment], buckets: u32) -> Vec<Range<u32>> {
        let mut spans = Vec::new();
        let (mut start, mut rows) = (0, 0);
        for bucket in 0..buckets {
            rows += segments.iter().map(|it| it.slice(bucket)).map(|it| it.end - it.start).sum::<u64>();
            if rows >= self.log.limits().file_rows || (bucket + 1 == buckets && rows > 0) {
                spans.push(start..bucket + 1);
                (start, rows) = (bucket + 1, 0);
            }
        }
        spans
    }

    /// The rows of a bucket in their order, as records.
    pub(crate) fn rows<R: Judge>(&self, segments: &[Segment], bucket: u32) -> Result<Vec<u8>, LogError> {
        let columns: Vec<&str> = schema(R::KIND).fields().iter().map(|it| it.name().as_str()).collect();
        let mut run = Vec::new();
        for batch in read_bucket(self.log.store(), R::KIND, segments, bucket, &columns)? {
            R::stored_all(&batch?, &self.words, &mut run)?;
        }
        Ok(run)
    }

    /// Merges index files, a slice of the numbers at a time.
    fn merge_indexes(
        &self,
        files: &mut Vec<IndexFile>,
        chosen: &BTreeSet<usize>,
        (folder, stem): (&str, &str),
        has_values: bool,
    ) -> Result<(), LogError> {
        if chosen.is_empty() {
            return Ok(());
        }
        let (chosen, kept): (Vec<_>, Vec<_>) =
            std::mem::take(files).into_iter().enumerate().partition(|(at, _)| chosen.contains(at));
        let chosen: Vec<IndexFile> = chosen.into_iter().map(|it| it.1).collect();
        let rows: u64 = chosen.iter().map(|it| it.rows).sum();
        let slices = rows.div_ceil(self.log.limits().index_rows * 4).max(1);
        let width = u64::MAX / slices;
        let slices: Vec<Range<u64>> = (0..slices)
            .map(|it| it * width..if it + 1 == slices { u64::MAX } else { (it + 1) * width - 1 })
            .collect();
        let merged = parallel(self.threads, &slices, |slice| {
            let mut all = Vec::new();
            for file in chosen.iter().filter(|it| it.max >= slice.start && it.min <= slice.end) {
                all.extend(Index::open(self.log.store(), file, has_values)?.range(slice.start, slice.end)?);
            }
            all.sort_unstable();
            all.dedup_by_key(|it| it.0);
            let (numbers, values): (Vec<u64>, Vec<u64>) = all.into_iter().unzip();
            let values = if has_values { values } else { Vec::new() };
            self.output.put_index(folder, self.code, stem, &numbers, &values)
        })?;
        *files = kept.into_iter().map(|it| it.1).chain(merged.into_iter().flatten()).collect();
        Ok(())
    }
}
