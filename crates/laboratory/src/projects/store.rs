//! Projects in the register.

use jiff::Timestamp;
use kernel::{Id, PartnerCode};
use register::{StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use super::{Entry, EntryKind, Project, ProjectId, Stage};
use crate::ExperimentId;

/// Projects of the board.
const LISTED_MAX: i64 = 500;
/// Entries of a journal that are shown.
const ENTRIES_MAX: i64 = 500;

#[derive(FromRow)]
struct Row {
    project_id: Uuid,
    partner: String,
    practice: Option<String>,
    title: String,
    summary: String,
    stage: String,
    owner: String,
    changed_at_us: i64,
}

impl TryFrom<Row> for Project {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: ProjectId::from_uuid(row.project_id),
            partner: row
                .partner
                .parse()
                .map_err(|_| StoreError::unreadable("project.partner", &row.partner))?,
            practice: row.practice,
            title: row.title,
            summary: row.summary,
            stage: Stage::of(&row.stage)
                .ok_or_else(|| StoreError::unreadable("project.stage", &row.stage))?,
            owner: row.owner,
            changed_at: instant(row.changed_at_us)?,
        })
    }
}

fn instant(at_us: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(at_us).map_err(|_| StoreError::unreadable("project", &at_us))
}

/// All projects, the latest change first.
pub async fn listed(tx: &mut Tx) -> Result<Vec<Project>, StoreError> {
    const SQL: &str = "
        SELECT project_id, partner, practice, title, summary, stage, owner, changed_at_us
        FROM project ORDER BY changed_at_us DESC, project_id LIMIT $1";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL).bind(LISTED_MAX).fetch_all(conn).await)?;
    rows.into_iter().map(Project::try_from).collect()
}

/// One project.
pub async fn find(tx: &mut Tx, id: ProjectId) -> Result<Option<Project>, StoreError> {
    const SQL: &str = "
        SELECT project_id, partner, practice, title, summary, stage, owner, changed_at_us
        FROM project WHERE project_id = $1";
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(Project::try_from).transpose()
}

