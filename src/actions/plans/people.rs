//! Speakers as the planner sees them, and what the registers rule out beforehand.

use super::facts::{Month, PlanFacts, month_of, topic_of};
use super::placed::slot_of;
use crate::kernel::{Day, Grade, SpeakerId, VenueId, Window};
use crate::matching::clock::{Date, Minute};
use crate::matching::instance::{
    Bar, Caps, Committed, MonthCap, Qualification, RuledOutDays, RuledOutSpeaker, Span, Speaker as Person,
};
use crate::requests::Request;
use crate::sessions::Weight;
use crate::speakers::Speaker;
use crate::venues::Venue;
use chrono::TimeDelta;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Nobody speaks before this minute unless he or she says so.
const EARLIEST: u16 = 9 * 60;
/// Home by, from October to March and in the other months.
const HOME_BY: (u16, u16) = (17 * 60, 18 * 60);
/// The way home that is left between the end of a talk and the hour to be home.
const WAY_HOME: u16 = 30;
/// From this age nobody travels alone.
const COMPANION_FROM: i32 = 80;

/// Everybody with a home that is known.
pub(super) fn speakers(facts: &PlanFacts) -> Vec<Person> {
    let mut agreed: HashMap<&str, Vec<Committed>> = HashMap::new();
    for session in &facts.agreed {
        let Some(venue) = facts.venues.get(&session.venue) else { continue };
        let ((date, from), (_, to)) = (slot_of(session.window.start), slot_of(session.window.end));
        let talk = Committed { date, from, to, lat: venue.point.0, lon: venue.point.1 };
        for assignment in session.speaking() {
            agreed.entry(assignment.speaker.as_str()).or_default().push(talk.clone());
        }
    }
    let held = lectures_held(facts);
    let planned: HashSet<&VenueId> = facts.requests.iter().map(|request| &request.venue).collect();
    facts
        .speakers
        .iter()
        .filter_map(|speaker| {
            let committed = agreed.remove(speaker.id.as_str()).unwrap_or_default();
            let blocked = speaker.blocked_venues.iter().filter(|id| planned.contains(id)).map(ToString::to_string);
            person(facts, speaker, committed, held.get(speaker.id.as_str()), blocked.collect())
        })
        .collect()
}

/// Lectures wished for in this plan, by who holds them.
fn lectures_held(facts: &PlanFacts) -> HashMap<&str, BTreeMap<String, Vec<String>>> {
    let mut held: HashMap<&str, BTreeMap<String, Vec<String>>> = HashMap::new();
    for request in &facts.requests {
        let Some(lecture) = request.lecture.as_ref().and_then(|id| facts.lectures.get(id)) else { continue };
        for speaker in &lecture.speakers {
            let grades = held.entry(speaker.as_str()).or_default().entry(topic_of(request)).or_default();
            let code = request.grade.code().to_owned();
            if (lecture.grades.is_empty() || lecture.grades.contains(&request.grade)) && !grades.contains(&code) {
                grades.push(code);
            }
        }
    }
    held
}

fn person(
    facts: &PlanFacts,
    speaker: &Speaker,
    committed: Vec<Committed>,
    lectures: Option<&BTreeMap<String, Vec<String>>>,
    blocked_venues: Vec<String>,
) -> Option<Person> {
    let (lat, lon) = facts.home_of(speaker)?;
    let caps = speaker.caps;
    let days = facts.to.since(facts.from) + 1;
    Some(Person {
        id: speaker.id.to_string(),
        name: speaker.name.clone(),
        county: facts.county_of(speaker.committee.as_str()),
        lat,
        lon,
        languages: speaker.languages.clone(),
        qualifications: qualifications(speaker, lectures),
        availability: availability(facts, speaker),
        busy: busy(facts, speaker),
        caps: Caps {
            per_day: i64::from(caps.per_day),
            per_week: i64::from(caps.per_week),
            per_month: i64::from(caps.per_month),
            min_rest_days: i64::from(caps.min_rest_days),
            max_travel_km: f64::from(caps.max_travel_km),
        },
        wish_sessions: (i64::from(caps.wish_per_month) * days / 30).max(1),
        blocked_venues,
        month_caps: month_caps(facts, speaker, &committed),
        committed,
        ruled_out_days: ruled_out_days(facts, speaker),
    })
}

