//! venues: schools and stations with rooms, enrolment, bells, closed days and the main contact.

use super::super::cells::{code, degrees, email, line, phone, print_yes, yes};
use super::super::column::{Column, key, optional, required};
use super::super::kind::{Draft, Kind};
use super::super::known::Known;
use crate::accounts::{Actor, Deed, Scope, Target};
use crate::kernel::{CommitteePath, Refusal, VenueId, parts};
use crate::store::{Db, StoreError, reach, venues};
use crate::tables::Trouble;
use crate::venues::forms::{
    parse_bells, parse_blackouts, parse_enrolment, parse_rooms, print_bells, print_blackouts, print_enrolment,
    print_rooms,
};
use crate::venues::{Contact, Venue};
use std::collections::HashMap;

/// Schools and outreach stations.
pub(super) struct Venues;

impl Kind for Venues {
    type Item = Venue;
    const NOUN: &'static str = "venue";
    const VERBS: (&'static str, &'static str) = ("venue-create", "venue-change");
    const OWN: &'static str = "venue-own-change";
    const DEED: Deed = Deed::EditRegisters;
    const COLUMNS: &'static [Column<Venue>] = COLUMNS;

    fn blank(known: &Known) -> Venue {
        Venue {
            id: VenueId::fresh(),
            code: String::new(),
            name: String::new(),
            kind: String::new(),
            tier: String::new(),
            committee: known.owner(),
            township_code: String::new(),
            point: NOWHERE,
            enrolment: Vec::new(),
            rooms: Vec::new(),
            bells: Vec::new(),
            blackouts: Vec::new(),
            contacts: Vec::new(),
            stairs: false,
            pickup: false,
            active: true,
            feed_generation: 1,
            version: 1,
        }
    }

    fn key(item: &Venue) -> String {
        item.code.clone()
    }

    fn existing(db: &mut Db, known: &Known, keys: &[&str]) -> Result<HashMap<String, Venue>, StoreError> {
        let found = venues::by_ids(db, &known.venues.ids(keys))?;
        Ok(found.into_iter().map(|venue| (venue.code.clone(), venue)).collect())
    }

    fn all(db: &mut Db, scope: &Scope) -> Result<Vec<Venue>, StoreError> {
        venues::within(db, scope, false)
    }

    fn check(item: &Venue, known: &Known) -> Vec<(&'static str, Refusal)> {
        let mut wrong = Vec::new();
        if known.venues.of_code(&item.code).is_some_and(|id| *id != item.id) {
            wrong.push(("code", Refusal::new("code-merged").with("text", &item.code)));
        }
        if item.point == NOWHERE && !known.points.contains_key(&item.township_code) {
            wrong.push(("lat", Refusal::new("point-needed")));
        } else if item.point != NOWHERE && (item.point.0 == 0.0 || item.point.1 == 0.0) {
            let missing = if item.point.0 == 0.0 { "lat" } else { "lon" };
            wrong.push((missing, Refusal::new("half-a-point")));
        }
        wrong
    }

    fn settle(drafts: &mut Vec<Draft<Venue>>, known: &Known) -> Vec<Trouble> {
        for draft in drafts {
            let venue = &mut draft.after;
            venue.contacts.retain(|contact| !(contact.name.is_empty() && reach(contact).is_empty()));
            if venue.point == NOWHERE {
                // a station without a point stands at its township's
                venue.point = known.points.get(&venue.township_code).copied().unwrap_or(NOWHERE);
            }
        }
        Vec::new()
    }

    fn owner(item: &Venue, known: &Known) -> CommitteePath {
        known.path(&item.committee)
    }

    fn id(item: &Venue) -> String {
        item.id.to_string()
    }

    fn version(item: &Venue) -> Option<i32> {
        Some(item.version)
    }

    fn may_own(actor: &Actor, item: &Venue) -> Result<(), Refusal> {
        actor.may(Deed::EditOwnVenue, &Target::default().venue(&item.id))
    }

    fn insert(db: &mut Db, known: &Known, new: &[Venue]) -> Result<(), StoreError> {
        venues::insert(db, new)?;
        reach::begin_venues(db, new.iter().map(|venue| &venue.id), known.now)
    }

    fn update(db: &mut Db, known: &Known, _: &Venue, after: &Venue) -> Result<(), StoreError> {
        venues::update(db, after, known.now)
    }
}

/// No point was given.
const NOWHERE: (f64, f64) = (0.0, 0.0);

