//! Both migration sets have the same names and make the same tables; `schema/` names them all.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

#[test]
fn both_databases_have_equal_migrations() {
    assert_eq!(names("sqlite"), names("postgres"));
    assert_eq!(tables("sqlite"), tables("postgres"));
}

#[test]
fn the_schema_names_every_table_and_column() {
    let files = ["registers", "people", "planning", "reach"];
    let source: String = files.iter().map(|file| read(&format!("src/store/schema/{file}.rs"))).collect();
    let mut known: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for part in source.split("diesel::table! {").skip(1) {
        let name = part.trim().split([' ', '(']).next().unwrap().to_owned();
        let body = part.split_once(") {").unwrap().1.split('}').next().unwrap();
        let columns = body.lines().filter_map(|l| l.split_once("->")).map(|(c, _)| c.trim().to_owned());
        known.insert(name, columns.collect());
    }
    assert_eq!(known, tables("sqlite"));
}

fn names(database: &str) -> BTreeSet<String> {
    std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(database))
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .collect()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// Tables with their columns, read from the migrations in order.
fn tables(database: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for name in names(database) {
        let sql = read(&format!("migrations/{database}/{name}/up.sql"));
        for line in sql.lines().filter_map(|l| l.strip_prefix("DROP TABLE ")) {
            out.remove(line.trim_end_matches(';'));
        }
        for part in sql.split("CREATE TABLE ").skip(1) {
            let table = part.split([' ', '(']).next().unwrap().to_owned();
            let body = part.split_once('(').unwrap().1.split("\n);").next().unwrap();
            let columns = body.lines().filter_map(column).collect();
            out.insert(table, columns);
        }
        for line in sql.lines().filter_map(|l| l.strip_prefix("ALTER TABLE ")) {
            if let Some((table, rest)) = line.split_once(" ADD COLUMN ") {
                out.get_mut(table).unwrap().insert(rest.split(' ').next().unwrap().to_owned());
            }
            if let Some((table, column)) = line.split_once(" DROP COLUMN ") {
                assert!(out.get_mut(table).unwrap().remove(column.trim_end_matches(';')));
            }
        }
    }
    out
}

fn column(line: &str) -> Option<String> {
    let word = line.trim().split(' ').next()?;
    let named = word.starts_with(|c: char| c.is_ascii_lowercase());
    named.then(|| word.to_owned())
}
