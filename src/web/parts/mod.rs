//! The one set of parts that all pages are made of.

mod field;
mod subscribe;
mod table;

pub use field::{Field, Options};
pub use subscribe::subscribe;
pub use table::{Column, Table};

use super::form::Form;
use super::viewer::Viewer;
use crate::store;
use maud::{Markup, PreEscaped, html};

/// What a status means at a glance; said by sign and word, never by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// It is as it should be.
    Done,
    /// Somebody is waited for.
    Wait,
    /// It needs somebody now.
    Stop,
    /// Good to know.
    Info,
}

/// A status word with its sign.
#[must_use]
pub fn status(sign: Sign, words: &str) -> Markup {
    let (class, mark) = match sign {
        Sign::Done => ("done", "✓"),
        Sign::Wait => ("wait", "◐"),
        Sign::Stop => ("stop", "●"),
        Sign::Info => ("info", "○"),
    };
    html! { span class={ "word " (class) } { span aria-hidden="true" { (mark) } (words) } }
}

/// The hidden mark that every form carries.
#[must_use]
pub fn mark(viewer: &Viewer) -> Markup {
    html! { input type="hidden" name="mark" value=(viewer.mark()); }
}

/// A form that posts to `action`, with its mark.
#[must_use]
pub fn post(viewer: &Viewer, action: &str, body: Markup) -> Markup {
    html! { form.fields method="post" action=(action) { (mark(viewer)) (body) } }
}

/// A form of one quiet button, for a single deed.
#[must_use]
pub fn deed(viewer: &Viewer, action: &str, words: &str) -> Markup {
    html! { form.deed method="post" action=(action) { (mark(viewer)) button.act { (words) } } }
}

/// The main button of a form.
#[must_use]
pub fn button(words: &str) -> Markup {
    html! { button.act.main { (words) } }
}

/// A main button that also sends `name=value`.
#[must_use]
pub fn button_of(name: &str, value: &str, words: &str) -> Markup {
    html! { button.act.main name=(name) value=(value) { (words) } }
}

/// A quiet button that also sends `name=value`.
#[must_use]
pub fn quiet_button_of(name: &str, value: &str, words: &str) -> Markup {
    html! { button.act name=(name) value=(value) { (words) } }
}

/// A link that looks like a button.
#[must_use]
pub fn link(href: &str, words: &str) -> Markup {
    html! { a.act href=(href) { (words) } }
}

/// A link as high as a button, for what is seldom pressed.
#[must_use]
pub fn bare_link(href: &str, words: &str) -> Markup {
    html! { a.act.bare href=(href) { (words) } }
}

/// A link that looks like the main button.
#[must_use]
pub fn main_link(href: &str, words: &str) -> Markup {
    html! { a.act.main href=(href) { (words) } }
}

/// Ways to see the same thing: address, words, and which of them is shown now.
#[must_use]
pub fn tabs(label: &str, ways: &[(String, String, bool)]) -> Markup {
    html! {
        nav.tabs aria-label=(label) {
            @for (href, words, here) in ways { a href=(href) aria-current=[here.then_some("true")] { (words) } }
        }
    }
}

/// The years of which a page can tell, one press each; nothing where there is but one.
#[must_use]
pub fn years(viewer: &Viewer, years: impl Iterator<Item = i32>, here: i32, address: &str) -> Markup {
    let ways: Vec<_> = years.map(|year| (format!("{address}?year={year}"), year.to_string(), year == here)).collect();
    html! { @if ways.len() > 1 { (tabs(&viewer.say("service-years"), &ways)) } }
}

/// A telephone number to press, grouped for reading.
#[must_use]
pub fn telephone(number: &str) -> Markup {
    if number.is_empty() {
        return html! {};
    }
    let dial: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    html! { a.phone href={ "tel:" (dial) } { (number) } }
}

/// Everything that a form was refused for, each leading to its field.
#[must_use]
pub fn problems(viewer: &Viewer, form: &Form) -> Markup {
    if form.is_sound() {
        return html! {};
    }
    html! {
        div.problems role="alert" {
            p { span.sign aria-hidden="true" { "●" } (viewer.say("form-problems")) }
            ul {
                @for refusal in form.problems() {
                    li {
                        @match &refusal.place {
                            Some(place) => a href={ "#" (form.id(place)) } { (viewer.refusal(refusal)) },
                            None => (viewer.refusal(refusal)),
                        }
                    }
                }
            }
        }
    }
}

/// A number with its words, leading somewhere.
pub struct Count {
    /// How many.
    pub count: i64,
    /// Of what.
    pub words: String,
    /// Where to see them.
    pub href: String,
    /// Whether it should draw the eye when not 0.
    pub urgent: bool,
}

