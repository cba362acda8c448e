//! What a kernel sees of one bucket.

use std::sync::Arc;

use crate::{
    bucket::{Contacts, Events},
    calendar::Calendar,
    follow::Follow,
    groups::Groups,
    lens::Cells,
    names::Names,
};

/// The rows of one bucket of one partner, and what all kernels derive from them once.
#[derive(Debug, Default)]
pub(crate) struct Bucket {
    /// Which partner, by its place among those read.
    pub(crate) partner: u32,
    pub(crate) partner_code: Arc<str>,
    /// The latest contact of the partner's whole log.
    pub(crate) last_at: Option<i64>,
    pub(crate) contacts: Contacts,
    pub(crate) events: Events,
    pub(crate) follow: Follow,
    pub(crate) calendar: Calendar,
    pub(crate) groups: Groups,
}

impl Bucket {
    /// The end of observation: the one asked for, else the partner's.
    pub(crate) fn end(&self, asked: Option<i64>) -> Option<i64> {
        asked.or(self.last_at)
    }
}

/// A bucket through the lenses of the questions.
pub(crate) struct View<'a> {
    pub(crate) bucket: &'a Bucket,
    /// By lens.
    pub(crate) cells: &'a [Cells],
    pub(crate) names: &'a Names,
}

/// Makes room for the cells below `count`.
pub(crate) fn room<T: Default>(states: &mut Vec<T>, count: usize) {
    if states.len() < count {
        states.resize_with(count, T::default);
    }
}

/// Adds the states of another worker to these, cell by cell.
pub(crate) fn merge_cells<T: Default>(ours: &mut Vec<T>, theirs: Vec<T>, merge: impl Fn(&mut T, T)) {
    room(ours, theirs.len());
    for (ours, theirs) in ours.iter_mut().zip(theirs) {
        merge(ours, theirs);
    }
}

/// A count as a number to divide.
#[expect(clippy::cast_precision_loss, reason = "counts of contacts are far below 2^53")]
pub(crate) fn real(count: u64) -> f64 {
    count as f64
}

/// A sum as a number to divide.
#[expect(clippy::cast_precision_loss, reason = "the figure is a float; the sum before it was exact")]
pub(crate) fn real_sum(sum: i128) -> f64 {
    sum as f64
}

/// `None` where nothing divides.
pub(crate) fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| real(part) / real(whole))
}
