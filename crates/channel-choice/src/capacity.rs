//! How many people each way can take, hour by hour: the programme of all partners, and what one more minute of staff is worth.
//!
//! Start with [`plan`]. A partner's hour is a linear programme of its own: everybody is served, no way works longer than its
//! staff, no group settles less often than it must. Nothing else ties hours or partners together, so they are solved
//! one by one, each from the solution of the hour before, and exactly.
//!
//! **Invariants:** what cannot hold together is refused by the names of the two that clash, never loosened; the same
//! programme gives the same plan on any number of threads.

mod block;
mod simplex;

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use kernel::Channel;
use serde::{Deserialize, Serialize};

use block::Block;

/// The most ways and groups of one partner together.
pub const LIMITS_MAX: usize = 64;

/// What one way brings to people with a matter.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// Chance that it settles the matter, 0 to 1.
    pub settled: f64,
    /// What it costs the institution, in euros, with the contacts that follow where it does not settle.
    pub cost: f64,
    /// Minutes of staff, at least 0.
    pub staff_min: f64,
}

/// People with the same matter (and, where wanted, in the same situation or at the same site).
#[derive(Debug, Clone, PartialEq)]
pub struct Demand {
    /// Its name, for messages.
    pub name: String,
    /// What each way of the partner brings, in the order of its ways; `None` where they cannot or must not be sent.
    pub offers: Vec<Option<Offer>>,
    /// How many come in each hour.
    pub people: Vec<f64>,
}

/// A way of a partner.
#[derive(Debug, Clone, PartialEq)]
pub struct Capacity {
    /// The way.
    pub channel: Channel,
    /// Minutes of staff in each hour; `None` without limit, 0 where it is closed.
    pub staff_min: Vec<Option<f64>>,
}

/// Demands that together must settle at least a share in every hour: people of a site, in a situation.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its name, unique.
    pub name: String,
    /// The places of its demands.
    pub demands: Vec<usize>,
    /// The least share, 0 to 1.
    pub settled_min: f64,
}

/// A partner's part of the programme.
#[derive(Debug, Clone, PartialEq)]
pub struct PartnerProgramme {
    /// Its code, for messages.
    pub name: String,
    /// Who comes.
    pub demands: Vec<Demand>,
    /// By which ways.
    pub capacities: Vec<Capacity>,
    /// What no group may fall below.
    pub groups: Vec<Group>,
    /// What a matter that is settled is worth beyond what it spares, in euros.
    pub worth_of_settled: f64,
}

/// People of a demand who take a way.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    /// The place of the demand.
    pub demand: usize,
    /// The place of the way.
    pub way: usize,
    /// How many; not whole.
    pub people: f64,
}

/// One hour of a partner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HourPlan {
    /// Who goes where; ways that nobody takes are left out.
    pub flows: Vec<Flow>,
    /// What one more minute of staff of each way would be worth, in euros; 0 where some is left.
    pub price_per_staff_min: Vec<f64>,
    /// What each group's floor costs: euros for one matter more that must be settled.
    pub price_per_settled: Vec<f64>,
    /// Worth of what is settled less costs, in euros: the most that can be had.
    pub objective: f64,
    /// The same by the prices; equal but for rounding, which proves that there is no better.
    pub dual_objective: f64,
}

/// Two limits that cannot both hold in an hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clash {
    /// `capacity:<channel>`, `group:<name>` or `demand:<name>`.
    pub one: String,
    /// The same.
    pub other: String,
}

/// A partner's hours.
#[derive(Debug, Clone, PartialEq)]
pub struct PartnerPlan {
    /// Its code.
    pub name: String,
    /// Each hour, or why it cannot be.
    pub hours: Vec<Result<HourPlan, Clash>>,
}

/// Why a programme is refused as a whole.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ProgrammeFault {
    /// A list that has not as many entries as another.
    #[error("{partner}: {what} has {found} entries, not {expected}")]
    Length {
        /// The partner.
        partner: String,
        /// Which list.
        what: String,
        /// How many it has.
        found: usize,
        /// How many it must have.
        expected: usize,
    },
    /// A number that is none or out of range.
    #[error("{partner}: {what} is {value}")]
    Value {
        /// The partner.
        partner: String,
        /// Which number.
        what: String,
        /// What it is.
        value: f64,
    },
    /// More ways and groups than [`LIMITS_MAX`].
    #[error("{partner}: {found} ways and groups, at most {LIMITS_MAX}")]
    TooMany {
        /// The partner.
        partner: String,
        /// How many.
        found: usize,
    },
    /// The numbers are beyond what doubles can solve.
    #[error("{partner}: hour {hour} could not be solved")]
    Unsolved {
        /// The partner.
        partner: String,
        /// Which hour, from 0.
        hour: usize,
    },
}

