//! The figures of one committee and period.

use super::names::Units;
use super::summed::{Summed, summed};
use super::tree::Tree;
use super::venues::Tallied;
use super::{Which, beside, names, venues};
use crate::accounts::Scope;
use crate::committees::Campaign;
use crate::kernel::{CampaignId, CommitteeId, Day, Moment};
use crate::reach::{By, Measure, Period, ReachReport, ReachRow, ReachTarget, coverage, persons_estimated, regularity};
use crate::store::history::{CampaignFact, Fact, MaterialFact, RegularFact, TargetFact, stood};
use crate::store::schema::materials;
use crate::store::{Db, StoreError, campaigns, owned, stored, targets};
use crate::text::Lang;
use diesel::prelude::*;
use std::collections::HashMap;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct ReachQuery {
    /// The committee's subtree.
    pub scope: Scope,
    /// The committee.
    pub committee: CommitteeId,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Sessions of one campaign alone.
    pub campaign: Option<CampaignId>,
    /// As it stood at the end of this day, read from the history instead of the roll-ups.
    pub as_of: Option<Day>,
    /// The moment at which a session is over.
    pub now: Moment,
    /// The committees as they stood then, for a question about an earlier day.
    pub tree: Option<Tree>,
}

/// A question as somebody puts it: everything may be left out.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What the asker may see.
    pub scope: Scope,
    /// A committee's code or name; the highest of the scope when absent.
    pub committee: Option<String>,
    /// First day; the campaign's, or 1 January of the last day's year.
    pub from: Option<Day>,
    /// Last day; the campaign's, or today.
    pub to: Option<Day>,
    /// A campaign's code.
    pub campaign: Option<String>,
    /// As it stood at the end of this day.
    pub as_of: Option<Day>,
}

impl ReachQuery {
    /// Makes a question whole.
    ///
    /// # Errors
    /// `no-such-committee`, `no-such-campaign`, `not-allowed`, `period-ends-before-start`, or the database's.
    pub fn of(db: &mut Db, asked: &Asked, now: Moment) -> Result<Self, StoreError> {
        let unit = match &asked.committee {
            Some(text) => names::unit_named(db, text)?,
            None => names::top_unit(db, &asked.scope)?,
        };
        let campaign = asked.campaign.as_ref().map(|code| campaigns::by_code(db, code)).transpose()?;
        let today = Day::of(now);
        let latest = asked.as_of.map_or(today, |day| day.min(today));
        let window = campaign.as_ref().map(|campaign| window(db, campaign, asked.as_of)).transpose()?;
        let to = asked.to.or(window.map(|(_, to)| to)).unwrap_or(latest);
        let new_year = Day::ymd(to.parts().0, 1, 1).unwrap_or(to);
        let from = asked.from.or(window.map(|(from, _)| from)).unwrap_or(new_year);
        let (from, to) = Period::span(from, to)?.days();
        let tree = asked.as_of.map(|day| Tree::at(db, &unit, day.end())).transpose()?;
        Ok(Self {
            scope: asked.scope.narrowed(&unit.path)?,
            committee: unit.id,
            from,
            to,
            campaign: campaign.map(|c| c.id),
            as_of: asked.as_of,
            now,
            tree,
        })
    }

    pub(super) fn which(&self) -> Which<'_> {
        Which::Within(&self.scope, self.from, self.to, self.campaign.as_ref())
    }

    /// An earlier day's end and the committees of then.
    pub(super) fn then(&self) -> Option<(Moment, &Tree)> {
        self.as_of.map(Day::end).zip(self.tree.as_ref())
    }
}

/// First and last day of a campaign as they are, or as they were at the end of a day.
fn window(db: &mut Db, campaign: &Campaign, as_of: Option<Day>) -> Result<(Day, Day), StoreError> {
    let Some(day) = as_of else { return Ok((campaign.from, campaign.to)) };
    let (id, now) = (campaign.id.as_str(), CampaignFact { from: campaign.from.0, to: campaign.to.0 });
    let mut then = stood(db, day.end(), HashMap::from([(id.to_owned(), now)]))?;
    Ok(then.remove(id).map_or((campaign.from, campaign.to), |fact| (Day(fact.from), Day(fact.to))))
}

/// Everything that is said about a committee in a period; the number of queries does not
/// depend on the number of rows.
///
/// # Errors
/// The database's.
pub fn report(db: &mut Db, query: &ReachQuery, by: Option<By>, lang: Lang) -> Result<ReachReport, StoreError> {
    let units = Units::load(db, query)?;
    let summed = summed(db, query, &units, by)?;
    let tallied = venues::tallies(db, query, &units)?;
    report_of(db, query, &units, &summed, &tallied, (by, lang))
}

