//! Incidents, the requests that belong to them, and what is answered to all of these at once.

use jiff::Timestamp;
use kernel::{Cause, Id, Kind, Lang, Outcome, PartnerCode};
use register::{AccountId, StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use super::{instant, maybe_instant, maybe_word, partner, word};
use crate::{request::RequestId, usager::UsagerId};

/// Incidents of a partner that are listed.
const LISTED_MAX: i64 = 50;
/// Requests of an incident that one page lists.
pub const MEMBERS_MAX: i64 = 500;
/// Requests that join at once: the next look takes the others.
pub const JOINED_MAX: i64 = 500;
/// Deliveries that are looked up at once: the page does so many before it answers.
const WAITING_MAX: i64 = 50;

/// See [`Incident`].
pub type IncidentId = Id<Incident>;

/// One cause that makes many write at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// Its id.
    pub id: IncidentId,
    /// Whose.
    pub partner: PartnerCode,
    /// What happens, in one line, as usagers read it.
    pub title: String,
    /// The reason for which they write; `None`: any, and requests are added by hand.
    pub reason: Option<String>,
    /// What to know and to do: the banner, and the beginning of automatic answers. Empty: nothing is told.
    pub text: String,
    /// From when on requests belong to it.
    pub since: Timestamp,
    /// When it was opened.
    pub begun_at: Timestamp,
    /// The hour at which it ends by itself.
    pub ends_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Who opened it.
    pub written_by: String,
    /// Grows with each edit and each answer.
    pub version: i64,
}

impl Kind for Incident {
    const PREFIX: &'static str = "inc";
}

impl Incident {
    /// Whether it is told and takes requests.
    pub fn is_running(&self, now: Timestamp) -> bool {
        self.ended_at.is_none() && self.ends_at.is_none_or(|it| it > now)
    }
}

const COLUMNS: &str = "
    incident_id, partner, title, reason, banner, since_us, begun_at_us, ends_at_us, ended_at_us, written_by, version";

#[derive(FromRow)]
struct Row {
    incident_id: Uuid,
    partner: String,
    title: String,
    reason: Option<String>,
    banner: String,
    since_us: Option<i64>,
    begun_at_us: i64,
    ends_at_us: Option<i64>,
    ended_at_us: Option<i64>,
    written_by: String,
    version: i64,
}

impl TryFrom<Row> for Incident {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: IncidentId::from_uuid(row.incident_id),
            partner: partner(&row.partner)?,
            title: row.title,
            reason: row.reason,
            text: row.banner,
            since: instant("incident.since_us", row.since_us.unwrap_or(row.begun_at_us))?,
            begun_at: instant("incident.begun_at_us", row.begun_at_us)?,
            ends_at: maybe_instant("incident.ends_at_us", row.ends_at_us)?,
            ended_at: maybe_instant("incident.ended_at_us", row.ended_at_us)?,
            written_by: row.written_by,
            version: row.version,
        })
    }
}

/// Records an incident. `false`: one runs for this reason already.
pub async fn record(tx: &mut Tx, incident: &Incident) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO incident (incident_id, partner, title, reason, banner, since_us, begun_at_us, ends_at_us, written_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
    let written = both!(tx, conn => sqlx::query(SQL)
        .bind(incident.id.uuid())
        .bind(incident.partner.as_str())
        .bind(&incident.title)
        .bind(&incident.reason)
        .bind(&incident.text)
        .bind(incident.since.as_microsecond())
        .bind(incident.begun_at.as_microsecond())
        .bind(incident.ends_at.map(Timestamp::as_microsecond))
        .bind(&incident.written_by)
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(written == 1)
}

/// One incident of a partner.
pub async fn find(
    tx: &mut Tx,
    partner: &PartnerCode,
    id: IncidentId,
) -> Result<Option<Incident>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM incident WHERE incident_id = $1 AND partner = $2");
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.uuid()).bind(partner.as_str()).fetch_optional(conn).await)?;
    row.map(Incident::try_from).transpose()
}

/// The incidents of a partner: those that run first, then the latest.
pub async fn listed(tx: &mut Tx, partner: &PartnerCode) -> Result<Vec<Incident>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM incident WHERE partner = $1
         ORDER BY CASE WHEN ended_at_us IS NULL THEN 0 ELSE 1 END, begun_at_us DESC, incident_id LIMIT $2"
    );
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(partner.as_str()).bind(LISTED_MAX).fetch_all(conn).await)?;
    rows.into_iter().map(Incident::try_from).collect()
}

