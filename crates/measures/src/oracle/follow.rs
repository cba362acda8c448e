//! What depends on the contacts that come before and after: needs, recontact, first-contact resolution, escape
//! (measures 3 to 6); and the interval of a share of contacts.

use std::collections::BTreeMap;

use evidence::{ShareInterval, proportion};
use kernel::Outcome;

use super::{asked::Asked, log::Row, share};
use crate::{
    Figures,
    answer::{Escape, Fcr, Needs, Recontact},
};

pub(super) fn needs(asked: &Asked<'_>, rows: &[Row<'_>]) -> Figures {
    let window_us = asked.question.window().as_us();
    let (mut inbound, mut needs) = (0, 0);
    for first in rows.iter().filter(|it| it.is_inbound() && it.predecessor(window_us).is_none()) {
        needs += 1;
        let mut contact = Some(*first);
        while let Some(here) = contact {
            inbound += 1;
            contact = here.follower(window_us);
        }
    }
    let window_days = asked.question.window().as_days();
    Figures::Needs(Needs { inbound, needs, contacts_per_need: share(inbound, needs), window_days })
}

pub(super) fn recontact(asked: &Asked<'_>, rows: &[Row<'_>]) -> Figures {
    let window = asked.question.window();
    let eligible = rows.iter().filter(|it| it.is_inbound() && asked.is_eligible(**it, window));
    let recontacted = Share::of(eligible.map(|it| (*it, it.follower(window.as_us()).is_some())));
    Figures::Recontact(Recontact {
        eligible: recontacted.among,
        recontacted: recontacted.those,
        rate: recontacted.share(),
        low: recontacted.interval.map(|it| it.low),
        high: recontacted.interval.map(|it| it.high),
        window_days: window.as_days(),
    })
}

pub(super) fn fcr(asked: &Asked<'_>, rows: &[Row<'_>]) -> Figures {
    let window = asked.question.window();
    let is_first = |it: &&Row<'_>| {
        it.is_inbound() && asked.is_eligible(**it, window) && it.predecessor(window.as_us()).is_none()
    };
    let firsts: Vec<Row<'_>> = rows.iter().filter(is_first).copied().collect();
    let resolved = Share::of(firsts.iter().map(|it| (*it, it.follower(window.as_us()).is_none())));
    let outcomes: Vec<Outcome> = firsts.iter().filter_map(|it| it.contact().outcome).collect();
    let declared = outcomes.iter().filter(|it| **it == Outcome::Resolved).count();
    Figures::Fcr(Fcr {
        eligible: resolved.among,
        resolved: resolved.those,
        rate: resolved.share(),
        low: resolved.interval.map(|it| it.low),
        high: resolved.interval.map(|it| it.high),
        declared_share: share(declared as u64, outcomes.len() as u64),
        window_days: window.as_days(),
    })
}

pub(super) fn escape(asked: &Asked<'_>, rows: &[Row<'_>]) -> Vec<Figures> {
    let window = asked.question.window();
    let mut eligible_from: BTreeMap<&str, u64> = BTreeMap::new();
    let mut contacts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for row in rows.iter().filter(|it| it.is_inbound() && asked.is_eligible(**it, window)) {
        let from = row.contact().channel.code();
        *eligible_from.entry(from).or_default() += 1;
        if let Some(next) = row.follower(window.as_us()) {
            *contacts.entry((from, next.contact().channel.code())).or_default() += 1;
        }
    }
    let figures = |((from, to), contacts)| {
        let eligible_from = eligible_from[from];
        Figures::Escape(Escape { from, to, contacts, eligible_from, rate: share(contacts, eligible_from) })
    };
    contacts.into_iter().map(figures).collect()
}

/// Those among contacts that have a property, with an interval clustered by usager.
pub(super) struct Share {
    pub(super) those: u64,
    pub(super) among: u64,
    pub(super) interval: Option<ShareInterval>,
}

impl Share {
    /// Counts contacts, each with whether it has the property. A contact without a usager is a cluster of its own.
    pub(super) fn of<'a>(contacts: impl Iterator<Item = (Row<'a>, bool)>) -> Self {
        let mut of_usager: BTreeMap<_, (u64, u64)> = BTreeMap::new();
        let mut of_nobody = Vec::new();
        for (row, has) in contacts {
            let contact = row.contact();
            match contact.usager {
                Some(usager) => {
                    let (those, among) = of_usager.entry((&contact.partner, usager)).or_default();
                    *those += u64::from(has);
                    *among += 1;
                }
                None => of_nobody.push((u64::from(has), 1)),
            }
        }
        let clusters = || of_usager.values().chain(&of_nobody).copied();
        Self {
            those: clusters().map(|(those, _)| those).sum(),
            among: clusters().map(|(_, among)| among).sum(),
            interval: proportion::clustered(clusters()),
        }
    }

    pub(super) fn share(&self) -> Option<f64> {
        share(self.those, self.among)
    }
}
