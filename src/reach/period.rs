//! Stretches of days over which is counted (rule 8).

use crate::kernel::{Day, Refusal};
use std::fmt;

/// A period: of the calendar, of schools, or from one day to another (a campaign's window,
/// "since DATE").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// `2026`
    Year(i32),
    /// `2026-H1`
    Half(i32, u32),
    /// `2026-Q3`
    Quarter(i32, u32),
    /// `2026-11`
    Month(i32, u32),
    /// `2026/2027`: 1 September to 31 August.
    SchoolYear(i32),
    /// `2020-01-01/2026-11-23`, both days included.
    Span(Day, Day),
}

impl Period {
    /// Reads the form of files.
    ///
    /// # Errors
    /// `bad-period`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let text = text.trim();
        parse(text).ok_or_else(|| Refusal::new("bad-period").with("text", text))
    }

    /// From one day to another.
    ///
    /// # Errors
    /// `period-ends-before-start`.
    pub fn span(from: Day, to: Day) -> Result<Self, Refusal> {
        if from <= to { Ok(Self::Span(from, to)) } else { Err(Refusal::new("period-ends-before-start").at("to")) }
    }

    /// First and last day, both included.
    #[must_use]
    pub fn days(self) -> (Day, Day) {
        match self {
            Self::Year(year) => months(year, 1, 12),
            Self::Half(year, half) => months(year, half * 6 - 5, 6),
            Self::Quarter(year, quarter) => months(year, quarter * 3 - 2, 3),
            Self::Month(year, month) => months(year, month, 1),
            Self::SchoolYear(year) => months(year, 9, 12),
            Self::Span(from, to) => (from, to),
        }
    }

    /// The same period some years earlier; none for a span, which has no year.
    #[must_use]
    pub fn years_before(self, back: i32) -> Option<Self> {
        let earlier = |year: i32| year - back;
        Some(match self {
            Self::Year(year) => Self::Year(earlier(year)),
            Self::Half(year, half) => Self::Half(earlier(year), half),
            Self::Quarter(year, quarter) => Self::Quarter(earlier(year), quarter),
            Self::Month(year, month) => Self::Month(earlier(year), month),
            Self::SchoolYear(year) => Self::SchoolYear(earlier(year)),
            Self::Span(..) => return None,
        })
    }

    /// Whether the day lies inside.
    #[must_use]
    pub fn holds(self, day: Day) -> bool {
        let (from, to) = self.days();
        from <= day && day <= to
    }

    /// Whether both share a day.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        let (from, to) = self.days();
        let (other_from, other_to) = other.days();
        from <= other_to && other_from <= to
    }

    /// How many days it has, and how many of them are over at the end of `today`.
    #[must_use]
    pub fn progress(self, today: Day) -> (i64, i64) {
        let (from, to) = self.days();
        let whole = to.since(from) + 1;
        (whole, (today.since(from) + 1).clamp(0, whole))
    }
}

fn parse(text: &str) -> Option<Period> {
    if text.len() == 9 && text.as_bytes()[4] == b'/' {
        let (from, to) = text.split_once('/')?;
        let (from, to) = (year(from)?, year(to)?);
        return (to == from + 1).then_some(Period::SchoolYear(from));
    }
    if let Some((from, to)) = text.split_once('/') {
        return Period::span(from.parse().ok()?, to.parse().ok()?).ok();
    }
    let Some((head, tail)) = text.split_once('-') else { return year(text).map(Period::Year) };
    let head = year(head)?;
    match tail.as_bytes() {
        [b'H', half @ b'1'..=b'2'] => Some(Period::Half(head, u32::from(half - b'0'))),
        [b'Q', quarter @ b'1'..=b'4'] => Some(Period::Quarter(head, u32::from(quarter - b'0'))),
        [b'0'..=b'1', b'0'..=b'9'] => {
            tail.parse().ok().filter(|m| (1..=12).contains(m)).map(|m| Period::Month(head, m))
        }
        _ => None,
    }
}

fn year(text: &str) -> Option<i32> {
    let digits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok())?.filter(|y| (1900..2199).contains(y))
}

fn months(year: i32, first: u32, count: u32) -> (Day, Day) {
    let start = |months: u32| Day::ymd(year + i32::try_from((months - 1) / 12).unwrap_or(0), (months - 1) % 12 + 1, 1);
    // years are bounded where a period is made, so both days exist
    let from = start(first).unwrap_or(Day(chrono::NaiveDate::MIN));
    (from, start(first + count).unwrap_or(Day(chrono::NaiveDate::MIN)).plus(-1))
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Half(year, half) => write!(f, "{year:04}-H{half}"),
            Self::Quarter(year, quarter) => write!(f, "{year:04}-Q{quarter}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::SchoolYear(year) => write!(f, "{year:04}/{:04}", year + 1),
            Self::Span(from, to) => write!(f, "{from}/{to}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_reads_back_and_has_its_days() {
        for (text, from, to) in [
            ("2026", "2026-01-01", "2026-12-31"),
            ("2026-H2", "2026-07-01", "2026-12-31"),
            ("2026-Q1", "2026-01-01", "2026-03-31"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2026-12", "2026-12-01", "2026-12-31"),
            ("2026/2027", "2026-09-01", "2027-08-31"),
            ("2020-01-01/2026-11-23", "2020-01-01", "2026-11-23"),
        ] {
            let period = Period::parse(text).unwrap();
            assert_eq!(period.to_string(), text);
            assert_eq!(period.days(), (from.parse().unwrap(), to.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for text in [
            "",
            "26",
            "2026-13",
            "2026-00",
            "2026-Q5",
            "2026/2028",
            "2026-02-30/2026-03-01",
            "2026-03-02/2026-03-01",
            "１２３４",
        ] {
            assert_eq!(Period::parse(text).unwrap_err().key, "bad-period", "{text}");
        }
    }

    #[test]
    fn progress_counts_today_and_stays_in_bounds() {
        let month = Period::parse("2026-11").unwrap();
        assert_eq!(month.progress("2026-11-23".parse().unwrap()), (30, 23));
        assert_eq!(month.progress("2027-01-01".parse().unwrap()), (30, 30));
        assert_eq!(month.progress("2026-10-31".parse().unwrap()), (30, 0));
    }
}
