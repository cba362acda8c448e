//! What is counted contact by contact: volume, cost, phone service, satisfaction (measures 1, 8, 9, 10).

use std::collections::BTreeSet;

use evidence::Quantiles;
use kernel::{Channel, Direction, Euro, Outcome};

use super::{log::Row, real, share};
use crate::{
    Figures, UnitCosts,
    answer::{Cost, Phone, Satisfaction, Volume},
};

pub(super) fn volume(rows: &[Row<'_>]) -> Figures {
    let going = |direction| count(rows.iter().filter(|it| it.contact().direction == direction));
    Figures::Volume(Volume {
        contacts: count(rows.iter()),
        inbound: going(Direction::Inbound),
        outbound: going(Direction::Outbound),
        proactive: going(Direction::Proactive),
    })
}

pub(super) fn cost(costs: &UnitCosts, rows: &[Row<'_>]) -> Figures {
    let counted: Vec<Row<'_>> =
        rows.iter().copied().filter(|it| it.contact().direction != Direction::Proactive).collect();
    // In ten-thousandths of a euro, exactly.
    let sum = |rows: &mut dyn Iterator<Item = &Row<'_>>| -> f64 {
        let parts = rows.map(|row| {
            let it = row.contact();
            it.cost.unwrap_or_else(|| costs.of(&it.partner, it.channel, it.direction)).0
        });
        real(parts.map(i128::from).sum()) / real(Euro::SCALE.into())
    };
    let contacts = count(counted.iter());
    let cost = sum(&mut counted.iter());
    let requests: BTreeSet<_> =
        counted.iter().filter_map(|it| Some((&it.contact().partner, it.contact().request?))).collect();
    let requests = count(requests.iter());
    let cost_of_requests = sum(&mut counted.iter().filter(|it| it.contact().request.is_some()));
    let per = |cost: f64, count: u64| (count > 0).then(|| cost / real(count.into()));
    Figures::Cost(Cost {
        contacts,
        cost,
        cost_per_contact: per(cost, contacts),
        requests,
        cost_per_request: per(cost_of_requests, requests),
    })
}

pub(super) fn phone(rows: &[Row<'_>]) -> Figures {
    let calls: Vec<_> = rows
        .iter()
        .filter(|it| it.is_inbound() && it.contact().channel == Channel::Phone)
        .map(|it| it.contact())
        .collect();
    let answered: Vec<_> = calls.iter().filter(|it| it.outcome != Some(Outcome::Abandoned)).collect();
    let mut waits = Quantiles::default();
    for wait_s in calls.iter().filter_map(|it| it.wait_s) {
        waits.add(wait_s.into());
    }
    let [wait_p50_s, wait_p90_s] = waits.of([0.5, 0.9]);
    let within =
        |limit_s: u32| count(answered.iter().filter(|it| it.wait_s.is_some_and(|wait| wait <= limit_s)));
    let handled: Vec<u32> = answered.iter().filter_map(|it| it.duration_s).collect();
    let offered = count(calls.iter());
    Figures::Phone(Phone {
        offered,
        answered: count(answered.iter()),
        answer_rate: share(count(answered.iter()), offered),
        wait_p50_s,
        wait_p90_s,
        within_20s: share(within(20), offered),
        within_60s: share(within(60), offered),
        handling_mean_s: share(handled.iter().map(|it| u64::from(*it)).sum(), count(handled.iter())),
    })
}

pub(super) fn satisfaction(rows: &[Row<'_>]) -> Figures {
    let marks: Vec<u64> = rows.iter().filter_map(|it| it.contact().satisfaction).map(u64::from).collect();
    let n = count(marks.iter());
    Figures::Satisfaction(Satisfaction {
        n,
        mean: share(marks.iter().sum(), n),
        share_4_5: share(count(marks.iter().filter(|it| **it >= 4)), n),
    })
}

fn count<T>(items: impl Iterator<Item = T>) -> u64 {
    items.count() as u64
}
