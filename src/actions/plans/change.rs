//! Changes by hand: checked against the hard rules, the first broken one in words; undone and
//! made again step by step.

use super::board::{Board, request_at};
use super::placed::slot_of;
use super::run::open;
use super::solve::codes;
use super::why::Why;
use crate::accounts::Actor;
use crate::app::App;
use crate::calendars::days_off::DaysOff;
use crate::kernel::{Moment, PlanId, Refusal, RequestId, SpeakerId};
use crate::matching::candidates::Candidate;
use crate::matching::problem::Problem;
use crate::matching::state::State;
use crate::matching::{Instance, rules};
use crate::sessions::{Plan, PlanItem};
use crate::store::{Db, StoreError, journal, plans};
use serde_json::{Value, json};

/// What the coordinator wants for one request of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Keep it in every later run, or no longer.
    Pin(bool),
    /// This speaker at this start; it is pinned.
    Give(SpeakerId, Moment),
    /// Nobody in this plan.
    Clear,
    /// Its speaker goes to that request, and that request's speaker comes here; both keep their time.
    Swap(RequestId),
}

/// Which way to go through the steps made by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The last step is taken back.
    Undo,
    /// The step taken back last is made again.
    Redo,
}

/// Changes one item of a proposed plan, or two that swap. `seen` is the version that was looked at.
///
/// # Errors
/// `not-allowed`, `plan-not-open`, `changed-meanwhile`, `plan-item-settled`, `plan-item-gone`, or
/// the first hard rule that it breaks.
pub async fn change(
    app: &App,
    actor: &Actor,
    id: PlanId,
    seen: i32,
    request: RequestId,
    wish: Wish,
) -> Result<Plan, StoreError> {
    let (now, actor, days_off) = (app.clock.now(), actor.clone(), app.almanac.days());
    app.store
        .write(move |db| {
            let (plan, _) = open(db, &actor, &id)?;
            let touched = plan.touched(seen)?;
            let board = Board::load(db, &actor, &id, now)?;
            let changes = wanted(&board, &days_off, &request, &wish)?;
            plans::note(db, &id, &changes, actor.name(), now)?;
            saved(db, &actor, now, &board, &touched, &changes, "plan-change")?;
            Ok(touched)
        })
        .await
}

/// Takes the last step back, or makes it again.
///
/// # Errors
/// `not-allowed`, `plan-not-open`, `changed-meanwhile`, `plan-nothing-to-undo`, `plan-nothing-to-redo`.
pub async fn turn(app: &App, actor: &Actor, id: PlanId, seen: i32, turn: Turn) -> Result<Plan, StoreError> {
    let (now, actor) = (app.clock.now(), actor.clone());
    app.store
        .write(move |db| {
            let (plan, _) = open(db, &actor, &id)?;
            let touched = plan.touched(seen)?;
            let (made, undone) = plans::ends(db, &id)?;
            let (step, action, changes) = match turn {
                Turn::Undo => {
                    let step = made.ok_or_else(|| Refusal::conflict("plan-nothing-to-undo"))?;
                    let back = step.changes.into_iter().map(|(before, after)| (after, before)).collect();
                    (step.number, "plan-undo", back)
                }
                Turn::Redo => {
                    let step = undone.ok_or_else(|| Refusal::conflict("plan-nothing-to-redo"))?;
                    (step.number, "plan-redo", step.changes)
                }
            };
            plans::mark(db, &id, step, turn == Turn::Undo)?;
            let board = Board::load(db, &actor, &id, now)?;
            saved(db, &actor, now, &board, &touched, &changes, action)?;
            Ok(touched)
        })
        .await
}

fn saved(
    db: &mut Db,
    actor: &Actor,
    now: Moment,
    board: &Board,
    touched: &Plan,
    changes: &[(PlanItem, PlanItem)],
    action: &'static str,
) -> Result<(), StoreError> {
    plans::update(db, touched)?;
    let mut lines = Vec::new();
    for (before, after) in changes {
        plans::set_item(db, &touched.id, after)?;
        let mut line = board.plan.line(action, touched);
        (line.before, line.after) = (facts_of(before), facts_of(after));
        lines.push(line);
    }
    journal::write(db, actor, now, &board.owner, &lines)
}

