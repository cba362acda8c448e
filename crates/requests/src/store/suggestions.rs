//! Causes that were proposed, whether agents kept them, and the models that were learned from their coding.

use jiff::Timestamp;
use kernel::{Cause, PartnerCode};
use register::{StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use super::{instant, partner};
use crate::{request::RequestId, rules::coding::Facts};

/// Partners that have a desk.
const PARTNERS_MAX: i64 = 10_000;
/// Models of one partner that are kept: the present one, and two to compare with.
const MODELS_KEPT: i64 = 3;

/// What was proposed when a request was closed.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal<'a> {
    /// Which request.
    pub request: RequestId,
    /// Whose.
    pub partner: &'a PartnerCode,
    /// The first cause that was proposed.
    pub proposed: &'a Cause,
    /// By which version of the model; `None`: by the coding rule.
    pub model: Option<i64>,
    /// What the agent gave.
    pub given: &'a Cause,
    /// What was known of the contact.
    pub facts: Facts,
}

/// Records what was proposed; a request that is closed again says it anew.
pub async fn record(tx: &mut Tx, it: &Proposal<'_>, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO cause_proposal (request_id, partner, proposed, model, given, facts, at_us) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (request_id) DO UPDATE SET proposed = excluded.proposed, model = excluded.model, given = excluded.given,
            facts = excluded.facts, at_us = excluded.at_us";
    both!(tx, conn => sqlx::query(SQL)
        .bind(it.request.uuid())
        .bind(it.partner.as_str())
        .bind(it.proposed.code())
        .bind(it.model)
        .bind(it.given.code())
        .bind(super::written(&it.facts))
        .bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Of what was proposed: how many times, and how many were kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Learned {
    /// By a model: proposed, kept.
    pub learned: (u64, u64),
    /// By the coding rule: proposed, kept.
    pub ruled: (u64, u64),
}

/// The same, of a partner since an instant.
pub async fn kept(tx: &mut Tx, partner: &PartnerCode, since: Timestamp) -> Result<Learned, StoreError> {
    const SQL: &str = "
        SELECT CAST(CASE WHEN model IS NULL THEN 0 ELSE 1 END AS BIGINT) AS by_model, COUNT(*),
            CAST(COALESCE(SUM(CASE WHEN proposed = given THEN 1 ELSE 0 END), 0) AS BIGINT)
        FROM cause_proposal WHERE partner = $1 AND at_us >= $2 GROUP BY 1";
    let rows: Vec<(i64, i64, i64)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str()).bind(since.as_microsecond()).fetch_all(conn).await)?;
    let mut found = Learned::default();
    for (by_model, proposed, kept) in rows {
        let both = (super::count("cause_proposal", proposed)?, super::count("cause_proposal", kept)?);
        if by_model == 1 {
            found.learned = both;
        } else {
            found.ruled = both;
        }
    }
    Ok(found)
}

/// Partners that have a team.
pub async fn partners(tx: &mut Tx) -> Result<Vec<PartnerCode>, StoreError> {
    const SQL: &str = "SELECT DISTINCT partner FROM team ORDER BY partner LIMIT $1";
    let rows: Vec<String> =
        both!(tx, conn => sqlx::query_scalar(SQL).bind(PARTNERS_MAX).fetch_all(conn).await)?;
    rows.iter().map(|it| partner(it)).collect()
}

/// How many requests a partner closed after an instant, counted up to `most`.
pub async fn closed_since(
    tx: &mut Tx,
    partner: &PartnerCode,
    since: Timestamp,
    most: u64,
) -> Result<u64, StoreError> {
    const SQL: &str = "
        SELECT COUNT(*) FROM (SELECT 1 AS one FROM request WHERE partner = $1 AND closed_at_us > $2 LIMIT $3) AS counted";
    let found: i64 = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(partner.as_str()).bind(since.as_microsecond()).bind(most.cast_signed())
        .fetch_one(conn).await)?;
    super::count("request", found)
}

