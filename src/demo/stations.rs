//! Outreach stations in real townships and villages: the tiers from the main station down to
//! the family's, and stations of other kinds beside them.

use super::dice::Dice;
use super::facts;
use super::ground::{Ground, Township};
use super::names;
use super::places::{Place, contact, tens};
use crate::kernel::{Grade, Moment, RoomId, VenueId};
use crate::venues::{Contact, Room, Venue};

/// What a station is like.
struct Shape {
    kind: &'static str,
    tier: &'static str,
    title: &'static str,
    children: (i32, i32),
    capacity: (i32, i32),
}

const MAIN: Shape = Shape {
    kind: "outreach_station",
    tier: "总站（一类）",
    title: "校外教育辅导总站",
    children: (260, 520),
    capacity: (140, 260),
};
const SECOND: Shape = Shape { tier: "总站（二类）", children: (180, 340), capacity: (100, 180), ..MAIN };
const CENTRE: Shape =
    Shape {
        tier: "中心站", title: "校外教育辅导中心站", children: (120, 240), capacity: (80, 140), ..MAIN
    };
const VILLAGE: Shape =
    Shape { tier: "村站", title: "校外教育辅导站", children: (50, 150), capacity: (40, 90), ..MAIN };
const FAMILY: Shape =
    Shape { tier: "家庭站", title: "家庭辅导站", children: (16, 34), capacity: (16, 30), ..MAIN };
const CARE: Shape =
    Shape { kind: "care_station", tier: "", title: "关爱工作站", children: (60, 140), capacity: (40, 80) };
const SILVER: Shape =
    Shape { kind: "silver_post", tier: "", title: "银发生辉驿站", children: (60, 160), capacity: (50, 100) };
const LAW: Shape =
    Shape { kind: "youth_law_academy", tier: "", title: "少年法学苑", children: (200, 400), capacity: (80, 160) };

/// One station in each township, and in about a third of the villages.
#[must_use]
pub fn stations(ground: &Ground, made: Moment) -> Vec<Place> {
    let mut yard = Yard { made, dice: Dice::of("stations"), places: Vec::new() };
    for (nth, township) in ground.townships.values().enumerate() {
        yard.add(township, township.name, if nth.is_multiple_of(3) { &MAIN } else { &SECOND });
        if nth % 12 == 5 {
            yard.add(township, township.name, &LAW);
        }
    }
    for village in facts::villages() {
        let Some(township) = ground.townships.get(village.parent) else { continue };
        let name = short(village.name);
        let shape = match yard.dice.below(100) {
            0..=4 => &CENTRE,
            5..=24 => &VILLAGE,
            25..=27 => &FAMILY,
            28..=31 => &CARE,
            32..=33 => &SILVER,
            _ => continue,
        };
        yard.add(township, &format!("{}{name}", township.name), shape);
    }
    yard.places
}

/// 东市社区居委会 is 东市社区 to everybody.
fn short(village: &str) -> &str {
    ["居民委员会", "村民委员会", "居委会", "村委会"].iter().find_map(|end| village.strip_suffix(end)).unwrap_or(village)
}

struct Yard {
    made: Moment,
    dice: Dice,
    places: Vec<Place>,
}

impl Yard {
    fn add(&mut self, township: &Township, whose: &str, shape: &Shape) {
        let dice = &mut self.dice;
        let capacity = tens(dice.between(shape.capacity.0, shape.capacity.1), shape.capacity.0, shape.capacity.1);
        let code = format!("SYZ{:05}", self.places.len() + 1);
        let venue = Venue {
            id: VenueId(dice.id(self.made)),
            name: format!("示例·{}{}", whose, shape.title),
            kind: shape.kind.to_owned(),
            tier: shape.tier.to_owned(),
            committee: township.committee.clone(),
            township_code: township.code.to_owned(),
            point: near(township.point, dice),
            enrolment: vec![(Grade::Community, dice.between(shape.children.0, shape.children.1))],
            rooms: vec![Room { id: RoomId(dice.id(self.made)), name: "活动室".to_owned(), capacity }],
            bells: Vec::new(),
            blackouts: Vec::new(),
            contacts: vec![station_contact(&code, dice)],
            stairs: dice.chance(10),
            pickup: dice.chance(50),
            active: !dice.chance(2),
            feed_generation: 1,
            version: 1,
            code,
        };
        self.places.push(Place { venue, owner: township.owner });
    }
}

fn station_contact(code: &str, dice: &mut Dice) -> Contact {
    let own = contact(&code.to_lowercase(), dice);
    Contact { name: names::teacher(dice).replace("老师", "站长"), ..own }
}

/// Within about two kilometres.
fn near((lat, lon): (f64, f64), dice: &mut Dice) -> (f64, f64) {
    let mut off = || f64::from(dice.between(-180, 180)) / 10_000.0;
    (lat + off(), lon + off())
}
