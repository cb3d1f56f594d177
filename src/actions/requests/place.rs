//! A school or station orders: from the menu or freely, once or as a series.

use super::facts::{Known, closed_by};
use super::save;
use crate::accounts::{Actor, Deed, Target};
use crate::app::App;
use crate::kernel::{CommitteePath, Moment, Refusal, RequestId};
use crate::requests::{Checked, OrderForm, Request, RequestChange, RequestStatus, check};
use crate::store::{Db, StoreError, committees, requests};

/// What became of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Placed {
    /// It stands: one request, or a series.
    Made {
        /// The requests, in order.
        ids: Vec<RequestId>,
        /// What is unusual and yet taken.
        flags: Vec<Refusal>,
    },
    /// Nothing was saved: one refusal for each field.
    Refused(Vec<Refusal>),
}

/// Writes an order down and owes the venue a letter that it was received, one for a series.
///
/// # Errors
/// `not-allowed`, or the database's; what is wrong with the order comes as [`Placed::Refused`].
pub async fn place(app: &App, actor: &Actor, form: OrderForm) -> Result<Placed, StoreError> {
    let (now, days_off, actor) = (app.clock.now(), app.almanac.days(), actor.clone());
    app.store
        .write(move |db| {
            let known = match Known::load(db, &form)? {
                Ok(known) => known,
                Err(refusal) => return Ok(Placed::Refused(vec![refusal])),
            };
            let owner = committees::path_of(db, &known.venue.committee)?;
            actor.may(Deed::PlaceRequest, &Target::of(&owner).venue(&known.venue.id))?;
            match check(&form, &known.facts(now, &closed_by(&days_off, known.keeps_terms))) {
                Ok(order) => write_down(db, &actor, now, &owner, &known, order),
                Err(refusals) => Ok(Placed::Refused(refusals)),
            }
        })
        .await
}

/// The same order asked again after it came back, or mended while it waits.
///
/// # Errors
/// `not-allowed`, `request-not-open`, `changed-meanwhile`, or the database's.
pub async fn resubmit(
    app: &App,
    actor: &Actor,
    id: RequestId,
    seen: Option<i32>,
    form: OrderForm,
) -> Result<Placed, StoreError> {
    let (now, days_off, actor) = (app.clock.now(), app.almanac.days(), actor.clone());
    app.store
        .write(move |db| {
            let (request, owner) = super::load_for(db, &actor, Deed::PlaceRequest, &id, seen)?;
            let known = match Known::load(db, &form)? {
                Ok(known) if known.venue.id == request.venue => known,
                Ok(_) => return Ok(Placed::Refused(vec![Refusal::new("order-venue-fixed").at("venue")])),
                Err(refusal) => return Ok(Placed::Refused(vec![refusal])),
            };
            // one gathering of a series is mended alone
            let form = OrderForm { repeat: String::new(), ..form.clone() };
            let order = match check(&form, &known.facts(now, &closed_by(&days_off, known.keeps_terms))) {
                Ok(order) => kept(order, &form, &request),
                Err(refusals) => return Ok(Placed::Refused(refusals)),
            };
            let windows = order.gatherings.first().cloned().unwrap_or_default();
            let change = request.ask_again(&order, windows, now)?;
            save(db, &actor, now, &owner, &change)?;
            Ok(Placed::Made { ids: vec![id.clone()], flags: order.flags })
        })
        .await
}

/// What the form leaves open stays as the committee set it.
fn kept(order: Checked, form: &OrderForm, request: &Request) -> Checked {
    let priority_pct = if form.priority.trim().is_empty() { request.priority_pct } else { order.priority_pct };
    let repeat_speaker = order.repeat_speaker.or_else(|| request.repeat_speaker.clone());
    Checked { priority_pct, repeat_speaker, ..order }
}

fn write_down(
    db: &mut Db,
    actor: &Actor,
    now: Moment,
    owner: &CommitteePath,
    known: &Known,
    order: Checked,
) -> Result<Placed, StoreError> {
    let count = i32::from(order.repeat.count());
    let series = (count > 1).then(|| RequestId::fresh().0);
    // a number that is missing is a week that was left out
    let asked: Vec<_> = (1..).zip(order.gatherings.clone()).filter(|(_, windows)| !windows.is_empty()).collect();
    let codes = requests::fresh_codes(db, now, asked.len())?;
    let mut changes: Vec<RequestChange> = Vec::new();
    for (code, (index, windows)) in codes.into_iter().zip(asked) {
        let mut request = blank(known, actor, code, now);
        request.repeat = order.repeat.to_text();
        request.series = series.clone().map(|id| (id, index, count));
        request.take(&order, windows);
        let mut change = request.received(now);
        if index > 1 {
            change.letters.clear();
        }
        changes.push(change);
    }
    let new: Vec<Request> = changes.iter().map(|change| change.request.clone()).collect();
    requests::insert(db, &new)?;
    for change in &changes {
        super::tell(db, actor, now, owner, change)?;
    }
    Ok(Placed::Made { ids: new.into_iter().map(|request| request.id).collect(), flags: order.flags })
}

fn blank(known: &Known, actor: &Actor, code: String, now: Moment) -> Request {
    Request {
        id: RequestId::fresh(),
        code,
        series: None,
        repeat: String::new(),
        committee: known.venue.committee.clone(),
        venue: known.venue.id.clone(),
        room: None,
        lecture: None,
        theme: None,
        grade: crate::kernel::Grade::Community,
        headcount: 1,
        minutes: 1,
        language: String::new(),
        teacher: String::new(),
        teacher_phone: String::new(),
        school_approval: String::new(),
        priority_pct: 100,
        repeat_speaker: None,
        note: String::new(),
        windows: Vec::new(),
        status: RequestStatus::Submitted,
        return_reason: String::new(),
        asked_by: actor.name().to_owned(),
        created_at: now,
        changed_at: now,
        version: 1,
    }
}
