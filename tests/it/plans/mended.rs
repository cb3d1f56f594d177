//! Something happens to what is published: ranked ways, each person by person; one is taken.

use super::{
    answer, at, chosen, county, ended, new_letters, plan_of, planned, publish, request, request_id, session, sessions,
    started_until, told,
};
use crate::harness::browser::Seen;
use crate::harness::{Browser, World, both};
use xinhuo::actions::answers::Given;
use xinhuo::requests::RequestStatus;
use xinhuo::sessions::{Answer, SessionStatus};
use xinhuo::store;

/// The county with a published plan; the code of the speaker of Q-1.
async fn running(world: &World) -> (Browser, String) {
    county(world, &[request("Q-1", "2026-12-01"), request("Q-2", "2026-12-02")]).await;
    let browser = world.as_coordinator().await;
    let seen = planned(&browser).await;
    let (who, _) = chosen(world, &plan_of(&seen), "Q-1").await.unwrap();
    publish(&browser, &seen).await;
    let code = world.app.store.read(move |db| Ok(store::speakers::load(db, &who)?.code)).await.unwrap();
    (browser, code)
}

/// Takes the first way of a page.
async fn take(browser: &Browser, page: &Seen) -> Seen {
    let done = browser.send(page, "/plans/mend", &[]).await;
    assert!(done.says("办好了"), "{}", done.text());
    done
}

