//! The history since 2020: each talk on a day, in a place and before people as they might have been.

use super::almanac::{Almanac, Date};
use super::crowd::Crowd;
use super::dice::Dice;
use super::ground::Ground;
use super::places::Place;
use super::quotas::Year;
use super::roster::Person;
use super::shape::{self, Lean, Purpose, Shape};
use crate::kernel::{Day, Grade};
use crate::sessions::SessionKind;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// Sessions of the whole history.
pub const SESSIONS: usize = 4003;
/// Young listeners, persons in field practice apart.
pub const YOUTH: i64 = 1_158_437;
/// Persons in field practice.
pub const FIELD_PERSONS: i64 = 202_316;
/// Talks of the campaign of 2021, one a session.
pub const CAMPAIGN_TALKS: usize = 306;
/// Listeners of all kinds in that campaign.
pub const CAMPAIGN_LISTENERS: i64 = 50_412;
/// The campaign's theme.
pub const CAMPAIGN_THEME: &str = "党史国史";

/// One gathering of the history.
#[derive(Clone, Debug)]
pub struct Gathering {
    /// Which of the people speaks, the first for the session's owner.
    pub speakers: Vec<usize>,
    /// Which of the places.
    pub place: usize,
    /// Which of its rooms.
    pub room: Option<usize>,
    /// The day.
    pub day: Day,
    /// Minutes since midnight.
    pub start: u16,
    /// Length.
    pub minutes: u16,
    /// What kind.
    pub kind: SessionKind,
    /// Its theme.
    pub theme: String,
    /// For whom.
    pub grade: Grade,
    /// Of the campaign of 2021.
    pub campaign: bool,
    /// Who came.
    pub crowd: Crowd,
}

/// Sums so far, so that the choices ahead lean towards what the totals ask for.
#[derive(Default)]
struct Tally {
    campaign: (i64, i64),
    field: i64,
    other: (i64, i64),
}

impl Tally {
    fn add(&mut self, it: &Gathering) {
        let (youth, all) = (i64::from(it.crowd.youth), i64::from(it.crowd.all()));
        if it.campaign {
            self.campaign = (self.campaign.0 + 1, self.campaign.1 + all);
            return;
        }
        self.other.0 += 1;
        if it.kind == SessionKind::FieldPractice {
            self.field += youth;
        } else {
            self.other.1 += youth;
        }
    }

    fn lean(&self, purpose: Purpose) -> Lean {
        let pupils = YOUTH - CAMPAIGN_LISTENERS;
        let (talks, rest) = (CAMPAIGN_TALKS as i64, (SESSIONS - CAMPAIGN_TALKS) as i64);
        let crowd = match purpose {
            Purpose::Campaign => percent(CAMPAIGN_LISTENERS, talks, self.campaign.0, self.campaign.1),
            Purpose::Any | Purpose::Term => percent(pupils, rest, self.other.0, self.other.1),
        };
        Lean { purpose, crowd, field: percent(FIELD_PERSONS, rest, self.other.0, self.field) }
    }
}

/// What should stand by now against what does, in percent; the first few do not weigh.
fn percent(total: i64, of: i64, held: i64, sum: i64) -> i32 {
    let due = total * held / of;
    let ease = total * 20 / of;
    i32::try_from((due + ease) * 100 / (sum + ease).max(1)).unwrap_or(100).clamp(70, 140)
}

/// Puts gatherings on days, one by one, so that nobody and no place is asked twice at a time.
pub struct Scheduler<'a> {
    almanac: &'a Almanac,
    people: &'a [Person],
    places: &'a [Place],
    near: Vec<Vec<usize>>,
    busy: Vec<BTreeSet<Day>>,
    visited: Vec<BTreeSet<Day>>,
    dice: Dice,
    tally: Tally,
    /// What stands so far.
    pub gatherings: Vec<Gathering>,
}

const TRIES: usize = 60;
/// Days between two visits to one place.
const PAUSE: i64 = 12;

impl<'a> Scheduler<'a> {
    /// An empty history.
    #[must_use]
    pub fn new(ground: &Ground, almanac: &'a Almanac, people: &'a [Person], places: &'a [Place]) -> Self {
        let near = people.iter().map(|person| near(ground, person, places)).collect();
        let (busy, visited) = (vec![BTreeSet::new(); people.len()], vec![BTreeSet::new(); places.len()]);
        Self {
            almanac,
            people,
            places,
            near,
            busy,
            visited,
            dice: Dice::of("history"),
            tally: Tally::default(),
            gatherings: Vec::new(),
        }
    }

