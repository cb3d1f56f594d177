//! `/speakers`: the register, to be searched.

use crate::accounts::Deed;
use crate::app::App;
use crate::kernel::Day;
use crate::speakers::Speaker;
use crate::store::speakers::Wanted;
use crate::store::{self, Paging};
use crate::text;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Sign, Table};
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::HashMap;

/// Days within which a paper that ends calls for a new one.
pub const SOON: i64 = 30;

/// What the list was asked with.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    retired: String,
    #[serde(default)]
    expiring: String,
    page: Option<i64>,
}

struct View {
    found: store::Page<Speaker>,
    committees: HashMap<String, String>,
    townships: HashMap<String, String>,
    today: Day,
}

/// `GET /speakers`.
pub async fn page(State(app): State<App>, viewer: Viewer, Query(asked): Query<Asked>) -> Answer {
    let scope = viewer.actor.scope(Deed::SeeRegisters)?;
    let today = app.clock.today();
    let papers_before = (asked.expiring == "true").then(|| today.plus(SOON));
    let wanted = Wanted { words: asked.q.clone(), with_retired: asked.retired == "true", papers_before };
    let paging = Paging::new(asked.page.unwrap_or(1), 30);
    let view = app
        .store
        .read(move |db| {
            let found = store::speakers::list(db, &scope, &wanted, paging)?;
            let ids: Vec<_> = found.rows.iter().map(|speaker| speaker.committee.clone()).collect();
            let committees = store::committees::by_ids(db, &ids)?;
            let codes: Vec<_> = found.rows.iter().map(|speaker| speaker.township_code.clone()).collect();
            let townships = store::divisions::names(db, &codes)?;
            let committees = committees.into_iter().map(|one| (one.id.to_string(), one.name)).collect();
            Ok(View { found, committees, townships, today })
        })
        .await?;
    let note = html! { (viewer.say_with("speakers-count", &[("count", view.found.total.into())])) };
    let mut page = Page::new(&viewer, &viewer.say("nav-speakers")).note(note);
    if viewer.is_staff() {
        page = page.actions(html! {
            (parts::link("/certificates", &viewer.say("certificates-short")))
            (parts::main_link("/speakers/new", &viewer.say("speaker-new")))
            (parts::link("/speakers/twins", &viewer.say("twins-title")))
        });
    }
    Ok(page.show(body(&viewer, &view, &asked)))
}

fn body(viewer: &Viewer, view: &View, asked: &Asked) -> Markup {
    let filters = html! {
        label.pick {
            input type="checkbox" name="retired" value="true" checked[asked.retired == "true"];
            span { (viewer.say("speakers-with-retired")) }
        }
        label.pick {
            input type="checkbox" name="expiring" value="true" checked[asked.expiring == "true"];
            span { (viewer.say("speakers-expiring")) }
        }
    };
    html! {
        (parts::search(viewer, &asked.q, filters))
        section.sheet {
            @if view.found.rows.is_empty() {
                (parts::empty(&viewer.say("speakers-none"), Some(("/speakers", &viewer.say("form-all")))))
            } @else { (table(viewer, view)) }
        }
        (parts::pager(viewer, &view.found))
    }
}

fn table(viewer: &Viewer, view: &View) -> Markup {
    let column = |key| Column::text(viewer.say(key));
    let columns = vec![
        column("speaker-name"),
        column("speaker-elder-kind"),
        column("speaker-committee"),
        column("speaker-phone"),
        column("speaker-papers"),
    ];
    Table::new(columns)
        .caption(viewer.say("nav-speakers"))
        .rows(view.found.rows.iter().map(|s| cells(viewer, view, s)))
        .show()
}

fn cells(viewer: &Viewer, view: &View, speaker: &Speaker) -> Vec<Markup> {
    let age = speaker.birth_year.map(|year| view.today.parts().0 - year);
    vec![
        html! {
            a href={ "/speakers/" (speaker.id) } { b { (speaker.name) } } br;
            small { (speaker.code) @if let Some(home) = view.townships.get(&speaker.township_code) { " · " (home) } }
        },
        html! {
            (viewer.say(speaker.elder_kind.key()))
            @if let Some(age) = age { " · " (viewer.say_with("speaker-age", &[("age", age.into())])) }
        },
        html! { (view.committees.get(speaker.committee.as_str()).map_or("", String::as_str)) },
        parts::telephone(&speaker.phone),
        papers(viewer, speaker, view.today),
    ]
}

/// Whether appointment, check and insurance hold, in one word.
pub(super) fn papers(viewer: &Viewer, speaker: &Speaker, today: Day) -> Markup {
    let soon = today.plus(2 * SOON);
    let papers = [
        ("speaker-appointed-until", speaker.appointed_until),
        ("speaker-checked-until", speaker.checked_until),
        ("speaker-insured-until", speaker.insured_until),
    ];
    let first = papers.into_iter().min_by_key(|(_, until)| *until);
    if !speaker.active {
        return parts::status(Sign::Info, &viewer.say("speaker-retired"));
    }
    match first {
        Some((key, None)) => {
            parts::status(Sign::Stop, &viewer.say_with("paper-missing", &[("paper", viewer.say(key).into())]))
        }
        Some((key, Some(until))) if until < today => {
            parts::status(Sign::Stop, &viewer.say_with("paper-lapsed", &[("paper", viewer.say(key).into())]))
        }
        Some((_, Some(until))) if until < soon => {
            let day = text::day_brief(viewer.lang(), until);
            parts::status(Sign::Wait, &viewer.say_with("paper-soon", &[("day", day.into())]))
        }
        _ => parts::status(Sign::Done, &viewer.say("papers-good")),
    }
}
