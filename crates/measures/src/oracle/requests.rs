//! Contacts per request, and requests that never needed one (measure 2).

use std::collections::{BTreeMap, BTreeSet};

use super::{
    asked::{Asked, Values},
    log::{PartnerLog, Row},
    share,
};
use crate::{Cell, Figures, RequestEvent, answer::Requests};

/// Requests that events place in a cell.
#[derive(Debug, Default)]
struct Told {
    /// Without any inbound contact.
    without_contact: u64,
    closed: u64,
    /// Of these, without any inbound contact.
    contact_free: u64,
}

pub(super) fn cells(asked: &Asked<'_>) -> Vec<Cell> {
    let mut rows = asked.cells();
    let mut told = BTreeMap::new();
    let is_told = asked.knows_requests_without_contact() && asked.logs.iter().any(|it| !it.events.is_empty());
    if is_told {
        told = tell(asked);
        for values in told.keys() {
            rows.entry(values.clone()).or_default();
        }
    }
    let figures = |(values, rows): (Values, Vec<Row<'_>>)| {
        let mut figures = by_contacts(&rows);
        if is_told {
            add_events(&mut figures, &told.remove(&values).unwrap_or_default());
        }
        Cell { values, figures: Figures::Requests(figures) }
    };
    rows.into_iter().map(figures).collect()
}

pub(super) fn by_contacts(rows: &[Row<'_>]) -> Requests {
    let mut contacts_of: BTreeMap<_, u64> = BTreeMap::new();
    for contact in rows.iter().filter(|it| it.is_inbound()).map(|it| it.contact()) {
        if let Some(request) = contact.request {
            *contacts_of.entry((&contact.partner, request)).or_default() += 1;
        }
    }
    let mut figures = Requests {
        contacts: contacts_of.values().sum(),
        requests: contacts_of.len() as u64,
        ..Requests::default()
    };
    figures.contacts_per_request = share(figures.contacts, figures.requests);
    for contacts in contacts_of.values() {
        figures.distribution.count(*contacts);
    }
    figures
}

fn add_events(figures: &mut Requests, told: &Told) {
    figures.distribution.none = Some(told.without_contact);
    figures.closed = Some(told.closed);
    figures.contact_free = Some(told.contact_free);
    figures.contact_free_share = Some(share(told.contact_free, told.closed));
}

/// Places each request that events know: by its first event where it has no contact, by its last `closed` event.
fn tell(asked: &Asked<'_>) -> BTreeMap<Values, Told> {
    let mut told: BTreeMap<Values, Told> = BTreeMap::new();
    for log in &asked.logs {
        let contacted: BTreeSet<u64> =
            log.rows().filter(|it| it.is_inbound()).filter_map(|it| it.contact().request).collect();
        for (request, events) in events_of_requests(log) {
            let is_free = !contacted.contains(&request);
            let Some(first) = events.first() else { continue };
            let Some(values) = asked.cell_of_request(first.partner.as_str(), life_event(&events)) else {
                continue;
            };
            if is_free && asked.is_in_period(first.occurred_at) {
                told.entry(values.clone()).or_default().without_contact += 1;
            }
            let closed = events.iter().rfind(|it| it.status == "closed");
            if closed.is_some_and(|it| asked.is_in_period(it.occurred_at)) {
                let told = told.entry(values).or_default();
                told.closed += 1;
                told.contact_free += u64::from(is_free);
            }
        }
    }
    told
}

/// The events of each request, in their order.
pub(super) fn events_of_requests(log: &PartnerLog) -> BTreeMap<u64, Vec<&RequestEvent>> {
    let mut events: BTreeMap<u64, Vec<&RequestEvent>> = BTreeMap::new();
    for event in &log.events {
        events.entry(event.request).or_default().push(event);
    }
    events
}

/// The first life event that the events of a request carry.
pub(super) fn life_event<'a>(events: &[&'a RequestEvent]) -> Option<&'a str> {
    events.iter().find_map(|it| it.life_event.as_deref())
}
