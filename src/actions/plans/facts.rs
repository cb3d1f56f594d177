//! Everything of the registers that a planning run heeds, loaded in a handful of queries.

use super::placed::Standing;
use crate::accounts::Scope;
use crate::committees::{Committee, Level, List};
use crate::kernel::{CommitteeId, Day, Grade, LectureId, Moment, RequestId, SessionId, SpeakerId, VenueId, Window};
use crate::lectures::Lecture;
use crate::requests::Request;
use crate::sessions::{Basis, Session, Whom};
use crate::speakers::Speaker;
use crate::store::{
    Db, StoreError, bookings, committees, divisions, lectures, lists, own_calendars, sessions, speakers, venues,
};
use crate::venues::Venue;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What a run plans and may use.
pub(crate) struct PlanFacts {
    pub(crate) from: Day,
    pub(crate) to: Day,
    pub(crate) now: Moment,
    pub(crate) requests: Vec<Request>,
    pub(crate) venues: HashMap<VenueId, Venue>,
    pub(crate) speakers: Vec<Speaker>,
    pub(crate) lectures: HashMap<LectureId, Lecture>,
    /// Kinds of venue that keep terms, exams and school days.
    pub(crate) school_kinds: HashSet<String>,
    /// Points of townships and other divisions, by code.
    pub(crate) points: HashMap<String, (f64, f64)>,
    pub(crate) committees: HashMap<String, Committee>,
    /// Sessions that stand, of these speakers, a month around the days: talks agreed outside.
    pub(crate) agreed: Vec<Session>,
    /// Busy times of speakers' own calendars within the days, but for those that were lifted.
    pub(crate) busy: HashMap<SpeakerId, Vec<Window>>,
    /// When rooms and venues are taken within the days, by resource.
    pub(crate) held: HashMap<String, Vec<Window>>,
    /// Who has declined which request.
    pub(crate) declined: BTreeSet<(RequestId, SpeakerId)>,
    /// Invitations of each speaker to talks of a month, whatever the answer was.
    pub(crate) invited: BTreeMap<(SpeakerId, Month), i64>,
    /// Weights, and who is behind the target.
    pub(crate) basis: Basis,
    /// Published sessions that are planned along with the requests.
    pub(crate) standing: Vec<Standing>,
}

/// Year and month.
pub(crate) type Month = (i32, u32);

/// The month of a day.
pub(crate) fn month_of(day: Day) -> Month {
    let (year, month, _) = day.parts();
    (year, month)
}

impl PlanFacts {
    /// Loads what concerns these requests; `besides` are sessions that are being planned anew
    /// and therefore bind nobody.
    pub(crate) fn load(
        db: &mut Db,
        scope: &Scope,
        days: (Day, Day),
        now: Moment,
        requests: Vec<Request>,
        besides: &[Session],
        basis: Basis,
    ) -> Result<Self, StoreError> {
        let (from, to) = days;
        let speakers = speakers::within(db, scope, true)?;
        let who: Vec<SpeakerId> = speakers.iter().map(|speaker| speaker.id.clone()).collect();
        let where_: BTreeSet<VenueId> = requests.iter().map(|request| request.venue.clone()).collect();
        let mut agreed = sessions::of_speakers(db, &who, from.plus(-31), to.plus(31))?;
        let besides: HashMap<&SessionId, &Session> = besides.iter().map(|it| (&it.id, it)).collect();
        agreed.retain(|session| !besides.contains_key(&session.id));
        let venue_ids: BTreeSet<VenueId> =
            where_.iter().cloned().chain(agreed.iter().map(|session| session.venue.clone())).collect();
        let venues = venues::by_ids(db, &venue_ids.into_iter().collect::<Vec<_>>())?;
        let held = held_of(db, &venues, &where_, days, &besides)?;
        let committees = committees::all(db)?;
        Ok(Self {
            from,
            to,
            now,
            busy: own_calendars::bound(db, &who, Window { start: from.start(), end: to.end() })?,
            declined: declined_of(db, &requests)?,
            invited: invited(db, days, &besides)?,
            lectures: lectures::within(db, &Scope::public())?.into_iter().map(|it| (it.id.clone(), it)).collect(),
            school_kinds: schools(db)?,
            points: points_of(db, &speakers, &committees)?,
            committees: committees.into_iter().map(|it| (it.id.to_string(), it)).collect(),
            venues: venues.into_iter().map(|it| (it.id.clone(), it)).collect(),
            basis,
            standing: Vec::new(),
            requests,
            speakers,
            agreed,
            held,
        })
    }

