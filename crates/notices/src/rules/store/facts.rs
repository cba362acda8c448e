//! What happened to requests.

use jiff::Timestamp;
use kernel::{Channel, PartnerCode};
use register::{StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use crate::{
    rules::facts::{Fact, FactId, Sign, WaitsFor, What},
    store::{instant, json, maybe_instant, maybe_word, partner, text, word, written},
};

/// Facts of one request that rules look at: the latest.
const STORY_MAX: i64 = 1_000;
/// How long facts are kept: a year of silences and expiries, and a month more.
const KEPT_DAYS: i64 = 400;

const COLUMNS: &str = "fact_id, partner, request, usager, kind, name, at_us, on_day, on_us, reason, life_event, channel, waits_for, is_closing,
    data, source, source_id";

#[derive(FromRow)]
struct Row {
    fact_id: Uuid,
    partner: String,
    request: String,
    usager: String,
    kind: String,
    name: String,
    at_us: i64,
    on_day: Option<String>,
    on_us: Option<i64>,
    reason: Option<String>,
    life_event: Option<String>,
    channel: Option<String>,
    waits_for: Option<String>,
    is_closing: i64,
    data: String,
    source: String,
    source_id: String,
}

impl TryFrom<Row> for Fact {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let on_at = maybe_instant("notice_fact.on_us", row.on_us)?;
        let what = match row.kind.as_str() {
            "status" => What::Status(row.name),
            "date" => {
                let on = row.on_day.as_deref().unwrap_or_default();
                let on = word("notice_fact.on_day", on, |it| it.parse().ok())?;
                What::Date { kind: row.name, on, at: on_at }
            }
            "promise" => {
                What::Promise(on_at.ok_or_else(|| StoreError::unreadable("notice_fact.on_us", "nothing"))?)
            }
            _ => What::Sign(word("notice_fact.name", &row.name, Sign::of)?),
        };
        Ok(Self {
            id: FactId::from_uuid(row.fact_id),
            partner: partner(&row.partner)?,
            request: row.request,
            usager: row.usager,
            what,
            at: instant("notice_fact.at_us", row.at_us)?,
            reason: row.reason,
            life_event: row.life_event,
            channel: maybe_word("notice_fact.channel", row.channel, |it| it.parse::<Channel>().ok())?,
            waits_for: maybe_word("notice_fact.waits_for", row.waits_for, WaitsFor::of)?,
            is_closing: row.is_closing == 1,
            data: json("notice_fact.data", &row.data)?,
            source: row.source,
            source_id: row.source_id,
        })
    }
}

/// What became of a fact that was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// It is new.
    New,
    /// It was known.
    Known,
    /// Something else is known under this id.
    Other,
}

/// Whether the contact log is to have a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForLog {
    /// It needs it not, or has it by another way.
    No,
    /// As an event, with the instant for which an answer is promised.
    Yes(Option<Timestamp>),
}

/// Writes a fact once, and has its request looked at.
pub async fn record(tx: &mut Tx, fact: &Fact, log: ForLog, now: Timestamp) -> Result<Told, StoreError> {
    const SQL: &str = "
        INSERT INTO notice_fact (fact_id, partner, request, usager, kind, name, at_us, on_day, on_us, reason, life_event, channel,
            waits_for, is_closing, data, source, source_id, digest, recorded_at_us, is_logged)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
        ON CONFLICT (partner, source, source_id, kind) DO NOTHING";
    const KNOWN: &str = "
        SELECT digest FROM notice_fact WHERE partner = $1 AND source = $2 AND source_id = $3 AND kind = $4";
    let (name, on_day, on_us) = match &fact.what {
        What::Status(name) => (name.as_str(), None, None),
        What::Date { kind, on, at } => {
            (kind.as_str(), Some(on.to_string()), at.map(Timestamp::as_microsecond))
        }
        What::Promise(due) => ("", None, Some(due.as_microsecond())),
        What::Sign(sign) => (sign.code(), None, None),
    };
    let on_us = match log {
        ForLog::Yes(due) if on_us.is_none() => due.map(Timestamp::as_microsecond),
        _ => on_us,
    };
    let digest = fact.digest();
    let written = both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(fact.id.uuid())
        .bind(fact.partner.as_str())
        .bind(text(&fact.request))
        .bind(text(&fact.usager))
        .bind(fact.what.code())
        .bind(text(name))
        .bind(fact.at.as_microsecond())
        .bind(on_day)
        .bind(on_us)
        .bind(fact.reason.as_deref().map(text))
        .bind(fact.life_event.as_deref().map(text))
        .bind(fact.channel.map(Channel::code))
        .bind(fact.waits_for.map(WaitsFor::code))
        .bind(i64::from(fact.is_closing))
        .bind(text(&written(&fact.data)))
        .bind(&fact.source)
        .bind(text(&fact.source_id))
        .bind(&digest)
        .bind(now.as_microsecond())
        .bind(i64::from(log == ForLog::No))
        .execute(conn).await.map(|it| it.rows_affected()))?;
    if written == 1 {
        touch(tx, &fact.partner, &fact.request, now).await?;
        return Ok(Told::New);
    }
    let known: Option<String> = both!(tx, conn => sqlx::query_scalar(KNOWN)
        .bind(fact.partner.as_str()).bind(&fact.source).bind(text(&fact.source_id)).bind(fact.what.code())
        .fetch_optional(conn).await)?;
    Ok(if known.as_deref() == Some(&digest) { Told::Known } else { Told::Other })
}

