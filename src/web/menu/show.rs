//! `/menu/ID`: one lecture of the public menu, with its order form; `/menu/ask` for a free wish.

use crate::app::App;
use crate::kernel::Refusal;
use crate::lectures::{Lecture, TextStatus};
use crate::reminders::{added, full_name, polite_name};
use crate::store;
use crate::text::Lang;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::lectures::list::{grades, minutes};
use crate::web::parts;
use crate::web::problem::{Answer, Problem};
use crate::web::requests::order::{Choices, choices, fields, placed};
use crate::web::viewer::Viewer;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use std::collections::BTreeMap;

struct View {
    lecture: Lecture,
    committee: String,
    speakers: Vec<String>,
}

async fn view(app: &App, viewer: &Viewer, id: &str) -> Result<View, Problem> {
    let (lang, today, id) = (viewer.lang(), app.clock.today(), id.to_owned());
    let view = app
        .store
        .read(move |db| {
            let lecture = store::lectures::load(db, &id.into())?;
            let holds = lecture.approved_until.is_none_or(|until| until >= today);
            if lecture.status != TextStatus::Approved || !holds {
                return Err(Refusal::missing("no-such-lecture").into());
            }
            let committee = store::committees::load(db, &lecture.committee)?.name;
            let speakers = store::speakers::by_ids(db, &lecture.speakers)?;
            let speakers = speakers.iter().map(|speaker| public_name(lang, speaker)).collect();
            Ok(View { lecture, committee, speakers })
        })
        .await?;
    Ok(view)
}

/// 王老师, unless the speaker agreed to the full name.
pub(in crate::web) fn public_name(lang: Lang, speaker: &crate::speakers::Speaker) -> String {
    if speaker.consent_public_name {
        return full_name(lang, &speaker.name);
    }
    format!("{}{}", polite_name(lang, &speaker.name), added(&speaker.name))
}

/// `GET /menu/ID`: the query holds what the form's first step found.
pub async fn page(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Answer {
    let view = view(&app, &viewer, &id).await?;
    let form = asked(&query).with("lecture", &view.lecture.code);
    let choices = choices(&app, &viewer, &form).await?;
    Ok(shown(&viewer, &view, &form, &choices))
}

/// `POST /menu/ID`: places the order; the lecture is the one of the address.
pub async fn order(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, mut form: Form) -> Answer {
    let view = view(&app, &viewer, &id).await?;
    if form.value("lecture") != view.lecture.code {
        form.refuse(Refusal::conflict("changed-meanwhile"));
    }
    if let Some(done) = placed(&app, &viewer, &mut form).await? {
        return Ok(done);
    }
    let choices = choices(&app, &viewer, &form).await?;
    Ok(shown(&viewer, &view, &form, &choices))
}

/// `GET /menu/ask`: a wish that is not on the menu.
pub async fn ask(State(app): State<App>, viewer: Viewer, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    let form = asked(&query);
    let choices = choices(&app, &viewer, &form).await?;
    Ok(wish(&viewer, &form, &choices))
}

/// `POST /menu/ask`.
pub async fn send(State(app): State<App>, viewer: Viewer, mut form: Form) -> Answer {
    if let Some(done) = placed(&app, &viewer, &mut form).await? {
        return Ok(done);
    }
    let choices = choices(&app, &viewer, &form).await?;
    Ok(wish(&viewer, &form, &choices))
}

fn asked(query: &BTreeMap<String, String>) -> Form {
    let steps = query.iter().filter(|(name, _)| matches!(name.as_str(), "words" | "venue"));
    steps.fold(Form::empty(), |form, (name, value)| form.with(name, value))
}

fn wish(viewer: &Viewer, form: &Form, choices: &Choices) -> Response {
    let page = Page::new(viewer, &viewer.say("menu-ask")).back("/menu", viewer.say("nav-menu-of-lectures"));
    let page = page.note(html! { p { (viewer.say("menu-ask-more")) } }).status(form.status());
    page.show(fields(viewer, "/menu/ask", form, choices))
}

fn shown(viewer: &Viewer, view: &View, form: &Form, choices: &Choices) -> Response {
    let lecture = &view.lecture;
    let action = format!("/menu/{}", lecture.id);
    let note = html! { (viewer.theme(&lecture.theme)) " · " (minutes(viewer, lecture)) };
    let body = html! {
        div.aside {
            (parts::sheet(&viewer.say("lecture-outline"), outline(viewer, lecture)))
            (parts::sheet(&viewer.say("lecture-about"), about(viewer, view)))
        }
        h2 id="order" { (viewer.say("menu-order")) }
        (fields(viewer, &action, form, choices))
    };
    let page = Page::new(viewer, &lecture.title).note(note).back("/menu", viewer.say("nav-menu-of-lectures"));
    page.status(form.status()).show(body)
}

fn outline(viewer: &Viewer, lecture: &Lecture) -> Markup {
    html! {
        @if lecture.outline.is_empty() { p.quiet { (viewer.say("lecture-outline-none")) } }
        @for line in lecture.outline.split('\n').filter(|line| !line.trim().is_empty()) { p { (line) } }
    }
}

fn about(viewer: &Viewer, view: &View) -> Markup {
    let lecture = &view.lecture;
    parts::facts(&[
        (viewer.say("lecture-grades"), html! { (grades(viewer, lecture)) }),
        (viewer.say("lecture-minutes"), html! { (minutes(viewer, lecture)) }),
        (viewer.say("lecture-speakers"), html! { (speakers(viewer, &view.speakers)) }),
        (viewer.say("lecture-needs"), html! { (lecture.needs) }),
        (viewer.say("lecture-committee"), html! { (view.committee) }),
    ])
}

/// A few names, and how many they are in all.
fn speakers(viewer: &Viewer, names: &[String]) -> String {
    let few: Vec<&str> = names.iter().take(5).map(String::as_str).collect();
    let few = few.join(&viewer.say("list-comma"));
    match names.len() {
        0..=5 => few,
        all => viewer.say_with("menu-speakers-more", &[("names", few.into()), ("count", all.into())]),
    }
}