/// The best plan of every hour of every partner, on so many threads.
///
/// Maximises, in each hour, `Σ people·(worth·settled − cost)`. Solved by the dual simplex method with generalised upper
/// bounds: people of a demand are one bound, so that the basis has only as many rows as there are ways and groups. An hour
/// starts from the basis of the hour before, which stays good as only numbers of people and minutes change.
///
/// - **Takes** counts and minutes of any size; hours without people cost nothing.
/// - **Gives** plans with at most as many split demands as there are limits that bind. Where the last minute and the next
///   are not worth the same, a price is one of the worths between them.
///
/// # Errors
///
/// [`ProgrammeFault`], the first found. An hour that cannot be is no fault: it says which two limits clash.
///
/// # Source
///
/// G. Dantzig and R. Van Slyke, "Generalized upper bounding techniques", J. Comput. Syst. Sci. 1 (1967), 213–226. Agrees with
/// [`evidence::channels::assign`], and so with `HiGHS`.
pub fn plan(partners: &[PartnerProgramme], threads: usize) -> Result<Vec<PartnerPlan>, ProgrammeFault> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(partner) = partners.get(place) else { return done };
            done.push((place, plan_partner(partner)));
        }
    };
    let mut all: Vec<_> = thread::scope(|scope| {
        let helpers: Vec<_> =
            (1..threads.clamp(1, partners.len().max(1))).map(|_| scope.spawn(work)).collect();
        let mut all = work();
        for helper in helpers {
            match helper.join() {
                Ok(done) => all.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    });
    all.sort_by_key(|it| it.0);
    all.into_iter().map(|it| it.1).collect()
}

fn plan_partner(partner: &PartnerProgramme) -> Result<PartnerPlan, ProgrammeFault> {
    let hours = check(partner)?;
    let mut block = Block::new(partner);
    let mut plans = Vec::with_capacity(hours);
    for hour in 0..hours {
        let solved = block.solve(partner, hour);
        plans.push(solved.ok_or_else(|| ProgrammeFault::Unsolved { partner: partner.name.clone(), hour })?);
    }
    Ok(PartnerPlan { name: partner.name.clone(), hours: plans })
}

/// Refuses what is no programme; gives the number of hours.
fn check(partner: &PartnerProgramme) -> Result<usize, ProgrammeFault> {
    let hours = partner.demands.first().map_or(0, |it| it.people.len());
    let ways = partner.capacities.len();
    let length = |what: String, found: usize, expected: usize| {
        if found == expected {
            Ok(())
        } else {
            Err(ProgrammeFault::Length { partner: partner.name.clone(), what, found, expected })
        }
    };
    let value = |what: &dyn Fn() -> String, value: f64, low: f64, high: f64| {
        if (low..=high).contains(&value) {
            Ok(())
        } else {
            Err(ProgrammeFault::Value { partner: partner.name.clone(), what: what(), value })
        }
    };
    let rows = ways + partner.groups.len();
    if rows > LIMITS_MAX {
        return Err(ProgrammeFault::TooMany { partner: partner.name.clone(), found: rows });
    }
    value(&|| "worth_of_settled".into(), partner.worth_of_settled, -1e9, 1e9)?;
    for demand in &partner.demands {
        length(format!("demand:{}", demand.name), demand.people.len(), hours)?;
        length(format!("offers:{}", demand.name), demand.offers.len(), ways)?;
        for people in &demand.people {
            value(&|| format!("demand:{}", demand.name), *people, 0.0, 1e12)?;
        }
        for offer in demand.offers.iter().flatten() {
            value(&|| format!("settled:{}", demand.name), offer.settled, 0.0, 1.0)?;
            value(&|| format!("cost:{}", demand.name), offer.cost, -1e9, 1e9)?;
            value(&|| format!("staff_min:{}", demand.name), offer.staff_min, 0.0, 1e6)?;
        }
    }
    for capacity in &partner.capacities {
        let name = || format!("capacity:{}", capacity.channel.code());
        length(name(), capacity.staff_min.len(), hours)?;
        for minutes in capacity.staff_min.iter().flatten() {
            value(&name, *minutes, 0.0, 1e15)?;
        }
    }
    for group in &partner.groups {
        value(&|| format!("group:{}", group.name), group.settled_min, 0.0, 1.0)?;
        let beyond = group.demands.iter().find(|it| **it >= partner.demands.len());
        if let Some(place) = beyond {
            let expected = partner.demands.len();
            return length(format!("group:{}", group.name), *place, expected).map(|()| hours);
        }
    }
    Ok(hours)
}

#[cfg(test)]
mod tests;
