//! A speaker's themes, hours and exceptions as files and forms write them.

use super::{DayException, WeekHours};
use crate::kernel::{Day, Grade, Refusal, parse_clock, parts, words_of_clock};
use crate::text::choose;

/// Themes opted into: `党史国史:junior|科普:primary_1_3`; sorted, each once.
///
/// # Errors
/// `bad-qualification` without a colon, `bad-grade`.
pub fn parse_qualifications(text: &str) -> Result<Vec<(String, Grade)>, Refusal> {
    let mut skills = Vec::new();
    for part in parts(text) {
        let bad = || Refusal::new("bad-qualification").with("text", part);
        let (theme, grade) = part.rsplit_once([':', '：']).ok_or_else(bad)?;
        let grade = choose(Grade::ALL, Grade::code, Grade::key, grade)
            .ok_or_else(|| Refusal::new("bad-grade").with("text", grade.trim()))?;
        if theme.trim().is_empty() {
            return Err(bad());
        }
        skills.push((theme.trim().to_owned(), grade));
    }
    skills.sort();
    skills.dedup();
    Ok(skills)
}

/// The form of [`parse_qualifications`].
#[must_use]
pub fn print_qualifications(skills: &[(String, Grade)]) -> String {
    skills.iter().map(|(theme, grade)| format!("{theme}:{}", grade.code())).collect::<Vec<_>>().join("|")
}

const DAYS: [(&str, &str, &str); 7] = [
    ("mon", "周一", "星期一"),
    ("tue", "周二", "星期二"),
    ("wed", "周三", "星期三"),
    ("thu", "周四", "星期四"),
    ("fri", "周五", "星期五"),
    ("sat", "周六", "星期六"),
    ("sun", "周日", "星期日"),
];

/// Weekly hours: `mon 09:00-11:30|thu 14:00-16:00`; sorted.
///
/// # Errors
/// `bad-hours`, `bad-clock`, or `hours-overlap` within one day.
pub fn parse_availability(text: &str) -> Result<Vec<WeekHours>, Refusal> {
    let mut week = Vec::new();
    for part in parts(text) {
        let bad = || Refusal::new("bad-hours").with("text", part);
        let (day, span) = part.split_once(' ').ok_or_else(bad)?;
        let day = day.to_lowercase();
        let weekday = (1u8..).zip(DAYS).find(|(_, (en, zh, long))| day == *en || day == *zh || day == *long);
        let (from, to) = parse_span(span, &bad)?;
        week.push(WeekHours { weekday: weekday.ok_or_else(bad)?.0, from, to });
    }
    week.sort();
    let overlap = week.windows(2).find(|pair| pair[0].weekday == pair[1].weekday && pair[1].from < pair[0].to);
    match overlap {
        Some(pair) => Err(Refusal::new("hours-overlap").with("text", print_availability(pair))),
        None => Ok(week),
    }
}

/// The form of [`parse_availability`].
#[must_use]
pub fn print_availability(week: &[WeekHours]) -> String {
    let one = |hours: &WeekHours| {
        let day = DAYS.get(usize::from(hours.weekday.max(1)) - 1).map_or("", |day| day.0);
        format!("{day} {}", print_span(hours.from, hours.to))
    };
    week.iter().map(one).collect::<Vec<_>>().join("|")
}

/// Days unlike their weekday: `2026-12-01 off|2026-12-05 09:00-11:00`; sorted.
///
/// # Errors
/// `bad-exception`, `bad-date`, `bad-clock`, or `hours-overlap` within one day.
pub fn parse_exceptions(text: &str) -> Result<Vec<DayException>, Refusal> {
    let mut days: Vec<DayException> = Vec::new();
    for part in parts(text) {
        let bad = || Refusal::new("bad-exception").with("text", part);
        let (day, span) = part.split_once(' ').ok_or_else(bad)?;
        let day: Day = day.parse()?;
        let hours = match span.trim() {
            "off" | "休" | "不去" => None,
            span => Some(parse_span(span, &bad)?),
        };
        days.push(DayException { day, hours });
    }
    days.sort();
    let meets = |a: &DayException, b: &DayException| match (a.hours, b.hours) {
        (Some((_, end)), Some((start, _))) => start < end,
        _ => true,
    };
    match days.windows(2).find(|pair| pair[0].day == pair[1].day && meets(&pair[0], &pair[1])) {
        Some(pair) => Err(Refusal::new("hours-overlap").with("text", print_exceptions(pair))),
        None => Ok(days),
    }
}

/// The form of [`parse_exceptions`].
#[must_use]
pub fn print_exceptions(days: &[DayException]) -> String {
    let one = |exception: &DayException| match exception.hours {
        None => format!("{} off", exception.day),
        Some((from, to)) => format!("{} {}", exception.day, print_span(from, to)),
    };
    days.iter().map(one).collect::<Vec<_>>().join("|")
}

fn parse_span(text: &str, bad: &dyn Fn() -> Refusal) -> Result<(u16, u16), Refusal> {
    let (from, to) = text.trim().split_once(['-', '–', '—', '~']).ok_or_else(bad)?;
    let (from, to) = (parse_clock(from)?, parse_clock(to)?);
    if from < to { Ok((from, to)) } else { Err(Refusal::new("window-ends-before-start")) }
}

fn print_span(from: u16, to: u16) -> String {
    format!("{}-{}", words_of_clock(from), words_of_clock(to))
}
