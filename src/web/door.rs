//! The layer at the door: finds out who looks, hands it to the page, and has what went wrong drawn.

use super::cookies::{self, Jar};
use super::form::{Fields, OpenForm, Typed};
use super::problem::Problem;
use super::trouble;
use super::viewer::Viewer;
use crate::accounts::{Account, Actor, secrets};
use crate::app::App;
use crate::committees::List;
use crate::kernel::CommitteePath;
use crate::store::accounts::Helper;
use crate::store::{self, StoreError};
use crate::text::Lang;
use axum::extract::{ConnectInfo, FromRequest, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

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
    let (account, helper, mut outage) = match loaded(app, session.clone()).await {
        Ok((account, helper)) => (account, helper, None),
        Err(error) => (None, None, Some(Problem::from(error))),
    };
    let look = cookies::look(jar, account.as_ref(), headers);
    let mut themes = HashMap::new();
    if look.lang != Lang::Zh && outage.is_none() {
        match app.store.read(move |db| store::lists::names(db, List::Themes, look.lang)).await {
            Ok(names) => themes = names,
            Err(error) => outage = Some(Problem::from(error)),
        }
    }
    // while nobody can be looked up, the browser's own mark goes on, so that its form can be sent again
    let session = session.filter(|_| account.is_some() || outage.is_some());
    let key = session.clone().unwrap_or_else(|| browser.to_owned());
    let viewer = Viewer {
        actor: account.as_ref().map_or_else(Actor::visitor, Account::actor),
        look,
        in_wechat: in_wechat(headers),
        account,
        path,
        helper,
        rehearsal: app.clock.is_rehearsal().then(|| app.clock.now()),
        said: jar.get(cookies::SAID).and_then(cookies::said),
        place,
        session,
        mark: secrets::digest(&format!("form {} {key}", app.secret.0)),
        themes: Arc::new(themes),
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

/// The viewer of a page that a link opened without signing in: whom to telephone is the committee
/// that the page speaks of, not the first of all.
pub(super) async fn beside(app: &App, mut viewer: Viewer, owner: &CommitteePath) -> Result<Viewer, StoreError> {
    if viewer.account.is_none() {
        let owner = owner.clone();
        viewer.helper = app.store.read(move |db| store::accounts::helper(db, Some(&owner))).await?;
    }
    Ok(viewer)
}

fn is_page(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

fn drawn(response: Response, viewer: &Viewer, method: &Method, typed: Option<&Fields>) -> Response {
    let status = response.status();
    let bare = (status.is_client_error() || status.is_server_error())
        && !response.headers().contains_key(header::CONTENT_TYPE);
    let problem = response.extensions().get::<Problem>().cloned().or(bare.then_some(Problem::Bare(status)));
    let mut response = problem.map_or(response, |problem| trouble::page(&problem, viewer, method, typed));
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
    }
    response
}
