//! `/lectures/ID`: one lecture, its texts, and the decision about it.

use super::{list, material};
use crate::accounts::{Deed, Target};
use crate::actions::lectures::{self, Decision};
use crate::app::App;
use crate::kernel::{CommitteePath, Day, Refusal};
use crate::lectures::{Lecture, Material, Revision, RevisionStatus, TextStatus};
use crate::store;
use crate::text;
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Field, Sign, Table};
use crate::web::problem::{Answer, Problem};
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};

struct View {
    lecture: Lecture,
    owner: CommitteePath,
    committee: String,
    speakers: Vec<(String, String)>,
    materials: Vec<Material>,
    revisions: Vec<Revision>,
    today: Day,
}

async fn view(app: &App, viewer: &Viewer, id: String) -> Result<View, Problem> {
    let actor = viewer.actor.clone();
    let today = app.clock.today();
    let view = app
        .store
        .read(move |db| {
            let lecture = store::lectures::load(db, &id.into())?;
            let committee = store::committees::load(db, &lecture.committee)?;
            actor.may(Deed::SeeRegisters, &Target::of(&committee.path))?;
            let speakers = store::speakers::by_ids(db, &lecture.speakers)?;
            Ok(View {
                materials: store::materials::of_lecture(db, &lecture.id)?,
                revisions: store::materials::revisions(db, "lecture", lecture.id.as_str())?,
                speakers: speakers.into_iter().map(|one| (one.id.to_string(), one.name)).collect(),
                owner: committee.path,
                committee: committee.name,
                lecture,
                today,
            })
        })
        .await?;
    Ok(view)
}

