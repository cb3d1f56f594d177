//! Fixed words inside a query. A database remembers such a query as compiled, which it would not
//! with `diesel::dsl::sql`, whose words may differ each time.

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{SingleValue, SqlType};
use std::marker::PhantomData;

/// An expression in these words.
pub(crate) fn words<T>(words: &'static str) -> Words<T> {
    Words { words, kind: PhantomData }
}

/// See [`words()`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words<T> {
    words: &'static str,
    kind: PhantomData<T>,
}

impl<T: SqlType + SingleValue> Expression for Words<T> {
    type SqlType = T;
}
impl<T: SqlType + SingleValue, Source> SelectableExpression<Source> for Words<T> {}
impl<T: SqlType + SingleValue, Source> AppearsOnTable<Source> for Words<T> {}
impl<T, Grouped> ValidGrouping<Grouped> for Words<T> {
    type IsAggregate = is_aggregate::Never;
}
impl<T> QueryId for Words<T> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<T, DB: Backend> QueryFragment<DB> for Words<T> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(self.words);
        Ok(())
    }
}
