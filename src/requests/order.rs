//! An order as somebody typed it, checked as a whole: every field's refusal at once.

use super::Repeat;
use crate::committees::ListItem;
use crate::kernel::{Day, Grade, Headcount, LectureId, Moment, Refusal, RoomId, SpeakerId, Window};
use crate::lectures::{Lecture, TextStatus};
use crate::venues::{Room, Venue};

/// What stands in the form or file, untouched, so that it can be shown again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderForm {
    /// Code of the venue.
    pub venue: String,
    /// Name of the room; empty for any.
    pub room: String,
    /// Code of the lecture; empty for a free wish.
    pub lecture: String,
    /// Theme; may stay empty with a lecture.
    pub theme: String,
    /// Code of the grade band.
    pub grade: String,
    /// Young listeners expected.
    pub headcount: String,
    /// Length; may stay empty with a lecture.
    pub minutes: String,
    /// Code of the language; Mandarin when empty.
    pub language: String,
    /// One to three windows, `2026-11-25 09:30/11:30`, the dearest first; empty ones are skipped.
    pub windows: Vec<String>,
    /// Empty, `weekly:8`, `classes:6`.
    pub repeat: String,
    /// Accompanying teacher.
    pub teacher: String,
    /// The teacher's telephone.
    pub teacher_phone: String,
    /// The school's own approval.
    pub approval: String,
    /// Percent; 100 when empty.
    pub priority: String,
    /// Code of a speaker wished again; may stay empty.
    pub repeat_speaker: String,
    /// Free words.
    pub note: String,
}

/// What the registers say about an order.
pub struct Facts<'a> {
    /// The venue that was named.
    pub venue: &'a Venue,
    /// Whether it keeps terms and school days.
    pub keeps_terms: bool,
    /// The lecture that was named, found or not.
    pub lecture: Option<&'a Lecture>,
    /// The speaker wished again, found or not.
    pub repeat_speaker: Option<&'a SpeakerId>,
    /// The themes.
    pub themes: &'a [ListItem],
    /// The languages.
    pub languages: &'a [ListItem],
    /// Why a day is closed for this venue and grade band, as the calendars say; none when open.
    pub closed: &'a dyn Fn(Day, Grade) -> Option<Refusal>,
    /// Now.
    pub now: Moment,
}

/// An order that can be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// In which room.
    pub room: Option<RoomId>,
    /// A lecture of the menu.
    pub lecture: Option<LectureId>,
    /// The theme, of the lecture or as wished.
    pub theme: String,
    /// For whom.
    pub grade: Grade,
    /// Young listeners expected.
    pub headcount: i32,
    /// Length.
    pub minutes: i32,
    /// Language code.
    pub language: String,
    /// How often.
    pub repeat: Repeat,
    /// Windows of each gathering, the dearest first; none in a week of a series in which the venue
    /// is closed: nothing is asked for it. The first has some.
    pub gatherings: Vec<Vec<Window>>,
    /// Accompanying teacher.
    pub teacher: String,
    /// The teacher's telephone.
    pub teacher_phone: String,
    /// The school's own approval.
    pub school_approval: String,
    /// Percent.
    pub priority_pct: i32,
    /// The speaker wished again.
    pub repeat_speaker: Option<SpeakerId>,
    /// Free words.
    pub note: String,
    /// What is unusual and yet taken, as more listeners than seats.
    pub flags: Vec<Refusal>,
}

const SHORTEST: i64 = 10;
const LONGEST: i64 = 480;
const TEXT_MOST: usize = 500;

/// Checks an order against the registers.
///
/// # Errors
/// One refusal for each field that is wrong, each at its field.
pub fn check(form: &OrderForm, facts: &Facts<'_>) -> Result<Checked, Vec<Refusal>> {
    let mut no = Vec::new();
    let room = kept(&mut no, "room", room_of(form, facts.venue));
    let (lecture, theme) = kept(&mut no, "lecture", wish_of(form, facts)).unwrap_or_default();
    let grade = kept(&mut no, "grade", grade_of(form, lecture));
    let headcount = kept(&mut no, "headcount", headcount_of(&form.headcount));
    let minutes = kept(&mut no, "minutes", minutes_of(form, lecture));
    let language = kept(&mut no, "language", language_of(form, facts.languages));
    let repeat = kept(&mut no, "repeat", Repeat::parse(&form.repeat));
    let priority_pct = kept(&mut no, "priority", priority_of(&form.priority));
    let repeat_speaker = kept(&mut no, "repeat_speaker", speaker_of(form, facts));
    let (teacher, phone) = (("teacher", &form.teacher), ("teacher_phone", &form.teacher_phone));
    for (field, text) in [teacher, phone, ("approval", &form.approval), ("note", &form.note)] {
        kept(&mut no, field, short(text));
    }
    let wish = Wish { repeat: repeat.unwrap_or(Repeat::Once), minutes: minutes.unwrap_or(SHORTEST), grade };
    let gatherings = gatherings_of(&mut no, form, facts, &wish);
    let (Some(room), Some(grade), Some(headcount), Some(minutes), Some(language), Some(repeat), Some(priority_pct)) =
        (room, grade, headcount, minutes, language, repeat, priority_pct)
    else {
        return Err(no);
    };
    if !no.is_empty() {
        return Err(no);
    }
    Ok(Checked {
        flags: flags_of(headcount, grade, room, facts.venue),
        room: room.map(|room| room.id.clone()),
        lecture: lecture.map(|lecture| lecture.id.clone()),
        theme: theme.to_owned(),
        grade,
        headcount,
        minutes: i32::try_from(minutes).unwrap_or(i32::MAX),
        language: language.to_owned(),
        repeat,
        gatherings,
        teacher: form.teacher.trim().to_owned(),
        teacher_phone: form.teacher_phone.trim().to_owned(),
        school_approval: form.approval.trim().to_owned(),
        priority_pct,
        repeat_speaker: repeat_speaker.flatten(),
        note: form.note.trim().to_owned(),
    })
}

