//! `/lectures/new` and `/lectures/ID/edit`: a lecture and who gives it.

use crate::accounts::{Deed, Scope, Target};
use crate::actions::import::FileKind;
use crate::actions::registers::{self, Shown};
use crate::app::App;
use crate::committees::List;
use crate::kernel::{LectureId, Refusal, SpeakerId};
use crate::lectures::Lecture;
use crate::store::{self, Db, StoreError};
use crate::text::Lang;
use crate::web::choices;
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Field, Options};
use crate::web::problem::{Answer, Problem};
use crate::web::record::Record;
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};

struct Choices {
    committees: Options,
    themes: Options,
    speakers: Options,
}

/// `given` by speakers who stay to choose from, wherever they are registered.
fn choices(db: &mut Db, scope: &Scope, lang: Lang, given: &[SpeakerId]) -> Result<Choices, StoreError> {
    let mut speakers = store::speakers::within(db, scope, true)?;
    let others: Vec<SpeakerId> = given.iter().filter(|id| speakers.iter().all(|one| one.id != **id)).cloned().collect();
    speakers.extend(store::speakers::by_ids(db, &others)?);
    Ok(Choices {
        committees: choices::committees(db, scope)?,
        themes: choices::list(db, lang, List::Themes)?,
        speakers: speakers.into_iter().map(|one| (one.code, one.name)).collect(),
    })
}

async fn loaded(app: &App, viewer: &Viewer, id: Option<LectureId>) -> Result<(Option<Lecture>, Choices), Problem> {
    let scope = viewer.actor.scope(Deed::EditLectures)?;
    let (lang, actor) = (viewer.lang(), viewer.actor.clone());
    let found = app
        .store
        .read(move |db| {
            let lecture = id.map(|id| store::lectures::load(db, &id)).transpose()?;
            if let Some(lecture) = &lecture {
                let owner = store::committees::path_of(db, &lecture.committee)?;
                actor.may(Deed::EditLectures, &Target::of(&owner))?;
            }
            let given = lecture.as_ref().map_or(&[][..], |lecture| lecture.speakers.as_slice());
            let choices = choices(db, &scope, lang, given)?;
            Ok((lecture, choices))
        })
        .await?;
    Ok(found)
}

/// `GET /lectures/new`.
pub async fn new(State(app): State<App>, viewer: Viewer) -> Answer {
    let (_, choices) = loaded(&app, &viewer, None).await?;
    let blank = registers::blank(&app, &viewer.actor, FileKind::Lectures).await?;
    Ok(shown(&viewer, &filled(&blank), &choices, None))
}

/// `POST /lectures/new`.
pub async fn add(State(app): State<App>, viewer: Viewer, mut form: Form) -> Answer {
    let (_, choices) = loaded(&app, &viewer, None).await?;
    match read(&form, None).save(&app, &viewer, &mut form, None).await? {
        Some(id) => Ok(redirect_saying(&app, &format!("/lectures/{id}"), "said-saved")),
        None => Ok(shown(&viewer, &form, &choices, None)),
    }
}

/// `GET /lectures/ID/edit`.
pub async fn edit(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Answer {
    let (lecture, choices) = loaded(&app, &viewer, Some(id.into())).await?;
    let Some(lecture) = lecture else { return Err(Refusal::missing("no-such-lecture").into()) };
    let record = registers::shown(&app, &viewer.actor, FileKind::Lectures, &lecture.code).await?;
    Ok(shown(&viewer, &filled(&record), &choices, Some(&lecture)))
}

/// `POST /lectures/ID/edit`.
pub async fn change(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, mut form: Form) -> Answer {
    let (lecture, choices) = loaded(&app, &viewer, Some(id.into())).await?;
    let Some(lecture) = lecture else { return Err(Refusal::missing("no-such-lecture").into()) };
    let seen = form.version();
    match read(&form, Some(&lecture.code)).save(&app, &viewer, &mut form, Some(seen)).await? {
        Some(id) => Ok(redirect_saying(&app, &format!("/lectures/{id}"), "said-saved")),
        None => Ok(shown(&viewer, &form, &choices, Some(&lecture))),
    }
}

/// The form of a record, with a box ticked for each grade band and speaker.
fn filled(shown: &Shown) -> Form {
    let mut form = Form::empty().with("version", shown.version);
    for (name, text) in &shown.fields {
        if matches!(name.as_str(), "grades" | "speakers") {
            form = crate::kernel::parts(text).fold(form, |form, code| form.with(name, code));
        } else {
            form = form.with(name, text);
        }
    }
    form
}

fn read(form: &Form, code: Option<&str>) -> Record {
    Record::new(FileKind::Lectures)
        .with("code", code.unwrap_or(form.value("code")))
        .plain(form, &["title", "theme", "minutes", "committee", "outline", "needs"])
        .boxes(form, "grades")
        .boxes(form, "speakers")
}

fn shown(viewer: &Viewer, form: &Form, choices: &Choices, old: Option<&Lecture>) -> Response {
    let back = old.map_or("/lectures".to_owned(), |lecture| format!("/lectures/{}", lecture.id));
    let title = old.map_or_else(|| viewer.say("lecture-new"), |lecture| lecture.title.clone());
    let body = html! {
        (parts::problems(viewer, form))
        form.fields method="post" {
            (parts::mark(viewer))
            input type="hidden" name="version" value=(form.value("version"));
            (parts::sheet(&viewer.say("lecture-about"), fields(viewer, form, choices, old)))
            (parts::sheet(&viewer.say("lecture-speakers"), html! {
                (Field::new(viewer, form, "speakers", "lecture-speakers-who").boxes(&choices.speakers))
            }))
            p.acts { (parts::button(&viewer.say("form-save"))) (parts::link(&back, &viewer.say("form-cancel"))) }
        }
    };
    Page::new(viewer, &title).back(back.clone(), viewer.say("form-back")).status(form.status()).show(body)
}

fn fields(viewer: &Viewer, form: &Form, choices: &Choices, old: Option<&Lecture>) -> Markup {
    let field = |name, label| Field::new(viewer, form, name, label);
    let none = viewer.say("form-none");
    html! {
        (field("title", "lecture-title").needed().line())
        div.rowset {
            (parts::code(viewer, form, old.map(|lecture| lecture.code.as_str()), "lecture-code"))
            (field("theme", "lecture-theme").needed().select(&choices.themes, Some(&none)))
            (field("minutes", "lecture-minutes").needed().number())
            (field("committee", "lecture-committee").needed().select(&choices.committees, Some(&none)))
        }
        (field("grades", "lecture-grades").needed().boxes(&choices::grades(viewer)))
        (field("outline", "lecture-outline").hint("lecture-outline-hint").area(10))
        (field("needs", "lecture-needs").hint("lecture-needs-hint").area(2))
    }
}
