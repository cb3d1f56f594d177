//! What a coordinator settles first: each row says what is wrong and carries the step that mends it.

use super::page::View;
use crate::kernel::{Moment, Recipient};
use crate::requests::Request;
use crate::sessions::{Answer as Word, Assignment, Part};
use crate::speakers::Speaker;
use crate::store::attendance::MissingHeadcount;
use crate::store::letters::list::LetterView;
use crate::text;
use crate::web::parts::{self, Column, Sign, Table};
use crate::web::sessions::view::{self, Seen};
use crate::web::viewer::Viewer;
use maud::{Markup, html};

/// Rows about sessions; the rest stands in the lists that the counts lead to.
const FIRST: usize = 8;

/// One thing to settle.
struct Row {
    /// The lower, the sooner.
    urgency: u8,
    what: Markup,
    when: String,
    state: Markup,
    next: Markup,
}

/// The rows, the most urgent first, or that nothing waits.
pub(super) fn first(viewer: &Viewer, view: &View) -> Markup {
    let mut rows: Vec<Row> = view.waiting.iter().filter_map(|seen| trouble(viewer, view, seen)).collect();
    rows.sort_by_key(|row| row.urgency);
    rows.truncate(FIRST);
    rows.extend(view.unsure.iter().map(|letter| unsure(viewer, view, letter)));
    rows.extend(view.bounced.rows.iter().map(|letter| bounced(viewer, view, letter)));
    rows.extend(view.unplanned.rows.iter().map(|request| unplanned(viewer, view, request)));
    rows.extend(view.missing.rows.iter().map(|gone| missing(viewer, view, gone)));
    rows.extend(view.expiring.rows.iter().filter_map(|speaker| expiring(viewer, view, speaker)));
    rows.sort_by_key(|row| row.urgency);
    if rows.is_empty() {
        return html! { p { (parts::status(Sign::Done, &viewer.say("today-all-done"))) } };
    }
    let columns = vec![
        Column::text(viewer.say("today-what")),
        Column::text(viewer.say("sessions-when")),
        Column::text(viewer.say("sessions-state")),
        Column::action(viewer.say("session-next")),
    ];
    let cells = rows.into_iter().map(|row| vec![row.what, html! { span.num { (row.when) } }, row.state, row.next]);
    Table::new(columns).caption(viewer.say("today-first")).rows(cells).show()
}

/// The answer that is late, if one is.
pub(super) fn overdue(seen: &Seen, now: Moment) -> Option<&Assignment> {
    seen.session.assignments.iter().find(|a| a.answer == Word::Waiting && a.answer_by.is_some_and(|by| by < now))
}

/// Nobody speaks, or somebody is late, proposes, or said yes: a session that waits for the coordinator.
fn trouble(viewer: &Viewer, view: &View, seen: &Seen) -> Option<Row> {
    let speaking = |a: &&Assignment| a.part == Part::Speaker && !view::is_over(a.answer);
    let asked = seen.session.assignments.iter().find(speaking);
    let page = format!("/sessions/{}", seen.session.id);
    let link = |key: &str| parts::link(&page, &viewer.say(key));
    let row = |urgency, what, state, next| {
        let when = text::moment_short(viewer.lang(), seen.session.window.start, view.today);
        Some(Row { urgency, what, when, state, next })
    };
    let what = |who: &str, key: &str| {
        html! { b { (who) } (viewer.say(key)) br; small { (seen.place()) " " (seen.what(viewer)) } }
    };
    let Some(asked) = asked else {
        let state = parts::status(Sign::Stop, &viewer.say("today-nobody-word"));
        return row(0, what("", "today-nobody"), state, link("today-candidates"));
    };
    if let Some(late) = overdue(seen, view.now) {
        let days = late.answer_by.map_or(0, |by| (view.now - by).num_days());
        let state = parts::status(Sign::Stop, &viewer.say_with("today-late", &[("days", days.into())]));
        let call = seen.speakers.get(&late.speaker).map(|speaker| parts::telephone(&speaker.phone));
        let next = html! { @if let Some(call) = call { (call) " " } (link("today-change-speaker")) };
        return row(1, what(seen.name(&late.speaker), "today-silent"), state, next);
    }
    let name = seen.name(&asked.speaker);
    let state = view::answer(viewer, asked);
    match asked.answer {
        Word::Proposed => row(2, what(name, "today-proposes"), state, link("today-open")),
        Word::Accepted => row(3, what(name, "today-accepted"), state, link("today-confirm")),
        _ => None,
    }
}

