//! Why this one, why not that one, why unfilled: as values that `text` puts into words.

use super::candidates::Candidate;
use super::instance::Bar;
use super::problem::Problem;
use super::reason::Reason;
use super::rules::{self, change, load, nearness};
use super::state::State;

/// What a session is worth, part by part; costs negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Worth {
    /// Young listeners, weighed by priority and equity.
    pub reach: i64,
    /// The road there and back.
    pub travel: i64,
    /// Slots wished more than this one.
    pub slot_rank: i64,
    /// The speaker asked for again.
    pub repeat: i64,
    /// The price of one more session for this speaker.
    pub load: i64,
    /// Kept as published.
    pub kept: i64,
}

impl Worth {
    /// The sum of the parts.
    pub fn points(&self) -> i64 {
        self.reach + self.travel + self.slot_rank + self.repeat + self.load + self.kept
    }
}

/// A speaker at a slot, and what that would be worth in this plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// Index of the speaker.
    pub speaker: usize,
    /// Index of the slot.
    pub slot: usize,
    /// Its parts.
    pub worth: Worth,
}

/// Why a request has the speaker that it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhyThis {
    /// What was chosen.
    pub chosen: Offer,
    /// The next best that fits the rest of the plan, by another speaker.
    pub runner_up: Option<Offer>,
}

/// Why a speaker does not have a request.
#[derive(Debug, Clone, PartialEq)]
pub enum WhyNot {
    /// The speaker has it.
    HasIt(Offer),
    /// Barred at every time.
    Barred(Reason),
    /// Each slot has a reason of its own.
    NoSlot(Vec<(usize, Reason)>),
    /// It would fit, and is worth so many points less than what was chosen (or, unfilled, than nothing).
    WorthLess(Offer, i64),
}

/// What stands between an unfilled request and one speaker at one slot.
///
/// Lifting all of it makes the request fillable; lifting less makes no speaker and slot fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Blocking {
    /// Index of the speaker.
    pub speaker: usize,
    /// Index of the slot.
    pub slot: usize,
    /// Every rule in the way.
    pub reasons: Vec<Reason>,
}

/// Why a request has no session.
#[derive(Debug, Clone, PartialEq)]
pub enum WhyUnfilled {
    /// It offers no slot.
    NoSlotOffered,
    /// No speaker is registered.
    NoSpeaker,
    /// It fits, but costs more points than it brings.
    NotWorth(Offer),
    /// It fits as the plan stands: nothing is in the way.
    Fits(Offer),
    /// The smallest sets in the way, the easiest to lift first.
    Blocked(Vec<Blocking>),
}

/// What a candidate would be worth beside the plan as it stands.
pub fn offer(p: &Problem, state: &State, c: &Candidate) -> Offer {
    let (r, s, k) = (c.request as usize, c.speaker as usize, c.slot as usize);
    let w = &p.instance.weights;
    let worth = Worth {
        reach: p.requests[r].value,
        travel: -nearness::points(p, r, s),
        slot_rank: -w.slot_rank * k as i64,
        repeat: if p.requests[r].repeat == Some(s) { w.repeat } else { 0 },
        load: -load::of_nth(p, s, state.planned[s] + 1),
        kept: change::regained(p, r, s, k),
    };
    Offer { speaker: s, slot: k, worth }
}

/// Everyone among a request's own candidates who fits as the plan stands, the best first; the plan's own choice for it
/// is set aside.
pub fn candidates_for(p: &Problem, own: &[Candidate], state: &State, request: usize) -> Vec<Offer> {
    let mut without = state.clone();
    without.drop(p, request);
    offers(p, own, &without)
}

fn offers(p: &Problem, own: &[Candidate], without: &State) -> Vec<Offer> {
    let mut out: Vec<Offer> =
        own.iter().filter(|c| without.bars(p, c).is_none()).map(|c| offer(p, without, c)).collect();
    out.sort_by_key(|o| (-o.worth.points(), o.speaker, o.slot));
    out
}

