//! `GET /sessions/week` and `/sessions/month`: sessions by day; weeks begin on Monday.

use super::list::views;
use super::view::{self, Seen};
use crate::accounts::Deed;
use crate::app::App;
use crate::kernel::{Day, local};
use crate::sessions::SessionStatus;
use crate::store;
use crate::text;
use crate::web::layout::Page;
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Most sessions that a day of the month names; the rest are a number that leads to the week.
const A_DAY: usize = 4;

/// One week, all facts.
pub async fn week(State(app): State<App>, viewer: Viewer, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    let day = asked(&app, &query);
    let first = day.plus(1 - i64::from(day.weekday()));
    let days = days(&app, &viewer, first, first.plus(6)).await?;
    let last = first.plus(6);
    let words = |day: Day| text::day_brief(viewer.lang(), day);
    let body = html! {
        (views(&viewer, "week", day))
        div.sheet.days {
            @for (day, rows) in first.through(last).map(|day| (day, days.get(&day))) {
                section id={ "d" (day) } class=[(day == app.clock.today()).then_some("today")] {
                    h2 { (words(day)) (mark(&viewer, &app, day)) }
                    @match rows {
                        Some(rows) => ul.agenda { @for seen in rows { (line(&viewer, seen)) } },
                        None => p.quiet { (viewer.say("sessions-none-that-day")) },
                    }
                }
            }
        }
    };
    Ok(Page::new(&viewer, &format!("{} – {}", words(first), words(last)))
        .actions(steps(&viewer, "week", first.plus(-7), first.plus(7)))
        .show(body))
}

/// One month, a cell a day.
pub async fn month(State(app): State<App>, viewer: Viewer, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    let day = asked(&app, &query);
    let first = day.plus(1 - i64::from(day.parts().2));
    let next = first.plus(32).plus(1 - i64::from(first.plus(32).parts().2));
    let days = days(&app, &viewer, first, next.plus(-1)).await?;
    let monday = first.plus(1 - i64::from(first.weekday()));
    let weeks: Vec<Day> = (0..6).map(|n| monday.plus(7 * n)).filter(|start| *start < next).collect();
    let body = html! {
        (views(&viewer, "month", day))
        div.sheet.scroll {
            table.month {
                caption.unseen { (text::day_month(viewer.lang(), first)) }
                thead { tr { @for n in 0..7 { th scope="col" { (viewer.say(&format!("weekday-{}", n + 1))) } } } }
                tbody { @for start in weeks { tr { @for n in 0..7 { (cell(&viewer, &app, start.plus(n), first, &days)) } } } }
            }
        }
    };
    let title = text::day_month(viewer.lang(), first);
    Ok(Page::new(&viewer, &title).actions(steps(&viewer, "month", first.plus(-1), next)).show(body))
}

fn asked(app: &App, query: &BTreeMap<String, String>) -> Day {
    query.get("day").and_then(|day| day.parse().ok()).unwrap_or_else(|| app.clock.today())
}

async fn days(
    app: &App,
    viewer: &Viewer,
    from: Day,
    to: Day,
) -> Result<BTreeMap<Day, Vec<Seen>>, crate::web::problem::Problem> {
    let scope = viewer.actor.scope(Deed::SeeSessions)?;
    let all = app
        .store
        .read(move |db| {
            let sessions = store::sessions::between(db, &scope, from, to)?;
            view::whole(db, sessions)
        })
        .await?;
    let mut days: BTreeMap<Day, Vec<Seen>> = BTreeMap::new();
    for seen in all {
        days.entry(seen.session.window.day()).or_default().push(seen);
    }
    Ok(days)
}

fn steps(viewer: &Viewer, way: &str, before: Day, after: Day) -> Markup {
    html! {
        nav.acts aria-label=(viewer.say("sessions-steps")) {
            a.act rel="prev" href={ "/sessions/" (way) "?day=" (before) } { "‹ " (viewer.say(&format!("sessions-{way}-before"))) }
            a.act href={ "/sessions/" (way) } { (viewer.say("sessions-now")) }
            a.act rel="next" href={ "/sessions/" (way) "?day=" (after) } { (viewer.say(&format!("sessions-{way}-after"))) " ›" }
        }
    }
}

fn mark(viewer: &Viewer, app: &App, day: Day) -> Markup {
    html! { @if day == app.clock.today() { " " span.word.info { (viewer.say("sessions-today")) } } }
}

fn line(viewer: &Viewer, seen: &Seen) -> Markup {
    let session = &seen.session;
    let (start, end) = (local(session.window.start), local(session.window.end));
    html! {
        li {
            a.num href={ "/sessions/" (session.id) } { (start.format("%H:%M")) "-" (end.format("%H:%M")) }
            span { (seen.place()) " " (seen.what(viewer)) }
            span { (seen.speaking(viewer)) }
            span { (view::status(viewer, session)) }
        }
    }
}

fn cell(viewer: &Viewer, app: &App, day: Day, month: Day, days: &BTreeMap<Day, Vec<Seen>>) -> Markup {
    if day.month() != month.month() {
        return html! { td.off {} };
    }
    let empty = Vec::new();
    let rows = days.get(&day).unwrap_or(&empty);
    html! {
        td class=[(day == app.clock.today()).then_some("today")] {
            a.daynum.num href={ "/sessions/week?day=" (day) "#d" (day) } aria-label=(text::day_long(viewer.lang(), day)) {
                span.plain-day { (day.parts().2) }
                span.named-day { (text::day_brief(viewer.lang(), day)) }
            }
            ul {
                @for seen in rows.iter().take(A_DAY) {
                    li class=[(seen.session.status == SessionStatus::Cancelled).then_some("struck")] {
                        span.num { (local(seen.session.window.start).format("%H:%M")) } " " (seen.venue.name)
                    }
                }
                @if rows.len() > A_DAY {
                    li { (viewer.say_with("sessions-more", &[("count", (rows.len() - A_DAY).into())])) }
                }
            }
        }
    }
}
