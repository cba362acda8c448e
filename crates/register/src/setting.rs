//! Settings that change while the server runs: names and texts.

use crate::{StoreError, Tx, both};

/// The value of a setting; `None` if it was never set.
pub async fn get(tx: &mut Tx, name: &str) -> Result<Option<String>, StoreError> {
    const SQL: &str = "SELECT value FROM setting WHERE name = $1";
    Ok(both!(tx, conn => sqlx::query_scalar(SQL).bind(name).fetch_optional(conn).await)?)
}

/// Sets it.
pub async fn set(tx: &mut Tx, name: &str, value: &str) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    both!(tx, conn => sqlx::query(SQL).bind(name).bind(value).execute(conn).await.map(drop))?;
    Ok(())
}
