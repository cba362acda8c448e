//! Measures 3 to 6: what comes after an inbound contact of the same need.

use hashbrown::HashMap;
use kernel::{Channel, Window};
use measures::answer::{Escape, Fcr, Needs, Recontact};

use crate::{
    bucket::{INBOUND, NONE, RESOLVED},
    clusters::Clusters,
    view::{View, merge_cells, room, share},
};

#[derive(Debug, Default, Clone, Copy)]
struct Episodes {
    inbound: u64,
    needs: u64,
}

/// Measure 3.
#[derive(Debug, Default)]
pub(crate) struct NeedsKernel {
    cells: Vec<Episodes>,
    /// The cell of each row's episode: that of its first contact.
    episode: Vec<u32>,
}

impl NeedsKernel {
    pub(crate) fn see(&mut self, view: &View<'_>, lens: usize, window: Window) {
        let (cells, bucket) = (&view.cells[lens], view.bucket);
        let window_us = window.as_us();
        room(&mut self.cells, cells.count);
        if let Some(cell) = cells.one {
            let begins = |row: &u32| u64::from(bucket.follow.since_us[*row as usize] > window_us);
            let episodes = &mut self.cells[cell as usize];
            episodes.inbound += bucket.contacts.inbound.len() as u64;
            episodes.needs += bucket.contacts.inbound.iter().map(begins).sum::<u64>();
            return;
        }
        self.episode.clear();
        self.episode.resize(bucket.contacts.rows, NONE);
        for row in &bucket.contacts.inbound {
            let row = *row as usize;
            let continues = bucket.follow.since_us[row] <= window_us;
            let cell =
                if continues { self.episode[bucket.follow.previous[row] as usize] } else { cells.of[row] };
            self.episode[row] = cell;
            if cell != NONE {
                let episodes = &mut self.cells[cell as usize];
                episodes.inbound += 1;
                episodes.needs += u64::from(!continues);
            }
        }
    }

    pub(crate) fn merge(&mut self, other: Self) {
        merge_cells(&mut self.cells, other.cells, |ours, theirs| {
            ours.inbound += theirs.inbound;
            ours.needs += theirs.needs;
        });
    }

    pub(crate) fn figures(&self, cell: usize, window: Window) -> Needs {
        let Episodes { inbound, needs } = self.cells.get(cell).copied().unwrap_or_default();
        Needs { inbound, needs, contacts_per_need: share(inbound, needs), window_days: window.as_days() }
    }
}

/// The last instant whose window is observed whole.
pub(crate) fn eligible_until(end: Option<i64>, window: Window) -> Option<i64> {
    end?.checked_sub(window.as_us())
}

/// Measure 4.
#[derive(Debug, Default)]
pub(crate) struct RecontactKernel {
    clusters: Clusters,
}

impl RecontactKernel {
    pub(crate) fn see(&mut self, view: &View<'_>, lens: usize, window: Window, end: Option<i64>) {
        let (cells, bucket) = (&view.cells[lens], view.bucket);
        let contacts = &bucket.contacts;
        let Some(until) = eligible_until(end, window) else { return };
        let window_us = window.as_us();
        self.clusters.see(
            contacts,
            cells,
            |row| (contacts.direction[row] == INBOUND) & (contacts.started_at[row] <= until),
            |row| bucket.follow.next_us[row] <= window_us,
        );
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.clusters.merge(other.clusters);
    }

    pub(crate) fn figures(&self, cell: usize, window: Window) -> Recontact {
        let sums = self.clusters.sums(cell);
        let interval = sums.interval();
        Recontact {
            eligible: sums.trials(),
            recontacted: sums.successes(),
            rate: share(sums.successes(), sums.trials()),
            low: interval.map(|it| it.low),
            high: interval.map(|it| it.high),
            window_days: window.as_days(),
        }
    }
}

#[derive(Debug, Default, Clone, Copy)]
struct Declared {
    resolved: u64,
    told: u64,
}

/// Measure 5.
#[derive(Debug, Default)]
pub(crate) struct FcrKernel {
    clusters: Clusters,
    declared: Vec<Declared>,
}

