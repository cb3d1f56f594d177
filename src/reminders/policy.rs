//! What a committee has set about its letters: who is reminded when, when nobody is written to,
//! and what is gathered.

use crate::kernel::{CommitteePath, Day, LetterKind, Moment, Refusal, local};
use chrono::{TimeDelta, Timelike};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The name under which a committee keeps it among its settings, as JSON.
pub const SETTING: &str = "letters";
/// How many days before a session one may be reminded; 0 is the morning itself.
pub const DAYS: [u8; 6] = [14, 7, 3, 2, 1, 0];
/// A session that begins so soon is told of at any hour.
const SOON: TimeDelta = TimeDelta::hours(12);
/// A change of a session that is nearer than this waits for no other.
const FAR: TimeDelta = TimeDelta::days(4);
/// When the gathered letter of an evening goes out: on the next morning.
const MORNING: u16 = 8 * 60;

/// A committee's policy. Clock times are minutes since midnight in Shanghai.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// Speakers' reminders.
    pub speaker: Reminders,
    /// Schools' and stations' reminders.
    pub venue: Reminders,
    /// From and until when no letter goes out, but for what concerns the same day.
    pub quiet: Option<(u16, u16)>,
    /// After a day's first letter of changes to a person, further ones wait until this clock.
    pub gather_at: Option<u16>,
    /// So many days before, at the speakers' clock, a speaker should have said that all stands as
    /// agreed; the earlier reminders ask. `None`: nobody is asked.
    pub still_by: Option<u8>,
    /// When somebody does not answer, the standby or else the next candidate is asked at once.
    pub asks_next: bool,
    /// When the coordinators' digest of the morning goes out.
    pub digest_at: Option<u16>,
}

/// Days before by which one may have to say that all stands as agreed.
pub const STILL_DAYS: [u8; 4] = [1, 2, 3, 5];

/// When one kind of reader is reminded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminders {
    /// Days before, of [`DAYS`].
    pub days: Vec<u8>,
    /// The clock on earlier days.
    pub at: u16,
    /// The clock on the morning itself.
    pub morning_at: u16,
}

impl Default for Policy {
    fn default() -> Self {
        let at = |days: &[u8]| Reminders { days: days.to_vec(), at: 9 * 60, morning_at: 7 * 60 + 30 };
        Self {
            speaker: at(&[7, 1, 0]),
            venue: at(&[7, 1]),
            quiet: Some((21 * 60, 7 * 60)),
            gather_at: Some(17 * 60),
            still_by: Some(2),
            asks_next: false,
            digest_at: Some(7 * 60 + 30),
        }
    }
}

impl Default for Reminders {
    fn default() -> Self {
        Policy::default().speaker
    }
}

impl Policy {
    /// Whether it holds together.
    ///
    /// # Errors
    /// `policy-days`, `policy-clock`, `policy-quiet`, `policy-still`.
    pub fn check(&self) -> Result<(), Refusal> {
        let clocks = [self.speaker.at, self.speaker.morning_at, self.venue.at, self.venue.morning_at];
        let quiet = self.quiet.map_or([0, 1], |(from, until)| [from, until]);
        let odd_day = self.speaker.days.iter().chain(&self.venue.days).find(|day| !DAYS.contains(day));
        if let Some(day) = odd_day {
            return Err(Refusal::new("policy-days").with("days", u32::from(*day)));
        }
        let all = clocks.into_iter().chain(quiet).chain(self.gather_at).chain(self.digest_at);
        if let Some(clock) = all.into_iter().find(|clock| *clock >= 24 * 60) {
            return Err(Refusal::new("policy-clock").with("minutes", u32::from(clock)));
        }
        if quiet[0] == quiet[1] {
            return Err(Refusal::new("policy-quiet").at("quiet_until"));
        }
        let earlier = |by: u8| self.speaker.days.iter().any(|days| *days > by);
        if let Some(by) = self.still_by.filter(|by| !STILL_DAYS.contains(by) || !earlier(*by)) {
            return Err(Refusal::new("policy-still").with("days", u32::from(by)).at("still_by"));
        }
        Ok(())
    }

    /// When the first reminder asks whether all stands as agreed, and by when a yes should be there;
    /// `None` when nobody is asked.
    #[must_use]
    pub fn still(&self, start: Moment) -> Option<(Moment, Moment)> {
        let by = self.still_by?;
        let asked = self.speaker.of(start).into_iter().find(|(_, days, ..)| *days > by)?.2;
        Some((asked, Day::of(start).plus(-i64::from(by)).at(self.speaker.at)))
    }

    /// When the quiet hours end that hold at a moment; `None` outside them.
    #[must_use]
    pub fn quiet_until(&self, now: Moment) -> Option<Moment> {
        let (from, until) = self.quiet?;
        let (today, clock) = (Day::of(now), clock_of(now));
        let night = from > until;
        let inside = if night { clock >= from || clock < until } else { (from..until).contains(&clock) };
        let ends = if night && clock >= from { today.plus(1) } else { today };
        inside.then(|| ends.at(until))
    }

