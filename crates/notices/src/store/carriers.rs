//! The shares of carriers, where they are now, and how quickly each delivers.

use std::time::Duration;

use jiff::Timestamp;
use register::{StoreError, Tx, both};
use sqlx::FromRow;

use super::instant;
use crate::work::weights::{Pace, Share};

#[derive(FromRow)]
struct Row {
    name: String,
    rest: i64,
    weight: i64,
    shifted_at_us: i64,
}

/// Where the shares of carriers are: those that are new, or whose setting changed, are where they rest. In the order of `settings`.
pub async fn shares(
    tx: &mut Tx,
    settings: &[(String, u32)],
    now: Timestamp,
) -> Result<Vec<Share>, StoreError> {
    const SQL: &str = "SELECT name, rest, weight, shifted_at_us FROM notice_carrier";
    let known: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    let mut shares = Vec::new();
    for (name, rest) in settings {
        let row = known.iter().find(|it| it.name == *name && it.rest == i64::from(*rest));
        shares.push(match row {
            Some(row) => Share {
                name: row.name.clone(),
                rest: *rest,
                weight: u32::try_from(row.weight).unwrap_or(*rest),
                shifted_at: instant("notice_carrier.shifted_at_us", row.shifted_at_us)?,
            },
            None => Share {
                name: name.clone(),
                rest: *rest,
                weight: *rest,
                shifted_at: now - Duration::from_hours(1),
            },
        });
    }
    Ok(shares)
}

/// Keeps where the shares are.
pub async fn keep(tx: &mut Tx, shares: &[Share]) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO notice_carrier (name, rest, weight, shifted_at_us) VALUES ($1, $2, $3, $4)
        ON CONFLICT (name) DO UPDATE SET rest = excluded.rest, weight = excluded.weight, shifted_at_us = excluded.shifted_at_us";
    for share in shares {
        both!(tx, conn => sqlx::query(SQL)
            .bind(&share.name)
            .bind(i64::from(share.rest))
            .bind(i64::from(share.weight))
            .bind(share.shifted_at.as_microsecond())
            .execute(conn).await.map(drop))?;
    }
    Ok(())
}

/// How quickly a carrier told of what it took since `since`: parts, and those that took longer than `slow`, so far.
pub async fn pace(
    tx: &mut Tx,
    carrier: &str,
    (since, slow): (Timestamp, Duration),
    now: Timestamp,
) -> Result<Pace, StoreError> {
    const SQL: &str = "
        SELECT COUNT(*), COUNT(CASE WHEN COALESCE(heard_at_us, $3) - taken_at_us > $4 THEN 1 END)
        FROM notice_part WHERE carrier = $1 AND taken_at_us > $2";
    let (taken, late): (i64, i64) = both!(tx, conn => sqlx::query_as(SQL)
        .bind(carrier)
        .bind(since.as_microsecond())
        .bind(now.as_microsecond())
        .bind(i64::try_from(slow.as_micros()).unwrap_or(i64::MAX))
        .fetch_one(conn).await)?;
    Ok(Pace { taken: u64::try_from(taken).unwrap_or(0), late: u64::try_from(late).unwrap_or(0) })
}
