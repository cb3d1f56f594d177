//! The history as sessions with answers, and headcounts with their confirmation.

use super::city::City;
use super::dice::Dice;
use super::history::Gathering;
use super::names;
use super::texts::CENTENARY;
use crate::attendance::{Basis, Figure, FigureState, ListenerKind};
use crate::kernel::{AssignmentId, CampaignId, Day, Headcount, LectureId, Moment, SessionId, Window};
use crate::lectures::TextStatus;
use crate::sessions::{Answer, Assignment, Part, Session, SessionKind, SessionStatus};
use crate::speakers::{Channel, Speaker};
use chrono::TimeDelta;

/// Sessions that have been held, in the order of the history, with their figures.
pub struct Records {
    /// The sessions.
    pub sessions: Vec<Session>,
    /// What was counted.
    pub figures: Vec<Figure>,
}

/// The city's history, all of it confirmed before today.
#[must_use]
pub fn records(city: &City, today: Day) -> Records {
    let mut clerk = Clerk::new(city, today);
    let mut records = Records { sessions: Vec::new(), figures: Vec::new() };
    for (nth, it) in city.history.iter().enumerate() {
        let session = clerk.session(it, format!("H{:02}{:05}", it.day.parts().0 % 100, nth + 1));
        records.figures.extend(clerk.figures(it, &session, true));
        records.sessions.push(session);
    }
    records
}

/// Writes down what a gathering was.
pub struct Clerk<'a> {
    city: &'a City,
    today: Day,
    dice: Dice,
    centenary: Option<CampaignId>,
}

impl<'a> Clerk<'a> {
    /// For a city, as of today.
    #[must_use]
    pub fn new(city: &'a City, today: Day) -> Self {
        let centenary = city.campaigns.iter().find(|it| it.code == CENTENARY).map(|it| it.id.clone());
        Self { city, today, dice: Dice::of("records"), centenary }
    }

    /// A gathering that was held, as a session.
    pub fn session(&mut self, it: &Gathering, code: String) -> Session {
        let city = self.city;
        let place = &city.places[it.place].venue;
        let made = it.day.plus(-i64::from(self.dice.between(12, 30))).at(570 + self.dice.below(400) as u16);
        let window = Window { start: it.day.at(it.start), end: it.day.at(it.start + it.minutes) };
        let id = self.dice.id(made);
        let lead = &city.people[it.speakers[0]];
        Session {
            uid: id.clone(),
            id: SessionId(id),
            code,
            committee: city.ground.owners[lead.owner].committee.clone(),
            cohosts: Vec::new(),
            venue: place.id.clone(),
            room: it.room.map(|room| place.rooms[room].id.clone()),
            request: None,
            plan: None,
            campaign: self.campaign(it),
            kind: it.kind,
            theme: it.theme.clone(),
            lecture: self.lecture(it),
            grade: it.grade,
            language: self.language(&lead.speaker, it),
            window,
            planned: (it.crowd.youth + 5) / 10 * 10,
            status: SessionStatus::Delivered,
            cancel_reason: String::new(),
            teacher: names::teacher(&mut self.dice),
            teacher_phone: names::phone(&mut self.dice),
            school_approval: String::new(),
            override_reason: String::new(),
            online_views: if it.kind == SessionKind::Online { i64::from(self.dice.between(300, 5200)) } else { 0 },
            pickup_by: String::new(),
            pickup_at: None,
            companion: self.companion(it),
            sequence: 0,
            assignments: it.speakers.iter().map(|who| self.part(&city.people[*who].speaker, made)).collect(),
            changed_at: window.end,
            created_at: made,
            version: 4,
        }
    }

    fn part(&mut self, speaker: &Speaker, made: Moment) -> Assignment {
        let answered = made + TimeDelta::hours(i64::from(self.dice.between(3, 66)));
        Assignment {
            id: AssignmentId(self.dice.id(made)),
            speaker: speaker.id.clone(),
            part: Part::Speaker,
            answer: Answer::Accepted,
            pinned: false,
            invited_at: Some(made),
            answer_by: Some(made + TimeDelta::days(3)),
            answered_at: Some(answered),
            answered_through: if speaker.channel == Channel::Email { "link" } else { "telephone" }.to_owned(),
            proposed_start: None,
            note: String::new(),
            changed_at: answered,
            still_at: None,
        }
    }

