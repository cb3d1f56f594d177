//! attendance: session, grade, kind, headcount, basis, flags, reported_by, reported_at, confirmed_by, confirmed_at

use super::super::cells::{int, line, moment_or_none, one_of, print_moment};
use super::super::column::{Column, key, optional, required};
use super::super::kind::{Draft, Kind};
use super::super::known::Known;
use crate::accounts::{Deed, Scope};
use crate::actions::attendance::told;
use crate::attendance::{Basis, Figure, FigureState, ListenerKind};
use crate::kernel::{CommitteePath, Grade, Headcount, JournalLine, Moment, Refusal, SessionId, parts};
use crate::lectures::forms::parse_grade;
use crate::store::reach::{self, Which};
use crate::store::{Db, StoreError, attendance};
use crate::tables::Trouble;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Headcounts, one grade band and kind of listener a line. Never a name.
pub(super) struct Attendance;

impl Kind for Attendance {
    type Item = Figure;
    const NOUN: &'static str = "session";
    const VERBS: (&'static str, &'static str) = ("attendance-import", "attendance-correct");
    const DEED: Deed = Deed::ConfirmHeadcount;
    /// Each row stands for itself; a year of a province has a million of them.
    const AT_ONCE: usize = 5_000;
    const COLUMNS: &'static [Column<Figure>] = &[
        key(
            "session",
            "场次",
            |f, known| known.sessions.code(&f.session),
            |f, c, known| known.sessions.find(c).map(|v| f.session = v),
        ),
        key("grade", "学段", |f, _| f.grade.code().to_owned(), |f, c, _| parse_grade(c).map(|v| f.grade = v)),
        key(
            "kind",
            "听众",
            |f, _| f.kind.code().to_owned(),
            |f, c, _| one_of(ListenerKind::ALL, ListenerKind::code, ListenerKind::key, c).map(|v| f.kind = v),
        ),
        required(
            "headcount",
            "人数",
            |f, _| f.headcount.get().to_string(),
            |f, c, _| Headcount::parse(c).map(|v| f.headcount = v),
        ),
        optional("basis", "依据", |f, _| f.basis.code().to_owned(), parse_basis),
        optional("flags", "其中", print_flags, parse_flags),
        optional("reported_by", "上报人", |f, _| f.reported_by.clone(), |f, c, _| line(c).map(|v| f.reported_by = v)),
        optional("reported_at", "上报时间", |f, _| print_moment(Some(f.reported_at)), parse_reported),
        optional(
            "confirmed_by",
            "确认人",
            |f, _| f.confirmed_by.clone(),
            |f, c, _| line(c).map(|v| f.confirmed_by = v),
        ),
        optional("confirmed_at", "确认时间", |f, _| print_moment(f.confirmed_at), parse_confirmed),
    ];

    fn prepare(db: &mut Db, known: &mut Known, texts: &dyn Fn(&str) -> Vec<String>) -> Result<(), StoreError> {
        known.meet_locks(db)?;
        known.meet_sessions(db, &texts("session"))
    }

    fn acquaint(db: &mut Db, known: &mut Known, items: &[Figure]) -> Result<(), StoreError> {
        let mut ids: Vec<String> = items.iter().map(|figure| figure.session.to_string()).collect();
        ids.sort();
        ids.dedup();
        known.meet_session_ids(db, &ids)
    }

    fn blank(known: &Known) -> Figure {
        Figure {
            session: SessionId(String::new()),
            grade: Grade::Community,
            kind: ListenerKind::Youth,
            headcount: Headcount::default(),
            basis: Basis::Counted,
            left_behind: 0,
            migrant: 0,
            hardship: 0,
            state: FigureState::Reported,
            note: String::new(),
            rating: None,
            reported_by: String::new(),
            reported_at: known.now,
            confirmed_by: String::new(),
            confirmed_at: None,
            replaced_at: None,
            correction_reason: String::new(),
        }
    }

    fn key(item: &Figure) -> String {
        format!("{}|{}|{}", item.session, item.grade.code(), item.kind.code())
    }

    fn existing(db: &mut Db, _: &Known, keys: &[&str]) -> Result<HashMap<String, Figure>, StoreError> {
        let mut sessions: Vec<&str> = keys.iter().filter_map(|key| key.split('|').next()).collect();
        sessions.sort_unstable();
        sessions.dedup();
        let found = attendance::standing(db, &sessions)?;
        Ok(found.into_iter().map(|figure| (Self::key(&figure), figure)).collect())
    }

    fn all(db: &mut Db, scope: &Scope) -> Result<Vec<Figure>, StoreError> {
        attendance::within(db, scope)
    }

    fn check(item: &Figure, _: &Known) -> Vec<(&'static str, Refusal)> {
        let most = i32::try_from(item.headcount.get()).unwrap_or(i32::MAX);
        let beyond = [item.left_behind, item.migrant, item.hardship].into_iter().any(|flag| flag > most);
        if beyond { vec![("flags", Refusal::new("part-above-whole"))] } else { Vec::new() }
    }

    fn settle(drafts: &mut Vec<Draft<Figure>>, known: &Known) -> Vec<Trouble> {
        let mut troubles = Vec::new();
        for draft in drafts {
            let figure = &mut draft.after;
            if !figure.confirmed_by.is_empty() && figure.confirmed_at.is_none() {
                figure.confirmed_at = Some(figure.reported_at);
            }
            let signed = figure.confirmed_at.is_some();
            if signed != figure.state.counts() {
                figure.state = if signed { FigureState::Confirmed } else { FigureState::Reported };
            }
            let changes = draft.before.as_ref() != Some(figure);
            let lock =
                known.session_facts.get(&figure.session).and_then(|facts| known.lock_over(&facts.committee, facts.day));
            if let (true, Some(period)) = (changes, lock) {
                let refusal = Refusal::conflict("import-locked").with("period", period.to_string());
                troubles.push(Trouble::of_line(draft.line, refusal));
            }
        }
        troubles
    }

    fn owner(item: &Figure, known: &Known) -> CommitteePath {
        let facts = known.session_facts.get(&item.session);
        facts.map_or_else(CommitteePath::everything, |facts| known.path(&facts.committee))
    }

    fn id(item: &Figure) -> String {
        item.session.to_string()
    }

    fn insert(db: &mut Db, known: &Known, new: &[Figure]) -> Result<(), StoreError> {
        known.grow(|growth| reach::bring(db, new, known.now, growth))
    }

    /// All sums at once, in the order of their places.
    fn finish(db: &mut Db, known: &mut Known) -> Result<(), StoreError> {
        known.grow(|growth| std::mem::take(growth).carry(db))
    }

    fn update(db: &mut Db, known: &Known, before: &Figure, after: &Figure) -> Result<(), StoreError> {
        replace(db, known, &[(before.clone(), after.clone())])
    }

    fn save(db: &mut Db, known: &Known, new: &[Figure], changed: &[(Figure, Figure)]) -> Result<(), StoreError> {
        Self::insert(db, known, new)?;
        if changed.is_empty() { Ok(()) } else { replace(db, known, changed) }
    }

    /// One line a session, as when somebody signs its headcount.
    fn told(known: &Known, new: &[Figure]) -> Vec<(CommitteePath, JournalLine)> {
        let line = |figures: &[Figure]| {
            let first = figures.first()?;
            let after = json!({"figures": told(figures)});
            let line = JournalLine::new(Self::VERBS.0, Self::NOUN, &first.session, Value::Null, after);
            Some((Self::owner(first, known), line))
        };
        new.chunk_by(|one, next| one.session == next.session).filter_map(line).collect()
    }
}

