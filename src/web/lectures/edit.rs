//! `/lectures/new` and `/lectures/ID/edit`: a lecture and who gives it.

use crate::accounts::{Deed, Scope, Target};
use crate::actions;
use crate::app::App;
use crate::committees::List;
use crate::kernel::{Grade, LectureId, Refusal, SpeakerId};
use crate::lectures::{Lecture, TextStatus};
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

struct Choices {
    committees: Options,
    themes: Options,
    speakers: Options,
}

fn choices(db: &mut Db, scope: &Scope, lang: Lang) -> Result<Choices, StoreError> {
    let speakers = store::speakers::within(db, scope, true)?;
    Ok(Choices {
        committees: choices::committees(db, scope)?,
        themes: choices::list(db, lang, List::Themes)?,
        speakers: speakers.into_iter().map(|one| (one.id.to_string(), one.name)).collect(),
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
            Ok((lecture, choices(db, &scope, lang)?))
        })
        .await?;
    Ok(found)
}

/// `GET /lectures/new`.
pub async fn new(State(app): State<App>, viewer: Viewer) -> Answer {
    let (_, choices) = loaded(&app, &viewer, None).await?;
    Ok(shown(&viewer, &filled(&blank()), &choices, None))
}

/// `POST /lectures/new`.
pub async fn add(State(app): State<App>, viewer: Viewer, form: Form) -> Answer {
    let (_, choices) = loaded(&app, &viewer, None).await?;
    keep(&app, &viewer, form, choices, None).await
}

/// `GET /lectures/ID/edit`.
pub async fn edit(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Answer {
    let (lecture, choices) = loaded(&app, &viewer, Some(id.into())).await?;
    Ok(shown(&viewer, &lecture.as_ref().map_or_else(Form::empty, filled), &choices, lecture.as_ref()))
}

/// `POST /lectures/ID/edit`.
pub async fn change(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, form: Form) -> Answer {
    let (lecture, choices) = loaded(&app, &viewer, Some(id.into())).await?;
    keep(&app, &viewer, form, choices, lecture).await
}

async fn keep(app: &App, viewer: &Viewer, mut form: Form, choices: Choices, old: Option<Lecture>) -> Answer {
    let mut lecture = read(&mut form, old.clone().unwrap_or_else(blank));
    if old.is_none() {
        lecture.version = 0;
    }
    let to = format!("/lectures/{}", lecture.id);
    if form.is_sound() {
        match actions::lectures::save(app, &viewer.actor, lecture).await {
            Ok(()) => return Ok(redirect_saying(app, &to, "said-saved")),
            Err(error) => form.refused(error)?,
        }
    }
    Ok(shown(viewer, &form, &choices, old.as_ref()))
}

fn blank() -> Lecture {
    Lecture {
        id: LectureId::fresh(),
        code: String::new(),
        title: String::new(),
        outline: String::new(),
        needs: String::new(),
        theme: String::new(),
        grades: Vec::new(),
        minutes: 45,
        committee: String::new().into(),
        speakers: Vec::new(),
        status: TextStatus::Submitted,
        approved_until: None,
        revision: 1,
        version: 0,
    }
}

fn filled(lecture: &Lecture) -> Form {
    let mut form = Form::empty()
        .with("version", lecture.version)
        .with("code", &lecture.code)
        .with("title", &lecture.title)
        .with("outline", &lecture.outline)
        .with("needs", &lecture.needs)
        .with("theme", &lecture.theme)
        .with("minutes", lecture.minutes)
        .with("committee", &lecture.committee);
    for grade in &lecture.grades {
        form = form.with("grades", grade.code());
    }
    for speaker in &lecture.speakers {
        form = form.with("speakers", speaker);
    }
    form
}

fn read(form: &mut Form, old: Lecture) -> Lecture {
    let mut grades = form.choices("grades", Grade::parse);
    grades.sort();
    if grades.is_empty() {
        form.refuse(Refusal::new("field-needed").at("grades"));
    }
    Lecture {
        code: form.needed("code", 40),
        title: form.needed("title", 80),
        outline: form.text("outline", 4000),
        needs: form.text("needs", 400),
        theme: form.needed("theme", 40),
        grades,
        minutes: form.number_needed("minutes", 10..=480),
        committee: form.needed("committee", 60).into(),
        speakers: form.choices("speakers", |id| Some(SpeakerId::from(id))),
        version: form.version(),
        ..old
    }
}

fn shown(viewer: &Viewer, form: &Form, choices: &Choices, old: Option<&Lecture>) -> Response {
    let back = old.map_or("/lectures".to_owned(), |lecture| format!("/lectures/{}", lecture.id));
    let title = old.map_or_else(|| viewer.say("lecture-new"), |lecture| lecture.title.clone());
    let body = html! {
        (parts::problems(viewer, form))
        form.fields method="post" {
            (parts::mark(viewer))
            input type="hidden" name="version" value=(form.value("version"));
            (parts::sheet(&viewer.say("lecture-about"), fields(viewer, form, choices)))
            (parts::sheet(&viewer.say("lecture-speakers"), html! {
                (Field::new(viewer, form, "speakers", "lecture-speakers-who").boxes(&choices.speakers))
            }))
            p.acts { (parts::button(&viewer.say("form-save"))) (parts::link(&back, &viewer.say("form-cancel"))) }
        }
    };
    Page::new(viewer, &title).back(back.clone(), viewer.say("form-back")).status(form.status()).show(body)
}

fn fields(viewer: &Viewer, form: &Form, choices: &Choices) -> Markup {
    let field = |name, label| Field::new(viewer, form, name, label);
    let none = viewer.say("form-none");
    html! {
        (field("title", "lecture-title").needed().most(80).line())
        div.rowset {
            (field("code", "lecture-code").needed().most(40).line())
            (field("theme", "lecture-theme").needed().select(&choices.themes, Some(&none)))
            (field("minutes", "lecture-minutes").needed().number())
            (field("committee", "lecture-committee").needed().select(&choices.committees, Some(&none)))
        }
        (field("grades", "lecture-grades").needed().boxes(&choices::grades(viewer)))
        (field("outline", "lecture-outline").hint("lecture-outline-hint").most(4000).area(10))
        (field("needs", "lecture-needs").hint("lecture-needs-hint").most(400).area(2))
    }
}
