//! Pages about letters, as a coordinator meets them.

use crate::harness::browser::Seen;
use crate::harness::{Browser, World, both, import};
use xinhuo::accounts::{Actor, Deed};
use xinhuo::actions::plans;
use xinhuo::kernel::Day;
use xinhuo::sessions::{Session, SessionStatus};
use xinhuo::store;

both! {
    async fn a_committee_sets_its_own_rules_and_sees_them_first(world) {
        let coordinator = world.as_coordinator().await;
        let page = coordinator.get("/settings/letters?committee=C-A").await;
        assert!(page.says("提前 7 天") && page.says("用的是上级的或通用的"), "{}", page.text());
        // the preview keeps nothing
        let changes = [("speaker_days", "3"), ("do", "preview")];
        let seen = coordinator.send(&page, "/settings/letters", &changes).await;
        assert!(seen.says("宣讲提醒 · 提前 3 天"), "{}", seen.text());
        assert!(coordinator.get("/settings/letters?committee=C-A").await.says("用的是上级的或通用的"));
        // what does not hold together is told at its field, and what was typed stays
        let wrong = [("quiet_from", "07:00"), ("quiet_until", "07:00"), ("do", "save")];
        let refused = coordinator.send(&page, "/settings/letters", &wrong).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        assert!(refused.says("免打扰的开始和结束不能是同一时间"));
        let saved = coordinator.send(&page, "/settings/letters", &[("gather_at", "16:00"), ("do", "save")]).await;
        assert!(saved.says("用的是自己的规则"), "{}", saved.text());
        let back = coordinator.send(&saved, "/settings/letters", &[("do", "above")]).await;
        assert!(back.says("用的是上级的或通用的"), "{}", back.text());
        assert_eq!(world.as_stranger().await.get("/settings/letters?committee=C-A").await.status, 403);
        assert_ne!(world.as_speaker().await.get("/settings/letters").await.status, 200);
    }

    async fn a_day_without_sessions_offers_no_button(world) {
        let page = world.as_coordinator().await.get("/sessions/off?committee=C-A&day=2026-12-01").await;
        assert!(page.says("这一天没有要取消的场次"), "{}", page.text());
        assert!(page.all("button").iter().all(|words| !words.contains("取消这")));
        assert_eq!(world.as_stranger().await.get("/sessions/off?committee=C-A").await.status, 403);
    }

    async fn a_committee_words_its_letters_and_no_fact_is_lost(world) {
        two_lectures_on_a_wednesday(world).await;
        let coordinator = world.as_coordinator().await;
        let list = coordinator.get("/settings/letters/words?committee=C-A").await;
        // once, in what the page is about
        let own = list.text().matches("自己的话").count();
        assert!(list.says("宣讲邀请") && own == 1, "{}", list.text());
        let path = "/settings/letters/words/invitation/speaker/zh";
        let page = coordinator.get(&format!("{path}?committee=C-A")).await;
        assert!(page.says("想请您讲一课"), "ours to begin from: {}", page.text());
        let wrong = [
            ("subject", "{when} {where}\nBcc: x@y.cn", "控制字符"),
            ("subject", "请您讲课", "标题里要有 {when}"),
            ("opening", "{nmae}您好", "没有“nmae”这个占位"),
            ("opening", "一个 { 大括号", "大括号要成对"),
        ];
        are_refused(&coordinator, &page, path, &wrong).await;
        let words = [("subject", "请赐教：{when}，{where}"), ("opening", "{name}，孩子们盼着您来。")];
        let seen = coordinator.send(&page, path, &[words[0], words[1], ("do", "preview")]).await;
        assert!(seen.says("请赐教：2026年12月2日") && seen.says("老师，孩子们盼着您来。"), "{}", seen.text());
        assert!(seen.says("不去不用说理由") && seen.says("甲县城东小学"), "{}", seen.text());
        let saved = coordinator.send(&page, path, &[words[0], words[1], ("do", "save")]).await;
        assert_eq!(saved.status, 200, "{}", saved.text());
        xinhuo::actions::letters::deliver(&world.app, || false).await.unwrap();
        let posted = world.app.mail.posted();
        let invitation = posted.iter().find(|letter| letter.to == "wang@example.cn").unwrap();
        let (head, text) = crate::letters::opened(&invitation.bytes);
        assert!(crate::letters::subject(&head).starts_with("请赐教：2026年12月2日"), "{head}");
        for fact in ["孩子们盼着您来", "不去不用说理由", "请在", "时间：", "地点：甲县", "/answer/", "甲县关工委"] {
            assert!(text.contains(fact), "{fact} is not in\n{text}");
        }
        let back = coordinator.get(&format!("{path}?committee=C-A")).await;
        let reset = coordinator.send(&back, path, &[("do", "reset")]).await;
        assert!(reset.says("想请您讲一课"), "{}", reset.text());
        assert_eq!(world.as_stranger().await.get(&format!("{path}?committee=C-A")).await.status, 403);
    }

    /// Who looked before another saved sees both texts, and decides.
    async fn two_coordinators_change_the_same_words(world) {
        two_lectures_on_a_wednesday(world).await;
        let (one, other) = (world.as_coordinator().await, world.as_administrator().await);
        let path = "/settings/letters/words/invitation/speaker/zh";
        let address = format!("{path}?committee=C-A");
        let (seen, seen_too) = (one.get(&address).await, other.get(&address).await);
        let subject = ("subject", "{when}，{where}");
        let save = ("do", "save");
        let theirs = other.send(&seen_too, path, &[subject, ("opening", "{name}，孩子们盼着您来。"), save]).await;
        assert_eq!(theirs.status, 200, "{}", theirs.text());
        let late = one.send(&seen, path, &[subject, ("opening", "{name}，<b>请您</b>来一趟 & 坐坐。"), save]).await;
        assert_eq!(late.status, 409, "{}", late.text());
        assert!(late.says("有人改过") && late.says("现在保存着的话"), "{}", late.text());
        assert!(late.says("孩子们盼着您来"), "{}", late.text());
        let fields = late.fields_of(path);
        assert!(fields.contains(&("opening".to_owned(), "{name}，<b>请您</b>来一趟 & 坐坐。".to_owned())), "{fields:?}");
        // nothing was put in its place until that was said once more
        assert!(one.get(&address).await.says("孩子们盼着您来"));
        let kept = one.send(&late, path, &[save]).await;
        assert!(kept.status == 200 && kept.says("请您</b>来一趟"), "{}", kept.text());
        // the other's page is the older one now; what was replaced stands in the journal
        assert_eq!(other.send(&theirs, path, &[("do", "reset")]).await.status, 409);
        assert_eq!(lines(world, "letter-template"), 2);

        // as typed in plain text, made harmless in HTML
        xinhuo::actions::letters::deliver(&world.app, || false).await.unwrap();
        let posted = world.app.mail.posted();
        let letter = posted.iter().find(|letter| letter.to == "wang@example.cn").unwrap();
        let (_, text) = crate::letters::opened(&letter.bytes);
        assert!(text.contains("<b>请您</b>来一趟 & 坐坐。"), "{text}");
        let html = crate::letters::part(&letter.bytes, "text/html");
        assert!(html.contains("&lt;b&gt;请您&lt;/b&gt;来一趟 &amp; 坐坐。") && !html.contains("<b>请您"), "{html}");
        let reset = one.send(&one.get(&address).await, path, &[("do", "reset")]).await;
        assert!(reset.says("想请您讲一课") && !reset.says("坐坐"), "the program's own words: {}", reset.text());

        // saved anew after that: a page from before is no newer than it was
        let anew = one.send(&reset, path, &[subject, ("opening", "{name}，又见面了。"), save]).await;
        assert_eq!(anew.status, 200, "{}", anew.text());
        for (who, older) in [(&one, &seen), (&other, &theirs), (&one, &kept)] {
            let late = who.send(older, path, &[subject, ("opening", "{name}，孩子们盼着您来。"), save]).await;
            assert!(late.status == 409 && late.says("又见面了"), "{}", late.text());
        }
        assert!(one.get(&address).await.says("又见面了"));
    }

    /// The same checks in English, and English facts in English words.
    async fn words_in_english_are_held_to_the_same(world) {
        two_lectures_on_a_wednesday(world).await;
        let coordinator = world.as_coordinator().await;
        let path = "/settings/letters/words/invitation/speaker/en";
        let page = coordinator.get(&format!("{path}?committee=C-A")).await;
        let wrong = [
            ("subject", "Please come", "标题里要有 {when}"),
            ("subject", "{when}", "标题里要有 {where}"),
            ("opening", "Dear {nmae}", "没有“nmae”这个占位"),
            ("opening", "Dear {name", "大括号要成对"),
            ("opening", "{reason}", "没有“reason”这个占位"),
        ];
        are_refused(&coordinator, &page, path, &wrong).await;
        let words = [("subject", "Kindly asked: {when}, {where}"), ("opening", "{name}, the children hope for you.")];
        let seen = coordinator.send(&page, path, &[words[0], words[1], ("do", "preview")]).await;
        assert!(seen.says("Kindly asked: ") && seen.says("2 December 2026"), "{}", seen.text());
        assert!(seen.says("the children hope for you.") && !seen.says("不去不用说理由"), "{}", seen.text());
    }

    /// Addresses and names that no letter could carry are refused where they are typed.
    async fn what_no_letter_could_carry_is_refused(world) {
        let coordinator = world.as_coordinator().await;
        let wang = world.app.store.read_now(|db| store::speakers::by_code(db, "S-1")).unwrap().id;
        let path = format!("/speakers/{wang}/edit");
        let long = "王".repeat(3500);
        let wrong = [
            ("email", "王@example.cn"),
            ("email", "wang@例子.cn"),
            ("email", "a@b.cn\r\nBcc: x@y.cn"),
            ("email", "a@b.cn, x@y.cn"),
            ("email", "<a@b.cn>"),
            ("name", long.as_str()),
        ];
        let page = coordinator.get(&path).await;
        for (field, typed) in wrong {
            let refused = coordinator.send(&page, &path, &[(field, typed)]).await;
            assert_eq!(refused.status, 422, "{field}={typed:.30}: {}", refused.text());
            let told = refused.all(&format!("#f-{field}-e"));
            assert!(told.len() == 1 && told[0].chars().count() > 8, "{field}={typed:.30}: {told:?}");
            let kept = refused.fields_of(&path).into_iter().find(|(name, _)| name == field).unwrap().1;
            assert_eq!(kept.replace(['\r', '\n'], ""), typed.replace(['\r', '\n'], ""), "{field} is lost");
        }
        let after = world.app.store.read_now(|db| store::speakers::by_code(db, "S-1")).unwrap();
        assert_eq!((after.email.as_str(), after.name.as_str()), ("wang@example.cn", "王示例"));
        // the same in a file, and where one signs in
        let csv = "code,name,elder_kind,committee,email\nS-9,某某,teacher,C-A,王@例子.cn\n";
        let import = coordinator.get("/settings/import").await;
        let refused = coordinator.upload_with(&import, "/settings/import", &[("kind", "speakers")], ("a.csv", csv.as_bytes())).await;
        assert!(refused.says("王@例子.cn"), "{}", refused.text());
        let page = world.visitor().get("/sign-in").await;
        let told = world.visitor().send(&page, "/sign-in/link", &[("email", "王@例子.cn")]).await;
        assert!(told.status < 500, "{}", told.text());
    }

    async fn a_speaker_on_paper_gets_a_sheet_in_large_print(world) {
        two_lectures_on_a_wednesday(world).await;
        let wang = of_day(world, "2026-12-02", SessionStatus::Published)[0].assignments[0].speaker.clone();
        let path = format!("/speakers/{wang}/schedule");
        let coordinator = world.as_coordinator().await;
        let sheet = coordinator.get(&path).await;
        assert!(sheet.says("的宣讲安排") && sheet.says("2026年12月2日") && sheet.says("等您答复"), "{}", sheet.text());
        assert!(sheet.says("0513-0000 0001"), "{}", sheet.text());
        let noted = coordinator.send(&sheet, &path, &[]).await;
        assert!(noted.says("记下了"), "{}", noted.text());
        let scope = Actor::operator().scope(Deed::SeeJournal).unwrap();
        let filter = store::journal::Filter { action: "schedule-given", ..Default::default() };
        let lines = world.app.store.read_now(|db| store::journal::list(db, &scope, &filter, store::Paging::new(1, 5)));
        assert!(!lines.unwrap().rows[0].acted_for.is_empty());
        assert_ne!(world.as_stranger().await.get(&path).await.status, 200);
        assert_ne!(world.as_contact().await.get(&path).await.status, 200);
    }

    async fn a_day_called_off_offers_new_dates_and_sends_them(world) {
        two_lectures_on_a_wednesday(world).await;
        let coordinator = world.as_coordinator().await;
        let page = coordinator.get("/sessions/off?committee=C-A&day=2026-12-02").await;
        assert!(page.says("涉及 2 场"), "{}", page.text());
        let refused = coordinator.send(&page, "/sessions/off", &[("reason", " ")]).await;
        assert_eq!(refused.status, 422);
        let dates = coordinator.send(&page, "/sessions/off", &[("reason", "台风")]).await;
        assert!(dates.says("已取消，信已写好") && dates.says("重新排日子"), "{}", dates.text());
        assert!(dates.says("甲县城东小学（原定") && dates.says("（原来的宣讲员）"), "{}", dates.text());
        assert_eq!(of_day(world, "2026-12-02", SessionStatus::Cancelled).len(), 2);

        let chosen: Vec<(String, String)> =
            dates.fields_of("/sessions/off/dates").into_iter().filter(|(name, _)| name.starts_with("date-")).collect();
        assert_eq!(chosen.len(), 2, "the first of each is chosen already");
        assert_ne!(chosen[0].1, chosen[1].1, "nobody is offered twice at once");
        assert!(!dates.body.contains("|2026-12-02"), "the day that was called off is not offered again");
        let wrong = coordinator.send(&dates, "/sessions/off/dates", &[(chosen[0].0.as_str(), "nobody|2026-12-03 09:30")]).await;
        assert!(wrong.says("已经不行了"), "{}", wrong.text());
        let sent = coordinator.send(&dates, "/sessions/off/dates", &[(chosen[0].0.as_str(), "later")]).await;
        assert!(sent.says("已发出，宣讲员会收到邀请"), "{}", sent.text());
        let start = chosen[1].1.split_once('|').unwrap().1.split(' ').next().unwrap().to_owned();
        let made = of_day(world, &start, SessionStatus::Published);
        assert_eq!(made.len(), 1);
        assert!(sent.says("原定"), "the other still waits: {}", sent.text());
        assert_eq!(world.as_stranger().await.get("/sessions/off/dates?committee=C-A&day=2026-12-02").await.status, 403);
    }
}