    fn campaign(&self, it: &Gathering) -> Option<CampaignId> {
        if it.campaign {
            return self.centenary.clone();
        }
        let running = |code: &str, theme: &str| {
            let campaigns = self.city.campaigns.iter();
            let mut own = campaigns.filter(|own| own.code == code && it.theme == theme);
            own.find(|own| own.from <= it.day && it.day <= own.to).map(|own| own.id.clone())
        };
        running("LD2023", "劳动教育").or_else(|| running("YD2025", "读书"))
    }

    fn lecture(&mut self, it: &Gathering) -> Option<LectureId> {
        let own = self.city.lectures.iter().filter(|lecture| {
            lecture.theme == it.theme && lecture.status == TextStatus::Approved && lecture.grades.contains(&it.grade)
        });
        let own: Vec<&LectureId> = own.map(|lecture| &lecture.id).collect();
        if own.is_empty() { None } else { Some((*self.dice.pick(&own)).clone()) }
    }

    fn language(&mut self, speaker: &Speaker, it: &Gathering) -> String {
        let home = !self.city.places[it.place].is_school() && speaker.languages.len() > 1 && self.dice.chance(50);
        if home { "nantong" } else { "mandarin" }.to_owned()
    }

    /// From eighty on somebody goes along.
    fn companion(&mut self, it: &Gathering) -> String {
        let born = self.city.people[it.speakers[0]].speaker.birth_year;
        let old = born.is_some_and(|born| it.day.parts().0 - born >= 80);
        if old { names::teacher(&mut self.dice).replace("老师", "同志") } else { String::new() }
    }

    /// What was counted at a gathering, by kind of listener.
    pub fn figures(&mut self, it: &Gathering, session: &Session, confirmed: bool) -> Vec<Figure> {
        let crowd = &it.crowd;
        let kinds = [
            (ListenerKind::Youth, crowd.youth),
            (ListenerKind::Parent, crowd.parents),
            (ListenerKind::Other, crowd.others),
        ];
        let present = kinds.into_iter().filter(|(_, count)| *count > 0);
        let reported = session.window.end + TimeDelta::minutes(i64::from(self.dice.between(20, 200)));
        let basis = self.basis(it);
        let flags = self.flags(it);
        let rating = if self.dice.chance(70) { Some(self.dice.between(4, 5)) } else { None };
        let signed = confirmed.then(|| self.confirmed_at(it.day));
        present
            .map(|(kind, count)| {
                let youth = kind == ListenerKind::Youth;
                let flags = if youth { flags } else { [0; 3] };
                Figure {
                    session: session.id.clone(),
                    grade: it.grade,
                    kind,
                    headcount: Headcount::new(i64::from(count)).unwrap_or_default(),
                    basis: if youth { basis } else { Basis::Counted },
                    left_behind: flags[0],
                    migrant: flags[1],
                    hardship: flags[2],
                    state: if confirmed { FigureState::Confirmed } else { FigureState::Reported },
                    note: String::new(),
                    rating: if youth { rating } else { None },
                    reported_by: session.teacher.clone(),
                    reported_at: reported,
                    confirmed_by: if confirmed { "示例·协调员".to_owned() } else { String::new() },
                    confirmed_at: signed,
                    replaced_at: None,
                    correction_reason: String::new(),
                }
            })
            .collect()
    }

    fn basis(&mut self, it: &Gathering) -> Basis {
        match (it.kind, self.dice.below(10)) {
            (SessionKind::Online, 0..=7) | (_, 0 | 1) => Basis::Enrolment,
            (_, 2) => Basis::Estimated,
            _ => Basis::Counted,
        }
    }

    /// Left behind, migrant and in hardship: more of them in the country and at stations.
    fn flags(&mut self, it: &Gathering) -> [i32; 3] {
        let share = if self.city.places[it.place].is_school() { 6 } else { 20 };
        [share, share * 2 / 3, 2].map(|most| it.crowd.youth * self.dice.between(0, most) / 100)
    }

    /// Within three days, and never later than yesterday evening.
    fn confirmed_at(&mut self, day: Day) -> Moment {
        let usual = day.plus(i64::from(self.dice.between(0, 3))).at(1200 + self.dice.below(90) as u16);
        usual.min(self.today.plus(-1).at(1320))
    }
}
