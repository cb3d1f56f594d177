//! Pages about letters, as a coordinator meets them.

use crate::harness::both;

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
}
