//! A venue as the fields of a form, and back.

use crate::kernel::{Grade, Refusal, RoomId, VenueId};
use crate::venues::{Blackout, Contact, Room, Venue, forms};
use crate::web::form::Form;

const SPARE: usize = 2;
const MOST_ROWS: usize = 60;

/// The form of a venue.
pub(super) fn filled(venue: &Venue) -> Form {
    let degree = |value: f64| if venue.version == 0 { String::new() } else { value.to_string() };
    let mut form = Form::empty()
        .with("version", venue.version)
        .with("code", &venue.code)
        .with("name", &venue.name)
        .with("kind", &venue.kind)
        .with("tier", &venue.tier)
        .with("committee", &venue.committee)
        .with("township", &venue.township_code)
        .with("lat", degree(venue.point.0))
        .with("lon", degree(venue.point.1))
        .with("bells", forms::print_bells(&venue.bells).replace('|', "\n"))
        .with("stairs", venue.stairs)
        .with("pickup", venue.pickup)
        .with("active", venue.active);
    for (grade, count) in &venue.enrolment {
        form = form.with(format!("enrolment-{}", grade.code()), count);
    }
    for (n, room) in venue.rooms.iter().enumerate() {
        form = form.with(format!("room-{n}"), &room.name).with(format!("room-{n}-capacity"), room.capacity);
    }
    for (n, one) in venue.blackouts.iter().enumerate() {
        form = form
            .with(format!("closed-{n}"), one.from)
            .with(format!("closed-{n}-to"), one.to)
            .with(format!("closed-{n}-reason"), &one.reason);
    }
    for (n, one) in venue.contacts.iter().enumerate() {
        form = form
            .with(format!("contact-{n}"), &one.name)
            .with(format!("contact-{n}-phone"), &one.phone)
            .with(format!("contact-{n}-email"), &one.email);
    }
    form
}

/// How many rows of a kind to draw: the filled ones and some spare.
pub(super) fn rows(form: &Form, kind: &str) -> usize {
    let used = (0..MOST_ROWS).rev().find(|n| !form.value(&format!("{kind}-{n}")).is_empty());
    used.map_or(0, |last| last + 1) + SPARE
}

/// A new venue with nothing known.
pub(super) fn blank() -> Venue {
    Venue {
        id: VenueId::fresh(),
        code: String::new(),
        name: String::new(),
        kind: String::new(),
        tier: String::new(),
        committee: String::new().into(),
        township_code: String::new(),
        point: (0.0, 0.0),
        enrolment: Vec::new(),
        rooms: Vec::new(),
        bells: Vec::new(),
        blackouts: Vec::new(),
        contacts: Vec::new(),
        stairs: false,
        pickup: false,
        active: true,
        feed_generation: 1,
        version: 0,
    }
}

/// The venue that a form tells of, with its point when the form names one.
pub(super) fn read(form: &mut Form, old: Venue) -> (Venue, bool) {
    let (lat, lon) = (degree(form, "lat", 90.0), degree(form, "lon", 180.0));
    if lat.is_some() != lon.is_some() {
        form.refuse(Refusal::new("point-half").at(if lat.is_some() { "lon" } else { "lat" }));
    }
    let venue = Venue {
        code: form.needed("code", 40),
        name: form.needed("name", 80),
        kind: form.needed("kind", 40),
        tier: form.text("tier", 40),
        committee: form.needed("committee", 60).into(),
        township_code: form.text("township", 20),
        point: lat.zip(lon).unwrap_or(old.point),
        enrolment: enrolment(form),
        rooms: rooms_of(form, &old.rooms),
        bells: bells(form),
        blackouts: blackouts(form),
        contacts: contacts(form, &old.contacts),
        stairs: form.has("stairs"),
        pickup: form.has("pickup"),
        active: form.has("active"),
        version: form.version(),
        ..old
    };
    (venue, lat.is_some())
}

fn degree(form: &mut Form, name: &str, most: f64) -> Option<f64> {
    form.parsed(name, |text| {
        let bad = || Refusal::new("bad-degree").with("text", text);
        text.parse().ok().filter(|value: &f64| value.is_finite() && value.abs() <= most).ok_or_else(bad)
    })
}

fn enrolment(form: &mut Form) -> Vec<(Grade, i32)> {
    let counts =
        Grade::ALL.iter().map(|grade| (*grade, form.number(&format!("enrolment-{}", grade.code()), 0..=50_000)));
    counts.filter_map(|(grade, count)| count.filter(|count| *count > 0).map(|count| (grade, count))).collect()
}

fn rooms_of(form: &mut Form, had: &[Room]) -> Vec<Room> {
    let mut rooms: Vec<Room> = Vec::new();
    for n in 0..MOST_ROWS {
        let name = form.text(&format!("room-{n}"), 40);
        if name.is_empty() {
            continue;
        }
        if rooms.iter().any(|room| room.name == name) {
            form.refuse(Refusal::new("room-twice").with("name", &name).at(format!("room-{n}")));
        }
        let capacity = form.number_needed(&format!("room-{n}-capacity"), 0..=20_000);
        // a room keeps its identity by its name, since sessions point to it
        let id = had.iter().find(|room| room.name == name).map_or_else(RoomId::fresh, |room| room.id.clone());
        rooms.push(Room { id, name, capacity });
    }
    rooms
}

fn bells(form: &mut Form) -> Vec<(u16, u16)> {
    form.parsed("bells", |text| forms::parse_bells(&text.replace(['\n', '，', '；'], "|"))).unwrap_or_default()
}

fn blackouts(form: &mut Form) -> Vec<Blackout> {
    let mut closed = Vec::new();
    for n in 0..MOST_ROWS {
        let Some(from) = form.day(&format!("closed-{n}")) else { continue };
        let to = form.day(&format!("closed-{n}-to")).unwrap_or(from);
        if to < from {
            form.refuse(Refusal::new("window-ends-before-start").at(format!("closed-{n}-to")));
        }
        closed.push(Blackout { from, to, reason: form.text(&format!("closed-{n}-reason"), 80) });
    }
    closed.sort_by_key(|one: &Blackout| one.from);
    closed
}

fn contacts(form: &mut Form, had: &[Contact]) -> Vec<Contact> {
    let mut contacts = Vec::new();
    for n in 0..MOST_ROWS {
        let name = form.text(&format!("contact-{n}"), 40);
        let phone = form.text(&format!("contact-{n}-phone"), 40);
        let email = form.text(&format!("contact-{n}-email"), 254).to_lowercase();
        if name.is_empty() && phone.is_empty() && email.is_empty() {
            continue;
        }
        if name.is_empty() {
            form.refuse(Refusal::new("field-needed").at(format!("contact-{n}")));
        }
        if !email.is_empty() && !crate::actions::accounts::is_mailbox(&email) {
            form.refuse(Refusal::new("bad-email").with("text", &email).at(format!("contact-{n}-email")));
        }
        let email_bad = had.iter().any(|contact| contact.email == email && contact.email_bad);
        contacts.push(Contact { name, phone, email, email_bad });
    }
    contacts
}
