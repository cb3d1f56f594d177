//! `GET /plans/ID`: what a plan proposes, what it leaves open and why, whom it concerns, and what can be done.

use super::list::{days, status};
use crate::accounts::Deed;
use crate::actions::plans::Why;
use crate::app::App;
use crate::kernel::{Day, PlanId, RequestId, SpeakerId, VenueId};
use crate::requests::Request;
use crate::sessions::{Plan, PlanItem, PlanStatus};
use crate::store::{self, Db, StoreError};
use crate::text;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Sign, Table};
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use maud::{Markup, html};
use std::collections::{BTreeMap, HashMap};

/// Everything that the page shows, in a handful of queries.
pub(super) struct View {
    pub(super) plan: Plan,
    pub(super) items: Vec<PlanItem>,
    pub(super) requests: HashMap<RequestId, Request>,
    pub(super) venues: HashMap<VenueId, String>,
    pub(super) speakers: HashMap<SpeakerId, String>,
    /// Talks of the proposed speakers that stand already in these days.
    agreed: HashMap<SpeakerId, usize>,
}

/// The page; while the run goes on it asks for itself again.
pub async fn page(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Answer {
    let scope = viewer.actor.scope(Deed::Plan)?;
    let view = app
        .store
        .read(move |db| {
            let plan = store::plans::find(db, &scope, &PlanId(id.clone()))?;
            load(db, plan)
        })
        .await?;
    let mut response =
        Page::new(&viewer, &viewer.say_with("plan-title", &[("days", days(&viewer, &view.plan).into())]))
            .back("/plans", viewer.say("plans-title"))
            .note(html! { (status(&viewer, view.plan.status)) " " (numbers(&viewer, &view)) })
            .actions(acts(&viewer, &view))
            .show(body(&viewer, &view, app.clock.today()));
    if view.plan.status == PlanStatus::Running {
        response.headers_mut().insert(header::REFRESH, HeaderValue::from_static("3"));
    }
    Ok(response)
}

pub(super) fn load(db: &mut Db, plan: Plan) -> Result<View, StoreError> {
    let items = store::plans::items(db, &plan.id)?;
    let ids: Vec<RequestId> = items.iter().map(|item| item.request.clone()).collect();
    let requests = store::requests::by_ids(db, &ids)?;
    let places: Vec<VenueId> = requests.iter().map(|request| request.venue.clone()).collect();
    let mut who: Vec<SpeakerId> = items.iter().filter_map(|item| Some(item.chosen.as_ref()?.0.clone())).collect();
    who.sort();
    who.dedup();
    let mut agreed: HashMap<SpeakerId, usize> = HashMap::new();
    for session in store::sessions::of_speakers(db, &who, plan.from, plan.to)? {
        for assignment in session.speaking() {
            *agreed.entry(assignment.speaker.clone()).or_default() += 1;
        }
    }
    Ok(View {
        venues: store::venues::names(db, &places)?,
        speakers: store::speakers::names(db, &who)?,
        requests: requests.into_iter().map(|request| (request.id.clone(), request)).collect(),
        agreed,
        items,
        plan,
    })
}

impl View {
    pub(super) fn venue(&self, request: &Request) -> &str {
        self.venues.get(&request.venue).map_or("", String::as_str)
    }

    fn speaker(&self, id: &SpeakerId) -> &str {
        self.speakers.get(id).map_or("", String::as_str)
    }

    fn filled(&self) -> usize {
        self.items.iter().filter(|item| item.chosen.is_some()).count()
    }
}

fn numbers(viewer: &Viewer, view: &View) -> Markup {
    if view.plan.status == PlanStatus::Running {
        return html! { (viewer.say("plan-running-note")) };
    }
    let gap = crate::matching::Plan::gap_of(view.plan.objective, view.plan.bound) * 100.0;
    html! {
        (viewer.say_with("plan-summary", &[
            ("filled", view.filled().into()),
            ("unfilled", (view.items.len() - view.filled()).into()),
            ("objective", view.plan.objective.into()),
            ("bound", view.plan.bound.into()),
            ("gap", format!("{gap:.4}").into()),
            ("seconds", format!("{:.1}", view.plan.seconds).into()),
        ]))
    }
}

fn acts(viewer: &Viewer, view: &View) -> Markup {
    let version = html! { input type="hidden" name="version" value=(view.plan.version); };
    let post = |act: &str, button: Markup| {
        let action = format!("/plans/{}/{act}", view.plan.id);
        html! { form.deed method="post" action=(action) { (parts::mark(viewer)) (version) (button) } }
    };
    html! {
        @if view.plan.status == PlanStatus::Proposed {
            @if view.filled() > 0 { (post("publish", parts::button(&viewer.say("plan-do-publish")))) }
            (post("discard", html! { button.act { (viewer.say("plan-do-discard")) } }))
        }
        @if view.plan.status == PlanStatus::Interrupted {
            (post("discard", html! { button.act { (viewer.say("plan-do-discard")) } }))
        }
    }
}

fn body(viewer: &Viewer, view: &View, today: Day) -> Markup {
    if matches!(view.plan.status, PlanStatus::Running | PlanStatus::Interrupted) {
        let key = if view.plan.status == PlanStatus::Running { "plan-wait" } else { "plan-interrupted-note" };
        return parts::empty(&viewer.say(key), Some(("/plans", &viewer.say("plans-title"))));
    }
    let open = view.plan.status == PlanStatus::Proposed;
    html! {
        (parts::sheet(&viewer.say("plan-unfilled-title"), unfilled(viewer, view, open)))
        (parts::sheet(&viewer.say("plan-proposals"), proposals(viewer, view, today, open)))
        @if view.filled() > 0 { (parts::sheet(&viewer.say("plan-difference"), difference(viewer, view, today))) }
    }
}

fn unfilled(viewer: &Viewer, view: &View, open: bool) -> Markup {
    let rest: Vec<&PlanItem> = view.items.iter().filter(|item| item.chosen.is_none()).collect();
    if rest.is_empty() {
        return html! { p { (viewer.say("plan-all-filled")) } };
    }
    let columns = ["plan-request", "plan-why", "plan-act"];
    let table = Table::new(columns.iter().map(|key| Column::text(viewer.say(key))).collect())
        .caption(viewer.say("plan-unfilled-title"))
        .rows(rest.into_iter().filter_map(|item| {
            let request = view.requests.get(&item.request)?;
            Some(vec![
                name_of(view, request),
                html! { ul { @for why in Why::read(&item.reasons) { li { (why.in_words(viewer.lang())) } } } },
                html! { @if open { (change_link(viewer, view, item, "plan-give")) } },
            ])
        }));
    table.show()
}

fn proposals(viewer: &Viewer, view: &View, today: Day, open: bool) -> Markup {
    let mut chosen: Vec<(&PlanItem, &SpeakerId, crate::kernel::Moment)> =
        view.items.iter().filter_map(|item| item.chosen.as_ref().map(|(who, start)| (item, who, *start))).collect();
    chosen.sort_by_key(|(item, _, start)| (*start, item.request.clone()));
    if chosen.is_empty() {
        return html! { p { (viewer.say("plan-none-filled")) } };
    }
    let columns = ["plan-when", "plan-request", "plan-who", "plan-why", "plan-act"];
    let table = Table::new(columns.iter().map(|key| Column::text(viewer.say(key))).collect())
        .caption(viewer.say("plan-proposals"))
        .rows(chosen.into_iter().filter_map(|(item, who, start)| {
            let request = view.requests.get(&item.request)?;
            Some(vec![
                html! { span.num { (text::moment_short(viewer.lang(), start, today)) } },
                name_of(view, request),
                html! { (view.speaker(who)) @if item.pinned { " " (parts::status(Sign::Info, &viewer.say("plan-pinned"))) } },
                whys(viewer, item),
                html! { @if open { (change_link(viewer, view, item, "plan-change-it")) } },
            ])
        }));
    table.show()
}

fn whys(viewer: &Viewer, item: &PlanItem) -> Markup {
    let whys = Why::read(&item.reasons);
    if whys.is_empty() {
        return html! { span.quiet { (viewer.say("plan-by-hand")) } };
    }
    html! {
        details {
            summary { (viewer.say("plan-why-this")) }
            @for why in whys { p { (why.in_words(viewer.lang())) } }
        }
    }
}

fn name_of(view: &View, request: &Request) -> Markup {
    html! { a href={ "/requests/" (request.id) } { (request.code) } " " (view.venue(request)) }
}

fn change_link(viewer: &Viewer, view: &View, item: &PlanItem, key: &str) -> Markup {
    parts::link(&format!("/plans/{}/{}", view.plan.id, item.request), &viewer.say(key))
}

/// Person by person: what publishing adds to what stands already.
fn difference(viewer: &Viewer, view: &View, today: Day) -> Markup {
    let mut by_person: BTreeMap<(&str, &SpeakerId), Vec<String>> = BTreeMap::new();
    for item in &view.items {
        let Some((who, start)) = &item.chosen else { continue };
        let place = view.requests.get(&item.request).map_or("", |request| view.venue(request));
        let line = format!("{} {place}", text::moment_short(viewer.lang(), *start, today));
        by_person.entry((view.speaker(who), who)).or_default().push(line);
    }
    let columns = vec![
        Column::text(viewer.say("plan-who")),
        Column::number(viewer.say("plan-agreed")),
        Column::number(viewer.say("plan-new")),
        Column::text(viewer.say("plan-what-new")),
    ];
    Table::new(columns)
        .caption(viewer.say("plan-difference"))
        .rows(by_person.into_iter().map(|((name, who), lines)| {
            vec![
                html! { a href={ "/speakers/" (who) } { (name) } },
                html! { (view.agreed.get(who).copied().unwrap_or(0)) },
                html! { "+" (lines.len()) },
                html! { @for line in lines { div { (line) } } },
            ]
        }))
        .show()
}
