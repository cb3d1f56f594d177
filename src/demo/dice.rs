//! Chance that falls the same way every time: one stream of numbers a topic, so that a change
//! in one part of the sample leaves the others as they were.

use crate::kernel::Moment;

/// A stream of numbers (SplitMix64), named after what it is for.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// The stream of a topic.
    #[must_use]
    pub fn of(topic: &str) -> Self {
        // FNV-1a, so that near names start far apart
        Self(
            topic
                .bytes()
                .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)),
        )
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 up to, not including, `n`; 0 when `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        if n == 0 { 0 } else { (self.next() % n as u64) as usize }
    }

    /// A number from `low` through `high`; `low` when they are the wrong way round.
    pub fn between(&mut self, low: i32, high: i32) -> i32 {
        low + self.below((high - low + 1).max(0) as usize) as i32
    }

    /// True in `percent` of a hundred cases.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent as usize
    }

    /// One of several; there must be one.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// In another order.
    pub fn shuffle<T>(&mut self, of: &mut [T]) {
        for last in (1..of.len()).rev() {
            of.swap(last, self.below(last + 1));
        }
    }

    /// One of several by weight; `None` when all weigh nothing.
    pub fn weighed<'a, T>(&mut self, of: &'a [(u32, T)]) -> Option<&'a T> {
        let total: usize = of.iter().map(|(weight, _)| *weight as usize).sum();
        let mut left = self.below(total);
        of.iter().find_map(|(weight, it)| match left.checked_sub(*weight as usize) {
            None => Some(it),
            Some(rest) => {
                left = rest;
                None
            }
        })
    }

    /// An identity made at a moment (UUID version 7), the same in every run.
    pub fn id(&mut self, at: Moment) -> String {
        let (a, b) = (self.next().to_be_bytes(), self.next().to_be_bytes());
        let chance = [a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], b[0], b[1]];
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &chance).into_uuid().to_string()
    }
}
