//! Restarted primal-dual hybrid gradient for the relaxation.
//!
//! After PDLP (Applegate et al. 2021) with reflected Halpern steps (Lu and Yang 2024): Ruiz and Pock-Chambolle
//! scaling, restarts by the fixed-point error, the primal weight set anew at each restart. All sums run in one order,
//! so the number of threads changes nothing.

use super::relax::{Lists, Relaxation};

/// A primal and a dual point in the relaxation's own units.
#[derive(Debug, Clone, Default)]
pub struct Point {
    /// By column.
    pub x: Vec<f64>,
    /// By row, none negative.
    pub y: Vec<f64>,
}

/// The method's state; it can be run on in stretches.
pub struct Pdhg<'a> {
    lp: &'a Relaxation,
    columns: Lists,
    row_scale: Vec<f64>,
    column_scale: Vec<f64>,
    cost: Vec<f64>,
    limit: Vec<f64>,
    lower: Vec<f64>,
    upper: Vec<f64>,
    step: f64,
    weight: f64,
    /// Where the present stretch started, and where it is.
    anchor: Point,
    now: Point,
    since: u32,
    total: u32,
    first_error: f64,
    last_error: f64,
    /// Rounded-off relative fixed-point error of the last iteration.
    pub error: f64,
    scratch: Scratch,
    threads: usize,
}

#[derive(Default)]
struct Scratch {
    x: Vec<f64>,
    y: Vec<f64>,
    next: Point,
}

/// Least non-zeros for which a second thread pays.
const PARALLEL: usize = 300_000;

impl<'a> Pdhg<'a> {
    /// Scales the relaxation and starts from a point.
    pub fn new(lp: &'a Relaxation, from: Option<&Point>, weight: Option<f64>, threads: usize) -> Self {
        let columns = lp.rows.transposed(lp.gain.len());
        let (row_scale, column_scale) = scales(lp, &columns);
        let (m, n) = (lp.limit.len(), lp.gain.len());
        let cost: Vec<f64> = (0..n).map(|j| -lp.gain[j] * column_scale[j]).collect();
        let limit: Vec<f64> = (0..m).map(|i| lp.limit[i] * row_scale[i]).collect();
        let norm = |v: &[f64]| v.iter().map(|a| a * a).sum::<f64>().sqrt();
        let start = from.cloned().unwrap_or_else(|| Point { x: vec![0.0; n], y: vec![0.0; m] });
        let now = Point {
            x: start.x.iter().zip(&column_scale).map(|(x, s)| x / s).collect(),
            y: start.y.iter().zip(&row_scale).map(|(y, s)| y / s).collect(),
        };
        let natural = norm(&cost) / norm(&limit).max(1e-9);
        let mut out = Self {
            lp,
            lower: (0..n).map(|j| lp.lower[j] / column_scale[j]).collect(),
            upper: (0..n).map(|j| lp.upper[j] / column_scale[j]).collect(),
            weight: weight.unwrap_or(natural).clamp(1e-6, 1e9),
            cost,
            limit,
            step: 1.0,
            anchor: now.clone(),
            now,
            since: 0,
            total: 0,
            first_error: f64::INFINITY,
            last_error: f64::INFINITY,
            error: f64::INFINITY,
            scratch: Scratch { x: vec![0.0; n], y: vec![0.0; m], next: Point { x: vec![0.0; n], y: vec![0.0; m] } },
            threads: if lp.rows.items.len() < PARALLEL { 1 } else { threads.max(1) },
            columns,
            row_scale,
            column_scale,
        };
        out.step = 0.998 / out.norm().max(1e-9);
        out
    }

    /// The present primal weight, for a later relaxation to begin with.
    pub fn weight(&self) -> f64 {
        self.weight
    }

    /// The present point, unscaled.
    pub fn point(&self) -> Point {
        let x = &self.scratch.next.x;
        let y = &self.scratch.next.y;
        let (x, y) = if self.total == 0 { (&self.now.x, &self.now.y) } else { (x, y) };
        Point {
            x: x.iter().zip(&self.column_scale).map(|(x, s)| x * s).collect(),
            y: y.iter().zip(&self.row_scale).map(|(y, s)| y * s).collect(),
        }
    }

    /// Iterations so far.
    pub fn iterations(&self) -> u32 {
        self.total
    }

    /// Runs so many iterations on.
    pub fn run(&mut self, iterations: u32) {
        for _ in 0..iterations {
            self.iterate();
        }
    }

    /// The greatest singular value of the scaled matrix, by the power method.
    fn norm(&mut self) -> f64 {
        let n = self.cost.len();
        let mut v: Vec<f64> = (0..n).map(|j| 1.0 + (j % 7) as f64 * 0.1).collect();
        let mut out = 1.0;
        for _ in 0..24 {
            let length = v.iter().map(|a| a * a).sum::<f64>().sqrt().max(1e-300);
            v.iter_mut().zip(&self.column_scale).for_each(|(a, s)| *a = *a / length * s);
            let w: Vec<f64> = (0..self.limit.len())
                .map(|i| gather(self.lp.rows.of(i), &v) * self.row_scale[i] * self.row_scale[i])
                .collect();
            for (j, a) in v.iter_mut().enumerate() {
                *a = gather(self.columns.of(j), &w) * self.column_scale[j];
            }
            out = v.iter().map(|a| a * a).sum::<f64>().sqrt().sqrt();
        }
        out * 1.01
    }

