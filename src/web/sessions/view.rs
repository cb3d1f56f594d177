//! A session with the names that pages show, and the words for where it stands.

use crate::committees::Committee;
use crate::kernel::{CommitteeId, LectureId, SpeakerId, VenueId};
use crate::lectures::Lecture;
use crate::sessions::{Answer, Assignment, Part, Session, SessionStatus};
use crate::speakers::Speaker;
use crate::store::{Db, StoreError, committees, lectures, speakers, venues};
use crate::text;
use crate::venues::Venue;
use crate::web::parts::{self, Sign};
use crate::web::viewer::Viewer;
use maud::{Markup, html};
use std::collections::HashMap;

/// A session with everything that it points to.
pub struct Seen {
    /// The session.
    pub session: Session,
    /// Where.
    pub venue: Venue,
    /// Who is named in it.
    pub speakers: HashMap<SpeakerId, Speaker>,
    /// The lecture, if one is named.
    pub lecture: Option<Lecture>,
    /// Whose it is.
    pub committee: Committee,
    /// Who hosts it too.
    pub cohosts: Vec<Committee>,
}

/// Sessions with their names: five queries, however many there are.
///
/// # Errors
/// The database's refusal.
pub fn whole(db: &mut Db, sessions: Vec<Session>) -> Result<Vec<Seen>, StoreError> {
    let venue_ids: Vec<VenueId> = distinct(sessions.iter().map(|s| s.venue.clone()));
    let committee_ids: Vec<CommitteeId> =
        distinct(sessions.iter().flat_map(|s| s.cohosts.iter().chain([&s.committee]).cloned()));
    let lecture_ids: Vec<LectureId> = distinct(sessions.iter().filter_map(|s| s.lecture.clone()));
    let named = sessions.iter().flat_map(|s| s.assignments.iter().map(|a| a.speaker.clone()));
    let speaker_ids: Vec<SpeakerId> = distinct(named);
    let venues: HashMap<_, _> = venues::by_ids(db, &venue_ids)?.into_iter().map(|v| (v.id.clone(), v)).collect();
    let owners: HashMap<_, _> =
        committees::by_ids(db, &committee_ids)?.into_iter().map(|c| (c.id.clone(), c)).collect();
    let lectures: HashMap<_, _> = lectures::by_ids(db, &lecture_ids)?.into_iter().map(|l| (l.id.clone(), l)).collect();
    let people: HashMap<_, _> = speakers::by_ids(db, &speaker_ids)?.into_iter().map(|s| (s.id.clone(), s)).collect();
    let seen = sessions.into_iter().filter_map(|session| {
        Some(Seen {
            venue: venues.get(&session.venue)?.clone(),
            committee: owners.get(&session.committee)?.clone(),
            cohosts: session.cohosts.iter().filter_map(|id| owners.get(id)).cloned().collect(),
            lecture: session.lecture.as_ref().and_then(|id| lectures.get(id)).cloned(),
            speakers: session
                .assignments
                .iter()
                .filter_map(|a| people.get(&a.speaker).map(|s| (s.id.clone(), s.clone())))
                .collect(),
            session,
        })
    });
    Ok(seen.collect())
}

fn distinct<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    items.collect::<std::collections::BTreeSet<T>>().into_iter().collect()
}

impl Seen {
    /// 《红军长征的故事》, or the theme while no lecture is named.
    #[must_use]
    pub fn what(&self, viewer: &Viewer) -> String {
        let theme = || viewer.theme(&self.session.theme).to_owned();
        self.lecture.as_ref().map_or_else(theme, |lecture| format!("《{}》", lecture.title))
    }

    /// The venue's name and the room's.
    #[must_use]
    pub fn place(&self) -> String {
        match self.room() {
            Some(room) => format!("{} {room}", self.venue.name),
            None => self.venue.name.clone(),
        }
    }

    /// The room's name.
    #[must_use]
    pub fn room(&self) -> Option<&str> {
        let id = self.session.room.as_ref()?;
        self.venue.rooms.iter().find(|room| room.id == *id).map(|room| room.name.as_str())
    }

