//! This term: open requests, published plans, and sessions with answers of all kinds. Every state
//! is reached through the transitions of the domain, with the letters and journal lines they owe.

use super::city::City;
use super::history::Gathering;
use super::orders::Orders;
use super::records::Clerk;
use crate::accounts::{Account, Actor};
use crate::attendance::Figure;
use crate::kernel::{CommitteeId, Day, JournalLine, LetterOwed, Moment, PlanId, Refusal, SpeakerId};
use crate::requests::{Request, RequestChange};
use crate::sessions::{
    Arrangement, Change, GateFacts, Plan, PlanItem, Session, SessionKind, SessionStatus, Through, gates,
};
use serde_json::json;

/// What somebody did, with what it owes, for one transaction.
pub struct Deed {
    /// Who.
    pub actor: Actor,
    /// When.
    pub at: Moment,
    /// To something of this committee.
    pub committee: CommitteeId,
    /// Letters owed.
    pub letters: Vec<LetterOwed>,
    /// Lines of the journal.
    pub journal: Vec<JournalLine>,
}

/// The term.
#[derive(Default)]
pub struct Term {
    /// Requests in their present states.
    pub requests: Vec<Request>,
    /// Published plans with their proposals.
    pub plans: Vec<(Plan, Vec<PlanItem>)>,
    /// Sessions in their present states.
    pub sessions: Vec<Session>,
    /// Headcounts that wait for confirmation.
    pub figures: Vec<Figure>,
    /// What was done, in order.
    pub deeds: Vec<Deed>,
}

/// What becomes of the sessions of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Waiting,
    Accepted,
    Confirmed,
    Declined,
    OtherTime,
}

/// The plan of three weeks ago: all but settled.
const SETTLED: [Fate; 5] = [Fate::Confirmed, Fate::Confirmed, Fate::Confirmed, Fate::Confirmed, Fate::Accepted];
/// The next plan is five days old, so whoever has not answered is late; the second is of yesterday.
const FIRST: [Fate; 9] = [
    Fate::Waiting,
    Fate::Confirmed,
    Fate::Waiting,
    Fate::Accepted,
    Fate::Confirmed,
    Fate::Declined,
    Fate::Waiting,
    Fate::Confirmed,
    Fate::Accepted,
];
const SECOND: [Fate; 7] =
    [Fate::Waiting, Fate::OtherTime, Fate::Accepted, Fate::Waiting, Fate::Declined, Fate::Confirmed, Fate::Waiting];

/// The term of a city, as it stands today.
///
/// # Errors
/// The domain's, when a state cannot be reached.
pub fn term(city: &City, today: Day, accounts: &[Account]) -> Result<Term, Refusal> {
    let coordinator = accounts.get(1).map_or_else(Actor::operator, Account::actor);
    let mut office =
        Office { city, today, coordinator, orders: Orders::new(city), term: Term::default(), has_standby: false };
    office.plan(&city.soon, &SETTLED, today.plus(-20).at(590))?;
    let (first, rest) = city.ahead.split_at(FIRST.len().min(city.ahead.len()));
    let (second, open) = rest.split_at(SECOND.len().min(rest.len()));
    office.plan(first, &FIRST, today.plus(-5).at(600))?;
    office.plan(second, &SECOND, today.plus(-1).at(570))?;
    office.open(open)?;
    office.recent()?;
    Ok(office.term)
}

struct Office<'a> {
    city: &'a City,
    today: Day,
    coordinator: Actor,
    orders: Orders<'a>,
    term: Term,
    has_standby: bool,
}

