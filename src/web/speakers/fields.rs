//! A speaker as the fields of a form, and back.

use crate::kernel::{Day, Grade, SpeakerId, words_of_clock};
use crate::speakers::{Caps, Channel, DayException, ElderKind, Speaker, WeekHours};
use crate::web::form::Form;

/// Empty rows that a form offers beside the filled ones.
const SPARE: usize = 2;
/// Most rows that are read of one kind.
const MOST_ROWS: usize = 80;

/// The form of a speaker.
pub(super) fn filled(speaker: &Speaker) -> Form {
    let day = |day: Option<Day>| day.map_or(String::new(), |day| day.to_string());
    let clock = |minutes: Option<u16>| minutes.map_or(String::new(), words_of_clock);
    let caps = &speaker.caps;
    let mut form = Form::empty()
        .with("version", speaker.version)
        .with("code", &speaker.code)
        .with("name", &speaker.name)
        .with("elder_kind", speaker.elder_kind.code())
        .with("birth_year", speaker.birth_year.map_or(String::new(), |year| year.to_string()))
        .with("committee", &speaker.committee)
        .with("team", speaker.team.as_ref().map_or(String::new(), ToString::to_string))
        .with("township", &speaker.township_code)
        .with("phone", &speaker.phone)
        .with("email", &speaker.email)
        .with("channel", speaker.channel.code())
        .with("per_day", caps.per_day)
        .with("per_week", caps.per_week)
        .with("per_month", caps.per_month)
        .with("min_rest_days", caps.min_rest_days)
        .with("max_travel_km", caps.max_travel_km)
        .with("wish_per_month", caps.wish_per_month)
        .with("earliest", clock(speaker.earliest))
        .with("latest", clock(speaker.latest))
        .with("appointed_until", day(speaker.appointed_until))
        .with("checked_until", day(speaker.checked_until))
        .with("insured_until", day(speaker.insured_until))
        .with("no_stairs", speaker.no_stairs)
        .with("needs_companion", speaker.needs_companion)
        .with("consent_public_name", speaker.consent_public_name)
        .with("active", speaker.active);
    for code in &speaker.languages {
        form = form.with("languages", code);
    }
    with_rows(form, speaker)
}

fn with_rows(mut form: Form, speaker: &Speaker) -> Form {
    let mut themes: Vec<&str> = speaker.qualifications.iter().map(|(theme, _)| theme.as_str()).collect();
    themes.dedup();
    for (n, theme) in themes.iter().enumerate() {
        form = form.with(format!("skill-{n}"), theme);
        for (_, grade) in speaker.qualifications.iter().filter(|(own, _)| own == theme) {
            form = form.with(format!("skill-{n}-grades"), grade.code());
        }
    }
    for (n, hours) in speaker.availability.iter().enumerate() {
        form = form
            .with(format!("hours-{n}"), hours.weekday)
            .with(format!("hours-{n}-from"), words_of_clock(hours.from))
            .with(format!("hours-{n}-to"), words_of_clock(hours.to));
    }
    for (n, one) in speaker.exceptions.iter().enumerate() {
        let (from, to) =
            one.hours.map_or((String::new(), String::new()), |(from, to)| (words_of_clock(from), words_of_clock(to)));
        form =
            form.with(format!("day-{n}"), one.day).with(format!("day-{n}-from"), from).with(format!("day-{n}-to"), to);
    }
    form
}

/// How many rows of a kind to draw: the filled ones and some spare.
pub(super) fn rows(form: &Form, kind: &str) -> usize {
    let used = (0..MOST_ROWS).rev().find(|n| !form.value(&format!("{kind}-{n}")).is_empty());
    used.map_or(0, |last| last + 1) + SPARE
}

/// A new speaker with nothing known.
pub(super) fn blank() -> Speaker {
    Speaker {
        id: SpeakerId::fresh(),
        code: String::new(),
        name: String::new(),
        elder_kind: ElderKind::Cadre,
        birth_year: None,
        committee: String::new().into(),
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
        version: 0,
    }
}

