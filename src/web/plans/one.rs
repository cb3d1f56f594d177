//! `GET /plans/ID`: what a plan proposes, what it leaves open and why, whom it concerns, and what can be done.

use super::list::{days, status};
use super::shares::{Cast, shares};
use super::words::{Names, behind, reasons, weighed};
use crate::accounts::Deed;
use crate::actions::plans::{Difference, Why, interrupt_running};
use crate::app::App;
use crate::kernel::{Day, Moment, PlanId, RequestId, SpeakerId};
use crate::requests::Request;
use crate::sessions::{Plan, PlanItem, PlanRun, PlanStatus, RunState};
use crate::store::{self, Db, StoreError};
use crate::text;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Sign, Table};
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use maud::{Markup, html};

/// Everything that the page shows, in a handful of queries.
pub(super) struct View {
    pub(super) plan: Plan,
    pub(super) items: Vec<PlanItem>,
    pub(super) cast: Cast,
    pub(super) run: Option<PlanRun>,
    /// Against what stands; of a proposal alone.
    difference: Difference,
    /// Whether a step made by hand can be taken back, and one taken back made again.
    steps: (bool, bool),
}

/// The page; while the run goes on it moves with it.
pub async fn page(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Answer {
    shown(&app, &viewer, &Form::empty(), PlanId(id)).await
}

pub(super) async fn shown(app: &App, viewer: &Viewer, form: &Form, id: PlanId) -> Answer {
    let scope = viewer.actor.scope(Deed::Plan)?;
    interrupt_running(app).await?;
    let now = app.clock.now();
    let view = app
        .store
        .read(move |db| {
            let plan = store::plans::find(db, &scope, &id)?;
            load(db, plan, now)
        })
        .await?;
    let running = view.plan.status == PlanStatus::Running;
    let page = Page::new(viewer, &viewer.say_with("plan-title", &[("days", days(viewer, &view.plan).into())]))
        .back("/plans", viewer.say("plans-title"))
        .status(form.status())
        .note(html! { (status(viewer, view.plan.status)) " " (early(viewer, &view)) (numbers(viewer, &view)) });
    let page = if running { page.head(super::run::head()) } else { page.actions(acts(viewer, &view)) };
    let names = match &view.run {
        Some(run) => Some(Names::load(app, &run.basis).await?),
        None => None,
    };
    let mut response = page.show(html! {
        (parts::problems(viewer, form))
        (body(viewer, &view, now))
        @if let (false, Some(run), Some(names)) = (running, &view.run, &names) {
            (parts::sheet(&viewer.say("behind-title"), behind(viewer, &run.basis, names)))
            (parts::sheet(&viewer.say("weights-title"), weighed(viewer, &run.basis)))
        }
    });
    if running {
        let policy = HeaderValue::from_static(super::run::POLICY);
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

pub(super) fn load(db: &mut Db, plan: Plan, now: Moment) -> Result<View, StoreError> {
    let items = store::plans::items(db, &plan.id)?;
    let difference = match plan.status {
        PlanStatus::Proposed => Difference::load(db, &items, now)?,
        _ => Difference::default(),
    };
    let ids: Vec<RequestId> = items.iter().map(|item| item.request.clone()).collect();
    let mut who: Vec<SpeakerId> = items.iter().filter_map(|item| Some(item.chosen.as_ref()?.0.clone())).collect();
    who.extend(difference.shares().into_keys());
    let (made, undone) = store::plans::ends(db, &plan.id)?;
    Ok(View {
        cast: Cast::load(db, &ids, who, (plan.from, plan.to))?,
        run: store::plans::run_of(db, &plan.id)?,
        steps: (made.is_some(), undone.is_some()),
        difference,
        items,
        plan,
    })
}

impl View {
    fn filled(&self) -> usize {
        self.items.iter().filter(|item| item.chosen.is_some()).count()
    }
}

/// Whether somebody ended the run before it was through.
fn early(viewer: &Viewer, view: &View) -> Markup {
    let stopped = view.run.as_ref().is_some_and(|run| run.state == RunState::Stopped);
    html! { @if stopped { (parts::status(Sign::Info, &viewer.say(RunState::Stopped.key()))) " " } }
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
    let post = |act: &str, button: Markup| {
        let action = format!("/plans/{}/{act}", view.plan.id);
        html! {
            form.deed method="post" action=(action) {
                (parts::mark(viewer))
                input type="hidden" name="version" value=(view.plan.version);
                input type="hidden" name="digest" value=(view.difference.digest);
                (button)
            }
        }
    };
    let quiet = |act: &str, key: &str| post(&format!("{act}/do"), html! { button.act { (viewer.say(key)) } });
    html! {
        @if view.plan.status == PlanStatus::Proposed {
            @if view.difference.changes() > 0 { (post("publish", parts::button(&viewer.say("plan-do-publish")))) }
            @if view.steps.0 { (quiet("undo", "plan-do-undo")) }
            @if view.steps.1 { (quiet("redo", "plan-do-redo")) }
            (quiet("copy", "plan-do-copy"))
        }
        @if matches!(view.plan.status, PlanStatus::Proposed | PlanStatus::Interrupted) {
            (quiet("discard", "plan-do-discard"))
        }
    }
}

fn body(viewer: &Viewer, view: &View, now: Moment) -> Markup {
    match view.plan.status {
        PlanStatus::Running => return super::run::progress(viewer, &view.plan, view.run.as_ref(), now),
        PlanStatus::Interrupted => return super::run::ended(viewer, &view.plan, view.run.as_ref()),
        _ => {}
    }
    let (open, today) = (view.plan.status == PlanStatus::Proposed, Day::of(now));
    html! {
        (parts::sheet(&viewer.say("plan-unfilled-title"), unfilled(viewer, view, open)))
        @if open { (parts::sheet(&viewer.say("plan-difference"), shares(viewer, &view.cast, &view.difference, today))) }
        (parts::sheet(&viewer.say("plan-proposals"), proposals(viewer, view, today, open)))
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
            let request = view.cast.requests.get(&item.request)?;
            Some(vec![
                name_of(view, request),
                reasons(viewer, Some(&view.plan.id), &Why::read(&item.reasons)),
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
            let request = view.cast.requests.get(&item.request)?;
            Some(vec![
                html! { span.num { (text::moment_short(viewer.lang(), start, today)) } },
                name_of(view, request),
                html! { (view.cast.speaker(who)) @if item.pinned { " " (parts::status(Sign::Info, &viewer.say("plan-pinned"))) } },
                whys(viewer, view, item),
                html! { @if open { (change_link(viewer, view, item, "plan-change-it")) } },
            ])
        }));
    table.show()
}

fn whys(viewer: &Viewer, view: &View, item: &PlanItem) -> Markup {
    let whys = Why::read(&item.reasons);
    if whys.is_empty() {
        return html! { span.quiet { (viewer.say("plan-by-hand")) } };
    }
    html! {
        details {
            summary { (viewer.say("plan-why-this")) }
            (reasons(viewer, Some(&view.plan.id), &whys))
        }
    }
}

fn name_of(view: &View, request: &Request) -> Markup {
    html! { a href={ "/requests/" (request.id) } { (request.code) } " " (view.cast.venue(request)) }
}

fn change_link(viewer: &Viewer, view: &View, item: &PlanItem, key: &str) -> Markup {
    parts::link(&format!("/plans/{}/{}", view.plan.id, item.request), &viewer.say(key))
}
