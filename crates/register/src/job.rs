//! Jobs: work that outlives a request, such as an import. A row in the database, so that it survives the server.
//!
//! A worker *claims* a job for the time of a lease, reports progress (which renews the lease) and *finishes* it. A worker
//! that dies lets its lease run out; the job is then given to another, at most [`ATTEMPTS_MAX`] times. Jobs are written
//! so that doing one twice changes nothing.

use std::time::Duration;

use jiff::Timestamp;
use kernel::{Id, Kind, Lang, Message, PartnerCode, Scope};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use sqlx::{FromRow, types::Uuid};

use crate::{StoreError, Tx, WORDS, both};

/// After so many starts without an end a job counts as failed: it is probably what kills its worker.
pub const ATTEMPTS_MAX: i64 = 3;
/// A job that nobody has ended after so long is given up.
pub const WAIT_MAX: Duration = Duration::from_hours(7 * 24);

/// See [`Job`].
pub type JobId = Id<Job>;

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// Nobody has begun.
    Queued,
    /// A worker is on it.
    Running,
    /// It ended well; `result` is there.
    Done,
    /// It ended badly; `problem` is there.
    Failed,
}

impl JobState {
    fn read(text: &str) -> Result<Self, StoreError> {
        Ok(match text {
            "queued" => Self::Queued,
            "running" => Self::Running,
            "done" => Self::Done,
            "failed" => Self::Failed,
            _ => return Err(StoreError::unreadable("job.state", text)),
        })
    }

    /// Whether nothing more will happen.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Failed)
    }

    /// The word of the API and of CSS classes.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

/// A sentence kept in both languages, for whoever reads it later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    fr: String,
    en: String,
}

impl Said {
    /// The sentence in both languages.
    pub fn of(message: &Message) -> Self {
        Self { fr: message.say(Lang::Fr), en: message.say(Lang::En) }
    }

    /// A sentence in both languages, as a column of text keeps it: the JSON of this.
    #[expect(clippy::missing_panics_doc, reason = "two texts are always JSON")]
    pub fn kept(message: &Message) -> String {
        serde_json::to_string(&Self::of(message)).expect("two texts are JSON")
    }

    /// In this one.
    pub fn say(&self, lang: Lang) -> &str {
        match lang {
            Lang::Fr => &self.fr,
            Lang::En => &self.en,
        }
    }
}

/// A job to be.
#[derive(Debug, Clone)]
pub struct NewJob<'a> {
    /// Which work: `import`, `measure` …
    pub kind: &'a str,
    /// Whose data; `None` for the instance's own work.
    pub partner: Option<&'a PartnerCode>,
    /// Who asked for it.
    pub created_by: &'a str,
    /// What the worker needs to know.
    pub payload: Value,
    /// The one place where it can be done, such as the server that has its file; `None` for any.
    pub place: Option<&'a str>,
}

/// A job.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// Which work.
    pub kind: String,
    /// Whose data.
    pub partner: Option<PartnerCode>,
    /// Who asked for it.
    pub created_by: String,
    /// What the worker needs to know.
    pub payload: Value,
    /// Where it stands.
    pub state: JobState,
    /// How many times it was begun.
    pub attempts: i64,
    /// How much is done, in a unit of the kind's own.
    pub done: i64,
    /// Out of how much, if that is known.
    pub total: Option<i64>,
    /// What came out.
    pub result: Option<Value>,
    /// What went wrong, for a person.
    pub problem: Option<Said>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

impl Kind for Job {
    const PREFIX: &'static str = "job";
}

#[derive(FromRow)]
struct Row {
    job_id: Uuid,
    kind: String,
    partner: Option<String>,
    created_by: String,
    payload: String,
    state: String,
    attempts: i64,
    done: i64,
    total: Option<i64>,
    result: Option<String>,
    problem: Option<String>,
    created_at_us: i64,
    finished_at_us: Option<i64>,
}

impl TryFrom<Row> for Job {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let instant = |column, us: i64| {
            Timestamp::from_microsecond(us).map_err(|_| StoreError::unreadable(column, &us))
        };
        Ok(Self {
            id: JobId::from_uuid(row.job_id),
            partner: crate::partner::read_code("job.partner", row.partner)?,
            kind: row.kind,
            created_by: row.created_by,
            payload: json("job.payload", &row.payload)?,
            state: JobState::read(&row.state)?,
            attempts: row.attempts,
            done: row.done,
            total: row.total,
            result: row.result.map(|it| json("job.result", &it)).transpose()?,
            problem: row.problem.map(|it| json("job.problem", &it)).transpose()?,
            created_at: instant("job.created_at_us", row.created_at_us)?,
            finished_at: row.finished_at_us.map(|it| instant("job.finished_at_us", it)).transpose()?,
        })
    }
}

fn json<T: DeserializeOwned>(column: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::unreadable(column, text))
}

/// Asks for a job, in the transaction of what needs it.
pub async fn enqueue(tx: &mut Tx, job: NewJob<'_>, now: Timestamp) -> Result<JobId, StoreError> {
    const SQL: &str = "
        INSERT INTO job (job_id, kind, partner, created_by, payload, state, created_at_us, place)
        VALUES ($1, $2, $3, $4, $5, 'queued', $6, $7)";
    let id = JobId::new(now);
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid())
        .bind(job.kind)
        .bind(job.partner.map(PartnerCode::as_str))
        .bind(job.created_by)
        .bind(job.payload.to_string())
        .bind(now.as_microsecond())
        .bind(job.place)
        .execute(conn).await.map(drop))?;
    Ok(id)
}

