//! `/speakers/ID/same`, `/venues/ID/same`: which other record is the same person or place.

use super::{Card, Register};
use crate::accounts::Deed;
use crate::app::App;
use crate::store::{Page as Rows, Paging};
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Table};
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Path, Query, State};
use maud::{Markup, html};
use serde::Deserialize;

/// What was looked for.
#[derive(Deserialize)]
pub struct Asked {
    q: Option<String>,
    page: Option<i64>,
}

/// The page: without words it looks for the record's own name.
pub async fn page<R: Register>(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let scope = viewer.actor.scope(Deed::EditRegisters)?;
    let (look, own) = (viewer.clone(), id.clone());
    let paging = Paging::new(asked.page.unwrap_or(1), 20);
    let (this, words, found) = app
        .store
        .read(move |db| {
            let this = R::find(db, &scope, &own)?;
            let names = R::names(db, look.lang(), std::slice::from_ref(&this))?;
            let this = R::card(&look, &this, &names);
            let words = asked.q.clone().unwrap_or_else(|| this.name.clone());
            let found = R::list(db, &scope, &words, paging)?;
            let names = R::names(db, look.lang(), &found.rows)?;
            Ok((this, words, found.map(|record| R::card(&look, &record, &names))))
        })
        .await?;
    let body = html! {
        p { (viewer.say(&format!("{}-same-how", R::KEYS))) }
        (parts::search(&viewer, &words, html! {}))
        section.sheet { (list::<R>(&viewer, &this, &found)) }
        (parts::pager(&viewer, &found))
    };
    let page =
        Page::new(&viewer, &viewer.say(&format!("{}-same", R::KEYS))).note(html! { (this.name) " · " (this.code) });
    Ok(page.back(format!("{}/{id}", R::BASE), &this.name).show(body))
}

fn list<R: Register>(viewer: &Viewer, this: &Card, found: &Rows<Card>) -> Markup {
    let others: Vec<&Card> = found.rows.iter().filter(|card| card.id != this.id).collect();
    if others.is_empty() {
        return parts::empty(&viewer.say("same-none"), None);
    }
    let columns = vec![Column::text(viewer.say(R::NAME)), Column::action(viewer.say("register-do"))];
    let rows = others.into_iter().map(|card| {
        let href = format!("{}/{}/same/{}", R::BASE, this.id, card.id);
        vec![card.show(R::BASE), parts::link(&href, &viewer.say("same-compare"))]
    });
    Table::new(columns).rows(rows).show()
}
