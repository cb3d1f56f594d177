//! Feeds: what subscribers' programs get.

use super::{at, window};
use xinhuo::calendars::busy::busy;
use xinhuo::calendars::days_off::{DayKind, DaysOff};
use xinhuo::calendars::days_off_feed::days_off_events;
use xinhuo::calendars::feed::{Color, Feed, FeedEvent, Status, Times, etag, single};
use xinhuo::calendars::read::read;
use xinhuo::kernel::Day;

pub fn lecture() -> FeedEvent {
    FeedEvent {
        uid: "019ab3f0-0000-7000-8000-000000000001".into(),
        sequence: 2,
        times: Times::Clock(window("2026-11-25 09:00/10:30")),
        summary: "宣讲：张謇与南通; 第一讲, 上".into(),
        description: "联系人：王老师\n电话：0513-0000 0000\r\n请从西门进。".into(),
        location: "示例·金沙第一小学 报告厅".into(),
        geo: Some((32.089_82, 121.073_55)),
        url: Some("https://example.org/sessions/1?来自=feed".into()),
        status: Status::Confirmed,
        categories: vec!["乡土历史".into(), "primary, 4-6".into()],
        transparent: false,
        alarm_minutes: Some(90),
        changed_at: at("2026-11-20 08:00"),
    }
}

fn feed(events: Vec<FeedEvent>) -> Feed {
    Feed { name: "王老师的宣讲".into(), description: String::new(), color: Color::Crimson, events }
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

#[test]
fn the_whole_of_a_small_feed() {
    let ics = text(&feed(vec![lecture()]).to_ics(day("2026-11-23")));
    let expected = "BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//xinhuo//lectures//ZH
CALSCALE:GREGORIAN
NAME:王老师的宣讲
X-WR-CALNAME:王老师的宣讲
X-WR-TIMEZONE:Asia/Shanghai
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
COLOR:crimson
X-APPLE-CALENDAR-COLOR:#DC143C
BEGIN:VTIMEZONE
TZID:Asia/Shanghai
X-LIC-LOCATION:Asia/Shanghai
BEGIN:STANDARD
DTSTART:19910915T000000
TZOFFSETFROM:+0800
TZOFFSETTO:+0800
TZNAME:CST
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:019ab3f0-0000-7000-8000-000000000001
DTSTAMP:20261120T000000Z
LAST-MODIFIED:20261120T000000Z
SEQUENCE:2
DTSTART;TZID=Asia/Shanghai:20261125T090000
DTEND;TZID=Asia/Shanghai:20261125T103000
SUMMARY:宣讲：张謇与南通\\; 第一讲\\, 上
DESCRIPTION:联系人：王老师\\n电话：0513-0000 0000\\n请从西门进。
LOCATION:示例·金沙第一小学 报告厅
GEO:32.08982;121.07355
URL:https://example.org/sessions/1?%E6%9D%A5%E8%87%AA=feed
CATEGORIES:乡土历史,primary\\, 4-6
STATUS:CONFIRMED
TRANSP:OPAQUE
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:宣讲：张謇与南通\\; 第一讲\\, 上
TRIGGER:-PT90M
END:VALARM
END:VEVENT
END:VCALENDAR
";
    assert_eq!(ics.replace("\r\n ", "").replace("\r\n", "\n"), expected);
}

#[test]
fn the_same_data_give_the_same_bytes_in_any_order() {
    let mut other = lecture();
    other.uid = "b".into();
    let one = feed(vec![lecture(), other.clone()]).to_ics(day("2026-11-23"));
    let two = feed(vec![other, lecture()]).to_ics(day("2026-11-23"));
    assert_eq!(one, two);
    assert_eq!(etag(&one), etag(&two));
    assert!(etag(&one).starts_with('"') && etag(&one).len() == 34);
    assert_ne!(etag(&one), etag(&single(&lecture())));
}

#[test]
fn a_cancelled_session_is_said_to_be_off_for_thirty_days() {
    let mut off = lecture();
    off.status = Status::Cancelled;
    off.sequence += 1;
    let feed = feed(vec![off]);
    let ics = text(&feed.to_ics(day("2026-12-25")));
    for line in ["STATUS:CANCELLED", "SEQUENCE:3", "SUMMARY:【已取消】宣讲", "TRANSP:TRANSPARENT"] {
        assert!(ics.contains(line), "{line} in {ics}");
    }
    assert!(!ics.contains("VALARM"));
    assert!(!text(&feed.to_ics(day("2026-12-26"))).contains("VEVENT"));
}

#[test]
fn nothing_that_was_typed_can_add_a_line() {
    let evil = "x\r\nBEGIN:VEVENT\nATTENDEE:mailto:a@b\r\u{2028}END:VEVENT\u{0}\u{85}\";:,\\";
    let mut event = lecture();
    for field in [&mut event.uid, &mut event.summary, &mut event.description, &mut event.location] {
        *field = evil.into();
    }
    event.categories = vec![evil.into()];
    event.url = Some(evil.into());
    let mut feed = feed(vec![event]);
    feed.name = evil.into();
    let ics = feed.to_ics(day("2026-11-23"));
    assert_eq!(text(&ics).matches("\r\nBEGIN:VEVENT").count(), 1);
    assert!(!text(&ics).contains("\r\nATTENDEE"));
    let read = read(&ics).expect("our own reader");
    assert_eq!(read.events.len(), 1);
    assert!(read.events[0].get("ATTENDEE").is_none());
    assert_eq!(read.events[0].text("SUMMARY"), "x\nBEGIN:VEVENT\nATTENDEE:mailto:a@b\n\nEND:VEVENT\n\";:,\\");
}

#[test]
fn a_feed_read_back_keeps_the_speaker_busy() {
    let read = read(&feed(vec![lecture()]).to_ics(day("2026-11-23"))).expect("read");
    let found = busy(&read, window("2026-11-01 00:00/2026-12-01 00:00")).expect("busy");
    assert_eq!(found.windows, [window("2026-11-25 09:00/10:30")]);
    assert!(found.doubtful.is_empty());
}

#[test]
fn days_off_go_out_and_come_back() {
    let days = DaysOff::shipped();
    let (from, through) = (day("2026-01-01"), day("2027-12-31"));
    let events = days_off_events(&days, from, through, at("2026-11-23 08:00"), false);
    let ics = feed(events).to_ics(day("2026-11-23"));
    let ics_text = text(&ics).replace("\r\n ", "");
    assert!(ics_text.contains("DTSTART;VALUE=DATE:20260215\r\nDTEND;VALUE=DATE:20260224\r\nSUMMARY:春节\r\n"));
    assert!(ics_text.contains("SUMMARY:国庆节（待国务院通知）"));
    let (again, unread) = DaysOff::read(&[("back.ics".into(), ics)]);
    assert!(unread.is_empty());
    let holidays =
        |days: &DaysOff| from.through(through).filter(|day| matches!(days.kind(*day), DayKind::Holiday(_))).count();
    assert_eq!(holidays(&again), holidays(&days));
}
