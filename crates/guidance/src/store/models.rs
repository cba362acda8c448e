//! What was learned from the log, in the register.

use jiff::Timestamp;
use register::{StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use super::{count, instant, maybe_instant};
use crate::given::ModelId;

/// A fitted model as the register keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Its id.
    pub id: ModelId,
    /// When it was fitted.
    pub fitted_at: Timestamp,
    /// Until when contacts were seen.
    pub seen_until: Timestamp,
    /// First contacts that it rests on.
    pub contacts: u64,
    /// The model, as JSON.
    pub fitted: String,
    /// How well it foretold what came after, as JSON.
    pub reliability: String,
}

#[derive(FromRow)]
struct Row {
    model_id: Uuid,
    fitted_at_us: i64,
    seen_until_us: i64,
    contacts: i64,
    fitted: String,
    reliability: String,
}

impl TryFrom<Row> for Kept {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: ModelId::from_uuid(row.model_id),
            fitted_at: instant("guidance_model.fitted_at_us", row.fitted_at_us)?,
            seen_until: instant("guidance_model.seen_until_us", row.seen_until_us)?,
            contacts: count("guidance_model.contacts", row.contacts)?,
            fitted: row.fitted,
            reliability: row.reliability,
        })
    }
}

/// Keeps a model.
///
/// # Errors
///
/// [`StoreError`], as all functions here.
pub async fn keep(tx: &mut Tx, model: &Kept) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO guidance_model (model_id, fitted_at_us, seen_until_us, contacts, fitted, reliability)
        VALUES ($1, $2, $3, $4, $5, $6)";
    both!(tx, conn => sqlx::query(SQL)
        .bind(model.id.uuid())
        .bind(model.fitted_at.as_microsecond())
        .bind(model.seen_until.as_microsecond())
        .bind(i64::try_from(model.contacts).unwrap_or(i64::MAX))
        .bind(&model.fitted)
        .bind(&model.reliability)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The latest one, and its id before it is read whole: who has it already reads no more.
///
/// # Errors
///
/// [`StoreError`].
pub async fn latest_id(tx: &mut Tx) -> Result<Option<ModelId>, StoreError> {
    const SQL: &str = "SELECT model_id FROM guidance_model ORDER BY fitted_at_us DESC, model_id DESC LIMIT 1";
    let row: Option<(Uuid,)> = both!(tx, conn => sqlx::query_as(SQL).fetch_optional(conn).await)?;
    Ok(row.map(|(id,)| ModelId::from_uuid(id)))
}

/// When the latest one was fitted.
///
/// # Errors
///
/// [`StoreError`].
pub async fn latest_fit(tx: &mut Tx) -> Result<Option<Timestamp>, StoreError> {
    const SQL: &str = "SELECT MAX(fitted_at_us) FROM guidance_model";
    let (at_us,): (Option<i64>,) = both!(tx, conn => sqlx::query_as(SQL).fetch_one(conn).await)?;
    maybe_instant("guidance_model.fitted_at_us", at_us)
}

/// A model.
///
/// # Errors
///
/// [`StoreError`].
pub async fn find(tx: &mut Tx, id: ModelId) -> Result<Option<Kept>, StoreError> {
    const SQL: &str = "
        SELECT model_id, fitted_at_us, seen_until_us, contacts, fitted, reliability
        FROM guidance_model WHERE model_id = $1";
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(Kept::try_from).transpose()
}

/// Forgets what was learned before an instant, but for the latest.
///
/// # Errors
///
/// [`StoreError`].
pub async fn forget_before(tx: &mut Tx, at: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "
        DELETE FROM guidance_model WHERE fitted_at_us < $1
            AND fitted_at_us < (SELECT MAX(fitted_at_us) FROM guidance_model)";
    let gone = both!(tx, conn => sqlx::query(SQL)
        .bind(at.as_microsecond()).execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(gone)
}
