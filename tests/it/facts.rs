//! The tables of the sample city are whole and hang together.

use std::collections::HashSet;
use xinhuo::demo::facts::{Quality, divisions, schools, villages};

#[test]
fn every_row_of_the_tables_is_read() {
    assert_eq!((divisions().len(), villages().len(), schools().len()), (154, 2005, 1205));
}

#[test]
fn parents_come_first_and_exist() {
    let mut seen = HashSet::from(["320000"]);
    for division in divisions() {
        assert!(seen.contains(division.parent), "{} hangs in the air", division.code);
        assert!(seen.insert(division.code), "{} stands twice", division.code);
    }
    assert!(villages().iter().all(|village| seen.contains(village.parent)));
    assert!(schools().iter().all(|school| seen.contains(school.township)));
}

#[test]
fn codes_are_unique() {
    let villages = villages();
    assert_eq!(villages.iter().map(|v| v.code).collect::<HashSet<_>>().len(), villages.len());
    let schools = schools();
    assert_eq!(schools.iter().map(|s| s.code).collect::<HashSet<_>>().len(), schools.len());
}

#[test]
fn places_lie_in_nantong_and_townships_have_one() {
    let inside = |lat: f64, lon: f64| (31.6..32.8).contains(&lat) && (120.1..122.1).contains(&lon);
    for division in divisions() {
        match (division.lat, division.lon) {
            (Some(lat), Some(lon)) => assert!(inside(lat, lon), "{}", division.code),
            _ => assert_eq!((division.level, division.quality), ("statistical_unit", Quality::None)),
        }
    }
    assert!(schools().iter().all(|school| inside(school.lat, school.lon)));
}

#[test]
fn no_school_can_be_taken_for_a_real_one() {
    for school in schools() {
        assert!(school.name.starts_with("示例·") && school.name_en.starts_with("Sample "));
        assert!(!school.name.starts_with("示例·示例") && school.students > 0);
    }
}