fn qualifications(speaker: &Speaker, lectures: Option<&BTreeMap<String, Vec<String>>>) -> Vec<Qualification> {
    let mut by_theme: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (theme, grade) in &speaker.qualifications {
        by_theme.entry(theme.clone()).or_default().push(grade.code().to_owned());
    }
    let lectures = lectures.into_iter().flatten().map(|(topic, grades)| (topic.clone(), grades.clone()));
    by_theme.into_iter().chain(lectures).map(|(topic, grades)| Qualification { topic, grades }).collect()
}

/// Weekly hours with exceptions in their place, cut to the hours in which one is out.
fn availability(facts: &PlanFacts, speaker: &Speaker) -> Vec<Span> {
    let mut spans = Vec::new();
    for day in facts.from.through(facts.to) {
        let exceptions: Vec<_> = speaker.exceptions.iter().filter(|it| it.day == day).collect();
        let hours: Vec<(u16, u16)> = if exceptions.is_empty() {
            speaker.availability.iter().filter(|it| it.weekday == day.weekday()).map(|it| (it.from, it.to)).collect()
        } else {
            exceptions.iter().filter_map(|it| it.hours).collect()
        };
        let (earliest, latest) = out_between(speaker, day);
        for (from, to) in hours {
            let (from, to) = (from.max(earliest), to.min(latest));
            if from < to {
                spans.push(Span { date: Date(day.0), from: Minute(from), to: Minute(to) });
            }
        }
    }
    spans
}

/// The own calendar's busy times, day by day.
fn busy(facts: &PlanFacts, speaker: &Speaker) -> Vec<Span> {
    let mut spans = Vec::new();
    for window in facts.busy.get(&speaker.id).into_iter().flatten() {
        let last = Day::of(window.end - TimeDelta::seconds(1)).min(facts.to);
        for day in window.day().max(facts.from).through(last) {
            let part = Window { start: window.start.max(day.start()), end: window.end.min(day.end()) };
            let (from, to) = part.clock();
            // what lasts less than a minute still is in the way
            spans.push(Span { date: Date(day.0), from: Minute(from), to: Minute(to.max(from + 1)) });
        }
    }
    spans
}

fn out_between(speaker: &Speaker, day: Day) -> (u16, u16) {
    let winter = matches!(day.parts().1, 1..=3 | 10..=12);
    let home_by = speaker.latest.unwrap_or(if winter { HOME_BY.0 } else { HOME_BY.1 });
    (speaker.earliest.unwrap_or(EARLIEST), home_by.saturating_sub(WAY_HOME))
}

/// Days after the appointment, a check or the insurance ends, and days off.
fn ruled_out_days(facts: &PlanFacts, speaker: &Speaker) -> Vec<RuledOutDays> {
    let papers = [
        (speaker.appointed_until, Bar::AppointmentEnded),
        (speaker.checked_until, Bar::CheckExpired),
        (speaker.insured_until, Bar::InsuranceExpired),
    ];
    let mut out = Vec::new();
    for (until, reason) in papers {
        let Some(until) = until.filter(|until| *until < facts.to) else { continue };
        let from = until.plus(1).max(facts.from);
        out.push(RuledOutDays { from: Date(from.0), to: Date(facts.to.0), reason });
    }
    let off = speaker.exceptions.iter().filter(|it| it.hours.is_none() && facts.from <= it.day && it.day <= facts.to);
    out.extend(off.map(|it| RuledOutDays { from: Date(it.day.0), to: Date(it.day.0), reason: Bar::DayOff }));
    out
}

