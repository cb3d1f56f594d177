//! A run on its page: how far it is, told as it moves; and the way to end it early.

use crate::accounts::Deed;
use crate::actions::plans::{self, Why};
use crate::app::App;
use crate::kernel::{Moment, PlanId};
use crate::matching::Plan as Found;
use crate::sessions::{Plan, PlanRun, PlanStatus};
use crate::store;
use crate::text::grouped;
use crate::web::assets;
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::parts;
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_core::Stream;
use maud::{Markup, html};
use serde_json::json;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::mpsc;

/// How often a page is told.
const EVERY: Duration = Duration::from_secs(1);
/// The browser comes again by itself after so many times; an old connection holds up no restart.
const TIMES: usize = 120;
/// What the planning page may do beside every other page: run our own script, and hear of the run.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; \
                                 connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Ends the run with the best plan so far.
pub async fn stop(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, _form: Form) -> Answer {
    plans::stop(&app, &viewer.actor, PlanId(id.clone())).await?;
    Ok(redirect_saying(&app, &format!("/plans/{id}"), "plan-said-stopping"))
}

struct Told(mpsc::Receiver<Event>);

impl Stream for Told {
    type Item = Result<Event, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|event| event.map(Ok))
    }
}

/// `GET /plans/ID/events`: a line a second until the run is over.
pub async fn events(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Answer {
    let scope = viewer.actor.scope(Deed::Plan)?;
    let id = PlanId(id);
    let (found, wanted) = (scope.clone(), id.clone());
    app.store.read(move |db| store::plans::find(db, &found, &wanted)).await?;
    let (tell, hears) = mpsc::channel(2);
    tokio::spawn(async move {
        for _ in 0..TIMES {
            let (scope, id) = (scope.clone(), id.clone());
            let read =
                app.store.read(move |db| Ok((store::plans::find(db, &scope, &id)?, store::plans::run_of(db, &id)?)));
            let Ok((plan, run)) = read.await else { return };
            let over = plan.status != PlanStatus::Running;
            let words: serde_json::Map<String, serde_json::Value> =
                words(&viewer, &plan, run.as_ref(), app.clock.now())
                    .into_iter()
                    .map(|(name, words)| (name.to_owned(), json!(words)))
                    .collect();
            let line = json!({ "over": over, "words": words }).to_string();
            // nobody looks any more
            if tell.send(Event::default().data(line)).await.is_err() || over {
                return;
            }
            if plans::interrupt_running(&app).await.is_err() {
                return;
            }
            tokio::time::sleep(EVERY).await;
        }
    });
    Ok(Sse::new(Told(hears)).keep_alive(KeepAlive::default()).into_response())
}

/// What the head of a running plan's page holds: without a script it renews itself.
pub(super) fn head() -> Markup {
    html! {
        noscript { meta http-equiv="refresh" content="2"; }
        script src=(assets::address("run.js")) defer {}
    }
}

type Words = Vec<(&'static str, String)>;

fn words(viewer: &Viewer, plan: &Plan, run: Option<&PlanRun>, now: Moment) -> Words {
    let dash = || "—".to_owned();
    let found = run.and_then(|run| run.objective.zip(run.bound));
    let phase = run.map(|run| if run.stop_asked { viewer.say("plan-stopping") } else { viewer.say(run.phase.key()) });
    let seconds = (now - plan.started_at).num_seconds().max(0);
    vec![
        ("phase", phase.unwrap_or_else(dash)),
        ("objective", found.map_or_else(dash, |(objective, _)| grouped(objective))),
        ("bound", found.map_or_else(dash, |(_, bound)| grouped(bound))),
        (
            "gap",
            found.map_or_else(dash, |(objective, bound)| format!("{:.4} %", Found::gap_of(objective, bound) * 100.0)),
        ),
        (
            "seconds",
            viewer.say_with(
                "plan-seconds",
                &[("seconds", seconds.into()), ("most", run.map_or(0, |run| run.time_limit).into())],
            ),
        ),
    ]
}

/// The run as it stands, with the button that ends it.
pub(super) fn progress(viewer: &Viewer, plan: &Plan, run: Option<&PlanRun>, now: Moment) -> Markup {
    html! {
        div data-run={ "/plans/" (plan.id) "/events" } aria-live="polite" {
            (parts::sheet(&viewer.say("plan-progress-title"), html! {
                dl.facts {
                    @for (name, words) in words(viewer, plan, run, now) {
                        div { dt { (viewer.say(&format!("plan-told-{name}"))) } dd data-told=(name) { (words) } }
                    }
                }
                p.hint { (viewer.say("plan-told-means")) }
                form.deed method="post" action={ "/plans/" (plan.id) "/stop" } {
                    (parts::mark(viewer))
                    (parts::button(&viewer.say("plan-do-stop")))
                }
                " " (parts::link(&format!("/plans/{}", plan.id), &viewer.say("plan-renew")))
            }))
        }
    }
}

/// A run that came to no end: why, and how to go on.
pub(super) fn ended(viewer: &Viewer, plan: &Plan, run: Option<&PlanRun>) -> Markup {
    let failure = run.map(|run| run.failure.as_str()).filter(|text| !text.is_empty());
    let whys: Vec<Why> = failure.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    html! {
        section.sheet {
            @for why in &whys { p { (why.in_words(viewer.lang())) } }
            @if whys.is_empty() { p { (viewer.say("plan-interrupted-note")) } }
            p { (parts::main_link(&format!("/plans?from={}&to={}", plan.from, plan.to), &viewer.say("plan-run-again"))) }
        }
    }
}
