//! Who is behind the target on a day: the county, its grade bands and kinds of venue, and each
//! venue by its share of the county's enrolment.

use super::{Measure, ReachTarget, shortfall_by};
use crate::kernel::{CommitteeId, CommitteePath, Day, Grade, Shortfall, VenueId};
use crate::sessions::{Behind, Whom};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Confirmed young listeners of one committee, day, grade band and kind of venue.
#[derive(Clone, Debug)]
pub struct ReachedCell {
    /// Who owns the sessions.
    pub committee: CommitteeId,
    /// The day.
    pub day: Day,
    /// The listeners' grade band.
    pub grade: Grade,
    /// Kind of venue, by code.
    pub venue_kind: String,
    /// How many.
    pub youth: i64,
}

/// An active venue of the counties concerned.
#[derive(Clone, Debug)]
pub struct EnrolledVenue {
    /// Which.
    pub id: VenueId,
    /// Who keeps it.
    pub committee: CommitteeId,
    /// Its kind, by code.
    pub kind: String,
    /// Pupils by grade band; empty where nobody is enrolled, as at a station.
    pub enrolment: Vec<(Grade, i64)>,
    /// Confirmed young listeners there by day; of the venues that a plan concerns.
    pub reached: Vec<(Day, i64)>,
}

/// Everything that the question needs.
#[derive(Clone, Debug, Default)]
pub struct EquityFacts {
    /// Counties whose requests are planned.
    pub counties: BTreeSet<CommitteeId>,
    /// Venues of these requests.
    pub wanted: BTreeSet<VenueId>,
    /// Where each committee stands.
    pub paths: HashMap<CommitteeId, CommitteePath>,
    /// Targets of the counties and of those above them.
    pub targets: Vec<ReachTarget>,
    /// What was reached.
    pub cells: Vec<ReachedCell>,
    /// The counties' active venues.
    pub venues: Vec<EnrolledVenue>,
}

/// How far each county, grade band, kind and venue is from what is due by `today`.
///
/// A part with a target of its own is measured by that; without one, by its share of the
/// county's enrolment in the county's target. A venue without enrolment is behind as long as it
/// was not reached at all. Without a target of the county nothing is behind.
#[must_use]
pub fn behind(facts: &EquityFacts, today: Day) -> Vec<Behind> {
    let mut out = Vec::new();
    for county in &facts.counties {
        let Some(target) = facts.target(county, today, |it| it.is_overall()) else { continue };
        let whole = facts.shortfall(target, today, |_| true);
        out.push(Behind { whom: Whom::County(county.clone()), shortfall: whole });
        out.extend(facts.grades(county, target, whole.due, today));
        out.extend(facts.kinds(county, today));
        out.extend(facts.single(county, target, whole.due, today));
    }
    out
}

impl EquityFacts {
    /// The target of the longest period that holds the day, of the committee or the nearest above.
    fn target(&self, of: &CommitteeId, today: Day, wanted: impl Fn(&ReachTarget) -> bool) -> Option<&ReachTarget> {
        let own = self.paths.get(of)?;
        let depth = |it: &ReachTarget| {
            self.paths.get(&it.committee).filter(|path| path.contains(own)).map(CommitteePath::depth)
        };
        let fits = |it: &&ReachTarget| it.measure == Measure::YouthReach && it.period.holds(today) && wanted(it);
        // a target for all above says nothing about one county
        let near = |it: &&ReachTarget| if it.is_overall() { it.committee == *of } else { depth(it).is_some() };
        let length = |it: &ReachTarget| it.period.progress(today).0;
        self.targets.iter().filter(fits).filter(near).max_by_key(|it| (depth(it), length(it)))
    }

    /// Reached by those whom the target is set for.
    fn shortfall(&self, target: &ReachTarget, today: Day, counts: impl Fn(&ReachedCell) -> bool) -> Shortfall {
        let owner = self.paths.get(&target.committee);
        let inside =
            |id: &CommitteeId| self.paths.get(id).is_some_and(|path| owner.is_some_and(|own| own.contains(path)));
        let cells = self.cells.iter().filter(|it| target.period.holds(it.day) && inside(&it.committee) && counts(it));
        shortfall_by(today, target.period, target.value, cells.map(|it| it.youth).sum())
    }

    fn in_county(&self, county: &CommitteeId, committee: &CommitteeId) -> bool {
        let (Some(own), Some(other)) = (self.paths.get(county), self.paths.get(committee)) else { return false };
        own.contains(other)
    }

    fn of_county<'a>(&'a self, county: &'a CommitteeId) -> impl Iterator<Item = &'a EnrolledVenue> {
        self.venues.iter().filter(|venue| self.in_county(county, &venue.committee))
    }

    fn enrolled(&self, county: &CommitteeId) -> BTreeMap<Grade, i64> {
        let mut sums = BTreeMap::new();
        for (grade, count) in self.of_county(county).flat_map(|venue| &venue.enrolment) {
            *sums.entry(*grade).or_default() += *count;
        }
        sums
    }

