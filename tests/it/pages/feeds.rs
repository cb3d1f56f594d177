//! Calendars to subscribe to: where they are offered, what they show as things change, how often
//! they are made, and how soon a revoked address is gone everywhere.

use super::my_times::{planned, published, with_a_request};
use crate::harness::browser::Seen;
use crate::harness::{Browser, World, both, import};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use xinhuo::accounts::Actor;
use xinhuo::accounts::tokens::{Opens, mint};
use xinhuo::actions::answers::{Given, answer_as};
use xinhuo::actions::sessions as deeds;
use xinhuo::app::App;
use xinhuo::kernel::parse_local;
use xinhuo::sessions::Session;
use xinhuo::store;

fn token(world: &World, opens: Opens, code: &str) -> String {
    let (id, generation) = world
        .app
        .store
        .read_now(|db| {
            Ok(match opens {
                Opens::SpeakerFeed => {
                    store::speakers::by_code(db, code).map(|it| (it.id.to_string(), it.feed_generation))?
                }
                Opens::VenueFeed => {
                    store::venues::by_code(db, code).map(|it| (it.id.to_string(), it.feed_generation))?
                }
                _ => store::committees::by_code(db, code).map(|it| (it.id.to_string(), it.feed_generation))?,
            })
        })
        .unwrap();
    format!("/calendars/{}.ics", mint(&world.app.secret, opens, &id, generation))
}

/// What a feed says of the one session in it, unfolded: status, sequence, start, alarm; `-` when it is not in it.
async fn told(world: &World, opens: Opens, code: &str) -> String {
    let feed = world.visitor().get(&token(world, opens, code)).await;
    assert_eq!(feed.status, 200, "{}", feed.body);
    let text = feed.body.replace("\r\n ", "");
    let value = |name: &str| {
        let line = text.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_once(':')).map(|(_, value)| value.trim().to_owned())
    };
    let Some(status) = value("STATUS") else { return "-".to_owned() };
    let alarm = if text.contains("BEGIN:VALARM") { " alarm" } else { "" };
    let off = if value("SUMMARY").unwrap().starts_with("【已取消】") { " 【已取消】" } else { "" };
    format!("{status} {} {}{alarm}{off}", value("SEQUENCE").unwrap(), value("DTSTART;TZID").unwrap())
}

/// The same of all who may see it: Wang, Li, the school, the committee.
async fn all(world: &World) -> [String; 4] {
    [
        told(world, Opens::SpeakerFeed, "S-1").await,
        told(world, Opens::SpeakerFeed, "S-2").await,
        told(world, Opens::VenueFeed, "V-1").await,
        told(world, Opens::CommitteeFeed, "C").await,
    ]
}

async fn arranged(world: &World, staff: &Browser) -> Session {
    with_a_request(world, staff).await;
    let (ran, _) = planned(world).await;
    published(world, ran).await
}

async fn accept(world: &World, session: &Session) {
    let actor = Actor::operator();
    let part = session.speaking().next().unwrap().id.clone();
    answer_as(&world.app, &actor, part, Given::Accept).await.unwrap();
}

/// Whether a page offers a calendar in every way.
fn offers(page: &Seen, part: &str) -> Option<String> {
    let links = page.attributes("a.act", "href");
    let webcal = links.iter().find(|href| href.starts_with("webcal://") && href.contains(part))?;
    let https = webcal.replacen("webcal", "http", 1);
    let shown = links.contains(&https) && page.all(".secret").contains(&https) && page.body.contains("<svg");
    shown.then_some(https)
}

