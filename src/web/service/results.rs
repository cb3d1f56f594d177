//! `/my/results` and `/speakers/ID/service`: talks given, listeners, hours, the schools' words,
//! and the certificates.

use super::certificates;
use crate::accounts::{Deed, Scope};
use crate::app::App;
use crate::attendance::ListenerKind;
use crate::kernel::{Day, Refusal, SpeakerId};
use crate::service::{Certificate, Given, Service};
use crate::sessions::SessionKind;
use crate::speakers::Speaker;
use crate::store;
use crate::text::{day_brief, duration, grouped};
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Count, Table};
use crate::web::problem::{Answer, Problem};
use crate::web::viewer::Viewer;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};

/// What the page shows.
pub(super) struct View {
    pub speaker: Speaker,
    pub talks: Vec<Given>,
    pub certificates: Vec<Certificate>,
    pub today: Day,
    /// Somebody of the committee looks.
    pub staff: bool,
    year: i32,
}

type Params = BTreeMap<String, String>;

/// `GET /my/results`.
pub async fn own(State(app): State<App>, viewer: Viewer, Query(params): Query<Params>) -> Answer {
    let view = load_own(&app, &viewer, &params).await?;
    Ok(show(&viewer, &view, &Form::empty()))
}

/// `GET /speakers/ID/service`.
pub async fn of_speaker(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(params): Query<Params>,
) -> Answer {
    let view = load_of(&app, &viewer, id.into(), &params).await?;
    Ok(show(&viewer, &view, &Form::empty()))
}

/// The viewer's own.
pub(super) async fn load_own(app: &App, viewer: &Viewer, params: &Params) -> Result<View, Problem> {
    let id = viewer.actor.own_speaker().cloned().ok_or_else(|| Refusal::forbidden("not-allowed"))?;
    let scope = viewer.actor.scope(Deed::EditOwnSpeaker)?;
    load(app, scope, id, params, false).await
}

/// Somebody else's, for those who keep the register.
pub(super) async fn load_of(app: &App, viewer: &Viewer, id: SpeakerId, params: &Params) -> Result<View, Problem> {
    load(app, viewer.actor.scope(Deed::EditRegisters)?, id, params, true).await
}

async fn load(app: &App, scope: Scope, id: SpeakerId, params: &Params, staff: bool) -> Result<View, Problem> {
    let today = app.clock.today();
    let (speaker, talks, certificates) = app
        .store
        .read(move |db| {
            let speaker = store::speakers::find(db, &scope, &id)?;
            let talks = store::service::talks(db, &id)?;
            Ok((speaker, talks, store::service::certificates::of_speaker(db, &id)?))
        })
        .await?;
    let latest = talks.first().map_or(today, |talk| talk.window.day()).parts().0;
    let year = params.get("year").and_then(|year| year.parse().ok()).unwrap_or(latest);
    Ok(View { speaker, talks, certificates, today, staff, year })
}

impl View {
    /// Years with a talk, the latest first.
    pub(super) fn years(&self) -> BTreeSet<std::cmp::Reverse<i32>> {
        self.talks.iter().map(|talk| std::cmp::Reverse(talk.window.day().parts().0)).collect()
    }

    fn address(&self) -> String {
        if self.staff { format!("/speakers/{}/service", self.speaker.id) } else { "/my/results".to_owned() }
    }

    fn of_year(&self) -> Vec<&Given> {
        self.talks.iter().filter(|talk| talk.window.day().parts().0 == self.year).collect()
    }
}

/// The page, with a form that was refused.
pub(super) fn show(viewer: &Viewer, view: &View, form: &Form) -> Response {
    let (title, back) = if view.staff {
        (format!("{} · {}", view.speaker.name, viewer.say("service-title")), format!("/speakers/{}", view.speaker.id))
    } else {
        (viewer.say("service-own-title"), "/my".to_owned())
    };
    let way = if view.staff { view.speaker.name.clone() } else { viewer.say("nav-my-talks") };
    let talks = view.of_year();
    Page::new(viewer, &title).back(back, way).status(form.status()).show(html! {
        (parts::problems(viewer, form))
        (parts::years(viewer, view.years().into_iter().map(|year| year.0), view.year, &view.address()))
        @if talks.is_empty() { (parts::empty(&viewer.say("service-none"), None)) }
        @else { (sums(viewer, &Service::of(talks.iter().copied()))) (words(viewer, &talks)) (every(viewer, view, &talks)) }
        (certificates::sheet(viewer, view, form))
    })
}

