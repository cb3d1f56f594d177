//! The order form: for staff at `/requests/new`, for a returned request at `/requests/{id}/edit`,
//! and for anybody from the menu, at `/menu/{id}`, which draws the same fields.
//!
//! First the school or station is found by a few letters of its name; then the wish.

use super::one;
use crate::accounts::{Deed, Scope};
use crate::actions::requests::{Placed, follow_token, place, resubmit};
use crate::app::App;
use crate::committees::List;
use crate::kernel::{Day, Grade, Refusal, RequestId, local, parse_clock};
use crate::lectures::Lecture;
use crate::requests::{OrderForm, Request};
use crate::store::{self, Paging, StoreError};
use crate::venues::Venue;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Field, Options};
use crate::web::problem::Answer;
use crate::web::redirect_saying;
use crate::web::viewer::Viewer;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// What the fields offer to choose from.
pub struct Choices {
    /// The venue that was found, once it is.
    pub venue: Option<Venue>,
    /// Venues whose name holds the words, while none is chosen.
    pub found: Vec<Venue>,
    /// The lecture of the menu, if one is named.
    pub lecture: Option<Lecture>,
    themes: Options,
    languages: Options,
}

/// `GET /requests/new`: the coordinator orders for a school that telephoned.
pub async fn new(State(app): State<App>, viewer: Viewer, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    viewer.actor.scope(Deed::SeeRequests)?;
    let form = query.iter().fold(Form::empty(), |form, (name, value)| form.with(name, value));
    let choices = choices(&app, &viewer, &form).await?;
    Ok(draw(&viewer, "/requests/new", &form, &choices))
}

/// `POST /requests/new`.
pub async fn create(State(app): State<App>, viewer: Viewer, mut form: Form) -> Answer {
    if let Some(done) = placed(&app, &viewer, &mut form).await? {
        return Ok(done);
    }
    let choices = choices(&app, &viewer, &form).await?;
    Ok(draw(&viewer, "/requests/new", &form, &choices))
}

