//! Many new figures at once: by COPY on PostgreSQL; on SQLite by a statement that is compiled
//! once and takes its texts from where they are.

use super::Row;
use crate::attendance::Figure;
use crate::kernel::Moment;
use crate::store::schema::attendance;
use crate::store::{Db, StoreError, stored};
use chrono::{Datelike, NaiveDateTime, Timelike};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Integer, Nullable, Text};
use diesel::sqlite::Sqlite;

/// How many rows one statement writes: its lists of allowed words are made once.
const AT_ONCE: usize = 200;

/// Writes figures that come now.
pub(super) fn pour(db: &mut Db, figures: &[Figure], now: Moment) -> Result<(), StoreError> {
    match db {
        Db::Pg(conn) => {
            let rows: Vec<Row> = figures.iter().map(|figure| Row::of(figure, now)).collect();
            diesel::copy_from(attendance::table).from_insertable(&rows).execute(conn)?;
        }
        Db::Sqlite(conn) => {
            // most come without those columns
            if figures.iter().all(Line::is_short) {
                all::<false>(conn, figures, now)?;
            } else {
                all::<true>(conn, figures, now)?;
            }
        }
    }
    Ok(())
}

fn all<const WHOLE: bool>(conn: &mut SqliteConnection, figures: &[Figure], now: Moment) -> QueryResult<()> {
    let (batches, rest) = figures.as_chunks::<AT_ONCE>();
    for batch in batches {
        Statement::<_, WHOLE>(batch.each_ref().map(|figure| Line::of(figure, now))).execute(conn)?;
    }
    for figure in rest {
        Statement::<1, WHOLE>([Line::of(figure, now)]).execute(conn)?;
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
    /// Whether the columns after the others hold what they hold by default.
    fn is_short(figure: &Figure) -> bool {
        figure.note.is_empty()
            && figure.rating.is_none()
            && figure.replaced_at.is_none()
            && figure.correction_reason.is_empty()
    }

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

/// An instant in the words in which SQLite keeps it, with as many of three, six or nine digits
/// behind the second as it has.
fn as_text(at: NaiveDateTime) -> String {
    let (year, month, day) = (at.year().unsigned_abs(), at.month(), at.day());
    let mut text = String::with_capacity(29);
    let parts = [(year / 100, ""), (year % 100, "-"), (month, "-"), (day, " "), (at.hour(), ":"), (at.minute(), ":")];
    for (number, mark) in parts.into_iter().chain([(at.second(), "")]) {
        digits(&mut text, number, 2);
        text.push_str(mark);
    }
    let nanos = at.nanosecond();
    let (fraction, count) = match (nanos % 1_000_000, nanos % 1_000) {
        _ if nanos == 0 => return text,
        (0, _) => (nanos / 1_000_000, 3),
        (_, 0) => (nanos / 1_000, 6),
        _ => (nanos, 9),
    };
    text.push('.');
    digits(&mut text, fraction, count);
    text
}

/// The last so many digits of a number.
fn digits(text: &mut String, number: u32, count: u32) {
    let digit = |place| char::from_digit(number / 10_u32.pow(place) % 10, 10);
    text.extend((0..count).rev().filter_map(digit));
}

/// So many rows, whole or without the columns that mostly hold their defaults.
struct Statement<'a, const N: usize, const WHOLE: bool>([Line<'a>; N]);

impl<const N: usize, const WHOLE: bool> QueryId for Statement<'_, N, WHOLE> {
    type QueryId = Statement<'static, N, WHOLE>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<const N: usize, const WHOLE: bool> RunQueryDsl<SqliteConnection> for Statement<'_, N, WHOLE> {}

impl<const N: usize, const WHOLE: bool> QueryFragment<Sqlite> for Statement<'_, N, WHOLE> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql(
            "INSERT INTO attendance (session_id, grade, kind, headcount, basis, left_behind, migrant, hardship, \
             state, reported_by, reported_at, confirmed_by, confirmed_at, counted_at",
        );
        if WHOLE {
            out.push_sql(", note, correction_reason, rating, replaced_at");
        }
        out.push_sql(") VALUES (");
        for (number, line) in self.0.iter().enumerate() {
            if number > 0 {
                out.push_sql("), (");
            }
            line.bind(&mut out)?;
            if WHOLE {
                line.bind_rest(&mut out)?;
            }
        }
        out.push_sql(")");
        Ok(())
    }
}

impl Line<'_> {
    /// The values in the order of the columns.
    fn bind<'b>(&'b self, out: &mut AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        let figure = self.figure;
        for text in [figure.session.as_str(), figure.grade.code(), figure.kind.code()] {
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
        for text in [figure.state.code(), &figure.reported_by, &self.reported_at, &figure.confirmed_by] {
            out.push_sql(", ");
            out.push_bind_param::<Text, str>(text)?;
        }
        for at in [&self.confirmed_at, &self.counted_at] {
            out.push_sql(", ");
            out.push_bind_param::<Nullable<Text>, Option<String>>(at)?;
        }
        Ok(())
    }

    /// Those of the columns that mostly hold their defaults.
    fn bind_rest<'b>(&'b self, out: &mut AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        for text in [&self.figure.note, &self.figure.correction_reason] {
            out.push_sql(", ");
            out.push_bind_param::<Text, str>(text)?;
        }
        out.push_sql(", ");
        out.push_bind_param::<Nullable<Integer>, Option<i32>>(&self.figure.rating)?;
        out.push_sql(", ");
        out.push_bind_param::<Nullable<Text>, Option<String>>(&self.replaced_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_instant_is_written_as_chrono_writes_it(
            seconds in 0i64..4_000_000_000, nanos in prop_oneof![Just(0u32), 1u32..1_000_000_000],
            grain in prop_oneof![Just(1u32), Just(1_000), Just(1_000_000)],
        ) {
            let at = chrono::DateTime::from_timestamp(seconds, nanos / grain * grain).unwrap().naive_utc();
            prop_assert_eq!(as_text(at), at.format("%F %T%.f").to_string());
        }
    }
}