impl Office<'_> {
    fn plan(&mut self, lectures: &[Gathering], fates: &[Fate], at: Moment) -> Result<(), Refusal> {
        let (Some(first), Some(last)) =
            (lectures.iter().map(|it| it.day).min(), lectures.iter().map(|it| it.day).max())
        else {
            return Ok(());
        };
        let city = self.city.ground.owners[0].committee.clone();
        let mut plan = Plan::begun(city.clone(), (first, last), 1, self.coordinator.name(), at);
        plan.id = PlanId(self.orders.id(at));
        let begun = plan.first_line();
        let mut items = Vec::new();
        for (nth, (it, fate)) in lectures.iter().zip(fates.iter().cycle()).enumerate() {
            let request = self.taken(it, true, at)?;
            let lead = self.city.people[it.speakers[0]].speaker.id.clone();
            items.push(PlanItem {
                request: request.id.clone(),
                chosen: Some((lead, it.day.at(it.start))),
                pinned: false,
                reasons: json!([]),
            });
            let scheduled = request.schedule(at)?;
            let code = format!("S{}-{:03}", Day::of(at).0.format("%y%m%d"), nth + 1);
            let session = self.arranged(it, &scheduled.request, &plan, code, at)?;
            self.keep_request(scheduled, at);
            self.meet(it, session, *fate, at)?;
        }
        let worth = lectures.iter().map(|it| i64::from(it.crowd.youth) * 10).sum();
        let done = plan.finished(worth, worth, 2.0, at)?;
        let out = done.published(done.version, at)?;
        let journal = vec![begun, plan.line("plan-publish", &out)];
        let actor = self.coordinator.clone();
        self.term.deeds.push(Deed { actor, at, committee: city, letters: Vec::new(), journal });
        self.term.plans.push((out, items));
        Ok(())
    }

    /// A request that was ordered and taken on some days before its plan.
    fn taken(&mut self, it: &Gathering, lecture: bool, planned: Moment) -> Result<Request, Refusal> {
        let day = Day::of(planned);
        let (ordered, approved) = (day.plus(-7).at(560), day.plus(-4).at(630));
        let request = self.orders.order(it, ordered, lecture);
        let change = request.received(ordered);
        self.deed(Actor::visitor(), ordered, &change);
        let approved_change = change.request.approve(approved)?;
        self.deed(self.coordinator.clone(), approved, &approved_change);
        Ok(approved_change.request)
    }

    fn arranged(
        &mut self,
        it: &Gathering,
        of: &Request,
        plan: &Plan,
        code: String,
        at: Moment,
    ) -> Result<Session, Refusal> {
        let lead = &self.city.people[it.speakers[0]].speaker;
        let with = Arrangement {
            code,
            speaker: lead.id.clone(),
            start: it.day.at(it.start),
            room: None,
            kind: SessionKind::Lecture,
            lecture: None,
            plan: Some(plan.id.clone()),
            campaign: None,
            pinned: false,
        };
        let mut session = Session::arranged(of, with, at)?;
        if lead.needs_companion {
            session.companion = "陈同志（示例）".to_owned();
        }
        Ok(session)
    }

    /// Publishes a session and lets its speaker answer.
    fn meet(&mut self, it: &Gathering, session: Session, fate: Fate, at: Moment) -> Result<(), Refusal> {
        let lead = &self.city.people[it.speakers[0]].speaker;
        let answered = at + chrono::TimeDelta::hours(7);
        let speaker = Actor::answer_link(lead.id.clone(), &lead.name);
        let mut session = self.step(self.coordinator.clone(), at, session.publish(at)?);
        let Some(asked) = session.assignments.first().map(|it| it.id.clone()) else { return Ok(()) };
        let answer = match fate {
            Fate::Waiting => None,
            Fate::Declined => session.decline(&asked, "那天要陪老伴去医院。", Through::Link, answered)?,
            Fate::OtherTime => {
                let later = session.window.start + chrono::TimeDelta::days(7);
                session.propose(&asked, later, "改在下一周同一时间可以吗？", Through::Link, answered)?
            }
            _ => session.accept(&asked, Through::Link, answered)?,
        };
        if let Some(change) = answer {
            session = self.step(speaker, answered, change);
        }
        if fate == Fate::Waiting
            && !self.has_standby
            && let Some(other) = self.somebody_else(it)
        {
            self.has_standby = true;
            session = self.step(self.coordinator.clone(), answered, session.name_standby(&other, answered)?);
        }
        if fate == Fate::Confirmed {
            session = self.confirm(it, session, answered)?;
        }
        self.term.sessions.push(session);
        Ok(())
    }

    /// Confirmed where all gates are open; otherwise it goes on waiting, and the page says for what.
    fn confirm(&mut self, it: &Gathering, session: Session, at: Moment) -> Result<Session, Refusal> {
        let speakers = [self.city.people[it.speakers[0]].speaker.clone()];
        let lecture = self.city.lectures.iter().find(|own| Some(&own.id) == session.lecture.as_ref());
        let closed = gates(&session, &GateFacts { lecture, speakers: &speakers, records_approval: false });
        if !closed.is_empty() {
            return Ok(session);
        }
        let change = session.confirm(&closed, "", at)?;
        Ok(self.step(self.coordinator.clone(), at, change))
    }

    fn somebody_else(&self, it: &Gathering) -> Option<SpeakerId> {
        let lead = &self.city.people[it.speakers[0]];
        let fit = |other: &&super::roster::Person| {
            let speaker = &other.speaker;
            speaker.active
                && other.owner == lead.owner
                && speaker.id != lead.speaker.id
                && speaker.qualifications.contains(&(it.theme.clone(), it.grade))
        };
        self.city.people.iter().find(fit).map(|other| other.speaker.id.clone())
    }

    /// Requests that wait: for the coordinator, for a plan, or for the school to mend them.
    fn open(&mut self, lectures: &[Gathering]) -> Result<(), Refusal> {
        for (nth, it) in lectures.iter().enumerate() {
            if nth.is_multiple_of(2) {
                let request = self.taken(it, nth.is_multiple_of(4), self.today.plus(-2).at(600))?;
                self.term.requests.push(request);
                continue;
            }
            let at = self.today.plus(-2).at(600);
            let all = match nth {
                3 => self.orders.series(it, at, "weekly:4"),
                5 => self.orders.series(it, at, "classes:3"),
                _ => vec![self.orders.order(it, at, nth.is_multiple_of(3))],
            };
            for request in all {
                let mut change = request.received(at);
                self.deed(Actor::visitor(), at, &change);
                if nth == 7 {
                    let back = self.today.plus(-1).at(640);
                    change = change.request.send_back("报告厅当天另有安排，请另选一个时间（示例）。", back)?;
                    self.deed(self.coordinator.clone(), back, &change);
                }
                self.term.requests.push(change.request);
            }
        }
        Ok(())
    }

    /// Lectures that were held: some headcounts are reported, some are missing.
    fn recent(&mut self) -> Result<(), Refusal> {
        let mut clerk = Clerk::new(self.city, self.today);
        for (nth, it) in self.city.recent.iter().enumerate() {
            let held = clerk.session(it, format!("S{}-{:03}", it.day.plus(-11).0.format("%y%m%d"), 900 + nth));
            let at = held.window.end + chrono::TimeDelta::minutes(15);
            let told = Session { status: SessionStatus::Confirmed, ..held }.deliver(at)?;
            let session = self.step(Actor::clock(), at, told);
            if nth.is_multiple_of(2) {
                self.term.figures.extend(clerk.figures(it, &session, false));
            }
            self.term.sessions.push(session);
        }
        Ok(())
    }

    fn keep_request(&mut self, change: RequestChange, at: Moment) {
        self.deed(self.coordinator.clone(), at, &change);
        self.term.requests.push(change.request);
    }

    fn deed(&mut self, actor: Actor, at: Moment, change: &RequestChange) {
        let (committee, journal) = (change.request.committee.clone(), change.journal.clone());
        let letters = self.fresh(at, change.letters.clone());
        self.term.deeds.push(Deed { actor, at, committee, letters, journal });
    }

    fn step(&mut self, actor: Actor, at: Moment, change: Change) -> Session {
        let committee = change.session.committee.clone();
        let letters = self.fresh(at, change.letters);
        self.term.deeds.push(Deed { actor, at, committee, letters, journal: change.journal });
        change.session
    }

    /// What was owed before the last days went out long since: today it would ask for an answer by a
    /// day that is over.
    fn fresh(&self, at: Moment, letters: Vec<LetterOwed>) -> Vec<LetterOwed> {
        if at > self.today.plus(-3).start() { letters } else { Vec::new() }
    }
}
