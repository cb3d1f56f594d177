//! The judge's own reading of a proof by cases.

use std::collections::{HashMap, HashSet};

use super::bound::{BadProof, best, each_session, room_prices};
use super::tariff::{Open, Session, Tariff};
use crate::matching::instance::Instance;
use crate::matching::solution::{CaseNode, CasePrices, Cases};

/// A decision on the way to a leaf.
#[derive(Clone, Copy)]
struct Taken {
    request: usize,
    speaker: usize,
    slot: Option<usize>,
    yes: bool,
}

impl Taken {
    fn is(&self, speaker: usize, s: &Session) -> bool {
        s.request == self.request && speaker == self.speaker && self.slot.is_none_or(|k| k == s.slot)
    }

    fn allows(&self, speaker: usize, s: &Session) -> bool {
        s.request != self.request || self.is(speaker, s) == self.yes
    }

    /// Whether the session is held in every plan of the case.
    fn demands(&self, speaker: usize, s: &Session) -> bool {
        self.yes && self.slot.is_some() && self.is(speaker, s)
    }
}

/// What the cases prove, scaled; `first` is what the first prices prove, with each speaker's sessions worth their price.
pub(super) fn bound(
    x: &Instance,
    cases: &Cases,
    prices: &Tariff,
    first: i128,
    open: &mut [Vec<Open>],
) -> Result<i128, BadProof> {
    let floor = i128::from(cases.floor) * i128::from(prices.scale);
    let left = left(x, prices, first - floor - i128::from(prices.scale), open);
    let ids = Ids::new(x);
    let mut most = floor;
    let mut seen = 0;
    // where in the tree, how many decisions of the way stay, and the next one
    let mut todo: Vec<(usize, usize, Option<Taken>)> = vec![(0, 0, None)];
    let mut way: Vec<Taken> = Vec::new();
    while let Some((at, kept, next)) = todo.pop() {
        way.truncate(kept);
        way.extend(next);
        seen += 1;
        match cases.tree.get(at).filter(|_| seen <= cases.tree.len()) {
            None => return Err(BadProof::Cases(at)),
            Some(CaseNode::Leaf { prices: n }) => {
                let set = cases.prices.get(*n).ok_or(BadProof::Cases(at))?;
                most = most.max(leaf(x, &with(x, &ids, prices, set)?, &left, &way).unwrap_or(floor));
            }
            Some(CaseNode::Split { yes, no, .. }) if *yes <= at || *no <= at => return Err(BadProof::Cases(at)),
            Some(split @ CaseNode::Split { yes, no, .. }) => {
                let taken = ids.taken(x, split)?;
                todo.push((*no, way.len(), Some(Taken { yes: false, ..taken })));
                todo.push((*yes, way.len(), Some(taken)));
            }
        }
    }
    Ok(most)
}

struct Ids<'a> {
    requests: HashMap<&'a str, usize>,
    speakers: HashMap<&'a str, usize>,
    pinned: HashSet<&'a str>,
}

impl<'a> Ids<'a> {
    fn new(x: &'a Instance) -> Self {
        Self {
            requests: x.requests.iter().enumerate().map(|(i, r)| (r.id.as_str(), i)).collect(),
            speakers: x.speakers.iter().enumerate().map(|(i, s)| (s.id.as_str(), i)).collect(),
            pinned: x.pinned.iter().map(|p| p.request.as_str()).collect(),
        }
    }

    fn taken(&self, x: &Instance, split: &CaseNode) -> Result<Taken, BadProof> {
        let unknown = |id: &str| BadProof::Unknown(id.to_owned());
        let CaseNode::Split { request, speaker, slot, .. } = split else { return Err(BadProof::Cases(0)) };
        let r = *self.requests.get(request.as_str()).ok_or_else(|| unknown(request))?;
        let s = *self.speakers.get(speaker.as_str()).ok_or_else(|| unknown(speaker))?;
        let slot = match slot {
            None => None,
            Some(t) => {
                let found = x.requests[r].slots.iter().position(|k| k == t);
                Some(found.ok_or_else(|| unknown(&format!("{} {}", t.date, t.start)))?)
            }
        };
        Ok(Taken { request: r, speaker: s, slot, yes: true })
    }
}

/// By speaker, the sessions that a plan can hold that loses at most `gap` against the first prices.
fn left(x: &Instance, prices: &Tariff, gap: i128, open: &mut [Vec<Open>]) -> Vec<Vec<Session>> {
    let mut out: Vec<Vec<Session>> = x.speakers.iter().map(|_| Vec::new()).collect();
    each_session(x, &mut |speaker, s| {
        if s.pinned || prices.profit(x, &s) >= -gap {
            out[speaker].push(s);
        }
    });
    for (i, speaker) in x.speakers.iter().enumerate() {
        let alone = best(x, speaker, &mut open[i], prices.scale);
        out[i].retain(|s| {
            let mut forced = s.at_profit(prices.profit(x, s));
            if forced.pinned {
                return true;
            }
            forced.pinned = true;
            // the session itself stands among the others where it is worth its price
            let mut all: Vec<Open> = open[i].iter().filter(|o| !o.is(&forced)).cloned().collect();
            all.push(forced);
            let with = best(x, speaker, &mut all, prices.scale);
            alone.zip(with).is_some_and(|(alone, with)| alone - with <= gap)
        });
    }
    out
}

/// The first prices with what a leaf puts in their place; a pinned request keeps its own.
fn with<'a>(x: &Instance, ids: &Ids, first: &Tariff<'a>, set: &'a CasePrices) -> Result<Tariff<'a>, BadProof> {
    let mut out = first.clone();
    for (id, price) in &set.requests {
        if *price < 0 || ids.pinned.contains(id.as_str()) {
            return Err(BadProof::Negative(id.clone()));
        }
        if !ids.requests.contains_key(id.as_str()) {
            return Err(BadProof::Unknown(id.clone()));
        }
        out.requests.insert(id, *price);
    }
    for (room, list) in room_prices(x, &set.rooms)? {
        let there = out.rooms.entry(room).or_default();
        there.retain(|(at, _)| list.iter().all(|o| o.0 != *at));
        there.extend(list);
    }
    Ok(out)
}

/// What prices prove of the plans of one case; nothing where there is no such plan.
fn leaf(x: &Instance, prices: &Tariff, left: &[Vec<Session>], way: &[Taken]) -> Option<i128> {
    let held = |t: &Taken| left[t.speaker].iter().any(|s| t.demands(t.speaker, s));
    if way.iter().any(|t| t.yes && t.slot.is_some() && !held(t)) {
        return None;
    }
    let mut sum = prices.total(x);
    for (i, speaker) in x.speakers.iter().enumerate() {
        let worth = |s: &Session| {
            let mut out = s.at_profit(prices.profit(x, s));
            out.pinned |= way.iter().any(|t| t.demands(i, s));
            let kept = s.pinned || (out.pinned || out.profit > 0) && way.iter().all(|t| t.allows(i, s));
            kept.then_some(out)
        };
        let mut open: Vec<Open> = left[i].iter().filter_map(worth).collect();
        sum += best(x, speaker, &mut open, prices.scale)?;
    }
    Some(sum)
}
