//! No double booking, by the database itself: writers in several processes race for one speaker and one hall.

use super::town::{Town, settings, towns};
use std::process::{Command, Stdio};
use xinhuo::app::App;
use xinhuo::kernel::*;
use xinhuo::requests::{Request, RequestStatus};
use xinhuo::sessions::{Arrangement, Booking, Session, SessionKind};
use xinhuo::store::{self, StoreError};

/// Set in a child: `URL|SPEAKER|ROOM|VENUE|COMMITTEE|WAY`, and this process is a writer of the race.
const WRITER: &str = "XINHUO_TEST_RACE";
const PROCESSES: usize = 4;
const EACH: i64 = 12;

/// A child of the tests below; alone it has nothing to do.
#[test]
fn racing_writer() {
    let Ok(task) = std::env::var(WRITER) else { return };
    let parts: Vec<&str> = task.split('|').collect();
    let [url, speaker, room, venue, committee, way] = parts[..] else { panic!("{task}") };
    let app = App::build(settings(url), None).unwrap();
    wait_for_the_others(&app);
    let mut won = 0;
    for n in 0..EACH {
        // windows of 60 minutes that begin every 20 minutes: each meets its neighbours
        let session = session(speaker, room, venue, committee, n * 20);
        let result = match way {
            "insert" => insert(&app, &session),
            _ => moved(&app, &session),
        };
        match result {
            Ok(()) => won += 1,
            Err(error) => assert_eq!(error.refusal().map(|it| it.key), Some("double-booking"), "{error}"),
        }
    }
    println!("won {won}");
}

/// All begin at the same second, so that they meet.
fn wait_for_the_others(app: &App) {
    let go = std::env::var("XINHUO_TEST_RACE_GO").unwrap();
    while !std::path::Path::new(&go).exists() {
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    assert!(app.clock.is_rehearsal());
}

fn insert(app: &App, session: &Session) -> Result<(), StoreError> {
    patiently(|| app.store.write_now(|db| store::sessions::insert(db, std::slice::from_ref(session))))
}

/// Who is told that the database is busy sends the same once more, as a person would.
fn patiently(write: impl Fn() -> Result<(), StoreError>) -> Result<(), StoreError> {
    let busy = |result: &Result<(), StoreError>| {
        let refusal = result.as_ref().err().and_then(StoreError::refusal);
        refusal.is_some_and(|it| it.key == "database-busy")
    };
    (0..20).map(|_| write()).find(|result| !busy(result)).unwrap_or_else(write)
}

/// First far away, where nobody is, then moved to where all want to be.
fn moved(app: &App, session: &Session) -> Result<(), StoreError> {
    let away = parse_local("2031-01-01 08:00").unwrap();
    let nth = i64::from(std::process::id()) * 400 + (session.window.start - base()).num_minutes();
    let start = away + chrono::TimeDelta::hours(2 * nth);
    let far = Session { window: Window { start, end: start + chrono::TimeDelta::minutes(60) }, ..session.clone() };
    insert(app, &far)?;
    let near = Session { window: session.window, version: far.version + 1, ..far };
    patiently(|| app.store.write_now(|db| store::sessions::update(db, &near)))
}

fn base() -> Moment {
    parse_local("2026-12-01 09:00").unwrap()
}

fn session(speaker: &str, room: &str, venue: &str, committee: &str, offset: i64) -> Session {
    let now = parse_local("2026-11-23 09:00").unwrap();
    let request = Request {
        id: RequestId::fresh(),
        code: String::new(),
        series: None,
        repeat: String::new(),
        committee: committee.into(),
        venue: venue.into(),
        room: (room != "-").then(|| room.into()),
        lecture: None,
        theme: Some("党史国史".into()),
        grade: Grade::Primary46,
        headcount: 100,
        minutes: 60,
        language: "mandarin".into(),
        teacher: String::new(),
        teacher_phone: String::new(),
        school_approval: String::new(),
        priority_pct: 100,
        repeat_speaker: None,
        note: String::new(),
        windows: vec![],
        status: RequestStatus::Approved,
        return_reason: String::new(),
        asked_by: String::new(),
        created_at: now,
        changed_at: now,
        version: 1,
    };
    let arrangement = Arrangement {
        code: uuid::Uuid::now_v7().to_string(),
        speaker: speaker.into(),
        start: base() + chrono::TimeDelta::minutes(offset),
        room: None,
        kind: SessionKind::Lecture,
        lecture: None,
        plan: None,
        campaign: None,
        pinned: false,
    };
    let session = Session::arranged(&request, arrangement, now).unwrap();
    Session { request: None, ..session.publish(now).unwrap().session }
}

/// Runs the writers; `resources` gives each process its speaker and room. Returns how many writes won.
fn race(town: &Town, way: &str, resources: impl Fn(usize) -> (String, String)) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let go = folder.path().join("go");
    let children: Vec<_> = (0..PROCESSES)
        .map(|n| {
            let (speaker, room) = resources(n);
            let task: [&str; 6] = [&town.url, &speaker, &room, &town.school.id.0, &town.county.id.0, way];
            let task = task.join("|");
            Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "spine::double_booking::racing_writer", "--nocapture", "--test-threads=1"])
                .env(WRITER, task)
                .env("XINHUO_TEST_RACE_GO", &go)
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    std::thread::sleep(std::time::Duration::from_millis(500));
    std::fs::write(&go, "").unwrap();
    let mut won = 0;
    for child in children {
        let out = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&out.stdout).into_owned();
        assert!(out.status.success(), "{said}\n{}", String::from_utf8_lossy(&out.stderr));
        let line = said.split("won ").nth(1).expect("a writer tells").split_whitespace().next().unwrap();
        won += line.parse::<usize>().unwrap();
    }
    won
}

