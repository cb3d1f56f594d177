//! Headcounts and what they add up to, on both databases: a hall with a city, two counties, a
//! school, a station and two speakers.

mod attendance;
mod history;
mod kills;
mod pages;
mod reach;

use chrono::TimeDelta;
use xinhuo::accounts::{Actor, Grant, Role, Scope};
use xinhuo::app::App;
use xinhuo::attendance::{Basis, Figure, Line, ListenerKind, Report, revision};
use xinhuo::committees::{Campaign, Committee, Level};
use xinhuo::config::{Config, Secret, Settings};
use xinhuo::kernel::*;
use xinhuo::reach::{By, ReachReport};
use xinhuo::sessions::{Answer, Assignment, Part, Session, SessionKind, SessionStatus};
use xinhuo::speakers::{Caps, Channel, ElderKind, Speaker};
use xinhuo::store::reach::{Asked, ReachQuery};
use xinhuo::store::{self, StoreError};
use xinhuo::text::Lang;
use xinhuo::venues::{Room, Venue};

pub const NOW: &str = "2026-11-23 09:00";

pub struct Hall {
    pub app: App,
    pub city: Committee,
    pub county: Committee,
    pub other: Committee,
    pub school: Venue,
    pub station: Venue,
    pub speakers: Vec<Speaker>,
    pub campaign: Campaign,
    _folder: tempfile::TempDir,
}

/// A hall on SQLite, and one on PostgreSQL.
pub fn halls() -> Vec<Hall> {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = format!("sqlite:{}", folder.path().join("xinhuo.db").display());
    let mut all = vec![hall(&sqlite, folder)];
    all.push(hall(&fresh_postgres(crate::harness::postgres::server()), tempfile::tempdir().unwrap()));
    all
}

fn fresh_postgres(server: &str) -> String {
    use diesel::Connection;
    use diesel::connection::SimpleConnection;
    let name = format!("counting_{}", uuid::Uuid::now_v7().simple());
    diesel::PgConnection::establish(server).unwrap().batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
    format!("{}/{name}", server.rsplit_once('/').unwrap().0)
}

fn hall(url: &str, folder: tempfile::TempDir) -> Hall {
    let settings = Settings {
        database_url: Some(Secret(url.to_owned())),
        mail: Some(Secret("memory:".to_owned())),
        secret: Some(Secret("0123456789abcdef".repeat(4))),
        now: Some(NOW.to_owned()),
        ..Settings::default()
    };
    let app = App::build(Config::read(&settings).unwrap(), None).unwrap();
    let city = committee("C", "示例市关工委", Level::City, None);
    let county = committee("C-A", "甲县关工委", Level::County, Some(&city));
    let other = committee("C-B", "乙县关工委", Level::County, Some(&city));
    let school = venue("V-1", "甲县城东小学", "school", &county);
    let station = venue("V-2", "乙县校外教育辅导站", "outreach_station", &other);
    let speakers = vec![speaker("S-1", "王示例", &city), speaker("S-2", "李示例", &city)];
    let campaign = Campaign {
        id: CampaignId::fresh(),
        code: "DS".to_owned(),
        name: "党史宣讲".to_owned(),
        slogan: String::new(),
        from: Day::ymd(2026, 3, 1).unwrap(),
        to: Day::ymd(2026, 6, 30).unwrap(),
        committee: city.id.clone(),
    };
    let (committees, venues) =
        (vec![city.clone(), county.clone(), other.clone()], vec![school.clone(), station.clone()]);
    let (people, campaigns) = (speakers.clone(), vec![campaign.clone()]);
    app.store
        .write_now(move |db| {
            store::committees::insert(db, &committees)?;
            store::venues::insert(db, &venues)?;
            store::speakers::insert(db, &people)?;
            store::campaigns::insert(db, &campaigns)
        })
        .unwrap();
    Hall { app, city, county, other, school, station, speakers, campaign, _folder: folder }
}

