//! `/settings/letters`: when whom a committee reminds, its quiet hours, and what is gathered; with
//! a preview of what would be sent when.

use crate::accounts::{Deed, Target};
use crate::actions::letters::{policies, set_policy};
use crate::app::App;
use crate::committees::Committee;
use crate::kernel::{Day, LetterKind, Moment, Refusal, words_of_clock};
use crate::reminders::policy::{DAYS, Policy, Reminders, STILL_DAYS};
use crate::store::{self, StoreError};
use crate::text;
use crate::web::choices;
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Field, Options, Table};
use crate::web::problem::{Answer, Problem};
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use std::collections::BTreeMap;

struct View {
    committees: Options,
    committee: Committee,
    /// Whether it has set its own.
    own: bool,
    policy: Policy,
    /// The next session that stands, for the preview; else an example in two weeks.
    start: Moment,
    example: bool,
    now: Moment,
}

/// `GET /settings/letters?committee=CODE`.
pub async fn page(State(app): State<App>, viewer: Viewer, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    let code = query.get("committee").cloned().unwrap_or_default();
    let view = load(&app, &viewer, code).await?;
    let form = filled(&view);
    Ok(shown(&viewer, &view, &form))
}

/// `POST /settings/letters`: `do=preview` shows, `do=save` keeps, `do=above` goes back to what holds above.
pub async fn save(State(app): State<App>, viewer: Viewer, mut form: Form) -> Answer {
    let mut view = load(&app, &viewer, form.value("committee").to_owned()).await?;
    let policy = typed(&mut form);
    let deed = form.value("do").to_owned();
    if form.is_sound() {
        if let Err(refusal) = policy.check() {
            form.refuse(refusal);
        }
        view.policy = policy.clone();
    }
    if form.is_sound() && deed != "preview" {
        let kept = (deed == "save").then_some(policy);
        match set_policy(&app, &viewer.actor, view.committee.id.clone(), kept).await {
            Ok(()) => {
                let back = format!("/settings/letters?committee={}", view.committee.code);
                return Ok(redirect_saying(&app, &back, "said-saved"));
            }
            Err(error) => form.refused(error)?,
        }
    }
    Ok(shown(&viewer, &view, &form))
}

async fn load(app: &App, viewer: &Viewer, code: String) -> Result<View, Problem> {
    let scope = viewer.actor.scope(Deed::EditSettings)?;
    let (now, actor) = (app.clock.now(), viewer.actor.clone());
    let view = app
        .store
        .read(move |db| {
            let committees = choices::committees(db, &scope)?;
            let code =
                if code.is_empty() { committees.first().map(|one| one.0.clone()).unwrap_or_default() } else { code };
            let committee = store::committees::by_code(db, &code)?;
            actor.may(Deed::EditSettings, &Target::of(&committee.path))?;
            let own = store::committees::own_settings(db, &committee.id)?;
            let today = Day::of(now);
            let within = scope.narrowed(&committee.path)?;
            let coming = store::sessions::between(db, &within, today.plus(1), today.plus(60))?;
            let start = coming.first().map(|session| session.window.start);
            Ok::<_, StoreError>(View {
                own: own.contains_key(crate::reminders::policy::SETTING),
                policy: policies(db)?.at(&committee.path).clone(),
                example: start.is_none(),
                start: start.unwrap_or_else(|| today.plus(15).at(570)),
                committees,
                committee,
                now,
            })
        })
        .await?;
    Ok(view)
}

fn filled(view: &View) -> Form {
    let policy = &view.policy;
    let clock = |clock: Option<u16>| clock.map(words_of_clock).unwrap_or_default();
    let mut form = Form::empty()
        .with("committee", &view.committee.code)
        .with("quiet_from", clock(policy.quiet.map(|quiet| quiet.0)))
        .with("quiet_until", clock(policy.quiet.map(|quiet| quiet.1)))
        .with("gather_at", clock(policy.gather_at))
        .with("digest_at", clock(policy.digest_at))
        .with("still_by", policy.still_by.map(|days| days.to_string()).unwrap_or_default());
    if policy.asks_next {
        form = form.with("asks_next", "yes");
    }
    for (who, when) in [("speaker", &policy.speaker), ("venue", &policy.venue)] {
        for days in &when.days {
            form = form.with(format!("{who}_days"), days);
        }
        form = form.with(format!("{who}_at"), words_of_clock(when.at));
        form = form.with(format!("{who}_morning"), words_of_clock(when.morning_at));
    }
    form
}

fn typed(form: &mut Form) -> Policy {
    let (speaker, venue) = (reminders(form, "speaker"), reminders(form, "venue"));
    let quiet = match (form.clock("quiet_from"), form.clock("quiet_until")) {
        (Some(from), Some(until)) => Some((from, until)),
        (None, None) => None,
        (from, _) => {
            let missing = if from.is_none() { "quiet_from" } else { "quiet_until" };
            form.refuse(Refusal::new("field-needed").at(missing));
            None
        }
    };
    let still = |code: &str| code.parse::<u8>().ok().filter(|days| STILL_DAYS.contains(days));
    Policy {
        speaker,
        venue,
        quiet,
        gather_at: form.clock("gather_at"),
        still_by: form.choice("still_by", still),
        asks_next: form.has("asks_next"),
        digest_at: form.clock("digest_at"),
    }
}

