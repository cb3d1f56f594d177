//! Nantong's divisions and villages, and invented schools, as typed rows.
//!
//! Sources and licences stand in the README beside the tables. A row that cannot be read is
//! a mistake in the tables, so a test reads them all; at run time such a row is left out.

use std::str::FromStr;

const DIVISIONS: &str = include_str!("divisions.tsv");
const VILLAGES: &str = include_str!("villages.tsv");
const SCHOOLS: &str = include_str!("schools.tsv");

/// How far a coordinate can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quality {
    /// Matched by name in GeoNames, WGS-84.
    GeoNames,
    /// The seat of government in GCJ-02, about 0.5 km off.
    Seat,
    /// An own estimate, off by 2 km or more.
    Estimate,
    /// No coordinate is known.
    None,
}

/// One administrative or statistical division.
#[derive(Clone, Debug, PartialEq)]
pub struct Division {
    /// Six digits (city, county) or nine (township); an alias, never a key.
    pub code: &'static str,
    /// Chinese name.
    pub name: &'static str,
    /// English name, empty for statistical units.
    pub name_en: &'static str,
    /// `prefecture`, `county`, `township`, `functional_zone` or `statistical_unit`.
    pub level: &'static str,
    /// Code of the division above; that of the city lies outside the table.
    pub parent: &'static str,
    /// Latitude in degrees, if known.
    pub lat: Option<f64>,
    /// Longitude in degrees, if known.
    pub lon: Option<f64>,
    /// How far the coordinate can be trusted.
    pub quality: Quality,
    /// Inhabitants by the census of 2020, for the city and its counties.
    pub population: Option<u32>,
}

/// A village (村) or community (社区).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Village {
    /// Twelve digits.
    pub code: &'static str,
    /// Chinese name, ending in 村委会, 居委会 or alike.
    pub name: &'static str,
    /// `village`, `community` or `other`.
    pub kind: &'static str,
    /// Code of the township or unit that it belongs to, a row of [`divisions`].
    pub parent: &'static str,
}

/// An invented school.
#[derive(Clone, Debug, PartialEq)]
pub struct School {
    /// `SYN` and five digits.
    pub code: &'static str,
    /// Chinese name, always led by 示例·.
    pub name: String,
    /// English name, always led by `Sample`.
    pub name_en: String,
    /// `kindergarten`, `primary`, `junior`, `senior` or `vocational`.
    pub kind: &'static str,
    /// Code of its township, a row of [`divisions`].
    pub township: &'static str,
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// Children enrolled.
    pub students: u32,
}

/// The city, its counties and all below, parents before children.
#[must_use]
pub fn divisions() -> Vec<Division> {
    rows(DIVISIONS, division)
}

/// All villages and communities of the city.
#[must_use]
pub fn villages() -> Vec<Village> {
    rows(VILLAGES, village)
}

/// The invented schools.
#[must_use]
pub fn schools() -> Vec<School> {
    rows(SCHOOLS, school)
}

fn rows<T>(table: &'static str, read: fn(&[&'static str]) -> Option<T>) -> Vec<T> {
    table.lines().skip(1).filter_map(|line| read(&line.split('\t').collect::<Vec<_>>())).collect()
}

fn division(cells: &[&'static str]) -> Option<Division> {
    let &[code, name, name_en, level, parent, lat, lon, quality, population] = cells else { return None };
    let quality = match quality {
        "geonames" => Quality::GeoNames,
        "seat" => Quality::Seat,
        "estimate" => Quality::Estimate,
        "none" => Quality::None,
        _ => return None,
    };
    Some(Division {
        code,
        name,
        name_en,
        level,
        parent,
        lat: optional(lat)?,
        lon: optional(lon)?,
        quality,
        population: optional(population)?,
    })
}

fn village(cells: &[&'static str]) -> Option<Village> {
    let &[code, name, kind, parent] = cells else { return None };
    let parent = if parent.is_empty() { code.get(..9)? } else { parent };
    Some(Village { code, name, kind, parent })
}

fn school(cells: &[&'static str]) -> Option<School> {
    let &[code, name, name_en, kind, township, lat, lon, students] = cells else { return None };
    Some(School {
        code,
        name: format!("示例·{name}"),
        name_en: format!("Sample {name_en}"),
        kind,
        township,
        lat: lat.parse().ok()?,
        lon: lon.parse().ok()?,
        students: students.parse().ok()?,
    })
}

/// `Some(None)` for an empty cell, `None` for one that cannot be read.
fn optional<T: FromStr>(cell: &str) -> Option<Option<T>> {
    if cell.is_empty() { Some(None) } else { cell.parse().ok().map(Some) }
}
