//! Published sessions that a plan may still move, and those that it must keep.

use super::facts::{PlanFacts, county_of};
use super::placed::{Hold, Placed, Standing, hold_of};
use crate::accounts::Scope;
use crate::committees::Committee;
use crate::kernel::{CommitteeId, Day, Moment, RequestId, VenueId};
use crate::reach::behind;
use crate::requests::Request;
use crate::sessions::{Basis, PlanWeights, Session};
use crate::store::{Db, StoreError, committees, equity, requests, sessions};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Which days are planned, for whom, upon what.
pub(crate) struct Question {
    /// First and last day.
    pub(crate) days: (Day, Day),
    /// Now.
    pub(crate) now: Moment,
    /// What the plan was made upon; measured anew when absent.
    pub(crate) basis: Option<Basis>,
    /// The committee whose weights hold.
    pub(crate) committee: CommitteeId,
    /// Sessions that are planned anew, however firmly they stand.
    pub(crate) anew: Vec<Session>,
    /// Requests as they are to be planned, whatever is kept of them.
    pub(crate) wanted: Vec<Request>,
}

impl PlanFacts {
    /// Everything of the days: requests that wait, and published sessions with theirs.
    pub(crate) fn whole(db: &mut Db, scope: &Scope, question: &Question) -> Result<Self, StoreError> {
        let ((from, to), now) = (question.days, question.now);
        let mut wanted = requests::waiting(db, scope, from, to)?;
        let mut standing = Vec::new();
        for session in &question.anew {
            let hold = if session.speaking().next().is_some() { Hold::Unanswered } else { Hold::Open };
            standing.push(Standing { session: session.clone(), hold });
        }
        for session in sessions::between(db, scope, from, to)? {
            if question.anew.iter().any(|it| it.id == session.id) {
                continue;
            }
            if let Some(hold) = hold_of(&session, now) {
                standing.push(Standing { session, hold });
            }
        }
        let ids: Vec<RequestId> = standing.iter().filter_map(|it| it.session.request.clone()).collect();
        let behind_them = requests::by_ids(db, &ids)?;
        let all: HashMap<String, Committee> =
            committees::all(db)?.into_iter().map(|it| (it.id.to_string(), it)).collect();
        // a session that is only seen as a cohost is its owner's to plan
        let own = |request: &Request| {
            let path = all.get(request.committee.as_str()).map(|it| &it.path);
            path.is_some_and(|path| scope.subtrees().iter().any(|root| root.contains(path)))
        };
        wanted.extend(behind_them.into_iter().filter(own));
        wanted.retain(|it| question.wanted.iter().all(|other| other.id != it.id));
        wanted.extend(question.wanted.iter().cloned());
        let planned: HashSet<&RequestId> = wanted.iter().map(|request| &request.id).collect();
        standing.retain(|it| it.session.request.as_ref().is_some_and(|id| planned.contains(id)));
        let basis = match &question.basis {
            Some(basis) => basis.clone(),
            None => basis_of(db, &all, &question.committee, &wanted, Day::of(now))?,
        };
        let besides: Vec<Session> = standing.iter().map(|it| it.session.clone()).collect();
        let mut facts = Self::load(db, scope, question.days, now, wanted, &besides, basis)?;
        facts.standing = standing;
        Ok(facts)
    }

    /// Where unanswered sessions stand: leaving that costs a change.
    pub(crate) fn published(&self) -> Vec<Placed> {
        let open = self.standing.iter().filter(|it| it.hold == Hold::Unanswered);
        open.filter_map(Standing::placed).collect()
    }

    /// Where settled sessions stand: every plan keeps that.
    pub(crate) fn settled(&self) -> Vec<Placed> {
        let kept = self.standing.iter().filter(|it| it.hold == Hold::Settled);
        kept.filter_map(Standing::placed).collect()
    }

    /// Takes a standing session out of what is planned: it binds its speaker and room as it is.
    pub(crate) fn bind(&mut self, request: &RequestId) {
        let Some(at) = self.standing.iter().position(|it| it.session.request.as_ref() == Some(request)) else { return };
        let session = self.standing.swap_remove(at).session;
        self.requests.retain(|it| it.id != *request);
        for booking in session.bookings() {
            self.held.entry(booking.resource).or_default().push(booking.window);
        }
        self.agreed.push(session);
    }
}

/// Weights of a committee, and who is behind on a day among those whom the requests concern.
pub(crate) fn basis_of(
    db: &mut Db,
    all: &HashMap<String, Committee>,
    committee: &CommitteeId,
    wanted: &[Request],
    today: Day,
) -> Result<Basis, StoreError> {
    let weights = PlanWeights::of_settings(&committees::settings(db, committee)?);
    let places: BTreeSet<VenueId> = wanted.iter().map(|request| request.venue.clone()).collect();
    let counties: BTreeSet<CommitteeId> =
        wanted.iter().map(|request| CommitteeId(county_of(all, request.committee.as_str()))).collect();
    let facts = equity::load(db, all, counties, places, today)?;
    Ok(Basis { weights, behind: behind(&facts, today) })
}
