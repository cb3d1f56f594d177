//! Places of a plan that break a rule by now: since it was made, somebody fell ill, a paper expired,
//! a school closed.

use super::board::Board;
use super::change::{allowed, place};
use super::difference::{Deed, Line};
use crate::accounts::Actor;
use crate::app::App;
use crate::calendars::days_off::DaysOff;
use crate::kernel::{PlanId, Refusal, RequestId};
use crate::store::StoreError;

/// Every proposal of a plan that can no longer be published as it stands, with the reason.
///
/// # Errors
/// `not-allowed`, `plan-missing`, or the database's.
pub async fn stale(app: &App, actor: &Actor, id: PlanId) -> Result<Vec<(RequestId, Refusal)>, StoreError> {
    let (now, actor, days_off) = (app.clock.now(), actor.clone(), app.almanac.days());
    app.store
        .read(move |db| {
            let board = Board::load(db, &actor, &id, now)?;
            let lines = super::Difference::load(db, &board.items, now)?.lines;
            Ok(broken(&board, &days_off, &lines)?)
        })
        .await
}

/// Of the lines that change something, those whose new place breaks a hard rule.
pub(super) fn broken(board: &Board, days_off: &DaysOff, lines: &[Line]) -> Result<Vec<(RequestId, Refusal)>, Refusal> {
    let instance = board.instance(days_off);
    let (p, mut state) = board.state(&instance, &[])?;
    let mut out = Vec::new();
    for line in lines {
        let (Deed::Add | Deed::Replace | Deed::Move | Deed::Remake, Some((who, start))) = (line.deed, &line.after)
        else {
            continue;
        };
        let found = place(board, &p, &instance, &line.request, who, *start).and_then(|c| {
            let own = state.drop(&p, c.request as usize);
            let fits = allowed(board, &p, &state, &c);
            if let Some(own) = own {
                state.add(&p, own);
            }
            fits
        });
        out.extend(found.err().map(|refusal| (line.request.clone(), refusal)));
    }
    Ok(out)
}
