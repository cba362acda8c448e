//! Fresh databases for tests, of both kinds, a [`Browser`] without a window, and what every page must have ([`assert_well_made`]).
//!
//! [`on_both!`] writes a test once and runs it on SQLite (a file in a folder of its own) and on PostgreSQL (a schema of
//! its own in the server that `TEST_POSTGRES` names; `scripts/test-postgres` starts one). A crate, not a feature of
//! `register`: a feature would have `register` and all above it built twice.

mod browser;
mod page;

use std::sync::atomic::{AtomicU32, Ordering};

use register::Db;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;

pub use browser::{Browser, Seen};
pub use page::assert_well_made;
#[doc(hidden)]
pub use register;

/// A database of one test, removed after it.
#[derive(Debug)]
pub struct Fresh {
    /// The database, with the register's tables.
    pub db: Db,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Folder(#[expect(dead_code, reason = "removes the folder when dropped")] TempDir),
    Schema { server: String, name: String },
}

impl Fresh {
    /// A new SQLite file.
    ///
    /// # Panics
    ///
    /// If it cannot be had.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let db = open(&format!("sqlite:{}", folder.path().join("register.db").display())).await;
        Self { db, place: Place::Folder(folder) }
    }

    /// A new schema on the PostgreSQL server of `TEST_POSTGRES`; `None` without one. In CI a missing server fails the
    /// test: a silent skip proves nothing.
    ///
    /// # Panics
    ///
    /// If the server does not answer, or `CI` is set and `TEST_POSTGRES` is not.
    pub async fn postgres() -> Option<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let Ok(server) = std::env::var("TEST_POSTGRES") else {
            assert!(std::env::var_os("CI").is_none(), "CI must set TEST_POSTGRES: run scripts/test-postgres");
            eprintln!("skipped: no PostgreSQL server (TEST_POSTGRES); run inside scripts/test-postgres");
            return None;
        };
        let name = format!("t{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        run(&server, format!("DROP SCHEMA IF EXISTS {name} CASCADE")).await;
        run(&server, format!("CREATE SCHEMA {name}")).await;
        let joint = if server.contains('?') { '&' } else { '?' };
        let db = open(&format!("{server}{joint}options=-csearch_path%3D{name}")).await;
        Some(Self { db, place: Place::Schema { server, name } })
    }

    /// Closes the database and removes it.
    pub async fn remove(self) {
        self.db.close().await;
        if let Place::Schema { server, name } = &self.place {
            run(server, format!("DROP SCHEMA {name} CASCADE")).await;
        }
    }
}

async fn open(url: &str) -> Db {
    let db = Db::open(url).await.expect("the test's database opens");
    db.migrate(&[&register::MIGRATIONS]).await.expect("the register's migrations apply");
    db
}

async fn run(server: &str, statement: String) {
    let mut admin = PgConnection::connect(server).await.expect("TEST_POSTGRES answers");
    sqlx::query(AssertSqlSafe(statement)).execute(&mut admin).await.expect("the statement runs");
    admin.close().await.expect("the connection closes");
}

/// Writes a test once and runs it on both databases, as `name::sqlite` and `name::postgres`. The crate needs `tokio`
/// (with `macros` and a runtime) among its dependencies.
///
/// ```ignore
/// on_both! {
///     async fn the_first_answer_stands(db: Db) { … }
/// }
/// ```
#[macro_export]
macro_rules! on_both {
    ($($(#[$attribute:meta])* async fn $name:ident($db:ident: Db) $body:block)+) => {
        $($(#[$attribute])* mod $name {
            use super::*;

            async fn run($db: $crate::register::Db) $body

            #[tokio::test]
            async fn sqlite() {
                let fresh = $crate::Fresh::sqlite().await;
                run(fresh.db.clone()).await;
                fresh.remove().await;
            }

            #[tokio::test]
            async fn postgres() {
                if let Some(fresh) = $crate::Fresh::postgres().await {
                    run(fresh.db.clone()).await;
                    fresh.remove().await;
                }
            }
        })+
    };
}
