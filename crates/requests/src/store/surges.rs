//! How many requests came for each reason, by quarters of an hour, and where that is more than usual.

use jiff::Timestamp;
use kernel::PartnerCode;
use register::{StoreError, Tx, both};

use super::{instant, partner};

/// A quarter of an hour, in µs.
pub const QUARTER_US: i64 = 15 * 60 * 1_000_000;

/// Requests for a reason in a quarter of an hour: partner, reason, beginning, how many.
pub type Counted = (String, String, i64, i64);

/// What the requests themselves say, since an instant that begins a quarter.
pub async fn arrivals(tx: &mut Tx, since_us: i64) -> Result<Vec<Counted>, StoreError> {
    Ok(both!(tx, conn => sqlx::query_as(ARRIVALS).bind(since_us).bind(QUARTER_US).fetch_all(conn).await)?)
}

/// Read from an index alone. Partner and reason are taken in a form that leads to no index: else SQLite reads all of theirs, because it
/// is in the order of the groups.
const ARRIVALS: &str = "
    SELECT partner || '', reason || '', (opened_at_us / $2) * $2 AS quarter_us, COUNT(*) FROM request
    WHERE opened_at_us >= $1 AND reason IS NOT NULL GROUP BY 1, 2, 3";

/// What was counted, since an instant.
pub async fn counted(tx: &mut Tx, since_us: i64) -> Result<Vec<Counted>, StoreError> {
    const SQL: &str = "SELECT partner, reason, quarter_us, count FROM reason_quarter WHERE quarter_us >= $1";
    Ok(both!(tx, conn => sqlx::query_as(SQL).bind(since_us).fetch_all(conn).await)?)
}

/// The last quarter that was counted.
pub async fn last_quarter(tx: &mut Tx) -> Result<Option<i64>, StoreError> {
    const SQL: &str = "SELECT MAX(quarter_us) FROM reason_quarter";
    Ok(both!(tx, conn => sqlx::query_scalar(SQL).fetch_one(conn).await)?)
}

/// Writes a count; 0 removes it.
pub async fn count(tx: &mut Tx, (partner, reason, quarter_us, count): &Counted) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO reason_quarter (partner, reason, quarter_us, count) VALUES ($1, $2, $3, $4)
        ON CONFLICT (partner, reason, quarter_us) DO UPDATE SET count = excluded.count";
    const NONE: &str = "DELETE FROM reason_quarter WHERE partner = $1 AND reason = $2 AND quarter_us = $3";
    if *count == 0 {
        both!(tx, conn => sqlx::query(NONE)
            .bind(partner).bind(reason).bind(quarter_us).execute(conn).await.map(drop))?;
    } else {
        both!(tx, conn => sqlx::query(SQL)
            .bind(partner).bind(reason).bind(quarter_us).bind(count).execute(conn).await.map(drop))?;
    }
    Ok(())
}

/// Forgets counts of before an instant.
pub async fn forget(tx: &mut Tx, before_us: i64) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM reason_quarter WHERE quarter_us < $1";
    both!(tx, conn => sqlx::query(SQL).bind(before_us).execute(conn).await.map(drop))?;
    Ok(())
}

/// The reasons for which so many came since an instant.
pub async fn busy(tx: &mut Tx, since_us: i64, least: i64) -> Result<Vec<(String, String)>, StoreError> {
    const SQL: &str = "
        SELECT partner, reason FROM reason_quarter WHERE quarter_us >= $1
        GROUP BY partner, reason HAVING SUM(count) >= $2 ORDER BY partner, reason";
    Ok(both!(tx, conn => sqlx::query_as(SQL).bind(since_us).bind(least).fetch_all(conn).await)?)
}

/// The counts of one reason since an instant, the oldest first.
pub async fn of_reason(
    tx: &mut Tx,
    (partner, reason): (&str, &str),
    since_us: i64,
) -> Result<Vec<(i64, i64)>, StoreError> {
    const SQL: &str = "
        SELECT quarter_us, count FROM reason_quarter WHERE partner = $1 AND reason = $2 AND quarter_us >= $3
        ORDER BY quarter_us";
    Ok(both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner).bind(reason).bind(since_us).fetch_all(conn).await)?)
}

