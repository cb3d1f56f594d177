//! Files into the registers: all or nothing, told at their place, and the same file twice changes nothing.

use crate::registers::{City, city, filled, pair};
use std::time::Instant;
use xinhuo::accounts::Actor;
use xinhuo::actions::import::{FileKind, Report, dry_run, in_silence, run};
use xinhuo::actions::{export, filings, merge};
use xinhuo::app::App;
use xinhuo::reach::FilingStep;
use xinhuo::store::{attendance, committees, reach, sessions, speakers, teams, venues};
use xinhuo::tables::{Format, Sheet, read, write};
use xinhuo::text::Lang;

async fn bring(app: &App, kind: FileKind, text: &str) -> Report {
    run(app, &Actor::operator(), kind, parse(text), in_silence()).await.unwrap()
}

fn parse(text: &str) -> Sheet {
    read(Format::Csv, text.as_bytes()).unwrap()
}

fn wrong(report: &Report) -> Vec<(u64, String, &'static str)> {
    let told = |t: &xinhuo::tables::Trouble| (t.line.unwrap_or(0), t.column.clone().unwrap_or_default(), t.refusal.key);
    report.troubles.iter().map(told).collect()
}

#[tokio::test]
async fn what_is_exported_comes_back_in_both_formats_and_headers() {
    let City { app, _folder, .. } = city().await;
    for kind in FileKind::ALL {
        for lang in Lang::ALL {
            let sheet = export::sheet(&app, &Actor::operator(), *kind, lang).await.unwrap();
            for format in [Format::Csv, Format::Xlsx] {
                let back = read(format, &write(format, &sheet).unwrap()).unwrap();
                assert_eq!(back.columns, sheet.columns);
                let report = run(&app, &Actor::operator(), *kind, back, in_silence()).await.unwrap();
                assert_eq!(wrong(&report), [], "{} {lang:?} {format:?}", kind.code());
                assert_eq!((report.new, report.changed), (0, 0), "{} {lang:?} {format:?}", kind.code());
                assert_eq!(report.unchanged, sheet.rows.len());
            }
        }
    }
}

#[tokio::test]
async fn postgres_does_the_same() {
    let Some(empty) = City::empty_on_postgres().await else { return };
    let City { app, coordinator, _folder } = filled(empty).await;
    for kind in FileKind::ALL {
        let sheet = export::sheet(&app, &Actor::operator(), *kind, Lang::Zh).await.unwrap();
        let rows = sheet.rows.len();
        let report = run(&app, &Actor::operator(), *kind, sheet, in_silence()).await.unwrap();
        assert_eq!((wrong(&report), report.unchanged), (vec![], rows), "{}", kind.code());
    }
    let id = |code: &'static str| app.store.read_now(move |db| speakers::by_code(db, code)).unwrap().id;
    let (other, kept) = (id("S2"), id("S1"));
    merge::speakers(&app, &coordinator, pair(&other, &kept, (1, 1)), Vec::new()).await.unwrap();
    let session = app.store.read_now(|db| sessions::by_code(db, "H2")).unwrap();
    assert_eq!(session.assignments[0].speaker, kept);
    let (from, into) = app.store.read_now(|db| Ok((venues::by_code(db, "V3")?, venues::by_code(db, "V1")?))).unwrap();
    merge::venues(&app, &coordinator, pair(&from.id, &into.id, (1, 1)), Vec::new()).await.unwrap();
    let text = "code,venue,speakers,theme,start,minutes\nH9,V2,S1,科普,2021-05-10 14:30,40\n";
    let refused = run(&app, &Actor::operator(), FileKind::Sessions, parse(text), in_silence()).await.unwrap_err();
    assert_eq!(refused.refusal().unwrap().key, "double-booking");
    assert!(app.store.read_now(reach::compare).unwrap().is_empty());
}

