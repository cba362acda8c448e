//! What is said to everybody while an incident runs.

use kernel::PartnerCode;
use register::{StoreError, Tx, both};

/// Incidents that run at once and are told.
const TOLD_MAX: i64 = 5;

/// The banner of an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Banner {
    /// What happens, in one line.
    pub title: String,
    /// For whom: a reason; `None`: for all.
    pub reason: Option<String>,
    /// What to know and to do.
    pub text: String,
}

/// The banners of the incidents that run, the latest first.
pub async fn running(tx: &mut Tx, partner: &PartnerCode) -> Result<Vec<Banner>, StoreError> {
    const SQL: &str = "
        SELECT title, reason, banner FROM incident WHERE partner = $1 AND ended_at_us IS NULL
        ORDER BY begun_at_us DESC, incident_id LIMIT $2";
    let rows: Vec<(String, Option<String>, String)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str()).bind(TOLD_MAX).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(title, reason, text)| Banner { title, reason, text }).collect())
}
