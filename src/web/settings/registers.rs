//! `/settings/registers/KIND`: committees, teams, campaigns and materials, by the columns of their files.

use crate::accounts::{Deed, Scope};
use crate::actions::import::{ColumnInfo, FileKind, columns};
use crate::actions::registers::{self, Saved};
use crate::app::App;
use crate::committees::{Level, List};
use crate::kernel::{CommitteeId, Refusal};
use crate::store::{self, Db, Paging, StoreError};
use crate::web::choices;
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::lectures::material;
use crate::web::parts::{self, Column, Field, Options, Table};
use crate::web::problem::{Answer, Problem};
use crate::web::viewer::Viewer;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use std::collections::HashMap;

/// The kinds that have their forms here; the others have pages of their own.
pub const KINDS: [FileKind; 4] = [FileKind::Committees, FileKind::Teams, FileKind::Campaigns, FileKind::Materials];

const SHOWN: usize = 5;
const PAGE: i64 = 50;
/// The version that a form was made from; `version` itself is a column of materials.
const SEEN: &str = "seen";
/// What is decided on a material's own page.
const DECIDED: [&str; 3] = ["status", "approved_by", "approved_at"];

fn kind_of(text: &str) -> Result<FileKind, Problem> {
    let kind = FileKind::parse(text).filter(|kind| KINDS.contains(kind));
    kind.ok_or_else(|| Refusal::missing("unknown-record").into())
}

/// What the list was asked with.
#[derive(Clone, Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    q: String,
    page: Option<i64>,
    code: Option<String>,
}

/// `GET /settings/registers/KIND`: the records, and with `code` the form of one.
pub async fn page(
    State(app): State<App>,
    viewer: Viewer,
    Path(kind): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let kind = kind_of(&kind)?;
    let form = match &asked.code {
        None => Form::empty(),
        Some(code) => {
            let record = registers::shown(&app, &viewer.actor, kind, code).await?;
            let filled = Form::empty().with(SEEN, record.version);
            record.fields.into_iter().fold(filled, |form, (name, text)| form.with(name, text))
        }
    };
    shown(&app, &viewer, kind, asked, &form).await
}

/// `POST /settings/registers/KIND`: a new record, or the one that was shown.
pub async fn save(State(app): State<App>, viewer: Viewer, Path(kind): Path<String>, mut form: Form) -> Answer {
    let kind = kind_of(&kind)?;
    let mut fields = Vec::new();
    for column in typed(kind) {
        if form.has(column.en) {
            fields.push((column.en.to_owned(), form.value(column.en).to_owned()));
        }
    }
    let saved = if form.has(SEEN) {
        let seen = form.value(SEEN).parse().unwrap_or(0);
        registers::change(&app, &viewer.actor, kind, fields, seen).await
    } else {
        registers::create(&app, &viewer.actor, kind, fields).await
    };
    match saved {
        Ok(Saved::As(_)) => return Ok(redirect_saying(&app, &address(kind), "said-saved")),
        Ok(Saved::Wrong(wrong)) => wrong.into_iter().for_each(|refusal| form.refuse(refusal)),
        Err(error) => form.refused(error)?,
    }
    let code = form.has(SEEN).then(|| form.value("code").to_owned());
    shown(&app, &viewer, kind, Asked { code, ..Asked::default() }, &form).await
}

/// The columns that a form holds.
fn typed(kind: FileKind) -> Vec<ColumnInfo> {
    let mut all = columns(kind);
    all.retain(|column| kind != FileKind::Materials || !DECIDED.contains(&column.en));
    all
}

/// What the columns of a form offer to choose from.
async fn offers(app: &App, viewer: &Viewer, kind: FileKind) -> Result<HashMap<&'static str, Options>, Problem> {
    let (scope, lang) = (viewer.actor.scope(Deed::SeeRegisters)?, viewer.lang());
    let read = app.store.read(move |db| {
        let committees = choices::committees(db, &scope)?;
        let (themes, kinds) = (choices::list(db, lang, List::Themes)?, choices::list(db, lang, List::TeamKinds)?);
        Ok((committees, themes, kinds))
    });
    let (committees, themes, kinds) = read.await?;
    let mut offers = HashMap::from([("committee", committees.clone()), ("parent", committees), ("theme", themes)]);
    offers.insert("level", choices::fixed(viewer, Level::ALL, Level::code, Level::key));
    if kind == FileKind::Teams {
        offers.insert("kind", kinds);
    }
    Ok(offers)
}

fn address(kind: FileKind) -> String {
    format!("/settings/registers/{}", kind.code())
}

