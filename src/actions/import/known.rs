//! What cells may name: codes and names of the registers, loaded once for a file.

use crate::accounts::Actor;
use crate::committees::{Committee, List};
use crate::kernel::{
    CampaignId, CommitteeId, CommitteePath, Day, LectureId, Moment, Refusal, RequestId, RoomId, SessionId, SpeakerId,
    TeamId, VenueId, parts,
};
use crate::reach::Period;
use crate::store::codes::{self, Coded, CodedSession, Register};
use crate::store::reach::Growth;
use crate::store::{Db, StoreError, committees, divisions, filings, lists};
use crate::tables::nearest;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

/// Ids by code and by name, and codes by id.
pub(super) struct Names<I> {
    by_code: HashMap<String, I>,
    /// None where two records have the name.
    by_name: HashMap<String, Option<I>>,
    codes: HashMap<I, String>,
}

impl<I> Default for Names<I> {
    fn default() -> Self {
        Self { by_code: HashMap::new(), by_name: HashMap::new(), codes: HashMap::new() }
    }
}

impl<I: Clone + Eq + Hash> Names<I> {
    /// Makes a record known.
    pub(super) fn add(&mut self, id: I, code: &str, name: &str) {
        self.add_coded(id.clone(), code);
        let same = |known: &mut Option<I>| {
            if known.as_ref() != Some(&id) {
                *known = None;
            }
        };
        self.by_name.entry(name.to_owned()).and_modify(same).or_insert_with(|| Some(id.clone()));
    }

    /// Makes a record known that is named by its code alone.
    pub(super) fn add_coded(&mut self, id: I, code: &str) {
        self.by_code.insert(code.to_owned(), id.clone());
        self.codes.insert(id, code.to_owned());
    }

    /// The id of a code, or of a name that only one record has.
    pub(super) fn find(&self, cell: &str) -> Result<I, Refusal> {
        let text = cell.trim();
        if let Some(id) = self.by_code.get(text) {
            return Ok(id.clone());
        }
        match self.by_name.get(text) {
            Some(Some(id)) => Ok(id.clone()),
            Some(None) => Err(Refusal::new("name-ambiguous").with("text", text)),
            None => Err(self.unknown(text)),
        }
    }

    /// [`Self::find`], or none when the cell is empty.
    pub(super) fn find_or_none(&self, cell: &str) -> Result<Option<I>, Refusal> {
        if cell.trim().is_empty() { Ok(None) } else { self.find(cell).map(Some) }
    }

    /// The id of a code alone.
    pub(super) fn of_code(&self, code: &str) -> Option<&I> {
        self.by_code.get(code)
    }

    /// The ids of codes, where there are such.
    pub(super) fn ids(&self, codes: &[&str]) -> Vec<I> {
        codes.iter().filter_map(|code| self.by_code.get(*code).cloned()).collect()
    }

    /// Several, separated by `|`; each once, in order.
    pub(super) fn find_all(&self, cell: &str) -> Result<Vec<I>, Refusal>
    where
        I: Ord,
    {
        let mut found: Vec<I> = parts(cell).map(|part| self.find(part)).collect::<Result<_, _>>()?;
        found.sort();
        found.dedup();
        Ok(found)
    }

    /// Codes of several, separated by `|`.
    pub(super) fn codes(&self, ids: &[I]) -> String {
        ids.iter().map(|id| self.code(id)).collect::<Vec<_>>().join("|")
    }

    /// The code of an id, or nothing.
    pub(super) fn code(&self, id: &I) -> String {
        self.codes.get(id).cloned().unwrap_or_default()
    }

    fn unknown(&self, text: &str) -> Refusal {
        let names = self.by_code.keys().chain(self.by_name.keys()).map(String::as_str);
        near(text, nearest(text, names))
    }
}

fn near(text: &str, nearest: Option<&str>) -> Refusal {
    match nearest {
        Some(near) => Refusal::new("unknown-near").with("text", text).with("near", near),
        None => Refusal::new("unknown").with("text", text),
    }
}

/// An editable list as cells name it.
#[derive(Default)]
pub(super) struct Choices(Vec<(String, String, String)>);

impl Choices {
    fn load(db: &mut Db, list: List) -> Result<Self, StoreError> {
        let items = lists::all(db, list)?.into_iter();
        Ok(Self(items.map(|item| (item.code, item.name, item.name_en)).collect()))
    }

    /// The code of an entry that is named by code, Chinese or English name.
    pub(super) fn find(&self, cell: &str) -> Result<String, Refusal> {
        let text = cell.trim();
        let same = |(code, name, en): &&(String, String, String)| {
            code == text || name == text || en.eq_ignore_ascii_case(text)
        };
        match self.0.iter().find(same) {
            Some((code, _, _)) => Ok(code.clone()),
            None => {
                let names = self.0.iter().flat_map(|(code, name, _)| [code.as_str(), name.as_str()]);
                // a list is short, so something of it is always worth showing
                let first = self.0.first().map(|(code, _, _)| code.as_str());
                Err(near(text, nearest(text, names).or(first)))
            }
        }
    }
}

