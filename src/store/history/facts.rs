//! The facts that are kept, each as reports see it.

use crate::kernel::{CommitteeId, Grade, Moment};
use crate::reach::{Measure, Period, ReachTarget};
use crate::store::schema::{
    assignments, campaigns, committee_settings, committees, contest_results, materials, sessions,
};
use crate::store::{Db, StoreError, dialect, stored, targets};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::count_star;
use diesel::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};

/// Something that reports of earlier days look back to.
pub(crate) trait Fact: Serialize + DeserializeOwned + PartialEq {
    /// Its name in the table.
    const NOUN: &'static str;

    /// Those of these subjects that stand now.
    fn of(db: &mut Db, subjects: &[&str]) -> Result<HashMap<String, Self>, StoreError>;

    /// Whether a report of a day before the change could have told of it.
    fn matters(_was: Option<&Self>, _is: Option<&Self>, _now: Moment) -> bool {
        true
    }
}

/// A committee in the tree; the paths follow from the parents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CommitteeFact {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) parent: Option<String>,
}

type CommitteeRow = (String, String, String, Option<String>);

impl CommitteeFact {
    /// All that stand now.
    pub(crate) fn all(db: &mut Db) -> Result<HashMap<String, Self>, StoreError> {
        let columns = (committees::id, committees::code, committees::name, committees::parent_id);
        Ok(Self::read(committees::table.select(columns).load(db)?))
    }

    fn read(rows: Vec<CommitteeRow>) -> HashMap<String, Self> {
        rows.into_iter().map(|(id, code, name, parent)| (id, Self { code, name, parent })).collect()
    }
}

impl Fact for CommitteeFact {
    const NOUN: &'static str = "committee";

    fn of(db: &mut Db, subjects: &[&str]) -> Result<HashMap<String, Self>, StoreError> {
        let mut found = HashMap::new();
        for ids in subjects.chunks(dialect::MANY) {
            let columns = (committees::id, committees::code, committees::name, committees::parent_id);
            let those = committees::table.filter(committees::id.eq_any(ids));
            found.extend(Self::read(those.select(columns).load(db)?));
        }
        Ok(found)
    }
}

/// A target; its subject is all but the value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TargetFact {
    committee: String,
    period: String,
    measure: String,
    theme: String,
    grade: String,
    venue_kind: String,
    value: i64,
}

impl TargetFact {
    /// Of a target.
    pub(crate) fn new(target: &ReachTarget) -> Self {
        Self {
            committee: target.committee.to_string(),
            period: target.period.to_string(),
            measure: target.measure.code().to_owned(),
            theme: target.theme.clone(),
            grade: target.grade.map(Grade::code).unwrap_or_default().to_owned(),
            venue_kind: target.venue_kind.clone(),
            value: target.value,
        }
    }

    /// Whose it is.
    pub(crate) fn committee(&self) -> &str {
        &self.committee
    }

    /// The target, when it is for everything; none for one theme, grade band or kind of venue.
    pub(crate) fn overall(&self) -> Option<ReachTarget> {
        let whole = self.theme.is_empty() && self.grade.is_empty() && self.venue_kind.is_empty();
        Some(ReachTarget {
            id: self.subject(),
            committee: CommitteeId(self.committee.clone()),
            period: Period::parse(&self.period).ok().filter(|_| whole)?,
            measure: Measure::parse(&self.measure)?,
            theme: String::new(),
            grade: None,
            venue_kind: String::new(),
            value: self.value,
        })
    }

    /// What it is known by.
    pub(crate) fn subject(&self) -> String {
        [&self.committee, &self.period, &self.measure, &self.theme, &self.grade, &self.venue_kind]
            .map(String::as_str)
            .join("|")
    }

    /// All of some committees that stand now.
    pub(crate) fn of_committees<'a>(
        db: &mut Db,
        committees: impl Iterator<Item = &'a CommitteeId>,
    ) -> Result<HashMap<String, Self>, StoreError> {
        let facts = targets::of_committees(db, committees)?.iter().map(Self::new).collect::<Vec<_>>();
        Ok(facts.into_iter().map(|fact| (fact.subject(), fact)).collect())
    }
}

