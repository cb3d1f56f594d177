//! Rows of sums put into a table, or added to the row that stands at their place.

use crate::reach::Sums;
use crate::store::dialect::{AT_ONCE, on_each};
use crate::store::{Db, StoreError};
use chrono::NaiveDate;
use diesel::backend::Backend;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, Date, HasSqlType, Text};

/// A row with ten sums at its place in a table.
pub(super) trait Summed: 'static {
    /// `INSERT INTO table (columns of the place, sums) VALUES`
    const HEAD: &'static str;
    /// `ON CONFLICT (place) DO UPDATE SET`: each sum with what comes.
    const TAIL: &'static str;
    /// Columns of the place: a day, or the texts around it.
    fn place(&self) -> Vec<Cell<'_>>;
    /// The ten sums in the order of the columns.
    fn sums(&self) -> &Sums;
}

/// A column of a place.
pub(super) enum Cell<'a> {
    Text(&'a str),
    Day(&'a NaiveDate),
}

/// The first and last words of [`Summed`] for a table.
macro_rules! words {
    ($table:literal, $place:literal) => {
        const HEAD: &'static str = concat!(
            "INSERT INTO ",
            $table,
            " (",
            $place,
            ", sessions, talks, youth, parents, others, field_persons, ",
            "online_views, left_behind, migrant, hardship) VALUES ("
        );
        const TAIL: &'static str = concat!(
            ") ON CONFLICT (",
            $place,
            ") DO UPDATE SET sessions = ",
            $table,
            ".sessions + excluded.sessions, ",
            "talks = ",
            $table,
            ".talks + excluded.talks, youth = ",
            $table,
            ".youth + excluded.youth, ",
            "parents = ",
            $table,
            ".parents + excluded.parents, others = ",
            $table,
            ".others + excluded.others, ",
            "field_persons = ",
            $table,
            ".field_persons + excluded.field_persons, ",
            "online_views = ",
            $table,
            ".online_views + excluded.online_views, ",
            "left_behind = ",
            $table,
            ".left_behind + excluded.left_behind, ",
            "migrant = ",
            $table,
            ".migrant + excluded.migrant, hardship = ",
            $table,
            ".hardship + excluded.hardship"
        );
    };
}
pub(super) use words;

/// Puts rows in, or adds them to those that stand there.
pub(super) fn put<R: Summed>(db: &mut Db, rows: &[R]) -> Result<(), StoreError> {
    let (batches, rest) = rows.as_chunks::<AT_ONCE>();
    for batch in batches {
        on_each!(db, conn => Statement(batch).execute(conn))?;
    }
    for row in rest {
        on_each!(db, conn => Statement(std::array::from_ref(row)).execute(conn))?;
    }
    Ok(())
}

/// One statement for so many rows: the same words each time, so it is compiled once.
struct Statement<'a, R, const N: usize>(&'a [R; N]);

impl<R: Summed, const N: usize> QueryId for Statement<'_, R, N> {
    type QueryId = Statement<'static, R, N>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<R, Conn, const N: usize> RunQueryDsl<Conn> for Statement<'_, R, N> {}

impl<R: Summed, DB, const N: usize> QueryFragment<DB> for Statement<'_, R, N>
where
    DB: Backend + HasSqlType<Text> + HasSqlType<Date> + HasSqlType<BigInt>,
    str: ToSql<Text, DB>,
    NaiveDate: ToSql<Date, DB>,
    i64: ToSql<BigInt, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(R::HEAD);
        for (number, row) in self.0.iter().enumerate() {
            if number > 0 {
                out.push_sql("), (");
            }
            for cell in row.place() {
                match cell {
                    Cell::Text(text) => out.push_bind_param::<Text, str>(text)?,
                    Cell::Day(day) => out.push_bind_param::<Date, NaiveDate>(day)?,
                }
                out.push_sql(", ");
            }
            for (number, sum) in row.sums().all().into_iter().enumerate() {
                if number > 0 {
                    out.push_sql(", ");
                }
                out.push_bind_param::<BigInt, i64>(sum)?;
            }
        }
        out.push_sql(R::TAIL);
        Ok(())
    }
}
