//! Signing in through the front door, on both databases.

use crate::harness::both;
use xinhuo::actions::sign_in;

both! {
    /// GET shows a button and uses nothing up; POST signs in once.
    async fn a_link_signs_in_once(world) {
        let link = sign_in::link_for(&world.app, "coordinator@example.cn").await.unwrap();
        let path = link.strip_prefix(&world.url).unwrap();
        let browser = world.visitor();
        for _ in 0..3 {
            let page = browser.get(path).await;
            assert_eq!(page.status, 200);
            assert!(page.says("甲县协调员"), "{}", page.text());
        }
        let page = browser.get(path).await;
        let inside = browser.send(&page, path, &[]).await;
        assert!(inside.says("退出"), "{}", inside.text());
        let again = world.visitor().get(path).await;
        assert_eq!(again.status, 410);
        assert!(again.says("已经用过"), "{}", again.text());
        assert!(again.body.contains("action=\"/sign-in/link\""), "offers a new one on the spot");
    }

    /// A known and an unknown mailbox get the same answer; only the known one gets a letter.
    async fn nobody_learns_who_has_an_account(world) {
        let browser = world.visitor();
        let mut answers = Vec::new();
        for email in ["coordinator@example.cn", "nobody@example.cn"] {
            let page = browser.get("/sign-in").await;
            let sent = browser.send(&page, "/sign-in/link", &[("email", email)]).await;
            answers.push((sent.status, sent.path.clone(), sent.text()));
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(answers[0].1, "/sign-in/sent");
    }

    /// Six letters in a quarter of an hour, then a sentence instead, known or not.
    async fn letters_are_limited(world) {
        for email in ["coordinator@example.cn", "nobody@example.cn"] {
            let browser = world.visitor();
            for n in 0..7 {
                let page = browser.get("/sign-in").await;
                let sent = browser.send(&page, "/sign-in/link", &[("email", email)]).await;
                assert_eq!(sent.status, if n < 6 { 200 } else { 429 }, "try {n} for {email}");
                if n == 6 {
                    assert!(sent.body.contains(email), "what was typed is kept");
                }
            }
        }
    }

    /// A printed code, pasted with spaces, dashes and small or full-width letters.
    async fn a_printed_code_forgives_how_it_is_typed(world) {
        let coordinator = world.as_coordinator().await;
        let list = coordinator.get("/speakers?q=S-2").await;
        let speaker = list.attributes("tbody a[href^='/speakers/']", "href").remove(0);
        let page = coordinator.get(&speaker).await;
        let shown = coordinator.send(&page, &format!("{speaker}/code"), &[]).await;
        let code = shown.all(".secret").remove(0);
        assert_eq!(code.len(), 11, "{code}");
        let typed = format!("  {} ", code.to_lowercase().replace('-', "　－ "));
        let browser = world.visitor();
        let page = browser.get("/sign-in").await;
        let wrong = browser.send(&page, "/sign-in/code", &[("code", "22222-22222")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.says("登录码不对"), "{}", wrong.text());
        browser.send(&page, "/sign-in/code", &[("code", &typed)]).await;
        assert!(browser.get("/settings").await.says("李示例"));
        let second = world.visitor();
        let page = second.get("/sign-in").await;
        assert_eq!(second.send(&page, "/sign-in/code", &[("code", &typed)]).await.status, 422, "once only");
    }

    /// A password is set in the settings, and signs in elsewhere.
    async fn a_password_is_an_option(world) {
        let browser = world.as_coordinator().await;
        let page = browser.get("/settings").await;
        let short = browser.send(&page, "/settings/password", &[("password", "短"), ("again", "短")]).await;
        assert_eq!(short.status, 422);
        let words = "一句足够长的话，没有别人知道";
        let done = browser.send(&page, "/settings/password", &[("password", words), ("again", words)]).await;
        assert!(done.says("密码已改好"), "{}", done.text());
        let other = world.visitor();
        let page = other.get("/sign-in").await;
        let right = [("address", " Coordinator@Example.cn "), ("password", words)];
        let wrong = [("address", "coordinator@example.cn"), ("password", "不是这一句，是另外一句")];
        assert_eq!(other.send(&page, "/sign-in/password", &wrong).await.status, 422);
        let inside = other.send(&page, "/sign-in/password", &right).await;
        assert!(inside.says("退出"), "{}", inside.text());
    }

    /// A form without the browser's mark, or from elsewhere, does nothing; what was typed is kept.
    async fn forms_carry_a_mark(world) {
        let browser = world.as_administrator().await;
        let fields = [("email", "new@example.cn"), ("role", "reviewer"), ("committee", "C")];
        let bare = browser.post("/settings/accounts", &fields).await;
        assert_eq!(bare.status, 409);
        assert!(bare.body.contains("new@example.cn"), "kept to be sent again");
        assert!(!browser.get("/settings/accounts?q=new@").await.says("new@example.cn"));
        let again = browser.send(&bare, "/settings/accounts", &[]).await;
        assert_eq!(again.status, 200, "{}", again.text());
        assert!(browser.get("/settings/accounts?q=new@").await.says("new@example.cn"));
        let foreign = [("origin", "http://evil.example")];
        let elsewhere = browser.post_raw("/settings/accounts", b"email=x@y".to_vec(), &foreign).await;
        assert_eq!(elsewhere.status, 403);
        assert!(elsewhere.says("不是从本系统的页面交来的"), "{}", elsewhere.text());
    }

    /// What is not text, or too much, gets a sentence and never a 500.
    async fn bad_bytes_get_a_sentence(world) {
        let browser = world.visitor();
        let page = browser.get("/sign-in").await;
        let mark = page.fields_of("/sign-in/link").into_iter().find(|(name, _)| name == "mark").unwrap().1;
        let bad = browser.post_raw("/sign-in/link", format!("mark={mark}&email=%ff%fe").into_bytes(), &[]).await;
        assert_eq!(bad.status, 422);
        assert!(bad.says("编码有误"), "{}", bad.text());
        let nul = browser.post_raw("/sign-in/link", format!("mark={mark}&email=a%00b@c").into_bytes(), &[]).await;
        assert_eq!(nul.status, 422);
        assert!(nul.says("不能保存的字符") && nul.body.contains("ab@c"), "{}", nul.text());
        let mut long = format!("mark={mark}&email=").into_bytes();
        long.resize(10 << 20, b'a');
        let huge = browser.post_raw("/sign-in/link", long, &[]).await;
        assert_eq!(huge.status, 413);
        assert!(huge.says("内容太大"), "{}", huge.text());
    }

    /// Headers of every page, and cookies that scripts cannot read.
    async fn pages_are_guarded(world) {
        let page = world.visitor().get("/sign-in").await;
        let header = |name: &str| page.headers.get(name).cloned().unwrap_or_default();
        assert!(header("content-security-policy").starts_with("default-src 'none'"));
        assert!(!header("content-security-policy").contains("unsafe"));
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "same-origin");
        assert!(header("set-cookie").contains("HttpOnly; SameSite=Lax"));
        assert!(!page.body.contains("<script") && !page.body.contains("style=\""));
        let style = page.attributes("link[rel=stylesheet]", "href").remove(0);
        let sheet = world.visitor().get(&style).await;
        assert_eq!(sheet.status, 200);
        assert!(sheet.headers["cache-control"].contains("immutable"));
        assert_eq!(world.visitor().get("/healthz").await.status, 200);
        assert_eq!(world.visitor().get("/readyz").await.status, 200);
        assert!(world.visitor().get("/robots.txt").await.body.contains("Disallow: /"));
    }

    /// Large print and language are remembered, without an account and with one.
    async fn looks_are_remembered(world) {
        let browser = world.visitor();
        let page = browser.get("/menu").await;
        assert_eq!(page.attributes("html", "lang"), ["zh-CN"]);
        let elder = browser.send(&page, "/look", &[("elder", "on")]).await;
        assert_eq!(elder.path, "/menu");
        assert_eq!(elder.attributes("html", "class"), ["elder size-22"]);
        let english = browser.send(&elder, "/look", &[("lang", "en"), ("back", "//evil.example/")]).await;
        assert_eq!(english.path, "/", "never to another site");
        assert_eq!(browser.get("/menu").await.attributes("html", "lang"), ["en"]);
        let speaker = world.as_speaker().await;
        let page = speaker.get("/settings").await;
        speaker.send(&page, "/look", &[("elder", "on")]).await;
        assert_eq!(world.as_speaker().await.get("/settings").await.attributes("html", "class"), ["elder size-22"]);
    }

    /// Closing an account ends its sessions; nobody closes the own.
    async fn a_closed_account_is_out(world) {
        let coordinator = world.as_coordinator().await;
        let administrator = world.as_administrator().await;
        let list = administrator.get("/settings/accounts?q=coordinator@").await;
        let action = list.attributes("td form", "action").remove(0);
        administrator.send(&list, &action, &[("active", "false")]).await;
        assert!(coordinator.get("/settings").await.path.starts_with("/sign-in?to="));
        assert!(sign_in::link_for(&world.app, "coordinator@example.cn").await.is_err());
        let list = administrator.get("/settings/accounts?q=admin@").await;
        let action = list.attributes("td form", "action").remove(0);
        let own = administrator.send(&list, &action, &[("active", "false")]).await;
        assert_eq!(own.status, 422);
        assert!(own.says("不能停用自己的账户"), "{}", own.text());
    }
}
