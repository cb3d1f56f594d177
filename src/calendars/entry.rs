//! One entry of a days-off file.

use super::escape::split_list;
use super::read::{Calendar, Component};
use super::recur::{Budget, NoRule, Rule};
use super::when::{When, duration, when, whens};
use super::zone::Zone;
use crate::kernel::{Day, Grade, Refusal};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

/// What an entry says about its days. Its category in the file is English or Chinese.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// 放假.
    PublicHoliday,
    /// 调休上班.
    MakeUpWorkday,
    /// 学期.
    Term,
    /// 寒暑假.
    Break,
    /// 考试.
    Exam,
    /// 纪念日.
    Commemoration,
    /// Nothing is held anywhere (停办).
    Closure,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its identity in the file; a later file's entry of the same UID replaces it.
    pub uid: String,
    /// What it says.
    pub kind: Kind,
    /// First day (of its first time, if it recurs).
    pub first: Day,
    /// Days from the first through the last, at least 1.
    pub length: i64,
    /// Later first days of an entry that recurs.
    pub again: Vec<Day>,
    /// Chinese name.
    pub name: String,
    /// English name, the Chinese one if none is given.
    pub name_en: String,
    /// The grade bands (学段) that it binds; empty binds all.
    pub scope: Vec<Grade>,
    /// Suggested lecture themes of a commemoration.
    pub themes: Vec<String>,
    /// Not certain: say so wherever it is shown.
    pub estimate: bool,
    /// How many days off an estimate may be.
    pub window_days: u32,
    /// Stands in for a decree that is not published yet.
    pub awaits_decree: bool,
    /// Taken out (STATUS:CANCELLED).
    pub cancelled: bool,
    /// Where it is known from.
    pub source: String,
    /// The file that it stands in.
    pub file: String,
}

/// An entry of no known kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strange {
    /// Where.
    pub line: usize,
    /// What it calls itself.
    pub summary: String,
}

/// Longest entry in days.
const LONGEST: i64 = 400;
/// Recurring entries are followed through this year.
const LAST_YEAR: i32 = 2060;

const KINDS: [(Kind, [&str; 3]); 7] = [
    (Kind::PublicHoliday, ["PUBLIC-HOLIDAY", "放假", "节假日"]),
    (Kind::MakeUpWorkday, ["MAKE-UP-WORKDAY", "调休上班", "补班"]),
    (Kind::Term, ["TERM", "学期", "开学"]),
    (Kind::Break, ["BREAK", "寒暑假", "假期"]),
    (Kind::Exam, ["EXAM", "考试", "测试"]),
    (Kind::Commemoration, ["COMMEMORATION", "纪念日", "主题日"]),
    (Kind::Closure, ["CLOSURE", "停办", "停课"]),
];

/// The entries of a file, and those of no known kind.
///
/// # Errors
/// The first wrong date or rule with its line: `calendar-bad-time`, `calendar-bad-rule`, `calendar-rule-too-long`,
/// `calendar-bad-scope`.
pub fn entries(calendar: &Calendar, file: &str) -> Result<(Vec<Entry>, Vec<Strange>), Refusal> {
    let (mut entries, mut strange) = (Vec::new(), Vec::new());
    let mut budget = Budget::default();
    for event in &calendar.events {
        match kind(event) {
            Some(kind) => entries.push(entry(event, kind, calendar, file, &mut budget)?),
            None => strange.push(Strange { line: event.line(), summary: event.text("SUMMARY") }),
        }
    }
    Ok((entries, strange))
}

/// By category; else by the words that published holiday calendars put into the title.
fn kind(event: &Component) -> Option<Kind> {
    let categories = event.list("CATEGORIES");
    let named =
        |words: &[&str; 3]| categories.iter().any(|have| words.iter().any(|word| word.eq_ignore_ascii_case(have)));
    let title = event.text("SUMMARY");
    let says = |words: &[&str]| words.iter().any(|word| title.contains(word));
    KINDS.iter().find(|(_, words)| named(words)).map(|(kind, _)| *kind).or_else(|| {
        if says(&["补班", "上班", "（班）", "(班)"]) {
            Some(Kind::MakeUpWorkday)
        } else if says(&["放假", "（休）", "(休)"]) {
            Some(Kind::PublicHoliday)
        } else {
            None
        }
    })
}

