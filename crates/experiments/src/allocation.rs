//! Which arm each unit gets.
//!
//! Start with [`Allocator::assign`] (units as they come), [`assign_all`] (a list) and [`wedge_schedule`] (offices that begin one after
//! the other). Each row says with which probability its arm was drawn, before anything was drawn for the unit.
//!
//! **Invariants:** the same plan, seed and earlier rows give the same arms; a unit that has an arm keeps it; without the seed
//! nothing is known of an arm that was not given yet, beyond what the method itself gives away (the end of a block, the arm
//! that minimisation prefers).

mod chance;
mod error;
mod list;
mod minimise;
mod stratum;
mod wedge;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use error::AllocationError;
pub use list::{LIST_MAX, assign_all};
pub use stratum::{stratum_of, values_of};
pub use wedge::{WedgeStart, wedge_schedule};

use crate::{
    Plan,
    plan::{AllocationMethod, Design, whole_weights},
    registration::Seed,
};
use chance::{Chance, share};
use minimise::Margins;

/// A longer name is a text that slipped into the column.
pub const NAME_BYTES_MAX: usize = 200;

/// A unit that asks for its arm.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitToAssign {
    /// Its name, the same whenever it comes again.
    pub name: String,
    /// Its values of the plan's strata, in the order of the plan.
    #[serde(default)]
    pub covariates: Vec<String>,
    /// The office, agent or day it belongs to, where that is what gets the arm.
    #[serde(default)]
    pub cluster: Option<String>,
}

/// A unit and its arm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assigned {
    /// The unit, or its cluster where that is what gets the arm.
    pub unit: String,
    /// The arm, by its place in the plan.
    pub arm: usize,
    /// Its values of the strata, as [`stratum_of`] writes them; empty where the method has none.
    pub stratum: String,
    /// With which probability the unit got this arm: over all seeds, or, by minimisation, given the units before.
    pub probability: f64,
    /// How many units had an arm before it.
    pub order: u64,
    /// When.
    pub assigned_at: Timestamp,
}

/// Gives arms to units as they come.
///
/// By simple allocation it needs no earlier rows: an arm follows from the seed and the name alone. By the other methods it needs
/// all of them, and one caller at a time.
#[derive(Debug)]
pub struct Allocator {
    method: AllocationMethod,
    /// Parts of one, by arm.
    shares: Vec<f64>,
    /// The arms of a block, not shuffled; empty where there are no blocks.
    block: Vec<usize>,
    strata: usize,
    by_cluster: bool,
    seed: Seed,
    rows: HashMap<String, Assigned>,
    /// Units by stratum: the place in its blocks.
    places: HashMap<String, u64>,
    margins: Margins,
    next: u64,
}

impl Allocator {
    /// Goes on from the rows that there are, in any order.
    ///
    /// # Errors
    ///
    /// [`AllocationError`] if the plan draws nothing, or the rows are not of this plan.
    pub fn new(plan: &Plan, seed: &Seed, already: &[Assigned]) -> Result<Self, AllocationError> {
        match plan.design {
            Design::Randomised => {}
            Design::SteppedWedge => return Err(AllocationError::DrawnAsOrder),
            Design::Staggered | Design::Synthetic | Design::Interrupted => {
                return Err(AllocationError::NothingDrawn);
            }
        }
        let weights = plan.weights();
        let is_sound = weights.len() >= 2 && weights.iter().all(|it| it.is_finite() && *it > 0.0);
        if !is_sound {
            return Err(AllocationError::Faulty);
        }
        let total: f64 = weights.iter().sum();
        let shares: Vec<f64> = weights.iter().map(|it| it / total).collect();
        let method = plan.allocation.method;
        let strata = if by_strata(method) { plan.allocation.strata.len() } else { 0 };
        let mut allocator = Self {
            method,
            margins: Margins::new(strata, &shares),
            shares,
            block: block(plan)?,
            strata,
            by_cluster: plan.unit.is_cluster(),
            seed: seed.clone(),
            rows: HashMap::with_capacity(already.len()),
            places: HashMap::new(),
            next: 0,
        };
        for row in already {
            allocator.take(row.clone())?;
        }
        Ok(allocator)
    }

    /// The arm of a unit: the one it has, or else a new one.
    ///
    /// # Errors
    ///
    /// [`AllocationError`] if the unit cannot be one; nothing is then given.
    pub fn assign(&mut self, unit: &UnitToAssign, at: Timestamp) -> Result<Assigned, AllocationError> {
        let name = self.name(unit)?;
        if let Some(row) = self.rows.get(name) {
            return Ok(row.clone());
        }
        let stratum = self.stratum(unit)?;
        let (arm, probability) = match self.method {
            AllocationMethod::Simple => self.simple(name),
            AllocationMethod::Blocked | AllocationMethod::Stratified => self.in_block(&stratum),
            AllocationMethod::Minimisation => {
                let mut chance = Chance::of(self.seed.key("minimisation"), &[name]);
                self.margins.draw(&unit.covariates, &mut chance)
            }
        };
        let unit = name.to_owned();
        let row = Assigned { unit, arm, stratum, probability, order: self.next, assigned_at: at };
        self.take(row.clone())?;
        Ok(row)
    }

