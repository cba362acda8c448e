//! Who got what.

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;
use kernel::Scope;
use register::{StoreError, Tx, both, partner::bound};
use sqlx::{FromRow, types::Uuid};

use super::instant;
use crate::ExperimentId;

/// A unit and its arm.
#[derive(Debug, Clone, PartialEq)]
pub struct AssignedUnit {
    /// The unit: a pseudonym in hexadecimal digits, an office, a day.
    pub unit: String,
    /// In which order it came, from 0.
    pub place: i64,
    /// Its arm, by its place in the plan.
    pub arm: usize,
    /// Its stratum; empty: none.
    pub stratum: String,
    /// How probable this arm was.
    pub probability: f64,
    /// When.
    pub assigned_at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    unit: String,
    place: i64,
    arm: i64,
    stratum: String,
    probability: f64,
    assigned_at_us: i64,
}

impl TryFrom<Row> for AssignedUnit {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            unit: row.unit,
            place: row.place,
            arm: usize::try_from(row.arm)
                .map_err(|_| StoreError::unreadable("experiment_unit.arm", &row.arm))?,
            stratum: row.stratum,
            probability: row.probability,
            assigned_at: instant("experiment_unit", row.assigned_at_us)?,
        })
    }
}

/// All units of an experiment, in the order in which they came.
pub async fn units(tx: &mut Tx, id: ExperimentId) -> Result<Vec<AssignedUnit>, StoreError> {
    const SQL: &str = "
        SELECT unit, place, arm, stratum, probability, assigned_at_us
        FROM experiment_unit WHERE experiment_id = $1 ORDER BY place";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_all(conn).await)?;
    rows.into_iter().map(AssignedUnit::try_from).collect()
}

/// One unit, if it has its arm.
pub async fn unit(tx: &mut Tx, id: ExperimentId, unit: &str) -> Result<Option<AssignedUnit>, StoreError> {
    const SQL: &str = "
        SELECT unit, place, arm, stratum, probability, assigned_at_us
        FROM experiment_unit WHERE experiment_id = $1 AND unit = $2";
    let row: Option<Row> =
        both!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).bind(unit).fetch_optional(conn).await)?;
    row.map(AssignedUnit::try_from).transpose()
}

/// The place of the next unit.
pub async fn next_place(tx: &mut Tx, id: ExperimentId) -> Result<i64, StoreError> {
    const SQL: &str = "SELECT COALESCE(MAX(place) + 1, 0) FROM experiment_unit WHERE experiment_id = $1";
    Ok(both!(tx, conn => sqlx::query_scalar(SQL).bind(id.uuid()).fetch_one(conn).await)?)
}

/// Those of the reader's experiments that have units.
pub async fn with_units(tx: &mut Tx, scope: &Scope) -> Result<HashSet<ExperimentId>, StoreError> {
    const SQL: &str = "
        SELECT e.experiment_id FROM experiment e
        WHERE ($1 IS NULL OR e.partner = $1)
            AND EXISTS (SELECT 1 FROM experiment_unit u WHERE u.experiment_id = e.experiment_id)";
    let rows: Vec<Uuid> =
        both!(tx, conn => sqlx::query_scalar(SQL).bind(bound(scope)).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(ExperimentId::from_uuid).collect())
}

/// How many units each arm has, by its place in the plan.
pub async fn count_by_arm(tx: &mut Tx, id: ExperimentId) -> Result<BTreeMap<usize, u64>, StoreError> {
    const SQL: &str = "SELECT arm, COUNT(*) FROM experiment_unit WHERE experiment_id = $1 GROUP BY arm";
    let rows: Vec<(i64, i64)> = both!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_all(conn).await)?;
    let read = |(arm, count): (i64, i64)| {
        let arm = usize::try_from(arm).map_err(|_| StoreError::unreadable("experiment_unit.arm", &arm))?;
        Ok((arm, u64::try_from(count).unwrap_or(0)))
    };
    rows.into_iter().map(read).collect()
}

/// Keeps the arms of units that have none. A unit that has one keeps it: `false` at its place.
pub async fn add_units(
    tx: &mut Tx,
    id: ExperimentId,
    units: &[AssignedUnit],
) -> Result<Vec<bool>, StoreError> {
    const SQL: &str = "
        INSERT INTO experiment_unit (experiment_id, unit, place, arm, stratum, probability, assigned_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (experiment_id, unit) DO NOTHING";
    let mut added = Vec::with_capacity(units.len());
    for unit in units {
        let arm = i64::try_from(unit.arm).unwrap_or(i64::MAX);
        let rows = both!(tx, conn => sqlx::query(SQL)
            .bind(id.uuid())
            .bind(&unit.unit)
            .bind(unit.place)
            .bind(arm)
            .bind(&unit.stratum)
            .bind(unit.probability)
            .bind(unit.assigned_at.as_microsecond())
            .execute(conn).await.map(|it| it.rows_affected()))?;
        added.push(rows == 1);
    }
    Ok(added)
}

/// Removes the units of experiments that were concluded or given up before `before`: what is left is the report.
pub async fn forget_units(tx: &mut Tx, before: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "
        DELETE FROM experiment_unit WHERE experiment_id IN (
            SELECT experiment_id FROM experiment
            WHERE state IN ('concluded', 'published', 'abandoned') AND changed_at_us < $1)";
    let removed = both!(tx, conn => sqlx::query(SQL)
        .bind(before.as_microsecond()).execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(removed)
}
