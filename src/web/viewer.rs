//! Who looks at a page, and how they want it: the layer that finds out, and draws problems.

use super::cookies::{self, Jar};
use super::form::{Fields, OpenForm, Typed};
use super::problem::Problem;
use crate::accounts::{Account, Actor, Deed, Role, secrets};
use crate::app::App;
use crate::kernel::{Arg, Moment, Refusal};
use crate::store::accounts::Helper;
use crate::store::{self, StoreError};
use crate::text::{self, Lang};
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::SocketAddr;

/// How large the letters of the elder pages (长辈版) may be, in pixels.
pub const SIZES: [u8; 4] = [18, 22, 26, 30];

/// How a page is to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Its language.
    pub lang: Lang,
    /// Large print, one column (长辈版).
    pub elder: bool,
    /// Letters of the elder pages, one of [`SIZES`].
    pub size: u8,
}

/// Who looks at this page: in the hands of every handler.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// By what right, with which roles.
    pub actor: Actor,
    /// The account, when signed in.
    pub account: Option<Account>,
    /// How the page is to look.
    pub look: Look,
    /// Path and query of this request, to come back to.
    pub path: String,
    /// Whom to telephone when stuck; at the foot of every page.
    pub helper: Option<Helper>,
    /// The rehearsal's moment, for the banner.
    pub rehearsal: Option<Moment>,
    /// Key of the sentence that the page before left.
    pub said: Option<String>,
    /// Where the request comes from, for limits on guessing.
    pub place: String,
    /// Hash of the browser's session, when signed in.
    pub session: Option<String>,
    /// Whether the page is opened inside WeChat.
    pub in_wechat: bool,
    mark: String,
}

impl Viewer {
    /// A sentence.
    #[must_use]
    pub fn say(&self, key: &str) -> String {
        text::say(self.look.lang, key)
    }

    /// A sentence with arguments.
    #[must_use]
    pub fn say_with(&self, key: &str, args: &[(&'static str, Arg)]) -> String {
        text::say_with(self.look.lang, key, args)
    }

    /// A refusal in words.
    #[must_use]
    pub fn refusal(&self, refusal: &Refusal) -> String {
        text::refusal(self.look.lang, refusal)
    }

    /// Whether pages of `deed` open for them: else no link leads there.
    #[must_use]
    pub fn may_open(&self, deed: Deed) -> bool {
        self.actor.scope(deed).is_ok()
    }

    /// The language of the page.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.look.lang
    }

    /// Whether somebody with a staff role looks.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        [Role::Administrator, Role::Coordinator].into_iter().any(|role| self.actor.has(role))
    }

    /// The mark that every form of this browser carries.
    #[must_use]
    pub fn mark(&self) -> &str {
        &self.mark
    }

    /// Whether a posted mark is this browser's; takes the same time either way.
    #[must_use]
    pub fn marks(&self, posted: &str) -> bool {
        use subtle::ConstantTimeEq;
        self.mark.as_bytes().ct_eq(posted.as_bytes()).into()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Viewer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Problem::internal(&"no viewer layer on this route"))
    }
}

/// Finds out who looks, hands it to the page, and draws what went wrong below.
pub async fn layer(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let jar = Jar::of(request.headers());
    let visit = jar.get(cookies::VISIT).map(str::to_owned);
    let fresh_visit = visit.is_none().then(secrets::fresh);
    let browser = visit.as_ref().or(fresh_visit.as_ref()).cloned().unwrap_or_default();
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let place = place(&request);
    let (viewer, outage) = found(&app, &jar, request.headers(), &browser, (path, place)).await;
    let method = request.method().clone();
    let typed = Typed::default();
    request.extensions_mut().insert(viewer.clone());
    request.extensions_mut().insert(typed.clone());
    let response = match outage {
        Some(problem) => {
            let form = request.headers().get(header::CONTENT_TYPE);
            if form.is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded")) {
                // read for what was typed alone: the page gives it back
                let _ = OpenForm::from_request(request, &app).await;
            }
            problem.into_response()
        }
        None => next.run(request).await,
    };
    let mut response = drawn(response, &viewer, &method, typed.fields());
    if let Some(fresh) = fresh_visit {
        cookies::set(&mut response, &app, cookies::VISIT, &fresh, None);
    }
    if viewer.said.is_some() && is_page(&response) && !response.headers().contains_key(header::LOCATION) {
        cookies::clear(&mut response, &app, cookies::SAID);
    }
    response
}

/// The address of the browser; a proxy on this machine is believed about whom it speaks for.
fn place(request: &Request) -> String {
    let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() else { return String::new() };
    let told = request.headers().get("x-forwarded-for").and_then(|value| value.to_str().ok());
    match told.and_then(|told| told.rsplit(',').next()) {
        Some(behind) if peer.ip().is_loopback() => behind.trim().to_owned(),
        _ => peer.ip().to_string(),
    }
}

async fn found(
    app: &App,
    jar: &Jar,
    headers: &HeaderMap,
    browser: &str,
    (path, place): (String, String),
) -> (Viewer, Option<Problem>) {
    let session = jar.get(cookies::SESSION).map(secrets::digest);
    let (account, helper, outage) = match loaded(app, session.clone()).await {
        Ok((account, helper)) => (account, helper, None),
        Err(error) => (None, None, Some(Problem::from(error))),
    };
    // while nobody can be looked up, the browser's own mark goes on, so that its form can be sent again
    let session = session.filter(|_| account.is_some() || outage.is_some());
    let key = session.clone().unwrap_or_else(|| browser.to_owned());
    let viewer = Viewer {
        actor: account.as_ref().map_or_else(Actor::visitor, Account::actor),
        look: cookies::look(jar, account.as_ref(), headers),
        in_wechat: in_wechat(headers),
        account,
        path,
        helper,
        rehearsal: app.clock.is_rehearsal().then(|| app.clock.now()),
        said: jar.get(cookies::SAID).and_then(cookies::said),
        place,
        session,
        mark: secrets::digest(&format!("form {} {key}", app.secret.0)),
    };
    (viewer, outage)
}

fn in_wechat(headers: &HeaderMap) -> bool {
    headers
        .get(header::USER_AGENT)
        .and_then(|agent| agent.to_str().ok())
        .is_some_and(|agent| agent.contains("MicroMessenger"))
}

async fn loaded(app: &App, session: Option<String>) -> Result<(Option<Account>, Option<Helper>), StoreError> {
    let now = app.clock.now();
    app.store
        .read(move |db| {
            let account = match session {
                Some(hash) => store::accounts::of_session(db, &hash, now)?,
                None => None,
            };
            let path = account.as_ref().and_then(|account| account.grants.first()).map(|grant| grant.committee.clone());
            let helper = store::accounts::helper(db, path.as_ref())?;
            Ok((account, helper))
        })
        .await
}

fn is_page(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

fn drawn(response: Response, viewer: &Viewer, method: &Method, typed: Option<&Fields>) -> Response {
    let status = response.status();
    let bare = (status.is_client_error() || status.is_server_error())
        && !response.headers().contains_key(header::CONTENT_TYPE);
    let problem = response.extensions().get::<Problem>().cloned().or(bare.then_some(Problem::Bare(status)));
    let mut response = problem.map_or(response, |problem| problem.page(viewer, method, typed));
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
    }
    response
}
