//! Answers that are ready before anybody writes.

use jiff::Timestamp;
use kernel::{Id, Kind, PartnerCode};
use register::{StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use super::count;

/// Ready answers of a partner.
const LISTED_MAX: i64 = 300;

/// See [`ReadyAnswer`].
pub type ReadyAnswerId = Id<ReadyAnswer>;

/// A question that is asked often, and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadyAnswer {
    /// Its id.
    pub id: ReadyAnswerId,
    /// For one reason; `None`: for all.
    pub reason: Option<String>,
    /// The question, in the words of those who ask it.
    pub title: String,
    /// The answer.
    pub body: String,
    /// How often somebody decided with it before their eyes.
    pub shown: u64,
    /// How often they said that it answered them, and wrote nothing.
    pub helped: u64,
    /// When its text was last changed.
    pub changed_at: Timestamp,
}

impl Kind for ReadyAnswer {
    const PREFIX: &'static str = "ans";
}

#[derive(FromRow)]
struct Row {
    answer_id: Uuid,
    reason: Option<String>,
    title: String,
    body: String,
    shown: i64,
    helped: i64,
    changed_at_us: i64,
}

/// The answers of a partner that are in use, those that helped most first.
pub async fn of_partner(tx: &mut Tx, partner: &PartnerCode) -> Result<Vec<ReadyAnswer>, StoreError> {
    const SQL: &str = "
        SELECT answer_id, reason, title, body, shown, helped, changed_at_us FROM ready_answer
        WHERE partner = $1 AND closed = 0 ORDER BY helped DESC, title, answer_id LIMIT $2";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str()).bind(LISTED_MAX).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|row| {
            Ok(ReadyAnswer {
                id: ReadyAnswerId::from_uuid(row.answer_id),
                reason: row.reason,
                title: row.title,
                body: row.body,
                shown: count("ready_answer.shown", row.shown)?,
                helped: count("ready_answer.helped", row.helped)?,
                changed_at: super::instant("ready_answer.changed_at_us", row.changed_at_us)?,
            })
        })
        .collect()
}

/// Records an answer, or writes its text anew; its figures stay. `false`: it is another partner's.
pub async fn save(
    tx: &mut Tx,
    partner: &PartnerCode,
    answer: &ReadyAnswer,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO ready_answer (answer_id, partner, reason, title, body, changed_at_us) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (answer_id) DO UPDATE SET reason = excluded.reason, title = excluded.title, body = excluded.body,
            changed_at_us = excluded.changed_at_us
        WHERE ready_answer.partner = excluded.partner";
    let written = both!(tx, conn => sqlx::query(SQL)
        .bind(answer.id.uuid())
        .bind(partner.as_str())
        .bind(&answer.reason)
        .bind(answer.title.replace('\0', " "))
        .bind(answer.body.replace('\0', " "))
        .bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(written == 1)
}

/// Takes an answer out of use; its figures stay.
pub async fn close(tx: &mut Tx, partner: &PartnerCode, id: ReadyAnswerId) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE ready_answer SET closed = 1 WHERE answer_id = $1 AND partner = $2";
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(partner.as_str()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Somebody decided with this answer before their eyes; `helped`: it was the answer, and they wrote nothing.
pub async fn decided(
    tx: &mut Tx,
    partner: &PartnerCode,
    id: ReadyAnswerId,
    helped: bool,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE ready_answer SET shown = shown + 1, helped = helped + $3
        WHERE answer_id = $1 AND partner = $2 AND closed = 0";
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(partner.as_str()).bind(i64::from(helped)).execute(conn).await.map(drop))?;
    Ok(())
}
