//! Answers that come back by mail, from a maildir through the program and from a server of mail.

use crate::office::{BOTH, Kind, Office, at};
use std::path::{Path, PathBuf};
use xinhuo::accounts::{Actor, Deed, tokens};
use xinhuo::actions::letters::deliver;
use xinhuo::actions::reminders::owe_due;
use xinhuo::actions::replies::{read_all, take};
use xinhuo::app::App;
use xinhuo::config::{RepliesRoute, Settings};
use xinhuo::kernel::{LetterKind, Moment};
use xinhuo::mailbox::Mark;
use xinhuo::sessions::{Answer, Assignment, Session, SessionStatus};
use xinhuo::store::letters::list::{LetterView, calls};
use xinhuo::store::{Paging, journal, sessions};

/// An office whose session waits for both answers.
pub fn asked(kind: Kind, change: impl FnOnce(&mut Settings)) -> Option<Office> {
    let mut office = Office::open(kind, change)?;
    office.session.status = SessionStatus::Published;
    (office.session.sequence, office.session.version) = (2, 2);
    for part in &mut office.session.assignments {
        (part.answer, part.answered_at) = (Answer::Waiting, None);
        part.answered_through = String::new();
    }
    let session = office.session.clone();
    office.app.store.write_now(|db| sessions::update(db, &session)).unwrap();
    Some(office)
}

fn now_of(office: &Office) -> Session {
    office.app.store.read_now(|db| sessions::load(db, &office.session.id)).unwrap()
}

pub fn part(office: &Office) -> Assignment {
    now_of(office).assignments.iter().find(|part| part.speaker == office.wang.id).unwrap().clone()
}

fn journalled(office: &Office) -> Vec<String> {
    let scope = Actor::operator().scope(Deed::SeeJournal).unwrap();
    let lines =
        office.app.store.read_now(|db| journal::list(db, &scope, &journal::Filter::default(), Paging::new(1, 50)));
    lines.unwrap().rows.into_iter().map(|entry| entry.action).collect()
}

/// A reply as calendar programs send it.
pub struct Reply<'a> {
    pub from: &'a str,
    pub attendee: &'a str,
    pub uid: String,
    pub sequence: u32,
    pub stamp: &'a str,
    pub answer: &'a str,
    pub more: &'a str,
}

impl<'a> Reply<'a> {
    pub fn of(office: &Office, answer: &'a str) -> Self {
        let uid = office.session.uid.clone();
        Self {
            from: "s1@example.cn",
            attendee: "s1@example.cn",
            uid,
            sequence: 2,
            stamp: "20261123T010000Z",
            answer,
            more: "",
        }
    }

    pub fn raw(&self) -> Vec<u8> {
        let ics = format!(
            "BEGIN:VCALENDAR\r\nPRODID:-//x//y//EN\r\nVERSION:2.0\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:{}\r\nSEQUENCE:{}\r\n\
             DTSTAMP:{}\r\nDTSTART:20261125T013000Z\r\nORGANIZER:mailto:xinhuo@example.cn\r\n\
             ATTENDEE;PARTSTAT={};CN=\"王建国\":MAILTO:{}\r\n{}END:VEVENT\r\nEND:VCALENDAR\r\n",
            self.uid, self.sequence, self.stamp, self.answer, self.attendee, self.more
        );
        mail(self.from, "text/calendar; charset=\"UTF-8\"; method=REPLY", &ics)
    }
}

