//! Connections: opened once, lent for one read or one writing transaction.

use super::{Db, Queries, StoreError, dialect};
use crate::kernel::{Refusal, Refused};
use diesel::r2d2::{ManageConnection, Pool, PooledConnection};
use diesel::{Connection, PgConnection, SqliteConnection};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

#[derive(Clone, Debug)]
enum Source {
    Postgres(String),
    Sqlite(String),
}

impl Source {
    fn connect(&self) -> diesel::ConnectionResult<Db> {
        match self {
            Self::Postgres(url) => PgConnection::establish(url).map(Db::Pg),
            Self::Sqlite(path) => SqliteConnection::establish(path).map(Db::Sqlite),
        }
    }
}

#[derive(Debug)]
struct Manager(Source, Option<Queries>);

impl ManageConnection for Manager {
    type Connection = Db;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<Db, Self::Error> {
        let mut db = self.0.connect().map_err(diesel::r2d2::Error::ConnectionError)?;
        dialect::prepare(&mut db).map_err(diesel::r2d2::Error::QueryError)?;
        if let Some(queries) = &self.1 {
            queries.listen(&mut db);
        }
        Ok(db)
    }

    fn is_valid(&self, db: &mut Db) -> Result<(), Self::Error> {
        dialect::ping(db).map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, db: &mut Db) -> bool {
        std::thread::panicking() || dialect::in_transaction(db)
    }
}

/// The database: one writer and some readers on SQLite, a pool on PostgreSQL.
#[derive(Clone)]
pub struct Store {
    readers: Pool<Manager>,
    writers: Pool<Manager>,
    source: Arc<Source>,
    writes: Arc<AtomicU64>,
}

/// How long a page waits for the one writer of SQLite, and for a server that is started again.
const WAIT: (Duration, Duration) = (Duration::from_secs(10), Duration::from_secs(5));
const TRIES: u32 = 12;

impl Store {
    /// Opens `sqlite:PATH` or `postgres://...`; makes the folder, does not migrate.
    ///
    /// # Errors
    /// `bad-database-url`, `database-folder` or `database-unreachable`.
    pub fn open(url: &str) -> Result<Self, StoreError> {
        Self::over(url, None)
    }

    /// The same, and what it asks from now on.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn watched(url: &str) -> Result<(Self, Queries), StoreError> {
        let queries = Queries::default();
        Ok((Self::over(url, Some(&queries))?, queries))
    }

    fn over(url: &str, queries: Option<&Queries>) -> Result<Self, StoreError> {
        let source = source_of(url)?;
        let pool = |size| pool(&source, queries.cloned(), size);
        let (readers, writers) = match &source {
            Source::Sqlite(_) => (pool(4)?, pool(1)?),
            Source::Postgres(_) => {
                let shared = pool(10)?;
                (shared.clone(), shared)
            }
        };
        Ok(Self { readers, writers, source: Arc::new(source), writes: Arc::default() })
    }

    /// How often this process wrote: what was read at another number may be outdated.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.writes.load(Ordering::SeqCst)
    }

    /// Whether it is the embedded database.
    #[must_use]
    pub fn is_sqlite(&self) -> bool {
        matches!(*self.source, Source::Sqlite(_))
    }

    /// The file of the embedded database.
    #[must_use]
    pub fn sqlite_path(&self) -> Option<&Path> {
        match &*self.source {
            Source::Sqlite(path) => Some(Path::new(path)),
            Source::Postgres(_) => None,
        }
    }

    /// Brings the database to this version; returns how many migrations ran.
    ///
    /// # Errors
    /// When a migration fails; it is rolled back.
    pub fn migrate(&self) -> Result<usize, StoreError> {
        let mut db = lent(&self.writers)?;
        dialect::migrate(&mut db)
    }

    /// After many rows were written: lets the database look at what it plans by.
    ///
    /// # Errors
    /// The database's.
    pub async fn gather(&self) -> Result<(), StoreError> {
        let store = self.clone();
        blocking(move || Ok(dialect::gather(&mut *lent(&store.writers)?)?)).await
    }

    /// Reads one consistent state on a blocking thread.
    ///
    /// # Errors
    /// What the closure returns, or the database's refusal.
    pub async fn read<T, F>(&self, read: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Db) -> Result<T, StoreError> + Send + 'static,
    {
        let store = self.clone();
        blocking(move || store.read_now(read)).await
    }

    /// Writes in one transaction on a blocking thread; the closure may run again after a
    /// serialisation failure, so it must not act outside the database.
    ///
    /// # Errors
    /// What the closure returns, or the database's refusal; then nothing is saved.
    pub async fn write<T, F>(&self, write: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&mut Db) -> Result<T, StoreError> + Send + 'static,
    {
        let store = self.clone();
        blocking(move || store.write_now(write)).await
    }

    /// [`Self::write`], kept only if `keep` says so of the result; else everything is taken back.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn write_if<T, F>(&self, keep: fn(&T) -> bool, write: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&mut Db) -> Result<T, StoreError> + Send + 'static,
    {
        let store = self.clone();
        blocking(move || store.tried(keep, write)).await
    }

    /// [`Self::read`] on this thread.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_now<T>(&self, read: impl FnOnce(&mut Db) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut db = lent(&self.readers)?;
        dialect::begin_read(&mut db)?;
        let value = read(&mut db);
        let ended = dialect::rollback(&mut db);
        // a database that went away during the read fails at both; the first says why
        let value = value?;
        ended?;
        Ok(value)
    }

    /// [`Self::write`] on this thread.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn write_now<T>(&self, write: impl Fn(&mut Db) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.tried(|_| true, write)
    }

    fn tried<T>(
        &self,
        keep: fn(&T) -> bool,
        write: impl Fn(&mut Db) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        for attempt in 0..TRIES {
            let mut db = lent(&self.writers)?;
            match once(&mut db, keep, &write) {
                Err(StoreError::Database(error)) if dialect::may_retry(&error) => {
                    drop(db);
                    std::thread::sleep(jitter(attempt));
                }
                result => {
                    self.writes.fetch_add(1, Ordering::SeqCst);
                    return result;
                }
            }
        }
        Err(Refusal::conflict("database-busy").of(Refused::Unavailable).into())
    }
}

