//! What an import's commit does: finds duplicates, sorts the staged rows into buckets, writes their files, creates
//! the next version.

use std::{
    collections::HashSet,
    ops::Range,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use kernel::PartnerCode;

use crate::{
    Log, LogError,
    columns::{Collect, ContactBatch, EventBatch},
    compact::Compaction,
    import::{CONFLICTS_MAX, Conflict, ImportReport, origin},
    judge::{Judge, Suspect, Verdict},
    manifest::{LogKind, Manifest, Partner, Segment},
    output::Output,
    record::{self, Contacts, Events, FINGERPRINT, Rows},
    requests::{self, Requests},
    segment::schema,
    snapshot::read_bucket,
    staging::{Area, PARTS, Pool, Sort, Staged},
    suspects::Search,
    vocabulary::Vocabulary,
    workplace::Workplace,
    write::{self, Target},
};

/// Partners do not have more buckets than 2 to this power: an index entry knows 16 bits of a row's place.
pub(crate) const BITS_MAX: u32 = 16;
/// How often a commit is tried again when other machines commit at the same time.
const ATTEMPTS_MAX: u32 = 10;

/// Fingerprints in several buckets that are judged together: bounds the rows held at once.
const SCATTERED_MAX: usize = 1_000_000;

/// All that the commit of one import needs.
pub(crate) struct Job<'a> {
    pub(crate) log: &'a Log,
    pub(crate) staged: Staged<'a>,
    pub(crate) words: &'a Vocabulary,
    pub(crate) area: &'a Area,
    pub(crate) workplace: &'a Workplace,
    pub(crate) codes: &'a [PartnerCode],
    pub(crate) files: &'a [Arc<str>],
    pub(crate) unique: u64,
    /// The number of the import, for its rows.
    pub(crate) number: u64,
    pub(crate) threads: usize,
    pub(crate) strict: bool,
}

