//! A small town on a fresh database of either kind: a city, a county, a school, a station, four speakers.

use std::sync::Arc;
use xinhuo::accounts::{Actor, Grant, Role, Scope};
use xinhuo::actions::plans;
use xinhuo::actions::requests::{self, Placed};
use xinhuo::app::App;
use xinhuo::committees::{Committee, Division, DivisionLevel, Level};
use xinhuo::config::{Config, Secret, Settings};
use xinhuo::kernel::*;
use xinhuo::lectures::{Lecture, TextStatus};
use xinhuo::requests::OrderForm;
use xinhuo::sessions::Session;
use xinhuo::speakers::{Caps, Channel, ElderKind, Speaker, WeekHours};
use xinhuo::store;
use xinhuo::venues::{Contact, Room, Venue};

/// The day on which every story begins: a Monday within the autumn term.
pub const TODAY: &str = "2026-11-23 09:00";

pub struct Town {
    pub app: App,
    pub url: String,
    pub city: Committee,
    pub county: Committee,
    pub school: Venue,
    /// 王, 李, 张, 赵; 赵's insurance has expired.
    pub speakers: Vec<Speaker>,
    _folder: tempfile::TempDir,
}

/// A town on SQLite, and one on PostgreSQL.
pub fn towns() -> Vec<Town> {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = format!("sqlite:{}", folder.path().join("xinhuo.db").display());
    let mut all = vec![town(sqlite, folder)];
    all.push(town(fresh_postgres(crate::harness::postgres::server()), tempfile::tempdir().unwrap()));
    all
}

fn fresh_postgres(server: &str) -> String {
    use diesel::Connection;
    use diesel::connection::SimpleConnection;
    let name = format!("spine_{}", uuid::Uuid::now_v7().simple());
    let mut conn = diesel::PgConnection::establish(server).unwrap();
    conn.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
    format!("{}/{name}", server.rsplit_once('/').unwrap().0)
}

pub fn settings(url: &str) -> Config {
    Config::read(&Settings {
        database_url: Some(Secret(url.to_owned())),
        mail: Some(Secret("memory:".to_owned())),
        secret: Some(Secret("0123456789abcdef".repeat(4))),
        now: Some(TODAY.to_owned()),
        ..Settings::default()
    })
    .unwrap()
}

fn town(url: String, folder: tempfile::TempDir) -> Town {
    let app = App::build(settings(&url), None).unwrap();
    let city = committee("320600", "南通市关工委", Level::City, None);
    let county = committee("320602", "崇川区关工委", Level::County, Some(&city));
    let school = venue("S1", "城东小学", "school", &county, (32.01, 120.87));
    let station = venue("Z1", "城东街道校外教育辅导站", "outreach_station", &county, (32.02, 120.88));
    let mut speakers: Vec<Speaker> = ["王建国", "李秀英", "张卫东", "赵淑芬"]
        .iter()
        .enumerate()
        .map(|(n, name)| speaker(&format!("X{}", n + 1), name, &city))
        .collect();
    speakers[3].insured_until = Day::ymd(2026, 10, 1);
    let lecture = lecture(&city, &speakers);
    let division = Division {
        code: "320602001".to_owned(),
        name: "城东街道".to_owned(),
        name_en: String::new(),
        level: DivisionLevel::Township,
        parent_code: None,
        point: Some((32.0, 120.86)),
        valid_from: Day::ymd(2020, 1, 1).unwrap(),
        valid_to: None,
    };
    let (committees, venues, all) =
        (vec![city.clone(), county.clone()], vec![school.clone(), station.clone()], speakers.clone());
    app.store
        .write_now(move |db| {
            store::divisions::insert(db, std::slice::from_ref(&division))?;
            store::committees::insert(db, &committees)?;
            store::venues::insert(db, &venues)?;
            store::speakers::insert(db, &all)?;
            store::lectures::insert(db, std::slice::from_ref(&lecture))
        })
        .unwrap();
    Town { app, url, city, county, school, speakers, _folder: folder }
}

impl Town {
    /// The city's coordinator.
    pub fn coordinator(&self) -> Actor {
        self.somebody("陈协调", Role::Coordinator, &self.city)
    }

    pub fn somebody(&self, name: &str, role: Role, at: &Committee) -> Actor {
        let grant = Grant { role, committee_id: at.id.clone(), committee: at.path.clone(), speaker: None, venue: None };
        Actor::account(AccountId::fresh(), name.to_owned(), vec![grant])
    }

    /// The school's contact.
    pub fn contact(&self) -> Actor {
        let grant = Grant {
            role: Role::Contact,
            committee_id: self.county.id.clone(),
            committee: self.county.path.clone(),
            speaker: None,
            venue: Some(self.school.id.clone()),
        };
        Actor::account(AccountId::fresh(), "周老师".to_owned(), vec![grant])
    }

    /// The same program, later.
    pub fn at(&self, moment: &str) -> App {
        App { clock: Clock::starting_at(parse_local(moment).unwrap()), ..self.app.clone() }
    }

    /// An order of the school for the lecture, on Tuesday 1 December.
    pub fn order(&self) -> OrderForm {
        OrderForm {
            venue: "S1".to_owned(),
            room: "报告厅".to_owned(),
            lecture: "K1".to_owned(),
            grade: "primary_4_6".to_owned(),
            headcount: "240".to_owned(),
            minutes: "45".to_owned(),
            windows: vec!["2026-12-01 09:00/11:00".to_owned(), "2026-12-02 14:00/16:00".to_owned()],
            ..OrderForm::default()
        }
    }

