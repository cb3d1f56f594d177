//! speakers: the register of veteran speakers, with caps, hours and limits.

use super::super::cells::{
    clock_or_none, code, day_or_none, email, int, int_or, line, one_of, phone, print_day, print_yes, yes,
};
use super::super::column::{Column, key, optional, required};
use super::super::kind::Kind;
use super::super::known::Known;
use crate::accounts::{Actor, Deed, Scope, Target};
use crate::kernel::{CommitteePath, Refusal, SpeakerId, parts, words_of_clock};
use crate::speakers::forms::{
    parse_availability, parse_exceptions, parse_qualifications, print_availability, print_exceptions,
    print_qualifications,
};
use crate::speakers::{Caps, Channel, ElderKind, Speaker};
use crate::store::{Db, StoreError, speakers};
use std::collections::HashMap;

/// Veteran speakers.
pub(super) struct Speakers;

impl Kind for Speakers {
    type Item = Speaker;
    const NOUN: &'static str = "speaker";
    const VERBS: (&'static str, &'static str) = ("speaker-create", "speaker-change");
    const OWN: &'static str = "speaker-own-change";
    const DEED: Deed = Deed::EditRegisters;
    const COLUMNS: &'static [Column<Speaker>] = COLUMNS;

    fn blank(known: &Known) -> Speaker {
        Speaker {
            id: SpeakerId::fresh(),
            code: String::new(),
            name: String::new(),
            elder_kind: ElderKind::Other,
            birth_year: None,
            committee: known.owner(),
            team: None,
            township_code: String::new(),
            phone: String::new(),
            email: String::new(),
            channel: Channel::Telephone,
            languages: vec!["mandarin".to_owned()],
            qualifications: Vec::new(),
            availability: Vec::new(),
            exceptions: Vec::new(),
            blocked_venues: Vec::new(),
            caps: Caps::default(),
            earliest: None,
            latest: None,
            no_stairs: false,
            needs_companion: false,
            appointed_until: None,
            checked_until: None,
            insured_until: None,
            consent_public_name: false,
            active: true,
            email_bad: false,
            feed_generation: 1,
            version: UNSAVED,
        }
    }

    fn key(item: &Speaker) -> String {
        item.code.clone()
    }

    fn existing(db: &mut Db, known: &Known, keys: &[&str]) -> Result<HashMap<String, Speaker>, StoreError> {
        let found = speakers::by_ids(db, &known.speakers.ids(keys))?;
        Ok(found.into_iter().map(|speaker| (speaker.code.clone(), speaker)).collect())
    }

    fn all(db: &mut Db, scope: &Scope) -> Result<Vec<Speaker>, StoreError> {
        speakers::within(db, scope, false)
    }

    fn check(item: &Speaker, known: &Known) -> Vec<(&'static str, Refusal)> {
        let mut wrong = Vec::new();
        if known.speakers.of_code(&item.code).is_some_and(|id| *id != item.id) {
            wrong.push(("code", Refusal::new("code-merged").with("text", &item.code)));
        }
        if item.earliest.zip(item.latest).is_some_and(|(earliest, latest)| latest <= earliest) {
            wrong.push(("latest", Refusal::new("window-ends-before-start")));
        }
        if item.channel == Channel::Email && item.email.is_empty() {
            wrong.push(("channel", Refusal::new("channel-without-email")));
        }
        wrong
    }

    fn owner(item: &Speaker, known: &Known) -> CommitteePath {
        known.path(&item.committee)
    }

    fn id(item: &Speaker) -> String {
        item.id.to_string()
    }

    fn version(item: &Speaker) -> Option<i32> {
        Some(item.version)
    }

    fn may_own(actor: &Actor, item: &Speaker) -> Result<(), Refusal> {
        actor.may(Deed::EditOwnSpeaker, &Target::default().speaker(&item.id))
    }

