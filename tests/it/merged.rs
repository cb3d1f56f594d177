//! Whatever names a speaker or a venue names the kept record once two are merged: every table of
//! the schema is asked, so that a later one cannot be forgotten.

use crate::harness::{Base, World};
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query, sql_types::Text};
use std::collections::BTreeMap;
use xinhuo::store::{self, Store};

/// What a record says of itself: the kept one takes it over as its own words (`Speaker::joined`,
/// `Venue::joined`); sums are made anew of the sessions that moved; the rest tells how it once was.
const STAYS: [&str; 13] = [
    "speaker_availability.speaker_id",
    "speaker_blocked_venues.speaker_id",
    "speaker_exceptions.speaker_id",
    "speaker_qualifications.speaker_id",
    "speakers.merged_into",
    "venue_blackouts.venue_id",
    "venue_contacts.venue_id",
    "venue_enrolment.venue_id",
    "venue_rooms.venue_id",
    "venues.merged_into",
    "reach_peaks.venue_id",
    "venue_tallies.venue_id",
    "venues_before.venue_id",
];
/// Names of either kind of record, as `noun` or `kind` of the same row says.
const EITHER: [&str; 5] = [
    "bookings.resource_id",
    "letters.recipient_id",
    "unsubscriptions.recipient_id",
    "known_apart.one_id",
    "known_apart.other_id",
];
/// Ids without a reference that name neither of them, or tell how it once was.
const NEITHER: [&str; 15] = [
    "journal.actor_id",
    "journal.noun_id",
    "letters.message_id",
    "letters.subject_id",
    "reach_days.campaign_id",
    "reach_months.campaign_id",
    "reach_peaks.campaign_id",
    "requests.series_id",
    "revisions.noun_id",
    "sessions_before.campaign_id",
    "sessions_before.committee_id",
    "sessions_before.venue_id",
    "venues_before.committee_id",
    "visits_before.campaign_id",
    "visits_before.venue_id",
];

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

struct Column {
    name: String,
    kind: String,
    needed: bool,
    /// The table that it names.
    names: Option<String>,
}

fn lines(db: &mut SqliteConnection, sql: &str) -> Vec<String> {
    let found: Vec<Line> = sql_query(sql).load(db).unwrap();
    found.into_iter().map(|one| one.line).collect()
}

/// The tables with what made them, and their columns.
fn tables(db: &mut SqliteConnection) -> BTreeMap<String, (String, Vec<Column>)> {
    let made = "SELECT name || '|' || sql AS line FROM sqlite_master WHERE type = 'table' \
                AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'";
    let mut found = BTreeMap::new();
    for made in lines(db, made) {
        let (table, sql) = made.split_once('|').unwrap();
        let named = format!("SELECT \"from\" || '|' || \"table\" AS line FROM pragma_foreign_key_list('{table}')");
        let named = lines(db, &named);
        let names =
            |column: &str| named.iter().filter_map(|line| line.split_once('|')).find(|(from, _)| *from == column);
        let columns =
            format!("SELECT name || '|' || type || '|' || \"notnull\" AS line FROM pragma_table_info('{table}')");
        let columns = lines(db, &columns);
        let columns = columns.iter().map(|line| {
            let parts: Vec<&str> = line.split('|').collect();
            let names = names(parts[0]).map(|(_, table)| table.to_owned());
            Column { name: parts[0].to_owned(), kind: parts[1].to_owned(), needed: parts[2] == "1", names }
        });
        found.insert(table.to_owned(), (sql.to_owned(), columns.collect()));
    }
    found
}

