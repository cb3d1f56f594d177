//! Explanations and broken rules of a plan's files in words, by the names and ids of the instance.

use crate::kernel::Arg;
use crate::matching::explain::{Blocking, Offer, WhyNot, WhyThis, WhyUnfilled};
use crate::matching::files::Explanation;
use crate::matching::{Fault, Instance, Reason};
use crate::text::{Lang, grouped, say_with};
use std::path::Path;

/// The file that a fault is of; none for a wrong argument.
pub(super) fn file_of(fault: &Fault, instance: &Path, solution: &Path) -> String {
    let of_solution = ["solution", "assignments"].iter().any(|start| fault.place.starts_with(start));
    match (fault.place.starts_with("--"), of_solution) {
        (true, _) => String::new(),
        (_, true) => solution.display().to_string(),
        _ => instance.display().to_string(),
    }
}

/// The sentence of a rule that the judge found broken.
pub(super) fn of_broken(rule: &str) -> &'static str {
    match rule {
        "format" => "plan-broken-format",
        "unknown-id" => "plan-broken-unknown-id",
        "request-twice" => "plan-broken-request-twice",
        "slot-not-offered" => "plan-broken-slot-not-offered",
        "outside-horizon" => "plan-broken-outside-horizon",
        "holiday" => "plan-broken-holiday",
        "venue-blackout" => "plan-broken-venue-blackout",
        "not-qualified" => "plan-broken-not-qualified",
        "language" => "plan-broken-language",
        "blocked-venue" => "plan-broken-blocked-venue",
        "not-available" => "plan-broken-not-available",
        "busy" => "plan-broken-busy",
        "too-far" => "plan-broken-too-far",
        "ruled-out" => "plan-broken-ruled-out",
        "room-twice" => "plan-broken-room-twice",
        "overlap-or-travel" => "plan-broken-overlap-or-travel",
        "per-day" => "plan-broken-per-day",
        "per-week" => "plan-broken-per-week",
        "per-month" => "plan-broken-per-month",
        "min-rest" => "plan-broken-min-rest",
        _ => "plan-broken-pin-moved",
    }
}

/// An explanation, a line each.
pub(super) fn explanation(
    lang: Lang,
    x: &Instance,
    (request, asked): (usize, Option<usize>),
    why: &Explanation,
) -> Vec<String> {
    let words = Words { lang, x, request, asked };
    match why {
        Explanation::This(why) => words.this(why),
        Explanation::Not(why) => words.not(why),
        Explanation::Unfilled(why) => words.unfilled(why),
    }
}

struct Words<'a> {
    lang: Lang,
    x: &'a Instance,
    request: usize,
    /// The speaker asked about.
    asked: Option<usize>,
}