    /// The uplift of a venue in percent: its own shortfall's or that of its kind, the greater.
    pub(crate) fn venue_pct(&self, venue: &Venue) -> i64 {
        let county = CommitteeId(self.county_of(venue.committee.as_str()));
        let own = self.basis.percent(&Whom::Venue(venue.id.clone()));
        own.max(self.basis.percent(&Whom::Kind(county, venue.kind.clone())))
    }

    /// The uplift of a grade band in a venue's county, in percent.
    pub(crate) fn grade_pct(&self, venue: &Venue, grade: Grade) -> i64 {
        let county = CommitteeId(self.county_of(venue.committee.as_str()));
        self.basis.percent(&Whom::Grade(county, grade))
    }

    /// Whether a venue keeps terms, exams and school days.
    pub(crate) fn is_school(&self, venue: &Venue) -> bool {
        self.school_kinds.contains(&venue.kind)
    }

    /// The county that a committee belongs to, by id; its own when it stands above all counties.
    pub(crate) fn county_of(&self, committee: &str) -> String {
        county_of(&self.committees, committee)
    }

    /// Where a speaker sets out: the township's point, else that of the committee's division.
    pub(crate) fn home_of(&self, speaker: &Speaker) -> Option<(f64, f64)> {
        let own = self.points.get(&speaker.township_code).copied();
        own.or_else(|| {
            let committee = self.committees.get(speaker.committee.as_str())?;
            self.points.get(committee.division_code.as_ref()?).copied()
        })
    }
}

/// The county that a committee belongs to, by id; its own when it stands above all counties.
pub(crate) fn county_of(committees: &HashMap<String, Committee>, committee: &str) -> String {
    let mut at = committees.get(committee);
    while let Some(node) = at {
        if node.level == Level::County {
            return node.id.to_string();
        }
        at = node.parent.as_ref().and_then(|parent| committees.get(parent.as_str()));
    }
    committee.to_owned()
}

/// The topic of a request: the lecture itself, held by its speakers, or the theme.
pub(crate) fn topic_of(request: &Request) -> String {
    match &request.lecture {
        Some(lecture) => format!("lecture:{lecture}"),
        None => request.theme.clone().unwrap_or_default(),
    }
}

fn held_of(
    db: &mut Db,
    venues: &[Venue],
    wanted: &BTreeSet<VenueId>,
    days: (Day, Day),
    besides: &HashMap<&SessionId, &Session>,
) -> Result<HashMap<String, Vec<Window>>, StoreError> {
    let mut places: Vec<String> = Vec::new();
    for venue in venues.iter().filter(|venue| wanted.contains(&venue.id)) {
        places.push(venue.id.to_string());
        places.extend(venue.rooms.iter().map(|room| room.id.to_string()));
    }
    let mut held: HashMap<String, Vec<Window>> = HashMap::new();
    for booking in bookings::of_resources(db, &places, Window { start: days.0.start(), end: days.1.end() })? {
        if !besides.contains_key(&booking.session) {
            held.entry(booking.resource).or_default().push(booking.window);
        }
    }
    Ok(held)
}

fn declined_of(db: &mut Db, requests: &[Request]) -> Result<BTreeSet<(RequestId, SpeakerId)>, StoreError> {
    let ids: Vec<RequestId> = requests.iter().map(|request| request.id.clone()).collect();
    sessions::declined_for(db, &ids)
}

fn schools(db: &mut Db) -> Result<HashSet<String>, StoreError> {
    let kinds = lists::all(db, List::VenueKinds)?;
    Ok(kinds.into_iter().filter(|kind| kind.keeps_terms).map(|kind| kind.code).collect())
}

fn points_of(
    db: &mut Db,
    speakers: &[Speaker],
    committees: &[Committee],
) -> Result<HashMap<String, (f64, f64)>, StoreError> {
    let codes: BTreeSet<String> = speakers
        .iter()
        .map(|speaker| speaker.township_code.clone())
        .chain(committees.iter().filter_map(|committee| committee.division_code.clone()))
        .collect();
    divisions::points(db, &codes.into_iter().collect::<Vec<_>>())
}

/// Invitations by month of the talk. In sessions that are planned anew those that still stand are
/// left out: what one has been asked already is not held against that very talk; a decline is.
fn invited(
    db: &mut Db,
    days: (Day, Day),
    besides: &HashMap<&SessionId, &Session>,
) -> Result<BTreeMap<(SpeakerId, Month), i64>, StoreError> {
    let first = days.0.plus(1 - i64::from(days.0.parts().2));
    let mut counts = BTreeMap::new();
    for (session, speaker, day) in sessions::invitations(db, first, days.1.plus(31))? {
        let stands = |it: &Session| it.assignments.iter().any(|a| a.speaker == speaker && a.stands());
        if !besides.get(&session).is_some_and(|other| stands(other)) {
            *counts.entry((speaker, month_of(day))).or_default() += 1;
        }
    }
    Ok(counts)
}