    fn grades(&self, county: &CommitteeId, whole: &ReachTarget, due: i64, today: Day) -> Vec<Behind> {
        let enrolled = self.enrolled(county);
        let all: i64 = enrolled.values().sum();
        let one = |grade: &Grade| {
            let own = self.target(county, today, |it| it.grade == Some(*grade) && it.theme.is_empty());
            let shortfall = match (own, enrolled.get(grade)) {
                (Some(own), _) => self.shortfall(own, today, |it| it.grade == *grade),
                (None, Some(count)) if all > 0 => {
                    let reached = self.shortfall(whole, today, |it| it.grade == *grade).reached;
                    Shortfall { due: due.saturating_mul(*count) / all, reached }
                }
                _ => return None,
            };
            Some(Behind { whom: Whom::Grade(county.clone(), *grade), shortfall })
        };
        Grade::ALL.iter().filter_map(one).collect()
    }

    fn kinds(&self, county: &CommitteeId, today: Day) -> Vec<Behind> {
        let kinds: BTreeSet<&str> = self.of_county(county).map(|venue| venue.kind.as_str()).collect();
        let one = |kind: &str| {
            let target = self.target(county, today, |it| it.venue_kind == kind && it.theme.is_empty())?;
            let shortfall = self.shortfall(target, today, |it| it.venue_kind == kind);
            Some(Behind { whom: Whom::Kind(county.clone(), kind.to_owned()), shortfall })
        };
        kinds.into_iter().filter_map(one).collect()
    }

    fn single(&self, county: &CommitteeId, whole: &ReachTarget, due: i64, today: Day) -> Vec<Behind> {
        let all: i64 = self.enrolled(county).values().sum();
        let one = |venue: &EnrolledVenue| {
            let over = venue.reached.iter().filter(|(day, _)| whole.period.holds(*day) && *day <= today);
            let reached: i64 = over.map(|(_, youth)| youth).sum();
            let own: i64 = venue.enrolment.iter().map(|(_, count)| count).sum();
            // who enrols nobody has no share; reached at all is enough
            let due = if own == 0 { 1 } else { due.saturating_mul(own) / all.max(1) };
            Behind { whom: Whom::Venue(venue.id.clone()), shortfall: Shortfall { due, reached } }
        };
        self.of_county(county).filter(|venue| self.wanted.contains(&venue.id)).map(one).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reach::Period;

    fn target(committee: &CommitteeId, grade: Option<Grade>, value: i64) -> ReachTarget {
        ReachTarget {
            id: String::new(),
            committee: committee.clone(),
            period: Period::Year(2026),
            measure: Measure::YouthReach,
            theme: String::new(),
            grade,
            venue_kind: String::new(),
            value,
        }
    }

    #[test]
    fn each_part_is_measured_by_its_own_target_or_its_share() {
        let (city, county, school) = (CommitteeId::fresh(), CommitteeId::fresh(), VenueId::fresh());
        let root = CommitteePath::everything().child(&city);
        let cell = |grade, youth| ReachedCell {
            committee: county.clone(),
            day: "2026-03-01".parse().unwrap(),
            grade,
            venue_kind: "school".to_owned(),
            youth,
        };
        let facts = EquityFacts {
            counties: BTreeSet::from([county.clone()]),
            wanted: BTreeSet::from([school.clone()]),
            paths: HashMap::from([(city.clone(), root.clone()), (county.clone(), root.child(&county))]),
            targets: vec![
                target(&city, None, 9),
                target(&county, None, 1_000),
                target(&city, Some(Grade::Senior), 100),
            ],
            cells: vec![cell(Grade::Junior, 600), cell(Grade::Senior, 50)],
            venues: vec![EnrolledVenue {
                id: school.clone(),
                committee: county.clone(),
                kind: "school".to_owned(),
                enrolment: vec![(Grade::Junior, 300), (Grade::Primary46, 100)],
                reached: vec![("2026-03-01".parse().unwrap(), 600)],
            }],
        };
        let found = behind(&facts, "2026-12-31".parse().unwrap());
        let of =
            |whom: &Whom| found.iter().find(|it| it.whom == *whom).map(|it| (it.shortfall.due, it.shortfall.reached));
        assert_eq!(of(&Whom::County(county.clone())), Some((1_000, 650)));
        assert_eq!(of(&Whom::Grade(county.clone(), Grade::Junior)), Some((750, 600)));
        assert_eq!(of(&Whom::Grade(county.clone(), Grade::Primary46)), Some((250, 0)));
        assert_eq!(of(&Whom::Grade(county.clone(), Grade::Senior)), Some((100, 50)), "the city's own target");
        assert_eq!(of(&Whom::Venue(school)), Some((1_000, 600)));
        assert_eq!(of(&Whom::Grade(county, Grade::Community)), None);
    }
}
