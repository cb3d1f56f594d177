//! The pages of the registers: forms and files are one way in, with one set of sentences.

use crate::harness::{World, both, import};
use xinhuo::accounts::Actor;
use xinhuo::actions::import::{FileKind, dry_run, in_silence};
use xinhuo::tables::{Row, Sheet};
use xinhuo::text::{Lang, refusal};

/// A record that is sound but for one thing: columns of a file, and fields of the form.
struct Case {
    kind: FileKind,
    path: &'static str,
    base: &'static [(&'static str, &'static str)],
    column: &'static str,
    cell: &'static str,
    typed: &'static [(&'static str, &'static str)],
}

const SPEAKER: &[(&str, &str)] = &[("code", "S-9"), ("name", "钱示例"), ("elder_kind", "cadre"), ("committee", "C-A")];
const VENUE: &[(&str, &str)] =
    &[("code", "V-9"), ("name", "丙小学"), ("kind", "school"), ("committee", "C-A"), ("lat", "32"), ("lon", "121")];
const LECTURE: &[(&str, &str)] = &[
    ("code", "L-9"),
    ("title", "乡土历史一课"),
    ("theme", "乡土历史"),
    ("grades", "junior"),
    ("minutes", "40"),
    ("committee", "C-A"),
];

fn speaker(column: &'static str, cell: &'static str, typed: &'static [(&'static str, &'static str)]) -> Case {
    Case { kind: FileKind::Speakers, path: "/speakers/new", base: SPEAKER, column, cell, typed }
}

fn venue(column: &'static str, cell: &'static str, typed: &'static [(&'static str, &'static str)]) -> Case {
    Case { kind: FileKind::Venues, path: "/venues/new", base: VENUE, column, cell, typed }
}

fn lecture(column: &'static str, cell: &'static str) -> Case {
    Case { kind: FileKind::Lectures, path: "/lectures/new", base: LECTURE, column, cell, typed: &[] }
}

/// An empty `typed` means the field of the column's own name.
fn cases() -> Vec<Case> {
    vec![
        speaker("name", "", &[]),
        speaker("code", "a b", &[]),
        speaker("code", "S-1", &[]),
        speaker("elder_kind", "wizard", &[]),
        speaker("birth_year", "1850", &[]),
        speaker("birth_year", "千九", &[]),
        speaker("committee", "C-X", &[]),
        speaker("team", "T-X", &[]),
        speaker("phone", "abc", &[]),
        speaker("email", "wang@", &[]),
        speaker("channel", "email", &[]),
        speaker("per_day", "-1", &[]),
        speaker("per_week", "99999999999999999999", &[]),
        speaker("max_travel_km", "5000", &[]),
        speaker("earliest", "25:00", &[]),
        speaker("insured_until", "2026-02-30", &[]),
        speaker("blocked_venues", "V-X", &[]),
        speaker(
            "availability",
            "mon 11:00-09:00",
            &[("hours-0", "mon"), ("hours-0-from", "11:00"), ("hours-0-to", "09:00")],
        ),
        speaker(
            "availability",
            "mon 09:00-11:00|mon 10:00-12:00",
            &[
                ("hours-0", "mon"),
                ("hours-0-from", "09:00"),
                ("hours-0-to", "11:00"),
                ("hours-1", "mon"),
                ("hours-1-from", "10:00"),
                ("hours-1-to", "12:00"),
            ],
        ),
        speaker("exceptions", "2026-02-30 off", &[("day-0", "2026-02-30")]),
        speaker("qualifications", "魔法:junior", &[("skill-0", "魔法"), ("skill-0-grades", "junior")]),
        venue("kind", "castle", &[]),
        venue("lat", "95", &[]),
        venue("lat", "", &[]),
        venue("enrolment", "junior:-5", &[("enrolment-junior", "-5")]),
        venue("rooms", "报告厅:99999999999", &[("room-0", "报告厅"), ("room-0-capacity", "99999999999")]),
        venue(
            "rooms",
            "报告厅:30|报告厅:40",
            &[("room-0", "报告厅"), ("room-0-capacity", "30"), ("room-1", "报告厅"), ("room-1-capacity", "40")],
        ),
        venue("bells", "08:20-08:10", &[("lessons", "08:20-08:10")]),
        venue("blackouts", "2027-01-22/2027-01-18", &[("closed-0", "2027-01-22"), ("closed-0-to", "2027-01-18")]),
        venue("contact_phone", "abc", &[("contact-0-phone", "abc")]),
        venue("other_contacts", "李:abc", &[("contact-0", "张"), ("contact-1", "李"), ("contact-1-phone", "abc")]),
        lecture("title", ""),
        lecture("theme", "魔法"),
        lecture("grades", "adult"),
        lecture("grades", ""),
        lecture("minutes", "-1"),
        lecture("committee", "C-X"),
        lecture("speakers", "S-X"),
    ]
}

