//! The outbox and the reminders, on both databases.

use crate::office::{BOTH, Kind, Office};
use crate::smtp::{Fault, Server};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use xinhuo::accounts::{Actor, Deed, Scope};
use xinhuo::actions::letters::{CallOutcome, deliver, tick_call};
use xinhuo::actions::reminders::{foresee, owe_due};
use xinhuo::app::App;
use xinhuo::config::Rate;
use xinhuo::kernel::{LetterKind, LetterOwed, Recipient};
use xinhuo::mail::Mail;
use xinhuo::store::letters::list::{Filter, LetterView, calls, letter, letters};
use xinhuo::store::letters::owe;
use xinhuo::store::{Paging, speakers};

pub fn everything() -> Scope {
    Actor::operator().scope(Deed::HandleLetters).unwrap()
}

pub fn all(app: &App) -> Vec<LetterView> {
    let page = app.store.read_now(|db| letters(db, &everything(), &Filter::default(), Paging::new(1, 500)));
    page.unwrap().rows
}

pub fn state(app: &App, key: &str) -> LetterView {
    let (kind, recipient) = key.split_once(':').unwrap();
    let found = all(app).into_iter().find(|l| l.kind.code() == kind && l.recipient.id() == recipient);
    found.unwrap_or_else(|| panic!("no letter {key}"))
}

pub fn owed(office: &Office, letters: &[LetterOwed]) -> usize {
    let path = office.committee.path.clone();
    let now = office.app.clock.now();
    office.app.store.write_now(|db| owe(db, &path, now, letters)).unwrap()
}

pub async fn send(app: &App) -> xinhuo::actions::letters::Tally {
    deliver(app, || false).await.unwrap()
}

/// Header value by name, unfolded, and the decoded plain-text part.
pub fn opened(bytes: &[u8]) -> (String, String) {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let (head, _) = text.split_once("\r\n\r\n").unwrap();
    (head.replace("\r\n ", " "), part(bytes, "text/plain"))
}

/// The decoded part of a kind.
pub fn part(bytes: &[u8], kind: &str) -> String {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let (_, body) = text.split_once("\r\n\r\n").unwrap();
    let part = body.split_once(kind).unwrap().1.split_once("\r\n\r\n").unwrap().1;
    let part = part.split("\r\n--").next().unwrap().replace("\r\n", "");
    String::from_utf8(STANDARD.decode(part).unwrap()).unwrap()
}

