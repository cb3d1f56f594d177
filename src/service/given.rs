//! Talks given, and what they add up to.

use crate::attendance::ListenerKind;
use crate::kernel::{AssignmentId, Moment, Refusal, SessionId, SpeakerId, Window};
use crate::sessions::SessionKind;
use std::collections::BTreeMap;

/// Most minutes of preparing one talk, or of one way there and back.
pub const HOURS_MOST: i32 = 6_000;

/// What a talk takes beside itself, in minutes. The ministry's rule counts the service alone, so
/// the three never share a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hours {
    /// Preparing it.
    pub preparation: i32,
    /// The way there and back.
    pub travel: i32,
}

impl Hours {
    /// Checks both.
    ///
    /// # Errors
    /// `hours-too-many` at `preparation` or `travel`.
    pub fn sound(self) -> Result<Self, Refusal> {
        for (minutes, place) in [(self.preparation, "preparation"), (self.travel, "travel")] {
            if !(0..=HOURS_MOST).contains(&minutes) {
                return Err(Refusal::new("hours-too-many").with("most", HOURS_MOST / 60).at(place));
            }
        }
        Ok(self)
    }
}

/// What the school said afterwards.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// 1 to 5.
    pub rating: Option<i32>,
    /// Free words.
    pub note: String,
}

/// One talk that was given (讲次).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The speaker's part in the session.
    pub assignment: AssignmentId,
    /// Who gave it.
    pub speaker: SpeakerId,
    /// The session.
    pub session: SessionId,
    /// When; the talk's own time.
    pub window: Window,
    /// Name of the school or station.
    pub venue: String,
    /// Theme.
    pub theme: String,
    /// The lecture's title, when it was one of the menu.
    pub lecture: Option<String>,
    /// Kind of session.
    pub kind: SessionKind,
    /// Confirmed listeners by kind; none while no headcount is confirmed.
    pub listeners: Option<BTreeMap<ListenerKind, i64>>,
    /// What the school said.
    pub words: Words,
    /// What it took beside itself, when somebody noted it.
    pub hours: Option<Hours>,
}

impl Given {
    /// Confirmed listeners of a kind.
    #[must_use]
    pub fn heard(&self, kind: ListenerKind) -> i64 {
        self.listeners.as_ref().and_then(|by_kind| by_kind.get(&kind)).copied().unwrap_or(0)
    }

    /// Whether it was over at a moment.
    #[must_use]
    pub fn over(&self, now: Moment) -> bool {
        self.window.end <= now
    }
}

/// What talks add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Service {
    /// Talks given (讲次).
    pub talks: i64,
    /// Of them, those whose headcount is not confirmed yet.
    pub unconfirmed: i64,
    /// Young listeners (人次), field practice apart.
    pub youth: i64,
    /// Young people in field practice (名).
    pub field_persons: i64,
    /// Parents and others.
    pub adults: i64,
    /// Minutes of the talks themselves.
    pub talk: i64,
    /// Minutes of preparing, where noted.
    pub preparation: i64,
    /// Minutes on the way, where noted.
    pub travel: i64,
    /// Talks of which preparation and way are noted.
    pub noted: i64,
    /// Talks by theme, the most frequent first.
    pub themes: Vec<(String, i64)>,
}

impl Service {
    /// Adds talks up.
    #[must_use]
    pub fn of<'a>(talks: impl IntoIterator<Item = &'a Given>) -> Self {
        let mut sums = Self::default();
        let mut themes: BTreeMap<&str, i64> = BTreeMap::new();
        for talk in talks {
            sums.add(talk);
            *themes.entry(&talk.theme).or_default() += 1;
        }
        sums.themes = themes.into_iter().map(|(theme, count)| (theme.to_owned(), count)).collect();
        sums.themes.sort_by_key(|(_, count)| -count);
        sums
    }

    fn add(&mut self, talk: &Given) {
        self.talks += 1;
        self.unconfirmed += i64::from(talk.listeners.is_none());
        match talk.kind {
            SessionKind::FieldPractice => self.field_persons += talk.heard(ListenerKind::Youth),
            _ => self.youth += talk.heard(ListenerKind::Youth),
        }
        self.adults += talk.heard(ListenerKind::Parent) + talk.heard(ListenerKind::Other);
        self.talk += talk.window.minutes();
        if let Some(hours) = talk.hours {
            self.noted += 1;
            self.preparation += i64::from(hours.preparation);
            self.travel += i64::from(hours.travel);
        }
    }
}
