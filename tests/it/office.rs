//! A committee with two speakers, a school and one session, over a database of its own.

use diesel::{Connection, PgConnection, RunQueryDsl};
use std::sync::Arc;
use xinhuo::app::App;
use xinhuo::committees::{Committee, Level};
use xinhuo::config::{Config, Settings};
use xinhuo::kernel::{
    Clock, CommitteeId, CommitteePath, Grade, LetterKind, LetterOwed, Moment, Recipient, SessionId, SpeakerId, VenueId,
    Window, parse_local,
};
use xinhuo::sessions::{Answer, Assignment, Part, Session, SessionKind, SessionStatus};
use xinhuo::speakers::{Caps, Channel, ElderKind, Speaker};
use xinhuo::store::{committees, sessions, speakers, venues};
use xinhuo::venues::{Contact, Venue};

/// Both databases.
pub const BOTH: [Kind; 2] = [Kind::Sqlite, Kind::Postgres];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// A database that goes away with the test.
pub struct Ground {
    pub url: String,
    pub folder: tempfile::TempDir,
    dropped: Option<(String, String)>,
}

impl Ground {
    /// A fresh database; `None` where there is no server of this kind.
    pub fn fresh(kind: Kind) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        if kind == Kind::Sqlite {
            let url = format!("sqlite:{}", folder.path().join("city.db").display());
            return Some(Self { url, folder, dropped: None });
        }
        let server = crate::harness::postgres::server().to_owned();
        let name = format!("office_{}", uuid::Uuid::now_v7().simple());
        let mut admin = PgConnection::establish(&server).unwrap();
        diesel::sql_query(format!("CREATE DATABASE {name}")).execute(&mut admin).unwrap();
        let url = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
        Some(Self { url, folder, dropped: Some((server, name)) })
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.dropped
            && let Ok(mut admin) = PgConnection::establish(server)
        {
            let _ = diesel::sql_query(format!("DROP DATABASE {name} WITH (FORCE)")).execute(&mut admin);
        }
    }
}

/// The office at nine o'clock on 23 November 2026.
pub struct Office {
    pub app: App,
    pub ground: Ground,
    pub committee: Committee,
    pub wang: Speaker,
    pub li: Speaker,
    pub school: Venue,
    pub session: Session,
}

pub const NOW: &str = "2026-11-23 09:00";
pub const SECRET: &str = "a secret of the tests, long enough";

pub fn at(text: &str) -> Moment {
    parse_local(text).unwrap()
}

impl Office {
    /// An office over a database of this kind; `change` may set anything before it opens.
    pub fn open(kind: Kind, change: impl FnOnce(&mut Settings)) -> Option<Self> {
        let ground = Ground::fresh(kind)?;
        let mut settings = Settings {
            database_url: Some(ground.url.as_str().into()),
            mail: Some("memory:".into()),
            mail_from: Some("xinhuo@example.cn".into()),
            secret: Some(SECRET.into()),
            base_url: Some("https://xinhuo.example.cn".into()),
            now: Some(NOW.into()),
            ..Settings::default()
        };
        change(&mut settings);
        let app = App::build(Config::read(&settings).unwrap(), None).unwrap();
        let committee = committee();
        let (wang, li) = (
            speaker(&committee, "S1", "王建国", Channel::Email),
            speaker(&committee, "S2", "李秀英", Channel::Telephone),
        );
        let school = school(&committee);
        let session = session(&committee, &school, &[&wang, &li]);
        let made = (committee.clone(), vec![wang.clone(), li.clone()], school.clone(), session.clone());
        app.store
            .write_now(|db| {
                committees::insert(db, std::slice::from_ref(&made.0))?;
                speakers::insert(db, &made.1)?;
                venues::insert(db, std::slice::from_ref(&made.2))?;
                sessions::insert(db, std::slice::from_ref(&made.3))
            })
            .unwrap();
        Some(Self { app, ground, committee, wang, li, school, session })
    }

    /// The same office at another time, with the same outbox and mailbox.
    pub fn later(&self, time: &str) -> App {
        App { clock: Clock::starting_at(at(time)), ..self.app.clone() }
    }