    fn iterate(&mut self) {
        let (tau, sigma) = (self.step / self.weight, self.step * self.weight);
        let s = &mut self.scratch;
        for (a, (y, r)) in s.y.iter_mut().zip(self.now.y.iter().zip(&self.row_scale)) {
            *a = y * r;
        }
        let (columns, scale, cost) = (&self.columns, &self.column_scale, &self.cost);
        let (lower, upper, now, sy) = (&self.lower, &self.upper, &self.now, &s.y);
        each(self.threads, &mut s.next.x, &|j| {
            let slope = cost[j] + gather(columns.of(j), sy) * scale[j];
            (now.x[j] - tau * slope).clamp(lower[j], upper[j])
        });
        for (j, a) in s.x.iter_mut().enumerate() {
            *a = (2.0 * s.next.x[j] - self.now.x[j]) * self.column_scale[j];
        }
        let (rows, scale, limit, sx) = (&self.lp.rows, &self.row_scale, &self.limit, &s.x);
        each(self.threads, &mut s.next.y, &|i| {
            let slack = gather(rows.of(i), sx) * scale[i] - limit[i];
            (now.y[i] + sigma * slack).max(0.0)
        });
        self.total += 1;
        self.since += 1;
        self.step_or_restart();
    }

    /// Reflected Halpern step, or a restart from where the operator leads.
    fn step_or_restart(&mut self) {
        let next = &self.scratch.next;
        let dx = distance(&next.x, &self.now.x);
        let dy = distance(&next.y, &self.now.y);
        let error = (self.weight * dx * dx + dy * dy / self.weight).sqrt();
        self.error = error / (1.0 + size(&next.x) * self.weight.sqrt() + size(&next.y) / self.weight.sqrt());
        if self.since == 1 {
            self.first_error = error;
        }
        let enough = error <= 0.2 * self.first_error;
        let turned = error <= 0.8 * self.first_error && error > self.last_error;
        let long = f64::from(self.since) >= 0.36 * f64::from(self.total);
        self.last_error = error;
        if self.since > 1 && (enough || turned || long) {
            return self.restart();
        }
        let k = f64::from(self.since);
        let (old, new) = (1.0 / (k + 1.0), k / (k + 1.0));
        for (a, (z, t)) in self.now.x.iter_mut().zip(self.anchor.x.iter().zip(&next.x)) {
            *a = new * (2.0 * t - *a) + old * z;
        }
        for (a, (z, t)) in self.now.y.iter_mut().zip(self.anchor.y.iter().zip(&next.y)) {
            *a = new * (2.0 * t - *a) + old * z;
        }
    }

    fn restart(&mut self) {
        let next = &self.scratch.next;
        let dx = distance(&next.x, &self.anchor.x);
        let dy = distance(&next.y, &self.anchor.y);
        if dx > 1e-10 && dy > 1e-10 {
            self.weight = (0.5 * (dy / dx).ln() + 0.5 * self.weight.ln()).exp();
        }
        self.now.x.copy_from_slice(&next.x);
        self.now.y.copy_from_slice(&next.y);
        self.anchor.x.copy_from_slice(&next.x);
        self.anchor.y.copy_from_slice(&next.y);
        self.since = 0;
        self.last_error = f64::INFINITY;
    }
}

fn gather(list: &[u32], v: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in list {
        sum += v[*i as usize];
    }
    sum
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum::<f64>().sqrt()
}

fn size(a: &[f64]) -> f64 {
    a.iter().map(|x| x * x).sum::<f64>().sqrt()
}

/// Fills a vector entry by entry, in equal parts for each thread.
fn each(threads: usize, out: &mut [f64], entry: &(impl Fn(usize) -> f64 + Sync)) {
    if threads == 1 {
        out.iter_mut().enumerate().for_each(|(i, o)| *o = entry(i));
        return;
    }
    let part = out.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        for (t, chunk) in out.chunks_mut(part).enumerate() {
            scope.spawn(move || chunk.iter_mut().enumerate().for_each(|(i, o)| *o = entry(t * part + i)));
        }
    });
}

/// Row and column scales: ten rounds of Ruiz, then Pock-Chambolle.
fn scales(lp: &Relaxation, columns: &Lists) -> (Vec<f64>, Vec<f64>) {
    let mut row = vec![1.0_f64; lp.limit.len()];
    let mut column = vec![1.0_f64; lp.gain.len()];
    let greatest = |list: &[u32], other: &[f64]| list.iter().map(|i| other[*i as usize]).fold(0.0, f64::max);
    let total = |list: &[u32], other: &[f64]| list.iter().map(|i| other[*i as usize]).sum::<f64>();
    for _ in 0..10 {
        let r: Vec<f64> = (0..row.len()).map(|i| row[i] * greatest(lp.rows.of(i), &column)).collect();
        let c: Vec<f64> = (0..column.len()).map(|j| column[j] * greatest(columns.of(j), &row)).collect();
        row.iter_mut().zip(r).for_each(|(s, v)| *s /= v.max(1e-12).sqrt());
        column.iter_mut().zip(c).for_each(|(s, v)| {
            if v > 0.0 {
                *s /= v.sqrt()
            }
        });
    }
    let r: Vec<f64> = (0..row.len()).map(|i| row[i] * total(lp.rows.of(i), &column)).collect();
    let c: Vec<f64> = (0..column.len()).map(|j| column[j] * total(columns.of(j), &row)).collect();
    row.iter_mut().zip(r).for_each(|(s, v)| *s /= v.max(1e-12).sqrt());
    column.iter_mut().zip(c).for_each(|(s, v)| {
        if v > 0.0 {
            *s /= v.sqrt()
        }
    });
    (row, column)
}
