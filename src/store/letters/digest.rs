//! What a coordinator's morning is told: counts, and the first of each.

use super::super::{Db, Paging, StoreError, attendance, requests, sessions, speakers, venues};
use super::list;
use crate::accounts::Scope;
use crate::kernel::{Day, Moment, SpeakerId};
use crate::reminders::{DigestFacts, DigestPart, DigestWhat};
use crate::requests::{Request, RequestStatus};
use crate::sessions::{Answer, Session, SessionStatus};
use std::collections::HashMap;

/// Lines of each part; the pages hold the rest.
const FEW: i64 = 8;

/// Everything of a scope that there is to say at a moment.
pub(crate) fn digest(db: &mut Db, scope: &Scope, now: Moment) -> Result<DigestFacts, StoreError> {
    let day = Day::of(now);
    let mut tomorrow = sessions::between(db, scope, day.plus(1), day.plus(1))?;
    tomorrow.retain(|one| matches!(one.status, SessionStatus::Published | SessionStatus::Confirmed));
    let asked = sessions::Wanted { statuses: vec![SessionStatus::Published], from: Some(day), ..Default::default() };
    let asked = sessions::list(db, scope, &asked, Paging::new(1, 500))?.rows;
    let names = Names::of(db, tomorrow.iter().chain(&asked))?;
    let parts = vec![
        part(DigestWhat::Tomorrow, tomorrow.iter().map(|one| names.line(one, &speaking(one))).collect()),
        unanswered(db, scope, &asked, &names, now)?,
        unfilled(db, scope, &asked, &names, now)?,
        bounced(db, scope, now)?,
        headcounts(db, scope, now)?,
        DigestPart { what: DigestWhat::Calls, count: list::call_count(db, scope, now)?, lines: Vec::new() },
    ];
    Ok(DigestFacts { day, parts: parts.into_iter().filter(|part| part.count > 0).collect() })
}

type Lines = Vec<(Option<Moment>, String)>;

fn part(what: DigestWhat, mut lines: Lines) -> DigestPart {
    let count = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    lines.truncate(usize::try_from(FEW).unwrap_or(usize::MAX));
    DigestPart { what, count, lines }
}

/// Invitations past their deadline, and those who have not said that all stands as agreed.
fn unanswered(
    db: &mut Db,
    scope: &Scope,
    asked: &[Session],
    names: &Names,
    now: Moment,
) -> Result<DigestPart, StoreError> {
    let late = |session: &Session| -> Vec<SpeakerId> {
        let waits = session.assignments.iter().filter(|a| a.answer == Answer::Waiting);
        waits.filter(|a| a.answer_by.is_some_and(|by| by <= now)).map(|a| a.speaker.clone()).collect()
    };
    let late = asked.iter().map(|session| (session, late(session))).filter(|(_, late)| !late.is_empty());
    let mut lines: Lines = late.map(|(session, late)| names.line(session, &late)).collect();
    let unsure = list::unsure(db, scope, now, 100)?;
    lines.extend(unsure.into_iter().map(|letter| (None, format!("{} {}", letter.subject_line, letter.to_name))));
    Ok(part(DigestWhat::Unanswered, lines))
}

/// Sessions in which nobody is asked any more, and requests that no plan has filled.
fn unfilled(
    db: &mut Db,
    scope: &Scope,
    asked: &[Session],
    names: &Names,
    now: Moment,
) -> Result<DigestPart, StoreError> {
    let alone = asked.iter().filter(|one| one.speaking().next().is_none() && one.window.start > now);
    let mut all = part(DigestWhat::Unfilled, alone.map(|session| names.line(session, &[])).collect());
    let wanted = requests::Wanted { statuses: vec![RequestStatus::Approved], ..Default::default() };
    let open = requests::list(db, scope, &wanted, Paging::new(1, FEW))?;
    let places: Vec<_> = open.rows.iter().map(|request| request.venue.clone()).collect();
    let places: HashMap<_, _> = venues::by_ids(db, &places)?.into_iter().map(|venue| (venue.id, venue.name)).collect();
    let line = |request: &Request| {
        let place = places.get(&request.venue).map_or("", String::as_str);
        (request.windows.first().map(|window| window.start), format!("{place} {}", request.code))
    };
    all.count += open.total;
    all.lines.extend(open.rows.iter().map(line));
    all.lines.truncate(usize::try_from(FEW).unwrap_or(usize::MAX));
    Ok(all)
}

fn bounced(db: &mut Db, scope: &Scope, now: Moment) -> Result<DigestPart, StoreError> {
    let page = list::bounced(db, scope, now, Paging::new(1, FEW))?;
    let lines = page.rows.iter().map(|letter| (None, format!("{} {}", letter.to_name, letter.to_address))).collect();
    Ok(DigestPart { what: DigestWhat::Bounced, count: page.total, lines })
}

fn headcounts(db: &mut Db, scope: &Scope, now: Moment) -> Result<DigestPart, StoreError> {
    let page = attendance::missing(db, scope, now, Paging::new(1, FEW))?;
    let lines = page.rows.iter().map(|gone| (Some(gone.start), gone.venue.clone())).collect();
    Ok(DigestPart { what: DigestWhat::Headcounts, count: page.total, lines })
}

fn speaking(session: &Session) -> Vec<SpeakerId> {
    session.speaking().map(|a| a.speaker.clone()).collect()
}

/// Names of the venues and speakers of some sessions.
struct Names {
    venues: HashMap<String, String>,
    speakers: HashMap<String, String>,
}

impl Names {
    fn of<'a>(db: &mut Db, of: impl Iterator<Item = &'a Session>) -> Result<Self, StoreError> {
        let (mut places, mut people) = (Vec::new(), Vec::new());
        for session in of {
            places.push(session.venue.clone());
            people.extend(session.assignments.iter().map(|a| a.speaker.clone()));
        }
        places.sort();
        places.dedup();
        people.sort();
        people.dedup();
        let venues = venues::by_ids(db, &places)?.into_iter().map(|one| (one.id.to_string(), one.name)).collect();
        let speakers = speakers::by_ids(db, &people)?.into_iter().map(|one| (one.id.to_string(), one.name)).collect();
        Ok(Self { venues, speakers })
    }

    fn line(&self, session: &Session, who: &[SpeakerId]) -> (Option<Moment>, String) {
        let place = self.venues.get(session.venue.as_str()).map_or("", String::as_str);
        let who: Vec<&str> = who.iter().filter_map(|id| self.speakers.get(id.as_str())).map(String::as_str).collect();
        (Some(session.window.start), format!("{place} {}", who.join("、")).trim_end().to_owned())
    }
}