impl FcrKernel {
    pub(crate) fn see(&mut self, view: &View<'_>, lens: usize, window: Window, end: Option<i64>) {
        let (cells, bucket) = (&view.cells[lens], view.bucket);
        let contacts = &bucket.contacts;
        room(&mut self.declared, cells.count);
        let Some(until) = eligible_until(end, window) else { return };
        let window_us = window.as_us();
        let is_first = |row: usize| {
            (contacts.direction[row] == INBOUND)
                & (contacts.started_at[row] <= until)
                & (bucket.follow.since_us[row] > window_us)
        };
        self.clusters.see(contacts, cells, is_first, |row| bucket.follow.next_us[row] > window_us);
        for row in &contacts.inbound {
            let row = *row as usize;
            if let Some(declared) = self.declared.get_mut(cells.of[row] as usize) {
                let (first, outcome) = (is_first(row), contacts.outcome[row]);
                declared.told += u64::from(first & (outcome != 0));
                declared.resolved += u64::from(first & (outcome == RESOLVED));
            }
        }
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.clusters.merge(other.clusters);
        merge_cells(&mut self.declared, other.declared, |ours, theirs| {
            ours.told += theirs.told;
            ours.resolved += theirs.resolved;
        });
    }

    pub(crate) fn figures(&self, cell: usize, window: Window) -> Fcr {
        let sums = self.clusters.sums(cell);
        let interval = sums.interval();
        let declared = self.declared.get(cell).copied().unwrap_or_default();
        Fcr {
            eligible: sums.trials(),
            resolved: sums.successes(),
            rate: share(sums.successes(), sums.trials()),
            low: interval.map(|it| it.low),
            high: interval.map(|it| it.high),
            declared_share: share(declared.resolved, declared.told),
            window_days: window.as_days(),
        }
    }
}

const CHANNELS: usize = Channel::ALL.len();
/// Cells below this have a whole matrix each; the others share a map.
const MATRICES_MAX: usize = 4_096;

/// Element `from * CHANNELS + to`, then `CHANNELS * CHANNELS + from` for all eligible contacts of a channel.
type Matrix = Box<[u64; CHANNELS * (CHANNELS + 1)]>;

/// Measure 6.
#[derive(Debug, Default)]
pub(crate) struct EscapeKernel {
    matrices: Vec<Option<Matrix>>,
    others: HashMap<(u32, u8), u64>,
}

fn no_matrix() -> Matrix {
    Box::new([0; CHANNELS * (CHANNELS + 1)])
}

impl EscapeKernel {
    pub(crate) fn see(&mut self, view: &View<'_>, lens: usize, window: Window, end: Option<i64>) {
        let (cells, bucket) = (&view.cells[lens], view.bucket);
        let contacts = &bucket.contacts;
        room(&mut self.matrices, cells.count.min(MATRICES_MAX));
        let Some(until) = eligible_until(end, window) else { return };
        let window_us = window.as_us();
        for row in &contacts.inbound {
            let row = *row as usize;
            let cell = cells.of[row];
            if contacts.started_at[row] > until || cell == NONE {
                continue;
            }
            let from = contacts.channel[row];
            self.count(cell, CHANNELS * CHANNELS + usize::from(from), 1);
            if bucket.follow.next_us[row] <= window_us {
                let to = bucket.follow.next_channel[row];
                self.count(cell, usize::from(from) * CHANNELS + usize::from(to), 1);
            }
        }
    }

    fn count(&mut self, cell: u32, place: usize, times: u64) {
        match self.matrices.get_mut(cell as usize) {
            Some(matrix) => matrix.get_or_insert_with(no_matrix)[place] += times,
            None => *self.others.entry((cell, u8::try_from(place).unwrap_or(u8::MAX))).or_default() += times,
        }
    }

    pub(crate) fn merge(&mut self, other: Self) {
        merge_cells(&mut self.matrices, other.matrices, |ours, theirs| {
            if let Some(theirs) = theirs {
                let ours = ours.get_or_insert_with(no_matrix);
                ours.iter_mut().zip(theirs.iter()).for_each(|(sum, it)| *sum += it);
            }
        });
        for ((cell, place), times) in other.others {
            self.count(cell, usize::from(place), times);
        }
    }

    /// The pairs of channels that occur, in the order of their words.
    pub(crate) fn figures(&self, cell: usize) -> Vec<Escape> {
        let at = |place: usize| {
            if let Some(matrix) = self.matrices.get(cell) {
                return matrix.as_ref().map_or(0, |it| it[place]);
            }
            let key = (crate::names::narrow(cell), u8::try_from(place).unwrap_or(u8::MAX));
            self.others.get(&key).copied().unwrap_or(0)
        };
        let mut pairs = Vec::new();
        for from in Channel::ALL {
            for to in Channel::ALL {
                let contacts = at(from.index() * CHANNELS + to.index());
                if contacts > 0 {
                    let eligible_from = at(CHANNELS * CHANNELS + from.index());
                    let rate = share(contacts, eligible_from);
                    pairs.push(Escape { from: from.code(), to: to.code(), contacts, eligible_from, rate });
                }
            }
        }
        pairs.sort_by_key(|it| (it.from, it.to));
        pairs
    }
}
