//! What usagers say once they were answered.

use jiff::Timestamp;
use register::{StoreError, Tx, both};

use crate::request::{Request, RequestId};

/// What a usager says of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opinion {
    /// Whether it is settled.
    pub is_solved: Option<bool>,
    /// From 1, very bad, to 5, very good.
    pub mark: Option<u8>,
    /// What they add.
    pub words: String,
}

/// The opinion of a request.
pub async fn find(tx: &mut Tx, request: RequestId) -> Result<Option<Opinion>, StoreError> {
    const SQL: &str = "SELECT is_solved, mark, words FROM opinion WHERE request_id = $1";
    let row: Option<(Option<i64>, Option<i64>, String)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(request.uuid()).fetch_optional(conn).await)?;
    row.map(|(is_solved, mark, words)| {
        let mark = mark.map(|it| u8::try_from(it).map_err(|_| StoreError::unreadable("opinion.mark", &it)));
        Ok(Opinion { is_solved: is_solved.map(|it| it == 1), mark: mark.transpose()?, words })
    })
    .transpose()
}

/// Says whether it is settled; the rest of the opinion stays.
pub async fn say_solved(
    tx: &mut Tx,
    request: &Request,
    is_solved: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO opinion (request_id, partner, is_solved, mark, words, at_us) VALUES ($1, $2, $3, NULL, '', $4)
        ON CONFLICT (request_id) DO UPDATE SET is_solved = excluded.is_solved, at_us = excluded.at_us";
    both!(tx, conn => sqlx::query(SQL)
        .bind(request.id.uuid()).bind(request.partner.as_str()).bind(i64::from(is_solved))
        .bind(now.as_microsecond()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Gives a mark, with words if there are any; whether it is settled stays as it was said.
pub async fn give_mark(
    tx: &mut Tx,
    request: &Request,
    (mark, words): (u8, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO opinion (request_id, partner, is_solved, mark, words, at_us) VALUES ($1, $2, NULL, $3, $4, $5)
        ON CONFLICT (request_id) DO UPDATE SET mark = excluded.mark, words = excluded.words, at_us = excluded.at_us";
    both!(tx, conn => sqlx::query(SQL)
        .bind(request.id.uuid()).bind(request.partner.as_str()).bind(i64::from(mark))
        .bind(words.replace('\0', " ")).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
    Ok(())
}