    fn insert(db: &mut Db, _: &Known, new: &[Speaker]) -> Result<(), StoreError> {
        let new: Vec<Speaker> = new.iter().map(|speaker| Speaker { version: 1, ..speaker.clone() }).collect();
        speakers::insert(db, &new)
    }

    fn update(db: &mut Db, _: &Known, _: &Speaker, after: &Speaker) -> Result<(), StoreError> {
        speakers::update(db, after)
    }
}

/// The version of a record that no database has seen.
const UNSAVED: i32 = 0;

const COLUMNS: &[Column<Speaker>] = &[
    key("code", "编号", |s, _| s.code.clone(), |s, c, _| code(c).map(|v| s.code = v)),
    required("name", "姓名", |s, _| s.name.clone(), |s, c, _| line(c).map(|v| s.name = v)),
    required(
        "elder_kind",
        "类别",
        |s, _| s.elder_kind.code().to_owned(),
        |s, c, _| one_of(ElderKind::ALL, ElderKind::code, ElderKind::key, c).map(|v| s.elder_kind = v),
    ),
    optional("birth_year", "出生年", |s, _| s.birth_year.map(|y| y.to_string()).unwrap_or_default(), parse_birth_year),
    optional(
        "committee",
        "所属",
        |s, known| known.committees.code(&s.committee),
        |s, c, known| known.committee(c).map(|v| s.committee = v),
    ),
    optional(
        "team",
        "团队",
        |s, known| s.team.as_ref().map(|team| known.teams.code(team)).unwrap_or_default(),
        |s, c, known| known.teams.find_or_none(c).map(|v| s.team = v),
    ),
    optional(
        "township_code",
        "居住镇街",
        |s, _| s.township_code.clone(),
        |s, c, known| known.division(c).map(|v| s.township_code = v),
    ),
    optional("phone", "电话", |s, _| s.phone.clone(), |s, c, _| phone(c).map(|v| s.phone = v)),
    optional("email", "邮箱", |s, _| s.email.clone(), parse_email),
    optional("channel", "联系方式", |s, _| s.channel.code().to_owned(), parse_channel),
    optional("languages", "语言", |s, _| s.languages.join("|"), parse_languages),
    optional("qualifications", "课题学段", |s, _| print_qualifications(&s.qualifications), parse_skills),
    optional(
        "availability",
        "可讲时间",
        |s, _| print_availability(&s.availability),
        |s, c, _| parse_availability(c).map(|v| s.availability = v),
    ),
    optional(
        "exceptions",
        "例外日期",
        |s, _| print_exceptions(&s.exceptions),
        |s, c, _| parse_exceptions(c).map(|v| s.exceptions = v),
    ),
    optional(
        "blocked_venues",
        "不去的场所",
        |s, known| known.venues.codes(&s.blocked_venues),
        |s, c, known| known.venues.find_all(c).map(|v| s.blocked_venues = v),
    ),
    optional(
        "per_day",
        "每日上限",
        |s, _| s.caps.per_day.to_string(),
        |s, c, _| int_or(c, 0, 20, Caps::default().per_day).map(|v| s.caps.per_day = v),
    ),
    optional(
        "per_week",
        "每周上限",
        |s, _| s.caps.per_week.to_string(),
        |s, c, _| int_or(c, 0, 50, Caps::default().per_week).map(|v| s.caps.per_week = v),
    ),
    optional(
        "per_month",
        "每月上限",
        |s, _| s.caps.per_month.to_string(),
        |s, c, _| int_or(c, 0, 200, Caps::default().per_month).map(|v| s.caps.per_month = v),
    ),
    optional(
        "min_rest_days",
        "间隔天数",
        |s, _| s.caps.min_rest_days.to_string(),
        |s, c, _| int_or(c, 0, 60, Caps::default().min_rest_days).map(|v| s.caps.min_rest_days = v),
    ),
    optional(
        "max_travel_km",
        "最远公里",
        |s, _| s.caps.max_travel_km.to_string(),
        |s, c, _| int_or(c, 0, 1000, Caps::default().max_travel_km).map(|v| s.caps.max_travel_km = v),
    ),
    optional(
        "wish_per_month",
        "每月愿讲",
        |s, _| s.caps.wish_per_month.to_string(),
        |s, c, _| int_or(c, 0, 200, Caps::default().wish_per_month).map(|v| s.caps.wish_per_month = v),
    ),
    optional(
        "earliest",
        "最早",
        |s, _| s.earliest.map(words_of_clock).unwrap_or_default(),
        |s, c, _| clock_or_none(c).map(|v| s.earliest = v),
    ),
    optional(
        "latest",
        "最晚",
        |s, _| s.latest.map(words_of_clock).unwrap_or_default(),
        |s, c, _| clock_or_none(c).map(|v| s.latest = v),
    ),
    optional("no_stairs", "不爬楼", |s, _| print_yes(s.no_stairs), |s, c, _| yes(c).map(|v| s.no_stairs = v)),
    optional(
        "needs_companion",
        "需陪同",
        |s, _| print_yes(s.needs_companion),
        |s, c, _| yes(c).map(|v| s.needs_companion = v),
    ),
    optional(
        "appointed_until",
        "聘期至",
        |s, _| print_day(s.appointed_until),
        |s, c, _| day_or_none(c).map(|v| s.appointed_until = v),
    ),
    optional(
        "checked_until",
        "审查有效至",
        |s, _| print_day(s.checked_until),
        |s, c, _| day_or_none(c).map(|v| s.checked_until = v),
    ),
    optional(
        "insured_until",
        "保险至",
        |s, _| print_day(s.insured_until),
        |s, c, _| day_or_none(c).map(|v| s.insured_until = v),
    ),
    optional(
        "consent_public_name",
        "同意公开姓名",
        |s, _| print_yes(s.consent_public_name),
        |s, c, _| yes(c).map(|v| s.consent_public_name = v),
    ),
    optional("active", "在聘", |s, _| print_yes(s.active), parse_active),
];