impl Job<'_> {
    pub(crate) fn run(&self, given: &ImportReport) -> Result<ImportReport, LogError> {
        let _turn = self.log.turn()?;
        if self.log.store().folder().is_some() {
            // Its number tells a sweeper whose the files are, should this process be killed.
            self.workplace.folder()?;
        }
        for _ in 0..ATTEMPTS_MAX {
            let base = Manifest::newest(self.log.store())?;
            if base.as_ref().is_some_and(|it| it.seed != self.area.seed) {
                // Somebody else made the log meanwhile, with another key.
                return Err(LogError::OtherKey);
            }
            let base = base.unwrap_or_else(|| Manifest::empty(self.area.seed));
            let output = Output::new(self.log.store(), self.unique);
            match self.attempt(&base, &output, given.clone()) {
                Ok(Some(report)) => {
                    // The rows are safe: what follows only keeps files few, and the next import tries again.
                    if let Err(error) = self.log.compact_partners(Some(self.codes)) {
                        tracing::warn!(%error, "the log was not compacted");
                    }
                    return Ok(report);
                }
                Ok(None) => output.discard(),
                Err(error) => {
                    output.discard_after(&error);
                    return Err(error);
                }
            }
        }
        Err(LogError::Busy(ATTEMPTS_MAX))
    }

    /// Adds everything to `base`; `None` if another version was committed meanwhile.
    fn attempt(
        &self,
        base: &Manifest,
        output: &Output,
        mut report: ImportReport,
    ) -> Result<Option<ImportReport>, LogError> {
        let mut next = base.clone();
        for (code, (new, told)) in self.codes.iter().zip(self.partners(base, output)?) {
            if told.contacts + told.events > 0 {
                next.partners.insert(code.clone(), new.into());
            }
            report.contacts += told.contacts;
            report.events += told.events;
            report.duplicates += told.duplicates;
            report.conflict_count += told.conflict_count;
            let room = CONFLICTS_MAX.saturating_sub(report.conflicts.len());
            report.conflicts.extend(told.conflicts.into_iter().take(room));
        }
        report.conflicts.sort_by_key(|it| (self.files.iter().position(|file| *file == it.file), it.line));
        if self.strict && report.conflict_count > 0 {
            (report.contacts, report.events) = (0, 0);
        }
        if report.contacts + report.events == 0 {
            output.discard();
            report.version = base.version;
            return Ok(Some(report));
        }
        let committed = self.log.commit(base, &mut next, output)?;
        report.version = next.version;
        Ok(committed.then_some(report))
    }

    /// The partners with their new rows, and what there is to tell of each, in the order of their codes. Those with few new rows have
    /// work for one thread: several of them go at once; one with many takes all threads.
    fn partners(&self, base: &Manifest, output: &Output) -> Result<Vec<(Partner, ImportReport)>, LogError> {
        let rows = |slot, sort| self.staged.counts(slot, sort).iter().sum::<u64>();
        let rows = |slot: &usize| rows(*slot, Sort::Contacts).max(rows(*slot, Sort::Events));
        let many = self.log.limits().bucket_rows;
        let (mut small, mut large): (Vec<usize>, Vec<usize>) =
            (0..self.codes.len()).partition(|slot| rows(slot) <= many);
        if small.len() == 1 {
            large.append(&mut small);
        }
        // The longest first, so that no thread begins one when the others end.
        small.sort_by_key(|slot| std::cmp::Reverse(rows(slot)));
        let one = |slot: usize, threads| {
            let code = &self.codes[slot];
            let mut report = ImportReport::default();
            let old = base.partners.get(code).map(AsRef::as_ref);
            let partner = self.partner(slot, old, output, threads, &mut report)?;
            Ok((slot, (partner, report)))
        };
        let mut done = parallel(self.threads, &small, |slot| one(*slot, 1))?;
        for slot in large {
            done.push(one(slot, self.threads)?);
        }
        done.sort_unstable_by_key(|it| it.0);
        Ok(done.into_iter().map(|it| it.1).collect())
    }

    fn partner(
        &self,
        slot: usize,
        old: Option<&Partner>,
        output: &Output,
        threads: usize,
        report: &mut ImportReport,
    ) -> Result<Partner, LogError> {
        let code = &self.codes[slot];
        let limits = self.log.limits();
        let rows = |sort, kind| {
            self.staged.counts(slot, sort).iter().sum::<u64>() + old.map_or(0, |it| it.rows(kind))
        };
        let rows = rows(Sort::Contacts, LogKind::Contacts).max(rows(Sort::Events, LogKind::Events));
        let bits = bits_for(rows, limits.bucket_rows);
        let mut partner = old.cloned().unwrap_or_else(|| Partner::new(bits));
        if rows >> partner.bits > limits.bucket_rows_max {
            Compaction::new(self.log, output, code).split(&mut partner, bits)?;
        }
        let target = Target {
            output,
            words: self.words,
            partner: code,
            bits: partner.bits,
            import: Some(self.number),
            file_rows: limits.file_rows,
        };
        let pairs = Pool::new(self.area);
        let one = One { job: self, slot, target: &target, pairs: &pairs, threads };
        report.contacts += one.rows::<Contacts, ContactBatch>(&mut partner, report)?;
        report.events += one.rows::<Events, EventBatch>(&mut partner, report)?;

        let pairs = pairs.finish();
        let index = std::mem::take(&mut partner.requests);
        let requests = Requests {
            output,
            staged: &pairs,
            partner: code,
            slot,
            index: &index,
            file_rows: limits.index_rows,
        };
        let found = parallel(threads, &requests.tasks(), |it| requests.run(it))?;
        partner.requests.clone_from(&index);
        let mut shared = Vec::new();
        for (file, more) in found {
            partner.requests.extend(file);
            shared.extend(more);
        }
        requests::share(output, code, &mut partner, shared)?;
        Ok(partner)
    }
}

/// One partner of an import.
struct One<'a> {
    job: &'a Job<'a>,
    slot: usize,
    target: &'a Target<'a>,
    pairs: &'a Pool<'a>,
    threads: usize,
}

