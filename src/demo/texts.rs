//! Lectures with approvals, the texts behind them, and campaigns.

use super::dice::Dice;
use super::ground::Ground;
use super::menu::{THEMES, theme_grades};
use super::names;
use super::roster::Person;
use crate::committees::Campaign;
use crate::kernel::{CampaignId, Day, Grade, LectureId, MaterialId, Moment};
use crate::lectures::{Lecture, Material, Revision, RevisionStatus, TextStatus};
use std::collections::BTreeMap;

/// Texts in the sample.
pub const MATERIALS: usize = 3375;

/// The menu: a lecture for each title, given by active speakers who have opted into its theme.
#[must_use]
pub fn lectures(ground: &Ground, people: &[Person], today: Day, made: Moment) -> Vec<Lecture> {
    let mut dice = Dice::of("lectures");
    let titles = THEMES.iter().flat_map(|(theme, titles)| titles.iter().map(move |title| (*theme, *title)));
    let mut all: Vec<Lecture> = Vec::new();
    for (nth, (theme, title)) in titles.enumerate() {
        let givers = givers(people, theme, nth);
        let speakers = givers.iter().map(|person| person.speaker.id.clone()).collect();
        // one of the four is the city's, the others belong to a county where somebody gives them
        let owner = givers.get(dice.below(givers.len().max(1))).map_or(0, |person| person.owner);
        let owner = if nth.is_multiple_of(4) { 0 } else { owner };
        all.push(Lecture {
            id: LectureId(dice.id(made)),
            code: format!("L{:03}", nth + 1),
            title: format!("示例·{title}"),
            outline: outline(theme, title),
            needs: (*dice.pick(&["投影和音响", "话筒", "投影", "无", "可移动的桌椅"])).to_owned(),
            theme: theme.to_owned(),
            grades: theme_grades(theme).to_vec(),
            minutes: *dice.pick(&[40, 45, 60, 60]),
            committee: ground.owners[owner].committee.clone(),
            speakers,
            status: status(nth),
            approved_until: (status(nth) == TextStatus::Approved)
                .then(|| today.plus(i64::from(dice.between(120, 700)))),
            revision: 1,
            version: 1,
        });
    }
    all
}

/// Who gives a lecture: two of a theme's four each, all four who is the only one in a county to know it.
/// So every county hears every lecture for which it has somebody near.
fn givers<'a>(people: &'a [Person], theme: &str, nth: usize) -> Vec<&'a Person> {
    let knows = |it: &&Person| it.speaker.active && it.speaker.qualifications.iter().any(|(own, _)| own == theme);
    let mut counties: BTreeMap<usize, Vec<&Person>> = BTreeMap::new();
    for person in people.iter().filter(knows) {
        counties.entry(person.owner).or_default().push(person);
    }
    let turn = |own: Vec<&'a Person>| {
        let alone = own.len() == 1;
        own.into_iter().enumerate().filter(move |(at, _)| alone || (at + nth).is_multiple_of(2)).map(|(_, it)| it)
    };
    counties.into_values().flat_map(turn).collect()
}

fn outline(theme: &str, title: &str) -> String {
    format!(
        "示例提纲：一、从一件身边的事说起（{title}）；二、{theme}里的三个人物与三个物件；三、和同学们一起想一想、说一说。"
    )
}

/// Nearly all are approved; a draft and one under review show the rest of the way.
fn status(nth: usize) -> TextStatus {
    match nth {
        30 => TextStatus::Draft,
        51 => TextStatus::Submitted,
        _ => TextStatus::Approved,
    }
}

/// The one text of a lecture so far, and what became of it.
#[must_use]
pub fn revision(lecture: &Lecture, at: Moment) -> Revision {
    let status = match lecture.status {
        TextStatus::Draft => RevisionStatus::Draft,
        TextStatus::Submitted => RevisionStatus::Submitted,
        TextStatus::Approved | TextStatus::Retired => RevisionStatus::Approved,
    };
    Revision {
        number: lecture.revision,
        title: lecture.title.clone(),
        body: lecture.outline.clone(),
        status,
        note: String::new(),
        by_name: "示例·审核人".to_owned(),
        at,
    }
}

/// Texts of all kinds, each approved in the year in which it was written.
#[must_use]
pub fn materials(ground: &Ground, lectures: &[Lecture], people: &[Person], today: Day, made: Moment) -> Vec<Material> {
    let mut dice = Dice::of("materials");
    let days = usize::try_from(today.since(first_day())).unwrap_or(1).max(1);
    (1..=MATERIALS)
        .map(|nth| {
            let lecture = dice.pick(lectures);
            let (kind, grade) = (*dice.pick(&KINDS), dice.pick(&lecture.grades));
            let approved = first_day().plus((nth * days / (MATERIALS + 1)) as i64);
            let subject = lecture.title.trim_start_matches("示例·");
            Material {
                id: MaterialId(dice.id(made)),
                code: format!("M{nth:04}"),
                title: format!("示例·{subject}（{kind}，{}）", short(*grade)),
                kind: kind.to_owned(),
                theme: lecture.theme.clone(),
                committee: dice.pick(&ground.owners).committee.clone(),
                lecture: Some(lecture.id.clone()),
                author: dice.pick(people).speaker.name.clone(),
                version: 1,
                status: TextStatus::Approved,
                approved_by: names::teacher(&mut dice),
                approved_at: Some(approved.at(600 + dice.below(360) as u16)),
            }
        })
        .collect()
}

const KINDS: [&str; 6] = ["讲稿", "课件", "读本", "故事", "教案", "朗诵稿"];

fn short(grade: Grade) -> &'static str {
    match grade {
        Grade::Kindergarten => "幼儿",
        Grade::Primary13 => "小学低段",
        Grade::Primary46 => "小学高段",
        Grade::Junior => "初中",
        Grade::Senior => "高中",
        Grade::Vocational => "中职",
        Grade::University => "大学",
        Grade::Community => "社区",
    }
}

fn first_day() -> Day {
    Day::ymd(2020, 1, 1).unwrap_or(Day(chrono::NaiveDate::MIN))
}

/// Campaigns since 2020; the second holds the talks of the centenary.
#[must_use]
pub fn campaigns(ground: &Ground, made: Moment) -> Vec<Campaign> {
    let mut dice = Dice::of("campaigns");
    let row = |(code, name, slogan, from, to): &Span| {
        Some(Campaign {
            id: CampaignId(dice.id(made)),
            code: (*code).to_owned(),
            name: format!("示例·{name}"),
            slogan: (*slogan).to_owned(),
            from: Day::ymd(from.0, from.1, from.2)?,
            to: Day::ymd(to.0, to.1, to.2)?,
            committee: ground.owners.first()?.committee.clone(),
        })
    };
    CAMPAIGNS.iter().filter_map(row).collect()
}

/// Code of the campaign that the sample's figures name.
pub const CENTENARY: &str = "DS2021";

type Span = (&'static str, &'static str, &'static str, (i32, u32, u32), (i32, u32, u32));
const CAMPAIGNS: [Span; 4] = [
    ("KY2020", "居家共抗疫情线上宣讲", "隔屏不隔爱", (2020, 2, 1), (2020, 6, 30)),
    (CENTENARY, "2021党史宣讲进校园", "百年党史青少年说", (2021, 3, 1), (2021, 12, 31)),
    ("LD2023", "劳动最光荣", "双手创造幸福", (2023, 3, 1), (2023, 11, 30)),
    ("YD2025", "书香伴成长", "每天读一刻钟", (2025, 3, 1), (2025, 12, 31)),
];
