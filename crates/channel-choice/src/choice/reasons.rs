//! Why a way is advised, in words that a person will read.

use super::{
    Asked,
    fit::{Candidate, TOLERANCE},
};
use crate::{Basis, Reason};

/// A wait that is worth naming, in minutes.
pub const SHORT_WAIT_MIN: f64 = 10.0;

/// The reasons for a way, the strongest first; one at least.
pub(super) fn of(found: &[Candidate<'_>], advised: usize, asked: &Asked<'_>, floor: f64) -> Vec<Reason> {
    let it = &found[advised];
    let others = || found.iter().enumerate().filter(|(place, _)| *place != advised).map(|(_, other)| other);
    let mut reasons = Vec::new();
    if it.is_usable && others().any(|other| !other.is_usable) && !asked.situation.features.is_empty() {
        reasons.push(Reason::FitsSituation);
    }
    let usable = || others().filter(|other| other.is_usable);
    if usable().next().is_none() {
        reasons.push(Reason::OnlyOne);
    } else if usable().all(|other| other.estimate.settled <= it.estimate.settled) {
        reasons.push(Reason::SettlesMost);
    } else if usable().filter(|other| other.meets_floor).all(|other| it.effort_min <= other.effort_min) {
        reasons.push(Reason::LeastEffort);
    }
    if let Some(wait_min) = it.wait_min.filter(|wait| *wait <= SHORT_WAIT_MIN && it.is_open) {
        reasons.push(Reason::ShortWait { wait_min });
    }
    if it.is_open && usable().any(|other| !other.is_open && other.meets_floor && other.cost < it.cost) {
        reasons.push(Reason::OpenNow);
    }
    if it.meets_floor
        && usable().next().is_some()
        && usable().filter(|other| other.meets_floor).all(|other| it.cost <= other.cost)
    {
        let is_as_often = it.estimate.settled >= floor - TOLERANCE;
        reasons.push(if is_as_often { Reason::LeastCost } else { Reason::NearlyAsOften });
    }
    if it.estimate.basis == Basis::Everywhere {
        reasons.push(Reason::KnownElsewhere);
    }
    if reasons.is_empty() {
        let is_open = |other: &Candidate<'_>| other.is_open && !other.is_full;
        let is_best = usable()
            .filter(|other| is_open(other))
            .all(|other| other.estimate.settled <= it.estimate.settled);
        reasons.push(if is_best { Reason::OfThoseOpen } else { Reason::OnTheWhole });
    }
    reasons
}
