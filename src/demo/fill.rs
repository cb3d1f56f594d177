//! Writes the sample into an empty database, in one transaction.

use super::aims;
use super::beside;
use super::bounce;
use super::city::{City, city};
use super::records::{Records, records};
use super::staff;
use super::term::{Term, term};
use crate::accounts::Account;
use crate::app::App;
use crate::calendars::days_off::DaysOff;
use crate::kernel::{CommitteeId, CommitteePath, Day, LetterOwed, Moment};
use crate::store::{self, Db, Store, StoreError};
use std::collections::BTreeMap;

/// What [`fill`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filled {
    /// The sample stands in the database.
    Fresh,
    /// It stood there already.
    Already,
}

/// The name under which the database remembers that it holds the sample.
const FACT: &str = "demo";

/// Fills an empty database with the sample city; one that holds it already stays as it is.
///
/// # Errors
/// `demo-database-not-empty`, `demo-clock-too-early`, `demo-no-days`, or the database's.
pub async fn fill(app: &App) -> Result<Filled, StoreError> {
    let filled = fill_at(&app.store, app.clock.now()).await?;
    if filled == Filled::Fresh {
        bounce::come_back(app).await?;
    }
    Ok(filled)
}

/// [`fill`], as of a moment.
///
/// # Errors
/// As [`fill`].
pub async fn fill_at(store: &Store, now: Moment) -> Result<Filled, StoreError> {
    let before = store.read(|db| Ok((store::facts::load(db, FACT)?.is_some(), store::facts::is_empty(db)?))).await?;
    match before {
        (true, _) => return Ok(Filled::Already),
        (_, false) => return Err(crate::kernel::Refusal::conflict("demo-database-not-empty").into()),
        _ => {}
    }
    store.write(move |db| write(db, now)).await?;
    Ok(Filled::Fresh)
}

fn write(db: &mut Db, now: Moment) -> Result<(), StoreError> {
    let today = Day::of(now);
    let city = city(today, &DaysOff::shipped())?;
    let made = today.plus(-1).at(480);
    registers(db, &city, made)?;
    let accounts = accounts(db, &city, made)?;
    let records = records(&city, today);
    history(db, &records)?;
    this_term(db, &city, term(&city, today, &accounts)?, now)?;
    aims(db, &city, today)?;
    besides(db, &city, &records, today)?;
    store::reach::rebuild(db)?;
    store::facts::insert(db, FACT, &today.to_string())
}

fn registers(db: &mut Db, city: &City, made: Moment) -> Result<(), StoreError> {
    store::divisions::insert(db, &city.ground.divisions)?;
    store::committees::insert(db, &city.ground.committees)?;
    store::teams::insert(db, &city.teams)?;
    let venues: Vec<_> = city.places.iter().map(|place| place.venue.clone()).collect();
    store::venues::insert(db, &venues)?;
    let speakers: Vec<_> = city.people.iter().map(|person| person.speaker.clone()).collect();
    store::speakers::insert(db, &speakers)?;
    store::lectures::insert(db, &city.lectures)?;
    for lecture in &city.lectures {
        let revision = super::texts::revision(lecture, made);
        store::materials::save_revision(db, "lecture", lecture.id.as_str(), &revision)?;
    }
    store::materials::insert(db, &city.materials)?;
    store::campaigns::insert(db, &city.campaigns)
}

fn accounts(db: &mut Db, city: &City, made: Moment) -> Result<Vec<Account>, StoreError> {
    let mut all = Vec::new();
    for (email, name, grant) in staff::staff(city) {
        let account = store::accounts::insert(db, email, &name, made)?;
        store::accounts::insert_grant(db, &account.id, &grant)?;
        all.push(Account { grants: vec![grant], ..account });
    }
    Ok(all)
}

fn history(db: &mut Db, records: &Records) -> Result<(), StoreError> {
    store::sessions::insert(db, &records.sessions)?;
    store::attendance::insert(db, &records.figures, Moment::MIN_UTC)
}

fn this_term(db: &mut Db, city: &City, term: Term, now: Moment) -> Result<(), StoreError> {
    let paths: BTreeMap<&CommitteeId, &CommitteePath> =
        city.ground.committees.iter().map(|it| (&it.id, &it.path)).collect();
    store::requests::insert(db, &term.requests)?;
    for (plan, items) in &term.plans {
        store::plans::insert(db, plan)?;
        store::plans::set_items(db, &plan.id, items)?;
    }
    store::sessions::insert(db, &term.sessions)?;
    store::attendance::insert(db, &term.figures, Moment::MIN_UTC)?;
    if let Some((committee, letter)) = bounce::letter(&term, now)
        && let Some(owner) = paths.get(committee)
    {
        store::letters::owe(db, owner, now, &[letter])?;
    }
    for deed in &term.deeds {
        let Some(owner) = paths.get(&deed.committee) else { continue };
        // this program begins to send today: what was owed before is not late
        let letters: Vec<_> = deed
            .letters
            .iter()
            .map(|letter| LetterOwed { not_before: letter.not_before.max(now), ..letter.clone() })
            .collect();
        store::letters::owe(db, owner, now, &letters)?;
        store::journal::write(db, &deed.actor, deed.at, owner, &deed.journal)?;
    }
    Ok(())
}

/// This year's targets, and the filings of the months behind.
fn aims(db: &mut Db, city: &City, today: Day) -> Result<(), StoreError> {
    for target in aims::targets(&city.ground, today)? {
        store::targets::put(db, &target)?;
    }
    for filing in aims::filings(&city.ground, today)? {
        store::filings::put(db, &filing)?;
    }
    Ok(())
}

/// Results of contests, yearly indicators, liaison areas.
fn besides(db: &mut Db, city: &City, records: &Records, today: Day) -> Result<(), StoreError> {
    for (session, result, noted) in beside::contests(records) {
        store::attendance::put_contest(db, &session, result, "示例·联系人", noted)?;
    }
    for indicator in beside::indicators(city, today) {
        store::indicators::put(db, &indicator)?;
    }
    for (area, units) in beside::areas(city, today.plus(-1).at(480)) {
        store::liaison::insert(db, &area)?;
        units.iter().try_for_each(|unit| store::liaison::put(db, unit, Some(&area.id)))?;
    }
    Ok(())
}
