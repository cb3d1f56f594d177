//! What a gathering is like: its kind, room, length, hour, and who comes.

use super::almanac::Date;
use super::crowd::{Bounds, Crowd};
use super::dice::Dice;
use super::places::Place;
use crate::kernel::Grade;
use crate::sessions::SessionKind;

/// What a talk is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Any theme of the speaker's.
    Any,
    /// The campaign of 2021.
    Campaign,
    /// A lecture of this term, outside the history's sums.
    Term,
}

/// What was chosen for a gathering.
pub struct Shape {
    /// What kind.
    pub kind: SessionKind,
    /// Which of the place's rooms.
    pub room: Option<usize>,
    /// Length.
    pub minutes: u16,
    /// Who comes.
    pub crowd: Crowd,
}

/// Where the choices ahead should lean, in percent of the usual.
#[derive(Clone, Copy)]
pub struct Lean {
    /// What the talk is for.
    pub purpose: Purpose,
    /// Larger or smaller crowds.
    pub crowd: i32,
    /// More or less field practice.
    pub field: i32,
}

/// How often each grade band is asked for.
#[must_use]
pub fn demand(grade: Grade) -> u32 {
    match grade {
        Grade::Kindergarten => 1,
        Grade::Primary13 => 4,
        Grade::Primary46 => 10,
        Grade::Junior => 14,
        Grade::Senior => 8,
        Grade::Vocational => 4,
        _ => 10,
    }
}

/// Kind, room, length and crowd for a grade band at a place.
#[must_use]
pub fn shape(place: &Place, grade: Grade, theme: &str, date: Date, lean: Lean, dice: &mut Dice) -> Shape {
    if !place.is_school() {
        return station(place, theme, dice);
    }
    if grade == Grade::Kindergarten {
        return kindergarten(place, theme, date, dice);
    }
    let kind = if date.online_only { SessionKind::Online } else { kind(grade, theme, date, lean, dice) };
    school(place, grade, kind, lean, dice)
}

fn kind(grade: Grade, theme: &str, date: Date, lean: Lean, dice: &mut Dice) -> SessionKind {
    use SessionKind::{ClassTalk, Contest, FieldPractice, LawClass, Lecture, Online, Situational, Symposium};
    if lean.purpose == Purpose::Campaign {
        return *dice.pick(&[Lecture, Lecture, Lecture, Situational, ClassTalk, ClassTalk, Symposium]);
    }
    if lean.purpose == Purpose::Term {
        return *dice.pick(&[Lecture, Lecture, ClassTalk]);
    }
    let outdoors = matches!(date.day.parts().1, 3..=5 | 9..=11) && grade != Grade::Primary13;
    if outdoors && dice.chance((31 * lean.field / 100) as u32) {
        return FieldPractice;
    }
    if matches!(theme, "法治教育" | "禁毒" | "国家安全") && dice.chance(60) {
        return LawClass;
    }
    match dice.below(100) {
        0..=6 => ClassTalk,
        7..=11 => Situational,
        12..=13 => Symposium,
        14..=16 if matches!(theme, "读书" | "传统文化" | "革命故事") => Contest,
        17..=19 => Online,
        _ => Lecture,
    }
}

fn school(place: &Place, grade: Grade, kind: SessionKind, lean: Lean, dice: &mut Dice) -> Shape {
    use SessionKind::{ClassTalk, FieldPractice, Online, Symposium};
    let name = match kind {
        ClassTalk => "录播教室",
        Symposium => "会议室",
        FieldPractice | Online => "",
        _ => hall(place, grade, lean, dice),
    };
    let room = place.venue.rooms.iter().position(|room| room.name == name);
    let seats = room.map(|at| place.venue.rooms[at].capacity);
    let bounds = Bounds { seats, enrolled: place.enrolled(grade) };
    let wanted = match kind {
        ClassTalk => 40,
        Symposium => 24,
        FieldPractice => bounds.enrolled * dice.between(26, 50) / 100,
        Online => (bounds.enrolled * dice.between(55, 90) / 100).min(900),
        _ => seats.unwrap_or(200) * (dice.between(66, 86) * lean.crowd / 100).min(95) / 100,
    };
    let crowd = match kind {
        Symposium => Crowd::of_children(wanted, 0, bounds, dice),
        ClassTalk => Crowd::of_classes(1, bounds, dice),
        FieldPractice => Crowd::of_classes(wanted.clamp(70, 640), bounds, dice),
        _ => Crowd::of_classes(wanted.max(40), bounds, dice),
    };
    Shape { kind, room, minutes: length(kind, grade), crowd }
}

