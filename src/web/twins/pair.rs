//! `/speakers/ID/same/OTHER`, `/venues/ID/same/OTHER`: two records side by side, to be made one.

use super::{Card, How, Line, Register};
use crate::accounts::Deed;
use crate::app::App;
use crate::store::twins::Moves;
use crate::text::grouped;
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Table};
use crate::web::problem::{Answer, Problem};
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};

struct View {
    kept: Card,
    goes: Card,
    lines: Vec<Line>,
    moves: Moves,
}

/// `GET`: the two, and what goes with the second.
pub async fn page<R: Register>(
    State(app): State<App>,
    viewer: Viewer,
    Path((kept, goes)): Path<(String, String)>,
) -> Answer {
    let view = view::<R>(&app, &viewer, kept, goes).await?;
    Ok(shown::<R>(&viewer, &view, &Form::empty()))
}

/// `POST`: makes them one.
pub async fn join<R: Register>(
    State(app): State<App>,
    viewer: Viewer,
    Path((kept, goes)): Path<(String, String)>,
    mut form: Form,
) -> Answer {
    let view = view::<R>(&app, &viewer, kept, goes).await?;
    let choices = view.lines.iter().filter_map(|line| if let How::Choose(code) = line.how { Some(code) } else { None });
    let theirs: Vec<String> =
        choices.filter(|code| form.value(&format!("keep-{code}")) == "goes").map(str::to_owned).collect();
    let seen = |name: &str| form.value(name).parse().unwrap_or(0);
    let from = Card { version: seen("goes-version"), ..view.goes.clone() };
    let into = Card { version: seen("kept-version"), ..view.kept.clone() };
    match R::join(&app, &viewer.actor, &from, &into, &theirs).await {
        Ok(()) => Ok(redirect_saying(&app, &format!("{}/{}", R::BASE, view.kept.id), "said-joined")),
        Err(error) => {
            form.refused(error)?;
            Ok(shown::<R>(&viewer, &view, &form))
        }
    }
}

/// `POST .../apart`: they are two.
pub async fn apart<R: Register>(
    State(app): State<App>,
    viewer: Viewer,
    Path((one, other)): Path<(String, String)>,
    _form: Form,
) -> Answer {
    R::apart(&app, &viewer.actor, &one, &other).await?;
    Ok(redirect_saying(&app, &format!("{}/twins", R::BASE), "said-apart"))
}

async fn view<R: Register>(app: &App, viewer: &Viewer, kept: String, goes: String) -> Result<View, Problem> {
    let scope = viewer.actor.scope(Deed::EditRegisters)?;
    let (look, today) = (viewer.clone(), app.clock.today());
    let view = app.store.read(move |db| {
        let records = [R::find(db, &scope, &kept)?, R::find(db, &scope, &goes)?];
        let names = R::names(db, look.lang(), &records)?;
        let [kept, goes] = &records;
        Ok(View {
            lines: R::lines(&look, kept, goes, &names),
            kept: R::card(&look, kept, &names),
            moves: R::moves(db, &R::card(&look, goes, &names).id, today)?,
            goes: R::card(&look, goes, &names),
        })
    });
    Ok(view.await?)
}

fn shown<R: Register>(viewer: &Viewer, view: &View, form: &Form) -> Response {
    let (here, swapped) = (
        format!("{}/{}/same/{}", R::BASE, view.kept.id, view.goes.id),
        format!("{}/{}/same/{}", R::BASE, view.goes.id, view.kept.id),
    );
    let body = html! {
        (parts::problems(viewer, form))
        (parts::post(viewer, &here, html! {
            input type="hidden" name="kept-version" value=(view.kept.version);
            input type="hidden" name="goes-version" value=(view.goes.version);
            section.sheet { (table(viewer, view, form)) }
            (parts::sheet(&viewer.say("moves-title"), moves(viewer, view)))
            p { (viewer.say_with("same-sure", &[("kept", view.kept.code.as_str().into()), ("goes", view.goes.code.as_str().into())])) }
            p.acts {
                (parts::button(&viewer.say("same-join")))
                (parts::link(&swapped, &viewer.say("same-swap")))
                button.act formaction={ (here) "/apart" } { (viewer.say(&format!("{}-apart", R::KEYS))) }
            }
        }))
    };
    let page = Page::new(viewer, &viewer.say(&format!("{}-pair", R::KEYS)));
    page.back(format!("{}/{}/same", R::BASE, view.kept.id), viewer.say("same-other")).status(form.status()).show(body)
}

fn table(viewer: &Viewer, view: &View, form: &Form) -> Markup {
    let head = |key, card: &Card| Column::text(viewer.say_with(key, &[("code", card.code.as_str().into())]));
    let columns =
        vec![Column::text(viewer.say("same-what")), head("same-kept", &view.kept), head("same-goes", &view.goes)];
    let rows = view.lines.iter().filter(|line| !line.kept.is_empty() || !line.goes.is_empty()).map(|line| {
        let how = match line.how {
            How::Choose(_) => Some("same-choose"),
            How::Both if line.kept != line.goes => Some("same-both"),
            How::Later if line.kept != line.goes => Some("same-later"),
            _ => None,
        };
        let label = html! { (line.label) @if let Some(key) = how { br; small { (viewer.say(key)) } } };
        vec![label, side(viewer, form, line, "kept"), side(viewer, form, line, "goes")]
    });
    Table::new(columns).rows(rows).show()
}

fn side(viewer: &Viewer, form: &Form, line: &Line, which: &str) -> Markup {
    let words = if which == "kept" { &line.kept } else { &line.goes };
    let lines = html! { @for (n, part) in words.split('\n').enumerate() { @if n > 0 { br; } (part) } };
    let How::Choose(code) = line.how else {
        return html! { @if words.is_empty() { span.quiet { (viewer.say("same-nothing")) } } @else { (lines) } };
    };
    let name = format!("keep-{code}");
    let taken = if form.value(&name) == "goes" { "goes" } else { "kept" };
    html! {
        label.pick { input type="radio" name=(name) value=(which) checked[taken == which]; span { (lines) } }
    }
}

fn moves(viewer: &Viewer, view: &View) -> Markup {
    let rows: Vec<(String, Markup)> =
        view.moves.iter().map(|(key, count)| (viewer.say(key), html! { (grouped(*count)) })).collect();
    html! { (parts::facts(&rows)) p.hint { (viewer.say("moves-feed")) } }
}
