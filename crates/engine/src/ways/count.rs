//! What each contact adds to the counts of its way.

use hashbrown::{HashMap, hash_map::Entry};
use kernel::{Channel, Euro, PartnerCode};
use measures::{
    Ways,
    ways::{Arrivals, Handled, WEEK_HOURS, WayQuestion, WaySpan, WayTally, week_hour},
};

use crate::{
    bucket::{Contacts, NONE},
    calendar::Offsets,
    kernels::followed::eligible_until,
    names::{Names, TextColumn, narrow},
    view::Bucket,
};

/// Partner, reason, channel and site, as numbers that all buckets share.
type Key = (u32, u32, u8, u32);

/// One worker's counts.
#[derive(Debug, Default)]
pub(super) struct WayCounts {
    /// The place of a cell among the tallies.
    places: HashMap<Key, u32>,
    tallies: Vec<WayTally>,
    /// By partner, reason and channel.
    hours: HashMap<(u32, u32, u8), Box<[u64; WEEK_HOURS]>>,
    /// By partner: its first and its last inbound contact.
    spans: HashMap<u32, (i64, i64)>,
    offsets: Offsets,
    /// The cell to which each row of the bucket belongs: that of its matter's first contact, [`NONE`] if that is no index contact.
    cell_of: Vec<u32>,
}

impl WayCounts {
    /// Counts the contacts of a bucket.
    pub(super) fn see(&mut self, bucket: &Bucket, question: &WayQuestion) {
        let Some(end) = bucket.end(question.observed_until) else { return };
        self.see_arrivals(bucket, question, end);
        let until = eligible_until(Some(end), question.window);
        let (contacts, follow) = (&bucket.contacts, &bucket.follow);
        let window_us = question.window.as_us();
        self.cell_of.clear();
        self.cell_of.resize(contacts.rows, NONE);
        let of_somebody = contacts.inbound.iter().take_while(|it| (**it as usize) < contacts.known);
        for row in of_somebody {
            let row = *row as usize;
            let at = contacts.started_at[row];
            if follow.since_us[row] <= window_us {
                let cell = self.cell_of[follow.previous[row] as usize];
                self.cell_of[row] = cell;
                if cell != NONE && at <= end {
                    self.tallies[cell as usize].add_follower(handled(contacts, row));
                }
            } else if question.holds(at) && until.is_some_and(|until| at <= until) {
                let cell = self.place(key(bucket, row, question.is_by_site));
                self.cell_of[row] = cell;
                let is_settled = follow.next_us[row] > window_us;
                self.tallies[cell as usize].add_first(handled(contacts, row), is_settled);
            }
        }
    }

    fn place(&mut self, key: Key) -> u32 {
        match self.places.entry(key) {
            Entry::Occupied(place) => *place.get(),
            Entry::Vacant(empty) => {
                self.tallies.push(WayTally::default());
                *empty.insert(narrow(self.tallies.len() - 1))
            }
        }
    }

    fn see_arrivals(&mut self, bucket: &Bucket, question: &WayQuestion, end: i64) {
        let contacts = &bucket.contacts;
        self.offsets.find(&contacts.started_at);
        for row in &contacts.inbound {
            let row = *row as usize;
            let at = contacts.started_at[row];
            if at > end || !question.holds(at) {
                continue;
            }
            let (partner, reason, channel, _) = key(bucket, row, false);
            let hours = self.hours.entry((partner, reason, channel));
            hours.or_insert_with(|| Box::new([0; WEEK_HOURS]))[week_hour(at, self.offsets.at(at))] += 1;
            let span = self.spans.entry(partner).or_insert((at, at));
            *span = (span.0.min(at), span.1.max(at));
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        for (key, theirs) in other.places {
            let ours = self.place(key);
            self.tallies[ours as usize].merge(&other.tallies[theirs as usize]);
        }
        for (key, theirs) in other.hours {
            let ours = self.hours.entry(key).or_insert_with(|| Box::new([0; WEEK_HOURS]));
            ours.iter_mut().zip(theirs.iter()).for_each(|(sum, it)| *sum += it);
        }
        for (partner, (first_at, last_at)) in other.spans {
            let span = self.spans.entry(partner).or_insert((first_at, last_at));
            *span = (span.0.min(first_at), span.1.max(last_at));
        }
    }

    /// The counts in words, in no order.
    pub(super) fn ways(&self, names: &Names, code: impl Fn(u32) -> PartnerCode) -> Ways {
        let text = |column, number| names.text(column, number).map(|it| it.as_ref().to_owned());
        let reason = |number| text(TextColumn::Reason, number).unwrap_or_default();
        let channel = |place: u8| Channel::ALL.get(usize::from(place)).copied().unwrap_or(Channel::Other);
        let cell = |((partner, reason_number, way, site), place): (&Key, &u32)| {
            let tally = &self.tallies[*place as usize];
            tally.cell(code(*partner), reason(*reason_number), channel(*way), text(TextColumn::Site, *site))
        };
        let arrivals = self.hours.iter().map(|((partner, reason_number, way), hours)| Arrivals {
            partner: code(*partner),
            reason: reason(*reason_number),
            channel: channel(*way),
            hours: hours.to_vec(),
        });
        let span = |(partner, (first_at, last_at)): (&u32, &(i64, i64))| WaySpan {
            partner: code(*partner),
            first_at: *first_at,
            last_at: *last_at,
        };
        Ways {
            cells: self.places.iter().map(cell).collect(),
            arrivals: arrivals.collect(),
            spans: self.spans.iter().map(span).collect(),
        }
    }
}

fn key(bucket: &Bucket, row: usize, is_by_site: bool) -> Key {
    let contacts = &bucket.contacts;
    let site = if is_by_site { contacts.site.shared_at(row) } else { 0 };
    (bucket.partner, contacts.reason.shared_at(row), contacts.channel[row], site)
}

fn handled(contacts: &Contacts, row: usize) -> Handled {
    Handled {
        cost: Euro(contacts.cost[row]),
        // What is not told is below zero.
        wait_s: u32::try_from(contacts.wait_s[row]).ok(),
        duration_s: u32::try_from(contacts.duration_s[row]).ok(),
    }
}