/// Whose a session is, and on which day.
#[derive(Clone, Debug)]
pub(super) struct SessionFacts {
    pub(super) committee: CommitteeId,
    pub(super) day: Day,
}

/// Everything that cells may name.
pub(super) struct Known {
    /// When the import runs.
    pub(super) now: Moment,
    pub(super) committees: Names<CommitteeId>,
    pub(super) tree: HashMap<CommitteeId, Committee>,
    pub(super) teams: Names<TeamId>,
    pub(super) speakers: Names<SpeakerId>,
    pub(super) venues: Names<VenueId>,
    pub(super) lectures: Names<LectureId>,
    pub(super) campaigns: Names<CampaignId>,
    /// Of a file of sessions or headcounts: the sessions that its cells name.
    pub(super) sessions: Names<SessionId>,
    pub(super) session_facts: HashMap<SessionId, SessionFacts>,
    /// Of a file of headcounts: what the roll-ups are still to get.
    growth: Mutex<Growth>,
    /// Of a file of requests: those that are there.
    pub(super) requests: Names<RequestId>,
    /// Rooms with their names, by venue, for files that name rooms.
    pub(super) rooms: HashMap<VenueId, Vec<(RoomId, String)>>,
    pub(super) venue_owners: HashMap<VenueId, CommitteeId>,
    /// Locked periods, for files of sessions and headcounts.
    locks: Vec<(CommitteeId, Period)>,
    pub(super) themes: Choices,
    pub(super) team_kinds: Choices,
    pub(super) venue_kinds: Choices,
    pub(super) languages: Choices,
    /// Divisions by code or name; empty as long as none are registered.
    pub(super) divisions: Names<String>,
    pub(super) points: HashMap<String, (f64, f64)>,
    /// On which days the entries of a division's code hold: the first and the last.
    pub(super) spans: HashMap<String, Vec<(Day, Option<Day>)>>,
    /// The columns that the file or form has.
    pub(super) told: Vec<&'static str>,
    /// Who brings it.
    pub(super) by: String,
    /// Of a file of committees: where each row's committee will stand; none in a circle.
    pub(super) lineage: HashMap<CommitteeId, Option<CommitteePath>>,
    /// Who owns a new record whose file names no committee.
    pub(super) home: Option<CommitteeId>,
}

impl Known {
    pub(super) fn load(db: &mut Db, actor: &Actor, now: Moment) -> Result<Self, StoreError> {
        let mut tree = HashMap::new();
        let mut names = Names::default();
        for committee in committees::all(db)? {
            names.add(committee.id.clone(), &committee.code, &committee.name);
            tree.insert(committee.id.clone(), committee);
        }
        let (mut places, mut points) = (Names::default(), HashMap::new());
        let mut spans: HashMap<String, Vec<(Day, Option<Day>)>> = HashMap::new();
        for division in divisions::all(db)? {
            spans.entry(division.code.clone()).or_default().push((division.valid_from, division.valid_to));
            places.add(division.code.clone(), &division.code, &division.name);
            points.extend(division.point.map(|point| (division.code, point)));
        }
        Ok(Self {
            now,
            divisions: places,
            sessions: Names::default(),
            session_facts: HashMap::new(),
            growth: Mutex::default(),
            requests: Names::default(),
            rooms: HashMap::new(),
            venue_owners: HashMap::new(),
            locks: Vec::new(),
            told: Vec::new(),
            by: actor.name().to_owned(),
            lineage: HashMap::new(),
            points,
            spans,
            home: home(actor, &tree),
            committees: names,
            tree,
            teams: load(db, Register::Teams)?,
            speakers: load(db, Register::Speakers)?,
            venues: load(db, Register::Venues)?,
            lectures: load(db, Register::Lectures)?,
            campaigns: load(db, Register::Campaigns)?,
            themes: Choices::load(db, List::Themes)?,
            team_kinds: Choices::load(db, List::TeamKinds)?,
            venue_kinds: Choices::load(db, List::VenueKinds)?,
            languages: Choices::load(db, List::Languages)?,
        })
    }

    /// Makes the sessions of these codes known, if they are not yet.
    pub(super) fn meet_sessions(&mut self, db: &mut Db, codes: &[String]) -> Result<(), StoreError> {
        let mut codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        codes.sort_unstable();
        codes.dedup();
        let strange: Vec<&str> = codes.iter().filter(|code| self.sessions.of_code(code).is_none()).copied().collect();
        let found = codes::sessions(db, &strange)?;
        self.take_sessions(found);
        Ok(())
    }