/// Takes the oldest waiting job of a kind that can be done at `place`, or one whose worker is silent; `None` if there is
/// none (or another worker was faster: ask again). No two workers have the same name, those of other servers included.
pub async fn claim(
    tx: &mut Tx,
    kind: &str,
    worker: &str,
    place: &str,
    lease: Duration,
    now: Timestamp,
) -> Result<Option<Job>, StoreError> {
    const SQL: &str = "
        UPDATE job SET state = 'running', worker = $2, lease_until_us = $3, attempts = attempts + 1
        WHERE job_id = (
            SELECT job_id FROM job
            WHERE kind = $1 AND (state = 'queued' OR (state = 'running' AND lease_until_us < $4)) AND attempts < $5
                AND (place IS NULL OR place = $6)
            ORDER BY created_at_us, job_id LIMIT 1)
        AND (state = 'queued' OR (state = 'running' AND lease_until_us < $4))
        RETURNING job_id, kind, partner, created_by, payload, state, attempts, done, total, result, problem,
            created_at_us, finished_at_us";
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(kind)
        .bind(worker)
        .bind(until(now, lease))
        .bind(now.as_microsecond())
        .bind(ATTEMPTS_MAX)
        .bind(place)
        .fetch_optional(conn).await)?;
    row.map(Job::try_from).transpose()
}

/// Reports progress and renews the lease. `false`: the job is no longer this worker's, and it must stop.
pub async fn progress(
    tx: &mut Tx,
    id: JobId,
    worker: &str,
    (done, total): (i64, Option<i64>),
    lease: Duration,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE job SET done = $3, total = $4, lease_until_us = $5
        WHERE job_id = $1 AND worker = $2 AND state = 'running'";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(worker).bind(done).bind(total).bind(until(now, lease))
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// Ends a job well. `false`: it was no longer this worker's.
pub async fn finish(
    tx: &mut Tx,
    id: JobId,
    worker: &str,
    result: &Value,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE job SET state = 'done', result = $3, finished_at_us = $4, done = COALESCE(total, done)
        WHERE job_id = $1 AND worker = $2 AND state = 'running'";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(worker).bind(result.to_string()).bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// Ends a job badly: what a person is told. `false`: it was no longer this worker's.
pub async fn fail(
    tx: &mut Tx,
    id: JobId,
    worker: &str,
    problem: &Message,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE job SET state = 'failed', problem = $3, finished_at_us = $4
        WHERE job_id = $1 AND worker = $2 AND state = 'running'";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(worker).bind(Said::kept(problem)).bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// Puts a job back into the queue as if it had not been begun: its worker is asked to stop. `false`: it was no longer
/// this worker's.
pub async fn give_back(tx: &mut Tx, id: JobId, worker: &str) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE job SET state = 'queued', worker = NULL, lease_until_us = 0, attempts = attempts - 1, done = 0, total = NULL
        WHERE job_id = $1 AND worker = $2 AND state = 'running'";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(worker).execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// Ends the jobs that were begun [`ATTEMPTS_MAX`] times and whose worker is silent, and those that nobody took for
/// [`WAIT_MAX`], as when their place is gone; gives how many.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "
        UPDATE job SET state = 'failed', problem = $1, finished_at_us = $2
        WHERE state IN ('queued', 'running') AND lease_until_us < $2 AND (attempts >= $3 OR created_at_us < $4)";
    let before = now.checked_sub(WAIT_MAX).unwrap_or(Timestamp::MIN);
    Ok(both!(tx, conn => sqlx::query(SQL)
        .bind(Said::kept(&Message::new(&WORDS, "job-stuck"))).bind(now.as_microsecond()).bind(ATTEMPTS_MAX)
        .bind(before.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?)
}

/// One job of the scope. Unknown and foreign ids answer alike.
pub async fn find(tx: &mut Tx, scope: &Scope, id: JobId) -> Result<Option<Job>, StoreError> {
    const SQL: &str = "
        SELECT job_id, kind, partner, created_by, payload, state, attempts, done, total, result, problem,
            created_at_us, finished_at_us
        FROM job WHERE job_id = $1 AND ($2 IS NULL OR partner = $2)";
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(id.uuid()).bind(crate::partner::bound(scope)).fetch_optional(conn).await)?;
    row.map(Job::try_from).transpose()
}

/// The latest jobs of a kind in the scope.
pub async fn latest(tx: &mut Tx, scope: &Scope, kind: &str, limit: i64) -> Result<Vec<Job>, StoreError> {
    const SQL: &str = "
        SELECT job_id, kind, partner, created_by, payload, state, attempts, done, total, result, problem,
            created_at_us, finished_at_us
        FROM job WHERE kind = $1 AND ($2 IS NULL OR partner = $2) ORDER BY created_at_us DESC, job_id LIMIT $3";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(kind).bind(crate::partner::bound(scope)).bind(limit).fetch_all(conn).await)?;
    rows.into_iter().map(Job::try_from).collect()
}

fn until(now: Timestamp, lease: Duration) -> i64 {
    now.as_microsecond().saturating_add(i64::try_from(lease.as_micros()).unwrap_or(i64::MAX))
}