/// The speaker that a form tells of; what the form does not hold stays as in `old`.
pub(super) fn read(form: &mut Form, old: Speaker) -> Speaker {
    let email = form.text("email", 254).to_lowercase();
    if !email.is_empty() && !crate::actions::accounts::is_mailbox(&email) {
        form.refuse(crate::kernel::Refusal::new("bad-email").with("text", &email).at("email"));
    }
    let version = form.version();
    Speaker {
        code: form.needed("code", 40),
        name: form.needed("name", 40),
        elder_kind: form.choice_needed("elder_kind", ElderKind::parse).unwrap_or(old.elder_kind),
        birth_year: form.number("birth_year", 1900..=2020),
        committee: form.needed("committee", 60).into(),
        team: Some(form.text("team", 60)).filter(|team| !team.is_empty()).map(Into::into),
        township_code: form.text("township", 20),
        phone: form.text("phone", 40),
        email_bad: old.email_bad && old.email == email,
        email,
        channel: form.choice_needed("channel", Channel::parse).unwrap_or(old.channel),
        languages: form.choices("languages", |code| Some(code.to_owned())),
        qualifications: skills(form),
        availability: week(form),
        exceptions: days(form),
        caps: caps(form),
        earliest: form.clock("earliest"),
        latest: form.clock("latest"),
        no_stairs: form.has("no_stairs"),
        needs_companion: form.has("needs_companion"),
        appointed_until: form.day("appointed_until"),
        checked_until: form.day("checked_until"),
        insured_until: form.day("insured_until"),
        consent_public_name: form.has("consent_public_name"),
        active: form.has("active"),
        version,
        ..old
    }
}

fn caps(form: &mut Form) -> Caps {
    Caps {
        per_day: form.number_needed("per_day", 0..=6),
        per_week: form.number_needed("per_week", 0..=30),
        per_month: form.number_needed("per_month", 0..=100),
        min_rest_days: form.number_needed("min_rest_days", 0..=60),
        max_travel_km: form.number_needed("max_travel_km", 0..=500),
        wish_per_month: form.number_needed("wish_per_month", 0..=100),
    }
}

fn skills(form: &mut Form) -> Vec<(String, Grade)> {
    let mut skills = Vec::new();
    for n in 0..MOST_ROWS {
        let theme = form.text(&format!("skill-{n}"), 40);
        if theme.is_empty() {
            continue;
        }
        let grades = form.choices(&format!("skill-{n}-grades"), Grade::parse);
        if grades.is_empty() {
            form.refuse(
                crate::kernel::Refusal::new("skill-without-grade")
                    .with("theme", &theme)
                    .at(format!("skill-{n}-grades")),
            );
        }
        skills.extend(grades.into_iter().map(|grade| (theme.clone(), grade)));
    }
    skills.sort();
    skills.dedup();
    skills
}

fn week(form: &mut Form) -> Vec<WeekHours> {
    let mut week = Vec::new();
    for n in 0..MOST_ROWS {
        let Some(weekday) = form.number(&format!("hours-{n}"), 1..=7) else { continue };
        if let Some((from, to)) = span(form, &format!("hours-{n}"), true) {
            week.push(WeekHours { weekday: u8::try_from(weekday).unwrap_or(1), from, to });
        }
    }
    week.sort();
    for pair in week.windows(2) {
        if pair[0].weekday == pair[1].weekday && pair[1].from < pair[0].to {
            form.refuse(
                crate::kernel::Refusal::new("hours-overlap")
                    .with("text", crate::speakers::forms::print_availability(pair)),
            );
        }
    }
    week
}

fn days(form: &mut Form) -> Vec<DayException> {
    let mut days: Vec<DayException> = Vec::new();
    for n in 0..MOST_ROWS {
        let Some(day) = form.day(&format!("day-{n}")) else { continue };
        let hours = span(form, &format!("day-{n}"), false);
        days.push(DayException { day, hours });
    }
    days.sort();
    days.dedup();
    days
}

/// From and to of a row; without both it is nothing, which `needed` refuses.
fn span(form: &mut Form, row: &str, needed: bool) -> Option<(u16, u16)> {
    let (from_name, to_name) = (format!("{row}-from"), format!("{row}-to"));
    match (form.clock(&from_name), form.clock(&to_name)) {
        (Some(from), Some(to)) if from < to => Some((from, to)),
        (None, None) if !needed => None,
        (Some(_), Some(_)) => refuse(form, "window-ends-before-start", to_name),
        (None, _) => refuse(form, "field-needed", from_name),
        (_, None) => refuse(form, "field-needed", to_name),
    }
}

fn refuse(form: &mut Form, key: &'static str, place: String) -> Option<(u16, u16)> {
    form.refuse(crate::kernel::Refusal::new(key).at(place));
    None
}
