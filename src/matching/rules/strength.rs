//! Protects a speaker's strength: so many talks a day, an ISO week and a month, and no more (rule 7).

use crate::matching::clock::Date;
use crate::matching::instance::Bar;
use crate::matching::problem::{Held, Problem};
use crate::matching::reason::Reason;

type Cap = fn(&Problem, usize, &[Held], &Held) -> Option<Reason>;

/// Bars a session beyond the caps of its day, week or month; what was agreed elsewhere counts.
pub fn check(p: &Problem, speaker: usize, held: &[Held], new: &Held) -> Option<Reason> {
    day(p, speaker, held, new)
        .or_else(|| week(p, speaker, held, new))
        .or_else(|| month(p, speaker, held, new))
        .or_else(|| invitations(p, speaker, held, new))
}

/// Every cap that a session would exceed.
pub fn all(p: &Problem, speaker: usize, held: &[Held], new: &Held) -> impl Iterator<Item = Reason> {
    let caps: [Cap; 4] = [day, week, month, invitations];
    caps.map(|cap| cap(p, speaker, held, new)).into_iter().flatten()
}

fn day(p: &Problem, speaker: usize, held: &[Held], new: &Held) -> Option<Reason> {
    let most = p.instance.speakers[speaker].caps.per_day;
    let there = held.iter().filter(|h| h.day == new.day).count() as i64;
    (there >= most).then(|| Reason::DayFull(p.date(new.day), there))
}

fn week(p: &Problem, speaker: usize, held: &[Held], new: &Held) -> Option<Reason> {
    let most = p.instance.speakers[speaker].caps.per_week;
    let week = p.week(new.day);
    let there = held.iter().filter(|h| p.week(h.day) == week).count() as i64;
    (there >= most).then(|| Reason::WeekFull(Date::from_number(week * 7 + 1), there))
}

fn month(p: &Problem, speaker: usize, held: &[Held], new: &Held) -> Option<Reason> {
    use chrono::Datelike;
    let most = p.instance.speakers[speaker].caps.per_month;
    let there = of_its_month(p, held, new);
    let date = p.date(new.day).0;
    (there >= most).then(|| Reason::MonthFull(Date(date.with_day(1).unwrap_or(date)), there))
}

fn invitations(p: &Problem, speaker: usize, held: &[Held], new: &Held) -> Option<Reason> {
    let most = left_of_month(p, speaker, p.month(new.day))?;
    (of_its_month(p, held, new) >= most).then_some(Reason::RuledOut(Bar::InvitationFatigue))
}

fn of_its_month(p: &Problem, held: &[Held], new: &Held) -> i64 {
    let month = p.month(new.day);
    held.iter().filter(|h| p.month(h.day) == month).count() as i64
}

/// Talks that a month of [`Problem::month`] may hold: the speaker's cap, or fewer where invitations are used up.
pub fn of_month(p: &Problem, speaker: usize, month: i32) -> i64 {
    let most = p.instance.speakers[speaker].caps.per_month;
    left_of_month(p, speaker, month).map_or(most, |left| left.min(most))
}

fn left_of_month(p: &Problem, speaker: usize, month: i32) -> Option<i64> {
    let caps = p.instance.speakers[speaker].month_caps.iter();
    caps.filter(|m| p.month(m.date.number() - p.first) == month).map(|m| m.most).min()
}
