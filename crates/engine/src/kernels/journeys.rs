//! Measure 11: the journeys of requests.

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    sync::{Arc, Mutex},
};

use hashbrown::HashMap;
use kernel::Channel;
use measures::{
    StepKind,
    answer::{Edge, Journeys, StepCount, Variant},
};

use crate::{
    bucket::NONE,
    gaps::Gaps,
    groups::Group,
    kernels::variants::{LocalVariants, Variants, numbers, push_number},
    lens::RequestCells,
    names::{Interner, TextColumn, held, narrow},
    view::{Bucket, View, share},
};

/// A table of at most this many places finds a bucket's edges; beyond it a map.
const TABLE_MAX: usize = 1 << 20;
const CHANNELS: u32 = Channel::Other as u32 + 1;
/// The step before the first and after the last, among the numbers that all buckets share.
const BOUNDARY: u32 = 0;

/// (cell, from, to), as numbers that all buckets share.
type EdgeKey = (u32, u32, u32);

/// What all workers add to.
#[derive(Debug, Default)]
pub(crate) struct AllJourneys {
    steps: Mutex<Interner>,
    edges: Mutex<HashMap<EdgeKey, Arc<Mutex<Gaps>>>>,
    variants: Variants,
}

/// One worker's part: the present bucket's edges and sequences.
#[derive(Debug)]
pub(crate) struct JourneysKernel {
    all: Arc<AllJourneys>,
    step: StepKind,
    /// Whether sequences begin with their cell.
    several_cells: bool,
    /// The bucket's own number of an edge, by (cell, from, to) as the bucket numbers them.
    table: Vec<u32>,
    map: HashMap<usize, u32>,
    edges: Vec<EdgeKey>,
    counts: Vec<u32>,
    gap_edges: Vec<u32>,
    gaps_us: Vec<i64>,
    /// The shared number of each step of the bucket; 0 = not met yet.
    steps: Vec<u32>,
    variants: LocalVariants,
    sequence: Vec<u8>,
    journey: Vec<(u32, i64)>,
    sorted_us: Vec<i64>,
}

/// How a bucket numbers its steps: those of contacts, then those of changes of status, then the boundary.
struct Numbering {
    contacts: u32,
    steps: u32,
}

impl JourneysKernel {
    pub(crate) fn new(all: Arc<AllJourneys>, step: StepKind, several_cells: bool) -> Self {
        Self {
            all,
            step,
            several_cells,
            table: Vec::new(),
            map: HashMap::new(),
            edges: Vec::new(),
            counts: Vec::new(),
            gap_edges: Vec::new(),
            gaps_us: Vec::new(),
            steps: Vec::new(),
            variants: LocalVariants::default(),
            sequence: Vec::new(),
            journey: Vec::new(),
            sorted_us: Vec::new(),
        }
    }

    /// Walks the journeys of a bucket. `index` is the lens of the filters on a journey's first contact; `without_contact`
    /// says whether a journey that has none may count.
    pub(crate) fn see(
        &mut self,
        view: &View<'_>,
        index: usize,
        without_contact: bool,
        cells: &mut RequestCells<'_>,
    ) {
        let bucket = view.bucket;
        let numbering = self.number_steps(bucket);
        let mut cell_numbers: Vec<u32> = Vec::new();
        for group in bucket.groups.each() {
            let is_index = match group.contacts.first() {
                Some(first) => view.cells[index].of[*first as usize] != NONE,
                None => without_contact && cells.inside(bucket.events.occurred_at[group.events_from]),
            };
            if !is_index {
                continue;
            }
            let life_event = self.walk(bucket, &numbering, group);
            let cell = cells.of(life_event);
            if cell == NONE {
                continue;
            }
            let own = cell_numbers.iter().position(|it| *it == cell).unwrap_or_else(|| {
                cell_numbers.push(cell);
                cell_numbers.len() - 1
            });
            self.count(view, &numbering, cell, own);
        }
        self.hand_over();
    }

    fn number_steps(&mut self, bucket: &Bucket) -> Numbering {
        let reasons = narrow(bucket.contacts.reason.count());
        let contacts = match self.step {
            StepKind::Channel => CHANNELS,
            StepKind::Reason => reasons,
            StepKind::ChannelReason => reasons * CHANNELS,
        };
        let steps = contacts + narrow(bucket.events.status.count());
        self.steps.clear();
        self.steps.resize(steps as usize + 1, 0);
        let cells = bucket.contacts.life_event.count() + bucket.events.life_event.count();
        let width = steps as usize + 1;
        let places = width.saturating_mul(width).saturating_mul(cells);
        self.table.clear();
        self.table.resize(if places <= TABLE_MAX { places } else { 0 }, NONE);
        Numbering { contacts, steps }
    }

