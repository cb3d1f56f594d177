//! One proposal changed by hand: checked against the hard rules, the first broken one in words.

use super::instance::{build, slot_of};
use super::run::{load, open, refusal_of, state_of};
use super::why::Why;
use crate::accounts::Actor;
use crate::app::App;
use crate::calendars::days_off::DaysOff;
use crate::kernel::{Arg, Moment, PlanId, Refusal, RequestId, SpeakerId};
use crate::matching::candidates::Candidate;
use crate::matching::problem::Problem;
use crate::matching::reason::Reason;
use crate::matching::rules;
use crate::sessions::{Plan, PlanItem};
use crate::store::{StoreError, journal, plans};
use serde_json::json;
use std::collections::HashMap;

/// What the coordinator wants for one request of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Keep it in every later run, or no longer.
    Pin(bool),
    /// This speaker at this start; it is pinned.
    Give(SpeakerId, Moment),
    /// Nobody in this plan.
    Clear,
}

/// Changes one item of a proposed plan. `seen` is the version that was looked at.
///
/// # Errors
/// `not-allowed`, `plan-not-open`, `changed-meanwhile`, or the first hard rule that it breaks.
pub async fn change(
    app: &App,
    actor: &Actor,
    id: PlanId,
    seen: i32,
    request: RequestId,
    wish: Wish,
) -> Result<Plan, StoreError> {
    let (now, actor, days_off) = (app.clock.now(), actor.clone(), app.days_off.clone());
    app.store
        .write(move |db| {
            let (plan, owner) = open(db, &actor, &id)?;
            let touched = plan.touched(seen)?;
            let items = plans::items(db, &id)?;
            let found = items.iter().find(|item| item.request == request);
            let before = found.ok_or_else(|| Refusal::missing("plan-item-missing"))?;
            let mut item = before.clone();
            match &wish {
                Wish::Pin(pinned) => item.pinned = *pinned && item.chosen.is_some(),
                Wish::Clear => (item.chosen, item.pinned) = (None, false),
                Wish::Give(speaker, start) => {
                    let facts = load(db, &actor, &owner, &plan, now)?;
                    allowed(&facts, &days_off, &items, &request, speaker, *start)?;
                    (item.chosen, item.pinned) = (Some((speaker.clone(), *start)), true);
                    item.reasons = json!([]);
                }
            }
            plans::update(db, &touched)?;
            plans::set_item(db, &id, &item)?;
            let mut line = plan.line("plan-change", &touched);
            (line.before, line.after) = (facts_of(before), facts_of(&item));
            journal::write(db, &actor, now, &owner, &[line])?;
            Ok(touched)
        })
        .await
}

fn facts_of(item: &PlanItem) -> serde_json::Value {
    json!({ "request": item.request, "chosen": item.chosen, "pinned": item.pinned })
}

/// Whether the hard rules allow this beside the rest of the plan.
fn allowed(
    facts: &super::facts::PlanFacts,
    days_off: &DaysOff,
    items: &[PlanItem],
    request: &RequestId,
    speaker: &SpeakerId,
    start: Moment,
) -> Result<(), Refusal> {
    let instance = build(facts, days_off, &[], &[]);
    let p = Problem::new(&instance).map_err(|fault| refusal_of(&fault))?;
    let codes: HashMap<&str, &str> = facts.requests.iter().map(|it| (it.id.as_str(), it.code.as_str())).collect();
    let code = |id: &str| codes.get(id).map_or_else(String::new, |code| (*code).to_owned());
    let not_offered = || Refusal::new("plan-slot-not-offered").with("code", code(request.as_str())).at("start");
    let r = instance.requests.iter().position(|it| it.id == request.as_str()).ok_or_else(not_offered)?;
    let unknown = || Refusal::new("plan-speaker-unknown").at("speaker");
    let s = instance.speakers.iter().position(|it| it.id == speaker.as_str()).ok_or_else(unknown)?;
    let (date, minute) = slot_of(start);
    let slots = instance.requests.get(r).map(|it| it.slots.as_slice()).unwrap_or_default();
    let k = slots.iter().position(|it| it.date == date && it.start == minute).ok_or_else(not_offered)?;
    let others: HashMap<&str, (&str, Moment)> = items
        .iter()
        .filter(|item| item.request != *request)
        .filter_map(|item| {
            let (speaker, start) = item.chosen.as_ref()?;
            Some((item.request.as_str(), (speaker.as_str(), *start)))
        })
        .collect();
    let state = state_of(&p, &others);
    let broken: Option<Reason> = rules::alone(&p, r, s, k).or_else(|| state.bars(&p, &Candidate::at(&p, r, s, k)));
    match broken {
        None => Ok(()),
        Some(reason) => Err(words_of(&Why::of(&reason, &p, &code), reason.key())),
    }
}

/// The reason as a refusal at the speaker's field.
fn words_of(why: &Why, key: &'static str) -> Refusal {
    let refusal = Refusal::new(key).at("speaker");
    let names = ["date", "from", "to", "km", "most", "request", "needed", "minutes", "number"];
    why.args.iter().fold(refusal, |refusal, (name, value)| match names.iter().find(|known| *known == name) {
        Some(name) => refusal.with(name, Arg::from(value)),
        None => refusal,
    })
}
