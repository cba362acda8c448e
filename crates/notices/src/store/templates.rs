//! Templates and their versions, in the register. A version never changes; whoever edits makes the next one.

use jiff::Timestamp;
use register::{StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use super::{instant, json, maybe_instant, word, written};
use crate::{
    address::Medium,
    service::ServiceId,
    targets::store as targets,
    template::{Lane, Template, TemplateId},
};

/// Templates of a service that are listed: there is no second page.
const LISTED_MAX: i64 = 1_000;

const COLUMNS: &str = "t.template_id, t.service_id, t.medium, t.archived_at_us, v.version, v.name, v.purpose, v.meaning, v.lane, v.texts,
    v.created_by, v.created_at_us";

#[derive(FromRow)]
struct Row {
    template_id: Uuid,
    service_id: Uuid,
    medium: String,
    archived_at_us: Option<i64>,
    version: i64,
    name: String,
    purpose: String,
    meaning: String,
    lane: String,
    texts: String,
    created_by: String,
    created_at_us: i64,
}

impl TryFrom<Row> for Template {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: TemplateId::from_uuid(row.template_id),
            service: ServiceId::from_uuid(row.service_id),
            medium: word("notice_template.medium", &row.medium, Medium::of)?,
            version: row.version,
            name: row.name,
            purpose: row.purpose,
            meaning: row.meaning,
            lane: word("notice_template_version.lane", &row.lane, Lane::of)?,
            texts: json("notice_template_version.texts", &row.texts)?,
            created_by: row.created_by,
            created_at: instant("notice_template_version.created_at_us", row.created_at_us)?,
            archived_at: maybe_instant("notice_template.archived_at_us", row.archived_at_us)?,
        })
    }
}

/// Records a new template: what is given becomes version 1, whatever its own number says.
pub async fn record(tx: &mut Tx, template: &Template) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO notice_template (template_id, service_id, medium, version, name, created_at_us) VALUES ($1, $2, $3, 1, $4, $5)";
    both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(template.id.uuid())
        .bind(template.service.uuid())
        .bind(template.medium.code())
        .bind(&template.name)
        .bind(template.created_at.as_microsecond())
        .execute(conn).await.map(drop))?;
    write_version(tx, template, 1).await
}

/// Makes the next version of a template out of what is given, and says its number. `None`: the service has no such one, or it is
/// archived, or somebody else made a version meanwhile: what is given has to be the last one, changed.
pub async fn edit(tx: &mut Tx, template: &Template) -> Result<Option<i64>, StoreError> {
    const SQL: &str = "
        UPDATE notice_template SET version = version + 1, name = $3
        WHERE template_id = $1 AND service_id = $2 AND version = $4 AND archived_at_us IS NULL RETURNING version";
    let version: Option<i64> = both!(&mut *tx, conn => sqlx::query_scalar(SQL)
        .bind(template.id.uuid())
        .bind(template.service.uuid())
        .bind(&template.name)
        .bind(template.version)
        .fetch_optional(conn).await)?;
    if let Some(version) = version {
        write_version(tx, template, version).await?;
    }
    Ok(version)
}

async fn write_version(tx: &mut Tx, template: &Template, version: i64) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO notice_template_version
            (template_id, version, name, purpose, meaning, lane, texts, created_by, created_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(template.id.uuid())
        .bind(version)
        .bind(&template.name)
        .bind(&template.purpose)
        .bind(&template.meaning)
        .bind(template.lane.code())
        .bind(written(&template.texts))
        .bind(&template.created_by)
        .bind(template.created_at.as_microsecond())
        .execute(conn).await.map(drop))?;
    let sender = targets::letter_sender(tx, template.service).await?;
    targets::note(tx, template, (version, &sender), template.created_at).await
}

/// A template of a service at its last version, archived or not.
pub async fn find(tx: &mut Tx, service: ServiceId, id: TemplateId) -> Result<Option<Template>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM notice_template t JOIN notice_template_version v ON v.template_id = t.template_id AND v.version = t.version
         WHERE t.template_id = $1 AND t.service_id = $2"
    );
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.uuid()).bind(service.uuid()).fetch_optional(conn).await)?;
    row.map(Template::try_from).transpose()
}

/// A template of a service at one of its versions.
pub async fn version(
    tx: &mut Tx,
    service: ServiceId,
    (id, version): (TemplateId, i64),
) -> Result<Option<Template>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM notice_template t JOIN notice_template_version v ON v.template_id = t.template_id
         WHERE t.template_id = $1 AND t.service_id = $2 AND v.version = $3"
    );
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.uuid()).bind(service.uuid()).bind(version).fetch_optional(conn).await)?;
    row.map(Template::try_from).transpose()
}

/// The versions of a template of a service, the last first, 1,000 at most.
pub async fn versions(tx: &mut Tx, service: ServiceId, id: TemplateId) -> Result<Vec<Template>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM notice_template t JOIN notice_template_version v ON v.template_id = t.template_id
         WHERE t.template_id = $1 AND t.service_id = $2 ORDER BY v.version DESC LIMIT {LISTED_MAX}"
    );
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.uuid()).bind(service.uuid()).fetch_all(conn).await)?;
    rows.into_iter().map(Template::try_from).collect()
}

/// The templates of a service that can be used, at their last versions, by name, 1,000 at most.
pub async fn listed(
    tx: &mut Tx,
    service: ServiceId,
    medium: Option<Medium>,
) -> Result<Vec<Template>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM notice_template t JOIN notice_template_version v ON v.template_id = t.template_id AND v.version = t.version
         WHERE t.service_id = $1 AND t.archived_at_us IS NULL AND ($2 IS NULL OR t.medium = $2)
         ORDER BY t.name, t.template_id LIMIT {LISTED_MAX}"
    );
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(service.uuid()).bind(medium.map(Medium::code)).fetch_all(conn).await)?;
    rows.into_iter().map(Template::try_from).collect()
}

/// Archives a template: nothing new is made of it. `false`: the service has no such one, or it is archived.
pub async fn archive(
    tx: &mut Tx,
    service: ServiceId,
    id: TemplateId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE notice_template SET archived_at_us = $3 WHERE template_id = $1 AND service_id = $2 AND archived_at_us IS NULL";
    let archived = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(service.uuid()).bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(archived == 1)
}