#[tokio::test]
async fn an_export_fills_an_empty_database_with_the_same() {
    let (full, empty) = (city().await, City::empty().await);
    for kind in FileKind::ALL {
        let sheet = export::sheet(&full.app, &Actor::operator(), *kind, Lang::Zh).await.unwrap();
        let report = run(&empty.app, &Actor::operator(), *kind, sheet.clone(), in_silence()).await.unwrap();
        assert_eq!(wrong(&report), [], "{}", kind.code());
        // speakers name venues that come after them
        let again = export::sheet(&empty.app, &Actor::operator(), *kind, Lang::Zh).await.unwrap();
        assert_eq!(again, sheet, "{}", kind.code());
    }
}

#[tokio::test]
async fn a_second_run_changes_and_journals_nothing() {
    let City { app, _folder, .. } = city().await;
    let text = "code,name,elder_kind,phone,qualifications\n\
        S9,李红,teacher,0513-85000000,党史国史:community|党史国史:junior|党史国史:primary_1_3|禁毒:senior\n";
    assert_eq!(bring(&app, FileKind::Speakers, text).await.new, 1);
    let before = journal_lines(&app);
    let report = bring(&app, FileKind::Speakers, text).await;
    assert_eq!((report.new, report.changed, report.unchanged), (0, 0, 1));
    assert_eq!(journal_lines(&app), before);
    let report = bring(&app, FileKind::Speakers, &text.replace("85000000", "85000001")).await;
    assert_eq!((report.new, report.changed), (0, 1));
    assert_eq!(journal_lines(&app), before + 1);
}

fn journal_lines(app: &App) -> i64 {
    use xinhuo::store::{Paging, journal};
    let scope = Actor::operator().scope(xinhuo::accounts::Deed::SeeJournal).unwrap();
    app.store.read_now(|db| journal::list(db, &scope, &Default::default(), Paging::default())).unwrap().total
}

#[tokio::test]
async fn one_bad_row_keeps_all_out_and_every_one_is_told() {
    let City { app, _folder, .. } = city().await;
    let text = "编号,姓名,类别,邮箱,课题学段,可讲时间,出生年\n\
        S91,张三,cadre,z@example.cn,党史国史:junior,mon 09:00-11:30,1950\n\
        S92,,老教师,not-a-mailbox,党史:junior,mon 11:00-09:00,3000\n\
        S93,王五,老干部局,,禁毒:高小,mon 09:00-10:00|mon 09:30-11:00,-5\n\
        S91,赵六,teacher,,,,\n";
    let report = bring(&app, FileKind::Speakers, text).await;
    let told = wrong(&report);
    for expected in [
        (3, "姓名", "cell-required"),
        (3, "邮箱", "bad-email"),
        (3, "课题学段", "unknown-near"),
        (3, "可讲时间", "window-ends-before-start"),
        (3, "出生年", "number-out-of-range"),
        (4, "类别", "bad-choice"),
        (4, "课题学段", "bad-grade"),
        (4, "可讲时间", "hours-overlap"),
        (4, "出生年", "number-out-of-range"),
        (5, "", "row-twice"),
    ] {
        let (line, column, key) = expected;
        assert!(told.contains(&(line, column.to_owned(), key)), "{expected:?} is not in {told:?}");
    }
    assert_eq!(told.len(), 10, "{told:?}");
    assert!(app.store.read_now(|db| speakers::by_code(db, "S91")).is_err(), "a good row was saved");
}

#[tokio::test]
async fn dates_that_do_not_exist_and_numbers_out_of_range() {
    let City { app, _folder, .. } = city().await;
    let text = "code,name,elder_kind,insured_until,per_day,max_travel_km\n\
        S91,a,cadre,2026-02-30,-1,99999999999999999999\nS92,b,cadre,2026/1/5,１,20\n";
    let told = wrong(&bring(&app, FileKind::Speakers, text).await);
    assert_eq!(
        told,
        [
            (2, "per_day".to_owned(), "number-out-of-range"),
            (2, "max_travel_km".to_owned(), "bad-number"),
            (2, "insured_until".to_owned(), "bad-date"),
        ]
    );
}

