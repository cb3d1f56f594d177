//! `/settings/import`: a file into the registers, looked through before it is saved; and out of them.

use crate::accounts::Deed;
use crate::actions::export;
use crate::actions::import::{FileKind, Report, dry_run, in_silence, run};
use crate::actions::uploads::{self, Held};
use crate::app::App;
use crate::kernel::{Arg, Refusal};
use crate::tables::{self, Format, MOST_BYTES, MOST_TROUBLES, Sheet, Trouble};
use crate::text::Lang;
use crate::web::cookies::redirect_saying;
use crate::web::form::{Form, is_foreign};
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Field, Table};
use crate::web::problem::{Answer, Problem};
use crate::web::viewer::Viewer;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;

/// The most that an upload may weigh: the largest file and what stands round it.
pub const UPLOAD_BYTES: usize = MOST_BYTES + 64 * 1024;

/// `GET /settings/import`.
pub async fn page(viewer: Viewer) -> Answer {
    viewer.actor.scope(Deed::MoveFiles)?;
    Ok(shown(&viewer, &Form::empty(), html! {}))
}

/// What an upload holds.
#[derive(Default)]
pub(in crate::web) struct Upload {
    pub(in crate::web) mark: String,
    kind: String,
    name: String,
    bytes: Vec<u8>,
}

/// Reads an upload.
pub(in crate::web) async fn received(mut parts: Multipart) -> Result<Upload, Problem> {
    let broken = |error: axum::extract::multipart::MultipartError| Problem::Bare(error.status());
    let mut upload = Upload::default();
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        match part.name().unwrap_or("") {
            "mark" => upload.mark = part.text().await.map_err(broken)?,
            "kind" => upload.kind = part.text().await.map_err(broken)?,
            "file" => {
                upload.name = part.file_name().unwrap_or("").to_owned();
                upload.bytes = part.bytes().await.map_err(broken)?.to_vec();
            }
            _ => {}
        }
    }
    Ok(upload)
}

/// `POST /settings/import`: looks a file through; nothing is saved yet.
pub async fn look(State(app): State<App>, viewer: Viewer, headers: HeaderMap, parts: Multipart) -> Answer {
    viewer.actor.scope(Deed::MoveFiles)?;
    let upload = received(parts).await?;
    if is_foreign(&headers) || !viewer.marks(&upload.mark) {
        return Err(Refusal::forbidden("form-from-elsewhere").into());
    }
    let mut form = Form::empty().with("kind", &upload.kind);
    let kind = form.choice_needed("kind", FileKind::parse);
    let (Some(kind), Some(format)) = (kind, format_of(&mut form, &upload)) else {
        return Ok(shown(&viewer, &form, html! {}));
    };
    let waiting = Held { kind, format, bytes: upload.bytes };
    let sheet = match read(format, waiting.bytes.clone()).await? {
        Ok(sheet) => sheet,
        Err(troubles) => return Ok(shown(&viewer, &form, told(&viewer, &troubles, 0))),
    };
    let report = dry_run(&app, &viewer.actor, kind, sheet, in_silence()).await?;
    let result = if report.is_clean() {
        let token = uploads::hold(&app, &viewer.actor, waiting).await?;
        confirm_form(&viewer, kind, &report, &token)
    } else {
        told(&viewer, &report.troubles, report.more)
    };
    Ok(shown(&viewer, &form, result))
}

/// The table that an upload holds, or what is wrong with it.
pub(in crate::web) async fn sheet_of(form: &mut Form, upload: Upload) -> Option<Result<Sheet, Vec<Trouble>>> {
    let format = format_of(form, &upload)?;
    read(format, upload.bytes).await.ok()
}

fn format_of(form: &mut Form, upload: &Upload) -> Option<Format> {
    if upload.bytes.is_empty() && upload.name.is_empty() {
        form.refuse(Refusal::new("field-needed").at("file"));
        return None;
    }
    Format::of_name(&upload.name).map_err(|refusal| form.refuse(refusal.at("file"))).ok()
}

/// The table in a file, or what is wrong with it.
async fn read(format: Format, bytes: Vec<u8>) -> Result<Result<Sheet, Vec<Trouble>>, Problem> {
    // a big workbook takes its time, and others wait for this thread
    let read = tokio::task::spawn_blocking(move || tables::read(format, &bytes));
    read.await.map_err(|error| Problem::internal(&error))
}

/// `POST /settings/import/confirm`: saves the file that was looked through.
pub async fn confirm(State(app): State<App>, viewer: Viewer, mut form: Form) -> Answer {
    viewer.actor.scope(Deed::MoveFiles)?;
    let token = form.value("token").to_owned();
    let waiting = match uploads::held(&app, &viewer.actor, &token).await {
        Ok(held) => held,
        Err(error) => {
            form.refused(error)?;
            return Ok(shown(&viewer, &form, html! {}));
        }
    };
    let kind = waiting.kind;
    let report = match read(waiting.format, waiting.bytes).await? {
        Ok(sheet) => run(&app, &viewer.actor, kind, sheet, in_silence()).await?,
        Err(troubles) => return Ok(shown(&viewer, &form, told(&viewer, &troubles, 0))),
    };
    if report.is_clean() {
        uploads::forget(&app, &viewer.actor, &token).await?;
        return Ok(redirect_saying(&app, "/settings/import", "said-saved"));
    }
    // somebody changed the registers since the file was looked through
    Ok(shown(&viewer, &form, told(&viewer, &report.troubles, report.more)))
}

