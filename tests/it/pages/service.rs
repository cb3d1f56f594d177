//! What a speaker gave, and the certificate of it: asked for, issued, checked, replaced, revoked.

use crate::harness::browser::Seen;
use crate::harness::{Browser, World, both, import};
use xinhuo::attendance::token_of;
use xinhuo::store::sessions;

const HELD: &str = "code,committee,venue,speakers,theme,lecture,kind,start,minutes,status
H-1,C-A,V-1,S-1,党史国史,L-1,lecture,2026-11-10 09:30,45,delivered
H-2,C-A,V-2,S-1,党史国史,,lecture,2026-11-12 14:00,60,delivered
H-3,C-A,V-1,S-2,党史国史,L-1,lecture,2026-11-13 09:30,45,delivered
";

both! {
    /// The page of results holds talks, listeners, words and hours; each kind of hours apart.
    async fn a_speaker_sees_what_came_of_the_talks(world) {
        held(world).await;
        let speaker = world.as_speaker().await;
        let page = speaker.get("/my/results").await;
        let counts = page.all(".tally b");
        assert_eq!(counts, ["2", "268", "12"], "{}", page.text());
        for words in ["讲得生动，同学们听得很专注", "1小时45分", "红军长征的故事", "有 1 次的听讲人数还没有确认"] {
            assert!(page.says(words), "{words}: {}", page.text());
        }
        let talks = page.attributes("a[href^='/talks/']", "href");
        assert_eq!(talks.len(), 2, "another's talk stays out");
        let form = speaker.get(&talks[1]).await;
        let wrong = speaker.send(&form, &talks[1], &[("preparation", "九十"), ("travel", "40")]).await;
        assert_eq!(wrong.status, 422, "{}", wrong.text());
        assert!(wrong.body.contains("value=\"九十\""), "what was typed stays");
        let noted = speaker.send(&form, &talks[1], &[("preparation", "90"), ("travel", "40")]).await;
        assert!(noted.path.starts_with("/my/results") && noted.says("记下了"), "{}", noted.text());
        assert!(noted.says("备课 1小时30分 2 次中记了 1 次") && noted.says("路上 40分"), "{}", noted.text());
        assert_eq!(world.as_stranger().await.get(&talks[1]).await.status, 404);
        let clerk = world.as_coordinator().await;
        let mended = clerk.get(&talks[1]).await;
        let mended = clerk.send(&mended, &talks[1], &[("travel", "50")]).await;
        assert!(mended.path.contains("/service") && mended.says("路上 50分"), "{}", mended.text());
    }

    /// From the wish to a number that anybody can check, and to its end.
    async fn a_certificate_is_asked_for_issued_checked_and_ended(world) {
        held(world).await;
        let (speaker, clerk, visitor) = (world.as_speaker().await, world.as_coordinator().await, world.visitor());
        let page = speaker.get("/my/results").await;
        let asked = speaker.send(&page, "/my/certificates", &[]).await;
        assert!(asked.says("已经申请") && asked.says("待开具"), "{}", asked.text());
        speaker.send(&page, "/my/certificates", &[]).await;
        assert!(clerk.get("/today").await.says("1 证明待开具"));
        let list = clerk.get("/certificates").await;
        assert_eq!(list.all("main tbody tr").len(), 1, "asked twice is one wish: {}", list.text());
        let service = list.attributes("main tbody a", "href")[0].split('#').next().unwrap().to_owned();

        let page = clerk.get(&service).await;
        let issued = press(&clerk, &page, "issue", "").await;
        assert!(issued.says("有效"), "{}", issued.text());
        let number = issued.all("#certificates .secret")[0].clone();
        let open = visitor.get(&format!("/certificates?number={}", number.to_lowercase())).await;
        assert_eq!(open.status, 200);
        for words in ["真实有效", "王老师", "1小时45分", "甲县关工委", number.as_str()] {
            assert!(open.says(words), "{words}: {}", open.text());
        }
        assert!(!open.says("王示例"), "the name shows only with consent");

        let paper = format!("/certificates/{number}/print");
        let print = speaker.get(&paper).await;
        for words in ["兹证明王示例", "一、志愿者", "二、志愿服务", "三、出具单位", "四、编号和日期", "甲县协调员"] {
            assert!(print.says(words), "{words}: {}", print.text());
        }
        assert!(visitor.get(&paper).await.path.starts_with("/sign-in"));
        assert_eq!(world.as_stranger().await.get(&paper).await.status, 404);

        let page = clerk.get(&service).await;
        let no_reason = press(&clerk, &page, "replace", " ").await;
        assert!(no_reason.status == 422 && no_reason.says("请写明理由"), "{}", no_reason.text());
        let twice = press(&clerk, &page, "replace", "人数已更正").await;
        let numbers: Vec<_> = twice.all("#certificates .secret");
        assert_eq!(numbers.len(), 2, "{}", twice.text());
        let fresh = numbers.iter().find(|other| **other != number).unwrap();
        assert!(visitor.get(&format!("/certificates/{number}")).await.says("已换发"));
        assert!(visitor.get(&format!("/certificates/{fresh}")).await.says("真实有效"));
        let late = press(&clerk, &page, "replace", "又一次").await;
        assert!(late.status == 409 && late.says("已经由别人处理过"), "{} {}", late.status, late.text());
        let page = clerk.get(&service).await;
        press(&clerk, &page, "revoke", "开错了人").await;
        let gone = visitor.get(&format!("/certificates/{fresh}")).await;
        assert!(gone.says("现已失效") && !gone.says("王老师") && !gone.says("开错了人"), "{}", gone.text());
    }

    /// A slip says so, a number that is none says so, and guessing is stopped.
    async fn numbers_cannot_be_guessed(world) {
        let visitor = world.visitor();
        let made_up = xinhuo::service::CertificateNumber::fresh(2026).to_string();
        let unknown = visitor.get(&format!("/certificates/{made_up}")).await;
        assert!(unknown.status == 404 && unknown.says("没有这个编号的证明"), "{}", unknown.text());
        for n in 1..20 {
            let slip = visitor.get(&format!("/certificates/2026-2222-3333-{n:04}")).await;
            assert!(slip.status == 404 && slip.says("抄错"), "{n}: {}", slip.text());
        }
        let stopped = visitor.get(&format!("/certificates/{made_up}")).await;
        assert!(stopped.status == 429 && stopped.says("分钟以后再试"), "{}", stopped.text());
    }
}

/// Two talks of the speaker, one of them counted and praised; and one of somebody else.
async fn held(world: &World) {
    import(&world.app, "sessions", HELD).await;
    let session = world.app.store.read(|db| sessions::by_code(db, "H-1")).await.unwrap();
    let form = format!("/attendance/{}", token_of(&world.app.secret, &session.id));
    let school = world.visitor();
    let page = school.get(&form).await;
    let told =
        [("youth_primary_4_6", "268"), ("parents", "12"), ("rating", "5"), ("note", "讲得生动，同学们听得很专注")];
    assert!(school.send(&page, &form, &told).await.says("谢谢"));
    let clerk = world.as_coordinator().await;
    let page = clerk.get(&format!("/reports/sessions/{}", session.id)).await;
    clerk.send(&page, &format!("/reports/sessions/{}/confirm", session.id), &[]).await;
}

/// Presses the first button of a deed on a page of certificates.
async fn press(clerk: &Browser, page: &Seen, deed: &str, reason: &str) -> Seen {
    let actions = page.attributes("form[method=post]", "action");
    let action = actions.iter().find(|action| action.ends_with(&format!("/{deed}"))).unwrap();
    clerk.send(page, action, &[("reason", reason)]).await
}
