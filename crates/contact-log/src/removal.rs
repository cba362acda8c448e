//! Taking an import back: which imports the log has rows of, and the removal of one.
//!
//! Every row tells which import brought it. A row that two files have was brought by the first: when that import is removed, the
//! second file must be imported again to bring it back.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
    sync::Arc,
    thread,
};

use arrow::datatypes::{TimestampMicrosecondType, UInt64Type};
use jiff::Timestamp;
use kernel::PartnerCode;
use serde::{Serialize, Serializer};

use crate::{
    Log, LogError,
    columns::{Collect, ContactBatch, EventBatch},
    commit::parallel,
    compact::Compaction,
    encode,
    judge::Judge,
    manifest::{IndexFile, LogKind, Manifest, Partner},
    output::Output,
    record::{self, Contacts, Events},
    requests,
    schema::IMPORT,
    snapshot::read_bucket,
    unique::unique,
    workplace::Workplace,
};

/// How often a removal is tried again when other machines commit meanwhile.
const ATTEMPTS_MAX: u32 = 3;
/// Low bits of a number that tell apart two imports of one microsecond.
const CHANCE_BITS: u32 = 12;

/// The number of an import. Later imports have larger ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ImportNumber(u64);

impl ImportNumber {
    pub(crate) fn new(at_us: i64, unique: u64) -> Self {
        let chance = unique & ((1 << CHANCE_BITS) - 1);
        Self((at_us.max(1).unsigned_abs() << CHANCE_BITS) | chance)
    }

    /// The number as rows have it, never 0.
    pub(crate) const fn get(self) -> u64 {
        self.0
    }

    /// When the import began.
    pub fn begun_at(self) -> Timestamp {
        let us = (self.0 >> CHANCE_BITS).cast_signed();
        Timestamp::from_microsecond(us).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

impl fmt::Display for ImportNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// The text is not the number of an import: 16 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not the number of an import")]
pub struct NotAnImport(pub String);

impl FromStr for ImportNumber {
    type Err = NotAnImport;

    fn from_str(text: &str) -> Result<Self, NotAnImport> {
        let number = u64::from_str_radix(text, 16).ok().filter(|it| *it != 0 && text.len() == 16);
        number.map(Self).ok_or_else(|| NotAnImport(text.to_owned()))
    }
}

impl Serialize for ImportNumber {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// What the log has of one import, for one partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportNote {
    /// Its number; `None`: what came one by one.
    pub import: Option<ImportNumber>,
    /// Whose rows.
    pub partner: PartnerCode,
    /// Contacts that it brought.
    pub contacts: u64,
    /// Request events that it brought.
    pub events: u64,
    /// The earliest instant of its rows.
    pub from: Timestamp,
    /// The latest.
    pub to: Timestamp,
}

/// What a removal took away.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Removal {
    /// Contacts.
    pub contacts: u64,
    /// Request events.
    pub events: u64,
    /// The log's version without them.
    pub version: u64,
}

/// Rows of an import: how many, and their first and last instant.
#[derive(Debug, Clone, Copy)]
struct Brought {
    rows: [u64; 2],
    from_us: i64,
    to_us: i64,
}

impl Default for Brought {
    fn default() -> Self {
        Self { rows: [0; 2], from_us: i64::MAX, to_us: i64::MIN }
    }
}

impl Log {
    /// The imports that the log has rows of, the latest first; what came one by one stands last.
    ///
    /// # Errors
    ///
    /// [`LogError`] if the log cannot be read.
    pub fn imports(&self) -> Result<Vec<ImportNote>, LogError> {
        let Some(manifest) = Manifest::newest(self.store())? else { return Ok(Vec::new()) };
        let at = |us: i64| Timestamp::from_microsecond(us).unwrap_or(Timestamp::UNIX_EPOCH);
        let mut notes = Vec::new();
        for (code, partner) in &manifest.partners {
            let mut found: BTreeMap<u64, Brought> = BTreeMap::new();
            for kind in [LogKind::Contacts, LogKind::Events] {
                for place in 0..partner.segments(kind).len() {
                    self.brought(partner, kind, place, &mut found)?;
                }
            }
            notes.extend(found.into_iter().map(|(number, brought)| ImportNote {
                import: Some(ImportNumber(number)).filter(|it| it.0 != 0),
                partner: code.clone(),
                contacts: brought.rows[0],
                events: brought.rows[1],
                from: at(brought.from_us),
                to: at(brought.to_us),
            }));
        }
        notes.sort_by(|left, right| (right.import, &left.partner).cmp(&(left.import, &right.partner)));
        Ok(notes)
    }