/// The lecture room for two or three classes, the hall for half a school, now and then the sports ground.
fn hall(place: &Place, grade: Grade, lean: Lean, dice: &mut Dice) -> &'static str {
    let roomy = place.venue.rooms.iter().any(|room| room.name == "操场");
    let small = match lean.purpose {
        Purpose::Campaign => (66 + (100 - lean.crowd) * 3).clamp(10, 92) as u32,
        Purpose::Any | Purpose::Term => 14,
    };
    if dice.chance(small) {
        "阶梯教室"
    } else if roomy && lean.purpose == Purpose::Any && grade != Grade::Primary13 && dice.chance(9) {
        "操场"
    } else {
        "报告厅"
    }
}

fn kindergarten(place: &Place, theme: &str, date: Date, dice: &mut Dice) -> Shape {
    let room = place.venue.rooms.iter().position(|room| room.name == "多功能厅");
    let seats = room.map(|at| place.venue.rooms[at].capacity).unwrap_or(60);
    let parents = if theme == "家庭教育" { seats * dice.between(30, 45) / 100 } else { 0 };
    let bounds = Bounds { seats: Some(seats), enrolled: place.enrolled(Grade::Kindergarten) };
    let crowd = Crowd::of_children((seats - parents) * 7 / 10, parents, bounds, dice);
    let kind = if date.online_only { SessionKind::Online } else { SessionKind::Situational };
    Shape { kind, room: if date.online_only { None } else { room }, minutes: 30, crowd }
}

fn station(place: &Place, theme: &str, dice: &mut Dice) -> Shape {
    let seats = place.venue.rooms.first().map_or(20, |room| room.capacity);
    let bounds = Bounds { seats: Some(seats), enrolled: place.enrolled(Grade::Community) };
    let parents = if theme == "家庭教育" || dice.chance(15) { seats / 5 } else { 0 };
    let wanted = (seats - parents) * dice.between(55, 88) / 100;
    let kind = match dice.below(10) {
        0 | 1 => SessionKind::Contest,
        2 => SessionKind::Symposium,
        3 if theme == "法治教育" => SessionKind::LawClass,
        _ => SessionKind::Lecture,
    };
    let most = if kind == SessionKind::Symposium { 32 } else { bounds.enrolled * 9 / 10 };
    let crowd = Crowd::of_children(wanted.min(most), parents, bounds, dice);
    Shape { kind, room: Some(0), minutes: 60, crowd }
}

fn length(kind: SessionKind, grade: Grade) -> u16 {
    match kind {
        SessionKind::FieldPractice => 120,
        SessionKind::ClassTalk | SessionKind::Online if matches!(grade, Grade::Primary13 | Grade::Primary46) => 40,
        SessionKind::ClassTalk | SessionKind::Online => 45,
        SessionKind::Contest => 90,
        _ => 60,
    }
}

/// With a lesson, or at a station on the half hour, inside the speaker's hours.
#[must_use]
pub fn start(place: &Place, hours: &[(u16, u16)], minutes: u16, dice: &mut Dice) -> Option<u16> {
    let half_hours: Vec<u16> = (18..34).map(|half| half * 30).collect();
    let lessons: Vec<u16> = place.venue.bells.iter().map(|lesson| lesson.0).collect();
    let inside = |start: u16| hours.iter().any(|(from, to)| *from <= start && start + minutes <= *to);
    let starts = if lessons.is_empty() { &half_hours } else { &lessons };
    let fit: Vec<u16> = starts.iter().copied().filter(|start| inside(*start)).collect();
    if fit.is_empty() { None } else { Some(*dice.pick(&fit)) }
}

/// Road kilometres: the great circle and a third, since roads bend.
#[must_use]
pub fn road_km(from: (f64, f64), to: (f64, f64)) -> f64 {
    let (lat1, lat2) = (from.0.to_radians(), to.0.to_radians());
    let (half_lat, half_lon) = ((lat2 - lat1) / 2.0, (to.1 - from.1).to_radians() / 2.0);
    let chord = half_lat.sin().powi(2) + lat1.cos() * lat2.cos() * half_lon.sin().powi(2);
    2.0 * 6371.0088 * chord.sqrt().asin() * 1.3
}
