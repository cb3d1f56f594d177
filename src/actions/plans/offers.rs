//! Questions about one request of a plan: who could have it, why this one, why not that one, why
//! nobody, and with whom one could swap.

use super::board::{Board, request_at};
use super::placed::moment_of;
use super::solve::codes;
use super::why::{self, Why};
use crate::accounts::Actor;
use crate::app::App;
use crate::kernel::{Moment, PlanId, RequestId, SpeakerId};
use crate::matching::candidates::{Candidate, Candidates};
use crate::matching::explain::{WhyNot, candidates_for, why_not};
use crate::matching::problem::Problem;
use crate::matching::rules;
use crate::matching::state::State;
use crate::store::StoreError;

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
    /// Its parts in words.
    pub why: Why,
    /// Road kilometres from home.
    pub km: i64,
}

/// Another request whose speaker could change places with this one's.
#[derive(Clone, Debug, PartialEq)]
pub struct SwapOffer {
    /// The other request.
    pub request: RequestId,
    /// Its speaker's name.
    pub name: String,
    /// Its start.
    pub start: Moment,
    /// Points gained by the swap; mostly negative.
    pub points: i64,
}

/// What can be given, and who is barred by what.
#[derive(Clone, Debug, Default)]
pub struct Offers {
    /// Why it has what it has, or nothing, as things stand now.
    pub why: Vec<Why>,
    /// The best first, one a speaker and start.
    pub offers: Vec<PlanOffer>,
    /// Swaps, the best first.
    pub swaps: Vec<SwapOffer>,
    /// Others who hold the lecture or theme, with the first reason that bars each.
    pub barred: Vec<(SpeakerId, String, Why)>,
    /// The speakers asked about by name, each with every reason.
    pub asked: Vec<(SpeakerId, String, Vec<Why>)>,
}

const MOST: usize = 15;
const MOST_SWAPS: usize = 6;
const MOST_ASKED: usize = 5;

/// Answers everything about one request beside the rest of the plan; `who` is a name, or a part of
/// one, to ask about.
///
/// # Errors
/// `not-allowed`, `plan-missing`, `plan-item-missing`, or the database's.
pub async fn offers(
    app: &App,
    actor: &Actor,
    id: PlanId,
    request: RequestId,
    who: String,
) -> Result<Offers, StoreError> {
    let (now, actor, days_off) = (app.clock.now(), actor.clone(), app.almanac.days());
    app.store
        .read(move |db| {
            let board = Board::load(db, &actor, &id, now)?;
            board.item(&request)?;
            let instance = board.instance(&days_off);
            let Some(r) = request_at(&instance, &request) else { return Ok(Offers::default()) };
            let (p, state) = board.state(&instance, &[])?;
            let asking = Asking { p: &p, state: &state, r, code: &codes(&board.facts) };
            let all = Candidates::of_one(&p, r);
            Ok(Offers {
                why: why::of_request(&p, &all, &state, r, asking.code),
                offers: asking.offers(&all),
                swaps: asking.swaps(&board),
                barred: asking.barred(),
                asked: asking.about(who.trim()),
            })
        })
        .await
}

struct Asking<'a> {
    p: &'a Problem<'a>,
    state: &'a State,
    r: usize,
    code: &'a dyn Fn(&str) -> String,
}

impl Asking<'_> {
    fn offers(&self, all: &[Candidate]) -> Vec<PlanOffer> {
        let found = candidates_for(self.p, all, self.state, self.r).into_iter().filter_map(|offer| {
            let person = self.p.instance.speakers.get(offer.speaker)?;
            Some(PlanOffer {
                speaker: SpeakerId(person.id.clone()),
                name: person.name.clone(),
                start: self.start(self.r, offer.slot)?,
                points: offer.worth.points(),
                why: why::worth("plan-why-worth", &offer),
                km: self.p.home_km(offer.speaker, self.r).round() as i64,
            })
        });
        found.take(MOST).collect()
    }

    fn start(&self, request: usize, slot: usize) -> Option<Moment> {
        let slot = self.p.instance.requests.get(request)?.slots.get(slot)?;
        Some(moment_of(slot.date, slot.start))
    }

    /// Everybody else's talks that may still change: each is tried in both directions.
    fn swaps(&self, board: &Board) -> Vec<SwapOffer> {
        let Some(own) = self.state.chosen.get(self.r).copied().flatten() else { return Vec::new() };
        let others = self.state.chosen.iter().flatten().filter_map(|other| self.swap(&own, other));
        let mut found: Vec<SwapOffer> = others.filter(|it| board.is_open(&it.request).is_ok()).collect();
        found.sort_by(|a, b| b.points.cmp(&a.points).then_with(|| a.request.cmp(&b.request)));
        found.truncate(MOST_SWAPS);
        found
    }

    fn swap(&self, own: &Candidate, other: &Candidate) -> Option<SwapOffer> {
        let (p, o) = (self.p, other.request as usize);
        if o == self.r || other.speaker == own.speaker {
            return None;
        }
        let here = Candidate::at(p, self.r, other.speaker as usize, usize::from(own.slot));
        let there = Candidate::at(p, o, own.speaker as usize, usize::from(other.slot));
        let fits =
            |c: &Candidate| rules::alone(p, c.request as usize, c.speaker as usize, usize::from(c.slot)).is_none();
        // the cheap rules first: few pairs come through to the copy of the state
        if !fits(&here) || !fits(&there) {
            return None;
        }
        let mut without = self.state.clone();
        without.drop(p, self.r);
        without.drop(p, o);
        if without.bars(p, &here).is_some() {
            return None;
        }
        without.add(p, here);
        if without.bars(p, &there).is_some() {
            return None;
        }
        without.add(p, there);
        Some(SwapOffer {
            request: RequestId(p.instance.requests.get(o)?.id.clone()),
            name: p.instance.speakers.get(other.speaker as usize)?.name.clone(),
            start: self.start(o, usize::from(other.slot))?,
            points: without.objective - self.state.objective,
        })
    }

    fn barred(&self) -> Vec<(SpeakerId, String, Why)> {
        let topics = self.p.instance.requests.get(self.r).map(|it| it.topics.as_slice()).unwrap_or_default();
        let holds = self
            .p
            .instance
            .speakers
            .iter()
            .enumerate()
            .filter(|(_, it)| it.qualifications.iter().any(|q| topics.contains(&q.topic)));
        let barred = holds.filter_map(|(s, person)| {
            let reason = match why_not(self.p, self.state, self.r, s) {
                WhyNot::Barred(reason) => reason,
                WhyNot::NoSlot(reasons) => reasons.first()?.1,
                WhyNot::HasIt(_) | WhyNot::WorthLess(..) => return None,
            };
            let why = Why::of(&reason, self.p, self.code, (self.r, s));
            Some((SpeakerId(person.id.clone()), person.name.clone(), why))
        });
        barred.take(MOST).collect()
    }

    fn about(&self, who: &str) -> Vec<(SpeakerId, String, Vec<Why>)> {
        if who.is_empty() {
            return Vec::new();
        }
        let named = self.p.instance.speakers.iter().enumerate().filter(|(_, it)| it.id == who || it.name.contains(who));
        let told = named.map(|(s, person)| {
            let whys = why::not_this_one(self.p, self.state, self.r, s, self.code);
            (SpeakerId(person.id.clone()), person.name.clone(), whys)
        });
        told.take(MOST_ASKED).collect()
    }
}
