//! `/settings/areas` and `/settings/divisions`: made, changed, closed; each refusal at its field.

use crate::harness::{Browser, both, import};

const AREAS: &str = "/settings/areas";
const NEW: &str = "/settings/divisions/new";
const DIVISIONS: &str = "code,name,level,parent_code,valid_from,valid_to
320600,南通市,prefecture,,1949-10-01,
320601,甲县,county,320600,1949-10-01,
320601001,一镇,township,320601,1949-10-01,
320601002,老镇,township,320601,1949-10-01,2019-12-31
";

async fn made(staff: &Browser, name: &str) -> String {
    let page = staff.get(AREAS).await;
    let done = staff.send(&page, AREAS, &[("name", name), ("committee", "C-A"), ("convener", "C-A-1")]).await;
    assert_eq!(done.status, 200, "{}", done.text());
    done.path
}

both! {
    /// Units go in and out, stand in one area only, and each step is in the journal.
    async fn an_area_is_made_and_filled(world) {
        let staff = world.as_coordinator().await;
        let (east, west) = (made(&staff, "东片").await, made(&staff, "西片").await);
        let page = staff.get(&format!("{east}?of=committees&q=一镇")).await;
        let put = format!("{east}/put");
        let inside = staff.send(&page, &put, &[("into", "true")]).await;
        assert!(inside.says("已放进这一片"), "{}", inside.text());
        let page = staff.get(&format!("{west}?of=committees&q=一镇")).await;
        assert!(page.all("tbody td").iter().any(|cell| cell == "东片"), "{}", page.text());
        staff.send(&page, &format!("{west}/put"), &[("into", "true")]).await;
        assert!(staff.get(&east).await.says("还是空的"), "it stands in one area only");
        let page = staff.get(&format!("{west}?of=venues&q=城东")).await;
        staff.send(&page, &format!("{west}/put"), &[("into", "true")]).await;
        let list = staff.get(AREAS).await;
        let rows: Vec<String> = list.all("tbody tr").iter().map(|row| row.split_whitespace().collect()).collect();
        assert_eq!(rows, ["东片甲县关工委甲县一镇关工委00", "西片甲县关工委甲县一镇关工委11"]);
        let page = staff.get(&format!("{west}?of=venues")).await;
        let out = staff.send(&page, &format!("{west}/put"), &[("into", "false")]).await;
        assert!(out.says("已移出") && out.says("还是空的"), "{}", out.text());
        let page = staff.get(&west).await;
        assert!(staff.send(&page, &format!("{west}/remove"), &[]).await.says("已取消"));
        assert_eq!(staff.get(&west).await.status, 404);
        let journal = staff.get("/journal?noun=liaison").await;
        for words in ["新编联系片", "放进联系片", "移出联系片", "取消联系片", "甲县城东小学"] {
            assert!(journal.says(words), "{words}: {}", journal.text());
        }
    }

    /// Two of one name, none of a name, another county's: told at the field, and what was typed stays.
    async fn an_area_is_refused_at_its_field(world) {
        let staff = world.as_coordinator().await;
        let east = made(&staff, "东片").await;
        let page = staff.get(AREAS).await;
        let long = "长".repeat(61);
        for (name, status) in [("", 422), ("东片", 409), (long.as_str(), 422), ("乙\0片", 422)] {
            let told = staff.send(&page, AREAS, &[("name", name), ("committee", "C-A")]).await;
            assert_eq!(told.status, status, "{name}: {}", told.text());
            assert_eq!(told.all("#f-name-e").len(), 1, "{name}: {}", told.text());
        }
        let foreign = staff.send(&page, AREAS, &[("name", "北片"), ("committee", "C-B")]).await;
        assert_eq!(foreign.status, 403, "{}", foreign.text());
        let stranger = world.as_stranger().await;
        assert_eq!(stranger.get(&east).await.status, 404);
        let (one, other) = (staff.get(&east).await, staff.get(&east).await);
        assert_eq!(staff.send(&one, &east, &[("name", "东南片")]).await.status, 200);
        let late = staff.send(&other, &east, &[("name", "东北片")]).await;
        assert_eq!(late.status, 409);
        assert!(late.body.contains("东北片"), "what was typed is lost");
    }

    /// The tree is walked and searched; a code is added, changed, closed; overlaps are refused.
    async fn a_division_is_added_and_closed(world) {
        import(&world.app, "divisions", DIVISIONS).await;
        let (staff, admin) = (world.as_coordinator().await, world.as_administrator().await);
        assert!(staff.get("/settings/divisions").await.says("南通市"));
        let below = staff.get("/settings/divisions?under=320601").await;
        assert!(below.says("一镇") && !below.says("老镇"), "{}", below.text());
        assert!(staff.get("/settings/divisions?under=320601&all=true").await.says("已停用"));
        assert!(staff.get("/settings/divisions?q=320601001").await.says("一镇"));
        assert_eq!(staff.get(NEW).await.status, 403);
        let page = admin.get("/settings/divisions/new?under=320601").await;
        let fields = [("code", "320601003"), ("name", "新街道"), ("level", "township"), ("valid_from", "2026-01-01")];
        let done = admin.send(&page, NEW, &fields).await;
        assert!(done.status == 200 && done.says("新街道"), "{}", done.text());
        for (field, value) in [("valid_from", "2026-02-30"), ("lat", "95"), ("parent_code", "999"), ("level", "planet"),
            ("name", ""), ("code", "a b"), ("valid_to", "2025-01-01")] {
            let sound = fields.iter().copied().filter(|(name, _)| *name != "code").chain([("code", "320601004")]);
            let typed: Vec<_> = sound.filter(|(name, _)| *name != field).chain([(field, value)]).collect();
            let told = admin.send(&page, NEW, &typed).await;
            assert_eq!(told.status, 422, "{field}={value}: {}", told.text());
            assert_eq!(told.all(&format!("#f-{field}-e")).len(), 1, "{field}={value}: {}", told.text());
        }
        let edit = "/settings/divisions/edit?code=320601003&from=2026-01-01";
        let page = admin.get(edit).await;
        let closed = admin.send(&page, "/settings/divisions/edit", &[("valid_to", "2026-10-31")]).await;
        assert!(closed.status == 200 && closed.says("已停用"), "{}", closed.text());
        let page = admin.get(NEW).await;
        let again = [("code", "320601003"), ("name", "新街道"), ("level", "township"), ("valid_from", "2026-06-01")];
        let told = admin.send(&page, NEW, &again).await;
        assert!(told.status == 422 && told.says("两条的日期重叠了"), "{}", told.text());
        let later = [("code", "320601003"), ("name", "新城街道"), ("level", "township"), ("valid_from", "2026-11-01")];
        assert_eq!(admin.send(&page, NEW, &later).await.status, 200);
        let journal = admin.get("/journal?noun=division").await;
        assert!(journal.says("停用日期") && journal.says("新城街道"), "{}", journal.text());
    }
}
