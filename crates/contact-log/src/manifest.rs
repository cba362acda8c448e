//! The manifest: what a version of the log consists of. One JSON file a version, whole, never changed.
//!
//! **Invariant:** a file that the newest manifest names is durable and never changes.

use std::{collections::BTreeMap, sync::Arc};

use kernel::PartnerCode;
use serde::{Deserialize, Serialize};

use crate::{LogError, store::Store};

/// The format that this program writes and reads. Format 1 did not say which import brought a row.
const FORMAT: u32 = 2;
pub(crate) const COMMITS: &str = "commits";

/// What one version of the log consists of.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Manifest {
    format: u32,
    /// 0 = the empty log, which has no file.
    pub(crate) version: u64,
    /// Who committed it: tells our own success from another's when an answer was lost on the way.
    pub(crate) commit: u64,
    /// When it was committed, microseconds since 1970 UTC.
    pub(crate) at_us: i64,
    /// Seed of the fingerprints in the index files; from the key of the first commit.
    pub(crate) seed: u64,
    pub(crate) partners: BTreeMap<PartnerCode, Arc<Partner>>,
    /// Files that earlier versions named and this one does not; removed after the grace period.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) retired: Vec<Retired>,
}

/// One partner's files.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub(crate) struct Partner {
    /// The partner has 2^bits buckets.
    pub(crate) bits: u32,
    pub(crate) contacts: Vec<Segment>,
    pub(crate) events: Vec<Segment>,
    /// Fingerprints of contact ids.
    pub(crate) contact_ids: Vec<IndexFile>,
    /// Fingerprints of whole events.
    pub(crate) event_ids: Vec<IndexFile>,
    /// Request → the first usager it was seen with.
    pub(crate) requests: Vec<IndexFile>,
    /// Requests seen with several usagers.
    pub(crate) shared: Option<IndexFile>,
}

/// A Parquet file: the rows of some neighbouring buckets, one bucket after the other.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub(crate) struct Segment {
    pub(crate) name: String,
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
    pub(crate) from_us: i64,
    pub(crate) to_us: i64,
    pub(crate) first_bucket: u32,
    /// Where each bucket's rows end in the file, from `first_bucket` on.
    pub(crate) ends: Vec<u64>,
}

/// A sorted file of 64-bit numbers.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub(crate) struct IndexFile {
    pub(crate) name: String,
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
    pub(crate) min: u64,
    pub(crate) max: u64,
}

/// A file to remove.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub(crate) struct Retired {
    pub(crate) name: String,
    pub(crate) at_us: i64,
}

/// Contacts or request events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LogKind {
    /// Contacts.
    Contacts,
    /// Request events.
    Events,
}

impl LogKind {
    /// The folder of its files, under the log.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Self::Contacts => "contacts",
            Self::Events => "events",
        }
    }
}

impl Partner {
    pub(crate) fn new(bits: u32) -> Self {
        Self {
            bits,
            contacts: Vec::new(),
            events: Vec::new(),
            contact_ids: Vec::new(),
            event_ids: Vec::new(),
            requests: Vec::new(),
            shared: None,
        }
    }

    pub(crate) fn buckets(&self) -> u32 {
        1 << self.bits
    }

    pub(crate) fn rows(&self, kind: LogKind) -> u64 {
        self.segments(kind).iter().map(|it| it.rows).sum()
    }

    pub(crate) fn segments(&self, kind: LogKind) -> &[Segment] {
        match kind {
            LogKind::Contacts => &self.contacts,
            LogKind::Events => &self.events,
        }
    }

    pub(crate) fn segments_mut(&mut self, kind: LogKind) -> &mut Vec<Segment> {
        match kind {
            LogKind::Contacts => &mut self.contacts,
            LogKind::Events => &mut self.events,
        }
    }

    pub(crate) fn ids(&self, kind: LogKind) -> &[IndexFile] {
        match kind {
            LogKind::Contacts => &self.contact_ids,
            LogKind::Events => &self.event_ids,
        }
    }

    pub(crate) fn ids_mut(&mut self, kind: LogKind) -> &mut Vec<IndexFile> {
        match kind {
            LogKind::Contacts => &mut self.contact_ids,
            LogKind::Events => &mut self.event_ids,
        }
    }

