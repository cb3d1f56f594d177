//! Protects a speaker's strength: so many talks a day, an ISO week and a month, and no more (rule 7).

use crate::matching::clock::Date;
use crate::matching::instance::Bar;
use crate::matching::problem::{Held, Problem};
use crate::matching::reason::Reason;

/// Bars a session beyond the caps of its day, week or month; what was agreed elsewhere counts.
pub fn check(p: &Problem, speaker: usize, held: &[Held], new: &Held) -> Option<Reason> {
    day(p, speaker, held, new).or_else(|| week(p, speaker, held, new)).or_else(|| month(p, speaker, held, new))
}

/// Every cap that a session would exceed.
pub fn all(p: &Problem, speaker: usize, held: &[Held], new: &Held) -> impl Iterator<Item = Reason> {
    [day(p, speaker, held, new), week(p, speaker, held, new), month(p, speaker, held, new)].into_iter().flatten()
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
    let month = p.month(new.day);
    let there = held.iter().filter(|h| p.month(h.day) == month).count() as i64;
    if there >= p.instance.speakers[speaker].caps.per_month {
        let date = p.date(new.day).0;
        return Some(Reason::MonthFull(Date(date.with_day(1).unwrap_or(date)), there));
    }
    (there >= of_month(p, speaker, month)).then_some(Reason::RuledOut(Bar::InvitationFatigue))
}

/// Talks that a month of [`Problem::month`] may hold: the speaker's cap, or fewer where invitations are used up.
pub fn of_month(p: &Problem, speaker: usize, month: i32) -> i64 {
    let s = &p.instance.speakers[speaker];
    let fewer = s.month_caps.iter().filter(|m| p.month(m.date.number() - p.first) == month).map(|m| m.most);
    fewer.fold(s.caps.per_month, i64::min)
}