/// What a session is to be, where it differs from the usual.
#[derive(Clone)]
pub struct Like {
    pub start: &'static str,
    pub kind: SessionKind,
    pub status: SessionStatus,
    pub theme: &'static str,
    pub talks: usize,
    pub at_station: bool,
    pub campaign: bool,
}

impl Default for Like {
    fn default() -> Self {
        Self {
            start: "2026-11-20 09:30",
            kind: SessionKind::Lecture,
            status: SessionStatus::Confirmed,
            theme: "党史国史",
            talks: 1,
            at_station: false,
            campaign: false,
        }
    }
}

impl Hall {
    pub fn somebody(&self, name: &str, role: Role, at: &Committee) -> Actor {
        let grant = Grant { role, committee_id: at.id.clone(), committee: at.path.clone(), speaker: None, venue: None };
        Actor::account(AccountId::fresh(), name.to_owned(), vec![grant])
    }

    pub fn coordinator(&self) -> Actor {
        self.somebody("陈协调", Role::Coordinator, &self.city)
    }

    /// Puts a session of county A (at the school), or of county B (at the station).
    pub fn session(&self, like: Like) -> SessionId {
        let start = parse_local(like.start).unwrap();
        let (venue, owner) = if like.at_station { (&self.station, &self.other) } else { (&self.school, &self.county) };
        let now = self.app.clock.now();
        let assignment = |speaker: &Speaker| Assignment {
            id: AssignmentId::fresh(),
            speaker: speaker.id.clone(),
            part: Part::Speaker,
            answer: Answer::Accepted,
            pinned: false,
            invited_at: None,
            answer_by: None,
            answered_at: None,
            answered_through: String::new(),
            proposed_start: None,
            note: String::new(),
            changed_at: now,
            still_at: None,
        };
        let id = SessionId::fresh();
        let session = Session {
            code: format!("T-{}", &id.as_str()[id.as_str().len() - 12..]),
            uid: id.to_string(),
            id: id.clone(),
            committee: owner.id.clone(),
            cohosts: Vec::new(),
            venue: venue.id.clone(),
            room: Some(venue.rooms[0].id.clone()),
            request: None,
            plan: None,
            campaign: like.campaign.then(|| self.campaign.id.clone()),
            kind: like.kind,
            theme: like.theme.to_owned(),
            lecture: None,
            grade: Grade::Primary46,
            language: "mandarin".to_owned(),
            window: Window { start, end: start + TimeDelta::minutes(45) },
            planned: 200,
            status: like.status,
            cancel_reason: String::new(),
            teacher: "周老师".to_owned(),
            teacher_phone: String::new(),
            school_approval: String::new(),
            override_reason: String::new(),
            online_views: 0,
            pickup_by: String::new(),
            pickup_at: None,
            companion: String::new(),
            sequence: 0,
            assignments: self.speakers.iter().take(like.talks).map(assignment).collect(),
            changed_at: now,
            created_at: now,
            version: 1,
        };
        self.app.store.write_now(move |db| store::sessions::insert(db, std::slice::from_ref(&session))).unwrap();
        id
    }

    pub fn figures(&self, session: &SessionId) -> Vec<Figure> {
        let session = session.clone();
        self.app.store.read_now(|db| store::attendance::current(db, &session)).unwrap()
    }

    pub fn history(&self, session: &SessionId) -> Vec<Figure> {
        let session = session.clone();
        self.app.store.read_now(|db| store::attendance::history(db, &session)).unwrap()
    }

    pub fn status(&self, session: &SessionId) -> SessionStatus {
        let session = session.clone();
        self.app.store.read_now(|db| store::sessions::load(db, &session)).unwrap().status
    }

    pub async fn report(&self, session: &SessionId, report: Report) -> Result<bool, StoreError> {
        let actor = Actor::attendance_code(session.clone(), "扫码上报");
        xinhuo::actions::attendance::report(&self.app, &actor, session.clone(), report).await.map(|done| done.is_new)
    }

    pub async fn confirm(&self, session: &SessionId) -> Result<(), StoreError> {
        let seen = revision(&self.figures(session));
        xinhuo::actions::attendance::confirm(&self.app, &self.coordinator(), session.clone(), seen).await
    }

