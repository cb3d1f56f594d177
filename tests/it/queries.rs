//! However many rows there are, a page asks the database equally often.

use crate::harness::{Browser, World, both, import};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use xinhuo::accounts::Actor;
use xinhuo::actions::letters::deliver;
use xinhuo::actions::plans::{RunOptions, run};
use xinhuo::kernel::{CommitteePath, Day, LetterKind, LetterOwed, Recipient};
use xinhuo::store;
use xinhuo::store::Queries;

/// Rows of each kind; the second number is above the longest page but one.
const FEW: std::ops::Range<usize> = 0..2;
const MORE: std::ops::Range<usize> = 2..34;

const STAFF: &[&str] = &[
    "/",
    "/menu",
    "/menu?theme=党史国史",
    "/reach",
    "/today",
    "/requests",
    "/requests?status=approved",
    "/requests/new",
    "/plans",
    "/plans/weights",
    "/plans/LAST",
    "/sessions",
    "/sessions?status=published",
    "/sessions/week?day=2026-11-24",
    "/sessions/month?day=2026-12-01",
    "/sessions/off?day=2026-11-24",
    "/speakers",
    "/speakers?q=示",
    "/venues",
    "/venues?q=示",
    "/lectures",
    "/reports",
    "/reports?by=committee",
    "/reports?by=theme",
    "/reports?by=venue_kind",
    "/reports/sessions",
    "/reports/headcounts",
    "/reports/filings",
    "/reports/targets",
    "/letters",
    "/letters?state=sent",
    "/letters/calls",
    "/certificates",
    "/journal",
    "/settings",
    "/settings/accounts",
    "/settings/lists",
    "/settings/letters",
    "/settings/import",
    "/settings/registers/committees",
    "/settings/registers/teams",
    "/settings/registers/materials",
    "/settings/registers/campaigns",
];
/// What a county's coordinator sees of these.
const COUNTY: &[&str] =
    &["/today", "/requests", "/plans", "/sessions", "/speakers", "/venues", "/lectures", "/letters", "/journal"];
const REVIEWER: &[&str] =
    &["/reports", "/reports/sessions", "/reports/filings", "/sessions", "/requests", "/venues", "/journal"];
const OWN: &[&str] = &["/my", "/settings"];
const SPEAKER: &[&str] = &["/my", "/my/times", "/my/results", "/settings"];

/// Rows of every register, with talks tomorrow, talks of one speaker at one school, and talks
/// long held, some of them counted.
fn files(rows: std::ops::Range<usize>) -> Vec<(&'static str, String)> {
    let mut files: Vec<(&'static str, String)> = [
        ("divisions", "code,name,level,parent_code"),
        ("committees", "code,name,level,parent"),
        ("teams", "code,name,kind,committee,brand,members"),
        ("venues", "code,name,kind,committee,lat,lon,enrolment,rooms,bells,blackouts,contact_name,contact_phone,contact_email"),
        ("speakers", "code,name,elder_kind,committee,team,phone,email,languages,qualifications,availability,exceptions,insured_until"),
        ("lectures", "code,title,theme,grades,minutes,speakers,status,approved_until,committee"),
        ("materials", "code,title,kind,theme,committee,lecture,author,version,status"),
        ("campaigns", "code,name,slogan,from,to,committee"),
        ("requests", "code,venue,room,lecture,theme,grade,headcount,minutes,windows"),
        ("sessions", "code,committee,cohosts,venue,room,speakers,theme,lecture,kind,start,minutes,status,campaign"),
        ("attendance", "session,grade,kind,headcount,basis,reported_by,reported_at,confirmed_by,confirmed_at"),
        ("targets", "committee,period,measure,value"),
        ("accounts", "email,name,role,committee,speaker,venue"),
    ]
    .map(|(kind, columns)| (kind, format!("{columns}\n")))
    .to_vec();
    for n in rows {
        for (kind, text) in lines(n) {
            files.iter_mut().find(|(own, _)| *own == kind).unwrap().1.push_str(&text);
        }
    }
    files
}

fn lines(n: usize) -> Vec<(&'static str, String)> {
    let day = |n: usize| Day::ymd(2026, 12, 1).unwrap().plus(i64::try_from(n).unwrap());
    let past = |n: usize| Day::ymd(2026, 3, 2).unwrap().plus(i64::try_from(n).unwrap());
    let channel = if n.is_multiple_of(2) { format!("t{n}@example.cn") } else { String::new() };
    vec![
        ("divisions", format!("D{n},示例镇{n},township,\n")),
        ("committees", format!("K{n},示例镇{n}关工委,township,C-A\n")),
        ("teams", format!("T{n},示例团{n},理论宣讲,C-A,银龄,12\n")),
        (
            "venues",
            format!(
                "W{n},示例学校{n},school,K{n},32.0{n},120.8,primary_4_6:500,报告厅:300,08:20-09:05,2027-01-18/2027-01-22,张老师,1390000{n:04},w{n}@example.cn\n"
            ),
        ),
        (
            "speakers",
            format!(
                "X{n},示例人{n},teacher,C-A,T{n},1380000{n:04},{channel},mandarin,党史国史:primary_4_6,mon 08:30-17:00|tue 08:30-17:00,2026-12-01 off,2026-12-15\n"
            ),
        ),
        ("lectures", format!("Y{n},示例课{n},党史国史,primary_4_6,45,X{n}|S-1,approved,2027-12-31,C-A\n")),
        ("materials", format!("M{n},示例教材{n},读本,党史国史,C-A,Y{n},某人,1,approved\n")),
        ("campaigns", format!("G{n},示例活动{n},口号,2026-01-01,2026-12-31,C-A\n")),
        (
            "requests",
            format!(
                "Q{n},W{n},报告厅,Y{n},党史国史,primary_4_6,200,45,2026-12-07 09:00/10:00|2026-12-08 09:00/11:00\n"
            ),
        ),
        (
            "sessions",
            format!("P{n},C-A,C-B,W{n},报告厅,X{n},党史国史,Y{n},lecture,2026-11-24 09:30,45,published,G{n}\n"),
        ),
        ("sessions", format!("O{n},C-A,,V-1,报告厅,S-1,党史国史,L-1,lecture,{} 15:00,45,published,\n", day(n))),
        (
            "sessions",
            format!("H{n},C-A,C-B,W{n},报告厅,X{n},党史国史,Y{n},lecture,{} 09:30,45,delivered,G{n}\n", past(n)),
        ),
        ("sessions", format!("N{n},C-A,,V-1,报告厅,S-1,党史国史,L-1,lecture,{} 14:00,45,delivered,\n", past(n))),
        (
            "attendance",
            format!("H{n},primary_4_6,youth,{},counted,某人,{} 16:00,李主任,{} 17:00\n", 100 + n, past(n), past(n)),
        ),
        ("targets", format!("K{n},2026,sessions,{}\n", 10 + n)),
        ("accounts", format!("a{n}@example.cn,示例号{n},speaker,C-A,X{n},\n")),
    ]
}