    /// What each import brought to one file of a partner.
    fn brought(
        &self,
        partner: &Partner,
        kind: LogKind,
        place: usize,
        found: &mut BTreeMap<u64, Brought>,
    ) -> Result<(), LogError> {
        let segment = std::slice::from_ref(&partner.segments(kind)[place]);
        let (at, instant) = match kind {
            LogKind::Contacts => (0, "started_at"),
            LogKind::Events => (1, "occurred_at"),
        };
        let wrong = || LogError::damaged(&segment[0].name, "its columns have other types");
        for bucket in segment[0].buckets() {
            for batch in read_bucket(self.store(), kind, segment, bucket, &[IMPORT, instant])? {
                let batch = batch?;
                let numbers = encode::numbers::<UInt64Type>(&batch, IMPORT).ok_or_else(wrong)?;
                let instants =
                    encode::numbers::<TimestampMicrosecondType>(&batch, instant).ok_or_else(wrong)?;
                for (number, us) in numbers.values().iter().zip(instants.values()) {
                    let brought = found.entry(*number).or_default();
                    brought.rows[at] += 1;
                    brought.from_us = brought.from_us.min(*us);
                    brought.to_us = brought.to_us.max(*us);
                }
            }
        }
        Ok(())
    }

    /// Removes the rows that an import brought; of one partner, if it is named. Readers of older snapshots keep them for the grace
    /// period. Needs about 24 bytes of memory a row of the largest partner concerned.
    ///
    /// # Errors
    ///
    /// [`LogError`]: the log is as it was.
    pub fn remove_import(
        &self,
        number: ImportNumber,
        only: Option<&PartnerCode>,
    ) -> Result<Removal, LogError> {
        self.sweep_dead()?;
        let _turn = self.turn()?;
        for _ in 0..ATTEMPTS_MAX {
            let Some(base) = Manifest::newest(self.store())? else { return Ok(Removal::default()) };
            let unique = unique()?;
            let workplace = Workplace::new(&self.workplaces(), unique);
            if self.store().folder().is_some() {
                workplace.folder()?;
            }
            let output = Output::new(self.store(), unique);
            match self.without(&base, number, only, &output) {
                Ok(Some(removal)) => return Ok(removal),
                Ok(None) => output.discard(),
                Err(error) => {
                    output.discard_after(&error);
                    return Err(error);
                }
            }
        }
        Err(LogError::Busy(ATTEMPTS_MAX))
    }

    /// Commits `base` without the rows; `None` if another version was committed meanwhile.
    fn without(
        &self,
        base: &Manifest,
        number: ImportNumber,
        only: Option<&PartnerCode>,
        output: &Output,
    ) -> Result<Option<Removal>, LogError> {
        let mut removal = Removal { version: base.version, ..Removal::default() };
        let mut next = base.clone();
        for (code, partner) in &base.partners {
            if only.is_some_and(|it| it != code) {
                continue;
            }
            let removing = Removing { log: self, output, code, seed: base.seed, number: number.get() };
            let mut left = Partner::clone(partner);
            let touched = [
                removing.rows::<Contacts, ContactBatch>(&mut left)?,
                removing.rows::<Events, EventBatch>(&mut left)?,
            ];
            if touched == [0, 0] {
                continue;
            }
            removal.contacts += touched[0];
            removal.events += touched[1];
            if left.contacts.is_empty() && left.events.is_empty() {
                next.partners.remove(code);
            } else {
                removing.reindex(&mut left)?;
                next.partners.insert(code.clone(), Arc::new(left));
            }
        }
        if removal.contacts + removal.events == 0 {
            return Ok(Some(removal));
        }
        let is_committed = self.commit(base, &mut next, output)?;
        removal.version = next.version;
        Ok(is_committed.then_some(removal))
    }
}

/// The removal of an import from one partner.
struct Removing<'a> {
    log: &'a Log,
    output: &'a Output<'a>,
    code: &'a PartnerCode,
    seed: u64,
    number: u64,
}

