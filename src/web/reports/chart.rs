//! Bars by month, drawn on the server; a table beside says the same in numbers.

use crate::reach::ReachRow;
use crate::text::grouped;
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
        svg viewBox={ "0 -24 " (WIDTH) " " (HEIGHT + 56) } role="img" aria-label=(viewer.say("reports-months-words")) {
            @for (n, row) in rows.iter().enumerate() {
                @let height = tall(row.sums.youth);
                rect.bar x=(place(n)) y=(HEIGHT - height) width=(step * 3 / 5) height=(height) {}
                text.value x=(place(n) + step * 3 / 10) y=(HEIGHT - height - 6) text-anchor="middle" { (short(row.sums.youth)) }
                text.label x=(place(n) + step * 3 / 10) y=(HEIGHT + 22) text-anchor="middle" { (month(&row.key, n)) }
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

/// `11` of `2026-11`; with the year at the first bar and at each January.
fn month(key: &str, n: usize) -> String {
    match key.split_once('-') {
        Some((year, month)) if n == 0 || month == "01" => format!("{year}-{month}"),
        Some((_, month)) => month.trim_start_matches('0').to_owned(),
        None => key.to_owned(),
    }
}

/// `17.6k` style is foreign here: thousands with one decimal, below that as it is.
fn short(value: i64) -> String {
    if value >= 10_000 { format!("{}.{}万", value / 10_000, value % 10_000 / 1_000) } else { grouped(value) }
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
