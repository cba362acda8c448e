//! Who began when, where nothing is drawn: what the partner tells, and may correct until a result was seen.

use register::{StoreError, Tx, both};

use super::{AssignedUnit, add_units};
use crate::ExperimentId;

/// Puts a list of units in the place of the one that there was. `false`: the experiment is not registered, or a result was seen.
pub async fn replace_units(
    tx: &mut Tx,
    id: ExperimentId,
    units: &[AssignedUnit],
) -> Result<bool, StoreError> {
    // The row is locked until the transaction ends, so that two lists do not mix.
    const LOCK: &str = "
        UPDATE experiment SET seed = seed WHERE experiment_id = $1 AND state = 'registered'
            AND NOT EXISTS (SELECT 1 FROM experiment_look l WHERE l.experiment_id = $1)";
    const CLEAR: &str = "DELETE FROM experiment_unit WHERE experiment_id = $1";
    let locked = both!(tx, conn => sqlx::query(LOCK)
        .bind(id.uuid()).execute(conn).await.map(|it| it.rows_affected()))?;
    if locked != 1 {
        return Ok(false);
    }
    both!(tx, conn => sqlx::query(CLEAR).bind(id.uuid()).execute(conn).await.map(drop))?;
    add_units(tx, id, units).await?;
    Ok(true)
}