fn reminders(form: &mut Form, who: &str) -> Reminders {
    let usual = Reminders::default();
    let day = |code: &str| code.parse::<u8>().ok().filter(|day| DAYS.contains(day));
    Reminders {
        days: form.choices(&format!("{who}_days"), day),
        at: form.clock(&format!("{who}_at")).unwrap_or(usual.at),
        morning_at: form.clock(&format!("{who}_morning")).unwrap_or(usual.morning_at),
    }
}

fn shown(viewer: &Viewer, view: &View, form: &Form) -> Response {
    let holds = if view.own { "letter-settings-own" } else { "letter-settings-above" };
    let body = html! {
        (parts::problems(viewer, form))
        form.search method="get" action="/settings/letters" {
            (Field::new(viewer, form, "committee", "letter-settings-committee").select(&view.committees, None))
            button.act { (viewer.say("letter-settings-choose")) }
        }
        (parts::sheet(&view.committee.name, fields(viewer, view, form)))
        (parts::sheet(&viewer.say("letter-settings-preview"), preview(viewer, view)))
        (parts::sheet(&viewer.say("template-title"), html! {
            p { (viewer.say("template-about")) }
            p.acts { (parts::link(&format!("/settings/letters/words?committee={}", view.committee.code), &viewer.say("template-open"))) }
        }))
    };
    let note = html! { p { (viewer.say(holds)) } };
    let page = Page::new(viewer, &viewer.say("letter-settings-title")).back("/settings", viewer.say("nav-settings"));
    page.note(note).status(form.status()).show(body)
}

fn fields(viewer: &Viewer, view: &View, form: &Form) -> Markup {
    let days: Options =
        DAYS.iter().map(|day| (day.to_string(), viewer.say(&format!("letter-settings-day-{day}")))).collect();
    let still: Options = STILL_DAYS
        .iter()
        .map(|days| {
            (days.to_string(), viewer.say_with("letter-settings-still-by", &[("days", u32::from(*days).into())]))
        })
        .collect();
    let field = |name, label| Field::new(viewer, form, name, label);
    parts::post(
        viewer,
        "/settings/letters",
        html! {
            input type="hidden" name="committee" value=(view.committee.code);
            (field("speaker_days", "letter-settings-speaker").boxes(&days))
            (field("speaker_at", "letter-settings-at").time())
            (field("speaker_morning", "letter-settings-morning").time())
            (field("venue_days", "letter-settings-venue").boxes(&days))
            (field("venue_at", "letter-settings-at").time())
            (field("venue_morning", "letter-settings-morning").time())
            (field("still_by", "letter-settings-still").hint("letter-settings-still-hint").select(&still, Some(&viewer.say("letter-settings-still-none"))))
            (field("asks_next", "letter-settings-next-asked").hint("letter-settings-next-asked-hint").tick())
            (field("digest_at", "letter-settings-digest").hint("letter-settings-digest-hint").time())
            (field("quiet_from", "letter-settings-quiet-from").hint("letter-settings-quiet-hint").time())
            (field("quiet_until", "letter-settings-quiet-until").time())
            (field("gather_at", "letter-settings-gather").hint("letter-settings-gather-hint").time())
            p.acts {
                (parts::button_of("do", "save", &viewer.say("form-save")))
                (parts::quiet_button_of("do", "preview", &viewer.say("letter-settings-look")))
                @if view.own { (parts::quiet_button_of("do", "above", &viewer.say("letter-settings-reset"))) }
            }
        },
    )
}

/// What would go out when, for the next session or an example.
fn preview(viewer: &Viewer, view: &View) -> Markup {
    let today = Day::of(view.now);
    let when = |moment: Moment| text::moment_short(viewer.lang(), moment, today);
    let about = if view.example { "letter-settings-example" } else { "letter-settings-next" };
    let mut rows: Vec<(Moment, String, LetterKind, u8)> = Vec::new();
    for (who, reminders) in [("letters-to-speaker", &view.policy.speaker), ("letters-to-venue", &view.policy.venue)] {
        for (kind, days, from, _) in reminders.of(view.start) {
            let quiet = view.policy.quiet_until(from).filter(|_| days > 0);
            rows.push((quiet.unwrap_or(from), viewer.say(who), kind, days));
        }
    }
    rows.sort();
    let columns: Vec<Column> =
        ["letters-when", "letters-to", "letters-about"].into_iter().map(|key| Column::text(viewer.say(key))).collect();
    let later = view.policy.gather_until(view.now + chrono::TimeDelta::days(30), view.now);
    html! {
        p { (viewer.say_with(about, &[("when", when(view.start).into())])) }
        (Table::new(columns).rows(rows.iter().map(|(at, who, kind, days)| vec![
            html! { span.num { (when(*at)) } },
            html! { (who) },
            html! { (viewer.say(&format!("letter-tag-{}", kind.code()))) " · " (viewer.say(&format!("letter-settings-day-{days}"))) },
        ])).show())
        @if rows.is_empty() { p.quiet { (viewer.say("letter-settings-none")) } }
        @if let Some(later) = later { p { (viewer.say_with("letter-settings-second", &[("when", when(later).into())])) } }
    }
}
