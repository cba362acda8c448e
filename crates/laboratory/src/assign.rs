//! Which arm a unit gets, kept in the register: by the API, by a list, and by other parts of the product.
//!
//! Start with [`assign`]; who asks by the API does so through [`Assigner`]. What a caller calls its usagers, requests and agents becomes a pseudonym before anything is kept, the same as
//! in the contact log; offices and days keep their names.
//!
//! **Invariant:** a unit keeps the arm that it was given, whoever asks again and on whichever server.

mod together;

use std::collections::HashMap;

use experiments::{
    Plan,
    allocation::{AllocationError, Allocator, Assigned, UnitToAssign, assign_all, wedge_schedule},
    plan::{Design, Unit},
    registration::Seed,
};
use jiff::Timestamp;
use kernel::{Explain, Message, PartnerCode};
use register::{StoreError, Tx, both};

pub(crate) use together::{Ask, Assigner};

use crate::{
    Experiment, ExperimentId, Laboratory, State,
    store::{self, AssignedUnit},
    words::message,
};

/// Units of one list.
pub const LIST_MAX: usize = 1_000_000;

/// No arm was given.
#[derive(Debug, thiserror::Error)]
pub enum AssignError {
    /// The experiment is not registered, or over.
    #[error("the experiment is `{}`: units get arms only while it runs", .0.code())]
    NotRunning(State),
    /// Its seed is gone.
    #[error("the experiment has no seed")]
    NoSeed,
    /// The unit cannot be one.
    #[error(transparent)]
    Allocation(#[from] AllocationError),
    /// The register.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Explain for AssignError {
    fn message(&self) -> Message {
        match self {
            Self::NotRunning(_) => message("assign-not-running"),
            Self::NoSeed => message("assign-no-seed"),
            Self::Allocation(it) => it.message(),
            Self::Store(it) => it.message(),
        }
    }
}

/// The name under which a unit is kept.
pub fn kept_name(laboratory: &Laboratory, partner: &PartnerCode, unit: Unit, name: &str) -> String {
    let keys = laboratory.keys();
    let name = name.trim();
    match unit {
        Unit::Usager => format!("{:016x}", keys.usager(partner, name)),
        Unit::Request => format!("{:016x}", keys.request(partner, name)),
        Unit::Agent => format!("{:016x}", keys.agent(partner, name)),
        Unit::Office | Unit::Day => name.to_owned(),
    }
}

/// Allocators that go on from the last unit, by experiment.
pub(crate) type Allocators = HashMap<ExperimentId, Allocator>;

/// The arm that a unit has; `None`: it never asked. `name` is what the caller calls it.
///
/// # Errors
///
/// [`StoreError`].
pub async fn known(
    laboratory: &Laboratory,
    tx: &mut Tx,
    experiment: &Experiment,
    name: &str,
) -> Result<Option<AssignedUnit>, StoreError> {
    let unit = kept_name(laboratory, &experiment.partner, experiment.plan.unit, name);
    store::unit(tx, experiment.id, &unit).await
}

/// Gives a unit its arm; one that has an arm keeps it. `name` is what the caller calls it.
///
/// # Errors
///
/// [`AssignError`]; nothing is then given.
pub async fn assign(
    laboratory: &Laboratory,
    tx: &mut Tx,
    experiment: &Experiment,
    name: &str,
    covariates: Vec<String>,
    at: Timestamp,
) -> Result<AssignedUnit, AssignError> {
    if name.trim().is_empty() {
        return Err(AllocationError::NoName.into());
    }
    let plan = &experiment.plan;
    let unit = kept_name(laboratory, &experiment.partner, plan.unit, name);
    if let Some(found) = store::unit(tx, experiment.id, &unit).await? {
        return Ok(found);
    }
    let seed = running_seed(tx, experiment).await?;
    // Somebody may have given it its arm while we waited for our turn.
    if let Some(found) = store::unit(tx, experiment.id, &unit).await? {
        return Ok(found);
    }
    let next = store::next_place(tx, experiment.id).await?;
    let known = laboratory.take_allocator(experiment.id, u64::try_from(next).unwrap_or(0));
    let mut allocator = match known {
        Some(allocator) => allocator,
        None => Allocator::new(plan, &seed, &rows(tx, experiment).await?)?,
    };
    let asked = UnitToAssign { name: unit, covariates, cluster: None };
    let row = allocator.assign(&asked, at)?;
    let kept = AssignedUnit { place: next, ..kept(row) };
    store::add_units(tx, experiment.id, std::slice::from_ref(&kept)).await?;
    laboratory.keep_allocator(experiment.id, allocator);
    Ok(kept)
}

/// Gives every unit of a list its arm, or its date where the design has steps. Units that have one keep it.
///
/// # Errors
///
/// [`AssignError`]; nothing is then given.
pub async fn assign_list(
    laboratory: &Laboratory,
    tx: &mut Tx,
    experiment: &Experiment,
    units: Vec<UnitToAssign>,
    at: Timestamp,
) -> Result<Vec<AssignedUnit>, AssignError> {
    let plan = &experiment.plan;
    let seed = running_seed(tx, experiment).await?;
    let named = |it: UnitToAssign| UnitToAssign {
        name: kept_name(laboratory, &experiment.partner, plan.unit, &it.name),
        ..it
    };
    let units: Vec<UnitToAssign> = units.into_iter().map(named).collect();
    let mut next = store::next_place(tx, experiment.id).await?;
    let given: Vec<AssignedUnit> = if plan.design == Design::SteppedWedge {
        if next > 0 {
            return Ok(store::units(tx, experiment.id).await?);
        }
        let schedule = wedge_schedule(plan, &seed, &units)?;
        let steps = schedule.into_iter();
        steps
            .map(|it| AssignedUnit {
                unit: it.unit,
                place: 0,
                arm: 1,
                stratum: it.starts_on.to_string(),
                probability: 1.0,
                assigned_at: at,
            })
            .collect()
    } else {
        let already = rows(tx, experiment).await?;
        assign_all(plan, &seed, &already, &units, at)?.into_iter().map(kept).collect()
    };
    let known: std::collections::HashSet<String> =
        store::units(tx, experiment.id).await?.into_iter().map(|it| it.unit).collect();
    let mut fresh = Vec::new();
    for mut unit in given.iter().filter(|it| !known.contains(&it.unit)).cloned() {
        unit.place = next;
        next += 1;
        fresh.push(unit);
    }
    store::add_units(tx, experiment.id, &fresh).await?;
    laboratory.forget_allocator(experiment.id);
    Ok(given)
}

/// The seed of a running experiment, whose row is locked until the transaction ends.
async fn running_seed(tx: &mut Tx, experiment: &Experiment) -> Result<Seed, AssignError> {
    const LOCK: &str = "UPDATE experiment SET seed = seed WHERE experiment_id = $1 AND state = 'registered'";
    let locked = both!(tx, conn => sqlx::query(LOCK)
        .bind(experiment.id.uuid()).execute(conn).await.map(|it| it.rows_affected()))
    .map_err(StoreError::from)?;
    if locked != 1 {
        return Err(AssignError::NotRunning(experiment.state));
    }
    let seed = store::seed(tx, experiment.id).await?.ok_or(AssignError::NoSeed)?;
    seed.reveal().parse().map_err(|_| AssignError::NoSeed)
}

/// The rows that an allocator goes on from. Simple allocation needs none: an arm follows from the seed and the name.
async fn rows(tx: &mut Tx, experiment: &Experiment) -> Result<Vec<Assigned>, StoreError> {
    let units = store::units(tx, experiment.id).await?;
    let row = |it: AssignedUnit| Assigned {
        unit: it.unit,
        arm: it.arm,
        stratum: it.stratum,
        probability: it.probability,
        order: u64::try_from(it.place).unwrap_or(0),
        assigned_at: it.assigned_at,
    };
    Ok(units.into_iter().map(row).collect())
}

fn kept(row: Assigned) -> AssignedUnit {
    AssignedUnit {
        unit: row.unit,
        place: i64::try_from(row.order).unwrap_or(i64::MAX),
        arm: row.arm,
        stratum: row.stratum,
        probability: row.probability,
        assigned_at: row.assigned_at,
    }
}

/// The columns that a list of units must have beside `unit`.
pub fn columns_of(plan: &Plan) -> &[String] {
    &plan.allocation.strata
}
