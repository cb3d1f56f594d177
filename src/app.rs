//! Store, mail, clock and settings, built once and shared.

use crate::config::{Config, Secret};
use crate::kernel::Clock;
use crate::store::Store;
use std::sync::Arc;

/// What actions and pages work with; cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// The settings.
    pub config: Arc<Config>,
    /// What links in letters and feeds begin with; no slash at the end.
    pub base_url: Arc<str>,
    /// Key of cookies, links and feed addresses.
    pub secret: Arc<Secret>,
}
