//! Every table as lines of text, the same from both databases, and back.
//!
//! A row is a JSON array of texts and nulls in the order of the table's columns; instants, days,
//! truth values, numbers and bytes each have one spelling, so that a dump of one database goes
//! into the other. Tables come in the order in which the migrations made them, which is an order
//! in which each row finds what it refers to.

use super::{Db, StoreError, dialect};
use crate::kernel::Refusal;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

/// A table: its name and its columns.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in one order for both databases.
    pub columns: Vec<Column>,
}

/// A column: its name and how its values are spelt.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// How its values are spelt.
    pub kind: Kind,
}

/// How a value is spelt in a dump.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// As it is.
    Text,
    /// A whole number.
    Integer,
    /// A number with a point.
    Real,
    /// 0 or 1.
    Boolean,
    /// `YYYY-MM-DD`.
    Date,
    /// `YYYY-MM-DD HH:MM:SS`, with a fraction when there is one.
    Instant,
    /// Hexadecimal.
    Bytes,
}

/// Files that wait for a word are no part of what a database holds.
const PASSING: &str = "uploads";

/// Tables that the migrations fill; a database that holds only them counts as empty.
const LISTS: [&str; 4] = ["themes", "team_kinds", "venue_kinds", "languages"];

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Runs a query whose one column is called `line`.
fn lines(db: &mut Db, sql: &str) -> Result<Vec<String>, StoreError> {
    let rows: Vec<Line> = dialect::on_each!(db, conn => diesel::sql_query(sql).load(conn))?;
    Ok(rows.into_iter().map(|row| row.line).collect())
}

fn run(db: &mut Db, sql: &str) -> Result<(), StoreError> {
    dialect::on_each!(db, conn => diesel::sql_query(sql).execute(conn))?;
    Ok(())
}

/// The names of the migrations that made this database, in order.
pub(crate) fn migrations(db: &mut Db) -> Result<Vec<String>, StoreError> {
    lines(db, "SELECT version AS line FROM __diesel_schema_migrations ORDER BY version")
}

/// All tables, each after those that it refers to.
pub(crate) fn tables(db: &mut Db) -> Result<Vec<Table>, StoreError> {
    let names = match db {
        Db::Sqlite(_) => {
            "SELECT name AS line FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
             AND name <> '__diesel_schema_migrations' ORDER BY rowid"
        }
        Db::Pg(_) => {
            "SELECT c.relname::text AS line FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace \
             AND c.relkind = 'r' AND c.relname <> '__diesel_schema_migrations' ORDER BY c.oid"
        }
    };
    let names = lines(db, names)?;
    let names = names.into_iter().filter(|name| name != PASSING);
    names.map(|name| Ok(Table { columns: columns(db, &name)?, name })).collect()
}

fn columns(db: &mut Db, table: &str) -> Result<Vec<Column>, StoreError> {
    let sql = match db {
        Db::Sqlite(_) => {
            format!("SELECT name || ' ' || lower(type) AS line FROM pragma_table_info('{table}') ORDER BY name")
        }
        Db::Pg(_) => format!(
            "SELECT column_name || ' ' || data_type AS line FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = '{table}' ORDER BY column_name COLLATE \"C\""
        ),
    };
    lines(db, &sql)?
        .into_iter()
        .map(|line| {
            let (name, declared) = line.split_once(' ').unwrap_or((&line, ""));
            let kind = kind_of(declared).ok_or_else(|| StoreError::row("column type", declared))?;
            Ok(Column { name: name.to_owned(), kind })
        })
        .collect()
}

fn kind_of(declared: &str) -> Option<Kind> {
    Some(match declared {
        "text" => Kind::Text,
        "integer" | "bigint" | "smallint" => Kind::Integer,
        "double precision" => Kind::Real,
        "boolean" => Kind::Boolean,
        "date" => Kind::Date,
        "timestamp" | "timestamp without time zone" => Kind::Instant,
        "blob" | "bytea" => Kind::Bytes,
        _ => return None,
    })
}

/// The rows of a table, a JSON array each.
pub(crate) fn rows(db: &mut Db, table: &Table) -> Result<Vec<String>, StoreError> {
    let sqlite = matches!(db, Db::Sqlite(_));
    let spelt: Vec<String> = table.columns.iter().map(|column| spelt(column, sqlite)).collect();
    let (array, cast) = if sqlite { ("json_array", "") } else { ("json_build_array", "::text") };
    let sql = format!("SELECT {array}({}){cast} AS line FROM \"{}\"", spelt.join(", "), table.name);
    let instants: Vec<usize> = (0..table.columns.len()).filter(|n| table.columns[*n].kind == Kind::Instant).collect();
    lines(db, &sql)?.into_iter().map(|row| one_spelling(row, &instants)).collect()
}

fn spelt(Column { name, kind }: &Column, sqlite: bool) -> String {
    match (kind, sqlite) {
        (Kind::Bytes, true) => format!("CASE WHEN \"{name}\" IS NULL THEN NULL ELSE hex(\"{name}\") END"),
        (Kind::Bytes, false) => format!("upper(encode(\"{name}\", 'hex'))"),
        // seventeen digits bring every double back
        (Kind::Real, true) => format!("CASE WHEN \"{name}\" IS NULL THEN NULL ELSE printf('%!.17g', \"{name}\") END"),
        (Kind::Boolean, false) => format!("\"{name}\"::int::text"),
        (_, true) => format!("CAST(\"{name}\" AS TEXT)"),
        (_, false) => format!("\"{name}\"::text"),
    }
}

