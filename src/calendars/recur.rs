//! Recurrence rules (RFC 5545 3.3.10), expanded within bounds.
//!
//! The `rrule` crate does the counting, on wall clocks held as UTC, so that it never meets a
//! clock change. It is kept from what would hurt it: text that is not ASCII, sets of clock
//! times without bound, rules by the second, and an end that it would read in the server's own zone.

use super::read::Property;
use super::when::{When, moment};
use super::zone::Zone;
use crate::kernel::Refusal;
use chrono::{NaiveDateTime, TimeDelta};
use rrule::{Frequency, RRule, RRuleSet, Tz, Unvalidated};

/// How many steps of recurrence one calendar may take in all.
#[derive(Clone, Copy, Debug)]
pub struct Budget(usize);

/// Steps of one event.
const STEPS_OF_ONE: usize = 50_000;
/// What an event costs whose rule never comes true: looking for that is slow.
const VAIN: usize = 5_000;
/// Times that a rule passes over cost less than those that come true.
const LOOKS_PER_STEP: usize = 20;
/// Clock times that one day of a rule may have.
const TIMES_A_DAY: usize = 96;

impl Default for Budget {
    fn default() -> Self {
        Self(500_000)
    }
}

/// A rule of a file, checked but not yet expanded.
#[derive(Clone, Debug)]
pub struct Rule {
    parsed: RRule<Unvalidated>,
    until: Option<When>,
    line: usize,
}

/// Why a rule is not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoRule {
    /// It is not a rule.
    Wrong(Refusal),
    /// It is one, but of a kind that is not expanded: another calendar system, or by the minute.
    Unusual,
}

impl Rule {
    /// Reads the value of RRULE.
    ///
    /// # Errors
    /// `Wrong` with `calendar-bad-rule` and the line, or `Unusual`.
    pub fn read(property: &Property) -> Result<Self, NoRule> {
        let wrong =
            || NoRule::Wrong(Refusal::new("calendar-bad-rule").with("line", property.line).with("text", &property.raw));
        let text = property.raw.trim().to_ascii_uppercase();
        if !text.is_ascii() || text.len() > 2000 {
            return Err(wrong());
        }
        let mut kept: Vec<&str> = Vec::new();
        let (mut until, mut times) = (None, 1);
        for part in text.split(';').filter(|part| !part.is_empty()) {
            let (key, value) = part.split_once('=').ok_or_else(wrong)?;
            match (key, value) {
                ("UNTIL", _) => until = Some(moment(value, None).ok_or_else(wrong)?),
                ("FREQ", "MINUTELY" | "SECONDLY") => return Err(NoRule::Unusual),
                ("RSCALE", "GREGORIAN") | ("SKIP", "OMIT") => {}
                ("RSCALE" | "SKIP", _) => return Err(NoRule::Unusual),
                _ => kept.push(part),
            }
            if matches!(key, "BYHOUR" | "BYMINUTE" | "BYSECOND") {
                times *= value.split(',').count();
            }
        }
        if times > TIMES_A_DAY {
            return Err(NoRule::Unusual);
        }
        let parsed = kept.join(";").parse().map_err(|_| wrong())?;
        Ok(Self { parsed, until, line: property.line })
    }

    /// The wall clocks at which the rule comes true, `first` included, up to `last`, in order.
    ///
    /// # Errors
    /// `calendar-bad-rule` when the rule contradicts itself, `calendar-rule-too-long` when the
    /// budget is used up; both with the line.
    pub fn starts(
        &self,
        first: NaiveDateTime,
        zone: Zone,
        last: NaiveDateTime,
        budget: &mut Budget,
    ) -> Result<Vec<NaiveDateTime>, Refusal> {
        let bad = |_| Refusal::new("calendar-bad-rule").with("line", self.line).with("text", "RRULE");
        let last = self.until.as_ref().map_or(last, |until| last.min(end_of(until, zone)));
        let begin = first.and_utc().with_timezone(&Tz::UTC);
        let rule = self.parsed.clone().validate(begin).map_err(bad)?;
        budget.spend(self.looked_at(first, last) / LOOKS_PER_STEP, self.line)?;
        let set = RRuleSet::new(begin).rrule(rule).limit();
        let mut starts = vec![first];
        let mut steps = 0;
        for start in &set {
            steps += 1;
            budget.spend(1, self.line)?;
            let start = start.naive_utc();
            if start > last || steps > STEPS_OF_ONE {
                break;
            }
            if start != first {
                starts.push(start);
            }
        }
        match steps {
            0 => budget.spend(VAIN, self.line)?,
            _ if steps > STEPS_OF_ONE => return Err(too_long(self.line)),
            _ => {}
        }
        Ok(starts)
    }
}

impl Rule {
    /// How many times the rule is held against, whether they come true or not.
    fn looked_at(&self, first: NaiveDateTime, last: NaiveDateTime) -> usize {
        let hours = match self.parsed.get_freq() {
            Frequency::Yearly => 24 * 365,
            Frequency::Monthly => 24 * 28,
            Frequency::Weekly => 24 * 7,
            Frequency::Daily => 24,
            _ => 1,
        };
        let each = hours * i64::from(self.parsed.get_interval().max(1));
        usize::try_from((last - first).num_hours() / each).unwrap_or(0)
    }

    /// Whether all its times, each `lasting` so long, lie before `from`, as far as UNTIL tells.
    #[must_use]
    pub fn is_over(&self, lasting: TimeDelta, from: NaiveDateTime) -> bool {
        let margin = lasting + TimeDelta::days(2);
        self.until.as_ref().is_some_and(|until| until.wall().checked_add_signed(margin).is_some_and(|end| end < from))
    }
}

/// The last wall clock that an UNTIL lets through; a bare date lets its whole day through.
fn end_of(until: &When, zone: Zone) -> NaiveDateTime {
    match until {
        When::Day(day) => day.and_hms_opt(23, 59, 59).unwrap_or_default(),
        When::Utc(time) => zone.wall(time.and_utc()),
        When::Wall(time, _) => *time,
    }
}

impl Budget {
    fn spend(&mut self, steps: usize, line: usize) -> Result<(), Refusal> {
        self.0 = self.0.checked_sub(steps).ok_or_else(|| too_long(line))?;
        Ok(())
    }
}

fn too_long(line: usize) -> Refusal {
    Refusal::new("calendar-rule-too-long").with("line", line)
}
