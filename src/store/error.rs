//! What a database can answer instead of rows.

use super::dialect;
use crate::kernel::{Refusal, Refused};

/// Why a read or write did not come to pass.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Something a person can understand and act on; nothing was saved.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// Anything else of the database; logged, never shown.
    #[error("database: {0}")]
    Database(diesel::result::Error),
    /// A stored row does not make sense to this version.
    #[error("row: {0}")]
    Row(String),
    /// The blocking task was stopped.
    #[error("stopped: {0}")]
    Stopped(String),
}

impl From<diesel::result::Error> for StoreError {
    fn from(error: diesel::result::Error) -> Self {
        match dialect::refusal_of(&error) {
            Some(refusal) => Self::Refused(refusal),
            None => Self::Database(error),
        }
    }
}

impl From<diesel::r2d2::PoolError> for StoreError {
    fn from(error: diesel::r2d2::PoolError) -> Self {
        let refusal = Refusal::new("database-unreachable").with("why", error.to_string());
        Self::Refused(refusal.of(Refused::Unavailable))
    }
}

impl StoreError {
    /// The refusal, if a person can act on it.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// A stored code that this version does not know.
    pub(crate) fn row(what: &str, value: &str) -> Self {
        Self::Row(format!("unknown {what} {value:?}"))
    }
}
