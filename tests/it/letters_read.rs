//! What a reader gets, as mail and calendar programs see it, and what comes back: one click, a
//! bounce, names that are none, clocks that change.

use crate::letters::{everything, opened, owed, part, send, state, subject};
use crate::office::{BOTH, Kind, Office};
use xinhuo::actions::letters::{unsubscribe, unsubscribe_token};
use xinhuo::actions::reminders::owe_due;
use xinhuo::kernel::{LetterKind, Recipient};
use xinhuo::store::letters::list::calls;
use xinhuo::store::letters::outbox;
use xinhuo::store::{Paging, speakers};

#[tokio::test(flavor = "multi_thread")]
async fn one_may_unsubscribe_from_reminders_alone() {
    let office = Office::open(Kind::Sqlite, |_| ()).unwrap();
    let wang = Recipient::Speaker(office.wang.id.clone());
    let token = unsubscribe_token(&office.app, &wang);
    assert!(unsubscribe(&office.app, "nonsense", true).await.is_err());
    unsubscribe(&office.app, &token, true).await.unwrap();
    owed(&office, &[office.letter(LetterKind::ReminderWeek, wang.clone(), 0)]);
    owed(&office, &[office.letter(LetterKind::Change, wang, 0)]);
    assert_eq!(send(&office.app).await.sent, 1);
    let reminder = state(&office.app, &format!("reminder_7d:{}", office.wang.id));
    assert_eq!((reminder.state.as_str(), reminder.last_error.as_str()), ("dropped", "unsubscribed"));
    let (head, _) = opened(&office.app.mail.posted()[0].bytes);
    assert!(!head.contains("List-Unsubscribe"), "nobody unsubscribes from a change");
    let calendar = part(&office.app.mail.posted()[0].bytes, "text/calendar; charset=UTF-8; method=REQUEST");
    assert!(calendar.contains("METHOD:REQUEST") && calendar.contains(&office.session.uid), "{calendar}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_comes_back_is_telephoned_once() {
    use xinhuo::actions::letters::take_bounce;
    for kind in BOTH {
        let Some(office) = Office::open(kind, |_| ()) else { continue };
        owed(&office, &[office.letter(LetterKind::Change, Recipient::Venue(office.school.id.clone()), 1)]);
        assert_eq!(send(&office.app).await.sent, 1);
        let (head, _) = opened(&office.app.mail.posted()[0].bytes);
        let report = |action: &str, status: &str| {
            format!(
                "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.cn\r\nMIME-Version: 1.0\r\nContent-Type: \
                 multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: \
                 message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; \
                 school@example.cn\r\nAction: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; 550 no such \
                 mailbox\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n{head}\r\n\r\n--b--\r\n"
            )
        };
        let take = |text: String| {
            let app = office.app.clone();
            async move { take_bounce(&app, text.as_bytes()).await.unwrap().map(|(_, ended)| ended) }
        };
        assert_eq!(take(report("delayed", "4.4.1")).await, Some(false), "{kind:?}");
        assert_eq!(take(report("failed", "5.1.1")).await, Some(true));
        assert_eq!(take(report("failed", "5.1.1")).await, Some(false), "once");
        assert_eq!(take("From: x@y.cn\r\n\r\nhello".to_owned()).await, None);
        let dead = state(&office.app, &format!("change:{}", office.school.id));
        assert_eq!((dead.state.as_str(), dead.last_error.as_str()), ("dead", "550 no such mailbox"));
        let open = office.app.store.read_now(|db| calls(db, &everything(), office.app.clock.now(), Paging::default()));
        assert_eq!(open.unwrap().rows.len(), 1);
        let school = office.app.store.read_now(|db| xinhuo::store::venues::load(db, &office.school.id)).unwrap();
        assert!(school.contacts[0].email_bad);
    }
}

/// A mail program's click: no cookie, no mark, either shape of a form; looking ends nothing.
#[tokio::test(flavor = "multi_thread")]
async fn one_click_ends_reminders_and_looking_does_not() {
    for kind in BOTH {
        let office = Office::open(kind, |_| ()).unwrap();
        let wang = Recipient::Speaker(office.wang.id.clone());
        owed(&office, &[office.letter(LetterKind::ReminderWeek, wang.clone(), 0)]);
        send(&office.app).await;
        let (head, text) = opened(&office.app.mail.posted()[0].bytes);
        let address = head.lines().find_map(|line| line.strip_prefix("List-Unsubscribe: <")).unwrap();
        let address = address.trim_end_matches('>');
        assert!(head.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{head}");
        assert!(text.contains(address), "a reader finds it too\n{text}");
        let path = address.strip_prefix("https://xinhuo.example.cn").unwrap();
        let site = crate::still::pages(&office, "2026-11-23 10:00").await;
        let off = || office.app.store.read_now(|db| outbox::is_unsubscribed(db, &wang)).unwrap();
        // scanners of links, programs that fetch beforehand, and a person who looks
        for _ in 0..3 {
            let page = site.get(path).await;
            assert!(page.status == 200 && page.says("现在您会收到讲课前的提醒信"), "{}", page.text());
            assert_ne!(page.headers["referrer-policy"], "unsafe-url", "the address goes nowhere else");
        }
        assert!(!off(), "{kind:?}");
        let changed = if path.ends_with('A') { 'B' } else { 'A' };
        let wrong = format!("{}{changed}", &path[..path.len() - 1]);
        let one_click = b"List-Unsubscribe=One-Click".to_vec();
        assert_eq!(site.post_raw(&wrong, one_click.clone(), &[]).await.status, 404);
        assert_eq!(site.post_raw("/unsubscribe/x", one_click.clone(), &[]).await.status, 404);
        assert!(!off());

        // what a mail service sends comes from another site, and is not redirected
        let foreign = [("origin", "https://mail.example"), ("sec-fetch-site", "cross-site")];
        for _ in 0..2 {
            assert_eq!(site.post_raw(path, one_click.clone(), &foreign).await.status, 204);
            assert!(off(), "{kind:?}: again changes nothing");
        }
        let page = site.get(path).await;
        assert!(page.says("已经不再给您发提醒信"), "{}", page.text());
        let back = site.send(&page, path, &[("again", "yes")]).await;
        assert!(back.status == 200 && !off(), "{}", back.text());
        let parts = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
        let multipart = [("content-type", "multipart/form-data; boundary=b")];
        assert_eq!(site.post_with(path, parts.into(), &multipart).await.status, 204);
        assert!(off());
    }
}

/// Nobody can be left without what they must know: only reminders can be ended.
#[tokio::test(flavor = "multi_thread")]
async fn only_reminders_carry_the_header() {
    let office = Office::open(Kind::Sqlite, |_| ()).unwrap();
    let mut told = std::collections::BTreeMap::new();
    for kind in LetterKind::ALL.iter().copied() {
        for who in [Recipient::Speaker(office.wang.id.clone()), Recipient::Venue(office.school.id.clone())] {
            let mut letter = office.letter(kind, who, 0);
            letter.facts = serde_json::json!({ "reason": "台风", "assignment": office.session.assignments[0].id });
            owed(&office, &[letter]);
            send(&office.app).await;
        }
    }
    for posted in office.app.mail.posted() {
        let (head, text) = opened(&posted.bytes);
        let key = head.lines().find_map(|line| line.strip_prefix("X-Notification-Key: ")).unwrap();
        let kind = key.split(':').next().unwrap().to_owned();
        assert_eq!(head.contains("List-Unsubscribe:"), head.contains("List-Unsubscribe-Post:"), "{key}");
        assert_eq!(head.contains("List-Unsubscribe:"), text.contains("/unsubscribe/"), "{key}");
        told.insert(kind, head.contains("List-Unsubscribe:"));
    }
    for (kind, ends) in &told {
        assert_eq!(*ends, kind.starts_with("reminder"), "{kind}");
    }
    for kind in ["invitation", "confirmation", "change", "cancellation", "release", "reminder_7d", "reminder_1d"] {
        assert!(told.contains_key(kind), "no letter of kind {kind}: {told:?}");
    }
}

/// Whatever stands in a name, it begins no header, and no line is too long for a mail server.
#[tokio::test(flavor = "multi_thread")]
async fn names_begin_no_header_and_long_ones_are_folded() {
    let office = Office::open(Kind::Sqlite, |_| ()).unwrap();
    let evil = "\r\nBcc: x@y.cn\r\n\r\n<script>alert(1)</script>";
    let (mut wang, mut school) = (office.wang.clone(), office.school.clone());
    wang.name = format!("王{evil}{}", "长".repeat(3400));
    school.name = format!("城东{evil}{}", "学".repeat(3400));
    let now = office.app.clock.now();
    let both = (wang.clone(), school.clone());
    office
        .app
        .store
        .write_now(|db| {
            speakers::update(db, &both.0)?;
            xinhuo::store::venues::update(db, &both.1, now)
        })
        .unwrap();
    owed(&office, &[office.letter(LetterKind::Confirmation, Recipient::Speaker(wang.id), 0)]);
    owed(&office, &[office.letter(LetterKind::Cancellation, Recipient::Venue(school.id), 1)]);
    send(&office.app).await;
    let posted = office.app.mail.posted();
    assert_eq!(posted.len(), 2);
    for letter in posted {
        let text = String::from_utf8(letter.bytes.clone()).unwrap();
        assert!(text.lines().all(|line| line.len() <= 998), "RFC 5322, 2.1.1");
        let (head, _) = opened(&letter.bytes);
        let known = ["Date", "From", "To", "Subject", "Message-ID", "X-Notification-Key", "Auto-Submitted"];
        let more = ["Content-Language", "MIME-Version", "Content-Type"];
        for line in head.lines() {
            let name = line.split(':').next().unwrap();
            assert!(known.contains(&name) || more.contains(&name), "{line}");
        }
        assert!(subject(&head).chars().count() <= 120, "{}", subject(&head));
        let html = part(&letter.bytes, "text/html");
        assert!(!html.contains("<script>"), "{html}");
    }
}

/// What `xinhuo remind` makes of one kind where the machine keeps another time.
fn made(office: &Office, zone: &str, at: &str, kind: &str) -> u64 {
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_xinhuo"))
        .args(["remind", "--at", at, "--json"])
        .env_clear()
        .envs([
            ("TZ", zone),
            ("DATABASE_URL", office.ground.url.as_str()),
            ("XINHUO_SECRET", crate::office::SECRET),
            ("XINHUO_MAIL", "memory:"),
        ])
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let told: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    told["made"][kind].as_u64().unwrap_or(0)
}

/// The machine's clock changes to winter time at 14:00 in Shanghai on the day of the reminder.
#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_clocks_elsewhere_makes_no_reminder_twice_and_none_late() {
    for kind in BOTH {
        let office = Office::open(kind, |_| ()).unwrap();
        let mut session = office.session.clone();
        session.window = xinhuo::kernel::Window::parse("2026-11-02 09:30/10:15").unwrap();
        session.version = 2;
        office.app.store.write_now(|db| xinhuo::store::sessions::update(db, &session)).unwrap();
        let hours =
            ["2026-11-01 13:30", "2026-11-01 13:59", "2026-11-01 14:30", "2026-11-01 13:30", "2026-11-01 23:00"];
        let all: Vec<u64> = hours.iter().map(|at| made(&office, "America/New_York", at, "reminder_1d")).collect();
        assert_eq!(all, [3, 0, 0, 0, 0], "{kind:?}");
        assert_eq!(made(&office, "Pacific/Apia", "2026-11-02 08:00", "reminder_0d"), 2, "{kind:?}");
        assert_eq!(made(&office, "UTC", "2026-11-02 08:05", "reminder_0d"), 0);
    }
}

/// Started after a week: what is still of use is told once, what is not is not told at all.
#[tokio::test(flavor = "multi_thread")]
async fn a_late_start_tells_the_nearest_reminder_alone() {
    for kind in BOTH {
        let office = Office::open(kind, |_| ()).unwrap();
        let late = office.later("2026-11-24 10:00");
        let (one, two) = tokio::join!(owe_due(&late), owe_due(&late));
        let (one, two) = (one.unwrap(), two.unwrap());
        let of = |kind: &str| one.get(kind).unwrap_or(&0) + two.get(kind).unwrap_or(&0);
        assert_eq!((of("reminder_7d"), of("reminder_1d")), (0, 3), "{kind:?}: {one:?} {two:?}");
        // run again, and with the clock set back a little
        assert!(owe_due(&late).await.unwrap().is_empty());
        assert!(owe_due(&office.later("2026-11-24 09:00")).await.unwrap().is_empty());
        assert_eq!(send(&late).await.sent, 2);
        assert!(!owe_due(&office.later("2026-11-25 09:31")).await.unwrap().contains_key("reminder_0d"));
    }
}

/// RFC 6047 as calendar programs want it: the calendar last beside the words, and once more as a file.
#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_and_its_cancellation_are_built_as_calendar_programs_expect() {
    let office = Office::open(Kind::Sqlite, |_| ()).unwrap();
    let wang = Recipient::Speaker(office.wang.id.clone());
    owed(&office, &[office.letter(LetterKind::Invitation, wang.clone(), 0)]);
    owed(&office, &[office.letter(LetterKind::Cancellation, wang, 1)]);
    send(&office.app).await;
    let posted = office.app.mail.posted();
    let expected = [("REQUEST", "STATUS:TENTATIVE", "RSVP=TRUE"), ("CANCEL", "STATUS:CANCELLED", "RSVP=FALSE")];
    for (method, status, rsvp) in expected {
        let kind = format!("Content-Type: text/calendar; charset=UTF-8; method={method}");
        let of = |letter: &&xinhuo::mail::Posted| String::from_utf8(letter.bytes.clone()).unwrap().contains(&kind);
        let letter = posted.iter().find(of).unwrap_or_else(|| panic!("no {method}"));
        let text = String::from_utf8(letter.bytes.clone()).unwrap();
        let kinds = text.lines().filter_map(|line| line.strip_prefix("Content-Type: "));
        let kinds: Vec<&str> = kinds.map(|kind| kind.split("; boundary").next().unwrap()).collect();
        let calendar = format!("text/calendar; charset=UTF-8; method={method}");
        let plain =
            ["multipart/mixed", "multipart/alternative", "text/plain; charset=UTF-8", "text/html; charset=UTF-8"];
        assert_eq!(kinds[..4], plain);
        assert_eq!(kinds[4..], [calendar.as_str(), "application/ics; name=\"invite.ics\""]);
        assert!(text.contains("Content-Disposition: attachment; filename=\"invite.ics\""), "{text}");
        let beside = part(&letter.bytes, &calendar);
        assert_eq!(beside, part(&letter.bytes, "application/ics"), "the same calendar in both places");
        let lines = beside.replace("\r\n ", "");
        for line in [format!("METHOD:{method}"), format!("UID:{}", office.session.uid), status.to_owned()] {
            assert!(lines.contains(&format!("\r\n{line}\r\n")), "{line} is not in\n{lines}");
        }
        let organizer = lines.lines().find(|line| line.starts_with("ORGANIZER")).unwrap();
        assert!(organizer.ends_with("mailto:xinhuo@example.cn"), "{organizer}");
        let attendee = lines.lines().find(|line| line.starts_with("ATTENDEE")).unwrap();
        for param in [rsvp, "PARTSTAT=", "CN=", "mailto:s1@example.cn"] {
            assert!(attendee.contains(param), "{param} is not in {attendee}");
        }
        assert!(!lines.contains("BEGIN:VALARM") || method == "REQUEST", "{lines}");
    }
}