/// Each of these words is refused at its field with a sentence, and stays as it was typed.
async fn are_refused(browser: &Browser, page: &Seen, path: &str, wrong: &[(&str, &str, &str)]) {
    for (field, typed, told) in wrong {
        let refused = browser.send(page, path, &[(*field, *typed), ("do", "save")]).await;
        assert!(refused.status == 422 && refused.says(told), "{typed}: {}", refused.text());
        let kept = refused.fields_of(path).into_iter().find(|(name, _)| name == field).unwrap().1;
        assert_eq!(kept.replace(['\r', '\n'], ""), typed.replace('\n', ""), "{typed} is lost");
    }
}

/// Two orders of county A, planned and published for one day.
async fn two_lectures_on_a_wednesday(world: &World) {
    let requests = "code,venue,lecture,grade,headcount,minutes,language,windows,status
R-1,V-1,L-1,primary_4_6,120,45,mandarin,2026-12-02 09:00/10:30,approved
R-2,V-2,L-1,primary_4_6,40,45,mandarin,2026-12-02 14:00/15:30,approved
";
    // nobody is planned for whose home is unknown
    import(&world.app, "divisions", "code,name,level,lat,lon\n320602,甲县,county,32.02,120.86\n").await;
    let home = "code,name,level,parent,division_code,phone\nC-A,甲县关工委,county,C,320602,0513-0000 0001\n";
    import(&world.app, "committees", home).await;
    import(&world.app, "requests", requests).await;
    let city = world.app.store.read_now(|db| store::committees::by_code(db, "C")).unwrap();
    let options = plans::RunOptions {
        from: Day::ymd(2026, 11, 30).unwrap(),
        to: Day::ymd(2026, 12, 13).unwrap(),
        time_limit: std::time::Duration::from_secs(5),
        seed: 1,
        stop: std::sync::Arc::default(),
    };
    let ran = plans::run(&world.app, &Actor::operator(), city.id, options).await.unwrap();
    let why: Vec<String> = ran.items.iter().map(|item| item.reasons.to_string()).collect();
    let made = plans::publish(&world.app, &Actor::operator(), ran.plan.id, ran.plan.version).await;
    assert!(made.is_ok(), "{why:?}");
    assert_eq!(of_day(world, "2026-12-02", SessionStatus::Published).len(), 2);
}

fn lines(world: &World, action: &'static str) -> usize {
    let scope = Actor::operator().scope(Deed::SeeJournal).unwrap();
    let filter = store::journal::Filter { action, ..Default::default() };
    world
        .app
        .store
        .read_now(|db| store::journal::list(db, &scope, &filter, store::Paging::new(1, 50)))
        .unwrap()
        .rows
        .len()
}

fn of_day(world: &World, day: &str, status: SessionStatus) -> Vec<Session> {
    let (scope, day) = (Actor::operator().scope(Deed::SeeSessions).unwrap(), day.parse::<Day>().unwrap());
    let mut all = world.app.store.read_now(|db| store::sessions::between(db, &scope, day, day)).unwrap();
    all.retain(|session| session.status == status);
    all
}
