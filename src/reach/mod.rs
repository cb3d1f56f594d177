//! Confirmed headcounts added up: by committee, period, theme, grade band, kind and venue kind.
//!
//! What counts, and how, stands in the rules of counting; each figure here names its rule.
//! Nothing is measured twice: a session belongs to one owner, and its figures fall into
//! [`Cell`]s that never overlap, so every drill-down adds up to its total.

mod claims;
mod definitions;
mod equity;
mod filing;
mod forecast;
mod measures;
mod period;
mod report;
mod sentence;
mod sums;
mod targets;

pub use claims::DoubleClaim;
pub use definitions::{FIGURES, meaning, summed};
pub use equity::{EnrolledVenue, EquityFacts, ReachedCell, behind};
pub use filing::{Filing, FilingState, FilingStep};
pub use forecast::{EarlierYear, Forecast, YEARS as FORECAST_YEARS};
pub use measures::{
    REGULAR_SESSIONS, Shown, VenueTally, coverage, persons_estimated, regularity, shown, shown_together, term_of,
};
pub use period::Period;
pub use report::{Beside, ReachReport, ReachRow};
pub use sentence::{press_sentence, rounded_listeners, rounded_sessions, rounded_words};
pub use sums::{By, Cell, CellKey, Counted, CountedFigure, Sums, bands_of, cells_of, grouped_by, total};
pub use targets::{Indicator, Measure, ReachTarget, percent_words, share_permille, shortfall_by};