    /// A speaker's name.
    #[must_use]
    pub fn name(&self, speaker: &SpeakerId) -> &str {
        self.speakers.get(speaker).map_or("", |speaker| speaker.name.as_str())
    }

    /// Those who are to speak, each with the answer; what was declined or released is left out.
    #[must_use]
    pub fn speaking(&self, viewer: &Viewer) -> Markup {
        let current = |a: &&Assignment| a.part == Part::Speaker && !is_over(a.answer);
        let named: Vec<&Assignment> = self.session.assignments.iter().filter(current).collect();
        html! {
            @if named.is_empty() { (parts::status(Sign::Stop, &viewer.say("session-nobody"))) }
            @for assignment in named {
                span.who { (self.name(&assignment.speaker)) " " (answer(viewer, assignment)) }
            }
        }
    }
}

/// Whether somebody with this answer is out of the session.
#[must_use]
pub fn is_over(answer: Answer) -> bool {
    matches!(answer, Answer::Declined | Answer::Released)
}

/// Where a session stands, in a word.
#[must_use]
pub fn status(viewer: &Viewer, session: &Session) -> Markup {
    let sign = match session.status {
        SessionStatus::Proposed => Sign::Info,
        SessionStatus::Published => Sign::Wait,
        SessionStatus::Confirmed | SessionStatus::Delivered => Sign::Done,
        SessionStatus::Cancelled => Sign::Stop,
    };
    parts::status(sign, &viewer.say(session.status.key()))
}

/// What a speaker answered, in a word.
#[must_use]
pub fn answer(viewer: &Viewer, assignment: &Assignment) -> Markup {
    let sign = match assignment.answer {
        Answer::Accepted => Sign::Done,
        Answer::Waiting | Answer::Proposed => Sign::Wait,
        Answer::Declined => Sign::Stop,
        Answer::Released => Sign::Info,
    };
    parts::status(sign, &viewer.say(assignment.answer.key()))
}

/// The facts that a speaker needs: when, where, what, for whom, the way there, whom to ask for.
#[must_use]
pub fn card(viewer: &Viewer, seen: &Seen) -> Markup {
    let session = &seen.session;
    let row = |key: &str, value: Markup| (viewer.say(key), value);
    parts::facts(&[
        row(
            "card-when",
            html! { span.num { (text::day_long(viewer.lang(), session.window.day())) br; (text::clock_span(viewer.lang(), session.window)) } },
        ),
        row("card-where", html! { (seen.place()) @if seen.venue.stairs { " " small { (viewer.say("card-stairs")) } } }),
        row("card-what", html! { (seen.what(viewer)) }),
        row("card-whom", audience(viewer, seen)),
        row("card-way", way(viewer, seen)),
        row("card-meet", meet(seen)),
    ])
}

fn audience(viewer: &Viewer, seen: &Seen) -> Markup {
    let grade = viewer.say(seen.session.grade.key());
    html! {
        (grade)
        @if seen.session.planned > 0 { "，" (viewer.say_with("card-about", &[("count", seen.session.planned.into())])) }
    }
}

fn way(viewer: &Viewer, seen: &Seen) -> Markup {
    let session = &seen.session;
    let at = session.pickup_at.map(|at| crate::kernel::local(at).format("%-H:%M").to_string());
    html! {
        @match (session.pickup_by.is_empty(), at) {
            (false, Some(at)) => (viewer.say_with("card-fetched-at", &[("name", session.pickup_by.as_str().into()), ("at", at.into())])),
            (false, None) => (viewer.say_with("card-fetched", &[("name", session.pickup_by.as_str().into())])),
            (true, _) => @if seen.venue.pickup { (viewer.say("card-pickup")) },
        }
        @if !session.companion.is_empty() {
            " " (viewer.say_with("card-companion", &[("name", session.companion.as_str().into())]))
        }
    }
}

fn meet(seen: &Seen) -> Markup {
    let session = &seen.session;
    if !session.teacher.is_empty() {
        return html! { (session.teacher) " " (parts::telephone(&session.teacher_phone)) };
    }
    match seen.venue.contacts.first() {
        Some(contact) => html! { (contact.name) " " (parts::telephone(&contact.phone)) },
        None => html! {},
    }
}