    /// The order of the next unit: how many have an arm.
    pub const fn next(&self) -> u64 {
        self.next
    }

    /// The row of a unit that has one.
    pub fn row(&self, unit: &str) -> Option<&Assigned> {
        self.rows.get(unit)
    }

    /// What gets the arm: the unit, or the cluster it belongs to.
    fn name<'unit>(&self, unit: &'unit UnitToAssign) -> Result<&'unit str, AllocationError> {
        let name = match &unit.cluster {
            None => &unit.name,
            Some(cluster) if self.by_cluster => cluster,
            Some(_) => return Err(AllocationError::ClustersOfPeople),
        };
        check_name(name)?;
        Ok(name)
    }

    /// The unit's stratum as it is written; empty where the method has none.
    fn stratum(&self, unit: &UnitToAssign) -> Result<String, AllocationError> {
        if self.strata == 0 {
            return Ok(String::new());
        }
        if unit.covariates.len() != self.strata {
            return Err(AllocationError::Strata {
                unit: unit.name.clone(),
                wanted: self.strata,
                given: unit.covariates.len(),
            });
        }
        Ok(stratum_of(&unit.covariates))
    }

    fn simple(&self, name: &str) -> (usize, f64) {
        let hash = blake3::keyed_hash(&self.seed.key("simple"), name.as_bytes());
        let mut eight = [0; 8];
        eight.copy_from_slice(&hash.as_bytes()[..8]);
        let arm = chance::weighted(&self.shares, share(u64::from_le_bytes(eight)));
        (arm, self.shares[arm])
    }

    /// The next place in the blocks of a stratum.
    fn in_block(&self, stratum: &str) -> (usize, f64) {
        let size = self.block.len() as u64;
        let place = self.places.get(stratum).copied().unwrap_or(0);
        let number = (place / size).to_string();
        let mut arms = self.block.clone();
        Chance::of(self.seed.key("block"), &[stratum, &number]).shuffle(&mut arms);
        let within = usize::try_from(place % size).unwrap_or(0);
        let arm = arms[within];
        (arm, self.shares[arm])
    }

    /// Counts a row; one that is there already must say the same.
    fn take(&mut self, row: Assigned) -> Result<(), AllocationError> {
        if row.arm >= self.shares.len() {
            return Err(AllocationError::UnknownArm { unit: row.unit });
        }
        if let Some(before) = self.rows.get(&row.unit) {
            let is_same = before.arm == row.arm;
            return if is_same { Ok(()) } else { Err(AllocationError::TwoArms { unit: row.unit }) };
        }
        if self.strata > 0 {
            let values = values_of(&row.stratum);
            if values.len() != self.strata {
                let (wanted, given) = (self.strata, values.len());
                return Err(AllocationError::Strata { unit: row.unit, wanted, given });
            }
            self.margins.count(&values, row.arm);
        }
        *self.places.entry(row.stratum.clone()).or_default() += 1;
        self.next = self.next.max(row.order + 1);
        self.rows.insert(row.unit.clone(), row);
        Ok(())
    }
}

const fn by_strata(method: AllocationMethod) -> bool {
    matches!(method, AllocationMethod::Stratified | AllocationMethod::Minimisation)
}

/// The arms of a block in the order of the plan, each as often as its weight says.
fn block(plan: &Plan) -> Result<Vec<usize>, AllocationError> {
    if !matches!(plan.allocation.method, AllocationMethod::Blocked | AllocationMethod::Stratified) {
        return Ok(Vec::new());
    }
    let whole = whole_weights(&plan.weights()).ok_or(AllocationError::Faulty)?;
    let once: u32 = whole.iter().sum();
    let times = match plan.allocation.block {
        0 => 2,
        size if size % once == 0 => size / once,
        _ => return Err(AllocationError::Faulty),
    };
    let arms = whole.iter().enumerate();
    Ok(arms.flat_map(|(arm, count)| std::iter::repeat_n(arm, (count * times) as usize)).collect())
}

pub(crate) fn check_name(name: &str) -> Result<(), AllocationError> {
    if name.trim().is_empty() {
        return Err(AllocationError::NoName);
    }
    if name.len() > NAME_BYTES_MAX {
        return Err(AllocationError::LongName);
    }
    Ok(())
}
