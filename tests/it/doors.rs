//! Pages ask who looks: who is let in, who is led to sign in, who finds nothing.

use crate::harness::both;

/// Pages of the office, and who may open them: administrator,
/// coordinator, reviewer, speaker, contact.
const PAGES: [(&str, &str); 8] = [
    ("/speakers", "ACR--"),
    ("/speakers/new", "AC---"),
    ("/venues", "ACR--"),
    ("/venues/new", "AC---"),
    ("/lectures", "ACR--"),
    ("/lectures/new", "AC---"),
    ("/settings/accounts", "A----"),
    ("/settings", "ACRSV"),
];

both! {
    /// Whoever is not let in gets 403; who is not signed in is led to sign in.
    async fn pages_ask_who_looks(world) {
        let browsers = [
            world.as_administrator().await,
            world.as_coordinator().await,
            world.as_reviewer().await,
            world.as_speaker().await,
            world.as_contact().await,
        ];
        for (path, allowed) in PAGES {
            for (browser, letter) in browsers.iter().zip(allowed.chars()) {
                let expected = if letter == '-' { 403 } else { 200 };
                assert_eq!(browser.get(path).await.status, expected, "{path} for {allowed} {letter}");
            }
            let stranger = world.visitor().get(path).await;
            assert!(stranger.path.starts_with("/sign-in?to="), "{path}: {}", stranger.path);
        }
    }

    /// A coordinator of another county finds nothing of this one, by list or by address.
    async fn another_county_is_out_of_sight(world) {
        let own = world.as_coordinator().await;
        let list = own.get("/speakers").await;
        assert!(list.says("王示例") && !list.says("陈示例"), "{}", list.text());
        let wang = own.get("/speakers?q=S-1").await.attributes("tbody a[href^='/speakers/']", "href").remove(0);
        let stranger = world.as_stranger().await;
        assert!(!stranger.get("/speakers").await.says("王示例"));
        assert_eq!(stranger.get(&wang).await.status, 404);
        assert_eq!(stranger.get(&format!("{wang}/edit")).await.status, 404);
        let code = stranger.get("/settings").await;
        let mark = code.fields_of("/look").into_iter().find(|(name, _)| name == "mark").unwrap().1;
        for deed in ["code", "feed"] {
            let tried = stranger.post(&format!("{wang}/{deed}"), &[("mark", &mark)]).await;
            assert_eq!(tried.status, 403, "{deed}: {}", tried.text());
        }
    }
}
