//! What a headcount is held against: the session, its room and the venue's enrolment.

use super::{Figure, ListenerKind};
use crate::kernel::{CommitteePath, Grade, Moment, Refusal, SessionId, VenueId, Window};
use crate::sessions::{SessionKind, SessionStatus};
use crate::text::{Lang, say, say_with};

/// A session as its headcount sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gathering {
    /// Its identity.
    pub session: SessionId,
    /// Its code on screen.
    pub code: String,
    /// Where its owner stands.
    pub owner: CommitteePath,
    /// The owner's name.
    pub owner_name: String,
    /// Where it was.
    pub venue: VenueId,
    /// The venue's name.
    pub venue_name: String,
    /// The room's name, or empty.
    pub room_name: String,
    /// How many the room holds.
    pub capacity: Option<i32>,
    /// Pupils of the venue by grade band, where known.
    pub enrolment: Vec<(Grade, i32)>,
    /// When it was.
    pub window: Window,
    /// Where it stands.
    pub status: SessionStatus,
    /// What kind.
    pub kind: SessionKind,
    /// Its theme.
    pub theme: String,
    /// For whom.
    pub grade: Grade,
    /// Listeners expected; never counted.
    pub planned: i32,
    /// The locked period that holds its day, if one does.
    pub locked: Option<String>,
}

impl Gathering {
    /// Whether listeners can be counted yet.
    ///
    /// # Errors
    /// `session-has-no-headcount` of one that is not agreed or called off, `session-not-begun`.
    pub fn begun(&self, now: Moment) -> Result<(), Refusal> {
        if !matches!(self.status, SessionStatus::Confirmed | SessionStatus::Delivered) {
            return Err(Refusal::conflict("session-has-no-headcount"));
        }
        if now < self.window.start { Err(Refusal::conflict("session-not-begun")) } else { Ok(()) }
    }

    /// Whether it is over, so that a coordinator can sign its figures.
    ///
    /// # Errors
    /// As [`Self::begun`], and `headcount-not-yet`.
    pub fn ended(&self, now: Moment) -> Result<(), Refusal> {
        self.begun(now)?;
        let over = self.status == SessionStatus::Delivered || self.window.end <= now;
        if over { Ok(()) } else { Err(Refusal::conflict("headcount-not-yet")) }
    }

    /// Whether its period is open.
    ///
    /// # Errors
    /// `period-locked`.
    pub fn open(&self) -> Result<(), Refusal> {
        match &self.locked {
            Some(period) => Err(Refusal::conflict("period-locked").with("period", period)),
            None => Ok(()),
        }
    }
}

/// Why a figure deserves a second look; it is flagged, never refused (rule 6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flag {
    /// More people than the room holds.
    AboveRoom {
        /// Everybody present.
        count: i64,
        /// The room's capacity.
        capacity: i64,
    },
    /// More pupils than the venue has in a grade band.
    AboveEnrolment {
        /// The grade band.
        grade: Grade,
        /// Its young listeners.
        count: i64,
        /// Its enrolment.
        enrolment: i64,
    },
}

impl Flag {
    /// The reason in words.
    #[must_use]
    pub fn words(&self, lang: Lang) -> String {
        match self {
            Self::AboveRoom { count, capacity } => {
                say_with(lang, "headcount-above-room", &[("count", (*count).into()), ("capacity", (*capacity).into())])
            }
            Self::AboveEnrolment { grade, count, enrolment } => {
                let grade = say(lang, grade.key());
                let args = [("grade", grade.into()), ("count", (*count).into()), ("enrolment", (*enrolment).into())];
                say_with(lang, "headcount-above-enrolment", &args)
            }
        }
    }
}

/// What is odd about the current figures of a session.
#[must_use]
pub fn flags(gathering: &Gathering, figures: &[Figure]) -> Vec<Flag> {
    flags_of(figures, gathering.capacity, &gathering.enrolment, gathering.kind)
}

/// What is odd about figures, against a room's capacity and the venue's enrolment.
#[must_use]
pub fn flags_of(figures: &[Figure], capacity: Option<i32>, enrolment: &[(Grade, i32)], kind: SessionKind) -> Vec<Flag> {
    let count = |keep: &dyn Fn(&Figure) -> bool| -> i64 {
        figures.iter().filter(|f| f.replaced_at.is_none() && keep(f)).map(|f| i64::from(f.headcount.get())).sum()
    };
    let mut flags = Vec::new();
    let everybody = count(&|_| true);
    // an online session fills no room
    let capacity = capacity.filter(|_| kind != SessionKind::Online).map(i64::from);
    if let Some(capacity) = capacity.filter(|capacity| everybody > *capacity) {
        flags.push(Flag::AboveRoom { count: everybody, capacity });
    }
    for (grade, enrolment) in enrolment {
        let (count, enrolment) =
            (count(&|f| f.grade == *grade && f.kind == ListenerKind::Youth), i64::from(*enrolment));
        if count > enrolment {
            flags.push(Flag::AboveEnrolment { grade: *grade, count, enrolment });
        }
    }
    flags
}
