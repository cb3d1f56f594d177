//! `/my/busy` and `/speakers/ID/busy`: a speaker's own calendar, its busy times, and "I can come
//! all the same".

use crate::accounts::{Deed, Target};
use crate::actions::own_calendars as actions;
use crate::app::App;
use crate::calendars::busy::horizon;
use crate::kernel::{Day, Moment, Refusal, SpeakerId, Window};
use crate::sessions::Session;
use crate::speakers::Speaker;
use crate::speakers::own_calendar::{Busy, OwnCalendar, shown};
use crate::store::{self, StoreError};
use crate::text;
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Field, Sign};
use crate::web::problem::{Answer, Problem};
use crate::web::upload::Upload;
use crate::web::viewer::Viewer;
use axum::extract::{DefaultBodyLimit, Multipart, Path, State};
use axum::http::HeaderMap;
use chrono::{DateTime, TimeDelta};
use maud::{Markup, html};

const UPLOAD_BYTES: usize = 16 << 20;
/// Days ahead whose busy times are listed, and how many of them.
const AHEAD: i64 = 60;
const MOST: usize = 60;

/// The most that an upload may weigh on its way in; what is too large for a calendar is told in words.
pub fn most() -> DefaultBodyLimit {
    DefaultBodyLimit::max(UPLOAD_BYTES)
}

/// Whose calendar, and where its page stands.
struct Whose {
    speaker: SpeakerId,
    own: bool,
}

impl Whose {
    fn mine(viewer: &Viewer) -> Result<Self, Problem> {
        let speaker = viewer.actor.own_speaker().cloned().ok_or_else(|| Refusal::forbidden("not-allowed"))?;
        Ok(Self { speaker, own: true })
    }

    fn theirs(id: String) -> Self {
        Self { speaker: id.into(), own: false }
    }

    fn base(&self) -> String {
        if self.own { "/my/busy".to_owned() } else { format!("/speakers/{}/busy", self.speaker) }
    }
}

/// `GET /my/busy`.
pub async fn mine(State(app): State<App>, viewer: Viewer) -> Answer {
    show(&app, &viewer, &Whose::mine(&viewer)?, &Form::empty()).await
}

/// `POST /my/busy/{what}`.
pub async fn do_mine(State(app): State<App>, viewer: Viewer, Path(what): Path<String>, form: Form) -> Answer {
    deed(&app, &viewer, &Whose::mine(&viewer)?, &what, form).await
}

/// `POST /my/busy/file`.
pub async fn take_mine(State(app): State<App>, viewer: Viewer, headers: HeaderMap, parts: Multipart) -> Answer {
    take(&app, &viewer, &Whose::mine(&viewer)?, Upload::read(&viewer, &headers, parts).await?).await
}

