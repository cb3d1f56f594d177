//! `/settings/lists`: themes, team kinds, venue kinds and languages, as every form offers them.

use crate::accounts::Deed;
use crate::actions::committees::save_list_item;
use crate::app::App;
use crate::committees::{List, ListItem};
use crate::kernel::Refusal;
use crate::store::lists;
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Field, Sign, Table};
use crate::web::problem::{Answer, Problem};
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};

/// `GET /settings/lists`.
pub async fn page(State(app): State<App>, viewer: Viewer) -> Answer {
    shown(&app, &viewer, &Form::empty()).await
}

/// `POST /settings/lists/LIST`: a new entry, or another state of one.
pub async fn save(State(app): State<App>, viewer: Viewer, Path(list): Path<String>, mut form: Form) -> Answer {
    let list = List::parse(&list).ok_or_else(|| Problem::from(Refusal::missing("unknown-record")))?;
    let code = form.needed("code", 60);
    let all = app.store.read(move |db| lists::all(db, list)).await?;
    let next = all.iter().map(|item| item.position).max().unwrap_or(0) + 1;
    let known = all.into_iter().find(|item| item.code == code);
    let item = match (known, form.has("retired")) {
        (Some(item), true) => ListItem { retired: form.value("retired") == "true", ..item },
        (known, _) => ListItem {
            name: Some(form.text("name", 60)).filter(|name| !name.is_empty()).unwrap_or_else(|| code.clone()),
            name_en: form.text("name_en", 60),
            position: known.as_ref().map_or(next, |item| item.position),
            keeps_terms: form.has("keeps_terms"),
            retired: false,
            code,
        },
    };
    if form.is_sound() {
        match save_list_item(&app, &viewer.actor, list, item).await {
            Ok(()) => return Ok(redirect_saying(&app, "/settings/lists", "said-saved")),
            Err(error) => form.refused(error)?,
        }
    }
    shown(&app, &viewer, &form.within(list.code())).await
}

async fn shown(app: &App, viewer: &Viewer, form: &Form) -> Result<Response, Problem> {
    viewer.actor.scope(Deed::EditCommittees)?;
    let all = app
        .store
        .read(|db| List::ALL.into_iter().map(|list| Ok((list, lists::all(db, list)?))).collect::<Result<Vec<_>, _>>());
    let body = html! {
        (parts::problems(viewer, form))
        @for (list, items) in all.await? {
            (parts::sheet(&viewer.say(&format!("list-{}", list.code())), html! {
                (table(viewer, list, &items))
                details.more open[!form.only_within(list.code()).is_sound()] { summary { (viewer.say("list-add")) } (add_form(viewer, list, form)) }
            }))
        }
    };
    let page = Page::new(viewer, &viewer.say("lists-title")).back("/settings", viewer.say("nav-settings"));
    Ok(page.status(form.status()).show(body))
}

fn table(viewer: &Viewer, list: List, items: &[ListItem]) -> Markup {
    let column = |key| Column::text(viewer.say(key));
    let columns = vec![
        column("list-name"),
        column("list-name-en"),
        column("list-state"),
        Column::action(viewer.say("register-do")),
    ];
    let cells = |item: &ListItem| {
        let (sign, state) = if item.retired { (Sign::Stop, "list-retired") } else { (Sign::Done, "list-offered") };
        let (to, words) = if item.retired { ("false", "list-offer") } else { ("true", "list-retire") };
        vec![
            html! { (item.name) },
            html! { (item.name_en) },
            parts::status(sign, &viewer.say(state)),
            html! {
                form method="post" action={ "/settings/lists/" (list.code()) } {
                    (parts::mark(viewer))
                    input type="hidden" name="code" value=(item.code);
                    (parts::quiet_button_of("retired", to, &viewer.say(words)))
                }
            },
        ]
    };
    Table::new(columns).rows(items.iter().map(cells)).show()
}

fn add_form(viewer: &Viewer, list: List, form: &Form) -> Markup {
    let (form, action) = (form.only_within(list.code()), format!("/settings/lists/{}", list.code()));
    let coded = matches!(list, List::VenueKinds | List::Languages);
    let field = |name, label| Field::new(viewer, &form, name, label).most(60);
    parts::post(
        viewer,
        &action,
        html! {
            (field("code", if coded { "list-code" } else { "list-name" }).needed().line())
            @if coded { (field("name", "list-name").needed().line()) }
            (field("name_en", "list-name-en").line())
            @if list == List::VenueKinds { (field("keeps_terms", "list-keeps-terms").tick()) }
            (parts::button(&viewer.say("register-save")))
        },
    )
}