/// Brings rows in, owes each speaker of tomorrow a letter, and plans what is asked for. Returns the plan.
async fn grow(world: &World, rows: std::ops::Range<usize>) -> String {
    for (kind, csv) in files(rows.clone()) {
        import(&world.app, kind, &csv).await;
    }
    let now = world.app.clock.now();
    world
        .app
        .store
        .write(move |db| {
            for n in rows.clone() {
                let session = store::sessions::by_code(db, &format!("P{n}"))?;
                let speaker = session.assignments[0].speaker.clone();
                let letter = LetterOwed {
                    kind: LetterKind::ReminderDay,
                    subject: session.id.to_string(),
                    recipient: Recipient::Speaker(speaker),
                    sequence: 1,
                    not_before: now,
                    not_after: None,
                    facts: serde_json::json!({}),
                };
                store::letters::owe(db, &CommitteePath::everything(), now, &[letter])?;
            }
            Ok(())
        })
        .await
        .unwrap();
    deliver(&world.app, || false).await.unwrap();
    let options = RunOptions {
        from: Day::ymd(2026, 12, 7).unwrap(),
        to: Day::ymd(2026, 12, 13).unwrap(),
        time_limit: Duration::from_secs(2),
        seed: 1,
        stop: Arc::default(),
    };
    let county = world.app.store.read_now(|db| store::committees::by_code(db, "C-A")).unwrap();
    run(&world.app, &Actor::operator(), county.id, options).await.unwrap().plan.id.to_string()
}

/// What each page of each person asks, by person and page.
type Asked = BTreeMap<(&'static str, &'static str), Vec<String>>;

async fn ask(people: &[(&'static str, &[&'static str], Browser)], queries: &Queries, plan: &str) -> Asked {
    let mut asked = Asked::new();
    for (who, pages, browser) in people {
        for page in *pages {
            let address = page.replace("LAST", plan);
            drop(queries.take());
            let seen = browser.get(&address).await;
            assert_eq!(seen.status, 200, "{who} at {address}: {}", seen.text());
            let sent = queries.take();
            assert!(sent.iter().any(|query| query.contains("web_sessions")), "{address} was not watched: {sent:?}");
            asked.insert((*who, *page), sent);
        }
    }
    asked
}

/// The queries of `more` beyond those of `few`, each with how often it came in both.
fn beyond(few: &[String], more: &[String]) -> Vec<String> {
    let times = |all: &[String], one: &str| all.iter().filter(|it| *it == one).count();
    let mut told: Vec<String> = more.iter().chain(few).cloned().collect();
    told.sort();
    told.dedup();
    told.retain(|one| times(few, one) != times(more, one));
    told.into_iter().map(|one| format!("  {} -> {}: {one}", times(few, &one), times(more, &one))).collect()
}

both! {
    /// Every list of every role, first with two rows of everything and then with thirty-four.
    async fn a_page_asks_equally_often_however_many_rows_there_are(world) {
        let (url, queries) = world.watched().await;
        let people = [
            ("administrator", STAFF, world.signed_in_at(&url, "admin@example.cn").await),
            ("coordinator", COUNTY, world.signed_in_at(&url, "coordinator@example.cn").await),
            ("reviewer", REVIEWER, world.signed_in_at(&url, "reviewer@example.cn").await),
            ("speaker", SPEAKER, world.signed_in_at(&url, "wang@example.cn").await),
            ("contact", OWN, world.signed_in_at(&url, "school@example.cn").await),
        ];
        let plan = grow(world, FEW).await;
        let few = ask(&people, &queries, &plan).await;
        let plan = grow(world, MORE).await;
        let more = ask(&people, &queries, &plan).await;
        let mut grown = Vec::new();
        for (page, few) in &few {
            let told = beyond(few, &more[page]);
            if few.len() != more[page].len() {
                grown.push(format!("{page:?}: {} -> {}\n{}", few.len(), more[page].len(), told.join("\n")));
            }
        }
        assert!(grown.is_empty(), "pages that ask more often when there is more:\n{}", grown.join("\n"));
    }
}
