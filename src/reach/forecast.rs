//! What a period will come to, as earlier years went.
//!
//! Each of the last years says: had the rest of this period gone as the rest of that one, the
//! whole would come to `reached x whole then / reached by the same day then`. The middle of
//! these sayings is the forecast, the lowest and the highest are its range. Two years are the
//! least that can say anything; nothing is ever forecast below what is reached.

/// How many years back are asked.
pub const YEARS: i32 = 5;

/// One earlier year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierYear {
    /// The period then, as `2025`.
    pub period: String,
    /// Reached by the same day.
    pub by_then: i64,
    /// Reached in the whole period.
    pub whole: i64,
}

impl EarlierYear {
    /// What this period would come to; none where the year counted nothing by that day.
    #[must_use]
    pub fn says(&self, reached: i64) -> Option<i64> {
        (self.by_then > 0 && self.whole >= self.by_then).then(|| {
            let whole = i128::from(reached) * i128::from(self.whole) / i128::from(self.by_then);
            i64::try_from(whole).unwrap_or(i64::MAX)
        })
    }
}

/// A forecast to the period's end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// Reached by today.
    pub reached: i64,
    /// The middle of what the years say.
    pub likely: i64,
    /// The lowest.
    pub low: i64,
    /// The highest.
    pub high: i64,
    /// The years that were asked, the latest first.
    pub years: Vec<EarlierYear>,
}

impl Forecast {
    /// The forecast, or none when fewer than two years say anything.
    #[must_use]
    pub fn of(reached: i64, years: Vec<EarlierYear>) -> Option<Self> {
        let mut said: Vec<i64> = years.iter().filter_map(|year| year.says(reached)).collect();
        if said.len() < 2 || reached <= 0 {
            return None;
        }
        said.sort_unstable();
        let middle = (said.get((said.len() - 1) / 2)?, said.get(said.len() / 2)?);
        let likely = i64::midpoint(*middle.0, *middle.1);
        Some(Self { reached, likely, low: *said.first()?, high: *said.last()?, years })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(period: &str, by_then: i64, whole: i64) -> EarlierYear {
        EarlierYear { period: period.to_owned(), by_then, whole }
    }

    #[test]
    fn the_middle_is_forecast_and_the_ends_are_its_range() {
        let years = vec![year("2025", 800, 1_000), year("2024", 500, 1_000), year("2023", 900, 900)];
        let told = Forecast::of(400, years.clone()).unwrap();
        assert_eq!((told.likely, told.low, told.high), (500, 400, 800));
        let two = Forecast::of(400, years[..2].to_vec()).unwrap();
        assert_eq!((two.likely, two.low, two.high), (650, 500, 800));
    }

    #[test]
    fn without_two_years_nothing_is_said() {
        assert_eq!(Forecast::of(400, vec![year("2025", 800, 1_000)]), None);
        assert_eq!(Forecast::of(400, vec![year("2025", 800, 1_000), year("2024", 0, 500)]), None);
        assert_eq!(Forecast::of(0, vec![year("2025", 8, 10), year("2024", 8, 10)]), None);
    }
}
