//! Reach: roll-ups kept in the transaction of each change, and what is read from them.
//!
//! `reach_days` holds the cells of all delivered sessions with signed figures. Whoever changes
//! what a session counts as (its figures, status, owner, theme, campaign, speakers, or its
//! venue's kind) does so inside `around`; a bulk change ends with `rebuild`. `compare`
//! proves that both say the same as the rows.

mod beside;
mod claims;
mod counted;
mod drill;
mod meant;
mod names;
mod overview;
mod query;
mod rollup;
mod venues;

pub use claims::double_claims;
pub use drill::{Part, ReachSession, sessions_of, unreached};
pub use names::{Unit, top_unit, unit, unit_named};
pub use overview::{Overview, UnitReach, first_day, overview};
pub use query::{Asked, ReachQuery, cells, report};
pub use rollup::{Difference, compare, rebuild};

use super::{Db, StoreError};
use crate::accounts::Scope;
use crate::kernel::{CampaignId, Day, SessionId, VenueId};
use meant::Meant;

/// Which delivered sessions are meant.
#[derive(Clone, Debug)]
pub(crate) enum Which<'a> {
    /// All of them.
    All,
    /// These.
    Sessions(&'a [SessionId]),
    /// Those at a venue.
    Venue(&'a VenueId),
    /// Those of a scope and stretch of days, maybe of one campaign.
    Within(&'a Scope, Day, Day, Option<&'a CampaignId>),
}

impl Which<'_> {
    /// Their ids, as a subquery.
    fn ids(&self) -> meant::Ids {
        self.meant().ids()
    }

    /// The condition, for queries that join sessions.
    fn meant(&self) -> Meant {
        Meant::of(self, true)
    }
}

/// Makes a change to some sessions and carries what it does to their counts into the roll-ups.
///
/// # Errors
/// The change's, or the database's.
pub(crate) fn around<T>(
    db: &mut Db,
    which: &Which<'_>,
    change: impl FnOnce(&mut Db) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let before = counted::load(db, which, None)?;
    let result = change(db)?;
    let after = counted::load(db, which, None)?;
    rollup::carry(db, &before, &after)?;
    Ok(result)
}
