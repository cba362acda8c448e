//! Experiments in the register.
//!
//! Start with [`record`] and [`find`]. A change of state is one statement whose condition is the state that it must come from:
//! `false` means that somebody else was faster, and nothing is written.
//!
//! **Invariant:** a partner's experiments are read through its [`Scope`]; only what is published is read without one.

mod looks;
mod observed;
mod plans;
mod units;

use experiments::Plan;
use jiff::Timestamp;
use kernel::Scope;
use register::{StoreError, Tx, both, partner::bound};
use sqlx::{FromRow, types::Uuid};

pub use looks::{
    Lesson, Look, PublishedReport, add_look, keep_lesson, last_report, lesson, look_count, looks,
    published_reports,
};
pub use observed::replace_units;
pub use plans::{KeptPlan, amend, plans, registration, seed};
pub use units::{AssignedUnit, add_units, count_by_arm, forget_units, next_place, unit, units, with_units};

use crate::{Experiment, ExperimentId, State};

/// Experiments of a list.
const LISTED_MAX: i64 = 500;

const COLUMNS: &str =
    "experiment_id, partner, plan, state, hash, created_at_us, changed_at_us, registered_at_us,
            concluded_at_us, published_at_us";

#[derive(FromRow)]
struct Row {
    experiment_id: Uuid,
    partner: String,
    plan: String,
    state: String,
    hash: Option<String>,
    created_at_us: i64,
    changed_at_us: i64,
    registered_at_us: Option<i64>,
    concluded_at_us: Option<i64>,
    published_at_us: Option<i64>,
}

impl TryFrom<Row> for Experiment {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let some = |at_us: Option<i64>| at_us.map(|it| instant("experiment", it)).transpose();
        Ok(Self {
            id: ExperimentId::from_uuid(row.experiment_id),
            partner: row
                .partner
                .parse()
                .map_err(|_| StoreError::unreadable("experiment.partner", &row.partner))?,
            plan: read_plan(&row.plan)?,
            state: State::of(&row.state)
                .ok_or_else(|| StoreError::unreadable("experiment.state", &row.state))?,
            hash: row.hash,
            created_at: instant("experiment", row.created_at_us)?,
            changed_at: instant("experiment", row.changed_at_us)?,
            registered_at: some(row.registered_at_us)?,
            concluded_at: some(row.concluded_at_us)?,
            published_at: some(row.published_at_us)?,
        })
    }
}

fn instant(what: &'static str, at_us: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(at_us).map_err(|_| StoreError::unreadable(what, &at_us))
}

fn read_plan(text: &str) -> Result<Plan, StoreError> {
    Plan::read(text).map_err(|_| StoreError::unreadable("experiment.plan", text))
}

/// Records a draft.
pub async fn record(tx: &mut Tx, experiment: &Experiment, by: &str) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO experiment (experiment_id, partner, practice, title, plan, state, created_by, created_at_us, changed_at_us)
        VALUES ($1, $2, $3, $4, $5, 'draft', $6, $7, $7)";
    let plan = &experiment.plan;
    both!(tx, conn => sqlx::query(SQL)
        .bind(experiment.id.uuid())
        .bind(experiment.partner.as_str())
        .bind(&plan.practice)
        .bind(&plan.title)
        .bind(plan.write())
        .bind(by)
        .bind(experiment.created_at.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// An experiment of the reader's own. What others have is not found.
pub async fn find(tx: &mut Tx, scope: &Scope, id: ExperimentId) -> Result<Option<Experiment>, StoreError> {
    let sql =
        format!("SELECT {COLUMNS} FROM experiment WHERE experiment_id = $1 AND ($2 IS NULL OR partner = $2)");
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.uuid()).bind(bound(scope)).fetch_optional(conn).await)?;
    row.map(Experiment::try_from).transpose()
}

/// A published experiment, whoever's.
pub async fn find_published(tx: &mut Tx, id: ExperimentId) -> Result<Option<Experiment>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM experiment WHERE experiment_id = $1 AND state = 'published'");
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(Experiment::try_from).transpose()
}

/// The experiments that the reader may change, the latest change first.
pub async fn listed(tx: &mut Tx, scope: &Scope) -> Result<Vec<Experiment>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM experiment WHERE ($1 IS NULL OR partner = $1)
         ORDER BY changed_at_us DESC, experiment_id LIMIT $2"
    );
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(bound(scope)).bind(LISTED_MAX).fetch_all(conn).await)?;
    rows.into_iter().map(Experiment::try_from).collect()
}

/// Changes the plan of a draft. `false`: it is no draft, or somebody changed it since `seen`.
pub async fn change_draft(
    tx: &mut Tx,
    id: ExperimentId,
    plan: &Plan,
    seen: Timestamp,
    at: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE experiment SET plan = $3, practice = $4, title = $5, changed_at_us = $6
        WHERE experiment_id = $1 AND state = 'draft' AND changed_at_us = $2";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid())
        .bind(seen.as_microsecond())
        .bind(plan.write())
        .bind(&plan.practice)
        .bind(&plan.title)
        .bind(at.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// Removes a draft. `false`: it is no draft.
pub async fn remove_draft(tx: &mut Tx, id: ExperimentId) -> Result<bool, StoreError> {
    const LINKS: &str = "DELETE FROM project_experiment WHERE experiment_id = $1
        AND EXISTS (SELECT 1 FROM experiment e WHERE e.experiment_id = $1 AND e.state = 'draft')";
    const SQL: &str = "DELETE FROM experiment WHERE experiment_id = $1 AND state = 'draft'";
    both!(tx, conn => sqlx::query(LINKS).bind(id.uuid()).execute(conn).await.map(drop))?;
    let removed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(removed == 1)
}

/// Fixes the plan of a draft: from now on it changes by amendments only. `false`: it is no draft, or was changed since `seen`.
pub async fn register(
    tx: &mut Tx,
    experiment: &Experiment,
    hash: &str,
    seed: &str,
    by: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE experiment SET state = 'registered', hash = $3, seed = $4, registered_at_us = $5, changed_at_us = $5
        WHERE experiment_id = $1 AND state = 'draft' AND changed_at_us = $2";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(experiment.id.uuid())
        .bind(experiment.changed_at.as_microsecond())
        .bind(hash)
        .bind(seed)
        .bind(at.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    if changed == 1 {
        plans::keep(tx, experiment.id, (&experiment.plan, hash), ("", false), by, at).await?;
    }
    Ok(changed == 1)
}

/// Moves an experiment on. `false`: it is not in `from`.
pub async fn move_on(
    tx: &mut Tx,
    id: ExperimentId,
    from: State,
    to: State,
    at: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE experiment SET state = $3, changed_at_us = $4,
            concluded_at_us = CASE WHEN $3 = 'concluded' AND concluded_at_us IS NULL THEN $4 ELSE concluded_at_us END,
            published_at_us = CASE WHEN $3 = 'published' THEN $4 ELSE published_at_us END
        WHERE experiment_id = $1 AND state = $2";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid())
        .bind(from.code())
        .bind(to.code())
        .bind(at.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}