/// More requests for a reason than usual.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surge {
    /// Whose.
    pub partner: PartnerCode,
    /// For which reason.
    pub reason: String,
    /// Since when.
    pub since: Timestamp,
    /// How many came since then.
    pub observed: u64,
    /// How many usually come in such a time.
    pub expected: u64,
}

/// Records that it lasts; what somebody said of it stays.
pub async fn record(tx: &mut Tx, surge: &Surge) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO surge (partner, reason, since_us, observed, expected) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (partner, reason) DO UPDATE SET since_us = excluded.since_us, observed = excluded.observed,
            expected = excluded.expected";
    both!(tx, conn => sqlx::query(SQL)
        .bind(surge.partner.as_str())
        .bind(&surge.reason)
        .bind(surge.since.as_microsecond())
        .bind(surge.observed.cast_signed())
        .bind(surge.expected.cast_signed())
        .execute(conn).await.map(drop))?;
    Ok(())
}

type Row = (String, String, i64, i64, i64);

fn read((code, reason, since_us, observed, expected): Row) -> Result<Surge, StoreError> {
    Ok(Surge {
        partner: partner(&code)?,
        reason,
        since: instant("surge.since_us", since_us)?,
        observed: super::count("surge.observed", observed)?,
        expected: super::count("surge.expected", expected)?,
    })
}

/// All that last, of all partners.
pub async fn lasting(tx: &mut Tx) -> Result<Vec<Surge>, StoreError> {
    const SQL: &str = "SELECT partner, reason, since_us, observed, expected FROM surge";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    rows.into_iter().map(read).collect()
}

/// It is over.
pub async fn remove(tx: &mut Tx, (partner, reason): (&str, &str)) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM surge WHERE partner = $1 AND reason = $2";
    both!(tx, conn => sqlx::query(SQL).bind(partner).bind(reason).execute(conn).await.map(drop))?;
    Ok(())
}

/// Somebody looked, and it is none. `false`: there was nothing to look at.
pub async fn dismiss(
    tx: &mut Tx,
    (partner, reason): (&PartnerCode, &str),
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE surge SET dismissed_at_us = $3 WHERE partner = $1 AND reason = $2 AND dismissed_at_us IS NULL";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(partner.as_str()).bind(reason).bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// What a partner has to look at: surges that nobody set aside and for which no incident runs, the greatest first.
pub async fn told(tx: &mut Tx, of: &PartnerCode) -> Result<Vec<Surge>, StoreError> {
    const SQL: &str = "
        SELECT s.partner, s.reason, s.since_us, s.observed, s.expected FROM surge s
        WHERE s.partner = $1 AND s.dismissed_at_us IS NULL AND NOT EXISTS (
            SELECT 1 FROM incident i WHERE i.partner = s.partner AND i.reason = s.reason AND i.ended_at_us IS NULL)
        ORDER BY s.observed DESC, s.reason LIMIT 10";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL).bind(of.as_str()).fetch_all(conn).await)?;
    rows.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use register::Db;

    use super::*;

    #[tokio::test]
    async fn requests_are_counted_from_an_index_alone() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&format!("sqlite:{}", folder.path().join("r.sqlite").display())).await.unwrap();
        db.migrate(&[&register::MIGRATIONS, &crate::MIGRATIONS]).await.unwrap();
        let mut tx = db.read().await.unwrap();
        let sql = format!("EXPLAIN QUERY PLAN {ARRIVALS}");
        let plan: Vec<(i64, i64, i64, String)> =
            both!(&mut tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(0_i64).bind(QUARTER_US).fetch_all(conn).await)
            .unwrap();
        assert!(
            plan.iter().any(|it| it.3.contains("SEARCH request USING COVERING INDEX request_opened")),
            "{plan:?}"
        );
    }
}
