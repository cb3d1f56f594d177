//! Speakers of believable ages, habits and channels.

use super::dice::Dice;
use super::ground::{Ground, Township};
use super::menu::{THEMES, theme_grades};
use super::names::{self, Names};
use crate::kernel::{Day, Grade, Moment, SpeakerId};
use crate::speakers::{Caps, Channel, DayException, ElderKind, Speaker, WeekHours};

const MORNING: (u16, u16) = (9 * 60, 11 * 60 + 30);
const AFTERNOON: (u16, u16) = (13 * 60 + 30, 16 * 60);

/// Makes speakers, one after another.
pub struct Maker<'a> {
    ground: &'a Ground,
    today: Day,
    made: Moment,
    dice: Dice,
    names: Names,
    counts: Vec<usize>,
}

impl<'a> Maker<'a> {
    /// For a ground, as of today.
    #[must_use]
    pub fn new(ground: &'a Ground, today: Day, made: Moment) -> Self {
        let counts = vec![0; ground.owners.len()];
        Self { ground, today, made, dice: Dice::of("speakers"), names: Names::default(), counts }
    }

    /// A speaker of an owner who began in a year.
    pub fn speaker(&mut self, owner: usize, since: i32) -> Speaker {
        self.counts[owner] += 1;
        let nth = self.counts[owner];
        let letters = self.ground.owners[owner].letters;
        let dice = &mut self.dice;
        let kind = elder_kind(nth);
        let themes = themes(kind, nth, dice);
        let birth_year = birth_year(self.today.parts().0, since, dice);
        let email = format!("{}{nth:03}@speaker.example", letters.to_lowercase());
        let channel =
            *dice.pick(&[Channel::Email, Channel::Email, Channel::Telephone, Channel::Telephone, Channel::Paper]);
        let mut speaker = Speaker {
            id: SpeakerId(dice.id(self.made)),
            code: format!("{letters}{nth:03}"),
            name: self.names.fresh(dice),
            elder_kind: kind,
            birth_year: Some(birth_year),
            committee: self.ground.owners[owner].committee.clone(),
            team: None,
            township_code: home(self.ground, owner, dice).code.to_owned(),
            phone: names::phone(dice),
            email: if channel == Channel::Email { email } else { String::new() },
            channel,
            languages: languages(dice),
            qualifications: qualifications(&themes, dice),
            availability: availability(dice),
            exceptions: Vec::new(),
            blocked_venues: Vec::new(),
            caps: caps(dice),
            earliest: None,
            latest: None,
            no_stairs: dice.chance(20),
            needs_companion: self.today.parts().0 - birth_year >= 80,
            appointed_until: None,
            checked_until: None,
            insured_until: None,
            consent_public_name: dice.chance(20),
            active: true,
            email_bad: false,
            feed_generation: 1,
            version: 1,
        };
        papers(&mut speaker, self.today, dice);
        speaker
    }
}

fn elder_kind(nth: usize) -> ElderKind {
    use ElderKind::{Cadre, Expert, ModelWorker, Soldier, Teacher};
    [Cadre, Teacher, Soldier, Expert, Cadre, Teacher, ModelWorker, Expert, Soldier, Teacher][(nth - 1) % 10]
}

/// 62 to 84 today, and retired when beginning.
fn birth_year(this_year: i32, since: i32, dice: &mut Dice) -> i32 {
    let youngest = (this_year - 62).min(since - 58);
    let begun = dice.between(0, 14) + dice.between(0, 8);
    (youngest - begun).max(this_year - 84)
}

/// Homes are spread over the owner's townships; speakers of the city live in the town.
fn home<'a>(ground: &'a Ground, owner: usize, dice: &mut Dice) -> &'a Township {
    let near = if owner == 0 { 1 } else { owner };
    let own: Vec<&Township> = ground.townships.values().filter(|it| it.owner == near).collect();
    own[dice.below(own.len())]
}

fn languages(dice: &mut Dice) -> Vec<String> {
    let mut all = vec!["mandarin".to_owned()];
    if dice.chance(60) {
        all.push("nantong".to_owned());
    }
    all
}

/// What each kind of elder knows best; the first two of a county tell the party's history.
fn themes(kind: ElderKind, nth: usize, dice: &mut Dice) -> Vec<&'static str> {
    let own: &[&str] = match kind {
        ElderKind::Cadre => &["党史国史", "理想信念", "法治教育", "乡土历史", "文明礼仪"],
        ElderKind::Soldier => &["革命故事", "国防教育", "国家安全", "党史国史", "禁毒"],
        ElderKind::Expert => &["科普", "健康教育", "生态环保", "安全教育", "禁毒"],
        ElderKind::Teacher => &["读书", "传统文化", "心理健康", "家庭教育", "文明礼仪"],
        _ => &["劳动教育", "理想信念", "安全教育", "传统文化", "乡土历史"],
    };
    let mut chosen: Vec<&'static str> = THEMES.iter().map(|it| it.0).filter(|it| own.contains(it)).collect();
    if nth <= 2 || dice.chance(35) {
        chosen.push("党史国史");
    }
    chosen.push(dice.pick(&THEMES).0);
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

fn qualifications(themes: &[&'static str], dice: &mut Dice) -> Vec<(String, Grade)> {
    let mut all = Vec::new();
    for theme in themes {
        let grades = theme_grades(theme);
        let left_out = if grades.len() > 3 { dice.below(grades.len() * 2) } else { usize::MAX };
        let kept = grades.iter().enumerate().filter(|(nth, _)| *nth != left_out);
        all.extend(kept.map(|(_, grade)| ((*theme).to_owned(), *grade)));
    }
    all
}

/// Three to five half days on weekdays, for some a day of the weekend as well.
fn availability(dice: &mut Dice) -> Vec<WeekHours> {
    let mut days: Vec<u8> = (1..=5).collect();
    dice.shuffle(&mut days);
    days.truncate(3 + dice.below(2));
    if dice.chance(45) {
        days.push(6 + dice.below(2) as u8);
    }
    days.sort_unstable();
    let mut hours = Vec::new();
    for weekday in days {
        let shape = dice.below(3);
        if shape != 0 {
            hours.push(WeekHours { weekday, from: MORNING.0, to: MORNING.1 });
        }
        if shape != 1 {
            hours.push(WeekHours { weekday, from: AFTERNOON.0, to: AFTERNOON.1 });
        }
    }
    hours
}

fn caps(dice: &mut Dice) -> Caps {
    let per_month = *dice.pick(&[4, 4, 5, 6]);
    Caps {
        per_day: 1,
        per_week: 2,
        per_month,
        min_rest_days: dice.between(0, 1),
        max_travel_km: *dice.pick(&[20, 25, 25, 30, 40]),
        wish_per_month: dice.between(1, 3),
    }
}

/// Appointed for years, checked and insured by the year.
fn papers(speaker: &mut Speaker, today: Day, dice: &mut Dice) {
    speaker.appointed_until = Some(today.plus(i64::from(dice.between(150, 1000))));
    speaker.checked_until = Some(today.plus(i64::from(dice.between(90, 700))));
    speaker.insured_until = Some(today.plus(i64::from(dice.between(9, 360))));
    if dice.chance(15) {
        let day = today.plus(i64::from(dice.between(5, 40)));
        speaker.exceptions = day.through(day.plus(3)).map(|day| DayException { day, hours: None }).collect();
    }
}
