//! A report as a workbook: overview, by committee, by theme, its sessions, and what each figure means.

use crate::app::App;
use crate::attendance::FigureState;
use crate::kernel::{Day, local};
use crate::reach::{By, Measure, ReachReport, Sums, share_permille};
use crate::store::reach::{Asked, Overview, Part, ReachQuery, ReachSession, overview, sessions_of};
use crate::store::{Db, Paging, StoreError};
use crate::tables::{Cell, NamedSheet, write_book};
use crate::text::{Lang, say, say_with};

/// Sessions that are asked for at once, and that a workbook holds at most.
const AT_ONCE: i64 = 500;
const MOST: usize = 100_000;

/// What is counted, with its column and what it means, in the order of the committees' own tables.
pub const DEFINITIONS: [(&str, &str); 9] = [
    ("reach-sessions", "reach-sessions-means"),
    ("reach-talks", "reach-talks-means"),
    ("reach-youth", "reach-youth-means"),
    ("reach-field", "reach-field-means"),
    ("reach-online", "reach-online-means"),
    ("reach-persons", "reach-persons-means"),
    ("reach-coverage", "reach-coverage-means"),
    ("reach-regularity", "reach-regularity-means"),
    ("reports-sentence", "reach-sentence-means"),
];
const SUMS: [&str; 7] =
    ["reach-sessions", "reach-talks", "reach-youth", "reach-parents", "reach-others", "reach-field", "reach-online"];

/// The workbook, with the first and last day that it tells of.
///
/// # Errors
/// What the question refuses, or the store's.
pub async fn report_book(app: &App, asked: Asked, lang: Lang) -> Result<(Day, Day, Vec<u8>), StoreError> {
    let now = app.clock.now();
    let (told, sessions) = app
        .store
        .read(move |db| {
            let query = ReachQuery::of(db, &asked, now)?;
            // what sessions are now is not how they were on an earlier day
            let sessions = if query.as_of.is_none() { Some(all_sessions(db, &query)?) } else { None };
            Ok((overview(db, &query, By::Theme, lang)?, sessions))
        })
        .await?;
    let mut sheets = vec![summary(&told, lang), by_committee(&told, lang), by_theme(&told, lang)];
    sheets.extend(sessions.map(|rows| listed(&rows, lang)));
    sheets.push(definitions(lang));
    Ok((told.report.from, told.report.to, write_book(&sheets)?))
}

fn all_sessions(db: &mut Db, query: &ReachQuery) -> Result<Vec<ReachSession>, StoreError> {
    let mut all = Vec::new();
    for page in 1.. {
        let found = sessions_of(db, query, &Part::default(), Paging::new(page, AT_ONCE))?;
        all.extend(found.rows);
        if page >= found.pages || all.len() >= MOST {
            break;
        }
    }
    all.truncate(MOST);
    Ok(all)
}

fn sheet(lang: Lang, name: &str, columns: &[&str], rows: Vec<Vec<Cell>>) -> NamedSheet {
    NamedSheet { name: say(lang, name), columns: columns.iter().map(|key| say(lang, key)).collect(), rows }
}

fn counts(sums: &Sums) -> [i64; 7] {
    [sums.sessions, sums.talks, sums.youth, sums.parents, sums.others, sums.field_persons, sums.online_views]
}

fn summary(told: &Overview, lang: Lang) -> NamedSheet {
    let report = &told.report;
    let line = |key: &str, cell: Cell| vec![Cell::from(say(lang, key)), cell];
    let mut rows = vec![
        line("by-committee", report.committee.1.as_str().into()),
        line("book-days", format!("{} – {}", report.from, report.to).into()),
        line("book-press-zh", report.paragraph(Lang::Zh).into()),
        line("book-press-en", report.paragraph(Lang::En).into()),
    ];
    rows.extend(SUMS.iter().zip(counts(&report.confirmed)).map(|(key, count)| line(key, count.into())));
    rows.push(line("reach-materials", report.materials.map_or(Cell::Empty, Cell::from)));
    rows.push(line("reach-persons", report.persons_estimated.into()));
    for (key, (part, whole)) in [("reach-coverage", report.coverage), ("reach-regularity", report.regularity)] {
        rows.push(line(key, Cell::share(share_permille(part, whole))));
    }
    let result = |count: i64| if told.contests.told > 0 { Cell::Number(count) } else { Cell::Empty };
    rows.extend([
        line("contests", told.contests.contests.into()),
        line("contest-entrants", result(told.contests.entrants)),
        line("contest-winners-field", result(told.contests.winners)),
        line("book-reported-sessions", report.beside.reported.sessions.into()),
        line("book-reported-youth", report.beside.reported.youth.into()),
        line("book-missing", report.beside.missing_sessions.into()),
    ]);
    rows.extend(targets(report, lang));
    sheet(lang, "book-overview", &["book-item", "book-value"], rows)
}

