//! The linear relaxation: what a plan could reach if sessions could be held in parts.
//!
//! Every coefficient is 1: a row is the list of its columns and a right-hand side. Rooms and speakers' days enter as
//! interval cliques; rows that others imply are left out. Load enters as pieces, columns from `-width` to 0 that a
//! speaker's row `sum of sessions + sum of pieces <= 0` draws down, dearer ones later.

use super::candidates::Candidates;
use super::prices::Points;
use super::problem::{Held, Problem};
use super::rules::{changeover, load, strength};
use super::state::State;

/// Maximise `gain x` over `lower <= x <= upper` with every row's sum at most its right-hand side.
pub struct Relaxation {
    /// The candidate behind each of the first columns.
    pub candidates: Vec<u32>,
    /// Points of each column.
    pub gain: Vec<f64>,
    /// Least value of each column.
    pub lower: Vec<f64>,
    /// Greatest value of each column.
    pub upper: Vec<f64>,
    /// Columns of each row.
    pub rows: Lists,
    /// Right-hand sides.
    pub limit: Vec<f64>,
    /// What each row stands for.
    pub keys: Vec<Key>,
}

/// What a row stands for; the same in every relaxation of a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A request is held at most once.
    Request(u32),
    /// A room's minute is used at most once.
    Point(u32),
    /// A speaker's sessions are paid for as load.
    Load(u32),
    /// A rule about a speaker's days: kind and day, week, month or clique.
    Speaker(u32, u8, i32),
}

/// Lists of numbers laid end to end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lists {
    /// Where each list starts, and the end of the last.
    pub start: Vec<u32>,
    /// All numbers.
    pub items: Vec<u32>,
}

impl Lists {
    /// No list yet.
    pub fn new() -> Self {
        Self { start: vec![0], items: Vec::new() }
    }

    /// Appends a list.
    pub fn push(&mut self, list: impl IntoIterator<Item = u32>) {
        self.items.extend(list);
        self.start.push(self.items.len() as u32);
    }

    /// Number of lists.
    pub fn len(&self) -> usize {
        self.start.len() - 1
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One list.
    pub fn of(&self, i: usize) -> &[u32] {
        &self.items[self.start[i] as usize..self.start[i + 1] as usize]
    }

    /// For each of `n` numbers, the lists that hold it.
    pub fn transposed(&self, n: usize) -> Self {
        let mut start = vec![0_u32; n + 1];
        for i in &self.items {
            start[*i as usize + 1] += 1;
        }
        for i in 0..n {
            start[i + 1] += start[i];
        }
        let mut next = start.clone();
        let mut items = vec![0; self.items.len()];
        for list in 0..self.len() {
            for i in self.of(list) {
                let at = &mut next[*i as usize];
                items[*at as usize] = list as u32;
                *at += 1;
            }
        }
        Self { start, items }
    }
}

/// Most choices of cliques for one run of days.
const MIXED: usize = 64;

/// A speaker's open candidates while the rows are made.
struct Calendar<'a> {
    speaker: usize,
    /// Column, day, request, session; by day and begin.
    open: Vec<(u32, i32, u32, Held)>,
    held: &'a [Held],
}

impl Relaxation {
    /// The relaxation of what is open beside a partial plan; `alive` says which candidates may still be used.
    pub fn new(p: &Problem, c: &Candidates, points: &Points, base: &State, alive: &[bool]) -> Self {
        let open = |i: &u32| alive[*i as usize] && base.chosen[c.list[*i as usize].request as usize].is_none();
        Self::of(p, c, points, base, (0..c.list.len() as u32).filter(open).collect())
    }

    /// The same of these candidates of open requests, in ascending order.
    pub fn of(p: &Problem, c: &Candidates, points: &Points, base: &State, candidates: Vec<u32>) -> Self {
        let n = candidates.len();
        let mut out = Self {
            gain: candidates.iter().map(|i| c.list[*i as usize].gain as f64).collect(),
            lower: vec![0.0; n],
            upper: vec![1.0; n],
            candidates,
            rows: Lists::new(),
            limit: Vec::new(),
            keys: Vec::new(),
        };
        out.requests(c);
        out.rooms(c, points);
        let mut by_speaker: Vec<u32> = (0..n as u32).collect();
        by_speaker.sort_unstable_by_key(|j| {
            let x = &c.list[out.candidates[*j as usize] as usize];
            (x.speaker, x.day, x.begin, x.end, *j)
        });
        let speaker_of = |j: &u32, candidates: &[u32]| c.list[candidates[*j as usize] as usize].speaker;
        let candidates = out.candidates.clone();
        for columns in by_speaker.chunk_by(|a, b| speaker_of(a, &candidates) == speaker_of(b, &candidates)) {
            let speaker = speaker_of(&columns[0], &candidates) as usize;
            let entry = |j: &u32| {
                let x = &c.list[candidates[*j as usize] as usize];
                (*j, i32::from(x.day), x.request, x.held(p))
            };
            let calendar =
                Calendar { speaker, open: columns.iter().map(entry).collect(), held: &base.calendars[speaker] };
            out.speaker(p, &calendar, base.planned[speaker]);
        }
        out
    }