    /// Does something with what the roll-ups are still to get.
    pub(super) fn grow<T>(&self, work: impl FnOnce(&mut Growth) -> T) -> T {
        work(&mut self.growth.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Makes the sessions of these ids known.
    pub(super) fn meet_session_ids(&mut self, db: &mut Db, ids: &[String]) -> Result<(), StoreError> {
        let found = codes::sessions_of(db, ids)?;
        self.take_sessions(found);
        Ok(())
    }

    fn take_sessions(&mut self, found: Vec<CodedSession>) {
        for CodedSession { id, code, committee, day } in found {
            self.sessions.add_coded(id.clone(), &code);
            self.session_facts.insert(id, SessionFacts { committee, day });
        }
    }

    /// Makes the requests of these codes known.
    pub(super) fn meet_requests(&mut self, db: &mut Db, codes: &[String]) -> Result<(), StoreError> {
        for (id, code) in codes::requests(db, codes)? {
            self.requests.add(RequestId(id), &code, &code);
        }
        Ok(())
    }

    /// Makes rooms, and whose the venues are, known.
    pub(super) fn meet_rooms(&mut self, db: &mut Db) -> Result<(), StoreError> {
        for (venue, room, name) in codes::rooms(db)? {
            self.rooms.entry(VenueId(venue)).or_default().push((RoomId(room), name));
        }
        self.venue_owners = codes::venue_owners(db)?.into_iter().collect();
        Ok(())
    }

    /// Makes locked periods known.
    pub(super) fn meet_locks(&mut self, db: &mut Db) -> Result<(), StoreError> {
        self.locks = filings::locked(db)?;
        Ok(())
    }

    /// The locked period of an owner, or of a committee above, that holds a day.
    pub(super) fn lock_over(&self, owner: &CommitteeId, day: Day) -> Option<Period> {
        if self.locks.is_empty() {
            return None;
        }
        let path = self.path(owner);
        let held = |(who, period): &&(CommitteeId, Period)| {
            path.as_str().split('/').any(|id| id == who.as_str()) && period.holds(day)
        };
        self.locks.iter().find(held).map(|(_, period)| *period)
    }

    /// A room of a venue by its name; none when the cell is empty.
    pub(super) fn room(&self, venue: &VenueId, cell: &str) -> Result<Option<RoomId>, Refusal> {
        if cell.is_empty() {
            return Ok(None);
        }
        let rooms = self.rooms.get(venue).map_or(&[][..], Vec::as_slice);
        match rooms.iter().find(|(_, name)| name == cell) {
            Some((id, _)) => Ok(Some(id.clone())),
            None => Err(near(cell, nearest(cell, rooms.iter().map(|(_, name)| name.as_str())))),
        }
    }

    /// The path of a committee that is known.
    pub(super) fn path(&self, id: &CommitteeId) -> CommitteePath {
        self.tree.get(id).map_or_else(CommitteePath::everything, |committee| committee.path.clone())
    }

    /// The path of the only root, for what belongs to nobody in particular.
    pub(super) fn top(&self) -> CommitteePath {
        let mut roots = self.tree.values().filter(|committee| committee.parent.is_none());
        match (roots.next(), roots.next()) {
            (Some(root), None) => root.path.clone(),
            _ => CommitteePath::everything(),
        }
    }

    /// A committee by code or name; the actor's own when the cell is empty.
    pub(super) fn committee(&self, cell: &str) -> Result<CommitteeId, Refusal> {
        match (&self.home, cell.trim()) {
            (Some(home), "") => Ok(home.clone()),
            (None, "") => Err(Refusal::new("committee-needed")),
            (_, text) => self.committees.find(text),
        }
    }

    /// The code of a division by code or name; any code while no divisions are registered.
    pub(super) fn division(&self, cell: &str) -> Result<String, Refusal> {
        let text = cell.trim();
        if text.is_empty() || self.points.is_empty() { Ok(text.to_owned()) } else { self.divisions.find(text) }
    }

    /// The actor's own committee, for a blank record; an empty id when there is none.
    pub(super) fn owner(&self) -> CommitteeId {
        self.home.clone().unwrap_or_else(|| CommitteeId(String::new()))
    }
}

/// The actor's committee when there is one, else the only root.
fn home(actor: &Actor, tree: &HashMap<CommitteeId, Committee>) -> Option<CommitteeId> {
    let mut granted: Vec<&CommitteePath> = actor.grants().iter().map(|grant| &grant.committee).collect();
    granted.sort();
    granted.dedup();
    match granted.as_slice() {
        [path] => tree.values().find(|committee| committee.path == **path).map(|committee| committee.id.clone()),
        _ => {
            let mut roots = tree.values().filter(|committee| committee.parent.is_none());
            let first = roots.next()?;
            roots.next().is_none().then(|| first.id.clone())
        }
    }
}

fn load<I: Clone + Eq + Hash + From<String>>(db: &mut Db, register: Register) -> Result<Names<I>, StoreError> {
    let mut names: Names<I> = Names::default();
    let (merged, own): (Vec<Coded>, Vec<Coded>) = codes::all(db, register)?.into_iter().partition(|coded| coded.merged);
    for coded in own {
        names.add(I::from(coded.id), &coded.code, &coded.name);
    }
    // the code of a merged record leads to the one that was kept
    for coded in merged {
        names.by_code.entry(coded.code).or_insert_with(|| I::from(coded.id));
    }
    Ok(names)
}
