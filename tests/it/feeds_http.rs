//! Feeds as calendar programs ask for them.

use crate::office::{BOTH, Kind, Office};
use reqwest::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, VARY,
};
use reqwest::{Client, StatusCode};
use xinhuo::accounts::tokens::{Opens, mint};
use xinhuo::app::App;
use xinhuo::store::{sessions, speakers};

async fn serve(app: App) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(xinhuo::web::serve(listener, app, std::future::pending()));
    format!("http://{address}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_is_told_once_and_then_only_when_it_changed() {
    for kind in BOTH {
        let Some(office) = Office::open(kind, |_| ()) else { continue };
        let base = serve(office.app.clone()).await;
        let token = mint(&office.app.secret, Opens::SpeakerFeed, office.wang.id.as_str(), 1);
        let address = format!("{base}/calendars/{token}.ics");
        assert!(format!("/calendars/{token}.ics").len() < 120);
        let client = Client::new();
        let first = client.get(&address).send().await.unwrap();
        assert_eq!(first.status(), StatusCode::OK, "{kind:?}");
        assert_eq!(first.headers()[CONTENT_TYPE], "text/calendar; charset=utf-8");
        assert_eq!(first.headers()["x-robots-tag"], "noindex");
        assert_eq!(first.headers()["referrer-policy"], "no-referrer");
        assert!(first.headers()["cache-control"].to_str().unwrap().starts_with("private"));
        assert!(first.headers().get("set-cookie").is_none());
        let (tag, modified) = (first.headers()[ETAG].clone(), first.headers()[LAST_MODIFIED].clone());
        let body = first.text().await.unwrap();
        let unfolded = body.replace("\r\n ", "");
        assert!(unfolded.contains(&format!("UID:{}", office.session.uid)) && unfolded.contains("城东小学"), "{body}");
        assert!(unfolded.contains("王老师") && !unfolded.contains("王建国"));

        let bare = tag.to_str().unwrap().trim_matches('"').to_owned();
        for known in [format!("\"{bare}\""), format!("\"x\", W/\"{bare}\""), "*".to_owned()] {
            let again = client.get(&address).header(IF_NONE_MATCH, &known).send().await.unwrap();
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{known}");
            assert_eq!(again.headers()[ETAG], tag);
        }
        let dated = client.get(&address).header(IF_MODIFIED_SINCE, &modified).send().await.unwrap();
        assert_eq!(dated.status(), StatusCode::NOT_MODIFIED);
        let tag_first = client.get(&address).header(IF_MODIFIED_SINCE, &modified).header(IF_NONE_MATCH, "\"old\"");
        assert_eq!(tag_first.send().await.unwrap().status(), StatusCode::OK, "the tag decides before the date");

        let head = client.head(&address).send().await.unwrap();
        assert_eq!((head.status(), head.headers()[ETAG].clone()), (StatusCode::OK, tag));
        assert_eq!(client.post(&address).send().await.unwrap().status(), StatusCode::METHOD_NOT_ALLOWED);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_encoding_has_a_tag_of_its_own_and_any_of_them_is_known() {
    for kind in BOTH {
        let Some(office) = Office::open(kind, |_| ()) else { continue };
        let base = serve(office.app.clone()).await;
        let token = mint(&office.app.secret, Opens::SpeakerFeed, office.wang.id.as_str(), 1);
        let address = format!("{base}/calendars/{token}.ics");
        let client = Client::new();
        let get = |encoding: &str| client.get(&address).header(ACCEPT_ENCODING, encoding);
        let mut tags = Vec::new();
        for encoding in ["identity", "gzip", "br"] {
            let full = get(encoding).send().await.unwrap();
            assert_eq!(full.headers().get(CONTENT_ENCODING).map_or("identity", |e| e.to_str().unwrap()), encoding);
            assert!(full.headers()[VARY].to_str().unwrap().to_lowercase().contains("accept-encoding"));
            let head = client.head(&address).header(ACCEPT_ENCODING, encoding).send().await.unwrap();
            assert_eq!(head.headers()[ETAG], full.headers()[ETAG], "{encoding}");
            tags.push(full.headers()[ETAG].to_str().unwrap().to_owned());
        }
        assert!(tags.iter().all(|tag| tag.starts_with('"')), "all strong: {tags:?}");
        assert!(tags[0] != tags[1] && tags[1] != tags[2] && tags[0] != tags[2], "{tags:?}");
        for encoding in ["identity", "gzip", "br"] {
            for tag in &tags {
                let again = get(encoding).header(IF_NONE_MATCH, tag).send().await.unwrap();
                assert_eq!((again.status(), &again.headers()[ETAG]), (StatusCode::NOT_MODIFIED, &tag.parse().unwrap()));
                let about = [CONTENT_TYPE, CONTENT_ENCODING].map(|name| again.headers().contains_key(name));
                assert_eq!((about, again.bytes().await.unwrap().len()), ([false, false], 0));
            }
        }
        let other = tags[1].replace("-gzip", "-zip");
        assert_eq!(get("gzip").header(IF_NONE_MATCH, other).send().await.unwrap().status(), StatusCode::OK);
        let id = office.session.id.clone();
        let mut moved = office.app.store.read_now(|db| sessions::load(db, &id)).unwrap();
        moved.companion = "陈秘书".into();
        moved.version += 1;
        office.app.store.write_now(|db| sessions::update(db, &moved)).unwrap();
        for (encoding, tag) in ["identity", "gzip", "br"].iter().zip(&tags) {
            let changed = get(encoding).header(IF_NONE_MATCH, tags.join(", ")).send().await.unwrap();
            assert_eq!(changed.status(), StatusCode::OK);
            assert_ne!(&changed.headers()[ETAG], tag.as_str());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_address_is_gone_at_once_and_a_wrong_one_is_not_found() {
    for kind in BOTH {
        let Some(office) = Office::open(kind, |_| ()) else { continue };
        let base = serve(office.app.clone()).await;
        let old = mint(&office.app.secret, Opens::SpeakerFeed, office.wang.id.as_str(), 1);
        let get = async |token: &str| Client::new().get(format!("{base}/calendars/{token}.ics")).send().await.unwrap();
        assert_eq!(get(&old).await.status(), StatusCode::OK);
        let mut renewed = office.wang.clone();
        renewed.feed_generation = 2;
        office.app.store.write_now(|db| speakers::update(db, &renewed)).unwrap();
        assert_eq!(get(&old).await.status(), StatusCode::GONE);
        let new = mint(&office.app.secret, Opens::SpeakerFeed, office.wang.id.as_str(), 2);
        assert_eq!(get(&new).await.status(), StatusCode::OK);
        let foreign = mint(&"another secret altogether".into(), Opens::SpeakerFeed, office.wang.id.as_str(), 2);
        let answer = mint(&office.app.secret, Opens::Answer, office.wang.id.as_str(), 2);
        for wrong in [foreign.as_str(), answer.as_str(), "x", "..%2f..%2fetc%2fpasswd"] {
            assert_eq!(get(wrong).await.status(), StatusCode::NOT_FOUND, "{wrong}");
        }
        assert_eq!(get("days-off").await.status(), StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_is_narrowed_by_any_words_but_not_by_endless_ones() {
    let office = Office::open(Kind::Sqlite, |_| ()).unwrap();
    let base = serve(office.app.clone()).await;
    let token = mint(&office.app.secret, Opens::CommitteeFeed, office.committee.id.as_str(), 1);
    let client = Client::new();
    let get = async |path: &str| client.get(format!("{base}/calendars/{path}")).send().await.unwrap();
    for n in 0..200 {
        assert_eq!(get(&format!("{token}.ics?theme={n}")).await.status(), StatusCode::OK);
    }
    let endless = "x".repeat(201);
    assert_eq!(get(&format!("{token}.ics?theme={endless}")).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(get(&format!("{token}.ics?county={endless}")).await.status(), StatusCode::NOT_FOUND);
    // nothing narrows the days off, so whatever is asked for is the same one
    let made = || office.app.feeds_made.load(std::sync::atomic::Ordering::Relaxed);
    let (days, before) = (get("days-off.ics").await, made());
    let narrowed = get(&format!("days-off.ics?theme={endless}")).await;
    assert_eq!((narrowed.status(), &narrowed.headers()[ETAG], made()), (StatusCode::OK, &days.headers()[ETAG], before));
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_count_letters_and_name_nobody() {
    let office = Office::open(crate::office::Kind::Sqlite, |_| ()).unwrap();
    xinhuo::actions::reminders::owe_due(&office.app).await.unwrap();
    xinhuo::actions::letters::deliver(&office.app, || false).await.unwrap();
    let base = serve(office.app.clone()).await;
    let text = Client::new().get(format!("{base}/metrics")).send().await.unwrap().text().await.unwrap();
    for line in ["xinhuo_letters{state=\"sent\"} 2", "xinhuo_letters{state=\"by_hand\"} 1", "xinhuo_calls_open 1"] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    assert!(!text.contains("example.cn"));
}