    pub async fn correct(&self, session: &SessionId, lines: Vec<Line>, reason: &str) -> Result<(), StoreError> {
        let seen = revision(&self.figures(session));
        let actor = self.coordinator();
        xinhuo::actions::attendance::correct(&self.app, &actor, session.clone(), seen, lines, reason.to_owned())
            .await
            .map(drop)
    }

    pub fn asked(&self) -> Asked {
        Asked { scope: Scope::public(), committee: None, from: None, to: None, campaign: None, as_of: None }
    }

    pub fn told(&self, asked: &Asked, by: Option<By>) -> ReachReport {
        let now = self.app.clock.now();
        self.app
            .store
            .read_now(|db| {
                let query = ReachQuery::of(db, asked, now)?;
                store::reach::report(db, &query, by, Lang::Zh)
            })
            .unwrap()
    }

    /// The roll-ups say what the rows say.
    pub fn holds_together(&self) {
        let differences = self.app.store.read_now(store::reach::compare).unwrap();
        assert!(differences.is_empty(), "{differences:?}");
    }
}

pub fn youth(count: i64) -> Line {
    line(ListenerKind::Youth, count)
}

pub fn line(kind: ListenerKind, count: i64) -> Line {
    Line::plain(Grade::Primary46, kind, Headcount::new(count).unwrap(), Basis::Counted)
}

pub fn of(lines: Vec<Line>) -> Report {
    Report { lines, ..Report::default() }
}

pub fn refused<T: std::fmt::Debug>(result: Result<T, StoreError>) -> &'static str {
    result.unwrap_err().refusal().expect("a refusal").key
}

/// Runs a story on a runtime of its own.
pub fn story<T>(told: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(told)
}

fn committee(code: &str, name: &str, level: Level, parent: Option<&Committee>) -> Committee {
    let id = CommitteeId::fresh();
    Committee {
        path: parent.map_or_else(CommitteePath::everything, |it| it.path.clone()).child(&id),
        id,
        code: code.to_owned(),
        name: name.to_owned(),
        level,
        parent: parent.map(|it| it.id.clone()),
        division_code: None,
        phone: "0513-0000 0000".to_owned(),
        email: String::new(),
        feed_generation: 1,
        version: 1,
    }
}

fn venue(code: &str, name: &str, kind: &str, owner: &Committee) -> Venue {
    Venue {
        id: VenueId::fresh(),
        code: code.to_owned(),
        name: name.to_owned(),
        kind: kind.to_owned(),
        tier: String::new(),
        committee: owner.id.clone(),
        township_code: String::new(),
        point: (32.0, 120.9),
        enrolment: vec![(Grade::Primary46, 300)],
        rooms: vec![Room { id: RoomId::fresh(), name: "报告厅".to_owned(), capacity: 250 }],
        bells: Vec::new(),
        blackouts: Vec::new(),
        contacts: Vec::new(),
        stairs: false,
        pickup: false,
        active: true,
        feed_generation: 1,
        version: 1,
    }
}

fn speaker(code: &str, name: &str, owner: &Committee) -> Speaker {
    Speaker {
        id: SpeakerId::fresh(),
        code: code.to_owned(),
        name: name.to_owned(),
        elder_kind: ElderKind::Teacher,
        birth_year: Some(1955),
        committee: owner.id.clone(),
        team: None,
        township_code: String::new(),
        phone: String::new(),
        email: String::new(),
        channel: Channel::Telephone,
        languages: vec!["mandarin".to_owned()],
        qualifications: Vec::new(),
        availability: Vec::new(),
        exceptions: Vec::new(),
        blocked_venues: Vec::new(),
        caps: Caps::default(),
        earliest: None,
        latest: None,
        no_stairs: false,
        needs_companion: false,
        appointed_until: None,
        checked_until: None,
        insured_until: None,
        consent_public_name: false,
        active: true,
        email_bad: false,
        feed_generation: 1,
        version: 1,
    }
}
