//! The whole sample, made before a line of it is stored.

use super::almanac::Almanac;
use super::crowd::{Crowd, settle};
use super::dice::Dice;
use super::ground::{Ground, ground};
use super::history::{CAMPAIGN_LISTENERS, FIELD_PERSONS, Gathering, SESSIONS, Scheduler, YOUTH};
use super::people::Maker;
use super::places::{Place, schools};
use super::quotas::years;
use super::roster::{Person, roster};
use super::{stations, teams, texts};
use crate::calendars::days_off::DaysOff;
use crate::committees::Campaign;
use crate::kernel::{Day, Moment, Refusal};
use crate::lectures::{Lecture, Material};
use crate::sessions::SessionKind;
use crate::speakers::Team;

/// Everything that the registers and the history hold.
pub struct City {
    /// Divisions, committees, townships.
    pub ground: Ground,
    /// Schools and stations.
    pub places: Vec<Place>,
    /// Teams.
    pub teams: Vec<Team>,
    /// Speakers.
    pub people: Vec<Person>,
    /// The menu.
    pub lectures: Vec<Lecture>,
    /// The texts.
    pub materials: Vec<Material>,
    /// Campaigns.
    pub campaigns: Vec<Campaign>,
    /// The history, by day and hour.
    pub history: Vec<Gathering>,
    /// Lectures of the last weeks whose headcounts are not confirmed.
    pub recent: Vec<Gathering>,
    /// Lectures of the coming days, agreed long since.
    pub soon: Vec<Gathering>,
    /// Lectures that may be held in the coming weeks.
    pub ahead: Vec<Gathering>,
    /// Which days are open, far enough ahead for this term.
    pub almanac: Almanac,
}

/// The history holds the whole of 2021, so the clock must stand later.
pub const EARLIEST: (i32, u32, u32) = (2022, 7, 1);

/// The owner whose coordinator the sample shows at work: 崇川区.
pub const DISTRICT: usize = 1;
const RECENT: usize = 9;
const SOON: usize = 14;
const AHEAD: usize = 44;

/// The sample as it is on a day.
///
/// # Errors
/// `demo-clock-too-early` before July 2022; `demo-no-days` when the calendars leave too few days.
pub fn city(today: Day, days_off: &DaysOff) -> Result<City, Refusal> {
    let (year, month, day) = EARLIEST;
    let earliest = Day::ymd(year, month, day).unwrap_or(today);
    let first = Day::ymd(2020, 1, 1).unwrap_or(today);
    if today < earliest {
        return Err(Refusal::new("demo-clock-too-early").with("earliest", earliest.to_string()));
    }
    let made: Moment = first.at(9 * 60);
    let almanac = Almanac::new(days_off, first, today.plus(130));
    let years = years(&almanac, SESSIONS, today.plus(-1));
    let ground = ground(made);
    let mut places = schools(&ground, made);
    places.extend(stations::stations(&ground, made));
    let mut people = roster(&ground, &years, &mut Maker::new(&ground, today, made));
    let teams = teams::teams(&ground, made);
    teams::enlist(&mut people, &teams, &ground);
    let mut scheduler = Scheduler::new(&ground, &almanac, &people, &places);
    let unheld = (0..years.len()).filter(|nth| !scheduler.hold(&years, *nth)).count();
    scheduler.join(&years, 9);
    let recent = scheduler.lectures(today.plus(-21)..=today.plus(-1), RECENT, DISTRICT);
    let soon = scheduler.lectures(today.plus(1)..=today.plus(9), SOON, DISTRICT);
    let ahead = scheduler.lectures(today.plus(7)..=weeks_ahead(&almanac, today), AHEAD, DISTRICT);
    let mut history = scheduler.gatherings;
    history.sort_by_key(|it| (it.day, it.start, it.place));
    if unheld > 0 || !settled(&mut history) {
        return Err(Refusal::new("demo-no-days").with("today", today.to_string()));
    }
    let lectures = texts::lectures(&ground, &people, today, made);
    let materials = texts::materials(&ground, &lectures, &people, today, made);
    let campaigns = texts::campaigns(&ground, made);
    Ok(City { ground, places, teams, people, lectures, materials, campaigns, history, recent, soon, ahead, almanac })
}

/// Five weeks; in the long breaks far enough that schools are open again.
fn weeks_ahead(almanac: &Almanac, today: Day) -> Day {
    let soon = today.plus(7)..=today.plus(42);
    let school_days = almanac.between(soon).filter(|date| date.school > 0).count();
    today.plus(if school_days >= 10 { 42 } else { 110 })
}

/// Brings the three sums to what they are, each over many rows.
fn settled(history: &mut [Gathering]) -> bool {
    let mut dice = Dice::of("headcounts");
    let (mut campaign, mut field, mut other): (Vec<&mut Crowd>, Vec<&mut Crowd>, Vec<&mut Crowd>) = Default::default();
    for it in history.iter_mut() {
        match (it.campaign, it.kind) {
            (true, _) => campaign.push(&mut it.crowd),
            (_, SessionKind::FieldPractice) => field.push(&mut it.crowd),
            _ => other.push(&mut it.crowd),
        }
    }
    let grown_ups: i64 = campaign.iter().map(|it| i64::from(it.parents + it.others)).sum();
    let pupils = CAMPAIGN_LISTENERS - grown_ups;
    settle(&mut campaign, pupils, &mut dice)
        && settle(&mut field, FIELD_PERSONS, &mut dice)
        && settle(&mut other, YOUTH - pupils, &mut dice)
}
