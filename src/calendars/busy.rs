//! A speaker's own calendar as busy times: never titles, only windows.

use super::read::{Calendar, Component, Property};
use super::recur::{Budget, NoRule, Rule};
use super::when::{Length, When, duration, when, whens};
use super::zone::Zone;
use crate::kernel::{Moment, Refusal, Window};
use chrono::{NaiveDateTime, TimeDelta};
use std::collections::{BTreeMap, BTreeSet};

/// When somebody cannot come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Busy {
    /// Merged, in order, cut to what was asked for.
    pub windows: Vec<Window>,
    /// Lines of events that were read only in part: an unknown time zone (read as Shanghai's)
    /// or a recurrence of an unusual kind (only its first time counts).
    pub doubtful: Vec<usize>,
}

/// Busy times of a calendar within a window.
///
/// Events count unless they are cancelled, transparent or marked free. Recurrences, their
/// exceptions, additions and moved single times are followed; all-day and floating times are Shanghai's.
///
/// # Errors
/// The first wrong time or rule with its line: `calendar-bad-time`, `calendar-bad-rule`, `calendar-rule-too-long`.
pub fn busy(calendar: &Calendar, within: Window) -> Result<Busy, Refusal> {
    let mut work = Work { calendar, within, budget: Budget::default(), zones: BTreeMap::new(), busy: Busy::default() };
    for series in by_uid(calendar) {
        work.series(&series)?;
    }
    for part in &calendar.free_busy {
        work.free_busy(part)?;
    }
    let mut busy = work.busy;
    busy.windows = merged(busy.windows);
    busy.doubtful.sort_unstable();
    busy.doubtful.dedup();
    Ok(busy)
}

/// Events of one UID belong together; those without any stand alone.
fn by_uid(calendar: &Calendar) -> Vec<Vec<&Component>> {
    let mut order: Vec<Vec<&Component>> = Vec::new();
    let mut place: BTreeMap<String, usize> = BTreeMap::new();
    for event in &calendar.events {
        let uid = event.text("UID");
        match place.get(&uid).and_then(|&at| order.get_mut(at)) {
            Some(series) if !uid.is_empty() => series.push(event),
            _ => {
                place.insert(uid, order.len());
                order.push(vec![event]);
            }
        }
    }
    order
}

/// An event's own start, length and zone.
struct Span {
    start: When,
    length: Length,
    zone: Zone,
}

/// A single time of a series that was moved or taken out.
struct Moved<'a> {
    /// The time that it stands for.
    instead: Moment,
    /// Whether all later times go with it.
    onwards: bool,
    event: &'a Component,
    span: Span,
}

/// The moved times of one UID, put in order once for all that bear it.
struct Singles<'a> {
    instead: BTreeSet<Moment>,
    onwards: BTreeMap<Moment, &'a Moved<'a>>,
}

impl<'a> Singles<'a> {
    fn of(moved: &'a [Moved<'a>]) -> Self {
        let onwards = moved.iter().filter(|one| one.onwards).map(|one| (one.instead, one)).collect();
        Self { instead: moved.iter().map(|one| one.instead).collect(), onwards }
    }
}

struct Work<'a> {
    calendar: &'a Calendar,
    within: Window,
    budget: Budget,
    /// Zones by name, looked up once.
    zones: BTreeMap<String, Option<Zone>>,
    busy: Busy,
}

