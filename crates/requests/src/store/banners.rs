//! What is said to everybody while an incident runs.

use jiff::Timestamp;
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

impl Banner {
    /// Whether whoever writes for a reason has to know it.
    pub fn is_about(&self, reason: Option<&str>) -> bool {
        self.reason.is_none() || self.reason.as_deref() == reason
    }
}

/// The banners of the incidents that run, the latest first; one without a text says nothing.
pub async fn running(tx: &mut Tx, partner: &PartnerCode, now: Timestamp) -> Result<Vec<Banner>, StoreError> {
    const SQL: &str = "
        SELECT title, reason, banner FROM incident
        WHERE partner = $1 AND ended_at_us IS NULL AND (ends_at_us IS NULL OR ends_at_us > $2) AND banner <> ''
        ORDER BY begun_at_us DESC, incident_id LIMIT $3";
    let rows: Vec<(String, Option<String>, String)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str()).bind(now.as_microsecond()).bind(TOLD_MAX).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(title, reason, text)| Banner { title, reason, text }).collect())
}
