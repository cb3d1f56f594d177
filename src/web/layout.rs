//! The frame of every page: bar, banner, heading, foot.

use super::cookies::{Look, SIZES};
use super::viewer::Viewer;
use super::{assets, nav, parts};
use crate::kernel::local;
use crate::text::Lang;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

/// A page to be shown to a viewer.
pub struct Page<'v> {
    viewer: &'v Viewer,
    title: String,
    note: Option<Markup>,
    actions: Option<Markup>,
    back: Option<(String, String)>,
    status: StatusCode,
    head: Option<Markup>,
}

impl<'v> Page<'v> {
    /// A page under its title, which is its first heading as well.
    #[must_use]
    pub fn new(viewer: &'v Viewer, title: &str) -> Self {
        Self {
            viewer,
            title: title.to_owned(),
            note: None,
            actions: None,
            back: None,
            status: StatusCode::OK,
            head: None,
        }
    }

    /// A quiet line under the heading: a date, a code, a status.
    #[must_use]
    pub fn note(mut self, note: Markup) -> Self {
        self.note = Some(note);
        self
    }

    /// What can be done here, beside the heading.
    #[must_use]
    pub fn actions(mut self, actions: Markup) -> Self {
        self.actions = Some(actions);
        self
    }

    /// The way back above the heading: address and words.
    #[must_use]
    pub fn back(mut self, href: impl Into<String>, words: impl Into<String>) -> Self {
        self.back = Some((href.into(), words.into()));
        self
    }

    /// Another status than 200.
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// With more in the document's head: a renewal, a script of our own.
    #[must_use]
    pub fn head(mut self, head: Markup) -> Self {
        self.head = Some(head);
        self
    }

    /// The page with its body.
    #[must_use]
    pub fn show(self, body: Markup) -> Response {
        let status = self.status;
        // kept by the browser for the way back, asked anew otherwise
        (status, [(header::CACHE_CONTROL, "private, no-cache")], self.markup(&body)).into_response()
    }

    fn markup(&self, body: &Markup) -> Markup {
        let viewer = self.viewer;
        html! {
            (DOCTYPE)
            html lang=(viewer.lang().tag()) class=(classes(viewer.look)) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (self.title) " · " (viewer.say("brand")) }
                    link rel="stylesheet" href=(assets::address("style.css"));
                    link rel="icon" type="image/svg+xml" href=(assets::address("icon.svg"));
                    @if let Some(head) = &self.head { (head) }
                }
                body {
                    a.skip href="#main" { (viewer.say("skip")) }
                    (rehearsal(viewer))
                    (bar(viewer))
                    main id="main" tabindex="-1" {
                        @if let Some(key) = &viewer.said {
                            p.said role="status" { span.sign aria-hidden="true" { "✓" } (viewer.say(key)) }
                        }
                        (self.heading())
                        (body)
                    }
                    (foot(viewer))
                }
            }
        }
    }

    fn heading(&self) -> Markup {
        html! {
            div.head {
                div {
                    @if let Some((href, words)) = &self.back { p.back { a href=(href) { "‹ " (words) } } }
                    h1 { (self.title) }
                    @if let Some(note) = &self.note { div.note { (note) } }
                }
                @if let Some(actions) = &self.actions { div.acts { (actions) } }
            }
        }
    }
}

fn classes(look: Look) -> String {
    if look.elder { format!("elder size-{}", look.size) } else { "plain".to_owned() }
}

fn rehearsal(viewer: &Viewer) -> Markup {
    let Some(moment) = viewer.rehearsal else { return html! {} };
    let shown = local(moment).format("%Y-%m-%d %H:%M").to_string();
    html! { p.rehearsal role="note" { (viewer.say_with("rehearsal", &[("moment", shown.into())])) } }
}

fn bar(viewer: &Viewer) -> Markup {
    let places = nav::places(viewer);
    html! {
        header.bar {
            a.brand href=(nav::home(viewer)) { span.mark aria-hidden="true" {} (viewer.say("brand")) }
            @if !places.is_empty() { nav.wide aria-label=(viewer.say("nav")) { (links(viewer, &places)) } }
            div.looks {
                (elder_switch(viewer))
                div.wide { (choices(viewer)) }
                details.menu {
                    summary.act { (viewer.say("nav-menu")) }
                    div.panel {
                        @if !places.is_empty() { nav aria-label=(viewer.say("nav")) { (links(viewer, &places)) } }
                        div.looks { (choices(viewer)) }
                    }
                }
            }
        }
    }
}

fn links(viewer: &Viewer, places: &[nav::Place]) -> Markup {
    html! {
        @for place in places {
            a href=(place.href) aria-current=[nav::is_here(place, &viewer.path).then_some("page")] { (viewer.say(place.key)) }
        }
    }
}

/// A form of buttons that change how the pages look.
fn look(viewer: &Viewer, buttons: Markup) -> Markup {
    html! {
        form method="post" action="/look" {
            (parts::mark(viewer))
            input type="hidden" name="back" value=(viewer.path);
            (buttons)
        }
    }
}

/// In sight on every page and at every width.
fn elder_switch(viewer: &Viewer) -> Markup {
    let (to, words) = if viewer.look.elder { ("off", "look-plain") } else { ("on", "look-elder") };
    look(viewer, html! { button.act name="elder" value=(to) { (viewer.say(words)) } })
}

/// Letters, language and the way in or out: in the bar where it is wide, else in its menu.
fn choices(viewer: &Viewer) -> Markup {
    let other = if viewer.lang() == Lang::Zh { Lang::En } else { Lang::Zh };
    html! {
        (look(viewer, html! {
            @if viewer.look.elder { (sizes(viewer)) }
            button.act.bare name="lang" value=(other.code()) lang=(other.tag()) {
                @if other == Lang::En { "English" } @else { "中文" }
            }
        }))
        @if viewer.account.is_some() {
            form method="post" action="/sign-out" {
                (parts::mark(viewer))
                button.act.bare { (viewer.say("nav-sign-out")) }
            }
        } @else if viewer.session.is_none() {
            // with a session of nobody the database is away: neither way in nor out leads anywhere
            a.act href="/sign-in" { (viewer.say("nav-sign-in")) }
        }
    }
}

fn sizes(viewer: &Viewer) -> Markup {
    let now = SIZES.iter().position(|size| *size == viewer.look.size).unwrap_or(1);
    html! {
        @if let Some(smaller) = now.checked_sub(1).and_then(|n| SIZES.get(n)) {
            button.act name="size" value=(smaller) { (viewer.say("look-smaller")) }
        }
        @if let Some(larger) = SIZES.get(now + 1) {
            button.act name="size" value=(larger) { (viewer.say("look-larger")) }
        }
    }
}

fn foot(viewer: &Viewer) -> Markup {
    html! {
        footer.foot {
            @match &viewer.helper {
                Some(helper) => p.helper {
                    (viewer.say_with("helper", &[("name", helper.name.as_str().into())])) " " (parts::telephone(&helper.phone))
                },
                None => p.helper { (viewer.say("helper-none")) },
            }
            p.about { (viewer.say("brand-long")) }
        }
    }
}
