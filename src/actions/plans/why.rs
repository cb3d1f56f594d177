//! Reasons of a plan as they are kept: a key, its arguments, whom and when it is about.

use super::fix::{Fix, Noun};
use super::placed::moment_of;
use crate::kernel::{Arg, Day, Moment, Refusal, local};
use crate::matching::candidates::Candidate;
use crate::matching::explain::{Blocking, Offer, WhyNot, WhyUnfilled, why_not, why_this, why_unfilled};
use crate::matching::instance::Bar;
use crate::matching::problem::Problem;
use crate::matching::reason::Reason;
use crate::matching::state::State;
use crate::text::{Lang, day_short, say_with};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// Reasons of one number stand in the way together: all lifted, the request is fillable.
    #[serde(default)]
    pub set: Option<usize>,
    /// Where it can be changed.
    #[serde(default)]
    pub fix: Option<Fix>,
    /// Key of the sentence that says what would lift it; it takes the same arguments.
    #[serde(default)]
    pub free: Option<String>,
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
        let sentence = self.sentence(lang);
        match self.about_whom(lang) {
            Some((who, time)) => say_with(
                lang,
                "plan-why-about",
                &[("who", who.into()), ("time", time.into()), ("why", sentence.into())],
            ),
            None => sentence,
        }
    }

    /// Reasons line by line: those of one set in one, with what would free the request.
    #[must_use]
    pub fn lines(whys: &[Self], lang: Lang) -> Vec<String> {
        whys.chunk_by(|a, b| a.set.is_some() && a.set == b.set).map(|set| Self::line(set, lang)).collect()
    }

    fn line(set: &[Self], lang: Lang) -> String {
        let [first, rest @ ..] = set else { return String::new() };
        let free: Option<Vec<String>> = set.iter().map(|why| why.free(lang).filter(|_| why.set.is_some())).collect();
        let Some(free) = free else { return first.in_words(lang) };
        let text = |text: String| Arg::Text(text);
        let join = |key: &str, all: Vec<String>| {
            let both = |one: String, other: String| say_with(lang, key, &[("one", text(one)), ("other", text(other))]);
            all.into_iter().reduce(both).unwrap_or_default()
        };
        let whys = std::iter::once(first.in_words(lang)).chain(rest.iter().map(|why| why.sentence(lang)));
        let (why, free) = (join("plan-why-and", whys.collect()), join("plan-why-free-and", free));
        say_with(lang, "plan-why-freed", &[("why", text(why)), ("free", text(free))])
    }

    /// The reason alone, without whom and when it is about.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        say_with(lang, &self.key, &self.values())
    }

    /// What would lift it, in words.
    #[must_use]
    pub fn free(&self, lang: Lang) -> Option<String> {
        self.free.as_ref().map(|key| say_with(lang, key, &self.values()))
    }

    /// Whom and when it is about.
    #[must_use]
    pub fn about_whom(&self, lang: Lang) -> Option<(String, String)> {
        let (who, start) = (self.who.clone()?, self.start?);
        let day = day_short(lang, Day::of(start));
        Some((who, format!("{day} {}", local(start).format("%H:%M"))))
    }

    /// The arguments of its sentence: days and numbers as the reader's language writes them.
    pub(crate) fn values(&self) -> Vec<(&'static str, Arg)> {
        let value = |name: &str, text: &String| match (name, text.parse::<i64>(), text.parse::<Day>()) {
            ("request", ..) => Arg::from(text),
            (_, Ok(number), _) => Arg::from(number),
            (_, _, Ok(day)) => Arg::from(day),
            _ => Arg::from(text),
        };
        let known = |(name, text): &(String, String)| {
            let name = NAMES.iter().find(|known| *known == name)?;
            Some((*name, value(name, text)))
        };
        self.args.iter().filter_map(known).collect()
    }

    pub(crate) fn plain(key: &str) -> Self {
        Self { key: key.to_owned(), args: Vec::new(), who: None, start: None, set: None, fix: None, free: None }
    }

    /// Why a run came to no end.
    pub(crate) fn of_refusal(refusal: &Refusal) -> Self {
        let text = |arg: &Arg| match arg {
            Arg::Text(text) => text.clone(),
            Arg::Number(number) => number.to_string(),
            Arg::Day(day) => day.to_string(),
            Arg::Said(inner) => crate::text::refusal(Lang::Zh, inner),
        };
        let args = refusal.args.iter().map(|(name, arg)| ((*name).to_owned(), text(arg))).collect();
        Self { args, ..Self::plain(refusal.key) }
    }

    /// A reason about a request and a speaker.
    pub(crate) fn of(reason: &Reason, p: &Problem, code: &dyn Fn(&str) -> String, about: (usize, usize)) -> Self {
        let request = |n: usize| p.instance.requests.get(n).map_or_else(String::new, |it| code(&it.id));
        let args = reason.remedy_args(&request).into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let free = Some(reason.remedy_key().to_owned());
        Self { args, free, fix: super::fix::of(reason, p, about), ..Self::plain(reason.key()) }
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
const NAMES: [&str; 27] = [
    "date", "from", "to", "km", "most", "request", "needed", "minutes", "number", "reach", "travel", "rank", "repeat",
    "load", "points", "less", "why", "time", "who", "kept", "place", "value", "least", "what", "reason", "message",
    "next",
];

/// Why a request has what it has, or nothing.
pub(crate) fn of_request(
    p: &Problem,
    all: &[Candidate],
    state: &State,
    request: usize,
    code: &dyn Fn(&str) -> String,
) -> Vec<Why> {
    let Some(this) = why_this(p, all, state, request) else { return unfilled(p, state, request, code) };
    let (own, second) = (this.chosen, this.runner_up);
    let mut out = vec![worth("plan-why-worth", &own)];
    out.extend(second.map(|second| {
        let mut next = worth("plan-why-runner-up", &second).about(p, (request, second.speaker, second.slot));
        let less = own.worth.points() - second.worth.points();
        next.args.push(("less".to_owned(), less.to_string()));
        next
    }));
    out
}

/// Why a speaker does not have a request: what bars the pair, or each start's reason, or by how
/// much it is worth less.
pub(crate) fn not_this_one(
    p: &Problem,
    state: &State,
    request: usize,
    speaker: usize,
    code: &dyn Fn(&str) -> String,
) -> Vec<Why> {
    match why_not(p, state, request, speaker) {
        WhyNot::HasIt(own) => vec![worth("plan-why-worth", &own)],
        WhyNot::Barred(reason) => vec![Why::of(&reason, p, code, (request, speaker))],
        WhyNot::NoSlot(reasons) if reasons.is_empty() => no_slot(p, request),
        WhyNot::NoSlot(reasons) => {
            let each = |(slot, reason): &(usize, Reason)| {
                Why::of(reason, p, code, (request, speaker)).about(p, (request, speaker, *slot))
            };
            reasons.iter().take(MOST).map(each).collect()
        }
        WhyNot::WorthLess(other, less) => {
            let mut why = worth("plan-why-worth-less", &other).about(p, (request, other.speaker, other.slot));
            why.args.push(("less".to_owned(), less.to_string()));
            vec![why]
        }
    }
}

/// What keeps a request from everybody: the sets of reasons that come nearest.
pub(crate) fn unfilled(p: &Problem, state: &State, request: usize, code: &dyn Fn(&str) -> String) -> Vec<Why> {
    match why_unfilled(p, state, request, MOST) {
        WhyUnfilled::NoSlotOffered => no_slot(p, request),
        WhyUnfilled::NoSpeaker => vec![Why::plain("plan-why-no-speaker")],
        WhyUnfilled::NotWorth(_) => vec![Why::plain("plan-why-not-worth")],
        WhyUnfilled::Fits(offer) => {
            vec![worth("plan-why-fits", &offer).about(p, (request, offer.speaker, offer.slot))]
        }
        WhyUnfilled::Blocked(sets) => {
            sets.iter().enumerate().flat_map(|(n, set)| blocked(p, request, set, n, code)).collect()
        }
    }
}

/// Nothing is on offer: the reasons that took the slots away, or that no wished time lies in the days.
fn no_slot(p: &Problem, request: usize) -> Vec<Why> {
    let Some(wanted) = p.instance.requests.get(request) else { return Vec::new() };
    let bars: BTreeMap<&str, Bar> = wanted.ruled_out_slots.iter().map(|it| (it.reason.key(), it.reason)).collect();
    if bars.is_empty() {
        let fix = Some(Fix { noun: Noun::Request, id: wanted.id.clone(), field: "day1".to_owned() });
        return vec![Why { fix, ..Why::plain("plan-why-no-slot") }];
    }
    let each = |(key, bar): (&str, Bar)| {
        let free = Some(bar.remedy_key().to_owned());
        Why { free, fix: super::fix::of_slot(bar, wanted), ..Why::plain(key) }
    };
    bars.into_iter().map(each).collect()
}

fn blocked(p: &Problem, request: usize, set: &Blocking, n: usize, code: &dyn Fn(&str) -> String) -> Vec<Why> {
    let about = (request, set.speaker, set.slot);
    let one =
        |reason: &Reason| Why { set: Some(n), ..Why::of(reason, p, code, (request, set.speaker)).about(p, about) };
    set.reasons.iter().map(one).collect()
}

/// What an offer is worth, part by part.
pub(crate) fn worth(key: &str, offer: &Offer) -> Why {
    let parts = [
        ("points", offer.worth.points()),
        ("reach", offer.worth.reach),
        ("travel", offer.worth.travel),
        ("rank", offer.worth.slot_rank),
        ("repeat", offer.worth.repeat),
        ("load", offer.worth.load),
        ("kept", offer.worth.kept),
    ];
    let args = parts.iter().map(|(name, value)| ((*name).to_owned(), value.to_string())).collect();
    Why { args, ..Why::plain(key) }
}
