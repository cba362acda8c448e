//! Every plan that was in force.

use experiments::{
    Plan, Registration,
    registration::{Amendment, Seed, changes},
};
use jiff::Timestamp;
use kernel::Secret;
use register::{StoreError, Tx, both};
use sqlx::FromRow;

use super::{instant, read_plan};
use crate::{Experiment, ExperimentId};

/// A plan as it was in force.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptPlan {
    /// The plan.
    pub plan: Plan,
    /// Its hash.
    pub hash: String,
    /// Why it was changed; empty for the first.
    pub reason: String,
    /// Whether outcomes were known by then.
    pub after_outcomes: bool,
    /// Who made it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    plan: String,
    hash: String,
    reason: String,
    after_outcomes: i64,
    made_by: String,
    made_at_us: i64,
}

/// The plans of an experiment, the registered one first.
pub async fn plans(tx: &mut Tx, id: ExperimentId) -> Result<Vec<KeptPlan>, StoreError> {
    const SQL: &str = "
        SELECT plan, hash, reason, after_outcomes, made_by, made_at_us
        FROM experiment_plan WHERE experiment_id = $1 ORDER BY place";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_all(conn).await)?;
    let kept = |it: Row| {
        Ok(KeptPlan {
            plan: read_plan(&it.plan)?,
            hash: it.hash,
            reason: it.reason,
            after_outcomes: it.after_outcomes == 1,
            by: it.made_by,
            at: instant("experiment_plan", it.made_at_us)?,
        })
    };
    rows.into_iter().map(kept).collect()
}

/// The registration of an experiment with its amendments, as a report shows it; `None` for a draft.
pub async fn registration(tx: &mut Tx, experiment: &Experiment) -> Result<Option<Registration>, StoreError> {
    let plans = plans(tx, experiment.id).await?;
    let (Some(first), Some(last)) = (plans.first(), plans.last()) else { return Ok(None) };
    let seed = seed(tx, experiment.id).await?;
    let seed_commitment = seed.and_then(|it| it.reveal().parse::<Seed>().ok()).map(|it| it.commitment());
    let amendment = |pair: &[KeptPlan]| Amendment {
        at: pair[1].at,
        reason: pair[1].reason.clone(),
        hash: pair[1].hash.clone(),
        after_outcomes: pair[1].after_outcomes,
        changes: changes(&pair[0].plan, &pair[1].plan),
    };
    Ok(Some(Registration {
        plan: last.plan.clone(),
        hash: first.hash.clone(),
        registered_at: first.at,
        seed_commitment: seed_commitment.unwrap_or_default(),
        amendments: plans.windows(2).map(amendment).collect(),
    }))
}

/// The seed of an experiment's allocation, as hexadecimal digits.
pub async fn seed(tx: &mut Tx, id: ExperimentId) -> Result<Option<Secret<String>>, StoreError> {
    const SQL: &str = "SELECT seed FROM experiment WHERE experiment_id = $1";
    let found: Option<Option<String>> =
        both!(tx, conn => sqlx::query_scalar(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    Ok(found.flatten().map(Secret::new))
}

/// Changes the plan of a registered experiment, and keeps why. `false`: it is not registered, or was changed since.
pub async fn amend(
    tx: &mut Tx,
    experiment: &Experiment,
    plan: &Plan,
    (reason, after_outcomes): (&str, bool),
    by: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE experiment SET plan = $3, practice = $4, title = $5, changed_at_us = $6
        WHERE experiment_id = $1 AND state = 'registered' AND changed_at_us = $2";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(experiment.id.uuid())
        .bind(experiment.changed_at.as_microsecond())
        .bind(plan.write())
        .bind(&plan.practice)
        .bind(&plan.title)
        .bind(at.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    if changed == 1 {
        keep(tx, experiment.id, (plan, &plan.hash()), (reason, after_outcomes), by, at).await?;
    }
    Ok(changed == 1)
}

pub(super) async fn keep(
    tx: &mut Tx,
    id: ExperimentId,
    (plan, hash): (&Plan, &str),
    (reason, after_outcomes): (&str, bool),
    by: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO experiment_plan (experiment_id, place, plan, hash, reason, after_outcomes, made_by, made_at_us)
        SELECT $1, COUNT(*), $2, $3, $4, $5, $6, $7 FROM experiment_plan WHERE experiment_id = $1";
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid())
        .bind(plan.write())
        .bind(hash)
        .bind(reason)
        .bind(i64::from(after_outcomes))
        .bind(by)
        .bind(at.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}
