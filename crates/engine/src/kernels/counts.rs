//! Measures 1, 9 and 10: counts of contacts that need no other contact.

use evidence::Quantiles;
use hashbrown::HashMap;
use measures::answer::{Phone, Satisfaction, Volume};

use crate::{
    bucket::{ABANDONED, INBOUND, NO_ANSWER, NO_SECONDS, NONE, PHONE, select},
    view::{View, merge_cells, room, share},
};

/// Measure 1.
#[derive(Debug, Default)]
pub(crate) struct VolumeKernel {
    cells: Vec<[u64; 3]>,
}

impl VolumeKernel {
    pub(crate) fn see(&mut self, view: &View<'_>, lens: usize) {
        let cells = &view.cells[lens];
        room(&mut self.cells, cells.count);
        if let Some(cell) = cells.one {
            for (sum, direction) in self.cells[cell as usize].iter_mut().zip(0_u8..) {
                let directions = view.bucket.contacts.direction.iter();
                *sum += directions.map(|it| u64::from(*it == direction)).sum::<u64>();
            }
            return;
        }
        for (cell, direction) in cells.of.iter().zip(&view.bucket.contacts.direction) {
            if *cell != NONE {
                self.cells[*cell as usize][usize::from(*direction)] += 1;
            }
        }
    }

    pub(crate) fn merge(&mut self, other: Self) {
        merge_cells(&mut self.cells, other.cells, |ours, theirs| {
            ours.iter_mut().zip(theirs).for_each(|(sum, it)| *sum += it);
        });
    }

    pub(crate) fn figures(&self, cell: usize) -> Volume {
        let [inbound, outbound, proactive] = self.cells.get(cell).copied().unwrap_or_default();
        Volume { contacts: inbound + outbound + proactive, inbound, outbound, proactive }
    }
}

/// Whole seconds and how often each occurs: as small as the number of different values.
#[derive(Debug, Default, Clone)]
struct Seconds {
    few: Vec<u32>,
    /// By the value, once there were many.
    short: Vec<u64>,
    counted: HashMap<u32, u64>,
}

/// This many are kept one by one before they are counted.
const FEW_SECONDS: usize = 1_024;
/// Values below this have a place in a table.
const SHORT_SECONDS: usize = 4_096;

impl Seconds {
    fn add(&mut self, value: u32) {
        self.few.push(value);
        if self.few.len() >= FEW_SECONDS {
            self.count();
        }
    }

    fn count(&mut self) {
        self.short.resize(SHORT_SECONDS, 0);
        let mut few = std::mem::take(&mut self.few);
        few.drain(..).for_each(|it| self.add_times(it, 1));
        self.few = few;
    }

    fn add_times(&mut self, value: u32, times: u64) {
        match self.short.get_mut(value as usize) {
            Some(sum) => *sum += times,
            None if times == 0 => {}
            None => *self.counted.entry(value).or_default() += times,
        }
    }

    fn merge(&mut self, other: Self) {
        for value in other.few {
            self.add(value);
        }
        if !other.short.is_empty() {
            self.count();
        }
        for (value, times) in other.counted.into_iter().chain((0..).zip(other.short)) {
            self.add_times(value, times);
        }
    }

    /// The quantiles of the definition, from the counts: exact up to a million values, then sketched.
    fn quantiles(&self) -> Quantiles {
        let mut quantiles = Quantiles::default();
        let few = self.few.iter().map(|it| (*it, 1));
        let short = (0..).zip(self.short.iter().copied());
        let counted = self.counted.iter().map(|(value, times)| (*value, *times));
        for (value, times) in counted.chain(short).chain(few) {
            for _ in 0..times {
                quantiles.add(value.into());
            }
        }
        quantiles
    }
}

#[derive(Debug, Default, Clone)]
struct Calls {
    offered: u64,
    answered: u64,
    within_20s: u64,
    within_60s: u64,
    handled: u64,
    handling_s: u64,
    waits: Seconds,
}

