//! What became of first contacts, by way.

use std::collections::BTreeMap;

use kernel::{Channel, PartnerCode, Scope, paris_offset_s};

use super::{
    Oracle,
    log::{PartnerLog, Row},
};
use crate::{
    Contact, MeasureError, UnitCosts,
    ways::{Arrivals, Handled, WEEK_HOURS, WayMeasurer, WayQuestion, WaySpan, WayTally, Ways, week_hour},
};

impl WayMeasurer for Oracle {
    fn ways(&self, scope: &Scope, question: &WayQuestion, costs: &UnitCosts) -> Result<Ways, MeasureError> {
        question.check()?;
        let mut ways = Ways::default();
        for (partner, log) in &self.logs {
            if scope.holds(partner.as_str()) && question.wants(partner.as_str()) {
                add(&mut ways, partner, log, question, costs);
            }
        }
        ways.sort();
        Ok(ways)
    }
}

fn add(ways: &mut Ways, partner: &PartnerCode, log: &PartnerLog, question: &WayQuestion, costs: &UnitCosts) {
    let Some(end) = question.observed_until.or_else(|| log.last_at()) else { return };
    let window_us = question.window.as_us();
    let mut tallies: BTreeMap<(&str, Channel, Option<&str>), WayTally> = BTreeMap::new();
    for first in log.rows().filter(|it| is_first(*it, question, end)) {
        let contact = first.contact();
        let site = contact.site.as_deref().filter(|_| question.is_by_site);
        let tally = tallies.entry((&contact.reason, contact.channel, site)).or_default();
        tally.add_first(handled(contact, costs), first.follower(window_us).is_none());
        let mut next = first.follower(window_us);
        while let Some(row) = next.filter(|it| it.contact().started_at <= end) {
            tally.add_follower(handled(row.contact(), costs));
            next = row.follower(window_us);
        }
    }
    let cell = |((reason, channel, site), tally): (&(&str, Channel, Option<&str>), &WayTally)| {
        tally.cell(partner.clone(), (*reason).to_owned(), *channel, site.map(str::to_owned))
    };
    ways.cells.extend(tallies.iter().map(cell));
    let is_seen = |it: &&Contact| question.holds(it.started_at) && it.started_at <= end;
    let seen: Vec<&Contact> =
        log.rows().filter(|it| it.is_inbound()).map(Row::contact).filter(is_seen).collect();
    let mut hours: BTreeMap<(&str, Channel), Vec<u64>> = BTreeMap::new();
    for contact in &seen {
        let hours = hours.entry((&contact.reason, contact.channel)).or_insert_with(|| vec![0; WEEK_HOURS]);
        hours[week_hour(contact.started_at, paris_offset_s(contact.started_at))] += 1;
    }
    ways.arrivals.extend(hours.into_iter().map(|((reason, channel), hours)| Arrivals {
        partner: partner.clone(),
        reason: reason.to_owned(),
        channel,
        hours,
    }));
    if let [first, ..] = seen.as_slice()
        && let Some(last) = seen.last()
    {
        let (first_at, last_at) = (first.started_at, last.started_at);
        ways.spans.push(WaySpan { partner: partner.clone(), first_at, last_at });
    }
}

/// Whether it is an index contact: a first contact of somebody, observed for the whole window.
fn is_first(row: Row<'_>, question: &WayQuestion, end: i64) -> bool {
    let contact = row.contact();
    let window_us = question.window.as_us();
    row.is_inbound()
        && contact.usager.is_some()
        && question.holds(contact.started_at)
        && end.checked_sub(window_us).is_some_and(|until| contact.started_at <= until)
        && row.predecessor(window_us).is_none()
}

fn handled(contact: &Contact, costs: &UnitCosts) -> Handled {
    let unit = || costs.of(&contact.partner, contact.channel, contact.direction);
    Handled {
        cost: contact.cost.unwrap_or_else(unit),
        wait_s: contact.wait_s,
        duration_s: contact.duration_s,
    }
}