fn once<T>(
    db: &mut Db,
    keep: fn(&T) -> bool,
    write: &impl Fn(&mut Db) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    dialect::begin_write(db)?;
    let done = write(db).and_then(|value| {
        if keep(&value) {
            dialect::commit(db)?
        } else {
            dialect::rollback(db)?
        }
        Ok(value)
    });
    if done.is_err() {
        // a full disk or a lost server has ended the transaction by itself: what went wrong first is
        // told, and a connection that cannot roll back is thrown away by the pool
        let _ = dialect::rollback(db);
    }
    done
}

/// A connection of the pool.
///
/// # Errors
/// `database-busy` when all are in use for too long, `database-unreachable` when none can be made.
fn lent(pool: &Pool<Manager>) -> Result<PooledConnection<Manager>, StoreError> {
    pool.get().map_err(|error| {
        let in_use = pool.state().connections > 0;
        let key = if in_use { "database-busy" } else { "database-unreachable" };
        Refusal::new(key).with("why", error.to_string()).of(Refused::Unavailable).into()
    })
}

fn jitter(attempt: u32) -> Duration {
    let ceiling = 5u64 << attempt.min(6);
    Duration::from_millis(rand::random_range(1..=ceiling))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(StoreError::Stopped(error.to_string())),
    }
}

fn pool(source: &Source, queries: Option<Queries>, size: u32) -> Result<Pool<Manager>, StoreError> {
    let wait = if matches!(source, Source::Sqlite(_)) { WAIT.0 } else { WAIT.1 };
    Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        .connection_timeout(wait)
        .error_handler(Box::new(diesel::r2d2::LoggingErrorHandler))
        .build(Manager(source.clone(), queries))
        .map_err(StoreError::from)
}

fn source_of(url: &str) -> Result<Source, StoreError> {
    if let Some(path) = url.strip_prefix("sqlite:") {
        let folder = Path::new(path).parent().filter(|f| !f.as_os_str().is_empty());
        if let Some(folder) = folder {
            std::fs::create_dir_all(folder).map_err(|e| {
                Refusal::new("database-folder").with("path", folder.display().to_string()).with("why", e.to_string())
            })?;
        }
        return Ok(Source::Sqlite(path.to_owned()));
    }
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok(Source::Postgres(url.to_owned()));
    }
    Err(Refusal::new("bad-database-url").into())
}
