//! Registers: reads by scope, forms, editable lists, approval, and two records of one person.

use std::collections::BTreeMap;
use tempfile::TempDir;
use xinhuo::accounts::{Actor, Deed, Grant, Role};
use xinhuo::actions::import::{FileKind, in_silence, run};
use xinhuo::actions::lectures::{Decision, decide};
use xinhuo::actions::materials::{Verdict, judge};
use xinhuo::actions::registers::{Saved, change, change_own, create};
use xinhuo::actions::{committees as committee_actions, merge};
use xinhuo::app::App;
use xinhuo::committees::{List, ListItem};
use xinhuo::config::{Config, Secret, Settings};
use xinhuo::kernel::{AccountId, Day};
use xinhuo::lectures::TextStatus;
use xinhuo::store::{Paging, committees, feeds, lectures, lists, materials, reach, sessions, speakers, teams, venues};
use xinhuo::tables::{Format, read};

/// A small city in a fresh embedded database.
pub struct City {
    /// The program over it.
    pub app: App,
    /// Coordinator of county TZ.
    pub coordinator: Actor,
    /// Where its database lies, for as long as it is held.
    pub _folder: TempDir,
}

impl City {
    /// Tables and lists, nothing else.
    pub async fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("xinhuo.db").display());
        Self::over(url, folder)
    }

    /// The same on a PostgreSQL server, in a database of its own, when the test command started one.
    pub async fn empty_on_postgres() -> Option<Self> {
        use diesel::{Connection, RunQueryDsl};
        let server = crate::harness::postgres::server();
        let name = format!("registers_{}", uuid::Uuid::now_v7().simple());
        let mut admin = diesel::PgConnection::establish(server).unwrap();
        diesel::sql_query(format!("CREATE DATABASE {name}")).execute(&mut admin).unwrap();
        let (base, _) = server.rsplit_once('/').unwrap();
        Some(Self::over(format!("{base}/{name}"), tempfile::tempdir().unwrap()))
    }

    fn over(url: String, folder: TempDir) -> Self {
        let secret = |text: &str| Some(Secret(text.to_owned()));
        let settings = Settings {
            database_url: secret(&url),
            mail: secret("memory:"),
            secret: secret("a secret of tests alone"),
            ..Settings::default()
        };
        let app = App::build(Config::read(&settings).unwrap(), None).unwrap();
        Self { app, coordinator: Actor::visitor(), _folder: folder }
    }

    async fn fill(&mut self, kind: FileKind, text: &str) {
        let sheet = read(Format::Csv, text.as_bytes()).unwrap();
        let report = run(&self.app, &Actor::operator(), kind, sheet, in_silence()).await.unwrap();
        assert!(report.is_clean(), "{}: {:?}", kind.code(), report.troubles);
    }
}

/// The small city with something in every register.
pub async fn city() -> City {
    filled(City::empty().await).await
}

