//! Successes and trials by cell, clustered by usager, without a map of usagers.
//!
//! A usager's rows come together, so a cell only remembers the counts of the usager it met last.

use evidence::ClusterSums;

use crate::{
    bucket::{Contacts, NONE},
    lens::Cells,
    view::{merge_cells, room},
};

/// Usagers with fewer trials than this are counted together with those who have as many, and as many successes.
const FEW: usize = 16;

#[derive(Debug, Default)]
struct Cluster {
    run: u64,
    successes: u64,
    trials: u64,
    sums: ClusterSums,
}

/// The sums of every cell.
#[derive(Debug, Default)]
pub(crate) struct Clusters {
    cells: Vec<Cluster>,
    run: u64,
    /// Trials and successes before each row.
    before: Vec<(u32, u32)>,
}

impl Cluster {
    fn settle(&mut self) {
        if self.trials > 0 {
            self.sums.add(self.successes, self.trials);
            (self.successes, self.trials) = (0, 0);
        }
    }
}

impl Clusters {
    /// Adds the contacts of a bucket, usager by usager.
    pub(crate) fn see(
        &mut self,
        contacts: &Contacts,
        cells: &Cells,
        is_trial: impl Fn(usize) -> bool,
        is_success: impl Fn(usize) -> bool,
    ) {
        room(&mut self.cells, cells.count);
        if let Some(cell) = cells.one {
            self.see_one(contacts, cell, is_trial, is_success);
            return;
        }
        for run in contacts.each_run() {
            self.run += 1;
            for row in run {
                let cell = cells.of[row];
                if cell != NONE && is_trial(row) {
                    self.add(cell, is_success(row));
                }
            }
        }
    }

    /// Where all contacts are in one cell, a usager's counts are differences of running sums.
    fn see_one(
        &mut self,
        contacts: &Contacts,
        cell: u32,
        is_trial: impl Fn(usize) -> bool,
        is_success: impl Fn(usize) -> bool,
    ) {
        let (mut trials, mut successes) = (0, 0);
        self.before.clear();
        self.before.push((0, 0));
        self.before.extend((0..contacts.rows).map(|row| {
            let trial = is_trial(row);
            trials += u32::from(trial);
            successes += u32::from(trial & is_success(row));
            (trials, successes)
        }));
        let sums = &mut self.cells[cell as usize].sums;
        let mut alike = [0_u64; FEW * FEW];
        for run in contacts.runs.windows(2) {
            let (begin, end) = (self.before[run[0] as usize], self.before[run[1] as usize]);
            let (trials, successes) = ((end.0 - begin.0) as usize, (end.1 - begin.1) as usize);
            if trials < FEW {
                alike[trials * FEW + successes] += 1;
            } else {
                sums.add(successes as u64, trials as u64);
            }
        }
        for (place, usagers) in alike.into_iter().enumerate() {
            sums.add_alike((place % FEW) as u64, (place / FEW) as u64, usagers);
        }
    }

    fn add(&mut self, cell: u32, success: bool) {
        let cluster = &mut self.cells[cell as usize];
        if cluster.run != self.run {
            cluster.settle();
            cluster.run = self.run;
        }
        cluster.trials += 1;
        cluster.successes += u64::from(success);
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.cells.iter_mut().for_each(Cluster::settle);
        merge_cells(&mut self.cells, other.cells, |ours, mut theirs| {
            theirs.settle();
            ours.sums.merge(&theirs.sums);
        });
    }

    /// The sums of a cell, once every usager was seen.
    pub(crate) fn sums(&self, cell: usize) -> ClusterSums {
        let Some(cluster) = self.cells.get(cell) else { return ClusterSums::default() };
        let mut sums = cluster.sums;
        if cluster.trials > 0 {
            sums.add(cluster.successes, cluster.trials);
        }
        sums
    }
}
