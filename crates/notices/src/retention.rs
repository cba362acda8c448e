//! How long what was said is kept, and what is left of somebody who is erased.
//!
//! Of a message whose time is over, the address, the text and what filled it go; that it was sent, when, by whom, what became of it and what it
//! cost stays. [`erase`] does the same at once for one person, and stops what waits for them; [`about`] gives them a copy first.
//!
//! **Invariants:** nothing that waits or is under way is emptied by [`sweep`]; what was emptied never leaves; figures stay as they were;
//! whoever said STOP is not written to after they were erased: that is kept under the key of the address, which is not the address.

mod person;
#[cfg(test)]
mod tests;

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use kernel::Clock;
use register::{Db, StoreError, Tx, both};
use sqlx::types::Uuid;
use tokio::time::sleep;

use crate::{campaigns, notice::TurnId, rules::store::turns};

pub use person::{about, erase};

/// How long what was said is kept if nothing is set: long enough for a question or a complaint about a message.
pub const KEPT: SignedDuration = SignedDuration::from_hours(180 * 24);
/// How long a rule knows whom it told or kept apart, and an address is known to fail: three years. Until then its effect can be counted anew.
pub const NAMED: SignedDuration = SignedDuration::from_hours(3 * 366 * 24);
/// Rows of each kind that one sweep empties: others write between two sweeps.
const SWEPT_MAX: i64 = 500;
/// How often it is looked whether something's time is over.
const PAUSE: Duration = Duration::from_mins(10);

/// What a sweep emptied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Messages.
    pub notices: u64,
    /// Texts that people sent.
    pub received: u64,
    /// Facts of requests.
    pub facts: u64,
    /// Turns of rules that ended long ago, whose persons are no longer named.
    pub turns: u64,
    /// Lines of campaigns that are over, and drafts that nobody confirmed.
    pub campaigns: u64,
}

impl Swept {
    /// Whether there may be more.
    pub const fn is_full(&self) -> bool {
        let most = SWEPT_MAX.unsigned_abs();
        self.notices >= most
            || self.received >= most
            || self.facts >= most
            || self.turns >= most
            || self.campaigns >= campaigns::store::FORGOTTEN_MAX.unsigned_abs()
    }

    const fn is_something(&self) -> bool {
        self.notices + self.received + self.facts + self.turns + self.campaigns > 0
    }
}

/// Empties what ended longer ago than `kept`, for ever.
pub async fn run(db: Db, clock: Arc<dyn Clock>, kept: SignedDuration) {
    loop {
        let swept = async {
            let mut tx = db.write().await?;
            let swept = sweep(&mut tx, clock.now(), kept).await?;
            tx.commit().await?;
            Ok::<Swept, StoreError>(swept)
        };
        match swept.await {
            Ok(swept) => {
                if swept.is_something() {
                    tracing::info!(?swept, "what was said in messages was kept for long enough, and emptied");
                }
                if swept.is_full() {
                    continue;
                }
            }
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "old messages were not emptied");
            }
        }
        sleep(PAUSE).await;
    }
}

/// Empties what ended longer ago than `kept`, some of it; there is more if [`Swept::is_full`].
pub async fn sweep(tx: &mut Tx, now: Timestamp, kept: SignedDuration) -> Result<Swept, StoreError> {
    // A message that left is a contact first: the log is told of its person, its request and its cost.
    const NOTICES: &str = "
        UPDATE notice SET recipient = NULL, person_keys = '[]', subject = '', body = '', personalisation = '{}', detail = NULL,
            unsubscribe = NULL, usager = NULL, request = NULL, reference = NULL
        WHERE notice_id IN (
            SELECT notice_id FROM notice
            WHERE recipient IS NOT NULL AND created_at_us < $1 AND done_at_us < $1 AND state IN ('delivered', 'failed', 'cancelled')
                AND (sent_at_us IS NULL OR logged_at_us IS NOT NULL OR simulated IS NOT NULL)
            ORDER BY created_at_us LIMIT $2)";
    const RECEIVED: &str = "
        UPDATE notice_received SET sender = '', body = '' WHERE received_id IN (
            SELECT received_id FROM notice_received WHERE sender <> '' AND received_at_us < $1 AND kind IS NOT NULL
            ORDER BY received_at_us LIMIT $2)";
    const ANSWERS: &str = "
        UPDATE notice_answer SET recipient = '', body = ''
        WHERE recipient <> '' AND created_at_us < $1 AND state IN ('sent', 'failed')";
    const FACTS: &str = "
        UPDATE notice_fact SET data = '{}' WHERE fact_id IN (
            SELECT fact_id FROM notice_fact WHERE data <> '{}' AND recorded_at_us < $1 ORDER BY recorded_at_us LIMIT $2)";
    let before = now - kept;
    let mut swept = Swept::default();
    for (sql, count) in
        [(NOTICES, &mut swept.notices), (RECEIVED, &mut swept.received), (FACTS, &mut swept.facts)]
    {
        *count = both!(&mut *tx, conn => sqlx::query(sql)
            .bind(before.as_microsecond()).bind(SWEPT_MAX).execute(conn).await.map(|it| it.rows_affected()))?;
    }
    both!(&mut *tx, conn => sqlx::query(ANSWERS)
        .bind(before.as_microsecond()).execute(conn).await.map(drop))?;
    swept.turns = unname(tx, now - NAMED).await?;
    swept.campaigns = campaigns::store::forget(tx, before, now).await?;
    Ok(swept)
}

/// Takes the persons out of what rules and failures have kept since before then, some of it; gives how many turns named somebody.
async fn unname(tx: &mut Tx, before: Timestamp) -> Result<u64, StoreError> {
    const FOUND: &str = "
        SELECT turn_id FROM notice_rule_turn WHERE usager <> '' AND done_at_us < $1 ORDER BY done_at_us LIMIT $2";
    const OTHERS: [&str; 3] = [
        "DELETE FROM notice_rule_arm WHERE at_us < $1 AND rule_id IN (
            SELECT rule_id FROM notice_rule WHERE changed_at_us < $1 AND state NOT IN ('draft', 'running', 'paused'))",
        "DELETE FROM notice_unreachable WHERE since_us < $1",
        "DELETE FROM notice_failure WHERE last_at_us < $1",
    ];
    let found: Vec<Uuid> = both!(&mut *tx, conn => sqlx::query_scalar(FOUND)
        .bind(before.as_microsecond()).bind(SWEPT_MAX).fetch_all(conn).await)?;
    for turn in &found {
        turns::unname(tx, TurnId::from_uuid(*turn)).await?;
    }
    for sql in OTHERS {
        both!(&mut *tx, conn => sqlx::query(sql)
            .bind(before.as_microsecond()).execute(conn).await.map(drop))?;
    }
    Ok(found.len() as u64)
}
