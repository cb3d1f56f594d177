//! What stands beside the database: the mail server, and the folder of calendars.

use crate::harness::{Base, World};
use crate::smtp::Server;
use std::path::Path;
use std::time::{Duration, Instant};
use xinhuo::actions::letters::deliver;
use xinhuo::app::App;
use xinhuo::kernel::{Clock, parse_local};

#[tokio::test]
async fn letters_wait_for_a_mail_server_that_is_down_and_say_so() {
    for base in [Base::Sqlite, Base::Postgres] {
        let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let world = World::with(base, |settings| settings.mail = Some(format!("smtp://{free}").as_str().into())).await;
        let visitor = world.visitor();
        let page = visitor.get("/sign-in").await;
        let asked = visitor.send(&page, "/sign-in/link", &[("email", "wang@example.cn")]).await;
        assert_eq!(asked.status, 200, "{}", asked.text());
        let tally = deliver(&world.app, || false).await.unwrap();
        assert_eq!((tally.sent, tally.retry, tally.dead), (0, 1, 0));
        let list = world.as_administrator().await.get("/letters").await;
        assert!(list.says("邮件服务器没有收下") && list.says("会自动再试"), "{}", list.text());
        let server = Server::at(free, &[]).await;
        // the first wait is of two minutes
        let clock = Clock::starting_at(parse_local("2026-11-23 08:03").unwrap());
        let tally = deliver(&App { clock, ..world.app.clone() }, || false).await.unwrap();
        assert_eq!((tally.sent, tally.retry, tally.dead, server.count()), (1, 0, 0, 1));
    }
}

const CLOSED: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//\r\nBEGIN:VEVENT\r\nUID:typhoon@test\r\n\
                      DTSTAMP:20261123T000000Z\r\nDTSTART;VALUE=DATE:20261127\r\nSUMMARY:全市停课\r\n\
                      CATEGORIES:PUBLIC-HOLIDAY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

async fn with_calendars(folder: &Path) -> World {
    let folder = folder.display().to_string();
    World::with(Base::Sqlite, |settings| settings.calendars = Some(folder)).await
}

/// A feed is sent as it was for half a second; then it shows the file.
async fn closed_in_the_feed(world: &World) {
    let deadline = Instant::now() + Duration::from_secs(5);
    while !world.visitor().get("/calendars/days-off.ics").await.body.contains("全市停课") {
        assert!(Instant::now() < deadline, "the feed never shows the file");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_calendars_folder_that_is_missing_or_locked_is_told_and_used_as_soon_as_it_is_back() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("calendars");
    let world = with_calendars(&folder).await;
    let staff = world.as_coordinator().await;
    let plans = async || staff.get("/plans").await.text();
    let feed = async || world.visitor().get("/calendars/days-off.ics").await.body;
    assert!(plans().await.contains("文件夹找不到或读不了"), "{}", plans().await);
    assert!(feed().await.contains("国庆"), "the shipped days hold");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("city.ics"), CLOSED).unwrap();
    assert!(!plans().await.contains("没有采用"), "{}", plans().await);
    closed_in_the_feed(&world).await;
    // unreadable even for root: a folder of the name of the file
    std::fs::rename(folder.join("city.ics"), outer.path().join("kept.ics")).unwrap();
    std::fs::create_dir(folder.join("city.ics")).unwrap();
    assert!(plans().await.contains("city.ics") && plans().await.contains("现在读不了"), "{}", plans().await);
    std::fs::remove_dir(folder.join("city.ics")).unwrap();
    std::fs::write(folder.join("city.ics"), "no calendar").unwrap();
    assert!(plans().await.contains("开头应当是 BEGIN:VCALENDAR"), "{}", plans().await);
    std::fs::rename(outer.path().join("kept.ics"), folder.join("city.ics")).unwrap();
    assert!(!plans().await.contains("没有采用"), "{}", plans().await);
    closed_in_the_feed(&world).await;
}
