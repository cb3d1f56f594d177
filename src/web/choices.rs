//! What the fields of forms offer to choose from.

use super::parts::Options;
use super::viewer::Viewer;
use crate::accounts::Scope;
use crate::committees::{Committee, DivisionLevel, List};
use crate::kernel::{Day, Grade};
use crate::store::{self, Db, StoreError};
use crate::text::Lang;

/// A fixed list in its order, in words.
#[must_use]
pub fn fixed<T: Copy>(viewer: &Viewer, all: &[T], code: fn(T) -> &'static str, key: fn(T) -> &'static str) -> Options {
    all.iter().map(|value| (code(*value).to_owned(), viewer.say(key(*value)))).collect()
}

/// Grade bands.
#[must_use]
pub fn grades(viewer: &Viewer) -> Options {
    fixed(viewer, Grade::ALL, Grade::code, Grade::key)
}

/// The entries of an editable list that are still offered.
pub fn list(db: &mut Db, lang: Lang, list: List) -> Result<Options, StoreError> {
    let items = store::lists::all(db, list)?.into_iter().filter(|item| !item.retired);
    Ok(items.map(|item| (item.code.clone(), lang.pick(&item.name, &item.name_en).to_owned())).collect())
}

/// The committees of a scope by code, indented as they stand in the tree.
pub fn committees(db: &mut Db, scope: &Scope) -> Result<Options, StoreError> {
    let all: Vec<Committee> = store::committees::within(db, scope)?;
    let top = all.iter().map(|committee| committee.path.depth()).min().unwrap_or(0);
    let words = |committee: &Committee| format!("{}{}", "　".repeat(committee.path.depth() - top), committee.name);
    Ok(all.iter().map(|committee| (committee.code.clone(), words(committee))).collect())
}

/// Townships that are valid today.
pub fn townships(db: &mut Db, lang: Lang, today: Day) -> Result<Options, StoreError> {
    let all = store::divisions::of_level(db, DivisionLevel::Township, today)?;
    Ok(all.into_iter().map(|one| (one.code, lang.pick(&one.name, &one.name_en).to_owned())).collect())
}

/// The words of a code among options; the code itself when it is not offered.
#[must_use]
pub fn words<'a>(options: &'a Options, code: &'a str) -> &'a str {
    options.iter().find(|(own, _)| own == code).map_or(code, |(_, words)| words.trim_start_matches('　'))
}
