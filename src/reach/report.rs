//! The figures of one committee and period, as the command line, the pages and `/reach.json` tell them.

use super::{By, Measure, Shown, Sums, press_sentence, share_permille, shown};
use crate::kernel::Day;
use crate::text::Lang;
use serde_json::{Map, Value, json};

/// One row of a breakdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReachRow {
    /// The key of files.
    pub key: String,
    /// Its name on screen, in the reader's language.
    pub name: String,
    /// Its sums.
    pub sums: Sums,
}

/// What stands beside the confirmed figures and never in them (rule 6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Reported, waiting for a confirmation.
    pub reported: Sums,
    /// Sessions that are over and have no headcount.
    pub missing_sessions: i64,
    /// Their talks.
    pub missing_talks: i64,
}

/// Everything that is said about one committee in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReachReport {
    /// The committee's code and name.
    pub committee: (String, String),
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Confirmed figures.
    pub confirmed: Sums,
    /// What is not confirmed.
    pub beside: Beside,
    /// Approved texts in pieces; a campaign has none of its own.
    pub materials: Option<i64>,
    /// Distinct persons, estimated.
    pub persons_estimated: i64,
    /// Venues reached, and active venues.
    pub coverage: (i64, i64),
    /// Venues with regular sessions, and active venues.
    pub regularity: (i64, i64),
    /// Overall targets of the period.
    pub targets: Vec<(Measure, i64)>,
    /// The breakdown.
    pub by: Option<By>,
    /// Its rows.
    pub rows: Vec<ReachRow>,
}

impl ReachReport {
    /// The sentence for the press.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        press_sentence(lang, self.confirmed.sessions, self.confirmed.youth)
    }

    /// What was reached of a measure.
    #[must_use]
    pub fn reached(&self, measure: Measure) -> i64 {
        match measure {
            Measure::Sessions => self.confirmed.sessions,
            Measure::YouthReach => self.confirmed.youth,
            Measure::Materials => self.materials.unwrap_or(0),
            Measure::Coverage => share_permille(self.coverage.0, self.coverage.1).unwrap_or(0) / 10,
        }
    }

    /// The JSON of `reach --format json` and `/reach.json`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut all = Map::new();
        all.insert("committee".into(), json!(self.committee.0));
        all.insert("committee_name".into(), json!(self.committee.1));
        all.insert("from".into(), json!(self.from.to_string()));
        all.insert("to".into(), json!(self.to.to_string()));
        all.append(&mut figures(&self.confirmed, self.materials, Some(self.persons_estimated)));
        all.insert("coverage".into(), json!({"venues": self.coverage.0, "of": self.coverage.1}));
        all.insert("regularity".into(), json!({"venues": self.regularity.0, "of": self.regularity.1}));
        all.insert("target".into(), self.targets.iter().map(|(m, v)| (m.code().to_owned(), json!(v))).collect());
        all.insert("sentence_zh".into(), json!(self.sentence(Lang::Zh)));
        all.insert("sentence_en".into(), json!(self.sentence(Lang::En)));
        all.insert("reported".into(), figures(&self.beside.reported, None, None).into());
        all.insert("missing".into(), self.missing());
        all.insert("rows".into(), self.rows.iter().map(row).collect());
        all.into()
    }

    /// The same for everybody: what is not confirmed stays inside, and listeners under five
    /// of a row are `null`, as they could point at a child.
    #[must_use]
    pub fn to_public_json(&self) -> Value {
        let Value::Object(mut all) = self.to_json() else { return Value::Null };
        all.remove("reported");
        all.remove("missing");
        all.remove("target");
        if let Some(Value::Array(rows)) = all.get_mut("rows") {
            for row in rows.iter_mut().filter_map(Value::as_object_mut) {
                for name in ["youth", "parents", "others"] {
                    let count = row.get(name).and_then(Value::as_i64).unwrap_or(0);
                    if shown(count, false) == Shown::UnderFive {
                        row.insert(name.to_owned(), Value::Null);
                    }
                }
            }
        }
        all.into()
    }

    /// What is missing is told as missing, not as zero.
    fn missing(&self) -> Value {
        let mut keys = figures(&Sums::default(), None, None);
        keys.values_mut().for_each(|value| *value = Value::Null);
        keys.insert("sessions".into(), json!(self.beside.missing_sessions));
        keys.insert("talks".into(), json!(self.beside.missing_talks));
        keys.into()
    }
}

fn figures(sums: &Sums, materials: Option<i64>, persons: Option<i64>) -> Map<String, Value> {
    let Value::Object(mut map) = json!(sums) else { return Map::new() };
    map.insert("materials".into(), json!(materials));
    map.insert("persons_estimated".into(), json!(persons));
    map
}

fn row(row: &ReachRow) -> Value {
    let Sums { sessions, youth, parents, others, .. } = row.sums;
    json!({"key": row.key, "name": row.name, "sessions": sessions, "youth": youth, "parents": parents, "others": others})
}