/// The incidents that nobody ended, of all partners or of one.
pub async fn running(tx: &mut Tx, partner: Option<&PartnerCode>) -> Result<Vec<Incident>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM incident WHERE ended_at_us IS NULL AND ($1 = '' OR partner = $1)
         ORDER BY begun_at_us DESC, incident_id LIMIT 1000"
    );
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(partner.map_or("", PartnerCode::as_str)).fetch_all(conn).await)?;
    rows.into_iter().map(Incident::try_from).collect()
}

/// Writes title, text and end anew, if nobody changed or answered it since this version; its version grows.
pub async fn change(tx: &mut Tx, incident: &mut Incident) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE incident SET title = $3, banner = $4, ends_at_us = $5, version = version + 1
        WHERE incident_id = $1 AND version = $2 AND ended_at_us IS NULL";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(incident.id.uuid())
        .bind(incident.version)
        .bind(&incident.title)
        .bind(&incident.text)
        .bind(incident.ends_at.map(Timestamp::as_microsecond))
        .execute(conn).await.map(|it| it.rows_affected()))?;
    incident.version += i64::from(changed == 1);
    Ok(changed == 1)
}

/// Ends it. `false`: it had ended.
pub async fn end(tx: &mut Tx, id: IncidentId, by: &str, at: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE incident SET ended_at_us = $2, ended_by = $3, version = version + 1
        WHERE incident_id = $1 AND ended_at_us IS NULL";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(at.as_microsecond()).bind(by)
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// The open requests of its reason that came since it began and are in no incident join it; gives which, [`JOINED_MAX`] at most.
pub async fn gather(tx: &mut Tx, incident: &Incident) -> Result<Vec<RequestId>, StoreError> {
    const SQL: &str = "
        UPDATE request SET incident_id = $1 WHERE incident_id IS NULL AND request_id IN (
            SELECT r.request_id FROM request r
            WHERE r.partner = $2 AND r.reason = $3 AND r.opened_at_us >= $4 AND r.state = 'open' AND r.merged_into IS NULL
                AND r.incident_id IS NULL
                AND NOT EXISTS (SELECT 1 FROM incident_out o WHERE o.incident_id = $1 AND o.request_id = r.request_id)
            ORDER BY r.opened_at_us LIMIT $5)
        RETURNING request_id";
    let Some(reason) = &incident.reason else { return Ok(Vec::new()) };
    let ids: Vec<Uuid> = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(incident.id.uuid()).bind(incident.partner.as_str()).bind(reason)
        .bind(incident.since.as_microsecond()).bind(JOINED_MAX).fetch_all(conn).await)?;
    Ok(ids.into_iter().map(RequestId::from_uuid).collect())
}

/// Puts one request into an incident. `false`: it is in one.
pub async fn put_in(tx: &mut Tx, id: IncidentId, request: RequestId) -> Result<bool, StoreError> {
    const BACK: &str = "DELETE FROM incident_out WHERE incident_id = $1 AND request_id = $2";
    const SQL: &str = "UPDATE request SET incident_id = $1 WHERE request_id = $2 AND incident_id IS NULL";
    both!(&mut *tx, conn => sqlx::query(BACK)
        .bind(id.uuid()).bind(request.uuid()).execute(conn).await.map(drop))?;
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(request.uuid()).execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// Takes one request out, for good. `false`: it is not in this incident.
pub async fn take_out(tx: &mut Tx, id: IncidentId, request: RequestId) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE request SET incident_id = NULL WHERE request_id = $2 AND incident_id = $1";
    const OUT: &str = "
        INSERT INTO incident_out (incident_id, request_id) VALUES ($1, $2) ON CONFLICT (incident_id, request_id) DO NOTHING";
    let changed = both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(request.uuid()).execute(conn).await.map(|it| it.rows_affected()))?;
    if changed == 1 {
        both!(tx, conn => sqlx::query(OUT)
            .bind(id.uuid()).bind(request.uuid()).execute(conn).await.map(drop))?;
    }
    Ok(changed == 1)
}

/// The incident that a request is in.
pub async fn of_request(
    tx: &mut Tx,
    partner: &PartnerCode,
    request: RequestId,
) -> Result<Option<Incident>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM incident WHERE partner = $1
            AND incident_id = (SELECT incident_id FROM request WHERE request_id = $2)"
    );
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(partner.as_str()).bind(request.uuid()).fetch_optional(conn).await)?;
    row.map(Incident::try_from).transpose()
}

/// A request of an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Which.
    pub request: RequestId,
    /// What people quote.
    pub reference: String,
    /// One line.
    pub subject: String,
    /// Who asks.
    pub usager: UsagerId,
    /// When it came.
    pub opened_at: Timestamp,
    /// Whether it is open.
    pub is_open: bool,
    /// What became of the last answer to all: `None`, none was written for it; `waiting`, it has not left yet.
    pub answered: Option<String>,
    /// What the answer lacked, in both languages (JSON).
    pub problem: Option<String>,
}

