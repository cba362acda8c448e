//! Which requests have several usagers. Kept as an index from each request to the first usager it was seen with,
//! and a list of those that were seen with another one.

use std::ops::Range;

use kernel::PartnerCode;

use crate::{
    LogError,
    index::Index,
    manifest::{IndexFile, Partner},
    output::Output,
    staging::{Sort, Staged},
    store::Store,
    suspects::groups,
};

/// The folder of these files, under the log.
pub(crate) const FOLDER: &str = "requests";

/// The new requests of an import of one partner.
pub(crate) struct Requests<'a> {
    pub(crate) output: &'a Output<'a>,
    /// Pairs of request and usager, as [`Sort::Requests`].
    pub(crate) staged: &'a Staged<'a>,
    pub(crate) partner: &'a PartnerCode,
    pub(crate) slot: usize,
    /// The partner's index before this import.
    pub(crate) index: &'a [IndexFile],
    /// An index file is closed once it has this many requests.
    pub(crate) file_rows: u64,
}

impl Requests<'_> {
    pub(crate) fn tasks(&self) -> Vec<Range<usize>> {
        groups(&self.staged.counts(self.slot, Sort::Requests), self.file_rows)
    }

    /// The index file of the requests never seen before, and the requests that have several usagers.
    pub(crate) fn run(&self, parts: &Range<usize>) -> Result<(Option<IndexFile>, Vec<u64>), LogError> {
        let bytes = self.staged.load(self.slot, Sort::Requests, parts.clone())?;
        let (items, _) = bytes.as_chunks::<16>();
        let number = |half: Option<&[u8; 8]>| half.map_or(0, |it| u64::from_le_bytes(*it));
        let both = |it: &[u8; 16]| (number(it.first_chunk()), number(it.last_chunk()));
        let mut pairs: Vec<(u64, u64)> = items.iter().map(both).collect();
        drop(bytes);
        pairs.sort_unstable();
        pairs.dedup();
        let mut requests: Vec<u64> = pairs.iter().map(|it| it.0).collect();
        requests.dedup();

        let mut known: Vec<Option<u64>> = vec![None; requests.len()];
        let (Some(min), Some(max)) = (requests.first(), requests.last()) else {
            return Ok((None, Vec::new()));
        };
        for file in self.index.iter().filter(|it| it.max >= *min && it.min <= *max) {
            let index = Index::open(self.output.store, file, true)?;
            index.find(&requests, u64::MAX, |place, _, usager| known[place] = Some(usager))?;
        }
        let mut shared = Vec::new();
        let (mut fresh, mut usagers) = (Vec::new(), Vec::new());
        for (same, known) in pairs.chunk_by(|left, right| left.0 == right.0).zip(known) {
            let (request, first) = same[0];
            if known.is_none() {
                fresh.push(request);
                usagers.push(first);
            }
            if same.len() > 1 || known.is_some_and(|it| it != first) {
                shared.push(request);
            }
        }
        Ok((self.output.put_index(FOLDER, self.partner, "first", &fresh, &usagers)?, shared))
    }
}

/// One 16-byte item of [`Sort::Requests`].
pub(crate) fn pair(request: u64, usager: u64) -> [u8; 16] {
    (u128::from(request) | u128::from(usager) << 64).to_le_bytes()
}

/// The requests of a partner that have several usagers, sorted.
pub(crate) fn shared(store: &Store, partner: &Partner) -> Result<Vec<u64>, LogError> {
    let Some(file) = &partner.shared else { return Ok(Vec::new()) };
    let all = Index::open(store, file, false)?.range(0, u64::MAX)?;
    Ok(all.into_iter().map(|it| it.0).collect())
}

/// Adds to the requests that have several usagers.
pub(crate) fn share(
    output: &Output,
    code: &PartnerCode,
    partner: &mut Partner,
    more: Vec<u64>,
) -> Result<(), LogError> {
    if more.is_empty() {
        return Ok(());
    }
    let mut all = shared(output.store, partner)?;
    let before = all.len();
    all.extend(more);
    all.sort_unstable();
    all.dedup();
    if all.len() > before {
        partner.shared = output.put_index(FOLDER, code, "shared", &all, &[])?;
    }
    Ok(())
}