impl One<'_> {
    /// Adds the rows of a kind to the partner; how many there are.
    fn rows<R: Judge, C: Collect>(
        &self,
        partner: &mut Partner,
        report: &mut ImportReport,
    ) -> Result<u64, LogError> {
        let job = self.job;
        let (sort, ids) = match R::KIND {
            LogKind::Contacts => (Sort::Contacts, Sort::ContactIds),
            LogKind::Events => (Sort::Events, Sort::EventIds),
        };
        let counts = job.staged.counts(self.slot, sort);
        if counts.is_empty() {
            return Ok(0);
        }
        let pool = Pool::new(job.area);
        let search = Search {
            output: self.target.output,
            staged: &job.staged,
            pool: &pool,
            partner: self.target.partner,
            slot: self.slot,
            sort: ids,
            bits: partner.bits,
            index: partner.ids(R::KIND),
            file_rows: job.log.limits().index_rows,
        };
        let findings = parallel(self.threads, &search.tasks(), |it| search.run(it))?;
        let suspects = pool.finish();
        let mut files = Vec::new();
        let mut scattered = HashSet::new();
        let mut buckets = HashSet::new();
        let mut any_local = false;
        for found in findings {
            files.extend(found.files);
            scattered.extend(found.scattered);
            buckets.extend(found.buckets);
            any_local |= found.any_local;
        }

        let tasks = write::tasks(&counts, partner.bits, job.log.limits().file_rows);
        let old = partner.segments(R::KIND);
        let apart = self.scattered::<R>(sort, &tasks, old, &scattered, &buckets)?;
        let written = parallel(self.threads, &tasks, |parts| {
            let bytes = job.staged.load(self.slot, sort, parts.clone())?;
            let mut verdict = Verdict::default();
            if any_local {
                let split = counts.len() == PARTS;
                let theirs = suspects.same_parts(self.slot, Sort::Suspects, parts, split);
                let local = suspects.load(self.slot, Sort::Suspects, theirs)?;
                self.local::<R>(parts, &bytes, old, &local, &mut verdict)?;
            }
            let none = verdict.dropped.is_empty() && apart.dropped.is_empty();
            let dropped = |offset: usize| {
                let it = identity(parts, offset);
                !none && (verdict.dropped.contains(&it) || apart.dropped.contains(&it))
            };
            let mut requests = Vec::new();
            let segments =
                write::write::<R, C>(self.target, job.area.seed, &bytes, dropped, |request, usager| {
                    requests.push((request, usager));
                })?;
            self.pairs.with(|stager, area| {
                for (request, usager) in requests {
                    stager.push(area, self.slot, Sort::Requests, request, |run| {
                        run.extend_from_slice(&requests::pair(request, usager));
                    });
                }
                Ok(())
            })?;
            Ok((segments, verdict))
        })?;

        let mut rows = 0;
        let mut segments = Vec::new();
        self.tell(apart, report);
        for (new, verdict) in written {
            rows += new.iter().map(|it| it.rows).sum::<u64>();
            segments.extend(new);
            self.tell(verdict, report);
        }
        partner.segments_mut(R::KIND).extend(segments);
        partner.ids_mut(R::KIND).extend(files);
        Ok(rows)
    }

    /// Judges the suspects whose likes are all in their own bucket.
    fn local<R: Judge>(
        &self,
        parts: &Range<usize>,
        bytes: &[u8],
        old: &[Segment],
        suspects: &[u8],
        verdict: &mut Verdict,
    ) -> Result<(), LogError> {
        let (suspects, _) = suspects.as_chunks::<8>();
        let suspects: HashSet<u64> =
            suspects.iter().map(|it| u64::from_le_bytes(*it) & FINGERPRINT).collect();
        if suspects.is_empty() {
            return Ok(());
        }
        let mut mine = self.suspected::<R>(parts, bytes, &suspects);
        mine.sort_unstable_by_key(|it| (record::sequence(it.record), it.identity));
        let buckets = mine.iter().map(|it| self.target.bucket(R::place(it.record, self.job.area.seed)));
        let existing = self.existing::<R>(old, &buckets.collect(), &suspects)?;
        R::judge(&existing, &mine, self.job.words, verdict);
        Ok(())
    }

    /// Judges the suspects whose likes may be in other buckets, all together.
    fn scattered<R: Judge>(
        &self,
        sort: Sort,
        tasks: &[Range<usize>],
        old: &[Segment],
        suspects: &HashSet<u64>,
        buckets: &HashSet<u32>,
    ) -> Result<Verdict, LogError> {
        let mut verdict = Verdict::default();
        let mut suspects: Vec<u64> = suspects.iter().copied().collect();
        suspects.sort_unstable();
        // So many at a time, each with all the rows that they concern: a file imported with the wrong key
        // contradicts every row of the log.
        for some in suspects.chunks(SCATTERED_MAX) {
            let some = some.iter().copied().collect();
            self.scattered_some::<R>(sort, tasks, old, &some, buckets, &mut verdict)?;
        }
        Ok(verdict)
    }

    fn scattered_some<R: Judge>(
        &self,
        sort: Sort,
        tasks: &[Range<usize>],
        old: &[Segment],
        suspects: &HashSet<u64>,
        buckets: &HashSet<u32>,
        verdict: &mut Verdict,
    ) -> Result<(), LogError> {
        let runs = parallel(self.threads, tasks, |parts| {
            let bytes = self.job.staged.load(self.slot, sort, parts.clone())?;
            let mine = self.suspected::<R>(parts, &bytes, suspects);
            Ok(mine.into_iter().map(|it| (it.identity, it.record.to_vec())).collect::<Vec<_>>())
        })?;
        let owned = runs.iter().flatten();
        let mut mine: Vec<_> =
            owned.map(|(identity, record)| Suspect { identity: *identity, record }).collect();
        mine.sort_unstable_by_key(|it| (record::sequence(it.record), it.identity));
        let existing = self.existing::<R>(old, buckets, suspects)?;
        R::judge(&existing, &mine, self.job.words, verdict);
        Ok(())
    }

    fn suspected<'r, R: Rows>(
        &self,
        parts: &Range<usize>,
        bytes: &'r [u8],
        suspects: &HashSet<u64>,
    ) -> Vec<Suspect<'r>> {
        let mut found = Vec::new();
        let mut offset = 0;
        for record in record::records(bytes) {
            if suspects.contains(&(R::entry(record, self.job.words, self.job.area.seed) & FINGERPRINT)) {
                found.push(Suspect { identity: identity(parts, offset), record });
            }
            offset += record.len();
        }
        found
    }

    /// The log's rows in some buckets that have the fingerprints of suspects.
    fn existing<R: Judge>(
        &self,
        old: &[Segment],
        buckets: &HashSet<u32>,
        suspects: &HashSet<u64>,
    ) -> Result<Vec<u8>, LogError> {
        let columns: Vec<&str> = schema(R::KIND).fields().iter().map(|it| it.name().as_str()).collect();
        let mut run = Vec::new();
        for bucket in buckets {
            for segment in old {
                let one = std::slice::from_ref(segment);
                for batch in read_bucket(self.target.output.store, R::KIND, one, *bucket, &columns)? {
                    R::stored(&batch?, self.job.words, suspects, self.job.area.seed, &mut run)?;
                }
            }
        }
        Ok(run)
    }

    fn tell(&self, verdict: Verdict, report: &mut ImportReport) {
        report.duplicates += verdict.duplicates;
        report.conflict_count += verdict.conflict_count;
        let room = CONFLICTS_MAX.saturating_sub(report.conflicts.len());
        report.conflicts.extend(verdict.conflicts.into_iter().take(room).map(|it| {
            let (file, line) = origin(it.sequence);
            Conflict {
                file: self.job.files.get(file).cloned().unwrap_or_default(),
                line,
                partner: self.target.partner.clone(),
                contact_id: it.contact_id,
                kept: it.kept,
                refused: it.refused,
            }
        }));
    }
}

