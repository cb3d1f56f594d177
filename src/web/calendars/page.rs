//! `/calendars`: every calendar that one may subscribe to, with its address, its picture, and the
//! way to a new address.

use crate::accounts::tokens::{Opens, mint};
use crate::accounts::{Deed, Target};
use crate::actions;
use crate::actions::feeds::{DAYS_OFF, OPEN_LECTURES};
use crate::app::App;
use crate::committees::{Committee, Level, List};
use crate::store;
use crate::web::choices;
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Field, Options};
use crate::web::problem::{Answer, Problem};
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use maud::{Markup, html};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

/// What a committee's calendar is narrowed to.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    theme: String,
    #[serde(default)]
    county: String,
}

/// A committee's calendar, and what it may be narrowed to.
struct Own {
    committee: Committee,
    counties: Options,
    themes: Options,
    may_renew: bool,
}

/// `GET /calendars`.
pub async fn page(State(app): State<App>, viewer: Viewer, Query(asked): Query<Asked>) -> Answer {
    let own = own(&app, &viewer).await?;
    let body = html! {
        @if let Some(own) = &own { (of_committee(&app, &viewer, own, &asked)) }
        (parts::sheet(&viewer.say("feed-name-open"), html! {
            p { (viewer.say("feeds-open-more")) }
            (parts::subscribe(&viewer, &address(&app, OPEN_LECTURES, "")))
        }))
        (parts::sheet(&viewer.say("feed-name-days_off"), html! {
            p { (viewer.say("feeds-days-off-more")) }
            (parts::subscribe(&viewer, &address(&app, DAYS_OFF, "")))
        }))
    };
    let page = Page::new(&viewer, &viewer.say("feeds-title")).note(html! { p { (viewer.say("my-calendar-how")) } });
    Ok(page.show(body))
}

/// `POST /calendars`: a fresh address of the committee's calendar.
pub async fn renew(State(app): State<App>, viewer: Viewer, _form: Form) -> Answer {
    let own = own(&app, &viewer).await?.ok_or_else(|| crate::kernel::Refusal::forbidden("not-allowed"))?;
    actions::committees::renew_feed(&app, &viewer.actor, &own.committee.id).await?;
    Ok(redirect_saying(&app, "/calendars", "said-feed"))
}

/// The highest committee whose sessions the viewer sees as a whole.
async fn own(app: &App, viewer: &Viewer) -> Result<Option<Own>, Problem> {
    let Ok(scope) = viewer.actor.scope(Deed::SeeSessions) else { return Ok(None) };
    if scope.subtrees().is_empty() {
        return Ok(None);
    }
    let (actor, lang) = (viewer.actor.clone(), viewer.lang());
    let own = app
        .store
        .read(move |db| {
            let all = store::committees::within(db, &scope)?;
            let county = |it: &&Committee| it.level == Level::County;
            let counties = all.iter().filter(county).map(|it| (it.code.clone(), it.name.clone())).collect();
            let themes = choices::list(db, lang, List::Themes)?;
            let Some(committee) = all.into_iter().min_by_key(|it| it.path.depth()) else { return Ok(None) };
            let may_renew = actor.may(Deed::EditSettings, &Target::of(&committee.path)).is_ok();
            Ok(Some(Own { committee, counties, themes, may_renew }))
        })
        .await?;
    Ok(own)
}

fn of_committee(app: &App, viewer: &Viewer, own: &Own, asked: &Asked) -> Markup {
    let token = mint(&app.secret, Opens::CommitteeFeed, own.committee.id.as_str(), own.committee.feed_generation);
    let pairs = [("theme", &asked.theme), ("county", &asked.county)];
    let query: Vec<String> = pairs
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)))
        .collect();
    let form = Form::empty().with("theme", &asked.theme).with("county", &asked.county);
    let all = viewer.say("form-all");
    let body = html! {
        p { (own.committee.name) }
        form.search method="get" action="/calendars" {
            (Field::new(viewer, &form, "theme", "lecture-theme").short().select(&own.themes, Some(&all)))
            @if own.counties.len() > 1 {
                (Field::new(viewer, &form, "county", "feeds-county").short().select(&own.counties, Some(&all)))
            }
            button.act { (viewer.say("journal-narrow")) }
        }
        (parts::subscribe(viewer, &address(app, &token, &query.join("&"))))
        @if own.may_renew {
            details.more {
                summary { (viewer.say("feed-renew")) }
                p { (viewer.say("feeds-renew-more")) }
                (parts::deed(viewer, "/calendars", &viewer.say("feed-renew")))
            }
        }
    };
    parts::sheet(&viewer.say("feeds-committee"), body)
}

fn address(app: &App, file: &str, query: &str) -> String {
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{}/calendars/{file}.ics{mark}{query}", app.base_url)
}
