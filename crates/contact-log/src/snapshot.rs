//! One version of the log, to read from.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    ops::Range,
    sync::Arc,
};

use arrow::array::RecordBatch;
use kernel::PartnerCode;

use crate::{
    LogError,
    manifest::{LogKind, Manifest, Partner, Segment},
    merge::Merge,
    requests,
    segment::SegmentReader,
    store::Store,
};

/// One version of the log; never changes. Cheap to clone.
#[derive(Clone)]
pub struct Snapshot {
    /// The number of the version; 0 is the log before its first commit.
    pub version: u64,
    /// When it was committed, microseconds since 1970 UTC; `None` before the first commit.
    pub committed_us: Option<i64>,
    store: Arc<Store>,
    partners: Arc<[PartnerLog]>,
}

/// What a snapshot holds of one partner.
#[derive(Debug, Clone)]
pub struct PartnerLog {
    /// The partner.
    pub code: PartnerCode,
    /// Its contacts.
    pub contacts: u64,
    /// Its request events.
    pub events: u64,
    /// The earliest `started_at` of its contacts, microseconds since 1970 UTC.
    pub first_at: Option<i64>,
    /// The latest `started_at` of its contacts: the end of observation `L`.
    pub last_at: Option<i64>,
    /// How many buckets it has; all rows of a usager are in one.
    pub buckets: u32,
    /// The requests that occur with several usagers (nobody counts as one), sorted.
    pub shared_requests: Arc<[u64]>,
    files: Arc<Partner>,
}

/// A Parquet file of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogFile {
    /// Whose rows it has.
    pub partner: PartnerCode,
    /// Contacts or events.
    pub kind: LogKind,
    /// Its path or URL.
    pub location: String,
    /// Its rows.
    pub rows: u64,
    /// Its size.
    pub bytes: u64,
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snapshot")
            .field("version", &self.version)
            .field("partners", &self.partners)
            .finish_non_exhaustive()
    }
}

impl PartnerLog {
    /// A number that stays the same in this process as long as the partner's files do: what was computed of them holds.
    pub fn mark(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        for kind in [LogKind::Contacts, LogKind::Events] {
            for segment in self.files.segments(kind) {
                segment.name.hash(&mut hasher);
            }
        }
        hasher.finish()
    }

    /// The bucket that has all rows of a usager, by their pseudonym.
    pub fn bucket_of(&self, usager: u64) -> u32 {
        crate::write::bucket(usager, self.files.bits)
    }

    /// The rows of one bucket, without reading a file.
    pub fn bucket_rows(&self, kind: LogKind, bucket: u32) -> u64 {
        self.files.segments(kind).iter().map(|it| it.slice(bucket)).map(|it| it.end - it.start).sum()
    }
}

impl Snapshot {
    pub(crate) fn of(store: Arc<Store>, manifest: &Manifest) -> Result<Self, LogError> {
        let mut partners = Vec::with_capacity(manifest.partners.len());
        for (code, files) in &manifest.partners {
            let rows = |it: &[Segment]| it.iter().map(|it| it.rows).sum();
            partners.push(PartnerLog {
                code: code.clone(),
                contacts: rows(&files.contacts),
                events: rows(&files.events),
                first_at: files.contacts.iter().map(|it| it.from_us).min(),
                last_at: files.contacts.iter().map(|it| it.to_us).max(),
                buckets: files.buckets(),
                shared_requests: requests::shared(&store, files)?.into(),
                files: Arc::clone(files),
            });
        }
        let committed_us = (manifest.version > 0).then_some(manifest.at_us);
        Ok(Self { version: manifest.version, committed_us, store, partners: partners.into() })
    }

    /// Every partner with rows, by code.
    pub fn partners(&self) -> &[PartnerLog] {
        &self.partners
    }

    /// One partner, if it has rows.
    pub fn partner(&self, code: &str) -> Option<&PartnerLog> {
        self.partners.iter().find(|it| it.code.as_str() == code)
    }

    /// Contacts of one bucket, `columns` of [`STORED_CONTACTS`](crate::schema::STORED_CONTACTS) in the order given,
    /// sorted by (`usager`, `started_at`, `contact_id` bytes), rows without usager last.
    ///
    /// A batch has at most 65 536 rows. The dictionaries of two batches may differ, and one may hold a word twice:
    /// go by the words.
    pub fn read_contacts(
        &self,
        partner: &PartnerLog,
        bucket: u32,
        columns: &[&str],
    ) -> Result<Batches, LogError> {
        self.read(LogKind::Contacts, partner, bucket, columns)
    }

    /// Request events of one bucket, `columns` of [`STORED_EVENTS`](crate::schema::STORED_EVENTS), sorted by
    /// (`usager`, `request`, `occurred_at`, `ordinal`, `status`).
    pub fn read_events(
        &self,
        partner: &PartnerLog,
        bucket: u32,
        columns: &[&str],
    ) -> Result<Batches, LogError> {
        self.read(LogKind::Events, partner, bucket, columns)
    }

    fn read(
        &self,
        kind: LogKind,
        partner: &PartnerLog,
        bucket: u32,
        columns: &[&str],
    ) -> Result<Batches, LogError> {
        read_bucket(&self.store, kind, partner.files.segments(kind), bucket, columns)
    }

    /// All files. Their rows together are the log: nothing is twice in them.
    pub fn files(&self) -> Vec<LogFile> {
        let mut files = Vec::new();
        for partner in self.partners.iter() {
            for kind in [LogKind::Contacts, LogKind::Events] {
                files.extend(partner.files.segments(kind).iter().map(|it| LogFile {
                    partner: partner.code.clone(),
                    kind,
                    location: self.store.location(&it.name),
                    rows: it.rows,
                    bytes: it.bytes,
                }));
            }
        }
        files
    }
}

/// The rows of one bucket, in order, batch by batch.
pub struct Batches(Source);

enum Source {
    None,
    One(Box<SegmentReader>),
    Several(Box<Merge>),
}

impl std::fmt::Debug for Batches {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Batches").finish_non_exhaustive()
    }
}

impl Iterator for Batches {
    type Item = Result<RecordBatch, LogError>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Source::None => None,
            Source::One(reader) => reader.next(),
            Source::Several(merge) => merge.next(),
        }
    }
}

/// The rows of a bucket in the given files, in order.
pub(crate) fn read_bucket(
    store: &Store,
    kind: LogKind,
    segments: &[Segment],
    bucket: u32,
    columns: &[&str],
) -> Result<Batches, LogError> {
    let slices: Vec<(&Segment, Range<u64>)> =
        segments.iter().map(|it| (it, it.slice(bucket))).filter(|(_, rows)| !rows.is_empty()).collect();
    let source = match slices.as_slice() {
        [] => {
            crate::segment::check_columns(kind, columns)?;
            Source::None
        }
        [(segment, rows)] => Source::One(Box::new(SegmentReader::open(store, kind, segment, rows, columns)?)),
        several => Source::Several(Box::new(Merge::open(store, kind, several, columns)?)),
    };
    Ok(Batches(source))
}
