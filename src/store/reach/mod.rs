//! Reach: roll-ups kept in the transaction of each change, and what is read from them.
//!
//! `reach_days` holds the cells of all delivered sessions with signed figures by owner and day,
//! `reach_months` the same by month for each committee with all below it, `reach_peaks` the
//! largest headcounts of each venue and day, and of each year, likewise, `venue_tallies` visits and
//! enrolment of each venue. Whoever changes what a session counts as (its figures, status, owner,
//! theme, campaign, speakers, or its venue's kind) does so inside `around`; the stores of sessions
//! and headcounts keep the rest. `compare` proves that all say the same as the rows.
//!
//! Measured by `tests/bench/reach.py` (60,000 sessions, 1,000,000 headcounts, 1,368 committees, two
//! cores with nothing else on them, November 2026; p50 at the server, the server's own processor time
//! a page, and how many times the same sums take by a scan in the same run):
//!
//! | page | SQLite | PostgreSQL 15 |
//! |---|---|---|
//! | five years, the city | 9.5 ms (9.4 ms), 160 times | 19.1 ms (6.6 ms), 72 times |
//! | this year, the city | 8.9 ms (9.2 ms), 28 times | 17.9 ms (6.5 ms), 27 times |
//! | cut months, the city | 14.8 ms (15.3 ms), 101 times | 31.5 ms (12.1 ms), 49 times |
//! | cut months by grade band, the city | 43.1 ms (45.5 ms), 33 times | 87.7 ms (36.7 ms), 16 times |
//! | five years, a county | 5.3 ms (5.3 ms), 343 times | 12.1 ms (3.4 ms), 123 times |
//! | five years, a township | 6.2 ms (5.8 ms), 316 times | 7.8 ms (2.6 ms), 187 times |
//!
//! A million headcounts are imported into SQLite in 7.4 s, 3.5 times as long as the `.import` of the
//! sqlite3 shell into a bare table and 1.6 times as long as into a table with our columns, conditions
//! and index; into PostgreSQL in 23.8 s.

mod added;
mod areas;
mod before;
mod beside;
mod beside_then;
mod claims;
mod contests;
mod counted;
mod drill;
mod forecast;
mod meant;
mod names;
mod overview;
mod owners;
mod packed;
mod places;
mod query;
mod rollup;
mod stood;
mod stretches;
mod summed;
mod tallies;
mod tree;
mod untold;
mod venues;
mod visits;

pub(crate) use claims::mark as mark_claims;
pub(crate) use rollup::regrow;
pub(crate) use stood::{around as around_venues, begin as begin_venues};
pub(crate) use tallies::enrol;
pub(crate) use untold::{begin as begin_untold, told};
pub(crate) use visits::{Turn, Visit, carry as carry_visits, visit_in, visit_of};

pub use areas::{NO_AREA, area_name};
pub use claims::{claims_of, double_claims};
pub use drill::{Part, ReachSession, sessions_of};
pub use forecast::forecast;
pub use names::{Unit, top_unit, unit, unit_named};
pub use overview::{Overview, UnitReach, first_day, overview};
pub use places::{Place, Places, places};
pub use query::{Asked, ReachQuery, breakdown, report};
pub use rollup::{Difference, compare, rebuild};
pub use summed::totals;
pub use tree::Tree;
pub use venues::{Unreached, unreached};

use super::{Db, StoreError, attendance, dialect};
use crate::accounts::Scope;
use crate::attendance::Figure;
use crate::kernel::{CampaignId, CommitteeId, Day, Moment, SessionId, VenueId};
use crate::reach::Counted;
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
    /// Those at a venue in a stretch of days.
    VenueDays(&'a VenueId, Day, Day),
    /// Those at these venues that a scope owns, of a stretch of days, maybe of one campaign.
    At(&'a [String], &'a Scope, Day, Day, Option<&'a CampaignId>),
    /// Those of these owners and a stretch of days, maybe of one campaign.
    Owners(&'a [CommitteeId], Day, Day, Option<&'a CampaignId>),
    /// Those of the committees at these paths and of all below them.
    Under(&'a [String]),
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

/// Makes a change to some sessions and carries what it does to their counts into the roll-ups;
/// how they counted until `now` is kept for reports of earlier days. Never one inside another.
///
/// # Errors
/// The change's, or the database's.
pub(crate) fn around<T>(
    db: &mut Db,
    which: &Which<'_>,
    now: Moment,
    change: impl FnOnce(&mut Db) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let before = counted::load(db, which, None)?;
    let result = change(db)?;
    // a session may have left what was meant: its venue, say
    let ids: Vec<SessionId> = before.iter().map(|session| session.session.clone()).collect();
    let which = if matches!(which, Which::Venue(_)) { &Which::Sessions(&ids) } else { which };
    let after = counted::load(db, which, None)?;
    changed(db, &before, &after, now)?;
    Ok(result)
}

/// What sessions counted before further figures came, and with them; the roll-ups are to get it.
#[derive(Default)]
pub(crate) struct Growth {
    before: Vec<Counted>,
    after: Vec<Counted>,
}

impl Growth {
    /// Carries it into the roll-ups. Until then they do not hold what stands in the rows.
    ///
    /// # Errors
    /// The database's.
    pub(crate) fn carry(self, db: &mut Db) -> Result<(), StoreError> {
        rollup::carry(db, &self.before, &self.after)
    }
}

/// Adds figures where none of their band and kind stand; what they add is put to `growth` and
/// not read again.
///
/// # Errors
/// `already-there`, or the database's.
pub(crate) fn bring(db: &mut Db, figures: &[Figure], now: Moment, growth: &mut Growth) -> Result<(), StoreError> {
    let counting: Vec<&Figure> = figures.iter().filter(|figure| figure.state.counts()).collect();
    let mut ids: Vec<&SessionId> = counting.iter().map(|figure| &figure.session).collect();
    ids.sort_unstable();
    ids.dedup();
    let ids: Vec<SessionId> = ids.into_iter().cloned().collect();
    for ids in ids.chunks(dialect::MANY) {
        let (before, after) = counted::grown(db, &Which::Sessions(ids), &counting)?;
        growth.before.extend(before);
        growth.after.extend(after);
    }
    attendance::insert(db, figures, now)
}

/// Carries a change that is already in the rows.
///
/// # Errors
/// The database's.
pub(crate) fn changed(db: &mut Db, before: &[Counted], after: &[Counted], now: Moment) -> Result<(), StoreError> {
    before::keep(db, before, after, now)?;
    rollup::carry(db, before, after)
}
