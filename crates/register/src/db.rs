//! One SQL text, two databases: SQLite for a folder, PostgreSQL for several servers.
//!
//! A feature writes its SQL once, in the subset that both understand, and runs it through [`both!`](crate::both).
//! **Invariant:** every store function takes a [`Tx`]; only the caller commits, and a `Tx` that is dropped rolls back.

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
    time::Duration,
};

use sqlx::{
    PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction,
    migrate::Migrator,
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::{
    sync::{Mutex, OwnedMutexGuard},
    time::timeout,
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
    Sqlite(File),
    /// A server.
    Postgres(PgPool),
}

/// The file of SQLite. Its own lock goes to whoever happens to ask when it is free, so that one of many writers may wait for all others; within this
/// program they take turns in the order in which they came, and hold no connection while they wait.
#[derive(Debug, Clone)]
pub struct File {
    pool: SqlitePool,
    turn: Arc<Mutex<()>>,
}

impl File {
    /// Its connections, for what is no transaction.
    pub const fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    async fn write(&self) -> Result<Held, StoreError> {
        // Whoever waits too long goes on without a turn, to the error that SQLite itself gives.
        let turn = timeout(BUSY_WAIT, Arc::clone(&self.turn).lock_owned()).await.ok();
        Ok(Held { tx: self.pool.begin_with("BEGIN IMMEDIATE").await?, _turn: turn })
    }
}

/// A transaction of SQLite, with the turn of a writer.
#[derive(Debug)]
pub struct Held {
    // Dropped in this order: the turn goes on once the transaction is over.
    tx: Transaction<'static, Sqlite>,
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Deref for Held {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.tx
    }
}

impl DerefMut for Held {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.tx
    }
}

/// A transaction on either database.
#[derive(Debug)]
pub enum Tx {
    /// See [`Db::Sqlite`].
    Sqlite(Held),
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
            let pool =
                SqlitePoolOptions::new().max_connections(CONNECTIONS_MAX).connect_with(options).await?;
            Ok(Self::Sqlite(File { pool, turn: Arc::default() }))
        } else {
            Ok(Self::Postgres(PgPoolOptions::new().max_connections(CONNECTIONS_MAX).connect(url).await?))
        }
    }

    /// Begins a transaction that only reads: it sees one state of the database throughout.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite(file) => Tx::Sqlite(Held { tx: file.pool.begin().await?, _turn: None }),
            Self::Postgres(pool) => {
                Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }

    /// Begins a transaction that will write. On SQLite the lock is taken at once, so that two writers wait for each
    /// other instead of failing half-way; they take turns as they come.
    pub async fn write(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite(file) => Tx::Sqlite(file.write().await?),
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
            Self::Sqlite(file) => merged(|it| &it.sqlite).run(&file.pool).await?,
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
        if let Self::Sqlite(file) = self {
            // Of each table some hundred rows are looked at: a second the first time with a million requests, then milliseconds.
            sqlx::query("PRAGMA analysis_limit = 400; PRAGMA optimize = 0x10002").execute(&file.pool).await?;
        }
        Ok(())
    }

    /// Overwrites what was deleted: the file of SQLite is written anew and its log is emptied, PostgreSQL's dead rows are given back. It
    /// takes as long as copying the database; others wait to write meanwhile.
    pub async fn scrub(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(file) => {
                let _turn = file.turn.lock().await;
                sqlx::query("VACUUM").execute(&file.pool).await?;
                sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&file.pool).await?;
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
            Self::Sqlite(file) => file.pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Makes everything that was written last.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(held) => held.tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex as StdMutex;

    use super::*;

    #[tokio::test]
    async fn writers_of_a_file_take_turns_in_the_order_in_which_they_came() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&format!("sqlite:{}", folder.path().join("a.db").display())).await.unwrap();
        let served = Arc::new(StdMutex::new(Vec::new()));
        let first = db.write().await.unwrap();
        let mut writers = Vec::new();
        // More than there are connections.
        for place in 0..40 {
            let (db, served) = (db.clone(), Arc::clone(&served));
            writers.push(tokio::spawn(async move {
                let tx = db.write().await.unwrap();
                served.lock().unwrap().push(place);
                tx.commit().await.unwrap();
            }));
            tokio::task::yield_now().await;
        }
        // Whoever reads waits for none of them.
        db.answers().await.unwrap();
        assert!(served.lock().unwrap().is_empty());
        drop(first);
        for writer in writers {
            writer.await.unwrap();
        }
        assert_eq!(*served.lock().unwrap(), (0..40).collect::<Vec<_>>());
    }
}
