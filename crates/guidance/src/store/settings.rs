//! What partners ask of advice, in the register.

use jiff::Timestamp;
use kernel::PartnerCode;
use register::{StoreError, Tx, both};
use sqlx::FromRow;

use super::{instant, json, partner, written};
use crate::setting::Setting;

#[derive(FromRow)]
struct Row {
    partner: String,
    is_public: i64,
    limits: String,
    trial: Option<String>,
    changed_at_us: i64,
}

impl TryFrom<Row> for Setting {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            partner: partner(&row.partner)?,
            is_public: row.is_public == 1,
            limits: json("guidance_setting.limits", &row.limits)?,
            trial: row.trial,
            changed_at: instant("guidance_setting.changed_at_us", row.changed_at_us)?,
        })
    }
}

/// What a partner asks; `None`: it has not said.
///
/// # Errors
///
/// [`StoreError`], as all functions here.
pub async fn of(tx: &mut Tx, partner: &PartnerCode) -> Result<Option<Setting>, StoreError> {
    const SQL: &str = "
        SELECT partner, is_public, limits, trial, changed_at_us FROM guidance_setting WHERE partner = $1";
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str()).fetch_optional(conn).await)?;
    row.map(Setting::try_from).transpose()
}

/// The partners whose page is open, by name.
///
/// # Errors
///
/// [`StoreError`].
pub async fn public(tx: &mut Tx) -> Result<Vec<register::Partner>, StoreError> {
    const SQL: &str = "
        SELECT p.code, p.name FROM partner p JOIN guidance_setting s ON s.partner = p.code
        WHERE s.is_public = 1 ORDER BY p.name, p.code";
    let rows: Vec<(String, String)> = both!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    rows.into_iter().map(|(code, name)| Ok(register::Partner { code: partner(&code)?, name })).collect()
}

/// Writes what a partner asks.
///
/// # Errors
///
/// [`StoreError`].
pub async fn save(tx: &mut Tx, setting: &Setting, by: &str) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO guidance_setting (partner, is_public, limits, trial, changed_by, changed_at_us)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (partner) DO UPDATE SET is_public = excluded.is_public, limits = excluded.limits,
            trial = excluded.trial, changed_by = excluded.changed_by, changed_at_us = excluded.changed_at_us";
    both!(tx, conn => sqlx::query(SQL)
        .bind(setting.partner.as_str())
        .bind(i64::from(setting.is_public))
        .bind(written(&setting.limits))
        .bind(setting.trial.as_deref())
        .bind(by)
        .bind(setting.changed_at.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The moment of the last change by anybody, for those who keep settings in memory.
///
/// # Errors
///
/// [`StoreError`].
pub async fn last_change(tx: &mut Tx) -> Result<Option<Timestamp>, StoreError> {
    const SQL: &str = "SELECT MAX(changed_at_us) FROM guidance_setting";
    let (at,): (Option<i64>,) = both!(tx, conn => sqlx::query_as(SQL).fetch_one(conn).await)?;
    super::maybe_instant("guidance_setting.changed_at_us", at)
}
