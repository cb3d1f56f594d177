//! targets: committee, period, measure, theme, grade, venue_kind, value

use super::super::cells::{number, one_of};
use super::super::column::{Column, key, loose_key, required};
use super::super::kind::Kind;
use super::super::known::Known;
use crate::accounts::{Deed, Scope};
use crate::kernel::{CommitteePath, Day, Refusal};
use crate::lectures::forms::parse_grade;
use crate::reach::{Measure, Period, ReachTarget};
use crate::store::history::{self, TargetFact};
use crate::store::{Db, StoreError, targets};
use std::collections::HashMap;

/// What is to be reached, known by everything but its value.
pub(super) struct Targets;

impl Kind for Targets {
    type Item = ReachTarget;
    const NOUN: &'static str = "committee";
    const VERBS: (&'static str, &'static str) = ("target-set", "target-set");
    const DEED: Deed = Deed::EditTargets;
    const COLUMNS: &'static [Column<ReachTarget>] = &[
        loose_key(
            "committee",
            "单位",
            |t, known| known.committees.code(&t.committee),
            |t, c, known| known.committee(c).map(|v| t.committee = v),
        ),
        key("period", "时期", |t, _| t.period.to_string(), |t, c, _| period(c).map(|v| t.period = v)),
        key(
            "measure",
            "指标",
            |t, _| t.measure.code().to_owned(),
            |t, c, _| one_of(Measure::ALL, Measure::code, Measure::key, c).map(|v| t.measure = v),
        ),
        loose_key("theme", "主题", |t, _| t.theme.clone(), parse_theme),
        loose_key("grade", "学段", |t, _| t.grade.map(|g| g.code().to_owned()).unwrap_or_default(), parse_target_grade),
        loose_key("venue_kind", "场所类别", |t, _| t.venue_kind.clone(), parse_venue_kind),
        required("value", "数值", |t, _| t.value.to_string(), |t, c, _| number(c, 1, MOST).map(|v| t.value = v)),
    ];

    fn blank(known: &Known) -> ReachTarget {
        ReachTarget {
            id: uuid::Uuid::now_v7().to_string(),
            committee: known.owner(),
            period: Period::Year(Day::of(known.now).parts().0),
            measure: Measure::Sessions,
            theme: String::new(),
            grade: None,
            venue_kind: String::new(),
            value: 0,
        }
    }

    fn key(t: &ReachTarget) -> String {
        let grade = t.grade.map(|grade| grade.code()).unwrap_or_default();
        format!("{}|{}|{}|{}|{grade}|{}", t.committee, t.period, t.measure.code(), t.theme, t.venue_kind)
    }

    fn existing(db: &mut Db, known: &Known, _: &[&str]) -> Result<HashMap<String, ReachTarget>, StoreError> {
        let all = targets::of_committees(db, known.tree.keys())?;
        Ok(all.into_iter().map(|target| (Self::key(&target), target)).collect())
    }

    fn all(db: &mut Db, scope: &Scope) -> Result<Vec<ReachTarget>, StoreError> {
        targets::within(db, scope)
    }

    fn check(item: &ReachTarget, _: &Known) -> Vec<(&'static str, Refusal)> {
        let beyond = item.measure == Measure::Coverage && item.value > 100;
        if beyond { vec![("value", Refusal::new("target-percent"))] } else { Vec::new() }
    }

    fn owner(item: &ReachTarget, known: &Known) -> CommitteePath {
        known.path(&item.committee)
    }

    fn id(item: &ReachTarget) -> String {
        item.committee.to_string()
    }

    fn insert(db: &mut Db, known: &Known, new: &[ReachTarget]) -> Result<(), StoreError> {
        new.iter().try_for_each(|target| put(db, known, target))
    }

    fn update(db: &mut Db, known: &Known, _: &ReachTarget, after: &ReachTarget) -> Result<(), StoreError> {
        put(db, known, after)
    }
}

fn put(db: &mut Db, known: &Known, target: &ReachTarget) -> Result<(), StoreError> {
    let subject = TargetFact::new(target).subject();
    history::around::<TargetFact, _>(db, &[subject.as_str()], known.now, |db| targets::put(db, target).map(drop))
}

const MOST: i64 = 1_000_000_000;

fn period(cell: &str) -> Result<Period, Refusal> {
    match Period::parse(cell)? {
        Period::Span(..) => Err(Refusal::new("target-period")),
        period => Ok(period),
    }
}

fn parse_theme(target: &mut ReachTarget, cell: &str, known: &Known) -> Result<(), Refusal> {
    target.theme = if cell.is_empty() { String::new() } else { known.themes.find(cell)? };
    Ok(())
}

fn parse_target_grade(target: &mut ReachTarget, cell: &str, _: &Known) -> Result<(), Refusal> {
    target.grade = if cell.is_empty() { None } else { Some(parse_grade(cell)?) };
    Ok(())
}

fn parse_venue_kind(target: &mut ReachTarget, cell: &str, known: &Known) -> Result<(), Refusal> {
    target.venue_kind = if cell.is_empty() { String::new() } else { known.venue_kinds.find(cell)? };
    Ok(())
}
