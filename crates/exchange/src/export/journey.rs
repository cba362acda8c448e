//! The journeys of requests, as measure 11 orders and counts them: contacts of any direction and changes of status in one
//! sequence, whoever made them.
//!
//! A usager's rows are all in one bucket, so a request is whole in its bucket, but for two kinds, whose rows are gathered from all
//! buckets, a limited number at a time: requests that several usagers share, and those of nobody (a source that names no usager).
//! **Invariant:** memory holds one bucket and the rows of that many requests, never a partner's whole log.

use std::cmp::Ordering;

use arrow::{
    array::{Array, AsArray, BooleanArray, RecordBatch},
    compute::filter_record_batch,
    datatypes::UInt64Type,
};
use contact_log::PartnerLog;

use super::{
    ExportError, Log,
    rows::{Contacts, Events, value},
};

/// Shared requests whose rows are held at once: some tens of rows each, so a hundred megabytes or so.
const SHARED_AT_ONCE: usize = 50_000;
/// Contacts of nobody that are held at once.
const NOBODY_S_ROWS_AT_ONCE: u64 = 1_000_000;

/// One request and what happened to it, in order.
pub(super) struct Journey<'a> {
    pub(super) partner: &'a str,
    pub(super) request: u64,
    pub(super) steps: Vec<Step<'a>>,
}

/// A row of either log.
#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
    Contact(&'a Contacts, usize),
    Change(&'a Events, usize),
}

impl Journey<'_> {
    /// The first life event that its steps carry.
    pub(super) fn life_event(&self) -> Option<&str> {
        self.steps.iter().find_map(|it| match it {
            Step::Contact(rows, row) => rows.life_event.get(*row),
            Step::Change(rows, row) => rows.life_event.get(*row),
        })
    }
}