fn facts_of(item: &PlanItem) -> Value {
    json!({ "request": item.request, "chosen": item.chosen, "pinned": item.pinned })
}

type Pair = (PlanItem, PlanItem);

fn wanted(board: &Board, days_off: &DaysOff, request: &RequestId, wish: &Wish) -> Result<Vec<Pair>, Refusal> {
    let before = board.item(request)?.clone();
    board.is_open(request)?;
    let mut after = before.clone();
    match wish {
        Wish::Pin(pinned) => after.pinned = *pinned && after.chosen.is_some(),
        Wish::Clear => (after.chosen, after.pinned, after.reasons) = (None, false, json!([])),
        Wish::Give(speaker, start) => {
            let instance = board.instance(days_off);
            let (p, state) = board.state(&instance, &[request])?;
            let c = place(board, &p, &instance, request, speaker, *start)?;
            allowed(board, &p, &state, &c)?;
            (after.chosen, after.pinned) = (Some((speaker.clone(), *start)), true);
            after.reasons = json!([]);
        }
        Wish::Swap(other) => return swapped(board, days_off, before, board.item(other)?.clone()),
    }
    Ok(vec![(before, after)])
}

fn swapped(board: &Board, days_off: &DaysOff, one: PlanItem, other: PlanItem) -> Result<Vec<Pair>, Refusal> {
    board.is_open(&other.request)?;
    let nothing = || Refusal::new("plan-swap-nothing").at("swap");
    let ((a, at), (b, bt)) = (one.chosen.clone().ok_or_else(nothing)?, other.chosen.clone().ok_or_else(nothing)?);
    let instance = board.instance(days_off);
    let (p, mut state) = board.state(&instance, &[&one.request, &other.request])?;
    let first = place(board, &p, &instance, &one.request, &b, at)?;
    allowed(board, &p, &state, &first)?;
    state.add(&p, first);
    let second = place(board, &p, &instance, &other.request, &a, bt)?;
    allowed(board, &p, &state, &second)?;
    let with = |item: &PlanItem, speaker: SpeakerId, start| PlanItem {
        chosen: Some((speaker, start)),
        pinned: true,
        reasons: json!([]),
        ..item.clone()
    };
    let (new_one, new_other) = (with(&one, b, at), with(&other, a, bt));
    Ok(vec![(one, new_one), (other, new_other)])
}

pub(super) fn place(
    board: &Board,
    p: &Problem,
    instance: &Instance,
    request: &RequestId,
    speaker: &SpeakerId,
    start: Moment,
) -> Result<Candidate, Refusal> {
    let code = codes(&board.facts)(request.as_str());
    let not_offered = || Refusal::new("plan-slot-not-offered").with("code", code.clone());
    let r = request_at(instance, request).ok_or_else(not_offered)?;
    let unknown = || Refusal::new("plan-speaker-unknown");
    let s = instance.speakers.iter().position(|it| it.id == speaker.as_str()).ok_or_else(unknown)?;
    let (date, minute) = slot_of(start);
    let slots = instance.requests.get(r).map(|it| it.slots.as_slice()).unwrap_or_default();
    let k = slots.iter().position(|it| it.date == date && it.start == minute).ok_or_else(not_offered)?;
    Ok(Candidate::at(p, r, s, k))
}

/// Whether the hard rules allow this beside the rest of the plan.
pub(super) fn allowed(board: &Board, p: &Problem, state: &State, c: &Candidate) -> Result<(), Refusal> {
    let alone = rules::alone(p, c.request as usize, c.speaker as usize, usize::from(c.slot));
    match alone.or_else(|| state.bars(p, c)) {
        None => Ok(()),
        Some(reason) => {
            let (request, speaker) = (c.request as usize, c.speaker as usize);
            let code = codes(&board.facts);
            let name = p.instance.speakers.get(speaker).map(|it| it.name.clone()).unwrap_or_default();
            let this = p.instance.requests.get(request).map(|it| code(&it.id)).unwrap_or_default();
            let args = Why::of(&reason, p, &code, (request, speaker)).values();
            let why = Refusal { args, ..Refusal::new(reason.key()) };
            Err(Refusal::new("plan-not-possible").with("who", name).with("code", this).with("why", why))
        }
    }
}
