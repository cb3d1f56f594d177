//! `/venues/new` and `/venues/ID/edit`: every field of a school or station.

use super::fields;
use crate::accounts::{Deed, Scope};
use crate::actions;
use crate::app::App;
use crate::committees::List;
use crate::kernel::{Day, Grade, Refusal, VenueId};
use crate::store::{self, Db, StoreError};
use crate::text::Lang;
use crate::venues::Venue;
use crate::web::choices;
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Field, Options};
use crate::web::problem::{Answer, Problem};
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};

struct Choices {
    committees: Options,
    townships: Options,
    kinds: Options,
}

fn choices(db: &mut Db, scope: &Scope, lang: Lang, today: Day) -> Result<Choices, StoreError> {
    Ok(Choices {
        committees: choices::committees(db, scope)?,
        townships: choices::townships(db, lang, today)?,
        kinds: choices::list(db, lang, List::VenueKinds)?,
    })
}

async fn loaded(app: &App, viewer: &Viewer, id: Option<VenueId>) -> Result<(Option<Venue>, Choices), Problem> {
    let scope = viewer.actor.scope(Deed::EditRegisters)?;
    let (lang, today) = (viewer.lang(), app.clock.today());
    let found = app
        .store
        .read(move |db| {
            let venue = id.map(|id| store::venues::find(db, &scope, &id)).transpose()?;
            Ok((venue, choices(db, &scope, lang, today)?))
        })
        .await?;
    Ok(found)
}

/// `GET /venues/new`.
pub async fn new(State(app): State<App>, viewer: Viewer) -> Answer {
    let (_, choices) = loaded(&app, &viewer, None).await?;
    Ok(shown(&viewer, &fields::filled(&fields::blank()), &choices, None))
}

/// `POST /venues/new`.
pub async fn add(State(app): State<App>, viewer: Viewer, form: Form) -> Answer {
    let (_, choices) = loaded(&app, &viewer, None).await?;
    keep(&app, &viewer, form, choices, None).await
}

