//! `/settings/letters/words`: a committee's own words for its letters, one letter and language a
//! page, with a preview of the real thing.

use crate::accounts::{Deed, Target};
use crate::actions::letters::{set_template, try_template};
use crate::app::App;
use crate::committees::Committee;
use crate::kernel::{Day, Refusal};
use crate::reminders::template::{Template, WORDINGS, Wording};
use crate::reminders::{Rendered, ours};
use crate::store::letters::templates::{self, Own};
use crate::store::{self, StoreError};
use crate::text::{Lang, moment_short};
use crate::web::choices;
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Field, Options, Sign, Table};
use crate::web::problem::{Answer, Problem};
use crate::web::viewer::Viewer;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use std::collections::BTreeMap;

struct View {
    committees: Options,
    committee: Committee,
    own: Vec<Own>,
    today: Day,
}

/// One letter in one language.
struct One {
    wording: Wording,
    lang: Lang,
    own: Option<Own>,
    /// What holds when this committee sets nothing.
    above: Template,
    preview: Option<Rendered>,
    /// Somebody else has saved meanwhile.
    theirs: bool,
}

impl One {
    /// The words that hold.
    fn holds(&self) -> &Template {
        self.own.as_ref().and_then(|own| own.template.as_ref()).unwrap_or(&self.above)
    }
}

/// `GET /settings/letters/words?committee=CODE`: which letters speak whose words.
pub async fn list(State(app): State<App>, viewer: Viewer, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    let code = query.get("committee").cloned().unwrap_or_default();
    let view = load(&app, &viewer, code).await?;
    let form = Form::empty().with("committee", &view.committee.code);
    let columns = ["template-letter", "letters-to", "template-zh", "template-en"];
    let rows = WORDINGS.iter().map(|wording| {
        vec![
            html! { (name(&viewer, *wording)) },
            html! { (viewer.say(&format!("letters-to-{}", wording.reader))) },
            cell(&viewer, &view, *wording, Lang::Zh),
            cell(&viewer, &view, *wording, Lang::En),
        ]
    });
    let table = Table::new(columns.iter().map(|key| Column::text(viewer.say(key))).collect()).rows(rows);
    let back = format!("/settings/letters?committee={}", view.committee.code);
    let page = Page::new(&viewer, &viewer.say("template-title")).back(back, viewer.say("letter-settings-title"));
    Ok(page.note(html! { p { (viewer.say("template-about")) } }).show(html! {
        form.search method="get" action="/settings/letters/words" {
            (Field::new(&viewer, &form, "committee", "letter-settings-committee").select(&view.committees, None))
            button.act { (viewer.say("letter-settings-choose")) }
        }
        (parts::sheet(&view.committee.name, table.show()))
    }))
}

fn cell(viewer: &Viewer, view: &View, wording: Wording, lang: Lang) -> Markup {
    let own = view.own.iter().find(|own| is_of(own, wording, lang) && own.template.is_some());
    html! {
        a href=(address(&view.committee, wording, lang)) { (viewer.say("template-change")) }
        @if let Some(own) = own {
            br; (parts::status(Sign::Done, &viewer.say("template-own")))
            br; small { (moment_short(viewer.lang(), own.changed_at, view.today)) " " (own.changed_by) }
        }
    }
}

fn is_of(own: &Own, wording: Wording, lang: Lang) -> bool {
    own.key.0 == wording.code && own.key.1 == wording.reader && own.key.2 == lang
}

fn name(viewer: &Viewer, wording: Wording) -> String {
    viewer.say(&format!("letter-tag-{}", wording.kind.code()))
}

fn address(committee: &Committee, wording: Wording, lang: Lang) -> String {
    let Wording { code, reader, .. } = wording;
    format!("/settings/letters/words/{code}/{reader}/{}?committee={}", lang.code(), committee.code)
}

type Which = Path<(String, String, String)>;

