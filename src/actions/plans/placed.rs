//! Where a session is placed, how firmly a published one stands there, and when that is for the planner.

use crate::kernel::{Day, Moment, RequestId, SpeakerId};
use crate::matching::clock::{Date, Minute};
use crate::sessions::{Answer, Session, SessionStatus};

/// A session that every plan keeps, or that the last published plan has.
pub(crate) type Placed = (RequestId, SpeakerId, Moment);

/// How firmly a published session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hold {
    /// Nobody speaks any more: time and speaker are open.
    Open,
    /// The speaker has not answered: it may move, at the price of a change.
    Unanswered,
    /// The speaker has said yes, or the coordinator pinned it: every plan keeps it.
    Settled,
}

/// A published session that is planned along with the requests.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    /// The session.
    pub(crate) session: Session,
    /// How firmly it stands.
    pub(crate) hold: Hold,
}

/// How firmly a session stands for a plan; `None` when plans have no say in it: confirmed, begun,
/// without a request, with several speakers or a standby.
pub(crate) fn hold_of(session: &Session, now: Moment) -> Option<Hold> {
    if session.status != SessionStatus::Published || session.window.start <= now || session.request.is_none() {
        return None;
    }
    let mut standing = session.assignments.iter().filter(|it| it.stands());
    let (first, second) = (standing.next(), standing.next());
    match (first, second) {
        (None, _) => Some(Hold::Open),
        (Some(_), Some(_)) => None,
        (Some(one), None) if session.speaking().next().is_none() || one.answer == Answer::Proposed => None,
        (Some(one), None) if one.pinned || one.answer == Answer::Accepted => Some(Hold::Settled),
        (Some(_), None) => Some(Hold::Unanswered),
    }
}

impl Standing {
    /// Request, speaker and start as published; none when nobody speaks.
    pub(crate) fn placed(&self) -> Option<Placed> {
        let speaker = self.session.speaking().next()?.speaker.clone();
        Some((self.session.request.clone()?, speaker, self.session.window.start))
    }
}

/// Day and minute of an instant, in Shanghai.
pub(crate) fn slot_of(start: Moment) -> (Date, Minute) {
    let day = Day::of(start);
    let minute = (start - day.start()).num_minutes();
    (Date(day.0), Minute(u16::try_from(minute).unwrap_or(0)))
}

/// The instant of a day and minute in Shanghai.
pub(crate) fn moment_of(date: Date, start: Minute) -> Moment {
    Day(date.0).at(start.0)
}