fn entry(
    event: &Component,
    kind: Kind,
    calendar: &Calendar,
    file: &str,
    budget: &mut Budget,
) -> Result<Entry, Refusal> {
    let missing = || Refusal::new("calendar-bad-time").with("line", event.line()).with("text", "DTSTART");
    let property = event.get("DTSTART").ok_or_else(missing)?;
    let start = when(property)?;
    let first = civil(&start, calendar);
    let name = event.text("SUMMARY");
    let english = event.text("X-XINHUO-NAME-EN");
    let is = |name: &str, word: &str| event.text(name).trim().eq_ignore_ascii_case(word);
    let awaits_decree = is("X-XINHUO-DECREE", "missing");
    let uid = event.text("UID");
    Ok(Entry {
        uid: if uid.is_empty() { format!("{file}:{first}:{name}") } else { uid },
        kind,
        first,
        length: length(event, &start, first, calendar)?,
        again: again(event, first, budget)?,
        name_en: if english.is_empty() { name.clone() } else { english },
        name,
        scope: scope(event)?,

        themes: event.list("X-XINHUO-THEMES"),
        estimate: awaits_decree || is("X-XINHUO-CONFIDENCE", "estimate"),
        window_days: event.text("X-XINHUO-WINDOW-DAYS").trim().parse().unwrap_or(0),
        awaits_decree,
        cancelled: is("STATUS", "CANCELLED"),
        source: event.text("X-XINHUO-SOURCE"),
        file: file.to_owned(),
    })
}

/// The day in Shanghai.
fn civil(at: &When, calendar: &Calendar) -> Day {
    let zone = Zone::of(at, calendar).unwrap_or(Zone::SHANGHAI);
    Day::of(zone.instant(at.wall()))
}

fn length(event: &Component, start: &When, first: Day, calendar: &Calendar) -> Result<i64, Refusal> {
    let after = match (event.get("DTEND"), event.get("DURATION")) {
        (Some(end), _) => when(end)?,
        (None, Some(length)) => match start {
            When::Day(day) => When::Day(duration(length)?.after(day.and_time(NaiveTime::MIN)).date()),
            When::Utc(time) => When::Utc(duration(length)?.after(*time)),
            When::Wall(time, zone) => When::Wall(duration(length)?.after(*time), zone.clone()),
        },
        (None, None) => return Ok(1),
    };
    let days = civil(&after, calendar).since(first);
    // An end at midnight does not touch the day that begins there.
    let touches = !after.is_day() && after.wall().time() > NaiveTime::MIN;
    Ok((days + i64::from(touches)).clamp(1, LONGEST))
}

/// Later first days by RRULE and RDATE, without EXDATE.
fn again(event: &Component, first: Day, budget: &mut Budget) -> Result<Vec<Day>, Refusal> {
    let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN);
    let last = NaiveDate::from_ymd_opt(LAST_YEAR, 12, 31).map_or(NaiveDateTime::MAX, midnight);
    let mut days = Vec::new();
    for property in event.all("RRULE") {
        let rule = Rule::read(property).map_err(|no| match no {
            NoRule::Wrong(refusal) => refusal,
            NoRule::Unusual => {
                Refusal::new("calendar-bad-rule").with("line", property.line).with("text", &property.raw)
            }
        })?;
        days.extend(rule.starts(midnight(first.0), Zone::SHANGHAI, last, budget)?.into_iter().map(|at| Day(at.date())));
    }
    for property in event.all("RDATE") {
        days.extend(whens(property)?.into_iter().map(|(at, _)| Day(at.wall().date())));
    }
    let mut out = Vec::new();
    for property in event.all("EXDATE") {
        out.extend(whens(property)?.into_iter().map(|(at, _)| Day(at.wall().date())));
    }
    days.retain(|day| *day != first && !out.contains(day));
    days.sort_unstable();
    days.dedup();
    Ok(days)
}

fn scope(event: &Component) -> Result<Vec<Grade>, Refusal> {
    let mut grades = Vec::new();
    for property in event.all("X-XINHUO-SCOPE") {
        for code in split_list(&property.raw) {
            let unknown = || Refusal::new("calendar-bad-scope").with("line", property.line).with("text", &code);
            grades.push(Grade::parse(&code.to_ascii_lowercase().replace('-', "_")).ok_or_else(unknown)?);
        }
    }
    Ok(grades)
}

impl Kind {
    /// Its category in a file.
    #[must_use]
    pub fn code(self) -> &'static str {
        KINDS.iter().find(|(kind, _)| *kind == self).map_or("", |(_, words)| words[0])
    }
}

impl Entry {
    /// Every day that it covers.
    pub fn days(&self) -> impl Iterator<Item = Day> + '_ {
        let firsts = std::iter::once(self.first).chain(self.again.iter().copied());
        firsts.flat_map(|first| (0..self.length).map(move |n| first.plus(n)))
    }

    /// The last day of its first time.
    #[must_use]
    pub fn last(&self) -> Day {
        self.first.plus(self.length - 1)
    }

    /// Whether it binds a grade band; what is scoped never binds a place that has none.
    #[must_use]
    pub fn binds(&self, grade: Option<Grade>) -> bool {
        self.scope.is_empty() || grade.is_some_and(|grade| self.scope.contains(&grade))
    }
}
