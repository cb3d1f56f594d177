//! A number of people present.

use super::Refusal;
use serde::{Deserialize, Serialize};

/// Persons present (人次), 0 to 100,000 at one gathering.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Headcount(u32);

impl Headcount {
    /// The most that one gathering may claim; more is a slip of the finger.
    pub const MOST: u32 = 100_000;

    /// A count within bounds.
    ///
    /// # Errors
    /// `headcount-out-of-range`.
    pub fn new(count: i64) -> Result<Self, Refusal> {
        match u32::try_from(count) {
            Ok(n) if n <= Self::MOST => Ok(Self(n)),
            _ => Err(Refusal::new("headcount-out-of-range").with("count", count).with("most", i64::from(Self::MOST))),
        }
    }

    /// A count as a person typed it: digits, maybe with separators or full-width forms.
    ///
    /// # Errors
    /// `bad-number` or `headcount-out-of-range`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let plain: String = text.trim().chars().filter(|c| !matches!(c, ',' | '，' | ' ')).map(half_width).collect();
        let number: i64 = plain.parse().map_err(|_| Refusal::new("bad-number").with("text", text))?;
        Self::new(number)
    }

    /// The bare number.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10).unwrap_or(c),
        '－' => '-',
        _ => c,
    }
}
