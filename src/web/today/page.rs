//! `GET /today`: counts that lead somewhere, what to do first, tomorrow, and this year's reach.

use crate::accounts::{Deed, Scope};
use crate::app::App;
use crate::kernel::{Day, Moment, local};
use crate::requests::RequestStatus;
use crate::sessions::{Answer as Word, Assignment, Part, SessionStatus};
use crate::store::attendance::MissingHeadcount;
use crate::store::{self, Db, Paging, StoreError};
use crate::text;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Count, Sign, Table};
use crate::web::problem::Answer;
use crate::web::sessions::view::{self, Seen};
use crate::web::viewer::Viewer;
use axum::extract::State;
use maud::{Markup, html};

/// Days within which a paper that expires is shown.
const SOON: i64 = 30;
/// Rows of "first these".
const FIRST: usize = 8;

struct View {
    waiting: Vec<Seen>,
    submitted: i64,
    unplanned: i64,
    bounced: i64,
    missing: Vec<MissingHeadcount>,
    missing_count: i64,
    expiring: i64,
    tomorrow: Vec<Seen>,
    now: Moment,
    today: Day,
}

/// The page.
pub async fn page(State(app): State<App>, viewer: Viewer) -> Answer {
    let scope = viewer.actor.scope(Deed::EditSessions)?;
    let now = app.clock.now();
    let view = app.store.read(move |db| load(db, &scope, now)).await?;
    let names: Vec<_> = viewer.actor.grants().iter().map(|grant| grant.committee_id.clone()).collect();
    let owners = app.store.read(move |db| store::committees::by_ids(db, &names)).await?;
    let owner = owners.first().map_or("", |committee| committee.name.as_str());
    Ok(Page::new(&viewer, &viewer.say("today-title"))
        .note(html! { p { (text::day_long(viewer.lang(), view.today)) " · " (owner) } })
        .actions(parts::main_link("/requests/new", &viewer.say("request-new")))
        .show(body(&viewer, &view)))
}

fn load(db: &mut Db, scope: &Scope, now: Moment) -> Result<View, StoreError> {
    let today = Day::of(now);
    let all = |statuses: Vec<SessionStatus>, from: Option<Day>, to: Option<Day>| store::sessions::Wanted {
        statuses,
        from,
        to,
        ..Default::default()
    };
    let published = all(vec![SessionStatus::Published], Some(today), None);
    let waiting = store::sessions::list(db, scope, &published, Paging::new(1, 100))?.rows;
    let tomorrow = store::sessions::between(db, scope, today.plus(1), today.plus(1))?;
    let tally = store::requests::tally(db, scope)?;
    let missing = store::attendance::missing(db, scope, now, Paging::new(1, 5))?;
    let count = |status| tally.get(&status).copied().unwrap_or(0);
    Ok(View {
        waiting: view::whole(db, waiting)?,
        submitted: count(RequestStatus::Submitted),
        unplanned: count(RequestStatus::Approved),
        bounced: store::letters::list::states(db, scope)?
            .into_iter()
            .find(|(state, _)| state == "dead")
            .map_or(0, |(_, n)| n),
        missing_count: missing.total,
        missing: missing.rows,
        expiring: store::speakers::expiring(db, scope, today.plus(SOON))?,
        tomorrow: view::whole(db, tomorrow)?,
        now,
        today,
    })
}

fn body(viewer: &Viewer, view: &View) -> Markup {
    html! {
        (parts::tally(&counts(viewer, view)))
        (parts::sheet(&viewer.say("today-first"), first(viewer, view)))
        div.grid {
            (parts::sheet(&viewer.say_with("today-tomorrow", &[("count", view.tomorrow.len().into())]), tomorrow(viewer, view)))
            (parts::sheet(&viewer.say("today-calls"), html! {
                p { (viewer.say("today-calls-more")) }
                p.acts { (parts::link("/letters/calls", &viewer.say("today-calls-open"))) (parts::link("/reports", &viewer.say("today-reach-open"))) }
            }))
        }
    }
}

fn counts(viewer: &Viewer, view: &View) -> Vec<Count> {
    let overdue = view.waiting.iter().filter(|seen| overdue(seen, view.now).is_some()).count();
    let one = |count: i64, key: &str, href: &str, urgent| Count {
        count,
        words: viewer.say(key),
        href: href.to_owned(),
        urgent,
    };
    vec![
        one(i64::try_from(overdue).unwrap_or(0), "today-overdue", "/sessions?status=published", true),
        one(view.submitted, "today-submitted", "/requests?status=submitted", true),
        one(view.unplanned, "today-unplanned", "/requests?status=approved", false),
        one(view.bounced, "today-bounced", "/letters?state=dead", true),
        one(view.missing_count, "today-missing", "/reports/headcounts", false),
        one(view.expiring, "today-expiring", "/speakers?expiring=1", false),
        one(i64::try_from(view.tomorrow.len()).unwrap_or(0), "today-tomorrow-count", "/sessions/week", false),
    ]
}

