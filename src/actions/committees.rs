//! A committee's own settings, and the editable lists.

use crate::accounts::{Actor, Deed, Target};
use crate::app::App;
use crate::committees::{List, ListItem};
use crate::kernel::{CommitteeId, CommitteePath, JournalLine, Refusal};
use crate::store::history::{self, RegularFact};
use crate::store::{Db, StoreError, committees, journal, lists};
use serde_json::json;

/// A fresh address for a committee's feed; the old one leads nowhere from now on.
///
/// # Errors
/// `not-allowed`, or the database's.
pub async fn renew_feed(app: &App, actor: &Actor, id: &CommitteeId) -> Result<(), StoreError> {
    let (actor, id, now) = (actor.clone(), id.clone(), app.clock.now());
    app.store
        .write(move |db| {
            let mut committee = committees::load(db, &id)?;
            actor.may(Deed::EditSettings, &Target::of(&committee.path))?;
            committee.feed_generation += 1;
            committees::update(db, &committee)?;
            let line = JournalLine::new("committee-feed", "committee", &id, json!({}), json!({}));
            journal::write(db, &actor, now, &committee.path, &[line])
        })
        .await
}

/// Sets a committee's own setting, or with `None` goes back to what holds above.
///
/// # Errors
/// `not-allowed`, or the database's.
pub async fn set_setting(
    app: &App,
    actor: &Actor,
    committee: CommitteeId,
    name: String,
    value: Option<String>,
) -> Result<(), StoreError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.store
        .write(move |db| {
            let path = committees::path_of(db, &committee)?;
            actor.may(Deed::EditSettings, &Target::of(&path))?;
            let before = committees::own_settings(db, &committee)?.get(&name).cloned();
            history::around::<RegularFact, _>(db, &[committee.as_str()], now, |db| {
                committees::set_setting(db, &committee, &name, value.as_deref())
            })?;
            let line = JournalLine::new(
                "committee-setting",
                "committee",
                &committee,
                json!({ &name: before }),
                json!({ &name: value }),
            );
            journal::write(db, &actor, now, &path, &[line])
        })
        .await
}

/// Adds an entry to an editable list, or changes the one of its code; a theme or team kind is its own name.
///
/// # Errors
/// `cell-required` without a code, `not-allowed`, or the database's.
pub async fn save_list_item(app: &App, actor: &Actor, list: List, item: ListItem) -> Result<(), StoreError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.store
        .write(move |db| {
            let path = top(db)?;
            actor.may(Deed::EditCommittees, &Target::of(&path))?;
            if item.code.trim().is_empty() {
                return Err(Refusal::new("cell-required").at("code").into());
            }
            let before = lists::all(db, list)?.into_iter().find(|known| known.code == item.code);
            let item = ListItem { code: item.code.trim().to_owned(), ..item.clone() };
            match &before {
                None => lists::insert(db, list, &item)?,
                Some(_) => lists::update(db, list, &item)?,
            }
            let told = |item: &ListItem| json!({ "code": item.code, "name": item.name, "name_en": item.name_en, "retired": item.retired });
            let was = before.as_ref().map_or_else(|| json!({}), told);
            let line = JournalLine::new("list-change", "list", list.code(), was, told(&item));
            journal::write(db, &actor, now, &path, &[line])
        })
        .await
}

/// The path of the only root: what belongs to all is its to keep.
fn top(db: &mut Db) -> Result<CommitteePath, StoreError> {
    let mut roots = committees::all(db)?.into_iter().filter(|committee| committee.parent.is_none());
    Ok(match (roots.next(), roots.next()) {
        (Some(root), None) => root.path,
        _ => CommitteePath::everything(),
    })
}
