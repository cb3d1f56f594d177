//! Orders of schools and stations, such that somebody can hold them.

use super::city::City;
use super::dice::Dice;
use super::history::Gathering;
use super::names;
use crate::kernel::{Day, Grade, LectureId, Moment, RequestId, Window};
use crate::lectures::TextStatus;
use crate::requests::{Repeat, Request, RequestStatus};

/// Writes orders.
pub struct Orders<'a> {
    city: &'a City,
    dice: Dice,
    count: usize,
}

const MORNING: (u16, u16) = (540, 690);
const AFTERNOON: (u16, u16) = (810, 960);

impl<'a> Orders<'a> {
    /// For a city.
    #[must_use]
    pub fn new(city: &'a City) -> Self {
        Self { city, dice: Dice::of("orders"), count: 0 }
    }

    /// A further identity.
    pub fn id(&mut self, at: Moment) -> String {
        self.dice.id(at)
    }

    /// What the school of a lecture to come would ask for; with or without a lecture of the menu.
    pub fn order(&mut self, it: &Gathering, at: Moment, of_menu: bool) -> Request {
        self.count += 1;
        let place = &self.city.places[it.place].venue;
        let contact = place.contacts.first().map(|it| it.name.clone()).unwrap_or_default();
        Request {
            id: RequestId(self.dice.id(at)),
            code: format!("Q{}-{:03}", Day::of(at).0.format("%y%m%d"), self.count),
            series: None,
            repeat: String::new(),
            committee: self.city.ground.owners[self.city.places[it.place].owner].committee.clone(),
            venue: place.id.clone(),
            room: it.room.map(|room| place.rooms[room].id.clone()),
            lecture: if of_menu { self.lecture(it) } else { None },
            theme: Some(it.theme.clone()),
            grade: it.grade,
            headcount: it.crowd.youth.max(10) / 10 * 10,
            minutes: i32::from(it.minutes),
            language: "mandarin".to_owned(),
            teacher: names::teacher(&mut self.dice),
            teacher_phone: names::phone(&mut self.dice),
            school_approval: String::new(),
            priority_pct: 100,
            repeat_speaker: None,
            note: (*self.dice.pick(&["", "", "", "希望多讲身边的故事。", "可安排学生提问。"])).to_owned(),
            windows: self.windows(it),
            status: RequestStatus::Submitted,
            return_reason: String::new(),
            asked_by: contact,
            created_at: at,
            changed_at: at,
            version: 1,
        }
    }

    /// Several gatherings of one order, as `weekly:4`.
    pub fn series(&mut self, it: &Gathering, at: Moment, repeat: &str) -> Vec<Request> {
        let Ok(times) = Repeat::parse(repeat) else { return Vec::new() };
        let first = self.windows(it).into_iter().take(1).collect::<Vec<_>>();
        let series = self.dice.id(at);
        let count = i32::from(times.count());
        let windows = times.spread(&first).into_iter();
        windows
            .enumerate()
            .map(|(nth, windows)| Request {
                series: Some((series.clone(), i32::try_from(nth + 1).unwrap_or(1), count)),
                repeat: repeat.to_owned(),
                windows,
                ..self.order(it, at, false)
            })
            .collect()
    }

    fn lecture(&mut self, it: &Gathering) -> Option<LectureId> {
        let speaker = &self.city.people[it.speakers[0]].speaker.id;
        let (theme, grade, day) = (&it.theme, it.grade, it.day);
        let fit = self.city.lectures.iter().filter(|own| {
            own.theme == *theme
                && own.status == TextStatus::Approved
                && own.approved_until.is_none_or(|until| until >= day)
                && own.grades.contains(&grade)
                && own.speakers.contains(speaker)
        });
        let fit: Vec<&LectureId> = fit.map(|own| &own.id).collect();
        if fit.is_empty() { None } else { Some((*self.dice.pick(&fit)).clone()) }
    }

    /// The half day of the lecture, and often another one a week later.
    fn windows(&mut self, it: &Gathering) -> Vec<Window> {
        let half = if it.start < 720 { MORNING } else { AFTERNOON };
        let on = |day: Day| Window { start: day.at(half.0), end: day.at(half.1) };
        let later = it.day.plus(7);
        let open = it.grade == Grade::Community || self.city.almanac.has_school(later, it.grade);
        let mut windows = vec![on(it.day)];
        if open && self.dice.chance(60) {
            windows.push(on(later));
        }
        windows
    }
}