/// `GET /speakers/ID/busy`.
pub async fn theirs(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Answer {
    show(&app, &viewer, &Whose::theirs(id), &Form::empty()).await
}

/// `POST /speakers/ID/busy/{what}`.
pub async fn do_theirs(
    State(app): State<App>,
    viewer: Viewer,
    Path((id, what)): Path<(String, String)>,
    form: Form,
) -> Answer {
    deed(&app, &viewer, &Whose::theirs(id), &what, form).await
}

/// `POST /speakers/ID/busy/file`.
pub async fn take_theirs(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
    headers: HeaderMap,
    parts: Multipart,
) -> Answer {
    take(&app, &viewer, &Whose::theirs(id), Upload::read(&viewer, &headers, parts).await?).await
}

async fn take(app: &App, viewer: &Viewer, whose: &Whose, mut upload: Upload) -> Answer {
    let Some(bytes) = upload.file() else { return show(app, viewer, whose, &upload.form).await };
    let done = actions::upload(app, &viewer.actor, &whose.speaker, bytes).await;
    after(app, viewer, whose, upload.form, done, "own-calendar-saved").await
}

async fn deed(app: &App, viewer: &Viewer, whose: &Whose, what: &str, mut form: Form) -> Answer {
    let (actor, id) = (&viewer.actor, &whose.speaker);
    let (done, said) = match what {
        "address" => {
            let typed = form.needed("address", 2000);
            if !form.is_sound() {
                return show(app, viewer, whose, &form).await;
            }
            (actions::subscribe(app, actor, id, &typed).await, "own-calendar-saved")
        }
        "again" => (actions::read_again(app, actor, id).await, "own-calendar-tried"),
        "forget" => (actions::forget(app, actor, id).await, "own-calendar-forgotten"),
        "lift" => (actions::lift(app, actor, id, stretch(&form)?, true).await, "own-calendar-lifted"),
        "bind" => (actions::lift(app, actor, id, stretch(&form)?, false).await, "own-calendar-bound"),
        _ => return Err(Refusal::missing("unknown-record").into()),
    };
    after(app, viewer, whose, form, done, said).await
}

async fn after(
    app: &App,
    viewer: &Viewer,
    whose: &Whose,
    mut form: Form,
    done: Result<(), StoreError>,
    said: &'static str,
) -> Answer {
    match done {
        Ok(()) => Ok(redirect_saying(app, &whose.base(), said)),
        Err(error) => {
            form.refused(error)?;
            show(app, viewer, whose, &form).await
        }
    }
}

/// The busy time that a button stands beside, to the second.
fn stretch(form: &Form) -> Result<Window, Refusal> {
    let moment = |name: &str| form.value(name).parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    let gone = || Refusal::conflict("own-calendar-moved");
    Window::new(moment("start").ok_or_else(gone)?, moment("end").ok_or_else(gone)?).map_err(|_| gone())
}

struct View {
    speaker: Speaker,
    calendar: Option<OwnCalendar>,
    busy: Vec<Busy>,
    agreed: Vec<Session>,
    now: Moment,
}

async fn show(app: &App, viewer: &Viewer, whose: &Whose, form: &Form) -> Answer {
    let (actor, id, now) = (viewer.actor.clone(), whose.speaker.clone(), app.clock.now());
    let view = app
        .store
        .read(move |db| {
            let speaker = store::speakers::load(db, &id)?;
            let owner = store::committees::path_of(db, &speaker.committee)?;
            actor.may(Deed::EditOwnSpeaker, &Target::of(&owner).speaker(&id))?;
            let within = Window { start: now, end: now + TimeDelta::days(AHEAD) };
            let one = std::slice::from_ref(&id);
            let (busy, lifted) = store::own_calendars::busy(db, one, within)?.remove(&id).unwrap_or_default();
            let mut busy = shown(&busy, &lifted);
            busy.truncate(MOST);
            let agreed = store::sessions::of_speakers(db, one, Day::of(now), Day::of(now).plus(AHEAD))?;
            Ok(View { calendar: store::own_calendars::of(db, &id)?, speaker, busy, agreed, now })
        })
        .await?;
    let title = match whose.own {
        true => viewer.say("own-calendar"),
        false => viewer.say_with("own-calendar-of", &[("name", view.speaker.name.as_str().into())]),
    };
    let (back, words) = match whose.own {
        true => ("/my".to_owned(), viewer.say("form-back")),
        false => (format!("/speakers/{}", whose.speaker), view.speaker.name.clone()),
    };
    let page = Page::new(viewer, &title).back(back, words).note(html! { p { (viewer.say("own-calendar-what")) } });
    Ok(page.status(form.status()).show(body(viewer, whose, &view, form)))
}

/// How a calendar stands, in one line, for the pages that lead here.
pub fn line(viewer: &Viewer, calendar: Option<&OwnCalendar>, today: Day) -> Markup {
    let at = |moment: Moment| text::moment_short(viewer.lang(), moment, today);
    html! {
        @match calendar {
            None => p { (viewer.say("own-calendar-none-yet")) },
            Some(OwnCalendar { failure: Some(failure), tried_at, read_at, .. }) => {
                p { (parts::status(Sign::Stop, &viewer.say_with("own-calendar-failed", &[("at", at(*tried_at).into())]))) }
                p { (viewer.refusal(&failure.refusal())) }
                @if let Some(read_at) = read_at { p { (viewer.say_with("own-calendar-holds", &[("at", at(*read_at).into())])) } }
            },
            Some(calendar) => p {
                (parts::status(Sign::Done, &viewer.say("own-calendar-good")))
                @if let Some(read_at) = calendar.read_at { " " span.num { (at(read_at)) } }
            },
        }
    }
}

fn body(viewer: &Viewer, whose: &Whose, view: &View, form: &Form) -> Markup {
    let ways = html! {
        (parts::sheet(&viewer.say("own-calendar-by-address"), by_address(viewer, whose, form)))
        (parts::sheet(&viewer.say("own-calendar-by-file"), by_file(viewer, whose, form)))
    };
    html! {
        (parts::problems(viewer, form))
        @match &view.calendar {
            None => (ways),
            Some(calendar) => {
                (parts::sheet(&viewer.say("own-calendar-state"), state(viewer, whose, view, calendar)))
                (parts::sheet(&viewer.say("own-calendar-busy"), times(viewer, whose, view)))
                details.more open[!form.is_sound()] { summary { (viewer.say("own-calendar-other")) } (ways) }
            }
        }
    }
}

fn by_address(viewer: &Viewer, whose: &Whose, form: &Form) -> Markup {
    let field = Field::new(viewer, form, "address", "own-calendar-address").hint("own-calendar-address-hint");
    let body = html! { (field.most(2000).line()) (parts::button(&viewer.say("own-calendar-address-save"))) };
    html! {
        (parts::post(viewer, &format!("{}/address", whose.base()), body))
        details.more { summary { (viewer.say("own-calendar-where")) } p { (viewer.say("own-calendar-where-more")) } }
    }
}

fn by_file(viewer: &Viewer, whose: &Whose, form: &Form) -> Markup {
    html! {
        form.fields method="post" action={ (whose.base()) "/file" } enctype="multipart/form-data" {
            (parts::mark(viewer))
            (Field::new(viewer, form, "file", "own-calendar-file").hint("own-calendar-file-hint").file(".ics,text/calendar"))
            (parts::button(&viewer.say("own-calendar-file-save")))
        }
    }
}

/// Where it comes from, when it was read, and what went wrong since.
fn state(viewer: &Viewer, whose: &Whose, view: &View, calendar: &OwnCalendar) -> Markup {
    let at = |moment: Moment| text::moment_short(viewer.lang(), moment, Day::of(view.now));
    let uploaded = calendar.address.is_empty();
    let source = if uploaded { viewer.say("own-calendar-from-file") } else { calendar.shown() };
    let until = calendar.expanded_at.map(|at| text::day_long(viewer.lang(), Day::of(horizon(at).end)));
    html! {
        (line(viewer, Some(calendar), Day::of(view.now)))
        (parts::facts(&[
            (viewer.say("own-calendar-source"), html! { (source) }),
            (viewer.say("own-calendar-until"), html! { @if let Some(until) = until { (until) } }),
        ]))
        @if let Some(next) = calendar.next_at {
            p.quiet { (viewer.say_with("own-calendar-next", &[("at", at(next).into())])) }
        }
        @if calendar.doubtful > 0 {
            p.quiet { (viewer.say_with("own-calendar-doubtful", &[("count", calendar.doubtful.into())])) }
        }
        div.acts {
            @if !uploaded { (parts::deed(viewer, &format!("{}/again", whose.base()), &viewer.say("own-calendar-again"))) }
            (parts::deed(viewer, &format!("{}/forget", whose.base()), &viewer.say("own-calendar-forget")))
        }
    }
}

fn times(viewer: &Viewer, whose: &Whose, view: &View) -> Markup {
    let count = [("days", AHEAD.into())];
    if view.busy.is_empty() {
        return html! { p { (viewer.say_with("own-calendar-free", &count)) } };
    }
    html! {
        p { (viewer.say_with("own-calendar-busy-more", &count)) }
        ul.people { @for busy in &view.busy { (time(viewer, whose, view, *busy)) } }
        @if view.busy.len() == MOST { p.quiet { (viewer.say_with("own-calendar-most", &[("count", MOST.into())])) } }
    }
}

fn time(viewer: &Viewer, whose: &Whose, view: &View, Busy { window, lifted }: Busy) -> Markup {
    let (what, words) = match (lifted, whose.own) {
        (false, true) => ("lift", "own-calendar-lift"),
        (false, false) => ("lift", "own-calendar-lift-theirs"),
        (true, _) => ("bind", "own-calendar-bind"),
    };
    let speaks = |session: &&Session| session.window.meets(&window);
    html! {
        li {
            p {
                b { (span(viewer, window)) } " "
                @if lifted { (parts::status(Sign::Done, &viewer.say("own-calendar-is-lifted"))) }
            }
            @for session in view.agreed.iter().filter(speaks) {
                p {
                    (parts::status(Sign::Stop, &viewer.say("own-calendar-agreed"))) " "
                    a href={ "/sessions/" (session.id) } { (text::session_time(viewer.lang(), session.window)) }
                }
            }
            form.deed method="post" action={ (whose.base()) "/" (what) } {
                (parts::mark(viewer))
                input type="hidden" name="start" value=(window.start.timestamp());
                input type="hidden" name="end" value=(window.end.timestamp());
                button.act { (viewer.say(words)) }
            }
        }
    }
}

/// Whole days as days, else with the clock.
fn span(viewer: &Viewer, window: Window) -> String {
    let lang = viewer.lang();
    let (first, last) = (window.day(), Day::of(window.end - TimeDelta::seconds(1)));
    let whole = window.start == first.start() && window.end == last.end();
    let ends = if first == last {
        text::day_long(lang, first)
    } else {
        format!("{} — {}", text::day_long(lang, first), text::day_long(lang, last))
    };
    match (whole, first == last) {
        (true, _) => viewer.say_with("own-calendar-whole-days", &[("days", ends.into())]),
        (false, true) => text::session_time(lang, window),
        (false, false) => {
            let clock = |day, at| format!("{} {}", text::day_long(lang, day), text::clock_start(lang, at));
            format!("{} — {}", clock(first, window.start), clock(last, window.end))
        }
    }
}
