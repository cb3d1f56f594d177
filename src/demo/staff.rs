//! Who signs in to the sample: one account of each kind, and a coordinator of a district beside.

use super::city::{City, DISTRICT};
use super::ground::Owner;
use crate::accounts::{Grant, Role};
use crate::kernel::CommitteePath;

/// Roles and mailboxes of the accounts, in the order in which `serve --demo` prints their links.
pub const MAILBOXES: [(Role, &str); 6] = [
    (Role::Administrator, "administrator@sample.example"),
    (Role::Coordinator, "coordinator@sample.example"),
    (Role::Coordinator, "chongchuan@sample.example"),
    (Role::Reviewer, "reviewer@sample.example"),
    (Role::Speaker, "speaker@sample.example"),
    (Role::Contact, "contact@sample.example"),
];

/// Mailbox, name and grant of each account, in the order of [`MAILBOXES`].
#[must_use]
pub fn staff(city: &City) -> Vec<(&'static str, String, Grant)> {
    let (Some(owner), Some(district)) = (city.ground.owners.first(), city.ground.owners.get(DISTRICT)) else {
        return Vec::new();
    };
    let grants = [
        ("示例·管理员", root(city, owner)),
        ("示例·市协调员", grant(city, owner, Role::Coordinator)),
        ("示例·崇川区协调员", grant(city, district, Role::Coordinator)),
        ("示例·审核人", grant(city, owner, Role::Reviewer)),
        speaker(city, district),
        contact(city, district),
    ];
    MAILBOXES.into_iter().zip(grants).map(|((_, email), (name, grant))| (email, name.to_owned(), grant)).collect()
}

/// The administrator keeps everything, from the root of the tree down.
fn root(city: &City, owner: &Owner) -> Grant {
    let plain = grant(city, owner, Role::Administrator);
    let top = city.ground.committees.first();
    top.map_or_else(
        || plain.clone(),
        |it| Grant { committee_id: it.id.clone(), committee: it.path.clone(), ..plain.clone() },
    )
}

fn grant(city: &City, owner: &Owner, role: Role) -> Grant {
    let committee = city.ground.committees.iter().find(|it| it.id == owner.committee);
    Grant {
        role,
        committee_id: owner.committee.clone(),
        committee: committee.map_or_else(CommitteePath::everything, |it| it.path.clone()),
        speaker: None,
        venue: None,
    }
}

/// The speaker of the first lecture ahead, so that the own pages have something to answer.
fn speaker<'a>(city: &'a City, district: &Owner) -> (&'a str, Grant) {
    let lead = city.ahead.first().and_then(|it| it.speakers.first()).or(Some(&0));
    let person = lead.and_then(|who| city.people.get(*who));
    let own = person.map(|it| it.speaker.id.clone());
    let name = person.map_or("示例·宣讲员", |it| it.speaker.name.as_str());
    (name, Grant { speaker: own, ..grant(city, district, Role::Speaker) })
}

/// The contact of the place of that lecture.
fn contact<'a>(city: &'a City, district: &Owner) -> (&'a str, Grant) {
    let place = city.ahead.first().and_then(|it| city.places.get(it.place)).or(city.places.first());
    let name = place.and_then(|it| it.venue.contacts.first()).map_or("示例·联系人", |it| it.name.as_str());
    (name, Grant { venue: place.map(|it| it.venue.id.clone()), ..grant(city, district, Role::Contact) })
}