/// How many talks a month may hold, where fewer invitations are left than talks are allowed. What
/// was answered does not matter: a decline neither costs nor gains an invitation.
fn month_caps(facts: &PlanFacts, speaker: &Speaker, committed: &[Committed]) -> Vec<MonthCap> {
    let invitations = facts.basis.weights.get(Weight::Invitations);
    let firsts: BTreeMap<Month, Day> = facts.from.through(facts.to).map(|day| (month_of(day), day)).collect();
    let cap = |(month, day): (Month, Day)| {
        let asked = facts.invited.get(&(speaker.id.clone(), month)).copied().unwrap_or(0);
        let agreed = committed.iter().filter(|it| month_of(Day(it.date.0)) == month).count();
        let most = i64::try_from(agreed).unwrap_or(i64::MAX) + (invitations - asked).max(0);
        (most < i64::from(speaker.caps.per_month)).then_some(MonthCap { date: Date(day.0), most })
    };
    firsts.into_iter().filter_map(cap).collect()
}

/// Who could be asked at all, where the home is known.
pub(super) struct Able<'a> {
    by_theme: HashMap<(&'a str, Grade), Vec<&'a Speaker>>,
    by_id: HashMap<&'a SpeakerId, &'a Speaker>,
}

impl<'a> Able<'a> {
    /// Everybody of the facts.
    pub(super) fn of(facts: &'a PlanFacts) -> Self {
        let mut able = Self { by_theme: HashMap::new(), by_id: HashMap::new() };
        for speaker in facts.speakers.iter().filter(|speaker| facts.home_of(speaker).is_some()) {
            able.by_id.insert(&speaker.id, speaker);
            for (theme, grade) in &speaker.qualifications {
                let all = able.by_theme.entry((theme.as_str(), *grade)).or_default();
                if all.last().is_none_or(|last| last.id != speaker.id) {
                    all.push(speaker);
                }
            }
        }
        able
    }

    /// Who holds the lecture, or speaks on the theme to that grade.
    fn for_request(&self, facts: &PlanFacts, request: &Request) -> Vec<&'a Speaker> {
        match (request.lecture.as_ref().and_then(|id| facts.lectures.get(id)), &request.theme) {
            (Some(lecture), _) => lecture.speakers.iter().filter_map(|id| self.by_id.get(id).copied()).collect(),
            (None, Some(theme)) => self.by_theme.get(&(theme.as_str(), request.grade)).cloned().unwrap_or_default(),
            (None, None) => Vec::new(),
        }
    }

    /// Whether somebody of that name could be asked.
    pub(super) fn knows(&self, id: &SpeakerId) -> bool {
        self.by_id.contains_key(id)
    }

    /// Who is ruled out for a request, and why.
    pub(super) fn ruled_out(&self, facts: &PlanFacts, request: &Request, venue: &Venue) -> Vec<RuledOutSpeaker> {
        let ruled_out = |speaker: &Speaker| {
            let reason = bar(facts, speaker, request, venue)?;
            Some(RuledOutSpeaker { speaker: speaker.id.to_string(), reason })
        };
        self.for_request(facts, request).into_iter().filter_map(ruled_out).collect()
    }
}

fn bar(facts: &PlanFacts, speaker: &Speaker, request: &Request, venue: &Venue) -> Option<Bar> {
    if facts.declined.contains(&(request.id.clone(), speaker.id.clone())) {
        return Some(Bar::Declined);
    }
    if speaker.no_stairs && venue.stairs {
        return Some(Bar::Stairs);
    }
    let age = speaker.birth_year.map(|born| facts.from.parts().0 - born);
    let accompanied = speaker.needs_companion || age.is_some_and(|age| age >= COMPANION_FROM);
    // where the venue sends a car, somebody is with the speaker
    (accompanied && !venue.pickup).then_some(Bar::Companion)
}
