//! Two records of one person or place: found, laid side by side, made one; nothing is lost.

use crate::harness::browser::Seen;
use crate::harness::{World, both, import};
use xinhuo::store;

const SPEAKERS: &str =
    "code,name,elder_kind,birth_year,committee,phone,email,qualifications,availability,insured_until,no_stairs
S-8,王示例,expert,1952,C-A,13800000008,,科普:junior,tue 09:00-11:00,2028-06-30,true
S-9,王示例,teacher,,C-B,13800000001,,,,,
";
const VENUES: &str = "code,name,kind,committee,lat,lon,rooms,contact_name,contact_phone
V-8,甲县城东小学,school,C-A,32.02,120.87,报告厅:280|音乐室:40,马老师,13900000008
";
const SESSIONS: &str = "code,committee,venue,speakers,theme,kind,start,minutes,status
H-1,C-A,V-8,S-8,科普,lecture,2026-10-12 09:00,40,delivered
H-2,C-A,V-1,S-1,科普,lecture,2026-10-13 09:00,40,delivered
";

async fn with_twins(world: &World) {
    import(&world.app, "speakers", SPEAKERS).await;
    import(&world.app, "venues", VENUES).await;
    import(&world.app, "sessions", SESSIONS).await;
}

/// The address of a record that the register finds by its code.
async fn address(world: &World, register: &str, code: &str) -> String {
    let staff = world.as_administrator().await;
    let css = format!("tbody a[href^='/{register}/']");
    staff.get(&format!("/{register}?q={code}")).await.attributes(&css, "href").remove(0)
}

fn pair_of(kept: &str, goes: &str) -> String {
    format!("{kept}/same/{}", goes.rsplit('/').next().unwrap())
}

fn rows(page: &Seen) -> Vec<String> {
    page.all("tbody tr").iter().map(|row| row.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

both! {
    /// The list shows the pair, the pair shows both, the reader chooses, and one record has all.
    async fn two_records_of_a_speaker_become_one(world) {
        with_twins(world).await;
        let staff = world.as_coordinator().await;
        let listed = staff.get("/speakers/twins").await;
        assert_eq!(rows(&listed).len(), 1, "county A's coordinator sees only pairs inside: {}", listed.text());
        let (kept, goes) = (address(world, "speakers", "S-1").await, address(world, "speakers", "S-8").await);
        let pair = pair_of(&kept, &goes);
        assert!(listed.body.contains(&format!("href=\"{pair}\"")), "{}", listed.body);
        let found = staff.get(&format!("{kept}/same")).await;
        assert!(found.body.contains(&format!("href=\"{pair}\"")), "it looks for the own name: {}", found.text());
        let page = staff.get(&pair).await;
        for words in ["13800000001", "13800000008", "两份不同，请选一个", "2028年6月30日", "科普（初中）"] {
            assert!(page.says(words), "{words} is missing: {}", page.text());
        }
        let choose = [("keep-phone", "goes"), ("keep-elder-kind", "kept")];
        let done = staff.send(&page, &pair, &choose).await;
        assert_eq!((done.status, done.path.as_str()), (200, kept.as_str()), "{}", done.text());
        for words in ["13800000008", "老教师", "2028年6月30日", "科普", "wang@example.cn"] {
            assert!(done.says(words), "{words} is lost: {}", done.text());
        }
        assert!(staff.get(&goes).await.status == 404 && !staff.get("/speakers?q=S-8").await.says("王示例"));
        let session = world.app.store.read_now(|db| store::sessions::by_code(db, "H-1")).unwrap();
        let one = world.app.store.read_now(|db| store::speakers::by_code(db, "S-1")).unwrap();
        assert_eq!(session.assignments[0].speaker, one.id);
        assert!(one.no_stairs && one.availability.len() == 5, "{:?}", one.availability);
        let journal = staff.get("/journal?noun=speaker").await;
        assert!(journal.says("合并宣讲员") && journal.says("13800000001"), "{}", journal.text());
        assert!(rows(&staff.get("/speakers/twins").await).is_empty());
    }

    /// Who may edit only one of the two joins neither; a late reader is told; two stay two.
    async fn records_are_joined_only_by_who_keeps_both(world) {
        with_twins(world).await;
        let (kept, goes) = (address(world, "speakers", "S-1").await, address(world, "speakers", "S-9").await);
        let pair = pair_of(&kept, &goes);
        for stranger in [world.as_coordinator().await, world.as_stranger().await] {
            assert_eq!(stranger.get(&pair).await.status, 404);
        }
        assert_eq!(world.as_reviewer().await.get(&pair).await.status, 403);
        let admin = world.as_administrator().await;
        let page = admin.get(&pair).await;
        let edit = format!("{goes}/edit");
        let form = admin.get(&edit).await;
        assert_eq!(admin.send(&form, &edit, &[("phone", "0513-1234567")]).await.status, 200);
        let late = admin.send(&page, &pair, &[("keep-elder-kind", "goes")]).await;
        assert_eq!(late.status, 409, "{}", late.text());
        assert!(late.says("0513-1234567"), "the fresh number is shown: {}", late.text());
        assert_eq!(rows(&admin.get("/speakers/twins").await).len(), 1, "S-1 and S-9 no longer share a number");
        let other = address(world, "speakers", "S-8").await;
        let apart = format!("{}/apart", pair_of(&kept, &other));
        let listed = admin.get("/speakers/twins").await;
        let noted = admin.send(&listed, &apart, &[]).await;
        assert!(noted.says("没有发现可能重复的登记"), "{}", noted.text());
        assert!(admin.get("/journal?noun=speaker").await.says("认定不是同一份登记"));
        let itself = admin.get(&pair_of(&kept, &kept)).await;
        assert_eq!(admin.send(&itself, &pair_of(&kept, &kept), &[]).await.status, 422);
    }

    /// Rooms, contacts and sessions of a place go with it, and its counts stay what they were.
    async fn two_records_of_a_school_become_one(world) {
        with_twins(world).await;
        let staff = world.as_coordinator().await;
        let (kept, goes) = (address(world, "venues", "V-1").await, address(world, "venues", "V-8").await);
        let pair = pair_of(&kept, &goes);
        assert!(staff.get("/venues/twins").await.body.contains(&format!("href=\"{pair}\"")));
        let page = staff.get(&pair).await;
        assert!(page.says("音乐室 40") && page.says("马老师"), "{}", page.text());
        let done = staff.send(&page, &pair, &[("keep-point", "goes")]).await;
        assert_eq!(done.path, kept, "{}", done.text());
        for words in ["音乐室", "马老师", "张老师", "32.0200, 120.8700"] {
            assert!(done.says(words), "{words} is lost: {}", done.text());
        }
        let session = world.app.store.read_now(|db| store::sessions::by_code(db, "H-1")).unwrap();
        let one = world.app.store.read_now(|db| store::venues::by_code(db, "V-1")).unwrap();
        assert_eq!(session.venue, one.id);
        assert!(world.app.store.read_now(store::reach::compare).unwrap().is_empty());
    }
}
