//! `/menu/ID`: one lecture of the public menu.

use crate::app::App;
use crate::kernel::Refusal;
use crate::lectures::{Lecture, TextStatus};
use crate::store;
use crate::web::layout::Page;
use crate::web::lectures::list::{grades, minutes};
use crate::web::parts;
use crate::web::problem::{Answer, Problem};
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use maud::{Markup, html};

struct View {
    lecture: Lecture,
    committee: String,
    speakers: Vec<String>,
}

async fn view(app: &App, viewer: &Viewer, id: String) -> Result<View, Problem> {
    let (lang, today) = (viewer.lang(), app.clock.today());
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
fn public_name(lang: crate::text::Lang, speaker: &crate::speakers::Speaker) -> String {
    let shown = if speaker.consent_public_name { speaker.name.clone() } else { speaker.name.chars().take(1).collect() };
    crate::text::say_with(lang, "speaker-address", &[("name", shown.into())])
}

/// `GET /menu/ID`.
pub async fn page(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Answer {
    let view = view(&app, &viewer, id).await?;
    let lecture = &view.lecture;
    let note = html! { (lecture.theme) " · " (minutes(&viewer, lecture)) };
    let order = parts::main_link(&format!("/order?lecture={}", lecture.code), &viewer.say("menu-order"));
    let page = Page::new(&viewer, &lecture.title).note(note).back("/menu", viewer.say("nav-menu-of-lectures"));
    Ok(page.actions(order).show(body(&viewer, &view)))
}

fn body(viewer: &Viewer, view: &View) -> Markup {
    let lecture = &view.lecture;
    html! {
        div.aside {
            (parts::sheet(&viewer.say("lecture-outline"), html! {
                @if lecture.outline.is_empty() { p.quiet { (viewer.say("lecture-outline-none")) } }
                @for line in lecture.outline.split('\n').filter(|line| !line.trim().is_empty()) { p { (line) } }
            }))
            (parts::sheet(&viewer.say("lecture-about"), parts::facts(&[
                (viewer.say("lecture-grades"), html! { (grades(viewer, lecture)) }),
                (viewer.say("lecture-minutes"), html! { (minutes(viewer, lecture)) }),
                (viewer.say("lecture-speakers"), html! { (view.speakers.join(&viewer.say("list-comma"))) }),
                (viewer.say("lecture-needs"), html! { (lecture.needs) }),
                (viewer.say("lecture-committee"), html! { (view.committee) }),
            ])))
        }
    }
}