impl Fact for TargetFact {
    const NOUN: &'static str = "target";

    fn of(db: &mut Db, subjects: &[&str]) -> Result<HashMap<String, Self>, StoreError> {
        let whose = subjects.iter().filter_map(|subject| subject.split('|').next()).map(CommitteeId::from);
        let whose: BTreeSet<CommitteeId> = whose.collect();
        Self::of_committees(db, whose.iter())
    }
}

/// An approved material.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MaterialFact {
    pub(crate) committee: String,
    pub(crate) approved: NaiveDateTime,
}

type MaterialRow = (String, String, Option<NaiveDateTime>);

impl MaterialFact {
    /// Those that were approved within these moments, as it stands now.
    pub(crate) fn between(db: &mut Db, from: Moment, until: Moment) -> Result<HashMap<String, Self>, StoreError> {
        let rows: Vec<MaterialRow> = materials::table
            .filter(materials::status.eq("approved"))
            .filter(materials::approved_at.ge(stored(from)))
            .filter(materials::approved_at.lt(stored(until)))
            .select((materials::id, materials::committee_id, materials::approved_at))
            .load(db)?;
        Ok(Self::read(rows))
    }

    fn read(rows: Vec<MaterialRow>) -> HashMap<String, Self> {
        rows.into_iter()
            .filter_map(|(id, committee, approved)| Some((id, Self { committee, approved: approved? })))
            .collect()
    }
}

impl Fact for MaterialFact {
    const NOUN: &'static str = "material";

    fn of(db: &mut Db, subjects: &[&str]) -> Result<HashMap<String, Self>, StoreError> {
        let mut found = HashMap::new();
        for ids in subjects.chunks(dialect::MANY) {
            let approved = materials::table.filter(materials::id.eq_any(ids)).filter(materials::status.eq("approved"));
            let columns = (materials::id, materials::committee_id, materials::approved_at);
            found.extend(Self::read(approved.select(columns).load(db)?));
        }
        Ok(found)
    }
}

/// An agreed session, whether it was marked as delivered already or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SessionFact {
    pub(crate) committee: String,
    pub(crate) day: NaiveDate,
    pub(crate) ends: NaiveDateTime,
    pub(crate) kind: String,
    pub(crate) grade: String,
    pub(crate) campaign: String,
    pub(crate) delivered: bool,
    pub(crate) talks: i64,
    pub(crate) online_views: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions)]
struct SessionRow {
    id: String,
    committee_id: String,
    day: NaiveDate,
    ends_at: NaiveDateTime,
    kind: String,
    grade: String,
    campaign_id: Option<String>,
    status: String,
    online_views: i64,
}
const AGREED: [&str; 2] = ["confirmed", "delivered"];

impl SessionFact {
    /// Those of these days, as it stands now.
    pub(crate) fn between(db: &mut Db, from: NaiveDate, to: NaiveDate) -> Result<HashMap<String, Self>, StoreError> {
        let held = sessions::table.filter(sessions::day.between(from, to)).filter(sessions::status.eq_any(AGREED));
        let rows: Vec<SessionRow> = held.select(SessionRow::as_select()).load(db)?;
        let talks: Vec<(String, i64)> = assignments::table
            .inner_join(sessions::table)
            .filter(sessions::day.between(from, to))
            .filter(assignments::role.eq("speaker"))
            .filter(assignments::answer.eq("accepted"))
            .group_by(assignments::session_id)
            .select((assignments::session_id, count_star()))
            .load(db)?;
        Ok(Self::read(rows, &talks.into_iter().collect()))
    }

    fn read(rows: Vec<SessionRow>, talks: &HashMap<String, i64>) -> HashMap<String, Self> {
        let fact = |row: SessionRow| {
            let fact = Self {
                committee: row.committee_id,
                day: row.day,
                ends: row.ends_at,
                kind: row.kind,
                grade: row.grade,
                campaign: row.campaign_id.unwrap_or_default(),
                delivered: row.status == "delivered",
                talks: talks.get(&row.id).copied().unwrap_or(0),
                online_views: row.online_views,
            };
            (row.id, fact)
        };
        rows.into_iter().map(fact).collect()
    }
}

