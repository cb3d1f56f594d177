//! What nobody should send: each is answered with a sentence, none with a failure of ours, and
//! what was typed is still there.

use crate::harness::both;

/// An order as a coordinator types it.
pub const FINE: [(&str, &str); 8] = [
    ("venue", "V-1"),
    ("lecture", "L-1"),
    ("grade", "primary_4_6"),
    ("headcount", "241"),
    ("day1", "2026-12-01"),
    ("from1", "09:00"),
    ("to1", "11:00"),
    ("teacher", "张老师"),
];

const WRONG: [(&str, &str); 7] = [
    ("day1", "2026-02-30"),
    ("headcount", "-3"),
    ("headcount", "99999999999999999999"),
    ("headcount", "许多"),
    ("grade", "nursery"),
    ("from1", "25:00"),
    ("repeat", "weekly"),
];

const PATHS: [&str; 20] = [
    "/requests/new",
    "/sessions/none/confirm",
    "/requests/none/return",
    "/sign-in/link",
    "/sign-in/code",
    "/sign-in/password",
    "/settings/password",
    "/look",
    "/answer/none",
    "/speakers/new",
    "/venues/new",
    "/lectures/new",
    "/materials/none",
    "/settings/areas",
    "/settings/divisions/new",
    "/settings/registers/teams",
    "/settings/registers/campaigns",
    "/settings/lists/venue-kinds",
    "/settings/import/confirm",
    "/speakers/none/same/none",
];

const ODD: [&str; 24] = [
    "/sessions/%ff",
    "/sessions/none",
    "/requests/none",
    "/sessions?from=2026-02-30",
    "/sessions?page=-1",
    "/sessions?page=99999999999999999999",
    "/sessions/week?day=abc",
    "/journal?from=x&who=%25%25",
    "/answer/abc",
    "/attendance/abc",
    "/follow/abc",
    "/calendars/abc.ics",
    "/nowhere",
    "/requests?status=gone",
    "/menu/none",
    "/speakers/twins?page=-1",
    "/speakers/none/same?q=%25",
    "/venues/none/same/none",
    "/materials/none",
    "/settings/areas/none",
    "/settings/areas?q=%5C&page=0",
    "/settings/divisions?under=%ff",
    "/settings/divisions?q=%25_%5C&all=maybe",
    "/settings/divisions/edit?code=x&from=2026-02-30",
];

