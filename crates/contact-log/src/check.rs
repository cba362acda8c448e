//! Whether a log is what it says: every file there, in order, counted, no contact twice, every index complete.

use std::collections::{BTreeMap, HashSet};

use kernel::PartnerCode;

use crate::{
    Log, LogError,
    index::Index,
    judge::Judge,
    manifest::{LogKind, Manifest, Partner, Segment},
    record::{self, Contacts, Events, FINGERPRINT, Rows},
    requests,
    segment::schema,
    snapshot::read_bucket,
    vocabulary::Vocabulary,
    write::bucket,
};

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckReport {
    /// The version that was checked.
    pub version: u64,
    /// Contacts read.
    pub contacts: u64,
    /// Request events read.
    pub events: u64,
    /// What is wrong, in English, for whoever maintains the instance; empty if all is well.
    pub problems: Vec<String>,
}

impl CheckReport {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }
}

impl Log {
    /// Reads the whole log and compares it with what its manifest says. Needs 16 bytes of memory a row of the
    /// largest partner.
    ///
    /// # Errors
    ///
    /// Only if the log cannot be reached at all; damage is reported, not failed upon.
    pub fn check(&self) -> Result<CheckReport, LogError> {
        let Some(manifest) = Manifest::newest(self.store())? else { return Ok(CheckReport::default()) };
        let mut report = CheckReport { version: manifest.version, ..CheckReport::default() };
        for (code, partner) in &manifest.partners {
            let mut one = Check { log: self, seed: manifest.seed, code, partner, requests: BTreeMap::new() };
            report.contacts += one.rows::<Contacts>(&mut report.problems);
            report.events += one.rows::<Events>(&mut report.problems);
            if let Err(error) = one.requests(&mut report.problems) {
                report.problems.push(format!("{code}: {error}"));
            }
        }
        Ok(report)
    }
}

struct Check<'a> {
    log: &'a Log,
    seed: u64,
    code: &'a PartnerCode,
    partner: &'a Partner,
    /// Request → its only usager, `None` when it has several.
    requests: BTreeMap<u64, Option<u64>>,
}

impl Check<'_> {
    fn rows<R: Judge>(&mut self, problems: &mut Vec<String>) -> u64 {
        let mut rows = 0;
        let mut entries = Vec::new();
        for segment in self.partner.segments(R::KIND) {
            match self.segment::<R>(segment, &mut entries, problems) {
                Ok(read) if read == segment.rows => rows += read,
                Ok(read) => problems.push(format!("{}: {read} rows, not {}", segment.name, segment.rows)),
                Err(error) => problems.push(error.to_string()),
            }
        }
        entries.sort_unstable();
        if R::KIND == LogKind::Contacts {
            let twice = entries.windows(2).filter(|it| it[0].1 == it[1].1).count();
            if twice > 0 {
                problems.push(format!("{}: {twice} contact ids are twice in the log", self.code));
            }
        }
        let mut sought: Vec<u64> = entries.iter().map(|it| it.0).collect();
        sought.dedup();
        match self.indexed::<R>(&sought) {
            Ok(0) => {}
            Ok(missing) => problems.push(format!("{}: {missing} rows are not in the index", self.code)),
            Err(error) => problems.push(error.to_string()),
        }
        rows
    }

    /// Reads a file; for each row its index entry, and a second hash that tells equal fingerprints apart.
    fn segment<R: Judge>(
        &mut self,
        segment: &Segment,
        entries: &mut Vec<(u64, u64)>,
        problems: &mut Vec<String>,
    ) -> Result<u64, LogError> {
        let words = Vocabulary::default();
        let columns: Vec<&str> = schema(R::KIND).fields().iter().map(|it| it.name().as_str()).collect();
        let mut rows = 0;
        let (mut from_us, mut to_us) = (i64::MAX, i64::MIN);
        let mut last: Vec<u8> = Vec::new();
        let buckets = segment.buckets();
        if buckets.end > self.partner.buckets() || !segment.ends.is_sorted() {
            problems.push(format!("{}: its buckets are not the partner's", segment.name));
        }
        for number in buckets {
            last.clear();
            let one = std::slice::from_ref(segment);
            for batch in read_bucket(self.log.store(), R::KIND, one, number, &columns)? {
                let mut run = Vec::new();
                R::stored_all(&batch?, &words, &mut run)?;
                for record in record::records(&run) {
                    rows += 1;
                    if bucket(R::place(record, self.seed), self.partner.bits) != number {
                        problems.push(format!("{}: a row of another bucket in {number}", segment.name));
                    }
                    let key = |it: &[u8]| (record::usager(it) == 0, R::key(it));
                    let ordered = key(last_or(record, &last))
                        .cmp(&key(record))
                        .then_with(|| R::tie(last_or(record, &last), record, &words));
                    if ordered == std::cmp::Ordering::Greater {
                        problems.push(format!("{}: bucket {number} is not sorted", segment.name));
                    }
                    last.clear();
                    last.extend_from_slice(record);
                    from_us = from_us.min(R::at_us(record));
                    to_us = to_us.max(R::at_us(record));
                    let second = match R::KIND {
                        LogKind::Contacts => record::id_hash(record::contact_id(record), !self.seed),
                        LogKind::Events => 0,
                    };
                    entries.push((R::entry(record, &words, self.seed), second));
                    if let Some(request) = R::request(record) {
                        let usager = Some(record::usager(record));
                        let known = self.requests.entry(request).or_insert(usager);
                        if *known != usager {
                            *known = None;
                        }
                    }
                }
            }
        }
        if rows > 0 && (from_us, to_us) != (segment.from_us, segment.to_us) {
            problems
                .push(format!("{}: its first or last instant is not what the manifest says", segment.name));
        }
        problems.dedup();
        Ok(rows)
    }

    /// How many of `sought` the index does not have.
    fn indexed<R: Rows>(&self, sought: &[u64]) -> Result<usize, LogError> {
        let mut found = vec![false; sought.len()];
        for file in self.partner.ids(R::KIND) {
            let index = Index::open(self.log.store(), file, false)?;
            index.find(sought, FINGERPRINT, |place, entry, _| found[place] |= entry == sought[place])?;
        }
        Ok(found.iter().filter(|it| !**it).count())
    }

    fn requests(&self, problems: &mut Vec<String>) -> Result<(), LogError> {
        let shared: HashSet<u64> = requests::shared(self.log.store(), self.partner)?.into_iter().collect();
        let several: HashSet<u64> =
            self.requests.iter().filter(|it| it.1.is_none()).map(|it| *it.0).collect();
        if shared != several {
            let wrong = shared.symmetric_difference(&several).count();
            problems.push(format!(
                "{}: {wrong} requests are wrongly said to have one or several usagers",
                self.code
            ));
        }
        let sought: Vec<u64> = self.requests.keys().copied().collect();
        let mut found = vec![false; sought.len()];
        for file in &self.partner.requests {
            let index = Index::open(self.log.store(), file, true)?;
            index.find(&sought, u64::MAX, |place, _, _| found[place] = true)?;
        }
        let missing = found.iter().filter(|it| !**it).count();
        if missing > 0 {
            problems.push(format!("{}: {missing} requests are not in the index", self.code));
        }
        Ok(())
    }
}

fn last_or<'a>(record: &'a [u8], last: &'a [u8]) -> &'a [u8] {
    if last.is_empty() { record } else { last }
}