#[tokio::test]
async fn headers_are_checked_before_anything_else() {
    let City { app, _folder, .. } = city().await;
    let told = |report: &Report| wrong(report).into_iter().map(|(_, column, key)| (column, key)).collect::<Vec<_>>();
    let report = bring(&app, FileKind::Teams, "code,nmae,kind,code\nT1,a,理论宣讲,T1\n").await;
    let keys = told(&report);
    assert!(keys.contains(&("nmae".to_owned(), "column-unknown-near")), "{keys:?}");
    assert!(keys.contains(&("code".to_owned(), "column-twice")), "{keys:?}");
    assert!(keys.contains(&(String::new(), "column-missing")), "{keys:?}");
}

#[tokio::test]
async fn rosters_of_pupils_are_refused() {
    let City { app, _folder, .. } = city().await;
    for text in [
        "code,name,kind,学生姓名\nV9,x,school,小明\n",
        "code,name,kind,ID card\nV9,x,school,1\n",
        "code,name,kind,contact_phone\nV9,x,school,11010519491231002X\n",
    ] {
        let report = bring(&app, FileKind::Venues, text).await;
        assert_eq!(report.troubles[0].refusal.key, "import-roster", "{text}");
    }
}

#[tokio::test]
async fn a_dry_run_saves_nothing() {
    let City { app, _folder, .. } = city().await;
    let sheet = parse("code,name,kind\nT91,新团,乡村振兴\n");
    let report = dry_run(&app, &Actor::operator(), FileKind::Teams, sheet, in_silence()).await.unwrap();
    assert_eq!((report.new, report.is_clean()), (1, true));
    let scope = Actor::operator().scope(xinhuo::accounts::Deed::SeeRegisters).unwrap();
    let codes: Vec<String> =
        app.store.read_now(|db| teams::within(db, &scope)).unwrap().into_iter().map(|t| t.code).collect();
    assert!(!codes.contains(&"T91".to_owned()));
}

#[tokio::test]
async fn a_tree_in_any_order_moves_and_never_closes_a_circle() {
    let City { app, _folder, .. } = city().await;
    let text = "code,name,level,parent\nX3,甲村,village,X2\nX2,甲镇,township,X1\nX1,甲县,county,NT\n";
    assert_eq!(bring(&app, FileKind::Committees, text).await.new, 3);
    let path = |code: &str| app.store.read_now(|db| committees::by_code(db, code)).unwrap().path;
    assert!(path("NT").contains(&path("X1")) && path("X1").contains(&path("X2")) && path("X2").contains(&path("X3")));
    let moved = bring(&app, FileKind::Committees, "code,name,level,parent\nX2,甲镇,township,NT\n").await;
    assert_eq!((moved.changed, moved.new), (1, 0));
    assert!(!path("X1").contains(&path("X3")) && path("X2").contains(&path("X3")), "{}", path("X3"));
    let circle = bring(&app, FileKind::Committees, "code,name,level,parent\nX2,甲镇,township,X3\n").await;
    assert_eq!(wrong(&circle), [(2, "parent".to_owned(), "committee-cycle")]);
}

#[tokio::test]
async fn a_coordinator_imports_only_the_own_subtree() {
    let City { app, coordinator, _folder } = city().await;
    let text = "code,name,kind,committee\nT91,甲,理论宣讲,TZ\nT92,乙,理论宣讲,HA\n";
    let report = run(&app, &coordinator, FileKind::Teams, parse(text), in_silence()).await.unwrap();
    assert_eq!(wrong(&report), [(3, String::new(), "import-not-yours")]);
    let text = "code,name,kind\nT93,丙,理论宣讲\n";
    let report = run(&app, &coordinator, FileKind::Teams, parse(text), in_silence()).await.unwrap();
    assert_eq!((wrong(&report), report.new), (vec![], 1));
    assert!(run(&app, &Actor::visitor(), FileKind::Teams, parse(text), in_silence()).await.is_err());
}

#[tokio::test]
async fn two_hundred_troubles_are_told_and_the_rest_counted() {
    let City { app, _folder, .. } = city().await;
    let rows: String = (0..350).map(|n| format!("T{n},甲,没有这类\n")).collect();
    let report = bring(&app, FileKind::Teams, &format!("code,name,kind\n{rows}")).await;
    assert_eq!((report.troubles.len(), report.more), (200, 150));
}

