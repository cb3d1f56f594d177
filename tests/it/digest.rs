//! The coordinators' morning: what it tells, once, and not at all when there is nothing to say.

use crate::office::{BOTH, Office, at};
use std::collections::BTreeMap;
use xinhuo::accounts::{Actor, Role};
use xinhuo::actions::accounts::{NewGrant, add};
use xinhuo::actions::letters::deliver;
use xinhuo::actions::reminders::owe_due;
use xinhuo::sessions::{Answer, SessionStatus};
use xinhuo::store::{committees, sessions};

async fn digests(office: &Office, time: &str) -> u64 {
    let late = office.later(time);
    let (one, two) = tokio::join!(owe_due(&late), owe_due(&late));
    let own = |made: BTreeMap<&'static str, u64>| made.get("digest").copied().unwrap_or(0);
    own(one.unwrap()) + own(two.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_morning_is_told_once_with_links_and_not_at_all_without_anything_to_say() {
    for kind in BOTH {
        let office = Office::open(kind, |_| ()).unwrap();
        let (email, name) = ("office@example.cn".to_owned(), "协调员".to_owned());
        let committee = office.committee.code.clone();
        let grant = NewGrant { email, name, role: Role::Coordinator, committee, speaker: None, venue: None };
        add(&office.app, &Actor::operator(), grant).await.unwrap();
        // two weeks before the only session there is nothing to say, however often one looks
        assert_eq!(digests(&office, "2026-11-10 07:30").await, 0, "{kind:?}");
        let mut asked = office.session.clone();
        asked.status = SessionStatus::Published;
        asked.assignments[0].answer = Answer::Waiting;
        asked.assignments[0].answer_by = Some(at("2026-11-22 09:00"));
        asked.version += 1;
        office.app.store.write_now(|db| sessions::update(db, &asked)).unwrap();
        assert_eq!(digests(&office, "2026-11-10 08:30").await, 0, "this morning was looked at");
        assert_eq!(digests(&office, "2026-11-24 07:29").await, 0);
        assert_eq!(digests(&office, "2026-11-24 07:30").await, 1, "two workers, one letter");
        assert_eq!(digests(&office, "2026-11-24 09:00").await, 0);
        deliver(&office.later("2026-11-24 07:31"), || false).await.unwrap();
        let posted = office.app.mail.posted();
        let letter = posted.iter().find(|letter| letter.to == "office@example.cn" && tells(letter, "digest:")).unwrap();
        let text = crate::letters::opened(&letter.bytes).1;
        for words in [
            "明天有 1 场宣讲",
            "明天的场次（1）",
            "11月25日(周三)上午9:30 城东小学",
            "到期没有答复（1）",
            "王建国",
            "https://xinhuo.example.cn/today",
            "https://xinhuo.example.cn/sessions/week",
        ] {
            assert!(text.contains(words), "{words} is not in\n{text}");
        }
        // a program that starts in the afternoon makes no morning of it; a committee may want none
        assert_eq!(digests(&office, "2026-11-25 13:00").await, 0);
        let id = office.committee.id.clone();
        let none = Some(r#"{"digest_at":null}"#);
        office.app.store.write_now(|db| committees::set_setting(db, &id, "letters", none)).unwrap();
        assert_eq!(digests(&office, "2026-11-26 07:30").await, 0);
    }
}

fn tells(letter: &xinhuo::mail::Posted, key: &str) -> bool {
    String::from_utf8_lossy(&letter.bytes).contains(&format!("X-Notification-Key: {key}"))
}
