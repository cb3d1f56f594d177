//! A scope as a condition: which committees' rows a read may return.

use super::MultiBackend;
use super::schema::committees;
use crate::accounts::Scope;
use diesel::prelude::*;
use diesel::sql_types::Text;

/// The ids of all committees inside a scope's subtrees, as a subquery for
/// `.filter(committee_id.eq_any(owned(&scope)))`.
pub(crate) fn owned(scope: &Scope) -> committees::BoxedQuery<'static, MultiBackend, Text> {
    let mut ids = committees::table.select(committees::id).filter(committees::path.eq("-")).into_boxed();
    for path in scope.subtrees() {
        ids = ids.or_filter(committees::path.like(format!("{path}%")));
    }
    ids
}
