//! Calls that rules ask for: a list until they are made.

use jiff::Timestamp;
use kernel::PartnerCode;
use register::{StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use crate::{
    notice::TurnId,
    rules::ports::{CallId, CallTask},
    store::{instant, text},
};

/// Calls of the list.
const LISTED_MAX: i64 = 500;

/// A call that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenCall {
    /// Its id.
    pub id: CallId,
    /// Of which turn.
    pub turn: TurnId,
    /// About which request, in the words of the partner's systems.
    pub request: String,
    /// Whom, in the same words.
    pub usager: String,
    /// What to say.
    pub script: String,
    /// What names it where agents work, if it stands there.
    pub callback: Option<String>,
    /// Since when it waits.
    pub made_at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    call_id: Uuid,
    turn_id: Uuid,
    request: String,
    usager: String,
    script: String,
    callback: Option<String>,
    made_at_us: i64,
}

/// Writes a call; `usager` is their name in the partner's systems.
pub(crate) async fn record(
    tx: &mut Tx,
    task: &CallTask,
    (usager, rung, callback): (&str, usize, Option<&str>),
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO notice_call (call_id, partner, turn_id, rung, request, usager, script, state, callback, made_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9)";
    both!(tx, conn => sqlx::query(SQL)
        .bind(task.id.uuid())
        .bind(task.partner.as_str())
        .bind(task.turn.uuid())
        .bind(i64::try_from(rung).unwrap_or(i64::MAX))
        .bind(text(&task.request))
        .bind(text(usager))
        .bind(text(&task.script))
        .bind(callback)
        .bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The calls of a partner that wait, the oldest first.
pub async fn open(tx: &mut Tx, partner: &PartnerCode) -> Result<Vec<OpenCall>, StoreError> {
    const SQL: &str = "
        SELECT call_id, turn_id, request, usager, script, callback, made_at_us FROM notice_call
        WHERE partner = $1 AND state = 'open' ORDER BY made_at_us, call_id LIMIT $2";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str()).bind(LISTED_MAX).fetch_all(conn).await)?;
    let call = |row: Row| {
        Ok(OpenCall {
            id: CallId::from_uuid(row.call_id),
            turn: TurnId::from_uuid(row.turn_id),
            request: row.request,
            usager: row.usager,
            script: row.script,
            callback: row.callback,
            made_at: instant("notice_call.made_at_us", row.made_at_us)?,
        })
    };
    rows.into_iter().map(call).collect()
}

/// A call was made: whether the person was reached. If not, the next rung of its turn leaves at once. `false`: it waited no more.
pub async fn done(
    tx: &mut Tx,
    partner: &PartnerCode,
    id: CallId,
    is_reached: bool,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE notice_call SET state = $3, done_at_us = $4 WHERE call_id = $1 AND partner = $2 AND state = 'open'";
    const FAILED: &str = "
        UPDATE notice_rule_turn SET is_failed = 1, due_at_us = $2 WHERE call_id = $1 AND state = 'open'";
    let state = if is_reached { "reached" } else { "missed" };
    let changed = both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(partner.as_str()).bind(state).bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    if changed == 1 && !is_reached {
        both!(tx, conn => sqlx::query(FAILED)
            .bind(id.uuid()).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
    }
    Ok(changed == 1)
}

/// Cancels the calls of a turn that wait; those that stand where agents work are in [`left_behind`] then.
pub(crate) async fn cancel(tx: &mut Tx, turn: TurnId, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE notice_call SET state = 'cancelled', done_at_us = $2 WHERE turn_id = $1 AND state = 'open'";
    both!(tx, conn => sqlx::query(SQL)
        .bind(turn.uuid()).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Calls that were cancelled and still stand where agents work.
pub(crate) async fn left_behind(tx: &mut Tx) -> Result<Vec<(CallId, String)>, StoreError> {
    const SQL: &str = "
        SELECT call_id, callback FROM notice_call WHERE state = 'cancelled' AND callback IS NOT NULL LIMIT 100";
    let rows: Vec<(Uuid, String)> = both!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(id, callback)| (CallId::from_uuid(id), callback)).collect())
}

/// A call stands where agents work no more.
pub(crate) async fn taken_away(tx: &mut Tx, id: CallId) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE notice_call SET callback = NULL WHERE call_id = $1";
    both!(tx, conn => sqlx::query(SQL).bind(id.uuid()).execute(conn).await.map(drop))?;
    Ok(())
}