both! {
    async fn a_speaker_who_falls_ill_is_replaced_and_rests(world) {
        let (browser, code) = running(world).await;
        answer(world, "Q-1", Given::Accept).await;
        let (before, old) = (told(world).await, session(world, "Q-1").await);
        let page = browser.get(&format!("/plans/mend?what=sick&who={code}&from=2026-12-01&to=2026-12-03")).await;
        assert!(page.says("办法 1") && page.says("办法 2"), "ranked ways: {}", page.text());
        assert!(page.says("改动 1 个点单"), "others stay: {}", page.text());
        assert_eq!(told(world).await, before, "nobody is told by looking");

        take(&browser, &page).await;
        let new = session(world, "Q-1").await;
        assert_eq!(new.id, old.id, "the school keeps its session");
        let (gone, come) = (old.speaking().next().unwrap(), new.speaking().next().unwrap());
        assert_ne!(gone.speaker, come.speaker);
        assert_eq!((come.answer, new.window), (Answer::Waiting, old.window));
        let letters = new_letters(world, &before).await;
        assert_eq!(letters.len(), 2, "{letters:?}");
        assert!(letters[0].starts_with("invitation ") && letters[1].starts_with("release "), "{letters:?}");
        let ill = gone.speaker.clone();
        let ill = world.app.store.read(move |db| store::speakers::load(db, &ill)).await.unwrap();
        assert_eq!(ill.exceptions.iter().filter(|it| it.hours.is_none()).count(), 3, "days off are kept");
        // the same way, once more, is not there any more
        let late = browser.send(&page, "/plans/mend", &[]).await;
        assert_eq!(late.status, 409);
        assert!(late.says("这期间安排又有了变化"), "{}", late.text());
    }

    /// Nobody is moved: the button says what is written down, and nothing else is promised.
    async fn what_changes_no_session_is_only_written_down(world) {
        let (browser, code) = running(world).await;
        let before = told(world).await;
        let page = browser.get(&format!("/plans/mend?what=sick&who={code}&from=2026-12-21&to=2026-12-22")).await;
        assert!(page.says("只记下休息") && !page.says("就这样办") && !page.says("改动 0"), "{}", page.text());
        take(&browser, &page).await;
        assert_eq!(told(world).await, before, "nobody is written to");
        crate::harness::import(&world.app, "requests", &format!("{}{}", super::REQUEST_COLUMNS, request("Q-3", "2026-12-03"))).await;
        let page = browser.get("/plans/mend?what=moved&code=Q-3&day1=2026-12-12&from1=09:00&to1=10:30").await;
        assert!(page.says("只记下新时间") && !page.says("就这样办"), "{}", page.text());
        take(&browser, &page).await;
    }

    async fn one_session_is_given_up_on_the_telephone(world) {
        let (browser, _) = running(world).await;
        let (before, old) = (told(world).await, session(world, "Q-1").await);
        let page = browser.get(&format!("/plans/mend?what=declined&code={}", old.code)).await;
        take(&browser, &page).await;
        let new = session(world, "Q-1").await;
        let gone = new.assignments.iter().find(|it| it.speaker == old.assignments[0].speaker).unwrap();
        assert_eq!(gone.answer, Answer::Declined, "it counts as a decline");
        let letters = new_letters(world, &before).await;
        assert_eq!(letters.len(), 1, "only who comes is written to: {letters:?}");
        assert!(letters[0].starts_with("invitation "), "{letters:?}");
        let unknown = browser.get("/plans/mend?what=declined&code=S-0").await;
        assert!(unknown.status == 422 && unknown.attributes("[aria-invalid]", "name") == ["code"], "{}", unknown.text());
    }

    /// The first wish lies further from where the session stands than a mending looks.
    async fn a_session_far_from_the_other_wishes_is_mended_where_it_stands(world) {
        let wide = "Q-1,V-1,党史国史,primary_4_6,200,45,2027-03-10 09:00/10:30|2026-12-01 09:00/10:30,approved\n";
        county(world, &[wide.to_owned()]).await;
        let browser = world.as_coordinator().await;
        let run = started_until(&browser, "2027-03-31", "30").await;
        publish(&browser, &ended(&browser, &run.path).await).await;
        let old = session(world, "Q-1").await;
        assert_eq!(old.window.start, at("2027-03-10 09:30"));
        let page = browser.get(&format!("/plans/mend?what=declined&code={}", old.code)).await;
        assert!(page.status == 200 && page.says("办法 1"), "{}", page.text());
        take(&browser, &page).await;
        assert_eq!(session(world, "Q-1").await.window, old.window);
    }

    async fn a_school_moves_its_time_and_only_that_session_moves(world) {
        let (browser, _) = running(world).await;
        let (before, old, other) = (told(world).await, session(world, "Q-1").await, session(world, "Q-2").await);
        let start = browser.get("/plans/mend?what=moved&code=Q-1").await;
        assert!(start.status == 200 && !start.says("办法 1"), "first the new times are asked for");
        let bad = browser.get("/plans/mend?what=moved&code=Q-1&day1=2026-11-01&from1=09:00&to1=10:30").await;
        assert!(bad.status == 422 && bad.says("这个时间已经过去了") && bad.body.contains("2026-11-01"), "{}", bad.text());
        let page = browser.get("/plans/mend?what=moved&code=Q-1&day1=2026-12-08&from1=09:00&to1=10:30").await;
        assert!(page.says("办法 1") && page.says("12月8日"), "{}", page.text());
        take(&browser, &page).await;
        let new = session(world, "Q-1").await;
        assert_eq!((new.id.clone(), new.window.start), (old.id, at("2026-12-08 09:30")));
        assert_eq!(session(world, "Q-2").await.version, other.version, "the other one is not touched");
        let letters = new_letters(world, &before).await;
        assert!(letters.iter().all(|line| !line.contains("school")), "not confirmed yet, so the school knows: {letters:?}");
        assert!((1..=2).contains(&letters.len()), "{letters:?}");
        let id = request_id(world, "Q-1").await;
        let kept = world.app.store.read(move |db| store::requests::load(db, &id)).await.unwrap();
        assert_eq!(kept.windows.len(), 1);
        assert_eq!(kept.windows[0].start, at("2026-12-08 09:00"));
    }

    async fn a_late_request_finds_its_place_and_a_withdrawn_one_frees_it(world) {
        let (browser, _) = running(world).await;
        crate::harness::import(&world.app, "requests", &format!("{}{}", super::REQUEST_COLUMNS, request("Q-3", "2026-12-03"))).await;
        let before = told(world).await;
        let page = browser.get("/plans/mend?what=asked&code=Q-3").await;
        take(&browser, &page).await;
        assert_eq!(session(world, "Q-3").await.status, SessionStatus::Published);
        let letters = new_letters(world, &before).await;
        assert!(letters.len() == 1 && letters[0].starts_with("invitation "), "{letters:?}");

        // a fourth wants the hall at the very time of the third: only what is withdrawn frees it
        crate::harness::import(&world.app, "requests", &format!("{}{}", super::REQUEST_COLUMNS, request("Q-4", "2026-12-03"))).await;
        let page = browser.get("/plans/mend?what=withdrawn&code=Q-3").await;
        assert!(page.says("改动 2 个点单"), "the fourth takes its place: {}", page.text());
        take(&browser, &page).await;
        let id = request_id(world, "Q-3").await;
        let gone = world.app.store.read(move |db| store::requests::load(db, &id)).await.unwrap();
        assert_eq!(gone.status, RequestStatus::Withdrawn);
        assert_eq!(session(world, "Q-4").await.window.start, at("2026-12-03 09:30"));
        assert_eq!(sessions(world).await.iter().filter(|it| it.status == SessionStatus::Cancelled).count(), 1);
        let other = browser.get("/plans/mend?what=asked&code=Q-4").await;
        assert!(other.status == 409 && other.says("没有在等排课"), "{}", other.text());
        let stranger = world.as_stranger().await.get("/plans/mend?what=withdrawn&code=Q-4").await;
        assert_eq!(stranger.status, 403, "another county's");
    }
}
