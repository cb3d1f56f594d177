//! Bars by month, drawn on the server; a table beside says the same in numbers.

use crate::reach::ReachRow;
use crate::text::{Lang, grouped};
use crate::web::parts::{Column, Table};
use crate::web::viewer::Viewer;
use maud::{Markup, html};

const WIDTH: i64 = 960;
const HEIGHT: i64 = 200;
const BARS_AT_MOST: usize = 24;

/// Young listeners by month, at most the last two years; `goal` is what each month should bring.
#[must_use]
pub fn months(viewer: &Viewer, rows: &[ReachRow], goal: Option<i64>) -> Markup {
    let rows = rows.get(rows.len().saturating_sub(BARS_AT_MOST)..).unwrap_or(rows);
    if rows.is_empty() {
        return html! { p.quiet { (viewer.say("reports-no-months")) } };
    }
    html! {
        figure.chart {
            (bars(viewer, rows, goal))
            (lying(viewer, rows, goal))
            details {
                summary { (viewer.say("reports-as-table")) }
                (table(viewer, rows))
            }
        }
    }
}

fn bars(viewer: &Viewer, rows: &[ReachRow], goal: Option<i64>) -> Markup {
    let most = rows.iter().map(|row| row.sums.youth).chain(goal).max().unwrap_or(0).max(1);
    let count = i64::try_from(rows.len()).unwrap_or(1);
    let step = (WIDTH / count.max(6)).max(20);
    let tall = |value: i64| value.max(0) * HEIGHT / most;
    let place = |n: usize| i64::try_from(n).unwrap_or(0) * step + step / 5;
    html! {
        svg viewBox={ "0 -24 " (WIDTH) " " (HEIGHT + 72) } role="img" aria-label=(viewer.say("reports-months-words")) {
            @for (n, row) in rows.iter().enumerate() {
                @let height = tall(row.sums.youth);
                rect.bar x=(place(n)) y=(HEIGHT - height) width=(step * 3 / 5) height=(height) {}
                text.value x=(place(n) + step * 3 / 10) y=(HEIGHT - height - 6) text-anchor="middle" { (short(viewer.lang(), row.sums.youth)) }
                text.label x=(place(n) + step * 3 / 10) y=(HEIGHT + 22) text-anchor="middle" {
                    (month(&row.key))
                    @if let Some(year) = year(&row.key, n) { tspan x=(place(n) + step * 3 / 10) dy="20" { (year) } }
                }
            }
            line.ground x1="0" y1=(HEIGHT) x2=(WIDTH) y2=(HEIGHT) {}
            @if let Some(goal) = goal {
                line.goal x1="0" y1=(HEIGHT - tall(goal)) x2=(WIDTH) y2=(HEIGHT - tall(goal)) {}
                text.goal-words x="4" y=(HEIGHT - tall(goal) - 6) {
                    (viewer.say("reports-month-goal")) " " (grouped(goal))
                }
            }
        }
    }
}

/// The same bars lying, a month a line: readable on a phone and in large print.
fn lying(viewer: &Viewer, rows: &[ReachRow], goal: Option<i64>) -> Markup {
    let most = rows.iter().map(|row| row.sums.youth).chain(goal).max().unwrap_or(0).max(1);
    let (left, room, line) = (56, 136, 24);
    let long = |value: i64| value.max(0) * room / most;
    let top = |n: usize| i64::try_from(n).unwrap_or(0) * line;
    html! {
        svg.lying viewBox={ "0 0 240 " (top(rows.len())) } role="img" aria-label=(viewer.say("reports-months-words")) {
            @if let Some(goal) = goal {
                line.goal x1=(left + long(goal)) y1="0" x2=(left + long(goal)) y2=(top(rows.len())) {}
            }
            @for (n, row) in rows.iter().enumerate() {
                text.label x="0" y=(top(n) + 18) {
                    @if let Some(year) = year(&row.key, n) { (year) "-" } (month(&row.key))
                }
                rect.bar x=(left) y=(top(n) + 4) width=(long(row.sums.youth)) height="18" {}
                text.value x=(left + long(row.sums.youth) + 6) y=(top(n) + 18) { (short(viewer.lang(), row.sums.youth)) }
            }
        }
    }
}

/// `11` of `2026-11`.
fn month(key: &str) -> &str {
    key.split_once('-').map_or(key, |(_, month)| month.trim_start_matches('0'))
}

/// `2026` of `2026-11`, at the first bar and at each January.
fn year(key: &str, n: usize) -> Option<&str> {
    key.split_once('-').filter(|(_, month)| n == 0 || *month == "01").map(|(year, _)| year)
}

/// `1.7万` in Chinese, `17.6k` in English; below ten thousand as it is.
fn short(lang: Lang, value: i64) -> String {
    match lang {
        _ if value < 10_000 => grouped(value),
        Lang::Zh => format!("{}.{}万", value / 10_000, value % 10_000 / 1_000),
        Lang::En => format!("{}.{}k", value / 1_000, value % 1_000 / 100),
    }
}

fn table(viewer: &Viewer, rows: &[ReachRow]) -> Markup {
    let columns = vec![
        Column::text(viewer.say("by-month")),
        Column::number(viewer.say("reach-sessions")),
        Column::number(viewer.say("reach-youth")),
    ];
    let cells = rows.iter().map(|row| {
        vec![html! { (row.name) }, html! { (grouped(row.sums.sessions)) }, html! { (grouped(row.sums.youth)) }]
    });
    Table::new(columns).rows(cells).show()
}
