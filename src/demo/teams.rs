//! Lecture and volunteer teams of twelve kinds.

use super::dice::Dice;
use super::ground::Ground;
use super::roster::Person;
use crate::kernel::{CommitteeId, Moment, TeamId};
use crate::speakers::Team;

/// Teams in the sample.
pub const TEAMS: usize = 352;

/// Kinds as the list begins.
pub const KINDS: [&str; 12] = [
    "理论宣讲",
    "乡村振兴",
    "民企发展",
    "润苗育才",
    "和谐助稳",
    "红色传承",
    "法治护航",
    "科技助农",
    "文化传承",
    "健康服务",
    "家庭教育",
    "生态环保",
];

/// Twelve for the city, each county and the zone, the rest in townships.
#[must_use]
pub fn teams(ground: &Ground, made: Moment) -> Vec<Team> {
    let mut dice = Dice::of("teams");
    let counties = ground.owners.iter().map(|owner| (owner.place, &owner.committee));
    let townships = ground.townships.values().map(|township| (township.name, &township.committee));
    let full = counties.flat_map(|home| KINDS.iter().map(move |kind| (home, *kind)));
    let mut all: Vec<Team> = full.map(|(home, kind)| team(home, kind, made, &mut dice)).collect();
    for (nth, home) in townships.enumerate() {
        let most = if nth.is_multiple_of(5) { 3 } else { 2 };
        for round in 0..most {
            let kind = KINDS[(nth * 5 + round * 7) % KINDS.len()];
            all.push(team(home, kind, made, &mut dice));
        }
    }
    let homes: Vec<_> = ground.townships.values().map(|it| (it.name, &it.committee)).collect();
    for nth in 0.. {
        if all.len() >= TEAMS || homes.is_empty() {
            break;
        }
        all.push(team(homes[nth % homes.len()], KINDS[(nth * 5 + 3) % KINDS.len()], made, &mut dice));
    }
    all.truncate(TEAMS);
    number(&mut all);
    all
}

fn team((place, committee): (&str, &CommitteeId), kind: &str, made: Moment, dice: &mut Dice) -> Team {
    Team {
        id: TeamId(dice.id(made)),
        code: String::new(),
        name: format!("示例·{place}五老{kind}志愿服务团"),
        kind: kind.to_owned(),
        committee: committee.clone(),
        brand: (*dice.pick(&["", "", "银发先锋", "夕阳红", "老兵新说", "江海薪火"])).to_owned(),
        members: dice.between(8, 36),
        version: 1,
    }
}

fn number(teams: &mut [Team]) {
    for (nth, team) in teams.iter_mut().enumerate() {
        team.code = format!("T{:03}", nth + 1);
    }
}

/// Every speaker belongs to one of the own owner's teams.
pub fn enlist(people: &mut [Person], teams: &[Team], ground: &Ground) {
    let mut dice = Dice::of("enlist");
    for person in people {
        let committee = &ground.owners[person.owner].committee;
        let own: Vec<&Team> = teams.iter().filter(|team| team.committee == *committee).collect();
        if !own.is_empty() {
            person.speaker.team = Some(dice.pick(&own).id.clone());
        }
    }
}
