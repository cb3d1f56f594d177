//! What reviewers read: the workbook, the map, the forecast, contests, indicators; and a school's
//! file of headcounts.

use crate::harness::{World, both, import};
use calamine::{Data, Reader, Xlsx};
use std::io::Cursor;
use xinhuo::actions::liaison::{self, Wish};
use xinhuo::attendance::token_of;
use xinhuo::committees::Unit;
use xinhuo::store::sessions;

const DIVISIONS: &str = "code,name,name_en,level,parent_code,lat,lon,valid_from
320000,示例市,Sample City,prefecture,,32.0,120.9,2000-01-01
320001,甲县,County A,county,320000,32.1,120.8,2000-01-01
320002,乙县,County B,county,320000,31.9,121.1,2000-01-01
320001001,甲县一镇,Town One,township,320001,32.12,120.75,2000-01-01
";
const PLACED: &str = "code,name,level,parent,division_code
C,示例市关工委,city,,320000
C-A,甲县关工委,county,C,320001
C-B,乙县关工委,county,C,320002
C-A-1,甲县一镇关工委,township,C-A,320001001
";
const HELD: &str = "code,committee,venue,speakers,theme,kind,start,minutes,status
Y24-1,C-A,V-1,S-1,党史国史,lecture,2024-11-10 09:30,45,delivered
Y24-2,C-A,V-1,S-1,党史国史,lecture,2024-12-10 09:30,45,delivered
Y25-1,C-A,V-1,S-1,党史国史,lecture,2025-11-23 09:30,45,delivered
Y25-2,C-A,V-1,S-1,党史国史,lecture,2025-11-24 09:30,45,delivered
Y26-1,C-A,V-1,S-1,=党史国史,lecture,2026-11-10 09:30,45,delivered
Y26-2,C-B,V-3,S-3,党史国史,contest,2026-11-11 09:30,45,delivered
Y26-3,C-A,V-2,S-1,党史国史,lecture,2026-11-12 09:30,45,delivered
";
const COUNTED: &str = "session,grade,kind,headcount,confirmed_by,confirmed_at
Y24-1,primary_4_6,youth,150,甲,2024-11-11 09:00
Y24-2,primary_4_6,youth,50,甲,2024-12-11 09:00
Y25-1,primary_4_6,youth,100,甲,2025-11-24 09:00
Y25-2,primary_4_6,youth,100,甲,2025-11-25 09:00
Y26-1,primary_4_6,youth,118,甲,2026-11-11 09:00
Y26-2,primary_4_6,youth,2,乙,2026-11-12 09:00
";

/// Three years of figures, and where the counties lie.
async fn counted(world: &World) {
    import(&world.app, "divisions", DIVISIONS).await;
    import(&world.app, "committees", PLACED).await;
    import(&world.app, "sessions", &HELD.replace("=党史", "党史")).await;
    import(&world.app, "attendance", COUNTED).await;
}

