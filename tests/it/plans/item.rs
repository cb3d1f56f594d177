//! One proposal: swapped, asked about, freed, stepped back from.

use super::{chosen, county, plan_of, planned, publish, request, request_id, speaker_id};
use crate::harness::both;

both! {
    async fn two_speakers_swap_and_every_step_can_be_taken_back(world) {
        county(world, &[request("Q-1", "2026-12-01"), request("Q-2", "2026-12-02")]).await;
        let browser = world.as_coordinator().await;
        let seen = planned(&browser).await;
        let plan = plan_of(&seen);
        let (one, other) = (chosen(world, &plan, "Q-1").await.unwrap(), chosen(world, &plan, "Q-2").await.unwrap());
        assert_ne!(one.0, other.0, "even loads");
        let turns = |seen: &crate::harness::browser::Seen| {
            ["undo", "redo"].map(|turn| seen.attributes(&format!("form[action='/plans/{plan}/{turn}/do']"), "action").len())
        };
        assert_eq!(turns(&seen), [0, 0], "nothing to take back yet");

        let address = format!("/plans/{plan}/{}", request_id(world, "Q-1").await);
        let page = browser.get(&address).await;
        assert!(page.says("其次的人选") && page.says("听众") && page.says("与别的场次对调宣讲员"), "{}", page.text());
        let nobody = browser.send(&page, &address, &[("do", "swap"), ("swap", "")]).await;
        assert_eq!(nobody.status, 422, "a swap needs another");
        let second = request_id(world, "Q-2").await.to_string();
        let swapped = browser.send(&page, &address, &[("do", "swap"), ("swap", &second)]).await;
        assert!(swapped.says("改好了"), "{}", swapped.text());
        let now = (chosen(world, &plan, "Q-1").await.unwrap(), chosen(world, &plan, "Q-2").await.unwrap());
        assert_eq!(now, ((other.0.clone(), one.1.clone()), (one.0.clone(), other.1.clone())), "times stay");
        assert_eq!(turns(&swapped), [1, 0]);

        let back = browser.send(&swapped, &format!("/plans/{plan}/undo/do"), &[]).await;
        assert_eq!(chosen(world, &plan, "Q-1").await.unwrap(), one);
        assert_eq!(turns(&back), [0, 1]);
        let again = browser.send(&back, &format!("/plans/{plan}/redo/do"), &[]).await;
        assert_eq!(chosen(world, &plan, "Q-1").await.unwrap().0, other.0);
        assert_eq!(turns(&again), [1, 0]);
        let late = browser.send(&swapped, &format!("/plans/{plan}/undo/do"), &[]).await;
        assert_eq!(late.status, 409, "an old page takes nothing back");
        assert!(publish(&browser, &again).await.says("已发布"));
    }

    async fn a_speaker_asked_about_by_name_is_answered_in_words(world) {
        county(world, &[request("Q-1", "2026-12-01")]).await;
        let browser = world.as_coordinator().await;
        let plan = plan_of(&planned(&browser).await);
        let address = format!("/plans/{plan}/{}", request_id(world, "Q-1").await);
        let page = browser.get(&format!("{address}?who=周")).await;
        assert!(page.all("h3").contains(&"周示例".to_owned()) && page.says("本人的保险已过期"), "{}", page.text());
        let zhou = speaker_id(world, "S-5").await;
        let way = format!("/speakers/{zhou}/edit#f-insured_until");
        assert!(page.attributes("main a", "href").contains(&way), "the way to what would free it");
        assert_eq!(browser.get(&way).await.attributes("#f-insured_until", "name"), ["insured_until"]);
        assert!(browser.get(&format!("{address}?who=孙悟空")).await.says("没有叫这个名字的宣讲员"));
        // by hand it is refused with the same reason, and nothing changes
        let before = chosen(world, &plan, "Q-1").await;
        let given = format!("{zhou}@2026-12-01 09:30");
        let refused = browser.send(&page, &address, &[("do", &given)]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.says("周示例 不能讲 Q-1：本人的保险已过期。"), "{}", refused.text());
        assert_eq!(chosen(world, &plan, "Q-1").await, before);
    }

    async fn what_blocks_a_request_is_lifted_where_its_page_leads(world) {
        // a Saturday, when nobody is free
        let row = "Q-6,V-2,党史国史,primary_4_6,60,45,2026-12-05 09:00/10:00,approved\n";
        county(world, &[row.to_owned()]).await;
        let browser = world.as_coordinator().await;
        let seen = planned(&browser).await;
        let plan = plan_of(&seen);
        assert!(seen.says("下面任何一条办到，就能排上") && seen.says("不在本人可讲时间内"), "{}", seen.text());
        assert_eq!(chosen(world, &plan, "Q-6").await, None);
        let address = format!("/plans/{plan}/{}", request_id(world, "Q-6").await);
        let page = browser.get(&address).await;
        let li = speaker_id(world, "S-2").await;
        let way = format!("/speakers/{li}/edit");
        assert!(page.attributes("main ol a", "href").contains(&format!("{way}#f-hours-0")), "{}", page.text());
        assert!(page.says("没有合适的人和时间"));

        let form = browser.get(&way).await;
        let saturday = [("hours-5", "sat"), ("hours-5-from", "09:00"), ("hours-5-to", "11:00")];
        let saved = browser.send(&form, &way, &saturday).await;
        assert_eq!(saved.status, 200, "{}", saved.text());
        let page = browser.get(&address).await;
        let given = format!("{li}@2026-12-05 09:00");
        assert!(page.attributes("button[name=do]", "value").contains(&given), "{}", page.text());
        browser.send(&page, &address, &[("do", &given)]).await;
        assert_eq!(chosen(world, &plan, "Q-6").await, Some((li, "2026-12-05 09:00".to_owned())));
    }
}
