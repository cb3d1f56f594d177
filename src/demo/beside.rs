//! What stands beside the headcounts: results of contests, yearly indicators, liaison areas.

use super::city::City;
use super::dice::Dice;
use super::places::Place;
use super::records::Records;
use crate::attendance::{ContestResult, Figure, ListenerKind};
use crate::committees::{DivisionLevel, LiaisonArea, Unit};
use crate::kernel::{Day, LiaisonAreaId, Moment, SessionId};
use crate::reach::Indicator;
use crate::sessions::SessionKind;
use std::collections::HashMap;

/// The years before the running one for which indicators are told.
const YEARS: i32 = 4;

/// Areas by name, each with the letters of its counties; the first of them calls the others together.
const AREAS: [(&str, &[&str]); 3] = [
    ("主城片（示例）", &["CC", "KF", "TZ"]),
    ("沿海片（示例）", &["QD", "HM", "RD"]),
    ("西北片（示例）", &["RG", "HA"]),
];

/// What came of nearly all contests, with the day after each: no more take part than have listened.
#[must_use]
pub fn contests(records: &Records) -> Vec<(SessionId, ContestResult, Moment)> {
    let mut dice = Dice::of("contests");
    let youth = records.figures.iter().filter(|it| it.kind == ListenerKind::Youth);
    let youth: HashMap<&SessionId, &Figure> = youth.map(|it| (&it.session, it)).collect();
    let held = records.sessions.iter().filter(|it| it.kind == SessionKind::Contest);
    held.filter_map(|it| {
        let present = i32::try_from(youth.get(&it.id)?.headcount.get()).ok()?;
        let entrants = (present * dice.between(15, 45) / 100).clamp(1, present.max(1));
        let winners = (entrants * dice.between(15, 35) / 100).max(1);
        // some school never told
        let told = dice.chance(96);
        told.then(|| (it.id.clone(), ContestResult { entrants, winners }, it.window.end + chrono::TimeDelta::days(1)))
    })
    .collect()
}

/// The indicators of each county and the zone for the last whole years; the city's are their sums.
#[must_use]
pub fn indicators(city: &City, today: Day) -> Vec<Indicator> {
    let mut all = Vec::new();
    let mut dice = Dice::of("indicators");
    let this_year = today.parts().0;
    for year in this_year - YEARS..this_year {
        let rows: Vec<[(i64, i64); 3]> =
            (1..city.ground.owners.len()).map(|owner| county(city, owner, year - this_year, &mut dice)).collect();
        let sums: [(i64, i64); 3] =
            std::array::from_fn(|n| rows.iter().fold((0, 0), |sum, row| (sum.0 + row[n].0, sum.1 + row[n].1)));
        for (owner, row) in city.ground.owners.iter().zip(std::iter::once(sums).chain(rows)) {
            let named = [
                ("帮教转化", "示例：司法局、团委年度统计"),
                ("零犯罪村（社区）", "示例：政法委年度通报"),
                ("三好标兵", "示例：教育局年度表彰名单"),
            ];
            all.extend(named.into_iter().zip(row).map(|((name, source), (numerator, denominator))| Indicator {
                id: dice.id(today.at(0)),
                committee: owner.committee.clone(),
                year,
                name: name.to_owned(),
                numerator,
                denominator,
                source: source.to_owned(),
                counted_on: Day::ymd(year, 12, 31),
            }));
        }
    }
    all
}

/// Persons helped, villages without crime, pupils commended, each with of how many; `ago` years, below zero.
fn county(city: &City, owner: usize, ago: i32, dice: &mut Dice) -> [(i64, i64); 3] {
    let helped = i64::from(dice.between(24, 68));
    let own = |place: &&Place| place.owner == owner && place.is_school();
    let pupils: i32 = city.places.iter().filter(own).flat_map(|it| &it.venue.enrolment).map(|(_, count)| *count).sum();
    let (pupils, villages) = (i64::from(pupils), villages(city, owner));
    // from year to year a little better
    let share = i64::from(dice.between(905, 925) + 12 * (YEARS + ago));
    [
        (helped * i64::from(dice.between(88, 96)) / 100, helped),
        (villages * share.min(990) / 1000, villages),
        (pupils * i64::from(dice.between(9, 14)) / 1000, pupils),
    ]
}

fn villages(city: &City, owner: usize) -> i64 {
    let of_owner = |code: &str| city.ground.townships.get(code).is_some_and(|it| it.owner == owner);
    let all = city.ground.divisions.iter().filter(|it| it.level == DivisionLevel::Village);
    i64::try_from(all.filter(|it| it.parent_code.as_deref().is_some_and(of_owner)).count()).unwrap_or(0)
}

/// The city's liaison areas with the counties in them.
#[must_use]
pub fn areas(city: &City, made: Moment) -> Vec<(LiaisonArea, Vec<Unit>)> {
    let mut dice = Dice::of("areas");
    let Some(owner) = city.ground.owners.first() else { return Vec::new() };
    let county = |letters: &&str| city.ground.owners.iter().find(|it| it.letters == *letters);
    let area = |(name, members): (&str, &[&str])| {
        let members: Vec<_> = members.iter().filter_map(county).map(|it| it.committee.clone()).collect();
        let area = LiaisonArea {
            id: LiaisonAreaId(dice.id(made)),
            name: name.to_owned(),
            committee: owner.committee.clone(),
            convener: members.first().cloned(),
            version: 1,
        };
        (area, members.into_iter().map(Unit::Committee).collect())
    };
    AREAS.into_iter().map(area).collect()
}
