//! The best that one speaker can make of sessions with given profits: an exact integer programme over days.
//!
//! States run from day to day with the sessions so far, of this week and of this month, and the last day worked;
//! within a day the best chain of each length counts. Talks agreed elsewhere and pins are taken off beforehand.

use super::candidates::{Candidate, Candidates};
use super::problem::{Held, Problem};
use super::rules::{changeover, load, strength};
use super::state::State;

/// Scale of prices and profits: points / 1024.
pub const SCALE: i64 = 1024;

/// What a speaker has left beside talks agreed elsewhere and pins.
struct Left {
    held: Vec<Held>,
    per_day: i64,
    per_week: i64,
    rest: i32,
    pins: i64,
}

/// Finds speakers' best schedules.
pub struct Scheduler<'a> {
    p: &'a Problem<'a>,
    list: &'a [Candidate],
    left: Vec<Left>,
    week: Vec<i32>,
    month: Vec<i32>,
}

/// One way to spend a day: profit and the sessions.
struct DayOption {
    profit: i64,
    picks: Vec<u32>,
}

#[derive(Clone, Copy)]
struct Node {
    n: u16,
    week: u16,
    month: u16,
    last: i16,
    value: i64,
    from: u32,
    /// Day and number of sessions that led here.
    step: (u16, u16),
}

const NEVER: i16 = i16::MIN;

impl<'a> Scheduler<'a> {
    /// Takes pins and talks agreed elsewhere off the caps.
    pub fn new(p: &'a Problem<'a>, c: &'a Candidates, pins: &State) -> Self {
        let days = p.holiday.len() as i32;
        let left = p.instance.speakers.iter().enumerate().map(|(s, x)| Left {
            held: pins.calendars[s].clone(),
            per_day: x.caps.per_day,
            per_week: x.caps.per_week,
            rest: i32::try_from(x.caps.min_rest_days).unwrap_or(i32::MAX),
            pins: pins.planned[s],
        });
        Self {
            p,
            list: &c.list,
            left: left.collect(),
            week: (0..days).map(|d| p.week(d)).collect(),
            month: (0..days).map(|d| p.month(d)).collect(),
        }
    }

    /// Scaled load of the sessions after `n` up to `n + k`, pins before them.
    pub fn load(&self, speaker: usize, n: i64, k: i64) -> i64 {
        let pins = self.left[speaker].pins;
        (n + 1..=n + k).map(|j| load::of_nth(self.p, speaker, pins + j)).sum::<i64>() * SCALE
    }

    /// The best value of a set of sessions, and the set; items are (candidate, profit > 0) by day and begin.
    pub fn best(&self, speaker: usize, items: &[(u32, i64)], picks: &mut Vec<u32>) -> i64 {
        picks.clear();
        if items.is_empty() {
            return 0;
        }
        let left = &self.left[speaker];
        let day_of = |i: &(u32, i64)| self.list[i.0 as usize].day;
        let days: Vec<&[(u32, i64)]> = items.chunk_by(|a, b| day_of(a) == day_of(b)).collect();
        let options: Vec<Vec<DayOption>> = days.iter().map(|d| self.day(left, d)).collect();
        let mut nodes = vec![Node { n: 0, week: 0, month: 0, last: NEVER, value: 0, from: 0, step: (0, 0) }];
        let mut front = vec![0_u32];
        let mut before: Option<usize> = None;
        for (d, options) in options.iter().enumerate() {
            let day = self.list[days[d][0].0 as usize].day;
            let at = day as usize;
            let same_week = before.is_some_and(|b| self.week[b] == self.week[at]);
            let same_month = before.is_some_and(|b| self.month[b] == self.month[at]);
            before = Some(at);
            let held = |same: &dyn Fn(i32) -> bool| left.held.iter().filter(|h| same(h.day)).count() as i64;
            let weeks = left.per_week - held(&|x| self.p.week(x) == self.week[at]);
            let months =
                strength::of_month(self.p, speaker, self.month[at]) - held(&|x| self.p.month(x) == self.month[at]);
            let mut next: Vec<Node> = Vec::with_capacity(front.len() * (options.len() + 1));
            for f in &front {
                let mut node = nodes[*f as usize];
                node.week = if same_week { node.week } else { 0 };
                node.month = if same_month { node.month } else { 0 };
                if node.last != NEVER && i32::from(day) - i32::from(node.last) > left.rest {
                    node.last = NEVER;
                }
                node.from = *f;
                node.step = (d as u16, 0);
                next.push(node);
                if node.last != NEVER {
                    continue;
                }
                for (k, o) in options.iter().enumerate() {
                    let k = k as i64 + 1;
                    if i64::from(node.week) + k > weeks || i64::from(node.month) + k > months {
                        break;
                    }
                    let value = node.value + o.profit - self.load(speaker, i64::from(node.n), k);
                    let add = k as u16;
                    next.push(Node {
                        n: node.n + add,
                        week: node.week + add,
                        month: node.month + add,
                        last: day,
                        value,
                        from: *f,
                        step: (d as u16, add),
                    });
                }
            }
            keep_best(&mut next, &mut nodes, &mut front);
        }
        let Some(top) = front.iter().copied().max_by_key(|f| (nodes[*f as usize].value, std::cmp::Reverse(*f))) else {
            return 0;
        };
        trace(&nodes, top, &options, picks);
        nodes[top as usize].value
    }

