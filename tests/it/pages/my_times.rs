//! `/my/times`: a speaker's own days, week and limits, what the planner makes of them, and who sees it.

use crate::harness::browser::Seen;
use crate::harness::{Browser, World, both, import};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use xinhuo::accounts::Actor;
use xinhuo::actions::plans::{self, Ran, RunOptions};
use xinhuo::kernel::Day;
use xinhuo::sessions::Session;
use xinhuo::speakers::Speaker;
use xinhuo::store;
use xinhuo::text::{self, Lang};

const PAGE: &str = "/my/times";
const AWAY: &str = "/my/times/away";
const BACK: &str = "/my/times/back";
const WEEK: &str = "/my/times/week";
const LIMITS: &str = "/my/times/limits";

fn speaker(world: &World, code: &str) -> Speaker {
    world.app.store.read_now(|db| store::speakers::by_code(db, code)).unwrap()
}

fn exceptions(world: &World) -> String {
    xinhuo::speakers::forms::print_exceptions(&speaker(world, "S-1").exceptions)
}

fn week(world: &World) -> String {
    xinhuo::speakers::forms::print_availability(&speaker(world, "S-1").availability)
}

/// What a page's forms prove themselves with.
fn mark(page: &Seen) -> String {
    page.attributes("input[name=mark]", "value").remove(0)
}

/// A request that Wang alone can take, on Tuesday or Thursday.
pub(super) async fn with_a_request(world: &World, staff: &Browser) {
    import(&world.app, "divisions", "code,name,level,lat,lon\n320602001,城东街道,township,32.0,120.86\n").await;
    let edit = format!("/speakers/{}/edit", speaker(world, "S-1").id);
    let page = staff.get(&edit).await;
    assert_eq!(staff.send(&page, &edit, &[("township_code", "320602001")]).await.status, 200);
    let asked = "code,venue,room,lecture,grade,headcount,minutes,windows,status
R-1,V-1,报告厅,L-1,primary_4_6,200,45,2026-12-01 09:00/11:00|2026-12-03 09:00/11:00,approved
";
    import(&world.app, "requests", asked).await;
}

pub(super) async fn planned(world: &World) -> (Ran, Option<Day>) {
    let committee = world.app.store.read_now(|db| store::committees::by_code(db, "C-A")).unwrap();
    let options = RunOptions {
        from: Day::ymd(2026, 11, 30).unwrap(),
        to: Day::ymd(2026, 12, 6).unwrap(),
        time_limit: Duration::from_secs(20),
        seed: 1,
        stop: Arc::new(AtomicBool::new(false)),
    };
    let ran = plans::run(&world.app, &Actor::operator(), committee.id, options).await.unwrap();
    let day = ran.items[0].chosen.as_ref().map(|(_, start)| Day::of(*start));
    (ran, day)
}

pub(super) async fn published(world: &World, ran: Ran) -> Session {
    let done = plans::publish(&world.app, &Actor::operator(), ran.plan.id, ran.plan.version).await.unwrap();
    world.app.store.read_now(|db| store::sessions::load(db, &done.sessions[0])).unwrap()
}

