//! One SQL text, two databases: SQLite for a folder, PostgreSQL for several servers.
//!
//! A feature writes its SQL once, in the subset that both understand, and runs it through [`both!`](crate::both).
//! **Invariant:** every store function takes a [`Tx`]; only the caller commits, and a `Tx` that is dropped rolls back.

use std::time::Duration;

use sqlx::{
    PgPool, Postgres, Sqlite, SqlitePool, Transaction,
    migrate::Migrator,
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::StoreError;

/// Creates and upgrades the register's own tables. Give it first to [`Db::migrate`].
pub static MIGRATIONS: Twins =
    Twins { sqlite: sqlx::migrate!("migrations/sqlite"), postgres: sqlx::migrate!("migrations/postgres") };

/// Connections at most: more than this waits in the pool.
const CONNECTIONS_MAX: u32 = 16;
/// How long a writer waits for another on SQLite. Long, because a group commit may be in the way.
const BUSY_WAIT: Duration = Duration::from_secs(20);

/// Memory for the pages of one connection, in kibibytes (SQLite counts them as a negative number). The keys of incoming
/// contacts come in no order: with SQLite's own 2 MB every insert reads a page back.
const CACHE_KB: &str = "-32768";
/// Pages of the write-ahead log that are folded in at once: 32 MB. Pages written many times are then copied once.
const CHECKPOINT_PAGES: &str = "8000";

/// The database, whichever it is. Cheap to clone.
#[derive(Debug, Clone)]
pub enum Db {
    /// A file: one writer at a time.
    Sqlite(SqlitePool),
    /// A server.
    Postgres(PgPool),
}

/// A transaction on either database.
#[derive(Debug)]
pub enum Tx {
    /// See [`Db::Sqlite`].
    Sqlite(Transaction<'static, Sqlite>),
    /// See [`Db::Postgres`].
    Postgres(Transaction<'static, Postgres>),
}

/// A feature's migrations, for both databases.
#[derive(Debug)]
pub struct Twins {
    /// From `migrations/sqlite`.
    pub sqlite: Migrator,
    /// From `migrations/postgres`.
    pub postgres: Migrator,
}

/// Runs one expression on whichever database it is; it is compiled once for each.
///
/// `both!(tx, conn => sqlx::query(SQL).bind(…).execute(conn).await)`
#[macro_export]
macro_rules! both {
    ($tx:expr, $conn:ident => $run:expr) => {
        match $tx {
            $crate::Tx::Sqlite(tx) => {
                let $conn = &mut **tx;
                $run
            }
            $crate::Tx::Postgres(tx) => {
                let $conn = &mut **tx;
                $run
            }
        }
    };
}

impl Db {
    /// Opens `sqlite:FILE` (made if missing; write-ahead log, every commit synced to disk) or `postgres://…`.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("sqlite:") {
            let options = url
                .parse::<SqliteConnectOptions>()?
                .create_if_missing(true)
                .foreign_keys(true)
                .busy_timeout(BUSY_WAIT)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .pragma("cache_size", CACHE_KB)
                .pragma("wal_autocheckpoint", CHECKPOINT_PAGES);
            let file = options.get_filename();
            kernel::private::file().create(true).truncate(false).open(file).map_err(sqlx::Error::Io)?;
            Ok(Self::Sqlite(
                SqlitePoolOptions::new().max_connections(CONNECTIONS_MAX).connect_with(options).await?,
            ))
        } else {
            Ok(Self::Postgres(PgPoolOptions::new().max_connections(CONNECTIONS_MAX).connect(url).await?))
        }
    }

    /// Begins a transaction that only reads: it sees one state of the database throughout.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite(pool) => Tx::Sqlite(pool.begin().await?),
            Self::Postgres(pool) => {
                Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }

    /// Begins a transaction that will write. On SQLite the lock is taken at once, so that two writers wait for each
    /// other instead of failing half-way.
    pub async fn write(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite(pool) => Tx::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// Applies the migrations of all features in one sequence, ordered by their timestamps, so that a later feature may
    /// refer to an earlier one's tables.
    pub async fn migrate(&self, features: &[&Twins]) -> Result<(), StoreError> {
        let merged = |pick: fn(&Twins) -> &Migrator| {
            Migrator::with_migrations(features.iter().flat_map(|it| pick(it).iter().cloned()).collect())
        };
        match self {
            Self::Sqlite(pool) => merged(|it| &it.sqlite).run(pool).await?,
            Self::Postgres(pool) => merged(|it| &it.postgres).run(pool).await?,
        }
        Ok(())
    }

    /// Whether the database answers, for `/health`.
    pub async fn answers(&self) -> Result<(), StoreError> {
        let mut tx = self.read().await?;
        let _: i64 =
            both!(&mut tx, conn => sqlx::query_scalar("SELECT CAST(1 AS BIGINT)").fetch_one(conn).await)?;
        Ok(())
    }

    /// Keeps what the database knows of its tables fresh, so that it goes by the right index. Quick where nothing grew much; PostgreSQL
    /// does it by itself.
    pub async fn tune(&self) -> Result<(), StoreError> {
        if let Self::Sqlite(pool) = self {
            // Of each table some hundred rows are looked at: a second the first time with a million requests, then milliseconds.
            sqlx::query("PRAGMA analysis_limit = 400; PRAGMA optimize = 0x10002").execute(pool).await?;
        }
        Ok(())
    }

    /// Overwrites what was deleted: the file of SQLite is written anew and its log is emptied, PostgreSQL's dead rows are given back. It
    /// takes as long as copying the database; others wait to write meanwhile.
    pub async fn scrub(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(pool) => {
                sqlx::query("VACUUM").execute(pool).await?;
                sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(pool).await?;
            }
            Self::Postgres(pool) => {
                sqlx::query("VACUUM").execute(pool).await?;
            }
        }
        Ok(())
    }

    /// Waits for running transactions and closes all connections; on SQLite the write-ahead log is folded in.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Makes everything that was written last.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}