/// Measure 9.
#[derive(Debug, Default)]
pub(crate) struct PhoneKernel {
    cells: Vec<Calls>,
    /// The rows that are inbound calls.
    calls: Vec<u32>,
}

impl PhoneKernel {
    pub(crate) fn see(&mut self, view: &View<'_>, lens: usize) {
        let (cells, contacts) = (&view.cells[lens], &view.bucket.contacts);
        room(&mut self.cells, cells.count);
        select(contacts.rows, &mut self.calls, |row| {
            (contacts.channel[row] == PHONE) & (contacts.direction[row] == INBOUND) & (cells.of[row] != NONE)
        });
        for row in &self.calls {
            let row = *row as usize;
            let phone = &mut self.cells[cells.of[row] as usize];
            let answered = contacts.outcome[row] != ABANDONED;
            phone.offered += 1;
            phone.answered += u64::from(answered);
            let wait_s = contacts.wait_s[row];
            if let Ok(wait_s) = u32::try_from(wait_s) {
                phone.waits.add(wait_s);
                phone.within_20s += u64::from(answered & (wait_s <= 20));
                phone.within_60s += u64::from(answered & (wait_s <= 60));
            }
            let duration_s = contacts.duration_s[row];
            let handled = u64::from(answered & (duration_s != NO_SECONDS));
            phone.handled += handled;
            phone.handling_s += handled * duration_s.unsigned_abs();
        }
    }

    pub(crate) fn merge(&mut self, other: Self) {
        merge_cells(&mut self.cells, other.cells, |ours, theirs| {
            ours.offered += theirs.offered;
            ours.answered += theirs.answered;
            ours.within_20s += theirs.within_20s;
            ours.within_60s += theirs.within_60s;
            ours.handled += theirs.handled;
            ours.handling_s += theirs.handling_s;
            ours.waits.merge(theirs.waits);
        });
    }

    pub(crate) fn figures(&self, cell: usize) -> Phone {
        let Some(calls) = self.cells.get(cell) else { return Phone::default() };
        let [wait_p50_s, wait_p90_s] = calls.waits.quantiles().of([0.5, 0.9]);
        Phone {
            offered: calls.offered,
            answered: calls.answered,
            answer_rate: share(calls.answered, calls.offered),
            wait_p50_s,
            wait_p90_s,
            within_20s: share(calls.within_20s, calls.offered),
            within_60s: share(calls.within_60s, calls.offered),
            handling_mean_s: share(calls.handling_s, calls.handled),
        }
    }
}

#[derive(Debug, Default, Clone, Copy)]
struct Answers {
    n: u64,
    sum: u64,
    good: u64,
}

/// Measure 10.
#[derive(Debug, Default)]
pub(crate) struct SatisfactionKernel {
    cells: Vec<Answers>,
}

impl SatisfactionKernel {
    pub(crate) fn see(&mut self, view: &View<'_>, lens: usize) {
        let cells = &view.cells[lens];
        room(&mut self.cells, cells.count);
        for (cell, satisfaction) in cells.of.iter().zip(&view.bucket.contacts.satisfaction) {
            if let Some(answers) = self.cells.get_mut(*cell as usize) {
                let told = u64::from(*satisfaction != NO_ANSWER);
                answers.n += told;
                answers.sum += told * u64::from(*satisfaction);
                answers.good += told & u64::from(*satisfaction >= 4);
            }
        }
    }

    pub(crate) fn merge(&mut self, other: Self) {
        merge_cells(&mut self.cells, other.cells, |ours, theirs| {
            ours.n += theirs.n;
            ours.sum += theirs.sum;
            ours.good += theirs.good;
        });
    }

    pub(crate) fn figures(&self, cell: usize) -> Satisfaction {
        let answers = self.cells.get(cell).copied().unwrap_or_default();
        Satisfaction {
            n: answers.n,
            mean: share(answers.sum, answers.n),
            share_4_5: share(answers.good, answers.n),
        }
    }
}
