//! A speaker's own calendar: by file and by address, what it keeps free, and how it fails.

use super::my_times::{planned, published, with_a_request};
use crate::harness::browser::Seen;
use crate::harness::outside::{self, Reply};
use crate::harness::{Browser, World, both};
use std::io::Write;
use std::time::{Duration, Instant};
use xinhuo::actions::own_calendars as actions;
use xinhuo::fetch::{Fetched, Marks, Outside, address, is_public};
use xinhuo::kernel::{Day, SpeakerId, Window};
use xinhuo::speakers::own_calendar::{Failure, OwnCalendar};
use xinhuo::store;

const PAGE: &str = "/my/busy";
const AGAIN: &str = "/my/busy/again";
const TITLE: &str = "化疗复查";

/// A calendar of some events' lines.
fn ics(events: &[&str]) -> String {
    let event = |lines: &&str| format!("BEGIN:VEVENT\r\nSUMMARY:{TITLE}\r\n{lines}\r\nEND:VEVENT\r\n");
    let events: String = events.iter().map(event).collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{events}END:VCALENDAR\r\n")
}

/// Busy on one morning, 1 December.
fn first_of_december() -> String {
    ics(&["UID:1\r\nDTSTART;TZID=Asia/Shanghai:20261201T080000\r\nDTEND;TZID=Asia/Shanghai:20261201T113000"])
}

fn wang(world: &World) -> SpeakerId {
    world.app.store.read_now(|db| store::speakers::by_code(db, "S-1")).unwrap().id
}

fn kept(world: &World) -> Option<OwnCalendar> {
    let id = wang(world);
    world.app.store.read_now(|db| store::own_calendars::of(db, &id)).unwrap()
}

fn busy(world: &World) -> Vec<String> {
    let (id, from) = (wang(world), Day::ymd(2026, 11, 1).unwrap());
    let all = Window { start: from.start(), end: from.plus(90).end() };
    let mut found =
        world.app.store.read_now(|db| store::own_calendars::bound(db, std::slice::from_ref(&id), all)).unwrap();
    found.remove(&id).unwrap_or_default().iter().map(Window::to_text).collect()
}

/// The hour until the next reading is over.
fn let_time_pass(world: &World) {
    let mut calendar = kept(world).unwrap();
    calendar.next_at = Some(world.app.clock.now());
    world.app.store.write_now(|db| store::own_calendars::put(db, &calendar)).unwrap();
}

async fn connect(browser: &Browser, url: &str) -> Seen {
    let page = browser.get(PAGE).await;
    browser.send(&page, "/my/busy/address", &[("address", url)]).await
}

/// What the database file holds anywhere; on PostgreSQL nothing can be looked through so.
fn holds(world: &World, words: &str) -> bool {
    let Some(path) = world.app.store.sqlite_path() else { return false };
    let files = [path.to_owned(), path.with_extension("db-wal")];
    let bytes: Vec<u8> = files.iter().filter_map(|file| std::fs::read(file).ok()).flatten().collect();
    bytes.windows(words.len()).any(|part| part == words.as_bytes())
}