    /// For each number of sessions from 1, the best chain of one day.
    fn day(&self, left: &Left, items: &[(u32, i64)]) -> Vec<DayOption> {
        let day = i32::from(self.list[items[0].0 as usize].day);
        let most = left.per_day - left.held.iter().filter(|h| h.day == day).count() as i64;
        if most <= 0 {
            return Vec::new();
        }
        if most == 1 || items.len() == 1 {
            let best = items.iter().max_by_key(|i| (i.1, std::cmp::Reverse(i.0)));
            return best.map(|i| DayOption { profit: i.1, picks: vec![i.0] }).into_iter().collect();
        }
        let held: Vec<Held> = items.iter().map(|i| self.list[i.0 as usize].held(self.p)).collect();
        let after = |a: usize, b: usize| {
            i64::from(held[b].begin - held[a].end) >= changeover::minutes(self.p, &held[a], &held[b])
        };
        let mut out = Vec::new();
        // row[i]: best chain that ends with item i, and the item before it
        let mut rows: Vec<Vec<Option<(i64, usize)>>> = vec![items.iter().map(|i| Some((i.1, usize::MAX))).collect()];
        while let Some(row) = rows.last() {
            let Some((end, best)) = row
                .iter()
                .enumerate()
                .filter_map(|(i, v)| v.map(|v| (i, v.0)))
                .max_by_key(|x| (x.1, std::cmp::Reverse(x.0)))
            else {
                break;
            };
            out.push(DayOption { profit: best, picks: chain(&rows, end, items) });
            if rows.len() as i64 == most || rows.len() == items.len() {
                break;
            }
            let extend = |i: usize| {
                let before = (0..i).filter(|j| row[*j].is_some() && after(*j, i));
                before
                    .filter_map(|j| row[j].map(|v| (v.0 + items[i].1, j)))
                    .max_by_key(|v| (v.0, std::cmp::Reverse(v.1)))
            };
            let next = (0..items.len()).map(extend).collect();
            rows.push(next);
        }
        out
    }
}

fn chain(rows: &[Vec<Option<(i64, usize)>>], end: usize, items: &[(u32, i64)]) -> Vec<u32> {
    let mut out = Vec::new();
    let mut at = end;
    for row in rows.iter().rev() {
        out.push(items[at].0);
        match row[at] {
            Some((_, before)) if before != usize::MAX => at = before,
            _ => break,
        }
    }
    out
}

/// Of states that differ in value alone, the best stays.
fn keep_best(next: &mut [Node], nodes: &mut Vec<Node>, front: &mut Vec<u32>) {
    next.sort_unstable_by_key(|n| (n.n, n.week, n.month, n.last, std::cmp::Reverse(n.value), n.from, n.step));
    front.clear();
    let mut last = None;
    for n in next {
        let key = (n.n, n.week, n.month, n.last);
        if last != Some(key) {
            last = Some(key);
            front.push(nodes.len() as u32);
            nodes.push(*n);
        }
    }
}

fn trace(nodes: &[Node], top: u32, options: &[Vec<DayOption>], picks: &mut Vec<u32>) {
    let mut at = top;
    while at != 0 {
        let n = nodes[at as usize];
        if n.step.1 > 0 {
            picks.extend(&options[n.step.0 as usize][n.step.1 as usize - 1].picks);
        }
        at = n.from;
    }
    picks.sort_unstable();
}
