//! One bucket in memory: a column is a flat vector, a text is a small number.
//!
//! **Invariant:** contacts are sorted by (`usager`, `started_at`, `contact_id`), those of nobody last; events by (`usager`, `request`,
//! `occurred_at`, `ordinal`, `status`). Columns that no question needs are empty.

use crate::names::narrow;

/// *None*, in vectors of row numbers, groups and cells.
pub(crate) const NONE: u32 = u32::MAX;
/// No waiting or duration.
pub(crate) const NO_SECONDS: i64 = -1;
/// No satisfaction.
pub(crate) const NO_ANSWER: u8 = u8::MAX;

pub(crate) const INBOUND: u8 = kernel::Direction::Inbound as u8;
pub(crate) const PROACTIVE: u8 = kernel::Direction::Proactive as u8;
pub(crate) const PHONE: u8 = kernel::Channel::Phone as u8;
/// Outcomes are 0 = none, then 1 + their index.
pub(crate) const RESOLVED: u8 = kernel::Outcome::Resolved as u8 + 1;
pub(crate) const ABANDONED: u8 = kernel::Outcome::Abandoned as u8 + 1;

/// A column of texts: numbers that are small inside the bucket, 0 = none.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    /// One a row.
    pub(crate) codes: Vec<u32>,
    /// The number that all buckets share, by the bucket's own; element 0 is 0.
    pub(crate) shared: Vec<u32>,
    /// The bucket's own number by the shared one; 0 = not met yet.
    own: Vec<u32>,
}

impl Texts {
    pub(crate) fn clear(&mut self) {
        self.codes.clear();
        for code in self.shared.drain(..) {
            if let Some(own) = self.own.get_mut(code as usize) {
                *own = 0;
            }
        }
        self.shared.push(0);
    }

    /// The bucket's own number of a shared one.
    pub(crate) fn own(&mut self, shared: u32) -> u32 {
        if shared == 0 {
            return 0;
        }
        let place = shared as usize;
        if self.own.len() <= place {
            self.own.resize(place + 1, 0);
        }
        if self.own[place] == 0 {
            self.own[place] = narrow(self.shared.len());
            self.shared.push(shared);
        }
        self.own[place]
    }

    /// How many numbers the bucket has, *none* included.
    pub(crate) fn count(&self) -> usize {
        self.shared.len()
    }

    pub(crate) fn shared_at(&self, row: usize) -> u32 {
        self.shared[self.codes[row] as usize]
    }
}

/// Puts into `found` the rows below `rows` that are `wanted`. What rows are like is hard to guess for a processor, so there is no
/// branch on it.
pub(crate) fn select(rows: usize, found: &mut Vec<u32>, wanted: impl Fn(usize) -> bool) {
    found.clear();
    found.resize(rows, 0);
    let mut count = 0;
    for (row, number) in (0..rows).zip(0..) {
        found[count] = number;
        count += usize::from(wanted(row));
    }
    found.truncate(count);
}

/// The contacts of a bucket.
#[derive(Debug, Default)]
pub(crate) struct Contacts {
    pub(crate) rows: usize,
    /// Rows before this have a usager.
    pub(crate) known: usize,
    pub(crate) usager: Vec<u64>,
    /// Where each usager's rows begin, then the number of rows. A contact of nobody is a run of its own.
    pub(crate) runs: Vec<u32>,
    pub(crate) request: Vec<u64>,
    /// Whether the row carries a request.
    pub(crate) carries: Vec<bool>,
    pub(crate) started_at: Vec<i64>,
    pub(crate) channel: Vec<u8>,
    pub(crate) direction: Vec<u8>,
    /// The rows that are inbound, if directions were read.
    pub(crate) inbound: Vec<u32>,
    pub(crate) outcome: Vec<u8>,
    pub(crate) reason: Texts,
    pub(crate) life_event: Texts,
    pub(crate) cause: Texts,
    pub(crate) site: Texts,
    pub(crate) wait_s: Vec<i64>,
    pub(crate) duration_s: Vec<i64>,
    pub(crate) satisfaction: Vec<u8>,
    /// In ten-thousandths of a euro, the unit cost where the row has none.
    pub(crate) cost: Vec<i64>,
    pub(crate) agent: Vec<u64>,
    /// Whether the row names its agent.
    pub(crate) has_agent: Vec<bool>,
}

impl Contacts {
    pub(crate) fn clear(&mut self) {
        self.rows = 0;
        self.known = 0;
        self.usager.clear();
        self.runs.clear();
        self.request.clear();
        self.carries.clear();
        self.started_at.clear();
        self.channel.clear();
        self.direction.clear();
        self.inbound.clear();
        self.outcome.clear();
        for texts in [&mut self.reason, &mut self.life_event, &mut self.cause, &mut self.site] {
            texts.clear();
        }
        self.wait_s.clear();
        self.duration_s.clear();
        self.satisfaction.clear();
        self.cost.clear();
        self.agent.clear();
        self.has_agent.clear();
    }

    /// Finds the inbound rows.
    pub(crate) fn find_inbound(&mut self) {
        select(self.direction.len(), &mut self.inbound, |row| self.direction[row] == INBOUND);
    }

    /// Finds where each usager begins.
    pub(crate) fn find_runs(&mut self) {
        self.runs.clear();
        let known = &self.usager[..self.known];
        if self.known > 0 {
            self.runs.push(0);
        }
        for (row, pair) in known.windows(2).enumerate() {
            if pair[0] != pair[1] {
                self.runs.push(narrow(row + 1));
            }
        }
        self.runs.extend((self.known..=self.rows).map(narrow));
    }

    /// The rows of each usager.
    pub(crate) fn each_run(&self) -> impl Iterator<Item = std::ops::Range<usize>> {
        self.runs.windows(2).map(|it| it[0] as usize..it[1] as usize)
    }
}

/// The request events of a bucket.
#[derive(Debug, Default)]
pub(crate) struct Events {
    pub(crate) rows: usize,
    pub(crate) usager: Vec<u64>,
    pub(crate) request: Vec<u64>,
    pub(crate) occurred_at: Vec<i64>,
    pub(crate) ordinal: Vec<u64>,
    pub(crate) life_event: Texts,
    pub(crate) status: Texts,
}

impl Events {
    pub(crate) fn clear(&mut self) {
        self.rows = 0;
        self.usager.clear();
        self.request.clear();
        self.occurred_at.clear();
        self.ordinal.clear();
        self.life_event.clear();
        self.status.clear();
    }
}
