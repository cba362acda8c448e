//! The ways of partners, in the register.

use calendar::Opening;
use jiff::Timestamp;
use kernel::{Channel, PartnerCode};
use register::{StoreError, Tx, both};
use sqlx::FromRow;

use super::{instant, json, partner, word, written};
use crate::way::Way;

const COLUMNS: &str =
    "partner, channel, is_offered, place, words_fr, words_en, opening, agents, wait_s, wait_at_us";

#[derive(FromRow)]
struct Row {
    partner: String,
    channel: String,
    is_offered: i64,
    place: String,
    words_fr: String,
    words_en: String,
    opening: Option<String>,
    agents: Option<i64>,
    wait_s: Option<i64>,
    wait_at_us: Option<i64>,
}

impl TryFrom<Row> for Way {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let small = |column, value: Option<i64>| {
            value.map(|it| u32::try_from(it).map_err(|_| StoreError::unreadable(column, &it))).transpose()
        };
        let wait = small("guidance_way.wait_s", row.wait_s)?.zip(row.wait_at_us);
        Ok(Self {
            partner: partner(&row.partner)?,
            channel: word("guidance_way.channel", &row.channel, |it| it.parse().ok())?,
            is_offered: row.is_offered == 1,
            place: row.place,
            words: (row.words_fr, row.words_en),
            opening: row.opening.map(|it| json::<Opening>("guidance_way.opening", &it)).transpose()?,
            agents: small("guidance_way.agents", row.agents)?,
            wait: wait
                .map(|(wait_s, at)| Ok::<_, StoreError>((wait_s, instant("guidance_way.wait_at_us", at)?)))
                .transpose()?,
        })
    }
}

/// The ways of a partner, in the order of channels; empty: it has set none yet.
///
/// # Errors
///
/// [`StoreError`], as all functions here.
pub async fn of(tx: &mut Tx, partner: &PartnerCode) -> Result<Vec<Way>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM guidance_way WHERE partner = $1");
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(partner.as_str()).fetch_all(conn).await)?;
    let mut ways = rows.into_iter().map(Way::try_from).collect::<Result<Vec<_>, _>>()?;
    ways.sort_by_key(|it| it.channel);
    Ok(ways)
}

/// Writes a way anew, but for the wait that was told.
///
/// # Errors
///
/// [`StoreError`].
pub async fn save(tx: &mut Tx, way: &Way) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO guidance_way (partner, channel, is_offered, place, words_fr, words_en, opening, agents)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (partner, channel) DO UPDATE SET is_offered = excluded.is_offered, place = excluded.place,
            words_fr = excluded.words_fr, words_en = excluded.words_en, opening = excluded.opening, agents = excluded.agents";
    both!(tx, conn => sqlx::query(SQL)
        .bind(way.partner.as_str())
        .bind(way.channel.code())
        .bind(i64::from(way.is_offered))
        .bind(&way.place)
        .bind(&way.words.0)
        .bind(&way.words.1)
        .bind(way.opening.as_ref().map(written))
        .bind(way.agents.map(i64::from))
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Forgets the wait that was told last. `false`: the partner has no such way.
///
/// # Errors
///
/// [`StoreError`].
pub async fn forget_wait(tx: &mut Tx, partner: &PartnerCode, channel: Channel) -> Result<bool, StoreError> {
    const SQL: &str =
        "UPDATE guidance_way SET wait_s = NULL, wait_at_us = NULL WHERE partner = $1 AND channel = $2";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(partner.as_str())
        .bind(channel.code())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed > 0)
}

/// Keeps the wait that was told last. `false`: the partner has no such way.
///
/// # Errors
///
/// [`StoreError`].
pub async fn tell_wait(
    tx: &mut Tx,
    partner: &PartnerCode,
    channel: Channel,
    wait_s: u32,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str =
        "UPDATE guidance_way SET wait_s = $3, wait_at_us = $4 WHERE partner = $1 AND channel = $2";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(partner.as_str())
        .bind(channel.code())
        .bind(i64::from(wait_s))
        .bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed > 0)
}
