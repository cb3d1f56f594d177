//! Where one can go from every page, by role.

use super::viewer::Viewer;
use crate::accounts::{Origin, Role};

/// An entry of the bar.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Its address.
    pub href: &'static str,
    /// Key of its words.
    pub key: &'static str,
}

const fn place(href: &'static str, key: &'static str) -> Place {
    Place { href, key }
}

const STAFF: [Place; 11] = [
    place("/today", "nav-today"),
    place("/requests", "nav-requests"),
    place("/plans", "nav-plans"),
    place("/sessions", "nav-sessions"),
    place("/speakers", "nav-speakers"),
    place("/venues", "nav-venues"),
    place("/lectures", "nav-lectures"),
    place("/reports", "nav-reports"),
    place("/letters", "nav-letters"),
    place("/journal", "nav-journal"),
    place("/settings", "nav-settings"),
];
const REVIEWER: [Place; 6] = [
    place("/reports", "nav-reports"),
    place("/sessions", "nav-sessions"),
    place("/requests", "nav-requests"),
    place("/venues", "nav-venues"),
    place("/journal", "nav-journal"),
    place("/settings", "nav-settings"),
];
const SPEAKER: [Place; 2] = [place("/my", "nav-my-talks"), place("/settings", "nav-settings")];
const CONTACT: [Place; 3] =
    [place("/my", "nav-my-orders"), place("/menu", "nav-menu-of-lectures"), place("/settings", "nav-settings")];
const VISITOR: [Place; 2] = [place("/menu", "nav-menu-of-lectures"), place("/reach", "nav-reach")];

/// The places of a viewer's main role.
#[must_use]
pub fn places(viewer: &Viewer) -> Vec<Place> {
    let has = |role| viewer.actor.has(role);
    if viewer.is_staff() {
        STAFF.to_vec()
    } else if has(Role::Reviewer) {
        REVIEWER.to_vec()
    } else if has(Role::Speaker) {
        SPEAKER.to_vec()
    } else if has(Role::Contact) {
        CONTACT.to_vec()
    } else if *viewer.actor.origin() == Origin::Visitor {
        VISITOR.to_vec()
    } else {
        vec![place("/settings", "nav-settings")]
    }
}

/// Where a viewer begins.
#[must_use]
pub fn home(viewer: &Viewer) -> &'static str {
    match places(viewer).first() {
        Some(first) if viewer.account.is_some() => first.href,
        _ => "/",
    }
}

/// Whether a path belongs to a place.
#[must_use]
pub fn is_here(place: &Place, path: &str) -> bool {
    path.strip_prefix(place.href).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
}
