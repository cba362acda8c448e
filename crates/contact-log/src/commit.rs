//! What an import's commit does: sorts the staged rows into buckets, writes their files, creates the next version.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use kernel::PartnerCode;

use crate::{
    Log, LogError,
    columns::{ContactBatch, EventBatch},
    import::ImportReport,
    manifest::{Manifest, Partner},
    record::{Contacts, Events},
    staging::{Area, Sort, Staged},
    vocabulary::Vocabulary,
    workplace::Workplace,
    write::{self, Target},
};

/// A bucket of a new partner has at most this many rows.
const BUCKET_ROWS: u64 = 500_000;
/// Partners do not have more buckets than 2 to this power.
const BITS_MAX: u32 = 16;
/// How often a commit is tried again when other machines commit at the same time.
const ATTEMPTS_MAX: u32 = 10;

/// All that the commit of one import needs.
pub(crate) struct Job<'a> {
    pub(crate) log: &'a Log,
    pub(crate) staged: Staged<'a>,
    pub(crate) words: &'a Vocabulary,
    pub(crate) area: &'a Area,
    pub(crate) workplace: &'a Workplace,
    pub(crate) codes: &'a [PartnerCode],
    pub(crate) files: &'a [std::sync::Arc<str>],
    pub(crate) unique: u64,
    pub(crate) threads: usize,
}

impl Job<'_> {
    pub(crate) fn run(&self, given: ImportReport) -> Result<ImportReport, LogError> {
        let _turn = self.log.turn()?;
        if self.log.store().folder().is_some() {
            // Its number tells a sweeper whose the files are, should this process be killed.
            self.workplace.folder()?;
        }
        for _ in 0..ATTEMPTS_MAX {
            let base = Manifest::newest(self.log.store())?.unwrap_or_else(|| Manifest::empty(self.area.seed));
            let mut next = base.clone();
            let mut report = given.clone();
            let mut folders = Vec::new();
            for (slot, code) in self.codes.iter().enumerate() {
                let old = base.partners.get(code).map(AsRef::as_ref);
                let new = self.partner(slot, code, old, &mut report, &mut folders)?;
                next.partners.insert(code.clone(), new.into());
            }
            if report.contacts + report.events == 0 {
                report.version = base.version;
                return Ok(report);
            }
            if self.log.commit(&base, &mut next, &folders)? {
                report.version = next.version;
                return Ok(report);
            }
        }
        Err(LogError::Busy(ATTEMPTS_MAX))
    }

    fn partner(
        &self,
        slot: usize,
        code: &PartnerCode,
        old: Option<&Partner>,
        report: &mut ImportReport,
        folders: &mut Vec<String>,
    ) -> Result<Partner, LogError> {
        let contacts = self.staged.counts(slot, Sort::Contacts);
        let events = self.staged.counts(slot, Sort::Events);
        let mut partner = old.cloned().unwrap_or_else(|| {
            let rows = contacts.iter().sum::<u64>().max(events.iter().sum());
            Partner::new(bits_for(rows))
        });
        let target = Target {
            store: self.log.store(),
            words: self.words,
            partner: code,
            bits: partner.bits,
            unique: self.unique,
        };
        let tasks = write::tasks(&contacts, partner.bits);
        for segments in self.parallel(&tasks, |task| {
            let bytes = self.staged.load(slot, Sort::Contacts, task.clone())?;
            write::write::<Contacts, ContactBatch>(&target, self.area.seed, &bytes)
        })? {
            report.contacts += segments.iter().map(|it| it.rows).sum::<u64>();
            partner.contacts.extend(segments);
            folders.push(target.folder::<Contacts>());
        }
        let tasks = write::tasks(&events, partner.bits);
        for segments in self.parallel(&tasks, |task| {
            let bytes = self.staged.load(slot, Sort::Events, task.clone())?;
            write::write::<Events, EventBatch>(&target, self.area.seed, &bytes)
        })? {
            report.events += segments.iter().map(|it| it.rows).sum::<u64>();
            partner.events.extend(segments);
            folders.push(target.folder::<Events>());
        }
        folders.dedup();
        Ok(partner)
    }

    /// Runs `work` on every task, on all threads; the results in the order of the tasks.
    fn parallel<T: Sync, R: Send>(
        &self,
        tasks: &[T],
        work: impl Fn(&T) -> Result<R, LogError> + Sync,
    ) -> Result<Vec<R>, LogError> {
        parallel(self.threads, tasks, work)
    }
}

/// Buckets (as a power of two) for a partner with so many rows.
pub(crate) fn bits_for(rows: u64) -> u32 {
    (0..BITS_MAX).find(|bits| rows >> bits <= BUCKET_ROWS).unwrap_or(BITS_MAX)
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
