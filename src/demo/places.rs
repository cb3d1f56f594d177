//! Schools with rooms, bells and enrolment.

use super::dice::Dice;
use super::facts;
use super::ground::Ground;
use super::names;
use crate::kernel::{Grade, Moment, RoomId, VenueId};
use crate::venues::{Contact, Room, Venue};

/// A venue and the owner in whose county it lies.
pub struct Place {
    /// The venue.
    pub venue: Venue,
    /// Which of the ground's owners.
    pub owner: usize,
}

impl Place {
    /// Whether it keeps terms and school days.
    #[must_use]
    pub fn is_school(&self) -> bool {
        self.venue.kind == "school"
    }

    /// Children of a grade band, 0 when it has none.
    #[must_use]
    pub fn enrolled(&self, grade: Grade) -> i32 {
        self.venue.enrolment.iter().find(|(own, _)| *own == grade).map_or(0, |(_, count)| *count)
    }
}

/// All invented schools, each with the committee of its county.
#[must_use]
pub fn schools(ground: &Ground, made: Moment) -> Vec<Place> {
    let mut dice = Dice::of("schools");
    facts::schools().iter().filter_map(|it| school(it, ground, made, &mut dice)).collect()
}

fn school(it: &facts::School, ground: &Ground, made: Moment, dice: &mut Dice) -> Option<Place> {
    let township = ground.townships.get(it.township)?;
    let students = i32::try_from(it.students).ok()?;
    let venue = Venue {
        id: VenueId(dice.id(made)),
        code: it.code.to_owned(),
        name: it.name.clone(),
        kind: "school".to_owned(),
        tier: String::new(),
        committee: ground.owners[township.owner].committee.clone(),
        township_code: it.township.to_owned(),
        point: (it.lat, it.lon),
        enrolment: enrolment(it.kind, students),
        rooms: rooms(it.kind, students, made, dice),
        bells: bells(it.kind),
        blackouts: Vec::new(),
        contacts: vec![contact(&it.code.to_lowercase(), dice)],
        stairs: dice.chance(25),
        pickup: dice.chance(30),
        active: true,
        feed_generation: 1,
        version: 1,
    };
    Some(Place { venue, owner: township.owner })
}

/// Somebody to telephone; one in eight has no mailbox.
pub fn contact(code: &str, dice: &mut Dice) -> Contact {
    let email = if dice.chance(12) { String::new() } else { format!("{code}@school.example") };
    Contact { name: names::teacher(dice), phone: names::phone(dice), email, email_bad: false }
}

fn enrolment(kind: &str, students: i32) -> Vec<(Grade, i32)> {
    match kind {
        "kindergarten" => vec![(Grade::Kindergarten, students)],
        "primary" => vec![(Grade::Primary13, students * 52 / 100), (Grade::Primary46, students - students * 52 / 100)],
        "junior" => vec![(Grade::Junior, students)],
        "senior" => vec![(Grade::Senior, students)],
        _ => vec![(Grade::Vocational, students)],
    }
}

/// A hall for about half the school, a lecture room, a classroom and a meeting room; large
/// schools also gather on the sports ground.
fn rooms(kind: &str, students: i32, made: Moment, dice: &mut Dice) -> Vec<Room> {
    let mut all: Vec<(&str, i32)> = if kind == "kindergarten" {
        vec![("多功能厅", tens(students * 45 / 100, 60, 180)), ("活动室", 36)]
    } else {
        let share = dice.between(48, 62);
        vec![
            ("报告厅", tens(students * share / 100, 200, 860)),
            ("阶梯教室", tens(dice.between(120, 210), 120, 210)),
            ("录播教室", dice.between(50, 56)),
            ("会议室", tens(dice.between(30, 50), 30, 50)),
        ]
    };
    if kind != "kindergarten" && students >= 900 {
        all.push(("操场", (students / 100 * 100).min(1400)));
    }
    all.into_iter()
        .map(|(name, capacity)| Room { id: RoomId(dice.id(made)), name: name.to_owned(), capacity })
        .collect()
}

/// Rounded down to tens, within bounds.
pub fn tens(number: i32, low: i32, high: i32) -> i32 {
    (number / 10 * 10).clamp(low, high)
}

/// First minutes of the lessons; kindergartens ring none.
fn bells(kind: &str) -> Vec<(u16, u16)> {
    let (starts, length): (&[u16], u16) = match kind {
        "kindergarten" => (&[], 0),
        "primary" => (&[500, 550, 610, 660, 810, 860, 910], 40),
        "junior" => (&[480, 535, 600, 655, 810, 865, 920, 975], 45),
        _ => (&[475, 530, 595, 650, 820, 875, 930, 985], 45),
    };
    starts.iter().map(|start| (*start, start + length)).collect()
}
