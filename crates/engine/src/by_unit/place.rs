//! Which unit each row belongs to, and in which periods it is.

use hashbrown::{HashMap, hash_map::Entry};
use measures::UnitKind;

use crate::{bucket::NONE, names::narrow, view::Bucket};

/// The periods of a question, cut into slots in which the same periods hold.
#[derive(Debug)]
pub(super) struct Spans {
    /// Where slots begin, but the first, which has no beginning.
    edges: Vec<i64>,
    /// By slot.
    periods: Vec<Vec<u32>>,
}

impl Spans {
    pub(super) fn new(periods: &[(i64, i64)]) -> Self {
        let mut edges: Vec<i64> = periods.iter().flat_map(|it| [it.0, it.1]).collect();
        edges.sort_unstable();
        edges.dedup();
        let holding = |at: i64| {
            let numbered = periods.iter().zip(0_u32..);
            numbered.filter(|(it, _)| it.0 <= at && at < it.1).map(|it| it.1).collect()
        };
        let of_slots = std::iter::once(Vec::new()).chain(edges.iter().map(|it| holding(*it))).collect();
        Self { edges, periods: of_slots }
    }

    fn slot(&self, at: i64) -> u32 {
        narrow(self.edges.partition_point(|it| *it <= at))
    }

    /// The periods that hold in a slot.
    pub(super) fn periods(&self, slot: u32) -> &[u32] {
        &self.periods[slot as usize]
    }
}

/// The units that a worker met, and those of the rows of its bucket.
#[derive(Debug)]
pub(super) struct Places {
    kind: UnitKind,
    /// By unit: a pseudonym, the number of a text, or of a day.
    pub(super) keys: Vec<u64>,
    numbers: HashMap<u64, u32>,
    /// Rows in a period that belong to no unit.
    pub(super) without_unit: u64,
    /// By row of the bucket; [`NONE`]: in no period, or nobody's.
    pub(super) unit: Vec<u32>,
    /// By row of the bucket.
    pub(super) slot: Vec<u32>,
}

impl Places {
    pub(super) fn new(kind: UnitKind) -> Self {
        let (keys, numbers) = (Vec::new(), HashMap::new());
        Self { kind, keys, numbers, without_unit: 0, unit: Vec::new(), slot: Vec::new() }
    }

    /// Finds the slot and the unit of each row of a bucket.
    pub(super) fn find(&mut self, bucket: &Bucket, spans: &Spans) {
        let contacts = &bucket.contacts;
        self.slot.clear();
        self.slot.extend(contacts.started_at.iter().map(|it| spans.slot(*it)));
        self.unit.clear();
        self.unit.resize(contacts.rows, NONE);
        match self.kind {
            UnitKind::Usager => self.find_usagers(bucket, spans),
            UnitKind::Request => {
                let key = |row: usize| contacts.carries[row].then(|| contacts.request[row]);
                self.find_keys(spans, key);
            }
            UnitKind::Agent => {
                let key = |row: usize| contacts.has_agent[row].then(|| contacts.agent[row]);
                self.find_keys(spans, key);
            }
            UnitKind::Site => {
                let key = |own: u32| (own != 0).then(|| contacts.site.shared[own as usize]);
                self.find_few(spans, &contacts.site.codes, contacts.site.count(), key);
            }
            UnitKind::Day => {
                let calendar = &bucket.calendar;
                let key = |own: u32| Some(calendar.shared_day(own));
                self.find_few(spans, &calendar.day, calendar.days(), key);
            }
        }
    }

    /// A usager's rows come together, in one bucket: each has the next number.
    fn find_usagers(&mut self, bucket: &Bucket, spans: &Spans) {
        let contacts = &bucket.contacts;
        for run in contacts.each_run().take_while(|it| it.start < contacts.known) {
            let mut unit = NONE;
            for row in run.clone() {
                if !spans.periods(self.slot[row]).is_empty() {
                    if unit == NONE {
                        unit = narrow(self.keys.len());
                        self.keys.push(contacts.usager[run.start]);
                    }
                    self.unit[row] = unit;
                }
            }
        }
        let nobody = self.slot[contacts.known..].iter();
        self.without_unit += nobody.filter(|it| !spans.periods(**it).is_empty()).count() as u64;
    }

    fn find_keys(&mut self, spans: &Spans, key: impl Fn(usize) -> Option<u64>) {
        for row in 0..self.slot.len() {
            if !spans.periods(self.slot[row]).is_empty() {
                match key(row) {
                    Some(key) => self.unit[row] = self.number(key),
                    None => self.without_unit += 1,
                }
            }
        }
    }

    /// Finds units that are few in the bucket: `codes` are below `count`.
    fn find_few(&mut self, spans: &Spans, codes: &[u32], count: usize, key: impl Fn(u32) -> Option<u32>) {
        let mut known = vec![NONE; count];
        for (row, code) in codes.iter().enumerate() {
            if spans.periods(self.slot[row]).is_empty() {
                continue;
            }
            let mut unit = known[*code as usize];
            if unit == NONE {
                let Some(key) = key(*code) else {
                    self.without_unit += 1;
                    continue;
                };
                unit = self.number(key.into());
                known[*code as usize] = unit;
            }
            self.unit[row] = unit;
        }
    }

    fn number(&mut self, key: u64) -> u32 {
        match self.numbers.entry(key) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(entry) => {
                let unit = narrow(self.keys.len());
                self.keys.push(key);
                *entry.insert(unit)
            }
        }
    }

    /// The inbound rows of a period that belong to a unit, with it.
    pub(super) fn inbound_in<'a>(
        &'a self,
        bucket: &'a Bucket,
        spans: &'a Spans,
        period: usize,
    ) -> impl Iterator<Item = (usize, usize)> + 'a {
        let period = narrow(period);
        let holds: Vec<bool> = spans.periods.iter().map(|it| it.contains(&period)).collect();
        bucket.contacts.inbound.iter().filter_map(move |row| {
            let row = *row as usize;
            let unit = self.unit[row];
            (unit != NONE && holds[self.slot[row] as usize]).then_some((row, unit as usize))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_in_every_period_that_has_begun_and_not_ended() {
        let spans = Spans::new(&[(0, 10), (10, 20), (5, 15), (30, 40)]);
        let expected: [(i64, &[u32]); 9] = [
            (-1, &[]),
            (0, &[0]),
            (5, &[0, 2]),
            (9, &[0, 2]),
            (10, &[1, 2]),
            (15, &[1]),
            (20, &[]),
            (39, &[3]),
            (40, &[]),
        ];
        for (at, periods) in expected {
            assert_eq!(spans.periods(spans.slot(at)), periods, "{at}");
        }
    }
}
