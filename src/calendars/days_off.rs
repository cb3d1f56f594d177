//! Days off: what the files of `calendars/` say about a day.
//!
//! Public holidays and make-up workdays (调休) are decreed each year and never computed; terms,
//! breaks and exams are mostly estimates and say so. The files are shipped inside the program;
//! a folder beside it may replace one by its name, one entry by its UID, or add others.

use super::entry::{Entry, Kind, Strange, entries};
use super::read::read;
use crate::kernel::{Day, Grade, Refusal};
use std::collections::{BTreeMap, BTreeSet};

/// The files that the program brings along.
pub const SHIPPED: [(&str, &[u8]); 3] = [
    ("commemorations.ics", include_bytes!("../../calendars/commemorations.ics")),
    ("public-holidays.ics", include_bytes!("../../calendars/public-holidays.ics")),
    ("school-terms.ics", include_bytes!("../../calendars/school-terms.ics")),
];

/// What is known about days.
#[derive(Clone, Debug, Default)]
pub struct DaysOff {
    entries: Vec<Entry>,
    by_day: BTreeMap<Day, Vec<usize>>,
}

/// What could not be used of a folder: the program runs on and says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The file.
    pub file: String,
    /// Why; `calendar-unknown-kind` for an entry of no known kind, with its line.
    pub refusal: Refusal,
}

/// Where something would be held: decides which days bind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A school, for pupils of a grade band (学段).
    School(Grade),
    /// An outreach station: lives on weekends and in holidays.
    Station,
}

/// Why nothing is held on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The day is closed for everybody.
    Closure,
    /// A school break (寒暑假).
    Break,
    /// A public holiday (法定节假日).
    Holiday,
    /// Exams of the grades concerned.
    Exam,
    /// Saturday or Sunday that is no make-up workday.
    Weekend,
}

/// A closed day with its reason.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Closed<'a> {
    /// Why.
    pub why: Why,
    /// The entry that says so; none for a weekend.
    pub entry: Option<&'a Entry>,
}

