//! The editable lists: themes, team kinds, venue kinds, languages.

use super::schema::{languages, team_kinds, themes, venue_kinds};
use super::{Db, StoreError};
use crate::committees::{List, ListItem};
use diesel::prelude::*;
use std::collections::HashMap;

/// The entries of a list in its order, retired ones too.
///
/// # Errors
/// The database's.
pub fn all(db: &mut Db, list: List) -> Result<Vec<ListItem>, StoreError> {
    match list {
        List::Themes => themes(db),
        List::TeamKinds => team_kinds(db),
        List::VenueKinds => venue_kinds(db),
        List::Languages => languages(db),
    }
}

/// Names of a list's codes in a reader's language.
///
/// # Errors
/// The database's.
pub fn names(db: &mut Db, list: List, lang: crate::text::Lang) -> Result<HashMap<String, String>, StoreError> {
    let items = all(db, list)?.into_iter();
    Ok(items.map(|item| (item.code.clone(), lang.pick(&item.name, &item.name_en).to_owned())).collect())
}

fn themes(db: &mut Db) -> Result<Vec<ListItem>, StoreError> {
    let query = themes::table
        .select((themes::code, themes::name_en, themes::position, themes::retired))
        .order((themes::position, themes::code));
    let rows: Vec<(String, String, i32, bool)> = query.load(db)?;
    Ok(rows.into_iter().map(named_by_code).collect())
}

fn team_kinds(db: &mut Db) -> Result<Vec<ListItem>, StoreError> {
    let query = team_kinds::table
        .select((team_kinds::code, team_kinds::name_en, team_kinds::position, team_kinds::retired))
        .order((team_kinds::position, team_kinds::code));
    let rows: Vec<(String, String, i32, bool)> = query.load(db)?;
    Ok(rows.into_iter().map(named_by_code).collect())
}

fn named_by_code((code, name_en, position, retired): (String, String, i32, bool)) -> ListItem {
    ListItem { name: code.clone(), code, name_en, position, keeps_terms: false, retired }
}

fn venue_kinds(db: &mut Db) -> Result<Vec<ListItem>, StoreError> {
    let columns = (
        venue_kinds::code,
        venue_kinds::name,
        venue_kinds::name_en,
        venue_kinds::position,
        venue_kinds::keeps_terms,
        venue_kinds::retired,
    );
    let query = venue_kinds::table.select(columns).order((venue_kinds::position, venue_kinds::code));
    let rows: Vec<(String, String, String, i32, bool, bool)> = query.load(db)?;
    let item = |(code, name, name_en, position, keeps_terms, retired)| ListItem {
        code,
        name,
        name_en,
        position,
        keeps_terms,
        retired,
    };
    Ok(rows.into_iter().map(item).collect())
}

fn languages(db: &mut Db) -> Result<Vec<ListItem>, StoreError> {
    let columns = (languages::code, languages::name, languages::name_en, languages::position, languages::retired);
    let query = languages::table.select(columns).order((languages::position, languages::code));
    let rows: Vec<(String, String, String, i32, bool)> = query.load(db)?;
    let item = |(code, name, name_en, position, retired)| ListItem {
        code,
        name,
        name_en,
        position,
        keeps_terms: false,
        retired,
    };
    Ok(rows.into_iter().map(item).collect())
}

/// Adds an entry to a list.
///
/// # Errors
/// `already-there`, or the database's.
pub fn insert(db: &mut Db, list: List, item: &ListItem) -> Result<(), StoreError> {
    match list {
        List::Themes => diesel::insert_into(themes::table)
            .values((
                themes::code.eq(&item.code),
                themes::name_en.eq(&item.name_en),
                themes::position.eq(item.position),
                themes::retired.eq(item.retired),
            ))
            .execute(db)?,
        List::TeamKinds => diesel::insert_into(team_kinds::table)
            .values((
                team_kinds::code.eq(&item.code),
                team_kinds::name_en.eq(&item.name_en),
                team_kinds::position.eq(item.position),
                team_kinds::retired.eq(item.retired),
            ))
            .execute(db)?,
        List::VenueKinds => diesel::insert_into(venue_kinds::table)
            .values((
                venue_kinds::code.eq(&item.code),
                venue_kinds::name.eq(&item.name),
                venue_kinds::name_en.eq(&item.name_en),
                venue_kinds::position.eq(item.position),
                venue_kinds::keeps_terms.eq(item.keeps_terms),
                venue_kinds::retired.eq(item.retired),
            ))
            .execute(db)?,
        List::Languages => diesel::insert_into(languages::table)
            .values((
                languages::code.eq(&item.code),
                languages::name.eq(&item.name),
                languages::name_en.eq(&item.name_en),
                languages::position.eq(item.position),
                languages::retired.eq(item.retired),
            ))
            .execute(db)?,
    };
    Ok(())
}

/// Saves the entry of this code. Themes and team kinds are their own names; those stay.
///
/// # Errors
/// The database's.
pub fn update(db: &mut Db, list: List, item: &ListItem) -> Result<(), StoreError> {
    let code = item.code.as_str();
    match list {
        List::Themes => diesel::update(themes::table.find(code))
            .set((
                themes::name_en.eq(&item.name_en),
                themes::position.eq(item.position),
                themes::retired.eq(item.retired),
            ))
            .execute(db)?,
        List::TeamKinds => diesel::update(team_kinds::table.find(code))
            .set((
                team_kinds::name_en.eq(&item.name_en),
                team_kinds::position.eq(item.position),
                team_kinds::retired.eq(item.retired),
            ))
            .execute(db)?,
        List::VenueKinds => diesel::update(venue_kinds::table.find(code))
            .set((
                venue_kinds::name.eq(&item.name),
                venue_kinds::name_en.eq(&item.name_en),
                venue_kinds::position.eq(item.position),
                venue_kinds::keeps_terms.eq(item.keeps_terms),
                venue_kinds::retired.eq(item.retired),
            ))
            .execute(db)?,
        List::Languages => diesel::update(languages::table.find(code))
            .set((
                languages::name.eq(&item.name),
                languages::name_en.eq(&item.name_en),
                languages::position.eq(item.position),
                languages::retired.eq(item.retired),
            ))
            .execute(db)?,
    };
    Ok(())
}
