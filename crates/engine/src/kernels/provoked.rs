//! Measure 12: the contacts that a change of status provokes.

use hashbrown::HashMap;
use kernel::Window;
use measures::answer::Provoked;

use crate::{
    bucket::{INBOUND, NONE},
    groups::Group,
    lens::RequestCells,
    names::TextColumn,
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
    /// Inbound contacts of the present request, in order.
    inbound: Vec<i64>,
    /// Reasons of the present request's contacts, sorted.
    reasons: Vec<u32>,
    /// Inbound contacts without request of a usager who has many rows, by reason.
    loose: HashMap<u32, Vec<i64>>,
    /// Whose `loose` is.
    loose_run: Option<u32>,
    /// Statuses of the present request whose changes were counted.
    counted: Vec<u32>,
}

impl ProvokedKernel {
    pub(crate) fn see(&mut self, view: &View<'_>, end: Option<i64>, cells: &mut RequestCells<'_>) {
        let bucket = view.bucket;
        self.loose_run = None;
        let Some(end) = end else { return };
        let window_us = Window::days(14).as_us();
        for group in bucket.groups.each() {
            if group.events_from == group.events_to {
                continue;
            }
            let events = &bucket.events;
            let rows = group.events_from..group.events_to;
            let life_event = rows.clone().map(|it| events.life_event.shared_at(it)).find(|it| *it != 0);
            let cell = cells.of(life_event.unwrap_or(0));
            if cell == NONE {
                continue;
            }
            self.read_contacts(bucket, group);
            self.counted.clear();
            for event in rows {
                let at = events.occurred_at[event];
                if at.saturating_add(window_us) > end || !cells.inside(at) {
                    continue;
                }
                let status = events.status.shared_at(event);
                let mut by_day = [0; 15];
                count_days(&self.inbound, at, &mut by_day);
                self.count_loose(bucket, bucket.groups.run_of_event[event], at, &mut by_day);
                let counts = self.counts.entry((cell, status)).or_default();
                counts.changes += 1;
                counts.by_day.iter_mut().zip(by_day).for_each(|(sum, it)| *sum += it);
                if !self.counted.contains(&status) {
                    self.counted.push(status);
                    counts.base_contacts += self.inbound.partition_point(|it| *it <= end) as u64;
                    counts.base_us += i128::from(end.saturating_sub(first_step(bucket, group)));
                }
            }
        }
    }

    fn read_contacts(&mut self, bucket: &Bucket, group: Group<'_>) {
        let contacts = &bucket.contacts;
        self.inbound.clear();
        self.reasons.clear();
        for row in group.contacts {
            let row = *row as usize;
            if contacts.direction[row] == INBOUND {
                self.inbound.push(contacts.started_at[row]);
            }
            self.reasons.push(contacts.reason.codes[row]);
        }
        self.reasons.sort_unstable();
        self.reasons.dedup();
    }

    /// Counts the contacts of the usager that carry no request and have a reason of the request's contacts.
    fn count_loose(&mut self, bucket: &Bucket, run: u32, at: i64, by_day: &mut [u64; 15]) {
        if run == NONE || self.reasons.is_empty() {
            return;
        }
        let contacts = &bucket.contacts;
        let rows = contacts.runs[run as usize] as usize..contacts.runs[run as usize + 1] as usize;
        let is_loose = |row: &usize| contacts.direction[*row] == INBOUND && !contacts.carries[*row];
        if rows.len() <= FEW {
            for row in rows.filter(is_loose) {
                if self.reasons.binary_search(&contacts.reason.codes[row]).is_ok() {
                    count_day(contacts.started_at[row], at, by_day);
                }
            }
            return;
        }
        if self.loose_run != Some(run) {
            self.loose_run = Some(run);
            self.loose.clear();
            for row in rows.filter(is_loose) {
                self.loose.entry(contacts.reason.codes[row]).or_default().push(contacts.started_at[row]);
            }
        }
        for reason in &self.reasons {
            if let Some(instants) = self.loose.get(reason) {
                count_days(instants, at, by_day);
            }
        }
    }

    pub(crate) fn merge(&mut self, other: Self) {
        for (key, theirs) in other.counts {
            let ours = self.counts.entry(key).or_default();
            ours.changes += theirs.changes;
            ours.by_day.iter_mut().zip(theirs.by_day).for_each(|(sum, it)| *sum += it);
            ours.base_contacts += theirs.base_contacts;
            ours.base_us += theirs.base_us;
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

/// Counts one contact if it came after `at`, at most 14 days after.
fn count_day(contact: i64, at: i64, by_day: &mut [u64; 15]) {
    if contact > at
        && let Ok(day) = usize::try_from(contact.saturating_sub(at) / DAY_US)
        && contact.saturating_sub(at) <= 14 * DAY_US
    {
        by_day[day] += 1;
    }
}

/// Counts those of `contacts` (sorted) that came after `at`, at most 14 days after.
fn count_days(contacts: &[i64], at: i64, by_day: &mut [u64; 15]) {
    let begin = contacts.partition_point(|it| *it <= at);
    let end = contacts.partition_point(|it| *it <= at.saturating_add(14 * DAY_US));
    let inside = &contacts[begin..end];
    if inside.len() <= FEW {
        inside.iter().for_each(|it| count_day(*it, at, by_day));
        return;
    }
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
        contacts.iter().for_each(|it| count_day(*it, at, &mut one_by_one));
        count_days(&contacts, at, &mut searched);
        assert_eq!(searched, one_by_one);
        assert_eq!((searched[0], searched[14]), (99, 1));
    }
}