/// The chosen speaker's worth and the runner-up among the request's own candidates; `None` for an unfilled request. Of a
/// pinned request [`Candidates::of_one`](super::candidates::Candidates::of_one) knows those who would fit without the pin.
pub fn why_this(p: &Problem, own: &[Candidate], state: &State, request: usize) -> Option<WhyThis> {
    let chosen = state.chosen[request]?;
    let mut without = state.clone();
    without.drop(p, request);
    let runner_up = offers(p, own, &without).into_iter().find(|o| o.speaker != chosen.speaker as usize);
    Some(WhyThis { chosen: offer(p, &without, &chosen), runner_up })
}

/// Why a speaker does not have a request.
pub fn why_not(p: &Problem, state: &State, request: usize, speaker: usize) -> WhyNot {
    let mut without = state.clone();
    let chosen = without.drop(p, request);
    let now = chosen.map(|c| offer(p, &without, &c));
    if let Some(o) = now.filter(|o| o.speaker == speaker) {
        return WhyNot::HasIt(o);
    }
    if let Some(reason) = rules::pair(p, request, speaker) {
        return WhyNot::Barred(reason);
    }
    let mut reasons = Vec::new();
    let mut best: Option<Offer> = None;
    for slot in 0..p.requests[request].slots.len() {
        let c = Candidate::at(p, request, speaker, slot);
        let bar = rules::alone(p, request, speaker, slot)
            .or_else(|| rules::pins::check(p, request, speaker, slot))
            .or_else(|| without.bars(p, &c));
        match bar {
            Some(reason) => reasons.push((slot, reason)),
            None => {
                let o = offer(p, &without, &c);
                if best.is_none_or(|b| o.worth.points() > b.worth.points()) {
                    best = Some(o);
                }
            }
        }
    }
    match best {
        Some(o) => WhyNot::WorthLess(o, now.map_or(0, |n| n.worth.points()) - o.worth.points()),
        None => WhyNot::NoSlot(reasons),
    }
}

/// Why a request has no session, with at most `most` blocking sets.
pub fn why_unfilled(p: &Problem, state: &State, request: usize, most: usize) -> WhyUnfilled {
    let slots = p.requests[request].slots.len();
    if slots == 0 {
        return WhyUnfilled::NoSlotOffered;
    }
    let mut found: Vec<(i64, Blocking)> = Vec::new();
    let mut fits: Option<Offer> = None;
    for speaker in 0..p.speakers.len() {
        let pair = pair_reasons(p, request, speaker);
        for slot in 0..slots {
            let mut reasons = pair.clone();
            reasons.extend(slot_reasons(p, state, request, speaker, slot));
            if reasons.is_empty() {
                let o = offer(p, state, &Candidate::at(p, request, speaker, slot));
                if fits.is_none_or(|f| o.worth.points() > f.worth.points()) {
                    fits = Some(o);
                }
            } else {
                let effort = reasons.iter().map(lift).sum();
                found.push((effort, Blocking { speaker, slot, reasons }));
            }
        }
    }
    if let Some(o) = fits {
        return if o.worth.points() > 0 { WhyUnfilled::Fits(o) } else { WhyUnfilled::NotWorth(o) };
    }
    if found.is_empty() {
        return WhyUnfilled::NoSpeaker;
    }
    found.sort_by_key(|f| (f.0, f.1.speaker, f.1.slot));
    let mut sets = smallest(found, most + LOOKED_AT);
    sets.sort_by_key(|b| (b.reasons.iter().map(effort).sum::<i64>(), b.speaker, b.slot));
    sets.truncate(most);
    WhyUnfilled::Blocked(sets)
}

