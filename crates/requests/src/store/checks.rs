//! What the antivirus said of files, and who let one through that its type blocked.
//!
//! Bytes are the same for every contact and every partner: what is said of them is written to all files that have them.

use jiff::Timestamp;
use register::{StoreError, Tx, both};

use crate::contact::{ContactId, Release, Unchecked, VirusCheck};

/// The contents of which nobody knows whether something is in them, and that are due.
pub async fn due(tx: &mut Tx, now: Timestamp, limit: i64) -> Result<Vec<String>, StoreError> {
    const SQL: &str = "
        SELECT DISTINCT content_key FROM attachment WHERE virus = 'unchecked' AND virus_due_us <= $1 LIMIT $2";
    Ok(both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(now.as_microsecond()).bind(limit).fetch_all(conn).await)?)
}

/// Writes what the antivirus said of a content, and when it is asked again.
pub async fn tell(
    tx: &mut Tx,
    content_key: &str,
    check: &VirusCheck,
    (now, again_at): (Timestamp, Timestamp),
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE attachment SET virus = $2, virus_detail = $3, virus_at_us = $4, virus_due_us = $5 WHERE content_key = $1";
    both!(tx, conn => sqlx::query(SQL)
        .bind(content_key)
        .bind(check.code())
        .bind(check.detail())
        .bind(now.as_microsecond())
        .bind(again_at.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The antivirus does not answer: all that is due waits until then.
pub async fn postpone(tx: &mut Tx, now: Timestamp, until: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE attachment SET virus_detail = $1, virus_at_us = $2, virus_due_us = $3
        WHERE virus = 'unchecked' AND virus_due_us <= $2";
    both!(tx, conn => sqlx::query(SQL)
        .bind(Unchecked::NoAnswer.code())
        .bind(now.as_microsecond())
        .bind(until.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Whether there are files of which nothing is said, not even why nobody looked.
pub async fn are_new(tx: &mut Tx) -> Result<bool, StoreError> {
    const SQL: &str = "
        SELECT EXISTS (SELECT 1 FROM attachment WHERE virus = 'unchecked' AND virus_detail IS NULL)";
    Ok(both!(tx, conn => sqlx::query_scalar(SQL).fetch_one(conn).await)?)
}

/// There is no antivirus: that is said of the files of which nothing was.
pub async fn no_antivirus(tx: &mut Tx) -> Result<(), StoreError> {
    const SQL: &str =
        "UPDATE attachment SET virus_detail = $1 WHERE virus = 'unchecked' AND virus_detail IS NULL";
    both!(tx, conn => sqlx::query(SQL)
        .bind(Unchecked::NoAntivirus.code()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Lets a file through that its type blocked. `false`: it is not blocked, was let through before, or something was found in it.
pub async fn release(
    tx: &mut Tx,
    (contact, place): (ContactId, i64),
    release: &Release,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE attachment SET released_at_us = $3, released_by = $4, released_why = $5
        WHERE contact_id = $1 AND place = $2 AND verdict = 'dangerous' AND virus <> 'infected' AND released_at_us IS NULL";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(contact.uuid())
        .bind(place)
        .bind(release.at.as_microsecond())
        .bind(&release.by)
        .bind(&release.why)
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}
