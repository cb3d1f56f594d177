//! `/talks/ID`: what one talk took beside itself: two numbers.

use crate::accounts::{Deed, Target};
use crate::actions;
use crate::app::App;
use crate::kernel::{AssignmentId, Refusal};
use crate::service::{Given, HOURS_MOST, Hours};
use crate::store;
use crate::text::{duration, session_time};
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Field};
use crate::web::problem::{Answer, Problem};
use crate::web::redirect_saying;
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use axum::response::Response;
use maud::html;

/// `GET /talks/ID`.
pub async fn page(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Answer {
    let given = load(&app, &viewer, id.into()).await?;
    let form = match given.hours {
        Some(hours) => Form::empty().with("preparation", hours.preparation).with("travel", hours.travel),
        None => Form::empty(),
    };
    Ok(show(&viewer, &given, &form))
}

/// `POST /talks/ID`.
pub async fn note(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, mut form: Form) -> Answer {
    let given = load(&app, &viewer, id.into()).await?;
    let preparation = form.number_needed("preparation", 0..=HOURS_MOST);
    let travel = form.number_needed("travel", 0..=HOURS_MOST);
    if form.is_sound() {
        let hours = Hours { preparation, travel };
        match actions::service::note(&app, &viewer.actor, given.assignment.clone(), hours).await {
            Ok(()) => return Ok(redirect_saying(&app, &back(&viewer, &given), "service-noted-thanks")),
            Err(error) => form.refused(error)?,
        }
    }
    Ok(show(&viewer, &given, &form))
}

async fn load(app: &App, viewer: &Viewer, id: AssignmentId) -> Result<Given, Problem> {
    let actor = viewer.actor.clone();
    let given = app
        .store
        .read(move |db| {
            let given = store::service::talk(db, &id)?;
            let speaker = store::speakers::load(db, &given.speaker)?;
            let owner = store::committees::path_of(db, &speaker.committee)?;
            // whose talk it was is nobody else's business
            actor
                .may(Deed::EditOwnSpeaker, &Target::of(&owner).speaker(&speaker.id))
                .map_err(|no| if actor.account_id().is_some() { Refusal::missing("talk-missing") } else { no })?;
            Ok(given)
        })
        .await?;
    Ok(given)
}

fn back(viewer: &Viewer, given: &Given) -> String {
    let year = given.window.day().parts().0;
    if viewer.actor.own_speaker() == Some(&given.speaker) {
        format!("/my/results?year={year}")
    } else {
        format!("/speakers/{}/service?year={year}", given.speaker)
    }
}

fn show(viewer: &Viewer, given: &Given, form: &Form) -> Response {
    let fields = html! {
        (Field::new(viewer, form, "preparation", "service-preparation-minutes").hint("service-minutes-hint").needed().number())
        (Field::new(viewer, form, "travel", "service-travel-minutes").needed().number())
        (parts::button(&viewer.say("form-save")))
    };
    Page::new(viewer, &viewer.say("service-note-title"))
        .back(back(viewer, given), viewer.say("service-title"))
        .note(html! { p { (session_time(viewer.lang(), given.window)) " · " (given.venue) } })
        .status(form.status())
        .show(html! {
            (parts::problems(viewer, form))
            section.sheet {
                p { (viewer.say("service-talk-time")) "：" b { (duration(viewer.lang(), given.window.minutes())) } }
                (parts::post(viewer, &format!("/talks/{}", given.assignment), fields))
                p.quiet { (viewer.say("service-hours-apart")) }
            }
        })
}
