//! What each row adds to the sums of its unit.

use measures::{Measure, UnitKind, UnitMetric, by_unit::Sums};

use super::place::{Places, Spans};
use crate::{
    bucket::{ABANDONED, INBOUND, NO_ANSWER, NONE, PHONE, PROACTIVE},
    kernels::followed::eligible_until,
    view::{Bucket, real_sum},
};

/// A request that a contact of a unit carries in a period: unit, period, request.
pub(super) type Requested = (u32, u32, u64);

/// The rows of a bucket, seen by one metric.
pub(super) struct Rows<'a> {
    pub(super) bucket: &'a Bucket,
    pub(super) places: &'a Places,
    pub(super) spans: &'a Spans,
    /// By row; [`NONE`]: not an index contact of the metric.
    pub(super) cells: &'a [u32],
}

impl Rows<'_> {
    /// The unit of an index contact, and the periods in which it counts; no period where it does not.
    fn place(&self, row: usize) -> (usize, &[u32]) {
        let unit = self.places.unit[row];
        if unit == NONE || self.cells[row] == NONE {
            return (0, &[]);
        }
        (unit as usize, self.spans.periods(self.places.slot[row]))
    }
}

/// Adds the rows of a bucket to the sums of a metric. `end` is the end of observation.
pub(super) fn add(
    metric: &UnitMetric,
    end: Option<i64>,
    rows: &Rows<'_>,
    avoidable: &[bool],
    sums: &mut [Sums],
    requested: &mut Vec<Requested>,
) {
    let (contacts, follow) = (&rows.bucket.contacts, &rows.bucket.follow);
    let window_us = metric.window.as_us();
    let until = eligible_until(end, metric.window);
    let eligible = |row: usize| until.is_some_and(|it| contacts.started_at[row] <= it);
    let inbound = || contacts.inbound.iter().map(|it| *it as usize);
    let mut count = |row: usize, numerator: f64, denominator: f64| {
        let (unit, periods) = rows.place(row);
        for period in periods {
            let sums = &mut sums[*period as usize];
            sums.numerators[unit] += numerator;
            sums.denominators[unit] += denominator;
        }
    };
    match metric.measure {
        Measure::Volume => inbound().for_each(|row| count(row, 1.0, 0.0)),
        Measure::Requests => {
            for row in inbound().filter(|row| contacts.carries[*row]) {
                count(row, 1.0, 0.0);
                let (_, periods) = rows.place(row);
                let unit = rows.places.unit[row];
                requested.extend(periods.iter().map(|it| (unit, *it, contacts.request[row])));
            }
        }
        Measure::Needs => {
            // By row, the first of its episode.
            let mut first = vec![NONE; contacts.rows];
            for (row, number) in contacts.inbound.iter().map(|it| (*it as usize, *it)) {
                let begins = follow.since_us[row] > window_us;
                first[row] = if begins { number } else { first[follow.previous[row] as usize] };
                count(first[row] as usize, 1.0, f64::from(u8::from(begins)));
            }
        }
        Measure::Recontact => {
            for row in inbound().filter(|row| eligible(*row)) {
                count(row, f64::from(u8::from(follow.next_us[row] <= window_us)), 1.0);
            }
        }
        Measure::Fcr => {
            let is_first = |row: &usize| eligible(*row) & (follow.since_us[*row] > window_us);
            for row in inbound().filter(is_first) {
                count(row, f64::from(u8::from(follow.next_us[row] > window_us)), 1.0);
            }
        }
        Measure::Avoidable => {
            for row in inbound().filter(|row| contacts.cause.codes[*row] != 0) {
                let avoidable = avoidable[contacts.cause.codes[row] as usize];
                count(row, f64::from(u8::from(avoidable)), 1.0);
            }
        }
        Measure::Cost => {
            for row in (0..contacts.rows).filter(|row| contacts.direction[*row] != PROACTIVE) {
                count(row, real_sum(contacts.cost[row].into()), 0.0);
            }
        }
        Measure::Phone => {
            let is_call =
                |row: &usize| (contacts.channel[*row] == PHONE) & (contacts.direction[*row] == INBOUND);
            for row in (0..contacts.rows).filter(is_call) {
                count(row, f64::from(u8::from(contacts.outcome[row] != ABANDONED)), 1.0);
            }
        }
        Measure::Satisfaction => {
            for row in (0..contacts.rows).filter(|row| contacts.satisfaction[*row] != NO_ANSWER) {
                count(row, f64::from(contacts.satisfaction[row]), 1.0);
            }
        }
        Measure::Escape | Measure::Journeys | Measure::Provoked => {}
    }
}

/// Counts the requests of a bucket where no other bucket can hold one of the same unit again; else keeps each once.
pub(super) fn settle(unit: UnitKind, sums: &mut [Sums], requested: &mut Vec<Requested>) {
    match unit {
        // A unit that is a request has one where it has a contact: counted at the end.
        UnitKind::Request => requested.clear(),
        UnitKind::Usager => {
            count_once(requested, sums);
            requested.clear();
        }
        UnitKind::Site | UnitKind::Day | UnitKind::Agent => {
            // Those of earlier buckets are sorted already: a stable sort finds such runs.
            requested.sort_by_key(|it| *it);
            requested.dedup();
        }
    }
}

/// Adds each unit's distinct requests to its denominators.
pub(super) fn count_once(requested: &mut Vec<Requested>, sums: &mut [Sums]) {
    requested.sort_unstable();
    requested.dedup();
    for (unit, period, _) in requested {
        sums[*period as usize].denominators[*unit as usize] += 1.0;
    }
}
