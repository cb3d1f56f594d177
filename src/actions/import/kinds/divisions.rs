//! divisions: code, name, name_en, level, parent_code, lat, lon, valid_from, valid_to

use super::super::cells::{code, day, day_or_none, degrees, line, one_of, print_day};
use super::super::column::{Column, key, loose_key, optional, required};
use super::super::kind::{Draft, Kind};
use super::super::known::Known;
use crate::accounts::{Deed, Scope};
use crate::committees::{Division, DivisionLevel};
use crate::kernel::{CommitteePath, Day, Refusal};
use crate::store::{Db, StoreError, divisions};
use crate::tables::Trouble;
use std::collections::{BTreeMap, HashMap};

/// Administrative divisions, known by code and first day.
pub(super) struct Divisions;

impl Kind for Divisions {
    type Item = Division;
    const NOUN: &'static str = "division";
    const VERBS: (&'static str, &'static str) = ("division-create", "division-change");
    const DEED: Deed = Deed::EditCommittees;
    const COLUMNS: &'static [Column<Division>] = &[
        key("code", "编号", |d, _| d.code.clone(), |d, c, _| code(c).map(|v| d.code = v)),
        required("name", "名称", |d, _| d.name.clone(), |d, c, _| line(c).map(|v| d.name = v)),
        optional("name_en", "英文名称", |d, _| d.name_en.clone(), |d, c, _| line(c).map(|v| d.name_en = v)),
        required(
            "level",
            "级别",
            |d, _| d.level.code().to_owned(),
            |d, c, _| one_of(DivisionLevel::ALL, DivisionLevel::code, DivisionLevel::key, c).map(|v| d.level = v),
        ),
        optional("parent_code", "上级编号", |d, _| d.parent_code.clone().unwrap_or_default(), parse_parent),
        optional("lat", "纬度", |d, _| d.point.map(|p| p.0.to_string()).unwrap_or_default(), parse_lat),
        optional("lon", "经度", |d, _| d.point.map(|p| p.1.to_string()).unwrap_or_default(), parse_lon),
        loose_key("valid_from", "启用日期", |d, _| d.valid_from.to_string(), parse_from),
        optional(
            "valid_to",
            "停用日期",
            |d, _| print_day(d.valid_to),
            |d, c, _| day_or_none(c).map(|v| d.valid_to = v),
        ),
    ];

    fn blank(_: &Known) -> Division {
        Division {
            code: String::new(),
            name: String::new(),
            name_en: String::new(),
            level: DivisionLevel::Township,
            parent_code: None,
            point: None,
            valid_from: founding(),
            valid_to: None,
        }
    }

    fn key(item: &Division) -> String {
        format!("{} {}", item.code, item.valid_from)
    }

    fn existing(db: &mut Db, _: &Known, _: &[&str]) -> Result<HashMap<String, Division>, StoreError> {
        Ok(divisions::all(db)?.into_iter().map(|division| (Self::key(&division), division)).collect())
    }

    fn all(db: &mut Db, _: &Scope) -> Result<Vec<Division>, StoreError> {
        divisions::all(db)
    }

    fn check(item: &Division, _: &Known) -> Vec<(&'static str, Refusal)> {
        let mut wrong = Vec::new();
        if item.valid_to.is_some_and(|to| to < item.valid_from) {
            wrong.push(("valid_to", Refusal::new("days-out-of-order")));
        }
        // one of the two was given alone
        if item.point.is_some_and(|(lat, lon)| lat.is_nan() || lon.is_nan()) {
            wrong.push(("lat", Refusal::new("half-a-point")));
        }
        wrong
    }

    fn settle(drafts: &mut Vec<Draft<Division>>, known: &Known) -> Vec<Trouble> {
        let named: Vec<String> = drafts.iter().map(|draft| draft.after.code.clone()).collect();
        let here = |code: &String| known.divisions.of_code(code).is_some() || named.contains(code);
        let orphan = |draft: &&Draft<Division>| draft.after.parent_code.as_ref().is_some_and(|code| !here(code));
        let trouble = |draft: &Draft<Division>| {
            let code = draft.after.parent_code.clone().unwrap_or_default();
            Trouble::of_cell(draft.line, "parent_code", Refusal::new("unknown").with("text", code))
        };
        let orphans = drafts.iter().filter(orphan).map(trouble);
        orphans.chain(overlaps(drafts, known)).collect()
    }

    fn owner(_: &Division, known: &Known) -> CommitteePath {
        known.top()
    }

    fn id(item: &Division) -> String {
        Self::key(item)
    }

    fn insert(db: &mut Db, _: &Known, new: &[Division]) -> Result<(), StoreError> {
        divisions::insert(db, new)
    }

    fn update(db: &mut Db, _: &Known, _: &Division, after: &Division) -> Result<(), StoreError> {
        divisions::update(db, after)
    }
}

/// Entries of one code hold one after the other, never at once.
fn overlaps(drafts: &[Draft<Division>], known: &Known) -> Vec<Trouble> {
    let mut spans: HashMap<&str, BTreeMap<Day, Option<Day>>> = HashMap::new();
    for draft in drafts {
        let stored = known.spans.get(&draft.after.code).into_iter().flatten().copied();
        spans.entry(&draft.after.code).or_insert_with(|| stored.collect());
    }
    for Draft { after, .. } in drafts {
        spans.entry(&after.code).or_default().insert(after.valid_from, after.valid_to);
    }
    let clash = |one: &Division| {
        let all = spans.get(one.code.as_str())?;
        all.iter().find(|(from, to)| {
            **from != one.valid_from
                && one.valid_to.is_none_or(|end| **from <= end)
                && to.is_none_or(|end| one.valid_from <= end)
        })
    };
    let trouble = |draft: &Draft<Division>| {
        let (from, _) = clash(&draft.after)?;
        let refusal =
            Refusal::new("division-overlaps").with("code", draft.after.code.as_str()).with("day", from.to_string());
        Some(Trouble::of_cell(draft.line, "valid_to", refusal))
    };
    drafts.iter().filter_map(trouble).collect()
}

/// From when a division without a first day holds.
fn founding() -> Day {
    Day::ymd(1949, 10, 1).unwrap_or(Day(chrono::NaiveDate::MIN))
}

fn parse_from(division: &mut Division, cell: &str, _: &Known) -> Result<(), Refusal> {
    division.valid_from = if cell.is_empty() { founding() } else { day(cell)? };
    Ok(())
}

fn parse_parent(division: &mut Division, cell: &str, _: &Known) -> Result<(), Refusal> {
    division.parent_code = if cell.is_empty() { None } else { Some(code(cell)?) };
    Ok(())
}

fn parse_lat(division: &mut Division, cell: &str, _: &Known) -> Result<(), Refusal> {
    let lat = if cell.is_empty() { f64::NAN } else { degrees(cell, 90.0)? };
    place(division, |point| point.0 = lat);
    Ok(())
}

fn parse_lon(division: &mut Division, cell: &str, _: &Known) -> Result<(), Refusal> {
    let lon = if cell.is_empty() { f64::NAN } else { degrees(cell, 180.0)? };
    place(division, |point| point.1 = lon);
    Ok(())
}

/// Sets one half of the point; without both there is none.
fn place(division: &mut Division, set: impl FnOnce(&mut (f64, f64))) {
    let mut point = division.point.unwrap_or((f64::NAN, f64::NAN));
    set(&mut point);
    division.point = if point.0.is_nan() && point.1.is_nan() { None } else { Some(point) };
}