/// `GET /venues/ID/edit`.
pub async fn edit(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Answer {
    let (venue, choices) = loaded(&app, &viewer, Some(id.into())).await?;
    Ok(shown(&viewer, &venue.as_ref().map_or_else(Form::empty, fields::filled), &choices, venue.as_ref()))
}

/// `POST /venues/ID/edit`.
pub async fn change(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, form: Form) -> Answer {
    let (venue, choices) = loaded(&app, &viewer, Some(id.into())).await?;
    keep(&app, &viewer, form, choices, venue).await
}

async fn keep(app: &App, viewer: &Viewer, mut form: Form, choices: Choices, old: Option<Venue>) -> Answer {
    let (mut venue, has_point) = fields::read(&mut form, old.clone().unwrap_or_else(fields::blank));
    if old.is_none() {
        venue.version = 0;
    }
    if !has_point && form.is_sound() {
        place(app, &mut form, &mut venue).await?;
    }
    let to = format!("/venues/{}", venue.id);
    if form.is_sound() {
        match actions::venues::save(app, &viewer.actor, venue).await {
            Ok(()) => return Ok(redirect_saying(app, &to, "said-saved")),
            Err(error) => form.refused(error)?,
        }
    }
    Ok(shown(viewer, &form, &choices, old.as_ref()))
}

/// Without a point of its own a venue stands at its township's.
async fn place(app: &App, form: &mut Form, venue: &mut Venue) -> Result<(), Problem> {
    let code = venue.township_code.clone();
    let points = app.store.read(move |db| store::divisions::points(db, std::slice::from_ref(&code))).await?;
    match points.get(&venue.township_code) {
        Some(point) => venue.point = *point,
        None => form.refuse(Refusal::new("point-needed").at("lat")),
    }
    Ok(())
}

fn shown(viewer: &Viewer, form: &Form, choices: &Choices, old: Option<&Venue>) -> Response {
    let back = old.map_or("/venues".to_owned(), |venue| format!("/venues/{}", venue.id));
    let title = old.map_or_else(|| viewer.say("venue-new"), |venue| venue.name.clone());
    let body = html! {
        (parts::problems(viewer, form))
        form.fields method="post" {
            (parts::mark(viewer))
            input type="hidden" name="version" value=(form.value("version"));
            (parts::sheet(&viewer.say("venue-place"), place_fields(viewer, form, choices)))
            (parts::sheet(&viewer.say("venue-contacts"), contacts(viewer, form)))
            (parts::sheet(&viewer.say("venue-rooms"), rooms(viewer, form)))
            (parts::sheet(&viewer.say("venue-enrolment"), enrolment(viewer, form)))
            (parts::sheet(&viewer.say("venue-times"), times(viewer, form)))
            p.acts { (parts::button(&viewer.say("form-save"))) (parts::link(&back, &viewer.say("form-cancel"))) }
        }
    };
    Page::new(viewer, &title).back(back.clone(), viewer.say("form-back")).status(form.status()).show(body)
}

fn place_fields(viewer: &Viewer, form: &Form, choices: &Choices) -> Markup {
    let field = |name, label| Field::new(viewer, form, name, label);
    let none = viewer.say("form-none");
    html! {
        div.rowset {
            (field("name", "venue-name").needed().most(80).line())
            (field("code", "venue-code").needed().most(40).line())
        }
        div.rowset {
            (field("kind", "venue-kind").needed().select(&choices.kinds, Some(&none)))
            (field("tier", "venue-tier").hint("venue-tier-hint").most(40).line())
        }
        div.rowset {
            (field("committee", "venue-committee").needed().select(&choices.committees, Some(&none)))
            (field("township", "venue-township").select(&choices.townships, Some(&none)))
        }
        div.rowset {
            (field("lat", "venue-lat").short().line())
            (field("lon", "venue-lon").short().line())
        }
        p.hint { (viewer.say("venue-point-hint")) }
        (field("stairs", "venue-stairs").tick())
        (field("pickup", "venue-pickup").tick())
        (field("active", "venue-active").tick())
    }
}

fn contacts(viewer: &Viewer, form: &Form) -> Markup {
    html! {
        p.hint { (viewer.say("venue-contacts-hint")) }
        @for n in 0..fields::rows(form, "contact") {
            div.rowset {
                (Field::new(viewer, form, &format!("contact-{n}"), "venue-contact").most(40).line())
                (Field::new(viewer, form, &format!("contact-{n}-phone"), "venue-contact-phone").most(40).phone())
                (Field::new(viewer, form, &format!("contact-{n}-email"), "venue-contact-email").most(254).email())
            }
        }
    }
}

fn rooms(viewer: &Viewer, form: &Form) -> Markup {
    html! {
        @for n in 0..fields::rows(form, "room") {
            div.rowset {
                (Field::new(viewer, form, &format!("room-{n}"), "room-name").most(40).line())
                (Field::new(viewer, form, &format!("room-{n}-capacity"), "room-capacity").number())
            }
        }
    }
}

fn enrolment(viewer: &Viewer, form: &Form) -> Markup {
    html! {
        p.hint { (viewer.say("venue-enrolment-hint")) }
        div.rowset {
            @for grade in Grade::ALL {
                (Field::new(viewer, form, &format!("enrolment-{}", grade.code()), grade.key()).number())
            }
        }
    }
}

fn times(viewer: &Viewer, form: &Form) -> Markup {
    html! {
        (Field::new(viewer, form, "bells", "venue-bells").hint("venue-bells-hint").area(4))
        h3 { (viewer.say("venue-blackouts")) }
        @for n in 0..fields::rows(form, "closed") {
            div.rowset {
                (Field::new(viewer, form, &format!("closed-{n}"), "closed-from").date())
                (Field::new(viewer, form, &format!("closed-{n}-to"), "closed-to").date())
                (Field::new(viewer, form, &format!("closed-{n}-reason"), "closed-reason").most(80).line())
            }
        }
    }
}
