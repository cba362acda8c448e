//! Retention, by category: what was said goes two years after the closing, robots' messages a year after they came, people once nothing
//! that was said is left of them. The skeleton stays, like after an erasure.
//!
//! **Invariant:** the clock of a request runs from the latest of its closing, its last contact, its last note and its import: what was
//! imported today is kept as long as what was closed today.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use register::{StoreError, Tx, audit, both};
use serde_json::json;
use sqlx::types::Uuid;

use super::erasure;
use crate::{handling::PRODUCT, usager::UsagerId};

/// How long each category is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// What was said about a request, after its clock began.
    pub texts: SignedDuration,
    /// Messages of which no contact came (robots, reports, copies of ours, what cannot be read), after they were kept.
    pub apart: SignedDuration,
    /// Requests, and messages, that are emptied at once: the sweep comes again.
    pub at_once_max: i64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            texts: SignedDuration::from_hours(2 * 365 * 24),
            apart: SignedDuration::from_hours(365 * 24),
            at_once_max: 200,
        }
    }
}

/// What a sweep removed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Swept {
    /// Requests that were emptied; as many as the most: there are more.
    pub requests: u64,
    /// Messages set apart that were emptied.
    pub messages: u64,
    /// People of whom nothing was left, and who were forgotten.
    pub people: u64,
    /// Bytes to which nothing leads any more: give them to [`erasure::remove_unused`] after the commit.
    pub files: BTreeSet<String>,
}

impl Swept {
    /// Whether there was something to remove.
    pub const fn is_something(&self) -> bool {
        self.requests + self.messages + self.people > 0
    }
}

/// Empties what has been kept for longer than the rules say. The caller commits, then removes the bytes.
pub async fn sweep(tx: &mut Tx, now: Timestamp, rules: Rules) -> Result<Swept, StoreError> {
    let mut swept = Swept::default();
    let mut people = BTreeSet::new();
    for (request, usager) in over(tx, now, rules).await? {
        let parts = parts(tx, request).await?;
        for (request, usager) in [(request, usager)].into_iter().chain(parts) {
            let (_, files) = erasure::empty(tx, request, now).await?;
            swept.files.extend(files);
            swept.requests += 1;
            people.insert(usager);
        }
    }
    swept.messages = apart(tx, now, rules, &mut swept.files).await?;
    for usager in people {
        if is_of_nothing(tx, usager).await? {
            erasure::forget(tx, UsagerId::from_uuid(usager), now).await?;
            swept.people += 1;
        }
    }
    swept.files = erasure::unused(tx, &swept.files).await?;
    if swept.is_something() {
        let entry = audit::Entry {
            actor: PRODUCT,
            action: "requests.empty",
            object: "",
            partner: None,
            detail: json!({
                "requests": swept.requests, "messages": swept.messages, "people": swept.people, "files": swept.files.len(),
            }),
        };
        audit::tell(tx, entry, now).await?;
    }
    Ok(swept)
}

/// The requests whose time is over, and whose they are.
async fn over(tx: &mut Tx, now: Timestamp, rules: Rules) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
    const SQL: &str = "
        SELECT r.request_id, r.usager_id FROM request r
        WHERE r.emptied_at_us IS NULL AND r.closed_at_us < $1 AND r.state = 'closed' AND r.last_contact_at_us < $1
            AND (r.imported_at_us IS NULL OR r.imported_at_us < $1)
            AND NOT EXISTS (SELECT 1 FROM note n WHERE n.request_id = r.request_id AND n.at_us >= $1)
        ORDER BY r.closed_at_us, r.request_id LIMIT $2";
    Ok(both!(tx, conn => sqlx::query_as(SQL)
        .bind((now - rules.texts).as_microsecond()).bind(rules.at_once_max).fetch_all(conn).await)?)
}

/// The requests that became part of one, and whose they were.
async fn parts(tx: &mut Tx, request: Uuid) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
    const SQL: &str = "
        WITH RECURSIVE part (request_id) AS (
            SELECT request_id FROM request WHERE merged_into = $1
            UNION
            SELECT r.request_id FROM request r JOIN part p ON r.merged_into = p.request_id)
        SELECT r.request_id, r.usager_id FROM request r JOIN part p ON p.request_id = r.request_id
        WHERE r.emptied_at_us IS NULL ORDER BY r.request_id";
    Ok(both!(tx, conn => sqlx::query_as(SQL).bind(request).fetch_all(conn).await)?)
}

/// Empties messages of which no contact came; gives how many.
async fn apart(
    tx: &mut Tx,
    now: Timestamp,
    rules: Rules,
    files: &mut BTreeSet<String>,
) -> Result<u64, StoreError> {
    const OLD: &str = "
        SELECT arrival_id, content_key FROM arrival
        WHERE contact_id IS NULL AND (kind IS NULL OR kind <> 'erased') AND kept_at_us < $1 AND state <> 'kept'
        ORDER BY kept_at_us, arrival_id LIMIT $2";
    const EMPTIED: &str = "UPDATE arrival SET kind = 'erased', state = 'filed' WHERE arrival_id = $1";
    let old: Vec<(Uuid, String)> = both!(&mut *tx, conn => sqlx::query_as(OLD)
        .bind((now - rules.apart).as_microsecond()).bind(rules.at_once_max).fetch_all(conn).await)?;
    let count = old.len() as u64;
    for (arrival, key) in old {
        both!(&mut *tx, conn => sqlx::query(EMPTIED).bind(arrival).execute(conn).await.map(drop))?;
        files.insert(key);
    }
    Ok(count)
}

/// Whether all that a person asked for or wrote about was emptied.
async fn is_of_nothing(tx: &mut Tx, usager: Uuid) -> Result<bool, StoreError> {
    const SQL: &str = "
        SELECT CAST((SELECT COUNT(*) FROM request WHERE usager_id = $1 AND emptied_at_us IS NULL)
            + (SELECT COUNT(*) FROM contact c JOIN request r ON r.request_id = c.request_id
                WHERE c.usager_id = $1 AND r.emptied_at_us IS NULL) AS BIGINT)";
    let left: i64 = both!(tx, conn => sqlx::query_scalar(SQL).bind(usager).fetch_one(conn).await)?;
    Ok(left == 0)
}
