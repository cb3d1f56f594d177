//! Stretches of time in words: a code belongs in an address, not in a sentence.

use super::question::{Params, Question};
use crate::kernel::Day;
use crate::reach::Period;
use crate::store::Paging;
use crate::text::day_plain;
use crate::web::viewer::Viewer;

/// Rows of a page of filings or targets.
pub(super) const ROWS: i64 = 20;

/// The page that an address asks for.
pub(super) fn paging(params: &Params) -> Paging {
    Paging::new(params.get("page").and_then(|page| page.parse().ok()).unwrap_or(1), ROWS)
}

/// `2026年第3季度`, `2026年10月`, `2025—2026学年`.
#[must_use]
pub fn period(viewer: &Viewer, period: Period) -> String {
    let say = |key: &str, year: i32, part: u32| {
        // as text: years are not grouped by thousands
        let args = [
            ("year", year.to_string().into()),
            ("next", (year + 1).to_string().into()),
            ("part", part.to_string().into()),
        ];
        viewer.say_with(key, &args)
    };
    match period {
        Period::Year(year) => say("period-year", year, 0),
        Period::Half(year, half) => say(if half == 1 { "period-first-half" } else { "period-second-half" }, year, half),
        Period::Quarter(year, quarter) => say("period-quarter", year, quarter),
        Period::Month(..) => crate::text::day_month(viewer.lang(), period.days().0),
        Period::SchoolYear(year) => say("period-school-year", year, 0),
        Period::Span(from, to) => format!("{} – {}", day_plain(viewer.lang(), from), day_plain(viewer.lang(), to)),
    }
}

/// The days of a report: its period by name, or from the first to the last.
#[must_use]
pub fn days(viewer: &Viewer, question: &Question, from: Day, to: Day) -> String {
    match Period::parse(&question.period) {
        Ok(known) => period(viewer, known),
        Err(_) => period(viewer, Period::Span(from, to)),
    }
}

/// A sentence with its full stop.
#[must_use]
pub fn stopped(viewer: &Viewer, sentence: &str) -> String {
    viewer.say_with("reports-stopped", &[("sentence", sentence.into())])
}

/// The same for a period's code; one that is none stays as it is.
#[must_use]
pub fn period_code(viewer: &Viewer, code: &str) -> String {
    Period::parse(code).map_or_else(|_| code.to_owned(), |known| period(viewer, known))
}
