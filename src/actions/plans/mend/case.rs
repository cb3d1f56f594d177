//! What happened, made ready to be asked about: whom it strikes, and the days around.

use super::Happened;
use crate::accounts::Scope;
use crate::actions::plans::facts::PlanFacts;
use crate::actions::plans::standing::Question;
use crate::kernel::{CommitteeId, Day, Moment, Refusal, RequestId, SessionId, SpeakerId, Window};
use crate::requests::{Request, RequestStatus};
use crate::sessions::{Session, SessionStatus};
use crate::store::{Db, StoreError, requests, sessions};

/// How far around the days in question others may be moved.
const AROUND: i64 = 7;
/// The longest stretch that is looked at.
pub(super) const LONGEST: i64 = 60;

/// What happened, with everything that decides how to go on.
pub(super) struct Case {
    pub(super) facts: PlanFacts,
    /// Requests that are placed anew whatever was agreed.
    pub(super) struck: Vec<RequestId>,
    /// Who cannot come.
    pub(super) speaker: Option<SpeakerId>,
    /// On which days the speaker cannot come at all.
    pub(super) days: Option<(Day, Day)>,
    /// Whether the struck request is no longer wanted.
    pub(super) withdrawn: bool,
    /// Where the struck request stands may no longer be what it wishes.
    pub(super) moved: bool,
    /// Sessions that it concerns and no plan places.
    pub(super) apart: Vec<SessionId>,
}

/// Whom it strikes, before the days around are loaded.
#[derive(Default)]
struct Struck {
    requests: Vec<RequestId>,
    anew: Vec<Session>,
    wanted: Vec<Request>,
    windows: Vec<Window>,
    /// Which of the windows is looked at in any case, however long the stretch of all of them.
    first: Option<Window>,
    speaker: Option<SpeakerId>,
    apart: Vec<SessionId>,
}

impl Case {
    /// Loads it.
    ///
    /// # Errors
    /// `mend-nothing` and its kin: what happened leaves nothing to be mended here.
    pub(super) fn load(
        db: &mut Db,
        scope: &Scope,
        now: Moment,
        happened: &Happened,
        committee: CommitteeId,
    ) -> Result<Self, StoreError> {
        let struck = match happened {
            Happened::Declined(id) => declined(db, id, now)?,
            Happened::Sick(id, from, to) => sick(db, id, (*from, *to), now)?,
            Happened::Asked(id) => asked(db, id)?,
            Happened::Moved(id, windows) => moved(db, id, windows, now)?,
            Happened::Withdrawn(id) => withdrawn(db, id, now)?,
        };
        let days = around(&struck.windows, struck.first, now).ok_or_else(nothing)?;
        let question = Question { days, now, basis: None, committee, anew: struck.anew, wanted: struck.wanted };
        Ok(Self {
            facts: PlanFacts::whole(db, scope, &question)?,
            struck: struck.requests,
            speaker: struck.speaker,
            days: match happened {
                Happened::Sick(_, from, to) => Some((*from, *to)),
                _ => None,
            },
            withdrawn: matches!(happened, Happened::Withdrawn(_)),
            moved: matches!(happened, Happened::Moved(..)),
            apart: struck.apart,
        })
    }
}

fn nothing() -> StoreError {
    Refusal::conflict("mend-nothing").into()
}

/// Whether a plan can place the session anew: it is to come, and nobody but one speaker stands.
fn placeable(session: &Session) -> bool {
    session.request.is_some() && session.assignments.iter().filter(|it| it.stands()).count() <= 1
}

fn to_come(session: &Session, now: Moment) -> bool {
    matches!(session.status, SessionStatus::Published | SessionStatus::Confirmed) && session.window.start > now
}

fn declined(db: &mut Db, id: &SessionId, now: Moment) -> Result<Struck, StoreError> {
    let session = sessions::load(db, id)?;
    if !to_come(&session, now) {
        return Err(nothing());
    }
    let request = session.request.clone().filter(|_| placeable(&session));
    let request = request.ok_or_else(|| Refusal::conflict("mend-apart-refused"))?;
    let mut windows = requests::load(db, &request)?.windows;
    windows.push(session.window);
    let speaker = session.speaking().next().map(|it| it.speaker.clone());
    let first = Some(session.window);
    Ok(Struck { requests: vec![request], windows, first, speaker, anew: vec![session], ..Struck::default() })
}

fn sick(db: &mut Db, id: &SpeakerId, (from, to): (Day, Day), now: Moment) -> Result<Struck, StoreError> {
    if to < from || to.since(from) >= LONGEST || to < Day::of(now) {
        return Err(Refusal::new("mend-bad-days").with("most", LONGEST).at("to").into());
    }
    let own = sessions::of_speakers(db, std::slice::from_ref(id), from, to)?;
    let hit = own.into_iter().filter(|it| to_come(it, now));
    let (anew, apart): (Vec<Session>, Vec<Session>) = hit.partition(placeable);
    Ok(Struck {
        requests: anew.iter().filter_map(|it| it.request.clone()).collect(),
        windows: vec![Window { start: from.start(), end: to.end() }],
        speaker: Some(id.clone()),
        apart: apart.into_iter().map(|it| it.id).collect(),
        anew,
        ..Struck::default()
    })
}

fn asked(db: &mut Db, id: &RequestId) -> Result<Struck, StoreError> {
    let request = requests::load(db, id)?;
    if request.status != RequestStatus::Approved {
        return Err(Refusal::conflict("mend-not-waiting").into());
    }
    Ok(Struck { requests: vec![id.clone()], windows: request.windows, ..Struck::default() })
}

fn moved(db: &mut Db, id: &RequestId, wished: &[Window], now: Moment) -> Result<Struck, StoreError> {
    let next = requests::load(db, id)?.wish_instead(wished.to_vec(), now)?.request;
    let standing = sessions::standing_for(db, std::slice::from_ref(id))?.remove(id);
    if standing.as_ref().is_some_and(|it| !to_come(it, now)) {
        return Err(nothing());
    }
    if standing.as_ref().is_some_and(|it| !placeable(it)) {
        return Err(Refusal::conflict("mend-apart-refused").into());
    }
    let mut windows = wished.to_vec();
    windows.extend(standing.iter().map(|it| it.window));
    let (first, anew) = (wished.first().copied(), standing.into_iter().collect());
    Ok(Struck { requests: vec![id.clone()], windows, first, anew, wanted: vec![next], ..Struck::default() })
}

fn withdrawn(db: &mut Db, id: &RequestId, now: Moment) -> Result<Struck, StoreError> {
    let standing = sessions::standing_for(db, std::slice::from_ref(id))?.remove(id);
    let session = standing.filter(|it| to_come(it, now)).ok_or_else(nothing)?;
    let windows = vec![session.window];
    Ok(Struck { requests: vec![id.clone()], windows, anew: vec![session], ..Struck::default() })
}

/// The days of the windows that are still to come, and a week around; of too long a stretch those
/// around the first window, or else the nearest.
fn around(windows: &[Window], first: Option<Window>, now: Moment) -> Option<(Day, Day)> {
    let today = Day::of(now);
    let to_come = || windows.iter().filter(|it| it.end > now);
    let from = to_come().map(Window::day).min()?.plus(-AROUND).max(today);
    let to = to_come().map(|it| Day::of(it.end - chrono::TimeDelta::seconds(1))).max()?.plus(AROUND);
    let most = LONGEST + 2 * AROUND;
    let from = match first {
        Some(first) if to.since(from) > most => first.day().plus(-most / 2).max(from),
        _ => from,
    };
    Some((from, to.min(from.plus(most))))
}
