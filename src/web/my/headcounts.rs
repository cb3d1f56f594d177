//! `/my/headcounts`: a school or station reports many headcounts with one file.

use crate::accounts::Deed;
use crate::actions::attendance::{COLUMNS, FileReport, report_file};
use crate::app::App;
use crate::attendance::{Basis, ListenerKind};
use crate::kernel::{Day, Refusal};
use crate::sessions::SessionStatus;
use crate::store::{self, Paging, sessions};
use crate::tables::{self, Format, Row, Sheet};
use crate::text::{Lang, say};
use crate::web::cookies::redirect_saying;
use crate::web::form::{Form, is_foreign};
use crate::web::layout::Page;
use crate::web::parts::{self, Field};
use crate::web::problem::Answer;
use crate::web::settings::import::{received, sheet_of, told};
use crate::web::viewer::Viewer;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

/// How far back the prepared file goes, in days.
const BACK: i64 = 120;

fn is_contact(viewer: &Viewer) -> Result<(), Refusal> {
    let any = viewer.actor.own_venues().next().is_some();
    if any { Ok(()) } else { Err(Refusal::forbidden("not-allowed")) }
}

/// `GET /my/headcounts`
pub async fn page(viewer: Viewer) -> Answer {
    is_contact(&viewer)?;
    Ok(show(&viewer, &Form::empty(), html! {}))
}

/// `POST /my/headcounts`: takes a file.
pub async fn send(State(app): State<App>, viewer: Viewer, headers: HeaderMap, parts: Multipart) -> Answer {
    is_contact(&viewer)?;
    let upload = received(parts).await?;
    if is_foreign(&headers) || !viewer.marks(&upload.mark) {
        return Err(Refusal::forbidden("form-from-elsewhere").into());
    }
    let mut form = Form::empty();
    let Some(sheet) = sheet_of(&mut form, upload).await else { return Ok(show(&viewer, &form, html! {})) };
    let done = match sheet {
        Ok(sheet) => report_file(&app, &viewer.actor, sheet).await?,
        Err(troubles) => FileReport { troubles, ..FileReport::default() },
    };
    if !done.troubles.is_empty() {
        return Ok(show(&viewer, &form, told(&viewer, &done.troubles, 0)));
    }
    if done.sessions + done.unchanged == 0 {
        form.refuse(Refusal::new("headcount-file-empty").at("file"));
        return Ok(show(&viewer, &form, html! {}));
    }
    Ok(redirect_saying(&app, "/my", "said-headcount"))
}

fn show(viewer: &Viewer, form: &Form, result: Markup) -> Response {
    Page::new(viewer, &viewer.say("headcount-file-title"))
        .back("/my", viewer.say("nav-my-orders"))
        .status(form.status())
        .show(html! {
            (parts::problems(viewer, form))
            (result)
            (parts::sheet(&viewer.say("headcount-file-get"), html! {
                p { (viewer.say("headcount-file-how")) }
                p.acts {
                    (parts::link("/my/headcounts/prepared.xlsx", &viewer.say("headcount-file-xlsx")))
                    (parts::link("/my/headcounts/prepared.csv", &viewer.say("headcount-file-csv")))
                }
            }))
            (parts::sheet(&viewer.say("headcount-file-put"), html! {
                form.fields method="post" action="/my/headcounts" enctype="multipart/form-data" {
                    (parts::mark(viewer))
                    (Field::new(viewer, form, "file", "import-file").needed().file(".csv,.xlsx"))
                    (parts::button(&viewer.say("headcount-file-send")))
                }
                p.quiet { (viewer.say("attendance-no-names")) }
            }))
        })
}

/// `GET /my/headcounts/prepared.xlsx` and `.csv`: the own sessions without a headcount, to be filled in.
pub async fn prepared(State(app): State<App>, viewer: Viewer, Path(name): Path<String>) -> Answer {
    is_contact(&viewer)?;
    let format = Format::of_name(&name)?;
    let scope = viewer.actor.scope(Deed::SeeSessions)?;
    let (now, today, lang) = (app.clock.now(), app.clock.today(), viewer.lang());
    let wanted = sessions::Wanted {
        statuses: vec![SessionStatus::Confirmed, SessionStatus::Delivered],
        from: Some(today.plus(-BACK)),
        to: Some(today),
        ..sessions::Wanted::default()
    };
    let rows = app
        .store
        .read(move |db| {
            let held = sessions::list(db, &scope, &wanted, Paging::new(1, 500))?.rows;
            let places: Vec<_> = held.iter().map(|session| session.venue.clone()).collect();
            let names = store::venues::names(db, &places)?;
            let mut rows = Vec::new();
            for session in held.into_iter().filter(|session| session.window.end <= now) {
                if store::attendance::current(db, &session.id)?.is_empty() {
                    let place = names.get(&session.venue).cloned().unwrap_or_default();
                    let cells = [
                        session.code.clone(),
                        Day::of(session.window.start).to_string(),
                        place,
                        say(lang, session.grade.key()),
                        say(lang, ListenerKind::Youth.key()),
                        String::new(),
                        say(lang, Basis::Counted.key()),
                    ];
                    rows.push(cells.to_vec());
                }
            }
            Ok(rows)
        })
        .await?;
    let columns = COLUMNS.map(|(en, zh)| if lang == Lang::Zh { zh } else { en }.to_owned()).to_vec();
    let rows = rows.into_iter().zip(2..).map(|(cells, line)| Row { line, cells }).collect();
    let bytes = tables::write(format, &Sheet { columns, rows })?;
    let kind = match format {
        Format::Csv => "text/csv; charset=utf-8",
        Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };
    let named = format!("attachment; filename=\"headcounts.{}\"", format.ending());
    Ok(([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, named)], bytes).into_response())
}
