//! The answers on an item's page: why so, who else, with whom to swap, and why not that one.

use super::item::One;
use super::words::reasons;
use crate::actions::plans::{PlanOffer, SwapOffer, Why};
use crate::kernel::{Day, Moment, RequestId, SpeakerId, local};
use crate::text;
use crate::web::form::Form;
use crate::web::parts::{self, Column, Field, Table};
use crate::web::viewer::Viewer;
use maud::{Markup, html};

/// Other items that a swap may name.
const MOST_OTHERS: usize = 300;

/// Why it has what it has, or nothing: parts and runner-up, or what would free it.
pub(super) fn why_so(one: &One<'_>, whys: &[Why]) -> Markup {
    if whys.is_empty() {
        return html! { p { (one.viewer.say("plan-item-settled")) } };
    }
    reasons(one.viewer, Some(&one.view.plan.id), whys)
}

/// Who could have it and when, each with a button.
pub(super) fn offered(one: &One<'_>, offers: &[PlanOffer]) -> Markup {
    let viewer = one.viewer;
    if offers.is_empty() {
        return html! { p { (viewer.say("plan-no-offers")) } };
    }
    let columns = vec![
        Column::text(viewer.say("plan-who")),
        Column::text(viewer.say("plan-when")),
        Column::number(viewer.say("plan-km")),
        Column::number(viewer.say("plan-worth")),
        Column::action(viewer.say("plan-act")),
    ];
    let rows = offers.iter().map(|offer| {
        let value = format!("{}@{}", offer.speaker, local(offer.start).format("%Y-%m-%d %H:%M"));
        let has_it = one.item.chosen.as_ref().is_some_and(|(who, at)| *who == offer.speaker && *at == offer.start);
        vec![
            html! { a href={ "/speakers/" (offer.speaker) } { (offer.name) } },
            html! { span.num { (time(viewer, offer.start)) } },
            html! { (offer.km) },
            html! {
                details {
                    summary { (text::grouped(offer.points)) }
                    (offer.why.sentence(viewer.lang()))
                }
            },
            html! {
                @if has_it { span.quiet { (viewer.say("plan-has-it")) } }
                @else { (one.form(&parts::quiet_button_of("do", &value, &viewer.say("plan-take")))) }
            },
        ]
    });
    Table::new(columns).caption(viewer.say("plan-offers")).rows(rows).show()
}

/// The best swaps, each with a button, and any other by name.
pub(super) fn swaps(one: &One<'_>, form: &Form, found: &[SwapOffer]) -> Markup {
    let viewer = one.viewer;
    let others = others(one);
    html! {
        p.hint { (viewer.say("plan-swaps-hint")) }
        @if found.is_empty() { p { (viewer.say("plan-no-swaps")) } } @else { (swap_table(one, found)) }
        @if !others.is_empty() {
            (parts::post(viewer, &one.address(), html! {
                input type="hidden" name="version" value=(one.view.plan.version);
                (Field::new(viewer, form, "swap", "plan-swap-with").select(&others, Some(&viewer.say("form-none"))))
                (parts::quiet_button_of("do", "swap", &viewer.say("plan-swap")))
            }))
        }
    }
}

fn swap_table(one: &One<'_>, found: &[SwapOffer]) -> Markup {
    let viewer = one.viewer;
    let columns = vec![
        Column::text(viewer.say("plan-request")),
        Column::text(viewer.say("plan-who")),
        Column::text(viewer.say("plan-when")),
        Column::number(viewer.say("plan-swap-gain")),
        Column::action(viewer.say("plan-act")),
    ];
    let rows = found.iter().map(|swap| {
        let hidden = html! { input type="hidden" name="swap" value=(swap.request); };
        let button = parts::quiet_button_of("do", "swap", &viewer.say("plan-swap"));
        vec![
            html! { (place(one, &swap.request)) },
            html! { (swap.name) },
            html! { span.num { (time(viewer, swap.start)) } },
            html! { @if swap.points > 0 { "+" } (text::grouped(swap.points)) },
            one.form(&html! { (hidden) (button) }),
        ]
    });
    Table::new(columns).caption(viewer.say("plan-swaps")).rows(rows).show()
}

/// Everybody else's talks, by start.
fn others(one: &One<'_>) -> Vec<(String, String)> {
    let own = one.item.chosen.as_ref().map(|it| &it.0);
    let mut all: Vec<(Moment, String, String)> = one
        .view
        .items
        .iter()
        .filter_map(|item| {
            let (who, start) = item.chosen.as_ref().filter(|it| Some(&it.0) != own)?;
            let words =
                format!("{} {} {}", time(one.viewer, *start), one.view.cast.speaker(who), place(one, &item.request));
            Some((*start, item.request.to_string(), words))
        })
        .collect();
    all.sort();
    all.into_iter().take(MOST_OTHERS).map(|(_, id, words)| (id, words)).collect()
}

fn place(one: &One<'_>, request: &RequestId) -> String {
    let request = one.view.cast.requests.get(request);
    request.map_or_else(String::new, |it| format!("{} {}", it.code, one.view.cast.venue(it)))
}

/// A speaker asked about by name, with every reason.
pub(super) fn asked(one: &One<'_>, form: &Form, found: &[(SpeakerId, String, Vec<Why>)]) -> Markup {
    let viewer = one.viewer;
    html! {
        form.search method="get" action=(one.address()) {
            (Field::new(viewer, form, "who", "plan-ask-who").most(80).line())
            button.act { (viewer.say("plan-ask")) }
        }
        @for (id, name, whys) in found {
            h3 { a href={ "/speakers/" (id) } { (name) } }
            (reasons(viewer, Some(&one.view.plan.id), whys))
        }
        @if found.is_empty() && !form.value("who").is_empty() { p { (viewer.say("plan-ask-nobody")) } }
    }
}

/// Who holds the topic and still cannot, with the first reason.
pub(super) fn barred(one: &One<'_>, found: &[(SpeakerId, String, Why)]) -> Markup {
    let viewer = one.viewer;
    if found.is_empty() {
        return html! { p { (viewer.say("plan-none-barred")) } };
    }
    html! {
        ul.plain-list {
            @for (_, name, why) in found {
                li { b { (name) } " " (super::words::reason(viewer, Some(&one.view.plan.id), why)) }
            }
        }
    }
}

fn time(viewer: &Viewer, start: Moment) -> String {
    format!("{} {}", text::day_brief(viewer.lang(), Day::of(start)), local(start).format("%H:%M"))
}
