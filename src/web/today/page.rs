//! `GET /today`: counts that lead somewhere, what to do first, tomorrow, and this year's reach.

use super::beside::{self, Year};
use super::first;
use super::own;
use crate::accounts::{Deed, Scope};
use crate::app::App;
use crate::kernel::{Day, Moment};
use crate::requests::{Request, RequestStatus};
use crate::sessions::SessionStatus;
use crate::speakers::Speaker;
use crate::store::attendance::MissingHeadcount;
use crate::store::letters::list::LetterView;
use crate::store::{self, Db, Page as Rows, Paging, StoreError};
use crate::text;
use crate::web::layout::Page;
use crate::web::parts::{self, Count};
use crate::web::problem::Answer;
use crate::web::sessions::view::{self, Seen};
use crate::web::speakers::list::SOON;
use crate::web::viewer::Viewer;
use axum::extract::State;
use maud::{Markup, html};
use std::collections::HashMap;

/// Rows of each kind; the counts above lead to the whole lists.
const FEW: i64 = 3;

/// Everything that the page shows.
pub(super) struct View {
    pub(super) waiting: Vec<Seen>,
    pub(super) unplanned: Rows<Request>,
    /// Names of the venues of `unplanned`.
    pub(super) venues: HashMap<String, String>,
    pub(super) bounced: Rows<LetterView>,
    /// Who has not said that all stands as agreed, past the deadline.
    pub(super) unsure: Vec<LetterView>,
    pub(super) missing: Rows<MissingHeadcount>,
    pub(super) expiring: Rows<Speaker>,
    pub(super) tomorrow: Vec<Seen>,
    own: own::Changes,
    pub(super) year: Option<Year>,
    submitted: i64,
    /// Certificates that speakers asked for.
    wishes: i64,
    pub(super) now: Moment,
    pub(super) today: Day,
}

/// The page.
pub async fn page(State(app): State<App>, viewer: Viewer) -> Answer {
    let scope = viewer.actor.scope(Deed::EditSessions)?;
    let reach = viewer.actor.scope(Deed::SeeReach).ok();
    let now = app.clock.now();
    let lang = viewer.lang();
    let view = app.store.read(move |db| load(db, &scope, reach, now, lang)).await?;
    let names: Vec<_> = viewer.actor.grants().iter().map(|grant| grant.committee_id.clone()).collect();
    let owners = app.store.read(move |db| store::committees::by_ids(db, &names)).await?;
    let owner = owners.first().map_or("", |committee| committee.name.as_str());
    Ok(Page::new(&viewer, &viewer.say("today-title"))
        .note(html! { p { (text::day_long(viewer.lang(), view.today)) " · " (owner) } })
        .actions(parts::main_link("/requests/new", &viewer.say("request-new")))
        .show(body(&viewer, &view)))
}

fn load(db: &mut Db, scope: &Scope, reach: Option<Scope>, now: Moment, lang: text::Lang) -> Result<View, StoreError> {
    let today = Day::of(now);
    let published =
        store::sessions::Wanted { statuses: vec![SessionStatus::Published], from: Some(today), ..Default::default() };
    let waiting = store::sessions::list(db, scope, &published, Paging::new(1, 100))?.rows;
    let tomorrow = store::sessions::between(db, scope, today.plus(1), today.plus(1))?;
    let approved = store::requests::Wanted { statuses: vec![RequestStatus::Approved], ..Default::default() };
    let unplanned = store::requests::list(db, scope, &approved, Paging::new(1, FEW))?;
    let places: Vec<_> = unplanned.rows.iter().map(|request| request.venue.clone()).collect();
    let papers = store::speakers::Wanted { papers_before: Some(today.plus(SOON)), ..Default::default() };
    Ok(View {
        waiting: view::whole(db, waiting)?,
        venues: store::venues::by_ids(db, &places)?.into_iter().map(|it| (it.id.to_string(), it.name)).collect(),
        unplanned,
        bounced: store::letters::list::bounced(db, scope, now, Paging::new(1, FEW))?,
        unsure: store::letters::list::unsure(db, scope, now, FEW)?,
        missing: store::attendance::missing(db, scope, now, Paging::new(1, FEW))?,
        expiring: store::speakers::list(db, scope, &papers, Paging::new(1, FEW))?,
        tomorrow: view::whole(db, tomorrow)?,
        own: own::changes(db, scope, today)?,
        year: reach.map(|scope| beside::year(db, scope, now, lang)).transpose()?,
        submitted: store::requests::tally(db, scope)?.get(&RequestStatus::Submitted).copied().unwrap_or(0),
        wishes: store::service::certificates::waiting(db, scope)?,
        now,
        today,
    })
}

fn body(viewer: &Viewer, view: &View) -> Markup {
    let tomorrow = viewer.say_with("today-tomorrow", &[("count", view.tomorrow.len().into())]);
    html! {
        (parts::tally(&counts(viewer, view)))
        (parts::sheet(&viewer.say("today-first"), first::first(viewer, view)))
        (own::sheet(viewer, &view.own, view.today))
        div.grid {
            (parts::sheet(&tomorrow, beside::tomorrow(viewer, view)))
            @if let Some(year) = &view.year { (parts::sheet(&viewer.say("today-year"), beside::reached(viewer, year))) }
        }
    }
}

fn counts(viewer: &Viewer, view: &View) -> Vec<Count> {
    let overdue = view.waiting.iter().filter(|seen| first::overdue(seen, view.now).is_some()).count();
    let one = |count: i64, key: &str, href: &str, urgent| Count {
        count,
        words: viewer.say(key),
        href: href.to_owned(),
        urgent,
    };
    let length = |count: usize| i64::try_from(count).unwrap_or(0);
    let mut counts = vec![
        one(length(overdue), "today-overdue", "/sessions?status=published", true),
        one(view.submitted, "today-submitted", "/requests?status=submitted", true),
        one(view.unplanned.total, "today-unplanned", "/requests?status=approved", false),
        one(view.bounced.total, "today-bounced", "/letters?state=dead", true),
        one(view.missing.total, "today-missing", "/reports/headcounts", false),
        one(view.expiring.total, "today-expiring", "/speakers?expiring=true", false),
        one(length(view.tomorrow.len()), "today-tomorrow-count", "/sessions/week", false),
    ];
    if view.wishes > 0 {
        counts.push(one(view.wishes, "today-wishes", "/certificates", true));
    }
    counts
}
