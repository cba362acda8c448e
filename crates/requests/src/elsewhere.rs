//! What the rest of the product keeps of people: whoever keeps it forgets them with the inbox, and adds to their copy.

use std::fmt;

use futures::future::BoxFuture;
use jiff::Timestamp;
use kernel::PartnerCode;
use mail::Bounce;
use register::{StoreError, Tx};
use serde_json::Value;

use crate::{
    store::usagers,
    usager::{UsagerId, Way},
};

/// A person, or several who were found to be one, as other parts may know them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Their ids, and the names that the partner's other systems give them.
    pub names: Vec<String>,
    /// The ways that lead to them.
    pub ways: Vec<Way>,
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Known").finish_non_exhaustive()
    }
}

/// A part of the product that keeps something of people, and writes to them. What it does is done in the caller's transaction.
pub trait Elsewhere: fmt::Debug + Send + Sync {
    /// A message came back for good, by a report to the addresses `sent_to`: one of them, or [`Bounce::is_of_ours`], proves that it was
    /// the instance's. `true`: it was this part's.
    fn came_back<'a>(
        &'a self,
        tx: &'a mut Tx,
        report: (&'a Bounce, &'a [String]),
        now: Timestamp,
    ) -> BoxFuture<'a, Result<bool, StoreError>>;

    /// Erases a person; gives how much of theirs it had.
    fn erase<'a>(
        &'a self,
        tx: &'a mut Tx,
        partner: &'a PartnerCode,
        known: &'a Known,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<u64, StoreError>>;

    /// All that it has of a person, for them to read.
    fn about<'a>(
        &'a self,
        tx: &'a mut Tx,
        partner: &'a PartnerCode,
        known: &'a Known,
    ) -> BoxFuture<'a, Result<Value, StoreError>>;
}

/// These people as other parts may know them; `named`: ways by which they were named, whether the inbox knows them or not.
pub(crate) async fn known(
    tx: &mut Tx,
    partner: &PartnerCode,
    (people, named): (&[UsagerId], &[Way]),
) -> Result<Known, StoreError> {
    let mut known = Known { names: Vec::new(), ways: named.to_vec() };
    for id in people {
        known.names.push(id.to_string());
        known.names.extend(usagers::find(tx, partner, *id).await?.and_then(|it| it.external_id));
        for way in usagers::ways(tx, *id).await? {
            if !known.ways.iter().any(|it| (it.kind, &it.value) == (way.kind, &way.value)) {
                known.ways.push(way);
            }
        }
    }
    Ok(known)
}

/// Leaves out the names and the ways that are somebody else's by now: they came back since, and what is kept of them is theirs.
pub(crate) async fn keep_of_nobody_else(
    tx: &mut Tx,
    partner: &PartnerCode,
    known: &mut Known,
) -> Result<(), StoreError> {
    let mut own = Known::default();
    for name in known.names.drain(..) {
        if usagers::by_external(tx, partner, &name).await?.is_none() {
            own.names.push(name);
        }
    }
    for way in known.ways.drain(..) {
        if usagers::by_way(tx, partner, &way).await?.is_empty() {
            own.ways.push(way);
        }
    }
    *known = own;
    Ok(())
}