    /// Holds a year's sessions; false when some found no day.
    pub fn hold(&mut self, years: &[Year], nth: usize) -> bool {
        let year = &years[nth];
        let mut left: Vec<usize> = self.people.iter().map(|person| person.talks[nth]).collect();
        let mut campaign = if year.year == 2021 { CAMPAIGN_TALKS } else { 0 };
        while campaign > 0 {
            let before = campaign;
            for (who, talks) in left.iter_mut().enumerate() {
                if campaign > 0 && *talks > 0 && self.place(who, year, Purpose::Campaign) {
                    *talks -= 1;
                    campaign -= 1;
                }
            }
            if before == campaign {
                return false;
            }
        }
        let unplaced = self.hold_the_rest(year, &left);
        self.spread(year, nth, unplaced)
    }

    fn hold_the_rest(&mut self, year: &Year, left: &[usize]) -> usize {
        let mut unplaced = 0;
        for (who, talks) in left.iter().enumerate() {
            for _ in 0..*talks {
                unplaced += usize::from(!self.place(who, year, Purpose::Any));
            }
        }
        unplaced
    }

    /// What somebody's calendar had no day for, others of the year take over.
    fn spread(&mut self, year: &Year, nth: usize, mut unplaced: usize) -> bool {
        for _ in 0..8 {
            for who in 0..self.people.len() {
                let given = self.talks(who, year);
                if unplaced > 0 && self.people[who].talks[nth] > 0 && given < 17 && self.place(who, year, Purpose::Any)
                {
                    unplaced -= 1;
                }
            }
        }
        unplaced == 0
    }

    /// Up to `count` lectures of this term within a stretch of days, one a speaker and round, apart
    /// from the history; those of `first` come first.
    pub fn lectures(&mut self, days: RangeInclusive<Day>, count: usize, first: usize) -> Vec<Gathering> {
        let stretch = Year { year: 0, days, elapsed: 100, sessions: count };
        let from = self.gatherings.len();
        let mut order: Vec<usize> = (0..self.people.len()).filter(|who| self.people[*who].speaker.active).collect();
        order.sort_by_key(|who| self.people[*who].owner != first);
        for who in order.iter().cycle().take(order.len() * 3) {
            if self.gatherings.len() - from < count {
                self.place(*who, &stretch, Purpose::Term);
            }
        }
        self.gatherings.split_off(from)
    }

    fn talks(&self, who: usize, year: &Year) -> usize {
        self.busy[who].range(year.days.clone()).count()
    }

    fn place(&mut self, who: usize, year: &Year, purpose: Purpose) -> bool {
        let dates = self.dates(who, year, purpose);
        for _ in 0..TRIES {
            let Some(date) = self.dice.weighed(&dates).copied() else { return false };
            if self.is_free(who, date.day)
                && let Some(gathering) = self.gathering(who, date, purpose)
            {
                self.keep(gathering);
                return true;
            }
        }
        false
    }

    fn keep(&mut self, gathering: Gathering) {
        for who in &gathering.speakers {
            self.busy[*who].insert(gathering.day);
        }
        self.visited[gathering.place].insert(gathering.day);
        self.tally.add(&gathering);
        self.gatherings.push(gathering);
    }

    /// Days on which the speaker's week has hours, by how lively the season is.
    fn dates(&self, who: usize, year: &Year, purpose: Purpose) -> Vec<(u32, Date)> {
        let hours = &self.people[who].speaker.availability;
        let in_window = |day: Day| purpose != Purpose::Campaign || day.parts().1 >= 3;
        let dates = self.almanac.between(year.days.clone());
        dates
            .filter(|date| in_window(date.day) && hours.iter().any(|it| it.weekday == date.day.weekday()))
            .map(|date| (date.school + date.station, *date))
            .filter(|(weight, _)| *weight > 0)
            .collect()
    }

    /// Within what the speaker takes on a day, an ISO week and a month, with the days of rest.
    fn is_free(&self, who: usize, day: Day) -> bool {
        let (busy, caps) = (&self.busy[who], &self.people[who].speaker.caps);
        let rest = i64::from(caps.min_rest_days);
        let monday = day.plus(1 - i64::from(day.weekday()));
        let first = day.plus(1 - i64::from(day.parts().2));
        busy.range(day.plus(-rest)..=day.plus(rest)).next().is_none()
            && busy.range(monday..=monday.plus(6)).count() < caps.per_week as usize
            && busy.range(first..=first.plus(30)).filter(|it| it.month() == day.month()).count()
                < caps.per_month as usize
    }

    fn gathering(&mut self, who: usize, date: Date, purpose: Purpose) -> Option<Gathering> {
        let at_school = self.dice.below((date.school + date.station) as usize) < date.school as usize;
        let (theme, grade) = self.subject(who, date, at_school, purpose)?;
        let place = self.venue(who, date, grade)?;
        let hours: Vec<(u16, u16)> = self.hours(who, date.day);
        let Shape { kind, room, minutes, crowd } =
            shape::shape(&self.places[place], grade, &theme, date, self.tally.lean(purpose), &mut self.dice);
        let start = shape::start(&self.places[place], &hours, minutes, &mut self.dice)?;
        Some(Gathering {
            speakers: vec![who],
            place,
            room,
            day: date.day,
            start,
            minutes,
            kind,
            theme,
            grade,
            campaign: purpose == Purpose::Campaign,
            crowd,
        })
    }

