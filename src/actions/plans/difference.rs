//! A plan against what stands by now: request by request, person by person.

use super::placed::{Hold, hold_of};
use crate::accounts::secrets::digest;
use crate::kernel::{Moment, RequestId, SpeakerId};
use crate::requests::{Request, RequestStatus};
use crate::sessions::{PlanItem, Session};
use crate::store::{Db, StoreError, requests, sessions};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Speaker and start.
pub type Place = (SpeakerId, Moment);

/// What publishing does to one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// It gets its first session.
    Add,
    /// Its session goes to another speaker at the same time.
    Replace,
    /// Its session goes to another time with the same speaker.
    Move,
    /// Both.
    Remake,
    /// Its session is called off, and it waits again.
    Drop,
    /// Its speaker is released, and its session waits for another.
    Release,
    /// Nothing: it stands as planned.
    Keep,
    /// Nothing: it was agreed otherwise since the plan was made, and stays so.
    Agreed,
    /// Nothing: it was withdrawn or returned, or its time is past.
    Gone,
}

impl Deed {
    /// Whether publishing changes anything here.
    #[must_use]
    pub fn acts(self) -> bool {
        !matches!(self, Self::Keep | Self::Agreed | Self::Gone)
    }
}

/// One request of a plan beside its session.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Which request.
    pub request: RequestId,
    /// As it stands.
    pub before: Option<Place>,
    /// As planned; what stands anyway where nothing is done.
    pub after: Option<Place>,
    /// What is done.
    pub deed: Deed,
}

/// A plan against what stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// Request by request.
    pub lines: Vec<Line>,
    /// Of the whole: of two coordinators the second publishes only what was seen.
    pub digest: String,
}

/// One person's share of the difference.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Share {
    /// New sessions.
    pub gains: Vec<(RequestId, Moment)>,
    /// Sessions that go to somebody else, or are called off.
    pub loses: Vec<(RequestId, Moment)>,
    /// Sessions that move: from, to.
    pub moves: Vec<(RequestId, Moment, Moment)>,
}

impl Difference {
    /// Compares the items with what stands at this moment.
    ///
    /// # Errors
    /// The database's.
    pub fn load(db: &mut Db, items: &[PlanItem], now: Moment) -> Result<Self, StoreError> {
        Self::forced(db, items, now, &HashSet::new(), false)
    }

    /// The same where some requests are placed anew whatever was agreed; `stays` says that a
    /// session of theirs that finds nobody stays.
    pub(super) fn forced(
        db: &mut Db,
        items: &[PlanItem],
        now: Moment,
        anew: &HashSet<RequestId>,
        stays: bool,
    ) -> Result<Self, StoreError> {
        let ids: Vec<RequestId> = items.iter().map(|item| item.request.clone()).collect();
        let known: HashMap<RequestId, Request> =
            requests::by_ids(db, &ids)?.into_iter().map(|it| (it.id.clone(), it)).collect();
        let standing = sessions::standing_for(db, &ids)?;
        let lines: Vec<Line> = items
            .iter()
            .filter_map(|item| {
                let (request, session) = (known.get(&item.request), standing.get(&item.request));
                let force = anew.contains(&item.request);
                let mut line = line(item, request, session, now, force)?;
                if force && stays && line.deed == Deed::Drop {
                    line.deed = Deed::Release;
                }
                Some(line)
            })
            .collect();
        let words: Vec<String> =
            lines.iter().map(|it| format!("{:?}", (&it.request, &it.before, &it.after, it.deed))).collect();
        Ok(Self { digest: digest(&words.join("\n")).chars().take(24).collect(), lines })
    }

    /// Person by person.
    #[must_use]
    pub fn shares(&self) -> BTreeMap<SpeakerId, Share> {
        let mut all: BTreeMap<SpeakerId, Share> = BTreeMap::new();
        for line in self.lines.iter().filter(|it| it.deed.acts()) {
            match (&line.before, &line.after) {
                (Some((old, from)), Some((new, to))) if old == new => {
                    all.entry(old.clone()).or_default().moves.push((line.request.clone(), *from, *to));
                }
                (before, after) => {
                    if let Some((who, at)) = before {
                        all.entry(who.clone()).or_default().loses.push((line.request.clone(), *at));
                    }
                    if let Some((who, at)) = after {
                        all.entry(who.clone()).or_default().gains.push((line.request.clone(), *at));
                    }
                }
            }
        }
        all
    }

    /// How many requests change.
    #[must_use]
    pub fn changes(&self) -> usize {
        self.lines.iter().filter(|it| it.deed.acts()).count()
    }
}

/// Where a session stands with its first speaker.
pub(super) fn place_of(session: &Session) -> Option<Place> {
    Some((session.speaking().next()?.speaker.clone(), session.window.start))
}

fn line(
    item: &PlanItem,
    request: Option<&Request>,
    session: Option<&Session>,
    now: Moment,
    force: bool,
) -> Option<Line> {
    let before = session.and_then(place_of);
    let (deed, after) = match (session, &item.chosen) {
        (None, None) => return None,
        (None, Some((_, start))) => {
            let waits = request.is_some_and(|it| it.status == RequestStatus::Approved) && *start > now;
            if waits { (Deed::Add, item.chosen.clone()) } else { (Deed::Gone, None) }
        }
        (Some(session), _) if !force && hold_of(session, now).is_none_or(|hold| hold == Hold::Settled) => {
            (if before == item.chosen { Deed::Keep } else { Deed::Agreed }, before.clone())
        }
        // an open session that finds nobody stays open
        (Some(_), None) => (if before.is_some() { Deed::Drop } else { Deed::Keep }, None),
        (Some(session), Some((who, start))) => {
            let same_time = session.window.start == *start;
            let same_speaker = before.as_ref().is_some_and(|(own, _)| own == who);
            let deed = match (same_speaker, same_time) {
                (true, true) => Deed::Keep,
                _ if *start <= now => Deed::Gone,
                (false, true) => Deed::Replace,
                (true, false) => Deed::Move,
                (false, false) => Deed::Remake,
            };
            (deed, item.chosen.clone())
        }
    };
    Some(Line { request: item.request.clone(), before, after, deed })
}
