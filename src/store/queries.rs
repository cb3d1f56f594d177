//! What a store asks its database, for tests that hold how often it asks.

use super::Db;
use diesel::Connection;
use diesel::connection::InstrumentationEvent;
use std::sync::{Arc, Mutex, PoisonError};

/// The texts of the queries that a watched store has sent, without their values.
#[derive(Clone, Debug, Default)]
pub struct Queries(Arc<Mutex<Vec<String>>>);

impl Queries {
    /// Those since the last time, in order.
    #[must_use]
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn listen(&self, db: &mut Db) {
        let heard = self.0.clone();
        db.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::StartQuery { query, .. } = event {
                let text = query.to_string();
                let plain = text.split(" -- binds").next().unwrap_or_default().to_owned();
                heard.lock().unwrap_or_else(PoisonError::into_inner).push(plain);
            }
        });
    }
}