/// Further figures; those before stay.
fn replace(db: &mut Db, known: &Known, changed: &[(Figure, Figure)]) -> Result<(), StoreError> {
    let mut sessions: Vec<SessionId> = changed.iter().map(|(_, after)| after.session.clone()).collect();
    sessions.sort_unstable();
    sessions.dedup();
    let come: Vec<Figure> = changed.iter().map(|(_, after)| after.clone()).collect();
    reach::around(db, &Which::Sessions(&sessions), known.now, |db| {
        attendance::retire(db, changed.iter().map(|(before, _)| before), known.now)?;
        attendance::insert(db, &come, known.now)
    })
}

fn parse_basis(figure: &mut Figure, cell: &str, _: &Known) -> Result<(), Refusal> {
    if !cell.is_empty() {
        figure.basis = one_of(Basis::ALL, Basis::code, Basis::key, cell)?;
    }
    Ok(())
}

/// A moment to the minute: one that only differs in seconds is the same.
fn parse_reported(figure: &mut Figure, cell: &str, _: &Known) -> Result<(), Refusal> {
    if let Some(at) = moment_or_none(cell)?.filter(|at| !same_minute(*at, figure.reported_at)) {
        figure.reported_at = at;
    }
    Ok(())
}

fn parse_confirmed(figure: &mut Figure, cell: &str, _: &Known) -> Result<(), Refusal> {
    let at = moment_or_none(cell)?;
    let same = figure.confirmed_at.zip(at).is_some_and(|(known, at)| same_minute(at, known));
    if !same {
        figure.confirmed_at = at;
    }
    Ok(())
}

fn same_minute(one: Moment, other: Moment) -> bool {
    one.timestamp().div_euclid(60) == other.timestamp().div_euclid(60)
}

fn print_flags(figure: &Figure, _: &Known) -> String {
    let flags = [("left_behind", figure.left_behind), ("migrant", figure.migrant), ("hardship", figure.hardship)];
    let told = flags.into_iter().filter(|(_, count)| *count > 0).map(|(name, count)| format!("{name}:{count}"));
    told.collect::<Vec<_>>().join("|")
}

fn parse_flags(figure: &mut Figure, cell: &str, _: &Known) -> Result<(), Refusal> {
    (figure.left_behind, figure.migrant, figure.hardship) = (0, 0, 0);
    for part in parts(cell) {
        let bad = || Refusal::new("bad-flags").with("text", part);
        let (name, count) = part.split_once([':', '：']).ok_or_else(bad)?;
        let count = int(count, 0, 100_000)?;
        match name.trim() {
            "left_behind" | "留守" => figure.left_behind = count,
            "migrant" | "流动" => figure.migrant = count,
            "hardship" | "困境" => figure.hardship = count,
            _ => return Err(bad()),
        }
    }
    Ok(())
}
