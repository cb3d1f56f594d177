//! Many headcounts in one file, as a school keeps them: all or nothing, each wrong line told.

use super::report::{decide, save};
use crate::accounts::Actor;
use crate::actions::import::{cells, roster};
use crate::app::App;
use crate::attendance::{Basis, Line, ListenerKind, Report};
use crate::kernel::{Headcount, Refusal, Refused, SessionId};
use crate::lectures::forms::parse_grade;
use crate::store::{self, Db, StoreError};
use crate::tables::{Row, Sheet, Trouble};
use std::collections::{BTreeMap, HashMap};

/// Columns by their English and Chinese header. Day and place are for the reader alone.
pub const COLUMNS: [(&str, &str); 7] = [
    ("session", "场次"),
    ("day", "日期"),
    ("place", "地点"),
    ("grade", "学段"),
    ("kind", "听众"),
    ("headcount", "人数"),
    ("basis", "依据"),
];

/// What a file did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileReport {
    /// Sessions whose headcount is new or changed.
    pub sessions: usize,
    /// Sessions that stood so already.
    pub unchanged: usize,
    /// What is wrong; with any of these nothing is saved.
    pub troubles: Vec<Trouble>,
}

/// The lines of one session, with the first line's number.
type Told = (u64, Vec<Line>);

/// Reports the headcounts of a file, each as [`super::report`] would. Lines without a headcount
/// are left out; what is wrong keeps the whole file out.
///
/// # Errors
/// The database's; what is wrong with the file stands in the report.
pub async fn report_file(app: &App, actor: &Actor, sheet: Sheet) -> Result<FileReport, StoreError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    let (told, troubles) = match read(&sheet) {
        Ok(told) => told,
        Err(troubles) => return Ok(FileReport { troubles, ..FileReport::default() }),
    };
    app.store
        .write(move |db| {
            let mut done = FileReport { troubles: troubles.clone(), ..FileReport::default() };
            let mut sound = Vec::new();
            for (code, (line, lines)) in &told {
                let report = Report { lines: lines.clone(), ..Report::default() };
                match of_code(db, code).and_then(|session| decide(db, &actor, now, &session, &report)) {
                    Ok(decided) => sound.push(decided),
                    Err(StoreError::Refused(refusal)) => done.troubles.push(trouble(*line, refusal)),
                    Err(other) => return Err(other),
                }
            }
            if done.troubles.is_empty() {
                for decided in sound {
                    let is_new = save(db, &actor, now, decided)?.is_new;
                    if is_new { done.sessions += 1 } else { done.unchanged += 1 }
                }
            }
            Ok(done)
        })
        .await
}

/// A session that is not the reporter's shows as one that is not there.
fn trouble(line: u64, refusal: Refusal) -> Trouble {
    let hidden = matches!(refusal.kind, Refused::Forbidden | Refused::Missing);
    Trouble::of_line(line, if hidden { Refusal::missing("session-missing") } else { refusal })
}

fn of_code(db: &mut Db, code: &str) -> Result<SessionId, StoreError> {
    Ok(store::sessions::by_code(db, code)?.id)
}

type Parsed = (BTreeMap<String, Told>, Vec<Trouble>);

fn read(sheet: &Sheet) -> Result<Parsed, Vec<Trouble>> {
    let known = |column: &str| place(column).is_some();
    let named = roster::look(sheet, &known);
    if !named.is_empty() {
        return Err(named);
    }
    let foreign = sheet.columns.iter().find(|column| !known(column));
    if let Some(column) = foreign {
        return Err(vec![Trouble::of_cell(1, column, Refusal::new("headcount-file-column"))]);
    }
    let places: HashMap<&str, usize> =
        sheet.columns.iter().enumerate().filter_map(|(n, column)| Some((place(column)?, n))).collect();
    for (needed, zh) in [COLUMNS[0], COLUMNS[5]] {
        if !places.contains_key(needed) {
            return Err(vec![Trouble::of_cell(1, zh, Refusal::new("headcount-file-needs"))]);
        }
    }
    let mut told: BTreeMap<String, Told> = BTreeMap::new();
    let mut troubles = Vec::new();
    for row in &sheet.rows {
        match line(row, &places) {
            Ok(Some((code, line))) => told.entry(code).or_insert((row.line, Vec::new())).1.push(line),
            Ok(None) => {}
            Err((column, refusal)) => troubles.push(Trouble::of_cell(row.line, column, refusal)),
        }
    }
    Ok((told, troubles))
}

/// The English name of a header.
fn place(column: &str) -> Option<&'static str> {
    let plain = column.trim().to_lowercase();
    COLUMNS.iter().find(|(en, zh)| plain == *en || plain == *zh).map(|(en, _)| *en)
}

fn line(row: &Row, places: &HashMap<&str, usize>) -> Result<Option<(String, Line)>, (&'static str, Refusal)> {
    let cell = |name: &str| places.get(name).and_then(|n| row.cells.get(*n)).map_or("", |cell| cell.trim());
    if cell("headcount").is_empty() {
        return Ok(None);
    }
    let one = |column, result: Result<_, Refusal>| result.map_err(|refusal| (column, refusal));
    let code = one("场次", cells::code(cell("session")))?;
    let kind = match cell("kind") {
        "" => ListenerKind::Youth,
        text => {
            cells::one_of(ListenerKind::ALL, ListenerKind::code, ListenerKind::key, text).map_err(|no| ("听众", no))?
        }
    };
    let grade = parse_grade(cell("grade")).map_err(|no| ("学段", no))?;
    let count = Headcount::parse(cell("headcount")).map_err(|no| ("人数", no))?;
    let basis = match cell("basis") {
        "" => Basis::Counted,
        text => cells::one_of(Basis::ALL, Basis::code, Basis::key, text).map_err(|no| ("依据", no))?,
    };
    Ok(Some((code, Line::plain(grade, kind, count, basis))))
}