    /// The same office with one setting changed.
    pub fn with(&self, change: impl FnOnce(&mut Config)) -> App {
        let mut config = (*self.app.config).clone();
        change(&mut config);
        App { config: Arc::new(config), ..self.app.clone() }
    }

    /// A letter about the session, owed now.
    pub fn letter(&self, kind: LetterKind, recipient: Recipient, sequence: i32) -> LetterOwed {
        LetterOwed {
            kind,
            subject: self.session.id.to_string(),
            recipient,
            sequence,
            not_before: at(NOW),
            not_after: Some(self.session.window.start),
            facts: serde_json::json!({}),
        }
    }
}

fn committee() -> Committee {
    let id = CommitteeId::fresh();
    Committee {
        path: CommitteePath::everything().child(&id),
        id,
        code: "320602".to_owned(),
        name: "崇川区关工委".to_owned(),
        level: Level::County,
        parent: None,
        division_code: None,
        phone: "0513-85000000".to_owned(),
        email: String::new(),
        feed_generation: 1,
        version: 1,
    }
}

fn speaker(committee: &Committee, code: &str, name: &str, channel: Channel) -> Speaker {
    Speaker {
        id: SpeakerId::fresh(),
        code: code.to_owned(),
        name: name.to_owned(),
        elder_kind: ElderKind::Teacher,
        birth_year: Some(1952),
        committee: committee.id.clone(),
        team: None,
        township_code: String::new(),
        phone: "13900000000".to_owned(),
        email: format!("{}@example.cn", code.to_lowercase()),
        channel,
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

fn school(committee: &Committee) -> Venue {
    let contact = Contact {
        name: "陈老师".to_owned(),
        phone: "13800000000".to_owned(),
        email: "school@example.cn".to_owned(),
        email_bad: false,
    };
    Venue {
        id: VenueId::fresh(),
        code: "V1".to_owned(),
        name: "城东小学".to_owned(),
        kind: "school".to_owned(),
        tier: String::new(),
        committee: committee.id.clone(),
        township_code: String::new(),
        point: (31.98, 120.89),
        enrolment: vec![(Grade::Primary46, 300)],
        rooms: Vec::new(),
        bells: Vec::new(),
        blackouts: Vec::new(),
        contacts: vec![contact],
        stairs: true,
        pickup: false,
        active: true,
        feed_generation: 1,
        version: 1,
    }
}

fn session(committee: &Committee, school: &Venue, who: &[&Speaker]) -> Session {
    let id = SessionId::fresh();
    Session {
        uid: id.to_string(),
        id,
        code: "C1".to_owned(),
        committee: committee.id.clone(),
        cohosts: Vec::new(),
        venue: school.id.clone(),
        room: None,
        request: None,
        plan: None,
        campaign: None,
        kind: SessionKind::Lecture,
        theme: "党史国史".to_owned(),
        lecture: None,
        grade: Grade::Primary46,
        language: "mandarin".to_owned(),
        window: Window::parse("2026-11-25 09:30/10:15").unwrap(),
        planned: 120,
        status: SessionStatus::Confirmed,
        cancel_reason: String::new(),
        teacher: "周老师".to_owned(),
        teacher_phone: "13700000000".to_owned(),
        school_approval: String::new(),
        override_reason: String::new(),
        online_views: 0,
        pickup_by: String::new(),
        pickup_at: None,
        companion: String::new(),
        sequence: 0,
        assignments: who.iter().map(|speaker| accepted(speaker)).collect(),
        changed_at: at("2026-11-01 09:00"),
        created_at: at("2026-11-01 09:00"),
        version: 1,
    }
}

fn accepted(speaker: &Speaker) -> Assignment {
    Assignment {
        id: xinhuo::kernel::AssignmentId::fresh(),
        speaker: speaker.id.clone(),
        part: Part::Speaker,
        answer: Answer::Accepted,
        pinned: false,
        invited_at: Some(at("2026-11-01 09:00")),
        answer_by: Some(at("2026-11-04 09:00")),
        answered_at: Some(at("2026-11-02 09:00")),
        answered_through: "link".to_owned(),
        proposed_start: None,
        note: String::new(),
        changed_at: at("2026-11-02 09:00"),
        still_at: None,
    }
}