both! {
    /// What is busy falls out of the plan, with its reason; "I can come" brings it back, and
    /// publishing looks once more.
    async fn plans_keep_clear_of_an_own_calendar(world) {
        let (staff, wang) = (world.as_coordinator().await, world.as_speaker().await);
        with_a_request(world, &staff).await;
        let url = outside::serve(outside::calendar(&first_of_december()));
        let page = connect(&wang, &url).await;
        assert!(page.path == PAGE && page.says("日历读到了"), "{} {}", page.path, page.text());
        let secret = url.rsplit('/').next().unwrap();
        assert!(page.body.contains(&format!("http://{}/…", outside::address())) && !page.body.contains(secret));
        assert!(!page.body.contains(TITLE) && !holds(world, TITLE) && holds(world, "王示例") == world.app.store.is_sqlite());
        assert_eq!(busy(world), ["2026-12-01 08:00/11:30"]);
        assert_eq!(planned(world).await.1, Day::ymd(2026, 12, 3));

        let whole = ics(&["UID:1\r\nDTSTART;VALUE=DATE:20261130\r\nDTEND;VALUE=DATE:20261205"]);
        outside::change(&url, outside::calendar(&whole));
        let page = wang.send(&page, AGAIN, &[]).await;
        assert!(page.says("又读了一次") && page.says("全天"), "{}", page.text());
        let (ran, day) = planned(world).await;
        assert_eq!(day, None);
        let item = staff.get(&format!("/plans/{}/{}", ran.plan.id, ran.items[0].request)).await;
        assert!(item.says("本人的日历上有事"), "{}", item.text());
        let way = format!("/speakers/{}/busy", self::wang(world));
        assert!(item.attributes("a", "href").contains(&way), "the reason leads to where it is lifted");

        let page = wang.send(&page, "/my/busy/lift", &[]).await;
        assert!(page.path == PAGE && page.says("这段时间能去") && page.says("还是去不了"), "{}", page.text());
        let (ran, day) = planned(world).await;
        assert_eq!(day, Day::ymd(2026, 12, 1));
        let page = wang.send(&page, "/my/busy/bind", &[]).await;
        let refused = staff.get(&format!("/plans/{}", ran.plan.id)).await;
        let refused = staff.send(&refused, &format!("/plans/{}/publish", ran.plan.id), &[]).await;
        assert!(refused.status == 409 && refused.says("本人的日历上有事") && refused.says("R-1"), "{}", refused.text());

        wang.send(&page, "/my/busy/lift", &[]).await;
        let session = published(world, ran).await;
        let journal = staff.get("/journal?noun=speaker").await;
        for said in ["换了本人日历", "日历上有事，说能去", "日历上有事，还是去不了"] {
            assert!(journal.says(said), "{said}: {}", journal.text());
        }
        assert!(!journal.body.contains(secret));
        // what was agreed here is no business of somebody else's, though it stands in the own calendar too
        let own = format!("UID:{}\r\nDTSTART:20261203T010000Z\r\nDTEND:20261203T020000Z", session.uid);
        outside::change(&url, outside::calendar(&ics(&[&own, "UID:2\r\nDTSTART:20261202T010000Z\r\nDTEND:20261202T020000Z"])));
        wang.send(&wang.get(PAGE).await, AGAIN, &[]).await;
        assert_eq!(busy(world), ["2026-12-02 09:00/10:00"]);
    }

    /// The coordinator acts for the speaker, sees what is agreed, and is offered nobody who is busy.
    async fn the_coordinator_does_it_for_the_speaker(world) {
        let (staff, wang) = (world.as_coordinator().await, world.as_speaker().await);
        with_a_request(world, &staff).await;
        let session = { let (ran, _) = planned(world).await; published(world, ran).await };
        let base = format!("/speakers/{}/busy", self::wang(world));
        let page = staff.get(&base).await;
        assert!(page.says("王示例 自己的日历"), "{}", page.text());
        let sent = staff.upload(&page, &format!("{base}/file"), "mine.ics", first_of_december().as_bytes()).await;
        assert!(sent.path == base && sent.says("上传的文件") && sent.says("这段时间有场次"), "{} {}", sent.path, sent.text());
        assert!(sent.attributes("a", "href").contains(&format!("/sessions/{}", session.id)));
        let register = staff.get(&format!("/speakers/{}", self::wang(world))).await;
        assert!(register.says("日历读到了"), "{}", register.text());

        staff.send(&sent, &format!("{base}/lift"), &[]).await;
        let journal = staff.get("/journal?noun=speaker").await;
        assert!(journal.says("代 王示例 办理"), "{}", journal.text());
        let mine = wang.get(PAGE).await;
        assert!(mine.says("还是去不了"), "{}", mine.text());
        let page = wang.send(&mine, "/my/busy/forget", &[]).await;
        assert!(page.says("不再用这个日历了") && kept(world).is_none() && busy(world).is_empty());

        let stranger = world.as_stranger().await;
        assert_eq!(stranger.get(&base).await.status, 403);
        for browser in [stranger, world.as_contact().await] {
            assert_eq!(browser.get(PAGE).await.status, 403);
            let mark = browser.get("/menu").await.attributes("input[name=mark]", "value").remove(0);
            let typed = [("mark", mark.as_str()), ("address", "http://203.0.113.1/x")];
            assert_eq!(browser.post(&format!("{base}/address"), &typed).await.status, 403);
        }
        assert_eq!(wang.post("/my/busy/forget", &[]).await.status, 409, "no mark");
        assert!(kept(world).is_none());
    }

    /// What is wrong is said where it was typed; nothing changes, nothing is looked at inside the house.
    async fn what_cannot_be_read_is_said(world) {
        let wang = world.as_speaker().await;
        let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        bomb.write_all(&vec![b' '; 80 << 20]).unwrap();
        let bomb = bomb.finish().unwrap();
        assert!(bomb.len() < 1 << 20);
        let round = outside::serve(outside::status(500));
        outside::change(&round, outside::onwards(&round));
        let inside = outside::serve(outside::onwards("http://127.0.0.1:1/latest/meta-data"));
        let zipped = vec![("content-encoding", "gzip".to_owned())];
        let cases: [(String, &str); 16] = [
            (outside::serve(outside::status(404)), "已经没有日历了"),
            (outside::serve(outside::status(403)), "不让读"),
            (outside::serve(outside::status(500)), "（500）"),
            (outside::serve(Reply::Endless), "最多 2 MiB"),
            (outside::serve(Reply::Plain(200, Vec::new(), vec![b'X'; 3 << 20])), "最多 2 MiB"),
            (outside::serve(Reply::Plain(200, zipped, bomb)), "最多 2 MiB"),
            (outside::serve(Reply::Dropped), "中途断开"),
            (outside::serve(outside::calendar("<html>sign in</html>")), "BEGIN:VCALENDAR"),
            (outside::serve(outside::calendar(&first_of_december().replace("20261201T11", "2026-12"))), "日期或时间不对"),
            (round, "转来转去"),
            (inside, "内部网络"),
            ("http://127.0.0.1:1/x.ics".to_owned(), "内部网络"),
            ("http://2130706433:1/x".to_owned(), "内部网络"),
            ("http://[::ffff:7f00:1]:1/x".to_owned(), "内部网络"),
            ("file:///etc/passwd".to_owned(), "不像一个网址"),
            ("https://me:secret@example.cn/x.ics".to_owned(), "用户名和密码"),
        ];
        for (url, said) in cases {
            let page = connect(&wang, &url).await;
            assert!(page.status == 422 && page.says(said), "{url} {}: {}", page.status, page.text());
            assert!(page.fields_of("/my/busy/address").contains(&("address".to_owned(), url.clone())), "{url} is lost");
            assert!(kept(world).is_none(), "{url}");
        }
        let page = wang.get(PAGE).await;
        for (bytes, said) in [(Vec::new(), "这一项要填"), (vec![b'X'; 3 << 20], "最多 2 MiB"), (b"PK\x03\x04".to_vec(), "日历")] {
            let page = wang.upload(&page, "/my/busy/file", "a.ics", &bytes).await;
            assert!(page.status == 422 && page.says(said), "{}: {}", page.status, page.text());
        }
    }

    /// The last good copy holds, both see since when; an unchanged one is not sent again; of two
    /// workers one reads.
    async fn a_calendar_is_read_again(world) {
        let (staff, wang) = (world.as_coordinator().await, world.as_speaker().await);
        let tagged = |tag: &str| {
            let headers = vec![("etag", format!("\"{tag}\"")), ("last-modified", "Sun, 22 Nov 2026 08:00:00 GMT".to_owned())];
            Reply::Plain(200, headers, first_of_december().into_bytes())
        };
        let url = outside::serve(tagged("a"));
        connect(&wang, &url).await;
        assert_eq!(actions::refresh_due(&world.app).await.unwrap(), 0, "it is not time yet");

        let_time_pass(world);
        outside::change(&url, outside::status(304));
        let one = actions::refresh_due(&world.app);
        let (one, other) = tokio::join!(one, actions::refresh_due(&world.app));
        assert_eq!((one.unwrap() + other.unwrap(), outside::asked(&url).len()), (1, 2), "one of two reads");
        let asked = outside::asked(&url).remove(1);
        assert!(asked.contains("if-none-match: \"a\"") && asked.contains("if-modified-since: sun, 22 nov 2026"), "{asked}");
        assert_eq!((kept(world).unwrap().failure, busy(world).len()), (None, 1));

        outside::change(&url, outside::status(404));
        let mut waits = Vec::new();
        for _ in 0..7 {
            let_time_pass(world);
            let before = world.app.clock.now();
            assert_eq!(actions::refresh_due(&world.app).await.unwrap(), 1);
            waits.push((kept(world).unwrap().next_at.unwrap() - before).num_hours());
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 24, 24]);
        let calendar = kept(world).unwrap();
        assert_eq!((calendar.failure, calendar.failures, busy(world).len()), (Some(Failure::Status(404)), 7, 1));
        for page in [wang.get(PAGE).await, wang.get("/my").await, staff.get(&format!("/speakers/{}", self::wang(world))).await] {
            assert!(page.says("没有读到") && page.says("已经没有日历了"), "{}", page.text());
            assert!(page.says("仍按上一次读到的内容避开（11月23日 周一 08:00 读到）"), "{}", page.text());
        }

        outside::change(&url, outside::calendar(&ics(&[&format!("UID:1\r\nDTSTART:{TITLE}")])));
        let_time_pass(world);
        actions::refresh_due(&world.app).await.unwrap();
        assert!(matches!(kept(world).unwrap().failure, Some(Failure::Unreadable(line)) if line > 0));
        assert!(!holds(world, TITLE), "a failure tells no word of it");

        // after a week the days move on, and even an unchanged copy is wanted whole
        let mut calendar = kept(world).unwrap();
        calendar.expanded_at = Some(world.app.clock.now() - chrono::TimeDelta::days(8));
        world.app.store.write_now(|db| store::own_calendars::put(db, &calendar)).unwrap();
        let_time_pass(world);
        outside::change(&url, tagged("b"));
        actions::refresh_due(&world.app).await.unwrap();
        assert!(!outside::asked(&url).last().unwrap().contains("if-none-match"));
        assert_eq!((kept(world).unwrap().failure, kept(world).unwrap().etag), (None, "\"b\"".to_owned()));
    }

    /// A merged record keeps the calendar that there was.
    async fn a_merger_keeps_the_calendar(world) {
        let (one, other) = (wang(world), world.app.store.read_now(|db| store::speakers::by_code(db, "S-2")).unwrap().id);
        let operator = xinhuo::accounts::Actor::operator();
        actions::upload(&world.app, &operator, &other, first_of_december().into_bytes()).await.unwrap();
        let pair = crate::registers::pair(&other, &one, (1, 1));
        xinhuo::actions::merge::speakers(&world.app, &operator, pair, Vec::new()).await.unwrap();
        assert_eq!((kept(world).is_some(), busy(world).len()), (true, 1));
    }
}

