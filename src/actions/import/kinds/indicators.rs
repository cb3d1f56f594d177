//! indicators: committee, year, name, numerator, denominator, source, counted_on

use super::super::cells::{day_or_none, int, line, number, print_day};
use super::super::column::{Column, key, loose_key, optional, required};
use super::super::kind::Kind;
use super::super::known::Known;
use crate::accounts::{Deed, Scope};
use crate::kernel::{CommitteePath, Refusal};
use crate::reach::Indicator;
use crate::store::{Db, StoreError, indicators};
use std::collections::HashMap;

/// Yearly figures that are counted elsewhere.
pub(super) struct Indicators;

impl Kind for Indicators {
    type Item = Indicator;
    const NOUN: &'static str = "committee";
    const VERBS: (&'static str, &'static str) = ("indicator-set", "indicator-set");
    const DEED: Deed = Deed::EditTargets;
    const COLUMNS: &'static [Column<Indicator>] = &[
        loose_key(
            "committee",
            "单位",
            |i, known| known.committees.code(&i.committee),
            |i, c, known| known.committee(c).map(|v| i.committee = v),
        ),
        key("year", "年度", |i, _| i.year.to_string(), |i, c, _| int(c, 1990, 2199).map(|v| i.year = v)),
        key("name", "名称", |i, _| i.name.clone(), |i, c, _| line(c).map(|v| i.name = v)),
        required(
            "numerator",
            "分子",
            |i, _| i.numerator.to_string(),
            |i, c, _| number(c, 0, MOST).map(|v| i.numerator = v),
        ),
        required(
            "denominator",
            "分母",
            |i, _| i.denominator.to_string(),
            |i, c, _| number(c, 0, MOST).map(|v| i.denominator = v),
        ),
        optional("source", "来源", |i, _| i.source.clone(), |i, c, _| line(c).map(|v| i.source = v)),
        optional(
            "counted_on",
            "统计日期",
            |i, _| print_day(i.counted_on),
            |i, c, _| day_or_none(c).map(|v| i.counted_on = v),
        ),
    ];

    fn blank(known: &Known) -> Indicator {
        Indicator {
            id: uuid::Uuid::now_v7().to_string(),
            committee: known.owner(),
            year: 0,
            name: String::new(),
            numerator: 0,
            denominator: 0,
            source: String::new(),
            counted_on: None,
        }
    }

    fn key(item: &Indicator) -> String {
        format!("{}|{}|{}", item.committee, item.year, item.name)
    }

    fn existing(db: &mut Db, _: &Known, _: &[&str]) -> Result<HashMap<String, Indicator>, StoreError> {
        let all = indicators::within(db, &Scope::public())?;
        Ok(all.into_iter().map(|(_, indicator)| (Self::key(&indicator), indicator)).collect())
    }

    fn all(db: &mut Db, scope: &Scope) -> Result<Vec<Indicator>, StoreError> {
        Ok(indicators::within(db, scope)?.into_iter().map(|(_, indicator)| indicator).collect())
    }

    fn check(item: &Indicator, _: &Known) -> Vec<(&'static str, Refusal)> {
        let beyond = item.numerator > item.denominator;
        if beyond { vec![("numerator", Refusal::new("part-above-whole"))] } else { Vec::new() }
    }

    fn owner(item: &Indicator, known: &Known) -> CommitteePath {
        known.path(&item.committee)
    }

    fn id(item: &Indicator) -> String {
        item.committee.to_string()
    }

    fn insert(db: &mut Db, _: &Known, new: &[Indicator]) -> Result<(), StoreError> {
        new.iter().try_for_each(|indicator| indicators::put(db, indicator).map(drop))
    }

    fn update(db: &mut Db, _: &Known, _: &Indicator, after: &Indicator) -> Result<(), StoreError> {
        indicators::put(db, after).map(drop)
    }
}

const MOST: i64 = 10_000_000_000;