/// The requests of an incident, the oldest first.
pub async fn members(tx: &mut Tx, id: IncidentId) -> Result<Vec<Member>, StoreError> {
    #[derive(FromRow)]
    struct MemberRow {
        request_id: Uuid,
        reference: String,
        subject: String,
        usager_id: Uuid,
        opened_at_us: i64,
        state: String,
        answered: Option<String>,
        problem: Option<String>,
    }
    const SQL: &str = "
        SELECT r.request_id, r.reference, r.subject, r.usager_id, r.opened_at_us, r.state,
            CASE WHEN d.request_id IS NULL THEN NULL WHEN d.done_at_us IS NULL THEN 'waiting' ELSE d.outcome END AS answered, d.problem
        FROM request r LEFT JOIN incident_delivery d ON d.request_id = r.request_id AND d.answer_id = (
            SELECT a.answer_id FROM incident_answer a JOIN incident_delivery e ON e.answer_id = a.answer_id
            WHERE a.incident_id = r.incident_id AND e.request_id = r.request_id ORDER BY a.at_us DESC, a.answer_id DESC LIMIT 1)
        WHERE r.incident_id = $1 AND r.merged_into IS NULL ORDER BY r.opened_at_us, r.request_id LIMIT $2";
    let rows: Vec<MemberRow> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(id.uuid()).bind(MEMBERS_MAX).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|it| {
            Ok(Member {
                request: RequestId::from_uuid(it.request_id),
                reference: it.reference,
                subject: it.subject,
                usager: UsagerId::from_uuid(it.usager_id),
                opened_at: instant("request.opened_at_us", it.opened_at_us)?,
                is_open: it.state == "open",
                answered: it.answered,
                problem: it.problem,
            })
        })
        .collect()
}

/// How many requests are in an incident, and how many of these are open.
pub async fn counted(tx: &mut Tx, id: IncidentId) -> Result<(u64, u64), StoreError> {
    const SQL: &str = "
        SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN state = 'open' THEN 1 ELSE 0 END), 0) AS BIGINT)
        FROM request WHERE incident_id = $1 AND merged_into IS NULL";
    let (all, open): (i64, i64) =
        both!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_one(conn).await)?;
    Ok((super::count("request", all)?, super::count("request", open)?))
}

/// One text for all, before its places are filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Its id.
    pub id: Id<Self>,
    /// Of which incident.
    pub incident: IncidentId,
    /// Whose.
    pub partner: PartnerCode,
    /// One line, with places to fill.
    pub subject: String,
    /// Plain text, with places to fill.
    pub body: String,
    /// How the requests end; `None`: they stay open.
    pub closing: Option<(Outcome, Cause)>,
    /// Who wrote it.
    pub agent: Option<AccountId>,
    /// The language of the days that it says.
    pub lang: Lang,
    /// When.
    pub at: Timestamp,
}

impl Kind for Answer {
    const PREFIX: &'static str = "ian";
}

/// To whom an answer goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// The open requests that no answer to all was written for.
    New,
    /// All open requests.
    All,
}

/// The open requests of an incident for which an answer would leave now.
const FOR: &str = "
    r.incident_id = $1 AND r.state = 'open' AND r.merged_into IS NULL AND ($2 = 1 OR NOT EXISTS (
        SELECT 1 FROM incident_delivery e JOIN incident_answer a ON a.answer_id = e.answer_id
        WHERE e.request_id = r.request_id AND a.incident_id = r.incident_id AND (e.outcome IS NULL OR e.outcome <> 'lacking')))";

/// To how many requests an answer would go.
pub async fn addressed(tx: &mut Tx, id: IncidentId, to: For) -> Result<u64, StoreError> {
    let sql = format!("SELECT COUNT(*) FROM request r WHERE {FOR}");
    let found: i64 = both!(tx, conn => sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
        .bind(id.uuid()).bind(i64::from(to == For::All)).fetch_one(conn).await)?;
    super::count("request", found)
}

/// The first of them, the oldest first.
pub async fn first_addressed(
    tx: &mut Tx,
    id: IncidentId,
    to: For,
    limit: i64,
) -> Result<Vec<RequestId>, StoreError> {
    let sql = format!(
        "SELECT r.request_id FROM request r WHERE {FOR} ORDER BY r.opened_at_us, r.request_id LIMIT $3"
    );
    let ids: Vec<Uuid> = both!(tx, conn => sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
        .bind(id.uuid()).bind(i64::from(to == For::All)).bind(limit).fetch_all(conn).await)?;
    Ok(ids.into_iter().map(RequestId::from_uuid).collect())
}

