//! Where a relaxation ended, by candidate and row, so that a later one starts from there.

use std::collections::HashMap;

use super::pdhg::{Pdhg, Point};
use super::relax::{Key, Relaxation};

/// The end of a relaxation.
pub struct Warm {
    /// Candidates in ascending order, and their shares.
    candidates: Vec<u32>,
    shares: Vec<f64>,
    rows: HashMap<Key, f64>,
    weight: f64,
}

impl Warm {
    /// Notes where a method stands.
    pub fn new(lp: &Relaxation, point: &Point, weight: f64) -> Self {
        Self {
            candidates: lp.candidates.clone(),
            shares: point.x[..lp.candidates.len()].to_vec(),
            rows: lp.keys.iter().copied().zip(point.y.iter().copied()).filter(|r| r.1 != 0.0).collect(),
            weight,
        }
    }

    /// The method on another relaxation of the same problem, from here.
    pub fn start<'a>(&self, lp: &'a Relaxation, threads: usize) -> Pdhg<'a> {
        let mut x = vec![0.0; lp.gain.len()];
        let mut at = 0;
        for (share, i) in x.iter_mut().zip(&lp.candidates) {
            let found = self.candidates[at..].binary_search(i);
            at += found.unwrap_or_else(|k| k);
            *share = found.map_or(0.0, |_| self.shares[at]);
        }
        let y = lp.keys.iter().map(|k| self.rows.get(k).copied().unwrap_or(0.0)).collect();
        Pdhg::new(lp, Some(&Point { x, y }), Some(self.weight), threads)
    }
}