/// A page of the records of a kind, each as the first cells of its file.
fn listed(
    db: &mut Db,
    scope: &Scope,
    kind: FileKind,
    words: &str,
    paging: Paging,
) -> Result<store::Page<Vec<String>>, StoreError> {
    let codes: HashMap<CommitteeId, String> =
        store::committees::within(db, scope)?.into_iter().map(|one| (one.id, one.code)).collect();
    let code = |id: &CommitteeId| codes.get(id).cloned().unwrap_or_default();
    Ok(match kind {
        FileKind::Committees => store::committees::list(db, scope, words, paging)?.map(|one| {
            let parent = one.parent.as_ref().map(code).unwrap_or_default();
            vec![one.code, one.name, one.level.code().to_owned(), parent, one.division_code.unwrap_or_default()]
        }),
        FileKind::Teams => store::teams::list(db, scope, words, paging)?
            .map(|one| vec![one.code, one.name, one.kind, code(&one.committee), one.brand]),
        FileKind::Campaigns => store::campaigns::list(db, scope, words, paging)?
            .map(|one| vec![one.code, one.name, one.slogan, one.from.to_string(), one.to.to_string()]),
        _ => store::materials::list(db, scope, words, paging)?
            .map(|one| vec![one.code, one.title, one.kind, one.theme, code(&one.committee)]),
    })
}

async fn shown(app: &App, viewer: &Viewer, kind: FileKind, asked: Asked, form: &Form) -> Result<Response, Problem> {
    let scope = viewer.actor.scope(Deed::SeeRegisters)?;
    let (words, paging) = (asked.q.clone(), Paging::new(asked.page.unwrap_or(1), PAGE));
    let rows = app.store.read(move |db| listed(db, &scope, kind, &words, paging)).await?;
    let offers = offers(app, viewer, kind).await?;
    let heading = if asked.code.is_some() { "register-edit" } else { "register-add" };
    let body = html! {
        (parts::problems(viewer, form))
        @if asked.code.is_some() || !form.is_sound() { (parts::sheet(&viewer.say(heading), record_form(viewer, kind, form, &offers, asked.code.is_some()))) }
        (parts::search(viewer, &asked.q, html! {}))
        section.sheet {
            @if rows.rows.is_empty() { (parts::empty(&viewer.say("register-none"), None)) }
            @else { (table(viewer, kind, &offers, &rows.rows)) }
        }
        (parts::pager(viewer, &rows))
        @if asked.code.is_none() && form.is_sound() { (parts::sheet(&viewer.say(heading), record_form(viewer, kind, form, &offers, false))) }
    };
    let page = Page::new(viewer, &viewer.say(kind.key())).back("/settings", viewer.say("nav-settings"));
    Ok(page.status(form.status()).show(body))
}

/// The key of a column's name.
fn label(column: &str) -> String {
    format!("field-{}", column.replace('_', "-"))
}

fn table(viewer: &Viewer, kind: FileKind, offers: &HashMap<&'static str, Options>, rows: &[Vec<String>]) -> Markup {
    let names: Vec<&str> = columns(kind).iter().take(SHOWN).map(|column| column.en).collect();
    let columns: Vec<Column> = names.iter().map(|column| Column::text(viewer.say(&label(column)))).collect();
    let columns = columns.into_iter().chain([Column::action(viewer.say("register-do"))]).collect();
    let cells = |row: &Vec<String>| {
        let code = row.first().map_or("", String::as_str);
        let href = format!("{}?code={}", address(kind), utf8_percent_encode(code, NON_ALPHANUMERIC));
        let words = |(name, cell): (&&str, &String)| match offers.get(name) {
            Some(offered) => html! { (choices::words(offered, cell)) },
            None => html! { (cell) },
        };
        let shown = names.iter().zip(row).map(words);
        shown.chain([parts::link(&href, &viewer.say("register-edit"))]).collect::<Vec<Markup>>()
    };
    Table::new(columns).rows(rows.iter().map(cells)).show()
}

fn record_form(
    viewer: &Viewer,
    kind: FileKind,
    form: &Form,
    offers: &HashMap<&'static str, Options>,
    there: bool,
) -> Markup {
    let field = |column: &ColumnInfo| {
        let field = Field::new(viewer, form, column.en, &label(column.en));
        let field = if column.needed { field.needed() } else { field };
        match (offers.get(column.en), column.en) {
            (Some(offered), _) => field.select(offered, Some("")),
            (None, "from" | "to") => field.date(),
            _ => field.line(),
        }
    };
    let all = typed(kind);
    // a record is known by its code, so that stays
    let open = all.iter().filter(|column| !(there && column.en == "code"));
    parts::post(
        viewer,
        &address(kind),
        html! {
            @if there {
                input type="hidden" name=(SEEN) value=(form.value(SEEN));
                input type="hidden" name="code" value=(form.value("code"));
                p { b { (form.value("code")) } @if kind == FileKind::Materials { " " (parts::link(&material::address(form.value("code")), &viewer.say("material-open"))) } }
            }
            @for column in open { (field(column)) }
            (parts::button(&viewer.say("register-save")))
        },
    )
}