/// Records an answer and each request that it is for; gives how many.
pub async fn record_answer(tx: &mut Tx, answer: &Answer, to: For) -> Result<u64, StoreError> {
    const SQL: &str = "
        INSERT INTO incident_answer (answer_id, incident_id, partner, subject, body, outcome, cause, agent, language, at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(answer.id.uuid())
        .bind(answer.incident.uuid())
        .bind(answer.partner.as_str())
        .bind(&answer.subject)
        .bind(&answer.body)
        .bind(answer.closing.as_ref().map(|it| it.0.code()))
        .bind(answer.closing.as_ref().map(|it| it.1.code()))
        .bind(answer.agent.map(AccountId::uuid))
        .bind(answer.lang.tag())
        .bind(answer.at.as_microsecond())
        .execute(conn).await.map(drop))?;
    let each = format!(
        "INSERT INTO incident_delivery (answer_id, request_id) SELECT $3, r.request_id FROM request r WHERE {FOR}"
    );
    both!(tx, conn => sqlx::query(sqlx::AssertSqlSafe(each))
        .bind(answer.incident.uuid()).bind(i64::from(to == For::All)).bind(answer.id.uuid())
        .execute(conn).await.map(|it| it.rows_affected()))
    .map_err(StoreError::from)
}

/// An answer.
pub async fn answer(tx: &mut Tx, id: Id<Answer>) -> Result<Option<Answer>, StoreError> {
    #[derive(FromRow)]
    struct AnswerRow {
        incident_id: Uuid,
        partner: String,
        subject: String,
        body: String,
        outcome: Option<String>,
        cause: Option<String>,
        agent: Option<Uuid>,
        language: String,
        at_us: i64,
    }
    const SQL: &str = "
        SELECT incident_id, partner, subject, body, outcome, cause, agent, language, at_us FROM incident_answer
        WHERE answer_id = $1";
    let row: Option<AnswerRow> =
        both!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(|row| {
        let outcome = maybe_word("incident_answer.outcome", row.outcome, |it| it.parse::<Outcome>().ok())?;
        let cause = maybe_word("incident_answer.cause", row.cause, |it| it.parse::<Cause>().ok())?;
        Ok(Answer {
            id,
            incident: IncidentId::from_uuid(row.incident_id),
            partner: partner(&row.partner)?,
            subject: row.subject,
            body: row.body,
            closing: outcome.zip(cause),
            agent: row.agent.map(AccountId::from_uuid),
            lang: word("incident_answer.language", &row.language, |it| it.parse().ok())?,
            at: instant("incident_answer.at_us", row.at_us)?,
        })
    })
    .transpose()
}

/// Requests whose answer has not left yet, of one answer or of all.
pub async fn waiting(
    tx: &mut Tx,
    answer: Option<Id<Answer>>,
) -> Result<Vec<(Id<Answer>, RequestId)>, StoreError> {
    const ALL: &str = "
        SELECT answer_id, request_id FROM incident_delivery WHERE done_at_us IS NULL ORDER BY answer_id, request_id LIMIT $1";
    const ONE: &str = "
        SELECT answer_id, request_id FROM incident_delivery WHERE done_at_us IS NULL AND answer_id = $2
        ORDER BY answer_id, request_id LIMIT $1";
    let rows: Vec<(Uuid, Uuid)> = match answer {
        None => both!(tx, conn => sqlx::query_as(ALL).bind(WAITING_MAX).fetch_all(conn).await)?,
        Some(it) => {
            both!(tx, conn => sqlx::query_as(ONE).bind(WAITING_MAX).bind(it.uuid()).fetch_all(conn).await)?
        }
    };
    Ok(rows.into_iter().map(|it| (Id::from_uuid(it.0), RequestId::from_uuid(it.1))).collect())
}

/// Takes one delivery upon oneself. `false`: it is done.
pub async fn claim(
    tx: &mut Tx,
    (answer, request): (Id<Answer>, RequestId),
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE incident_delivery SET done_at_us = $3, outcome = 'sent'
        WHERE answer_id = $1 AND request_id = $2 AND done_at_us IS NULL";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(answer.uuid()).bind(request.uuid()).bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// What became of a delivery that was claimed: a word of the register, and what lacked.
pub async fn became(
    tx: &mut Tx,
    (answer, request): (Id<Answer>, RequestId),
    (outcome, problem): (&str, Option<&str>),
) -> Result<(), StoreError> {
    const SQL: &str =
        "UPDATE incident_delivery SET outcome = $3, problem = $4 WHERE answer_id = $1 AND request_id = $2";
    both!(tx, conn => sqlx::query(SQL)
        .bind(answer.uuid()).bind(request.uuid()).bind(outcome).bind(problem)
        .execute(conn).await.map(drop))?;
    Ok(())
}
