//! Once, weekly for a station, or several classes on one day.

use crate::kernel::{Refusal, Window};
use chrono::TimeDelta;

/// How often an order is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// One gathering.
    Once,
    /// The same weekday for so many weeks; for stations.
    Weekly(u8),
    /// So many classes, one after another, on one day.
    Classes(u8),
}

impl Repeat {
    /// The longest series of one order: a term of weeks.
    pub const MOST: u8 = 20;

    /// Reads empty, `weekly:8` or `classes:6`.
    ///
    /// # Errors
    /// `bad-repeat`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let bad = || Refusal::new("bad-repeat").with("text", text).with("most", u32::from(Self::MOST));
        let text = text.trim();
        if text.is_empty() || text == "once" {
            return Ok(Self::Once);
        }
        let (kind, count) = text.split_once(':').ok_or_else(bad)?;
        let count: u8 = count.trim().parse().map_err(|_| bad())?;
        if !(2..=Self::MOST).contains(&count) {
            return Err(bad());
        }
        match kind.trim() {
            "weekly" => Ok(Self::Weekly(count)),
            "classes" => Ok(Self::Classes(count)),
            _ => Err(bad()),
        }
    }

    /// As stored and as in files.
    #[must_use]
    pub fn to_text(self) -> String {
        match self {
            Self::Once => String::new(),
            Self::Weekly(count) => format!("weekly:{count}"),
            Self::Classes(count) => format!("classes:{count}"),
        }
    }

    /// How many gatherings.
    #[must_use]
    pub fn count(self) -> u8 {
        match self {
            Self::Once => 1,
            Self::Weekly(count) | Self::Classes(count) => count,
        }
    }

    /// The windows of each gathering, as wished: a week later each time, or the same for every class.
    #[must_use]
    pub fn spread(self, windows: &[Window]) -> Vec<Vec<Window>> {
        let step = |n: u8| match self {
            Self::Weekly(_) => TimeDelta::days(7 * i64::from(n)),
            _ => TimeDelta::zero(),
        };
        (0..self.count())
            .map(|n| windows.iter().map(|w| Window { start: w.start + step(n), end: w.end + step(n) }).collect())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_the_form_of_files() {
        for text in ["", "weekly:8", "classes:6"] {
            assert_eq!(Repeat::parse(text).unwrap().to_text(), text);
        }
        for text in ["weekly", "weekly:1", "weekly:999", "monthly:3", "classes:-2", "weekly:２"] {
            assert_eq!(Repeat::parse(text).unwrap_err().key, "bad-repeat", "{text}");
        }
    }

    #[test]
    fn a_week_later_each_time() {
        let wish = [Window::parse("2026-11-28 09:00/11:00").unwrap()];
        let spread = Repeat::Weekly(3).spread(&wish);
        let days: Vec<String> = spread.iter().map(|w| w[0].day().to_string()).collect();
        assert_eq!(days, ["2026-11-28", "2026-12-05", "2026-12-12"]);
        assert_eq!(Repeat::Classes(2).spread(&wish), vec![wish.to_vec(), wish.to_vec()]);
    }
}