    fn row(&mut self, key: Key, limit: i64, columns: impl IntoIterator<Item = u32>) {
        self.rows.push(columns);
        self.limit.push(limit as f64);
        self.keys.push(key);
    }

    fn requests(&mut self, c: &Candidates) {
        let request = |j: usize| c.list[self.candidates[j] as usize].request;
        let mut from = 0;
        let mut rows = Vec::new();
        for j in 1..=self.candidates.len() {
            if j == self.candidates.len() || request(j) != request(from) {
                rows.push((request(from), from as u32..j as u32));
                from = j;
            }
        }
        for (r, columns) in rows {
            self.row(Key::Request(r), 1, columns);
        }
    }

    fn rooms(&mut self, c: &Candidates, points: &Points) {
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for (j, i) in self.candidates.iter().enumerate() {
            pairs.extend(points.of(&c.list[*i as usize]).iter().map(|x| (*x, j as u32)));
        }
        pairs.sort_unstable();
        for row in pairs.chunk_by(|a, b| a.0 == b.0) {
            let request = |x: &(u32, u32)| c.list[self.candidates[x.1 as usize] as usize].request;
            if row.iter().any(|x| request(x) != request(&row[0])) {
                self.row(Key::Point(row[0].0), 1, row.iter().map(|x| x.1));
            }
        }
    }

    fn speaker(&mut self, p: &Problem, x: &Calendar, planned: i64) {
        let caps = &p.instance.speakers[x.speaker].caps;
        let days: Vec<&[(u32, i32, u32, Held)]> = x.open.chunk_by(|a, b| a.1 == b.1).collect();
        let held = |same: &dyn Fn(i32) -> bool| x.held.iter().filter(|h| same(h.day)).count() as i64;
        let most: Vec<i64> = days.iter().map(|d| (caps.per_day - held(&|h| h == d[0].1)).min(d.len() as i64)).collect();
        let rest = i32::try_from(caps.min_rest_days).unwrap_or(i32::MAX);
        let cliques: Vec<Vec<Vec<u32>>> = days.iter().zip(&most).map(|(d, most)| cliques(p, d, *most)).collect();
        let covered = self.rest(x, &days, &cliques, rest);
        for (i, d) in days.iter().enumerate() {
            if most[i] < requests_of(d) && !(most[i] == 1 && covered[i]) {
                self.row(Key::Speaker(x.speaker as u32, 0, d[0].1), most[i], d.iter().map(|o| o.0));
            }
            if most[i] > 1 {
                for (n, k) in cliques[i].iter().enumerate().filter(|(_, k)| k.len() > 1) {
                    self.row(Key::Speaker(x.speaker as u32, 1, d[0].1 * 64 + (n as i32).min(63)), 1, k.iter().copied());
                }
            }
        }
        let weeks = self.span(x, &days, &most, 2, &|d| p.week(d), &|_| caps.per_week);
        let months = self.span(x, &days, &most, 3, &|d| p.month(d), &|m| strength::of_month(p, x.speaker, m));
        self.load(p, x, planned, weeks.min(months));
    }

    /// Rows of rest: of each run of days too close together, one session at most of any choice of one clique a day.
    fn rest(
        &mut self,
        x: &Calendar,
        days: &[&[(u32, i32, u32, Held)]],
        cliques: &[Vec<Vec<u32>>],
        rest: i32,
    ) -> Vec<bool> {
        let mut covered = vec![false; days.len()];
        let mut last_end = 0;
        for from in 0..days.len() {
            let day = days[from][0].1;
            let end = days.partition_point(|d| d[0].1 - day <= rest);
            if end - from < 2 || end == last_end {
                continue;
            }
            last_end = end;
            let near = &cliques[from..end];
            let all = near.iter().map(Vec::len).product::<usize>().min(MIXED);
            for n in 0..all {
                let mut left = n;
                let pick = |k: &Vec<Vec<u32>>| {
                    let clique = k[left % k.len()].clone();
                    left /= k.len();
                    clique
                };
                let columns: Vec<u32> = near.iter().flat_map(pick).collect();
                self.row(Key::Speaker(x.speaker as u32, 4, day * MIXED as i32 + n as i32), 1, columns);
            }
            covered[from..end].fill(true);
        }
        covered
    }

