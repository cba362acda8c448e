//! Measures 2, 7 and 8: requests and their contacts, what could be avoided, what it costs.

use hashbrown::HashMap;
use measures::answer::{Avoidable, Cost, Distribution, Requests};

use crate::{
    bucket::{INBOUND, NONE, PROACTIVE},
    clusters::Clusters,
    lens::RequestCells,
    view::{Bucket, View, merge_cells, real, real_sum, room, share},
};

#[derive(Debug, Default, Clone, Copy)]
struct RequestCounts {
    contacts: u64,
    requests: u64,
    distribution: Distribution,
}

impl RequestCounts {
    /// Adds requests by how many contacts each has, 0 included.
    fn add_all(&mut self, contacts_of: &[u32]) {
        // The last is for all from there on.
        let mut requests = [0_u64; 11];
        for contacts in contacts_of {
            self.contacts += u64::from(*contacts);
            requests[(*contacts as usize).min(10)] += 1;
        }
        self.requests += requests[1..].iter().sum::<u64>();
        let exactly = self.distribution.exactly.iter_mut();
        exactly.zip(&requests[1..]).for_each(|(sum, it)| *sum += it);
        self.distribution.ten_and_more += requests[10];
    }
}

/// What only events tell of the requests of a cell.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Told {
    without_contact: u64,
    closed: u64,
    contact_free: u64,
}

/// Measure 2.
#[derive(Debug, Default)]
pub(crate) struct RequestsKernel {
    cells: Vec<RequestCounts>,
    /// By cell of the lens of whole requests.
    told: HashMap<u32, Told>,
    /// Cells of one request's contacts.
    scratch: Vec<u32>,
}

impl RequestsKernel {
    /// Counts the contacts of each request of the bucket.
    pub(crate) fn see(&mut self, view: &View<'_>, lens: usize) {
        let (cells, bucket) = (&view.cells[lens], view.bucket);
        room(&mut self.cells, cells.count);
        if let Some(cell) = cells.one {
            let is_inbound = |row: usize| bucket.contacts.direction[row] == INBOUND;
            bucket.groups.count_rows(&mut self.scratch, is_inbound);
            self.cells[cell as usize].add_all(&self.scratch);
            return;
        }
        let inbound = |row: &&u32| bucket.contacts.direction[**row as usize] == INBOUND;
        for group in bucket.groups.each() {
            self.scratch.clear();
            let of_group = group.contacts.iter().filter(inbound).map(|row| cells.of[*row as usize]);
            self.scratch.extend(of_group.filter(|it| *it != NONE));
            if self.scratch.len() > 1 {
                self.scratch.sort_unstable();
            }
            for same in self.scratch.chunk_by(|left, right| left == right) {
                let counts = &mut self.cells[same[0] as usize];
                let contacts = same.len() as u64;
                counts.contacts += contacts;
                counts.requests += 1;
                counts.distribution.count(contacts);
            }
        }
    }

    /// Counts what only events tell. `closed` is the bucket's number of that status, 0 if it has none.
    pub(crate) fn see_events(&mut self, bucket: &Bucket, closed: u32, cells: &mut RequestCells<'_>) {
        let (contacts, events) = (&bucket.contacts, &bucket.events);
        for group in bucket.groups.each() {
            let rows = group.events_from..group.events_to;
            if rows.is_empty() {
                continue;
            }
            let life_event = rows.clone().map(|it| events.life_event.shared_at(it)).find(|it| *it != 0);
            let cell = cells.of(life_event.unwrap_or(0));
            if cell == NONE {
                continue;
            }
            let free = !group.contacts.iter().any(|it| contacts.direction[*it as usize] == INBOUND);
            let is_told = free && cells.inside(events.occurred_at[group.events_from]);
            let last_closed = rows.rev().find(|it| events.status.codes[*it] == closed && closed != 0);
            let is_closed = last_closed.is_some_and(|it| cells.inside(events.occurred_at[it]));
            if is_told || is_closed {
                let told = self.told.entry(cell).or_default();
                told.without_contact += u64::from(is_told);
                told.closed += u64::from(is_closed);
                told.contact_free += u64::from(is_closed && free);
            }
        }
    }

