//! A report as a workbook: overview, by committee, by theme, its sessions, and what each figure means.

use crate::app::App;
use crate::attendance::FigureState;
use crate::kernel::{Day, local};
use crate::reach::{By, FIGURES, Measure, ReachReport, ReachRow, Sums, meaning, share_permille, summed};
use crate::store::reach::{Asked, NO_AREA, Overview, Part, ReachQuery, ReachSession, breakdown, overview, sessions_of};
use crate::store::{Db, Paging, StoreError};
use crate::tables::{Cell, NamedSheet, write_book};
use crate::text::{Lang, say, say_with};

/// Sessions that are asked for at once, and that a workbook holds at most.
const AT_ONCE: i64 = 500;
const MOST: usize = 100_000;

/// The workbook, with the first and last day that it tells of.
///
/// # Errors
/// What the question refuses, or the store's.
pub async fn report_book(app: &App, asked: Asked, lang: Lang) -> Result<(Day, Day, Vec<u8>), StoreError> {
    let (now, as_of) = (app.clock.now(), asked.as_of);
    let (told, areas, sessions) = app
        .store
        .read(move |db| {
            let query = ReachQuery::of(db, &asked, now)?;
            // what sessions are now is not how they were on an earlier day
            let sessions = if query.as_of.is_none() { Some(all_sessions(db, &query)?) } else { None };
            let areas = breakdown(db, &query, By::Area, lang)?;
            Ok((overview(db, &query, By::Theme, lang)?, areas, sessions))
        })
        .await?;
    let mut sheets = vec![summary(&told, as_of, lang), by_committee(&told, lang)];
    sheets.push(broken_down(&told, &told.report.rows, ["book-by-theme", "by-theme"], lang));
    if areas.iter().any(|row| row.key != NO_AREA) {
        sheets.push(broken_down(&told, &areas, ["book-by-area", "by-area"], lang));
    }
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

fn summary(told: &Overview, as_of: Option<Day>, lang: Lang) -> NamedSheet {
    let report = &told.report;
    let line = |key: &str, cell: Cell| {
        let means = if FIGURES.contains(&key) { Cell::from(meaning(lang, key)) } else { Cell::Empty };
        vec![Cell::from(say(lang, key)), cell, means]
    };
    let pressed = |key: &str, of: Lang| vec![say(lang, key).into(), Cell::Empty, report.paragraph(of).into()];
    let mut rows = vec![
        line("by-committee", report.committee.1.as_str().into()),
        line("book-days", format!("{} – {}", report.from, report.to).into()),
    ];
    rows.extend(as_of.map(|day| line("book-as-of", day.to_string().into())));
    rows.extend([pressed("book-press-zh", Lang::Zh), pressed("book-press-en", Lang::En)]);
    rows.extend(summed().zip(counts(&report.confirmed)).map(|(key, count)| line(key, count.into())));
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
    sheet(lang, "book-overview", &["book-item", "book-value", "book-notes"], rows)
}

fn targets(report: &ReachReport, lang: Lang) -> Vec<Vec<Cell>> {
    let one = |(measure, value): &(Measure, i64)| {
        let words = |key| Cell::from(say_with(lang, key, &[("measure", say(lang, measure.key()).into())]));
        [
            vec![words("book-target"), (*value).into(), meaning(lang, measure.key()).into()],
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
        ["by-committee"].into_iter().chain(summed()).chain(["reports-target", "book-done", "reach-coverage"]).collect();
    sheet(lang, "book-by-committee", &columns, rows)
}

fn row<const N: usize>(name: &str, sums: &Sums, more: [Cell; N]) -> Vec<Cell> {
    [Cell::from(name)].into_iter().chain(counts(sums).map(Cell::from)).chain(more).collect()
}

fn broken_down(told: &Overview, rows: &[ReachRow], [name, first]: [&'static str; 2], lang: Lang) -> NamedSheet {
    let mut rows: Vec<_> = rows.iter().map(|one| row(&one.name, &one.sums, [])).collect();
    rows.push(row(&say(lang, "reports-total"), &told.report.confirmed, []));
    let columns: Vec<&str> = [first].into_iter().chain(summed()).collect();
    sheet(lang, name, &columns, rows)
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
    let more = ["reports-target", "reports-progress", "by-area"];
    let rows = FIGURES.iter().chain(&more).map(|key| vec![say(lang, key).into(), meaning(lang, key).into()]).collect();
    sheet(lang, "book-definitions", &["book-item", "book-means"], rows)
}
