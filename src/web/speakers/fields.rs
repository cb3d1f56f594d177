//! A speaker as the fields of a form, and back as the columns of the register's files.

use crate::actions::import::FileKind;
use crate::actions::registers::Shown;
use crate::kernel::words_of_clock;
use crate::speakers::Speaker;
use crate::web::form::Form;
use crate::web::record::{self, Parts, Record, piece, typed_rows};

/// Columns that are typed as files hold them.
const PLAIN: [&str; 21] = [
    "name",
    "elder_kind",
    "birth_year",
    "committee",
    "team",
    "township_code",
    "phone",
    "email",
    "channel",
    "blocked_venues",
    "per_day",
    "per_week",
    "per_month",
    "min_rest_days",
    "max_travel_km",
    "wish_per_month",
    "earliest",
    "latest",
    "appointed_until",
    "checked_until",
    "insured_until",
];
const TICKS: [&str; 4] = ["no_stairs", "needs_companion", "consent_public_name", "active"];
/// The weekdays as files name them, Monday first.
pub const WEEK: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The form of a record; `speaker` is the same record for its rows.
pub(super) fn filled(shown: &Shown, speaker: Option<&Speaker>) -> Form {
    let mut form = record::filled(shown).without("languages");
    let Some(speaker) = speaker else { return form.with("languages", "mandarin") };
    for code in &speaker.languages {
        form = form.with("languages", code);
    }
    let mut themes: Vec<&str> = speaker.qualifications.iter().map(|(theme, _)| theme.as_str()).collect();
    themes.dedup();
    for (n, theme) in themes.iter().enumerate() {
        form = form.with(format!("skill-{n}"), theme);
        for (_, grade) in speaker.qualifications.iter().filter(|(own, _)| own == theme) {
            form = form.with(format!("skill-{n}-grades"), grade.code());
        }
    }
    with_days(with_week(form, speaker), speaker)
}

/// With a row for each of the weekly hours.
pub fn with_week(mut form: Form, speaker: &Speaker) -> Form {
    for (n, hours) in speaker.availability.iter().enumerate() {
        let day = WEEK.get(usize::from(hours.weekday.max(1)) - 1).copied().unwrap_or("");
        form = form
            .with(format!("hours-{n}"), day)
            .with(format!("hours-{n}-from"), words_of_clock(hours.from))
            .with(format!("hours-{n}-to"), words_of_clock(hours.to));
    }
    form
}

/// With a row for each exception.
pub fn with_days(mut form: Form, speaker: &Speaker) -> Form {
    for (n, one) in speaker.exceptions.iter().enumerate() {
        let clock = |minutes: Option<u16>| minutes.map_or(String::new(), words_of_clock);
        form = form
            .with(format!("day-{n}"), one.day)
            .with(format!("day-{n}-from"), clock(one.hours.map(|(from, _)| from)))
            .with(format!("day-{n}-to"), clock(one.hours.map(|(_, to)| to)));
    }
    form
}

/// The columns that a form tells of; the code of a record that is there stays.
pub(super) fn read(form: &mut Form, code: Option<&str>) -> Record {
    let (skills, week, days) = (skills(form), week(form), days(form));
    Record::new(FileKind::Speakers)
        .with("code", code.unwrap_or(form.value("code")))
        .plain(form, &PLAIN)
        .ticks(form, &TICKS)
        .boxes(form, "languages")
        .list("qualifications", skills)
        .list("availability", week)
        .list("exceptions", days)
}

fn skills(form: &mut Form) -> Parts {
    let mut parts = Vec::new();
    for n in typed_rows(form, "skill", &[]) {
        let field = format!("skill-{n}");
        let theme = form.value(&field).trim().to_owned();
        let grades: Vec<String> = form.values(&format!("{field}-grades")).map(str::to_owned).collect();
        if grades.is_empty() {
            let refusal = crate::kernel::Refusal::new("skill-without-grade").with("theme", &theme);
            form.refuse(refusal.at(format!("{field}-grades")));
        }
        parts.extend(grades.into_iter().map(|grade| (format!("{theme}:{grade}"), field.clone())));
    }
    parts
}

/// The weekly hours of a form's rows.
pub fn week(form: &mut Form) -> Parts {
    let rows = typed_rows(form, "hours", &["-from", "-to"]);
    let one = |form: &mut Form, n: usize| {
        let field = format!("hours-{n}");
        let (day, span) = (piece(form, &field), span(form, &field));
        (format!("{day} {span}"), field)
    };
    rows.into_iter().map(|n| one(form, n)).collect()
}

/// The exceptions of a form's rows; a day without hours is a day off.
pub fn days(form: &mut Form) -> Parts {
    let mut parts: Parts = Vec::new();
    for n in typed_rows(form, "day", &["-from", "-to"]) {
        let field = format!("day-{n}");
        let day = piece(form, &field);
        let empty = |form: &Form, end: &str| form.value(&format!("{field}{end}")).trim().is_empty();
        let hours = if empty(form, "-from") && empty(form, "-to") { "off".to_owned() } else { span(form, &field) };
        let part = format!("{day} {hours}");
        if parts.iter().all(|(known, _)| *known != part) {
            parts.push((part, field));
        }
    }
    parts
}

fn span(form: &mut Form, row: &str) -> String {
    format!("{}-{}", piece(form, &format!("{row}-from")), piece(form, &format!("{row}-to")))
}