/// What a file with this one row is refused for.
async fn of_file(world: &World, case: &Case) -> String {
    let mut cells: Vec<(String, String)> =
        case.base.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    cells.retain(|(name, _)| name != case.column);
    cells.push((case.column.to_owned(), case.cell.to_owned()));
    let (columns, cells) = cells.into_iter().unzip();
    let sheet = Sheet { columns, rows: vec![Row { line: 2, cells }] };
    let report = dry_run(&world.app, &Actor::operator(), case.kind, sheet, in_silence()).await.unwrap();
    report.troubles.first().map(|trouble| refusal(Lang::Zh, &trouble.refusal)).unwrap_or_default()
}

both! {
    /// What a file is refused for, a form is refused for, in the same words, with all that was typed.
    async fn a_form_and_a_file_are_refused_alike(world) {
        let staff = world.as_coordinator().await;
        for case in cases() {
            let page = staff.get(case.path).await;
            let mut fields = case.base.to_vec();
            let own = [(case.column, case.cell)];
            let typed = if case.typed.is_empty() { &own[..] } else { case.typed };
            fields.retain(|(name, _)| typed.iter().all(|(own, _)| own != name));
            fields.extend(typed);
            let page = staff.send(&page, case.path, &fields).await;
            let about = format!("{} {}={}", case.kind.code(), case.column, case.cell);
            assert!(matches!(page.status, 409 | 422), "{about}: {} {}", page.status, page.text());
            let said = page.all("p.wrong").join(" ");
            let told = of_file(world, &case).await;
            // a file means the record that is there, a form a new one
            if case.cell != "S-1" {
                assert!(!told.is_empty() && said.contains(&told), "{about}: the file says {told}, the form {said}");
            }
            for (name, text) in &fields {
                let kept = page.fields_of(case.path).iter().any(|(own, value)| own == name && value == text);
                // a choice of a few that does not hold the word cannot show it
                assert!(kept || matches!(*name, "elder_kind" | "channel"), "{about} loses {name}={text}");
            }
        }
        assert!(!staff.get("/speakers?q=S-9").await.says("钱示例"), "something was half saved");
    }

    /// A record goes through its form and comes back as the file says it, and the journal has a line.
    async fn a_form_saves_what_its_file_exports(world) {
        let staff = world.as_coordinator().await;
        let page = staff.get("/venues/new").await;
        let typed = [("contact-0", "张"), ("contact-0-phone", "0513-1234567"), ("contact-1", "李"),
            ("contact-1-email", "li@example.cn"), ("room-0", "礼堂"), ("room-0-capacity", "200"),
            ("lessons", "08:20-09:00\n09:10-09:50"), ("enrolment-junior", "420"), ("closed-0", "2027-01-18"),
            ("closed-0-reason", "期末"), ("stairs", "true")];
        let fields: Vec<_> = VENUE.iter().chain(&typed).copied().collect();
        let saved = staff.send(&page, "/venues/new", &fields).await;
        assert_eq!(saved.status, 200, "{}", saved.text());
        let path = saved.path.clone();
        let told = staff.get("/settings/export/venues.csv?headers=en").await.body;
        let row = told.lines().find(|line| line.starts_with("V-9,")).unwrap().to_owned();
        for part in ["张", "0513-1234567", "李::li@example.cn", "礼堂:200", "08:20-09:00|09:10-09:50", "junior:420", "2027-01-18/2027-01-18 期末"] {
            assert!(row.contains(part), "{part} is missing in {row}");
        }
        // unchanged through the edit form: not a letter is lost
        let edit = format!("{path}/edit");
        let page = staff.get(&edit).await;
        assert_eq!(staff.send(&page, &edit, &[]).await.path, path);
        let again = staff.get("/settings/export/venues.csv?headers=en").await.body;
        assert!(again.contains(&row), "{again}");
        let id = path.rsplit('/').next().unwrap();
        let journal = staff.get(&format!("/journal?noun=venue&id={id}")).await;
        assert_eq!(journal.all("tbody tr").len(), 1, "{}", journal.text());
        assert!(journal.says("新建学校或站点"), "{}", journal.text());
    }

    /// The slower of two who edit one record is told, and nothing typed is lost.
    async fn the_slower_form_is_told(world) {
        let staff = world.as_coordinator().await;
        let found = staff.get("/speakers?q=S-2").await.attributes("tbody a[href^='/speakers/']", "href").remove(0);
        let edit = format!("{found}/edit");
        let (one, other) = (staff.get(&edit).await, staff.get(&edit).await);
        assert_eq!(staff.send(&one, &edit, &[("phone", "0513-1111111")]).await.status, 200);
        let late = staff.send(&other, &edit, &[("phone", "0513-2222222")]).await;
        assert_eq!(late.status, 409);
        assert!(late.body.contains("0513-2222222"));
        assert!(staff.get(&found).await.says("0513-1111111"));
        let stranger = world.as_stranger().await;
        assert_eq!(stranger.get(&edit).await.status, 404);
    }

    /// A session is hosted together with another committee, which then sees it; only its owner counts it.
    async fn a_session_is_hosted_together(world) {
        let held = "code,committee,venue,speakers,theme,kind,start,minutes,status
H-1,C-A,V-1,S-1,党史国史,lecture,2026-12-01 09:30,45,confirmed
";
        import(&world.app, "sessions", held).await;
        let (staff, stranger) = (world.as_coordinator().await, world.as_stranger().await);
        let session = world.app.store.read_now(|db| xinhuo::store::sessions::by_code(db, "H-1")).unwrap();
        let (path, deed) = (format!("/sessions/{}", session.id), format!("/sessions/{}/cohosts", session.id));
        assert_eq!(stranger.get(&path).await.status, 404);
        let page = staff.get(&path).await;
        for wrong in ["丙县关工委", "甲县关工委"] {
            let told = staff.send(&page, &deed, &[("cohost", wrong)]).await;
            assert_eq!((told.status, told.all("#f-cohost-e").len()), (422, 1), "{}", told.text());
            assert!(told.body.contains(wrong), "what was typed is lost");
        }
        let done = staff.send(&page, &deed, &[("cohost", "乙县关工委")]).await;
        assert!(done.status == 200 && done.says("乙县关工委"), "{}", done.text());
        let seen = stranger.get(&path).await;
        assert!(seen.status == 200 && seen.attributes(&format!("form[action='{deed}']"), "action").is_empty());
        let journal = staff.get(&format!("/journal?noun=session&id={}", session.id)).await;
        assert!(journal.says("联合主办") && journal.says("乙县关工委"), "{}", journal.text());
        let alone = done.fields_of(&deed).into_iter().filter(|(name, _)| name != "kept").collect::<Vec<_>>();
        let alone: Vec<(&str, &str)> = alone.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(staff.post(&deed, &alone).await.status, 200);
        assert_eq!(stranger.get(&path).await.status, 404);
    }

    /// What a form of the other registers offers is chosen by its words, and a text goes its way by page.
    async fn a_material_is_written_approved_and_sent_back(world) {
        let staff = world.as_coordinator().await;
        let form = "/settings/registers/materials";
        let page = staff.get(form).await;
        let typed = [("code", "M-1"), ("title", "长征故事选"), ("theme", "党史国史"), ("committee", "C-A"), ("lecture", "L-1")];
        assert_eq!(staff.send(&page, form, &typed).await.status, 200);
        let material = "/materials/M%2D1";
        let say = |decision| [("decision", decision)];
        let page = staff.get(material).await;
        let submitted = staff.send(&page, material, &say("submit")).await;
        assert!(submitted.says("待审"), "{}", submitted.text());
        let approved = staff.send(&submitted, material, &say("approve")).await;
        assert!(approved.says("已批准") && approved.says("甲县协调员"), "{}", approved.text());
        let told = staff.send(&approved, material, &[("decision", "return"), ("reason", " ")]).await;
        assert_eq!((told.status, told.all("#f-reason-e").len()), (422, 1), "{}", told.text());
        // another version of the text is another text
        let edit = "/settings/registers/materials?code=M-1";
        let page = staff.get(edit).await;
        assert_eq!(staff.send(&page, form, &[("version", "2")]).await.status, 200);
        let again = staff.get(material).await;
        assert!(again.says("第 2 稿") && again.says("待审"), "{}", again.text());
        let late = staff.send(&approved, material, &[("decision", "return"), ("reason", "太难")]).await;
        assert_eq!(late.status, 409, "{}", late.text());
        assert_eq!(world.as_reviewer().await.get(material).await.status, 200);
        assert_eq!(world.as_stranger().await.get(material).await.status, 403);
    }

    /// A long register is searched and paged in the database, whatever page is asked for.
    async fn a_long_register_is_searched_and_paged(world) {
        let rows = (1..=120).map(|n| format!("M-{n:03},文稿{n:03}号,党史国史,C-A,{}\n", if n == 77 { "周示例" } else { "王示例" }));
        import(&world.app, "materials", &rows.fold("code,title,theme,committee,author\n".to_owned(), |all, row| all + &row)).await;
        let staff = world.as_coordinator().await;
        let list = "/settings/registers/materials";
        let shown = |page: &str, of: &str| (page.to_owned(), of.to_owned());
        for (asked, (first, many)) in [("", shown("M-001", "50")), ("?page=3", shown("M-101", "20")), ("?q=文稿11", shown("M-110", "10")),
            ("?q=周示例", shown("M-077", "1")), ("?q=文稿&page=2", shown("M-051", "50"))] {
            let page = staff.get(&format!("{list}{asked}")).await;
            let rows = page.all("tbody tr");
            assert!(rows[0].contains(&first) && rows.len().to_string() == many, "{asked}: {} rows from {}", rows.len(), rows[0]);
        }
        for nothing in ["?q=没有这篇", "?page=9", "?q=%25"] {
            assert!(staff.get(&format!("{list}{nothing}")).await.all("tbody tr").is_empty(), "{nothing}");
        }
    }

    /// What has no number of its own is told from what it says: the slower of two loses nothing.
    async fn the_slower_of_two_is_told_in_every_register(world) {
        import(&world.app, "divisions", "code,name,level,valid_from\n320699,示例区,county,2020-01-01\n").await;
        import(&world.app, "campaigns", "code,name,from,to,committee\nK-1,党史年,2026-01-01,2026-12-31,C-A\n").await;
        import(&world.app, "materials", "code,title,theme,committee\nM-1,长征故事选,党史国史,C-A\n").await;
        let staff = world.as_administrator().await;
        let register = |kind: &str| format!("/settings/registers/{kind}");
        for (open, form, field, journal) in [
            ("/settings/divisions/edit?code=320699&from=2020-01-01", "/settings/divisions/edit".to_owned(), "name", "division"),
            ("/settings/registers/campaigns?code=K-1", register("campaigns"), "slogan", "campaign"),
            ("/settings/registers/materials?code=M-1", register("materials"), "title", "material"),
        ] {
            let (one, other) = (staff.get(open).await, staff.get(open).await);
            assert_eq!(staff.send(&one, &form, &[(field, "先到的话")]).await.status, 200, "{form}");
            let late = staff.send(&other, &form, &[(field, "后到的话")]).await;
            assert_eq!(late.status, 409, "{form}: {}", late.text());
            assert!(late.fields_of(&form).contains(&(field.to_owned(), "后到的话".to_owned())), "{form} loses what was typed");
            let lines = staff.get(&format!("/journal?noun={journal}")).await.text();
            assert!(lines.contains("先到的话") && !lines.contains("后到的话"), "{lines}");
            let again = staff.get(open).await;
            assert_eq!(staff.send(&again, &form, &[(field, "后到的话")]).await.status, 200);
        }
    }

    /// A thirteenth kind of team is made, used, retired and shown through the pages alone.
    async fn a_thirteenth_kind_of_team_by_page(world) {
        let (admin, staff) = (world.as_administrator().await, world.as_coordinator().await);
        let lists = admin.get("/settings/lists").await;
        let kinds = "/settings/lists/team-kinds";
        let made = admin.send(&lists, kinds, &[("code", "银发助学"), ("name_en", "Silver tutors")]).await;
        assert!(made.status == 200 && made.says("银发助学"), "{}", made.text());
        let teams = "/settings/registers/teams";
        let form = staff.get(teams).await;
        assert!(form.body.contains("<option value=\"银发助学\">"), "{}", form.body);
        let team = [("code", "T-13"), ("name", "夕阳红助学团"), ("kind", "银发助学"), ("committee", "C-A"), ("members", "7")];
        assert_eq!(staff.send(&form, teams, &team).await.status, 200);
        let found = staff.get("/speakers?q=S-1").await.attributes("tbody a[href^='/speakers/']", "href").remove(0);
        let edit = format!("{found}/edit");
        let form = staff.get(&edit).await;
        assert_eq!(staff.send(&form, &edit, &[("team", "T-13")]).await.path, found);
        assert!(staff.get(&found).await.says("夕阳红助学团"));
        for (file, row) in [("teams.csv", "T-13,夕阳红助学团,银发助学,C-A,,7"), ("speakers.csv", ",T-13,")] {
            let told = staff.get(&format!("/settings/export/{file}?headers=en")).await.body;
            assert!(told.contains(row), "{row} is missing: {told}");
        }
        // retired, it is offered no more and stays where it is used
        let lists = admin.get("/settings/lists").await;
        assert_eq!(admin.post(kinds, &[("mark", &mark_of(&lists)), ("code", "银发助学"), ("retired", "true")]).await.status, 200);
        let listed = staff.get(teams).await;
        assert!(!listed.body.contains("<option value=\"银发助学\">") && listed.all("tbody tr").join(" ").contains("银发助学"));
    }
}

fn mark_of(page: &crate::harness::browser::Seen) -> String {
    page.attributes("input[name='mark']", "value").remove(0)
}
