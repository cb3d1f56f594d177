//! Planning through its pages: a county with four speakers and requests that wait, on both databases.

mod equity;
mod item;
mod mended;
mod published;
mod runs;

use crate::harness::browser::Seen;
use crate::harness::{Browser, World, import};
use std::fmt::Write;
use std::time::Duration;
use xinhuo::accounts::Scope;
use xinhuo::kernel::{Day, PlanId, RequestId, SpeakerId, parse_local};
use xinhuo::sessions::{PlanItem, Session};
use xinhuo::store::letters::list::{Filter, letters};
use xinhuo::store::{self, Paging};

const HOMES: &str = "code,name,level,lat,lon,valid_from
320699,甲县,county,32.02,120.84,2020-01-01
";
const COMMITTEES: &str = "code,name,level,parent,division_code
C-A,甲县关工委,county,C,320699
";
const SPEAKER_COLUMNS: &str = "code,name,elder_kind,birth_year,committee,phone,email,languages,qualifications,availability,per_day,per_week,per_month,max_travel_km,appointed_until,checked_until,insured_until\n";
const REQUEST_COLUMNS: &str = "code,venue,theme,grade,headcount,minutes,windows,status\n";

/// A row of the speakers' file: free on weekdays, three talks a week.
fn speaker(code: &str, name: &str, insured_until: &str) -> String {
    let hours: Vec<String> = ["mon", "tue", "wed", "thu", "fri"].map(|day| format!("{day} 08:30-17:00")).to_vec();
    let mail = code.to_lowercase();
    format!(
        "{code},{name},teacher,1955,C-A,13800000000,{mail}@example.cn,mandarin,党史国史:primary_4_6|党史国史:junior,{},1,3,8,60,2027-12-31,2027-12-31,{insured_until}\n",
        hours.join("|")
    )
}

/// A row of the requests' file: 200 pupils of the school, at its second bell.
fn request(code: &str, day: &str) -> String {
    format!("{code},V-1,党史国史,primary_4_6,200,45,{day} 09:00/10:30,approved\n")
}

/// The sample's county A, with homes for its speakers, two more of them (周's insurance has
/// expired), and these requests.
async fn county(world: &World, requests: &[String]) {
    import(&world.app, "divisions", HOMES).await;
    import(&world.app, "committees", COMMITTEES).await;
    let people = [
        speaker("S-1", "王示例", "2027-12-31"),
        speaker("S-2", "李示例", "2027-12-31"),
        speaker("S-4", "赵示例", "2027-12-31"),
        speaker("S-5", "周示例", "2026-11-30"),
    ];
    import(&world.app, "speakers", &format!("{SPEAKER_COLUMNS}{}", people.concat())).await;
    import(&world.app, "requests", &format!("{REQUEST_COLUMNS}{}", requests.concat())).await;
}

/// So many requests and speakers that a run takes its time.
async fn large(world: &World) {
    county(world, &[]).await;
    let mut people = SPEAKER_COLUMNS.to_owned();
    for n in 0..50 {
        people += &speaker(&format!("T-{n}"), &format!("示例{n}"), "2027-12-31");
    }
    import(&world.app, "speakers", &people).await;
    let mut requests = REQUEST_COLUMNS.to_owned();
    let first = Day::ymd(2026, 11, 30).unwrap();
    for n in 0..300_i64 {
        let day = |step: i64| first.plus((n * 3 + step) % 26);
        let windows = [day(0), day(5), day(9)].map(|day| format!("{day} 09:00/15:00")).join("|");
        writeln!(requests, "R-{n},V-2,党史国史,primary_4_6,{},45,{windows},approved", 40 + n % 90).unwrap();
    }
    import(&world.app, "requests", &requests).await;
}

/// Starts a run over December's first four weeks, and shows its page.
async fn started(browser: &Browser, seconds: &str) -> Seen {
    started_until(browser, "2026-12-27", seconds).await
}

async fn started_until(browser: &Browser, to: &str, seconds: &str) -> Seen {
    let page = browser.get("/plans").await;
    let fields = [("from", "2026-11-30"), ("to", to), ("seconds", seconds)];
    let seen = browser.send(&page, "/plans", &fields).await;
    assert!(seen.status == 200 && seen.path.starts_with("/plans/"), "{} {}", seen.status, seen.text());
    seen
}

