//! `/settings/areas/ID`: one area, what stands in it, and what might.

use super::{BASE, fields, owners, wish};
use crate::accounts::{Deed, Target};
use crate::actions::liaison;
use crate::app::App;
use crate::committees::{Committee, LiaisonArea, Unit};
use crate::kernel::{CommitteeId, LiaisonAreaId, Refusal, VenueId};
use crate::store::liaison::{Among, UnitView};
use crate::store::{self, Page as Rows, Paging};
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Options, Table};
use crate::web::problem::{Answer, Problem};
use crate::web::viewer::Viewer;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

/// What the page was asked with.
#[derive(Clone, Deserialize, Default)]
pub struct Asked {
    /// `venues`, or committees.
    #[serde(default)]
    of: String,
    /// Words to find units that might be put in; without them those inside are shown.
    #[serde(default)]
    q: String,
    page: Option<i64>,
}

struct View {
    area: LiaisonArea,
    owner: Committee,
    convener: String,
    owners: Options,
    units: Rows<UnitView>,
    edits: bool,
}

/// `GET /settings/areas/ID`.
pub async fn page(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    shown(&app, &viewer, LiaisonAreaId(id), &asked, None).await
}

/// `POST /settings/areas/ID`: another name, owner or convener.
pub async fn change(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, mut form: Form) -> Answer {
    let (id, seen, wish) = (LiaisonAreaId(id), form.version(), wish(&mut form));
    if form.is_sound() {
        match liaison::save(&app, &viewer.actor, Some((id.clone(), seen)), wish).await {
            Ok(_) => return Ok(redirect_saying(&app, &format!("{BASE}/{id}"), "said-saved")),
            Err(error) => form.refused(error)?,
        }
    }
    shown(&app, &viewer, id, &Asked::default(), Some(&form)).await
}

/// `POST /settings/areas/ID/remove`: the area goes, what stood in it stays.
pub async fn remove(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, _form: Form) -> Answer {
    liaison::remove(&app, &viewer.actor, LiaisonAreaId(id)).await?;
    Ok(redirect_saying(&app, BASE, "said-removed"))
}

/// `POST /settings/areas/ID/put`: a unit in (`into`) or out, then back to where the reader was.
pub async fn put(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, mut form: Form) -> Answer {
    let (of, unit) = (form.text("of", 20), form.needed("unit", 80));
    let unit = match of.as_str() {
        "committees" => Unit::Committee(CommitteeId(unit)),
        "venues" => Unit::Venue(VenueId(unit)),
        _ => return Err(Refusal::missing("unknown-record").into()),
    };
    let into = form.value("into") == "true";
    liaison::put(&app, &viewer.actor, LiaisonAreaId(id.clone()), unit, into).await?;
    let words = percent_encoding::utf8_percent_encode(form.value("q"), percent_encoding::NON_ALPHANUMERIC);
    let back = format!("{BASE}/{id}?of={of}&q={words}");
    Ok(redirect_saying(&app, &back, if into { "said-put-in" } else { "said-taken-out" }))
}

async fn shown(
    app: &App,
    viewer: &Viewer,
    id: LiaisonAreaId,
    asked: &Asked,
    form: Option<&Form>,
) -> Result<Response, Problem> {
    let view = view(app, viewer, id, asked).await?;
    let area = &view.area;
    let filled = Form::empty().with("name", &area.name).with("version", area.version);
    let filled = filled.with("committee", &view.owner.code).with("convener", &view.convener);
    let form = form.unwrap_or(&filled);
    let here = format!("{BASE}/{}", area.id);
    let body = html! {
        (parts::problems(viewer, form))
        (units(viewer, &view, asked))
        @if view.edits {
            (parts::sheet(&viewer.say("area-edit"), html! {
                (parts::post(viewer, &here, html! {
                    input type="hidden" name="version" value=(form.value("version"));
                    (fields(viewer, form, &view.owners))
                    (parts::button(&viewer.say("register-save")))
                }))
                details.more { summary { (viewer.say("area-remove")) }
                    p { (viewer.say("area-remove-how")) }
                    (parts::deed(viewer, &format!("{here}/remove"), &viewer.say("area-remove-yes")))
                }
            }))
        }
    };
    let page = Page::new(viewer, &area.name).note(html! { (view.owner.name) }).back(BASE, viewer.say("areas-title"));
    Ok(page.status(form.status()).show(body))
}