    /// Until when a further letter of changes about a session waits for others; `None` when the
    /// session is too near, or gathering is off.
    #[must_use]
    pub fn gather_until(&self, start: Moment, now: Moment) -> Option<Moment> {
        let slot = self.gather_at.filter(|_| start - now >= FAR)?;
        let today = Day::of(now);
        let next = if clock_of(now) < slot { today.at(slot) } else { today.plus(1).at(MORNING.min(slot)) };
        Some(self.quiet_until(next).unwrap_or(next))
    }
}

impl Reminders {
    /// Each reminder of a session that begins at `start`, the earliest first: its kind, its days
    /// before, the moment from which it is due, and the one at which it has become pointless.
    #[must_use]
    pub fn of(&self, start: Moment) -> Vec<(LetterKind, u8, Moment, Moment)> {
        let day = Day::of(start);
        let clock = |days: u8| if days == 0 { self.morning_at } else { self.at };
        let mut days: Vec<u8> = DAYS.into_iter().filter(|day| self.days.contains(day)).collect();
        days.retain(|days| day.plus(-i64::from(*days)).at(clock(*days)) < start);
        let from: Vec<Moment> = days.iter().map(|days| day.plus(-i64::from(*days)).at(clock(*days))).collect();
        let until = from.iter().skip(1).copied().chain([start]);
        let all = days.iter().zip(&from).zip(until);
        all.filter_map(|((days, from), until)| Some((LetterKind::reminder(*days)?, *days, *from, until))).collect()
    }
}

fn clock_of(moment: Moment) -> u16 {
    let time = local(moment).time();
    u16::try_from(time.hour() * 60 + time.minute()).unwrap_or(0)
}

/// Whether a letter about a session that begins at `start` goes out at any hour: the session is
/// today, or begins within half a day.
#[must_use]
pub fn is_urgent(start: Moment, now: Moment) -> bool {
    Day::of(start) == Day::of(now) || start - now <= SOON
}

/// The policies of all committees that have set one.
#[derive(Clone, Debug, Default)]
pub struct Policies {
    own: BTreeMap<String, Policy>,
    common: Policy,
}

impl Policies {
    /// Of committees' ids and what each has set. What cannot be read counts as not set.
    #[must_use]
    pub fn of(set: &[(String, String)]) -> Self {
        let own = set.iter().filter_map(|(id, json)| Some((id.clone(), serde_json::from_str(json).ok()?)));
        Self { own: own.collect(), common: Policy::default() }
    }

    /// What holds for a committee: its own, else that of the nearest above, else the usual one.
    #[must_use]
    pub fn at(&self, path: &CommitteePath) -> &Policy {
        let line = path.as_str().rsplit('/').filter(|id| !id.is_empty());
        line.filter_map(|id| self.own.get(id)).next().unwrap_or(&self.common)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::parse_local;

    fn at(text: &str) -> Moment {
        parse_local(text).unwrap()
    }

    #[test]
    fn the_night_is_quiet_from_evening_to_morning() {
        let policy = Policy::default();
        assert_eq!(policy.quiet_until(at("2026-11-25 20:59")), None);
        assert_eq!(policy.quiet_until(at("2026-11-25 21:00")), Some(at("2026-11-26 07:00")));
        assert_eq!(policy.quiet_until(at("2026-11-26 06:59")), Some(at("2026-11-26 07:00")));
        assert_eq!(policy.quiet_until(at("2026-11-26 07:00")), None);
        let noon = Policy { quiet: Some((12 * 60, 14 * 60)), ..policy };
        assert_eq!(noon.quiet_until(at("2026-11-26 13:00")), Some(at("2026-11-26 14:00")));
        assert_eq!(noon.quiet_until(at("2026-11-26 23:00")), None);
    }

    #[test]
    fn further_changes_wait_for_the_afternoon_unless_the_session_is_near() {
        let policy = Policy::default();
        let far = at("2026-12-10 09:30");
        assert_eq!(policy.gather_until(far, at("2026-11-25 10:00")), Some(at("2026-11-25 17:00")));
        assert_eq!(policy.gather_until(far, at("2026-11-25 17:01")), Some(at("2026-11-26 08:00")));
        assert_eq!(policy.gather_until(at("2026-11-27 09:30"), at("2026-11-25 10:00")), None);
    }

    #[test]
    fn what_is_the_same_day_waits_for_no_morning() {
        assert!(is_urgent(at("2026-11-26 08:00"), at("2026-11-26 05:00")));
        assert!(is_urgent(at("2026-11-26 08:00"), at("2026-11-25 22:00")));
        assert!(!is_urgent(at("2026-11-27 08:00"), at("2026-11-25 22:00")));
    }

    #[test]
    fn the_nearest_committees_policy_holds() {
        let set = [("city".to_owned(), r#"{"gather_at":null}"#.to_owned()), ("x".to_owned(), "nonsense".to_owned())];
        let policies = Policies::of(&set);
        assert_eq!(policies.at(&CommitteePath("city/county/".to_owned())).gather_at, None);
        assert!(policies.at(&CommitteePath("x/".to_owned())).gather_at.is_some());
        assert_eq!(policies.at(&CommitteePath("city/".to_owned())).quiet, Policy::default().quiet);
    }
}
