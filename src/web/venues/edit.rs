//! `/venues/new` and `/venues/ID/edit`: every field of a school or station.

use super::fields;
use crate::accounts::{Deed, Scope};
use crate::actions::import::FileKind;
use crate::actions::registers;
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
use crate::web::record;
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
    let blank = registers::blank(&app, &viewer.actor, FileKind::Venues).await?;
    Ok(shown(&viewer, &fields::filled(&blank, None), &choices, None))
}

/// `POST /venues/new`.
pub async fn add(State(app): State<App>, viewer: Viewer, mut form: Form) -> Answer {
    let (_, choices) = loaded(&app, &viewer, None).await?;
    match fields::read(&mut form, None).save(&app, &viewer, &mut form, None).await? {
        Some(id) => Ok(redirect_saying(&app, &format!("/venues/{id}"), "said-saved")),
        None => Ok(shown(&viewer, &form, &choices, None)),
    }
}

/// `GET /venues/ID/edit`.
pub async fn edit(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Answer {
    let (venue, choices) = loaded(&app, &viewer, Some(id.into())).await?;
    let Some(venue) = venue else { return Err(Refusal::missing("no-such-venue").into()) };
    let record = registers::shown(&app, &viewer.actor, FileKind::Venues, &venue.code).await?;
    Ok(shown(&viewer, &fields::filled(&record, Some(&venue)), &choices, Some(&venue)))
}

/// `POST /venues/ID/edit`.
pub async fn change(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, mut form: Form) -> Answer {
    let (venue, choices) = loaded(&app, &viewer, Some(id.into())).await?;
    let Some(venue) = venue else { return Err(Refusal::missing("no-such-venue").into()) };
    let seen = form.version();
    let record = fields::read(&mut form, Some(&venue.code));
    match record.save(&app, &viewer, &mut form, Some(seen)).await? {
        Some(id) => Ok(redirect_saying(&app, &format!("/venues/{id}"), "said-saved")),
        None => Ok(shown(&viewer, &form, &choices, Some(&venue))),
    }
}

fn shown(viewer: &Viewer, form: &Form, choices: &Choices, old: Option<&Venue>) -> Response {
    let back = old.map_or("/venues".to_owned(), |venue| format!("/venues/{}", venue.id));
    let title = old.map_or_else(|| viewer.say("venue-new"), |venue| venue.name.clone());
    let body = html! {
        (parts::problems(viewer, form))
        form.fields method="post" {
            (parts::mark(viewer))
            input type="hidden" name="version" value=(form.value("version"));
            (parts::sheet(&viewer.say("venue-place"), place_fields(viewer, form, choices, old)))
            (parts::sheet(&viewer.say("venue-contacts"), contacts(viewer, form)))
            (parts::sheet(&viewer.say("venue-rooms"), rooms(viewer, form)))
            (parts::sheet(&viewer.say("venue-enrolment"), enrolment(viewer, form)))
            (parts::sheet(&viewer.say("venue-times"), times(viewer, form)))
            p.acts { (parts::button(&viewer.say("form-save"))) (parts::link(&back, &viewer.say("form-cancel"))) }
        }
    };
    Page::new(viewer, &title).back(back.clone(), viewer.say("form-back")).status(form.status()).show(body)
}

fn place_fields(viewer: &Viewer, form: &Form, choices: &Choices, old: Option<&Venue>) -> Markup {
    let field = |name, label| Field::new(viewer, form, name, label);
    let none = viewer.say("form-none");
    html! {
        div.rowset {
            (field("name", "venue-name").needed().line())
            (parts::code(viewer, form, old.map(|venue| venue.code.as_str()), "venue-code"))
        }
        div.rowset {
            (field("kind", "venue-kind").needed().select(&choices.kinds, Some(&none)))
            (field("tier", "venue-tier").hint("venue-tier-hint").line())
        }
        div.rowset {
            (field("committee", "venue-committee").needed().select(&choices.committees, Some(&none)))
            (field("township_code", "venue-township").select(&choices.townships, Some(&none)))
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
        @for n in 0..record::rows(form, "contact") {
            div.rowset {
                (Field::new(viewer, form, &format!("contact-{n}"), "venue-contact").line())
                (Field::new(viewer, form, &format!("contact-{n}-phone"), "venue-contact-phone").phone())
                (Field::new(viewer, form, &format!("contact-{n}-email"), "venue-contact-email").email())
            }
        }
    }
}

fn rooms(viewer: &Viewer, form: &Form) -> Markup {
    html! {
        @for n in 0..record::rows(form, "room") {
            div.rowset {
                (Field::new(viewer, form, &format!("room-{n}"), "room-name").line())
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
        (Field::new(viewer, form, "lessons", "venue-bells").hint("venue-bells-hint").area(4))
        h3 { (viewer.say("venue-blackouts")) }
        @for n in 0..record::rows(form, "closed") {
            div.rowset {
                (Field::new(viewer, form, &format!("closed-{n}"), "closed-from").date())
                (Field::new(viewer, form, &format!("closed-{n}-to"), "closed-to").date())
                (Field::new(viewer, form, &format!("closed-{n}-reason"), "closed-reason").line())
            }
        }
    }
}