async fn view(app: &App, viewer: &Viewer, id: LiaisonAreaId, asked: &Asked) -> Result<View, Problem> {
    let scope = viewer.actor.scope(Deed::SeeRegisters)?;
    let (asked, paging) = (asked.clone(), Paging::new(asked.page.unwrap_or(1), 30));
    let read = app.store.read(move |db| {
        let area = store::liaison::find(db, &scope, &id)?;
        let owner = store::committees::load(db, &area.committee)?;
        let convener = area.convener.as_ref().map(|id| store::committees::load(db, id)).transpose()?;
        let among = if asked.q.trim().is_empty() { Among::Inside(&id) } else { Among::Named(&scope, &asked.q) };
        let units = match asked.of.as_str() {
            "venues" => store::liaison::venues(db, among, paging)?,
            _ => store::liaison::committees(db, among, paging)?,
        };
        Ok((area, owner, convener.map(|one| one.code).unwrap_or_default(), units))
    });
    let (area, owner, convener, units) = read.await?;
    let edits = viewer.actor.may(Deed::EditRegisters, &Target::of(&owner.path)).is_ok();
    let owners = if edits { owners(app, viewer).await? } else { Vec::new() };
    Ok(View { area, owner, convener, owners, units, edits })
}

fn units(viewer: &Viewer, view: &View, asked: &Asked) -> Markup {
    let of = if asked.of == "venues" { "venues" } else { "committees" };
    let here = format!("{BASE}/{}", view.area.id);
    let tab = |name: &str, key: &str| {
        html! { a.act href={ (here) "?of=" (name) } aria-current=[(of == name).then_some("page")] { (viewer.say(key)) } }
    };
    let looking = !asked.q.trim().is_empty();
    html! {
        p.acts { (tab("committees", "area-committees")) (tab("venues", "area-venues")) }
        @if view.edits {
            p { (viewer.say("area-find-hint")) }
            (parts::search(viewer, &asked.q, html! { input type="hidden" name="of" value=(of); }))
        }
        section.sheet {
            h2 { (viewer.say(if looking { "area-found" } else { "area-inside" })) }
            @if view.units.rows.is_empty() { (parts::empty(&viewer.say(if looking { "area-found-none" } else { "area-inside-none" }), None)) }
            @else { (table(viewer, view, asked, of)) }
        }
        (parts::pager(viewer, &view.units))
    }
}

fn table(viewer: &Viewer, view: &View, asked: &Asked, of: &str) -> Markup {
    let columns = vec![
        Column::text(viewer.say("area-unit")),
        Column::text(viewer.say("area-stands")),
        Column::action(viewer.say("register-do")),
    ];
    let rows = view.units.rows.iter().map(|unit| {
        let inside = unit.area.as_ref().is_some_and(|(id, _)| id == view.area.id.as_str());
        vec![
            html! { b { (unit.name) } br; small { (unit.code) } },
            html! { (unit.area.as_ref().map_or_else(|| viewer.say("area-stands-nowhere"), |(_, name)| name.clone())) },
            html! { @if view.edits { (deed(viewer, view, unit, asked, of, inside)) } },
        ]
    });
    Table::new(columns).rows(rows).show()
}

fn deed(viewer: &Viewer, view: &View, unit: &UnitView, asked: &Asked, of: &str, inside: bool) -> Markup {
    let id = match &unit.unit {
        Unit::Committee(id) => id.as_str(),
        Unit::Venue(id) => id.as_str(),
    };
    let (into, words) = if inside { ("false", "area-take-out") } else { ("true", "area-put-in") };
    html! {
        form.deed method="post" action={ (BASE) "/" (view.area.id) "/put" } {
            (parts::mark(viewer))
            input type="hidden" name="of" value=(of);
            input type="hidden" name="q" value=(asked.q);
            input type="hidden" name="unit" value=(id);
            (parts::quiet_button_of("into", into, &viewer.say(words)))
        }
    }
}