fn sums(viewer: &Viewer, sums: &Service) -> Markup {
    let count = |count, key| Count { count, words: viewer.say(key), href: "#every".to_owned(), urgent: false };
    let mut counts = vec![count(sums.talks, "service-talks"), count(sums.youth, "service-youth")];
    let mut told = vec!["service-talks", "service-youth"];
    if sums.field_persons > 0 {
        told.push("reach-field");
        counts.push(count(sums.field_persons, "reach-field"));
    }
    if sums.adults > 0 {
        told.push("service-adults");
        counts.push(count(sums.adults, "service-adults"));
    }
    let noted = [("noted", sums.noted.into()), ("talks", sums.talks.into())];
    let apart = |minutes| {
        html! {
            @if sums.noted == 0 { span.quiet { (viewer.say("service-none-noted")) } }
            @else { b { (duration(viewer.lang(), minutes)) } " " span.quiet { (viewer.say_with("service-noted", &noted)) } }
        }
    };
    html! {
        (parts::tally(&counts))
        (parts::means(viewer, &told))
        @if sums.unconfirmed > 0 {
            p.quiet { (viewer.say_with("service-unconfirmed", &[("count", sums.unconfirmed.into())])) }
        }
        (parts::sheet(&viewer.say("service-hours"), html! {
            (parts::facts(&[
                (viewer.say("service-talk-time"), html! { b { (duration(viewer.lang(), sums.talk)) } }),
                (viewer.say("service-preparation"), apart(sums.preparation)),
                (viewer.say("service-travel"), apart(sums.travel)),
            ]))
            p.quiet { (viewer.say("service-hours-apart")) }
        }))
    }
}

/// What the schools said: the notes with their ratings.
fn words(viewer: &Viewer, talks: &[&Given]) -> Markup {
    let said: Vec<&&Given> = talks.iter().filter(|talk| !talk.words.note.is_empty()).collect();
    html! {
        @if !said.is_empty() {
            (parts::sheet(&viewer.say("service-words"), html! {
                @for talk in said {
                    article.order {
                        p { (talk.words.note) }
                        p.quiet { (talk.venue) " · " (day_brief(viewer.lang(), talk.window.day())) @if let Some(stars) = talk.words.rating { " · " (viewer.say(&format!("rating-{stars}"))) } }
                    }
                }
            }))
        }
    }
}

fn every(viewer: &Viewer, view: &View, talks: &[&Given]) -> Markup {
    let columns = vec![
        Column::text(viewer.say("service-when")),
        Column::text(viewer.say("service-where")),
        Column::text(viewer.say("service-what")),
        Column::number(viewer.say("service-heard")),
        Column::text(viewer.say("attendance-rating")),
        Column::number(viewer.say("service-time")),
    ];
    let rows = talks.iter().map(|talk| {
        vec![
            html! { span.num { (day_brief(viewer.lang(), talk.window.day())) } },
            html! { (talk.venue) },
            html! { (talk.lecture.as_deref().unwrap_or_else(|| viewer.theme(&talk.theme))) },
            heard(viewer, talk),
            html! { @match talk.words.rating { Some(stars) => (viewer.say(&format!("rating-{stars}"))), None => "—" } },
            time(viewer, talk),
        ]
    });
    let title = viewer.say_with("service-every", &[("year", view.year.to_string().into())]);
    html! { section.sheet id="every" { h2 { (title) } (Table::new(columns).caption(title).rows(rows).show()) } }
}

fn heard(viewer: &Viewer, talk: &Given) -> Markup {
    let adults = talk.heard(ListenerKind::Parent) + talk.heard(ListenerKind::Other);
    html! {
        @if talk.listeners.is_none() { span.quiet { (viewer.say("service-not-yet")) } }
        @else {
            (grouped(talk.heard(ListenerKind::Youth)))
            @if talk.kind == SessionKind::FieldPractice { div.quiet { (viewer.say("reach-field")) } }
            @if adults > 0 { div.quiet { (viewer.say_with("service-and-adults", &[("count", adults.into())])) } }
        }
    }
}

fn time(viewer: &Viewer, talk: &Given) -> Markup {
    let lang = viewer.lang();
    let href = format!("/talks/{}", talk.assignment);
    html! {
        @match talk.hours {
            Some(hours) => {
                div { (viewer.say("service-preparation")) " " (duration(lang, i64::from(hours.preparation))) }
                div { (viewer.say("service-travel")) " " (duration(lang, i64::from(hours.travel))) }
                (parts::link(&href, &viewer.say("service-note-again")))
            }
            None => (parts::link(&href, &viewer.say("service-note"))),
        }
    }
}
