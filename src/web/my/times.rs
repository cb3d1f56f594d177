//! `/my/times`: when a speaker can and cannot, and how much; each change is one form and one press.

use crate::actions::import::FileKind;
use crate::app::App;
use crate::kernel::{Day, Refusal, words_of_clock};
use crate::sessions::Session;
use crate::speakers::halves::{AFTERNOON, Halves, MORNING, away, halves, with_halves};
use crate::speakers::{DayException, Speaker, forms};
use crate::store;
use crate::text;
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Field, Sign};
use crate::web::problem::{Answer, Problem};
use crate::web::record::Record;
use crate::web::speakers::fields::WEEK;
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};

/// Days that one may be away in one go, and how far ahead.
const LONGEST: i64 = 120;
const FARTHEST: i64 = 400;
/// The halves of a day as fields name them, with their words.
const HALVES: [(&str, &str); 2] = [("am", "my-morning"), ("pm", "my-afternoon")];
const LIMITS: [&str; 8] =
    ["per_week", "per_month", "wish_per_month", "per_day", "min_rest_days", "max_travel_km", "earliest", "latest"];

struct View {
    speaker: Speaker,
    coming: Vec<Session>,
    today: Day,
}

async fn load(app: &App, viewer: &Viewer) -> Result<View, Problem> {
    let id = viewer.actor.own_speaker().cloned().ok_or_else(|| Refusal::forbidden("not-allowed"))?;
    let today = app.clock.today();
    let view = app
        .store
        .read(move |db| {
            let coming = store::sessions::of_speakers(db, std::slice::from_ref(&id), today, today.plus(FARTHEST))?;
            Ok(View { speaker: store::speakers::load(db, &id)?, coming, today })
        })
        .await?;
    Ok(view)
}

/// `GET /my/times`.
pub async fn page(State(app): State<App>, viewer: Viewer) -> Answer {
    let view = load(&app, &viewer).await?;
    Ok(shown(&viewer, &view, &filled(&view.speaker)))
}

/// `POST /my/times/{what}`: days away, days back, the week, or the limits.
pub async fn save(State(app): State<App>, viewer: Viewer, Path(what): Path<String>, mut form: Form) -> Answer {
    let view = load(&app, &viewer).await?;
    let record = Record::new(FileKind::Speakers).with("code", &view.speaker.code);
    let (record, seen) = match what.as_str() {
        "away" => (exceptions(record, &view, &mut form, true), view.speaker.version),
        "back" => (exceptions(record, &view, &mut form, false), view.speaker.version),
        "week" => (week(record, &view, &form), form.version()),
        "limits" => (limits(record, &form), form.version()),
        _ => return Err(Refusal::missing("unknown-record").into()),
    };
    if record.save_own(&app, &viewer, &mut form, seen).await? {
        return Ok(redirect_saying(&app, "/my/times", "my-times-saved"));
    }
    Ok(shown(&viewer, &view, &kept(form, &view.speaker, &what)))
}

/// Days off from the one to the other, more or fewer of them.
fn exceptions(record: Record, view: &View, form: &mut Form, off: bool) -> Record {
    if form.value("from").trim().is_empty() {
        form.refuse(Refusal::new("field-needed").at("from"));
    }
    let from = form.day("from").unwrap_or(view.today);
    let to = form.day("to").unwrap_or(from);
    if to < from {
        form.refuse(Refusal::new("days-out-of-order").at("to"));
    } else if off && to.since(from) >= LONGEST {
        form.refuse(Refusal::new("my-away-long").with("most", LONGEST).at("to"));
    } else if off && (from < view.today || to > view.today.plus(FARTHEST)) {
        form.refuse(Refusal::new("my-away-when").at("from"));
    }
    if !form.is_sound() {
        return record;
    }
    let inside = |day: Day| from <= day && day <= to;
    let mut days: Vec<DayException> = view.speaker.exceptions.clone();
    days.retain(|one| !inside(one.day) || (!off && one.hours.is_some()));
    if off {
        days.extend(from.through(to).map(|day| DayException { day, hours: None }));
    }
    days.sort();
    record.with("exceptions", forms::print_exceptions(&days))
}