#[tokio::test]
async fn a_series_is_written_out_once() {
    let City { app, _folder, .. } = city().await;
    let sheet = export::sheet(&app, &Actor::operator(), FileKind::Requests, Lang::En).await.unwrap();
    let codes: Vec<&str> = sheet.rows.iter().map(|row| row.cells[0].as_str()).collect();
    assert_eq!(codes, ["Q1", "Q1-2", "Q1-3", "Q2"]);
    let windows = sheet.columns.iter().position(|column| column == "windows").unwrap();
    assert_eq!(sheet.rows[2].cells[windows], "2026-12-19 09:00/11:00|2026-12-20 09:00/11:00");
    let again = "code,venue,theme,grade,headcount,minutes,windows,repeat\nQ1,V2,科普,community,40,40,2026-12-05 09:00/11:00|2026-12-06 09:00/11:00,weekly:3\n";
    let report = bring(&app, FileKind::Requests, again).await;
    assert_eq!((report.new, report.changed, report.unchanged), (0, 0, 1));
}

#[tokio::test]
async fn a_changed_headcount_is_a_further_figure_and_a_double_booking_keeps_all_out() {
    let City { app, _folder, .. } = city().await;
    let text = "session,grade,kind,headcount,confirmed_by\nH1,primary_4_6,youth,210,李主任\n";
    assert_eq!(bring(&app, FileKind::Attendance, text).await.changed, 1);
    let session = app.store.read_now(|db| sessions::by_code(db, "H1")).unwrap();
    let figures = app.store.read_now(|db| attendance::history(db, &session.id)).unwrap();
    let youth: Vec<(u32, bool)> = figures
        .iter()
        .filter(|f| f.kind == xinhuo::attendance::ListenerKind::Youth)
        .map(|f| (f.headcount.get(), f.replaced_at.is_some()))
        .collect();
    assert_eq!(youth, [(200, true), (210, false)]);
    assert!(app.store.read_now(reach::compare).unwrap().is_empty());
    let text = "code,venue,speakers,theme,start,minutes\nH8,V1,S3,科普,2022-05-10 14:00,40\nH9,V2,S1,科普,2021-05-10 14:30,40\n";
    let refused = run(&app, &Actor::operator(), FileKind::Sessions, parse(text), in_silence()).await.unwrap_err();
    assert_eq!(refused.refusal().unwrap().key, "double-booking");
    assert!(app.store.read_now(|db| sessions::by_code(db, "H8")).is_err(), "half of the file was saved");
}

#[tokio::test]
async fn two_thousand_sessions_and_five_thousand_headcounts_take_seconds() {
    let City { app, _folder, .. } = city().await;
    let first = xinhuo::kernel::Day::ymd(2022, 1, 1).unwrap();
    let mut talks = String::from("code,committee,venue,room,speakers,theme,start,minutes,status\n");
    let mut heads = String::from("session,grade,kind,headcount,confirmed_by\n");
    for n in 0..2000i64 {
        let (day, hour) = (first.plus(n / 4), 8 + 2 * (n % 4));
        talks += &format!("B{n},TZ,V1,报告厅,S1,党史国史,{day} {hour:02}:00,40,delivered\n");
        heads += &format!("B{n},primary_1_3,youth,100,李\nB{n},primary_4_6,youth,120,李\n");
        if n % 2 == 0 {
            heads += &format!("B{n},primary_4_6,parent,7,李\n");
        }
    }
    let begun = Instant::now();
    for (kind, text, rows) in [(FileKind::Sessions, talks, 2000), (FileKind::Attendance, heads, 5000)] {
        let report = bring(&app, kind, &text).await;
        assert_eq!((wrong(&report), report.new), (vec![], rows));
        let again = bring(&app, kind, &text).await;
        assert_eq!((again.changed, again.unchanged), (0, rows));
    }
    // four imports in a build without optimisation
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
    assert!(app.store.read_now(reach::compare).unwrap().is_empty());
}

