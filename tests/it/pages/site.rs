//! A running site over a small town, and visitors with cookies of their own.

use crate::spine::town::Town;
use reqwest::{Client, Response, StatusCode, redirect};
use scraper::{Html, Selector};
use xinhuo::accounts::{Actor, Role};
use xinhuo::actions;
use xinhuo::app::App;

/// A site that listens on a free port until it is dropped.
pub struct Site {
    pub town: Town,
    pub base: String,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
}

impl Site {
    /// Serves a town's pages.
    pub async fn open(town: Town) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let app = App { base_url: base.clone().into(), ..town.app.clone() };
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        tokio::spawn(xinhuo::web::serve(listener, app, async move {
            let _ = stopped.await;
        }));
        Self { town, base, stop: Some(stop) }
    }

    /// Somebody who never signed in.
    pub fn visitor(&self) -> Visitor {
        let client = Client::builder().cookie_store(true).redirect(redirect::Policy::limited(5)).build().unwrap();
        Visitor { client, base: self.base.clone() }
    }

    /// Somebody of a role at the county, signed in by a link.
    pub async fn signed_in(&self, role: Role) -> Visitor {
        let email = format!("{}@example.org", role.code());
        let new = actions::accounts::NewGrant {
            email: email.clone(),
            name: "某人".to_owned(),
            role,
            committee: self.town.county.code.clone(),
            speaker: (role == Role::Speaker).then(|| self.town.speakers[0].id.clone()),
            venue: (role == Role::Contact).then(|| self.town.school.id.clone()),
        };
        actions::accounts::add(&self.town.app, &Actor::operator(), new).await.unwrap();
        let app = App { base_url: self.base.clone().into(), ..self.town.app.clone() };
        let link = actions::sign_in::link_for(&app, &email).await.unwrap();
        let visitor = self.visitor();
        let path = link.strip_prefix(&self.base).unwrap().to_owned();
        let page = visitor.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let inside = visitor.post(&path, &[("mark", &page.mark())]).await;
        assert_eq!(inside.status, StatusCode::OK, "{}", inside.text);
        visitor
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }
}

/// A browser of its own.
pub struct Visitor {
    client: Client,
    base: String,
}

/// What came back.
pub struct Page {
    pub status: StatusCode,
    pub path: String,
    pub text: String,
}

impl Visitor {
    pub async fn get(&self, path: &str) -> Page {
        page(self.client.get(format!("{}{path}", self.base)).send().await.unwrap()).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        page(self.client.post(format!("{}{path}", self.base)).form(fields).send().await.unwrap()).await
    }

    /// Posts bytes as they are, as no browser would.
    pub async fn post_raw(&self, path: &str, body: Vec<u8>) -> Page {
        let request = self.client.post(format!("{}{path}", self.base));
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        page(request.send().await.unwrap()).await
    }
}

async fn page(response: Response) -> Page {
    let (status, path) = (response.status(), response.url().path().to_owned());
    Page { status, path, text: response.text().await.unwrap() }
}

impl Page {
    /// The mark of the page's forms.
    pub fn mark(&self) -> String {
        self.attribute("input[name=mark]", "value").unwrap_or_default()
    }

    /// The first match's attribute.
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let html = Html::parse_document(&self.text);
        let found = html.select(&Selector::parse(selector).unwrap()).next()?.value().attr(name)?.to_owned();
        Some(found)
    }

    /// Addresses of the page's own links.
    pub fn links(&self) -> Vec<String> {
        let html = Html::parse_document(&self.text);
        let links = html.select(&Selector::parse("a[href^='/']").unwrap()).filter_map(|a| a.value().attr("href").map(str::to_owned)).collect();
        links
    }

    /// The words of the page.
    pub fn words(&self) -> String {
        let html = Html::parse_document(&self.text);
        html.root_element().text().collect::<Vec<_>>().join(" ")
    }
}
