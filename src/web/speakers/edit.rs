//! `/speakers/new` and `/speakers/ID/edit`: every field of a speaker.

use super::fields;
use crate::accounts::{Deed, Scope};
use crate::actions::import::FileKind;
use crate::actions::registers;
use crate::app::App;
use crate::committees::List;
use crate::kernel::{Day, Refusal, SpeakerId};
use crate::speakers::{Channel, ElderKind, Speaker};
use crate::store::{self, Db, StoreError};
use crate::text::Lang;
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
        teams: teams.into_iter().map(|team| (team.code, team.name)).collect(),
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
    let blank = registers::blank(&app, &viewer.actor, FileKind::Speakers).await?;
    Ok(shown(&viewer, &fields::filled(&blank, None), &choices, None))
}

/// `POST /speakers/new`.
pub async fn add(State(app): State<App>, viewer: Viewer, mut form: Form) -> Answer {
    let (_, choices) = loaded(&app, &viewer, None).await?;
    match fields::read(&mut form, None).save(&app, &viewer, &mut form, None).await? {
        Some(id) => Ok(redirect_saying(&app, &format!("/speakers/{id}"), "said-saved")),
        None => Ok(shown(&viewer, &form, &choices, None)),
    }
}

/// `GET /speakers/ID/edit`.
pub async fn edit(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Answer {
    let (speaker, choices) = loaded(&app, &viewer, Some(id.into())).await?;
    let Some(speaker) = speaker else { return Err(Refusal::missing("no-such-speaker").into()) };
    let record = registers::shown(&app, &viewer.actor, FileKind::Speakers, &speaker.code).await?;
    Ok(shown(&viewer, &fields::filled(&record, Some(&speaker)), &choices, Some(&speaker)))
}

/// `POST /speakers/ID/edit`.
pub async fn change(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, mut form: Form) -> Answer {
    let (speaker, choices) = loaded(&app, &viewer, Some(id.into())).await?;
    let Some(speaker) = speaker else { return Err(Refusal::missing("no-such-speaker").into()) };
    let seen = form.version();
    let record = fields::read(&mut form, Some(&speaker.code));
    match record.save(&app, &viewer, &mut form, Some(seen)).await? {
        Some(id) => Ok(redirect_saying(&app, &format!("/speakers/{id}"), "said-saved")),
        None => Ok(shown(&viewer, &form, &choices, Some(&speaker))),
    }
}

fn shown(viewer: &Viewer, form: &Form, choices: &Choices, old: Option<&Speaker>) -> Response {
    let back = old.map_or("/speakers".to_owned(), |speaker| format!("/speakers/{}", speaker.id));
    let title = old.map_or_else(|| viewer.say("speaker-new"), |speaker| speaker.name.clone());
    let body = html! {
        (parts::problems(viewer, form))
        form.fields method="post" {
            (parts::mark(viewer))
            input type="hidden" name="version" value=(form.value("version"));
            (parts::sheet(&viewer.say("speaker-person"), person(viewer, form, choices, old)))
            (parts::sheet(&viewer.say("speaker-themes"), skills(viewer, form, choices)))
            (parts::sheet(&viewer.say("speaker-hours"), hours(viewer, form)))
            (parts::sheet(&viewer.say("speaker-limits"), limits(viewer, form)))
            (parts::sheet(&viewer.say("speaker-papers"), papers(viewer, form)))
            p.acts { (parts::button(&viewer.say("form-save"))) (parts::link(&back, &viewer.say("form-cancel"))) }
        }
    };
    Page::new(viewer, &title).back(back.clone(), viewer.say("form-back")).status(form.status()).show(body)
}

fn person(viewer: &Viewer, form: &Form, choices: &Choices, old: Option<&Speaker>) -> Markup {
    let field = |name, label| Field::new(viewer, form, name, label);
    let none = viewer.say("form-none");
    html! {
        div.rowset {
            (field("name", "speaker-name").needed().line())
            (parts::code(viewer, form, old.map(|speaker| speaker.code.as_str()), "speaker-code"))
            (field("birth_year", "speaker-birth-year").number())
        }
        (field("elder_kind", "speaker-elder-kind").radios(&choices::fixed(viewer, ElderKind::ALL, ElderKind::code, ElderKind::key)))
        div.rowset {
            (field("committee", "speaker-committee").needed().select(&choices.committees, Some(&none)))
            (field("team", "speaker-team").select(&choices.teams, Some(&none)))
            (field("township_code", "speaker-township").hint("speaker-township-hint").select(&choices.townships, Some(&none)))
        }
        div.rowset {
            (field("phone", "speaker-phone").phone())
            (field("email", "speaker-email").email())
        }
        (field("channel", "speaker-channel").radios(&choices::fixed(viewer, Channel::ALL, Channel::code, Channel::key)))
        (field("languages", "speaker-languages").boxes(&choices.languages))
    }
}

fn skills(viewer: &Viewer, form: &Form, choices: &Choices) -> Markup {
    let grades = choices::grades(viewer);
    html! {
        p.hint { (viewer.say("speaker-themes-hint")) }
        @for n in 0..record::rows(form, "skill") {
            div.rowset {
                (Field::new(viewer, form, &format!("skill-{n}"), "speaker-theme").select(&choices.themes, Some(&viewer.say("form-none"))))
                (Field::new(viewer, form, &format!("skill-{n}-grades"), "speaker-grades").boxes(&grades))
            }
        }
    }
}

fn hours(viewer: &Viewer, form: &Form) -> Markup {
    let week: Options =
        (1..).zip(fields::WEEK).map(|(n, day)| (day.to_owned(), viewer.say(&format!("weekday-{n}")))).collect();
    let field = |name: &str, label: &str| Field::new(viewer, form, name, label).time();
    html! {
        p.hint { (viewer.say("speaker-hours-hint")) }
        @for n in 0..record::rows(form, "hours") {
            div.rowset {
                (Field::new(viewer, form, &format!("hours-{n}"), "hours-day").select(&week, Some(&viewer.say("form-none"))))
                (Field::new(viewer, form, &format!("hours-{n}-from"), "hours-from").time())
                (Field::new(viewer, form, &format!("hours-{n}-to"), "hours-to").time())
            }
        }
        h3 { (viewer.say("speaker-exceptions")) }
        p.hint { (viewer.say("speaker-exceptions-hint")) }
        @for n in 0..record::rows(form, "day") {
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
        (Field::new(viewer, form, "blocked_venues", "speaker-blocked").hint("speaker-blocked-hint").line())
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
