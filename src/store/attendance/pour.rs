//! Many new figures at once: by COPY on PostgreSQL; on SQLite by a statement that is compiled
//! once and takes its texts from where they are.

use super::Row;
use crate::attendance::Figure;
use crate::kernel::Moment;
use crate::store::dialect::AT_ONCE;
use crate::store::schema::attendance;
use crate::store::{Db, StoreError, stored};
use chrono::{Datelike, NaiveDateTime, Timelike};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Integer, Nullable, Text};
use diesel::sqlite::Sqlite;

/// Writes figures that come now.
pub(super) fn pour(db: &mut Db, figures: &[Figure], now: Moment) -> Result<(), StoreError> {
    match db {
        Db::Pg(conn) => {
            let rows: Vec<Row> = figures.iter().map(|figure| Row::of(figure, now)).collect();
            diesel::copy_from(attendance::table).from_insertable(&rows).execute(conn)?;
        }
        Db::Sqlite(conn) => {
            let (batches, rest) = figures.as_chunks::<AT_ONCE>();
            for batch in batches {
                Statement(batch.each_ref().map(|figure| Line::of(figure, now))).execute(conn)?;
            }
            for figure in rest {
                Statement([Line::of(figure, now)]).execute(conn)?;
            }
        }
    }
    Ok(())
}

/// A figure with what it has to be written in other words.
struct Line<'a> {
    figure: &'a Figure,
    headcount: i32,
    reported_at: String,
    confirmed_at: Option<String>,
    replaced_at: Option<String>,
    counted_at: Option<String>,
}

impl<'a> Line<'a> {
    fn of(figure: &'a Figure, now: Moment) -> Self {
        let text = |moment| as_text(stored(moment));
        Self {
            figure,
            headcount: i32::try_from(figure.headcount.get()).unwrap_or(i32::MAX),
            reported_at: text(figure.reported_at),
            confirmed_at: figure.confirmed_at.map(text),
            replaced_at: figure.replaced_at.map(text),
            counted_at: super::counts_from(figure, now).map(text),
        }
    }
}

/// An instant in the words in which SQLite keeps it.
fn as_text(at: NaiveDateTime) -> String {
    if at.nanosecond() > 0 {
        return at.format("%F %T%.f").to_string();
    }
    let (year, month, day) = (at.year(), at.month(), at.day());
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
}

struct Statement<'a, const N: usize>([Line<'a>; N]);

impl<const N: usize> QueryId for Statement<'_, N> {
    type QueryId = Statement<'static, N>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<const N: usize> RunQueryDsl<SqliteConnection> for Statement<'_, N> {}

impl<const N: usize> QueryFragment<Sqlite> for Statement<'_, N> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql(
            "INSERT INTO attendance (id, session_id, grade, kind, headcount, basis, left_behind, migrant, hardship, \
             state, note, rating, reported_by, reported_at, confirmed_by, confirmed_at, replaced_at, \
             correction_reason, counted_at) VALUES (",
        );
        for (number, line) in self.0.iter().enumerate() {
            if number > 0 {
                out.push_sql("), (");
            }
            line.bind(&mut out)?;
        }
        out.push_sql(")");
        Ok(())
    }
}

impl Line<'_> {
    /// The values in the order of the columns.
    fn bind<'b>(&'b self, out: &mut AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        let figure = self.figure;
        for text in [figure.id.as_str(), figure.session.as_str(), figure.grade.code(), figure.kind.code()] {
            out.push_bind_param::<Text, str>(text)?;
            out.push_sql(", ");
        }
        out.push_bind_param::<Integer, i32>(&self.headcount)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, str>(figure.basis.code())?;
        for part in [&figure.left_behind, &figure.migrant, &figure.hardship] {
            out.push_sql(", ");
            out.push_bind_param::<Integer, i32>(part)?;
        }
        for text in [figure.state.code(), &figure.note] {
            out.push_sql(", ");
            out.push_bind_param::<Text, str>(text)?;
        }
        out.push_sql(", ");
        out.push_bind_param::<Nullable<Integer>, Option<i32>>(&figure.rating)?;
        for text in [&figure.reported_by, &self.reported_at, &figure.confirmed_by] {
            out.push_sql(", ");
            out.push_bind_param::<Text, str>(text)?;
        }
        for at in [&self.confirmed_at, &self.replaced_at] {
            out.push_sql(", ");
            out.push_bind_param::<Nullable<Text>, Option<String>>(at)?;
        }
        out.push_sql(", ");
        out.push_bind_param::<Text, str>(&figure.correction_reason)?;
        out.push_sql(", ");
        out.push_bind_param::<Nullable<Text>, Option<String>>(&self.counted_at)
    }
}