pub fn mail(from: &str, kind: &str, body: &str) -> Vec<u8> {
    format!(
        "From: =?utf-8?B?546L?= <{from}>\r\nTo: xinhuo@example.cn\r\nSubject: Accepted\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nyes\r\n\
         --b\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n--b--\r\n"
    )
    .into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_counts_once_and_the_newest_stands() {
    for kind in BOTH {
        let Some(office) = asked(kind, |_| ()) else { continue };
        let yes = Reply::of(&office, "ACCEPTED").raw();
        assert_eq!(take(&office.app, yes.clone()).await.unwrap(), Mark::Read);
        assert_eq!((part(&office).answer, part(&office).answered_through.as_str()), (Answer::Accepted, "calendar"));
        let before = now_of(&office).version;
        assert_eq!(take(&office.app, yes).await.unwrap(), Mark::Read);
        assert_eq!(now_of(&office).version, before, "the same message twice");

        // answers are weighed by their own time, not by the order of their arrival
        let later = Reply { stamp: "20261123T010030Z", ..Reply::of(&office, "DECLINED") }.raw();
        let late = Reply { stamp: "20261123T010015Z", ..Reply::of(&office, "ACCEPTED") }.raw();
        take(&office.app, later).await.unwrap();
        take(&office.app, late).await.unwrap();
        assert_eq!(part(&office).answer, Answer::Declined);
        assert_eq!(journalled(&office), ["reply-older-answer", "session-decline", "session-accept"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_count_changes_nothing_and_is_journalled() {
    for kind in BOTH {
        let Some(office) = asked(kind, |_| ()) else { continue };
        let of = |answer| Reply::of(&office, answer);
        let broken = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:x\r\n";
        let cases = [
            ("reply-old-sequence", Reply { sequence: 1, ..of("ACCEPTED") }.raw(), Mark::Read),
            ("reply-wrong-sender", Reply { from: "other@example.cn", ..of("ACCEPTED") }.raw(), Mark::Aside),
            (
                "reply-not-invited",
                Reply { from: "friend@example.cn", attendee: "friend@example.cn", ..of("ACCEPTED") }.raw(),
                Mark::Aside,
            ),
            ("reply-unknown-session", Reply { uid: "nobody's".to_owned(), ..of("ACCEPTED") }.raw(), Mark::Read),
            ("reply-maybe", of("TENTATIVE").raw(), Mark::Read),
            ("reply-unreadable", mail("s1@example.cn", "text/calendar; method=REPLY", broken), Mark::Aside),
            ("reply-other", mail("s1@example.cn", "text/html", "<p>我来</p>"), Mark::Aside),
        ];
        for (action, raw, mark) in cases {
            assert_eq!(take(&office.app, raw).await.unwrap(), mark, "{action}");
            assert_eq!(journalled(&office)[0], action);
            assert_eq!(part(&office).answer, Answer::Waiting, "{action}");
        }
        let lines = journalled(&office).len();
        let absent = String::from_utf8(mail("s1@example.cn", "text/html", "away")).unwrap();
        let absent = format!("Auto-Submitted: auto-replied (vacation)\r\n{absent}").into_bytes();
        assert_eq!(take(&office.app, absent).await.unwrap(), Mark::Read);
        assert_eq!(journalled(&office).len(), lines, "an absence notice is nobody's business");
        assert!(office.app.mail.posted().is_empty(), "no message is ever answered");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_time_by_calendar_becomes_a_proposal_and_what_stands_is_left_to_the_telephone() {
    let office = asked(Kind::Sqlite, |_| ()).unwrap();
    let other = Reply::of(&office, "TENTATIVE").raw();
    let counter = String::from_utf8(other).unwrap().replace("METHOD:REPLY", "METHOD:COUNTER");
    let counter = counter.replace("DTSTART:20261125T013000Z", "DTSTART:20261126T013000Z\r\nDTEND:20261126T021500Z");
    take(&office.app, counter.into_bytes()).await.unwrap();
    let proposed: Option<Moment> = part(&office).proposed_start;
    assert_eq!((part(&office).answer, proposed), (Answer::Proposed, Some(at("2026-11-26 09:30"))));

    let office = Office::open(Kind::Sqlite, |_| ()).unwrap();
    let no = Reply { sequence: 0, more: "COMMENT:住院了\r\n", ..Reply::of(&office, "DECLINED") }.raw();
    assert_eq!(take(&office.app, no).await.unwrap(), Mark::Aside);
    assert_eq!(part(&office).answer, Answer::Accepted, "a talk that stands is given up by telephone");
    assert_eq!(journalled(&office), ["reply-refused"]);
}

/// The call list at nine o'clock, after everything due was written.
async fn called(app: &App) -> Vec<LetterView> {
    deliver(app, || false).await.unwrap();
    let scope = Actor::operator().scope(Deed::HandleLetters).unwrap();
    let now = app.clock.now();
    app.store.read_now(|db| calls(db, &scope, now, Paging::default())).unwrap().rows
}

/// What happened to the session meanwhile, and what is told about it.
type Meanwhile = (&'static str, fn(&mut Session), &'static str, &'static str);

const MEANWHILE: [Meanwhile; 4] = [
    ("ACCEPTED", |session| session.assignments[0].answer = Answer::Released, "“能去”", "已经另有安排"),
    ("DECLINED", |session| session.status = SessionStatus::Cancelled, "“不去”", "已经取消"),
    (
        "ACCEPTED",
        |session| {
            session.assignments[0].answer = Answer::Declined;
            session.assignments[0].answered_at = Some(at("2026-11-22 09:00"));
            session.assignments[1].answer = Answer::Accepted;
            session.assignments[1].invited_at = Some(at("2026-11-22 10:00"));
        },
        "“能去”",
        "现在已经请了别人",
    ),
    (
        "DECLINED",
        |session| {
            session.status = SessionStatus::Confirmed;
            session.assignments[0].answer = Answer::Accepted;
        },
        "“不去”",
        "已经确认",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn who_answers_too_late_is_told_so_on_the_telephone() {
    for kind in BOTH {
        for (answer, change, said, why) in MEANWHILE {
            let office = asked(kind, |_| ()).unwrap();
            let mut session = now_of(&office);
            session.version += 1;
            change(&mut session);
            office.app.store.write_now(|db| sessions::update(db, &session)).unwrap();
            let raw = Reply::of(&office, answer).raw();
            assert_eq!(take(&office.app, raw.clone()).await.unwrap(), Mark::Aside, "{why}");
            take(&office.app, raw).await.unwrap();
            assert_eq!(now_of(&office).version, session.version, "{why}: nothing changed");
            assert_eq!(journalled(&office)[0], "reply-refused");
            let open = called(&office.app).await;
            let open: Vec<_> = open.iter().filter(|call| call.kind == LetterKind::LateReply).collect();
            assert_eq!(open.len(), 1, "{kind:?} {why}: one call for one message");
            assert!(open[0].spoken.contains(said) && open[0].spoken.contains(why), "{}", open[0].spoken);
            assert!(
                office.app.mail.posted().iter().all(|letter| letter.to != "s1@example.cn"),
                "no message is answered"
            );
            // the letter's own link tells the same, and takes nothing
            let link = format!("/answer/{}", tokens::answer(&office.app.secret, &session.assignments[0].id));
            let site = crate::still::pages(&office, "2026-11-23 10:00").await;
            let page = site.get(&link).await;
            assert!(page.status == 200 && page.says(why), "{why}: {}", page.text());
            let word = if answer == "ACCEPTED" { "accept" } else { "decline" };
            let refused = site.post(&link, &[("answer", word)]).await;
            assert!(refused.status == 409 && refused.says(why), "{} {}", refused.status, refused.text());
            assert_eq!(now_of(&office).version, session.version);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_after_the_deadline_still_counts_and_ends_the_call() {
    for kind in BOTH {
        let office = asked(kind, |_| ()).unwrap();
        owe_due(&office.app).await.unwrap();
        let of_wang =
            |open: Vec<LetterView>| open.into_iter().filter(|c| c.recipient.id() == office.wang.id.as_str()).count();
        assert_eq!(of_wang(called(&office.app).await), 1, "the deadline was on the fourth");
        assert_eq!(take(&office.app, Reply::of(&office, "ACCEPTED").raw()).await.unwrap(), Mark::Read);
        assert_eq!(part(&office).answer, Answer::Accepted);
        assert_eq!(of_wang(called(&office.app).await), 0, "{kind:?}");
        // moved meanwhile: the new invitation asks again, the old answer is only noted
        let mut moved = now_of(&office);
        (moved.sequence, moved.version) = (3, moved.version + 1);
        office.app.store.write_now(|db| sessions::update(db, &moved)).unwrap();
        let old = Reply { stamp: "20261123T020000Z", ..Reply::of(&office, "DECLINED") }.raw();
        assert_eq!(take(&office.app, old).await.unwrap(), Mark::Read);
        assert_eq!((part(&office).answer, journalled(&office)[0].as_str()), (Answer::Accepted, "reply-old-sequence"));
        // begun already: noted, and nobody is telephoned about what is past
        let late = office.later("2026-11-25 09:40");
        let no = Reply { sequence: 3, stamp: "20261125T013500Z", ..Reply::of(&office, "DECLINED") }.raw();
        assert_eq!(take(&late, no).await.unwrap(), Mark::Aside);
        assert!(called(&late).await.iter().all(|call| call.kind != LetterKind::LateReply));
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn a_maildir_is_read_in_order_and_each_message_moved_with_its_flags() {
    let mut place = PathBuf::new();
    let office = asked(Kind::Sqlite, |_| ()).unwrap();
    place.push(office.ground.folder.path().join("replies"));
    let app = office.with(|config| config.mail_replies = Some(RepliesRoute::Maildir(place.clone())));
    assert_eq!(read_all(&app, || false).await.unwrap(), 0, "made where it was missing");
    let put = |name: &str, raw: Vec<u8>| std::fs::write(place.join(name), raw).unwrap();
    put("new/2.b", Reply { stamp: "20261123T010030Z", ..Reply::of(&office, "DECLINED") }.raw());
    put("new/1.a", Reply::of(&office, "ACCEPTED").raw());
    put("new/.hidden", b"half".to_vec());
    put("cur/0.c:2,R", mail("s1@example.cn", "text/html", "hello"));
    put("cur/0.d:2,S", mail("s1@example.cn", "text/html", "seen before"));
    put("new/3.e", vec![0xff; 3 * 1024 * 1024]);
    assert_eq!(read_all(&app, || false).await.unwrap(), 4);
    assert_eq!(names(&place.join("new")), [".hidden"]);
    let mut kept = names(&place.join("cur"));
    kept.sort();
    assert_eq!(kept, ["0.c:2,FRS", "0.d:2,S", "1.a:2,S", "2.b:2,S", "3.e:2,FS"]);
    assert_eq!(part(&office).answer, Answer::Declined);
    assert_eq!(read_all(&app, || false).await.unwrap(), 0);
}