/// What an export was asked with.
#[derive(Deserialize)]
pub struct Asked {
    headers: Option<String>,
}

/// `GET /settings/export/KIND.csv` or `.xlsx`.
pub async fn download(
    State(app): State<App>,
    viewer: Viewer,
    Path(file): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let format = Format::of_name(&file)?;
    let stem = file.rsplit_once('.').map_or("", |(stem, _)| stem);
    let kind = FileKind::parse(stem).ok_or_else(|| Refusal::missing("unknown-record"))?;
    let lang = asked.headers.as_deref().map_or(viewer.lang(), Lang::parse);
    let sheet = export::sheet(&app, &viewer.actor, kind, lang).await?;
    let written = tokio::task::spawn_blocking(move || tables::write(format, &sheet)).await;
    let bytes = written.map_err(|error| Problem::internal(&error))??;
    let of = match format {
        Format::Csv => "text/csv; charset=utf-8",
        Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };
    let name = format!("attachment; filename=\"{}.{}\"", kind.code(), format.ending());
    let headers = [(header::CONTENT_TYPE, of.to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((StatusCode::OK, headers, bytes).into_response())
}

fn shown(viewer: &Viewer, form: &Form, result: Markup) -> Response {
    let body = html! {
        (parts::problems(viewer, form))
        (result)
        (parts::sheet(&viewer.say("import-choose"), upload_form(viewer, form)))
        (parts::sheet(&viewer.say("export-title"), exports(viewer)))
    };
    let page = Page::new(viewer, &viewer.say("import-title")).back("/settings", viewer.say("nav-settings"));
    page.status(form.status()).show(body)
}

fn upload_form(viewer: &Viewer, form: &Form) -> Markup {
    let kinds: Vec<(String, String)> =
        FileKind::ALL.iter().map(|kind| (kind.code().to_owned(), viewer.say(kind.key()))).collect();
    html! {
        form.fields method="post" action="/settings/import" enctype="multipart/form-data" {
            (parts::mark(viewer))
            (Field::new(viewer, form, "kind", "import-kind").needed().select(&kinds, Some("")))
            (Field::new(viewer, form, "file", "import-file").hint("import-file-hint").needed().file(".csv,.xlsx"))
            (parts::button(&viewer.say("import-look")))
        }
    }
}

fn confirm_form(viewer: &Viewer, kind: FileKind, report: &Report, token: &str) -> Markup {
    let counts: [(&'static str, Arg); 3] =
        [("new", report.new.into()), ("changed", report.changed.into()), ("unchanged", report.unchanged.into())];
    let body = html! {
        p { b { (viewer.say(kind.key())) } }
        p { (viewer.say_with("import-would", &counts)) }
        @if !report.notices.is_empty() {
            p { (viewer.say_with("import-notices", &[("count", report.notices.len().into())])) }
            (places(viewer, report.notices.get(..MOST_TROUBLES).unwrap_or(&report.notices)))
        }
        (parts::post(viewer, "/settings/import/confirm", html! {
            input type="hidden" name="token" value=(token);
            (parts::button(&viewer.say("import-save")))
        }))
    };
    parts::sheet(&viewer.say("import-sound"), body)
}

/// Every trouble with its line, column and reason.
pub(in crate::web) fn told(viewer: &Viewer, troubles: &[Trouble], more: usize) -> Markup {
    let args = [("count", Arg::from(troubles.len() + more)), ("more", Arg::from(more))];
    let sentence = viewer.say_with(if more > 0 { "import-wrong-more" } else { "import-wrong" }, &args);
    let body = html! {
        p role="alert" { (sentence) }
        (places(viewer, troubles))
    };
    parts::sheet(&viewer.say("import-unsound"), body)
}

/// Line, column, and what is to be said there.
fn places(viewer: &Viewer, told: &[Trouble]) -> Markup {
    let column = |key| Column::text(viewer.say(key));
    let columns = vec![Column::number(viewer.say("import-line")), column("import-column"), column("import-reason")];
    let row = |trouble: &Trouble| {
        vec![
            html! { (trouble.line.map(|line| line.to_string()).unwrap_or_default()) },
            html! { (trouble.column.as_deref().unwrap_or("")) },
            html! { (viewer.refusal(&trouble.refusal)) },
        ]
    };
    Table::new(columns).rows(told.iter().map(row)).show()
}

fn exports(viewer: &Viewer) -> Markup {
    let columns = vec![Column::text(viewer.say("import-kind")), Column::action(viewer.say("export-files"))];
    let rows = FileKind::ALL.iter().map(|kind| {
        let name = viewer.say(kind.key());
        vec![
            html! { (name) },
            html! {
                @for ending in ["csv", "xlsx"] {
                    a.act href={ "/settings/export/" (kind.code()) "." (ending) } aria-label={ (name) " " (ending) } { (ending.to_uppercase()) }
                    " "
                }
            },
        ]
    });
    Table::new(columns).rows(rows).show()
}
