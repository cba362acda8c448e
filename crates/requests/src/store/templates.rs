//! Texts that agents start from. A change makes a version; what was sent keeps the one that it used.

use jiff::Timestamp;
use kernel::{Id, Kind, PartnerCode};
use register::{StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use super::{instant, partner};

/// Templates of a partner, or versions of one, that are listed.
const LISTED_MAX: i64 = 500;

/// See [`Template`].
pub type TemplateId = Id<Template>;

/// A version of a text that agents start from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its id, the same for all versions.
    pub id: TemplateId,
    /// From 1.
    pub version: i64,
    /// Whose.
    pub partner: PartnerCode,
    /// What agents call it.
    pub name: String,
    /// For which reason; `None`: any.
    pub reason: Option<String>,
    /// One line, with blanks.
    pub subject: String,
    /// The text, with blanks.
    pub body: String,
    /// Whether it is out of use.
    pub is_closed: bool,
    /// Who wrote this version: an account's id.
    pub written_by: String,
    /// When.
    pub at: Timestamp,
}

impl Kind for Template {
    const PREFIX: &'static str = "tpl";
}

#[derive(FromRow)]
struct Row {
    template_id: Uuid,
    version: i64,
    partner: String,
    name: String,
    reason: Option<String>,
    subject: String,
    body: String,
    closed: i64,
    written_by: String,
    at_us: i64,
}

impl TryFrom<Row> for Template {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: TemplateId::from_uuid(row.template_id),
            version: row.version,
            partner: partner(&row.partner)?,
            name: row.name,
            reason: row.reason,
            subject: row.subject,
            body: row.body,
            is_closed: row.closed == 1,
            written_by: row.written_by,
            at: instant("template.at_us", row.at_us)?,
        })
    }
}

/// The present versions of a partner's templates, by name; those out of use too.
pub async fn listed(tx: &mut Tx, partner: &PartnerCode) -> Result<Vec<Template>, StoreError> {
    const SQL: &str = "
        SELECT template_id, version, partner, name, reason, subject, body, closed, written_by, at_us FROM template t
        WHERE partner = $1 AND version = (SELECT MAX(version) FROM template v WHERE v.template_id = t.template_id)
        ORDER BY closed, name, template_id LIMIT $2";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str()).bind(LISTED_MAX).fetch_all(conn).await)?;
    rows.into_iter().map(Template::try_from).collect()
}

/// The versions of a template, the latest first; none: the partner has no such template.
pub async fn versions(
    tx: &mut Tx,
    partner: &PartnerCode,
    id: TemplateId,
) -> Result<Vec<Template>, StoreError> {
    const SQL: &str = "
        SELECT template_id, version, partner, name, reason, subject, body, closed, written_by, at_us FROM template
        WHERE template_id = $1 AND partner = $2 ORDER BY version DESC LIMIT $3";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(id.uuid()).bind(partner.as_str()).bind(LISTED_MAX).fetch_all(conn).await)?;
    rows.into_iter().map(Template::try_from).collect()
}

/// Records a version. `false`: somebody wrote that version meanwhile.
pub async fn write(tx: &mut Tx, template: &Template) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO template (template_id, version, partner, name, reason, subject, body, closed, written_by, at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (template_id, version) DO NOTHING";
    let written = both!(tx, conn => sqlx::query(SQL)
        .bind(template.id.uuid())
        .bind(template.version)
        .bind(template.partner.as_str())
        .bind(&template.name)
        .bind(&template.reason)
        .bind(&template.subject)
        .bind(&template.body)
        .bind(i64::from(template.is_closed))
        .bind(&template.written_by)
        .bind(template.at.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(written == 1)
}