/// What a day is for everybody.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DayKind<'a> {
    /// Monday to Friday.
    Workday,
    /// Saturday or Sunday.
    Weekend,
    /// A public holiday.
    Holiday(&'a Entry),
    /// A weekend day on which people work and learn (调休上班).
    MakeUpWorkday(&'a Entry),
}

impl DaysOff {
    /// Only what is shipped.
    #[must_use]
    pub fn shipped() -> Self {
        Self::read(&[]).0
    }

    /// What is shipped, overlaid with a folder's files as (name, bytes).
    ///
    /// A file that cannot be read leaves the shipped one of its name in force and is told.
    #[must_use]
    pub fn read(folder: &[(String, Vec<u8>)]) -> (Self, Vec<Unread>) {
        let mut files: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        let mut unread = Vec::new();
        let shipped = SHIPPED.iter().map(|(name, bytes)| ((*name).to_owned(), *bytes));
        let brought = folder.iter().map(|(name, bytes)| (name.clone(), bytes.as_slice()));
        for (file, bytes) in shipped.chain(brought) {
            match read(bytes).and_then(|calendar| entries(&calendar, &file)) {
                Ok((entries, strange)) => {
                    unread.extend(strange.into_iter().map(|it| Unread::strange(&file, &it)));
                    files.insert(file, entries);
                }
                Err(refusal) => unread.push(Unread { file, refusal }),
            }
        }
        (Self::of(files), unread)
    }

    fn of(files: BTreeMap<String, Vec<Entry>>) -> Self {
        let mut by_uid: BTreeMap<String, Entry> = BTreeMap::new();
        let is_shipped = |file: &str| SHIPPED.iter().any(|(name, _)| *name == file);
        let (shipped, added): (Vec<_>, Vec<_>) = files.into_iter().partition(|(file, _)| is_shipped(file));
        for (_, entries) in shipped.into_iter().chain(added) {
            by_uid.extend(entries.into_iter().map(|entry| (entry.uid.clone(), entry)));
        }
        let mut days =
            Self { entries: by_uid.into_values().filter(|entry| !entry.cancelled).collect(), ..Self::default() };
        days.index();
        days.drop_superseded();
        days
    }

    fn index(&mut self) {
        self.by_day.clear();
        for (at, entry) in self.entries.iter().enumerate() {
            for day in entry.days() {
                self.by_day.entry(day).or_default().push(at);
            }
        }
    }

    /// Statutory days that stood in for a decree give way once the decree is there.
    fn drop_superseded(&mut self) {
        let waiting: BTreeSet<i32> =
            self.entries.iter().filter(|entry| entry.awaits_decree).map(|entry| entry.first.parts().0).collect();
        let decreed: Vec<i32> = waiting.into_iter().filter(|&year| self.is_decreed(year)).collect();
        self.entries.retain(|entry| !entry.awaits_decree || !decreed.contains(&entry.first.parts().0));
        self.index();
    }

    fn at(&self, day: Day) -> impl Iterator<Item = &Entry> {
        self.by_day.get(&day).into_iter().flatten().filter_map(|&at| self.entries.get(at))
    }

    fn first(&self, day: Day, kind: Kind) -> Option<&Entry> {
        self.at(day).find(|entry| entry.kind == kind)
    }

    /// What a day is for everybody.
    #[must_use]
    pub fn kind(&self, day: Day) -> DayKind<'_> {
        if let Some(entry) = self.first(day, Kind::MakeUpWorkday) {
            DayKind::MakeUpWorkday(entry)
        } else if let Some(entry) = self.first(day, Kind::PublicHoliday) {
            DayKind::Holiday(entry)
        } else if day.weekday() > 5 {
            DayKind::Weekend
        } else {
            DayKind::Workday
        }
    }

    /// Why nothing is held at a place on a day; `None` when it is open.
    ///
    /// A school is closed in its breaks and exams, on public holidays and on weekends that are not
    /// make-up workdays. A station is closed only on days closed for everybody.
    #[must_use]
    pub fn closed(&self, day: Day, place: Place) -> Option<Closed<'_>> {
        let by = |why, entry| Some(Closed { why, entry: Some(entry) });
        let grade = match place {
            Place::School(grade) => Some(grade),
            Place::Station => None,
        };
        if let Some(entry) = self.at(day).find(|entry| entry.kind == Kind::Closure && entry.binds(grade)) {
            return by(Why::Closure, entry);
        }
        let grade = grade?;
        let bound = |kind| self.at(day).find(move |entry| entry.kind == kind && entry.binds(Some(grade)));
        if let Some(entry) = bound(Kind::Break) {
            return by(Why::Break, entry);
        }
        match self.kind(day) {
            DayKind::Holiday(entry) => by(Why::Holiday, entry),
            DayKind::Weekend => Some(Closed { why: Why::Weekend, entry: None }),
            DayKind::Workday | DayKind::MakeUpWorkday(_) => bound(Kind::Exam).and_then(|entry| by(Why::Exam, entry)),
        }
    }

    /// All closed days of a place from one day through another.
    #[must_use]
    pub fn closed_days(&self, place: Place, from: Day, through: Day) -> Vec<(Day, Closed<'_>)> {
        from.through(through).filter_map(|day| Some((day, self.closed(day, place)?))).collect()
    }

    /// Days that commemorate something, in order, with suggested themes in the entry.
    #[must_use]
    pub fn commemorations(&self, from: Day, through: Day) -> Vec<(Day, &Entry)> {
        let days = self.by_day.range(from..=through.max(from));
        let all = days.flat_map(|(day, at)| at.iter().filter_map(|&at| Some((*day, self.entries.get(at)?))));
        all.filter(|(_, entry)| entry.kind == Kind::Commemoration).collect()
    }

    /// The terms (学期) of a grade band that touch a stretch of days.
    #[must_use]
    pub fn terms(&self, grade: Grade, from: Day, through: Day) -> Vec<&Entry> {
        let mut terms: Vec<&Entry> =
            self.between(from, through).filter(|entry| entry.kind == Kind::Term && entry.binds(Some(grade))).collect();
        terms.sort_by_key(|entry| entry.first);
        terms
    }

    /// Years of a stretch for which the decree on holidays and make-up workdays is missing.
    #[must_use]
    pub fn missing_decrees(&self, from: Day, through: Day) -> Vec<i32> {
        (from.parts().0..=through.parts().0).filter(|&year| !self.is_decreed(year)).collect()
    }

    /// Every decree names National Day, so its entry tells whether the year's decree is in.
    fn is_decreed(&self, year: i32) -> bool {
        let national_day = Day::ymd(year, 10, 1);
        national_day
            .is_some_and(|day| self.at(day).any(|entry| entry.kind == Kind::PublicHoliday && !entry.awaits_decree))
    }

    /// Entries of a stretch that bind but are only estimated.
    pub fn estimates(&self, from: Day, through: Day) -> impl Iterator<Item = &Entry> {
        self.between(from, through).filter(|entry| entry.estimate && entry.kind != Kind::Commemoration)
    }

    /// Every entry that touches a stretch of days, by UID.
    pub fn between(&self, from: Day, through: Day) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.days().any(|day| from <= day && day <= through))
    }
}

impl Unread {
    fn strange(file: &str, it: &Strange) -> Self {
        let refusal = Refusal::new("calendar-unknown-kind").with("line", it.line).with("text", &it.summary);
        Self { file: file.to_owned(), refusal }
    }
}

impl Why {
    /// The key of its sentence.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Closure => "day-closed-for-all",
            Self::Break => "day-closed-break",
            Self::Holiday => "day-closed-holiday",
            Self::Exam => "day-closed-exam",
            Self::Weekend => "day-closed-weekend",
        }
    }
}