/// Puts something into every register.
pub async fn filled(mut city: City) -> City {
    for (kind, text) in [
        (
            FileKind::Divisions,
            "code,name,level,parent_code,lat,lon,valid_from\n320600,南通市,prefecture,,31.98,120.89,2020-01-01\n320612001,金沙街道,township,320600,32.09,121.07,\n320685001,海安街道,township,320600,,,\n",
        ),
        (
            FileKind::Committees,
            "code,name,level,parent,division_code,phone,email\nNT,南通市关工委,city,,320600,0513-85000001,nt@example.cn\nTZ,通州区关工委,county,NT,,,\nHA,海安市关工委,county,NT,,,\n",
        ),
        (
            FileKind::Teams,
            "code,name,kind,committee,brand,members\nT1,金沙宣讲团,理论宣讲,TZ,银龄讲堂,12\nT2,海安志愿队,乡村振兴,HA,,30\n",
        ),
        (
            FileKind::Venues,
            "code,name,kind,tier,committee,township_code,lat,lon,enrolment,rooms,bells,blackouts,contact_name,contact_phone,contact_email,stairs,pickup\nV1,示例小学,学校,,TZ,320612001,32.1,121.1,primary_1_3:320|primary_4_6:310,报告厅:300|阶梯教室:120,08:20-09:00|09:10-09:50,2027-01-18/2027-01-22 期末,陈老师,0513-86000001,chen@example.cn,是,否\nV2,示例辅导站,outreach_station,中心站,TZ,金沙街道,,,community:80,大厅:60,,,,,,false,true\nV3,示例小学西校区,school,,TZ,320612001,32.11,121.1,junior:90,报告厅:200|小礼堂:80,,,刘老师,13900000000,,否,是\n",
        ),
        (
            FileKind::Speakers,
            "code,name,elder_kind,birth_year,committee,team,township_code,phone,email,languages,qualifications,availability,exceptions,blocked_venues,per_day,latest,no_stairs,insured_until\nS1,王建国,cadre,1948,TZ,T1,320612001,13800000001,wang@example.cn,mandarin|南通话,党史国史:junior|革命故事:primary_4_6,mon 09:00-11:30|thu 14:00-16:00,2026-12-01 off|2026-12-05 09:00-11:00,V2,1,16:30,是,2027-06-30\nS2,王建国,老干部,,TZ,,,,,,科普:junior,,2026-12-02 off,V1,,,,\nS3,周玉兰,老教师,1955,HA,T2,320685001,13800000003,,,禁毒:senior,,,,,,,\n",
        ),
        (
            FileKind::Lectures,
            "code,title,theme,grades,minutes,speakers,status,approved_until,committee,outline\nL1,长征路上,革命故事,primary_4_6|junior,45,S1|S2,approved,2027-12-31,TZ,雪山和草地\nL2,身边的科学,科普,初中,40,S2,draft,,TZ,\n",
        ),
        (
            FileKind::Materials,
            "code,title,kind,theme,committee,lecture,author,version,status,approved_by,approved_at\nM1,长征故事选,读本,革命故事,TZ,L1,王建国,2,approved,李主任,2026-03-01 10:00\n",
        ),
        (
            FileKind::Campaigns,
            "code,name,slogan,from,to,committee\nC1,党史学习教育,学史明理,2021-03-01,2021-12-31,NT\n",
        ),
        (
            FileKind::Requests,
            "code,venue,room,theme,grade,headcount,minutes,windows,repeat,teacher\nQ1,V2,大厅,科普,community,40,40,2026-12-05 09:00/11:00|2026-12-06 09:00/11:00,weekly:3,\nQ2,V1,,革命故事,primary_4_6,200,45,2026-12-07 09:00/10:00,,陈老师\n",
        ),
        (
            FileKind::Sessions,
            "code,committee,cohosts,venue,room,speakers,theme,lecture,kind,start,minutes,status,campaign,online_views,pickup_by,pickup_at,companion\nH1,TZ,HA,V1,报告厅,S1,革命故事,L1,lecture,2021-05-10 14:00,45,delivered,C1,12,李师傅,2021-05-10 13:00,周玉兰\nH2,TZ,,V3,报告厅,S2,科普,,班级宣讲,2021-06-10 14:00,40,已开展,,,,,\n",
        ),
        (
            FileKind::Attendance,
            "session,grade,kind,headcount,basis,flags,reported_by,reported_at,confirmed_by,confirmed_at\nH1,primary_4_6,youth,200,counted,left_behind:12,陈老师,2021-05-10 16:00,李主任,2021-05-11 09:00\nH1,小学四至六年级,家长,１0,估计,,,,,\n",
        ),
        (
            FileKind::Targets,
            "committee,period,measure,theme,grade,venue_kind,value\nNT,2026,sessions,,,,900\nTZ,2026-Q3,youth_reach,科普,junior,学校,5000\n",
        ),
        (
            FileKind::Indicators,
            "committee,year,name,numerator,denominator,source\nNT,2025,零犯罪村,1780,1900,市关工委年报\n",
        ),
        (
            FileKind::Accounts,
            "email,name,role,committee,speaker,venue\nli@example.cn,李协调,coordinator,TZ,,\nwang@example.cn,王建国,宣讲员,TZ,S1,\n",
        ),
    ] {
        city.fill(kind, text).await;
    }
    let county = city.app.store.read_now(|db| committees::by_code(db, "TZ")).unwrap();
    let grant =
        Grant { role: Role::Coordinator, committee_id: county.id, committee: county.path, speaker: None, venue: None };
    city.coordinator = Actor::account(AccountId::fresh(), "示例·协调员".to_owned(), vec![grant]);
    city
}

