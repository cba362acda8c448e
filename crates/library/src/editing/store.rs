//! Drafts and versions in the register.

use jiff::Timestamp;
use register::{StoreError, Tx, both};
use sqlx::FromRow;

use super::Files;

/// The number of what the product was built with.
pub const BUILT_IN: i64 = 1;

/// A practice being changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Which.
    pub practice: String,
    /// As they will be.
    pub files: Files,
    /// What changes, in a line.
    pub what: String,
    /// Whether it waits for a second person.
    pub is_submitted: bool,
    /// Who changed it last.
    pub edited_by: String,
    /// Why the second person gave it back.
    pub returned: Option<String>,
    /// When it was last changed (µs): what a form saw, to notice that somebody else was faster.
    pub changed_at_us: i64,
}

#[derive(FromRow)]
struct DraftRow {
    practice: String,
    facts: String,
    fr: String,
    en: String,
    what: String,
    state: String,
    edited_by: String,
    returned: Option<String>,
    changed_at_us: i64,
}

impl From<DraftRow> for Draft {
    fn from(row: DraftRow) -> Self {
        Self {
            practice: row.practice,
            files: Files { facts: row.facts, fr: row.fr, en: row.en },
            what: row.what,
            is_submitted: row.state == "submitted",
            edited_by: row.edited_by,
            returned: row.returned,
            changed_at_us: row.changed_at_us,
        }
    }
}

/// A version that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// From 2.
    pub version: i64,
    /// As they were.
    pub files: Files,
    /// What changed, in a line.
    pub what: String,
    /// When.
    pub published_at: Timestamp,
}

#[derive(FromRow)]
struct VersionRow {
    practice: String,
    version: i64,
    facts: String,
    fr: String,
    en: String,
    what: String,
    published_at_us: i64,
}

/// The draft of a practice, if there is one.
pub async fn draft(tx: &mut Tx, practice: &str) -> Result<Option<Draft>, StoreError> {
    const SQL: &str = "
        SELECT practice, facts, fr, en, what, state, edited_by, returned, changed_at_us
        FROM practice_draft WHERE practice = $1";
    let row: Option<DraftRow> =
        both!(tx, conn => sqlx::query_as(SQL).bind(practice).fetch_optional(conn).await)?;
    Ok(row.map(Draft::from))
}

/// All drafts.
pub async fn drafts(tx: &mut Tx) -> Result<Vec<Draft>, StoreError> {
    const SQL: &str = "
        SELECT practice, facts, fr, en, what, state, edited_by, returned, changed_at_us
        FROM practice_draft ORDER BY practice";
    let rows: Vec<DraftRow> = both!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(Draft::from).collect())
}

/// Keeps a draft that somebody read when it was last changed at `seen` (0: there was none). `false`: somebody else was
/// faster, and nothing is written.
pub async fn keep(tx: &mut Tx, draft: &Draft, seen: i64) -> Result<bool, StoreError> {
    const NEW: &str = "
        INSERT INTO practice_draft (practice, facts, fr, en, what, state, edited_by, returned, changed_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (practice) DO NOTHING";
    const CHANGED: &str = "
        UPDATE practice_draft SET facts = $2, fr = $3, en = $4, what = $5, state = $6, edited_by = $7,
            returned = $8, changed_at_us = $9
        WHERE practice = $1 AND changed_at_us = $10";
    let state = if draft.is_submitted { "submitted" } else { "draft" };
    let sql = if seen == 0 { NEW } else { CHANGED };
    let written = both!(tx, conn => {
        let query = sqlx::query(sql)
            .bind(&draft.practice)
            .bind(&draft.files.facts)
            .bind(&draft.files.fr)
            .bind(&draft.files.en)
            .bind(&draft.what)
            .bind(state)
            .bind(&draft.edited_by)
            .bind(&draft.returned)
            .bind(draft.changed_at_us);
        let query = if seen == 0 { query } else { query.bind(seen) };
        query.execute(conn).await.map(|it| it.rows_affected())
    })?;
    Ok(written == 1)
}

/// Throws a draft away.
pub async fn discard(tx: &mut Tx, practice: &str) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM practice_draft WHERE practice = $1";
    both!(tx, conn => sqlx::query(SQL).bind(practice).execute(conn).await.map(drop))?;
    Ok(())
}

/// Publishes a draft as the next version, and gives its number.
pub async fn publish(tx: &mut Tx, draft: &Draft, by: &str, at: Timestamp) -> Result<i64, StoreError> {
    const LAST: &str = "SELECT MAX(version) FROM practice_version WHERE practice = $1";
    const SQL: &str = "
        INSERT INTO practice_version
            (practice, version, facts, fr, en, what, edited_by, published_by, published_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let last: Option<i64> =
        both!(tx, conn => sqlx::query_scalar(LAST).bind(&draft.practice).fetch_one(conn).await)?;
    let version = last.unwrap_or(BUILT_IN) + 1;
    both!(tx, conn => sqlx::query(SQL)
        .bind(&draft.practice)
        .bind(version)
        .bind(&draft.files.facts)
        .bind(&draft.files.fr)
        .bind(&draft.files.en)
        .bind(&draft.what)
        .bind(&draft.edited_by)
        .bind(by)
        .bind(at.as_microsecond())
        .execute(conn).await.map(drop))?;
    discard(tx, &draft.practice).await?;
    Ok(version)
}

/// The versions of a practice that were published, the newest first.
pub async fn versions(tx: &mut Tx, practice: &str) -> Result<Vec<Version>, StoreError> {
    const SQL: &str = "
        SELECT practice, version, facts, fr, en, what, published_at_us
        FROM practice_version WHERE practice = $1 ORDER BY version DESC";
    let rows: Vec<VersionRow> = both!(tx, conn => sqlx::query_as(SQL).bind(practice).fetch_all(conn).await)?;
    let version = |row: VersionRow| {
        Ok(Version {
            version: row.version,
            files: Files { facts: row.facts, fr: row.fr, en: row.en },
            what: row.what,
            published_at: Timestamp::from_microsecond(row.published_at_us)
                .map_err(|_| StoreError::unreadable("practice_version", &row.published_at_us))?,
        })
    };
    rows.into_iter().map(version).collect()
}

/// When something was last published (µs); 0: never.
pub async fn latest_publication(tx: &mut Tx) -> Result<i64, StoreError> {
    const SQL: &str = "SELECT MAX(published_at_us) FROM practice_version";
    let latest: Option<i64> = both!(tx, conn => sqlx::query_scalar(SQL).fetch_one(conn).await)?;
    Ok(latest.unwrap_or(0))
}

/// The latest files of each practice that was published.
pub async fn in_force(tx: &mut Tx) -> Result<Vec<(String, Files)>, StoreError> {
    const SQL: &str = "
        SELECT practice, version, facts, fr, en, what, published_at_us FROM practice_version v
        WHERE version = (SELECT MAX(version) FROM practice_version o WHERE o.practice = v.practice)
        ORDER BY practice";
    let rows: Vec<VersionRow> = both!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    let files = |it: VersionRow| (it.practice, Files { facts: it.facts, fr: it.fr, en: it.en });
    Ok(rows.into_iter().map(files).collect())
}
