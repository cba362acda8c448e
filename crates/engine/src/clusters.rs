//! Successes and trials by cell, clustered by usager, without a map of usagers.
//!
//! A usager's rows come together, so a cell only remembers the counts of the usager it met last.

use evidence::ClusterSums;

use crate::view::{merge_cells, room};

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
    pub(crate) fn room(&mut self, cells: usize) {
        room(&mut self.cells, cells);
    }

    /// The rows of another usager begin.
    pub(crate) fn next_usager(&mut self) {
        self.run += 1;
    }

    pub(crate) fn add(&mut self, cell: u32, success: bool) {
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
