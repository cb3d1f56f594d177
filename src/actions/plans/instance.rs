//! From the registers to an instance of the planner (plan-format, "From the registers to an instance").
//!
//! Ids of the registers are the instance's ids. Exceptions are folded into availability; what the
//! registers rule out beforehand keeps its reason, so that stairs never read as a blocked venue.

use super::facts::{PlanFacts, topic_of};
use super::people::Able;
use super::placed::{Placed, slot_of};
use super::slots::{Slots, room_of};
use crate::calendars::days_off::{DaysOff, Place};
use crate::kernel::{CommitteeId, Day, Grade, Moment, Refusal, RequestId, SpeakerId};
use crate::matching::clock::Date;
use crate::matching::instance::{
    Assignment, Blackout, County, Horizon, Instance, Request as Wanted, Slot, Topic, Travel, Venue as Site, Weights,
};
use crate::requests::Request;
use crate::sessions::{PlanWeights, Weight, Whom};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Longest stretch of days of one plan.
pub(crate) const LONGEST: i64 = 730;

/// What of the days is placed already.
#[derive(Clone, Copy, Default)]
pub(crate) struct Places<'a> {
    /// Every plan keeps it.
    pub(crate) pinned: &'a [Placed],
    /// Leaving it costs a change.
    pub(crate) published: &'a [Placed],
    /// Its start stays on offer.
    pub(crate) kept: &'a [Placed],
}

/// Builds the instance.
pub(crate) fn build(facts: &PlanFacts, days_off: &DaysOff, placed: &Places<'_>) -> Instance {
    let mut kept: HashMap<&RequestId, Vec<Moment>> = HashMap::new();
    for (request, _, start) in placed.pinned.iter().chain(placed.published).chain(placed.kept) {
        kept.entry(request).or_default().push(*start);
    }
    let kept = |request: &Request| kept.get(&request.id).map(Vec::as_slice).unwrap_or_default();
    let able = Able::of(facts);
    let wanted = |it| wanted(facts, &able, days_off, it, kept(it));
    let requests: Vec<Wanted> = facts.requests.iter().filter_map(wanted).collect();
    let speakers = super::people::speakers(facts);
    let known: BTreeSet<&str> = speakers.iter().map(|speaker| speaker.id.as_str()).collect();
    let slots: BTreeMap<&str, &[Slot]> = requests.iter().map(|it| (it.id.as_str(), it.slots.as_slice())).collect();
    let places = |placed: &[Placed]| -> Vec<Assignment> {
        let all = placed.iter().map(|(request, speaker, start)| assignment(request.as_str(), speaker, *start));
        // what is past or gone binds nothing any more
        all.filter(|it| {
            let slot = Slot { date: it.date, start: it.start };
            known.contains(it.speaker.as_str()) && slots.get(it.request.as_str()).is_some_and(|s| s.contains(&slot))
        })
        .collect()
    };
    let (pinned, published) = (places(placed.pinned), places(placed.published));
    Instance {
        format: "lecture-plan-instance/1".to_owned(),
        name: format!("{} {}", facts.from, facts.to),
        timezone: "Asia/Shanghai".to_owned(),
        horizon: Horizon { start: Date(facts.from.0), days: days_of(facts) },
        travel: Travel { model: "haversine".to_owned(), detour_pct: 130, speed_kmh: 35, buffer_min: 15 },
        weights: weights(&facts.basis.weights),
        counties: counties(facts),
        topics: topics(facts),
        grades: Grade::ALL.iter().map(|grade| grade.code().to_owned()).collect(),
        holidays: facts
            .from
            .through(facts.to)
            .filter(|day| days_off.closed(*day, Place::Station).is_some())
            .map(|day| Date(day.0))
            .collect(),
        venues: sites(facts, days_off),
        speakers,
        requests,
        pinned,
        published,
    }
}

/// The days of a plan.
///
/// # Errors
/// `plan-bad-days`.
pub(crate) fn check_days(from: Day, to: Day) -> Result<(), Refusal> {
    if from <= to && to.since(from) < LONGEST { Ok(()) } else { Err(Refusal::new("plan-bad-days").at("to")) }
}

pub(crate) fn assignment(request: &str, speaker: &SpeakerId, start: Moment) -> Assignment {
    let (date, start) = slot_of(start);
    Assignment { request: request.to_owned(), speaker: speaker.to_string(), date, start }
}