both! {
    /// A wrong field is told at its place; the others keep what was typed; nothing is saved.
    async fn an_order_keeps_what_was_typed_and_says_what_is_wrong(world) {
        let staff = world.as_coordinator().await;
        let mark = staff.get("/requests/new").await.attributes("input[name=mark]", "value").remove(0);
        let long = "长".repeat(600);
        for (field, value) in WRONG.into_iter().chain([("note", long.as_str())]) {
            let mut fields: Vec<_> = FINE.into_iter().filter(|(name, _)| *name != field).collect();
            fields.extend([("mark", mark.as_str()), (field, value)]);
            let page = staff.post("/requests/new", &fields).await;
            assert_eq!(page.status, 422, "{field}={value}: {}", page.text());
            assert!(page.body.contains("role=\"alert\""), "{field}={value} is not told");
            assert!(page.body.contains("张老师"), "{field}={value} loses the teacher");
            if !matches!(field, "grade" | "repeat") {
                assert!(page.body.contains(value), "{field}={value} loses what was typed");
            }
        }
        assert!(!staff.get("/requests").await.says("241"), "something was half saved");
    }

    /// Bad UTF-8, NUL, endless fields and 10 MB: a page with a sentence, never a failure of ours.
    async fn raw_bytes_never_fail_us(world) {
        let staff = world.as_administrator().await;
        let mark = staff.get("/settings").await.attributes("input[name=mark]", "value").remove(0);
        let bodies: [Vec<u8>; 7] = [
            b"\xff\xfe=\xff".to_vec(),
            b"email=%ff%fe&note=%00".to_vec(),
            format!("mark={mark}&reason=%00%00&version=abc").into_bytes(),
            format!("mark={mark}&headcount={}", "9".repeat(400)).into_bytes(),
            format!("mark={mark}&note={}", "a".repeat(900_000)).into_bytes(),
            vec![b'&'; 100_000],
            vec![b'a'; 10 << 20],
        ];
        for path in PATHS {
            for body in &bodies {
                let page = staff.post_raw(path, body.clone(), &[]).await;
                assert!(page.status < 500, "{path} with {} bytes answers {}", body.len(), page.status);
                assert!(!page.text().is_empty(), "{path} with {} bytes says nothing", body.len());
            }
        }
    }

    /// Addresses that nobody gave out.
    async fn odd_addresses_get_a_sentence(world) {
        let staff = world.as_coordinator().await;
        for path in ODD {
            let page = staff.get(path).await;
            assert!(page.status < 500, "{path} answers {}", page.status);
            assert!(!page.text().is_empty(), "{path} says nothing");
        }
        let stranger = world.visitor().get("/today").await;
        assert!(stranger.path.starts_with("/sign-in"), "a stranger is led to sign in, not to {}", stranger.path);
    }

    /// A form from another site, or of an old page.
    async fn a_form_without_its_mark_changes_nothing(world) {
        let staff = world.as_coordinator().await;
        let page = staff.post("/requests/new", &[("venue", "V-1"), ("lecture", "L-1"), ("headcount", "77")]).await;
        assert_eq!(page.status, 409);
        assert!(page.body.contains("77"), "what was typed is lost");
        assert!(!staff.get("/requests").await.says("77"));
    }

    /// Each refusal of an order leads to a field that is there, and stands at it.
    async fn each_refusal_of_an_order_leads_to_its_field(world) {
        let staff = world.as_coordinator().await;
        let long = "长".repeat(501);
        let wrong: [(&[(&str, &str)], &str); 20] = [
            (&[("day1", ""), ("from1", ""), ("to1", "")], "day1"),
            (&[("day1", "2026-02-30")], "day1"),
            (&[("day1", "2020-01-06")], "day1"),
            (&[("day1", "2029-01-08")], "day1"),
            (&[("day1", "2026-12-05")], "day1"),
            (&[("from1", "25:00")], "from1"),
            (&[("to1", "")], "to1"),
            (&[("to1", "08:00")], "to1"),
            (&[("to1", "09:20")], "to1"),
            (&[("day2", "2026-12-05"), ("from2", "09:00"), ("to2", "11:00")], "day2"),
            (&[("day3", "2026-12-02"), ("from3", "09:00"), ("to3", "")], "to3"),
            (&[("lecture", ""), ("theme", "")], "theme"),
            (&[("lecture", "L-404")], "theme"),
            (&[("grade", "senior")], "grade"),
            (&[("room", "车库")], "room"),
            (&[("headcount", "-3")], "headcount"),
            (&[("language", "klingon")], "language"),
            (&[("repeat", "classes"), ("times", "900")], "times"),
            (&[("repeat", "weekly"), ("times", "4")], "repeat"),
            (&[("approval", &long)], "approval"),
        ];
        for (typed, field) in wrong {
            let page = staff.get("/requests/new?venue=V-1").await;
            let mut fields = FINE.to_vec();
            fields.retain(|(name, _)| typed.iter().all(|(own, _)| own != name));
            fields.extend(typed);
            let told = staff.send(&page, "/requests/new", &fields).await;
            let about = format!("{typed:?}: {}", told.all(".problems").join(" "));
            assert!(matches!(told.status, 409 | 422), "{} {about}", told.status);
            assert_eq!(told.attributes(".problems a", "href"), [format!("#f-{field}")], "{about}");
            assert_eq!(told.all(&format!("#f-{field}")).len() + told.all(&format!("#f-{field}-e")).len(), 2, "{about}");
        }
    }
}