    /// Puts the journey's steps in order; gives the first life event that they carry.
    fn walk(&mut self, bucket: &Bucket, numbering: &Numbering, group: Group<'_>) -> u32 {
        let (contacts, events) = (&bucket.contacts, &bucket.events);
        let mut life_event = 0;
        let mut event = group.events_from;
        self.journey.clear();
        let push_event = |event: usize, journey: &mut Vec<(u32, i64)>, life_event: &mut u32| {
            if *life_event == 0 {
                *life_event = events.life_event.shared_at(event);
            }
            journey.push((numbering.contacts + events.status.codes[event], events.occurred_at[event]));
        };
        for row in group.contacts {
            let row = *row as usize;
            let at = contacts.started_at[row];
            while event < group.events_to && events.occurred_at[event] < at {
                push_event(event, &mut self.journey, &mut life_event);
                event += 1;
            }
            if life_event == 0 {
                life_event = contacts.life_event.shared_at(row);
            }
            let channel = u32::from(contacts.channel[row]);
            let step = match self.step {
                StepKind::Channel => channel,
                StepKind::Reason => contacts.reason.codes[row],
                StepKind::ChannelReason => contacts.reason.codes[row] * CHANNELS + channel,
            };
            self.journey.push((step, at));
        }
        for event in event..group.events_to {
            push_event(event, &mut self.journey, &mut life_event);
        }
        life_event
    }

    /// Counts the journey that was walked.
    fn count(&mut self, view: &View<'_>, numbering: &Numbering, cell: u32, own_cell: usize) {
        self.sequence.clear();
        if self.several_cells {
            push_number(&mut self.sequence, cell);
        }
        let boundary = numbering.steps;
        let mut before = (boundary, 0);
        for place in 0..self.journey.len() {
            let (step, at) = self.journey[place];
            let shared = match self.steps[step as usize] {
                0 => self.name_step(view, numbering, step),
                known => known,
            };
            push_number(&mut self.sequence, shared);
            let edge = self.edge(cell, own_cell, before.0, step, boundary);
            self.counts[edge as usize] += 1;
            if before.0 != boundary {
                self.gap_edges.push(edge);
                self.gaps_us.push(at.saturating_sub(before.1));
            }
            before = (step, at);
        }
        let edge = self.edge(cell, own_cell, before.0, boundary, boundary);
        self.counts[edge as usize] += 1;
        self.variants.count(&self.sequence);
    }

    fn edge(&mut self, cell: u32, own_cell: usize, from: u32, to: u32, boundary: u32) -> u32 {
        let width = boundary as usize + 1;
        let place = (own_cell * width + from as usize) * width + to as usize;
        let known = match self.table.get(place) {
            Some(edge) => *edge,
            None => self.map.get(&place).copied().unwrap_or(NONE),
        };
        if known != NONE {
            return known;
        }
        let edge = narrow(self.edges.len());
        // Every step but the boundary, whose number stays 0, was named before its edges.
        self.edges.push((cell, self.steps[from as usize], self.steps[to as usize]));
        self.counts.push(0);
        match self.table.get_mut(place) {
            Some(slot) => *slot = edge,
            None => {
                self.map.insert(place, edge);
            }
        }
        edge
    }

    /// The shared number of a step, by its text: two steps of one text are one step.
    fn name_step(&mut self, view: &View<'_>, numbering: &Numbering, step: u32) -> u32 {
        let bucket = view.bucket;
        let reason =
            |own: u32| view.names.text(TextColumn::Reason, bucket.contacts.reason.shared[own as usize]);
        let channel = |place: u32| Channel::ALL[place as usize].code();
        let text = if step >= numbering.contacts {
            let own = (step - numbering.contacts) as usize;
            let status = view.names.text(TextColumn::Status, bucket.events.status.shared[own]);
            format!("status:{}", status.as_deref().unwrap_or_default())
        } else {
            match self.step {
                StepKind::Channel => channel(step).to_owned(),
                StepKind::Reason => reason(step).as_deref().unwrap_or_default().to_owned(),
                StepKind::ChannelReason => {
                    let reason = reason(step / CHANNELS);
                    format!("{}:{}", channel(step % CHANNELS), reason.as_deref().unwrap_or_default())
                }
            }
        };
        let shared = held(&self.all.steps).code(&text);
        self.steps[step as usize] = shared;
        shared
    }

