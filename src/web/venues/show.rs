//! `/venues/ID`: one school or station.

use crate::accounts::tokens::{Opens, mint};
use crate::accounts::{Deed, Target};
use crate::actions;
use crate::app::App;
use crate::committees::List;
use crate::kernel::{CommitteePath, Day, VenueId, words_of_clock};
use crate::store;
use crate::store::letters::list::LetterView;
use crate::text::{self, grouped};
use crate::venues::Venue;
use crate::web::choices;
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::letters::person;
use crate::web::parts::{self, Column, Sign, Table};
use crate::web::problem::{Answer, Problem};
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use maud::{Markup, html};

struct View {
    venue: Venue,
    owner: CommitteePath,
    committee: String,
    kind: String,
    township: String,
    feed: String,
    letters: Option<Vec<LetterView>>,
    today: Day,
}

/// `GET /venues/ID`.
pub async fn page(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Answer {
    let view = view(&app, &viewer, id.into()).await?;
    let edits = viewer.actor.may(Deed::EditRegisters, &Target::of(&view.owner)).is_ok();
    let venue = &view.venue;
    let note = html! {
        (venue.code) " · " (view.kind) @if !venue.tier.is_empty() { " · " (venue.tier) }
        @if !venue.active { " " (parts::status(Sign::Info, &viewer.say("venue-retired"))) }
    };
    let mut page = Page::new(&viewer, &venue.name).note(note).back("/venues", viewer.say("nav-venues"));
    if edits {
        page = page.actions(html! {
            (parts::main_link(&format!("/venues/{}/edit", venue.id), &viewer.say("form-edit")))
            (parts::link(&format!("/venues/{}/same", venue.id), &viewer.say("venue-same-short")))
        });
    }
    Ok(page.show(body(&viewer, &view, edits)))
}

async fn view(app: &App, viewer: &Viewer, id: VenueId) -> Result<View, Problem> {
    let scope = viewer.actor.scope(Deed::SeeRegisters)?;
    let letters = viewer.actor.scope(Deed::HandleLetters).ok();
    let today = app.clock.today();
    let (lang, base, secret) = (viewer.lang(), app.base_url.clone(), app.secret.clone());
    let view = app
        .store
        .read(move |db| {
            let venue = store::venues::find(db, &scope, &id)?;
            let committee = store::committees::load(db, &venue.committee)?;
            let kinds = choices::list(db, lang, List::VenueKinds)?;
            let towns = store::divisions::names(db, std::slice::from_ref(&venue.township_code))?;
            let token = mint(&secret, Opens::VenueFeed, venue.id.as_str(), venue.feed_generation);
            Ok(View {
                kind: choices::words(&kinds, &venue.kind).to_owned(),
                township: towns.get(&venue.township_code).cloned().unwrap_or_default(),
                feed: format!("{base}/calendars/{token}.ics"),
                letters: letters.map(|scope| person::last(db, &scope, venue.id.as_str())).transpose()?,
                today,
                owner: committee.path,
                committee: committee.name,
                venue,
            })
        })
        .await?;
    Ok(view)
}

/// `POST /venues/ID/feed`: a fresh feed address.
pub async fn feed(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, _form: Form) -> Answer {
    let back = format!("/venues/{id}");
    actions::venues::renew_feed(&app, &viewer.actor, &id.into()).await?;
    Ok(redirect_saying(&app, &back, "said-feed"))
}

fn body(viewer: &Viewer, view: &View, edits: bool) -> Markup {
    let venue = &view.venue;
    html! {
        div.aside {
            div {
                (parts::sheet(&viewer.say("venue-place"), place(viewer, view)))
                (parts::sheet(&viewer.say("venue-contacts"), contacts(viewer, venue)))
                (parts::sheet(&viewer.say("venue-rooms"), rooms(viewer, venue)))
            }
            div {
                (parts::sheet(&viewer.say("venue-enrolment"), enrolment(viewer, venue)))
                (parts::sheet(&viewer.say("venue-times"), times(viewer, venue)))
                @if let Some(letters) = &view.letters {
                    (parts::sheet(&viewer.say("letters-last"), person::sheet(viewer, letters, venue.id.as_str(), view.today)))
                }
                @if edits { (parts::sheet(&viewer.say("venue-calendar"), html! {
                    p.quiet { (viewer.say("venue-calendar-more")) }
                    (parts::subscribe(viewer, &view.feed))
                    (parts::deed(viewer, &format!("/venues/{}/feed", venue.id), &viewer.say("feed-renew")))
                })) }
            }
        }
    }
}

fn place(viewer: &Viewer, view: &View) -> Markup {
    let venue = &view.venue;
    let fact = |key: &str, value: String| (viewer.say(key), html! { (value) });
    let yes = |yes: bool| viewer.say(if yes { "yes" } else { "no" });
    parts::facts(&[
        fact("venue-committee", view.committee.clone()),
        fact("venue-township", view.township.clone()),
        fact("venue-point", format!("{:.4}, {:.4}", venue.point.0, venue.point.1)),
        fact("venue-stairs", yes(venue.stairs)),
        fact("venue-pickup", yes(venue.pickup)),
    ])
}

fn contacts(viewer: &Viewer, venue: &Venue) -> Markup {
    if venue.contacts.is_empty() {
        return parts::empty(&viewer.say("venue-contacts-none"), None);
    }
    let column = |key| Column::text(viewer.say(key));
    let columns = vec![column("venue-contact"), column("venue-contact-phone"), column("venue-contact-email")];
    let rows = venue.contacts.iter().map(|contact| {
        let bad = html! { @if contact.email_bad { " " (parts::status(Sign::Stop, &viewer.say("speaker-email-bad"))) } };
        vec![html! { (contact.name) }, parts::telephone(&contact.phone), html! { (contact.email) (bad) }]
    });
    Table::new(columns).rows(rows).show()
}

fn rooms(viewer: &Viewer, venue: &Venue) -> Markup {
    if venue.rooms.is_empty() {
        return parts::empty(&viewer.say("venue-rooms-none"), None);
    }
    let columns = vec![Column::text(viewer.say("room-name")), Column::number(viewer.say("room-capacity"))];
    let rows =
        venue.rooms.iter().map(|room| vec![html! { (room.name) }, html! { (grouped(i64::from(room.capacity))) }]);
    Table::new(columns).rows(rows).show()
}

fn enrolment(viewer: &Viewer, venue: &Venue) -> Markup {
    if venue.enrolment.is_empty() {
        return html! { p.quiet { (viewer.say("venue-enrolment-none")) } };
    }
    let rows: Vec<(String, Markup)> = venue
        .enrolment
        .iter()
        .map(|(grade, count)| (viewer.say(grade.key()), html! { (grouped(i64::from(*count))) }))
        .collect();
    parts::facts(&rows)
}

fn times(viewer: &Viewer, venue: &Venue) -> Markup {
    html! {
        @if venue.bells.is_empty() { p.quiet { (viewer.say("venue-bells-none")) } } @else {
            p { @for (n, (from, to)) in venue.bells.iter().enumerate() {
                @if n > 0 { "，" } (words_of_clock(*from)) "-" (words_of_clock(*to))
            } }
        }
        @if !venue.blackouts.is_empty() {
            h3 { (viewer.say("venue-blackouts")) }
            ul { @for one in &venue.blackouts {
                li { (text::day_brief(viewer.lang(), one.from)) " – " (text::day_brief(viewer.lang(), one.to)) "　" (one.reason) }
            } }
        }
    }
}
