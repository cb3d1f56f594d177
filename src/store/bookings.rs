//! What sessions hold. The database itself refuses two at once, by constraint and trigger.

use super::schema::bookings;
use super::{Db, StoreError, dialect, moment, stored};
use crate::kernel::{SessionId, Window};
use crate::sessions::{Booking, Session};
use chrono::NaiveDateTime;
use diesel::prelude::*;

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = bookings)]
struct Row {
    session_id: String,
    resource_id: String,
    starts_at: NaiveDateTime,
    ends_at: NaiveDateTime,
}

impl Row {
    fn of(booking: &Booking) -> Self {
        Self {
            session_id: booking.session.to_string(),
            resource_id: booking.resource.clone(),
            starts_at: stored(booking.window.start),
            ends_at: stored(booking.window.end),
        }
    }

    fn value(self) -> Booking {
        Booking {
            session: SessionId(self.session_id),
            resource: self.resource_id,
            window: Window { start: moment(self.starts_at), end: moment(self.ends_at) },
        }
    }
}

/// Holds what the sessions hold in their present state.
///
/// # Errors
/// `double-booking`, or the database's.
pub(crate) fn hold(db: &mut Db, sessions: &[Session]) -> Result<(), StoreError> {
    let rows: Vec<Row> = sessions.iter().flat_map(Session::bookings).map(|booking| Row::of(&booking)).collect();
    dialect::insert_all!(db, bookings::table, &rows)?;
    Ok(())
}

/// Frees everything that a session held.
///
/// # Errors
/// The database's.
pub(crate) fn release(db: &mut Db, session: &SessionId) -> Result<(), StoreError> {
    diesel::delete(bookings::table.filter(bookings::session_id.eq(session.as_str()))).execute(db)?;
    Ok(())
}

/// What is held of these resources within a window, by time.
///
/// # Errors
/// The database's.
pub fn of_resources(db: &mut Db, resources: &[String], within: Window) -> Result<Vec<Booking>, StoreError> {
    let mut found = Vec::new();
    for resources in resources.chunks(dialect::MANY) {
        let query = bookings::table
            .filter(bookings::resource_id.eq_any(resources))
            .filter(bookings::starts_at.lt(stored(within.end)))
            .filter(bookings::ends_at.gt(stored(within.start)))
            .order((bookings::starts_at, bookings::resource_id));
        found.extend(query.select(Row::as_select()).load::<Row>(db)?.into_iter().map(Row::value));
    }
    Ok(found)
}

/// Every booking, by session; for checks of the whole.
///
/// # Errors
/// The database's.
pub fn all(db: &mut Db) -> Result<Vec<Booking>, StoreError> {
    let query = bookings::table.select(Row::as_select()).order((bookings::session_id, bookings::resource_id));
    Ok(query.load::<Row>(db)?.into_iter().map(Row::value).collect())
}
