//! Two records of one person or place: those that look alike, side by side, and made one.

mod find;
mod list;
mod pair;
mod speakers;
mod venues;

use speakers::Speakers;
use venues::Venues;

use crate::accounts::{Actor, Scope};
use crate::app::App;
use crate::kernel::{CommitteeId, Day};
use crate::store::twins::{Moves, Twins};
use crate::store::{self, Db, Page, Paging, StoreError};
use crate::text::Lang;
use crate::web::viewer::Viewer;
use axum::Router;
use axum::routing::{get, post};
use maud::{Markup, html};
use std::collections::HashMap;

/// The addresses of these pages.
pub(super) fn routes() -> Router<App> {
    of::<Speakers>().merge(of::<Venues>())
}

fn of<R: Register>() -> Router<App> {
    let base = R::BASE;
    Router::new()
        .route(&format!("{base}/twins"), get(list::page::<R>))
        .route(&format!("{base}/{{id}}/same"), get(find::page::<R>))
        .route(&format!("{base}/{{id}}/same/{{other}}"), get(pair::page::<R>).post(pair::join::<R>))
        .route(&format!("{base}/{{id}}/same/{{other}}/apart"), post(pair::apart::<R>))
}

/// A register in which somebody may stand twice.
pub trait Register: Send + Sync + 'static {
    /// Where its pages live.
    const BASE: &'static str;
    /// The key of its name.
    const NAME: &'static str;
    /// Begins the keys of its sentences.
    const KEYS: &'static str;
    /// A record.
    type Record: Clone + Send + Sync + 'static;

    /// One of a scope.
    fn find(db: &mut Db, scope: &Scope, id: &str) -> Result<Self::Record, StoreError>;
    /// Those whose name or code holds some words.
    fn list(db: &mut Db, scope: &Scope, words: &str, paging: Paging) -> Result<Page<Self::Record>, StoreError>;
    /// Pairs that look alike.
    fn twins(db: &mut Db, scope: &Scope, paging: Paging) -> Result<Page<Twins>, StoreError>;
    /// Several by their ids.
    fn by_ids(db: &mut Db, ids: &[String]) -> Result<Vec<Self::Record>, StoreError>;
    /// What goes with one.
    fn moves(db: &mut Db, id: &str, today: Day) -> Result<Moves, StoreError>;
    /// The names that records speak of by their ids and codes.
    fn names(db: &mut Db, lang: Lang, records: &[Self::Record]) -> Result<Names, StoreError>;
    /// Its id, its version and what one knows it by.
    fn card(viewer: &Viewer, record: &Self::Record, names: &Names) -> Card;
    /// Two side by side.
    fn lines(viewer: &Viewer, kept: &Self::Record, goes: &Self::Record, names: &Names) -> Vec<Line>;
    /// Makes them one; `theirs` are the codes of what the one that goes is right about.
    fn join(
        app: &App,
        actor: &Actor,
        from: &Card,
        into: &Card,
        theirs: &[String],
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Keeps that they are two.
    fn apart(app: &App, actor: &Actor, one: &str, other: &str) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// Words for ids and codes.
#[derive(Clone, Debug, Default)]
pub struct Names {
    committees: HashMap<String, String>,
    townships: HashMap<String, String>,
    /// Teams, blocked venues, kinds and languages.
    others: HashMap<String, String>,
}

impl Names {
    fn load(db: &mut Db, committees: &[CommitteeId], townships: &[String]) -> Result<Self, StoreError> {
        let found = store::committees::by_ids(db, committees)?;
        Ok(Self {
            committees: found.into_iter().map(|one| (one.id.to_string(), one.name)).collect(),
            townships: store::divisions::names(db, townships)?,
            others: HashMap::new(),
        })
    }

    fn committee(&self, id: &CommitteeId) -> String {
        self.committees.get(id.as_str()).cloned().unwrap_or_default()
    }

    fn township(&self, code: &str) -> String {
        self.townships.get(code).cloned().unwrap_or_else(|| code.to_owned())
    }

    fn other(&self, id: &str) -> String {
        self.others.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }
}

/// What one knows a record by.
#[derive(Clone, Debug)]
pub struct Card {
    id: String,
    version: i32,
    name: String,
    code: String,
    more: String,
}

impl Card {
    fn show(&self, base: &str) -> Markup {
        html! { a href={ (base) "/" (self.id) } { b { (self.name) } } br; small { (self.code) @if !self.more.is_empty() { " · " (self.more) } } }
    }
}

/// One line of two records side by side.
pub struct Line {
    label: String,
    kept: String,
    goes: String,
    how: How,
}

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The reader chooses; the code of the choice.
    Choose(&'static str),
    /// Both say the same, or one alone says something.
    Plain,
    /// What either says stays.
    Both,
    /// The later day stays.
    Later,
}

impl Line {
    fn new(label: String, kept: String, goes: String, how: How) -> Self {
        Self { label, kept, goes, how }
    }
}

/// What there is, between middle dots.
fn dotted(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