/// 210 sessions with 24 headcounts each: more than are looked at together.
fn long_file() -> (String, String) {
    let first = xinhuo::kernel::Day::ymd(2022, 1, 1).unwrap();
    let mut talks = String::from("code,committee,venue,speakers,theme,start,minutes,status\n");
    let mut heads = String::from("session,grade,kind,headcount,confirmed_by\n");
    for n in 0..210i64 {
        talks += &format!("L{n},TZ,V1,S1,党史国史,{} 09:00,40,delivered\n", first.plus(n));
        for grade in xinhuo::kernel::Grade::ALL {
            for kind in ["youth", "parent", "other"] {
                heads += &format!("L{n},{},{kind},{},{}\n", grade.code(), n % 90, if n % 3 == 0 { "" } else { "李" });
            }
        }
    }
    (talks, heads)
}

#[tokio::test]
async fn a_long_file_of_headcounts_is_all_or_nothing() {
    for city in [Some(city().await), City::empty_on_postgres().await] {
        let Some(city) = city else { continue };
        let app = if city.app.store.is_sqlite() { city.app } else { filled(city).await.app };
        let (talks, heads) = long_file();
        assert_eq!(bring(&app, FileKind::Sessions, &talks).await.new, 210);
        let before = journal_lines(&app);
        let wrong_at_the_end =
            format!("{heads}L209,junior,youth,7,\nL0,junior,youth,7,\nL1,junior,youth,-1,\nL9999,junior,youth,1,\n");
        let report = bring(&app, FileKind::Attendance, &wrong_at_the_end).await;
        let told = [
            (5042, String::new(), "row-twice"),
            (5043, String::new(), "row-twice"),
            (5044, String::new(), "row-twice"),
            (5045, "session".to_owned(), "unknown-near"),
        ];
        assert_eq!(wrong(&report), told);
        let session = app.store.read_now(|db| sessions::by_code(db, "L0")).unwrap();
        let held = |app: &App| app.store.read_now(|db| attendance::history(db, &session.id)).unwrap().len();
        assert_eq!((held(&app), journal_lines(&app)), (0, before), "something was kept");
        let report = bring(&app, FileKind::Attendance, &heads).await;
        assert_eq!((report.new, report.troubles.len()), (5_040, 0));
        assert_eq!(
            (held(&app), journal_lines(&app)),
            (24, before + 211),
            "a line a session, two where the file was cut"
        );
        let report = bring(&app, FileKind::Attendance, &heads).await;
        assert_eq!((report.new, report.changed, report.unchanged), (0, 0, 5_040));
        // some signed later, some changed: figures stand already
        let signed = heads
            .replace("L3,junior,youth,3,\n", "L3,junior,youth,5,李\n")
            .replace("L1,junior,youth,1,李", "L1,junior,youth,2,李");
        assert_eq!(bring(&app, FileKind::Attendance, &signed).await.changed, 2);
        assert!(app.store.read_now(reach::compare).unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_locked_month_takes_no_headcounts() {
    use xinhuo::kernel::CommitteeId;
    let City { app, _folder, .. } = city().await;
    let county: CommitteeId = app.store.read_now(|db| committees::by_code(db, "NT")).unwrap().id;
    let period = xinhuo::reach::Period::parse("2021-05").unwrap();
    for step in [FilingStep::File, FilingStep::Accept, FilingStep::Lock] {
        filings::step(&app, &Actor::operator(), county.clone(), period, step, String::new()).await.unwrap();
    }
    let text = "session,grade,kind,headcount\nH1,primary_4_6,youth,999\nH2,junior,youth,50\n";
    let report = bring(&app, FileKind::Attendance, text).await;
    assert_eq!(wrong(&report), [(2, String::new(), "import-locked")]);
    let sheet = export::sheet(&app, &Actor::operator(), FileKind::Sessions, Lang::En).await.unwrap();
    let theme = sheet.columns.iter().position(|column| column == "theme").unwrap();
    let mut changed = sheet.clone();
    changed.rows.iter_mut().for_each(|row| row.cells[theme] = "禁毒".to_owned());
    let place = changed.rows.iter().position(|row| row.cells[0] == "H1").unwrap();
    let report = run(&app, &Actor::operator(), FileKind::Sessions, changed, in_silence()).await.unwrap();
    let line = sheet.rows[place].line;
    assert_eq!(wrong(&report), [(line, String::new(), "import-locked")], "what counted there is not moved by a file");
}