impl Removing<'_> {
    /// Rewrites the files that have rows of the import, without them; how many there were.
    fn rows<R: Judge, C: Collect>(&self, partner: &mut Partner) -> Result<u64, LogError> {
        let mut chosen = BTreeSet::new();
        for place in 0..partner.segments(R::KIND).len() {
            let mut found = BTreeMap::new();
            self.log.brought(partner, R::KIND, place, &mut found)?;
            if found.contains_key(&self.number) {
                chosen.insert(place);
            }
        }
        let before = partner.rows(R::KIND);
        Compaction::new(self.log, self.output, self.code)
            .sift::<R, C>(partner, &chosen, |it| record::import(it) != self.number)?;
        Ok(before - partner.rows(R::KIND))
    }

    /// Makes the partner's indexes anew, from the rows that it has.
    fn reindex(&self, partner: &mut Partner) -> Result<(), LogError> {
        let (contact_ids, mut pairs) = self.entries::<Contacts>(partner)?;
        let (event_ids, more) = self.entries::<Events>(partner)?;
        partner.contact_ids = self.indexes("ids", "contacts", &contact_ids, &[])?;
        partner.event_ids = self.indexes("ids", "events", &event_ids, &[])?;
        drop((contact_ids, event_ids));
        pairs.extend(more);
        pairs.sort_unstable();
        pairs.dedup();
        let (mut firsts, mut usagers, mut several) = (Vec::new(), Vec::new(), Vec::new());
        for same in pairs.chunk_by(|left, right| left.0 == right.0) {
            firsts.push(same[0].0);
            usagers.push(same[0].1);
            if same.len() > 1 {
                several.push(same[0].0);
            }
        }
        partner.requests = self.indexes(requests::FOLDER, "first", &firsts, &usagers)?;
        partner.shared = None;
        requests::share(self.output, self.code, partner, several)
    }

    /// The index entries of the rows of a kind, sorted, and the pairs of request and usager.
    #[expect(clippy::type_complexity, reason = "two lists that are taken apart at once")]
    fn entries<R: Judge>(&self, partner: &Partner) -> Result<(Vec<u64>, Vec<(u64, u64)>), LogError> {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let buckets: Vec<u32> = (0..partner.buckets()).collect();
        let read = parallel(threads, &buckets, |bucket| {
            let reader = Compaction::new(self.log, self.output, self.code);
            let run = reader.rows::<R>(partner.segments(R::KIND), *bucket)?;
            let words = reader.words();
            let entries = record::records(&run).map(|it| R::entry(it, words, self.seed));
            let pairs = record::records(&run).filter_map(|it| Some((R::request(it)?, record::usager(it))));
            let mut pairs: Vec<(u64, u64)> = pairs.collect();
            pairs.sort_unstable();
            pairs.dedup();
            Ok((entries.collect::<Vec<_>>(), pairs))
        })?;
        let (mut entries, mut pairs) = (Vec::new(), Vec::new());
        for (some, others) in read {
            entries.extend(some);
            pairs.extend(others);
        }
        entries.sort_unstable();
        entries.dedup();
        Ok((entries, pairs))
    }

    fn indexes(
        &self,
        folder: &str,
        stem: &str,
        numbers: &[u64],
        values: &[u64],
    ) -> Result<Vec<IndexFile>, LogError> {
        let rows = usize::try_from(self.log.limits().index_rows).unwrap_or(usize::MAX);
        let mut files = Vec::new();
        for (at, some) in numbers.chunks(rows).enumerate() {
            let theirs = values.get(at * rows..at * rows + some.len()).unwrap_or_default();
            files.extend(self.output.put_index(folder, self.code, stem, some, theirs)?);
        }
        Ok(files)
    }
}
