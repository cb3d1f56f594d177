//! Another process holds the database's write lock for longer than anybody waits.

use super::{nothing_typed_is_lost, order, taken_at_last};
use crate::harness::both;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};

/// Holds the lock until dropped.
enum Holder {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Holder {
    fn of(url: &str) -> Self {
        match url.strip_prefix("sqlite:") {
            Some(path) => {
                let mut db = SqliteConnection::establish(path).unwrap();
                db.batch_execute("BEGIN IMMEDIATE").unwrap();
                Self::Sqlite(db)
            }
            None => {
                let mut db = PgConnection::establish(url).unwrap();
                db.batch_execute("BEGIN; LOCK TABLE requests IN EXCLUSIVE MODE").unwrap();
                Self::Postgres(db)
            }
        }
    }

    fn let_go(self) {
        match self {
            Self::Sqlite(mut db) => db.batch_execute("ROLLBACK").unwrap(),
            Self::Postgres(mut db) => db.batch_execute("ROLLBACK").unwrap(),
        }
    }
}

both! {
    /// Reading goes on meanwhile; the form that could not be saved is sent again when the lock is gone.
    async fn a_busy_database_says_so_and_keeps_the_form(world) {
        let staff = world.as_coordinator().await;
        let empty = staff.get("/requests/new?venue=V-1").await;
        let holder = Holder::of(&world.app.config.database_url.0);
        let told = order(&staff, &empty).await;
        nothing_typed_is_lost(&told, "数据库正忙");
        let list = staff.get("/requests").await;
        assert!(list.status == 200 && !list.says("241"), "reading does not go on: {}", list.text());
        holder.let_go();
        taken_at_last(&staff, &told).await;
    }
}
