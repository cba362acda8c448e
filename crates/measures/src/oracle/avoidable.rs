//! Which contacts could have been avoided (measure 7).

use std::collections::BTreeMap;

use kernel::Cause;

use super::{follow::Share, log::Row, real, share};
use crate::{Contact, Figures, answer::Avoidable};

/// Inbound contacts of a group.
#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    inbound: u64,
    qualified: u64,
    avoidable: u64,
}

impl Tally {
    fn count(&mut self, contact: &Contact) {
        self.inbound += 1;
        self.qualified += u64::from(contact.cause.is_some());
        self.avoidable += u64::from(is_avoidable(contact));
    }

    fn share(self) -> Option<f64> {
        share(self.avoidable, self.qualified)
    }
}

pub(super) fn avoidable(rows: &[Row<'_>]) -> Figures {
    let inbound: Vec<Row<'_>> = rows.iter().copied().filter(|it| it.is_inbound()).collect();
    let qualified = inbound.iter().filter(|it| it.contact().cause.is_some());
    let avoidable = Share::of(qualified.map(|it| (*it, is_avoidable(it.contact()))));
    let (estimated, not_estimated) = estimate(&inbound);
    Figures::Avoidable(Avoidable {
        inbound: inbound.len() as u64,
        qualified: avoidable.among,
        avoidable: avoidable.those,
        share: avoidable.share(),
        low: avoidable.interval.map(|it| it.low),
        high: avoidable.interval.map(|it| it.high),
        coverage: share(avoidable.among, inbound.len() as u64),
        estimated,
        not_estimated,
    })
}

/// How many of all inbound contacts of a cell could be avoided, and for how many no share is known.
fn estimate(inbound: &[Row<'_>]) -> (f64, u64) {
    let mut of_partner: BTreeMap<_, Tally> = BTreeMap::new();
    let mut of_reason: BTreeMap<_, Tally> = BTreeMap::new();
    let mut of_channel: BTreeMap<_, Tally> = BTreeMap::new();
    for row in inbound {
        let it = row.contact();
        of_partner.entry(&it.partner).or_default().count(it);
        of_reason.entry((&it.partner, &it.reason)).or_default().count(it);
        of_channel.entry((&it.partner, &it.reason, it.channel.code())).or_default().count(it);
    }
    let (mut estimated, mut not_estimated) = (0.0, 0);
    for ((partner, reason, _), group) in of_channel {
        let known = group.share().or_else(|| of_reason[&(partner, reason)].share());
        match known.or_else(|| of_partner[partner].share()) {
            Some(share) => estimated += real(group.inbound.into()) * share,
            None => not_estimated += group.inbound,
        }
    }
    (estimated, not_estimated)
}

fn is_avoidable(contact: &Contact) -> bool {
    contact.cause.as_ref().is_some_and(|it| Cause::is_avoidable(it.code()))
}
