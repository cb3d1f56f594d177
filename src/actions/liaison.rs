//! Liaison areas: made, renamed, taken away; units put into them and out.

use crate::accounts::{Actor, Deed, Target};
use crate::app::App;
use crate::committees::{LiaisonArea, Unit};
use crate::kernel::{CommitteePath, JournalLine, LiaisonAreaId, Refusal};
use crate::store::history::{self, AreaFact, AreaUnit};
use crate::store::{Db, StoreError, committees, journal, liaison, venues};
use serde_json::{Value, json};

/// What a form says of an area; committees by their codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Its name.
    pub name: String,
    /// Its owner.
    pub committee: String,
    /// Who calls its members together; may be empty.
    pub convener: String,
}

/// Makes an area, or changes the one shown at a version.
///
/// # Errors
/// `field-needed`, `no-such-committee`, `area-name-taken`, `changed-meanwhile`, `not-allowed`, or the database's.
pub async fn save(
    app: &App,
    actor: &Actor,
    shown: Option<(LiaisonAreaId, i32)>,
    wish: Wish,
) -> Result<LiaisonAreaId, StoreError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.store
        .write(move |db| {
            let before = shown.as_ref().map(|(id, _)| liaison::load(db, id)).transpose()?;
            if let Some(before) = &before {
                actor.may(Deed::EditRegisters, &Target::of(&committees::path_of(db, &before.committee)?))?;
            }
            let (area, owner) = wanted(db, before.as_ref(), shown.as_ref().map(|(_, seen)| *seen), &wish)?;
            actor.may(Deed::EditRegisters, &Target::of(&owner))?;
            let fresh = before.is_none();
            history::around::<AreaFact, _>(db, &[area.id.as_str()], now, |db| {
                if fresh { liaison::insert(db, &area) } else { liaison::update(db, &area) }
            })
            .map_err(taken)?;
            let was = before.as_ref().map_or_else(|| Ok(json!({})), |before| told(db, before))?;
            let verb = if before.is_some() { "liaison-change" } else { "liaison-create" };
            let line = JournalLine::between(verb, "liaison", &area.id, was, told(db, &area)?);
            journal::write(db, &actor, now, &owner, &[line])?;
            Ok(area.id)
        })
        .await
}

fn taken(error: StoreError) -> StoreError {
    match error.refusal() {
        Some(refusal) if refusal.key == "already-there" => Refusal::conflict("area-name-taken").at("name").into(),
        _ => error,
    }
}

fn wanted(
    db: &mut Db,
    before: Option<&LiaisonArea>,
    seen: Option<i32>,
    wish: &Wish,
) -> Result<(LiaisonArea, CommitteePath), StoreError> {
    let name = wish.name.trim();
    if name.is_empty() {
        return Err(Refusal::new("field-needed").at("name").into());
    }
    let mut named = |code: &str, place: &'static str| {
        committees::by_code(db, code.trim()).map_err(|error| match error.refusal() {
            Some(refusal) => StoreError::from(Refusal::new(refusal.key).at(place)),
            None => error,
        })
    };
    let owner = named(&wish.committee, "committee")?;
    let convener = if wish.convener.trim().is_empty() { None } else { Some(named(&wish.convener, "convener")?.id) };
    let area = LiaisonArea {
        id: before.map_or_else(LiaisonAreaId::fresh, |before| before.id.clone()),
        name: name.to_owned(),
        committee: owner.id,
        convener,
        version: seen.unwrap_or(1),
    };
    Ok((area, owner.path))
}

fn told(db: &mut Db, area: &LiaisonArea) -> Result<Value, StoreError> {
    let owner = committees::load(db, &area.committee)?.name;
    let convener = area.convener.as_ref().map(|id| committees::load(db, id)).transpose()?.map(|one| one.name);
    Ok(json!({ "name": area.name, "committee": owner, "convener": convener.unwrap_or_default() }))
}

/// Takes an area away; what stood in it stands in none.
///
/// # Errors
/// `no-such-area`, `not-allowed`, or the database's.
pub async fn remove(app: &App, actor: &Actor, id: LiaisonAreaId) -> Result<(), StoreError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.store
        .write(move |db| {
            let area = liaison::load(db, &id)?;
            let owner = committees::path_of(db, &area.committee)?;
            actor.may(Deed::EditRegisters, &Target::of(&owner))?;
            let line = JournalLine::new("liaison-remove", "liaison", &id, told(db, &area)?, json!({}));
            let units = AreaUnit::inside(db, id.as_str())?;
            let units: Vec<&str> = units.iter().map(String::as_str).collect();
            history::around::<AreaUnit, _>(db, &units, now, |db| {
                history::around::<AreaFact, _>(db, &[id.as_str()], now, |db| liaison::remove(db, &id))
            })?;
            journal::write(db, &actor, now, &owner, &[line])
        })
        .await
}

/// Puts a unit into an area, out of the one in which it stood; or takes it out, when it is in this one.
///
/// # Errors
/// `no-such-area`, `not-allowed` for the area or for the unit, or the database's.
pub async fn put(app: &App, actor: &Actor, id: LiaisonAreaId, unit: Unit, into: bool) -> Result<(), StoreError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.store
        .write(move |db| {
            let area = liaison::load(db, &id)?;
            let owner = committees::path_of(db, &area.committee)?;
            actor.may(Deed::EditRegisters, &Target::of(&owner))?;
            let (name, keeper) = of_unit(db, &unit)?;
            actor.may(Deed::EditRegisters, &Target::of(&keeper))?;
            let stood = liaison::area_of(db, &unit)?;
            if stood.as_ref().is_some_and(|stood| stood.id == id) == into {
                return Ok(());
            }
            let subject = AreaUnit::subject(&unit);
            history::around::<AreaUnit, _>(db, &[subject.as_str()], now, |db| {
                liaison::put(db, &unit, into.then_some(&id))
            })?;
            let was = json!({ "unit": name, "area": stood.map(|stood| stood.name) });
            let is = json!({ "unit": name, "area": into.then_some(area.name) });
            let verb = if into { "liaison-put" } else { "liaison-take" };
            journal::write(db, &actor, now, &owner, &[JournalLine::new(verb, "liaison", &id, was, is)])
        })
        .await
}

/// A unit's name, and whose it is.
fn of_unit(db: &mut Db, unit: &Unit) -> Result<(String, CommitteePath), StoreError> {
    match unit {
        Unit::Committee(id) => committees::load(db, id).map(|one| (one.name, one.path)),
        Unit::Venue(id) => {
            let venue = venues::load(db, id)?;
            Ok((venue.name, committees::path_of(db, &venue.committee)?))
        }
    }
}