/// Visits every journey that the filters keep; gives the number of index contacts that belong to no request.
pub(super) fn each(
    log: &Log<'_>,
    mut visit: impl FnMut(&Journey<'_>) -> Result<(), ExportError>,
) -> Result<u64, ExportError> {
    let mut without_request = 0;
    for partner in &log.partners {
        let is_shared = |request| partner.shared_requests.binary_search(&request).is_ok();
        let mut of_nobody = 0;
        for bucket in 0..partner.buckets {
            let rows = Rows::of(log, partner, bucket)?;
            without_request += rows.index_contacts_without_request(log);
            of_nobody += rows.count(|request, nobody| nobody && !is_shared(request));
            rows.visit(log, partner, |request, nobody| !nobody && !is_shared(request), &mut visit)?;
        }
        for some in partner.shared_requests.chunks(SHARED_AT_ONCE) {
            let rows = Rows::gathered(log, partner, |request, _| some.binary_search(&request).is_ok())?;
            rows.visit(log, partner, |_, _| true, &mut visit)?;
        }
        let passes = of_nobody.div_ceil(NOBODY_S_ROWS_AT_ONCE);
        for pass in 0..passes {
            let wanted = |request, nobody| nobody && request % passes == pass && !is_shared(request);
            let rows = Rows::gathered(log, partner, wanted)?;
            rows.visit(log, partner, |_, _| true, &mut visit)?;
        }
    }
    Ok(without_request)
}

/// Rows of one partner: a bucket whole, or those of some requests.
#[derive(Default)]
struct Rows {
    contacts: Vec<RecordBatch>,
    events: Vec<RecordBatch>,
}

/// Where a step stands, and what orders it.
struct Place {
    request: u64,
    at: i64,
    /// At one instant contacts come first.
    is_change: bool,
    batch: usize,
    row: usize,
}

impl Rows {
    fn of(log: &Log<'_>, partner: &PartnerLog, bucket: u32) -> Result<Self, ExportError> {
        let mut rows = Self::default();
        log.bucket_contacts(partner, bucket, |it| {
            rows.contacts.push(it.clone());
            Ok(())
        })?;
        log.bucket_events(partner, bucket, |it| {
            rows.events.push(it.clone());
            Ok(())
        })?;
        Ok(rows)
    }

    /// The rows of all buckets whose request is wanted.
    fn gathered(
        log: &Log<'_>,
        partner: &PartnerLog,
        wanted: impl Fn(u64, bool) -> bool,
    ) -> Result<Self, ExportError> {
        let mut rows = Self::default();
        for bucket in 0..partner.buckets {
            log.bucket_contacts(partner, bucket, |it| keep(&mut rows.contacts, it, &wanted))?;
            log.bucket_events(partner, bucket, |it| keep(&mut rows.events, it, &wanted))?;
        }
        Ok(rows)
    }

    /// How many contacts belong to a wanted request.
    fn count(&self, wanted: impl Fn(u64, bool) -> bool) -> u64 {
        self.contacts.iter().map(|it| theirs(it, &wanted).true_count() as u64).sum()
    }

    fn index_contacts_without_request(&self, log: &Log<'_>) -> u64 {
        let count = |batch: &RecordBatch| {
            let kept = log.chosen.contacts(batch);
            let rows = Contacts::of(batch);
            (0..rows.len()).filter(|row| kept.value(*row) && rows.request.is_null(*row)).count() as u64
        };
        self.contacts.iter().map(count).sum()
    }

    fn visit(
        &self,
        log: &Log<'_>,
        partner: &PartnerLog,
        wanted: impl Fn(u64, bool) -> bool,
        visit: &mut impl FnMut(&Journey<'_>) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        let kept: Vec<BooleanArray> = self.contacts.iter().map(|it| log.chosen.first_contacts(it)).collect();
        let contacts: Vec<Contacts> = self.contacts.iter().map(Contacts::of).collect();
        let events: Vec<Events> = self.events.iter().map(Events::of).collect();
        let mut places = places(&contacts, &events, wanted);
        places.sort_unstable_by(|a, b| {
            let by_time = (a.request, a.at, a.is_change).cmp(&(b.request, b.at, b.is_change));
            by_time.then_with(|| by_name(a, b, &contacts, &events))
        });
        for places in places.chunk_by(|a, b| a.request == b.request) {
            let step = |it: &Place| {
                if it.is_change {
                    Step::Change(&events[it.batch], it.row)
                } else {
                    Step::Contact(&contacts[it.batch], it.row)
                }
            };
            let journey = Journey {
                partner: partner.code.as_str(),
                request: places[0].request,
                steps: places.iter().map(step).collect(),
            };
            let counts = match places.iter().find(|it| !it.is_change) {
                Some(first_contact) => kept[first_contact.batch].value(first_contact.row),
                None => log.chosen.holds_journey_without_contact(places[0].at),
            };
            let counts = counts && log.chosen.holds_life_event(journey.life_event());
            if counts {
                visit(&journey)?;
            }
        }
        Ok(())
    }
}

/// Adds the rows whose request is wanted.
fn keep(
    to: &mut Vec<RecordBatch>,
    batch: &RecordBatch,
    wanted: &impl Fn(u64, bool) -> bool,
) -> Result<(), ExportError> {
    let theirs = theirs(batch, wanted);
    if theirs.true_count() > 0 {
        to.push(filter_record_batch(batch, &theirs)?);
    }
    Ok(())
}

/// Which rows have a request that is wanted, told with whether the row is nobody's.
fn theirs(batch: &RecordBatch, wanted: &impl Fn(u64, bool) -> bool) -> BooleanArray {
    let column = |name: &str| batch.column_by_name(name).map(AsArray::as_primitive::<UInt64Type>);
    let (requests, usagers) =
        (column("request").into_iter().flatten(), column("usager").into_iter().flatten());
    let is_wanted = |(request, usager): (Option<u64>, Option<u64>)| {
        request.is_some_and(|it| wanted(it, usager.is_none()))
    };
    requests.zip(usagers).map(|it| Some(is_wanted(it))).collect()
}

fn places(contacts: &[Contacts], events: &[Events], wanted: impl Fn(u64, bool) -> bool) -> Vec<Place> {
    let mut places = Vec::new();
    for (batch, rows) in contacts.iter().enumerate() {
        for row in 0..rows.len() {
            let nobody = rows.usager.is_null(row);
            if let Some(request) = value(&rows.request, row).filter(|it| wanted(*it, nobody)) {
                places.push(Place { request, at: rows.started_at.value(row), is_change: false, batch, row });
            }
        }
    }
    for (batch, rows) in events.iter().enumerate() {
        for row in 0..rows.len() {
            let request = rows.request.value(row);
            if wanted(request, false) {
                places.push(Place { request, at: rows.occurred_at.value(row), is_change: true, batch, row });
            }
        }
    }
    places
}

/// The order of two steps of one kind at one instant.
fn by_name(a: &Place, b: &Place, contacts: &[Contacts], events: &[Events]) -> Ordering {
    if a.is_change {
        let name = |it: &Place| {
            let rows = &events[it.batch];
            (rows.ordinal.value(it.row), rows.status.word(it.row))
        };
        name(a).cmp(&name(b))
    } else {
        let name = |it: &Place| contacts[it.batch].contact_id.value(it.row);
        name(a).cmp(name(b))
    }
}
