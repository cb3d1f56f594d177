//! What nobody should send: each is answered with a sentence, none with a failure of ours, and
//! what was typed is still there.

use super::site::Site;
use crate::spine::town::towns;
use reqwest::StatusCode;
use xinhuo::accounts::Role;

#[tokio::test(flavor = "multi_thread")]
async fn an_order_keeps_what_was_typed_and_says_what_is_wrong() {
    for town in towns() {
        let site = Site::open(town).await;
        let staff = site.signed_in(Role::Coordinator).await;
        let form = staff.get("/requests/new?venue=S1&lecture=K1").await;
        let mark = form.mark();
        let long = "长".repeat(600);
        let cases: [(&[(&str, &str)], &str); 7] = [
            (&[("day1", "2026-02-30"), ("from1", "09:00"), ("to1", "10:00")], "2026-02-30"),
            (&[("headcount", "-3")], "-3"),
            (&[("headcount", "99999999999999999999")], "99999999999999999999"),
            (&[("headcount", "许多")], "许多"),
            (&[("grade", "nursery")], "nursery"),
            (&[("day1", "2026-12-01"), ("from1", "25:00"), ("to1", "10:00")], "25:00"),
            (&[("note", &long)], &long),
        ];
        for (wrong, typed) in cases {
            let fine = [
                ("mark", mark.as_str()),
                ("venue", "S1"),
                ("lecture", "K1"),
                ("grade", "primary_4_6"),
                ("headcount", "240"),
                ("day1", "2026-12-01"),
                ("from1", "09:00"),
                ("to1", "11:00"),
                ("teacher", "张老师"),
            ];
            let changed = |name: &str| wrong.iter().any(|(own, _)| *own == name);
            let fields: Vec<_> = fine.iter().filter(|(name, _)| !changed(name)).chain(wrong).copied().collect();
            let page = staff.post("/requests/new", &fields).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}: {}", page.words());
            assert!(page.text.contains("role=\"alert\""), "{wrong:?} is not told");
            assert!(page.text.contains("张老师"), "{wrong:?} loses the teacher");
            if typed.len() < 40 && typed != "nursery" {
                assert!(page.text.contains(typed), "{wrong:?} loses what was typed");
            }
        }
        let list = staff.get("/requests").await;
        assert!(!list.text.contains("240"), "something was half saved");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn raw_bytes_never_fail_us() {
    for town in towns() {
        let site = Site::open(town).await;
        let staff = site.signed_in(Role::Administrator).await;
        let mark = staff.get("/today").await.mark();
        let paths = ["/requests/new", "/sessions/none/confirm", "/requests/none/return", "/sign-in/link", "/sign-in/code", "/sign-in/password", "/settings/password", "/look", "/answer/none"];
        let bodies: [Vec<u8>; 7] = [
            b"\xff\xfe=\xff".to_vec(),
            b"email=%ff%fe&note=%00".to_vec(),
            format!("mark={mark}&reason=%00%00&version=abc").into_bytes(),
            format!("mark={mark}&headcount={}", "9".repeat(400)).into_bytes(),
            format!("mark={mark}&note={}", "a".repeat(900_000)).into_bytes(),
            vec![b'&'; 100_000],
            vec![b'a'; 10 << 20],
        ];
        for path in paths {
            for body in &bodies {
                let length = body.len();
                let page = staff.post_raw(path, body.clone()).await;
                assert!(!page.status.is_server_error(), "{path} with {length} bytes answers {}", page.status);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_addresses_get_a_sentence() {
    for town in towns() {
        let site = Site::open(town).await;
        let staff = site.signed_in(Role::Coordinator).await;
        let odd = [
            "/sessions/%ff", "/sessions/none", "/requests/none", "/sessions?from=2026-02-30", "/sessions?page=-1",
            "/sessions?page=99999999999999999999", "/sessions/week?day=abc", "/journal?from=x&who=%25%25", "/answer/abc",
            "/attendance/abc", "/follow/abc", "/calendars/abc.ics", "/nowhere", "/requests?status=gone", "/menu/none",
        ];
        for path in odd {
            let page = staff.get(path).await;
            assert!(!page.status.is_server_error(), "{path} answers {}", page.status);
            assert!(!page.text.is_empty(), "{path} says nothing");
        }
        let stranger = site.visitor().get("/today").await;
        assert_eq!(stranger.path, "/sign-in", "a stranger is led to sign in");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_without_its_mark_changes_nothing() {
    for town in towns() {
        let site = Site::open(town).await;
        let staff = site.signed_in(Role::Coordinator).await;
        let page = staff.post("/requests/new", &[("venue", "S1"), ("lecture", "K1"), ("headcount", "77")]).await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert!(page.text.contains("77"), "what was typed is lost");
        assert!(!staff.get("/requests").await.text.contains("77"));
    }
}
