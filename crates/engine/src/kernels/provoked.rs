//! Measure 12: the contacts that a change of status provokes.

use hashbrown::HashMap;
use kernel::Window;
use measures::answer::Provoked;

use crate::{
    bucket::{INBOUND, NONE},
    groups::Group,
    lens::RequestCells,
    names::{TextColumn, narrow},
    view::{Bucket, View, real, real_sum, share},
};

const DAY_US: i64 = 86_400_000_000;
/// Up to this many rows are looked at one by one; beyond it the edges of the days are searched.
const FEW: usize = 64;

#[derive(Debug, Default, Clone, Copy)]
struct Counts {
    changes: u64,
    by_day: [u64; 15],
    /// Inbound contacts of the requests, and the time from the first step of each to the end of observation.
    base_contacts: u64,
    base_us: i128,
}

/// Measure 12, by (cell, status).
#[derive(Debug, Default)]
pub(crate) struct ProvokedKernel {
    counts: HashMap<(u32, u32), Counts>,
    /// The present bucket's, by its own numbers of cell and status.
    own: Vec<Counts>,
    /// The cells of the present bucket.
    cells: Vec<u32>,
    request: RequestContacts,
    loose: Loose,
    /// Which request counted last for each of `own`: its base counts once.
    counted: Vec<u32>,
}

/// The contacts that a change of status of one request may have provoked.
#[derive(Debug, Default)]
struct RequestContacts {
    /// Inbound contacts of the request, in order.
    inbound: Vec<i64>,
    /// Reasons of the request's contacts, sorted.
    reasons: Vec<u32>,
    /// Those of the usager's inbound contacts without request that have one of the reasons, if the usager has few rows.
    loose: Vec<i64>,
    /// Whose `loose` is.
    loose_run: u32,
}

/// The inbound contacts without request of a bucket.
#[derive(Debug, Default)]
struct Loose {
    rows: Vec<u32>,
    /// Where those of each run begin, then the end.
    first: Vec<u32>,
    /// Inbound contacts without request of a usager who has many rows, by reason.
    by_reason: HashMap<u32, Vec<i64>>,
    /// Whose `by_reason` is.
    by_reason_run: u32,
}

impl ProvokedKernel {
    pub(crate) fn see(&mut self, view: &View<'_>, end: Option<i64>, cells: &mut RequestCells<'_>) {
        let bucket = view.bucket;
        let events = &bucket.events;
        if events.rows == 0 {
            return;
        }
        let Some(end) = end else { return };
        let Some(until) = end.checked_sub(Window::days(14).as_us()) else { return };
        let statuses = events.status.count();
        self.loose.find(bucket);
        for (number, group) in (0..).zip(bucket.groups.each()) {
            let rows = group.events_from..group.events_to;
            if rows.is_empty() || events.occurred_at[group.events_from] > until {
                continue;
            }
            let life_event = rows.clone().map(|it| events.life_event.shared_at(it)).find(|it| *it != 0);
            let cell = cells.of(life_event.unwrap_or(0));
            if cell == NONE {
                continue;
            }
            let own_cell = self.own_cell(cell, statuses);
            self.request.read(bucket, group);
            for event in rows {
                let at = events.occurred_at[event];
                if at > until || !cells.inside(at) {
                    continue;
                }
                let place = own_cell * statuses + events.status.codes[event] as usize;
                let counts = &mut self.own[place];
                counts.changes += 1;
                let run = bucket.groups.run_of_event[event];
                self.request.count(bucket, &mut self.loose, run, at, &mut counts.by_day);
                if self.counted[place] != number {
                    self.counted[place] = number;
                    let inbound = &self.request.inbound;
                    counts.base_contacts += inbound.partition_point(|it| *it <= end) as u64;
                    counts.base_us += i128::from(end.saturating_sub(first_step(bucket, group)));
                }
            }
        }
        self.settle(bucket, statuses);
    }

    fn own_cell(&mut self, cell: u32, statuses: usize) -> usize {
        self.cells.iter().position(|it| *it == cell).unwrap_or_else(|| {
            self.cells.push(cell);
            self.own.resize(self.cells.len() * statuses, Counts::default());
            self.counted.resize(self.own.len(), NONE);
            self.cells.len() - 1
        })
    }

    /// Puts the bucket's counts with those of the others.
    fn settle(&mut self, bucket: &Bucket, statuses: usize) {
        for (place, own) in self.own.drain(..).enumerate().filter(|(_, it)| it.changes > 0) {
            let status = bucket.events.status.shared[place % statuses];
            self.counts.entry((self.cells[place / statuses], status)).or_default().add(own);
        }
        self.cells.clear();
        self.counted.clear();
    }

    pub(crate) fn merge(&mut self, other: Self) {
        for (key, theirs) in other.counts {
            self.counts.entry(key).or_default().add(theirs);
        }
    }

    /// The figures by cell number and status.
    pub(crate) fn figures(&self, names: &crate::names::Names) -> Vec<(u32, Provoked)> {
        let of = |((cell, status), counts): (&(u32, u32), &Counts)| {
            let contacts: u64 = counts.by_day.iter().sum();
            let days = real_sum(counts.base_us) / real(DAY_US.unsigned_abs());
            let status = names.text(TextColumn::Status, *status);
            let figures = Provoked {
                status: status.map(|it| it.as_ref().to_owned()).unwrap_or_default(),
                changes: counts.changes,
                contacts,
                per_100: share(contacts * 100, counts.changes),
                by_day: counts.by_day.map(|it| share(it, counts.changes).unwrap_or_default()),
                base_per_day: (counts.base_us > 0).then(|| real(counts.base_contacts) / days),
            };
            (*cell, figures)
        };
        self.counts.iter().map(of).collect()
    }
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.changes += other.changes;
        self.by_day.iter_mut().zip(other.by_day).for_each(|(sum, it)| *sum += it);
        self.base_contacts += other.base_contacts;
        self.base_us += other.base_us;
    }
}