    /// Rows of weeks or months; gives back how many sessions they allow together.
    fn span(
        &mut self,
        x: &Calendar,
        days: &[&[(u32, i32, u32, Held)]],
        most: &[i64],
        kind: u8,
        of: &dyn Fn(i32) -> i32,
        cap: &dyn Fn(i32) -> i64,
    ) -> i64 {
        let mut all = 0;
        let mut from = 0;
        while from < days.len() {
            let span = of(days[from][0].1);
            let end = from + days[from..].partition_point(|d| of(d[0].1) == span);
            let left = cap(span) - x.held.iter().filter(|h| of(h.day) == span).count() as i64;
            let possible: i64 = most[from..end].iter().sum();
            if possible > left {
                let columns: Vec<u32> = days[from..end].iter().flat_map(|d| d.iter().map(|o| o.0)).collect();
                self.row(Key::Speaker(x.speaker as u32, kind, span), left, columns);
            }
            all += possible.min(left);
            from = end;
        }
        all
    }

    /// The price of the n-th session beyond that of the first: pieces of equal price.
    fn load(&mut self, p: &Problem, x: &Calendar, planned: i64, possible: i64) {
        let price = |n: i64| load::of_nth(p, x.speaker, planned + n);
        let first = price(1);
        for o in &x.open {
            self.gain[o.0 as usize] -= first as f64;
        }
        let most = possible.min(x.open.len() as i64);
        if most < 2 || price(most) == first {
            return;
        }
        let mut columns: Vec<u32> = x.open.iter().map(|o| o.0).collect();
        let mut n = 1;
        while n <= most {
            let width = (n..=most).take_while(|k| price(*k) == price(n)).count() as i64;
            columns.push(self.gain.len() as u32);
            self.gain.push((price(n) - first) as f64);
            self.lower.push(-(width as f64));
            self.upper.push(0.0);
            n += width;
        }
        self.row(Key::Load(x.speaker as u32), 0, columns);
    }
}

fn requests_of(day: &[(u32, i32, u32, Held)]) -> i64 {
    let mut all: Vec<u32> = day.iter().map(|o| o.2).collect();
    all.sort_unstable();
    all.dedup();
    all.len() as i64
}

/// Sets of a day's columns of which one speaker can hold one at most; together they hold every column and every clash.
fn cliques(p: &Problem, day: &[(u32, i32, u32, Held)], most: i64) -> Vec<Vec<u32>> {
    if most <= 1 {
        return vec![day.iter().map(|o| o.0).collect()];
    }
    let clash = |a: usize, b: usize| {
        let (x, y) = (&day[a].3, &day[b].3);
        y.begin < x.end || i64::from(y.begin - x.end) < changeover::minutes(p, x, y)
    };
    let n = day.len();
    let (mut meets, mut covered) = (Pairs::new(n), Pairs::new(n));
    for i in 0..n {
        (i + 1..n).filter(|j| clash(i, *j)).for_each(|j| meets.set(i, j));
    }
    let mut out: Vec<Vec<usize>> = Vec::new();
    for i in 0..n {
        for j in i + 1..n {
            if !meets.has(i, j) || covered.has(i, j) {
                continue;
            }
            let mut clique = vec![i, j];
            for k in (0..n).filter(|k| *k != i && *k != j) {
                if clique.iter().all(|o| meets.has(*o, k)) {
                    clique.push(k);
                }
            }
            clique.iter().for_each(|a| clique.iter().for_each(|b| covered.set(*a, *b)));
            out.push(clique);
        }
        if !covered.has(i, i) {
            out.push(vec![i]);
        }
    }
    out.into_iter().map(|k| k.into_iter().map(|i| day[i].0).collect()).collect()
}

/// Pairs of a day's sessions, in either order.
struct Pairs {
    n: usize,
    bits: Vec<bool>,
}

impl Pairs {
    fn new(n: usize) -> Self {
        Self { n, bits: vec![false; n * n] }
    }

    fn has(&self, a: usize, b: usize) -> bool {
        self.bits[a * self.n + b]
    }

    fn set(&mut self, a: usize, b: usize) {
        self.bits[a * self.n + b] = true;
        self.bits[b * self.n + a] = true;
    }
}