fn kept<T>(no: &mut Vec<Refusal>, field: &'static str, value: Result<T, Refusal>) -> Option<T> {
    let placed = |refusal: Refusal| if refusal.place.is_some() { refusal } else { refusal.at(field) };
    value.map_err(|refusal| no.push(placed(refusal))).ok()
}

fn room_of<'a>(form: &OrderForm, venue: &'a Venue) -> Result<Option<&'a Room>, Refusal> {
    let name = form.room.trim();
    if name.is_empty() {
        return Ok(None);
    }
    let found = venue.rooms.iter().find(|room| room.name == name || room.id.as_str() == name);
    found.map(Some).ok_or_else(|| Refusal::new("order-room-unknown").with("room", name))
}

fn wish_of<'a>(form: &'a OrderForm, facts: &Facts<'a>) -> Result<(Option<&'a Lecture>, &'a str), Refusal> {
    let theme = form.theme.trim();
    if form.lecture.trim().is_empty() {
        let known = facts.themes.iter().any(|item| item.code == theme && !item.retired);
        return match theme {
            "" => Err(Refusal::new("order-lecture-or-theme").at("theme")),
            _ if known => Ok((None, theme)),
            _ => Err(Refusal::new("order-theme-unknown").with("theme", theme).at("theme")),
        };
    }
    let lecture =
        facts.lecture.ok_or_else(|| Refusal::new("order-lecture-unknown").with("lecture", form.lecture.trim()))?;
    if lecture.status != TextStatus::Approved {
        return Err(Refusal::new("order-lecture-not-offered").with("lecture", &lecture.title));
    }
    Ok((Some(lecture), lecture.theme.as_str()))
}

fn grade_of(form: &OrderForm, lecture: Option<&Lecture>) -> Result<Grade, Refusal> {
    let text = form.grade.trim();
    let grade = Grade::parse(text).ok_or_else(|| Refusal::new("order-grade-unknown").with("grade", text))?;
    match lecture {
        Some(lecture) if !lecture.grades.is_empty() && !lecture.grades.contains(&grade) => {
            Err(Refusal::new("order-grade-not-suited").with("lecture", &lecture.title))
        }
        _ => Ok(grade),
    }
}

fn headcount_of(text: &str) -> Result<i32, Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::new("order-headcount-missing"));
    }
    match i32::try_from(Headcount::parse(text)?.get()).unwrap_or(i32::MAX) {
        0 => Err(Refusal::new("order-headcount-missing")),
        count => Ok(count),
    }
}

fn minutes_of(form: &OrderForm, lecture: Option<&Lecture>) -> Result<i64, Refusal> {
    let text = form.minutes.trim();
    let minutes = match (text, lecture) {
        ("", Some(lecture)) => i64::from(lecture.minutes),
        ("", None) => 45,
        _ => text.parse().map_err(|_| Refusal::new("bad-number").with("text", text))?,
    };
    let bounds = || Refusal::new("order-minutes-bounds").with("least", SHORTEST).with("most", LONGEST);
    if (SHORTEST..=LONGEST).contains(&minutes) { Ok(minutes) } else { Err(bounds()) }
}

fn language_of<'a>(form: &OrderForm, languages: &'a [ListItem]) -> Result<&'a str, Refusal> {
    let text = form.language.trim();
    let wanted = if text.is_empty() { "mandarin" } else { text };
    let found = languages.iter().find(|item| (item.code == wanted || item.name == wanted) && !item.retired);
    found.map(|item| item.code.as_str()).ok_or_else(|| Refusal::new("order-language-unknown").with("language", wanted))
}

fn priority_of(text: &str) -> Result<i32, Refusal> {
    let text = text.trim();
    let bad = || Refusal::new("order-priority-bounds");
    let percent = if text.is_empty() { 100 } else { text.parse().map_err(|_| bad())? };
    if (1..=1000).contains(&percent) { Ok(percent) } else { Err(bad()) }
}

fn speaker_of(form: &OrderForm, facts: &Facts<'_>) -> Result<Option<SpeakerId>, Refusal> {
    let code = form.repeat_speaker.trim();
    match facts.repeat_speaker {
        _ if code.is_empty() => Ok(None),
        Some(speaker) => Ok(Some(speaker.clone())),
        None => Err(Refusal::new("order-speaker-unknown").with("speaker", code)),
    }
}