/// The easiest sets of which no part is a set of its own, one a speaker. What concerns the venue alone frees the request
/// for everybody, so it is a part of others' sets too.
fn smallest(found: Vec<(i64, Blocking)>, most: usize) -> Vec<Blocking> {
    let mut of_venue: Vec<Vec<Reason>> = Vec::new();
    for (_, b) in found.iter().filter(|(_, b)| b.reasons.iter().all(is_of_venue)) {
        if !of_venue.contains(&b.reasons) {
            of_venue.push(b.reasons.clone());
        }
    }
    let holds_less =
        |b: &Blocking| of_venue.iter().any(|v| v.len() < b.reasons.len() && v.iter().all(|r| b.reasons.contains(r)));
    let mut out: Vec<Blocking> = Vec::new();
    for (_, b) in found.into_iter().filter(|(_, b)| !holds_less(b)) {
        let shared = |r: &Reason| b.reasons.contains(r);
        let same_lift = |o: &Blocking| {
            o.reasons.iter().all(shared) && (o.speaker == b.speaker || o.reasons.iter().all(is_of_venue))
        };
        if out.iter().any(|o| o.speaker == b.speaker || same_lift(o)) {
            continue;
        }
        out.push(b);
        if out.len() == most {
            break;
        }
    }
    out
}

/// Whether a reason concerns the venue and not one speaker.
fn is_of_venue(r: &Reason) -> bool {
    matches!(r, Reason::Holiday(_) | Reason::VenueClosed(..) | Reason::RoomTaken(_))
}

/// Speakers whose sets are compared beyond those that are told.
const LOOKED_AT: usize = 40;

/// The order in which a speaker's sets are tried: caps before single talks, since giving up a talk frees its caps as
/// well. Used-up invitations count as a cap here, whatever it takes to allow more of them.
fn lift(r: &Reason) -> i64 {
    if matches!(r, Reason::RuledOut(Bar::InvitationFatigue)) { 3 } else { effort(r) }
}

/// How much would have to be asked of somebody to lift a reason; a third talk that week is asked sooner than a new skill.
fn effort(r: &Reason) -> i64 {
    match r {
        Reason::DayFull(..) | Reason::WeekFull(..) | Reason::MonthFull(..) => 10,
        Reason::Rest(..) => 12,
        Reason::NotAvailable(..) => 15,
        Reason::NoTimeBetween { .. } | Reason::RoomTaken(_) => 18,
        Reason::Busy(..) | Reason::VenueClosed(..) => 25,
        Reason::TooFar(km, most) => 20 + (km - most).max(0.0) as i64,
        Reason::BlockedVenue => 60,
        Reason::Language => 80,
        Reason::NotQualified => 100,
        Reason::Holiday(_) | Reason::RuledOut(_) | Reason::NotOffered | Reason::AlreadyPlanned | Reason::Pinned(_) => {
            200
        }
    }
}

fn pair_reasons(p: &Problem, request: usize, speaker: usize) -> Vec<Reason> {
    let all = [
        rules::registers::pair(p, request, speaker),
        rules::qualification::check(p, request, speaker),
        rules::language::check(p, request, speaker),
        rules::venue_wish::check(p, request, speaker),
        rules::distance::check(p, request, speaker),
    ];
    all.into_iter().flatten().collect()
}

/// Every rule that a slot breaks; a session in the way counts once, and not for the caps as well.
fn slot_reasons(p: &Problem, state: &State, request: usize, speaker: usize, slot: usize) -> Vec<Reason> {
    let mut out: Vec<Reason> = rules::offered_slot::all(p, request, slot).collect();
    out.extend(rules::registers::day(p, request, speaker, slot));
    out.extend(rules::availability::all(p, request, speaker, slot));
    let new = p.session(request, slot);
    out.extend(state.room(p, request).iter().filter_map(|h| rules::room::check(&[*h], &new)));
    let calendar = state.calendars[speaker].iter().filter(|h| !out.contains(&taken(h)));
    let (near, mut rest): (Vec<_>, Vec<_>) =
        calendar.partition(|h| rules::changeover::check(p, &[**h], &new).is_some());
    out.extend(near.iter().filter_map(|h| rules::changeover::check(p, &[*h], &new)));
    out.extend(rules::strength::all(p, speaker, &rest, &new));
    rest.sort_by_key(|h| (h.day - new.day).abs());
    out.extend(rules::rest::check(p, speaker, &rest, &new));
    out
}

fn taken(h: &super::problem::Held) -> Reason {
    h.request.map_or(Reason::AlreadyPlanned, Reason::RoomTaken)
}
