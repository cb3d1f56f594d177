//! A venue's enrolment, rooms, bell times and closed days as files and forms write them.

use super::{Blackout, Room};
use crate::kernel::{Day, Grade, Refusal, RoomId, parse_clock, parts, words_of_clock};
use crate::text::choose;

/// The most that a room or grade band may hold.
const MOST: i32 = 100_000;

fn split(part: &str) -> Result<(&str, i32), Refusal> {
    let bad = || Refusal::new("bad-count-of").with("text", part);
    let (name, count) = part.rsplit_once([':', '：']).ok_or_else(bad)?;
    let count: i32 = count.trim().parse().map_err(|_| bad())?;
    if name.trim().is_empty() || !(0..=MOST).contains(&count) { Err(bad()) } else { Ok((name.trim(), count)) }
}

/// Pupils by grade band: `primary_1_3:320|junior:400`; sorted.
///
/// # Errors
/// `bad-count-of`, `bad-grade`, `named-twice`.
pub fn parse_enrolment(text: &str) -> Result<Vec<(Grade, i32)>, Refusal> {
    let mut enrolment: Vec<(Grade, i32)> = Vec::new();
    for part in parts(text) {
        let (grade, count) = split(part)?;
        let grade = choose(Grade::ALL, Grade::code, Grade::key, grade)
            .ok_or_else(|| Refusal::new("bad-grade").with("text", grade))?;
        if enrolment.iter().any(|(known, _)| *known == grade) {
            return Err(Refusal::new("named-twice").with("text", grade.code()));
        }
        enrolment.push((grade, count));
    }
    enrolment.sort();
    Ok(enrolment)
}

/// The form of [`parse_enrolment`].
#[must_use]
pub fn print_enrolment(enrolment: &[(Grade, i32)]) -> String {
    enrolment.iter().map(|(grade, count)| format!("{}:{count}", grade.code())).collect::<Vec<_>>().join("|")
}

/// Rooms: `报告厅:300|阶梯教室:120`. A room that `had` the name keeps its identity, since
/// sessions name it.
///
/// # Errors
/// `bad-count-of`, `named-twice`.
pub fn parse_rooms(text: &str, had: &[Room]) -> Result<Vec<Room>, Refusal> {
    let mut rooms: Vec<Room> = Vec::new();
    for part in parts(text) {
        let (name, capacity) = split(part)?;
        if rooms.iter().any(|room| room.name == name) {
            return Err(Refusal::new("named-twice").with("text", name));
        }
        let id = had.iter().find(|room| room.name == name).map_or_else(RoomId::fresh, |room| room.id.clone());
        rooms.push(Room { id, name: name.to_owned(), capacity });
    }
    rooms.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(rooms)
}

/// The form of [`parse_rooms`].
#[must_use]
pub fn print_rooms(rooms: &[Room]) -> String {
    rooms.iter().map(|room| format!("{}:{}", room.name, room.capacity)).collect::<Vec<_>>().join("|")
}

/// Lessons: `08:20-09:05|09:15-10:00`; sorted.
///
/// # Errors
/// `bad-bells`, `bad-clock`, `hours-overlap`.
pub fn parse_bells(text: &str) -> Result<Vec<(u16, u16)>, Refusal> {
    let mut bells = Vec::new();
    for part in parts(text) {
        let bad = || Refusal::new("bad-bells").with("text", part);
        let (from, to) = part.split_once(['-', '–', '—', '~']).ok_or_else(bad)?;
        let (from, to) = (parse_clock(from)?, parse_clock(to)?);
        if from >= to {
            return Err(Refusal::new("window-ends-before-start"));
        }
        bells.push((from, to));
    }
    bells.sort_unstable();
    match bells.windows(2).find(|pair| pair[1].0 < pair[0].1) {
        Some(pair) => Err(Refusal::new("hours-overlap").with("text", print_bells(pair))),
        None => Ok(bells),
    }
}

/// The form of [`parse_bells`].
#[must_use]
pub fn print_bells(bells: &[(u16, u16)]) -> String {
    let one = |(from, to): &(u16, u16)| format!("{}-{}", words_of_clock(*from), words_of_clock(*to));
    bells.iter().map(one).collect::<Vec<_>>().join("|")
}

/// Closed days: `2027-01-18/2027-01-22 期末考试|2027-03-02`; the reason and the last day may be
/// left out; sorted.
///
/// # Errors
/// `bad-blackout`, `bad-date`, `blackouts-overlap`.
pub fn parse_blackouts(text: &str) -> Result<Vec<Blackout>, Refusal> {
    let mut closed: Vec<Blackout> = Vec::new();
    for part in parts(text) {
        let (days, reason) = part.split_once(' ').unwrap_or((part, ""));
        let (from, to) = days.split_once('/').unwrap_or((days, days));
        let (from, to): (Day, Day) = (from.parse()?, to.parse()?);
        if to < from {
            return Err(Refusal::new("bad-blackout").with("text", part));
        }
        closed.push(Blackout { from, to, reason: reason.trim().to_owned() });
    }
    closed.sort_by_key(|blackout| blackout.from);
    match closed.windows(2).find(|pair| pair[1].from <= pair[0].to) {
        Some(pair) => Err(Refusal::new("blackouts-overlap").with("text", print_blackouts(pair))),
        None => Ok(closed),
    }
}

/// The form of [`parse_blackouts`].
#[must_use]
pub fn print_blackouts(closed: &[Blackout]) -> String {
    let one = |b: &Blackout| format!("{}/{} {}", b.from, b.to, b.reason).trim_end().to_owned();
    closed.iter().map(one).collect::<Vec<_>>().join("|")
}