impl Fact for SessionFact {
    const NOUN: &'static str = "session";

    fn of(db: &mut Db, subjects: &[&str]) -> Result<HashMap<String, Self>, StoreError> {
        let mut found = HashMap::new();
        for ids in subjects.chunks(dialect::MANY) {
            let held = sessions::table.filter(sessions::id.eq_any(ids)).filter(sessions::status.eq_any(AGREED));
            let rows: Vec<SessionRow> = held.select(SessionRow::as_select()).load(db)?;
            let talks: Vec<(String, i64)> = assignments::table
                .filter(assignments::session_id.eq_any(ids))
                .filter(assignments::role.eq("speaker"))
                .filter(assignments::answer.eq("accepted"))
                .group_by(assignments::session_id)
                .select((assignments::session_id, count_star()))
                .load(db)?;
            found.extend(Self::read(rows, &talks.into_iter().collect()));
        }
        Ok(found)
    }

    fn matters(was: Option<&Self>, is: Option<&Self>, now: Moment) -> bool {
        // before it was over no report told of it
        was.into_iter().chain(is).any(|session| session.ends <= stored(now))
    }
}

/// What came of a contest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ContestFact {
    pub(crate) entrants: i64,
    pub(crate) winners: i64,
}

impl ContestFact {
    /// All results that stand now.
    pub(crate) fn all(db: &mut Db) -> Result<HashMap<String, Self>, StoreError> {
        let columns = (contest_results::session_id, contest_results::entrants, contest_results::winners);
        Ok(Self::read(contest_results::table.select(columns).load(db)?))
    }

    fn read(rows: Vec<(String, i32, i32)>) -> HashMap<String, Self> {
        let fact = |(id, entrants, winners): (String, i32, i32)| {
            (id, Self { entrants: i64::from(entrants), winners: i64::from(winners) })
        };
        rows.into_iter().map(fact).collect()
    }
}

impl Fact for ContestFact {
    const NOUN: &'static str = "contest";

    fn of(db: &mut Db, subjects: &[&str]) -> Result<HashMap<String, Self>, StoreError> {
        let columns = (contest_results::session_id, contest_results::entrants, contest_results::winners);
        let those = contest_results::table.filter(contest_results::session_id.eq_any(subjects));
        Ok(Self::read(those.select(columns).load(db)?))
    }
}

/// From how many sessions a term a committee calls a venue regular; its subject is the committee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RegularFact(pub(crate) String);

impl RegularFact {
    /// The setting's name.
    pub(crate) const SETTING: &'static str = "regular_sessions";
}

impl Fact for RegularFact {
    const NOUN: &'static str = "regular";

    fn of(db: &mut Db, subjects: &[&str]) -> Result<HashMap<String, Self>, StoreError> {
        let rows: Vec<(String, String)> = committee_settings::table
            .filter(committee_settings::name.eq(Self::SETTING))
            .filter(committee_settings::committee_id.eq_any(subjects))
            .select((committee_settings::committee_id, committee_settings::value))
            .load(db)?;
        Ok(rows.into_iter().map(|(committee, value)| (committee, Self(value))).collect())
    }
}

/// The window of a campaign; before it was first changed it stood as it was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CampaignFact {
    pub(crate) from: NaiveDate,
    pub(crate) to: NaiveDate,
}

impl Fact for CampaignFact {
    const NOUN: &'static str = "campaign";

    fn of(db: &mut Db, subjects: &[&str]) -> Result<HashMap<String, Self>, StoreError> {
        let columns = (campaigns::id, campaigns::from_day, campaigns::to_day);
        let those = campaigns::table.filter(campaigns::id.eq_any(subjects));
        let rows: Vec<(String, NaiveDate, NaiveDate)> = those.select(columns).load(db)?;
        Ok(rows.into_iter().map(|(id, from, to)| (id, Self { from, to })).collect())
    }
}
