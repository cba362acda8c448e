//! Which contacts a change of status provokes (measure 12).

use std::collections::{BTreeMap, BTreeSet};

use kernel::Window;

use super::{
    asked::{Asked, Values},
    log::{PartnerLog, Row},
    real,
    requests::{events_of_requests, life_event},
    share,
};
use crate::{Cell, Contact, Figures, RequestEvent, answer::Provoked};

const DAY_US: i64 = Window::days(1).as_us();
/// How long after a change contacts are put down to it.
const AFTER: Window = Window::days(14);

/// What is known of the changes to one status.
#[derive(Default)]
struct Tally<'a> {
    changes: u64,
    contacts: u64,
    by_day: [u64; 15],
    /// Each request that had such a change, once.
    requests: BTreeMap<(&'a str, u64), Base>,
}

/// A request's own pace.
struct Base {
    contacts: u64,
    observed_us: i64,
}

pub(super) fn cells(asked: &Asked<'_>) -> Vec<Cell> {
    let mut tallies: BTreeMap<(Values, &str), Tally<'_>> = BTreeMap::new();
    for log in &asked.logs {
        let Some(end) = asked.end(log) else { continue };
        let inbound: Vec<&Contact> = log.rows().filter(|it| it.is_inbound()).map(Row::contact).collect();
        for (request, events) in events_of_requests(log) {
            let Some(partner) = events.first().map(|it| it.partner.as_str()) else { continue };
            let Some(values) = asked.cell_of_request(partner, life_event(&events)) else { continue };
            let reasons = reasons_of(log, request);
            for event in &events {
                let is_observed = event.occurred_at.saturating_add(AFTER.as_us()) <= end;
                if !is_observed || !asked.is_in_period(event.occurred_at) {
                    continue;
                }
                let tally = tallies.entry((values.clone(), &event.status)).or_default();
                tally.changes += 1;
                for contact in inbound.iter().filter(|it| is_provoked(it, event, &reasons)) {
                    tally.contacts += 1;
                    let days = (contact.started_at - event.occurred_at) / DAY_US;
                    tally.by_day[usize::try_from(days).unwrap_or_default()] += 1;
                }
                tally.requests.entry((partner, request)).or_insert_with(|| base(log, request, &events, end));
            }
        }
    }
    let cell = |((values, status), tally): ((Values, &str), Tally<'_>)| Cell {
        values,
        figures: Figures::Provoked(figures(status, &tally)),
    };
    tallies.into_iter().map(cell).collect()
}

/// The reasons for which contacts were made about the request.
fn reasons_of(log: &PartnerLog, request: u64) -> BTreeSet<&str> {
    log.contacts.iter().filter(|it| it.request == Some(request)).map(|it| it.reason.as_str()).collect()
}

fn is_provoked(contact: &Contact, event: &RequestEvent, reasons: &BTreeSet<&str>) -> bool {
    let elapsed_us = contact.started_at.saturating_sub(event.occurred_at);
    let is_about_it = match contact.request {
        Some(request) => request == event.request,
        None => contact.usager == Some(event.usager) && reasons.contains(contact.reason.as_str()),
    };
    0 < elapsed_us && elapsed_us <= AFTER.as_us() && is_about_it
}

/// The inbound contacts of a request until the end of observation, and the time from its first step to it.
fn base(log: &PartnerLog, request: u64, events: &[&RequestEvent], end: i64) -> Base {
    let own = || log.rows().filter(|it| it.contact().request == Some(request));
    let first_contact_at = own().map(|it| it.contact().started_at).next();
    let first_event_at = events.first().map(|it| it.occurred_at);
    let first_at = first_contact_at.into_iter().chain(first_event_at).min().unwrap_or(end);
    let contacts = own().filter(|it| it.is_inbound() && it.contact().started_at <= end).count();
    Base { contacts: contacts as u64, observed_us: end.saturating_sub(first_at) }
}

fn figures(status: &str, tally: &Tally<'_>) -> Provoked {
    let contacts: u64 = tally.requests.values().map(|it| it.contacts).sum();
    let observed_us: i128 = tally.requests.values().map(|it| i128::from(it.observed_us)).sum();
    let observed_days = real(observed_us) / real(DAY_US.into());
    Provoked {
        status: status.to_owned(),
        changes: tally.changes,
        contacts: tally.contacts,
        per_100: share(tally.contacts * 100, tally.changes),
        by_day: tally.by_day.map(|it| share(it, tally.changes).unwrap_or_default()),
        base_per_day: (observed_us > 0).then(|| real(contacts.into()) / observed_days),
    }
}