fn near(town: &Town) -> Vec<Booking> {
    let all = town.app.store.read_now(store::bookings::all).unwrap();
    all.into_iter().filter(|it| it.window.start < parse_local("2030-01-01 00:00").unwrap()).collect()
}

fn no_two_meet(held: &[Booking]) {
    for (n, one) in held.iter().enumerate() {
        for other in &held[n + 1..] {
            assert!(one.resource != other.resource || !one.window.meets(&other.window), "{one:?} and {other:?}");
        }
    }
}

#[test]
fn one_speaker_wanted_by_many_processes() {
    for town in towns() {
        let speaker = town.speakers[0].id.0.clone();
        // each its own venue without rooms would need more venues, so each takes no room but another speaker's hall
        let won = race(&town, "insert", |_| (speaker.clone(), town.school.rooms[0].id.0.clone()));
        let held = near(&town);
        no_two_meet(&held);
        let talks = held.iter().filter(|it| it.resource == speaker).count();
        assert_eq!(won, talks, "who was told yes has a booking, and nobody else");
        // starts every 20 minutes, 60 minutes long: at most every third start wins
        assert!((1..=EACH as usize / 3 + 1).contains(&talks), "{talks}");
    }
}

#[test]
fn one_hall_wanted_for_different_speakers() {
    for town in towns() {
        let room = town.school.rooms[0].id.0.clone();
        let won = race(&town, "insert", |n| (town.speakers[n % 4].id.0.clone(), room.clone()));
        let held = near(&town);
        no_two_meet(&held);
        assert_eq!(won, held.iter().filter(|it| it.resource == room).count());
        assert_eq!(held.len(), won * 2, "a refused session left nothing behind");
    }
}

#[test]
fn one_place_that_sessions_are_moved_to() {
    for town in towns() {
        let room = town.school.rooms[0].id.0.clone();
        let speaker = town.speakers[1].id.0.clone();
        let won = race(&town, "move", |_| (speaker.clone(), room.clone()));
        let held = near(&town);
        no_two_meet(&held);
        assert_eq!(won, held.iter().filter(|it| it.resource == speaker).count());
    }
}

#[test]
fn exactly_one_of_many_wins_one_hour() {
    for town in towns() {
        let (room, speaker) = (town.school.rooms[0].id.0.clone(), town.speakers[2].id.0.clone());
        let wins: Vec<bool> = std::thread::scope(|scope| {
            let writers: Vec<_> = (0..6)
                .map(|_| {
                    let one = session(&speaker, &room, &town.school.id.0, &town.county.id.0, 0);
                    let app = &town.app;
                    scope.spawn(move || insert(app, &one).is_ok())
                })
                .collect();
            writers.into_iter().map(|it| it.join().unwrap()).collect()
        });
        assert_eq!(wins.iter().filter(|won| **won).count(), 1);
        assert_eq!(near(&town).len(), 2);
    }
}

/// The database alone refuses, whoever writes and however: a raw insert and a raw update.
#[test]
fn the_database_itself_refuses() {
    use diesel::Connection;
    use diesel::connection::SimpleConnection;
    for town in towns() {
        let (room, speaker) = (town.school.rooms[0].id.0.clone(), town.speakers[0].id.0.clone());
        let (a, b) = (
            session(&speaker, &room, &town.school.id.0, &town.county.id.0, 0),
            session(&speaker, &room, &town.school.id.0, &town.county.id.0, 300),
        );
        insert(&town.app, &a).unwrap();
        insert(&town.app, &b).unwrap();
        let statements = [
            format!(
                "INSERT INTO bookings (session_id, resource_id, starts_at, ends_at) SELECT '{}', resource_id || '', starts_at, ends_at FROM bookings WHERE session_id = '{}' AND resource_id = '{speaker}'",
                b.id, a.id
            ),
            format!(
                "UPDATE bookings SET starts_at = (SELECT starts_at FROM bookings WHERE session_id = '{0}' AND resource_id = '{speaker}') WHERE session_id = '{1}' AND resource_id = '{speaker}'",
                a.id, b.id
            ),
        ];
        for statement in statements {
            let refused = match town.url.strip_prefix("sqlite:") {
                Some(path) => diesel::SqliteConnection::establish(path).unwrap().batch_execute(&statement).is_err(),
                None => diesel::PgConnection::establish(&town.url).unwrap().batch_execute(&statement).is_err(),
            };
            assert!(refused, "{statement}");
        }
        assert_eq!(near(&town).len(), 4);
    }
}
