//! A stepped wedge: every office begins, at a date that chance gives.

use std::collections::BTreeSet;

use jiff::{ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};

use super::{AllocationError, LIST_MAX, UnitToAssign, chance::Chance, check_name};
use crate::{Plan, plan::Design, registration::Seed};

/// When an office begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WedgeStart {
    /// The office.
    pub unit: String,
    /// Its step, from 1.
    pub step: u32,
    /// The first day with the practice.
    pub starts_on: Date,
    /// The first period with the practice, counted from 0 at the plan's first day.
    pub first_treated: u32,
    /// How many units were drawn before it.
    pub order: u64,
}

/// The order in which the units of a list begin, by step: as many at each date as at the others, or one more.
///
/// The days of the plan are cut into one stretch more than there are steps, as long as each other in whole periods, the last one
/// with what is left over; in the first nobody has begun. The order does not depend on the order of the list; a unit that is there
/// twice counts once.
///
/// # Errors
///
/// [`AllocationError`] if the plan is no stepped wedge, or there are fewer units than steps.
pub fn wedge_schedule(
    plan: &Plan,
    seed: &Seed,
    units: &[UnitToAssign],
) -> Result<Vec<WedgeStart>, AllocationError> {
    if plan.design != Design::SteppedWedge {
        return Err(AllocationError::NothingDrawn);
    }
    let steps = plan.allocation.steps;
    let period_days = plan.analysis.period_days;
    let stretch = (plan.days / period_days.max(1)) / (steps.saturating_add(1));
    if steps == 0 || period_days == 0 || stretch == 0 {
        return Err(AllocationError::Faulty);
    }
    if units.len() > LIST_MAX {
        return Err(AllocationError::TooMany);
    }
    let mut names = BTreeSet::new();
    for unit in units {
        let name = unit.cluster.as_deref().unwrap_or(&unit.name);
        check_name(name)?;
        names.insert(name);
    }
    let mut names: Vec<&str> = names.into_iter().collect();
    if names.len() < steps as usize {
        return Err(AllocationError::WedgeTooFew { units: names.len(), steps });
    }
    let mut chance = Chance::of(seed.key("wedge"), &[]);
    chance.shuffle(&mut names);
    // Which dates get one unit more is also left to chance.
    let mut order: Vec<u32> = (1..=steps).collect();
    chance.shuffle(&mut order);
    let mut starts = Vec::with_capacity(names.len());
    for (name, step) in names.iter().zip(order.iter().cycle()) {
        let first_treated = step * stretch;
        let days = i64::from(first_treated) * i64::from(period_days);
        let starts_on = plan.start.checked_add(days.days()).map_err(|_| AllocationError::Faulty)?;
        starts.push(WedgeStart { unit: (*name).to_owned(), step: *step, starts_on, first_treated, order: 0 });
    }
    starts.sort_by_key(|it| it.step);
    for (place, start) in starts.iter_mut().enumerate() {
        start.order = place as u64;
    }
    Ok(starts)
}
