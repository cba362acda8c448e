//! The files that one commit writes: each has a name of its own, and if the commit fails all are taken back.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use kernel::PartnerCode;

use crate::{LogError, index, manifest::IndexFile, store::Store, unique::unique};

/// Where the files of one commit go.
pub(crate) struct Output<'a> {
    pub(crate) store: &'a Store,
    /// The number of the import or compaction, part of the names.
    unique: u64,
    names: Mutex<Vec<String>>,
}

impl<'a> Output<'a> {
    pub(crate) fn new(store: &'a Store, unique: u64) -> Self {
        Self { store, unique, names: Mutex::default() }
    }

    /// A name that no other file has.
    pub(crate) fn name(
        &self,
        folder: &str,
        partner: &PartnerCode,
        stem: &str,
        extension: &str,
    ) -> Result<String, LogError> {
        let own = unique()? >> 32;
        Ok(format!("{folder}/{partner}/{stem}-{:016x}-{own:08x}.{extension}", self.unique))
    }

    pub(crate) fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), LogError> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner).push(name.to_owned());
        self.store.put(name, bytes)
    }

    /// Writes a sorted file of numbers; `None` if there are none.
    pub(crate) fn put_index(
        &self,
        folder: &str,
        partner: &PartnerCode,
        stem: &str,
        numbers: &[u64],
        values: &[u64],
    ) -> Result<Option<IndexFile>, LogError> {
        let (Some(min), Some(max)) = (numbers.first().copied(), numbers.last().copied()) else {
            return Ok(None);
        };
        let name = self.name(folder, partner, stem, "index")?;
        let bytes = index::encode(numbers, values);
        let file = IndexFile { name, rows: numbers.len() as u64, bytes: bytes.len() as u64, min, max };
        self.put(&file.name, bytes)?;
        Ok(Some(file))
    }

    /// The folders that got files.
    pub(crate) fn folders(&self) -> Vec<String> {
        let names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        let folders: BTreeSet<&str> =
            names.iter().filter_map(|it| it.rsplit_once('/')).map(|it| it.0).collect();
        folders.into_iter().map(str::to_owned).collect()
    }

    /// Removes all that was written by a commit that failed, unless it may stand all the same: its files are then left to
    /// [`Log::compact`](crate::Log::compact), which knows whether a version names them.
    pub(crate) fn discard_after(&self, error: &LogError) {
        if !matches!(error, LogError::Unconfirmed(_)) {
            self.discard();
        }
    }

    /// Removes all that was written. What resists is swept later: no version names it.
    pub(crate) fn discard(&self) {
        for name in self.names.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            if let Err(error) = self.store.delete(&name) {
                tracing::warn!(%error, "a file of a failed commit was left behind");
            }
        }
    }
}