/// Where, what is typed, and what is said.
type Case = (&'static str, &'static [(&'static str, &'static str)], &'static str);

both! {
    /// A day that is given up falls out of the next plan, comes back when taken back, and what
    /// was agreed on it is shown to both.
    async fn the_plan_and_the_coordinator_see_the_days_away(world) {
        let (staff, wang) = (world.as_coordinator().await, world.as_speaker().await);
        with_a_request(world, &staff).await;
        assert!(!staff.get("/today").await.says("宣讲员自己改的"));

        let page = wang.get(PAGE).await;
        let saved = wang.send(&page, AWAY, &[("from", "2026-12-01")]).await;
        assert!(saved.path == PAGE && saved.says("记下了"), "{} {}", saved.path, saved.text());
        assert_eq!(planned(world).await.1, Day::ymd(2026, 12, 3));

        let saved = wang.send(&saved, AWAY, &[("from", "2026-12-02"), ("to", "2026-12-03")]).await;
        assert_eq!(exceptions(world), "2026-12-01 off|2026-12-02 off|2026-12-03 off");
        assert_eq!(saved.all("button").iter().filter(|words| *words == "又能去了").count(), 1, "one stretch");
        assert_eq!(planned(world).await.1, None);

        let saved = wang.send(&saved, BACK, &[]).await;
        assert_eq!((saved.status, exceptions(world)), (200, String::new()));
        let (ran, day) = planned(world).await;
        let session = published(world, ran).await;
        assert_eq!(Some(Day::of(session.window.start)), day);
        let day = day.unwrap();
        let told = text::day_brief(Lang::Zh, day);
        assert!(!staff.get("/today").await.says("这天已有场次"));
        let saved = wang.send(&saved, AWAY, &[("from", &day.to_string())]).await;
        assert!(saved.says("这天已有安排"), "{}", saved.text());
        let today = staff.get("/today").await;
        assert!(today.says("宣讲员自己改的") && today.says("这天已有场次") && today.body.contains(&told), "{told}: {}", today.text());
        assert!(today.attributes("a", "href").contains(&format!("/sessions/{}", session.id)));
        let stranger = world.as_stranger().await.get("/today").await;
        assert!(!stranger.says("宣讲员自己改的"), "{}", stranger.text());
        let journal = staff.get("/journal?noun=speaker").await;
        assert!(journal.says("宣讲员本人修改"), "{}", journal.text());
    }

    /// Half days keep their minutes while they are ticked; limits are taken as they are typed.
    async fn the_week_and_the_limits(world) {
        let (staff, wang) = (world.as_coordinator().await, world.as_speaker().await);
        with_a_request(world, &staff).await;
        let before = week(world);
        let same = wang.get(PAGE).await;
        wang.send(&same, WEEK, &[]).await;
        assert_eq!(week(world), before, "as it stood");

        let page = wang.get(PAGE).await;
        let mut fields = page.fields_of(WEEK);
        fields.retain(|(name, _)| !["tue-am", "tue-pm", "thu-pm"].contains(&name.as_str()));
        fields.push(("sat-am".to_owned(), "true".to_owned()));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let saved = wang.post(WEEK, &fields).await;
        assert_eq!((saved.status, saved.path.as_str()), (200, PAGE), "{}", saved.text());
        let parts = ["mon 08:30-17:00", "wed 08:30-17:00", "thu 08:30-12:00", "fri 08:30-17:00", "sat 08:30-11:30"];
        assert_eq!(week(world), parts.join("|"));
        assert_eq!(planned(world).await.1, Day::ymd(2026, 12, 3));

        let typed = [("per_week", "2"), ("earliest", "10:30"), ("latest", "16:00"), ("no_stairs", "true")];
        let saved = wang.send(&saved, LIMITS, &typed).await;
        assert_eq!((saved.status, saved.path.as_str()), (200, PAGE), "{}", saved.text());
        let own = speaker(world, "S-1");
        assert_eq!((own.caps.per_week, own.earliest, own.latest, own.no_stairs), (2, Some(630), Some(960), true));
        // 45 minutes between 10:30 and 11:00 there are none
        assert_eq!(planned(world).await.1, None);
        let today = staff.get("/today").await;
        assert!(today.says("3 → 2") && today.says("sat 08:30-11:30"), "{}", today.text());
    }

    /// What is wrong is said at its field, what was typed stays, and nothing is saved.
    async fn what_is_refused_stays_typed(world) {
        let wang = world.as_speaker().await;
        let before = speaker(world, "S-1");
        let cases: [Case; 7] = [
            (AWAY, &[("from", "")], "这一项要填"),
            (AWAY, &[("from", "2026-12-05"), ("to", "2026-12-04")], "结束日期不能早于开始日期"),
            (AWAY, &[("from", "2026-11-22")], "今天以后一年之内"),
            (AWAY, &[("from", "2026-12-01"), ("to", "2027-06-01")], "一次最多填"),
            (AWAY, &[("from", "2026-02-30")], "2026-02-30"),
            (LIMITS, &[("per_week", "-1"), ("max_travel_km", "17")], "-1"),
            (LIMITS, &[("earliest", "15:00"), ("latest", "09:00")], "15:00"),
        ];
        for (path, typed, said) in cases {
            let page = wang.get(PAGE).await;
            let page = wang.send(&page, path, typed).await;
            assert_eq!(page.status, 422, "{path} {typed:?}: {}", page.text());
            assert!(page.all("div.problems a").len() == 1 && !page.all("p.wrong").is_empty(), "{path} {typed:?}");
            assert!(page.body.contains(said), "{path} {typed:?}: {}", page.text());
            let fields = page.fields_of(path);
            for (name, text) in typed {
                assert!(fields.iter().any(|(own, value)| own == name && value == text), "{path} loses {name}={text}");
            }
            // the other forms stand as they were
            assert!(page.fields_of(WEEK).iter().any(|(name, _)| name == "mon-am"), "{path} loses the week");
            assert!(path == LIMITS || page.fields_of(LIMITS).contains(&("per_week".to_owned(), "3".to_owned())));
        }
        let mark = mark(&wang.get(PAGE).await);
        assert_eq!(wang.post("/my/times/else", &[("mark", &mark)]).await.status, 404);
        assert_eq!(speaker(world, "S-1"), before, "something was half saved");
    }

    /// The slower of two pages is told; nothing of the faster one is lost.
    async fn the_slower_page_is_told(world) {
        let wang = world.as_speaker().await;
        let (one, other) = (wang.get(PAGE).await, wang.get(PAGE).await);
        assert_eq!(wang.send(&one, LIMITS, &[("per_week", "2")]).await.status, 200);
        for (path, typed) in [(LIMITS, ("per_week", "5")), (WEEK, ("sun-am", "true"))] {
            let late = wang.send(&other, path, &[typed]).await;
            assert!(late.status == 409 && late.says("有人改过这条记录"), "{} {}", late.status, late.text());
            assert!(late.fields_of(path).contains(&(typed.0.to_owned(), typed.1.to_owned())), "{path}");
        }
        let own = speaker(world, "S-1");
        assert_eq!((own.caps.per_week, own.availability.iter().any(|hours| hours.weekday == 7)), (2, false));
    }

    /// Only a speaker has such a page, and only for himself or herself.
    async fn nobody_changes_another(world) {
        let wang = world.as_speaker().await;
        let before = (speaker(world, "S-1"), speaker(world, "S-2"));
        let page = wang.get(PAGE).await;
        let other = before.1.id.to_string();
        let typed = [("from", "2026-12-01"), ("code", "S-2"), ("id", other.as_str()), ("speaker", other.as_str())];
        assert_eq!(wang.send(&page, AWAY, &typed).await.status, 200);
        assert_eq!(speaker(world, "S-2"), before.1);
        let mine = speaker(world, "S-1");
        assert_ne!(mine, before.0);

        let typed = [("name", "别人"), ("insured_until", "2030-01-01"), ("committee", "C-B"), ("active", "false")];
        assert_eq!(wang.send(&wang.get(PAGE).await, LIMITS, &typed).await.status, 200);
        assert_eq!(speaker(world, "S-1"), mine, "a field that is not there");

        let without = [("from", "2026-12-08")];
        assert_eq!(wang.post(AWAY, &without).await.status, 409, "no mark");
        for browser in [world.as_contact().await, world.as_coordinator().await, world.as_stranger().await] {
            assert_eq!(browser.get(PAGE).await.status, 403);
            let mark = mark(&browser.get("/menu").await);
            assert_eq!(browser.post(AWAY, &[("mark", &mark), ("from", "2026-12-08")]).await.status, 403);
        }
        let visitor = world.visitor();
        let seen = visitor.get(PAGE).await;
        assert!(seen.path.starts_with("/sign-in") || seen.status == 403, "{} {}", seen.status, seen.path);
        visitor.post(AWAY, &without).await;
        assert_eq!(speaker(world, "S-1"), mine);
    }
}