/// A row in which `column` is `id` and the rest is whatever the table takes.
fn insert(
    db: &mut SqliteConnection,
    noun: &str,
    (table, (sql, columns)): (&str, &(String, Vec<Column>)),
    column: &str,
    id: &str,
) {
    let value = |one: &Column| {
        let allowed =
            sql.split_once(&format!("CHECK ({} IN ('", one.name)).map(|(_, rest)| rest.split('\'').next().unwrap());
        match (one.name.as_str(), one.kind.as_str()) {
            (name, _) if name == column => id.to_owned(),
            ("noun" | "recipient_kind", _) => noun.trim_end_matches('s').to_owned(),
            ("grade", _) => "junior".to_owned(),
            ("theme", _) => "党史国史".to_owned(),
            ("venue_kind", _) => "school".to_owned(),
            (name, "TIMESTAMP") => format!("2030-01-0{} 08:00:00", if name.starts_with("ends") { 2 } else { 1 }),
            (_, "DATE") => "2030-01-01".to_owned(),
            (_, "TEXT") => allowed.map_or_else(|| format!("{table}-{column}"), str::to_owned),
            _ => "1".to_owned(),
        }
    };
    let filled: Vec<&Column> = columns.iter().filter(|one| one.needed || one.name == column).collect();
    let names: Vec<&str> = filled.iter().map(|one| one.name.as_str()).collect();
    let values: Vec<String> = filled.iter().map(|one| format!("'{}'", value(one))).collect();
    let sql = format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), values.join(", "));
    sql_query(&sql).execute(db).unwrap_or_else(|error| panic!("{error}: {sql}"));
}

/// Fills every column that may name a record of `noun`, merges, and tells which still name the gone one.
async fn left_behind(noun: &str, codes: [&str; 2]) -> Vec<String> {
    let world = World::new(Base::Sqlite).await;
    let mut db = SqliteConnection::establish(world.database.trim_start_matches("sqlite:")).unwrap();
    sql_query("PRAGMA foreign_keys = OFF").execute(&mut db).unwrap();
    sql_query("PRAGMA ignore_check_constraints = ON").execute(&mut db).unwrap();
    let id = |db: &mut SqliteConnection, code| {
        lines(db, &format!("SELECT id AS line FROM {noun} WHERE code = '{code}'")).remove(0)
    };
    let gone = id(&mut db, codes[0]);
    let all = tables(&mut db);
    let mut filled = Vec::new();
    for (table, made) in &all {
        for column in &made.1 {
            let full = format!("{table}.{}", column.name);
            let unsaid = column.names.is_none() && column.name.ends_with("_id");
            assert!(
                !unsaid || EITHER.contains(&full.as_str()) || NEITHER.contains(&full.as_str()),
                "does {full} name a person or a place?"
            );
            let named = column.names.as_deref() == Some(noun) || EITHER.contains(&full.as_str());
            if named && !STAYS.contains(&full.as_str()) {
                insert(&mut db, noun, (table, made), &column.name, &gone);
                filled.push(full);
            }
        }
    }
    // what was changed by hand can be taken back, whoever it named
    for (table, column) in [("plan_steps", "changes"), ("plan_items", "reasons")] {
        if noun == "speakers" {
            insert(&mut db, noun, (table, &all[table]), column, &format!("[\"{gone}\"]"));
            filled.push(format!("{table}.{column}"));
        }
    }
    assert!(filled.len() > 8, "{filled:?}");
    drop(db);
    merge(&world.app.store, noun, codes);
    let mut db = SqliteConnection::establish(world.database.trim_start_matches("sqlite:")).unwrap();
    filled.retain(|full| {
        let (table, column) = full.split_once('.').unwrap();
        !lines(&mut db, &format!("SELECT 'x' AS line FROM {table} WHERE {column} LIKE '%{gone}%'")).is_empty()
    });
    filled
}

fn merge(store: &Store, noun: &str, [gone, kept]: [&str; 2]) {
    let now = xinhuo::kernel::Clock::system().now();
    let done = store.write_now(|db| match noun {
        "speakers" => {
            let (gone, kept) = (store::speakers::by_code(db, gone)?, store::speakers::by_code(db, kept)?);
            store::merge::speakers(db, &gone.id, &kept.id).map(drop)
        }
        _ => {
            let (gone, kept) = (store::venues::by_code(db, gone)?, store::venues::by_code(db, kept)?);
            store::merge::venues(db, &gone, &kept, now)
        }
    });
    done.unwrap();
}

#[tokio::test]
async fn nothing_names_the_speaker_that_is_gone() {
    assert_eq!(left_behind("speakers", ["S-2", "S-1"]).await, Vec::<String>::new());
}

#[tokio::test]
async fn nothing_names_the_venue_that_is_gone() {
    assert_eq!(left_behind("venues", ["V-3", "V-1"]).await, Vec::<String>::new());
}