    pub fn everything() -> Scope {
        Scope::public()
    }
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
        division_code: Some(code.to_owned()),
        phone: "0513-85000000".to_owned(),
        email: String::new(),
        feed_generation: 1,
        version: 1,
    }
}

fn venue(code: &str, name: &str, kind: &str, owner: &Committee, point: (f64, f64)) -> Venue {
    Venue {
        id: VenueId::fresh(),
        code: code.to_owned(),
        name: name.to_owned(),
        kind: kind.to_owned(),
        tier: String::new(),
        committee: owner.id.clone(),
        township_code: "320602001".to_owned(),
        point,
        enrolment: vec![(Grade::Primary46, 300)],
        rooms: vec![Room { id: RoomId::fresh(), name: "报告厅".to_owned(), capacity: 250 }],
        bells: if kind == "school" { vec![(500, 545), (565, 610), (620, 665), (840, 885), (895, 940)] } else { vec![] },
        blackouts: Vec::new(),
        contacts: vec![Contact {
            name: "周老师".to_owned(),
            phone: "0513-85111111".to_owned(),
            email: "zhou@school.example".to_owned(),
            email_bad: false,
        }],
        stairs: false,
        pickup: false,
        active: true,
        feed_generation: 1,
        version: 1,
    }
}

fn speaker(code: &str, name: &str, owner: &Committee) -> Speaker {
    let valid = Day::ymd(2028, 12, 31);
    Speaker {
        id: SpeakerId::fresh(),
        code: code.to_owned(),
        name: name.to_owned(),
        elder_kind: ElderKind::Teacher,
        birth_year: Some(1955),
        committee: owner.id.clone(),
        team: None,
        township_code: "320602001".to_owned(),
        phone: "13800000000".to_owned(),
        email: format!("{code}@speakers.example"),
        channel: Channel::Email,
        languages: vec!["mandarin".to_owned()],
        qualifications: vec![("党史国史".to_owned(), Grade::Primary46), ("党史国史".to_owned(), Grade::Community)],
        availability: (1..=7).map(|weekday| WeekHours { weekday, from: 480, to: 1080 }).collect(),
        exceptions: Vec::new(),
        blocked_venues: Vec::new(),
        caps: Caps { per_day: 2, per_week: 6, per_month: 20, ..Caps::default() },
        earliest: None,
        latest: None,
        no_stairs: false,
        needs_companion: false,
        appointed_until: valid,
        checked_until: valid,
        insured_until: valid,
        consent_public_name: false,
        active: true,
        email_bad: false,
        feed_generation: 1,
        version: 1,
    }
}

fn lecture(owner: &Committee, speakers: &[Speaker]) -> Lecture {
    Lecture {
        id: LectureId::fresh(),
        code: "K1".to_owned(),
        title: "长江边的红色记忆".to_owned(),
        outline: String::new(),
        needs: String::new(),
        theme: "党史国史".to_owned(),
        grades: vec![Grade::Primary46, Grade::Community],
        minutes: 45,
        committee: owner.id.clone(),
        speakers: speakers.iter().map(|it| it.id.clone()).collect(),
        status: TextStatus::Approved,
        approved_until: Day::ymd(2027, 6, 30),
        revision: 1,
        version: 1,
    }
}

/// Runs a story on a runtime of its own.
pub fn story<T>(told: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(told)
}

/// Options of a run over the first fortnight of December.
pub fn fortnight() -> xinhuo::actions::plans::RunOptions {
    xinhuo::actions::plans::RunOptions {
        from: Day::ymd(2026, 11, 30).unwrap(),
        to: Day::ymd(2026, 12, 13).unwrap(),
        time_limit: std::time::Duration::from_secs(5),
        seed: 1,
        stop: Arc::default(),
    }
}

/// An order as placed.
pub async fn made(town: &Town, actor: &Actor, form: OrderForm) -> Vec<RequestId> {
    match requests::place(&town.app, actor, form).await.unwrap() {
        Placed::Made { ids, .. } => ids,
        Placed::Refused(refusals) => panic!("refused: {refusals:?}"),
    }
}

/// A session as it stands.
pub fn loaded(town: &Town, id: &SessionId) -> Session {
    town.app.store.read_now(|db| store::sessions::load(db, id)).unwrap()
}

/// An order, taken, planned and published.
pub async fn published(town: &Town) -> (RequestId, Session) {
    let request = made(town, &town.contact(), town.order()).await.remove(0);
    requests::approve(&town.app, &town.coordinator(), request.clone(), None).await.unwrap();
    let ran = plans::run(&town.app, &town.coordinator(), town.city.id.clone(), fortnight()).await.unwrap();
    let item = ran.items.iter().find(|it| it.request == request).unwrap();
    assert!(item.chosen.is_some(), "unfilled: {}", item.reasons);
    let done = plans::publish(&town.app, &town.coordinator(), ran.plan.id.clone(), ran.plan.version).await.unwrap();
    assert_eq!(done.sessions.len(), 1);
    let session = loaded(town, &done.sessions[0]);
    (request, session)
}