impl RequestContacts {
    fn read(&mut self, bucket: &Bucket, group: Group<'_>) {
        let contacts = &bucket.contacts;
        self.inbound.clear();
        self.reasons.clear();
        self.loose_run = NONE;
        for row in group.contacts {
            let row = *row as usize;
            if contacts.direction[row] == INBOUND {
                self.inbound.push(contacts.started_at[row]);
            }
            let reason = contacts.reason.codes[row];
            if self.reasons.last() != Some(&reason) {
                self.reasons.push(reason);
            }
        }
        if self.reasons.len() > 1 {
            self.reasons.sort_unstable();
            self.reasons.dedup();
        }
    }

    /// Counts the contacts after a change at `at`; `run` is that of the usager who has the event.
    fn count(&mut self, bucket: &Bucket, loose: &mut Loose, run: u32, at: i64, by_day: &mut [u64; 15]) {
        count_days(&self.inbound, at, by_day);
        if run == NONE || self.reasons.is_empty() {
            return;
        }
        let contacts = &bucket.contacts;
        let rows = &loose.rows[loose.first[run as usize] as usize..loose.first[run as usize + 1] as usize];
        if rows.len() <= FEW {
            if self.loose_run != run {
                self.loose_run = run;
                self.loose.clear();
                let about =
                    |row: &&u32| self.reasons.binary_search(&contacts.reason.codes[**row as usize]).is_ok();
                self.loose.extend(rows.iter().filter(about).map(|row| contacts.started_at[*row as usize]));
            }
            count_days(&self.loose, at, by_day);
            return;
        }
        loose.sort_by_reason(bucket, run);
        for reason in &self.reasons {
            if let Some(instants) = loose.by_reason.get(reason) {
                count_days(instants, at, by_day);
            }
        }
    }
}

impl Loose {
    fn find(&mut self, bucket: &Bucket) {
        let contacts = &bucket.contacts;
        self.rows.clear();
        self.first.clear();
        self.by_reason_run = NONE;
        let begin = contacts.runs.first().map_or(0, |it| *it as usize);
        let mut runs = contacts.runs.iter().peekable();
        for row in begin..contacts.rows {
            while runs.next_if(|it| **it as usize <= row).is_some() {
                self.first.push(narrow(self.rows.len()));
            }
            if !contacts.carries[row] && contacts.direction[row] == INBOUND {
                self.rows.push(narrow(row));
            }
        }
        self.first.extend(runs.map(|_| narrow(self.rows.len())));
    }

    /// Makes `by_reason` that of a run.
    fn sort_by_reason(&mut self, bucket: &Bucket, run: u32) {
        if self.by_reason_run == run {
            return;
        }
        self.by_reason_run = run;
        self.by_reason.clear();
        let contacts = &bucket.contacts;
        for row in &self.rows[self.first[run as usize] as usize..self.first[run as usize + 1] as usize] {
            let row = *row as usize;
            self.by_reason.entry(contacts.reason.codes[row]).or_default().push(contacts.started_at[row]);
        }
    }
}

/// Counts one contact if it came after `at`, at most 14 days after.
fn count_day(contact: i64, at: i64, by_day: &mut [u64; 15]) {
    let elapsed_us = contact.saturating_sub(at);
    if 0 < elapsed_us
        && elapsed_us <= 14 * DAY_US
        && let Ok(day) = usize::try_from(elapsed_us / DAY_US)
    {
        by_day[day] += 1;
    }
}

/// Counts those of `contacts` (sorted) that came after `at`, at most 14 days after.
fn count_days(contacts: &[i64], at: i64, by_day: &mut [u64; 15]) {
    if contacts.len() <= FEW {
        for contact in contacts {
            count_day(*contact, at, by_day);
        }
        return;
    }
    let begin = contacts.partition_point(|it| *it <= at);
    let end = contacts.partition_point(|it| *it <= at.saturating_add(14 * DAY_US));
    let inside = &contacts[begin..end];
    let mut before = 0;
    for (day, count) in (1..).zip(by_day.iter_mut()) {
        let below = inside.partition_point(|it| *it < at.saturating_add(day * DAY_US));
        *count += (below - before) as u64;
        before = below;
    }
}

fn first_step(bucket: &Bucket, group: Group<'_>) -> i64 {
    let event = bucket.events.occurred_at[group.events_from];
    group.contacts.first().map_or(event, |it| bucket.contacts.started_at[*it as usize].min(event))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn searching_the_days_counts_as_one_by_one() {
        let at = 1_000;
        let contacts: Vec<i64> = (0..2_000).map(|it| at + (it - 20) * DAY_US / 100).collect();
        let (mut one_by_one, mut searched) = ([0; 15], [0; 15]);
        for contact in &contacts {
            count_day(*contact, at, &mut one_by_one);
        }
        count_days(&contacts, at, &mut searched);
        assert_eq!(searched, one_by_one);
        assert_eq!((searched[0], searched[14]), (99, 1));
    }
}