/// Runs a plan to its end.
async fn planned(browser: &Browser) -> Seen {
    let seen = started(browser, "30").await;
    ended(browser, &seen.path).await
}

/// A plan's page once its run is over.
async fn ended(browser: &Browser, path: &str) -> Seen {
    for _ in 0..900 {
        let seen = browser.get(path).await;
        if !is_running(&seen) {
            return seen;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the run of {path} does not end");
}

fn is_running(seen: &Seen) -> bool {
    !seen.attributes("[data-run]", "data-run").is_empty()
}

fn plan_of(seen: &Seen) -> PlanId {
    PlanId(seen.path.trim_start_matches("/plans/").split(['/', '?']).next().unwrap().to_owned())
}

async fn items(world: &World, plan: &PlanId) -> Vec<PlanItem> {
    let plan = plan.clone();
    world.app.store.read(move |db| store::plans::items(db, &plan)).await.unwrap()
}

async fn request_id(world: &World, code: &str) -> RequestId {
    let code = code.to_owned();
    world.app.store.read(move |db| store::requests::by_code(db, &code)).await.unwrap().id
}

async fn speaker_id(world: &World, code: &str) -> SpeakerId {
    let code = code.to_owned();
    world.app.store.read(move |db| store::speakers::by_code(db, &code)).await.unwrap().id
}

/// Who is proposed for a request, and when.
async fn chosen(world: &World, plan: &PlanId, code: &str) -> Option<(SpeakerId, String)> {
    let id = request_id(world, code).await;
    let item = items(world, plan).await.into_iter().find(|item| item.request == id);
    let (who, start) = item.expect("an item").chosen?;
    Some((who, xinhuo::kernel::local(start).format("%Y-%m-%d %H:%M").to_string()))
}

/// Sessions of these weeks, called off or not.
async fn sessions(world: &World) -> Vec<Session> {
    let (from, to) = (Day::ymd(2026, 11, 23).unwrap(), Day::ymd(2027, 1, 31).unwrap());
    world.app.store.read(move |db| store::sessions::between(db, &Scope::public(), from, to)).await.unwrap()
}

/// The session of a request that stands.
async fn session(world: &World, code: &str) -> Session {
    let id = request_id(world, code).await;
    let found = world.app.store.read(move |db| Ok(store::sessions::standing_for(db, &[id])?.into_values().next()));
    found.await.unwrap().expect("a session")
}

/// Letters about sessions: kind, reader, number; in order.
async fn told(world: &World) -> Vec<String> {
    let names = world.app.store.read(|db| {
        let all = store::speakers::within(db, &Scope::public(), false)?;
        let page = letters(db, &Scope::public(), &Filter::default(), Paging::new(1, 1_000))?;
        let name =
            |id: &str| all.iter().find(|it| it.id.as_str() == id).map_or("school", |it| it.name.as_str()).to_owned();
        let about =
            |it: &xinhuo::store::letters::list::LetterView| format!("{} {}", it.kind.code(), name(it.recipient.id()));
        Ok(page.rows.iter().map(about).collect::<Vec<_>>())
    });
    let mut lines = names.await.unwrap();
    lines.retain(|line| !line.starts_with("sign") && !line.starts_with("request"));
    lines.sort();
    lines
}

/// Letters that were not there before; none disappears.
async fn new_letters(world: &World, before: &[String]) -> Vec<String> {
    let mut more = told(world).await;
    for line in before {
        let found = more.iter().position(|it| it == line).expect("no letter disappears");
        more.remove(found);
    }
    more.sort();
    more
}

/// Publishes a plan from its page.
async fn publish(browser: &Browser, seen: &Seen) -> Seen {
    browser.send(seen, &format!("/plans/{}/publish", plan_of(seen)), &[]).await
}

/// Answers for the speaker of a request's session.
async fn answer(world: &World, code: &str, given: xinhuo::actions::answers::Given) {
    let session = session(world, code).await;
    let token = xinhuo::actions::answers::token(&world.app, &session.speaking().next().unwrap().id);
    xinhuo::actions::answers::answer(&world.app, &token, given).await.unwrap();
}

fn at(text: &str) -> xinhuo::kernel::Moment {
    parse_local(text).unwrap()
}
