//! Series that meet days off: what is left out and what is held all the same is said in words.

use super::bad_input::FINE;
use crate::harness::{World, both, import};

/// A station that counts its books on a Friday in December.
async fn station(world: &World) {
    let row = "code,name,kind,committee,lat,lon,enrolment,rooms,blackouts\nZ-9,示例中心辅导站,outreach_station,C-A,32.02,120.87,community:80,大厅:60,2026-12-18/2026-12-18 盘点\n";
    import(&world.app, "venues", row).await;
}

const NEW_YEAR: &str = "1月1日(周五)是公休日：元旦";

both! {
    /// Five Fridays: one on which the station is closed, one on New Year's Day.
    async fn a_weekly_series_says_what_becomes_of_its_days_off(world) {
        station(world).await;
        let staff = world.as_coordinator().await;
        let own = [("venue", "Z-9"), ("lecture", ""), ("theme", "党史国史"), ("grade", "community"), ("headcount", "40"), ("day1", "2026-12-11"), ("repeat", "weekly"), ("times", "5")];
        let mut fields = FINE.to_vec();
        fields.retain(|(name, _)| own.iter().all(|(other, _)| other != name));
        fields.extend(own);
        let page = staff.get("/requests/new?venue=Z-9").await;
        assert!(page.says("会跳过"), "the form says so beforehand: {}", page.text());
        let placed = staff.send(&page, "/requests/new", &fields).await;
        assert_eq!(placed.status, 200, "{}", placed.text());
        let words = ["第 2 次（12月18日(周五)）那一天不接待，没有下单", NEW_YEAR, "这一次照常排"];
        for said in words {
            assert!(placed.says(said), "{said}: {}", placed.text());
        }
        assert!(!placed.says("12月25日(周五)是"), "an ordinary Friday: {}", placed.text());
        let all = world.app.store.read_now(|db| {
            let scope = xinhuo::accounts::Actor::operator().scope(xinhuo::accounts::Deed::SeeRequests)?;
            xinhuo::store::requests::within(db, &scope)
        });
        let all = all.unwrap();
        let mut numbers: Vec<_> = all.iter().map(|it| it.series.clone().map(|(_, index, count)| (index, count))).collect();
        numbers.sort();
        assert_eq!(numbers, [Some((1, 5)), Some((3, 5)), Some((4, 5)), Some((5, 5))]);

        // whoever follows the order without signing in reads the same, for the whole series
        let mut first = all;
        first.sort_by_key(|it| it.windows[0].start);
        let link = xinhuo::actions::requests::follow_token(&world.app, &first[0].id);
        let followed = world.visitor().get(&format!("/follow/{link}")).await;
        for said in words.into_iter().chain(["1月8日"]) {
            assert!(followed.says(said), "{said}: {}", followed.text());
        }
        // a plan does use the public holiday, as the page says
        let fourth = first.iter().find(|it| it.windows[0].day().to_string() == "2027-01-01").unwrap();
        let page = staff.get(&format!("/requests/{}", fourth.id)).await;
        assert!(page.says(NEW_YEAR), "{}", page.text());
        let page = staff.send(&page, &format!("/requests/{}/withdraw", fourth.id), &[]).await;
        assert!(!page.says(NEW_YEAR), "what is withdrawn needs no word: {}", page.text());
    }

    /// A file is taken, and the days are named with line and column, before and after it is saved.
    async fn a_file_of_requests_names_its_days_off(world) {
        station(world).await;
        let staff = world.as_coordinator().await;
        let csv = "code,venue,theme,grade,headcount,minutes,windows,repeat\nQ-1,Z-9,党史国史,community,40,45,2026-12-11 09:00/11:00,weekly:5\nQ-2,V-1,党史国史,primary_4_6,40,45,2026-12-12 09:00/11:00|2026-12-14 09:00/11:00,\n";
        let page = staff.get("/settings/import").await;
        let looked = staff.upload_with(&page, "/settings/import", &[("kind", "requests")], ("q.csv", csv.as_bytes())).await;
        for said in ["将新增 6 条", "有 3 处请留意", "12月18日(周五)这里不接待（盘点）", NEW_YEAR, "12月12日(周六)是周末"] {
            assert!(looked.says(said), "{said}: {}", looked.text());
        }
        assert_eq!(looked.all("tbody tr").iter().filter(|row| row.contains("windows")).count(), 3, "{}", looked.text());
        let saved = staff.send(&looked, "/settings/import/confirm", &[]).await;
        assert_eq!(saved.status, 200, "{}", saved.text());
        // the same again changes nothing, so there is nothing to mind
        let page = staff.get("/settings/import").await;
        let again = staff.upload_with(&page, "/settings/import", &[("kind", "requests")], ("q.csv", csv.as_bytes())).await;
        assert!(!again.says("请留意"), "{}", again.text());
    }
}
