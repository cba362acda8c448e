//! The requests of a bucket: which contacts and which events each has.
//!
//! **Invariant:** a request whose rows may lie outside its usager's run is *set aside*, never grouped here.

use hashbrown::HashMap;

use crate::{
    bucket::{Contacts, Events, NONE},
    names::narrow,
};

/// The requests of a partner that several usagers share.
#[derive(Debug)]
pub(crate) struct SharedRequests<'a> {
    sorted: &'a [u64],
    /// A bit for the low bits of each: most requests are told apart without a search.
    bits: Vec<u64>,
}

impl<'a> SharedRequests<'a> {
    pub(crate) fn new(sorted: &'a [u64]) -> Self {
        let words = if sorted.is_empty() { 1 } else { (sorted.len() / 4).next_power_of_two() };
        let mut shared = Self { sorted, bits: vec![0; words] };
        for request in sorted {
            let (word, bit) = shared.place(*request);
            shared.bits[word] |= bit;
        }
        shared
    }

    /// Requests are keyed hashes: any of their bits are as good as others.
    fn place(&self, request: u64) -> (usize, u64) {
        let words = self.bits.len() as u64;
        (usize::try_from((request >> 6) & (words - 1)).unwrap_or(0), 1 << (request & 63))
    }

    fn holds(&self, request: u64) -> bool {
        let (word, bit) = self.place(request);
        self.bits[word] & bit != 0 && self.sorted.binary_search(&request).is_ok()
    }
}

/// Beyond this many requests of one usager a map finds them.
const FEW: usize = 16;

/// The requests of a bucket.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    requests: Vec<u64>,
    /// Where each one's contacts begin in `rows`, then the end.
    first: Vec<u32>,
    /// Contact rows, by request, in the order of contacts.
    rows: Vec<u32>,
    /// Event rows of each request, in the order of a journey.
    events: Vec<(u32, u32)>,
    /// For each event, which run of contacts its usager has.
    pub(crate) run_of_event: Vec<u32>,
    group_of_row: Vec<u32>,
    many: HashMap<u64, u32>,
    /// The first of the groups that `many` finds.
    many_from: Option<usize>,
}

/// One request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Group<'a> {
    /// Its contacts, in order.
    pub(crate) contacts: &'a [u32],
    /// Its events are from here …
    pub(crate) events_from: usize,
    /// … to here, without it.
    pub(crate) events_to: usize,
}

/// The rows that [`Groups::find`] left out.
#[derive(Debug, Default)]
pub(crate) struct LeftOut {
    pub(crate) contacts: Vec<u32>,
    pub(crate) events: Vec<u32>,
}