    /// Gives the bucket's edges and sequences to all workers' journeys.
    fn hand_over(&mut self) {
        let mut ends = vec![0_usize; self.edges.len() + 1];
        for edge in &self.gap_edges {
            ends[*edge as usize + 1] += 1;
        }
        let mut sum = 0;
        for end in &mut ends {
            sum += *end;
            *end = sum;
        }
        let starts = ends.clone();
        self.sorted_us.clear();
        self.sorted_us.resize(self.gaps_us.len(), 0);
        let mut next = ends;
        for (edge, gap_us) in self.gap_edges.iter().zip(&self.gaps_us) {
            let place = &mut next[*edge as usize];
            self.sorted_us[*place] = *gap_us;
            *place += 1;
        }
        let shared: Vec<Arc<Mutex<Gaps>>> = {
            let mut all = held(&self.all.edges);
            self.edges.iter().map(|key| Arc::clone(all.entry(*key).or_default())).collect()
        };
        for (place, gaps) in shared.iter().enumerate() {
            let gaps_us = &self.sorted_us[starts[place]..starts[place + 1]];
            held(gaps).add(u64::from(self.counts[place]), gaps_us);
        }
        self.all.variants.take(&mut self.variants);
        self.edges.clear();
        self.counts.clear();
        self.gap_edges.clear();
        self.gaps_us.clear();
        self.map.clear();
    }
}

/// A variant on its way to the list: the greatest is the first to leave. Its text says little where a step has a comma in it,
/// so steps are compared one by one after it.
type Candidate = (Reverse<u64>, String, Vec<Arc<str>>);

impl AllJourneys {
    /// The figures of each cell that has journeys, with its number.
    pub(crate) fn figures(&self, top: usize, several_cells: bool) -> Vec<(u32, Journeys)> {
        let steps = held(&self.steps);
        let word = |step: u32| steps.text(step).cloned().unwrap_or_default();
        let text = |step: u32| word(step).as_ref().to_owned();
        let mut cells: HashMap<u32, Journeys> = HashMap::new();
        for ((cell, from, to), gaps) in held(&self.edges).iter() {
            let journeys = cells.entry(*cell).or_default();
            let mut gaps = held(gaps);
            if *from == BOUNDARY {
                journeys.requests += gaps.count();
                journeys.starts.push(StepCount { step: text(*to), count: gaps.count() });
            } else if *to == BOUNDARY {
                journeys.ends.push(StepCount { step: text(*from), count: gaps.count() });
            } else {
                let summary = gaps.summary();
                journeys.edges.push(Edge {
                    from: text(*from),
                    to: text(*to),
                    count: gaps.count(),
                    gap_mean_s: summary.mean,
                    gap_p50_s: summary.median,
                    gap_p90_s: summary.ninth_decile,
                });
            }
        }
        for (cell, candidates) in self.most_frequent(top, several_cells, &word) {
            if let Some(journeys) = cells.get_mut(&cell) {
                let requests = journeys.requests;
                journeys.variants = candidates
                    .into_sorted_vec()
                    .into_iter()
                    .map(|(Reverse(count), _, steps)| Variant {
                        steps: steps.iter().map(|it| it.as_ref().to_owned()).collect(),
                        count,
                        share: share(count, requests).unwrap_or(0.0),
                    })
                    .collect();
            }
        }
        for journeys in cells.values_mut() {
            journeys.edges.sort_by(|left, right| (&left.from, &left.to).cmp(&(&right.from, &right.to)));
            journeys.starts.sort_by(|left, right| left.step.cmp(&right.step));
            journeys.ends.sort_by(|left, right| left.step.cmp(&right.step));
        }
        cells.into_iter().collect()
    }

    fn most_frequent(
        &self,
        top: usize,
        several_cells: bool,
        word: &impl Fn(u32) -> Arc<str>,
    ) -> HashMap<u32, BinaryHeap<Candidate>> {
        let mut cells: HashMap<u32, BinaryHeap<Candidate>> = HashMap::new();
        self.variants.each(|bytes, count| {
            let mut steps = numbers(bytes);
            let cell = if several_cells { steps.next().unwrap_or(0) } else { 0 };
            let heap = cells.entry(cell).or_default();
            let full = heap.len() >= top;
            if full && heap.peek().is_some_and(|worst| count < worst.0.0) {
                return;
            }
            let steps: Vec<Arc<str>> = steps.map(word).collect();
            let candidate = (Reverse(count), steps.join(","), steps);
            if !full {
                heap.push(candidate);
            } else if let Some(mut worst) = heap.peek_mut()
                && candidate < *worst
            {
                *worst = candidate;
            }
        });
        cells
    }
}
