//! Advice that was given, in the register.

use channel_choice::{Feature, Situation};
use jiff::Timestamp;
use kernel::{Channel, PartnerCode};
use register::{StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use super::{instant, json, maybe_instant, maybe_word, partner, word, written};
use crate::given::{AdviceId, Arm, Door, Given, ModelId};

const COLUMNS: &str =
    "advice_id, partner, reason, site, features, is_urgent, given_at_us, door, model_id, arm, advice, taken,
    taken_at_us, request_id, is_settled, answered_at_us";

#[derive(FromRow)]
struct Row {
    advice_id: Uuid,
    partner: String,
    reason: String,
    site: Option<String>,
    features: String,
    is_urgent: i64,
    given_at_us: i64,
    door: String,
    model_id: Option<Uuid>,
    arm: String,
    advice: String,
    taken: Option<String>,
    taken_at_us: Option<i64>,
    request_id: Option<String>,
    is_settled: Option<i64>,
    answered_at_us: Option<i64>,
}

impl TryFrom<Row> for Given {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let channel = |text: &str| text.parse::<Channel>().ok();
        let taken = maybe_word("guidance_advice.taken", row.taken, channel)?;
        let taken_at = maybe_instant("guidance_advice.taken_at_us", row.taken_at_us)?;
        let answered_at = maybe_instant("guidance_advice.answered_at_us", row.answered_at_us)?;
        Ok(Self {
            id: AdviceId::from_uuid(row.advice_id),
            partner: partner(&row.partner)?,
            reason: row.reason,
            site: row.site,
            situation: Situation {
                features: json::<Vec<Feature>>("guidance_advice.features", &row.features)?,
                is_urgent: row.is_urgent == 1,
            },
            at: instant("guidance_advice.given_at_us", row.given_at_us)?,
            door: word("guidance_advice.door", &row.door, Door::of)?,
            model: row.model_id.map(ModelId::from_uuid),
            arm: word("guidance_advice.arm", &row.arm, Arm::of)?,
            advice: json("guidance_advice.advice", &row.advice)?,
            taken: taken.zip(taken_at),
            request: row.request_id,
            settled: row.is_settled.map(|it| it == 1).zip(answered_at),
        })
    }
}

/// Keeps an advice that is given.
///
/// # Errors
///
/// [`StoreError`], as all functions here.
pub async fn keep(tx: &mut Tx, given: &Given) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO guidance_advice (advice_id, partner, reason, site, features, is_urgent, given_at_us, door, model_id, arm, advised,
            advice)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    both!(tx, conn => sqlx::query(SQL)
        .bind(given.id.uuid())
        .bind(given.partner.as_str())
        .bind(&given.reason)
        .bind(given.site.as_deref())
        .bind(written(&given.situation.features))
        .bind(i64::from(given.situation.is_urgent))
        .bind(given.at.as_microsecond())
        .bind(given.door.code())
        .bind(given.model.map(ModelId::uuid))
        .bind(given.arm.code())
        .bind(given.advice.advised.map(Channel::code))
        .bind(written(&given.advice))
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// An advice of a partner.
///
/// # Errors
///
/// [`StoreError`].
pub async fn find(tx: &mut Tx, id: AdviceId) -> Result<Option<Given>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM guidance_advice WHERE advice_id = $1");
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(Given::try_from).transpose()
}

/// Keeps the way that the person takes, and the request that it became. The first one stays: `false` if one is there.
///
/// # Errors
///
/// [`StoreError`].
pub async fn take(
    tx: &mut Tx,
    id: AdviceId,
    channel: Channel,
    request: Option<&str>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE guidance_advice SET taken = $2, taken_at_us = $3, request_id = $4 WHERE advice_id = $1 AND taken IS NULL";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid())
        .bind(channel.code())
        .bind(now.as_microsecond())
        .bind(request)
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed > 0)
}

/// Keeps the request that an advice became. The first one stays: `false` if one is there.
///
/// # Errors
///
/// [`StoreError`].
pub async fn became(tx: &mut Tx, id: AdviceId, request: &str) -> Result<bool, StoreError> {
    const SQL: &str =
        "UPDATE guidance_advice SET request_id = $2 WHERE advice_id = $1 AND request_id IS NULL";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid())
        .bind(request)
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed > 0)
}

/// Keeps whether it settled the matter; a later answer stands in for an earlier one. `false`: there is no such advice.
///
/// # Errors
///
/// [`StoreError`].
pub async fn answer(tx: &mut Tx, id: AdviceId, is_settled: bool, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE guidance_advice SET is_settled = $2, answered_at_us = $3 WHERE advice_id = $1";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid())
        .bind(i64::from(is_settled))
        .bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed > 0)
}

/// Advice that a partner gave from an instant on, the oldest first, so many at most; with an answer only, if asked.
///
/// # Errors
///
/// [`StoreError`].
pub async fn since(
    tx: &mut Tx,
    partner: Option<&PartnerCode>,
    from: Timestamp,
    is_answered: bool,
    most: u32,
) -> Result<Vec<Given>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM guidance_advice
        WHERE ($1 IS NULL OR partner = $1) AND given_at_us >= $2 AND ($3 = 0 OR answered_at_us IS NOT NULL)
        ORDER BY given_at_us, advice_id LIMIT $4"
    );
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(partner.map(PartnerCode::as_str))
        .bind(from.as_microsecond())
        .bind(i64::from(is_answered))
        .bind(i64::from(most))
        .fetch_all(conn).await)?;
    rows.into_iter().map(Given::try_from).collect()
}

/// Forgets advice that was given before an instant; gives how many.
///
/// # Errors
///
/// [`StoreError`].
pub async fn forget_before(tx: &mut Tx, at: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "DELETE FROM guidance_advice WHERE given_at_us < $1";
    let gone = both!(tx, conn => sqlx::query(SQL)
        .bind(at.as_microsecond()).execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(gone)
}
