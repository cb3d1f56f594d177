//! `/settings/import`: a file is looked through, waits in the database, and is saved once.

use crate::harness::{Base, Browser, World, both};
use xinhuo::store;

const IMPORT: &str = "/settings/import";
const CONFIRM: &str = "/settings/import/confirm";
const TEAMS: &[u8] = "编号,名称,类别,所属\nT-1,示例宣讲团,理论宣讲,C-A\n".as_bytes();

async fn looked_through(staff: &Browser, name: &str, bytes: &[u8]) -> crate::harness::browser::Seen {
    let page = staff.get(IMPORT).await;
    staff.upload_with(&page, IMPORT, &[("kind", "teams")], (name, bytes)).await
}

async fn knows_the_team(staff: &Browser) -> bool {
    staff.get("/settings/registers/teams").await.says("示例宣讲团")
}

/// Two servers on one PostgreSQL: the one looks through, the other hears the word.
#[tokio::test]
async fn any_node_hears_the_word() {
    let world = World::new(Base::Postgres).await;
    let other = world.node().await;
    let staff = world.as_coordinator().await;
    let shown = looked_through(&staff, "teams.csv", TEAMS).await;
    assert!(shown.says("没有问题") || shown.status == 200, "{}", shown.text());
    assert!(!knows_the_team(&staff).await, "nothing is saved yet");
    let saved = staff.at(&other.url).send(&shown, CONFIRM, &[]).await;
    assert_eq!((saved.status, saved.path.as_str()), (200, IMPORT), "{}", saved.text());
    assert!(knows_the_team(&staff).await);
}

both! {
    /// A file waits for its owner alone, half an hour at most, and is gone once it is saved.
    async fn a_file_waits_for_its_owner(world) {
        let (staff, stranger) = (world.as_coordinator().await, world.as_stranger().await);
        let shown = looked_through(&staff, "teams.csv", TEAMS).await;
        let token = shown.attributes("input[name=token]", "value").remove(0);
        let theirs = stranger.get(IMPORT).await.attributes("input[name=mark]", "value").remove(0);
        let refused = stranger.post(CONFIRM, &[("mark", &theirs), ("token", &token)]).await;
        assert_eq!(refused.status, 409, "{}", refused.text());
        assert!(refused.says("请重新选择") && !knows_the_team(&staff).await);
        assert_eq!(staff.send(&shown, CONFIRM, &[]).await.status, 200);
        assert!(knows_the_team(&staff).await);
        let again = staff.send(&shown, CONFIRM, &[]).await;
        assert_eq!(again.status, 409, "a file is saved once: {}", again.text());
        let shown = looked_through(&staff, "teams.csv", TEAMS).await;
        let late = world.app.clock.now() + chrono::Duration::minutes(31);
        world.app.store.write_now(|db| store::uploads::forget_before(db, late)).unwrap();
        assert_eq!(staff.send(&shown, CONFIRM, &[]).await.status, 409);
    }

    /// What is no table, or holds what it must not, gets its sentence and is not kept.
    async fn what_is_wrong_with_a_file_is_told(world) {
        let staff = world.as_coordinator().await;
        let big = vec![b'a'; 65 << 20];
        let files: [(&str, &[u8]); 9] = [
            ("teams.csv", b"\xff\xfe\x00\x01"),
            ("teams.csv", b"code,name,kind\nT-1,\0,x\n"),
            ("teams.csv", b""),
            ("teams.xlsx", b"PK\x03\x04 not a workbook"),
            ("teams.doc", b"code,name\n"),
            ("teams.csv", "学生姓名,班级\n张三,一班\n".as_bytes()),
            ("teams.csv", "code,name,kind,committee\nT-1,=1+1,理论宣讲,C-A\nT-1,乙团,理论宣讲,C-A\n".as_bytes()),
            ("teams.csv", "code,name,kind,committee,shoe\nT-1,甲团,理论宣讲,C-A,42\n".as_bytes()),
            ("teams.csv", &big),
        ];
        for (n, (name, bytes)) in files.into_iter().enumerate() {
            let page = looked_through(&staff, name, bytes).await;
            assert!(page.status < 500, "file {n} answers {}: {}", page.status, page.text());
            let told = page.body.contains("role=\"alert\"") || page.status == 413;
            assert!(told, "file {n} is not told: {}", page.text());
            assert!(page.attributes("input[name=token]", "value").is_empty(), "file {n} waits to be saved");
        }
    }
}
