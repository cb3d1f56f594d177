//! One session's headcount: what stands, its history, and for a coordinator to report from
//! paper, sign or correct; and the sheet with its QR code.

use crate::accounts::{Deed, Target};
use crate::actions;
use crate::app::App;
use crate::attendance::{Basis, ContestResult, Figure, Gathering, revision, token_of};
use crate::kernel::{Day, Refusal, SessionId};
use crate::sessions::SessionKind;
use crate::store::{self, StoreError};
use crate::text::{day_brief, grouped, moment_short, session_time};
use crate::web::attendance::fields::{self, empty_form, lines_of, number_fields, report_of, seen};
use crate::web::attendance::{standing, told};
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Field, Table};
use crate::web::problem::Answer;
use crate::web::redirect_saying;
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};

const FLAGS: [&str; 3] = ["attendance-left-behind", "attendance-migrant", "attendance-hardship"];

struct Shown {
    gathering: Gathering,
    current: Vec<Figure>,
    history: Vec<Figure>,
    contest: Option<ContestResult>,
}

/// `GET /reports/sessions/ID`
pub async fn page(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Answer {
    let shown = load(&app, &viewer, id.into()).await?;
    let form = empty_form(&shown.gathering, &shown.current);
    Ok(show(&viewer, &app, &shown, &form))
}

/// `POST /reports/sessions/ID/report`: from paper or telephone.
pub async fn report(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, mut form: Form) -> Answer {
    let shown = load(&app, &viewer, id.into()).await?;
    let session = shown.gathering.session.clone();
    let report = report_of(&mut form, &shown.gathering);
    let contest = fields::contest_of(&mut form, &shown.gathering);
    if form.is_sound() {
        match told(&app, &viewer.actor, &shown.gathering, report, contest).await {
            Ok(()) => return Ok(redirect_saying(&app, &address(&session), "said-headcount")),
            Err(error) => form.refused(fields::placed(error, &shown.gathering))?,
        }
    }
    Ok(show(&viewer, &app, &shown, &form))
}

/// `POST /reports/sessions/ID/confirm`
pub async fn confirm(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, mut form: Form) -> Answer {
    let shown = load(&app, &viewer, id.into()).await?;
    let session = shown.gathering.session.clone();
    let revision = form.value("seen").to_owned();
    match actions::attendance::confirm(&app, &viewer.actor, session.clone(), revision).await {
        Ok(()) => Ok(redirect_saying(&app, &address(&session), "said-confirmed")),
        Err(error) => {
            form.refused(error)?;
            Ok(show(&viewer, &app, &shown, &form))
        }
    }
}

/// `POST /reports/sessions/ID/correct`
pub async fn correct(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, mut form: Form) -> Answer {
    let shown = load(&app, &viewer, id.into()).await?;
    let session = shown.gathering.session.clone();
    let lines = lines_of(&mut form, &shown.gathering);
    let (reason, revision) = (form.text("reason", 500), form.value("seen").to_owned());
    if form.is_sound() {
        let done = actions::attendance::correct(&app, &viewer.actor, session.clone(), revision, lines, reason).await;
        match done {
            Ok(_) => return Ok(redirect_saying(&app, &address(&session), "said-corrected")),
            Err(error) => form.refused(fields::placed(error, &shown.gathering))?,
        }
    }
    Ok(show(&viewer, &app, &shown, &form))
}

/// `POST /reports/sessions/ID/contest`: entrants and winners.
pub async fn contest(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, mut form: Form) -> Answer {
    let shown = load(&app, &viewer, id.into()).await?;
    let session = shown.gathering.session.clone();
    form.needed("entrants", 9);
    if let Some(result) = fields::contest_of(&mut form, &shown.gathering).filter(|_| form.is_sound()) {
        match actions::attendance::contest(&app, &viewer.actor, session.clone(), result).await {
            Ok(()) => return Ok(redirect_saying(&app, &address(&session), "said-saved")),
            Err(error) => form.refused(error)?,
        }
    }
    Ok(show(&viewer, &app, &shown, &form))
}

fn address(session: &SessionId) -> String {
    format!("/reports/sessions/{session}")
}

/// What is there, if the viewer may see it: by the committee's figures, or as the venue's contact.
async fn load(app: &App, viewer: &Viewer, id: SessionId) -> Result<Shown, StoreError> {
    let actor = viewer.actor.clone();
    app.store
        .read(move |db| {
            let gathering = store::attendance::gathering(db, &id)?;
            let target = Target::of(&gathering.owner).venue(&gathering.venue).session(&id);
            if actor.may(Deed::SeeReach, &target).is_err() {
                // whether it exists is nobody else's business
                actor.may(Deed::ReportHeadcount, &target).map_err(|no| match actor.account_id() {
                    Some(_) => Refusal::missing("session-missing"),
                    None => no,
                })?;
            }
            let history = store::attendance::history(db, &id)?;
            let current = history.iter().filter(|figure| figure.replaced_at.is_none()).cloned().collect();
            let contest = store::attendance::contest(db, &id)?;
            Ok(Shown { gathering, current, history, contest })
        })
        .await
}

fn show(viewer: &Viewer, app: &App, shown: &Shown, form: &Form) -> Response {
    let Shown { gathering, current, history, contest } = shown;
    let target = Target::of(&gathering.owner).venue(&gathering.venue).session(&gathering.session);
    let may = |deed| viewer.actor.may(deed, &target).is_ok();
    let signed = current.iter().any(|figure| figure.state.counts());
    let now = app.clock.now();
    let can_report =
        !signed && gathering.locked.is_none() && gathering.begun(now).is_ok() && may(Deed::ReportHeadcount);
    let can_sign = gathering.ended(now).is_ok() && may(Deed::ConfirmHeadcount);
    let day = day_brief(viewer.lang(), Day::of(gathering.window.start));
    Page::new(viewer, &format!("{day} {}", gathering.venue_name))
        .back("/reports/sessions", viewer.say("reports-sessions"))
        .note(html! {
            p { (session_time(viewer.lang(), gathering.window)) " · " (viewer.say(gathering.status.key())) }
            p { (viewer.theme(&gathering.theme)) " · " (viewer.say(gathering.kind.key())) " · " (gathering.owner_name) " · " (gathering.code) }
        })
        .actions(parts::link(&format!("{}/sheet", address(&gathering.session)), &viewer.say("attendance-sheet")))
        .status(form.status())
        .show(html! {
            (parts::problems(viewer, form))
            @if let Some(period) = &gathering.locked {
                section.sheet { p { (viewer.say_with("period-locked", &[("period", super::words::period_code(viewer, &period.to_string()).into())])) } }
            }
            @if current.is_empty() { section.sheet { p { (super::sessions::state(viewer, None)) } } }
            @else { (standing(viewer, gathering, current)) }
            @if can_sign && !signed && !current.is_empty() && gathering.locked.is_none() { (sign(viewer, gathering, current)) }
            @if gathering.kind == SessionKind::Contest { (contest_sheet(viewer, gathering, *contest, form, may(Deed::ReportHeadcount) && gathering.locked.is_none() && gathering.begun(now).is_ok())) }
            @if can_report { (paper(viewer, gathering, form)) }
            @if can_sign && (signed || gathering.locked.is_some()) { (correction(viewer, gathering, current, form)) }
            @if !history.is_empty() { (past(viewer, app, history)) }
        })
}

/// What came of a contest, and the form to tell it.
fn contest_sheet(
    viewer: &Viewer,
    gathering: &Gathering,
    contest: Option<ContestResult>,
    form: &Form,
    may: bool,
) -> Markup {
    let action = format!("{}/contest", address(&gathering.session));
    let filled = match contest {
        Some(told) if !form.has("entrants") => {
            form.clone().with("entrants", told.entrants).with("winners", told.winners)
        }
        _ => form.clone(),
    };
    let count = |count: i32| html! { b { (grouped(i64::from(count))) } };
    html! {
        section.sheet id="contest" {
            h2 { (viewer.say("contest-result")) }
            @match contest {
                Some(told) => (parts::facts(&[
                    (viewer.say("contest-entrants"), count(told.entrants)), (viewer.say("contest-winners-field"), count(told.winners)),
                ])),
                None => p.quiet { (viewer.say("contest-untold")) },
            }
            @if may {
                (fields::staff_form(viewer, &action, html! {
                    (fields::contest_fields(viewer, &filled, gathering))
                    (parts::button(&viewer.say("form-save")))
                }))
            }
        }
    }
}

fn sign(viewer: &Viewer, gathering: &Gathering, current: &[Figure]) -> Markup {
    let action = format!("{}/confirm", address(&gathering.session));
    html! {
        section.sheet {
            (fields::staff_form(viewer, &action, html! {
                (seen(&revision(current)))
                (parts::button(&viewer.say("attendance-sign")))
            }))
        }
    }
}

fn paper(viewer: &Viewer, gathering: &Gathering, form: &Form) -> Markup {
    let action = format!("{}/report", address(&gathering.session));
    html! {
        section.sheet {
            h2 { (viewer.say("attendance-from-paper")) }
            (fields::staff_form(viewer, &action, html! {
                (number_fields(viewer, form, gathering))
                (fields::contest_fields(viewer, form, gathering))
                (fields::more(viewer, form))
                (parts::button(&viewer.say("attendance-send")))
            }))
        }
    }
}

fn correction(viewer: &Viewer, gathering: &Gathering, current: &[Figure], form: &Form) -> Markup {
    let action = format!("{}/correct", address(&gathering.session));
    let stays = if form.has("seen") { form.value("seen").to_owned() } else { revision(current) };
    html! {
        section.sheet {
            details open[form.has("reason")] {
                summary { (viewer.say("attendance-correct-here")) }
                (fields::staff_form(viewer, &action, html! {
                    (seen(&stays))
                    (number_fields(viewer, form, gathering))
                    (Field::new(viewer, form, "reason", "attendance-reason").needed().most(500).area(2))
                    (parts::button(&viewer.say("attendance-correct-send")))
                }))
            }
        }
    }
}

/// Every figure that was ever put, the oldest first; nothing is overwritten.
fn past(viewer: &Viewer, app: &App, history: &[Figure]) -> Markup {
    let today = app.clock.today();
    let when = |moment| moment_short(viewer.lang(), moment, today);
    let columns = [
        "reports-when",
        "attendance-who",
        "by-grade",
        "attendance-count",
        "reports-state",
        "attendance-signed",
        "attendance-reason",
    ];
    let columns = columns.map(|key| {
        if key == "attendance-count" { Column::number(viewer.say(key)) } else { Column::text(viewer.say(key)) }
    });
    let rows = history.iter().map(|figure| {
        vec![
            html! { (when(figure.reported_at)) },
            html! { (figure.reported_by) },
            html! { (fields::fact(viewer, figure).0) },
            html! { (grouped(i64::from(figure.headcount.get()))) },
            html! {
                (super::sessions::state(viewer, Some(figure.state)))
                @if let Some(at) = figure.replaced_at { " " span.quiet { (viewer.say("attendance-replaced")) " " (when(at)) } }
            },
            html! { (figure.confirmed_by) @if let Some(at) = figure.confirmed_at { " " span.quiet { (when(at)) } } },
            html! { (figure.correction_reason) },
        ]
    });
    parts::sheet(&viewer.say("attendance-history"), Table::new(columns.into()).rows(rows).show())
}

/// `GET /reports/sessions/ID/sheet`: one page of paper to hang up in the room.
pub async fn sheet(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Answer {
    let Shown { gathering, .. } = load(&app, &viewer, id.into()).await?;
    let link = format!("{}/attendance/{}", app.base_url, token_of(&app.secret, &gathering.session));
    let rows = [
        "attendance-youth",
        "attendance-of-them",
        "attendance-other-grades",
        "attendance-parents",
        "attendance-others",
        "attendance-basis",
        "attendance-rating",
        "attendance-note",
        "attendance-by",
    ];
    Ok(Page::new(&viewer, &viewer.say("attendance-sheet-title"))
        .back(address(&gathering.session), gathering.code.clone())
        .show(html! {
            section.sheet.paper {
                div.beside-code {
                div { (parts::facts(&[
                    (viewer.say("reports-when"), html! { b { (session_time(viewer.lang(), gathering.window)) } }),
                    (viewer.say("reports-venue"), html! { b { (gathering.venue_name) } " " (gathering.room_name) }),
                    (viewer.say("by-theme"), html! { (viewer.theme(&gathering.theme)) " · " (viewer.say(gathering.grade.key())) }),
                    (viewer.say("by-committee"), html! { (gathering.owner_name) " · " (gathering.code) }),
                ])) }
                div {
                    h2 { (viewer.say("attendance-scan")) }
                    (parts::qr(&link, &viewer.say("attendance-scan")))
                }
                }
                p.quiet { (link) }
                h2 { (viewer.say("attendance-on-paper")) }
                table.blanks { tbody {
                    @for key in rows { tr.roomy[key == "attendance-note"] {
                        th scope="row" { (viewer.say(key)) @if key == "attendance-youth" { " · " (viewer.say(gathering.grade.key())) } }
                        td { (boxes(&viewer, key)) }
                    } }
                } }
                p.quiet { (viewer.say("attendance-no-names")) }
            }
        }))
}

/// What is filled in on paper: boxes to tick, lines for numbers.
fn boxes(viewer: &Viewer, row: &str) -> Markup {
    let people = viewer.say("attendance-blank-people");
    let words: Vec<String> = match row {
        "attendance-youth" | "attendance-parents" | "attendance-others" => vec![people],
        "attendance-other-grades" => vec![format!("________ {people}"); 2],
        "attendance-of-them" => FLAGS.iter().map(|key| format!("{} ______", viewer.say(key))).collect(),
        "attendance-basis" => Basis::ALL.iter().map(|basis| viewer.say(basis.key())).collect(),
        "attendance-rating" => (1..=5).rev().map(|stars| viewer.say(&format!("rating-{stars}"))).collect(),
        _ => Vec::new(),
    };
    let box_of = if matches!(row, "attendance-basis" | "attendance-rating") { "□ " } else { "" };
    html! { @for word in words { span.tick { (box_of) (word) } } }
}