fn weights(own: &PlanWeights) -> Weights {
    Weights {
        youth: own.get(Weight::Youth),
        travel_km: own.get(Weight::TravelKm),
        slot_rank: own.get(Weight::SlotRank),
        repeat: own.get(Weight::Repeat),
        load: own.get(Weight::Load),
        change: own.get(Weight::Change),
    }
}

fn days_of(facts: &PlanFacts) -> u32 {
    u32::try_from(facts.to.since(facts.from) + 1).unwrap_or(1)
}

fn wanted(
    facts: &PlanFacts,
    able: &Able<'_>,
    days_off: &DaysOff,
    request: &Request,
    kept: &[Moment],
) -> Option<Wanted> {
    let venue = facts.venues.get(&request.venue)?;
    let mut slots = Slots::of(facts, days_off, request, venue);
    for start in kept {
        slots.keep(*start);
    }
    Some(Wanted {
        id: request.id.to_string(),
        venue: venue.id.to_string(),
        room: room_of(request, venue),
        topics: vec![topic_of(request)],
        grade: request.grade.code().to_owned(),
        headcount: i64::from(request.headcount),
        duration_min: i64::from(request.minutes),
        language: request.language.clone(),
        priority_pct: i64::from(request.priority_pct) * facts.grade_pct(venue, request.grade) / 100,
        slots: slots.open,
        repeat_speaker: request.repeat_speaker.as_ref().filter(|id| able.knows(id)).map(ToString::to_string),
        ruled_out: able.ruled_out(facts, request, venue),
        ruled_out_slots: slots.ruled_out,
    })
}

fn counties(facts: &PlanFacts) -> Vec<County> {
    let owners = facts.venues.values().map(|venue| venue.committee.as_str());
    let homes = facts.speakers.iter().map(|speaker| speaker.committee.as_str());
    let ids: BTreeSet<String> = owners.chain(homes).map(|committee| facts.county_of(committee)).collect();
    ids.into_iter()
        .map(|id| {
            let name = facts.committees.get(&id).map(|it| it.name.clone()).unwrap_or_default();
            let whom = Whom::County(CommitteeId(id.clone()));
            County { equity_pct: facts.basis.percent(&whom), id, name }
        })
        .collect()
}

fn topics(facts: &PlanFacts) -> Vec<Topic> {
    let of_requests = facts.requests.iter().map(topic_of);
    let of_speakers =
        facts.speakers.iter().flat_map(|speaker| speaker.qualifications.iter().map(|(theme, _)| theme.clone()));
    let ids: BTreeSet<String> = of_requests.chain(of_speakers).collect();
    ids.into_iter().map(|id| Topic { name: id.clone(), id }).collect()
}

fn sites(facts: &PlanFacts, days_off: &DaysOff) -> Vec<Site> {
    let wanted: BTreeSet<&str> = facts.requests.iter().map(|request| request.venue.as_str()).collect();
    let mut venues: Vec<_> = facts.venues.values().filter(|venue| wanted.contains(venue.id.as_str())).collect();
    venues.sort_by(|a, b| a.id.cmp(&b.id));
    venues
        .into_iter()
        .map(|venue| {
            let school = facts.is_school(venue);
            let rooms: Vec<String> = venue.rooms.iter().map(|room| room.id.to_string()).collect();
            Site {
                id: venue.id.to_string(),
                name: venue.name.clone(),
                kind: if school { "school" } else { "outreach-station" }.to_owned(),
                county: facts.county_of(venue.committee.as_str()),
                lat: venue.point.0,
                lon: venue.point.1,
                // a venue without rooms holds one session at a time, as a whole
                rooms: if rooms.is_empty() { vec![venue.id.to_string()] } else { rooms },
                equity_pct: facts.venue_pct(venue),
                blackouts: blackouts(facts, days_off, venue, school),
            }
        })
        .collect()
}

/// The venue's own, and on schools the days that close every grade band.
fn blackouts(facts: &PlanFacts, days_off: &DaysOff, venue: &crate::venues::Venue, school: bool) -> Vec<Blackout> {
    let own = venue.blackouts.iter().filter(|it| it.from <= facts.to && facts.from <= it.to);
    let mut all: Vec<Blackout> = own.map(|it| Blackout { from: Date(it.from.0), to: Date(it.to.0) }).collect();
    if school {
        let closed = |day: &Day| Grade::ALL.iter().all(|g| days_off.closed(*day, Place::School(*g)).is_some());
        all.extend(
            facts.from.through(facts.to).filter(closed).map(|day| Blackout { from: Date(day.0), to: Date(day.0) }),
        );
    }
    all
}