fn form(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn reads_stay_within_the_scope() {
    let City { app, coordinator, _folder } = city().await;
    let scope = coordinator.scope(Deed::SeeRegisters).unwrap();
    let page = app.store.read_now(|db| speakers::list(db, &scope, &"".into(), Paging::default())).unwrap();
    assert_eq!(page.rows.iter().map(|s| s.code.as_str()).collect::<Vec<_>>(), ["S1", "S2"]);
    let hidden = app.store.read_now(|db| speakers::by_code(db, "S3")).unwrap();
    assert!(app.store.read_now(|db| speakers::find(db, &scope, &hidden.id)).is_err());
    let found = app.store.read_now(|db| speakers::list(db, &scope, &"wang@EXAMPLE".into(), Paging::default())).unwrap();
    assert_eq!(found.total, 1);
    // the reader's % and _ are letters, not patterns
    let none = app.store.read_now(|db| speakers::list(db, &scope, &"%".into(), Paging::default())).unwrap();
    assert_eq!(none.total, 0);
}

#[tokio::test]
async fn a_thirteenth_team_kind_is_an_entry_like_any_other() {
    let City { app, _folder, .. } = city().await;
    let kinds = app.store.read_now(|db| lists::all(db, List::TeamKinds)).unwrap();
    assert_eq!(kinds.len(), 12);
    for named in ["理论宣讲", "乡村振兴", "民企发展", "润苗育才", "和谐助稳"] {
        assert!(kinds.iter().any(|kind| kind.code == named), "{named}");
    }
    assert_eq!(app.store.read_now(|db| lists::all(db, List::Themes)).unwrap().len(), 18);
    let fields = form(&[("code", "T9"), ("name", "数字助老队"), ("kind", "数字助老"), ("committee", "NT")]);
    let refused = create(&app, &Actor::operator(), FileKind::Teams, fields.clone()).await.unwrap();
    assert!(matches!(&refused, Saved::Wrong(wrong) if wrong[0].place.as_deref() == Some("kind")), "{refused:?}");
    let item = ListItem {
        code: "数字助老".to_owned(),
        name: "数字助老".to_owned(),
        name_en: "Digital help".to_owned(),
        position: 13,
        keeps_terms: false,
        retired: false,
    };
    committee_actions::save_list_item(&app, &Actor::operator(), List::TeamKinds, item).await.unwrap();
    let Saved::As(id) = create(&app, &Actor::operator(), FileKind::Teams, fields).await.unwrap() else {
        panic!("refused")
    };
    assert_eq!(app.store.read_now(|db| teams::load(db, &id.clone().into())).unwrap().kind, "数字助老");
}

#[tokio::test]
async fn a_form_is_saved_whole_or_told_whole() {
    let City { app, coordinator, _folder } = city().await;
    let fields = form(&[("code", "S8"), ("name", ""), ("elder_kind", "teacher"), ("email", "x")]);
    let Saved::Wrong(wrong) = create(&app, &coordinator, FileKind::Speakers, fields).await.unwrap() else { panic!() };
    let places: BTreeMap<_, _> = wrong.iter().map(|no| (no.place.clone().unwrap_or_default(), no.key)).collect();
    assert_eq!(places, BTreeMap::from([("name".to_owned(), "cell-required"), ("email".to_owned(), "bad-email")]));
    let twice = form(&[("code", "S1"), ("name", "x"), ("elder_kind", "teacher")]);
    let Saved::Wrong(wrong) = create(&app, &coordinator, FileKind::Speakers, twice).await.unwrap() else { panic!() };
    assert_eq!(wrong[0].key, "already-there");
}

#[tokio::test]
async fn the_slower_of_two_writers_is_told() {
    let City { app, coordinator, _folder } = city().await;
    let seen = app.store.read_now(|db| speakers::by_code(db, "S1")).unwrap().version;
    let fields = |phone: &str| form(&[("code", "S1"), ("phone", phone)]);
    let first = change(&app, &coordinator, FileKind::Speakers, fields("12"), seen).await.unwrap();
    assert!(matches!(first, Saved::Wrong(_)), "too short for a number");
    let first = change(&app, &coordinator, FileKind::Speakers, fields("0513-86111111"), seen).await.unwrap();
    assert!(matches!(first, Saved::As(_)));
    let Saved::Wrong(wrong) =
        change(&app, &coordinator, FileKind::Speakers, fields("0513-86222222"), seen).await.unwrap()
    else {
        panic!("the second writer won")
    };
    assert_eq!(wrong[0].key, "changed-meanwhile");
    let speaker = app.store.read_now(|db| speakers::by_code(db, "S1")).unwrap();
    assert_eq!((speaker.phone.as_str(), speaker.qualifications.len()), ("0513-86111111", 2));
}

#[tokio::test]
async fn speakers_change_their_own_times_and_nothing_else() {
    let City { app, _folder, .. } = city().await;
    let speaker = app.store.read_now(|db| speakers::by_code(db, "S1")).unwrap();
    let path = app.store.read_now(|db| committees::path_of(db, &speaker.committee)).unwrap();
    let grant = Grant {
        role: Role::Speaker,
        committee_id: speaker.committee.clone(),
        committee: path,
        speaker: Some(speaker.id.clone()),
        venue: None,
    };
    let me = Actor::account(AccountId::fresh(), "王建国".to_owned(), vec![grant]);
    let hours = form(&[("code", "S1"), ("availability", "tue 09:00-11:00")]);
    let saved = change_own(&app, &me, FileKind::Speakers, hours, speaker.version).await.unwrap();
    assert!(matches!(saved, Saved::As(_)), "{saved:?}");
    let theme = form(&[("code", "S1"), ("qualifications", "科普:junior")]);
    assert!(change_own(&app, &me, FileKind::Speakers, theme, speaker.version + 1).await.is_err());
    let other = form(&[("code", "S2"), ("availability", "tue 09:00-11:00")]);
    let saved = change_own(&app, &me, FileKind::Speakers, other, 1).await.unwrap();
    assert!(matches!(saved, Saved::Wrong(_)), "{saved:?}");
}

#[tokio::test]
async fn an_approval_is_of_one_text() {
    let City { app, coordinator, _folder } = city().await;
    let load = || app.store.read_now(|db| lectures::by_code(db, "L2")).unwrap();
    let until = Day::ymd(2027, 8, 31);
    decide(&app, &coordinator, &load().id, load().revision, Decision::Approve(until)).await.unwrap();
    assert_eq!((load().status, load().approved_until), (TextStatus::Approved, until));
    let text = form(&[("code", "L2"), ("outline", "换了一套实验")]);
    change(&app, &coordinator, FileKind::Lectures, text, load().version).await.unwrap();
    assert_eq!((load().status, load().revision), (TextStatus::Submitted, 2));
    let material = app.store.read_now(|db| materials::by_codes(db, &["M1"])).unwrap().remove(0);
    let judge = |verdict| judge(&app, &coordinator, material.id.clone(), material.version, verdict);
    assert_eq!(judge(Verdict::SendBack(" ".to_owned())).await.unwrap_err().refusal().unwrap().key, "reason-needed");
    judge(Verdict::SendBack("太难".to_owned())).await.unwrap();
    assert_eq!(judge(Verdict::SendBack("太难".to_owned())).await.unwrap_err().refusal().unwrap().key, "text-state");
    judge(Verdict::Submit).await.unwrap();
    judge(Verdict::Approve).await.unwrap();
    let told = app.store.read_now(|db| materials::revisions(db, "material", material.id.as_str())).unwrap();
    assert_eq!(told.iter().map(|r| (r.number, r.status.code())).collect::<Vec<_>>(), [(2, "approved")]);
}

/// Two records, the first to go into the second.
pub fn pair<I: Clone>(from: &I, into: &I, seen: (i32, i32)) -> merge::Pair<I> {
    merge::Pair { from: from.clone(), into: into.clone(), seen }
}

#[tokio::test]
async fn two_records_of_one_person_become_one() {
    let City { app, coordinator, _folder } = city().await;
    let load = |code: &'static str| app.store.read_now(move |db| speakers::by_code(db, code));
    let (kept, other) = (load("S1").unwrap(), load("S2").unwrap());
    merge::speakers(&app, &coordinator, pair(&other.id, &kept.id, (1, 1)), Vec::new()).await.unwrap();
    let one = load("S1").unwrap();
    assert_eq!(one.qualifications.len(), 3);
    assert_eq!((one.blocked_venues.len(), one.exceptions.len()), (2, 3));
    assert_eq!((one.phone.as_str(), one.birth_year), ("13800000001", Some(1948)));
    assert!(load("S2").is_err());
    let session = app.store.read_now(|db| sessions::by_code(db, "H2")).unwrap();
    assert_eq!(session.assignments.iter().map(|a| &a.speaker).collect::<Vec<_>>(), [&kept.id]);
    assert!(app.store.read_now(reach::compare).unwrap().is_empty());
    let lecture = app.store.read_now(|db| lectures::by_code(db, "L2")).unwrap();
    assert_eq!(lecture.speakers, std::slice::from_ref(&kept.id));
    let lecture = app.store.read_now(|db| lectures::by_code(db, "L1")).unwrap();
    assert_eq!(lecture.speakers, std::slice::from_ref(&kept.id));
    let feed = app.store.read_now(|db| feeds::speaker(db, other.id.as_str())).unwrap().unwrap();
    assert_eq!(feed.whose, feeds::Whose::Speaker(kept.id.clone()));
    // a file that still names the old code means the kept record, and may not make the old one again
    let sheet =
        read(Format::Csv, "code,title,theme,grades,minutes,speakers\nL3,新课,科普,junior,40,S2\n".as_bytes()).unwrap();
    let report = run(&app, &coordinator, FileKind::Lectures, sheet, in_silence()).await.unwrap();
    assert!(report.is_clean(), "{:?}", report.troubles);
    let sheet = read(Format::Csv, "code,name,elder_kind\nS2,王建国,cadre\n".as_bytes()).unwrap();
    let report = run(&app, &coordinator, FileKind::Speakers, sheet, in_silence()).await.unwrap();
    assert_eq!(report.troubles[0].refusal.key, "code-merged");
    let itself = merge::speakers(&app, &coordinator, pair(&kept.id, &kept.id, (2, 2)), Vec::new()).await;
    assert_eq!(itself.unwrap_err().refusal().unwrap().key, "merge-with-itself");
}

#[tokio::test]
async fn two_records_of_one_place_become_one() {
    let City { app, coordinator, _folder } = city().await;
    let load = |code: &'static str| app.store.read_now(move |db| venues::by_code(db, code));
    let (kept, other) = (load("V1").unwrap(), load("V3").unwrap());
    let station = load("V2").unwrap();
    let refused = merge::venues(&app, &coordinator, pair(&station.id, &kept.id, (1, 1)), Vec::new()).await;
    assert_eq!(refused.unwrap_err().refusal().unwrap().key, "merge-kinds-differ");
    merge::venues(&app, &coordinator, pair(&other.id, &kept.id, (1, 1)), Vec::new()).await.unwrap();
    let one = load("V1").unwrap();
    let rooms: Vec<&str> = one.rooms.iter().map(|room| room.name.as_str()).collect();
    assert_eq!(rooms, ["报告厅", "阶梯教室", "小礼堂"]);
    assert_eq!((one.enrolment.len(), one.contacts.len(), one.pickup), (3, 2, true));
    assert!(load("V3").is_err());
    let session = app.store.read_now(|db| sessions::by_code(db, "H2")).unwrap();
    assert_eq!((&session.venue, session.room.as_ref()), (&one.id, Some(&one.rooms[0].id)));
    assert!(app.store.read_now(reach::compare).unwrap().is_empty());
}

#[tokio::test]
async fn two_who_speak_together_are_not_one() {
    let City { app, coordinator, _folder } = city().await;
    let sheet =
        read(Format::Csv, "code,venue,speakers,theme,start,minutes\nH3,V1,S1|S2,科普,2022-05-10 14:00,40\n".as_bytes())
            .unwrap();
    assert!(run(&app, &coordinator, FileKind::Sessions, sheet, in_silence()).await.unwrap().is_clean());
    let load = |code: &'static str| app.store.read_now(move |db| speakers::by_code(db, code)).unwrap().id;
    let refused =
        merge::speakers(&app, &coordinator, pair(&load("S2"), &load("S1"), (1, 1)), Vec::new()).await.unwrap_err();
    assert_eq!(refused.refusal().unwrap().key, "merge-same-session");
}

#[tokio::test]
async fn settings_hold_downwards_until_set_anew() {
    let City { app, _folder, .. } = city().await;
    let id = |code: &'static str| app.store.read_now(move |db| committees::by_code(db, code)).unwrap().id;
    let (city, county) = (id("NT"), id("TZ"));
    let set = |who: &xinhuo::kernel::CommitteeId, value: Option<&str>| {
        let (who, value) = (who.clone(), value.map(str::to_owned));
        let app = app.clone();
        async move {
            committee_actions::set_setting(&app, &Actor::operator(), who, "home_by".to_owned(), value).await.unwrap();
        }
    };
    let held = || app.store.read_now(|db| committees::settings(db, &county)).unwrap().get("home_by").cloned();
    set(&city, Some("17:00")).await;
    assert_eq!(held().as_deref(), Some("17:00"));
    set(&county, Some("16:00")).await;
    assert_eq!(held().as_deref(), Some("16:00"));
    set(&county, None).await;
    assert_eq!(held().as_deref(), Some("17:00"));
}
