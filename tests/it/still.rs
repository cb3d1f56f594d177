//! "Still all right?": one button, what silence brings, and who is asked instead.

use crate::harness::Browser;
use crate::office::{BOTH, Kind, Office, at};
use xinhuo::accounts::{Actor, Deed, Role, Scope, tokens};
use xinhuo::actions::accounts::{NewGrant, add};
use xinhuo::actions::letters::{CallOutcome, deliver, tick_call};
use xinhuo::actions::reminders::owe_due;
use xinhuo::app::App;
use xinhuo::reminders::policy::SETTING;
use xinhuo::sessions::{Answer, Part, Session, SessionStatus};
use xinhuo::store::letters::list::{Filter, LetterView, calls, letters};
use xinhuo::store::{Paging, committees, journal, sessions};

fn everything() -> Scope {
    Actor::operator().scope(Deed::HandleLetters).unwrap()
}

fn called(app: &App) -> Vec<LetterView> {
    let now = app.clock.now();
    app.store.read_now(|db| calls(db, &everything(), now, Paging::default())).unwrap().rows
}

fn of_kind(office: &Office, kind: &str) -> Vec<LetterView> {
    let filter = Filter { kind: kind.to_owned(), ..Filter::default() };
    office.app.store.read_now(|db| letters(db, &everything(), &filter, Paging::new(1, 50))).unwrap().rows
}

fn session(office: &Office) -> Session {
    office.app.store.read_now(|db| sessions::load(db, &office.session.id)).unwrap()
}

/// An office with a coordinator, its session changed.
async fn office(kind: Kind, change: impl FnOnce(&mut Session)) -> Office {
    let office = Office::open(kind, |_| ()).unwrap();
    let (email, name) = ("office@example.cn".to_owned(), "协调员".to_owned());
    let committee = office.committee.code.clone();
    let grant = NewGrant { email, name, role: Role::Coordinator, committee, speaker: None, venue: None };
    add(&office.app, &Actor::operator(), grant).await.unwrap();
    let mut session = office.session.clone();
    session.version += 1;
    change(&mut session);
    office.app.store.write_now(|db| sessions::update(db, &session)).unwrap();
    office
}

