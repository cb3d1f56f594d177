//! A coordinator's morning in words: what there is of each thing, and the page that settles it.

use super::{Section, at, with};
use crate::reminders::facts::{DigestFacts, DigestPart, DigestWhat};
use crate::text::{Lang, day_short, grouped, say};

pub(super) fn subject(lang: Lang, facts: &DigestFacts, tag: String) -> String {
    let mut args = counts(facts);
    args.extend([("tag", tag), ("day", day_short(lang, facts.day))]);
    with(lang, "letter-subject-digest", &args)
}

pub(super) fn lead(lang: Lang, facts: &DigestFacts) -> String {
    with(lang, "letter-lead-digest", &counts(facts))
}

fn counts(facts: &DigestFacts) -> Vec<(&'static str, String)> {
    vec![("tomorrow", grouped(facts.count(DigestWhat::Tomorrow))), ("open", grouped(facts.open()))]
}

/// A section a thing, each with its own way to the page where it is settled.
pub(super) fn sections(lang: Lang, facts: &DigestFacts, site: &str) -> Vec<Section> {
    let section = |part: &DigestPart| Section {
        heading: with(lang, &format!("digest-{}", part.what.code()), &[("count", grouped(part.count))]),
        lead: Vec::new(),
        lines: lines(lang, part),
        facts: Vec::new(),
        act: Some((say(lang, &format!("digest-go-{}", part.what.code())), format!("{site}{}", page(part.what)))),
    };
    facts.parts.iter().map(section).collect()
}

fn lines(lang: Lang, part: &DigestPart) -> Vec<String> {
    let one = |(when, what): &(_, String)| match when {
        Some(when) => format!("{} {what}", at(lang, *when)),
        None => what.clone(),
    };
    let mut lines: Vec<String> = part.lines.iter().map(one).collect();
    let more = part.count - i64::try_from(lines.len()).unwrap_or(0);
    if more > 0 && !lines.is_empty() {
        lines.push(with(lang, "digest-more", &[("count", grouped(more))]));
    }
    lines
}

fn page(what: DigestWhat) -> &'static str {
    match what {
        DigestWhat::Tomorrow => "/sessions/week",
        DigestWhat::Unanswered => "/today",
        DigestWhat::Unfilled => "/requests?status=approved",
        DigestWhat::Bounced => "/letters?state=dead",
        DigestWhat::Headcounts => "/reports/headcounts",
        DigestWhat::Calls => "/letters/calls",
    }
}