    pub(crate) fn merge(&mut self, other: Self) {
        merge_cells(&mut self.cells, other.cells, |ours, theirs| {
            ours.contacts += theirs.contacts;
            ours.requests += theirs.requests;
            let (sum, more) = (&mut ours.distribution, theirs.distribution);
            sum.exactly.iter_mut().zip(more.exactly).for_each(|(sum, it)| *sum += it);
            sum.ten_and_more += more.ten_and_more;
        });
        for (cell, theirs) in other.told {
            let ours = self.told.entry(cell).or_default();
            ours.without_contact += theirs.without_contact;
            ours.closed += theirs.closed;
            ours.contact_free += theirs.contact_free;
        }
    }

    /// The cells of the lens of whole requests of which events tell something.
    pub(crate) fn told_cells(&self) -> impl Iterator<Item = u32> {
        self.told.keys().copied()
    }

    /// What events tell of one of them.
    pub(crate) fn told(&self, cell: u32) -> Told {
        self.told.get(&cell).copied().unwrap_or_default()
    }

    pub(crate) fn figures(&self, cell: usize, told: Option<Told>) -> Requests {
        let counts = self.cells.get(cell).copied().unwrap_or_default();
        Requests {
            contacts: counts.contacts,
            requests: counts.requests,
            contacts_per_request: share(counts.contacts, counts.requests),
            distribution: Distribution { none: told.map(|it| it.without_contact), ..counts.distribution },
            closed: told.map(|it| it.closed),
            contact_free: told.map(|it| it.contact_free),
            contact_free_share: told.map(|it| share(it.contact_free, it.closed)),
        }
    }
}

/// Inbound contacts of a (partner, reason, channel) inside a cell, or of what it falls back on.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Tally {
    pub(crate) inbound: u64,
    pub(crate) qualified: u64,
    pub(crate) avoidable: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.inbound += other.inbound;
        self.qualified += other.qualified;
        self.avoidable += other.avoidable;
    }
}

/// Measure 7. A *group* is a (partner, reason, channel) inside a cell; a second lens finds it.
#[derive(Debug, Default)]
pub(crate) struct AvoidableKernel {
    clusters: Clusters,
    groups: Vec<Tally>,
}

impl AvoidableKernel {
    /// `avoidable` says by cause (the bucket's own number) whether it is avoidable.
    pub(crate) fn see(&mut self, view: &View<'_>, lens: usize, groups: usize, avoidable: &[bool]) {
        let (cells, group_cells, contacts) = (&view.cells[lens], &view.cells[groups], &view.bucket.contacts);
        room(&mut self.groups, group_cells.count);
        let causes = &contacts.cause.codes;
        for row in &contacts.inbound {
            let row = *row as usize;
            if let Some(group) = self.groups.get_mut(group_cells.of[row] as usize) {
                group.inbound += 1;
                group.qualified += u64::from(causes[row] != 0);
                group.avoidable += u64::from(avoidable[causes[row] as usize]);
            }
        }
        self.clusters.see(
            contacts,
            cells,
            |row| (contacts.direction[row] == INBOUND) & (causes[row] != 0),
            |row| avoidable[causes[row] as usize],
        );
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.clusters.merge(other.clusters);
        merge_cells(&mut self.groups, other.groups, Tally::add);
    }

    /// The counts of a group.
    pub(crate) fn group(&self, group: usize) -> Tally {
        self.groups.get(group).copied().unwrap_or_default()
    }

