//! The pages over these figures, through the front door.

use super::*;
use reqwest::{Client, StatusCode};
use xinhuo::actions::accounts::{NewGrant, add};
use xinhuo::attendance::token_of;

struct Door {
    url: String,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
}

impl Drop for Door {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }
}

async fn open(hall: &mut Hall) -> Door {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    hall.app.base_url = url.as_str().into();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    tokio::spawn(xinhuo::web::serve(listener, hall.app.clone(), async move {
        let _ = stopped.await;
    }));
    Door { url, stop: Some(stop) }
}

pub async fn signed_in(app: &App, name: &str, role: Role) -> Client {
    let email = format!("{}@example.cn", role.code());
    let grant = NewGrant {
        email: email.clone(),
        name: name.to_owned(),
        role,
        committee: "C".to_owned(),
        speaker: None,
        venue: None,
    };
    add(app, &Actor::operator(), grant).await.unwrap();
    let link = xinhuo::actions::sign_in::link_for(app, &email).await.unwrap();
    let client = Client::builder().cookie_store(true).build().unwrap();
    let seen = client.post(&link).header("content-type", "application/x-www-form-urlencoded").send().await.unwrap();
    assert!(seen.status().is_success(), "{}", seen.status());
    client
}

pub fn mark(page: &str) -> String {
    page.split("name=\"mark\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

pub fn seen(page: &str, path: &str) -> String {
    let form = page.split(&format!("action=\"{path}\"")).nth(1).unwrap_or_else(|| panic!("no form for {path}"));
    form.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn a_teacher_reports_by_code_and_a_coordinator_signs_and_corrects() {
    for mut hall in halls() {
        story(async {
            let door = open(&mut hall).await;
            let session = hall.session(Like::default());
            let visitor = Client::new();
            let form = format!("{}/attendance/{}", door.url, token_of(&hall.app.secret, &session));
            let page = visitor.get(&form).send().await.unwrap();
            assert_eq!(page.status(), StatusCode::OK);
            let page = page.text().await.unwrap();
            assert!(page.contains("甲县城东小学") && page.contains("name=\"youth_primary_4_6\""), "{page}");
            assert!(page.len() < 20_000, "a few KB: {}", page.len());
            let wrong =
                visitor.post(&form).form(&[("youth_primary_4_6", "-5"), ("parents", "七")]).send().await.unwrap();
            assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
            assert!(wrong.text().await.unwrap().contains("value=\"七\""), "what was typed stays");
            let sent =
                visitor.post(&form).form(&[("youth_primary_4_6", "１８０"), ("basis", "counted"), ("rating", "5")]);
            assert_eq!(sent.send().await.unwrap().status(), StatusCode::OK);
            assert_eq!(hall.figures(&session)[0].headcount.get(), 180);
            let nonsense = visitor.get(format!("{}/attendance/nonsense", door.url)).send().await.unwrap();
            assert_eq!(nonsense.status(), StatusCode::NOT_FOUND);

            let client = signed_in(&hall.app, "陈协调", Role::Coordinator).await;
            let list =
                client.get(format!("{}/reports/headcounts", door.url)).send().await.unwrap().text().await.unwrap();
            let pick = list.split("name=\"pick\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
            let signed = client
                .post(format!("{}/reports/headcounts", door.url))
                .form(&[("mark", mark(&list)), ("pick", pick)])
                .send()
                .await
                .unwrap();
            assert_eq!(signed.status(), StatusCode::OK, "{}", signed.text().await.unwrap());
            let path = format!("/reports/sessions/{session}");
            let page = client.get(format!("{}{path}", door.url)).send().await.unwrap().text().await.unwrap();
            let correction = [
                ("mark", mark(&page)),
                ("seen", seen(&page, &format!("{path}/correct"))),
                ("youth_primary_4_6", "175".to_owned()),
                ("basis", "counted".to_owned()),
                ("reason", "复核".to_owned()),
            ];
            let corrected = client.post(format!("{}{path}/correct", door.url)).form(&correction).send().await.unwrap();
            let body = corrected.text().await.unwrap();
            assert!(
                body.contains("复核") && body.contains("175") && body.contains("180"),
                "the history shows both: {body}"
            );
            assert_eq!(hall.told(&hall.asked(), None).confirmed.youth, 175);
        });
    }
}

#[test]
fn every_page_of_the_figures_opens() {
    for mut hall in halls() {
        story(async {
            let door = open(&mut hall).await;
            let session = hall.session(Like::default());
            hall.report(&session, of(vec![youth(120)])).await.unwrap();
            hall.confirm(&session).await.unwrap();
            let visitor = Client::new();
            let public = visitor.get(format!("{}/reach", door.url)).send().await.unwrap();
            assert_eq!(public.status(), StatusCode::OK);
            assert!(public.text().await.unwrap().contains("已开展宣讲1场次，听讲120人次"));
            let json: serde_json::Value =
                visitor.get(format!("{}/reach.json?by=theme", door.url)).send().await.unwrap().json().await.unwrap();
            assert_eq!((json["youth"].as_i64(), json["rows"][0]["key"].as_str()), (Some(120), Some("党史国史")));
            let closed = visitor.get(format!("{}/reports", door.url)).send().await.unwrap();
            assert!(closed.url().path().starts_with("/sign-in"), "{}", closed.url());

            let client = signed_in(&hall.app, "审核人", Role::Reviewer).await;
            for path in [
                "/reports",
                "/reports?by=committee&period=2026-Q4",
                "/reports?committee=C-A&by=grade",
                "/reports?period=2020-01-01/2026-11-23&by=month",
                "/reports/sessions?theme=党史国史&grade=primary_4_6&kind=lecture&venue_kind=school",
                "/reports/filings",
                "/reports/targets",
                &format!("/reports/sessions/{session}"),
                &format!("/reports/sessions/{session}/sheet"),
            ] {
                let page = client.get(format!("{}{path}", door.url)).send().await.unwrap();
                let (status, body) = (page.status(), page.text().await.unwrap());
                assert_eq!(status, StatusCode::OK, "{path}: {body}");
                assert!(
                    !body.contains("[reports-") && !body.contains("[reach-") && !body.contains("[attendance-"),
                    "{path} lacks words"
                );
                assert!(body.len() < 50_000, "{path} weighs {}", body.len());
            }
            for (path, start) in [
                ("/reports/export.csv?by=committee", "\u{feff}".as_bytes()),
                ("/reports/export.xlsx", b"PK".as_slice()),
            ] {
                let file = client.get(format!("{}{path}", door.url)).send().await.unwrap();
                assert_eq!(file.status(), StatusCode::OK, "{path}");
                assert!(file.bytes().await.unwrap().starts_with(start), "{path}");
            }
            let bad = client.get(format!("{}/reports?period=2026-13", door.url)).send().await.unwrap();
            assert_eq!(bad.status(), StatusCode::UNPROCESSABLE_ENTITY);
        });
    }
}
