//! The moments that make people call.

use std::collections::BTreeMap;

use kernel::{PartnerCode, Scope};

use super::{
    Oracle,
    log::{PartnerLog, Row},
    requests::events_of_requests,
};
use crate::{
    Contact, MeasureError, RequestEvent,
    moments::{Attribute, CLOSED, Episode, Moment, MomentMeasurer, MomentQuestion, MomentTally, rank, years},
};

impl MomentMeasurer for Oracle {
    fn moments(&self, scope: &Scope, question: &MomentQuestion) -> Result<Vec<Moment>, MeasureError> {
        question.check()?;
        let mut moments = Vec::new();
        for (partner, log) in &self.logs {
            if scope.holds(partner.as_str()) && question.wants(partner.as_str()) {
                moments.extend(of_partner(partner, log, question));
            }
        }
        rank(&mut moments);
        Ok(moments)
    }
}

fn of_partner(partner: &PartnerCode, log: &PartnerLog, question: &MomentQuestion) -> Vec<Moment> {
    let Some(end) = question.observed_until.or_else(|| log.last_at()) else { return Vec::new() };
    let inbound: Vec<&Contact> = log.rows().filter(|it| it.is_inbound()).map(Row::contact).collect();
    let mut tallies: BTreeMap<(&str, &str), MomentTally> = BTreeMap::new();
    let mut first_at = None;
    for (request, events) in events_of_requests(log) {
        let Some(reason) = reason_of(log, request) else { continue };
        for (place, event) in events.iter().enumerate() {
            let left_at = events.get(place + 1).map_or(end, |it| it.occurred_at.min(end));
            let episode = Episode { from: event.occurred_at, to: left_at };
            if event.status == CLOSED || episode.to <= episode.from || !question.holds(episode.from) {
                continue;
            }
            first_at = Some(first_at.map_or(episode.from, |it: i64| it.min(episode.from)));
            let tally = tallies.entry((reason, &event.status)).or_default();
            count(tally, episode, inbound.iter().copied().filter(|it| is_about(it, event, reason)));
        }
    }
    let Some(years) = first_at.map(|it| years(it, question.to.map_or(end, |to| to.min(end)))) else {
        return Vec::new();
    };
    let moment = |((reason, status), tally): (&(&str, &str), &MomentTally)| {
        tally.moment(partner, reason, status, years)
    };
    tallies.iter().filter_map(moment).collect()
}

/// The reason of a request: that of its first contact, in any direction.
fn reason_of(log: &PartnerLog, request: u64) -> Option<&str> {
    log.contacts.iter().find(|it| it.request == Some(request)).map(|it| it.reason.as_str())
}

fn is_about(contact: &Contact, event: &RequestEvent, reason: &str) -> bool {
    match contact.request {
        Some(request) => request == event.request,
        None => contact.usager == Some(event.usager) && contact.reason == reason,
    }
}

/// Adds an episode and those of the contacts that fall in it.
fn count<'a>(tally: &mut MomentTally, episode: Episode, contacts: impl Iterator<Item = &'a Contact>) {
    let mut by_day: BTreeMap<u8, u64> = BTreeMap::new();
    for contact in contacts {
        let Some(day) = episode.day_of(contact.started_at).and_then(|it| u8::try_from(it).ok()) else {
            continue;
        };
        *by_day.entry(day).or_default() += 1;
        tally.attribute(Attribute::Channel(contact.channel.code().to_owned()), day);
        tally.attribute(Attribute::Cause(contact.cause.as_ref().map(|it| it.code().to_owned())), day);
    }
    let by_day: Vec<(u8, u64)> = by_day.into_iter().collect();
    tally.add(episode.full_days(), &by_day);
}
