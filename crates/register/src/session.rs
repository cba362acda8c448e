//! Sessions: what a cookie gives access to, and until when.

use jiff::Timestamp;
use kernel::Secret;
use sqlx::{FromRow, types::Uuid};

use crate::{Account, AccountId, StoreError, Tx, account, both, secret_token};

/// A session that nobody uses ends after this long.
pub const IDLE_MAX_US: i64 = 12 * 3_600 * 1_000_000;
/// A session ends after this long, used or not.
pub const AGE_MAX_US: i64 = 7 * 24 * 3_600 * 1_000_000;
/// How stale the note of the last use may be: not every page view is worth a write.
const SEEN_STEP_US: i64 = 5 * 60 * 1_000_000;

/// The cookie's value. Given to the browser, never stored.
pub type SessionKey = Secret<String>;

/// An open session.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// Whose.
    pub account: Account,
    /// Whether its last use should be noted, see [`touch`].
    pub is_stale: bool,
}

/// Opens a session and gives the cookie's value. Always a new one at sign-in: a value planted before is worth nothing.
pub async fn open(tx: &mut Tx, account: &Account, now: Timestamp) -> Result<SessionKey, StoreError> {
    const SQL: &str = "
        INSERT INTO session (key_hash, account_id, epoch, created_at_us, seen_at_us) VALUES ($1, $2, $3, $4, $4)";
    let key = secret_token::generate()?;
    both!(tx, conn => sqlx::query(SQL)
        .bind(secret_token::hash(&key))
        .bind(account.id.uuid())
        .bind(account.epoch)
        .bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(SessionKey::new(key))
}

/// The session of a cookie, if it is open: not too old, of the account's present epoch, the account not closed.
pub async fn find(tx: &mut Tx, key: &SessionKey, now: Timestamp) -> Result<Option<Session>, StoreError> {
    #[derive(FromRow)]
    struct Row {
        account_id: Uuid,
        seen_at_us: i64,
    }
    const SQL: &str = "
        SELECT s.account_id, s.seen_at_us FROM session s JOIN account a ON a.account_id = s.account_id
        WHERE s.key_hash = $1 AND s.epoch = a.epoch AND a.closed = 0 AND s.created_at_us > $2 AND s.seen_at_us > $3";
    let now_us = now.as_microsecond();
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(secret_token::hash(key.reveal()))
        .bind(now_us - AGE_MAX_US)
        .bind(now_us - IDLE_MAX_US)
        .fetch_optional(conn).await)?;
    let Some(row) = row else { return Ok(None) };
    let account = account::find(tx, AccountId::from_uuid(row.account_id)).await?;
    Ok(account.map(|account| Session { account, is_stale: row.seen_at_us < now_us - SEEN_STEP_US }))
}

/// Notes that the session is in use.
pub async fn touch(tx: &mut Tx, key: &SessionKey, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE session SET seen_at_us = $2 WHERE key_hash = $1";
    both!(tx, conn => sqlx::query(SQL)
        .bind(secret_token::hash(key.reveal())).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Ends one session: signing out.
pub async fn end(tx: &mut Tx, key: &SessionKey) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM session WHERE key_hash = $1";
    both!(tx, conn => sqlx::query(SQL).bind(secret_token::hash(key.reveal())).execute(conn).await.map(drop))?;
    Ok(())
}

/// Removes sessions that have run out; gives how many.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "DELETE FROM session WHERE created_at_us <= $1 OR seen_at_us <= $2";
    let now_us = now.as_microsecond();
    Ok(both!(tx, conn => sqlx::query(SQL)
        .bind(now_us - AGE_MAX_US).bind(now_us - IDLE_MAX_US)
        .execute(conn).await.map(|it| it.rows_affected()))?)
}
