//! A connection to either database.
#![expect(missing_docs, reason = "the derive makes public items that it does not document")]

use diesel::{PgConnection, SqliteConnection};

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum Db {
    /// PostgreSQL, for many nodes.
    Pg(PgConnection),
    /// SQLite, embedded.
    Sqlite(SqliteConnection),
}