/// Names a row by where it is loaded from: staged rows do not move while an import is committed.
fn identity(parts: &Range<usize>, offset: usize) -> u64 {
    (parts.start as u64) << 48 | offset as u64
}

/// Buckets (as a power of two) for a partner with so many rows.
pub(crate) fn bits_for(rows: u64, bucket_rows: u64) -> u32 {
    (0..BITS_MAX).find(|bits| rows >> bits <= bucket_rows).unwrap_or(BITS_MAX)
}

/// Runs `work` on every task, on some threads; the results in the order of the tasks. The first failure ends it.
pub(crate) fn parallel<T: Sync, R: Send>(
    threads: usize,
    tasks: &[T],
    work: impl Fn(&T) -> Result<R, LogError> + Sync,
) -> Result<Vec<R>, LogError> {
    if threads <= 1 || tasks.len() <= 1 {
        return tasks.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Result<R, LogError>)>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..threads.min(tasks.len()) {
            scope.spawn(|| {
                while let Some((number, task)) = {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    tasks.get(number).map(|it| (number, it))
                } {
                    let result = work(task);
                    if result.is_err() {
                        next.store(tasks.len(), Ordering::Relaxed);
                    }
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((number, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|it| it.0);
    done.into_iter().map(|it| it.1).collect()
}