    /// The names of all its files.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let segments = self.contacts.iter().chain(&self.events).map(|it| it.name.as_str());
        let indexes =
            self.contact_ids.iter().chain(&self.event_ids).chain(&self.requests).chain(&self.shared);
        segments.chain(indexes.map(|it| it.name.as_str()))
    }
}

impl Segment {
    /// The buckets that it has rows of, and those between.
    pub(crate) fn buckets(&self) -> std::ops::Range<u32> {
        let count = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.first_bucket..self.first_bucket.saturating_add(count)
    }

    /// The rows of a bucket in this file.
    pub(crate) fn slice(&self, bucket: u32) -> std::ops::Range<u64> {
        let Some(at) = bucket.checked_sub(self.first_bucket).map(|it| it as usize) else { return 0..0 };
        let Some(end) = self.ends.get(at) else { return 0..0 };
        let start = at.checked_sub(1).and_then(|it| self.ends.get(it)).copied().unwrap_or(0);
        start..*end
    }
}

impl Manifest {
    /// The log before its first commit.
    pub(crate) fn empty(seed: u64) -> Self {
        Self {
            format: FORMAT,
            version: 0,
            commit: 0,
            at_us: 0,
            seed,
            partners: BTreeMap::new(),
            retired: Vec::new(),
        }
    }

    /// The newest version; `None` if nothing was ever committed.
    pub(crate) fn newest(store: &Store) -> Result<Option<Self>, LogError> {
        // Between the list and the read, a quick succession of commits may have swept the file that we saw.
        for _ in 0..READS_MAX {
            let newest = store.list(COMMITS)?.into_iter().filter_map(|it| version_of(&it.name)).max();
            let Some(version) = newest else { return Ok(None) };
            if let Some(bytes) = store.read(&name(version))? {
                return Self::parse(&name(version), &bytes).map(Some);
            }
        }
        Err(LogError::damaged(COMMITS, "its newest file cannot be read"))
    }

    fn parse(name: &str, bytes: &[u8]) -> Result<Self, LogError> {
        #[derive(Deserialize)]
        struct Head {
            format: u32,
        }
        let head: Head = serde_json::from_slice(bytes).map_err(|it| LogError::damaged(name, it))?;
        if head.format > FORMAT {
            return Err(LogError::Newer { found: head.format, known: FORMAT });
        }
        if head.format < FORMAT {
            return Err(LogError::Older { found: head.format, known: FORMAT });
        }
        serde_json::from_slice(bytes).map_err(|it| LogError::damaged(name, it))
    }

    /// Makes this the log's newest version, durably; `false` if another process was first.
    pub(crate) fn commit(&self, store: &Store) -> Result<bool, LogError> {
        let bytes = serde_json::to_vec(self).map_err(|it| LogError::damaged(&name(self.version), it))?;
        if store.put_new(&name(self.version), bytes)? {
            return Ok(true);
        }
        // It may be ours, if an answer was lost on the way and the request repeated.
        let winner = store.read(&name(self.version)).map_err(LogError::unconfirmed)?;
        winner.map_or(Ok(false), |it| Ok(Self::parse(&name(self.version), &it)?.commit == self.commit))
    }

    /// The names of all the files that this version reads.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.partners.values().flat_map(|it| it.names())
    }
}

/// How often the newest manifest is looked for again when it was swept between listing and reading.
const READS_MAX: u32 = 10;
/// How many versions are kept at least.
const KEPT_MIN: u64 = 16;

/// Removes the manifests of versions long past.
pub(crate) fn sweep(store: &Store, newest: u64, before_us: i64) -> Result<(), LogError> {
    for found in store.list(COMMITS)? {
        let old = match version_of(&found.name) {
            Some(version) => version.saturating_add(KEPT_MIN) <= newest,
            None => true,
        };
        if old && found.modified_us < before_us {
            store.delete(&found.name)?;
        }
    }
    Ok(())
}

fn name(version: u64) -> String {
    format!("{COMMITS}/{version:020}.json")
}

fn version_of(name: &str) -> Option<u64> {
    let digits = name.rsplit('/').next()?.strip_suffix(".json")?;
    (digits.len() == 20).then(|| digits.parse().ok())?
}