/// Who said yes and has not said since that all is as agreed: telephoned, or another is found.
fn unsure(viewer: &Viewer, view: &View, letter: &LetterView) -> Row {
    Row {
        urgency: 1,
        what: html! { b { (letter.to_name) } (viewer.say("today-unsure")) br; small { (letter.subject_line) } },
        when: letter.not_after.map_or_else(String::new, |at| text::moment_short(viewer.lang(), at, view.today)),
        state: parts::status(Sign::Stop, &viewer.say("today-unsure-word")),
        next: html! {
            (parts::telephone(&letter.phone)) " "
            (parts::link(&format!("/sessions/{}", letter.subject), &viewer.say("today-open")))
        },
    }
}

/// A letter that came back: the address is mended in the register, or the reader is called.
fn bounced(viewer: &Viewer, view: &View, letter: &LetterView) -> Row {
    let register = match &letter.recipient {
        Recipient::Speaker(id) => Some(format!("/speakers/{id}/edit")),
        Recipient::Venue(id) => Some(format!("/venues/{id}/edit")),
        Recipient::Account(_) => None,
    };
    let name = viewer.say_with("today-bounced-to", &[("name", letter.to_name.as_str().into())]);
    Row {
        urgency: 2,
        what: html! { a href={ "/letters/" (letter.id) } { (name) } br; small { (letter.to_address) " · " (letter.subject_line) } },
        when: text::moment_short(viewer.lang(), letter.created_at, view.today),
        state: parts::status(Sign::Stop, &viewer.say("today-bounced-word")),
        next: html! {
            @if !letter.phone.is_empty() { (parts::telephone(&letter.phone)) " " }
            @if let Some(register) = register { (parts::link(&register, &viewer.say("today-mend-address"))) }
        },
    }
}

/// A request that was taken and that no plan has filled.
fn unplanned(viewer: &Viewer, view: &View, request: &Request) -> Row {
    let first = request.windows.first().map(|window| text::moment_short(viewer.lang(), window.start, view.today));
    let venue = view.venues.get(request.venue.as_str()).map_or("", String::as_str);
    Row {
        urgency: 4,
        what: html! {
            b { (venue) } (viewer.say("today-unfilled")) br;
            small { a href={ "/requests/" (request.id) } { (request.code) } " · " (viewer.theme(request.theme.as_deref().unwrap_or(""))) " · " (viewer.say(request.grade.key())) }
        },
        when: first.unwrap_or_default(),
        state: parts::status(Sign::Wait, &viewer.say("today-unfilled-word")),
        next: parts::link(&format!("/requests/{}", request.id), &viewer.say("today-ways")),
    }
}

/// A session that is over, without its headcount.
fn missing(viewer: &Viewer, view: &View, gone: &MissingHeadcount) -> Row {
    let days = (view.now - gone.start).num_days();
    let (teacher, phone) = &gone.teacher;
    Row {
        urgency: 5,
        what: html! {
            b { (gone.venue) } (viewer.say("today-headcount-missing"))
            @if !teacher.is_empty() { br; small { (viewer.say_with("today-teacher", &[("name", teacher.as_str().into())])) } }
        },
        when: text::moment_short(viewer.lang(), gone.start, view.today),
        state: parts::status(Sign::Wait, &viewer.say_with("today-missing-days", &[("days", days.into())])),
        next: html! {
            @if !phone.is_empty() { (parts::telephone(phone)) " " }
            (parts::link(&format!("/sessions/{}/attendance", gone.session), &viewer.say("today-fill-in")))
        },
    }
}

/// A speaker whose appointment, check or insurance is about to end, or has.
fn expiring(viewer: &Viewer, view: &View, speaker: &Speaker) -> Option<Row> {
    let papers = [
        ("speaker-appointed-until", speaker.appointed_until),
        ("speaker-checked-until", speaker.checked_until),
        ("speaker-insured-until", speaker.insured_until),
    ];
    let (paper, until) = papers.into_iter().filter_map(|(key, day)| Some((key, day?))).min_by_key(|(_, day)| *day)?;
    let left = until.since(view.today);
    let (key, state) = if left < 0 {
        ("today-paper-lapsed", parts::status(Sign::Stop, &viewer.say("today-paper-over")))
    } else {
        let days = viewer.say_with("today-paper-days", &[("days", left.into())]);
        ("today-paper", parts::status(Sign::Wait, &days))
    };
    let paper = viewer.say(paper);
    Some(Row {
        urgency: if left < 0 { 3 } else { 6 },
        what: html! { b { (speaker.name) } (viewer.say_with(key, &[("paper", paper.into())])) },
        when: text::day_brief(viewer.lang(), until),
        state,
        next: html! {
            (parts::telephone(&speaker.phone)) " "
            (parts::link(&format!("/speakers/{}/edit", speaker.id), &viewer.say("today-renew")))
        },
    })
}