/// `GET /settings/letters/words/CODE/READER/LANG?committee=CODE`.
pub async fn page(
    State(app): State<App>,
    viewer: Viewer,
    Path(which): Which,
    Query(query): Query<BTreeMap<String, String>>,
) -> Answer {
    let view = load(&app, &viewer, query.get("committee").cloned().unwrap_or_default()).await?;
    let mut one = one(&app, &view, which).await?;
    let holds = one.holds().clone();
    one.preview = preview(&app, &viewer, &view, &one, &holds).await?;
    let form = Form::empty()
        .with("subject", &holds.subject)
        .with("opening", &holds.opening)
        .with("version", one.own.as_ref().map_or(0, |own| own.version));
    Ok(shown(&viewer, &view, &one, &form))
}

/// `POST` there: `do=preview` shows, `do=save` keeps, `do=reset` goes back to what holds above.
pub async fn save(State(app): State<App>, viewer: Viewer, Path(which): Which, mut form: Form) -> Answer {
    let view = load(&app, &viewer, form.value("committee").to_owned()).await?;
    let mut one = one(&app, &view, which).await?;
    let typed = Template::typed(form.value("subject"), form.value("opening"));
    let deed = form.value("do").to_owned();
    let seen = form.version();
    if deed != "reset"
        && let Err(refusal) = one.wording.check(&typed)
    {
        form.refuse(refusal);
    }
    if form.is_sound() && deed != "preview" {
        let kept = (deed == "save").then(|| typed.clone());
        let of = (one.wording, one.lang);
        match set_template(&app, &viewer.actor, view.committee.id.clone(), of, seen, kept).await {
            Ok(()) => {
                let back = address(&view.committee, one.wording, one.lang);
                return Ok(redirect_saying(&app, &back, "said-saved"));
            }
            Err(error) => form.refused(error)?,
        }
        // both texts stand on the page; what is saved from there was chosen over the other's
        let now = load(&app, &viewer, view.committee.code.clone()).await?;
        one.own = now.own.into_iter().find(|own| is_of(own, of.0, of.1));
        form = form.without("version").with("version", one.own.as_ref().map_or(0, |own| own.version));
        one.theirs = form.status() == axum::http::StatusCode::CONFLICT;
    }
    if form.is_sound() {
        one.preview = preview(&app, &viewer, &view, &one, &typed).await?;
    }
    Ok(shown(&viewer, &view, &one, &form))
}

async fn preview(
    app: &App,
    viewer: &Viewer,
    view: &View,
    one: &One,
    template: &Template,
) -> Result<Option<Rendered>, StoreError> {
    let of = (one.wording, one.lang);
    try_template(app, &viewer.actor, view.committee.id.clone(), of, template.clone()).await
}

async fn load(app: &App, viewer: &Viewer, code: String) -> Result<View, Problem> {
    let scope = viewer.actor.scope(Deed::EditSettings)?;
    let (today, actor) = (app.clock.today(), viewer.actor.clone());
    let view = app
        .store
        .read(move |db| {
            let committees = choices::committees(db, &scope)?;
            let first = committees.first().map(|one| one.0.clone()).unwrap_or_default();
            let committee = store::committees::by_code(db, if code.is_empty() { &first } else { &code })?;
            actor.may(Deed::EditSettings, &Target::of(&committee.path))?;
            let own = templates::of(db, &committee.id)?;
            Ok::<_, StoreError>(View { committees, committee, own, today })
        })
        .await?;
    Ok(view)
}