impl Groups {
    pub(crate) fn each(&self) -> impl Iterator<Item = Group<'_>> {
        (0..self.requests.len()).map(|at| Group {
            contacts: &self.rows[self.first[at] as usize..self.first[at + 1] as usize],
            events_from: self.events[at].0 as usize,
            events_to: self.events[at].1 as usize,
        })
    }

    /// How many of the contacts of each request are `wanted`.
    pub(crate) fn count_rows(&self, counts: &mut Vec<u32>, wanted: impl Fn(usize) -> bool) {
        let requests = self.requests.len();
        counts.clear();
        // One more, for the rows that are about no request.
        counts.resize(requests + 1, 0);
        for (row, group) in self.group_of_row.iter().enumerate() {
            counts[(*group as usize).min(requests)] += u32::from(wanted(row));
        }
        counts.truncate(requests);
    }

    fn clear(&mut self) {
        self.requests.clear();
        self.events.clear();
        self.group_of_row.clear();
        self.run_of_event.clear();
        self.many_from = None;
    }

    /// Groups the rows of a bucket; those of the requests in `shared` and those of nobody are left out.
    pub(crate) fn find(
        &mut self,
        contacts: &Contacts,
        events: &Events,
        shared: &SharedRequests<'_>,
    ) -> LeftOut {
        self.clear();
        let mut left_out = LeftOut::default();
        self.group_of_row.resize(contacts.rows, NONE);
        self.run_of_event.resize(events.rows, NONE);
        let mut event = 0;
        for (run_at, run) in contacts.each_run().take_while(|it| it.start < contacts.known).enumerate() {
            let usager = contacts.usager[run.start];
            event = self.group_events(events, event, |it| it < usager, 0, NONE, shared, &mut left_out);
            let base = self.requests.len();
            for row in run {
                if !contacts.carries[row] {
                    continue;
                }
                let request = contacts.request[row];
                if shared.holds(request) {
                    left_out.contacts.push(narrow(row));
                } else {
                    self.group_of_row[row] = self.group(base, request);
                }
            }
            let of_usager = |it| it == usager;
            event = self.group_events(events, event, of_usager, base, narrow(run_at), shared, &mut left_out);
        }
        self.group_events(events, event, |_| true, 0, NONE, shared, &mut left_out);
        left_out
            .contacts
            .extend((contacts.known..contacts.rows).filter(|it| contacts.carries[*it]).map(narrow));
        self.place_rows();
        left_out
    }

    /// Groups rows whose requests are contiguous: contacts by `of_contact`, events by their request, both in the
    /// order of `requests`.
    pub(crate) fn of_sorted(
        &mut self,
        requests: &[u64],
        of_contact: &[u64],
        contact_rows: usize,
        events: &Events,
    ) {
        self.clear();
        self.group_of_row.resize(contact_rows, NONE);
        self.run_of_event.resize(events.rows, NONE);
        let (mut row, mut event) = (0, 0);
        for request in requests {
            let at = narrow(self.requests.len());
            while of_contact.get(row) == Some(request) {
                self.group_of_row[row] = at;
                row += 1;
            }
            let from = event;
            while events.request.get(event) == Some(request) {
                event += 1;
            }
            self.requests.push(*request);
            self.events.push((narrow(from), narrow(event)));
        }
        self.place_rows();
    }

    /// The group of a request among those from `base` on, made if need be.
    fn group(&mut self, base: usize, request: u64) -> u32 {
        let present = &self.requests[base..];
        if present.len() <= FEW {
            if let Some(at) = present.iter().rposition(|it| *it == request) {
                return narrow(base + at);
            }
        } else {
            if self.many_from != Some(base) {
                self.many.clear();
                self.many.extend(present.iter().enumerate().map(|(at, it)| (*it, narrow(base + at))));
                self.many_from = Some(base);
            }
            if let Some(at) = self.many.get(&request) {
                return *at;
            }
        }
        let at = narrow(self.requests.len());
        if self.many_from == Some(base) {
            self.many.insert(request, at);
        }
        self.requests.push(request);
        self.events.push((0, 0));
        at
    }

    /// Takes the events from `from` on whose usager is `wanted`; gives where it stopped. `base` says where the usager's
    /// groups begin; 0 with `run` none: the usager has no contact.
    #[expect(clippy::too_many_arguments, reason = "one step of `find`, which would repeat it three times")]
    fn group_events(
        &mut self,
        events: &Events,
        from: usize,
        wanted: impl Fn(u64) -> bool,
        base: usize,
        run: u32,
        shared: &SharedRequests<'_>,
        left_out: &mut LeftOut,
    ) -> usize {
        let mut at = from;
        while at < events.rows && wanted(events.usager[at]) {
            let (usager, request) = (events.usager[at], events.request[at]);
            let begin = at;
            while at < events.rows && events.request[at] == request && events.usager[at] == usager {
                at += 1;
            }
            self.run_of_event[begin..at].fill(run);
            if shared.holds(request) {
                left_out.events.extend((begin..at).map(narrow));
                continue;
            }
            // Without a contact of its usager, a request is met once: its events are contiguous.
            let base = if run == NONE { self.requests.len() } else { base };
            let group = self.group(base, request);
            self.events[group as usize] = (narrow(begin), narrow(at));
        }
        at
    }

    fn place_rows(&mut self) {
        let groups = self.requests.len();
        self.first.clear();
        self.first.resize(groups + 1, 0);
        for group in self.group_of_row.iter().filter(|it| **it != NONE) {
            self.first[*group as usize + 1] += 1;
        }
        let mut sum = 0;
        for count in &mut self.first {
            sum += *count;
            *count = sum;
        }
        self.rows.clear();
        self.rows.resize(sum as usize, 0);
        // Filled from the back, each start moves down to its place.
        let mut next: Vec<u32> = self.first[1..].to_vec();
        for (row, group) in self.group_of_row.iter().enumerate().rev() {
            if *group != NONE {
                let place = &mut next[*group as usize];
                *place -= 1;
                self.rows[*place as usize] = narrow(row);
            }
        }
    }
}
