//! `/speakers/ID/schedule`: a speaker's coming lectures in large print on A4, for those without a
//! calendar; the coordinator notes that it was handed over.

use crate::accounts::{Deed, Target};
use crate::actions::letters::give_schedule;
use crate::app::App;
use crate::committees::Committee;
use crate::kernel::{Day, Moment, SpeakerId};
use crate::reminders::polite_name;
use crate::sessions::{Answer as Word, Assignment, SessionStatus};
use crate::speakers::Speaker;
use crate::store::{self, Paging, sessions::Wanted};
use crate::text;
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts;
use crate::web::problem::{Answer, Problem};
use crate::web::sessions::view::{self, Seen};
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use maud::{Markup, html};

struct View {
    speaker: Speaker,
    committee: Committee,
    coming: Vec<Seen>,
    now: Moment,
}

/// The sheet; what surrounds it falls away in print.
pub async fn page(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Answer {
    let view = load(&app, &viewer, id.into()).await?;
    let own = viewer.actor.own_speaker() == Some(&view.speaker.id);
    let name = polite_name(viewer.lang(), &view.speaker.name);
    let title = viewer.say_with("schedule-title", &[("name", name.into())]);
    let back = if own { "/my".to_owned() } else { format!("/speakers/{}", view.speaker.id) };
    let may = viewer.actor.may(Deed::HandleLetters, &Target::of(&view.committee.path)).is_ok();
    let today = text::day_long(viewer.lang(), Day::of(view.now));
    Ok(Page::new(&viewer, &title)
        .back(back, view.speaker.name.clone())
        .note(html! { p { (viewer.say_with("schedule-as-of", &[("day", today.into())])) } })
        .show(html! {
            (body(&viewer, &view))
            @if may {
                p.quiet.acts { (viewer.say("schedule-how")) }
                (parts::deed(&viewer, &format!("/speakers/{}/schedule", view.speaker.id), &viewer.say("schedule-give")))
            }
        }))
}

/// `POST`: it was printed and handed over.
pub async fn given(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, _form: Form) -> Answer {
    let id = SpeakerId(id);
    give_schedule(&app, &viewer.actor, id.clone()).await?;
    Ok(redirect_saying(&app, &format!("/speakers/{id}/schedule"), "said-schedule"))
}

async fn load(app: &App, viewer: &Viewer, id: SpeakerId) -> Result<View, Problem> {
    let seen = viewer.actor.scope(Deed::SeeSessions)?;
    let own = viewer.actor.own_speaker() == Some(&id);
    let inside = if own { None } else { Some(viewer.actor.scope(Deed::SeeRegisters)?) };
    let (now, today) = (app.clock.now(), app.clock.today());
    let statuses = vec![SessionStatus::Published, SessionStatus::Confirmed];
    let wanted = Wanted { statuses, from: Some(today), speaker: Some(id.clone()), ..Wanted::default() };
    let view = app
        .store
        .read(move |db| {
            let speaker = match &inside {
                Some(scope) => store::speakers::find(db, scope, &id)?,
                None => store::speakers::load(db, &id)?,
            };
            let rows = store::sessions::list(db, &seen, &wanted, Paging::new(1, 50))?.rows;
            let coming = view::whole(db, rows)?;
            let committee = store::committees::load(db, &speaker.committee)?;
            Ok(View { speaker, committee, coming, now })
        })
        .await?;
    Ok(view)
}

fn body(viewer: &Viewer, view: &View) -> Markup {
    let part =
        |seen: &Seen| seen.session.assignments.iter().rfind(|a| a.speaker == view.speaker.id && a.stands()).cloned();
    let coming = view.coming.iter().filter(|seen| seen.session.window.end > view.now);
    let coming: Vec<(&Seen, Assignment)> = coming.filter_map(|seen| Some((seen, part(seen)?))).collect();
    html! {
        @if coming.is_empty() { section.sheet.by-post { p { (viewer.say("schedule-none")) } } }
        @for (seen, part) in &coming { (talk(viewer, view, seen, part)) }
        section.sheet.by-post {
            p {
                (viewer.say_with("schedule-help", &[("name", view.committee.name.as_str().into())])) " "
                (parts::telephone(&view.committee.phone))
            }
        }
    }
}

fn talk(viewer: &Viewer, view: &View, seen: &Seen, part: &Assignment) -> Markup {
    let by = part.answer_by.filter(|_| part.answer == Word::Waiting);
    let asked = by.map(|by| match by > view.now {
        true => {
            let by = text::moment_short(viewer.lang(), by, Day::of(view.now));
            viewer.say_with("schedule-answer", &[("by", by.into())])
        }
        false => viewer.say("schedule-answer-late"),
    });
    html! {
        section.sheet.by-post {
            h2 { (text::day_long(viewer.lang(), seen.session.window.day())) }
            (view::card(viewer, seen))
            p {
                @match asked {
                    Some(asked) => b { (asked) },
                    None => { (view::answer(viewer, part)) " " (view::status(viewer, &seen.session)) },
                }
            }
        }
    }
}
