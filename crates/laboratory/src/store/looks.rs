//! What was looked at, and what the partner says of it.

use experiments::Report;
use jiff::Timestamp;
use register::{StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use super::instant;
use crate::ExperimentId;

/// Reports that a practice is judged by.
const REPORTS_MAX: i64 = 500;

/// A look: the report as it was that day.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// Which, from 0.
    pub place: i64,
    /// What it said.
    pub report: Report,
    /// Who looked.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    place: i64,
    report: String,
    made_by: String,
    made_at_us: i64,
}

fn read(text: &str) -> Result<Report, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::unreadable("experiment_look.report", text))
}

/// The looks of an experiment, in their order.
pub async fn looks(tx: &mut Tx, id: ExperimentId) -> Result<Vec<Look>, StoreError> {
    const SQL: &str = "
        SELECT place, report, made_by, made_at_us FROM experiment_look WHERE experiment_id = $1 ORDER BY place";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_all(conn).await)?;
    let look = |it: Row| {
        Ok(Look {
            place: it.place,
            report: read(&it.report)?,
            by: it.made_by,
            at: instant("experiment_look", it.made_at_us)?,
        })
    };
    rows.into_iter().map(look).collect()
}

/// How many looks an experiment had.
pub async fn look_count(tx: &mut Tx, id: ExperimentId) -> Result<usize, StoreError> {
    const SQL: &str = "SELECT COUNT(*) FROM experiment_look WHERE experiment_id = $1";
    let count: i64 = both!(tx, conn => sqlx::query_scalar(SQL).bind(id.uuid()).fetch_one(conn).await)?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// The latest report of an experiment.
pub async fn last_report(tx: &mut Tx, id: ExperimentId) -> Result<Option<Report>, StoreError> {
    const SQL: &str =
        "SELECT report FROM experiment_look WHERE experiment_id = $1 ORDER BY place DESC LIMIT 1";
    let text: Option<String> =
        both!(tx, conn => sqlx::query_scalar(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    text.map(|it| read(&it)).transpose()
}

/// A published experiment with its last report.
#[derive(Debug, Clone)]
pub struct PublishedReport {
    /// The experiment.
    pub id: ExperimentId,
    /// What the partner whose it is is called.
    pub partner: String,
    /// When it was published.
    pub published_at: Timestamp,
    /// The report.
    pub report: Report,
}

/// The published experiments and their last reports, of one practice or of all, the latest first; at most `count` of them, and 500.
pub async fn published_reports(
    tx: &mut Tx,
    practice: Option<&str>,
    count: usize,
) -> Result<Vec<PublishedReport>, StoreError> {
    const SQL: &str = "
        SELECT e.experiment_id, p.name, e.published_at_us, l.report
        FROM experiment e
            JOIN partner p ON p.code = e.partner
            JOIN experiment_look l ON l.experiment_id = e.experiment_id
        WHERE e.state = 'published' AND ($1 IS NULL OR e.practice = $1)
            AND l.place = (SELECT MAX(m.place) FROM experiment_look m WHERE m.experiment_id = e.experiment_id)
        ORDER BY e.published_at_us DESC, e.experiment_id LIMIT $2";
    let count = i64::try_from(count).unwrap_or(REPORTS_MAX).min(REPORTS_MAX);
    let rows: Vec<(Uuid, String, i64, String)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(practice).bind(count).fetch_all(conn).await)?;
    let published = |(id, partner, published_at_us, text): (Uuid, String, i64, String)| {
        Ok(PublishedReport {
            id: ExperimentId::from_uuid(id),
            partner,
            published_at: instant("experiment.published_at_us", published_at_us)?,
            report: read(&text)?,
        })
    };
    rows.into_iter().map(published).collect()
}

/// Keeps a report as the next look.
pub async fn add_look(
    tx: &mut Tx,
    id: ExperimentId,
    report: &Report,
    by: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO experiment_look (experiment_id, place, report, made_by, made_at_us)
        SELECT $1, COUNT(*), $2, $3, $4 FROM experiment_look WHERE experiment_id = $1";
    let text = serde_json::to_string(report)
        .map_err(|_| StoreError::unreadable("experiment_look.report", "a figure that is no number"))?;
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(text).bind(by).bind(at.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// What the partner says besides the figures.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromRow)]
pub struct Lesson {
    /// Under which conditions it was tried.
    pub conditions: String,
    /// What was learned.
    pub lessons: String,
}

/// What the partner says of an experiment.
pub async fn lesson(tx: &mut Tx, id: ExperimentId) -> Result<Lesson, StoreError> {
    const SQL: &str = "SELECT conditions, lessons FROM experiment_lesson WHERE experiment_id = $1";
    let found: Option<Lesson> =
        both!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    Ok(found.unwrap_or_default())
}

/// Keeps what the partner says.
pub async fn keep_lesson(tx: &mut Tx, id: ExperimentId, lesson: &Lesson) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO experiment_lesson (experiment_id, conditions, lessons) VALUES ($1, $2, $3)
        ON CONFLICT (experiment_id) DO UPDATE SET conditions = excluded.conditions, lessons = excluded.lessons";
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(&lesson.conditions).bind(&lesson.lessons)
        .execute(conn).await.map(drop))?;
    Ok(())
}
