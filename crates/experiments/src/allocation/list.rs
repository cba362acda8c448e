//! A whole list at once.
//!
//! Places that are few are dealt like cards, so that the arms come out as alike in number as they can, over the list and within
//! each stratum; strata of two make pairs.

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;

use super::{AllocationError, Allocator, Assigned, UnitToAssign, chance::Chance};
use crate::{
    Plan,
    plan::{AllocationMethod, whole_weights},
    registration::Seed,
};

/// What is drawn at once is held in memory.
pub const LIST_MAX: usize = 10_000_000;
/// Up to so many places, drawing each for itself would often leave the arms unequal.
const FEW_PLACES: usize = 20;

/// Gives every unit of a list its arm; a unit that has one keeps it, a unit that is there twice gets one row, at its first place.
///
/// Offices, agents and days are dealt from the shuffled list where there are at most 20 new ones or where the method is blocked
/// or stratified; other units get their arms one by one, in the order of the list. Units added by a later call are dealt among
/// themselves. With other seeds the same call draws the other allocations that might have been.
///
/// # Errors
///
/// [`AllocationError`] for the first unit that cannot be one; nothing is then given.
pub fn assign_all(
    plan: &Plan,
    seed: &Seed,
    already: &[Assigned],
    units: &[UnitToAssign],
    at: Timestamp,
) -> Result<Vec<Assigned>, AllocationError> {
    if units.len() > LIST_MAX {
        return Err(AllocationError::TooMany);
    }
    let mut allocator = Allocator::new(plan, seed, already)?;
    let mut counted = HashSet::with_capacity(units.len());
    let mut listed = Vec::with_capacity(units.len());
    let mut fresh: BTreeMap<&str, (String, &UnitToAssign)> = BTreeMap::new();
    for unit in units {
        let name = allocator.name(unit)?;
        if allocator.row(name).is_none() {
            let stratum = allocator.stratum(unit)?;
            let known = fresh.entry(name).or_insert_with(|| (stratum.clone(), unit));
            if known.0 != stratum {
                return Err(AllocationError::TwoStrata { unit: name.to_owned() });
            }
        }
        if counted.insert(name) {
            listed.push((name, unit));
        }
    }
    let is_dealt = match plan.allocation.method {
        AllocationMethod::Simple => fresh.len() <= FEW_PLACES,
        AllocationMethod::Blocked | AllocationMethod::Stratified => true,
        AllocationMethod::Minimisation => false,
    };
    if plan.unit.is_cluster() && is_dealt {
        let whole = whole_weights(&plan.weights());
        if let Some(whole) = whole {
            deal(&mut allocator, &fresh, &whole, already.len(), at)?;
        }
    }
    let mut rows = Vec::with_capacity(listed.len());
    for (_, unit) in listed {
        rows.push(allocator.assign(unit, at)?);
    }
    Ok(rows)
}

/// Deals arms to new places. `whole`: how many of each arm a round has.
fn deal(
    allocator: &mut Allocator,
    fresh: &BTreeMap<&str, (String, &UnitToAssign)>,
    whole: &[u32],
    earlier: usize,
    at: Timestamp,
) -> Result<(), AllocationError> {
    // A draw of its own for what is added later; by names, so that the order of the list does not matter.
    let earlier = earlier.to_string();
    let mut chance = Chance::of(allocator.seed.key("list"), &[&earlier]);
    let mut by_stratum: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, (stratum, _)) in fresh {
        by_stratum.entry(stratum).or_default().push(name);
    }
    let mut round: Vec<usize> = Vec::new();
    for (arm, count) in whole.iter().enumerate() {
        round.extend(std::iter::repeat_n(arm, *count as usize));
    }
    let mut dealt: Vec<(&str, &str, usize)> = Vec::with_capacity(fresh.len());
    let mut left: Vec<(&str, Vec<&str>)> = Vec::new();
    for (stratum, mut names) in by_stratum {
        chance.shuffle(&mut names);
        let rest = names.split_off(names.len() - names.len() % round.len());
        dealt.extend(names.iter().zip(round.iter().cycle()).map(|(name, arm)| (*name, stratum, *arm)));
        left.push((stratum, rest));
    }
    // What is left of each stratum is less than a round: dealt in a row, over all strata, from one shuffled round, no arm comes
    // more often than its weight in a stratum, and the strata together fill whole rounds.
    chance.shuffle(&mut left);
    chance.shuffle(&mut round);
    let rest = left.iter().flat_map(|(stratum, names)| names.iter().map(move |it| (*it, *stratum)));
    dealt.extend(rest.zip(round.iter().cycle()).map(|((name, stratum), arm)| (name, stratum, *arm)));
    for (name, stratum, arm) in dealt {
        let row = Assigned {
            unit: name.to_owned(),
            arm,
            stratum: stratum.to_owned(),
            probability: allocator.shares[arm],
            order: allocator.next,
            assigned_at: at,
        };
        allocator.take(row)?;
    }
    Ok(())
}
