//! What SQLite and PostgreSQL cannot share, and nothing else.

use super::{Db, StoreError};
use crate::kernel::{Refusal, Refused};
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::result::{DatabaseErrorKind, Error};
use diesel::{QueryResult, RunQueryDsl};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// How many ids one query may name: SQLite takes 32,766 parameters.
pub(crate) const MANY: usize = 10_000;

/// How many rows one statement writes that is compiled once and used again.
pub(crate) const AT_ONCE: usize = 32;

/// One query, compiled once for each backend where the common one cannot express it.
macro_rules! on_each {
    ($db:expr, $conn:ident => $query:expr) => {
        match $db {
            $crate::store::Db::Pg($conn) => $query,
            $crate::store::Db::Sqlite($conn) => $query,
        }
    };
}
pub(crate) use on_each;

/// Inserts rows of an `Insertable`: many at once, and on SQLite in batches of one size, whose
/// statement is compiled once.
macro_rules! insert_all {
    ($db:expr, $table:expr, $rows:expr) => {{
        let rows = $rows;
        let mut inserted = 0usize;
        match $db {
            $crate::store::Db::Pg(conn) => {
                for batch in rows.chunks(500) {
                    inserted += diesel::RunQueryDsl::execute(diesel::insert_into($table).values(batch), conn)?;
                }
            }
            $crate::store::Db::Sqlite(conn) => {
                let (batches, rest) = rows.as_chunks::<{ $crate::store::dialect::AT_ONCE }>();
                for batch in batches {
                    inserted += diesel::RunQueryDsl::execute(diesel::insert_into($table).values(batch), conn)?;
                }
                for row in rest {
                    inserted += diesel::RunQueryDsl::execute(diesel::insert_into($table).values(row), conn)?;
                }
            }
        }
        Ok::<usize, diesel::result::Error>(inserted)
    }};
}
pub(crate) use insert_all;

/// Settings of a fresh connection.
pub(super) fn prepare(db: &mut Db) -> QueryResult<()> {
    match db {
        // FULL, since an acknowledged booking must survive a power cut
        Db::Sqlite(conn) => conn.batch_execute(
            "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
             PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32000;",
        ),
        // to compile such sums takes longer than to add them up; a page's rows are in memory, where
        // to look one up costs little more than to read on
        Db::Pg(conn) => conn.batch_execute(
            "SET client_min_messages = warning; SET lock_timeout = '5s'; SET statement_timeout = '120s'; \
             SET TIME ZONE 'UTC'; SET jit = off; SET random_page_cost = 1.1;",
        ),
    }
}

pub(super) fn ping(db: &mut Db) -> QueryResult<()> {
    diesel::sql_query("SELECT 1").execute(db).map(drop)
}

pub(super) fn in_transaction(db: &mut Db) -> bool {
    on_each!(db, conn => {
        let status = AnsiTransactionManager::transaction_manager_status_mut(conn);
        !matches!(status.transaction_depth(), Ok(None))
    })
}

pub(super) fn begin_read(db: &mut Db) -> QueryResult<()> {
    match db {
        Db::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN DEFERRED"),
        Db::Pg(conn) => {
            AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        }
    }
}

pub(super) fn begin_write(db: &mut Db) -> QueryResult<()> {
    match db {
        // a deferred transaction that writes later would lose to "database is locked"
        Db::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE"),
        Db::Pg(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN ISOLATION LEVEL SERIALIZABLE"),
    }
}

pub(super) fn commit(db: &mut Db) -> QueryResult<()> {
    on_each!(db, conn => AnsiTransactionManager::commit_transaction(conn))
}

pub(super) fn rollback(db: &mut Db) -> QueryResult<()> {
    on_each!(db, conn => AnsiTransactionManager::rollback_transaction(conn))
}

/// After a great many rows came: what PostgreSQL plans by, which it would gather by itself within
/// minutes. A table that somebody else gathers for is left out. SQLite plans without.
pub(super) fn gather(db: &mut Db) -> QueryResult<()> {
    match db {
        Db::Sqlite(_) => Ok(()),
        Db::Pg(conn) => conn.batch_execute("ANALYZE (SKIP_LOCKED)"),
    }
}

pub(super) fn migrate(db: &mut Db) -> Result<usize, StoreError> {
    let ran = match db {
        Db::Sqlite(conn) => conn.run_pending_migrations(SQLITE).map(|done| done.len()),
        Db::Pg(conn) => {
            // two nodes that start at once take turns
            conn.batch_execute("SELECT pg_advisory_lock(7808140)")?;
            let ran = conn.run_pending_migrations(POSTGRES).map(|done| done.len());
            conn.batch_execute("SELECT pg_advisory_unlock(7808140)")?;
            ran
        }
    };
    ran.map_err(|e| Refusal::new("migration-failed").with("why", e.to_string()).of(Refused::Unavailable).into())
}

/// How SQLite and libpq say that there is nobody to talk to.
const LOST: [&str; 9] = [
    "unable to open database file",
    "server closed the connection",
    "terminating connection",
    "connection to server",
    "connection to the server",
    "connection has been closed",
    "could not receive data from server",
    "could not send data to server",
    "the database system is",
];

/// Whether the same transaction may well succeed when it runs again.
pub(super) fn may_retry(error: &Error) -> bool {
    match error {
        Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => true,
        Error::DatabaseError(_, info) => info.message().contains("deadlock detected"),
        Error::RollbackErrorOnCommit { commit_error, .. } => may_retry(commit_error),
        _ => false,
    }
}

/// What a person can understand of a database's error.
pub(super) fn refusal_of(error: &Error) -> Option<Refusal> {
    let (kind, info) = match error {
        Error::DatabaseError(kind, info) => (kind, info),
        // SQLite has ended the transaction by itself; why stands in the commit's own error
        Error::RollbackErrorOnCommit { commit_error, .. } => return refusal_of(commit_error),
        Error::BrokenTransactionManager => return Some(outage("database-unreachable", &error.to_string())),
        _ => return None,
    };
    let message = info.message();
    // SQLite names neither constraint nor code, so its message is read
    if message.contains("double booking") || message.contains("double_booking") {
        return Some(Refusal::conflict("double-booking"));
    }
    if let Some(key) = outage_of(message) {
        return Some(outage(key, message));
    }
    match kind {
        DatabaseErrorKind::UniqueViolation => Some(Refusal::conflict("already-there")),
        DatabaseErrorKind::ForeignKeyViolation => Some(Refusal::conflict("still-in-use")),
        DatabaseErrorKind::CheckViolation => Some(Refusal::new("value-not-allowed")),
        DatabaseErrorKind::ReadOnlyTransaction => Some(outage("database-read-only", message)),
        DatabaseErrorKind::ClosedConnection => Some(outage("database-unreachable", message)),
        _ => None,
    }
}

/// A refusal that nobody who types can mend; the cause goes to the log.
fn outage(key: &'static str, cause: &str) -> Refusal {
    Refusal::new(key).with("why", cause).of(Refused::Unavailable)
}

fn outage_of(message: &str) -> Option<&'static str> {
    let any = |parts: &[&str]| parts.iter().any(|part| message.contains(part));
    if any(&["database is locked", "database table is locked", "lock timeout", "statement timeout"]) {
        Some("database-busy")
    } else if any(&["readonly database", "read-only transaction"]) {
        Some("database-read-only")
    } else if any(&["disk is full", "No space left", "disk I/O error"]) {
        Some("database-full")
    } else if any(&LOST) {
        Some("database-unreachable")
    } else {
        None
    }
}