both! {
    /// One session through its life, as four calendars show it, with one UID and a rising sequence.
    async fn a_session_moves_through_the_feeds(world) {
        let staff = world.as_coordinator().await;
        let mut session = arranged(world, &staff).await;
        let none = || "-".to_owned();
        let at = |status: &str, seq: i32, day: &str, more: &str| format!("{status} {seq} 202612{day}{more}");
        let begin = "01T093000";
        let waits = at("TENTATIVE", 0, begin, "");
        assert_eq!(all(world).await, [at("TENTATIVE", 0, begin, " alarm"), none(), none(), waits]);

        session.teacher = "张老师".into();
        session.teacher_phone = "13900000001".into();
        session.school_approval = "同意".into();
        session.version += 1;
        world.app.store.write_now(|db| store::sessions::update(db, &session)).unwrap();
        accept(world, &session).await;
        let operator = Actor::operator();
        let session = deeds::confirm(&world.app, &operator, session.id.clone(), None, String::new()).await.unwrap();
        let stands = at("CONFIRMED", session.sequence, begin, "");
        assert_eq!(all(world).await, [format!("{stands} alarm"), none(), stands.clone(), stands]);

        let start = parse_local("2026-12-03 10:00").unwrap();
        let moved = deeds::reschedule(&world.app, &operator, session.id.clone(), None, start, true).await.unwrap();
        assert!(moved.sequence > session.sequence);
        let seen = all(world).await;
        assert!(seen[0].contains(&format!(" {} 20261203T100000", moved.sequence)), "{seen:?}");
        assert!(seen[3].contains(&format!(" {} 20261203T100000", moved.sequence)), "{seen:?}");

        let li = world.app.store.read_now(|db| store::speakers::by_code(db, "S-2")).unwrap().id;
        let part = moved.speaking().next().unwrap().id.clone();
        let swapped = deeds::replace(&world.app, &operator, session.id.clone(), None, part, li).await.unwrap();
        let seen = all(world).await;
        assert!(seen[0].starts_with("CANCELLED") && seen[0].ends_with("【已取消】"), "{seen:?}");
        let sequence: i32 = seen[0].split(' ').nth(1).unwrap().parse().unwrap();
        assert!(sequence > moved.sequence, "{seen:?}");
        assert!(seen[1].starts_with("TENTATIVE") && seen[1].ends_with("alarm"), "{seen:?}");

        let off = deeds::cancel(&world.app, &operator, session.id.clone(), None, "台风".into(), deeds::AfterCancel::PlanAgain);
        let off = off.await.unwrap();
        assert!(off.sequence > swapped.sequence);
        let gone = at("CANCELLED", off.sequence, "03T100000", " 【已取消】");
        let seen = all(world).await;
        assert_eq!((&seen[1], &seen[3]), (&gone, &gone));
        for one in seen.iter().filter(|one| *one != "-") {
            assert!(one.starts_with("CANCELLED") && !one.contains("alarm"), "{seen:?}");
        }
    }

    /// Every calendar is offered as webcal, https, QR and letters; the committee's narrowed by theme
    /// and county; one session alone as a file.
    async fn calendars_are_offered(world) {
        let staff = world.as_coordinator().await;
        let session = arranged(world, &staff).await;
        let visitor = world.visitor().get("/calendars").await;
        for part in ["open-lectures", "days-off"] {
            let address = offers(&visitor, part).expect(part);
            assert_eq!(world.visitor().get(address.strip_prefix(&world.url).unwrap()).await.status, 200);
        }
        assert!(!visitor.says("本单位的场次") && !visitor.says("这里是微信"));

        let reviewer = world.as_reviewer().await;
        let seen = reviewer.get("/calendars").await;
        let whole = offers(&seen, &token(world, Opens::CommitteeFeed, "C")).expect("the committee's");
        for (query, found) in [("theme=党史国史&county=C-A", true), ("theme=&county=C-B", false), ("theme=法治教育&county=", false)] {
            let page = reviewer.get(&format!("/calendars?{query}")).await;
            let address = offers(&page, whole.rsplit('/').next().unwrap()).unwrap_or_else(|| panic!("{}", page.body));
            let path = address.strip_prefix(&world.url).unwrap();
            assert!(path.len() < 120, "{path}");
            let feed = world.visitor().get(path).await;
            assert_eq!((feed.status, feed.body.contains(&session.uid)), (200, found), "{query}: {}", feed.body);
        }
        let path = whole.strip_prefix(&world.url).unwrap();
        assert_eq!(world.visitor().get(&format!("{path}?county=nowhere")).await.status, 404);

        let ics = format!("/sessions/{}/calendar.ics", session.id);
        for browser in [&staff, &world.as_speaker().await] {
            let one = browser.get(&ics).await;
            assert_eq!((one.status, one.headers["content-type"].as_str()), (200, "text/calendar; charset=utf-8"));
            assert!(one.body.contains(&session.uid) && one.body.matches("BEGIN:VEVENT").count() == 1);
        }
        // it waits for its speaker, so that the school does not see it yet
        for browser in [world.as_contact().await, world.as_stranger().await] {
            assert_eq!(browser.get(&ics).await.status, 404);
        }
        for page in [world.as_speaker().await.get("/my").await, world.as_contact().await.get("/my").await] {
            offers(&page, "/calendars/").unwrap_or_else(|| panic!("{}", page.text()));
        }
    }

    /// Only what changed is made anew: not for 304, not for what somebody else wrote, once for a change.
    async fn a_feed_is_made_once(world) {
        let staff = world.as_coordinator().await;
        let session = arranged(world, &staff).await;
        let path = token(world, Opens::SpeakerFeed, "S-1");
        let made = || world.app.feeds_made.load(Ordering::Relaxed);
        let http = reqwest::Client::new();
        let get = async |tag: Option<&str>| {
            let mut request = http.get(format!("{}{path}", world.url)).header("accept-encoding", "br");
            if let Some(tag) = tag {
                request = request.header("if-none-match", tag);
            }
            let response = request.send().await.unwrap();
            let tag = response.headers()["etag"].to_str().unwrap().to_owned();
            (response.status().as_u16(), tag, response.bytes().await.unwrap())
        };
        let before = made();
        let (status, tag, body) = get(None).await;
        assert_eq!((status, made() - before), (200, 1));
        for _ in 0..3 {
            assert_eq!(get(Some(&tag)).await, (304, tag.clone(), Vec::new().into()));
            // written by whomever, and time goes by
            let wang = world.app.store.read_now(|db| store::venues::by_code(db, "V-2")).unwrap();
            world.app.store.write_now(|db| store::venues::update(db, &wang, world.app.clock.now())).unwrap_or(());
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        tokio::time::sleep(Duration::from_millis(400)).await;
        assert_eq!(get(Some(&tag)).await.0, 304);
        assert_eq!(get(None).await, (200, tag.clone(), body));
        assert_eq!(made() - before, 1, "asked six times, made once");

        accept(world, &session).await;
        let (status, new, _) = get(Some(&tag)).await;
        assert_eq!((status, made() - before), (200, 2));
        assert_ne!(new, tag);
        // a name in it, kept in another table
        import(&world.app, "venues", "code,name,kind,committee,lat,lon\nV-1,甲县城东实验小学,school,C-A,32.01,120.86\n").await;
        assert_eq!((get(Some(&new)).await.0, made() - before), (200, 3));
        let metrics = world.visitor().get("/metrics").await.body;
        assert!(metrics.contains("\nxinhuo_feeds_made_total "), "{metrics}");
    }

    /// A second node keeps what it sent, and still lets go of a revoked address within a second.
    async fn a_revoked_address_is_gone_on_every_node(world) {
        let config = (*world.app.config).clone();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let bound = listener.local_addr().unwrap();
        let other = tokio::task::spawn_blocking(move || App::build(config, Some(bound))).await.unwrap().unwrap();
        tokio::spawn(xinhuo::web::serve(listener, other, std::future::pending()));
        let there = Browser::new(&format!("http://{bound}"));
        let path = token(world, Opens::CommitteeFeed, "C-A");
        let staff = world.as_coordinator().await;
        for _ in 0..2 {
            assert_eq!((there.get(&path).await.status, staff.get(&path).await.status), (200, 200));
        }
        let page = staff.get("/calendars").await;
        let page = staff.send(&page, "/calendars", &[]).await;
        assert!(page.says("新的订阅地址已经生效") && !page.body.contains(&path), "{}", page.text());
        let begun = Instant::now();
        assert_eq!(staff.get(&path).await.status, 410, "at once where it was revoked");
        let mut status = there.get(&path).await.status;
        while status == 200 && begun.elapsed() < Duration::from_millis(950) {
            tokio::time::sleep(Duration::from_millis(20)).await;
            status = there.get(&path).await.status;
        }
        assert_eq!(status, 410, "after {:?}", begun.elapsed());
        let new = token(world, Opens::CommitteeFeed, "C-A");
        assert_eq!(there.get(&new).await.status, 200);
        assert_eq!(world.as_reviewer().await.send(&page, "/calendars", &[]).await.status, 409, "another's mark");
    }
}