fn targets(report: &ReachReport, lang: Lang) -> Vec<Vec<Cell>> {
    let one = |(measure, value): &(Measure, i64)| {
        let words = |key| Cell::from(say_with(lang, key, &[("measure", say(lang, measure.key()).into())]));
        [
            vec![words("book-target"), (*value).into()],
            vec![words("book-target-share"), Cell::share(share_permille(report.reached(*measure), *value))],
        ]
    };
    report.targets.iter().flat_map(one).collect()
}

fn by_committee(told: &Overview, lang: Lang) -> NamedSheet {
    let mut own = told.report.confirmed;
    let mut rows = Vec::new();
    for unit in &told.units {
        own += -unit.sums;
        let share = unit.target.and_then(|target| share_permille(unit.sums.youth, target));
        let coverage = share_permille(unit.coverage.0, unit.coverage.1);
        rows.push(row(
            &unit.unit.name,
            &unit.sums,
            [unit.target.map_or(Cell::Empty, Cell::from), Cell::share(share), Cell::share(coverage)],
        ));
    }
    let blank = || [Cell::Empty, Cell::Empty, Cell::Empty];
    if !own.is_zero() {
        rows.push(row(
            &say_with(lang, "book-own", &[("name", told.report.committee.1.as_str().into())]),
            &own,
            blank(),
        ));
    }
    rows.push(row(&say(lang, "reports-total"), &told.report.confirmed, blank()));
    let columns: Vec<&str> =
        ["by-committee"].into_iter().chain(SUMS).chain(["reports-target", "book-done", "reach-coverage"]).collect();
    sheet(lang, "book-by-committee", &columns, rows)
}

fn row<const N: usize>(name: &str, sums: &Sums, more: [Cell; N]) -> Vec<Cell> {
    [Cell::from(name)].into_iter().chain(counts(sums).map(Cell::from)).chain(more).collect()
}

fn by_theme(told: &Overview, lang: Lang) -> NamedSheet {
    let mut rows: Vec<_> = told.report.rows.iter().map(|one| row(&one.name, &one.sums, [])).collect();
    rows.push(row(&say(lang, "reports-total"), &told.report.confirmed, []));
    let columns: Vec<&str> = ["by-theme"].into_iter().chain(SUMS).collect();
    sheet(lang, "book-by-theme", &columns, rows)
}

fn listed(sessions: &[ReachSession], lang: Lang) -> NamedSheet {
    let columns = [
        "book-code",
        "book-day",
        "book-start",
        "reports-venue",
        "by-committee",
        "by-theme",
        "by-kind",
        "by-grade",
        "reach-youth",
        "reach-parents",
        "reach-others",
        "reach-field",
        "reports-state",
    ];
    sheet(lang, "book-sessions", &columns, sessions.iter().map(|one| session(one, lang)).collect())
}

fn session(one: &ReachSession, lang: Lang) -> Vec<Cell> {
    let start = local(one.start);
    let count = |count: i64| if one.state.is_some() { Cell::Number(count) } else { Cell::Empty };
    vec![
        one.code.as_str().into(),
        start.format("%Y-%m-%d").to_string().into(),
        start.format("%H:%M").to_string().into(),
        one.venue.as_str().into(),
        one.owner.as_str().into(),
        one.theme.as_str().into(),
        say(lang, one.kind.key()).into(),
        say(lang, one.grade.key()).into(),
        count(one.sums.youth),
        count(one.sums.parents),
        count(one.sums.others),
        count(one.sums.field_persons),
        say(lang, one.state.map_or("reports-missing", FigureState::key)).into(),
    ]
}

fn definitions(lang: Lang) -> NamedSheet {
    let rows = DEFINITIONS.iter().map(|(key, means)| vec![say(lang, key).into(), say(lang, means).into()]).collect();
    sheet(lang, "book-definitions", &["book-item", "book-means"], rows)
}
