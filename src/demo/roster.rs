//! Who speaks for which owner in which year: people come, stay and one day stop.

use super::dice::Dice;
use super::ground::Ground;
use super::people::Maker;
use super::quotas::{self, Year};
use crate::speakers::Speaker;

/// A speaker with the owner and what the years brought.
pub struct Person {
    /// The speaker.
    pub speaker: Speaker,
    /// Which of the ground's owners.
    pub owner: usize,
    /// Talks to give, by year in the order of the history.
    pub talks: Vec<usize>,
    /// Stopped for good.
    pub stopped: bool,
}

/// All speakers of the history, with talks for each year.
#[must_use]
pub fn roster(ground: &Ground, years: &[Year], maker: &mut Maker<'_>) -> Vec<Person> {
    let mut dice = Dice::of("roster");
    let mut people: Vec<Person> = Vec::new();
    let by_owner: Vec<usize> = ground.owners.iter().map(|owner| owner.share as usize).collect();
    for (nth, year) in years.iter().enumerate() {
        let counts = quotas::shares(year.sessions, &by_owner);
        for (owner, sessions) in counts.into_iter().enumerate() {
            let needed = quotas::speakers_needed(sessions, year.elapsed);
            let team = team_of(&mut people, owner, needed, nth, years, maker, &mut dice);
            let talks = quotas::talks(sessions, team.len(), year.elapsed, &mut dice);
            for (at, talks) in team.into_iter().zip(talks) {
                people[at].talks[nth] = talks;
                people[at].speaker.active = nth + 1 == years.len();
            }
        }
    }
    people
}

fn team_of(
    people: &mut Vec<Person>,
    owner: usize,
    needed: usize,
    nth: usize,
    years: &[Year],
    maker: &mut Maker<'_>,
    dice: &mut Dice,
) -> Vec<usize> {
    for person in people.iter_mut().filter(|it| it.owner == owner) {
        person.stopped |= dice.chance(6);
        person.speaker.active = false;
    }
    let mut team: Vec<usize> =
        people.iter().enumerate().filter(|(_, it)| it.owner == owner && !it.stopped).map(|(at, _)| at).collect();
    while team.len() < needed {
        team.push(people.len());
        let speaker = maker.speaker(owner, years[nth].year);
        people.push(Person { speaker, owner, talks: vec![0; years.len()], stopped: false });
    }
    // the longest-serving stay; others pause a year
    team.truncate(needed);
    team
}