fn week(record: Record, view: &View, form: &Form) -> Record {
    let mut wanted = Halves::default();
    for (day, code) in wanted.iter_mut().zip(WEEK) {
        *day = HALVES.map(|(half, _)| form.has(&format!("{code}-{half}")));
    }
    record.with("availability", forms::print_availability(&with_halves(&view.speaker.availability, &wanted)))
}

fn limits(record: Record, form: &Form) -> Record {
    record.plain(form, &LIMITS).ticks(form, &["no_stairs", "needs_companion"])
}

/// The forms as they stand in the register.
fn filled(speaker: &Speaker) -> Form {
    let caps = &speaker.caps;
    let clock = |minutes: Option<u16>| minutes.map_or(String::new(), words_of_clock);
    let form = Form::empty()
        .with("version", speaker.version)
        .with("per_day", caps.per_day)
        .with("per_week", caps.per_week)
        .with("per_month", caps.per_month)
        .with("wish_per_month", caps.wish_per_month)
        .with("min_rest_days", caps.min_rest_days)
        .with("max_travel_km", caps.max_travel_km)
        .with("earliest", clock(speaker.earliest))
        .with("latest", clock(speaker.latest))
        .with("no_stairs", speaker.no_stairs)
        .with("needs_companion", speaker.needs_companion);
    ticked(form, &halves(&speaker.availability))
}

fn ticked(mut form: Form, halves: &Halves) -> Form {
    for (day, code) in halves.iter().zip(WEEK) {
        for (given, (half, _)) in day.iter().zip(HALVES) {
            if *given {
                form = form.with(format!("{code}-{half}"), true);
            }
        }
    }
    form
}

/// What was typed in one form, and the others as they stand.
fn kept(typed: Form, speaker: &Speaker, what: &str) -> Form {
    let stands = filled(speaker);
    let names = LIMITS.iter().map(|name| (*name).to_owned());
    let ticks = ["no_stairs", "needs_companion"].map(str::to_owned);
    let days = WEEK.iter().flat_map(|day| HALVES.map(|(half, _)| format!("{day}-{half}")));
    let of_limits = |name: &String| LIMITS.contains(&name.as_str()) || ticks.contains(name);
    let missing: Vec<String> = names
        .chain(ticks.clone())
        .chain(days)
        .filter(|name| !typed.has(name))
        .filter(|name| if of_limits(name) { what != "limits" } else { what != "week" })
        .collect();
    let with = |form: Form, name: String| {
        if stands.has(&name) { form.with(name.clone(), stands.value(&name)) } else { form }
    };
    let typed = if typed.has("version") { typed } else { typed.with("version", speaker.version) };
    missing.into_iter().fold(typed, with)
}

fn shown(viewer: &Viewer, view: &View, form: &Form) -> Response {
    let body = html! {
        (parts::problems(viewer, form))
        (parts::sheet(&viewer.say("my-away"), away_form(viewer, view, form)))
        (parts::sheet(&viewer.say("my-week"), week_form(viewer, form)))
        (parts::sheet(&viewer.say("my-limits"), limits_form(viewer, form)))
    };
    let note = html! { p { (viewer.say("my-times-note")) } };
    let page = Page::new(viewer, &viewer.say("my-times")).back("/my", viewer.say("form-back")).note(note);
    page.status(form.status()).show(body)
}

fn away_form(viewer: &Viewer, view: &View, form: &Form) -> Markup {
    let stretches = away(&view.speaker.exceptions, view.today);
    let date = |name, label| Field::new(viewer, form, name, label).date();
    html! {
        @if !stretches.is_empty() {
            ul.people {
                @for (from, to) in &stretches { (stretch(viewer, view, *from, *to)) }
            }
        }
        (parts::post(viewer, "/my/times/away", html! {
            div.rowset { (date("from", "my-away-from")) (date("to", "my-away-to")) }
            (parts::button(&viewer.say("my-away-save")))
        }))
    }
}

