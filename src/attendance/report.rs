//! A headcount as the school reports it.

use super::{Basis, Figure, FigureState, Gathering, ListenerKind, NOTE_MOST, private_words};
use crate::kernel::{Grade, Headcount, Moment, Refusal, SessionId};
use std::collections::BTreeSet;

/// One number: a grade band and kind of listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Grade band.
    pub grade: Grade,
    /// Kind of listener.
    pub kind: ListenerKind,
    /// Persons present.
    pub headcount: Headcount,
    /// On what it rests.
    pub basis: Basis,
    /// Of them left behind (留守).
    pub left_behind: Headcount,
    /// Of them migrant (流动).
    pub migrant: Headcount,
    /// Of them in hardship (困境).
    pub hardship: Headcount,
}

impl Line {
    /// A number without flags.
    #[must_use]
    pub fn plain(grade: Grade, kind: ListenerKind, headcount: Headcount, basis: Basis) -> Self {
        let none = Headcount::default();
        Self { grade, kind, headcount, basis, left_behind: none, migrant: none, hardship: none }
    }

    /// Whether a figure says the same.
    #[must_use]
    pub fn agrees(&self, figure: &Figure) -> bool {
        *self == Self::of(figure)
    }

    /// The line of a figure.
    #[must_use]
    pub fn of(figure: &Figure) -> Self {
        let flag = |count: i32| Headcount::new(i64::from(count)).unwrap_or_default();
        Self {
            grade: figure.grade,
            kind: figure.kind,
            headcount: figure.headcount,
            basis: figure.basis,
            left_behind: flag(figure.left_behind),
            migrant: flag(figure.migrant),
            hardship: flag(figure.hardship),
        }
    }

    pub(super) fn figure(&self, session: &SessionId, state: FigureState, by: &str, now: Moment) -> Figure {
        let flag = |count: Headcount| i32::try_from(count.get()).unwrap_or(i32::MAX);
        Figure {
            session: session.clone(),
            grade: self.grade,
            kind: self.kind,
            headcount: self.headcount,
            basis: self.basis,
            left_behind: flag(self.left_behind),
            migrant: flag(self.migrant),
            hardship: flag(self.hardship),
            state,
            note: String::new(),
            rating: None,
            reported_by: by.to_owned(),
            reported_at: now,
            confirmed_by: String::new(),
            confirmed_at: None,
            replaced_at: None,
            correction_reason: String::new(),
        }
    }
}

/// What is reported of one session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The numbers.
    pub lines: Vec<Line>,
    /// Free words.
    pub note: String,
    /// The reporter has looked at the note again after a warning.
    pub note_checked: bool,
    /// The school's rating, 1 to 5.
    pub rating: Option<i32>,
}

/// What a report changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It says what is there already: sent twice counts once.
    Same,
    /// These figures take the place of all current ones.
    Put(Vec<Figure>),
}

/// Decides over a report.
///
/// # Errors
/// What [`Gathering::begun`] and [`Gathering::open`] refuse; `headcount-nobody`,
/// `headcount-twice`, `flags-above-headcount`, `flags-of-others`, `bad-rating`, `note-too-long`;
/// `note-looks-like-identity` or `note-looks-like-roster` until the note was looked at again;
/// `headcount-already-confirmed` when it differs from what was confirmed.
pub fn report(
    gathering: &Gathering,
    current: &[Figure],
    report: &Report,
    by: &str,
    now: Moment,
) -> Result<Verdict, Refusal> {
    gathering.begun(now)?;
    let lines: Vec<&Line> = report.lines.iter().filter(|line| line.headcount.get() > 0).collect();
    if lines.is_empty() {
        return Err(Refusal::new("headcount-nobody").at("youth"));
    }
    report.lines.iter().try_for_each(sound)?;
    once_each(&report.lines)?;
    sound_note(report)?;
    if same(current, &lines, report) {
        return Ok(Verdict::Same);
    }
    gathering.open()?;
    if let Some(signed) = current.iter().find(|figure| figure.state.counts()) {
        return Err(Refusal::conflict("headcount-already-confirmed").with("who", &signed.confirmed_by));
    }
    let mut figures: Vec<Figure> =
        lines.iter().map(|line| line.figure(&gathering.session, FigureState::Reported, by, now)).collect();
    if let Some(first) = figures.first_mut() {
        report.note.trim().clone_into(&mut first.note);
        first.rating = report.rating;
    }
    Ok(Verdict::Put(figures))
}

/// A line in itself.
pub(super) fn sound(line: &Line) -> Result<(), Refusal> {
    let flags = [(line.left_behind, "left_behind"), (line.migrant, "migrant"), (line.hardship, "hardship")];
    for (flag, place) in flags {
        if flag.get() > 0 && line.kind != ListenerKind::Youth {
            return Err(Refusal::new("flags-of-others").at(place));
        }
        if flag > line.headcount {
            let no = Refusal::new("flags-above-headcount").with("flag", flag.get());
            return Err(no.with("count", line.headcount.get()).at(place));
        }
    }
    Ok(())
}

/// No grade band and kind stands there twice.
pub(super) fn once_each(lines: &[Line]) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    match lines.iter().find(|line| !seen.insert((line.grade, line.kind))) {
        Some(line) => Err(Refusal::new("headcount-twice").with("grade", line.grade.code()).at("grade")),
        None => Ok(()),
    }
}

fn sound_note(report: &Report) -> Result<(), Refusal> {
    if report.rating.is_some_and(|stars| !(1..=5).contains(&stars)) {
        return Err(Refusal::new("bad-rating").at("rating"));
    }
    let length = report.note.chars().count();
    if length > NOTE_MOST {
        return Err(Refusal::new("note-too-long").with("count", length).with("most", NOTE_MOST).at("note"));
    }
    match private_words(&report.note) {
        Some(warning) if !report.note_checked => Err(Refusal::new(warning).at("note")),
        _ => Ok(()),
    }
}

fn same(current: &[Figure], lines: &[&Line], report: &Report) -> bool {
    let words = |figures: &[Figure]| figures.iter().map(|f| f.note.as_str()).collect::<String>();
    current.len() == lines.len()
        && lines.iter().all(|line| current.iter().any(|figure| line.agrees(figure)))
        && words(current) == report.note.trim()
        && current.iter().find_map(|figure| figure.rating) == report.rating
}