/// A row of counts.
#[must_use]
pub fn tally(counts: &[Count]) -> Markup {
    html! {
        div.tally {
            @for one in counts {
                a href=(one.href) class=[(one.urgent && one.count > 0).then_some("now")] {
                    b { (crate::text::grouped(one.count)) }
                    span { (one.words) }
                }
            }
        }
    }
}

/// Labels and what stands for them.
#[must_use]
pub fn facts(rows: &[(String, Markup)]) -> Markup {
    list_of_facts("facts", rows)
}

/// Labels and many short numbers, in as many columns as there is room for.
#[must_use]
pub fn figures(rows: &[(String, Markup)]) -> Markup {
    list_of_facts("facts many", rows)
}

fn list_of_facts(class: &str, rows: &[(String, Markup)]) -> Markup {
    html! {
        dl class=(class) {
            @for (label, value) in rows {
                @if !value.0.is_empty() { div { dt { (label) } dd { (value) } } }
            }
        }
    }
}

/// What the figures above mean: of each its name and its rule, in words.
#[must_use]
pub fn means(viewer: &Viewer, keys: &[&str]) -> Markup {
    html! {
        dl.means {
            @for key in keys { div { dt { (viewer.say(key)) } dd { (crate::reach::meaning(viewer.lang(), key)) } } }
        }
    }
}

/// A sheet of paper under its own heading.
#[must_use]
pub fn sheet(heading: &str, body: Markup) -> Markup {
    html! { section.sheet { h2 { (heading) } (body) } }
}

/// What stands where a list has no rows: why, and the next step.
#[must_use]
pub fn empty(words: &str, next: Option<(&str, &str)>) -> Markup {
    html! {
        div.empty {
            p { (words) }
            @if let Some((href, words)) = next { p { (link(href, words)) } }
        }
    }
}

/// The line above a list that finds rows; `filters` are further fields.
#[must_use]
pub fn search(viewer: &Viewer, typed: &str, filters: Markup) -> Markup {
    html! {
        form.search method="get" role="search" {
            div.field {
                label for="f-q" { (viewer.say("form-find")) }
                input type="search" id="f-q" name="q" value=(typed);
            }
            (filters)
            button.act { (viewer.say("form-search")) }
        }
    }
}

/// The code of a record: typed once, and from then on what it is known by.
#[must_use]
pub fn code(viewer: &Viewer, form: &Form, there: Option<&str>, label: &str) -> Markup {
    match there {
        Some(code) => html! { div.field { b { (viewer.say(label)) } p { (code) } } },
        None => Field::new(viewer, form, "code", label).needed().most(64).line(),
    }
}

/// Which rows of how many, and the ways to the others; keeps the rest of the query.
#[must_use]
pub fn pager<T>(viewer: &Viewer, page: &store::Page<T>) -> Markup {
    let to = |number: i64| format!("?{}page={number}", query_without_page(&viewer.path));
    if page.total == 0 {
        return html! {};
    }
    html! {
        nav.pager aria-label=(viewer.say("pager")) {
            @if page.page > 1 { a.act rel="prev" href=(to(page.page - 1)) { (viewer.say("pager-before")) } }
            span.quiet {
                @if page.pages > 1 {
                    (viewer.say_with("pager-here", &[
                        ("page", page.page.into()), ("pages", page.pages.into()), ("total", page.total.into()),
                    ]))
                } @else { (viewer.say_with("pager-all", &[("total", page.total.into())])) }
            }
            @if page.page < page.pages { a.act rel="next" href=(to(page.page + 1)) { (viewer.say("pager-next")) } }
        }
    }
}

fn query_without_page(path: &str) -> String {
    let query = path.split_once('?').map_or("", |(_, query)| query);
    let kept = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("page="));
    kept.fold(String::new(), |all, pair| format!("{all}{pair}&"))
}

/// How far something is, in percent, with the mark of where it should be; says both in words.
#[must_use]
pub fn pace(percent: f64, due: Option<f64>, words: &str) -> Markup {
    let done = percent.clamp(0.0, 100.0);
    html! {
        svg.pace viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label=(words) {
            rect.way width="100" height="4" {}
            rect class=(if due.is_some_and(|due| done + 0.05 < due) { "behind" } else { "done" }) width=(format!("{done:.1}")) height="4" {}
            @if let Some(due) = due { rect.due x=(format!("{:.1}", due.clamp(0.0, 99.5))) width="0.5" height="4" {} }
        }
    }
}

/// A QR code of a text as a picture that needs no file; `words` tell what it opens.
#[must_use]
pub fn qr(text: &str, words: &str) -> Markup {
    use qrcode::render::svg;
    let Ok(code) = qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::M) else { return html! {} };
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(180, 180).quiet_zone(true).build();
    let svg = drawn.split_once("?>").map_or(drawn.as_str(), |(_, svg)| svg).to_owned();
    html! { div.qr role="img" aria-label=(words) { (PreEscaped(svg)) } }
}