const COLUMNS: &[Column<Venue>] = &[
    key("code", "编号", |v, _| v.code.clone(), |v, c, _| code(c).map(|t| v.code = t)),
    required("name", "名称", |v, _| v.name.clone(), |v, c, _| line(c).map(|t| v.name = t)),
    required("kind", "类别", |v, _| v.kind.clone(), |v, c, known| known.venue_kinds.find(c).map(|t| v.kind = t)),
    optional("tier", "层级", |v, _| v.tier.clone(), |v, c, _| line(c).map(|t| v.tier = t)),
    optional(
        "committee",
        "所属",
        |v, known| known.committees.code(&v.committee),
        |v, c, known| known.committee(c).map(|t| v.committee = t),
    ),
    optional(
        "township_code",
        "所在镇街",
        |v, _| v.township_code.clone(),
        |v, c, known| known.division(c).map(|t| v.township_code = t),
    ),
    optional(
        "lat",
        "纬度",
        |v, _| if v.point == NOWHERE { String::new() } else { v.point.0.to_string() },
        |v, c, _| degree(c, 90.0).map(|t| v.point.0 = t),
    ),
    optional(
        "lon",
        "经度",
        |v, _| if v.point == NOWHERE { String::new() } else { v.point.1.to_string() },
        |v, c, _| degree(c, 180.0).map(|t| v.point.1 = t),
    ),
    optional(
        "enrolment",
        "在校人数",
        |v, _| print_enrolment(&v.enrolment),
        |v, c, _| parse_enrolment(c).map(|t| v.enrolment = t),
    ),
    optional("rooms", "场地", |v, _| print_rooms(&v.rooms), |v, c, _| parse_rooms(c, &v.rooms).map(|t| v.rooms = t)),
    optional("bells", "作息", |v, _| print_bells(&v.bells), |v, c, _| parse_bells(c).map(|t| v.bells = t)),
    optional(
        "blackouts",
        "停课日期",
        |v, _| print_blackouts(&v.blackouts),
        |v, c, _| parse_blackouts(c).map(|t| v.blackouts = t),
    ),
    optional(
        "contact_name",
        "联系人",
        |v, _| v.contacts.first().map(|p| p.name.clone()).unwrap_or_default(),
        |v, c, _| line(c).map(|t| main(v).name = t),
    ),
    optional(
        "contact_phone",
        "联系电话",
        |v, _| v.contacts.first().map(|p| p.phone.clone()).unwrap_or_default(),
        |v, c, _| phone(c).map(|t| main(v).phone = t),
    ),
    optional(
        "contact_email",
        "联系邮箱",
        |v, _| v.contacts.first().map(|p| p.email.clone()).unwrap_or_default(),
        parse_email,
    ),
    optional("other_contacts", "其他联系人", print_others, parse_others),
    optional("stairs", "须爬楼", |v, _| print_yes(v.stairs), |v, c, _| yes(c).map(|t| v.stairs = t)),
    optional("pickup", "可接送", |v, _| print_yes(v.pickup), |v, c, _| yes(c).map(|t| v.pickup = t)),
    optional("active", "启用", |v, _| print_yes(v.active), parse_active),
];

/// The main contact, made when there is none yet; one that stays blank falls away again.
fn main(venue: &mut Venue) -> &mut Contact {
    if venue.contacts.is_empty() {
        venue.contacts.push(Contact {
            name: String::new(),
            phone: String::new(),
            email: String::new(),
            email_bad: false,
        });
    }
    &mut venue.contacts[0]
}

fn reach(contact: &Contact) -> String {
    format!("{}{}", contact.phone, contact.email)
}

/// Degrees, or none of its own when empty: then the township's hold.
fn degree(cell: &str, most: f64) -> Result<f64, Refusal> {
    if cell.is_empty() { Ok(0.0) } else { degrees(cell, most) }
}

/// Those beside the main contact: `name:phone:email|...`, what is unknown left empty.
fn parse_others(venue: &mut Venue, cell: &str, _: &Known) -> Result<(), Refusal> {
    main(venue);
    let had = venue.contacts.split_off(1);
    for part in parts(cell) {
        let pieces: Vec<&str> = part.split([':', '：']).map(str::trim).collect();
        if pieces.len() > 3 {
            return Err(Refusal::new("bad-contact").with("text", part));
        }
        let piece = |n: usize| pieces.get(n).copied().unwrap_or("");
        let (name, phone, email) = (line(piece(0))?, phone(piece(1))?, email(piece(2))?);
        let email_bad = had.iter().any(|contact| contact.email == email && contact.email_bad);
        venue.contacts.push(Contact { name, phone, email, email_bad });
    }
    Ok(())
}

fn print_others(venue: &Venue, _: &Known) -> String {
    let one = |p: &Contact| format!("{}:{}:{}", p.name, p.phone, p.email).trim_end_matches(':').to_owned();
    venue.contacts.iter().skip(1).map(one).collect::<Vec<_>>().join("|")
}

fn parse_email(venue: &mut Venue, cell: &str, _: &Known) -> Result<(), Refusal> {
    let (address, contact) = (email(cell)?, main(venue));
    if contact.email != address {
        contact.email_bad = false;
        contact.email = address;
    }
    Ok(())
}

fn parse_active(venue: &mut Venue, cell: &str, _: &Known) -> Result<(), Refusal> {
    if !cell.is_empty() {
        venue.active = yes(cell)?;
    }
    Ok(())
}
