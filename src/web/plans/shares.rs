//! Whom a difference concerns, person by person, by name.

use crate::actions::plans::Difference;
use crate::kernel::{Day, Moment, RequestId, SpeakerId, VenueId};
use crate::requests::Request;
use crate::store::{self, Db, StoreError};
use crate::text;
use crate::web::parts::{Column, Table};
use crate::web::viewer::Viewer;
use maud::{Markup, html};
use std::collections::HashMap;

/// Requests, venues and speakers that a page speaks of.
#[derive(Default)]
pub(super) struct Cast {
    pub(super) requests: HashMap<RequestId, Request>,
    venues: HashMap<VenueId, String>,
    speakers: HashMap<SpeakerId, String>,
    /// Talks of these speakers that stand already in the days in question.
    agreed: HashMap<SpeakerId, usize>,
}

impl Cast {
    /// Loads them in a handful of queries.
    pub(super) fn load(
        db: &mut Db,
        requests: &[RequestId],
        mut who: Vec<SpeakerId>,
        (from, to): (Day, Day),
    ) -> Result<Self, StoreError> {
        let requests = store::requests::by_ids(db, requests)?;
        let places: Vec<VenueId> = requests.iter().map(|request| request.venue.clone()).collect();
        who.sort();
        who.dedup();
        let mut agreed: HashMap<SpeakerId, usize> = HashMap::new();
        for session in store::sessions::of_speakers(db, &who, from, to)? {
            for assignment in session.speaking() {
                *agreed.entry(assignment.speaker.clone()).or_default() += 1;
            }
        }
        Ok(Self {
            venues: store::venues::names(db, &places)?,
            speakers: store::speakers::names(db, &who)?,
            requests: requests.into_iter().map(|request| (request.id.clone(), request)).collect(),
            agreed,
        })
    }

    /// Where a request is to be held.
    pub(super) fn venue(&self, request: &Request) -> &str {
        self.venues.get(&request.venue).map_or("", String::as_str)
    }

    /// What a speaker is called.
    pub(super) fn speaker(&self, id: &SpeakerId) -> &str {
        self.speakers.get(id).map_or("", String::as_str)
    }
}

/// Who gains, loses, moves.
pub(super) fn shares(viewer: &Viewer, cast: &Cast, difference: &Difference, today: Day) -> Markup {
    let shares = difference.shares();
    if shares.is_empty() {
        return html! { p { (viewer.say("plan-nobody-changes")) } };
    }
    let time = |at: Moment| text::moment_short(viewer.lang(), at, today);
    let place = |id: &RequestId| cast.requests.get(id).map_or("", |request| cast.venue(request));
    let keys = ["plan-who", "plan-agreed", "plan-what-new", "plan-what-moves", "plan-what-goes"];
    Table::new(keys.iter().map(|key| Column::text(viewer.say(key))).collect())
        .caption(viewer.say("plan-difference"))
        .rows(shares.iter().map(|(who, share)| {
            vec![
                html! { a href={ "/speakers/" (who) } { (cast.speaker(who)) } },
                html! { (cast.agreed.get(who).copied().unwrap_or(0)) },
                html! { @for (id, at) in &share.gains { div { "＋ " (time(*at)) " " (place(id)) } } },
                html! { @for (id, from, to) in &share.moves { div { (time(*from)) " → " (time(*to)) " " (place(id)) } } },
                html! { @for (id, at) in &share.loses { div { "－ " (time(*at)) " " (place(id)) } } },
            ]
        }))
        .show()
}