impl<'a> Work<'a> {
    fn series(&mut self, events: &[&'a Component]) -> Result<(), Refusal> {
        let (moved, masters): (Vec<_>, Vec<_>) = events.iter().partition(|event| event.get("RECURRENCE-ID").is_some());
        let moved = moved.into_iter().map(|event| self.moved(event)).collect::<Result<Vec<_>, _>>()?;
        let singles = Singles::of(&moved);
        for master in masters {
            if let Some(span) = self.span(master)? {
                self.master(master, &span, &singles)?;
            }
        }
        for one in moved.iter().filter(|one| takes_time(one.event)) {
            self.take(one.span.start.wall(), &one.span);
        }
        Ok(())
    }

    fn moved(&mut self, event: &'a Component) -> Result<Moved<'a>, Refusal> {
        let missing = Refusal::new("calendar-bad-time").with("line", event.line()).with("text", "RECURRENCE-ID");
        let id = event.get("RECURRENCE-ID").ok_or_else(|| missing.clone())?;
        let at = when(id)?;
        let instead = self.zone(&at, id.line).instant(at.wall());
        let onwards = id.param("RANGE").is_some_and(|range| range.eq_ignore_ascii_case("THISANDFUTURE"));
        let span = self.span(event)?.ok_or(missing)?;
        Ok(Moved { instead, onwards, event, span })
    }

    /// Adds the times of a series that were neither moved nor taken out.
    fn master(&mut self, event: &Component, span: &Span, singles: &Singles<'_>) -> Result<(), Refusal> {
        let mut times: Vec<(NaiveDateTime, Length)> =
            self.starts(event, span)?.into_iter().map(|start| (start, span.length)).collect();
        for added in event.all("RDATE") {
            for (at, length) in whens(added)? {
                let instant = self.zone(&at, added.line).instant(at.wall());
                times.push((span.zone.wall(instant), length.unwrap_or(span.length)));
            }
        }
        let out = self.taken_out(event, span)?;
        let free = !takes_time(event);
        for (start, length) in times {
            let instant = span.zone.instant(start);
            if out.contains(start, instant) || singles.instead.contains(&instant) {
                continue;
            }
            let later = singles.onwards.range(..instant).next_back().map(|(_, one)| *one);
            match later {
                Some(one) if takes_time(one.event) => {
                    let shift = one.span.zone.instant(one.span.start.wall()) - one.instead;
                    self.take(one.span.zone.wall(instant + shift), &one.span);
                }
                Some(_) => {}
                None if free => {}
                None => self.take(start, &Span { start: span.start.clone(), length, zone: span.zone }),
            }
        }
        Ok(())
    }

    /// The wall clocks at which a series begins, up to the end of what was asked for.
    fn starts(&mut self, event: &Component, span: &Span) -> Result<Vec<NaiveDateTime>, Refusal> {
        let first = span.start.wall();
        let last = span.zone.wall(self.within.end);
        let mut starts = BTreeSet::from([first]);
        for property in event.all("RRULE") {
            match Rule::read(property) {
                Ok(rule) if rule.is_over(span.length.after(first) - first, span.zone.wall(self.within.start)) => {}
                Ok(rule) => starts.extend(rule.starts(first, span.zone, last, &mut self.budget)?),
                Err(NoRule::Unusual) => self.busy.doubtful.push(property.line),
                Err(NoRule::Wrong(refusal)) => return Err(refusal),
            }
        }
        Ok(starts.into_iter().collect())
    }

    fn taken_out(&mut self, event: &Component, span: &Span) -> Result<TakenOut, Refusal> {
        let mut out = TakenOut::default();
        for property in event.all("EXDATE") {
            for (at, _) in whens(property)? {
                match at {
                    When::Day(day) => out.days.insert(day),
                    _ => out.instants.insert(self.zone(&at, property.line).instant(at.wall())),
                };
            }
        }
        // Some programs write a whole day's exception as midnight.
        if span.start.is_day() {
            let days: Vec<_> = out.instants.iter().map(|&at| span.zone.wall(at).date()).collect();
            out.days.extend(days);
        }
        Ok(out)
    }

    /// Start, length and zone; `None` for an event without a start.
    fn span(&mut self, event: &Component) -> Result<Option<Span>, Refusal> {
        let Some(property) = event.get("DTSTART") else { return Ok(None) };
        let start = when(property)?;
        let zone = self.zone(&start, property.line);
        let length = match (event.get("DTEND"), event.get("DURATION")) {
            (Some(end), _) => self.length_to(end, &start, zone)?,
            (None, Some(length)) => duration(length)?,
            (None, None) => Length { days: i64::from(start.is_day()), seconds: 0 },
        };
        Ok(Some(Span { start, length, zone }))
    }

    /// Up to DTEND, which may stand in another zone. A day that ends where it begins is one day long.
    fn length_to(&mut self, property: &Property, start: &When, zone: Zone) -> Result<Length, Refusal> {
        let end = when(property)?;
        let end = zone.wall(self.zone(&end, property.line).instant(end.wall()));
        let length = Length::between(start.wall(), end);
        let one_day = start.is_day() && length == Length::default();
        Ok(if one_day { Length { days: 1, seconds: 0 } } else { length })
    }

    fn zone(&mut self, at: &When, line: usize) -> Zone {
        let found = match at {
            When::Wall(_, Some(name)) => {
                let calendar = self.calendar;
                *self.zones.entry(name.clone()).or_insert_with(|| Zone::of(at, calendar))
            }
            _ => Zone::of(at, self.calendar),
        };
        found.unwrap_or_else(|| {
            self.busy.doubtful.push(line);
            Zone::SHANGHAI
        })
    }

    fn take(&mut self, start: NaiveDateTime, span: &Span) {
        let (from, to) = (span.zone.instant(start), span.zone.instant(span.length.after(start)));
        self.add(from, to);
    }

    fn add(&mut self, from: Moment, to: Moment) {
        let (start, end) = (from.max(self.within.start), to.min(self.within.end));
        if start < end {
            self.busy.windows.push(Window { start, end });
        }
    }

    /// Published free-busy data: everything but FREE.
    fn free_busy(&mut self, part: &Component) -> Result<(), Refusal> {
        for property in part.all("FREEBUSY") {
            if property.param("FBTYPE").is_some_and(|kind| kind.eq_ignore_ascii_case("FREE")) {
                continue;
            }
            for (start, length) in whens(property)? {
                let zone = self.zone(&start, property.line);
                self.take(start.wall(), &Span { length: length.unwrap_or_default(), start, zone });
            }
        }
        Ok(())
    }
}

#[derive(Default)]
struct TakenOut {
    instants: BTreeSet<Moment>,
    days: BTreeSet<chrono::NaiveDate>,
}

impl TakenOut {
    fn contains(&self, start: NaiveDateTime, instant: Moment) -> bool {
        self.instants.contains(&instant) || self.days.contains(&start.date())
    }
}

/// Whether an event keeps one from coming.
fn takes_time(event: &Component) -> bool {
    let is = |name: &str, word: &str| event.get(name).is_some_and(|p| p.raw.trim().eq_ignore_ascii_case(word));
    let opaque = is("TRANSP", "OPAQUE");
    !(is("STATUS", "CANCELLED") || is("TRANSP", "TRANSPARENT") || (!opaque && is("X-MICROSOFT-CDO-BUSYSTATUS", "FREE")))
}

/// Windows in order, those that touch made one.
fn merged(mut windows: Vec<Window>) -> Vec<Window> {
    windows.sort_unstable_by_key(|window| (window.start, window.end));
    let mut out: Vec<Window> = Vec::new();
    for window in windows {
        match out.last_mut() {
            Some(last) if window.start <= last.end => last.end = last.end.max(window.end),
            _ => out.push(window),
        }
    }
    out
}

/// How far around today a calendar is read: half a year back, a year and a half ahead.
#[must_use]
pub fn horizon(now: Moment) -> Window {
    Window { start: now - TimeDelta::days(183), end: now + TimeDelta::days(549) }
}
