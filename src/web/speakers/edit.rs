//! `/speakers/new` and `/speakers/ID/edit`: every field of a speaker.

use super::fields;
use crate::accounts::{Deed, Scope};
use crate::actions;
use crate::app::App;
use crate::committees::List;
use crate::kernel::{Day, SpeakerId};
use crate::speakers::{Channel, ElderKind, Speaker};
use crate::store::{self, Db, StoreError};
use crate::text::Lang;
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

/// What the form offers to choose from.
struct Choices {
    committees: Options,
    teams: Options,
    townships: Options,
    themes: Options,
    languages: Options,
}

fn choices(db: &mut Db, scope: &Scope, lang: Lang, today: Day) -> Result<Choices, StoreError> {
    let teams = store::teams::within(db, scope)?;
    Ok(Choices {
        committees: choices::committees(db, scope)?,
        teams: teams.into_iter().map(|team| (team.id.to_string(), team.name)).collect(),
        townships: choices::townships(db, lang, today)?,
        themes: choices::list(db, lang, List::Themes)?,
        languages: choices::list(db, lang, List::Languages)?,
    })
}

async fn loaded(app: &App, viewer: &Viewer, id: Option<SpeakerId>) -> Result<(Option<Speaker>, Choices), Problem> {
    let scope = viewer.actor.scope(Deed::EditRegisters)?;
    let (lang, today) = (viewer.lang(), app.clock.today());
    let found = app
        .store
        .read(move |db| {
            let speaker = id.map(|id| store::speakers::find(db, &scope, &id)).transpose()?;
            Ok((speaker, choices(db, &scope, lang, today)?))
        })
        .await?;
    Ok(found)
}

/// `GET /speakers/new`.
pub async fn new(State(app): State<App>, viewer: Viewer) -> Answer {
    let (_, choices) = loaded(&app, &viewer, None).await?;
    Ok(shown(&viewer, &fields::filled(&fields::blank()), &choices, None))
}

/// `POST /speakers/new`.
pub async fn add(State(app): State<App>, viewer: Viewer, mut form: Form) -> Answer {
    let speaker = fields::read(&mut form, fields::blank());
    let to = format!("/speakers/{}", speaker.id);
    if form.is_sound() {
        match actions::speakers::save(&app, &viewer.actor, Speaker { version: 0, ..speaker }).await {
            Ok(()) => return Ok(redirect_saying(&app, &to, "said-saved")),
            Err(error) => form.refused(error)?,
        }
    }
    let (_, choices) = loaded(&app, &viewer, None).await?;
    Ok(shown(&viewer, &form, &choices, None))
}

