//! The engine's alternatives to what happened, as items of a plan.

use super::case::Case;
use crate::actions::plans::instance::{Places, build};
use crate::actions::plans::placed::{Placed, moment_of, slot_of};
use crate::actions::plans::solve::{all_pins, broken_pin, refusal_of, state_of};
use crate::calendars::days_off::DaysOff;
use crate::kernel::{Day, Moment, RequestId, SpeakerId};
use crate::matching::candidates::Candidates;
use crate::matching::clock::Minute;
use crate::matching::mend::{Alternative, Event, Mender};
use crate::matching::problem::Problem;
use crate::matching::state::State;
use crate::matching::{Fault, Instance};
use crate::sessions::PlanItem;
use crate::store::StoreError;
use serde_json::json;
use std::collections::HashMap;

/// Ways that the engine is asked for, before those that come to the same are dropped.
const ASKED: usize = 8;

/// Points and placed items of each way; the items are those that change, and no others. A settled
/// session that breaks a rule by now binds as it is.
pub(super) fn alternatives(case: &mut Case, days_off: &DaysOff) -> Result<Vec<(i64, Vec<PlanItem>)>, StoreError> {
    loop {
        let free = |it: &Placed| !case.moved || !case.struck.contains(&it.0);
        let settled = all_pins(&case.facts, &[]).into_iter();
        let pinned: Vec<Placed> = settled.filter(|it| !case.struck.contains(&it.0)).collect();
        let published: Vec<Placed> = case.facts.published().into_iter().filter(free).collect();
        let places = Places { pinned: &pinned, published: &published, kept: &[] };
        let instance = build(&case.facts, days_off, &places);
        let fault = match found(case, &instance, &places) {
            Ok(ways) => return Ok(ways),
            Err(fault) => fault,
        };
        let request = broken_pin(&instance, &fault).ok_or_else(|| refusal_of(&instance, &fault))?;
        case.facts.bind(&request);
    }
}

fn found(case: &Case, instance: &Instance, places: &Places<'_>) -> Result<Vec<(i64, Vec<PlanItem>)>, Fault> {
    let p = Problem::new(instance)?;
    State::of_pins(&p)?;
    let all = Candidates::new(&p)?;
    let standing = places.pinned.iter().chain(places.published);
    let chosen: HashMap<&str, (&str, Moment)> =
        standing.map(|(request, speaker, start)| (request.as_str(), (speaker.as_str(), *start))).collect();
    let state = state_of(&p, &chosen);
    let Some(event) = event(case, &p) else { return Ok(Vec::new()) };
    let found = Mender::new(p.clone(), all, state).alternatives(&event, ASKED);
    Ok(found.iter().map(|it| (it.points, items(&p, it, &case.struck))).collect())
}

fn event(case: &Case, p: &Problem) -> Option<Event> {
    let at = |id: &RequestId| p.instance.requests.iter().position(|it| it.id == id.as_str());
    let who = |id: &SpeakerId| p.instance.speakers.iter().position(|it| it.id == id.as_str());
    let speaker = case.speaker.as_ref().and_then(who);
    if let (Some(speaker), Some((from, to))) = (speaker, case.days) {
        let day = |day: Day| slot_of(day.start()).0.number() - p.first;
        return Some(Event::Sick { speaker, from: day(from), to: day(to) });
    }
    let request = at(case.struck.first()?)?;
    Some(match speaker {
        _ if case.withdrawn => Event::Withdrawn { request },
        Some(speaker) => Event::Decline { request, speaker },
        None => Event::Open { request },
    })
}

/// What an alternative places, and what of the struck it leaves without a place.
fn items(p: &Problem, alternative: &Alternative, struck: &[RequestId]) -> Vec<PlanItem> {
    let item = |request: RequestId, chosen| PlanItem { request, chosen, pinned: false, reasons: json!([]) };
    let changed = alternative.changes.iter().filter_map(|change| {
        let request = p.instance.requests.get(change.request)?;
        let chosen = change.after.and_then(|(speaker, day, begin)| {
            let minute = Minute(u16::try_from(begin).ok()?);
            let speaker = SpeakerId(p.instance.speakers.get(speaker)?.id.clone());
            Some((speaker, moment_of(p.date(day), minute)))
        });
        Some(item(RequestId(request.id.clone()), chosen))
    });
    let mut all: Vec<PlanItem> = changed.collect();
    for request in struck {
        if all.iter().all(|it| it.request != *request) {
            all.push(item(request.clone(), None));
        }
    }
    all
}
