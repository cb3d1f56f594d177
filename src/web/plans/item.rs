//! `GET /plans/ID/REQUEST`: one proposal; who else could have it, and why others cannot. `POST` changes it.

use super::one::{View, load};
use crate::accounts::Deed;
use crate::actions::plans::{Offers, PlanOffer, Wish, change, offers};
use crate::app::App;
use crate::kernel::{PlanId, Refusal, RequestId, SpeakerId, parse_local};
use crate::requests::Request;
use crate::sessions::{PlanItem, PlanStatus};
use crate::store;
use crate::text;
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Table};
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use maud::{Markup, html};

/// The page.
pub async fn page(State(app): State<App>, viewer: Viewer, Path((plan, request)): Path<(String, String)>) -> Answer {
    shown(&app, &viewer, &Form::empty(), PlanId(plan), RequestId(request)).await
}

/// Gives it to somebody, clears it, pins it.
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
    let wanted = view.requests.get(&request).ok_or_else(missing)?;
    let open = view.plan.status == PlanStatus::Proposed;
    let found =
        if open { offers(app, &viewer.actor, plan.clone(), request, String::new()).await? } else { Offers::default() };
    Ok(Page::new(viewer, &format!("{} {}", wanted.code, view.venue(wanted)))
        .back(format!("/plans/{plan}"), viewer.say("plan-back"))
        .status(form.status())
        .show(html! {
            (parts::problems(viewer, form))
            (parts::sheet(&viewer.say("plan-now"), now(viewer, &view, item, wanted, open)))
            @if open {
                (parts::sheet(&viewer.say("plan-offers"), offered(viewer, &view, wanted, &found.offers)))
                (parts::sheet(&viewer.say("plan-barred"), barred(viewer, &found)))
            }
        }))
}

fn now(viewer: &Viewer, view: &View, item: &PlanItem, request: &Request, open: bool) -> Markup {
    let windows: Vec<String> = request.windows.iter().map(|it| text::session_time(viewer.lang(), *it)).collect();
    let (who, when) = match &item.chosen {
        Some((who, start)) => {
            let name = view.speakers.get(who).cloned().unwrap_or_default();
            (name, text::day_long(viewer.lang(), crate::kernel::Day::of(*start)) + " " + &clock(*start))
        }
        None => (viewer.say("plan-nobody"), String::new()),
    };
    html! {
        (parts::facts(&[
            (viewer.say("plan-who"), html! { (who) }),
            (viewer.say("plan-when"), html! { (when) }),
            (viewer.say("plan-wished"), html! { @for window in windows { div { (window) } } }),
            (viewer.say("plan-listeners"), html! { (request.headcount) }),
        ]))
        @if open && item.chosen.is_some() {
            @let pin = if item.pinned { ("unpin", "plan-unpin") } else { ("pin", "plan-pin") };
            (form_of(viewer, view, request, html! {
                (parts::quiet_button_of("do", pin.0, &viewer.say(pin.1)))
                (parts::quiet_button_of("do", "clear", &viewer.say("plan-clear")))
            }))
        }
    }
}

fn offered(viewer: &Viewer, view: &View, request: &Request, offers: &[PlanOffer]) -> Markup {
    if offers.is_empty() {
        return html! { p { (viewer.say("plan-no-offers")) } };
    }
    let columns = vec![
        Column::text(viewer.say("plan-who")),
        Column::text(viewer.say("plan-when")),
        Column::number(viewer.say("plan-km")),
        Column::number(viewer.say("plan-worth")),
        Column::action(viewer.say("plan-act")),
    ];
    let rows = offers.iter().map(|offer| {
        let day = text::day_short(viewer.lang(), crate::kernel::Day::of(offer.start));
        let value = format!("{}@{}", offer.speaker, crate::kernel::local(offer.start).format("%Y-%m-%d %H:%M"));
        vec![
            html! { a href={ "/speakers/" (offer.speaker) } { (offer.name) } },
            html! { span.num { (day) " " (clock(offer.start)) } },
            html! { (offer.km) },
            html! { (text::grouped(offer.points)) },
            form_of(viewer, view, request, parts::quiet_button_of("do", &value, &viewer.say("plan-take"))),
        ]
    });
    Table::new(columns).caption(viewer.say("plan-offers")).rows(rows).show()
}

fn barred(viewer: &Viewer, found: &Offers) -> Markup {
    if found.barred.is_empty() {
        return html! { p { (viewer.say("plan-none-barred")) } };
    }
    html! { ul { @for (_, name, why) in &found.barred { li { b { (name) } " " (why.in_words(viewer.lang())) } } } }
}

fn form_of(viewer: &Viewer, view: &View, request: &Request, buttons: Markup) -> Markup {
    html! {
        form.deed method="post" action={ "/plans/" (view.plan.id) "/" (request.id) } {
            (parts::mark(viewer))
            input type="hidden" name="version" value=(view.plan.version);
            (buttons)
        }
    }
}

fn clock(start: crate::kernel::Moment) -> String {
    crate::kernel::local(start).format("%H:%M").to_string()
}
