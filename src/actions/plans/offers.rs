//! Who could have a request of a proposed plan, ranked; and why somebody cannot.

use super::instance::{build, moment_of};
use super::run::{load, open, refusal_of, state_of};
use super::why::Why;
use crate::accounts::Actor;
use crate::app::App;
use crate::kernel::{Moment, PlanId, Refusal, RequestId, SpeakerId};
use crate::matching::candidates::Candidates;
use crate::matching::explain::{WhyNot, candidates_for, why_not};
use crate::matching::problem::Problem;
use crate::store::{StoreError, plans};
use std::collections::HashMap;

/// A speaker at a start of the request, and what that would be worth.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanOffer {
    /// Who.
    pub speaker: SpeakerId,
    /// The name.
    pub name: String,
    /// When.
    pub start: Moment,
    /// Points of the whole.
    pub points: i64,
    /// Road kilometres from home.
    pub km: i64,
}

/// What can be given, and who is barred by what.
#[derive(Clone, Debug, Default)]
pub struct Offers {
    /// The best first.
    pub offers: Vec<PlanOffer>,
    /// Starts that the request offers.
    pub starts: Vec<Moment>,
    /// Others who hold the lecture or theme, with the first reason that bars each.
    pub barred: Vec<(String, Why)>,
}

const MOST: usize = 15;

/// Everybody who fits a request beside the rest of the plan.
///
/// # Errors
/// `not-allowed`, `plan-missing`, or the database's.
pub async fn offers(app: &App, actor: &Actor, id: PlanId, request: RequestId) -> Result<Offers, StoreError> {
    let (now, actor, days_off) = (app.clock.now(), actor.clone(), app.days_off.clone());
    app.store
        .read(move |db| {
            let (plan, owner) = open(db, &actor, &id)?;
            let items = plans::items(db, &id)?;
            let facts = load(db, &actor, &owner, &plan, now)?;
            let chosen: HashMap<&str, (&str, Moment)> = items
                .iter()
                .filter_map(|it| {
                    let (speaker, start) = it.chosen.as_ref()?;
                    Some((it.request.as_str(), (speaker.as_str(), *start)))
                })
                .collect();
            let instance = build(&facts, &days_off, &[], &[]);
            let codes: HashMap<&str, &str> =
                facts.requests.iter().map(|it| (it.id.as_str(), it.code.as_str())).collect();
            let code = |id: &str| codes.get(id).map_or_else(String::new, |code| (*code).to_owned());
            let wrong = |fault: crate::matching::Fault| -> Refusal { refusal_of(&fault) };
            let p = Problem::new(&instance).map_err(wrong)?;
            let all = Candidates::new(&p).map_err(wrong)?;
            let Some(r) = instance.requests.iter().position(|it| it.id == request.as_str()) else {
                return Ok(Offers::default());
            };
            let state = state_of(&p, &chosen);
            let slots = instance.requests.get(r).map(|it| it.slots.as_slice()).unwrap_or_default();
            let starts: Vec<Moment> = slots.iter().map(|slot| moment_of(slot.date, slot.start)).collect();
            let found = candidates_for(&p, &all, &state, r).into_iter().filter_map(|offer| {
                let person = instance.speakers.get(offer.speaker)?;
                Some(PlanOffer {
                    speaker: SpeakerId(person.id.clone()),
                    name: person.name.clone(),
                    start: *starts.get(offer.slot)?,
                    points: offer.worth.points(),
                    km: p.home_km(offer.speaker, r).round() as i64,
                })
            });
            let offers: Vec<PlanOffer> = found.take(MOST).collect();
            let topics = instance.requests.get(r).map(|it| it.topics.as_slice()).unwrap_or_default();
            let barred = instance
                .speakers
                .iter()
                .enumerate()
                .filter(|(_, it)| it.qualifications.iter().any(|q| topics.contains(&q.topic)))
                .filter_map(|(s, person)| match why_not(&p, &state, r, s) {
                    WhyNot::Barred(reason) => Some((person.name.clone(), Why::of(&reason, &p, &code))),
                    WhyNot::NoSlot(reasons) => {
                        reasons.first().map(|(_, reason)| (person.name.clone(), Why::of(reason, &p, &code)))
                    }
                    WhyNot::HasIt(_) | WhyNot::WorthLess(..) => None,
                })
                .take(MOST)
                .collect();
            Ok(Offers { offers, starts, barred })
        })
        .await
}
