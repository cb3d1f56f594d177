//! `GET /plans/ID/REQUEST`: one proposal, why it is so, and who else could have it. `POST` changes it.

use super::answers::{asked, barred, offered, swaps, why_so};
use super::one::{View, load};
use crate::accounts::Deed;
use crate::actions::plans::{Offers, Wish, change, offers};
use crate::app::App;
use crate::kernel::{Day, PlanId, Refusal, RequestId, SpeakerId, local, parse_local};
use crate::requests::Request;
use crate::sessions::{PlanItem, PlanStatus};
use crate::store;
use crate::text;
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts;
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Path, Query, State};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// The page; `?who=` asks about a speaker by name.
pub async fn page(
    State(app): State<App>,
    viewer: Viewer,
    Path((plan, request)): Path<(String, String)>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Answer {
    let who: String = query.get("who").map(|who| who.trim().chars().take(80).collect()).unwrap_or_default();
    shown(&app, &viewer, &Form::empty().with("who", who), PlanId(plan), RequestId(request)).await
}

/// Gives it to somebody, clears it, pins it, swaps it.
pub async fn act(
    State(app): State<App>,
    viewer: Viewer,
    Path((plan, request)): Path<(String, String)>,
    mut form: Form,
) -> Answer {
    let (plan, request) = (PlanId(plan), RequestId(request));
    if let Some(wish) = wish(&mut form) {
        match change(&app, &viewer.actor, plan.clone(), form.version(), request.clone(), wish).await {
            Ok(_) => return Ok(redirect_saying(&app, &format!("/plans/{plan}"), "plan-said-changed")),
            Err(error) => form.refused(error)?,
        }
    }
    shown(&app, &viewer, &form, plan, request).await
}

fn wish(form: &mut Form) -> Option<Wish> {
    match form.value("do").to_owned().as_str() {
        "pin" => Some(Wish::Pin(true)),
        "unpin" => Some(Wish::Pin(false)),
        "clear" => Some(Wish::Clear),
        "swap" => {
            let other = form.needed("swap", 80);
            form.is_sound().then_some(Wish::Swap(RequestId(other)))
        }
        given => {
            // `SPEAKER@2026-12-01 09:25`, the value of the button beside an offer
            let read = given.split_once('@').and_then(|(who, at)| Some((SpeakerId::from(who), parse_local(at).ok()?)));
            if read.is_none() {
                form.refuse(Refusal::new("field-choice").with("text", given));
            }
            read.map(|(who, start)| Wish::Give(who, start))
        }
    }
}

async fn shown(app: &App, viewer: &Viewer, form: &Form, plan: PlanId, request: RequestId) -> Answer {
    let scope = viewer.actor.scope(Deed::Plan)?;
    let (id, moment) = (plan.clone(), app.clock.now());
    let view = app
        .store
        .read(move |db| {
            let plan = store::plans::find(db, &scope, &id)?;
            load(db, plan, moment)
        })
        .await?;
    let missing = || Refusal::missing("plan-item-missing");
    let item = view.items.iter().find(|item| item.request == request).ok_or_else(missing)?;
    let wanted = view.cast.requests.get(&request).ok_or_else(missing)?;
    let open = view.plan.status == PlanStatus::Proposed;
    let who = form.value("who").to_owned();
    let found = if open { offers(app, &viewer.actor, plan.clone(), request, who).await? } else { Offers::default() };
    let one = One { viewer, view: &view, item, request: wanted };
    Ok(Page::new(viewer, &format!("{} {}", wanted.code, view.cast.venue(wanted)))
        .back(format!("/plans/{plan}"), viewer.say("plan-back"))
        .status(form.status())
        .show(html! {
            (parts::problems(viewer, form))
            (parts::sheet(&viewer.say("plan-now"), now(&one, open)))
            @if open {
                (parts::sheet(&viewer.say(one.why_title()), why_so(&one, &found.why)))
                (parts::sheet(&viewer.say("plan-offers"), offered(&one, &found.offers)))
                @if item.chosen.is_some() { (parts::sheet(&viewer.say("plan-swaps"), swaps(&one, form, &found.swaps))) }
                (parts::sheet(&viewer.say("plan-ask-title"), asked(&one, form, &found.asked)))
                (parts::sheet(&viewer.say("plan-barred"), barred(&one, &found.barred)))
            }
        }))
}

/// One item of a plan and whatever its page needs to speak of it.
pub(super) struct One<'a> {
    pub(super) viewer: &'a Viewer,
    pub(super) view: &'a View,
    pub(super) item: &'a PlanItem,
    pub(super) request: &'a Request,
}

impl One<'_> {
    /// The address of its page.
    pub(super) fn address(&self) -> String {
        format!("/plans/{}/{}", self.view.plan.id, self.request.id)
    }

    /// A form that changes it.
    pub(super) fn form(&self, buttons: &Markup) -> Markup {
        html! {
            form.deed method="post" action=(self.address()) {
                (parts::mark(self.viewer))
                input type="hidden" name="version" value=(self.view.plan.version);
                span.acts { (buttons) }
            }
        }
    }

    fn why_title(&self) -> &'static str {
        if self.item.chosen.is_some() { "plan-why-this" } else { "plan-why-open" }
    }
}

fn now(one: &One<'_>, open: bool) -> Markup {
    let (viewer, request) = (one.viewer, one.request);
    let windows: Vec<String> = request.windows.iter().map(|it| text::session_time(viewer.lang(), *it)).collect();
    let (who, when) = match &one.item.chosen {
        Some((who, start)) => {
            let day = text::day_long(viewer.lang(), Day::of(*start));
            (one.view.cast.speaker(who).to_owned(), format!("{day} {}", local(*start).format("%H:%M")))
        }
        None => (viewer.say("plan-nobody"), String::new()),
    };
    html! {
        (parts::facts(&[
            (viewer.say("plan-who"), html! { (who) }),
            (viewer.say("plan-when"), html! { (when) }),
            (viewer.say("plan-wished"), html! { ol.plain-steps { @for window in windows { li.num { (window) } } } }),
            (viewer.say("plan-listeners"), html! { (request.headcount) }),
        ]))
        @if open && one.item.chosen.is_some() {
            @let pin = if one.item.pinned { ("unpin", "plan-unpin") } else { ("pin", "plan-pin") };
            (one.form(&html! {
                (parts::quiet_button_of("do", pin.0, &viewer.say(pin.1)))
                (parts::quiet_button_of("do", "clear", &viewer.say("plan-clear")))
            }))
        }
    }
}
