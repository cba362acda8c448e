//! How much advice was given and what became of it, counted in the register.

use jiff::Timestamp;
use kernel::{Channel, PartnerCode};
use register::{StoreError, Tx, both};
use sqlx::FromRow;

use super::{count, maybe_word, word};
use crate::given::Arm;

/// Advice of one arm that advised one way and after which people took one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// What the draw of a trial gave.
    pub arm: Arm,
    /// The way that was advised; `None`: there was none.
    pub advised: Option<Channel>,
    /// The way that people took; `None`: nobody knows.
    pub taken: Option<Channel>,
    /// Pieces of advice.
    pub given: u64,
    /// Of which people said whether it worked.
    pub answered: u64,
    /// Of which they said that it did.
    pub settled: u64,
}

#[derive(FromRow)]
struct Row {
    arm: String,
    advised: Option<String>,
    taken: Option<String>,
    given: i64,
    answered: i64,
    settled: i64,
}

/// Advice of a partner from an instant on.
///
/// # Errors
///
/// [`StoreError`].
pub async fn since(tx: &mut Tx, partner: &PartnerCode, from: Timestamp) -> Result<Vec<Count>, StoreError> {
    const SQL: &str = "
        SELECT arm, advised, taken, COUNT(*) AS given, COUNT(is_settled) AS answered,
            COUNT(CASE WHEN is_settled = 1 THEN 1 END) AS settled
        FROM guidance_advice WHERE partner = $1 AND given_at_us >= $2
        GROUP BY arm, advised, taken ORDER BY arm, advised, taken";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str()).bind(from.as_microsecond()).fetch_all(conn).await)?;
    let channel = |text: &str| text.parse::<Channel>().ok();
    rows.into_iter()
        .map(|row| {
            Ok(Count {
                arm: word("guidance_advice.arm", &row.arm, Arm::of)?,
                advised: maybe_word("guidance_advice.advised", row.advised, channel)?,
                taken: maybe_word("guidance_advice.taken", row.taken, channel)?,
                given: count("guidance_advice", row.given)?,
                answered: count("guidance_advice", row.answered)?,
                settled: count("guidance_advice", row.settled)?,
            })
        })
        .collect()
}
