//! Reasons of a plan as they are kept: a key, its arguments, whom and when it is about.

use super::instance::moment_of;
use crate::kernel::{Arg, Moment};
use crate::matching::candidates::Candidates;
use crate::matching::explain::{Blocking, Offer, WhyUnfilled, why_this, why_unfilled};
use crate::matching::problem::Problem;
use crate::matching::reason::Reason;
use crate::matching::state::State;
use crate::text::{Lang, day_short, say_with};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One reason, put into words where it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// Key of its sentence.
    pub key: String,
    /// Arguments by name.
    pub args: Vec<(String, String)>,
    /// The speaker whom it is about.
    pub who: Option<String>,
    /// The start that it is about.
    pub start: Option<Moment>,
}

/// How many sets of blocking reasons are kept for one unfilled request.
const MOST: usize = 5;

impl Why {
    /// Reasons as they were kept in a plan.
    #[must_use]
    pub fn read(kept: &serde_json::Value) -> Vec<Self> {
        serde_json::from_value(kept.clone()).unwrap_or_default()
    }

    /// In words: who, when, why.
    #[must_use]
    pub fn in_words(&self, lang: Lang) -> String {
        let args: Vec<(&'static str, Arg)> = self
            .args
            .iter()
            .filter_map(|(name, value)| {
                let name = NAMES.iter().find(|known| *known == name)?;
                Some((*name, value.parse::<i64>().map_or_else(|_| Arg::from(value), Arg::from)))
            })
            .collect();
        let sentence = say_with(lang, &self.key, &args);
        match (&self.who, self.start) {
            (Some(who), Some(start)) => {
                let day = day_short(lang, crate::kernel::Day::of(start));
                let clock = crate::kernel::local(start).format("%H:%M");
                say_with(
                    lang,
                    "plan-why-about",
                    &[("who", who.into()), ("time", format!("{day} {clock}").into()), ("why", sentence.into())],
                )
            }
            _ => sentence,
        }
    }

    fn plain(key: &str) -> Self {
        Self { key: key.to_owned(), args: Vec::new(), who: None, start: None }
    }

    pub(crate) fn of(reason: &Reason, p: &Problem, code: &dyn Fn(&str) -> String) -> Self {
        let request = |n: usize| p.instance.requests.get(n).map_or_else(String::new, |it| code(&it.id));
        let args = reason.args(&request).into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { key: reason.key().to_owned(), args, who: None, start: None }
    }

    fn about(mut self, p: &Problem, offer: (usize, usize, usize)) -> Self {
        let (request, speaker, slot) = offer;
        self.who = p.instance.speakers.get(speaker).map(|it| it.name.clone());
        let slot = p.instance.requests.get(request).and_then(|it| it.slots.get(slot));
        self.start = slot.map(|slot| moment_of(slot.date, slot.start));
        self
    }
}

/// Names that the sentences of reasons use.
const NAMES: [&str; 19] = [
    "date", "from", "to", "km", "most", "request", "needed", "minutes", "number", "reach", "travel", "rank", "repeat",
    "load", "points", "less", "why", "time", "who",
];

/// Why a request has what it has, or nothing.
pub(crate) fn of_request(
    p: &Problem,
    all: &Candidates,
    state: &State,
    request: usize,
    code: &dyn Fn(&str) -> String,
) -> Vec<Why> {
    match why_this(p, all, state, request) {
        Some(why) => {
            let mut out = vec![worth("plan-why-worth", &why.chosen)];
            out.extend(why.runner_up.map(|second| {
                let mut next = worth("plan-why-runner-up", &second).about(p, (request, second.speaker, second.slot));
                let less = why.chosen.worth.points() - second.worth.points();
                next.args.push(("less".to_owned(), less.to_string()));
                next
            }));
            out
        }
        None => of_unfilled(p, state, request, code),
    }
}

fn of_unfilled(p: &Problem, state: &State, request: usize, code: &dyn Fn(&str) -> String) -> Vec<Why> {
    match why_unfilled(p, state, request, MOST) {
        WhyUnfilled::NoSlotOffered => no_slot(p, request),
        WhyUnfilled::NoSpeaker => vec![Why::plain("plan-why-no-speaker")],
        WhyUnfilled::NotWorth(_) => vec![Why::plain("plan-why-not-worth")],
        WhyUnfilled::Fits(offer) => {
            vec![worth("plan-why-fits", &offer).about(p, (request, offer.speaker, offer.slot))]
        }
        WhyUnfilled::Blocked(sets) => sets.iter().flat_map(|set| blocked(p, request, set, code)).collect(),
    }
}

/// Nothing is on offer: the reasons that took the slots away, or that no wished time lies in the days.
fn no_slot(p: &Problem, request: usize) -> Vec<Why> {
    let keys: BTreeSet<&str> = p
        .instance
        .requests
        .get(request)
        .map(|it| it.ruled_out_slots.iter().map(|slot| slot.reason.key()).collect())
        .unwrap_or_default();
    if keys.is_empty() {
        return vec![Why::plain("plan-why-no-slot")];
    }
    keys.into_iter().map(Why::plain).collect()
}

fn blocked(p: &Problem, request: usize, set: &Blocking, code: &dyn Fn(&str) -> String) -> Vec<Why> {
    set.reasons.iter().map(|reason| Why::of(reason, p, code).about(p, (request, set.speaker, set.slot))).collect()
}

fn worth(key: &str, offer: &Offer) -> Why {
    let parts = [
        ("points", offer.worth.points()),
        ("reach", offer.worth.reach),
        ("travel", offer.worth.travel),
        ("rank", offer.worth.slot_rank),
        ("repeat", offer.worth.repeat),
        ("load", offer.worth.load),
    ];
    let args = parts.iter().map(|(name, value)| ((*name).to_owned(), value.to_string())).collect();
    Why { args, ..Why::plain(key) }
}
