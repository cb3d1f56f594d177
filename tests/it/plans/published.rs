//! Publishing: one of two coordinators, exact letters, pins, caps of invitations, a world that moves on.

use super::{
    answer, chosen, county, items, new_letters, plan_of, planned, publish, request, request_id, session, sessions,
    speaker_id, told,
};
use crate::harness::both;
use xinhuo::actions::answers::Given;
use xinhuo::kernel::Day;
use xinhuo::sessions::PlanStatus;
use xinhuo::store;

both! {
    async fn of_two_coordinators_the_second_is_told_and_nothing_doubles(world) {
        county(world, &[request("Q-1", "2026-12-01"), request("Q-2", "2026-12-02")]).await;
        let (first, second) = (world.as_coordinator().await, world.as_coordinator().await);
        let seen = planned(&first).await;
        let plan = plan_of(&seen);
        let theirs = second.get(&seen.path).await;
        // the second also has a copy to try something on
        let copy = second.send(&theirs, &format!("/plans/{plan}/copy/do"), &[]).await;
        assert!(publish(&first, &seen).await.says("已发布"));
        let letters = told(world).await;

        let late = publish(&second, &theirs).await;
        assert_eq!(late.status, 409);
        assert!(late.says("这个方案已经发布、弃用或中断，不能再改"), "{}", late.text());
        let copied = publish(&second, &copy).await;
        assert_eq!(copied.status, 409);
        assert!(copied.says("这期间有人发布了别的方案") && copied.says("发布后没有任何变化"), "{}", copied.text());
        let id = plan_of(&copy);
        let kept = world.app.store.read(move |db| store::plans::load(db, &id)).await.unwrap();
        assert_eq!(kept.status, PlanStatus::Proposed, "the copy is still there");
        assert_eq!(items(world, &plan_of(&copy)).await.len(), 2);
        assert_eq!(sessions(world).await.len(), 2, "nothing twice");
        assert_eq!(told(world).await, letters, "nobody is written to again");
    }

    async fn a_second_publication_writes_to_those_alone_whose_facts_change(world) {
        county(world, &[request("Q-1", "2026-12-01"), request("Q-2", "2026-12-02"), request("Q-3", "2026-12-03")]).await;
        let browser = world.as_coordinator().await;
        let seen = planned(&browser).await;
        publish(&browser, &seen).await;
        let before = told(world).await;
        assert_eq!(before.iter().filter(|line| line.starts_with("invitation")).count(), 3, "{before:?}");
        assert_eq!(before.len(), 3, "{before:?}");

        let seen = planned(&browser).await;
        let plan = plan_of(&seen);
        assert!(seen.says("发布后没有任何变化"), "a new run leaves what is published: {}", seen.text());
        let old = chosen(world, &plan, "Q-1").await.unwrap().0;
        let all = [speaker_id(world, "S-1").await, speaker_id(world, "S-2").await, speaker_id(world, "S-4").await];
        let new = all.into_iter().find(|id| *id != old).unwrap();
        let address = format!("/plans/{plan}/{}", request_id(world, "Q-1").await);
        let page = browser.get(&address).await;
        let given = format!("{new}@2026-12-01 09:30");
        let seen = browser.send(&page, &address, &[("do", &given)]).await;
        assert!(publish(&browser, &seen).await.says("已发布"));
        let names = world.app.store.read(move |db| store::speakers::names(db, &[old, new])).await.unwrap();
        let more = new_letters(world, &before).await;
        assert_eq!(more.len(), 2, "{more:?}");
        assert!(more[0].starts_with("invitation ") && more[1].starts_with("release "), "{more:?}");
        assert!(names.values().all(|name| more.iter().any(|line| line.ends_with(name.as_str()))), "{more:?} {names:?}");

        // once more: there is nothing to publish, and nothing is sent
        let letters = told(world).await;
        let seen = planned(&browser).await;
        assert!(seen.attributes("form[action$='/publish']", "action").is_empty(), "no button for nothing");
        assert_eq!(told(world).await, letters);
    }

    async fn no_plan_moves_a_pin_or_a_yes(world) {
        county(world, &[request("Q-1", "2026-12-01"), request("Q-2", "2026-12-02")]).await;
        let browser = world.as_coordinator().await;
        let seen = planned(&browser).await;
        let plan = plan_of(&seen);
        // by hand, and not where the planner would have it
        let address = format!("/plans/{plan}/{}", request_id(world, "Q-1").await);
        let had = chosen(world, &plan, "Q-1").await.unwrap().0;
        let page = browser.get(&address).await;
        let offers = page.attributes("button[name=do]", "value");
        let other = offers.iter().find(|value| value.contains('@') && !value.starts_with(had.as_str())).unwrap().clone();
        browser.send(&page, &address, &[("do", &other)]).await;
        let pinned = chosen(world, &plan, "Q-1").await.unwrap();
        // a request for more listeners wants the same day of everybody
        let rows = "Q-8,V-2,党史国史,primary_4_6,900,45,2026-12-01 09:00/10:00,approved\n";
        crate::harness::import(&world.app, "requests", &format!("{}{rows}", super::REQUEST_COLUMNS)).await;
        let seen = planned(&browser).await;
        let plan = plan_of(&seen);
        assert_eq!(chosen(world, &plan, "Q-1").await.unwrap(), pinned, "the next run keeps the pin");
        publish(&browser, &seen).await;
        answer(world, "Q-8", Given::Accept).await;
        let yes = session(world, "Q-8").await;
        crate::harness::import(&world.app, "requests", &format!("{}{}", super::REQUEST_COLUMNS, request("Q-9", "2026-12-01"))).await;
        let plan = plan_of(&planned(&browser).await);
        assert_eq!(chosen(world, &plan, "Q-1").await.unwrap(), pinned, "a published pin stays");
        let kept = chosen(world, &plan, "Q-8").await.unwrap();
        assert_eq!(kept.0, yes.speaking().next().unwrap().speaker, "a yes stays");
    }

    async fn nobody_is_invited_more_often_than_the_committee_allows(world) {
        let days = ["2026-12-01", "2026-12-03", "2026-12-08", "2026-12-10", "2026-12-15", "2026-12-17", "2026-12-22"];
        let rows: Vec<String> = days.iter().enumerate().map(|(n, day)| request(&format!("Q-{n}"), day)).collect();
        county(world, &rows).await;
        let browser = world.as_coordinator().await;
        let page = browser.get("/plans/weights").await;
        assert!(browser.send(&page, "/plans/weights", &[("invitations", "2")]).await.says("不论怎样答复"));
        let seen = planned(&browser).await;
        let plan = plan_of(&seen);
        let placed = items(world, &plan).await.into_iter().filter_map(|item| item.chosen).collect::<Vec<_>>();
        assert_eq!(placed.len(), 6, "three speakers, two invitations each: {}", seen.text());
        assert!(seen.says("请本人的次数已经够多"), "{}", seen.text());
        publish(&browser, &seen).await;
        // a decline costs nothing and gains nothing: no third invitation in its place
        answer(world, "Q-0", Given::Decline(String::new())).await;
        let plan = plan_of(&planned(&browser).await);
        let asked = world.app.store.read(|db| {
            store::sessions::invitations(db, Day::ymd(2026, 12, 1).unwrap(), Day::ymd(2026, 12, 31).unwrap())
        });
        let asked = asked.await.unwrap();
        let again = items(world, &plan).await.into_iter().filter(|item| item.chosen.is_some()).count();
        assert_eq!((asked.len(), again), (6, 5), "everybody was asked twice");
    }

    async fn a_plan_is_told_what_changed_since_it_was_made(world) {
        county(world, &[request("Q-1", "2026-12-01"), request("Q-2", "2026-12-02")]).await;
        let browser = world.as_coordinator().await;
        let seen = planned(&browser).await;
        let plan = plan_of(&seen);
        let (who, _) = chosen(world, &plan, "Q-1").await.unwrap();
        let code = world.app.store.read(move |db| Ok(store::speakers::load(db, &who)?.code)).await.unwrap();
        let ill = browser.get(&format!("/plans/mend?what=sick&who={code}&from=2026-12-01&to=2026-12-01")).await;
        let noted = browser.send(&ill, "/plans/mend", &[]).await;
        assert!(noted.says("办好了"), "{}", noted.text());

        let refused = publish(&browser, &seen).await;
        assert_eq!(refused.status, 409);
        assert!(refused.says("有 1 个点单不能这样发布了") && refused.says("不能讲 Q-1：本人这天休息"), "{}", refused.text());
        assert!(sessions(world).await.is_empty() && told(world).await.is_empty(), "nothing is half published");
        let address = format!("/plans/{plan}/{}", request_id(world, "Q-1").await);
        let page = browser.get(&address).await;
        let offers = page.attributes("button[name=do]", "value");
        let other = offers.iter().find(|value| value.contains('@')).unwrap().clone();
        let mended = browser.send(&page, &address, &[("do", &other)]).await;
        assert!(publish(&browser, &mended).await.says("已发布"));
        assert_eq!(sessions(world).await.len(), 2);
    }
}