/// One breakdown alone.
///
/// # Errors
/// The database's.
pub fn breakdown(db: &mut Db, query: &ReachQuery, by: By, lang: Lang) -> Result<Vec<ReachRow>, StoreError> {
    let units = Units::load(db, query)?;
    let summed = summed(db, query, &units, Some(by))?;
    names::rows(db, by, summed.rows, &units, lang)
}

/// The same from what is loaded already.
pub(super) fn report_of(
    db: &mut Db,
    query: &ReachQuery,
    units: &Units,
    summed: &Summed,
    tallied: &[Tallied],
    (by, lang): (Option<By>, Lang),
) -> Result<ReachReport, StoreError> {
    let rows = match by {
        Some(by) => names::rows(db, by, summed.rows.clone(), units, lang)?,
        None => Vec::new(),
    };
    let tallies: Vec<_> = tallied.iter().map(|one| one.tally).collect();
    Ok(ReachReport {
        committee: (units.own.code.clone(), units.own.name.clone()),
        from: query.from,
        to: query.to,
        confirmed: summed.total,
        beside: beside::load(db, query)?,
        materials: pieces(db, query)?,
        persons_estimated: persons_estimated(venues::largest(db, query, summed.then.as_deref(), tallied)?),
        coverage: coverage(&tallies),
        regularity: regularity(&tallies, regular_sessions(db, query)?),
        targets: overall_targets(db, query)?,
        by,
        rows,
    })
}

/// Approved texts, by the day of approval; a campaign has none of its own.
fn pieces(db: &mut Db, query: &ReachQuery) -> Result<Option<i64>, StoreError> {
    if query.campaign.is_some() {
        return Ok(None);
    }
    if let Some((then, tree)) = query.then() {
        let (from, last) = (query.from.start(), query.to.end().min(then));
        let now = MaterialFact::between(db, from, last)?;
        let approved = stood(db, then, now)?;
        let held = |one: &&MaterialFact| {
            tree.paths().contains_key(&one.committee) && (stored(from)..stored(last)).contains(&one.approved)
        };
        return Ok(i64::try_from(approved.values().filter(held).count()).ok());
    }
    let last = query.to.end();
    let count = materials::table
        .filter(materials::committee_id.eq_any(owned(&query.scope)))
        .filter(materials::status.eq("approved"))
        .filter(materials::approved_at.ge(stored(query.from.start())))
        .filter(materials::approved_at.lt(stored(last)))
        .count()
        .get_result(db)?;
    Ok(Some(count))
}

/// Overall targets of the shortest period that begins with the first day and is not over
/// before the last.
fn overall_targets(db: &mut Db, query: &ReachQuery) -> Result<Vec<(Measure, i64)>, StoreError> {
    if query.campaign.is_some() {
        return Ok(Vec::new());
    }
    let mut found = targets_of(db, query, std::iter::once(&query.committee))?;
    found.retain(|target| {
        let (from, to) = target.period.days();
        target.is_overall() && from == query.from && to >= query.to
    });
    found.sort_by_key(|target| (target.measure, target.period.days().1));
    found.dedup_by_key(|target| target.measure);
    Ok(found.into_iter().map(|target| (target.measure, target.value)).collect())
}

/// The targets of some committees as they are, or as they were then.
pub(super) fn targets_of<'a>(
    db: &mut Db,
    query: &ReachQuery,
    committees: impl Iterator<Item = &'a CommitteeId>,
) -> Result<Vec<ReachTarget>, StoreError> {
    let Some((then, _)) = query.then() else { return targets::of_committees(db, committees) };
    let ids: Vec<&CommitteeId> = committees.collect();
    let now = TargetFact::of_committees(db, ids.iter().copied())?;
    let stood: HashMap<String, TargetFact> = stood(db, then, now)?;
    Ok(stood
        .values()
        .filter(|fact| ids.iter().any(|id| id.as_str() == fact.committee()))
        .filter_map(TargetFact::overall)
        .collect())
}

fn regular_sessions(db: &mut Db, query: &ReachQuery) -> Result<i64, StoreError> {
    let mut set = RegularFact::of(db, &[query.committee.as_str()])?;
    if let Some((then, _)) = query.then() {
        set = stood(db, then, set)?;
    }
    let set = set.get(query.committee.as_str()).and_then(|fact| fact.0.parse().ok());
    Ok(set.unwrap_or(crate::reach::REGULAR_SESSIONS))
}

/// A row with its name.
pub(super) fn named(key: String, name: String, sums: crate::reach::Sums) -> ReachRow {
    ReachRow { key, name, sums }
}