/// A closed request with the cause that a person gave it.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Which.
    pub request: RequestId,
    /// The cause's code.
    pub cause: String,
    /// When it was closed.
    pub closed_at: Timestamp,
    /// What was known at the closing, if that was kept.
    pub facts: Option<Facts>,
}

/// The closed and coded requests of a partner, the latest first. Those that were closed together, with the one cause of an incident,
/// teach nothing about each.
pub async fn coded(tx: &mut Tx, partner: &PartnerCode, limit: i64) -> Result<Vec<Kept>, StoreError> {
    #[derive(FromRow)]
    struct Row {
        request_id: Uuid,
        cause: String,
        closed_at_us: i64,
        facts: Option<String>,
    }
    const SQL: &str = "
        SELECT r.request_id, r.cause, r.closed_at_us, p.facts
        FROM request r LEFT JOIN cause_proposal p ON p.request_id = r.request_id
        WHERE r.partner = $1 AND r.closed_at_us IS NOT NULL AND r.cause IS NOT NULL AND r.merged_into IS NULL
            AND NOT EXISTS (SELECT 1 FROM incident_delivery d WHERE d.request_id = r.request_id AND d.outcome = 'closed')
        ORDER BY r.closed_at_us DESC, r.request_id LIMIT $2";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str()).bind(limit).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|row| {
            Ok(Kept {
                request: RequestId::from_uuid(row.request_id),
                cause: row.cause,
                closed_at: instant("request.closed_at_us", row.closed_at_us)?,
                // Facts of another version of the product are read again from the contacts.
                facts: row.facts.as_deref().and_then(|it| serde_json::from_str(it).ok()),
            })
        })
        .collect()
}

/// When a model was made, and up to which closing it knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Made {
    /// When.
    pub at: Timestamp,
    /// The last closing that it learned from.
    pub until: Timestamp,
    /// From how many requests.
    pub examples: u64,
}

/// The last model of a partner.
pub async fn last(tx: &mut Tx, partner: &PartnerCode) -> Result<Option<Made>, StoreError> {
    const SQL: &str = "
        SELECT at_us, until_us, examples FROM cause_model WHERE partner = $1 ORDER BY version DESC LIMIT 1";
    let row: Option<(i64, i64, i64)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str()).fetch_optional(conn).await)?;
    row.map(|(at_us, until_us, examples)| {
        Ok(Made {
            at: instant("cause_model.at_us", at_us)?,
            until: instant("cause_model.until_us", until_us)?,
            examples: super::count("cause_model.examples", examples)?,
        })
    })
    .transpose()
}

/// The last model of a partner: its version and its JSON.
pub async fn model(tx: &mut Tx, partner: &PartnerCode) -> Result<Option<(i64, String)>, StoreError> {
    const SQL: &str =
        "SELECT version, model FROM cause_model WHERE partner = $1 ORDER BY version DESC LIMIT 1";
    Ok(both!(tx, conn => sqlx::query_as(SQL).bind(partner.as_str()).fetch_optional(conn).await)?)
}

/// Keeps a model under the next version; where two servers learned at once, one of them is kept.
pub async fn keep_model(
    tx: &mut Tx,
    partner: &PartnerCode,
    (model, examples, until): (&str, u32, Timestamp),
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO cause_model (partner, version, at_us, until_us, examples, model)
        SELECT $1, COALESCE(MAX(version), 0) + 1, $2, $3, $4, $5 FROM cause_model WHERE partner = $1
        ON CONFLICT (partner, version) DO NOTHING";
    const OLD: &str = "
        DELETE FROM cause_model WHERE partner = $1
            AND version <= (SELECT MAX(version) FROM cause_model WHERE partner = $1) - $2";
    both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(partner.as_str())
        .bind(now.as_microsecond())
        .bind(until.as_microsecond())
        .bind(i64::from(examples))
        .bind(model)
        .execute(conn).await.map(drop))?;
    both!(tx, conn => sqlx::query(OLD)
        .bind(partner.as_str()).bind(MODELS_KEPT).execute(conn).await.map(drop))?;
    Ok(())
}
