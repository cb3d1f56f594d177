//! `/materials/CODE`: one material, its texts, and the decision about it.

use super::{list, show};
use crate::accounts::{Deed, Target};
use crate::actions::materials::{Verdict, judge};
use crate::app::App;
use crate::kernel::{CommitteePath, Day, Refusal};
use crate::lectures::{Material, Revision, TextStatus};
use crate::store;
use crate::text;
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Field};
use crate::web::problem::{Answer, Problem};
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

struct View {
    material: Material,
    owner: CommitteePath,
    committee: String,
    lecture: Option<(String, String)>,
    revisions: Vec<Revision>,
    today: Day,
}

/// The address of a material's page.
#[must_use]
pub fn address(code: &str) -> String {
    format!("/materials/{}", utf8_percent_encode(code, NON_ALPHANUMERIC))
}

/// `GET /materials/CODE`.
pub async fn page(State(app): State<App>, viewer: Viewer, Path(code): Path<String>) -> Answer {
    let view = view(&app, &viewer, code).await?;
    Ok(shown(&viewer, &view, &Form::empty()))
}

/// `POST /materials/CODE`: submits, approves, sends back or retires the text that was shown.
pub async fn decide(State(app): State<App>, viewer: Viewer, Path(code): Path<String>, mut form: Form) -> Answer {
    let verdict = match form.value("decision") {
        "submit" => Verdict::Submit,
        "approve" => Verdict::Approve,
        "return" => Verdict::SendBack(form.text("reason", 500)),
        "retire" => Verdict::Retire,
        _ => return Err(Refusal::new("problem-invalid-more").into()),
    };
    let view = view(&app, &viewer, code).await?;
    if form.is_sound() {
        match judge(&app, &viewer.actor, view.material.id.clone(), form.version(), verdict).await {
            Ok(()) => return Ok(redirect_saying(&app, &address(&view.material.code), "said-done")),
            Err(error) => form.refused(error)?,
        }
    }
    Ok(shown(&viewer, &view, &form))
}

async fn view(app: &App, viewer: &Viewer, code: String) -> Result<View, Problem> {
    let (actor, today) = (viewer.actor.clone(), app.clock.today());
    let read = app.store.read(move |db| {
        let found = store::materials::by_codes(db, &[&code])?.pop();
        let material = found.ok_or_else(|| Refusal::missing("no-such-material"))?;
        let committee = store::committees::load(db, &material.committee)?;
        actor.may(Deed::SeeRegisters, &Target::of(&committee.path))?;
        let ids: Vec<_> = material.lecture.iter().cloned().collect();
        let lecture = store::lectures::titles(db, &ids)?.into_iter().next();
        Ok(View {
            revisions: store::materials::revisions(db, "material", material.id.as_str())?,
            lecture: lecture.map(|(id, title)| (id.to_string(), title)),
            owner: committee.path,
            committee: committee.name,
            material,
            today,
        })
    });
    Ok(read.await?)
}

fn shown(viewer: &Viewer, view: &View, form: &Form) -> Response {
    let material = &view.material;
    let may = |deed| viewer.actor.may(deed, &Target::of(&view.owner)).is_ok();
    let note = html! {
        (material.code) " · " (viewer.say_with("revision-of", &[("number", material.version.into())])) " "
        (list::status(viewer, material.status))
    };
    let body = html! {
        (parts::problems(viewer, form))
        div.aside {
            div {
                (parts::sheet(&viewer.say("lecture-about"), about(viewer, view)))
                (parts::sheet(&viewer.say("lecture-revisions"), show::revisions(viewer, &view.revisions, view.today)))
            }
            div {
                @if may(Deed::EditLectures) || may(Deed::ApproveLectures) {
                    (parts::sheet(&viewer.say("lecture-decision"), decision(viewer, view, form, may(Deed::ApproveLectures))))
                }
            }
        }
    };
    let mut page = Page::new(viewer, &material.title).note(note).status(form.status());
    page = page.back("/settings/registers/materials", viewer.say("file-materials"));
    if may(Deed::EditLectures) {
        let code = utf8_percent_encode(&material.code, NON_ALPHANUMERIC);
        page = page
            .actions(parts::main_link(&format!("/settings/registers/materials?code={code}"), &viewer.say("form-edit")));
    }
    page.show(body)
}

fn about(viewer: &Viewer, view: &View) -> Markup {
    let material = &view.material;
    let fact = |key: &str, value: &str| (viewer.say(key), html! { (value) });
    let at = material.approved_at.map(|at| text::moment_short(viewer.lang(), at, view.today)).unwrap_or_default();
    parts::facts(&[
        fact("lecture-theme", viewer.theme(&material.theme)),
        fact("material-kind", &material.kind),
        fact("material-author", &material.author),
        fact("lecture-committee", &view.committee),
        (
            viewer.say("lecture-title"),
            html! { @if let Some((id, title)) = &view.lecture { a href={ "/lectures/" (id) } { (title) } } },
        ),
        fact("field-approved-by", &material.approved_by),
        fact("field-approved-at", &at),
    ])
}

fn decision(viewer: &Viewer, view: &View, form: &Form, approves: bool) -> Markup {
    let (material, action) = (&view.material, address(&view.material.code));
    let seen = html! { input type="hidden" name="version" value=(material.version); };
    let waits = matches!(material.status, TextStatus::Draft | TextStatus::Retired);
    html! {
        @if waits {
            (parts::post(viewer, &action, html! { (seen) (parts::button_of("decision", "submit", &viewer.say("material-do-submit"))) }))
        }
        @if approves && matches!(material.status, TextStatus::Draft | TextStatus::Submitted) {
            (parts::post(viewer, &action, html! { (seen) (parts::button_of("decision", "approve", &viewer.say("lecture-approve"))) }))
        }
        @if approves && material.status != TextStatus::Retired {
            details.more open[!form.is_sound()] {
                summary { (viewer.say("lecture-return-or-retire")) }
                (parts::post(viewer, &action, html! {
                    (seen)
                    (Field::new(viewer, form, "reason", "lecture-reason").area(3))
                    p.acts {
                        (parts::quiet_button_of("decision", "return", &viewer.say("lecture-return")))
                        (parts::quiet_button_of("decision", "retire", &viewer.say("lecture-retire")))
                    }
                }))
            }
        }
    }
}
