//! The figures of one committee and period, as the command line, the pages and `/reach.json` tell them.

use super::definitions::json_definitions;
use super::{By, Measure, Shown, Sums, press_sentence, rounded_words, share_permille, shown, shown_together};
use crate::kernel::Day;
use crate::text::{Lang, day_plain, say_with};
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
        all.insert("definitions".into(), json_definitions());
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
        for name in ["youth", "parents", "others", "field_practice_persons", "persons_estimated"] {
            let count = all.get(name).and_then(Value::as_i64).unwrap_or(0);
            all.insert(name.to_owned(), json!(shown(count, false).told()));
        }
        all.insert("sentence_zh".into(), json!(self.public_sentence(Lang::Zh)));
        all.insert("sentence_en".into(), json!(self.public_sentence(Lang::En)));
        let column =
            |pick: fn(&Sums) -> i64| shown_together(&self.rows.iter().map(|row| pick(&row.sums)).collect::<Vec<_>>());
        let columns: [(&str, Vec<Shown>); 3] =
            [("youth", column(|s| s.youth)), ("parents", column(|s| s.parents)), ("others", column(|s| s.others))];
        if let Some(Value::Array(rows)) = all.get_mut("rows") {
            for (n, row) in rows.iter_mut().filter_map(Value::as_object_mut).enumerate() {
                for (name, shown) in &columns {
                    row.insert((*name).to_owned(), json!(shown.get(n).and_then(|one| one.told())));
                }
            }
        }
        all.into()
    }

    /// The sentence for everybody: with one to four listeners it tells the sessions alone.
    #[must_use]
    pub fn public_sentence(&self, lang: Lang) -> String {
        match shown(self.confirmed.youth, false) {
            Shown::Exact(_) => self.sentence(lang),
            _ => say_with(lang, "reach-sentence-few", &[("sessions", self.confirmed.sessions.into())]),
        }
    }

    /// A paragraph for the press; every number in it rounds down (rule 7).
    #[must_use]
    pub fn paragraph(&self, lang: Lang) -> String {
        let args = [
            ("name", self.committee.1.as_str().into()),
            ("from", day_plain(lang, self.from).into()),
            ("to", day_plain(lang, self.to).into()),
            ("sentence", self.sentence(lang).into()),
            ("venues", self.coverage.0.into()),
            ("talks", rounded_words(lang, self.confirmed.talks).into()),
        ];
        let mut told = say_with(lang, "reach-paragraph", &args);
        if self.confirmed.field_persons > 0 {
            let field = rounded_words(lang, self.confirmed.field_persons);
            told.push_str(&say_with(lang, "reach-paragraph-field", &[("field", field.into())]));
        }
        told
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