async fn one(app: &App, view: &View, (code, reader, lang): (String, String, String)) -> Result<One, Problem> {
    let wording = Wording::find(&code, &reader).ok_or_else(|| Refusal::missing("template-missing"))?;
    let lang =
        Lang::ALL.into_iter().find(|one| one.code() == lang).ok_or_else(|| Refusal::missing("template-missing"))?;
    let path = view.committee.path.clone();
    let parent = path.as_str().trim_end_matches('/').rsplit_once('/').map(|(above, _)| format!("{above}/"));
    let above = match parent {
        Some(above) => {
            let above = crate::kernel::CommitteePath(above);
            app.store.read(move |db| templates::at_or_above(db, &above, (wording.code, wording.reader, lang))).await?
        }
        None => None,
    };
    let own = view.own.iter().find(|own| is_of(own, wording, lang)).cloned();
    Ok(One { wording, lang, own, above: above.unwrap_or_else(|| ours(wording, lang)), preview: None, theirs: false })
}

fn shown(viewer: &Viewer, view: &View, one: &One, form: &Form) -> Response {
    let body = html! {
        (parts::problems(viewer, form))
        @if one.theirs { (theirs(viewer, one, view.today)) }
        (parts::sheet(&viewer.say("template-words"), fields(viewer, view, one, form)))
        (parts::sheet(&viewer.say("template-preview"), match &one.preview {
            Some(letter) => letter_of(viewer, letter),
            None => html! { p.quiet { (viewer.say("template-no-preview")) } },
        }))
    };
    let title =
        format!("{} · {}", name(viewer, one.wording), viewer.say(&format!("letters-to-{}", one.wording.reader)));
    let back = format!("/settings/letters/words?committee={}", view.committee.code);
    let language = viewer.say(&format!("template-{}", one.lang.code()));
    let page = Page::new(viewer, &title).back(back, viewer.say("template-title"));
    page.note(html! { p { (view.committee.name) " · " (language) } }).status(form.status()).show(body)
}

/// What holds now, beside what was typed against something older.
fn theirs(viewer: &Viewer, one: &One, today: Day) -> Markup {
    let holds = one.holds();
    let facts = parts::facts(&[
        (viewer.say("template-subject"), html! { (holds.subject) }),
        (viewer.say("template-opening"), html! { @for line in holds.opening.lines() { div { (line) } } }),
    ]);
    let by = one
        .own
        .as_ref()
        .map(|own| format!("{} {}", moment_short(viewer.lang(), own.changed_at, today), own.changed_by));
    parts::sheet(
        &viewer.say("template-theirs"),
        html! { @if let Some(by) = by { p.quiet { (by) } } (facts) p { (viewer.say("template-theirs-note")) } },
    )
}

fn fields(viewer: &Viewer, view: &View, one: &One, form: &Form) -> Markup {
    let action = address(&view.committee, one.wording, one.lang);
    let action = action.split('?').next().unwrap_or_default();
    parts::post(
        viewer,
        action,
        html! {
            input type="hidden" name="committee" value=(view.committee.code);
            input type="hidden" name="version" value=(form.value("version"));
            (Field::new(viewer, form, "subject", "template-subject").hint("template-subject-hint").needed().most(100).line())
            (Field::new(viewer, form, "opening", "template-opening").hint("template-opening-hint").needed().most(1200).area(7))
            details.more open {
                summary { (viewer.say("template-placeholders")) }
                (parts::facts(&one.wording.placeholders().iter().map(|name| {
                    (format!("{{{name}}}"), html! { (viewer.say(&format!("template-is-{name}"))) })
                }).collect::<Vec<_>>()))
            }
            p.acts {
                (parts::button_of("do", "save", &viewer.say("form-save")))
                (parts::quiet_button_of("do", "preview", &viewer.say("letter-settings-look")))
                @if one.own.as_ref().is_some_and(|own| own.template.is_some()) { (parts::quiet_button_of("do", "reset", &viewer.say("template-reset"))) }
            }
        },
    )
}

fn letter_of(viewer: &Viewer, letter: &Rendered) -> Markup {
    html! {
        p { b { (letter.subject) } }
        @for line in letter.text.lines() { @if line.is_empty() { br; } @else { div { (line) } } }
        p.quiet { (viewer.say("template-preview-more")) }
    }
}
