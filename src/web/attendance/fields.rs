//! The fields of a headcount: three numbers in sight, the rest folded away.

use crate::attendance::{
    Basis, ContestResult, ENTRANTS_MOST, Figure, Gathering, Line, ListenerKind, NOTE_MOST, Report,
};
use crate::kernel::{Grade, Headcount, Refusal};
use crate::sessions::SessionKind;
use crate::store::StoreError;
use crate::text::grouped;
use crate::web::form::Form;
use crate::web::parts::{self, Field};
use crate::web::viewer::Viewer;
use maud::{Markup, html};

fn youth_field(grade: Grade) -> String {
    format!("youth_{}", grade.code())
}

/// The form as it is shown first: with what stands, so that a correction changes one number.
pub(in crate::web) fn empty_form(gathering: &Gathering, figures: &[Figure]) -> Form {
    let sum = |kind: ListenerKind| -> u32 {
        figures.iter().filter(|figure| figure.kind == kind).map(|figure| figure.headcount.get()).sum()
    };
    let mut form = Form::empty();
    for figure in figures.iter().filter(|figure| figure.kind == ListenerKind::Youth) {
        form = form.with(youth_field(figure.grade), figure.headcount.get());
    }
    for (name, kind) in [("parents", ListenerKind::Parent), ("others", ListenerKind::Other)] {
        if sum(kind) > 0 {
            form = form.with(name, sum(kind));
        }
    }
    let flags: [(&str, i32); 3] = [
        ("left_behind", figures.iter().map(|figure| figure.left_behind).sum()),
        ("migrant", figures.iter().map(|figure| figure.migrant).sum()),
        ("hardship", figures.iter().map(|figure| figure.hardship).sum()),
    ];
    for (name, count) in flags.into_iter().filter(|(_, count)| *count > 0) {
        form = form.with(name, count);
    }
    let basis =
        figures.iter().find(|f| f.grade == gathering.grade).or(figures.first()).map_or(Basis::Counted, |f| f.basis);
    form = form.with("basis", basis.code());
    if let Some(stars) = figures.iter().find_map(|figure| figure.rating) {
        form = form.with("rating", stars);
    }
    form.with("note", figures.iter().map(|figure| figure.note.as_str()).collect::<String>())
}

/// The three numbers, the other grade bands, the basis and the flags.
pub(in crate::web) fn number_fields(viewer: &Viewer, form: &Form, gathering: &Gathering) -> Markup {
    let own = youth_field(gathering.grade);
    let youth = format!("{}（{}）", viewer.say("attendance-youth"), viewer.say(gathering.grade.key()));
    let others = || Grade::ALL.iter().copied().filter(|grade| *grade != gathering.grade);
    let used = others().any(|grade| !form.value(&youth_field(grade)).is_empty());
    let flagged = ["left_behind", "migrant", "hardship"].iter().any(|name| !form.value(name).is_empty());
    let bases: Vec<_> = Basis::ALL.iter().map(|b| (b.code().to_owned(), viewer.say(b.key()))).collect();
    html! {
        div.rowset {
            (Field::new(viewer, form, &own, "attendance-youth").labelled(youth).number())
            (Field::new(viewer, form, "parents", "attendance-parents").number())
            (Field::new(viewer, form, "others", "attendance-others").number())
        }
        (Field::new(viewer, form, "basis", "attendance-basis").radios(&bases))
        details open[used] {
            summary { (viewer.say("attendance-more-grades")) }
            div.rowset {
                @for grade in others() {
                    (Field::new(viewer, form, &youth_field(grade), "attendance-youth").labelled(viewer.say(grade.key())).number())
                }
            }
        }
        details open[flagged] {
            summary { (viewer.say("attendance-flags")) }
            div.rowset {
                (Field::new(viewer, form, "left_behind", "attendance-left-behind").number())
                (Field::new(viewer, form, "migrant", "attendance-migrant").number())
                (Field::new(viewer, form, "hardship", "attendance-hardship").number())
            }
        }
    }
}

/// The school's words and rating.
pub(in crate::web) fn more(viewer: &Viewer, form: &Form) -> Markup {
    let stars: Vec<_> = (1..=5).rev().map(|n: i32| (n.to_string(), viewer.say(&format!("rating-{n}")))).collect();
    let warned = form.problem("note").is_some_and(|refusal| refusal.key.starts_with("note-looks"));
    html! {
        (Field::new(viewer, form, "rating", "attendance-rating").radios(&stars))
        (Field::new(viewer, form, "note", "attendance-note").hint("attendance-note-hint").most(NOTE_MOST).area(3))
        @if warned || form.has("note_checked") {
            (Field::new(viewer, form, "note_checked", "attendance-note-checked").tick())
        }
    }
}