type Args = Vec<(&'static str, Arg)>;

fn text(args: Vec<(&'static str, String)>) -> Args {
    args.into_iter().map(|(name, value)| (name, Arg::Text(value))).collect()
}

impl Words<'_> {
    fn say(&self, key: &str, args: Args) -> String {
        let mut args = args;
        args.push(("this", Arg::Text(self.request(self.request))));
        say_with(self.lang, key, &args)
    }

    /// A request by its id and its venue's name.
    fn request(&self, n: usize) -> String {
        let Some(r) = self.x.requests.get(n) else { return n.to_string() };
        let venue = self.x.venues.iter().find(|v| v.id == r.venue && !v.name.is_empty());
        venue.map_or_else(|| r.id.clone(), |v| format!("{} {}", r.id, v.name))
    }

    fn speaker(&self, n: usize) -> String {
        let Some(s) = self.x.speakers.get(n) else { return n.to_string() };
        if s.name.is_empty() { s.id.clone() } else { format!("{} {}", s.id, s.name) }
    }

    fn time(&self, slot: usize) -> String {
        let slot = self.x.requests.get(self.request).and_then(|r| r.slots.get(slot));
        slot.map_or_else(String::new, |t| format!("{} {}", t.date, t.start))
    }

    /// Who, when, and the parts of what that is worth.
    fn offer(&self, o: &Offer) -> Args {
        let w = &o.worth;
        let parts = [
            ("points", w.points()),
            ("reach", w.reach),
            ("travel", w.travel),
            ("rank", w.slot_rank),
            ("repeat", w.repeat),
            ("load", w.load),
            ("kept", w.kept),
        ];
        let parts = self.say("plan-explain-parts", parts.map(|(name, n)| (name, Arg::Text(grouped(n)))).to_vec());
        text(vec![("who", self.speaker(o.speaker)), ("time", self.time(o.slot)), ("parts", parts)])
    }

    /// The speaker asked about, by name, with another argument.
    fn asked(&self, name: &'static str, value: String) -> Args {
        text(vec![("who", self.asked.map_or_else(String::new, |s| self.speaker(s))), (name, value)])
    }

    fn reason(&self, reason: &Reason) -> String {
        self.say(reason.key(), text(reason.args(&|n| self.request(n))))
    }

    fn this(&self, why: &WhyThis) -> Vec<String> {
        let second = match &why.runner_up {
            None => self.say("plan-explain-no-second", Vec::new()),
            Some(second) => {
                let less = why.chosen.worth.points() - second.worth.points();
                self.beside(less, self.offer(second), ["plan-explain-second", "plan-explain-second-more"])
            }
        };
        let pinned =
            self.x.requests.get(self.request).is_some_and(|r| self.x.pinned.iter().any(|pin| pin.request == r.id));
        let pinned = pinned.then(|| self.say("plan-explain-pinned", Vec::new()));
        std::iter::once(self.say("plan-explain-this", self.offer(&why.chosen))).chain(pinned).chain([second]).collect()
    }

    /// A sentence with `less`: the first where that is not negative, the second with the amount by which it is more.
    fn beside(&self, less: i64, mut args: Args, keys: [&str; 2]) -> String {
        args.push(("less", Arg::Text(grouped(less.abs()))));
        self.say(if less >= 0 { keys[0] } else { keys[1] }, args)
    }

    fn not(&self, why: &WhyNot) -> Vec<String> {
        match why {
            WhyNot::HasIt(o) => vec![self.say("plan-explain-this", self.offer(o))],
            WhyNot::Barred(reason) => vec![self.say("plan-explain-barred", self.asked("why", self.reason(reason)))],
            WhyNot::NoSlot(slots) if slots.is_empty() => self.nothing_offered(),
            WhyNot::NoSlot(slots) => {
                let line = |(slot, reason): &(usize, Reason)| {
                    let args = vec![("time", self.time(*slot)), ("why", self.reason(reason))];
                    self.say("plan-explain-at", text(args))
                };
                let head = self.say("plan-explain-no-slot", self.asked("this", self.request(self.request)));
                std::iter::once(head).chain(slots.iter().map(line)).collect()
            }
            WhyNot::WorthLess(o, less) => {
                vec![self.beside(*less, self.offer(o), ["plan-explain-worth-less", "plan-explain-worth-more"])]
            }
        }
    }

    fn unfilled(&self, why: &WhyUnfilled) -> Vec<String> {
        match why {
            WhyUnfilled::NoSlotOffered => self.nothing_offered(),
            WhyUnfilled::NoSpeaker => vec![self.say("plan-explain-no-speaker", Vec::new())],
            WhyUnfilled::NotWorth(o) => vec![self.say("plan-explain-not-worth", self.offer(o))],
            WhyUnfilled::Fits(o) => vec![self.say("plan-explain-fits", self.offer(o))],
            WhyUnfilled::Blocked(sets) => {
                let mut out = vec![self.say("plan-explain-blocked", Vec::new())];
                sets.iter().for_each(|set| self.set(set, &mut out));
                out
            }
        }
    }

    /// No time is on offer, and what took each away.
    fn nothing_offered(&self) -> Vec<String> {
        let slots = self.x.requests.get(self.request).map_or(&[][..], |r| &r.ruled_out_slots);
        let line = |t: &crate::matching::instance::RuledOutSlot| {
            let why = self.say(t.reason.key(), Vec::new());
            self.say("plan-explain-at", text(vec![("time", format!("{} {}", t.date, t.start)), ("why", why)]))
        };
        let head = self.say("plan-explain-no-slot-offered", Vec::new());
        std::iter::once(head).chain(slots.iter().map(line)).collect()
    }

    /// One blocking set: who and when, then each reason with what would lift it.
    fn set(&self, set: &Blocking, out: &mut Vec<String>) {
        let head = vec![("who", self.speaker(set.speaker)), ("time", self.time(set.slot))];
        out.push(self.say("plan-explain-set", text(head)));
        for (n, reason) in set.reasons.iter().enumerate() {
            let free = self.say(reason.remedy_key(), text(reason.remedy_args(&|n| self.request(n))));
            let key = if n == 0 { "plan-explain-lift" } else { "plan-explain-lift-too" };
            out.push(self.say(key, text(vec![("why", self.reason(reason)), ("free", free)])));
        }
    }
}