both! {
    /// Five sheets; numbers are numbers, what begins like a formula is text, missing is empty.
    async fn the_report_is_a_workbook(world) {
        counted(world).await;
        import(&world.app, "venues", "code,name,kind,committee,lat,lon\nV-2,'=1+1,outreach_station,C-A-1,32.05,120.80\n").await;
        let bytes = world.as_reviewer().await.bytes("/reports/export.xlsx?period=2026").await;
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        assert_eq!(book.sheet_names(), ["概览", "按单位", "按主题", "场次明细", "口径说明"]);
        let rows = |book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str| -> Vec<Vec<Data>> {
            book.worksheet_range(name).unwrap().rows().map(<[Data]>::to_vec).collect()
        };
        let overview = rows(&mut book, "概览");
        let cell = |key: &str| overview.iter().find(|row| row[0] == Data::String(key.to_owned())).map(|row| row[1].clone());
        assert_eq!(cell("场次"), Some(Data::Float(2.0)));
        assert_eq!(cell("青少年人次"), Some(Data::Float(120.0)));
        assert_eq!(cell("缺报场次（不计入）"), Some(Data::Float(1.0)));
        let press = overview.iter().find(|row| row[0] == Data::String("通报用语（中文）".to_owned())).unwrap();
        assert_eq!(press[2], Data::String(
            "2026年1月1日至2026年11月23日，示例市关工委组织“五老”宣讲员走进学校和校外站点，已开展宣讲2场次，听讲120人次，共2讲次，覆盖3个学校和站点。".to_owned()
        ));
        let youth = overview.iter().find(|row| row[0] == Data::String("青少年人次".to_owned())).unwrap();
        assert!(youth[2].to_string().contains("听三场算 3 人次"), "the rule stands beside the figure: {youth:?}");
        let units = rows(&mut book, "按单位");
        assert_eq!(units[1][..4], [Data::String("甲县关工委".into()), 1.0.into(), 1.0.into(), 118.0.into()]);
        assert_eq!(units.last().unwrap()[3], Data::Float(120.0), "the rows end with the total");
        let sessions = rows(&mut book, "场次明细");
        let missing = sessions.iter().find(|row| row[0] == Data::String("Y26-3".into())).unwrap();
        assert_eq!(missing[3], Data::String("'=1+1".to_owned()));
        assert_eq!((&missing[8], &missing[12]), (&Data::Empty, &Data::String("缺报".into())));
        let then = world.as_reviewer().await.bytes("/reports/export.xlsx?period=2026&as_of=2026-11-11").await;
        let book: Xlsx<_> = Xlsx::new(Cursor::new(then)).unwrap();
        assert_eq!(book.sheet_names().len(), 4, "sessions of an earlier day are not told");
    }

    /// A county in an area with all below it, and a school that was put into another by itself.
    async fn figures_are_grouped_by_liaison_area(world) {
        counted(world).await;
        let all = xinhuo::accounts::Actor::operator();
        let wish = |name: &str| Wish { name: name.to_owned(), committee: "C".to_owned(), convener: String::new() };
        let east = liaison::save(&world.app, &all, None, wish("城东片")).await.unwrap();
        let river = liaison::save(&world.app, &all, None, wish("江边片")).await.unwrap();
        let county = world.app.store.read_now(|db| xinhuo::store::committees::by_code(db, "C-A")).unwrap().id;
        liaison::put(&world.app, &all, east, Unit::Committee(county), true).await.unwrap();
        let reviewer = world.as_reviewer().await;
        let page = reviewer.get("/reports?period=2026&by=area").await;
        for words in ["城东片 1 118", "江边片 0 0", "不在联系片 1 2", "合计 2 120"] {
            assert!(page.says(words), "{words}: {}", page.text());
        }
        let csv = String::from_utf8(reviewer.bytes("/reports/export.csv?period=2026&by=area").await).unwrap();
        assert!(csv.contains("城东片,1,1,118") && csv.contains("合计,2,2,120"), "{csv}");
        let school = world.app.store.read_now(|db| xinhuo::store::venues::by_code(db, "V-1")).unwrap().id;
        for put in [false, true] {
            if put {
                liaison::put(&world.app, &all, river.clone(), Unit::Venue(school.clone()), true).await.unwrap();
            }
            let page = reviewer.get("/reports?period=2026&by=area").await;
            let (rows, ways) = (page.all("#by tbody tr"), page.attributes("#by tbody a", "href"));
            let mut listed = 0;
            for ((row, name), way) in rows.iter().zip(page.all("#by tbody a")).zip(&ways) {
                let list = reviewer.get(way).await;
                assert!(list.says(&format!("· {name}")), "{name}: {}", list.text());
                assert_eq!(list.says("118"), row.contains("118"), "{row}: {}", list.text());
                listed += list.all("main tbody tr").len();
            }
            let whole = reviewer.get("/reports/sessions?period=2026").await;
            assert_eq!(listed, whole.all("main tbody tr").len(), "every session stands in one area: {ways:?}");
        }
        let book: Xlsx<_> =
            Xlsx::new(Cursor::new(reviewer.bytes("/reports/export.xlsx?period=2026").await)).unwrap();
        assert_eq!(book.sheet_names(), ["概览", "按单位", "按主题", "按联系片", "场次明细", "口径说明"]);
    }

    /// Circles where the counties lie, the same in the table, and a way down.
    async fn the_map_leads_down(world) {
        let reviewer = world.as_reviewer().await;
        counted(world).await;
        let map = reviewer.get("/reports/map?period=2026").await;
        let circles = map.attributes("svg.wide a", "aria-label");
        assert_eq!(circles, ["甲县关工委：每名青少年 0.10 次", "乙县关工委：每名青少年 0.00 次"], "{}", map.text());
        assert_eq!(map.all("main tbody tr").len(), 2);
        assert!(map.all("main tbody tr")[0].contains("1,180"), "{:?}", map.all("main tbody tr"));
        let down = map.attributes("svg.wide a", "href")[0].clone();
        let county = reviewer.get(&down).await;
        assert_eq!(county.attributes("svg.wide a", "aria-label"), ["甲县一镇关工委：每名青少年 — 次"], "{}", county.text());
        let town = reviewer.get(&county.attributes("svg.wide a", "href")[0]).await;
        assert!(town.status == 200 && town.says("没有下级单位"), "{}", town.text());
        import(&world.app, "venues", "code,name,kind,committee,lat,lon,township_code\nV-1,甲县城东小学,school,C-A,32.01,120.86,320001001\n").await;
        let county = reviewer.get(&down).await;
        let there = county.attributes("svg.wide a", "aria-label");
        assert_eq!(there, ["甲县一镇关工委：每名青少年 0.10 次"], "a county's session counts in the school's township");
        assert_eq!(world.as_stranger().await.get("/reports/map?committee=C-A").await.status, 403);
    }

    /// 2024 had three quarters of its year by today, 2025 half: 120 become 160 to 240.
    async fn the_forecast_says_how_it_comes_about(world) {
        counted(world).await;
        import(&world.app, "targets", "committee,period,measure,value\nC,2026,youth_reach,250\nC-A,2026,youth_reach,1000\n").await;
        let reviewer = world.as_reviewer().await;
        let page = reviewer.get("/reports/pace?period=2026").await;
        for words in ["预计最后能到 200", "最少到最多 160 – 240", "完不成目标", "2025年 100 200 50.0 % 240", "2024年 150 200 75.0 % 160"] {
            assert!(page.says(words), "{words}: {}", page.text());
        }
        for words in ["各单位的缺口 单位 到今天应完成 已完成 差多少 甲县关工委 895 118 777", "各学段的缺口", "缺口最大的学校和站点"] {
            assert!(page.says(words), "{words}: {}", page.text());
        }
        let month = reviewer.get("/reports/pace?period=2026-10").await;
        assert!(month.says("没有预测"), "a month that is over needs none: {}", month.text());
        assert_eq!(reviewer.get("/reports/pace?from=2026-01-01").await.status, 422);
    }

    /// Entrants and winners are counts, told with the headcount and added up.
    async fn contests_are_counted(world) {
        counted(world).await;
        let session = world.app.store.read(|db| sessions::by_code(db, "Y26-2")).await.unwrap();
        let form = format!("/attendance/{}", token_of(&world.app.secret, &session.id));
        assert!(world.visitor().get(&form).await.says("已确认"), "a signed headcount is not asked for again");
        let clerk = world.as_stranger().await;
        let (page, told) = (format!("/reports/sessions/{}", session.id), format!("/reports/sessions/{}/contest", session.id));
        let shown = clerk.get(&page).await;
        let wrong = clerk.send(&shown, &told, &[("entrants", "30"), ("winners", "31")]).await;
        assert!(wrong.status == 422 && wrong.says("不能多于参赛人数"), "{}", wrong.text());
        let saved = clerk.send(&shown, &told, &[("entrants", "30"), ("winners", "6")]).await;
        assert!(saved.says("参赛人数 30") && saved.says("获奖人数 6"), "{}", saved.text());
        let review = world.as_reviewer().await.get("/reports?period=2026").await;
        assert!(review.says("比赛（场） 1 其中 1 场已报结果") && review.says("获奖人数 6"), "{}", review.text());
        let other = world.app.store.read(|db| sessions::by_code(db, "Y26-1")).await.unwrap();
        let none = clerk.post(&format!("/reports/sessions/{}/contest", other.id), &[("entrants", "3")]).await;
        assert!(none.status >= 400);
    }

    /// By form or file, each with its day and source; a file comes back as it went.
    async fn indicators_have_a_day_and_a_source(world) {
        let clerk = world.as_coordinator().await;
        let page = clerk.get("/reports/indicators").await;
        let told = [("usual", "零犯罪村（社区）"), ("numerator", "96"), ("denominator", "100"), ("counted_on", "2026-06-30"), ("source", "县司法局")];
        let saved = clerk.send(&page, "/reports/indicators", &told).await;
        assert!(saved.says("甲县关工委 96 100 96.0 % 2026年6月30日 县司法局"), "{}", saved.text());
        let more = "committee,year,name,numerator,denominator,source,counted_on\nC-A,2026,帮教转化,47,50,甲县检察院,2026-09-30\n";
        import(&world.app, "indicators", more).await;
        let page = clerk.get("/reports/indicators?year=2026").await;
        assert!(page.says("47 50 94.0 % 2026年9月30日 甲县检察院"), "{}", page.text());
        let beyond = clerk.send(&page, "/reports/indicators", &[("usual", "三好标兵"), ("numerator", "9"), ("denominator", "8"), ("source", "x")]).await;
        assert_eq!(beyond.status, 422);
        assert!(clerk.get("/settings/export/indicators.csv").await.body.contains("2026-09-30"));
    }

    /// The prepared file lists what is missing; filled in, it reports all of it at once or nothing.
    async fn a_school_reports_with_one_file(world) {
        counted(world).await;
        let more = "code,committee,venue,speakers,theme,kind,start,minutes,status
N-1,C-A,V-1,S-1,党史国史,lecture,2026-11-16 09:30,45,delivered
N-2,C-A,V-1,S-2,党史国史,lecture,2026-11-17 09:30,45,confirmed\n";
        import(&world.app, "sessions", more).await;
        let school = world.as_contact().await;
        let file = String::from_utf8(school.bytes("/my/headcounts/prepared.csv").await).unwrap();
        assert!(file.contains("场次,日期,地点,学段,听众,人数,依据"), "{file}");
        assert!(file.contains("N-1,2026-11-16,甲县城东小学") && file.contains("N-2") && !file.contains("Y26-3"), "{file}");
        let page = school.get("/my/headcounts").await;
        let send = async |text: &str| school.upload(&page, "/my/headcounts", "h.csv", text.as_bytes()).await;
        let foreign = send("场次,学段,听众,人数\nN-1,小学四至六年级,青少年,50\nY26-2,小学四至六年级,青少年,5\n").await;
        assert!(foreign.says("3") && !foreign.path.ends_with("/my"), "{}", foreign.text());
        let roster = send("场次,学段,人数,学生姓名\nN-1,小学四至六年级,50,张伟\n").await;
        assert!(roster.says("学生姓名"), "{}", roster.text());
        let sound = "场次,学段,听众,人数\nN-1,小学四至六年级,青少年,50\nN-1,小学四至六年级,家长,3\nN-2,小学四至六年级,青少年,\n";
        let done = send(sound).await;
        assert!(done.path.ends_with("/my") && done.says("人数收到了"), "{}", done.text());
        send(sound).await;
        let session = world.app.store.read(|db| sessions::by_code(db, "N-1")).await.unwrap();
        let id = session.id.clone();
        let figures = world.app.store.read(move |db| xinhuo::store::attendance::history(db, &id)).await.unwrap();
        assert_eq!(figures.len(), 2, "sent twice counts once, and the refused files left nothing");
        assert!(figures.iter().all(|figure| figure.reported_by == "张老师"));
    }
}
