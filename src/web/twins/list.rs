//! `/speakers/twins`, `/venues/twins`: records that look as if somebody stood there twice.

use super::{Card, Register};
use crate::accounts::Deed;
use crate::app::App;
use crate::store::Paging;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Table};
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::HashMap;

/// Which page of the list.
#[derive(Deserialize)]
pub struct Asked {
    page: Option<i64>,
}

/// The list of pairs.
pub async fn page<R: Register>(State(app): State<App>, viewer: Viewer, Query(asked): Query<Asked>) -> Answer {
    let scope = viewer.actor.scope(Deed::EditRegisters)?;
    let (look, paging) = (viewer.clone(), Paging::new(asked.page.unwrap_or(1), 20));
    let (pairs, cards) = app
        .store
        .read(move |db| {
            let pairs = R::twins(db, &scope, paging)?;
            let ids: Vec<String> = pairs.rows.iter().flat_map(|(one, other)| [one.clone(), other.clone()]).collect();
            let records = R::by_ids(db, &ids)?;
            let names = R::names(db, look.lang(), &records)?;
            let cards = records.iter().map(|record| R::card(&look, record, &names));
            Ok((pairs, cards.map(|card| (card.id.clone(), card)).collect::<HashMap<String, Card>>()))
        })
        .await?;
    let column = |key: &str| Column::text(viewer.say(key));
    let columns = vec![column("twins-one"), column("twins-other"), Column::action(viewer.say("register-do"))];
    let rows = pairs.rows.iter().filter_map(|(one, other)| {
        let both = (cards.get(one)?, cards.get(other)?);
        Some(vec![both.0.show(R::BASE), both.1.show(R::BASE), deeds::<R>(&viewer, one, other)])
    });
    let body = html! {
        p { (viewer.say(&format!("{}-twins-how", R::KEYS))) }
        section.sheet {
            @if pairs.rows.is_empty() { (parts::empty(&viewer.say("twins-none"), Some((R::BASE, &viewer.say(R::NAME))))) }
            @else { (Table::new(columns).rows(rows).show()) }
        }
        (parts::pager(&viewer, &pairs))
    };
    Ok(Page::new(&viewer, &viewer.say("twins-title")).back(R::BASE, viewer.say(R::NAME)).show(body))
}

fn deeds<R: Register>(viewer: &Viewer, one: &str, other: &str) -> Markup {
    let pair = format!("{}/{one}/same/{other}", R::BASE);
    html! {
        (parts::link(&pair, &viewer.say("same-compare")))
        (parts::deed(viewer, &format!("{pair}/apart"), &viewer.say(&format!("{}-apart", R::KEYS))))
    }
}