#[tokio::test]
async fn a_slow_server_is_given_up_and_names_are_judged_after_resolution() {
    let outside =
        Outside { allowed: vec![outside::address()], limit: Duration::from_millis(300), ..Outside::default() };
    let fetch = async |url: &str| outside.fetch(url, &Marks::default()).await;
    let begun = Instant::now();
    assert_eq!(fetch(&outside::serve(Reply::Drip)).await, Err(Failure::TooSlow));
    assert!(begun.elapsed() < Duration::from_secs(3));
    assert_eq!(fetch("http://localhost:1/").await, Err(Failure::NotPublic));
    let calendar = outside::serve(outside::calendar(&first_of_december()));
    let by_name = calendar.replace("127.0.0.1", "localhost");
    assert!(matches!(fetch(&by_name).await, Ok(Fetched::Copy(..))), "the address is judged, not the name");
    let thrice = outside::serve(outside::onwards(&outside::serve(outside::onwards(&outside::serve(
        outside::onwards(&calendar),
    )))));
    assert!(matches!(fetch(&thrice).await, Ok(Fetched::Copy(..))));
    assert_eq!(fetch(&outside::serve(outside::onwards(&thrice))).await, Err(Failure::TooManyRedirects));
    assert_eq!(fetch("http://no-such-name.invalid/").await, Err(Failure::NoSuchHost));
}

#[test]
fn only_the_open_net_is_public() {
    let open = ["1.1.1.1", "8.8.8.8", "100.63.255.255", "172.32.0.1", "223.5.5.5", "2400:3200::1", "2606:4700::1111"];
    let closed = [
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.8.8.8",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "192.0.0.192",
        "198.19.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "fe80::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001::1",
        "2001:db8::1",
    ];
    for ip in open {
        assert!(is_public(ip.parse().unwrap()), "{ip}");
    }
    for ip in closed {
        assert!(!is_public(ip.parse().unwrap()), "{ip}");
    }
}

#[test]
fn addresses_are_made_whole() {
    for typed in ["webcal://p1.example.cn/a?b=1#c", " WEBCAL://P1.example.cn/a?b=1 ", "p1.example.cn/a?b=1"] {
        assert_eq!(address(typed).unwrap(), "https://p1.example.cn/a?b=1", "{typed}");
    }
    for typed in ["", "日历", "https://", "http://localhost/", "https://a b.cn/", "javascript:alert(1)", "ftp://a.cn/"]
    {
        assert_eq!(address(typed).unwrap_err().key, "own-calendar-bad-address", "{typed}");
    }
}