/// `GET /lectures/ID`.
pub async fn page(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Answer {
    let view = view(&app, &viewer, id).await?;
    Ok(shown(&viewer, &view, &Form::empty()))
}

/// `POST /lectures/ID`: approves, returns or retires the text that was shown.
pub async fn decide(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, mut form: Form) -> Answer {
    let decision = match form.value("decision") {
        "approve" => Decision::Approve(form.day("until")),
        "return" => Decision::Return(form.text("reason", 500)),
        "retire" => Decision::Retire,
        _ => return Err(Refusal::new("problem-invalid-more").into()),
    };
    let seen = form.value("revision").parse().unwrap_or(0);
    if form.is_sound() {
        match lectures::decide(&app, &viewer.actor, &id.clone().into(), seen, decision).await {
            Ok(()) => return Ok(redirect_saying(&app, &format!("/lectures/{id}"), "said-done")),
            Err(error) => form.refused(error)?,
        }
    }
    let view = view(&app, &viewer, id).await?;
    Ok(shown(&viewer, &view, &form))
}

fn shown(viewer: &Viewer, view: &View, form: &Form) -> Response {
    let lecture = &view.lecture;
    let decides = viewer.actor.may(Deed::ApproveLectures, &Target::of(&view.owner)).is_ok();
    let note = html! { (lecture.code) " · " (viewer.theme(&lecture.theme)) " · " (list::minutes(viewer, lecture)) " " (list::status(viewer, lecture.status)) };
    let body = html! {
        (parts::problems(viewer, form))
        div.aside {
            div {
                (parts::sheet(&viewer.say("lecture-outline"), outline(viewer, view)))
                (parts::sheet(&viewer.say("lecture-revisions"), revisions(viewer, &view.revisions, view.today)))
                (parts::sheet(&viewer.say("lecture-materials"), materials(viewer, view)))
            }
            div {
                @if decides { (parts::sheet(&viewer.say("lecture-decision"), decision(viewer, view, form))) }
                (parts::sheet(&viewer.say("lecture-about"), about(viewer, view)))
            }
        }
    };
    let edit = match viewer.actor.may(Deed::EditLectures, &Target::of(&view.owner)) {
        Ok(()) => parts::main_link(&format!("/lectures/{}/edit", lecture.id), &viewer.say("form-edit")),
        Err(_) => html! {},
    };
    let page = Page::new(viewer, &lecture.title).note(note).back("/lectures", viewer.say("nav-lectures")).actions(edit);
    page.status(form.status()).show(body)
}

fn outline(viewer: &Viewer, view: &View) -> Markup {
    let lecture = &view.lecture;
    html! {
        @if lecture.outline.is_empty() { p.quiet { (viewer.say("lecture-outline-none")) } }
        @for paragraph in lecture.outline.split('\n').filter(|line| !line.trim().is_empty()) { p { (paragraph) } }
        @if !lecture.needs.is_empty() { h3 { (viewer.say("lecture-needs")) } p { (lecture.needs) } }
    }
}

fn about(viewer: &Viewer, view: &View) -> Markup {
    let lecture = &view.lecture;
    let until = lecture.approved_until.map(|day| text::day_long(viewer.lang(), day)).unwrap_or_default();
    html! {
        (parts::facts(&[
            (viewer.say("lecture-committee"), html! { (view.committee) }),
            (viewer.say("lecture-grades"), html! { (list::grades(viewer, lecture)) }),
            (viewer.say("lecture-approved-until"), html! { (until) }),
            (viewer.say("lecture-speakers"), html! {
                @if !view.speakers.is_empty() {
                    ul.links.across { @for (id, name) in &view.speakers { li { a href={ "/speakers/" (id) } { (name) } } } }
                }
            }),
        ]))
        @if lecture.status == TextStatus::Approved && lecture.approved_until.is_some_and(|until| until < view.today) {
            p { (parts::status(Sign::Stop, &viewer.say("lecture-lapsed"))) }
        }
        @if lecture.status == TextStatus::Approved { p.acts { (parts::link(&format!("/menu/{}", lecture.id), &viewer.say("lecture-on-menu"))) } }
    }
}

fn decision(viewer: &Viewer, view: &View, form: &Form) -> Markup {
    let lecture = &view.lecture;
    let open = !matches!(lecture.status, TextStatus::Approved);
    let revision = html! { input type="hidden" name="revision" value=(lecture.revision); };
    let action = format!("/lectures/{}", lecture.id);
    html! {
        @if open {
            (parts::post(viewer, &action, html! {
                (revision)
                (Field::new(viewer, form, "until", "lecture-approved-until").hint("lecture-until-hint").date())
                (parts::button_of("decision", "approve", &viewer.say("lecture-approve")))
            }))
        }
        details.more open[!form.is_sound()] {
            summary { (viewer.say("lecture-return-or-retire")) }
            (parts::post(viewer, &action, html! {
                (revision)
                (Field::new(viewer, form, "reason", "lecture-reason").area(3))
                p.acts {
                    (parts::quiet_button_of("decision", "return", &viewer.say("lecture-return")))
                    (parts::quiet_button_of("decision", "retire", &viewer.say("lecture-retire")))
                }
            }))
        }
    }
}

/// The texts so far, the latest first, and what became of each.
pub(super) fn revisions(viewer: &Viewer, revisions: &[Revision], today: Day) -> Markup {
    if revisions.is_empty() {
        return html! { p.quiet { (viewer.say("lecture-revisions-none")) } };
    }
    let column = |key| Column::text(viewer.say(key));
    let columns =
        vec![column("revision-number"), column("revision-what"), column("revision-who"), column("revision-when")];
    let rows = revisions.iter().map(|one| {
        let sign = match one.status {
            RevisionStatus::Approved => Sign::Done,
            RevisionStatus::Returned => Sign::Stop,
            _ => Sign::Wait,
        };
        vec![
            html! { (viewer.say_with("revision-of", &[("number", one.number.into())])) " " (one.title) },
            html! { (parts::status(sign, &viewer.say(one.status.key()))) @if !one.note.is_empty() { " " (one.note) } },
            html! { (one.by_name) },
            html! { (text::moment_short(viewer.lang(), one.at, today)) },
        ]
    });
    Table::new(columns).rows(rows).show()
}

fn materials(viewer: &Viewer, view: &View) -> Markup {
    if view.materials.is_empty() {
        return html! { p.quiet { (viewer.say("lecture-materials-none")) } };
    }
    let column = |key| Column::text(viewer.say(key));
    let columns =
        vec![column("material-title"), column("material-kind"), column("material-author"), column("lecture-status")];
    let rows = view.materials.iter().map(|one| {
        vec![
            html! { a href=(material::address(&one.code)) { (one.title) } br; small { (one.code) } },
            html! { (one.kind) },
            html! { (one.author) },
            list::status(viewer, one.status),
        ]
    });
    Table::new(columns).rows(rows).show()
}