    fn hours(&self, who: usize, day: Day) -> Vec<(u16, u16)> {
        let hours = self.people[who].speaker.availability.iter();
        hours.filter(|it| it.weekday == day.weekday()).map(|it| (it.from, it.to)).collect()
    }

    /// A theme and grade that the speaker has opted into and that has lessons that day.
    fn subject(&mut self, who: usize, date: Date, at_school: bool, purpose: Purpose) -> Option<(String, Grade)> {
        let suits = |theme: &str, grade: Grade| {
            (purpose != Purpose::Campaign || theme == CAMPAIGN_THEME)
                && if at_school {
                    grade != Grade::Community && self.almanac.has_school(date.day, grade)
                } else {
                    grade == Grade::Community
                }
        };
        let own = &self.people[who].speaker.qualifications;
        let fit: Vec<(u32, (String, Grade))> = own
            .iter()
            .filter(|(theme, grade)| suits(theme, *grade))
            .map(|(theme, grade)| (shape::demand(*grade), (theme.clone(), *grade)))
            .collect();
        self.dice.weighed(&fit).cloned()
    }

    /// A place near the speaker's home that has not been visited for a while; of two, often the larger.
    fn venue(&mut self, who: usize, date: Date, grade: Grade) -> Option<usize> {
        let no_stairs = self.people[who].speaker.no_stairs;
        let places = self.places;
        let fit: Vec<usize> = self.near[who]
            .iter()
            .copied()
            .filter(|at| places[*at].enrolled(grade) > 0 && !(no_stairs && places[*at].venue.stairs))
            .collect();
        let mut rested: Option<usize> = None;
        for _ in 0..6 {
            let at = fit.get(self.dice.below(fit.len())).copied()?;
            if self.visited[at].range(date.day.plus(-PAUSE)..=date.day.plus(PAUSE)).next().is_some() {
                continue;
            }
            match rested {
                Some(other) if places[other].enrolled(grade) >= places[at].enrolled(grade) => return Some(other),
                Some(_) => return Some(at),
                None if self.dice.chance(35) => return Some(at),
                None => rested = Some(at),
            }
        }
        rested
    }

    /// In some sessions a second speaker of the owner joins, up to what is left of a believable year.
    pub fn join(&mut self, years: &[Year], percent: u32) {
        for at in 0..self.gatherings.len() {
            let it = &self.gatherings[at];
            let plain = !it.campaign && matches!(it.kind, SessionKind::Lecture | SessionKind::Symposium);
            if plain
                && self.dice.chance(percent)
                && let Some(second) = self.second(at, years)
            {
                self.busy[second].insert(self.gatherings[at].day);
                self.gatherings[at].speakers.push(second);
            }
        }
    }

    fn second(&self, at: usize, years: &[Year]) -> Option<usize> {
        let it = &self.gatherings[at];
        let (from, to) = (it.start, it.start + it.minutes);
        let nth = years.iter().position(|year| year.days.contains(&it.day))?;
        let qualified = |who: &usize| {
            let person = &self.people[*who];
            person.owner == self.people[it.speakers[0]].owner
                && person.talks[nth] > 0
                && self.talks(*who, &years[nth]) < 17
                && person.speaker.qualifications.iter().any(|(theme, grade)| *theme == it.theme && *grade == it.grade)
                && !(person.speaker.no_stairs && self.places[it.place].venue.stairs)
                && self.hours(*who, it.day).iter().any(|hours| hours.0 <= from && to <= hours.1)
        };
        let mut others = (0..self.people.len()).filter(|who| !it.speakers.contains(who));
        others.find(|who| qualified(who) && self.is_free(*who, it.day) && self.near[*who].contains(&it.place))
    }
}

/// Places of the owner's county, for the city's speakers of any, within what the speaker travels.
fn near(ground: &Ground, person: &Person, places: &[Place]) -> Vec<usize> {
    let Some(home) = ground.townships.get(person.speaker.township_code.as_str()) else { return Vec::new() };
    let reach = f64::from(person.speaker.caps.max_travel_km);
    let own = |place: &Place| person.owner == 0 || place.owner == person.owner;
    let near = |place: &Place| shape::road_km(home.point, place.venue.point) <= reach;
    let fit = places.iter().enumerate().filter(|(_, place)| place.venue.active && own(place) && near(place));
    fit.map(|(at, _)| at).collect()
}
