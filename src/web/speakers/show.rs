//! `/speakers/ID`: one speaker, with the ways to reach and equip this person.

use crate::accounts::tokens::{Opens, mint};
use crate::accounts::{Deed, Target};
use crate::actions;
use crate::app::App;
use crate::committees::List;
use crate::kernel::{CommitteePath, Day, Grade, SpeakerId, words_of_clock};
use crate::speakers::own_calendar::OwnCalendar;
use crate::speakers::{DayException, Speaker, WeekHours};
use crate::store;
use crate::store::letters::list::LetterView;
use crate::text;
use crate::web::choices;
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::letters::person;
use crate::web::my::busy;
use crate::web::parts;
use crate::web::problem::Answer;
use crate::web::settings::accounts::printed;
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use maud::{Markup, html};
use std::collections::BTreeMap;

struct View {
    speaker: Speaker,
    owner: CommitteePath,
    committee: String,
    team: String,
    township: String,
    languages: String,
    feed: String,
    own: Option<OwnCalendar>,
    letters: Option<Vec<LetterView>>,
    today: Day,
}

/// `GET /speakers/ID`.
pub async fn page(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Answer {
    let view = view(&app, &viewer, id.into()).await?;
    let speaker = &view.speaker;
    let edits = viewer.actor.may(Deed::EditRegisters, &Target::of(&view.owner)).is_ok();
    let note = html! {
        (speaker.code) " · " (viewer.say(speaker.elder_kind.key())) " "
        (super::list::papers(&viewer, speaker, view.today))
    };
    let mut page = Page::new(&viewer, &speaker.name).note(note).back("/speakers", viewer.say("nav-speakers"));
    if edits {
        page = page.actions(html! {
            (parts::main_link(&format!("/speakers/{}/edit", speaker.id), &viewer.say("form-edit")))
            (parts::link(&format!("/speakers/{}/service", speaker.id), &viewer.say("service-title")))
            (parts::link(&format!("/plans/mend?what=sick&who={}", speaker.code), &viewer.say("mend-sick")))
            (parts::link(&format!("/speakers/{}/same", speaker.id), &viewer.say("speaker-same-short")))
        });
    }
    Ok(page.show(body(&viewer, &view, edits)))
}

async fn view(app: &App, viewer: &Viewer, id: SpeakerId) -> Result<View, crate::web::Problem> {
    let scope = viewer.actor.scope(Deed::SeeRegisters)?;
    let letters = viewer.actor.scope(Deed::HandleLetters).ok();
    let (lang, today, base, secret) = (viewer.lang(), app.clock.today(), app.base_url.clone(), app.secret.clone());
    let view = app
        .store
        .read(move |db| {
            let speaker = store::speakers::find(db, &scope, &id)?;
            let committee = store::committees::load(db, &speaker.committee)?;
            let team = match &speaker.team {
                Some(team) => store::teams::load(db, team)?.name,
                None => String::new(),
            };
            let towns = store::divisions::names(db, std::slice::from_ref(&speaker.township_code))?;
            let names = choices::list(db, lang, List::Languages)?;
            let spoken: Vec<&str> = speaker.languages.iter().map(|code| choices::words(&names, code)).collect();
            let token = mint(&secret, Opens::SpeakerFeed, speaker.id.as_str(), speaker.feed_generation);
            Ok(View {
                languages: spoken.join("、"),
                township: towns.get(&speaker.township_code).cloned().unwrap_or_default(),
                feed: format!("{base}/calendars/{token}.ics"),
                letters: letters.map(|scope| person::last(db, &scope, speaker.id.as_str())).transpose()?,
                own: store::own_calendars::of(db, &speaker.id)?,
                owner: committee.path,
                committee: committee.name,
                speaker,
                team,
                today,
            })
        })
        .await?;
    Ok(view)
}

/// `POST /speakers/ID/code`: a sign-in code, shown once.
pub async fn code(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, _form: Form) -> Answer {
    let back = format!("/speakers/{id}");
    let code = actions::speakers::print_code(&app, &viewer.actor, &id.into()).await?;
    Ok(printed(&viewer, &code, &back))
}

/// `POST /speakers/ID/feed`: a fresh feed address.
pub async fn feed(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, _form: Form) -> Answer {
    let back = format!("/speakers/{id}");
    actions::speakers::renew_feed(&app, &viewer.actor, &id.into()).await?;
    Ok(redirect_saying(&app, &back, "said-feed"))
}

fn body(viewer: &Viewer, view: &View, edits: bool) -> Markup {
    html! {
        div.aside {
            div {
                (parts::sheet(&viewer.say("speaker-person"), person(viewer, view)))
                (parts::sheet(&viewer.say("speaker-themes"), themes(viewer, &view.speaker)))
                (parts::sheet(&viewer.say("speaker-hours"), hours(viewer, view)))
            }
            div {
                (parts::sheet(&viewer.say("speaker-limits"), limits(viewer, &view.speaker)))
                @if let Some(letters) = &view.letters {
                    (parts::sheet(&viewer.say("letters-last"), html! {
                        (person::sheet(viewer, letters, view.speaker.id.as_str(), view.today))
                        p.acts { (parts::link(&format!("/speakers/{}/schedule", view.speaker.id), &viewer.say("schedule-open"))) }
                    }))
                }
                @if edits { (parts::sheet(&viewer.say("own-calendar-sheet"), html! {
                    (busy::line(viewer, view.own.as_ref(), view.today))
                    p.acts { (parts::link(&format!("/speakers/{}/busy", view.speaker.id), &viewer.say("own-calendar-open-theirs"))) }
                })) }
                @if edits { (parts::sheet(&viewer.say("speaker-calendar"), calendar(viewer, view))) }
                @if edits { (parts::sheet(&viewer.say("speaker-sign-in"), html! {
                    p.quiet { (viewer.say("speaker-sign-in-more")) }
                    (parts::deed(viewer, &format!("/speakers/{}/code", view.speaker.id), &viewer.say("accounts-code")))
                })) }
            }
        }
    }
}

fn person(viewer: &Viewer, view: &View) -> Markup {
    let speaker = &view.speaker;
    let until = |day: Option<Day>| html! { (day.map_or_else(|| viewer.say("paper-none"), |day| text::day_long(viewer.lang(), day))) };
    let fact = |key: &str, value: Markup| (viewer.say(key), value);
    parts::facts(&[
        fact("speaker-committee", html! { (view.committee) }),
        fact("speaker-team", html! { (view.team) }),
        fact("speaker-birth-year", html! { @if let Some(year) = speaker.birth_year { (year) } }),
        fact("speaker-township", html! { (view.township) }),
        fact("speaker-phone", parts::telephone(&speaker.phone)),
        fact(
            "speaker-email",
            html! { (speaker.email) @if speaker.email_bad { " " (parts::status(parts::Sign::Stop, &viewer.say("speaker-email-bad"))) } },
        ),
        fact("speaker-channel", html! { (viewer.say(speaker.channel.key())) }),
        fact("speaker-languages", html! { (view.languages) }),
        fact("speaker-appointed-until", until(speaker.appointed_until)),
        fact("speaker-checked-until", until(speaker.checked_until)),
        fact("speaker-insured-until", until(speaker.insured_until)),
    ])
}

fn themes(viewer: &Viewer, speaker: &Speaker) -> Markup {
    let mut by_theme: BTreeMap<&str, Vec<Grade>> = BTreeMap::new();
    for (theme, grade) in &speaker.qualifications {
        by_theme.entry(theme).or_default().push(*grade);
    }
    if by_theme.is_empty() {
        return parts::empty(&viewer.say("speaker-themes-none"), None);
    }
    let rows: Vec<(String, Markup)> = by_theme
        .into_iter()
        .map(|(theme, mut grades)| {
            grades.sort();
            let words: Vec<String> = grades.into_iter().map(|grade| viewer.say(grade.key())).collect();
            (viewer.theme(theme).to_owned(), html! { (words.join("、")) })
        })
        .collect();
    parts::facts(&rows)
}

fn hours(viewer: &Viewer, view: &View) -> Markup {
    let week: Vec<(String, Markup)> = (1..=7u8)
        .map(|day| (viewer.say(&format!("weekday-{day}")), html! { (day_hours(&view.speaker.availability, day)) }))
        .collect();
    let coming: Vec<&DayException> = view.speaker.exceptions.iter().filter(|one| one.day >= view.today).collect();
    html! {
        @if view.speaker.availability.is_empty() { p { (viewer.say("speaker-hours-none")) } } @else { (parts::facts(&week)) }
        @if !coming.is_empty() {
            h3 { (viewer.say("speaker-exceptions")) }
            ul {
                @for one in coming {
                    li {
                        (text::day_long(viewer.lang(), one.day)) "　"
                        @match one.hours {
                            Some((from, to)) => { (words_of_clock(from)) "-" (words_of_clock(to)) }
                            None => { (viewer.say("speaker-off")) }
                        }
                    }
                }
            }
        }
    }
}

fn day_hours(week: &[WeekHours], day: u8) -> String {
    let spans = week.iter().filter(|hours| hours.weekday == day);
    let spans: Vec<String> =
        spans.map(|hours| format!("{}-{}", words_of_clock(hours.from), words_of_clock(hours.to))).collect();
    spans.join("，")
}

fn limits(viewer: &Viewer, speaker: &Speaker) -> Markup {
    let caps = &speaker.caps;
    let fact = |key: &str, value: String| (viewer.say(key), html! { (value) });
    let clock = |minutes: Option<u16>| minutes.map_or_else(|| viewer.say("speaker-committee-hour"), words_of_clock);
    let yes = |yes: bool| viewer.say(if yes { "yes" } else { "no" });
    parts::facts(&[
        fact("speaker-per-day", caps.per_day.to_string()),
        fact("speaker-per-week", caps.per_week.to_string()),
        fact("speaker-per-month", caps.per_month.to_string()),
        fact("speaker-wish", caps.wish_per_month.to_string()),
        fact("speaker-rest", caps.min_rest_days.to_string()),
        fact("speaker-travel", caps.max_travel_km.to_string()),
        fact("speaker-earliest", clock(speaker.earliest)),
        fact("speaker-latest", clock(speaker.latest)),
        fact("speaker-no-stairs", yes(speaker.no_stairs)),
        fact("speaker-companion", yes(speaker.needs_companion)),
    ])
}

fn calendar(viewer: &Viewer, view: &View) -> Markup {
    html! {
        p.quiet { (viewer.say("speaker-calendar-more")) }
        (parts::subscribe(viewer, &view.feed))
        (parts::deed(viewer, &format!("/speakers/{}/feed", view.speaker.id), &viewer.say("feed-renew")))
    }
}