/// Records a project.
pub async fn record(tx: &mut Tx, project: &Project, by: &str) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO project (project_id, partner, practice, title, summary, stage, owner, created_by, created_at_us, changed_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)";
    both!(tx, conn => sqlx::query(SQL)
        .bind(project.id.uuid())
        .bind(project.partner.as_str())
        .bind(&project.practice)
        .bind(&project.title)
        .bind(&project.summary)
        .bind(project.stage.code())
        .bind(&project.owner)
        .bind(by)
        .bind(project.changed_at.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Changes what a project says of itself. `false`: somebody changed it since `project.changed_at`.
pub async fn change(tx: &mut Tx, project: &Project, at: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE project SET practice = $3, title = $4, summary = $5, owner = $6, changed_at_us = $7
        WHERE project_id = $1 AND changed_at_us = $2";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(project.id.uuid())
        .bind(project.changed_at.as_microsecond())
        .bind(&project.practice)
        .bind(&project.title)
        .bind(&project.summary)
        .bind(&project.owner)
        .bind(at.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// Writes an entry; a stage moves the project.
pub async fn tell(tx: &mut Tx, id: ProjectId, entry: &Entry, author: &str) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO project_entry (entry_id, project_id, kind, stage, body, author, author_name, made_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    const MOVED: &str =
        "UPDATE project SET stage = COALESCE($2, stage), changed_at_us = $3 WHERE project_id = $1";
    let (kind, stage) = match entry.kind {
        EntryKind::Stage(stage) => ("stage", Some(stage.code())),
        EntryKind::Note => ("note", None),
        EntryKind::Lesson => ("lesson", None),
    };
    let at_us = entry.made_at.as_microsecond();
    both!(tx, conn => sqlx::query(SQL)
        .bind(Id::<Entry>::new(entry.made_at).uuid())
        .bind(id.uuid())
        .bind(kind)
        .bind(stage)
        .bind(&entry.body)
        .bind(author)
        .bind(&entry.author_name)
        .bind(at_us)
        .execute(conn).await.map(drop))?;
    both!(tx, conn => sqlx::query(MOVED)
        .bind(id.uuid()).bind(stage).bind(at_us).execute(conn).await.map(drop))?;
    Ok(())
}

#[derive(FromRow)]
struct EntryRow {
    kind: String,
    stage: Option<String>,
    body: String,
    author_name: String,
    made_at_us: i64,
}

/// The journal of a project, the newest entry first.
pub async fn journal(tx: &mut Tx, id: ProjectId) -> Result<Vec<Entry>, StoreError> {
    const SQL: &str = "
        SELECT kind, stage, body, author_name, made_at_us FROM project_entry
        WHERE project_id = $1 ORDER BY made_at_us DESC, entry_id DESC LIMIT $2";
    let rows: Vec<EntryRow> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(id.uuid()).bind(ENTRIES_MAX).fetch_all(conn).await)?;
    let entry = |row: EntryRow| {
        let stage = row.stage.as_deref().and_then(Stage::of);
        Ok(Entry {
            kind: match (row.kind.as_str(), stage) {
                ("stage", Some(stage)) => EntryKind::Stage(stage),
                ("lesson", _) => EntryKind::Lesson,
                _ => EntryKind::Note,
            },
            body: row.body,
            author_name: row.author_name,
            made_at: instant(row.made_at_us)?,
        })
    };
    rows.into_iter().map(entry).collect()
}

/// The other partners of a project: code and name.
pub async fn partners(tx: &mut Tx, id: ProjectId) -> Result<Vec<(String, String)>, StoreError> {
    const SQL: &str = "
        SELECT p.code, p.name FROM project_partner l JOIN partner p ON p.code = l.partner
        WHERE l.project_id = $1 ORDER BY p.name, p.code";
    Ok(both!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_all(conn).await)?)
}

/// Adds a partner to a project; one that is there stays.
pub async fn add_partner(tx: &mut Tx, id: ProjectId, partner: &PartnerCode) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO project_partner (project_id, partner) VALUES ($1, $2)
        ON CONFLICT (project_id, partner) DO NOTHING";
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(partner.as_str()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Takes a partner off a project.
pub async fn remove_partner(tx: &mut Tx, id: ProjectId, partner: &str) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM project_partner WHERE project_id = $1 AND partner = $2";
    both!(tx, conn => sqlx::query(SQL).bind(id.uuid()).bind(partner).execute(conn).await.map(drop))?;
    Ok(())
}

/// The experiments of a project: id, title, state, partner.
pub async fn experiments(
    tx: &mut Tx,
    id: ProjectId,
) -> Result<Vec<(ExperimentId, String, String, String)>, StoreError> {
    const SQL: &str = "
        SELECT e.experiment_id, e.title, e.state, e.partner
        FROM project_experiment l JOIN experiment e ON e.experiment_id = l.experiment_id
        WHERE l.project_id = $1 ORDER BY e.created_at_us, e.experiment_id";
    let rows: Vec<(Uuid, String, String, String)> =
        both!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_all(conn).await)?;
    Ok(rows
        .into_iter()
        .map(|(id, title, state, partner)| (ExperimentId::from_uuid(id), title, state, partner))
        .collect())
}

/// Ties an experiment to a project; one that is tied stays.
pub async fn add_experiment(tx: &mut Tx, id: ProjectId, experiment: ExperimentId) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO project_experiment (project_id, experiment_id) VALUES ($1, $2)
        ON CONFLICT (project_id, experiment_id) DO NOTHING";
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(experiment.uuid()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Unties an experiment from a project.
pub async fn remove_experiment(
    tx: &mut Tx,
    id: ProjectId,
    experiment: ExperimentId,
) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM project_experiment WHERE project_id = $1 AND experiment_id = $2";
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(experiment.uuid()).execute(conn).await.map(drop))?;
    Ok(())
}