/// `GET /requests/{id}/edit`: a request that came back is mended.
pub async fn edit(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Answer {
    let view = one::load(&app, &viewer, RequestId(id)).await?;
    let form = filled(&view.request, &view.venue, view.lecture.as_ref());
    let choices = choices(&app, &viewer, &form).await?;
    Ok(draw(&viewer, &format!("/requests/{}/edit", view.request.id), &form, &choices))
}

/// `POST /requests/{id}/edit`.
pub async fn mend(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, mut form: Form) -> Answer {
    let order = order_of(&form);
    if form.is_sound() {
        match resubmit(&app, &viewer.actor, RequestId(id.clone()), Some(form.version()), order).await {
            Ok(Placed::Made { .. }) => {
                return Ok(redirect_saying(&app, &format!("/requests/{id}"), "request-asked-again"));
            }
            Ok(Placed::Refused(refusals)) => refused(&mut form, refusals),
            Err(error) => form.refused(error)?,
        }
    }
    let choices = choices(&app, &viewer, &form).await?;
    Ok(draw(&viewer, &format!("/requests/{id}/edit"), &form, &choices))
}

/// Places the order of a form; nothing when it was refused, with the sentences at their fields.
///
/// # Errors
/// What cannot be mended at the form.
pub async fn placed(app: &App, viewer: &Viewer, form: &mut Form) -> Result<Option<Response>, crate::web::Problem> {
    let order = order_of(form);
    if !form.is_sound() {
        return Ok(None);
    }
    match place(app, &viewer.actor, order).await {
        Ok(Placed::Made { ids, .. }) => Ok(ids.first().map(|id| {
            let to = match viewer.actor.scope(Deed::SeeRequests) {
                Ok(_) => format!("/requests/{id}"),
                Err(_) => format!("/follow/{}", follow_token(app, id)),
            };
            redirect_saying(app, &to, "request-placed")
        })),
        Ok(Placed::Refused(refusals)) => {
            refused(form, refusals);
            Ok(None)
        }
        Err(error) => form.refused(error).map(|()| None),
    }
}

fn refused(form: &mut Form, refusals: Vec<Refusal>) {
    for refusal in refusals {
        let refusal = at_field(form, refusal);
        form.refuse(refusal);
    }
}

/// A refusal of the order at the field of the form where it can be mended.
fn at_field(form: &Form, refusal: Refusal) -> Refusal {
    let place = refusal.place.clone().unwrap_or_default();
    let field = match (place.as_str(), refusal.key) {
        // these are no fields: the school was chosen before, and so was the lecture
        ("venue", "order-venue-inactive" | "order-venue-fixed") | ("lecture", "order-lecture-not-offered") => None,
        ("venue", _) => Some("words".to_owned()),
        ("lecture", _) => Some("theme".to_owned()),
        ("repeat", "bad-repeat" | "order-classes-too-many") => Some("times".to_owned()),
        (place, key) => match place.strip_prefix("windows.").and_then(|rank| rank.parse::<u8>().ok()) {
            Some(rank) => Some(window_field(form, rank + 1, key)),
            None => refusal.place.clone(),
        },
    };
    Refusal { place: field, ..refusal }
}

/// The day, the beginning or the end of the n-th time wished, whichever is wrong.
fn window_field(form: &Form, n: u8, key: &str) -> String {
    let typed = |part: &str| form.value(&format!("{part}{n}")).trim().to_owned();
    let day = typed("day").parse::<Day>().is_err();
    let (from, to) = (parse_clock(&typed("from")).is_err(), parse_clock(&typed("to")).is_err());
    let part = match key {
        "window-ends-before-start" | "order-window-too-short" | "order-window-over-midnight" => "to",
        _ if day => "day",
        _ if from => "from",
        _ if to => "to",
        _ => "day",
    };
    format!("{part}{n}")
}

/// The order that a form holds, untouched.
#[must_use]
pub fn order_of(form: &Form) -> OrderForm {
    let text = |name: &str| form.value(name).to_owned();
    let windows = (1..=3)
        .map(|n| {
            let part = |name: &str| form.value(&format!("{name}{n}")).trim().to_owned();
            let (day, from, to) = (part("day"), part("from"), part("to"));
            if day.is_empty() && from.is_empty() && to.is_empty() {
                String::new()
            } else {
                format!("{day} {from}/{to}")
            }
        })
        .collect();
    let times = form.value("times").trim();
    let repeat = match form.value("repeat") {
        "" | "once" => String::new(),
        kind => format!("{kind}:{times}"),
    };
    OrderForm {
        venue: text("venue"),
        room: text("room"),
        lecture: text("lecture"),
        theme: text("theme"),
        grade: text("grade"),
        headcount: text("headcount"),
        minutes: text("minutes"),
        language: text("language"),
        windows,
        repeat,
        teacher: text("teacher"),
        teacher_phone: text("teacher_phone"),
        approval: text("approval"),
        // what the committee thinks of the order is no business of the form
        priority: String::new(),
        repeat_speaker: String::new(),
        note: text("note"),
    }
}

fn filled(request: &Request, venue: &Venue, lecture: Option<&Lecture>) -> Form {
    let room = request.room.as_ref().and_then(|id| venue.rooms.iter().find(|room| room.id == *id));
    let mut form = Form::empty()
        .with("version", request.version)
        .with("venue", &venue.code)
        .with("room", room.map_or("", |room| room.name.as_str()))
        .with("lecture", lecture.map_or("", |lecture| lecture.code.as_str()))
        .with("theme", request.theme.as_deref().unwrap_or(""))
        .with("grade", request.grade.code())
        .with("headcount", request.headcount)
        .with("minutes", request.minutes)
        .with("language", &request.language)
        .with("teacher", &request.teacher)
        .with("teacher_phone", &request.teacher_phone)
        .with("approval", &request.school_approval)
        .with("note", &request.note);
    for (n, window) in request.windows.iter().enumerate() {
        let (start, end) = (local(window.start), local(window.end));
        form = form
            .with(format!("day{}", n + 1), start.format("%Y-%m-%d"))
            .with(format!("from{}", n + 1), start.format("%H:%M"))
            .with(format!("to{}", n + 1), end.format("%H:%M"));
    }
    form
}

/// Looks up what the form names and what it may choose from.
///
/// # Errors
/// The database's refusal.
pub async fn choices(app: &App, viewer: &Viewer, form: &Form) -> Result<Choices, StoreError> {
    let (code, words, lecture) = (form.value("venue"), form.value("words"), form.value("lecture"));
    let (code, words, lecture) = (code.trim().to_owned(), words.trim().to_owned(), lecture.trim().to_owned());
    let lang = viewer.lang();
    let own: Vec<_> = viewer.actor.own_venues().cloned().collect();
    app.store
        .read(move |db| {
            let venue = match (code.is_empty(), own.as_slice()) {
                (false, _) => store::venues::by_code(db, &code).ok(),
                // whoever orders for one school alone need not say for which
                (true, [_]) => store::venues::by_ids(db, &own)?.pop(),
                (true, _) => None,
            };
            let found = match (&venue, words.is_empty(), own.is_empty()) {
                (Some(_), ..) => Vec::new(),
                (None, _, false) => store::venues::by_ids(db, &own)?,
                (None, true, true) => Vec::new(),
                (None, false, true) => {
                    let wanted = store::venues::Wanted { words, ..Default::default() };
                    store::venues::list(db, &Scope::public(), &wanted, Paging::new(1, 20))?.rows
                }
            };
            let items = |items: Vec<crate::committees::ListItem>| -> Options {
                items
                    .into_iter()
                    .filter(|i| !i.retired)
                    .map(|i| (i.code.clone(), lang.pick(&i.name, &i.name_en).to_owned()))
                    .collect()
            };
            Ok(Choices {
                venue,
                found,
                lecture: if lecture.is_empty() { None } else { store::lectures::by_code(db, &lecture).ok() },
                themes: items(store::lists::all(db, List::Themes)?),
                languages: items(store::lists::all(db, List::Languages)?),
            })
        })
        .await
}

fn draw(viewer: &Viewer, action: &str, form: &Form, choices: &Choices) -> Response {
    Page::new(viewer, &viewer.say("order-title"))
        .back("/requests", viewer.say("requests-title"))
        .status(form.status())
        .show(fields(viewer, action, form, choices))
}

/// The two steps of the form, posting to `action`, which answers GET for the first step too.
#[must_use]
pub fn fields(viewer: &Viewer, action: &str, form: &Form, choices: &Choices) -> Markup {
    match &choices.venue {
        Some(venue) => wish(viewer, action, form, choices, venue),
        None => search(viewer, action, form, choices),
    }
}

fn search(viewer: &Viewer, action: &str, form: &Form, choices: &Choices) -> Markup {
    html! {
        section.sheet {
            h2 { (viewer.say("order-which-venue")) }
            (parts::problems(viewer, form))
            form.search method="get" action=(action) role="search" {
                @if !form.value("lecture").is_empty() { input type="hidden" name="lecture" value=(form.value("lecture")); }
                (Field::new(viewer, form, "words", "order-venue-words").hint("order-venue-hint").line())
                (parts::button(&viewer.say("order-venue-find")))
            }
            @if !form.value("words").is_empty() && choices.found.is_empty() { p { (viewer.say("order-venue-none")) } }
            ul.links {
                @for venue in &choices.found {
                    li {
                        a href={ (action) "?venue=" (encoded(&venue.code)) "&lecture=" (encoded(form.value("lecture"))) } { (venue.name) }
                    }
                }
            }
        }
    }
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn wish(viewer: &Viewer, action: &str, form: &Form, choices: &Choices, venue: &Venue) -> Markup {
    let rooms: Options =
        venue.rooms.iter().map(|room| (room.name.clone(), format!("{} ({})", room.name, room.capacity))).collect();
    let suited =
        |grade: &&Grade| choices.lecture.as_ref().is_none_or(|l| l.grades.is_empty() || l.grades.contains(*grade));
    let grades: Options =
        Grade::ALL.iter().filter(suited).map(|g| (g.code().to_owned(), viewer.say(g.key()))).collect();
    let repeats: Options = ["once", "weekly", "classes"]
        .iter()
        .map(|code| ((*code).to_owned(), viewer.say(&format!("order-repeat-{code}"))))
        .collect();
    let field = |name, label| Field::new(viewer, form, name, label);
    parts::post(
        viewer,
        action,
        html! {
            (parts::problems(viewer, form))
            input type="hidden" name="venue" value=(venue.code);
            input type="hidden" name="version" value=(form.value("version"));
            section.sheet {
                h2 { (venue.name) }
                @match &choices.lecture {
                    Some(lecture) => {
                        p { "《" (lecture.title) "》" }
                        input type="hidden" name="lecture" value=(lecture.code);
                    }
                    None => (field("theme", "order-theme").needed().select(&choices.themes, Some(&viewer.say("order-choose")))),
                }
                (field("grade", "order-grade").needed().select(&grades, Some(&viewer.say("order-choose"))))
                (field("headcount", "order-headcount").hint("order-headcount-hint").needed().number())
                @if !rooms.is_empty() { (field("room", "order-room").select(&rooms, Some(&viewer.say("order-room-any")))) }
            }
            section.sheet {
                h2 { (viewer.say("order-windows")) }
                p.quiet { (viewer.say("order-windows-hint")) }
                @for n in 1..=3 { (window(viewer, form, n)) }
                @if choices.lecture.is_none() { (field("minutes", "order-minutes").hint("order-minutes-hint").number()) }
                (field("repeat", "order-repeat").select(&repeats, None))
                (field("times", "order-times").hint("order-times-hint").number())
            }
            section.sheet {
                h2 { (viewer.say("order-who")) }
                (field("teacher", "order-teacher").hint("order-teacher-hint").most(80).line())
                (field("teacher_phone", "order-teacher-phone").most(40).phone())
                (field("approval", "order-approval").hint("order-approval-hint").most(200).line())
                (field("language", "order-language").select(&choices.languages, None))
                (field("note", "order-note").hint("order-note-hint").most(500).area(3))
                p.acts { (parts::button(&viewer.say("order-send"))) }
            }
        },
    )
}

/// The fields of the n-th time wished.
pub fn window(viewer: &Viewer, form: &Form, n: u8) -> Markup {
    let name = |part: &str| format!("{part}{n}");
    let (day, from, to) = (name("day"), name("from"), name("to"));
    let rank = viewer.say(&format!("order-window-{n}"));
    html! {
        div.rowset {
            (Field::new(viewer, form, &day, "order-day").labelled(rank).date())
            (Field::new(viewer, form, &from, "order-from").time())
            (Field::new(viewer, form, &to, "order-to").time())
        }
    }
}
