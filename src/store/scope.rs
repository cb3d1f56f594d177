//! A scope as a condition: which committees' rows a read may return.

use super::schema::committees;
use crate::accounts::Scope;
use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{Bool, HasSqlType, Text};

/// The ids of all committees inside a scope's subtrees, as a subquery for
/// `.filter(committee_id.eq_any(owned(&scope)))`.
pub(crate) fn owned(scope: &Scope) -> Owned {
    committees::table.select(committees::id).filter(inside(scope))
}

/// The condition itself, for reads of committees.
pub(crate) fn inside(scope: &Scope) -> Inside {
    Inside { starts: scope.subtrees().into_iter().map(|path| format!("{path}%")).collect() }
}

/// What [`owned`] returns.
pub(crate) type Owned = diesel::dsl::Filter<diesel::dsl::Select<committees::table, committees::id>, Inside>;

/// `committees.path` begins with any of these. A condition of our own, since a boxed query
/// cannot stand inside a query for both databases.
#[derive(Clone, Debug)]
pub(crate) struct Inside {
    starts: Vec<String>,
}

impl Expression for Inside {
    type SqlType = Bool;
}
impl<Source> SelectableExpression<Source> for Inside {}
impl<Source> AppearsOnTable<Source> for Inside {}
impl ValidGrouping<()> for Inside {
    type IsAggregate = is_aggregate::No;
}
impl QueryId for Inside {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB> QueryFragment<DB> for Inside
where
    DB: Backend + HasSqlType<Text>,
    String: ToSql<Text, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        // the best plan differs from subtree to subtree
        out.unsafe_to_cache_prepared();
        out.push_sql("(1=0");
        for start in &self.starts {
            out.push_sql(" OR ");
            out.push_identifier("committees")?;
            out.push_sql(".");
            out.push_identifier("path")?;
            out.push_sql(" LIKE ");
            out.push_bind_param::<Text, String>(start)?;
        }
        out.push_sql(")");
        Ok(())
    }
}