fn parse_birth_year(speaker: &mut Speaker, cell: &str, _: &Known) -> Result<(), Refusal> {
    speaker.birth_year = if cell.is_empty() { None } else { Some(int(cell, 1900, 2010)?) };
    Ok(())
}

/// A mailbox. A new speaker who has one is written to, unless the file says otherwise.
fn parse_email(speaker: &mut Speaker, cell: &str, _: &Known) -> Result<(), Refusal> {
    let address = email(cell)?;
    if speaker.version == UNSAVED && !address.is_empty() {
        speaker.channel = Channel::Email;
    }
    if speaker.email != address {
        speaker.email_bad = false;
        speaker.email = address;
    }
    Ok(())
}

fn parse_channel(speaker: &mut Speaker, cell: &str, _: &Known) -> Result<(), Refusal> {
    if !cell.is_empty() {
        speaker.channel = one_of(Channel::ALL, Channel::code, Channel::key, cell)?;
    }
    Ok(())
}

fn parse_languages(speaker: &mut Speaker, cell: &str, known: &Known) -> Result<(), Refusal> {
    let mut languages: Vec<String> = parts(cell).map(|part| known.languages.find(part)).collect::<Result<_, _>>()?;
    languages.dedup();
    if languages.is_empty() {
        languages.push("mandarin".to_owned());
    }
    speaker.languages = languages;
    Ok(())
}

fn parse_skills(speaker: &mut Speaker, cell: &str, known: &Known) -> Result<(), Refusal> {
    let mut skills = parse_qualifications(cell)?;
    for (theme, _) in &mut skills {
        *theme = known.themes.find(theme)?;
    }
    skills.sort();
    skills.dedup();
    speaker.qualifications = skills;
    Ok(())
}

fn parse_active(speaker: &mut Speaker, cell: &str, _: &Known) -> Result<(), Refusal> {
    if !cell.is_empty() {
        speaker.active = yes(cell)?;
    }
    Ok(())
}