/// Has a request looked at.
pub(crate) async fn touch(
    tx: &mut Tx,
    partner: &PartnerCode,
    request: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO notice_touched (partner, request, touches, at_us) VALUES ($1, $2, 1, $3)
        ON CONFLICT (partner, request) DO UPDATE SET touches = notice_touched.touches + 1";
    both!(tx, conn => sqlx::query(SQL)
        .bind(partner.as_str()).bind(text(request)).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
    Ok(())
}

/// A request that is to be looked at, and how often it was touched so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Touched {
    pub(crate) partner: PartnerCode,
    pub(crate) request: String,
    pub(crate) touches: i64,
}

/// Requests that are to be looked at, those that wait longest first.
pub(crate) async fn touched(tx: &mut Tx, now: Timestamp, most: i64) -> Result<Vec<Touched>, StoreError> {
    const SQL: &str =
        "SELECT partner, request, touches FROM notice_touched WHERE at_us <= $1 ORDER BY at_us LIMIT $2";
    let rows: Vec<(String, String, i64)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(now.as_microsecond()).bind(most).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(code, request, touches)| Ok(Touched { partner: partner(&code)?, request, touches }))
        .collect()
}

/// A request was looked at; if it was touched meanwhile, it is looked at again.
pub(crate) async fn looked_at(tx: &mut Tx, touched: &Touched) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM notice_touched WHERE partner = $1 AND request = $2 AND touches = $3";
    both!(tx, conn => sqlx::query(SQL)
        .bind(touched.partner.as_str()).bind(&touched.request).bind(touched.touches)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// A request is looked at later.
pub(crate) async fn put_off(tx: &mut Tx, touched: &Touched, until: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE notice_touched SET at_us = $3 WHERE partner = $1 AND request = $2";
    both!(tx, conn => sqlx::query(SQL)
        .bind(touched.partner.as_str()).bind(&touched.request).bind(until.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// What happened to a request, in its order: the latest thousand facts.
pub async fn of_request(tx: &mut Tx, partner: &PartnerCode, request: &str) -> Result<Vec<Fact>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM notice_fact WHERE partner = $1 AND request = $2 ORDER BY at_us DESC, fact_id DESC LIMIT $3"
    );
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(partner.as_str()).bind(request).bind(STORY_MAX).fetch_all(conn).await)?;
    rows.into_iter().rev().map(Fact::try_from).collect()
}

/// The facts of a partner in a period, in their order, at most so many; `after` is where a page begins.
pub async fn of_period(
    tx: &mut Tx,
    partner: &PartnerCode,
    (from, until): (Timestamp, Timestamp),
    after: Option<(Timestamp, FactId)>,
    most: i64,
) -> Result<Vec<Fact>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM notice_fact WHERE partner = $1 AND at_us >= $2 AND at_us < $3
            AND (at_us > $4 OR (at_us = $4 AND fact_id > $5))
         ORDER BY at_us, fact_id LIMIT $6"
    );
    let (at_us, id) = after.map_or((i64::MIN, Uuid::nil()), |(at, id)| (at.as_microsecond(), id.uuid()));
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(partner.as_str())
        .bind(from.as_microsecond())
        .bind(until.as_microsecond())
        .bind(at_us)
        .bind(id)
        .bind(most)
        .fetch_all(conn).await)?;
    rows.into_iter().map(Fact::try_from).collect()
}

/// Facts that the contact log has not got, of one partner after the other, with the instant for which an answer is promised.
pub(crate) async fn unlogged(tx: &mut Tx, most: i64) -> Result<Vec<(Fact, Option<Timestamp>)>, StoreError> {
    let sql =
        format!("SELECT {COLUMNS} FROM notice_fact WHERE is_logged = 0 ORDER BY partner, fact_id LIMIT $1");
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(most).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|row| Ok((maybe_instant("notice_fact.on_us", row.on_us)?, row)))
        .map(|it: Result<_, StoreError>| it.and_then(|(due, row)| Ok((row.try_into()?, due))))
        .collect()
}

/// The contact log has a fact, or does not want it.
pub(crate) async fn logged(tx: &mut Tx, id: FactId) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE notice_fact SET is_logged = 1 WHERE fact_id = $1";
    both!(tx, conn => sqlx::query(SQL).bind(id.uuid()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Where a source of facts goes on.
pub(crate) async fn place(tx: &mut Tx, source: &str) -> Result<String, StoreError> {
    const SQL: &str = "SELECT place FROM notice_place WHERE source = $1";
    let place: Option<String> =
        both!(tx, conn => sqlx::query_scalar(SQL).bind(source).fetch_optional(conn).await)?;
    Ok(place.unwrap_or_default())
}

/// Keeps where a source of facts goes on.
pub(crate) async fn keep_place(tx: &mut Tx, source: &str, place: &str) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO notice_place (source, place) VALUES ($1, $2) ON CONFLICT (source) DO UPDATE SET place = excluded.place";
    both!(tx, conn => sqlx::query(SQL).bind(source).bind(place).execute(conn).await.map(drop))?;
    Ok(())
}

/// Removes what happened long ago, and says how much; what the contact log has not got stays.
pub(crate) async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "DELETE FROM notice_fact WHERE at_us < $1 AND recorded_at_us < $1 AND is_logged = 1";
    let before = now.as_microsecond() - KEPT_DAYS * 86_400_000_000;
    Ok(both!(tx, conn => sqlx::query(SQL)
        .bind(before).execute(conn).await.map(|it| it.rows_affected()))?)
}

/// Forgets what is known of a person, by the name that the partner's systems give them; says how many facts went.
pub async fn forget(tx: &mut Tx, partner: &PartnerCode, usager: &str) -> Result<u64, StoreError> {
    const SQL: &str = "DELETE FROM notice_fact WHERE partner = $1 AND usager = $2";
    Ok(both!(tx, conn => sqlx::query(SQL)
        .bind(partner.as_str()).bind(usager).execute(conn).await.map(|it| it.rows_affected()))?)
}