pub fn subject(head: &str) -> String {
    let line = head.lines().find_map(|line| line.strip_prefix("Subject: ")).unwrap();
    let words = line.split(' ').map(|word| word.trim_start_matches("=?UTF-8?B?").trim_end_matches("?="));
    words.map(|word| String::from_utf8(STANDARD.decode(word).unwrap()).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn reminders_go_out_once_each_by_the_way_each_reader_chose() {
    for kind in BOTH {
        let Some(office) = Office::open(kind, |_| ()) else { continue };
        let week = foresee(&office.app).await.unwrap();
        assert_eq!(week.get("reminder_7d"), Some(&3), "{kind:?}");
        let (one, two) = tokio::join!(owe_due(&office.app), owe_due(&office.app));
        let made = [one.unwrap(), two.unwrap()].iter().filter_map(|made| made.get("reminder_7d")).sum::<u64>();
        assert_eq!(made, 3, "two workers at once make each reminder once");
        let tally = send(&office.app).await;
        assert_eq!(tally.sent, 2, "{kind:?}");
        // set back or run again, nothing is made twice; the next day brings the next ones
        assert!(owe_due(&office.later("2026-11-19 09:00")).await.unwrap().is_empty());
        assert_eq!(owe_due(&office.later("2026-11-24 10:00")).await.unwrap().get("reminder_1d"), Some(&3));
        let posted = office.app.mail.posted();
        assert_eq!(posted.iter().map(|p| p.to.as_str()).collect::<Vec<_>>().len(), 2);
        let by_hand = state(&office.app, &format!("reminder_7d:{}", office.li.id));
        assert_eq!((by_hand.state.as_str(), by_hand.phone.as_str()), ("by_hand", "13900000000"));
        assert!(by_hand.spoken.starts_with("尊敬的李老师：您好！"), "{}", by_hand.spoken);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_holds_all_facts_and_the_headers_of_the_manual() {
    let office = Office::open(Kind::Sqlite, |_| ()).unwrap();
    owe_due(&office.app).await.unwrap();
    send(&office.app).await;
    let posted = office.app.mail.posted();
    let letter = posted.iter().find(|p| p.to == "s1@example.cn").unwrap();
    let (head, text) = opened(&letter.bytes);
    assert_eq!(subject(&head), "【宣讲提醒】11月25日(周三)上午9:30 城东小学");
    let key = format!("X-Notification-Key: reminder_7d:{}:{}:0", office.session.id, office.wang.id);
    for line in [&key, "Auto-Submitted: auto-generated", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"] {
        assert!(head.contains(line), "{line} is not in\n{head}");
    }
    assert!(head.contains(&format!("Message-ID: <{}@example.cn>", letter.id)));
    for fact in [
        "尊敬的王老师：您好！",
        "2026年11月25日 星期三 上午9:30-10:15",
        "城东小学",
        "约 120 人",
        "周老师 13700000000",
        "走楼梯",
        "崇川区关工委",
        "2026年11月23日",
    ] {
        assert!(text.contains(fact), "{fact} is not in\n{text}");
    }
    assert!(letter.bytes.is_ascii());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_bytes_go_out_again_after_a_temporary_failure_and_never_after_a_permanent_one() {
    for kind in BOTH {
        let server = Server::start(&[
            Fault::Recipient("450 greylisted"),
            Fault::Recipient("550 no such mailbox"),
            Fault::DropAfterDot,
        ])
        .await;
        let route = server.route();
        let Some(office) = Office::open(kind, |s| s.mail = Some(route.as_str().into())) else { continue };
        owed(&office, &[office.letter(LetterKind::Confirmation, Recipient::Speaker(office.wang.id.clone()), 0)]);
        owed(&office, &[office.letter(LetterKind::Confirmation, Recipient::Venue(office.school.id.clone()), 0)]);
        let tally = send(&office.app).await;
        assert_eq!((tally.sent, tally.retry, tally.dead), (0, 1, 1), "{kind:?}");
        let dead = state(&office.app, &format!("confirmation:{}", office.school.id));
        assert_eq!(dead.state, "dead");
        let open = office.app.store.read_now(|db| calls(db, &everything(), office.app.clock.now(), Paging::default()));
        assert_eq!(open.unwrap().rows.len(), 1, "the school is telephoned");
        // two minutes on, as set: taken, but the connection dies before that is said; so once more
        assert_eq!(send(&office.app).await.sent, 0, "not before the wait is over");
        assert_eq!(send(&office.later("2026-11-23 09:03")).await.retry, 1);
        assert_eq!(send(&office.later("2026-11-23 09:20")).await.sent, 1);
        let taken = server.taken.lock().unwrap().clone();
        assert_eq!(taken.len(), 2);
        assert_eq!(taken[0], taken[1], "same bytes, same Message-ID");
        // the school's mailbox is known to be bad: the next letter is a call at once
        owed(&office, &[office.letter(LetterKind::Change, Recipient::Venue(office.school.id.clone()), 1)]);
        send(&office.app).await;
        assert_eq!(state(&office.app, &format!("change:{}", office.school.id)).state, "by_hand");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ceiling_holds_letters_back_and_says_how_many() {
    for kind in BOTH {
        let Some(office) = Office::open(kind, |_| ()) else { continue };
        let slow = office.with(|config| {
            config.mail_rate = vec![Rate { letters: 1, per: std::time::Duration::from_secs(900) }];
        });
        for sequence in 0..3 {
            owed(
                &office,
                &[office.letter(LetterKind::Invitation, Recipient::Venue(office.school.id.clone()), sequence)],
            );
        }
        let tally = send(&slow).await;
        assert_eq!((tally.sent, tally.held_by_rate), (1, 2), "{kind:?}");
        let paced = slow.clone();
        let now = slow.clock.now();
        let pace = slow.store.read_now(|db| xinhuo::actions::letters::pace(&paced, db, now)).unwrap();
        let finish = (pace.finish.unwrap() - now).num_minutes();
        assert_eq!((pace.waiting, finish), (2, 29), "the second waits a quarter of an hour, the third another");
        assert_eq!(send(&slow).await.sent, 0);
        let later = App { clock: office.later("2026-11-23 09:16").clock, ..slow };
        assert_eq!(send(&later).await.sent, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_senders_letter_is_taken_up_after_its_lease() {
    for kind in BOTH {
        let server = Server::start(&[Fault::Silence]).await;
        let route = server.route();
        let Some(office) = Office::open(kind, |s| s.mail = Some(route.as_str().into())) else { continue };
        owed(&office, &[office.letter(LetterKind::Confirmation, Recipient::Venue(office.school.id.clone()), 0)]);
        let app = office.app.clone();
        let killed = tokio::spawn(async move { deliver(&app, || false).await });
        tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
        killed.abort();
        assert_eq!(state(&office.app, &format!("confirmation:{}", office.school.id)).state, "sending");
        assert_eq!(send(&office.app).await.sent, 0, "held until the lease ends");
        assert_eq!(send(&office.later("2026-11-23 09:02")).await.sent, 1);
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_pointless_is_dropped_and_a_cancellation_still_goes() {
    let office = Office::open(Kind::Sqlite, |_| ()).unwrap();
    let school = Recipient::Venue(office.school.id.clone());
    owed(&office, &[office.letter(LetterKind::ReminderDay, school.clone(), 0)]);
    owed(&office, &[office.letter(LetterKind::Cancellation, school.clone(), 1)]);
    let mut off = office.session.clone();
    off.status = xinhuo::sessions::SessionStatus::Cancelled;
    off.version += 1;
    office.app.store.write_now(|db| xinhuo::store::sessions::update(db, &off)).unwrap();
    assert_eq!(send(&office.app).await.sent, 1);
    let reminder = state(&office.app, &format!("reminder_1d:{}", office.school.id));
    assert_eq!((reminder.state.as_str(), reminder.last_error.as_str()), ("dropped", "session-off"));
    owed(&office, &[office.letter(LetterKind::Change, school, 2)]);
    send(&office.later("2026-11-25 09:31")).await;
    assert_eq!(state(&office.app, &format!("change:{}", office.school.id)).last_error, "too-late");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_ticked_with_its_outcome_and_no_answer_stays_open() {
    let office = Office::open(Kind::Sqlite, |_| ()).unwrap();
    owed(&office, &[office.letter(LetterKind::Confirmation, Recipient::Speaker(office.li.id.clone()), 0)]);
    send(&office.app).await;
    let open = || {
        let now = office.app.clock.now();
        office.app.store.read_now(|db| calls(db, &everything(), now, Paging::default())).unwrap().rows
    };
    let id = open()[0].id.clone();
    let operator = Actor::operator();
    let tick = |outcome| tick_call(&office.app, &operator, id.clone(), outcome);
    tick(CallOutcome::NoAnswer).await.unwrap();
    assert_eq!(open().len(), 1);
    tick(CallOutcome::Told).await.unwrap();
    assert!(open().is_empty());
    assert!(tick_call(&office.app, &Actor::visitor(), id.clone(), CallOutcome::Told).await.is_err());
    let (view, text) = office.app.store.read_now(|db| letter(db, &everything(), id.as_str())).unwrap().unwrap();
    assert_eq!(view.outcome, "told");
    assert!(text.contains("尊敬的李老师"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailbox_that_is_no_address_becomes_a_call() {
    let office = Office::open(Kind::Sqlite, |_| ()).unwrap();
    let mut odd = office.wang.clone();
    odd.email = "王@例子.cn\r\nBcc: x@y.cn".to_owned();
    office.app.store.write_now(|db| speakers::update(db, &odd)).unwrap();
    owed(&office, &[office.letter(LetterKind::Confirmation, Recipient::Speaker(odd.id.clone()), 0)]);
    assert_eq!(send(&office.app).await.sent, 0);
    let letter = state(&office.app, &format!("confirmation:{}", odd.id));
    assert_eq!((letter.state.as_str(), letter.last_error.as_str()), ("by_hand", "bad-address"));
    assert!(matches!(office.app.mail, Mail::Memory(_)));
}

fn change(office: &Office, session: &str, what: &str, sequence: i32) -> LetterOwed {
    let now = office.app.clock.now();
    LetterOwed {
        kind: LetterKind::Change,
        subject: session.to_owned(),
        recipient: Recipient::Speaker(office.wang.id.clone()),
        sequence,
        not_before: now,
        not_after: None,
        facts: serde_json::json!({ "what": what }),
    }
}

/// Another session of the same office, with the same speakers.
fn another(office: &Office, code: &str, window: &str) -> String {
    let mut session = office.session.clone();
    session.id = xinhuo::kernel::SessionId::fresh();
    session.uid = session.id.to_string();
    code.clone_into(&mut session.code);
    session.window = xinhuo::kernel::Window::parse(window).unwrap();
    for assignment in &mut session.assignments {
        assignment.id = xinhuo::kernel::AssignmentId::fresh();
    }
    let id = session.id.to_string();
    office.app.store.write_now(|db| xinhuo::store::sessions::insert(db, std::slice::from_ref(&session))).unwrap();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_changes_of_a_day_are_two_letters_and_the_near_one_waits_for_nothing() {
    for kind in BOTH {
        let Some(office) = Office::open(kind, |_| ()) else { continue };
        let far: Vec<String> =
            (1..=5).map(|n| another(&office, &format!("D{n}"), &format!("2026-12-{:02} 09:30/10:15", n + 9))).collect();
        // a burst is one letter at once
        let burst: Vec<LetterOwed> = far.iter().map(|session| change(&office, session, "time", 1)).collect();
        owed(&office, &burst);
        assert_eq!(send(&office.app).await.sent, 1, "{kind:?}");
        let first = state(&office.app, &format!("changes:{}", office.wang.id));
        assert!(first.subject_line.contains("等 5 场"), "{}", first.subject_line);
        let (head, text) = opened(&office.app.mail.posted()[0].bytes);
        assert!(head.contains(&format!("X-Notification-Key: changes:2026-11-23:{}:0", office.wang.id)), "{head}");
        assert_eq!(text.matches("/answer/").count(), 5, "each with its own way to answer\n{text}");
        // five more over the day are one letter in the afternoon; two of the same thing are told once
        for (n, session) in far.iter().enumerate() {
            owed(&office, &[change(&office, session, "room", 2), change(&office, session, "room", 3)]);
            let clock = format!("2026-11-23 {:02}:30", 9 + n);
            assert_eq!(send(&office.later(&clock)).await.sent, 0, "{clock}");
        }
        // what is the day after tomorrow does not wait
        owed(&office, &[change(&office, office.session.id.as_str(), "room", 9)]);
        assert_eq!(send(&office.later("2026-11-23 15:00")).await.sent, 1);
        assert_eq!(send(&office.later("2026-11-23 17:00")).await.sent, 1);
        let posted = office.app.mail.posted();
        assert_eq!(posted.len(), 3, "{kind:?}");
        let told: Vec<LetterView> = all(&office.app).into_iter().filter(|l| l.last_error == "gathered").collect();
        assert_eq!(told.len(), 15, "each of the fifteen is told in one of the two");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_written_to_at_night_but_for_the_same_day() {
    for kind in BOTH {
        let Some(office) = Office::open(kind, |_| ()) else { continue };
        let far = another(&office, "D1", "2026-12-10 09:30/10:15");
        owed(&office, &[change(&office, &far, "time", 1)]);
        assert_eq!(send(&office.later("2026-11-23 22:30")).await.sent, 0, "{kind:?}");
        assert_eq!(send(&office.later("2026-11-24 06:59")).await.sent, 0);
        // rendered by day and held back until night, it is held too
        assert_eq!(send(&office.later("2026-11-24 07:00")).await.sent, 1);
        owed(&office, &[change(&office, office.session.id.as_str(), "time", 1)]);
        assert_eq!(send(&office.later("2026-11-24 23:00")).await.sent, 1, "tomorrow at half past nine");
        // nothing about what is past
        owed(&office, &[change(&office, office.session.id.as_str(), "room", 2)]);
        assert_eq!(send(&office.later("2026-11-25 09:31")).await.sent, 0);
        let late = all(&office.app).into_iter().find(|l| l.last_error == "too-late");
        assert!(late.is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_mail_cannot_tell_in_time_is_telephoned() {
    let server = Server::start(&[Fault::Recipient("450 greylisted")]).await;
    let route = server.route();
    let office = Office::open(Kind::Sqlite, |s| s.mail = Some(route.as_str().into())).unwrap();
    let mut letter = office.letter(LetterKind::Cancellation, Recipient::Venue(office.school.id.clone()), 1);
    letter.not_after = Some(crate::office::at("2026-11-23 09:01"));
    owed(&office, &[letter]);
    assert_eq!(send(&office.app).await.dead, 1);
    let open = office.app.store.read_now(|db| calls(db, &everything(), office.app.clock.now(), Paging::default()));
    assert_eq!(open.unwrap().rows.len(), 1);
    let school = office.app.store.read_now(|db| xinhuo::store::venues::load(db, &office.school.id)).unwrap();
    assert!(!school.contacts[0].email_bad, "the mailbox itself is well");
}