/// Instants with a fraction only where there is one, whichever way the database spells them.
fn one_spelling(row: String, instants: &[usize]) -> Result<String, StoreError> {
    let mut values: Vec<Option<String>> = serde_json::from_str(&row).map_err(|_| StoreError::row("row", &row))?;
    for n in instants {
        let Some(Some(text)) = values.get_mut(*n) else { continue };
        let parsed = NaiveDateTime::parse_from_str(&text.replace('T', " "), "%Y-%m-%d %H:%M:%S%.f");
        *text = parsed.map_err(|_| StoreError::row("instant", text))?.format("%F %T%.f").to_string();
    }
    serde_json::to_string(&values).map_err(|_| StoreError::row("row", &row))
}

/// Whether anything stands in the database but the lists that its migrations fill.
pub(crate) fn is_empty(db: &mut Db, tables: &[Table]) -> Result<bool, StoreError> {
    for table in tables.iter().filter(|table| !LISTS.contains(&table.name.as_str())) {
        let sql = format!("SELECT COUNT(*) AS count FROM \"{}\"", table.name);
        let found: Count = dialect::on_each!(db, conn => diesel::sql_query(&sql).get_result(conn))?;
        if found.count > 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Makes room for a restore: empties the lists, and lets rows refer to later ones until the end.
pub(crate) fn begin_restore(db: &mut Db) -> Result<(), StoreError> {
    if matches!(db, Db::Sqlite(_)) {
        run(db, "PRAGMA defer_foreign_keys = ON")?;
    }
    for list in LISTS.iter().rev() {
        run(db, &format!("DELETE FROM \"{list}\""))?;
    }
    Ok(())
}

/// Writes rows of one table in one statement, so that they may refer to each other.
pub(crate) fn put(db: &mut Db, table: &Table, rows: &[String]) -> Result<(), StoreError> {
    let names: Vec<String> = table.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
    let sqlite = matches!(db, Db::Sqlite(_));
    let read: Vec<String> =
        table.columns.iter().enumerate().map(|(n, column)| read_back(n, column.kind, sqlite)).collect();
    let (from, bind) = if sqlite { ("json_each", "?") } else { ("json_array_elements", "$1::json") };
    let sql = format!(
        "INSERT INTO \"{}\" ({}) SELECT {} FROM {from}({bind}) AS line",
        table.name,
        names.join(", "),
        read.join(", ")
    );
    let all = format!("[{}]", rows.join(","));
    dialect::on_each!(db, conn => diesel::sql_query(&sql).bind::<Text, _>(&all).execute(conn))?;
    Ok(())
}

fn read_back(n: usize, kind: Kind, sqlite: bool) -> String {
    if sqlite {
        let value = format!("json_extract(line.value, '$[{n}]')");
        return match kind {
            Kind::Text | Kind::Date | Kind::Instant => value,
            Kind::Integer | Kind::Boolean => format!("CAST({value} AS INTEGER)"),
            Kind::Real => format!("CAST({value} AS REAL)"),
            Kind::Bytes => format!("unhex({value})"),
        };
    }
    let value = format!("(line.value->>{n})");
    match kind {
        Kind::Text => value,
        Kind::Integer => format!("{value}::bigint"),
        Kind::Real => format!("{value}::double precision"),
        Kind::Boolean => format!("{value}::int::boolean"),
        Kind::Date => format!("{value}::date"),
        Kind::Instant => format!("{value}::timestamp"),
        Kind::Bytes => format!("decode({value}, 'hex')"),
    }
}

/// What is wrong with the database itself: each finding as the database tells it.
pub(crate) fn damage(db: &mut Db) -> Result<Vec<String>, StoreError> {
    let overlap = "SELECT a.resource_id || ' ' || a.session_id || ' ' || b.session_id AS line \
        FROM bookings a JOIN bookings b ON a.resource_id = b.resource_id AND a.session_id < b.session_id \
        AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at";
    let mut found = lines(db, overlap)?;
    if matches!(db, Db::Sqlite(_)) {
        let told = lines(db, "SELECT integrity_check AS line FROM pragma_integrity_check")?;
        found.extend(told.into_iter().filter(|line| line != "ok"));
        found.extend(lines(
            db,
            "SELECT \"table\" || ' ' || COALESCE(rowid, '') || ' -> ' || parent AS line FROM pragma_foreign_key_check",
        )?);
    }
    Ok(found)
}

/// A dump's tables against this database's: another version cannot be taken over.
///
/// # Errors
/// `backup-other-version`.
pub(crate) fn same_shape(own: &[Table], dumped: &[Table]) -> Result<(), Refusal> {
    let sorted = |tables: &[Table]| {
        let mut tables = tables.to_vec();
        tables.sort_by(|a, b| a.name.cmp(&b.name));
        tables
    };
    if sorted(own) == sorted(dumped) { Ok(()) } else { Err(Refusal::new("backup-other-version")) }
}
