//! What the units of an experiment did, read from the contact log, and the report that follows.

use experiments::{
    Plan, Report,
    analysis::{ColumnsError, Context, analyse, check},
    plan::{Design, Stopping},
    report::Integrity,
    source::{self, Enrolled, UnitKey},
};
use jiff::Timestamp;
use kernel::{Channel, Euro, Explain, Message, PartnerCode};
use measures::{MeasureError, UnitCosts};
use register::{StoreError, Tx, partner};

use crate::{
    Experiment, Laboratory,
    state::aside,
    store::{self, AssignedUnit},
    words::message,
};

/// No report can be made.
#[derive(Debug, thiserror::Error)]
pub enum OutcomesError {
    /// Not one whole period has passed.
    #[error("not one whole period has passed since the start")]
    TooEarly,
    /// Nobody has an arm yet.
    #[error("no unit has an arm")]
    NoUnit,
    /// The log.
    #[error(transparent)]
    Measure(#[from] MeasureError),
    /// The data do not fit the plan.
    #[error(transparent)]
    Columns(#[from] ColumnsError),
    /// The register.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Explain for OutcomesError {
    fn message(&self) -> Message {
        match self {
            Self::TooEarly => message("outcomes-too-early"),
            Self::NoUnit => message("outcomes-no-unit"),
            Self::Measure(it) => it.message(),
            Self::Columns(ColumnsError::Empty) => message("outcomes-empty"),
            Self::Columns(_) => message("outcomes-columns"),
            Self::Store(it) => it.message(),
        }
    }
}

/// What an analysis is made from, read from the register in one go.
#[derive(Debug)]
pub struct Material {
    experiment: Experiment,
    registration: Option<experiments::Registration>,
    enrolled: Vec<Enrolled>,
    earlier: Vec<Report>,
    costs: UnitCosts,
}

/// Reads the register for an analysis.
///
/// # Errors
///
/// [`OutcomesError`] if nobody has an arm, or the register cannot be read.
pub async fn material(tx: &mut Tx, experiment: &Experiment) -> Result<Material, OutcomesError> {
    let plan = &experiment.plan;
    let units = store::units(tx, experiment.id).await?;
    if units.is_empty() && plan.design != Design::Interrupted {
        return Err(OutcomesError::NoUnit);
    }
    let enrolled = units.iter().filter_map(|it| enrolled(plan, it)).collect();
    let costs = partner::unit_costs(tx, &kernel::Scope::Partner(experiment.partner.clone())).await?;
    Ok(Material {
        registration: store::registration(tx, experiment).await?,
        earlier: store::looks(tx, experiment.id).await?.into_iter().map(|it| it.report).collect(),
        costs: table(costs),
        enrolled,
        experiment: experiment.clone(),
    })
}

/// A unit of the register as the analysis knows it. In designs with dates the date stands in the stratum.
fn enrolled(plan: &Plan, unit: &AssignedUnit) -> Option<Enrolled> {
    let starts_on = plan.design.has_periods().then(|| unit.stratum.parse().ok()).flatten();
    Some(Enrolled {
        key: UnitKey::read(plan.unit, &unit.unit)?,
        arm: unit.arm,
        stratum: if plan.design.has_periods() { String::new() } else { unit.stratum.clone() },
        assigned_at_us: unit.assigned_at.as_microsecond(),
        starts_on,
    })
}

/// The report of an experiment as the log is now.
///
/// # Errors
///
/// [`OutcomesError`].
pub async fn report(
    laboratory: &Laboratory,
    material: Material,
    is_final: bool,
    at: Timestamp,
) -> Result<Report, OutcomesError> {
    let Material { experiment, registration, enrolled, earlier, costs } = material;
    let plan = experiment.plan.clone();
    let asked = source::question(&plan, &enrolled, at.as_microsecond()).ok_or(OutcomesError::TooEarly)?;
    let table = laboratory.by_unit(experiment.partner.clone(), asked.question.clone(), costs.clone()).await?;
    let cost_per_contact = laboratory.cost_per_contact(experiment.partner.clone(), costs).await?;
    let version = laboratory.version().to_owned();
    let made = aside(move || {
        let columns = source::columns(&plan, &asked, &table, &enrolled);
        let data_hash = columns.hash();
        let checked = check(&plan, &columns)?;
        let context = Context {
            registration: registration.as_ref(),
            is_final,
            earlier: &earlier,
            cost_per_contact,
            data_hash,
            version,
            at,
            seed: SEED,
        };
        Ok::<_, ColumnsError>(analyse(&plan, checked, &context))
    });
    Ok(made.await?)
}

/// What may be seen of a running experiment at any time: nothing of its effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// Whether it goes as it should.
    pub integrity: Integrity,
    /// The latest contact that the log has of the partner, in microseconds; `None`: it has none.
    pub observed_until: Option<i64>,
}

/// How a running experiment goes. No effect is computed, whatever the plan's stopping rule.
///
/// # Errors
///
/// [`OutcomesError`].
pub async fn progress(
    laboratory: &Laboratory,
    material: Material,
    at: Timestamp,
) -> Result<Progress, OutcomesError> {
    let Material { experiment, enrolled, costs, .. } = material;
    let plan = Plan {
        stopping: Stopping::Fixed,
        guardrails: Vec::new(),
        subgroups: Vec::new(),
        ..experiment.plan.clone()
    };
    let asked = source::question(&plan, &enrolled, at.as_microsecond()).ok_or(OutcomesError::TooEarly)?;
    let table = laboratory.by_unit(experiment.partner.clone(), asked.question.clone(), costs).await?;
    let observed_until = table.observed_until;
    let version = laboratory.version().to_owned();
    let made = aside(move || {
        let checked = check(&plan, &source::columns(&plan, &asked, &table, &enrolled))?;
        let context = Context {
            registration: None,
            is_final: false,
            earlier: &[],
            cost_per_contact: None,
            data_hash: String::new(),
            version,
            at,
            seed: SEED,
        };
        Ok::<_, ColumnsError>(analyse(&plan, checked, &context).integrity)
    });
    Ok(Progress { integrity: made.await?, observed_until })
}

/// The partner's own unit costs as measures take them.
pub(crate) fn table(own: Vec<(PartnerCode, Channel, Euro)>) -> UnitCosts {
    let mut costs = UnitCosts::default();
    for (partner, channel, cost) in own {
        costs.set(partner, channel, cost);
    }
    costs
}

/// Of what an analysis draws by chance: the same for all, so that nobody chooses it.
const SEED: u64 = 20_261_128;
