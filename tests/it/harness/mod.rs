//! A whole server of one's own for a test, on either database, with a browser per role.
//!
//! ```ignore
//! both! { async fn somebody_does_something(world) { ... world.as_coordinator().await ... } }
//! ```

pub mod browser;
mod copied;
pub mod outside;
pub mod postgres;
mod sample;

pub use browser::Browser;
pub use sample::{fill, import};

use copied::Content;
use std::sync::Arc;
use tempfile::TempDir;
use xinhuo::app::App;
use xinhuo::config::{Config, Settings};
use xinhuo::store::{Queries, Store};

/// On which database a test runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    Sqlite,
    Postgres,
}

/// Runs one test on each database, each with a world of its own.
macro_rules! both {
    ($($(#[$doc:meta])* async fn $name:ident($world:ident) $body:block)+) => {$(
        $(#[$doc])*
        async fn $name($world: &crate::harness::World) $body

        mod $name {
            #[tokio::test]
            async fn sqlite() {
                super::$name(&crate::harness::World::new(crate::harness::Base::Sqlite).await).await;
            }

            #[tokio::test]
            async fn postgres() {
                super::$name(&crate::harness::World::new(crate::harness::Base::Postgres).await).await;
            }
        }
    )+};
}
pub(crate) use both;

/// The moment at which every world begins: a Monday in term.
pub const NOW: &str = "2026-11-23 08:00";

/// A server with its database, ended when dropped.
pub struct World {
    /// The program, as the server has it.
    pub app: App,
    /// Where it answers, `http://127.0.0.1:PORT`.
    pub url: String,
    /// Its database, as the setting names it.
    pub database: String,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    postgres: Option<postgres::Database>,
    folder: Arc<TempDir>,
}

impl World {
    /// An empty database, then the sample of `sample.rs`: two counties, one person a role.
    pub async fn new(base: Base) -> Self {
        Self::with(base, |_| ()).await
    }

    /// The same with other settings.
    pub async fn with(base: Base, change: impl FnOnce(&mut Settings)) -> Self {
        Self::opened(base, Content::Sample, change).await
    }

    /// A server over an empty database.
    pub async fn empty(base: Base) -> Self {
        Self::opened(base, Content::Nothing, |_| ()).await
    }

    async fn opened(base: Base, content: Content, change: impl FnOnce(&mut Settings)) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let place = folder.clone();
        let copied = tokio::task::spawn_blocking(move || copied::database(base, content, place.path()));
        let (database, postgres) = copied.await.unwrap();
        let mut settings = settings(&database);
        change(&mut settings);
        Self::serving(&settings, database, postgres, folder).await
    }

    /// A second node over the same database.
    pub async fn node(&self) -> Self {
        let settings = settings(&self.database);
        Self::serving(&settings, self.database.clone(), None, self.folder.clone()).await
    }

    async fn serving(
        settings: &Settings,
        database: String,
        postgres: Option<postgres::Database>,
        folder: Arc<TempDir>,
    ) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let bound = listener.local_addr().unwrap();
        let config = Config::read(settings).unwrap();
        let app = tokio::task::spawn_blocking(move || App::build(config, Some(bound))).await.unwrap().unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let stopping = async move {
            let _ = stopped.await;
        };
        tokio::spawn(xinhuo::web::serve(listener, app.clone(), stopping));
        Self { url: format!("http://{bound}"), database, app, stop: Some(stop), postgres, folder }
    }

    /// A second server over the same database, and what it asks that database.
    pub async fn watched(&self) -> (String, Queries) {
        let url = self.app.config.database_url.0.clone();
        let opened = tokio::task::spawn_blocking(move || Store::watched(&url)).await.unwrap();
        let (store, queries) = opened.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(xinhuo::web::serve(listener, App { store, ..self.app.clone() }, std::future::pending()));
        (url, queries)
    }

    /// A browser of nobody in particular.
    pub fn visitor(&self) -> Browser {
        Browser::new(&self.url)
    }

    /// A browser signed in by a letter's link.
    pub async fn signed_in(&self, email: &str) -> Browser {
        self.signed_in_at(&self.url, email).await
    }

    /// The same at another server over the same database.
    pub async fn signed_in_at(&self, url: &str, email: &str) -> Browser {
        let link = xinhuo::actions::sign_in::link_for(&self.app, email).await.unwrap();
        let browser = Browser::new(url);
        let path = link.strip_prefix(&self.url).unwrap().to_owned();
        let page = browser.get(&path).await;
        let seen = browser.send(&page, &path, &[]).await;
        assert_eq!(seen.status, 200, "{} cannot sign in: {}", email, seen.text());
        browser
    }

    /// The administrator of the whole city.
    pub async fn as_administrator(&self) -> Browser {
        self.signed_in("admin@example.cn").await
    }

    /// The coordinator of county A.
    pub async fn as_coordinator(&self) -> Browser {
        self.signed_in("coordinator@example.cn").await
    }

    /// The coordinator of county B, who may not touch what is A's.
    pub async fn as_stranger(&self) -> Browser {
        self.signed_in("stranger@example.cn").await
    }

    /// The reviewer of the whole city.
    pub async fn as_reviewer(&self) -> Browser {
        self.signed_in("reviewer@example.cn").await
    }

    /// Speaker Wang of county A.
    pub async fn as_speaker(&self) -> Browser {
        self.signed_in("wang@example.cn").await
    }

    /// The contact of the school in county A.
    pub async fn as_contact(&self) -> Browser {
        self.signed_in("school@example.cn").await
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(database) = self.postgres.take() {
            database.drop_it();
        }
    }
}

/// The key of cookies and links.
pub const SECRET: &str = "a secret for tests alone, of more than enough letters";

/// Settings for a test: a fixed moment, letters in memory, nothing of the environment.
pub fn settings(database: &str) -> Settings {
    Settings {
        database_url: Some(database.into()),
        listen: Some("127.0.0.1:0".to_owned()),
        mail: Some("memory:".into()),
        secret: Some(SECRET.into()),
        now: Some(NOW.to_owned()),
        fetch_allow: Some(outside::address().to_string()),
        ..Settings::default()
    }
}