/// Days away, what was agreed on them, and the way to take them back.
fn stretch(viewer: &Viewer, view: &View, from: Day, to: Day) -> Markup {
    let day = |day| text::day_long(viewer.lang(), day);
    let inside = |session: &&Session| (from..=to).contains(&Day::of(session.window.start));
    let agreed: Vec<_> = view.coming.iter().filter(inside).collect();
    html! {
        li {
            p { b { (day(from)) @if to != from { " — " (day(to)) } } }
            @for session in &agreed {
                p {
                    (parts::status(Sign::Stop, &viewer.say("my-away-agreed"))) " "
                    a href={ "/sessions/" (session.id) } { (text::session_time(viewer.lang(), session.window)) }
                }
            }
            @if !agreed.is_empty() { p { (viewer.say("my-away-agreed-more")) } }
            form.deed method="post" action="/my/times/back" {
                (parts::mark(viewer))
                input type="hidden" name="from" value=(from);
                input type="hidden" name="to" value=(to);
                button.act { (viewer.say("my-away-back")) }
            }
        }
    }
}

fn week_form(viewer: &Viewer, form: &Form) -> Markup {
    let hours = [("morning", MORNING), ("afternoon", AFTERNOON)].map(|(name, (from, to))| {
        let text = format!("{}-{}", words_of_clock(from), words_of_clock(to));
        (name, text.into())
    });
    let day = |n: usize, code: &str| {
        html! {
            fieldset.field.day {
                legend { (viewer.say(&format!("weekday-{}", n + 1))) }
                div.picks {
                    @for (half, words) in HALVES {
                        label.pick {
                            input type="checkbox" name={ (code) "-" (half) } value="true" checked[form.has(&format!("{code}-{half}"))];
                            span { (viewer.say(words)) }
                        }
                    }
                }
            }
        }
    };
    parts::post(
        viewer,
        "/my/times/week",
        html! {
            input type="hidden" name="version" value=(form.value("version"));
            p.hint { (viewer.say_with("my-week-hint", &hours)) }
            div.rowset { @for (n, code) in WEEK.iter().enumerate() { (day(n, code)) } }
            (parts::button(&viewer.say("my-week-save")))
        },
    )
}

/// The limits that stand folded, as long as nothing is wrong with them.
const MORE: [&str; 3] = ["per_day", "wish_per_month", "min_rest_days"];

fn limits_form(viewer: &Viewer, form: &Form) -> Markup {
    let number = |name: &str, label: &str| Field::new(viewer, form, name, label).number();
    let time = |name: &str, label: &str| Field::new(viewer, form, name, label).time();
    parts::post(
        viewer,
        "/my/times/limits",
        html! {
            input type="hidden" name="version" value=(form.value("version"));
            div.rowset {
                (number("per_week", "speaker-per-week")) (number("per_month", "speaker-per-month"))
                (number("max_travel_km", "speaker-travel"))
            }
            div.rowset { (time("earliest", "speaker-earliest")) (time("latest", "speaker-latest")) }
            p.hint { (viewer.say("speaker-earliest-hint")) }
            (Field::new(viewer, form, "no_stairs", "speaker-no-stairs").tick())
            (Field::new(viewer, form, "needs_companion", "speaker-companion").tick())
            details.more open[MORE.iter().any(|name| form.problem(name).is_some())] {
                summary { (viewer.say("my-limits-more")) }
                div.rowset {
                    (number("per_day", "speaker-per-day")) (number("wish_per_month", "speaker-wish"))
                    (number("min_rest_days", "speaker-rest"))
                }
            }
            (parts::button(&viewer.say("my-limits-save")))
        },
    )
}