/// The answer that is late, if one is.
fn overdue(seen: &Seen, now: Moment) -> Option<&Assignment> {
    seen.session.assignments.iter().find(|a| a.answer == Word::Waiting && a.answer_by.is_some_and(|by| by < now))
}

/// Nobody speaks, or somebody declined or proposes: what a coordinator must settle.
fn first(viewer: &Viewer, view: &View) -> Markup {
    let mut rows: Vec<(u8, Vec<Markup>)> = view.waiting.iter().filter_map(|seen| trouble(viewer, view, seen)).collect();
    rows.sort_by_key(|(urgency, _)| *urgency);
    rows.truncate(FIRST);
    rows.extend(view.missing.iter().map(|seen| (9, missing(viewer, view, seen))));
    if rows.is_empty() {
        return html! { p { (parts::status(Sign::Done, &viewer.say("today-all-done"))) } };
    }
    let columns = vec![
        Column::text(viewer.say("today-what")),
        Column::text(viewer.say("sessions-when")),
        Column::text(viewer.say("sessions-state")),
        Column::action(viewer.say("session-next")),
    ];
    Table::new(columns).caption(viewer.say("today-first")).rows(rows.into_iter().map(|(_, row)| row)).show()
}

fn trouble(viewer: &Viewer, view: &View, seen: &Seen) -> Option<(u8, Vec<Markup>)> {
    let speaking = |a: &&Assignment| a.part == Part::Speaker && !view::is_over(a.answer);
    let asked = seen.session.assignments.iter().find(speaking);
    let open = parts::link(&format!("/sessions/{}", seen.session.id), &viewer.say("today-open"));
    let what = |who: &str, key: &str| {
        html! {
            b { (who) } (viewer.say(key)) br;
            small { (seen.place()) " " (seen.what()) }
        }
    };
    let days = |moment: Moment| (view.now - moment).num_days();
    match (asked, overdue(seen, view.now)) {
        (None, _) => Some((
            0,
            row(
                viewer,
                view,
                seen,
                what("", "today-nobody"),
                parts::status(Sign::Stop, &viewer.say("today-nobody-word")),
                open,
            ),
        )),
        (Some(a), Some(_)) => {
            let late = a.answer_by.map_or(0, days);
            let word = viewer.say_with("today-late", &[("days", late.into())]);
            let call = seen.speakers.get(&a.speaker).map(|speaker| parts::telephone(&speaker.phone));
            let next = html! { @if let Some(call) = call { (call) " " } (open) };
            Some((
                1,
                row(
                    viewer,
                    view,
                    seen,
                    what(seen.name(&a.speaker), "today-silent"),
                    parts::status(Sign::Stop, &word),
                    next,
                ),
            ))
        }
        (Some(a), None) if a.answer == Word::Proposed => Some((
            2,
            row(viewer, view, seen, what(seen.name(&a.speaker), "today-proposes"), view::answer(viewer, a), open),
        )),
        (Some(a), None) if a.answer == Word::Accepted => Some((
            3,
            row(viewer, view, seen, what(seen.name(&a.speaker), "today-accepted"), view::answer(viewer, a), open),
        )),
        _ => None,
    }
}

fn row(viewer: &Viewer, view: &View, seen: &Seen, what: Markup, state: Markup, next: Markup) -> Vec<Markup> {
    let when = text::moment_short(viewer.lang(), seen.session.window.start, view.today);
    vec![what, html! { span.num { (when) } }, state, next]
}

fn missing(viewer: &Viewer, view: &View, gone: &MissingHeadcount) -> Vec<Markup> {
    let days = (view.now - gone.start).num_days();
    let word = viewer.say_with("today-missing-days", &[("days", days.into())]);
    let next = parts::link(&format!("/sessions/{}/attendance", gone.session), &viewer.say("today-fill-in"));
    let what = html! { b { (gone.venue) } (viewer.say("today-headcount-missing")) };
    let when = text::moment_short(viewer.lang(), gone.start, view.today);
    vec![what, html! { span.num { (when) } }, parts::status(Sign::Wait, &word), next]
}

fn tomorrow(viewer: &Viewer, view: &View) -> Markup {
    if view.tomorrow.is_empty() {
        return html! { p.quiet { (viewer.say("sessions-none-that-day")) } };
    }
    html! {
        ul.agenda {
            @for seen in &view.tomorrow {
                li {
                    a.num href={ "/sessions/" (seen.session.id) } { (local(seen.session.window.start).format("%H:%M")) }
                    span { (seen.venue.name) }
                    span { (seen.speaking(viewer)) }
                    span { (view::status(viewer, &seen.session)) }
                }
            }
        }
    }
}
