//! Connections: opened once, lent for one read or one writing transaction.

use super::{Db, StoreError, dialect};
use crate::kernel::{Refusal, Refused};
use diesel::r2d2::{ManageConnection, Pool};
use diesel::{Connection, PgConnection, SqliteConnection};
use std::path::Path;
use std::sync::Arc;
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
struct Manager(Source);

impl ManageConnection for Manager {
    type Connection = Db;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<Db, Self::Error> {
        let mut db = self.0.connect().map_err(diesel::r2d2::Error::ConnectionError)?;
        dialect::prepare(&mut db).map_err(diesel::r2d2::Error::QueryError)?;
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
}

const WAIT: Duration = Duration::from_secs(10);
const TRIES: u32 = 12;

impl Store {
    /// Opens `sqlite:PATH` or `postgres://...`; makes the folder, does not migrate.
    ///
    /// # Errors
    /// `bad-database-url`, `database-folder` or `database-unreachable`.
    pub fn open(url: &str) -> Result<Self, StoreError> {
        let source = source_of(url)?;
        let (readers, writers) = match &source {
            Source::Sqlite(_) => (pool(&source, 4)?, pool(&source, 1)?),
            Source::Postgres(_) => {
                let shared = pool(&source, 10)?;
                (shared.clone(), shared)
            }
        };
        Ok(Self { readers, writers, source: Arc::new(source) })
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
        let mut db = self.writers.get()?;
        dialect::migrate(&mut db)
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

    /// [`Self::read`] on this thread.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_now<T>(&self, read: impl FnOnce(&mut Db) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut db = self.readers.get()?;
        dialect::begin_read(&mut db)?;
        let result = read(&mut db);
        dialect::rollback(&mut db)?;
        result
    }

    /// [`Self::write`] on this thread.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn write_now<T>(&self, write: impl Fn(&mut Db) -> Result<T, StoreError>) -> Result<T, StoreError> {
        for attempt in 0..TRIES {
            let mut db = self.writers.get()?;
            match once(&mut db, &write) {
                Err(StoreError::Database(error)) if dialect::may_retry(&error) => {
                    drop(db);
                    std::thread::sleep(jitter(attempt));
                }
                result => return result,
            }
        }
        Err(Refusal::conflict("database-busy").of(Refused::Unavailable).into())
    }
}

fn once<T>(db: &mut Db, write: &impl Fn(&mut Db) -> Result<T, StoreError>) -> Result<T, StoreError> {
    dialect::begin_write(db)?;
    match write(db) {
        Ok(value) => match dialect::commit(db) {
            Ok(()) => Ok(value),
            Err(error) => {
                // after a failed commit the transaction may or may not be open still
                let _ = dialect::rollback(db);
                Err(error.into())
            }
        },
        Err(error) => {
            dialect::rollback(db)?;
            Err(error)
        }
    }
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

fn pool(source: &Source, size: u32) -> Result<Pool<Manager>, StoreError> {
    Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        .connection_timeout(WAIT)
        .error_handler(Box::new(diesel::r2d2::LoggingErrorHandler))
        .build(Manager(source.clone()))
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