fn asks_next(office: &Office) {
    let id = office.committee.id.clone();
    office.app.store.write_now(|db| committees::set_setting(db, &id, SETTING, Some(r#"{"asks_next":true}"#))).unwrap();
}

/// Two workers look at the same moment; how many letters of each kind came of it.
async fn both_look(office: &Office, time: &str) -> std::collections::BTreeMap<&'static str, u64> {
    let late = office.later(time);
    let (one, two) = tokio::join!(owe_due(&late), owe_due(&late));
    let mut made = one.unwrap();
    for (kind, count) in two.unwrap() {
        *made.entry(kind).or_default() += count;
    }
    made
}

async fn send(office: &Office, time: &str) {
    deliver(&office.later(time), || false).await.unwrap();
}

/// The pages of an office at a time.
pub async fn pages(office: &Office, time: &str) -> Browser {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(xinhuo::web::serve(listener, office.later(time), std::future::pending()));
    Browser::new(&format!("http://{address}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letters_button_says_that_all_is_as_agreed_and_silence_is_telephoned_once() {
    for kind in BOTH {
        let office = office(kind, |_| ()).await;
        owe_due(&office.later("2026-11-20 09:00")).await.unwrap();
        send(&office, "2026-11-20 09:00").await;
        let week = of_kind(&office, "reminder_7d");
        let asked = week.iter().find(|letter| letter.recipient.id() == office.wang.id.as_str()).unwrap();
        assert!(asked.spoken.contains("一切照旧的话，请在11月23日(周一)上午9:00以前"), "{}", asked.spoken);

        let early = both_look(&office, "2026-11-23 08:59").await;
        assert_eq!(early.get("unsure"), None, "{kind:?}");
        let made = both_look(&office, "2026-11-23 09:00").await;
        assert_eq!(made.get("unsure"), Some(&2), "one call and one letter to the coordinator");
        assert_eq!(both_look(&office, "2026-11-23 12:00").await.get("unsure"), None);
        send(&office, "2026-11-23 09:01").await;
        let open = called(&office.app);
        let call = open.iter().find(|call| call.kind.code() == "unsure").unwrap();
        assert_eq!((call.to_name.as_str(), call.last_error.as_str()), ("王建国", "unsure"));
        assert!(office.app.mail.posted().iter().any(|letter| letter.to == "office@example.cn"));

        // the link shows, the button acts
        let (id, before) = (&session(&office).assignments[0].id, session(&office));
        let link = format!("/answer/{}", tokens::answer(&office.app.secret, id));
        let browser = pages(&office, "2026-11-23 10:00").await;
        let page = browser.get(&link).await;
        assert!(page.says("一切照旧，我会去"), "{}", page.text());
        assert_eq!(session(&office).assignments[0].still_at, None, "looking changes nothing");
        let after = browser.send(&page, &link, &[("answer", "still")]).await;
        assert!(after.says("您说过一切照旧"), "{}", after.text());
        let now = session(&office);
        assert_eq!(now.assignments[0].still_at.map(|said| said >= at("2026-11-23 10:00")), Some(true));
        assert_eq!((now.changed_at, now.sequence), (before.changed_at, before.sequence), "no calendar hears of it");
        assert!(called(&office.app).iter().all(|call| call.kind.code() != "unsure"), "nobody is telephoned any more");
        let lines = office
            .app
            .store
            .read_now(|db| journal::list(db, &everything(), &journal::Filter::default(), Paging::new(1, 9)));
        assert!(lines.unwrap().rows.iter().any(|line| line.action == "session-still"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_said_so_in_time_is_left_in_peace_and_a_call_counts_as_an_answer() {
    let office = office(Kind::Sqlite, |_| ()).await;
    owe_due(&office.later("2026-11-20 09:00")).await.unwrap();
    send(&office, "2026-11-20 09:00").await;
    let mut said = session(&office);
    said.assignments[0].still_at = Some(at("2026-11-21 09:00"));
    said.version += 1;
    office.app.store.write_now(|db| sessions::update(db, &said)).unwrap();
    assert_eq!(both_look(&office, "2026-11-23 09:00").await.get("unsure"), None);

    said.assignments[0].still_at = None;
    said.version += 1;
    office.app.store.write_now(|db| sessions::update(db, &said)).unwrap();
    both_look(&office, "2026-11-23 09:00").await;
    send(&office, "2026-11-23 09:01").await;
    let call = called(&office.app).into_iter().find(|call| call.kind.code() == "unsure").unwrap();
    let late = office.later("2026-11-23 09:30");
    tick_call(&late, &Actor::operator(), call.id, CallOutcome::Comes).await.unwrap();
    assert!(session(&office).assignments[0].still_at.is_some());
    let lines = office
        .app
        .store
        .read_now(|db| journal::list(db, &everything(), &journal::Filter::default(), Paging::new(1, 9)));
    let lines = lines.unwrap().rows;
    let own = |action: &str| lines.iter().find(|line| line.action == action).unwrap().acted_for.clone();
    assert_eq!((own("session-still"), own("letter-call")), ("王建国".to_owned(), "王建国".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_standby_is_asked_once_where_the_committee_wants_so() {
    for kind in BOTH {
        let silent = |session: &mut Session| {
            session.status = SessionStatus::Published;
            session.assignments[0].answer = Answer::Waiting;
            session.assignments[0].answer_by = Some(at("2026-11-23 09:00"));
            session.assignments[1].part = Part::Standby;
        };
        let idle = office(kind, silent).await;
        both_look(&idle, "2026-11-23 09:00").await;
        assert_eq!(session(&idle).assignments[0].answer, Answer::Waiting, "the coordinator decides");

        let office = office(kind, silent).await;
        asks_next(&office);
        let made = both_look(&office, "2026-11-23 09:00").await;
        let count = |kind| made.get(kind).copied().unwrap_or(0);
        assert_eq!((count("silence"), count("invitation"), count("release")), (1, 1, 1), "{kind:?}: {made:?}");
        assert!(both_look(&office, "2026-11-23 09:05").await.is_empty());
        let now = session(&office);
        assert_eq!(now.assignments[0].answer, Answer::Released);
        assert_eq!((now.assignments[1].part, now.assignments[1].answer), (Part::Speaker, Answer::Waiting));
        send(&office, "2026-11-23 09:06").await;
        let told = of_kind(&office, "silence");
        assert!(told[0].spoken.contains("王建国到期没有答复，已按规则改请李秀英"), "{}", told[0].spoken);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_said_yes_keeps_the_place_and_the_standby_is_told_to_be_ready() {
    for kind in BOTH {
        let office = office(kind, |session| session.assignments[1].part = Part::Standby).await;
        asks_next(&office);
        owe_due(&office.later("2026-11-20 09:00")).await.unwrap();
        send(&office, "2026-11-20 09:00").await;
        let made = both_look(&office, "2026-11-23 09:00").await;
        let count = |kind| made.get(kind).copied().unwrap_or(0);
        assert_eq!((count("unsure"), count("standby_call")), (2, 1), "{kind:?}: {made:?}");
        assert_eq!(both_look(&office, "2026-11-23 09:30").await.get("standby_call"), None);
        assert_eq!(session(&office).assignments[0].answer, Answer::Accepted);
        send(&office, "2026-11-23 09:31").await;
        assert!(of_kind(&office, "standby_call")[0].spoken.contains("您是这一课的候补"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_reaches_the_call_list_and_the_coordinator_once() {
    for kind in BOTH {
        let waits = |session: &mut Session| {
            session.status = SessionStatus::Published;
            session.assignments[0].answer = Answer::Waiting;
            session.assignments[0].answer_by = Some(at("2026-11-24 09:00"));
        };
        let office = office(kind, waits).await;
        assert_eq!(both_look(&office, "2026-11-24 08:59").await.get("silence"), None, "{kind:?}");
        assert_eq!(both_look(&office, "2026-11-24 09:00").await.get("silence"), Some(&2), "once, whoever looks");
        send(&office, "2026-11-24 09:01").await;
        let calls = called(&office.app);
        let call = calls.iter().find(|call| call.kind.code() == "silence").unwrap();
        assert_eq!((call.state.as_str(), call.last_error.as_str()), ("by_hand", "silent"));
        let posted = office.app.mail.posted();
        let told = posted.iter().map(|letter| crate::letters::opened(&letter.bytes).1);
        let told: Vec<String> = told.filter(|text| text.contains("王建国到期还没有答复")).collect();
        assert!(told.len() == 1 && told[0].contains("/sessions/"), "{told:?}");
        assert_eq!(both_look(&office, "2026-11-24 12:00").await.get("silence"), None);
    }
}