/// `GET /speakers/ID/edit`.
pub async fn edit(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Answer {
    let (speaker, choices) = loaded(&app, &viewer, Some(id.into())).await?;
    Ok(shown(&viewer, &speaker.as_ref().map_or_else(Form::empty, fields::filled), &choices, speaker.as_ref()))
}

/// `POST /speakers/ID/edit`.
pub async fn change(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, mut form: Form) -> Answer {
    let (speaker, choices) = loaded(&app, &viewer, Some(id.into())).await?;
    let Some(old) = speaker else { return Err(crate::kernel::Refusal::missing("no-such-speaker").into()) };
    let new = fields::read(&mut form, old.clone());
    if form.is_sound() {
        match actions::speakers::save(&app, &viewer.actor, new).await {
            Ok(()) => return Ok(redirect_saying(&app, &format!("/speakers/{}", old.id), "said-saved")),
            Err(error) => form.refused(error)?,
        }
    }
    Ok(shown(&viewer, &form, &choices, Some(&old)))
}

fn shown(viewer: &Viewer, form: &Form, choices: &Choices, old: Option<&Speaker>) -> Response {
    let back = old.map_or("/speakers".to_owned(), |speaker| format!("/speakers/{}", speaker.id));
    let title = old.map_or_else(|| viewer.say("speaker-new"), |speaker| speaker.name.clone());
    let body = html! {
        (parts::problems(viewer, form))
        form.fields method="post" {
            (parts::mark(viewer))
            input type="hidden" name="version" value=(form.value("version"));
            (parts::sheet(&viewer.say("speaker-person"), person(viewer, form, choices)))
            (parts::sheet(&viewer.say("speaker-themes"), skills(viewer, form, choices)))
            (parts::sheet(&viewer.say("speaker-hours"), hours(viewer, form)))
            (parts::sheet(&viewer.say("speaker-limits"), limits(viewer, form)))
            (parts::sheet(&viewer.say("speaker-papers"), papers(viewer, form)))
            p.acts { (parts::button(&viewer.say("form-save"))) (parts::link(&back, &viewer.say("form-cancel"))) }
        }
    };
    Page::new(viewer, &title).back(back.clone(), viewer.say("form-back")).status(form.status()).show(body)
}

fn person(viewer: &Viewer, form: &Form, choices: &Choices) -> Markup {
    let field = |name, label| Field::new(viewer, form, name, label);
    let none = viewer.say("form-none");
    html! {
        div.rowset {
            (field("name", "speaker-name").needed().most(40).line())
            (field("code", "speaker-code").needed().most(40).line())
            (field("birth_year", "speaker-birth-year").number())
        }
        (field("elder_kind", "speaker-elder-kind").radios(&choices::fixed(viewer, ElderKind::ALL, ElderKind::code, ElderKind::key)))
        div.rowset {
            (field("committee", "speaker-committee").needed().select(&choices.committees, Some(&none)))
            (field("team", "speaker-team").select(&choices.teams, Some(&none)))
            (field("township", "speaker-township").hint("speaker-township-hint").select(&choices.townships, Some(&none)))
        }
        div.rowset {
            (field("phone", "speaker-phone").most(40).phone())
            (field("email", "speaker-email").most(254).email())
        }
        (field("channel", "speaker-channel").radios(&choices::fixed(viewer, Channel::ALL, Channel::code, Channel::key)))
        (field("languages", "speaker-languages").boxes(&choices.languages))
    }
}

fn skills(viewer: &Viewer, form: &Form, choices: &Choices) -> Markup {
    let grades = choices::grades(viewer);
    html! {
        p.hint { (viewer.say("speaker-themes-hint")) }
        @for n in 0..fields::rows(form, "skill") {
            div.rowset {
                (Field::new(viewer, form, &format!("skill-{n}"), "speaker-theme").select(&choices.themes, Some(&viewer.say("form-none"))))
                (Field::new(viewer, form, &format!("skill-{n}-grades"), "speaker-grades").boxes(&grades))
            }
        }
    }
}

fn hours(viewer: &Viewer, form: &Form) -> Markup {
    let week: Options = (1..=7).map(|day| (day.to_string(), viewer.say(&format!("weekday-{day}")))).collect();
    let field = |name: &str, label: &str| Field::new(viewer, form, name, label).time();
    html! {
        p.hint { (viewer.say("speaker-hours-hint")) }
        @for n in 0..fields::rows(form, "hours") {
            div.rowset {
                (Field::new(viewer, form, &format!("hours-{n}"), "hours-day").select(&week, Some(&viewer.say("form-none"))))
                (Field::new(viewer, form, &format!("hours-{n}-from"), "hours-from").time())
                (Field::new(viewer, form, &format!("hours-{n}-to"), "hours-to").time())
            }
        }
        h3 { (viewer.say("speaker-exceptions")) }
        p.hint { (viewer.say("speaker-exceptions-hint")) }
        @for n in 0..fields::rows(form, "day") {
            div.rowset {
                (Field::new(viewer, form, &format!("day-{n}"), "exception-day").date())
                (Field::new(viewer, form, &format!("day-{n}-from"), "hours-from").time())
                (Field::new(viewer, form, &format!("day-{n}-to"), "hours-to").time())
            }
        }
        div.rowset { (field("earliest", "speaker-earliest")) (field("latest", "speaker-latest")) }
        p.hint { (viewer.say("speaker-earliest-hint")) }
    }
}

fn limits(viewer: &Viewer, form: &Form) -> Markup {
    let number = |name: &str, label: &str| Field::new(viewer, form, name, label).number();
    html! {
        div.rowset {
            (number("per_day", "speaker-per-day")) (number("per_week", "speaker-per-week"))
            (number("per_month", "speaker-per-month")) (number("wish_per_month", "speaker-wish"))
            (number("min_rest_days", "speaker-rest")) (number("max_travel_km", "speaker-travel"))
        }
        (Field::new(viewer, form, "no_stairs", "speaker-no-stairs").tick())
        (Field::new(viewer, form, "needs_companion", "speaker-companion").tick())
    }
}

fn papers(viewer: &Viewer, form: &Form) -> Markup {
    let date = |name: &str, label: &str| Field::new(viewer, form, name, label).date();
    html! {
        div.rowset {
            (date("appointed_until", "speaker-appointed-until"))
            (date("checked_until", "speaker-checked-until"))
            (date("insured_until", "speaker-insured-until"))
        }
        (Field::new(viewer, form, "consent_public_name", "speaker-consent").tick())
        (Field::new(viewer, form, "active", "speaker-active").tick())
    }
}