fn short(text: &str) -> Result<(), Refusal> {
    if text.chars().count() > TEXT_MOST {
        return Err(Refusal::new("order-text-too-long").with("most", TEXT_MOST));
    }
    Ok(())
}

struct Wish {
    repeat: Repeat,
    minutes: i64,
    grade: Option<Grade>,
}

/// Windows of each gathering; refusals stand at `windows.0` to `windows.2`, or at `repeat`.
fn gatherings_of(no: &mut Vec<Refusal>, form: &OrderForm, facts: &Facts<'_>, wish: &Wish) -> Vec<Vec<Window>> {
    let typed: Vec<(usize, &String)> =
        form.windows.iter().enumerate().filter(|(_, text)| !text.trim().is_empty()).collect();
    let before = no.len();
    if typed.is_empty() {
        no.push(Refusal::new("order-window-missing").at("windows.0"));
    }
    if let Some((n, _)) = typed.get(3) {
        no.push(Refusal::new("order-windows-too-many").at(format!("windows.{n}")));
    }
    let windows: Vec<Window> = typed
        .into_iter()
        .filter_map(|(n, text)| {
            let window = Window::parse(text).and_then(|w| suits(w, wish, facts).map(|()| w));
            window.map_err(|refusal| no.push(refusal.at(format!("windows.{n}")))).ok()
        })
        .collect();
    if no.len() > before {
        return Vec::new();
    }
    series(wish, &windows, facts).unwrap_or_else(|refusal| {
        no.push(refusal.at("repeat"));
        Vec::new()
    })
}

fn suits(window: Window, wish: &Wish, facts: &Facts<'_>) -> Result<(), Refusal> {
    if window.start <= facts.now {
        return Err(Refusal::new("order-window-past"));
    }
    if window.day().since(Day::of(facts.now)) > 400 {
        return Err(Refusal::new("order-window-too-far"));
    }
    if Day::of(window.end - chrono::TimeDelta::seconds(1)) != window.day() {
        return Err(Refusal::new("order-window-over-midnight"));
    }
    if window.minutes() < wish.minutes {
        return Err(Refusal::new("order-window-too-short").with("minutes", wish.minutes));
    }
    open(window.day(), wish.grade, facts)
}

fn open(day: Day, grade: Option<Grade>, facts: &Facts<'_>) -> Result<(), Refusal> {
    if let Some(blackout) = facts.venue.blackouts.iter().find(|b| b.from <= day && day <= b.to) {
        return Err(Refusal::new("order-day-blackout").with("day", day).with("why", blackout.reason.as_str()));
    }
    match grade.and_then(|grade| (facts.closed)(day, grade)) {
        Some(refusal) => Err(refusal),
        None => Ok(()),
    }
}

/// Spreads a series; a time at which the venue is closed is left out, so that a week may have none.
fn series(wish: &Wish, windows: &[Window], facts: &Facts<'_>) -> Result<Vec<Vec<Window>>, Refusal> {
    match wish.repeat {
        Repeat::Weekly(_) if facts.keeps_terms => return Err(Refusal::new("order-weekly-for-stations")),
        Repeat::Classes(count) => one_day_holds(count, windows, wish.minutes, facts.venue)?,
        _ => {}
    }
    let is_open = |it: &Window| open(it.day(), wish.grade, facts).is_ok();
    Ok(wish.repeat.spread(windows).into_iter().map(|wished| wished.into_iter().filter(is_open).collect()).collect())
}

fn one_day_holds(count: u8, windows: &[Window], minutes: i64, venue: &Venue) -> Result<(), Refusal> {
    let day = windows.first().map(Window::day);
    if windows.iter().any(|w| Some(w.day()) != day) {
        return Err(Refusal::new("order-classes-one-day"));
    }
    let rooms = i64::try_from(venue.rooms.len().max(1)).unwrap_or(1);
    let held: i64 = windows.iter().map(|w| w.minutes() / minutes).sum::<i64>() * rooms;
    if held < i64::from(count) {
        return Err(Refusal::new("order-classes-too-many").with("count", u32::from(count)).with("held", held));
    }
    Ok(())
}

fn flags_of(headcount: i32, grade: Grade, room: Option<&Room>, venue: &Venue) -> Vec<Refusal> {
    let mut flags = Vec::new();
    let seats = room.map(|r| r.capacity).or_else(|| venue.rooms.iter().map(|r| r.capacity).max());
    if let Some(seats) = seats.filter(|seats| headcount > *seats) {
        flags.push(Refusal::new("flag-above-capacity").with("count", headcount).with("seats", seats).at("headcount"));
    }
    let enrolled = venue.enrolment.iter().find(|(g, _)| *g == grade).map(|(_, n)| *n);
    if let Some(enrolled) = enrolled.filter(|enrolled| headcount > *enrolled) {
        flags.push(
            Refusal::new("flag-above-enrolment").with("count", headcount).with("enrolled", enrolled).at("headcount"),
        );
    }
    flags
}