    /// The figures of a cell, from its groups with their partner and reason.
    pub(crate) fn figures(&self, cell: usize, groups: &[(u32, u32, Tally)]) -> Avoidable {
        let sums = self.clusters.sums(cell);
        let interval = sums.interval();
        let total = |wanted: &dyn Fn(u32, u32) -> bool| {
            let mut sum = Tally::default();
            groups.iter().filter(|it| wanted(it.0, it.1)).for_each(|it| sum.add(it.2));
            sum
        };
        let all = total(&|_, _| true);
        let mut by_reason = HashMap::new();
        let mut by_partner = HashMap::new();
        for (partner, reason, counts) in groups {
            by_reason.entry((*partner, *reason)).or_insert_with(Tally::default).add(*counts);
            by_partner.entry(*partner).or_insert_with(Tally::default).add(*counts);
        }
        let (mut estimated, mut not_estimated) = (0.0, 0);
        for (partner, reason, counts) in groups {
            let sources = [*counts, by_reason[&(*partner, *reason)], by_partner[partner]];
            match sources.into_iter().find_map(|it| share(it.avoidable, it.qualified)) {
                Some(share) => estimated += real(counts.inbound) * share,
                None => not_estimated += counts.inbound,
            }
        }
        Avoidable {
            inbound: all.inbound,
            qualified: all.qualified,
            avoidable: all.avoidable,
            share: share(all.avoidable, all.qualified),
            low: interval.map(|it| it.low),
            high: interval.map(|it| it.high),
            coverage: share(all.qualified, all.inbound),
            estimated,
            not_estimated,
        }
    }
}

#[derive(Debug, Default, Clone, Copy)]
struct Costs {
    contacts: u64,
    cost: i128,
    requests: u64,
    cost_of_requests: i128,
}

/// Measure 8.
#[derive(Debug, Default)]
pub(crate) struct CostKernel {
    cells: Vec<Costs>,
    scratch: Vec<u32>,
}

impl CostKernel {
    /// Sums the cost of every contact of the bucket.
    pub(crate) fn see_contacts(&mut self, view: &View<'_>, lens: usize) {
        let (cells, contacts) = (&view.cells[lens], &view.bucket.contacts);
        room(&mut self.cells, cells.count);
        for (row, cell) in cells.of.iter().enumerate() {
            let Some(costs) = self.cells.get_mut(*cell as usize) else { continue };
            let counts = contacts.direction[row] != PROACTIVE;
            let cost = contacts.cost[row] * i64::from(counts);
            costs.contacts += u64::from(counts);
            costs.cost += i128::from(cost);
            costs.cost_of_requests += i128::from(cost * i64::from(contacts.carries[row]));
        }
    }

    /// Counts the requests that these contacts carry.
    pub(crate) fn see_requests(&mut self, view: &View<'_>, lens: usize) {
        let (cells, bucket) = (&view.cells[lens], view.bucket);
        room(&mut self.cells, cells.count);
        if let Some(cell) = cells.one {
            let counts = |row: usize| bucket.contacts.direction[row] != PROACTIVE;
            bucket.groups.count_rows(&mut self.scratch, counts);
            let requests = self.scratch.iter().map(|it| u64::from(*it > 0)).sum::<u64>();
            self.cells[cell as usize].requests += requests;
            return;
        }
        let counts = |row: &&u32| bucket.contacts.direction[**row as usize] != PROACTIVE;
        for group in bucket.groups.each() {
            self.scratch.clear();
            let of_group = group.contacts.iter().filter(counts).map(|row| cells.of[*row as usize]);
            self.scratch.extend(of_group.filter(|it| *it != NONE));
            if self.scratch.len() > 1 {
                self.scratch.sort_unstable();
                self.scratch.dedup();
            }
            for cell in &self.scratch {
                self.cells[*cell as usize].requests += 1;
            }
        }
    }

    pub(crate) fn merge(&mut self, other: Self) {
        merge_cells(&mut self.cells, other.cells, |ours, theirs| {
            ours.contacts += theirs.contacts;
            ours.cost += theirs.cost;
            ours.requests += theirs.requests;
            ours.cost_of_requests += theirs.cost_of_requests;
        });
    }

    pub(crate) fn figures(&self, cell: usize) -> Cost {
        let costs = self.cells.get(cell).copied().unwrap_or_default();
        let euros = |amount: i128| real_sum(amount) / real(kernel::Euro::SCALE.unsigned_abs());
        let for_each = |amount: i128, count: u64| (count > 0).then(|| euros(amount) / real(count));
        Cost {
            contacts: costs.contacts,
            cost: euros(costs.cost),
            cost_per_contact: for_each(costs.cost, costs.contacts),
            requests: costs.requests,
            cost_per_request: for_each(costs.cost_of_requests, costs.requests),
        }
    }
}