/// The lines that were typed; zeros stay, for a correction.
pub(in crate::web) fn lines_of(form: &mut Form, gathering: &Gathering) -> Vec<Line> {
    let basis = form.choice("basis", Basis::parse).unwrap_or(Basis::Counted);
    let mut lines = Vec::new();
    for grade in Grade::ALL {
        if let Some(count) = form.parsed(&youth_field(*grade), Headcount::parse) {
            lines.push(Line::plain(*grade, ListenerKind::Youth, count, basis));
        }
    }
    // the session's own band comes first and carries the flags
    lines.sort_by_key(|line| line.grade != gathering.grade);
    let mut flag = |name: &str| form.parsed(name, Headcount::parse).unwrap_or_default();
    let (left_behind, migrant, hardship) = (flag("left_behind"), flag("migrant"), flag("hardship"));
    match lines.first_mut() {
        Some(first) => *first = Line { left_behind, migrant, hardship, ..*first },
        None if left_behind.max(migrant).max(hardship) > Headcount::default() => {
            form.refuse(Refusal::new("flags-of-others").at("left_behind"));
        }
        None => {}
    }
    for (name, kind) in [("parents", ListenerKind::Parent), ("others", ListenerKind::Other)] {
        if let Some(count) = form.parsed(name, Headcount::parse) {
            lines.push(Line::plain(gathering.grade, kind, count, basis));
        }
    }
    lines
}

/// The report that was typed.
pub(in crate::web) fn report_of(form: &mut Form, gathering: &Gathering) -> Report {
    Report {
        lines: lines_of(form, gathering),
        note: form.text("note", NOTE_MOST),
        note_checked: form.value("note_checked") == "true",
        rating: form.number("rating", 1..=5),
    }
}

/// A refusal about the young listeners at the field of the session's own band.
pub(in crate::web) fn placed(error: StoreError, gathering: &Gathering) -> StoreError {
    match error {
        StoreError::Refused(refusal) if refusal.place.as_deref() == Some("youth") => {
            StoreError::Refused(refusal.at(youth_field(gathering.grade)))
        }
        other => other,
    }
}

/// Entrants and winners, of a contest alone; both are counts.
pub(in crate::web) fn contest_fields(viewer: &Viewer, form: &Form, gathering: &Gathering) -> Markup {
    html! {
        @if gathering.kind == SessionKind::Contest {
            (Field::new(viewer, form, "entrants", "contest-entrants").number())
            (Field::new(viewer, form, "winners", "contest-winners-field").number())
        }
    }
}

/// What was typed of a contest; none when nothing was, or it is refused.
pub(in crate::web) fn contest_of(form: &mut Form, gathering: &Gathering) -> Option<ContestResult> {
    if form.value("entrants").trim().is_empty() && form.value("winners").trim().is_empty() {
        return None;
    }
    let entrants = form.number_needed("entrants", 0..=ENTRANTS_MOST);
    let winners = form.number("winners", 0..=ENTRANTS_MOST).unwrap_or(0);
    match (ContestResult { entrants, winners }).sound(gathering) {
        _ if !form.is_sound() => None,
        Ok(result) => Some(result),
        Err(refusal) => {
            form.refuse(refusal);
            None
        }
    }
}

/// One figure in words.
pub(in crate::web) fn fact(viewer: &Viewer, figure: &Figure) -> (String, Markup) {
    let label = match figure.kind {
        ListenerKind::Youth => format!("{} · {}", viewer.say(figure.kind.key()), viewer.say(figure.grade.key())),
        _ => viewer.say(figure.kind.key()),
    };
    let flags = [
        ("attendance-left-behind", figure.left_behind),
        ("attendance-migrant", figure.migrant),
        ("attendance-hardship", figure.hardship),
    ];
    let value = html! {
        b { (grouped(i64::from(figure.headcount.get()))) } " " span.quiet { (viewer.say(figure.basis.key())) }
        @for (key, count) in flags { @if count > 0 { " " span.quiet { (viewer.say(key)) " " (grouped(i64::from(count))) } } }
        @if !figure.note.is_empty() { p.quiet { (figure.note) } }
        @if let Some(stars) = figure.rating { p.quiet { (viewer.say("attendance-rating")) " " (viewer.say(&format!("rating-{stars}"))) } }
    };
    (label, value)
}

/// Keeps what was shown beside what is typed, to be sent along.
pub(in crate::web) fn seen(revision: &str) -> Markup {
    html! { input type="hidden" name="seen" value=(revision); }
}

/// A form with its mark that posts to `action`.
pub(in crate::web) fn staff_form(viewer: &Viewer, action: &str, body: Markup) -> Markup {
    parts::post(viewer, action, body)
}
